"""Lines on a terminal, on which a Japanese character takes two columns."""

from __future__ import annotations

import pytest

from guideline.columns import width_of, wrapped


@pytest.mark.parametrize(
    ("text", "width"), [("abc", 3), ("条項", 4), ("ｶﾅ", 2), ("ＡＢ", 4), ("a条", 3), ("", 0)]
)
def test_width(text: str, width: int) -> None:
    assert width_of(text) == width


def test_lines_end_before_the_last_column_and_are_indented() -> None:
    assert list(wrapped("一二三四五", "- ", 2, columns=8)) == ["- 一二三", "  四五"]


def test_words_and_marks_stay_with_what_they_belong_to() -> None:
    assert list(wrapped("一二三。「四」", "", 0, columns=6)) == ["一二", "三。", "「四」"]
    assert list(wrapped("一 word", "", 0, columns=5)) == ["一", "word"]


def test_word_that_is_longer_than_a_line_is_cut() -> None:
    assert list(wrapped("abcdefgh", "", 0, columns=5)) == ["abcde", "fgh"]
