"""A document in articles as legal drafting sees it: 章, 条, 項, 号 and 別表, in plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from guideline import document as tree
from guideline.document import Block, BulletList, Document, NumberedList, Section, plain_text
from guideline.errors import CallError, ContentError, Place, Problem

Digits = Literal["full", "half"]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: cells as plain text. Rows that stand alone, to be added, have no header."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    columns: tuple[str, ...] = field(default=(), compare=False)
    """Of rows that stand alone: the header they come under, for those who read them."""


@dataclass(frozen=True, slots=True)
class Item:
    """A 号, or an ア below it."""

    number: str
    """As it stands before the text: `(1)`, `ア`, `（ア）`."""
    text: str
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A 項 with the 号 and the tables that belong to it, in their order."""

    number: str
    """Empty for the first 項 of an article."""
    text: str
    parts: tuple[Item | Grid, ...] = ()

    @property
    def items(self) -> tuple[Item, ...]:
        """The 号."""
        return tuple(part for part in self.parts if isinstance(part, Item))

    @property
    def tables(self) -> tuple[Grid, ...]:
        """The tables."""
        return tuple(part for part in self.parts if isinstance(part, Grid))


@dataclass(frozen=True, slots=True)
class Article:
    """A 条. Its identity does not count when two are compared: the text does."""

    number: str
    """Such as `第３条` or `第３条の２`."""
    caption: str
    """The 見出し without its brackets."""
    paragraphs: tuple[Paragraph, ...]
    id: str = field(default="", compare=False)
    slot: str = field(default="", compare=False)
    """Variants of one clause share it."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A 章; its number and title are empty where articles stand under none."""

    number: str
    title: str
    articles: tuple[Article, ...]
    id: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Schedule:
    """A 別表."""

    number: str
    """`別表`, or `別表第１`."""
    relation: str
    """Such as `（第５条関係）`; may be empty."""
    content: tuple[str | Grid, ...]
    id: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Provisions:
    """Everything of a document that an amendment can name, without its 附則."""

    title: str
    chapters: tuple[Chapter, ...]
    schedules: tuple[Schedule, ...] = ()
    digits: Digits = field(default="full", compare=False)
    outside: tuple[tuple[str, tuple[str, ...]], ...] = field(default=(), compare=False)
    """What no amendment names: 附則 and other sections without number, each with its lines."""

    @property
    def articles(self) -> tuple[Article, ...]:
        """The 条 of all chapters."""
        return tuple(article for chapter in self.chapters for article in chapter.articles)

    def article(self, id_: str) -> Article | None:
        """The 条 that was made from this clause."""
        return next((a for a in self.articles if id_ and a.id == id_), None)


def detail_of(label: str) -> str:
    """How a line of the title block is called among what no amendment names."""
    return f"文書の表題部の「{label}」"


_SCHEDULE = re.compile(r"(別表(?:第[0-9０-９]+)?)[\s　]*(（[^（）]*関係）)?[\s　]*")
_KANA = (
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
)


def provisions_of(document: Document, name: str = "") -> Provisions:
    """The provisions of a document.

    Args:
        name: what the caller calls the document, for messages.

    Raises:
        CallError: the document has no articles.
        ContentError: something stands where an amendment could not name it.
    """
    place = Place(name or document.title)
    if document.numbering != "articles":
        raise CallError([_no_articles(place)])
    reader = _Reader(place)
    found = reader.provisions(document)
    if reader.problems:
        raise ContentError(reader.problems)
    return found


def in_digits(number: int, digits: Digits) -> str:
    """The number as the document writes numbers."""
    text = str(number)
    return text.translate(_TO_FULL) if digits == "full" else text


_TO_FULL = {ord("0") + d: ord("０") + d for d in range(10)}


def ordinal(label: str) -> tuple[int, ...]:
    """The figures of a number, for its place among others: `第３条の２` is (3, 2), `イ` is (2,)."""
    kana = label.strip("（）")
    if len(kana) == 1 and kana in _KANA:
        return (_KANA.index(kana) + 1,)
    return tuple(int(found) for found in re.findall(r"[0-9０-９]+", label))


def _no_articles(place: Place) -> Problem:
    return Problem(
        "no-articles",
        "条文の形でないため、改正文を作れません。",
        place,
        "プロファイルを --template regulation で書き出した文書どうしを比べてください。"
        "ほかの形の文書は、新旧対照表（--as table）で比べられます。",
    )


class _Reader:
    def __init__(self, place: Place) -> None:
        self.place = place
        self.problems: list[Problem] = []

    def provisions(self, document: Document) -> Provisions:
        chapters: list[Chapter] = []
        schedules: list[Schedule] = []
        outside: list[tuple[str, tuple[str, ...]]] = []
        for section in document.sections:
            named = _SCHEDULE.match(f"{section.number}{section.title}")
            if named:
                schedules.append(self._schedule(section, named))
            elif section.number:
                articles = tuple(self._article(s) for s in section.sections)
                chapters.append(Chapter(section.number, section.title, articles, section.id))
                outside += _lines_outside(section.title, section.blocks)
            else:
                outside.append((section.title, tuple(tree.lines_of(_rules(section.blocks)))))
                inner = [s for s in section.sections if _SCHEDULE.match(f"{s.number}{s.title}")]
                schedules += [self._schedule(s, _named(s)) for s in inner]
        rows = [tuple(map(plain_text, row)) for row in document.details.rows]
        return Provisions(
            document.title,
            tuple(chapters),
            tuple(schedules),
            document.layout.digits,
            (*((detail_of(row[0]), row[1:]) for row in rows), *outside),
        )

    def _schedule(self, section: Section, named: re.Match[str]) -> Schedule:
        rest = f"{section.number}{section.title}"[named.end() :]
        content: list[str | Grid] = [rest] if rest else []
        for block in _rules(section.blocks):
            if isinstance(block, tree.Table):
                content.append(_grid(block))
            else:
                content += tree.lines_of((block,))
        return Schedule(named[1], named[2] or "", tuple(content), section.id)

    def _article(self, section: Section) -> Article:
        paragraphs: list[Paragraph] = []
        for block in _rules(section.blocks):
            if isinstance(block, tree.Paragraph):
                paragraphs.append(Paragraph(block.number, plain_text(block.inlines)))
                continue
            if not paragraphs:
                self._cannot_name(section, "項の文がないまま、表又は号があります")
                continue
            last = paragraphs[-1]
            if isinstance(block, tree.Table):
                added: tuple[Item | Grid, ...] = (_grid(block),)
            elif last.items:
                self._cannot_name(section, "一つの項に号の並びが二つあります")
                continue
            else:
                added = self._items(section, block, 0)
            paragraphs[-1] = Paragraph(last.number, last.text, (*last.parts, *added))
        slot = section.origin.slot if section.origin else ""
        return Article(section.number, section.title, tuple(paragraphs), section.id, slot)

    def _items(self, section: Section, block: Block, depth: int) -> tuple[Item, ...]:
        if not isinstance(block, BulletList | NumberedList):
            return ()
        found = []
        for position, (first, *rest) in enumerate(block.items):
            text = plain_text(first.inlines) if isinstance(first, tree.Paragraph) else ""
            below: tuple[Item, ...] = ()
            for inner in _rules(tuple(rest)):
                if below or not isinstance(inner, BulletList | NumberedList) or depth == 2:
                    self._cannot_name(section, "号の中に、段落、表又は深い箇条書きがあります")
                else:
                    below = self._items(section, inner, depth + 1)
            found.append(Item(_mark(position, depth), text, below))
        return tuple(found)

    def _cannot_name(self, section: Section, fault: str) -> None:
        self.problems.append(
            Problem(
                "unnamable-provision",
                f"{section.number}（{section.title}）は、{fault}。改正文では名指しできません。",
                self.place,
                "項を分けるか、表又は箇条書きを一つにまとめてください。"
                "新旧対照表（--as table）なら、このままでも作れます。",
            )
        )


def _lines_outside(title: str, blocks: tuple[Block, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    if _rules(blocks):
        yield title, tuple(tree.lines_of(_rules(blocks)))


def _rules(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks without notes, which are no provisions."""
    return tuple(block for block in blocks if not isinstance(block, tree.Note))


def _named(section: Section) -> re.Match[str]:
    named = _SCHEDULE.match(f"{section.number}{section.title}")
    assert named
    return named


def _grid(table: tree.Table) -> Grid:
    rows = tuple(tuple(map(plain_text, row)) for row in table.rows)
    return Grid(tuple(map(plain_text, table.header)), rows, table.caption)


def _mark(position: int, depth: int) -> str:
    if depth == 0:
        return f"({position + 1})"
    kana = _KANA[position % len(_KANA)]
    return kana if depth == 1 else f"（{kana}）"
