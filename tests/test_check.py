"""The quality gate of a clause library: a sound one passes, each fault alone is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from guideline.bundled import bundled
from guideline.check import check_library
from guideline.errors import Problem
from guideline.library import load_frameworks, load_library
from tests.helpers import clause, write_library

NOTES = """

::: commentary
解説。
:::

::: example
- 良い例：確かめる。
- 悪い例：確かめない。
:::
"""
SOUND = "確かめてください。" + NOTES
LAWS = """\
- {id: act, title: 現行法, kind: law, status: current, checked_on: 2026-11-01}
- {id: bill, title: 将来法, kind: law, status: future, checked_on: 2026-11-01}
"""
FRAMEWORK = """\
id: fw
name: 枠組み
publisher: 例会
status: current
authority: guidance
checked_on: 2026-11-01
requirements:
  - {id: R-1, text: 定める, evidence: text}
"""


def problems_of(
    folder: Path, clauses: dict[str, str], slots: dict[str, str] | None = None
) -> list[Problem]:
    write_library(folder, clauses, slots=slots, laws=LAWS)
    (folder / "frameworks").mkdir()
    (folder / "frameworks" / "fw.yaml").write_text(FRAMEWORK, encoding="utf-8")
    return check_library(load_library(folder), load_frameworks(folder))


def test_shipped_library_is_sound() -> None:
    folder = bundled("clauses")
    assert check_library(load_library(folder), load_frameworks(folder)) == []


def test_sound_clauses_pass(tmp_path: Path) -> None:
    clauses = {
        "a/one": clause(SOUND, satisfies="[R-1]", sources="[act 1]", requires="[a/two]"),
        "a/two.x": clause(SOUND, when='choices.agents == "prohibited"'),
        "a/two.y": clause(SOUND, when='choices.agents == "approval"'),
        "a/three.x": clause(SOUND, when='choices.agents == "prohibited"'),
        "a/three.y": clause(SOUND, when='choices.agents == "approval"'),
    }
    scope = {"a/three": 'organization.kind == "municipality"'}
    assert problems_of(tmp_path, clauses, scope) == []


# A clause with one fault: its code, the line at which it is told, a word of message or remedy.
FAULTS = {
    "unknown requirement": (clause(SOUND, satisfies="[R-2]"), "unknown-satisfies", "R-1"),
    "unknown required clause": (clause(SOUND, requires="[a/onne]"), "unknown-requires", "a/one"),
    "unknown conflict": (clause(SOUND, conflicts="[b/none]"), "unknown-conflicts", "b/none"),
    "unknown law": (clause(SOUND, sources="[akt 1]"), "unknown-source", "「act」"),
    "future law": (clause(SOUND, sources="[bill 1]"), "source-not-current", "将来法"),
    "no sources": (clause(SOUND, no_sources="~"), "no-sources", "根拠"),
    "no requirements": (clause(SOUND, no_requirements="~"), "no-requirements", "要件"),
    "strength of a duty": (
        clause("確かめることが望ましいものとする。" + NOTES),
        "verb-and-level-differ",
        "must",
    ),
    "strength of advice": (clause(SOUND, level="should"), "verb-and-level-differ", "should"),
    "strength of a permission": (clause(SOUND, level="may"), "verb-and-level-differ", "may"),
    "no commentary": (
        clause("確かめてください。\n\n" + NOTES[NOTES.index("::: example") :]),
        "no-commentary",
        "解説",
    ),
    "no example": (
        clause("確かめてください。\n\n::: commentary\n解説。\n:::\n"),
        "no-example",
        "良い例",
    ),
    "good example only": (clause(SOUND.replace("悪い例", "別の例")), "no-example", "悪い例"),
    "unknown reference": (
        clause("[[a/onne]]を確かめてください。" + NOTES),
        "unknown-reference",
        "「a/one」",
    ),
    "unknown reference in a note": (
        clause(SOUND.replace("解説。", "[[b/none]]")),
        "unknown-reference",
        "b/none",
    ),
    "unknown name": (
        clause("{{ organization.nama }}に確かめてください。" + NOTES),
        "unknown-name",
        "「organization.name」",
    ),
    "unknown name in a branch never taken": (
        clause('{% if choices.agents == "x" %}{{ nowhere }}{% endif %}確かめてください。' + NOTES),
        "unknown-name",
        "nowhere",
    ),
    "outside the dialect": (clause("# 確かめてください。" + NOTES), "markup", "見出し"),
    "never": (
        clause(SOUND, when='choices.agents == "approval" and choices.agents == "prohibited"'),
        "never-chosen",
        "どの答えでも",
    ),
    "always": (
        clause(SOUND, when='choices.agents == "approval" or choices.agents == "prohibited"'),
        "always-chosen",
        "どの答えでも",
    ),
}


@pytest.mark.parametrize(("text", "code", "word"), FAULTS.values(), ids=FAULTS)
def test_each_fault_is_found_alone(text: str, code: str, word: str, tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path, {"a/one": text})
    assert problem.code == code
    assert word in problem.message + problem.remedy
    assert problem.place.file == str(tmp_path / "a/one.md")


def test_fault_of_the_front_matter_is_told_at_its_line(tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path, {"a/one": clause(SOUND, satisfies="[R-2]")})
    lines = (tmp_path / "a/one.md").read_text(encoding="utf-8").split("\n")
    assert lines[problem.place.line - 1].startswith("satisfies:")


def test_faults_of_every_clause_are_told(tmp_path: Path) -> None:
    clauses = {
        "a/one": clause(SOUND, satisfies="[R-2]", sources="[none]"),
        "a/two": clause("# 見出し", requires="[b/none]"),
    }
    assert [(Path(p.place.file).name, p.code) for p in problems_of(tmp_path, clauses)] == [
        ("one.md", "unknown-satisfies"),
        ("one.md", "unknown-source"),
        ("two.md", "unknown-requires"),
        ("two.md", "markup"),
    ]


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ('choices.training == "before_use"', 'choices.training == "before_use"', 2),
        ('choices.disclosure == "always"', 'choices.disclosure == "external"', 1),
        ('choices.agents == "approval"', 'choices.exceptions == "none"', 2),
    ],
    ids=["same condition and a gap", "a gap", "overlap and gap"],
)
def test_slot_needs_exactly_one_variant_for_every_answer(
    first: str, second: str, told: int, tmp_path: Path
) -> None:
    clauses = {"a/x.one": clause(SOUND, when=first), "a/x.two": clause(SOUND, when=second)}
    problems = problems_of(tmp_path, clauses)
    assert [p.code for p in problems] == ["slot-not-single"] * told
    assert all("「a/x」" in p.message for p in problems)


def test_answers_that_leave_a_slot_empty_are_named(tmp_path: Path) -> None:
    (problem,) = problems_of(
        tmp_path, {"a/x.one": clause(SOUND, when='choices.agents == "approval"')}
    )
    assert "choices.agents＝prohibited" in problem.message
    assert "（なし）" in problem.message


def test_slot_is_only_checked_within_its_scope(tmp_path: Path) -> None:
    clauses = {"a/x.one": clause(SOUND)}
    assert problems_of(tmp_path, clauses, {"a/x": 'organization.kind == "hospital"'}) == []


def test_variant_without_condition_overlaps_with_every_other(tmp_path: Path) -> None:
    clauses = {"a/x.one": SOUND, "a/x.two": clause(SOUND, when='choices.agents == "approval"')}
    (problem,) = problems_of(tmp_path, clauses)
    assert "a/x.one、a/x.two" in problem.message
