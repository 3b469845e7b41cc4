"""Places to fill in go by where they stand: their row, their column, the words beside them."""

from __future__ import annotations

from guideline.document import (
    Block,
    BulletList,
    Entry,
    Inlines,
    Paragraph,
    Reference,
    Section,
    Strong,
    Table,
    Text,
    walk_inlines,
)
from guideline.entries import has_entries, labelled
from tests.helpers import paragraph

CELL, DATE, BOX = Entry("text"), Entry("date", "　　年　　月　　日"), Entry("check", "□")


def run(*inlines: str | Entry | Reference | Strong) -> Inlines:
    return tuple(Text(i) if isinstance(i, str) else i for i in inlines)


def labels(*blocks: Block) -> list[str]:
    (section,) = labelled((Section("a", "部", "", blocks),))
    return [
        inline.label
        for inlines in walk_inlines(section.blocks)
        for inline in inlines
        if isinstance(inline, Entry)
    ]


def table(header: str, *rows: tuple[Inlines, ...]) -> Table:
    return Table(tuple(run(cell) for cell in header.split("／")), rows)


def test_cell_goes_by_the_name_of_its_row() -> None:
    assert labels(table("項目／記入欄", (run("目的"), run(CELL)))) == ["目的"]


def test_cells_of_a_row_are_told_apart_by_their_columns() -> None:
    row = (run("約款"), run(CELL), run(CELL))
    assert labels(table("事項／結果／資料", row)) == ["約款：結果", "約款：資料"]


def test_cells_of_a_row_without_a_name_go_by_their_columns() -> None:
    row = (run(Entry("date")), run(CELL))
    assert labels(table("申請日／氏名", row)) == ["申請日", "氏名"]


def test_rows_without_names_are_told_apart_by_number() -> None:
    row = (run(Entry("date")), run(CELL))
    assert labels(table("日付／内容", row, row)) == [
        "日付（1）",
        "内容（1）",
        "日付（2）",
        "内容（2）",
    ]


def test_boxes_go_by_what_follows_them() -> None:
    cell = run(BOX, " 甲（乙）　", BOX, " ", Strong("丙"), "　", BOX, " その他")
    found = labels(table("項目／記入欄", (run("ツール"), cell)))
    assert found == ["ツール：甲（乙）", "ツール：丙", "ツール：その他"]


def test_box_of_a_list_goes_by_its_item_with_its_references() -> None:
    item = run(BOX, " 絞った（", Reference("a/b", "「入力」"), "）")
    assert labels(BulletList(((Paragraph(item),),))) == ["絞った（「入力」）"]


def test_room_to_write_goes_by_what_leads_to_it() -> None:
    cell = run(BOX, " ない　", BOX, " 含む（項目：", Entry("text", "　　"), "）")
    found = labels(table("項目／記入欄", (run("個人情報"), cell)))
    assert found == ["個人情報：ない", "個人情報：含む", "個人情報：項目"]


def test_room_to_write_that_nothing_leads_to_goes_by_what_follows() -> None:
    cell = run(DATE, "から", DATE, "まで")
    assert labels(table("項目／記入欄", (run("期間"), cell))) == ["期間：から", "期間：まで"]


def test_bracket_around_a_place_is_no_word() -> None:
    cell = run("ある（", Entry("text", "　　"), "）")
    assert labels(table("項目／記入欄", (run("契約"), cell))) == ["契約"]


def test_place_without_any_words_has_a_label_still() -> None:
    assert labels(Paragraph(run(CELL))) == ["記入欄"]


def test_what_is_no_place_stays_as_it_is() -> None:
    section = Section("a", "部", "", (paragraph("本文。"),))
    assert not has_entries((section,))
    assert labelled((section,)) == (section,)


def test_sections_below_are_labelled_too() -> None:
    inner = Section("b", "下", "", (Paragraph(run("氏名：", CELL)),))
    (section,) = labelled((Section("a", "上", "", (), (inner,)),))
    assert section.sections[0].blocks == (Paragraph(run("氏名：", Entry("text", "", "氏名"))),)
