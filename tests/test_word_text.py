"""Text: what Word shows is what the tree says, whatever characters it holds."""

from __future__ import annotations

import io
from dataclasses import replace

import docx
import pytest

from guideline.document import Blank, Link, Reference, Section, Strong, Text
from guideline.writers.to_docx import is_untouched, to_docx
from guideline.writers.word.text import R
from tests.word_files import (
    NS,
    STYLE,
    clause,
    document,
    paragraph,
    paragraphs,
    part,
    text_of,
    val,
    w,
    with_blocks,
)


def test_blank_is_shown_in_brackets_and_highlighted() -> None:
    tree = with_blocks(paragraph("承認者は", Blank("承認者の役職"), "です。"))
    tree = replace(tree, organization=(Blank("組織名"),))
    runs = [r for r in part(to_docx(tree, STYLE)).iter(w("r")) if "【" in text_of(r)]
    assert [text_of(run) for run in runs] == ["【組織名】", "【承認者の役職】"]
    assert {val(run, "w:rPr/w:rStyle") for run in runs} == {"PlaceholderField"}


def test_strong_text_has_its_style() -> None:
    data = to_docx(with_blocks(paragraph("甲", Strong("強"))), STYLE)
    (run,) = (r for r in part(data).iter(w("r")) if text_of(r) == "強")
    assert val(run, "w:rPr/w:rStyle") == "Strong"


def test_links_lead_to_their_addresses_once_each() -> None:
    address = "https://example.com/?a=1&b=<2>"
    links = [Link("一", address), Link("二", "https://example.jp/"), Link("三", address)]
    data = to_docx(with_blocks(paragraph(*links)), STYLE)
    relations = {
        r.get("Id"): r for r in part(data, "word/_rels/document.xml.rels") if r.get("TargetMode")
    }
    targets = [
        (text_of(link), relations[str(link.get(f"{{{R}}}id"))].get("Target"))
        for link in part(data).iter(w("hyperlink"))
    ]
    escaped = "https://example.com/?a=1&b=%3C2%3E"
    assert targets == [("一", escaped), ("二", "https://example.jp/"), ("三", escaped)]
    assert len(relations) == 2


def fields(data: bytes) -> list[tuple[str, str]]:
    """Each field of the text: its instruction and its cached result."""
    found: list[tuple[str, str]] = []
    state = ""
    for run in part(data).iter(w("r")):
        kind = [m.get(w("fldCharType")) for m in run.iter(w("fldChar"))]
        if kind == ["begin"]:
            found.append(("", ""))
        state = str(kind[0]) if kind else state
        code = "".join(str(t.text) for t in run.iter(w("instrText"))).strip()
        shown = text_of(run) if state == "separate" else ""
        if found:
            found[-1] = (found[-1][0] + code, found[-1][1] + shown)
    return found


@pytest.mark.parametrize(
    ("part_number", "number", "full", "expected"),
    [
        ("1", "(1)", "1(1)", [("REF {c} \\w \\h", "1(1)")]),
        ("第１", "１", "第１の１", [("REF _p_p \\n \\h", "第１"), ("REF {c} \\n \\h", "１")]),
        ("第１章", "第１条", "第１条", [("REF {c} \\n \\h", "第１条")]),
        ("", "", "", [("REF {c} \\h", "題")]),
    ],
)
def test_reference_is_a_field_whose_result_is_right_already(
    part_number: str, number: str, full: str, expected: list[tuple[str, str]]
) -> None:
    target = replace(clause("input/data.strict", number, title="題"), full_number=full)
    shown = full or "「題」"
    mention = paragraph(Reference("input/data.strict", shown), "と", Reference("input/data", shown))
    tree = document(Section("p", "部", part_number, (), (target, clause("p/m", "", mention))))
    data = to_docx(tree, STYLE)
    assert target.origin
    wanted = [(code.format(c=target.origin.anchor), text) for code, text in expected]
    assert fields(data) == wanted * 2
    assert text_of(paragraphs(data, "BodyText")[-1]) == f"{shown}と{shown}"
    assert not any(mark.get(w("dirty")) for mark in part(data).iter(w("fldChar")))


def test_reference_in_a_sentence_keeps_its_place() -> None:
    target = clause("a/one", "(1)")
    mention = paragraph("前", Reference("a/one", "1(1)"), "後")
    tree = document(Section("p", "部", "1", (), (target, clause("a/two", "(2)", mention))))
    assert text_of(paragraphs(to_docx(tree, STYLE), "BodyText")[-1]) == "前1(1)後"


def test_reference_to_a_clause_that_is_not_here_is_plain_text() -> None:
    data = to_docx(with_blocks(paragraph("→", Reference("gone", "「なし」"))), STYLE)
    assert [*part(data).iter(w("hyperlink"))] == []
    assert text_of(paragraphs(data, "BodyText")[0]) == "→「なし」"


HOSTILE = "&<>\"']]>\x00\x08\x0b\x1f\ud800\ufffe\uffff終"


def test_characters_of_xml_are_escaped_and_those_it_cannot_hold_dropped() -> None:
    shown = "&<>\"']]>終"
    section = replace(clause("p/c", "(1)", paragraph(HOSTILE)), title=HOSTILE)
    tree = document(Section("p", HOSTILE, "1", (), (section,)))
    tree = replace(
        tree,
        title=HOSTILE,
        organization=(Text(HOSTILE),),
        manifest=replace(tree.manifest, library=HOSTILE),
    )
    data = to_docx(tree, STYLE)
    texts = [text_of(p) for p in paragraphs(data)]
    assert texts.count(shown) == 5
    assert part(data, "customXml/item1.xml").get("library") == shown
    assert is_untouched(data)
    properties = docx.Document(io.BytesIO(data)).core_properties
    assert (properties.title, properties.author) == (shown, shown)
    assert shown in text_of(part(data, "word/footer1.xml"))
    assert shown in "".join(map(str, part(data, "docProps/custom.xml").itertext()))


def test_blanks_at_the_edges_of_a_text_stay() -> None:
    data = to_docx(with_blocks(paragraph(" a ", Strong(" b "))), STYLE)
    texts = [*paragraphs(data, "BodyText")[0].iter(w("t"))]
    assert [t.text for t in texts] == [" a ", " b "]
    # Word drops them otherwise.
    assert {t.get("{http://www.w3.org/XML/1998/namespace}space") for t in texts} == {"preserve"}


def test_words_beside_a_mail_address_are_latin_and_the_text_stays_the_same() -> None:
    data = to_docx(
        with_blocks(paragraph("内線3310、a-b@c.example に送る。"), paragraph("内線3310")), STYLE
    )
    with_address, without = paragraphs(data)[-2:]
    assert text_of(with_address) == "内線3310、a-b@c.example に送る。"
    latin = [
        text_of(run)
        for run in with_address.iter(w("r"))
        if run.find("w:rPr/w:lang", NS) is not None
    ]
    # A Latin number before 「、」 would not let a line end there.
    assert latin == ["a-b@c.example"]
    assert without.find(".//w:lang", NS) is None
