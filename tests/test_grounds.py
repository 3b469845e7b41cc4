"""Where a document names what its clauses rest on: in the commentary, in notes, or in a list."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from guideline.document import Note, Reference, Table, lines_of, walk_sections
from tests.helpers import DETAILS, TEMPLATE, clause, composed, section_of, write_library

LAWS = """\
- {id: act, title: 例の法律, short: 例法, kind: law, status: current, checked_on: 2026-11-01}
- {id: firm-guide, title: 民の手引, short: 民手引, kind: guideline, sector: private,
   status: current, checked_on: 2026-11-01}
"""
NOTED = "本文。\n\n::: commentary\n解説。\n:::\n\n::: example\n例。\n:::\n"
FOOTNOTES, TABLE = "document: {sources: footnotes}", "document: {sources: table}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    clauses = {
        "a/one": clause(NOTED, sources="[act 1, act 2]", provisional="試行中のため", title="一条"),
        "a/two": clause("二。", title="二条"),
        "b/three": clause("三。", sources="[act 3-2]", title="三条"),
    }
    return write_library(tmp_path, clauses, laws=LAWS)


def notes_of(folder: Path, id_: str, text: str, **settings: Any) -> list[tuple[str, list[str]]]:
    blocks = section_of(composed(folder, text, **settings), id_).blocks
    return [(b.kind, lines_of(b.blocks)) for b in blocks if isinstance(b, Note)]


def test_footnotes_take_the_sources_but_not_the_provisional_reason(folder: Path) -> None:
    assert notes_of(folder, "a/one", FOOTNOTES) == [
        ("commentary", ["解説。", "暫定の定め：試行中のため"]),
        ("example", ["例。"]),
        ("sources", ["例法第1条、第2条"]),
    ]
    assert notes_of(folder, "b/three", FOOTNOTES) == [("sources", ["例法第3条の2"])]


def test_clause_without_sources_has_no_footnote(folder: Path) -> None:
    assert notes_of(folder, "a/two", FOOTNOTES) == []


@pytest.mark.parametrize("settings", [{"commentary_as": "none"}, {"commentary": False}])
def test_footnotes_are_there_without_commentary(settings: dict[str, Any], folder: Path) -> None:
    expected = [("sources", ["例法第1条、第2条"])]
    assert notes_of(folder, "a/one", FOOTNOTES, **settings) == expected


def rows_of(folder: Path, text: str, **settings: Any) -> list[list[str]]:
    last = composed(folder, text, **settings).sections[-1]
    assert (last.title, last.number, last.origin) == ("根拠・参考の一覧", "", None)
    (table,) = last.blocks
    assert isinstance(table, Table)
    return [line.split("\t") for line in lines_of((table,))]


@pytest.mark.parametrize(
    ("numbering", "first", "last"),
    [
        ("jdla", "1(1)　一条", "2(1)　三条"),
        ("notice", "第１の１　一条", "第２の１　三条"),
        ("articles", "第１条（一条）", "第３条（三条）"),
    ],
)
def test_list_names_each_clause_that_has_sources(
    numbering: str, first: str, last: str, folder: Path
) -> None:
    text = f"document: {{sources: table, numbering: {numbering}}}"
    assert rows_of(folder, text) == [
        ["条項", "根拠・参考"],
        [first, "例法第1条、第2条"],
        [last, "例法第3条の2"],
    ]


def test_list_refers_to_its_clauses(folder: Path) -> None:
    (table,) = composed(folder, TABLE).sections[-1].blocks
    assert isinstance(table, Table)
    references = [cell for row in table.rows for cell in row[0] if isinstance(cell, Reference)]
    assert references == [Reference("a/one", "1(1)"), Reference("b/three", "2(1)")]


def test_list_names_an_unnumbered_clause_by_its_title(folder: Path) -> None:
    unnumbered = TEMPLATE.replace("{{ part.id }}}", "{{ part.id }} .unnumbered}")
    rows = rows_of(folder, TABLE, template=unnumbered)
    assert [row[0] for row in rows[1:]] == ["「一条」", "「三条」"]


def test_list_leaves_the_commentary_only_its_reasons(folder: Path) -> None:
    assert notes_of(folder, "a/one", TABLE) == [
        ("commentary", ["解説。", "暫定の定め：試行中のため"]),
        ("example", ["例。"]),
    ]


def test_list_is_there_without_commentary(folder: Path) -> None:
    assert len(rows_of(folder, TABLE, commentary_as="none")) == 3


def test_list_does_not_stand_where_it_would_be_empty(tmp_path: Path) -> None:
    one = clause("一。", sources="[firm-guide]")
    folder = write_library(tmp_path, {"a/one": one, "a/two": "二。"}, laws=LAWS)
    town = "organization: {kind: municipality}\n"
    assert [s.id for s in composed(folder, TABLE).sections][-2:] == ["a", "source-list"]
    assert [s.id for s in composed(folder, town + TABLE).sections][-1] == "a"


@pytest.mark.parametrize("text", [FOOTNOTES, TABLE])
def test_form_without_clauses_has_none_of_it(text: str, folder: Path) -> None:
    form = f"{DETAILS}# 申請 {{: #form}}\n\n名前を書く（[[a/one]]）。\n"
    document = composed(folder, text, template=form, leaves_out="all")
    assert [s.id for s in walk_sections(document.sections)] == ["form"]
    assert lines_of(document.sections[0].blocks) == ["名前を書く（「一条」）。"]
