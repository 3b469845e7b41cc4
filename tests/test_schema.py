"""JSON Schemas that take what we take, refuse what we refuse, and tell editors why."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from guideline.errors import ContentError
from guideline.generate import generate
from guideline.layers.load import load_layer
from guideline.library import load_lineage
from guideline.model.layer import VERBS
from guideline.model.profile import Profile
from guideline.schema import schema_of
from guideline.writers.to_json import to_json
from tests.helpers import EXAMPLES, ROOT, clause

NAMES = ("profile", "clause", "text", "layer", "lineage", "output", "coverage")


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


# Layers and lineage

LAYER = """\
name: 市の層
base: {library: 標準条項集, version: "0.2.0"}
operations:
"""
TARGETS = {
    **dict.fromkeys(("add", "amend", "replace", "remove", "move"), "input/never"),
    "set": "choices.agents",
    "default": "choices.agents",
    "template": "guideline",
}
EXTRAS = (
    "",
    "after: input/files",
    "before: input/files",
    "at_end_of: input",
    "value: x",
    "block: b",
)


def is_taken(operation: str, folder: Path) -> bool:
    """Whether load takes a layer with this operation, its file beside it."""
    (folder / "layer.yaml").write_text(f"{LAYER}  - {{{operation}}}\n", encoding="utf-8")
    data = read(folder / "layer.yaml")
    for verb in ("add", "amend", "replace"):
        target = data["operations"][0].get(verb)
        if isinstance(target, str):
            path = folder / "clauses" / f"{target}.md"
            path.parent.mkdir(parents=True, exist_ok=True)
            slot = target.split(".")[0]
            head = f"---\nid: {target}\n" + (f"slot: {slot}\n" if slot != target else "")
            path.write_text(head + clause("文。\n").removeprefix("---\n"), encoding="utf-8")
    if data["operations"][0].get("template") == "guideline":
        block = data["operations"][0].get("block")
        name = f"guideline.{block}.md.j2" if block else "guideline.md.j2"
        (folder / "templates").mkdir()
        (folder / "templates" / name).write_text("文。\n", encoding="utf-8")
    try:
        load_layer(folder)
    except ContentError:
        return False
    return True


@pytest.mark.parametrize(
    "operation",
    [
        *(", ".join((f"{v}: {TARGETS[v]}", *([x] if x else []))) for v in VERBS for x in EXTRAS),
        *(f"{v}: {TARGETS[v]}, after: a/b, before: a/c" for v in VERBS),
        *(f"{v}: {TARGETS[v]}, block: b, after: c" for v in VERBS),
        "amend: input/never, remove: input/files",
        "amend: input/never, remove: null",
        "amend: null",
        "reason: 理由だけ",
        "add: input/test.own",
        "add: input/test.own, after: input/never",
        "add: input/own, after: null",
        "add: input/own, after: null, at_end_of: input",
        "set: choices.agents, value: null",
        "set: choices.agents, value: [a, b]",
        "set: 'tools[chat].users', value: 全員",
        "set: 'tools[1]', value: 全員",
        "amend: Input/never",
        "amend: input/never, reasons: 理由",
        "amend: input/never, reason: 理由, owner: 総務課, date: 2026-04-01, over: 県の層",
        "amend: input/never, date: 4月1日",
    ],
)
def test_layer_is_taken_by_both_or_neither(operation: str, tmp_path: Path) -> None:
    taken = is_taken(operation, tmp_path)
    found = faults("layer", read(tmp_path / "layer.yaml"))
    assert (found == []) == taken, found


def test_each_verb_can_be_written() -> None:
    """The comparison above would also hold if both refused everything."""
    extras = {"add": EXTRAS[1], "move": EXTRAS[2], "set": EXTRAS[4], "default": EXTRAS[4]}
    for verb in VERBS:
        said = ", ".join(filter(None, (f"{verb}: {TARGETS[verb]}", extras.get(verb))))
        assert faults("layer", yaml.safe_load(f"{LAYER}  - {{{said}}}\n")) == []


def test_operation_tells_its_verbs_in_japanese() -> None:
    operation = schema_of("layer")["$defs"]["Operation"]
    assert "amend（条項の一部を改める）" in operation["description"]
    assert all(field["title"] for field in operation["properties"].values())


def test_lineage_of_the_library_fits_its_schema() -> None:
    assert faults("lineage", read(ROOT / "clauses" / "lineage.yaml")) == []
    assert faults("lineage", None) == []


@pytest.mark.parametrize(
    "step",
    [
        "renamed: [{from: a/x, to: a/y}]",
        "renamed: [{from: a/x}]",
        "split: [{from: a/x, to: [a/y]}]",
        "split: [{from: a/x, to: [a/y, a/z]}]",
        "merged: [{from: [a/x, a/y], to: a/z}]",
        "merged: [{from: a/x, to: a/z}]",
        "removed: [{clause: a/x}]",
        "removed: [{clause: a/x, reason: 要らない}]",
        "moved_text: [{from: a/x, to: [a/y], what: 例外}]",
        "moved_text: [{from: a/x, to: [], what: 例外}]",
        "moved: []",
    ],
)
def test_lineage_is_taken_by_both_or_neither(step: str, tmp_path: Path) -> None:
    path = tmp_path / "lineage.yaml"
    path.write_text(f'- {{version: "2", {step}}}\n', encoding="utf-8")
    try:
        taken = bool(load_lineage(tmp_path).versions)
    except ContentError:
        taken = False
    found = faults("lineage", read(path))
    assert (found == []) == taken, found


# Names in texts


def test_names_that_texts_may_use_are_listed() -> None:
    names = schema_of("text")["enum"]
    assert names == sorted(set(names))
    assert {"organization.name", "tools[].name", "matrix.lines[].cells[].label"} <= set(names)
    assert "parts" not in names
    for name in names:
        assert faults("text", name) == []
    assert faults("text", "organization.nama")
