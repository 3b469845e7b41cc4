"""Puts lines and tables together as blocks: lists with their levels, notes, captions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from guideline.document import (
    Block,
    BulletList,
    Inlines,
    Note,
    NoteKind,
    NumberedList,
    Paragraph,
    Table,
)
from guideline.readers.word.flow import Grid, Item, Line

_ListKind = Literal["bullet", "number"]
_IN_NOTE = 200
"""In twips: a table that is indented further belongs to the note above it."""
_CONTINUES = ("listbullet2", "commentarylist2", "examplelist2")
"""Without a number, the styles of what follows in a list item."""
_KINDS: tuple[Literal["commentary", "example"], ...] = ("commentary", "example")


@dataclass
class _List:
    """A list that may go on."""

    kind: _ListKind
    num: str
    depth: int
    text_at: int
    items: list[list[Block]] = field(default_factory=list)

    def block(self) -> Block:
        items = tuple(tuple(item) for item in self.items)
        return BulletList(items) if self.kind == "bullet" else NumberedList(items)


class _Blocks:
    """What has been put together so far, with the lists that may go on."""

    def __init__(self) -> None:
        self._done: list[Block] = []
        self._open: list[_List] = []
        self._caption: Inlines = ()

    def add(self, block: Block) -> None:
        self._close(0)
        self._done.append(block)

    def add_line(self, line: Line, kind: _ListKind | None) -> None:
        if line.style == "caption":
            self._close(0)
            self._caption = line.inlines
        elif kind is not None:
            self._add_item(line, kind)
        elif line.style in _CONTINUES and self._open:
            while len(self._open) > 1 and self._open[-1].text_at > line.look.left:
                self._close(len(self._open) - 1)
            self._open[-1].items[-1].append(Paragraph(line.inlines))
        else:
            self.add(Paragraph(line.inlines))

    def add_grid(self, grid: Grid) -> None:
        header, *rows = grid.rows
        caption, self._caption = self._caption, ()
        text = Line(caption, grid.lines[0].look).text if caption else ""
        self.add(Table(header, tuple(rows), text))

    def all(self) -> tuple[Block, ...]:
        self._close(0)
        return tuple(self._done)

    def _add_item(self, line: Line, kind: _ListKind) -> None:
        num, depth, text_at = "", 0, 0
        if line.mark:
            num, text_at = line.mark.num, line.mark.level.text_at
            depth = depth_of(line)
        while self._open and not self._takes(kind, num, depth):
            self._close(len(self._open) - 1)
        if not self._open or self._open[-1].depth < depth:
            self._leave_caption()
            self._open.append(_List(kind, num, depth, text_at))
        self._open[-1].items.append([Paragraph(line.inlines)])

    def _takes(self, kind: _ListKind, num: str, depth: int) -> bool:
        last = self._open[-1]
        if last.depth != depth:
            return last.depth < depth
        return last.kind == kind and (kind == "bullet" or last.num == num)

    def _close(self, length: int) -> None:
        """Ends the lists beyond so many, each in the item that it stands in."""
        self._leave_caption()
        while len(self._open) > length:
            closed = self._open.pop().block()
            if self._open:
                self._open[-1].items[-1].append(closed)
            else:
                self._done.append(closed)

    def _leave_caption(self) -> None:
        """A caption without a table is text."""
        if self._caption:
            caption, self._caption = self._caption, ()
            self._done.append(Paragraph(caption))


def depth_of(line: Line) -> int:
    """How deep an item is in its list: the outline has its items below parts and clauses."""
    assert line.mark
    outline = line.style == "listnumber" and line.mark.depth > 1
    return line.mark.depth - 2 if outline else line.mark.depth


def blocks_of(items: Iterable[Item], *, has_articles: bool) -> tuple[Block, ...]:
    """The blocks that the lines and tables under a heading make.

    Args:
        has_articles: whether a list below another is one of ア, イ, which the tree has as bullets.
    """
    rule = _Blocks()
    note: _Blocks | None = None
    kind: NoteKind = "commentary"

    def close_note() -> None:
        nonlocal note
        if note is not None:
            if blocks := note.all():
                rule.add(Note(kind, blocks))
            note = None

    for item in items:
        if isinstance(item, Grid):
            if note is not None and item.left < _IN_NOTE:
                close_note()
            (note or rule).add_grid(item)
            continue
        voice = _voice(item)
        if voice is None and not (item.style == "caption" and note and item.look.left >= _IN_NOTE):
            close_note()
        elif voice is not None and (note is None or voice != kind or _is_label(item)):
            close_note()
            note, kind = _Blocks(), voice
        if not _is_label(item):
            (note or rule).add_line(item, _list_kind(item, has_articles and note is None))
    close_note()
    return rule.all()


def _voice(line: Line) -> Literal["commentary", "example"] | None:
    return next((kind for kind in _KINDS if line.style.startswith(kind)), None)


def _is_label(line: Line) -> bool:
    return line.style in ("commentarylabel", "examplelabel")


def _list_kind(line: Line, has_articles: bool) -> _ListKind | None:
    """Whether the line is an item, and of which kind of list."""
    if line.mark is None or line.style == "article" or line.look.heading is not None:
        return None
    is_bullet = line.mark.level.format == "bullet" or (has_articles and depth_of(line) > 0)
    return "bullet" if is_bullet else "number"
