"""Reads a Word file back into the document that it shows."""

from __future__ import annotations

from pathlib import Path

from guideline.document import Digits, Numbering
from guideline.model.version import Version
from guideline.readers.word.flow import FlowReader
from guideline.readers.word.foreign import foreign_document
from guideline.readers.word.manifest import Known, known_of
from guideline.readers.word.notes import notes_of
from guideline.readers.word.ours import headings_of, walk
from guideline.readers.word.parts import Parts, TextChoice, open_parts
from guideline.readers.word.styles import Styles
from guideline.readers.word.text import TextReader
from guideline.readers.word.tree import Tree


def read_word(path: Path, choice: TextChoice = "final") -> Version:
    """The document that a Word file shows, and how its clauses are known.

    Numbers that Word counts are counted again, and references show them. What the pages do not
    show, such as the level of a clause, is what the file was written with; so is the hash, which
    is that of the text before anybody edited it.

    Args:
        choice: which text of a file with tracked changes.

    Raises:
        CallError: there is no such file, or it cannot be read.
        ContentError: it is not a Word file, or not one that may be opened.
    """
    parts = open_parts(path)
    styles = Styles(parts)
    if parts.manifest is not None:
        return _ours(str(path), parts, styles, known_of(parts.manifest), choice)
    text = TextReader(parts.body, styles, parts.links, {}, choice)
    items = list(FlowReader(text, styles, choice).items(parts.body))
    document = foreign_document(items, styles, notes_of(parts, styles, choice))
    return Version(str(path), document, identity="none")


def _ours(name: str, parts: Parts, styles: Styles, known: Known, choice: TextChoice) -> Version:
    targets = dict(known.targets()) | known.related
    text = TextReader(parts.body, styles, parts.links, targets, choice)
    items = list(FlowReader(text, styles, choice).items(parts.body))
    numbering, digits = _numbering(known, styles)
    found = headings_of(items, known, has_articles=numbering == "articles")
    shown = known.with_rejected(found.rejected)
    tree = Tree(shown, numbering, digits, notes_of(parts, styles, choice))
    there = {heading.anchor for heading in walk(found.headings)}
    there |= {anchor for anchor, clause in known.clauses.items() if clause.is_added}
    guessed = tuple(known.clauses[anchor].origin.clause for anchor in found.guessed)
    return Version(
        name,
        tree.document(found),
        identity="guessed" if guessed else "ids",
        guessed=guessed,
        lost=tuple(targets[anchor] for anchor in known.clauses if anchor not in there),
    )


_NUMBERINGS: dict[str, Numbering] = {"第%1章": "articles", "第%1": "notice", "%1": "jdla"}


def _numbering(known: Known, styles: Styles) -> tuple[Numbering, Digits]:
    """How the document is numbered: as the manifest tells, otherwise as its lists show."""
    for levels in styles.lists.values():
        if (level := levels.get(0)) and level.text in _NUMBERINGS:
            digits: Digits = "full" if level.format == "decimalFullWidth" else "half"
            return known.numbering or _NUMBERINGS[level.text], known.digits or digits
    return known.numbering or "jdla", known.digits or "half"
