"""A document with and without its list of contents, and the work of its page numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from guideline.bundled import bundled
from guideline.document import Document
from guideline.writers.word.contents import entries_of
from guideline.writers.word.page import read_style
from guideline.writers.word.pagination import pages_of
from guideline.writers.word.tables import Shapes
from guideline.writers.word.turned import Turned


def with_contents(document: Document) -> Document:
    """The document with the list."""
    return replace(document, layout=replace(document.layout, has_contents=True))


def without_contents(document: Document) -> Document:
    """The document without the list, which is not among the blocks that peers write."""
    return replace(document, layout=replace(document.layout, has_contents=False))


def page_numbers(document: Document) -> Callable[[], object]:
    """Works out the page of each heading; the columns of tables are known by then."""
    listed = with_contents(document)
    design = bundled("templates") / "word" / f"{document.layout.design}.docx"
    style, entries, shapes = read_style(design.read_bytes()), entries_of(listed), Shapes()
    turned = Turned(listed, style.page.text_width, style.turned.text_width)
    return lambda: pages_of(listed, style, entries, shapes, turned)
