"""Forms of a regulation: 様式 behind the 別表, in the order of the articles that ask for them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from guideline.assemble import anchor_of
from guideline.document import (
    Document,
    Entry,
    Note,
    Paragraph,
    Reference,
    Section,
    Strong,
    Table,
    lines_of,
    walk_sections,
)
from guideline.errors import ContentError
from guideline.forms import FORM, Form, with_forms
from guideline.generate import generate
from guideline.outline import Details, Heading
from guideline.readers.from_word import read_word
from guideline.template import load_template
from guideline.writers.to_docx import to_docx
from tests.helpers import EXAMPLES, problems_of
from tests.word_files import (
    STYLE,
    clause,
    document,
    paragraph,
    part,
    table,
    text_of,
    val,
    w,
)

APPLY = Form(
    "application",
    "利用申請書",
    "a/apply",
    (*paragraph("申請は、").inlines, Reference(FORM), *paragraph("による。").inlines),
    (
        Details(table(("項目", "内容"), ("提出先", "総務課"))),
        Heading("who", paragraph("申請する人").inlines, False),
        paragraph("利用規程の", Reference("a/apply"), "による申請に使う。"),
        table(("申請日", "氏名"), ("", "")),
    ),
)
REVIEW = replace(APPLY, name="tool-review", title="審査票", asked_by="a/review")


def article(id_: str, number: str, *blocks: Paragraph | Note | Table) -> Section:
    return replace(clause(id_, number, *blocks), full_number=number)


def formed(*articles: Section, forms: tuple[Form, ...] = (APPLY, REVIEW)) -> tuple[Section, ...]:
    chapter = Section("a", "章", "第１章", (), articles)
    supplement = Section("supplementary", "附　則", "", (paragraph("施行する。"),))
    return with_forms((chapter, supplement), forms, "full", "利用規程")


def test_forms_are_numbered_in_the_order_of_their_articles() -> None:
    chapter, _, *forms = formed(
        article("a/review", "第１条", paragraph("審査する。")),
        article("a/apply.strict", "第１２条", paragraph("申請する。")),
    )
    assert [(f.id, f.title) for f in forms] == [
        ("form-tool-review", "様式第１号（第１条関係）"),
        ("form-application", "様式第２号（第１２条関係）"),
    ]
    first, second = chapter.sections
    assert lines_of(first.blocks) == ["審査する。", "申請は、様式第１号による。"]
    assert second.blocks[-1] == Paragraph(
        paragraph("申請は、", Reference("form-application", "様式第２号"), "による。").inlines, "２"
    )


def test_single_form_needs_no_number() -> None:
    chapter, _, form = formed(article("a/apply", "第３条", paragraph("申請する。")))
    assert form.title == "様式（第３条関係）"
    assert lines_of(chapter.sections[0].blocks)[-1] == "申請は、様式による。"


def test_form_whose_article_is_not_there_does_not_belong_to_the_regulation() -> None:
    sections = formed(article("a/other", "第１条", paragraph("定める。")))
    assert [section.id for section in sections] == ["a", "supplementary"]


def test_form_begins_with_its_title_and_keeps_its_parts_in_order() -> None:
    *_, form = formed(article("a/apply", "第３条", paragraph("申請する。")))
    title, details, label, words, entries = form.blocks
    assert title == Paragraph((Strong("利用申請書"),))
    assert lines_of((details,)) == ["項目\t内容", "提出先\t総務課"]
    assert label == Paragraph((Strong("申請する人"),))
    assert words == paragraph(Reference("a/apply"), "による申請に使う。")
    assert isinstance(entries, Table)


def test_sentence_that_asks_stands_before_notes() -> None:
    note = Note("commentary", (paragraph("解説。"),))
    chapter, *_ = formed(article("a/apply", "第３条", paragraph("申請する。"), note))
    rule, asks, last = chapter.sections[0].blocks
    assert lines_of((rule, asks)) == ["申請する。", "申請は、様式による。"]
    assert last == note


def test_word_begins_a_page_for_each_form_and_leads_from_article_to_form_and_back(
    tmp_path: Path,
) -> None:
    sections = formed(
        article("a/review", "第１条", paragraph("審査する。")),
        article("a/apply", "第２条", paragraph("申請する。")),
    )
    data = to_docx(replace(document(*sections), numbering="articles"), STYLE)
    found = {text_of(p): p for p in part(data).iter(w("p"))}
    heading = found["様式第２号（第２条関係）"]
    assert heading.find(f"{w('pPr')}/{w('pageBreakBefore')}") is not None
    fields = [str(i.text).split() for i in heading.iter(w("instrText"))]
    assert fields == [["REF", anchor_of("a/apply"), "\\n", "\\h"]]
    asks = found["申請は、様式第２号による。"]
    fields = [str(i.text).split() for i in asks.iter(w("instrText"))]
    assert fields == [["REF", "_p_form_application", "\\h"]]
    assert val(found["利用申請書"], "w:pPr/w:jc") == "center"
    file = tmp_path / "rules.docx"
    file.write_bytes(data)
    read = {s.id: s for s in walk_sections(read_word(file).document.sections)}
    assert read["form-application"].title == "様式第２号（第２条関係）"
    asked = [b.inlines for b in read["a/apply"].blocks if isinstance(b, Paragraph)]
    assert (
        asked[-1]
        == paragraph("申請は、", Reference("form-application", "様式第２号"), "による。").inlines
    )


@pytest.mark.parametrize("profile", EXAMPLES, ids=lambda path: path.parent.name)
def test_regulations_of_examples_end_with_forms_that_their_articles_name(profile: Path) -> None:
    made = generate(profile, template="regulation").document
    forms = [s for s in made.sections if s.title.startswith("様式")]
    assert forms == list(made.sections[-len(forms) :])
    assert len(forms) >= 3
    shown = {s.full_number: lines_of(s.blocks) for s in walk_sections(made.sections) if s.origin}
    for form in forms:
        label, _, rest = form.title.partition("（")
        assert f"、{label}によ" in shown[rest.removesuffix("関係）")][-1]


@pytest.mark.parametrize("name", ["guideline", "application"])
def test_other_documents_have_no_forms_behind_them(name: str) -> None:
    made = generate(EXAMPLES[0], template=name).document
    assert not any("様式第" in line for line in said_in(made))


def said_in(made: Document) -> list[str]:
    return [line for s in walk_sections(made.sections) for line in (s.title, *lines_of(s.blocks))]


def written(folder: Path, form: str, owner: str = "forms: [slip.md.j2]") -> str:
    (folder / "slip.md.j2").write_text(form, encoding="utf-8")
    regulation = load_template("regulation")
    head = f"---\nnumbering: articles\nregister: plain\n{owner}\n---\n"
    leaves_out = "leaves_out: [preface/about, review/effective, review/history]\n"
    text = head.replace("---\n", f"---\n{leaves_out}", 1) + regulation.text
    (folder / "rules.md.j2").write_text(text, encoding="utf-8")
    return str(folder / "rules.md.j2")


SLIP = "---\ntitle: 届\nleaves_out: all\n{}---\n# 記入欄 {{: #a .unnumbered}}\n\n氏名：[記入]\n"
ASKS = "asked_by: approval/application\nasks: 申請は、[[form]]によります。\n"


def test_organization_can_have_a_form_of_its_own_beside_its_template(tmp_path: Path) -> None:
    name = written(tmp_path, SLIP.format(ASKS))
    made = generate(EXAMPLES[0], template=name).document
    assert made.sections[-1].id == "form-slip"
    assert "申請は、様式による。" in said_in(made)


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ("", "not-a-form"),
        ("asked_by: approval/application\n", "not-a-form"),
        (ASKS.replace("[[form]]", "届"), "no-form-named"),
        (ASKS.replace("によります", "ですけれど"), "no-plain-form"),
        (ASKS.replace("approval/application", "approval/aplication"), "unknown-clause"),
    ],
)
def test_form_that_cannot_belong_to_a_regulation_is_reported(
    settings: str, code: str, tmp_path: Path
) -> None:
    name = written(tmp_path, SLIP.format(settings))
    (problem,) = problems_of(ContentError, lambda: generate(EXAMPLES[0], template=name))
    assert problem.code == code
    assert problem.place.file.endswith("slip.md.j2")


def box(words: str) -> tuple[Entry, str]:
    return Entry("check", "□", words), f" {words}　"


def cell_lines(*words: str) -> list[str]:
    cell = paragraph(*(piece for one in words for piece in box(one))).inlines
    name = paragraph("選ぶもの").inlines
    grid = Table((name, name), ((name, cell),))
    body = part(to_docx(document(Section("a", "部", "", (grid,))), STYLE))
    *_, last = body.iter(w("tc"))
    return [text_of(p) for p in last.iter(w("p"))]


def test_choices_that_fit_one_line_share_it() -> None:
    assert cell_lines("甲", "乙", "丙") == ["□ 甲　□ 乙　□ 丙　"]


def test_long_choices_have_a_line_each() -> None:
    one, other = "対象ツールに加えることを要するものの利用（承認者：副市長）", "その他"
    assert cell_lines(one, one, other) == [f"□ {one}", f"□ {one}", f"□ {other}"]


def test_short_choices_share_lines_and_none_is_broken_in_two() -> None:
    names = [f"自治体機密性{n}" for n in range(8)]
    lines = cell_lines(*names)
    assert 1 < len(lines) < len(names)
    assert "　".join(lines) == "　".join(f"□ {name}" for name in names)
