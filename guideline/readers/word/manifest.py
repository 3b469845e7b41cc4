"""Reads what our Word files say about themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, fields, replace
from typing import Literal, get_args

from lxml import etree

from guideline.document import (
    MANIFEST_NAMESPACE,
    Digits,
    Layout,
    Level,
    Manifest,
    Name,
    Numbering,
    Origin,
    Section,
    relation_of,
)
from guideline.readers.word.parts import part_bookmark

_NUMBERINGS: Mapping[str, Numbering] = {each: each for each in get_args(Numbering)}
_DIGITS: Mapping[str, Digits] = {each: each for each in get_args(Digits)}
_LEVELS: Mapping[str, Level] = {each: each for each in get_args(Level)}
_PAGES: Mapping[str, Literal["normal", "compact"]] = {"normal": "normal", "compact": "compact"}
_COMMENTARIES: Mapping[str, Literal["boxed", "comments"]] = {
    "boxed": "boxed",
    "comments": "comments",
}
_DESIGNS: Mapping[str, Literal["gothic", "mincho", "plain"]] = {
    "gothic": "gothic",
    "mincho": "mincho",
    "plain": "plain",
}


@dataclass(frozen=True, slots=True)
class KnownClause:
    """A clause that the file was written with."""

    origin: Origin
    text: str
    """Its title and the beginning of its rule, one line each; empty in an older file."""
    former: KnownClause | None = None
    """In a file with tracked changes: the clause that stands here once they are rejected."""
    is_added: bool = False
    """Whether it is gone, and not lost, once they are rejected."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the file was written with. Older files do not tell all of it."""

    manifest: Manifest
    layout: Layout
    page: Literal["normal", "compact"]
    numbering: Numbering | None
    digits: Digits | None
    clauses: dict[str, KnownClause]
    """By the names of their bookmarks, in the order of the document."""
    parts: dict[str, str]
    """The ids of the parts by their titles."""
    related: dict[str, str]
    """The ids of 別表 and 様式, which other texts refer to, by the names of their bookmarks."""
    details: tuple[str, ...]
    """The header of the title block, which the page does not show."""
    blanks: tuple[tuple[str, str, str], ...]
    """Section, label and path of each blank that has one, in reading order."""
    actors: tuple[str, ...]
    names: tuple[Name, ...]

    def targets(self) -> Iterator[tuple[str, str]]:
        """The bookmarks that references may lead to, with the ids of their clauses."""
        for anchor, clause in self.clauses.items():
            yield anchor, clause.origin.clause
            if clause.former and clause.former.origin.anchor != anchor:
                yield clause.former.origin.anchor, clause.former.origin.clause

    def with_rejected(self, anchors: Set[str]) -> Known:
        """The same with the former clauses at these bookmarks."""
        clauses = {
            anchor: clause.former if clause.former and anchor in anchors else clause
            for anchor, clause in self.clauses.items()
        }
        return replace(self, clauses=clauses)


def known_of(manifest: etree._Element) -> Known:
    """What the manifest tells."""
    get = manifest.get
    clauses = {}
    for clause in _all(manifest, "clause"):
        known = _clause(clause)
        if known.origin.clause and known.origin.anchor:
            clauses[known.origin.anchor] = known
    return Known(
        Manifest(
            **{f.name: get(f.name, "") for f in fields(Manifest) if f.name != "layers"},
            layers=tuple(layer.get("name", "") for layer in _all(manifest, "layer")),
        ),
        Layout(
            digits=_DIGITS.get(get("digits", "")) or "half",
            commentary=_COMMENTARIES.get(get("commentary", "")) or "boxed",
            has_contents=get("contents") == "yes",
            design=_DESIGNS.get(get("design", "")) or "gothic",
            version=get("version", ""),
            dated=get("dated", ""),
            owner=get("owner", ""),
        ),
        _PAGES.get(get("page", "")) or "normal",
        _NUMBERINGS.get(get("numbering", "")),
        _DIGITS.get(get("digits", "")),
        clauses,
        {part.get("title", ""): part.get("id", "") for part in _all(manifest, "part")},
        {
            part_bookmark(part.get("id", "")): part.get("id", "")
            for part in _all(manifest, "part")
            if relation_of(Section("", part.get("title", ""), ""))
        },
        tuple(column.get("name", "") for column in _all(manifest, "column")),
        tuple(
            (blank.get("section", ""), blank.get("label", ""), blank.get("path", ""))
            for blank in _all(manifest, "blank")
        ),
        tuple(actor.get("name", "") for actor in _all(manifest, "actor")),
        tuple(Name(n.get("id", ""), n.get("name", "")) for n in _all(manifest, "name")),
    )


def _clause(element: etree._Element) -> KnownClause:
    get = element.get
    origin = Origin(
        clause=get("id", ""),
        slot=get("slot", ""),
        level=_LEVELS.get(get("level", "")) or "",
        satisfies=tuple(each.get("requirement", "") for each in _all(element, "satisfies")),
        sources=tuple(each.get("name", "") for each in _all(element, "source")),
        anchor=get("anchor", ""),
        hash=get("hash", ""),
        provisional=get("provisional", ""),
        variants=tuple(each.get("clause", "") for each in _all(element, "variant")),
    )
    title, text = get("title", ""), get("text", "")
    former = element.find(f"{{{MANIFEST_NAMESPACE}}}former")
    return KnownClause(
        origin,
        f"{title}\n{text}" if title or text else "",
        None if former is None else _clause(former),
        get("added") == "yes",
    )


def _all(parent: etree._Element, name: str) -> list[etree._Element]:
    return list(parent.iterfind(f"{{{MANIFEST_NAMESPACE}}}{name}"))
