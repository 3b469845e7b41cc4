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
    LayerChange,
    Layout,
    Manifest,
    Name,
    Paragraph,
    Reference,
    Table,
    lines_of,
)
from guideline.entries import has_entries, labelled
from guideline.errors import ContentError, Place, Problem, suggestion
from guideline.forms import FORM, Form, with_forms
from guideline.grounds import ground_list
from guideline.lone_items import with_sentences
from guideline.markup import parse_clause
from guideline.model.profile import Commentary, FormFields, Profile, RubyMode
from guideline.model.reading import Reading
from guideline.model.resolution import Resolution
from guideline.model.template import Template
from guideline.number import numbered, usual_digits
from guideline.outline import Details, OutlineItem, parse_outline
from guideline.provenance import traced
from guideline.references import referring
from guideline.render import LibraryText, clause_blocks, text_of_template
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
    bodies, changes = _bodies(resolution, spoken)
    outline = _outline(resolution, template, spoken)
    details = resolution.profile.document
    title = _title(template, spoken) or details.title
    shown = commentary or details.commentary
    has_commentary = shown != "none" and settings.commentary
    parts = Assembly(resolution, template, bodies, changes, has_commentary).parts(outline)
    numbering = settings.numbering or details.numbering
    digits = details.digits or usual_digits(numbering)
    dated = day or details.enacted or details.effective
    if numbering == "articles" and settings.register_ == "plain":
        parts = [(with_sentences(part), is_numbered) for part, is_numbered in parts]
    sections = numbered(parts, numbering, digits)
    if settings.tables == "appended" and numbering == "articles":
        sections = with_appendices(sections, digits)
    if template.forms and numbering == "articles":
        sections = with_forms(sections, _forms(resolution, template), digits, title)
    if details.sources == "table":
        sections += ground_list(sections, resolution)
    sections = labelled(referring(sections, resolution, template))
    occurrences = ruby or details.ruby
    if occurrences != "none" and settings.ruby:
        sections = with_readings(sections, (*readings, *details.readings), occurrences)
    document = Document(
        title=title,
        organization=_inlines(spoken["organization"]["name"]),
        numbering=numbering,
        details=next((i.table for i in outline if isinstance(i, Details)), Table((), ())),
        sections=sections,
        manifest=_manifest(resolution, template, dated),
        page=settings.page,
        layout=replace(
            _layout(resolution, template, digits, shown),
            dated=spoken_date(dated, details.era) if dated else "",
            # The 様式 behind a regulation are what it lays down, not what somebody fills in.
            form_fields=(form_fields or details.form_fields)
            if template.is_form and has_entries(sections)
            else "plain",
        ),
        actors=_actors(resolution.profile),
        names=_names(resolution.profile),
    )
    return document if template.is_form else with_open_decisions(document)


def _forms(resolution: Resolution, template: Template) -> list[Form]:
    """The forms that may belong to the document, each in its own register."""
    known = {name for d in resolution.decisions for name in (d.clause.id, d.clause.slot)}
    forms = []
    for form in template.forms:
        settings = form.settings
        spoken = words(resolution.profile, resolution.facts, settings.register_)
        asked_by, asks = settings.asked_by or "", settings.asks or ""
        if asked_by not in known:
            if form.is_shipped:
                continue  # an earlier version of the library asks for fewer forms
            message = f"asked_by の「{asked_by}」という条項はありません。"
            hint = suggestion(asked_by, known)
            raise ContentError([Problem("unknown-clause", message, Place(form.file, 1), hint)])
        forms.append(
            Form(
                form.name,
                _title(form, spoken),
                asked_by,
                _asking(LibraryText(asks, form.file, 1), template, spoken),
                tuple(_outline(resolution, form, spoken)),
            )
        )
    return forms


def _asking(text: LibraryText, template: Template, spoken: Words) -> Inlines:
    """The sentence with which an article asks for a form, in the register of the articles."""
    blocks = text.parsed(spoken, document_names(), parse_clause)
    if template.settings.register_ == "plain":
        # Only here, because its patterns take their time to make.
        from guideline.register import RegisterError, plain_register

        try:
            blocks = plain_register(blocks)
        except RegisterError as error:
            endings = "、".join(f"「{ending}」" for ending in error.endings)
            message = f"asks の{endings}を「である」の文体に直せません。"
            remedy = "「〜します」「〜によります」などで終わる文に言い換えてください。"
            raise text.problem("no-plain-form", message, 1, remedy) from None
    match blocks:
        case (Paragraph(inlines),) if Reference(FORM) in inlines:
            return inlines
    raise text.problem("no-form-named", "asks は、[[form]] を含む一つの文にしてください。", 1, "")


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


def _names(profile: Profile) -> tuple[Name, ...]:
    """What the profile knows by an id; a tool may have no name yet."""
    found = [(f"classes/{each.id}", each.name) for each in profile.classes]
    found += [(f"tools/{each.id}", each.name) for each in profile.tools if each.name]
    found += [(f"units/{each.id}", each.name) for each in profile.organization.units]
    return tuple(Name(id_, name) for id_, name in found)


def _manifest(resolution: Resolution, template: Template, dated: date | None) -> Manifest:
    return Manifest(
        generator=f"guideline {__version__}",
        library=resolution.library.manifest.name,
        library_version=resolution.library.manifest.version,
        profile_hash=resolution.profile_hash,
        template=template.name,
        date=dated.isoformat() if dated else "",
        layers=resolution.library.layers,
    )


def _inlines(text: str) -> Inlines:
    """A single value as it would stand in a paragraph."""
    block = parse_clause(compile_text("{{ value }}").render({"value": text}))[0]
    return block.inlines if isinstance(block, Paragraph) else ()


def _bodies(
    resolution: Resolution, spoken: Words
) -> tuple[dict[str, tuple[Block, ...]], dict[str, tuple[LayerChange, ...]]]:
    """The blocks of each chosen clause, and what layers did to it."""
    bodies: dict[str, tuple[Block, ...]] = {}
    changes: dict[str, tuple[LayerChange, ...]] = {}
    problems: list[Problem] = []
    for clause in resolution.chosen:
        try:
            blocks = clause_blocks(clause, spoken)
            bodies[clause.id], changes[clause.id] = traced(
                clause, blocks, resolution.library, spoken
            )
        except ContentError as error:
            problems += error.problems
    if problems:
        raise ContentError(problems)
    return bodies, changes


def _outline(resolution: Resolution, template: Template, spoken: Words) -> list[OutlineItem]:
    text = text_of_template(template)
    parts = [
        {
            "id": part.id,
            "title": part.title,
            "clauses": [{"id": c.id} for c in resolution.chosen if c.part == part.id],
        }
        for part in resolution.library.manifest.parts
    ]
    clauses = [name for c in resolution.chosen for name in dict.fromkeys((c.id, c.slot))]
    parse = partial(parse_outline, is_form=template.is_form)
    known = {**spoken, "parts": parts, "clauses": clauses}
    items = text.parsed(known, document_names(), parse)
    count = sum(isinstance(item, Details) for item in items)
    # A form or a summary, which holds no clauses, may do without a title block.
    if count > 1 or (count == 0 and not template.is_form):
        raise text.problem("no-details", "「::: details」の表題欄が一つ必要です。", 1, "")
    return items
