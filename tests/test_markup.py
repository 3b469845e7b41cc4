"""The Markdown dialect: what it allows becomes blocks, anything else is refused with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from guideline.document import (
    Blank,
    BulletList,
    Link,
    Note,
    NumberedList,
    Paragraph,
    Reference,
    Strong,
    Table,
    Text,
)
from guideline.errors import ContentError
from guideline.markup import MarkupError, parse_clause
from tests.helpers import composed, paragraph, the_problem, write_library

# The text, the line of it that is at fault, and a word that the message must have.
REFUSED = {
    "heading": ("# 見出し", "# 見出し", "見出し"),
    "underlined heading": ("見出し\n---", "見出し", "見出し"),
    "underlined title": ("見出し\n===", "見出し", "見出し"),
    "quotation": ("> 引用", "> 引用", "引用"),
    "fence": ("```\nx = 1\n```", "x = 1", "```"),
    "tilde fence": ("~~~\nx = 1\n~~~", "x = 1", "```"),
    "indented code": ("    x = 1", "    x = 1", "空白4個"),
    "inline code": ("値は`x`です。", "値は`x`です。", "`"),
    "rule": ("***", "***", "区切り線"),
    "html block": ("<div>\nx\n</div>", "<div>", "HTML"),
    "html comment": ("<!-- x -->", "<!-- x -->", "HTML"),
    "html inline": ("これは<b>太字</b>です。", "これは<b>太字</b>です。", "HTML"),
    "image": ("![図](https://example.jp/a.png)", "![図](https://example.jp/a.png)", "画像"),
    "single star": ("*強調*です。", "*強調*です。", "強調"),
    "underscore": ("_強調_ です。", "_強調_ です。", "強調"),
    "triple star": ("***強調***です。", "***強調***です。", "強調"),
    "break by blanks": ("一行目  \n二行目", "一行目  ", "改行"),
    "break by backslash": ("一行目\\\n二行目", "一行目\\", "改行"),
    "open emphasis": ("これは**強調です。", "これは**強調です。", "**"),
    "emphasis that cannot close": ("対象は**「例」**です。", "対象は**「例」**です。", "**"),
    "link to elsewhere": ("[例](ftp://example.jp)", "[例](ftp://example.jp)", "https://"),
    "link to a file": ("[例](a.html)", "[例](a.html)", "https://"),
    "strong link text": (
        "[**例**](https://example.jp)",
        "[**例**](https://example.jp)",
        "strong_open",
    ),
    "strong around a link": (
        "**[例](https://example.jp)**",
        "**[例](https://example.jp)**",
        "link_open",
    ),
    "reference in capitals": ("[[Input/x]]によります。", "[[Input/x]]によります。", "参照"),
    "reference not closed": ("[[a/one]によります。", "[[a/one]によります。", "参照"),
    "misspelt container": ("::: comentary\n解説\n:::", "::: comentary", ":::"),
    "end of nothing": ("本文です。\n\n:::", ":::", ":::"),
    "details in a clause": ("::: details\n本文\n:::", "::: details", "::: details"),
    "place in a clause": ("::: clause a/one\n:::", "::: clause a/one", "::: clause"),
    "second numbered list": ("1. 一\n\n次のとおりです。\n\n1. 二", "1. 二", "一つまで"),
    "numbers in a note": ("::: commentary\n1. 一\n:::", "::: commentary", "解説と例"),
    "note in a note": (
        "::: commentary\n解説\n\n::: example\n例\n:::\n:::",
        "::: commentary",
        "解説と例",
    ),
    "empty item": ("- 一\n-\n- 三", "-", "項目"),
    "two paragraphs in an item": ("- 一\n\n  二", "- 一", "項目"),
    "numbers in an item": ("- 一\n  1. 二", "- 一", "項目"),
    "table in an item": ("- 一\n\n  | 列 |\n  |---|\n  | 値 |", "- 一", "項目"),
    "note in an item": ("- 一\n\n  ::: example\n  例\n  :::", "- 一", "項目"),
    "code in a table": (
        "| 列 | 列2 |\n|---|---|\n| 値 | 値2 |\n| `x` | y |",
        "| `x` | y |",
        "`",
    ),
    "code in the third item": ("- 一\n- 二\n- `x`", "- `x`", "`"),
    "strong around a reference": ("**[[a/one]]を見る**", "**[[a/one]]を見る**", "参照"),
    "link around a reference": (
        "[詳しくは[[a/one]]](https://example.jp)",
        "[詳しくは[[a/one]]](https://example.jp)",
        "参照",
    ),
    "numbers from three": ("3. 三\n4. 四", "3. 三", "1. "),
    "row too long": ("| 一 | 二 |\n|---|---|\n| 三 | 四 | 五 |", "| 三 | 四 | 五 |", "2個"),
    "row too short": ("| 一 | 二 |\n|---|---|\n| 三 |", "| 三 |", "2個"),
    "place to fill in": ("氏名は[記入]です。", "氏名は[記入]です。", "様式"),
    "wide place to fill in": ("日は［日付］です。", "日は［日付］です。", "様式"),
    "choice": ("| 結論 |\n|---|\n| [選択：甲／乙] |", "| [選択：甲／乙] |", "様式"),
    "container not closed": ("::: commentary\n解説", "::: commentary", "閉じていません"),
}


@pytest.mark.parametrize(("text", "faulty", "word"), REFUSED.values(), ids=REFUSED)
def test_what_is_outside_the_dialect_is_refused_with_file_and_line(
    text: str, faulty: str, word: str, tmp_path: Path
) -> None:
    folder = write_library(tmp_path, {"a/one": f"はじめの段落です。\n\n{text}\n"})
    with pytest.raises(ContentError) as caught:
        composed(folder)
    problem = the_problem(caught)
    lines = (tmp_path / "a/one.md").read_text(encoding="utf-8").split("\n")
    assert problem.code == "markup"
    assert word in problem.message
    assert problem.place.file == str(tmp_path / "a/one.md")
    assert problem.place.line == lines.index(faulty) + 1
    assert faulty.strip() in problem.remedy


def test_paragraphs_lists_and_tables_become_blocks() -> None:
    text = "一。\n\n- 二\n  - 三\n- 四\n\n1. 五\n2. 六\n\n| 七 | 八 |\n|---|---|\n| 九 | 十 |\n"
    assert parse_clause(text) == (
        paragraph("一。"),
        BulletList(((paragraph("二"), BulletList(((paragraph("三"),),))), (paragraph("四"),))),
        NumberedList(((paragraph("五"),), (paragraph("六"),))),
        Table(((Text("七"),), (Text("八"),)), (((Text("九"),), (Text("十"),)),)),
    )


def test_escaped_border_is_no_cell_border() -> None:
    (table,) = parse_clause("| 一 | 二 |\n|---|---|\n| 甲\\|乙 | 丙 |\n")
    assert isinstance(table, Table)
    assert table.rows == (((Text("甲|乙"),), (Text("丙"),)),)


def test_notes_hold_blocks() -> None:
    text = "規則。\n\n::: commentary\n解説。\n\n- 項目\n:::\n\n::: example\n- 良い例：一\n:::\n"
    assert parse_clause(text) == (
        paragraph("規則。"),
        Note("commentary", (paragraph("解説。"), BulletList(((paragraph("項目"),),)))),
        Note("example", (BulletList(((paragraph("良い例：一"),),)),)),
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("これは**強調**です。", (Text("これは"), Strong("強調"), Text("です。"))),
        ("[例](https://example.jp)", (Link("例", "https://example.jp"),)),
        ("[例](http://example.jp)", (Link("例", "http://example.jp"),)),
        ("<https://example.jp>", (Link("https://example.jp", "https://example.jp"),)),
        ("[[a/one]]です。", (Reference("a/one"), Text("です。"))),
        ("[[a/one.strict-2]]", (Reference("a/one.strict-2"),)),
        ("担当は【担当者】です。", (Text("担当は"), Blank("担当者"), Text("です。"))),
        ("【組織名\ue000organization.name\ue001】", (Blank("組織名", "organization.name"),)),
        ("**名は【名】**", (Text("名は"), Blank("名"))),
        ("[規約【名】](https://example.jp)", (Text("規約"), Blank("名"))),
        ("**一**\n**二**", (Strong("一"), Strong("二"))),
        ("【解説】と【(例)甲】と【（例）乙】", (Text("【解説】と【(例)甲】と【（例）乙】"),)),
        ("1 * 2と2 ** 3", None),
        ("1 * 2 & 3 &amp; 4", (Text("1 * 2 & 3 &amp; 4"),)),
        (r"\*\*と\[\[a/one\]\]と\:\:\:", (Text("**と[[a/one]]と:::"),)),
        (r"\# 見出しではない", (Text("# 見出しではない"),)),
        ("□ 甲と[ ]と[注]", (Text("□ 甲と[ ]と[注]"),)),
        (r"\[記入\]", (Text("[記入]"),)),
    ],
)
def test_text_in_a_paragraph(text: str, expected: tuple[object, ...] | None) -> None:
    if expected is None:
        with pytest.raises(MarkupError):
            parse_clause(text)
    else:
        assert parse_clause(text) == (Paragraph(expected),)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("日本語の\n文章", "日本語の文章"),
        ("two\nwords", "two words"),
        ("生成\nAI", "生成AI"),
        ("AI\nです", "AIです"),
    ],
)
def test_line_end_is_a_blank_only_between_latin_words(text: str, expected: str) -> None:
    assert parse_clause(text) == (paragraph(expected),)


def test_line_end_inside_emphasis_and_links_is_no_break() -> None:
    assert parse_clause("**強\n調**") == (Paragraph((Strong("強調"),)),)
    assert parse_clause("[a\nb](https://example.jp)") == (
        Paragraph((Link("a b", "https://example.jp"),)),
    )
