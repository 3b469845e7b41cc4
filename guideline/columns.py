"""Text on a terminal of 80 columns, on which a Japanese character takes two."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

COLUMNS = 80


def width_of(text: str) -> int:
    """Columns on a terminal; characters of ambiguous width count as wide, as Japan shows them."""
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


def wrapped(text: str, first: str, indent: int, columns: int = COLUMNS) -> Iterator[str]:
    """The text after `first`, with the lines that follow indented."""
    line = first
    for piece in _pieces(text, columns - indent):
        if width_of(line + piece.rstrip()) > columns:
            yield line.rstrip()
            line = " " * indent + piece.lstrip()
        else:
            line += piece
    yield line.rstrip()


_PIECES = re.compile(r"[（「『]*(?:[!-~]+|[^!-~])[、。，：）」』]*")
"""What stays on one line: a word in Latin letters, a character with the brackets around it."""


def _pieces(text: str, limit: int) -> Iterator[str]:
    for piece in _PIECES.findall(text):
        yield from [piece] if width_of(piece) <= limit else piece
