"""What several tests need: tiny libraries and profiles, and the command line as users run it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from guideline.compose import compose
from guideline.document import OPEN_DECISIONS, Document, Paragraph, Section, Text, walk_sections
from guideline.errors import GuidelineError, Problem
from guideline.library import load_library
from guideline.model.profile import Commentary, Profile
from guideline.model.resolution import Resolution
from guideline.model.template import Template, TemplateSettings
from guideline.model.validation import validate
from guideline.profile import ProfileFile
from guideline.resolve import resolve
from guideline.source import parse_yaml

ROOT = Path(__file__).parent.parent
EXAMPLES = sorted((ROOT / "examples").glob("*/profile.yaml"))

TEMPLATE = """\
::: details
| 項目 | 内容 |
|---|---|
| 版 | {{ document.version }} |
:::

{% for part in parts %}
# {{ part.title }} {: #{{ part.id }}}

{% for clause in part.clauses %}
::: clause {{ clause.id }}
:::

{% endfor %}
{% endfor %}
"""
"""The smallest document template that takes every clause."""

DETAILS = "::: details\n| 項目 | 内容 |\n|---|---|\n:::\n\n"
"""A title block without rows, which every document template begins with."""


def profile(text: str = "") -> ProfileFile:
    """A profile written in a test, as if it came from `profile.yaml`."""
    located = parse_yaml(text, "profile.yaml")
    value, faults = validate(Profile, located.data)
    assert value is not None, faults
    return ProfileFile(value, located)


def clause(body: str, **front: str) -> str:
    """A clause file without its id; `front` adds to its front matter or replaces it."""
    keys = {
        "title": "題名",
        "level": "must",
        "reviewed": "2026-11-01",
        "since": '"0.1.0"',
        "no_requirements": "試験のため",
        "no_sources": "試験のため",
        **front,
    }
    lines = [f"{key}: {value}" for key, value in keys.items()]
    return "\n".join(["---", *lines, "---", body])


def write_library(
    folder: Path,
    clauses: Mapping[str, str],
    *,
    slots: Mapping[str, str] | None = None,
    laws: str = "[]",
) -> Path:
    """A library in `folder`: a body, or what `clause` gives, by clause id.

    Parts and clauses stand in the order given. `slots` holds the condition of a whole slot.
    """
    parts: dict[str, list[str]] = {}
    for id_, text in clauses.items():
        part = id_.split("/")[0]
        slot = id_.split(".")[0]
        listed = parts.setdefault(part, [])
        listed += [] if slot in listed else [slot]
        head = f"---\nid: {id_}\n" + (f"slot: {slot}\n" if slot != id_ else "")
        whole = text if text.startswith("---\n") else clause(text)
        path = folder / f"{id_}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(head + whole.removeprefix("---\n"), encoding="utf-8")
    manifest = ["name: 試験の条項集", 'version: "1"', "parts:"]
    for part, listed in parts.items():
        manifest += [
            f"  - id: {part}",
            f"    title: 部{part}",
            f"    clauses: [{', '.join(listed)}]",
        ]
    if slots:
        manifest.append("slots:")
        manifest += [f"  - slot: {slot}\n    when: {when}" for slot, when in slots.items()]
    (folder / "library.yaml").write_text("\n".join(manifest) + "\n", encoding="utf-8")
    (folder / "laws.yaml").write_text(laws + "\n", encoding="utf-8")
    return folder


def resolved(folder: Path, profile_text: str = "") -> Resolution:
    """The library in the folder, resolved for the profile."""
    return resolve(load_library(folder), profile(profile_text))


def drafted(
    folder: Path,
    profile_text: str = "",
    *,
    template: str = TEMPLATE,
    day: date | None = None,
    commentary_as: Commentary | None = None,
    **settings: Any,
) -> Document:
    """The document that the library in the folder makes of the profile."""
    front = TemplateSettings.model_validate(settings)
    shape = Template("small", "small.md.j2", template, front)
    return compose(resolved(folder, profile_text), shape, day, commentary_as)


def composed(folder: Path, profile_text: str = "", **options: Any) -> Document:
    """The same without the list of open decisions at its front."""
    document = drafted(folder, profile_text, **options)
    rest = tuple(s for s in document.sections if s.id != OPEN_DECISIONS)
    return replace(document, sections=rest)


def section_of(document: Document, id_: str) -> Section:
    """The section with this id."""
    return next(s for s in walk_sections(document.sections) if s.id == id_)


def paragraph(text: str) -> Paragraph:
    """A paragraph of plain characters."""
    return Paragraph((Text(text),))


def line_of(path: Path, snippet: str) -> int:
    """The first line of the file that has the snippet, from 1."""
    lines = path.read_text(encoding="utf-8").split("\n")
    return next(n for n, line in enumerate(lines, 1) if snippet in line)


def the_problem(caught: pytest.ExceptionInfo[GuidelineError]) -> Problem:
    """The one problem that was reported."""
    (problem,) = caught.value.problems
    return problem


def problems_of(kind: type[GuidelineError], call: Callable[[], object]) -> list[Problem]:
    """The problems with which the call is refused, in reading order."""
    with pytest.raises(kind) as caught:
        call()
    return list(caught.value.problems)


def told(problems: list[Problem]) -> list[tuple[str, int, int]]:
    """Code, line and column of each problem."""
    return [(p.code, p.place.line, p.place.column) for p in problems]


def write(path: Path, text: str) -> Path:
    """The text in a file, whose folders are made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def run(
    *arguments: str | Path, cwd: Path, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """The command line with these arguments; what it printed is read as UTF-8."""
    return subprocess.run(
        [sys.executable, "-m", "guideline", *map(str, arguments)],
        check=False,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        cwd=cwd,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **(environment or {})},
        stdin=subprocess.DEVNULL,
    )


def require_program(name: str) -> str:
    """Where the program is; without it the test is skipped, but on CI it fails."""
    found = shutil.which(name)
    if found is None:
        message = f"{name} is not installed"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return found
