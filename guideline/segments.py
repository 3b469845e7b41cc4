"""Text becomes tokens: the pieces that a reviewer underlines whole.

A token is a word with its okurigana, a name, a number with its unit, a particle, an ending such as
「してはならない」, a bracket or a mark. A small analyser does: patterns find what is written in
figures, Latin letters, katakana or kanji; hiragana is cut where known particles and endings leave
the least over. What stays unknown is cut at BudouX's phrase ends.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from guideline.function_words import (
    ADVERBS,
    CONJUNCTIONS,
    ENDINGS,
    KANA_WORDS,
    PARTICLES,
    VERBS,
)
from guideline.names import with_whole_names

if TYPE_CHECKING:
    from budoux import Parser


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of text that is marked whole or not at all."""

    text: str
    key: str
    """Tokens with equal keys match. The key of a cross-reference is its target, so that a new
    number marks nothing; every other token is its own key."""


_SURU = frozenset(("する", "し", "して", "した"))
_BEFORE_SURU = frozenset("はもをにがとやりどうく")
"""Elsewhere within kana, し is the end of a word (文字起こし)."""


_WORDS_AFTER_NOUN = PARTICLES | ENDINGS | VERBS | KANA_WORDS
_WORDS_AFTER_STEM = PARTICLES | ENDINGS | KANA_WORDS
_WORDS_AT_START = ENDINGS | VERBS | KANA_WORDS
_LONGEST = max(map(len, _WORDS_AFTER_NOUN))
_RARE = frozenset("かだ")
"""Particles that are more often the middle of a word (確かめる, 開く)."""

_VERBS_IN_SU = re.compile(
    "(?:見[直通渡逃出]|取[消出]|差[戻出引]|引[渡出]|言渡|申渡|[持呼貸書割]出|[書手][直]|繰返|目指|聞[直]"
    "|売渡|明渡|受渡|裏返|折返|追越|押出|切離)$"
)
"""Verbs of two kanji whose し is their own, not that of する."""
_VERBS_IN_KU = re.compile("[気近傷片色根]付$")
"""Verbs of two kanji whose い is their own, not that of いる."""

_D = "[0-9０-９]"
_KD = "[〇一二三四五六七八九十百千]"
_HAN = "一-鿿㐀-䶿々〆〇豈-\ufaff\U00020000-\U0003ffff"
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_MARKS = "\u0300-\u036f\u200d\u20d0-\u20ff\u3099\u309a" + _SELECTORS + "\U0001f3fb-\U0001f3ff"
_K = f"[{_HAN}][{_SELECTORS}]*"
_LATIN = "A-Za-zＡ-Ｚａ-ｚÀ-ÖØ-öø-ɏ"
_NUMBER = f"{_D}+(?:[,，.．]{_D}+)*(?:[十百千万億兆](?:{_D}+(?:[,，]{_D}+)*)?)*"
_UNITS = (
    "営業日|開庁日|日間|か月間|か月|ヶ月|ヵ月|カ月|箇月|か年|ヶ年|カ年|箇年|か国|週間|年間|年度|年|月|日|週|時間|分間|時|分|秒間|秒"
    "|円|ドル|ユーロ|文字|字|人|名|件|個|回|票|問|組|世帯|単位|科目|学級|学年|通り|巻|本|冊子|％|%|パーセント|ポイント|点|級|歳|才|ページ|頁|部|枚|台|行|列|版|階"
    "|種類|段階|割|倍|度|か所|箇所|カ所|ヶ所|項目|冊|通|社|校|つ|条|項|号|章|節|表|区分|段落|語|例"
)
_ERA = "(?:令和|平成|昭和|大正|明治|西暦)"
_YEAR = f"{_ERA}(?:{_D}+|元|{_KD}+)年"
_MONTH_DAY = f"(?:{_D}+|{_KD}+)月(?:(?:{_D}+|{_KD}+)日)?"

_ADVERB = "|".join(sorted(ADVERBS, key=len, reverse=True))
_CONJUNCTION = "|".join(sorted(CONJUNCTIONS, key=len, reverse=True))
_MIXED = "|".join(
    sorted(
        (w for w in PARTICLES | ENDINGS | KANA_WORDS if re.search(f"[{_HAN}]", w)),
        key=len,
        reverse=True,
    )
)
_SECOND_STEMS = "扱込渡直合方返替上回出引当消組入付取換掛加立下過越戻抜切分始終続"

_PATTERNS = {
    "blank": "【[^【】\n]*】",
    "address": (
        r"https?://[!-~]*[0-9A-Za-z/]"
        r"|[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+"
    ),
    "law": f"(?:{_YEAR}|{_D}+年)(?:{_MONTH_DAY})?[{_HAN}]{{1,8}}第(?:{_NUMBER}|{_KD}+)号",
    "place": (
        f"(?:別表|様式|別紙|別記様式|別記|付表|図|表)?第(?:{_D}+(?:[.．]{_D}+)*[章節款目条項号表図版部編類種回期]?"
        f"|{_KD}+[章節款目条項号表図版部編類種回期])(?:の{_D}+(?!{_D}|つ)|の{_KD}+(?![{_HAN}つ]))*"
        f"|(?:別表|様式|別紙|図|表){_D}+"
        f"|(?:(?<!{_D}){_D}{{1,3}})?[(（]{_D}{{1,3}}[)）]"
    ),
    "date": (
        f"{_YEAR}(?:度|{_MONTH_DAY})?|{_D}+年(?:{_D}+月(?:{_D}+日)?)|{_D}+月{_D}+日"
        f"|{_D}{{4}}[-/.]{_D}{{1,2}}[-/.]{_D}{{1,2}}(?!{_D})"
        f"|(?:午前|午後)?{_D}+時(?!間)(?:{_D}+分)?|{_D}{{1,2}}[:：]{_D}{{2}}(?!{_D})"
    ),
    "telephone": f"{_D}+(?:[-－]{_D}+)+",
    "number": (
        f"{_D}+(?:分の|[/／]){_D}+"
        f"|{_NUMBER}(?:{_UNITS}|[{_LATIN}](?:[{_LATIN}0-9０-９]|[-.](?=[{_LATIN}0-9０-９]))*)?"
        f"|(?<![{_HAN}]){_KD}+(?:つ|人|か月|箇月|回|日間|年間|週間|か所|箇所)"
    ),
    "ai": "生成(?:AI|ＡＩ)",
    "latin": (
        rf"[{_LATIN}](?:[{_LATIN}{_MARKS}0-9０-９]|[-_.'’&](?=[{_LATIN}0-9０-９]))*[+#{_MARKS}]*"
    ),
    "katakana": "[ァ-ヺｦ-ｯｱ-ﾝ](?:[ァ-ヺーｦ-ﾟ\u3099\u309a]|・(?=[ァ-ヺｦ-ｯｱ-ﾝ]))*",
    "adverb": f"(?<![{_HAN}])(?:{_ADVERB})",
    "conjunction": _CONJUNCTION,
    "mixed": _MIXED,
    "stem": (
        f"[{_HAN}][きぎしちびみりいえけげせてべめれ](?:(?!{_ADVERB})[{_SECOND_STEMS}](?![{_HAN}]))"
    ),
    "kanji": f"(?:(?!{_CONJUNCTION}|第(?:{_D}|{_KD}+[章節款目条項号表])){_K})+",
    "kana": f"(?:(?!{_MIXED})[ぁ-んーゝゞ\u3099\u309a])+",
    "space": "[ \t　]+",
    "flag": "[\U0001f1e6-\U0001f1ff]{2}",
    "other": f"(?:[^\\W\\d_ぁ-んァ-ヺー{_HAN}{_LATIN}][{_MARKS}]*)+",
    "mark": f"(?s:.)(?:[{_MARKS}]|(?<=\u200d)[^\\w\\s])*",
}
_TOKEN = re.compile(
    "|".join(
        f"(?P<{name}>{pattern})"
        + (f"[{_MARKS}]*" if name not in ("mark", "other", "latin") else "")
        for name, pattern in _PATTERNS.items()
    )
)

_OFFICE = re.compile(
    "(?<=[^ー]{2}[部局課室庁])(?=[^長員等内外下分署門数品面題税目程業処料]{2}|職員)"
    "|(?<=委員会)(?=.)|(?<=協議会)(?=.)"
    "|(?<=^(?:当該|毎年|毎月|毎週|毎日|今後|原則|別途|随時|適宜|一切|当分|再度|直接))(?=[^度])"
    "|(?<=^毎年度)(?=.)|(?<=[^不])(?=必要$)|(?<=^[業職事実]務上)(?=.)|(?<=[^平同均対高優初中])(?=等$)|(?<=.)(?=以[内上下外降]$)"
)
"""Borders in a run of kanji: after an office that another follows, after 当該, before 等."""

_IS_HAN = re.compile(f"[{_HAN}]")
_RUN_OF_HAN = re.compile(f"[{_HAN}]*")
_OPENING = "「『（(【［〔"
_CLOSING = "」』）)】］〕"
_SENTENCE_ENDS = re.compile("[。\n]")
_OPENS_SENTENCE = frozenset("。、，・「『（(\n：:　 ")


def tokens(text: str) -> tuple[Token, ...]:
    """The text cut into tokens; joined they are the text again."""
    return tuple(map(_token, with_whole_names(text, _pieces(text))))


@lru_cache(maxsize=1 << 16)
def _token(text: str) -> Token:
    return Token(text, text)


def sentences(tokens: Sequence[Token]) -> tuple[tuple[Token, ...], ...]:
    """The tokens cut after each 。 that no bracket or quotation encloses."""
    inside = _enclosed(tokens)
    found, start = [], 0
    for at, token in enumerate(tokens):
        if (token.text == "。" and not inside[at]) or token.text == "\n":
            found.append(tuple(tokens[start : at + 1]))
            start = at + 1
    if start < len(tokens):
        found.append(tuple(tokens[start:]))
    return tuple(found)


def _enclosed(tokens: Sequence[Token]) -> list[bool]:
    """For each token whether a bracket is open that is also closed."""
    depths = [0] * (len(tokens) + 1)
    opened: list[int] = []
    for at, token in enumerate(tokens):
        if token.text in _OPENING:
            opened.append(at)
        elif token.text in _CLOSING and opened:
            depths[opened.pop()] += 1
            depths[at] -= 1
    inside, depth = [], 0
    for change in depths[:-1]:
        depth += change
        inside.append(depth > 0)
    return inside


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    context = "start"
    for match in _TOKEN.finditer(text):
        found = match.group()
        match match.lastgroup:
            case "kana":
                okurigana, words = _kana(found, context, pieces[-1][-1] if pieces else "")
                if okurigana:
                    pieces[-1] += okurigana
                    _split_long_verb(pieces, text, match.start() + len(okurigana))
                start = match.start() + len(okurigana)
                for word in words:
                    pieces.extend(_known_or_phrases(word, text, start))
                    start += len(word)
                context = "noun"
            case "kanji":
                pieces.extend(_OFFICE.split(found))
                is_verb = _VERBS_IN_SU.search(found) or _VERBS_IN_KU.search(found)
                context = "stem" if len(found) == 1 or is_verb else "noun"
            case kind:
                pieces.append(found)
                context = _context_after(kind, found)
    return pieces


def _context_after(kind: str | None, found: str) -> str:
    if kind == "stem":
        return "stem"
    if kind in ("adverb", "conjunction") or found[-1] in _OPENS_SENTENCE:
        return "start"
    return "noun"


@lru_cache(maxsize=1 << 14)
def _kana(run: str, context: str, before: str) -> tuple[str, tuple[str, ...]]:
    """Okurigana of the word before, and the words after it.

    The cheapest cut: a known word costs 1; okurigana and unknown kana cost a little more for each
    character, so that they take no known word in.
    """
    if "\u3099" in run or "\u309a" in run:
        return "", (run,)
    best: list[tuple[float, int, bool]] = [(0.0, 0, False)]
    for end in range(1, len(run) + 1):
        choices = []
        for start in range(max(0, end - _LONGEST), end):
            cost, is_okurigana = _cost(run[start:end], start, context, before, run[start - 1])
            # Of two cuts that cost the same, the one with the longer word first: もの・に.
            choices.append((best[start][0] + cost, -start, is_okurigana))
        cost, start, is_okurigana = min(choices)
        best.append((cost, -start, is_okurigana))
    words: list[tuple[str, bool]] = []
    end = len(run)
    while end:
        _, start, is_okurigana = best[end]
        words.append((run[start:end], is_okurigana))
        end = start
    words.reverse()
    if words[0][1]:
        return words[0][0], tuple(word for word, _ in words[1:])
    return "", tuple(word for word, _ in words)


def _cost(word: str, start: int, context: str, before: str, last: str) -> tuple[float, bool]:
    if start:
        known = word in _WORDS_AFTER_NOUN and (word not in _SURU or last in _BEFORE_SURU)
        known = known and not (last == "づ" and word[0] == "い")  # 気づいた
    elif context == "start":
        known = word in _WORDS_AT_START
    elif context == "stem":
        known = word in _WORDS_AFTER_STEM and (word != "ない" or before in "見得来出経寝似着")
    else:
        known = word in _WORDS_AFTER_NOUN
    if known:
        return (2.0 if word in _RARE else 1.0), False
    never = "をはのにへが" if context == "noun" else "をはのにへ"
    if start == 0 and word[0] not in never and _IS_HAN.match(before):
        return 1.1 * len(word), True
    return 2.0 + 1.1 * len(word), False


def _split_long_verb(pieces: list[str], text: str, end: int) -> None:
    """Cut 別途定める, a run of kanji in front of a verb, where a phrase ends."""
    verb = pieces[-1]
    run = _RUN_OF_HAN.match(verb)
    if run and len(run[0]) > 2:
        pieces[-1:] = _cut(verb, text, end - len(verb))


def _known_or_phrases(word: str, text: str, start: int) -> list[str]:
    if word in _WORDS_AFTER_NOUN or len(word) < 4:
        return [word]
    return _cut(word, text, start)


def _cut(word: str, text: str, start: int) -> list[str]:
    """The word, which starts there in the text, cut where a phrase ends inside it."""
    first = max(text.rfind("。", 0, start), text.rfind("\n", 0, start)) + 1
    last = _SENTENCE_ENDS.search(text, start)
    ends = _phrase_ends(text[first : last.start() if last else len(text)])
    here = start - first
    inside = ends[bisect_right(ends, here) : bisect_left(ends, here + len(word))]
    borders = [0, *(end - here for end in inside), len(word)]
    return [word[one:other] for one, other in pairwise(borders)]


@lru_cache(maxsize=4096)
def _phrase_ends(sentence: str) -> tuple[int, ...]:
    ends, at = [], 0
    for phrase in _parser().parse(sentence):
        at += len(phrase)
        ends.append(at)
    return tuple(ends)


@cache
def _parser() -> Parser:
    from budoux import load_default_japanese_parser

    return load_default_japanese_parser()
