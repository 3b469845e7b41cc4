"""Writes the document tree as a Word file."""

from __future__ import annotations

from guideline.document import Document
from guideline.writers.word.body import Body
from guideline.writers.word.contents import contents_xml, entries_of
from guideline.writers.word.gate import check_parts
from guideline.writers.word.manifest import ITEM_PROPERTIES, is_untouched, manifest_xml
from guideline.writers.word.measures import read_measures
from guideline.writers.word.numbering import numbering_xml
from guideline.writers.word.page import Style, footer_xml, read_style
from guideline.writers.word.pagination import pages_of
from guideline.writers.word.parts import pack, package_parts
from guideline.writers.word.properties import APPLICATION, core_xml, custom_xml
from guideline.writers.word.tables import Shapes
from guideline.writers.word.text import PAGE_BREAK
from guideline.writers.word.turned import Turned, has_wide_table

__all__ = ["MANIFEST_PART", "is_untouched", "parts_of", "to_docx"]

MANIFEST_PART = "customXml/item1.xml"


def to_docx(document: Document, style_document: bytes) -> bytes:
    """The guideline as a Word file; the same tree and style document give the same bytes."""
    parts = parts_of(document, style_document)
    parts[MANIFEST_PART] = manifest_xml(document, parts["word/document.xml"]).encode()
    check_parts(parts)
    return pack(parts)


def parts_of(document: Document, style_document: bytes) -> dict[str, bytes]:
    """The parts of the Word file by their names, without the manifest and before the gate."""
    style = read_style(style_document, document.page)
    if document.page == "compact" and has_wide_table(document, style.page.text_width):
        style = style.turned_over()
    turned = Turned(document, style.page.text_width, style.turned.text_width)
    shapes = Shapes(is_compact=document.page == "compact")
    entries = entries_of(document)
    pages = pages_of(document, style, entries, shapes, turned)
    is_apart = pages.has_contents_apart
    width = style.page.text_width
    contents = contents_xml(
        document, entries, pages.of_headings, width, is_apart=is_apart, tight=pages.tight
    )
    measures = read_measures(style.parts.get("word/styles.xml", b""), style.line_pitch)
    body = Body(document, style, shapes, turned, measures)
    document_xml = body.xml(contents, PAGE_BREAK if is_apart else "").encode()
    beside = {
        **body.comments.parts(),
        **body.footnotes.parts(style.parts),
        **_footers(document, style, turned),
    }
    return {
        **style.parts,
        **beside,
        "word/document.xml": document_xml,
        # The body has met its own lists and its links by now.
        "word/numbering.xml": numbering_xml(
            document.numbering, body.own_lists, document.layout.digits
        ).encode(),
        "customXml/itemProps1.xml": ITEM_PROPERTIES.encode(),
        "docProps/core.xml": core_xml(document).encode(),
        "docProps/app.xml": APPLICATION.encode(),
        "docProps/custom.xml": custom_xml(document.manifest).encode(),
        **package_parts([*style.parts, *beside], body.text.links),
    }


def _footers(document: Document, style: Style, turned: Turned) -> dict[str, bytes]:
    """Our footers, as wide as their pages; none where the style document has its own."""
    if "word/footer1.xml" in style.parts:
        return {}
    footers = {"word/footer1.xml": footer_xml(document, style.page.text_width).encode()}
    if turned:
        footers["word/footer4.xml"] = footer_xml(document, style.turned.text_width).encode()
    return footers
