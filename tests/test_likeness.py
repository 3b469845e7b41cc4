"""How much two texts have in common."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guideline.alignment import LIKE, SURELY_LIKE
from guideline.likeness import likeness

RULE = "職員は、事故を知った日から30日以内に情報政策課長に報告しなければならない。"


@pytest.mark.parametrize(
    ("other", "least", "most"),
    [
        (RULE, 1.0, 1.0),
        (RULE.replace("30日", "14日"), SURELY_LIKE, 0.999),
        (RULE.replace("情報政策課長に", ""), LIKE, 0.999),
        ("生成物は、公表の前に、担当者が元の資料と照らし合わせて確かめる。", 0.0, 0.2),
        ("", 0.0, 0.0),
        # Nothing but the ending is the same.
        ("個人情報を入力するときは、所属長の承認を受けなければならない。", 0.0, LIKE - 0.1),
    ],
)
def test_likeness_is_that_of_the_wording(other: str, least: float, most: float) -> None:
    assert least <= likeness(RULE, other) <= most


def test_repetition_is_not_the_same_text() -> None:
    assert likeness("はい。" * 9, "はい。" * 3) <= 0.5


def test_long_texts_of_one_field_are_not_alike_for_their_common_words() -> None:
    words = [chr(kanji) + chr(kanji + 1) + "を" for kanji in range(0x4E00, 0x4E3A, 2)]

    def text(strides: range) -> str:
        """All 29 words in one order for each stride."""
        return "".join(words[n * stride % 29] for stride in strides for n in range(29))

    assert likeness(text(range(1, 8)), text(range(8, 15))) < LIKE


@given(old=st.text("あいう情報。", max_size=20), new=st.text("あいう情報。", max_size=20))
@settings(derandomize=True, database=None)
def test_likeness_is_one_only_for_equal_texts_and_the_same_both_ways(old: str, new: str) -> None:
    assert likeness(old, new) == likeness(new, old)
    assert (likeness(old, new) == 1.0) == (old == new)
