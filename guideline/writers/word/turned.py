"""Owns what stands on turned pages: tables too wide for a page upright, with what belongs to them.

A table stands on landscape pages with its caption, and with what stays on its page in any
document: the paragraph that leads to it, the heading above. So does what would be left alone on a
page between two such tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from guideline.document import Block, Document, Paragraph, Section, Table, walk_sections
from guideline.writers.word.tables import is_wide

_TURN, _BACK = "\x0e", "\x0f"
"""Around what stands on turned pages, until they are resolved: no XML holds these characters."""
_LAST_PROPERTIES = "</w:pPr>"


class _Item(NamedTuple):
    """A heading or a block of a section, in reading order."""

    what: Section | Block
    is_heading: bool = False
    is_wide: bool = False


class Turned:
    """Which headings and blocks of a document stand on turned pages."""

    def __init__(self, document: Document, width: int, turned_width: int) -> None:
        self._ids: frozenset[int] = frozenset()
        if turned_width > width and document.page != "compact":
            self._ids = frozenset(_turned(document, width))

    def __contains__(self, what: Section | Block) -> bool:
        # By identity: the document keeps its blocks, and to compare them takes longer.
        return id(what) in self._ids

    def __bool__(self) -> bool:
        return bool(self._ids)


def has_wide_table(document: Document, width: int) -> bool:
    """Whether a table of the document does not fit between margins `width` twips apart."""
    return any(item.is_wide for item in _items(document, width))


def _turned(document: Document, width: int) -> Iterator[int]:
    since: list[_Item] | None = None
    """What has come since the last wide table, if there was one."""
    above: list[_Item] = []
    """What leads to a table that would come now."""
    for item in _items(document, width):
        if item.is_wide:
            alone = (since or [])[: -len(above) or None]
            along = since if since and _is_little(alone) else above
            yield from (id(one.what) for one in (*along, item))
            since, above = [], []
            continue
        above = _leading(above, item)
        if since is not None:
            since.append(item)


def _leading(above: list[_Item], item: _Item) -> list[_Item]:
    """What stays on the page of the next table: headings, then a paragraph at most."""
    if not item.is_heading and not isinstance(item.what, Paragraph):
        return []
    return [*above, item] if above and above[-1].is_heading else [item]


def _is_little(items: list[_Item]) -> bool:
    """Headings, and one paragraph at most."""
    texts = [item.what for item in items if not item.is_heading]
    return len(texts) <= 1 and all(isinstance(text, Paragraph) for text in texts)


def _items(document: Document, width: int) -> Iterator[_Item]:
    for section in walk_sections(document.sections):
        yield _Item(section, is_heading=True)
        for block in section.blocks:
            if isinstance(block, Table):
                yield _Item(block, is_wide=is_wide(block, width))
            elif not document.layout.is_beside(block):
                yield _Item(block)


def on_turned_pages(xml: str) -> str:
    """Marks paragraphs and tables; `in_page_sections` puts them on pages of their own."""
    return f"{_TURN}{xml}{_BACK}"


def in_page_sections(xml: str, first: str, upright: str, turned: str) -> str:
    """The content of w:body: each section of pages ends with its properties.

    Args:
        first: the properties of the first section, which alone may begin to count pages and have a
            first page of another kind.
        upright: those of later sections on pages as the first one has them.
        turned: those of the sections that are marked.
    """
    if _TURN not in xml:
        return xml + first
    # Word joins nothing: what follows on pages of the same kind has to be one section.
    stretches = xml.replace(_BACK + _TURN, "").replace(_BACK, _TURN).split(_TURN)
    properties = [first] + [turned, upright] * (len(stretches) // 2)
    if not stretches[-1]:
        # A section without a paragraph would be an empty page.
        stretches, properties = stretches[:-1], properties[: len(stretches) - 1]
    ended = [_ended(one, own) for one, own in zip(stretches, properties, strict=False)]
    return "".join(ended[:-1]) + stretches[-1] + properties[len(stretches) - 1]


def _ended(stretch: str, properties: str) -> str:
    """The paragraphs, of which the last one ends the section."""
    before, _, after = stretch.rpartition(_LAST_PROPERTIES)
    return f"{before}{properties}{_LAST_PROPERTIES}{after}"
