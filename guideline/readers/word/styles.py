"""What the styles and lists of a Word file mean: which of ours a style is, what a number shows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from lxml import etree

from guideline.readers.word.parts import Parts, value_of, w, whole

_VOICES = ("commentary", "example")
_KNOWN = {
    *("title", "subtitle", "bodytext", "article", "caption", "tocheading", "header", "footer"),
    *("listbullet", "listbullet2", "listnumber"),
    *("tabletext", "tableheader", "detailslabel", "detailstext"),
    *(f"heading{n}" for n in range(1, 10)),
    *(f"toc{n}" for n in range(1, 10)),
    *(f"{voice}{kind}" for voice in _VOICES for kind in ("", "label", "list", "list2")),
}
"""The styles that mean something, by their names in small letters without blanks."""
_OTHER_NAMES = {"textbody": "bodytext", "contentsheading": "tocheading", "表題": "title"}
_HEADING = re.compile(r"(?:heading|見出し)([1-9])")
_DEEPEST = 20
"""How many styles may rest on one another: files can name circles."""


class Level(NamedTuple):
    """One level of a list."""

    format: str
    """As Word calls it, such as `decimal` or `bullet`."""
    text: str
    """What stands around the numbers, such as `第%1条`."""
    text_at: int
    """Where the text begins, in twips from the margin."""
    start: int = 1


class Mark(NamedTuple):
    """The automatic number or bullet of a paragraph."""

    num: str
    """The list that the paragraph is an item of."""
    depth: int
    level: Level


class Look(NamedTuple):
    """What a paragraph's style and properties mean."""

    style: str
    """A name of `_KNOWN`; empty for ordinary text."""
    heading: int | None
    """The level of a heading, 0 for the highest."""
    mark: Mark | None
    left: int
    """The indent of the paragraph's own, in twips."""
    is_centered: bool


class _Style(NamedTuple):
    name: str
    base: str
    properties: etree._Element | None


class Styles:
    """The styles and lists of one file."""

    def __init__(self, parts: Parts) -> None:
        self._styles: dict[str, _Style] = {}
        self._default = ""
        for element in () if parts.styles is None else parts.styles.iterfind(w("style")):
            id_ = element.get(w("styleId"), "")
            name = _folded(value_of(element, "name") or id_)
            base = value_of(element, "basedOn") or ""
            self._styles[id_] = _Style(name, base, element.find(w("pPr")))
            if element.get(w("type")) == "paragraph" and element.get(w("default")):
                self._default = self._default or id_
        self.lists = _lists(parts.numbering)
        self.definitions = _definitions(parts.numbering)
        """For each list its definition: lists of one definition are counted on."""
        self._known: dict[str, tuple[str, int | None, tuple[str, int] | None, bool]] = {}

    def character(self, id_: str) -> str:
        """The name of a character style, in small letters without blanks."""
        style = self._styles.get(id_)
        return style.name if style else _folded(id_)

    def look(self, properties: etree._Element | None) -> Look:
        """What the properties of a paragraph mean."""
        id_ = value_of(properties, "pStyle") or self._default
        if id_ not in self._known:
            self._known[id_] = self._meaning(id_)
        style, heading, numbered, is_centered = self._known[id_]
        if properties is None:
            return Look(style, heading, self._mark(numbered), 0, is_centered)
        own_heading = _heading(properties)
        own = properties.find(w("numPr"))
        if own is not None:
            numbered = _numbered(own, numbered)
        own_place = value_of(properties, "jc")
        return Look(
            style,
            heading if own_heading is None else own_heading if own_heading < 9 else None,
            self._mark(numbered),
            _left(properties),
            is_centered if own_place is None else own_place == "center",
        )

    def _meaning(self, id_: str) -> tuple[str, int | None, tuple[str, int] | None, bool]:
        """Its name among the known ones, the heading's level, the list, and if it is centred."""
        name, heading, numbered, place = "", None, None, None
        at = id_
        for _ in range(_DEEPEST):
            style = self._styles.get(at)
            key = _OTHER_NAMES.get(style.name, style.name) if style else _folded(at)
            name = name or (key if key in _KNOWN else "")
            if found := _HEADING.fullmatch(key):
                heading = int(found[1]) - 1 if heading is None else heading
                name = name or f"heading{found[1]}"
            if style is None:
                break
            if style.properties is not None:
                level = _heading(style.properties)
                heading = level if heading is None else heading
                own = style.properties.find(w("numPr"))
                if own is not None and numbered is None:
                    numbered = _numbered(own, ("", 0))
                place = value_of(style.properties, "jc") if place is None else place
            at = style.base
            if not at:
                break
        if heading is not None and heading > 8:
            heading = None
        return name, heading, numbered, place == "center"

    def _mark(self, numbered: tuple[str, int] | None) -> Mark | None:
        if numbered is None or numbered[0] in ("", "0"):
            return None
        num, depth = numbered
        level = self.lists.get(num, {}).get(depth)
        return Mark(num, depth, level) if level else None


def _folded(name: str) -> str:
    return name.removesuffix(" (guideline)").replace(" ", "").lower()


def _heading(properties: etree._Element) -> int | None:
    level = value_of(properties, "outlineLvl")
    return None if level is None else whole(level, 9)


def _numbered(own: etree._Element, inherited: tuple[str, int] | None) -> tuple[str, int]:
    num, depth = inherited or ("", 0)
    own_num, own_depth = value_of(own, "numId"), value_of(own, "ilvl")
    return (num if own_num is None else own_num, depth if own_depth is None else whole(own_depth))


def _left(properties: etree._Element) -> int:
    indent = properties.find(w("ind"))
    if indent is None:
        return 0
    return whole(indent.get(w("left")) or indent.get(w("start")))


def _lists(numbering: etree._Element | None) -> Mapping[str, Mapping[int, Level]]:
    """The levels of each list, by the number that paragraphs name."""
    if numbering is None:
        return {}
    definitions = {
        each.get(w("abstractNumId"), ""): _levels(each)
        for each in numbering.iterfind(w("abstractNum"))
    }
    found = {}
    for num in numbering.iterfind(w("num")):
        levels = dict(definitions.get(value_of(num, "abstractNumId") or "", {}))
        for override in num.iterfind(w("lvlOverride")):
            levels |= _levels(override)
        found[num.get(w("numId"), "")] = levels
    return found


def _definitions(numbering: etree._Element | None) -> Mapping[str, str]:
    if numbering is None:
        return {}
    return {
        num.get(w("numId"), ""): value_of(num, "abstractNumId") or ""
        for num in numbering.iterfind(w("num"))
    }


def _levels(parent: etree._Element) -> dict[int, Level]:
    return {
        whole(level.get(w("ilvl"))): Level(
            value_of(level, "numFmt") or "decimal",
            value_of(level, "lvlText") or "",
            _left(properties) if (properties := level.find(w("pPr"))) is not None else 0,
            whole(value_of(level, "start"), 1),
        )
        for level in parent.iterfind(w("lvl"))
    }
