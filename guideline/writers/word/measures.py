"""Owns measures: the room that each paragraph style takes, and the lines that a text fills.

They are estimates: only Word knows the font that it draws with, and where it ends a line.
"""

from __future__ import annotations

import re
from functools import lru_cache
from math import ceil
from typing import NamedTuple


class Measure(NamedTuple):
    """The room that the paragraphs of one style take, in twips."""

    style: str
    em: int = 210
    """The width of a full-width character."""
    line: int = 240
    """The height of a line."""
    before: int = 0
    after: int = 0
    left: int = 0
    """From the margin to the lines."""
    first: int = 0
    """How much further the first line begins."""
    edges: int = 0
    """What lines above and below the paragraph add to its height."""
    keeps: bool = False
    """Whether it stays on the page of the next paragraph."""
    is_contextual: bool = False
    """Whether paragraphs of the style have no space between them."""
    is_proportional: bool = False
    """Whether kana and punctuation are narrower than kanji in its font."""

    def lines(self, text: str, room: int, first: int = 0) -> int:
        """About how many lines the text fills that are `room` twips wide.

        Args:
            first: how much of the first line is taken already, in twips.
        """
        return lines(text, room / self.em, first / self.em, self.is_proportional)


class Measures(dict[str, Measure]):
    """The measure of each style; that of the default style for those that are not defined."""

    def __missing__(self, style: str) -> Measure:
        return self.get("Normal", Measure("Normal"))


_STYLE = re.compile(
    r'<w:style\b(?=[^>]*w:type="paragraph")[^>]*w:styleId="([^"]*)"[^>]*>(.*?)</w:style>', re.DOTALL
)
_BASE = re.compile(r'<w:basedOn w:val="([^"]*)"')
_SPACING = re.compile(r"<w:spacing\b[^>]*/>")
_INDENT = re.compile(r"<w:ind\b[^>]*/>")
_VALUE = re.compile(r'w:(\w+)="([^"]*)"')
_EDGE = re.compile(r"<w:(?:top|bottom)\b[^>]*/>")
_FONT = re.compile(r'<w:rFonts\b[^>]*w:eastAsia="([^"]*)"')
_PROPORTIONAL = re.compile("UDP|[MＭ][SＳ] [PＰ]|UI$")
_SIZE = re.compile(r'<w:sz w:val="(\d+)"')
_SWITCH = re.compile(r'<w:(keepNext|contextualSpacing|snapToGrid)(?: w:val="([^"]*)")?/>')


@lru_cache(maxsize=8)
def read_measures(styles: bytes, pitch: int) -> Measures:
    """The measures of the styles in styles.xml, on a page with lines `pitch` twips apart."""
    xml = styles.decode()
    own = dict(_STYLE.findall(xml))
    # What every style starts from: the properties up to the first style.
    defaults = xml[: xml.find("<w:style ")]
    return Measures({id_: _measure(id_, defaults + _inherited(id_, own), pitch) for id_ in own})


def _inherited(style: str, own: dict[str, str], depth: int = 0) -> str:
    """The properties of the style after those of the style it is based on, which it overrules."""
    content = own.get(style, "")
    base = _BASE.search(content)
    if base is None or depth > 10:  # Word allows no longer chains
        return content
    return _inherited(base[1], own, depth + 1) + content


def _measure(style: str, properties: str, pitch: int) -> Measure:
    """The measure from all that holds for a style, in which the later property wins."""
    spacing = _values(_SPACING, properties)
    indent = _values(_INDENT, properties)
    switches = {name: value not in ("0", "false") for name, value in _SWITCH.findall(properties)}
    em = int((_SIZE.findall(properties) or ["21"])[-1]) * 10
    on_grid = pitch if switches.get("snapToGrid", True) else 0
    edges = [dict(_VALUE.findall(edge)) for edge in _EDGE.findall(properties)]
    return Measure(
        style,
        em,
        _line(em, on_grid, int(spacing.get("line", 240)), spacing.get("lineRule", "auto")),
        int(spacing.get("before", 0)),
        int(spacing.get("after", 0)),
        int(indent.get("left", 0)),
        int(indent.get("firstLine", 0)) - int(indent.get("hanging", 0)),
        # Eighths of a point, and points.
        sum(int(e.get("sz", 0)) * 5 // 2 + int(e.get("space", 0)) * 20 for e in edges),
        switches.get("keepNext", False),
        switches.get("contextualSpacing", False),
        bool(_PROPORTIONAL.search((_FONT.findall(properties) or [""])[-1])),
    )


def _values(element: re.Pattern[str], properties: str) -> dict[str, str]:
    return {
        name: value
        for found in element.findall(properties)
        for name, value in _VALUE.findall(found)
    }


def _line(em: int, pitch: int, line: int, rule: str) -> int:
    """The height of a line in a font whose lines are as high as its characters are wide."""
    natural = ceil(em / pitch) * pitch if pitch else em
    if rule == "auto":
        return natural * line // 240
    return line if rule == "exact" else max(natural, line)


_WORD = re.compile("[0-9A-Za-z０-９]+")
# What begins, in UTF-8, the characters that are narrower than the others.
_PUNCTUATION, _KATAKANA, _WIDE = b"\xe3\x80", b"\xe3\x83", b"\xef\xbc"


def width(text: str, is_proportional: bool = True) -> float:
    """About how wide the text is, in full-width characters.

    The shares of a proportional font are averages of our texts in BIZ UDPGothic.
    """
    size, data = len(text), text.encode()
    count = data.count
    # Nearly all other characters of our texts take three bytes.
    latin, wide = (3 * size - len(data)) / 2, count(_WIDE)
    # Beside Japanese, Latin words and numbers stand apart a little.
    words = len(_WORD.findall(text)) if latin or wide else 0
    if not is_proportional:
        return size - 0.5 * latin + 0.4 * words
    marks = count(_PUNCTUATION)
    japanese = 0.98 * (size - latin - marks - wide) - 0.09 * count(_KATAKANA)
    return japanese + 0.58 * marks + 0.5 * wide + 0.64 * latin + 0.3 * words


def lines(text: str, room: float, first: float = 0.0, is_proportional: bool = True) -> int:
    """About how many lines the text fills.

    Args:
        room: the width of the lines, in full-width characters.
        first: how much of the first line is taken already.
    """
    beyond = len(text) + first - room
    if beyond <= 0:
        return 1
    # What stays empty at the end of a line, on the average: more where lines are short.
    filled = max(room - 0.1 - 6 / room, 1.0)
    # Hardly any text is narrower than this: many need no closer look.
    least = beyond - 0.3 * len(text)
    if least <= 0 or int(least / filled) != int(beyond / filled):
        beyond = width(text, is_proportional) + first - room
    return 2 + int(beyond / filled) if beyond > 0 else 1
