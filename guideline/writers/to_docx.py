"""Writes the document tree as a Word file."""

from __future__ import annotations

from guideline.document import Document
from guideline.writers.word.body import Body
from guideline.writers.word.contents import contents_xml, entries_of
from guideline.writers.word.gate import check_parts
from guideline.writers.word.manifest import ITEM_PROPERTIES, is_untouched, manifest_xml
from guideline.writers.word.measures import read_measures
from guideline.writers.word.numbering import numbering_xml
from guideline.writers.word.page import footer_xml, read_style
from guideline.writers.word.pagination import pages_of_headings
from guideline.writers.word.parts import pack, package_parts
from guideline.writers.word.properties import APPLICATION, core_xml, custom_xml

__all__ = ["is_untouched", "to_docx"]


def to_docx(document: Document, style_document: bytes) -> bytes:
    """The guideline as a Word file; the same tree and style document give the same bytes."""
    style = read_style(style_document, document.page)
    measures = read_measures(style.parts.get("word/styles.xml", b""), style.line_pitch)
    body = Body(document, style.text_width, measures)
    entries = entries_of(document)
    pages = pages_of_headings(document, style, entries, body.shapes)
    body.contents = contents_xml(document, entries, pages, style.text_width)
    document_xml = body.xml(style.section).encode()
    beside = {**body.comments.parts(), **body.footnotes.parts(style.parts)}
    parts = {
        **style.parts,
        **beside,
        "word/document.xml": document_xml,
        # The body has met its own lists and its links by now.
        "word/numbering.xml": numbering_xml(
            document.numbering, body.own_lists, document.layout.digits
        ).encode(),
        "word/footer1.xml": style.parts.get("word/footer1.xml")
        or footer_xml(document, style.text_width).encode(),
        "customXml/item1.xml": manifest_xml(document, document_xml).encode(),
        "customXml/itemProps1.xml": ITEM_PROPERTIES.encode(),
        "docProps/core.xml": core_xml(document).encode(),
        "docProps/app.xml": APPLICATION.encode(),
        "docProps/custom.xml": custom_xml(document.manifest).encode(),
        **package_parts([*style.parts, *beside], body.text.links),
    }
    check_parts(parts)
    return pack(parts)
