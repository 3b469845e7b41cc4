"""Owns the XML of tables, with column widths that fit their text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from guideline.document import Entry, Inlines, Table, Text, plain_text
from guideline.writers.word.inlines import InlineWriter
from guideline.writers.word.measures import lines
from guideline.writers.word.text import KEEP_WITH_NEXT, escape, paragraph, run

CELL_PADDING = 200
"""Left and right together, in twips, as the table style has them."""
_MANY_COLUMNS = 7
_FEW_COLUMNS = 4
"""So many columns always have room for words: what is long in them is so on a wider page too."""
_MOST_LINES = 12
"""How many lines a cell of a table with many columns may take."""

ROW_PADDING = 100
"""Above and below together."""
GAP = 120
"""The height of the paragraph after a table, in twips."""

# Word joins two tables that touch, and wants a paragraph between a table and the end.
_AFTER_TABLE = paragraph(
    "TableText", "", f'<w:spacing w:before="0" w:after="0" w:line="{GAP}" w:lineRule="exact"/>'
)


def without_last_gap(xml: str) -> str:
    """The content of w:body, in which the paragraph that has to follow a table at its end is as low
    as Word allows: below a table that fills its page, it would begin an empty one."""
    before, gap, after = xml.rpartition(_AFTER_TABLE)
    return before + gap.replace(f'w:line="{GAP}"', 'w:line="20"') if gap and not after else xml


class _Size(NamedTuple):
    """The styles of a table's text and the width of one full-width character in them, in twips."""

    text: str
    header: str
    em: int


_TEXT = _Size("TableText", "TableHeader", 190)
_COMPACT_TEXT = _Size("TableTextCompact", "TableHeaderCompact", 180)
COMPACT_LINE = 230
"""The height of a line of a table on a compact page, in twips."""
_HIGHER_LINES = f'<w:spacing w:line="{COMPACT_LINE}" w:lineRule="atLeast"/>'
"""For readings above the text, which do not fit a line of just that height."""
_SMALL_TEXT = _Size("TableTextSmall", "TableHeaderSmall", 160)


def table_xml(table: Table, text: InlineWriter, shape: Shape, indent: int) -> str:
    """The table under its caption, `indent` twips from the margin."""
    size, widths, kept = shape
    header = _cells(table.header, widths, (size.header, size.em), text, is_kept=True)
    rows = [_row(header, "<w:tblHeader/>")]
    rows += [
        _row(
            _cells(row, widths, (size.text, size.em), text, is_kept=is_kept),
            _TO_FILL_IN if "" in map(plain_text, row) else "",
        )
        for row, is_kept in zip(table.rows, kept, strict=True)
    ]
    description = f"（列：{escape('、'.join(map(plain_text, table.header)))}）"
    look = '<w:tblLook w:val="0020" w:firstRow="1"/>'
    if table.caption:
        look += f'<w:tblCaption w:val="{escape(table.caption)}"/>'
    look += f'<w:tblDescription w:val="{description}"/>'
    if not table.caption:
        return grid(widths, rows, indent, look)
    above = paragraph("Caption", run(table.caption), f'<w:ind w:left="{indent}"/>')
    return above + grid(widths, rows, indent, look)


class Shape(NamedTuple):
    """How a table is set: in which styles, and how wide its columns are, in twips."""

    size: _Size
    widths: list[int]
    kept: list[bool]
    """Whether each row below the header stays on the page of the next one."""


class Shapes:
    """The shapes of the tables of one document, each worked out once."""

    def __init__(self, *, is_compact: bool = False) -> None:
        self._usual = _COMPACT_TEXT if is_compact else _TEXT
        self._found: dict[tuple[int, int], Shape] = {}

    def of(self, table: Table, total: int) -> Shape:
        """The shape of a table that is `total` twips wide."""
        # By identity: the document keeps its tables, and to compare them takes longer.
        key = (id(table), total)
        shape = self._found.get(key)
        if shape is None:
            size = self._usual
            if len(table.header) >= _MANY_COLUMNS and not _fits(table, total, size):
                size = _SMALL_TEXT
            widths = _column_widths(table, total, size.em)
            shape = self._found[key] = Shape(size, widths, _kept(table, widths, size.em))
        return shape


def is_wide(table: Table, total: int) -> bool:
    """Whether the columns of the table are hard to read when it is `total` twips wide."""
    count = len(table.header)
    if count <= _FEW_COLUMNS or any(_is_to_fill_in(cells) for _, *cells in _texts(table)):
        return False
    return not _fits(table, total, _SMALL_TEXT if count >= _MANY_COLUMNS else _TEXT)


def _fits(table: Table, total: int, size: _Size) -> bool:
    """Whether short cells and words stay on one line, and no cell is long and narrow."""
    widths = [_measured(column).width(_MOST_LINES) for column in _texts(table)]
    return sum(widths) * size.em + len(widths) * CELL_PADDING <= total


# Room to write by hand.
ROOM_TO_WRITE = 400
_TO_FILL_IN = f'<w:trHeight w:val="{ROOM_TO_WRITE}" w:hRule="atLeast"/>'

_SHORT_TABLE = 8
"""A table of up to so many lines, about a fifth of a page, stays on one page."""


def _kept(table: Table, widths: Sequence[int], em: int) -> list[bool]:
    """All rows of a short table stay together, otherwise the first two and the last two."""
    count = len(table.rows)
    rooms = [(width - CELL_PADDING) / em for width in widths]
    height = 0
    for row in (table.header, *table.rows):
        height += max(map(lines, map(plain_text, row), rooms))
        if height > _SHORT_TABLE:
            return [number in (1, count - 1) for number in range(1, count + 1)]
    return [number < count for number in range(1, count + 1)]


def _cells(
    cells: Sequence[Inlines],
    widths: Sequence[int],
    size: tuple[str, int],
    text: InlineWriter,
    *,
    is_kept: bool,
) -> list[str]:
    """The row's cells; `is_kept` keeps the row on the page of the next one.

    Args:
        size: the style of the text and the width of one full-width character in it, in twips.
    """
    style, em = size
    keep = KEEP_WITH_NEXT if is_kept else ""
    written = []
    for cell, width in zip(cells, widths, strict=True):
        lines = lines_of_cell(cell, (width - CELL_PADDING) / em)
        content = "".join(_cell_line(style, text.xml(line), keep) for line in lines)
        written.append(cell_xml(width, content))
    return written


def _cell_line(style: str, content: str, keep: str) -> str:
    has_readings = style in _COMPACT_TEXT and "<w:ruby>" in content
    return paragraph(style, content, keep + (_HIGHER_LINES if has_readings else ""))


def lines_of_cell(cell: Inlines, room: float) -> list[Inlines]:
    """The paragraphs of a cell: choices that do not fit one line are not broken in two.

    Short ones share lines, longer ones have a line each.

    Args:
        room: the width of the cell's lines, in full-width characters.
    """
    choices = _choices(cell)
    widths = [_ems(plain_text(choice)) for choice in choices]
    if len(choices) < 2 or sum(widths) <= room:
        return [cell]
    lines: list[Inlines] = []
    left = 0.0
    for choice, width in zip(choices, widths, strict=True):
        if lines and width <= left and 2 * max(widths) <= room:
            lines[-1] += choice
            left -= width
        else:
            lines.append(choice)
            left = room - width
    return [_without_end(line) for line in lines]


def _choices(cell: Inlines) -> list[Inlines]:
    """Each box to tick with what follows it; nothing where other words lead to the first one."""
    starts = [n for n, i in enumerate(cell) if isinstance(i, Entry) and i.kind == "check"]
    if not starts or starts[0] > 0:
        return []
    return [cell[start:end] for start, end in pairwise([*starts, len(cell)])]


def _without_end(line: Inlines) -> Inlines:
    *before, last = line
    return (*before, Text(last.text.rstrip())) if isinstance(last, Text) else line


def details_xml(details: Table, text: InlineWriter, total: int, fill: str) -> str:
    """The label-value pairs, two to a line where both are short.

    Args:
        fill: the colour behind the labels; empty for none.
    """
    columns, lines = details_shape(details, total)
    rows = [_details_row(line, columns, text, fill) for line in lines]
    look = '<w:tblLook w:val="0000"/><w:tblDescription w:val="文書の基本情報（項目と内容の組）"/>'
    return grid([width for width in columns if width], rows, 0, look)


def details_shape(
    details: Table, total: int
) -> tuple[tuple[int, int, int, int], list[tuple[tuple[Inlines, ...], ...]]]:
    """The widths of the columns, 0 for one that is not there, and the pairs on each line."""
    em = _TEXT.em
    longest = max(_ems(plain_text(row[0])) for row in details.rows)
    label = int(em * min(longest + 0.5, 9)) + CELL_PADDING
    value = total // 2 - label
    lines = _pair_up(details.rows, (value - CELL_PADDING) / em)
    if all(len(line) == 1 for line in lines):
        return (label, total - label, 0, 0), lines
    return (label, value, label, total - 2 * label - value), lines


def _details_row(
    line: Sequence[tuple[Inlines, ...]],
    columns: tuple[int, int, int, int],
    text: InlineWriter,
    fill: str,
) -> str:
    shading = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    cells = []
    for column, (label, value) in enumerate(line):
        is_alone = len(line) == 1 and columns[2] > 0
        width = sum(columns[1:]) if is_alone else columns[2 * column + 1]
        span = '<w:gridSpan w:val="3"/>' if is_alone else ""
        cells.append(
            cell_xml(
                columns[2 * column],
                paragraph("DetailsLabel", text.xml(label)),
                shading,
            )
        )
        cells.append(cell_xml(width, paragraph("DetailsText", text.xml(value)), span))
    return _row(cells)


def _pair_up(
    rows: Iterable[tuple[Inlines, ...]], room: float
) -> list[tuple[tuple[Inlines, ...], ...]]:
    """Lines of one or two rows, in order; a row whose value needs more than `room` stands alone."""
    lines: list[tuple[tuple[Inlines, ...], ...]] = []
    is_open = False
    for row in rows:
        is_short = _ems(plain_text(row[1])) <= room
        if is_open and is_short:
            lines[-1] = (*lines[-1], row)
            is_open = False
        else:
            lines.append((row,))
            is_open = is_short
    return lines


def grid(widths: Sequence[int], rows: Sequence[str], indent: int, look: str) -> str:
    """The table of the rows, and the paragraph after it; `look` adds to the table's properties."""
    columns = "".join([f'<w:gridCol w:w="{width}"/>' for width in widths])
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="GuidelineTable"/>'
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblInd w:w="{indent}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/>{look}</w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>{_AFTER_TABLE}"
    )


def _row(cells: Sequence[str], properties: str = "") -> str:
    return f"<w:tr><w:trPr><w:cantSplit/>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def cell_xml(width: int, content: str, properties: str = "") -> str:
    """A cell of paragraphs; `properties` follow its width."""
    size = f'<w:tcW w:w="{width}" w:type="dxa"/>'
    return f"<w:tc><w:tcPr>{size}{properties}</w:tcPr>{content}</w:tc>"


def _ems(text: str) -> float:
    """How wide `text` is, in full-width characters: ASCII counts half."""
    return len(text) - len(text.encode("ascii", "ignore")) / 2


_LATIN_WORD = re.compile("[!-~]+")
_SHORT = 6.0
"""In full-width characters: a header or cell such as 「△ 条件付き」 stays on one line."""
_CONTACT = 24.0
"""In full-width characters: a cell such as 「内線2150、help@example.jp」 stays on one line."""
_LONGEST_WORD = 18.0
"""In full-width characters: longer Latin words, such as addresses, may be broken in a cell."""


class _Column(NamedTuple):
    """How wide a column's texts are, in full-width characters."""

    header: float
    longest: float
    """Its longest cell."""
    short: float
    """What should stay on one line: a short header, the beginning of a cell."""
    word: float
    """The longest Latin word."""

    def width(self, count: int) -> float:
        """What the column needs if no cell may take more lines than `count`, and the header two."""
        needed = (self.header / min(count, 2), self.longest / count, self.short, self.word)
        # Half a character more: a line that may not begin with 「。」 ends early.
        return max(needed) + 0.5


def _measured(column: Sequence[str]) -> _Column:
    header, *cells = map(_ems, column)
    longest = max(cells, default=0.0)
    # Proportional Latin letters are somewhat wider than half of a Japanese one.
    words = [len(word) * 0.6 for text in column for word in _LATIN_WORD.findall(text)]
    contacts = [width for text in column if "@" in text and (width := _contact(text)) <= _CONTACT]
    return _Column(
        header,
        longest,
        max(header if header <= _SHORT else 0.0, min(longest, _SHORT)),
        max(min(max(words, default=0.0), _LONGEST_WORD), *contacts, 0.0),
    )


def _contact(text: str) -> float:
    """How wide a text is whose Latin letters are those of a mail address."""
    return _ems(text) + 0.1 * sum(map(len, _LATIN_WORD.findall(text)))


_LABEL_ROOM = 0.4
"""Of a table to fill in, how much its labels may take at most."""


def _column_widths(table: Table, total: int, em: int) -> list[int]:
    """Widths that add up to `total`, in twips, with which the rows take the fewest lines.

    Columns to be filled in by hand share the room that the others leave.
    """
    return widths_of(_texts(table), total, em)


def widths_of(texts: Sequence[Sequence[str]], total: int, em: int) -> list[int]:
    """The same for the texts of each column, its header first."""
    if any(_is_to_fill_in(cells) for _, *cells in texts):
        return _widths_of_form(texts, total, em)
    columns = [_measured(column) for column in texts]
    for count in range(1, 30):
        widths = [column.width(count) * em + CELL_PADDING for column in columns]
        if sum(widths) <= total:
            break
    return _adding_up(widths, total)


def _texts(table: Table) -> list[list[str]]:
    """The texts of each column, that of the header first."""
    return [
        [plain_text(cell) for cell in column]
        for column in zip(table.header, *table.rows, strict=True)
    ]


def _widths_of_form(texts: Sequence[Sequence[str]], total: int, em: int) -> list[int]:
    is_blank = [_is_to_fill_in(cells) for _, *cells in texts]
    labels = [column for column, blank in zip(texts, is_blank, strict=True) if not blank]
    # One character more, as a line that may not begin with 「。」 ends early.
    longest = sum((max(map(_ems, column)) + 1) * em + CELL_PADDING for column in labels)
    room = min(longest, total * _LABEL_ROOM)
    widths = [(total - room) / sum(is_blank) if blank else room / len(labels) for blank in is_blank]
    return _adding_up(widths, total)


def _is_to_fill_in(cells: Sequence[str]) -> bool:
    """Whether at least half of the column is left empty."""
    return bool(cells) and 2 * cells.count("") >= len(cells)


def _adding_up(widths: Sequence[float], total: int) -> list[int]:
    scale = total / sum(widths)
    whole = [int(width * scale) for width in widths]
    whole[-1] += total - sum(whole)
    return whole
