"""What differs in lists and links, where the words may be the same."""

from __future__ import annotations

from collections.abc import Iterator

from guideline.document import Inlines, Link, plain_text
from guideline.flatten import LineUnit
from guideline.model.change import FormatChange, Line

_BULLETS = ("・", "－")


def formats_between(old: LineUnit, new: LineUnit) -> Iterator[FormatChange]:
    """Another kind of list or another depth in it, and other links."""
    text = new.line.text
    kinds = _kind(old.line), _kind(new.line)
    if kinds[0] != kinds[1]:
        yield FormatChange("list", *kinds, text)
    elif old.line.depth != new.line.depth:
        yield FormatChange("depth", str(old.line.depth), str(new.line.depth), text)
    yield from links_between(old.inlines, new.inlines)


def _kind(line: Line) -> str:
    if not line.depth or not line.mark:
        return "none"
    return "bullet" if line.mark in _BULLETS else "number"


def links_between(old: Inlines, new: Inlines) -> Iterator[FormatChange]:
    """Words that stand on both sides and lead elsewhere, or to nothing on one of them."""
    before, after = _links(old), _links(new)
    for text in dict.fromkeys((*before, *after)):
        ours, theirs = before.get(text, ""), after.get(text, "")
        if ours != theirs and text in plain_text(old) and text in plain_text(new):
            yield FormatChange("link", ours, theirs, text)


def _links(inlines: Inlines) -> dict[str, str]:
    return {inline.text: inline.url for inline in inlines if isinstance(inline, Link)}
