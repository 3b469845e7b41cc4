"""Changes one key of a YAML text that somebody wrote by hand; comments, order and layout stay."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import yaml

from guideline.source import Path_
from guideline.yaml_text import yaml_scalar

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Span:
    """Where a value begins and ends in the text, without empty lines and comments behind it."""

    start: int
    end: int
    key: tuple[int, int] = (0, 0)
    """The same for its key, where it has one."""
    is_flow: bool = False
    is_list: bool = False
    text: str = ""
    """What a scalar says."""


def spans(text: str) -> Mapping[Path_, Span]:
    """Where everything in a sound YAML text stands."""
    found: dict[Path_, Span] = {}
    node = yaml.compose(text, Loader=_Loader)
    if node is not None:
        _visit(node, (), (0, 0), text, found)
    return found


def with_value(text: str, path: Path_, key: str, value: str | Sequence[str]) -> str:
    """The text with this value for a key of a mapping, in its place or as its last key."""
    found = spans(text)
    inside, old = found.get(path), found.get((*path, key))
    if old is None:
        return _with_new(text, inside, key, value)
    if old.is_list and not old.is_flow and not isinstance(value, str):
        return _with_items(text, path, key, value)
    # A value below its key comes to stand beside it.
    colon = text.index(":", old.key[1]) + 1
    between = text[colon : old.start]
    start = colon if "\n" in between and not between.strip() else old.start
    said = _scalar(value, is_flow=inside is not None and inside.is_flow)
    space = " " if start == colon else ""
    return f"{text[:start]}{space}{said}{text[max(old.end, start) :]}"


def without_key(text: str, path: Path_, key: str) -> str:
    """The text without a key of a mapping, and what stands behind it on its line."""
    found = spans(text)
    gone = found.get((*path, key))
    if gone is None:
        return text
    others = [s for p, s in found.items() if len(p) == len(path) + 1 and p[:-1] == path]
    later = min((s.key[0] for s in others if s.key[0] > gone.key[0]), default=None)
    line = text.rfind("\n", 0, gone.key[0]) + 1
    is_alone = not text[line : gone.key[0]].strip()
    if is_alone and not found[path].is_flow:
        end = text.find("\n", gone.end)
        return text[:line] + (text[end + 1 :] if end >= 0 else "")
    if later is not None:
        return text[: gone.key[0]] + text[later:]
    before = max((s.end for s in others if s.end <= gone.key[0]), default=gone.key[0])
    return text[:before] + text[gone.end :]


def with_other_key(text: str, path: Path_, old: str, new: str) -> str:
    """The text with a key of a mapping under another name."""
    start, end = spans(text)[(*path, old)].key
    return text[:start] + new + text[end:]


def _visit(
    node: yaml.Node, path: Path_, key: tuple[int, int], text: str, found: dict[Path_, Span]
) -> int:
    """Notes where the node and all in it stand, and says where it ends."""
    is_flow = bool(getattr(node, "flow_style", False))
    end = node.end_mark.index
    ends = []
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            at = (name.start_mark.index, name.end_mark.index)
            ends.append(max(at[1] + 1, _visit(value, (*path, name.value), at, text, found)))
    elif isinstance(node, yaml.SequenceNode):
        ends = [_visit(v, (*path, n), (0, 0), text, found) for n, v in enumerate(node.value)]
    elif getattr(node, "style", "") in ("|", ">"):
        end = len(text[:end].rstrip())
    if ends and not is_flow:
        end = max(ends)
    is_list = isinstance(node, yaml.SequenceNode)
    said = node.value if isinstance(node, yaml.ScalarNode) else ""
    found[path] = Span(node.start_mark.index, end, key, is_flow, is_list, said)
    return end


def _with_new(text: str, inside: Span | None, key: str, value: str | Sequence[str]) -> str:
    if inside is None:
        return f"{text.rstrip()}\n{key}: {_scalar(value)}\n".lstrip("\n")
    if inside.is_flow:
        head = text[: inside.end - 1].rstrip()
        comma = "" if head.endswith(("{", ",")) else ","
        space = "" if head.endswith("{") else " "
        return f"{head}{comma}{space}{key}: {_scalar(value, is_flow=True)}{text[inside.end - 1 :]}"
    column = inside.start - text.rfind("\n", 0, inside.start) - 1
    end = _line_end(text, inside.end)
    return f"{text[:end]}\n{' ' * column}{key}: {_scalar(value)}{text[end:]}"


def _with_items(text: str, path: Path_, key: str, values: Sequence[str]) -> str:
    """The text with other items in a list of one item a line; those that stay keep their lines."""
    found = spans(text)
    items = [s for p, s in found.items() if p[:-1] == (*path, key) and isinstance(p[-1], int)]
    items.sort(key=lambda span: span.start)
    first = text.rfind("\n", 0, items[0].start) + 1
    dash = text[first : items[0].start]
    if dash.strip() != "-" or not values:
        whole = found[(*path, key)]
        start = text.index(":", whole.key[1]) + 1
        shown = f" {yaml_scalar(list(values))}" if values else " []"
        return text[:start] + shown + text[whole.end :]
    end = _line_end(text, items[-1].end)
    added = [value for value in values if value not in {item.text for item in items}]
    text = "".join([text[:end], *(f"\n{dash}{_scalar(value)}" for value in added), text[end:]])
    for item in reversed(items):
        if item.text not in values:
            line = text.rfind("\n", 0, item.start) + 1
            text = text[:line] + text[_line_end(text, item.end) + 1 :]
    return text


def _scalar(value: str | Sequence[str], *, is_flow: bool = False) -> str:
    if isinstance(value, _Raw):
        return value
    if isinstance(value, str):
        return yaml_scalar([value])[1:-1] if is_flow else yaml_scalar(value)
    return yaml_scalar(list(value))


class _Raw(str):
    """A value as it is to be written."""


def quoted(value: str) -> str:
    """The value to be written in quotes, as a version is."""
    return _Raw('"' + re.sub(r'(["\\])', r"\\\1", value) + '"')


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end
