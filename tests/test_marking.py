"""Changes are marked the way a reviewer underlines them."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guideline import kept
from guideline.marking import Piece, marked
from guideline.segments import Token, tokens
from tests.marking_cases import Case, cases, drawn

SENTENCES = (
    "職員は、個人情報を入力してはならない。",
    "所属長の承認を受けた後に、対象ツールを利用することができる。",
    "事故を知った日から30日以内に情報政策課長に報告しなければならない。",
    "ただし、緊急のときは、この限りでない。",
    "著作権法（昭和45年法律第48号）第30条の４の規定による利用を含む。",
    "生成AI（文章、画像等を生成する人工知能をいう。）の使い方を、毎年度見直す。",
    "ChatGPT、Microsoft 365 Copilot 等の利用料は、1,000円までとする。",
)
WORDS = tuple(token for sentence in SENTENCES for token in tokens(sentence))

texts = st.one_of(
    st.lists(st.sampled_from(SENTENCES), max_size=4).map("".join),
    st.text(
        st.sampled_from(
            "あはがのをしてる職員情報課第条３10月日,.、。（）「」ツール・AIab 【】"
            "か\u3099e\u0301𠮷葛\U000e0100👩\u200d💻\n"
        ),
        max_size=30,
    ),
)
words = st.lists(st.sampled_from(WORDS), max_size=30).map(tuple)


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.place)
def test_marking_is_the_one_a_reviewer_draws(case: Case) -> None:
    assert case.marked() == case.drawn


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.place)
def test_drawn_marking_is_of_these_two_texts(case: Case) -> None:
    old = re.sub("｛＋.*?＋｝", "", case.drawn)
    old = re.sub("｛－(.*?)－｝|［(.*?)→(.*?)］", r"\1\2", old)
    new = re.sub("｛－.*?－｝", "", case.drawn)
    new = re.sub("｛＋(.*?)＋｝|［.*?→(.*?)］", r"\1\2", new)
    assert (old, new) == (case.old, case.new)


def test_there_are_hundreds_of_judged_pairs() -> None:
    assert len(cases()) >= 168


@given(old=texts, new=texts)
@settings(derandomize=True, database=None, deadline=None)
def test_pieces_are_both_texts_in_full(old: str, new: str) -> None:
    pieces = marked(tokens(old), tokens(new))
    assert "".join(t.text for piece in pieces for t in piece.old) == old
    assert "".join(t.text for piece in pieces for t in piece.new) == new


@given(text=texts)
@settings(derandomize=True, database=None, deadline=None)
def test_equal_texts_have_no_change(text: str) -> None:
    assert {piece.kind for piece in marked(tokens(text), tokens(text))} <= {"same"}


@given(old=words, new=words)
@settings(derandomize=True, database=None, deadline=None, max_examples=300)
def test_way_back_is_the_mirror_image(old: tuple[Token, ...], new: tuple[Token, ...]) -> None:
    there, back = marked(old, new), marked(new, old)
    for kind, opposite in (("deleted", "inserted"), ("same", "same")):
        assert [(p.old, p.new) for p in there if p.kind == kind] == [
            (p.new, p.old) for p in back if p.kind == opposite
        ]


def kind_of_writing(character: str) -> str:
    if character.isdigit():
        return "digit"
    name = unicodedata.name(character, "")
    if name.startswith(("LATIN", "FULLWIDTH LATIN")):
        return "latin"
    return "katakana" if name.startswith("KATAKANA") and character != "・" else name


@given(old=texts, new=texts)
@settings(derandomize=True, database=None, deadline=None, max_examples=300)
def test_no_border_is_inside_a_number_a_word_or_a_character(old: str, new: str) -> None:
    pieces = marked(tokens(old), tokens(new))
    for side in ("old", "new"):
        stretches = ["".join(t.text for t in getattr(p, side)) for p in pieces if getattr(p, side)]
        for before, after in pairwise(stretches):
            assert not unicodedata.combining(after[0])
            assert after[0] not in "\u200d\U000e0100"
            assert (before[-1], after[0]) != ("\u200d", "💻")
            kinds = kind_of_writing(before[-1]), kind_of_writing(after[0])
            assert kinds not in {(kind, kind) for kind in ("digit", "latin", "katakana")}


SHORT = tokens("甲の。甲の、乙するものとする乙することができる。甲ない甲と")


@st.composite
def edited(draw: st.DrawFn) -> tuple[tuple[Token, ...], tuple[Token, ...], int]:
    """A text, the text after some edits, and the characters that these took and gave."""
    pool = draw(st.sampled_from([WORDS, SHORT]))
    some = st.lists(st.sampled_from(pool), max_size=30 if pool is WORDS else 12)
    old = tuple(draw(some))
    new, cost = list(old), 0
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(new)))
        stop = draw(st.integers(start, min(len(new), start + 6)))
        taken = new[start:stop]
        put = draw(st.one_of(st.just([]), st.lists(st.sampled_from(pool), max_size=6)))
        new[start:stop] = put
        cost += size(taken) + size(put)
        if draw(st.booleans()):
            at = draw(st.integers(0, len(new)))
            new[at:at] = taken
            cost += size(taken)
    return old, tuple(new), cost


def size(some: tuple[Token, ...] | list[Token]) -> int:
    return sum(len(token.text) for token in some)


def marked_size(pieces: tuple[Piece, ...]) -> int:
    return sum(size(piece.old + piece.new) for piece in pieces if piece.kind != "same")


@given(edit=edited())
@settings(derandomize=True, database=None, deadline=None, max_examples=1000)
def test_never_marks_twice_the_characters_of_the_edit(
    edit: tuple[tuple[Token, ...], tuple[Token, ...], int],
) -> None:
    old, new, cost = edit
    assert marked_size(marked(old, new)) <= 2 * cost


def test_never_marks_twice_the_fewest_characters_either_where_sentences_are_kept_apart() -> None:
    old, new = (
        tuple(Token(word, word) for word in words.split())
        for words in (
            "ものとする 丁 。 する の ものとする ない 丙",
            "ものとする 甲 する の の 乙",
        )
    )
    fewest = size(old) + size(new) - 2 * size([Token("ものとするするの", "")])
    assert marked_size(marked(old, new)) <= 2 * fewest


def test_renumbered_reference_is_not_marked() -> None:
    def with_reference(number: str) -> tuple[Token, ...]:
        return (Token(number, "input/never"), *tokens("の規定による。"))

    (piece,) = marked(with_reference("第３条"), with_reference("第４条"))
    assert (piece.kind, piece.old[0].text, piece.new[0].text) == ("same", "第３条", "第４条")


def test_reference_to_another_clause_is_marked_though_it_shows_the_same_number() -> None:
    old, new = (Token("第３条", "input/never"),), (Token("第３条", "input/ever"),)
    assert [piece.kind for piece in marked(old, new)] == ["deleted", "inserted"]


def test_text_beyond_the_cap_is_compared_by_sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST_PAIRS", 20)
    old = "".join(SENTENCES)
    new = old.replace("30日", "14日").replace(SENTENCES[3], "")
    assert drawn(marked(tokens(old), tokens(new))) == old.replace("30日", "［30日→14日］").replace(
        SENTENCES[3], f"｛－{SENTENCES[3]}－｝"
    )


def test_sentence_beyond_the_cap_is_rewritten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST_PAIRS", 0)
    pieces = marked(tokens("事故は、直ちに報告する"), tokens("直ちに、部長が報告した"))
    assert drawn(pieces) == "［事故は、直ちに報告する→直ちに、部長が報告した］"


def test_sentences_beyond_the_cap_that_became_one_are_rewritten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(kept, "MOST_PAIRS", 3)
    old, new = f"まず、{SENTENCES[0]}{SENTENCES[1]}", f"{SENTENCES[0][:-1]}、{SENTENCES[1]}次"
    assert drawn(marked(tokens(old), tokens(new))) == f"［{old}→{new}］"


def test_moved_sentence_beyond_the_cap_is_taken_out_and_put_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(kept, "MOST_PAIRS", 20)
    moved, stays = SENTENCES[0], SENTENCES[1] + SENTENCES[2]
    pieces = marked(tokens(moved + stays), tokens(stays + moved))
    assert drawn(pieces) == f"｛－{moved}－｝{stays}｛＋{moved}＋｝"
