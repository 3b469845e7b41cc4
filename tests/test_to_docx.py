"""The Word file: opened again, it says what the tree says."""

from __future__ import annotations

import io
import subprocess
import sys

import docx

from guideline.document import lines_of, plain_text, walk_sections
from guideline.writers.to_docx import to_docx
from tests.word_files import STYLE, paragraphs, part, rich_document, text_of, w


def test_no_line_of_the_tree_is_lost_or_moved() -> None:
    tree = rich_document()
    expected = [tree.title, plain_text(tree.organization)]
    expected += [plain_text(cell) for row in tree.details.rows for cell in row]
    for section in walk_sections(tree.sections):
        lines = lines_of(section.blocks)
        expected += [section.title, *(text for line in lines for text in line.split("\t"))]
    read = [text_of(p) for p in paragraphs(to_docx(tree, STYLE))]
    added = {"解説", "例", "表題"}
    assert [line for line in read if line not in added] == expected
    assert [line for line in read if line in added] == ["表題", "解説", "例", "解説"]


def test_python_docx_reads_headings_and_tables() -> None:
    word = docx.Document(io.BytesIO(to_docx(rich_document(), STYLE)))
    assert [p.text for p in word.paragraphs if p.style and p.style.name == "Heading 1"] == [
        "はじめに",
        "部",
    ]
    assert len(word.tables) == 5


def test_used_styles_are_all_defined() -> None:
    data = to_docx(rich_document(), STYLE)
    defined = {s.get(w("styleId")) for s in part(data, "word/styles.xml").iter(w("style"))}
    body = part(data)
    used = {e.get(w("val")) for tag in ("pStyle", "rStyle", "tblStyle") for e in body.iter(w(tag))}
    assert len(used) > 15
    assert used <= defined


def test_same_tree_gives_the_same_bytes() -> None:
    assert to_docx(rich_document(), STYLE) == to_docx(rich_document(), bytes(bytearray(STYLE)))


def test_writing_needs_neither_python_docx_nor_lxml() -> None:
    code = (
        "import sys, guideline.writers.to_docx\n"
        "assert not {'docx', 'lxml'} & sys.modules.keys(), 'slow import'"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
