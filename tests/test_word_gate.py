"""The gate: a sound Word file passes, and each kind of fault is named and stops the file."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from time import perf_counter

import pytest

from guideline.document import Entry, Layout, Reference
from guideline.errors import CallError, Problem
from guideline.writers import to_docx as module
from guideline.writers.to_docx import to_docx
from guideline.writers.word.element_order import misplaced
from guideline.writers.word.gate import check_parts
from tests.word_files import STYLE, clause, document, paragraph, part, rich_document, w, with_blocks

DOCUMENT, STYLES, NUMBERING = "word/document.xml", "word/styles.xml", "word/numbering.xml"
TYPES, RELATED = "[Content_Types].xml", "word/_rels/document.xml.rels"
COMMENTS, FOOTNOTES = "word/comments.xml", "word/footnotes.xml"


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


@pytest.fixture(scope="module")
def good() -> dict[str, bytes]:
    """A file with every kind of block, a comment and a footnote."""
    parts = parts_of(to_docx(rich_document(), STYLE))
    space = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    text = b"<w:p><w:r><w:t>x</w:t></w:r></w:p>"
    parts[COMMENTS] = (
        b'<w:comments %s><w:comment w:id="7" w:author="a">%s</w:comment></w:comments>'
        % (space, text)
    )
    parts[FOOTNOTES] = (
        b'<w:footnotes %s><w:footnote w:id="-1" w:type="separator">%s</w:footnote>'
        b'<w:footnote w:id="1">%s</w:footnote></w:footnotes>' % (space, text, text)
    )
    marked = b'<w:commentRangeStart w:id="7"/><w:commentRangeEnd w:id="7"/>'
    marked += b'<w:r><w:commentReference w:id="7"/></w:r><w:r><w:footnoteReference w:id="1"/></w:r>'
    parts[DOCUMENT] = parts[DOCUMENT].replace(b"<w:r>", marked + b"<w:r>", 1)
    for name in ("comments", "footnotes"):
        type_ = f'<Override PartName="/word/{name}.xml" ContentType="application/{name}+xml"/>'
        link = f'<Relationship Id="{name}" Type="t/{name}" Target="{name}.xml"/>'
        parts[TYPES] = parts[TYPES].replace(b"</Types>", f"{type_}</Types>".encode())
        parts[RELATED] = parts[RELATED].replace(
            b"</Relationships>", f"{link}</Relationships>".encode()
        )
    return parts


def faults_of(parts: Mapping[str, bytes]) -> list[Problem]:
    with pytest.raises(CallError) as caught:
        check_parts(parts)
    return list(caught.value.problems)


def test_sound_file_passes(good: dict[str, bytes]) -> None:
    check_parts(good)


def test_file_of_every_layout_passes() -> None:
    layout = Layout(
        digits="full",
        commentary="comments",
        has_contents=True,
        approval_box=("課長", "部長"),
        design="mincho",
        version="1.0",
        owner="情報政策課",
    )
    for numbering in ("jdla", "notice", "articles"):
        to_docx(replace(rich_document(), numbering=numbering, layout=layout), STYLE)


START = b'<w:bookmarkStart w:id="0" w:name="'

# What is exchanged for what, in which part, and the words that name the fault.
FAULTS: dict[str, tuple[str, bytes, bytes, str]] = {
    "paragraph-style": (
        DOCUMENT,
        b'<w:pStyle w:val="Title"/>',
        b'<w:pStyle w:val="Nix"/>',
        "スタイル「Nix」がありません",
    ),
    "character-style": (
        DOCUMENT,
        b'<w:rStyle w:val="Strong"/>',
        b'<w:rStyle w:val="Nix"/>',
        "スタイル「Nix」がありません",
    ),
    "table-style": (
        DOCUMENT,
        b'<w:tblStyle w:val="GuidelineTable"/>',
        b'<w:tblStyle w:val="Nix"/>',
        "スタイル「Nix」がありません",
    ),
    "base-style": (
        STYLES,
        b'<w:basedOn w:val="Normal"/>',
        b'<w:basedOn w:val="Nix"/>',
        "スタイル「Nix」がありません",
    ),
    "next-style": (
        STYLES,
        b'<w:next w:val="BodyText"/>',
        b'<w:next w:val="Nix"/>',
        "スタイル「Nix」がありません",
    ),
    "linked-style": (
        STYLES,
        b'<w:next w:val="BodyText"/>',
        b'<w:link w:val="Nix"/>',
        "スタイル「Nix」がありません",
    ),
    "style-of-a-level": (
        NUMBERING,
        b'<w:pStyle w:val="Heading1"/>',
        b'<w:pStyle w:val="Nix"/>',
        "スタイル「Nix」がありません",
    ),
    "doubled-style": (
        STYLES,
        b'w:styleId="Title"',
        b'w:styleId="Normal"',
        "スタイル「Normal」が2回あります",
    ),
    "number": (
        DOCUMENT,
        b'<w:numId w:val="2"/>',
        b'<w:numId w:val="99"/>',
        "番号「99」がありません",
    ),
    "number-of-a-style": (
        STYLES,
        b'<w:numId w:val="1"/>',
        b'<w:numId w:val="99"/>',
        "番号「99」がありません",
    ),
    "definition": (
        NUMBERING,
        b'<w:abstractNumId w:val="0"/>',
        b'<w:abstractNumId w:val="99"/>',
        "番号の定義「99」がありません",
    ),
    "doubled-definition": (
        NUMBERING,
        b'w:abstractNumId="1"',
        b'w:abstractNumId="0"',
        "番号の定義「0」が2回あります",
    ),
    "doubled-number": (NUMBERING, b'w:numId="2"', b'w:numId="1"', "番号「1」が2回あります"),
    "doubled-nsid": (
        NUMBERING,
        b'<w:nsid w:val="47000001"/>',
        b'<w:nsid w:val="47000000"/>',
        "nsid「47000000」が2回あります",
    ),
    "definition-after-number": (
        NUMBERING,
        b"</w:numbering>",
        b'<w:abstractNum w:abstractNumId="90"/></w:numbering>',
        "abstractNum",
    ),
    "link": (DOCUMENT, b'r:id="link1"', b'r:id="link9"', "関係「link9」がありません"),
    "target": (
        RELATED,
        b'Target="/word/footer1.xml"',
        b'Target="/word/footer9.xml"',
        "部品「word/footer9.xml」がありません",
    ),
    "doubled-relationship": (
        RELATED,
        b'Id="numbering"',
        b'Id="styles"',
        "関係「styles」が2回あります",
    ),
    "content-type": (
        TYPES,
        b'<Override PartName="/word/styles.xml"',
        b'<Override PartName="/word/nix.xml"',
        "種類（content type）が宣言されていません",
    ),
    "bookmark-without-end": (
        DOCUMENT,
        b'<w:bookmarkEnd w:id="0"/>',
        b"",
        "始まりか終わりがありません",
    ),
    "doubled-bookmark-id": (
        DOCUMENT,
        b'<w:bookmarkStart w:id="1"',
        b'<w:bookmarkStart w:id="0"',
        "しおりの番号「0」が2回あります",
    ),
    "long-bookmark": (DOCUMENT, START, START + b"a" * 41, "は名前にできません"),
    "bookmark-with-a-hyphen": (DOCUMENT, START, START + b"a-", "は名前にできません"),
    "bookmark-with-a-digit-first": (DOCUMENT, START, START + b"1", "は名前にできません"),
    "reference": (
        DOCUMENT,
        b"</w:body>",
        b"<w:r><w:instrText> REF nix \\n \\h </w:instrText></w:r></w:body>",
        "しおり「nix」がありません",
    ),
    "page-reference": (
        DOCUMENT,
        b"</w:body>",
        b"<w:r><w:instrText> PAGEREF nix \\h </w:instrText></w:r></w:body>",
        "しおり「nix」がありません",
    ),
    "anchor": (
        DOCUMENT,
        b"</w:body>",
        b'<w:hyperlink w:anchor="nix"></w:hyperlink></w:body>',
        "しおり「nix」がありません",
    ),
    "comment": (
        DOCUMENT,
        b'<w:commentReference w:id="7"/>',
        b'<w:commentReference w:id="8"/>',
        "コメント「8」がありません",
    ),
    "comment-nobody-shows": (
        DOCUMENT,
        b'<w:r><w:commentReference w:id="7"/></w:r>',
        b"",
        "コメント「7」がどこからも",
    ),
    "comment-without-end": (DOCUMENT, b'<w:commentRangeEnd w:id="7"/>', b"", "コメント「7」の範囲"),
    "footnote": (
        DOCUMENT,
        b'<w:footnoteReference w:id="1"/>',
        b'<w:footnoteReference w:id="2"/>',
        "脚注「2」がありません",
    ),
    "footnote-nobody-shows": (
        FOOTNOTES,
        b"</w:footnotes>",
        b'<w:footnote w:id="3"></w:footnote></w:footnotes>',
        "脚注「3」がどこからも",
    ),
    "doubled-comment": (
        COMMENTS,
        b"</w:comments>",
        b'<w:comment w:id="7"></w:comment></w:comments>',
        "コメント「7」が2回あります",
    ),
    "doubled-footnote": (FOOTNOTES, b'w:id="-1"', b'w:id="1"', "脚注「1」が2回あります"),
    "doubled-picture": (
        DOCUMENT,
        b"</w:body>",
        b'<wp:docPr id="1"/><wp:docPr id="1"/></w:body>',
        "wp:docPr「1」が2回あります",
    ),
    "paragraph-properties": (
        DOCUMENT,
        b'<w:pStyle w:val="Title"/></w:pPr>',
        b'<w:keepNext/><w:pStyle w:val="Title"/></w:pPr>',
        "w:pPr の中の w:pStyle",
    ),
    "run-properties": (STYLES, b"<w:b/><w:bCs/>", b"<w:bCs/><w:b/>", "w:rPr の中の w:b "),
    "table-properties": (
        DOCUMENT,
        b'<w:tblLayout w:type="fixed"/>',
        b'<w:tblLook w:val="0020"/><w:tblLayout w:type="fixed"/>',
        "w:tblPr の中の w:tblLayout",
    ),
    "cell-properties": (
        DOCUMENT,
        b"<w:tcPr>",
        b'<w:tcPr><w:shd w:val="clear"/>',
        "w:tcPr の中の w:tcW",
    ),
    "row-properties": (
        DOCUMENT,
        b"<w:trPr>",
        b'<w:trPr><w:ins w:id="1"/>',
        "w:trPr の中の w:cantSplit",
    ),
    "section-properties": (
        DOCUMENT,
        b"<w:sectPr>",
        b'<w:sectPr><w:cols w:space="1"/>',
        "w:sectPr の中の w:footerReference",
    ),
    "settings": (
        "word/settings.xml",
        b"</w:settings>",
        b'<w:zoom w:percent="100"/></w:settings>',
        "w:settings の中の w:zoom",
    ),
    "unknown-property": (DOCUMENT, b"<w:tcPr>", b"<w:tcPr><w:nix/>", "w:tcPr の中の w:nix"),
    "doubled-property": (
        DOCUMENT,
        b"<w:cantSplit/>",
        b"<w:cantSplit/><w:cantSplit/>",
        "w:trPr の中の w:cantSplit",
    ),
    "property-in-a-style": (
        STYLES,
        b"<w:keepNext/><w:keepLines/>",
        b"<w:keepLines/><w:keepNext/>",
        "w:pPr の中の w:keepNext",
    ),
    "element-left-open": (DOCUMENT, b"</w:body>", b"<w:p></w:body>", "w:p の始まりと終わりの数"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_fault_is_named(good: dict[str, bytes], name: str) -> None:
    part_name, old, new, words = FAULTS[name]
    assert old in good[part_name]
    problems = faults_of({**good, part_name: good[part_name].replace(old, new, 1)})
    assert {problem.code for problem in problems} == {"word-gate"}
    assert words in "\n".join(problem.message for problem in problems)


def test_bookmark_that_stands_twice_is_named(good: dict[str, bytes]) -> None:
    xml = good[DOCUMENT]
    at = xml.index(START) + len(START)
    name = xml[at : xml.index(b'"', at)]
    again = b'<w:bookmarkStart w:id="900" w:name="%s"/><w:bookmarkEnd w:id="900"/></w:body>' % name
    (problem,) = faults_of({**good, DOCUMENT: xml.replace(b"</w:body>", again)})
    assert f"しおり「{name.decode()}」が2回あります" in problem.message


def test_part_that_nothing_names_is_named(good: dict[str, bytes]) -> None:
    told = [(p.place.file, p.message) for p in faults_of({**good, "word/nix.xml": b"<x></x>"})]
    assert [file for file, _ in told] == ["word/nix.xml", "word/nix.xml"]


def test_missing_part_is_named(good: dict[str, bytes]) -> None:
    without = {name: xml for name, xml in good.items() if name != "word/footer1.xml"}
    assert {p.place.file for p in faults_of(without)} == {TYPES, RELATED}


def test_every_fault_is_told_at_once(good: dict[str, bytes]) -> None:
    xml = good[DOCUMENT].replace(b'r:id="link1"', b'r:id="nix"')
    xml = xml.replace(b'<w:pStyle w:val="Title"/>', b'<w:pStyle w:val="Nix"/>')
    assert len(faults_of({**good, DOCUMENT: xml})) == 2


@pytest.mark.parametrize("text", [b"a & b", b"a < b", b"a <b> b"])
def test_text_that_nobody_escaped_is_named(good: dict[str, bytes], text: bytes) -> None:
    xml = good[DOCUMENT].replace("甲".encode(), text, 1)
    assert any("XML" in p.message for p in faults_of({**good, DOCUMENT: xml}))


def test_properties_before_a_tracked_change_may_stand_in_it(good: dict[str, bytes]) -> None:
    change = b'<w:pPrChange w:id="1" w:author="a"><w:pPr><w:keepNext/></w:pPr></w:pPrChange>'
    old = b'<w:pStyle w:val="Title"/></w:pPr>'
    xml = good[DOCUMENT].replace(old, b'<w:pStyle w:val="Title"/>' + change + b"</w:pPr>", 1)
    assert xml != good[DOCUMENT]
    check_parts({**good, DOCUMENT: xml})


def test_order_is_told_for_known_parents_only() -> None:
    assert misplaced("w:pPr", ["w:keepNext", "w:pStyle"]) == "w:pStyle"
    assert misplaced("w:pPr", ["w:pStyle", "w14:new", "w:jc"]) == ""
    assert misplaced("w:sectPr", ["w:footerReference", "w:headerReference"]) == ""
    assert misplaced("w:p", ["w:r", "w:pPr"]) == ""


def test_writer_hands_out_nothing_with_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = with_blocks(paragraph("前", Reference("part/clause", "1(1)")))
    to_docx(broken, STYLE)
    monkeypatch.setattr(module, "numbering_xml", lambda *_: "<w:numbering></w:numbering>")
    with pytest.raises(CallError, match="word-gate"):
        to_docx(broken, STYLE)


def test_gate_costs_less_than_writing() -> None:
    """Compared within one run, because milliseconds differ from machine to machine."""
    clauses = [clause(f"a/b{n}", f"({n})", paragraph(f"文{n}" * 30)) for n in range(400)]
    whole = document(*clauses)
    parts = parts_of(to_docx(whole, STYLE))

    def fastest(call: object) -> float:
        assert callable(call)
        times = []
        for _ in range(5):
            start = perf_counter()
            call()
            times.append(perf_counter() - start)
        return min(times)

    with_gate = fastest(lambda: to_docx(whole, STYLE))
    assert fastest(lambda: check_parts(parts)) < with_gate / 2


def test_writer_needs_no_lxml() -> None:
    assert part(to_docx(rich_document(), STYLE)).tag == w("document")
    assert not hasattr(module, "etree")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (rb'<w:id w:val="(\d+)"/>', rb'<w:id w:val="7"/>', "入力欄の番号「7」が2回"),
        (rb'<w:tag w:val="[^"]*"/>', rb'<w:tag w:val="t"/>', "入力欄のタグ「t」が2回"),
        (rb"(<w:alias [^>]*/>)(<w:tag [^>]*/>)", rb"\2\1", "w:sdtPr の中の w:alias"),
        (rb'"PlaceholderText"', rb'"Nix"', "スタイル「Nix」がありません"),
    ],
)
def test_fault_in_a_control_is_named(old: bytes, new: bytes, words: str) -> None:
    fields = paragraph(Entry("text", "", "氏名"), Entry("date", "", "申請日"))
    form = replace(with_blocks(fields), layout=Layout(form_fields="controls"))
    parts = parts_of(to_docx(form, STYLE))
    check_parts(parts)
    broken = re.sub(old, new, parts[DOCUMENT])
    assert any(words in p.message for p in faults_of({**parts, DOCUMENT: broken}))
