"""The two sides of a comparison: from what they are read, and that they are made alike."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest

from guideline.document import Note, walk_sections
from guideline.errors import CallError, ContentError, Place, Problem
from guideline.generate import generate
from guideline.model.version import Version
from guideline.output import write_document
from guideline.readers import from_json
from guideline.versions import load_versions
from tests.helpers import DETAILS, TEMPLATE, clause, write, write_library
from tests.test_read_git import git

BODY = "{{ organization.name }}の規則。\n\n::: commentary\n解説。\n:::\n"
PROFILE = "organization: {name: 青波市}\ndocument: {title: 指針}\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library, templates, and two profiles whose organizations differ."""
    library = tmp_path / "library"
    write_library(library, {"a/one": clause(BODY), "b/two": clause("二は[[b/two]]による。")})
    write(tmp_path / "old.yaml", PROFILE)
    write(tmp_path / "new.yml", PROFILE.replace("青波市", "緑市"))
    short = f"---\ncommentary: false\nleaves_out: [a/one]\n---\n{DETAILS}# 部 {{: #b}}\n\n文。\n\n"
    short += "::: clause b/two\n:::\n"
    write(tmp_path / "own.md.j2", short)
    write(tmp_path / "templates" / "guideline.md.j2", TEMPLATE)
    write(tmp_path / "templates" / "one-page.md.j2", short)
    monkeypatch.setattr("guideline.template.bundled", lambda _: tmp_path / "templates")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def build(folder: Path, output: str, **options: str) -> None:
    """`old.yaml`, built into the output."""
    result = generate(folder / "old.yaml", library=folder / "library", **options)  # type: ignore[arg-type]
    write_document(result.document, [folder / output])


def load(old: str, new: str, **options: str) -> tuple[Version, Version]:
    library = Path("library")
    return load_versions(old, new, library=library, old_library=library, **options)  # type: ignore[arg-type]


def problems(old: str, new: str) -> list[tuple[str, str]]:
    """File and code of each problem, and that the call itself is told to be wrong."""
    with pytest.raises((CallError, ContentError)) as caught:
        load(old, new)
    return [(p.place.file, p.code) for p in caught.value.problems]


def notes_in(version: Version) -> int:
    sections = walk_sections(version.document.sections)
    return sum(isinstance(block, Note) for section in sections for block in section.blocks)


# Kinds of sides


def test_two_profiles_are_built_and_know_why_each_clause_is_in(folder: Path) -> None:
    old, new = load("old.yaml", "new.yml")
    assert (old.name, new.name) == ("old.yaml", "new.yml")
    assert old.resolution
    assert new.resolution
    assert [d.clause.id for d in old.resolution.decisions] == ["a/one", "b/two"]
    assert old.document == generate(folder / "old.yaml", library=folder / "library").document
    assert old.document.manifest.template == "guideline"
    assert old.identity == new.identity == "ids"


@pytest.mark.parametrize("output", ["g.json", "g.md", "G.JSON", "G.MD"])
def test_built_file_and_its_profile_show_no_change(output: str, folder: Path) -> None:
    build(folder, output)
    built, made = load(output, "old.yaml")
    assert (built.name, built.resolution) == (output, None)
    for one, other in zip(
        walk_sections(built.document.sections), walk_sections(made.document.sections), strict=True
    ):
        assert (one.id, one.full_number, one.blocks) == (other.id, other.full_number, other.blocks)
        assert (one.origin and one.origin.hash) == (other.origin and other.origin.hash)


def test_two_built_files_need_no_library(folder: Path) -> None:
    build(folder, "g.json")
    build(folder, "g.md")
    (folder / "library" / "library.yaml").unlink()
    built, same = load("g.json", "g.md")
    assert built.document.manifest == same.document.manifest


def test_word_style_that_a_profile_names_is_not_needed(folder: Path) -> None:
    write(folder / "old.yaml", PROFILE.replace("title: 指針", "title: 指針, word_style: none.docx"))
    old, _ = load("old.yaml", "new.yml")
    assert old.document.title == "指針"


# Word, whose reader is a module of its own


def stub_of_word(monkeypatch: pytest.MonkeyPatch, *faults: str) -> list[Path]:
    """Stands for the reader of Word files; the paths that it was given."""
    given: list[Path] = []

    def read_word(path: Path) -> Version:
        given.append(path)
        assert path.read_bytes() == b"PK"
        if faults:
            place, message = Place(f"{path}/word/document.xml", 2), f"「{path}」が壊れています。"
            raise ContentError(Problem(code, message, place) for code in faults)
        document = load("old.yaml", "old.yaml")[0].document
        return Version(str(path), document, "guessed", ("a/one",), ("b/two",))

    module = ModuleType("guideline.readers.from_word")
    module.read_word = read_word  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "guideline.readers.from_word", module)
    return given


def test_word_file_is_read_by_its_reader(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = stub_of_word(monkeypatch)
    (folder / "g.DOCX").write_bytes(b"PK")
    word, _ = load("g.DOCX", "old.yaml")
    assert given == [Path("g.DOCX")]
    assert (word.name, word.identity, word.guessed) == ("g.DOCX", "guessed", ("a/one",))


def test_word_file_of_a_revision_goes_by_the_name_of_the_revision(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = stub_of_word(monkeypatch)
    (folder / "g.docx").write_bytes(b"PK")
    commit(folder)
    word, _ = load("HEAD:g.docx", "old.yaml")
    assert (word.name, word.lost) == ("HEAD:g.docx", ("b/two",))
    assert not given[0].exists()


def test_fault_in_a_word_file_of_a_revision_is_told_of_the_revision(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stub_of_word(monkeypatch, "word-broken")
    (folder / "g.docx").write_bytes(b"PK")
    commit(folder)
    with pytest.raises(ContentError) as caught:
        load("HEAD:g.docx", "old.yaml")
    (problem,) = caught.value.problems
    assert problem.place == Place("HEAD:g.docx/word/document.xml", 2)
    assert problem.message == "「HEAD:g.docx」が壊れています。"


# Revisions


def commit(folder: Path) -> None:
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "一")


def test_profile_of_a_revision_is_compared_with_that_of_today(folder: Path) -> None:
    commit(folder)
    write(folder / "old.yaml", PROFILE.replace("青波市", "白川市"))
    old, new = load("HEAD:old.yaml", "old.yaml")
    names = [version.document.organization for version in (old, new)]
    assert "青波市" in str(names[0])
    assert "白川市" in str(names[1])
    assert old.name == "HEAD:old.yaml"


def test_fault_in_a_revision_is_told_with_its_line(folder: Path) -> None:
    write(folder / "old.yaml", PROFILE + "documents: {}\n")
    commit(folder)
    with pytest.raises(ContentError) as caught:
        load("HEAD:old.yaml", "new.yml")
    (problem,) = caught.value.problems
    assert str(problem.place) == "HEAD:old.yaml:3:1"
    assert problem.code == "unknown-key"


def test_reasons_name_the_revision_as_their_place(folder: Path) -> None:
    depends = clause("一。", when="\"organization.kind == 'company'\"")
    write_library(folder / "library", {"a/one": depends, "b/two": "二。"})
    write(folder / "old.yaml", "organization: {kind: company}\n")
    commit(folder)
    old, _ = load("HEAD:old.yaml", "old.yaml")
    assert old.resolution
    decision, _ = old.resolution.decisions
    assert "HEAD:old.yaml" in str(decision)


# Made alike


def test_profile_is_built_with_the_template_of_the_other_side(folder: Path) -> None:
    build(folder, "g.json", template="one-page")
    for old, new in (("g.json", "new.yml"), ("new.yml", "g.json")):
        for version in load(old, new):
            assert version.document.manifest.template == "one-page"


def test_template_that_the_caller_chose_goes_first(folder: Path) -> None:
    build(folder, "g.json", template="one-page")
    _, made = load("g.json", "new.yml", template="own.md.j2")
    assert made.document.manifest.template == "own"


def test_own_template_of_the_other_side_has_to_be_named(folder: Path) -> None:
    build(folder, "g.json", template="own.md.j2")
    with pytest.raises(CallError) as caught:
        load("g.json", "new.yml")
    (problem,) = caught.value.problems
    assert (problem.code, problem.place.file) == ("unknown-template", "g.json")
    assert "--template" in problem.remedy


@pytest.mark.parametrize(("commentary", "count"), [("none", 0), ("boxed", 1), ("comments", 1)])
def test_commentary_is_shown_as_in_the_built_side(
    commentary: str, count: int, folder: Path
) -> None:
    build(folder, "g.md", commentary=commentary)
    assert [notes_in(version) for version in load("g.md", "new.yml")] == [count, count]


def test_commentary_of_two_profiles_is_as_the_new_one_says(folder: Path) -> None:
    write(folder / "old.yaml", PROFILE.replace("title: 指針", "title: 指針, commentary: none"))
    assert [notes_in(version) for version in load("old.yaml", "new.yml")] == [1, 1]
    assert [notes_in(version) for version in load("new.yml", "old.yaml")] == [0, 0]
    assert [notes_in(v) for v in load("new.yml", "old.yaml", commentary="boxed")] == [1, 1]


def test_foreign_file_says_nothing_about_commentary(folder: Path) -> None:
    write(folder / "x.md", "# 社内ルール\n\n## 目的\n\n文。\n")
    foreign, made = load("x.md", "new.yml")
    assert foreign.identity == "none"
    assert (made.document.manifest.template, notes_in(made)) == ("guideline", 1)


# Problems


def test_problems_of_both_sides_are_told_at_once(folder: Path) -> None:
    write(folder / "bad.yaml", "organisation: {}\n")
    write(folder / "bad.json", "{}")
    assert problems("bad.yaml", "bad.json") == [
        ("bad.json", "not-our-json"),
        ("bad.yaml", "unknown-key"),
    ]
    assert problems("bad.yaml", "none.md") == [
        ("bad.yaml", "unknown-key"),
        ("none.md", "file-missing"),
    ]


def test_the_same_file_twice_has_its_problems_once(folder: Path) -> None:
    write(folder / "bad.yaml", "organisation: {}\n")
    assert problems("bad.yaml", "bad.yaml") == [("bad.yaml", "unknown-key")]


@pytest.mark.parametrize("named", ["g.html", "g.txt", "g", "HEAD:g.html"])
def test_other_kinds_of_file_are_refused(named: str, folder: Path) -> None:
    assert problems(named, "new.yml") == [(named, "unknown-suffix")]


def test_missing_library_is_told_once(folder: Path) -> None:
    (folder / "library" / "library.yaml").unlink()
    assert len(problems("old.yaml", "new.yml")) == 1


def test_long_json_is_read(folder: Path) -> None:
    build(folder, "g.json")
    path = folder / "g.json"
    path.write_text(path.read_text(encoding="utf-8") + " " * 2_000_000, encoding="utf-8")
    built, _ = load("g.json", "old.yaml")
    expected = from_json.read_json(path.read_text(encoding="utf-8"), "g.json")
    assert built == expected


def test_each_side_is_built_with_its_own_library(folder: Path) -> None:
    write_library(folder / "next", {"a/one": "次の版の文。"})
    old, new = load_versions(
        "old.yaml", "old.yaml", library=Path("next"), old_library=Path("library")
    )
    told = [[s.id for s in walk_sections(v.document.sections) if s.origin] for v in (old, new)]
    assert told == [["a/one", "b/two"], ["a/one"]]
