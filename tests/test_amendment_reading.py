"""The reader of 改め文: what sentences do to provisions, and which sentences it refuses.

The sentences are written by hand, as they stand in amendments, not by our generator.
"""

from __future__ import annotations

import pytest

from guideline.amend.law import UnreadableError
from guideline.amend.provisions import Grid, Provisions, provisions_of
from guideline.amend.reading import amended
from guideline.amend.text import Sentence
from tests.regulations import regulation

TEXT = """
# one 総則
## purpose 目的
この規程は、利用について定める。
## words 用語
用語は、次のとおりとする。
- 甲をいう。
- 乙をいう。
- 丙をいう。
# two 利用
## use 利用の手続
課長は、申請を受ける。課長は、審査する。ただし、急ぐときは、この限りでない。
部長は、次の表により承認する。
| 区分 | 承認者 |
| 公開 | 課長 |
| 秘密 | 部長 |
課長は、記録する。
## log 記録
課長は、記録を保存する。
## review 見直し
部長は、規程を見直す。
## contact 窓口
窓口は、課に置く。
## rest 委任
細目は、別に定める。
"""


def law(text: str = TEXT) -> Provisions:
    return provisions_of(regulation(text))


def after(text: str, *block: str | Grid) -> Provisions:
    return amended(law(), [Sentence(text, block)])


@pytest.mark.parametrize(
    ("sentence", "changes"),
    [
        ("第１条中「利用」を「使用」に改める。", [("、利用に", "、使用に")]),
        ("第１条中「利用」の下に「及び管理」を加える。", [("、利用に", "、利用及び管理に")]),
        ("第２条第２号中「乙」を「丁」に改める。", [("乙をいう", "丁をいう")]),
        ("第２条各号列記以外の部分中「次」を「左」に改める。", [("用語は、次の", "用語は、左の")]),
        ("第３条の見出し中「利用の」を削る。", [("利用の手続", "手続")]),
        ("第３条の見出しを「（手順）」に改める。", [("利用の手続", "手順")]),
        ("第３条第１項ただし書中「急ぐ」を「試す」に改める。", [("急ぐ", "試す")]),
        (
            "第３条第１項本文中「申請を」を「届出を」に改め、同条第３項中「記録」を「記載」に改める。",
            [("申請を", "届出を"), ("課長は、記録する", "課長は、記載する")],
        ),
        (
            "第３条第１項中「課長」を「部長」に改める。",
            [("課長は、申請を受ける。課長は、審査", "部長は、申請を受ける。部長は、審査")],
        ),
        (
            "第３条第１項中「課長は、」を削る。",
            [("課長は、申請を受ける。課長は、審査", "申請を受ける。審査")],
        ),
        (
            "第３条第１項及び第３項中「課長は」を「係長は」に改める。",
            [
                ("課長は、申請を受ける。課長は、審査", "係長は、申請を受ける。係長は、審査"),
                ("課長は、記録する", "係長は、記録する"),
            ],
        ),
        (
            "第３条第１項から第３項までの規定中「課長」を「係長」に改め、同項中「記録」を「記載」に改める。",
            [
                ("課長は、申請を受ける。課長は、審査", "係長は、申請を受ける。係長は、審査"),
                ("| 公開 | 課長", "| 公開 | 係長"),
                ("課長は、記録する", "係長は、記載する"),
            ],
        ),
        (
            "本則中「部長」を「局長」に改める。",
            [
                ("部長は、次の", "局長は、次の"),
                ("| 秘密 | 部長", "| 秘密 | 局長"),
                ("部長は、規程", "局長は、規程"),
            ],
        ),
        (
            "第３条第２項の表中「公開」の項及び「秘密」の項を削る。",
            [("| 公開 | 課長 |\n| 秘密 | 部長 |\n", "")],
        ),
        ("第３条第１項ただし書を削る。", [("ただし、急ぐときは、この限りでない。", "")]),
        (
            "第３条第２項の表「公開」の項中「課長」を「係長」に改め、同表「秘密」の項中「部長」を「局長」に改める。",
            [("| 公開 | 課長", "| 公開 | 係長"), ("| 秘密 | 部長", "| 秘密 | 局長")],
        ),
        ("第３条第２項の表中「公開」の項を削る。", [("| 公開 | 課長 |\n", "")]),
        ("第２章の章名を「運用」に改める。", [("# two 利用", "# two 運用")]),
        (
            "第２条中第２号を削り、第３号を第２号とする。",
            [("- 乙をいう。\n", "")],
        ),
        ("第２条各号を削る。", [("- 甲をいう。\n- 乙をいう。\n- 丙をいう。\n", "")]),
        ("第３条第１項及び第２項を削り、同条第３項を同条第１項とする。", None),
        (
            "第４条を削り、第５条を第４条とし、第６条を第５条とし、第７条を第６条とする。",
            [("## log 記録\n課長は、記録を保存する。\n", "")],
        ),
        (
            "第４条を削り、第５条から第７条までを１条ずつ繰り上げる。",
            [("## log 記録\n課長は、記録を保存する。\n", "")],
        ),
        ("第５条から第７条までを削る。", None),
    ],
)
def test_sentences_do_what_they_say(sentence: str, changes: list[tuple[str, str]] | None) -> None:
    found = after(sentence)
    if changes is None:
        assert found != law()
        return
    text = TEXT
    for one, other in changes:
        assert text.count(one) == 1
        text = text.replace(one, other)
    assert found == law(text)


def test_new_articles_and_moves() -> None:
    found = after(
        "第７条を第８条とし、第４条から第６条までを１条ずつ繰り下げ、第３条の次に次の１条を加える。",
        "（報告）",
        "第４条　事故は、次により報告する。",
        "(1)　直ちに",
        "(2)　書面で",
        "２　報告は、課に行う。",
    )
    new = "## report 報告\n事故は、次により報告する。\n- 直ちに\n- 書面で\n報告は、課に行う。\n"
    assert found == law(TEXT.replace("## log", new + "## log"))


def test_a_branch_number_keeps_the_others() -> None:
    found = after("第３条の次に次の１条を加える。", "（報告）", "第３条の２　事故は、報告する。")
    assert [a.number for a in found.articles][2:5] == ["第３条", "第３条の２", "第４条"]


def test_a_paragraph_between_two_after_the_last_has_moved() -> None:
    found = after(
        "第３条中第３項を第４項とし、第２項の次に次の１項を加える。", "３　承認は、書面による。"
    )
    assert found == law(TEXT.replace("課長は、記録する", "承認は、書面による。\n課長は、記録する"))


def test_a_proviso_and_a_table_are_added() -> None:
    found = after("第４条に次のただし書を加える。", "ただし、試行の記録を除く。")
    assert found == law(TEXT.replace("保存する。", "保存する。ただし、試行の記録を除く。"))
    table = Grid(("年", "数"), (("1", "2"),))
    found = after("第４条に次の表を加える。", table)
    assert found == law(TEXT.replace("保存する。", "保存する。\n| 年 | 数 |\n| 1 | 2 |"))


def test_sentences_follow_each_other() -> None:
    found = amended(
        law(),
        [
            Sentence("第４条を削り、第５条から第７条までを１条ずつ繰り上げる。"),
            Sentence("第４条中「部長」を「課長」に改める。"),
        ],
    )
    text = TEXT.replace("## log 記録\n課長は、記録を保存する。\n", "")
    assert found == law(text.replace("部長は、規程", "課長は、規程"))


@pytest.mark.parametrize(
    "sentence",
    [
        pytest.param("第３条第１項中「課長」の下に「等」を加える。", id="words that occur twice"),
        pytest.param("第３条第１項中「局長」を「部長」に改める。", id="words that do not occur"),
        pytest.param("第３条第１項及び第１項中「記録」を「台帳」に改める。", id="one 項 twice"),
        pytest.param(
            "第３条第１項及び第４項中「課長」を「部長」に改める。", id="a list with no 項"
        ),
        pytest.param(
            "第３条第３項から第１項までの規定中「課長」を「部長」に改める。", id="backwards"
        ),
        pytest.param("本則中「局長」を「部長」に改める。", id="words that the 本則 does not have"),
        pytest.param(
            "第３条第２項の表中「公開」の項及び「極秘」の項を削る。", id="two rows, one there"
        ),
        pytest.param("第１条中「利用」を「使用」に、「使用」を「活用」に改める。", id="new words"),
        pytest.param("第９条中「利用」を「使用」に改める。", id="an article that is not there"),
        pytest.param("第１条第２項中「利用」を「使用」に改める。", id="a 項 that is not there"),
        pytest.param("第２条第４号を削る。", id="a 号 that is not there"),
        pytest.param("第１条各号列記以外の部分中「利用」を「使用」に改める。", id="no 号"),
        pytest.param("第１条ただし書を削る。", id="no ただし書"),
        pytest.param("第３条第１項前段中「申請」を「届出」に改める。", id="three sentences"),
        pytest.param("第３条の表中「公開」の項を削る。", id="which 項 has the table is not said"),
        pytest.param("第３条第２項の表中「極秘」の項を削る。", id="a row that is not there"),
        pytest.param("同条中「利用」を「使用」に改める。", id="同条 without an article before"),
        pytest.param("第１条を第２条とする。", id="a number that is taken"),
        pytest.param("第４条から第６条までを１条ずつ繰り下げる。", id="a run into a number taken"),
        pytest.param("第１条を削る。第２条を削る。", id="two sentences in one"),
        pytest.param("第４条を第３条の２とし、第３条を第９条とする。", id="numbers out of order"),
        pytest.param("第２条第２号を削る。", id="a gap in the numbers of the 号"),
        pytest.param("第３条第２項を削る。", id="a gap in the numbers of the 項"),
        pytest.param("第１条中「利用を「使用」に改める。", id="a quotation that does not end"),
        pytest.param("第１条中「利用」を「使用」に改め。", id="a verb that does not end"),
        pytest.param("第１条を適当に直す。", id="no sentence of an amendment"),
        pytest.param("第３条の次に次の１条を加える。", id="nothing to add"),
    ],
)
def test_what_could_be_read_two_ways_or_none_is_refused(sentence: str) -> None:
    with pytest.raises(UnreadableError):
        after(sentence)


@pytest.mark.parametrize(
    ("sentence", "block"),
    [
        ("第３条の次に次の２条を加える。", ("第３条の２　一つだけ。",)),
        ("第３条の次に次の１条を加える。", ("第４条　番号が重なる。",)),
        ("第１条を次のように改める。", ("第２条　番号が違う。",)),
        ("第１条を次のように改める。", ("第１条　本文。", "（余り）")),
        ("第２条に次の１号を加える。", ("(4)　丁", "(5)　戊")),
        ("第２条に次の１号を加える。", ("(5)　番号が飛ぶ。",)),
        ("第４条に次のただし書を加える。", ("次に掲げる場合を除く。",)),
        ("第１条中「利用」を「使用」に改める。", ("行き先のない行",)),
    ],
)
def test_new_provisions_that_do_not_fit_are_refused(sentence: str, block: tuple[str, ...]) -> None:
    with pytest.raises(UnreadableError):
        after(sentence, *block)


def test_a_refusal_tells_the_article_by_its_old_number() -> None:
    with pytest.raises(UnreadableError) as caught:
        amended(
            law(),
            [
                Sentence("第４条を削り、第５条から第７条までを１条ずつ繰り上げる。"),
                Sentence("第４条中「局長」を「課長」に改める。"),
            ],
        )
    assert caught.value.article == "第５条"
