"""The profile's declarations: labels for every fixed value, titles for every field."""

from __future__ import annotations

import types
from collections.abc import Iterator
from datetime import date
from typing import Any, Literal, Union, get_args, get_origin

import pytest
from pydantic.fields import FieldInfo

from guideline.model.clause import FrontMatter
from guideline.model.fields import Model
from guideline.model.profile import (
    CONFIDENTIAL,
    LEVELS,
    PERMISSIONS,
    PUBLIC_KINDS,
    Choices,
    ClassLevel,
    Kind,
    Profile,
)
from guideline.model.validation import extra_of, labels_of, model_in, validate
from guideline.source import parse_yaml
from tests.helpers import profile


def fields_of(model: type[Model], path: str = "") -> Iterator[tuple[str, FieldInfo]]:
    for name, info in model.model_fields.items():
        here = f"{path}.{info.alias or name}".removeprefix(".")
        yield here, info
        inner = model_in(info.annotation)
        if inner is not None:
            assert issubclass(inner, Model)
            yield from fields_of(inner, here)


def kinds_of(annotation: Any) -> Iterator[Any]:
    """What an annotation takes: the Literals and types inside its unions and tuples."""
    if get_origin(annotation) in (Union, types.UnionType, tuple):
        for inner in get_args(annotation):
            yield from kinds_of(inner)
    elif annotation not in (type(None), Ellipsis):
        yield annotation


def fixed_values(annotation: Any) -> set[str]:
    """The values of every Literal in an annotation."""
    literals = [kind for kind in kinds_of(annotation) if get_origin(kind) is Literal]
    return {value for literal in literals for value in get_args(literal)}


FIELDS = dict(fields_of(Profile)) | {"front matter: level": FrontMatter.model_fields["level"]}
BLANKS = {path: info for path, info in FIELDS.items() if extra_of(info).get("blank")}
FIXED = {path: info for path, info in FIELDS.items() if fixed_values(info.annotation)}

DEFAULTS = {
    path: info.default
    for path, info in FIXED.items()
    if not info.is_required() and info.default is not None
}


@pytest.mark.parametrize("path", FIXED)
def test_labels_cover_exactly_the_values_of_the_field(path: str) -> None:
    labels = labels_of(FIXED[path])
    assert set(labels) == fixed_values(FIXED[path].annotation)
    assert all(labels.values())
    assert len(set(labels.values())) == len(labels)


def test_only_fields_with_fixed_values_have_labels() -> None:
    assert {path for path, info in FIELDS.items() if labels_of(info)} == FIXED.keys()


def test_field_with_fixed_values_takes_nothing_else() -> None:
    for path, info in FIXED.items():
        assert {get_origin(kind) for kind in kinds_of(info.annotation)} == {Literal}, path


def test_default_is_one_of_the_values() -> None:
    for path, default in DEFAULTS.items():
        given = default if isinstance(default, tuple) else (default,)
        assert set(given) <= fixed_values(FIXED[path].annotation), path


def test_the_labelled_fields_were_found() -> None:
    known = {"organization.kind", "tools.content_types", "rules.input", "choices.agents"}
    assert known <= FIXED.keys()
    assert len(FIXED) > len(Choices.model_fields)


def test_every_field_has_a_japanese_title() -> None:
    assert {path for path, info in FIELDS.items() if (info.title or "").isascii()} == set()


def test_every_blank_may_be_left_out() -> None:
    assert BLANKS
    assert {path for path, info in BLANKS.items() if info.default not in (None, ())} == set()


def test_choices_run_from_strict_to_permissive() -> None:
    for name, info in Choices.model_fields.items():
        words = list(labels_of(info))
        for stricter, wider in (("prohibited", "conditional"), ("conditional", "allowed")):
            if stricter in words and wider in words:
                assert words.index(stricter) < words.index(wider), name
        assert "prohibited" not in words[1:], name


def test_levels_are_all_class_levels_from_low_to_high() -> None:
    assert get_args(ClassLevel) == LEVELS
    assert LEVELS[0] == "public"
    assert LEVELS.index(CONFIDENTIAL) < LEVELS.index("secret")


def test_public_kinds_are_kinds() -> None:
    assert set(PUBLIC_KINDS) <= set(get_args(Kind))


def test_permissions_run_from_strict_to_permissive() -> None:
    assert list(PERMISSIONS) == ["prohibited", "conditional", "allowed"]


def test_everything_may_be_left_out() -> None:
    value, faults = validate(Profile, {})
    assert faults == []
    assert value == Profile()


def test_defaults_are_the_strict_ones_for_what_goes_in() -> None:
    choices = Profile().choices
    assert choices.personal_data == choices.confidential_data == choices.nda_data == "prohibited"
    assert choices.private_accounts == choices.private_devices == "prohibited"


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("tools: [{name: a}]", ("tools", 0, "id")),
        ("classes: [{id: a, name: b}]", ("classes", 0, "level")),
        ("classes: [{id: a, level: public}]", ("classes", 0, "name")),
        ("rules: [{tool: a, input: allowed}]", ("rules", 0, "class")),
        ("rules: [{tool: a, class: b}]", ("rules", 0, "input")),
        ("organization: {units: [{id: a}]}", ("organization", "units", 0, "name")),
        ("document: {history: [{version: a, summary: b}]}", ("document", "history", 0, "date")),
        ("reviews: [{reviewer: a}]", ("reviews", 0, "use")),
        ("approvals: [{approver: a}]", ("approvals", 0, "subject")),
        ("prohibited_uses: [{reason: a}]", ("prohibited_uses", 0, "use")),
    ],
)
def test_items_of_lists_say_what_they_are(text: str, path: tuple[str | int, ...]) -> None:
    value, faults = validate(Profile, parse_yaml(text, "a.yaml").data)
    assert value is None
    assert [(f.path, f.code) for f in faults] == [(path, "missing-key")]


def test_words_that_yaml_would_change_stay_what_was_written() -> None:
    value = profile(
        "organization: {name: no, short_name: 12:30}\n"
        "document: {number: 010, version: 1.10, enacted: 2026-04-01}\n"
    ).profile
    assert (value.organization.name, value.organization.short_name) == ("no", "12:30")
    assert (value.document.number, value.document.version) == ("010", "1.10")
    assert value.document.enacted == date(2026, 4, 1)


def test_rule_is_written_with_the_key_class() -> None:
    [rule] = profile("rules: [{tool: a, class: b, input: approval}]").profile.rules
    assert (rule.tool, rule.information_class, rule.input) == ("a", "b", "approval")
