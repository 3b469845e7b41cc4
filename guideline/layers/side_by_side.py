"""What a question is about, line by line: the three texts side by side, as people read them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest
from typing import Literal

from guideline.alignment import align
from guideline.errors import ContentError
from guideline.layers.clause_text import LABELS, ClauseText, clause_text
from guideline.model.clause import FrontMatter
from guideline.model.upgrade import Question, Why
from guideline.model.validation import labels_of


@dataclass(frozen=True, slots=True)
class Part:
    """A line of a text or a field of a clause; empty where a side does not have it."""

    label: str
    """What readers call it, such as `見出し` or `本文`."""
    base: str
    ours: str
    new: str
    is_prose: bool = True
    """Whether words in it can be told apart; a level or a place is another one as a whole."""


Side = Literal["base", "ours", "new"]
SIDES: Mapping[Side, str] = {"base": "元の文", "ours": "層の文", "new": "新しい版の文"}
"""What readers call each side."""


@dataclass(frozen=True, slots=True)
class SideBySide:
    """The texts of a question, cut into parts."""

    parts: tuple[Part, ...]
    sides: tuple[Side, ...]
    """Those that there are."""
    is_labelled: bool
    """Whether it has to be told what each part is."""
    left_out: int = 0
    """How many parts are not shown, as the new version leaves them as they were."""


_WHOLE: frozenset[Why] = frozenset(("no-base", "gone", "id-taken"))
"""Questions about whether a clause is to stand at all: its whole text has to be read."""

_KEYS = ("title", "level", "when", "requires", "conflicts", "satisfies", "sources", "provisional")
"""What a clause says beside its text."""
_LISTS = ("requires", "conflicts", "satisfies", "sources")
"""Shown only where they differ: what they name is not read here."""
_BOOKKEEPING = ("reviewed", "since", "no_requirements", "no_sources")
"""Shown only where nothing else differs."""


def side_by_side(question: Question) -> SideBySide:
    """The texts of the question as parts, those that differ or all that have to be read."""
    parts, left_out = _parts(question)
    sides = tuple(side for side in SIDES if getattr(question, side) or question.field == "order")
    is_labelled = question.field == "clause" or len(parts) > 1
    return SideBySide(tuple(parts), sides, is_labelled, left_out)


def _parts(question: Question) -> tuple[Sequence[Part], int]:
    """The parts to show, and how many are left out."""
    texts = (question.base, question.ours, question.new)
    if question.field == "clause":
        return _clauses(question, texts)
    label = LABELS.get(question.field, question.field)
    if question.field in _TOLD:
        base, ours, new = map(_TOLD[question.field], texts)
        return [Part(label, base, ours, new, is_prose=False)], 0
    parts = list(_rows([[_Line(label, text) for text in _shown(side)] for side in texts]))
    kept = [part for part in parts if not _is_same(part, texts)] or parts
    return kept, len(parts) - len(kept)


def _shown(text: str) -> Iterator[str]:
    """The lines that say something: marks around notes are told by labels."""
    return (
        line.strip() for line in text.split("\n") if line.strip() and not line.startswith(":::")
    )


_PLACE = re.compile(r"(after|before|at_end_of) (\S+)")
_PLACES = {"after": "「{}」の次", "before": "「{}」の前", "at_end_of": "部「{}」の終わり"}


def _place(text: str) -> str:
    """Where a clause stands: what stood before it, or the place that the operation names."""
    found = _PLACE.fullmatch(text)
    if found:
        return _PLACES[found[1]].format(found[2])
    return f"「{text}」の次" if text else "部の初め"


def _level(text: str) -> str:
    return labels_of(FrontMatter.model_fields["level"]).get(text, text)


_TOLD: Mapping[str, Callable[[str], str]] = {"order": _place, "level": _level}
"""Fields whose values are not shown as they are written."""


# Whole clauses


def _clauses(question: Question, texts: tuple[str, str, str]) -> tuple[Sequence[Part], int]:
    try:
        sides = [[clause_text(piece) for piece in _cut(text)] for text in texts]
    except ContentError:  # a text that cannot be read is shown as it is
        return list(_body([_lines_of(text) for text in texts])), 0
    bodies = [_lines_of("\n".join(clause.body for clause in side)) for side in sides]
    parts = [*_fields(sides, _KEYS), *_body(bodies)]
    different = [part for part in parts if not _is_same(part, texts)]
    if question.why in _WHOLE:
        known = {LABELS[key] for key in _LISTS}
        return [
            p for p in parts if (p.ours or p.new) and (p.label not in known or p in different)
        ], 0
    if not different:
        different = [p for p in _fields(sides, _BOOKKEEPING) if not _is_same(p, texts)]
        return different or parts, len(parts) if different else 0
    return different, len(parts) - len(different)


_BEGINNING = re.compile(r"^(?=---\n(?:[a-z_]+: .*\n)*?id: )", re.MULTILINE)


def _cut(text: str) -> list[str]:
    """The clause files that stand one after the other in the text."""
    return [piece for piece in _BEGINNING.split(text) if piece.strip()]


def _fields(sides: Sequence[Sequence[ClauseText]], keys: Sequence[str]) -> Iterator[Part]:
    for key in keys:
        base, ours, new = (
            "／".join(dict.fromkeys(filter(None, (_value(c, key) for c in side)))) for side in sides
        )
        if base or ours or new:
            yield Part(LABELS[key], base, ours, new, is_prose=key == "title")


def _value(clause: ClauseText, key: str) -> str:
    value = clause.value(key)
    text = value if isinstance(value, str) else "、".join(value or ())
    return _level(text) if key == "level" else text


def _is_same(part: Part, texts: tuple[str, str, str]) -> bool:
    """Whether the new version leaves the part as it was, and the layer says nothing else."""
    if texts[0] and texts[2]:
        return part.base == part.new and part.ours in ("", part.base)
    sides = (part.base, part.ours, part.new)
    return len({said for said, text in zip(sides, texts, strict=True) if text}) == 1


# Lines


@dataclass(frozen=True, slots=True)
class _Line:
    label: str
    text: str


_OPENING = re.compile(r"::: ?(commentary|example)\b")


def _lines_of(body: str) -> tuple[_Line, ...]:
    """The lines of a body, each with the name of what it stands in."""
    found = []
    inside = "rule"
    for line in body.split("\n"):
        opening = _OPENING.match(line)
        if opening:
            inside = opening[1]
        elif line.rstrip() == ":::":
            inside = "rule"
        elif line.strip():
            found.append(_Line(LABELS[inside], line.strip()))
    return tuple(found)


def _body(sides: Sequence[Sequence[_Line]]) -> Iterator[Part]:
    """The rule beside the rule, then each kind of note beside its like."""
    for region in ("rule", "commentary", "example"):
        yield from _rows(
            [[line for line in side if line.label == LABELS[region]] for side in sides]
        )


def _rows(sides: Sequence[Sequence[_Line]]) -> Iterator[Part]:
    """Lines that belong together, in one row; they are paired with those of the first side."""
    anchor = next((side for side in sides if side), ())
    paired = [_pairs(anchor, side) for side in sides]
    reached = [0] * len(sides)
    for at in range(len(anchor) + 1):
        ends = [
            len(side) if at == len(anchor) else pairs.get(at, start)
            for side, pairs, start in zip(sides, paired, reached, strict=True)
        ]
        between = [side[start:end] for side, start, end in zip(sides, reached, ends, strict=True)]
        for row in zip_longest(*between):
            yield _part(row)
        reached = ends
        if at < len(anchor):
            here = [
                side[pairs[at]] if at in pairs else None
                for side, pairs in zip(sides, paired, strict=True)
            ]
            yield _part(here)
            reached = [end + (at in pairs) for end, pairs in zip(reached, paired, strict=True)]


def _part(row: Sequence[_Line | None]) -> Part:
    label = next(line.label for line in row if line)
    base, ours, new = (line.text if line else "" for line in row)
    return Part(label, base, ours, new)


def _pairs(anchor: Sequence[_Line], side: Sequence[_Line]) -> Mapping[int, int]:
    """Which line of the side each line became, in the same order.

    Between those, lines that are others altogether stand beside each other, the first by the first.
    """
    found: dict[int, int] = {}
    last = -1
    matches = align([line.text for line in anchor], [line.text for line in side])
    for match in sorted(matches, key=lambda match: match.old):
        if match.kind in ("same", "changed") and match.new[0] > last:
            found[match.old[0]] = last = match.new[0]
    for (i, j), (k, m) in pairwise([(-1, -1), *found.items(), (len(anchor), len(side))]):
        found |= zip(range(i + 1, k), range(j + 1, m), strict=False)
    return found
