"""Which clauses of the library apply to a profile, and the reason for each."""

from __future__ import annotations

from collections.abc import Sequence

from guideline import condition
from guideline.errors import ContentError, Place, Problem
from guideline.facts import DERIVED_FROM, domain, settle
from guideline.model.clause import Clause, Library
from guideline.model.condition import All, Expression, Value
from guideline.model.facts import Facts
from guideline.model.resolution import Alternative, Answer, Decision, Resolution
from guideline.profile import ProfileFile
from guideline.source import Path_


def resolve(library: Library, file: ProfileFile) -> Resolution:
    """A decision for every clause.

    Raises:
        ContentError: a slot has no or several variants, a required clause is missing, or two
            clauses exclude each other.
    """
    facts = settle(file.profile)
    decisions = tuple(_decision(clause, library, facts, file) for clause in library.clauses)
    resolution = Resolution(library, file.profile, file.hash, facts, decisions)
    problems = _unmet(resolution)
    if problems:
        raise ContentError(problems)
    return resolution


def full_condition(clause: Clause, library: Library) -> Expression | None:
    """The clause's condition together with that of its slot."""
    scope = library.scopes.get(clause.slot)
    if scope and clause.condition:
        return All((scope, clause.condition))
    return scope or clause.condition


def _decision(clause: Clause, library: Library, facts: Facts, file: ProfileFile) -> Decision:
    expression = full_condition(clause, library)
    if expression is None:
        return Decision(clause, True, (), ())
    scope = next((s.when for s in library.manifest.slots if s.slot == clause.slot), None)
    return Decision(
        clause,
        condition.holds(expression, facts.values),
        tuple(text for text in (scope, clause.front.when) if text),
        answers_to(expression, facts, file),
    )


def answers_to(expression: Expression, facts: Facts, file: ProfileFile) -> tuple[Answer, ...]:
    """What the profile answers to each name that the condition asks for."""
    return tuple(_answer(name, facts.values[name], file) for name in condition.names(expression))


def because(answers: Sequence[Answer]) -> str:
    """The answers as the reason for what follows from them."""
    told = "、".join(f"{a.name} が {a.value or 'なし'}" for a in answers)
    return f"{told} だから"


def alternatives_of(decision: Decision, resolution: Resolution) -> tuple[Alternative, ...]:
    """Each single other answer that would turn the decision round."""
    expression = full_condition(decision.clause, resolution.library)
    if expression is None:
        return ()
    found = condition.changes(expression, resolution.facts.values, domain())
    return tuple(Alternative(name, word) for name, word in found)


def _answer(name: str, value: Value, file: ProfileFile) -> Answer:
    shown = value if isinstance(value, str) else "、".join(value)
    sources = DERIVED_FROM.get(name, (name,))
    return Answer(name, shown, tuple(line for source in sources for line in _given(source, file)))


def _given(source: str, file: ProfileFile) -> list[str]:
    """Where the profile answers `choices.agents` or, for every item, `tools[].log`."""
    found = []
    for path in _paths(source, file):
        place = file.given_at(path)
        if place:
            found.append(f"{place} {_shown(path)}")
    return found


def _paths(source: str, file: ProfileFile) -> list[Path_]:
    if "[]." not in source:
        return [tuple(source.split("."))]
    owner, attribute = source.split("[].")
    items = getattr(file.profile, owner)
    return [(owner, index, attribute) for index in range(len(items))]


def _shown(path: Path_) -> str:
    return "".join(f"[{s}]" if isinstance(s, int) else f".{s}" for s in path).lstrip(".")


def _unmet(resolution: Resolution) -> list[Problem]:
    chosen = resolution.chosen
    present = {c.id for c in chosen} | {c.slot for c in chosen}
    problems = _slot_problems(resolution)
    for clause in chosen:
        problems += [
            _requires_unmet(clause, other, resolution)
            for other in clause.front.requires
            if other not in present
        ]
        problems += [
            Problem(
                "conflict",
                f"「{clause.id}」と「{other}」は併せて置けません。",
                clause.place("conflicts"),
                "どちらかが選ばれるよう、条件を見直してください。",
            )
            for other in clause.front.conflicts
            if other in present
        ]
    return problems


def _requires_unmet(clause: Clause, other: str, resolution: Resolution) -> Problem:
    removal = resolution.library.removed.get(other)
    if removal:
        return Problem(
            "layer-removes-required",
            f"層「{removal.layer}」：「{clause.id}」に必要な「{other}」を削っています。",
            removal.place,
            f"「{clause.id}」も削るか、その requires から「{other}」を外してください。",
        )
    return Problem(
        "requires-unmet",
        f"「{clause.id}」に必要な「{other}」が選ばれていません。",
        clause.place("requires"),
        "必要な条項の条件を見直すか、requires から外してください。",
    )


def _slot_problems(resolution: Resolution) -> list[Problem]:
    problems = []
    for slot, decisions in _variants(resolution.decisions).items():
        scope = resolution.library.scopes.get(slot)
        if scope and not condition.holds(scope, resolution.facts.values):
            continue
        chosen = [d.clause.id for d in decisions if d.is_chosen]
        if len(chosen) != 1:
            found = (
                f"二つ以上選ばれました（{'、'.join(chosen)}）" if chosen else "選ばれませんでした"
            )
            layer, place = _by_layer(slot, decisions, resolution.library)
            problems.append(
                Problem(
                    "slot-not-single",
                    f"{f'層「{layer}」：' if layer else ''}枠「{slot}」の異形が{found}。",
                    place,
                    "どの答えに対してもちょうど一つが選ばれるよう、条件（when）を直してください。",
                )
            )
    return problems


def _by_layer(slot: str, decisions: list[Decision], library: Library) -> tuple[str, Place]:
    """The highest layer that formed a slot, and where; the library when none did."""
    formed = [
        (library.layers.index(stage.layer), stage.layer, stage.clause.place("when"))
        for decision in decisions
        for stage in library.stages.get(decision.clause.id, ())
        if stage.layer
    ]
    formed += [
        (library.layers.index(removal.layer), removal.layer, removal.place)
        for id_, removal in library.removed.items()
        if id_.split(".")[0] == slot
    ]
    if not formed:
        return "", decisions[0].clause.place("when")
    _, layer, place = max(formed, key=lambda each: each[0])
    return layer, place


def _variants(decisions: tuple[Decision, ...]) -> dict[str, list[Decision]]:
    slots: dict[str, list[Decision]] = {}
    for decision in decisions:
        if decision.clause.front.slot:
            slots.setdefault(decision.clause.front.slot, []).append(decision)
    return slots
