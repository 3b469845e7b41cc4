"""Added and moved clauses are carried to another version, with the places where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from guideline.layers.apply import place_of
from guideline.layers.case import Case, under_id
from guideline.model.layer import PLACES, Witness


def carry_addition(case: Case) -> None:
    """A clause that the layer adds."""
    id_, ours = case.target, case.text
    slot, dot, name = id_.partition(".")
    heir = case.ground.heirs(slot)[-1] if dot else slot
    if dot and heir != slot and case.ground.new.variants.get(heir):
        id_ = f"{heir}.{name}"
        case.renamed(id_)
        ours = under_id(ours, id_)
    if id_.split("/")[0] not in case.ground.new.parts:
        case.carried.outcome = "orphaned"
        case.ask(id_, "clause", "gone", ("", ours, ""), ("new",))
        case.drop()
        return
    met = case.met(id_)
    there = case.ground.new.clauses.get(id_)
    below = (met.clauses.get(id_) if met else None) or (there.text if there else None)
    if below is not None:
        _add_to_taken(case, id_, ours, below)
        return
    case.carried.clauses[id_] = ours
    if dot and _has_lost_slot(case, slot):
        case.carried.outcome = "orphaned"
        if case.takes_new(id_, "clause", "gone", ("", ours, "")):
            case.drop()
            return
        rest = {key: value for key, value in case.said.items() if key not in PLACES}
        case.carried.operation = {"add": id_, **place_behind(case, slot), **rest}
    elif not dot:
        _follow_place(case, id_)
    case.carried.witness = Witness("", _anchor_before(case))


def _has_lost_slot(case: Case, slot: str) -> bool:
    """Whether the variants are gone to which the layer adds one."""
    old = case.ground.old
    return bool(old and old.variants.get(slot)) and not case.ground.new.variants.get(slot)


def _add_to_taken(case: Case, id_: str, ours: str, below: str) -> None:
    """There is a clause with this id now."""
    is_same = ours == below
    if is_same or case.takes_new(id_, "clause", "id-taken", ("", ours, below)):
        case.drop()
        if is_same:
            case.carried.outcome = "merged"
            case.tell("新しい版と同じになったため、この操作は要らなくなりました。")
        return
    met = case.met(id_)
    if met and met.clauses.get(id_):
        met.clauses[id_] = ours
        case.drop()
        case.carried.outcome = "merged"
        case.carried.clauses = {}
        return
    rest = {k: v for k, v in case.said.items() if k not in ("add", *PLACES)}
    case.carried.operation = {"replace": id_, **rest}
    case.carried.clauses[id_] = ours
    case.carried.witness = Witness(below)


def carry_move(case: Case) -> None:
    """A clause or slot that the layer moves."""
    new = case.ground.new
    heir = case.ground.heirs(case.target)[0]
    slot = new.slot_of(heir)
    if new.part_of(slot) is None:
        case.drop()
        case.carried.outcome = "orphaned"
        case.tell("新しい版にないため、この操作は要らなくなりました。")
        return
    if heir != case.target:
        case.renamed(heir)
    if _is_moved_already(case, heir) or _is_in_other_part(case, slot):
        now, then = new.before(slot), _moved_from(case, "")
        case.ask(heir, "order", "met", (then, " ".join(place_of(case.operation)), now), ("new",))
        case.drop()
        return
    _follow_place(case, slot)
    _stay_above(case, slot)
    now = new.before(slot)
    then = _moved_from(case, now)
    case.carried.witness = Witness("", now)
    if then == now or _is_only_shift(case, then, now):
        return
    ours = " ".join(place_of(case.operation))
    if case.takes_new(heir, "order", "moved", (then, ours, now)):
        case.drop()


def _stay_above(case: Case, slot: str) -> None:
    """Where a layer below has to say now where the clause stands, it stays moved all the same."""
    old, spot = case.ground.old, case.ground.new.placed.get(slot)
    if spot and old and case.target not in old.placed:
        case.carried.operation = {**case.said, "over": spot.layer}


def _is_moved_already(case: Case, heir: str) -> bool:
    return any((each.operation or {}).get("move") == heir for each in case.earlier)


def _is_in_other_part(case: Case, slot: str) -> bool:
    """Whether the new version took the clause out of the part in which the layer moves it."""
    part = slot.split("/")[0]
    where, anchor = place_of(case.operation)
    if where == "at_end_of":
        return anchor != part
    heir = case.ground.new.slot_of(case.ground.heirs(anchor)[0])
    return case.target.split("/")[0] != part and heir.split("/")[0] != part


def _moved_from(case: Case, otherwise: str) -> str:
    if case.known is not None:
        return case.ground.followed(case.known.after)
    old = case.ground.old
    found = old.before(old.slot_of(case.target)) if old else otherwise
    return case.ground.followed(found)


def _is_only_shift(case: Case, then: str, now: str) -> bool:
    """Whether the neighbour differs only because one of both came, went or was renamed."""
    old, new = case.ground.old, case.ground.new
    was_there = old is not None and bool(then) and new.part_of(then) is not None
    is_known = old is not None and bool(now) and old.part_of(now) is not None
    return not (was_there and is_known)


def _follow_place(case: Case, slot: str) -> None:
    """The operation's neighbour is followed to its new name, or to the one before it."""
    where, anchor = place_of(case.operation)
    if where == "at_end_of" or _is_added_here(case, anchor):
        return
    new = case.ground.new
    heirs = case.ground.heirs(anchor)
    heir = new.slot_of(heirs[-1 if where == "after" else 0])
    if new.part_of(heir) == slot.split("/")[0] and not new.rests_on(heir, slot):
        if heir != anchor and anchor not in new.clauses:
            case.carried.operation = {**case.said, where: heir}
            case.tell(f"置く場所の「{anchor}」は「{heir}」に変わりました。")
        return
    place = place_behind(case, anchor, slot)
    rest = {key: value for key, value in case.said.items() if key not in PLACES}
    verb = case.operation.verb
    case.carried.operation = {verb: rest.pop(verb), **place, **rest}
    case.tell(f"置く場所の「{anchor}」がなくなったため、{_told(place)}に置きます。")


def _is_added_here(case: Case, anchor: str) -> bool:
    """Whether the neighbour is a clause that the same layer adds."""
    return any(
        anchor in (other.target, other.target.split(".")[0])
        for other in case.layer.manifest.operations
        if other.verb == "add"
    )


def place_behind(case: Case, target: str, slot: str = "") -> dict[str, str]:
    """Behind what stood before the target and is still there; else at the end of the part."""
    part = (slot or target).split("/")[0]
    old, new = case.ground.old, case.ground.new
    slots = old.parts.get(part, []) if old else []
    there = old.slot_of(target) if old else target
    before = slots[: slots.index(there)] if there in slots else []
    unfit = {slot, *_removed_here(case)}
    found = (
        s
        for s in reversed(before)
        if s not in unfit and new.part_of(s) == part and not new.rests_on(s, slot or there)
    )
    anchor = next(found, None)
    return {"after": anchor} if anchor else {"at_end_of": part}


def _removed_here(case: Case) -> Iterator[str]:
    """The slots that the same layer takes out."""
    for other in case.layer.manifest.operations:
        if other.verb == "remove":
            yield from map(case.ground.new.slot_of, case.ground.heirs(other.target))


def _anchor_before(case: Case) -> str:
    return str(case.said.get("after", ""))


def _told(place: Mapping[str, str]) -> str:
    if "after" in place:
        return f"「{place['after']}」の次"
    return f"部「{place['at_end_of']}」の終わり"
