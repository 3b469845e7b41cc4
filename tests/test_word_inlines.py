"""Inlines in Word: a reading above the characters that it belongs to, half as large."""

from __future__ import annotations

import io
from dataclasses import replace
from zipfile import ZipFile

import pytest

from guideline.document import Block, BulletList, Layout, Note, Ruby
from guideline.errors import CallError
from guideline.writers.to_docx import to_docx
from guideline.writers.word.gate import check_parts
from tests.word_files import STYLE, paragraph, part, style_of, text_of, val, w, with_blocks

READ = Ruby("承認", "しょうにん")
BLOCKS: tuple[Block, ...] = (
    paragraph("本文の", READ, "を"),
    BulletList(((paragraph(READ),),)),
    Note("commentary", (paragraph(READ),)),
)


def test_reading_stands_above_its_characters() -> None:
    (ruby, *_) = part(to_docx(with_blocks(*BLOCKS), STYLE)).iter(w("ruby"))
    assert [child.tag for child in ruby] == [w("rubyPr"), w("rt"), w("rubyBase")]
    assert [text_of(child) for child in ruby] == ["", "しょうにん", "承認"]
    names = ["rubyAlign", "hps", "hpsRaise", "hpsBaseText", "lid"]
    assert [child.tag for child in ruby[0]] == [w(name) for name in names]
    assert val(ruby, "w:rubyPr/w:lid") == "ja-JP"


def test_reading_is_half_as_large_as_the_text_of_its_style() -> None:
    data = to_docx(with_blocks(*BLOCKS), STYLE)
    sizes = {
        style_of(p): [val(ruby, f"w:rubyPr/w:{name}") for name in ("hpsBaseText", "hps")]
        + [val(ruby, "w:rt/w:r/w:rPr/w:sz")]
        for p in part(data).iter(w("p"))
        for ruby in p.iter(w("ruby"))
    }
    # In half-points: text of 10.5 points, commentary of 9.5.
    assert sizes == {
        "BodyText": ["21", "10", "10"],
        "ListBullet": ["21", "10", "10"],
        "Commentary": ["19", "9", "9"],
    }


def test_reading_in_a_comment_stands_in_brackets() -> None:
    layout = Layout(commentary="comments")
    data = to_docx(replace(with_blocks(*BLOCKS), layout=layout), STYLE)
    comments = part(data, "word/comments.xml")
    assert "承認（しょうにん）" in text_of(comments)
    assert list(comments.iter(w("ruby"))) == []


def test_gate_names_a_reading_whose_properties_are_out_of_order() -> None:
    with ZipFile(io.BytesIO(to_docx(with_blocks(*BLOCKS), STYLE))) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    check_parts(parts)
    body = parts["word/document.xml"]
    wrong = body.replace(b'<w:hps w:val="10"/>', b"").replace(
        b'<w:lid w:val="ja-JP"/>', b'<w:lid w:val="ja-JP"/><w:hps w:val="10"/>'
    )
    assert wrong != body
    with pytest.raises(CallError) as caught:
        check_parts({**parts, "word/document.xml": wrong})
    assert "w:hps" in caught.value.problems[0].message
