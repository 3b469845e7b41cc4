"""In which order provisions are removed, moved and added, so that no number is given twice."""

from __future__ import annotations

import difflib
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from guideline.amend.provisions import ordinal


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens to one provision of a series."""

    kind: Literal["edit", "rewrite", "move", "remove", "add"]
    """`edit` is where the wording of a provision that stays is changed; it may have no change."""
    old: int = -1
    new: int = -1


def steps(
    old: Sequence[str],
    new: Sequence[str],
    pairs: Sequence[tuple[int, int]],
    may_rewrite: Callable[[int, int], bool] = lambda old, new: True,
) -> list[Step]:
    """What makes the new series of the old.

    Args:
        old: the numbers of the old provisions, such as `第３条`.
        new: those of the new ones.
        pairs: which old provision is which new one, both in their order.
        may_rewrite: whether a new provision may be written in the place of an old one.
    """
    found: list[Step] = []
    for run, goes_down in _runs(_merged(old, new, pairs, may_rewrite), old, new):
        found += _downwards(run, old, new) if goes_down else _forwards(run, old, new)
    return found


def in_order(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """As many of the pairs as keep their order; what is left has been moved among the others."""
    tails: list[int] = []
    chains: list[list[tuple[int, int]]] = []
    for pair in sorted(pairs):
        at = bisect_left(tails, pair[1])
        chain = [*(chains[at - 1] if at else []), pair]
        tails[at : at + 1] = [pair[1]]
        chains[at : at + 1] = [chain]
    return chains[-1] if chains else []


def alike(old: Sequence[str], new: Sequence[str], least: float = 0.5) -> list[tuple[int, int]]:
    """Which texts are versions of each other, in their order: equal ones, then similar ones."""
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    found: list[tuple[int, int]] = []
    for tag, i, i_end, j, j_end in matcher.get_opcodes():
        if tag == "equal":
            found += zip(range(i, i_end), range(j, j_end), strict=True)
        elif tag == "replace":
            found += _similar(old, new, range(i, i_end), range(j, j_end), least)
    return found


def _similar(
    old: Sequence[str], new: Sequence[str], left: range, right: range, least: float
) -> list[tuple[int, int]]:
    """The best pairs in order, by the sum of their likeness."""
    best: dict[tuple[int, int], tuple[float, list[tuple[int, int]]]] = {}
    nothing: tuple[float, list[tuple[int, int]]] = (0.0, [])
    for i in left:
        for j in right:
            ways = [best.get((i - 1, j), nothing), best.get((i, j - 1), nothing)]
            likeness = difflib.SequenceMatcher(None, old[i], new[j], autojunk=False).ratio()
            if likeness >= least:
                sum_, chain = best.get((i - 1, j - 1), nothing)
                ways.append((sum_ + likeness, [*chain, (i, j)]))
            best[i, j] = max(ways, key=lambda way: way[0])
    return best[left[-1], right[-1]][1]


def _merged(
    old: Sequence[str],
    new: Sequence[str],
    pairs: Sequence[tuple[int, int]],
    may_rewrite: Callable[[int, int], bool],
) -> list[Step]:
    """Old and new in one series; what goes and what comes under the same number is rewritten."""
    found: list[Step] = []
    i = j = 0
    for to_i, to_j in [*pairs, (len(old), len(new))]:
        removed, added = list(range(i, to_i)), list(range(j, to_j))
        while removed and added and old[removed[0]] == new[added[0]]:
            if not may_rewrite(removed[0], added[0]):
                break
            found.append(Step("rewrite", removed.pop(0), added.pop(0)))
        found += [Step("remove", old=n) for n in removed]
        found += [Step("add", new=n) for n in added]
        if to_i < len(old):
            found.append(Step("edit", to_i, to_j))
        i, j = to_i + 1, to_j + 1
    return found


def _direction(step: Step, old: Sequence[str], new: Sequence[str]) -> int:
    before, after = ordinal(old[step.old]), ordinal(new[step.new])
    return (after > before) - (after < before)


def _runs(
    merged: list[Step], old: Sequence[str], new: Sequence[str]
) -> Iterator[tuple[list[Step], bool]]:
    """Stretches that are worked through in one direction: backwards where numbers grow."""
    run: list[Step] = []
    goes_down = False
    gap: list[Step] = []
    for step in merged:
        if step.kind in ("remove", "add"):
            gap.append(step)
            continue
        is_down = _direction(step, old, new) > 0
        if is_down == goes_down:
            run += [*gap, step]
        else:
            # The gap belongs to the stretch that goes down.
            if goes_down:
                run, gap = run + gap, []
            if run:
                yield run, goes_down
            run, goes_down = [*gap, step], is_down
        gap = []
    yield run + gap, goes_down


def _forwards(run: list[Step], old: Sequence[str], new: Sequence[str]) -> Iterator[Step]:
    for step in run:
        yield step
        if step.kind == "edit" and old[step.old] != new[step.new]:
            yield Step("move", step.old, step.new)


def _downwards(run: list[Step], old: Sequence[str], new: Sequence[str]) -> Iterator[Step]:
    """From the last to the first; what is added waits for the provision that it follows."""
    waiting: list[Step] = []
    removed: list[Step] = []
    for step in reversed(run):
        if step.kind == "remove":
            # Neighbours that go are named from the first to the last.
            removed.insert(0, step)
            continue
        yield from removed
        removed = []
        if step.kind == "add":
            waiting.insert(0, step)
            continue
        yield from _forwards([step], old, new)
        yield from waiting
        waiting = []
    yield from removed
    yield from waiting
