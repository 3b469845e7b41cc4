"""Damaged and hostile Word files are refused or read, and never a traceback."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from lxml import etree

from guideline.errors import CallError, ContentError, GuidelineError
from guideline.readers.from_word import read_word
from guideline.writers.to_docx import to_docx
from tests.helpers import the_problem
from tests.house_files import spoilt
from tests.word_files import STYLE, rich_document, w
from tests.word_reading import edited, read_bytes, xml

OURS = to_docx(rich_document(), STYLE)
DOCUMENT = "word/document.xml"
NAMESPACE = w("p").removesuffix("}p").removeprefix("{")


def with_body(content: str) -> bytes:
    body = f'<w:document xmlns:w="{NAMESPACE}"><w:body>{content}</w:body></w:document>'
    return spoilt(OURS, {DOCUMENT: body.encode()})


def code(data: bytes, folder: Path) -> str:
    with pytest.raises(ContentError) as caught:
        read_bytes(data, folder)
    problem = the_problem(caught)
    assert problem.remedy
    return problem.code


def test_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(CallError) as caught:
        read_word(tmp_path / "none.docx")
    assert the_problem(caught).code == "file-missing"


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({DOCUMENT: None}, "word-damaged"),
        ({DOCUMENT: b""}, "word-damaged"),
        ({DOCUMENT: b"<w:document"}, "word-damaged"),
        ({DOCUMENT: b"<document/>"}, "word-not-word"),
        ({DOCUMENT: b'<w:document xmlns:w="urn:other"><w:body/></w:document>'}, "word-not-word"),
        ({"word/styles.xml": b"<w:styles"}, "word-damaged"),
        ({"word/numbering.xml": b"\xff\xfe"}, "word-damaged"),
        ({"word/vbaProject.bin": b""}, "word-macros"),
        ({"word/embeddings/a.bin": b""}, "word-embedded"),
        ({"word/large.xml": b" " * (3 << 20)}, "word-too-large"),
        ({"customXml/item1.xml": b"urn:guideline:manifest:1 <"}, "word-damaged"),
    ],
)
def test_spoilt_file_is_refused(
    parts: Mapping[str, bytes | None], expected: str, tmp_path: Path
) -> None:
    assert code(spoilt(OURS, parts), tmp_path) == expected


BOMB = b"""<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;">]><w:document xmlns:w="%s"><w:body>&c;</w:body></w:document>"""


def test_entities_are_refused(tmp_path: Path) -> None:
    data = spoilt(OURS, {DOCUMENT: BOMB % NAMESPACE.encode()})
    assert code(data, tmp_path) == "word-damaged"


def test_field_that_fetches_is_refused(tmp_path: Path) -> None:
    run = '<w:instrText xml:space="preserve"> INCLUDETEXT "\\\\host\\a" </w:instrText>'
    assert code(with_body(f"<w:p><w:r>{run}</w:r></w:p>"), tmp_path) == "word-field"


@pytest.mark.parametrize(
    "name",
    [
        *("word/styles.xml", "word/numbering.xml", "word/settings.xml", "customXml/item1.xml"),
        *("docProps/core.xml", "word/_rels/document.xml.rels"),
    ],
)
def test_file_without_a_part_is_read(name: str, tmp_path: Path) -> None:
    read = read_bytes(spoilt(OURS, {name: None}), tmp_path).document
    assert read.title == "生成AI利用ガイドライン" or "styles" in name or "rels" in name


NEST = 80


@pytest.mark.parametrize(
    "content",
    [
        "",
        "<w:p/>",
        "<w:tbl/>",
        "<w:tbl><w:tr/></w:tbl>",
        "<w:tbl><w:tr><w:tc/></w:tr></w:tbl>",
        '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr><w:p><w:r><w:t>一'
        "</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
        '<w:p><w:pPr><w:numPr><w:ilvl w:val="x"/><w:numId w:val="y"/></w:numPr><w:outlineLvl '
        'w:val="-3"/><w:ind w:left="1e999"/></w:pPr><w:r><w:t>一</w:t></w:r></w:p>',
        "<w:p><w:pPr><w:outlineLvl/><w:pStyle/></w:pPr><w:r><w:t>一</w:t></w:r></w:p>",
        '<w:p><w:bookmarkStart/><w:bookmarkEnd/><w:r><w:fldChar w:fldCharType="end"/>'
        '<w:fldChar/><w:fldChar w:fldCharType="separate"/><w:instrText/><w:commentReference/>'
        "<w:t>一</w:t></w:r></w:p>",
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText> TOC </w:instrText></w:r></w:p>'
        "<w:p><w:r><w:t>一</w:t></w:r></w:p>",
        "<w:sdt/><w:p><w:sdt/><w:hyperlink/><w:fldSimple/><w:r><w:ruby/></w:r></w:p>",
        "<w:sdt><w:sdtContent>" * NEST + "<w:p/>" + "</w:sdtContent></w:sdt>" * NEST,
        "<w:p>" + "<w:smartTag>" * 2 * NEST + "<w:r/>" + "</w:smartTag>" * 2 * NEST + "</w:p>",
        "<w:tbl><w:tr><w:tc>" * (NEST - 5) + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * (NEST - 5),
    ],
)
def test_odd_content_is_read(content: str, tmp_path: Path) -> None:
    read = read_bytes(with_body(content), tmp_path)
    assert read.lost == ("preface/a", "p/c")


def test_styles_that_rest_on_one_another_are_read(tmp_path: Path) -> None:
    def change(root: etree._Element) -> None:
        for style in root.iter(w("style")):
            if style.get(w("styleId")) in ("BodyText", "Normal"):
                for base in style.findall(w("basedOn")):
                    style.remove(base)
                other = "Normal" if style.get(w("styleId")) == "BodyText" else "BodyText"
                style.extend(xml(f'<w:basedOn w:val="{other}"/>'))

    read = read_bytes(edited(OURS, change, "word/styles.xml"), tmp_path)
    assert read.lost == ()


def test_random_damage_never_ends_in_a_traceback(tmp_path: Path) -> None:
    chance = random.Random(7)  # noqa: S311 - the same damage in every run
    outcomes = {"read": 0, "refused": 0}
    for _ in range(150):
        damaged = bytearray(OURS)
        for _ in range(chance.randint(1, 6)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        try:
            read_bytes(bytes(damaged), tmp_path)
            outcomes["read"] += 1
        except GuidelineError:
            outcomes["refused"] += 1
    assert outcomes["refused"] > 10


def test_random_tags_never_end_in_a_traceback(tmp_path: Path) -> None:
    """Elements taken out, doubled and put elsewhere: still XML, and no longer what Word writes."""
    with zipfile.ZipFile(io.BytesIO(OURS)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    chance = random.Random(11)  # noqa: S311 - the same changes in every run
    for _ in range(60):
        name = chance.choice((DOCUMENT, "word/styles.xml", "word/numbering.xml"))
        root = etree.fromstring(parts[name])
        every = list(root.iter())[1:]
        for _ in range(20):
            one, other = chance.choice(every), chance.choice(every)
            if other not in set(one.iter()) and one.getparent() is not None:
                other.append(one)
            for key in one.attrib:
                if chance.random() < 0.3:
                    one.set(key, chance.choice(("", "-1", "x", "99", "Heading1", "_p_part")))
        try:
            read_bytes(spoilt(OURS, {name: etree.tostring(root)}), tmp_path)
        except GuidelineError:
            continue
