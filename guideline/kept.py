"""Which tokens of a text are kept in its next version."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import accumulate

from guideline.alignment import align
from guideline.segments import Token, sentences
from guideline.subsequence import common_ends, equal_pairs, heaviest_chain

MOST_PAIRS = 300_000
"""Beyond so many equal pairs of tokens, only like sentences are compared; one that is too long by
itself counts as rewritten."""

Positions = list[tuple[int, int]]


def kept(
    old: Sequence[Token], new: Sequence[Token], light: Collection[str] = frozenset()
) -> Positions:
    """The positions of the tokens that are kept: as many characters as possible.

    Args:
        light: words that are not worth keeping where another one would have to go for them.
    """
    found = _kept(old, new, light)
    return kept_by_sentences(old, new) if found is None else found


def kept_by_sentences(old: Sequence[Token], new: Sequence[Token]) -> Positions:
    """The same, but within pairs of like sentences only."""
    ours, theirs = sentences(old), sentences(new)
    starts = _starts(ours), _starts(theirs)
    found: Positions = []
    for match in align([_key(one) for one in ours], [_key(one) for one in theirs]):
        if match.old and match.new and match.kind != "moved":
            (i, i_end), (j, j_end) = (
                (there[numbers[0]], there[numbers[-1] + 1])
                for there, numbers in zip(starts, (match.old, match.new), strict=True)
            )
            inside = _kept(old[i:i_end], new[j:j_end]) or []
            found += [(i + one, j + other) for one, other in inside]
    return found


def _kept(
    old: Sequence[Token], new: Sequence[Token], light: Collection[str] = frozenset()
) -> Positions | None:
    """What is kept, or nothing if there is too much to compare."""
    keys = [token.key for token in old], [token.key for token in new]
    start, end = common_ends(*keys)
    i_end, j_end = len(old) - end, len(new) - end
    pairs = equal_pairs(keys[0][start:i_end], keys[1][start:j_end], MOST_PAIRS)
    if pairs is None:
        return None
    ours, theirs = old[start:i_end], new[start:j_end]
    weighed = (
        (i, j, 1 if ours[i].text in light else len(ours[i].text) + len(theirs[j].text))
        for i, j in pairs
    )
    chain = heaviest_chain(weighed, j_end - start)
    return [
        *((at, at) for at in range(start)),
        *((start + i, start + j) for i, j in chain),
        *((i_end + at, j_end + at) for at in range(end)),
    ]


def _starts(parts: Sequence[Sequence[Token]]) -> list[int]:
    return list(accumulate(map(len, parts), initial=0))


def _key(tokens: Sequence[Token]) -> str:
    return "".join(token.key for token in tokens)
