"""Two small documents and what a comparison finds between them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from guideline.compare import compare
from guideline.document import Block, Document, Section
from guideline.meaning import Meaning, meanings_of
from guideline.model.change import Change, Comparison, Spans, texts_of
from guideline.model.version import Version
from tests.word_files import clause, document


def part(id_: str, *clauses: Section, title: str = "", number: str = "1") -> Section:
    """A part that holds the clauses."""
    return Section(id_, title or f"部{id_}", number, (), clauses, full_number=number)


def one(*blocks: Block, id_: str = "p/a", title: str = "条項", **origin: Any) -> Document:
    """A document with a single clause."""
    section = clause(id_, "(1)", *blocks, title=title)
    assert section.origin
    changed = replace(section, full_number="1(1)", origin=replace(section.origin, **origin))
    return document(part("p", changed))


def compared(old: Document, new: Document, **options: Any) -> Comparison:
    """The comparison of both; `old_` and `new_` before a field of a version set it."""
    sides = [
        Version(side, tree, **{k.removeprefix(mark): v for k, v in options.items() if mark in k})
        for side, tree, mark in (("旧", old, "old_"), ("新", new, "new_"))
    ]
    return compare(*sides)


def changes(old: Document, new: Document) -> dict[str, Change]:
    """What is different, by the ids of the clauses and parts."""
    return {change.id: change for change in compared(old, new).differences}


def aspects(old: Document, new: Document) -> dict[str, set[str]]:
    """The aspects of what is different."""
    return {id_: set(change.aspects) for id_, change in changes(old, new).items()}


def only_change(old: Document, new: Document) -> Change:
    """The one change there is."""
    (change,) = compared(old, new).differences
    return change


def meaning(old: Document, new: Document) -> Meaning:
    """What the one change there is means."""
    (found,) = [m for change, m in meanings_of(compared(old, new)).pairs() if change.aspects]
    return found


def sides_of(spans: Spans) -> tuple[str, str]:
    """The text of both sides."""
    return "".join(s.old for s in spans), "".join(s.new for s in spans)


def marked_in(spans: Iterable[Any]) -> list[tuple[str, str]]:
    """What is not the same, as kind and text."""
    return [(s.kind, s.new or s.old) for s in spans if s.kind != "same"]


def marks(change: Change) -> list[tuple[str, str]]:
    """All marked words of a change, in order."""
    return [m for item in change.items() for spans in texts_of(item) for m in marked_in(spans)]
