"""A document in articles as provisions."""

from __future__ import annotations

from dataclasses import replace

from guideline.amend.provisions import Grid, Item, Schedule, ordinal, provisions_of
from guideline.document import Blank, Paragraph, Reference, Text
from guideline.errors import ContentError
from tests.helpers import problems_of
from tests.regulations import regulation

TEXT = """
# one 総則
## use 利用
次により利用する。
- 目的
  - 一覧
- 期間
課長は、次の表により承認する。
| 区分 | 承認者 |
| 公開 | 課長 |
附則
この規程は、令和８年４月１日から施行する。
別表第１（第１条関係）
| ツール | 用途 |
| 甲 | 文書 |
"""


def test_chapters_articles_paragraphs_items_and_tables() -> None:
    (chapter,) = provisions_of(regulation(TEXT)).chapters
    assert (chapter.number, chapter.title) == ("第１章", "総則")
    (article,) = chapter.articles
    assert (article.number, article.caption, article.id) == ("第１条", "利用", "use")
    first, second = article.paragraphs
    assert (first.number, second.number) == ("", "２")
    assert first.items == (
        Item("(1)", "目的", (Item("ア", "一覧"),)),
        Item("(2)", "期間"),
    )
    assert second.tables == (Grid(("区分", "承認者"), (("公開", "課長"),)),)


def test_schedules_and_what_no_amendment_names() -> None:
    found = provisions_of(regulation(TEXT))
    table = Grid(("ツール", "用途"), (("甲", "文書"),))
    assert found.schedules == (Schedule("別表第１", "（第１条関係）", (table,)),)
    assert ("附則", ("この規程は、令和８年４月１日から施行する。",)) in found.outside


def test_an_article_is_found_by_its_clause() -> None:
    found = provisions_of(regulation(TEXT))
    assert found.article("use") is found.articles[0]
    assert found.article("nobody") is None


def test_references_show_numbers_and_blanks_their_labels() -> None:
    document = regulation("# one 総則\n## use 利用\n本文")
    inlines = (Text("窓口は"), Blank("窓口"), Text("、"), Reference("use", "第１条"))
    (part,) = document.sections
    article = replace(part.sections[0], blocks=(Paragraph(inlines),))
    changed = replace(document, sections=(replace(part, sections=(article,)),))
    assert provisions_of(changed).articles[0].paragraphs[0].text == "窓口は【窓口】、第１条"


def test_identity_does_not_count_when_texts_are_compared() -> None:
    one = provisions_of(regulation("# one 総則\n## use 利用\n本文"))
    other = provisions_of(regulation("# two 総則\n## usage 利用\n本文"))
    assert one == other


def test_numbers_have_their_place_among_others() -> None:
    assert ordinal("第３条") < ordinal("第３条の２") < ordinal("第４条") < ordinal("第10条")
    assert ordinal("ア") < ordinal("イ")


def test_what_cannot_be_named_is_told_for_every_article_at_once() -> None:
    text = "# one 総則\n## a 甲\n| 表 | だけ |\n## b 乙\n| 表 | だけ |"
    problems = problems_of(ContentError, lambda: provisions_of(regulation(text)))
    assert [p.code for p in problems] == ["unnamable-provision"] * 2
