"""Whose text a clause is, the library's or a layer's: paragraph by paragraph, with the reasons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import assert_never

from guideline.document import (
    Block,
    BulletList,
    Document,
    LayerChange,
    Note,
    NumberedList,
    Paragraph,
    Section,
    Table,
    Text,
    plain_text,
)
from guideline.errors import ContentError
from guideline.layers.clause_text import LABELS
from guideline.model.clause import Act, Clause, FrontMatter, Library, Stage
from guideline.render import clause_blocks
from guideline.words import Words

Texts = frozenset[tuple[str, Block]]
"""Paragraphs and tables of a clause, each with the region that it stands in."""

Traced = tuple[tuple[Block, ...], tuple[LayerChange, ...]]

_FIELDS = (
    "title",
    "level",
    "when",
    "requires",
    "conflicts",
    "satisfies",
    "sources",
    "provisional",
)
"""Of the front matter, what changes a guideline."""


def traced(clause: Clause, blocks: tuple[Block, ...], library: Library, spoken: Words) -> Traced:
    """The blocks of a clause, each with the layer that says it, and what layers did to the clause.

    A paragraph belongs to the lowest one in which it stands like this. So a layer that only takes
    up what is said below says nothing of its own.
    """
    if not library.acts:
        return blocks, ()
    stages = library.stages.get(clause.id, ())
    if len(stages) < 2 and not (stages and stages[0].layer):
        return blocks, tuple(_moves(clause, library))
    texts = [frozenset(_texts(_rendered(stage.clause, spoken))) for stage in stages]
    texts[-1] = frozenset(_texts(blocks))
    owner: dict[tuple[str, Block], str] = {}
    for stage, found in zip(stages, texts, strict=True):
        owner = {**dict.fromkeys(found, stage.layer), **owner}
    changes = list(_changes(clause, stages, texts, library))
    changes += _moves(clause, library)
    changes.sort(key=lambda change: library.layers.index(change.layer))
    return tuple(_owned(block, "rule", owner) for block in blocks), tuple(changes)


def _rendered(clause: Clause, spoken: Words) -> tuple[Block, ...]:
    try:
        return clause_blocks(clause, spoken)
    except ContentError:  # what a layer put right
        return ()


def _texts(blocks: tuple[Block, ...], region: str = "rule") -> Iterator[tuple[str, Block]]:
    for block in blocks:
        match block:
            case Paragraph() | Table():
                yield region, block
            case BulletList(items) | NumberedList(items):
                for item in items:
                    yield from _texts(item, region)
            case Note(kind, inner):
                yield from _texts(inner, kind)
            case _:
                assert_never(block)


def _owned(block: Block, region: str, owner: Mapping[tuple[str, Block], str]) -> Block:
    match block:
        case Paragraph() | Table():
            return replace(block, layer=owner.get((region, block), ""))
        case BulletList(items) | NumberedList(items):
            owned = tuple(tuple(_owned(b, region, owner) for b in item) for item in items)
            return replace(block, items=owned)
        case Note(kind, inner):
            return Note(kind, tuple(_owned(b, kind, owner) for b in inner))
        case _:
            assert_never(block)


def _changes(
    clause: Clause, stages: tuple[Stage, ...], texts: list[Texts], library: Library
) -> Iterator[LayerChange]:
    below: tuple[FrontMatter | None, Texts] = None, frozenset()
    for stage, found in zip(stages, texts, strict=True):
        front, said = below
        below = stage.clause.front, found
        if not stage.layer:
            continue
        fields = [
            key
            for key in _FIELDS
            if front and getattr(front, key) != getattr(stage.clause.front, key)
        ]
        regions = dict.fromkeys(region for region, _ in sorted(said ^ found, key=_region))
        act = act_on(clause, stage.layer, ("add", "amend", "replace"), library)
        yield _told(stage.layer, act, (*fields, *regions) if front else ("clause",))


def _region(text: tuple[str, Block]) -> int:
    return ("rule", "commentary", "example").index(text[0])


def _moves(clause: Clause, library: Library) -> Iterator[LayerChange]:
    for act in library.acts:
        if act.verb == "move" and act.target in (clause.id, clause.slot):
            yield _told(act.layer, act, ("order",))


def traced_clause(clause: Clause, library: Library, spoken: Words) -> Traced:
    """The same for a clause that may be in or out."""
    return traced(clause, _rendered(clause, spoken), library, spoken)


def act_on(clause: Clause, layer: str, verbs: Sequence[str], library: Library) -> Act | None:
    """The operation of a layer on the clause, or on its slot."""
    targets = (clause.id, clause.slot)
    return next(
        (a for a in library.acts if a.layer == layer and a.verb in verbs and a.target in targets),
        None,
    )


def _told(layer: str, act: Act | None, fields: tuple[str, ...]) -> LayerChange:
    if act is None or act.verb not in _VERBS:
        return LayerChange(layer, "amend", fields)
    verb = "move" if fields == ("order",) else act.verb
    return LayerChange(layer, verb, fields, act.owner, act.reason, act.date)  # type: ignore[arg-type]


_VERBS = {
    "add": "加えた条項",
    "amend": "一部を改めた",
    "replace": "差し替えた",
    "move": "移した",
}
"""What a layer did."""


# As a note


def with_origins(document: Document) -> Document:
    """The document with a note 由来 in each clause that is not as the library has it."""
    return replace(document, sections=tuple(map(_noted, document.sections)))


def _noted(section: Section) -> Section:
    lines = origin_lines(section)
    notes = (Note("origin", (BulletList(tuple((_line(x),) for x in lines)),)),) if lines else ()
    inner = tuple(map(_noted, section.sections))
    return replace(section, blocks=(*section.blocks, *notes), sections=inner)


def _line(text: str) -> Paragraph:
    return Paragraph((Text(text),))


def origin_lines(section: Section) -> list[str]:
    """Whose the clause is, line by line; nothing for a clause as the library has it."""
    changes = section.origin.changes if section.origin else ()
    if not changes:
        return []
    lines = [change_told(change, section.blocks) for change in changes]
    verbs = {change.verb for change in changes}
    if verbs & {"add", "replace"}:
        return lines
    return [
        *lines,
        "文は条項ライブラリのまま" if verbs == {"move"} else "ほかは条項ライブラリの文のまま",
    ]


def change_told(change: LayerChange, blocks: tuple[Block, ...]) -> str:
    """What the layer did, who decided it and when, which texts are its, and why."""
    told = f"{by_whom(change)}が{_VERBS[change.verb]}"
    if change.fields not in (("clause",), ("order",)):
        told += "：" + "、".join(_named(field, change, blocks) for field in change.fields)
    return f"{told}。理由：{change.reason}" if change.reason else told


def by_whom(what: LayerChange | Act) -> str:
    """The layer with who decided it there, and when: `青波市（広報課、2026-10-01）`."""
    about = "、".join(filter(None, (what.owner, what.date)))
    return f"{what.layer}（{about}）" if about else what.layer


def _named(field: str, change: LayerChange, blocks: tuple[Block, ...]) -> str:
    texts = [
        f"「{_beginning(text)}」"
        for region, text in _texts(blocks)
        if region == field and isinstance(text, Paragraph | Table) and text.layer == change.layer
    ]
    return LABELS.get(field, field) + "".join(texts)


def texts_of(layer: str, blocks: tuple[Block, ...]) -> list[str]:
    """The beginnings of the paragraphs and tables that are the layer's own."""
    return [
        _beginning(text)
        for _, text in _texts(blocks)
        if isinstance(text, Paragraph | Table) and text.layer == layer
    ]


_LONGEST = 24


def _beginning(text: Paragraph | Table) -> str:
    words = plain_text(text.inlines) if isinstance(text, Paragraph) else text.caption or "表"
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"
