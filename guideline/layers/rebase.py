"""One operation of a layer is carried to another version of what is below it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from guideline.layers.apply import place_of, sound
from guideline.layers.clause_text import (
    FieldMerge,
    clause_text,
    digest,
    merge_fields,
    merged_text,
    with_key,
)
from guideline.layers.merge import Passage, merge
from guideline.layers.state import State
from guideline.model.layer import Declined, Layer, Operation, Witness
from guideline.model.lineage import Lineage
from guideline.model.upgrade import Answer, Choice, Outcome, Question, Touched, Why
from guideline.yaml_text import yaml_text

_BODY = ("rule", "commentary", "example")


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
    said: Mapping[str, str] = field(default_factory=dict)
    """Clause files that earlier operations of the same layer have come to, by id."""


@dataclass
class Carried:
    """What becomes of one operation."""

    operation: dict[str, Any] | None
    """Its keys as they will stand in layer.yaml; None where it goes."""
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

    def touched(self, layer: str, key: str) -> Touched:
        outcome: Outcome = "asked" if self.questions else self.outcome
        fields = tuple(dict.fromkeys(self.fields))
        return Touched(layer, key, self.target, outcome, fields, self.note)


def carried(layer: Layer, operation: Operation, ground: Ground) -> Carried:
    """The operation on the new ground, with what has to be asked about it."""
    return _Rebasing(layer, operation, ground).run()


class _Rebasing:
    def __init__(self, layer: Layer, operation: Operation, ground: Ground) -> None:
        self._layer = layer
        self._operation = operation
        self._ground = ground
        said = operation.model_dump(mode="json", by_alias=True, exclude_none=True)
        self._carried = Carried(said, target=operation.target)

    def run(self) -> Carried:
        match self._operation.verb:
            case "amend" | "replace":
                self._change()
            case "remove":
                self._remove()
            case "add":
                self._add()
            case "move":
                self._move()
            case "set" | "default":
                self._value()
            case "template":
                self._template()
        if self._operation.verb in ("amend", "replace", "remove"):
            self._tell_lineage()
        return self._carried

    def _tell_lineage(self) -> None:
        """What the library says became of the clause, as far as its id does not tell."""
        ground, target = self._ground, self._operation.target
        versions = (ground.old_version, ground.new_version)
        reason = ground.lineage.why_removed(target, *versions)
        said = [self._carried.note] if self._carried.note else []
        said += [f"条項ライブラリが削った理由：{reason}"] if reason else []
        for moved in ground.lineage.moved_text(target, *versions):
            said.append(f"{moved.what}は、「{'」「'.join(moved.to)}」に移りました。")
        self._carried.note = "".join(said)

    # Clauses

    def _change(self) -> None:
        target = self._operation.target
        heirs = self._heirs(target)
        witness = self._witness(target)
        ours = self._layer.clauses[target].text
        if len(heirs) > 1:
            self._divided(heirs, witness, ours)
            return
        (heir,) = heirs
        if heir != target:
            ours = self._renamed(target, heir, ours)
            witness = _under_id(witness, heir) if witness else None
        below = self._ground.new.clauses.get(heir)
        if heir in self._ground.said:
            self._joined(heir, witness, ours, self._ground.said[heir])
        elif below is None:
            self._gone(heir, witness, ours)
        elif witness is None:
            self._without_base(heir, ours, below.text)
        elif self._operation.verb == "replace":
            self._replaced(heir, witness, ours, below.text)
        else:
            self._amended(heir, witness, ours, below.text)

    def _joined(self, id_: str, witness: str | None, ours: str, said: str) -> None:
        """Two clauses of the layer became one: what it says of both goes into one file."""
        if witness is None or self._operation.verb == "replace":
            texts = (witness or "", ours, said)
            answer = self._ask(id_, "clause", "both-changed", texts, ("ours", "new"))
            text = said if _takes_new(answer) else ours
        else:
            text = self._merged(id_, witness, ours, said)
        self._carried.outcome = "merged"
        self._carried.note += f"「{id_}」の操作と一つにしました。"
        self._carried.operation = None
        self._carried.clauses[id_] = text

    def _amended(self, id_: str, witness: str, ours: str, below: str) -> None:
        text = self._merged(id_, witness, ours, below)
        if below != witness:
            self._carried.outcome = "merged" if self._carried.fields else "kept"
        self._stands(id_, text, below)

    def _merged(self, id_: str, witness: str, ours: str, below: str) -> str:
        mine = clause_text(ours)
        fields = merge_fields(clause_text(witness), mine, clause_text(below))
        settled: dict[int, str] = {}
        for at, each in enumerate(fields):
            if each.passage.outcome == "asked":
                settled[at] = self._decided_passage(id_, each, at)
            if each.passage.outcome in ("asked", "taken"):
                self._carried.fields.append(each.field)
        text = merged_text(mine, fields, settled)
        if sound(text, "", id_) is None:
            return self._unsound(id_, witness, ours, below)
        return text

    def _unsound(self, id_: str, witness: str, ours: str, below: str) -> str:
        """A merge that leaves a text which cannot be read is asked as a whole."""
        self._carried.fields.append("clause")
        answer = self._ask(id_, "clause", "both-changed", (witness, ours, below), ("ours", "new"))
        return below if answer and answer.answer == "new" else ours

    def _decided_passage(self, id_: str, each: FieldMerge, at: int) -> str:
        passage = each.passage
        is_body = each.field in _BODY
        choices: tuple[Choice, ...] = (
            ("ours", "new", "both", "own") if is_body else ("ours", "new", "own")
        )
        texts = (passage.base, passage.ours, passage.new)
        answer = self._ask(id_, each.field, "both-changed", texts, choices)
        return _chosen(passage, answer) if answer else passage.ours

    def _stands(self, id_: str, text: str, below: str) -> None:
        """The operation stays with this text, unless nothing of its own is left in it."""
        if text == below:
            self._drop(id_)
            self._carried.outcome = "merged"
            self._carried.note = "新しい版と同じになったため、この操作は要らなくなりました。"
            return
        self._carried.clauses[id_] = text
        self._carried.witness = Witness(below)

    def _replaced(self, id_: str, witness: str, ours: str, below: str) -> None:
        if _says_the_same(below, witness) or ours == below:
            self._stands(id_, ours, below)
            return
        texts = (witness, ours, below)
        answer = self._ask(id_, "clause", "both-changed", texts, ("ours", "new"))
        self._stands(id_, below if _takes_new(answer) else ours, below)

    def _without_base(self, id_: str, ours: str, below: str) -> None:
        if ours == below:
            self._stands(id_, ours, below)
            return
        answer = self._ask(id_, "clause", "no-base", ("", ours, below), ("ours", "new"))
        self._stands(id_, below if _takes_new(answer) else ours, below)

    def _gone(self, id_: str, witness: str | None, ours: str) -> None:
        self._carried.outcome = "orphaned"
        texts = (witness or "", ours, "")
        answer = self._ask(id_, "clause", "gone", texts, ("ours", "new"))
        if _takes_new(answer):
            self._drop(id_)
            return
        self._own_clause(id_, ours, self._place_after(self._operation.target))
        self._carried.note = "層が加えた条項として残します。"

    def _divided(self, heirs: Sequence[str], witness: str | None, ours: str) -> None:
        new = self._ground.new
        there = [id_ for id_ in heirs if id_ in new.clauses]
        texts = (witness or "", ours, "".join(new.clauses[id_].text for id_ in there))
        target = self._operation.target
        self._carried.note = f"「{target}」は「{'」「'.join(heirs)}」に分かれました。"
        answer = self._ask(target, "clause", "divided", texts, ("both", "new"))
        if _takes_new(answer):
            self._drop(target)
            return
        self._own_clause(target, ours, {"after": new.slot_of(there[-1])} if there else {})

    def _own_clause(self, id_: str, text: str, place: dict[str, str]) -> None:
        """An amendment becomes a clause that the layer adds."""
        said = self._said()
        rest = {
            key: value for key, value in said.items() if key not in ("amend", "replace", "over")
        }
        self._carried.operation = {"add": id_, **place, **rest}
        self._carried.clauses[id_] = text
        self._carried.witness = Witness("", place.get("after", ""))

    def _remove(self) -> None:
        target = self._operation.target
        new = self._ground.new
        heirs = [id_ for id_ in self._heirs(target) if new.named(id_)]
        witness = self._witness(target)
        if not heirs:
            self._drop(target)
            self._carried.outcome = "orphaned"
            self._carried.note = "新しい版にもないため、この操作は要らなくなりました。"
            return
        below = "".join(new.text_of(id_) for id_ in heirs)
        if len(heirs) > 1:
            # Each part would need an operation of its own, which somebody has to want.
            answer = self._ask(target, "clause", "divided", (witness or "", "", below), ("new",))
            self._drop(target)
            if answer:
                self._carried.note = f"「{target}」は「{'」「'.join(heirs)}」に分かれました。"
            return
        (heir,) = heirs
        if self._is_shared(heir, witness, below):
            return
        if heir != target:
            self._carried.operation = {**self._said(), "remove": heir}
            self._carried.note = f"「{target}」は「{heir}」に変わりました。"
            self._carried.target = heir
            witness = _under_id(witness, heir) if witness else None
        self._carried.witness = Witness(below)
        if witness is not None and _says_the_same(witness, below):
            return
        why: Why = "changed-after-removal" if witness is not None else "no-base"
        answer = self._ask(heir, "clause", why, (witness or "", "", below), ("ours", "new"))
        if _takes_new(answer):
            self._drop(heir)

    def _is_shared(self, heir: str, witness: str | None, below: str) -> bool:
        """Whether the layer has another operation on what the clause became, which then counts."""
        target = self._operation.target
        verbs = [
            other.verb
            for other in self._layer.manifest.operations
            if other.target != target
            and other.verb in ("amend", "replace", "remove")
            and self._heirs(other.target) == (heir,)
        ]
        if not verbs:
            return False
        if set(verbs) != {"remove"}:
            # What the layer removed is back, in a clause that the layer keeps.
            why: Why = "changed-after-removal"
            self._ask(heir, "clause", why, (witness or "", "", below), ("new",))
        elif target == self._first_of(heir):
            return False
        self._drop(target)
        self._carried.target = heir
        self._carried.note = f"「{heir}」の操作と一つにしました。"
        return True

    def _first_of(self, heir: str) -> str:
        """The first clause of the layer's operations that became this one."""
        found = (o.target for o in self._layer.manifest.operations if o.verb == "remove")
        return next(target for target in found if self._heirs(target) == (heir,))

    def _add(self) -> None:
        id_ = self._operation.target
        ours = self._layer.clauses[id_].text
        below = self._ground.new.clauses.get(id_)
        if below is not None:
            if below.text == ours:
                self._stands(id_, ours, below.text)
                return
            answer = self._ask(id_, "clause", "id-taken", ("", ours, below.text), ("ours", "new"))
            if _takes_new(answer):
                self._drop(id_)
                return
            rest = {k: v for k, v in self._said().items() if k not in ("add", *_PLACES)}
            self._carried.operation = {"replace": id_, **rest}
            self._stands(id_, ours, below.text)
            return
        self._carried.clauses[id_] = ours
        self._follow_place()
        self._carried.witness = Witness("", self._anchor_before())

    def _move(self) -> None:
        target = self._operation.target
        new = self._ground.new
        heir = self._heirs(target)[0]
        slot = new.slot_of(heir)
        if new.part_of(slot) is None:
            self._drop(target)
            self._carried.outcome = "orphaned"
            self._carried.note = "新しい版にないため、この操作は要らなくなりました。"
            return
        if heir != target:
            self._carried.operation = {**self._said(), "move": heir}
            self._carried.target = heir
        self._follow_place()
        now = new.before(slot)
        then = self._moved_from(target, now)
        self._carried.witness = Witness("", now)
        if then == now or self._is_only_shift(then, now):
            return
        ours = " ".join(place_of(self._operation))
        answer = self._ask(heir, "order", "moved", (then, ours, now), ("ours", "new"))
        if _takes_new(answer):
            self._drop(heir)

    def _moved_from(self, target: str, now: str) -> str:
        lock = self._layer.lock
        if lock and self._operation.key in lock.bases:
            return lock.bases[self._operation.key].after
        old = self._ground.old
        return old.before(old.slot_of(target)) if old else now

    def _is_only_shift(self, then: str, now: str) -> bool:
        """Whether the neighbour differs only because one of both came, went or was renamed."""
        old, new = self._ground.old, self._ground.new
        was_there = old is not None and bool(then) and new.part_of(then) is not None
        is_known = old is not None and bool(now) and old.part_of(now) is not None
        return not (was_there and is_known)

    # Values and templates

    def _value(self) -> None:
        operation = self._operation
        lower = self._ground.values_below.get(operation.target)
        now = yaml_text(lower[1]) if lower else ""
        lock = self._layer.lock
        then = lock.bases[operation.key].text if lock and operation.key in lock.bases else now
        self._carried.witness = Witness(now)
        ours = yaml_text(operation.value)
        if lower is None or now in (then, ours):
            return
        answer = self._ask(
            operation.target, "value", "value-below", (then, ours, now), ("ours", "new")
        )
        if _takes_new(answer):
            self._drop(operation.target)
        else:
            self._carried.operation = {**self._said(), "over": lower[0]}

    def _template(self) -> None:
        operation = self._operation
        block = operation.block or ""
        name = f"{operation.target}.{block}" if block else operation.target
        ours = self._layer.templates.get(name, "")
        self._carried.target = f"{operation.target}#{block}" if block else operation.target
        self._carried.templates[name] = ours
        if operation.after or operation.before:
            self._carried.witness = Witness("")
            return
        below = self._ground.template(operation.target, block)
        lock = self._layer.lock
        known = lock.bases.get(operation.key) if lock else None
        if below is None:
            self._carried.outcome = "orphaned"
            self._ask(
                self._carried.target,
                "rule",
                "gone",
                (known.text if known else "", ours, ""),
                ("new",),
            )
            self._drop("")
            self._carried.templates[name] = None
            return
        self._carried.witness = Witness(below)
        if known is None or known.text == below:
            return
        self._carried.outcome = "merged"
        text = ""
        for passage in merge(known.text, ours, below):
            if passage.outcome == "asked":
                each = FieldMerge("rule", passage)
                text += self._decided_passage(self._carried.target, each, 0)
            else:
                text += passage.settled
        self._carried.templates[name] = text

    # Places

    def _follow_place(self) -> None:
        """The operation's neighbour is followed to its new name, or to the one before it."""
        where, anchor = place_of(self._operation)
        if where == "at_end_of":
            return
        new = self._ground.new
        heir = new.slot_of(self._heirs(anchor)[0])
        if new.part_of(heir) == self._operation.target.split("/")[0]:
            if heir != anchor and anchor not in new.clauses:
                self._carried.operation = {**self._said(), where: heir}
                self._carried.note = f"置く場所の「{anchor}」は「{heir}」に変わりました。"
            return
        place = self._place_after(anchor)
        rest = {key: value for key, value in self._said().items() if key not in _PLACES}
        verb = self._operation.verb
        self._carried.operation = {verb: rest.pop(verb), **place, **rest}
        self._carried.note = (
            f"置く場所の「{anchor}」がなくなったため、{_told_place(place)}に置きます。"
        )

    def _place_after(self, target: str) -> dict[str, str]:
        """Behind what stood before the target and is still there; else at the end of the part."""
        part = target.split("/")[0]
        old, new = self._ground.old, self._ground.new
        slots = old.parts.get(part, []) if old else []
        slot = old.slot_of(target) if old else target
        before = slots[: slots.index(slot)] if slot in slots else []
        found = (s for s in reversed(before) if new.part_of(s) == part)
        anchor = next(found, None)
        return {"after": anchor} if anchor else {"at_end_of": part}

    def _anchor_before(self) -> str:
        where, anchor = place_of(self._operation)
        return anchor if where == "after" else ""

    # What everything rests on

    def _heirs(self, target: str) -> tuple[str, ...]:
        ground = self._ground
        heirs = ground.lineage.heirs(target, ground.old_version, ground.new_version)
        if heirs != (target,) or "." in target or ground.old is None:
            return heirs
        # A slot goes where its variants go.
        variants = [c.id for c in ground.old.clauses.values() if c.front.slot == target]
        slots = {
            heir.split(".")[0]
            for id_ in variants
            for heir in ground.lineage.heirs(id_, ground.old_version, ground.new_version)
        }
        return tuple(slots) if len(slots) == 1 else heirs

    def _witness(self, target: str) -> str | None:
        lock = self._layer.lock
        if lock and self._operation.key in lock.bases:
            return lock.bases[self._operation.key].text
        old = self._ground.old
        if old is None or not old.named(target):
            return None
        return old.text_above(target, self._layer.manifest.above)

    def _renamed(self, target: str, heir: str, ours: str) -> str:
        self._carried.operation = {**self._said(), self._operation.verb: heir}
        self._carried.clauses[target] = None
        self._carried.target = heir
        self._carried.note = f"「{target}」は「{heir}」に変わりました。"
        return _under_id(ours, heir)

    def _said(self) -> dict[str, Any]:
        return self._carried.operation or {}

    def _drop(self, id_: str) -> None:
        self._carried.operation = None
        self._carried.witness = None
        if self._operation.target in self._layer.clauses:
            self._carried.clauses = {self._operation.target: None}

    def _ask(
        self,
        target: str,
        what: str,
        why: Why,
        texts: tuple[str, str, str],
        choices: tuple[Choice, ...],
    ) -> Answer | None:
        """The answer to a question; None leaves it open."""
        base, ours, new = texts
        marks = (self._layer.name, target, what, why, base, ours, new)
        question = Question(
            id=f"q-{digest(chr(0).join(marks))[:12]}",
            layer=self._layer.name,
            target=target,
            title=self._title(target),
            field=what,
            why=why,
            base=base,
            ours=ours,
            new=new,
            choices=choices,
        )
        answer = self._ground.answers.get(question.id)
        if answer is None or answer.answer not in choices:
            self._carried.questions.append(question)
            return None
        self._carried.answered.append((question, answer))
        if answer.answer in ("ours", "own"):
            self._carried.declined.append(
                Declined(
                    self._layer.name,
                    target,
                    what,
                    new,
                    answer.reason or "",
                    answer.date.isoformat() if answer.date else "",
                )
            )
        return answer

    def _title(self, target: str) -> str:
        for state in (self._ground.new, self._ground.old):
            for clause in state.named(target) if state else ():
                return clause.front.title
        ours = self._layer.clauses.get(self._operation.target)
        return ours.front.title if ours else ""


_PLACES = ("after", "before", "at_end_of")


_REVIEWED = re.compile(r"^reviewed: .*$", re.MULTILINE)


def _says_the_same(text: str, other: str) -> bool:
    """Whether nothing changed but the day on which somebody last read the text."""
    return _REVIEWED.sub("", text) == _REVIEWED.sub("", other)


def _takes_new(answer: Answer | None) -> bool:
    return answer is not None and answer.answer == "new"


def _chosen(passage: Passage, answer: Answer) -> str:
    match answer.answer:
        case "new":
            return passage.new
        case "both":
            # The last paragraph of a text may end without an empty line behind it.
            is_paragraph = passage.new.endswith("\n") and not passage.ours.endswith("\n")
            joint = "\n\n" if passage.ours and is_paragraph else ""
            return passage.ours + joint + passage.new
        case "own":
            ending = passage.ours[len(passage.ours.rstrip()) :]
            return (answer.text or "").rstrip() + ending
        case _:
            return passage.ours


def _under_id(text: str, id_: str) -> str:
    """The text of a clause file under another id."""
    found = clause_text(text)
    slot, dot, _ = id_.partition(".")
    front = with_key(found.front.text, "id", id_)
    front = with_key(front, "slot", slot if dot else "")
    return f"---\n{front.strip(chr(10))}\n---\n{found.body}"


def _told_place(place: Mapping[str, str]) -> str:
    if "after" in place:
        return f"「{place['after']}」の次"
    return f"部「{place['at_end_of']}」の終わり"
