"""The library while layers are being applied: its clauses, their order, and who formed them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from guideline.model.clause import Clause, Library, Removal, Stage

Where = Literal["after", "before", "at_end_of"]


@dataclass
class State:
    """Clauses by id and slots by part, changed in place, operation by operation."""

    library: Library
    clauses: dict[str, Clause]
    parts: dict[str, list[str]]
    """The slots of each part, in order."""
    stages: dict[str, tuple[Stage, ...]]
    """What each clause was in the library and after each layer that changed it."""
    placed: dict[str, tuple[Where, str]] = field(default_factory=dict)
    """Where layers have put slots, and next to which one."""
    removed: dict[str, Removal] = field(default_factory=dict)
    """Clauses and slots that are gone, with the layer that took them out."""
    layers: list[str] = field(default_factory=list)
    """The names of the layers that were applied, lowest first."""

    def slot_of(self, target: str) -> str:
        """The slot of a clause; a slot for itself."""
        clause = self.clauses.get(target)
        return clause.slot if clause else target

    def named(self, target: str) -> list[Clause]:
        """The clause with this id, or the variants of the slot with this id."""
        return [c for c in self.clauses.values() if target in (c.id, c.slot)]

    def text_of(self, target: str) -> str:
        """The text of the clause, or of the variants of the slot one after the other."""
        return "".join(clause.text for clause in self.named(target))

    def text_above(self, target: str, names: Collection[str]) -> str:
        """The same as it is above the library and these layers, whatever others changed."""
        told = []
        for clause in self.named(target):
            stages = self.stages[clause.id]
            seen = [stage for stage in stages if not stage.layer or stage.layer in names]
            told.append((seen or stages)[-1 if seen else 0].clause.text)
        return "".join(told)

    def part_of(self, slot: str) -> str | None:
        return next((part for part, slots in self.parts.items() if slot in slots), None)

    def before(self, slot: str) -> str:
        """The slot that stands before this one; empty for the first of its part."""
        for slots in self.parts.values():
            if slot in slots:
                at = slots.index(slot)
                return slots[at - 1] if at else ""
        return ""

    def put(self, clause: Clause, layer: str) -> None:
        """Sets a clause's text as the layer wants it."""
        self.clauses[clause.id] = clause
        before = self.stages.get(clause.id, ())
        self.stages[clause.id] = (*before, Stage(layer, clause))

    def place(self, slot: str, part: str, where: Where, anchor: str) -> None:
        """Puts a slot next to another one.

        Of several that layers put in the same place, the order of their ids decides, so that it
        does not matter which layer came first.
        """
        slots = self.parts[part]
        at = {
            "at_end_of": len(slots),
            "after": slots.index(anchor) + 1 if anchor in slots else 0,
            "before": slots.index(anchor) if anchor in slots else 0,
        }[where]
        same = (where, anchor)
        if where == "after":
            while at < len(slots) and self.placed.get(slots[at]) == same and slots[at] < slot:
                at += 1
        else:
            while at and self.placed.get(slots[at - 1]) == same and slots[at - 1] > slot:
                at -= 1
        slots.insert(at, slot)
        self.placed[slot] = same

    def lift(self, slot: str) -> str | None:
        """Takes a slot out of its part, and says which part that was."""
        part = self.part_of(slot)
        if part is not None:
            self.parts[part].remove(slot)
        return part

    def drop(self, clause: Clause, by: Removal) -> None:
        """Takes a clause out, and its slot with the last variant."""
        del self.clauses[clause.id]
        self.removed[clause.id] = by
        if not self.named(clause.slot):
            self.lift(clause.slot)
            self.removed[clause.slot] = by

    def finished(self) -> Library:
        """The library as the layers made it."""
        manifest = self.library.manifest
        parts = tuple(
            part.model_copy(update={"clauses": tuple(self.parts[part.id])})
            for part in manifest.parts
        )
        ordered = tuple(self._in_order())
        slots = {clause.slot for clause in ordered}
        orders = tuple(
            order
            for order in manifest.orders
            if set(order.clauses) == {c.id for c in ordered if c.slot == order.slot}
        )
        return replace(
            self.library,
            manifest=manifest.model_copy(
                update={
                    "parts": parts,
                    "slots": tuple(s for s in manifest.slots if s.slot in slots),
                    "orders": orders,
                }
            ),
            clauses=ordered,
            scopes={slot: scope for slot, scope in self.library.scopes.items() if slot in slots},
            stages=dict(self.stages),
            layers=tuple(self.layers),
            removed=dict(self.removed),
        )

    def _in_order(self) -> Iterator[Clause]:
        by_slot: dict[str, list[Clause]] = {}
        for clause in self.clauses.values():
            by_slot.setdefault(clause.slot, []).append(clause)
        for slots in self.parts.values():
            for slot in slots:
                yield from by_slot.get(slot, ())


def state_of(library: Library) -> State:
    """The library before any layer."""
    return State(
        library,
        {clause.id: clause for clause in library.clauses},
        {part.id: list(part.clauses) for part in library.manifest.parts},
        {clause.id: (Stage("", clause),) for clause in library.clauses},
    )
