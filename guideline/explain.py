"""Tells in words why a clause is in or out and what would change that."""

from __future__ import annotations

import unicodedata
from collections.abc import Container, Sequence
from typing import Any

from guideline.document import Document, walk_sections
from guideline.errors import CallError, Place, Problem, suggestion
from guideline.facts import DERIVED_FROM
from guideline.model.clause import Clause, Framework, Library
from guideline.model.resolution import Alternative, Decision, Resolution
from guideline.resolve import alternatives_of, because


def decisions_for(resolution: Resolution, name: str | None) -> list[Decision]:
    """The decisions about a clause or the variants of a slot; about every clause when None."""
    if name is None:
        return list(resolution.decisions)
    wanted = {c.id for c in clauses_named(name, resolution.library)}
    return [d for d in resolution.decisions if d.clause.id in wanted]


def is_number(name: str) -> bool:
    """Whether the name looks like the number of a clause: `5(6)`, `第５の６`."""
    return unicodedata.normalize("NFKC", name)[:2].lstrip("第")[:1].isdigit()


def id_of(number: str, document: Document) -> str:
    """The id of the clause that has this number in the document; otherwise the number itself.

    Full and half width are the same: `5(6)` finds 5(6) and ５（６）.
    """
    wanted = unicodedata.normalize("NFKC", number)
    for section in walk_sections(document.sections):
        if section.origin and unicodedata.normalize("NFKC", section.full_number) == wanted:
            return section.id
    return number


def clauses_named(name: str, library: Library) -> list[Clause]:
    """The clause with this id or title, or the variants of the slot with this id.

    Raises:
        CallError: the library has neither.
    """
    found = [c for c in library.clauses if name in (c.id, c.slot, c.front.title)]
    if not found:
        known = {c.id for c in library.clauses} | {c.slot for c in library.clauses}
        raise CallError(
            [
                Problem(
                    "unknown-clause",
                    f"条項「{name}」はありません。",
                    Place(name),
                    suggestion(name, known) or "「guideline clauses list」で一覧できます。",
                )
            ]
        )
    return found


def summarize(decision: Decision) -> str:
    """One line: in or out, the id, and the reason."""
    mark = "○" if decision.is_chosen else "－"
    return f"{mark} {decision.clause.id}  {_reason(decision)}"


def unconfirmed(frameworks: Sequence[Framework]) -> set[str]:
    """Requirements whose text nobody has read at its source yet."""
    return {r.id for f in frameworks for r in f.requirements if r.evidence == "unconfirmed"}


def describe(
    decision: Decision, resolution: Resolution, unread: Container[str] = frozenset()
) -> str:
    """A paragraph: the decision, its conditions, the answers behind it, what would change it.

    Args:
        unread: ids of requirements to mark as unconfirmed.
    """
    front = decision.clause.front
    verdict = "入ります" if decision.is_chosen else "入りません"
    lines = [f"{front.id}（{front.title}）は{verdict}。", f"  理由：{_reason(decision)}"]
    lines += [f"  条件：{text}" for text in decision.conditions]
    for answer in decision.answers:
        told = f"  答え：{answer.name} は {answer.value or 'なし'}"
        lines.append(told if answer.given_at else f"{told}（未回答のため既定値）")
        lines += [f"    {place}" for place in answer.given_at]
    alternatives = alternatives_of(decision, resolution)
    if alternatives:
        verb = "外れます" if decision.is_chosen else "入ります"
        lines.append(f"  次のどれかで{verb}：")
        lines += [f"    {_told(a)}" for a in alternatives]
    met = "、".join(f"{id_}（未確認）" if id_ in unread else id_ for id_ in front.satisfies)
    lines.append(f"  満たす要件：{met or front.no_requirements or 'なし'}")
    lines.append(f"  根拠：{'、'.join(front.sources) or front.no_sources or 'なし'}")
    if front.provisional:
        lines.append(f"  暫定の定め：{front.provisional}")
    return "\n".join(lines)


def _reason(decision: Decision) -> str:
    return because(decision.answers) if decision.conditions else "どの組織にも入る条項です"


def _told(alternative: Alternative) -> str:
    if alternative.name.endswith("content_types"):
        verb = "含めない" if alternative.value.startswith("-") else "含める"
        return f"ツールの content_types に {alternative.value.lstrip('-')} を{verb}"
    sources = DERIVED_FROM.get(alternative.name, ())
    if alternative.name in sources or not sources:
        return f"{alternative.name} を {alternative.value} にする"
    return f"{alternative.name} が {alternative.value} になる（{'、'.join(sources)} で決まる）"


def as_dict(decision: Decision, resolution: Resolution) -> dict[str, Any]:
    """The decision as plain values, for JSON."""
    return {
        "id": decision.clause.id,
        "slot": decision.clause.slot,
        "title": decision.clause.front.title,
        "chosen": decision.is_chosen,
        "conditions": list(decision.conditions),
        "answers": [
            {"name": a.name, "value": a.value, "given_at": list(a.given_at)}
            for a in decision.answers
        ],
        "changes": [
            {"name": alternative.name, "value": alternative.value}
            for alternative in alternatives_of(decision, resolution)
        ],
        "satisfies": list(decision.clause.front.satisfies),
        "sources": list(decision.clause.front.sources),
        "provisional": decision.clause.front.provisional,
    }
