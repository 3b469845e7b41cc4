"""A 新旧対照表 as plain values: what stands beside what, and which of its words are underlined."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from guideline.document import Layout, Manifest


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text; what is changed is underlined."""

    text: str
    is_changed: bool = False


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, list item or heading as one side shows it."""

    kind: Literal["part", "heading", "caption", "text", "label", "note"]
    """`caption`: （目的） above an article. `label`: what the lines below are, such as 解説.
    `note`: words about the text, such as （新設）."""
    runs: Runs
    mark: Run | None = None
    """The number or bullet in front of it."""
    depth: int = 0
    """How far it is indented: 0 for a paragraph."""


@dataclass(frozen=True, slots=True)
class InnerTable:
    """A table in a cell, with the rows and columns that matter; the others stand as （略）."""

    caption: Runs
    header: tuple[Runs, ...]
    rows: tuple[tuple[Runs, ...], ...]


Block = Passage | InnerTable
Cell = tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """What stands side by side; the new text on the left."""

    new: Cell
    old: Cell


@dataclass(frozen=True, slots=True)
class Entry:
    """The rows of one clause, or the heading of a part."""

    rows: tuple[Row, ...]
    reason: str = ""
    leads: bool = False
    """Whether it is the heading of a part, with the clauses after it."""


@dataclass(frozen=True)
class ComparisonTable:
    """A whole 新旧対照表."""

    title: str
    organization: str
    headings: tuple[str, ...]
    """Of the new text, of the old one, and of the reasons where there are any."""
    legend: str
    """What the underlines mean."""
    entries: tuple[Entry, ...]
    """Empty where the two texts say the same."""
    manifest: Manifest
    layout: Layout
    beside: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Headings and lines of what stands below the table."""

    @property
    def has_reasons(self) -> bool:
        """Whether there is a third column."""
        return len(self.headings) > 2
