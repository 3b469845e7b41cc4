"""Owns the XML of text: escaping, runs and paragraphs."""

from __future__ import annotations

import re

XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

_NOT_PLAIN = re.compile('[&<>"\x00-\x1f\ud800-\udfff\ufffe\uffff]')
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def escape(text: str) -> str:
    """`text` for XML 1.0, as content or in double quotes; characters it cannot hold are dropped."""
    if _NOT_PLAIN.search(text) is None:
        return text
    text = _NOT_XML.sub("", text)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;")


def run(text: str, style: str = "") -> str:
    """Text in one character style."""
    properties = f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' if style else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


_WORD = re.compile("([!-~]*[A-Za-z][!-~]*)")
_LATIN = '<w:rPr><w:noProof/><w:lang w:val="en-US"/></w:rPr>'


def plain_runs(text: str) -> str:
    """Text in the style of its paragraph; beside a mail address, Latin words are told as such.

    LibreOffice ends a line anywhere in Latin letters and digits whose language is Japanese. A
    number stays Japanese: otherwise no line would end between 「内線3310、」 and the address.
    """
    if "@" not in text:
        return run(text)
    # Every second piece is a word.
    pieces = enumerate(_WORD.split(text))
    return "".join(
        run(piece).replace("<w:r>", f"<w:r>{_LATIN}", 1) if number % 2 else run(piece)
        for number, piece in pieces
        if piece
    )


def paragraph(style: str, content: str, properties: str = "") -> str:
    """A paragraph of runs; `properties` add to those of its style."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{content}</w:p>'


KEEP_WITH_NEXT = "<w:keepNext/>"
"""The property that keeps a paragraph on the page of the next one."""
PAGE_BREAK = "<w:pageBreakBefore/>"
"""The property that lets a paragraph begin a page."""


def numbered(num: int, level: int = 0) -> str:
    """The property that makes a paragraph an item of the list `num`."""
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>'


def unnumbered(left: int) -> str:
    """Takes away the number that the paragraph's style would give, together with its indent."""
    return f'{numbered(0)}<w:ind w:left="{left}" w:firstLine="0"/>'
