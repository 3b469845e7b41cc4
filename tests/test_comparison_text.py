"""What the terminal shows: the summary on one screen, and every change with its words."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from itertools import pairwise

from guideline.columns import width_of
from guideline.compare import compare
from guideline.comparison_text import Kind, names, statistics, summary, told
from guideline.comparison_words import answered_at, effects_of, highlights_of
from guideline.document import (
    BulletList,
    Document,
    Link,
    Note,
    NumberedList,
    Section,
)
from guideline.meaning import Meaning, meanings_of, selected
from guideline.model.change import AnswerChange
from guideline.versions import load_versions
from tests.all_forms import all_documents
from tests.helpers import EXAMPLES
from tests.two_documents import compared, one, part
from tests.word_files import clause, document, items, paragraph, table

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
    assert "番号だけの変更：1(1)～1(4)→1(2)～1(5)" in text
    assert "■" not in text


def test_numbers_that_do_not_follow_each_other_are_no_range() -> None:
    old = ("1(1)", "1(2)", "1(3)", "2(1)", "2(2)")
    new = ("1(2)", "1(3)", "1(4)", "2(1の2)", "2(5)")
    before, after = (
        document(
            part(
                "p",
                *(
                    replace(
                        clause(f"p/{n}", "", paragraph(f"{n}を記録する。"), title=f"題{n}"),
                        full_number=number,
                    )
                    for n, number in enumerate(side)
                ),
            )
        )
        for side in (old, new)
    )
    text = shown(before, after)
    assert "番号だけの変更：1(1)～1(3)→1(2)～1(4)、2(1)→2(1の2)、2(2)→2(5)" in text


def test_two_renumbered_clauses_are_told_one_by_one() -> None:
    old, new = (
        document(
            part(
                "p",
                *(
                    replace(
                        clause(f"p/{n}", "", paragraph(f"{n}を記録する。"), title=f"題{n}"),
                        full_number=f"1({n + more})",
                    )
                    for n in (1, 2)
                ),
            )
        )
        for more in (0, 1)
    )
    assert "番号だけの変更：1(1)→1(2)、1(2)→1(3)" in shown(old, new)


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
    assert "違いはありません。\n  新しく満たす要件：1件（R-2）\n" in text
    assert "  満たさなくなる要件（除外・未対応・対象外の別は不明）：1件（R-1）\n" in text
    assert "旧と新は、プロファイルがないため、どの要件が適用されるかは不明です。" in text


def test_statistics_and_names() -> None:
    old, new = one(paragraph(RULE)), document(part("p"))
    assert names(compared(old, new)) == "削除\tp/a"
    found = meanings_of(
        compared(one(paragraph(RULE)), one(paragraph(RULE.replace("出力", "生成物"))))
    )
    assert statistics(found) == "1(1) 条項  本文  -2 +3"


def test_summary_of_any_two_examples_fits_a_screen() -> None:
    documents = all_documents()
    found = meanings_of(compared(documents["city-guideline"], documents["company-guideline"]))
    assert len(summary(found).split("\n")) <= 24


def test_legend_explains_the_marks_that_stand_in_the_text() -> None:
    text = shown(
        one(paragraph(RULE)), one(paragraph(RULE.replace("出力を確認", "生成物を必ず確認")))
    )
    assert "印：［旧→新］改めた語  ｛＋新＋｝加えた語  ～ 変わった行\n\n■" in text
    assert "削った" not in text
    assert "印：" not in shown(one(), one())


def test_legend_is_coloured_as_the_text_and_fits_a_line() -> None:
    old = one(paragraph("甲である。乙である。"), paragraph("これは消える。"))
    new = one(paragraph("丙である。"), paragraph(RULE))
    text = told(meanings_of(compared(old, new)), bracketed)
    legend = text[text.index("印：") :].split("\n\n")[0]
    assert "＋ <i加えた行>" in legend
    assert "－ <d削った行>" in legend
    assert all(width_of(line) <= 80 for line in re.sub("<.|>", "", legend).split("\n"))


def rows(text: str) -> int:
    """Lines of a terminal of 80 columns."""
    return sum(max(math.ceil(width_of(line) / 80), 1) for line in text.split("\n"))


def test_summary_of_very_different_documents_fits_a_screen() -> None:
    names = [name for name in all_documents() if name.endswith("-guideline")]
    for old, new in pairwise([*names, names[0]]):
        found = meanings_of(compared(all_documents()[old], all_documents()[new]))
        marked = told(found, plain).split("■")[0].rstrip()
        assert rows(marked) <= 22, marked  # the names of the files may take two lines more
        for label, requirements in effects_of(found.requirements or ()):
            (line,) = [x for x in marked.split("\n") if x.startswith(f"  {label}：")]
            count, ids = line.removeprefix(f"  {label}：").rstrip("）").split("件（")
            listed = ids.split("、")
            more = int(re.sub("[^0-9]", "", listed.pop())) if "ほか" in listed[-1] else 0
            assert len(listed) + more == int(count) == len(requirements)


def test_summary_of_very_different_profiles_fits_a_screen() -> None:
    profiles = [str(path) for path in EXAMPLES]
    for old, new in pairwise([*profiles, profiles[0]]):
        found = meanings_of(compare(*load_versions(old, new)))
        marked = told(found, plain).split("■")[0].rstrip()
        assert rows(marked) <= 24, marked  # the names of the files take two of them
        for label, requirements in effects_of(found.requirements or ()):
            assert f"  {label}：{len(requirements)}件\n" in marked


def test_requirements_are_told_by_name_where_there_is_room() -> None:
    old, new = (one(paragraph(RULE), satisfies=ids) for ids in ((), ("R-1", "R-2", "R-3")))
    found = meanings_of(compared(old, new))
    assert found.requirements is not None
    named = [replace(r, text="記録する。" * 8, framework="枠組み") for r in found.requirements]

    def lines_with(count: int) -> list[str]:
        several = [replace(r, id=f"{r.id}{n}") for n in range(count) for r in named]
        text = summary(replace(found, requirements=tuple(several)))
        return [line for line in text.split("\n") if line.startswith("    ")]

    assert [line.split("「")[0] for line in lines_with(1)] == [
        "    枠組み R-10",
        "    枠組み R-20",
        "    枠組み R-30",
    ]
    many = lines_with(9)
    assert many[-1] == f"    ほか{27 - (len(many) - 1)}件"


def test_long_lists_of_guesses_leave_room() -> None:
    lost = tuple(f"folder/clause-{n}" for n in range(100))
    text = summary(meanings_of(compared(one(), one(), new_lost=lost, new_guessed=lost)))
    assert rows(text) < 24
    assert text.count("ほか") == 2


def test_another_depth_and_another_address_are_told() -> None:
    def listed(url: str, *, is_deep: bool) -> Document:
        item = (paragraph("窓口は", Link("このページ", url)),)
        nested = ((paragraph("外"), BulletList((item,))),)
        return one(BulletList(nested if is_deep else (*items("外"), item)))

    text = shown(
        listed("https://a.example", is_deep=False), listed("https://b.example", is_deep=True)
    )
    assert "■ 1(1) 条項［体裁］  p/a" in text
    assert "  一覧の段：「窓口はこのページ」 1段目 → 2段目" in text
    assert "  リンク先：「このページ」 https://a.example → https://b.example" in text
    assert "重さ：字句の整理 1" in text


def test_another_kind_of_list_is_told() -> None:
    old, new = one(BulletList(items("記録する"))), one(NumberedList(items("記録する")))
    assert "  一覧の種類：「記録する」 箇条書き → 番号付き" in shown(old, new)
    assert "  一覧の種類：「記録する」 段落 → 番号付き" in shown(one(paragraph("記録する")), new)


def test_renamed_row_is_told_as_a_name() -> None:
    old, new = (
        one(table(("区分", "甲", "乙"), (name, "○", "△ 要承認"), ("秘密", "×", "×")))
        for name in ("社内", "部外秘")
    )
    (change,) = compared(old, new).differences
    assert highlights_of(change, Meaning("rule"), 3) == ["「社内」を「部外秘」に"]


def test_added_row_is_told_beside_what_deserves_a_look() -> None:
    old = one(paragraph(RULE), table(("区分", "甲"), ("社内", "○")))
    new = one(
        paragraph(RULE.replace("使わなければならない", "使うことができる")),
        table(("区分", "甲"), ("社内", "○"), ("秘密", "×")),
    )
    ((change, meaning),) = [p for p in meanings_of(compared(old, new)).pairs() if p[0].aspects]
    assert highlights_of(change, meaning, 3, [("甲", "乙")])[1:] == ["「秘密」の行を加える"]
