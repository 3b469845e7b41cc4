"""The straight line: a profile file becomes a document; templates by name or by file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from guideline.document import walk_sections
from guideline.errors import CallError, ContentError
from guideline.generate import generate
from guideline.layers.stack import library_folder, shipped_versions
from guideline.library import load_library
from guideline.template import load_template, template_names
from tests.helpers import EXAMPLES, TEMPLATE, the_problem, write_library


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_library(tmp_path / "clauses", {"a/one": "本文。\n\n::: commentary\n解説。\n:::\n"})
    (tmp_path / "profile.yaml").write_text("organization: {name: 青波市}\n", encoding="utf-8")
    (tmp_path / "own.md.j2").write_text(TEMPLATE, encoding="utf-8")
    return tmp_path


def test_own_library_and_template_make_the_document(folder: Path) -> None:
    result = generate(
        folder / "profile.yaml",
        library=folder / "clauses",
        template=str(folder / "own.md.j2"),
        day=date(2026, 4, 1),
        commentary="none",
    )
    sections = {s.id: s for s in walk_sections(result.document.sections)}
    assert [*sections] == ["open-decisions", "a", "a/one"]
    assert len(sections["a/one"].blocks) == 1
    assert result.document.manifest.template == "own"
    assert result.document.manifest.date == "2026-04-01"
    assert result.file.profile.organization.name == "青波市"
    assert [c.id for c in result.resolution.chosen] == ["a/one"]


def test_shipped_library_and_template_are_used_unasked(folder: Path) -> None:
    result = generate(folder / "profile.yaml")
    assert result.document.manifest.template == "guideline"
    assert len(result.resolution.chosen) > 30


@pytest.mark.parametrize(("name", "hint"), [("gideline", "「guideline」"), ("xyz", "guideline")])
def test_unknown_template_name_lists_the_known_ones(name: str, hint: str, folder: Path) -> None:
    with pytest.raises(CallError) as caught:
        generate(folder / "profile.yaml", template=name)
    problem = the_problem(caught)
    assert problem.code == "unknown-template"
    assert f"「{name}」" in problem.message
    assert hint in problem.remedy


def test_template_file_that_is_not_there_is_told(folder: Path) -> None:
    with pytest.raises(CallError) as caught:
        generate(folder / "profile.yaml", template=str(folder / "none.md.j2"))
    assert the_problem(caught).place.file == str(folder / "none.md.j2")


def test_template_in_a_folder_needs_no_suffix(folder: Path) -> None:
    (folder / "own").write_text(TEMPLATE, encoding="utf-8")
    result = generate(
        folder / "profile.yaml", library=folder / "clauses", template=str(folder / "own")
    )
    assert result.document.manifest.template == "own"


def test_template_file_in_this_folder_is_known_by_its_suffix(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    result = generate(Path("profile.yaml"), library=Path("clauses"), template="own.md.j2")
    assert result.document.manifest.template == "own"


def test_faulty_profile_is_told_before_the_library_is_read(folder: Path) -> None:
    (folder / "profile.yaml").write_text("organisation: {}\n", encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        generate(folder / "profile.yaml", library=folder / "none")
    assert the_problem(caught).code == "unknown-key"


# Earlier versions of the library


@pytest.mark.parametrize("template", ["guideline", "regulation", "one-page"])
@pytest.mark.parametrize("profile", EXAMPLES, ids=lambda path: path.parent.name)
def test_shipped_templates_suit_every_shipped_version(profile: Path, template: str) -> None:
    """A layer keeps an organization on the version it was written against."""
    for version in shipped_versions()[1:]:
        result = generate(profile, library=library_folder(version), template=template)
        assert result.document.manifest.library_version == version


def test_shipped_forms_are_asked_for_by_clauses_of_the_newest_version() -> None:
    """For earlier versions nobody is told when a form's clause is missing."""
    library = load_library(library_folder(None))
    known = {name for clause in library.clauses for name in (clause.id, clause.slot)}
    asking = [load_template(name).settings.asked_by for name in template_names()]
    assert {id_ for id_ in asking if id_} <= known
