"""The body: blocks in the styles of the one who speaks, and the title block above them."""

from __future__ import annotations

import io
from dataclasses import replace

import docx
from docx.shared import Twips
from lxml import etree

from guideline.assemble import anchor_of
from guideline.document import (
    BulletList,
    Entry,
    Note,
    NumberedList,
    Paragraph,
    Reference,
    Section,
    Table,
    Text,
)
from guideline.writers.to_docx import to_docx
from tests.word_files import (
    NS,
    STYLE,
    clause,
    document,
    find,
    items,
    paragraph,
    paragraphs,
    part,
    style_of,
    text_of,
    val,
    w,
    with_blocks,
)


def test_bullets_have_two_levels() -> None:
    inner = BulletList((*items("二"), (paragraph("三"), BulletList(items("四")))))
    data = to_docx(with_blocks(BulletList(((paragraph("一"), inner), *items("五")))), STYLE)
    levels = [
        (text_of(p), val(p, "w:pPr/w:numPr/w:ilvl"), val(p, "w:pPr/w:numPr/w:numId"))
        for p in paragraphs(data)
        if style_of(p).startswith("ListBullet")
    ]
    assert levels == [
        ("一", "0", "2"),
        ("二", "1", "2"),
        ("三", "1", "2"),
        ("四", "1", "2"),
        ("五", "0", "2"),
    ]


def test_notes_have_a_label_and_styles_of_their_own() -> None:
    note = (paragraph("本文"), BulletList(items("箇条")))
    data = to_docx(with_blocks(Note("commentary", note), Note("example", note)), STYLE)
    assert [(style_of(p), text_of(p)) for p in paragraphs(data)][-6:] == [
        ("CommentaryLabel", "解説"),
        ("Commentary", "本文"),
        ("CommentaryList", "箇条"),
        ("ExampleLabel", "例"),
        ("Example", "本文"),
        ("ExampleList", "箇条"),
    ]


def test_document_without_details_has_no_empty_table() -> None:
    tree = replace(document(), details=Table((), ()))
    assert docx.Document(io.BytesIO(to_docx(tree, STYLE))).tables == []


def test_paragraph_stays_with_the_table_list_or_last_line_it_leads_to() -> None:
    table = Table(((Text("列"),),), (((Text("値"),),),))
    note = Note("commentary", (paragraph("解説"), paragraph("根拠")))
    blocks = (paragraph("前"), paragraph("表の前"), table, paragraph("後"), note)
    data = to_docx(with_blocks(*blocks), STYLE)
    kept = {text_of(p) for p in paragraphs(data) if p.find("w:pPr/w:keepNext", NS) is not None}
    assert kept & {"前", "表の前", "後", "解説", "根拠"} == {"表の前", "解説"}


def number_of(element: etree._Element) -> tuple[str, str]:
    return val(element, "w:pPr/w:numPr/w:numId"), val(element, "w:pPr/w:numPr/w:ilvl")


def test_article_has_its_caption_above_and_its_number_before_the_first_paragraph() -> None:
    blocks = (
        paragraph("一項"),
        NumberedList(((paragraph("一号"), BulletList(items("ア"))), *items("二号"))),
        Paragraph((Text("二項"),), "２"),
    )
    part_ = Section("a", "総則", "第１章", (), (clause("a/one", "第１条", *blocks, title="目的"),))
    tree = replace(document(), numbering="articles", sections=(part_,))
    found = [p for p in paragraphs(to_docx(tree, STYLE)) if text_of(p)][-6:]
    assert [(text_of(p), style_of(p), number_of(p)) for p in found] == [
        ("（目的）", "Heading2", ("0", "0")),
        ("一項", "Article", ("4", "0")),
        ("一号", "ListNumber", ("6", "0")),
        ("ア", "ListNumber", ("6", "1")),
        ("二号", "ListNumber", ("6", "0")),
        ("二項", "Article", ("4", "1")),
    ]


def test_words_before_a_mail_address_are_not_drawn_apart() -> None:
    address = "総務課（soumu@town.example）"
    blocks = (
        paragraph(address),
        paragraph("総務課"),
        BulletList(items(f"項{address}")),
        Note("commentary", (paragraph(f"注{address}"),)),
    )
    articles = clause("a/one", "第１条", paragraph(f"条{address}"))
    regulation = replace(
        document(Section("a", "総則", "第１章", (), (articles,))), numbering="articles"
    )
    found = [*paragraphs(to_docx(with_blocks(*blocks), STYLE))]
    found += paragraphs(to_docx(regulation, STYLE), "Article")
    left = [text_of(p) for p in found if p.find("w:pPr/w:jc[@w:val='left']", NS) is not None]
    assert left == [address, f"項{address}", f"注{address}", f"条{address}"]


def test_compact_page_has_narrow_margins_and_small_tables() -> None:
    tree = replace(with_blocks(Table(((Text("列"),),), (((Text("値"),),),))), page="compact")
    word = docx.Document(io.BytesIO(to_docx(tree, STYLE)))
    assert (word.sections[0].left_margin, word.sections[0].top_margin) == (Twips(720), Twips(720))
    assert paragraphs(to_docx(tree, STYLE), "TableTextCompact")


def test_article_that_begins_with_a_list_has_its_number_for_references_to_lead_to() -> None:
    listed = NumberedList(((paragraph("甲"),), (paragraph("乙"),)))
    one = replace(clause("a/b", "第１条", listed), full_number="第１条")
    other = replace(
        clause("a/c", "第２条", paragraph(Reference("a/b", "第１条"), "による。")),
        full_number="第２条",
    )
    whole = document(Section("a", "章", "第１章", (), (one, other)))
    written = part(to_docx(replace(whole, numbering="articles"), STYLE))
    (start,) = [
        mark for mark in written.iter(w("bookmarkStart")) if mark.get(w("name")) == anchor_of("a/b")
    ]
    holder = start.getparent()
    assert holder is not None
    assert (val(holder, "w:pPr/w:numPr/w:numId"), val(holder, "w:pPr/w:numPr/w:ilvl")) == ("4", "0")
    assert text_of(holder) == ""


def test_box_to_tick_needs_no_bullet() -> None:
    boxes = BulletList(
        tuple((Paragraph((Entry("check", "□"), Text(f" {word}"))),) for word in ("甲", "乙"))
    )
    data = to_docx(with_blocks(boxes, BulletList(((paragraph("丙"),),))), STYLE)
    marks = {}
    numbering = part(data, "word/numbering.xml")
    for p in part(data).iter(w("p")):
        if (number := p.find(f"{w('pPr')}/{w('numPr')}/{w('numId')}")) is not None:
            marks[text_of(p)] = mark_of(numbering, str(number.get(w("val"))))
    assert marks["□ 甲"] == marks["□ 乙"] == ("bullet", "")
    assert marks["丙"] == ("bullet", "・")


def mark_of(numbering: etree._Element, num: str) -> tuple[str, str]:
    """The format and the text of the first level of a list."""
    id_ = val(find(numbering, f"w:num[@w:numId='{num}']"), "w:abstractNumId")
    level = find(numbering, f"w:abstractNum[@w:abstractNumId='{id_}']/w:lvl")
    return val(level, "w:numFmt"), val(level, "w:lvlText")
