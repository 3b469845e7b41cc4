"""The Markdown of a 新旧対照表, as GitHub and pandoc take it."""

from __future__ import annotations

import subprocess

from markdown_it import MarkdownIt

from guideline.document import Table, Text
from guideline.model.comparison_table import ComparisonTable
from guideline.writers.table_to_markdown import is_untouched, table_to_markdown
from tests.pages import require
from tests.two_texts import article, chapter, regulation, tabled


def shown(old: str, new: str, **reasons: str) -> ComparisonTable:
    before, after = (
        regulation(chapter(article("x/a", 1, "目的", text, "乙。"))) for text in (old, new)
    )
    told = {id_.replace("_", "/"): text for id_, text in reasons.items()}
    return tabled(before, after, "municipal", told)


def cells(text: str) -> list[list[str]]:
    """The rows of the table, as CommonMark with tables reads them."""
    body = text.split("---\n\n", 1)[1]
    rows: list[list[str]] = []
    for token in MarkdownIt("commonmark").enable("table").parse(body):
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline" and rows:
            rows[-1].append(
                "".join(c.content for c in token.children or () if c.type != "html_inline")
            )
    return rows


def test_each_paragraph_has_a_row() -> None:
    text = table_to_markdown(shown("総務課が行う。", "文書課が行う。"))
    assert cells(text) == [
        ["改正後", "改正前"],
        ["第１章　総則", "第１章　総則"],
        ["\u2003（目的）", "\u2003（目的）"],
        ["第１条　文書課が行う。", "第１条　総務課が行う。"],
        ["２　（略）", "２　（略）"],
    ]


def test_changed_words_are_underlined_for_github_and_for_pandoc() -> None:
    text = table_to_markdown(shown("総務課が行う。", "文書課が行う。"))
    assert '第１条　<ins><span class="underline">文書課</span></ins>が行う。' in text


def test_marks_of_markdown_stay_characters() -> None:
    text = table_to_markdown(shown("*甲*|乙を使う。", "*甲*|乙|丙<b>を使う。", x_a="`a|b`"))
    *_, provision, left_out = cells(text)
    assert provision[:2] == ["第１条　*甲*|乙|丙<b>を使う。", "第１条　*甲*|乙を使う。"]
    assert left_out == ["２　（略）", "２　（略）", ""]


def test_reason_stands_in_the_first_row_of_its_clause() -> None:
    text = table_to_markdown(shown("総務課が行う。", "文書課が行う。", x_a="改称のため"))
    assert [row[2] for row in cells(text)] == ["改正理由", "", "改称のため", "", ""]


def test_row_of_an_inner_table_is_one_line() -> None:
    def rules(mark: str) -> Table:
        lines = (("区分", "甲"), ("公開", "可"), ("秘密", mark))
        header, *body = (tuple((Text(each),) for each in line) for line in lines)
        return Table(header, tuple(body))

    old, new = (
        regulation(chapter(article("x/a", 1, "目的", "次", rules(mark)))) for mark in ("要", "否")
    )
    assert cells(table_to_markdown(tabled(old, new)))[-3:] == [
        ["\u2003区分　／　甲", "\u2003区分　／　甲"],
        ["\u2003（略）　／　（略）", "\u2003（略）　／　（略）"],
        ["\u2003秘密　／　否", "\u2003秘密　／　要"],
    ]


def test_pandoc_keeps_the_underlines_in_word() -> None:
    text = table_to_markdown(shown("総務課が行う。", "文書課が行う。"))
    native = subprocess.run(
        [require("pandoc"), "-f", "markdown", "-t", "native"],
        input=text,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    ).stdout
    assert native.count("Underline [") == 2


def test_file_knows_whether_it_was_edited() -> None:
    data = table_to_markdown(shown("総務課が行う。", "文書課が行う。")).encode()
    assert is_untouched(data)
    assert not is_untouched(data.replace("文書".encode(), "学校".encode()))


def test_nothing_changed_is_said() -> None:
    text = table_to_markdown(shown("同じ。", "同じ。"))
    assert text.endswith("架空市\n\n改正された部分はありません。\n")
