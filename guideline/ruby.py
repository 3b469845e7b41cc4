"""Readings above difficult words, ふりがな: set into the text of rules, commentary and examples.

Headings stay plain, because contents, references and bookmarks repeat them. So do tables, whose
small characters would carry unreadable ones, and citations, which stand as they were published.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Literal, NamedTuple, assert_never

from guideline.document import (
    BLANK_IN_TEXT,
    NOTE_LABELS,
    Block,
    BulletList,
    Inline,
    Inlines,
    Note,
    NumberedList,
    Paragraph,
    Ruby,
    Section,
    Table,
    Text,
    plain_text,
)
from guideline.model.reading import AFFIX, KANJI, Reading, pieces

_JOINING = {"及": "び", "又": "は", "並": "びに", "若": "しくは"}
"""Conjunctions in kanji: 生成物及び入力 are three words, though 及 touches 物."""
_JOINS = "|".join(map("".join, _JOINING.items()))
_JOIN = "|".join(f"{kanji}(?={kana})" for kanji, kana in _JOINING.items())
_RUN = re.compile(f"{_JOIN}|(?:(?!{_JOINS})[{KANJI}])+")
_IS_KANJI = re.compile(f"[{KANJI}]")


def with_readings(
    sections: tuple[Section, ...], readings: Iterable[Reading], occurrences: Literal["first", "all"]
) -> tuple[Section, ...]:
    """The sections with readings on the words that have one; of two for a word, the later holds.

    Args:
        occurrences: of each word in a section, the first one only, or all.
    """
    lexicon = Lexicon(readings)
    return tuple(_section(section, lexicon, occurrences) for section in sections)


def _section(section: Section, lexicon: Lexicon, occurrences: str) -> Section:
    known: set[str] | None = set() if occurrences == "first" else None
    return replace(
        section,
        blocks=_blocks(section.blocks, lexicon, known),
        sections=tuple(_section(inner, lexicon, occurrences) for inner in section.sections),
    )


def _blocks(
    blocks: tuple[Block, ...], lexicon: Lexicon, known: set[str] | None
) -> tuple[Block, ...]:
    return tuple([_block(block, lexicon, known) for block in blocks])


def _block(block: Block, lexicon: Lexicon, known: set[str] | None) -> Block:
    match block:
        case Paragraph(inlines) if not plain_text(inlines).startswith(_CITES):
            return replace(block, inlines=_inlines(inlines, lexicon, known))
        case BulletList(items) | NumberedList(items):
            return replace(block, items=tuple([_blocks(i, lexicon, known) for i in items]))
        case Note(kind, inner) if kind != "sources":
            return replace(block, blocks=_blocks(inner, lexicon, known))
        case Paragraph() | Table() | Note():
            return block
        case _:
            assert_never(block)


_CITES = f"{NOTE_LABELS['sources']}："
"""What the line of a commentary begins with that names its sources."""


def _inlines(inlines: Inlines, lexicon: Lexicon, known: set[str] | None) -> Inlines:
    """The inlines, their plain characters cut where a reading stands."""
    whole = plain_text(inlines)
    # Readers take 【…】 for a blank, whole as it is.
    blanks = [found.span() for found in BLANK_IN_TEXT.finditer(whole)]
    words = [
        w for w in lexicon.words_in(whole) if not any(a < w.end and w.at < b for a, b in blanks)
    ]
    result: list[Inline] = []
    at = 0
    for inline in inlines:
        end = at + len(plain_text((inline,)))
        if isinstance(inline, Text):
            inside = [word for word in words if at <= word.at and word.end <= end]
            result += _cut(inline.text, at, inside, known)
        else:
            result.append(inline)
        at = end
    return tuple(result)


def _cut(text: str, offset: int, words: list[Word], known: set[str] | None) -> Iterator[Inline]:
    done = at = 0
    for word in words:
        if known is not None and word.name in known:
            continue
        if known is not None:
            known.add(word.name)
        at = word.at - offset
        for base, reading in word.pieces:
            if reading:
                if text[done:at]:
                    yield Text(text[done:at])
                yield Ruby(base, reading)
                done = at + len(base)
            at += len(base)
    if text[done:]:
        yield Text(text[done:])


class Word(NamedTuple):
    """A word met in a text, with the readings of its parts."""

    at: int
    end: int
    parts: tuple[str, ...]
    """The words and affixes it is made of, as the readings name them."""
    pieces: tuple[tuple[str, str], ...]
    """As it is written: kanji with their reading, kana with none."""

    @property
    def name(self) -> str:
        return "".join(self.parts)


class _Form(NamedTuple):
    """One way in which a word is written."""

    text: str
    word: str
    pieces: tuple[tuple[str, str], ...]


class Lexicon:
    """The words that have a reading, each found in all its forms."""

    def __init__(self, readings: Iterable[Reading]) -> None:
        self._words: dict[str, list[_Form]] = {}
        self._before: dict[str, list[_Form]] = {}
        self._after: dict[str, list[_Form]] = {}
        by_word = {reading.word: reading.reading for reading in readings}
        for word, reading in by_word.items():
            table = self._words
            if AFFIX in word:
                table = self._after if word.startswith(AFFIX) else self._before
            for form in _forms(word, reading):
                table.setdefault(form.text[0], []).append(form)
        for table in (self._words, self._before, self._after):
            for forms in table.values():
                forms.sort(key=lambda form: -len(form.text))

    def words_in(self, text: str) -> Iterator[Word]:
        """The words of the text that have a reading, in its order.

        A run of kanji is read as a whole or not at all: inside of a word that has no reading,
        a shorter word may be read otherwise, or mean nothing.
        """
        done = 0
        for run in _RUN.finditer(text):
            if run.start() < done:
                continue  # the end of a word such as 取り扱う
            words = self._read(text, run.start(), run.start(), run.end())
            if words:
                yield from words
                done = words[-1].end

    def _read(self, text: str, at: int, start: int, end: int) -> list[Word]:
        """The words from `at` to the end of the run, the longest first; none if one is missing."""
        for word in self._words_at(text, at, start, end):
            if word.end >= end:
                return [word]
            rest = self._read(text, word.end, start, end)
            if rest:
                return [word, *rest]
        return []

    def _words_at(self, text: str, at: int, start: int, end: int) -> Iterator[Word]:
        """The words that may begin here, in a run from `start` to `end`; the longest first."""
        for form in _starting(self._words, text, at):
            stands_alone = at == start and at + 1 == end
            if _is_one_kanji(form) and not stands_alone:
                continue
            if at + len(form.text) > end and _goes_on(text, at + len(form.text)):
                continue
            yield from self._followed(
                text, Word(at, at + len(form.text), (form.word,), form.pieces), end
            )
        if at == start:
            for form in _starting(self._before, text, at):
                for word in self._words_at(text, at + len(form.text), -1, end):
                    yield _joined(Word(at, word.at, (form.word,), form.pieces), word)

    def _followed(self, text: str, word: Word, end: int) -> Iterator[Word]:
        """The word with what may follow it in the rest of the run, and the word alone."""
        if word.end < end:
            for form in _starting(self._after, text, word.end):
                after = Word(word.end, word.end + len(form.text), (form.word,), form.pieces)
                yield from self._followed(text, _joined(word, after), end)
        yield word


def _starting(table: dict[str, list[_Form]], text: str, at: int) -> Iterator[_Form]:
    return (form for form in table.get(text[at : at + 1], ()) if text.startswith(form.text, at))


def _is_one_kanji(form: _Form) -> bool:
    return len(form.text) == 1


def _goes_on(text: str, at: int) -> bool:
    """Whether the word that ends here does so between two kanji, inside of a run that follows."""
    return bool(_IS_KANJI.match(text, at - 1) and _IS_KANJI.match(text, at))


def _joined(one: Word, other: Word) -> Word:
    """Two neighbours as one word; where kanji meet, they are read together."""
    *before, last = one.pieces
    first, *after = other.pieces
    both = [(last[0] + first[0], last[1] + first[1])] if last[1] and first[1] else [last, first]
    return Word(one.at, other.end, one.parts + other.parts, (*before, *both, *after))


_ENDINGS = {
    "う": "わいうえおっ",
    "く": "かきくけこい",
    "ぐ": "がぎぐげごい",
    "す": "さしすせそ",
    "つ": "たちつてとっ",
    "ぬ": "なにぬねのん",
    "ぶ": "ばびぶべぼん",
    "む": "まみむめもん",
    "る": "らりるれろっ",
    "い": "いくかけ",
}
"""What the last kana of a verb or an adjective becomes."""
_STAYS = re.compile("[いきしちにひみりぎじびえけせてねへめれげぜべ]る$")
"""Verbs such as 認める only lose their last kana."""


def _forms(word: str, reading: str) -> Iterator[_Form]:
    """The word as it is written in texts: inflected, if its end is that of a verb."""
    parts = pieces(word, reading)
    *before, (last, read) = parts
    if read:
        endings = [last]
    elif _STAYS.search(last):
        endings = [last[:-1]]
    else:
        endings = [last[:-1] + kana for kana in _ENDINGS.get(last[-1], last[-1])]
    for ending in endings:
        inflected = (*before, (ending, read))
        yield _Form("".join(base for base, _ in inflected), word, inflected)
