"""Puts the forms that articles of a regulation ask for behind it, as 様式.

A form belongs to a regulation when the article that asks for it does. As forms do in 公用文, it
stands behind the 別表 as 「様式第１号（第８条関係）」, and a sentence at the end of the article
says that it is used.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from guideline.document import (
    Block,
    Digits,
    Inline,
    Inlines,
    Note,
    Paragraph,
    Reference,
    Section,
    Strong,
    Text,
    joined,
    plain_text,
    walk_sections,
    with_inlines,
)
from guideline.number import as_article, in_digits
from guideline.outline import ClausePlace, Details, Heading, OutlineItem

FORM = "form"
"""How the sentence that asks for a form refers to it: `[[form]]`."""


@dataclass(frozen=True, slots=True)
class Form:
    """A form that may belong to a regulation, filled in and parsed."""

    name: str
    """That of its template."""
    title: str
    asked_by: str
    """The clause or slot that asks for it."""
    asks: Inlines
    """The sentence that the clause ends with."""
    outline: tuple[OutlineItem, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    """A form with the article that asks for it and its label."""

    form: Form
    article: Section
    label: str

    @property
    def id(self) -> str:
        return "form-" + re.sub("[^a-z0-9]", "-", self.form.name.lower())


def with_forms(
    sections: tuple[Section, ...], forms: Sequence[Form], digits: Digits, title: str
) -> tuple[Section, ...]:
    """The sections with the forms that their articles ask for behind them, numbered in the order
    of these articles; a single one needs no number.

    Args:
        title: that of the document, whose articles a form names with it when it stands alone.
    """
    places = _places(sections, forms, digits)
    asked = tuple(_asking(section, places, digits) for section in sections)
    return (*asked, *(_section(place, title) for place in places))


def _places(
    sections: tuple[Section, ...], forms: Sequence[Form], digits: Digits
) -> tuple[_Place, ...]:
    wanted = [
        (form, section)
        for section in walk_sections(sections)
        if section.number and section.origin
        for form in forms
        if form.asked_by in (section.origin.clause, section.origin.slot)
    ]
    return tuple(
        _Place(form, article, f"様式第{in_digits(n, digits)}号" if len(wanted) > 1 else "様式")
        for n, (form, article) in enumerate(wanted, 1)
    )


def _asking(section: Section, places: Sequence[_Place], digits: Digits) -> Section:
    """The section with a 項 for each form at the end of the article that asks for it."""
    added = tuple(Paragraph(_sentence(p)) for p in places if p.article.id == section.id)
    rule = tuple(block for block in section.blocks if not isinstance(block, Note))
    notes = tuple(block for block in section.blocks if isinstance(block, Note))
    return replace(
        section,
        blocks=(*as_article((*rule, *added), digits), *notes) if added else section.blocks,
        sections=tuple(_asking(inner, places, digits) for inner in section.sections),
    )


def _sentence(place: _Place) -> Inlines:
    return tuple(
        Reference(place.id, place.label) if inline == Reference(FORM) else inline
        for inline in place.form.asks
    )


def _section(place: _Place, owner: str) -> Section:
    """A form on its own pages; its headings are no headings of the regulation."""

    def own(inlines: Inlines) -> Inlines:
        return _without(f"{owner}の", inlines)

    blocks: list[Block] = [_emphasized((Strong(place.form.title),))]
    for item in place.form.outline:
        match item:
            case Details(table):
                blocks.append(table)
            case Heading(_, title, _):
                blocks.append(_emphasized(title))
            case ClausePlace():
                continue
            case _:
                blocks.append(with_inlines(item, own))
    return Section(place.id, f"{place.label}（{place.article.full_number}関係）", "", tuple(blocks))


def _without(name: str, inlines: Inlines) -> Inlines:
    """The text without this name before references: they lead to the same document."""
    found: list[Inline] = []
    for inline, after in zip_longest(inlines, inlines[1:]):
        if isinstance(inline, Text) and isinstance(after, Reference):
            found.append(Text(inline.text.removesuffix(name)))
        elif inline:
            found.append(inline)
    return joined(found)


def _emphasized(inlines: Sequence[Inline]) -> Paragraph:
    return Paragraph((Strong(plain_text(tuple(inlines))),))
