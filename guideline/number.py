"""Sets the numbers of parts and clauses, and shows them where other texts refer to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import NamedTuple

from guideline.document import (
    Block,
    BulletList,
    Digits,
    Inline,
    Inlines,
    NumberedList,
    Numbering,
    Paragraph,
    Reference,
    Section,
    mention_of,
    relation_of,
    walk_inlines,
    walk_sections,
    with_inlines,
)
from guideline.errors import ContentError, Place, Problem, suggestion
from guideline.model.resolution import Resolution
from guideline.model.template import Template
from guideline.render import LibraryText, text_of


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
            case Paragraph(inlines):
                count += 1
                found.append(Paragraph(inlines, in_digits(count, digits) if count > 1 else ""))
            case BulletList(items):
                found.append(NumberedList(items))
            case _:
                found.append(block)
    return tuple(found)


def referring(
    sections: tuple[Section, ...], resolution: Resolution, template: Template
) -> tuple[Section, ...]:
    """The sections with every reference showing the number of its target."""
    targets = _targets(sections)
    if template.is_form:
        targets = _titles(resolution) | targets
    missing: list[Problem] = []
    texts = {c.id: text_of(c) for c in resolution.chosen}

    def resolved(inline: Inline, section: str) -> Inline:
        if not isinstance(inline, Reference):
            return inline
        if inline.clause in targets:
            return Reference(*targets[inline.clause])
        text = texts.get(section, LibraryText(template.text, template.file, template.first_line))
        place = text.place_of(f"[[{inline.clause}]]")
        missing.append(_dangling(inline.clause, place, resolution))
        return inline

    def with_numbers(section: Section) -> Section:
        def each(inlines: Inlines) -> Inlines:
            return tuple(resolved(inline, section.id) for inline in inlines)

        return replace(
            section,
            blocks=tuple(
                with_inlines(block, each) if _refers(block) else block for block in section.blocks
            ),
            sections=tuple(with_numbers(s) for s in section.sections),
        )

    done = tuple(with_numbers(section) for section in sections)
    if missing:
        raise ContentError(missing)
    return done


def _targets(sections: tuple[Section, ...]) -> dict[str, tuple[str, str]]:
    """For each clause, slot, 別表 and 様式: the id of the section and what to show for it."""
    targets = {}
    for section in walk_sections(sections):
        if section.origin:
            shown = (section.id, mention_of(section))
            targets[section.id] = targets[section.origin.slot] = shown
        elif relation_of(section):
            targets[section.id] = (section.id, mention_of(section))
    return targets


def _titles(resolution: Resolution) -> dict[str, tuple[str, str]]:
    """For a form, which holds no clauses itself: each clause of the guideline by its title."""
    titles = {}
    for clause in resolution.chosen:
        titles[clause.id] = titles[clause.slot] = (clause.id, f"「{clause.front.title}」")
    return titles


def _dangling(target: str, place: Place, resolution: Resolution) -> Problem:
    known = {d.clause.id for d in resolution.decisions} | {
        d.clause.slot for d in resolution.decisions
    }
    if target in known:
        return Problem(
            "reference-left-out",
            f"参照先の「{target}」は、このプロファイルでは選ばれません。",
            place,
            "requires に加えるか、参照を {% if %} で囲んでください。",
        )
    hint = suggestion(target, known)
    return Problem("unknown-reference", f"参照先の「{target}」がありません。", place, hint)


def _mapped(blocks: tuple[Block, ...], each: Callable[[Inlines], Inlines]) -> tuple[Block, ...]:
    """The blocks with every run of text replaced; those without references as they are."""
    return tuple(with_inlines(block, each) if _refers(block) else block for block in blocks)


def _refers(block: Block) -> bool:
    return any(isinstance(i, Reference) for inlines in walk_inlines((block,)) for i in inlines)
