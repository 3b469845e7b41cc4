"""What a clause file and the library's files may say, and what a clause knows about itself."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from guideline.errors import Place
from guideline.model.clause import Clause, Framework, FrontMatter, Law, LibraryManifest, Part
from guideline.model.validation import validate

FRONT: dict[str, Any] = {
    "id": "input/personal-data",
    "title": "個人情報",
    "level": "must",
    "reviewed": "2026-11-01",
    "since": "0.1.0",
}
LAW: dict[str, Any] = {
    "id": "act",
    "title": "法",
    "kind": "law",
    "status": "current",
    "checked_on": "2026-11-01",
}


def clause(**front: Any) -> Clause:
    value = FrontMatter.model_validate({**FRONT, **front})
    return Clause(value, None, "本文。", "a.md", 9, {"title": Place("a.md", 3, 8)})


def faults(model: Any, data: dict[str, Any]) -> list[tuple[tuple[str | int, ...], str]]:
    value, found = validate(model, data)
    assert (value is None) is bool(found)
    return [(fault.path, fault.code) for fault in found]


@pytest.mark.parametrize(
    "given", ["a/b", "input/personal-data", "input/personal-data.prohibited", "a1/b2.c-3"]
)
def test_clause_id_is_part_and_name_and_perhaps_a_variant(given: str) -> None:
    assert faults(FrontMatter, {**FRONT, "id": given}) == []


@pytest.mark.parametrize(
    "given",
    [
        *("a", "a/", "/b", "a/b/c", "a/b.c.d", "a/b.", "A/b", "a/B", "1/b", "a/b_c", "a/条"),
        *("a /b", "../a/b", "a/b\nc", "a.x/b"),
    ],
)
def test_other_clause_ids_are_refused(given: str) -> None:
    assert faults(FrontMatter, {**FRONT, "id": given}) == [(("id",), "bad-id")]


def test_ids_of_other_clauses_have_the_same_form() -> None:
    keys = ("slot", "requires", "conflicts")
    data = {**FRONT, "slot": "x", "requires": ["a/b", "x"], "conflicts": ["a/b.C"]}
    assert faults(FrontMatter, data) == [
        ((keys[0],), "bad-id"),
        ((keys[1], 1), "bad-id"),
        ((keys[2], 0), "bad-id"),
    ]


@pytest.mark.parametrize("key", FRONT)
def test_front_matter_needs_its_keys(key: str) -> None:
    less = {name: value for name, value in FRONT.items() if name != key}
    assert faults(FrontMatter, less) == [((key,), "missing-key")]


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("level", "shall", "unknown-value"),
        ("reviewed", "2026-02-30", "not-a-date"),
        ("title", "上\n下", "line-end"),
        ("when", "", "empty-text"),
        ("sources", "act 1", "wrong-type"),
        ("tags", [], "unknown-key"),
    ],
)
def test_faulty_front_matter_is_refused(key: str, value: Any, code: str) -> None:
    assert faults(FrontMatter, {**FRONT, key: value}) == [((key,), code)]


def test_clause_knows_its_part_and_slot() -> None:
    plain = clause()
    assert (plain.id, plain.part, plain.slot) == (
        *("input/personal-data", "input", "input/personal-data"),
    )
    variant = clause(id="input/personal-data.strict", slot="input/personal-data")
    assert (variant.part, variant.slot) == ("input", "input/personal-data")


def test_place_of_a_key_that_was_not_written_is_the_head_of_the_file() -> None:
    assert clause().place("title") == Place("a.md", 3, 8)
    assert clause().place("sources") == Place("a.md", 1, 1)


def test_part_lists_clauses_and_slots() -> None:
    part = Part.model_validate({"id": "a", "title": "部", "clauses": ["a/b", "a/c"]})
    assert part.clauses == ("a/b", "a/c")
    assert faults(Part, {"id": "a/b", "title": "部", "clauses": ["a"]}) == [
        (("id",), "bad-id"),
        (("clauses", 0), "bad-id"),
    ]


def test_manifest_may_do_without_slots() -> None:
    data = {"name": "集", "version": "1", "parts": []}
    assert LibraryManifest.model_validate(data).slots == ()
    slots = [{"slot": "a/b"}]
    assert faults(LibraryManifest, {**data, "slots": slots}) == [
        (("slots", 0, "when"), "missing-key")
    ]


def test_law_binds_both_sectors_unless_it_says_one() -> None:
    assert Law.model_validate(LAW).sector is None
    assert Law.model_validate({**LAW, "sector": "public"}).sector == "public"
    assert faults(Law, {**LAW, "sector": "both"}) == [(("sector",), "unknown-value")]
    assert faults(Law, {**LAW, "sector_articles": {"both": "1-9"}})


def test_framework_tells_when_it_was_checked() -> None:
    data = {
        "id": "fw",
        "name": "枠組み",
        "publisher": "例会",
        "status": "current",
        "authority": "guidance",
        "checked_on": "2026-11-01",
        "requirements": [{"id": "R-1", "text": "定める", "evidence": "text"}],
    }
    framework = Framework.model_validate(data)
    assert framework.checked_on == date(2026, 11, 1)
    assert framework.requirements[0].authority is None
    del data["checked_on"]
    assert faults(Framework, data) == [(("checked_on",), "missing-key")]
