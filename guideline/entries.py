"""Tells what each place to fill in asks for, from where it stands: its row, its column, its words.

A form that is filled in on screen names its places so, to those who hear it as well.
"""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from guideline.document import (
    Block,
    BulletList,
    Entry,
    Inlines,
    Note,
    NumberedList,
    Paragraph,
    Section,
    Table,
    plain_text,
    walk_inlines,
    walk_sections,
)


def labelled(sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """The sections with a label for every place to fill in."""
    if not has_entries(sections):
        return sections
    return tuple(
        replace(
            section,
            blocks=tuple(map(_block, section.blocks)),
            sections=labelled(section.sections),
        )
        for section in sections
    )


def has_entries(sections: tuple[Section, ...]) -> bool:
    """Whether there is a place to fill in."""
    return any(
        _is_open(inlines)
        for section in walk_sections(sections)
        for inlines in walk_inlines(section.blocks)
    )


def _is_open(inlines: Inlines) -> bool:
    return any(isinstance(inline, Entry) for inline in inlines)


def _block(block: Block) -> Block:
    match block:
        case Paragraph(inlines):
            return replace(block, inlines=_run(inlines))
        case BulletList(items):
            return BulletList(tuple(tuple(map(_block, item)) for item in items))
        case NumberedList(items):
            return NumberedList(tuple(tuple(map(_block, item)) for item in items))
        case Table():
            return replace(block, rows=tuple(_rows(block)))
        case Note(kind, inner):
            return Note(kind, tuple(map(_block, inner)))
        case _:
            assert_never(block)


def _rows(table: Table) -> list[tuple[Inlines, ...]]:
    headers = [plain_text(cell) for cell in table.header]
    rows = []
    for number, row in enumerate(table.rows, 1):
        name = "" if _is_open(row[0]) else plain_text(row[0])
        if not name:
            # Rows without names are told apart by their numbers.
            ending = f"（{number}）" if len(table.rows) > 1 else ""
            labels = [header + ending for header in headers]
        elif len(row) == 2:
            # The only other column has a header that says nothing, such as 記入欄.
            labels = [name, name]
        else:
            labels = [f"{name}：{header}" for header in headers]
        rows.append(tuple(_run(*pair) for pair in zip(row, labels, strict=True)))
    return rows


def _run(inlines: Inlines, place: str = "") -> Inlines:
    """One run of text, in which a place to fill in goes by the words beside it, too."""
    return tuple(
        replace(inline, label="：".join(filter(None, (place, _words(inlines, at)))) or "記入欄")
        if isinstance(inline, Entry)
        else inline
        for at, inline in enumerate(inlines)
    )


def _words(inlines: Inlines, at: int) -> str:
    """A box goes by what follows it; room to write by what leads to it with 「：」, if anything."""
    entries = [n for n, inline in enumerate(inlines) if isinstance(inline, Entry)]
    start = max((n + 1 for n in entries if n < at), default=0)
    end = min((n for n in entries if n > at), default=len(inlines))
    before, after = plain_text(inlines[start:at]), plain_text(inlines[at + 1 : end])
    entry = inlines[at]
    if before.endswith("：") and not (isinstance(entry, Entry) and entry.kind == "check"):
        return before[:-1].rsplit("（", 1)[-1].strip()
    after = after.removeprefix("）").strip()
    # A bracket that another place to fill in stands in.
    return after.rsplit("（", 1)[0] if after.count("（") > after.count("）") else after
