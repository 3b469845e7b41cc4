"""Requirements gained and lost: what applies to both organizations, and what nobody can know."""

from __future__ import annotations

from pathlib import Path

import pytest

from guideline.compare import compare
from guideline.comparison_words import effects_of, requirement_told
from guideline.library import load_frameworks, load_library
from guideline.meaning import Meanings, meanings_of, selected
from guideline.model.version import Version
from guideline.requirements import frameworks_met
from guideline.resolve import resolve
from guideline.standings import RequirementChange, Standing, requirement_changes
from tests.helpers import clause, composed, profile, write, write_library

RULES = """\
id: rules
name: 試験の枠組み
publisher: 例会
status: current
authority: guidance
checked_on: 2026-11-01
requirements:
  - {id: R-AGENTS, text: エージェントを定める。, evidence: text}
  - {id: R-NOBODY, text: 誰も定めない。, evidence: text}
  - {id: R-PUBLIC, text: 公的部門が定める。, evidence: text, sector: public}
  - {id: R-BOTH, text: 常に定める。, evidence: text}
"""
CLAUSES = {
    "a/agents": clause(
        "エージェントを使える。",
        when="\"choices.agents == 'approval'\"",
        satisfies="[R-AGENTS, R-PUBLIC]",
    ).replace("no_requirements: 試験のため\n", ""),
    "a/always": clause("常に確認する。", satisfies="[R-BOTH, R-PUBLIC]").replace(
        "no_requirements: 試験のため\n", ""
    ),
}
ON, OFF = "choices: {agents: approval}", "choices: {agents: prohibited}"
COMPANY, CITY = "organization: {kind: company}", "organization: {kind: municipality}"


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return with_rules(tmp_path / "clauses", RULES)


def with_rules(folder: Path, rules: str) -> Path:
    write_library(folder, CLAUSES)
    write(folder / "frameworks" / "rules.yaml", rules)
    return folder


def of_profile(folder: Path, text: str) -> Version:
    file = profile(text)
    resolution = resolve(load_library(folder), file)
    met = frameworks_met(resolution, file, load_frameworks(folder))
    return Version(text, composed(folder, text), resolution=resolution, frameworks=met)


def built(folder: Path, text: str) -> Version:
    return Version(text, composed(folder, text))


def changes(old: Version, new: Version) -> dict[str, tuple[Standing, Standing]]:
    found = requirement_changes(old, new)
    assert found is not None
    return {change.id: (change.old, change.new) for change in found}


def test_requirement_of_a_clause_that_leaves_is_excluded_for_a_reason(library: Path) -> None:
    found = requirement_changes(of_profile(library, ON), of_profile(library, OFF))
    assert found is not None
    # R-PUBLIC concerns no company, R-NOBODY is missing on both sides.
    assert [(r.id, r.old, r.new) for r in found] == [("R-AGENTS", "covered", "excluded")]
    assert requirement_told(found[0]) == (
        "試験の枠組み R-AGENTS「エージェントを定める。」"
        "（対応→除外：AIエージェント・外部連携が「不可」）"
    )


def test_requirement_that_comes_back_is_met(library: Path) -> None:
    assert changes(of_profile(library, OFF), of_profile(library, ON)) == {
        "R-AGENTS": ("excluded", "covered")
    }


def test_other_sector_makes_requirements_apply(library: Path) -> None:
    assert changes(of_profile(library, COMPANY), of_profile(library, CITY)) == {
        "R-PUBLIC": ("not_applicable", "covered")
    }


def test_missing_is_told_apart_from_excluded(library: Path, tmp_path: Path) -> None:
    rules = RULES + "  - {id: R-NEW, text: 新たに定める。, evidence: text}\n"
    newer = with_rules(tmp_path / "newer", rules)
    found = requirement_changes(of_profile(library, ON), of_profile(newer, OFF))
    assert found is not None
    assert [(label, [r.id for r in each]) for label, each in effects_of(found)] == [
        ("未対応となる要件", ["R-NEW"]),
        ("除外となる要件", ["R-AGENTS"]),
    ]


def test_new_requirement_that_concerns_nobody_is_not_told(library: Path, tmp_path: Path) -> None:
    rules = RULES + "  - {id: R-NEW, text: 国が行う。, evidence: text, sector: public}\n"
    newer = with_rules(tmp_path / "newer", rules)
    assert changes(of_profile(library, ON), of_profile(newer, ON)) == {}


def test_files_do_not_tell_what_applies(library: Path) -> None:
    sides = built(library, ON), built(library, OFF)
    assert changes(*sides) == {"R-AGENTS": ("covered", "unknown")}
    found = requirement_changes(*sides)
    assert found is not None
    assert requirement_told(found[0]) == "R-AGENTS（対応→不明）"


def test_profile_tells_for_its_own_side_only(library: Path) -> None:
    # What stands in both texts is no change, although the profile alone knows that R-PUBLIC is for
    # nobody here.
    assert changes(built(library, ON), of_profile(library, OFF)) == {
        "R-AGENTS": ("covered", "excluded")
    }
    assert changes(of_profile(library, OFF), built(library, ON)) == {
        "R-AGENTS": ("excluded", "covered")
    }


def meanings(library: Path, old: str, new: str) -> Meanings:
    return meanings_of(compare(of_profile(library, old), of_profile(library, new)))


def test_clauses_that_are_shown_bring_their_requirements_only(library: Path) -> None:
    found = meanings(library, f"{COMPANY}\n{ON}", f"{CITY}\n{OFF}")
    assert found.requirements is not None
    assert {r.id for r in found.requirements} == {"R-AGENTS", "R-PUBLIC"}

    def shown(*clauses: str) -> list[str]:
        asked = [change for change in found.comparison.changes if change.id in clauses]
        requirements = selected(found, asked).requirements
        assert requirements is not None
        return [r.id for r in requirements]

    assert shown("a/agents") == ["R-AGENTS"]
    assert shown("a/always") == ["R-PUBLIC"]


def test_every_standing_has_a_name() -> None:
    for standing in ("missing", "excluded", "not_applicable", "unlisted", "unknown"):
        change = RequirementChange("R", "", "", "covered", standing)
        ((label, _),) = effects_of([change])
        assert label
        assert requirement_told(change).startswith("R（対応→")
