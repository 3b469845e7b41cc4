"""Which requirements of each framework a resolution meets, leaves out or misses, and why."""

from __future__ import annotations

from collections.abc import Sequence

from guideline import condition
from guideline.model.clause import Clause, Framework, Removal, Requirement
from guideline.model.coverage import Finding, FrameworkCoverage
from guideline.model.resolution import Decision, Resolution
from guideline.profile import ProfileFile
from guideline.resolve import answers_to, because
from guideline.templating import parse_condition


def frameworks_met(
    resolution: Resolution, file: ProfileFile, frameworks: Sequence[Framework]
) -> tuple[FrameworkCoverage, ...]:
    """What the guideline of the resolution does about each requirement of the frameworks."""
    answering: dict[str, list[Decision]] = {}
    for decision in resolution.decisions:
        for id_ in decision.clause.front.satisfies:
            answering.setdefault(id_, []).append(decision)
    gone = resolution.library.gone
    return tuple(
        FrameworkCoverage(
            framework,
            tuple(
                _outside(framework, requirement, resolution, file)
                or _finding(framework, requirement, answering.get(requirement.id, []), gone)
                for requirement in framework.requirements
            ),
        )
        for framework in frameworks
    )


def _outside(
    framework: Framework, requirement: Requirement, resolution: Resolution, file: ProfileFile
) -> Finding | None:
    """That the requirement does not concern the organization; None when it does."""
    sector = f'organization.law == "{requirement.sector}"' if requirement.sector else None
    scopes = (
        ("枠組み", framework.applies),
        ("要件", requirement.applies),
        ("要件", sector),
    )
    facts = resolution.facts
    for noun, text in scopes:
        if text and not condition.holds(parse_condition(text), facts.values):
            answers = answers_to(parse_condition(text), facts, file)
            reason = f"この{noun}の対象ではありません。{because(answers)}（条件：{text}）"
            return Finding(requirement, "not_applicable", reason, (), (text,), answers)
    return None


def _finding(
    framework: Framework,
    requirement: Requirement,
    decisions: Sequence[Decision],
    gone: Sequence[tuple[Clause, Removal]],
) -> Finding:
    chosen = [d for d in decisions if d.is_chosen]
    if chosen:
        titles = "".join(f"「{d.clause.front.title}」" for d in chosen)
        return Finding(requirement, "covered", f"{titles}で定めています", _ids(chosen))
    left_out = _left_out(framework, requirement)
    if left_out:
        return Finding(requirement, "not_applicable", left_out)
    if decisions:
        return Finding(
            requirement,
            "excluded",
            "／".join(map(_why_excluded, decisions)),
            _ids(decisions),
            tuple(dict.fromkeys(text for d in decisions for text in d.conditions)),
            tuple(dict.fromkeys(answer for d in decisions for answer in d.answers)),
        )
    removed = [each for each in gone if requirement.id in each[0].front.satisfies]
    if removed:
        told = "、".join(f"{clause.id}（層「{by.layer}」）" for clause, by in removed)
        return Finding(requirement, "missing", f"満たす条項を層が削っています：{told}")
    return Finding(requirement, "missing", "満たす条項がライブラリにありません")


def _ids(decisions: Sequence[Decision]) -> tuple[str, ...]:
    return tuple(decision.clause.id for decision in decisions)


def _why_excluded(decision: Decision) -> str:
    texts = decision.conditions
    shown = "かつ".join(f"「{text}」" for text in texts) if len(texts) > 1 else texts[0]
    return f"{decision.clause.id}：{because(decision.answers)}（条件：{shown}）"


def _left_out(framework: Framework, requirement: Requirement) -> str | None:
    """Why no guideline says it, whoever the organization is."""
    if requirement.left_out:
        return requirement.left_out
    if requirement.superseded_by:
        return f"要件 {requirement.superseded_by} に改められたため"
    return _LEFT_OUT_BY_STATUS.get(requirement.status or framework.status)


_LEFT_OUT_BY_STATUS = {
    "future": "まだ施行又は適用されておらず、現行の要件として扱わないため",
    "superseded": "後の版に改められたため",
}
