"""The list at the front of a draft: what is still to be decided, and where it is missing."""

from __future__ import annotations

from dataclasses import replace

from guideline.document import (
    OPEN_DECISIONS,
    Document,
    Inlines,
    Paragraph,
    Section,
    Table,
    Text,
    blanks_in,
    mention_of,
    walk_sections,
)

_MOST_PLACES = 4
"""A decision that many clauses ask for names so many of them."""


def with_open_decisions(document: Document) -> Document:
    """The document with the list in front; a document without blanks stays as it is."""
    places: dict[tuple[str, str], list[str]] = {}
    shown = {s.id: mention_of(s) for s in walk_sections(document.sections)}
    for blank, section in blanks_in(document):
        used = places.setdefault((blank.label, blank.path), [])
        place = shown.get(section, "表題")
        if place not in used:
            used.append(place)
    if not places:
        return document
    rows = tuple(
        (_text(label), _text(path or "―"), _text(_joined(used)))
        for (label, path), used in places.items()
    )
    header = (_text("決めること"), _text("プロファイルの項目"), _text("出てくる箇所"))
    lead = "この文書は案です。次の事項が決まると、この一覧はなくなります。"
    title = f"未決定事項（{len(rows)}件）"
    blocks = (Paragraph(_text(lead)), Table(header, rows))
    listed = Section(OPEN_DECISIONS, title, "", blocks)
    return replace(document, sections=(listed, *document.sections))


def _joined(places: list[str]) -> str:
    more = f" ほか{len(places) - _MOST_PLACES}か所" if len(places) > _MOST_PLACES else ""
    return "、".join(places[:_MOST_PLACES]) + more


def _text(text: str) -> Inlines:
    return (Text(text),)
