"""Two sequences of sentences, paragraphs or rows become pairs: what was kept, changed or moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from guideline.likeness import Shape, likeness_of
from guideline.subsequence import common_ends, equal_pairs, heaviest_chain

LIKE = 0.5
"""From here on two texts are versions of one another: a reviewer would mark, not replace."""
SURELY_LIKE = 0.85
"""From here on that holds even where the order says nothing: moved, split, merged."""
LEAST_MOVED = 10
"""Shorter texts (「ただし、」「該当なし」) are alike by chance."""

_COMPARED_ALL = 2_500
_EQUAL_PAIRS = 200_000
_RARE = 6
_LONG_IN_ALL = 50_000
_MOST_PARTS = 4
_REACH = 40

Kind = Literal["same", "changed", "deleted", "inserted", "moved", "split", "merged"]


@dataclass(frozen=True)
class Match:
    """Elements of the old sequence and what became of them, both by position."""

    kind: Kind
    old: tuple[int, ...]
    new: tuple[int, ...]


def align(old: Sequence[str], new: Sequence[str]) -> tuple[Match, ...]:
    """What became of each text, in the order of the new sequence.

    Equal texts are paired first, then like ones between them; what is left over was split, merged,
    moved, deleted or inserted. A deleted text stands where it would have come.
    """
    pairs = _equal(old, new)
    ours, theirs = [Shape(text) for text in old], [Shape(text) for text in new]
    for rows, columns in list(_gaps(pairs, len(old), len(new))):
        pairs |= dict(_best(_like_pairs(ours, theirs, rows, columns, LIKE), columns))
    found = _pairs(old, new, pairs)
    found = _with_divided(ours, theirs, found)
    found += _moved(ours, theirs, found)
    return _in_order(found, len(old), len(new))


def alike(
    old: Sequence[Shape], new: Sequence[Shape], rows: Sequence[int], columns: Sequence[int]
) -> list[tuple[int, int, float]]:
    """Of these texts, by position, the pairs that are versions of one another, in any order."""
    return _like_pairs(old, new, rows, columns, LIKE)


def _pairs(old: Sequence[str], new: Sequence[str], pairs: dict[int, int]) -> list[Match]:
    return [
        Match("same" if old[i] == new[j] else "changed", (i,), (j,))
        for i, j in sorted(pairs.items())
    ]


def _equal(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    start, end = common_ends(old, new)
    pairs = {at: at for at in range(start)}
    pairs |= {len(old) - at: len(new) - at for at in range(end, 0, -1)}
    ours, theirs = old[start : len(old) - end], new[start : len(new) - end]
    found = equal_pairs(ours, theirs, _EQUAL_PAIRS)
    if found is None:
        found = _equal_and_rare(ours, theirs)
    weighed = ((i, j, len(ours[i]) + 1) for i, j in found)
    chain = heaviest_chain(weighed, len(theirs))
    return pairs | {i + start: j + start for i, j in chain}


def _equal_and_rare(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Equal pairs of the texts that occur once on each side; thousands of 「○」 tell nothing."""
    once_old, once_new = ({t for t, n in Counter(s).items() if n == 1} for s in (old, new))
    place = {text: j for j, text in enumerate(new)}
    return [(i, place[text]) for i, text in enumerate(old) if text in once_old & once_new]


def _gaps(pairs: dict[int, int], rows: int, columns: int) -> Iterable[tuple[range, range]]:
    i = j = 0
    for next_i, next_j in [*sorted(pairs.items()), (rows, columns)]:
        if next_i > i and next_j > j:
            yield range(i, next_i), range(j, next_j)
        i, j = next_i + 1, next_j + 1


def _like_pairs(
    old: Sequence[Shape],
    new: Sequence[Shape],
    rows: Sequence[int],
    columns: Sequence[int],
    least: float,
) -> list[tuple[int, int, float]]:
    if len(rows) * len(columns) <= _COMPARED_ALL:
        candidates = {(i, j) for i in rows for j in columns}
    else:
        candidates = _candidates(old, new, rows, columns)
    found = ((i, j, likeness_of(old[i], new[j], least)) for i, j in sorted(candidates))
    return [(i, j, value) for i, j, value in found if value >= least]


def _candidates(
    old: Sequence[Shape], new: Sequence[Shape], rows: Sequence[int], columns: Sequence[int]
) -> set[tuple[int, int]]:
    """Pairs that share a stretch which few texts have, and those at the same place.

    So the work grows with the text and not with the square of it. Of very long texts a sample of
    the stretches is enough, the same on both sides.
    """
    step = 1 + sum(len(old[i].text) for i in rows) // _LONG_IN_ALL
    places: dict[str, list[int]] = {}
    for j in columns:
        for stretch in _sample(new[j], step):
            places.setdefault(stretch, []).append(j)
    candidates = set(zip(rows, columns, strict=False))
    for i in rows:
        votes: Counter[int] = Counter()
        for stretch in _sample(old[i], step):
            holders = places.get(stretch, ())
            if len(holders) <= _RARE:
                votes.update(holders)
        ranked = sorted(votes.items(), key=lambda vote: (-vote[1], vote[0]))
        candidates |= {(i, j) for j, _ in ranked[:_RARE]}
    return candidates


def _sample(text: Shape, step: int) -> Iterable[str]:
    found = text.stretches(4)
    if step == 1:
        return found
    return [one for one in found if (ord(one[0]) ^ ord(one[-1])) % step == 0]


def _best(pairs: list[tuple[int, int, float]], columns: range) -> tuple[tuple[int, int], ...]:
    first = columns.start
    weighed = ((i, j - first, round(value * 1000)) for i, j, value in pairs)
    return tuple((i, j + first) for i, j in heaviest_chain(weighed, len(columns)))


def _with_divided(old: list[Shape], new: list[Shape], found: list[Match]) -> list[Match]:
    """The matches, where a text became several or several became one, as one match each."""
    there = [(match.old, match.new) for match in found]
    split = [Match("split", (i,), parts) for i, parts in _divided(old, new, there)]
    found = _without(found, split) + split
    back = [(match.new, match.old) for match in found]
    merged = [Match("merged", parts, (j,)) for j, parts in _divided(new, old, back)]
    return _without(found, merged) + merged


def _without(found: list[Match], others: list[Match]) -> list[Match]:
    """The matches that touch none of the others."""
    old = {i for match in others for i in match.old}
    new = {j for match in others for j in match.new}
    return [match for match in found if not old & set(match.old) and not new & set(match.new)]


_Pair = tuple[tuple[int, ...], tuple[int, ...]]


def _divided(
    wholes: list[Shape], pieces: list[Shape], pairs: list[_Pair]
) -> list[tuple[int, tuple[int, ...]]]:
    """Wholes that say what neighbouring pieces, at most one of them paired, say together."""
    partners = {i: there for here, there in pairs for i in here}
    stops, stop = [len(pieces)] * len(wholes), len(pieces)
    for i in reversed(range(len(wholes))):
        stops[i] = stop
        stop = min(partners.get(i, (stop,)))
    found, start = [], 0
    for i, whole in enumerate(wholes):
        partner = partners.get(i, ())
        if len(partner) < 2 and len(whole.text) >= 2 * LEAST_MOVED:
            reach = range(start, min(stops[i], start + _REACH))
            parts = _parts_of(whole, pieces, reach, partner)
            if parts:
                found.append((i, parts))
                partner = parts
        start = max((start - 1, *partner)) + 1
    return found


def _parts_of(
    whole: Shape, pieces: list[Shape], reach: range, partner: tuple[int, ...]
) -> tuple[int, ...]:
    """The neighbouring pieces that are more like the whole than its partner alone."""
    least = max((likeness_of(whole, pieces[j]) for j in partner), default=0.0)
    best: tuple[int, ...] = ()
    for first in reach:
        for stop in range(first + 2, min(reach.stop, first + _MOST_PARTS) + 1):
            parts = tuple(range(first, stop))
            length = sum(len(pieces[j].text) for j in parts)
            shorter, longer = sorted((length, len(whole.text)))
            needed = max(least, SURELY_LIKE)
            if not set(partner) <= set(parts) or 2 * shorter < needed * (shorter + longer):
                continue
            value = likeness_of(whole, Shape("".join(pieces[j].text for j in parts)), needed)
            if value >= SURELY_LIKE and value > least:
                best, least = parts, value
    return best


def _moved(old: list[Shape], new: list[Shape], found: list[Match]) -> list[Match]:
    """What is left on both sides and is surely the same text in another place."""
    taken_old = {i for match in found for i in match.old}
    taken_new = {j for match in found for j in match.new}
    left = [i for i in range(len(old)) if _can_move(old[i]) and i not in taken_old]
    right = [j for j in range(len(new)) if _can_move(new[j]) and j not in taken_new]
    pairs = _like_pairs(old, new, left, right, SURELY_LIKE)
    moved = []
    for i, j, _ in sorted(pairs, key=lambda pair: (-pair[2], pair[0], pair[1])):
        if i not in taken_old and j not in taken_new:
            taken_old.add(i)
            taken_new.add(j)
            moved.append(Match("moved", (i,), (j,)))
    return moved


def _can_move(text: Shape) -> bool:
    return len(text.text) >= LEAST_MOVED


def _in_order(found: list[Match], rows: int, columns: int) -> tuple[Match, ...]:
    """All matches in the new order, with each deletion after what it followed."""
    after: dict[int, int] = {}
    for match in found:
        if match.kind != "moved":
            after |= dict.fromkeys(match.old, match.new[-1])
    taken_old = {i for match in found for i in match.old}
    taken_new = {j for match in found for j in match.new}
    placed = [((match.new[0], 0, 0), match) for match in found]
    placed += [
        ((j, 0, 0), Match("inserted", (), (j,))) for j in range(columns) if j not in taken_new
    ]
    last = -1
    for i in range(rows):
        last = after.get(i, last)
        if i not in taken_old:
            placed.append(((last, 1, i), Match("deleted", (i,), ())))
    return tuple(match for _, match in sorted(placed, key=lambda one: one[0]))
