"""Writes a comparison as the new Word file with tracked changes: 見え消し."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO
from typing import NamedTuple
from zipfile import ZipFile

from guideline.document import OPEN_DECISIONS, Document, Section, walk_sections
from guideline.errors import ContentError, Place, Problem
from guideline.model.change import Comparison
from guideline.writers.to_docx import to_docx
from guideline.writers.word.comments import comments_xml
from guideline.writers.word.gate import check_parts
from guideline.writers.word.manifest import manifest_xml
from guideline.writers.word.numbering import first_own_list, with_lists_of
from guideline.writers.word.parts import pack, with_comments
from guideline.writers.word.redline import Pair, Redline, groups_of
from guideline.writers.word.tracked import Tracker


def to_redline(comparison: Comparison, style_document: bytes, author: str, date: str) -> bytes:
    """The new version with every insertion and deletion recorded.

    Accepting all changes gives the new version, rejecting all the old one, in text, numbers and
    tables. Both are shown with their commentary under the rules and without a list of contents,
    whose page numbers would be those of neither. What was moved is deleted in one place and
    inserted in the other, with a comment at both: Word's own marks of moves do not survive a save
    by LibreOffice.

    Args:
        style_document: the look, for both sides.
        author: who made the changes.
        date: when, as YYYY-MM-DD; empty for no date.

    Raises:
        ContentError: the two versions are numbered differently, which no tracked change can hold.
    """
    old, new = _plain(comparison.old.document), _plain(comparison.new.document)
    if (old.numbering, old.layout.digits) != (new.numbering, new.layout.digits):
        raise ContentError([_other_numbering(comparison)])
    before, after = (_parts(to_docx(side, style_document)) for side in (old, new))
    tracker = Tracker(author, date)
    text = after["word/document.xml"].decode()
    first = first_own_list(new.numbering)
    used = [int(n) for n in re.findall(rb'<w:num w:numId="(\d+)"', after["word/numbering.xml"])]
    redline = Redline(
        tracker,
        _pairs(comparison, old, new, before["word/document.xml"].decode(), text),
        (first, max(used) + 1),
    )
    start, end = text.index("<w:body>") + len("<w:body>"), text.rindex("<w:sectPr")
    document_xml = (text[:start] + redline.body() + text[end:]).encode()
    parts = after | {
        "word/document.xml": document_xml,
        "word/numbering.xml": with_lists_of(
            before["word/numbering.xml"], after["word/numbering.xml"], redline.added_lists
        ),
        "customXml/item1.xml": manifest_xml(new, document_xml).encode(),
    }
    if redline.comments:
        parts |= with_comments(parts, comments_xml(redline.comments, author, date))
    check_parts(parts)
    return pack(parts)


def _plain(document: Document) -> Document:
    return replace(
        document, layout=replace(document.layout, commentary="boxed", has_contents=False)
    )


def _parts(package: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _other_numbering(comparison: Comparison) -> Problem:
    return Problem(
        "other-numbering",
        "旧版と新版の番号の付け方が違うため、変更履歴では表せません。",
        Place(comparison.new.name),
        "document.numbering と digits を両方で同じにするか、--as table で比べてください。",
    )


def _pairs(
    comparison: Comparison, old: Document, new: Document, before: str, after: str
) -> list[Pair]:
    """The groups in the order of the new side, with what goes where it stood.

    A body's first group is the title block, then comes one for each section.
    """
    ours, theirs = groups_of(before), groups_of(after)
    partners, notes = _partners(comparison, old, new)
    removed: dict[int, list[int]] = {}
    last, kept = 0, set(partners.values())
    for at in range(len(ours)):
        if at in kept:
            last = at
        else:
            removed.setdefault(last, []).append(at)
    pairs: list[Pair] = []
    for at, group in enumerate(theirs):
        was = partners.get(at)
        pairs.append(Pair(None if was is None else ours[was], group, notes.new.get(at, "")))
        for gone in removed.get(was, ()) if was is not None else ():
            pairs.append(Pair(ours[gone], None, notes.old.get(gone, "")))
    return pairs


class _Notes(NamedTuple):
    """What is told of sections that moved, by the place of their groups on each side."""

    old: dict[int, str]
    new: dict[int, str]


def _partners(
    comparison: Comparison, old: Document, new: Document
) -> tuple[dict[int, int], _Notes]:
    """For each group of the new side that stayed: its group on the old side."""
    ours, theirs = _places(old), _places(new)
    partners, notes = {0: 0}, _Notes({}, {})
    for change in comparison.changes:
        if change.old is None or change.new is None or id(change.new) not in theirs:
            continue
        was, now = ours[id(change.old)], theirs[id(change.new)]
        if "moved" not in change.aspects:
            partners[now] = was
            continue
        notes.old[was] = f"{_named(change.new)}へ移動しました。"
        notes.new[now] = f"旧{_named(change.old)}から移動しました。"
    decisions = [[s for s in side.sections if s.id == OPEN_DECISIONS] for side in (old, new)]
    for before, after in zip(*decisions, strict=False):
        partners[theirs[id(after)]] = ours[id(before)]
    return partners, notes


def _places(document: Document) -> dict[int, int]:
    """The place of each section's group, by the identity of the section."""
    return {id(section): at for at, section in enumerate(walk_sections(document.sections), 1)}


def _named(section: Section) -> str:
    return section.full_number or f"「{section.title}」"
