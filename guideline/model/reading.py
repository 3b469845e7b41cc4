"""How a word is read: the word and its reading, which fit each other kana by kana."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from guideline.model.fields import Model

KANJI = "一-鿿㐀-䶿々〆ヶ"
"""What has a reading, as a class of a regular expression."""
_KANA = "ぁ-ゖァ-ヵヷ-ヺー"
_RUN = re.compile(f"[{KANJI}]+|[{_KANA}]+")
_WORD = re.compile(f"〜?[{KANJI}{_KANA}]+|[{KANJI}{_KANA}]+〜")
_HIRAGANA = re.compile("[ぁ-ゖー]+")
AFFIX = "〜"
"""Stands for the word that a character is put before or after, as in `〜者` and `非〜`."""

_TO_HIRAGANA = {ord("ァ") + n: ord("ぁ") + n for n in range(ord("ヶ") - ord("ァ") + 1)}


def _of_kanji_and_kana(value: str) -> str:
    if not _WORD.fullmatch(value) or not re.search(f"[{KANJI}]", value):
        raise PydanticCustomError("not_a_word", "not a word")
    return value


def _in_hiragana(value: str) -> str:
    if not _HIRAGANA.fullmatch(value):
        raise PydanticCustomError("not_hiragana", "not hiragana")
    return value


_Short = StringConstraints(min_length=1, max_length=40)


class Reading(Model):
    """A word with its reading."""

    word: Annotated[str, _Short, AfterValidator(_of_kanji_and_kana)] = Field(
        title="言葉", description="漢字とかな。動詞は終止形で書くと、活用した形にも付く"
    )
    reading: Annotated[str, _Short, AfterValidator(_in_hiragana)] = Field(
        title="読み", description="ひらがなで、送り仮名も書く"
    )

    @model_validator(mode="after")
    def _fits(self) -> Reading:
        if not pieces(self.word, self.reading):
            raise PydanticCustomError(
                "reading_does_not_fit", "no fit", {"word": self.word, "reading": self.reading}
            )
        return self


def pieces(word: str, reading: str) -> tuple[tuple[str, str], ...]:
    """The word cut where kanji and kana meet: kanji with their reading, kana with none.

    Nothing when the kana of the word are not in the reading, or can be found there in two ways.
    """
    runs = _RUN.findall(word.strip(AFFIX))
    if len(runs) == 1:  # most words; patterns of their own would take their time
        return ((runs[0], reading),)
    ways = set()
    for some in (".+?", ".+"):
        form = "".join(f"({some})" if _is_kanji(run) else _hiragana(run) for run in runs)
        found = re.fullmatch(form, reading)
        ways.add(found.groups() if found else None)
    (way, *others) = ways
    if way is None or others:
        return ()
    read = iter(way)
    return tuple((run, next(read) if _is_kanji(run) else "") for run in runs)


def _is_kanji(run: str) -> bool:
    return re.match(f"[{KANJI}]", run) is not None


def _hiragana(kana: str) -> str:
    return kana.translate(_TO_HIRAGANA)
