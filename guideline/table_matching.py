"""Which rows and which columns of two tables belong together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from guideline.alignment import SURELY_LIKE, align
from guideline.document import Inlines
from guideline.flatten import TableUnit, key_of
from guideline.likeness import likeness
from guideline.subsequence import heaviest_chain

Positions = Sequence[tuple[int | None, int | None]]
"""The places of rows or columns in both tables, in the order of both; None where one has none."""

_Pairs = Mapping[int, int]


def columns_and_rows(old: TableUnit | None, new: TableUnit | None) -> tuple[Positions, Positions]:
    """The columns and the rows of both tables, paired; those of one where there is no other.

    By the id of what they are about, then by their names, then by what else stands in them: a class
    or a tool with another name is no other one. What moved is removed in one place and added in
    another, so that either table can be told.
    """
    if not old or not new:
        return _of_one(old, new)
    before, after = (_Side(_keys(u.table.header), u.columns) for u in (old, new))
    above, below = (_Side(_row_names(u), u.rows) for u in (old, new))
    columns, rows = _by_name(before, after), _by_name(above, below)
    if columns.get(0) == 0:
        shared = {a: b for a, b in columns.items() if a}
        rests = _rests(old, shared.keys()), _rests(new, shared.values())
        rows = _with_like(rows, above, below, *rests)
    contents = _contents(old, rows.keys()), _contents(new, rows.values())
    columns = _with_like(columns, before, after, *contents)
    return (
        _placed(columns, len(before.names), len(after.names)),
        _placed(rows, len(above.names), len(below.names)),
    )


def _of_one(old: TableUnit | None, new: TableUnit | None) -> tuple[Positions, Positions]:
    widths = [len(unit.columns) if unit else 0 for unit in (old, new)]
    heights = [len(unit.rows) if unit else 0 for unit in (old, new)]
    return _placed({}, *widths), _placed({}, *heights)


@dataclass(frozen=True, slots=True)
class _Side:
    """The rows or the columns of one table."""

    names: Sequence[str]
    ids: Sequence[str]
    """What each is about, where it is known."""

    def is_another(self, i: int, other: _Side, j: int) -> bool:
        """Whether two are surely about different things."""
        ours, theirs = self.ids[i], other.ids[j]
        return bool(ours and theirs) and ours != theirs and self.names[i] != other.names[j]


def _keys(cells: Sequence[Inlines]) -> list[str]:
    return [key_of(cell) for cell in cells]


def _row_names(unit: TableUnit) -> list[str]:
    """What each row is about: its first cell, where that tells the rows apart."""
    rows = unit.table.rows
    firsts = [key_of(row[0]) for row in rows]
    if len(set(firsts)) == len(firsts):
        return firsts
    return ["\t".join(_keys(row)) for row in rows]


def _by_name(old: _Side, new: _Side) -> dict[int, int]:
    """Those with one id or with like names, in the order of both tables."""
    if old == new:
        return {at: at for at in range(len(new.names))}
    common = {id_ for id_ in old.ids if id_} & set(new.ids)
    ours, theirs = (
        [f"\0{id_}" if id_ in common else name for name, id_ in zip(s.names, s.ids, strict=True)]
        for s in (old, new)
    )
    return {
        match.old[0]: match.new[0]
        for match in align(ours, theirs)
        if match.kind in ("same", "changed") and not old.is_another(match.old[0], new, match.new[0])
    }


def _rests(unit: TableUnit, columns: Iterable[int]) -> list[str]:
    """What else stands in each row."""
    there = sorted(columns)
    return ["\t".join(key_of(row[at]) for at in there) for row in unit.table.rows]


def _contents(unit: TableUnit, rows: Iterable[int]) -> list[str]:
    """What stands in each column, in these rows."""
    there = [unit.table.rows[at] for at in sorted(rows)]
    width = len(unit.table.header)
    return ["\n".join(key_of(row[at]) for row in there) for at in range(width)]


def _with_like(
    pairs: _Pairs, old: _Side, new: _Side, ours: Sequence[str], theirs: Sequence[str]
) -> dict[int, int]:
    """The pairs, with those between them that have other names and the same contents.

    Many rows say 「× 不可」 and no more. Such contents tell something where nothing else in the
    table says the same, or where as many are missing on each side.
    """
    once = _once(ours) & _once(theirs)
    moved = set(old.names) & set(new.names)
    found = dict(pairs)
    for rows, columns in _gaps(pairs, len(ours), len(theirs)):
        is_square = len(rows) == len(columns)
        like = [
            (i, j, round(value * 1000))
            for i in rows
            for j in columns
            if not (old.is_another(i, new, j) or {old.names[i], new.names[j]} & moved)
            and (value := likeness(ours[i], theirs[j])) >= SURELY_LIKE
            and ours[i].strip()
            and (ours[i] in once or (is_square and i - rows.start == j - columns.start))
        ]
        found |= dict(heaviest_chain(like, len(theirs)))
    return dict(sorted(found.items()))


def _once(contents: Sequence[str]) -> set[str]:
    return {content for content, count in Counter(contents).items() if count == 1}


def _gaps(pairs: _Pairs, rows: int, columns: int) -> Iterator[tuple[range, range]]:
    """What stands between two neighbouring pairs on both sides."""
    edges = [(-1, -1), *sorted(pairs.items()), (rows, columns)]
    for (i, j), (next_i, next_j) in pairwise(edges):
        if next_i > i + 1 and next_j > j + 1:
            yield range(i + 1, next_i), range(j + 1, next_j)


def _placed(pairs: _Pairs, rows: int, columns: int) -> Positions:
    """The pairs in order, with what only one table has between them."""
    found: list[tuple[int | None, int | None]] = []
    i = j = 0
    for a, b in [*sorted(pairs.items()), (rows, columns)]:
        found += [(at, None) for at in range(i, a)]
        found += [(None, at) for at in range(j, b)]
        found.append((a, b))
        i, j = a + 1, b + 1
    return found[:-1]
