"""Owns styles.xml: how each style of a guideline looks."""

from __future__ import annotations

from guideline.writers.word.numbering import BULLET_ROOM
from guideline.writers.word.text import XML, W, numbered
from guideline.writers.word.voices import NOTE_BULLETS, NOTE_INDENT, OUTLINE, RULE_BULLETS

# Designed to be easy to read; on every Windows since 10 (1809), and free for everybody else.
FONT = "BIZ UDPゴシック"

_LANGUAGE = '<w:lang w:val="ja-JP" w:eastAsia="ja-JP"/>'
_FONTS = f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="{FONT}" w:cs="{FONT}"/>'


def styles_xml() -> str:
    """styles.xml of the style document."""
    defaults = f"<w:rPrDefault><w:rPr>{_FONTS}{_size(10.5)}{_LANGUAGE}</w:rPr></w:rPrDefault>"
    styles = "".join([*_text_styles(), *_table_styles(), *_note_styles(), *_character_styles()])
    return (
        f'{XML}<w:styles xmlns:w="{W}"><w:docDefaults>{defaults}<w:pPrDefault/></w:docDefaults>'
        f"{styles}</w:styles>"
    )


def _text_styles() -> list[str]:
    edge = '<w:pBdr><w:bottom w:val="single" w:sz="8" w:space="2" w:color="1F3A5F"/></w:pBdr>'
    part = f"{_KEEP}{numbered(OUTLINE, 0)}{edge}{_spacing(360, 120)}"
    clause = f"{_KEEP}{numbered(OUTLINE, 1)}{_spacing(240, 60)}"
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
        _paragraph("Article", f'{_spacing(40, 40)}<w:jc w:val="both"/>'),
        _paragraph("List Bullet", numbered(RULE_BULLETS) + _LIST_SPACING),
        _paragraph("List Bullet 2", numbered(RULE_BULLETS, 1) + _LIST_SPACING),
        _paragraph("List Number", numbered(OUTLINE, 2) + _LIST_SPACING),
        _paragraph("caption", f"{_KEEP}{_spacing(120, 60)}", _BOLD + _size(9.5)),
        _paragraph("header", _spacing(0, 0, 240), _size(9)),
        _paragraph("footer", _spacing(0, 0, 240), _size(9)),
    ]


def _table_styles() -> list[str]:
    return [
        _paragraph("Table Text", _spacing(0, 0, 260), _size(9.5)),
        _paragraph("Table Header", "<w:keepNext/>", _BOLD, base="TableText"),
        _paragraph("Table Text Compact", _spacing(0, 0, 230), _size(9), base="TableText"),
        _paragraph("Table Header Compact", "<w:keepNext/>", _BOLD, base="TableTextCompact"),
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
    inner = numbered(NOTE_BULLETS, 1) + inner_bar
    return [
        _paragraph(name, f"{bar}{shading}{_spacing(0, 0, 290)}{beside}", _size(9.5)),
        _paragraph(f"{name} Label", label, _BOLD + _color(label_color), base=name, next_=name),
        _paragraph(f"{name} List", numbered(NOTE_BULLETS), base=name),
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


def _outline(level: int) -> str:
    return f'<w:outlineLvl w:val="{level}"/>'


def _lines(sides: str) -> str:
    return "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="7F8A99"/>'
        for side in sides.split()
    )


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
