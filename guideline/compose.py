"""A resolution becomes a document: texts rendered, put in order, numbered, cross-referenced."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from guideline import __version__
from guideline.appendix import with_appendices
from guideline.assemble import Assembly
from guideline.document import (
    Block,
    Digits,
    Document,
    Inlines,
    Layout,
    Manifest,
    Paragraph,
    Table,
    lines_of,
)
from guideline.entries import has_entries, labelled
from guideline.errors import ContentError, Problem
from guideline.grounds import ground_list
from guideline.markup import parse_clause
from guideline.model.profile import Commentary, FormFields, Profile, RubyMode
from guideline.model.reading import Reading
from guideline.model.resolution import Resolution
from guideline.model.template import Template
from guideline.number import numbered, referring, usual_digits
from guideline.outline import Details, OutlineItem, parse_outline
from guideline.render import LibraryText, clause_blocks
from guideline.ruby import with_readings
from guideline.templating import compile_text
from guideline.undecided import with_open_decisions
from guideline.vocabulary import document_names
from guideline.words import Words, spoken_date, words


def compose(
    resolution: Resolution,
    template: Template,
    day: date | None,
    commentary: Commentary | None = None,
    ruby: RubyMode | None = None,
    readings: Sequence[Reading] = (),
    form_fields: FormFields | None = None,
) -> Document:
    """The document that the resolution and the template make.

    Args:
        day: the date of the document; the profile's date of enactment when None.
        commentary: how commentary and examples are shown; as the profile says when None.
        ruby: which difficult words show their reading; as the profile says when None.
        readings: the readings of difficult words, besides those that the profile gives.
        form_fields: what a form is filled in with; as the profile says when None.

    Raises:
        ContentError: every problem found in the texts, at once.
    """
    settings = template.settings
    spoken = words(resolution.profile, resolution.facts, settings.register_)
    bodies = _bodies(resolution, spoken)
    outline = _outline(resolution, template, spoken)
    details = resolution.profile.document
    shown = commentary or details.commentary
    has_commentary = shown != "none" and settings.commentary
    parts = Assembly(resolution, template, bodies, has_commentary).parts(outline)
    numbering = settings.numbering or details.numbering
    digits = details.digits or usual_digits(numbering)
    dated = day or details.enacted or details.effective
    sections = numbered(parts, numbering, digits)
    if settings.tables == "appended" and numbering == "articles":
        sections = with_appendices(sections, digits)
    if details.sources == "table":
        sections += ground_list(sections, resolution)
    sections = labelled(referring(sections, resolution, template))
    occurrences = ruby or details.ruby
    if occurrences != "none" and settings.ruby:
        sections = with_readings(sections, (*readings, *details.readings), occurrences)
    document = Document(
        title=_title(template, spoken) or resolution.profile.document.title,
        organization=_inlines(spoken["organization"]["name"]),
        numbering=numbering,
        details=next((i.table for i in outline if isinstance(i, Details)), Table((), ())),
        sections=sections,
        manifest=_manifest(resolution, template, dated),
        page=settings.page,
        layout=replace(
            _layout(resolution, template, digits, shown),
            dated=spoken_date(dated, details.era) if dated else "",
            form_fields=(form_fields or details.form_fields) if has_entries(sections) else "plain",
        ),
        actors=_actors(resolution.profile),
        tools=tuple(tool.name for tool in resolution.profile.tools if tool.name),
    )
    return document if template.is_form else with_open_decisions(document)


def _layout(
    resolution: Resolution, template: Template, digits: Digits, commentary: Commentary
) -> Layout:
    details = resolution.profile.document
    is_form = template.is_form
    return Layout(
        digits=digits,
        commentary="comments" if commentary == "comments" else "boxed",
        has_contents=details.contents == "yes" and not is_form,
        approval_box=() if is_form else details.approval_box,
        design=details.word_design,
        version=details.version or "",
        owner=_owner(resolution),
        era=details.era,
    )


def _title(template: Template, spoken: Words) -> str:
    """The title that the template gives, filled in; empty when it leaves it to the profile."""
    title = template.settings.title
    if not title:
        return ""
    return LibraryText(title, template.file, 1).parsed(spoken, document_names(), _as_line)


def _as_line(text: str) -> str:
    return "".join(lines_of(parse_clause(text)))


def _owner(resolution: Resolution) -> str:
    profile = resolution.profile
    names = {unit.id: unit.name for unit in profile.organization.units}
    return names.get(profile.document.owner or "", "")


def _actors(profile: Profile) -> tuple[str, ...]:
    """Everybody whom the profile names and a text may give a task to, each once."""
    roles = profile.roles
    units = (unit.name for unit in profile.organization.units)
    named = (roles.chief, roles.security, roles.manager, profile.document.approver, *units)
    return tuple(dict.fromkeys(name for name in named if name))


def _manifest(resolution: Resolution, template: Template, dated: date | None) -> Manifest:
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
    parse = partial(parse_outline, is_form=template.is_form)
    items = text.parsed({**spoken, "parts": parts}, document_names(), parse)
    count = sum(isinstance(item, Details) for item in items)
    # A form or a summary, which holds no clauses, may do without a title block.
    if count > 1 or (count == 0 and not template.is_form):
        raise text.problem("no-details", "「::: details」の表題欄が一つ必要です。", 1, "")
    return items
