"""The JSON of a comparison: described by its schema, complete, and plain values."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import jsonschema
import pytest

from guideline.comparison_json import as_dict
from guideline.document import Document, Section
from guideline.meaning import meanings_of, selected
from guideline.schema import schema_of
from tests.all_forms import all_documents
from tests.two_documents import compared, one, part
from tests.word_files import document, paragraph, table

RULE = "利用者は、出力を確認してから使わなければならない。"


def told(old: Document, new: Document, **options: Any) -> dict[str, Any]:
    return as_dict(meanings_of(compared(old, new, **options)))


def check(value: Any) -> None:
    jsonschema.Draft202012Validator(schema_of("diff")).validate(json.loads(json.dumps(value)))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (one(), one()),
        (one(paragraph(RULE), level="must"), one(paragraph(RULE[:-5]), level="may")),
        (one(table(("甲",), ("乙",))), one(table(("甲", "丙"), ("乙", "丁")))),
        (one(paragraph(RULE)), document(part("p"))),
        (document(Section("section-1", "条項", "")), one(paragraph(RULE))),
    ],
)
def test_output_keeps_to_its_schema(old: Document, new: Document) -> None:
    check(told(old, new))
    check(told(new, old))


@pytest.mark.parametrize("form", ["guideline", "regulation"])
def test_comparison_of_examples_keeps_to_the_schema(form: str) -> None:
    documents = all_documents()
    check(told(documents[f"city-{form}"], documents[f"company-{form}"]))


@pytest.mark.parametrize(
    "break_",
    [
        lambda whole: whole.pop("changes"),
        lambda whole: whole.update(schema_version=2),
        lambda whole: whole["changes"][0].update(kind="rewritten"),
        lambda whole: whole["changes"][0]["meaning"].update(level=["must"]),
        lambda whole: whole["changes"][0]["rule"][0].update(kind="other"),
    ],
)
def test_schema_refuses_anything_else(break_: Any) -> None:
    whole = told(one(paragraph(RULE)), one(paragraph(RULE + "記録する。")))
    check(whole)
    break_(whole)
    with pytest.raises(jsonschema.ValidationError):
        check(whole)


def test_what_is_the_same_is_left_out() -> None:
    whole = told(
        one(paragraph(RULE), paragraph("甲を記録する。")),
        one(paragraph(RULE), paragraph("乙を記録する。")),
    )
    assert whole["is_equal"] is False
    (change,) = whole["changes"]
    assert (change["id"], change["kind"], change["meaning"]["affected"]) == ("p/a", "rule", None)
    (line,) = change["rule"]
    assert [(span["kind"], span["old"], span["new"]) for span in line["spans"]] == [
        ("deleted", "甲", ""),
        ("inserted", "", "乙"),
        ("same", "を記録する。", "を記録する。"),
    ]


def test_selection_holds_for_json_too() -> None:
    def sides(word: str) -> Document:
        return one(paragraph(f"規則は{word}である。"), table(("区分",), (word,)))

    found = selected(meanings_of(compared(sides("甲"), sides("乙"))), only="tables")
    (change,) = as_dict(found)["changes"]
    assert [item["type"] for item in change["rule"]] == ["table"]


def test_how_clauses_were_recognized_is_told() -> None:
    whole = told(one(), one(), new_identity="guessed", new_guessed=("p/a",), new_lost=("p/b",))
    new = whole["new"]
    assert (new["identity"], new["guessed"], new["lost"]) == ("guessed", ["p/a"], ["p/b"])
    assert whole["is_equal"] is True


def test_roles_are_listed_where_known() -> None:
    old, new = (
        replace(one(paragraph(f"総務課は、{w}を記録する。")), actors=("総務課",)) for w in "甲乙"
    )
    assert told(old, new)["changes"][0]["meaning"]["affected"] == ["総務課"]
