"""An amendment on the page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from guideline.amend.amendment import amendment
from guideline.amend.text import Frame
from guideline.amend.to_document import amendment_document
from guideline.document import (
    BulletList,
    Document,
    Layout,
    Paragraph,
    Section,
    Table,
    Text,
    lines_of,
    plain_text,
)
from guideline.output import WRITERS
from tests.regulations import regulation

OLD = """
# one 総則
## purpose 目的
この規程は、利用について定める。
## use 利用
課長は、次の表により承認する。
| 区分 | 承認者 |
| 公開 | 課長 |
"""
NEW = (
    OLD.replace("| 公開", "| 秘密 | 部長 |\n| 公開") + "## log 記録\n次を残す。\n- 目的\n  - 細目\n"
)


def page() -> Document:
    old, new = regulation(OLD), regulation(NEW)
    frame = Frame("生成AI利用規程", "規程", "令和８年訓令第３号", "令和９年４月１日")
    return amendment_document(amendment(old, new, frame), new)


def lines(document: Document, section: int) -> list[str]:
    blocks = document.sections[section].blocks
    return [plain_text(b.inlines) for b in blocks if isinstance(b, Paragraph)]


def test_the_title_is_that_of_a_draft() -> None:
    assert page().title == "生成AI利用規程の一部を改正する規程（案）"


def test_sentences_are_indented_and_new_provisions_stand_as_in_the_amended_text() -> None:
    assert lines(page(), 0) == [
        "　生成AI利用規程（令和８年訓令第３号）の一部を次のように改正する。",
        "　第２条の表中「公開」の項の前に次のように加える。",
        "　第２条の次に次の１条を加える。",
        "　（記録）",
        "第３条　次を残す。",
        "　(1)　目的",
        "　　ア　細目",
    ]


def test_added_rows_are_shown_under_the_header_of_their_table() -> None:
    (table,) = (b for b in page().sections[0].blocks if isinstance(b, Table))
    assert [plain_text(cell) for cell in table.header] == ["区分", "承認者"]
    assert [[plain_text(cell) for cell in row] for row in table.rows] == [["秘密", "部長"]]


def test_the_amendment_has_a_supplementary_provision_of_its_own() -> None:
    assert lines(page(), 1) == ["　この規程は、令和９年４月１日から施行する。"]


def test_the_footer_shows_no_edition_of_the_rules() -> None:
    new = replace(regulation(NEW), layout=Layout(digits="full", version="2.0", dated="9月1日"))
    layout = amendment_document(amendment(regulation(OLD), new), new).layout
    assert (layout.version, layout.dated) == ("", "")


def test_nothing_is_told_where_nothing_is_open() -> None:
    assert [section.id for section in page().sections] == ["amendment", "supplementary"]


def dated(text: str, day: str, unit: str = "総務課") -> Document:
    rows = (("文書番号", "令和８年訓令第３号"), ("施行日", day), ("主管", unit))
    details = Table((), tuple(tuple((Text(cell),) for cell in row) for row in rows))
    text += f"附則\nこの規程は、{day}から施行する。"
    return replace(regulation(text), details=details)


def test_the_new_day_of_effect_is_that_of_the_amendment_and_no_difference_left_out() -> None:
    old, new = dated(OLD, "令和８年４月１日"), dated(NEW, "令和９年４月１日")
    found = amendment_document(amendment(old, new), new)
    assert lines(found, 0)[0] == (
        "　生成AI利用規程（令和８年訓令第３号）の一部を次のように改正する。"
    )
    assert lines(found, 1) == ["　この規程は、令和９年４月１日から施行する。"]
    assert len(found.sections) == 2


def test_a_day_that_did_not_change_leaves_the_day_blank_and_says_so_on_the_page() -> None:
    old, new = (dated(text, "令和８年４月１日") for text in (OLD, NEW))
    found = amendment_document(amendment(old, new), new)
    assert lines(found, 1) == ["　この規程は、【施行日】から施行する。"]
    assert notes(found) == [
        "改正附則の施行日は、新しい文書の施行日が元のままなので、空欄にしました。"
    ]


def with_form(*lines: str) -> Document:
    """A regulation with a 様式 that says this; without one where it says nothing."""
    form = Section("form-a", "様式第１号（第１条関係）", "", tuple(map(_paragraph, lines)))
    whole = regulation(OLD)
    return replace(whole, sections=(*whole.sections, *([form] if lines else [])))


def _paragraph(text: str) -> Paragraph:
    return Paragraph((Text(text),))


@pytest.mark.parametrize(("old", "new"), [(("氏名",), ("所属",)), ((), ("氏名",)), (("氏名",), ())])
def test_form_that_changes_comes_or_goes_is_left_out(
    old: tuple[str, ...], new: tuple[str, ...]
) -> None:
    """The drafter replaces the sheet: 「様式第１号を次のように改める。」 wants its picture."""
    found = amendment(with_form(*old), with_form(*new))
    assert found.left_out == ("様式第１号（第１条関係）",)
    assert amendment(with_form(*new), with_form(*new)).left_out == ()


def test_what_is_left_out_is_told_in_every_format() -> None:
    old = dated(OLD, "令和８年４月１日")
    new = dated(NEW, "令和９年４月１日", "デジタル課")
    last = new.sections[-1]
    more = Paragraph((Text("施行の前に作成したものを除く。"),))
    new = replace(new, sections=(*new.sections[:-1], replace(last, blocks=(*last.blocks, more))))
    found = amendment_document(amendment(old, new), new)
    assert notes(found) == [
        "改め文に表していない違い：文書の表題部の「主管」",
        "改め文に表していない違い：附則",
    ]
    for suffix in (".md", ".html"):
        text = WRITERS[suffix].write(found).decode()
        assert "改め文に表していない違い：附則" in text
        assert "提出の前に削ってください" in text


def test_a_new_title_stands_in_the_sentences_and_not_in_the_frame() -> None:
    old, new = regulation(OLD), regulation(NEW, title="人工知能利用規程")
    assert amendment(old, new).frame.amending_title == "生成AI利用規程の一部を改正する規程"


def notes(document: Document) -> list[str]:
    (block,) = document.sections[2].blocks
    assert isinstance(block, BulletList)
    return lines_of((block,))


def test_every_format_can_be_written() -> None:
    for writer in WRITERS.values():
        assert writer.write(page()) == writer.write(page())
