"""Pagination: the page of each heading, worked out by hand here and by LibreOffice below.

A page of the style document has 38 lines of 368 twips. On it, the heading of a part takes 428 with
360 above and 120 below, that of a clause 368 with 240 and 60, a bullet of one line 368 with 20, a
paragraph of one line 368 with 40; of two spaces the larger one counts.
"""

from __future__ import annotations

import re
import subprocess
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from statistics import mean

import pytest

from guideline.document import Block, BulletList, Document, Note, Section, Table, walk_sections
from guideline.generate import generate
from guideline.model.profile import Commentary
from guideline.output import WRITERS
from guideline.writers.word.contents import Entry, entries_of
from guideline.writers.word.fields import bookmark_of
from guideline.writers.word.page import read_style
from guideline.writers.word.pagination import pages_of as pages_estimated
from guideline.writers.word.tables import Shapes
from guideline.writers.word.turned import Turned
from tests.helpers import EXAMPLES
from tests.pages import require, to_pdf
from tests.word_files import STYLE, clause, document, items, paragraph, table

PAGE = 38 * 368


def listed(*sections: Section) -> Document:
    tree = document(*sections)
    return replace(tree, layout=replace(tree.layout, has_contents=True))


def pages_of(tree: Document) -> Mapping[str, int]:
    """The page of each section, by its id."""
    pages = estimated(tree, STYLE)
    return {s.id: pages[bookmark_of(s)] for s in walk_sections(tree.sections)}


def estimated(tree: Document, style_document: bytes) -> Mapping[str, int]:
    style = read_style(style_document)
    turned = Turned(tree, style.page.text_width, style.turned.text_width)
    return pages_estimated(tree, style, entries_of(tree), Shapes(), turned).of_headings


def bullets(count: int) -> BulletList:
    return BulletList(items(*["項目"] * count))


def filled(count: int, *blocks: Block) -> Section:
    """A part of so many bullets, and a clause with the blocks."""
    return Section("a", "部", "1", (bullets(count),), (clause("a/b", "(1)", *blocks),))


def page_after(count: int, *blocks: Block) -> int:
    """The page of the clause, the part being on page 3."""
    pages = pages_of(listed(filled(count, *blocks)))
    assert pages["a"] == 3
    return pages["a/b"]


def test_document_without_a_list_needs_no_pages() -> None:
    assert estimated(document(filled(1)), STYLE) == {}


def test_first_part_follows_the_list_on_a_page_of_its_own() -> None:
    summary = Section("summary", "概要", "", (paragraph("要点"),))
    pages = pages_of(listed(summary, filled(1)))
    assert pages == {"summary": 1, "a": 3, "a/b": 3}


def test_long_list_takes_more_pages() -> None:
    def first_page(count: int) -> int:
        clauses = tuple(clause(f"a/{n}", f"({n})") for n in range(count))
        return pages_of(listed(Section("a", "部", "1", (), clauses)))["a"]

    # Its title takes 368 with 160 below, the part 260, each clause 240.
    most = (PAGE - 368 - 160 - 260) // 240
    assert first_page(most) == 3
    # A few lines more are set tighter, as far as that spares a page.
    assert (first_page(most + 5), first_page(most + 6)) == (3, 4)


def most(height: int) -> int:
    """How many bullets leave room for a clause that begins with something of the height."""
    return (PAGE - (360 + 428 + 120) - (240 + 368 + 60) - height) // 368


LINE = 368
ROW = 260 + 100 + 10
"""A line of a table, with the room in its cells and the line below."""


def test_heading_stays_on_the_page_of_its_first_line() -> None:
    line, count = paragraph("一行"), most(LINE)
    assert (page_after(count, line), page_after(count + 1, line)) == (3, 4)


def test_heading_stays_with_two_lines_of_a_long_paragraph() -> None:
    long, count = paragraph("漢字" * 200), most(2 * LINE)
    assert (page_after(count, long), page_after(count + 1, long)) == (3, 4)


def test_heading_stays_with_a_short_table_as_a_whole() -> None:
    short = table(("区分", "例"), *[("公開", "資料")] * 5)
    count = most(6 * ROW + 10)
    assert (page_after(count, short), page_after(count + 1, short)) == (3, 4)


def test_heading_stays_with_the_first_rows_of_a_long_table() -> None:
    long = table(("区分", "例"), *[("公開", "資料")] * 30)
    count = most(3 * ROW + 10)
    assert (page_after(count, long), page_after(count + 1, long)) == (3, 4)


def after(*blocks: Block) -> int:
    """The page of a clause behind one with the blocks, which begins at the top of page 3."""
    clauses = (clause("a/b", "(1)", *blocks), clause("a/c", "(2)", paragraph("一行")))
    return pages_of(listed(Section("a", "部", "1", (), clauses)))["a/c"]


def test_long_table_repeats_its_header() -> None:
    header, room = ROW + 10, PAGE - ROW - 10
    # A row to be filled in is 400 high. Above it on the first page: part, clause and header.
    on_first = (PAGE - (360 + 428) - (240 + 368 + 60) - header) // 400
    # Below the last one: 120 between table and text, and the clause behind.
    on_last = (room - 120 - (240 + 368 + 60) - LINE) // 400
    count = on_first + room // 400 + on_last
    rows = [("公開", "資料", "")] * (count + 1)
    assert after(table(("項目", "記入欄", "備考"), *rows[1:])) == 5
    assert after(table(("項目", "記入欄", "備考"), *rows)) == 6


def test_rows_are_as_high_as_their_fullest_cell() -> None:
    cell = "この欄には長い説明が入る。" * 20
    one, other = (table(("区分", "例"), *[("公開", text)] * 8) for text in ("短い", cell))
    assert after(one) == 3
    assert after(other) == 4


def test_no_line_of_a_paragraph_stands_alone_at_the_top() -> None:
    def page(more: int) -> int:
        blocks = (bullets(31), paragraph("漢" * 190), paragraph("一行"), bullets(more))
        last = clause("a/b", "(1)", paragraph("一行"))
        return pages_of(listed(Section("a", "部", "1", blocks, (last,))))["a/b"]

    # 31 bullets leave room for four of the five lines: two of them go to the next page.
    assert (PAGE - 360 - 428 - 120 - 40) // 368 == 31 + 4
    more = (PAGE - 2 * LINE - (40 + LINE) - 40 - (240 + 368 + 60) - LINE) // 368
    assert (page(more), page(more + 1)) == (4, 5)


@pytest.mark.parametrize("kind", ["commentary", "example"])
def test_notes_that_are_comments_take_no_room(kind: str) -> None:
    note = Note("commentary" if kind == "commentary" else "example", (bullets(40),))
    clauses = (clause("a/b", "(1)", paragraph("文"), note), clause("a/c", "(2)", paragraph("文")))
    boxed = listed(Section("a", "部", "1", (), clauses))
    beside = replace(boxed, layout=replace(boxed.layout, commentary="comments"))
    assert (pages_of(boxed)["a/c"], pages_of(beside)["a/c"]) == (4, 3)


def test_footnotes_take_room_at_the_foot() -> None:
    source = Note("sources", (paragraph("根拠"),))
    # A line above the footnote, and the footnote, of 240 each.
    count = most(LINE + 480)
    assert page_after(count, paragraph("文"), source) == 3
    assert page_after(count + 1, paragraph("文"), source) == 4
    assert page_after(count + 1, paragraph("文")) == 3


def test_box_for_seals_takes_room() -> None:
    # Title and organization, the details, two headings with what stands above and below.
    room = PAGE - (368 + 60 + 368 + 160) - (ROW + 120) - 2 * (360 + 428 + 120) - LINE
    summary = Section("summary", "概要", "", (bullets(room // 368),))
    last = Section("more", "続き", "", (paragraph("文"),))
    tree = listed(summary, last, filled(1))
    posts = ("部長", "課長")
    sealed = replace(tree, layout=replace(tree.layout, approval_box=posts))
    assert (pages_of(tree)["more"], pages_of(sealed)["more"]) == (1, 2)


def test_articles_and_their_lists_fill_their_lines() -> None:
    texts = (paragraph("文" * 80), BulletList(items("文" * 80)), paragraph("文" * 80))
    parts = tuple(
        Section(f"a{n}", "章", f"第{n}章", (), (clause(f"a{n}/b", f"第{n}条", *texts),))
        for n in range(1, 9)
    )
    tree = replace(listed(*parts), numbering="articles")
    # Each chapter takes 428 and 360, the caption 368, 240 and 60, six lines of 368 with 40 twice.
    height = 360 + 428 + 240 + 368 + 60 + 6 * 368 + 2 * 40
    # The title, the organization, the details with two lines, the list with its eight lines.
    before = 368 + 60 + 368 + 160 + ROW + 120 + 240 + 368 + 160 + 8 * (260 + 40)
    pages = pages_of(tree)
    begin = 360 + 428 + 240 + 368 + 60 + 2 * 368
    assert before + 2 * height < PAGE < before + 2 * height + begin
    assert 3 * height - 360 + begin < PAGE < 4 * height - 360
    assert [pages[f"a{n}"] for n in range(1, 9)] == [1, 1, 2, 2, 2, 2, 3, 3]


def test_list_of_a_regulation_stands_under_the_title_where_it_fits() -> None:
    def first_page(count: int) -> int:
        parts = tuple(
            Section(f"a{n}", "章", f"第{n}章", (), (clause(f"a{n}/b", "第１条"),))
            for n in range(count)
        )
        return pages_of(replace(listed(*parts), numbering="articles"))["a0"]

    # Title, organization, the details in one row, the title of the list; 300 for each chapter.
    # Behind a list that fills the page the first chapter has no room.
    before = 368 + 60 + 368 + 160 + ROW + 120 + 240 + 368 + 160
    most = (PAGE - before) // 300
    assert (first_page(5), first_page(most), first_page(most + 1)) == (1, 2, 3)


def wide(rows: int) -> Table:
    """A table of twelve columns, whose cells of six characters need a page in landscape."""
    header, row = ("区分と道具",) * 12, ("△ 条件付き",) * 12
    return table(header, *[row] * rows)


def test_wide_table_has_pages_of_its_own_with_its_heading() -> None:
    clauses = (
        clause("a/b", "(1)", paragraph("文")),
        clause("a/c", "(2)", paragraph("次の表による。"), wide(3)),
        clause("a/d", "(3)", paragraph("文")),
    )
    assert pages_of(listed(Section("a", "部", "1", (), clauses))) == {
        "a": 3,
        "a/b": 3,
        "a/c": 4,
        "a/d": 5,
    }


def test_page_in_landscape_is_lower() -> None:
    # 9072 twips high: 24 lines of 368. On it the heading, a line, and rows of 8 points, which
    # are 220 high with 100 in the cells and a line of 10; the header has one line more above.
    height, row = 9072 // 368 * 368, 220 + 100 + 10
    count = (height - (240 + 368 + 60) - (40 + 368) - (row + 10) - 120) // row

    def page_behind(rows: int) -> int:
        clauses = (
            clause("a/c", "(1)", paragraph("次の表による。"), wide(rows)),
            clause("a/d", "(2)", paragraph("文")),
        )
        before = (clause("a/b", "(1)", paragraph("文")),)
        return pages_of(listed(Section("a", "部", "1", (), before + clauses)))["a/d"]

    assert (page_behind(count), page_behind(count + 1)) == (5, 6)


def test_heading_without_text_at_the_end_has_its_page() -> None:
    assert pages_of(listed(filled(1), Section("z", "終わり", "")))["z"] == 3


# LibreOffice


FORMS: tuple[tuple[str, Commentary | None], ...] = (
    ("guideline", None),
    ("guideline", "none"),
    ("regulation", None),
)


@pytest.mark.slow
def test_pages_are_those_of_libreoffice_or_the_next(tmp_path: Path) -> None:
    """The numbers are estimates. After a change of the styles they have to be so again."""
    documents = {
        f"{profile.parent.name}-{template}-{commentary}": generate(
            profile, template=template, commentary=commentary
        ).document
        for profile in EXAMPLES
        for template, commentary in FORMS
    }
    paths = []
    for name, tree in documents.items():
        paths.append(tmp_path / f"{name}.docx")
        paths[-1].write_bytes(WRITERS[".docx"].write(tree))
    off = []
    for pdf in to_pdf(paths, tmp_path):
        tree = documents[pdf.stem]
        entries = entries_of(tree)
        pages = estimated(tree, style_of(tree))
        real = dict(zip(entries, pages_in(pdf, entries), strict=True))
        found = {f"{pdf.stem}: {e.title}": pages[e.bookmark] - real[e] for e in entries}
        assert not {title: by for title, by in found.items() if abs(by) > 1}
        off += [abs(by) for by in found.values()]
    assert len(off) > 1_000
    assert mean(off) < 0.3


def style_of(tree: Document) -> bytes:
    folder = Path(__file__).parent.parent / "templates" / "word"
    return (folder / f"{tree.layout.design}.docx").read_bytes()


def pages_in(pdf: Path, entries: tuple[Entry, ...]) -> Iterator[int]:
    """The page that each heading stands on, in order."""
    command = [require("pdftotext"), "-layout", str(pdf), "-"]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    lines = [
        (number, folded(line))
        for number, page in enumerate(shown.split("\f"), 1)
        for line in page.split("\n")
    ]
    at = 0
    for entry in entries:
        title = folded(entry.number + entry.title)
        while not is_heading(lines[at][1], title):
            at += 1
        yield lines[at][0]
        at += 1


def folded(text: str) -> str:
    """Without blanks, in half width: LibreOffice counts references again, in such digits."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def is_heading(line: str, title: str) -> bool:
    """Whether the line is the heading, or the first line of one that takes two."""
    return line == title or (len(line) > 25 and title.startswith(line))
