"""Sets the numbers of parts, clauses, paragraphs and list items."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from guideline.document import (
    Block,
    BulletList,
    Digits,
    NumberedList,
    Numbering,
    Paragraph,
    Section,
)


class _Numbers(NamedTuple):
    """How parts and clauses are numbered, and how another text mentions a clause."""

    part: str
    clause: str
    """Both with `%` for the digits."""
    joint: str
    """What stands between the two where another text mentions a clause."""
    digits: Digits
    """The digits that are usual for it."""
    runs_on: bool = False
    """Whether clauses are counted through the whole document, as articles are."""


_NUMBERS: Mapping[Numbering, _Numbers] = {
    "jdla": _Numbers("%", "(%)", "", "half"),
    "notice": _Numbers("第%", "%", "の", "full"),
    "articles": _Numbers("第%章", "第%条", "", "full", runs_on=True),
}


def usual_digits(numbering: Numbering) -> Digits:
    """The digits that a numbering has unless told otherwise."""
    return _NUMBERS[numbering].digits


def in_digits(number: int, digits: Digits) -> str:
    """The number as the document writes it."""
    return _full_width(number) if digits == "full" else str(number)


def _full_width(number: int) -> str:
    return str(number).translate({ord("0") + d: ord("０") + d for d in range(10)})


_CIRCLED = 0x2460 - 1
"""The character before ①; the row ends with ⑳."""
_KANA = (
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
)


def item_mark(numbering: Numbering, number: int, depth: int = 1) -> str:
    """The number that a list item shows, from 1 on; in articles ア, イ below (1)."""
    if numbering == "jdla" and number <= 20:
        return chr(_CIRCLED + number)
    if numbering == "articles" and depth > 1:
        return _KANA[(number - 1) % len(_KANA)]
    return f"({number})"


def numbered(
    parts: list[tuple[Section, bool]], numbering: Numbering, digits: Digits
) -> tuple[Section, ...]:
    """The parts and their clauses with numbers; a part without one leaves its clauses without."""
    numbers = _NUMBERS[numbering]
    sections = []
    part_count, clause_count = 0, 0
    for part, is_numbered in parts:
        if not is_numbered:
            blocks = as_supplement(part.blocks, digits) if numbers.runs_on else part.blocks
            sections.append(replace(part, blocks=blocks))
            continue
        part_count += 1
        number = numbers.part.replace("%", in_digits(part_count, digits))
        first = clause_count + 1 if numbers.runs_on else 1
        clauses = []
        for clause_count, clause in enumerate(part.sections, first):
            own = numbers.clause.replace("%", in_digits(clause_count, digits))
            full = full_number(numbering, number, own)
            clauses.append(replace(clause, number=own, full_number=full))
        if numbering == "articles":
            clauses = [replace(c, blocks=as_article(c.blocks, digits)) for c in clauses]
        sections.append(replace(part, number=number, full_number=number, sections=tuple(clauses)))
    return tuple(sections)


def full_number(numbering: Numbering, part: str, own: str) -> str:
    """A clause's number as other texts mention it: `5` and `(4)` as `5(4)`."""
    numbers = _NUMBERS[numbering]
    return own if numbers.runs_on else part + numbers.joint + own


def as_supplement(blocks: tuple[Block, ...], digits: Digits) -> tuple[Block, ...]:
    """The blocks of a 附則: one provision has no number, several are 項 from １ on."""
    count = sum(isinstance(block, Paragraph) for block in blocks)
    if count < 2 or count < len(blocks):
        return blocks
    return tuple(
        replace(block, number=in_digits(n, digits)) if isinstance(block, Paragraph) else block
        for n, block in enumerate(blocks, 1)
    )


def as_article(blocks: tuple[Block, ...], digits: Digits) -> tuple[Block, ...]:
    """The blocks of a clause as an article has them: 項 with numbers from ２ on, lists as 号.

    The first 項 has no number (公用文 practice); its article's number stands before it.
    """
    count = 0
    found: list[Block] = []
    for block in blocks:
        match block:
            case Paragraph():
                count += 1
                number = in_digits(count, digits) if count > 1 else ""
                found.append(replace(block, number=number))
            case BulletList(items):
                found.append(NumberedList(items))
            case _:
                found.append(block)
    return tuple(found)
