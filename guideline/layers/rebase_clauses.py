"""Amended, replaced and removed clauses are carried to another version."""

from __future__ import annotations

from collections.abc import Sequence

from guideline.layers.apply import sound
from guideline.layers.case import Carried, Case, says_the_same, under_id
from guideline.layers.clause_text import BODY, ClauseText, clause_text, merge_texts
from guideline.layers.divide import divided, with_body
from guideline.layers.rebase_places import place_behind
from guideline.model.layer import Witness
from guideline.model.upgrade import Choice, Why

_PASSAGE: tuple[Choice, ...] = ("ours", "new", "both", "own")
_KEY: tuple[Choice, ...] = ("ours", "new", "own")


def carry_change(case: Case) -> None:
    """An amended or replaced clause."""
    heirs = case.ground.heirs(case.target)
    witness, ours = _on_top(case, case.witness(), case.text)
    if len(heirs) > 1:
        _divide(case, heirs, witness, ours)
        return
    (heir,) = heirs
    if heir != case.target:
        case.renamed(heir)
        ours = under_id(ours, heir)
        witness = under_id(witness, heir) if witness else None
    met = case.met(heir)
    if met and met.clauses.get(heir):
        _join(case, met, witness, ours)
        return
    below = case.ground.new.clauses.get(heir)
    if below is None:
        _keep_orphan(case, heir, witness, ours)
    else:
        _stand(case, heir, _carried_text(case, heir, witness, ours, below.text), witness)


def _on_top(case: Case, witness: str | None, ours: str) -> tuple[str | None, str]:
    """The operation as if it was written against what was below it last.

    What layers in between had changed is merged, and what they had changed otherwise was decided
    by `over`: nothing of it is asked again.
    """
    old = case.ground.old
    found = old.clauses.get(case.target) if old else None
    if old is None or found is None or witness is None:
        return witness, ours
    below = case.ground.followed(found.text)
    stages = [case.ground.followed(s.clause.text) for s in old.stages[case.target][:-1]]
    if below == witness or witness not in stages:
        return witness, ours
    if case.operation.verb == "amend":
        ours = merge_texts(witness, ours, below).text({})
    return below, ours


def _carried_text(case: Case, id_: str, witness: str | None, ours: str, below: str) -> str:
    """The clause as the layer will have it."""
    if ours == below or witness == below:
        return ours
    if witness is None or case.operation.verb == "replace":
        if witness is not None and says_the_same(witness, below):
            return ours
        why: Why = "both-changed" if witness is not None else "no-base"
        is_new = case.takes_new(id_, "clause", why, (witness or "", ours, below))
        return below if is_new else ours
    at = case.mark()
    text = _merged(case, id_, witness, ours, below)
    if sound(text, "", id_):
        return text
    # A merge that leaves a text which cannot be read is asked as a whole.
    case.forget_since(at)
    case.carried.fields.append("clause")
    is_new = case.takes_new(id_, "clause", "both-changed", (witness, ours, below))
    return below if is_new else ours


def _merged(case: Case, id_: str, witness: str, ours: str, below: str) -> str:
    merged = merge_texts(witness, ours, below)
    settled: dict[int, str] = {}
    for at, each in enumerate(merged.fields):
        outcome = each.passage.outcome
        if outcome == "asked":
            settled[at] = case.decided(id_, each, _PASSAGE if each.field in BODY else _KEY)
        if outcome in ("asked", "taken"):
            case.carried.fields.append(each.field)
    text = merged.text(settled)
    if text != ours:
        case.carried.outcome = "merged"
        case.carried.fields = case.carried.fields or ["rule"]
    return text


def _stand(case: Case, id_: str, text: str, witness: str | None) -> None:
    """The operation stays with this text, unless the new version left nothing of its own in it."""
    below = case.ground.new.clauses[id_].text
    if text == below and below != witness:
        case.drop()
        case.carried.outcome = "merged"
        case.tell("新しい版と同じになったため、この操作は要らなくなりました。")
        return
    case.carried.clauses[id_] = text
    case.carried.witness = Witness(below)


def _join(case: Case, met: Carried, witness: str | None, ours: str) -> None:
    """Two operations that meet in one clause become one."""
    id_ = case.carried.target
    met.clauses[id_] = _carried_text(case, id_, witness, ours, met.clauses[id_] or "")
    case.drop()
    if case.target == id_:
        case.carried.clauses = {}
    case.carried.outcome = "merged"
    case.tell("この層の二つの操作が、新しい版では同じ条項に当たるため、一つに合わせます。")


def _keep_orphan(case: Case, id_: str, witness: str | None, ours: str) -> None:
    case.carried.outcome = "orphaned"
    texts = (witness or "", ours, "")
    has_part = id_.split("/")[0] in case.ground.new.parts
    choices: tuple[Choice, ...] = ("ours", "new") if has_part else ("new",)
    if case.takes_new(id_, "clause", "gone", texts, choices) or not has_part:
        case.drop()
        return
    _own_clause(case, id_, ours, place_behind(case, case.target, id_.split(".")[0]))
    case.tell("層が加えた条項として残します。")


def _own_clause(case: Case, id_: str, text: str, place: dict[str, str]) -> None:
    """An amendment becomes a clause that the layer adds."""
    rest = {k: v for k, v in case.said.items() if k not in ("amend", "replace", "over")}
    case.carried.operation = {"add": id_, **place, **rest}
    case.carried.clauses[id_] = text
    case.carried.witness = Witness("", place.get("after", ""))


# A clause that became several


def _divide(case: Case, heirs: Sequence[str], witness: str | None, ours: str) -> None:
    new = case.ground.new
    there = {id_: clause_text(new.clauses[id_].text) for id_ in heirs if id_ in new.clauses}
    case.tell(f"「{case.target}」は「{'」「'.join(heirs)}」に分かれました。")
    shares = None
    if witness and case.operation.verb == "amend" and not any(map(case.met, there)):
        shares = divided(clause_text(witness), clause_text(ours), there)
    if shares is None:
        _ask_divided(case, there, witness, ours)
        return
    said = case.said
    case.drop()
    case.carried.outcome = "merged"
    for id_, (before, after) in shares.items():
        _amend_share(case, id_, there[id_], (before, after), {**said, "amend": id_})


def _amend_share(
    case: Case, id_: str, heir: ClauseText, bodies: tuple[str, str], said: dict[str, str]
) -> None:
    """What the layer had changed in one of the heirs is an amendment of that heir."""
    base, ours = (with_body(heir, body) for body in bodies)
    text = _carried_text(case, id_, base, ours, heir.text)
    if text == heir.text:
        return
    case.carried.clauses[id_] = text
    if case.carried.operation is None:
        case.carried.operation, case.carried.witness = said, Witness(heir.text)
        case.carried.target = id_
    else:
        case.carried.added.append((said, Witness(heir.text)))


def _ask_divided(case: Case, there: dict[str, ClauseText], witness: str | None, ours: str) -> None:
    texts = (witness or "", ours, "".join(heir.text for heir in there.values()))
    target = case.target
    if case.takes_new(target, "clause", "divided", texts, ("both", "new")):
        case.drop()
    elif target in there:
        case.carried.clauses[target] = ours
        case.carried.witness = Witness(there[target].text)
    elif target.split("/")[0] in case.ground.new.parts:
        _own_clause(case, target, ours, place_behind(case, target))
    else:
        case.drop()


# Removed clauses


def carry_removal(case: Case) -> None:
    """A removed clause or slot."""
    new = case.ground.new
    heirs = [id_ for id_ in case.ground.heirs(case.target) if new.named(id_)]
    witness = _removed_text(case)
    if not heirs:
        case.drop()
        case.carried.outcome = "orphaned"
        case.tell("新しい版にもないため、この操作は要らなくなりました。")
        return
    texts = (witness or "", "", "".join(new.text_of(id_) for id_ in heirs))
    if len(heirs) > 1:
        # Each part would need an operation of its own, which somebody has to want.
        case.ask(case.target, "clause", "divided", texts, ("new",))
        case.drop()
        case.tell(f"「{case.target}」は「{'」「'.join(heirs)}」に分かれました。")
        return
    _remove(case, heirs[0], texts)


def _remove(case: Case, heir: str, texts: tuple[str, str, str]) -> None:
    witness, _, below = texts
    if heir != case.target:
        case.renamed(heir)
        witness = _under_ids(witness, heir)
    met = case.met(heir)
    if met and "remove" in (met.operation or {}):
        case.drop()
        case.carried.outcome = "merged"
        case.tell("同じ条項を削る操作が、ほかにあります。")
        return
    if _is_changed_elsewhere(case, heir):
        case.ask(heir, "clause", "met", (witness, "", below), ("new",))
        case.drop()
        return
    case.carried.witness = Witness(below)
    if witness and says_the_same(witness, below):
        return
    why: Why = "changed-after-removal" if witness else "no-base"
    if case.takes_new(heir, "clause", why, (witness, "", below)):
        case.drop()


def _removed_text(case: Case) -> str | None:
    """The text below the removal as it was last, which `over` may have won over."""
    old, witness = case.ground.old, case.witness()
    if old is None or witness is None:
        return witness
    names = old.layers
    befores = (old.text_above(case.target, names[:count]) for count in range(len(names)))
    is_before = witness in map(case.ground.followed, befores)
    return case.ground.followed(old.text_of(case.target)) if is_before else witness


def _is_changed_elsewhere(case: Case, heir: str) -> bool:
    """Whether another operation of the layer has come to the same clause and wants to keep it."""
    return any(
        other.verb in ("amend", "replace", "add", "move")
        and other.target != case.target
        and heir in case.ground.heirs(other.target)
        for other in case.layer.manifest.operations
    )


def _under_ids(text: str, heir: str) -> str:
    """The text under its new id, where it is that of one clause."""
    return under_id(text, heir) if text and text.count("\nid: ") == 1 else text
