"""Every branch of a clause's text, each with one other answer."""

from __future__ import annotations

from pathlib import Path

from guideline.branches import branches_of
from guideline.document import lines_of
from guideline.library import load_library
from tests.helpers import write_library


def lines(folder: Path, body: str, **settled: str) -> set[str]:
    write_library(folder, {"a/one": body})
    (clause,) = load_library(folder).clauses
    fixed = {name.replace("__", "."): word for name, word in settled.items()}
    return {line for blocks in branches_of(clause, fixed) for line in lines_of(blocks)}


def test_each_answer_that_the_text_compares_is_given(tmp_path: Path) -> None:
    body = (
        '{% if choices.agents == "approval" %}甲{% else %}乙{% endif %}'
        '{% if choices.disclosure == "always" %}丙{% else %}丁{% endif %}'
    )
    # One at a time: the defaults are 乙 and 丁.
    assert lines(tmp_path, body) == {"乙丁", "甲丁", "乙丙"}


def test_text_that_answers_leave_the_same_comes_once(tmp_path: Path) -> None:
    body = '{% if choices.agents == "approval" %}甲{% elif choices.agents %}乙{% endif %}'
    write_library(tmp_path, {"a/one": body})
    (clause,) = load_library(tmp_path).clauses
    assert [lines_of(blocks) for blocks in branches_of(clause)] == [["乙"], ["甲"]]


def test_answer_of_every_tool_is_given(tmp_path: Path) -> None:
    body = '{% for tool in tools %}{% if tool.log == "none" %}甲{% else %}乙{% endif %}{% endfor %}'
    assert lines(tmp_path, body) == {"甲", "乙"}


def test_word_in_a_list_is_given(tmp_path: Path) -> None:
    body = '{% if "agent" in facts.content_types %}甲{% else %}乙{% endif %}'
    assert lines(tmp_path, body) == {"甲", "乙"}


def test_settled_answer_holds_in_every_branch(tmp_path: Path) -> None:
    body = (
        '{% if organization.law == "public" %}甲{% else %}乙{% endif %}'
        '{% if choices.agents == "approval" %}丙{% else %}丁{% endif %}'
    )
    assert lines(tmp_path / "a", body, organization__law="public") == {"甲丙", "甲丁"}
    assert lines(tmp_path / "b", body, organization__law="private") == {"乙丙", "乙丁"}
