"""The lock file: written, read back as it was, and refused when somebody edited it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guideline.errors import ContentError
from guideline.layers.lock import lock_text, read_lock
from guideline.model.layer import Declined, Lock, Witness
from guideline.source import FORBIDDEN, parse_yaml
from tests.helpers import the_problem

LOCK = Lock(
    library="標準",
    version="0.1.0",
    hash="abc",
    below=("県",),
    bases={
        "amend a/x": Witness("---\nid: a/x\n---\n本文です。\n\n- 一つ\n"),
        "move a/y": Witness("", "a/x"),
        "set choices.agents": Witness("no\n"),
    },
    values={"choices.agents": "no"},
    declined=(Declined("町", "a/x", "rule", "新しい文。\n", "協議済み", "2026-11-01"),),
)


def read(text: str) -> Lock:
    return read_lock(parse_yaml(text, "guideline.lock"))


def test_what_is_written_is_read_again() -> None:
    assert read(lock_text(LOCK)) == LOCK


def test_equal_locks_are_equal_bytes_in_any_order() -> None:
    turned = replace(LOCK, bases=dict(reversed(list(LOCK.bases.items()))))
    assert lock_text(turned) == lock_text(LOCK)


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"])).filter(
    lambda text: not FORBIDDEN.search(text) and not set("\r\x85\u2028\u2029\ufeff") & set(text)
)


@given(TEXTS)
@settings(derandomize=True, deadline=None, max_examples=300)
def test_any_text_is_kept(text: str) -> None:
    lock = Lock("n", "1", "h", bases={"amend a/x": Witness(text)})
    assert read(lock_text(lock)).bases["amend a/x"].text == text


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("本文です。", "本文でした。", "lock-edited"),
        ("本文です。\n", "本文です。\n      加えた。\n", "lock-edited"),
        ("lock: 1", "lock: 2", "lock-format"),
        ("bases:", "basis:", "lock-broken"),
        ("  version: 0.1.0\n", "", "lock-broken"),
        ("  - operation: amend a/x\n    hash", "  - hash", "lock-broken"),
    ],
)
def test_a_lock_that_was_edited_is_refused(old: str, new: str, code: str) -> None:
    text = lock_text(LOCK)
    assert old in text
    with pytest.raises(ContentError) as caught:
        read(text.replace(old, new, 1))
    assert the_problem(caught).code == code


@pytest.mark.parametrize(
    "text", ["", "[]\n", "ただの文\n", "lock: [1]\n", "lock: '1'\nlibrary: x\n"]
)
def test_what_is_no_lock_is_refused(text: str) -> None:
    with pytest.raises(ContentError) as caught:
        read(text)
    assert the_problem(caught).code in ("lock-broken", "lock-format")
