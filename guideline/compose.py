"""A resolution becomes a document: texts rendered, put in order, numbered, cross-referenced."""

from __future__ import annotations

from datetime import date

from guideline import __version__
from guideline.assemble import Assembly
from guideline.document import Block, Document, Inlines, Manifest, Paragraph, Table
from guideline.errors import ContentError, Problem
from guideline.markup import parse_clause
from guideline.model.resolution import Resolution
from guideline.model.template import Template
from guideline.number import numbered, referring
from guideline.outline import Details, OutlineItem, parse_outline
from guideline.render import LibraryText, clause_blocks
from guideline.templating import compile_text
from guideline.vocabulary import document_names
from guideline.words import Words, words


def compose(
    resolution: Resolution, template: Template, day: date | None, has_commentary: bool = True
) -> Document:
    """The document that the resolution and the template make.

    Args:
        day: the date of the document; the profile's date of enactment when None.
        has_commentary: whether commentary and examples stand under the rules.

    Raises:
        ContentError: every problem found in the texts, at once.
    """
    settings = template.settings
    spoken = words(resolution.profile, resolution.facts, settings.register_)
    bodies = _bodies(resolution, spoken)
    outline = _outline(resolution, template, spoken)
    wants_notes = resolution.profile.document.commentary == "boxed"
    shows_notes = has_commentary and wants_notes and settings.commentary
    parts = Assembly(resolution, template, bodies, shows_notes).parts(outline)
    numbering = settings.numbering or resolution.profile.document.numbering
    sections = referring(numbered(parts, numbering), resolution, template)
    return Document(
        title=settings.title or resolution.profile.document.title,
        organization=_inlines(spoken["organization"]["name"]),
        numbering=numbering,
        details=next((i.table for i in outline if isinstance(i, Details)), Table((), ())),
        sections=sections,
        manifest=_manifest(resolution, template, day),
        page=settings.page,
    )


def _manifest(resolution: Resolution, template: Template, day: date | None) -> Manifest:
    dated = day or resolution.profile.document.enacted or resolution.profile.document.effective
    return Manifest(
        generator=f"guideline {__version__}",
        library=resolution.library.manifest.name,
        library_version=resolution.library.manifest.version,
        profile_hash=resolution.profile_hash,
        template=template.name,
        date=dated.isoformat() if dated else "",
    )


def _inlines(text: str) -> Inlines:
    """A single value as it would stand in a paragraph."""
    block = parse_clause(compile_text("{{ value }}").render({"value": text}))[0]
    return block.inlines if isinstance(block, Paragraph) else ()


def _bodies(resolution: Resolution, spoken: Words) -> dict[str, tuple[Block, ...]]:
    """The blocks of each chosen clause."""
    bodies: dict[str, tuple[Block, ...]] = {}
    problems: list[Problem] = []
    for clause in resolution.chosen:
        try:
            bodies[clause.id] = clause_blocks(clause, spoken)
        except ContentError as error:
            problems += error.problems
    if problems:
        raise ContentError(problems)
    return bodies


def _outline(resolution: Resolution, template: Template, spoken: Words) -> list[OutlineItem]:
    text = LibraryText(template.text, template.file, template.first_line)
    parts = [
        {
            "id": part.id,
            "title": part.title,
            "clauses": [{"id": c.id} for c in resolution.chosen if c.part == part.id],
        }
        for part in resolution.library.manifest.parts
    ]
    items = text.parsed({**spoken, "parts": parts}, document_names(), parse_outline)
    count = sum(isinstance(item, Details) for item in items)
    # A form or a summary, which holds no clauses, may do without a title block.
    if count > 1 or (count == 0 and template.settings.leaves_out != "all"):
        raise text.problem("no-details", "「::: details」の表題欄が一つ必要です。", 1, "")
    return items
