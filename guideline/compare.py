"""Two versions of a guideline become the changes between them, clause by clause."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import NamedTuple

from guideline.alignment import align
from guideline.document import (
    NOTE_LABELS,
    Document,
    Inline,
    Inlines,
    Origin,
    Reference,
    Section,
    Table,
    Text,
    plain_text,
    walk_inlines,
    walk_sections,
)
from guideline.flatten import LineUnit, TableUnit, Unit, comparable, key_of, target_of, units_of
from guideline.formats import formats_between, links_between
from guideline.marking import marked
from guideline.matching import Pair, paired
from guideline.model.change import (
    AnswerChange,
    Aspect,
    CellChange,
    Change,
    Comparison,
    FormatChange,
    Item,
    Kind,
    LineChange,
    RowChange,
    Span,
    Spans,
    TableChange,
)
from guideline.model.resolution import Decision
from guideline.model.version import Version
from guideline.moved import with_moves
from guideline.names import names_of
from guideline.segments import Token, tokens
from guideline.table_matching import Positions, columns_and_rows


def compare(old: Version, new: Version) -> Comparison:
    """What is different between two versions."""
    decisions = _Decisions(_decisions(old), _decisions(new))
    sides = _Side(old, new), _Side(new, old)
    pairs = paired(old.document, new.document)
    with names_of(old.document, new.document):
        changes = [_change(pair, *sides, decisions) for pair in pairs]
    return Comparison(old, new, tuple(changes))


class _Side:
    """What the sections of a version are read with."""

    def __init__(self, version: Version, other: Version) -> None:
        self._numbering = version.document.numbering
        self._identity = version.identity
        self._known = {section.id for section in walk_sections(version.document.sections)}
        self._ids = _ids_of(version.document, other.document)

    def is_like(self, other: _Side) -> bool:
        """Whether equal blocks say the same on both sides."""
        return self._numbering == other._numbering and self._known == other._known

    def shows_like(self, other: _Side) -> bool:
        """Whether lists and links look alike on both sides where nobody changed them.

        In a stranger's file they are read off typed marks, and each numbering has marks of its own.
        """
        is_read_alike = (self._identity == "none") == (other._identity == "none")
        return is_read_alike and self._numbering == other._numbering

    def mentions(self, section: Section | None) -> set[str]:
        """What the section refers to in its own document."""
        if not section:
            return set()
        inlines = chain.from_iterable(walk_inlines(section.blocks))
        return {i.clause for i in inlines if isinstance(i, Reference)} & self._known

    def units(self, section: Section | None, mentions: set[str]) -> tuple[Unit, ...]:
        """The lines and tables of a section, in which nothing but these are references."""
        if not section:
            return ()
        return units_of(section.blocks, self._numbering, mentions, self._ids)


def _ids_of(document: Document, other: Document) -> dict[str, str]:
    """The ids by name, where both documents tell them; none of what shares its name."""
    if not other.names:
        return {}
    count = Counter(known.name for known in document.names)
    return {known.name: known.id for known in document.names if count[known.name] == 1}


def _units(
    before: Section | None, after: Section | None, old: _Side, new: _Side
) -> tuple[tuple[Unit, ...], tuple[Unit, ...]]:
    """The units of both sides. A reference that one of them does not tell is text in the other."""
    if before and after and before.blocks == after.blocks and old.is_like(new):
        same = old.units(before, old.mentions(before))
        return same, same
    ours, theirs = old.mentions(before), new.mentions(after)
    if bool(ours - theirs) != bool(theirs - ours):
        ours = theirs = ours & theirs
    return old.units(before, ours), new.units(after, theirs)


class _Decisions(NamedTuple):
    """Why each clause is in, on each side; empty where a side is no profile."""

    old: dict[str, Decision]
    new: dict[str, Decision]


def _decisions(version: Version) -> dict[str, Decision]:
    return {d.clause.id: d for d in version.resolution.decisions} if version.resolution else {}


def _change(pair: Pair, old: _Side, new: _Side, decisions: _Decisions) -> Change:
    before = pair.old.section if pair.old else None
    after = pair.new.section if pair.new else None
    rule, notes = _items(*_units(before, after, old, new))
    if not old.shows_like(new):
        rule, notes = (tuple(replace(i, formats=()) for i in items) for items in (rule, notes))
    place = pair.new or pair.old
    assert place
    title = spans_of(_title(before), _title(after))
    aspects = frozenset(_aspects(pair, title, rule, notes, decisions))
    return Change(
        id=_id(pair),
        part=place.part.title if place.part else "",
        old=before,
        new=after,
        match=pair.match,
        aspects=aspects,
        title=title,
        rule=rule,
        notes=tuple(item for item in notes if not _is_of_sources(item)),
        sources=_sources(before, after),
        is_elsewhere=pair.is_elsewhere,
        answers=_answers(before, after, decisions),
    )


def _id(pair: Pair) -> str:
    """The id on the new side, or on the old one where only that tells any."""
    sides = [place for place in (pair.new, pair.old) if place]
    return next((place.id for place in sides if place.id), sides[0].section.id)


def _title(section: Section | None) -> Inlines:
    return comparable((Text(section.title),)) if section else ()


def _items(old: Sequence[Unit], new: Sequence[Unit]) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    """The rule's items and those of the notes, each aligned by itself."""
    rules = [[u for u in units if not _note(u)] for units in (old, new)]
    notes = [[u for u in units if _note(u)] for units in (old, new)]
    return with_moves(_aligned(*rules)), with_moves(_aligned(*notes))


def _note(unit: Unit) -> str:
    return unit.line.note if isinstance(unit, LineUnit) else unit.note


# Aspects


def _aspects(
    pair: Pair,
    title: Spans,
    rule: Sequence[Item],
    notes: Sequence[Item],
    decisions: _Decisions,
) -> Iterator[Aspect]:
    if not pair.old or not pair.new:
        yield "added" if pair.new else "removed"
        return
    before, after = pair.old.section, pair.new.section
    if pair.is_moved:
        yield "moved"
    if any(span.kind != "same" for span in title):
        yield "title"
    if any(item.kind != "same" for item in rule):
        yield "rule"
    if any(item.formats for item in rule):
        yield "format"
    grounds = [item for item in notes if _is_of_sources(item)]
    if any(item.kind != "same" or item.formats for item in notes if item not in grounds):
        yield "commentary"
    if any(item.kind != "same" for item in grounds) or _sources(before, after) != ((), ()):
        yield "sources"
    if before.full_number != after.full_number or _has_other_numbers((*rule, *notes)):
        yield "renumbered"
    is_of_slot = pair.match == "slot"
    yield from _aspects_of_origin(before.origin, after.origin, decisions, is_of_slot=is_of_slot)


def _aspects_of_origin(
    before: Origin | None, after: Origin | None, decisions: _Decisions, *, is_of_slot: bool
) -> Iterator[Aspect]:
    if not before or not after:
        return
    if before.level and after.level and before.level != after.level:
        yield "level"
    old, new = decisions.old.get(before.clause), decisions.new.get(after.clause)
    if before.clause != after.clause:
        if is_of_slot:
            yield "variant"
    elif old and new and old.conditions != new.conditions:
        yield "condition"


def _has_other_numbers(items: Sequence[Item]) -> bool:
    return any(span.kind == "renumbered" for item in items for span in _spans_in(item))


def _spans_in(item: Item) -> Iterator[Span]:
    if isinstance(item, LineChange):
        yield from item.spans
        return
    for row in (item.header, *item.rows):
        for cell in row.cells:
            yield from cell.spans


def _is_of_sources(item: Item) -> bool:
    """Whether it tells what a clause rests on, which a commentary ends with."""
    if isinstance(item, TableChange):
        return item.note == NOTE_LABELS["sources"]
    line = (item.new or item.old)[0]
    label = NOTE_LABELS["sources"]
    return item.note == label or (bool(line.note) and line.text.startswith(f"{label}："))


def _sources(
    before: Section | None, after: Section | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The sources that only one side names; nothing where a side does not tell its sources."""
    old, new = before and before.origin, after and after.origin
    if not old or not new or not old.level or not new.level:
        return (), ()
    gone = tuple(source for source in old.sources if source not in new.sources)
    return gone, tuple(source for source in new.sources if source not in old.sources)


def _answers(
    before: Section | None, after: Section | None, decisions: _Decisions
) -> tuple[AnswerChange, ...]:
    """The answers that decide about either side's clause and differ."""
    ids = [s.origin.clause for s in (before, after) if s and s.origin]
    old = _answers_to(ids, decisions.old)
    new = _answers_to(ids, decisions.new)
    return tuple(
        AnswerChange(name, old[name], new[name])
        for name in old
        if name in new and old[name] != new[name]
    )


def _answers_to(ids: Sequence[str], decisions: dict[str, Decision]) -> dict[str, str]:
    found = [decisions[id_] for id_ in ids if id_ in decisions]
    return {answer.name: answer.value for decision in found for answer in decision.answers}


# Items: lines and tables


def _aligned(old: Sequence[Unit], new: Sequence[Unit]) -> tuple[Item, ...]:
    if [(_note(u), u.key) for u in old] == [(_note(u), u.key) for u in new]:
        # Most sections of a new version are those of the old one.
        pairs = zip(old, new, strict=True)
        return tuple(item for a, b in pairs for item in _of_match([a], [b], "same"))
    matches = align([_alignment_key(u) for u in old], [_alignment_key(u) for u in new])
    return tuple(
        item
        for match in matches
        for item in _of_match(
            [old[at] for at in match.old], [new[at] for at in match.new], _KINDS[match.kind]
        )
    )


_KINDS: Mapping[str, Kind] = {
    "same": "same",
    "changed": "changed",
    "deleted": "removed",
    "inserted": "added",
    "moved": "moved",
    "split": "split",
    "merged": "merged",
}


def _alignment_key(unit: Unit) -> str:
    """What a unit is found again by: a table by what its rows and columns are about."""
    if isinstance(unit, LineUnit):
        return f"{unit.line.note}\0{unit.key}"
    return f"{unit.note}\0table\0{unit.table.caption}\0{key_of(unit.table.header[0])}"


def _of_match(old: Sequence[Unit], new: Sequence[Unit], kind: Kind) -> Iterator[Item]:
    """One item for what belongs together; a table belongs to nothing but a table."""
    tables = [u for u in (*old, *new) if isinstance(u, TableUnit)]
    if not tables:
        yield _lines([_line(u) for u in old], [_line(u) for u in new], kind)
    elif len(old) == len(new) == 1 and len(tables) == 2:
        yield _table(_table_of(old[0]), _table_of(new[0]), tables[1].note, kind)
    else:
        for unit in old:
            yield _alone(unit, None)
        for unit in new:
            yield _alone(None, unit)


def _alone(old: Unit | None, new: Unit | None) -> Item:
    unit = old or new
    kind: Kind = "removed" if old else "added"
    if isinstance(unit, TableUnit):
        return _table(_table_of(old), _table_of(new), unit.note, kind)
    return _lines([_line(u) for u in (old,) if u], [_line(u) for u in (new,) if u], kind)


def _line(unit: Unit) -> LineUnit:
    assert isinstance(unit, LineUnit)
    return unit


def _table_of(unit: Unit | None) -> TableUnit | None:
    return unit if isinstance(unit, TableUnit) else None


def _lines(old: Sequence[LineUnit], new: Sequence[LineUnit], kind: Kind) -> LineChange:
    if kind == "same" and len(new) == 1 and old[0] is new[0]:
        # Most lines of a new version are those of the old one.
        line = new[0].line
        lines = (line,)
        return LineChange(kind, lines, lines, _alike(line.text))
    spans = spans_of(_joined(old), _joined(new))
    if kind == "changed" and _are_same(spans) and old[0].line.note == new[0].line.note:
        kind = "same"
    formats = tuple(formats_between(old[0], new[0])) if len(old) == len(new) == 1 else ()
    return LineChange(kind, tuple(u.line for u in old), tuple(u.line for u in new), spans, formats)


def _joined(units: Sequence[LineUnit]) -> Inlines:
    """The texts of several lines with a line end between them."""
    found: list[Inline] = []
    for unit in units:
        found += [Text("\n"), *unit.inlines] if found else unit.inlines
    return tuple(found)


def _are_same(spans: Spans) -> bool:
    return all(span.kind in ("same", "renumbered") for span in spans)


# Tables


_Cells = tuple[Inlines, ...]


def _table(before: TableUnit | None, after: TableUnit | None, note: str, kind: Kind) -> TableChange:
    columns, places = columns_and_rows(before, after)
    old = before.table if before else None
    new = after.table if after else None
    header = _row(old.header if old else None, new.header if new else None, columns)
    rows = tuple(
        _row(
            old.rows[a] if old and a is not None else None,
            new.rows[b] if new and b is not None else None,
            columns,
        )
        for a, b in places
    )
    caption = spans_of(_caption(old), _caption(new))
    if kind in ("same", "changed"):
        is_same = _are_same(caption) and all(row.kind == "same" for row in (header, *rows))
        kind = "same" if is_same else "changed"
    kinds = tuple(_sided(a is not None, b is not None) for a, b in columns)
    formats = tuple(_formats_in(old, new, columns, places)) if old and new else ()
    return TableChange(kind, caption, kinds, header, rows, note, formats)


def _formats_in(
    old: Table, new: Table, columns: Positions, rows: Positions
) -> Iterator[FormatChange]:
    """The links of the cells that both tables have."""
    pairs = [(old.rows[a], new.rows[b]) for a, b in rows if a is not None and b is not None]
    for before, after in [(old.header, new.header), *pairs]:
        for a, b in columns:
            if a is not None and b is not None:
                yield from links_between(before[a], after[b])


def _caption(table: Table | None) -> Inlines:
    return comparable((Text(table.caption),)) if table else ()


def _sided(is_old: bool, is_new: bool) -> Kind:
    """What is on both sides, or on one."""
    if is_old and is_new:
        return "same"
    return "removed" if is_old else "added"


def _row(old: _Cells | None, new: _Cells | None, columns: Positions) -> RowChange:
    cells = tuple(
        CellChange(
            spans_of(
                old[a] if old is not None and a is not None else (),
                new[b] if new is not None and b is not None else (),
            )
        )
        for a, b in columns
    )
    kind = _sided(old is not None, new is not None)
    if kind == "same" and not all(cell.is_same for cell in cells):
        kind = "changed"
    return RowChange(kind, cells)


# Words


def spans_of(old: Inlines, new: Inlines) -> Spans:
    """The text of both sides with what differs marked by words."""
    if old == new:
        return _alike(plain_text(new))
    if key_of(old) == key_of(new):
        return tuple(_as_they_stand(old, new))
    return tuple(_spans(_tokens(old), _tokens(new)))


def _alike(text: str) -> Spans:
    return (Span("same", text, text),) if text else ()


def _as_they_stand(old: Inlines, new: Inlines) -> Iterator[Span]:
    """Two texts that say the same, apart from numbers of references and from emphasis."""
    references = zip(_references(old), _references(new), strict=True)
    if all(a.text == b.text for a, b in references):
        text = plain_text(new)
        if text:
            yield Span("same", text, text)
        return
    yield from _spans(_tokens(old), _tokens(new))


def _references(inlines: Inlines) -> list[Reference]:
    return [inline for inline in inlines if isinstance(inline, Reference)]


def _tokens(inlines: Inlines) -> tuple[Token, ...]:
    """The words of a line. A reference is one word that is known by its target."""
    found: list[Token] = []
    text = ""
    for inline in inlines:
        if isinstance(inline, Reference):
            found += [*tokens(text), Token(inline.text, target_of(inline))]
            text = ""
        else:
            text += plain_text((inline,))
    return (*found, *tokens(text))


def _spans(old: tuple[Token, ...], new: tuple[Token, ...]) -> Iterator[Span]:
    """The marked pieces; what is the same as each side shows it."""
    for piece in marked(old, new):
        if piece.kind == "same":
            yield from _same(piece.old, piece.new)
        else:
            yield Span(piece.kind, _text(piece.old), _text(piece.new))


def _text(tokens: Sequence[Token]) -> str:
    return "".join(token.text for token in tokens)


def _same(before: Sequence[Token], after: Sequence[Token]) -> Iterator[Span]:
    """Words that are the same, but for numbers of references."""
    text = ""
    for old, new in zip(before, after, strict=True):
        if old.text == new.text:
            text += new.text
            continue
        if text:
            yield Span("same", text, text)
            text = ""
        yield Span("renumbered", old.text, new.text)
    if text:
        yield Span("same", text, text)
