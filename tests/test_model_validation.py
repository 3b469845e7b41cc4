"""Plain data becomes a value, or faults that a person can act on."""

from __future__ import annotations

from typing import Any, Literal

import pytest
from pydantic import Field

from guideline.model.fields import Date, Id, Model, Word, labelled
from guideline.model.validation import (
    Fault,
    extra_of,
    field_at,
    labels_of,
    model_at,
    model_in,
    validate,
)


class Item(Model):
    name: Word
    kind: Literal["big", "small"] = labelled("種別", {"big": "大きい", "small": "小さい"}, "big")
    kinds: tuple[Literal["a", "b"], ...] = Field((), json_schema_extra={"labels": {"a": "甲"}})


class Detail(Model):
    of: Id = Field("a", alias="class")
    plain: Literal["current", "superseded"] = "current"


class Whole(Model):
    items: tuple[Item, ...] = Field((), max_length=2)
    detail: Detail = Detail()
    perhaps: Detail | None = None
    size: int | None = Field(None, ge=1)
    day: Date | None = None
    articles: dict[Literal["private"], Word] | None = None
    share: float = Field(0, le=1)


def faults(data: object) -> list[Fault]:
    value, found = validate(Whole, data)
    assert value is None
    return found


def fault(data: object) -> Fault:
    [found] = faults(data)
    return found


def test_sound_data_becomes_a_value() -> None:
    value, found = validate(Whole, {"items": [{"name": "甲"}], "size": "3"})
    assert found == []
    assert value is not None
    assert (value.items[0].name, value.items[0].kind, value.size) == ("甲", "big", 3)


def test_nothing_at_all_becomes_the_defaults() -> None:
    assert validate(Whole, None) == (Whole(), [])


def test_value_is_known_by_its_alias() -> None:
    value, _ = validate(Whole, {"detail": {"class": "b"}})
    assert value is not None
    assert value.detail.of == "b"


@pytest.mark.parametrize(
    ("data", "path", "code"),
    [
        ({"items": [{}]}, ("items", 0, "name"), "missing-key"),
        ({"items": "a"}, ("items",), "wrong-type"),
        ({"items": None}, ("items",), "wrong-type"),
        ({"items": {"name": "a"}}, ("items",), "wrong-type"),
        ({"items": ["a"]}, ("items", 0), "wrong-type"),
        ({"items": [{"name": ["a"]}]}, ("items", 0, "name"), "wrong-type"),
        ({"items": [{"name": None}]}, ("items", 0, "name"), "wrong-type"),
        ({"detail": "a"}, ("detail",), "wrong-type"),
        ({"detail": ["a"]}, ("detail",), "wrong-type"),
        ({"size": "多い"}, ("size",), "wrong-type"),
        ({"size": "30人"}, ("size",), "wrong-type"),
        ({"size": "1,000"}, ("size",), "wrong-type"),
        ({"size": "３０"}, ("size",), "wrong-type"),
        ({"size": "1.5"}, ("size",), "wrong-type"),
        ({"size": ["3"]}, ("size",), "wrong-type"),
        ({"articles": "a"}, ("articles",), "wrong-type"),
        ({"size": "0"}, ("size",), "out-of-range"),
        ({"size": "9" * 5000}, ("size",), "out-of-range"),
        ({"day": "2026-02-30"}, ("day",), "not-a-date"),
        ({"detail": {"class": "B"}}, ("detail", "class"), "bad-id"),
        ({"items": [{"name": ""}]}, ("items", 0, "name"), "empty-text"),
        ({"items": [{"name": "あ" * 121}]}, ("items", 0, "name"), "too-long"),
        ({"items": [{"name": "a"}] * 3}, ("items",), "too-many"),
        ({"items": [{"name": "上\n下"}]}, ("items", 0, "name"), "line-end"),
    ],
)
def test_fault_has_path_code_message_and_remedy(
    data: object, path: tuple[str | int, ...], code: str
) -> None:
    found = fault(data)
    assert (found.path, found.code) == (path, code)
    for text in (found.message, found.remedy):
        assert text.endswith(("。", "（文書では【…】になります）。", "例：30"))
        assert "{" not in text


def test_data_that_is_no_mapping_is_a_wrong_type() -> None:
    for data in ("abc", ["a"]):
        assert (fault(data).path, fault(data).code) == ((), "wrong-type")


def test_every_fault_is_reported() -> None:
    data = {"itms": [], "size": "x", "items": [{"kind": "bg"}, {"name": "a", "nmae": "b"}]}
    assert {(f.path, f.code) for f in faults(data)} == {
        (("itms",), "unknown-key"),
        (("size",), "wrong-type"),
        (("items", 0, "name"), "missing-key"),
        (("items", 0, "kind"), "unknown-value"),
        (("items", 1, "nmae"), "unknown-key"),
    }


def test_misspelt_key_is_told_with_a_suggestion() -> None:
    found = fault({"items": [{"name": "a", "kidn": "big"}]})
    assert (found.path, found.code) == (("items", 0, "kidn"), "unknown-key")
    assert found.message == "「kidn」というキーはありません。"
    assert found.remedy == "もしかして「kind」ですか。"


def test_strange_key_is_told_with_the_keys_there_are() -> None:
    assert fault({"detail": {"zzz": "a"}}).remedy == "使えるキー：class、plain"


def test_field_name_does_not_stand_in_for_its_alias() -> None:
    assert fault({"detail": {"of": "b"}}).code == "unknown-key"


def test_misspelt_value_is_told_with_a_suggestion_and_all_labels() -> None:
    found = fault({"items": [{"name": "a", "kind": "smal"}]})
    assert (found.path, found.code) == (("items", 0, "kind"), "unknown-value")
    assert found.message == "「smal」は使えない値です。"
    assert found.remedy == ("もしかして「small」ですか。使える値：big（大きい）、small（小さい）")


def test_label_in_place_of_its_value_is_answered_with_the_value() -> None:
    found = fault({"items": [{"name": "a", "kind": "小さい"}]})
    assert found.remedy.startswith("「small」と書いてください。")


def test_wrong_value_in_a_list_is_told_with_its_position() -> None:
    found = fault({"items": [{"name": "a", "kinds": ["a", "c"]}]})
    assert (found.path, found.code) == (("items", 0, "kinds", 1), "unknown-value")


def test_value_without_labels_is_told_with_the_values_there_are() -> None:
    found = fault({"detail": {"plain": "curent"}})
    assert found.remedy == "もしかして「current」ですか。使える値：current、superseded"


def test_wrong_key_of_a_table_is_told_with_the_keys_there_are() -> None:
    found = fault({"articles": {"privat": "1"}})
    assert found.code == "unknown-value"
    assert found.remedy == "もしかして「private」ですか。使える値：private"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (None, "空の値"),
        ({"a": "b"}, "「キー: 値」の組"),
        (["a"], "リスト"),
        ("あ" * 40, f"「{'あ' * 40}」"),
        ("あ" * 41, f"「{'あ' * 40}…」"),
        ("{input}{0}%s", "「{input}{0}%s」"),
    ],
)
def test_given_value_is_shown_briefly(given: object, shown: str) -> None:
    assert fault({"detail": {"plain": given}}).message == f"{shown}は使えない値です。"


def test_braces_in_a_value_are_shown_as_they_are() -> None:
    assert fault({"size": "{input}"}).message == "整数を書く場所に、「{input}」があります。"


def test_fault_without_words_of_ours_is_told_as_it_came() -> None:
    found = fault({"share": 2.0})
    assert found.code == "bad-value"
    assert "less than or equal to 1" in found.message


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ((), "Whole"),
        (("items", 0), "Item"),
        (("items",), "Item"),
        (("detail",), "Detail"),
        (("perhaps",), "Detail"),
        (("size",), None),
        (("zzz",), None),
        (("detail", "class"), None),
    ],
)
def test_model_at_a_path(path: tuple[str | int, ...], name: str | None) -> None:
    found = model_at(Whole, path)
    assert (found.__name__ if found else None) == name


def test_field_at_a_path() -> None:
    found = field_at(Whole, ("items", 0, "kind"))
    assert found is not None
    assert found.title == "種別"
    assert labels_of(field_at(Whole, ("items", 0, "kinds", 1))) == {"a": "甲"}


@pytest.mark.parametrize("path", [(), (0,), ("zzz",), ("zzz", "a"), ("size", "a")])
def test_no_field_at_a_path_that_leads_nowhere(path: tuple[str | int, ...]) -> None:
    assert field_at(Whole, path) is None


def test_field_is_found_by_its_alias() -> None:
    assert field_at(Whole, ("detail", "class")) is Detail.model_fields["of"]


@pytest.mark.parametrize(
    ("annotation", "model"),
    [
        (Item, Item),
        (Item | None, Item),
        (tuple[Item, ...], Item),
        (tuple[Item, ...] | None, Item),
        (str, None),
        (str | None, None),
        (tuple[str, ...], None),
        (Literal["a"], None),
    ],
)
def test_model_in_an_annotation(annotation: Any, model: type[Model] | None) -> None:
    assert model_in(annotation) is model


def test_field_that_declares_nothing_has_no_labels() -> None:
    assert extra_of(None) == {}
    assert extra_of(Whole.model_fields["size"]) == {}
    assert labels_of(Whole.model_fields["size"]) == {}


def test_missing_key_is_told_with_its_title_if_it_has_one() -> None:
    class Titled(Model):
        level: Word = Field(title="義務の強さ")

    [titled] = validate(Titled, {})[1]
    assert titled.message == "必要なキー「level」（義務の強さ）がありません。"
    assert fault({"items": [{}]}).message == "必要なキー「name」がありません。"
