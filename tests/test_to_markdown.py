"""Markdown that reads back as the tree, whatever characters it holds, and notices edits."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import unquote

import pytest
import yaml
from markdown_it import MarkdownIt

from guideline.document import (
    Blank,
    Block,
    BulletList,
    Document,
    Inline,
    Link,
    Manifest,
    Note,
    NumberedList,
    Origin,
    Paragraph,
    Reference,
    Section,
    Strong,
    Table,
    Text,
)
from guideline.writers.to_markdown import is_untouched, to_markdown

HASH = "ab" * 32


def paragraph(*inlines: str | Inline) -> Paragraph:
    return Paragraph(tuple(Text(i) if isinstance(i, str) else i for i in inlines))


def table(*rows: tuple[str, ...], caption: str = "") -> Table:
    header, *body = (tuple((Text(cell),) for cell in row) for row in rows)
    return Table(header, tuple(body), caption)


def document(*blocks: Block, title: str = "題", section_title: str = "条") -> Document:
    origin = Origin("a/one", "a/one", "must", (), (), "_c_0", HASH)
    clause = Section("a/one", section_title, "(1)", blocks, (), origin)
    return Document(
        title,
        (Text("青波市"),),
        "jdla",
        table(("項目", "内容"), ("版", "1.0")),
        (Section("a", "部", "1", (), (clause,)),),
        Manifest("guideline 0.1.0", '標準"集"', "0.1.0", HASH, "guideline", "2026-11-21"),
    )


def body_of(text: str) -> str:
    """What stands under the heading of the clause."""
    return text.split("### (1) 条\n\n", 1)[1]


def shown(text: str) -> str:
    """The characters a CommonMark reader shows for one paragraph, emphasis marked by 〈〉."""
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    assert [t.type for t in tokens] == ["paragraph_open", "inline", "paragraph_close"], text
    marks = {"strong_open": "〈", "strong_close": "〉"}
    children: list[Any] = tokens[1].children or []
    assert all(c.type in ("text", "link_open", "link_close", *marks) for c in children), children
    return "".join(marks.get(c.type, c.content) for c in children)


def test_whole_document() -> None:
    blocks = (
        paragraph("規則は", Strong("重要"), "で、", Reference("b/two", "2(1)"), "による。"),
        BulletList(((paragraph("一"), BulletList(((paragraph("二"),),))), (paragraph("三"),))),
        NumberedList(((paragraph("四"),), (paragraph("五"),))),
        table(("列", "値"), ("六", "七"), caption="表題"),
        Note("commentary", (paragraph("解説文。"), BulletList(((paragraph("八"),),)))),
        Note("example", (paragraph("例文。"), paragraph(Link("例", "https://example.jp")))),
    )
    front, _, body = to_markdown(document(*blocks)).partition("\n---\n\n")
    assert front.startswith("---\nguideline:\n")
    assert body == (
        "# 題\n\n青波市\n\n| 項目 | 内容 |\n| --- | --- |\n| 版 | 1.0 |\n\n"
        "<!-- part: a -->\n## 1 部\n\n\n"
        f"<!-- clause: a/one {HASH} -->\n### (1) 条\n\n"
        "規則は**重要**で、2(1)による。\n\n"
        "- 一\n  - 二\n- 三\n\n"
        "1. 四\n2. 五\n\n"
        "表題\n\n| 列 | 値 |\n| --- | --- |\n| 六 | 七 |\n\n"
        "> **解説**\n>\n> 解説文。\n>\n> - 八\n\n"
        "> **例**\n>\n> 例文。\n>\n> [例](https://example.jp)\n"
    )


def test_front_matter_is_yaml_with_the_manifest() -> None:
    text = to_markdown(document(paragraph("文。")))
    values = yaml.safe_load(text.split("---\n")[1])["guideline"]
    assert values["library"] == '標準"集"'
    assert values["library_version"] == "0.1.0"
    assert values["date"] == "2026-11-21"
    assert values["profile_hash"] == HASH
    assert set(values) == {
        *("generator", "library", "library_version", "profile_hash", "template", "date", "digest")
    }


@pytest.mark.parametrize(
    "text",
    [
        "# 見出しではない",
        "- 項目ではない",
        "+ 項目ではない",
        "* 項目ではない",
        "1. 項目ではない",
        "12) 項目ではない",
        "1.",
        "(1) 項目ではない",
        "1.1版",
        "2026-04-01から",
        "> 引用ではない",
        "---",
        "***",
        "``` コードではない",
        "~~~ コードではない",
        "| 表 | ではない |",
        "<b>太字ではない</b>",
        "<!-- 注釈ではない -->",
        "*強調*と_強調_と**強調**ではない",
        "`コード`と``コード``ではない",
        "[リンク](https://example.jp)ではない",
        "![図](a.png)ではない",
        "[注]: https://example.jp",
        "逆斜線\\と\\*と\\\\",
        "AT&amp;Tと&lt;と&#35;とR&D; と A&B",
        "$式$と^上^と~下~",
        "<https://example.jp>",
        "snake_case_name",
    ],
)
def test_characters_mean_nothing_but_themselves(text: str) -> None:
    body = body_of(to_markdown(document(paragraph(text)))).rstrip("\n")
    assert shown(body) == text


@pytest.mark.parametrize("text", ["# 甲", "1. 甲", "- 甲", "[甲] | 乙", "> 甲"])
def test_characters_mean_nothing_in_lists_tables_and_notes(text: str) -> None:
    blocks = (
        BulletList(((paragraph(text),),)),
        table((text, "列"), ("値", text)),
        Note("example", (paragraph(text),)),
    )
    tokens = MarkdownIt("commonmark").enable("table").parse(body_of(to_markdown(document(*blocks))))
    contents = ["".join(c.content for c in t.children or []) for t in tokens if t.type == "inline"]
    assert contents == [text, text, "列", "値", text, "例", text]
    opened = [t.type for t in tokens if t.nesting == 1 and t.level == 0]
    assert opened == ["bullet_list_open", "table_open", "blockquote_open"]


@pytest.mark.parametrize(
    "title", ["*甲*", "C#", "甲 #", "甲 ##", "# 甲", "<甲>", "[甲](乙)", "`甲`", "1. 甲", "甲 & 乙"]
)
def test_titles_mean_nothing_but_themselves(title: str) -> None:
    whole = document(paragraph("文。"), title=title, section_title=title)
    part = replace(whole.sections[0], title=title, number="")
    clause = replace(part.sections[0], title=title, number="")
    plain = replace(whole, sections=(replace(part, sections=(clause,)),))
    numbered = to_markdown(whole).partition("\n---\n\n")[2]
    unnumbered = to_markdown(plain).partition("\n---\n\n")[2]
    for text, expected in (
        (numbered, [title, "1 部", f"(1) {title}"]),
        (unnumbered, [title, title, title]),
    ):
        tokens = MarkdownIt("commonmark").enable("table").parse(text)
        headings = [
            "".join(c.content for c in tokens[n + 1].children or [])
            for n, token in enumerate(tokens)
            if token.type == "heading_open"
        ]
        assert headings == expected


def test_organization_that_looks_like_a_list_stays_a_name() -> None:
    text = to_markdown(replace(document(), organization=(Text("1. 株式会社"),)))
    assert "\n1\\. 株式会社\n" in text


def test_blanks_are_shown_with_their_brackets() -> None:
    body = body_of(to_markdown(document(paragraph(Blank("組織名", "organization.name"), "は"))))
    assert body == "【組織名】は\n"
    starred = body_of(to_markdown(document(paragraph(Blank("a*b*c")))))
    assert shown(starred.rstrip("\n")) == "【a*b*c】"


def test_references_are_written_as_their_numbers() -> None:
    assert body_of(to_markdown(document(paragraph(Reference("a/b", "第１の２"))))) == "第１の２\n"


def test_emphasis_is_emphasis_beside_blanks() -> None:
    inlines = (Strong("担当は"), Blank("担当"), Strong("です"), "。")
    body = body_of(to_markdown(document(paragraph(*inlines))))
    assert shown(body.rstrip("\n")) == "〈担当は〉【担当】〈です〉。"


def test_output_ends_with_one_line_end() -> None:
    for blocks in ((), (paragraph("文。"),), (table(("列",), ("値",)),)):
        text = to_markdown(document(*blocks))
        assert text.endswith("\n")
        assert not text.endswith("\n\n")


# Edits


def test_output_is_untouched() -> None:
    data = to_markdown(document(paragraph("文。"))).encode()
    assert is_untouched(data)
    assert is_untouched(data.replace(b"\n", b"\r\n"))


@pytest.mark.parametrize(
    "edit",
    [
        lambda text: text.replace("文。", "別の文。"),
        lambda text: text + "追記\n",
        lambda text: text.replace("  digest: ", "  digest: 0"),
        lambda text: text.replace("guideline:\n", "guideline:\n  owner: 私\n"),
        lambda text: text.partition("\n---\n\n")[2],
        lambda _: "",
        lambda _: "# 別の文書\n",
    ],
)
def test_edited_output_is_not_untouched(edit: Any) -> None:
    text = to_markdown(document(paragraph("文。")))
    assert not is_untouched(edit(text).encode())


def test_file_in_another_encoding_is_not_untouched() -> None:
    assert not is_untouched("# 題".encode("cp932"))


# Link addresses


@pytest.mark.parametrize(
    "url",
    [
        "https://example.jp/a_(b)",
        "https://example.jp/a)b",
        "https://example.jp/(a",
        "https://example.jp/a b",
        "https://example.jp/a|b",
        "https://example.jp/*a*_b_?c=[d]&e=f",
    ],
)
def test_address_of_a_link_leads_where_it_should(url: str) -> None:
    link = Link("例", url)
    text = body_of(to_markdown(document(paragraph("前", link, "後"), table(("列",), ("値",)))))
    cell = Table(((Text("列"),), (Text("値"),)), (((link,), (Text("後"),)),))
    for whole in (text, body_of(to_markdown(document(cell)))):
        inlines = [t for t in MarkdownIt("commonmark").enable("table").parse(whole) if t.children]
        opened = [c for t in inlines for c in t.children or [] if c.type == "link_open"]
        assert [unquote(str(c.attrGet("href"))) for c in opened] == [url]
    assert shown(text.split("\n")[0]) == "前例後"
