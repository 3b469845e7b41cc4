"""Owns numbering.xml: how parts, clauses, list items and bullets are numbered and indented."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from guideline.document import Digits, Numbering
from guideline.writers.word.text import XML, W
from guideline.writers.word.voices import NOTE_BULLETS, NOTE_INDENT, RULE

BULLET_ROOM = 320
"""From a bullet to its text, in twips."""


class _Number(NamedTuple):
    """How one level is numbered: Word's format, the text around it, the room it takes in twips."""

    format: str
    text: str
    room: int


class _Outline(NamedTuple):
    """The numbers of parts, of clauses, and of the items in a clause."""

    part: _Number
    clause: _Number
    item: _Number
    """Its text has `%` for the number, which Word wants with the level's place."""


_DIGITS = "digits"
"""In place of Word's format, where the document chooses between full-width and other digits."""

_OUTLINES = {
    "jdla": _Outline(
        _Number(_DIGITS, "%1", 560),
        _Number(_DIGITS, "(%2)", 560),
        _Number("decimalEnclosedCircle", "%", 420),
    ),
    "notice": _Outline(
        _Number(_DIGITS, "第%1", 960),
        _Number(_DIGITS, "%2", 560),
        _Number("decimal", "(%)", 525),
    ),
    "articles": _Outline(
        _Number(_DIGITS, "第%1章", 1200),
        _Number(_DIGITS, "", 0),
        _Number("decimal", "(%)", 525),
    ),
}


class OwnList(NamedTuple):
    """A list that is not part of the outline."""

    left: int
    """Where its numbers stand, in twips."""
    has_boxes: bool = False
    """Whether its items begin with boxes to tick, and so need no bullets."""


ARTICLES, SUPPLEMENT = 4, 5
"""The w:num of the lists of articles and of the 附則, in a document that has articles."""
CHARACTER = 210
"""The width of a full-width character of the text, in twips."""


def item_room(numbering: Numbering) -> int:
    """From the number of a list item to its text, in twips."""
    return _OUTLINES[numbering].item.room


def first_own_list(numbering: Numbering) -> int:
    """The w:num of the first list that has its own numbers."""
    return (SUPPLEMENT if numbering == "articles" else NOTE_BULLETS) + 1


def numbering_xml(
    numbering: Numbering, own_lists: Sequence[OwnList] = (), digits: Digits = "half"
) -> str:
    """numbering.xml: the outline, the bullets of rules and of notes, then each of `own_lists`."""
    outline = _OUTLINES[numbering]
    headings = _level(0, outline.part, 0, "Heading1") + _level(1, outline.clause, 0, "Heading2")
    lists = [
        headings + _items(2, outline.item, RULE.indent, RULE.number),
        _bullets(RULE.indent, RULE.bullets),
        _bullets(NOTE_INDENT),
        *([_articles(), _supplement()] if numbering == "articles" else []),
        *(_own_list(numbering, own) for own in own_lists),
    ]
    # Each list has its own definition: two on one may go on counting in Word.
    definitions = [
        f'<w:abstractNum w:abstractNumId="{i}"><w:nsid w:val="{0x47000000 + i:08X}"/>'
        f'<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
        for i, levels in enumerate(lists)
    ]
    numbers = [
        f'<w:num w:numId="{i + 1}"><w:abstractNumId w:val="{i}"/></w:num>'
        for i in range(len(lists))
    ]
    content = "".join(definitions + numbers)
    chosen = "decimalFullWidth" if digits == "full" else "decimal"
    content = content.replace(f'w:val="{_DIGITS}"', f'w:val="{chosen}"')
    return f'{XML}<w:numbering xmlns:w="{W}">{content}</w:numbering>'


def _articles() -> str:
    """第１条 and ２: a list of its own, so that articles run on through the chapters.

    The first 項 of an article has no number of its own, so that the next one is ２. The text of
    articles and 項 begins one character after the number: Word's tab stops are a character apart.
    The 号 are lists of their own: a level below that of the 項 would make LibreOffice count one 項
    too many.
    """
    return _level(0, _Number(_DIGITS, "第%1条", CHARACTER), 0) + _level(
        1, _Number(_DIGITS, "%2", CHARACTER), 0, start=2
    )


def _own_list(numbering: Numbering, own: OwnList) -> str:
    """A list with numbers of its own; in articles (1) with ア below it."""
    left = own.left
    if own.has_boxes:
        # Bullets that show nothing: to readers and programs it stays a list.
        return _level(0, _Number("bullet", "", BULLET_ROOM), left).replace(
            '<w:suff w:val="tab"/>', '<w:suff w:val="nothing"/>'
        )
    if numbering != "articles":
        return _items(0, _OUTLINES[numbering].item, left)
    room = item_room(numbering)
    return _level(0, _Number("decimal", "(%1)", room), left) + _level(
        1, _Number("aiueoFullWidth", "%2", 2 * CHARACTER), left + CHARACTER
    )


def _supplement() -> str:
    """The provisions of a 附則 are counted by themselves, from １ on."""
    items = _level(1, _Number("decimal", "(%2)", item_room("articles")), CHARACTER)
    return _level(0, _Number(_DIGITS, "%1", CHARACTER), 0) + items


def _bullets(left: int, styles: tuple[str, str] = ("", "")) -> str:
    outer, inner = _Number("bullet", "・", BULLET_ROOM), _Number("bullet", "－", BULLET_ROOM)
    return _level(0, outer, left, styles[0]) + _level(1, inner, left + BULLET_ROOM, styles[1])


def _items(level: int, item: _Number, left: int, style: str = "") -> str:
    text = item.text.replace("%", f"%{level + 1}")
    return _level(level, _Number(item.format, text, item.room), left, style)


def _level(level: int, number: _Number, left: int, style: str = "", start: int = 1) -> str:
    """One level: the number at `left`, the text `room` further on."""
    link = f'<w:pStyle w:val="{style}"/>' if style else ""
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="{start}"/>'
        f'<w:numFmt w:val="{number.format}"/>{link}'
        f'<w:suff w:val="tab"/><w:lvlText w:val="{number.text}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{left + number.room}" w:hanging="{number.room}"/></w:pPr></w:lvl>'
    )


_DEFINITION = re.compile(
    rb'<w:abstractNum w:abstractNumId="(\d+)"><w:nsid w:val="[0-9A-F]+"/>(.*?)</w:abstractNum>',
    re.DOTALL,
)
_NUMBER = re.compile(rb'<w:num w:numId="(\d+)"><w:abstractNumId w:val="(\d+)"/></w:num>')


def with_lists_of(other: bytes, ours: bytes, added: Mapping[str, str]) -> bytes:
    """Our numbering.xml with some lists of another one.

    Args:
        added: the w:num here of each list that is taken over, by its w:num there.
    """
    definitions = {found[1]: found[2] for found in _DEFINITION.finditer(other)}
    there = {found[1].decode(): definitions[found[2]] for found in _NUMBER.finditer(other)}
    taken, numbers = b"", b""
    for number, own in added.items():
        # As in numbering_xml: the definition of w:num n has the number n - 1.
        id_ = int(own) - 1
        head = f'<w:abstractNum w:abstractNumId="{id_}"><w:nsid w:val="{0x47000000 + id_:08X}"/>'
        taken += head.encode() + there[number] + b"</w:abstractNum>"
        numbers += f'<w:num w:numId="{own}"><w:abstractNumId w:val="{id_}"/></w:num>'.encode()
    ours = ours.replace(b"<w:num ", taken + b"<w:num ", 1)
    return ours.replace(b"</w:numbering>", numbers + b"</w:numbering>")
