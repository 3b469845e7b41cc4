"""A document template becomes headings, places for clauses, and blocks of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from guideline.document import Entry, Inlines, Note, Table, Text
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


def cell(text: str) -> Inlines:
    """What a form has in a cell that is written so."""
    (table,) = parse_outline(f"| 項目 |\n|---|\n| {text} |", is_form=True)
    assert isinstance(table, Table)
    return table.rows[0][0]


GAP, DATE = "　" * 10, "　　年　　月　　日"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # A cell of its own is empty on paper.
        ("[記入]", (Entry("text", ""),)),
        ("[記入　　]", (Entry("text", ""),)),
        ("［日付］", (Entry("date", ""),)),
        ("[日付]から", (Entry("date", DATE), Text("から"))),
        ("項目：[記入]", (Text("項目："), Entry("text", GAP))),
        ("項目：[記入　　]。", (Text("項目："), Entry("text", "　　"), Text("。"))),
        ("□ 甲　□　乙", (Entry("check", "□"), Text(" 甲　"), Entry("check", "□"), Text("　乙"))),
        # A sentence about the boxes.
        ("□に印を付ける", (Text("□に印を付ける"),)),
        ("[選択：甲／乙]", (Entry("choice", "□ 甲　□ 乙", choices=("甲", "乙")),)),
        ("［選択:甲／乙］", (Entry("choice", "□ 甲　□ 乙", choices=("甲", "乙")),)),
        # Values of the profile come escaped, blanks with their path.
        (r"[選択：A\_1／乙]", (Entry("choice", "□ A_1　□ 乙", choices=("A_1", "乙")),)),
        (
            "[選択：【名\ue000roles.chief\ue001】／乙]",
            (Entry("choice", "□ 【名】　□ 乙", choices=("【名】", "乙")),),
        ),
        (r"\[記入\]", (Text("[記入]"),)),
    ],
)
def test_places_to_fill_in(text: str, expected: Inlines) -> None:
    assert cell(text) == expected


@pytest.mark.parametrize("text", ["[日時]", "[ ]", "[選択：甲]", "[選択：甲／甲]", "[選択：]"])
def test_place_to_fill_in_that_is_written_wrongly_is_refused(text: str) -> None:
    with pytest.raises(MarkupError, match="記入欄は") as caught:
        parse_outline(f"# 部 {{: #a}}\n\n日は{text}です。", is_form=True)
    assert caught.value.line == 3


@pytest.mark.parametrize("text", ["# [記入] {: #a}", "::: details\n| 一 |\n|---|\n| [記入] |\n:::"])
def test_headings_and_title_block_are_not_filled_in(text: str) -> None:
    with pytest.raises(MarkupError, match="記入欄"):
        parse_outline(text, is_form=True)


def test_only_a_form_is_filled_in(tmp_path: Path) -> None:
    template = "::: details\n| 項目 | 内容 |\n|---|---|\n:::\n\n# 部 {: #a}\n\n日：[日付]\n"
    with pytest.raises(ContentError) as caught:
        composed(write_library(tmp_path, {"a/one": "本文。"}), template=template)
    problem = the_problem(caught)
    assert str(problem.place) == "small.md.j2:8"
    assert "leaves_out: all" in problem.message
    assert problem.remedy == "該当箇所：日：[日付]"
