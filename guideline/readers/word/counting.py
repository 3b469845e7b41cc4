"""Counts as Word does: the numbers that stand before paragraphs and are not in their text."""

from __future__ import annotations

import re

from guideline.readers.word.styles import Level, Mark, Styles

_KANA = (
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
)
_IROHA = (
    "イロハニホヘトチリヌルヲワカヨタレソツネナラム"
    "ウヰノオクヤマケフコエテアサキユメミシヱヒモセスン"
)
_KANJI = "〇一二三四五六七八九"
_PLACE = re.compile(r"%([1-9])")
_ROMAN = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L")),
    *((40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)


class Counting:
    """The counts of the lists of one file, paragraph after paragraph."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._counts: dict[str, dict[int, int]] = {}

    def number(self, mark: Mark) -> str:
        """The number of the next paragraph with this mark; empty for a bullet."""
        counts = self._counts.setdefault(self._styles.definitions.get(mark.num, mark.num), {})
        counts[mark.depth] = counts.get(mark.depth, mark.level.start - 1) + 1
        for deeper in [depth for depth in counts if depth > mark.depth]:
            del counts[deeper]
        if mark.level.format == "bullet":
            return ""
        levels = self._styles.lists.get(mark.num, {})

        def shown(found: re.Match[str]) -> str:
            depth = int(found[1]) - 1
            level = levels.get(depth, Level("decimal", "", 0))
            return _in_format(counts.get(depth, level.start), level.format)

        return _PLACE.sub(shown, mark.level.text).strip()


def _in_format(number: int, kind: str) -> str:
    """A number as Word writes it in this format."""
    kind = kind.lower()
    if kind == "none":
        return ""
    if "fullwidth" in kind and kind.startswith("decimal"):
        return str(number).translate({ord("0") + d: ord("０") + d for d in range(10)})
    if kind == "decimalenclosedcircle" and 1 <= number <= 20:
        return chr(ord("①") + number - 1)
    for name, letters in (("aiueo", _KANA), ("iroha", _IROHA)):
        if kind.startswith(name) and 1 <= number <= len(letters):
            return letters[number - 1]
    if kind.endswith("letter") and 1 <= number <= 26:
        return chr(ord("A" if kind.startswith("upper") else "a") + number - 1)
    if kind.endswith("roman") and 1 <= number < 4000:
        return _roman(number) if kind.startswith("upper") else _roman(number).lower()
    if kind in ("japanesecounting", "ideographtraditional", "chinesecounting", "taiwanesecounting"):
        return _kanji(number)
    return str(number)


def _roman(number: int) -> str:
    shown = ""
    for value, letters in _ROMAN:
        while number >= value:
            shown, number = shown + letters, number - value
    return shown


def _kanji(number: int) -> str:
    """Up to 99, as articles are counted in vertical writing."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    lead = ("" if tens == 1 else _KANJI[tens]) + "十" if tens else ""
    return lead + (_KANJI[ones] if ones else "")
