"""The heaviest common subsequence is found, with the fewest breaks."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from guideline.subsequence import common_ends, equal_pairs, heaviest_chain

pairs = st.dictionaries(
    st.tuples(st.integers(0, 4), st.integers(0, 4)), st.integers(1, 5), max_size=9
)


@given(weights=pairs)
@settings(derandomize=True, database=None)
def test_chain_is_the_heaviest_of_all(weights: dict[tuple[int, int], int]) -> None:
    def rises(some: tuple[tuple[int, int], ...]) -> bool:
        return all(a[0] < b[0] and a[1] < b[1] for a, b in combinations(some, 2))

    every = (
        some
        for size in range(len(weights) + 1)
        for some in combinations(sorted(weights), size)
        if rises(some)
    )
    heaviest = max(sum(weights[pair] for pair in some) for some in every)
    chain = heaviest_chain(((*pair, weight) for pair, weight in weights.items()), 5)
    assert rises(chain)
    assert sum(weights[pair] for pair in chain) == heaviest


def test_weight_counts_more_than_number() -> None:
    assert heaviest_chain([(0, 2, 1), (1, 3, 1), (2, 0, 5)], 4) == ((2, 0),)


def test_of_equal_weights_the_unbroken_chain_is_taken() -> None:
    assert heaviest_chain([(0, 1, 1), (1, 1, 1), (2, 2, 1)], 3) == ((1, 1), (2, 2))


def test_nothing_in_common_is_an_empty_chain() -> None:
    assert heaviest_chain([], 0) == ()


def test_common_ends_do_not_overlap() -> None:
    assert common_ends("ああ", "あああ") == (2, 0)
    assert common_ends("あいう", "あえう") == (1, 1)


def test_too_many_equal_pairs_are_not_listed() -> None:
    assert equal_pairs("ああ", "ああ", 3) is None
    assert equal_pairs("ああ", "ああ", 4) == [(0, 0), (0, 1), (1, 0), (1, 1)]
