"""Word files from strangers: what is too large, outside, active or no XML is not opened."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from guideline.errors import CallError, ContentError, Problem
from guideline.word_package import Package, Purpose, open_word_file
from tests.helpers import the_problem
from tests.word_files import STYLE

DOCUMENT = "word/document.xml"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
BODY = f'<w:document xmlns:w="{W}"/>'.encode()
RELATIONSHIPS = "word/_rels/document.xml.rels"
MAIN = (
    b'<Relationships><Relationship Id="a" Type="http://x/relationships/officeDocument" '
    b'Target="word/document.xml"/></Relationships>'
)
LEAST = {"[Content_Types].xml": b"<Types/>", "_rels/.rels": MAIN, DOCUMENT: BODY}
READING = Purpose("画像を縮めてください。", "表に置き換えてください。", drops_template=False)
STYLING = Purpose("本文を除いてください。", "消してください。", drops_template=True)


def packed(path: Path, parts: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as package:
        for name, data in {**LEAST, **parts}.items():
            package.writestr(name, data)
    return path


def relationship(kind: str, target: str) -> bytes:
    return (
        b'<Relationships><Relationship Id="a" Type="http://x/relationships/%s" Target="%s" '
        b'TargetMode="External"/></Relationships>' % (kind.encode(), target.encode())
    )


def opened(path: Path) -> Package:
    return open_word_file(path, READING)


def problem(path: Path, purpose: Purpose = READING) -> Problem:
    with pytest.raises(ContentError) as caught:
        open_word_file(path, purpose)
    return the_problem(caught)


def refusal(path: Path) -> str:
    return problem(path).code


def field(instruction: str) -> bytes:
    """A part with a field; a bar cuts its instruction into runs."""
    code = "".join(f"<w:r><w:instrText>{p}</w:instrText></w:r>" for p in instruction.split("|"))
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    return f'<w:p xmlns:w="{W}">{begin}{code}{end}</w:p>'.encode()


def test_ordinary_file_is_opened(tmp_path: Path) -> None:
    file = tmp_path / "style.docx"
    file.write_bytes(STYLE)
    package = opened(file)
    assert package.document == DOCUMENT
    assert package.xml(DOCUMENT).tag == f"{{{W}}}document"
    assert package.part("word/missing.xml") is None


REFUSED: Mapping[str, tuple[str, Mapping[str, bytes]]] = {
    "bomb": ("word-too-large", {"word/a.xml": b"0" * (2 << 20)}),
    "large-part": ("word-too-large", {"word/a.bin": b"0" * (41 << 20)}),
    "many-parts": ("word-too-large", {f"word/{n}.xml": b"" for n in range(2_001)}),
    "doubled-part": ("word-damaged", {"Word/Document.xml": b""}),
    "part-above": ("word-damaged", {"word/../../a.xml": b""}),
    "part-at-the-root": ("word-damaged", {"/a.xml": b""}),
    "macro": ("word-macros", {"word/vbaProject.bin": b""}),
    "object": ("word-embedded", {"word/embeddings/oleObject1.bin": b""}),
    "outside-picture": ("word-external", {RELATIONSHIPS: relationship("image", "http://x/a.png")}),
    "outside-template": (
        "word-external",
        {"word/_rels/settings.xml.rels": relationship("attachedTemplate", "//x/a.dotm")},
    ),
    "macro-type": ("word-macros", {"[Content_Types].xml": b"<Types>macroEnabled</Types>"}),
    "control": ("word-embedded", {"word/activeX/activeX1.bin": b""}),
    "subdocument": ("word-embedded", {RELATIONSHIPS: relationship("subDocument", "a.docx")}),
    "dde": ("word-field", {"word/a.xml": field(" DDEAUTO c:\\cmd ")}),
    "dde-in-pieces": ("word-field", {"word/a.xml": field(" DD|EAUTO c:\\cmd ")}),
    "include": (
        "word-field",
        {"word/a.xml": f'<w:fldSimple xmlns:w="{W}" w:instr="INCLUDETEXT a"/>'.encode()},
    ),
    "database": ("word-field", {"word/a.xml": field(" DATABASE a ")}),
}


@pytest.mark.parametrize("name", REFUSED)
def test_dangerous_file_is_refused(name: str, tmp_path: Path) -> None:
    code, parts = REFUSED[name]
    assert refusal(packed(tmp_path / "a.docx", parts)) == code


def test_hyperlink_may_lead_outside(tmp_path: Path) -> None:
    parts = {RELATIONSHIPS: relationship("hyperlink", "https://example.jp/")}
    assert opened(packed(tmp_path / "a.docx", parts)).names == {*LEAST, *parts}


def test_field_that_shows_the_document_itself_does_no_harm(tmp_path: Path) -> None:
    parts = {"word/a.xml": field(" PAGE "), "word/b.xml": field(" HYPERLINK a ")}
    assert opened(packed(tmp_path / "a.docx", parts)).names == {*LEAST, *parts}


def test_attached_template_does_no_harm_where_it_is_left_out(tmp_path: Path) -> None:
    template = {"word/_rels/settings.xml.rels": relationship("attachedTemplate", "//x/a.dotm")}
    file = packed(tmp_path / "a.docx", template)
    assert open_word_file(file, STYLING).document == DOCUMENT


def test_remedy_fits_what_the_file_is_for(tmp_path: Path) -> None:
    large = packed(tmp_path / "large.docx", {"word/a.xml": b"0" * (2 << 20)})
    holding = packed(tmp_path / "holding.docx", {"word/embeddings/a.xlsx": b""})
    for purpose in (READING, STYLING):
        assert problem(large, purpose).remedy == purpose.make_smaller
        assert problem(holding, purpose).remedy == purpose.without_objects


def test_file_too_large_to_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("guideline.word_package.MAX_BYTES", 10)
    (tmp_path / "a.docx").write_bytes(b"x" * 11)
    assert refusal(tmp_path / "a.docx") == "word-too-large"


def test_rare_compression_is_refused(tmp_path: Path) -> None:
    assert refusal(packed(tmp_path / "a.docx", {}, zipfile.ZIP_LZMA)) == "word-damaged"


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"organization:\n", b"\xd0\xcf\x11\xe0" * 9])
def test_other_files_are_refused(data: bytes, tmp_path: Path) -> None:
    file = tmp_path / "a.docx"
    file.write_bytes(data)
    assert refusal(file) == "word-not-word"


def test_file_without_a_text_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as package:
        package.writestr("xl/workbook.xml", b"<workbook/>")
    assert refusal(tmp_path / "a.xlsx") == "word-not-word"


def test_damaged_part_is_refused(tmp_path: Path) -> None:
    file = packed(tmp_path / "a.docx", {"word/a.xml": bytes(range(256)) * 9})
    data = bytearray(file.read_bytes())
    name_length, extra = struct.unpack("<HH", data[26:30])
    data[30 + name_length + extra + 4] ^= 0xFF
    file.write_bytes(bytes(data))
    assert refusal(file) == "word-damaged"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_document_type_is_refused(encoding: str, tmp_path: Path) -> None:
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?>'
        '<!DOCTYPE a [<!ENTITY b "1234567890">]><a>&b;&b;</a>'
    )
    file = packed(tmp_path / "a.docx", {"word/a.xml": text.encode(encoding)})
    assert refusal(file) == "word-damaged"


@pytest.mark.parametrize(
    "data", [b"", b"<a>", b"<a>\xff</a>", b'<?xml version="1.0" encoding="x"?><a/>']
)
def test_part_that_is_no_xml_is_refused(data: bytes, tmp_path: Path) -> None:
    assert refusal(packed(tmp_path / "a.docx", {"word/a.xml": data})) == "word-damaged"


def test_missing_file_and_folder_are_told(tmp_path: Path) -> None:
    for path, code in ((tmp_path / "missing.docx", "file-missing"), (tmp_path, "is-a-folder")):
        with pytest.raises(CallError) as caught:
            opened(path)
        assert the_problem(caught).code == code
