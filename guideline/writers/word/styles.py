"""Owns styles.xml: how each style of a guideline looks."""

from __future__ import annotations

from typing import NamedTuple

from guideline.writers.word.contents import INDENT as CONTENTS_INDENT
from guideline.writers.word.designs import Design, Font, NoteLook
from guideline.writers.word.numbering import BULLET_ROOM
from guideline.writers.word.tables import COMPACT_LINE
from guideline.writers.word.text import XML, W, numbered
from guideline.writers.word.voices import NOTE_BULLETS, NOTE_INDENT, OUTLINE, RULE_BULLETS

_LANGUAGE = '<w:lang w:val="ja-JP" w:eastAsia="ja-JP"/>'
_TEXT_WIDTH = 9072
"""Between the margins of the style document's page, in twips."""


class Style(NamedTuple):
    """One style, without the fonts that a design gives it."""

    kind: str
    name: str
    links: str = ""
    paragraph: str = ""
    run: str = ""
    table: str = ""

    @property
    def id(self) -> str:
        """Word makes a style's id from its name likewise."""
        # What a style's name calls an annotation, its id calls a comment.
        words = self.name.replace("annotation", "comment").replace("toc", "TOC").split()
        return "".join(word[0].upper() + word[1:] for word in words)

    def xml(self, design: Design) -> str:
        """The w:style with the fonts of the design and our language."""
        default = ' w:default="1"' if self.name == "Normal" else ""
        custom = "" if self.name in _NAMES_OF_WORD else ' w:customStyle="1"'
        font = design.headings if self.name in _IN_HEADING_FONT else design.text
        text = f"<w:rPr>{_fonts(font)}{self.run}{_LANGUAGE}</w:rPr>"
        return (
            f'<w:style w:type="{self.kind}"{default}{custom} w:styleId="{self.id}">'
            f'<w:name w:val="{self.name}"/>{self.links}<w:qFormat/>{self.paragraph}{text}'
            f"{self.table}</w:style>"
        )


def styles_xml(design: Design) -> str:
    """styles.xml of a style document."""
    text = f"{_fonts(design.text)}{_size(design.size)}{_LANGUAGE}"
    defaults = f"<w:rPrDefault><w:rPr>{text}</w:rPr></w:rPrDefault>"
    styles = "".join([style.xml(design) for style in styles_of(design)])
    return (
        f'{XML}<w:styles xmlns:w="{W}"><w:docDefaults>{defaults}<w:pPrDefault/></w:docDefaults>'
        f"{styles}</w:styles>"
    )


def styles_of(design: Design) -> list[Style]:
    """Every style that a guideline uses."""
    return [
        *_text_styles(design),
        *_contents_styles(design),
        *_table_styles(design),
        *_note_styles(design),
        *_character_styles(design),
    ]


def _text_styles(design: Design) -> list[Style]:
    edge = _edge(design.edge_color)
    part = f"{_KEEP}{numbered(OUTLINE, 0)}{edge}{_spacing(360, 120)}"
    clause = f"{_KEEP}{numbered(OUTLINE, 1)}{_spacing(240, 60)}"
    rule = '<w:ind w:left="210" w:firstLine="210"/><w:jc w:val="both"/>'
    centre = '<w:jc w:val="center"/>'
    bold = _bold(design)
    heading = bold + _color(design.heading_color)
    part_size, clause_size = _size(design.part_size), _size(design.clause_size)
    return [
        _paragraph("Normal", "<w:widowControl/>", base=""),
        _paragraph("Title", f"{_KEEP}{_spacing(0, 60)}{centre}", bold + _size(design.title_size)),
        _paragraph("Subtitle", f"{_KEEP}{_spacing(0, 160)}{centre}", _size(12)),
        _paragraph("heading 1", f"{part}{_outline(0)}", heading + part_size, next_="BodyText"),
        _paragraph("heading 2", f"{clause}{_outline(1)}", heading + clause_size, next_="BodyText"),
        _paragraph("Body Text", f"{_spacing(40, 40)}{rule}"),
        _paragraph("Article", f'{_spacing(40, 40)}<w:jc w:val="both"/>'),
        _paragraph("List Bullet", numbered(RULE_BULLETS) + _LIST_SPACING),
        _paragraph("List Bullet 2", numbered(RULE_BULLETS, 1) + _LIST_SPACING),
        _paragraph("List Number", numbered(OUTLINE, 2) + _LIST_SPACING),
        _paragraph("caption", f"{_KEEP}{_spacing(120, 60)}", bold + _size(9.5)),
        _paragraph("header", _spacing(0, 0, 240), _size(9)),
        _paragraph("footer", _spacing(0, 0, 240), _size(9)),
        _paragraph("annotation text", _spacing(0, 0, 260), _size(9.5)),
        _paragraph("footnote text", _spacing(0, 0, 240), _size(9)),
    ]


def _contents_styles(design: Design) -> list[Style]:
    """The list of contents: as compact as it can be read, the pages at the right margin."""
    page = f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{_TEXT_WIDTH}"/></w:tabs>'
    indent = f'<w:ind w:left="{CONTENTS_INDENT}"/>'
    title = _bold(design) + _color(design.heading_color) + _size(design.part_size)
    return [
        _paragraph("TOC Heading", f"{_KEEP}{_spacing(0, 160)}", title, next_="BodyText"),
        _paragraph("toc 1", f"{page}{_exactly(_spacing(40, 0, 260))}", _size(10)),
        _paragraph("toc 2", f"{page}{_exactly(_spacing(0, 0, 240))}{indent}", _size(9.5)),
    ]


def _table_styles(design: Design) -> list[Style]:
    bold = _bold(design)
    compact = _spacing(0, 0, COMPACT_LINE)
    return [
        _paragraph("Table Text", _spacing(0, 0, 260), _size(9.5)),
        _paragraph("Table Header", "<w:keepNext/>", bold, base="TableText"),
        _paragraph("Table Text Compact", _exactly(compact), _size(9), base="TableText"),
        _paragraph("Table Header Compact", "<w:keepNext/>", bold, base="TableTextCompact"),
        _paragraph("Table Text Small", _spacing(0, 0, 220), _size(8), base="TableText"),
        _paragraph("Table Header Small", "<w:keepNext/>", bold, base="TableTextSmall"),
        _paragraph("Details Text", "", base="TableText"),
        _paragraph("Details Label", "", bold, base="DetailsText"),
        Style("table", "Guideline Table", table=_table(design)),
    ]


def _note_styles(design: Design) -> list[Style]:
    """Commentary and examples differ from the rule, and from each other, without colour too."""
    bold = _bold(design)
    return [
        *_note("Commentary", design.commentary, bold),
        *_note("Example", design.example, bold),
    ]


def _note(name: str, look: NoteLook, bold: str) -> list[Style]:
    space = 8
    # Word draws the bar beside the mark. More space keeps it in line where the mark is indented.
    inner_space = space + BULLET_ROOM // 20
    bar, inner_bar = (_bar(look, points) for points in (space, inner_space))
    beside = f'<w:ind w:left="{NOTE_INDENT}"/><w:jc w:val="both"/>'
    label = f"{_KEEP}{_spacing(120, 0, 290)}"
    inner = numbered(NOTE_BULLETS, 1) + inner_bar
    return [
        _paragraph(name, f"{bar}{_shading(look.fill)}{_spacing(0, 0, 290)}{beside}", _size(9.5)),
        _paragraph(f"{name} Label", label, bold + _color(look.label_color), base=name, next_=name),
        _paragraph(f"{name} List", numbered(NOTE_BULLETS), base=name),
        _paragraph(f"{name} List 2", inner, base=f"{name}List"),
    ]


def _character_styles(design: Design) -> list[Style]:
    link = _color(design.link_color) + '<w:u w:val="single"/>'
    return [
        Style("character", "Strong", run=_bold(design)),
        Style("character", "Hyperlink", run=link),
        Style("character", "Placeholder Field", run=_shading("FFF2CC")),
        Style("character", "Placeholder Text", run=_color(_PROMPT_COLOR)),
        Style("character", "annotation reference", run=_size(8)),
        Style("character", "footnote reference", run='<w:vertAlign w:val="superscript"/>'),
    ]


def _paragraph(
    name: str, paragraph: str, run: str = "", *, base: str = "Normal", next_: str = ""
) -> Style:
    links = f'<w:basedOn w:val="{base}"/>' if base else ""
    links += f'<w:next w:val="{next_}"/>' if next_ else ""
    return Style("paragraph", name, links, f"<w:pPr>{paragraph}</w:pPr>", run)


def _fonts(font: Font | None) -> str:
    if font is None:
        return ""
    kinds = " ".join(f'w:{kind}="{font.name}"' for kind in ("ascii", "hAnsi", "eastAsia", "cs"))
    return f"<w:rFonts {kinds}/>"


def _bold(design: Design) -> str:
    return _BOLD if design.are_headings_bold else ""


def _spacing(before: int, after: int, line: int = 0) -> str:
    """Space around a paragraph in twips; `line` is the least height of lines off the grid."""
    space = f'w:before="{before}" w:after="{after}"'
    if not line:
        return f"<w:spacing {space}/>"
    # "At least", not a multiple: fonts that stand in for ours have much higher lines.
    return f'<w:snapToGrid w:val="0"/><w:spacing {space} w:line="{line}" w:lineRule="atLeast"/>'


def _exactly(spacing: str) -> str:
    """Lines of just that height, so that a page holds as many in a font that stands in."""
    return spacing.replace('"atLeast"', '"exact"')


def _size(points: float) -> str:
    half_points = int(points * 2)
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def _color(value: str) -> str:
    return f'<w:color w:val="{value}"/>' if value else ""


def _shading(fill: str) -> str:
    return f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""


def _edge(color: str) -> str:
    """The line under the heading of a part."""
    if not color:
        return ""
    return f'<w:pBdr><w:bottom w:val="single" w:sz="8" w:space="2" w:color="{color}"/></w:pBdr>'


def _bar(look: NoteLook, space: int) -> str:
    """The line beside a note, `space` points from its text."""
    if look.bar is None:
        return ""
    line, eighths, color = look.bar
    attributes = f'w:val="{line}" w:sz="{eighths}" w:space="{space}" w:color="{color}"'
    return f"<w:pBdr><w:left {attributes}/></w:pBdr>"


def _outline(level: int) -> str:
    return f'<w:outlineLvl w:val="{level}"/>'


_PROMPT_COLOR = "595959"
"""Grey, so that a prompt is not taken for an answer, but dark enough to be read (7:1)."""
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
    "annotation text",
    "annotation reference",
    "footnote text",
    "footnote reference",
    "TOC Heading",
    "toc 1",
    "toc 2",
    "Hyperlink",
    "Strong",
    "Placeholder Text",
}

_IN_HEADING_FONT = {
    "Title",
    "Subtitle",
    "heading 1",
    "heading 2",
    "TOC Heading",
    "caption",
    "Table Header",
    "Table Header Compact",
    "Table Header Small",
    "Details Label",
    "Commentary Label",
    "Example Label",
    "Strong",
}


def _table(design: Design) -> str:
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{design.table_lines}"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    header = f"<w:rPr>{_fonts(design.headings)}{_bold(design)}{_LANGUAGE}</w:rPr>"
    fill = f"<w:tcPr>{_shading(design.header_fill)}</w:tcPr>" if design.header_fill else ""
    return (
        f"<w:tblPr><w:tblBorders>{lines}</w:tblBorders>"
        '<w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="100" w:type="dxa"/>'
        '<w:bottom w:w="60" w:type="dxa"/><w:right w:w="100" w:type="dxa"/></w:tblCellMar>'
        f'</w:tblPr><w:tblStylePr w:type="firstRow">{header}{fill}</w:tblStylePr>'
    )
