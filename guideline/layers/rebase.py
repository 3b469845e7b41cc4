"""One operation of a layer is carried to another version of what is below it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from guideline.layers.case import Carried, Case, Ground
from guideline.layers.rebase_clauses import carry_change, carry_removal
from guideline.layers.rebase_places import carry_addition, carry_move
from guideline.layers.rebase_values import carry_template, carry_value
from guideline.model.layer import Layer, Operation, Verb

_CARRY: Mapping[Verb, Callable[[Case], None]] = {
    "add": carry_addition,
    "amend": carry_change,
    "replace": carry_change,
    "remove": carry_removal,
    "move": carry_move,
    "set": carry_value,
    "default": carry_value,
    "template": carry_template,
}


def carried(
    layer: Layer, operation: Operation, ground: Ground, earlier: Sequence[Carried] = ()
) -> Carried:
    """The operation on the new ground, with what has to be asked about it.

    Args:
        earlier: what became of the operations before it in the same layer. Where one of them
            decides about the same clause now, both become one.
    """
    said = operation.model_dump(mode="json", by_alias=True, exclude_none=True)
    case = Case(layer, operation, ground, earlier, Carried(said, target=operation.target))
    _CARRY[operation.verb](case)
    if operation.verb in ("amend", "replace", "remove"):
        _tell_lineage(case)
    return case.carried


def _tell_lineage(case: Case) -> None:
    """What the library says became of the clause, as far as its id does not tell."""
    ground = case.ground
    versions = (ground.old_version, ground.new_version)
    reason = ground.lineage.why_removed(case.target, *versions)
    if reason:
        case.tell(f"条項ライブラリが削った理由：{reason}")
    for moved in ground.lineage.moved_text(case.target, *versions):
        case.tell(f"{moved.what}は、「{'」「'.join(moved.to)}」に移りました。")
