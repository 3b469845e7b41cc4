"""What of a tree a Word file can hold, and files as people leave them when they have edited one."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from lxml import etree

from guideline.document import (
    Block,
    BulletList,
    Document,
    Entry,
    Inline,
    Inlines,
    Link,
    Note,
    NumberedList,
    Paragraph,
    Reference,
    Ruby,
    Section,
    Table,
    Text,
    lines_of,
    plain_text,
    walk_sections,
    with_inlines,
)
from guideline.model.version import Version
from guideline.readers.from_word import read_word
from guideline.readers.word.parts import TextChoice
from tests.word_files import text_of, w

# What a Word file does not hold. Each loss has its reason.


def as_word_holds(document: Document) -> Document:
    """The tree with everything lost that a Word file of ours does not tell."""
    known = {section.id for section in walk_sections(document.sections)}
    has_comments = document.layout.commentary == "comments"

    def section(old: Section) -> Section:
        blocks = tuple(with_inlines(block, plain) for block in old.blocks)
        if has_comments:
            blocks = tuple(map(_in_a_comment, blocks))
        blocks = tuple(block for each in blocks for block in _as_written(each))
        return replace(old, blocks=blocks, sections=tuple(map(section, old.sections)))

    def plain(inlines: Inlines) -> Inlines:
        return _joined(_leading_nowhere(inline, known) for inline in inlines)

    details = with_inlines(document.details, _joined)
    assert isinstance(details, Table)
    return replace(
        document,
        organization=_joined(document.organization),
        details=details,
        sections=tuple(map(section, document.sections)),
        # Years and controls are for those who fill a form in.
        layout=replace(document.layout, era="western", form_fields="plain"),
    )


def _joined(inlines: Iterable[Inline]) -> Inlines:
    """Word keeps no borders between characters of one kind, and no empty runs."""
    found: list[Inline] = []
    for inline in inlines:
        if isinstance(inline, Text) and found and isinstance(found[-1], Text):
            found[-1] = Text(found[-1].text + inline.text)
        elif plain_text((inline,)):
            found.append(inline)
    return tuple(found)


def _leading_nowhere(inline: Inline, known: set[str]) -> Inline:
    """A form mentions clauses of another document: there is nothing that a field could lead to.

    A place to fill in is what stands on paper; a reading is no text of its own.
    """
    if isinstance(inline, Reference) and inline.clause not in known:
        return Text(inline.text)
    return Text(inline.text) if isinstance(inline, Entry | Ruby) else inline


def _as_written(block: Block) -> Iterator[Block]:
    """Tables in a list item and notes in a note stand after it: Word's text has one level."""
    match block:
        case NumberedList(items) | BulletList(items):
            kept = tuple(tuple(b for b in item if not isinstance(b, Table)) for item in items)
            yield replace(block, items=kept)
            yield from (b for item in items for b in item if isinstance(b, Table))
        case Note(kind, inner):
            yield Note(kind, tuple(b for b in inner if not isinstance(b, Note)))
            yield from (b for b in inner if isinstance(b, Note))
        case _:
            yield block


def _in_a_comment(block: Block) -> Block:
    """A comment has neither fields nor links nor tables of ours; footnotes have plain text."""
    if not isinstance(block, Note):
        return block

    def plain(inlines: Inlines) -> Inlines:
        return _joined(map(_plain, inlines))

    blocks = (with_inlines(inner, plain) for inner in block.blocks)
    return Note(block.kind, tuple(line for inner in blocks for line in _rows(inner)))


def _plain(inline: Inline) -> Inline:
    match inline:
        case Reference(_, text):
            return Text(text)
        case Link(text, url):
            return Text(text if text == url else f"{text}（{url}）")
        case _:
            return inline


def _rows(block: Block) -> Iterator[Block]:
    if isinstance(block, Table):
        for row in (block.header, *block.rows):
            yield Paragraph((Text("／".join(map(plain_text, row))),))
    else:
        yield block


# Files.


def read_bytes(data: bytes, folder: Path, choice: TextChoice = "final") -> Version:
    """What is read of the file."""
    path = folder / "read.docx"
    path.write_bytes(data)
    return read_word(path, choice)


def edited(
    data: bytes, change: Callable[[etree._Element], object], part: str = "word/document.xml"
) -> bytes:
    """The file after a change to a part, packed as Word packs it."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            content = old.read(name)
            if name == part:
                root = etree.fromstring(content)
                change(root)
                content = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
            new.writestr(name, content)
    return buffer.getvalue()


def having(root: etree._Element, text: str) -> etree._Element:
    """The first paragraph with this text."""
    return next(p for p in root.iter(w("p")) if text_of(p) == text)


def xml(content: str) -> list[etree._Element]:
    """Elements of Word's, written with the prefix `w`."""
    name = w("p").removesuffix("}p").removeprefix("{")
    return list(etree.fromstring(f'<w:x xmlns:w="{name}">{content}</w:x>'))


def line(text: str, style: str = "BodyText") -> etree._Element:
    """A new paragraph."""
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>'
    return xml(f"<w:p>{properties}<w:r><w:t>{text}</w:t></w:r></w:p>")[0]


def outlined(document: Document) -> list[tuple[str, str, str, list[str]]]:
    """Each section: id, number, title, and its lines."""
    return [
        (section.id, section.number, section.title, lines_of(section.blocks))
        for section in walk_sections(document.sections)
    ]
