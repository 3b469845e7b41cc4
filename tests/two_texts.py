"""Two small documents side by side, and their 新旧対照表 as plain text with `_` for underlines."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from guideline.compare import compare
from guideline.comparison_presets import PresetName
from guideline.comparison_table import comparison_table
from guideline.document import Block, Document, Manifest, Origin, Paragraph, Section, Table, Text
from guideline.model.comparison_table import (
    Block as Shown,
)
from guideline.model.comparison_table import (
    Cell,
    ComparisonTable,
    InnerTable,
    Runs,
)
from guideline.model.version import Version
from guideline.number import as_article

FULL = str.maketrans("0123456789", "０１２３４５６７８９")
HASH = "ab" * 32


def origin(id_: str) -> Origin:
    anchor = "_c_" + hashlib.sha256(id_.encode()).hexdigest()[:16]
    return Origin(id_, id_.split(".")[0], "must", (), (), anchor, HASH)


def article(id_: str, number: int, title: str, *blocks: Block | str) -> Section:
    """An article; plain texts are its 項."""
    number_ = f"第{str(number).translate(FULL)}条"
    inner = as_article(tuple(map(_block, blocks)), "full")
    return Section(id_, title, number_, inner, (), origin(id_), number_)


def clause(id_: str, number: int, title: str, *blocks: Block | str) -> Section:
    """A clause as JDLA numbers them, in part 1."""
    inner = tuple(map(_block, blocks))
    return Section(id_, title, f"({number})", inner, (), origin(id_), f"1({number})")


def _block(block: Block | str) -> Block:
    return Paragraph((Text(block),)) if isinstance(block, str) else block


def chapter(*sections: Section, title: str = "総則", number: int = 1) -> Section:
    told = f"第{str(number).translate(FULL)}章"
    return Section(f"part{number}", title, told, (), sections, None, told)


def part(*sections: Section, title: str = "総則", number: int = 1) -> Section:
    return Section(f"part{number}", title, str(number), (), sections, None, str(number))


def regulation(*sections: Section, **other: Any) -> Document:
    return _document("articles", sections, **other)


def guideline(*sections: Section, **other: Any) -> Document:
    return _document("jdla", sections, **other)


def _document(numbering: Any, sections: tuple[Section, ...], **other: Any) -> Document:
    manifest = Manifest("guideline 0.1.0", "standard", "0.1.0", HASH, "regulation", "2026-11-21")
    document = Document("規程", (Text("架空市"),), numbering, Table((), ()), sections, manifest)
    return replace(document, **other)


def tabled(
    old: Document,
    new: Document,
    preset: PresetName = "municipal",
    reasons: Mapping[str, str] | None = None,
    *,
    with_commentary: bool = False,
) -> ComparisonTable:
    comparison = compare(Version("旧", old), Version("新", new))
    return comparison_table(comparison, preset, reasons, with_commentary=with_commentary)


def rows(table: ComparisonTable) -> list[tuple[str, str]]:
    """The rows as text: paragraphs end with a line end, cells of inner tables are parted by `|`."""
    return [(cell(row.new), cell(row.old)) for entry in table.entries for row in entry.rows]


def cell(shown: Cell) -> str:
    return "\n".join(map(_told, shown))


def _told(block: Shown) -> str:
    if isinstance(block, InnerTable):
        lines = ["|".join(map(_runs, row)) for row in (block.header, *block.rows)]
        return "\n".join([*([_runs(block.caption)] if block.caption else []), *lines])
    mark = f"{_runs((block.mark,))} " if block.mark else ""
    return "　" * block.depth + mark + _runs(block.runs)


def _runs(runs: Runs) -> str:
    return "".join(f"_{run.text}_" if run.is_changed else run.text for run in runs)
