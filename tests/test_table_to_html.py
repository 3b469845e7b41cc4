"""The web page of a 新旧対照表."""

from __future__ import annotations

from html import unescape
from xml.etree.ElementTree import Element

from guideline.document import NumberedList, Paragraph, Table, Text
from guideline.model.comparison_table import ComparisonTable
from guideline.writers.table_to_html import is_untouched, table_to_html
from tests.helpers import ROOT
from tests.html_pages import has_class, parsed, text_of, the
from tests.two_texts import article, chapter, regulation, tabled

STYLE = (ROOT / "templates" / "html" / "comparison.css").read_text(encoding="utf-8")


def tools(mark: str) -> Table:
    lines = (("区分", "甲"), ("公開", "可"), ("秘密", mark))
    header, *body = (tuple((Text(each),) for each in line) for line in lines)
    return Table(header, tuple(body), "一覧")


def shown(**reasons: str) -> ComparisonTable:
    items = NumberedList(((Paragraph((Text("新任研修"),)),),))
    more = article("x/b", 2, "研修", "研修を受ける。", items)
    old = chapter(article("x/a", 1, "禁止", "総務課が定める。", tools("要"), "乙。"))
    new = chapter(article("x/a", 1, "禁止", "文書課が定める。", tools("否"), "乙。"), more)
    told = {id_.replace("_", "/"): text for id_, text in reasons.items()}
    return tabled(regulation(old), regulation(new), "municipal", told)


def page(table: ComparisonTable) -> Element:
    return parsed(table_to_html(table, STYLE).encode())


def rows(root: Element) -> list[list[Element]]:
    return [
        [cell for cell in row if cell.tag == "td"]
        for row in root.findall("body/main/table/tbody/tr")
    ]


def test_changed_words_are_told_apart_without_seeing_them() -> None:
    (found,) = [row for row in rows(page(shown())) if "定める" in text_of(row[0])]
    assert [text_of(each) for each in found[0].iter("ins")] == ["文書課"]
    assert [text_of(each) for each in found[1].iter("del")] == ["総務課"]
    assert "ins, del { text-decoration: underline" in STYLE


def test_columns_have_headers_and_each_clause_its_body() -> None:
    root = page(shown())
    heads = root.findall("body/main/table/thead/tr/th")
    assert [(text_of(each), each.get("scope")) for each in heads] == [
        ("改正後", "col"),
        ("改正前", "col"),
    ]
    # The chapter, the changed article, the new one.
    assert len(root.findall("body/main/table/tbody")) == 3


def test_name_of_the_side_stands_in_each_cell_for_phones() -> None:
    for new, old in rows(page(shown())):
        assert text_of(the(new, "span")) == "改正後"
        assert text_of(the(old, "span")) == "改正前"


def test_rows_that_are_the_same_can_be_shown_once() -> None:
    same = [
        text_of(the(row, "td[1]"))
        for row in page(shown()).findall("body/main/table/tbody/tr")
        if has_class(row, "same")
    ]
    assert same == ["改正後第１章　総則", "改正後（禁止）", "改正後２　（略）"]


def test_inner_table_is_a_table() -> None:
    inner = page(shown()).findall("body/main/table/tbody/tr/td/div/table")
    assert [[text_of(each) for each in table.iter("td")] for table in inner] == [
        ["（略）", "（略）", "秘密", "否"],
        ["（略）", "（略）", "秘密", "要"],
    ]
    assert [text_of(the(table, "caption")) for table in inner] == ["一覧", "一覧"]


def test_reason_spans_the_rows_of_its_clause() -> None:
    root = page(shown(x_a="改称のため"))
    (reason,) = [td for td in root.iter("td") if has_class(td, "reason") and td.get("rowspan")]
    assert (text_of(reason), reason.get("rowspan")) == ("改正理由改称のため", "4")


def test_paper_lies() -> None:
    assert "size: A4 landscape" in STYLE


def test_texts_cannot_break_out() -> None:
    old = regulation(chapter(article("x/a", 1, "目的", "甲を使う。")))
    new = regulation(chapter(article("x/a", 1, "目的", "<script>甲を使う。")))
    written = table_to_html(tabled(old, new), STYLE)
    assert "<script>" not in written
    assert "<script>" in unescape(written)


def test_page_knows_whether_it_was_edited() -> None:
    data = table_to_html(shown(), STYLE).encode()
    assert is_untouched(data)
    assert not is_untouched(data.replace("文書".encode(), "学校".encode()))


def test_nothing_changed_is_said() -> None:
    same = regulation(chapter(article("x/a", 1, "目的", "甲を行う。")))
    root = page(tabled(same, same))
    assert text_of(the(root, "body/main/p")) == "改正された部分はありません。"
