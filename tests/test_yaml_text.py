"""Values written as YAML are read back as the same texts."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from guideline.source import FORBIDDEN, parse_yaml
from guideline.yaml_text import yaml_scalar, yaml_text

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"])).filter(
    lambda text: not FORBIDDEN.search(text) and not set("\r\x85\u2028\u2029\ufeff") & set(text)
)
VALUES = st.recursive(
    TEXT | st.none(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.from_regex(r"[a-z_]{1,8}", fullmatch=True), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(VALUES)
@settings(derandomize=True, deadline=None, max_examples=300)
def test_values_are_read_back_as_they_were(value: Any) -> None:
    assert parse_yaml(yaml_text({"it": value}), "").data == {"it": value}


@given(TEXT | st.lists(TEXT, max_size=4))
@settings(derandomize=True, deadline=None, max_examples=300)
def test_a_scalar_and_a_list_are_one_line_and_read_back(value: Any) -> None:
    said = yaml_scalar(value)
    assert parse_yaml(f"it: {said}\n", "").data == {"it": value}


def test_words_that_yaml_takes_for_something_else_stay_plain() -> None:
    assert yaml_text({"a": "no", "b": "12:30", "c": "010", "d": "2026-11-01"}) == (
        "a: no\nb: 12:30\nc: 010\nd: 2026-11-01\n"
    )


def test_long_texts_are_blocks_and_never_folded() -> None:
    line = "長い文" * 100
    assert yaml_text({"text": f"{line}\n次の行\n"}) == f"text: |\n  {line}\n  次の行\n"
