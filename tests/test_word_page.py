"""The page: that of the style document, with a footer of our own."""

from __future__ import annotations

import io
import zipfile

import docx

from guideline.writers.to_docx import to_docx
from guideline.writers.word.parts import pack
from guideline.writers.word.text import R
from tests.word_files import (
    NS,
    STYLE,
    TEXT_WIDTH,
    document,
    find,
    names,
    part,
    table,
    text_of,
    w,
    widths,
    with_blocks,
)


def test_footer_names_the_document_and_counts_pages_without_dirty_fields() -> None:
    data = to_docx(document(), STYLE)
    footer = part(data, "word/footer1.xml")
    assert text_of(footer) == "生成AI利用ガイドライン　株式会社架空製作所1 / 1"
    codes = [str(code.text).strip() for code in footer.iter(w("instrText"))]
    assert codes == ["PAGE", "NUMPAGES"]
    assert b"w:dirty" not in b"".join(
        zipfile.ZipFile(io.BytesIO(data)).read(n) for n in names(data)
    )
    word = docx.Document(io.BytesIO(data))
    assert word.sections[0].footer.paragraphs[0].text.startswith("生成AI利用ガイドライン")


def test_page_is_the_style_documents() -> None:
    ours, theirs = (
        docx.Document(io.BytesIO(data)).sections[0] for data in (to_docx(document(), STYLE), STYLE)
    )
    assert (ours.page_width, ours.left_margin) == (theirs.page_width, theirs.left_margin)
    assert find(part(to_docx(document(), STYLE)), ".//w:docGrid").get(w("type")) == "lines"


def changed_style(name: str, old: bytes, new: bytes, style: bytes = STYLE) -> bytes:
    with zipfile.ZipFile(io.BytesIO(style)) as package:
        parts = {entry: package.read(entry) for entry in package.namelist()}
    assert old in parts[name]
    return pack({**parts, name: parts[name].replace(old, new)})


def test_house_style_sets_the_width_of_tables() -> None:
    narrow = changed_style("word/document.xml", b'w:left="1417"', b'w:left="2417"')
    data = to_docx(with_blocks(table(("あ",), ("い",))), narrow)
    assert {sum(widths(t)) for t in part(data).iter(w("tbl"))} == {TEXT_WIDTH - 1000}


def test_house_style_saved_by_word_leaves_nothing_dangling() -> None:
    attached = (
        f'<w:attachedTemplate xmlns:r="{R}" r:id="rId1"/>'
        '<w:footnotePr><w:footnote w:id="-1"/></w:footnotePr><w:defaultTabStop'
    )
    house = changed_style("word/settings.xml", b"<w:defaultTabStop", attached.encode())
    settings = part(to_docx(document(), house), "word/settings.xml")
    assert settings.find("w:attachedTemplate", NS) is None
    assert settings.find("w:footnotePr", NS) is None
    assert settings.find("w:defaultTabStop", NS) is not None
