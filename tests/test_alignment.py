"""Sequences of texts are paired: kept, changed, moved, split, merged, deleted, inserted."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guideline import alignment
from guideline.alignment import Match, align

A = "職員は、対象ツールに個人情報を入力してはならない。"
B = "生成物を公表するときは、担当者が元の資料で確かめる。"
C = "事故を知った者は、直ちに情報政策課に報告する。"
D = "研修を修了していない者は、対象ツールを利用できない。"
A2 = A.replace("個人情報", "特定個人情報")


def seen(old: list[str], new: list[str]) -> list[tuple[str, tuple[int, ...], tuple[int, ...]]]:
    return [(match.kind, match.old, match.new) for match in align(old, new)]


def test_equal_texts_stay() -> None:
    assert seen([A, B], [A, B]) == [("same", (0,), (0,)), ("same", (1,), (1,))]


def test_like_texts_are_one_text_that_changed() -> None:
    assert seen([A, B], [A2, B])[0] == ("changed", (0,), (0,))


def test_unlike_texts_are_a_deletion_before_an_insertion() -> None:
    assert seen([A, B, C], [A, D, C]) == [
        ("same", (0,), (0,)),
        ("deleted", (1,), ()),
        ("inserted", (), (1,)),
        ("same", (2,), (2,)),
    ]


def test_deletion_stands_where_the_text_was() -> None:
    assert seen([A, B, C], [A, C])[1] == ("deleted", (1,), ())
    assert seen([A, B], [B])[0] == ("deleted", (0,), ())


def test_text_in_another_place_has_moved() -> None:
    assert seen([A, B, C], [B, C, A]) == [
        ("same", (1,), (0,)),
        ("same", (2,), (1,)),
        ("moved", (0,), (2,)),
    ]


def test_text_may_change_a_little_while_it_moves() -> None:
    assert ("moved", (0,), (2,)) in seen([A, B, C], [B, C, A2])


def test_short_text_in_another_place_is_no_move() -> None:
    assert seen(["ただし、", B, C], [B, C, "ただし、"]) == [
        ("deleted", (0,), ()),
        ("same", (1,), (0,)),
        ("same", (2,), (1,)),
        ("inserted", (), (2,)),
    ]


def test_paragraph_becomes_two() -> None:
    assert seen([A + B, C], [A, B, C]) == [("split", (0,), (0, 1)), ("same", (1,), (2,))]


def test_paragraph_of_which_a_short_part_is_cut_off_is_split() -> None:
    long = A + B + C
    assert seen([long + D], [long, D]) == [("split", (0,), (0, 1))]


def test_paragraph_after_the_parts_is_none_of_them() -> None:
    assert seen([A + B], [A, B, "別に定める。"]) == [
        ("split", (0,), (0, 1)),
        ("inserted", (), (2,)),
    ]


def test_two_paragraphs_become_one() -> None:
    assert seen([A, B, C], [A2 + B, C]) == [("merged", (0, 1), (0,)), ("same", (2,), (1,))]


def test_paragraph_beside_one_that_stays_is_not_part_of_it() -> None:
    assert seen([A], [A, B]) == [("same", (0,), (0,)), ("inserted", (), (1,))]


def test_best_likeness_wins_not_the_nearest_place() -> None:
    assert seen([A, B], [D, A2, B])[1] == ("changed", (0,), (1,))


def test_table_rows_without_words_are_paired_in_order() -> None:
    rows = ["○", "×", "○"] * 200
    assert {match.kind for match in align(rows, rows)} == {"same"}
    assert [match.kind for match in align(rows, [*rows[:300], "△", *rows[300:]])].count(
        "inserted"
    ) == 1


def test_rows_repeated_beyond_the_limit_are_paired_by_those_that_occur_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(alignment, "_EQUAL_PAIRS", 3)
    assert ("same", (2,), (1,)) in seen(["○", "○", A, "○"], ["△", A, "○", "○", "△"])


@given(data=st.data())
@settings(derandomize=True, database=None, deadline=None)
def test_every_text_is_told_once_and_in_the_new_order(data: st.DataObject) -> None:
    some = st.lists(st.sampled_from([A, A2, B, C, D, A + B, "○", ""]), max_size=7)
    old, new = data.draw(some), data.draw(some)
    matches = align(old, new)
    assert sorted(i for match in matches for i in match.old) == list(range(len(old)))
    assert [j for match in matches for j in match.new] == list(range(len(new)))
    stays = [i for match in matches if match.kind != "moved" for i in match.old]
    assert stays == sorted(stays)
    for match in matches:
        if match.kind == "same":
            assert [old[i] for i in match.old] == [new[j] for j in match.new]
        if match.kind == "changed":
            assert [old[i] for i in match.old] != [new[j] for j in match.new]


@pytest.mark.parametrize("long", [1_000, 10_000_000])
def test_hundreds_of_changed_paragraphs_find_their_partners(
    long: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alignment, "_LONG_IN_ALL", long)
    chance = random.Random(1)  # noqa: S311
    words = ["職員", "情報", "生成物", "承認", "記録", "研修", "契約", "公表", "入力", "確認"]

    def paragraph(number: int) -> str:
        return "".join(f"{chance.choice(words)}{chance.randrange(99)}を" for _ in range(30)) + str(
            number
        )

    old = [paragraph(n) for n in range(300)]
    new = [text.replace("情報", "資料") + "とする。" for text in old]
    old[150] = new[150] = ""
    assert align(old, new) == tuple(
        Match("same" if n == 150 else "changed", (n,), (n,)) for n in range(300)
    )
    del new[100:120]
    assert [m.kind for m in align(old, new)].count("deleted") == 20
