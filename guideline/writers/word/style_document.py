"""Owns the Word style documents: builds `templates/word/*.docx`, one for each design."""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import docx
from docx.document import Document as WordDocument
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Length, Mm, Twips
from lxml.etree import cleanup_namespaces

from guideline.writers.word.designs import DESIGNS, Design, Font
from guideline.writers.word.numbering import numbering_xml
from guideline.writers.word.parts import pack
from guideline.writers.word.styles import styles_xml
from guideline.writers.word.text import XML

_MARGIN = Mm(25)
_LINES_PER_PAGE = 38


def build_style_document(design: Design) -> bytes:
    """A Word file without text, from which `to_docx` takes page, styles and settings."""
    document = docx.Document()
    _set_page(document)
    _replace_parts(document, design)
    saved = BytesIO()
    document.save(saved)
    with ZipFile(saved) as package:
        return pack({name: package.read(name) for name in package.namelist()})


def _set_page(document: WordDocument) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = _MARGIN
    section.top_margin = section.bottom_margin = _MARGIN
    section.header_distance = section.footer_distance = Mm(12)
    height = Length(section.page_height - 2 * _MARGIN)
    pitch = Twips(height.twips // _LINES_PER_PAGE).twips
    properties = section._sectPr
    properties.attrib.clear()
    for grid in properties.xpath("w:docGrid"):
        properties.remove(grid)
    properties.append(
        parse_xml(f'<w:docGrid {nsdecls("w")} w:type="lines" w:linePitch="{pitch}"/>')
    )
    document.element.attrib.clear()
    cleanup_namespaces(document.element)


def _replace_parts(document: WordDocument, design: Design) -> None:
    """Exchanges all that python-docx's own template brings along for ours."""
    document.part.rels.clear()
    package = document.part.package
    assert package is not None
    for name in [key for key, rel in package.rels.items() if rel.target_part is not document.part]:
        del package.rels[name]
    ours = {
        "styles": (RELATIONSHIP_TYPE.STYLES, CONTENT_TYPE.WML_STYLES, styles_xml(design)),
        "settings": (RELATIONSHIP_TYPE.SETTINGS, CONTENT_TYPE.WML_SETTINGS, _SETTINGS),
        "fontTable": (
            RELATIONSHIP_TYPE.FONT_TABLE,
            CONTENT_TYPE.WML_FONT_TABLE,
            _font_table(design),
        ),
        "numbering": (
            RELATIONSHIP_TYPE.NUMBERING,
            CONTENT_TYPE.WML_NUMBERING,
            numbering_xml("jdla"),
        ),
    }
    for name, (relation, content_type, xml) in ours.items():
        part = Part(PackURI(f"/word/{name}.xml"), content_type, xml.encode(), package)
        document.part.relate_to(part, relation)


_OPENING = "$([{£¥‘“〈《「『【〔＄（［｛｢￡￥"
_CLOSING = (
    "!%),.:;?]}¢°’”‰′″℃、。々〉》」』】〕ぁぃぅぇぉっゃゅょゎ゛゜ゝゞァィゥェォッャュョヮヵヶ・ーヽヾ"
    "！％），．：；？］｝｡｣､･ｧｨｩｪｫｬｭｮｯｰﾞﾟ￠"
)
_SETTINGS = (
    f'{XML}<w:settings {nsdecls("w")}><w:defaultTabStop w:val="210"/>'
    '<w:characterSpacingControl w:val="compressPunctuation"/>'
    f'<w:noLineBreaksAfter w:lang="ja-JP" w:val="{_OPENING}"/>'
    f'<w:noLineBreaksBefore w:lang="ja-JP" w:val="{_CLOSING}"/>'
    '<w:compat><w:compatSetting w:name="compatibilityMode" '
    'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    '<w:themeFontLang w:val="ja-JP" w:eastAsia="ja-JP"/>'
    '<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>'
)


def _font_table(design: Design) -> str:
    fonts = "".join(_font(font) for font in design.fonts)
    return f"{XML}<w:fonts {nsdecls('w')}>{fonts}</w:fonts>"


def _font(font: Font) -> str:
    return (
        f'<w:font w:name="{font.name}"><w:altName w:val="{",".join(font.substitutes)}"/>'
        f'<w:panose1 w:val="{font.panose}"/><w:charset w:val="80"/>'
        f'<w:family w:val="{font.family}"/><w:pitch w:val="{font.pitch}"/>'
        f"<w:sig {font.coverage}/></w:font>"
    )


if __name__ == "__main__":
    for name, design in DESIGNS.items():
        Path(sys.argv[1], f"{name}.docx").write_bytes(build_style_document(design))
