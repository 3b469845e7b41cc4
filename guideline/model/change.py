"""What a comparison of two documents finds, clause by clause."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from guideline.document import Section
from guideline.model.clause import Act
from guideline.model.version import Version

Kind = Literal["same", "changed", "added", "removed", "moved", "split", "merged"]
"""Of a paragraph, a list item, a table, a row or a column. What was moved, split into several or
merged into one may have changed as well."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text on both sides."""

    kind: Literal["same", "deleted", "inserted", "renumbered"]
    """A reference whose target is the same and whose number is not is `renumbered`."""
    old: str
    new: str
    """Empty where the side has nothing; equal to `old` in a stretch that is the same."""
    is_moved: bool = False
    """Whether what is deleted or inserted stands elsewhere in the clause on the other side."""


Spans = tuple[Span, ...]


def is_replaced(before: Span, after: Span | None) -> bool:
    """Whether one span stands in the place of the other."""
    return (
        (before.kind, after and after.kind) == ("deleted", "inserted")
        and not before.is_moved
        and not (after and after.is_moved)
    )


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph or list item as one side shows it."""

    text: str
    mark: str = ""
    """The number or bullet in front of it, such as `(1)`, `・` or the `２` of a 項."""
    depth: int = 0
    """How far it is indented: 0 for a paragraph."""
    note: str = ""
    """The label of the note it stands in, such as `解説`; empty in the rule."""


@dataclass(frozen=True, slots=True)
class FormatChange:
    """What differs in the look of a line or cell, or in where it leads, whatever its words."""

    what: Literal["list", "depth", "link"]
    old: str
    new: str
    """Of a list `bullet`, `number` or `none`; of a depth its count, 0 for a paragraph; of a link
    its address, empty where there is no link."""
    text: str
    """The line, or the words of the link."""


@dataclass(frozen=True, slots=True)
class LineChange:
    """A paragraph or list item on both sides: one line each, none, or several."""

    kind: Kind
    old: tuple[Line, ...]
    new: tuple[Line, ...]
    spans: Spans
    """A line end stands between the lines of a side that has several."""
    formats: tuple[FormatChange, ...] = ()

    @property
    def note(self) -> str:
        """The label of the note it stands in; empty in the rule."""
        return (self.new or self.old)[0].note


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell on both sides; a side that has no such row or column is empty."""

    spans: Spans

    @property
    def is_same(self) -> bool:
        """Whether both sides say the same; numbers of references do not count."""
        return all(span.kind in ("same", "renumbered") for span in self.spans)


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row on both sides, a cell for each column of the table's `columns`."""

    kind: Kind
    cells: tuple[CellChange, ...]


@dataclass(frozen=True, slots=True)
class TableChange:
    """A table on both sides, with the columns and rows of both."""

    kind: Kind
    caption: Spans
    columns: tuple[Kind, ...]
    header: RowChange
    rows: tuple[RowChange, ...]
    note: str = ""
    """The label of the note it stands in; empty in the rule."""
    formats: tuple[FormatChange, ...] = ()

    def all_rows(self) -> tuple[RowChange, ...]:
        """The header, then the rows."""
        return (self.header, *self.rows)


Item = LineChange | TableChange


def texts_of(item: Item) -> Iterator[Spans]:
    """Every text of the item, one after the other: a line, or a caption and its cells."""
    if isinstance(item, LineChange):
        yield item.spans
        return
    yield item.caption
    for row in item.all_rows():
        for cell in row.cells:
            yield cell.spans


Aspect = Literal[
    "added",
    "removed",
    "variant",
    "title",
    "rule",
    "level",
    "condition",
    "moved",
    "format",
    "commentary",
    "sources",
    "renumbered",
]
"""What is different about a clause. `variant`: another answer chose another text for its slot.
`format`: lists, and the addresses of links, in the rule; readings above words are no difference.
Listed by weight: the first one that applies is what the change is called."""

ASPECTS: Mapping[Aspect, str] = {
    "added": "新設",
    "removed": "削除",
    "variant": "差替え",
    "title": "見出し",
    "rule": "本文",
    "level": "義務の強さ",
    "condition": "条件",
    "moved": "移動",
    "format": "体裁",
    "commentary": "解説",
    "sources": "根拠",
    "renumbered": "番号",
}
"""What readers call them."""

Match = Literal["id", "slot", "heading", "likeness"]
"""How the two sides of a clause were found to belong together. The last two are guesses."""


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """An answer of the profile that decides about a clause and differs."""

    name: str
    """As conditions write it, such as `choices.agents`."""
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Change:
    """The difference between two documents for one clause, or for what a part says by itself."""

    id: str
    """Of the clause or part on the new side, or on the old one where it was removed or the new side
    tells no ids; empty for the title block."""
    part: str
    """The title of the part it stands in; empty for a part itself."""
    old: Section | None
    new: Section | None
    match: Match | None
    """None where one side has no such clause."""
    aspects: frozenset[Aspect]
    title: Spans
    rule: tuple[Item, ...]
    notes: tuple[Item, ...]
    """The commentary and its examples."""
    sources: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    """Ids of sources that only the old side names, and those that only the new one names."""
    is_elsewhere: bool = False
    """Whether it stands in another place of the text: it has moved, or its part has."""
    answers: tuple[AnswerChange, ...] = ()
    """The answers that differ and decide about the clause, where both sides are profiles."""
    reason: str = ""
    """Why it differs, where the layers of a profile say so."""

    @property
    def kind(self) -> Aspect | Literal["unchanged"]:
        """The heaviest aspect."""
        return next((aspect for aspect in ASPECTS if aspect in self.aspects), "unchanged")

    @property
    def section(self) -> Section:
        """The new side, or the old one where there is no new one."""
        section = self.new or self.old
        assert section
        return section

    @property
    def is_clause(self) -> bool:
        """Whether it is a clause, and not a part or the title block."""
        return self.section.origin is not None

    def items(self) -> Iterator[Item]:
        """The rule, then the notes."""
        yield from self.rule
        yield from self.notes


@dataclass(frozen=True)
class Comparison:
    """Two versions, and the change of every clause in the order of the new one.

    What was removed stands where it stood, after what came before it in the old version.
    """

    old: Version
    new: Version
    changes: tuple[Change, ...]
    acts: tuple[Act, ...] = ()
    """What the layers between the two versions do, where that is what is compared."""

    @property
    def differences(self) -> tuple[Change, ...]:
        """The changes in which something is different."""
        return tuple(change for change in self.changes if change.aspects)
