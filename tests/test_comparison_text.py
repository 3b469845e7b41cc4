"""What the terminal shows: the summary on one screen, and every change with its words."""

from __future__ import annotations

from dataclasses import replace

from guideline.comparison_text import Kind, names, statistics, summary, told
from guideline.comparison_words import answered_at
from guideline.document import Document, Note, Section
from guideline.meaning import meanings_of, selected
from guideline.model.change import AnswerChange
from tests.all_forms import all_documents
from tests.two_documents import compared, one, part
from tests.word_files import clause, document, paragraph, table

RULE = "利用者は、出力を確認してから使わなければならない。"


def plain(text: str, _: Kind) -> str:
    return text


def bracketed(text: str, kind: Kind) -> str:
    return f"<{kind[0]}{text}>"


def shown(old: Document, new: Document, **options: object) -> str:
    return told(meanings_of(compared(old, new, **options)), plain)


def test_equal_documents() -> None:
    assert shown(one(), one()).endswith("違いはありません。")


def test_changed_words_stand_between_marks() -> None:
    text = shown(
        one(paragraph(RULE)), one(paragraph(RULE.replace("出力を確認", "生成物を必ず確認")))
    )
    assert "［出力→生成物］" in text
    assert "｛＋必ず＋｝" in text
    assert "■ 1(1) 条項［本文］  p/a" in text


def test_colours_are_added_to_the_same_marks() -> None:
    meanings = meanings_of(
        compared(one(paragraph(RULE)), one(paragraph(RULE.replace("出力", "結果"))))
    )
    assert "［<d出力>→<i結果>］" in told(meanings, bracketed)


def test_unchanged_ends_of_a_long_line_are_left_out() -> None:
    ends = "前" * 100, "後" * 100
    old, new = (
        one(paragraph(ends[0] + "。" + word + "。" + ends[1]))
        for word in ("甲を記録する", "乙を記録する")
    )
    (line,) = [line for line in shown(old, new).split("\n") if line.startswith("  ～")]
    assert "［甲→乙］" in line
    assert len(line) < 90
    assert line.count("…") == 2


def test_notes_are_told_by_their_label() -> None:
    old, new = (
        one(Note("commentary", (paragraph(f"これは{word}の理由である。"),)))
        for word in ("甲", "乙")
    )
    assert "  〈解説〉\n  ～ " in shown(old, new)


def test_table_shows_changed_rows_only() -> None:
    old = one(table(("区分", "甲"), ("公開", "○"), ("秘密", "△")))
    new = one(table(("区分", "甲", "乙"), ("公開", "○", "○"), ("秘密", "×", "×")))
    text = shown(old, new)
    assert "表（列の追加1）" in text
    assert "～ 秘密 | ［△→×］ | ｛＋×＋｝" in text
    assert "向き：厳しくなる、厳しさは要確認" in text


def renumbered(name: str, count: int) -> Document:
    clauses = (
        replace(
            clause(f"p/{n}", "", paragraph(f"{name}は、{n}を記録する。"), title=f"題{n}"),
            full_number=f"1({n + count})",
        )
        for n in range(1, 5)
    )
    return replace(document(part("p", *clauses)), actors=(name,))


def test_what_many_clauses_share_is_told_once() -> None:
    text = shown(renumbered("総務課", 0), renumbered("法務課", 0))
    assert "語の置換え：「総務課」→「法務課」（4か所）" in text
    assert "語の置換えだけの条項：1(1)、1(2)、1(3)、1(4)" in text
    assert "■" not in text


def test_renumbered_clauses_are_one_line() -> None:
    text = shown(renumbered("総務課", 0), renumbered("総務課", 1))
    assert "番号だけの変更：1(1)→1(2)、1(2)→1(3)、1(3)→1(4)、1(4)→1(5)" in text
    assert "■" not in text


def test_guesses_and_losses_are_told() -> None:
    old = document(Section("section-1", "条項", "", (paragraph(RULE),)))
    text = shown(old, one(paragraph(RULE + "記録する。")), old_identity="none")
    assert "旧：条項の目印がないため、見出しと文の似かたで対応させました（推定）。" in text
    assert "対応：見出しによる推定" in text
    text = shown(one(), one(), new_guessed=("p/a",), new_lost=("p/z",))
    assert "新：目印が失われ、文の似かたで見分けた条項：p/a" in text
    assert "新：文書から消えている条項：p/z" in text


def test_unknown_requirements_and_roles_are_told() -> None:
    text = shown(document(), one(paragraph(RULE)))
    assert "要件の増減：不明" in text
    assert "関係する役割：不明" in text


def test_only_one_kind_tells_nothing_else() -> None:
    old, new = (
        one(paragraph(f"規則は{w}である。"), table(("区分",), (w,)), level=level)
        for w, level in (("甲", "must"), ("乙", "may"))
    )
    meanings = selected(meanings_of(compared(old, new)), only="tables")
    text = told(meanings, plain, "tables")
    assert "－ 甲\n      ＋ 乙" in text
    assert "規則は" not in text
    assert "義務の強さ：" not in text.split("■")[1]


def test_points_are_counted_and_told_with_each_clause() -> None:
    text = shown(
        one(paragraph(RULE)),
        one(paragraph(RULE.replace("使わなければならない", "使うことができる"))),
    )
    assert "  要点：文末 1" in text
    assert "  文末：「使わなければならない」を「使うことができる」に（義務→許可）" in text
    assert "  向き：緩くなる" in text


def test_answer_is_told_by_keys_of_the_profile() -> None:
    assert answered_at(AnswerChange("facts.log", "none", "usage")) == "tools[].log"
    assert answered_at(AnswerChange("choices.pupils", "prohibited", "guided")) == "choices.pupils"


def test_unknown_applicability_is_told_where_requirements_change() -> None:
    sides = one(paragraph(RULE), satisfies=("R-1",)), one(paragraph(RULE), satisfies=("R-2",))
    text = shown(*sides)
    assert "違いはありません。\n  新しく満たす要件：R-2\n" in text
    assert "  満たさなくなる要件（除外・未対応・対象外の別は不明）：R-1\n" in text
    assert "旧と新は、プロファイルがないため、どの要件が適用されるかは不明です。" in text


def test_statistics_and_names() -> None:
    old, new = one(paragraph(RULE)), document(part("p"))
    assert names(compared(old, new)) == "removed\tp/a"
    found = meanings_of(
        compared(one(paragraph(RULE)), one(paragraph(RULE.replace("出力", "生成物"))))
    )
    assert statistics(found) == "1(1) 条項  本文  -2 +3"


def test_summary_of_any_two_examples_fits_a_screen() -> None:
    documents = all_documents()
    found = meanings_of(compared(documents["city-guideline"], documents["company-guideline"]))
    assert len(summary(found).split("\n")) <= 24
