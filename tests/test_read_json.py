"""Our JSON read back: the same tree for every form, and told what is wrong in any other JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from guideline.document import (
    Blank,
    BulletList,
    Document,
    Layout,
    Link,
    Manifest,
    Note,
    NumberedList,
    Origin,
    Paragraph,
    Reference,
    Section,
    Strong,
    Table,
    Text,
)
from guideline.errors import ContentError, Problem
from guideline.readers.from_json import MAX_PROBLEMS, read_json
from guideline.writers.to_json import to_json
from tests.all_forms import NAMES, all_documents
from tests.helpers import problems_of

HASH = "ab" * 32


def everything() -> Document:
    """A document with every kind of block and inline, and no field left at its default."""
    rule = (
        Paragraph((Text("規則は"), Strong("重要"), Reference("a/two", "1(2)")), "２"),
        BulletList(((Paragraph((Blank("名", "tools[0].name"),)), BulletList(())),)),
        NumberedList(((Paragraph((Link("例", "https://example.jp"),)),),)),
        Table(((Text("列"),),), (((),),), "表題"),
        Note("example", (Paragraph(()),)),
    )
    origin = Origin("a/one", "a/one", "may", ("R-1",), ("act 1",), "_c_0", HASH, "指針がない")
    one = Section("a/one", "条", "(1)", rule, (), origin, "1(1)")
    return Document(
        "題",
        (Text("青波市"),),
        "notice",
        Table(((Text("項目"),),), ()),
        (Section("a", "部", "1", (), (one,), None, "1"),),
        Manifest("guideline 0.1.0", "集", "1", HASH, "regulation", "2026-11-21"),
        "compact",
        Layout("full", "comments", True, ("課長",), "mincho", "1.0", "令和8年", "総務課"),
        ("総務課",),
    )


def changed(change: Callable[[dict[str, Any]], object]) -> str:
    """The JSON of `everything`, after a change."""
    whole = json.loads(to_json(everything()))
    change(whole)
    return json.dumps(whole, ensure_ascii=False)


def refusal(text: str) -> Problem:
    """The one problem with which the text is refused."""
    (problem,) = problems_of(ContentError, lambda: read_json(text, "g.json"))
    assert problem.place.file == "g.json"
    assert problem.remedy
    return problem


def test_document_comes_back_as_it_was() -> None:
    version = read_json(to_json(everything()), "g.json")
    assert version.document == everything()
    assert (version.name, version.identity, version.resolution) == ("g.json", "ids", None)


@pytest.mark.parametrize("name", NAMES)
def test_every_form_of_every_example_comes_back(name: str) -> None:
    document = all_documents()[name]
    assert read_json(to_json(document), name).document == document


def test_file_without_what_was_added_later_is_read() -> None:
    def older(whole: dict[str, Any]) -> None:
        del whole["document"]["actors"], whole["document"]["layout"]["owner"]

    document = read_json(changed(older), "g.json").document
    assert document.actors == ()
    assert document.layout.owner == ""


# Other JSON


@pytest.mark.parametrize("text", ["[]", "3", "null", "{}", '{"schema_version": 1}', '"x"'])
def test_json_of_another_kind_is_refused(text: str) -> None:
    assert refusal(text).code == "not-our-json"


@pytest.mark.parametrize(
    ("version", "remedy"), [(2, "新しい版"), (0, "作り直"), ("1", "作り直"), (True, "作り直")]
)
def test_other_schema_version_is_refused(version: object, remedy: str) -> None:
    problem = refusal(changed(lambda whole: whole.update(schema_version=version)))
    assert (problem.code, problem.path) == ("schema-version", "schema_version")
    assert remedy in problem.remedy


def test_broken_json_is_told_with_line_and_column() -> None:
    problem = refusal('{\n  "schema_version": 1,,\n}')
    assert (problem.code, problem.place.line, problem.place.column) == ("json-syntax", 2, 23)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        '{"schema_version": 1, "document": ' + '{"a":' * 5000 + "1" + "}" * 5001,
        '{"schema_version": ' + "1" * 10_000 + "}",
    ],
)
def test_absurd_nesting_and_numbers_are_refused(text: str) -> None:
    assert refusal(text).code in ("too-large", "json-value")


def test_sections_nested_without_end_are_refused() -> None:
    def nest(whole: dict[str, Any]) -> None:
        section = whole["document"]["sections"][0]
        for n in range(60):
            section["sections"] = [{**section, "id": f"s{n}", "sections": []}]
            section = section["sections"][0]

    assert refusal(changed(nest)).code == "too-large"


def test_key_written_twice_is_refused() -> None:
    text = changed(lambda whole: None).replace('"title": "題"', '"title": "題", "title": "別"', 1)
    assert refusal(text).code == "duplicate-key"


# Changed values


def test_every_wrong_value_is_told_with_its_path() -> None:
    def spoil(whole: dict[str, Any]) -> None:
        del whole["manifest"]["template"]
        document = whole["document"]
        document["title"] = 3
        document["numbering"] = "roman"
        document["layout"]["has_contents"] = "yes"
        clause = document["sections"][0]["sections"][0]
        clause["titel"] = clause.pop("title")
        clause["blocks"][0]["inlines"][1]["type"] = "Path"
        clause["origin"]["satisfies"] = "R-1"
        clause["origin"]["level"] = "shall"

    problems = problems_of(ContentError, lambda: read_json(changed(spoil), "g.json"))
    assert {p.path for p in problems} == {
        "manifest.template",
        "document.title",
        "document.numbering",
        "document.layout.has_contents",
        "document.sections[0].sections[0].title",
        "document.sections[0].sections[0].titel",
        "document.sections[0].sections[0].blocks[0].inlines[1]",
        "document.sections[0].sections[0].origin.satisfies",
        "document.sections[0].sections[0].origin.level",
    }
    assert all(p.code == "json-value" and p.message and p.remedy for p in problems)
    (misspelt,) = (p for p in problems if p.path.endswith("titel"))
    assert "「title」" in misspelt.remedy


@pytest.mark.parametrize("kind", ["Document", "Section", "object", "dict", "", 3, None, ["Text"]])
def test_block_of_another_type_is_refused(kind: object) -> None:
    def spoil(whole: dict[str, Any]) -> None:
        whole["document"]["sections"][0]["sections"][0]["blocks"][0]["type"] = kind

    assert refusal(changed(spoil)).path == "document.sections[0].sections[0].blocks[0]"


@pytest.mark.parametrize("sign", ["\x07", "\u202e", "\ud800", "\ue000"])
def test_characters_that_no_text_needs_are_refused(sign: str) -> None:
    whole = json.loads(to_json(everything()))
    whole["document"]["title"] = f"題{sign}"
    problem = refusal(json.dumps(whole))
    assert (problem.code, problem.path) == ("control-character", "document.title")


def test_uneven_table_and_item_without_paragraph_are_refused() -> None:
    def spoil(whole: dict[str, Any]) -> None:
        blocks = whole["document"]["sections"][0]["sections"][0]["blocks"]
        blocks[1]["items"] = [[]]
        blocks[3]["rows"] = [[[], []]]

    problems = problems_of(ContentError, lambda: read_json(changed(spoil), "g.json"))
    assert [p.path[-9:] for p in problems] == ["blocks[1]", "blocks[3]"]


def test_id_used_twice_is_refused() -> None:
    def spoil(whole: dict[str, Any]) -> None:
        whole["document"]["sections"] *= 2

    assert refusal(changed(spoil)).code == "duplicate-id"


def test_thousands_of_faults_are_counted_not_listed() -> None:
    def spoil(whole: dict[str, Any]) -> None:
        whole["document"]["actors"] = [0] * 5000

    problems = problems_of(ContentError, lambda: read_json(changed(spoil), "g.json"))
    assert len(problems) == MAX_PROBLEMS + 1
    assert f"{5000 - MAX_PROBLEMS}件" in problems[-1].message


def test_shipped_example_files_are_read(tmp_path: Path) -> None:
    for path in Path(__file__).parent.parent.glob("examples/*/expected/guideline.json"):
        text = path.read_text(encoding="utf-8")
        assert to_json(read_json(text, str(path)).document) == text
