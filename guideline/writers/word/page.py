"""Owns what every page shares: styles and measures out of the style document, and the footer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from io import BytesIO
from typing import Literal, NamedTuple
from zipfile import ZipFile

from guideline.document import Document, plain_text
from guideline.writers.word.fields import field
from guideline.writers.word.parts import FOOTER_ID, STYLE_PARTS, TURNED_FOOTER_ID
from guideline.writers.word.text import XML, W, paragraph, run


class Page(NamedTuple):
    """One kind of page."""

    section: str
    """The section properties: the page as the style document has it, with our footer."""
    text_width: int
    """Between the margins, in twips."""
    text_height: int


class Style(NamedTuple):
    """What a style document gives to every guideline."""

    parts: dict[str, bytes]
    page: Page
    turned: Page
    """The page in landscape, for tables that are too wide; the same where it is so already."""
    line_pitch: int
    """From line to line of the page's grid, in twips; 0 where it has none."""

    def turned_over(self) -> Style:
        """The style with every page in landscape."""
        section = self.turned.section.replace(f'"{TURNED_FOOTER_ID}"', f'"{FOOTER_ID}"')
        return self._replace(page=self.turned._replace(section=section))


# These name other files of the style document, which a guideline does not have.
_DANGLING = re.compile(
    rb"<w:attachedTemplate\b[^>]*/>|<w:embed(?:Regular|Bold|Italic|BoldItalic)\b[^>]*/>"
    rb"|<w:(footnotePr|endnotePr)\b.*?</w:\1>",
    re.DOTALL,
)


@lru_cache(maxsize=4)
def read_style(style_document: bytes, page: Literal["normal", "compact"] = "normal") -> Style:
    """The parts and the page of a Word file, whose text does not matter."""
    with ZipFile(BytesIO(style_document)) as package:
        names = set(package.namelist())
        parts = {
            part.name: _DANGLING.sub(b"", package.read(part.name))
            for part in STYLE_PARTS
            if part.name in names
        }
        body = package.read("word/document.xml").decode()
        parts |= {name: package.read(name) for name in sorted(names) if _OF_THE_HOUSE.match(name)}
    section = body[body.rindex("<w:sectPr") :]
    shape = "".join(found[0] for found in _SHAPE.finditer(section))
    if page == "compact":
        shape = _compact(shape, has_header="word/header1.xml" in parts)
    references = _references(section, parts)
    upright = _page(references, shape)
    turned = _page(references.replace(f'"{FOOTER_ID}"', f'"{_turned_footer(parts)}"'), _turn(shape))
    pitch = _twips(shape).get("linePitch", 0)
    is_upright = turned.text_width > upright.text_width
    return Style(parts, upright, turned if is_upright else upright, pitch)


def _page(references: str, shape: str) -> Page:
    twips = _twips(shape)
    return Page(
        f"<w:sectPr>{references}{shape}</w:sectPr>",
        twips["w"] - twips["left"] - twips["right"] - twips.get("gutter", 0),
        twips["h"] - twips["top"] - twips["bottom"],
    )


def _twips(shape: str) -> dict[str, int]:
    # A margin below zero is as wide; it only does not grow with the header.
    return {key: abs(int(value)) for key, value in re.findall(r'w:(\w+)="(-?\d+)"', shape)}


_PAGE_SIZE = re.compile(r"<w:pgSz\b[^>]*/>")
_OF_FIRST_PAGE = re.compile(r"<w:titlePg\b[^>]*/>|(?<=<w:pgNumType)( [^>]*)? w:start=\"\d+\"")


def _turn(shape: str) -> str:
    """The page in landscape, with the same margins: headers and footers keep their room. One that
    lies on its side already stays so."""
    twips = _twips(shape)
    if twips["w"] > twips["h"]:
        return later(shape)
    size = f'<w:pgSz w:w="{twips["h"]}" w:h="{twips["w"]}" w:orient="landscape"/>'
    return later(_PAGE_SIZE.sub(size, shape))


def later(section: str) -> str:
    """The section without what holds for the first page of a file: its header, where pages begin
    to count."""
    return _OF_FIRST_PAGE.sub(lambda found: found[1] or "", section)


def _turned_footer(parts: Mapping[str, bytes]) -> str:
    # A house's own footer is taken as it is.
    return FOOTER_ID if "word/footer1.xml" in parts else TURNED_FOOTER_ID


_OF_THE_HOUSE = re.compile(
    r"word/(?:footer1\.xml$|media/|_rels/(?:header|footer)[123]\.xml\.rels$)"
)
"""What a house style has besides: a footer instead of ours, pictures, who mentions them."""
_SHAPE = re.compile(
    r"<w:(?:pgSz|pgMar|pgNumType|cols|titlePg|docGrid)\b[^>]*/>|<w:pgBorders\b.*?</w:pgBorders>"
)
_REFERENCE = re.compile(r'<w:(header|footer)Reference w:type="\w+" r:id="(\1[123])"/>')


def _references(section: str, parts: Mapping[str, bytes]) -> str:
    """The headers and footers of the style document, and our footer where it has none."""
    named = {reference[2]: reference[0] for reference in _REFERENCE.finditer(section)}
    found = {name: named[name] for name in named if f"word/{name}.xml" in parts}
    found["footer1"] = f'<w:footerReference w:type="default" r:id="{FOOTER_ID}"/>'
    if "header3" in found:
        # Even pages would have no footer.
        even = f'<w:footerReference w:type="even" r:id="{FOOTER_ID}"/>'
        found.setdefault("footer3", even)
    return "".join(found[name] for name in sorted(found))


_COMPACT_MARGINS = dict.fromkeys(("top", "bottom", "left", "right"), 720) | {
    "header": 360,
    "footer": 360,
}
"""In twips: half an inch, which is narrow in Word too, and half of it for header and footer."""


def _compact(shape: str, *, has_header: bool) -> str:
    """The page with narrow margins and lines of 14.5 points; a header keeps its room."""
    for side, twips in _COMPACT_MARGINS.items():
        if has_header and side in ("top", "header"):
            continue
        shape = re.sub(f'w:{side}="-?\\d+"', f'w:{side}="{twips}"', shape)
    return re.sub(r'w:linePitch="\d+"', 'w:linePitch="290"', shape)


def footer_xml(document: Document, text_width: int) -> str:
    """footer1.xml: what the document is, of which version and day, and which page of how many."""
    layout = document.layout
    version = f"第{layout.version}版" if layout.version else ""
    named = (document.title, plain_text(document.organization), version, layout.dated)
    name = "　".join(part for part in named if part)
    tab = f'<w:tabs><w:tab w:val="right" w:pos="{text_width}"/></w:tabs>'
    pages = f"{field('PAGE', run('1'))}{run(' / ')}{field('NUMPAGES', run('1'))}"
    line = paragraph("Footer", f"{run(name)}<w:r><w:tab/></w:r>{pages}", tab)
    return f'{XML}<w:ftr xmlns:w="{W}">{line}</w:ftr>'
