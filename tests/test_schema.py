"""JSON Schemas that take what we take, refuse what we refuse, and tell editors why."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from guideline.generate import generate
from guideline.model.profile import Profile
from guideline.schema import schema_of
from guideline.writers.to_json import to_json
from tests.helpers import EXAMPLES, ROOT

NAMES = ("profile", "clause", "text", "output", "coverage")


class PlainLoader(yaml.SafeLoader):
    """YAML as editors read it: a date is text."""


PlainLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), PlainLoader)  # noqa: S506 - a SafeLoader


def validator(name: str) -> jsonschema.Draft202012Validator:
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    return jsonschema.Draft202012Validator(schema_of(name), format_checker=checker)


def faults(name: str, value: Any) -> list[str]:
    return [f"{list(e.absolute_path)}: {e.message}" for e in validator(name).iter_errors(value)]


@pytest.mark.parametrize("name", NAMES)
def test_schema_is_a_schema(name: str) -> None:
    schema = schema_of(name)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(schema)


def test_unknown_schema_is_an_error() -> None:
    with pytest.raises(KeyError):
        schema_of("nothing")


# The profile


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.parent.name)
def test_examples_are_valid_profiles(path: Path) -> None:
    assert faults("profile", read(path)) == []


def test_empty_profile_is_valid() -> None:
    assert faults("profile", {}) == []


@pytest.mark.parametrize(
    "value",
    [
        {"organisation": {}},
        {"organization": {"kind": "firm"}},
        {"organization": {"size": 0}},
        {"organization": {"name": ""}},
        {"organization": []},
        {"document": {"enacted": "2026-13-01"}},
        {"tools": {"id": "one"}},
        {"tools": [{"name": "識別子がない"}]},
        {"tools": [{"id": "One"}]},
        {"tools": [{"id": "one", "retention_days": -1}]},
        {"tools": [{"id": "one", "content_types": ["sound"]}]},
        {"classes": [{"id": "a", "name": "甲"}]},
        {"rules": [{"tool": "one", "information_class": "a", "input": "allowed"}]},
        {"choices": {"agents": "yes"}},
    ],
    ids=lambda value: json.dumps(value, ensure_ascii=True),
)
def test_what_the_profile_refuses_the_schema_refuses(value: Any) -> None:
    assert faults("profile", value)
    with pytest.raises(ValueError, match="validation error"):
        Profile.model_validate(value)


def test_fields_are_told_with_labels_and_blanks() -> None:
    definitions = schema_of("profile")["$defs"]
    name = definitions["Organization"]["properties"]["name"]
    assert "【組織名】" in name["description"]
    kind = definitions["Organization"]["properties"]["kind"]
    assert "municipality（市区町村・都道府県）" in kind["description"]
    contact = definitions["Unit"]["properties"]["contact"]
    assert contact["description"].startswith("内線番号、メールアドレスなど")
    assert "【連絡先】" in contact["description"]


def test_our_own_marks_do_not_leak_into_the_schema() -> None:
    def keys(value: Any) -> set[str]:
        if isinstance(value, dict):
            return set(value) | {k for inner in value.values() for k in keys(inner)}
        if isinstance(value, list):
            return {k for inner in value for k in keys(inner)}
        return set()

    for name in ("profile", "clause"):
        assert not keys(schema_of(name)) & {"blank", "labels", "unit", "zero"}


def test_alias_is_the_key_that_yaml_has() -> None:
    rule = schema_of("profile")["$defs"]["Exemption"]
    assert "class" in rule["properties"]
    assert "information_class" not in rule["properties"]


# Clauses


def test_shipped_front_matter_is_valid() -> None:
    files = sorted((ROOT / "clauses").glob("*/*.md"))
    assert files
    for path in files:
        text = path.read_text(encoding="utf-8").split("\n---\n")[0].removeprefix("---\n")
        front = yaml.load(text, PlainLoader)  # noqa: S506 - a SafeLoader
        assert faults("clause", front) == [], path


@pytest.mark.parametrize(
    "change", [{"id": "no-part"}, {"level": "shall"}, {"reviewed": "soon"}, {"wen": "x"}]
)
def test_faulty_front_matter_is_refused(change: dict[str, str]) -> None:
    front = {"id": "a/one", "title": "題", "level": "must", "reviewed": "2026-01-01", "since": "1"}
    assert faults("clause", front) == []
    assert faults("clause", {**front, **change})


# The output


@pytest.fixture(scope="module")
def output() -> str:
    return to_json(generate(EXAMPLES[0]).document)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.parent.name)
def test_output_is_valid(path: Path) -> None:
    assert faults("output", json.loads(to_json(generate(path).document))) == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda whole: whole.pop("manifest"),
        lambda whole: whole.pop("schema_version"),
        lambda whole: whole.update(schema_version=2),
        lambda whole: whole["manifest"].pop("digest"),
        lambda whole: whole["manifest"].update(other=""),
        lambda whole: whole["clauses"][0].pop("hash"),
        lambda whole: whole["clauses"][0].pop("provisional"),
        lambda whole: whole["clauses"][0].update(level="shall"),
        lambda whole: whole["clauses"][0].update(sources="x"),
        lambda whole: whole["document"].pop("sections"),
    ],
)
def test_output_that_lost_something_is_not_valid(spoil: Any, output: str) -> None:
    whole = json.loads(output)
    spoil(whole)
    assert faults("output", whole)


# Names in texts


def test_names_that_texts_may_use_are_listed() -> None:
    names = schema_of("text")["enum"]
    assert names == sorted(set(names))
    assert {"organization.name", "tools[].name", "matrix.lines[].cells[].label"} <= set(names)
    assert "parts" not in names
    for name in names:
        assert faults("text", name) == []
    assert faults("text", "organization.nama")
