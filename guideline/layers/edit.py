"""Changes in a layer.yaml that somebody wrote by hand: comments, order and layout stay."""

from __future__ import annotations

from typing import Any

from guideline.source import Located, Path_, parse_yaml
from guideline.yaml_text import yaml_scalar, yaml_text

_KEY = "operations"


def with_operation(text: str, operation: dict[str, Any]) -> str:
    """The file with another operation at the end of its list."""
    located = parse_yaml(text, "")
    added = _item(operation, _indent(located))
    operations = (located.data or {}).get(_KEY)
    if operations:
        lines = text.split("\n")
        _, end = _lines_of(located, len(operations) - 1)
        return "\n".join([*lines[:end], "", *added, *lines[end:]])
    lines = text.rstrip("\n").split("\n")
    if (_KEY,) not in located.keys:
        return "\n".join([*lines, "", f"{_KEY}:", *added, ""])
    at = located.keys[(_KEY,)][0]
    return "\n".join([*lines[: at - 1], f"{_KEY}:", *added, *lines[at:], ""])


def without_operation(text: str, at: int) -> str:
    """The file without one of its operations; comments around it stay."""
    located = parse_yaml(text, "")
    lines = text.split("\n")
    start, end = _lines_of(located, at)
    rest = [*lines[:start], *lines[end:]]
    if start and start < len(rest) and not rest[start - 1].strip() and not rest[start].strip():
        del rest[start]
    if len(located.data[_KEY]) == 1:
        key = located.keys[(_KEY,)][0] - 1
        rest[key] = f"{_KEY}: []"
    return "\n".join(rest)


def with_value(text: str, at: int, key: str, value: str) -> str:
    """The file with this value for a key of one operation, in its place or as its last key."""
    located = parse_yaml(text, "")
    path: Path_ = (_KEY, at, key)
    if path in located.values:
        return _replaced(
            text, located.values[path], yaml_scalar(value), is_flow=_is_flow(located, (_KEY, at))
        )
    if _is_flow(located, (_KEY, at)):
        return _rewritten(text, located, at, {**located.data[_KEY][at], key: value})
    lines = text.split("\n")
    _, end = _lines_of(located, at)
    column = located.values[(_KEY, at)][1]
    said = f"{' ' * (column - 1)}{key}: {yaml_scalar(value)}"
    return "\n".join([*lines[:end], said, *lines[end:]])


def with_changes(text: str, at: int, before: dict[str, Any], after: dict[str, Any]) -> str:
    """The file with one operation changed from the keys it had to those it shall have."""
    verb, wanted = next(iter(before)), next(iter(after))
    if verb != wanted:
        text = with_verb(text, at, verb, wanted)
        before = {wanted: before[verb], **{k: v for k, v in before.items() if k != verb}}
    for key in before.keys() - after.keys():
        text = without_key(text, at, key)
    for key, value in after.items():
        if before.get(key) != value:
            text = with_value(text, at, key, value)
    return text


def with_verb(text: str, at: int, old: str, new: str) -> str:
    """The file with another verb for one operation."""
    located = parse_yaml(text, "")
    line, column = located.keys[(_KEY, at, old)]
    lines = text.split("\n")
    found = lines[line - 1]
    lines[line - 1] = found[: column - 1] + new + found[column - 1 + len(old) :]
    return "\n".join(lines)


def without_key(text: str, at: int, key: str) -> str:
    """The file without a key of one operation."""
    located = parse_yaml(text, "")
    path: Path_ = (_KEY, at, key)
    if path not in located.keys:
        return text
    line, _ = located.keys[path]
    first, _ = located.values[(_KEY, at)]
    if line == first or _is_flow(located, (_KEY, at)):
        rest = {name: value for name, value in located.data[_KEY][at].items() if name != key}
        return _rewritten(text, located, at, rest)
    lines = text.split("\n")
    return "\n".join([*lines[: line - 1], *lines[line:]])


def with_base_version(text: str, version: str) -> str:
    """The file with another version of the library as its base."""
    located = parse_yaml(text, "")
    place = located.values[("base", "version")]
    return _replaced(text, place, f'"{version}"', is_flow=_is_flow(located, ("base",)))


def _rewritten(text: str, located: Located, at: int, operation: dict[str, Any]) -> str:
    lines = text.split("\n")
    start, end = _lines_of(located, at)
    return "\n".join([*lines[:start], *_item(operation, _indent(located)), *lines[end:]])


def _item(operation: dict[str, Any], indent: int) -> list[str]:
    said = yaml_text([operation]).rstrip("\n").split("\n")
    return [f"{' ' * indent}{line}" if line else line for line in said]


def _indent(located: Located) -> int:
    """How far the operations are indented: where the first `-` stands."""
    place = located.values.get((_KEY, 0))
    if place is None:
        return 2
    line = located.text.split("\n")[place[0] - 1]
    return max(line.find("-"), 0)


def _is_flow(located: Located, path: Path_) -> bool:
    """Whether the mapping there is written in braces."""
    line, column = located.values[path]
    return located.text.split("\n")[line - 1][column - 1] == "{"


def _lines_of(located: Located, at: int) -> tuple[int, int]:
    """The lines of one operation, from 0, without empty lines and comments behind it."""
    lines = located.text.split("\n")
    start = located.values[(_KEY, at)][0] - 1
    following = located.values.get((_KEY, at + 1))
    later = [line - 1 for path, (line, _) in located.keys.items() if len(path) == 1]
    end = (
        following[0] - 1 if following else min((n for n in later if n > start), default=len(lines))
    )
    while end > start + 1 and (not lines[end - 1].strip() or lines[end - 1].lstrip()[0] == "#"):
        end -= 1
    return start, end


def _replaced(text: str, place: tuple[int, int], value: str, *, is_flow: bool) -> str:
    lines = text.split("\n")
    line, column = place
    found = lines[line - 1]
    end = _end_of_scalar(found, column - 1, is_flow=is_flow)
    lines[line - 1] = found[: column - 1] + value + found[end:]
    return "\n".join(lines)


def _end_of_scalar(line: str, start: int, *, is_flow: bool) -> int:
    quote = line[start : start + 1]
    if quote in ("'", '"'):
        return line.index(quote, start + 1) + 1
    ends = [line.find(mark, start) for mark in ((" #", ",", "}") if is_flow else (" #",))]
    end = min((at for at in ends if at >= 0), default=len(line))
    return len(line[:end].rstrip())
