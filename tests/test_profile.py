"""A profile file: what a new user gets wrong, and what is remembered of a sound one."""

from __future__ import annotations

from pathlib import Path

import pytest

from guideline.errors import CallError, ContentError, Place, Problem
from guideline.profile import ProfileFile, load_profile
from tests.helpers import EXAMPLES, problems_of, told, write


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "profile.yaml"


def load(path: Path, text: str) -> ProfileFile:
    return load_profile(write(path, text))


def refused(path: Path, text: str) -> list[Problem]:
    return problems_of(ContentError, lambda: load(path, text))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.parent.name)
def test_examples_load(example: Path) -> None:
    assert load_profile(example).profile.organization.name


def test_empty_file_is_a_profile_without_answers(path: Path) -> None:
    file = load(path, "# まだ何も決めていない\n")
    assert file.profile.organization.name is None
    assert file.given_at(("organization", "name")) is None


def test_answers_and_their_places_are_remembered(path: Path) -> None:
    file = load(path, "organization:\n  name: 架空市\ntools:\n  - id: chat\n    log:\n")
    assert file.profile.organization.name == "架空市"
    assert file.given_at(("organization", "name")) == Place(str(path), 2, 9)
    assert file.given_at(("tools", 0, "id")) == Place(str(path), 4, 9)
    assert file.given_at(("tools", 0, "name")) is None
    assert file.given_at(("roles",)) is None


# What a new user gets wrong


def test_missing_file_and_folder_are_wrong_calls(path: Path) -> None:
    for given, code in ((path, "file-missing"), (path.parent, "is-a-folder")):
        [problem] = problems_of(CallError, lambda given=given: load_profile(given))  # type: ignore[misc]
        assert problem.code == code


@pytest.mark.parametrize("encoding", ["cp932", "utf-16"])
def test_other_encodings_are_refused(path: Path, encoding: str) -> None:
    path.write_bytes("organization:\n  name: 架空市\n".encode(encoding))
    [problem] = problems_of(ContentError, lambda: load_profile(path))
    assert problem.code == "not-utf8"
    assert "メモ帳" in problem.remedy


@pytest.mark.parametrize(
    ("text", "code", "line", "column", "where"),
    [
        ("organization:\n  name: @市\n", "yaml-syntax", 2, 9, ""),
        ("organization:\n\tname: 市\n", "tab-indent", 2, 1, ""),
        ("organization:\n  kind: other\n  　name: 市\n", "full-width-space", 3, 3, ""),
        ("organization：\n  name: 市\n", "full-width-colon", 1, 13, ""),
        ("organization:\n  kind: other\n  name：市\n", "full-width-colon", 3, 7, ""),
        ("organization:\n  nmae: 市\n", "unknown-key", 2, 3, "organization.nmae"),
        ("organisation:\n  name: 市\n", "unknown-key", 1, 1, "organisation"),
        ("organization: 架空市\n", "wrong-type", 1, 15, "organization"),
        ("organization:\n  name: [市]\n", "wrong-type", 2, 9, "organization.name"),
        ("organization:\n  size: 多数\n", "wrong-type", 2, 9, "organization.size"),
        ("tools: chat\n", "wrong-type", 1, 8, "tools"),
        ("tools:\n  id: chat\n", "wrong-type", 2, 3, "tools"),
        ("tools:\n  - chat\n", "wrong-type", 2, 5, "tools[0]"),
        ("tools:\n  - name: chat\n", "missing-key", 2, 5, "tools[0].id"),
        ("tools:\n  - id: Chat\n", "bad-id", 2, 9, "tools[0].id"),
        ("organization:\n  kind: 企業\n", "unknown-value", 2, 9, "organization.kind"),
        ("document:\n  enacted: 2026-02-30\n", "not-a-date", 2, 12, "document.enacted"),
        ("document:\n  enacted: 令和8年4月1日\n", "not-a-date", 2, 12, "document.enacted"),
        ("tools:\n  - id: a\n  - id: a\n", "duplicate-id", 3, 9, "tools[1].id"),
        ("rules:\n  - {tool: a, class: b, input: allowed}\n", "unknown-id", 2, 12, "rules[0].tool"),
        ("organization:\n  name: 市\n  name: 町\n", "duplicate-key", 3, 3, "organization.name"),
        ("document:\n  owner: dx\n", "unknown-id", 2, 10, "document.owner"),
        ("document:\n  owner: 情報課\n", "unknown-id", 2, 10, "document.owner"),
        ("tools:\n  - id: a\n    use: |\n      上\n      下\n", "line-end", 3, 10, "tools[0].use"),
        ('organization:\n  name: "市\n', "yaml-syntax", 2, 9, ""),
        ("架空市\n", "wrong-type", 1, 1, ""),
        ("- 架空市\n", "wrong-type", 1, 1, ""),
    ],
)
def test_slip_is_reported_with_place_path_and_remedy(
    path: Path, text: str, code: str, line: int, column: int, where: str
) -> None:
    problem = refused(path, text)[0]
    assert told([problem]) == [(code, line, column)]
    assert (problem.place.file, problem.path) == (str(path), where)
    assert problem.remedy


def test_misspelt_key_is_reported_with_place_and_suggestion(path: Path) -> None:
    [problem] = refused(path, "organization:\n  nmae: 市\n")
    assert str(problem) == (
        f"{path}:2:3: 「nmae」というキーはありません。 [unknown-key]\n"
        "  → もしかして「name」ですか。"
    )


def test_tool_allowed_for_a_class_above_its_highest_is_reported_at_the_rule(path: Path) -> None:
    text = (
        "classes:\n  - {id: pub, name: 公開, level: public}\n"
        "  - {id: int, name: 内部, level: internal}\n"
        "tools:\n  - {id: chat, highest_class: pub}\n"
        "rules:\n  - tool: chat\n    class: int\n    input: allowed\n"
    )
    problems = refused(path, text)
    assert told(problems) == [("class-above-limit", 9, 12)]
    assert problems[0].path == "rules[0].input"


def test_several_errors_are_reported_at_once_in_reading_order(path: Path) -> None:
    text = (
        "organization:\n  nmae: 市\n  kind: 企業\n"
        "tools:\n  - id: Chat\n    log: maybe\n    retention_days: 30日\n"
        "document:\n  enacted: 未定\n"
    )
    assert told(refused(path, text)) == [
        ("unknown-key", 2, 3),
        ("unknown-value", 3, 9),
        ("bad-id", 5, 9),
        ("unknown-value", 6, 10),
        ("wrong-type", 7, 21),
        ("not-a-date", 9, 12),
    ]


def test_full_width_space_is_told_instead_of_the_key_it_makes(path: Path) -> None:
    problems = refused(path, "organization:\n　　name: 架空市\n")
    assert ("full-width-space", 2, 1) in told(problems)
    assert "unknown-key" not in {p.code for p in problems}


def test_other_errors_stay_beside_a_slip_of_the_keyboard(path: Path) -> None:
    text = "organization:\n  kind: other\n  　name: 市\n  nmae: 市\n"
    assert told(refused(path, text)) == [("full-width-space", 3, 3), ("unknown-key", 4, 3)]


def test_indented_prose_is_no_slip_when_the_parts_contradict_each_other(path: Path) -> None:
    text = (
        "tools:\n  - id: a\n    use: >-\n      会議の記録\n      　議事録の作成\n"
        "    highest_class: x\n"
    )
    assert told(refused(path, text)) == [("unknown-id", 6, 20)]


def test_contradictions_are_reported_at_once(path: Path) -> None:
    text = "document:\n  owner: dx\n  enacted: 2026-04-02\n  effective: 2026-04-01\n"
    assert told(refused(path, text)) == [("unknown-id", 2, 10), ("dates-out-of-order", 4, 14)]


def test_words_that_yaml_would_change_stay_what_was_written(path: Path) -> None:
    text = "organization:\n  name: no\n  short_name: 12:30\ndocument:\n  number: 010\n"
    value = load(path, text).profile
    assert (value.organization.name, value.organization.short_name) == ("no", "12:30")
    assert value.document.number == "010"


# The hash


ANSWERS = "organization:\n  name: 架空市\n  kind: municipality\ntools:\n  - id: a\n  - id: b\n"


@pytest.mark.parametrize(
    "same",
    [
        "# 注記\n" + ANSWERS,
        ANSWERS.replace("架空市", '"架空市"'),
        "tools: [{id: a}, {id: b}]\norganization: {kind: municipality, name: 架空市}\n",
        ANSWERS + "roles:\n  manager: 所属長\n",
        ANSWERS.replace("\n", "\r\n"),
    ],
)
def test_layout_does_not_change_the_hash(path: Path, same: str) -> None:
    assert load(path, same).hash == load(path, ANSWERS).hash


@pytest.mark.parametrize(
    "other",
    [
        "",
        ANSWERS.replace("架空市", "架空町"),
        ANSWERS.replace("id: a", "id: c"),
        "organization: {kind: municipality, name: 架空市}\ntools: [{id: b}, {id: a}]\n",
        ANSWERS + "document:\n  enacted: 2026-04-01\n",
    ],
)
def test_another_answer_changes_the_hash(path: Path, other: str) -> None:
    assert load(path, other).hash != load(path, ANSWERS).hash


def test_hash_is_a_sha256(path: Path) -> None:
    assert len(bytes.fromhex(load(path, "").hash)) == 32
