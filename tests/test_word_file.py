"""Word files from strangers: what is too large, outside, active or no XML is not opened."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from guideline.errors import CallError, ContentError
from guideline.word_file import open_word_file
from tests.helpers import the_problem
from tests.word_files import STYLE

DOCUMENT = "word/document.xml"
BODY = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>'
RELATIONSHIPS = "word/_rels/document.xml.rels"


def packed(path: Path, parts: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as package:
        for name, data in {DOCUMENT: BODY, **parts}.items():
            package.writestr(name, data)
    return path


def relationship(kind: str, target: str) -> bytes:
    return (
        b'<Relationships><Relationship Id="a" Type="http://x/relationships/%s" Target="%s" '
        b'TargetMode="External"/></Relationships>' % (kind.encode(), target.encode())
    )


def refusal(path: Path) -> str:
    with pytest.raises(ContentError) as caught:
        open_word_file(path)
    return the_problem(caught).code


def test_ordinary_file_is_opened(tmp_path: Path) -> None:
    file = tmp_path / "style.docx"
    file.write_bytes(STYLE)
    opened = open_word_file(file)
    root = opened.part(DOCUMENT)
    assert root is not None
    assert root.tag.endswith("}document")
    assert opened.part("word/missing.xml") is None


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
    "dde": ("word-field", {"word/a.xml": b"<w:instrText> DDEAUTO c:\\cmd </w:instrText>"}),
    "include": ("word-field", {"word/a.xml": b'<w:fldSimple w:instr="INCLUDETEXT a"/>'}),
}


@pytest.mark.parametrize("name", REFUSED)
def test_dangerous_file_is_refused(name: str, tmp_path: Path) -> None:
    code, parts = REFUSED[name]
    assert refusal(packed(tmp_path / "a.docx", parts)) == code


def test_hyperlink_may_lead_outside(tmp_path: Path) -> None:
    parts = {RELATIONSHIPS: relationship("hyperlink", "https://example.jp/")}
    assert open_word_file(packed(tmp_path / "a.docx", parts)).names == sorted({DOCUMENT, *parts})


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
    opened = open_word_file(packed(tmp_path / "a.docx", {"word/a.xml": text.encode(encoding)}))
    with pytest.raises(ContentError) as caught:
        opened.part("word/a.xml")
    assert the_problem(caught).code == "word-damaged"


@pytest.mark.parametrize(
    "data", [b"", b"<a>", b"<a>\xff</a>", b'<?xml version="1.0" encoding="x"?><a/>']
)
def test_part_that_is_no_xml_is_refused(data: bytes, tmp_path: Path) -> None:
    opened = open_word_file(packed(tmp_path / "a.docx", {"word/a.xml": data}))
    with pytest.raises(ContentError) as caught:
        opened.part("word/a.xml")
    assert the_problem(caught).code == "word-damaged"


def test_missing_file_and_folder_are_told(tmp_path: Path) -> None:
    for path, code in ((tmp_path / "missing.docx", "file-missing"), (tmp_path, "not-a-file")):
        with pytest.raises(CallError) as caught:
            open_word_file(path)
        assert the_problem(caught).code == code
