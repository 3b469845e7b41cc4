"""Finds the clause that a caller names by its id, its number or its title."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from guideline.comparison_words import place_of
from guideline.document import Section
from guideline.errors import CallError, Place, Problem, suggestion
from guideline.model.change import Change, Comparison

_MOST_CANDIDATES = 8


def changes_named(names: Sequence[str], comparison: Comparison) -> tuple[Change, ...]:
    """The changes of these clauses.

    A number is that of the new version; that of the old one where the new one has no such number.

    Raises:
        CallError: a name belongs to no clause, or to several.
    """
    found: list[Change] = []
    problems: list[Problem] = []
    for name in names:
        candidates = _candidates(name, comparison.changes)
        if len(candidates) == 1:
            found += candidates
        else:
            problems.append(_problem(name, candidates, comparison.changes))
    if problems:
        raise CallError(problems)
    return tuple(found)


def _candidates(name: str, changes: Sequence[Change]) -> list[Change]:
    by_id = [change for change in changes if name in _ids(change)]
    if by_id:
        return by_id[:1]
    return _with_number(name, changes) or _with_title(name, changes)


def _sides(change: Change) -> Iterator[Section]:
    return (side for side in (change.old, change.new) if side)


def _ids(change: Change) -> list[str]:
    """The ids that the clause has on either side, and those of its place in the library."""
    sides = list(_sides(change))
    slots = [side.origin.slot for side in sides if side.origin]
    return [id_ for id_ in [*(side.id for side in sides), *slots] if id_]


_NUMBER = re.compile(r"第?\d+(?P<unit>[編部章節条]?)(?:[の.-]?\(?\d+\)?)*")
"""A number as documents and people write it, in half width: `5(4)`, `第5の4`, `第8条の2`, `8-2`."""

_Number = tuple[str, tuple[int, ...]]


def _number(text: str) -> _Number | None:
    """The unit, where there is one, and the digits."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    found = _NUMBER.fullmatch(plain)
    return (found["unit"], tuple(map(int, re.findall(r"\d+", plain)))) if found else None


def _with_number(name: str, changes: Sequence[Change]) -> list[Change]:
    wanted = _number(name)
    if wanted is None:
        return []
    for sides in ([c.new for c in changes], [c.old for c in changes]):
        pairs = zip(changes, sides, strict=True)
        found = [c for c, side in pairs if side and _is_same(wanted, _number(side.full_number))]
        if found:
            clauses = [change for change in found if change.part]
            is_part = bool(wanted[0]) and not clauses
            return clauses or ([] if is_part else _of_part(found[0], changes)) or found
    return []


def _is_same(wanted: _Number, number: _Number | None) -> bool:
    if number is None or wanted[1] != number[1]:
        return False
    return not wanted[0] or not number[0] or wanted[0] == number[0]


def _of_part(part: Change, changes: Sequence[Change]) -> list[Change]:
    """The clauses of a part, whose number says nothing about which of them is meant."""
    return [change for change in changes if change.part == part.section.title]


def _with_title(name: str, changes: Sequence[Change]) -> list[Change]:
    wanted = _plain(name)
    return [
        change
        for change in changes
        if any(
            wanted in (_plain(side.title), _plain(side.full_number + side.title))
            for side in _sides(change)
        )
    ]


def _plain(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def _problem(name: str, found: Sequence[Change], changes: Sequence[Change]) -> Problem:
    if found:
        message = f"「{name}」に当たる条項が{len(found)}件あります。"
        remedy = f"次のどれかの番号か識別子で指定してください：{_listed(found)}"
        return Problem("ambiguous-clause", message, Place("--clause"), remedy, name)
    message = f"どちらの版にも「{name}」という条項はありません。"
    near = [c for c in changes if name.strip() and _plain(name) in _plain(c.section.title)]
    if near:
        remedy = f"見出しの近い条項：{_listed(near)}"
    else:
        known = [word for c in changes for s in _sides(c) for word in (s.id, s.title) if word]
        remedy = suggestion(name, known) or (
            "違いのある条項の番号と見出しは --stat で、識別子は --name-only で一覧できます。"
        )
    return Problem("unknown-clause", message, Place("--clause"), remedy, name)


def _listed(changes: Sequence[Change]) -> str:
    told = [place_of(c) + (f"（{c.id}）" if c.id else "") for c in changes[:_MOST_CANDIDATES]]
    more = len(changes) - len(told)
    return "、".join(told) + (f"、ほか{more}件" if more else "")
