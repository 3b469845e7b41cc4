"""Word files of fictional organizations, made with python-docx, and the tools to spoil them."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

import docx
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from guideline.house_style import read_house_style
from guideline.writers.word.designs import DesignName
from guideline.writers.word.house import House, furnished

FOLDER = Path(__file__).parent.parent / "templates" / "word"
JAPANESE_IDS = {"Normal": "a", "Heading1": "1", "Heading2": "2", "Title": "a3", "BodyText": "a4"}
"""As Japanese Word calls the styles in a file; their names stay English."""


def png(width: int = 24, height: int = 8) -> bytes:
    """A red rectangle."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checked = kind + data
        return struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))

    rows = (b"\x00" + b"\xa0\x14\x28" * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def house(change: Callable[[WordDocument], None] = lambda _: None) -> bytes:
    """A file with margins, fonts, a logo in the header and the ids of Japanese Word."""
    word = docx.Document()
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(30), Mm(20)
    header = section.header.paragraphs[0]
    header.add_run().add_picture(io.BytesIO(png()), height=Mm(8))
    header.add_run("架空製作所の社内文書")
    for name, size in (("Normal", 12), ("Heading 1", 16), ("Title", 22)):
        style = word.styles[name]
        style.font.name, style.font.size = "HG丸ｺﾞｼｯｸM-PRO", Pt(size)
        style.font.color.rgb = RGBColor(0xA0, 0x14, 0x28)
    word.add_paragraph("この本文は引き継がれない。")
    rename(word, JAPANESE_IDS)
    change(word)
    return saved(word)


def rename(word: WordDocument, ids: Mapping[str, str]) -> None:
    """Gives styles other ids, also where they are mentioned."""
    for element in word.styles.element.iter(*(qn(f"w:{n}") for n in ("basedOn", "next", "link"))):
        element.set(qn("w:val"), ids.get(element.get(qn("w:val")), element.get(qn("w:val"))))
    for style in word.styles.element.iter(qn("w:style")):
        id_ = style.get(qn("w:styleId"))
        style.set(qn("w:styleId"), ids.get(id_, id_))


def call(word: WordDocument, name: str, new: str) -> None:
    """Gives a style another name."""
    for element in word.styles.element.iter(qn("w:name")):
        if element.get(qn("w:val")) == name:
            element.set(qn("w:val"), new)


def saved(word: WordDocument) -> bytes:
    buffer = io.BytesIO()
    word.save(buffer)
    return buffer.getvalue()


def in_header(xml: str) -> Callable[[WordDocument], None]:
    """Adds runs to the header."""

    def change(word: WordDocument) -> None:
        paragraph = parse_xml(
            f'<w:p {nsdecls("w", "r")} xmlns:v="urn:schemas-microsoft-com:vml"'
            f' xmlns:o="urn:schemas-microsoft-com:office:office">{xml}</w:p>'
        )
        word.sections[0].header._element.append(paragraph)

    return change


def spoilt(data: bytes, parts: Mapping[str, bytes | None]) -> bytes:
    """The file with other parts; without those that are None."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        whole = {name: package.read(name) for name in package.namelist()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in {**whole, **parts}.items():
            if content is not None:
                package.writestr(name, content)
    return buffer.getvalue()


def read(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read(name)


def furnish(data: bytes, design: DesignName = "gothic") -> House:
    """The style document that the file makes."""
    ours = (FOLDER / f"{design}.docx").read_bytes()
    return furnished(read_house_style(data, "our.docx").parts, ours, design)
