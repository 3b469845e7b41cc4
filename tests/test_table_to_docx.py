"""The Word file of a 新旧対照表: the page lies, words are underlined, articles may break."""

from __future__ import annotations

import re
import subprocess
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from lxml import etree

from guideline.accessibility import check_accessibility, has_passed
from guideline.document import NumberedList, Paragraph, Table, Text
from guideline.model.comparison_table import ComparisonTable
from guideline.writers.table_to_docx import is_untouched, table_to_docx
from guideline.writers.word.page import read_style
from guideline.writers.word.parts import pack
from tests.pages import pages_of, require, to_pdf
from tests.two_texts import article, chapter, regulation, tabled
from tests.word_files import NS, STYLE, find, part, style_of, text_of, w, widths


def tools(mark: str) -> Table:
    cells = (("区分", "甲ツール"), ("公開", "○ 可"), ("秘密", mark))
    header, *body = (tuple((Text(cell),) for cell in row) for row in cells)
    return Table(header, tuple(body), "入力の可否")


def shown(**reasons: str) -> ComparisonTable:
    """An article with changed words and a table, and a new one."""
    items = NumberedList(tuple((Paragraph((Text(text),)),) for text in ("新任研修", "定期研修")))
    more = article("x/b", 2, "研修", "研修を受ける。", items)
    old = chapter(article("x/a", 1, "禁止", "総務課が定める。", tools("△ 条件付き"), "乙を示す。"))
    new = chapter(
        article("x/a", 1, "禁止", "文書課が定める。", tools("× 不可"), "乙を示す。"), more
    )
    told = {id_.replace("_", "/"): text for id_, text in reasons.items()}
    return tabled(regulation(old), regulation(new), "municipal", told)


@pytest.fixture
def file() -> bytes:
    return table_to_docx(shown(), STYLE)


def outer_rows(data: bytes) -> list[etree._Element]:
    return part(data).findall("w:body/w:tbl/w:tr", NS)


def underlined(element: etree._Element) -> list[str]:
    runs = element.xpath(".//w:r[w:rPr/w:u/@w:val='single']", namespaces=NS)
    assert isinstance(runs, list)
    return [text_of(run) for run in runs if isinstance(run, etree._Element)]


def test_page_lies_and_the_table_fills_it(file: bytes) -> None:
    size = find(part(file), "w:body/w:sectPr/w:pgSz")
    assert size.get(w("orient")) == "landscape"
    width, height = (int(size.get(w(side)) or 0) for side in ("w", "h"))
    assert width > height
    margins = find(part(file), "w:body/w:sectPr/w:pgMar")
    room = width - int(margins.get(w("left")) or 0) - int(margins.get(w("right")) or 0)
    grid = part(file).findall("w:body/w:tbl/w:tblGrid/w:gridCol", NS)
    assert sum(int(column.get(w("w")) or 0) for column in grid) == room


def test_page_that_lies_already_is_not_turned_again() -> None:
    with ZipFile(BytesIO(STYLE)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    body = parts["word/document.xml"]
    size = b'<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>'
    parts["word/document.xml"] = re.sub(rb"<w:pgSz [^>]*/>", size, body)
    lying = read_style(pack(parts))
    assert lying.turned_over().page.text_width == lying.page.text_width


def test_changed_words_are_underlined_in_both_columns(file: bytes) -> None:
    (row,) = [row for row in outer_rows(file) if "定める" in text_of(row)]
    new, old = row.findall("w:tc", NS)
    assert underlined(new) == ["文書課"]
    assert underlined(old) == ["総務課"]


def test_whole_article_is_underlined_with_its_number(file: bytes) -> None:
    row = outer_rows(file)[-1]
    new, old = row.findall("w:tc", NS)
    assert "".join(underlined(new)) == text_of(new)
    assert [text_of(p) for p in new.iterfind("w:p", NS)] == [
        "（研修）",
        "第２条　研修を受ける。",
        "(1)　新任研修",
        "(2)　定期研修",
    ]
    assert (text_of(old), underlined(old)) == ("（新設）", [])


def test_inner_table_has_its_own_header_and_marks(file: bytes) -> None:
    new, old = part(file).findall(".//w:tc/w:tbl", NS)
    assert (underlined(new), underlined(old)) == (["× 不可"], ["△ 条件付き"])
    for table in (new, old):
        assert find(table, "w:tr/w:trPr/w:tblHeader") is not None
        # Word wants a paragraph at the end of a cell.
        cell = table.getparent()
        assert cell is not None
        assert cell[-1].tag == w("p")


def test_inner_tables_side_by_side_have_the_same_columns(file: bytes) -> None:
    new, old = part(file).findall(".//w:tc/w:tbl", NS)
    assert widths(new) == widths(old)


def test_header_repeats_and_rows_may_break(file: bytes) -> None:
    header, *rows = outer_rows(file)
    assert find(header, "w:trPr/w:tblHeader") is not None
    assert [text_of(cell) for cell in header.iterfind("w:tc", NS)] == ["改正後", "改正前"]
    assert not any(row.findall("w:trPr/w:cantSplit", NS) for row in rows)


def test_lines_stand_between_clauses_only(file: bytes) -> None:
    """Chapter; caption, first provision, table, （略）; new article."""
    cells = [find(row, "w:tc") for row in outer_rows(file)[1:]]
    nil = [
        [str(border.tag).split("}")[1] for border in cell.iterfind("w:tcPr/w:tcBorders/*", NS)]
        for cell in cells
    ]
    assert nil == [[], ["bottom"], ["top", "bottom"], ["top", "bottom"], ["top"], []]


def test_headings_stay_with_what_follows(file: bytes) -> None:
    _, part_row, caption, provision, *_ = outer_rows(file)
    for row, keeps in ((part_row, True), (caption, True), (provision, False)):
        for paragraph in row.iterfind(".//w:p", NS):
            own = paragraph.find("w:pPr/w:keepNext", NS) is not None
            assert (own or style_of(paragraph) == "TableHeader") == keeps


def test_reason_stands_once_beside_its_clause() -> None:
    data = table_to_docx(shown(x_a="課の名称を改めたため"), STYLE)
    rows = [row.findall("w:tc", NS) for row in outer_rows(data)]
    assert [text_of(row[2]) for row in rows] == [
        "改正理由",
        "",
        "課の名称を改めたため",
        "",
        "",
        "",
        "",
    ]
    merges = [[m.get(w("val")) for m in row[2].iterfind("w:tcPr/w:vMerge", NS)] for row in rows]
    assert merges == [[], [], ["restart"], [None], [None], [None], []]


def test_legend_stands_at_the_right(file: bytes) -> None:
    (legend,) = [p for p in part(file).iter(w("p")) if text_of(p) == "（下線の部分は改正部分）"]
    assert find(legend, "w:pPr/w:jc").get(w("val")) == "right"


def test_file_tells_its_title_and_language(file: bytes) -> None:
    core = part(file, "docProps/core.xml")
    assert "".join(str(text) for text in core.itertext()).startswith("規程新旧対照表架空市ja-JP")
    footer = part(file, "word/footer1.xml")
    assert text_of(footer) == "規程新旧対照表　架空市1 / 1"


def test_file_knows_whether_it_was_edited(file: bytes) -> None:
    assert is_untouched(file)
    assert not is_untouched(file.replace("文書".encode(), "学校".encode()))
    assert table_to_docx(shown(), STYLE) == file


def test_nothing_changed_is_said() -> None:
    same = regulation(chapter(article("x/a", 1, "目的", "甲を行う。")))
    data = table_to_docx(tabled(same, same), STYLE)
    assert "改正された部分はありません。" in text_of(part(data))
    assert not part(data).findall(".//w:tbl", NS)


def test_everybody_can_read_it(file: bytes, tmp_path: Path) -> None:
    path = tmp_path / "table.docx"
    path.write_bytes(file)
    outcomes = check_accessibility(path)
    assert has_passed(outcomes), [each for each in outcomes if each.result == "fail"]


def test_pandoc_reads_the_underlines(file: bytes, tmp_path: Path) -> None:
    path = tmp_path / "table.docx"
    path.write_bytes(file)
    read = subprocess.run(
        [require("pandoc"), str(path), "-t", "markdown", "--wrap=none"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    ).stdout
    assert "[文書課]{.underline}" in read
    assert "[総務課]{.underline}" in read


@pytest.mark.slow
def test_libreoffice_draws_it(file: bytes, tmp_path: Path) -> None:
    path = tmp_path / "table.docx"
    path.write_bytes(file)
    (pdf,) = to_pdf([path], tmp_path)
    assert pages_of(pdf) == 1
