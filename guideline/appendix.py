"""Moves tables out of the articles of a regulation into numbered appendices, 別表.

An article has no table in 公用文: it says 「別表第１のとおりとする」, and the table stands behind
the 附則 under 「別表第１（第７条関係）」. Where no sentence announces a table, it stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from guideline.document import (
    Block,
    Digits,
    Inline,
    Inlines,
    Paragraph,
    Reference,
    Section,
    Table,
    Text,
    plain_text,
    relation_of,
    walk_sections,
    with_inlines,
)
from guideline.number import in_digits


class _Move(NamedTuple):
    """A table that becomes an appendix."""

    place: int
    """Where it stands among the blocks of its article."""
    label: str


def with_appendices(sections: tuple[Section, ...], digits: Digits) -> tuple[Section, ...]:
    """The sections with the tables of their articles behind them, and told of by number."""
    moves = _moves(sections, digits)
    labels = _labels(sections, moves)
    told = tuple(_told(section, moves, labels) for section in sections)
    appendices = [
        Section(id_, f"{label}（{article.full_number}関係）", "", (table,))
        for id_, label, article, table in _tables(told, moves)
    ]
    kept = tuple(_without_tables(section, moves) for section in told)
    ids = {relation.label: a.id for a in appendices if (relation := relation_of(a))}
    return (*(_linked(section, ids) for section in kept), *appendices)


def _linked(section: Section, ids: Mapping[str, str]) -> Section:
    """The section with the names of appendices as references to them."""

    def each(inlines: Inlines) -> Inlines:
        return tuple(piece for inline in inlines for piece in _pieces(inline, ids))

    return replace(
        section,
        blocks=tuple(with_inlines(block, each) for block in section.blocks),
        sections=tuple(_linked(inner, ids) for inner in section.sections),
    )


def _pieces(inline: Inline, ids: Mapping[str, str]) -> Iterator[Inline]:
    if not isinstance(inline, Text):
        yield inline
        return
    at = 0
    for found in re.finditer(_NAME, inline.text):
        if found[0] in ids:
            if found.start() > at:
                yield Text(inline.text[at : found.start()])
            yield Reference(ids[found[0]], found[0])
            at = found.end()
    if at < len(inline.text):
        yield Text(inline.text[at:])


def _labels(sections: tuple[Section, ...], moves: Mapping[str, list[_Move]]) -> dict[str, str]:
    """How another text calls the tables of each clause and slot."""
    labels = {}
    for section in walk_sections(sections):
        if section.origin and section.id in moves:
            first, *more = [move.label for move in moves[section.id]]
            called = first if not more else f"{first}{_AND}{more[-1]}"
            if len(more) > 1:
                called = f"{first}から{more[-1]}まで"
            labels[section.id] = labels[section.origin.slot] = called
    return labels


def _moves(sections: tuple[Section, ...], digits: Digits) -> dict[str, list[_Move]]:
    """The tables that move, by their article; a single one needs no number."""
    places = [
        (section.id, place)
        for section in walk_sections(sections)
        if section.number and section.origin
        for place in _announced(section.blocks)
    ]
    moves: dict[str, list[_Move]] = {}
    for number, (id_, place) in enumerate(places, 1):
        label = f"別表第{in_digits(number, digits)}" if len(places) > 1 else "別表"
        moves.setdefault(id_, []).append(_Move(place, label))
    return moves


def _announced(blocks: Sequence[Block]) -> list[int]:
    """Where tables stand whose announcement stands right above, as 次の表 or 次の事項."""
    return [
        place
        for place, (before, block) in enumerate(pairwise(blocks), 1)
        if isinstance(block, Table)
        and isinstance(before, Paragraph)
        and _announcement(before.inlines) is not None
    ]


_NEXT = re.compile("次の(?!各号)(表|とおり)?")


def _announcement(inlines: Inlines) -> tuple[int, re.Match[str]] | None:
    """The inline that announces the table below, and where: 次の表, or else the last 次の."""
    found = [
        (position, match)
        for position, inline in enumerate(inlines)
        if isinstance(inline, Text)
        for match in _NEXT.finditer(inline.text)
    ]
    tables = [one for one in found if one[1][1] == "表"]
    return next(iter(tables or found[-1:]), None)


def _announcing(inlines: Inlines, label: str) -> Inlines:
    """The sentence that names the appendix in place of the table below it."""
    found = _announcement(inlines)
    if found is None:
        return inlines
    position, match = found
    ending = {"表": "", "とおり": "のとおり"}.get(match[1], "に掲げる")
    text = plain_text(inlines[position : position + 1])
    new = text[: match.start()] + label + ending + text[match.end() :]
    return (*inlines[:position], Text(new), *inlines[position + 1 :])


def _told(section: Section, moves: Mapping[str, list[_Move]], labels: Mapping[str, str]) -> Section:
    blocks = list(section.blocks)
    for move in moves.get(section.id, ()):
        before = blocks[move.place - 1]
        assert isinstance(before, Paragraph)
        blocks[move.place - 1] = replace(before, inlines=_announcing(before.inlines, move.label))
    mentions = _Mentions(labels, section.id)
    return replace(
        section,
        blocks=tuple(with_inlines(block, mentions.told) for block in blocks),
        sections=tuple(_told(inner, moves, labels) for inner in section.sections),
    )


_AND = "及び"
_NAME = "別表(?:第[0-9０-９]+)?"
_NAMED = re.compile(f"{_NAME}(?:{_AND}{_NAME}|から{_NAME}まで)?")
_SAME = re.compile("(?:(?<=[、。（「])|^)表(?=[にのがでをはも])|この表")
"""What means the table mentioned before."""


class _Mentions:
    """Mentions of tables in one section, read from the top."""

    def __init__(self, labels: Mapping[str, str], section: str) -> None:
        self._labels = labels
        self._known = labels.get(section, "")
        """What a mention without a name means where no name stands in the paragraph: the tables of
        the article, or those of another article that it has come to."""
        self._is_own = section in labels
        self._named = ""
        """The table named last in the paragraph."""

    def told(self, inlines: Inlines) -> Inlines:
        """A paragraph with appendices in place of other articles' tables, and of its own."""
        told: list[Inline] = []
        self._named = ""
        for inline in inlines:
            last = told[-1] if told else None
            if isinstance(inline, Reference):
                self._meet(inline)
            if not isinstance(inline, Text):
                told.append(inline)
                continue
            text = inline.text
            if isinstance(last, Reference) and text.startswith("の表") and self._of(last):
                told.pop()
                text = self._of(last) + text.removeprefix("の表")
            told.append(Text(self._with_names(text)))
        return _joined(told)

    def _of(self, reference: Reference) -> str:
        return self._labels.get(reference.clause, "")

    def _meet(self, reference: Reference) -> None:
        if not self._is_own and self._of(reference):
            self._known = self._of(reference)

    def _with_names(self, text: str) -> str:
        """The text with 同表 behind a name in the same paragraph, and the name elsewhere."""
        pieces, at = [], 0
        for found in _SAME.finditer(text):
            pieces.append(self._read(text[at : found.start()]))
            pieces.append(self._same() or found[0])
            at = found.end()
        return "".join(pieces) + self._read(text[at:])

    def _read(self, text: str) -> str:
        for found in _NAMED.finditer(text):
            self._named = found[0]
        return text

    def _same(self) -> str:
        if self._named:
            return "同表" if self._named.count("別表") == 1 else "これらの表"
        self._named = self._known
        return self._known


def _joined(inlines: Sequence[Inline]) -> Inlines:
    """The inlines with neighbouring texts as one."""
    joined: list[Inline] = []
    for inline in inlines:
        last = joined[-1] if joined else None
        if isinstance(inline, Text) and isinstance(last, Text):
            joined[-1] = Text(last.text + inline.text)
        else:
            joined.append(inline)
    return tuple(joined)


def _tables(
    sections: tuple[Section, ...], moves: Mapping[str, list[_Move]]
) -> list[tuple[str, str, Section, Table]]:
    """Id, label, article and table of each appendix.

    The id is made from the article's and not from the number, so that it stays when others come.
    """
    found = []
    for section in walk_sections(sections):
        for count, move in enumerate(moves.get(section.id, ()), 1):
            table = section.blocks[move.place]
            assert isinstance(table, Table)
            id_ = f"appendix{count}-{re.sub('[^a-z0-9]', '-', section.id)}"
            found.append((id_, move.label, section, table))
    return found


def _without_tables(section: Section, moves: Mapping[str, list[_Move]]) -> Section:
    moved = {move.place for move in moves.get(section.id, ())}
    return replace(
        section,
        blocks=tuple(block for place, block in enumerate(section.blocks) if place not in moved),
        sections=tuple(_without_tables(inner, moves) for inner in section.sections),
    )
