"""Whatever is edited in a real regulation, the amendment is proved, and words stay whole."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

import pytest

from guideline.amend.amendment import amendment_of
from guideline.amend.provisions import (
    Article,
    Chapter,
    Grid,
    Item,
    Paragraph,
    Provisions,
    in_digits,
    provisions_of,
)
from guideline.amend.quotes import Edit, edits
from guideline.amend.reading import amended
from guideline.amend.text import Amendment, Frame
from guideline.amend.throughout import article_with
from guideline.amend.words import words
from guideline.generate import generate
from tests.helpers import EXAMPLES

FRAME = Frame("規程", "規程")
NEW_WORDS = [
    "所属長",
    "情報企画課",
    "承認",
    "電子メール",
    "速やかに",
    "5日以内",
    "第９条",
    "クラウド",
    "台帳",
    "及び",
    "生成物",
]
NEW_SENTENCES = (
    "この場合において、利用者は、記録を残さなければならない。",
    "ただし、急を要するときは、この限りでない。",
    "詳細は、別に定める。",
)
WORDING = ("text", "part", "caption")
EVERYTHING = (
    *WORDING,
    "text",
    "item",
    "row",
    "paragraph",
    "article",
    "move",
    "chapter",
    "throughout",
)


@lru_cache(maxsize=1)
def regulations() -> dict[str, Provisions]:
    """The shipped examples as regulations."""
    return {
        path.parent.name: provisions_of(generate(path, template="regulation").document)
        for path in EXAMPLES
    }


def proved(old: Provisions, new: Provisions) -> Amendment:
    """The amendment, applied here once more."""
    found = amendment_of(old, new, FRAME)
    assert amended(old, found.sentences) == new
    return found


class Editor:
    """Edits provisions at random; the same seed makes the same edits."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 (no secret)
        self.new_ids = (f"new-{seed}-{n}" for n in itertools.count())

    def edited(self, old: Provisions, kinds: tuple[str, ...]) -> Provisions:
        for _ in range(self.random.randrange(1, 6)):
            old = self._edit(old, self.random.choice(kinds))
        return old

    def _edit(self, old: Provisions, kind: str) -> Provisions:
        if kind == "throughout":
            return self._throughout(old)
        chapters = list(old.chapters)
        at = self.random.randrange(len(chapters))
        if kind == "chapter":
            return renumbered(replace(old, chapters=tuple(self._chapters(chapters, at))))
        articles = list(chapters[at].articles)
        n = self.random.randrange(len(articles))
        if kind == "article" and self.random.random() < 0.5:
            articles.insert(n, self._article())
        elif kind in ("article", "move") and len(articles) > 1:
            gone = articles.pop(n)
            if kind == "move":
                articles.insert(self.random.randrange(len(articles) + 1), gone)
        elif kind == "caption":
            articles[n] = replace(articles[n], caption=self.text(articles[n].caption))
        elif kind not in ("article", "move"):
            articles[n] = self._in_article(articles[n], kind)
        chapters[at] = replace(chapters[at], articles=tuple(articles))
        return renumbered(replace(old, chapters=tuple(chapters)))

    def _throughout(self, old: Provisions) -> Provisions:
        """One word replaced wherever it stands, or in all but some articles."""
        article = self.random.choice(old.articles)
        known = [w for w in words(self.random.choice(article.paragraphs).text) if len(w) > 1]
        edit = Edit("replace", self.random.choice(known or ["利用"]), self.random.choice(NEW_WORDS))
        kept = self.random.choice((None, article))
        chapters = tuple(
            replace(
                chapter,
                articles=tuple(
                    a if a is kept else article_with(a, [edit]) for a in chapter.articles
                ),
            )
            for chapter in old.chapters
        )
        return replace(old, chapters=chapters)

    def _in_article(self, article: Article, kind: str) -> Article:
        paragraphs = list(article.paragraphs)
        n = self.random.randrange(len(paragraphs))
        if kind == "text":
            paragraphs[n] = replace(paragraphs[n], text=self.text(paragraphs[n].text))
        elif kind != "paragraph":
            paragraphs[n] = self._in_parts(paragraphs[n], kind)
        elif self.random.random() < 0.5 or len(paragraphs) == 1:
            paragraphs.insert(n, Paragraph("", self.random.choice(NEW_SENTENCES)))
        else:
            del paragraphs[n]
        return replace(article, paragraphs=tuple(paragraphs))

    def _in_parts(self, paragraph: Paragraph, kind: str) -> Paragraph:
        parts = list(paragraph.parts)
        if not parts:
            return paragraph
        n = self.random.randrange(len(parts))
        part = parts[n]
        if isinstance(part, Item) and kind == "item":
            parts[n : n + 1] = [part, self._item()] if self.random.random() < 0.5 else []
        elif isinstance(part, Item) and kind == "part":
            parts[n] = replace(part, text=self.text(part.text))
        elif isinstance(part, Grid):
            parts[n] = self._grid(part, kind)
        return replace(paragraph, parts=tuple(parts))

    def _grid(self, grid: Grid, kind: str) -> Grid:
        rows = [list(row) for row in grid.rows]
        n = self.random.randrange(len(rows))
        if kind == "part":
            column = self.random.randrange(len(rows[n]))
            rows[n][column] = self.text(rows[n][column])
        elif kind == "row" and self.random.random() < 0.5:
            rows.insert(n, [f"新しい{self.random.randrange(99)}", *rows[n][1:]])
        elif kind == "row" and len(rows) > 1:
            del rows[n]
        return replace(grid, rows=tuple(map(tuple, rows)))

    def _chapters(self, chapters: list[Chapter], at: int) -> Iterator[Chapter]:
        fate = self.random.choice(("title", "new", "gone", "moved"))
        if fate == "title":
            chapters[at] = replace(chapters[at], title=self.text(chapters[at].title))
        elif fate == "new":
            chapters.insert(at, Chapter("", "新しい章", (self._article(),), next(self.new_ids)))
        elif len(chapters) > 1:
            gone = chapters.pop(at)
            if fate == "moved":
                chapters.insert(self.random.randrange(len(chapters) + 1), gone)
        yield from chapters

    def _article(self) -> Article:
        paragraphs = tuple(Paragraph("", s) for s in self.random.sample(NEW_SENTENCES, 2))
        return Article("", "新しい条", paragraphs, next(self.new_ids))

    def _item(self) -> Item:
        return Item("", "".join(self.random.sample(NEW_WORDS, 3)))

    def text(self, text: str) -> str:
        """The text with one word changed, added or removed."""
        tokens = words(text)
        free = [n for n, word in enumerate(tokens) if word not in "、。「」（）"]
        if not free:
            return text + "など"
        n = self.random.choice(free)
        fate = self.random.random()
        if fate < 0.5:
            tokens[n] = self.random.choice(NEW_WORDS)
        elif fate < 0.75 or len(tokens) < 4:
            tokens.insert(n, self.random.choice(NEW_WORDS))
        else:
            del tokens[n]
        return "".join(tokens)


def renumbered(old: Provisions) -> Provisions:
    """The provisions with numbers from one on, as a document has them."""
    count = itertools.count(1)
    chapters = tuple(
        replace(
            chapter,
            number=f"第{in_digits(n, old.digits)}章",
            articles=tuple(
                replace(
                    article,
                    number=f"第{in_digits(next(count), old.digits)}条",
                    paragraphs=tuple(
                        renumbered_paragraph(paragraph, in_digits(p, old.digits) if p > 1 else "")
                        for p, paragraph in enumerate(article.paragraphs, 1)
                    ),
                )
                for article in chapter.articles
            ),
        )
        for n, chapter in enumerate(old.chapters, 1)
    )
    return replace(old, chapters=chapters)


def renumbered_paragraph(paragraph: Paragraph, number: str) -> Paragraph:
    count = itertools.count(1)
    parts = tuple(
        replace(part, number=f"({next(count)})") if isinstance(part, Item) else part
        for part in paragraph.parts
    )
    return replace(paragraph, number=number, parts=parts)


@pytest.mark.parametrize("seed", range(60))
def test_every_amendment_is_proved(seed: int) -> None:
    editor = Editor(seed)
    old = editor.random.choice(list(regulations().values()))
    new = editor.edited(old, EVERYTHING)
    proved(old, new)
    proved(new, old)


@pytest.mark.parametrize(("one", "other"), [("city", "town"), ("company", "hospital")])
def test_even_the_regulation_of_another_organization_can_be_made_of_ours(
    one: str, other: str
) -> None:
    proved(regulations()[one], regulations()[other])


def test_changed_words_come_out_as_words() -> None:
    said = rewritten = 0
    for seed in range(200):
        editor = Editor(seed)
        old = editor.random.choice(list(regulations().values()))
        for sentence in proved(old, editor.edited(old, WORDING)).sentences:
            rewritten += "次のように改める" in sentence.text
            said += 1
    assert said > 400
    assert rewritten / said < 0.02


SCRIPTS = "[0-9０-９]+|[A-Za-zＡ-Ｚａ-ｚ]+|[ァ-ヶー]+"


def test_no_quotation_cuts_a_number_or_a_word() -> None:
    for seed in range(300):
        editor = Editor(seed)
        old = editor.random.choice(list(regulations().values()))
        article = editor.random.choice(old.articles)
        text = editor.random.choice(article.paragraphs).text
        for edit in edits(text, editor.text(text)) or []:
            start = text.index(edit.quoted)
            assert text.count(edit.quoted) == 1
            inside = {n for run in whole_words(text) for n in range(run[0] + 1, run[1])}
            assert not {start, start + len(edit.quoted)} & inside, (text, edit)


def whole_words(text: str) -> Iterator[tuple[int, int]]:
    """Runs of one script; of kanji, which may be several words (直接適用), the words."""
    for found in re.finditer(SCRIPTS, text):
        yield found.span()
    at = 0
    for word in words(text):
        yield at, at + len(word)
        at += len(word)
