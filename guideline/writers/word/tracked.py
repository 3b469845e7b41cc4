"""Owns tracked changes inside a paragraph: what was inserted and deleted, as Word records it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from guideline.marking import Piece, marked
from guideline.segments import Token, tokens
from guideline.writers.word.fields import beginning, mark
from guideline.writers.word.text import escape

_RUN = re.compile(r"<w:r>(?:<w:rPr>(?P<properties>.*?)</w:rPr>)?(?P<content>.*?)</w:r>", re.DOTALL)
_CHILD = re.compile(
    r"<w:r>(?:<w:rPr>(?:(?!</w:rPr>).)*</w:rPr>)?<w:ruby>.*?</w:ruby></w:r>"
    r"|<w:(?P<name>r|hyperlink|sdt)(?: [^>]*)?>.*?</w:(?P=name)>|<w:\w+[^>]*/>",
    re.DOTALL,
)
_TEXT = re.compile(r'<w:t xml:space="preserve">(.*?)</w:t>', re.DOTALL)
_INSTRUCTION = re.compile(r"<w:instrText[^>]*>\s*(.*?)\s*</w:instrText>")
_LINK = re.compile(r"(<w:hyperlink [^>]*>)(.*)</w:hyperlink>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of a paragraph that is set in one way.

    Text can be cut anywhere; a field or anything else is one piece.
    """

    text: str
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

    def __init__(self, author: str, date: str) -> None:
        self._by = f' w:author="{escape(author)}"'
        self._by += f' w:date="{escape(date)}T00:00:00Z"' if date else ""
        self._count = 0
        self.footnotes: dict[str, str] = {}
        """For each footnote of the new side that the old side has as well: its number there."""
        self.lost_footnotes: list[str] = []
        """The numbers of footnotes that only the old side has."""

    def tag(self, name: str) -> str:
        """The attributes of the next change, as an empty element, `<w:ins …/>`."""
        return f"<w:{name}{self._attributes()}/>"

    def around(self, name: str, content: str) -> str:
        """The runs as inserted or deleted."""
        return f"<w:{name}{self._attributes()}>{content}</w:{name}>" if content else ""

    def _attributes(self) -> str:
        # Comments and bookmarks count from 0; Word wants no number twice.
        self._count += 1
        return f' w:id="{_FIRST + self._count}"{self._by}'

    def merged(self, old: str, new: str) -> str:
        """The runs of a paragraph on both sides as one, with what differs recorded."""
        before, after = _parts_of(old), _parts_of(new)
        ours, theirs = _Side(before), _Side(after)
        written = [self._piece(piece, ours, theirs) for piece in marked(ours.tokens, theirs.tokens)]
        return "".join([*written, theirs.rest()])

    def inserted(self, content: str) -> str:
        """All runs of a paragraph as inserted."""
        return self._written("ins", _parts_of(content))

    def deleted(self, content: str) -> str:
        """All runs of a paragraph as deleted."""
        return self._written("del", _parts_of(content))

    def _piece(self, piece: Piece, ours: _Side, theirs: _Side) -> str:
        gone, come = ours.taken(piece.old), theirs.taken(piece.new)
        if piece.kind == "deleted":
            return self._written("del", gone)
        if piece.kind == "inserted":
            return self._written("ins", come)
        pieces = [part for part in gone if part.text and not part.is_text]
        before = iter(pieces)
        return "".join(
            _plain(part) if part.is_text or not part.text else self._kept(next(before), part)
            for part in come
        )

    def _kept(self, old: _Part, new: _Part) -> str:
        """A field whose result may have changed, while it leads to the same place; a footnote."""
        if new.text == _FOOTNOTE:
            self.footnotes[_footnote_id(new)] = _footnote_id(old)
        if not new.instruction or old.text == new.text:
            return _plain(new)
        result = self.around("del", self._deleted(old)) + self.around("ins", _run(new))
        return beginning(new.instruction) + result + mark("end")

    def _written(self, name: str, parts: Sequence[_Part]) -> str:
        """Inserted or deleted parts; what is no text of its own stands outside of the record."""
        text = ""
        for link, group in groupby(parts, key=lambda part: part.link):
            inner = ""
            for is_kept, some in groupby(group, key=_is_bookmark):
                if is_kept:
                    inner += "".join(part.other for part in some) if name == "ins" else ""
                else:
                    write = _plain if name == "ins" else self._deleted
                    inner += self.around(name, "".join(map(write, some)))
            text += f"{link}{inner}</w:hyperlink>" if link and name == "ins" else inner
        return text

    def _deleted(self, part: _Part) -> str:
        """The part as deleted text; a field or a link as what it showed."""
        if part.text == _FOOTNOTE:
            self.lost_footnotes.append(_footnote_id(part))
            return part.other
        return _run(part, "delText") if part.text else part.other


_FIRST = 100_000
_FOOTNOTE = "\ufffc"
"""Stands for the mark of a footnote, which has no text of its own."""


def _footnote_id(part: _Part) -> str:
    found = re.search(r'<w:footnoteReference w:id="(\d+)"/>', part.other)
    assert found
    return found[1]


def _is_bookmark(part: _Part) -> bool:
    return bool(part.other) and not part.other.startswith("<w:r>")


class _Side:
    """One side of a paragraph while it is used up from front to back."""

    def __init__(self, parts: Sequence[_Part]) -> None:
        self.tokens = tuple(_tokens(parts))
        self._parts = list(parts)

    def taken(self, words: Sequence[Token]) -> list[_Part]:
        """The next parts, with the text of these words."""
        wanted = sum(len(word.text) for word in words)
        found: list[_Part] = []
        while self._parts and (wanted > 0 or (not self._parts[0].text and words)):
            part = self._parts[0]
            if len(part.text) <= wanted or not part.is_text:
                found.append(self._parts.pop(0))
                wanted -= len(part.text)
            else:
                found.append(_cut(part, 0, wanted))
                self._parts[0] = _cut(part, wanted, len(part.text))
                wanted = 0
        return found

    def rest(self) -> str:
        """What stands behind the last word, such as the end of a bookmark."""
        return "".join(map(_plain, self._parts))


def _cut(part: _Part, start: int, end: int) -> _Part:
    return _Part(part.text[start:end], part.properties, link=part.link)


def _tokens(parts: Sequence[_Part]) -> Iterator[Token]:
    """The words of a paragraph; a field is one that is known by what it leads to."""
    for is_text, group in groupby(parts, key=lambda part: part.is_text or not part.text):
        if is_text:
            yield from tokens("".join(part.text for part in group))
        else:
            # Two footnotes are one and the same mark, whatever number they have.
            yield from (Token(part.text, f"[[{part.instruction or part.text}]]") for part in group)


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
            found += [_Part(p.text, p.properties, link=link[1]) for p in _parts_of(link[2])]
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
    if part.other:
        return part.other
    if part.instruction:
        return beginning(part.instruction) + _run(part) + mark("end")
    inner = _run(part)
    return f"{part.link}{inner}</w:hyperlink>" if part.link else inner


def _run(part: _Part, element: str = "t") -> str:
    properties = f"<w:rPr>{part.properties}</w:rPr>" if part.properties else ""
    text = f'<w:{element} xml:space="preserve">{escape(part.text)}</w:{element}>'
    return f"<w:r>{properties}{text}</w:r>"
