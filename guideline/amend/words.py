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
    """What differs, in the order of the text, marked as reviewers mark it."""
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
    return spans


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
