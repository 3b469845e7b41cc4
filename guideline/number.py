"""Sets the numbers of parts and clauses, and shows them where other texts refer to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from guideline.document import (
    Block,
    BulletList,
    Inline,
    Inlines,
    Note,
    NumberedList,
    Paragraph,
    Reference,
    Section,
    Table,
    walk_inlines,
    walk_sections,
)
from guideline.errors import ContentError, Place, Problem, suggestion
from guideline.model.resolution import Resolution
from guideline.outline import Template
from guideline.render import LibraryText, text_of

_NUMBERS: Mapping[str, tuple[Callable[[int], str], Callable[[int], str], str]] = {
    "jdla": (str, lambda n: f"({n})", ""),
    "notice": (lambda n: f"第{_full_width(n)}", lambda n: _full_width(n), "の"),
}
"""For each numbering: the number of a part, of a clause in it, and what joins the two."""


def _full_width(number: int) -> str:
    return str(number).translate({ord("0") + d: ord("０") + d for d in range(10)})


def numbered(parts: list[tuple[Section, bool]], numbering: str) -> tuple[Section, ...]:
    """The parts and their clauses with numbers; a part without one leaves its clauses without."""
    of_part, of_clause, joint = _NUMBERS[numbering]
    sections = []
    count = 0
    for part, is_numbered in parts:
        if not is_numbered:
            sections.append(part)
            continue
        count += 1
        number = of_part(count)
        clauses = tuple(
            replace(clause, number=of_clause(n), full_number=f"{number}{joint}{of_clause(n)}")
            for n, clause in enumerate(part.sections, 1)
        )
        sections.append(replace(part, number=number, full_number=number, sections=clauses))
    return tuple(sections)


def referring(
    sections: tuple[Section, ...], resolution: Resolution, template: Template
) -> tuple[Section, ...]:
    """The sections with every reference showing the number of its target."""
    targets = _targets(sections)
    missing: list[Problem] = []
    texts = {c.id: text_of(c) for c in resolution.chosen}

    def resolved(inline: Inline, section: str) -> Inline:
        if not isinstance(inline, Reference):
            return inline
        if inline.clause in targets:
            return Reference(*targets[inline.clause])
        text = texts.get(section, LibraryText(template.text, template.file, 1))
        place = text.place_of(f"[[{inline.clause}]]")
        missing.append(_dangling(inline.clause, place, resolution))
        return inline

    def with_numbers(section: Section) -> Section:
        def each(inlines: Inlines) -> Inlines:
            return tuple(resolved(inline, section.id) for inline in inlines)

        return replace(
            section,
            blocks=_mapped(section.blocks, each),
            sections=tuple(with_numbers(s) for s in section.sections),
        )

    done = tuple(with_numbers(section) for section in sections)
    if missing:
        raise ContentError(missing)
    return done


def _targets(sections: tuple[Section, ...]) -> dict[str, tuple[str, str]]:
    """For each clause and slot id: the clause's id and the number to show for it."""
    targets = {}
    for section in walk_sections(sections):
        if section.origin:
            shown = (section.id, section.full_number or f"「{section.title}」")
            targets[section.id] = targets[section.origin.slot] = shown
    return targets


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
    return tuple(_mapped_block(block, each) if _refers(block) else block for block in blocks)


def _refers(block: Block) -> bool:
    return any(isinstance(i, Reference) for inlines in walk_inlines((block,)) for i in inlines)


def _mapped_block(block: Block, each: Callable[[Inlines], Inlines]) -> Block:
    match block:
        case Paragraph(inlines):
            return Paragraph(each(inlines))
        case BulletList(items):
            return BulletList(tuple(_mapped(item, each) for item in items))
        case NumberedList(items):
            return NumberedList(tuple(_mapped(item, each) for item in items))
        case Table(header, rows, caption):
            return Table(
                tuple(map(each, header)),
                tuple(tuple(map(each, row)) for row in rows),
                caption,
            )
        case Note(kind, inner):
            return Note(kind, _mapped(inner, each))
