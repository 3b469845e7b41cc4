"""Owns fields: what Word can bring up to date itself, each with the result that is right already.

Nothing is marked as dirty, because Word would ask the reader about it when the file opens.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from guideline.document import Document, Section, mention_of, relation_of, walk_sections
from guideline.writers.word.text import escape, run


def field(instruction: str, result: str) -> str:
    """A field with its cached result, which is a run or several."""
    return beginning(instruction) + result + mark("end")


def beginning(instruction: str) -> str:
    """What stands before the cached result of a field, which `mark("end")` ends."""
    code = f'<w:r><w:instrText xml:space="preserve"> {escape(instruction)} </w:instrText></w:r>'
    return mark("begin") + code + mark("separate")


def mark(kind: str) -> str:
    """The run that begins, separates or ends a field."""
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


_TEXT, _NUMBER, _FULL_NUMBER = "", " \\n", " \\w"


class Piece(NamedTuple):
    """A part of a reference: the number or the text of a bookmarked paragraph, or plain text."""

    text: str
    bookmark: str = ""
    shows: str = ""
    """The switch of the field REF that says what of the bookmarked paragraph it shows."""


Targets = Mapping[str, tuple[Piece, ...]]
"""For each clause, slot, 別表 and 様式: what a reference to it consists of."""


def targets_of(document: Document) -> dict[str, tuple[Piece, ...]]:
    """What references to the clauses of this document consist of.

    `2(1)` is one field, for which Word joins the numbers of all levels. 第２の１ is two, with a の
    between them that Word does not know of.
    """
    targets: dict[str, tuple[Piece, ...]] = {}
    for part in document.sections:
        for section in walk_sections((part,)):
            if section.origin:
                pieces = _pieces(section, part, section.origin.anchor)
                targets[section.origin.clause] = targets[section.origin.slot] = pieces
            elif relation_of(section):
                label = Piece(mention_of(section), part_bookmark(section), _TEXT)
                targets[section.id] = (label,)
    return targets


def _pieces(section: Section, part: Section, anchor: str) -> tuple[Piece, ...]:
    if not section.number:
        return (Piece("「"), Piece(section.title, anchor, _TEXT), Piece("」"))
    if section.full_number == section.number:
        return (Piece(section.number, anchor, _NUMBER),)
    if section.full_number == part.number + section.number:
        return (Piece(section.full_number, anchor, _FULL_NUMBER),)
    joint = section.full_number.removeprefix(part.number).removesuffix(section.number)
    before = Piece(part.number, part_bookmark(part), _NUMBER)
    return (before, Piece(joint), Piece(section.number, anchor, _NUMBER))


def bookmark_of(section: Section) -> str:
    """The hidden bookmark of a section's heading: that of its clause, if it is one."""
    return section.origin.anchor if section.origin else part_bookmark(section)


def part_bookmark(part: Section) -> str:
    """The hidden bookmark of a part's heading."""
    return "_p_" + re.sub("[^a-z0-9]", "_", part.id)[:36]


def reference(pieces: tuple[Piece, ...]) -> str:
    """The runs and fields of a reference; each field leads to what it shows."""
    return "".join(
        field(f"REF {piece.bookmark}{piece.shows} \\h", run(piece.text))
        if piece.bookmark
        else run(piece.text)
        for piece in pieces
    )
