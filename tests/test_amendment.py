"""Sentences as an officer who drafts amendments would write them, and what is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from guideline.amend.amendment import amendment, amendment_of, frame_of
from guideline.amend.provisions import provisions_of
from guideline.amend.text import Frame
from guideline.document import Document, Name
from guideline.errors import CallError, ContentError
from tests.helpers import problems_of
from tests.regulations import regulation


def said(old: Document | str, new: Document | str) -> list[str]:
    """The lines of the amendment, new provisions included."""
    before = regulation(old) if isinstance(old, str) else old
    after = regulation(new) if isinstance(new, str) else new
    return amendment(before, after).lines


def chapters(*articles: str) -> str:
    """One chapter with these articles, each as `id 見出し` and its lines."""
    return "# one 総則\n" + "\n".join("## " + article for article in articles)


PURPOSE = "purpose 目的\nこの規程は、生成AIの利用について必要な事項を定める。"
SCOPE = "scope 適用範囲\nこの規程は、職員が業務で利用するときに適用する。"
DUTY = "duty 責務\n利用者は、生成物を確かめなければならない。"
TOOLS = "tools 対象ツール\n利用できるツールは、情報政策課長が指定する。"
INPUT = "input 入力\n利用者は、秘密の情報を入力してはならない。"
REPORT = "report 報告\n利用者は、事故があったときは、直ちに上司に報告しなければならない。"
LOG = "log 記録\n情報政策課長は、利用の記録を保存する。"
REVIEW = "review 見直し\n情報政策課長は、この規程を毎年見直す。"
SEVEN = (PURPOSE, SCOPE, DUTY, TOOLS, INPUT, REPORT, LOG)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        pytest.param(
            "情報政策課長が指定する。",
            "情報企画課長が指定する。",
            "第４条中「情報政策課長」を「情報企画課長」に改める。",
            id="a word of kanji is replaced whole",
        ),
        pytest.param(
            "デジタル推進課が指定する。",
            "DX推進課が指定する。",
            "第４条中「デジタル推進課」を「DX推進課」に改める。",
            id="an office is replaced whole, whatever scripts it is written in",
        ),
        pytest.param(
            "記録を5年保存する。",
            "記録を10年保存する。",
            "第４条中「5年」を「10年」に改める。",
            id="a number is replaced with its unit",
        ),
        pytest.param(
            "第１９条により入力できる。",
            "第２０条により入力できる。",
            "第４条中「第１９条」を「第２０条」に改める。",
            id="the number of another article is replaced whole",
        ),
        pytest.param(
            "クラウドサービスを利用する。",
            "クラウドを利用する。",
            "第４条中「クラウドサービス」を「クラウド」に改める。",
            id="katakana is not cut",
        ),
        pytest.param(
            "職員は、ツールを利用できる。",
            "職員は、所属長の承認を受けて、ツールを利用できる。",
            "第４条中「職員は、」の下に「所属長の承認を受けて、」を加える。",
            id="words are added below those before them",
        ),
        pytest.param(
            "職員は、ツールを利用できる。",
            "原則として、職員は、ツールを利用できる。",
            "第４条中「職員」を「原則として、職員」に改める。",
            id="at the start there is nothing to add below",
        ),
        pytest.param(
            "職員は、所属長の承認を受けて、ツールを利用できる。",
            "職員は、ツールを利用できる。",
            "第４条中「所属長の承認を受けて、」を削る。",
            id="words are removed",
        ),
        pytest.param(
            "ツールを選び、目的を定め、利用する。",
            "サービスを選び、期間を定め、利用する。",
            "第４条中「ツール」を「サービス」に、「目的」を「期間」に改める。",
            id="two replacements share the verb",
        ),
        pytest.param(
            "部長は、承認し、部長に報告させる。",
            "課長は、承認し、部長に報告させる。",
            "第４条中「部長は」を「課長は」に改める。",
            id="words that occur twice are quoted with their neighbour",
        ),
        pytest.param(
            "「可」の情報は、入力できる。",
            "「可」又は「条件付き」の情報は、入力できる。",
            "第４条中「「可」」の下に「又は「条件付き」」を加える。",
            id="quotation marks are quoted in pairs",
        ),
        pytest.param(
            "利用の目的、期間及び方法を記録する。",
            "利用の目的、期間、方法及び結果を記録する。",
            "第４条中「期間及び方法」を「期間、方法及び結果」に改める。",
            id="a list gets one more member",
        ),
        pytest.param(
            "職員は、申請する。課長は、承認する。",
            "職員は、申請する。部長は、承認する。",
            "第４条後段中「課長」を「部長」に改める。",
            id="the second of two sentences is 後段",
        ),
        pytest.param(
            "職員は、申請する。ただし、急ぐときは、この限りでない。",
            "職員は、申請する。ただし、試行のときは、この限りでない。",
            "第４条ただし書中「急ぐとき」を「試行のとき」に改める。",
            id="words of a ただし書",
        ),
        pytest.param(
            "職員は、申請する。ただし、急ぐときは、この限りでない。",
            "職員は、届出をする。ただし、急ぐときは、この限りでない。",
            "第４条本文中「申請する」を「届出をする」に改める。",
            id="words of the 本文 beside a ただし書",
        ),
        pytest.param(
            "職員は、申請する。ただし、急ぐときは、この限りでない。",
            "職員は、申請する。",
            "第４条ただし書を削る。",
            id="a ただし書 is removed",
        ),
    ],
)
def test_words(old: str, new: str, sentence: str) -> None:
    before = chapters(PURPOSE, SCOPE, DUTY, f"x 題\n{old}")
    after = chapters(PURPOSE, SCOPE, DUTY, f"x 題\n{new}")
    assert said(before, after) == [sentence]


def test_name_of_either_document_is_quoted_whole() -> None:
    old, new = (chapters(f"duty 責務\n{tool}を使う。") for tool in ("Copilot Chat", "Copilot"))
    named = replace(regulation(old), names=(Name("tools/chat", "Copilot Chat"),))
    assert said(old, new) == ["第１条中「 Chat」を削る。"]
    assert said(named, new) == ["第１条中「Copilot Chat」を「Copilot」に改める。"]


def test_a_proviso_is_added() -> None:
    old = chapters(PURPOSE, "x 題\n職員は、申請する。")
    new = chapters(PURPOSE, "x 題\n職員は、申請する。ただし、急ぐときは、この限りでない。")
    assert said(old, new) == [
        "第２条に次のただし書を加える。",
        "ただし、急ぐときは、この限りでない。",
    ]


def test_a_second_sentence_is_added() -> None:
    old = chapters(PURPOSE, "x 題\n職員は、申請する。")
    new = chapters(PURPOSE, "x 題\n職員は、申請する。変更するときも、同様とする。")
    assert said(old, new) == [
        "第２条に後段として次のように加える。",
        "変更するときも、同様とする。",
    ]


def test_edits_of_one_article_are_one_sentence_and_the_article_is_named_once() -> None:
    old = chapters(
        PURPOSE, "x 題\n課長は、申請を受ける。\n課長は、承認する。\n- 氏名\n- 所属の名称"
    )
    new = chapters(
        PURPOSE, "x 題\n部長は、申請を受ける。\n部長は、承認する。\n- 氏名\n- 所属の電話"
    )
    assert said(old, new) == [
        "第２条第１項及び第２項各号列記以外の部分中「課長」を「部長」に改め、"
        "同項第２号中「名称」を「電話」に改める。"
    ]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        pytest.param(
            "課長は、申請を受ける。この場合において、課長は、記録する。",
            "部長は、申請を受ける。この場合において、部長は、記録する。",
            "第２条中「課長」を「部長」に改める。",
            id="前段 and 後段 that change in the same words are the 項",
        ),
        pytest.param(
            "課長は、申請を受ける。ただし、課長が不在のときは、この限りでない。",
            "部長は、申請を受ける。ただし、部長が不在のときは、この限りでない。",
            "第２条中「課長」を「部長」に改める。",
            id="and so are 本文 and ただし書",
        ),
        pytest.param(
            "課長は、申請を受ける。この場合において、課長は、記録する。",
            "部長は、申請を受ける。この場合において、部長は、保存する。",
            "第２条中「課長」を「部長」に、「記録」を「保存」に改める。",
            id="what else changes follows",
        ),
        pytest.param(
            "担当の課長は、申請を受ける。この場合において、担当の課長は、記録する。",
            "課長は、申請を受ける。この場合において、課長は、記録する。",
            "第２条中「担当の」を削る。",
            id="words that go at both places",
        ),
        pytest.param(
            "課長は、申請を受ける。この場合において、課長は、記録する。",
            "部長は、申請を受ける。この場合において、係長は、記録する。",
            "第２条前段中「課長」を「部長」に改め、同条後段中「課長」を「係長」に改める。",
            id="other words are named apart",
        ),
        pytest.param(
            "課長は、申請を受ける。課長は、審査する。課長は、記録する。",
            "部長は、申請を受ける。部長は、審査する。課長は、記録する。",
            "第２条中「課長は、申請」を「部長は、申請」に、「課長は、審査」を「部長は、審査」に改める。",
            id="words that stay at one place are quoted with their neighbours",
        ),
        pytest.param(
            "課長は、申請を受ける。\n係長は、審査する。\n課長は、記録する。",
            "部長は、申請を受ける。\n係長は、審査する。\n部長は、記録する。",
            "第２条第１項及び第３項中「課長」を「部長」に改める。",
            id="two 項",
        ),
        pytest.param(
            "課長は、受ける。\n課長は、審査する。\n課長は、記録する。",
            "部長は、受ける。\n部長は、審査する。\n部長は、記録する。",
            "第２条第１項から第３項までの規定中「課長」を「部長」に改める。",
            id="three 項 in a row",
        ),
        pytest.param(
            "課長は、受ける。\n課長は、審査する。\n課長は、記録する。",
            "部長は、受ける。\n部長は、調査する。\n部長は、記録する。",
            "第２条第１項中「課長」を「部長」に改め、同条第２項中「課長」を「部長」に、"
            "「審査」を「調査」に改め、同条第３項中「課長」を「部長」に改める。",
            id="where a 項 changes in another way too, each is told at once",
        ),
        pytest.param(
            "次の者とする。\n- 総務の課長\n- 市長\n- 財政の課長",
            "次の者とする。\n- 総務の部長\n- 市長\n- 財政の部長",
            "第２条第１号及び第３号中「課長」を「部長」に改める。",
            id="two 号",
        ),
        pytest.param(
            "課長は、次の者とする。\n- 総務の課長\n- 市長",
            "部長は、次の者とする。\n- 総務の部長\n- 市長",
            "第２条中「課長」を「部長」に改める。",
            id="what stands before the 号 and in one of them is the whole",
        ),
        pytest.param(
            "次の者とする。\n- 役職者\n  - 総務の課長\n  - 財政の課長\n- 市長",
            "次の者とする。\n- 役職者\n  - 総務の部長\n  - 財政の部長\n- 市長",
            "第２条第１号ア及びイ中「課長」を「部長」に改める。",
            id="below a 号",
        ),
    ],
)
def test_words_that_change_alike(old: str, new: str, sentence: str) -> None:
    assert said(chapters(PURPOSE, f"x 題\n{old}"), chapters(PURPOSE, f"x 題\n{new}")) == [sentence]


MANAGERS = tuple(f"m{n} 題\n{what}は、課長が定める。" for n, what in enumerate("甲乙丙丁戊"))


def changed(*articles: str) -> tuple[str, ...]:
    return tuple(article.replace("課長", "部長") for article in articles)


def test_words_that_change_in_every_article_change_in_the_main_provisions() -> None:
    old, new = chapters(PURPOSE, *MANAGERS), chapters(PURPOSE, *changed(*MANAGERS))
    assert said(old, new) == ["本則中「課長」を「部長」に改める。"]


def test_captions_and_schedules_are_no_part_of_the_main_provisions() -> None:
    old = chapters(*MANAGERS, "m5 課長の職務\n課長は、記録する。") + SCHEDULE.replace("甲", "課長")
    assert said(old, old.replace("課長", "部長")) == [
        "本則中「課長」を「部長」に改める。",
        "第６条の見出し中「課長」を「部長」に改める。",
        "別表第１「課長」の項中「課長」を「部長」に改める。",
    ]


def test_words_that_stay_in_one_article_are_no_run() -> None:
    old = chapters(*MANAGERS)
    new = chapters(*changed(*MANAGERS[:4]), MANAGERS[4])
    assert said(old, new) == [f"第{n}条中「課長」を「部長」に改める。" for n in "１２３４"]


def test_words_in_three_articles_are_no_run() -> None:
    old, new = chapters(*MANAGERS[:3]), chapters(*changed(*MANAGERS[:3]))
    assert said(old, new) == [f"第{n}条中「課長」を「部長」に改める。" for n in "１２３"]


def test_numbers_of_articles_are_no_run_because_the_article_itself_has_one() -> None:
    articles = [f"m{n} 題\n{what}は、第９条による。" for n, what in enumerate("甲乙丙丁")]
    old = chapters(*articles)
    assert said(old, old.replace("第９条", "第１９条")) == [
        f"第{n}条中「第９条」を「第１９条」に改める。" for n in "１２３４"
    ]


def test_what_else_changes_follows_the_run() -> None:
    old = chapters(*MANAGERS)
    new = chapters(*changed(*MANAGERS)).replace("丙は、部長が定める", "丙は、部長が示す")
    assert said(old, new) == [
        "本則中「課長」を「部長」に改める。",
        "第３条中「定める」を「示す」に改める。",
    ]


def test_words_that_change_in_two_ways_are_no_run() -> None:
    old = chapters(*MANAGERS)
    new = chapters(*changed(*MANAGERS)).replace("丙は、部長", "丙は、係長")
    assert said(old, new) == [
        f"第{n}条中「課長」を「{'係長' if n == '３' else '部長'}」に改める。" for n in "１２３４５"
    ]


def test_different_kinds_are_joined_in_the_order_of_the_text() -> None:
    old = chapters(
        PURPOSE, "x 題\n課長は、必要に応じて、ツールの利用を承認し、その結果を速やかに記録する。"
    )
    new = chapters(
        PURPOSE, "x 題\n部長は、ツールの利用を承認し、又は却下し、その結果を速やかに記録する。"
    )
    assert said(old, new) == [
        "第２条中「課長」を「部長」に改め、「必要に応じて、」を削り、"
        "「承認し、」の下に「又は却下し、」を加える。"
    ]


def test_words_of_a_caption_and_a_caption_as_a_whole() -> None:
    old = chapters(PURPOSE, "x 対象ツールの利用\n甲を定める。", "y 記録\n乙を定める。")
    new = chapters(PURPOSE, "x 対象ツールの選定\n甲を定める。", "y 保存の年数\n乙を定める。")
    assert said(old, new) == [
        "第２条の見出し中「利用」を「選定」に改める。",
        "第３条の見出しを「（保存の年数）」に改める。",
    ]


def test_a_caption_and_the_text_under_it() -> None:
    old = chapters(PURPOSE, "x 記録\n課長は、利用を記録する。")
    new = chapters(PURPOSE, "x 保存の年数\n部長は、利用を記録する。")
    assert said(old, new) == [
        "第２条の見出しを「（保存の年数）」に改め、同条中「課長」を「部長」に改める。"
    ]


def test_an_article_of_another_content_is_written_anew() -> None:
    old = chapters(PURPOSE, "x 題\n利用者は、秘密の情報を入力してはならない。", LOG)
    new = chapters(PURPOSE, "x 題\n所属長の許可があれば、何でも差し支えない。", LOG)
    assert said(old, new) == [
        "第２条を次のように改める。",
        "（題）",
        "第２条　所属長の許可があれば、何でも差し支えない。",
    ]


def test_another_clause_in_the_same_place_is_written_anew() -> None:
    assert said(chapters(PURPOSE, SCOPE, LOG), chapters(PURPOSE, INPUT, LOG)) == [
        "第２条を次のように改める。",
        "（入力）",
        "第２条　利用者は、秘密の情報を入力してはならない。",
    ]


def test_an_article_is_added_at_the_end() -> None:
    assert said(chapters(*SEVEN), chapters(*SEVEN, REVIEW)) == [
        "第７条の次に次の１条を加える。",
        "（見直し）",
        "第８条　情報政策課長は、この規程を毎年見直す。",
    ]


def test_fewer_than_four_articles_are_moved_one_by_one_the_last_first() -> None:
    old, new = SEVEN, (*SEVEN[:5], REVIEW, *SEVEN[5:])
    assert said(chapters(*old), chapters(*new)) == [
        "第７条を第８条とし、第６条を第７条とし、第５条の次に次の１条を加える。",
        "（見直し）",
        "第６条　情報政策課長は、この規程を毎年見直す。",
    ]


def test_four_and_more_articles_are_moved_down_at_once() -> None:
    old, new = SEVEN, (*SEVEN[:2], REVIEW, *SEVEN[2:])
    assert said(chapters(*old), chapters(*new)) == [
        "第７条を第８条とし、第３条から第６条までを１条ずつ繰り下げ、第２条の次に次の１条を加える。",
        "（見直し）",
        "第３条　情報政策課長は、この規程を毎年見直す。",
    ]


def test_a_long_run_is_moved_from_its_end() -> None:
    many = [
        f"m{n} 題\n{what}は、部長が定める。" for n, what in enumerate("甲乙丙丁戊己庚辛壬癸子丑")
    ]
    old, new = chapters(*many), chapters(*many[:7], REVIEW, *many[7:])
    assert said(old, new)[0] == (
        "第１２条を第１３条とし、第８条から第１１条までを１条ずつ繰り下げ、"
        "第７条の次に次の１条を加える。"
    )
    assert said(new, old) == [
        "第８条を削り、第９条を第８条とし、第１０条から第１３条までを１条ずつ繰り上げる。"
    ]


def test_two_articles_at_different_places_are_added_from_the_end() -> None:
    many = [f"m{n} 題\n{what}は、部長が定める。" for n, what in enumerate("甲乙丙丁戊己庚辛")]
    new = chapters(*many[:2], SCOPE, *many[2:6], LOG, *many[6:])
    assert [
        line for line in said(chapters(*many), new) if line.endswith("。") and "次" in line
    ] == [
        "第８条を第１０条とし、第７条を第９条とし、第６条を第７条とし、同条の次に次の１条を加える。",
        "第５条を第６条とし、第４条を第５条とし、第３条を第４条とし、第２条の次に次の１条を加える。",
    ]


@pytest.mark.parametrize(
    ("lines", "more", "sentence"),
    [
        (
            ["\n" + what + "は、部長が定める。" for what in "甲乙丙丁戊己"],
            "\n庚は、課長が記録し、保存する。",
            "第１条中第６項を第７項とし、第２項から第５項までを１項ずつ繰り下げ、"
            "第１項の次に次の１項を加える。",
        ),
        (
            ["\n次のとおりとする。", *("\n- " + what + "の指定" for what in "甲乙丙丁戊己")],
            "\n- 記録の保存",
            "第１条中第６号を第７号とし、第１号から第５号までを１号ずつ繰り下げ、"
            "同条に第１号として次の１号を加える。",
        ),
    ],
)
def test_four_and_more_of_an_article_are_moved_at_once(
    lines: list[str], more: str, sentence: str
) -> None:
    old, new = ["x 題", *lines], ["x 題", lines[0], more, *lines[1:]]
    assert said(chapters("".join(old)), chapters("".join(new)))[0] == sentence


def test_an_article_is_removed_and_the_others_move_up() -> None:
    assert said(chapters(*SEVEN), chapters(*SEVEN[:1], *SEVEN[2:])) == [
        "第２条を削り、第３条を第２条とし、第４条から第７条までを１条ずつ繰り上げる。"
    ]


def test_the_last_two_articles_are_removed() -> None:
    assert said(chapters(*SEVEN), chapters(*SEVEN[:5])) == ["第６条及び第７条を削る。"]


def test_the_first_article_is_new() -> None:
    assert said(chapters(PURPOSE, SCOPE), chapters(REVIEW, PURPOSE, SCOPE)) == [
        "第２条を第３条とし、第１条を第２条とし、同条の前に次の１条を加える。",
        "（見直し）",
        "第１条　情報政策課長は、この規程を毎年見直す。",
    ]


def test_wording_comes_before_moving() -> None:
    changed = "log 記録\n情報企画課長は、利用の記録を保存する。"
    assert said(chapters(PURPOSE, SCOPE, LOG), chapters(PURPOSE, REVIEW, SCOPE, changed)) == [
        "第３条中「情報政策課長」を「情報企画課長」に改め、同条を第４条とする。",
        "第２条を第３条とし、第１条の次に次の１条を加える。",
        "（見直し）",
        "第２条　情報政策課長は、この規程を毎年見直す。",
    ]


def test_rewriting_and_moving_at_once_is_removing_and_adding() -> None:
    anew = "log 記録\nツールごとに台帳を備え、閲覧に供するものとする。"
    assert said(chapters(PURPOSE, SCOPE, LOG), chapters(PURPOSE, anew)) == [
        "第２条を次のように改める。",
        "（記録）",
        "第２条　ツールごとに台帳を備え、閲覧に供するものとする。",
        "第３条を削る。",
    ]


def test_articles_in_another_order_are_removed_and_added() -> None:
    assert said(chapters(PURPOSE, SCOPE, DUTY), chapters(PURPOSE, DUTY, SCOPE)) == [
        "第２条を削り、第３条を第２条とし、同条の次に次の１条を加える。",
        "（適用範囲）",
        "第３条　この規程は、職員が業務で利用するときに適用する。",
    ]


TWO = "x 題\n甲は、申請を受け付ける。\n乙は、記録を保存する。"


def test_a_paragraph_is_added_at_the_end() -> None:
    assert said(chapters(TWO), chapters(TWO + "\n丙は、事故を調査する。")) == [
        "第１条に次の１項を加える。",
        "３　丙は、事故を調査する。",
    ]


def test_a_paragraph_is_added_between_two() -> None:
    new = "x 題\n甲は、申請を受け付ける。\n丙は、事故を調査する。\n乙は、記録を保存する。"
    assert said(chapters(TWO), chapters(new)) == [
        "第１条中第２項を第３項とし、第１項の次に次の１項を加える。",
        "２　丙は、事故を調査する。",
    ]


def test_words_of_a_paragraph_that_moves() -> None:
    new = "x 題\n甲は、申請を受け付ける。\n丙は、事故を調査する。\n乙は、台帳を保存する。"
    assert said(chapters(TWO), chapters(new)) == [
        "第１条第２項中「記録」を「台帳」に改め、同項を同条第３項とし、"
        "同条第１項の次に次の１項を加える。",
        "２　丙は、事故を調査する。",
    ]


def test_a_paragraph_is_removed() -> None:
    three = TWO + "\n丙は、事故を調査する。"
    new = "x 題\n甲は、申請を受け付ける。\n丙は、事故を調査する。"
    assert said(chapters(three), chapters(new)) == ["第１条中第２項を削り、第３項を第２項とする。"]
    assert said(chapters(three), chapters(TWO)) == ["第１条第３項を削る。"]


def test_a_paragraph_is_written_anew() -> None:
    new = "x 題\n甲は、申請を受け付ける。\nこの定めによらない場合の扱いは、別に示すとおりとする。"
    assert said(chapters(TWO), chapters(new)) == [
        "第１条第２項を次のように改める。",
        "２　この定めによらない場合の扱いは、別に示すとおりとする。",
    ]


ITEMS = "x 題\n次の事項を示す。\n- 利用の目的\n- 入力する情報\n- 確認する人"


def test_an_item_is_added_at_the_end() -> None:
    assert said(chapters(ITEMS), chapters(ITEMS + "\n- 保存の期間")) == [
        "第１条に次の１号を加える。",
        "(4)　保存の期間",
    ]


def test_an_item_is_added_between_two() -> None:
    new = ITEMS.replace("\n- 確認", "\n- 保存の期間\n- 確認")
    assert said(chapters(ITEMS), chapters(new)) == [
        "第１条中第３号を第４号とし、第２号の次に次の１号を加える。",
        "(3)　保存の期間",
    ]


def test_an_item_is_added_before_all_others() -> None:
    new = ITEMS.replace("\n- 利用の目的", "\n- 期限の日付\n- 利用の目的")
    assert said(chapters(ITEMS), chapters(new)) == [
        "第１条中第３号を第４号とし、第２号を第３号とし、第１号を第２号とし、"
        "同条に第１号として次の１号を加える。",
        "(1)　期限の日付",
    ]


def test_an_item_that_has_just_moved_is_named_so_and_neighbours_go_at_once() -> None:
    names = ["利用の目的", "入力する情報", "確認する人", "保存の期間", "委託の相手"]
    old = "x 題\n次を示す。" + "".join(f"\n- {name}" for name in names)
    new = old.replace("\n- 入力する情報\n- 確認する人", "").replace(
        "\n- 委託", "\n- ネットワーク\n- クラウド\n- 費用\n- 委託"
    )
    assert said(chapters(old), chapters(new)) == [
        "第１条中第２号及び第３号を削り、第４号を第２号とし、第５号を第６号とし、第２号の次に次の３号を加える。",
        "(3)　ネットワーク",
        "(4)　クラウド",
        "(5)　費用",
    ]
    older = "x 題\n次を示す。\n- 利用の目的\n- 入力する情報"
    newer = "x 題\n次を示す。\n- 費用\n- 利用の目的\n- ネットワーク\n- 入力する情報"
    assert said(chapters(older), chapters(newer)) == [
        "第１条中第２号を第４号とし、第１号を第２号とし、同号の次に次の１号を加える。",
        "(3)　ネットワーク",
        "第１条に第１号として次の１号を加える。",
        "(1)　費用",
    ]


def test_an_item_of_the_second_paragraph_is_removed() -> None:
    old = "x 題\n甲は、申請を受け付ける。\n" + ITEMS.removeprefix("x 題\n")
    new = old.replace("\n- 入力する情報", "")
    assert said(chapters(old), chapters(new)) == [
        "第１条第２項中第２号を削り、第３号を第２号とする。"
    ]


def test_words_of_an_item_and_of_what_is_below_it() -> None:
    old = "x 題\n次の事項を示す。\n- 利用の目的\n- 入力する情報\n  - 件名の一覧\n  - 添付の書類"
    new = old.replace("入力する", "提供する").replace("添付の書類", "添付の資料")
    assert said(chapters(old), chapters(new)) == [
        "第１条第２号ア及びイ以外の部分中「入力」を「提供」に改め、同号イ中「書類」を「資料」に改める。"
    ]


def test_all_items_come_and_go() -> None:
    without = "x 題\n次の事項を示す。"
    assert said(chapters(without), chapters(ITEMS)) == [
        "第１条に次の各号を加える。",
        "(1)　利用の目的",
        "(2)　入力する情報",
        "(3)　確認する人",
    ]
    assert said(chapters(ITEMS), chapters(without)) == ["第１条各号を削る。"]


TABLE = """x 題
ツールは、次の表のとおりとする。
| ツール | 用途 |
| 甲 | 文書の作成 |
| 乙 | 会議の記録 |"""


@pytest.mark.parametrize(
    ("change", "lines"),
    [
        (
            ("会議の記録", "会議の要約"),
            ["第１条の表「乙」の項中「記録」を「要約」に改める。"],
        ),
        (
            ("\n| 乙", "\n| 丙 | 翻訳 |\n| 乙"),
            ["第１条の表中「甲」の項の次に次のように加える。", "丙\t翻訳"],
        ),
        (("\n| 甲 | 文書の作成 |", ""), ["第１条の表中「甲」の項を削る。"]),
        (
            ("ツールは", "対象ツールは"),
            ["第１条の表以外の部分中「ツール」を「対象ツール」に改める。"],
        ),
        (("| 用途 |", "| 目的 |"), ["第１条の表中「用途」を「目的」に改める。"]),
    ],
)
def test_tables(change: tuple[str, str], lines: list[str]) -> None:
    assert said(chapters(TABLE), chapters(TABLE.replace(*change))) == lines


def test_two_rows_of_a_table() -> None:
    new = TABLE.replace("文書の作成", "文書の要約").replace("会議の記録", "会議の要約")
    assert said(chapters(TABLE), chapters(new)) == [
        "第１条の表「甲」の項中「作成」を「要約」に改め、同表「乙」の項中「記録」を「要約」に改める。"
    ]


def test_a_table_with_another_column_is_written_anew() -> None:
    new = "x 題\nツールは、次の表のとおりとする。\n| ツール | 用途 | 費用 |\n| 甲 | 文書 | 無料 |"
    assert said(chapters(TABLE), chapters(new)) == [
        "第１条の表を次のように改める。",
        "ツール\t用途\t費用",
        "甲\t文書\t無料",
    ]


SCHEDULE = "\n別表第１（第１条関係）\n| ツール | 用途 |\n| 甲 | 文書の作成 |\n| 乙 | 会議の記録 |"


def test_schedules_at_the_end() -> None:
    old = chapters(PURPOSE) + SCHEDULE
    new = old.replace("会議の記録", "会議の要約")
    assert said(old, new) == ["別表第１「乙」の項中「記録」を「要約」に改める。"]
    assert said(old, old.replace("第１条関係", "第２条関係")) == [
        "別表第１中「第１条」を「第２条」に改める。"
    ]
    assert said(old, chapters(PURPOSE)) == ["別表第１を削る。"]
    assert said(chapters(PURPOSE), old) == [
        "附則の次に次の１表を加える。",
        "別表第１（第１条関係）",
        "ツール\t用途",
        "甲\t文書の作成",
        "乙\t会議の記録",
    ]


ROWS = SCHEDULE + "\n| 丙 | 文書の翻訳 |\n| 丁 | 会議の録音 |"


def test_rows_of_a_schedule() -> None:
    old = chapters(PURPOSE) + ROWS
    assert said(old, old.replace("\n| 丁", "\n| 戊 | 画像 |\n| 丁")) == [
        "別表第１中「丙」の項の次に次のように加える。",
        "戊\t画像",
    ]
    assert said(old, old.replace("\n| 丙 | 文書の翻訳 |", "")) == ["別表第１中「丙」の項を削る。"]
    gone = old.replace("\n| 乙 | 会議の記録 |", "").replace("\n| 丁 | 会議の録音 |", "")
    assert said(old, gone) == ["別表第１中「乙」の項及び「丁」の項を削る。"]


def test_words_that_change_alike_in_several_rows_change_in_the_schedule() -> None:
    old = chapters(PURPOSE) + ROWS
    assert said(old, old.replace("会議", "打合せ")) == ["別表第１中「会議」を「打合せ」に改める。"]


@pytest.mark.parametrize("name", ["入力" * 30, "「秘」の情報の入力", "の項の例", "及び甲"])
def test_a_row_is_named_whatever_it_is_called(name: str) -> None:
    old = chapters(PURPOSE) + SCHEDULE + f"\n| {name} | 承認による |"
    assert said(old, old.replace("承認に", "届出に") + "\n| 新 | 可 |") == [
        f"別表第１「{name}」の項中「承認」を「届出」に改め、同表中「{name}」の項の次に次のように加える。",
        "新\t可",
    ]


THREE = f"# one 総則\n## {PURPOSE}\n# two 利用\n## {DUTY}\n# three 見直し\n## {REVIEW}"


def test_the_title_of_a_chapter() -> None:
    assert said(THREE, THREE.replace("two 利用", "two 対象ツール")) == [
        "第２章の章名を「対象ツール」に改める。"
    ]


def test_a_chapter_is_added() -> None:
    new = THREE.replace("# three", f"# four 記録\n## {LOG}\n# three")
    assert said(THREE, new) == [
        "第３条を第４条とする。",
        "第３章を第４章とし、第２章の次に次の１章を加える。",
        "第３章　記録",
        "（記録）",
        "第３条　情報政策課長は、利用の記録を保存する。",
    ]


def test_a_chapter_is_removed() -> None:
    new = THREE.replace(f"# two 利用\n## {DUTY}\n", "")
    assert said(THREE, new) == [
        "第２章を削る。",
        "第３条を第２条とする。",
        "第３章を第２章とする。",
    ]


def test_the_title_of_the_whole() -> None:
    old, new = (
        regulation(chapters(PURPOSE)),
        regulation(chapters(PURPOSE), title="人工知能利用規程"),
    )
    assert said(old, new) == ["題名を次のように改める。", "人工知能利用規程"]


def test_half_width_digits_where_the_document_has_them() -> None:
    old = regulation(chapters(TWO), digits="half")
    new = regulation(chapters(TWO + "\n丙は、事故を調査する。"), digits="half")
    assert said(old, new) == ["第1条に次の1項を加える。", "3　丙は、事故を調査する。"]


def test_equal_documents_need_no_sentence() -> None:
    assert said(THREE, THREE) == []


def test_supplementary_provisions_are_left_out_and_told() -> None:
    old = regulation(THREE + "\n附則\nこの規程は、令和８年４月１日から施行する。")
    new = regulation(THREE + "\n附則\nこの規程は、令和９年４月１日から施行する。")
    found = amendment(old, new)
    assert found.sentences == ()
    assert found.left_out == ("附則",)


@pytest.mark.parametrize(("stays", "is_wide"), [(SEVEN[:2], True), (SEVEN[:4], False)])
def test_where_few_articles_stay_the_whole_might_be_amended(
    stays: tuple[str, ...], is_wide: bool
) -> None:
    found = amendment(regulation(chapters(*SEVEN)), regulation(chapters(*stays)))
    assert any("全部を改正する形" in note for note in found.notes) == is_wide


def test_the_frame_names_what_is_amended() -> None:
    frame = Frame("生成AI利用規程", "規程", "令和８年訓令第３号", "令和９年４月１日")
    assert frame.opening == "生成AI利用規程（令和８年訓令第３号）の一部を次のように改正する。"
    assert frame.amending_title == "生成AI利用規程の一部を改正する規程"
    assert frame.supplement == "この規程は、令和９年４月１日から施行する。"


def test_a_day_that_nobody_gave_stays_blank() -> None:
    assert "【施行日】" in Frame("生成AI利用規程", "規程").supplement


@pytest.mark.parametrize(
    ("title", "kind"),
    [("生成AI利用要綱", "要綱"), ("生成AI利用規則", "規則"), ("生成AI利用ガイドライン", "規程")],
)
def test_the_kind_is_read_off_the_title_or_the_text(title: str, kind: str) -> None:
    assert frame_of(regulation(chapters(PURPOSE), title=title)).kind == kind


def test_a_document_without_articles_is_refused_with_the_way_out() -> None:
    old = regulation(chapters(PURPOSE))
    new = replace(old, numbering="jdla")
    (problem,) = problems_of(CallError, lambda: amendment(old, new))
    assert problem.code == "no-articles"
    assert "--template regulation" in problem.remedy


def test_a_provision_that_no_sentence_can_name_is_refused() -> None:
    old = regulation(chapters(PURPOSE))
    new = regulation(chapters("purpose 目的\n| 表 | だけ |\n| あ | い |"))
    (problem,) = problems_of(ContentError, lambda: amendment(old, new))
    assert problem.code == "unnamable-provision"
    assert "第１条" in problem.message


def test_digits_of_another_width_are_refused() -> None:
    old, new = (regulation(chapters(PURPOSE), digits=d) for d in ("full", "half"))
    (problem,) = problems_of(CallError, lambda: amendment(old, new))
    assert problem.code == "other-digits"


def test_what_cannot_be_proved_is_an_error_and_no_text() -> None:
    old = provisions_of(regulation(chapters(PURPOSE, SCOPE)))
    (chapter,) = old.chapters
    # Two articles of one number: no sentence can lead there.
    twice = tuple(replace(article, number="第１条") for article in chapter.articles)
    new = replace(old, chapters=(replace(chapter, articles=twice),))
    (problem,) = problems_of(ContentError, lambda: amendment_of(old, new, Frame("題", "規程")))
    assert problem.code == "amendment-unproved"
    assert "--as table" in problem.remedy


def test_an_article_that_a_sentence_cannot_reach_is_written_anew() -> None:
    # Nobody can quote the row's name, which opens a bracket that it does not close.
    table = "x 題\n次の表による。\n| 語 | 意味 |\n| 「可 | 甲 |\n| 不可 | 甲 |"
    new = table.replace("| 「可 | 甲 |", "| 「可 | 乙 |")
    assert said(chapters(table), chapters(new)) == [
        "第１条の表を次のように改める。",
        "語\t意味",
        "「可\t乙",
        "不可\t甲",
    ]
