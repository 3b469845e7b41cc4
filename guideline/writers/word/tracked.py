"""Owns tracked changes inside a paragraph: what was inserted and deleted, as Word records it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

from guideline.marking import Piece, marked
from guideline.segments import Token, tokens
from guideline.writers.word.fields import beginning, mark
from guideline.writers.word.text import escape

Way = Literal["ins", "del"]
"""What a change did, by the name of Word's element."""

_RUN = re.compile(r"<w:r>(?:<w:rPr>(?P<properties>.*?)</w:rPr>)?(?P<content>.*?)</w:r>", re.DOTALL)
_CHILD = re.compile(
    r"<w:r>(?:<w:rPr>(?:(?!</w:rPr>).)*</w:rPr>)?<w:ruby>.*?</w:ruby></w:r>"
    r"|<w:(?P<name>r|hyperlink)(?: [^>]*)?>.*?</w:(?P=name)>|<w:\w+[^>]*/>",
    re.DOTALL,
)
_TEXT = re.compile(r'<w:t xml:space="preserve">(.*?)</w:t>', re.DOTALL)
_INSTRUCTION = re.compile(r"<w:instrText[^>]*>\s*(.*?)\s*</w:instrText>")
_LINK = re.compile(r"(<w:hyperlink [^>]*>)(.*)</w:hyperlink>", re.DOTALL)
_FOOTNOTE_MARK = re.compile(r'<w:footnoteReference w:id="(\d+)"/>')


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of a paragraph that is set in one way.

    Text can be cut anywhere; a field or anything else is one piece.
    """

    text: str
    """Empty for what shows nothing by itself, such as a bookmark."""
    properties: str = ""
    instruction: str = ""
    """Of a field."""
    link: str = ""
    """The tag that begins a hyperlink."""
    other: str = ""
    """Markup that is kept as it is: a bookmark, a footnote mark, a word with ruby."""

    @property
    def is_text(self) -> bool:
        """Whether it can be cut into words."""
        return not self.instruction and not self.other


class Tracker:
    """Records changes under one author and day, each with a number of its own."""

    def __init__(
        self, author: str, date: str, free_footnote: int, bookmarks: Set[str] = frozenset()
    ) -> None:
        """Nothing is recorded yet.

        Args:
            free_footnote: the first number that no footnote of the new side has.
            bookmarks: where references of the old side can still lead to.
        """
        self._author = f' w:author="{escape(author)}"'
        self._date = escape(date)
        self._minute = 0
        self._count = 0
        self._free_footnote = free_footnote
        self._bookmarks = bookmarks
        self.footnotes: dict[str, str] = {}
        """For each footnote of the new side that the old side has as well: its number there."""
        self.lost_footnotes: dict[str, str] = {}
        """The numbers of footnotes that only the old side has, from `free_footnote` on, by their
        numbers there."""

    def tag(self, name: str) -> str:
        """The next change as an empty element, `<w:ins …/>`."""
        # Comments and bookmarks count from 0; Word wants no number twice.
        self._count += 1
        date = f' w:date="{self._date}T00:0{self._minute}:00Z"' if self._date else ""
        return f'<w:{name} w:id="{_FIRST + self._count}"{self._author}{date}/>'

    def end_of_paragraph(self) -> None:
        """Lets the changes in the next paragraph be others than those in this one.

        LibreOffice 7.4 takes two changes of about the same time that meet at the end of a paragraph
        for one change, to which the end belongs, and joins the paragraphs.
        """
        self._minute = 5 - self._minute

    def around(self, name: str, content: str) -> str:
        """The content as what was inserted or deleted, or as what was before."""
        return f"{self.tag(name)[:-2]}>{content}</w:{name}>" if content else ""

    def kept(self, old: str, new: str) -> None:
        """Remembers the footnotes of a stretch that both sides have."""
        ours, theirs = (_FOOTNOTE_MARK.findall(side) for side in (old, new))
        self.footnotes |= dict(zip(theirs, ours, strict=True))

    def merged(self, old: str, new: str) -> str:
        """The runs of a paragraph on both sides as one, with what differs recorded."""
        # Bookmarks stand where the new side has them: no name may stand in a file twice.
        ours = _Side([part for part in _parts_of(old) if part.text])
        theirs = _Side(_parts_of(new))
        # A bookmark begins before what was deleted: around new text alone, it would go with it.
        begin = [part.other for part in theirs.bookmarks_before()]
        written = [self._piece(piece, ours, theirs) for piece in marked(ours.tokens, theirs.tokens)]
        return "".join([*begin, *written, *map(_plain, theirs.rest())])

    def whole(self, way: Way, content: str) -> str:
        """All runs of a paragraph as inserted or deleted."""
        return self._written(way, _parts_of(content))

    def _piece(self, piece: Piece, ours: _Side, theirs: _Side) -> str:
        gone, come = ours.taken(piece.old), theirs.taken(piece.new)
        if piece.kind != "same":
            return self._written("del", gone) + self._written("ins", come)
        return "".join(self._same(old, new) for old, new in _abreast(gone, come))

    def _same(self, old: _Part | None, new: _Part) -> str:
        """What both sides say, where it may be set in another way or show another number."""
        if _is_footnote(new) and old is not None:
            self.kept(old.other, new.other)
            return _plain(new)
        if old is None or old == new:
            return _plain(new)
        if new.instruction:
            # LibreOffice 7.4 shows both numbers where the change stands inside of the field.
            return self.around("del", _deleted_field(old)) + self.around("ins", _plain(new))
        if old.link != new.link:
            return self._written("del", [old]) + self._written("ins", [new])
        before = f"<w:rPr>{old.properties}</w:rPr>" if old.properties else "<w:rPr/>"
        changed = new.properties + self.around("rPrChange", before)
        return _linked(new.link, _run(replace(new, properties=changed)))

    def _written(self, way: Way, parts: Iterable[_Part]) -> str:
        """Inserted or deleted parts; what shows nothing by itself stands outside of the record."""
        written, every = "", list(parts)
        gone = self._deleted if all(map(self._leads_somewhere, every)) else self._deleted_as_text
        write = _plain_in_link if way == "ins" else gone
        for (link, shows), group in groupby(every, key=lambda part: (part.link, bool(part.text))):
            if shows:
                written += _linked(link, self.around(way, "".join(map(write, group))))
            else:
                written += "".join(p.other for p in group if way == "ins" or not _is_bookmark(p))
        return written

    def _leads_somewhere(self, part: _Part) -> bool:
        """Whether the part is no field, or one whose target is there when it comes back."""
        words = part.instruction.split()
        return not words or not self._bookmarks.isdisjoint(words)

    def _deleted(self, part: _Part) -> str:
        return _deleted_field(part) if part.instruction else self._deleted_as_text(part)

    def _deleted_as_text(self, part: _Part) -> str:
        """The part as deleted text; a field as what it showed.

        So are all fields of a text where one has no target: a reference may have two of them, which
        are to look alike.
        """
        if _is_footnote(part):
            return _FOOTNOTE_MARK.sub(lambda found: self._lost(found[1]), part.other)
        return part.other or _run(part, "delText")

    def _lost(self, footnote: str) -> str:
        """The mark of a footnote that only the old side has."""
        free = str(self._free_footnote + len(self.lost_footnotes))
        number = self.lost_footnotes.setdefault(footnote, free)
        return f'<w:footnoteReference w:id="{number}"/>'


_FIRST = 100_000
_FOOTNOTE = "\ufffc"
"""Stands for the mark of a footnote, which has no text of its own."""


def _is_footnote(part: _Part) -> bool:
    return part.text == _FOOTNOTE and bool(part.other)


def _is_bookmark(part: _Part) -> bool:
    return part.other.startswith("<w:bookmark")


def _abreast(gone: Sequence[_Part], come: Sequence[_Part]) -> Iterator[tuple[_Part | None, _Part]]:
    """Parts that say the same, cut so that each has its counterpart; a bookmark has none."""
    ours, theirs = list(gone), list(come)
    while theirs:
        new = theirs.pop(0)
        if not new.text:
            yield None, new
            continue
        old = ours.pop(0)
        if old.is_text and new.is_text:
            length = min(len(old.text), len(new.text))
            ours[:0], theirs[:0] = _behind(old, length), _behind(new, length)
            old, new = _front(old, length), _front(new, length)
        yield old, new


def _front(part: _Part, length: int) -> _Part:
    return part if length >= len(part.text) else replace(part, text=part.text[:length])


def _behind(part: _Part, length: int) -> list[_Part]:
    return [replace(part, text=part.text[length:])] if length < len(part.text) else []


class _Side:
    """One side of a paragraph while it is used up from front to back."""

    def __init__(self, parts: Sequence[_Part]) -> None:
        self.tokens = tuple(_tokens(parts))
        self._parts = list(reversed(parts))

    def taken(self, words: Sequence[Token]) -> list[_Part]:
        """The next parts, with the text of these words."""
        wanted = sum(len(word.text) for word in words)
        found: list[_Part] = []
        while words and self._parts and (wanted > 0 or not self._parts[-1].text):
            part = self._parts.pop()
            if part.is_text:
                self._parts += _behind(part, wanted)
                part = _front(part, wanted)
            found.append(part)
            wanted -= len(part.text)
        return found

    def bookmarks_before(self) -> Iterator[_Part]:
        """The bookmarks that begin before the first word."""
        while self._parts and _is_bookmark(self._parts[-1]):
            yield self._parts.pop()

    def rest(self) -> list[_Part]:
        """What stands behind the last word, such as the end of a bookmark."""
        return self._parts[::-1]


def _tokens(parts: Iterable[_Part]) -> Iterator[Token]:
    """The words of a paragraph; a field is one that is known by what it leads to."""
    shown = (part for part in parts if part.text)
    for is_text, group in groupby(shown, key=lambda part: part.is_text):
        if is_text:
            yield from tokens("".join(part.text for part in group))
        else:
            yield from (Token(part.text, _key(part)) for part in group)


def _key(part: _Part) -> str:
    # Two footnotes are one and the same mark, whatever number they have.
    return f"[[{part.instruction or (part.text if _is_footnote(part) else part.other)}]]"


def _parts_of(content: str) -> list[_Part]:
    """The parts of a paragraph's content as this package writes it."""
    found: list[_Part] = []
    field: list[str] | None = None
    for child in _CHILD.finditer(content):
        xml = child[0]
        if 'w:fldCharType="begin"' in xml:
            field = []
        if field is not None:
            field.append(xml)
            if 'w:fldCharType="end"' in xml:
                found.append(_field("".join(field)))
                field = None
            continue
        link = _LINK.fullmatch(xml)
        if link:
            found += [replace(part, link=link[1]) for part in _parts_of(link[2])]
        else:
            found.append(_run_of(xml))
    return found


def _field(xml: str) -> _Part:
    instruction = _INSTRUCTION.search(xml)
    assert instruction
    text = "".join(map(html.unescape, _TEXT.findall(xml)))
    return _Part(text, instruction=html.unescape(instruction[1]))


def _run_of(xml: str) -> _Part:
    run = _RUN.fullmatch(xml)
    text = _TEXT.fullmatch(run["content"]) if run else None
    if run and text:
        return _Part(html.unescape(text[1]), run["properties"] or "")
    if "<w:footnoteReference " in xml:
        return _Part(_FOOTNOTE, other=xml)
    base = re.search(r"<w:rubyBase>(.*?)</w:rubyBase>", xml, re.DOTALL)
    shown = "".join(map(html.unescape, _TEXT.findall(base[1]))) if base else ""
    return _Part(shown, other=xml)


def _plain(part: _Part) -> str:
    """The part as it was written."""
    return _linked(part.link, _plain_in_link(part))


def _plain_in_link(part: _Part) -> str:
    if part.other:
        return part.other
    if part.instruction:
        return beginning(part.instruction) + _run(part) + mark("end")
    return _run(part)


def _deleted_field(part: _Part) -> str:
    """A field that comes back as one when its deletion is rejected: its target is still there."""
    code = beginning(part.instruction).replace("w:instrText", "w:delInstrText")
    return code + _run(part, "delText") + mark("end")


def _linked(link: str, content: str) -> str:
    return f"{link}{content}</w:hyperlink>" if link and content else content


def _run(part: _Part, element: str = "t") -> str:
    properties = f"<w:rPr>{part.properties}</w:rPr>" if part.properties else ""
    text = f'<w:{element} xml:space="preserve">{escape(part.text)}</w:{element}>'
    return f"<w:r>{properties}{text}</w:r>"
