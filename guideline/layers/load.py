"""A folder becomes a Layer, with every problem of its files."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from guideline.clause_file import ClauseReader
from guideline.errors import CallError, ContentError, GuidelineError, Place, Problem
from guideline.layers.lock import NAME as LOCK
from guideline.layers.lock import read_lock
from guideline.model.clause import Clause
from guideline.model.layer import (
    MAY_HAVE,
    PLACES,
    VERBS,
    WITH_FILE,
    Layer,
    LayerManifest,
    Lock,
    Operation,
)
from guideline.model.validation import Fault, validate
from guideline.source import Located, problems_at, read_text, read_yaml

NAME = "layer.yaml"
CLAUSES = "clauses"
TEMPLATES = "templates"
_CLAUSE, _TEMPLATE = ".md", ".md.j2"


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
    return _Loader(folder).load()


def clause_path(folder: Path, id_: str) -> Path:
    """Where a layer keeps the file of a clause."""
    return folder / CLAUSES / f"{id_}{_CLAUSE}"


class _Loader:
    """Reads one folder and collects every problem."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._problems: list[Problem] = []

    def load(self) -> Layer:
        located = self._tried(folder_yaml := self._folder / NAME)
        manifest = self._manifest(located) if located else None
        files = self._clause_files(manifest)
        clauses = self._clauses(files)
        templates = self._templates()
        lock = self._lock()
        if located and manifest:
            sound = list(_sound(manifest))
            self._problems += _faults(manifest, located)
            self._problems += self._clauses_and_operations(sound, located, files)
            self._problems += self._templates_and_operations(sound, located, templates)
            self._problems += _other_version(manifest, lock, located)
        if self._problems or located is None or manifest is None:
            raise ContentError(self._problems)
        places = tuple(
            located.value_place(("operations", at)) for at in range(len(manifest.operations))
        )
        return Layer(
            str(self._folder),
            str(folder_yaml),
            manifest,
            clauses,
            templates,
            lock,
            places,
            located.places(),
        )

    def _tried(self, path: Path) -> Located | None:
        try:
            return read_yaml(path)
        except GuidelineError as error:
            self._problems += error.problems
            return None

    def _manifest(self, located: Located) -> LayerManifest | None:
        data = located.data
        if isinstance(data, dict):  # a list with nothing in it yet
            data = {k: v for k, v in data.items() if v is not None or k not in _LISTS}
        manifest, faults = validate(LayerManifest, data)
        self._problems += problems_at(located, [_meant(fault, located) for fault in faults])
        return manifest

    def _clause_files(self, manifest: LayerManifest | None) -> dict[str, Path]:
        """Every clause file by the id that its place tells; others are told."""
        wanted = [o.target for _, o in _sound(manifest) if o.verb in WITH_FILE] if manifest else []
        found = {}
        root = self._folder / CLAUSES
        for path in _files(root):
            id_ = path.relative_to(root).as_posix().removesuffix(_CLAUSE)
            if path.suffix != _CLAUSE:
                self._problems.append(_unread(path, _CLAUSE))
            elif not _CLAUSE_ID.fullmatch(id_):
                self._problems.append(_misplaced(path, self._folder, wanted))
            else:
                found[id_] = path
        return found

    def _clauses(self, files: Mapping[str, Path]) -> dict[str, Clause]:
        reader = ClauseReader(self._problems)
        read = {id_: reader.read(path, self._folder / CLAUSES) for id_, path in files.items()}
        return {id_: clause for id_, clause in read.items() if clause}

    def _templates(self) -> dict[str, str]:
        found = {}
        root = self._folder / TEMPLATES
        for path in (path for path in _files(root) if path.parent == root):
            name = path.name.removesuffix(_TEMPLATE)
            if name != path.name:
                found[name] = self._text(path)
            elif path.suffix in (".j2", _CLAUSE, ".txt"):
                self._problems.append(_unread(path, _TEMPLATE))
        return found

    def _text(self, path: Path) -> str:
        try:
            return read_text(path)
        except GuidelineError as error:
            self._problems += error.problems
            return ""

    def _lock(self) -> Lock | None:
        path = self._folder / LOCK
        if not path.is_file():
            return None
        try:
            return read_lock(read_yaml(path))
        except GuidelineError as error:
            self._problems += error.problems
            return None

    def _clauses_and_operations(
        self,
        operations: Iterable[tuple[int, Operation]],
        located: Located,
        files: Mapping[str, Path],
    ) -> Iterator[Problem]:
        """Each operation with a text has its file, and each file its operation."""
        wanted = {o.target: (at, o.verb) for at, o in operations if o.verb in WITH_FILE}
        told = {problem.remedy for problem in self._problems}
        for id_, (at, verb) in wanted.items():
            path = clause_path(self._folder, id_)
            if id_ in files or _move_to(path) in told:
                continue
            message = f"条項「{id_}」のファイルがありません（{path}）。"
            place = located.value_place(("operations", at, verb))
            elsewhere = [self._folder / f"{id_}{_CLAUSE}", self._folder / path.name]
            there = next((each for each in elsewhere if each.is_file()), None)
            remedy = (
                f"「{there}」を、このフォルダーに移してください。"
                if there
                else "ファイルを置くか、この操作を消して「guideline customize」で作ってください。"
            )
            yield Problem("layer-file-missing", message, place, remedy)
        for id_, path in files.items():
            if id_ not in wanted:
                message = f"「{id_}」を加えるか改める操作が {NAME} にありません。"
                remedy = (
                    f"{NAME} の operations に「- add: {id_}」（加える）か「- amend: {id_}」"
                    "（改める）を書くか、このファイルを取り除いてください。"
                )
                yield Problem("layer-file-unused", message, Place(str(path), 1, 1), remedy)

    def _templates_and_operations(
        self,
        operations: Iterable[tuple[int, Operation]],
        located: Located,
        templates: Mapping[str, str],
    ) -> Iterator[Problem]:
        root = self._folder / TEMPLATES
        wanted = {
            ".".join(filter(None, (o.target, o.block))): at
            for at, o in operations
            if o.verb == "template"
        }
        for name, at in wanted.items():
            if name not in templates:
                message = f"文書の型のファイルがありません（{root / name}{_TEMPLATE}）。"
                place = located.value_place(("operations", at, "template"))
                remedy = "ファイルを置くか、この操作を消してください。"
                yield Problem("layer-file-missing", message, place, remedy)
        for name in templates:
            if name not in wanted:
                target, _, block = name.partition(".")
                message = f"文書の型「{name}」を改める操作が {NAME} にありません。"
                of_block = f"、block: {block}" if block else ""
                remedy = (
                    f"{NAME} の operations に「- template: {target}」{of_block} を書くか、"
                    "このファイルを取り除いてください。"
                )
                place = Place(f"{root / name}{_TEMPLATE}", 1, 1)
                yield Problem("layer-file-unused", message, place, remedy)


_LISTS = ("above", "operations")
_CLAUSE_ID = re.compile(r"[a-z][a-z0-9-]*/[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)?")


# Files

_NOT_OURS = re.compile(r"(?i)\.|~\$|thumbs\.db$|desktop\.ini$|readme")
"""What people and their programs leave in a folder beside what belongs there."""


def _files(root: Path) -> list[Path]:
    found = (path for path in root.rglob("*") if path.is_file())
    return sorted(
        path
        for path in found
        if not any(_NOT_OURS.match(name) for name in path.relative_to(root).parts)
    )


def _unread(path: Path, suffix: str) -> Problem:
    stem, dot, _ = re.sub(r"(?i)(\.(txt|md|j2|markdown))+$", ".", path.name).rpartition(".")
    is_text = dot and path.name.lower().endswith((".txt", ".md", ".j2", ".markdown"))
    rename = f"名前を「{stem}{suffix}」に変えるか、" if is_text else ""
    message = f"このファイルは、名前の終わりが「{suffix}」ではないため読まれません。"
    remedy = f"{rename}層のフォルダーから取り除いてください。"
    return Problem("layer-file-unread", message, Place(str(path)), remedy)


def _misplaced(path: Path, folder: Path, wanted: Iterable[str]) -> Problem:
    name = path.name.removesuffix(_CLAUSE)
    meant = next((id_ for id_ in wanted if id_.split("/")[1] == name), None)
    message = f"条項のファイルの場所が「{CLAUSES}/部/名前{_CLAUSE}」の形ではありません。"
    remedy = (
        _move_to(clause_path(folder, meant))
        if meant
        else f"部のフォルダーに移してください。例：{folder / CLAUSES / 'input' / path.name}"
    )
    return Problem("layer-file-misplaced", message, Place(str(path)), remedy)


def _move_to(path: Path) -> str:
    return f"「{path}」に移してください。"


# What people write instead of our words

_WORDS: Mapping[str, tuple[str, ...]] = {
    "add": ("加える", "追加", "追加する", "新設", "insert", "new", "create"),
    "amend": ("改める", "変更", "変更する", "修正", "修正する", "改正", "change", "edit", "update"),
    "replace": ("差し替える", "差し替え", "差替え", "置換", "全部改正"),
    "remove": ("削る", "削除", "削除する", "廃止", "delete", "drop"),
    "move": ("移す", "移動", "移動する"),
    "set": ("定める", "固定", "設定", "fix"),
    "default": ("既定", "既定値", "標準"),
    "template": ("型", "文書の型", "ひな形"),
    "after": ("次", "後", "次に置く"),
    "before": ("前", "前に置く"),
    "at_end_of": ("終わり", "末尾", "end"),
    "block": ("区画",),
    "value": ("値",),
    "reason": ("理由", "why", "comment", "note"),
    "owner": ("担当", "担当課", "所管", "管理"),
    "date": ("日付", "定めた日", "年月日", "day"),
    "over": ("優先",),
    "name": ("名前", "名称", "層の名前"),
    "base": ("もと", "元", "版"),
    "above": ("下の層", "below"),
    "operations": ("操作", "operation"),
}
_MEANT = {word: key for key, words in _WORDS.items() for word in words}
_AS_CLAUSE = (
    "「部/名前」の形で、半角の英小文字、数字、「-」で書いてください。"
    "識別子は「guideline clauses list」で確かめられます。"
)
_FORMS: Mapping[str, tuple[str, str]] = {
    **dict.fromkeys((*WITH_FILE, "remove", "move"), ("条項の識別子", _AS_CLAUSE)),
    **dict.fromkeys(("after", "before"), ("隣の条項の識別子", _AS_CLAUSE)),
    **dict.fromkeys(
        ("set", "default"),
        (
            "値の場所",
            "「choices.agents」や「tools[chat].users」（chat は識別子）の形で書いてください。",
        ),
    ),
    "at_end_of": ("部の識別子", "「input」のように、部の識別子だけを書いてください。"),
    "template": ("文書の型の名前", "「guideline」のように書いてください。"),
    "block": ("区画の名前", "半角の英小文字、数字、「-」で書いてください。"),
}


def _meant(fault: Fault, located: Located) -> Fault:
    """A fault told in the words of layers."""
    key = str(fault.path[-1]) if fault.path else ""
    if fault.code == "unknown-key" and key in _MEANT:
        return replace(fault, remedy=f"「{_MEANT[key]}」と書いてください。")
    if fault.code == "bad-id" and key in _FORMS:
        what, remedy = _FORMS[key]
        given = str(_value_at(located.data, fault.path))
        message = f"「{given[:80]}」は{what}として読めません。"
        return replace(fault, message=message, remedy=f"{_close(given, key)}{remedy}")
    if fault.code == "wrong-type" and len(fault.path) == 2 and fault.path[0] == "operations":
        words = "「- remove: 条項の識別子」のように、動詞の後に半角のコロンと空白を書いてください。"
        return replace(fault, remedy=words)
    return fault


def _value_at(data: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        data = data[step]
    return data


def _close(given: str, key: str) -> str:
    """The id that was meant, where only its spelling is off."""
    if _FORMS[key][1] != _AS_CLAUSE:
        return ""
    plain = unicodedata.normalize("NFKC", given).lower().replace("\\", "/").strip("/")
    plain = plain.removeprefix(f"{CLAUSES}/").removesuffix(_CLAUSE)
    return f"「{plain}」ですか。" if _CLAUSE_ID.fullmatch(plain) else ""


# Operations


def _sound(manifest: LayerManifest) -> Iterator[tuple[int, Operation]]:
    """The operations that say what they do, with their numbers."""
    return ((at, o) for at, o in enumerate(manifest.operations) if len(o.named) == 1)


def _faults(manifest: LayerManifest, located: Located) -> Iterator[Problem]:
    seen: set[str] = set()
    for at, operation in enumerate(manifest.operations):
        if len(operation.named) != 1:
            yield _not_one_verb(operation, located.value_place(("operations", at)))
            continue
        yield from _fault_of(operation, located, at)
        if operation.key in seen:
            message = f"「{operation.key}」が二度書かれています。"
            place = located.value_place(("operations", at, operation.verb))
            yield Problem("layer-operation-twice", message, place, "一つにまとめてください。")
        seen.add(operation.key)


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
    place = located.value_place(("operations", at, operation.verb))
    allowed = MAY_HAVE.get(operation.verb, ())
    given = [key for key in (*PLACES, "block", "value") if getattr(operation, key) is not None]
    for key in given:
        if key not in allowed:
            message = f"「{operation.verb}」に「{key}」は書けません。"
            where = located.key_place(("operations", at, key))
            yield Problem("layer-operation-form", message, where, "この行を消してください。")
    yield from _fault_of_place(operation, [key for key in given if key in PLACES], place)
    if operation.verb in ("set", "default") and operation.value is None:
        message = f"「{operation.key}」の値がありません。"
        yield Problem("layer-operation-form", message, place, "「value: 値」を書き足してください。")


def _fault_of_place(operation: Operation, places: list[str], place: Place) -> Iterator[Problem]:
    has_to = operation.verb == "move" or (operation.verb == "add" and "." not in operation.target)
    if (has_to and not places) or len(places) > 1:
        message = f"「{operation.key}」の置く場所を一つ書いてください。"
        remedy = (
            "after（次に置く）、before（前に置く）、at_end_of（部の終わりに置く）のどれか一つです。"
        )
        yield Problem("layer-operation-form", message, place, remedy)
    own = operation.block if operation.verb == "template" else operation.target
    if places and getattr(operation, places[0]) == own:
        message = f"「{own}」を、自分の隣に置くことはできません。"
        remedy = "別の条項の隣を指定してください。"
        yield Problem("layer-operation-form", message, place, remedy)


def _other_version(
    manifest: LayerManifest, lock: Lock | None, located: Located
) -> Iterator[Problem]:
    """The lock file and layer.yaml name the same library; only an upgrade changes them."""
    base = manifest.base
    if lock and lock.version != base.version:
        message = (
            f"もとにした条項ライブラリの版は {base.version} となっていますが、"
            f"記録（{LOCK}）では {lock.version} です。"
        )
        remedy = (
            f"「{lock.version}」に戻してください。"
            "別の版に合わせるときは「guideline upgrade プロファイル」を実行してください。"
        )
        place = located.value_place(("base", "version"))
        yield Problem("lock-other-version", message, place, remedy)
