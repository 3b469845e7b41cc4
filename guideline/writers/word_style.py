"""Builds the Word style document: the page, the styles and the settings of every guideline."""

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

from guideline.writers.to_docx import (
    BULLET_ROOM,
    NOTE_BULLETS,
    NOTE_INDENT,
    OUTLINE,
    RULE_BULLETS,
    numbering_xml,
    pack,
)

# Designed to be easy to read; on every Windows since 10 (1809), and free for everybody else.
FONT = "BIZ UDPゴシック"

_MARGIN = Mm(25)
_LINES_PER_PAGE = 38

_LANGUAGE = '<w:lang w:val="ja-JP" w:eastAsia="ja-JP"/>'
_FONTS = f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="{FONT}" w:cs="{FONT}"/>'


def build_style_document() -> bytes:
    """A Word file without text, from which `to_docx` takes page, styles and settings."""
    document = docx.Document()
    _set_page(document)
    _replace_parts(document)
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


def _replace_parts(document: WordDocument) -> None:
    """Exchanges all that python-docx's own template brings along for ours."""
    document.part.rels.clear()
    package = document.part.package
    assert package is not None
    for name in [key for key, rel in package.rels.items() if rel.target_part is not document.part]:
        del package.rels[name]
    ours = {
        "styles": (RELATIONSHIP_TYPE.STYLES, CONTENT_TYPE.WML_STYLES, _styles_xml()),
        "settings": (RELATIONSHIP_TYPE.SETTINGS, CONTENT_TYPE.WML_SETTINGS, _SETTINGS),
        "fontTable": (RELATIONSHIP_TYPE.FONT_TABLE, CONTENT_TYPE.WML_FONT_TABLE, _FONT_TABLE),
        "numbering": (
            RELATIONSHIP_TYPE.NUMBERING,
            CONTENT_TYPE.WML_NUMBERING,
            numbering_xml("jdla"),
        ),
    }
    for name, (relation, content_type, xml) in ours.items():
        part = Part(PackURI(f"/word/{name}.xml"), content_type, xml.encode(), package)
        document.part.relate_to(part, relation)


def _styles_xml() -> str:
    defaults = f"<w:rPrDefault><w:rPr>{_FONTS}{_size(10.5)}{_LANGUAGE}</w:rPr></w:rPrDefault>"
    styles = "".join([*_text_styles(), *_table_styles(), *_note_styles(), *_character_styles()])
    return (
        f"{_XML}<w:styles {nsdecls('w')}><w:docDefaults>{defaults}<w:pPrDefault/></w:docDefaults>"
        f"{styles}</w:styles>"
    )


def _text_styles() -> list[str]:
    edge = '<w:pBdr><w:bottom w:val="single" w:sz="8" w:space="2" w:color="1F3A5F"/></w:pBdr>'
    part = f"{_KEEP}{_numbers(OUTLINE, 0)}{edge}{_spacing(360, 120)}"
    clause = f"{_KEEP}{_numbers(OUTLINE, 1)}{_spacing(240, 60)}"
    rule = '<w:ind w:left="210" w:firstLine="210"/><w:jc w:val="both"/>'
    centre = '<w:jc w:val="center"/>'
    heading = _BOLD + _color("1F3A5F")
    return [
        _paragraph("Normal", "<w:widowControl/>", base=""),
        _paragraph("Title", f"{_KEEP}{_spacing(0, 60)}{centre}", _BOLD + _size(18)),
        _paragraph("Subtitle", f"{_KEEP}{_spacing(0, 160)}{centre}", _size(12)),
        _paragraph("heading 1", f"{part}{_outline(0)}", heading + _size(14), next_="BodyText"),
        _paragraph("heading 2", f"{clause}{_outline(1)}", heading + _size(11), next_="BodyText"),
        _paragraph("Body Text", f"{_spacing(40, 40)}{rule}"),
        _paragraph("List Bullet", _numbers(RULE_BULLETS) + _LIST_SPACING),
        _paragraph("List Bullet 2", _numbers(RULE_BULLETS, 1) + _LIST_SPACING),
        _paragraph("List Number", _numbers(OUTLINE, 2) + _LIST_SPACING),
        _paragraph("caption", f"{_KEEP}{_spacing(120, 60)}", _BOLD + _size(9.5)),
        _paragraph("header", _spacing(0, 0, 240), _size(9)),
        _paragraph("footer", _spacing(0, 0, 240), _size(9)),
    ]


def _table_styles() -> list[str]:
    return [
        _paragraph("Table Text", _spacing(0, 0, 260), _size(9.5)),
        _paragraph("Table Header", "<w:keepNext/>", _BOLD, base="TableText"),
        _paragraph("Table Text Small", _spacing(0, 0, 220), _size(8), base="TableText"),
        _paragraph("Table Header Small", "<w:keepNext/>", _BOLD, base="TableTextSmall"),
        _paragraph("Details Text", "", base="TableText"),
        _paragraph("Details Label", "", _BOLD, base="DetailsText"),
        _style("table", "Guideline Table", _TABLE),
    ]


def _note_styles() -> list[str]:
    """Commentary and examples differ from the rule, and from each other, without colour too."""
    shading = _shading("F1F4F8")
    return [
        *_note("Commentary", "single", 24, "44688C", shading, label_color="2F4F6F"),
        *_note("Example", "double", 6, "7A5C00", "", label_color="6B5000"),
    ]


def _note(
    name: str, line: str, eighths: int, color: str, shading: str, *, label_color: str
) -> list[str]:
    space = 8
    # Word draws the bar beside the mark. More space keeps it in line where the mark is indented.
    inner_space = space + BULLET_ROOM // 20
    bar, inner_bar = (_bar(line, eighths, color, points) for points in (space, inner_space))
    beside = f'<w:ind w:left="{NOTE_INDENT}"/><w:jc w:val="both"/>'
    label = f"{_KEEP}{_spacing(120, 0, 290)}"
    inner = _numbers(NOTE_BULLETS, 1) + inner_bar
    return [
        _paragraph(name, f"{bar}{shading}{_spacing(0, 0, 290)}{beside}", _size(9.5)),
        _paragraph(f"{name} Label", label, _BOLD + _color(label_color), base=name, next_=name),
        _paragraph(f"{name} List", _numbers(NOTE_BULLETS), base=name),
        _paragraph(f"{name} List 2", inner, base=f"{name}List"),
    ]


def _character_styles() -> list[str]:
    link = _color("0B4F8A") + '<w:u w:val="single"/>'
    return [
        _style("character", "Strong", "", run=_BOLD),
        _style("character", "Hyperlink", "", run=link),
        _style("character", "Placeholder Field", "", run=_shading("FFF2CC")),
    ]


def _paragraph(
    name: str, paragraph: str, run: str = "", *, base: str = "Normal", next_: str = ""
) -> str:
    links = f'<w:basedOn w:val="{base}"/>' if base else ""
    links += f'<w:next w:val="{next_}"/>' if next_ else ""
    return _style("paragraph", name, f"<w:pPr>{paragraph}</w:pPr>", links=links, run=run)


def _style(kind: str, name: str, parts: str, *, links: str = "", run: str = "") -> str:
    """One w:style with our fonts and language; Word makes a style's id from its name likewise."""
    id_ = "".join(word[0].upper() + word[1:] for word in name.split())
    default = ' w:default="1"' if name == "Normal" else ""
    custom = "" if name in _NAMES_OF_WORD else ' w:customStyle="1"'
    fonts = f"<w:rPr>{_FONTS}{run}{_LANGUAGE}</w:rPr>"
    # The schema wants w:pPr, w:rPr, w:tblPr in this order.
    parts = fonts + parts if kind == "table" else parts + fonts
    return (
        f'<w:style w:type="{kind}"{default}{custom} w:styleId="{id_}">'
        f'<w:name w:val="{name}"/>{links}<w:qFormat/>{parts}</w:style>'
    )


def _spacing(before: int, after: int, line: int = 0) -> str:
    """Space around a paragraph in twips; `line` is the least height of lines off the grid."""
    space = f'w:before="{before}" w:after="{after}"'
    if not line:
        return f"<w:spacing {space}/>"
    # "At least", not a multiple: fonts that stand in for ours have much higher lines.
    return f'<w:snapToGrid w:val="0"/><w:spacing {space} w:line="{line}" w:lineRule="atLeast"/>'


def _size(points: float) -> str:
    half_points = int(points * 2)
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def _color(value: str) -> str:
    return f'<w:color w:val="{value}"/>'


def _shading(fill: str) -> str:
    return f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>'


def _bar(line: str, eighths: int, color: str, space: int) -> str:
    """A line as thick as `eighths` of a point, `space` points beside the paragraph."""
    attributes = f'w:val="{line}" w:sz="{eighths}" w:space="{space}" w:color="{color}"'
    return f"<w:pBdr><w:left {attributes}/></w:pBdr>"


def _numbers(num: int, level: int = 0) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>'


def _outline(level: int) -> str:
    return f'<w:outlineLvl w:val="{level}"/>'


def _lines(sides: str) -> str:
    return "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="7F8A99"/>'
        for side in sides.split()
    )


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_BOLD = "<w:b/><w:bCs/>"
_KEEP = "<w:keepNext/><w:keepLines/>"
_LIST_SPACING = _spacing(20, 20) + '<w:contextualSpacing/><w:jc w:val="both"/>'
_NAMES_OF_WORD = {
    "Normal",
    "Title",
    "Subtitle",
    "heading 1",
    "heading 2",
    "Body Text",
    "List Bullet",
    "List Bullet 2",
    "List Number",
    "caption",
    "header",
    "footer",
    "Hyperlink",
    "Strong",
}

_TABLE = (
    f"<w:tblPr><w:tblBorders>{_lines('top left bottom right insideH insideV')}</w:tblBorders>"
    '<w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="100" w:type="dxa"/>'
    '<w:bottom w:w="60" w:type="dxa"/><w:right w:w="100" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    f'<w:tblStylePr w:type="firstRow"><w:rPr>{_FONTS}{_BOLD}{_LANGUAGE}</w:rPr>'
    f"<w:tcPr>{_shading('E8EDF3')}</w:tcPr></w:tblStylePr>"
)

_OPENING = "$([{£¥‘“〈《「『【〔＄（［｛｢￡￥"
_CLOSING = (
    "!%),.:;?]}¢°’”‰′″℃、。々〉》」』】〕ぁぃぅぇぉっゃゅょゎ゛゜ゝゞァィゥェォッャュョヮヵヶ・ーヽヾ"
    "！％），．：；？］｝｡｣､･ｧｨｩｪｫｬｭｮｯｰﾞﾟ￠"
)
_SETTINGS = (
    f'{_XML}<w:settings {nsdecls("w")}><w:defaultTabStop w:val="210"/>'
    '<w:characterSpacingControl w:val="compressPunctuation"/>'
    f'<w:noLineBreaksAfter w:lang="ja-JP" w:val="{_OPENING}"/>'
    f'<w:noLineBreaksBefore w:lang="ja-JP" w:val="{_CLOSING}"/>'
    '<w:compat><w:compatSetting w:name="compatibilityMode" '
    'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    '<w:themeFontLang w:val="ja-JP" w:eastAsia="ja-JP"/>'
    '<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>'
)

# Panose and coverage as the font itself states them: Word chooses a substitute by these.
_FONT_TABLE = (
    f'{_XML}<w:fonts {nsdecls("w")}><w:font w:name="{FONT}"><w:altName w:val="BIZ UDPGothic"/>'
    '<w:panose1 w:val="020B0400000000000000"/><w:charset w:val="80"/><w:family w:val="swiss"/>'
    '<w:pitch w:val="variable"/><w:sig w:usb0="E00002F7" w:usb1="2AC7EDF8" w:usb2="00000012" '
    'w:usb3="00000000" w:csb0="20020009" w:csb1="00000000"/></w:font></w:fonts>'
)


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(build_style_document())
