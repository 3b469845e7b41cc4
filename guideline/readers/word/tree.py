"""Makes the document of what was found in one of our files: sections, numbers, title block."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from guideline.document import (
    Blank,
    Digits,
    Document,
    Inline,
    Inlines,
    Note,
    Numbering,
    Reference,
    Section,
    Table,
    Text,
    mention_of,
    plain_text,
    relation_of,
    walk_sections,
    with_inlines,
)
from guideline.number import numbered
from guideline.readers.word.blocks import blocks_of
from guideline.readers.word.flow import Grid, Item, Line
from guideline.readers.word.manifest import Known
from guideline.readers.word.notes import notes_beside
from guideline.readers.word.ours import Found, Heading
from guideline.readers.word.parts import PART, part_bookmark

FRONT = "front"
"""The id of what somebody wrote before the first heading."""


class Tree:
    """Builds the document of one of our files."""

    def __init__(
        self, known: Known, numbering: Numbering, digits: Digits, notes: Mapping[str, Note]
    ) -> None:
        self._known = known
        self._numbering = numbering
        self._digits = digits
        self._notes = notes
        self._added = 0
        self._is_numbered: dict[str, bool] = {}

    def document(self, found: Found) -> Document:
        known = self._known
        front = Front(found.front)
        sections = tuple(self._section(heading) for heading in found.headings)
        if front.rest:
            blocks = self._blocks(front.rest)
            sections = (Section(FRONT, "", "", blocks), *sections)
        sections = self._numbered(sections)
        header = tuple((Text(name),) if name else () for name in known.details)
        document = Document(
            title=front.title,
            organization=front.organization,
            numbering=self._numbering,
            details=Table(header, front.details),
            sections=sections,
            manifest=known.manifest,
            page=known.page,
            layout=replace(known.layout, digits=self._digits, approval_box=front.approval_box),
            actors=known.actors,
            names=known.names,
        )
        return filled_in(document, known.blanks)

    def _section(self, heading: Heading) -> Section:
        known = self._known.clauses.get(heading.anchor)
        id_ = known.origin.clause if known else self._part_id(heading)
        self._is_numbered[id_] = heading.is_numbered
        return Section(
            id_,
            heading.title,
            "",
            self._blocks(heading.items, heading.beside),
            tuple(self._section(inner) for inner in heading.inner),
            known.origin if known else None,
        )

    def _part_id(self, heading: Heading) -> str:
        id_ = self._known.parts.get(heading.title, "")
        if heading.anchor.startswith(PART):
            id_ = self._named_by(heading.anchor)
        if not id_ or id_ in self._is_numbered:
            self._added += 1
            id_ = f"added-{self._added}"
        return id_

    def _named_by(self, bookmark: str) -> str:
        """The id of a part by its bookmark."""
        known = (id_ for id_ in self._known.parts.values() if part_bookmark(id_) == bookmark)
        return next(known, bookmark.removeprefix(PART).replace("_", "-"))

    def _blocks(self, items: Sequence[Item], beside: Iterable[str] = ()) -> tuple:  # type: ignore[type-arg]
        blocks = blocks_of(items, has_articles=self._numbering == "articles")
        named = [*beside, *(each for item in items for each in item.beside)]
        return (*blocks, *notes_beside(named, self._notes))

    def _numbered(self, sections: tuple[Section, ...]) -> tuple[Section, ...]:
        """The sections with the numbers that Word shows; one may have lost its own."""
        counted = [replace(part, sections=tuple(self._counted(part))) for part in sections]
        pairs = [(part, self._is_numbered.get(part.id, False)) for part in counted]
        done = numbered(pairs, self._numbering, self._digits)
        return tuple(
            replace(part, sections=_put_back(before.sections, part.sections))
            for before, part in zip(sections, done, strict=True)
        )

    def _counted(self, part: Section) -> Iterator[Section]:
        for section in part.sections:
            if self._is_numbered[section.id] or not self._is_numbered.get(part.id):
                yield section


def _put_back(
    sections: tuple[Section, ...], numbered_ones: tuple[Section, ...]
) -> tuple[Section, ...]:
    done = {section.id: section for section in numbered_ones}
    return tuple(done.get(section.id, section) for section in sections)


class Front:
    """What stands before the first heading: title, organization, title block, box for seals."""

    def __init__(self, items: Sequence[Item]) -> None:
        self.title = ""
        self.organization: Inlines = ()
        self.details: tuple[tuple[Inlines, ...], ...] = ()
        self.approval_box: tuple[str, ...] = ()
        self.rest: list[Item] = []
        has_style = any(isinstance(item, Line) and item.style == "title" for item in items)
        for item in items:
            if isinstance(item, Grid):
                self._grid(item)
            elif not self.title and (item.style == "title" or not has_style):
                self.title = item.text.strip()
            elif not self.organization and item.style == "subtitle":
                self.organization = item.inlines
            else:
                self.rest.append(item)

    def _grid(self, grid: Grid) -> None:
        if not self.title and not grid.has_details:
            self.approval_box = tuple(map(plain_text, grid.rows[0]))
        elif not self.details and (grid.has_details or not self.rest):
            self.details = tuple(_pairs(grid))
        else:
            self.rest.append(grid)


def _pairs(grid: Grid) -> Iterator[tuple[Inlines, ...]]:
    """The labels with their values: a line of the table has one or two."""
    for row in grid.rows:
        for at in range(0, len(row), 2):
            pair = row[at : at + 2]
            if len(pair) == 2 and any(pair):
                yield pair


def filled_in(document: Document, blanks: Iterable[tuple[str, str, str]] = ()) -> Document:
    """The document with the numbers of its references and the paths of its blanks."""
    shown = {section.id: mention_of(section) for section in walk_sections(document.sections)}
    numbers = {_folded(s.full_number): s.full_number for s in walk_sections(document.sections)}
    paths: dict[tuple[str, str], list[str]] = {}
    labels: dict[str, str] = {}
    for section_id, label, path in blanks:
        paths.setdefault((section_id, label), []).append(path)
        labels.setdefault(label, path)

    def inline(each: Inline, section_id: str) -> Inline:
        if isinstance(each, Reference) and each.clause in shown:
            return Reference(each.clause, shown[each.clause])
        if isinstance(each, Blank):
            waiting = paths.get((section_id, each.label))
            return Blank(each.label, waiting.pop(0) if waiting else labels.get(each.label, ""))
        return each

    def filled(section_id: str) -> Callable[[Inlines], Inlines]:
        return lambda inlines: tuple(inline(each, section_id) for each in inlines)

    def section(old: Section) -> Section:
        blocks = tuple(with_inlines(block, filled(old.id)) for block in old.blocks)
        title = _with_number(old, numbers)
        return replace(old, title=title, blocks=blocks, sections=tuple(map(section, old.sections)))

    organization = filled("")(document.organization)
    details = with_inlines(document.details, filled(""))
    assert isinstance(details, Table)
    return replace(
        document,
        organization=organization,
        details=details,
        sections=tuple(map(section, document.sections)),
    )


def _with_number(section: Section, numbers: Mapping[str, str]) -> str:
    """The title, a 別表 or 様式 with the number of its article as the document writes it.

    LibreOffice counts that reference again, in half-width digits.
    """
    relation = relation_of(section)
    if not relation:
        return section.title
    number = numbers.get(relation.article, relation.article)
    return section.title.replace(f"（{relation.article}関係）", f"（{number}関係）")


def _folded(number: str) -> str:
    return unicodedata.normalize("NFKC", number)
