"""Provisions while they are being amended: what changes, and what has to hold when all is done."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from guideline.amend.provisions import Article, Chapter, Grid, Item, Paragraph, Provisions, Schedule


class UnreadableError(Exception):
    """A sentence that names nothing, or more than one thing."""

    def __init__(self, message: str, article: str = "") -> None:
        super().__init__(message)
        self.article = article
        """The article as it was numbered before the amendment; empty when it is about none."""


@dataclass(eq=False)
class LiveTable:
    header: list[str]
    rows: list[list[str]]
    caption: str

    def cells(self) -> list[TextPlace]:
        return [cell_of(row, at) for row in (self.header, *self.rows) for at in range(len(row))]

    def row(self, name: str) -> list[str]:
        found = [row for row in self.rows if row[0] == name]
        if len(found) != 1:
            raise UnreadableError(f"「{name}の項」が一つに定まりません。")
        return found[0]


@dataclass(eq=False)
class LiveItem:
    number: str
    text: str
    items: list[LiveItem]

    def places(self) -> list[TextPlace]:
        return [text_of(self), *(place for item in self.items for place in item.places())]


@dataclass(eq=False)
class LiveParagraph:
    number: str
    text: str
    parts: list[LiveItem | LiveTable]

    @property
    def items(self) -> list[LiveItem]:
        return [part for part in self.parts if isinstance(part, LiveItem)]

    @property
    def tables(self) -> list[LiveTable]:
        return [part for part in self.parts if isinstance(part, LiveTable)]

    def places(self) -> list[TextPlace]:
        found = [text_of(self)]
        for part in self.parts:
            found += part.places() if isinstance(part, LiveItem) else part.cells()
        return found


@dataclass(eq=False)
class LiveArticle:
    number: str
    caption: str
    paragraphs: list[LiveParagraph]
    was: str = ""

    def places(self) -> list[TextPlace]:
        return [place for paragraph in self.paragraphs for place in paragraph.places()]


@dataclass(eq=False)
class LiveChapter:
    number: str
    title: str
    articles: list[LiveArticle]


@dataclass(eq=False)
class LiveSchedule:
    number: str
    relation: str
    content: list[str | LiveTable]

    def places(self) -> list[TextPlace]:
        found = [TextPlace(lambda: self.relation, lambda text: setattr(self, "relation", text))]
        for at, part in enumerate(self.content):
            found += part.cells() if isinstance(part, LiveTable) else [cell_of(self.content, at)]
        return found

    def table(self) -> LiveTable:
        tables = [part for part in self.content if isinstance(part, LiveTable)]
        if len(tables) != 1:
            raise UnreadableError(f"{self.number}の表が一つに定まりません。")
        return tables[0]


Node = LiveItem | LiveParagraph | LiveArticle | LiveChapter | LiveSchedule


class TextPlace(NamedTuple):
    """A text that words are looked for in."""

    get: Callable[[], str]
    set: Callable[[str], None]


def text_of(node: LiveItem | LiveParagraph) -> TextPlace:
    return TextPlace(lambda: node.text, lambda text: setattr(node, "text", text))


def cell_of(row: list[str] | list[str | LiveTable], at: int) -> TextPlace:
    def set_(text: str) -> None:
        row[at] = text

    return TextPlace(lambda: str(row[at]), set_)


@dataclass(eq=False)
class LiveLaw:
    title: str
    chapters: list[LiveChapter]
    schedules: list[LiveSchedule]
    old: Provisions = field(repr=False)

    @staticmethod
    def of(old: Provisions) -> LiveLaw:
        chapters = [
            LiveChapter(c.number, c.title, [_own_article(a) for a in c.articles])
            for c in old.chapters
        ]
        schedules = [
            LiveSchedule(
                s.number,
                s.relation,
                [part if isinstance(part, str) else live_table(part) for part in s.content],
            )
            for s in old.schedules
        ]
        return LiveLaw(old.title, chapters, schedules, old)

    @property
    def articles(self) -> list[LiveArticle]:
        return [article for chapter in self.chapters for article in chapter.articles]

    def chapter_of(self, article: LiveArticle) -> LiveChapter:
        return next(c for c in self.chapters if any(a is article for a in c.articles))

    def provisions(self) -> Provisions:
        for series in (self.chapters, self.articles, self.schedules):
            _check_order(series)
        for article in self.articles:
            _check_paragraphs(article)
        chapters = tuple(
            Chapter(c.number, c.title, tuple(map(_frozen_article, c.articles)))
            for c in self.chapters
        )
        schedules = tuple(
            Schedule(
                s.number,
                s.relation,
                tuple(p if isinstance(p, str) else _frozen_table(p) for p in s.content),
            )
            for s in self.schedules
        )
        return Provisions(self.title, chapters, schedules, self.old.digits)


def _own_article(article: Article) -> LiveArticle:
    paragraphs = [_own_paragraph(p) for p in article.paragraphs]
    return LiveArticle(article.number, article.caption, paragraphs, article.number)


def _own_paragraph(paragraph: Paragraph) -> LiveParagraph:
    parts = [_own_item(p) if isinstance(p, Item) else live_table(p) for p in paragraph.parts]
    return LiveParagraph(paragraph.number, paragraph.text, parts)


def _own_item(item: Item) -> LiveItem:
    return LiveItem(item.number, item.text, [_own_item(i) for i in item.items])


def live_table(grid: Grid) -> LiveTable:
    return LiveTable(list(grid.header), [list(row) for row in grid.rows], grid.caption)


def _frozen_article(article: LiveArticle) -> Article:
    paragraphs = tuple(
        Paragraph(
            p.number,
            p.text,
            tuple(
                _frozen_item(q) if isinstance(q, LiveItem) else _frozen_table(q) for q in p.parts
            ),
        )
        for p in article.paragraphs
    )
    return Article(article.number, article.caption, paragraphs)


def _frozen_item(item: LiveItem) -> Item:
    return Item(item.number, item.text, tuple(map(_frozen_item, item.items)))


def _frozen_table(table: LiveTable) -> Grid:
    return Grid(tuple(table.header), tuple(map(tuple, table.rows)), table.caption)


def _check_order(
    series: Sequence[LiveChapter] | Sequence[LiveArticle] | Sequence[LiveSchedule],
) -> None:
    """Numbers have to grow from one provision to the next."""
    numbers = [figures_of(node.number) for node in series if node.number]
    if any(one >= other for one, other in itertools.pairwise(numbers)):
        raise UnreadableError("番号の順に並びません。")


def _check_paragraphs(article: LiveArticle) -> None:
    counts = [paragraph_number(p) for p in article.paragraphs]
    if counts != list(range(1, len(counts) + 1)):
        raise UnreadableError("項の番号が続きません。", article.was)
    for paragraph in article.paragraphs:
        numbers = [item.number for item in paragraph.items]
        if numbers != [f"({n})" for n in range(1, len(numbers) + 1)]:
            raise UnreadableError("号の番号が続きません。", article.was)
        for item in paragraph.items:
            _check_kana(item, article)


def _check_kana(item: LiveItem, article: LiveArticle) -> None:
    marks = [below.number.strip("（）") for below in item.items]
    if marks != list(KANA[: len(marks)]):
        raise UnreadableError("号の細分の順に並びません。", article.was)
    for below in item.items:
        _check_kana(below, article)


KANA = (
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
)
FIGURES = "[0-9０-９]+"
CHAPTER, ARTICLE = f"第{FIGURES}章", f"第{FIGURES}条(?:の{FIGURES})*"
PARAGRAPH, NUMBERED, SCHEDULE = f"第{FIGURES}項", f"第{FIGURES}号", f"別表(?:第{FIGURES})?"


def figures_of(label: str) -> tuple[int, ...]:
    return tuple(int(n) for n in re.findall(FIGURES, label))


def paragraph_number(paragraph: LiveParagraph) -> int:
    return figures_of(paragraph.number)[0] if paragraph.number else 1
