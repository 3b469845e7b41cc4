"""Base, ours and new become one text by paragraph and sentence, or a question."""

from __future__ import annotations

import pytest

from guideline.layers.merge import Passage, merge, paragraphs, sentences

A = "一つ目の段落は、利用者が守ることを定めます。\n\n"
B = "二つ目の段落は、所属長が確かめることを定めます。\n\n"
C = "三つ目の段落には、委託先との契約について書きます。\n\n"
ADDED = "町では、議会の答弁にも使います。\n\n"
OTHER = "点検は、監査委員が毎年行います。\n\n"


def settled(base: str, ours: str, new: str) -> str:
    passages = merge(base, ours, new)
    assert not [passage for passage in passages if passage.outcome == "asked"]
    return "".join(passage.settled for passage in passages)


def asked(base: str, ours: str, new: str) -> list[Passage]:
    return [passage for passage in merge(base, ours, new) if passage.outcome == "asked"]


@pytest.mark.parametrize(
    ("base", "ours", "new", "outcome", "stands"),
    [
        ("元", "元", "元", "unchanged", "元"),
        ("元", "元", "新", "taken", "新"),
        ("元", "層", "元", "kept", "層"),
        ("元", "同", "同", "same", "同"),
        ("元", "層", "新", "asked", "層"),
        ("", "層", "新", "asked", "層"),
    ],
)
def test_each_case_has_its_outcome(
    base: str, ours: str, new: str, outcome: str, stands: str
) -> None:
    passage = Passage(base, ours, new)
    assert (passage.outcome, passage.settled) == (outcome, stands)


def test_paragraphs_added_and_changed_by_different_sides_are_merged() -> None:
    changed = C.replace("契約", "覚書")
    assert settled(A + B + C, A + ADDED + B + C, A + B + changed) == A + ADDED + B + changed


def test_neighbouring_sentences_changed_by_different_sides_are_merged() -> None:
    base = "利用者は、毎日記録します。所属長は、毎月確かめます。\n\n"
    ours = base.replace("毎日", "毎週")
    new = base.replace("毎月", "四半期ごとに")
    both = "利用者は、毎週記録します。所属長は、四半期ごとに確かめます。\n\n"
    assert settled(base, ours, new) == both


def test_one_sentence_changed_by_both_is_the_only_thing_asked() -> None:
    base = "利用者は、毎日記録します。所属長は、毎月確かめます。\n\n"
    ours, new = base.replace("毎日", "毎週"), base.replace("毎日", "使うたびに")
    assert asked(base, ours, new) == [
        Passage(
            "利用者は、毎日記録します。",
            "利用者は、毎週記録します。",
            "利用者は、使うたびに記録します。",
        )
    ]


def test_paragraphs_added_by_both_in_one_place_are_asked() -> None:
    assert asked(A + B, A + ADDED + B, A + OTHER + B) == [Passage("", ADDED, OTHER)]


def test_paragraph_moved_by_one_and_changed_by_the_other_is_changed_at_its_new_place() -> None:
    changed = A.replace("守る", "必ず守る")
    assert settled(A + B + C, B + C + A, changed + B + C) == B + C + changed
    assert settled(A + B + C, changed + B + C, B + C + A) == B + C + changed


def test_paragraph_moved_by_one_and_taken_out_by_the_other_does_not_come_back() -> None:
    assert settled(A + B + C, A + B, C + A + B) == A + B
    assert settled(A + B + C, C + A + B, A + B) == A + B


def test_paragraph_taken_out_by_one_and_changed_by_the_other_is_asked() -> None:
    changed = B.replace("確かめる", "必ず確かめる")
    assert asked(A + B + C, A + C, A + changed + C) == [Passage(B, "", changed)]


def test_moves_and_changes_that_contradict_are_asked_as_a_whole_rather_than_lost() -> None:
    base, ours, new = A + B + C, ADDED + C + A, C + OTHER + B
    said = "".join(p.settled + p.ours + p.new for p in merge(base, ours, new))
    assert all(text.strip() in said for text in (ADDED, OTHER, A, C))


def test_a_full_stop_in_brackets_ends_no_sentence() -> None:
    text = "「はい。」と答えます（記録を残すこと。）。終わりです。\n"
    assert sentences(text) == ("「はい。」と答えます（記録を残すこと。）。", "終わりです。", "\n")


def test_pieces_joined_are_the_text() -> None:
    text = "\n\n一。\n二。\n\n\n- 三\n- 四\n \n五"
    assert "".join(paragraphs(text)) == text
    assert "".join(sentences(text)) == text
