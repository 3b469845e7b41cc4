"""The document tree told as plain lines, walked in reading order."""

from __future__ import annotations

from guideline.document import (
    Blank,
    Block,
    BulletList,
    Document,
    Inlines,
    Link,
    Manifest,
    Note,
    NumberedList,
    Paragraph,
    Reference,
    Section,
    Strong,
    Table,
    Text,
    blanks_in,
    lines_of,
    plain_text,
    walk_inlines,
    walk_sections,
)


def text(content: str) -> Inlines:
    return (Text(content),)


BLOCKS: tuple[Block, ...] = (
    Paragraph(text("一")),
    BulletList(
        (
            (Paragraph(text("二")), BulletList(((Paragraph(text("三")),),))),
            (Paragraph(text("四")),),
        )
    ),
    NumberedList(((Paragraph(text("五")),),)),
    Table((text("六"), text("七")), ((text("八"), text("九")),)),
    Note("example", (Paragraph(text("十")),)),
)


def test_plain_text_is_what_a_reader_sees() -> None:
    inlines = (
        Text("見る："),
        Strong("強調"),
        Link("例", "https://example.jp"),
        Reference("a/one", "1(2)"),
        Blank("組織名", "organization.name"),
    )
    assert plain_text(inlines) == "見る：強調例1(2)【組織名】"


def test_blocks_are_told_line_by_line() -> None:
    assert lines_of(BLOCKS) == [*"一二三四五", "六\t七", "八\t九", "十"]


def test_every_run_of_text_is_walked_in_reading_order() -> None:
    assert [plain_text(run) for run in walk_inlines(BLOCKS)] == list("一二三四五六七八九十")


def test_sections_are_walked_parents_first() -> None:
    inner = Section("a/one", "条", "(1)")
    sections = (Section("a", "部", "1", (), (inner,)), Section("b", "部", "2"))
    assert [s.id for s in walk_sections(sections)] == ["a", "a/one", "b"]


def test_blanks_are_found_everywhere_with_their_section() -> None:
    blanks = [Blank(str(n)) for n in range(4)]
    document = Document(
        "題",
        (blanks[0],),
        "jdla",
        Table((text("項目"), text("内容")), ((text("版"), (Text("第"), blanks[1])),)),
        (
            Section(
                "a",
                "部",
                "1",
                (Paragraph((blanks[2],)),),
                (Section("a/one", "条", "(1)", (Note("commentary", (Paragraph((blanks[3],)),)),)),),
            ),
        ),
        Manifest("", "", "", "", "", ""),
    )
    assert blanks_in(document) == [
        (blanks[0], ""),
        (blanks[1], ""),
        (blanks[2], "a"),
        (blanks[3], "a/one"),
    ]


def test_blanks_in_titles_and_links_are_found() -> None:
    link = Link("規約【番号】", "https://example.jp")
    document = Document(
        "【仮】の題",
        (),
        "jdla",
        Table((text("項目"), text("内容")), ()),
        (Section("a", "部【名】", "1", (Paragraph((link, Text("【解説】【(例)甲】"))),)),),
        Manifest("", "", "", "", "", ""),
    )
    assert [(blank.label, section) for blank, section in blanks_in(document)] == [
        ("仮", ""),
        ("名", "a"),
        ("番号", "a"),
    ]
