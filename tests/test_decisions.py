"""decisions.yaml: what people find in it, and what they are told when an answer cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from guideline.columns import width_of
from guideline.errors import ContentError, Problem
from guideline.layers.decisions import check_choices, not_asked, read_answers, with_questions
from guideline.source import parse_yaml
from guideline.upgrading import prepare, write_questions
from tests.helpers import problems_of, told
from tests.upgrades import city, newer, question

FIRST = question("元。", "層。", "新。")
SECOND = question("元。", "", "新。", field="order", choices=("ours", "new"), id_="q-2")
LONG = question("あ" * 200, "い" * 200, "う" * 200, id_="q-3")


def asked(text: str = "", *questions: object) -> str:
    return with_questions(parse_yaml(text, "d.yaml"), questions or (FIRST,))  # type: ignore[arg-type]


def wrong(text: str) -> list[Problem]:
    return problems_of(ContentError, lambda: read_answers(parse_yaml(text, "d.yaml")))


def test_what_is_written_can_be_read_and_has_no_answer_yet() -> None:
    text = asked("", FIRST, SECOND)
    located = parse_yaml(text, "d.yaml")
    assert read_answers(located) == {}
    assert [entry["question"] for entry in located.data["decisions"]] == ["q-1", "q-2"]
    for words in ("元。", "層。", "新。", "「題名」（p/a）の本文", "層「市」", "両方を続けて置く"):
        assert words in text


def test_only_what_can_be_answered_is_offered() -> None:
    own, other = asked("", FIRST), asked("", SECOND)
    assert "    text:\n" in own
    entry = other.split("decisions:")[1]
    assert "both" not in entry
    assert "    text:\n" not in entry


def test_lines_fit_into_the_window_of_a_simple_editor() -> None:
    entry = asked("", LONG).split("decisions:")[1]
    assert max(map(width_of, entry.split("\n"))) <= 80
    assert entry.count("あ") == 200


@pytest.mark.parametrize(
    "before",
    [
        "# 相談中\ndecisions:\n  - question: q-0  # 部長に確認\n    answer: ours\n",
        "decisions:\n- question: q-0\n  answer: ours\n",
        "# 空\ndecisions: []\n",
        "decisions:\n",
        "# 何もない\n",
    ],
)
def test_what_somebody_wrote_stays(before: str) -> None:
    after = asked(before, FIRST, SECOND)
    found = [e["question"] for e in parse_yaml(after, "d.yaml").data["decisions"]]
    assert found[-2:] == ["q-1", "q-2"]
    for line in before.split("\n"):
        assert line.replace("[]", "").rstrip() in after
    assert ("q-0" in found) == ("q-0" in before)


def test_line_ends_of_the_file_stay(tmp_path: Path) -> None:
    profile = city(tmp_path / "city")
    path = tmp_path / "city" / "decisions.yaml"
    path.write_bytes("\ufeff# 相談中\r\ndecisions:\r\n".encode())
    write_questions(prepare(profile, str(newer(tmp_path / "new"))))
    data = path.read_bytes()
    assert data.startswith("\ufeff# 相談中\r\n".encode())
    assert b"\n" not in data.replace(b"\r\n", b"")


def entry(rest: str) -> str:
    return f"decisions:\n  - question: q-1\n    {rest}\n"


def test_words_that_are_no_answer_are_told_with_what_may_be_written() -> None:
    (problem,) = wrong(entry("answer: our"))
    assert told([problem]) == [("unknown-value", 3, 13)]
    assert "ours（層の定めのままにする）" in problem.remedy
    assert "もしかして「ours」" in problem.remedy


def test_a_label_written_out_is_told_its_word() -> None:
    (problem,) = wrong(entry("answer: 新しい版のとおりにする"))
    assert "「new」と書いてください" in problem.remedy


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (entry("answer: own"), ("answer-without-text", 3, 13)),
        (entry("answer: own\n    text:"), ("answer-without-text", 3, 13)),
        (entry("answer: new\n    text: 私の文。"), ("text-without-own", 4, 11)),
        (entry("anser: new"), ("unknown-key", 3, 5)),
        (entry("answer: new\n    date: 11月"), ("not-a-date", 4, 11)),
        ("decisions:\n  - answer: new\n", ("missing-key", 2, 5)),
        ("decisions:\n  q-1: new\n", ("wrong-type", 2, 3)),
        ("decision:\n  - question: q-1\n", ("unknown-key", 1, 1)),
        (
            "decisions:\n  - {question: q-1, answer: new}\n  - {question: q-1, answer: ours}\n",
            ("answered-twice", 3, 16),
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text: str, expected: tuple[str, int, int]) -> None:
    problems = wrong(text)
    assert told(problems) == [expected]
    assert all(problem.remedy for problem in problems)


def test_all_problems_are_told_at_once() -> None:
    text = entry("answer: own") + "  - question: q-2\n    answer: ja\n"
    assert [problem.code for problem in wrong(text)] == ["answer-without-text", "unknown-value"]


def test_an_answer_that_this_question_does_not_offer_is_refused() -> None:
    located = parse_yaml("decisions:\n  - question: q-2\n    answer: both\n", "d.yaml")
    (problem,) = problems_of(ContentError, lambda: check_choices(located, [FIRST, SECOND]))
    assert told([problem]) == [("answer-not-offered", 3, 13)]
    assert "ours（" in problem.remedy
    assert "both" not in problem.remedy


def test_entries_that_nothing_asks_for_are_found() -> None:
    located = parse_yaml("decisions:\n  - question: q-1\n  - question: q-9\n", "d.yaml")
    ((id_, place),) = not_asked(located, [FIRST])
    assert (id_, place.line, place.column) == ("q-9", 3, 15)
