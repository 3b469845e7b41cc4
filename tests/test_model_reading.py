"""A word and its reading fit each other, or the reader of the file is told."""

from __future__ import annotations

import pytest

from guideline.model.reading import Reading, pieces
from guideline.model.validation import validate


@pytest.mark.parametrize(
    ("word", "reading", "expected"),
    [
        ("入力", "にゅうりょく", (("入力", "にゅうりょく"),)),
        ("取扱い", "とりあつかい", (("取扱", "とりあつか"), ("い", ""))),
        ("取り扱う", "とりあつかう", (("取", "と"), ("り", ""), ("扱", "あつか"), ("う", ""))),
        ("漏えい", "ろうえい", (("漏", "ろう"), ("えい", ""))),
        ("各々", "おのおの", (("各々", "おのおの"),)),
        ("メール誤送信", "めーるごそうしん", (("メール", ""), ("誤送信", "ごそうしん"))),
        ("〜済み", "ずみ", (("済", "ず"), ("み", ""))),
    ],
)
def test_kana_of_a_word_have_no_reading_of_their_own(
    word: str, reading: str, expected: tuple[tuple[str, str], ...]
) -> None:
    assert pieces(word, reading) == expected


@pytest.mark.parametrize(
    ("word", "reading"),
    [("取扱い", "とりあつか"), ("認める", "みとめ"), ("取り扱う", "とあつかう")],
)
def test_reading_without_the_kana_of_the_word_does_not_fit(word: str, reading: str) -> None:
    assert pieces(word, reading) == ()


def test_reading_that_can_be_cut_in_two_ways_does_not_fit() -> None:
    # 甲=こう 乙=きおつ, or 甲=こうき 乙=おつ.
    assert pieces("甲き乙", "こうききおつ") == ()


@pytest.mark.parametrize(
    ("word", "reading", "code"),
    [
        ("秘密", "ヒミツ", "not-hiragana"),
        ("秘密", "ひみつ。", "not-hiragana"),
        ("ひみつ", "ひみつ", "not-a-word"),
        ("秘 密", "ひみつ", "not-a-word"),
        ("〜性〜", "せい", "not-a-word"),
        ("AI室", "えーあいしつ", "not-a-word"),
        ("認める", "みとめ", "reading-does-not-fit"),
    ],
)
def test_what_is_no_reading_is_refused(word: str, reading: str, code: str) -> None:
    value, faults = validate(Reading, {"word": word, "reading": reading})
    assert value is None
    assert [fault.code for fault in faults] == [code]
