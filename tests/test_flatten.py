"""Blocks become lines and tables, with the marks that readers see."""

from __future__ import annotations

import pytest

from guideline.document import (
    Block,
    BulletList,
    Note,
    NumberedList,
    Numbering,
    Paragraph,
    Reference,
    Strong,
    Text,
)
from guideline.flatten import LineUnit, TableUnit, comparable, key_of, units_of
from tests.word_files import items, paragraph, table


def lines(numbering: Numbering, *blocks: Block) -> list[tuple[str, str, int, str]]:
    units = units_of(blocks, numbering)
    found = [unit.line for unit in units if isinstance(unit, LineUnit)]
    return [(line.mark, line.text, line.depth, line.note) for line in found]


NESTED = NumberedList(
    ((paragraph("一"), paragraph("続き"), BulletList(items("内"))), (paragraph("二"),))
)


@pytest.mark.parametrize(
    ("numbering", "marks"),
    [("jdla", ["①", "", "－", "②"]), ("articles", ["(1)", "", "ア", "(2)"])],
)
def test_marks_of_items(numbering: Numbering, marks: list[str]) -> None:
    found = lines(numbering, NESTED)
    assert [mark for mark, *_ in found] == marks
    assert [(text, depth) for _, text, depth, _ in found] == [
        ("一", 1),
        ("続き", 1),
        ("内", 2),
        ("二", 1),
    ]


def test_sub_paragraph_of_an_article_has_its_number() -> None:
    assert lines("articles", Paragraph((Text("項の文。"),), "２")) == [("２", "項の文。", 0, "")]


def test_lines_of_notes_carry_the_label() -> None:
    note = Note("commentary", (paragraph("理由"), Note("example", (BulletList(items("例")),))))
    assert lines("jdla", paragraph("規則"), note) == [
        ("", "規則", 0, ""),
        ("", "理由", 0, "解説"),
        ("・", "例", 1, "例"),
    ]


def test_table_says_in_its_key_what_stands_in_it() -> None:
    (one,) = units_of((table(("甲", "乙"), ("丙", "丁")),), "jdla")
    (other,) = units_of((table(("甲", "乙"), ("丙", "戊")),), "jdla")
    assert isinstance(one, TableUnit)
    assert one.key != other.key


def test_key_knows_targets_and_no_numbers_or_emphasis() -> None:
    one = (Reference("a/b", "1(2)"), Strong("による"))
    assert key_of(one) == key_of((Reference("a/b", "1(9)"), Text("による")))
    assert key_of(one) != key_of((Reference("a/c", "1(2)"), Text("による")))


def test_references_out_of_the_document_are_text() -> None:
    inlines = (Reference("a/b", "1(2)"), Reference("x/y", "「外」"))
    assert comparable(inlines, {"a/b"}) == (Reference("a/b", "1(2)"), Text("「外」"))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ((Text("　"), Strong(" 甲 乙"), Text(" ")), (Strong("甲 乙"),)),
        ((Text("は\u3099"),), (Text("ば"),)),
        ((Text("　"),), ()),
        ((), ()),
    ],
)
def test_blanks_at_the_ends_and_composition_do_not_count(
    given: tuple[Text, ...], kept: tuple[Text, ...]
) -> None:
    assert comparable(given) == kept
