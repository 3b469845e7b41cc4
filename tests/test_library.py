"""A folder becomes a library, or every problem of its files."""

from __future__ import annotations

from pathlib import Path

import pytest

from guideline.bundled import bundled
from guideline.clause_file import condition_faults
from guideline.errors import CallError, ContentError, Place, Problem
from guideline.facts import domain
from guideline.library import load_frameworks, load_library, load_readings
from guideline.model.clause import Library
from guideline.model.condition import Comparison, Constant, Name
from guideline.templating import parse_condition
from tests.helpers import clause, problems_of, told, write, write_library

LAW = """\
- id: appi
  title: 個人情報の保護に関する法律
  kind: law
  status: current
  checked_on: 2026-11-01
"""
FRAMEWORK = """\
id: sample
name: 試験の枠組み
publisher: 試験
status: current
authority: guidance
checked_on: 2026-11-01
requirements:
  - {id: S-1, text: 書くこと, evidence: text}
"""


def refused(folder: Path) -> list[Problem]:
    return problems_of(ContentError, lambda: load_library(folder))


def refused_clause(folder: Path, text: str) -> list[Problem]:
    """The problems of a library whose only clause is this file."""
    write_library(folder, {"input/a": "本文"})
    write(folder / "input/a.md", text)
    return refused(folder)


def loaded(folder: Path, clauses: dict[str, str]) -> Library:
    return load_library(write_library(folder, clauses))


# Sound libraries


def test_shipped_library_loads() -> None:
    library = load_library(bundled("clauses"))
    assert library.clauses
    assert library.laws
    assert {c.part for c in library.clauses} <= {p.id for p in library.manifest.parts}


def test_shipped_frameworks_load() -> None:
    frameworks = load_frameworks(bundled("clauses"))
    assert "jdla" in {f.id.split("-")[0] for f in frameworks}
    ids = [r.id for f in frameworks for r in f.requirements]
    assert len(ids) == len(set(ids))


def test_clauses_stand_in_the_order_of_the_parts(tmp_path: Path) -> None:
    library = loaded(tmp_path, {"output/z": "本文", "input/b": "本文", "input/a": "本文"})
    assert [c.id for c in library.clauses] == ["output/z", "input/b", "input/a"]


def test_variants_of_a_slot_stand_together(tmp_path: Path) -> None:
    bodies = {"input/b.strict": "厳", "input/a": "本文", "input/b.open": "緩"}
    library = loaded(tmp_path, bodies)
    assert [c.id for c in library.clauses] == ["input/b.open", "input/b.strict", "input/a"]
    assert [c.slot for c in library.clauses] == ["input/b", "input/b", "input/a"]


def test_clause_remembers_its_places_and_its_body(tmp_path: Path) -> None:
    written = clause("一\n\n二", when='choices.agents == "approval"')
    [found] = loaded(tmp_path, {"input/a": written}).clauses
    file = str(tmp_path / "input" / "a.md")
    assert (found.file, found.part, found.body, found.body_line) == (file, "input", "一\n\n二", 11)
    assert found.place("title") == Place(file, 3, 8)
    assert found.place("sources") == Place(file, 1, 1)
    assert found.condition == Comparison(Name("choices.agents"), "==", Constant("approval"))


def test_clause_without_condition_has_none(tmp_path: Path) -> None:
    [found] = loaded(tmp_path, {"input/a": "本文"}).clauses
    assert found.condition is None


def test_condition_of_a_slot_is_kept(tmp_path: Path) -> None:
    condition = 'choices.agents == "approval"'
    folder = write_library(tmp_path, {"input/a": "本文"}, slots={"input/a": condition})
    assert load_library(folder).scopes == {"input/a": parse_condition(condition)}


def test_laws_are_found_by_id(tmp_path: Path) -> None:
    folder = write_library(tmp_path, {"input/a": "本文"}, laws=LAW)
    assert load_library(folder).laws["appi"].title == "個人情報の保護に関する法律"


def test_files_that_are_no_clauses_are_left_alone(tmp_path: Path) -> None:
    for name in ("notes.xyz", "README.md", "README.ja.md"):
        write(tmp_path / "input" / name, "覚え書き")
    write(tmp_path / "README.md", "この条項集について")
    assert len(loaded(tmp_path, {"input/a": "本文"}).clauses) == 1


# Missing things


def test_missing_folder_is_a_wrong_call(tmp_path: Path) -> None:
    [problem] = problems_of(CallError, lambda: load_library(tmp_path / "nowhere"))
    assert problem.code == "library-missing"
    assert "library.yaml" in problem.remedy


def test_folder_that_is_no_library_is_a_wrong_call(tmp_path: Path) -> None:
    [problem] = problems_of(CallError, lambda: load_library(tmp_path))
    assert (problem.code, problem.place.file) == ("library-missing", str(tmp_path))
    assert "library.yaml がありません" in problem.message


def test_missing_file_of_the_library_is_a_wrong_call(tmp_path: Path) -> None:
    write_library(tmp_path, {"input/a": "本文"})
    (tmp_path / "laws.yaml").unlink()
    [problem] = problems_of(CallError, lambda: load_library(tmp_path))
    assert (problem.code, problem.place.file) == ("file-missing", str(tmp_path / "laws.yaml"))


def test_every_clause_without_a_file_is_reported_at_its_line(tmp_path: Path) -> None:
    write_library(tmp_path, {"input/a": "本文", "input/bb": "本文", "input/c": "本文"})
    for name in ("a", "c"):
        (tmp_path / "input" / f"{name}.md").unlink()
    problems = refused(tmp_path)
    assert told(problems) == [("clause-missing", 6, 15), ("clause-missing", 6, 34)]
    assert "input/a" in problems[0].message
    assert problems[0].place.file == str(tmp_path / "library.yaml")


def test_misspelt_clause_is_reported_with_a_suggestion(tmp_path: Path) -> None:
    write_library(tmp_path, {"input/personal": "本文"})
    manifest = (tmp_path / "library.yaml").read_text(encoding="utf-8")
    write(tmp_path / "library.yaml", manifest.replace("input/personal", "input/pesronal"))
    problems = refused(tmp_path)
    assert [p.code for p in problems] == ["clause-not-placed", "clause-missing"]
    assert problems[1].remedy == "もしかして「input/personal」ですか。"


def test_clause_that_no_part_names_is_reported_at_its_file(tmp_path: Path) -> None:
    write_library(tmp_path, {"input/a": "本文"})
    text = clause("本文").replace("---\n", "---\nid: input/b\n", 1)
    path = write(tmp_path / "input" / "b.md", text)
    [problem] = refused(tmp_path)
    assert (problem.code, problem.place) == ("clause-not-placed", Place(str(path), 2, 5))


def test_clause_placed_twice_is_reported(tmp_path: Path) -> None:
    write_library(tmp_path, {"input/a": "本文"})
    manifest = (tmp_path / "library.yaml").read_text(encoding="utf-8")
    write(tmp_path / "library.yaml", manifest.replace("[input/a]", "[input/a, input/a]"))
    assert told(refused(tmp_path)) == [("clause-placed-twice", 6, 24)]


def test_clause_placed_in_another_part_is_reported(tmp_path: Path) -> None:
    write_library(tmp_path, {"input/a": "本文", "output/b": "本文"})
    manifest = (tmp_path / "library.yaml").read_text(encoding="utf-8")
    moved = manifest.replace("[input/a]", "[]").replace("[output/b]", "[output/b, input/a]")
    write(tmp_path / "library.yaml", moved)
    [problem] = refused(tmp_path)
    assert (problem.code, problem.place.line) == ("clause-in-other-part", 9)
    assert "「input」" in problem.remedy


# Files that are wrong in themselves


def test_misspelt_key_of_a_clause_is_reported_with_place_and_suggestion(tmp_path: Path) -> None:
    text = clause("本文", titel="題").replace("---\n", "---\nid: input/a\n", 1)
    [problem] = refused_clause(tmp_path, text)
    assert told([problem]) == [("unknown-key", 9, 1)]
    assert problem.remedy == "もしかして「title」ですか。"


def test_wrong_values_of_a_clause_are_reported_at_once(tmp_path: Path) -> None:
    text = clause("本文", level="mast", reviewed="2026-13-01")
    problems = refused_clause(tmp_path, text.replace("---\n", "---\nid: Input\n", 1))
    assert told(problems) == [("bad-id", 2, 5), ("unknown-value", 4, 8), ("not-a-date", 5, 11)]
    assert "must（必ず守る）" in problems[1].remedy


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("本文だけ\n", "front-matter-missing", 1),
        ("---\n- a\n---\n", "wrong-type", 2),
        ("---\nid: @a\n---\n", "yaml-syntax", 2),
        ("---\nid：input/a\ntitle: x\n---\n", "full-width-colon", 2),
    ],
)
def test_clause_file_that_cannot_be_read_is_reported(
    tmp_path: Path, text: str, code: str, line: int
) -> None:
    [problem] = refused_clause(tmp_path, text)
    assert (problem.code, problem.place.line) == (code, line)


def test_empty_front_matter_misses_its_keys(tmp_path: Path) -> None:
    problems = refused_clause(tmp_path, "---\n---\n本文\n")
    assert {p.path for p in problems} == {"id", "title", "level", "reviewed", "since"}


def test_problems_of_all_files_are_reported_at_once(tmp_path: Path) -> None:
    write_library(tmp_path, {"input/a": "本文", "input/b": "本文"}, laws="a: [")
    write(tmp_path / "input" / "a.md", "本文\n")
    write(tmp_path / "input" / "b.md", "---\nid: @b\n---\n")
    found = {(Path(p.place.file).name, p.code) for p in refused(tmp_path)}
    assert found == {
        ("a.md", "front-matter-missing"),
        ("b.md", "yaml-syntax"),
        ("laws.yaml", "yaml-syntax"),
    }


def test_unreadable_clause_is_not_also_reported_as_missing(tmp_path: Path) -> None:
    assert [p.code for p in refused_clause(tmp_path, "本文\n")] == ["front-matter-missing"]


def test_wrong_manifest_is_reported_alone(tmp_path: Path) -> None:
    write_library(tmp_path, {"input/a": "本文"})
    write(tmp_path / "library.yaml", "name: x\nversoin: 1\nparts: a\n")
    problems = refused(tmp_path)
    assert told(problems) == [("missing-key", 1, 1), ("unknown-key", 2, 1), ("wrong-type", 3, 8)]


def test_problem_in_the_laws_is_reported_at_its_line(tmp_path: Path) -> None:
    write_library(tmp_path, {"input/a": "本文"}, laws=LAW.replace("current", "curent") + "  a: b")
    problems = refused(tmp_path)
    assert told(problems) == [("unknown-value", 4, 11), ("unknown-key", 6, 3)]
    assert problems[0].path == "[0].status"
    assert "使える値：current、superseded、future、foreign" in problems[0].remedy


# Ids, slots and conditions


def test_id_that_differs_from_the_file_name_is_reported(tmp_path: Path) -> None:
    text = clause("本文").replace("---\n", "---\nid: input/b\n", 1)
    problems = refused_clause(tmp_path, text)
    assert told(problems[:1]) == [("id-and-file-differ", 2, 5)]
    assert "id: input/a" in problems[0].remedy


@pytest.mark.parametrize(
    ("name", "slot"),
    [("input/a", "input/a"), ("input/a.x", ""), ("input/a.x", "input/b"), ("input/a", "input/b")],
)
def test_slot_that_does_not_fit_the_id_is_reported(tmp_path: Path, name: str, slot: str) -> None:
    write_library(tmp_path, {"input/a": "本文"})
    (tmp_path / "input" / "a.md").unlink()
    head = f"---\nid: {name}\n" + (f"slot: {slot}\n" if slot else "")
    write(tmp_path / f"{name}.md", clause("本文").replace("---\n", head, 1))
    assert ("slot-and-id-differ", 2, 5) in told(refused(tmp_path))


@pytest.mark.parametrize(
    ("condition", "code", "remedy"),
    [
        ('choice.agents == "approval"', "unknown-condition", "「choices.agents」"),
        ('choices.agents == "aproval"', "unknown-condition", "「approval」"),
        ('choices.agents in ("approval", "never")', "unknown-condition", "使える値："),
        ("\"'cod' in facts.content_types\"", "unknown-condition", "「code」"),
        ('choices.agents = "approval"', "bad-condition", ""),
        ("choices.agents + 1", "bad-condition", ""),
    ],
)
def test_condition_outside_the_schema_is_reported_at_its_place(
    tmp_path: Path, condition: str, code: str, remedy: str
) -> None:
    text = clause("本文", when=condition).replace("---\n", "---\nid: input/a\n", 1)
    problems = refused_clause(tmp_path, text)
    assert told(problems) == [(code, 9, 7)]
    assert remedy in problems[0].remedy


def test_wrong_condition_of_a_slot_is_reported_at_its_place(tmp_path: Path) -> None:
    write_library(tmp_path, {"input/a": "本文"}, slots={"input/a": 'choices.agnts == "approval"'})
    [problem] = refused(tmp_path)
    assert told([problem]) == [("unknown-condition", 9, 11)]
    assert "「choices.agents」" in problem.remedy


def test_condition_that_is_none_leaves_no_scope(tmp_path: Path) -> None:
    write_library(tmp_path, {"input/a": "本文"}, slots={"input/a": "f()"})
    assert told(refused(tmp_path)) == [("bad-condition", 9, 11)]


def test_condition_for_a_slot_that_does_not_exist_is_reported(tmp_path: Path) -> None:
    condition = 'choices.agents == "approval"'
    write_library(tmp_path, {"input/agents": "本文"}, slots={"input/agnets": condition})
    [problem] = refused(tmp_path)
    assert told([problem]) == [("unknown-slot", 8, 11)]
    assert problem.remedy == "もしかして「input/agents」ですか。"


def test_sound_condition_has_no_faults() -> None:
    text = 'choices.agents == "approval" and "code" in facts.content_types'
    assert condition_faults(parse_condition(text), domain()) == []


def test_every_fault_of_a_condition_is_told() -> None:
    text = 'choices.agnts == "x" or choices.agents == "x" or "y" in facts.content_types'
    faults = condition_faults(parse_condition(text), domain())
    assert [message for message, _ in faults] == [
        "条件の「choices.agnts」という名前はありません。",
        "条件の「choices.agents」に「x」という値はありません。",
        "条件の「facts.content_types」に「y」という値はありません。",
    ]


# Frameworks


def test_frameworks_are_read_in_the_order_of_their_files(tmp_path: Path) -> None:
    for name in ("b", "a"):
        write(tmp_path / "frameworks" / f"{name}.yaml", FRAMEWORK.replace("sample", name))
    assert [f.id for f in load_frameworks(tmp_path)] == ["a", "b"]


def test_library_without_frameworks_has_none(tmp_path: Path) -> None:
    assert load_frameworks(tmp_path) == ()


def test_problems_of_all_frameworks_are_reported_at_once(tmp_path: Path) -> None:
    write(tmp_path / "frameworks" / "a.yaml", "id: [")
    write(tmp_path / "frameworks" / "b.yaml", FRAMEWORK.replace("guidance", "guidence"))
    problems = problems_of(ContentError, lambda: load_frameworks(tmp_path))
    assert [(Path(p.place.file).name, p.code) for p in problems] == [
        ("a.yaml", "yaml-syntax"),
        ("b.yaml", "unknown-value"),
    ]
    assert "もしかして「guidance」ですか。" in problems[1].remedy


@pytest.mark.parametrize(
    ("condition", "name", "form"),
    [
        ('facts.content_types == "code"', "facts.content_types", '"値" in facts.content_types'),
        ("facts.content_types", "facts.content_types", '"値" in facts.content_types'),
        ('choices.agents and facts.log == "none"', "choices.agents", 'choices.agents == "値"'),
    ],
)
def test_name_that_is_not_compared_as_it_can_be_is_a_fault(
    condition: str, name: str, form: str
) -> None:
    [(message, remedy)] = condition_faults(parse_condition(condition), domain())
    assert f"「{name}」" in message
    assert form in remedy


def test_part_and_law_that_stand_twice_are_reported(tmp_path: Path) -> None:
    write_library(tmp_path, {"input/a": "本文"})
    manifest = tmp_path / "library.yaml"
    text = manifest.read_text(encoding="utf-8")
    part = text[text.index("parts:") + len("parts:\n") :].split("\nslots:")[0].rstrip() + "\n"
    write(manifest, text.replace("parts:\n", "parts:\n" + part))
    law = "- {id: a, title: b, kind: law, status: current, checked_on: 2026-11-21}\n"
    write(tmp_path / "laws.yaml", law + law)
    codes = [problem.code for problem in refused(tmp_path)]
    assert codes.count("duplicate-id") == 2


# Readings


def test_readings_are_words_and_how_they_are_read(tmp_path: Path) -> None:
    write_library(tmp_path, {"input/a": "本文"})
    assert load_readings(tmp_path) == ()
    write(tmp_path / "readings.yaml", "秘密: ひみつ\n〜者: しゃ\n")
    found = {r.word: r.reading for r in load_readings(tmp_path)}
    assert found == {"秘密": "ひみつ", "〜者": "しゃ"}


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("秘密: ひみつ\n秘密: ないしょ\n", "duplicate-key", 2, 1),
        ("秘密: ひみつ\n承認:   ショウニン\n", "not-hiragana", 2, 7),
        ("ひみつ: ひみつ\n", "not-a-word", 1, 1),
        ("認める: みと\n", "reading-does-not-fit", 1, 6),
        ("秘密:\n", "wrong-type", 1, 4),
        ("秘密: [ひみつ]\n", "wrong-type", 1, 5),
        ("- 秘密\n", "wrong-type", 1, 1),
    ],
)
def test_fault_in_the_readings_is_told_with_its_place(
    text: str, code: str, line: int, column: int, tmp_path: Path
) -> None:
    write_library(tmp_path, {"input/a": "本文"})
    path = write(tmp_path / "readings.yaml", text)
    with pytest.raises(ContentError) as raised:
        load_readings(tmp_path)
    (problem,) = raised.value.problems
    assert (problem.code, problem.place) == (code, Place(str(path), line, column))
    assert problem.remedy


@pytest.mark.parametrize("name", ["b.md", "other/b.md", "frameworks/b.md", "x/input/a.md", "b.MD"])
def test_markdown_file_outside_the_parts_is_reported_once(name: str, tmp_path: Path) -> None:
    folder = write_library(tmp_path, {"input/a": "本文", "output/b": "本文"})
    path = write(folder / name, "---\nid: input/a\n---\n")
    [problem] = refused(folder)
    assert (problem.code, problem.place) == ("clause-not-placed", Place(str(path)))
    assert "input、output" in problem.remedy


def test_missing_key_is_told_with_its_title(tmp_path: Path) -> None:
    text = clause("本文").replace("---\n", "---\nid: input/a\n", 1).replace("title: 題名\n", "")
    [problem] = refused_clause(tmp_path, text)
    assert problem.code == "missing-key"
    assert problem.message == "必要なキー「title」（見出し）がありません。"
    assert "「title: 値」" in problem.remedy
