"""What an upgrade makes of each operation, and what it asks."""

from __future__ import annotations

import time
from typing import Any

import pytest

from guideline.model.clause import Library
from guideline.model.layer import Layer
from guideline.model.lineage import Lineage
from guideline.model.upgrade import Answer, Choice, Plan
from tests.layers_in_memory import (
    applied,
    carried_on,
    clause_file,
    layer,
    layer_text,
    library,
    order_of,
    texts_of,
    upgraded,
)

P = [
    "利用者は、毎日記録を残します。",
    "所属長は、毎月台帳を確かめます。",
    "委託先とは、契約を結びます。",
    "研修は、年に一度行います。",
]


def body(*paragraphs: str) -> str:
    return "\n\n".join(paragraphs) + "\n"


def clause(id_: str, *paragraphs: str, **front: str) -> str:
    return clause_file(id_, body(*paragraphs), **front)


def made(operations: str, *, name: str = "町", **files: str) -> tuple[str, Layer]:
    text = layer_text(name, f"{operations}\n")
    return text, layer(text, {id_.replace("__", "/"): said for id_, said in files.items()})


def lineage(**told: list[dict[str, Any]]) -> Lineage:
    return Lineage.model_validate({"versions": [{"version": "2", **told}]})


def operations(plan: Plan, at: int = 0) -> list[dict[str, Any]]:
    found = plan.layers[at].after.manifest.operations
    return [o.model_dump(by_alias=True, exclude_none=True) for o in found]


def whys(plan: Plan) -> list[str]:
    return [question.why for question in plan.questions]


def answer_all(plan: Plan, choice: Choice) -> dict[str, Answer]:
    return {q.id: Answer(question=q.id, answer=choice) for q in plan.questions}


OLD = {"a/x": clause("a/x", *P), "a/y": clause("a/y", "Yの文です。")}


def old() -> Library:
    return library(OLD)


MINE = OLD["a/x"].replace("毎日", "毎週")


def test_an_amendment_follows_what_the_new_version_changed_elsewhere() -> None:
    new = library({**OLD, "a/x": OLD["a/x"].replace("年に一度", "年に二度")}, "2")
    plan = upgraded([made("  - amend: a/x", a__x=MINE)], old(), new)
    assert not plan.questions
    assert texts_of(plan.library)["a/x"] == MINE.replace("年に一度", "年に二度")
    assert [(t.outcome, t.fields) for t in plan.touched] == [("merged", ("rule",))]


def test_an_amendment_that_is_not_edited_yet_stays_on_the_same_version() -> None:
    plan = upgraded([made("  - amend: a/x", a__x=OLD["a/x"])], old(), old())
    assert operations(plan) == [{"amend": "a/x"}]
    assert set(plan.layers[0].files) == {"guideline.lock"}


def test_a_renamed_clause_is_followed_in_targets_places_and_references() -> None:
    new = library({"a/z": clause("a/z", *P), "a/y": OLD["a/y"]}, "2")
    own = clause("a/own", "[[a/x]]に加えて定めます。", requires="[a/x]")
    said = "  - amend: a/x\n  - {add: a/own, after: a/x}"
    plan = upgraded(
        [made(said, a__x=MINE, a__own=own)],
        old(),
        new,
        lineage=lineage(renamed=[{"from": "a/x", "to": "a/z"}]),
    )
    assert not plan.questions
    assert operations(plan) == [{"amend": "a/z"}, {"add": "a/own", "after": "a/z"}]
    texts = texts_of(plan.library)
    assert texts["a/z"] == MINE.replace("a/x", "a/z")
    assert texts["a/own"] == own.replace("a/x", "a/z")
    assert plan.layers[0].files["clauses/a/x.md"] is None


def test_a_variant_follows_its_slot_to_another_part() -> None:
    slot = {"a/s.one": clause("a/s.one", "一つ目です。"), "b/k": clause("b/k", "Kの文です。")}
    new = library({"b/k": slot["b/k"], "b/s.one": clause("b/s.one", "一つ目です。")}, "2")
    two = clause("a/s.two", "二つ目です。")
    plan = upgraded(
        [made("  - add: a/s.two", **{"a__s.two": two})],
        library(slot),
        new,
        lineage=lineage(renamed=[{"from": "a/s.one", "to": "b/s.one"}]),
    )
    assert order_of(plan.library) == ["b/k", "b/s"]
    assert "slot: b/s\n" in texts_of(plan.library)["b/s.two"]


def test_an_amendment_of_a_split_clause_goes_where_its_paragraph_went() -> None:
    new = library({"a/p": clause("a/p", *P[:2]), "a/q": clause("a/q", *P[2:])}, "2")
    split = lineage(split=[{"from": "a/x", "to": ["a/p", "a/q"]}])
    one = upgraded([made("  - {amend: a/x, reason: 町}", a__x=MINE)], old(), new, lineage=split)
    assert not one.questions
    assert operations(one) == [{"amend": "a/p", "reason": "町"}]
    assert "毎週" in texts_of(one.library)["a/p"]
    both = MINE.replace("年に一度", "年に三度")
    two = upgraded([made("  - {amend: a/x, reason: 町}", a__x=both)], old(), new, lineage=split)
    assert [o["amend"] for o in operations(two)] == ["a/p", "a/q"]
    assert "年に三度" in texts_of(two.library)["a/q"]
    assert applied(new, two.layers[0].after).manifest == two.library.manifest


@pytest.mark.parametrize(
    "ours",
    [
        MINE.replace("題名", "町の題名"),
        OLD["a/x"].replace(P[2], f"間に加えた段落です。\n\n{P[2]}"),
    ],
)
def test_what_cannot_be_divided_is_asked(ours: str) -> None:
    new = library({"a/p": clause("a/p", *P[:2]), "a/q": clause("a/q", *P[2:])}, "2")
    split = lineage(split=[{"from": "a/x", "to": ["a/p", "a/q"]}])
    plan = upgraded([made("  - amend: a/x", a__x=ours)], old(), new, lineage=split)
    assert whys(plan) == ["divided"]
    answers = answer_all(plan, "both")
    layers = [made("  - amend: a/x", a__x=ours)]
    kept = upgraded(layers, old(), new, lineage=split, answers=answers)
    assert texts_of(kept.library)["a/x"] == ours


def test_two_amendments_that_meet_in_a_merged_clause_become_one() -> None:
    before = {"a/x": clause("a/x", *P[:2]), "a/y": clause("a/y", *P[2:])}
    new = library({"a/x": clause("a/x", *P)}, "2")
    said = "  - amend: a/x\n  - amend: a/y"
    files = {
        "a__x": before["a/x"].replace("毎日", "毎週"),
        "a__y": before["a/y"].replace("年に一度", "年に三度"),
    }
    plan = upgraded(
        [made(said, **files)],
        library(before),
        new,
        lineage=lineage(merged=[{"from": ["a/x", "a/y"], "to": "a/x"}]),
    )
    assert not plan.questions
    assert operations(plan) == [{"amend": "a/x"}]
    assert texts_of(plan.library) == {
        "a/x": clause("a/x", *P).replace("毎日", "毎週").replace("年に一度", "年に三度")
    }


def test_removing_one_half_of_what_another_half_amends_is_asked_and_nothing_is_lost() -> None:
    before = {"a/x": clause("a/x", *P[:2]), "a/y": clause("a/y", *P[2:])}
    new = library({"a/x": clause("a/x", *P)}, "2")
    for said in ("  - amend: a/x\n  - remove: a/y", "  - remove: a/y\n  - amend: a/x"):
        plan = upgraded(
            [made(said, a__x=before["a/x"].replace("毎日", "毎週"))],
            library(before),
            new,
            lineage=lineage(merged=[{"from": ["a/x", "a/y"], "to": "a/x"}]),
        )
        assert whys(plan) == ["met"]
        assert operations(plan) == [{"amend": "a/x"}]


def test_a_place_beside_a_clause_of_the_same_layer_stays() -> None:
    said = "  - {add: a/n1, after: a/x}\n  - {add: a/n2, after: a/n1}"
    files = {"a__n1": clause("a/n1", "一つ目。"), "a__n2": clause("a/n2", "二つ目。")}
    plan = upgraded([made(said, **files)], old(), library(OLD, "2"))
    assert operations(plan)[1] == {"add": "a/n2", "after": "a/n1"}


def test_a_clause_that_is_gone_stays_as_a_clause_of_the_layer_or_goes() -> None:
    new = library({"a/y": OLD["a/y"]}, "2")
    layers = [made("  - amend: a/x", a__x=MINE)]
    plan = upgraded(layers, old(), new)
    assert whys(plan) == ["gone"]
    kept = upgraded(layers, old(), new, answers=answer_all(plan, "ours"))
    assert operations(kept) == [{"add": "a/x", "at_end_of": "a"}]
    gone = upgraded(layers, old(), new, answers=answer_all(plan, "new"))
    assert operations(gone) == []
    assert "operations: []" in (gone.layers[0].files["layer.yaml"] or "")


def test_a_move_within_a_part_that_the_new_version_left_is_asked() -> None:
    before = {**OLD, "b/k": clause("b/k", "Kの文です。")}
    new = library({"a/y": OLD["a/y"], "b/k": before["b/k"], "b/x": clause("b/x", *P)}, "2")
    plan = upgraded(
        [made("  - {move: a/x, after: a/y}")],
        library(before),
        new,
        lineage=lineage(renamed=[{"from": "a/x", "to": "b/x"}]),
    )
    assert whys(plan) == ["met"]
    assert operations(plan) == []


def test_what_over_has_decided_is_not_asked_again() -> None:
    low = made("  - amend: a/x", name="県", a__x=OLD["a/x"].replace("毎日", "毎時"))
    high = made("  - {amend: a/x, over: 県}", a__x=MINE)
    plan = upgraded([low, high], old(), library(OLD, "2"))
    assert not plan.questions
    assert "毎週" in texts_of(plan.library)["a/x"]


def test_without_a_base_everything_that_differs_is_asked() -> None:
    text = layer_text("町", "  - amend: a/x\n", version="0")
    plan = upgraded([(text, layer(text, {"a/x": MINE}))], None, library(OLD, "2"))
    assert whys(plan) == ["no-base"]


def test_a_condition_that_a_merge_would_break_is_asked_as_a_whole() -> None:
    opens, closes = '{% if choices.agents == "approval" %}', "{% endif %}"
    before = library({"a/x": clause("a/x", opens, P[0], P[1], closes)})
    plain = clause("a/x", P[0], P[1])
    more = clause("a/x", opens, P[0], "{% else %}", P[1], closes)
    plan = upgraded([made("  - amend: a/x", a__x=plain)], before, library({"a/x": more}, "2"))
    assert [(q.field, q.why) for q in plan.questions] == [("clause", "both-changed")]
    assert texts_of(plan.library)["a/x"] == plain


def test_an_own_template_is_not_asked_about() -> None:
    text = layer_text("町", "  - template: notes\n")
    plan = upgraded([(text, layer(text, templates={"notes": "本文"}))], old(), library(OLD, "2"))
    assert not plan.questions
    assert plan.layers[0].after.templates == {"notes": "本文"}


def test_an_operation_given_up_counts_as_taken() -> None:
    new = library({**OLD, "a/x": OLD["a/x"].replace("毎日", "毎時")}, "2")
    said = [made("  - {remove: a/x, reason: 別に定めるため}")]
    asked = upgraded(said, old(), new)
    assert whys(asked) == ["changed-after-removal"]
    plan = upgraded(said, old(), new, answers=answer_all(asked, "new"))
    assert [t.outcome for t in plan.touched] == ["taken"]
    assert operations(plan) == []


@pytest.mark.parametrize("verb", ["replace", "remove"])
def test_another_day_of_review_alone_is_not_asked(verb: str) -> None:
    later = OLD["a/x"].replace("reviewed: 2026-11-01", "reviewed: 2026-12-01")
    files = {"a__x": clause("a/x", "別の文です。")} if verb == "replace" else {}
    plan = upgraded([made(f"  - {verb}: a/x", **files)], old(), library({**OLD, "a/x": later}, "2"))
    assert later != OLD["a/x"]
    assert not plan.questions
    assert [o.get(verb) for o in operations(plan)] == ["a/x"]


def test_where_text_went_and_why_a_clause_was_removed_is_told() -> None:
    told = lineage(
        moved_text=[{"from": "a/x", "to": ["a/y"], "what": "研修の定め"}],
        removed=[{"clause": "a/y", "reason": "重なるため"}],
    )
    new = library({"a/x": clause("a/x", *P[:3])}, "2")
    own = made("  - amend: a/x\n  - remove: a/y", a__x=MINE)
    first, second = upgraded([own], old(), new, lineage=told).touched
    assert first.note == "研修の定めは、「a/y」に移りました。"
    assert second.note.endswith("条項ライブラリが削った理由：重なるため")


def _large(clauses: int, count: int) -> tuple[list[tuple[str, Layer]], Library, Library]:
    texts = {f"a/c{n}": clause(f"a/c{n}", *(f"{n}番の{p}" for p in P)) for n in range(clauses)}
    layers = []
    for at in range(3):
        mine = [id_ for n, id_ in enumerate(texts) if n % 3 == at][:count]
        files = {id_.replace("/", "__"): texts[id_].replace("毎日", "毎週") for id_ in mine}
        said = "\n".join(f"  - {{amend: {id_}, reason: 町}}" for id_ in mine)
        layers.append(made(said, name=f"l{at}", **files))
    new = {id_: text.replace("年に一度", "年に二度") for id_, text in texts.items()}
    return layers, library(texts), library(new, "2")


def test_three_layers_with_a_hundred_operations_each_are_planned_in_seconds() -> None:
    layers, before, new = _large(300, 100)
    start = time.perf_counter()
    plan = upgraded(layers, before, new)
    taken = time.perf_counter() - start
    assert not plan.questions
    assert plan.count("merged") == 300
    assert carried_on(plan, [text for text, _ in layers])
    assert taken < 20  # a few seconds on a free machine
