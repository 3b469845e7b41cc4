"""Finds the sections of a Word file that this program did not write, by headings and numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from guideline.document import (
    NO_MANIFEST,
    Block,
    Digits,
    Document,
    Inlines,
    Layout,
    Note,
    Numbering,
    Paragraph,
    Section,
    Table,
    Text,
    plain_text,
)
from guideline.readers.word.blocks import blocks_of
from guideline.readers.word.counting import Counting
from guideline.readers.word.flow import Item, Line
from guideline.readers.word.notes import notes_beside
from guideline.readers.word.styles import Level, Look, Mark, Styles
from guideline.readers.word.text import cut
from guideline.readers.word.tree import FRONT

_D = "(?:[0-9０-９]+|[一二三四五六七八九十百]+)"
_END = r"(?=[\s　（(]|$)"
_RANKED = (
    (0, re.compile(rf"第{_D}編{_END}")),
    (1, re.compile(rf"第{_D}章(?:の{_D})*{_END}")),
    (2, re.compile(rf"第{_D}節(?:の{_D})*{_END}")),
    (3, re.compile(rf"第{_D}款(?:の{_D})*{_END}")),
    (0, re.compile(r"附[\s　]*則(?=[\s　（(]|$)")),
    (0, re.compile(rf"(?:別表|別紙|別記様式|様式)(?:第?{_D})?(?:の{_D})*{_END}")),
)
"""What a line that begins a part starts with, and how high the part is."""
_ARTICLE = re.compile(rf"第{_D}条(?:の{_D})*{_END}")
_ARTICLE_RANK = 4
_PLAIN = (
    (0, re.compile(rf"第{_D}(?=[\s　])")),
    (1, re.compile(r"[0-9０-９]+(?:[.．][0-9０-９]+)*(?:[.．、](?=\D)|(?=[\s　]))")),
    (2, re.compile(r"[(（][0-9０-９]+[)）]")),
)
"""The same where nothing but typed numbers tells."""
_CAPTION = re.compile(r"[（(]([^（）()]{1,40})[）)]")
_INLINE_CAPTION = re.compile(r"[\s　]*[（(]([^（）()]{1,40})[）)][\s　]*")
_LONGEST_TITLE = 40

_SUB_PARAGRAPH = re.compile(r"([1-9１-９][0-9０-９]?)[.．]?[\s　]+")
_ONLY_DIGITS = re.compile("[0-9０-９]+")
_TYPED_ITEMS = (
    (0, "bullet", re.compile(r"[・●][\s　]*")),
    (0, "decimal", re.compile(r"(?:[(（][0-9０-９]{1,2}[)）]|[①-⑳])[\s　]*")),
    (0, "decimal", re.compile(r"[一二三四五六七八九十]{1,3}[\s　]+")),
    (1, "aiueo", re.compile(r"[ア-ン][\s　]+")),
)
"""The marks that people type before items: how deep, and of which kind."""


class _Start(NamedTuple):
    """A line that begins a section."""

    rank: int
    number: str
    title: str
    text: Inlines
    """What the line says after its number, where that is no title."""


@dataclass
class _Node:
    rank: int
    number: str
    title: str
    items: list[Item] = field(default_factory=list)
    inner: list[_Node] = field(default_factory=list)
    beside: tuple[str, ...] = ()


def foreign_document(items: Sequence[Item], styles: Styles, notes: Mapping[str, Note]) -> Document:
    """The document that the flow of a stranger's text makes."""
    reader = _Reader(list(_flat(items)), styles)
    front, nodes = reader.nodes()
    title, organization, rest = _title(front)
    numbering, digits = _numbering(reader)
    sections = tuple(
        _section(node, f"section-{n}", None, notes, reader.has_articles)
        for n, node in enumerate(nodes, 1)
    )
    if rest:
        blocks = blocks_of(rest, has_articles=False)
        sections = (Section(FRONT, "", "", blocks), *sections)
    return Document(
        title=title,
        organization=organization,
        numbering=numbering,
        details=Table((), ()),
        sections=sections,
        manifest=NO_MANIFEST,
        layout=Layout(digits=digits),
    )


def _flat(items: Sequence[Item]) -> Iterator[Item]:
    """Without the indents that people type, and without boxes of one cell."""
    for item in items:
        if isinstance(item, Line):
            yield _trimmed(item)
        elif len(item.rows) == 1 and len(item.rows[0]) == 1:
            yield from map(_trimmed, item.lines)
        else:
            yield item


def _trimmed(line: Line) -> Line:
    lead = len(line.text) - len(line.text.lstrip(" \t\n　"))
    return replace(line, inlines=cut(line.inlines, lead)) if lead else line


class _Reader:
    """The running state of going through one file."""

    def __init__(self, items: list[Item], styles: Styles) -> None:
        self.items = items
        self.numbers = self._numbers(styles)
        """The automatic number of each line that has one."""
        lines = [item for item in items if isinstance(item, Line)]
        self.has_articles = (
            sum(bool(_ARTICLE.match(self._said(place))) for place, _ in enumerate(items)) > 1
        )
        self.has_headings = any(_is_heading(line) for line in lines)
        self.shown: list[str] = []
        """The numbers of the sections, as they stand."""

    def _numbers(self, styles: Styles) -> dict[int, str]:
        counting = Counting(styles)
        return {
            place: number
            for place, item in enumerate(self.items)
            if isinstance(item, Line) and item.mark and (number := counting.number(item.mark))
        }

    def _said(self, place: int) -> str:
        """The line with its automatic number, as a reader sees it."""
        item = self.items[place] if place < len(self.items) else None
        if not isinstance(item, Line):
            return ""
        number = self.numbers.get(place, "")
        return f"{number}　{item.text}" if number else item.text

    def nodes(self) -> tuple[list[Item], list[_Node]]:
        """What stands before the first section, and the sections."""
        front: list[Item] = []
        top: list[_Node] = []
        open_: list[_Node] = []
        for place, item in enumerate(self.items):
            start = self._start(place) if isinstance(item, Line) else None
            target = open_[-1].items if open_ else front
            if start is None or not isinstance(item, Line):
                target.append(self._item(place))
                continue
            node = _Node(start.rank, start.number, start.title, beside=item.beside)
            self.shown.append(start.number)
            if start.rank == _ARTICLE_RANK and not node.title and target:
                node.title = _caption(target)
            while open_ and open_[-1].rank >= start.rank:
                open_.pop()
            (open_[-1].inner if open_ else top).append(node)
            open_.append(node)
            if start.text:
                node.items.append(Line(start.text, _BODY))
        return front, top

    def _start(self, place: int) -> _Start | None:
        line = self.items[place]
        assert isinstance(line, Line)
        if line.style in ("title", "subtitle"):
            return None
        said, after = self._said(place), self._said(place + 1)
        if self.has_articles and _CAPTION.fullmatch(line.text.strip()) and _ARTICLE.match(after):
            return None  # it stands above its article, whatever its style
        typed = len(said) - len(line.text)
        if self.has_articles and (found := _ARTICLE.match(said)):
            return self._article(line, found[0], max(0, found.end() - typed), place)
        for rank, pattern in _RANKED:
            found = pattern.match(said)
            if found and len(said) <= _LONGEST_TITLE + found.end() and not said.endswith("。"):
                return _Start(rank, found[0], said[found.end() :].strip(), ())
        if _is_heading(line):
            number, title = self.numbers.get(place, ""), line.text.strip()
            for _, pattern in _PLAIN:
                if not number and (found := pattern.match(title)):
                    number, title = found[0], title[found.end() :].strip()
            assert line.look.heading is not None
            return _Start(line.look.heading, number, title, ())
        if not self.has_articles and not self.has_headings:
            return self._plain(place, said)
        return None

    def _article(self, line: Line, number: str, end: int, place: int) -> _Start:
        rest = line.text[end:]
        if found := _INLINE_CAPTION.match(rest):
            return _Start(_ARTICLE_RANK, number, found[1], cut(line.inlines, end + found.end()))
        said = rest.strip()
        after = self._said(place + 1)
        is_title = 0 < len(said) <= _LONGEST_TITLE and not said.endswith(("。", "削除"))
        if is_title and after and not _ARTICLE.match(after):
            return _Start(_ARTICLE_RANK, number, said, ())
        lead = len(rest) - len(rest.lstrip())
        return _Start(_ARTICLE_RANK, number, "", cut(line.inlines, end + lead))

    def _plain(self, place: int, said: str) -> _Start | None:
        """A heading that only its typed number shows: short, and no sentence."""
        for rank, pattern in _PLAIN:
            found = pattern.match(said)
            if not found:
                continue
            title = said[found.end() :].strip()
            if not title or len(title) > _LONGEST_TITLE or title.endswith(("。", "、")):
                return None
            after = self._said(place + 1)
            if rank > 0 and (not after or pattern.match(after)):
                return None  # one item of a list follows another
            return _Start(rank, found[0].rstrip(".．、"), title, ())
        return None

    def _item(self, place: int) -> Item:
        """A line of text, with a mark in place of one that is typed."""
        item = self.items[place]
        if not isinstance(item, Line):
            return item
        if item.mark:
            number = self.numbers.get(place, "")
            if not self.has_articles or not _ONLY_DIGITS.fullmatch(number):
                return item
            # A 項 is a paragraph, as it is where its number is typed.
            inlines = (Text(f"{number}　"), *item.inlines)
            return replace(item, inlines=inlines, look=item.look._replace(mark=None))
        for depth, kind, pattern in _TYPED_ITEMS:
            found = pattern.match(item.text)
            if found and found.end() < len(item.text):
                mark = Mark(f"typed {kind}" if depth else "typed", depth, Level(kind, "", 0))
                look = item.look._replace(mark=mark)
                return replace(item, inlines=cut(item.inlines, found.end()), look=look)
        return item


_BODY = Look("bodytext", None, None, 0, False)


def _is_heading(line: Line) -> bool:
    return line.look.heading is not None and line.style not in ("title", "subtitle")


def _caption(items: list[Item]) -> str:
    """Takes the caption of an article from the end of what stands before it."""
    last = items[-1]
    if isinstance(last, Line) and (found := _CAPTION.fullmatch(last.text.strip())):
        items.pop()
        return found[1]
    return ""


def _title(front: list[Item]) -> tuple[str, Inlines, list[Item]]:
    """The title and the organization among what stands before the first section, and the rest."""
    lines = [item for item in front if isinstance(item, Line)]
    title = next((line for line in lines if line.style == "title"), None)
    title = title or next((line for line in lines if line.look.is_centered), None)
    if title is None and lines and len(lines[0].text) <= _LONGEST_TITLE:
        title = None if lines[0].text.endswith("。") else lines[0]
    subtitle = next((line for line in lines if line.style == "subtitle"), None)
    rest = [item for item in front if item is not title and item is not subtitle]
    return title.text.strip() if title else "", subtitle.inlines if subtitle else (), rest


def _section(
    node: _Node, id_: str, above: Section | None, notes: Mapping[str, Note], has_articles: bool
) -> Section:
    blocks = blocks_of(node.items, has_articles=has_articles)
    if has_articles:
        blocks = tuple(map(_sub_paragraph, blocks))
    beside = [*node.beside, *(each for item in node.items for each in item.beside)]
    full = node.number
    if above and above.full_number and full and not full.startswith("第"):
        full = above.full_number + ("の" if above.full_number.startswith("第") else "") + full
    section = Section(
        id_, node.title, node.number, (*blocks, *notes_beside(beside, notes)), full_number=full
    )
    inner = tuple(
        _section(each, f"{id_}-{n}", section, notes, has_articles)
        for n, each in enumerate(node.inner, 1)
    )
    return replace(section, sections=inner)


def _sub_paragraph(block: Block) -> Block:
    """A 項 with its number, where that is typed."""
    if not isinstance(block, Paragraph):
        return block
    found = _SUB_PARAGRAPH.match(plain_text(block.inlines))
    return Paragraph(cut(block.inlines, found.end()), found[1]) if found else block


def _numbering(reader: _Reader) -> tuple[Numbering, Digits]:
    digits: Digits = "full" if re.search("[０-９]", "".join(reader.shown)) else "half"
    if reader.has_articles:
        return "articles", digits
    return "notice" if any(n.startswith("第") for n in reader.shown) else "jdla", digits
