"""Slips of the keyboard and broken syntax, told in Japanese with place and remedy."""

from __future__ import annotations

import pytest

from guideline.errors import ContentError, Problem
from guideline.mistakes import slips
from guideline.source import parse_yaml
from tests.helpers import problems_of, told


def refused(written: str) -> list[Problem]:
    return problems_of(ContentError, lambda: parse_yaml(written, "a.yaml"))


@pytest.mark.parametrize(
    ("written", "line", "column", "hint"),
    [
        ("name: @b\n", 1, 7, "始めることはできません"),
        ("name: `b`\n", 1, 7, "始めることはできません"),
        ("name: a: b\n", 1, 8, "コロン「:」は書けません"),
        ("a: 1\nname\nb: 2\n", 3, 1, "コロン「:」がありません"),
        ("a:\n  b: 1\n c: 2\n", 3, 2, "字下げがそろっていない"),
        ('a: "b" c\n', 1, 8, "引用符の後"),
        ("a:\n  - b\n  c: 1\n", 3, 3, "「- 」で始まらない行"),
        ("a: [b, c\n", 2, 1, "閉じていません"),
        ("a: {b: c\n", 2, 1, "閉じていません"),
        ('a: "b\n', 1, 4, "引用符が閉じていません"),
        ("a: 1\nb: 'c\nd: 2\ne: 3\n", 2, 4, "引用符が閉じていません"),
        ("a: 1\n---\nb: 2\n", 2, 1, "もう一つの文書"),
        ("a: *b\n", 1, 4, "別名とみなされます"),
        ('a: "\\q"\n', 1, 5, "「\\」の使い方"),
        ("a: - b\n", 1, 4, "この位置に書くことはできません"),
        ("a: !<\n", 1, 6, "YAML の書き方に誤りがあります。"),
    ],
)
def test_syntax_error_is_told_in_japanese_with_place(
    written: str, line: int, column: int, hint: str
) -> None:
    [problem] = refused(written)
    assert told([problem]) == [("yaml-syntax", line, column)]
    assert hint in problem.message
    assert problem.remedy


@pytest.mark.parametrize(
    ("written", "code", "line", "column"),
    [
        ("organization:\n\tname: 市\n", "tab-indent", 2, 1),
        ("organization:\n  \tname: 市\n  kind: a\n", "tab-indent", 2, 3),
        ("a:\n  b: 1\n　c\nd: 2\n", "full-width-space", 3, 1),
        ("organization：\n  name: 市\n", "full-width-colon", 1, 13),
        ("a:\n  b: 1\n  kind：市\n", "full-width-colon", 3, 7),
        ("a:\n  - b: 1\n  - kind：市\n    c: 2\n", "full-width-colon", 3, 9),
    ],
)
def test_slip_of_the_keyboard_is_named_instead_of_the_syntax(
    written: str, code: str, line: int, column: int
) -> None:
    problems = refused(written)
    assert told(problems) == [(code, line, column)]
    assert problems[0].remedy


def test_every_slip_is_reported() -> None:
    problems = refused("a：\n\tb: 1\n　c：2\n")
    assert [(p.code, p.place.line) for p in problems] == [
        ("full-width-colon", 1),
        ("tab-indent", 2),
        ("full-width-space", 3),
        ("full-width-colon", 3),
    ]


def test_comments_and_empty_lines_are_no_slips() -> None:
    assert slips("　# 注記：a\n\t\n　\nname: 東京都：市\n", "a.yaml") == []


@pytest.mark.parametrize("mark", ["|", ">", "|-", "> # 注"])
def test_prose_in_a_block_of_text_is_no_slip(mark: str) -> None:
    text = f"note: {mark}\n  　字下げした文\n  name：値\nname: a\n"
    assert slips(text, "a.yaml") == []


def test_slip_after_a_block_of_text_is_found() -> None:
    text = "note: |\n  文：一\nname：値\n"
    assert [problem.place.line for problem in slips(text, "a.yaml")] == [3]
