"""An organization's own Word file: its look is taken, and whatever could do more is refused."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm

from guideline import word_package
from guideline.errors import ContentError, Place, Problem
from guideline.house_style import HouseStyle, load_house_style, read_house_style
from tests.helpers import problems_of
from tests.house_files import house, in_header, png, read, saved, spoilt


def taken(data: bytes) -> HouseStyle:
    return read_house_style(data, "our.docx")


def refusal(call: Callable[[], object]) -> Problem:
    (problem,) = problems_of(ContentError, call)
    assert problem.message
    assert problem.remedy
    return problem


def refused(data: bytes) -> str:
    return refusal(lambda: taken(data)).code


def field(*pieces: str) -> str:
    """A field whose instruction is cut into runs."""
    code = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)
    begin, middle, end = (
        f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")
    )
    return f"{begin}{code}{middle}<w:r><w:t>1</w:t></w:r>{end}"


def relation(kind: str, target: str, mode: str = "External") -> bytes:
    rels = read(house(), "word/_rels/document.xml.rels").decode()
    added = (
        f'<Relationship Id="rId99" Type="{word_package.R}/{kind}" Target="{target}" '
        f'TargetMode="{mode}"/>'
    )
    return rels.replace("</Relationships>", f"{added}</Relationships>").encode()


# What is taken.


def test_text_stays_behind_and_the_page_comes_along() -> None:
    parts = taken(house()).parts
    assert "この本文" not in parts["word/document.xml"].decode()
    assert b'w:left="1701"' in parts["word/document.xml"]  # 30 mm
    assert set(parts) == {
        "word/document.xml",
        "word/styles.xml",
        "word/settings.xml",
        "word/fontTable.xml",
        "word/theme/theme1.xml",
        "word/header1.xml",
        "word/_rels/header1.xml.rels",
        "word/media/image1.png",
    }
    assert parts["word/media/image1.png"] == png()


def test_header_of_an_earlier_section_holds_for_the_last_one() -> None:
    def change(word: WordDocument) -> None:
        word.add_section().left_margin = 0

    assert "word/header1.xml" in taken(house(change)).parts


def test_empty_footer_is_none() -> None:
    def change(word: WordDocument) -> None:
        word.sections[0].footer.paragraphs[0].text = "　"

    assert "word/footer1.xml" not in taken(house(change)).parts


def test_first_and_even_pages_keep_their_own_headers() -> None:
    def change(word: WordDocument) -> None:
        section = word.sections[0]
        section.different_first_page_header_footer = True
        section.first_page_header.paragraphs[0].text = "表紙"
        section.even_page_footer.paragraphs[0].text = "偶数"

    parts = taken(house(change)).parts
    assert "表紙" in parts["word/header2.xml"].decode()
    assert "偶数" in parts["word/footer3.xml"].decode()
    assert b"<w:titlePg/>" in parts["word/document.xml"]


def test_page_without_measures_is_a4_with_usual_margins() -> None:
    def change(word: WordDocument) -> None:
        properties = word.sections[0]._sectPr
        for name in ("w:pgSz", "w:pgMar"):
            for element in properties.findall(qn(name)):
                properties.remove(element)

    page = taken(house(change)).parts["word/document.xml"]
    assert b'<w:pgSz w:w="11906" w:h="16838"/>' in page
    assert b'w:left="1417"' in page


def test_page_before_a_tracked_change_does_not_count() -> None:
    def change(word: WordDocument) -> None:
        before = '<w:sectPr><w:pgSz w:w="20000" w:h="9999"/></w:sectPr>'
        tracked = f'<w:sectPrChange {nsdecls("w")} w:id="1" w:author="甲">{before}</w:sectPrChange>'
        word.sections[0]._sectPr.append(parse_xml(tracked))

    assert b"20000" not in taken(house(change)).parts["word/document.xml"]


def test_columns_are_left_out() -> None:
    def change(word: WordDocument) -> None:
        for columns in word.sections[0]._sectPr.findall(qn("w:cols")):
            columns.set(qn("w:num"), "2")

    assert b"w:cols" not in taken(house(change)).parts["word/document.xml"]


def test_character_sets_that_only_libreoffice_knows_are_left_out() -> None:
    fonts = (
        f'<w:fonts xmlns:w="{word_package.W}"><w:font w:name="甲">'
        '<w:charset w:val="80" w:characterSet="utf-8"/></w:font></w:fonts>'
    ).encode()
    table = taken(spoilt(house(), {"word/fontTable.xml": fonts})).parts["word/fontTable.xml"]
    assert b'<w:charset w:val="80"/>' in table


def test_what_names_things_that_stay_behind_is_left_out_of_the_header() -> None:
    marks = (
        '<w:bookmarkStart w:id="0" w:name="x"/><w:bookmarkEnd w:id="0"/>'
        '<w:hyperlink w:anchor="x"><w:r><w:t>先</w:t></w:r></w:hyperlink>'
        '<w:fldSimple w:instr=" PAGE " w:dirty="true"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    )
    header = taken(house(in_header(marks))).parts["word/header1.xml"].decode()
    assert "先" in header
    for left in ("bookmark", "anchor", "dirty", "rsid"):
        assert left not in header


def test_fields_that_show_the_document_itself_are_kept() -> None:
    page = field(" PAGE ") + field(" = ") + field(' STYLEREF "見出し 1" ')
    assert b"STYLEREF" in taken(house(in_header(page))).parts["word/header1.xml"]


def test_attached_template_is_dropped_without_a_word() -> None:
    related = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    )
    related += (
        f'<Relationship Id="rId1" Type="{word_package.R}/attachedTemplate" '
        'Target="file:///C:/our.dotx" TargetMode="External"/></Relationships>'
    ).encode()
    data = spoilt(house(), {"word/_rels/settings.xml.rels": related})
    assert not any(b"our.dotx" in part for part in taken(data).parts.values())


def test_links_in_a_header_are_kept() -> None:
    def change(word: WordDocument) -> None:
        word.sections[0].header.part.relate_to(
            "https://example.com/?a=1&b=2", f"{word_package.R}/hyperlink", is_external=True
        )

    relations = taken(house(change)).parts["word/_rels/header1.xml.rels"]
    assert b'Target="https://example.com/?a=1&amp;b=2" TargetMode="External"' in relations


# What is refused.


def test_macros_are_refused() -> None:
    assert refused(spoilt(house(), {"word/vbaProject.bin": b"x"})) == "word-macros"
    types = read(house(), "[Content_Types].xml").replace(
        b"vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        b"vnd.ms-word.document.macroEnabled.main+xml",
    )
    assert refused(spoilt(house(), {"[Content_Types].xml": types})) == "word-macros"


@pytest.mark.parametrize("name", ["our.docm", "our.dotm", "OUR.DOCM"])
def test_files_for_macros_are_refused_by_their_names(name: str) -> None:
    place = Place("profile.yaml", 3, 1)
    assert refusal(lambda: load_house_style(name, place)).code == "word-macros"


@pytest.mark.parametrize("kind", ["image", "oleObject", "subDocument", "mailMergeSource"])
def test_what_leads_outside_is_refused(kind: str) -> None:
    data = spoilt(house(), {"word/_rels/document.xml.rels": relation(kind, "https://example.com")})
    assert refused(data) in ("word-external", "word-embedded")


def test_link_that_opens_a_file_is_refused_in_a_header() -> None:
    def change(word: WordDocument) -> None:
        kind = f"{word_package.R}/hyperlink"
        word.sections[0].header.part.relate_to("file://server/share", kind, is_external=True)

    assert refused(house(change)) == "word-external"


def test_embedded_objects_are_refused() -> None:
    assert refused(spoilt(house(), {"word/embeddings/a.xlsx": b"x"})) == "word-embedded"
    related = relation("oleObject", "embedded.bin", "Internal")
    data = spoilt(house(), {"word/_rels/document.xml.rels": related, "word/embedded.bin": b"x"})
    assert refused(data) == "word-embedded"
    assert refused(house(in_header("<w:r><w:object/></w:r>"))) == "word-embedded"


def test_picture_from_an_address_in_the_old_drawing_language_is_refused() -> None:
    picture = '<v:shape><v:imagedata src="https://example.com/a.png"/></v:shape>'
    data = house(in_header(f"<w:r><w:pict>{picture}</w:pict></w:r>"))
    assert refused(data) == "word-external"


@pytest.mark.parametrize(
    "instruction",
    [
        (' DDEAUTO c:\\\\cmd.exe "/k calc" ',),
        (" DD", "EAUTO x "),
        (' INCLUDEPICTURE "https://example.com/a.png" ',),
        (" includetext a.docx ",),
        (" LINK Excel.Sheet a.xlsx ",),
        (" MACROBUTTON AutoOpen x ",),
        (" QUOTE 68 68 69 ",),
        (' "" PAGE ',),
        ("",),
    ],
)
def test_fields_that_could_fetch_or_start_something_are_refused(
    instruction: tuple[str, ...],
) -> None:
    assert refused(house(in_header(field(*instruction)))) == "word-field"


def test_field_inside_a_field_and_simple_or_deleted_fields_are_looked_at() -> None:
    inner = field(" DDE x ")
    outer = field(" IF ").replace("</w:instrText></w:r>", f"</w:instrText></w:r>{inner}")
    assert refused(house(in_header(outer))) == "word-field"
    assert refused(house(in_header('<w:fldSimple w:instr=" DDE x "/>'))) == "word-field"
    deleted = field(" DDE x ").replace("instrText", "delInstrText")
    assert refused(house(in_header(deleted))) == "word-field"


def test_file_that_is_no_word_file_is_refused(tmp_path: Path) -> None:
    assert refused(b"") == "word-not-word"
    assert refused(b"%PDF-1.7") == "word-not-word"
    assert refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)) == "word-not-word"
    assert refused(spoilt(house(), {"_rels/.rels": None})) == "word-not-word"
    strict = read(house(), "word/document.xml").replace(
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    assert refused(spoilt(house(), {"word/document.xml": strict})) == "word-not-word"


def test_document_type_is_refused_in_any_encoding() -> None:
    xml = (
        '<?xml version="1.0"{}?><!DOCTYPE w:styles [<!ENTITY a "b">]>'
        f'<w:styles xmlns:w="{word_package.W}">&a;</w:styles>'
    )
    for declared, encoding in (("", "utf-8"), (' encoding="UTF-16"', "utf-16")):
        bomb = xml.replace("{}", declared).encode(encoding)
        assert refused(spoilt(house(), {"word/styles.xml": bomb})) == "word-damaged"


def test_part_that_is_no_xml_or_missing_is_refused() -> None:
    assert refused(spoilt(house(), {"word/styles.xml": b"<w:styles>"})) == "word-damaged"
    assert refused(spoilt(house(), {"word/styles.xml": None})) == "word-damaged"


@pytest.mark.parametrize("name", ["../x.xml", "word/../../x.xml", "/x.xml", "a\\b.xml", "c:x"])
def test_names_that_lead_out_of_the_file_are_refused(name: str) -> None:
    assert refused(spoilt(house(), {name: b"x"})) == "word-damaged"


def test_doubled_names_are_refused() -> None:
    assert refused(spoilt(house(), {"word/STYLES.xml": b"x"})) == "word-damaged"


def test_limits_hold_before_anything_is_unpacked() -> None:
    many = {f"x/{n}.xml": b"" for n in range(word_package.MAX_ENTRIES)}
    assert refused(spoilt(house(), many)) == "word-too-large"
    tight = {"x.bin": bytes(3 * 2**20)}  # about a thousand times smaller when packed
    assert refused(spoilt(house(), tight)) == "word-too-large"


def test_part_that_says_less_than_it_holds_is_refused() -> None:
    data = bytearray(house())
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        entry = package.getinfo("word/styles.xml")
    assert entry.file_size > 1000
    size = struct.pack("<I", entry.file_size)
    directory = data.rindex(b"word/styles.xml") - 46 + 24
    assert data[directory : directory + 4] == size
    data[directory : directory + 4] = struct.pack("<I", 1000)
    assert refused(bytes(data)) == "word-damaged"


def test_page_too_narrow_for_tables_is_refused() -> None:
    def change(word: WordDocument) -> None:
        word.sections[0].page_width = Mm(130)

    assert refused(house(change)) == "word-page"


def test_picture_of_an_unknown_kind_is_refused() -> None:
    def change(word: WordDocument) -> None:
        for relation_ in word.sections[0].header.part.rels.values():
            relation_.target_part.partname = type(relation_.target_part.partname)(
                "/word/media/image1.wdp"
            )

    assert refused(house(change)) == "word-part"


# Where the file is.


def test_file_is_looked_for_beside_the_profile(tmp_path: Path) -> None:
    (tmp_path / "様式").mkdir()
    (tmp_path / "様式" / "our.DOTX").write_bytes(house())
    place = Place(str(tmp_path / "profile.yaml"), 3, 15)
    assert "word/header1.xml" in load_house_style("様式/our.DOTX", place).parts


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("none.docx", "word-missing"),
        ("a\0.docx", "word-missing"),
        ("our.doc", "word-not-word"),
        ("our", "word-not-word"),
        ("//server/share/our.docx", "word-elsewhere"),
        ("https://example.com/our.docx", "word-elsewhere"),
    ],
)
def test_file_that_is_not_there_is_told_where_the_profile_names_it(
    name: str, code: str, tmp_path: Path
) -> None:
    place = Place(str(tmp_path / "profile.yaml"), 3, 15)
    problem = refusal(lambda: load_house_style(name, place))
    assert (problem.code, problem.place) == (code, place)


def test_plain_file_of_python_docx_is_taken() -> None:
    assert "word/styles.xml" in taken(saved(docx.Document())).parts
