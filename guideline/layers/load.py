"""A folder becomes a Layer, with every problem of its files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from guideline.clause_file import ClauseReader
from guideline.errors import CallError, ContentError, GuidelineError, Place, Problem
from guideline.layers.lock import NAME as LOCK
from guideline.layers.lock import read_lock
from guideline.model.clause import Clause
from guideline.model.layer import (
    MAY_HAVE,
    VERBS,
    WITH_FILE,
    Layer,
    LayerManifest,
    Lock,
    Operation,
)
from guideline.model.validation import validate
from guideline.source import Located, problem_at, read_text, read_yaml

NAME = "layer.yaml"
CLAUSES = "clauses"
TEMPLATES = "templates"


def load_layer(folder: Path) -> Layer:
    """The layer in a folder: `layer.yaml`, `clauses/`, `templates/` and `guideline.lock`.

    Raises:
        CallError: the folder or its layer.yaml is not there.
        ContentError: every problem found in its files, at once.
    """
    if not (folder / NAME).is_file():
        message = f"層のフォルダーに {NAME} がありません。"
        remedy = "場所を確かめるか、「guideline customize」で層を作ってください。"
        raise CallError([Problem("layer-missing", message, Place(str(folder / NAME)), remedy)])
    located = read_yaml(folder / NAME)
    manifest, faults = validate(LayerManifest, located.data)
    if manifest is None:
        raise ContentError([problem_at(located, fault) for fault in faults])
    problems = list(_faults(manifest, located))
    clauses = _clauses(folder / CLAUSES, problems)
    if not problems:
        problems += _files_and_operations(manifest, located, clauses, folder)
    lock = _lock(folder / LOCK, problems)
    templates = _templates(folder / TEMPLATES, problems)
    if problems:
        raise ContentError(problems)
    places = tuple(
        located.value_place(("operations", at)) for at in range(len(manifest.operations))
    )
    return Layer(str(folder), located.file, manifest, clauses, templates, lock, places)


def clause_path(folder: Path, id_: str) -> Path:
    """Where a layer keeps the file of a clause."""
    return folder / CLAUSES / f"{id_}.md"


def _clauses(folder: Path, problems: list[Problem]) -> dict[str, Clause]:
    reader = ClauseReader(problems)
    found = (reader.read(path, folder) for path in sorted(folder.rglob("*.md")))
    return {clause.id: clause for clause in found if clause}


def _lock(path: Path, problems: list[Problem]) -> Lock | None:
    if not path.is_file():
        return None
    try:
        return read_lock(read_yaml(path))
    except GuidelineError as error:
        problems += error.problems
        return None


def _templates(folder: Path, problems: list[Problem]) -> dict[str, str]:
    found = {}
    for path in sorted(folder.glob("*.md.j2")):
        try:
            found[path.name.removesuffix(".md.j2")] = read_text(path)
        except GuidelineError as error:
            problems += error.problems
    return found


def _faults(manifest: LayerManifest, located: Located) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for at, operation in enumerate(manifest.operations):
        place = located.value_place(("operations", at))
        if len(operation.named) != 1:
            yield _not_one_verb(operation, place)
            continue
        yield from _fault_of(operation, located, at)
        if operation.key in seen:
            message = f"「{operation.key}」が二度書かれています。"
            remedy = "一つにまとめてください。"
            yield Problem("layer-operation-twice", message, place, remedy)
        seen[operation.key] = at


def _not_one_verb(operation: Operation, place: Place) -> Problem:
    given = "、".join(verb for verb, _ in operation.named)
    message = (
        f"一つの操作に動詞が二つ以上あります（{given}）。" if given else "操作の動詞がありません。"
    )
    words = "、".join(f"{verb}（{label}）" for verb, label in VERBS.items())
    return Problem(
        "layer-operation-form", message, place, f"次のどれか一つを書いてください：{words}"
    )


def _fault_of(operation: Operation, located: Located, at: int) -> Iterator[Problem]:
    place = located.value_place(("operations", at))
    allowed = MAY_HAVE.get(operation.verb, ())
    given = [
        key
        for key in ("after", "before", "at_end_of", "block", "value")
        if getattr(operation, key) is not None
    ]
    for key in given:
        if key not in allowed:
            message = f"「{operation.verb}」に「{key}」は書けません。"
            where = located.key_place(("operations", at, key))
            yield Problem("layer-operation-form", message, where, "この行を消してください。")
    places = [key for key in given if key in ("after", "before", "at_end_of")]
    needs_place = operation.verb == "move" or (
        operation.verb == "add" and "." not in operation.target
    )
    if (needs_place and not places) or len(places) > 1:
        message = f"「{operation.key}」の置く場所を一つ書いてください。"
        remedy = (
            "after（次に置く）、before（前に置く）、at_end_of（部の終わりに置く）のどれか一つです。"
        )
        yield Problem("layer-operation-form", message, place, remedy)
    if operation.verb in ("set", "default") and operation.value is None:
        message = f"「{operation.key}」の値がありません。"
        yield Problem("layer-operation-form", message, place, "「value: 値」を書き足してください。")


def _files_and_operations(
    manifest: LayerManifest, located: Located, clauses: dict[str, Clause], folder: Path
) -> Iterator[Problem]:
    """Each operation with a text has its file, and each file its operation."""
    wanted = {o.target: at for at, o in enumerate(manifest.operations) if o.verb in WITH_FILE}
    for id_, at in wanted.items():
        if id_ not in clauses:
            path = clause_path(folder, id_)
            message = f"条項「{id_}」のファイルがありません（{path}）。"
            remedy = "「guideline customize」でファイルを作るか、この操作を消してください。"
            yield Problem(
                "layer-file-missing", message, located.value_place(("operations", at)), remedy
            )
    for id_, clause in clauses.items():
        if id_ not in wanted:
            message = f"「{id_}」を加えるか改める操作が {NAME} にありません。"
            remedy = f"{NAME} の operations に「- amend: {id_}」などを書くか、取り除いてください。"
            yield Problem("layer-file-unused", message, clause.place("id"), remedy)
