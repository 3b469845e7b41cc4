"""Owns what every page shares: styles and measures out of the style document, and the footer."""

from __future__ import annotations

import re
from functools import lru_cache
from io import BytesIO
from typing import Literal, NamedTuple
from zipfile import ZipFile

from guideline.document import Document, plain_text
from guideline.writers.word.parts import FOOTER_ID, STYLE_PARTS
from guideline.writers.word.text import XML, W, paragraph, run


class Style(NamedTuple):
    """What a style document gives to every guideline."""

    parts: dict[str, bytes]
    section: str
    """The section properties: the page as the style document has it, with our footer."""
    text_width: int
    """Between the margins, in twips."""


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
    section = body[body.rindex("<w:sectPr") :]
    shape = "".join(re.findall(r"<w:(?:pgSz|pgMar|cols|docGrid)\b[^>]*/>", section))
    if page == "compact":
        shape = _compact(shape)
    twips = {key: int(value) for key, value in re.findall(r'w:(\w+)="(\d+)"', shape)}
    footer = f'<w:footerReference w:type="default" r:id="{FOOTER_ID}"/>'
    return Style(
        parts,
        f"<w:sectPr>{footer}{shape}</w:sectPr>",
        twips["w"] - twips["left"] - twips["right"],
    )


_COMPACT_MARGINS = dict.fromkeys(("top", "bottom", "left", "right"), 720) | {
    "header": 360,
    "footer": 360,
}
"""In twips: half an inch, which is narrow in Word too, and half of it for header and footer."""


def _compact(shape: str) -> str:
    """The page with narrow margins and lines of 14.5 points."""
    for side, twips in _COMPACT_MARGINS.items():
        shape = re.sub(f'w:{side}="\\d+"', f'w:{side}="{twips}"', shape)
    return re.sub(r'w:linePitch="\d+"', 'w:linePitch="290"', shape)


def footer_xml(document: Document, text_width: int) -> str:
    """footer1.xml: the names of document and organization, and which page of how many."""
    name = f"{document.title}　{plain_text(document.organization)}"
    tab = f'<w:tabs><w:tab w:val="right" w:pos="{text_width}"/></w:tabs>'
    pages = f"{_field('PAGE')}{run(' / ')}{_field('NUMPAGES')}"
    line = paragraph("Footer", f"{run(name)}<w:r><w:tab/></w:r>{pages}", tab)
    return f'{XML}<w:ftr xmlns:w="{W}">{line}</w:ftr>'


def _field(instruction: str) -> str:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    code = f'<w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'
    return mark("begin") + code + mark("separate") + run("1") + mark("end")
