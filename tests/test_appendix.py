"""Appendices: tables of a regulation's articles stand in 別表, and the articles say so."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from guideline.appendix import with_appendices
from guideline.assemble import anchor_of
from guideline.document import (
    Block,
    Document,
    NumberedList,
    Paragraph,
    Reference,
    Section,
    Table,
    is_form,
    lines_of,
    plain_text,
    walk_sections,
)
from guideline.generate import generate
from guideline.readers.from_word import read_word
from guideline.writers.to_docx import to_docx
from tests.helpers import EXAMPLES
from tests.word_files import STYLE, clause, document, paragraph, part, table, text_of, w

TOOLS = table(("道具", "用途"), ("甲", "要約"))
CLASSES = table(("区分", "例"), ("公開", "広報"))


def article(id_: str, number: str, *blocks: Block) -> Section:
    section = clause(id_, number, *blocks)
    return Section(
        section.id, section.title, number, section.blocks, (), section.origin, full_number=number
    )


def moved(*articles: Section) -> tuple[Section, ...]:
    chapter = Section("a", "章", "第１章", (), articles)
    supplement = Section("supplementary", "附　則", "", (paragraph("施行する。"),))
    return with_appendices((chapter, supplement), "full")


def texts(section: Section) -> list[str]:
    return lines_of(section.blocks)


def test_single_table_needs_no_number_and_stands_behind_the_supplement() -> None:
    chapter, supplement, appendix = moved(
        article("a/b", "第１条", paragraph("道具は、次の表のとおりとする。"), TOOLS)
    )
    assert texts(chapter.sections[0]) == ["道具は、別表のとおりとする。"]
    assert supplement.title == "附　則"
    assert (appendix.title, appendix.number, appendix.blocks) == (
        "別表（第１条関係）",
        "",
        (TOOLS,),
    )


def test_several_tables_are_numbered_through_in_the_order_of_the_articles() -> None:
    one = article("a/b", "第１条", paragraph("次の表による。"), TOOLS)
    other = article("a/c", "第１２条", paragraph("次の表による。"), CLASSES)
    chapter, _, *appendices = moved(one, other)
    assert [a.title for a in appendices] == ["別表第１（第１条関係）", "別表第２（第１２条関係）"]
    assert [texts(a) for a in chapter.sections] == [["別表第１による。"], ["別表第２による。"]]
    assert len({a.id for a in appendices}) == 2


@pytest.mark.parametrize(
    ("announcement", "told"),
    [
        ("次の表で定める。", "別表で定める。"),
        ("次のとおりとする。", "別表のとおりとする。"),
        ("次の事項を確かめる。", "別表に掲げる事項を確かめる。"),
        ("次の条件で、次の用途に使う。", "次の条件で、別表に掲げる用途に使う。"),
        ("次の表による。次の報告は不要とする。", "別表による。次の報告は不要とする。"),
    ],
)
def test_sentence_above_the_table_names_the_appendix(announcement: str, told: str) -> None:
    chapter, *_ = moved(article("a/b", "第１条", paragraph(announcement), TOOLS))
    assert texts(chapter.sections[0]) == [told]


@pytest.mark.parametrize("before", [paragraph("道具を定める。"), paragraph("次の各号による。")])
def test_table_that_nothing_announces_stays(before: Paragraph) -> None:
    chapter, *more = moved(article("a/b", "第１条", before, TOOLS))
    assert chapter.sections[0].blocks == (before, TOOLS)
    assert [section.title for section in more] == ["附　則"]


def test_later_mentions_name_the_table_again() -> None:
    chapter, *_ = moved(
        article(
            "a/b",
            "第１条",
            paragraph("次の表に掲げる。表にない道具は、この表に加える。"),
            TOOLS,
            paragraph("表にない道具は、公表し、代表者に知らせる。同意は、表の道具に要る。"),
        )
    )
    assert texts(chapter.sections[0]) == [
        "別表に掲げる。同表にない道具は、同表に加える。",
        "別表にない道具は、公表し、代表者に知らせる。同意は、同表の道具に要る。",
    ]


def test_other_articles_name_the_appendix_and_keep_plain_references() -> None:
    one = article("a/b.variant", "第１条", paragraph("次の表による。"), TOOLS)
    other = article(
        "a/c",
        "第２条",
        paragraph(Reference("a/b"), "の表の道具は、", Reference("a/b"), "による。表で認める。"),
        paragraph("表の範囲で使う。"),
    )
    chapter, *_ = moved(one, other)
    first, second = chapter.sections[1].blocks
    assert isinstance(first, Paragraph)
    assert plain_text(first.inlines) == "別表の道具は、による。同表で認める。"
    assert Reference("a/b") in first.inlines
    assert lines_of((second,)) == ["別表の範囲で使う。"]


def test_article_with_two_tables_is_mentioned_with_both() -> None:
    two = article(
        "a/b",
        "第１条",
        paragraph("次の表に掲げる。表に示す人が使う。"),
        TOOLS,
        paragraph("条件は、次の表のとおりとする。"),
        CLASSES,
        paragraph("表にない道具は使わない。表に加える。"),
    )
    other = article("a/c", "第２条", paragraph(Reference("a/b"), "の表で確かめ、表を改める。"))
    chapter, *_ = moved(two, other)
    assert texts(chapter.sections[0]) == [
        "別表第１に掲げる。同表に示す人が使う。",
        "条件は、別表第２のとおりとする。",
        "別表第１及び別表第２にない道具は使わない。これらの表に加える。",
    ]
    assert texts(chapter.sections[1]) == ["別表第１及び別表第２で確かめ、これらの表を改める。"]


def test_table_of_a_part_without_number_stays() -> None:
    section = Section("preface", "前文", "", (paragraph("次の表による。"), TOOLS))
    assert with_appendices((section,), "full") == (section,)


def test_half_width_digits_number_appendices_too() -> None:
    articles = tuple(
        article(f"a/{n}", f"第{n}条", paragraph("次の表による。"), TOOLS) for n in (1, 2)
    )
    sections = with_appendices((Section("a", "章", "第1章", (), articles),), "half")
    assert [s.title for s in sections[1:]] == ["別表第1（第1条関係）", "別表第2（第2条関係）"]


def shown(document: Document, *, in_articles: bool) -> list[Table]:
    return [
        block
        for section in walk_sections(document.sections)
        for block in section.blocks
        if isinstance(block, Table) and bool(section.origin) == in_articles and not is_form(section)
    ]


@pytest.mark.parametrize("profile", EXAMPLES, ids=lambda path: path.parent.name)
def test_regulations_of_examples_have_no_table_in_an_article_and_lose_none(profile: Path) -> None:
    regulation = generate(profile, template="regulation").document
    guideline = generate(profile).document
    assert shown(regulation, in_articles=True) == []
    tables = shown(regulation, in_articles=False)
    left_out = {"改定履歴"}
    kept = [
        block
        for section in walk_sections(guideline.sections)
        if section.origin and section.title not in left_out
        for block in section.blocks
        if isinstance(block, Table)
    ]
    assert len(tables) == len(kept) > 2
    assert shown(guideline, in_articles=True)


@pytest.mark.parametrize("profile", EXAMPLES, ids=lambda path: path.parent.name)
def test_regulations_of_examples_name_each_appendix_and_no_other(profile: Path) -> None:
    document = generate(profile, template="regulation").document
    appendices = [s.title.split("（")[0] for s in document.sections if s.id.startswith("appendix")]
    text = "\n".join(
        line for s in walk_sections(document.sections) if s.origin for line in lines_of(s.blocks)
    )
    for label in appendices:
        assert label in text
    assert "次の表" not in text
    assert "条の表" not in text


def test_articles_refer_to_the_appendix_by_its_id() -> None:
    one = article("a/b", "第１条", paragraph("次の表による。"), TOOLS)
    chapter, *_ = moved(one)
    (told,) = chapter.sections[0].blocks
    assert told == paragraph(Reference("appendix1-a-b", "別表"), "による。")


def test_word_shows_appendix_and_article_where_each_names_the_other(tmp_path: Path) -> None:
    sections = moved(article("a/b", "第１条", paragraph("次の表による。"), TOOLS))
    whole = replace(document(*sections), numbering="articles")
    data = to_docx(whole, STYLE)
    anchor = anchor_of("a/b")
    texts_with_fields = {
        text_of(p): [str(i.text).split() for i in p.iter(w("instrText"))]
        for p in part(data).iter(w("p"))
    }
    assert texts_with_fields["別表（第１条関係）"] == [["REF", anchor, "\\n", "\\h"]]
    assert texts_with_fields["別表による。"] == [["REF", "_p_appendix1_a_b", "\\h"]]
    file = tmp_path / "rules.docx"
    file.write_bytes(data)
    read = read_word(file).document
    assert [s.title for s in read.sections] == [s.title for s in sections]
    told = read.sections[0].sections[0].blocks[0]
    assert told == paragraph(Reference("appendix1-a-b", "別表"), "による。")


def test_items_of_lists_are_read_too() -> None:
    one = article("a/b", "第１条", paragraph("次の表による。"), TOOLS)
    other = article("a/c", "第２条", NumberedList(((paragraph(Reference("a/b"), "の表"),),)))
    chapter, *_ = moved(one, other)
    assert texts(chapter.sections[1]) == ["別表"]
