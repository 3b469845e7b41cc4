"""How an upgrade is told, the same on the terminal and in reports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Literal

from guideline.comparison_words import value_title
from guideline.layers.clause_text import LABELS, clause_text
from guideline.layers.side_by_side import SIDES, Part, Side
from guideline.marking import marked
from guideline.meaning import Meanings
from guideline.model.layer import VERBS, Declined, Layer, Operation
from guideline.model.upgrade import OUTCOMES, LayerPlan, Question, Touched
from guideline.segments import Token, tokens
from guideline.upgrading import Upgrade

State = Literal["undecided", "ready", "written", "nothing"]
STATES: Mapping[State, str] = {
    "undecided": "決めることが残っているため、層は書き換えていません",
    "ready": "決めることはなく、合わせられます（層はまだ書き換えていません）",
    "written": "層を新しい版に合わせました",
    "nothing": "層は既に新しい版に合っています",
}
"""What readers call how far the upgrade has come."""


@dataclass(frozen=True)
class Report:
    """An upgrade with what there is to say about it."""

    upgrade: Upgrade
    state: State
    meanings: Meanings | None
    """What changes in the whole guideline; None where the old one cannot be made any more."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Characters of one side, and whether they differ from the base."""

    text: str
    differs: bool


def stretches_of(part: Part) -> Mapping[Side, tuple[Stretch, ...]]:
    """Each side of a part, with what differs from the base; without a base, from the other side.

    What either side took out or replaced differs in the base. A side that stands alone differs in
    nothing.
    """
    split = tokens if part.is_prose else _whole
    texts = {side: split(text) for side in SIDES if (text := getattr(part, side))}
    differs = {side: [False] * len(text) for side, text in texts.items()}
    start: Side = "base" if part.base else "ours"
    for side in texts:
        if side == start or start not in texts:
            continue
        at = {start: 0, side: 0}
        for piece in marked(texts[start], texts[side]):
            for name, pieces in ((start, piece.old), (side, piece.new)):
                end = at[name] + len(pieces)
                if piece.kind != "same":
                    differs[name][at[name] : end] = [True] * len(pieces)
                at[name] = end
    return {side: tuple(_stretches(zip(texts[side], differs[side], strict=True))) for side in texts}


def _whole(text: str) -> tuple[Token, ...]:
    return (Token(text, text),)


def _stretches(pairs: Iterable[tuple[Token, bool]]) -> Iterator[Stretch]:
    for differs, group in groupby(pairs, key=lambda pair: pair[1]):
        yield Stretch("".join(token.text for token, _ in group), differs)


def question_told(question: Question) -> str:
    """What is asked about: `「入力してはならない情報」（input/never）の本文`."""
    label = "全体" if question.field == "clause" else LABELS.get(question.field, question.field)
    return f"{thing_told(question.title, question.target)}の{label}"


def thing_told(title: str, target: str) -> str:
    """A clause by its heading and id, a value by its title and path, a block by its name."""
    name, hash_, block = target.partition("#")
    if hash_:
        return f"文書の型「{name}」の区画「{block}」"
    return f"「{title}」（{target}）" if title else f"「{target}」"


def title_of(target: str, upgrade: Upgrade) -> str:
    """The heading of the clause, as it will be or as it was, or the title of a value."""
    if "/" not in target:
        return "" if "#" in target else value_title(target)
    for clause in upgrade.plan.library.clauses:
        if target in (clause.id, clause.slot):
            return clause.front.title
    for layer in upgrade.plan.layers:
        if target in layer.before.clauses:
            return layer.before.clauses[target].front.title
    resolution = upgrade.old.resolution if upgrade.old else None
    for clause in resolution.library.clauses if resolution else ():
        if target in (clause.id, clause.slot):
            return clause.front.title
    for layer in upgrade.plan.layers:  # a clause that a layer removes is in neither guideline
        witness = layer.after.lock and layer.after.lock.bases.get(f"remove {target}")
        if witness and witness.text:
            return str(clause_text(witness.text).value("title") or "")
    questions = (*upgrade.plan.questions, *(question for question, _ in upgrade.plan.answered))
    return next((question.title for question in questions if question.target == target), "")


def operation_of(touched: Touched, layer: Layer) -> Operation:
    """The operation of the layer as it was written."""
    return next(o for o in layer.manifest.operations if o.key == touched.operation)


def operation_told(operation: Operation) -> str:
    """`条項の一部を改める`."""
    return VERBS[operation.verb]


_BOOKKEEPING = ("reviewed", "since")
"""Fields that say nothing to those who have to keep the rules."""


def outcome_told(touched: Touched, questions: Sequence[Question]) -> str:
    """What became of an operation, with the fields that it is about."""
    told = OUTCOMES[touched.outcome]
    named = [LABELS.get(name, name) for name in touched.fields if name not in _BOOKKEEPING]
    if touched.outcome == "asked":
        named = [
            LABELS.get(q.field, q.field)
            for q in questions
            if (q.layer, q.target) == (touched.layer, touched.target)
        ]
    fields = "、".join(dict.fromkeys(named))
    return f"{told}（{fields}）" if fields else told


def touched_by(layer: LayerPlan, upgrade: Upgrade) -> list[Touched]:
    """What became of each operation of a layer."""
    return [each for each in upgrade.plan.touched if each.layer == layer.before.name]


def warning_of(layer: LayerPlan, upgrade: Upgrade) -> str:
    """That somebody else's layer would be rewritten; empty for one's own and where nothing is."""
    root = upgrade.profile.parent.resolve()
    if not layer.files or Path(layer.before.folder).resolve().is_relative_to(root):
        return ""
    owner = layer.before.manifest.owner
    whom = f"「{layer.before.name}」{f'（{owner}）' if owner else ''}"
    return (
        "この層は、プロファイルのフォルダーの外にあります。決めるのは、層を管理する"
        f"{whom}です。手元の層を書き換えてよいかを、先に確かめてください。"
    )


def still_declined(upgrade: Upgrade) -> list[Declined]:
    """Changes that were not taken at an earlier upgrade, as long as that still holds."""
    return [
        declined
        for layer in upgrade.plan.layers
        for declined in (layer.before.lock.declined if layer.before.lock else ())
        if layer.after.lock and declined in layer.after.lock.declined
    ]
