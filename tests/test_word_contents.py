"""The list of contents: one field, filled in, whose entries are the headings and lead to them."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest
from lxml import etree

from guideline.document import Document, Section
from guideline.generate import generate
from guideline.output import WRITERS
from guideline.writers.to_docx import to_docx
from tests.helpers import EXAMPLES, composed, write_library
from tests.pages import require
from tests.word_files import (
    NS,
    STYLE,
    TEXT_WIDTH,
    clause,
    document,
    find,
    paragraph,
    part,
    style_of,
    text_of,
    val,
    w,
)


def listed(
    *sections: Section, numbering: Literal["jdla", "notice", "articles"] = "jdla"
) -> Document:
    tree = document(*sections)
    return replace(tree, numbering=numbering, layout=replace(tree.layout, has_contents=True))


SUMMARY = Section("summary", "概要", "", (paragraph("要点"),))
SECTIONS = (
    SUMMARY,
    Section("preface", "はじめに", "", (), (clause("preface/a", "", title="位置付け"),)),
    Section(
        "aim",
        "目的と範囲",
        "1",
        (),
        (clause("aim/a", "(1)", title="目的"), clause("aim/b", "(2)", title="範囲")),
    ),
)


def entries(data: bytes) -> list[etree._Element]:
    return [p for p in part(data).iter(w("p")) if style_of(p) in ("TOC1", "TOC2")]


def shown(entry: etree._Element) -> list[str]:
    """What stands between the tabs of an entry, after its style."""
    pieces = "".join(
        "\t" if element.tag == w("tab") else element.text or ""
        for run in entry.iter(w("r"))
        for element in run.iter(w("t"), w("tab"))
    )
    return [style_of(entry), *pieces.split("\t")]


def codes(data: bytes) -> list[str]:
    """The instructions of the fields in the entries."""
    return [str(c.text).strip() for entry in entries(data) for c in entry.iter(w("instrText"))]


def headings(data: bytes) -> list[tuple[str, str, set[str]]]:
    """Style, text and bookmarks of each heading."""
    return [
        (
            style_of(p),
            text_of(p),
            {str(start.get(w("name"))) for start in p.iter(w("bookmarkStart"))},
        )
        for p in part(data).iter(w("p"))
        if style_of(p).startswith("Heading")
    ]


def test_entries_are_what_word_makes_of_the_headings() -> None:
    data = to_docx(listed(*SECTIONS), STYLE)
    assert [shown(entry)[:-1] for entry in entries(data)] == [
        ["TOC1", "概要"],
        ["TOC1", "はじめに"],
        ["TOC2", "位置付け"],
        ["TOC1", "1", "目的と範囲"],
        ["TOC2", "(1)", "目的"],
        ["TOC2", "(2)", "範囲"],
    ]
    assert codes(data)[0] == r'TOC \o "1-2" \h \z'


def test_list_of_articles_names_the_chapters_only() -> None:
    part_ = Section("a", "総則", "第１章", (), (clause("a/one", "第１条", title="目的"),))
    supplement = Section("supplementary", "附　則", "", (paragraph("施行する。"),))
    data = to_docx(listed(part_, supplement, numbering="articles"), STYLE)
    assert [shown(entry)[:-1] for entry in entries(data)] == [
        ["TOC1", "第１章", "総則"],
        ["TOC1", "附　則"],
    ]
    assert codes(data)[0] == r'TOC \o "1-1" \h \z'


def test_number_that_is_typed_into_a_heading_belongs_to_its_title() -> None:
    inner = clause("a/deep", "ア", title="細目")
    part_ = Section("a", "部", "第１", (), (Section("a/b", "項", "１", (), (inner,)),))
    data = to_docx(listed(part_, numbering="notice"), STYLE)
    assert shown(entries(data)[-1])[:-1] == ["TOC2", "ア　細目"]


def test_one_field_holds_all_entries_and_each_holds_its_page() -> None:
    found = entries(to_docx(listed(*SECTIONS), STYLE))
    marks = [
        [str(mark.get(w("fldCharType"))) for mark in entry.iter(w("fldChar"))] for entry in found
    ]
    page = ["begin", "separate", "end"]
    assert marks[0] == ["begin", "separate", *page]
    assert marks[1:-1] == [page] * (len(found) - 2)
    assert marks[-1] == [*page, "end"]
    assert [element.tag for element in found[0]][1:4] == [w("r")] * 3, "before the first link"
    assert found[-1][-1].tag == w("r"), "after the last link"


def test_pages_are_numbers_at_the_right_margin() -> None:
    for entry in entries(to_docx(listed(*SECTIONS), STYLE)):
        assert int(shown(entry)[-1]) >= 1
        page = entry.findall("w:pPr/w:tabs/w:tab", NS)[-1]
        values = {key: page.get(w(key)) for key in ("val", "leader", "pos")}
        assert values == {"val": "right", "leader": "dot", "pos": str(TEXT_WIDTH)}


@pytest.mark.parametrize(
    ("part_number", "clause_number", "stops"),
    [
        # The usual ones, which the short numbers share: entries of clauses are indented by 200.
        ("1", "(10)", ["400", "700"]),
        # Half a character more than four and three and a half of 10 and of 9.5 points.
        ("１０", "（１０）", ["500", "1055"]),
    ],
)
def test_titles_begin_behind_the_longest_number(
    part_number: str, clause_number: str, stops: list[str]
) -> None:
    short = Section("a", "一", "１", (), (clause("a/a", "１", title="甲"),))
    long = Section("b", "二", part_number, (), (clause("b/a", clause_number, title="乙"),))
    found = [
        str(find(entry, "w:pPr/w:tabs/w:tab[@w:val='left']").get(w("pos")))
        for entry in entries(to_docx(listed(short, long), STYLE))
    ]
    assert found == [*stops, *stops]


def test_list_has_a_page_of_its_own_before_the_first_part_with_clauses() -> None:
    body = find(part(to_docx(listed(*SECTIONS), STYLE)), "w:body")
    written = [p for p in body.findall("w:p", NS) if text_of(p)]
    begin_a_page = [
        (style_of(p), text_of(p))
        for p in written
        if p.find("w:pPr/w:pageBreakBefore", NS) is not None
    ]
    assert begin_a_page == [("TOCHeading", "目次"), ("Heading1", "はじめに")]
    texts = [text_of(p) for p in written]
    assert texts.index("要点") + 1 == texts.index("目次")
    assert texts.index("はじめに") == texts.index("目次") + 1 + 6


def test_list_of_a_regulation_stands_under_its_title_and_the_text_below_it() -> None:
    def breaks(count: int) -> list[str]:
        chapters = [
            Section(f"a{n}", f"章{n}", f"第{n}章", (), (clause(f"a{n}/b", "第１条"),))
            for n in range(count)
        ]
        data = to_docx(listed(*chapters, numbering="articles"), STYLE)
        return [text_of(p) for p in part(data).iter(w("p")) if begins_a_page(p)]

    assert breaks(10) == []
    assert breaks(40) == ["目次", "章0"]


def begins_a_page(element: etree._Element) -> bool:
    return element.find("w:pPr/w:pageBreakBefore", NS) is not None


def test_part_with_a_number_begins_a_page_after_the_list_too() -> None:
    first = next(
        p
        for p in part(to_docx(listed(SECTIONS[-1]), STYLE)).iter(w("p"))
        if style_of(p) == "Heading1"
    )
    assert find(first, "w:pPr/w:pageBreakBefore") is not None


def test_title_of_the_list_is_no_heading_of_the_document() -> None:
    styles = part(to_docx(listed(*SECTIONS), STYLE), "word/styles.xml")
    style = find(styles, "w:style[@w:styleId='TOCHeading']")
    assert val(style, "w:basedOn") == "Normal"
    assert style.find("w:pPr/w:outlineLvl", NS) is None
    assert style.find("w:pPr/w:numPr", NS) is None


@pytest.mark.parametrize("template", ["guideline", "regulation"])
@pytest.mark.parametrize("profile", EXAMPLES, ids=lambda path: path.parent.name)
def test_entries_of_examples_are_their_headings_and_lead_to_them(
    profile: Path, template: str
) -> None:
    data = WRITERS[".docx"].write(generate(profile, template=template).document)
    styles = {"Heading1": "TOC1", "Heading2": "TOC2"}
    if template == "regulation":
        del styles["Heading2"]
    wanted = [(styles[s], text, names) for s, text, names in headings(data) if s in styles]
    found = entries(data)
    assert len(found) == len(wanted) > 10
    for entry, (style, text, bookmarks) in zip(found, wanted, strict=True):
        assert (shown(entry)[0], shown(entry)[-2]) == (style, text)
        target = str(find(entry, "w:hyperlink").get(w("anchor")))
        assert target in bookmarks
        assert codes_of(entry)[-1] == rf"PAGEREF {target} \h"
    pages = [int(shown(entry)[-1]) for entry in found]
    assert pages == sorted(pages)


def codes_of(entry: etree._Element) -> list[str]:
    return [str(code.text).strip() for code in entry.iter(w("instrText"))]


def test_word_asks_nothing_when_the_file_opens() -> None:
    data = to_docx(listed(*SECTIONS), STYLE)
    assert not [element for element in part(data).iter() if element.get(w("dirty"))]
    assert part(data, "word/settings.xml").find("w:updateFields", NS) is None


def has_list(tree: Document) -> bool:
    data = to_docx(tree, STYLE)
    fields = [code for code in part(data).iter(w("instrText")) if "TOC" in str(code.text)]
    breaks = [*part(data).iter(w("pageBreakBefore"))]
    assert bool(entries(data)) == bool(fields) == bool(breaks)
    return bool(entries(data))


def test_forms_and_what_holds_no_clauses_have_no_list() -> None:
    assert has_list(listed(*SECTIONS))
    assert not has_list(document(*SECTIONS))
    assert not has_list(listed(SUMMARY))
    assert not has_list(replace(listed(*SECTIONS), page="compact"))


@pytest.mark.parametrize("template", ["one-page", "application", "consent"])
def test_shipped_forms_have_no_list(template: str) -> None:
    assert not has_list(generate(EXAMPLES[0], template=template).document)


def test_profile_may_leave_the_list_out(tmp_path: Path) -> None:
    folder = write_library(tmp_path, {"a/one": "本文とする。"})
    assert has_list(composed(folder))
    assert not has_list(composed(folder, "document:\n  contents: no\n"))


def heights(count: int) -> set[str]:
    """The heights of the lines that a list of so many clauses gives to its entries."""
    clauses = tuple(clause(f"a/{n}", f"({n})") for n in range(count))
    data = to_docx(listed(Section("a", "部", "1", (), clauses)), STYLE)
    found = [p.find("w:pPr/w:spacing", NS) for p in entries(data) if style_of(p) == "TOC2"]
    return {"" if s is None else f"{s.get(w('lineRule'))} {s.get(w('line'))}" for s in found}


def test_list_is_set_tighter_where_a_few_lines_would_stand_alone_on_a_page() -> None:
    # 38 lines of 368 hold the title of 368 and 160, the part of 300, and 54 clauses of 240.
    assert heights(54) == {""}
    # For one clause more 13,156 twips are left: 239 each, so that two in a hundred are enough.
    assert heights(55) == {"exact 235"}
    assert heights(75) == {""}


def test_lines_of_the_list_are_as_high_in_a_font_that_stands_in() -> None:
    styles = part(to_docx(listed(*SECTIONS), STYLE), "word/styles.xml")
    for style in ("TOC1", "TOC2"):
        spacing = find(styles, f"w:style[@w:styleId='{style}']/w:pPr/w:spacing")
        assert spacing.get(w("lineRule")) == "exact"


@pytest.mark.slow
def test_pandoc_sees_links_to_the_headings(tmp_path: Path) -> None:
    path = tmp_path / "guideline.docx"
    path.write_bytes(to_docx(listed(*SECTIONS), STYLE))
    command = [require("pandoc"), "--from", "docx", "--to", "json", str(path)]
    done = subprocess.run(command, capture_output=True, check=True)
    blocks = json.loads(done.stdout)["blocks"]
    ids = [block["c"][1][0] for block in blocks if block["t"] == "Header"]
    targets = [
        inline["c"][2][0]
        for block in blocks
        if block["t"] == "Para"
        for inline in block["c"]
        if inline["t"] == "Link"
    ]
    assert targets == [f"#{id_}" for id_ in ids]
    assert len(targets) == 6


def test_title_with_marks_of_xml_is_shown_as_it_is() -> None:
    odd = clause("a/odd", "(1)", title="A&B <案>")
    data = to_docx(listed(Section("a", "部", "1", (), (odd,))), STYLE)
    assert shown(entries(data)[-1])[:-1] == ["TOC2", "(1)", "A&B <案>"]
