"""Which words of a text another text has in their place, by their positions."""

from __future__ import annotations

from itertools import accumulate
from typing import NamedTuple

from guideline.marking import marked
from guideline.segments import Token, tokens

CONJUNCTIONS = ("及び", "並びに", "又は", "若しくは", "、")


class Span(NamedTuple):
    """A stretch of the old text and the stretch of the new text that stands in its place."""

    start: int
    end: int
    new_start: int
    new_end: int


def words(text: str) -> list[str]:
    """The text cut between words; joined, they give the text again."""
    return [token.text for token in tokens(text)]


def borders(text: str) -> list[int]:
    """Where the text may be cut: the starts of its words, and its end."""
    return list(accumulate(map(len, words(text)), initial=0))


def changed_spans(old_text: str, new_text: str) -> list[Span]:
    """What differs, in the order of the text, marked as reviewers mark it.

    A member of a compound (教育・情報担当) goes with its neighbour: nobody quotes 「教育・」.
    """
    spans: list[Span] = []
    at = new_at = 0
    for piece in marked(tokens(old_text), tokens(new_text)):
        end, new_end = at + _length(piece.old), new_at + _length(piece.new)
        if piece.kind != "same":
            span = Span(at, end, new_at, new_end)
            if spans and _are_one(spans[-1], span, old_text[spans[-1].end : at]):
                before = spans.pop()
                span = Span(before.start, end, before.new_start, new_end)
            spans.append(span)
        at, new_at = end, new_end
    return _with_whole_compounds(spans, old_text, new_text)


def _with_whole_compounds(spans: list[Span], old: str, new: str) -> list[Span]:
    cuts = borders(old)
    found: list[Span] = []
    for span in spans:
        one, other = old[span.start : span.end], new[span.new_start : span.new_end]
        if one.endswith(_DOT) or other.endswith(_DOT):
            step = min((cut for cut in cuts if cut > span.end), default=span.end) - span.end
            span = span._replace(end=span.end + step, new_end=span.new_end + step)
        if one.startswith(_DOT) or other.startswith(_DOT):
            step = span.start - max((cut for cut in cuts if cut < span.start), default=span.start)
            span = span._replace(start=span.start - step, new_start=span.new_start - step)
        if found and span.start < found[-1].end:
            # Both have the same neighbour.
            span = Span(found[-1].start, span.end, found[-1].new_start, span.new_end)
            found.pop()
        found.append(span)
    return found


_DOT = "・"


def _are_one(one: Span, other: Span, between: str) -> bool:
    """A deletion with what stands in its place; a list that gets another last member."""
    if not between:
        return True
    is_added = other.start == other.end
    return is_added and one.end - one.start <= _CONJUNCTION and len(words(between)) == 1


_CONJUNCTION = 4
"""Characters: 若しくは."""


def _length(words: tuple[Token, ...]) -> int:
    return sum(len(word.text) for word in words)
