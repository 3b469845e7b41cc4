"""Text is cut into what a reviewer marks whole or not at all."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guideline.segments import sentences, tokens


def cut(text: str) -> str:
    return "｜".join(token.text for token in tokens(text))


CUTS = (
    # what is a word in figures
    "第３条｜第２項｜第１号｜の｜規定",
    "第三条の二｜により",
    "著作権法｜第30条の４",
    "第２の１｜及び｜別表第１",
    "第三者｜の｜権利",
    "令和９年４月１日｜から",
    "令和元年度｜の｜計画",
    "2026年11月22日｜まで",
    "（｜平成15年法律第57号｜）",
    "1,000円｜以内",
    "30日｜以内｜に",
    "１万字｜まで",
    "３か月｜ごと",
    "十分｜な｜確認",
    "午前９時30分｜から",
    # other scripts
    "ai@city.aonami.example｜に｜送る",
    "https://city.example/ai?a=1｜を",
    "GPT-5.1｜と｜v1.10",
    "３D｜プリンター｜の｜図",
    "コピー・アンド・ペースト｜を",
    "生成AI｜ツール",
    # words with okurigana
    "取り扱う｜ことができる",
    "取扱い｜を｜定める",
    "見直し｜てください",
    "確認｜し｜、",
    "示し｜てください",
    "少ない｜ため",
    "確かめ｜なければならない",
    "文字起こし｜を",
    "速やかに｜報告｜する",
    "明らか｜に｜する",
    "情報｜を｜ふまえる",
    "別途｜定める",
    "研修後｜改めて｜使う",
    "必要｜な｜情報",
    # endings
    "入力｜してはならない｜。",
    "入力｜しない｜よう努めるものとする｜。",
    "受ける｜ものとする｜。",
    "公表｜されていない｜情報",
    # compounds
    "情報政策課長｜に",
    "総務部｜情報政策課｜が",
    "当該｜職員",
    "個人情報｜等｜の",
    "平等｜な",
    "市民課題｜の",
    # particles
    "個人情報｜に関する｜こと｜を",
    "職員｜には｜、",
    # marks
    "【責任者（例：課長）】｜の",
    "「｜生成物｜」｜とは",
    "(1)｜氏名",
    "6(14)｜により",
)


@pytest.mark.parametrize("expected", CUTS)
def test_cut_is_where_words_end(expected: str) -> None:
    assert cut(expected.replace("｜", "")) == expected


@given(text=st.text())
@settings(derandomize=True, database=None, deadline=None)
def test_tokens_joined_are_the_text(text: str) -> None:
    assert "".join(token.text for token in tokens(text)) == text


def test_kana_that_no_list_knows_are_cut_where_phrases_end() -> None:
    assert cut("こまめにたしかめて使う") == "こまめに｜たしかめて｜使う"


def test_marks_stay_with_the_character_they_belong_to() -> None:
    assert cut("情報は\u3099") == "情報｜は\u3099"
    assert cut("葛\U000e0100城市") == "葛\U000e0100城市"
    assert cut("👩\u200d💻を") == "👩\u200d💻｜を"


def sentence_texts(text: str) -> list[str]:
    return ["".join(token.text for token in one) for one in sentences(tokens(text))]


def test_sentences_end_at_full_stops() -> None:
    assert sentence_texts("確認する。ただし、緊急のときを除く。次へ") == [
        "確認する。",
        "ただし、緊急のときを除く。",
        "次へ",
    ]


def test_full_stop_in_brackets_or_a_quotation_ends_no_sentence() -> None:
    text = "情報（個人情報を含む。）を「入力しない。」と定める。"
    assert sentence_texts(text + text) == [text, text]


def test_bracket_that_nobody_closes_hides_no_full_stop() -> None:
    assert sentence_texts("１）確認する。（承認する。記録する。") == [
        "１）確認する。",
        "（承認する。",
        "記録する。",
    ]
