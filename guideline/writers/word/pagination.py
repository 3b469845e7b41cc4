"""Owns pagination: an estimate of the page that each heading of a document falls on.

Only Word knows its page breaks. What it would print is worked out here from the tree and from the
styles, paragraph by paragraph, so that the list of contents shows pages before anybody brings it up
to date in Word (F9).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import ceil
from types import MappingProxyType
from typing import NamedTuple, assert_never

from guideline.document import (
    Block,
    BulletList,
    Document,
    Inlines,
    Note,
    NumberedList,
    Paragraph,
    Section,
    Table,
    Text,
    is_form,
    lines_of,
    plain_text,
)
from guideline.writers.word.approval_box import SEAL
from guideline.writers.word.contents import (
    ABOVE,
    ENTRY_STYLES,
    TITLE,
    TITLE_STYLE,
    Entry,
    first_part,
)
from guideline.writers.word.fields import bookmark_of
from guideline.writers.word.measures import Measure, Measures, read_measures, width
from guideline.writers.word.numbering import BULLET_ROOM, CHARACTER, item_room
from guideline.writers.word.page import Page, Style
from guideline.writers.word.tables import (
    CELL_PADDING,
    GAP,
    ROOM_TO_WRITE,
    ROW_PADDING,
    Shapes,
    details_shape,
    lines_of_cell,
)
from guideline.writers.word.turned import Turned
from guideline.writers.word.voices import NOTES, RULE, Voice, leads_to


class Pages(NamedTuple):
    """What the list of contents says, and where it stands."""

    of_headings: Mapping[str, int]
    """The page of each heading, by its bookmark; nothing when there is no list."""
    has_contents_apart: bool = True
    """Whether the list has pages of its own, rather than a place under the title of a regulation,
    whose text goes on below it."""
    tight: Mapping[str, int] = MappingProxyType({})
    """The height of the lines of each entry style, in twips, where the list is set tighter so that
    no few of its lines stand on a page of their own."""


def pages_of(
    document: Document, style: Style, contents: Sequence[Entry], shapes: Shapes, turned: Turned
) -> Pages:
    """An estimate of the pages of a document with this list of contents."""
    if not contents:
        return Pages({})
    walk = _Walk(document, style, shapes, turned)
    walk.fill(contents)
    return Pages(walk.pages.of_bookmarks, walk.has_contents_apart, walk.tight)


class _Piece(NamedTuple):
    """A paragraph or a row of a table."""

    measure: Measure
    height: int
    """Without the space around it, in twips."""
    lines: int
    """1 for what is never divided."""
    bookmark: str
    foot: int
    """The height of the footnotes that it leads to, in twips."""


class _Pages:
    """Pages, filled from top to bottom."""

    def __init__(self, height: int) -> None:
        self.height = height
        self.of_bookmarks: dict[str, int] = {}
        self.repeated = 0
        """The height of what the table being written repeats at the top of a page, in twips."""
        self._page = 1
        self._room = height
        """What is left of the page, in twips."""
        self._has_foot = False
        """Whether the page has footnotes."""
        self._last: Measure | None = None
        """That of the last piece; none at the top of a page."""
        self._begins = True
        """Whether the page was begun for its own sake, which keeps the space above a heading."""
        self._kept: list[_Piece] = []
        """What stays on the page of the next piece."""

    def put(
        self, measure: Measure, height: int, lines: int, bookmark: str, foot: int, keeps: bool
    ) -> None:
        """Adds a piece; `keeps` holds it on the page of the next one."""
        if foot and not self._has_foot:
            foot += _ABOVE_FOOT
        if keeps:
            self._kept.append(_Piece(measure, height, lines, bookmark, foot))
            return
        if self._kept:
            # Of a long paragraph, the first two lines.
            first = height if lines <= 3 else 2 * measure.line
            self._place_kept(first + foot, measure)
        self._place(measure, height, lines, bookmark, foot)

    def begin_page(self, height: int = 0) -> None:
        """What follows stands on a page of its own, of another height if one is given."""
        self.end()
        self.height = height or self.height
        if self._last is not None:
            self._turn()
        self._begins = True

    def has_room_for(self, pieces: Iterable[tuple[Measure, int]]) -> bool:
        """Whether the page has room left for pieces of these heights."""
        self.end()
        last, needed = self._last, 0
        for measure, height in pieces:
            needed += self._gap(last, measure) + height
            last = measure
        return needed <= self._room

    @property
    def has_placed_all(self) -> bool:
        """Whether nothing waits for a next piece."""
        return not self._kept

    def end(self) -> None:
        """Places what waits for a next piece in vain."""
        if self._kept:
            self._place_kept(0, self._kept[-1].measure)

    def _place_kept(self, needed: int, measure: Measure) -> None:
        """Places what waits, on the next page if what follows would not begin on this one.

        Args:
            needed: the height of the beginning of what follows.
            measure: that of what follows.
        """
        kept, self._kept = self._kept, []
        last = self._last
        for one in kept:
            needed += self._gap(last, one.measure) + one.height + one.foot
            last = one.measure
        if self._last is not None and needed + self._gap(last, measure) > self._room:
            self._turn()
        for one in kept:
            self._place(*one)

    def _place(self, measure: Measure, height: int, lines: int, bookmark: str, foot: int) -> None:
        gap = self._gap(self._last, measure)
        if gap + height + foot > self._room:
            # No line of a paragraph stands alone at the end or at the top of a page.
            count = min((self._room - gap - foot) // measure.line, lines - 2)
            divides = lines > 3 and count >= 2
            if divides or self._last is not None:
                self._turn()
                gap = 0
            if divides:
                height -= count * measure.line
        if bookmark:
            self.of_bookmarks[bookmark] = self._page
        self._room -= gap + height + foot
        self._has_foot = self._has_foot or foot > 0
        self._last = measure

    def _gap(self, last: Measure | None, measure: Measure) -> int:
        """The space between two pieces: the larger one, as Word has it."""
        if last is None:
            return measure.before if self._begins else 0
        if measure.is_contextual and measure.style == last.style:
            return 0
        return max(last.after, measure.before)

    def _turn(self) -> None:
        self._page += 1
        self._room = self.height - self.repeated
        self._last, self._begins, self._has_foot = None, False, False


class _Walk:
    """The way through a document, in the order in which it is written."""

    def __init__(self, document: Document, style: Style, shapes: Shapes, turned: Turned) -> None:
        self.document = document
        self.style = style
        self.shapes = shapes
        self.turned = turned
        self.is_turned = False
        """Whether the pages are turned now."""
        self.text_width = style.page.text_width
        # A copy: the lines of the list of contents may be set tighter.
        read = read_measures(style.parts.get("word/styles.xml", b""), style.line_pitch)
        self.measures = Measures(read)
        self.pages = _Pages(self._height(style.page))
        self.numbered_left = item_room(document.numbering)
        self.is_article = False
        self.number = ""
        """The number of an article whose first paragraph is still to come."""
        self.has_contents_apart = True
        self.tight: dict[str, int] = {}
        self.foot = 0
        """The height of the footnotes that the next paragraph leads to."""

    def fill(self, contents: Sequence[Entry]) -> None:
        document = self.document
        if document.layout.approval_box:
            self._approval_box()
        self._paragraph("Title", document.title)
        self._paragraph("Subtitle", plain_text(document.organization))
        if document.details.rows:
            self._details(document.details)
        first = first_part(document)
        for section in document.sections:
            if section is first:
                self._contents(contents)
            self._section(section, 0)
        self.pages.end()

    def _height(self, page: Page) -> int:
        # The grid of lines ends with its last whole line.
        pitch = self.style.line_pitch or 1
        return page.text_height // pitch * pitch

    def _turn_for(self, what: Section | Block) -> None:
        """Begins a page where what comes now wants it the other way."""
        is_turned = what in self.turned
        if is_turned != self.is_turned:
            self.is_turned = is_turned
            page = self.style.turned if is_turned else self.style.page
            self.text_width = page.text_width
            self.pages.begin_page(self._height(page))

    def _contents(self, contents: Sequence[Entry]) -> None:
        lines = [
            (TITLE_STYLE, TITLE),
            *((entry.style, f"{entry.number}　{entry.title}") for entry in contents),
        ]
        if self.document.numbering == "articles":
            pieces = [(_ROW, ABOVE)]
            pieces += [self._measured(style, text) for style, text in lines]
            self.has_contents_apart = not self.pages.has_room_for(pieces)
        if self.has_contents_apart:
            self.pages.begin_page()
            self._tighten(lines)
        else:
            self._put_row(ABOVE)
        for style, text in lines:
            self._paragraph(style, text)
        if self.has_contents_apart:
            self.pages.begin_page()

    def _tighten(self, lines: Sequence[tuple[str, str]]) -> None:
        """Lowers the lines of the list where that spares it a page with a few of them."""
        usual = dict(self.measures)
        count, last = self._extent(lines)
        if count == 1 or last > _FEW_ENTRIES:
            return
        for percent in (98, 96, 94, 92, 90):
            for style in ENTRY_STYLES:
                if style in usual:
                    line = usual[style].line * percent // 100
                    self.tight[style] = line
                    self.measures[style] = usual[style]._replace(line=line)
            if self._extent(lines)[0] < count:
                return
        self.tight.clear()
        self.measures.update(usual)

    def _extent(self, lines: Sequence[tuple[str, str]]) -> tuple[int, int]:
        """How many pages the list takes, and how many of its lines stand on the last one."""
        pages = _Pages(self.pages.height)
        for number, (style, text) in enumerate(lines):
            measure, height = self._measured(style, text)
            pages.put(measure, height, 1, str(number), 0, measure.keeps)
        pages.end()
        on_pages = list(pages.of_bookmarks.values())
        return on_pages[-1], on_pages.count(on_pages[-1])

    def _measured(self, style: str, text: str) -> tuple[Measure, int]:
        """The measure of a paragraph, and its height."""
        measure = self.measures[style]
        return measure, measure.lines(text, self.text_width - measure.left) * measure.line

    def _section(self, section: Section, depth: int) -> None:
        self.is_article = bool(
            self.document.numbering == "articles" and section.number and depth == 1
        )
        self.number = section.number if self.is_article else ""
        number = f"{section.number}　" if section.number and not self.is_article else ""
        style = "Heading1" if depth == 0 else "Heading2"
        self._turn_for(section)
        if depth == 0 and is_form(section):
            self.pages.begin_page()
        self._paragraph(style, number + section.title, bookmark=bookmark_of(section))
        self._blocks(self._under(section.blocks), RULE)
        for inner in section.sections:
            self._section(inner, depth + 1)

    def _under(self, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        """The blocks under the heading; the others are footnotes or comments."""
        under = blocks
        for block in blocks:
            if isinstance(block, Note) and self.document.layout.is_beside(block):
                under = tuple(one for one in under if one is not block)
                if block.kind == "sources":
                    self.foot += self._foot_of(block)
        return under

    def _foot_of(self, note: Note) -> int:
        measure = self.measures["FootnoteText"]
        # The label of the note stands in the first line.
        label = 6 * measure.em
        counts = [measure.lines(line, self.text_width, label) for line in lines_of(note.blocks)]
        return sum(counts) * measure.line

    def _blocks(self, blocks: tuple[Block, ...], voice: Voice) -> None:
        last = len(blocks) - 1
        for position, block in enumerate(blocks):
            if voice is RULE:
                self._turn_for(block)
            self._block(block, voice, blocks[position + 1] if position < last else None)

    def _block(self, block: Block, voice: Voice, after: Block | None = None) -> None:
        match block:
            case Paragraph():
                keeps = leads_to(after, voice)
                if voice is RULE and (self.is_article or block.number):
                    self._article_paragraph(block, keeps)
                else:
                    self._paragraph(voice.text, _plain(block.inlines), keeps=keeps)
            case BulletList():
                self._bullets(block, voice, 0)
            case NumberedList(items):
                left = voice.indent + self.numbered_left
                if self.is_article and voice is RULE:
                    left = 3 * CHARACTER
                for item in items:
                    self._item(item, voice, voice.number, left)
            case Table():
                self._table(block, 0 if voice is RULE else voice.indent)
            case Note(kind, inner):
                note = NOTES[kind]
                self._paragraph(note.label_style, note.label)
                self._blocks(inner, note)
            case _:
                assert_never(block)

    def _article_paragraph(self, block: Paragraph, keeps: bool) -> None:
        """A 項, whose lines begin a character from the margin and whose number ends at a stop."""
        number, self.number = self.number or block.number, ""
        size = width(number, self.measures["Article"].is_proportional)
        first = (ceil(size) - 1) * CHARACTER
        self._paragraph("Article", _plain(block.inlines), CHARACTER, first, keeps=keeps)

    def _bullets(self, bullets: BulletList, voice: Voice, level: int) -> None:
        left = voice.indent + (level + 1) * BULLET_ROOM
        for item in bullets.items:
            self._item(item, voice, voice.bullets[level], left)

    def _item(self, item: tuple[Block, ...], voice: Voice, style: str, left: int) -> None:
        for position, block in enumerate(item):
            match block:
                case Paragraph():
                    own = style if position == 0 else voice.bullets[1]
                    self._paragraph(own, _plain(block.inlines), left)
                case BulletList(items) if self.is_article and voice is RULE:
                    for inner in items:
                        self._item(inner, voice, voice.number, 4 * CHARACTER)
                case BulletList():
                    self._bullets(block, voice, 1)
                case _:
                    self._block(block, voice)

    def _paragraph(
        self,
        style: str,
        text: str,
        left: int | None = None,
        first: int = 0,
        *,
        keeps: bool = False,
        bookmark: str = "",
    ) -> None:
        measure = self.measures[style]
        if left is None:
            left, first = measure.left, measure.first
        count = measure.lines(text, self.text_width - left, first)
        height = count * measure.line + measure.edges
        foot, self.foot = self.foot, 0
        self.pages.put(measure, height, count, bookmark, foot, keeps or measure.keeps)

    def _table(self, table: Table, indent: int) -> None:
        if table.caption:
            self._paragraph("Caption", table.caption, indent)
        size, widths, kept = self.shapes.of(table, self.text_width - indent)
        measure = self.measures[size.text]
        rooms = [width - CELL_PADDING for width in widths]
        header = self._row(measure, table.header, rooms, size.em) + _BORDER
        self._put_row(header, keeps=True)
        for row, keeps in zip(table.rows, kept, strict=True):
            self._put_row(self._row(measure, row, rooms, size.em), keeps=keeps)
            # Rows that are kept together stand below the header, which is not repeated for them.
            if self.pages.has_placed_all:
                self.pages.repeated = header
        self._end_table()

    def _row(self, measure: Measure, row: Sequence[Inlines], rooms: Sequence[int], em: int) -> int:
        counts = [
            sum(measure.lines(_plain(line), room) for line in lines_of_cell(cell, room / em))
            for cell, room in zip(row, rooms, strict=True)
        ]
        height = max(counts) * measure.line + ROW_PADDING + _BORDER
        return max(height, ROOM_TO_WRITE) if "" in map(_plain, row) else height

    def _put_row(self, height: int, *, keeps: bool = False) -> None:
        self.pages.put(_ROW, height, 1, "", 0, keeps)

    def _end_table(self) -> None:
        self.pages.repeated = 0
        self._put_row(GAP)

    def _approval_box(self) -> None:
        line = self.measures["TableText"].line
        self._put_row(line + ROW_PADDING + 2 * _BORDER)
        self._put_row(SEAL + _BORDER)
        self._put_row(line)

    def _details(self, details: Table) -> None:
        columns, rows = details_shape(details, self.text_width)
        measure = self.measures["DetailsText"]
        for row in rows:
            is_alone = len(row) == 1 and columns[2] > 0
            counts = []
            for column, pair in enumerate(row):
                room = sum(columns[1:]) if is_alone else columns[2 * column + 1]
                for cell, wide in zip(pair, (columns[0], room), strict=True):
                    counts.append(measure.lines(_plain(cell), wide - CELL_PADDING))
            self._put_row(max(counts) * measure.line + ROW_PADDING + _BORDER)
        self._end_table()


_FEW_ENTRIES = 5
"""So many lines of the list of contents are too few for a page."""
_ABOVE_FOOT = 240
"""The height of the line that stands above footnotes, in twips."""
_ROW = Measure("")
_BORDER = 10
"""The height of the line below a row, in twips."""


def _plain(inlines: Inlines) -> str:
    if len(inlines) == 1 and isinstance(inlines[0], Text):
        return inlines[0].text
    return plain_text(inlines)
