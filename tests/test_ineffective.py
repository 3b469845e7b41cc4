"""No option of a call is quietly ignored."""

from __future__ import annotations

from pathlib import Path

import pytest

from guideline.comparison_files import Form
from guideline.ineffective import (
    DiffCall,
    beside_accessibility,
    ineffective_options,
    without_output,
)


def call(
    *given: str,
    form: Form = "summary",
    outputs: tuple[str, ...] = (),
    old: str = "old.docx",
    new: str = "new.docx",
) -> list[tuple[str, str]]:
    """Code and option of each problem of the call."""
    options = frozenset(given) | ({"--output"} if outputs else set())
    found = ineffective_options(DiffCall(old, new, options, form, tuple(map(Path, outputs))))
    assert all(problem.message.endswith("。") and problem.remedy for problem in found)
    return [(problem.code, problem.place.file) for problem in found]


WORD = ("x.docx",)
JSON = ("x.json",)
PROFILE = "HEAD~1:folder/profile.yaml"

WITH_EFFECT = {
    "nothing": call(),
    "reason in a summary": call("--reason", "--reasons", outputs=WORD),
    "reason in a table": call("--reason", form="table", outputs=("x.html",)),
    "reason in one of two files": call("--reason", outputs=("x.json", "x.MD")),
    "author": call("--author", form="redline", outputs=WORD),
    "preset": call("--preset", "--with-commentary", form="table", outputs=WORD),
    "force": call("--force", outputs=JSON),
    "lists narrowed": call("--stat", "--only", "--clause"),
    "JSON narrowed": call("--json", "--only", "--clause"),
    "JSON beside a file": call("--json", form="table", outputs=WORD),
    "profile": call("--template", "--commentary", "--date", old=PROFILE),
    "libraries": call("--library", "--old-library", old=PROFILE, new="a.yml"),
    "date of tracked changes": call("--date", form="redline", outputs=WORD),
    "amendment": call(form="amendment"),
}


@pytest.mark.parametrize("found", WITH_EFFECT.values(), ids=WITH_EFFECT)
def test_option_with_an_effect_is_taken(found: list[tuple[str, str]]) -> None:
    assert found == []


WITHOUT_EFFECT = {
    "reason on the screen": (call("--reason"), ["--reason"]),
    "reason in tracked changes": (call("--reasons", form="redline", outputs=WORD), ["--reasons"]),
    "reason in an amendment": (call("--reason", form="amendment"), ["--reason"]),
    "reason in JSON": (call("--reason", outputs=JSON), ["--reason"]),
    "author of a summary": (call("--author", outputs=WORD), ["--author"]),
    "preset of a summary": (call("--preset", outputs=WORD), ["--preset"]),
    "commentary of a screen": (call("--with-commentary"), ["--with-commentary"]),
    "force without a file": (call("--force"), ["--force"]),
    "template of built files": (
        call("--template", "--commentary", "--date"),
        ["--template", "--commentary", "--date"],
    ),
    "library of the other side": (call("--library", old=PROFILE), ["--library"]),
    "library of the new side": (call("--old-library", new="a.yaml"), ["--old-library"]),
}


@pytest.mark.parametrize(("found", "options"), WITHOUT_EFFECT.values(), ids=WITHOUT_EFFECT)
def test_option_without_an_effect_is_refused(
    found: list[tuple[str, str]], options: list[str]
) -> None:
    assert found == [("no-effect", option) for option in options]


APART = {
    "two lists": (call("--stat", "--name-only"), "--stat"),
    "list and JSON": (call("--stat", "--json"), "--stat"),
    "names and JSON": (call("--name-only", "--json"), "--name-only"),
    "list and file": (call("--stat", outputs=WORD), "--stat"),
    "narrowed file": (call("--clause", outputs=WORD), "--clause"),
    "narrowed file of one kind": (call("--only", outputs=JSON), "--only"),
    "narrowed amendment": (call("--clause", form="amendment"), "--clause"),
    "amendment as JSON": (call("--json", form="amendment"), "--json"),
}


@pytest.mark.parametrize(("found", "option"), APART.values(), ids=APART)
def test_options_that_exclude_each_other_are_refused(
    found: list[tuple[str, str]], option: str
) -> None:
    assert found == [("options-apart", option)]


@pytest.mark.parametrize("given", [(), ("--json",)])
def test_form_that_is_a_file_needs_an_output(given: tuple[str, ...]) -> None:
    for form in ("table", "redline"):
        assert call(*given, form=form) == [("output-missing", "--as")]


def test_other_commands() -> None:
    given = frozenset({"--accessibility", "--date", "--json"})
    assert [p.place.file for p in beside_accessibility(given)] == ["--date"]
    assert [p.place.file for p in without_output(frozenset({"--force"}))] == ["--force"]
    assert without_output(frozenset({"--force", "--output"})) == []
