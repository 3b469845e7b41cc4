"""Writes a 新旧対照表 as one HTML page that needs nothing else, on paper on its side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from guideline.model.comparison_table import (
    Block,
    Cell,
    ComparisonTable,
    Entry,
    InnerTable,
    Passage,
    Run,
    Runs,
)
from guideline.writers.to_html import escaped, is_untouched, page

__all__ = ["is_untouched", "table_to_html"]

_BULLETS = ("・", "－")
_Tag = Literal["ins", "del"]
"""Changed words of the new text, and of the old one: underlined both, and told apart for those who
hear the page."""


def table_to_html(table: ComparisonTable, style: str) -> str:
    """The table as a page that carries `style`, a style sheet, in itself."""
    title = f"{table.title}｜{table.organization}"
    return page(title, style, "comparison", "\n".join(_body(table)), table.manifest)


def _body(table: ComparisonTable) -> Iterator[str]:
    yield f"<header>\n<h1>{escaped(table.title)}</h1>"
    yield f'<p class="organization">{escaped(table.organization)}</p>\n</header>\n<main>'
    yield from _sides(table) if table.entries else ("<p>改正された部分はありません。</p>",)
    for heading, lines in table.beside:
        yield f"<h2>{escaped(heading)}</h2>\n<ul>"
        yield from (f"<li>{escaped(line)}</li>" for line in lines)
        yield "</ul>"
    yield "</main>"


def _sides(table: ComparisonTable) -> Iterator[str]:
    yield f'<p class="legend">{escaped(table.legend)}</p>'
    columns = " reasoned" if table.has_reasons else ""
    yield f'<table class="sides{columns}">\n<thead><tr>'
    yield from (f'<th scope="col">{escaped(heading)}</th>' for heading in table.headings)
    yield "</tr></thead>"
    for entry in table.entries:
        yield from _entry(entry, table.headings)
    yield "</table>"


def _entry(entry: Entry, headings: Sequence[str]) -> Iterator[str]:
    yield "<tbody>"
    for at, row in enumerate(entry.rows):
        # Where the columns stand below each other, what is the same is shown once.
        css = ' class="same"' if row.new == row.old else ""
        yield f"<tr{css}>" + _cell(row.new, headings[0], "ins") + _cell(row.old, headings[1], "del")
        if len(headings) > 2 and at == 0:
            span = f' rowspan="{len(entry.rows)}"' if len(entry.rows) > 1 else ""
            label = _label(headings[2]) if entry.reason else ""
            css = "reason" if entry.reason else "reason none"
            yield f'<td class="{css}"{span}>{label}{escaped(entry.reason)}</td>'
        yield "</tr>"
    yield "</tbody>"


def _cell(cell: Cell, heading: str, tag: _Tag) -> str:
    """A cell; where the columns stand below each other, its heading stands in it."""
    if not cell:
        return '<td class="none"></td>'
    return f"<td>{_label(heading)}{''.join(_block(block, tag) for block in cell)}</td>"


def _label(heading: str) -> str:
    return f'<span class="side">{escaped(heading)}</span>'


def _block(block: Block, tag: _Tag) -> str:
    return _inner(block, tag) if isinstance(block, InnerTable) else _passage(block, tag)


def _passage(passage: Passage, tag: _Tag) -> str:
    text = _runs(passage.runs, tag)
    if passage.mark:
        gap = "" if passage.mark.text in _BULLETS else "　"
        text = f"{_runs((passage.mark,), tag)}{gap}{text}"
    css = passage.kind + (" marked" if passage.mark else "")
    if passage.depth:
        css += f" depth{min(passage.depth, 4)}"
    return f'<p class="{css}">{text}</p>'


def _runs(runs: Runs, tag: _Tag) -> str:
    return "".join(_run(run, tag) for run in runs)


def _run(run: Run, tag: _Tag) -> str:
    text = escaped(run.text)
    return f"<{tag}>{text}</{tag}>" if run.is_changed else text


def _inner(table: InnerTable, tag: _Tag) -> str:
    caption = f"<caption>{_runs(table.caption, tag)}</caption>" if table.caption else ""
    heads = "".join(f'<th scope="col">{_runs(cell, tag)}</th>' for cell in table.header)
    rows = "".join(
        "<tr>" + "".join(f"<td>{_runs(cell, tag)}</td>" for cell in row) + "</tr>"
        for row in table.rows
    )
    return (
        f'<div class="inner"><table>{caption}<thead><tr>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )
