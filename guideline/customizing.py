"""Puts a clause into the organization's own layer, ready to edit; makes the layer if need be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

from guideline.errors import CallError, Place, Problem, suggestion
from guideline.generate import Stack
from guideline.layers import edit
from guideline.layers.apply import apply_layers
from guideline.layers.clause_text import clause_text, with_key
from guideline.layers.load import NAME as LAYER
from guideline.layers.load import clause_path
from guideline.layers.lock import NAME as LOCK
from guideline.layers.lock import library_hash, lock_text
from guideline.layers.stack import library_folder
from guideline.layers.state import State, state_of
from guideline.library import load_library
from guideline.model.clause import Level, Library
from guideline.model.layer import Layer, Lock, Operation, Witness
from guideline.model.validation import validate
from guideline.output import write_files
from guideline.source import Located, read_text
from guideline.yaml_text import yaml_scalar

Verb = Literal["add", "amend", "replace", "remove", "move"]

_FOLDER = "layer"
_NEW_LAYER = """\
# {name}の層です。条項ライブラリの条項を改め、加え、削り、値を定めます。
# 操作は「guideline customize」で書き足せます。手で書いてもかまいません。
# 改めた条項の文は、このフォルダーの clauses/ にあります。
name: {name}
{owner}base:
  library: {library}
  version: "{version}"
{above}operations: []
"""
_NEW_CLAUSE = """\
---
id: {id}
title: {title}
level: {level}
no_requirements: {owner}の独自の定めであるため
no_sources: {owner}の独自の定めであるため
reviewed: {day}
since: "{since}"
---
【誰が、どのようなときに、何をするかを書く】

::: commentary
【この定めを置く理由と、迷ったときの考え方を書く】
:::
"""


@dataclass(frozen=True)
class Wanted:
    """What is to be done with a clause."""

    verb: Verb
    target: str
    """The id of a clause, or of a slot for what is removed or moved."""
    place: tuple[Literal["after", "before", "at_end_of"], str] | None = None
    title: str | None = None
    level: Level | None = None
    reason: str | None = None
    owner: str | None = None
    day: date | None = None
    over: str | None = None


@dataclass(frozen=True)
class Customized:
    """What was written."""

    layer: Path
    files: tuple[Path, ...]
    to_edit: Path | None
    """The clause file that is ready to edit."""


def customize(profile: Path, stack: Stack, library: Path | None, wanted: Wanted) -> Customized:
    """Writes the operation, the clause file and what it was written against.

    Raises:
        CallError: the clause is customized already, or the operation cannot be carried out.
    """
    located = stack.file.located
    own = own_layer(profile, stack.layers)
    lower = [layer for layer in stack.layers if own is None or layer.name != own.name]
    raw = load_library(library or library_folder(_version(stack)))
    below = state_of(apply_layers(raw, lower))
    _refuse(wanted, below, own)
    folder = Path(own.folder) if own else profile.parent / _free_name(profile.parent)
    text = read_text(folder / LAYER) if own else _new_layer(stack, raw, lower)
    operation = _operation(wanted)
    files: dict[Path, str] = {folder / LAYER: edit.with_operation(text, operation)}
    if own is None:
        name = folder.relative_to(profile.parent).as_posix()
        files[profile] = with_layer(read_text(profile), located, name)
    to_edit = None
    if wanted.verb in ("add", "amend", "replace"):
        to_edit = clause_path(folder, wanted.target)
        files[to_edit] = _clause(wanted, below, stack)
    lock = own.lock if own and own.lock else _new_lock(raw, lower)
    witness = _witness(wanted, below)
    key = _key(operation)
    lock = replace(lock, bases={**lock.bases, key: witness})
    files[folder / LOCK] = lock_text(lock)
    for path in files:
        path.parent.mkdir(parents=True, exist_ok=True)
    write_files([(path, text.encode()) for path, text in files.items()])
    return Customized(folder, tuple(files), to_edit)


def own_layer(profile: Path, layers: Sequence[Layer]) -> Layer | None:
    """The highest layer inside the folder of the profile: those elsewhere belong to others."""
    root = profile.parent.resolve()
    inside = (layer for layer in layers if Path(layer.folder).resolve().is_relative_to(root))
    return next(reversed(list(inside)), None)


def _version(stack: Stack) -> str | None:
    return stack.library.manifest.version if stack.layers else None


def _free_name(folder: Path) -> str:
    names = (_FOLDER, *(f"{_FOLDER}-{number}" for number in range(2, 100)))
    return next(name for name in names if not (folder / name).exists())


def _refuse(wanted: Wanted, below: State, own: Layer | None) -> None:
    """Refuses what the layer does already, and what has no place."""
    same = [o for o in own.manifest.operations if wanted.target == o.target] if own else []
    clause_verbs = ("add", "amend", "replace", "remove")
    is_twice = any(
        o.verb == wanted.verb or (o.verb in clause_verbs and wanted.verb in clause_verbs)
        for o in same
    )
    if own and is_twice:
        place = own.places[own.manifest.operations.index(same[0])]
        path = clause_path(Path(own.folder), wanted.target)
        where = (
            f"{path} を編集してください。"
            if path.is_file()
            else f"{LAYER} の操作を直してください。"
        )
        message = f"「{wanted.target}」は、既にこの層が扱っています（{same[0].key}）。"
        raise CallError([Problem("already-customized", message, place, where)])
    found = below.named(wanted.target)
    if wanted.verb == "add":
        _refuse_place(wanted, below, is_taken=bool(found))
        return
    if not found:
        known = {*below.clauses, *(c.slot for c in below.clauses.values())}
        message = f"条項「{wanted.target}」はありません。"
        remedy = (
            suggestion(wanted.target, sorted(known))
            or "加えるときは、--after などで置く場所を指定してください。"
        )
        raise CallError([Problem("unknown-clause", message, Place(wanted.target), remedy)])
    if wanted.verb == "move":
        _refuse_place(wanted, below, is_taken=False)
    is_duty = any(clause.front.level == "must" for clause in found)
    if wanted.verb == "remove" and is_duty and not wanted.reason:
        message = f"必ず守る条項「{wanted.target}」を削るには、理由が要ります。"
        remedy = "「--reason 理由」を付けてください。"
        place = Place(wanted.target)
        raise CallError([Problem("layer-removal-without-reason", message, place, remedy)])


def _refuse_place(wanted: Wanted, below: State, *, is_taken: bool) -> None:
    if is_taken:
        message = f"「{wanted.target}」は既にあります。"
        remedy = "改めるときは、置く場所を指定しないでください。"
        raise CallError([Problem("layer-id-taken", message, Place(wanted.target), remedy)])
    part = wanted.target.split("/")[0]
    where, anchor = wanted.place or ("at_end_of", part)
    there = anchor if where == "at_end_of" else below.part_of(below.slot_of(anchor))
    if there != part or part not in below.parts:
        known = below.parts.get(part, [])
        message = f"「{wanted.target}」を「{anchor}」の隣に置くことはできません。"
        remedy = (
            suggestion(anchor, known) or f"同じ部（{part}）の条項を指定してください。"
            if known
            else f"識別子は「部/名前」です。使える部：{'、'.join(below.parts)}"
        )
        raise CallError([Problem("clause-in-other-part", message, Place(wanted.target), remedy)])


def _operation(wanted: Wanted) -> dict[str, Any]:
    place: dict[str, str] = {wanted.place[0]: wanted.place[1]} if wanted.place else {}
    if wanted.verb == "add" and not place and "." not in wanted.target:
        place = {"at_end_of": wanted.target.split("/")[0]}
    said = {
        "reason": wanted.reason,
        "owner": wanted.owner,
        "date": wanted.day.isoformat() if wanted.day else None,
        "over": wanted.over,
    }
    return {wanted.verb: wanted.target, **place, **{k: v for k, v in said.items() if v}}


def _key(operation: Mapping[str, Any]) -> str:
    checked, _ = validate(Operation, operation)
    assert checked
    return checked.key


def _clause(wanted: Wanted, below: State, stack: Stack) -> str:
    """The text to start from: what stands below, or a new clause with its places to fill in."""
    if wanted.verb == "add":
        return _NEW_CLAUSE.format(
            id=wanted.target,
            title=yaml_scalar(wanted.title or "【見出し】"),
            level=wanted.level or "must",
            owner=stack.file.profile.organization.name or "自組織",
            day=wanted.day.isoformat() if wanted.day else "",
            since=stack.library.manifest.version,
        )
    text = below.clauses[wanted.target].text
    for key, value in (("title", wanted.title), ("level", wanted.level)):
        if value:
            found = clause_text(text)
            front = with_key(found.front.text, key, value)
            text = f"---\n{front.strip(chr(10))}\n---\n{found.body}"
    return text


def _witness(wanted: Wanted, below: State) -> Witness:
    if wanted.verb == "add":
        return Witness("", wanted.place[1] if wanted.place and wanted.place[0] == "after" else "")
    if wanted.verb == "move":
        return Witness("", below.before(below.slot_of(wanted.target)))
    return Witness(below.text_of(wanted.target))


def _new_lock(library: Library, lower: Sequence[Layer]) -> Lock:
    return Lock(
        library.manifest.name,
        library.manifest.version,
        library_hash(library),
        tuple(layer.name for layer in lower),
    )


def _new_layer(stack: Stack, library: Library, lower: Sequence[Layer]) -> str:
    profile = stack.file.profile
    units = {unit.id: unit.name for unit in profile.organization.units}
    owner = units.get(profile.document.owner or "")
    above = "".join(f"  - {yaml_scalar(layer.name)}\n" for layer in lower)
    return _NEW_LAYER.format(
        name=yaml_scalar(profile.organization.name or "自組織"),
        owner=f"owner: {yaml_scalar(owner)}\n" if owner else "",
        library=yaml_scalar(library.manifest.name),
        version=library.manifest.version,
        above=f"above:\n{above}" if above else "",
    )


def with_layer(text: str, located: Located, name: str) -> str:
    """The text of a profile with another layer on top; comments and order stay."""
    named = located.data.get("layers") if isinstance(located.data, dict) else None
    lines = text.split("\n")
    if not named:
        if ("layers",) in located.keys:
            at = located.keys[("layers",)][0] - 1
            return "\n".join([*lines[:at], "layers:", f"  - {yaml_scalar(name)}", *lines[at + 1 :]])
        comment = "# 条項ライブラリに重ねる層。下の層から順に書く。"
        body = text.rstrip("\n")
        return f"{body}\n\n{comment}\nlayers:\n  - {yaml_scalar(name)}\n"
    line, column = located.values[("layers", len(named) - 1)]
    last = lines[line - 1]
    if last[: column - 1].lstrip().startswith("-"):
        dash = last[: last.index("-")]
        return "\n".join([*lines[:line], f"{dash}- {yaml_scalar(name)}", *lines[line:]])
    end = last.index("]", column - 1)
    lines[line - 1] = f"{last[:end].rstrip()}, {yaml_scalar(name)}{last[end:]}"
    return "\n".join(lines)
