"""The lines and tables of one clause become rows: changed words underlined, the rest left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, zip_longest

from guideline.model.change import (
    CellChange,
    Item,
    Line,
    LineChange,
    RowChange,
    Spans,
    TableChange,
)
from guideline.model.comparison_table import Block, Cell, InnerTable, Passage, Row, Run, Runs

LEFT_OUT: Runs = (Run("（略）"),)
"""What stands for text that did not change."""
_MOVED: Runs = (Run("（移動）"),)


def note(text: str) -> Cell:
    """Words about the text, in a cell of their own; an empty cell for none."""
    return (Passage("note", (Run(text),)),) if text else ()


def sides_of(spans: Spans) -> tuple[Runs, Runs]:
    """The new and the old text. Numbers of references count: readers compare what is printed."""
    old: list[Run] = []
    new: list[Run] = []
    skipped = False
    for span, after in zip_longest(spans, spans[1:]):
        if skipped:
            skipped = False
            continue
        if span.kind == "deleted" and after and after.kind == "inserted" and after.new == span.old:
            # Another reference that shows the same number.
            old.append(Run(span.old))
            new.append(Run(span.old))
            skipped = True
            continue
        is_changed = span.kind != "same"
        old.append(Run(span.old, is_changed))
        new.append(Run(span.new, is_changed))
    return joined(new), joined(old)


def joined(runs: Iterable[Run]) -> Runs:
    """The runs without empty ones, and with neighbours of one kind as one."""
    groups = groupby((run for run in runs if run.text), lambda run: run.is_changed)
    return tuple(Run("".join(run.text for run in group), kind) for kind, group in groups)


def has_changes(runs: Runs) -> bool:
    """Whether anything in it is underlined."""
    return any(run.is_changed for run in runs)


def is_visible(item: Item) -> bool:
    """Whether readers of both texts see a difference in the item, its number included."""
    if isinstance(item, LineChange) and item.kind == "moved":
        return True
    unit = _unit(item)
    return not unit.is_quiet or not _keeps_marks(unit)


def whole_cell(items: Sequence[Item], number: Run | None = None) -> Cell:
    """A provision that is new or gone, every word of it underlined."""
    units = [_unit(item) for item in items]
    if number:
        is_gone = any(unit.old for unit in units)
        units = _with_numbers(units, Numbers(None, number) if is_gone else Numbers(number, None))
    return tuple(block for unit in units for block in unit.new or unit.old)


@dataclass(frozen=True)
class Numbers:
    """The numbers of an article, which stand before its first paragraph."""

    new: Run | None
    old: Run | None


def rows_of(
    items: Sequence[Item],
    before: Sequence[Line],
    opposite: tuple[str, str],
    numbers: Numbers | None = None,
) -> tuple[Row, ...]:
    """The rows of a clause's rule, or of a note.

    Args:
        before: the lines in the order of the old side, where a line may have moved.
        opposite: what stands opposite something new, and opposite something that is gone.
        numbers: of an article.
    """
    units = _opposed(_in_place(items, before, opposite))
    if numbers:
        units = _with_numbers(units, numbers)
    return tuple(_rows(_shortened(units), opposite))


# Units: what stands side by side


@dataclass(frozen=True)
class _Unit:
    """A line or table on both sides, or on one."""

    new: Cell
    old: Cell
    depth: int = 0
    is_quiet: bool = False
    """Whether both sides say the same, apart from the number in front of it."""
    is_moved: bool = False
    is_article: bool = False
    """Whether the number of an article stands in front of it."""

    @property
    def is_paired(self) -> bool:
        return bool(self.new) and bool(self.old)

    def marks(self) -> tuple[str, str]:
        """The number or bullet of each side."""
        return _mark_of(self.new), _mark_of(self.old)


def _mark_of(cell: Cell) -> str:
    first = cell[0] if cell else None
    return first.mark.text if isinstance(first, Passage) and first.mark else ""


def _unit(item: Item, opposite: tuple[str, str] = ("", "")) -> _Unit:
    if isinstance(item, TableChange):
        return _table_unit(item, opposite)
    depth = (item.new or item.old)[0].depth
    if not item.old:
        return _Unit(tuple(map(_whole, item.new)), (), depth)
    if not item.new:
        return _Unit((), tuple(map(_whole, item.old)), depth)
    return _paired(item, depth)


def _whole(line: Line) -> Passage:
    """A line that is underlined from its number on."""
    return Passage("text", (Run(line.text, True),), _mark(line.mark, is_changed=True), line.depth)


def _mark(text: str, *, is_changed: bool) -> Run | None:
    return Run(text, is_changed) if text else None


def _paired(item: LineChange, depth: int) -> _Unit:
    is_single = len(item.new) == len(item.old) == 1
    runs_new, runs_old = (sides_of if is_single else _sides_of_lines)(item.spans)
    new, old = _lines(item.new, runs_new, item.old), _lines(item.old, runs_old, item.new)
    is_same = not has_changes(runs_new) and not has_changes(runs_old)
    return _Unit(new, old, depth, is_quiet=is_single and is_same)


def _sides_of_lines(spans: Spans) -> tuple[Runs, Runs]:
    """The new and the old text where one side has more lines than the other.

    What stands in a line of its own on one side only is underlined on both: else nothing would be,
    where one paragraph became two.
    """
    ends = (n for n, s in enumerate(spans, 1) if s.kind != "same" and "\n" in s.old + s.new)
    at = next(ends, len(spans))
    new, old = sides_of(spans[:at])
    apart = spans[at:]
    return (
        joined((*new, *(Run(span.new, True) for span in apart))),
        joined((*old, *(Run(span.old, True) for span in apart))),
    )


def _lines(lines: Sequence[Line], runs: Runs, others: Sequence[Line]) -> Cell:
    """A line, or the lines that a line was split into or made of."""
    texts = list(_split(runs)) if len(lines) > 1 else [runs]
    if len(texts) != len(lines):
        return tuple(map(_whole, lines))
    return tuple(
        Passage(
            "text",
            text,
            _mark(line.mark, is_changed=other is None or other.mark != line.mark),
            line.depth,
        )
        for line, text, other in zip_longest(lines, texts, others[: len(lines)])
    )


def _split(runs: Runs) -> Iterator[Runs]:
    """The runs of each line."""
    line: list[Run] = []
    for run in runs:
        first, *others = run.text.split("\n")
        line.append(replace(run, text=first))
        for other in others:
            yield joined(line)
            line = [replace(run, text=other)]
    yield joined(line)


def _in_place(
    items: Sequence[Item], before: Sequence[Line], opposite: tuple[str, str]
) -> list[_Unit]:
    """A unit for each item; what moved stands in both places."""
    units: list[_Unit] = []
    ends: list[int] = []
    """For each unit, the last place that it takes on the old side; -1 for none."""
    gone: list[tuple[int, _Unit]] = []
    places = _places(items, before)
    for item in items:
        place = places.get(id(item), -1)
        if isinstance(item, LineChange) and item.kind == "moved" and place >= 0:
            unit = _unit(replace(item, old=()))
            gone.append((place, replace(_unit(replace(item, new=())), is_moved=True)))
            units.append(replace(unit, is_moved=True))
            ends.append(-1)
        else:
            units.append(_unit(item, opposite))
            ends.append(place)
    for place, unit in sorted(gone, key=lambda each: each[0]):
        after = [at for at, end in enumerate(ends) if 0 <= end < place]
        at = after[-1] + 1 if after else 0
        units.insert(at, unit)
        ends.insert(at, place)
    return units


def _places(items: Sequence[Item], before: Sequence[Line]) -> dict[int, int]:
    """The place of each item's last line on the old side, by the identity of the item."""
    left: dict[Line, list[int]] = {}
    for at, line in enumerate(before):
        left.setdefault(line, []).append(at)
    found = {}
    for item in items:
        if isinstance(item, LineChange):
            for line in item.old:
                if left.get(line):
                    found[id(item)] = left[line].pop(0)
    return found


def _opposed(units: Sequence[_Unit]) -> list[_Unit]:
    """What was removed and what came in its place, under the same number, side by side."""
    found: list[_Unit] = []
    for is_loose, group in groupby(units, lambda unit: not unit.is_paired and not unit.is_moved):
        if is_loose:
            loose = list(group)
            old, new = ([u for u in loose if getattr(u, side)] for side in ("old", "new"))
            found += _side_by_side(old, new)
        else:
            found += group
    return found


def _side_by_side(old: Sequence[_Unit], new: Sequence[_Unit]) -> Iterator[_Unit]:
    at = 0
    for unit in new:
        there = next((k for k in range(at, len(old)) if _is_replaced(old[k], unit)), None)
        if there is None:
            yield unit
            continue
        yield from old[at:there]
        yield replace(unit, old=old[there].old)
        at = there + 1
    yield from old[at:]


def _is_replaced(old: _Unit, new: _Unit) -> bool:
    is_table = [isinstance(unit[0], InnerTable) for unit in (old.old, new.new)]
    return (
        old.depth == new.depth and is_table[0] == is_table[1] and old.marks()[1] == new.marks()[0]
    )


def _with_numbers(units: Sequence[_Unit], numbers: Numbers) -> list[_Unit]:
    """The number of the article before the first paragraph of each side."""
    found = list(units) or [_Unit((), ())]
    for side, number in (("new", numbers.new), ("old", numbers.old)):
        if number is None:
            continue
        at = next((at for at, unit in enumerate(found) if getattr(unit, side)), 0)
        cell: Cell = getattr(found[at], side)
        first = cell[0] if cell else None
        if isinstance(first, Passage) and not first.mark and not first.depth:
            cell = (replace(first, mark=number), *cell[1:])
        else:
            cell = (Passage("text", (), number), *cell)
        unit = found[at]
        found[at] = (
            replace(unit, new=cell, is_article=True)
            if side == "new"
            else replace(unit, old=cell, is_article=True)
        )
    return found


# What did not change


def _shortened(units: Sequence[_Unit]) -> list[_Unit]:
    """The units with `２　（略）`, `２・３　（略）`, `２～５　（略）` for what did not change."""
    if _says_the_same(units):
        return [_left_out(units[:1])]
    found: list[_Unit] = []
    quiet: list[_Unit] = []
    for unit in _heads(units):
        if quiet and not (unit.is_quiet and _goes_on(quiet[-1], unit)):
            found.append(_left_out(quiet))
            quiet = []
        if unit.is_quiet:
            quiet.append(unit)
        else:
            found.append(unit)
    return [*found, _left_out(quiet)] if quiet else found


def _says_the_same(units: Sequence[_Unit]) -> bool:
    """Whether one （略） says it all, after the number of an article."""
    if not units or not all(unit.is_quiet for unit in units):
        return False
    is_counted = any(_series(mark) for mark in units[0].marks())
    return (units[0].is_article or not is_counted) and all(map(_keeps_marks, units[1:]))


def _heads(units: Sequence[_Unit]) -> Iterator[_Unit]:
    """The units without those that （略） at the line above them stands for as well."""
    at = 0
    while at < len(units):
        head = units[at]
        end = at + 1
        while end < len(units) and units[end].depth > head.depth:
            end += 1
        below = units[at + 1 : end]
        yield head
        is_quiet = head.is_quiet and all(u.is_quiet and _keeps_marks(u) for u in below)
        at = end if is_quiet else at + 1


def _keeps_marks(unit: _Unit) -> bool:
    return not any(map(_has_other_mark, (*unit.new, *unit.old)))


def _has_other_mark(block: Block) -> bool:
    return isinstance(block, Passage) and block.mark is not None and block.mark.is_changed


def _goes_on(before: _Unit, unit: _Unit) -> bool:
    """Whether one （略） may stand for both: lines without numbers, or numbers in a row."""
    marks = (*before.marks(), *unit.marks())
    if all(not mark or mark in _BULLETS for mark in marks):
        return not before.is_article
    if before.depth != unit.depth or before.is_article:
        return False
    # Where numbers begin to differ from those of the old side, something stands between.
    series = [_series(mark) for mark in marks]
    return all(series) and series[:2] == series[2:]


_BULLETS = ("・", "－")
_COUNTED = re.compile(r"\d+|[①-⑳]|[ア-ン]")


def _series(mark: str) -> str:
    """What the numbers of a list have in common; empty for no number."""
    return _COUNTED.sub("#", mark) if _COUNTED.search(mark) else ""


def _left_out(units: Sequence[_Unit]) -> _Unit:
    """One unit that says （略） for several."""
    new = _passage_left_out([unit.new[0] for unit in units])
    old = _passage_left_out([unit.old[0] for unit in units])
    return replace(units[0], new=(new,), old=(old,))


def _passage_left_out(blocks: Sequence[Block]) -> Passage:
    passages = [block for block in blocks if isinstance(block, Passage)]
    marks = [p.mark for p in passages if p.mark and p.mark.text not in _BULLETS]
    depth = min((p.depth for p in passages), default=0)
    if not passages:
        return Passage("text", _table_left_out(blocks))
    if not marks:
        return Passage("text", LEFT_OUT, depth=depth)
    told = Run(numbers_told([mark.text for mark in marks]), marks[0].is_changed)
    return Passage("text", LEFT_OUT, told, depth)


def _table_left_out(blocks: Sequence[Block]) -> Runs:
    """A table by its caption, or as a table."""
    captions = [block.caption for block in blocks if isinstance(block, InnerTable)]
    name = captions[0] if len(captions) == 1 and captions[0] else (Run("表"),)
    return joined((*name, Run("　"), *LEFT_OUT))


def numbers_told(numbers: Sequence[str]) -> str:
    """Numbers in a row: `２`, `２・３`, `２～５`."""
    if len(numbers) > 2:
        return f"{numbers[0]}～{numbers[-1]}"
    return "・".join(numbers)


# Rows


def _rows(units: Sequence[_Unit], opposite: tuple[str, str]) -> Iterator[Row]:
    at = 0
    while at < len(units):
        head = units[at]
        end = at + 1
        while not head.is_paired and end < len(units) and _belongs(head, units[end]):
            end += 1
        new, old = (
            tuple(block for unit in units[at:end] for block in getattr(unit, side))
            for side in ("new", "old")
        )
        if head.is_moved:
            moved: Cell = (Passage("note", _MOVED),)
            yield Row(new or moved, old or moved)
        else:
            yield Row(new or note(opposite[1]), old or note(opposite[0]))
        at = end


def _belongs(head: _Unit, unit: _Unit) -> bool:
    """Whether a unit on the same side is covered by the （新設） or （削る） of the one before."""
    if (bool(head.new), bool(head.old)) != (bool(unit.new), bool(unit.old)):
        return False
    if head.is_moved != unit.is_moved:
        return False
    if unit.depth > head.depth:
        return True
    return not any(_series(mark) for mark in (*head.marks(), *unit.marks()))


# Tables


_MANY_COLUMNS = 4
"""Of a table with more of them, those that did not change are left out."""


def _table_unit(item: TableChange, opposite: tuple[str, str]) -> _Unit:
    at_new, at_old = opposite[1], opposite[0]
    new: Cell = () if item.kind == "removed" else (_inner_table(item, at_new, is_new=True),)
    old: Cell = () if item.kind == "added" else (_inner_table(item, at_old, is_new=False),)
    is_quiet = not any(map(_is_marked, (item.caption, *_texts(item))))
    return _Unit(new, old, is_quiet=is_quiet and bool(new) and bool(old))


def _texts(item: TableChange) -> Iterator[Spans]:
    for row in item.all_rows():
        for cell in row.cells:
            yield cell.spans


def _is_marked(spans: Spans) -> bool:
    return any(map(has_changes, sides_of(spans)))


def _inner_table(item: TableChange, opposite: str, *, is_new: bool) -> InnerTable:
    """One side of a table; a row that the other side alone has is told as `opposite`."""
    columns = _columns(item, is_new=is_new)
    only_here, only_there = ("added", "removed") if is_new else ("removed", "added")
    shown: list[tuple[Runs, ...]] = []
    left_out = (LEFT_OUT,) * len(columns)
    missing = (joined((Run(opposite),)), *((),) * (len(columns) - 1))
    for row in item.rows:
        if row.kind == only_there and item.kind != only_here:
            if opposite and (not shown or shown[-1] != missing):
                shown.append(missing)
        elif item.kind != only_here and not any(_is_marked(cell.spans) for cell in row.cells):
            if not shown or shown[-1] != left_out:
                shown.append(left_out)
        else:
            shown.append(_cells(row, columns, is_new=is_new))
    caption = sides_of(item.caption)[0 if is_new else 1]
    return InnerTable(caption, _cells(item.header, columns, is_new=is_new), tuple(shown))


def _columns(item: TableChange, *, is_new: bool) -> list[int | None]:
    """The columns to show, by position; None for neighbours that are left out."""
    here = [
        at
        for at, kind in enumerate(item.columns)
        if kind not in ("added", "removed") or (kind == "added") == is_new
    ]
    is_whole = any(row.kind in ("added", "removed") for row in item.all_rows())
    if len(here) <= _MANY_COLUMNS or is_whole or set(item.columns) != {"same"}:
        return [*here]
    shown: list[int | None] = []
    for at in here:
        if at == 0 or any(_is_marked(row.cells[at].spans) for row in item.all_rows()):
            shown.append(at)
        elif not shown or shown[-1] is not None:
            shown.append(None)
    return shown


def _cells(row: RowChange, columns: Sequence[int | None], *, is_new: bool) -> tuple[Runs, ...]:
    return tuple(LEFT_OUT if at is None else _cell(row.cells[at], is_new=is_new) for at in columns)


def _cell(cell: CellChange, *, is_new: bool) -> Runs:
    return sides_of(cell.spans)[0 if is_new else 1]
