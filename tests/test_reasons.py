"""Reasons for changes, from a file and from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from guideline.compare import compare
from guideline.errors import CallError, ContentError, GuidelineError, Problem
from guideline.model.version import Version
from guideline.reasons import clause_ids, load_reasons
from tests.two_texts import article, chapter, regulation

KNOWN = frozenset(("purpose/scope", "tools/new-tool"))


def problems(folder: Path, text: str, *given: str) -> tuple[Problem, ...]:
    file = folder / "reasons.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(GuidelineError) as caught:
        load_reasons(file, given, KNOWN)
    return caught.value.problems


def test_reasons_come_from_the_file(tmp_path: Path) -> None:
    file = tmp_path / "reasons.yaml"
    file.write_text(
        "purpose/scope: 委託先を加えるため\ntools/new-tool: |\n  課の名称を改めたため\n",
        encoding="utf-8",
    )
    assert load_reasons(file, (), KNOWN) == {
        "purpose/scope": "委託先を加えるため",
        "tools/new-tool": "課の名称を改めたため",
    }


def test_command_line_overrules_the_file(tmp_path: Path) -> None:
    file = tmp_path / "reasons.yaml"
    file.write_text("purpose/scope: 古い理由\n", encoding="utf-8")
    given = ("purpose/scope=a=b のため",)
    assert load_reasons(file, given, KNOWN) == {"purpose/scope": "a=b のため"}


def test_without_anything_there_are_no_reasons(tmp_path: Path) -> None:
    empty = tmp_path / "reasons.yaml"
    empty.write_text("# まだない\n", encoding="utf-8")
    assert load_reasons(None, (), KNOWN) == load_reasons(empty, (), KNOWN) == {}


def test_unknown_clause_is_told_with_its_place_and_a_suggestion(tmp_path: Path) -> None:
    (found,) = problems(tmp_path, "purpose/scope: 理由\npurpose/scoop: 理由\n")
    assert (found.code, found.place.line, found.place.column) == ("unknown-clause", 2, 1)
    assert found.remedy == "もしかして「purpose/scope」ですか。"


def test_every_problem_of_the_file_is_told_at_once(tmp_path: Path) -> None:
    found = problems(tmp_path, "purpose/scope:\ntools/new-tool: [甲]\nまったく別: 理由\n")
    assert [(each.code, each.place.line) for each in found] == [
        ("reason-not-text", 1),
        ("reason-not-text", 2),
        ("unknown-clause", 3),
    ]
    assert "--name-only" in found[2].remedy


def test_list_is_refused(tmp_path: Path) -> None:
    (found,) = problems(tmp_path, "- purpose/scope\n")
    assert (found.code, found.place.line) == ("reasons-not-a-mapping", 1)


def test_same_clause_twice_is_refused(tmp_path: Path) -> None:
    (found,) = problems(tmp_path, "purpose/scope: 甲\npurpose/scope: 乙\n")
    assert (found.code, found.place.line) == ("duplicate-key", 2)


@pytest.mark.parametrize("word", ["purpose/scope", "purpose/scope=", "=理由", ""])
def test_what_is_no_pair_is_refused(word: str) -> None:
    with pytest.raises(CallError) as caught:
        load_reasons(None, (word,), KNOWN)
    assert caught.value.problems[0].code == "reason-form"


def test_unknown_clause_on_the_command_line_is_refused() -> None:
    with pytest.raises(CallError) as caught:
        load_reasons(None, ("purpose/skope=理由",), KNOWN)
    assert caught.value.problems[0].remedy == "もしかして「purpose/scope」ですか。"


def test_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(CallError):
        load_reasons(tmp_path / "none.yaml", (), KNOWN)


def test_broken_yaml_is_told_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "reasons.yaml"
    file.write_text('purpose/scope: "甲\n', encoding="utf-8")
    with pytest.raises(ContentError):
        load_reasons(file, (), KNOWN)


def test_ids_of_both_sides_are_known() -> None:
    old = regulation(chapter(article("x/old", 1, "旧", "総務課が議事録を保管する。")))
    new = regulation(chapter(article("x/new", 1, "新", "画像の生成には許可を要しない。")))
    found = clause_ids(compare(Version("旧", old), Version("新", new)))
    assert found == {"part1", "x/old", "x/new"}
