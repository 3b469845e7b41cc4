"""Owns comments.xml: the notes of a clause as comments beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import assert_never

from guideline.document import (
    NOTE_LABELS,
    Blank,
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
    Strong,
    Table,
    Text,
    walk_sections,
)
from guideline.writers.word.text import XML, W, escape, paragraph, run

_NOBODY = "事務局"
"""The author where the document belongs to no section."""


class Comments:
    """The comments of a document, in reading order."""

    def __init__(self, document: Document) -> None:
        date = document.manifest.date
        author = document.layout.owner or _NOBODY
        self._layout = document.layout
        # LibreOffice 7.4 loses the text of a footnote whose number a comment has as well.
        self._first = 1 + _footnotes_in(document)
        self._written_by = f' w:author="{escape(author)}"'
        self._written_by += f' w:date="{escape(date)}T00:00:00Z"' if date else ""
        self._written_by += f' w:initials="{escape(author[0])}"'
        self._waiting: list[Note] = []
        self._comments: list[str] = []

    def taken(self, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        """The blocks without the notes, which wait for the text that they comment on."""
        is_beside = self._layout.is_beside
        self._waiting += [b for b in blocks if isinstance(b, Note) and is_beside(b)]
        return tuple(block for block in blocks if not is_beside(block))

    def on(self, content: str) -> str:
        """The runs of a paragraph, with the waiting comments on them."""
        notes, self._waiting = self._waiting, []
        first = self._first + len(self._comments)
        ids = range(first, first + len(notes))
        self._comments += [self._comment(n, note) for n, note in zip(ids, notes, strict=True)]
        starts = "".join(f'<w:commentRangeStart w:id="{n}"/>' for n in ids)
        ends = "".join([f'<w:commentRangeEnd w:id="{n}"/>{_reference(n)}' for n in ids])
        return starts + content + ends

    def parts(self) -> dict[str, bytes]:
        """comments.xml by its name; nothing where there are no comments."""
        if not self._comments:
            return {}
        comments = "".join(self._comments)
        xml = f'{XML}<w:comments xmlns:w="{W}">{comments}</w:comments>'
        return {"word/comments.xml": xml.encode()}

    def _comment(self, number: int, note: Note) -> str:
        label = _mark("<w:annotationRef/>") + run(NOTE_LABELS[note.kind], "Strong")
        lines = "".join([paragraph("CommentText", x) for x in (label, *_lines(note.blocks))])
        return f'<w:comment w:id="{number}"{self._written_by}>{lines}</w:comment>'


def _footnotes_in(document: Document) -> int:
    blocks = (block for section in walk_sections(document.sections) for block in section.blocks)
    return sum(isinstance(block, Note) and block.kind == "sources" for block in blocks)


def _reference(number: int) -> str:
    return _mark(f'<w:commentReference w:id="{number}"/>')


def _mark(element: str) -> str:
    return f'<w:r><w:rPr><w:rStyle w:val="CommentReference"/></w:rPr>{element}</w:r>'


def _lines(blocks: Sequence[Block], indent: str = "") -> Iterator[str]:
    """The runs of each line: a comment has paragraphs, but no lists or tables of the guideline."""
    for block in blocks:
        match block:
            case Paragraph(inlines):
                yield run(indent) + _runs(inlines) if indent else _runs(inlines)
            case BulletList(items):
                yield from _items(items, ["・"] * len(items), indent)
            case NumberedList(items):
                yield from _items(items, [f"({n})" for n in range(1, len(items) + 1)], indent)
            case Table(header, rows):
                for row in (header, *rows):
                    yield run(indent) + run("／").join(map(_runs, row))
            case Note(kind, inner):
                yield run(indent + NOTE_LABELS[kind], "Strong")
                yield from _lines(inner, indent)
            case _:
                assert_never(block)


def _items(items: tuple[tuple[Block, ...], ...], marks: list[str], indent: str) -> Iterator[str]:
    for mark, (first, *rest) in zip(marks, items, strict=True):
        assert isinstance(first, Paragraph)
        yield run(indent + mark) + _runs(first.inlines)
        yield from _lines(rest, indent + "　")


def _runs(inlines: Inlines) -> str:
    return "".join(map(_run, inlines))


def _run(inline: Inline) -> str:
    match inline:
        case Text(text) | Reference(_, text) | Entry(_, text):
            return run(text)
        case Strong(text):
            return run(text, "Strong")
        case Link(text, url):
            # A hyperlink would need relationships of the part's own.
            return run(text if text == url else f"{text}（{url}）")
        case Ruby(text, reading):
            # Word draws comments in lines of its own, without room above the characters.
            return run(f"{text}（{reading}）")
        case Blank(label):
            return run(f"【{label}】", "PlaceholderField")
        case _:
            assert_never(inline)


def comments_xml(texts: Sequence[str], first: int, author: str, date: str) -> bytes:
    """comments.xml with a comment of one line for each text, numbered from `first` on."""
    by = f' w:author="{escape(author)}"'
    by += f' w:date="{escape(date)}T00:00:00Z"' if date else ""
    by += f' w:initials="{escape(author[:1])}"'
    comments = "".join(
        f'<w:comment w:id="{number}"{by}>'
        f"{paragraph('CommentText', _mark('<w:annotationRef/>') + run(text))}</w:comment>"
        for number, text in enumerate(texts, first)
    )
    return f'{XML}<w:comments xmlns:w="{W}">{comments}</w:comments>'.encode()
