"""Writes a 新旧対照表 as Markdown: one table, a line of text in each cell.

GitHub shows no underline but that of `<ins>`; pandoc knows none but `<span class="underline">`,
which it keeps in Word files. Changed words have both. No cell needs a line end in it: each
paragraph has a row of its own, and a row of an inner table is one line.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

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
from guideline.writers.to_markdown import escaped, is_untouched, with_front_matter

__all__ = ["is_untouched", "table_to_markdown"]

_BULLETS = ("・", "－")
_INDENT = "&emsp;"
"""Not a full-width blank, which readers of Markdown take away at the edge of a cell."""


def table_to_markdown(table: ComparisonTable) -> str:
    """The table in the Markdown that CommonMark with tables understands."""
    lines = [f"# {escaped(table.title)}", "", escaped(table.organization), ""]
    if table.entries:
        lines += [escaped(table.legend), "", _row(*map(escaped, table.headings))]
        lines.append("|" + " --- |" * len(table.headings))
        for entry in table.entries:
            lines += _entry(entry, has_reason=table.has_reasons)
    else:
        lines.append("改正された部分はありません。")
    for heading, told in table.beside:
        lines += ["", f"## {escaped(heading)}", "", *(f"- {escaped(line)}" for line in told)]
    return with_front_matter(table.manifest, "\n".join(lines) + "\n")


def _entry(entry: Entry, *, has_reason: bool) -> Iterator[str]:
    reason = escaped(entry.reason)
    for row in entry.rows:
        for new, old in zip_longest(_lines(row.new), _lines(row.old), fillvalue=""):
            yield _row(new, old, *([reason] if has_reason else []))
            reason = ""


def _row(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"


def _lines(cell: Cell) -> list[str]:
    return [line for block in cell for line in _block(block)]


def _block(block: Block) -> Iterator[str]:
    if isinstance(block, InnerTable):
        if block.caption:
            yield _runs(block.caption)
        for row in (block.header, *block.rows):
            yield _INDENT + "　／　".join(map(_runs, row))
        return
    yield _passage(block)


def _passage(passage: Passage) -> str:
    indent = _INDENT * (passage.depth + (passage.kind == "caption"))
    text = _runs(passage.runs)
    if passage.mark:
        gap = "" if passage.mark.text in _BULLETS else "　"
        text = _runs((passage.mark,)) + gap + text
    if passage.kind in ("part", "heading", "label"):
        return f"<strong>{text}</strong>"
    return indent + text


def _runs(runs: Runs) -> str:
    return "".join(map(_run, runs))


def _run(run: Run) -> str:
    text = escaped(run.text.replace("\n", " "))
    if not run.is_changed:
        return text
    return f'<ins><span class="underline">{text}</span></ins>'
