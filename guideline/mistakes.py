"""What goes wrong when people write YAML, told in Japanese: slips of the hand, broken syntax."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from guideline.errors import Place, Problem

_SLIPS = (
    (
        re.compile(r"^(?P<before> *)\t"),
        "tab-indent",
        "字下げにタブがあります。",
        "タブを半角の空白2個に置き換えてください。",
    ),
    (
        re.compile(r"^(?P<before>[ \t]*)\u3000"),
        "full-width-space",
        "字下げに全角の空白があります。",
        "全角の空白を半角の空白2個に置き換えてください。",
    ),
    (
        re.compile(r"^(?P<before>[ \t\u3000]*(?:- +)?[A-Za-z_][A-Za-z0-9_-]*)："),
        "full-width-colon",
        "キーの後のコロンが全角です。",
        "半角のコロンと空白「: 」に置き換えてください。",
    ),
)


def slips(text: str, file: str) -> list[Problem]:
    """Lines that look as if a full-width character or a tab slipped in where YAML has syntax.

    A line inside a block of text may look the same, so ask only when something is wrong already.
    """
    return list(_find_slips(text, file))


_BLOCK_TEXT = re.compile(r"^( *).*[:-] +[|>][+-]?[0-9]?\s*(?:#.*)?$")


def _find_slips(text: str, file: str) -> Iterator[Problem]:
    block_indent: int | None = None
    for number, line in enumerate(text.split("\n"), 1):
        if line.lstrip(" \t\u3000").startswith("#") or not line.strip():
            continue
        if block_indent is not None and len(line) - len(line.lstrip(" ")) > block_indent:
            continue  # a line of a text written with | or >
        opening = _BLOCK_TEXT.match(line)
        block_indent = len(opening[1]) if opening else None
        for pattern, code, message, remedy in _SLIPS:
            found = pattern.match(line)
            if found:
                yield Problem(code, message, Place(file, number, len(found["before"]) + 1), remedy)


_SYNTAX = (
    (
        "cannot start any token",
        "YAML の値をこの文字で始めることはできません。",
        '値を半角の引用符 "…" で囲んでください。',
    ),
    (
        "mapping values are not allowed",
        "この位置にコロン「:」は書けません。",
        "前の行と字下げをそろえてください。"
        '値の中にコロンがあるときは、値を半角の引用符 "…" で囲んでください。',
    ),
    (
        "could not find expected ':'",
        "キーの後にコロン「:」がありません。",
        "「キー: 値」の形（半角のコロンと空白）で書いてください。",
    ),
    (
        "did not find expected key",
        "字下げがそろっていないか、引用符の後に文字が続いています。",
        "同じ段の行は、行頭の空白の数をそろえてください。",
    ),
    (
        "did not find expected '-' indicator",
        "リストの中に「- 」で始まらない行があります。",
        "リストの各行を「- 」で始め、行頭の空白の数をそろえてください。",
    ),
    (
        "did not find expected ',' or",
        "かっこ [ ] または { } が閉じていません。",
        "かっこを閉じるか、値を引用符で囲んでください。",
    ),
    (
        "unexpected end of stream",
        "引用符が閉じていません。",
        "値の終わりにも引用符を付けてください。",
    ),
    (
        "found another document",
        "「---」の後にもう一つの文書があります。",
        "一つのファイルには一つの内容だけを書いてください。",
    ),
    (
        "block sequence entries are not allowed",
        "リストの「- 」を、この位置に書くことはできません。",
        "「- 」の前で改行し、上のキーより空白2個だけ字下げしてください。",
    ),
    (
        "unknown escape character",
        '引用符 "…" の中の「\\」の使い方に誤りがあります。',
        "値を半角の引用符 '…' で囲んでください。",
    ),
    (
        "undefined alias",
        "「*」で始まる値は、YAML では別名とみなされます。",
        '値を半角の引用符 "…" で囲んでください。',
    ),
)


def place_of(mark: Any, file: str) -> Place:
    """A mark of the parser as a place; the head of the file without one."""
    return Place(file, mark.line + 1, mark.column + 1) if mark else Place(file, 1, 1)


def syntax_problem(error: yaml.MarkedYAMLError, file: str) -> Problem:
    """The parser's complaint in Japanese, with what to do."""
    mark = error.problem_mark or error.context_mark
    if error.context_mark and "unexpected end of stream" in (error.problem or ""):
        mark = error.context_mark  # where the quote opens, not the end of the file
    place = place_of(mark, file)
    detail = error.problem or ""
    for needle, message, remedy in _SYNTAX:
        if needle in detail:
            return Problem("yaml-syntax", message, place, remedy)
    return unreadable_yaml(place)


def unreadable_yaml(place: Place) -> Problem:
    """Broken syntax of which the parser says no more, or in words that nobody has translated."""
    return Problem(
        "yaml-syntax",
        "YAML の書き方に誤りがあります。",
        place,
        "この行とその前の行の、字下げ・コロン・引用符を確かめてください。",
    )
