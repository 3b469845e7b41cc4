"""Upgrades between real versions of the library: every kind of change, met by a layer."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from guideline.layers.clause_text import LABELS
from guideline.layers.stack import library_folder
from guideline.library import load_frameworks, load_library, load_lineage
from guideline.model.layer import VERBS
from guideline.model.upgrade import Plan, Question, Touched
from guideline.soundness import check_library
from guideline.upgrading import Upgrade, prepare
from tests.next_version import (
    BASE,
    NEXT,
    Case,
    base_folder,
    build_layer,
    build_next,
    cases,
    write_layer,
)

CASES = cases()


@pytest.fixture(scope="module")
def next_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_next(tmp_path_factory.mktemp("versions") / "next")


@pytest.fixture(scope="module")
def upgrade(tmp_path_factory: pytest.TempPathFactory, next_folder: Path) -> Upgrade:
    return prepare(build_layer(tmp_path_factory.mktemp("layer")), str(next_folder))


@pytest.fixture(scope="module")
def plan(upgrade: Upgrade) -> Plan:
    return upgrade.plan


def test_next_version_is_sound_and_accounts_for_every_clause(next_folder: Path) -> None:
    library = load_library(next_folder)
    assert library.manifest.version == NEXT
    assert [str(p) for p in check_library(library, load_frameworks(next_folder))] == []


def test_list_has_every_kind_of_change_and_every_verb() -> None:
    assert len(CASES) >= 25
    kinds = [case.kind for case in CASES]
    assert len(kinds) == len(set(kinds))
    said = " ".join(kinds)
    for kind in (
        *("title", "level", "condition", "commentary", "example", "sources", "satisfies"),
        *("reviewed", "order", "part moved", "list", "table", "{% if %} branch", "strictness"),
        *("paragraph inserted", "paragraph deleted", "paragraph changed", "paragraph moved"),
        *("sentence inserted", "sentence deleted", "sentence changed"),
        *("clause added", "clause removed", "clause renamed", "clause split", "clauses merged"),
        *("variant added", "variant merged", "slot turned into a plain clause"),
    ):
        assert kind in said
    operations = [entry["operation"] for case in CASES for entry in case.layer]
    assert {verb for operation in operations for verb in operation} >= set(VERBS)
    outcomes = {entry["outcome"] for case in CASES for entry in case.layer}
    assert outcomes == {
        "kept",
        "merged",
        "asked",
        "orphaned",
    }  # the others are of untouched clauses


ENTRIES = [
    pytest.param(entry, id=f"{case.kind}: {next(iter(entry['operation']))}")
    for case in CASES
    for entry in case.layer
]


def key_of(entry: Mapping[str, Any]) -> str:
    verb, target = next(iter(entry["operation"].items()))
    return f"{verb} {target}"


def touched(plan: Plan, entry: Mapping[str, Any]) -> Touched:
    (found,) = [each for each in plan.touched if each.operation == key_of(entry)]
    return found


def questions(plan: Plan, entry: Mapping[str, Any]) -> list[Question]:
    target = touched(plan, entry).target
    return [question for question in plan.questions if question.target == target]


@pytest.mark.parametrize("entry", ENTRIES)
def test_operation_comes_to_what_the_list_says(entry: Mapping[str, Any], plan: Plan) -> None:
    found = touched(plan, entry)
    asked = {question.field for question in questions(plan, entry)}
    assert (found.outcome, asked if "asks" in entry else set()) == (
        entry["outcome"],
        set(entry.get("asks", ())),
    )
    assert bool(questions(plan, entry)) == (entry["outcome"] == "asked")
    if "target" in entry:
        assert found.target == entry["target"]
    if "takes" in entry:
        assert set(found.fields) == set(entry["takes"])
    assert entry.get("note", "") in found.note
    assert set(found.fields) <= set(LABELS)


@pytest.mark.parametrize("entry", ENTRIES)
def test_layer_says_afterwards_what_the_list_says(entry: Mapping[str, Any], plan: Plan) -> None:
    (layer,) = plan.layers
    target = touched(plan, entry).target
    left = [o for o in layer.after.manifest.operations if o.target == target.split("#")[0]]
    if entry.get("drops"):
        assert left == []
        assert target not in layer.after.clauses
        return
    (operation,) = left
    assert operation.reason == "試験のため"
    if "after" in entry:
        assert operation.after == entry["after"]
    text = layer.after.clauses[target].text if target in layer.after.clauses else ""
    for passage in entry.get("has", ()):
        assert passage in text
    for passage in entry.get("lacks", ()):
        assert passage not in text


def test_clauses_that_no_layer_touches_are_taken_or_unchanged(plan: Plan) -> None:
    assert plan.untouched["output/translation"] == "taken"
    assert plan.untouched["output/disclosure.always-hospital"] == "taken"
    assert plan.untouched["output/disclosure.always"] == "taken"
    assert "accounts/devices.approval" not in plan.untouched  # told as what it became
    changed = {id_ for case in CASES for id_ in ids_of(case)}
    quiet = {id_: outcome for id_, outcome in plan.untouched.items() if id_ not in changed}
    assert set(quiet.values()) == {"unchanged"}


def ids_of(case: Case) -> set[str]:
    said = case.library
    places = ("edit", "copy", "create", "delete")
    return {id_ for place in places for id_ in said.get(place, ())}


def test_sentence_of_the_layer_is_in_the_new_guideline(upgrade: Upgrade) -> None:
    """The new guideline can be made, with open questions as the layer has it."""
    texts = {c.id: c.text for c in upgrade.plan.library.clauses}
    assert "市の窓口" in texts["roles/contacts"]
    assert "別の方法だけを案内" in texts["output/provider-policy"]
    assert "tools/local-models" not in texts
    assert [*texts].index("tools/excluded") == [*texts].index("tools/allowed") + 1
    ids = [s.id for part in upgrade.new.document.sections for s in part.sections]
    assert ids.index("review/hearing") == ids.index("review/changes") + 1


def test_lineage_of_the_next_version_is_read(next_folder: Path) -> None:
    lineage = load_lineage(next_folder)
    assert lineage.heirs("review/history", "0.2.0", NEXT) == ("review/changes",)
    assert base_folder().is_dir()


# Two operations whose clauses became one


def upgraded(folder: Path, next_folder: Path, *entries: Mapping[str, Any]) -> Plan:
    profile = write_layer(folder, list(entries), base_folder(), BASE)
    return prepare(profile, str(next_folder)).plan


def amended(id_: str, old: str, new: str) -> Mapping[str, Any]:
    return {"operation": {"amend": id_}, "edit": [[old, new]]}


CHOOSING = amended("tools/choosing", "対象ツールの中で", "対象ツールの内で")
SKILLS = amended("training/own-skills", "先に自分の考えを書き出し", "まず自分の考えを書き出し")


@pytest.mark.parametrize("entries", [(CHOOSING, SKILLS), (SKILLS, CHOOSING)])
def test_amendments_of_merged_clauses_become_one(
    entries: tuple[Mapping[str, Any], ...], tmp_path: Path, next_folder: Path
) -> None:
    plan = upgraded(tmp_path, next_folder, *entries)
    assert plan.questions == ()
    (layer,) = plan.layers
    assert [o.key for o in layer.after.manifest.operations] == ["amend training/using-well"]
    assert list(layer.after.clauses) == ["training/using-well"]
    text = layer.after.clauses["training/using-well"].text
    assert "対象ツールの内で" in text
    assert "まず自分の考えを書き出し" in text
    assert "no_sources" not in text  # of one of both; the merged clause has sources
    assert plan.touched[1].note.endswith("同じ条項に当たるため、一つに合わせます。")


def test_removals_of_merged_clauses_become_one(tmp_path: Path, next_folder: Path) -> None:
    """It is asked, because the new clause is another text than what was removed."""
    removals = [{"operation": {"remove": id_}} for id_ in ("tools/choosing", "training/own-skills")]
    plan = upgraded(tmp_path, next_folder, *removals)
    assert [(q.target, q.why) for q in plan.questions] == [
        ("training/using-well", "changed-after-removal")
    ]
    (layer,) = plan.layers
    assert [o.key for o in layer.after.manifest.operations] == ["remove training/using-well"]


def test_removed_clause_that_comes_back_in_an_amended_one_is_asked(
    tmp_path: Path, next_folder: Path
) -> None:
    removal = {"operation": {"remove": "training/own-skills"}}
    plan = upgraded(tmp_path, next_folder, removal, CHOOSING)
    assert [(q.target, q.why, q.choices) for q in plan.questions] == [
        ("training/using-well", "met", ("new",))
    ]
    (layer,) = plan.layers
    assert [o.key for o in layer.after.manifest.operations] == ["amend training/using-well"]


def test_replacements_of_merged_clauses_are_asked_each(tmp_path: Path, next_folder: Path) -> None:
    replaced = [
        {"operation": {"replace": entry["operation"]["amend"]}, "edit": entry["edit"]}
        for entry in (CHOOSING, SKILLS)
    ]
    plan = upgraded(tmp_path, next_folder, *replaced)
    assert ["対象ツールの内で" in q.ours for q in plan.questions] == [True, False]
    assert ["まず自分の考えを" in q.ours for q in plan.questions] == [False, True]


def test_replaced_variant_of_a_slot_that_is_none_any_more_is_asked(
    tmp_path: Path, next_folder: Path
) -> None:
    entry = {"operation": {"replace": "accounts/devices.approval"}}
    plan = upgraded(tmp_path, next_folder, entry)
    assert [(q.target, q.field) for q in plan.questions] == [("accounts/devices", "clause")]
    (layer,) = plan.layers
    assert "slot:" not in layer.after.clauses["accounts/devices"].text


# From the first version of the real library to the second

OLD = library_folder("0.1.0")
REAL: dict[str, tuple[Mapping[str, Any], str]] = {
    # The paragraph that the layer changed is put otherwise; its subject has a clause of its own.
    "scope": (
        amended("purpose/scope", "協議して同意を得ることを", "協議して文書で同意を得ることを"),
        "asked",
    ),
    # Got a condition and else the same text.
    "condition": (
        amended("tools/terms", "少なくとも年1回確かめます", "少なくとも半年に1回確かめます"),
        "merged",
    ),
    "title": (amended("roles/user", "title: 利用者の役割", "title: 職員の役割"), "merged"),
    # The condition and a sentence of what the layer removed are others.
    "network": ({"operation": {"remove": "tools/network"}}, "asked"),
    "audio": (
        amended("output/minutes", "議事録が確定したら速やかに消す", "議事録が確定した日に消す"),
        "asked",
    ),
    "move": ({"operation": {"move": "tools/terms", "after": "tools/allowed"}}, "kept"),
    "set": ({"operation": {"set": "choices.agents", "value": "prohibited"}}, "kept"),
    "default": ({"operation": {"default": "choices.training", "value": "before_use"}}, "kept"),
    "replace": (
        {
            "operation": {"replace": "training/own-skills"},
            "edit": [["経験の浅い人に", "新任の職員に"]],
        },
        "asked",
    ),
    "commentary": (amended("review/history", "内容の欄には、", "内容の欄及び備考には、"), "merged"),
}


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    folder = tmp_path_factory.mktemp("real")
    entries = [entry for entry, _ in REAL.values()]
    return prepare(write_layer(folder, entries, OLD, "0.1.0"), "0.2.0").plan


@pytest.mark.parametrize("name", REAL)
def test_layer_on_the_first_version_comes_to_the_second(name: str, real: Plan) -> None:
    entry, outcome = REAL[name]
    assert touched(real, entry).outcome == outcome


def test_upgrade_tells_where_text_went_in_the_second_version(real: Plan) -> None:
    scope, minutes = (touched(real, REAL[name][0]) for name in ("scope", "audio"))
    assert scope.note == "業務の委託先との契約は、「roles/contractors」に移りました。"
    assert "「output/meetings」" in minutes.note


def test_new_clauses_of_the_second_version_are_taken(real: Plan) -> None:
    assert real.untouched["roles/contractors.consent"] == "taken"
    assert real.untouched["input/never"] == "taken"
