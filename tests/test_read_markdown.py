"""Markdown read back: exactly what it tells, also after somebody edited it by hand."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest

from guideline.document import (
    Blank,
    Block,
    BulletList,
    Document,
    Entry,
    Inline,
    Inlines,
    Layout,
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
    lines_of,
    plain_text,
    walk_inlines,
    walk_sections,
)
from guideline.errors import ContentError
from guideline.readers.from_markdown import read_markdown
from guideline.source import text_of
from guideline.writers.to_markdown import to_markdown
from tests.all_forms import NAMES, all_documents
from tests.helpers import paragraph, problems_of

HASH = "ab" * 32
MANIFEST = Manifest("guideline 0.1.0", '標準"集"', "0.1.0", HASH, "guideline", "2026-11-21")


def clause(id_: str, number: str, *blocks: Block, title: str = "条", full: str = "") -> Section:
    origin = Origin(id_, id_.split(".")[0], "", (), (), "_c_0", HASH)
    return Section(id_, title, number, blocks, (), origin, full)


def document(*sections: Section) -> Document:
    row = ((Text("版"),), (Text("1.0"),))
    details = Table(((Text("項目"),), (Text("内容"),)), (row,))
    return Document("題", (Text("青波市"),), "jdla", details, sections, MANIFEST)


def two_clauses(*blocks: Block) -> Document:
    """A part with the clauses 1(1), which has the blocks, and 1(2)."""
    first = clause("a/one.x", "(1)", *blocks, full="1(1)")
    second = clause("a/two", "(2)", paragraph("二。"), full="1(2)")
    return document(Section("a", "部", "1", (), (first, second), None, "1"))


def read(text: str) -> Document:
    return read_markdown(text, "g.md").document


def sections_of(document: Document) -> list[tuple[str, str, str]]:
    """Id, full number and title of every section."""
    return [(s.id, s.full_number, s.title) for s in walk_sections(document.sections)]


def blocks_read(*blocks: Block) -> tuple[Block, ...]:
    """The blocks of a clause after they were written and read."""
    return read(to_markdown(two_clauses(*blocks))).sections[0].sections[0].blocks


# What Markdown tells of a document


def told(document: Document) -> Document:
    """The document without what Markdown does not tell."""
    details = _told_table(document.details) if document.details.rows else Table((), ())
    return replace(
        document,
        numbering="jdla",
        organization=_told_inlines(document.organization),
        details=details,
        sections=tuple(map(_told_section, document.sections)),
        page="normal",
        layout=Layout(),
        actors=(),
        tools=(),
    )


def _told_section(section: Section) -> Section:
    origin = section.origin
    if origin:
        origin = Origin(origin.clause, origin.slot, "", (), (), origin.anchor, origin.hash)
    blocks, inner = map(_told_block, section.blocks), map(_told_section, section.sections)
    return replace(section, blocks=tuple(blocks), sections=tuple(inner), origin=origin)


def _told_block(block: Block) -> Block:
    match block:
        case Paragraph(inlines, number):
            return Paragraph(_told_inlines(inlines), number)
        case BulletList(items):
            return BulletList(tuple(tuple(map(_told_block, item)) for item in items))
        case NumberedList(items):
            return NumberedList(tuple(tuple(map(_told_block, item)) for item in items))
        case Table():
            return _told_table(block)
        case Note(kind, inner):
            return Note(kind, tuple(map(_told_block, inner)))


def _told_table(table: Table) -> Table:
    rows = tuple(tuple(map(_told_cell, row)) for row in table.rows)
    return Table(tuple(map(_told_cell, table.header)), rows)


def _told_cell(cell: Inlines) -> Inlines:
    """Markdown takes no blanks at the edges of a cell for text."""
    match _told_inlines(cell):
        case (Text(text),):
            return (Text(text.strip()),) if text.strip() else ()
        case told:
            return told


def _told_inlines(inlines: Inlines) -> Inlines:
    """Blanks without their path, references and places to fill in as text."""
    found: list[Inline] = []
    for inline in inlines:
        told = Blank(inline.label) if isinstance(inline, Blank) else inline
        told = Text(told.text) if isinstance(told, Reference | Entry) else told
        if isinstance(told, Text) and found and isinstance(found[-1], Text):
            found[-1] = Text(found[-1].text + told.text)
        elif told != Text(""):
            found.append(told)
    return tuple(found)


def references(document: Document) -> Counter[tuple[str, int, int, str]]:
    """Every reference: section, number of the run of text, position in it, clause."""
    return Counter(
        (section.id, run, at, clause)
        for section in walk_sections(document.sections)
        for run, inlines in enumerate(walk_inlines(section.blocks))
        for at, clause in _references_in(inlines)
    )


def _references_in(inlines: Inlines) -> Iterator[tuple[int, str]]:
    at = 0
    for inline in inlines:
        if isinstance(inline, Reference):
            yield at, inline.clause
        at += len(plain_text((inline,)))


# Round trip


@pytest.mark.parametrize("name", NAMES)
def test_every_form_of_every_example_comes_back(name: str) -> None:
    written = all_documents()[name]
    version = read_markdown(to_markdown(written), name)
    assert (version.name, version.identity) == (name, "ids")
    assert told(version.document) == told(written)


@pytest.mark.parametrize("name", NAMES)
def test_references_come_back_and_no_others(name: str) -> None:
    written = all_documents()[name]
    ids = {s.id for s in walk_sections(written.sections) if s.origin}
    mentioned = references(written)
    # A form mentions clauses by titles which only the guideline has.
    findable = Counter({key: n for key, n in mentioned.items() if key[3] in ids})
    assert references(read(to_markdown(written))) == findable


def test_numbering_and_digits_are_seen_in_the_headings() -> None:
    for name in NAMES:
        if name.endswith(("-guideline", "-regulation")):
            written = all_documents()[name]
            found = read(to_markdown(written))
            assert found.numbering == written.numbering
            assert found.layout.digits == written.layout.digits


BLOCKS: list[Block] = [
    paragraph(r"1. # - * _ ` [x] <b> | ~ $ ^ \\ &amp; (1) は文字"),
    paragraph("- 項目ではない"),
    paragraph("２０２６年"),
    Paragraph((Text("前"), Strong("重要"), Text("後"), Link("例|(a)", "https://example.jp/a?b=c"))),
    Paragraph((Blank("利用_者[の]名"), Text("は、"), Blank("x"))),
    paragraph("【解説】と【(例)何か】は空欄ではない"),
    BulletList(((paragraph("一"), BulletList(((paragraph("二"),),))), (paragraph("三"),))),
    NumberedList(((paragraph("四"), BulletList(((paragraph("五"),),))),)),
    Table(((Text("列"),), (Text("値"),)), (((Text("a|b"),), ()),)),
    Note("commentary", (paragraph("解説。"), BulletList(((paragraph("六"),),)))),
    Note("example", (Table(((Text("良い例"),),), (((Text("七"),),),)),)),
    Note("sources", (paragraph("例法第1条"),)),
]


@pytest.mark.parametrize("block", BLOCKS)
def test_block_comes_back(block: Block) -> None:
    assert blocks_read(block) == (block,)


def test_blocks_side_by_side_stay_apart() -> None:
    assert blocks_read(*BLOCKS) == tuple(BLOCKS)


def test_manifest_comes_back() -> None:
    assert read(to_markdown(two_clauses())).manifest == MANIFEST


def test_only_id_slot_anchor_and_hash_of_an_origin_are_known() -> None:
    section = read(to_markdown(two_clauses())).sections[0].sections[0]
    assert section.origin
    assert (section.origin.clause, section.origin.slot) == ("a/one.x", "a/one")
    assert (section.origin.level, section.origin.hash) == ("", HASH)
    assert section.origin.anchor.startswith("_c_")


# Edited by hand

WRITTEN = to_markdown(two_clauses(paragraph("一。"), Note("commentary", (paragraph("解説。"),))))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\n", "\r\n"),
        ("---\nguideline", "\ufeff---\nguideline"),
        ("\n## ", "\n\n\n## "),
        ("### (1) 条", "### (1)　条 ###"),
        ("### (1) 条", "### （1）条"),
        ("# 題", "題\n==="),
        ("> **解説**\n>\n> 解", "> **解説**\n> 解"),
        ("> **解説**\n>\n> 解", "> **解説** 解"),
        ("| 版 | 1.0 |", "|版|1.0|"),
        ("<!-- part: a -->\n", "<!-- part: a -->\n\n<!-- 覚え書き -->\n"),
    ],
)
def test_what_an_editor_does_to_the_layout_changes_nothing(old: str, new: str) -> None:
    text = WRITTEN.replace(old, new)
    assert text != WRITTEN
    found = read(text_of(text.encode(), "g.md"))
    before = read(WRITTEN)
    assert replace(found, sections=()) == replace(before, sections=())
    for one, other in zip(
        walk_sections(found.sections), walk_sections(before.sections), strict=True
    ):
        assert (one.id, one.title, one.origin) == (other.id, other.title, other.origin)
        assert [line.strip() for line in lines_of(one.blocks)] == lines_of(other.blocks)
        assert [type(block) for block in one.blocks] == [type(block) for block in other.blocks]


def test_reflowed_lines_are_one_paragraph() -> None:
    text = WRITTEN.replace("一。", "規則は\n重要で、use the\nservice とする。")
    block = read(text).sections[0].sections[0].blocks[0]
    assert block == paragraph("規則は重要で、use the service とする。")


def test_number_written_by_hand_stays_as_written() -> None:
    text = WRITTEN.replace("### (2) 条", "### (3) 条")
    assert sections_of(read(text))[2] == ("a/two", "1(3)", "条")


def test_heading_without_a_comment_is_called_by_its_position() -> None:
    text = WRITTEN.replace(f"<!-- clause: a/two {HASH} -->\n", "")
    version = read_markdown(text, "g.md")
    assert version.identity == "ids"
    second = version.document.sections[0].sections[1]
    assert (second.id, second.full_number, second.origin) == ("section-1-2", "1(2)", None)


def test_added_heading_does_not_take_the_id_of_a_neighbour() -> None:
    text = WRITTEN.replace(
        f"<!-- clause: a/two {HASH} -->", f"### (2) 新\n\n足した。\n\n<!-- clause: a/two {HASH} -->"
    )
    assert [id_ for id_, _, _ in sections_of(read(text))] == [
        *("a", "a/one.x", "section-1-2", "a/two")
    ]


def test_copied_clause_does_not_share_the_id() -> None:
    text = WRITTEN + f"\n<!-- clause: a/two {HASH} -->\n### (3) 写し\n\n別。\n"
    assert [id_ for id_, _, _ in sections_of(read(text))] == [
        *("a", "a/one.x", "a/two", "section-1-3")
    ]


def test_clause_that_lost_its_heading_keeps_its_text() -> None:
    text = WRITTEN.replace("### (2) 条\n", "")
    second = read(text).sections[0].sections[1]
    assert (second.id, second.title, second.blocks) == ("a/two", "", (paragraph("二。"),))


def test_text_added_below_the_title_is_kept() -> None:
    text = WRITTEN.replace("<!-- part: a -->", "前書き。\n\n<!-- part: a -->", 1)
    found = read(text)
    assert found.sections[0].blocks == (paragraph("前書き。"),)
    assert found.organization == (Text("青波市"),)


def test_reference_written_by_id_shows_the_number() -> None:
    text = WRITTEN.replace("一。", "[[a/two]]と[[a/none]]。")
    wanted = Paragraph((Reference("a/two", "1(2)"), Text("と[[a/none]]。")))
    assert read(text).sections[0].sections[0].blocks[0] == wanted


def test_broken_front_matter_of_ours_is_told() -> None:
    text = WRITTEN.replace('  library: "', "  library: &x ")
    (problem, *_) = problems_of(ContentError, lambda: read_markdown(text, "g.md"))
    assert (problem.place.file, problem.place.line) == ("g.md", 4)


# Files of others

FOREIGN = """\
---
layout: page
tags: [a, b]
---
# 社内ルール

前文です。

## 1. 目的

*強調*と`コード`と<br>改行&amp;記号。![図](x.png)

> 引用です。

## 2. 使い方
### 2.1 入力
1) 一つ目
2) 二つ目

```
コードの行
```

<div>囲みの文</div>

---

#### 詳細
"""


def test_foreign_file_is_read_by_its_headings() -> None:
    version = read_markdown(FOREIGN, "x.md")
    assert version.identity == "none"
    found = version.document
    assert (found.title, found.organization, found.details) == ("社内ルール", (), Table((), ()))
    assert found.manifest == Manifest("", "", "", "", "", "")
    assert sections_of(found) == [
        ("head", "", ""),
        ("section-1", "1", "目的"),
        ("section-2", "2", "使い方"),
        ("section-2-1", "2.1", "入力"),
        ("section-2-1-1", "", "詳細"),
    ]
    assert all(s.origin is None for s in walk_sections(found.sections))
    texts = [lines_of(s.blocks) for s in walk_sections(found.sections)]
    assert texts == [
        ["前文です。"],
        ["強調とコードと改行&記号。図", "引用です。"],
        [],
        ["一つ目", "二つ目", "コードの行", "囲みの文"],
        [],
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "文だけ。",
        "# ",
        "---",
        "---\n---\n",
        "# 一\n# 二\n",
        "> - 1. # x\n",
        "|a|\n|-|\n",
        "- \n",
    ],
)
def test_any_text_is_read(text: str) -> None:
    version = read_markdown(text, "x.md")
    assert version.identity == "none"
    shown = "".join(line for s in version.document.sections for line in lines_of(s.blocks))
    assert ("文だけ。" in text) == ("文だけ。" in shown)


def test_lines_between_rules_are_no_front_matter() -> None:
    found = read("---\nこれは文です。\n\n---\n\n続きの文。\n")
    assert "これは文です。" in "".join(
        s.title + "".join(lines_of(s.blocks)) for s in walk_sections(found.sections)
    )


# Mentions


def mentions(text: str, numbering: str = "jdla") -> list[str]:
    """The clauses that the text is found to mention."""
    parts = {"jdla": "1", "notice": "第１", "articles": "第１章"}
    owns = {
        "jdla": ("(1)", "(2)", "(3)"),
        "notice": ("１", "２", "３"),
        "articles": ("第１条", "第２条", "第３条"),
        "half": ("第1条", "第2条", "第3条"),
    }[numbering]
    clauses = tuple(
        clause(f"a/{name}", own, paragraph(text if name == "one" else "文。"))
        for name, own in zip(("one", "two", "three"), owns, strict=True)
    )
    part = Section("a", "部", parts.get(numbering, "第1章"), (), clauses)
    found = read(to_markdown(document(part)))
    return [key[3].removeprefix("a/") for key in references(found)]


@pytest.mark.parametrize(
    ("text", "numbering", "wanted"),
    [
        ("1(2)の表による。", "jdla", ["two"]),
        ("次の事項（1(2)、1(3)及び1(1)）。", "jdla", ["two", "three", "one"]),
        ("「急ぎのときは1(2)による」と書く。", "jdla", ["two"]),
        ("手続は、第１の２による。", "notice", ["two"]),
        ("手続は、第２条第２項及び第３条による。", "articles", ["two", "three"]),
        ("第２条から第３条までの定め", "articles", ["two", "three"]),
        ("個人情報保護法により、第２条の手続をとる。", "articles", ["two"]),
        ("手続は、第2条による。", "half", ["two"]),
    ],
)
def test_own_number_is_a_reference(text: str, numbering: str, wanted: list[str]) -> None:
    assert mentions(text, numbering) == wanted


@pytest.mark.parametrize(
    ("text", "numbering"),
    [
        ("11(2)", "jdla"),
        ("3.1(2)", "jdla"),
        ("1(20)", "jdla"),
        ("1(9)を見る", "jdla"),
        ("「生成AIの利用ガイドライン」（第1.1版）1(2)", "jdla"),
        ("JDLAガイドライン1(2)", "jdla"),
        ("JDLAガイドラインの1(2)", "jdla"),
        ("同1(2)", "jdla"),
        ("表1(2)", "jdla"),
        ("情報公開条例第２条", "articles"),
        ("情報公開条例（平成15年条例第3号）第２条", "articles"),
        ("個人情報保護法第２条又は第３条", "articles"),
        ("個人情報保護法第50条、第２条第１項及び第３条", "articles"),
        ("情報公開条例 第２条", "articles"),
        ("就業規則の第２条", "articles"),
        ("「情報規程」第２条", "articles"),
        ("同法第２条", "articles"),
        ("第２条の２", "articles"),
        ("第12条", "articles"),
        ("第１の２の３", "notice"),
        ("第１の２１", "notice"),
        ("要綱第１の２", "notice"),
        ("個人情報保護法は求めています（第2条）。", "half"),
        ("本人の同意など、第2条の要件を満たすか、個人情報保護法で確かめる。", "half"),
    ],
)
def test_number_of_something_else_stays_text(text: str, numbering: str) -> None:
    assert mentions(text, numbering) == []


def test_number_that_two_clauses_have_is_no_reference() -> None:
    text = WRITTEN.replace("### (1)", "### (2)").replace("一。", "1(2)による。")
    assert not references(read(text))


def test_clause_without_number_is_mentioned_by_its_title() -> None:
    inner = (
        clause("p/about", "", paragraph("「使い方」と「別の題」による。"), title="位置付け"),
        clause("p/use", "", title="使い方"),
    )
    found = read(to_markdown(document(Section("p", "はじめに", "", (), inner))))
    assert [key[3] for key in references(found)] == ["p/use"]


@pytest.mark.parametrize(
    "text", ["<!--" * 30_000, "1(2)、" * 50_000, "---\n" + "\n" * 30_000 + "x"]
)
def test_absurd_text_is_read_in_ordinary_time(text: str) -> None:
    before = time.process_time()
    read(text)
    assert time.process_time() - before < 20


def test_list_item_that_says_nothing_is_left_out() -> None:
    section = read("# 題\n\n## 部\n\n- \n- 一\n").sections[0]
    assert section.blocks == (BulletList(((paragraph("一"),),)),)
    assert read("# 題\n\n## 部\n\n- \n").sections[0].blocks == ()
