"""The body: blocks in the styles of the one who speaks, and the title block above them."""

from __future__ import annotations

import io
from dataclasses import replace

import docx

from guideline.document import BulletList, Note, Table, Text
from guideline.writers.to_docx import to_docx
from tests.word_files import (
    NS,
    STYLE,
    document,
    items,
    paragraph,
    paragraphs,
    style_of,
    text_of,
    val,
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
