"""Puts a clause into the organization's own layer, ready to edit; makes the layer if need be."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

from guideline.clause_file import ClauseReader
from guideline.errors import CallError, ContentError, Place, Problem, suggestion
from guideline.generate import Stack, made_version
from guideline.layers import edit
from guideline.layers.apply import apply_layers
from guideline.layers.clause_text import clause_text, with_key
from guideline.layers.load import NAME as LAYER
from guideline.layers.load import clause_path
from guideline.layers.lock import NAME as LOCK
from guideline.layers.lock import library_hash, lock_text
from guideline.layers.stack import library_folder, own_layer
from guideline.layers.state import State, state_of
from guideline.library import load_library
from guideline.model.clause import Clause, Level, Library
from guideline.model.layer import ON_CLAUSES, Layer, LayerManifest, Lock, Operation, Witness
from guideline.model.validation import validate
from guideline.output import like, made_folders, write_files
from guideline.resolve import resolve
from guideline.source import Located, parse_yaml, problem_at, read_bytes, read_text
from guideline.yaml_text import yaml_scalar

Verb = Literal["add", "amend", "replace", "remove", "move"]
Where = Literal["after", "before", "at_end_of"]

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
{slot}title: {title}
level: {level}
{when}no_requirements: {owner}の独自の定めであるため
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
    place: tuple[Where, str] | None = None
    title: str | None = None
    level: Level | None = None
    reason: str | None = None
    owner: str | None = None
    day: date | None = None
    over: str | None = None
    when: str | None = None
    """The condition of a new clause."""


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
    lower = _below(own, stack.layers)
    raw = load_library(library or library_folder(_version(stack)))
    below = state_of(apply_layers(raw, lower))
    operation = _operation(wanted)
    key = _key(operation, wanted)
    _refuse(wanted, below, state_of(stack.library), own)
    folder = Path(own.folder) if own else profile.parent / _free_name(profile.parent)
    text = read_text(folder / LAYER) if own else _new_layer(stack, raw, lower)
    files: dict[Path, str] = {folder / LAYER: _extended(folder / LAYER, text, operation)}
    if own is None:
        name = folder.relative_to(profile.parent).as_posix()
        files[profile] = with_layer(read_text(profile), located, name)
    to_edit = None
    if wanted.verb in ("add", "amend", "replace"):
        to_edit = clause_path(folder, wanted.target)
        files[to_edit] = _clause(wanted, below, stack)
    lock = complete_lock(own, raw, lower) if own else _new_lock(raw, lower)
    lock = replace(lock, bases={**lock.bases, key: _witness(wanted, below)})
    after = _afterwards(folder, files, own, lock, wanted)
    _prove(stack, raw, after, own, wanted)
    files[folder / LOCK] = lock_text(lock)
    with made_folders(files):
        before = {path: read_bytes(path) if path.is_file() else None for path in files}
        write_files([(path, like(before[path], text)) for path, text in files.items()])
    return Customized(folder, tuple(files), to_edit)


def _below(own: Layer | None, layers: Sequence[Layer]) -> list[Layer]:
    """The layers under the own one; all of them where there is none yet."""
    names = [layer.name for layer in layers]
    return list(layers[: names.index(own.name)] if own else layers)


def complete_lock(layer: Layer, library: Library, lower: Sequence[Layer]) -> Lock:
    """The lock of a layer with what each of its operations on clauses was written against.

    What is recorded stays; for an operation written by hand it is what stood below it when the
    layer was begun, as `apply_layers` sees it too.
    """
    lock = layer.lock or _new_lock(library, lower)
    state = state_of(apply_layers(library, lower))
    keys = {operation.key for operation in layer.manifest.operations}
    kept = {key: witness for key, witness in lock.bases.items() if key in keys}
    if layer.manifest.base.version != library.manifest.version:
        return replace(lock, bases=kept)
    operations = [o for o in layer.manifest.operations if o.verb in ON_CLAUSES]
    found = {o.key: _witness_of(o, state, layer) for o in operations}
    return replace(lock, bases={**found, **kept})


def _witness_of(operation: Operation, state: State, layer: Layer) -> Witness:
    if operation.verb in ("amend", "replace", "remove"):
        return Witness(state.text_above(operation.target, layer.manifest.above))
    if operation.verb == "add":
        return Witness("", operation.after or "")
    return Witness("", state.before(state.slot_of(operation.target)))


def _extended(path: Path, text: str, operation: dict[str, Any]) -> str:
    """The text of layer.yaml with one more operation.

    Raises:
        CallError: it is written in a way that has no lines for operations.
    """
    faults = edit.faults_of_form(text, str(path))
    if faults:
        raise CallError(faults)
    return edit.with_operation(text, operation)


def _afterwards(
    folder: Path, files: Mapping[Path, str], own: Layer | None, lock: Lock, wanted: Wanted
) -> Layer:
    """The layer as it will be.

    Raises:
        CallError: what would be written is not a layer any more.
    """
    problems: list[Problem] = []
    clauses = dict(own.clauses) if own else {}
    path = clause_path(folder, wanted.target)
    if path in files:
        clause = ClauseReader(problems).of_text(files[path], str(path), wanted.target)
        clauses |= {clause.id: clause} if clause else {}
    located = parse_yaml(files[folder / LAYER], str(folder / LAYER))
    manifest, faults = validate(LayerManifest, located.data)
    problems += [problem_at(located, fault) for fault in faults]
    if problems or manifest is None:
        raise _refused(problems, wanted)
    places = tuple(
        located.value_place(("operations", at)) for at in range(len(manifest.operations))
    )
    templates = own.templates if own else {}
    file = str(folder / LAYER)
    return Layer(str(folder), file, manifest, clauses, templates, lock, places, located.places())


def _prove(stack: Stack, raw: Library, after: Layer, own: Layer | None, wanted: Wanted) -> None:
    """Refuses what would leave a profile that can be built now without a guideline.

    Raises:
        CallError: every problem that the operation would make.
    """
    layers = [after if layer is own else layer for layer in stack.layers]
    try:
        after_all = layers if own else [*layers, after]
        library = apply_layers(raw, after_all)
        # What could not be made before says nothing about the operation.
        if _is_sound(lambda: resolve(stack.library, stack.file)):
            resolve(library, stack.file)
        if _is_sound(lambda: made_version("", stack.file, stack.library, stack.layers)):
            made_version("", stack.file, library, after_all)
    except ContentError as error:
        raise _refused(error.problems, wanted) from None


def _is_sound(step: Callable[[], object]) -> bool:
    try:
        step()
    except ContentError:
        return False
    return True


def _refused(problems: Sequence[Problem], wanted: Wanted) -> CallError:
    """Problems of what was not written, told at the call."""
    return CallError([replace(problem, place=Place(wanted.target)) for problem in problems])


def is_new(name: str, library: Library, *, is_placed: bool, is_other: bool) -> bool:
    """Whether a clause is to be added: it has a place, or is a variant of a slot that is there.

    Raises:
        CallError: it looks like a new clause, but nobody says where it shall stand.
    """
    if any(name in (c.id, c.slot, c.front.title) for c in library.clauses):
        return False
    slots = {clause.slot for clause in library.clauses}
    if is_placed or ("." in name and name.split(".")[0] in slots and not is_other):
        return True
    known = {c.id for c in library.clauses} | slots
    hint = suggestion(name, sorted(known)) or "「guideline clauses list」で一覧できます。"
    remedy = f"{hint}新しい条項を加えるときは、--after などで置く場所を指定してください。"
    message = f"条項「{name}」はありません。"
    raise CallError([Problem("unknown-clause", message, Place(name), remedy)])


def one_slot(name: str, found: Sequence[Clause]) -> list[Clause]:
    """The clauses found by a name, where they are variants of one slot.

    Raises:
        CallError: clauses of several slots have the same title.
    """
    ids = [clause.id for clause in found]
    if len({clause.slot for clause in found}) > 1:
        message = f"「{name}」という見出しの条項が二つ以上あります。"
        remedy = f"識別子で指定してください：{'、'.join(ids)}"
        raise CallError([Problem("ambiguous-clause", message, Place(name), remedy)])
    return list(found)


def _version(stack: Stack) -> str | None:
    return stack.library.manifest.version if stack.layers else None


def _free_name(folder: Path) -> str:
    names = (_FOLDER, *(f"{_FOLDER}-{number}" for number in range(2, 100)))
    return next(name for name in names if not (folder / name).exists())


def _refuse(wanted: Wanted, below: State, now: State, own: Layer | None) -> None:
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
    if own and same and not found and wanted.verb != "add":
        place = own.places[own.manifest.operations.index(same[0])]
        message = f"「{wanted.target}」は、この層が加えた条項です。"
        remedy = f"{LAYER} の加える操作（置く場所）か、条項のファイルを直してください。"
        raise CallError([Problem("already-customized", message, place, remedy)])
    if wanted.verb == "add":
        _refuse_place(wanted, now, is_taken=bool(now.named(wanted.target)))
        _refuse_variant(wanted, now)
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
        _refuse_place(wanted, now, is_taken=False)
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
    if wanted.verb == "add" and "." in wanted.target and below.part_of(wanted.target.split(".")[0]):
        return  # a variant stands where its slot does
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


def _refuse_variant(wanted: Wanted, now: State) -> None:
    """A variant needs a condition: without one, its slot would have two."""
    if "." not in wanted.target or wanted.when:
        return
    slot = wanted.target.split(".")[0]
    variants = [clause.id for clause in now.named(slot)]
    message = f"枠「{slot}」に異形「{wanted.target}」を加えるには、条件が要ります。"
    remedy = (
        "--when で条件を指定してください。ほかの異形の条件と重ならないようにします。"
        f"今ある異形を改めるときは、その識別子を指定してください：{'、'.join(variants)}"
    )
    raise CallError([Problem("variant-without-condition", message, Place(wanted.target), remedy)])


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


def _key(operation: Mapping[str, Any], wanted: Wanted) -> str:
    checked, faults = validate(Operation, operation)
    if checked is None:
        raise CallError(
            Problem(fault.code, fault.message, Place(wanted.target), _FORM) for fault in faults
        )
    return checked.key


_FORM = (
    "識別子は「部/名前」の形で、半角の英小文字、数字、「-」で書いてください。例：input/tourism-pr。"
    "見出しは --title で指定します。理由などは1行で書いてください。"
)


def _clause(wanted: Wanted, below: State, stack: Stack) -> str:
    """The text to start from: what stands below, or a new clause with its places to fill in."""
    if wanted.verb == "add":
        return _NEW_CLAUSE.format(
            id=wanted.target,
            slot=f"slot: {wanted.target.split('.')[0]}\n" if "." in wanted.target else "",
            when=f"when: {yaml_scalar(wanted.when)}\n" if wanted.when else "",
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
    name = profile.organization.name or "自組織"
    while name in [layer.name for layer in lower]:
        name = f"{name}の層"
    return _NEW_LAYER.format(
        name=yaml_scalar(name),
        owner=f"owner: {yaml_scalar(owner)}\n" if owner else "",
        library=yaml_scalar(library.manifest.name),
        version=library.manifest.version,
        above=f"above:\n{above}" if above else "",
    )


def with_layer(text: str, located: Located, name: str) -> str:
    """The text of a profile with another layer on top; comments and order stay."""
    named = located.data.get("layers") if isinstance(located.data, dict) else None
    lines = text.split("\n")
    item = yaml_scalar(name)
    if named:
        return "\n".join(_with_item(lines, located.values[("layers", len(named) - 1)], item))
    if ("layers",) in located.keys:
        at = located.keys[("layers",)][0] - 1
        _, mark, comment = lines[at].partition(" #")
        return "\n".join([*lines[:at], f"layers:{mark}{comment}", f"  - {item}", *lines[at + 1 :]])
    body = text.rstrip("\n")
    comment = "# 条項ライブラリに重ねる層。下の層から順に書く。"
    return f"{body}\n\n{comment}\nlayers:\n  - {item}\n"


def _with_item(lines: list[str], last: tuple[int, int], item: str) -> list[str]:
    """The lines with another item behind the last one of a list."""
    number, column = last
    line = lines[number - 1]
    before, rest = line[: column - 1], line[column - 1 :]
    if before.lstrip().startswith("-"):
        dash = line[: line.index("-")]
        return [*lines[:number], f"{dash}- {item}", *lines[number:]]
    quote = rest[:1] if rest[:1] in ("'", '"') else ""
    end = rest.index(quote, 1) + 1 if quote else len(re.split(r"[,\]]| #", rest)[0].rstrip())
    lines = [*lines]
    lines[number - 1] = f"{before}{rest[:end]}, {item}{rest[end:]}"
    return lines
