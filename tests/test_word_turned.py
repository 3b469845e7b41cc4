"""Landscape pages: for the tables that need them, with what belongs to them, and never empty."""

from __future__ import annotations

from dataclasses import replace

import pytest
from lxml import etree

from guideline.document import Block, BulletList, Document, Note, Section, Table
from guideline.writers.to_docx import to_docx
from tests.test_word_page import changed_style
from tests.word_files import (
    NS,
    STYLE,
    TEXT_WIDTH,
    clause,
    document,
    find,
    items,
    names,
    paragraph,
    part,
    table,
    text_of,
    w,
    widths,
    with_blocks,
)

TURNED_WIDTH = 16838 - 2 * 1417


def wide(name: str = "甲") -> Table:
    return table((name, *["区分と道具"] * 11), ("△ 条件付き",) * 12, ("○ 可",) * 12)


NARROW = table(("区分", "道具"), ("公開", "○ 可"))


def stretches(tree: Document, style: bytes = STYLE) -> list[tuple[str, list[str]]]:
    """How the pages of each section lie, and the paragraphs and first cells on them."""
    body = find(part(to_docx(tree, style)), "w:body")
    found: list[tuple[str, list[str]]] = []
    texts: list[str] = []
    for element in body:
        if element.tag == w("tbl"):
            texts.append(text_of(find(element, ".//w:tc")))
        elif element.tag == w("p") and text_of(element):
            texts.append(text_of(element))
        properties = next(element.iter(w("sectPr")), None)
        if properties is not None:
            found.append((lies(properties), texts))
            texts = []
    assert body[-1].tag == w("sectPr")
    return found


def lies(properties: etree._Element) -> str:
    size = find(properties, "w:pgSz")
    wider = int(str(size.get(w("w")))) > int(str(size.get(w("h"))))
    assert (size.get(w("orient")) == "landscape") == wider
    return "landscape" if wider else "upright"


def told(*blocks: Block) -> list[tuple[str, list[str]]]:
    """The stretches behind the first two paragraphs of the document and its title block."""
    (first, texts), *rest = stretches(with_blocks(*blocks))
    return [(first, texts[3:]), *rest]


def test_table_that_fits_turns_no_page() -> None:
    tree = with_blocks(NARROW)
    assert [how for how, _ in stretches(tree)] == ["upright"]
    assert "word/footer4.xml" not in names(to_docx(tree, STYLE))


def test_wide_table_goes_with_its_line_and_headings() -> None:
    first, second = paragraph("前の文"), paragraph("次の表による。")
    assert told(first, second, wide(), paragraph("後の文")) == [
        ("upright", ["部", "条項", "前の文"]),
        ("landscape", ["次の表による。", "甲"]),
        ("upright", ["後の文"]),
    ]
    assert told(second, wide(), paragraph("後の文")) == [
        ("upright", []),
        ("landscape", ["部", "条項", "次の表による。", "甲"]),
        ("upright", ["後の文"]),
    ]


def test_table_with_a_caption_takes_it_along() -> None:
    captioned = replace(wide(), caption="表１")
    (_, texts) = told(BulletList(items("箇条")), captioned, paragraph("後の文"))[1]
    assert texts == ["表１", "甲"]


def test_wide_tables_share_their_pages() -> None:
    between = paragraph("続き")
    for blocks in ((wide(), wide("乙")), (wide(), between, wide("乙"))):
        found = told(BulletList(items("箇条")), *blocks, paragraph("後の文"))
        assert [how for how, _ in found] == ["upright", "landscape", "upright"]
    apart = told(wide(), BulletList(items("箇条")), wide("乙"), paragraph("後の文"))
    assert [how for how, _ in apart] == ["upright", "landscape"] * 2 + ["upright"]


def test_note_that_is_a_comment_does_not_part_tables() -> None:
    blocks = (wide(), Note("commentary", (paragraph("解説"),)), wide("乙"), paragraph("後の文"))
    boxed = with_blocks(*blocks)
    beside = replace(boxed, layout=replace(boxed.layout, commentary="comments"))
    assert (len(stretches(boxed)), len(stretches(beside))) == (5, 3)


def test_wide_table_at_the_end_leaves_no_empty_page() -> None:
    assert told(BulletList(items("箇条")), wide()) == [
        ("upright", ["部", "条項", "箇条"]),
        ("landscape", ["甲"]),
    ]


def test_every_section_of_pages_ends_in_a_paragraph_of_its_own_text_or_behind_its_table() -> None:
    """An empty paragraph between two sections would be an empty page."""
    body = find(
        part(to_docx(with_blocks(paragraph("前"), wide(), paragraph("後")), STYLE)), "w:body"
    )
    for paragraph_ in body.findall("w:p", NS):
        if paragraph_.find("w:pPr/w:sectPr", NS) is not None:
            before = paragraph_.getprevious()
            assert text_of(paragraph_) or (before is not None and before.tag == w("tbl"))


def test_table_and_footer_are_as_wide_as_the_page() -> None:
    data = to_docx(with_blocks(wide(), NARROW), STYLE)
    *_, turned, upright = part(data).iter(w("tbl"))
    assert (sum(widths(turned)), sum(widths(upright))) == (TURNED_WIDTH, TEXT_WIDTH)
    tabs = [
        find(part(data, f"word/footer{n}.xml"), ".//w:tab[@w:pos]").get(w("pos")) for n in (1, 4)
    ]
    assert tabs == [str(TEXT_WIDTH), str(TURNED_WIDTH)]
    named = [
        [
            str(reference.get(f"{{{NS['r']}}}id"))
            for reference in properties.iter(w("footerReference"))
        ]
        for properties in part(data).iter(w("sectPr"))
    ]
    assert named == [["footer"], ["footer4"], ["footer"]]


def test_later_sections_go_on_counting_pages_and_have_no_first_page() -> None:
    style = changed_style(
        "word/document.xml",
        b"<w:cols",
        b'<w:pgNumType w:fmt="decimal" w:start="5"/><w:cols',
    )
    style = changed_style("word/document.xml", b"<w:docGrid", b"<w:titlePg/><w:docGrid", style)
    data = to_docx(with_blocks(wide(), paragraph("後")), style)
    found = [
        (
            find(properties, "w:pgNumType").get(w("start")),
            properties.find("w:titlePg", NS) is not None,
            find(properties, "w:docGrid").get(w("linePitch")),
        )
        for properties in part(data).iter(w("sectPr"))
    ]
    assert found == [("5", True, "368"), (None, False, "368"), (None, False, "368")]


def test_house_style_in_landscape_turns_nothing() -> None:
    lying = b'w:w="16838" w:h="11906" w:orient="landscape"'
    style = changed_style("word/document.xml", b'w:w="11906" w:h="16838"', lying)
    assert [how for how, _ in stretches(with_blocks(wide(), NARROW), style)] == ["landscape"]


@pytest.mark.parametrize(("block", "how"), [(wide(), "landscape"), (NARROW, "upright")])
def test_compact_page_is_turned_as_a_whole(block: Table, how: str) -> None:
    tree = replace(document(Section("a", "様式", "", (block, paragraph("後")))), page="compact")
    assert [lie for lie, _ in stretches(tree)] == [how]
    assert "word/footer4.xml" not in names(to_docx(tree, STYLE))


def test_form_to_fill_in_stays_upright() -> None:
    empty = table(("番号", *["区分と道具"] * 11), ("1", *[""] * 11))
    assert [how for how, _ in stretches(with_blocks(empty))] == ["upright"]


def test_long_cells_in_many_columns_turn_the_page_and_in_few_do_not() -> None:
    long = "この欄には長い説明が入る。" * 15
    many, few = (table(("欄",) * count, (long,) * count) for count in (5, 4))
    assert [how for how, _ in stretches(with_blocks(many, NARROW))][1] == "landscape"
    assert [how for how, _ in stretches(with_blocks(few, NARROW))] == ["upright"]


def test_headings_of_two_clauses_are_listed_once_with_their_bookmarks() -> None:
    tree = document(
        Section(
            "a",
            "部",
            "1",
            (),
            (clause("a/b", "(1)", wide()), clause("a/c", "(2)", wide("乙"), paragraph("後"))),
        )
    )
    tree = replace(tree, layout=replace(tree.layout, has_contents=True))
    data = to_docx(tree, STYLE)
    starts = [str(start.get(w("name"))) for start in part(data).iter(w("bookmarkStart"))]
    anchors = [str(link.get(w("anchor"))) for link in part(data).iter(w("hyperlink"))]
    assert starts == anchors
    assert [how for how, _ in stretches(tree)] == ["upright", "landscape", "upright"]
