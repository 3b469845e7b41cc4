"""Problems: how they read, in which order, and what programs get."""

from __future__ import annotations

import errno

import pytest

from guideline.errors import (
    CallError,
    ContentError,
    GuidelineError,
    Place,
    Problem,
    suggestion,
    told_by_system,
)


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        (Place("a.yaml", 3, 5), "a.yaml:3:5"),
        (Place("a.yaml", 3), "a.yaml:3"),
        (Place("a.yaml"), "a.yaml"),
    ],
)
def test_place_shows_only_what_is_known(place: Place, shown: str) -> None:
    assert str(place) == shown


def test_problem_reads_as_place_message_code_and_remedy() -> None:
    problem = Problem(
        "unknown-key", "キーがありません。", Place("a.yaml", 2, 3), "消してください。"
    )
    assert str(problem) == "a.yaml:2:3: キーがありません。 [unknown-key]\n  → 消してください。"


def test_problem_without_remedy_has_no_second_line() -> None:
    assert str(Problem("x", "誤り。", Place("a.yaml"))) == "a.yaml: 誤り。 [x]"


def test_problem_as_plain_values() -> None:
    problem = Problem("x", "誤り。", Place("a.yaml", 2, 3), "直してください。", "tools[0].id")
    assert problem.as_dict() == {
        "code": "x",
        "file": "a.yaml",
        "line": 2,
        "column": 3,
        "path": "tools[0].id",
        "message": "誤り。",
        "remedy": "直してください。",
    }


def test_problems_stand_in_reading_order() -> None:
    places = [Place("b", 1, 1), Place("a", 10, 1), Place("a", 9, 2), Place("a", 9, 1), Place("a")]
    error = GuidelineError(Problem("x", "誤り。", place) for place in places)
    assert [str(p.place) for p in error.problems] == ["a", "a:9:1", "a:9:2", "a:10:1", "b:1:1"]


def test_problems_at_one_place_keep_their_order() -> None:
    error = ContentError(Problem(code, "誤り。", Place("a", 1, 1)) for code in "zax")
    assert [p.code for p in error.problems] == ["z", "a", "x"]


def test_error_reads_as_all_its_problems() -> None:
    problems = [Problem("x", "一。", Place("a", 1)), Problem("y", "二。", Place("a", 2))]
    assert str(ContentError(problems)) == "a:1: 一。 [x]\na:2: 二。 [y]"


def test_wrong_content_and_wrong_call_can_be_told_apart() -> None:
    with pytest.raises(GuidelineError) as content:
        raise ContentError([])
    with pytest.raises(GuidelineError) as call:
        raise CallError([])
    assert not isinstance(content.value, CallError)
    assert not isinstance(call.value, ContentError)


def test_close_word_is_suggested() -> None:
    assert suggestion("nmae", ["kind", "name", "size"]) == "もしかして「name」ですか。"


def test_nothing_is_suggested_for_a_strange_word() -> None:
    assert suggestion("zzz", ["kind", "name"]) == ""


def test_closest_of_several_words_is_suggested() -> None:
    assert suggestion("agent", ["agency", "agents"]) == "もしかして「agents」ですか。"


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (FileNotFoundError(errno.ENOENT, "No such file or directory"), "その場所がありません"),
        (PermissionError(errno.EACCES, "Permission denied"), "権限がないか"),
        (OSError(errno.ENAMETOOLONG, "File name too long"), "名前が長すぎます"),
        (OSError(987, "Something new"), "エラー番号 987"),
        (OSError("no number"), "エラー番号 不明"),
        (ValueError("embedded null byte"), "使えない名前です"),
    ],
)
def test_words_of_the_system_are_told_in_japanese(error: Exception, told: str) -> None:
    assert told in told_by_system(error)
    assert not any(word in told_by_system(error) for word in str(error).split() if len(word) > 4)
