"""Small trees for the Word writer, and what its files say when opened again."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path
from typing import Literal

from lxml import etree

from guideline.document import (
    MANIFEST_NAMESPACE,
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
    Section,
    Strong,
    Table,
    Text,
)
from guideline.writers.word.text import R, W

STYLE = (Path(__file__).parent.parent / "templates" / "word" / "gothic.docx").read_bytes()
NS = {"w": W, "r": R, "m": MANIFEST_NAMESPACE}
HASH = "ab" * 32


def paragraph(*inlines: str | Inline) -> Paragraph:
    return Paragraph(tuple(Text(i) if isinstance(i, str) else i for i in inlines))


def items(*texts: str) -> tuple[tuple[Block, ...], ...]:
    return tuple((paragraph(text),) for text in texts)


def table(*rows: tuple[str, ...], caption: str = "") -> Table:
    header, *body = (tuple((Text(cell),) for cell in row) for row in rows)
    return Table(header, tuple(body), caption)


def clause(id_: str, number: str, *blocks: Block, title: str = "条項") -> Section:
    slot = id_.split(".")[0]
    anchor = "_c_" + hashlib.sha256(id_.encode()).hexdigest()[:16]
    origin = Origin(id_, slot, "must", (), (), anchor, HASH)
    return Section(id_, title, number, blocks, (), origin)


def document(
    *sections: Section,
    numbering: Literal["jdla", "notice"] = "jdla",
    details: Table | None = None,
) -> Document:
    return Document(
        "生成AI利用ガイドライン",
        (Text("株式会社架空製作所"),),
        numbering,
        details or table(("項目", "内容"), ("版", "1.0"), ("制定日", "令和９年４月１日")),
        sections,
        Manifest("guideline 0.1.0", "standard", "0.1.0", HASH, "guideline", "2026-11-21"),
    )


def with_blocks(*blocks: Block) -> Document:
    return document(Section("part", "部", "1", (), (clause("part/clause", "(1)", *blocks),)))


def rich_document() -> Document:
    blocks = (
        paragraph("甲", Strong("強"), Link("先", "https://example.com/?a=1&b=2"), "乙"),
        BulletList(((paragraph("箇条"), BulletList(items("内側"))),)),
        NumberedList(((paragraph("手順"), paragraph("補足"), table(("表", "中"), ("あ", "い"))),)),
        table(("見出し一", "見出し二"), ("値一", "値二"), caption="表題"),
        Note(
            "commentary", (paragraph("なぜか"), BulletList(items("理由")), table(("右",), ("左",)))
        ),
        Note(
            "example", (BulletList(items("良い例", "悪い例")), Note("commentary", items("深い")[0]))
        ),
        paragraph(Blank("承認者")),
    )
    return document(
        Section("preface", "はじめに", "", (paragraph("前文"),), (clause("preface/a", ""),)),
        Section(
            "part",
            "部",
            "1",
            (table(("た", "ち"), ("つ", "て")),),
            (clause("p/c", "(1)", *blocks),),
        ),
    )


def part(data: bytes, name: str = "word/document.xml") -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return etree.fromstring(package.read(name))


def names(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.namelist()


def w(name: str) -> str:
    return f"{{{W}}}{name}"


def find(parent: etree._Element, path: str) -> etree._Element:
    found = parent.find(path, NS)
    assert found is not None, path
    return found


def val(parent: etree._Element, path: str) -> str:
    return str(find(parent, path).get(w("val")))


def text_of(element: etree._Element) -> str:
    return "".join(t.text or "" for t in element.iter(w("t")))


def style_of(element: etree._Element) -> str:
    return val(element, "w:pPr/w:pStyle")


def paragraphs(data: bytes, style: str = "") -> list[etree._Element]:
    found = part(data).iter(w("p"))
    return [p for p in found if text_of(p) and style in ("", style_of(p))]


def widths(element: etree._Element) -> list[int]:
    return [int(str(column.get(w("w")))) for column in element.iter(w("gridCol"))]


TEXT_WIDTH = 11906 - 2 * 1417
