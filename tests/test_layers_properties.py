"""Whatever layers and a new version do: nothing is lost, and the same comes out again."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guideline.layers.state import state_of
from guideline.model.layer import Layer
from guideline.model.lineage import Lineage
from guideline.model.upgrade import Answer, Choice, Plan, Question
from tests.layer_worlds import Shelf, World, first_shelf, layer_on, marks, newer
from tests.layers_in_memory import (
    applied,
    carried_on,
    layer,
    layer_text,
    order_of,
    texts_of,
    upgraded,
)

FEW = settings(
    derandomize=True, deadline=None, max_examples=40, suppress_health_check=list(HealthCheck)
)
MANY = settings(FEW, max_examples=300)
SEEDS = st.integers(min_value=0, max_value=10**9)


@dataclass
class Case:
    """A stack of layers on one version of a library, and the next version."""

    old: Shelf
    top: Shelf
    """What the layers make of the old version, known without applying them."""
    new: Shelf
    lineage: Lineage
    layers: list[tuple[str, Layer]]

    def plan(self, answers: dict[str, Answer] | None = None) -> Plan:
        return upgraded(
            self.layers,
            self.old.library("1"),
            self.new.library("2"),
            lineage=self.lineage,
            answers=answers,
        )


def case_of(seed: int, most_layers: int = 3) -> Case:
    world = World(random.Random(seed))  # noqa: S311 (no secret)
    old = top = first_shelf(world, world.random.randrange(3, 9))
    layers: list[tuple[str, Layer]] = []
    for n in range(world.random.randrange(1, most_layers + 1)):
        below = [each.name for _, each in layers]
        top, text, made = layer_on(world, top, f"l{n}", below, world.random.randrange(1, 6))
        layers.append((text, made))
    new, lineage = newer(world, old)
    return Case(old, top, new, lineage, layers)


def answered(question: Question, choice: Choice) -> Answer:
    return Answer(question=question.id, answer=choice, date=date(2026, 11, 1), reason="協議済み")


def decide(case: Case, seed: int | None = None, always: Choice = "ours") -> Plan:
    """The plan when nothing is left to ask: answered at random, or always the same if offered."""
    chance = random.Random(seed)  # noqa: S311 (no secret)
    answers: dict[str, Answer] = {}
    for _ in range(10):
        plan = case.plan(answers)
        if not plan.questions:
            return plan
        for question in plan.questions:
            offered = [choice for choice in question.choices if choice != "own"]
            choice = chance.choice(offered) if seed is not None else always
            answers[question.id] = answered(question, choice if choice in offered else offered[0])
    raise AssertionError("asked without end")


def asked_marks(questions: Sequence[Question]) -> set[str]:
    return {m for q in questions for text in (q.base, q.ours, q.new) for m in marks(text)}


def result_marks(plan: Plan) -> set[str]:
    return {m for text in texts_of(plan.library).values() for m in marks(text)}


def check_layers_are_as_written(seed: int) -> None:
    case = case_of(seed)
    found = applied(case.old.library("1"), *(each for _, each in case.layers))
    assert texts_of(found) == case.top.texts()


def check_nothing_is_lost(seed: int) -> None:
    case = case_of(seed)
    plan = case.plan()
    old, ours, new = case.old.marks(), case.top.marks(), case.new.marks()
    result, asked = result_marks(plan), asked_marks(plan.questions)
    assert (ours - old) <= result | asked, "what the layers said"
    assert (new - old) <= result | asked, "what the new version says"
    assert (old & ours & new) <= result | asked, "what nobody took out"
    assert result <= ours | new | asked, "what nobody said"
    taken_out = old - (ours & new)
    assert not (result & taken_out) - asked, "what one side took out"


def check_result_can_be_applied(seed: int) -> None:
    case = case_of(seed)
    plan = decide(case, seed)
    below = case.new.library("2")
    layers = [each.after for each in plan.layers]
    for at, each in enumerate(layers):
        state = state_of(applied(below, *layers[:at]))
        assert each.lock
        assert set(each.lock.bases) == {o.key for o in each.manifest.operations}
        for operation in each.manifest.operations:
            if operation.verb in ("amend", "replace", "remove"):
                assert each.lock.bases[operation.key].text == state.text_of(operation.target)
    found = applied(below, *layers)
    assert texts_of(found) == texts_of(plan.library)
    assert order_of(found) == order_of(plan.library)


def check_same_version_changes_nothing(seed: int) -> None:
    case = case_of(seed)
    plan = decide(case, seed)
    again = carried_on(plan, [text for text, _ in case.layers])
    new = case.new.library("2")
    second = upgraded(again, new, new, lineage=case.lineage)
    assert not second.questions
    assert [each.files for each in second.layers] == [{} for _ in again]


def check_same_answers_give_the_same(seed: int) -> None:
    one, other = decide(case_of(seed), seed), decide(case_of(seed), seed)
    assert [each.files for each in one.layers] == [each.files for each in other.layers]


def check_new_everywhere(seed: int) -> None:
    case = case_of(seed, most_layers=1)
    plan = decide(case, always="new")
    result = result_marks(plan)
    for question, answer in plan.answered:
        missing = marks(question.new) - result
        assert missing <= case.old.marks() - case.top.marks(), "only what the layer took out"
        if answer.answer == "new":
            assert not (marks(question.ours) - case.new.marks()) & result


def check_ours_everywhere(seed: int) -> None:
    case = case_of(seed, most_layers=1)
    plan = decide(case, always="ours")
    result = result_marks(plan)
    shown_as_new = {m for question, _ in plan.answered for m in marks(question.new)}
    for question, answer in plan.answered:
        if answer.answer in ("ours", "both"):
            assert marks(question.ours) - shown_as_new <= result


def check_order_of_independent_layers(seed: int) -> None:
    """Two layers that touch different clauses, put on in either order."""
    world = World(random.Random(seed))  # noqa: S311 (no secret)
    shelf = first_shelf(world, 8)
    halves = [Shelf({i: shelf.drafts[i] for i in ids}, shelf.parts) for ids in _halves(shelf)]
    layers = [layer_on(world, half, f"l{n}", [], 4)[2] for n, half in enumerate(halves)]
    one = applied(shelf.library("1"), *layers)
    other = applied(shelf.library("1"), *reversed(layers))
    assert texts_of(one) == texts_of(other)
    assert order_of(one) == order_of(other)


def _halves(shelf: Shelf) -> tuple[list[str], list[str]]:
    ids = list(shelf.drafts)
    return ids[: len(ids) // 2], ids[len(ids) // 2 :]


def check_order_of_layers_on_one_clause(seed: int) -> None:
    """Two layers that change different paragraphs, title and sources of one clause."""
    world = World(random.Random(seed))  # noqa: S311 (no secret)
    shelf = first_shelf(world, 2)
    draft = shelf.drafts["a/c0"]
    draft.paragraphs = [world.paragraph() for _ in range(4)]
    mine, theirs = copy.deepcopy(draft), copy.deepcopy(draft)
    mine.title = "題名乙900"
    mine.paragraphs[0][0] = world.reworded(mine.paragraphs[0][0])
    mine.sources.append("丙900")
    theirs.paragraphs[2][0] = world.reworded(theirs.paragraphs[2][0])
    theirs.sources.append("丙901")
    layers = [
        layer(layer_text(name, "  - amend: a/c0\n"), {"a/c0": each.text()})
        for name, each in (("l0", mine), ("l1", theirs))
    ]
    one = texts_of(applied(shelf.library("1"), *layers))["a/c0"]
    other = texts_of(applied(shelf.library("1"), *reversed(layers)))["a/c0"]
    assert one.split("---\n")[2] == other.split("---\n")[2]
    assert marks(one) == marks(other)
    assert marks(one) == (marks(mine.text()) | marks(theirs.text())) - (
        marks(draft.text()) - (marks(mine.text()) & marks(theirs.text()))
    )


CHECKS = [
    check_order_of_independent_layers,
    check_order_of_layers_on_one_clause,
    check_layers_are_as_written,
    check_nothing_is_lost,
    check_result_can_be_applied,
    check_same_version_changes_nothing,
    check_same_answers_give_the_same,
    check_new_everywhere,
    check_ours_everywhere,
]


@pytest.mark.parametrize("check", CHECKS)
def test_whatever_happens(check: Callable[[int], None]) -> None:
    FEW(given(SEEDS)(check))()


@pytest.mark.slow
@pytest.mark.parametrize("check", CHECKS)
def test_whatever_happens_many_times(check: Callable[[int], None]) -> None:
    MANY(given(SEEDS)(check))()
