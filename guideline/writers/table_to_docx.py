"""Writes a 新旧対照表 as a Word file, on A4 pages on their side."""

from __future__ import annotations

from dataclasses import replace

from guideline.document import Document, Table, Text
from guideline.model.comparison_table import ComparisonTable
from guideline.writers.word.gate import check_parts
from guideline.writers.word.manifest import ITEM_PROPERTIES, is_untouched, manifest_xml
from guideline.writers.word.numbering import numbering_xml
from guideline.writers.word.page import footer_xml, read_style
from guideline.writers.word.parts import pack, package_parts
from guideline.writers.word.properties import APPLICATION, core_xml, custom_xml
from guideline.writers.word.two_columns import two_columns_xml

__all__ = ["is_untouched", "table_to_docx"]


def table_to_docx(table: ComparisonTable, style_document: bytes) -> bytes:
    """The table as a Word file; the same table and style document give the same bytes."""
    style = read_style(style_document).turned_over()
    about = _about(table)
    document_xml = two_columns_xml(table, style.page.text_width, style.page.section).encode()
    footer = (
        style.parts.get("word/footer1.xml") or footer_xml(about, style.page.text_width).encode()
    )
    parts = {
        **style.parts,
        "word/document.xml": document_xml,
        "word/numbering.xml": numbering_xml("jdla").encode(),
        "word/footer1.xml": footer,
        "customXml/item1.xml": manifest_xml(about, document_xml).encode(),
        "customXml/itemProps1.xml": ITEM_PROPERTIES.encode(),
        "docProps/core.xml": core_xml(about).encode(),
        "docProps/app.xml": APPLICATION.encode(),
        "docProps/custom.xml": custom_xml(table.manifest).encode(),
        **package_parts(style.parts, {}),
    }
    check_parts(parts)
    return pack(parts)


def _about(table: ComparisonTable) -> Document:
    """What title, footer, manifest and properties are made from.

    The footer shows neither edition nor day: they are those of the guideline, not of the table.
    """
    return Document(
        title=table.title,
        organization=(Text(table.organization),),
        numbering="jdla",
        details=Table((), ()),
        sections=(),
        manifest=table.manifest,
        layout=replace(table.layout, version="", dated=""),
    )
