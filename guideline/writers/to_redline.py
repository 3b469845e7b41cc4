"""Writes a comparison as the new Word file with tracked changes: 見え消し."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from guideline.document import OPEN_DECISIONS, Document, Section, mention_of, walk_sections
from guideline.errors import ContentError, Place, Problem
from guideline.model.change import Comparison
from guideline.names import names_of
from guideline.writers.to_docx import MANIFEST_PART, parts_of
from guideline.writers.word.comments import comments_xml
from guideline.writers.word.fields import bookmark_of
from guideline.writers.word.footnotes import FOOTNOTES, footnotes_in, with_footnotes
from guideline.writers.word.gate import check_parts
from guideline.writers.word.manifest import Formers, manifest_xml
from guideline.writers.word.numbering import first_own_list, with_lists_of
from guideline.writers.word.parts import pack, with_links_of, with_part
from guideline.writers.word.redline import OwnLists, Pair, Redline, groups_of
from guideline.writers.word.tracked import Tracker


def to_redline(
    comparison: Comparison,
    style_document: bytes,
    author: str,
    date: str,
    beside: Sequence[str] = (),
) -> bytes:
    """The new version with every insertion and deletion recorded.

    Accepting all changes gives the new version, rejecting all the old one, in text, numbers and
    tables. Both are shown with their commentary under the rules, with places to fill in as on paper
    (a content control holds no tracked change), and without a list of contents, whose page numbers
    would be those of neither. What was moved is deleted in one place and
    inserted in the other, with a comment at both: Word's own marks of moves do not survive a save
    by LibreOffice.

    Args:
        style_document: the look, for both sides.
        author: who made the changes.
        date: when, as YYYY-MM-DD; empty for no date.
        beside: what no change tells, for a comment at the title.

    Raises:
        ContentError: the two versions are numbered differently, which no tracked change can hold.
    """
    old, new = _plain(comparison.old.document), _plain(comparison.new.document)
    if (old.numbering, old.layout.digits) != (new.numbering, new.layout.digits):
        raise ContentError([_other_numbering(comparison)])
    before, after = (parts_of(side, style_document) for side in (old, new))
    told = Tracked(author, date), "　".join(beside)
    with names_of(old, new):
        parts = _merged(comparison, (old, before), (new, after), *told)
    check_parts(parts)
    return pack(parts)


class Tracked(NamedTuple):
    """Who changed it, and when."""

    author: str
    date: str


_Side = tuple[Document, Mapping[str, bytes]]
_DOCUMENT, _NUMBERING, _COMMENTS = "word/document.xml", "word/numbering.xml", "word/comments.xml"
_SETTINGS = "word/settings.xml"
_BOOKMARK = re.compile(r'<w:bookmark(Start|End) w:id="(\d+)"(?: w:name="(\w+)")?/>')
_BOOKMARK_NAME = re.compile(r'<w:bookmarkStart w:id="\d+" w:name="(\w+)"/>')
_LINK = re.compile(r'<w:hyperlink r:id="(\w+)"')
_NUM = re.compile(rb'<w:num w:numId="(\d+)"')


def _merged(
    comparison: Comparison, before: _Side, after: _Side, tracked: Tracked, beside: str
) -> dict[str, bytes]:
    (old, old_parts), (new, new_parts) = before, after
    parts, links = with_links_of(old_parts, new_parts)
    notes = _Footnotes(old_parts, new_parts)
    _, old_body, _ = _around_body(old_parts[_DOCUMENT])
    head, new_body, end = _around_body(new_parts[_DOCUMENT])
    formers = _formers(comparison)
    new_body = _with_former_bookmarks(new_body, formers)
    targets = frozenset(_BOOKMARK_NAME.findall(new_body)) - _only_new_bookmarks(comparison)
    tracker = Tracker(*tracked, notes.free, targets)
    old_body = _LINK.sub(lambda found: f'<w:hyperlink r:id="{links[found[1]]}"', old_body)
    lists = OwnLists(
        first_own_list(new.numbering), max(map(int, _NUM.findall(new_parts[_NUMBERING]))) + 1
    )
    pairs = _pairs(comparison, (old, old_body), (new, new_body), beside)
    redline = Redline(tracker, pairs, lists, notes.beyond)
    document_xml = (head + redline.body() + end).encode()
    parts[_DOCUMENT] = document_xml
    parts[_NUMBERING] = with_lists_of(
        old_parts[_NUMBERING], new_parts[_NUMBERING], redline.added_lists
    )
    parts[MANIFEST_PART] = manifest_xml(new, document_xml, formers).encode()
    parts = notes.added_to(parts, redline, tracker)
    if redline.comments:
        comments = comments_xml(redline.comments, notes.beyond, *tracked)
        parts = with_part(parts, _COMMENTS, comments)
    return parts


def _formers(comparison: Comparison) -> Formers:
    """What stood where each clause of the new side stands, as far as it was something else."""
    formers: dict[str, Section | None] = {}
    for change in comparison.changes:
        if change.new and change.new.origin and change.aspects and not change.is_elsewhere:
            formers[change.new.origin.anchor] = change.old
    return formers


def _only_new_bookmarks(comparison: Comparison) -> set[str]:
    """The bookmarks that are gone once the changes are rejected."""
    return {
        bookmark_of(change.new)
        for change in comparison.changes
        if change.new and (change.old is None or change.is_elsewhere)
    }


def _with_former_bookmarks(body: str, formers: Formers) -> str:
    """The body with a second bookmark at each clause that took the place of another.

    References to that one lead there again, once the changes are rejected.
    """
    second = {
        anchor: was.origin.anchor
        for anchor, was in formers.items()
        if was and was.origin and was.origin.anchor != anchor
    }
    names = {number: name for kind, number, name in _BOOKMARK.findall(body) if kind == "Start"}
    free = len(names)

    def doubled(found: re.Match[str]) -> str:
        kind, number, _ = found.groups()
        former = second.get(names[number])
        if not former:
            return found[0]
        name = f' w:name="{former}"' if kind == "Start" else ""
        return f'{found[0]}<w:bookmark{kind} w:id="{free + int(number)}"{name}/>'

    return _BOOKMARK.sub(doubled, body) if second else body


def _around_body(document_xml: bytes) -> tuple[str, str, str]:
    """What stands before the blocks, the blocks, and what stands after them."""
    text = document_xml.decode()
    start, end = text.index("<w:body>") + len("<w:body>"), text.rindex("<w:sectPr")
    return text[:start], text[start:end], text[end:]


class _Footnotes:
    """The footnotes of both sides."""

    def __init__(self, old: Mapping[str, bytes], new: Mapping[str, bytes]) -> None:
        self._old_parts, self._new_parts = old, new
        self._old = footnotes_in(old.get(FOOTNOTES, b""))
        self._new = footnotes_in(new.get(FOOTNOTES, b""))
        self.free = len(self._new) + 1
        """The first number that the new side does not use."""
        self.beyond = self.free + len(self._old)
        """The first number that no footnote will have: LibreOffice 7.4 loses the text of a footnote
        whose number a comment has as well."""

    def added_to(
        self, parts: dict[str, bytes], redline: Redline, tracker: Tracker
    ) -> dict[str, bytes]:
        """The parts with the footnotes that the body mentions by now."""
        written: dict[str, str] = {}
        for number, inner in self._new.items():
            was = tracker.footnotes.get(number)
            is_same = was is not None and self._old[was] == inner
            if was is None:
                written[number] = redline.whole("ins", inner)
            else:
                written[number] = inner if is_same else redline.inner(self._old[was], inner)
        for was, number in tracker.lost_footnotes.items():
            written[number] = redline.whole("del", self._old[was])
        if not written:
            return parts
        frame = self._new_parts if self._new else self._old_parts
        # The settings say that there are footnotes.
        parts = {**parts, _SETTINGS: frame[_SETTINGS]} if _SETTINGS in frame else parts
        return with_part(parts, FOOTNOTES, with_footnotes(frame[FOOTNOTES], written))


def _plain(document: Document) -> Document:
    layout = replace(document.layout, commentary="boxed", has_contents=False, form_fields="plain")
    return replace(document, layout=layout)


def _other_numbering(comparison: Comparison) -> Problem:
    return Problem(
        "other-numbering",
        "旧版と新版の番号の付け方が違うため、変更履歴では表せません。",
        Place(comparison.new.name),
        "document.numbering と digits を両方で同じにするか、--as table で比べてください。",
    )


def _pairs(
    comparison: Comparison,
    before: tuple[Document, str],
    after: tuple[Document, str],
    beside: str,
) -> list[Pair]:
    """The groups in the order of the new side, with what goes where it stood.

    A body's first group is the title block, then comes one for each section.
    """
    (old, old_body), (new, new_body) = before, after
    ours, theirs = groups_of(old_body), groups_of(new_body)
    partners, notes = _partners(comparison, old, new)
    if beside:
        notes.new[0] = beside
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
    """What is told of sections that moved, and of reasons, by the place of their groups."""

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
        if not change.is_elsewhere:
            partners[now] = was
            continue
        if "moved" not in change.aspects:
            # It went with its part, which tells of it.
            continue
        notes.old[was] = f"{mention_of(change.new)}へ移動しました。"
        notes.new[now] = f"旧{mention_of(change.old)}から移動しました。"
    for change in comparison.differences:
        side, places, told = (
            (change.new, theirs, notes.new) if change.new else (change.old, ours, notes.old)
        )
        if change.reason and id(side) in places:
            place = places[id(side)]
            told[place] = f"{told.get(place, '')}理由：{change.reason}"
    decisions = [[s for s in side.sections if s.id == OPEN_DECISIONS] for side in (old, new)]
    for before, after in zip(*decisions, strict=False):
        partners[theirs[id(after)]] = ours[id(before)]
    return _in_order(partners), notes


def _in_order(partners: Mapping[int, int]) -> dict[int, int]:
    """The partners that follow one another on both sides."""
    last, kept = -1, {}
    for now, was in sorted(partners.items()):
        if was > last:
            last = kept[now] = was
    return kept


def _places(document: Document) -> dict[int, int]:
    """The place of each section's group, by the identity of the section."""
    return {id(section): at for at, section in enumerate(walk_sections(document.sections), 1)}
