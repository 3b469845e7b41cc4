"""Marks what changed between two texts the way a reviewer underlines it in a 新旧対照表."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Literal

from guideline.function_words import CONJUNCTIONS, ENDINGS, PARTICLES
from guideline.kept import kept, kept_by_sentences
from guideline.segments import Token

_MOST = 2.0
"""How many times the fewest characters a marking may mark so that it reads well."""
_WORTH_SENTENCES = 1.5
"""How many times of them it may mark so that sentences are compared with their own."""
_FURTHEST = 200
"""Tokens that an insertion may slide: a sentence is not longer."""

_JOINING = frozenset(CONJUNCTIONS)
_PAUSES = re.compile("[、，,・ 　\t]+")
_STOPS = frozenset("。\n")
_OPENING = frozenset("「『（([")
_CLOSING = frozenset("」』）)]")
_SAID_WITH = frozenset(("する", "しない", "した", "して"))
"""The verb that an ending such as ことができる is said with."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one kind. `same` has both sides, as references may show another number."""

    kind: Literal["same", "deleted", "inserted"]
    old: tuple[Token, ...]
    new: tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class _Edit:
    """old[a:b] becomes new[c:d]."""

    a: int
    b: int
    c: int
    d: int
    least: int
    """The characters marked before anything was joined for the sake of reading."""

    @property
    def replaces(self) -> bool:
        return self.a < self.b and self.c < self.d

    @property
    def mirrored(self) -> _Edit:
        return _Edit(self.c, self.d, self.a, self.b, self.least)


def marked(old: Sequence[Token], new: Sequence[Token]) -> tuple[Piece, ...]:
    """The pieces of both texts in order, deleted before inserted.

    As little as possible is marked; what reads badly so is joined, up to twice as much. The
    marking from new to old is the mirror image of the one from old to new.
    """
    if [token.key for token in new] < [token.key for token in old]:
        edits = [edit.mirrored for edit in _Sides(new, old).edits()]
    else:
        edits = _Sides(old, new).edits()
    return _pieces(old, new, edits)


def _pieces(old: Sequence[Token], new: Sequence[Token], edits: list[_Edit]) -> tuple[Piece, ...]:
    found: list[Piece] = []
    i = j = 0
    for edit in [*edits, _Edit(len(old), len(old), len(new), len(new), 0)]:
        if i < edit.a:
            found.append(Piece("same", tuple(old[i : edit.a]), tuple(new[j : edit.c])))
        if edit.a < edit.b:
            found.append(Piece("deleted", tuple(old[edit.a : edit.b]), ()))
        if edit.c < edit.d:
            found.append(Piece("inserted", (), tuple(new[edit.c : edit.d])))
        i, j = edit.b, edit.d
    return tuple(found)


class _Sides:
    """The two texts while the edits between them are found."""

    def __init__(self, old: Sequence[Token], new: Sequence[Token]) -> None:
        self._old, self._new = old, new
        self._old_ends = list(accumulate((len(t.text) for t in old), initial=0))
        self._new_ends = list(accumulate((len(t.text) for t in new), initial=0))
        self._most = _MOST

    def edits(self) -> list[_Edit]:
        """The fewest characters; then insertions at the best border; then joined."""
        edits = self._sentence_by_sentence(self._between(kept(self._old, self._new)))
        for number in range(len(edits)):
            edits[number] = self._slid(edits, number)
        edits = [self._with_ending(edit, edits[n + 1 : n + 2]) for n, edit in enumerate(edits)]
        edits = [self._with_verb(edit, edits, number) for number, edit in enumerate(edits)]
        joined: list[_Edit] = []
        for edit in edits:
            joined.append(edit)
            while len(joined) > 1 and self._belong_together(*joined[-2:]):
                joined[-2:] = [self._join(joined[-2:])]
        return [self._whole_sentence(edit) for edit in joined]

    def _sentence_by_sentence(self, fewest: list[_Edit]) -> list[_Edit]:
        """Edits that keep to sentences, unless they mark far more than the fewest would.

        Where a sentence was rewritten, the fewest characters may pair its words with those of its
        neighbour.
        """
        if not any(self._crosses_stop(edit) for edit in fewest):
            return self._members_first(fewest)
        edits = self._between(kept_by_sentences(self._old, self._new))
        least, size = (sum(map(self._size, some)) for some in (fewest, edits))
        if size > _WORTH_SENTENCES * least:
            return fewest
        self._most = _MOST * least / size
        return edits

    def _members_first(self, fewest: list[_Edit]) -> list[_Edit]:
        """Edits that keep what 及び and 又は join, where those change places around it.

        甲又は乙若しくは丙 becomes 甲若しくは乙又は丙: what stays is 乙, though 若しくは is longer.
        """
        gone = (token for edit in fewest for token in self._old[edit.a : edit.b])
        come = (token for edit in fewest for token in self._new[edit.c : edit.d])
        if not all(any(token.text in _JOINING for token in side) for side in (gone, come)):
            return fewest
        edits = self._between(kept(self._old, self._new, _JOINING))
        least, size = (sum(map(self._size, some)) for some in (fewest, edits))
        if size > _MOST * least:
            return fewest
        self._most = _MOST * least / size
        return edits

    def _crosses_stop(self, edit: _Edit) -> bool:
        changed = *self._old[edit.a : edit.b], *self._new[edit.c : edit.d]
        return any(token.text in _STOPS for token in changed)

    def _between(self, stay: Sequence[tuple[int, int]]) -> list[_Edit]:
        """The edits between the tokens that stay."""
        found = []
        i = j = 0
        for next_i, next_j in [*stay, (len(self._old), len(self._new))]:
            if i < next_i or j < next_j:
                edit = _Edit(i, next_i, j, next_j, 0)
                found.append(replace(edit, least=self._size(edit)))
            i, j = next_i + 1, next_j + 1
        return found

    def _size(self, edit: _Edit) -> int:
        """The characters that the edit marks."""
        deleted = self._old_ends[edit.b] - self._old_ends[edit.a]
        return deleted + self._new_ends[edit.d] - self._new_ends[edit.c]

    def _slid(self, edits: list[_Edit], number: int) -> _Edit:
        """A pure insertion or deletion at the border where it reads as a whole."""
        edit = edits[number]
        if edit.replaces:
            return edit
        # At least one token stays between neighbours: they do not become one change.
        before = edit.a - edits[number - 1].b - 1 if number else edit.a
        last = number + 1 == len(edits)
        after = (len(self._old) if last else edits[number + 1].a - 1) - edit.b
        text = self._new if edit.a == edit.b else self._old
        start, stop = (edit.c, edit.d) if edit.a == edit.b else (edit.a, edit.b)
        left = right = 0
        before, after = min(before, _FURTHEST), min(after, _FURTHEST)
        while left < before and text[start - left - 1].key == text[stop - left - 1].key:
            left += 1
        while right < after and text[start + right].key == text[stop + right].key:
            right += 1
        steps = sorted(range(-left, right + 1), key=lambda step: (abs(step), step))
        best = max(steps, key=lambda step: _reads(text, start + step, stop + step))
        return replace(edit, a=edit.a + best, b=edit.b + best, c=edit.c + best, d=edit.d + best)

    def _with_ending(self, edit: _Edit, following: list[_Edit]) -> _Edit:
        """What is put between a verb and its ending goes with the ending: ない, ず、使わない."""
        end = following[0].a if following else len(self._old)
        text, start = (self._old, edit.a) if edit.a < edit.b else (self._new, edit.c)
        if edit.replaces or edit.b >= end or text[start].text not in ENDINGS:
            return edit
        if self._old[edit.b].text in ENDINGS:
            longer = replace(edit, b=edit.b + 1, d=edit.d + 1)
            return longer if self._size(longer) <= self._most * edit.least else edit
        return edit

    def _with_verb(self, edit: _Edit, edits: list[_Edit], number: int) -> _Edit:
        """する goes with its ending: するものとする becomes することができる as a whole."""
        free = edit.a - (edits[number - 1].b if number else 0)
        if not (edit.replaces and free and self._old[edit.a - 1].text in _SAID_WITH):
            return edit
        if self._old[edit.a].text in ENDINGS and self._new[edit.c].text in ENDINGS:
            longer = replace(edit, a=edit.a - 1, c=edit.c - 1)
            return longer if self._size(longer) <= self._most * edit.least else edit
        return edit

    def _whole_sentence(self, edit: _Edit) -> _Edit:
        """A sentence of which only 。 would stay is replaced with it."""
        starts = all(
            at == 0 or text[at - 1].text in _STOPS
            for text, at in ((self._old, edit.a), (self._new, edit.c))
        )
        if edit.replaces and starts and edit.b < len(self._old) and self._old[edit.b].text == "。":
            longer = replace(edit, b=edit.b + 1, d=edit.d + 1)
            return longer if self._size(longer) <= self._most * edit.least else edit
        return edit

    def _belong_together(self, one: _Edit, other: _Edit) -> bool:
        """Whether what stays between two replacements stays by chance: one kana or a pause."""
        between = self._old[one.b : other.a]
        if not between:
            return True
        if not (one.replaces and other.replaces) or len(between) > 1:
            return False
        word = between[0].text
        by_chance = bool(_PAUSES.fullmatch(word)) or (len(word) == 1 and word in PARTICLES)
        return by_chance and not self._too_much([one, other])

    def _too_much(self, edits: list[_Edit]) -> bool:
        return self._size(self._join(edits)) > self._most * sum(edit.least for edit in edits)

    def _join(self, edits: list[_Edit]) -> _Edit:
        first, last = edits[0], edits[-1]
        return _Edit(first.a, last.b, first.c, last.d, sum(edit.least for edit in edits))


def _reads(text: Sequence[Token], start: int, stop: int) -> int:
    """How well text[start:stop] reads as something put in."""
    return _border(text, start) + _border(text, stop)


def _border(text: Sequence[Token], at: int) -> int:
    """How good a border there is in front of the token."""
    if at in (0, len(text)):
        return 8
    before, after = text[at - 1].text, text[at].text
    if after in _CLOSING or after in _STOPS or _PAUSES.fullmatch(after):
        return 1
    for score, holds in (
        (8, before in _STOPS),
        (5, bool(_PAUSES.fullmatch(before))),
        (3, before in _CLOSING or after in _OPENING),
        (2, before in PARTICLES and after not in PARTICLES),
        (1, after not in PARTICLES and after not in ENDINGS),
    ):
        if holds:
            return score
    return 0
