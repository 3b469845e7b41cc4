"""Three versions of a text become one, by paragraphs, then by sentences; contradictions stay open.

Both sides started from the same base. Where one of them changed a passage, its words are taken;
where both did, in different words, nobody but a person can decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from guideline.alignment import align

Outcome = Literal["unchanged", "taken", "kept", "same", "asked"]
"""The cases of base, ours and new: nobody changed anything; only the new side did; only ours did;
both in the same words; both in different words. The sixth, that there is no base, is asked too."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of the text in its three versions; empty where a version does not have it."""

    base: str
    ours: str
    new: str

    @property
    def outcome(self) -> Outcome:
        if self.ours == self.new:
            return "unchanged" if self.ours == self.base else "same"
        if self.ours == self.base:
            return "taken"
        return "kept" if self.new == self.base else "asked"

    @property
    def settled(self) -> str:
        """What stands there afterwards; ours, where it is still to be decided."""
        return self.new if self.outcome == "taken" else self.ours


def merge(base: str, ours: str, new: str) -> tuple[Passage, ...]:
    """The text as passages, in the order in which the settled ones follow each other.

    The passages of each side joined give that side again, so nothing can get lost. Only a paragraph
    that one side moved stands in all three versions where that side put it.
    """
    whole = Passage(base, ours, new)
    if whole.outcome != "asked":
        return (whole,)
    sides = _with_moves(paragraphs(base), paragraphs(ours), paragraphs(new))
    passages = tuple(
        finer
        for passage, is_pair in _passages(*sides)
        for finer in (_by_sentence(passage) if is_pair else (passage,))
    )
    return passages if _is_faithful(whole, passages) else (whole,)


def _is_faithful(whole: Passage, passages: Sequence[Passage]) -> bool:
    """Whether what either side wrote is there, and what either side took out is not.

    Where paragraphs were moved, changed and taken out at once, no order of passages may tell this.
    """
    base, ours, new = _said(whole.base), _said(whole.ours), _said(whole.new)
    asked = [passage for passage in passages if passage.outcome == "asked"]
    open_ = {said for p in asked for text in (p.base, p.ours, p.new) for said in _said(text)}
    settled = {s for p in passages if p.outcome != "asked" for s in _said(p.settled)}
    wanted = (ours - base) | (new - base) | (base & ours & new)
    return wanted <= settled | open_ and not (settled - open_) & (base - (ours & new))


def _said(text: str) -> set[str]:
    return {sentence.strip() for sentence in sentences(text) if sentence.strip()}


def _by_sentence(passage: Passage) -> Iterator[Passage]:
    if passage.outcome != "asked":
        yield passage
        return
    cut = (sentences(text) for text in (passage.base, passage.ours, passage.new))
    yield from (finer for finer, _ in _passages(*cut))


def _passages(
    base: Sequence[str], ours: Sequence[str], new: Sequence[str]
) -> Iterator[tuple[Passage, bool]]:
    """Passages, each with whether it is one element that all three versions have."""
    in_ours, in_new = _pairs(base, ours), _pairs(base, new)
    at, at_ours, at_new = 0, 0, 0
    for i in range(len(base) + 1):
        is_end = i == len(base)
        if not is_end and not (i in in_ours and i in in_new):
            continue
        j, k = (len(ours), len(new)) if is_end else (in_ours[i], in_new[i])
        between = Passage("".join(base[at:i]), "".join(ours[at_ours:j]), "".join(new[at_new:k]))
        if between != Passage("", "", ""):
            yield between, False
        if not is_end:
            yield Passage(base[i], ours[j], new[k]), True
        at, at_ours, at_new = i + 1, j + 1, k + 1


def _pairs(base: Sequence[str], side: Sequence[str]) -> Mapping[int, int]:
    """Which element of the side each element of the base became, in the same order."""
    found = [
        (match.old[0], match.new[0])
        for match in align(base, side)
        if match.kind in ("same", "changed")
    ]
    pairs: dict[int, int] = {}
    last = -1
    for i, j in sorted(found):
        if j > last:
            pairs[i] = last = j
    return pairs


def _with_moves(
    base: Sequence[str], ours: Sequence[str], new: Sequence[str]
) -> tuple[Sequence[str], Sequence[str], Sequence[str]]:
    """The versions, a paragraph that one side moved at its new place in the other two as well.

    So what the other side changed in it is merged there, and not asked where it no longer stands.
    """
    base, new = _moved_along(base, ours, new)
    base, ours = _moved_along(base, new, ours)
    return base, ours, new


def _moved_along(
    base: Sequence[str], mover: Sequence[str], other: Sequence[str]
) -> tuple[Sequence[str], Sequence[str]]:
    """The base and the other side after the moves of the mover that the other did not make.

    What the other side took out is moved in the base alone, so that it stays taken out.
    """
    matches = [match for match in align(base, mover) if match.old and match.new]
    at = {match.old[0]: match.new[0] for match in matches}
    also = {match.old[0] for match in align(base, other) if match.kind == "moved"}
    moved = {match.old[0] for match in matches if match.kind == "moved"} - also
    in_other = _pairs(base, other)
    base_order, other_order = list(range(len(base))), list(range(len(other)))
    for i in sorted(moved, key=at.__getitem__):
        before = sorted((p for p in at if at[p] < at[i]), key=at.__getitem__)
        _put_behind(base_order, i, before)
        if i in in_other:
            _put_behind(other_order, in_other[i], [in_other[p] for p in before if p in in_other])
    return [base[i] for i in base_order], [other[k] for k in other_order]


def _put_behind(order: list[int], item: int, before: Sequence[int]) -> None:
    order.remove(item)
    order.insert(order.index(before[-1]) + 1 if before else 0, item)


_PARAGRAPH = re.compile(r"\s*\S.*?(?:\n[ \t]*(?=\n)\n*|\Z)", re.DOTALL)


def paragraphs(text: str) -> tuple[str, ...]:
    """The text cut behind each run of empty lines; joined, the pieces are the text again."""
    return _whole(text, _PARAGRAPH.findall(text))


_CLOSING = "」』）)"


def sentences(text: str) -> tuple[str, ...]:
    """The text cut behind each line and each 「。」 that stands in no brackets."""
    found, start, depth = [], 0, 0
    for at, character in enumerate(text):
        depth += (character in "「『（") - (character in "」』）" and depth > 0)
        is_end = character == "。" and not depth and text[at + 1 : at + 2] not in _CLOSING
        if character == "\n" or is_end:
            found.append(text[start : at + 1])
            start, depth = at + 1, 0
    return _whole(text, [*found, text[start:]])


def _whole(text: str, pieces: Sequence[str]) -> tuple[str, ...]:
    kept = tuple(piece for piece in pieces if piece)
    rest = text[sum(map(len, kept)) :]
    return (*kept, rest) if rest else kept
