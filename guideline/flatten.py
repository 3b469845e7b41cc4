"""The blocks of a section as units that can be compared: lines and tables, with what marks them."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeGuard, assert_never

from guideline.document import (
    NOTE_LABELS,
    Blank,
    Block,
    BulletList,
    Entry,
    Inline,
    Inlines,
    Link,
    Note,
    NumberedList,
    Numbering,
    Paragraph,
    Reference,
    Ruby,
    Strong,
    Table,
    Text,
    plain_text,
    with_inlines,
)
from guideline.model.change import Line
from guideline.number import item_mark


@dataclass(frozen=True, slots=True)
class LineUnit:
    """A paragraph or list item."""

    line: Line
    inlines: Inlines
    key: str
    """Equal where two lines say the same: references by their targets, emphasis left out."""


@dataclass(frozen=True, slots=True)
class TableUnit:
    """A table."""

    table: Table
    note: str
    key: str
    columns: tuple[str, ...]
    """The id of what each column is about; empty where it is not known."""
    rows: tuple[str, ...]
    """The same for each row, by its first cell."""


Unit = LineUnit | TableUnit


def units_of(
    blocks: tuple[Block, ...],
    numbering: Numbering,
    known: Collection[str] | None = None,
    ids: Mapping[str, str] | None = None,
) -> tuple[Unit, ...]:
    """Every line and table of the blocks, in reading order.

    Args:
        known: the ids that references may lead to; a reference to anything else is plain text. All
            ids when None.
        ids: what rows and columns may be about, by the name that stands in them.
    """
    clean = (with_inlines(block, lambda inlines: comparable(inlines, known)) for block in blocks)
    units = _units(tuple(clean), numbering, "")
    return tuple(_about(u, ids) if ids and isinstance(u, TableUnit) else u for u in units)


def _about(unit: TableUnit, ids: Mapping[str, str]) -> TableUnit:
    table = unit.table
    return replace(
        unit,
        columns=_ids_of(table.header, ids),
        rows=_ids_of([row[0] for row in table.rows], ids),
    )


def _ids_of(cells: Sequence[Inlines], ids: Mapping[str, str]) -> tuple[str, ...]:
    """The ids of the cells; none for what stands there twice."""
    found = [ids.get(key_of(cell), "") for cell in cells]
    return tuple(id_ if found.count(id_) == 1 else "" for id_ in found)


def comparable(inlines: Inlines, known: Collection[str] | None = None) -> Inlines:
    """The inlines as they are compared: characters composed, and no blanks at either end.

    Files that were read back cannot tell these, nor where a reference to another document leads.
    """
    if len(inlines) == 1 and isinstance(only := inlines[0], Text):
        # Most are.
        text = _composed(only.text).strip()
        return inlines if text == only.text else (Text(text),) if text else ()
    found = [_comparable(inline, known) for inline in inlines]
    while found and _has_ends(found[0]):
        found[0] = _with_text(found[0], found[0].text.lstrip())
        if found[0].text:
            break
        del found[0]
    while found and _has_ends(found[-1]):
        found[-1] = _with_text(found[-1], found[-1].text.rstrip())
        if found[-1].text:
            break
        del found[-1]
    return tuple(found)


_HasText = Text | Strong | Link | Ruby | Entry


def _with_text(inline: _HasText, text: str) -> _HasText:
    return inline if inline.text == text else replace(inline, text=text)


def _has_ends(inline: Inline) -> TypeGuard[_HasText]:
    return not isinstance(inline, Blank | Reference)


def _comparable(inline: Inline, known: Collection[str] | None) -> Inline:
    if isinstance(inline, Blank):
        label = _composed(inline.label)
        return inline if label == inline.label else replace(inline, label=label)
    if isinstance(inline, Reference):
        is_known = known is None or inline.clause in known
        return inline if is_known else Text(_composed(inline.text))
    return _with_text(inline, _composed(inline.text))


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def target_of(reference: Reference) -> str:
    """What a reference leads to: the slot, whichever variant fills it."""
    return f"[[{reference.clause.split('.')[0]}]]"


def key_of(inlines: Inlines) -> str:
    """The text with references as ids, so that another number is no other text."""
    if not [i for i in inlines if isinstance(i, Reference)]:
        return plain_text(inlines)
    told = (target_of(i) if isinstance(i, Reference) else plain_text((i,)) for i in inlines)
    return "".join(told)


def _units(blocks: tuple[Block, ...], numbering: Numbering, note: str) -> Iterator[Unit]:
    for block in blocks:
        match block:
            case Paragraph(inlines, number):
                yield _line(inlines, number, 0, note)
            case BulletList() | NumberedList():
                yield from _items(block, numbering, note, 1)
            case Table(header, rows, caption):
                cells = ["\t".join(map(key_of, row)) for row in (header, *rows)]
                unknown = ("",) * len(header), ("",) * len(rows)
                yield TableUnit(block, note, "\n".join([caption, *cells]), *unknown)
            case Note(kind, inner):
                yield from _units(inner, numbering, NOTE_LABELS[kind])
            case _:
                assert_never(block)


def _items(
    listed: BulletList | NumberedList, numbering: Numbering, note: str, depth: int
) -> Iterator[Unit]:
    # Below the 号 of an article, what is a bullet elsewhere is counted ア, イ.
    is_counted = isinstance(listed, NumberedList) or (numbering == "articles" and depth > 1)
    for count, item in enumerate(listed.items, 1):
        if is_counted and not (note and depth > 1):
            mark = item_mark(numbering, count, depth)
        else:
            mark = "・" if depth == 1 else "－"
        for position, block in enumerate(item):
            match block:
                case Paragraph(inlines):
                    yield _line(inlines, mark if position == 0 else "", depth, note)
                case BulletList() | NumberedList():
                    yield from _items(block, numbering, note, depth + 1)
                case _:
                    yield from _units((block,), numbering, note)


def _line(inlines: Inlines, mark: str, depth: int, note: str) -> LineUnit:
    return LineUnit(Line(plain_text(inlines), mark, depth, note), inlines, key_of(inlines))
