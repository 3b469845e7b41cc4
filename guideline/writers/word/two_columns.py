"""Owns document.xml of a 新旧対照表: two texts side by side, changed words underlined."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import NamedTuple

from guideline.model.comparison_table import (
    Block,
    Cell,
    ComparisonTable,
    Entry,
    InnerTable,
    Passage,
    Row,
    Run,
    Runs,
)
from guideline.writers.word.tables import CELL_PADDING, cell_xml, grid, widths_of
from guideline.writers.word.text import KEEP_WITH_NEXT, XML, R, W, escape, paragraph, run

_REASON_SHARE = 0.18
"""Of the width, for the reasons."""
_EM = 190
"""The width of a full-width character of the text, in twips."""
_BULLETS = ("・", "－")
_MAY_PART = '<w:keepNext w:val="0"/>'
_RIGHT = '<w:ind w:left="0" w:firstLine="0"/><w:jc w:val="right"/>'


class _Look(NamedTuple):
    """The styles of an inner table, and the width of one full-width character in them."""

    text: str
    header: str
    em: int


class _Shape(NamedTuple):
    """How an inner table is set."""

    look: _Look
    widths: list[int]


_Shapes = Mapping[int, _Shape]
"""By the identity of the table."""


_FEW_COLUMNS = 3
_COMPACT = _Look("TableTextCompact", "TableHeaderCompact", 180)
_SMALL = _Look("TableTextSmall", "TableHeaderSmall", 160)


def two_columns_xml(table: ComparisonTable, text_width: int, section_properties: str) -> str:
    """document.xml, on the page that the section properties describe."""
    title = paragraph("Title", run(table.title))
    organization = paragraph("Subtitle", run(table.organization))
    body = paragraph("BodyText", run("改正された部分はありません。"))
    if table.entries:
        legend = paragraph("BodyText", run(table.legend), KEEP_WITH_NEXT + _RIGHT)
        body = legend + _table(table, text_width)
    for heading, lines in table.beside:
        body += paragraph("BodyText", run(heading, "Strong"), KEEP_WITH_NEXT)
        body += "".join([paragraph("BodyText", run(f"・{line}")) for line in lines])
    return (
        f'{XML}<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{title}{organization}{body}'
        f"{section_properties}</w:body></w:document>"
    )


def _table(table: ComparisonTable, total: int) -> str:
    widths = _widths(total, has_reasons=table.has_reasons)
    header = "".join(
        cell_xml(width, paragraph("TableHeader", run(heading), '<w:jc w:val="center"/>'))
        for width, heading in zip(widths, table.headings, strict=True)
    )
    rows = [f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{header}</w:tr>"]
    for entry in table.entries:
        rows += _rows(entry, widths)
    description = f"{table.title}（列：{'、'.join(table.headings)}）"
    look = (
        f'<w:tblLook w:val="0020" w:firstRow="1"/><w:tblDescription w:val="{escape(description)}"/>'
    )
    return grid(widths, rows, 0, look)


def _widths(total: int, *, has_reasons: bool) -> list[int]:
    reason = int(total * _REASON_SHARE) if has_reasons else 0
    text = (total - reason) // 2
    return [text, total - reason - text, reason] if has_reasons else [text, total - text]


def _rows(entry: Entry, widths: Sequence[int]) -> Iterator[str]:
    """The entry's rows, with lines above and below the entry and none between its rows.

    A row may go on on the next page: an article can be longer than one.
    """
    last = len(entry.rows) - 1
    for at, row in enumerate(entry.rows):
        borders = _borders(is_first=at == 0, is_last=at == last)
        keep = KEEP_WITH_NEXT if entry.leads or _is_heading(row) else ""
        shapes = _shapes(row, widths[0] - CELL_PADDING)
        cells = [
            cell_xml(width, _cell(cell, shapes, keep), borders)
            for width, cell in zip(widths, (row.new, row.old), strict=False)
        ]
        if len(widths) > 2:
            # The reason stands once, beside all rows of its clause.
            merge = '<w:vMerge w:val="restart"/>' if at == 0 else "<w:vMerge/>"
            reason = entry.reason if at == 0 else ""
            content = paragraph("TableText", run(reason) if reason else "", keep)
            cells.append(cell_xml(widths[2], content, merge if last else ""))
        yield f"<w:tr>{''.join(cells)}</w:tr>"


def _borders(*, is_first: bool, is_last: bool) -> str:
    """The cell's edges: within an entry there is no line, and no more room than between lines."""
    inner = [side for side, is_outer in (("top", is_first), ("bottom", is_last)) if not is_outer]
    if not inner:
        return ""
    lines = "".join(f'<w:{side} w:val="nil"/>' for side in inner)
    room = "".join(f'<w:{side} w:w="0" w:type="dxa"/>' for side in inner)
    return f"<w:tcBorders>{lines}</w:tcBorders><w:tcMar>{room}</w:tcMar>"


def _is_heading(row: Row) -> bool:
    """Whether it leads to the rows below it."""
    return all(
        isinstance(block, Passage) and block.kind in ("part", "heading", "caption", "label")
        for block in (*row.new, *row.old)
    )


def _cell(cell: Cell, shapes: _Shapes, keep: str) -> str:
    return "".join(_block(block, shapes, keep) for block in cell) or paragraph(
        "TableText", "", keep
    )


def _block(block: Block, shapes: _Shapes, keep: str) -> str:
    if isinstance(block, InnerTable):
        return _inner_table(block, shapes[id(block)])
    if block.kind in ("part", "heading", "label"):
        mark = _runs((block.mark, Run("　", block.mark.is_changed))) if block.mark else ""
        # Where all stands in one row, as of a new clause, the row may be longer than the page.
        return paragraph("TableHeader", mark + _runs(block.runs), keep or _MAY_PART)
    return paragraph("TableText", _text(block), keep + _indent(block))


def _indent(passage: Passage) -> str:
    if passage.kind == "caption":
        return f'<w:ind w:left="{_EM}"/>'
    if passage.kind == "note":
        return '<w:ind w:left="0"/>'
    left = passage.depth * _EM
    if passage.mark:
        return f'<w:ind w:left="{left + _EM}" w:hanging="{_EM}"/>'
    return f'<w:ind w:left="{left}" w:firstLine="{_EM}"/>'


def _text(passage: Passage) -> str:
    if not passage.mark:
        return _runs(passage.runs)
    if passage.mark.text in _BULLETS:
        return _runs((passage.mark, *passage.runs))
    is_whole = passage.mark.is_changed and all(run.is_changed for run in passage.runs)
    return _runs((passage.mark, Run("　", is_whole), *passage.runs))


def _runs(runs: Runs) -> str:
    return "".join(_underlined(each.text) if each.is_changed else run(each.text) for each in runs)


def _underlined(text: str) -> str:
    properties = '<w:rPr><w:u w:val="single"/></w:rPr>'
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


# Inner tables


def _shapes(row: Row, width: int) -> _Shapes:
    """Tables that stand side by side look alike, and have the same columns where they can."""
    shapes: dict[int, _Shape] = {}
    sides = ([b for b in cell if isinstance(b, InnerTable)] for cell in (row.new, row.old))
    for pair in zip_longest(*sides):
        tables = [table for table in pair if table]
        look = _COMPACT if max(len(t.header) for t in tables) <= _FEW_COLUMNS else _SMALL
        if len({len(table.header) for table in tables}) == 1:
            widths = widths_of(_columns(tables), width, look.em)
            shapes |= {id(table): _Shape(look, widths) for table in tables}
        else:
            for table in tables:
                shapes[id(table)] = _Shape(look, widths_of(_columns([table]), width, look.em))
    return shapes


def _columns(tables: Sequence[InnerTable]) -> list[list[str]]:
    """The texts of each column, those of the headers first."""
    lines = [*(table.header for table in tables), *(row for table in tables for row in table.rows)]
    return [
        ["".join(run.text for run in cell) for cell in column]
        for column in zip(*lines, strict=True)
    ]


def _inner_table(table: InnerTable, shape: _Shape) -> str:
    look, widths = shape
    rows = [_inner_row(table.header, widths, look.header, "<w:tblHeader/>")]
    rows += [_inner_row(row, widths, look.text) for row in table.rows]
    told = escape("、".join("".join(run.text for run in cell) for cell in table.header))
    properties = (
        f'<w:tblLook w:val="0020" w:firstRow="1"/><w:tblDescription w:val="（列：{told}）"/>'
    )
    caption = paragraph("Caption", _runs(table.caption)) if table.caption else ""
    return caption + grid(widths, rows, 0, properties)


def _inner_row(row: Sequence[Runs], widths: Sequence[int], style: str, properties: str = "") -> str:
    cells = "".join(
        cell_xml(width, paragraph(style, _runs(runs)))
        for width, runs in zip(widths, row, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{properties}</w:trPr>{cells}</w:tr>"
