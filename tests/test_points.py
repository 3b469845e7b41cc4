"""What somebody who approves looks at first: endings, negations, roles, numbers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from guideline.document import BulletList, Document
from guideline.points import Direction, Point, PointKind
from tests.two_documents import meaning, one
from tests.word_files import items, paragraph, table


def points(old: str, new: str) -> list[tuple[PointKind, str, str]]:
    found = meaning(one(paragraph(old)), one(paragraph(new))).points
    return [(point.kind, point.old, point.new) for point in found]


def directions(old: str, new: str) -> tuple[Direction, ...]:
    return meaning(one(paragraph(old)), one(paragraph(new))).directions


# Endings


@pytest.mark.parametrize(
    ("old", "new", "direction"),
    [
        ("確認しなければならない", "確認に努めるものとする", "relaxed"),
        ("入力しないでください", "入力して差し支えありません", "relaxed"),
        ("入力してはならない", "入力することができる", "relaxed"),
        ("確認することができる", "確認しなければならない", "tightened"),
    ],
)
def test_ending_tells_the_direction_and_is_quoted(old: str, new: str, direction: Direction) -> None:
    sentence = "利用者は、会議の記録を業務のために{}。"
    found = meaning(one(paragraph(sentence.format(old))), one(paragraph(sentence.format(new))))
    assert found.directions == (direction,)
    (point,) = found.points
    assert (point.kind, point.old, point.new, point.direction) == ("ending", old, new, direction)


def test_each_sentence_of_a_paragraph_is_read_by_itself() -> None:
    old = "個人情報を入力してはならない。出力を確認することができる。記録を残す。"
    new = "個人情報を入力することができる。出力を確認しなければならない。記録を残す。"
    assert directions(old, new) == ("tightened", "relaxed")


def test_other_words_that_change_besides_leave_the_rest_open() -> None:
    old = "利用者は、生成された文書を確認しなければならない。"
    new = "利用者は、公表する文書を確認するよう努めなければならない。"
    assert directions(old, new) == ("relaxed", "unknown")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        # Another act.
        ("利用者は、記録を消去してはならない。", "利用者は、記録を閲覧することができる。"),
        # A negation elsewhere turns the sentence round again.
        ("承認を得ないで情報を入力してはならない。", "承認を得て情報を入力することができる。"),
        # What has to be done and what must not be.
        ("利用者は、記録を公表しなければならない。", "利用者は、記録を公表してはならない。"),
        # Unknown endings.
        ("利用者は、記録を確認する。", "利用者は、記録を確認しなければならない。"),
    ],
)
def test_what_has_no_order_stays_open(old: str, new: str) -> None:
    assert directions(old, new) == directions(new, old) == ("unknown",)


def test_list_under_a_prohibition_obliges_nobody() -> None:
    def rule(ending: str) -> Document:
        listed = BulletList(items(f"秘密の情報を入力{ending}。"))
        return one(paragraph("利用者は、次のことをしてはならない。"), listed)

    found = meaning(rule("すること"), rule("するよう努めること"))
    assert found.directions == ("unknown",)
    assert [p.kind for p in found.points] == []


def test_ending_in_a_cell_counts() -> None:
    def rule(text: str) -> Document:
        return one(table(("場面", "扱い"), ("会議", text)))

    found = meaning(rule("録音してはならない"), rule("録音することができる"))
    assert found.directions == ("relaxed",)
    assert [point.place for point in found.points] == ["会議・扱い"]


# Negations, numbers


def test_negation_is_told_where_no_ending_tells_more() -> None:
    assert points("利用者は、出力を確認する。", "利用者は、出力を確認しない。") == [
        ("negation", "する", "しない")
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("記録は、30日保存する。", "記録は、60日保存する。", [("30日", "60日")]),
        ("記録は、３０日保存する。", "記録は、30日保存する。", []),
        ("記録は、一年間保存する。", "記録は、三年間保存する。", [("一年間", "三年間")]),
        ("記録を保存する。", "記録を10日以内に保存する。", [("", "10日以内")]),
        (
            "令和9年1月4日から適用する。",
            "令和9年4月1日から適用する。",
            [("令和9年1月4日", "令和9年4月1日")],
        ),
        ("第5条により承認を受ける。", "第6条により承認を受ける。", []),
    ],
)
def test_numbers(old: str, new: str, expected: list[tuple[str, str]]) -> None:
    assert [(a, b) for kind, a, b in points(old, new) if kind == "number"] == expected


def test_number_in_a_cell_is_told_with_its_place() -> None:
    def rule(days: str) -> Document:
        return one(table(("会議", "録音の保存"), ("審議会", days)))

    assert meaning(rule("14日"), rule("30日")).points == (
        Point("number", "14日", "30日", place="審議会・録音の保存"),
    )


# Roles


def told(approver: str) -> Document:
    text = f"対象ツールの追加は、{approver}の承認を受ける。"
    return replace(one(paragraph(text)), actors=("所属長", "副市長", "市長"))


def test_other_approver_is_told() -> None:
    (point,) = meaning(told("所属長"), told("副市長")).points
    assert (point.kind, point.old, point.new) == ("role", "所属長", "副市長")
    # 市長 stands in 副市長, and is somebody else.
    (point,) = meaning(told("副市長"), told("市長")).points
    assert (point.old, point.new) == ("副市長", "市長")


def test_column_of_approvers_tells_roles_that_nobody_knows() -> None:
    def rule(approver: str) -> Document:
        return one(table(("事項", "承認者"), ("ツールの追加", approver)))

    (point,) = meaning(rule("企画の責任者"), rule("館長")).points
    assert (point.kind, point.place) == ("role", "ツールの追加・承認者")


def test_weightiest_comes_first() -> None:
    old = "所属長は、生成AIを業務に使った記録を、30日ごとに確認しなければならない。"
    new = "副市長は、生成AIを業務に使った記録を、60日ごとに確認するよう努めるものとする。"
    sides = (replace(one(paragraph(text)), actors=("所属長", "副市長")) for text in (old, new))
    assert [point.kind for point in meaning(*sides).points] == ["ending", "role", "number"]


def test_whole_clause_and_mere_spelling_have_no_points() -> None:
    assert points("件数は１，０００件までとする。", "件数は1000件までとする。") == []
