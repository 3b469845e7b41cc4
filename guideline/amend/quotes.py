"""Changed words become quotations that occur once in the provision that is named."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from guideline.amend.words import CONJUNCTIONS, Span, borders, changed_spans, words
from guideline.function_words import PARTICLES

MOST_EDITS = 6
"""With more changes in one text, a reader is better off with the whole new text."""
MOST_CHANGED = 0.6
"""The share of a text that may change before it is written anew."""
MOST_MIXED = 0.4
"""The same where the changes are several, of both texts together."""
_MANY = 3
MOST_STAYING = 0.5
"""The share of a passage with many changes that may stay, if it is to be quoted as a whole."""
_SHORT = 20
"""Characters; a shorter text is quoted however much of it changes."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of words, as a sentence quotes it."""

    kind: Literal["replace", "insert", "delete"]
    quoted: str
    new: str = ""
    """What replaces the quotation or is added after it."""


def edits(old: str, new: str, elsewhere: Sequence[str] = ()) -> list[Edit] | None:
    """The quotations that make the new text of the old; None if it had better be written anew.

    Args:
        elsewhere: further text of the provision that is named, in which no quotation may occur.
    """
    if old == new:
        return []
    spans = _with_whole_passages(changed_spans(old, new), old)
    if not old or not new or _is_too_much(spans, old, new):
        return None
    return _Quoting(old, new, tuple(elsewhere)).edits(spans)


def _with_whole_passages(spans: list[Span], old: str) -> list[Span]:
    """The spans, those of a sentence of which little stays between them as one."""
    found: list[Span] = []
    sentence: list[Span] = []
    for span in spans:
        if sentence and "。" in old[sentence[-1].end : span.start]:
            found += _as_passage(sentence)
            sentence = []
        sentence.append(span)
    return found + _as_passage(sentence)


def _as_passage(spans: list[Span]) -> list[Span]:
    if len(spans) < _MANY:
        return spans
    first, last = spans[0], spans[-1]
    whole = Span(first.start, last.end, first.new_start, last.new_end)
    stays = sum(after.start - before.end for before, after in itertools.pairwise(spans))
    return [whole] if stays < MOST_STAYING * (whole.end - whole.start) else spans


def _is_too_much(spans: list[Span], old: str, new: str) -> bool:
    if len(spans) > MOST_EDITS:
        return True
    removed = sum(span.end - span.start for span in spans)
    added = sum(span.new_end - span.new_start for span in spans)
    share = (removed + added) / (len(old) + len(new))
    is_mixed = len(spans) > 1 and share > MOST_MIXED
    return len(old) > _SHORT and (is_mixed or removed / len(old) > MOST_CHANGED)


class _Quoting:
    def __init__(self, old: str, new: str, elsewhere: tuple[str, ...]) -> None:
        self.old, self.new, self.elsewhere = old, new, elsewhere
        self.borders = borders(old)

    def edits(self, spans: list[Span]) -> list[Edit] | None:
        while spans:
            found = self._quoted(spans)
            if isinstance(found, list):
                if self._gives_new(found):
                    return found
                gaps = [b.start - a.end for a, b in itertools.pairwise(spans)]
                found = gaps.index(min(gaps)) if gaps else 0
            if len(spans) == 1:
                return None
            # The quotation needs the words of its neighbour: both become one.
            at = min(found, len(spans) - 2)
            one, other = spans[at], spans[at + 1]
            joined = Span(one.start, other.end, one.new_start, other.new_end)
            spans = [*spans[:at], joined, *spans[at + 2 :]]
        return None

    def _quoted(self, spans: list[Span]) -> list[Edit] | int:
        """The edits, or the place of the first span that finds no quotation of its own."""
        found: list[Edit] = []
        left = 0
        for position, span in enumerate(spans):
            right = spans[position + 1].start if position + 1 < len(spans) else len(self.old)
            edit = self._edit(span, left, right)
            if edit is None:
                return position
            found.append(edit[0])
            left = edit[1]
        return found

    def _edit(self, span: Span, left: int, right: int) -> tuple[Edit, int] | None:
        """The edit with the end of its quotation, which lies between the two borders."""
        old, new = self.old, self.new[span.new_start : span.new_end]
        if span.start == span.end and is_balanced(new):
            anchor = self._anchor(span.start, left)
            if anchor:
                return Edit("insert", anchor, new), span.start
        if span.new_start == span.new_end and self._is_quotable(old[span.start : span.end]):
            return Edit("delete", old[span.start : span.end]), span.end
        starts = [b for b in reversed(self.borders) if left <= b <= span.start]
        ends = [b for b in self.borders if span.end <= b <= right]
        fallback = None
        for total in range(len(starts) + len(ends)):
            for before in range(total + 1):
                after = total - before
                if before >= len(starts) or after >= len(ends):
                    continue
                start, end = starts[before], ends[after]
                quoted = old[start:end]
                replaced = old[start : span.start] + new + old[span.end : end]
                if not self._is_quotable(quoted) or not is_balanced(replaced) or not replaced:
                    continue
                found = Edit("replace", quoted, replaced), end
                if _reads_well(quoted, replaced):
                    return found
                fallback = fallback or found
        return fallback

    def _anchor(self, at: int, left: int) -> str:
        """The words before the place, as few as are unique and say something."""
        for start in reversed(self.borders):
            if start < at and start >= left:
                quoted = self.old[start:at]
                if _HAS_CONTENT.search(quoted) and self._is_quotable(quoted):
                    return quoted
        return ""

    def _is_quotable(self, quoted: str) -> bool:
        if not quoted or not is_balanced(quoted):
            return False
        texts = (self.old, *self.elsewhere)
        return sum(occurrences(text, quoted) for text in texts) == 1

    def _gives_new(self, found: list[Edit]) -> bool:
        """Whether each quotation is unique when its turn comes, and all lead to the new text."""
        text = self.old
        for edit in found:
            if sum(occurrences(t, edit.quoted) for t in (text, *self.elsewhere)) != 1:
                return False
            put = edit.quoted + edit.new if edit.kind == "insert" else edit.new
            text = text.replace(edit.quoted, put)
        return text == self.new


def _reads_well(quoted: str, replaced: str) -> bool:
    """Whether the two stand in the same place of one sentence: no particle that only one has."""
    if quoted.startswith(CONJUNCTIONS) or not _HAS_CONTENT.search(quoted):
        return False
    if words(quoted)[0] in PARTICLES and not replaced.startswith(words(quoted)[0]):
        return False
    if "。" in quoted[:-1]:
        # Words of two sentences are quoted only where nothing else is unique.
        return False
    ends = [text[-1] if text[-1] in "のをなにがは" else "" for text in (quoted, replaced)]
    return ends[0] == ends[1]


_HAS_CONTENT = re.compile(r"[^ぁ-ん、。，．（）「」\s]")


def occurrences(text: str, quoted: str) -> int:
    """How often the words occur in the text, also where they overlap."""
    return sum(text.startswith(quoted, at) for at in range(len(text) - len(quoted) + 1))


def is_balanced(text: str) -> bool:
    """Whether each quotation mark in the text has its partner, so that the text can be quoted."""
    depth = 0
    for character in text:
        depth += {"「": 1, "」": -1}.get(character, 0)
        if depth < 0:
            return False
    return depth == 0
