"""An amendment as a document, for the writers: the sentences, the new provisions, its own 附則."""

from __future__ import annotations

import re
from dataclasses import replace

from guideline.amend.provisions import Grid
from guideline.amend.text import Amendment
from guideline.document import Block, BulletList, Document, Paragraph, Section, Table, Text

_NUMBERED = re.compile("第[0-9０-９]+[章条]|[0-9０-９]+　|別表")
_ITEM = re.compile(r"\([0-9]+\)　")
_BELOW = re.compile("[ア-ン]　|（[ア-ン]）　")


def amendment_document(amendment: Amendment, new: Document) -> Document:
    """The amendment in the look of the new document.

    Sentences begin one character in; new provisions stand as they will in the amended text, so that
    条 and 項 are at the margin, captions and 号 one character in.
    """
    frame = amendment.frame
    blocks: list[Block] = [_line(1, frame.opening)]
    for sentence in amendment.sentences:
        blocks.append(_line(1, sentence.text))
        for part in sentence.block:
            blocks.append(_table(part) if isinstance(part, Grid) else _provision(part))
    return replace(
        new,
        title=f"{frame.amending_title}（案）",
        details=Table(new.details.header, ()),
        sections=(
            Section("amendment", "改正文", "", tuple(blocks)),
            Section("supplementary", "附　則", "", (_line(1, frame.supplement),)),
            *_notes(amendment),
        ),
        manifest=replace(new.manifest, template="amendment"),
        # The footer shows neither edition nor day: they are those of the rules, not of what amends.
        layout=replace(new.layout, has_contents=False, approval_box=(), version="", dated=""),
    )


def _notes(amendment: Amendment) -> tuple[Section, ...]:
    """What the drafter has to know, on the page of the draft; nothing where there is nothing."""
    if not amendment.notes:
        return ()
    lines = tuple((Paragraph((Text(note),)),) for note in amendment.notes)
    return (Section("notes", NOTES, "", (BulletList(lines),)),)


NOTES = "起案者への注意（提出の前に削ってください）"
"""The heading of what is not part of the amendment."""


def _provision(line: str) -> Paragraph:
    if _BELOW.match(line):
        return _line(2, line)
    return _line(0 if _NUMBERED.match(line) and not _ITEM.match(line) else 1, line)


def _line(indent: int, text: str) -> Paragraph:
    # Blanks of full width are how Japanese laws are indented; every format keeps them.
    return Paragraph((Text("　" * indent + text),))


def _table(grid: Grid) -> Table:
    def cells(row: tuple[str, ...]) -> tuple[tuple[Text, ...], ...]:
        return tuple((Text(cell),) for cell in row)

    return Table(cells(grid.header or grid.columns), tuple(map(cells, grid.rows)), grid.caption)
