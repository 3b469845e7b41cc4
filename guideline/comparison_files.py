"""A comparison as files: JSON, a summary for a circular, tracked changes, or 改め文."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from guideline import seal
from guideline.amend.amendment import amendment
from guideline.amend.text import Amendment
from guideline.amend.to_document import amendment_document
from guideline.bundled import bundled
from guideline.circular import circular
from guideline.comparison_json import as_dict
from guideline.comparison_presets import PresetName, preset_for
from guideline.comparison_table import comparison_table
from guideline.deviation_words import groups_of, reason_section, sections_of
from guideline.document import Document, Text
from guideline.meaning import Meanings
from guideline.model.change import Comparison
from guideline.model.comparison_table import ComparisonTable
from guideline.model.version import Version
from guideline.output import WRITERS, IsUntouched
from guideline.writers import table_to_docx, table_to_html, table_to_markdown
from guideline.writers.to_redline import to_redline

Form = Literal["summary", "table", "redline", "amendment"]


@dataclass(frozen=True)
class Request:
    """What a file of a comparison is to show."""

    form: Form = "summary"
    reasons: Mapping[str, str] = field(default_factory=dict)
    """Why a clause is changed, by its id."""
    author: str = ""
    """Who is named for tracked changes; the section that owns the new version when empty."""
    day: str = ""
    """When they were made, as YYYY-MM-DD; no day when empty."""
    preset: PresetName | None = None
    """The convention of the 新旧対照表; that of the organization's kind when None."""
    with_commentary: bool = False
    """Whether the 新旧対照表 shows commentary and examples as well."""


_Write = Callable[[Meanings, Request], bytes]


def written(meanings: Meanings, request: Request, suffix: str) -> bytes:
    """The content of a file with this suffix.

    Raises:
        ContentError: the two versions cannot be told in this form.
    """
    return _writers(request.form)[suffix](meanings, request)


def formats_of(form: Form) -> dict[str, IsUntouched]:
    """The suffixes that the form can have, each with what tells an untouched file."""
    return {
        suffix: seal.is_untouched if suffix == ".json" else WRITERS[suffix].is_untouched
        for suffix in _writers(form)
    }


def _json(meanings: Meanings, _: Request) -> bytes:
    whole = {"digest": seal.SEAL, **as_dict(meanings)}
    return seal.sealed(json.dumps(whole, ensure_ascii=False, indent=2) + "\n").encode()


def _redline(meanings: Meanings, request: Request) -> bytes:
    new = meanings.comparison.new
    author = request.author or new.document.layout.owner or "guideline"
    beside = [
        f"{head}：{line}" for _, head, lines in groups_of(meanings.comparison) for line in lines
    ]
    return to_redline(meanings.comparison, _style_of(new), author, request.day, beside)


def _style_of(version: Version) -> bytes:
    """The look that the organization gives its own file: tracked changes become that file."""
    design = version.document.layout.design
    if version.word_style is None:
        return (bundled("templates") / "word" / f"{design}.docx").read_bytes()
    # Only here, because what reads profiles and layers takes long to load.
    from guideline.generate import house_named

    return house_named(*version.word_style, design).style_document


def _table(meanings: Meanings, request: Request) -> ComparisonTable:
    comparison = meanings.comparison
    table = comparison_table(
        comparison,
        request.preset or _preset(comparison),
        request.reasons,
        with_commentary=request.with_commentary,
    )
    if not comparison.acts:
        return table
    headings = (comparison.new.name, comparison.old.name, *table.headings[2:])
    beside = tuple((heading, tuple(lines)) for _, heading, lines in groups_of(comparison))
    return replace(table, headings=headings, beside=beside)


def _preset(comparison: Comparison) -> PresetName:
    """The convention of the organization, where a side is a profile: a built file does not tell."""
    for side in (comparison.new, comparison.old):
        if side.resolution:
            return preset_for(side.resolution.profile.organization)
    return "municipal"


def _table_docx(meanings: Meanings, request: Request) -> bytes:
    design = meanings.comparison.new.document.layout.design
    style = bundled("templates") / "word" / f"{design}.docx"
    return table_to_docx.table_to_docx(_table(meanings, request), style.read_bytes())


def _table_html(meanings: Meanings, request: Request) -> bytes:
    style = (bundled("templates") / "html" / "comparison.css").read_text(encoding="utf-8")
    return table_to_html.table_to_html(_table(meanings, request), style).encode()


def _table_markdown(meanings: Meanings, request: Request) -> bytes:
    return table_to_markdown.table_to_markdown(_table(meanings, request)).encode()


_TABLES: Mapping[str, _Write] = {
    ".docx": _table_docx,
    ".html": _table_html,
    ".md": _table_markdown,
}


def _circular(meanings: Meanings, request: Request) -> Document:
    comparison = meanings.comparison
    document = circular(meanings, request.reasons)
    if not comparison.acts:
        return document
    sides = (("層", comparison.new.name), ("もとにしたもの", comparison.old.name))
    rows = tuple(((Text(label),), (Text(name),)) for label, name in sides)
    return replace(
        document,
        title=f"{comparison.new.document.title}の層の定めの概要",
        details=replace(document.details, rows=(*document.details.rows, *rows)),
        sections=(*document.sections, *sections_of(comparison)),
    )


def amendment_between(comparison: Comparison) -> Amendment:
    """The 改め文 from the old version to the new one.

    Raises:
        GuidelineError: a version has no articles, or what changed cannot be said.
    """
    old, new = comparison.old, comparison.new
    return amendment(old.document, new.document, called=(old.name, new.name))


def _amendment(meanings: Meanings, _: Request) -> Document:
    comparison = meanings.comparison
    document = amendment_document(amendment_between(comparison), comparison.new.document)
    if not comparison.acts:
        return document
    added = (*reason_section(comparison), *sections_of(comparison))
    return replace(document, sections=(*document.sections, *added))


def _writers(form: Form) -> dict[str, _Write]:
    found: dict[str, _Write] = {".json": _json}
    if form == "redline":
        return found | {".docx": _redline}
    if form == "table":
        return found | dict(_TABLES)
    made = _circular if form == "summary" else _amendment
    return found | {suffix: _as_document(made, suffix) for suffix in (".docx", ".md", ".html")}


def _as_document(made: Callable[[Meanings, Request], Document], suffix: str) -> _Write:
    return lambda meanings, request: WRITERS[suffix].write(made(meanings, request))
