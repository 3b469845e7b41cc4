"""Tables: readable columns, whole rows, a header on every page."""

from __future__ import annotations

from lxml import etree

from guideline.document import Note
from guideline.writers.to_docx import to_docx
from tests.word_files import (
    NS,
    STYLE,
    TEXT_WIDTH,
    document,
    find,
    part,
    rich_document,
    style_of,
    table,
    text_of,
    val,
    w,
    widths,
    with_blocks,
)


def tables(data: bytes) -> list[etree._Element]:
    return [*part(data).iter(w("tbl"))][1:]


def test_table_repeats_its_header_and_keeps_rows_whole() -> None:
    data = to_docx(with_blocks(table(("区分", "例"), ("公開", "資料"), ("社外秘", "見積"))), STYLE)
    rows = tables(data)[0].findall("w:tr", NS)
    assert [row.find("w:trPr/w:tblHeader", NS) is not None for row in rows] == [True, False, False]
    assert all(row.find("w:trPr/w:cantSplit", NS) is not None for row in rows)
    assert [style_of(p) for p in rows[0].iter(w("p"))] == ["TableHeader"] * 2
    assert [style_of(p) for p in rows[1].iter(w("p"))] == ["TableText"] * 2


def test_table_cells_are_as_wide_as_their_columns_and_fill_the_text() -> None:
    data = to_docx(rich_document(), STYLE)
    for element in part(data).iter(w("tbl")):
        columns = widths(element)
        indent = int(str(find(element, "w:tblPr/w:tblInd").get(w("w"))))
        assert sum(columns) == TEXT_WIDTH - indent
        for row in element.findall("w:tr", NS):
            cells = [int(str(find(c, "w:tcPr/w:tcW").get(w("w")))) for c in row.findall("w:tc", NS)]
            assert sum(cells) == sum(columns)


def test_columns_follow_the_length_of_their_text() -> None:
    long = "会議の音声からの議事録の作成。録音の前に出席者の同意を得る。" * 4
    tree = with_blocks(table(("ツール", "用途", "可否"), ("全社チャット", long, "△ 条件付き")))
    name, use, mark = widths(tables(to_docx(tree, STYLE))[0])
    assert use > 3 * name
    assert name >= 6 * 190 + 200, "全社チャット stays on one line"
    assert mark >= 5.5 * 190 + 200, "△ 条件付き stays on one line"


def test_long_headers_do_not_starve_the_column_with_text() -> None:
    tools = tuple(f"{n}番目の長い名前のツール" for n in range(6))
    tree = with_blocks(table(("区分", "例", *tools), ("社外秘", "未公開の企画書" * 5, *"○○○○○○")))
    columns = widths(tables(to_docx(tree, STYLE))[0])
    assert columns[1] == max(columns)


def test_column_of_a_mail_address_does_not_break_it() -> None:
    address = "ai-governance@example.jp"
    tree = with_blocks(table(("窓口", "連絡先"), ("情報システム部の担当" * 9, address)))
    assert widths(tables(to_docx(tree, STYLE))[0])[1] >= 12 * 190 + 200


def test_table_of_many_columns_is_set_smaller_where_it_has_to() -> None:
    # With half a letter of 9.5 points to spare and 200 at the sides: 7 × 1245 twips, 7 × 1435.
    short, long = ("五字の見出",) * 7, ("六字の見出し",) * 7
    six, seven, tight = (table(row, row) for row in (long[:6], short, long))
    data = to_docx(with_blocks(six, seven, tight), STYLE)
    styles = [{style_of(p) for p in element.iter(w("p"))} for element in tables(data)]
    usual, small = {"TableHeader", "TableText"}, {"TableHeaderSmall", "TableTextSmall"}
    assert styles == [usual, usual, small]


def test_caption_stands_above_its_table_and_inside_its_properties() -> None:
    data = to_docx(with_blocks(table(("あ", "い"), ("う", "え"), caption='区分 & "例"')), STYLE)
    element = tables(data)[0]
    above = element.getprevious()
    assert above is not None
    assert (style_of(above), text_of(above)) == ("Caption", '区分 & "例"')
    assert val(element, "w:tblPr/w:tblCaption") == '区分 & "例"'
    assert "あ、い" in val(element, "w:tblPr/w:tblDescription")


def test_tables_never_touch_each_other_or_the_end() -> None:
    one = table(("あ",), ("い",))
    data = to_docx(with_blocks(one, one, Note("commentary", (one,))), STYLE)
    for element in part(data).iter(w("tbl")):
        following = element.getnext()
        assert following is not None
        assert following.tag == w("p")


def test_table_at_the_end_that_fills_its_page_begins_no_other_one() -> None:
    one = table(("あ",), ("い",))
    lines = [
        element.xpath("string(following-sibling::w:p[1]/w:pPr/w:spacing/@w:line)", namespaces=NS)
        for element in tables(to_docx(with_blocks(one, one), STYLE))
    ]
    # Word's lowest line is a point.
    assert lines == ["120", "20"]


def details_table(*rows: tuple[str, str]) -> etree._Element:
    data = to_docx(document(details=table(("項目", "内容"), *rows)), STYLE)
    return find(part(data), ".//w:tbl")


def cells_of(element: etree._Element) -> list[list[str]]:
    rows = element.findall("w:tr", NS)
    return [[text_of(cell) for cell in row.findall("w:tc", NS)] for row in rows]


def test_short_details_stand_side_by_side_and_long_ones_alone() -> None:
    long = "情報セキュリティ基本規程、個人情報取扱規程、文書管理規程"
    details = details_table(("版", "1.0"), ("日", "今日"), ("関連", long), ("課", "総務課"))
    assert len(widths(details)) == 4
    assert cells_of(details) == [
        ["版", "1.0", "日", "今日"],
        ["関連", long],
        ["課", "総務課"],
    ]


def test_details_that_are_all_long_make_two_columns() -> None:
    long = "情報セキュリティ基本規程、個人情報取扱規程、文書管理規程"
    details = details_table(("一", long), ("二", long))
    assert len(widths(details)) == 2
    assert cells_of(details) == [["一", long], ["二", long]]


def kept_rows(count: int) -> list[bool]:
    rows = [(str(number), "値") for number in range(count)]
    return rows_kept_in(to_docx(with_blocks(table(("区分", "例"), *rows)), STYLE))


def rows_kept_in(data: bytes) -> list[bool]:
    return [
        all(p.find("w:pPr/w:keepNext", NS) is not None for p in row.iter(w("p")))
        for row in tables(data)[0].findall("w:tr", NS)
    ]


def test_short_table_stays_on_one_page() -> None:
    assert kept_rows(3) == [True, True, True, False]


def test_long_table_may_break_after_its_second_row_and_before_its_last_but_one() -> None:
    # The header, and each of the rows: a line.
    assert kept_rows(7) == [True] * 7 + [False]
    assert kept_rows(8) == [True, True, *[False] * 5, True, False]


def test_few_rows_of_many_lines_are_a_long_table() -> None:
    # In half of the page 22 letters make a line: each row has two, the table nine with four.
    long = "あ" * 40
    four = to_docx(with_blocks(table(("区分", "説明"), *[(long, long)] * 4)), STYLE)
    three = to_docx(with_blocks(table(("区分", "説明"), *[(long, long)] * 3)), STYLE)
    assert rows_kept_in(four) == [True, True, False, True, False]
    assert rows_kept_in(three) == [True] * 3 + [False]


def test_column_of_contacts_has_room_for_the_address_in_one_line() -> None:
    contact = "内線3310、digital@city.aonami.example"
    rows = [("漏えい、不正な利用などの事故とその疑い", "デジタル推進課", contact)] * 3
    data = to_docx(with_blocks(table(("用件", "窓口", "連絡先"), *rows)), STYLE)
    # Three letters and 31 of six tenths.
    assert widths(tables(data)[0])[2] >= (3 + 31 * 0.6) * 190 + 200


def test_columns_to_fill_in_take_the_room_that_the_labels_leave() -> None:
    tree = with_blocks(table(("項目", "記入欄"), ("申請日", ""), ("氏名", ""), ("可否", "□ 可")))
    form = tables(to_docx(tree, STYLE))[0]
    label, field = widths(form)
    assert label >= 3 * 190 + 200, "申請日 stays on one line"
    assert field > 4 * label
    heights = [row.find("w:trPr/w:trHeight", NS) is not None for row in form.iter(w("tr"))]
    assert heights == [False, True, True, False]


def test_long_labels_leave_room_to_fill_in() -> None:
    tree = with_blocks(table(("確認する事項", "結果", "資料"), ("長い説明" * 20, "", "")))
    label, result, source = widths(tables(to_docx(tree, STYLE))[0])
    assert label <= 0.4 * TEXT_WIDTH
    assert abs(result - source) <= 2, "but for rounding"
