"""Reads the body of a Word file as a flow of lines and tables, in reading order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from guideline.document import Inlines, Text, joined, plain_text
from guideline.readers.word.parts import TextChoice, value_of, w, whole
from guideline.readers.word.styles import Look, Mark, Styles
from guideline.readers.word.text import TextReader


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph that has text."""

    inlines: Inlines
    look: Look
    bookmarks: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()

    @property
    def style(self) -> str:
        return self.look.style

    @property
    def mark(self) -> Mark | None:
        return self.look.mark

    @property
    def text(self) -> str:
        return plain_text(self.inlines)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table, its rows all of the same number of cells."""

    rows: tuple[tuple[Inlines, ...], ...]
    left: int
    """Its indent, in twips."""
    has_details: bool
    """Whether it is styled as the title block."""
    beside: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    """The paragraphs in it, in reading order."""

    @property
    def text(self) -> str:
        return "\n".join("\t".join(map(plain_text, row)) for row in self.rows)


Item = Line | Grid


class FlowReader:
    """Reads what stands in the body, in a cell or in a note."""

    def __init__(self, text: TextReader, styles: Styles, choice: TextChoice) -> None:
        self._text = text
        self._styles = styles
        self._choice = choice

    def items(self, parent: etree._Element) -> Iterator[Item]:
        """The paragraphs with text, and the tables."""
        waiting: etree._Element | None = None
        for child in parent:
            tag = child.tag
            if tag == _PARAGRAPH:
                waiting = self._properties(child)
                self._text.read(child)
                if not self._joins_next(child):
                    yield from self._line(waiting)
                    waiting = None
            elif tag == _TABLE:
                yield from self._line(waiting)
                waiting = None
                yield from self._grid(child)
            elif tag == _CONTROL:
                content = child.find(w("sdtContent"))
                if content is not None and not _is_contents(child):
                    yield from self.items(content)
            elif tag in _WRAPPERS:
                yield from self.items(child)
            elif tag == _START:
                self._text.begin_bookmark(child)
            elif tag == _END:
                self._text.end_bookmark(child)
        yield from self._line(waiting)

    def _line(self, properties: etree._Element | None) -> Iterator[Line]:
        words = self._text.taken()
        if not words.inlines:
            return
        look = self._styles.look(properties)
        if look.style != "tocheading" and not look.style.startswith("toc"):
            yield Line(words.inlines, look, words.bookmarks, words.beside)

    def _properties(self, paragraph: etree._Element) -> etree._Element | None:
        """The properties of the chosen text."""
        properties = paragraph.find(_PROPERTIES)
        if properties is not None and self._choice == "original":
            before = properties.find(f"{w('pPrChange')}/{_PROPERTIES}")
            return properties if before is None else before
        return properties

    def _joins_next(self, paragraph: etree._Element) -> bool:
        """Whether the end of the paragraph is not in the chosen text."""
        mark = paragraph.find(f"{_PROPERTIES}/{w('rPr')}")
        if mark is None:
            return False
        names = ("del", "moveFrom") if self._choice == "final" else ("ins", "moveTo")
        return any(mark.find(w(name)) is not None for name in names)

    # Tables.

    def _grid(self, table: etree._Element) -> Iterator[Grid]:
        rows: list[list[Inlines]] = []
        lines: list[Line] = []
        for row in _children(table, "tr"):
            if not self._is_in(row.find(w("trPr"))):
                continue
            cells: list[Inlines] = []
            for cell in _children(row, "tc"):
                properties = cell.find(w("tcPr"))
                span = whole(value_of(properties, "gridSpan"), 1)
                found = list(self._cell_lines(cell))
                is_below = value_of(properties, "vMerge") in ("", "continue")
                cells.append(() if is_below else _cell_text(found))
                cells += [()] * (min(span, _MOST_COLUMNS) - 1)
                lines += found
            rows.append(cells)
        width = max(map(len, rows), default=0)
        if not width or not lines:
            return
        indent = table.find(f"{w('tblPr')}/{w('tblInd')}")
        yield Grid(
            tuple((*row, *[()] * (width - len(row))) for row in rows),
            0 if indent is None else whole(indent.get(w("w"))),
            any(line.style in ("detailslabel", "detailstext") for line in lines),
            tuple(each for line in lines for each in line.beside),
            tuple(lines),
        )

    def _cell_lines(self, cell: etree._Element) -> Iterator[Line]:
        for item in self.items(cell):
            yield from (item,) if isinstance(item, Line) else item.lines

    def _is_in(self, properties: etree._Element | None) -> bool:
        """Whether a row is in the chosen text."""
        gone = "del" if self._choice == "final" else "ins"
        return properties is None or properties.find(w(gone)) is None


def _cell_text(lines: Iterable[Line]) -> Inlines:
    """The paragraphs of a cell as one text; choices go on in one line."""
    found: Inlines = ()
    for line in lines:
        joint = "　" if line.text.startswith(_BOXES) else "\n"
        found += (Text(joint), *line.inlines) if found else line.inlines
    return joined(list(found))


def _children(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    """The rows of a table or the cells of a row, also those in content controls."""
    for child in parent:
        if child.tag == w(name):
            yield child
        elif child.tag in (*_WRAPPERS, _CONTROL, w("sdtContent")):
            yield from _children(child, name)


def _is_contents(control: etree._Element) -> bool:
    kind = control.find(f"{w('sdtPr')}/{w('docPartObj')}")
    return value_of(kind, "docPartGallery") == "Table of Contents"


_BOXES = ("□", "☐", "☑")
_MOST_COLUMNS = 100
"""A cell says how many columns it takes, and may say anything."""
_PARAGRAPH, _TABLE, _CONTROL, _PROPERTIES = w("p"), w("tbl"), w("sdt"), w("pPr")
_START, _END = w("bookmarkStart"), w("bookmarkEnd")
_WRAPPERS = (w("customXml"), w("ins"), w("moveTo"))
