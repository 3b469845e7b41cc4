"""A document template becomes headings, places for clauses, and blocks of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from guideline.document import Note, Table, Text
from guideline.errors import ContentError
from guideline.markup import MarkupError
from guideline.outline import ClausePlace, Details, Heading, parse_outline
from tests.helpers import composed, paragraph, the_problem, write_library


def test_outline_has_headings_places_details_and_blocks() -> None:
    text = (
        "::: details\n| 項目 | 内容 |\n|---|---|\n| 版 | 1 |\n:::\n\n"
        "# 概要 {: #summary .unnumbered}\n\n本文。\n\n"
        "# 部 {: #a}\n\n::: clause a/one\n:::\n\n::: commentary\n解説。\n:::\n"
    )
    table = Table(((Text("項目"),), (Text("内容"),)), (((Text("版"),), (Text("1"),)),))
    assert parse_outline(text) == [
        Details(table),
        Heading("summary", (Text("概要"),), False),
        paragraph("本文。"),
        Heading("a", (Text("部"),), True),
        ClausePlace("a/one"),
        Note("commentary", (paragraph("解説。"),)),
    ]


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("本文。\n\n# 識別子がない", 3, "見出しは"),
        ("本文。\n\n## 二段目 {: #a}", 3, "見出しは"),
        ("# 題 {: #A}", 1, "見出しは"),
        ("# 題 {: #a .other}", 1, "見出しは"),
        ("\n::: details\n本文。\n:::", 2, "::: details"),
        ("::: details\n:::", 1, "::: details"),
        ("本文。\n\n::: clause a/one\n消えてしまう文。\n:::", 3, "::: clause"),
        ("::: commentary\n::: details\n:::\n:::", 2, "::: details"),
        ("本文。\n\n> 引用", 3, "引用"),
        ("# **部** {: #a}", 1, "文字だけ"),
        ("# [[a/one]] {: #a}", 1, "文字だけ"),
        ("::: details\n| 一 |\n|---|\n| [[a/one]] |\n:::", 1, "参照"),
        ("# 部 {: #a}\n\n::: clause a/one", 3, "閉じていません"),
    ],
)
def test_outline_outside_the_dialect_is_refused(text: str, line: int, word: str) -> None:
    with pytest.raises(MarkupError) as caught:
        parse_outline(text)
    assert caught.value.line == line
    assert word in caught.value.message


def test_template_outside_the_dialect_is_refused_with_file_and_line(tmp_path: Path) -> None:
    template = "::: details\n| 項目 | 内容 |\n|---|---|\n:::\n\n# 部 {: #a}\n\n---\n"
    with pytest.raises(ContentError) as caught:
        composed(write_library(tmp_path, {"a/one": "本文。"}), template=template)
    assert str(the_problem(caught).place) == "small.md.j2:8"
