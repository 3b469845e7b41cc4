"""The library while layers are being applied: its clauses, their order, and who formed them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from guideline.model.clause import Clause, Library, Removal, Stage

Where = Literal["after", "before", "at_end_of"]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a layer puts a slot."""

    where: Where
    anchor: str
    """The slot beside it, or the part at whose end it stands."""
    layer: str = ""


@dataclass
class State:
    """Clauses by id and slots by part, changed in place, operation by operation."""

    library: Library
    clauses: dict[str, Clause]
    parts: dict[str, list[str]]
    """The slots of each part, in order."""
    stages: dict[str, tuple[Stage, ...]]
    """What each clause was in the library and after each layer that changed it."""
    variants: dict[str, dict[str, None]]
    """The ids of the clauses of each slot."""
    placed: dict[str, Spot] = field(default_factory=dict)
    """Where layers have put slots."""
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
        if target in self.clauses:
            return [self.clauses[target]]
        return [self.clauses[id_] for id_ in self.variants.get(target, ())]

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
        """The part in which the slot stands; None where it does not."""
        return slot.split("/")[0] if self.variants.get(slot) else None

    def before(self, slot: str) -> str:
        """The slot that stands before this one; empty for the first of its part."""
        slots = self.parts.get(slot.split("/")[0], [])
        at = slots.index(slot) if slot in slots else 0
        return slots[at - 1] if at else ""

    def put(self, clause: Clause, layer: str) -> None:
        """Sets a clause's text as the layer wants it."""
        self.clauses[clause.id] = clause
        self.variants.setdefault(clause.slot, {})[clause.id] = None
        before = self.stages.get(clause.id, ())
        self.stages[clause.id] = (*before, Stage(layer, clause))

    def place(self, slot: str, spot: Spot) -> None:
        """Puts a slot, which may be a new one, where a layer wants it."""
        self.placed[slot] = spot
        self._arrange(slot.split("/")[0], {slot})

    def rests_on(self, slot: str, other: str) -> bool:
        """Whether the slot stands where it does because of the other one."""
        while slot != other and slot in self.placed:
            slot = self.placed[slot].anchor
        return slot == other

    def drop(self, clause: Clause, by: Removal) -> None:
        """Takes a clause out, and its slot with the last variant."""
        del self.clauses[clause.id]
        del self.variants[clause.slot][clause.id]
        self.removed[clause.id] = by
        if not self.variants[clause.slot]:
            self.parts[clause.part].remove(clause.slot)
            self.removed[clause.slot] = by

    def _arrange(self, part: str, added: Collection[str]) -> None:
        """Puts the slots of a part in order, from what is said and not from who said it first.

        What was put beside a slot goes with it; of several in one place, their ids decide. A slot
        that is gone still holds the place of those beside it.
        """
        beside: dict[tuple[str, str], list[str]] = {}
        for slot in sorted(self.placed):
            spot = self.placed[slot]
            beside.setdefault((spot.where, spot.anchor), []).append(slot)
        there = {*self.parts[part], *added}
        home = next(p.clauses for p in self.library.manifest.parts if p.id == part)
        firm = [slot for slot in home if slot not in self.placed]
        firm += beside.get(("at_end_of", part), [])
        self.parts[part] = [s for slot in firm for s in _with_beside(slot, beside) if s in there]

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
        for slots in self.parts.values():
            for slot in slots:
                ids = self.variants[slot]
                own = [id_ for id_ in ids if not self.stages[id_][0].layer]
                yield from (self.clauses[id_] for id_ in own)
                yield from (self.clauses[id_] for id_ in sorted(ids.keys() - own))


def _with_beside(slot: str, beside: Mapping[tuple[str, str], Sequence[str]]) -> Iterator[str]:
    """The slot with those that were put before and after it, and those beside them."""
    for other in beside.get(("before", slot), ()):
        yield from _with_beside(other, beside)
    yield slot
    for other in beside.get(("after", slot), ()):
        yield from _with_beside(other, beside)


def state_of(library: Library) -> State:
    """The library before any layer."""
    variants: dict[str, dict[str, None]] = {}
    for clause in library.clauses:
        variants.setdefault(clause.slot, {})[clause.id] = None
    return State(
        library,
        {clause.id: clause for clause in library.clauses},
        {part.id: list(part.clauses) for part in library.manifest.parts},
        {clause.id: (Stage("", clause),) for clause in library.clauses},
        variants,
    )
