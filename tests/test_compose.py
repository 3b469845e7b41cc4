"""Composing: what the document says about itself, and what goes wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from guideline import __version__
from guideline.errors import ContentError
from tests.helpers import (
    DETAILS,
    TEMPLATE,
    composed,
    profile,
    the_problem,
    write_library,
)

# What the document says about itself


def test_document_knows_what_it_was_made_from(tmp_path: Path) -> None:
    text = "document: {title: 題, enacted: 2026-04-01, effective: 2026-05-01}"
    document = composed(write_library(tmp_path, {"a/one": "一。"}), text)
    manifest = document.manifest
    assert document.title == "題"
    assert manifest.generator == f"guideline {__version__}"
    assert (manifest.library, manifest.library_version) == ("試験の条項集", "1")
    assert manifest.profile_hash == profile(text).hash
    assert manifest.template == "small"


@pytest.mark.parametrize(
    ("text", "day", "expected"),
    [
        ("{enacted: 2026-04-01, effective: 2026-05-01}", date(2026, 3, 1), "2026-03-01"),
        ("{enacted: 2026-04-01, effective: 2026-05-01}", None, "2026-04-01"),
        ("{effective: 2026-05-01}", None, "2026-05-01"),
        ("{}", None, ""),
    ],
)
def test_document_is_dated_by_the_call_or_the_profile(
    text: str, day: date | None, expected: str, tmp_path: Path
) -> None:
    folder = write_library(tmp_path, {"a/one": "一。"})
    assert composed(folder, f"document: {text}", day=day).manifest.date == expected


# What is refused


def test_problems_of_all_clauses_are_reported_at_once(tmp_path: Path) -> None:
    folder = write_library(
        tmp_path,
        {"a/one": "{{ nothing }}と{{ nowhere }}", "a/two": "# 見出し", "a/three": "{{ 1 + 1 }}"},
    )
    with pytest.raises(ContentError) as caught:
        composed(folder)
    assert [(Path(p.place.file).name, p.code) for p in caught.value.problems] == [
        ("one.md", "unknown-name"),
        ("one.md", "unknown-name"),
        ("three.md", "template-not-allowed"),
        ("two.md", "markup"),
    ]


@pytest.mark.parametrize(
    ("template", "code"),
    [
        (TEMPLATE.split(":::\n", 1)[1], "no-details"),
        (DETAILS + TEMPLATE, "no-details"),
        (DETAILS + "早すぎる文。\n\n# 部 {: #a}\n", "before-first-heading"),
        (DETAILS + "::: clause a/one\n:::\n\n# 部 {: #a}\n", "before-first-heading"),
        (DETAILS + "{% for x in parts %}\n", "template-syntax"),
    ],
)
def test_template_without_its_frame_is_refused(template: str, code: str, tmp_path: Path) -> None:
    folder = write_library(tmp_path, {"a/one": "一。"})
    with pytest.raises(ContentError) as caught:
        composed(folder, template=template)
    assert the_problem(caught).code == code
    assert the_problem(caught).place.file == "small.md.j2"
