"""How strongly a sentence binds: each kind of ending, what has no order, what stays unknown."""

from __future__ import annotations

import pytest

from guideline.endings import FORCES, Force, ending_of, is_stricter, negations_in


@pytest.mark.parametrize(
    ("force", "sentences"),
    [
        (
            "obligation",
            "出力を確認しなければならない。|出力を確認しなければなりません。|出力を確認してください。"
            "|出力を確認するものとする。|出力を確認すること。|承認を受ける必要がある。|承認を要する。",
        ),
        (
            "prohibition",
            "個人情報を入力してはならない。|個人情報を入力しないでください。|個人情報を入力しない。"
            "|個人情報を入力しないこと。|個人情報を取り込まないものとする。|個人情報の入力を禁止する。"
            "|個人情報を入力することができない。|私用の端末は使えません。|入力を認めません。",
        ),
        (
            "recommendation",
            "出力の確認に努めるものとする。|出力を確認するよう努めなければならない。"
            "|出力を確認することが望ましい。|研修の受講を推奨します。",
        ),
        ("discouragement", "使わないよう努める。|公開の場での利用は望ましくない。"),
        (
            "permission",
            "入力することができる。|入力できます。|入力して差し支えない。|入力してもよい。"
            "|利用を妨げない。|公表することができるものとする。|検索には使えます（会議録を除く）。",
        ),
        (
            "exemption",
            "届出を要しない。|記録しなくてもよい。|承認は不要である。|保存する必要はない。"
            "|記録しないことができる。",
        ),
    ],
)
def test_endings_of_each_force(force: Force, sentences: str) -> None:
    for sentence in sentences.split("|"):
        ending = ending_of(sentence)
        assert ending is not None, sentence
        assert ending.force == force, sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "利用者が確認する。",
        "この表のとおりとする。",
        "個人情報を含まない。",
        "前の版と変わりません。",
        "誤りを見ることがある。",
        "職員のこと",
        "ものとする。",
        "",
    ],
)
def test_other_endings_tell_nothing(sentence: str) -> None:
    assert ending_of(sentence) is None


def test_ending_is_quoted_with_its_verb() -> None:
    ending = ending_of("利用者は、出力を確認するよう努めるものとする。")
    assert ending is not None
    assert (ending.text, ending.act, ending.rest) == (
        "確認するよう努めるものとする",
        "確認",
        "利用者は、出力を確認",
    )


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("obligation", "recommendation", False),
        ("recommendation", "obligation", True),
        ("prohibition", "permission", False),
        ("permission", "obligation", True),
        ("permission", "prohibition", True),
        ("prohibition", "discouragement", False),
        ("obligation", "exemption", False),
        ("obligation", "prohibition", None),
        ("recommendation", "prohibition", None),
        ("permission", "exemption", None),
    ],
)
def test_order_of_forces(old: Force, new: Force, expected: bool | None) -> None:
    assert is_stricter(old, new) is expected
    assert is_stricter(new, old) is (None if expected is None else not expected)


def test_every_force_has_a_name() -> None:
    assert len(set(FORCES.values())) == len(FORCES)


def test_words_that_only_look_like_negations_deny_nothing() -> None:
    assert negations_in("やむを得ない場合は、確認しなければならない。") == []
    assert negations_in("差し支えないときは、会議録を除き、入力しない。") == ["除き", "ない"]
