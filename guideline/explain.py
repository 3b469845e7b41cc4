"""Tells in words why a clause is in or out and what would change that."""

from __future__ import annotations

import unicodedata
from collections.abc import Container, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from guideline.document import Document, walk_sections
from guideline.errors import CallError, Place, Problem, suggestion
from guideline.facts import DERIVED_FROM
from guideline.model.clause import Clause, Framework, Library, Removal
from guideline.model.resolution import Alternative, Decision, Resolution
from guideline.provenance import Traced, act_on, by_whom, change_told, texts_of, traced_clause
from guideline.resolve import alternatives_of, because
from guideline.words import words


def decisions_for(resolution: Resolution, name: str | None) -> list[Decision]:
    """The decisions about a clause or the variants of a slot; about every clause when None."""
    if name is None:
        return list(resolution.decisions)
    if removals_named(name, resolution.library) and not _clauses(name, resolution.library):
        return []
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
    found = _clauses(name, library)
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


def _clauses(name: str, library: Library) -> list[Clause]:
    return [c for c in library.clauses if name in (c.id, c.slot, c.front.title)]


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
    lines += [f"  {line}" for line in _origin(decision.clause, resolution)]
    return "\n".join(lines)


def _origin(clause: Clause, resolution: Resolution) -> Iterator[str]:
    """Which layer says what of the clause, why, and where; nothing where there are no layers."""
    library = resolution.library
    if not library.layers:
        return
    blocks, changes = _traced(clause, resolution)
    is_of_library = not library.stages[clause.id][0].layer
    name = f"{library.manifest.name} {library.manifest.version}" if is_of_library else ""
    if not changes:
        yield f"由来：条項ライブラリ（{name}）のまま"
        return
    yield f"由来：条項ライブラリ（{name}）と層" if name else "由来：層"
    for change in changes:
        yield f"  {change_told(change, blocks)}"
        act = act_on(clause, change.layer, (change.verb,), library)
        if act:
            yield f"    {act.place}"


def _traced(clause: Clause, resolution: Resolution) -> Traced:
    spoken = words(resolution.profile, resolution.facts)
    return traced_clause(clause, resolution.library, spoken)


def removals_named(name: str | None, library: Library) -> list[tuple[Clause, Removal]]:
    """Clauses with this id, title or slot that layers took out; all of them when None."""
    gone = library.gone
    return [(c, by) for c, by in gone if name is None or name in (c.id, c.slot, c.front.title)]


def summarize_removal(clause: Clause, removal: Removal, library: Library) -> str:
    """One line: that the clause is taken out, by whom, and why."""
    act = act_on(clause, removal.layer, ("remove",), library)
    reason = f"。理由：{act.reason}" if act and act.reason else ""
    return f"× {clause.id}  {by_whom(act) if act else removal.layer}が削った条項{reason}"


def describe_removal(clause: Clause, removal: Removal, library: Library) -> str:
    """A paragraph: who took the clause out, why, where it is said, and whose text it was."""
    act = act_on(clause, removal.layer, ("remove",), library)
    lines = [
        f"{clause.id}（{clause.front.title}）は、{by_whom(act) if act else removal.layer}が"
        "削った条項です。"
    ]
    if act and act.reason:
        lines.append(f"  理由：{act.reason}")
    lines.append(f"    {removal.place}")
    said = [stage.layer or "条項ライブラリ" for stage in library.stages[clause.id]]
    return "\n".join([*lines, f"  削る前の文：{'、'.join(said)}"])


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
        **(
            {"origin": _origin_dict(decision.clause, resolution)} if resolution.library.acts else {}
        ),
    }


def _origin_dict(clause: Clause, resolution: Resolution) -> list[dict[str, Any]]:
    """What each layer did, with the paragraphs and tables that are its own."""
    blocks, changes = _traced(clause, resolution)
    acts = [act_on(clause, change.layer, (change.verb,), resolution.library) for change in changes]
    return [
        {
            **asdict(change),
            "fields": list(change.fields),
            "texts": texts_of(change.layer, blocks),
            "place": str(act.place) if act else "",
        }
        for change, act in zip(changes, acts, strict=True)
    ]


def removal_dict(clause: Clause, removal: Removal, library: Library) -> dict[str, Any]:
    """A clause that a layer took out as plain values, for JSON."""
    act = act_on(clause, removal.layer, ("remove",), library)
    return {
        "id": clause.id,
        "slot": clause.slot,
        "title": clause.front.title,
        "chosen": False,
        "removed": {
            "layer": removal.layer,
            "owner": act.owner if act else "",
            "reason": act.reason if act else "",
            "date": act.date if act else "",
            "place": str(removal.place),
        },
    }
