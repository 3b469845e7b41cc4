"""Values that layers give go into the profile, each with the place where it was written."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from guideline.errors import ContentError, Place, Problem
from guideline.model.layer import ON_VALUES, Layer, Operation
from guideline.source import Located, Path_

_STEP = re.compile(r"([a-z_]+)(?:\[([a-z][a-z0-9_-]*)\])?")


def with_values(profile: Located, layers: Sequence[Layer]) -> Located:
    """The profile with the values of all layers: `set` ones hold, `default` ones give way.

    Raises:
        ContentError: two layers, or a layer and the profile, say different things and nobody says
            who wins.
    """
    given = list(_given(layers))
    if not given or not isinstance(profile.data or {}, dict):
        return profile
    giving = _Giving(profile, copy.deepcopy(profile.data or {}))
    for layer, operation, place in given:
        giving.decide(layer, operation, place)
    for decided in giving.decided.values():
        giving.put(decided)
    if giving.problems:
        raise ContentError(giving.problems)
    return replace(profile, data=giving.data, elsewhere=giving.elsewhere)


def _given(layers: Sequence[Layer]) -> Iterator[tuple[Layer, Operation, Place]]:
    for layer in layers:
        for operation, place in zip(layer.manifest.operations, layer.places, strict=True):
            if operation.verb in ON_VALUES:
                yield layer, operation, place


@dataclass(frozen=True)
class _Decided:
    """A value with the layer that gives it."""

    layer: Layer
    operation: Operation
    place: Place


class _Giving:
    """The profile's data while values are put into it."""

    def __init__(self, profile: Located, data: dict[str, Any]) -> None:
        self._profile = profile
        self.data = data
        self.elsewhere: dict[Path_, Place] = {}
        self.decided: dict[str, _Decided] = {}
        self.problems: list[Problem] = []

    def decide(self, layer: Layer, operation: Operation, place: Place) -> None:
        """Of several layers that give one value, the one that is said to win."""
        for path, other in list(self.decided.items()):
            if not _overlap(path, operation.target) or other.operation.value == operation.value:
                continue
            if operation.over != other.layer.name:
                message = (
                    f"層「{layer.name}」：「{operation.target}」の値を、"
                    f"層「{other.layer.name}」も定めています（{other.place}）。"
                )
                remedy = f"この層を優先するなら「over: {other.layer.name}」を書き足してください。"
                self.problems.append(Problem("layers-conflict", message, place, remedy))
                return
            del self.decided[path]
        self.decided[operation.target] = _Decided(layer, operation, place)

    def put(self, decided: _Decided) -> None:
        operation = decided.operation
        there, path = self._find(operation.target)
        if not there:
            self._insert(decided)
        elif operation.verb == "set" and self._at(path) != operation.value:
            message = (
                f"「{operation.target}」は、層「{decided.layer.name}」が定めています"
                f"（{decided.place}）。"
            )
            remedy = "プロファイルからこの値を消すか、層を管理する部署と相談してください。"
            place = self._profile.value_place(path)
            self.problems.append(Problem("layer-value-fixed", message, place, remedy))

    def _find(self, target: str) -> tuple[bool, Path_]:
        """Whether the profile gives the value, and its position."""
        value: Any = self.data
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

    def _at(self, path: Path_) -> Any:
        value: Any = self.data
        for step in path:
            value = value[step]
        return value

    def _insert(self, decided: _Decided) -> None:
        value: Any = self.data
        path: Path_ = ()
        steps = list(_steps(decided.operation.target))
        for key, id_ in steps[:-1]:
            value, path = self._inside(value, path, key, id_)
        key, id_ = steps[-1]
        path = (*path, key)
        if id_ is None:
            value[key] = decided.operation.value
        else:
            items = value.get(key)
            items = items if isinstance(items, list) else []
            value[key] = [*items, _with_id(decided.operation.value, id_)]
            path = (*path, len(items))
        self.elsewhere[path] = decided.place

    def _inside(self, value: Any, path: Path_, key: str, id_: str | None) -> tuple[Any, Path_]:
        """The mapping under the key, made where the profile has none."""
        if id_ is None:
            if not isinstance(value.get(key), dict):
                value[key] = {}
            return value[key], (*path, key)
        items = value.get(key) if isinstance(value.get(key), list) else []
        at = _index(items, id_)
        if at is None:
            items = [*items, {"id": id_}]
            at = len(items) - 1
            value[key] = items
        return items[at], (*path, key, at)


def _steps(target: str) -> Iterator[tuple[str, str | None]]:
    for found in _STEP.finditer(target):
        yield found[1], found[2]


def _index(items: Any, id_: str) -> int | None:
    if not isinstance(items, list):
        return None
    return next(
        (n for n, i in enumerate(items) if isinstance(i, dict) and i.get("id") == id_), None
    )


def _with_id(value: Any, id_: str) -> Any:
    return {"id": id_, **value} if isinstance(value, dict) else value


def _overlap(one: str, other: str) -> bool:
    """Whether one value is the other or holds it."""
    a, b = list(_steps(one)), list(_steps(other))
    return all(
        x == y or (x[0] == y[0] and None in (x[1], y[1])) for x, y in zip(a, b, strict=False)
    )
