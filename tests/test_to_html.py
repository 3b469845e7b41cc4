"""A page that reads back as the tree, leads where it says, and is fit for every reader."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Literal
from urllib.parse import unquote
from xml.etree.ElementTree import Element

import pytest

from guideline.bundled import bundled
from guideline.document import (
    Blank,
    Block,
    BulletList,
    Document,
    Inline,
    Link,
    Manifest,
    Note,
    NumberedList,
    Origin,
    Paragraph,
    Reference,
    Section,
    Strong,
    Table,
    Text,
    walk_sections,
)
from guideline.generate import generate
from guideline.output import WRITERS
from guideline.template import template_names
from guideline.writers.to_html import is_untouched, to_html
from tests.helpers import EXAMPLES
from tests.html_pages import has_class, page_of, text_of, the

HASH = "ab" * 32


def paragraph(*inlines: str | Inline) -> Paragraph:
    return Paragraph(tuple(Text(i) if isinstance(i, str) else i for i in inlines))


def table(*rows: tuple[str, ...], caption: str = "") -> Table:
    header, *body = (tuple((Text(cell),) for cell in row) for row in rows)
    return Table(header, tuple(body), caption)


def clause(
    *blocks: Block, title: str = "条", number: str = "(1)", id_: str = "a/one", slot: str = "a/one"
) -> Section:
    origin = Origin(id_, slot, "must", (), (), "_c_0", HASH)
    return Section(id_, title, number, blocks, (), origin)


def document(*clauses: Section, title: str = "題", part: str = "1") -> Document:
    return Document(
        title,
        (Text("青波市"),),
        "jdla",
        table(("項目", "内容"), ("版", "1.0")),
        (Section("a", "部", part, (), clauses),),
        Manifest("guideline 0.1.0", '標準"集"', "0.1.0", HASH, "guideline", "2026-11-21"),
    )


def of_blocks(*blocks: Block) -> list[Element]:
    """What stands under the heading of a clause with these blocks."""
    _, *found = the(page_of(document(clause(*blocks))), "body/main/section/section")
    return found


def the_block(block: Block) -> Element:
    (found,) = of_blocks(block)
    return found


# Blocks


def test_paragraph() -> None:
    found = the_block(paragraph("規則は", Strong("重要"), "です。"))
    assert (found.tag, text_of(found)) == ("p", "規則は重要です。")
    assert text_of(the(found, "strong")) == "重要"


def test_lists_stand_in_the_items_of_lists() -> None:
    inner = BulletList(((paragraph("二"),),))
    found = the_block(BulletList(((paragraph("一"), inner), (paragraph("三"),))))
    assert found.tag == "ul"
    first, last = found
    assert (first.text or "").strip() == "一"
    assert [text_of(item) for item in first.findall("ul/li")] == ["二"]
    assert text_of(last) == "三"


def test_numbered_list_is_counted_by_the_browser() -> None:
    found = the_block(NumberedList(((paragraph("四"),), (paragraph("五"),))))
    assert found.tag == "ol"
    assert [text_of(item) for item in found] == ["四", "五"]


def test_table_has_a_caption_and_heads_that_say_what_they_head() -> None:
    wrapped = the_block(table(("用途", "人"), ("文書", "課長"), caption="確認する人"))
    found = the(wrapped, "table")
    assert text_of(the(found, "caption")) == "確認する人"
    columns = found.findall("thead/tr/th")
    assert [(text_of(cell), cell.get("scope")) for cell in columns] == [
        ("用途", "col"),
        ("人", "col"),
    ]
    row, value = the(found, "tbody/tr")
    assert (row.tag, row.get("scope"), text_of(row)) == ("th", "row", "文書")
    assert (value.tag, text_of(value)) == ("td", "課長")


def test_cell_to_be_filled_in_heads_nothing_and_leaves_room() -> None:
    wrapped = the_block(table(("日付", "内容"), ("", ""), ("", "")))
    rows = wrapped.findall("table/tbody/tr")
    assert [[cell.tag for cell in row] for row in rows] == [["td", "td"]] * 2
    assert all(has_class(row, "open") for row in rows)


def test_table_of_many_columns_scrolls_and_one_of_few_does_not() -> None:
    few, many = (the_block(table(("列",) * n, ("値",) * n)) for n in (3, 4))
    assert not has_class(the(few, "table"), "wide")
    assert has_class(the(many, "table"), "wide")


@pytest.mark.parametrize(("kind", "label"), [("commentary", "解説"), ("example", "例")])
def test_note_is_folded_under_its_label(kind: Literal["commentary", "example"], label: str) -> None:
    found = the_block(Note(kind, (paragraph("文。"), BulletList(((paragraph("八"),),)))))
    assert found.tag == "details"
    assert "open" not in found.attrib
    summary, *inner = found
    assert (summary.tag, text_of(summary)) == ("summary", label)
    assert [(block.tag, text_of(block).strip()) for block in inner] == [("p", "文。"), ("ul", "八")]


def test_blank_is_marked_and_keeps_its_brackets() -> None:
    found = the_block(paragraph(Blank("組織名", "organization.name"), "は【日付】までに"))
    marks = found.findall("mark")
    assert [text_of(mark) for mark in marks] == ["【組織名】", "【日付】"]
    assert all(has_class(mark, "blank") for mark in marks)


def test_brackets_of_labels_are_no_blanks() -> None:
    assert the_block(paragraph("【解説】と【(例)総務課】")).findall("mark") == []


def test_blank_in_a_title_is_marked() -> None:
    page = page_of(document(clause(title="【名称】の扱い"), title="【表題】"))
    assert text_of(the(page, "body/header/h1/mark")) == "【表題】"
    assert text_of(the(page, "body/main/section/section/h3/mark")) == "【名称】"


def test_page_without_a_title_block_has_no_empty_table() -> None:
    page = page_of(replace(document(clause()), details=Table((), ())))
    assert page.findall(".//table") == []


# Numbers and forms


def test_numbers_stand_before_titles() -> None:
    page = page_of(document(clause(title="目的")))
    assert text_of(the(page, "body/main/section/h2")) == "1 部"
    assert text_of(the(page, "body/main/section/section/h3")) == "(1) 目的"


def test_section_without_a_number_has_its_title_only() -> None:
    page = page_of(document(clause(title="目的", number=""), part=""))
    assert text_of(the(page, "body/main/section/h2")) == "部"
    assert text_of(the(page, "body/main/section/section/h3")) == "目的"


def test_article_has_its_caption_and_its_numbered_paragraphs() -> None:
    blocks = (Paragraph((Text("甲。"),)), Paragraph((Text("乙。"),), "２"))
    article = clause(*blocks, title="目的", number="第１条")
    page = page_of(replace(document(article, part="第１章"), numbering="articles"))
    section = the(page, "body/main/section/section")
    assert has_class(section, "article")
    heading, first, second = section
    assert text_of(heading) == "第１条（目的）"
    assert text_of(first) == "甲。"
    assert text_of(second) == "２　乙。"
    assert text_of(the(second, "span")) == "２　"


def test_form_on_one_page_needs_no_contents() -> None:
    whole = document(clause())
    assert page_of(whole).findall(".//nav") != []
    compact = page_of(replace(whole, page="compact"))
    assert compact.findall(".//nav") == []
    assert has_class(the(compact, "body"), "compact")


# Addresses


def ids(page: Element) -> list[str]:
    return [element.get("id", "") for element in page.iter() if "id" in element.attrib]


def test_clause_is_reached_by_its_id_and_by_its_slot() -> None:
    page = page_of(document(clause(id_="a/one.strict", slot="a/one")))
    section = the(page, "body/main/section/section")
    assert section.get("id") == "a/one.strict"
    assert [element.get("id") for element in section] == ["a/one", None]
    assert ids(page) == ["a", "a/one.strict", "a/one"]


def test_clause_without_variants_has_its_id_once() -> None:
    assert ids(page_of(document(clause()))) == ["a", "a/one"]


@pytest.mark.parametrize("named", ["a/two.strict", "a/two"])
def test_reference_leads_to_the_clause_by_either_name(named: str) -> None:
    page = page_of(
        document(
            clause(paragraph(Reference(named, "1(2)"), "による。")),
            clause(id_="a/two.strict", slot="a/two", number="(2)"),
        )
    )
    link = the(page, "body/main/section/section/p/a")
    assert (link.get("href"), text_of(link)) == ("#a/two.strict", "1(2)")


def test_reference_to_what_another_document_holds_is_plain() -> None:
    found = the_block(paragraph(Reference("b/one", "「申請」"), "による。"))
    assert (text_of(found), len(found)) == ("「申請」による。", 0)


def test_contents_lead_to_every_section() -> None:
    whole = document(clause(), clause(id_="a/two", number="(2)", title="二"))
    nav = the(page_of(whole), "body/nav")
    assert nav.get("aria-label") == "目次"
    links = [(link.get("href"), text_of(link)) for link in nav.iter("a")]
    assert links == [("#a", "1 部"), ("#a/one", "(1) 条"), ("#a/two", "(2) 二")]


def test_clause_carries_what_identifies_it() -> None:
    section = the(page_of(document(clause())), "body/main/section/section")
    carried = {k: v for k, v in section.attrib.items() if k.startswith("data-")}
    assert carried == {"data-clause": "a/one", "data-level": "must", "data-hash": HASH}


@pytest.mark.parametrize(
    "url",
    [
        "https://example.jp/a_(b)",
        "https://example.jp/a b",
        "https://example.jp/?c=[d]&e=f&amp=g",
        "https://example.jp/\"onclick='x",
    ],
)
def test_address_of_a_link_leads_where_it_should(url: str) -> None:
    link = the(the_block(paragraph("前", Link("例", url))), "a")
    assert unquote(link.get("href", "")) == url
    assert " " not in link.get("href", "")
    assert sorted(link.attrib) == ["href"]


# Characters


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "</style></p></section>",
        "<!-- 注釈 -->",
        "AT&amp;Tと&lt;と A&B と &copy",
        "\"引用\"と'引用'",
        "<img src=x onerror=alert(1)>",
        "]]>",
    ],
)
def test_characters_mean_nothing_but_themselves(text: str) -> None:
    blocks: tuple[Block, ...] = (
        paragraph(text, Strong(text), Link(text, "https://example.jp"), Blank(text)),
        BulletList(((paragraph(text),),)),
        table((text, "列"), (text, text), caption=text),
        Note("example", (paragraph(text),)),
    )
    named = document(clause(*blocks, title=text), title=text)
    page = page_of(replace(named, organization=(Text(text),)))
    assert text_of(the(page, "head/title")) == f"{text}｜{text}"
    assert text_of(the(page, "body/header/h1")) == text
    assert text_of(the(page, "body/main/section/section/h3")) == f"(1) {text}"
    _, first, bullets, wrapped, note = the(page, "body/main/section/section")
    assert text_of(first) == f"{text}{text}{text}【{text}】"
    assert text_of(the(bullets, "li")) == text
    assert [text_of(cell) for cell in wrapped.iter() if cell.tag in ("caption", "th", "td")] == [
        *(text, text, "列", text, text)
    ]
    assert text_of(the(note, "p")) == text
    assert not {"script", "img"} & {element.tag for element in page.iter()}


def test_characters_that_html_cannot_hold_are_dropped() -> None:
    assert text_of(the_block(paragraph("前\x00\x08\x85\ufffe\ud800後"))) == "前後"


# What the page was made from


def meta(page: Element) -> dict[str, str]:
    return {
        element.get("name", ""): element.get("content", "") for element in page.findall("head/meta")
    }


def test_head_carries_the_manifest() -> None:
    found = meta(page_of(document(clause())))
    digest = found.pop("guideline:digest")
    assert re.fullmatch("[0-9a-f]{64}", digest)
    assert {name: value for name, value in found.items() if name.startswith("guideline:")} == {
        "guideline:generator": "guideline 0.1.0",
        "guideline:library": '標準"集"',
        "guideline:library_version": "0.1.0",
        "guideline:profile_hash": HASH,
        "guideline:template": "guideline",
        "guideline:date": "2026-11-21",
    }


def test_the_same_document_gives_the_same_bytes() -> None:
    first, second = (WRITERS[".html"].write(document(clause(paragraph("文。")))) for _ in "ab")
    assert first == second


def test_output_is_untouched() -> None:
    data = WRITERS[".html"].write(document(clause(paragraph("文。"))))
    assert is_untouched(data)
    assert is_untouched(data.replace(b"\n", b"\r\n"))


@pytest.mark.parametrize(
    "edit",
    [
        lambda text: text.replace("文。", "別の文。"),
        lambda text: text + "<!-- 追記 -->\n",
        lambda text: text.replace('digest" content="', 'digest" content="0'),
        lambda text: text.replace("</style>", "p { color: red }</style>"),
        lambda text: text.replace("2026-11-21", "2026-11-22"),
        lambda _: "",
        lambda _: "<!DOCTYPE html>\n<title>別の文書</title>\n",
    ],
)
def test_edited_output_is_not_untouched(edit: Callable[[str], str]) -> None:
    text = WRITERS[".html"].write(document(clause(paragraph("文。")))).decode()
    assert edit(text) != text
    assert not is_untouched(edit(text).encode())


def test_text_that_looks_like_a_digest_is_not_taken_for_it() -> None:
    forged = f'<meta name="guideline:digest" content="{"0" * 64}">\n'
    data = WRITERS[".html"].write(document(clause(paragraph(forged)), title=forged))
    assert is_untouched(data)


def test_file_in_another_encoding_is_not_untouched() -> None:
    assert not is_untouched("<title>題</title>".encode("cp932"))


# What every page keeps to, whatever it holds


def pages() -> list[tuple[str, Path, str]]:
    forms = [("company", form) for form in template_names() if form != "guideline"]
    named = [(path.parent.name, "guideline") for path in EXAMPLES] + forms
    by_name = {path.parent.name: path for path in EXAMPLES}
    return [(f"{name}-{form}", by_name[name], form) for name, form in named]


PAGES = pages()


@pytest.fixture(scope="module", params=PAGES, ids=[name for name, _, _ in PAGES])
def made(request: pytest.FixtureRequest) -> Document:
    _, path, form = request.param
    return generate(path, template=form).document


@pytest.fixture(scope="module")
def page(made: Document) -> Element:
    return page_of(made)


def test_page_says_its_language_title_and_encoding(page: Element) -> None:
    assert page.get("lang") == "ja"
    assert text_of(the(page, "head/title"))
    assert [e.get("charset") for e in page.findall("head/meta") if "charset" in e.attrib] == [
        "utf-8"
    ]
    assert "width=device-width" in meta(page)["viewport"]


def test_headings_begin_with_one_h1_and_leave_no_level_out(page: Element) -> None:
    levels = [int(e.tag[1]) for e in page.iter() if re.fullmatch("h[1-6]", e.tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(text_of(e).strip() for e in page.iter() if re.fullmatch("h[1-6]", e.tag))


def test_every_table_head_says_what_it_heads(page: Element) -> None:
    for found in page.iter("table"):
        heads = found.findall("thead/tr/th")
        assert heads
        assert all(head.get("scope") == "col" for head in heads)
        assert all(head.get("scope") == "row" for head in found.findall("tbody/tr/th"))
        assert found.findall("thead/tr/td") == []


def test_whatever_is_folded_has_a_label(page: Element) -> None:
    for found in page.iter("details"):
        assert found[0].tag == "summary"
        assert text_of(found[0]).strip()


def test_ids_are_unique_and_every_inner_link_has_its_target(page: Element, made: Document) -> None:
    found = ids(page)
    assert len(found) == len(set(found))
    assert {section.id for section in walk_sections(made.sections)} <= set(found)
    links = [unquote(link.get("href", "")) for link in page.iter("a")]
    assert all(links)
    inner = {link.removeprefix("#") for link in links if link.startswith("#")}
    assert inner <= set(found)


def test_page_needs_neither_script_nor_anything_else(page: Element) -> None:
    tags = {element.tag for element in page.iter()}
    loading = {"script", "link", "img", "iframe", "object", "embed", "form", "base"}
    assert not loading & tags
    names = {name for element in page.iter() for name in element.attrib}
    assert not {name for name in names if name.startswith("on")} | names & {"src", "style"}
    style = text_of(the(page, "head/style"))
    assert not re.search(r"url\(|@import|https?:", style)


def test_what_a_class_means_is_said_in_the_style_sheet(page: Element) -> None:
    style = text_of(the(page, "head/style"))
    used = {name for element in page.iter() for name in element.get("class", "").split()}
    told = set(re.findall(r"\.([a-z]+)", style))
    assert used - told <= {"part", "clause", "normal", "notice", "articles"}


def test_style_sheet_is_carried_as_it_is() -> None:
    style = (bundled("templates") / "html" / "guideline.css").read_text(encoding="utf-8")
    assert "</style" not in style
    assert f"<style>\n{style}</style>" in to_html(document(clause()), style)
