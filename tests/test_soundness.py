"""The quality gate of a clause library: a sound one passes, each fault alone is found."""

from __future__ import annotations

from math import prod
from pathlib import Path

import pytest

from guideline.bundled import bundled
from guideline.errors import Problem
from guideline.facts import domain
from guideline.library import load_frameworks, load_library
from guideline.soundness import check_library
from tests.helpers import clause, write, write_library

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
- {id: abroad, title: 外国法, kind: law, status: foreign, checked_on: 2026-11-01}
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


def test_foreign_law_may_be_cited_where_only_those_it_binds_see_it(tmp_path: Path) -> None:
    condition = 'choices.agents == "approval" and "eu" in organization.activities'
    clauses = {"a/one": clause(SOUND, sources="[abroad 1]", when=condition)}
    assert problems_of(tmp_path, clauses) == []


# A clause with one fault: its code, the line at which it is told, a word of message or remedy.
FAULTS = {
    "unknown requirement": (clause(SOUND, satisfies="[R-2]"), "unknown-satisfies", "R-1"),
    "unknown required clause": (clause(SOUND, requires="[a/onne]"), "unknown-requires", "a/one"),
    "unknown conflict": (clause(SOUND, conflicts="[b/none]"), "unknown-conflicts", "b/none"),
    "unknown law": (clause(SOUND, sources="[akt 1]"), "unknown-source", "「act」"),
    "future law": (clause(SOUND, sources="[bill 1]"), "source-not-current", "将来法"),
    "foreign law": (clause(SOUND, sources="[abroad 1]"), "foreign-source", "外国法"),
    "foreign law seen elsewhere too": (
        clause(
            SOUND,
            sources="[abroad 1]",
            when='choices.agents == "approval" or "eu" in organization.activities',
        ),
        "foreign-source",
        "外国法",
    ),
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
    "broken template": (
        clause("{% if choices.agents %}確かめてください。" + NOTES),
        "template-syntax",
        "endif",
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
    ("first", "second"),
    [
        ('choices.training == "before_use"', 'choices.training == "before_use"'),
        ('choices.disclosure == "always"', 'choices.disclosure == "external"'),
        ('choices.agents == "approval"', 'choices.exceptions == "none"'),
    ],
    ids=["same condition and a gap", "a gap", "overlap and gap"],
)
def test_slot_needs_exactly_one_variant_and_is_told_once_with_an_answer(
    first: str, second: str, tmp_path: Path
) -> None:
    clauses = {"a/x.one": clause(SOUND, when=first), "a/x.two": clause(SOUND, when=second)}
    (problem,) = problems_of(tmp_path, clauses)
    assert problem.code == "slot-not-single"
    assert "「a/x」" in problem.message
    assert "choices." in problem.message


def test_every_slot_that_is_wrong_is_told(tmp_path: Path) -> None:
    strict = clause(SOUND, when='choices.agents == "prohibited"')
    problems = problems_of(tmp_path, {"a/x.one": strict, "a/y.one": strict})
    assert [p.code for p in problems] == ["slot-not-single", "slot-not-single"]


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


# Every branch of a text

FAULTY = "`x`"
BRANCHES = {
    "answer": '{% if choices.agents == "approval" %}`x`{% endif %}',
    "else of the default": '{% if choices.agents == "prohibited" %}甲{% else %}`x`{% endif %}',
    "third answer": (
        '{% if facts.personal_data == "prohibited" %}甲'
        '{% elif facts.personal_data == "conditional" %}乙{% else %}`x`{% endif %}'
    ),
    "one of several": '{% if organization.kind in ("hospital", "other") %}`x`{% endif %}',
    "word of a set": '{% if "code" in facts.content_types %}`x`{% endif %}',
    "answer of a tool": (
        '{% for tool in tools %}{% if tool.approval == "owner" %}`x`{% endif %}{% endfor %}'
    ),
    "else of a tool": (
        '{% for tool in tools %}{% if tool.approval == "none" %}甲{% else %}`x`{% endif %}'
        "{% endfor %}"
    ),
    "word in a loop": (
        "{% for tool in tools %}{% for kind in tool.content_types %}"
        '{% if kind == "video" %}`x`{% endif %}{% endfor %}{% endfor %}'
    ),
    "optional answer": "{% if document.number %}`x`{% endif %}",
    "optional answer left out": "{% if document.number %}甲{% else %}`x`{% endif %}",
    "optional answer of an item": (
        "{% for use in prohibited_uses %}{% if use.instead %}`x`{% endif %}{% endfor %}"
    ),
    "list": "{% if document.related_rules %}`x`{% endif %}",
}


@pytest.mark.parametrize("branch", BRANCHES.values(), ids=BRANCHES)
def test_every_branch_of_a_text_is_looked_at(branch: str, tmp_path: Path) -> None:
    text = "確かめてください。\n\n" + branch + NOTES
    (problem,) = problems_of(tmp_path / "faulty", {"a/one": clause(text)})
    assert (problem.code, Path(problem.place.file).name) == ("markup", "one.md")
    sound = clause(text.replace(FAULTY, "丙"))
    assert problems_of(tmp_path / "sound", {"a/one": sound}) == []


def test_reference_in_a_branch_has_to_exist(tmp_path: Path) -> None:
    branch = '{% if choices.agents == "approval" %}[[a/none]]{% endif %}'
    (problem,) = problems_of(tmp_path, {"a/one": clause(branch + SOUND)})
    assert problem.code == "unknown-reference"


def test_fault_that_only_two_answers_bring_out_is_told_beside_those_of_others(
    tmp_path: Path,
) -> None:
    law = "[{id: act, title: 現行法, kind: law, status: current, checked_on: 2026-11-01,"
    law += ' sector_articles: {private: "1-9", public: "10-19"}}]'
    hidden = (
        '{% if organization.law == "public" %}{% if choices.agents == "approval" %}`x`'
        "{% endif %}{% endif %}"
    )
    clauses = {"a/one": f"現行法第20条を{hidden}" + SOUND, "a/two": "確かめる。" + NOTES}
    write_library(tmp_path, clauses, laws=law)
    found = check_library(load_library(tmp_path), ())
    told = [(Path(p.place.file).stem, p.code) for p in found]
    assert told == [("one", "markup"), ("two", "verb-and-level-differ")]


# What comes with a clause

APPROVAL = 'choices.agents == "approval"'
STRICT = 'choices.agents == "prohibited"'
BOTH = 'choices.agents == "approval" and choices.exceptions == "none"'


def codes_of(folder: Path, clauses: dict[str, str], scope: str = "") -> list[tuple[str, str]]:
    slots = {"a/two": scope} if scope else None
    found = problems_of(folder, clauses, slots)
    return [(p.code, Path(p.place.file).stem) for p in found]


# The condition of the clause that needs the other, that of the other, whether it always comes.
NEEDS = {
    "both always": ("", "", True),
    "other always": (APPROVAL, "", True),
    "same condition": (APPROVAL, APPROVAL, True),
    "narrower than the other": (BOTH, APPROVAL, True),
    "other only sometimes": ("", APPROVAL, False),
    "wider than the other": (APPROVAL, BOTH, False),
    "never together": (APPROVAL, STRICT, False),
}


def with_condition(text: str, when: str, **front: str) -> str:
    return clause(text, **({"when": f"'{when}'"} if when else {}), **front)


@pytest.mark.parametrize(("own", "other", "comes"), NEEDS.values(), ids=NEEDS)
def test_required_clause_has_to_come_whenever_the_clause_does(
    own: str, other: str, comes: bool, tmp_path: Path
) -> None:
    clauses = {
        "a/one": with_condition(SOUND, own, requires="[a/two]"),
        "a/two": with_condition(SOUND, other),
    }
    assert codes_of(tmp_path, clauses) == ([] if comes else [("requires-unmet", "one")])


@pytest.mark.parametrize(("own", "other", "comes"), NEEDS.values(), ids=NEEDS)
def test_clause_referred_to_has_to_come_whenever_the_clause_does(
    own: str, other: str, comes: bool, tmp_path: Path
) -> None:
    clauses = {
        "a/one": with_condition("[[a/two]]を" + SOUND, own),
        "a/two": with_condition(SOUND, other),
    }
    assert codes_of(tmp_path, clauses) == ([] if comes else [("reference-left-out", "one")])


def test_reference_that_asks_first_is_fine(tmp_path: Path) -> None:
    guarded = "{% if choices.agents == 'approval' %}[[a/two]]と{% endif %}" + SOUND
    clauses = {"a/one": guarded, "a/two": with_condition(SOUND, APPROVAL)}
    assert codes_of(tmp_path, clauses) == []


def test_reference_to_a_required_clause_is_told_once(tmp_path: Path) -> None:
    clauses = {
        "a/one": clause("[[a/two]]を" + SOUND, requires="[a/two]"),
        "a/two": with_condition(SOUND, APPROVAL),
    }
    assert codes_of(tmp_path, clauses) == [("requires-unmet", "one")]


@pytest.mark.parametrize(
    ("scope", "found"),
    [("", []), ('organization.kind == "hospital"', [("requires-unmet", "one")])],
)
def test_required_slot_comes_within_its_scope(
    scope: str, found: list[tuple[str, str]], tmp_path: Path
) -> None:
    clauses = {
        "a/one": clause(SOUND, requires="[a/two]"),
        "a/two.x": with_condition(SOUND, APPROVAL),
        "a/two.y": with_condition(SOUND, STRICT),
    }
    assert codes_of(tmp_path, clauses, scope) == found


@pytest.mark.parametrize(
    ("own", "other", "found"),
    [
        (APPROVAL, STRICT, []),
        (APPROVAL, BOTH, [("conflict", "one")]),
        ("", APPROVAL, [("conflict", "one")]),
        ("", "", [("conflict", "one")]),
    ],
)
def test_clauses_in_conflict_have_to_exclude_each_other(
    own: str, other: str, found: list[tuple[str, str]], tmp_path: Path
) -> None:
    clauses = {
        "a/one": with_condition(SOUND, own, conflicts="[a/two]"),
        "a/two": with_condition(SOUND, other),
    }
    assert codes_of(tmp_path, clauses) == found


# More answers than anyone can look through

ASKED = sorted((n for n in domain() if "[]" not in n), key=lambda n: -len(domain()[n]))


def asking(names: list[str]) -> str:
    """A condition that asks for each name, and holds when the first word of one is given."""
    return " or ".join(f'{name} == "{domain()[name][0]}"' for name in names)


def test_condition_up_to_the_limit_is_looked_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    condition = asking(ASKED[:3])
    size = prod(len(domain()[name]) for name in ASKED[:3])
    monkeypatch.setattr("guideline.soundness.MAX_COMBINATIONS", size)
    clauses = {"a/one": with_condition(SOUND, condition)}
    assert codes_of(tmp_path / "in", clauses) == []
    monkeypatch.setattr("guideline.soundness.MAX_COMBINATIONS", size - 1)
    assert codes_of(tmp_path / "out", clauses) == [("condition-too-wide", "one")]


def test_condition_with_too_many_names_is_refused_at_once(tmp_path: Path) -> None:
    condition = asking(ASKED[:11])
    assert prod(len(domain()[name]) for name in ASKED[:11]) > 100_000
    wide = with_condition(SOUND, condition)
    assert codes_of(tmp_path / "a", {"a/one": wide}) == [("condition-too-wide", "one")]
    slot = {"a/x.one": wide, "a/x.two": SOUND}
    assert codes_of(tmp_path / "b", slot) == [("condition-too-wide", "x.one")] * 2


def test_conditions_that_are_too_wide_only_together_are_not_looked_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clauses = {
        "a/one": with_condition("[[a/two]]を" + SOUND, APPROVAL, conflicts="[a/three]"),
        "a/two": with_condition(SOUND, 'choices.exceptions == "none"', requires="[a/three]"),
        "a/three": with_condition(SOUND, 'choices.training == "recommended"'),
    }
    assert codes_of(tmp_path / "all", clauses) == [
        *(("reference-left-out", "one"), ("conflict", "one"), ("requires-unmet", "two"))
    ]
    monkeypatch.setattr("guideline.soundness.MAX_COMBINATIONS", 2)
    assert codes_of(tmp_path / "few", clauses) == []


# Presets


REQUIREMENTS = (
    FRAMEWORK
    + """\
  - {id: R-SCHOOL, text: 学校が定める。, evidence: text, applies: organization.kind == "university"}
  - {id: R-STATE, text: 国が行う。, evidence: text, left_out: 国に向けた項目であるため}
"""
)


def problems_with_presets(
    folder: Path, clauses: dict[str, str], presets: dict[str, str]
) -> list[Problem]:
    write_library(folder, clauses)
    write(folder / "frameworks" / "fw.yaml", REQUIREMENTS)
    for name, text in presets.items():
        write(folder / "presets" / f"{name}.yaml", text)
    return check_library(load_library(folder), load_frameworks(folder))


PRESETS = {
    "company": "organization: {kind: company}\n",
    "school": "organization: {kind: university}\n",
    "town": "organization: {kind: municipality}\n",
}


def test_requirement_that_presets_miss_is_told_once_with_all_of_them(tmp_path: Path) -> None:
    one, two = problems_with_presets(tmp_path, {"a/one": SOUND}, PRESETS)
    assert [p.code for p in (one, two)] == ["requirement-missing"] * 2
    assert "プリセット company、school、town で、要件「R-1」" in one.message
    assert "プリセット school で、要件「R-SCHOOL」" in two.message
    assert (Path(one.place.file).name, one.place.line, two.place.line) == ("fw.yaml", 8, 9)
    assert "left_out" in one.remedy


def test_requirement_that_is_met_excluded_or_left_out_is_not_missing(tmp_path: Path) -> None:
    clauses = {
        "a/one": clause(SOUND, satisfies="[R-SCHOOL]"),
        "a/two": clause(SOUND, satisfies="[R-1]", when='choices.agents == "approval"'),
    }
    assert problems_with_presets(tmp_path, clauses, PRESETS) == []


def test_library_without_presets_has_nothing_to_prove(tmp_path: Path) -> None:
    assert problems_with_presets(tmp_path, {"a/one": SOUND}, {}) == []


def test_preset_that_is_no_profile_is_told(tmp_path: Path) -> None:
    (problem,) = problems_with_presets(tmp_path, {"a/one": SOUND}, {"bad": "tool: []\n"})
    assert (problem.code, Path(problem.place.file).name) == ("unknown-key", "bad.yaml")


def test_requirement_that_is_left_out_cannot_be_met(tmp_path: Path) -> None:
    clauses = {"a/one": clause(SOUND, satisfies="[R-STATE]")}
    (problem,) = problems_with_presets(tmp_path, clauses, {})
    assert (problem.code, problem.place.line) == ("satisfies-left-out", 9)
    assert "R-STATE" in problem.message


def test_reading_that_no_clause_needs_is_reported(tmp_path: Path) -> None:
    write_library(tmp_path, {"a/one": "秘密鍵を確認者が確認してください。" + NOTES}, laws=LAWS)
    listed = ["# 言葉", "確認: かくにん", "秘密: ひみつ", "〜者: しゃ", "怠る: おこたる"]
    path = write(tmp_path / "readings.yaml", "\n".join(listed) + "\n")
    problems = check_library(load_library(tmp_path), [])
    # 秘密 is in the text, but only inside of 秘密鍵, which has no reading.
    assert [(p.code, p.place.file, p.place.line) for p in problems] == [
        ("reading-unused", str(path), 3),
        ("reading-unused", str(path), 5),
    ]
