"""Document forms: guideline, regulation, one page and the paper forms, from the same clauses."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pytest

from guideline.bundled import bundled
from guideline.compose import compose
from guideline.document import (
    BulletList,
    Document,
    Entry,
    Note,
    NumberedList,
    Paragraph,
    Section,
    Table,
    lines_of,
    walk_inlines,
    walk_sections,
)
from guideline.entries import has_entries
from guideline.generate import resolve_profile
from guideline.output import write_document
from guideline.register import skeleton
from guideline.template import load_template, template_names
from tests.pages import pages_of, to_pdf

PROFILES = sorted(bundled("examples").glob("*/profile.yaml"))
NAMES = [path.parent.name for path in PROFILES]
FORMS = ["application", "consent", "exception", "one-page", "tool-register", "tool-review"]

every_example = pytest.mark.parametrize("profile", PROFILES, ids=NAMES)


@lru_cache(maxsize=64)
def made(profile: Path, name: str, tables: str = "") -> Document:
    """The document as a 規程, so that all forms speak of themselves by the same name.

    Args:
        tables: where tables stand, without forms behind them; as the template says when empty.
    """
    resolution, _ = resolve_profile(profile, None)
    given = resolution.profile
    details = given.document.model_copy(update={"kind": "regulation"})
    changed = given.model_copy(update={"document": details})
    template = load_template(name)
    if tables:
        settings = template.settings.model_copy(update={"tables": tables})
        template = replace(template, settings=settings, forms=())
    return compose(replace(resolution, profile=changed), template, None)


def clauses_of(document: Document) -> dict[str, Section]:
    return {s.origin.clause: s for s in walk_sections(document.sections) if s.origin}


def test_every_shipped_template_is_tested_here() -> None:
    assert template_names() == sorted([*FORMS, "guideline", "regulation"])


@every_example
def test_regulation_holds_the_clauses_of_the_guideline(profile: Path) -> None:
    guideline = clauses_of(made(profile, "guideline"))
    regulation = clauses_of(made(profile, "regulation"))
    left_out = {"preface/about", "review/effective", "review/history"}
    assert list(regulation) == [c for c in guideline if c not in left_out]


@every_example
def test_regulation_says_the_same_as_the_guideline(profile: Path) -> None:
    """Level, title, hash, numbers and names agree; only hiragana, marks and references may differ.

    `test_appendix.py` and `test_form_sections.py` show what else the articles say when their tables
    have moved, and when forms belong to them.
    """
    guideline = clauses_of(made(profile, "guideline"))

    def told(section: Section) -> list[str]:
        runs = skeleton(tuple(b for b in section.blocks if not isinstance(b, Note)))
        # What was the only item of a list ends as a sentence does.
        return [re.sub("[：、。]", "", run) for run in runs]

    for clause, section in clauses_of(made(profile, "regulation", "in_place")).items():
        other = guideline[clause]
        assert section.origin
        assert other.origin
        assert section.origin.level == other.origin.level
        assert section.origin.hash == other.origin.hash
        assert section.title == other.title
        assert told(section) == told(other), clause


@every_example
def test_regulation_keeps_one_register(profile: Path) -> None:
    polite = re.compile(r"(です|ます|ません|ください|でした|ました)(?=[。）」、]|が、|$)")
    for clause, section in clauses_of(made(profile, "regulation")).items():
        for line in lines_of(section.blocks):
            quoted = re.sub("「[^「」]*。」", "", line)
            assert not polite.search(quoted), (clause, line)


@every_example
def test_articles_run_on_through_the_chapters(profile: Path) -> None:
    document = made(profile, "regulation")
    numbers = [s.number for s in clauses_of(document).values()]
    digits = str.maketrans("０１２３４５６７８９", "0123456789")
    assert [n.translate(digits) for n in numbers] == [
        f"第{n}条" for n in range(1, len(numbers) + 1)
    ]
    chapters = [part.number for part in document.sections if part.number]
    assert chapters[0] == "第１章"
    assert len(set(chapters)) == len(chapters)


@every_example
def test_no_chapter_of_a_regulation_promises_the_supplement_that_follows_it(profile: Path) -> None:
    titles = [part.title for part in made(profile, "regulation").sections]
    assert [title for title in titles if "附" in title] == ["附　則"]
    assert "見直し" in titles


@every_example
def test_paragraphs_of_an_article_are_numbered_from_the_second_on(profile: Path) -> None:
    digits = str.maketrans("０１２３４５６７８９", "0123456789")
    for section in clauses_of(made(profile, "regulation")).values():
        paragraphs = [b for b in section.blocks if isinstance(b, Paragraph)]
        numbers = [p.number.translate(digits) for p in paragraphs]
        assert numbers == ["", *(str(n) for n in range(2, len(numbers) + 1))]


@every_example
@pytest.mark.parametrize("template", FORMS)
def test_forms_can_be_made_from_every_example(profile: Path, template: str) -> None:
    document = made(profile, template)
    headings = re.findall(r"^# ", load_template(template).text, re.MULTILINE)
    assert 0 < len(document.sections) <= len(headings)
    assert all(section.blocks for section in document.sections)
    assert any(isinstance(b, Table) and b.rows for s in document.sections for b in s.blocks)
    assert document.page == "compact"
    assert clauses_of(document) == {}


@pytest.mark.slow
def test_summary_of_every_example_stands_on_one_page(tmp_path: Path) -> None:
    files = []
    for profile in PROFILES:
        file = tmp_path / f"{profile.parent.name}.docx"
        write_document(made(profile, "one-page"), [file])
        files.append(file)
    pages = {pdf.stem: pages_of(pdf) for pdf in to_pdf(files, tmp_path)}
    assert pages == dict.fromkeys(NAMES, 1)


def test_lists_of_articles_are_numbered() -> None:
    sections = clauses_of(made(PROFILES[0], "regulation")).values()
    blocks = [block for section in sections for block in section.blocks]
    assert any(isinstance(block, NumberedList) for block in blocks)
    assert not any(isinstance(block, BulletList) for block in blocks)


def entries_of(document: Document) -> list[Entry]:
    return [
        inline
        for section in walk_sections(document.sections)
        for inlines in walk_inlines(section.blocks)
        for inline in inlines
        if isinstance(inline, Entry)
    ]


@every_example
@pytest.mark.parametrize("template", [form for form in FORMS if form != "one-page"])
def test_every_place_of_a_form_says_what_it_asks_for(profile: Path, template: str) -> None:
    labels = [entry.label for entry in entries_of(made(profile, template))]
    assert labels
    assert "記入欄" not in labels
    if template in ("application", "exception", "tool-register"):
        assert len(set(labels)) == len(labels)


def test_labels_show_what_references_show() -> None:
    labels = [entry.label for entry in entries_of(made(PROFILES[0], "application"))]
    assert any(label.startswith("認証情報") and label.endswith("情報」）") for label in labels)


@every_example
@pytest.mark.parametrize("template", [form for form in FORMS if form != "one-page"])
def test_no_cell_to_fill_in_was_forgotten(profile: Path, template: str) -> None:
    for section in made(profile, template).sections:
        for block in section.blocks:
            if isinstance(block, Table):
                assert all(cell for row in block.rows for cell in row), section.title


@pytest.mark.parametrize("template", ["guideline", "regulation", "one-page"])
def test_what_is_no_form_has_nothing_to_fill_in_on_screen(template: str) -> None:
    resolution, _ = resolve_profile(PROFILES[0], None)
    document = compose(resolution, load_template(template), None, form_fields="controls")
    assert has_entries(document.sections) == (template == "regulation")
    assert document.layout.form_fields == "plain"


def test_fields_change_the_layout_of_a_form_and_nothing_else() -> None:
    resolution, _ = resolve_profile(PROFILES[0], None)
    plain, controls = (
        compose(resolution, load_template("application"), None, form_fields=fields)
        for fields in ("plain", "controls")
    )
    assert replace(controls, layout=plain.layout) == plain
