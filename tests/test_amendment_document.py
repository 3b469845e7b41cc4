"""An amendment on the page."""

from __future__ import annotations

from guideline.amend.amendment import amendment
from guideline.amend.text import Frame
from guideline.amend.to_document import amendment_document
from guideline.document import Document, Paragraph, Table, plain_text
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


def test_every_format_can_be_written() -> None:
    for writer in WRITERS.values():
        assert writer.write(page()) == writer.write(page())
