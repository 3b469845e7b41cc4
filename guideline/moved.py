"""Sentences that only changed their place within a clause are told as moved, on both sides."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from guideline.alignment import LEAST_MOVED
from guideline.model.change import Item, LineChange, Span, Spans
from guideline.segments import sentences, tokens


def with_moves(items: Sequence[Item]) -> tuple[Item, ...]:
    """The items of a clause, each whole sentence that goes here and comes there marked as moved."""
    if _endings(items, "deleted").isdisjoint(_endings(items, "inserted")):
        return tuple(items)
    lines = {at: _by_sentences(i.spans) for at, i in enumerate(items) if isinstance(i, LineChange)}
    places: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for at, spans in lines.items():
        for number in _whole_sentences(spans):
            text = (spans[number].old + spans[number].new).strip("\n")
            if len(text) >= LEAST_MOVED:
                places.setdefault((spans[number].kind, text), []).append((at, number))
    moved: dict[int, set[int]] = {}
    for (kind, text), gone in places.items():
        come = places.get(("inserted", text), []) if kind == "deleted" else []
        for pair in zip(gone, come, strict=False):
            for at, number in pair:
                moved.setdefault(at, set()).add(number)
    return tuple(
        replace(item, spans=_joined(lines[at], moved[at]))
        if at in moved and isinstance(item, LineChange)
        else item
        for at, item in enumerate(items)
    )


def _endings(items: Sequence[Item], kind: str) -> set[str]:
    """What stands before each 。 or line end of what went or came: quickly found, and seldom alike.

    Equal sentences have equal endings.
    """
    texts = (
        span.old + span.new
        for item in items
        if isinstance(item, LineChange)
        for span in item.spans
        if span.kind == kind
    )
    return {end for text in texts for end in re.split("[。\n]", text) if end}


def _by_sentences(spans: Spans) -> list[Span]:
    """The spans, what went or came cut at the ends of its sentences."""
    found: list[Span] = []
    for span in spans:
        if span.kind not in ("deleted", "inserted"):
            found.append(span)
            continue
        for sentence in sentences(tokens(span.old + span.new)):
            text = "".join(token.text for token in sentence)
            is_old = span.kind == "deleted"
            found.append(Span(span.kind, text if is_old else "", "" if is_old else text))
    return found


def _whole_sentences(spans: Sequence[Span]) -> Iterator[int]:
    """The positions of deleted and inserted spans that begin and end with a sentence."""
    for is_old in (True, False):
        texts = [span.old if is_old else span.new for span in spans]
        own = [number for number, text in enumerate(texts) if text]
        for before, at, after in zip([None, *own], own, [*own[1:], None], strict=False):
            text = texts[at]
            starts = before is None or texts[before].endswith(_ENDS) or text.startswith("\n")
            ends = after is None or text.endswith(_ENDS) or texts[after].startswith("\n")
            if starts and ends and spans[at].kind in ("deleted", "inserted"):
                yield at


_ENDS = ("。", "\n")


def _joined(spans: Sequence[Span], moved: set[int]) -> Spans:
    """The spans, those at these positions marked as moved; neighbours of one kind as one."""
    found: list[Span] = []
    for number, span in enumerate(spans):
        is_moved = number in moved
        last = found[-1] if found else None
        is_cut = last and span.kind in ("deleted", "inserted")
        if last and is_cut and (last.kind, last.is_moved) == (span.kind, is_moved):
            found[-1] = replace(last, old=last.old + span.old, new=last.new + span.new)
        else:
            found.append(replace(span, is_moved=is_moved))
    return tuple(found)
