"""Why a clause is in or out, told in words and as plain values."""

from __future__ import annotations

from pathlib import Path

import pytest

from guideline.bundled import bundled
from guideline.errors import CallError
from guideline.explain import (
    as_dict,
    clauses_named,
    decisions_for,
    describe,
    id_of,
    is_number,
    summarize,
    unconfirmed,
)
from guideline.library import load_frameworks, load_library
from guideline.model.resolution import Resolution
from tests.helpers import clause, composed, resolved, the_problem, write_library


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_library(
        tmp_path,
        {
            "a/always": clause("一。", title="いつも"),
            "a/agents.strict": clause(
                "二。", title="不可", when='choices.agents == "prohibited"', satisfies="[R-1, R-2]"
            ),
            "a/agents.loose": clause(
                "三。", title="承認", when='choices.agents == "approval"', sources="[act 1]"
            ),
            "a/log": clause("四。", title="記録", when='facts.log == "content"'),
            "a/code": clause("五。", title="符号", when="'\"code\" in facts.content_types'"),
            "a/city": clause("六。", title="市", when='organization.kind == "municipality"'),
        },
    )


TOOLS = "tools:\n  - id: one\n    log: content\n    content_types: [text]\n"


def described(resolution: Resolution, name: str) -> list[str]:
    return "\n".join(describe(d, resolution) for d in decisions_for(resolution, name)).split("\n")


def test_clause_of_every_organization(folder: Path) -> None:
    resolution = resolved(folder)
    assert described(resolution, "a/always") == [
        "a/always（いつも）は入ります。",
        "  理由：どの組織にも入る条項です",
        "  満たす要件：なし（試験のため）",
        "  根拠：なし（試験のため）",
    ]
    assert summarize(decisions_for(resolution, "a/always")[0]) == (
        "○ a/always  どの組織にも入る条項です"
    )


def test_clause_chosen_by_default(folder: Path) -> None:
    lines = described(resolved(folder, TOOLS), "a/agents.strict")
    assert lines[0] == "a/agents.strict（不可）は入ります。"
    assert "  理由：choices.agents が prohibited だから" in lines
    assert '  条件：choices.agents == "prohibited"' in lines
    # What the default is settled by is told as well: the agents of the tools.
    answer = lines.index("  答え：choices.agents は prohibited")
    assert lines[answer + 1].endswith("tools[0].content_types")
    assert lines[lines.index("  次のどれかで外れます：") + 1] == (
        "    choices.agents を approval にする"
    )
    assert "  満たす要件：R-1、R-2" in lines


def test_clause_chosen_by_an_answer(folder: Path) -> None:
    lines = described(resolved(folder, "choices:\n  agents: approval\n"), "a/agents.loose")
    assert lines[0] == "a/agents.loose（承認）は入ります。"
    answer = lines.index("  答え：choices.agents は approval")
    assert lines[answer + 1] == "    profile.yaml:2:11 choices.agents"
    assert "  根拠：act 1" in lines


def test_clause_left_out(folder: Path) -> None:
    resolution = resolved(folder)
    lines = described(resolution, "a/city")
    assert lines[0] == "a/city（市）は入りません。"
    assert "  理由：organization.kind が company だから" in lines
    assert "  答え：organization.kind は company（未回答のため既定値）" in lines
    assert lines[lines.index("  次のどれかで入ります：") + 1] == (
        "    organization.kind を municipality にする"
    )
    assert summarize(decisions_for(resolution, "a/city")[0]).startswith("－ a/city  ")


def test_clause_of_a_derived_fact_names_the_answers_it_rests_on(folder: Path) -> None:
    lines = described(resolved(folder, TOOLS), "a/log")
    assert lines[0] == "a/log（記録）は入ります。"
    answer = lines.index("  答え：facts.log は content")
    assert lines[answer + 1] == "    profile.yaml:3:10 tools[0].log"
    assert "    facts.log が usage になる（tools[].log で決まる）" in lines


def test_clause_of_a_set_tells_what_to_add_or_take_away(folder: Path) -> None:
    without = described(resolved(folder, TOOLS), "a/code")
    assert "    ツールの content_types に code を含める" in without
    with_code = described(resolved(folder, TOOLS.replace("[text]", "[code]")), "a/code")
    assert "    ツールの content_types に code を含めない" in with_code
    assert "  理由：facts.content_types が code だから" in with_code
    assert "  理由：facts.content_types が なし だから" in described(resolved(folder), "a/code")


def test_slot_stands_for_its_variants(folder: Path) -> None:
    decisions = decisions_for(resolved(folder), "a/agents")
    assert {d.clause.id: d.is_chosen for d in decisions} == {
        "a/agents.loose": False,
        "a/agents.strict": True,
    }


def test_without_a_name_every_clause_is_told(folder: Path) -> None:
    assert len(decisions_for(resolved(folder), None)) == 6


@pytest.mark.parametrize(
    ("name", "hint"), [("a/agent", "「a/agents」"), ("xyz", "guideline clauses list")]
)
def test_unknown_clause_is_reported_with_a_suggestion(name: str, hint: str, folder: Path) -> None:
    with pytest.raises(CallError) as caught:
        clauses_named(name, load_library(folder))
    problem = the_problem(caught)
    assert problem.code == "unknown-clause"
    assert f"「{name}」" in problem.message
    assert hint in problem.remedy


def test_decision_as_plain_values(folder: Path) -> None:
    resolution = resolved(folder, "choices:\n  agents: approval\n")
    (decision,) = decisions_for(resolution, "a/agents.loose")
    assert as_dict(decision, resolution) == {
        "id": "a/agents.loose",
        "slot": "a/agents",
        "title": "承認",
        "chosen": True,
        "conditions": ['choices.agents == "approval"'],
        "answers": [
            {
                "name": "choices.agents",
                "value": "approval",
                "given_at": ["profile.yaml:2:11 choices.agents"],
            }
        ],
        "changes": [{"name": "choices.agents", "value": "prohibited"}],
        "satisfies": [],
        "sources": ["act 1"],
        "provisional": None,
    }


def test_provisional_clause_says_why(tmp_path: Path) -> None:
    text = clause("文。", provisional="指針がまだないため")
    resolution = resolved(write_library(tmp_path / "new", {"a/one": text}))
    assert described(resolution, "a/one")[-1] == "  暫定の定め：指針がまだないため"
    (decision,) = decisions_for(resolution, "a/one")
    assert as_dict(decision, resolution)["provisional"] == "指針がまだないため"


def test_requirement_that_nobody_has_read_is_marked(tmp_path: Path) -> None:
    text = clause("文。", satisfies="[MIC-T-LOG, JDLA-1]")
    resolution = resolved(write_library(tmp_path / "new", {"a/one": text}))
    (decision,) = decisions_for(resolution, "a/one")
    unread = unconfirmed(load_frameworks(bundled("clauses")))
    assert "MIC-T-LOG" in unread
    assert "  満たす要件：MIC-T-LOG（未確認）、JDLA-1" in describe(
        decision, resolution, unread
    ).split("\n")


@pytest.mark.parametrize("number", ["1(2)", "１（２）"])
def test_clause_is_found_by_the_number_that_the_document_shows(number: str, folder: Path) -> None:
    document = composed(folder, "choices: {agents: approval}")
    assert is_number(number)
    assert id_of(number, document) == "a/agents.loose"


def test_number_that_the_document_does_not_show_stays_as_it_is(folder: Path) -> None:
    assert id_of("9(9)", composed(folder)) == "9(9)"


@pytest.mark.parametrize("name", ["a/always", "記録", "none", "第一回", ""])
def test_what_begins_with_no_digit_is_no_number(name: str) -> None:
    assert not is_number(name)


@pytest.mark.parametrize("number", ["5(6)", "第５の６", "第5の6", "12"])
def test_numbers_of_both_presets_are_known_as_numbers(number: str) -> None:
    assert is_number(number)


def test_clause_is_found_by_its_title(folder: Path) -> None:
    assert [c.id for c in clauses_named("記録", load_library(folder))] == ["a/log"]
