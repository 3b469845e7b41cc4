"""The list of open decisions at the front of a draft."""

from __future__ import annotations

from pathlib import Path

from guideline.document import Document, Table, blanks_in, plain_text
from tests.helpers import DETAILS, drafted, write_library

NAMED = "organization: {name: 架空社}\ndocument: {version: '1'}\n"


def rows_of(document: Document) -> list[tuple[str, ...]]:
    first = document.sections[0]
    assert first.id == "open-decisions"
    table = next(block for block in first.blocks if isinstance(block, Table))
    return [tuple(map(plain_text, row)) for row in table.rows]


def test_each_missing_answer_stands_once_with_its_places(tmp_path: Path) -> None:
    folder = write_library(
        tmp_path,
        {"a/one": "{{ roles.chief }}が決め、【期限】まで。", "b/one": "{{ roles.chief }}。"},
    )
    document = drafted(folder, NAMED)
    assert rows_of(document) == [
        ("統括責任者", "roles.chief", "1(1)、2(1)"),
        ("期限", "―", "1(1)"),
    ]
    assert document.sections[0].title == "未決定事項（2件）"


def test_list_adds_no_blanks_of_its_own(tmp_path: Path) -> None:
    folder = write_library(tmp_path, {"a/one": "{{ roles.chief }}が決める。"})
    assert len(blanks_in(drafted(folder, NAMED))) == 1


def test_complete_document_has_no_list(tmp_path: Path) -> None:
    folder = write_library(tmp_path, {"a/one": "決める。"})
    assert drafted(folder, NAMED).sections[0].id == "a"


def test_form_has_no_list(tmp_path: Path) -> None:
    folder = write_library(tmp_path, {"a/one": "決める。"})
    form = f"{DETAILS}\n# 題 {{: #x .unnumbered}}\n\n{{{{ roles.chief }}}}\n"
    assert [s.id for s in drafted(folder, NAMED, template=form, leaves_out="all").sections] == ["x"]


def test_long_list_of_places_is_cut(tmp_path: Path) -> None:
    clauses = {
        f"a/{name}": "{{ roles.chief }}。" for name in ("one", "two", "three", "four", "five")
    }
    ((_, _, places),) = rows_of(drafted(write_library(tmp_path, clauses), NAMED))
    assert places == "1(1)、1(2)、1(3)、1(4) ほか1か所"
