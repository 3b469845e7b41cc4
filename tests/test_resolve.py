"""Which clauses apply, the answers behind it, and libraries that fit no profile."""

from __future__ import annotations

from pathlib import Path

import pytest

from guideline.errors import ContentError
from guideline.model.resolution import Alternative, Answer, Decision, Resolution
from guideline.resolve import alternatives_of
from tests.helpers import clause, resolved, the_problem, write_library

STRICT = clause("本文。", when='choices.agents == "prohibited"')
LOOSE = clause("本文。", when='choices.agents == "approval"')


def decision(resolution: Resolution, id_: str) -> Decision:
    return next(d for d in resolution.decisions if d.clause.id == id_)


def chosen(resolution: Resolution) -> list[str]:
    return [c.id for c in resolution.chosen]


def test_clause_without_condition_is_always_chosen(tmp_path: Path) -> None:
    resolution = resolved(write_library(tmp_path, {"a/one": "本文。"}))
    assert chosen(resolution) == ["a/one"]
    assert decision(resolution, "a/one").conditions == ()
    assert decision(resolution, "a/one").answers == ()


def test_every_clause_has_a_decision_in_the_order_of_the_library(tmp_path: Path) -> None:
    folder = write_library(
        tmp_path,
        {"b/two.strict": STRICT, "b/two.loose": LOOSE, "b/one": "本文。", "a/one": "本文。"},
    )
    resolution = resolved(folder)
    ids = [d.clause.id for d in resolution.decisions]
    assert sorted(ids[:2]) == ["b/two.loose", "b/two.strict"]
    assert ids[2:] == ["b/one", "a/one"]
    assert chosen(resolution) == ["b/two.strict", "b/one", "a/one"]


def test_answer_of_the_profile_decides_and_its_place_is_told(tmp_path: Path) -> None:
    folder = write_library(tmp_path, {"a/one.strict": STRICT, "a/one.loose": LOOSE})
    resolution = resolved(folder, "choices:\n  agents: approval\n")
    assert chosen(resolution) == ["a/one.loose"]
    loose = decision(resolution, "a/one.loose")
    assert loose.conditions == ('choices.agents == "approval"',)
    (answer,) = loose.answers
    assert (answer.name, answer.value) == ("choices.agents", "approval")
    assert answer.given_at == ("profile.yaml:2:11 choices.agents",)
    strict = decision(resolution, "a/one.strict")
    for either in (loose, strict):
        assert alternatives_of(either, resolution) == (Alternative("choices.agents", "prohibited"),)


def test_default_is_told_as_not_given(tmp_path: Path) -> None:
    folder = write_library(tmp_path, {"a/one.strict": STRICT, "a/one.loose": LOOSE})
    answers = decision(resolved(folder), "a/one.strict").answers
    assert answers == (Answer("choices.agents", "prohibited", ()),)


def test_derived_fact_is_traced_to_every_tool_that_gives_it(tmp_path: Path) -> None:
    folder = write_library(tmp_path, {"a/one": clause("本文。", when='facts.log == "content"')})
    tools = (
        "tools:\n  - id: one\n    log: content\n  - id: two\n"
        "  - id: three\n    name: 三\n    log: content\n"
    )
    (answer,) = decision(resolved(folder, tools), "a/one").answers
    assert answer.value == "content"
    assert answer.given_at == ("profile.yaml:3:10 tools[0].log", "profile.yaml:7:10 tools[2].log")


def test_set_is_told_as_words_and_changes_add_or_take_away(tmp_path: Path) -> None:
    folder = write_library(
        tmp_path,
        {
            "a/code": clause("本文。", when="'\"code\" in facts.content_types'"),
            "a/video": clause("本文。", when="'\"video\" in facts.content_types'"),
        },
    )
    resolution = resolved(folder, "tools:\n  - id: one\n    content_types: [text, code]\n")
    code, video = decision(resolution, "a/code"), decision(resolution, "a/video")
    assert (code.is_chosen, video.is_chosen) == (True, False)
    assert code.answers[0].value == "text、code"
    assert alternatives_of(code, resolution) == (Alternative("facts.content_types", "-code"),)
    assert alternatives_of(video, resolution) == (Alternative("facts.content_types", "video"),)


def test_scope_of_a_slot_stands_before_the_condition_of_the_variant(tmp_path: Path) -> None:
    folder = write_library(
        tmp_path,
        {"a/one.strict": STRICT, "a/one.loose": LOOSE},
        slots={"a/one": 'organization.kind == "university"'},
    )
    outside = resolved(folder)
    assert chosen(outside) == []
    assert decision(outside, "a/one.strict").conditions == (
        'organization.kind == "university"',
        'choices.agents == "prohibited"',
    )
    inside = resolved(folder, "organization: {kind: university}")
    assert chosen(inside) == ["a/one.strict"]


def test_slot_with_a_scope_alone_needs_one_variant_without_condition(tmp_path: Path) -> None:
    folder = write_library(
        tmp_path, {"a/one.only": "本文。"}, slots={"a/one": 'organization.kind == "hospital"'}
    )
    assert chosen(resolved(folder)) == []
    assert chosen(resolved(folder, "organization: {kind: hospital}")) == ["a/one.only"]


def test_slot_without_a_variant_is_reported(tmp_path: Path) -> None:
    folder = write_library(tmp_path, {"a/one.loose": LOOSE})
    with pytest.raises(ContentError) as caught:
        resolved(folder)
    problem = the_problem(caught)
    assert problem.code == "slot-not-single"
    assert "a/one" in problem.message
    assert "選ばれませんでした" in problem.message
    line = (tmp_path / "a/one.loose.md").read_text(encoding="utf-8").split("\n")
    assert line[problem.place.line - 1].startswith("when:")


def test_slot_with_two_variants_names_both(tmp_path: Path) -> None:
    folder = write_library(tmp_path, {"a/one.strict": STRICT, "a/one.other": "本文。"})
    with pytest.raises(ContentError) as caught:
        resolved(folder)
    assert "a/one.other、a/one.strict" in the_problem(caught).message


def test_required_clause_that_is_left_out_is_reported_at_requires(tmp_path: Path) -> None:
    folder = write_library(
        tmp_path, {"a/one": clause("本文。", requires="[a/two]"), "a/two": LOOSE}
    )
    with pytest.raises(ContentError) as caught:
        resolved(folder)
    problem = the_problem(caught)
    assert problem.code == "requires-unmet"
    assert "a/two" in problem.message
    text = (tmp_path / "a/one.md").read_text(encoding="utf-8").split("\n")
    assert text[problem.place.line - 1].startswith("requires:")
    assert chosen(resolved(folder, "choices: {agents: approval}")) == ["a/one", "a/two"]


def test_requirement_is_met_by_a_variant_of_the_slot(tmp_path: Path) -> None:
    folder = write_library(
        tmp_path,
        {
            "a/one": clause("本文。", requires="[b/two]"),
            "b/two.strict": STRICT,
            "b/two.loose": LOOSE,
        },
    )
    assert chosen(resolved(folder)) == ["a/one", "b/two.strict"]


def test_clauses_that_exclude_each_other_are_reported(tmp_path: Path) -> None:
    folder = write_library(
        tmp_path, {"a/one": clause("本文。", conflicts="[a/two]"), "a/two": LOOSE}
    )
    assert chosen(resolved(folder)) == ["a/one"]
    with pytest.raises(ContentError) as caught:
        resolved(folder, "choices: {agents: approval}")
    problem = the_problem(caught)
    assert problem.code == "conflict"
    assert "a/one" in problem.message
    assert "a/two" in problem.message


def test_all_problems_are_reported_at_once(tmp_path: Path) -> None:
    folder = write_library(
        tmp_path,
        {
            "a/one": clause("本文。", requires="[a/three]", conflicts="[a/two]"),
            "a/two": "本文。",
            "a/three": LOOSE,
            "a/four.loose": LOOSE,
        },
    )
    with pytest.raises(ContentError) as caught:
        resolved(folder)
    assert {p.code for p in caught.value.problems} == {
        "slot-not-single",
        "requires-unmet",
        "conflict",
    }
