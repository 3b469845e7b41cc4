"""Two versions of the example that differ in a few clauses, to be compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from guideline.bundled import bundled
from guideline.compare import compare
from guideline.document import Document, Paragraph, Section, Text, walk_sections
from guideline.meaning import meanings_of
from guideline.model.version import Version
from guideline.writers.to_redline import to_redline

CHANGED = 3
"""So many clauses are changed."""


class Pair:
    """The example and a version in which a sentence was added to a few clauses."""

    def __init__(self, document: Document) -> None:
        clauses = [s.id for s in walk_sections(document.sections) if s.origin]
        step = len(clauses) // (CHANGED + 1)
        chosen = {clauses[step * (n + 1)] for n in range(CHANGED)}
        self._old = Version("old", document)
        sections = tuple(_changed(document.sections, chosen))
        self._new = Version("new", replace(document, sections=sections))
        self._style = (bundled("templates") / "word" / "gothic.docx").read_bytes()

    def compare(self) -> None:
        """Finds the changes and what they mean."""
        meanings_of(compare(self._old, self._new))

    def redline(self) -> bytes:
        """The same, as a Word file with tracked changes."""
        return to_redline(compare(self._old, self._new), self._style, "審査担当", "2026-11-22")


def _changed(sections: tuple[Section, ...], chosen: set[str]) -> Iterator[Section]:
    for section in sections:
        inner = tuple(_changed(section.sections, chosen))
        blocks = section.blocks
        if section.id in chosen and isinstance(blocks[0], Paragraph):
            added = Text("迷ったときは、始める前に情報システム課に相談してください。")
            blocks = (replace(blocks[0], inlines=(*blocks[0].inlines, added)), *blocks[1:])
        yield replace(section, blocks=blocks, sections=inner)
