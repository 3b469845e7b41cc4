"""The Word style documents: complete, ours alone, and the same as what the repository ships."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
from docx.shared import Mm
from lxml import etree

from guideline.writers.word.designs import DESIGNS, DesignName
from guideline.writers.word.style_document import build_style_document
from guideline.writers.word.text import W

FOLDER = Path(__file__).parent.parent / "templates" / "word"
SHIPPED = FOLDER / "gothic.docx"
EVERY_DESIGN = pytest.mark.parametrize("design", DESIGNS)

STYLES = {
    "Normal": "Normal",
    "Title": "Title",
    "Subtitle": "Subtitle",
    "Heading1": "heading 1",
    "Heading2": "heading 2",
    "TOCHeading": "TOC Heading",
    "TOC1": "toc 1",
    "TOC2": "toc 2",
    "BodyText": "Body Text",
    "Article": "Article",
    "ListBullet": "List Bullet",
    "ListBullet2": "List Bullet 2",
    "ListNumber": "List Number",
    "Caption": "caption",
    "Header": "header",
    "Footer": "footer",
    "CommentText": "annotation text",
    "FootnoteText": "footnote text",
    "TableText": "Table Text",
    "TableHeader": "Table Header",
    "TableTextCompact": "Table Text Compact",
    "TableHeaderCompact": "Table Header Compact",
    "TableTextSmall": "Table Text Small",
    "TableHeaderSmall": "Table Header Small",
    "DetailsText": "Details Text",
    "DetailsLabel": "Details Label",
    "GuidelineTable": "Guideline Table",
    "Commentary": "Commentary",
    "CommentaryLabel": "Commentary Label",
    "CommentaryList": "Commentary List",
    "CommentaryList2": "Commentary List 2",
    "Example": "Example",
    "ExampleLabel": "Example Label",
    "ExampleList": "Example List",
    "ExampleList2": "Example List 2",
    "Strong": "Strong",
    "Hyperlink": "Hyperlink",
    "PlaceholderField": "Placeholder Field",
    "PlaceholderText": "Placeholder Text",
    "CommentReference": "annotation reference",
    "FootnoteReference": "footnote reference",
}


def w(name: str) -> str:
    return f"{{{W}}}{name}"


def part(name: str, design: str = "gothic") -> etree._Element:
    with ZipFile(FOLDER / f"{design}.docx") as package:
        return etree.fromstring(package.read(name))


def value(parent: etree._Element, path: str) -> str:
    found = parent.find(path, {"w": W})
    assert found is not None, path
    return str(found.get(w("val")))


@pytest.fixture(scope="module")
def styles() -> dict[str, etree._Element]:
    return {
        str(style.get(w("styleId"))): style for style in part("word/styles.xml").iter(w("style"))
    }


@EVERY_DESIGN
def test_shipped_style_document_is_what_the_builder_makes(design: DesignName) -> None:
    assert (FOLDER / f"{design}.docx").read_bytes() == build_style_document(DESIGNS[design])


def test_every_design_is_shipped_and_nothing_else() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == set(DESIGNS)


@EVERY_DESIGN
def test_styles_are_ours_and_no_others(design: DesignName) -> None:
    styles = part("word/styles.xml", design).iter(w("style"))
    assert {style.get(w("styleId")): value(style, "w:name") for style in styles} == STYLES


def test_styles_that_word_does_not_know_are_marked_as_custom(
    styles: dict[str, etree._Element],
) -> None:
    custom = {id_ for id_, style in styles.items() if style.get(w("customStyle")) == "1"}
    ours = ("Article", "Table", "Details", "Guideline", "Commentary", "Example", "PlaceholderField")
    assert custom == {id_ for id_ in STYLES if id_.startswith(ours)}


@EVERY_DESIGN
def test_every_style_sets_the_four_fonts_and_the_language(design: DesignName) -> None:
    root = part("word/styles.xml", design)
    properties = [
        found
        for holder in (root.find(f".//{w('rPrDefault')}"), *root.iter(w("style")))
        if holder is not None
        for found in (holder.find(w("rPr")),)
    ]
    assert len(properties) == len(STYLES) + 1
    known = {font.name for font in DESIGNS[design].fonts}
    for run in properties:
        assert run is not None
        fonts, language = run.find(w("rFonts")), run.find(w("lang"))
        assert fonts is not None
        assert language is not None
        assert len({fonts.get(w(kind)) for kind in ("ascii", "hAnsi", "eastAsia", "cs")}) == 1
        assert str(fonts.get(w("ascii"))) in known
        assert {language.get(w("val")), language.get(w("eastAsia"))} == {"ja-JP"}


def test_headings_of_the_official_design_are_gothic_and_its_text_is_mincho() -> None:
    root = part("word/styles.xml", "mincho")
    fonts = {
        style.get(w("styleId")): style.find("w:rPr/w:rFonts", {"w": W})
        for style in root.iter(w("style"))
    }
    named = {id_: font.get(w("eastAsia")) for id_, font in fonts.items() if font is not None}
    assert named["BodyText"] == named["TableText"] == "ＭＳ 明朝"
    assert named["Heading1"] == named["TableHeader"] == named["Strong"] == "ＭＳ ゴシック"
    # Bold in the text would be heavier than the headings above it.
    assert root.find(f".//{w('b')}") is None


@pytest.mark.parametrize("design", ["mincho", "plain"])
def test_designs_for_official_use_have_no_colour(design: DesignName) -> None:
    xml = etree.tostring(part("word/styles.xml", design), encoding="unicode")
    # A blank is marked until it is filled in, whatever the design.
    assert re.findall(r'w:fill="([0-9A-F]{6})"', xml) == ["FFF2CC"]
    # Grey is a prompt in a form, which goes away when the form is filled in.
    assert set(re.findall(r'w:(?:color|val)="([0-9A-F]{6})"', xml)) <= {"000000", "595959"}


def test_plain_design_has_no_lines_but_those_of_tables() -> None:
    assert b"pBdr" not in etree.tostring(part("word/styles.xml", "plain"))


def test_nothing_is_left_of_another_template() -> None:
    with ZipFile(SHIPPED) as package:
        assert sorted(package.namelist()) == [
            "[Content_Types].xml",
            "_rels/.rels",
            "word/_rels/document.xml.rels",
            "word/document.xml",
            "word/fontTable.xml",
            "word/numbering.xml",
            "word/settings.xml",
            "word/styles.xml",
        ]
        everything = b"".join(map(package.read, package.namelist()))
    for leftover in (b"latentStyles", b"rsid", b"Cambria", b"Calibri", b"theme/", b"mac"):
        assert leftover not in everything


@EVERY_DESIGN
def test_page_is_a4_with_38_lines(design: DesignName) -> None:
    section = docx.Document(BytesIO((FOLDER / f"{design}.docx").read_bytes())).sections[0]
    page = [section.page_width, section.page_height]
    assert page == pytest.approx([Mm(210), Mm(297)], abs=700)
    margins = [
        section.left_margin,
        section.right_margin,
        section.top_margin,
        section.bottom_margin,
    ]
    assert margins == pytest.approx([Mm(25)] * 4, abs=700)
    grid = part("word/document.xml", design).find(f".//{w('docGrid')}")
    assert grid is not None
    assert grid.get(w("type")) == "lines"
    assert (16838 - 2 * 1417) // int(str(grid.get(w("linePitch")))) == 38


def test_settings_follow_japanese_typesetting() -> None:
    settings = part("word/settings.xml")
    assert value(settings, "w:defaultTabStop") == "210"
    assert value(settings, "w:characterSpacingControl") == "compressPunctuation"
    assert "。" in value(settings, "w:noLineBreaksBefore")
    assert "「" in value(settings, "w:noLineBreaksAfter")
    # Word would ask a question on opening.
    assert settings.find(w("updateFields")) is None


def test_headings_stay_with_their_text_and_carry_the_outline(
    styles: dict[str, etree._Element],
) -> None:
    for level, id_ in enumerate(("Heading1", "Heading2")):
        paragraph = styles[id_].find(w("pPr"))
        assert paragraph is not None
        assert paragraph.find(w("keepNext")) is not None
        assert value(paragraph, "w:outlineLvl") == str(level)
        assert value(paragraph, "w:numPr/w:numId") == "1"
        assert value(paragraph, "w:numPr/w:ilvl") == str(level)


def test_notes_differ_without_colour(styles: dict[str, etree._Element]) -> None:
    lines = {value(styles[id_], "w:pPr/w:pBdr/w:left") for id_ in ("Commentary", "Example")}
    assert len(lines) == 2
    assert styles["BodyText"].find(f".//{w('pBdr')}") is None


def test_bar_beside_a_note_stays_in_line_at_inner_bullets(
    styles: dict[str, etree._Element],
) -> None:
    for note in ("Commentary", "Example"):
        bars = []
        for id_, left in ((note, _indent(styles[note])), (f"{note}List2", _inner_mark())):
            bar = styles[id_].find("w:pPr/w:pBdr/w:left", {"w": W})
            assert bar is not None
            points = int(str(bar.get(w("space"))))
            assert points <= 31, "Word's limit"
            bars.append(left - 20 * points)
        assert bars[0] == bars[1]


def _indent(style: etree._Element) -> int:
    indent = style.find("w:pPr/w:ind", {"w": W})
    assert indent is not None
    return int(str(indent.get(w("left"))))


def _inner_mark() -> int:
    indent = part("word/numbering.xml").find(
        "w:abstractNum[@w:abstractNumId='2']/w:lvl[@w:ilvl='1']/w:pPr/w:ind", {"w": W}
    )
    assert indent is not None
    return int(str(indent.get(w("left")))) - int(str(indent.get(w("hanging"))))


def _luminance(color: str) -> float:
    def linear(part: int) -> float:
        share = part / 255
        return float(share / 12.92 if share <= 0.03928 else ((share + 0.055) / 1.055) ** 2.4)

    red, green, blue = (linear(int(color[i : i + 2], 16)) for i in (0, 2, 4))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_text_is_readable_on_every_background(styles: dict[str, etree._Element]) -> None:
    xml = etree.tostring(part("word/styles.xml"), encoding="unicode")
    backgrounds = {*re.findall(r'w:fill="([0-9A-F]{6})"', xml), "FFFFFF"}
    texts = {*re.findall(r'<w:color w:val="([0-9A-F]{6})"', xml), "000000"}
    assert len(backgrounds) >= 4
    assert len(texts) >= 4
    for text in texts:
        for background in backgrounds:
            contrast = (_luminance(background) + 0.05) / (_luminance(text) + 0.05)
            assert contrast >= 4.5, (text, background)


@EVERY_DESIGN
def test_font_table_describes_each_font_with_what_may_stand_in_for_it(design: DesignName) -> None:
    fonts = part("word/fontTable.xml", design).findall(w("font"))
    assert [font.get(w("name")) for font in fonts] == [f.name for f in DESIGNS[design].fonts]
    for font in fonts:
        first = value(font, "w:altName").split(",")[0]
        assert first.isascii(), "the name of the same font outside of Japan"
        # Panose says of a Latin text font whether it has serifs.
        is_serif = value(font, "w:family") == "roman"
        assert value(font, "w:panose1").startswith("0202" if is_serif else "020B")
