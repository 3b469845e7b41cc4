"""What is marked is what was edited: beside a known edit, and beside Python's own comparison."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from functools import lru_cache

import pytest

from guideline.compare import compare
from guideline.comparison_text import characters
from guideline.marking import marked
from guideline.model.version import Version
from guideline.segments import tokens
from tests.marking_cases import cases
from tests.synthetic_pair import Pair, synthetic_pair

SEEDS = range(1, 7)


@lru_cache
def pair_of(seed: int) -> Pair:
    return synthetic_pair(seed=seed)


def told(pair: Pair) -> tuple[int, int, int]:
    """The characters told as deleted, inserted and moved."""
    comparison = compare(Version("旧", pair.old), Version("新", pair.new))
    counted = [characters(change) for change in comparison.changes]
    deleted, inserted, moved = (sum(each) for each in zip(*counted, strict=True))
    return deleted, inserted, moved


def by_difflib(old: Sequence[str], new: Sequence[str]) -> int:
    """The characters that Python's own comparison deletes and inserts."""
    codes = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    changed = [(old[a:b], new[c:d]) for kind, a, b, c, d in codes if kind != "equal"]
    return sum(len("".join(side)) for sides in changed for side in sides)


def words(text: str) -> list[str]:
    return [token.text for token in tokens(text)]


def test_pair_has_edits_of_each_kind() -> None:
    pair = pair_of(1)
    assert min(pair.deleted, pair.inserted, pair.moved) > 500
    assert len(pair.texts) == 40


def test_known_edit_is_told_to_the_character() -> None:
    pair = pair_of(1)
    assert told(pair) == (pair.deleted, pair.inserted, pair.moved)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_more_is_told_than_was_edited(seed: int) -> None:
    pair = pair_of(seed)
    # Now and then a sentence shares half its words with the one in whose place it stands.
    assert sum(told(pair)) <= 1.02 * (pair.deleted + pair.inserted + pair.moved)


@pytest.mark.parametrize("seed", SEEDS)
def test_less_is_told_than_python_tells_of_the_same_pair(seed: int) -> None:
    pair = pair_of(seed)
    assert sum(told(pair)) < sum(by_difflib(list(old), list(new)) for old, new in pair.texts)
    assert sum(told(pair)) < sum(by_difflib(words(old), words(new)) for old, new in pair.texts)


def test_judged_pairs_cost_little_more_than_python_marks_in_the_same_words() -> None:
    ours = theirs = 0
    for case in cases():
        old, new = words(case.old), words(case.new)
        pieces = marked(tokens(case.old), tokens(case.new))
        mine = sum(len(t.text) for p in pieces if p.kind != "same" for t in p.old + p.new)
        assert mine <= 2 * by_difflib(old, new), case.place
        ours, theirs = ours + mine, theirs + by_difflib(old, new)
    # What is joined so that it reads well.
    assert ours <= 1.03 * theirs
