"""What the clauses rest on, 根拠・参考, as readers see it: a note of each, or a list of all."""

from __future__ import annotations

from guideline.cite import citations
from guideline.document import (
    NOTE_LABELS,
    Inlines,
    Note,
    Paragraph,
    Reference,
    Section,
    Table,
    Text,
    walk_sections,
)
from guideline.model.clause import Clause
from guideline.model.resolution import Resolution

LABEL = NOTE_LABELS["sources"]


def grounds(clause: Clause, resolution: Resolution) -> str:
    """The clause's sources that concern this organization; empty where there are none."""
    laws = resolution.library.laws
    is_public = resolution.facts.values["organization.public_body"] == "yes"
    sector = "public" if is_public else "private"
    sources = [
        source
        for source in clause.front.sources
        if (law := laws.get(source.split(" ")[0])) is None or law.sector in (None, sector)
    ]
    return citations(sources, laws)


def ground_notes(text: str) -> tuple[Note, ...]:
    """The sources as a note of the clause; nothing where there are none."""
    return (Note("sources", (Paragraph((Text(text),)),)),) if text else ()


def ground_list(sections: tuple[Section, ...], resolution: Resolution) -> tuple[Section, ...]:
    """An unnumbered last part with the sources of every clause; nothing where none has any."""
    clauses = {clause.id: clause for clause in resolution.chosen}
    rows = [
        (_named(section), (Text(cited),))
        for section in walk_sections(sections)
        if section.origin and (cited := grounds(clauses[section.id], resolution))
    ]
    if not rows:
        return ()
    table = Table(((Text("条項"),), (Text(LABEL),)), tuple(rows))
    return (Section("source-list", f"{LABEL}の一覧", "", (table,)),)


def _named(section: Section) -> Inlines:
    """The number and the title, or the title alone, which a reference shows where no number is."""
    if not section.number:
        return (Reference(section.id),)
    is_article = section.number.endswith("条")
    title = f"（{section.title}）" if is_article else f"　{section.title}"
    return (Reference(section.id), Text(title))
