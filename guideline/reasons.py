"""Why clauses are changed: a file of reasons, and reasons from the command line."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from guideline.errors import CallError, ContentError, Place, Problem, suggestion
from guideline.model.change import Comparison
from guideline.source import Located, read_yaml

_EXAMPLE = "例：purpose/scope: 委託先を対象に加えるため"


def clause_ids(comparison: Comparison) -> frozenset[str]:
    """The ids of all clauses and parts of both versions."""
    sections = (side for change in comparison.changes for side in (change.old, change.new))
    return frozenset(section.id for section in sections if section and section.id)


def load_reasons(file: Path | None, given: Sequence[str], known: Collection[str]) -> dict[str, str]:
    """The reasons by clause id; what is given on the command line overrules the file.

    Args:
        file: YAML that says for each clause id why the clause is changed.
        given: `CLAUSE=TEXT`.
        known: the ids there are.

    Raises:
        CallError: the file cannot be read, or what is given is not `CLAUSE=TEXT` of a clause.
        ContentError: every problem found in the file, at once.
    """
    found = _from_file(read_yaml(file), known) if file else {}
    return found | _from_call(given, known)


def _from_file(located: Located, known: Collection[str]) -> dict[str, str]:
    data = located.data
    if data is None:
        return {}
    if not isinstance(data, dict):
        message = "改正理由は「条項の識別子: 理由」の形で書いてください。"
        place = located.value_place(())
        raise ContentError([Problem("reasons-not-a-mapping", message, place, _EXAMPLE)])
    problems = list(_problems(located, data, known))
    if problems:
        raise ContentError(problems)
    return {id_: text.strip() for id_, text in data.items()}


def _problems(
    located: Located, data: dict[str, object], known: Collection[str]
) -> Iterator[Problem]:
    for id_, text in data.items():
        if id_ not in known:
            yield _unknown(id_, located.key_place((id_,)), known)
        elif not isinstance(text, str) or not text.strip():
            message = f"「{id_}」の理由を文字で書いてください。"
            place = located.value_place((id_,))
            yield Problem("reason-not-text", message, place, _EXAMPLE, id_)


def _from_call(given: Sequence[str], known: Collection[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    problems = []
    for word in given:
        id_, _, text = (part.strip() for part in word.partition("="))
        if not id_ or not text:
            message = f"「{word}」は「条項の識別子=理由」の形ではありません。"
            remedy = "例：--reason purpose/scope=委託先を対象に加えるため"
            problems.append(Problem("reason-form", message, Place("--reason"), remedy))
        elif id_ not in known:
            problems.append(_unknown(id_, Place("--reason"), known))
        found[id_] = text
    if problems:
        raise CallError(problems)
    return found


def _unknown(id_: str, place: Place, known: Collection[str]) -> Problem:
    return Problem(
        "unknown-clause",
        f"「{id_}」という条項は、新旧どちらの文書にもありません。",
        place,
        suggestion(id_, sorted(known))
        or "識別子は「guideline diff OLD NEW --name-only」で一覧できます。",
        id_,
    )
