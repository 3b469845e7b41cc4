"""Word files of others: sections by headings, or by the numbers that people type."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import docx
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from lxml import etree

from guideline.document import (
    BulletList,
    Document,
    NumberedList,
    Paragraph,
    Section,
    Table,
    lines_of,
    plain_text,
    walk_sections,
)
from guideline.writers.to_docx import to_docx
from tests.house_files import spoilt
from tests.word_files import STYLE, clause, document, paragraph
from tests.word_reading import edited, having, read_bytes, xml


def saved(word: WordDocument) -> bytes:
    buffer = io.BytesIO()
    word.save(buffer)
    return buffer.getvalue()


def written(*lines: str, change: Callable[[WordDocument], None] = lambda _: None) -> bytes:
    """A file with these paragraphs, the first of them centred."""
    word = docx.Document()
    for line in lines:
        word.add_paragraph(line)
    if lines:
        word.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
    change(word)
    return saved(word)


def told(document: Document) -> list[tuple[str, str, str, list[str]]]:
    return [
        (section.id, section.full_number, section.title, lines_of(section.blocks))
        for section in walk_sections(document.sections)
    ]


def test_articles_with_captions_above(tmp_path: Path) -> None:
    version = read_bytes(
        written(
            "生成AI利用規程",
            "第１章　総則",
            "　（目的）",
            "第１条　この規程は、利用について定める。",
            "（定義）",
            "第２条　次の用語の意味は、次のとおりとする。",
            "(1)　甲　第１条に定める甲",
            "(2)　乙",
            "ア　乙の一",
            "２　前項に定めのない用語は、別に定める。",
            "第２章　利用",
            "第３条から第５条まで　削除",
            "第６条の２　枝の条。",
            "附　則",
            "この規程は、令和９年４月１日から施行する。",
        ),
        tmp_path,
    )
    found = version.document
    assert (version.identity, version.guessed, version.lost) == ("none", (), ())
    assert (found.title, found.numbering, found.layout.digits) == (
        "生成AI利用規程",
        "articles",
        "full",
    )
    assert told(found) == [
        ("section-1", "第１章", "総則", []),
        ("section-1-1", "第１条", "目的", ["この規程は、利用について定める。"]),
        (
            "section-1-2",
            "第２条",
            "定義",
            [
                "次の用語の意味は、次のとおりとする。",
                "甲　第１条に定める甲",
                "乙",
                "乙の一",
                "前項に定めのない用語は、別に定める。",
            ],
        ),
        ("section-2", "第２章", "利用", ["第３条から第５条まで　削除"]),
        ("section-2-1", "第６条の２", "", ["枝の条。"]),
        ("section-3", "附　則", "", ["この規程は、令和９年４月１日から施行する。"]),
    ]
    first, list_, second = found.sections[0].sections[1].blocks
    assert isinstance(list_, NumberedList)
    assert isinstance(list_.items[1][1], BulletList)
    assert [b.number for b in (first, second) if isinstance(b, Paragraph)] == ["", "２"]
    assert all(section.origin is None for section in walk_sections(found.sections))


def test_captions_behind_the_number(tmp_path: Path) -> None:
    data = written(
        "規程", "第1条（目的）", "本文一。", "第2条（定義）　本文二。", "第3条　見出し", "本文三。"
    )
    found = read_bytes(data, tmp_path).document
    assert told(found) == [
        ("section-1", "第1条", "目的", ["本文一。"]),
        ("section-2", "第2条", "定義", ["本文二。"]),
        ("section-3", "第3条", "見出し", ["本文三。"]),
    ]
    assert found.layout.digits == "half"


def test_kanji_numbers(tmp_path: Path) -> None:
    data = written(
        "規程", "第一章　総則", "第一条　本文。", "一　ひとつ", "二　ふたつ", "第十二条　末尾。"
    )
    found = read_bytes(data, tmp_path).document
    assert [(n, t) for _, n, t, _ in told(found)] == [
        ("第一章", "総則"),
        ("第一条", ""),
        ("第十二条", ""),
    ]
    list_ = found.sections[0].sections[0].blocks[1]
    assert isinstance(list_, NumberedList)
    assert len(list_.items) == 2


def test_notice_with_typed_numbers(tmp_path: Path) -> None:
    data = written(
        "利用の手引",
        "前置きの文です。",
        "第１　趣旨",
        "趣旨の文です。",
        "第２　利用",
        "１　使えるもの",
        "次のものを使えます。",
        "・甲",
        "・乙",
        "２　使えないもの",
        "それ以外です。",
    )
    found = read_bytes(data, tmp_path).document
    assert told(found) == [
        ("front", "", "", ["前置きの文です。"]),
        ("section-1", "第１", "趣旨", ["趣旨の文です。"]),
        ("section-2", "第２", "利用", []),
        ("section-2-1", "第２の１", "使えるもの", ["次のものを使えます。", "甲", "乙"]),
        ("section-2-2", "第２の２", "使えないもの", ["それ以外です。"]),
    ]
    assert found.numbering == "notice"
    assert isinstance(found.sections[2].sections[0].blocks[1], BulletList)


def test_typed_items_that_follow_one_another_are_no_headings(tmp_path: Path) -> None:
    data = written("手引", "1. 目的", "目的の文。", "2. 手順", "(1) 開く", "(2) 読む", "(3) 閉じる")
    found = read_bytes(data, tmp_path).document
    assert told(found) == [
        ("section-1", "1", "目的", ["目的の文。"]),
        ("section-2", "2", "手順", ["開く", "読む", "閉じる"]),
    ]


def test_headings_by_style(tmp_path: Path) -> None:
    def change(word: WordDocument) -> None:
        word.add_paragraph("方針", style="Title")
        word.add_paragraph("株式会社架空", style="Subtitle")
        word.add_heading("１　総則", 1)
        word.add_heading("目的", 2)
        word.add_paragraph("1. 文のように始まる本文")
        word.add_paragraph("箇条", style="List Bullet")
        word.add_heading("細目", 3)
        word.add_paragraph("細かい文。")
        word.add_heading("利用", 1)
        table = word.add_table(2, 2)
        for cell, text in zip(table._cells, ("列一", "列二", "甲", "乙"), strict=True):
            cell.text = text

    found = read_bytes(written(change=change), tmp_path).document
    assert found.title == "方針"
    assert plain_text(found.organization) == "株式会社架空"
    assert told(found) == [
        ("section-1", "１", "総則", []),
        ("section-1-1", "", "目的", ["1. 文のように始まる本文", "箇条"]),
        ("section-1-1-1", "", "細目", ["細かい文。"]),
        ("section-2", "", "利用", ["列一\t列二", "甲\t乙"]),
    ]
    assert isinstance(found.sections[0].sections[0].blocks[1], BulletList)
    assert isinstance(found.sections[1].blocks[0], Table)


LISTS = """
<w:abstractNum w:abstractNumId="90">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimalFullWidth"/>
<w:lvlText w:val="第%1条"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="2"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2"/></w:lvl>
</w:abstractNum>
<w:num w:numId="90"><w:abstractNumId w:val="90"/></w:num>
"""


def test_automatic_numbers_are_counted(tmp_path: Path) -> None:
    lines = [
        "規程",
        "（目的）",
        "一条の文。",
        "二項の文。",
        "（定義）",
        "二条の文。",
        "第３条　打った条。",
    ]

    def number(root: etree._Element) -> None:
        for text, depth in (("一条の文。", 0), ("二項の文。", 1), ("二条の文。", 0)):
            numbered = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="90"/></w:numPr>'
            having(root, text).insert(0, xml(f"<w:pPr>{numbered}</w:pPr>")[0])

    data = edited(written(*lines), number)
    data = edited(data, lambda root: root.extend(xml(LISTS)), "word/numbering.xml")
    found = read_bytes(data, tmp_path).document
    assert [(n, t) for _, n, t, _ in told(found)] == [
        ("第１条", "目的"),
        ("第２条", "定義"),
        ("第３条", ""),
    ]
    assert [b.number for b in found.sections[0].blocks if isinstance(b, Paragraph)] == ["", "2"]


def test_our_own_articles_without_the_manifest_are_read_by_their_numbers(tmp_path: Path) -> None:
    one = clause("a/one", "第1条", paragraph("一項。"), Paragraph(paragraph("二項。").inlines, "2"))
    two = clause("a/two", "第2条", paragraph("次の条。"))
    tree = document(Section("a", "総則", "第1章", (), (one, two)))
    data = to_docx(replace(tree, numbering="articles"), STYLE)
    version = read_bytes(spoilt(data, {"customXml/item1.xml": None}), tmp_path)
    assert version.identity == "none"
    _, *rest = told(version.document)
    assert rest == [
        ("section-1", "第1章", "総則", []),
        ("section-1-1", "第1条", "条項", ["一項。", "二項。"]),
        ("section-1-2", "第2条", "条項", ["次の条。"]),
    ]
    _, second = version.document.sections[1].sections[0].blocks
    assert isinstance(second, Paragraph)
    assert second.number == "2"


def test_box_of_one_cell_is_read_as_its_text(tmp_path: Path) -> None:
    def change(word: WordDocument) -> None:
        word.add_heading("総則", 1)
        word.add_table(1, 1).cell(0, 0).text = "枠の中。"

    found = read_bytes(written("方針", change=change), tmp_path).document
    assert [type(block) for block in found.sections[0].blocks] == [Paragraph]


def test_file_without_any_section_is_text_at_the_front(tmp_path: Path) -> None:
    found = read_bytes(written("お知らせ", "本文です。"), tmp_path).document
    assert found.title == "お知らせ"
    assert [(s.id, lines_of(s.blocks)) for s in found.sections] == [("front", ["本文です。"])]


def test_empty_file_is_an_empty_document(tmp_path: Path) -> None:
    found = read_bytes(written(), tmp_path).document
    assert (found.title, found.sections) == ("", ())
