"""Changes in a layer.yaml that somebody wrote by hand: comments, order and layout stay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from guideline.errors import Place, Problem
from guideline.yaml_edit import Span, quoted, spans, with_other_key, with_value, without_key
from guideline.yaml_text import yaml_text

_KEY = "operations"
_Said = dict[str, Any]
"""The keys of an operation, its verb first."""


def _is_in_braces(text: str) -> bool:
    """Whether the whole file is one `{ }`, which has no lines for operations."""
    return (whole := spans(text).get(())) is not None and whole.is_flow


def faults_of_form(text: str, file: str) -> list[Problem]:
    """That a layer.yaml is written in a way that has no lines for operations."""
    if not _is_in_braces(text):
        return []
    message = "ファイルの全体が { } で書かれているため、操作を書き換えられません。"
    remedy = "「name: …」のように一行ずつ書き、「operations:」の下に操作を並べてください。"
    return [Problem("layer-not-extensible", message, Place(file), remedy)]


def with_operation(text: str, operation: _Said) -> str:
    """The file with another operation at the end of its list."""
    return with_operations(text, {}, [operation])


def with_operations(
    text: str, changes: Mapping[int, tuple[_Said, _Said | None]], added: Sequence[_Said] = ()
) -> str:
    """The file with some of its operations changed or gone, and others at the end of the list.

    Args:
        changes: by position, what the operation said and what it shall say; None takes it out.
    """
    if not changes and not added:
        return text
    text = _in_block(text)
    items = _items(text)
    if added:
        text = _with_added(text, items, added)
    for at in sorted(changes, reverse=True):
        before, after = changes[at]
        start, end = items[at]
        if after is None:
            text = _without(text, start, end)
        else:
            text = text[:start] + _changed(text[start:end], before, after) + text[end:]
    gone = sum(after is None for _, after in changes.values())
    return _emptied(text) if items and gone == len(items) and not added else text


def with_base_version(text: str, version: str) -> str:
    """The file with another version of the library as its base."""
    return with_value(text, ("base",), "version", quoted(version))


def _changed(item: str, before: _Said, after: _Said) -> str:
    """The lines of one operation, from what it said to what it shall say."""
    verb, wanted = next(iter(before)), next(iter(after))
    if verb != wanted:
        item = with_other_key(item, (0,), verb, wanted)
        before = {wanted: before[verb], **{k: v for k, v in before.items() if k != verb}}
    for key in sorted(before.keys() - after.keys()):
        item = without_key(item, (0,), key)
    for key, value in after.items():
        if before.get(key) != value:
            item = with_value(item, (0,), key, value)
    return item


def _items(text: str) -> list[tuple[int, int]]:
    """From where to where the lines of each operation go, without what stands behind them."""
    found = spans(text)
    count = sum(len(path) == 2 and path[0] == _KEY for path in found)
    return [_lines(text, found[(_KEY, at)]) for at in range(count)]


def _lines(text: str, item: Span) -> tuple[int, int]:
    start = text.rfind("\n", 0, item.start) + 1
    while text[start:].lstrip()[:1] != "-":  # the dash stands on a line of its own, above
        start = text.rfind("\n", 0, start - 1) + 1
    end = text.find("\n", item.end)
    return start, len(text) if end < 0 else end + 1


def _in_block(text: str) -> str:
    """The file with one operation a line at least, however they were written."""
    found = spans(text)
    listed = found.get((_KEY,))
    if listed is None or not listed.is_flow or (_KEY, 0) not in found:
        return text
    items = [
        text[span.start : span.end].strip()
        for path, span in sorted(found.items(), key=lambda each: each[1].start)
        if len(path) == 2 and path[0] == _KEY
    ]
    lines = "".join(f"\n  - {item}" for item in items)
    return text[: listed.start].rstrip(" ") + lines + text[listed.end :]


def _with_added(text: str, items: Sequence[tuple[int, int]], added: Sequence[_Said]) -> str:
    indent = _indent(text, items)
    said = ["".join(f"{' ' * indent}{line}\n" for line in _told(each)) for each in added]
    if items:
        end = items[-1][1]
        head = text[:end] if text[:end].endswith("\n") else text[:end] + "\n"
        return "".join([head, *(f"\n{each}" for each in said), text[end:]])
    listed = spans(text).get((_KEY,))
    body = "\n".join(said)
    if listed is None:
        head = text.rstrip("\n")
        return f"{head}\n\n{_KEY}:\n{body}" if head else f"{_KEY}:\n{body}"
    colon = text.index(":", listed.key[1]) + 1
    rest = text[max(listed.end, colon) :].lstrip(" ")
    comment, _, later = rest.partition("\n")
    space = " " if comment else ""
    return f"{text[:colon]}{space}{comment}\n{body}{later}"


def _told(operation: _Said) -> list[str]:
    return yaml_text([operation]).rstrip("\n").split("\n")


def _indent(text: str, items: Sequence[tuple[int, int]]) -> int:
    """How far the operations are indented: where the first `-` stands."""
    return text.index("-", items[0][0]) - items[0][0] if items else 2


def _without(text: str, start: int, end: int) -> str:
    head, rest = text[:start], text[end:]
    is_double = head.endswith("\n\n") and rest.startswith("\n")
    return head + (rest[1:] if is_double else rest)


def _emptied(text: str) -> str:
    """The file with an empty list of operations."""
    colon = text.index(":", spans(text)[(_KEY,)].key[1]) + 1
    return f"{text[:colon]} []{text[colon:]}"
