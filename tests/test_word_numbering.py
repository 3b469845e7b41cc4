"""Numbers and bullets: counted as Word counts them, they are those of the tree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Literal

import pytest
from lxml import etree

from guideline.document import Layout, Note, NumberedList, Section, walk_sections
from guideline.writers.to_docx import to_docx
from tests.word_files import (
    NS,
    STYLE,
    clause,
    document,
    find,
    items,
    paragraph,
    paragraphs,
    part,
    style_of,
    text_of,
    val,
    w,
    with_blocks,
)


def full_width(number: int) -> str:
    return "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))


FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalFullWidth": full_width,
    "decimalEnclosedCircle": lambda number: "①②③④⑤"[number - 1],
    "bullet": lambda number: "",
}


class Numbers:
    """Counts as Word does: the style gives the list unless the paragraph names one."""

    def __init__(self, data: bytes) -> None:
        numbering, styles = part(data, "word/numbering.xml"), part(data, "word/styles.xml")
        definitions = {d.get(w("abstractNumId")): d for d in numbering.findall("w:abstractNum", NS)}
        self.lists = {
            str(n.get(w("numId"))): definitions[val(n, "w:abstractNumId")]
            for n in numbering.findall("w:num", NS)
        }
        self.styles = {str(s.get(w("styleId"))): s for s in styles.findall("w:style", NS)}
        self.counts: dict[str, list[int]] = {}

    def next(self, element: etree._Element) -> str:
        properties = element.find("w:pPr/w:numPr", NS)
        if properties is None:
            properties = self.styles[style_of(element)].find("w:pPr/w:numPr", NS)
        if properties is None or val(properties, "w:numId") == "0":
            return ""
        num, level = val(properties, "w:numId"), int(val(properties, "w:ilvl"))
        counts = self.counts.setdefault(num, [0] * 9)
        counts[level] += 1
        counts[level + 1 :] = [0] * (8 - level)
        definition = find(self.lists[num], f"w:lvl[@w:ilvl='{level}']")
        shape = FORMATS[val(definition, "w:numFmt")]
        return val(definition, "w:lvlText").replace(f"%{level + 1}", shape(counts[level]))


def numbered(data: bytes) -> list[tuple[str, str]]:
    numbers = Numbers(data)
    return [(numbers.next(p), text_of(p)) for p in paragraphs(data)]


Numbering = tuple[Callable[[int], str], Callable[[int], str], tuple[str, ...]]
NUMBERS: dict[str, Numbering] = {
    "jdla": (str, lambda n: f"({n})", ("①", "②", "③")),
    "notice": (lambda n: f"第{full_width(n)}", full_width, ("(1)", "(2)", "(3)")),
}


@pytest.mark.parametrize("numbering", ["jdla", "notice"])
def test_numbers_that_word_computes_are_those_of_the_tree(
    numbering: Literal["jdla", "notice"],
) -> None:
    of_part, of_clause, marks = NUMBERS[numbering]
    steps = NumberedList(items("手順一", "手順二", "手順三"))
    unnumbered = Section("preface", "はじめに", "", (), (clause("preface/a", "", steps),))
    parts = [
        Section(
            f"p{n}",
            f"部{n}",
            of_part(n),
            (steps,) if n == 2 else (),
            tuple(clause(f"p{n}/{k}", of_clause(k), steps, title=f"条{n}-{k}") for k in (1, 2)),
        )
        for n in range(1, 13)
    ]
    between = Section("x", "はじめに", "", (), (clause("x/a", "", steps),))
    tree = document(unnumbered, *parts[:6], between, *parts[6:])
    digits: Literal["full", "half"] = "full" if numbering == "notice" else "half"
    tree = replace(tree, numbering=numbering, layout=Layout(digits=digits))

    computed = numbered(to_docx(tree, STYLE))

    headings = [(s.number, s.title) for s in walk_sections(tree.sections)]
    assert [line for line in computed if line in headings] == headings
    written = [number for number, text in computed if text.startswith("手順")]
    # A list begins again under every clause, numbered or not, and directly under a part.
    assert written == [*marks] * (1 + 12 + 1 + 1 + 12)


def test_unnumbered_clause_between_numbered_ones_does_not_count() -> None:
    clauses = (clause("p/1", "(1)"), clause("p/x", ""), clause("p/2", "(2)"))
    lines = numbered(to_docx(document(Section("p", "部", "1", (), clauses)), STYLE))
    assert [number for number, text in lines if text == "条項"] == ["(1)", "", "(2)"]


def test_section_below_a_clause_shows_its_number_as_text() -> None:
    deep = replace(clause("p/1", "(1)"), sections=(clause("p/1/a", "ア", title="細目"),))
    tree = document(Section("p", "部", "1", (), (deep, clause("p/2", "(2)"))))
    lines = numbered(to_docx(tree, STYLE))
    assert ("", "ア　細目") in lines
    assert ("(2)", "条項") in lines


def test_second_list_of_a_clause_and_lists_in_notes_count_from_one() -> None:
    steps = NumberedList(items("手順一", "手順二"))
    note = Note("example", (steps,))
    lines = numbered(to_docx(with_blocks(steps, paragraph("次に"), steps, note, note), STYLE))
    assert [number for number, text in lines if text.startswith("手順")] == ["①", "②"] * 4


def test_every_list_has_its_own_definition() -> None:
    steps = NumberedList(items("一"))
    data = to_docx(with_blocks(steps, steps, Note("example", (steps,))), STYLE)
    numbering = part(data, "word/numbering.xml")
    definitions = [val(n, "w:abstractNumId") for n in numbering.findall("w:num", NS)]
    signs = [val(d, "w:nsid") for d in numbering.findall("w:abstractNum", NS)]
    assert len(definitions) == len({*definitions}) == len({*signs}) == 5
    assert numbering.find(".//w:lvlOverride", NS) is None


def test_numbers_of_two_digits_leave_a_gap_before_their_text() -> None:
    article = clause("a/one", "第１条", NumberedList(items("一")))
    tree = document(Section("a", "総則", "第１章", (), (article,)))
    data = to_docx(replace(tree, numbering="articles"), STYLE)
    lists = part(data, "word/numbering.xml").iter(w("lvl"))
    rooms = [
        int(str(find(level, "w:pPr/w:ind").get(w("hanging"))))
        for level in lists
        if val(level, "w:lvlText").startswith("(")
    ]
    # 「(10)」 is four half-width characters of 105 twips in a font of one width.
    assert len(rooms) == 3
    assert min(rooms) > 4 * 105


def test_further_paragraph_of_an_item_has_no_mark_and_stands_under_its_text() -> None:
    steps = NumberedList(((paragraph("一"), paragraph("続き")), *items("二")))
    data = to_docx(with_blocks(steps), STYLE)
    assert [line for line in numbered(data) if line[1] in ("一", "続き", "二")] == [
        ("①", "一"),
        ("", "続き"),
        ("②", "二"),
    ]
    (further,) = (p for p in paragraphs(data) if text_of(p) == "続き")
    level = find(part(data, "word/numbering.xml"), ".//w:lvl[@w:ilvl='2']/w:pPr/w:ind")
    assert find(further, "w:pPr/w:ind").get(w("left")) == level.get(w("left"))
