"""Whatever layers and a new version do: nothing is lost, and the same comes out again."""

from __future__ import annotations

import random
from collections.abc import Sequence
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
from tests.layered import applied, carried_on, order_of, texts_of, upgraded

FEW = settings(
    derandomize=True, deadline=None, max_examples=60, suppress_health_check=list(HealthCheck)
)
MANY = settings(FEW, max_examples=2_000)
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
        below = [layer.name for _, layer in layers]
        top, text, layer = layer_on(world, top, f"l{n}", below, world.random.randrange(1, 6))
        layers.append((text, layer))
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
    found = applied(case.old.library("1"), *(layer for _, layer in case.layers))
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
    for at, layer in enumerate(layers):
        state = state_of(applied(below, *layers[:at]))
        assert layer.lock
        assert set(layer.lock.bases) == {o.key for o in layer.manifest.operations}
        for operation in layer.manifest.operations:
            if operation.verb in ("amend", "replace", "remove"):
                assert layer.lock.bases[operation.key].text == state.text_of(operation.target)
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
            assert not (marks(question.ours) - marks(question.new)) & result


def check_ours_everywhere(seed: int) -> None:
    case = case_of(seed, most_layers=1)
    plan = decide(case, always="ours")
    result = result_marks(plan)
    shown_as_new = {m for question, _ in plan.answered for m in marks(question.new)}
    for question, answer in plan.answered:
        if answer.answer in ("ours", "both"):
            assert marks(question.ours) - shown_as_new <= result


CHECKS = [
    check_layers_are_as_written,
    check_nothing_is_lost,
    check_result_can_be_applied,
    check_same_version_changes_nothing,
    check_same_answers_give_the_same,
    check_new_everywhere,
    check_ours_everywhere,
]


@pytest.mark.parametrize("check", CHECKS)
def test_whatever_happens(check) -> None:  # type: ignore[no-untyped-def]
    FEW(given(SEEDS)(check))()


@pytest.mark.slow
@pytest.mark.parametrize("check", CHECKS)
def test_whatever_happens_many_times(check) -> None:  # type: ignore[no-untyped-def]
    MANY(given(SEEDS)(check))()
