"""Reads the comments and footnotes of a Word file as notes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from guideline.document import (
    NOTE_LABELS,
    Block,
    BulletList,
    Inlines,
    Note,
    NoteKind,
    NumberedList,
    Paragraph,
    plain_text,
)
from guideline.readers.word.flow import FlowReader, Line
from guideline.readers.word.parts import Parts, TextChoice, w
from guideline.readers.word.styles import Styles
from guideline.readers.word.text import TextReader, cut

_COMMENTED: tuple[NoteKind, ...] = ("commentary", "example")
_MARK = re.compile(r"(　*)(・|\([0-9]+\))")


def notes_of(parts: Parts, styles: Styles, choice: TextChoice) -> dict[str, Note]:
    """The notes by what refers to them, such as `comment 3`.

    Comments without our label are what reviewers say to one another, and no part of the text.
    """
    found: dict[str, Note] = {}
    for kind in ("comment", "footnote", "endnote"):
        root = getattr(parts, f"{kind}s")
        if root is None:
            continue
        text = TextReader(root, styles, {}, {}, choice)
        flow = FlowReader(text, styles, choice)
        for element in root.iterfind(w(kind)):
            lines = [item for item in flow.items(element) if isinstance(item, Line)]
            note = _commented(lines) if kind == "comment" else _footnote(lines)
            if note:
                found[f"{kind} {element.get(w('id'), '')}"] = note
    return found


def notes_beside(beside: Iterable[str], notes: Mapping[str, Note]) -> tuple[Note, ...]:
    """The notes that a text refers to, each once."""
    return tuple(notes[each] for each in dict.fromkeys(beside) if each in notes)


def _footnote(lines: list[Line]) -> Note | None:
    """What a clause rests on; another footnote is said beside the rule too."""
    if not lines:
        return None
    label = f"{NOTE_LABELS['sources']}："
    first, *rest = [line.inlines for line in lines]
    text = plain_text(first)
    lead = len(text) - len(text.lstrip())
    is_ours = text.startswith(label, lead)
    first = cut(first, lead + len(label) if is_ours else lead)
    kind: NoteKind = "sources" if is_ours else "commentary"
    return Note(kind, tuple(Paragraph(each) for each in (first, *rest) if each))


def _commented(lines: list[Line]) -> Note | None:
    """A comment of ours: its label, then its lines."""
    if not lines:
        return None
    label = lines[0].text.strip()
    kind = next((kind for kind in _COMMENTED if NOTE_LABELS[kind] == label), None)
    if kind is None or len(lines) == 1:
        return None
    rows = [_row(line.inlines) for line in lines[1:]]
    return Note(kind, _blocks(rows, 0))


class _Row(NamedTuple):
    """A line of a comment: how far it is indented, its mark, and its text."""

    indent: int
    mark: str
    text: Inlines


def _row(inlines: Inlines) -> _Row:
    text = plain_text(inlines)
    found = _MARK.match(text)
    if found:
        mark = "・" if found[2] == "・" else "1"
        return _Row(len(found[1]), mark, cut(inlines, found.end()))
    indent = len(text) - len(text.lstrip("　"))
    return _Row(indent, "", cut(inlines, indent))


def _blocks(rows: list[_Row], indent: int) -> tuple[Block, ...]:
    """The paragraphs and lists: what stands further in belongs to the item above it."""
    blocks: list[Block] = []
    at = 0
    while at < len(rows):
        mark = rows[at].mark
        if not mark:
            blocks.append(Paragraph(rows[at].text))
            at += 1
            continue
        items: list[tuple[Block, ...]] = []
        while at < len(rows) and rows[at].mark == mark and rows[at].indent <= indent:
            end = at + 1
            while end < len(rows) and rows[end].indent > indent:
                end += 1
            items.append((Paragraph(rows[at].text), *_blocks(rows[at + 1 : end], indent + 1)))
            at = end
        if not items:
            blocks.append(Paragraph(rows[at].text))
            at += 1
            continue
        blocks.append(BulletList(tuple(items)) if mark == "・" else NumberedList(tuple(items)))
    return tuple(blocks)
