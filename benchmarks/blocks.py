"""A document as flat, finished blocks, and what a Word file says when it is read back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZipFile

from lxml import etree

from guideline import document as tree
from guideline.document import NOTE_LABELS, plain_text

STYLES = (
    "Title",
    "Subtitle",
    "Heading 1",
    "Heading 2",
    "Heading 3",
    "Body Text",
    "List Bullet",
    "List Bullet 2",
    "List Number",
    "Caption",
    "Quote",
    "Intense Quote",
)
"""Names that the template of python-docx has as well."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph with the name of its style."""

    style: str
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """The text of every cell, row by row."""

    rows: tuple[tuple[str, ...], ...]


Block = Paragraph | Table


def finished_blocks(document: tree.Document) -> list[Block]:
    """The document as flat blocks of plain text: all that a writer could want decided before."""
    blocks: list[Block] = [
        Paragraph("Title", document.title),
        Paragraph("Subtitle", plain_text(document.organization)),
        Table(_texts(document.details.rows)),
    ]
    for section in document.sections:
        blocks += _of_section(section, 1)
    return blocks


def _of_section(section: tree.Section, level: int) -> Iterator[Block]:
    yield Paragraph(f"Heading {level}", section.title)
    yield from _of_blocks(section.blocks, "Body Text", "List Bullet")
    for inner in section.sections:
        yield from _of_section(inner, level + 1)


def _of_blocks(blocks: Sequence[tree.Block], text: str, bullet: str) -> Iterator[Block]:
    for block in blocks:
        match block:
            case tree.Paragraph(inlines):
                yield Paragraph(text, plain_text(inlines))
            case tree.BulletList(items):
                for item in items:
                    yield from _of_blocks(item, bullet, "List Bullet 2")
            case tree.NumberedList(items):
                for item in items:
                    yield from _of_blocks(item, "List Number", "List Bullet 2")
            case tree.Table(header, rows, caption):
                if caption:
                    yield Paragraph("Caption", caption)
                yield Table(_texts((header, *rows)))
            case tree.Note(kind, inner):
                yield Paragraph("Intense Quote", NOTE_LABELS[kind])
                yield from _of_blocks(inner, "Quote", "List Bullet")


def _texts(rows: Sequence[Sequence[tree.Inlines]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(plain_text(cell) for cell in row) for row in rows)


@dataclass(frozen=True, slots=True)
class Content:
    """What a Word file says, whatever it looks like."""

    paragraphs: tuple[str, ...]
    """Those that hold text, in reading order, with those of the cells."""
    tables: int


def content_of(data: bytes) -> Content:
    """The content of a Word file, read back."""
    with ZipFile(BytesIO(data)) as package:
        root = etree.fromstring(package.read("word/document.xml"))
    w = f"{{{root.nsmap['w']}}}"
    texts = ("".join(t.text or "" for t in p.iter(f"{w}t")) for p in root.iter(f"{w}p"))
    return Content(tuple(text for text in texts if text), sum(1 for _ in root.iter(f"{w}tbl")))
