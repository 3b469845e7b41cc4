"""The style document made from an organization's own file: their look, our ids and numbers."""

from __future__ import annotations

import io
import json
import re
import subprocess
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm
from lxml import etree

from guideline.generate import generate
from guideline.writers.to_docx import to_docx
from guideline.writers.word.designs import DESIGNS, DesignName
from guideline.writers.word.styles import styles_of
from tests.helpers import ROOT, run
from tests.house_files import FOLDER, call, furnish, house, in_header, read, rename, saved
from tests.pages import pages_of, require, to_pdf
from tests.word_files import NS, TEXT_WIDTH, document, find, part, rich_document, val, w, widths

OURS = {style.id for style in styles_of(DESIGNS["gothic"])}


def styles(data: bytes) -> dict[str, etree._Element]:
    root = part(data, "word/styles.xml")
    return {str(style.get(w("styleId"))): style for style in root.iter(w("style"))}


def made(data: bytes) -> bytes:
    """A guideline in the look of the file."""
    return to_docx(rich_document(), furnish(data).style_document)


# Which styles are theirs.


def test_every_style_that_a_guideline_uses_is_there_once() -> None:
    root = part(made(house()), "word/styles.xml")
    ids = [str(style.get(w("styleId"))) for style in root.iter(w("style"))]
    assert len(ids) == len(set(ids))
    assert set(ids) >= OURS
    names = [val(style, "w:name").lower() for style in root.iter(w("style"))]
    assert len(names) == len(set(names))


def test_styles_of_japanese_word_are_found_by_their_names() -> None:
    result = furnish(house())
    found = {each.style: each.name for each in result.found}
    assert found["heading 1"] == "heading 1"
    assert found["Title"] == "Title"
    assert {"Commentary", "Article", "Table Text"} <= set(result.supplied)
    assert set(found) & set(result.supplied) == set()
    theirs = styles(result.style_document)
    for id_, size in (("Normal", "24"), ("Heading1", "32"), ("Title", "44")):
        assert val(theirs[id_], "w:rPr/w:sz") == size
        assert val(theirs[id_], "w:rPr/w:color") == "A01428"
    assert val(theirs["Heading1"], "w:basedOn") == "Normal"


@pytest.mark.parametrize(
    ("name", "localized"),
    [
        ("heading 1", "見出し 1"),
        ("heading 1", "見出し１"),
        ("heading 1", "Heading 1"),
        ("Title", "表題"),
        ("Body Text", "本文"),
        ("List Bullet", "箇条書き"),
        ("Table Grid", "表 (格子)"),
    ],
)
def test_localized_names_are_understood(name: str, localized: str) -> None:
    result = furnish(house(lambda word: call(word, name, localized)))
    assert localized in {each.name for each in result.found}
    ours = "Guideline Table" if name == "Table Grid" else name
    assert ours not in result.supplied


def test_style_with_our_id_is_used_whatever_its_name() -> None:
    def change(word: WordDocument) -> None:
        word.styles.add_style("当社の解説", 1).paragraph_format.left_indent = 12700 * 77
        rename(word, {"当社の解説": "Commentary"})

    result = furnish(house(change))
    assert ("Commentary", "当社の解説") in {(each.style, each.name) for each in result.found}
    indent = find(styles(result.style_document)["Commentary"], "w:pPr/w:ind")
    assert indent.get(w("left")) == "1540"


def test_style_of_another_kind_neither_is_taken_nor_gets_lost() -> None:
    def change(word: WordDocument) -> None:
        word.styles.add_style("Example", 2)

    result = furnish(house(change))
    assert "Example" in result.supplied
    theirs = styles(result.style_document)
    assert theirs["Example"].get(w("type")) == "paragraph"
    assert val(theirs["Example"], "w:name") == "Example (guideline)"
    assert val(theirs["Example1"], "w:name") == "Example"
    assert theirs["Example1"].get(w("type")) == "character"


def test_supplied_styles_bring_no_fonts_and_fit_the_size_of_the_text() -> None:
    theirs = styles(furnish(house()).style_document)
    for name in ("Commentary", "TableText", "Article"):
        assert theirs[name].find(".//w:rFonts", NS) is None
    # Our headings of clauses are half a point larger than the text, which is 12 points here.
    bare = furnish(house(lambda word: call(word, "heading 2", "別の名前")))
    data = bare.style_document
    assert "heading 2" in bare.supplied
    assert val(styles(data)["Heading2"], "w:rPr/w:sz") == "25"


def test_design_decides_how_supplied_styles_look() -> None:
    colourless, coloured = (furnish(house(), name) for name in ("plain", "gothic"))
    assert b"F1F4F8" in read(coloured.style_document, "word/styles.xml")
    assert b"F1F4F8" not in read(colourless.style_document, "word/styles.xml")


@pytest.mark.parametrize("design", ["gothic", "mincho", "plain"])
def test_labels_and_headers_are_bold_where_no_font_tells_them_apart(design: DesignName) -> None:
    theirs = styles(furnish(house(), design).style_document)
    for name in ("TableHeader", "DetailsLabel", "CommentaryLabel"):
        assert theirs[name].find("w:rPr/w:b", NS) is not None


# Numbers.


def test_numbers_are_ours_in_their_styles() -> None:
    def change(word: WordDocument) -> None:
        for name in ("Heading 1", "List Bullet", "Body Text"):
            properties = word.styles[name].element.get_or_add_pPr()
            for old in properties.findall(qn("w:numPr")):
                properties.remove(old)
            number = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="3"/><w:numId w:val="7"/></w:numPr>'
            properties.append(parse_xml(number))

    theirs = styles(made(house(change)))
    assert val(theirs["Heading1"], "w:pPr/w:numPr/w:numId") == "1"
    assert val(theirs["Heading1"], "w:pPr/w:numPr/w:ilvl") == "0"
    assert val(theirs["ListBullet"], "w:pPr/w:numPr/w:numId") == "2"
    assert theirs["BodyText"].find("w:pPr/w:numPr", NS) is None


def test_what_is_based_on_a_heading_does_not_take_its_number() -> None:
    theirs = styles(made(house()))
    # So it is in the files of Word.
    assert val(theirs["TOCHeading"], "w:basedOn") == "Heading1"
    assert val(theirs["TOCHeading"], "w:pPr/w:numPr/w:numId") == "0"
    assert val(theirs["TOCHeading"], "w:pPr/w:outlineLvl") == "9"


def test_article_text_begins_one_character_of_theirs_after_its_number() -> None:
    settings = part(furnish(house()).style_document, "word/settings.xml")
    assert val(settings, "w:defaultTabStop") == "240"


# Settings, header and footer.


def test_settings_that_are_no_look_stay_behind() -> None:
    def change(word: WordDocument) -> None:
        for xml in (
            '<w:documentProtection {} w:edit="readOnly" w:enforcement="1"/>',
            "<w:trackRevisions {}/>",
            '<w:updateFields {} w:val="true"/>',
            "<w:mirrorMargins {}/>",
            "<w:evenAndOddHeaders {}/>",
        ):
            word.settings.element.insert(0, parse_xml(xml.format(nsdecls("w"))))

    settings = part(furnish(house(change)).style_document, "word/settings.xml")
    kept = {etree.QName(child).localname for child in settings}
    assert "mirrorMargins" in kept
    # Without an own header for even pages, half of the pages would have none.
    gone = {"documentProtection", "trackRevisions", "updateFields", "evenAndOddHeaders", "rsids"}
    assert not kept & gone


def test_logo_comes_along_with_its_relations() -> None:
    data = made(house())
    assert read(data, "word/media/image1.png").startswith(b"\x89PNG")
    word = docx.Document(io.BytesIO(data))
    header = word.sections[0].header
    assert header.paragraphs[0].text.endswith("架空製作所の社内文書")
    (picture,) = (r.target_part for r in header.part.rels.values() if "image" in r.reltype)
    assert picture.content_type == "image/png"
    # Their file has no footer, so that ours counts the pages.
    assert "生成AI利用ガイドライン" in word.sections[0].footer.paragraphs[0].text


def test_their_footer_takes_the_place_of_ours() -> None:
    def change(word: WordDocument) -> None:
        word.sections[0].footer.paragraphs[0].text = "社外秘"

    result = furnish(house(change))
    assert result.footer
    word = docx.Document(io.BytesIO(to_docx(document(), result.style_document)))
    assert [p.text for p in word.sections[0].footer.paragraphs] == ["社外秘"]


def test_even_pages_get_our_footer_where_only_their_header_differs() -> None:
    def change(word: WordDocument) -> None:
        word.settings.odd_and_even_pages_header_footer = True
        word.sections[0].even_page_header.paragraphs[0].text = "偶数"

    section = find(part(made(house(change))), ".//w:sectPr")
    footers = {f.get(w("type")) for f in section.findall("w:footerReference", NS)}
    assert footers == {"default", "even"}


def test_header_keeps_its_room_on_a_compact_page() -> None:
    tree = replace(document(), page="compact")
    with_header, without = (
        find(part(to_docx(tree, style)), ".//w:pgMar")
        for style in (furnish(house()).style_document, (FOLDER / "gothic.docx").read_bytes())
    )
    assert with_header.get(w("top")) == "1440"  # as python-docx has it
    assert with_header.get(w("left")) == without.get(w("left")) == without.get(w("top")) == "720"


def test_margin_below_zero_is_kept() -> None:
    def change(word: WordDocument) -> None:
        word.sections[0].top_margin = Mm(-30)

    assert find(part(made(house(change))), ".//w:pgMar").get(w("top")) == "-1701"


def test_styles_in_the_header_are_renamed_and_unknown_ones_dropped() -> None:
    runs = '<w:pPr><w:pStyle w:val="{}"/></w:pPr><w:r><w:t>字</w:t></w:r>'
    known = part(made(house(in_header(runs.format("a4")))), "word/header1.xml")
    assert "BodyText" in {s.get(w("val")) for s in known.iter(w("pStyle"))}
    unknown = part(made(house(in_header(runs.format("none")))), "word/header1.xml")
    assert "none" not in {s.get(w("val")) for s in unknown.iter(w("pStyle"))}


def test_tables_are_as_wide_as_their_page() -> None:
    margins = 1701 + 1134  # 30 and 20 mm
    tables = part(made(house())).findall(".//w:tbl", NS)
    assert max(sum(widths(table)) for table in tables) == 11906 - margins != TEXT_WIDTH


# The whole.


def test_properties_in_another_order_are_sorted() -> None:
    def change(word: WordDocument) -> None:
        properties = word.styles["Heading 1"].element.rPr
        properties.insert(0, properties.find(qn("w:sz")))  # which stands after the fonts
        in_header("<w:r><w:rPr><w:sz w:val='20'/><w:b/></w:rPr><w:t>字</w:t></w:r>")(word)

    header = part(made(house(change)), "word/header1.xml")
    assert [etree.QName(e).localname for e in header.findall(".//w:rPr", NS)[-1]] == ["b", "sz"]
    order = [
        etree.QName(e).localname for e in find(styles(made(house(change)))["Heading1"], "w:rPr")
    ]
    assert order.index("rFonts") < order.index("color") < order.index("sz")


def test_measures_with_fractions_are_rounded() -> None:
    def change(word: WordDocument) -> None:
        spacing = word.styles["Heading 1"].element.find(f".//{qn('w:spacing')}")
        spacing.set(qn("w:before"), "240.6")

    heading = styles(made(house(change)))["Heading1"]
    assert find(heading, "w:pPr/w:spacing").get(w("before")) == "241"


def test_same_file_gives_the_same_bytes() -> None:
    assert furnish(house()).style_document == furnish(house()).style_document
    assert made(house()) == made(house())


def test_file_without_styles_settings_or_theme_will_do() -> None:
    word = docx.Document()
    for name in [r for r, rel in word.part.rels.items() if "numbering" not in rel.reltype]:
        del word.part.rels[name]
    result = furnish(saved(word))
    assert result.found == ()
    assert set(styles(made(saved(word)))) == OURS


PROFILE = "document:\n  word_style: our.docx\n  word_design: plain\n"


def test_check_tells_which_styles_were_found_and_which_supplied(tmp_path: Path) -> None:
    (tmp_path / "our.docx").write_bytes(house())
    (tmp_path / "profile.yaml").write_text(PROFILE, encoding="utf-8")
    # The file is looked for beside the profile, not where the command runs.
    told = run("check", tmp_path / "profile.yaml", cwd=ROOT)
    assert told.returncode == 0, told.stderr
    assert "Word の様式：our.docx" in told.stdout
    assert "見出し 1（ファイルでの名前：heading 1）" in told.stdout
    assert re.search("補うスタイル.*\n(?:.*\n)*    Commentary\n", told.stdout)
    as_json = run("check", tmp_path / "profile.yaml", "--json", cwd=ROOT)
    word_style = json.loads(as_json.stdout)["word_style"]
    assert {"style": "heading 1", "name": "heading 1"} in word_style["found"]
    assert "Commentary" in word_style["supplied"]
    assert (word_style["header"], word_style["footer"]) == (True, False)


def test_tracked_changes_look_like_the_file_that_they_become(tmp_path: Path) -> None:
    """It is that of the new side, whose profile is in another folder than the old one's."""
    new = tmp_path / "new"
    new.mkdir()
    (new / "our.docx").write_bytes(house())
    (new / "profile.yaml").write_text(PROFILE, encoding="utf-8")
    (tmp_path / "old.yaml").write_text(
        "document:\n  title: 旧\n  word_style: none.docx\n", encoding="utf-8"
    )
    sides = (tmp_path / "old.yaml", new / "profile.yaml")
    changes, whole = tmp_path / "changes.docx", tmp_path / "whole.docx"
    told = run("diff", *sides, "--as", "redline", "-o", changes, cwd=ROOT)
    assert told.returncode == 1, told.stderr
    assert run("build", sides[1], "-o", whole, cwd=ROOT).returncode == 0
    same = ("word/styles.xml", "word/theme/theme1.xml", "word/header1.xml")
    for name in same:
        assert read(changes.read_bytes(), name) == read(whole.read_bytes(), name)
    assert "<w:ins " in read(changes.read_bytes(), "word/document.xml").decode()


def test_missing_style_of_the_new_side_is_told_where_the_profile_names_it(tmp_path: Path) -> None:
    (tmp_path / "old.yaml").write_text("document:\n  title: 旧\n", encoding="utf-8")
    (tmp_path / "profile.yaml").write_text(PROFILE, encoding="utf-8")
    sides = (tmp_path / "old.yaml", tmp_path / "profile.yaml")
    told = run("diff", *sides, "--as", "redline", "-o", tmp_path / "c.docx", cwd=ROOT)
    assert told.returncode == 2
    assert "profile.yaml:2:15" in told.stderr
    assert not (tmp_path / "c.docx").exists()
    # Nothing else shows how the document looks.
    assert run("diff", *sides, cwd=ROOT).returncode == 1


def test_refusal_names_the_file_and_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "our.docx").write_bytes(b"x")
    (tmp_path / "profile.yaml").write_text(PROFILE, encoding="utf-8")
    told = run("build", "profile.yaml", "-o", "a.docx", cwd=tmp_path)
    assert told.returncode == 1
    assert "[word-not-word]" in told.stderr
    assert "our.docx" in told.stderr
    assert not (tmp_path / "a.docx").exists()


@pytest.mark.slow
def test_pages_show_their_look_and_our_numbers(tmp_path: Path) -> None:
    text_of_pdf = require("pdftotext")
    (tmp_path / "our.docx").write_bytes(house())
    (tmp_path / "profile.yaml").write_text(PROFILE, encoding="utf-8")
    built = run("build", "profile.yaml", "-o", "a.docx", cwd=tmp_path)
    assert built.returncode == 0, built.stderr
    (pdf,) = to_pdf([tmp_path / "a.docx"], tmp_path)
    shown = subprocess.run(
        [text_of_pdf, "-layout", pdf, "-"], capture_output=True, encoding="utf-8", check=True
    ).stdout
    assert shown.count("架空製作所の社内文書") == pages_of(pdf)
    # LibreOffice sets Latin and Japanese characters apart.
    lines = ["".join(line.split()) for line in shown.splitlines()]
    assert "目次" in lines, "without a number"
    parts = generate(tmp_path / "profile.yaml").document.sections
    numbered = [part.number + part.title for part in parts if part.number]
    assert [line for line in lines if line in numbered] == numbered
