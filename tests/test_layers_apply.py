"""Layers on a library: what each operation does, and what is refused because it would choose."""

from __future__ import annotations

import re

import pytest

from guideline.errors import ContentError, Problem
from guideline.layers.clause_text import digest
from guideline.model.layer import Layer
from tests.layers_in_memory import (
    NAME,
    applied,
    clause_file,
    layer,
    layer_text,
    library,
    order_of,
    texts_of,
)

FIRST = "利用者は、毎日記録します。"
SECOND = "所属長は、毎月確かめます。"
X = clause_file("a/x", f"{FIRST}\n\n{SECOND}\n")
Y = clause_file("a/y", "Yの文です。\n")
Z = clause_file("a/z", "Zの文です。\n")
DUTY = clause_file("b/duty", "必ず守ることです。\n", level="must")
BELOW = library({"a/x": X, "a/y": Y, "a/z": Z, "b/duty": DUTY})


def on(name: str, operations: str, **clauses: str) -> Layer:
    """A layer; clause files by id with `__` for the stroke."""
    files = {id_.replace("__", "/"): text for id_, text in clauses.items()}
    return layer(layer_text(name, f"{operations}\n"), files)


def locked(name: str, operation: str, witness: str, version: str = "1", **clauses: str) -> Layer:
    lock = (
        f'lock: "1"\nlibrary: {{name: {NAME}, version: "{version}", hash: h}}\nbases:\n'
        f"  - operation: {operation}\n    hash: {digest(witness)}\n    text: |\n"
        + "".join(f"      {line}\n" for line in witness.splitlines())
    )
    files = {id_.replace("__", "/"): text for id_, text in clauses.items()}
    verb, target = operation.split(" ")
    return layer(layer_text(name, f"  - {verb}: {target}\n"), files, lock=lock)


def problem(*layers: Layer) -> Problem:
    with pytest.raises(ContentError) as caught:
        applied(BELOW, *layers)
    (found,) = caught.value.problems
    return found


def test_an_amendment_and_a_replacement_stand_as_they_are_written() -> None:
    ours, whole = X.replace("毎日", "毎週"), clause_file("a/y", "全く別の文です。\n")
    found = applied(BELOW, on("町", "  - amend: a/x\n  - replace: a/y", a__x=ours, a__y=whole))
    assert texts_of(found) == {"a/x": ours, "a/y": whole, "a/z": Z, "b/duty": DUTY}
    assert [stage.layer for stage in found.stages["a/x"]] == ["", "町"]


def test_clauses_stand_before_after_and_at_the_end() -> None:
    new = {f"a__n{n}": clause_file(f"a/n{n}", "文です。\n") for n in (1, 2, 3)}
    said = (
        "  - {add: a/n1, after: a/x}\n  - {add: a/n2, before: a/x}\n  - {add: a/n3, at_end_of: a}"
    )
    found = applied(BELOW, on("町", said, **new))
    assert order_of(found) == ["a/n2", "a/x", "a/n1", "a/y", "a/z", "a/n3", "b/duty"]


def test_what_stands_beside_a_clause_goes_with_it_whoever_comes_first() -> None:
    add = on("県", "  - {add: a/n, after: a/x}", a__n=clause_file("a/n", "文です。\n"))
    move = on("町", "  - {move: a/x, at_end_of: a}")
    expected = ["a/y", "a/z", "a/x", "a/n", "b/duty"]
    assert order_of(applied(BELOW, add, move)) == expected
    assert order_of(applied(BELOW, move, add)) == expected


def test_a_clause_beside_one_that_is_removed_stays_where_it_was() -> None:
    said = "  - {add: a/n, after: a/x}\n  - {remove: a/x}"
    found = applied(BELOW, on("町", said, a__n=clause_file("a/n", "文です。\n")))
    assert order_of(found) == ["a/n", "a/y", "a/z", "b/duty"]
    assert found.removed["a/x"].layer == "町"


def test_the_same_layer_may_move_what_it_added() -> None:
    said = "  - {add: a/n, after: a/x}\n  - {move: a/n, at_end_of: a}"
    found = applied(BELOW, on("町", said, a__n=clause_file("a/n", "文です。\n")))
    assert order_of(found) == ["a/x", "a/y", "a/z", "a/n", "b/duty"]


def test_layers_on_different_sentences_are_merged() -> None:
    first, second = X.replace("毎日", "毎週"), X.replace("毎月", "毎年")
    one = on("県", "  - amend: a/x", a__x=first)
    other = on("町", "  - amend: a/x", a__x=second)
    assert texts_of(applied(BELOW, one, other))["a/x"] == first.replace("毎月", "毎年")


NEW = clause_file("a/n", "文です。\n")


@pytest.mark.parametrize(
    ("said", "files", "code", "remedy"),
    [
        ("add: a/x, after: a/y", {"a__x": X}, "layer-id-taken", "amend"),
        (
            "add: c/n, at_end_of: c",
            {"c__n": clause_file("c/n", "文です。\n")},
            "layer-unknown-part",
            "使える部：a、b",
        ),
        ("remove: a/xx", {}, "layer-target-missing", "a/x"),
        (
            "amend: b/dutty",
            {"b__dutty": clause_file("b/dutty", "文。\n")},
            "layer-target-missing",
            "b/duty",
        ),
        ("add: a/n, after: a/w", {"a__n": NEW}, "layer-target-missing", "a/"),
        ("add: a/n, after: b/duty", {"a__n": NEW}, "clause-in-other-part", "部「a」"),
        ("move: a/x, after: b/duty", {}, "clause-in-other-part", "部「a」"),
        ("move: a/x, after: a/x", {}, "layer-operation-form", "別の条項"),
        ("remove: b/duty", {}, "layer-removal-without-reason", "reason"),
    ],
)
def test_what_cannot_be_carried_out_is_told_with_a_remedy(
    said: str, files: dict[str, str], code: str, remedy: str
) -> None:
    found = problem(on("町", f"  - {{{said}}}", **files))
    assert (found.code, found.place.line) == (code, 4)
    assert remedy in found.remedy


def test_clauses_cannot_be_put_beside_each_other_in_a_circle() -> None:
    found = problem(on("町", "  - {move: a/x, after: a/y}\n  - {move: a/y, after: a/x}"))
    assert (found.code, found.place.line) == ("layer-operation-form", 5)


def test_a_target_that_a_layer_below_removed_is_told_with_that_layer() -> None:
    ours = X.replace("毎日", "毎週")
    found = problem(on("県", "  - remove: a/x"), on("町", "  - amend: a/x", a__x=ours))
    assert found.code == "layer-target-removed"
    assert "県" in found.message


def test_a_text_that_is_not_the_one_it_was_written_against_needs_an_upgrade() -> None:
    before = X.replace("毎日", "毎時")
    for operation, files in (
        ("amend a/x", {"a__x": X.replace("毎日", "毎週")}),
        ("remove a/x", {}),
    ):
        assert problem(locked("町", operation, before, **files)).code == "layer-base-changed"


def test_without_a_record_for_another_version_the_base_is_unknown() -> None:
    text = layer_text("町", "  - amend: a/x\n", version="0")
    assert problem(layer(text, {"a/x": X})).code == "layer-base-unknown"


def test_a_name_twice_and_a_missing_layer_below_are_told() -> None:
    empty = on("町", "")
    assert problem(empty, empty).code == "layer-name-twice"
    assert problem(layer(layer_text("町", "", above=["県"]))).code == "layer-order"


TITLES = [X.replace("題名", f"{name}の題名") for name in ("県", "郡", "町")]


def stack(over: str | None) -> list[Layer]:
    said = "  - amend: a/x" + (f"\n    over: {over}" if over else "")
    return [
        on("県", "  - amend: a/x", a__x=TITLES[0]),
        on("郡", "  - amend: a/x\n    over: 県", a__x=TITLES[1].replace("毎月", "毎年")),
        on("町", said, a__x=TITLES[2]),
    ]


def test_two_layers_on_one_field_need_a_winner() -> None:
    layers = stack(None)
    found = problem(layers[0], layers[2])
    assert found.code == "layers-conflict"
    assert "見出し" in found.message
    assert "over: 県" in found.remedy


def test_who_wins_over_a_layer_wins_over_those_below_it_and_keeps_what_is_no_conflict() -> None:
    found = texts_of(applied(BELOW, *stack("郡")))["a/x"]
    assert found == TITLES[2].replace("毎月", "毎年")


def test_winning_over_a_lower_layer_is_not_winning_over_a_higher_one() -> None:
    found = problem(*stack("県"))
    assert found.code == "layers-conflict"
    assert "over: 郡" in found.remedy


def test_a_replacement_and_a_removal_over_an_amendment_need_a_winner() -> None:
    below = on("県", "  - amend: a/x", a__x=TITLES[0])
    for said, files in (("replace: a/x", {"a__x": TITLES[2]}), ("remove: a/x", {})):
        assert problem(below, on("町", f"  - {{{said}}}", **files)).code == "layers-conflict"
        winner = on("町", f"  - {{{said}, over: 県}}", **files)
        assert texts_of(applied(BELOW, below, winner)).get("a/x") == files.get("a__x")


def test_two_layers_that_move_one_clause_need_a_winner() -> None:
    below = on("県", "  - {move: a/x, after: a/y}")
    found = problem(below, on("町", "  - {move: a/x, at_end_of: a}"))
    assert found.code == "layers-conflict"
    assert "over: 県" in found.remedy
    winner = on("町", "  - {move: a/x, at_end_of: a, over: 県}")
    assert order_of(applied(BELOW, below, winner)) == ["a/y", "a/z", "a/x", "b/duty"]
    same = on("町", "  - {move: a/x, after: a/y}")
    assert order_of(applied(BELOW, below, same)) == ["a/y", "a/x", "a/z", "b/duty"]


def test_a_merge_that_breaks_a_condition_in_the_text_is_a_conflict() -> None:
    guarded = (
        '{% if choices.agents == "approval" %}\n\n一つ目の文です。\n\n{% endif %}\n\n二つ目です。\n'
    )
    base = library({"a/x": clause_file("a/x", guarded)})
    opened = guarded.replace(
        "{% endif %}\n\n二つ目です。", "{% else %}\n\n三つ目です。\n\n{% endif %}"
    )
    closed = re.sub(r"\{%.*?%\}\n\n", "", guarded)
    one = on("県", "  - amend: a/x", a__x=clause_file("a/x", closed))
    other = on("町", "  - amend: a/x", a__x=clause_file("a/x", opened))
    with pytest.raises(ContentError) as caught:
        applied(base, one, other)
    assert [p.code for p in caught.value.problems] == ["layers-conflict"]
