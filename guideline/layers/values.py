"""Values that layers give go into the profile, each with the place where it was written."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from guideline.errors import ContentError, Place, Problem, suggestion
from guideline.model.layer import ON_VALUES, Layer, Operation
from guideline.model.profile import Profile
from guideline.model.validation import field_at, is_list, model_at, model_in, paths_in, validate
from guideline.source import Located, Path_, format_path

_STEP = re.compile(r"([a-z_]+)(?:\[([a-z][a-z0-9_-]*)\])?")


def with_values(profile: Located, layers: Sequence[Layer]) -> Located:
    """The profile with the values of all layers: `set` ones hold, `default` ones give way.

    Raises:
        ContentError: a value is not one that a profile may have; or two layers, or a layer and the
            profile, say different things and nobody says who wins.
    """
    given = list(_given(layers))
    if not given or not isinstance(profile.data or {}, dict):
        return profile
    problems = [problem for each in given for problem in _faults(each)]
    if problems:
        raise ContentError(problems)
    giving = _Giving(profile, copy.deepcopy(profile.data or {}))
    for each in given:
        giving.decide(each)
    for decided in giving.decided.values():
        giving.put(decided)
    if giving.problems:
        raise ContentError(giving.problems)
    return replace(profile, data=giving.data, elsewhere=giving.elsewhere)


@dataclass(frozen=True)
class _Given:
    """A value with the layer that gives it."""

    layer: Layer
    operation: Operation
    at: int
    """Which operation of its layer it is."""

    @property
    def target(self) -> str:
        return self.operation.target

    @property
    def place(self) -> Place:
        """Where the layer names the value."""
        return self.layer.place("operations", self.at, self.operation.verb)

    def inside(self, path: Path_) -> Place:
        """Where a part of the value was written."""
        return self.layer.place("operations", self.at, "value", *path)

    def problem(self, code: str, message: str, remedy: str) -> Problem:
        return Problem(code, f"層「{self.layer.name}」：{message}", self.place, remedy)


def _given(layers: Sequence[Layer]) -> Iterator[_Given]:
    for layer in layers:
        for at, operation in enumerate(layer.manifest.operations):
            if operation.verb in ON_VALUES:
                yield _Given(layer, operation, at)


# Is it a value that a profile may have


def _faults(given: _Given) -> list[Problem]:
    """What is wrong with a value by itself, whatever the profile says."""
    fault = _fault_of_target(given)
    return [fault] if fault else list(_faults_of_value(given))


def _fault_of_target(given: _Given) -> Problem | None:
    keys: list[str] = []
    steps = list(_steps(given.target))
    if steps[0][0] == "layers":
        message = "「layers」を層で定めることはできません。"
        return given.problem("layer-value-unknown", message, "プロファイルに書いてください。")
    for number, (key, id_) in enumerate(steps, 1):
        keys.append(key)
        info = field_at(Profile, tuple(keys))
        if info is None:
            return _unknown(given, keys)
        inner = model_in(info.annotation)
        has_ids = is_list(info) and inner is not None and "id" in inner.model_fields
        path = ".".join(keys)
        if id_ is not None and not has_ids:
            message = f"「{path}」の項目を [{id_}] で選ぶことはできません。"
            remedy = (
                f"「{path}」全体の値を書いてください。"
                if is_list(info)
                else f"「{path}.{id_}」のように、点でつないで書いてください。"
            )
            return given.problem("layer-value-unknown", message, remedy)
        if number == len(steps):
            continue
        if inner is None:
            message = f"「{path}」は一つの値なので、その中の値は定められません。"
            return given.problem("layer-value-unknown", message, f"「{path}」と書いてください。")
        if is_list(info) and id_ is None:
            message = f"「{path}」はリストなので、どの項目の値か分かりません。"
            remedy = (
                f"「{path}[識別子].{steps[number][0]}」のように書いてください。"
                if has_ids
                else f"「{path}」全体の値を書いてください。"
            )
            return given.problem("layer-value-unknown", message, remedy)
    return None


def _unknown(given: _Given, keys: list[str]) -> Problem:
    message = f"「{given.target}」という値はありません。"
    owner = model_at(Profile, tuple(keys[:-1]))
    known = [info.alias or name for name, info in owner.model_fields.items()] if owner else []
    known = [key for key in known if key != "layers"]
    hint = suggestion(given.target, paths_in(Profile))
    within = f"{'.'.join(keys[:-1])} の" if keys[1:] else ""
    remedy = f"{hint}{within}使えるキー：{'、'.join(known)}"
    return given.problem("layer-value-unknown", message, remedy)


def _faults_of_value(given: _Given) -> Iterator[Problem]:
    """Faults of a profile that says only this."""
    value = given.operation.value
    *_, (_, id_) = _steps(given.target)
    if id_ is not None:
        if isinstance(value, dict) and value.get("id", id_) != id_:
            message = f"「{given.target}」の値の id が「{value['id']}」です。"
            remedy = f"「id: {id_}」とするか、id の行を消してください。"
            yield replace(
                given.problem("layer-value-other-id", message, remedy), place=given.inside(("id",))
            )
            return
        value = _with_id(value, id_)
    data: Any = value
    path: Path_ = ()
    for key, id_ in reversed(list(_steps(given.target))):
        is_leaf = not path
        if id_ is not None:
            data = [data if is_leaf else {"id": id_, **data}]
            path = (0, *path)
        data, path = {key: data}, (key, *path)
    _, faults = validate(Profile, data)
    for fault in faults:
        if fault.path[: len(path)] == path:
            rest = fault.path[len(path) :]
            where = format_path(("operations", given.at, "value", *rest))
            message = f"層「{given.layer.name}」：「{given.target}」の値：{fault.message}"
            yield Problem(fault.code, message, given.inside(rest), fault.remedy, where)


# Who wins


class _Giving:
    """The profile's data while values are put into it."""

    def __init__(self, profile: Located, data: dict[str, Any]) -> None:
        self._profile = profile
        self.data = data
        self.elsewhere: dict[Path_, Place] = {}
        self.decided: dict[str, _Given] = {}
        self.problems: list[Problem] = []

    def decide(self, given: _Given) -> None:
        """Of several layers that give one value, the one that is said to win."""
        for path, other in list(self.decided.items()):
            if not _overlap(path, given.target):
                continue
            if other.layer is given.layer:
                self.problems.append(_twice(given, other))
                return
            is_said_so = given.operation.over == other.layer.name
            if path == given.target and other.operation.value == given.operation.value:
                if other.operation.verb == "set" and not is_said_so:
                    return  # a default that says the same does not make the value free
            elif not is_said_so:
                self.problems.append(_conflict(given, other))
                return
            if len(list(_steps(path))) >= len(list(_steps(given.target))):
                del self.decided[path]
        self.decided[given.target] = given

    def put(self, given: _Given) -> None:
        """Gives the profile the value, unless it has one of its own."""
        there, path = _find(self._profile.data or {}, given.target)
        if not there:
            self._insert(given)
        elif given.operation.verb == "set":
            said = _at(self._profile.data, path)
            if said != _wanted(given):
                self.problems.append(self._fixed(given, said, path))

    def _fixed(self, given: _Given, said: Any, path: Path_) -> Problem:
        message = (
            f"「{given.target}」は、層「{given.layer.name}」が{_told(given.operation.value)}"
            f"定めています（{given.place}）。"
        )
        if isinstance(said, str):
            message += f"プロファイルでは「{said}」です。"
        remedy = "プロファイルからこの値を消すか、層を管理する部署と相談してください。"
        return Problem("layer-value-fixed", message, self._profile.value_place(path), remedy)

    def _insert(self, given: _Given) -> None:
        value: Any = self.data
        path: Path_ = ()
        steps = list(_steps(given.target))
        for key, id_ in steps[:-1]:
            found = self._inside(value, path, key, id_)
            if found is None:
                self.problems.append(_no_item(given, key, value.get(key)))
                return
            value, path = found
        key, id_ = steps[-1]
        path = (*path, key)
        if id_ is None:
            value[key] = copy.deepcopy(given.operation.value)
        else:
            items = value.get(key) if isinstance(value.get(key), list) else []
            at = _index(items, id_)
            at = len(items) if at is None else at
            value[key] = [*items[:at], _wanted(given), *items[at + 1 :]]
            path = (*path, at)
        self._mark(given, path)

    def _mark(self, given: _Given, path: Path_) -> None:
        """Where each part of the value was written."""
        head: Path_ = ("operations", given.at, "value")
        self.elsewhere[path] = given.place
        for mark, place in given.layer.marks.items():
            if mark[: len(head)] == head:
                self.elsewhere[(*path, *mark[len(head) :])] = place

    def _inside(
        self, value: Any, path: Path_, key: str, id_: str | None
    ) -> tuple[Any, Path_] | None:
        """The mapping under the key, made where the profile has none; None for a missing item."""
        if id_ is None:
            if not isinstance(value.get(key), dict):
                value[key] = {}
            return value[key], (*path, key)
        at = _index(value.get(key), id_)
        return None if at is None else (value[key][at], (*path, key, at))


def _twice(given: _Given, other: _Given) -> Problem:
    both = f"「{given.operation.key}」と「{other.operation.key}」（{other.place}）"
    message = f"{both}が、同じ値を定めています。"
    return given.problem("layer-operation-twice", message, "一つの操作にまとめてください。")


def _conflict(given: _Given, other: _Given) -> Problem:
    message = (
        f"「{given.target}」の値を、層「{other.layer.name}」も"
        f"{_told(other.operation.value)}定めています（{other.place}）。"
    )
    remedy = f"この層を優先するなら「over: {other.layer.name}」を書き足してください。"
    return given.problem("layers-conflict", message, remedy)


def _no_item(given: _Given, key: str, items: Any) -> Problem:
    ids = [str(item.get("id")) for item in items or () if isinstance(item, dict)]
    id_ = next(id_ for name, id_ in _steps(given.target) if name == key)
    message = f"「{key}」に、識別子が「{id_}」の項目はありません。"
    remedy = f"{suggestion(str(id_), ids)}{key} にある識別子：{'、'.join(ids) or 'なし'}"
    return given.problem("layer-value-no-item", message, remedy)


def _told(value: Any) -> str:
    return f"「{value}」と" if isinstance(value, str) else ""


def _find(data: Any, target: str) -> tuple[bool, Path_]:
    """Whether the value is given, and its position."""
    value: Any = data
    path: Path_ = ()
    for key, id_ in _steps(target):
        value = value.get(key) if isinstance(value, dict) else None
        path = (*path, key)
        if id_ is not None:
            at = _index(value, id_)
            if at is None:
                return False, path
            value, path = value[at], (*path, at)
    return value is not None, path


def _at(data: Any, path: Path_) -> Any:
    for step in path:
        data = data[step]
    return data


def _steps(target: str) -> Iterator[tuple[str, str | None]]:
    for found in _STEP.finditer(target):
        yield found[1], found[2]


def _index(items: Any, id_: str) -> int | None:
    if not isinstance(items, list):
        return None
    return next(
        (n for n, i in enumerate(items) if isinstance(i, dict) and i.get("id") == id_), None
    )


def _wanted(given: _Given) -> Any:
    """The value as the profile has it: an item of a list carries its id."""
    *_, (_, id_) = _steps(given.target)
    value = copy.deepcopy(given.operation.value)
    return value if id_ is None else _with_id(value, id_)


def _with_id(value: Any, id_: str) -> Any:
    return {"id": id_, **value} if isinstance(value, dict) else value


def _overlap(one: str, other: str) -> bool:
    """Whether one value is the other or holds it."""
    a, b = list(_steps(one)), list(_steps(other))
    return all(
        x == y or (x[0] == y[0] and None in (x[1], y[1])) for x, y in zip(a, b, strict=False)
    )
