"""Numbers of clauses that stand as plain text become references again.

A wrong reference hides a change and a missed one hides nothing, so that a number is left as text
wherever it may belong to a law or to another document.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from guideline.document import (
    Block,
    BulletList,
    Inline,
    Inlines,
    Note,
    NumberedList,
    Paragraph,
    Reference,
    Section,
    Table,
    Text,
    joined,
    lines_of,
    plain_text,
    walk_sections,
)

_NUMBER = (
    r"(?<![\d.．])(?:"
    r"第\d+条(?:の\d+)*"
    r"|第\d+の\d+(?:の\d+)*(?![\d条章項号])"
    r"|\d+[(（]\d+[)）]"
    r")"
)
"""A number of one of our kinds, to its end: 第３条の２ is not 第３条."""

_MAY_STAND_BEFORE = re.compile(r"(?:^|[ぁ-ん、。，．：；・―（(「『\s])$")
"""Our texts set a number after a mark or a particle; after a noun it is the noun's."""

_DOCUMENT = (
    r"(?:法|法律|憲法|令|規則|規程|規定|条例|告示|通達|通知|要綱|要領|基準|指針|方針|約款|規約"
    r"|契約|契約書|協定|協定書|マニュアル|ガイドライン|ルール|手引|手引き|手順書|計画|仕様書"
    r"|別表|別紙|様式|附則|条約)"
)
_OF_ANOTHER = re.compile(
    rf"(?:{_DOCUMENT}|[）)」』])(?:[（(][^（）()]*[）)])?(?:\s|の(?:うち|中の)?|[、，・]\s*)$"
    r"|(?:同|前|次)(?:\s|の)?$"
)
"""Another document's name, and what may stand between it and its number."""

_LAW = re.compile(r"[一-龠ァ-ヶーA-Z]法(?![一-龠])|法律|条例|政令|省令|規則")
"""A law is named, so that an article may be one of the law's."""

_LAWS_ARTICLE = re.compile(r"第[0-9]+条")
"""The digits in which our texts write a law's article."""

_JOINT = re.compile(
    r"(?:第\d+[項号章節款](?:の\d+)*|各[項号]|前段|後段|本文|ただし書"
    r"|及び|並びに|又は|若しくは|から|まで|[、，・〜～と\s])*"
)
"""What stands between the numbers of one list: the second belongs to what the first belongs to."""

_FAR = 100
"""Nothing that stands so many characters away tells whose number it is."""


def with_mentions(sections: tuple[Section, ...], *, except_in: str) -> tuple[Section, ...]:
    """The sections with references to the clauses whose numbers their texts mention.

    Args:
        except_in: a section that lists numbers as text.
    """
    targets = _targets(sections)
    titles = "".join(f"|{re.escape(text)}" for text in targets if text.startswith("「"))
    words = _Words(targets, {i: t for t, i in targets.items()}, re.compile(_NUMBER + titles))
    return tuple(s if s.id == except_in else _in_section(s, words) for s in sections)


@dataclass(frozen=True)
class _Words:
    """What may stand in a text for a clause."""

    targets: Mapping[str, str]
    """The clause that each number, or title in quotes, means."""
    shown: Mapping[str, str]
    """The same the other way round."""
    pattern: re.Pattern[str]
    names_law: bool = False
    """Whether the text or what stands around it names a law."""


def _targets(sections: tuple[Section, ...]) -> dict[str, str]:
    """The clause that each number, or title in quotes, means; none that two clauses have."""
    shown = [(s.full_number or f"「{s.title}」", s.id) for s in walk_sections(sections) if s.origin]
    counted = Counter(text for text, _ in shown)
    return {text: id_ for text, id_ in shown if counted[text] == 1}


def _in_section(section: Section, words: _Words) -> Section:
    rule = tuple(b for b in section.blocks if not isinstance(b, Note))
    of_rule = replace(words, names_law=_names_law(rule))
    of_notes = replace(words, names_law=_names_law(section.blocks))
    blocks = (_in_block(b, of_notes if isinstance(b, Note) else of_rule) for b in section.blocks)
    inner = tuple(_in_section(s, words) for s in section.sections)
    return replace(section, blocks=tuple(blocks), sections=inner)


def _names_law(blocks: tuple[Block, ...]) -> bool:
    return any(_LAW.search(line) for line in lines_of(blocks))


def _in_blocks(blocks: tuple[Block, ...], words: _Words) -> tuple[Block, ...]:
    return tuple(_in_block(block, words) for block in blocks)


def _in_block(block: Block, words: _Words) -> Block:
    match block:
        case Paragraph(inlines):
            return replace(block, inlines=_in_line(inlines, words))
        case BulletList(items):
            return BulletList(tuple(_in_blocks(item, words) for item in items))
        case NumberedList(items):
            return NumberedList(tuple(_in_blocks(item, words) for item in items))
        case Table(header, rows):
            head = tuple(_in_line(cell, words) for cell in header)
            body = tuple(tuple(_in_line(cell, words) for cell in row) for row in rows)
            return replace(block, header=head, rows=body)
        case Note(kind, inner):
            return Note(kind, _in_blocks(inner, words))


def _in_line(inlines: Inlines, words: _Words) -> Inlines:
    found: list[Inline] = []
    line = _Line(words)
    for inline in inlines:
        if isinstance(inline, Text):
            found += line.pieces(inline.text)
        else:
            found.append(_by_id(inline, words))
            line.pass_over(plain_text((inline,)))
    return joined(found)


def _by_id(inline: Inline, words: _Words) -> Inline:
    """A reference that somebody wrote into the file as [[id]], with its number."""
    if not isinstance(inline, Reference):
        return inline
    shown = words.shown.get(inline.clause)
    return Reference(inline.clause, shown) if shown else Text(inline.text)


class _Line:
    """Reads one run of text from left to right."""

    def __init__(self, words: _Words) -> None:
        self._words = words
        self._read = ""
        self._last_end = 0
        """Where the last number ends."""
        self._was_ours = False

    def pass_over(self, text: str) -> None:
        """Takes note of text that holds no mention."""
        self._read += text

    def pieces(self, text: str) -> list[Inline]:
        """The text with its mentions as references."""
        start, at = len(self._read), 0
        self._read += text
        found: list[Inline] = []
        for mention in self._words.pattern.finditer(text):
            clause = self._words.targets.get(mention[0])
            is_ours = clause is not None and self._is_ours(start + mention.start(), mention[0])
            self._was_ours, self._last_end = is_ours, start + mention.end()
            if clause and is_ours:
                found += [Text(text[at : mention.start()]), Reference(clause, mention[0])]
                at = mention.end()
        return [*found, Text(text[at:])]

    def _is_ours(self, at: int, mention: str) -> bool:
        if mention.startswith("「"):
            return True
        between = self._read[self._last_end : at]
        if self._last_end and len(between) < _FAR and _JOINT.fullmatch(between):
            return self._was_ours
        before = self._read[max(0, at - _FAR) : at]
        if not _MAY_STAND_BEFORE.search(before) or _OF_ANOTHER.search(before):
            return False
        return not (self._words.names_law and _LAWS_ARTICLE.fullmatch(mention))
