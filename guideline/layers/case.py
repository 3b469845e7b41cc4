"""One operation of a layer on its way to another version: what it stood on, what becomes of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from guideline.layers.clause_text import FieldMerge, clause_text, digest, with_key
from guideline.layers.merge import Passage
from guideline.layers.state import State
from guideline.model.layer import Declined, Layer, Operation, Witness
from guideline.model.lineage import Lineage
from guideline.model.upgrade import Answer, Choice, Outcome, Question, Touched, Why

_REVIEWED = re.compile(r"^reviewed: .*$", re.MULTILINE)


@dataclass(frozen=True)
class Ground:
    """What an operation stood on, and what it will stand on."""

    old: State | None
    """The old version with the old layers below; None where that version is not at hand."""
    new: State
    """The new version with the layers below as they will be."""
    old_version: str
    new_version: str
    lineage: Lineage
    answers: Mapping[str, Answer]
    values_below: Mapping[str, tuple[str, Any]]
    """Values that layers below give: the layer's name and the value, by path."""
    template: Callable[[str, str], str | None]
    """The text of a block of a template as it is now; None where there is none."""

    def heirs(self, target: str) -> tuple[str, ...]:
        """What became of a clause or a slot: itself, where nothing is said."""
        stages = self.new.stages.get(target)
        if stages and stages[0].layer and target in self.new.clauses:
            return (target,)  # a layer below has it as a clause of its own
        heirs = self.lineage.heirs(target, self.old_version, self.new_version)
        if heirs != (target,) or "." in target or self.old is None:
            return heirs
        # A slot goes where its variants go.
        slots = {
            heir.split(".")[0]
            for id_ in self.old.variants.get(target, ())
            for heir in self.lineage.heirs(id_, self.old_version, self.new_version)
        }
        return tuple(slots) if len(slots) == 1 else heirs

    def followed(self, text: str) -> str:
        """The text with references to clauses under the ids that these have now."""
        for id_ in sorted(self.lineage.ids):
            if id_ not in text:
                continue
            heirs = self.heirs(id_)
            if len(heirs) == 1 and heirs != (id_,) and not self.new.named(id_):
                text = re.sub(rf"(?<![\w/.-]){re.escape(id_)}(?![\w/-]|\.[a-z])", heirs[0], text)
        return text


@dataclass
class Carried:
    """What becomes of one operation."""

    operation: dict[str, Any] | None
    """Its keys as they will stand in layer.yaml; None where it goes."""
    added: list[tuple[dict[str, Any], Witness]] = field(default_factory=list)
    """Operations that it needs besides, for a clause that became several."""
    clauses: dict[str, str | None] = field(default_factory=dict)
    """Texts of clause files by id; None for one that goes."""
    templates: dict[str, str | None] = field(default_factory=dict)
    """The same for templates, by name."""
    witness: Witness | None = None
    outcome: Outcome = "kept"
    fields: list[str] = field(default_factory=list)
    note: str = ""
    target: str = ""
    questions: list[Question] = field(default_factory=list)
    answered: list[tuple[Question, Answer]] = field(default_factory=list)
    declined: list[Declined] = field(default_factory=list)

    def touched(self, layer: str, key: str) -> Iterator[Touched]:
        """What is told about it, and about each operation that it needs besides."""
        outcome: Outcome = "asked" if self.questions else self.outcome
        fields = tuple(dict.fromkeys(self.fields))
        yield Touched(layer, key, self.target, outcome, fields, self.note)
        for said, _ in self.added:
            verb, target = next(iter(said.items()))
            yield Touched(layer, f"{verb} {target}", target, self.outcome, fields, self.note)


@dataclass
class Case:
    """One operation with its ground, and what was found out about it so far."""

    layer: Layer
    operation: Operation
    ground: Ground
    earlier: Sequence[Carried]
    """What became of the operations before it in the same layer."""
    carried: Carried

    @property
    def target(self) -> str:
        return self.operation.target

    @property
    def said(self) -> dict[str, Any]:
        """The keys of the operation as they will stand in layer.yaml."""
        return self.carried.operation or {}

    @property
    def text(self) -> str:
        """The clause file of the operation."""
        return self.ground.followed(self.layer.clauses[self.target].text)

    @property
    def known(self) -> Witness | None:
        """What the lock file has about the operation."""
        lock = self.layer.lock
        return lock.bases.get(self.operation.key) if lock else None

    def witness(self) -> str | None:
        """The text below when the operation was written, its references followed."""
        old = self.ground.old
        if self.known is not None:
            return self.ground.followed(self.known.text)
        if old is None or not old.named(self.target):
            return None
        return self.ground.followed(old.text_above(self.target, self.layer.manifest.above))

    def met(self, target: str) -> Carried | None:
        """The earlier operation of the layer that decides about the same clause now."""
        for each in self.earlier:
            verb = next(iter(each.operation), "") if each.operation else ""
            if verb in ("add", "amend", "replace", "remove") and each.target == target:
                return each
        return None

    def tell(self, note: str) -> None:
        self.carried.note += note

    def renamed(self, heir: str) -> None:
        """The operation goes on under the new id of its clause."""
        self.carried.operation = {**self.said, self.operation.verb: heir}
        if self.target in self.layer.clauses:
            self.carried.clauses[self.target] = None
        self.carried.target = heir
        self.tell(f"「{self.target}」は「{heir}」に変わりました。")

    def drop(self) -> None:
        """Takes the operation out, with its file; somebody gave it up, unless told otherwise."""
        self.carried.operation = None
        self.carried.witness = None
        if self.carried.outcome == "kept":
            self.carried.outcome = "taken"
        is_on_clause = self.target in self.layer.clauses
        self.carried.clauses = {self.target: None} if is_on_clause else {}

    def ask(
        self,
        target: str,
        what: str,
        why: Why,
        texts: tuple[str, str, str],
        choices: tuple[Choice, ...],
    ) -> Answer | None:
        """The answer to a question; None leaves it open."""
        base, ours, new = texts
        marks = (self.layer.name, target, what, why, base, ours, new)
        id_ = f"q-{digest(chr(0).join(marks))[:12]}"
        question = Question(
            id_, self.layer.name, target, self._title(target), what, why, base, ours, new, choices
        )
        answer = self.ground.answers.get(id_)
        if answer is None or answer.answer not in choices:
            self.carried.questions.append(question)
            return None
        self.carried.answered.append((question, answer))
        if answer.answer in ("ours", "own"):
            self.carried.declined.append(_declined(question, answer))
        return answer

    def mark(self) -> tuple[int, int, int]:
        """How much was asked so far, for `forget_since`."""
        carried = self.carried
        return len(carried.questions), len(carried.answered), len(carried.declined)

    def forget_since(self, mark: tuple[int, int, int]) -> None:
        """Takes back what was asked since."""
        questions, answered, declined = mark
        del self.carried.questions[questions:]
        del self.carried.answered[answered:]
        del self.carried.declined[declined:]

    def takes_new(
        self,
        target: str,
        what: str,
        why: Why,
        texts: tuple[str, str, str],
        choices: tuple[Choice, ...] = ("ours", "new"),
    ) -> bool:
        """Whether the answer to a question is the new version."""
        answer = self.ask(target, what, why, texts, choices)
        return answer is not None and answer.answer == "new"

    def decided(self, target: str, each: FieldMerge, choices: tuple[Choice, ...]) -> str:
        """What stands at a field that both sides changed; ours while nobody has answered."""
        passage = each.passage
        texts = (passage.base, passage.ours, passage.new)
        answer = self.ask(target, each.field, "both-changed", texts, choices)
        return _chosen(passage, answer) if answer else passage.ours

    def _title(self, target: str) -> str:
        for state in (self.ground.new, self.ground.old):
            for clause in state.named(target) if state else ():
                return clause.front.title
        ours = self.layer.clauses.get(self.target)
        return ours.front.title if ours else ""


def _declined(question: Question, answer: Answer) -> Declined:
    day = answer.date.isoformat() if answer.date else ""
    reason = answer.reason or ""
    return Declined(question.layer, question.target, question.field, question.new, reason, day)


def _chosen(passage: Passage, answer: Answer) -> str:
    match answer.answer:
        case "new":
            return passage.new
        case "both":
            return passage.ours + passage.new
        case "own":
            like = passage.ours or passage.new or passage.base
            return (answer.text or "").rstrip() + like[len(like.rstrip()) :]
        case _:
            return passage.ours


def says_the_same(text: str, other: str) -> bool:
    """Whether nothing changed but the day on which somebody last read the text."""
    return _REVIEWED.sub("", text) == _REVIEWED.sub("", other)


def under_id(text: str, id_: str) -> str:
    """The text of a clause file under another id."""
    found = clause_text(text)
    slot, dot, _ = id_.partition(".")
    front = with_key(found.front.text, "id", id_)
    front = with_key(front, "slot", slot if dot else "")
    return f"---\n{front.strip(chr(10))}\n---\n{found.body}"
