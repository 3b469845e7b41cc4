"""Reads the runs of paragraphs: characters, emphasis, links, references, and what hangs on them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple, TypeGuard

from lxml import etree

from guideline.document import (
    BLANK_IN_TEXT,
    Blank,
    Inline,
    Inlines,
    Link,
    Reference,
    Strong,
    Text,
)
from guideline.readers.word.parts import PART, TextChoice, is_on, value_of, w
from guideline.readers.word.styles import Styles
from guideline.word_package import R


class _Ref(NamedTuple):
    """What a field REF shows of a bookmarked paragraph: its number or its text."""

    bookmark: str
    shows_text: bool
    text: str


_Token = Inline | _Ref


class Words(NamedTuple):
    """The text of a paragraph, and what hangs on it."""

    inlines: Inlines
    bookmarks: tuple[str, ...]
    beside: tuple[str, ...]
    """The comments and footnotes, such as `comment 3`, in reading order."""


class _Field:
    """A field that has begun and not ended."""

    def __init__(self) -> None:
        self.instruction = ""
        self.has_result = False
        self.shown = ""
        """The result of a reference."""
        self.outer_link = ""


_REF = re.compile(r'\s*REF\s+"?([^\s"\\]+)"?(.*)', re.IGNORECASE | re.DOTALL)
_NUMBER_SWITCH = re.compile(r"\\[nrw]\b", re.IGNORECASE)
_HYPERLINK = re.compile(r'\s*HYPERLINK\s+(?:\\l\s+)?"([^"]*)"', re.IGNORECASE)
_CONTENTS = re.compile(r"\s*(?:TOC|INDEX|TOA)\b", re.IGNORECASE)


class TextReader:
    """Reads one part of a file, paragraph by paragraph: fields may reach over several."""

    def __init__(
        self,
        part: etree._Element,
        styles: Styles,
        links: Mapping[str, str],
        targets: Mapping[str, str],
        choice: TextChoice,
    ) -> None:
        """`targets`: the id of each clause by its bookmark."""
        self._styles = styles
        self._links = links
        self._targets = targets
        self._walked = _CHOICES[choice]
        kinds = [mark.get(w("fldCharType")) for mark in part.iter(w("fldChar"))]
        self._are_fields_sound = kinds.count("begin") == kinds.count("end")
        self._fields: list[_Field] = []
        self._link = ""
        self._tokens: list[_Token] = []
        self._bookmarks: dict[str, str] = {}
        """Names by number, of those that begin in this paragraph."""
        self._ended: set[str] = set()
        self._beside: list[str] = []

    def begin_bookmark(self, start: etree._Element) -> None:
        """A bookmark begins here, or between two paragraphs."""
        self._bookmarks[start.get(w("id"), "")] = start.get(w("name"), "")

    def end_bookmark(self, end: etree._Element) -> None:
        self._ended.add(end.get(w("id"), ""))

    def read(self, paragraph: etree._Element) -> None:
        """Takes the paragraph's text to what has been read since `taken`."""
        tokens = len(self._tokens)
        self._walk(paragraph)
        if len(self._tokens) == tokens:
            # Of a heading that was deleted the bookmark may be left; one that is still open
            # goes with the text that it reaches to.
            ended = self._ended
            self._bookmarks = {n: b for n, b in self._bookmarks.items() if n not in ended}
        # No other field of ours reaches over the end of a paragraph, but files may be damaged.
        keeps = self._are_fields_sound
        kept = [f for f in self._fields if keeps and _CONTENTS.match(f.instruction)]
        while len(self._fields) > len(kept):
            self._end_field()
        self._fields = kept

    def taken(self) -> Words:
        """What has been read; without text its bookmarks stay for what follows."""
        inlines = self._joined()
        words = Words(inlines, tuple(self._bookmarks.values()), tuple(self._beside))
        self._tokens, self._beside = [], []
        if inlines:
            self._bookmarks, self._ended = {}, set()
        return words

    # The tree of elements.

    def _walk(self, parent: etree._Element) -> None:
        for child in parent:
            tag = child.tag
            if tag == _RUN:
                self._run(child)
            elif tag in self._walked:
                self._walk(child)
            elif tag == _START:
                self.begin_bookmark(child)
            elif tag == _END:
                self.end_bookmark(child)
            elif tag == _HYPERLINK_TAG:
                self._hyperlink(child)
            elif tag == _SIMPLE_FIELD:
                self._begin_field()
                self._fields[-1].instruction = child.get(w("instr"), "")
                self._begin_result()
                self._walk(child)
                self._end_field()
            elif tag == _CONTROL and value_of(child.find(w("sdtPr")), "showingPlcHdr") is None:
                self._walk_into(child, "sdtContent")

    def _walk_into(self, parent: etree._Element, name: str) -> None:
        child = parent.find(w(name))
        if child is not None:
            self._walk(child)

    def _hyperlink(self, element: etree._Element) -> None:
        url = self._links.get(element.get(f"{{{R}}}id", ""), "")
        if url and element.get(w("anchor")):
            url += f"#{element.get(w('anchor'))}"
        before, self._link = self._link, url or self._link
        self._walk(element)
        self._link = before

    def _run(self, run: etree._Element) -> None:
        properties = run.find(_PROPERTIES)
        is_hidden = is_strong = False
        if properties is not None and len(properties):
            is_hidden = is_on(properties, "vanish")
            is_strong = self._is_strong(properties)
        for child in run:
            tag = child.tag
            if tag == _FIELD_MARK:
                self._field_mark(child.get(w("fldCharType")))
            elif tag == _INSTRUCTION:
                if self._fields and not self._fields[-1].has_result:
                    self._fields[-1].instruction += child.text or ""
            elif tag in _NOTES:
                self._beside.append(f"{_NOTES[tag]} {child.get(w('id'), '')}")
            elif tag == _RUBY:
                # The characters alone: w:rt says how they are read.
                self._walk_into(child, "rubyBase")
            elif not is_hidden:
                self._emit(_characters(child), is_strong)

    def _is_strong(self, properties: etree._Element) -> bool:
        style = value_of(properties, "rStyle")
        if style is not None:
            name = self._styles.character(style)
            if name in ("strong", "placeholderfield"):
                return name == "strong"
        return is_on(properties, "b")

    def _emit(self, text: str, is_strong: bool) -> None:
        if not text:
            return
        if self._fields:
            if any(not f.has_result or _CONTENTS.match(f.instruction) for f in self._fields):
                return
            for field in reversed(self._fields):
                if self._reference_of(field) is not None:
                    field.shown += text
                    return
        if self._link:
            self._tokens.append(Link(text, self._link))
        else:
            self._tokens.append(Strong(text) if is_strong else Text(text))

    # Fields.

    def _field_mark(self, kind: str | None) -> None:
        if kind == "begin":
            self._begin_field()
        elif kind == "separate" and self._fields:
            self._begin_result()
        elif kind == "end" and self._fields:
            self._end_field()

    def _begin_field(self) -> None:
        self._fields.append(_Field())

    def _begin_result(self) -> None:
        field = self._fields[-1]
        field.has_result, field.outer_link = True, self._link
        if found := _HYPERLINK.match(field.instruction):
            self._link = found[1] if "://" in found[1] else self._link

    def _end_field(self) -> None:
        field = self._fields.pop()
        if field.has_result:
            self._link = field.outer_link
        reference = self._reference_of(field)
        if reference is None or any(_CONTENTS.match(f.instruction) for f in self._fields):
            return
        self._tokens.append(reference)

    def _reference_of(self, field: _Field) -> _Ref | None:
        """The reference that a field is, if it leads to a clause or a part."""
        found = _REF.match(field.instruction)
        if not found or not (found[1] in self._targets or found[1].startswith(PART)):
            return None
        return _Ref(found[1], _NUMBER_SWITCH.search(found[2]) is None, field.shown)

    # What was read, put together.

    def _joined(self) -> Inlines:
        with_references = self._with_references(_merged(self._tokens))
        return tuple(_with_blanks(_merged(with_references)))

    def _with_references(self, tokens: list[_Token]) -> list[_Token]:
        """Each reference as one: 第２の１ is two fields, 「題名」 a field between brackets."""
        found: list[_Token] = []
        at = 0
        while at < len(tokens):
            token = tokens[at]
            joint, second = (*tokens[at + 1 : at + 3], *_NO_TOKENS)[:2]
            at += 1
            if not isinstance(token, _Ref):
                found.append(token)
            elif token.bookmark in self._targets:
                before = found[-1] if found else Text("")
                clause = self._targets[token.bookmark]
                if token.shows_text and _ends_with(before, "「") and _begins_with(joint, "」"):
                    found[-1], tokens[at] = Text(before.text[:-1]), Text(joint.text[1:])
                    found.append(Reference(clause, f"「{token.text}」"))
                else:
                    found.append(Reference(clause, token.text))
            elif joint == Text(_JOINT) and self._is_clause(second):
                text = token.text + _JOINT + second.text
                found.append(Reference(self._targets[second.bookmark], text))
                at += 2
            else:
                found.append(Text(token.text))
        return found

    def _is_clause(self, token: _Token) -> TypeGuard[_Ref]:
        return isinstance(token, _Ref) and token.bookmark in self._targets


_NO_TOKENS = (Text(""),) * 2


def _ends_with(token: _Token, end: str) -> TypeGuard[Text]:
    return isinstance(token, Text) and token.text.endswith(end)


def _begins_with(token: _Token, beginning: str) -> TypeGuard[Text]:
    return isinstance(token, Text) and token.text.startswith(beginning)


def _characters(element: etree._Element) -> str:
    """What an element of a run shows."""
    if element.tag in (_TEXT, _DELETED):
        return element.text or ""
    if element.tag == _BREAK:
        return "\n" if element.get(w("type"), "textWrapping") == "textWrapping" else ""
    return _CHARACTERS.get(str(element.tag), "")


_JOINT = "の"
"""Between the numbers of a part and of a clause: 第２の１."""


def _merged(tokens: Iterable[_Token]) -> list[_Token]:
    """Neighbours of one kind as one: programs split runs between scripts and where text changed."""
    found: list[_Token] = []
    for token in tokens:
        if isinstance(token, Text | Strong | Link):
            if not token.text:
                continue
            before = found[-1] if found else None
            if isinstance(token, Text) and isinstance(before, Text):
                found[-1] = Text(before.text + token.text)
                continue
            if isinstance(token, Strong) and isinstance(before, Strong):
                found[-1] = Strong(before.text + token.text)
                continue
            if isinstance(token, Link) and isinstance(before, Link) and before.url == token.url:
                found[-1] = Link(before.text + token.text, token.url)
                continue
        found.append(token)
    return found


def _with_blanks(tokens: Iterable[_Token]) -> Iterable[Inline]:
    """The text with its blanks: what a reader takes for one is one."""
    for token in tokens:
        assert not isinstance(token, _Ref)
        if isinstance(token, Text) and "【" in token.text:
            yield from blanks_of(token.text)
        else:
            yield token


def blanks_of(text: str) -> Iterable[Inline]:
    """Plain characters with the blanks in them."""
    at = 0
    for found in BLANK_IN_TEXT.finditer(text):
        if found.start() > at:
            yield Text(text[at : found.start()])
        yield Blank(found[1])
        at = found.end()
    if at < len(text):
        yield Text(text[at:])


def cut(inlines: Inlines, length: int) -> Inlines:
    """The text without its first characters."""
    found: list[Inline] = []
    for inline in inlines:
        if length and not isinstance(inline, Blank):
            cut = inline.text[length:]
            length = max(0, length - len(inline.text))
            found += [replace(inline, text=cut)] if cut else []
        else:
            found.append(inline)
    return tuple(found)


_RUN, _TEXT, _DELETED, _PROPERTIES = w("r"), w("t"), w("delText"), w("rPr")
_START, _END = w("bookmarkStart"), w("bookmarkEnd")
_HYPERLINK_TAG, _SIMPLE_FIELD, _CONTROL = w("hyperlink"), w("fldSimple"), w("sdt")
_FIELD_MARK, _INSTRUCTION, _BREAK, _RUBY = w("fldChar"), w("instrText"), w("br"), w("ruby")
_CHARACTERS = {w("tab"): "\t", w("cr"): "\n", w("noBreakHyphen"): "-"}
_NOTES = {
    w("commentReference"): "comment",
    w("footnoteReference"): "footnote",
    w("endnoteReference"): "endnote",
}
_WRAPPERS = {w(name) for name in ("smartTag", "customXml", "dir", "bdo")}
_NEW = {w(name) for name in ("ins", "moveTo")}
_OLD = {w(name) for name in ("del", "moveFrom")}
_CHOICES: Mapping[TextChoice, set[str]] = {"final": _WRAPPERS | _NEW, "original": _WRAPPERS | _OLD}
"""The elements that are looked into: what was taken out of the chosen text is not."""
