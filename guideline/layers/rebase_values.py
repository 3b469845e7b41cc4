"""Values and blocks of templates are carried to another version."""

from __future__ import annotations

from guideline.layers.apply import is_whole
from guideline.layers.case import Case
from guideline.layers.clause_text import FieldMerge
from guideline.layers.merge import merge
from guideline.model.layer import Witness
from guideline.yaml_text import yaml_text


def carry_value(case: Case) -> None:
    """A value that the layer sets or gives as a default."""
    operation = case.operation
    lower = case.ground.values_below.get(operation.target)
    now = yaml_text(lower[1]) if lower else ""
    then = case.known.text if case.known else now
    case.carried.witness = Witness(now)
    ours = yaml_text(operation.value)
    if lower is None or now in (then, ours):
        return
    if case.takes_new(operation.target, "value", "value-below", (then, ours, now)):
        case.drop()
    else:
        case.carried.operation = {**case.said, "over": lower[0]}


def carry_template(case: Case) -> None:
    """A block of a document template, or a whole template."""
    operation = case.operation
    block = operation.block or ""
    name = f"{operation.target}.{block}" if block else operation.target
    ours = case.ground.followed(case.layer.templates.get(name, ""))
    case.carried.target = f"{operation.target}#{block}" if block else operation.target
    case.carried.templates[name] = ours
    known = case.ground.followed(case.known.text) if case.known else ""
    below = case.ground.template(operation.target, block)
    is_own = bool(operation.after or operation.before) or (below is None and not known)
    if is_own:
        case.carried.witness = Witness("")
    elif below is None:
        case.carried.outcome = "orphaned"
        case.ask(case.carried.target, "rule", "gone", (known, ours, ""), ("new",))
        case.drop()
        case.carried.templates[name] = None
    else:
        case.carried.witness = Witness(below)
        if case.known and known != below:
            case.carried.templates[name] = _merged(case, known, ours, below)


def _merged(case: Case, known: str, ours: str, below: str) -> str:
    case.carried.outcome = "merged"
    target = case.carried.target
    passages = merge(known, ours, below)
    if not is_whole("".join(passage.settled for passage in passages)):
        is_new = case.takes_new(target, "rule", "both-changed", (known, ours, below))
        return below if is_new else ours
    return "".join(
        case.decided(target, FieldMerge("rule", passage), ("ours", "new", "both", "own"))
        if passage.outcome == "asked"
        else passage.settled
        for passage in passages
    )
