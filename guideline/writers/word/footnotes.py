"""Owns footnotes.xml: what a clause rests on, at the foot of its page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeGuard

from guideline.document import NOTE_LABELS, Block, Note, lines_of
from guideline.writers.word.text import XML, W, paragraph, run

FOOTNOTES = "word/footnotes.xml"


class Footnotes:
    """The footnotes of a document, in reading order."""

    def __init__(self) -> None:
        self._waiting: list[Note] = []
        self._footnotes: list[str] = []

    def taken(self, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        """The blocks without the sources, which wait for the text that they stand below."""
        self._waiting += [block for block in blocks if _is_sources(block)]
        return tuple(block for block in blocks if not _is_sources(block))

    def marks(self) -> str:
        """The runs that lead to the waiting footnotes, for the end of a paragraph."""
        notes, self._waiting = self._waiting, []
        marks = ""
        for note in notes:
            number = len(self._footnotes) + 1
            self._footnotes.append(_footnote(note, number))
            marks += _mark(f'<w:footnoteReference w:id="{number}"/>')
        return marks

    def parts(self, style_parts: Mapping[str, bytes]) -> dict[str, bytes]:
        """footnotes.xml, and the style document's settings with what they say about it."""
        if not self._footnotes:
            return {}
        footnotes = _SEPARATORS + "".join(self._footnotes)
        xml = f'{XML}<w:footnotes xmlns:w="{W}">{footnotes}</w:footnotes>'
        parts = {FOOTNOTES: xml.encode()}
        if "word/settings.xml" in style_parts:
            settings = style_parts["word/settings.xml"]
            parts["word/settings.xml"] = _AFTER_PROPERTIES.sub(_PROPERTIES, settings, count=1)
        return parts


def _is_sources(block: Block) -> TypeGuard[Note]:
    return isinstance(block, Note) and block.kind == "sources"


def _footnote(note: Note, number: int) -> str:
    first, *rest = lines_of(note.blocks)
    beginning = _mark("<w:footnoteRef/>") + run(f" {NOTE_LABELS[note.kind]}：{first}")
    lines = "".join(paragraph("FootnoteText", line) for line in (beginning, *map(run, rest)))
    return f'<w:footnote w:id="{number}">{lines}</w:footnote>'


def _mark(element: str) -> str:
    return f'<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr>{element}</w:r>'


def _separator(kind: str, number: int) -> str:
    tight = '<w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/>'
    line = f"<w:p><w:pPr>{tight}</w:pPr><w:r><w:{kind}/></w:r></w:p>"
    return f'<w:footnote w:type="{kind}" w:id="{number}">{line}</w:footnote>'


_SEPARATORS = _separator("separator", -1) + _separator("continuationSeparator", 0)
"""The lines between text and footnotes, without which Word calls the file damaged."""

_PROPERTIES = b'<w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>'

# The schema fixes the order of settings: the first of these stands after the properties.
_AFTER_PROPERTIES = re.compile(
    rb"(?=<w:(?:compat|docVars|rsids|attachedSchema|themeFontLang|clrSchemeMapping|shapeDefaults"
    rb"|doNotEmbedSmartTags|decimalSymbol|listSeparator)\b|<m:mathPr\b|</w:settings>)"
)


_FOOTNOTE = re.compile(r'<w:footnote w:id="(\d+)">(.*?)</w:footnote>', re.DOTALL)


def footnotes_in(footnotes_xml: bytes) -> dict[str, str]:
    """The paragraphs of each footnote by its number."""
    return dict(_FOOTNOTE.findall(footnotes_xml.decode()))


def with_footnotes(footnotes_xml: bytes, footnotes: Mapping[str, str]) -> bytes:
    """footnotes.xml with these footnotes in place of its own."""
    text = footnotes_xml.decode()
    end = "</w:footnotes>"
    inner = "".join(
        f'<w:footnote w:id="{n}">{inner}</w:footnote>' for n, inner in footnotes.items()
    )
    return (_FOOTNOTE.sub("", text).removesuffix(end) + inner + end).encode()
