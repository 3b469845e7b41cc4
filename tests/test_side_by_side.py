"""Three texts side by side: what belongs together stands in one row, and nothing is lost."""

from __future__ import annotations

from guideline.layers.side_by_side import Part, side_by_side
from guideline.model.upgrade import Choice, Question, Why
from tests.helpers import clause
from tests.upgrades import question

WHOLE: tuple[Choice, ...] = ("ours", "new")


def file(body: str, **front: str) -> str:
    return clause(body + "\n", **{"id": "p/a", **front})


def whole(base: str, ours: str, new: str, why: Why = "both-changed") -> Question:
    return question(base, ours, new, field="clause", why=why, choices=WHOLE)


def test_a_sentence_is_one_part() -> None:
    found = side_by_side(question("元。", "層。\n\n", "新。"))
    assert found.parts == (Part("本文", "元。", "層。", "新。"),)
    assert found.sides == ("base", "ours", "new")
    assert not found.is_labelled


def test_lines_that_belong_together_stand_in_one_row() -> None:
    base = "次を入力しない。\n\n- 認証情報のうち秘密のもの\n- 個人番号と特定個人情報\n"
    ours = base.replace("秘密のもの", "重要なもの")
    new = "次を入力しない。\n\n- 新しく加わる項目である\n" + base.split("\n\n")[1].replace(
        "秘密", "機密"
    )
    found = side_by_side(question(base, ours, new))
    assert found.parts == (
        Part("本文", "", "", "- 新しく加わる項目である"),
        Part(
            "本文",
            "- 認証情報のうち秘密のもの",
            "- 認証情報のうち重要なもの",
            "- 認証情報のうち機密のもの",
        ),
    )
    assert found.left_out == 2


def test_of_a_whole_clause_fields_and_text_that_changed_are_shown() -> None:
    body = "確認する。\n\n記録を残す。\n\n::: commentary\n誤りがあるため。\n:::"
    base = file(body, level="should", reviewed="2026-01-01")
    ours = file("まったく別の定めである。", level="should")
    new = file(
        body.replace("残す", "一年残す").replace("誤り", "重い誤り"),
        level="must",
        when='choices.extent == "full"',
    )
    found = side_by_side(whole(base, ours, new))
    assert [part.label for part in found.parts] == ["義務の強さ", "条件", "本文", "本文", "解説"]
    assert found.parts[0] == Part("義務の強さ", "努める", "努める", "必ず守る", is_prose=False)
    assert found.parts[-1] == Part("解説", "誤りがあるため。", "", "重い誤りがあるため。")
    assert found.parts[2].ours == "まったく別の定めである。"
    assert found.left_out == 1  # the title
    assert not any("---" in text for part in found.parts for text in (part.base, part.ours))


def test_of_a_removed_clause_only_what_changed_since_is_shown() -> None:
    found = side_by_side(
        whole(file("同じ。\n\n前の文。"), "", file("同じ。\n\n後の文。"), "changed-after-removal")
    )
    assert found.parts == (Part("本文", "前の文。", "", "後の文。"),)
    assert found.sides == ("base", "new")


def test_a_date_is_shown_where_nothing_else_changed() -> None:
    texts = (file("同じ。", reviewed="2026-01-01"), "", file("同じ。", reviewed="2026-02-02"))
    found = side_by_side(whole(*texts, "changed-after-removal"))
    (part,) = found.parts
    assert (part.label, part.base, part.new) == ("内容を確認した日", "2026-01-01", "2026-02-02")


def test_a_clause_without_base_is_shown_whole() -> None:
    found = side_by_side(whole("", file("同じ。\n\n層。"), file("同じ。\n\n新。"), "no-base"))
    assert [(p.ours, p.new) for p in found.parts if p.label == "本文"] == [
        ("同じ。", "同じ。"),
        ("層。", "新。"),
    ]
    assert found.left_out == 0


def test_of_a_clause_that_is_gone_everything_that_the_layer_says_is_shown() -> None:
    base = file("同じ。\n\n層が除いた文である。")
    found = side_by_side(whole(base, file("同じ。\n\n加えた定めを置く。"), "", "gone"))
    assert [part.ours for part in found.parts] == [
        "題名",
        "必ず守る",
        "同じ。",
        "加えた定めを置く。",
    ]
    assert found.sides == ("base", "ours")


def test_the_clauses_that_one_became_stand_on_one_side() -> None:
    text = file("前段を定める。\n\n後段を定める。")
    parts = file("前段を定める。", title="前") + file("後段を定める。", title="後")
    found = side_by_side(whole(text, text, parts, "divided"))
    assert found.parts[0] == Part("見出し", "題名", "題名", "前／後")
    assert found.left_out == 3  # the level and both lines


def test_places_and_levels_are_told_in_words() -> None:
    moved = question("p/b", "at_end_of p", "", field="order", why="moved", choices=WHOLE)
    assert side_by_side(moved).parts == (
        Part("並び", "「p/b」の次", "部「p」の終わり", "部の初め", is_prose=False),
    )
    level = question("must", "should", "may", field="level")
    assert side_by_side(level).parts == (
        Part("義務の強さ", "必ず守る", "努める", "できる", is_prose=False),
    )


def test_a_text_that_cannot_be_read_is_shown_as_it_is() -> None:
    found = side_by_side(whole("ただの文。", "別の文。", "新しい文。", "no-base"))
    assert {text for part in found.parts for text in (part.ours, part.new)} == {
        "別の文。",
        "新しい文。",
    }
