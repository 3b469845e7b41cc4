"""A comparison as a 新旧対照表: its clauses in order, and what of each stands side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from guideline.comparison_passages import (
    LEFT_OUT,
    Numbers,
    has_changes,
    is_visible,
    joined,
    note,
    numbers_told,
    rows_of,
    sides_of,
    whole_cell,
)
from guideline.comparison_presets import PRESETS, PresetName
from guideline.document import EFFECTIVE, Section, lines_of, mention_of, plain_text, walk_sections
from guideline.flatten import LineUnit, units_of
from guideline.model.change import Change, Comparison, Item, Line, LineChange
from guideline.model.comparison_table import (
    Cell,
    ComparisonTable,
    Entry,
    Passage,
    Row,
    Run,
)


def comparison_table(
    comparison: Comparison,
    preset: PresetName,
    reasons: Mapping[str, str] | None = None,
    *,
    with_commentary: bool = False,
) -> ComparisonTable:
    """The 新旧対照表 of two versions, in the way of a preset.

    The rules that all presets share are those of the guides to drafting that ministries and cities
    publish: changed words are underlined on both sides, a provision that is new or gone as a whole;
    what did not change is （略） within an article, and left out beyond it; a number that alone is
    another one is underlined on both sides. The table compares what is printed: a reference that
    shows another number is a change.

    Args:
        reasons: why a clause is changed, by its id; they make a third column where there are any.
        with_commentary: whether changes of commentary and examples are shown as well.
    """
    told = PRESETS[preset]
    builder = _Builder(comparison, (told.added, told.removed), reasons or {}, with_commentary)
    entries = tuple(builder.entries())
    has_reasons = any(entry.reason for entry in entries)
    document = comparison.new.document
    return ComparisonTable(
        title=f"{document.title}新旧対照表",
        organization=plain_text(document.organization),
        headings=(told.new, told.old, *([told.reason] if has_reasons else [])),
        legend=told.legend,
        entries=entries,
        manifest=document.manifest,
        layout=document.layout,
    )


@dataclass(frozen=True)
class _Step:
    """A change at its place; what moved has one at each of its two places."""

    change: Change
    part: Change | None
    """The part whose heading stands above it."""
    has_gone: bool = False
    """Whether this is the place that it has moved away from."""


class _Builder:
    """Knows both documents, and how the preset tells what is missing."""

    def __init__(
        self,
        comparison: Comparison,
        opposite: tuple[str, str],
        reasons: Mapping[str, str],
        with_commentary: bool,
    ) -> None:
        self._comparison = comparison
        self._opposite = opposite
        self._reasons = reasons
        self._with_commentary = with_commentary
        self._steps = _steps(comparison)
        self._moved = {id(step.change) for step in self._steps if step.has_gone}

    def entries(self) -> Iterator[Entry]:
        """The clauses with a visible change, under the headings of their parts."""
        steps = [s for s in self._steps if s.has_gone or self._is_visible(s.change)]
        heading: Change | None = None
        for group in self._groups(steps):
            first = group[0]
            if first.part is not heading:
                heading = first.part
                if heading and first.change is not heading and not self._is_visible(heading):
                    yield Entry((self._heading_row(heading),), leads=True)
            yield self._renumbered(group) if len(group) > 1 else self._entry(first, steps)

    def _groups(self, steps: Sequence[_Step]) -> Iterator[list[_Step]]:
        """The steps one by one, but for neighbours of which only the numbers are others."""
        for (_, is_renumbered), group in groupby(
            steps, lambda step: (id(step.part), self._is_only_renumbered(step))
        ):
            if is_renumbered:
                yield list(group)
            else:
                yield from ([step] for step in group)

    # What is shown

    def _is_visible(self, change: Change) -> bool:
        if change.old is None or change.new is None or self._has_moved(change):
            return True
        if self._tells_another_day(change.old, change.new):
            return False
        if change.old.number != change.new.number:
            return True
        return any(map(has_changes, sides_of(change.title))) or bool(self._visible_items(change))

    def _tells_another_day(self, old: Section, new: Section) -> bool:
        """Whether nothing but the day of effect is another one, in rules that are in articles.

        An amendment leaves the 附則 of what it amends as it is, and tells its day in its own.
        """
        one, other = self._comparison.old.document, self._comparison.new.document
        days = one.detail(EFFECTIVE), other.detail(EFFECTIVE)
        if other.numbering != "articles" or not all(days) or old.title != new.title:
            return False
        before = [line.replace(*days) for line in lines_of(old.blocks)]
        return old.blocks != new.blocks and before == lines_of(new.blocks)

    def _has_moved(self, change: Change) -> bool:
        """Whether it has left its place, and not only along with its part."""
        return id(change) in self._moved

    def _visible_items(self, change: Change) -> list[Item]:
        items = change.items() if self._with_commentary else change.rule
        return [item for item in items if is_visible(item)]

    def _is_only_renumbered(self, step: _Step) -> bool:
        """Whether nothing but the number of a clause is another one."""
        change = step.change
        if change.old is None or change.new is None or step.part in (None, change):
            return False
        return (
            not self._has_moved(change)
            and bool(change.old.number and change.new.number)
            and not any(map(has_changes, sides_of(change.title)))
            and not self._visible_items(change)
            and not self._reason(change)
        )

    def _reason(self, change: Change) -> str:
        ids = [change.id, *([change.old.id] if change.old else [])]
        return next((self._reasons[id_] for id_ in ids if id_ in self._reasons), "")

    # Entries

    def _renumbered(self, steps: Sequence[_Step]) -> Entry:
        """Clauses in a row of which only the numbers are others: `第６条～第８条　（略）`."""
        changes = [step.change for step in steps]
        new, old = (
            numbers_told([section.number for section in sections if section])
            for sections in ([c.new for c in changes], [c.old for c in changes])
        )
        passages = [Passage("text", LEFT_OUT, Run(told, True)) for told in (new, old)]
        return Entry((Row((passages[0],), (passages[1],)),))

    def _entry(self, step: _Step, steps: Sequence[_Step]) -> Entry:
        change = step.change
        reason = "" if step.has_gone else self._reason(change)
        if step.has_gone:
            return Entry((self._gone_row(change),))
        if change.old is None or change.new is None:
            return Entry((self._whole_row(change),), reason, leads=_is_part(step))
        rows = [self._heading_row(change), *self._rule(change), *self._notes(change)]
        if self._has_moved(change):
            rows[0] = replace(
                rows[0], old=(*rows[0].old, *note(f"（{mention_of(change.old)}から移動）"))
            )
        has_more = any(
            other.part is step.part and other is not step and not other.has_gone for other in steps
        )
        if len(rows) == 1 and not (_is_part(step) and has_more):
            rows.append(Row((Passage("text", LEFT_OUT),), (Passage("text", LEFT_OUT),)))
        return Entry(tuple(row for row in rows if row.new or row.old), reason, _is_part(step))

    def _rule(self, change: Change) -> Sequence[Row]:
        assert change.old
        assert change.new
        numbers = None
        if _is_article(change.new) or _is_article(change.old):
            numbers = Numbers(*self._number_runs(change))
        items = change.rule
        is_part = not change.part and bool(change.new.sections or change.old.sections)
        if not numbers and is_part and not any(map(is_visible, items)):
            return ()
        if not items and not numbers:
            return ()
        return rows_of(
            items, self._lines_before(change.old, is_note=False), self._opposite, numbers
        )

    def _notes(self, change: Change) -> Iterator[Row]:
        """The changed commentary and examples, each under its label."""
        if not self._with_commentary:
            return
        assert change.old
        before = self._lines_before(change.old, is_note=True)
        for label, group in groupby(change.notes, _note_of):
            items = list(group)
            if any(map(is_visible, items)):
                yield Row((_label(label),), (_label(label),))
                yield from rows_of(items, before, self._opposite)

    def _lines_before(self, section: Section, *, is_note: bool) -> list[Line]:
        units = units_of(section.blocks, self._comparison.old.document.numbering)
        lines = [unit.line for unit in units if isinstance(unit, LineUnit)]
        return [line for line in lines if bool(line.note) == is_note]

    def _whole_row(self, change: Change) -> Row:
        """A clause that is new or gone: underlined, with （新設） or （削る） opposite."""
        section = change.section
        number = Run(section.number, True) if _is_article(section) else None
        cell = (
            *self._heading(change, is_new=change.new is not None),
            *whole_cell(change.rule, number),
        )
        if self._with_commentary:
            for label, group in groupby(change.notes, _note_of):
                cell = (*cell, _label(label), *whole_cell(list(group)))
        if change.new:
            return Row(cell, note(self._opposite[0]))
        return Row(note(self._opposite[1]), cell)

    def _gone_row(self, change: Change) -> Row:
        """The place that a clause has moved away from."""
        assert change.old
        assert change.new
        heading = self._heading(change, is_new=False)
        number = Run(change.old.number, True) if _is_article(change.old) else None
        left_out = Passage("text", LEFT_OUT, number)
        return Row(note(f"（{mention_of(change.new)}へ移動）"), (*heading, left_out))

    # Headings

    def _heading_row(self, change: Change) -> Row:
        return Row(self._heading(change, is_new=True), self._heading(change, is_new=False))

    def _heading(self, change: Change, *, is_new: bool) -> Cell:
        section = change.new if is_new else change.old
        if section is None:
            return ()
        if not change.id and not change.part:
            return (Passage("heading", (Run("（表題）"),)),)
        title = sides_of(change.title)[0 if is_new else 1]
        if _is_article(section):
            is_whole = change.old is None or change.new is None
            caption = joined((Run("（", is_whole), *title, Run("）", is_whole)))
            return (Passage("caption", caption),)
        number = self._number_runs(change)[0 if is_new else 1]
        return (Passage("heading" if change.part else "part", title, number),)

    def _number_runs(self, change: Change) -> tuple[Run | None, Run | None]:
        """The number on each side, underlined where it is another one, or in another place."""
        new, old = (side.number if side else "" for side in (change.new, change.old))
        is_changed = new != old or self._has_moved(change)
        return _run(new, is_changed=is_changed), _run(old, is_changed=is_changed)


def _run(text: str, *, is_changed: bool) -> Run | None:
    return Run(text, is_changed) if text else None


def _is_part(step: _Step) -> bool:
    return step.part is step.change and bool(step.change.section.sections)


def _is_article(section: Section) -> bool:
    return section.number.endswith("条")


def _note_of(item: Item) -> str:
    return (item.new or item.old)[0].note if isinstance(item, LineChange) else item.note


def _label(text: str) -> Passage:
    return Passage("label", (Run(f"〔{text}〕"),))


# Order


def _steps(comparison: Comparison) -> list[_Step]:
    """The changes in the new order, and each place of the old order that something has left."""
    new_parts, old_parts = _parts(comparison.changes)
    steps = [
        _Step(
            change,
            new_parts.get(id(change.new)) if change.new else old_parts.get(id(change.old)),
        )
        for change in comparison.changes
    ]
    place = {id(s): at for at, s in enumerate(walk_sections(comparison.old.document.sections))}
    elsewhere = [step for step in steps if step.change.is_elsewhere]
    for step in sorted(elsewhere, key=lambda each: place[id(each.change.old)]):
        if "moved" not in step.change.aspects:
            # It stands elsewhere along with its part.
            continue
        part = old_parts.get(id(step.change.old))
        at = place[id(step.change.old)]
        before = [n for n, other in enumerate(steps) if _stands_before(other, at, place)]
        steps.insert(before[-1] + 1 if before else 0, _Step(step.change, part, has_gone=True))
    return steps


def _stands_before(step: _Step, at: int, place: Mapping[int, int]) -> bool:
    """Whether it holds a place of the old side, before the place `at`."""
    if step.change.is_elsewhere and not step.has_gone:
        return False
    return step.change.old is not None and place.get(id(step.change.old), -1) < at


def _parts(changes: Sequence[Change]) -> tuple[dict[int, Change], dict[int, Change]]:
    """The part of each section on the new and on the old side, by the section's identity."""
    new: dict[int, Change] = {}
    old: dict[int, Change] = {}
    for change in changes:
        if change.part or not change.id:
            continue
        for side, section in ((new, change.new), (old, change.old)):
            if section:
                side |= {id(each): change for each in walk_sections((section,))}
    return new, old
