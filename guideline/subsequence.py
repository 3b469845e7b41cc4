"""The heaviest common subsequence: what two sequences have in common, in the same order."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence


def heaviest_chain(
    pairs: Iterable[tuple[int, int, int]], length: int
) -> tuple[tuple[int, int], ...]:
    """Of the pairs (i, j, weight), those that rise in both i and j and weigh most together.

    Among chains of one weight, the one with the fewest breaks. `length` is an upper bound of every
    j + 1. The cost is that of sorting the pairs: a tree of prefix maxima finds what each pair can
    follow.
    """
    ordered = sorted(pairs, key=lambda pair: (pair[0], -pair[1]))
    scale = length + 1
    scores: list[int] = []
    before: list[int] = []
    at: dict[tuple[int, int], int] = {}
    tree = [-1] * (length + 1)
    for number, (i, j, weight) in enumerate(ordered):
        best, k = -1, j
        while k:
            other = tree[k]
            if other >= 0 and (best < 0 or scores[other] > scores[best]):
                best = other
            k &= k - 1
        score = scores[best] if best >= 0 else 0
        neighbour = at.get((i - 1, j - 1), -1)
        if neighbour >= 0 and scores[neighbour] + 1 > score:
            best, score = neighbour, scores[neighbour] + 1
        score += weight * scale
        scores.append(score)
        before.append(best)
        at[i, j] = number
        k = j + 1
        while k <= length:
            if tree[k] < 0 or scores[tree[k]] < score:
                tree[k] = number
            k += k & -k
    chain: list[tuple[int, int]] = []
    last = max(range(len(ordered)), key=scores.__getitem__, default=-1)
    while last >= 0:
        chain.append(ordered[last][:2])
        last = before[last]
    return tuple(reversed(chain))


def common_ends(old: Sequence[Hashable], new: Sequence[Hashable]) -> tuple[int, int]:
    """How many elements the sequences share at their start, and how many more at their end."""
    shorter = min(len(old), len(new))
    start = 0
    while start < shorter and old[start] == new[start]:
        start += 1
    end = 0
    while end < shorter - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return start, end


def equal_pairs(
    old: Sequence[Hashable], new: Sequence[Hashable], limit: int
) -> list[tuple[int, int]] | None:
    """Every (i, j) with equal elements, or nothing when there are more than the limit."""
    places: dict[Hashable, list[int]] = {}
    for j, element in enumerate(new):
        places.setdefault(element, []).append(j)
    if sum(len(places.get(element, ())) for element in old) > limit:
        return None
    return [(i, j) for i, element in enumerate(old) for j in places.get(element, ())]
