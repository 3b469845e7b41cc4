"""The JSON that `to_json` wrote becomes the same tree again."""

from __future__ import annotations

import dataclasses
import json
import types
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from guideline.document import (
    NO_MANIFEST,
    BulletList,
    Document,
    Manifest,
    NumberedList,
    Paragraph,
    Table,
    walk_sections,
)
from guideline.errors import ContentError, Place, Problem, suggestion
from guideline.model.version import Version
from guideline.source import FORBIDDEN, Path_, control_character, format_path
from guideline.writers.to_json import SCHEMA_VERSION

MAX_DEPTH = 100
MAX_PROBLEMS = 20
"""A file of another kind would be told of thousands."""

_REBUILD = "guideline build で作り直したファイルを指定してください。"
_WRONG: Any = object()
"""Stands for a value that has been reported."""


def read_json(text: str, name: str) -> Version:
    """The guideline in a .json output.

    Raises:
        ContentError: every fault found in it, with its path in the JSON.
    """
    whole = _parsed(text, name)
    _refuse_foreign(whole, name)
    reader = _Reader(name)
    manifest = reader.manifest(whole.get("manifest"))
    document = reader.value(Document, whole.get("document"), ("document",))
    if reader.problems:
        raise ContentError(_told(reader.problems))
    _refuse_twins(document, name)
    return Version(name, dataclasses.replace(document, manifest=manifest))


class _TwiceError(Exception):
    """A key that stands twice in one object; a parser would quietly take the last."""


def _parsed(text: str, name: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        place = Place(name, error.lineno, error.colno)
        message = "JSON の書き方に誤りがあります。"
        raise ContentError([Problem("json-syntax", message, place, _REBUILD)]) from None
    except _TwiceError as error:
        message = f"キー「{error}」が二度書かれています。"
        raise ContentError([Problem("duplicate-key", message, Place(name), _REBUILD)]) from None
    except (ValueError, RecursionError):  # a number of thousands of digits; brackets in brackets
        raise ContentError([_too_deep(name, ())]) from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _TwiceError(key)
        found[key] = value
    return found


def _too_deep(name: str, path: Path_) -> Problem:
    message = "入れ子が深すぎるか、値が大きすぎます。"
    return Problem("too-large", message, Place(name), _REBUILD, format_path(path))


def _refuse_foreign(whole: Any, name: str) -> None:
    """Refuses JSON of another kind, and that of another version of this kind."""

    def refuse(code: str, message: str, remedy: str, path: str = "") -> ContentError:
        return ContentError([Problem(code, message, Place(name), remedy, path)])

    if not isinstance(whole, dict) or not {"schema_version", "document"} <= whole.keys():
        message = "guideline build の .json 出力ではありません。"
        raise refuse("not-our-json", message, "guideline build -o FILE.json で作れます。")
    version = whole["schema_version"]
    # True equals 1 in Python.
    if type(version) is not int or version != SCHEMA_VERSION:
        is_newer = type(version) is int and version > SCHEMA_VERSION
        raise refuse(
            "schema-version",
            f"schema_version が {SCHEMA_VERSION} ではありません。",
            "guideline を新しい版にしてください。" if is_newer else _REBUILD,
            "schema_version",
        )


class _Reader:
    """Turns plain values into what the annotations of the tree ask for, and nothing else."""

    def __init__(self, name: str) -> None:
        self.problems: list[Problem] = []
        self._name = name

    def manifest(self, value: Any) -> Manifest:
        if isinstance(value, dict):
            # The digest is of the file, not of the guideline; objects of the tree name their type.
            value = {k: v for k, v in value.items() if k != "digest"} | {"type": "Manifest"}
        found: Manifest = self.value(Manifest, value, ("manifest",))
        return found

    def value(self, kind: Any, value: Any, path: Path_) -> Any:
        """The value as this kind; `_WRONG` where it is none, which is then reported."""
        if len(path) > MAX_DEPTH:
            self.problems.append(_too_deep(self._name, path))
            return _WRONG
        if get_origin(kind) is tuple:
            return self._list(get_args(kind)[0], value, path)
        if get_origin(kind) is Literal:
            return self._choice(get_args(kind), value, path)
        if get_origin(kind) in (Union, types.UnionType):
            return self._one_of(get_args(kind), value, path)
        if kind is str:
            return self._text(value, path)
        if dataclasses.is_dataclass(kind):
            return self._one_of((kind,), value, path)
        return self._checked(isinstance(value, kind), value, path, "true か false")

    def _checked(self, is_right: bool, value: Any, path: Path_, wanted: str) -> Any:
        return value if is_right else self._wrong(path, f"{wanted}でなければなりません。")

    def _wrong(self, path: Path_, message: str, remedy: str = _REBUILD) -> Any:
        place = Place(self._name)
        self.problems.append(Problem("json-value", message, place, remedy, format_path(path)))
        return _WRONG

    def _text(self, value: Any, path: Path_) -> Any:
        if isinstance(value, str):
            found = FORBIDDEN.search(value) or next(filter(_is_half, value), None)
            if found:
                sign = found if isinstance(found, str) else found.group()
                self.problems.append(control_character(sign, Place(self._name), path))
                return _WRONG
        return self._checked(isinstance(value, str), value, path, "文字列")

    def _choice(self, choices: tuple[str, ...], value: Any, path: Path_) -> Any:
        if isinstance(value, str) and value in choices:
            return value
        return self._wrong(path, f"{_listed(choices)}のどれかでなければなりません。")

    def _list(self, kind: Any, value: Any, path: Path_) -> Any:
        if not isinstance(value, list):
            return self._wrong(path, "リスト [ ] でなければなりません。")
        found = tuple(self.value(kind, item, (*path, n)) for n, item in enumerate(value))
        return _WRONG if any(item is _WRONG for item in found) else found

    def _one_of(self, kinds: tuple[Any, ...], value: Any, path: Path_) -> Any:
        """One of the classes, or words, that a union names."""
        if value is None and type(None) in kinds:
            return None
        if all(get_origin(kind) is Literal for kind in kinds):
            return self._choice(tuple(w for kind in kinds for w in get_args(kind)), value, path)
        classes = {kind.__name__: kind for kind in kinds if kind is not type(None)}
        named = value.get("type") if isinstance(value, dict) else None
        if not isinstance(named, str) or named not in classes:
            message = f"type が{_listed(tuple(classes))}のものでなければなりません。"
            return self._wrong(path, message)
        return self._instance(classes[named], value, path)

    def _instance(self, kind: Any, value: dict[str, Any], path: Path_) -> Any:
        hints = _hints(kind)
        found: dict[str, Any] = {}
        for key in sorted(value.keys() - {"type"} - hints.keys()):
            remedy = suggestion(key, hints) or _REBUILD
            self._wrong((*path, key), "ここでは使えない項目です。", remedy)
            found[key] = _WRONG
        for field in dataclasses.fields(kind):
            if field.name in value and field.name in hints:
                hint = hints[field.name]
                found[field.name] = self.value(hint, value[field.name], (*path, field.name))
            elif field.name in hints and field.default is dataclasses.MISSING:
                found[field.name] = self._wrong((*path, field.name), "この項目がありません。")
        if any(item is _WRONG for item in found.values()):
            return _WRONG
        if kind is Document:
            found["manifest"] = NO_MANIFEST
        made = kind(**found)
        fault = _SHAPES[kind](made) if kind in _SHAPES else ""
        return self._wrong(path, fault) if fault else made


@lru_cache
def _hints(kind: type) -> dict[str, Any]:
    """The fields of a class as they stand in the JSON; the manifest stands at its top."""
    return {name: hint for name, hint in get_type_hints(kind).items() if hint is not Manifest}


def _is_half(sign: str) -> bool:
    """Whether it is half of a pair, which JSON can write and no file can hold."""
    return "\ud800" <= sign <= "\udfff"


def _listed(names: tuple[str, ...]) -> str:
    return "、".join(f"「{name}」" for name in names)


def _table_fault(table: Table) -> str:
    is_even = all(len(row) == len(table.header) for row in table.rows)
    return "" if is_even else "表の各行のセルは、見出しの行と同じ数でなければなりません。"


def _list_fault(found: BulletList | NumberedList) -> str:
    is_right = all(item and isinstance(item[0], Paragraph) for item in found.items)
    return "" if is_right else "リストの各項目は、段落から始まらなければなりません。"


_SHAPES: dict[type, Callable[[Any], str]] = {
    Table: _table_fault,
    BulletList: _list_fault,
    NumberedList: _list_fault,
}
"""What annotations cannot say about a value."""


def _refuse_twins(document: Document, name: str) -> None:
    seen: set[str] = set()
    for section in walk_sections(document.sections):
        if section.id in seen:
            message = f"識別子「{section.id}」の節が二つあります。"
            raise ContentError([Problem("duplicate-id", message, Place(name), _REBUILD)])
        seen.add(section.id)


def _told(problems: list[Problem]) -> list[Problem]:
    more = len(problems) - MAX_PROBLEMS
    if more <= 0:
        return problems
    rest = Problem(
        "more-problems", f"ほかに{more}件の問題があります。", problems[0].place, _REBUILD
    )
    return [*problems[:MAX_PROBLEMS], rest]
