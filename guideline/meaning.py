"""What a change means for those who obey and those who approve: derived, never guessed."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from guideline.document import Document, Level, walk_sections
from guideline.errors import CallError, Place, Problem, suggestion
from guideline.model.change import (
    CellChange,
    Change,
    Comparison,
    Item,
    LineChange,
    Span,
    Spans,
    TableChange,
    is_replaced,
    texts_of,
)

Weight = Literal[
    "rule", "substitution", "details", "editorial", "commentary", "sources", "numbering", "none"
]
"""The heaviest thing that changed. `substitution`: nothing but words that are replaced everywhere.
`details`: title, organization, edition or dates, which oblige nobody.
`editorial`: the same words with other marks, in another spelling, or in another place."""

WEIGHTS: Mapping[Weight, str] = {
    "rule": "規定の変更",
    "substitution": "語の置換えのみ",
    "details": "表題・日付など",
    "editorial": "字句の整理",
    "commentary": "解説のみ",
    "sources": "根拠のみ",
    "numbering": "番号のみ",
    "none": "変更なし",
}
"""What readers call them."""

Direction = Literal["tightened", "relaxed", "unknown"]
"""Whether less or more is allowed afterwards; `unknown` where the rule changed and nothing in it
has an order."""

DIRECTIONS: Mapping[Direction, str] = {
    "tightened": "厳しくなる",
    "relaxed": "緩くなる",
    "unknown": "厳しさは要確認",
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
    """Requirements that this clause meets in the new document, and nothing met in the old one."""
    lost: tuple[str, ...] = ()
    """Requirements that this clause met in the old document, and nothing meets in the new one."""
    is_uniform: bool = False
    """Whether nothing differs, in rule and notes, but words that are replaced everywhere."""
    affected: tuple[str, ...] | None = ()
    """The roles and sections that the changed lines name; None where neither side knows any."""


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
    gained: tuple[str, ...] | None
    """Requirements that only the new document meets; None where a side does not tell."""
    lost: tuple[str, ...] | None
    """Requirements that only the old document meets; None where a side does not tell."""

    def pairs(self) -> Iterator[tuple[Change, Meaning]]:
        """Each change with what it means."""
        return zip(self.comparison.changes, self.each, strict=True)


def meanings_of(comparison: Comparison) -> Meanings:
    """What the changes mean."""
    old, new = comparison.old.document, comparison.new.document
    before, after = _requirements(old), _requirements(new)
    gained = None if before is None or after is None else _without(after, before)
    lost = None if before is None or after is None else _without(before, after)
    substitutions = _substitutions(comparison)
    common = _Common(
        gained or (),
        lost or (),
        tuple({**dict.fromkeys(old.actors), **dict.fromkeys(new.actors)}),
        frozenset((s.old, s.new) for s in substitutions),
        frozenset((a, b) for a in old.actors for b in new.actors),
    )
    each = tuple(_meaning(change, common) for change in comparison.changes)
    return Meanings(comparison, each, substitutions, gained, lost)


Only = Literal["text", "commentary", "tables"]
"""Lines of rules, notes, or tables."""


def selected(meanings: Meanings, clauses: Sequence[str] = (), only: Only | None = None) -> Meanings:
    """The changes of these clauses only, by their ids; all when none are named.

    Args:
        only: the items to keep, and the changes that have a difference among them.

    Raises:
        CallError: neither version has such a clause.
    """
    pairs = list(meanings.pairs())
    if clauses:
        _check_known(meanings, clauses)
        wanted = set(clauses)
        pairs = [pair for pair in pairs if wanted & set(_ids(pair[0]))]
    if only:
        cut = [(_only(change, only), meaning) for change, meaning in pairs]
        pairs = [pair for pair in cut if any(i.kind != "same" for i in pair[0].items())]
    comparison = replace(meanings.comparison, changes=tuple(change for change, _ in pairs))
    return replace(meanings, comparison=comparison, each=tuple(meaning for _, meaning in pairs))


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


def _check_known(meanings: Meanings, clauses: Sequence[str]) -> None:
    known = {id_ for change in meanings.comparison.changes for id_ in _ids(change)}
    problems = [
        Problem(
            "unknown-clause",
            f"どちらの版にも「{id_}」という条項はありません。",
            Place(id_),
            suggestion(id_, known) or "識別子は --name-only で確かめられます。",
        )
        for id_ in clauses
        if id_ not in known
    ]
    if problems:
        raise CallError(problems)


def _ids(change: Change) -> list[str]:
    """The ids that the clause has on either side."""
    return [side.id for side in (change.old, change.new) if side and side.id]


@dataclass(frozen=True)
class _Common:
    """What holds for all changes."""

    gained: tuple[str, ...]
    lost: tuple[str, ...]
    actors: tuple[str, ...]
    substituted: frozenset[tuple[str, str]]
    renamed: frozenset[tuple[str, str]]
    """Any name of the old document with any name of the new one."""


def _substitutions(comparison: Comparison) -> tuple[Substitution, ...]:
    times: Counter[tuple[str, str]] = Counter()
    changes: Counter[tuple[str, str]] = Counter()
    for change in comparison.changes:
        found = [pair for item in change.items() for pair in _replacements(item)]
        times.update(found)
        changes.update(set(found))
    return tuple(
        Substitution(old, new, count)
        for (old, new), count in times.most_common()
        if changes[old, new] >= _SEVERAL
    )


def _replacements(item: Item) -> Iterator[tuple[str, str]]:
    for spans in texts_of(item):
        for before, after in _replaced(spans):
            yield before.old, after.new


def _replaced(spans: Spans) -> Iterator[tuple[Span, Span]]:
    for before, after in pairwise(spans):
        if is_replaced(before, after):
            yield before, after


def _requirements(document: Document) -> dict[str, None] | None:
    """Every requirement that a clause meets, in reading order; None where one does not tell."""
    origins = [s.origin for s in walk_sections(document.sections) if s.origin]
    if not origins or not all(origin.level for origin in origins):
        return None
    return dict.fromkeys(id_ for origin in origins for id_ in origin.satisfies)


def _without(met: Mapping[str, None], others: Mapping[str, None]) -> tuple[str, ...]:
    return tuple(id_ for id_ in met if id_ not in others)


def _meaning(change: Change, common: _Common) -> Meaning:
    old, new = change.old and change.old.origin, change.new and change.new.origin
    return Meaning(
        weight=_weight(change, common.substituted),
        directions=_directions(change, common),
        level=_level(change),
        gained=tuple(id_ for id_ in common.gained if new and id_ in new.satisfies),
        lost=tuple(id_ for id_ in common.lost if old and id_ in old.satisfies),
        is_uniform=_is_uniform(change, common.substituted),
        affected=_affected(change, common.actors) if common.actors else None,
    )


# Weight


def _weight(change: Change, substituted: frozenset[tuple[str, str]]) -> Weight:
    aspects = change.aspects
    if aspects & {"added", "removed", "variant", "level", "condition"}:
        return "rule"
    if aspects & {"title", "rule"}:
        if _is_editorial(change):
            return "editorial"
        if "title" not in aspects and _only_has(substituted, change.rule):
            return "substitution"
        return "rule" if change.id else "details"
    if "moved" in aspects:
        return "editorial"
    for aspect, weight in _LIGHTER.items():
        if aspect in aspects:
            return weight
    return "none"


def _is_uniform(change: Change, substituted: frozenset[tuple[str, str]]) -> bool:
    is_text = change.aspects <= {"rule", "commentary", "renumbered"}
    return (
        is_text and bool(change.aspects - {"renumbered"}) and _only_has(substituted, change.items())
    )


def _only_has(pairs: frozenset[tuple[str, str]], items: Iterable[Item]) -> bool:
    """Whether nothing differs in the items but these words."""
    return all(_is_replaced(item, pairs) for item in items)


def _is_replaced(item: Item, pairs: frozenset[tuple[str, str]]) -> bool:
    if item.kind not in ("same", "changed"):
        return False
    found = list(_replacements(item))
    marked = sum(s.kind in ("deleted", "inserted") for spans in texts_of(item) for s in spans)
    return marked == 2 * len(found) and pairs.issuperset(found)


_LIGHTER: Mapping[str, Weight] = {
    "commentary": "commentary",
    "sources": "sources",
    "renumbered": "numbering",
}


def _is_editorial(change: Change) -> bool:
    return _says_the_same(change.title) and all(map(_is_same_in_substance, change.rule))


def _is_same_in_substance(item: Item) -> bool:
    if isinstance(item, LineChange):
        return bool(item.old) and bool(item.new) and _says_the_same(item.spans)
    return item.kind in ("same", "moved", "changed") and _has_other_order_only(item)


def _has_other_order_only(table: TableChange) -> bool:
    """Whether the same rows stand in the table; one that moved is removed and added."""
    if not _says_the_same(table.caption) or table.header.kind != "same":
        return False
    sides = {
        kind: Counter(
            tuple(_substance("".join(_sides(cell.spans)[is_new])) for cell in row.cells)
            for row in table.rows
            if row.kind == kind
        )
        for is_new, kind in enumerate(("removed", "added"))
    }
    return sides["removed"] == sides["added"] and all(
        _says_the_same(cell.spans)
        for row in table.rows
        if row.kind == "changed"
        for cell in row.cells
    )


def _says_the_same(spans: Spans) -> bool:
    if any(before.old == after.new for before, after in _replaced(spans)):
        # The same number, and another clause that it leads to.
        return False
    old, new = ("".join(side) for side in _sides(spans))
    return _substance(old) == _substance(new)


def _sides(spans: Spans) -> tuple[list[str], list[str]]:
    """The old and the new text; a reference counts as what it leads to."""
    same = [span.new if span.kind == "renumbered" else span.old for span in spans]
    return same, [span.new for span in spans]


_IN_NUMBERS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_MARK = r"[、。・「」『』()\[\],.―〜~:;/]"
_MARKS = re.compile(rf"\s|(?<!\d){_MARK}|{_MARK}(?!\d)|-(?!\d)")
"""After NFKC. Between digits they say how much: 1.5, 9:30, 3〜5."""
_LONG_VOWEL = re.compile(r"(?<=[ァ-ヺー]{2})ー(?![ァ-ヺー])")
"""サーバー and サーバ."""
_SPELLINGS: Mapping[str, str] = {
    "または": "又は",
    "および": "及び",
    "ならびに": "並びに",
    "もしくは": "若しくは",
    "下さい": "ください",
    "出来": "でき",
    "致し": "いたし",
    "頂": "いただ",
    "全て": "すべて",
    "様々": "さまざま",
    "等": "など",
    "従って": "したがって",
    "但し": "ただし",
    "更に": "さらに",
    "或いは": "あるいは",
    "取り扱い": "取扱い",
    "申し込み": "申込み",
    "問い合わせ": "問合せ",
    "打ち合わせ": "打合せ",
    "手続き": "手続",
}


def _substance(text: str) -> str:
    """The text without what only looks different: width, marks, usual spellings."""
    text = _IN_NUMBERS.sub("", unicodedata.normalize("NFKC", text))
    text = _LONG_VOWEL.sub("", _MARKS.sub("", text))
    for spelling, usual in _SPELLINGS.items():
        text = text.replace(spelling, usual)
    return text


# Directions


def _level(change: Change) -> tuple[Level, Level] | None:
    if "level" not in change.aspects:
        return None
    old, new = (
        side.origin.level if side and side.origin else "" for side in (change.old, change.new)
    )
    return (old, new) if old and new else None


_STRENGTH: Mapping[Level, int] = {"may": 0, "should": 1, "must": 2}


def _directions(change: Change, common: _Common) -> tuple[Direction, ...]:
    weight = _weight(change, common.substituted)
    if weight == "substitution" and _only_has(common.substituted & common.renamed, change.rule):
        return ()
    if weight not in ("rule", "substitution"):
        return ()
    found = set(_found_directions(change))
    return tuple(direction for direction in DIRECTIONS if direction in found)


def _found_directions(change: Change) -> Iterator[Direction]:
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
    if not _says_the_same(change.title):
        yield "unknown"
    for item in change.rule:
        yield from _of_item(item)


def _by_variants(change: Change) -> Direction:
    old, new = change.old and change.old.origin, change.new and change.new.origin
    if not old or not new:
        return "unknown"
    for order in (new.variants, old.variants):
        if old.clause in order and new.clause in order:
            is_stricter = order.index(new.clause) < order.index(old.clause)
            return "tightened" if is_stricter else "relaxed"
    return "unknown"


def _of_item(item: Item) -> Iterator[Direction]:
    if _is_same_in_substance(item):
        return
    if isinstance(item, LineChange):
        yield "unknown"
        return
    if item.header.kind != "same" or not _says_the_same(item.caption):
        yield "unknown"
    for row in item.rows:
        if row.kind in ("added", "removed"):
            yield "unknown"
        for cell in row.cells:
            if row.kind == "changed" and not cell.is_same:
                yield _of_cell(cell)


_ORDER = "×△○"
"""The marks of the class × tool table, from what is forbidden to what is allowed."""


def _of_cell(cell: CellChange) -> Direction:
    old, new = ("".join(side)[:1] for side in _sides(cell.spans))
    if not old or not new or old not in _ORDER or new not in _ORDER or old == new:
        return "unknown"
    return "tightened" if _ORDER.index(new) < _ORDER.index(old) else "relaxed"


# Who is affected


def _affected(change: Change, actors: tuple[str, ...]) -> tuple[str, ...]:
    text = "\n".join(_changed_texts(change))
    # The longest name first: 副市長 is not 市長.
    pattern = "|".join(map(re.escape, sorted(actors, key=len, reverse=True)))
    named = set(re.findall(pattern, text))
    return tuple(actor for actor in actors if actor in named)


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
                yield from ("".join(side) for cell in row.cells for side in _sides(cell.spans))
