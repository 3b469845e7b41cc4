"""What a change means for those who obey and those who approve: derived, never guessed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from guideline.document import Document, Level
from guideline.model.change import (
    CellChange,
    Change,
    Comparison,
    Item,
    LineChange,
    Spans,
    TableChange,
    texts_of,
)
from guideline.names import names_of
from guideline.points import (
    DIRECTIONS,
    Direction,
    Point,
    Roles,
    direction_in,
    passages,
    points_of,
    with_leads,
)
from guideline.standings import RequirementChange, requirement_changes
from guideline.substance import is_same_in_substance, replaced_in, says_the_same, sides_of

Weight = Literal[
    "rule",
    "substitution",
    "details",
    "editorial",
    "condition",
    "commentary",
    "sources",
    "numbering",
    "none",
]
"""The heaviest thing that changed. `substitution`: nothing but words that are replaced everywhere.
`details`: title, organization, edition or dates, which oblige nobody.
`editorial`: the same words with other marks, in another spelling, in another kind of list, or in
another place; or a link with another address.
`condition`: when it applies, and the organization meets the condition on both sides."""

WEIGHTS: Mapping[Weight, str] = {
    "rule": "規定の変更",
    "substitution": "語の置換えのみ",
    "details": "表題・日付など",
    "editorial": "字句の整理",
    "condition": "適用の条件のみ",
    "commentary": "解説のみ",
    "sources": "根拠のみ",
    "numbering": "番号のみ",
    "none": "変更なし",
}
"""What readers call them."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one change means."""

    weight: Weight
    directions: tuple[Direction, ...] = ()
    """Every direction in which the rule changed; empty where it did not."""
    level: tuple[Level, Level] | None = None
    """The level before and after, where it changed."""
    gained: tuple[str, ...] = ()
    """Requirements that this clause meets in the new document, and that were not met before."""
    lost: tuple[str, ...] = ()
    """Requirements that this clause met in the old document, and that are not met any more."""
    points: tuple[Point, ...] = ()
    """What deserves a look first, the weightiest first."""
    is_uniform: bool = False
    """Whether nothing differs, in rule and notes, but words that are replaced everywhere."""
    affected: tuple[str, ...] | None = ()
    """The roles and sections that the changed lines name, by today's names; None where neither side
    knows any."""


@dataclass(frozen=True, slots=True)
class Substitution:
    """One word that another replaces in several clauses, such as a section with a new name."""

    old: str
    new: str
    count: int
    """How often, in rules and notes."""


_SEVERAL = 3
"""A replacement that so many clauses have in common is told once."""


@dataclass(frozen=True)
class Meanings:
    """What each change of a comparison means, in the order of its changes."""

    comparison: Comparison
    each: tuple[Meaning, ...]
    substitutions: tuple[Substitution, ...]
    """The most frequent first."""
    requirements: tuple[RequirementChange, ...] | None
    """Requirements whose standing is another one; None where a side does not tell."""
    roles: Roles

    def pairs(self) -> Iterator[tuple[Change, Meaning]]:
        """Each change with what it means."""
        return zip(self.comparison.changes, self.each, strict=True)


def meanings_of(comparison: Comparison) -> Meanings:
    """What the changes mean."""
    old, new = comparison.old.document, comparison.new.document
    requirements = requirement_changes(comparison.old, comparison.new)
    roles = Roles(old.actors, new.actors, _renamed(comparison))
    substitutions = _substitutions(comparison.changes, roles)
    common = _Common(
        frozenset(r.id for r in requirements or () if r.new == "covered"),
        frozenset(r.id for r in requirements or () if r.old == "covered"),
        roles,
        frozenset((s.old, s.new) for s in substitutions),
    )
    with names_of(old, new):
        each = tuple(_meaning(change, common) for change in comparison.changes)
    return Meanings(comparison, each, substitutions, requirements, roles)


Only = Literal["text", "commentary", "tables"]
"""Lines of rules, notes, or tables."""


def selected(
    meanings: Meanings, changes: Sequence[Change] | None = None, only: Only | None = None
) -> Meanings:
    """Some changes only; all when None.

    Args:
        only: the items to keep, and the changes that have a difference among them.
    """
    if changes is None and only is None:
        return meanings
    pairs = list(meanings.pairs())
    if changes is not None:
        pairs = [pair for pair in pairs if pair[0] in changes]
    if only:
        cut = [(_only(change, only), meaning) for change, meaning in pairs]
        pairs = [pair for pair in cut if any(i.kind != "same" for i in pair[0].items())]
    shown = tuple(change for change, _ in pairs)
    each = tuple(meaning for _, meaning in pairs)
    return replace(
        meanings,
        comparison=replace(meanings.comparison, changes=shown),
        each=each,
        substitutions=tuple(_among(meanings, shown)),
        requirements=_concerned(meanings.requirements, each),
    )


def _among(meanings: Meanings, changes: Sequence[Change]) -> Iterator[Substitution]:
    """The words that are replaced everywhere, counted where they are shown."""
    found = Counter(
        pair
        for change in changes
        for item in change.items()
        for pair in _replacements(item, meanings.roles)
    )
    for word in meanings.substitutions:
        if found[word.old, word.new]:
            yield replace(word, count=found[word.old, word.new])


def _concerned(
    requirements: tuple[RequirementChange, ...] | None, each: Sequence[Meaning]
) -> tuple[RequirementChange, ...] | None:
    """The requirements that the clauses shown meet or met."""
    if requirements is None:
        return None
    ids = {id_ for meaning in each for id_ in (*meaning.gained, *meaning.lost)}
    return tuple(r for r in requirements if r.id in ids)


def _only(change: Change, only: Only) -> Change:
    rule, notes = (
        tuple(item for item in items if _is_asked(item, only))
        for items in (change.rule, change.notes)
    )
    return replace(change, rule=rule, notes=notes)


def _is_asked(item: Item, only: Only) -> bool:
    if only == "commentary":
        return bool(item.note)
    return isinstance(item, TableChange) == (only == "tables") and (
        only == "tables" or not item.note
    )


@dataclass(frozen=True)
class _Common:
    """What holds for all changes."""

    gained: frozenset[str]
    lost: frozenset[str]
    roles: Roles
    substituted: frozenset[tuple[str, str]]


def _renamed(comparison: Comparison) -> dict[str, str]:
    """Sections that are the same under another name: by their ids, else by what stands for them."""
    old, new = comparison.old, comparison.new
    if old.document.names and new.document.names:
        units_before, units_after = (_units(side.document) for side in (old, new))
        return {
            name: units_after[id_]
            for id_, name in units_before.items()
            if units_after.get(id_, name) != name
        }
    # A post that stands for another one is somebody else; only a section is the same under another
    # name.
    before, after = (
        [name for name in side.document.actors if name.endswith(_SECTIONS)] for side in (old, new)
    )
    words = _substitutions(comparison.changes, Roles((), (), {}))
    return {
        name: renewed
        for name in before
        for word in words
        if name not in new.document.actors
        for renewed in [name.replace(word.old, word.new)]
        if renewed != name and renewed in after and renewed not in old.document.actors
    }


def _units(document: Document) -> dict[str, str]:
    return {each.id: each.name for each in document.names if each.id.startswith("units/")}


_SECTIONS = (
    *("課", "部", "室", "局", "係", "班", "科", "所", "本部", "支部", "支店", "委員会", "事務局"),
    *("センター", "グループ", "チーム", "ユニット"),
)
"""What the names of sections end in."""


def _substitutions(changes: Sequence[Change], roles: Roles) -> tuple[Substitution, ...]:
    times: Counter[tuple[str, str]] = Counter()
    several: Counter[tuple[str, str]] = Counter()
    for change in changes:
        found = [pair for item in change.items() for pair in _replacements(item, roles)]
        times.update(found)
        several.update(set(found))
    return tuple(
        Substitution(old, new, count)
        for (old, new), count in times.most_common()
        if several[old, new] >= _SEVERAL or roles.renamed.get(old) == new
    )


def _replacements(item: Item, roles: Roles) -> Iterator[tuple[str, str]]:
    """The words that stand for others; a section with a new name by its whole name."""
    for spans in texts_of(item):
        if roles.says_the_same(spans):
            yield from roles.renamed_in("".join(span.old for span in spans))
            continue
        for before, after in replaced_in(spans):
            yield before.old, after.new


def _meaning(change: Change, common: _Common) -> Meaning:
    old, new = change.old and change.old.origin, change.new and change.new.origin
    weight = _weight(change, common)
    is_text = weight in ("rule", "substitution")
    points = points_of(change.rule, common.roles) if is_text else ()
    # A word that is replaced everywhere may be the one that binds, or say how much.
    is_weighty = any(point.kind != "role" for point in points)
    if weight == "substitution" and is_weighty:
        weight = "rule"
    return Meaning(
        weight=weight,
        directions=_directions(change, weight, common),
        level=_level(change),
        gained=tuple(id_ for id_ in (new.satisfies if new else ()) if id_ in common.gained),
        lost=tuple(id_ for id_ in (old.satisfies if old else ()) if id_ in common.lost),
        points=points,
        is_uniform=not is_weighty and _is_uniform(change, common),
        affected=_affected(change, common.roles),
    )


# Weight


def _weight(change: Change, common: _Common) -> Weight:
    aspects = change.aspects
    if aspects & {"added", "removed", "variant", "level"}:
        return "rule"
    if aspects & {"title", "rule"}:
        if _is_editorial(change):
            return "editorial"
        if "title" not in aspects and _only_has(change.rule, common):
            return "substitution"
        return "rule" if change.id else "details"
    if "condition" in aspects:  # it holds on both sides, or the clause had come or gone
        return "condition"
    if aspects & {"moved", "format"}:
        return "editorial"
    for aspect, weight in _LIGHTER.items():
        if aspect in aspects:
            return weight
    return "none"


def _is_uniform(change: Change, common: _Common) -> bool:
    is_text = change.aspects <= {"rule", "commentary", "renumbered"}
    return is_text and bool(change.aspects - {"renumbered"}) and _only_has(change.items(), common)


def _only_has(items: Iterable[Item], common: _Common) -> bool:
    """Whether nothing differs in the items but words that are replaced everywhere."""
    return all(
        item.kind in ("same", "changed")
        and all(_is_replaced(spans, common) for spans in texts_of(item))
        for item in items
    )


def _is_replaced(spans: Spans, common: _Common) -> bool:
    if common.roles.says_the_same(spans):
        return True
    found = [(before.old, after.new) for before, after in replaced_in(spans)]
    marked = sum(span.kind in ("deleted", "inserted") for span in spans)
    return marked == 2 * len(found) and common.substituted.issuperset(found)


_LIGHTER: Mapping[str, Weight] = {
    "commentary": "commentary",
    "sources": "sources",
    "renumbered": "numbering",
}


def _is_editorial(change: Change) -> bool:
    return says_the_same(change.title) and all(map(is_same_in_substance, change.rule))


# Directions


def _level(change: Change) -> tuple[Level, Level] | None:
    if "level" not in change.aspects:
        return None
    old, new = (
        side.origin.level if side and side.origin else "" for side in (change.old, change.new)
    )
    return (old, new) if old and new else None


_STRENGTH: Mapping[Level, int] = {"may": 0, "should": 1, "must": 2}


def _directions(change: Change, weight: Weight, common: _Common) -> tuple[Direction, ...]:
    if weight not in ("rule", "substitution"):
        return ()
    found = set(_found_directions(change, common.roles))
    return tuple(direction for direction in DIRECTIONS if direction in found)


def _found_directions(change: Change, roles: Roles) -> Iterator[Direction]:
    if change.aspects & {"added", "removed"}:
        yield "unknown"
        return
    level = _level(change)
    if level:
        yield "tightened" if _STRENGTH[level[1]] > _STRENGTH[level[0]] else "relaxed"
    if "variant" in change.aspects:
        # The whole text is another one; what it says is told by the order of the variants.
        yield _by_variants(change)
        return
    if "condition" in change.aspects:
        yield "unknown"
    if not says_the_same(change.title):
        yield "unknown"
    for item, is_listed in with_leads(change.rule):
        if not is_same_in_substance(item):
            yield from _of_item(item, roles, is_listed=is_listed)


def _by_variants(change: Change) -> Direction:
    old, new = change.old and change.old.origin, change.new and change.new.origin
    if not old or not new:
        return "unknown"
    for order in (new.variants, old.variants):
        if old.clause in order and new.clause in order:
            is_stricter = order.index(new.clause) < order.index(old.clause)
            return "tightened" if is_stricter else "relaxed"
    return "unknown"


def _of_item(item: Item, roles: Roles, *, is_listed: bool) -> Iterator[Direction]:
    if isinstance(item, LineChange):
        for spans in passages(item.spans):
            yield from direction_in(spans, roles, is_listed=is_listed)
        return
    if item.header.kind != "same" or not says_the_same(item.caption):
        yield "unknown"
    for row in item.rows:
        if row.kind in ("added", "removed"):
            yield "unknown"
        for cell in row.cells:
            if row.kind == "changed" and not cell.is_same:
                yield from _of_cell(cell, roles)


_ORDER = "×△○"
"""The marks of the class × tool table, from what is forbidden to what is allowed."""


def _of_cell(cell: CellChange, roles: Roles) -> Iterator[Direction]:
    old, new = ("".join(side)[:1] for side in sides_of(cell.spans))
    if old and new and old in _ORDER and new in _ORDER and old != new:
        yield "tightened" if _ORDER.index(new) < _ORDER.index(old) else "relaxed"
        return
    for spans in passages(cell.spans):
        yield from direction_in(spans, roles)


# Who is affected


def _affected(change: Change, roles: Roles) -> tuple[str, ...] | None:
    names = dict.fromkeys(map(roles.now, (*roles.old, *roles.new)))
    if not names:
        return None
    named = set(roles.named_in("\n".join(_changed_texts(change))))
    return tuple(name for name in names if name in named)


def _changed_texts(change: Change) -> Iterator[str]:
    """Both sides of every changed line and row of the rule."""
    for item in change.rule:
        if item.kind == "same":
            continue
        if isinstance(item, LineChange):
            yield from (line.text for line in (*item.old, *item.new))
            continue
        for row in item.all_rows():
            if row.kind != "same":
                yield from ("".join(side) for cell in row.cells for side in sides_of(cell.spans))
