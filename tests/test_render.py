"""Texts of the library filled in and parsed; faults in them with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from guideline.document import Blank, Paragraph, Text, lines_of, plain_text
from guideline.errors import ContentError
from tests.helpers import (
    TEMPLATE,
    composed,
    line_of,
    section_of,
    the_problem,
    write_library,
)


def test_values_stand_in_the_text_as_they_are(tmp_path: Path) -> None:
    name = "**A|B** & [[a/one]] <b> # 1. ::: 甲"
    folder = write_library(
        tmp_path,
        {"a/one": "{{ organization.name }}\n\n| 列 |\n|---|\n| {{ organization.name }} |\n"},
    )
    document = composed(folder, f"organization: {{name: '{name}'}}")
    assert lines_of(section_of(document, "a/one").blocks) == [name, "列", name]
    assert plain_text(document.organization) == name


def test_missing_answers_become_blanks_with_their_path(tmp_path: Path) -> None:
    document = composed(
        write_library(tmp_path, {"a/one": "{{ organization.name }}と【独自の空欄】。"})
    )
    (block,) = section_of(document, "a/one").blocks
    assert block == Paragraph(
        (Blank("組織名", "organization.name"), Text("と"), Blank("独自の空欄"), Text("。"))
    )
    assert document.organization == (Blank("組織名", "organization.name"),)
    assert document.details.rows == (((Text("版"),), (Blank("版", "document.version"),)),)


@pytest.mark.parametrize("where", ["clause", "template"])
def test_unknown_name_is_reported_with_place_and_suggestion(where: str, tmp_path: Path) -> None:
    body = "はじめ。\n\n{{ organization.nama }}です。\n"
    folder = write_library(tmp_path, {"a/one": body if where == "clause" else "一。"})
    template = TEMPLATE + ("\n# 後 {: #z}\n\n" + body if where == "template" else "")
    with pytest.raises(ContentError) as caught:
        composed(folder, template=template)
    problem = the_problem(caught)
    assert problem.code == "unknown-name"
    assert "「organization.nama」" in problem.message
    assert "「organization.name」" in problem.remedy
    if where == "clause":
        line = line_of(tmp_path / "a/one.md", "organization.nama")
        assert str(problem.place) == f"{tmp_path / 'a/one.md'}:{line}:4"
    else:
        line = template.split("\n").index("{{ organization.nama }}です。") + 1
        assert str(problem.place) == f"small.md.j2:{line}:4"


def test_line_of_a_fault_is_found_after_a_condition_and_beside_a_value(tmp_path: Path) -> None:
    body = (
        "{% if document.number %}\n番号は{{ document.number }}です。\n{% endif %}\n"
        "{% if document.title %}\n一つ目の段落です。\n{% endif %}\n\n"
        "文書の名前は「{{ document.title }}」で、\n`コード`があります。\n\n終わりです。\n"
    )
    with pytest.raises(ContentError) as caught:
        composed(write_library(tmp_path, {"a/one": body}))
    lines = (tmp_path / "a/one.md").read_text(encoding="utf-8").split("\n")
    assert lines[the_problem(caught).place.line - 1] == "`コード`があります。"


def test_line_of_a_fault_is_found_on_a_line_with_a_value(tmp_path: Path) -> None:
    body = "はじめです。\n\n{{ organization.name }}の`コード`です。\n\n終わりです。\n"
    with pytest.raises(ContentError) as caught:
        composed(write_library(tmp_path, {"a/one": body}), "organization: {name: 青波市}")
    lines = (tmp_path / "a/one.md").read_text(encoding="utf-8").split("\n")
    assert "コード" in lines[the_problem(caught).place.line - 1]
