"""Owns the XML of text: escaping, runs, paragraphs, and the inlines of the tree."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import assert_never

from guideline.document import Blank, Inline, Inlines, Link, Reference, Strong, Text

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


def paragraph(style: str, content: str, properties: str = "") -> str:
    """A paragraph of runs; `properties` add to those of its style."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{content}</w:p>'


KEEP_WITH_NEXT = "<w:keepNext/>"
"""The property that keeps a paragraph on the page of the next one."""


def numbered(num: int, level: int = 0) -> str:
    """The property that makes a paragraph an item of the list `num`."""
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>'


def unnumbered(left: int) -> str:
    """Takes away the number that the paragraph's style would give, together with its indent."""
    return f'{numbered(0)}<w:ind w:left="{left}" w:firstLine="0"/>'


class InlineWriter:
    """Writes inlines, and remembers the addresses they link to."""

    def __init__(self, anchors: Mapping[str, str]) -> None:
        self.anchors = anchors
        """The bookmark of each clause that a reference can lead to."""
        self.links: dict[str, str] = {}
        """Relationship id by web address."""

    def xml(self, inlines: Inlines) -> str:
        """The runs and hyperlinks of one paragraph."""
        return "".join([self._inline(inline) for inline in inlines])

    def _inline(self, inline: Inline) -> str:
        match inline:
            case Text(text):
                return run(text)
            case Strong(text):
                return run(text, "Strong")
            case Blank(label):
                return run(f"【{label}】", "PlaceholderField")
            case Link(text, url):
                link = self.links.setdefault(url, f"link{len(self.links) + 1}")
                shown = run(text, "Hyperlink")
                return f'<w:hyperlink r:id="{link}" w:history="1">{shown}</w:hyperlink>'
            case Reference(clause, text):
                anchor = self.anchors.get(clause)
                if anchor is None:
                    return run(text)
                return f'<w:hyperlink w:anchor="{anchor}" w:history="1">{run(text)}</w:hyperlink>'
            case _:
                assert_never(inline)
