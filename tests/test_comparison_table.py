"""新旧対照表: what stands beside what, what is underlined, and what is left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from guideline.compare import compare
from guideline.comparison_presets import PRESETS, PresetName
from guideline.comparison_table import comparison_table
from guideline.document import (
    BulletList,
    Document,
    Note,
    NumberedList,
    Paragraph,
    Reference,
    Section,
    Table,
    Text,
)
from guideline.generate import generate
from guideline.model.comparison_table import ComparisonTable, InnerTable, Passage
from guideline.model.version import Version
from tests.helpers import ROOT
from tests.two_texts import (
    article,
    chapter,
    clause,
    guideline,
    part,
    regulation,
    rows,
    tabled,
)

CHAPTER = ("第１章 総則", "第１章 総則")
PURPOSE = ("この要綱は、生成AIの利用について定める。", "職員は、この要綱を守る。")


def items(*texts: str) -> NumberedList:
    return NumberedList(tuple((Paragraph((Text(text),)),) for text in texts))


def bullets(*texts: str) -> BulletList:
    return BulletList(tuple((Paragraph((Text(text),)),) for text in texts))


def table(*lines: tuple[str, ...], caption: str = "") -> Table:
    header, *body = (tuple((Text(each),) for each in line) for line in lines)
    return Table(header, tuple(body), caption)


def one(*blocks: object) -> list[Section]:
    """A chapter with one article."""
    return [chapter(article("a/a", 1, "目的", *blocks))]  # type: ignore[arg-type]


# Words


def test_changed_words_are_underlined_on_both_sides() -> None:
    old = regulation(*one("利用者は、総務課に報告する。"))
    new = regulation(*one("利用者は、情報政策課に報告する。"))
    assert rows(tabled(old, new)) == [
        CHAPTER,
        ("（目的）", "（目的）"),
        ("第１条 利用者は、_情報政策課_に報告する。", "第１条 利用者は、_総務課_に報告する。"),
    ]


def test_inserted_words_are_underlined_where_they_stand() -> None:
    old = regulation(*one("利用者は、所属長に報告する。"))
    new = regulation(*one("利用者は、速やかに所属長に報告する。"))
    assert rows(tabled(old, new))[-1] == (
        "第１条 利用者は、_速やかに_所属長に報告する。",
        "第１条 利用者は、所属長に報告する。",
    )


def test_same_documents_give_no_entries() -> None:
    old = regulation(*one(*PURPOSE))
    assert tabled(old, old).entries == ()


def test_article_without_change_is_left_out() -> None:
    kept = article("a/b", 2, "定義", "用語の意味は、次のとおりとする。")
    old = regulation(chapter(article("a/a", 1, "目的", "総務課が定める。"), kept))
    new = regulation(chapter(article("a/a", 1, "目的", "文書課が定める。"), kept))
    assert not any("定義" in side for row in rows(tabled(old, new)) for side in row)


def test_chapter_without_changed_clause_is_left_out() -> None:
    other = chapter(article("b/a", 2, "雑則", "市長が別に定める。"), title="雑則", number=2)
    old = regulation(*one("総務課が定める。"), other)
    new = regulation(*one("文書課が定める。"), other)
    assert not any("雑則" in side for row in rows(tabled(old, new)) for side in row)


# （略）


@pytest.mark.parametrize(
    ("kept", "told"),
    [
        (("甲を行う。",), "２ （略）"),
        (("甲を行う。", "乙を調べる。"), "２・３ （略）"),
        (("甲を行う。", "乙を調べる。", "丙を集める。", "丁を示す。"), "２～５ （略）"),
    ],
)
def test_unchanged_provisions_are_told_by_their_numbers(kept: tuple[str, ...], told: str) -> None:
    old = regulation(*one("総務課が行う。", *kept))
    new = regulation(*one("文書課が行う。", *kept))
    assert rows(tabled(old, new))[2:] == [
        ("第１条 _文書課_が行う。", "第１条 _総務課_が行う。"),
        (told, told),
    ]


def test_first_provision_is_left_out_after_the_number_of_its_article() -> None:
    old = regulation(*one("この要綱は、利用について定める。", "総務課が行う。"))
    new = regulation(*one("この要綱は、利用について定める。", "文書課が行う。"))
    assert rows(tabled(old, new))[2:] == [
        ("第１条 （略）", "第１条 （略）"),
        ("２ _文書課_が行う。", "２ _総務課_が行う。"),
    ]


def test_items_go_with_the_provision_they_belong_to() -> None:
    list_ = items("氏名及び住所", "会議の議事録")
    old = regulation(*one("総務課が行う。", "次のものを除く。", list_, "丙を集める。"))
    new = regulation(*one("文書課が行う。", "次のものを除く。", list_, "丙を集める。"))
    assert rows(tabled(old, new))[3:] == [("２・３ （略）", "２・３ （略）")]


def test_unchanged_items_stand_beside_a_changed_one() -> None:
    kept = ("氏名及び住所", "会議の議事録", "入札の予定価格")
    old = regulation(*one("次のものを除く。", items(*kept, "総務課が定める情報")))
    new = regulation(*one("次のものを除く。", items(*kept, "文書課が定める情報")))
    assert rows(tabled(old, new))[2:] == [
        ("第１条 （略）", "第１条 （略）"),
        ("　(1)～(3) （略）", "　(1)～(3) （略）"),
        ("　(4) _文書課_が定める情報", "　(4) _総務課_が定める情報"),
    ]


def test_lines_without_numbers_are_left_out_as_one() -> None:
    kept = bullets("氏名及び住所", "会議の議事録")
    old = guideline(part(clause("a/a", 1, "目的", "次を除きます。", kept, "総務課が行います。")))
    new = guideline(part(clause("a/a", 1, "目的", "次を除きます。", kept, "文書課が行います。")))
    assert rows(tabled(old, new)) == [
        ("1 総則", "1 総則"),
        ("(1) 目的", "(1) 目的"),
        ("（略）", "（略）"),
        ("_文書課_が行います。", "_総務課_が行います。"),
    ]


def test_circled_numbers_are_told_as_a_row() -> None:
    kept = ("氏名及び住所", "会議の議事録")
    old = guideline(part(clause("a/a", 1, "目的", "次", items(*kept, "総務課の情報"))))
    new = guideline(part(clause("a/a", 1, "目的", "次", items(*kept, "文書課の情報"))))
    assert rows(tabled(old, new))[2:] == [
        ("（略）", "（略）"),
        ("　①・② （略）", "　①・② （略）"),
        ("　③ _文書課_の情報", "　③ _総務課_の情報"),
    ]


# New and gone


def test_new_provision_is_underlined_as_a_whole() -> None:
    old = regulation(*one("甲を行う。"))
    new = regulation(*one("甲を行う。", "乙を調べて報告する。"))
    assert rows(tabled(old, new))[2:] == [
        ("第１条 （略）", "第１条 （略）"),
        ("_２_ _乙を調べて報告する。_", "（新設）"),
    ]


def test_item_that_is_gone_renumbers_those_after_it() -> None:
    old = regulation(
        *one("次", items("氏名及び住所", "会議の議事録", "入札の予定価格", "職員名簿"))
    )
    new = regulation(*one("次", items("氏名及び住所", "入札の予定価格", "職員名簿")))
    assert rows(tabled(old, new))[2:] == [
        ("第１条 （略）", "第１条 （略）"),
        ("　(1) （略）", "　(1) （略）"),
        ("（削る）", "　_(2)_ _会議の議事録_"),
        ("　_(2)・(3)_ （略）", "　_(3)・(4)_ （略）"),
    ]


def test_new_items_below_a_new_provision_are_told_once() -> None:
    old = regulation(*one("甲を行う。"))
    new = regulation(*one("甲を行う。", "次の事項を調べる。", items("氏名", "住所")))
    assert rows(tabled(old, new))[3:] == [
        ("_２_ _次の事項を調べる。_\n　_(1)_ _氏名_\n　_(2)_ _住所_", "（新設）")
    ]


def test_provision_with_other_words_under_the_same_number_stands_opposite() -> None:
    old = regulation(*one("甲を行う。", "議事録は総務課で保管する。"))
    new = regulation(*one("甲を行う。", "画像の生成には許可を要しない。"))
    assert rows(tabled(old, new))[3:] == [
        ("_２_ _画像の生成には許可を要しない。_", "_２_ _議事録は総務課で保管する。_")
    ]


def inserted() -> tuple[list[Section], list[Section]]:
    """Three articles, and the same with another one after the first."""
    kept = [
        ("a", "目的", "甲を行う。"),
        ("b", "定義", "乙を調べる。"),
        ("c", "委任", "丙を集める。"),
    ]
    old = [article(f"x/{id_}", n, title, text) for n, (id_, title, text) in enumerate(kept, 1)]
    added = article("x/n", 2, "研修", "研修を受けた者が使う。", items("新任研修", "定期研修"))
    shifted = [
        article(f"x/{id_}", n, title, text) for n, (id_, title, text) in enumerate(kept[1:], 3)
    ]
    return [chapter(*old)], [chapter(old[0], added, *shifted)]


def test_new_article_has_one_cell_and_shifts_the_others() -> None:
    old, new = inserted()
    assert rows(tabled(regulation(*old), regulation(*new))) == [
        CHAPTER,
        (
            "_（研修）_\n_第２条_ _研修を受けた者が使う。_\n　_(1)_ _新任研修_\n　_(2)_ _定期研修_",
            "（新設）",
        ),
        ("_第３条・第４条_ （略）", "_第２条・第３条_ （略）"),
    ]


def test_removed_article_stands_where_it_stood() -> None:
    new, old = inserted()
    assert rows(tabled(regulation(*old), regulation(*new)))[1:] == [
        (
            "（削る）",
            "_（研修）_\n_第２条_ _研修を受けた者が使う。_\n　_(1)_ _新任研修_\n　_(2)_ _定期研修_",
        ),
        ("_第２条・第３条_ （略）", "_第３条・第４条_ （略）"),
    ]


def test_single_article_with_another_number_keeps_its_caption() -> None:
    old = regulation(chapter(article("x/a", 1, "目的", *PURPOSE)))
    first = article("x/n", 1, "定義", "用語の意味は別表のとおりとする。")
    new = regulation(chapter(first, article("x/a", 2, "目的", *PURPOSE)))
    assert rows(tabled(old, new))[2:] == [
        ("（目的）", "（目的）"),
        ("_第２条_ （略）", "_第１条_ （略）"),
    ]


def test_article_that_became_a_mere_number_is_changed_not_gone() -> None:
    old = regulation(*one("職員は、議事録を作成して保管する。"))
    new = regulation(*one("削除"))
    assert rows(tabled(old, new))[2:] == [
        ("第１条 _削除_", "第１条 _職員は、議事録を作成して保管する。_")
    ]


def test_other_variant_of_a_clause_stands_opposite() -> None:
    strict, loose = "機密の情報を入力しない。", "上長の許可があれば、秘匿すべき資料も扱える。"
    old = regulation(chapter(article("x/a.strict", 1, "入力", strict)))
    new = regulation(chapter(article("x/a.loose", 1, "入力", loose)))
    assert rows(tabled(old, new))[1:] == [
        ("（入力）", "（入力）"),
        (f"第１条 _{loose}_", f"第１条 _{strict}_"),
    ]


def test_notice_shows_its_numbers() -> None:
    def notice(text: str) -> Section:
        inner = replace(clause("a/a", 1, "目的", text), number="１", full_number="第１の１")
        return Section("p", "趣旨", "第１", (), (inner,), None, "第１")

    old, new = (
        replace(guideline(notice(f"{who}が行う。")), numbering="notice") for who in ("甲課", "乙課")
    )
    assert rows(tabled(old, new)) == [
        ("第１ 趣旨", "第１ 趣旨"),
        ("１ 目的", "１ 目的"),
        ("_乙課_が行う。", "_甲課_が行う。"),
    ]


# Numbers of references


def test_clause_whose_only_change_is_a_reference_appears() -> None:
    def told(number: str) -> Paragraph:
        return Paragraph((Text("承認は、"), Reference("x/z", number), Text("による。")))

    old = regulation(*one("甲を行う。", told("第４条")))
    new = regulation(*one("甲を行う。", told("第５条")))
    assert rows(tabled(old, new))[2:] == [
        ("第１条 （略）", "第１条 （略）"),
        ("２ 承認は、_第５条_による。", "２ 承認は、_第４条_による。"),
    ]


def test_reference_to_another_clause_with_the_same_number_is_no_change_to_readers() -> None:
    def told(target: str) -> Paragraph:
        return Paragraph((Text("承認は、"), Reference(target, "第４条"), Text("による。")))

    old, new = (regulation(*one(told(target))) for target in ("x/y", "x/z"))
    assert tabled(old, new).entries == ()


# Titles, parts, places


def test_changed_caption_is_underlined_above_what_is_left_out() -> None:
    old = regulation(chapter(article("a/a", 1, "目的", *PURPOSE)))
    new = regulation(chapter(article("a/a", 1, "趣旨", *PURPOSE)))
    assert rows(tabled(old, new))[1:] == [
        ("（_趣旨_）", "（_目的_）"),
        ("第１条 （略）", "第１条 （略）"),
    ]


def test_changed_chapter_title_is_underlined() -> None:
    same = article("a/a", 1, "目的", *PURPOSE)
    old, new = (regulation(chapter(same, title=title)) for title in ("総則", "通則"))
    assert rows(tabled(old, new)) == [("第１章 _通則_", "第１章 _総則_"), ("（略）", "（略）")]


def test_new_part_stands_above_its_clauses() -> None:
    same = part(clause("a/a", 1, "目的", "守ります。"))
    more = part(clause("b/a", 1, "研修", "受けます。"), title="体制", number=2)
    assert rows(tabled(guideline(same), guideline(same, more))) == [
        ("_2_ _体制_", "（新設）"),
        ("_(1)_ _研修_\n_受けます。_", "（新設）"),
    ]


def test_moved_article_is_shown_at_both_places() -> None:
    def placed(*order: str) -> list[Section]:
        texts = {
            "a": ("目的", "この要綱は、利用について定める。"),
            "b": ("研修", "職員は、総務課の研修を受ける。"),
            "c": ("禁止", "職員は、秘密の情報を入力しない。"),
            "d": ("委任", "必要な事項は、市長が別に定める。"),
        }
        return [chapter(*(article(f"x/{id_}", n, *texts[id_]) for n, id_ in enumerate(order, 1)))]

    old, new = regulation(*placed("a", "b", "c", "d")), regulation(*placed("a", "c", "d", "b"))
    assert rows(tabled(old, new))[1:] == [
        ("（第４条へ移動）", "（研修）\n_第２条_ （略）"),
        ("_第２条・第３条_ （略）", "_第３条・第４条_ （略）"),
        ("（研修）", "（研修）\n（第２条から移動）"),
        ("_第４条_ （略）", "_第２条_ （略）"),
    ]


def test_clauses_that_moved_with_their_part_are_told_with_it() -> None:
    def placed(*order: int) -> list[Section]:
        texts = {
            1: ("目的", "この指針は、利用について定めます。"),
            2: ("研修", "職員は、総務課の研修を受けます。"),
            3: ("禁止", "職員は、秘密の情報を入力しません。"),
        }
        return [part(clause(f"p{n}/a", 1, *texts[n]), title=f"部{n}", number=n) for n in order]

    def counted(*order: int) -> list[Section]:
        return [
            replace(each, number=str(n), full_number=str(n))
            for n, each in enumerate(placed(*order), 1)
        ]

    old, new = guideline(*counted(1, 2, 3)), guideline(*counted(1, 3, 2))
    assert rows(tabled(old, new)) == [
        ("_2_ 部3", "_3_ 部3\n（3から移動）"),
        ("（略）", "（略）"),
        ("_3_ 部2", "_2_ 部2"),
        ("（略）", "（略）"),
        ("（2へ移動）", "_3_ 部3\n（略）"),
    ]


def test_line_that_moved_within_its_clause_is_told_at_both_places() -> None:
    a, b, c, d = (
        "氏名及び住所を含む情報",
        "会議の議事録を含む情報",
        "入札の価格の情報",
        "名簿の情報",
    )
    old = guideline(part(clause("a/a", 1, "禁止", bullets(a, b, c, d))))
    new = guideline(part(clause("a/a", 1, "禁止", bullets(b, c, d, a))))
    assert rows(tabled(old, new))[2:] == [
        ("（移動）", f"　_・_ _{a}_"),
        ("　（略）", "　（略）"),
        (f"　_・_ _{a}_", "（移動）"),
    ]


def test_half_of_a_paragraph_that_was_split_is_underlined_on_both_sides() -> None:
    first, second = "職員は、利用の前に研修を受ける。", "研修を受けた者の名簿は、総務課が作る。"
    old = regulation(*one("甲を行う。", first + second))
    new = regulation(*one("甲を行う。", first, second))
    assert rows(tabled(old, new))[3:] == [(f"２ {first}\n_３_ _{second}_", f"２ {first}_{second}_")]


def test_supplement_is_an_entry_of_its_own() -> None:
    def supplement(*texts: str) -> Section:
        blocks = tuple(
            Paragraph((Text(text),), "１２"[n] if len(texts) > 1 else "")
            for n, text in enumerate(texts)
        )
        return Section("supplement", "附則", "", blocks)

    first = "この要綱は、令和９年１月１日から施行する。"
    second = "第３条の改正規定は、同年４月１日から適用する。"
    old, new = regulation(supplement(first)), regulation(supplement(first, second))
    assert rows(tabled(old, new)) == [
        ("附則", "附則"),
        ("_１_ （略）", "（略）"),
        (f"_２_ _{second}_", "（新設）"),
    ]


def test_title_block_shows_the_title_and_changed_details() -> None:
    def details(version: str) -> Table:
        return table(("項目", "内容"), ("版", version), ("所管", "総務課"), ("区分", "公開"))

    old = regulation(details=details("1.0"))
    new = regulation(details=details("1.1"), title="新規程")
    shown = tabled(old, new)
    assert shown.title == "新規程新旧対照表"
    (heading, title, *others) = rows(shown)
    assert heading == ("（表題）", "（表題）")
    assert title == ("_新規程_", "_規程_")
    assert others == [
        ("（略）", "（略）"),
        ("項目|内容\n版|_1.1_\n（略）|（略）", "項目|内容\n版|_1.0_\n（略）|（略）"),
    ]


# Tables


def test_unchanged_rows_of_a_table_are_left_out() -> None:
    def tools(mark: str) -> Table:
        return table(
            ("区分", "甲ツール"),
            ("公開", "○ 可"),
            ("内部", "○ 可"),
            ("秘密", mark),
            ("極秘", "× 不可"),
        )

    old = regulation(*one("入力の可否は、次の表による。", tools("△ 条件付き")))
    new = regulation(*one("入力の可否は、次の表による。", tools("× 不可")))
    assert rows(tabled(old, new))[3:] == [
        (
            "区分|甲ツール\n（略）|（略）\n秘密|_× 不可_\n（略）|（略）",
            "区分|甲ツール\n（略）|（略）\n秘密|_△ 条件付き_\n（略）|（略）",
        )
    ]


def test_new_row_is_told_on_the_other_side_where_the_convention_names_empty_places() -> None:
    lines = (("名称", "用途"), ("甲ツール", "要約"))
    old = regulation(*one("次の表による。", table(*lines)))
    new = regulation(*one("次の表による。", table(*lines, ("乙ナビ", "議事録"))))
    assert rows(tabled(old, new))[3:] == [
        ("名称|用途\n（略）|（略）\n_乙ナビ_|_議事録_", "名称|用途\n（略）|（略）\n（新設）|")
    ]
    assert rows(tabled(old, new, "bill"))[3:] == [
        ("名称|用途\n（略）|（略）\n_乙ナビ_|_議事録_", "名称|用途\n（略）|（略）")
    ]


def test_rows_in_a_row_that_are_gone_are_told_once() -> None:
    lines = (("名称", "用途"), ("甲ツール", "要約"))
    gone = (("乙ナビ", "議事録"), ("丙ボット", "応答"))
    old = regulation(*one("次の表による。", table(*lines, *gone)))
    new = regulation(*one("次の表による。", table(*lines)))
    assert rows(tabled(old, new, "company"))[3:] == [
        (
            "名称|用途\n（略）|（略）\n（削除）|",
            "名称|用途\n（略）|（略）\n_乙ナビ_|_議事録_\n_丙ボット_|_応答_",
        )
    ]


def test_new_column_is_underlined_with_its_header() -> None:
    old = regulation(*one("次の表による。", table(("区分", "甲"), ("公開", "可"), ("秘密", "否"))))
    new = regulation(
        *one(
            "次の表による。",
            table(("区分", "甲", "乙"), ("公開", "可", "可"), ("秘密", "否", "要")),
        )
    )
    assert rows(tabled(old, new))[3:] == [
        ("区分|甲|_乙_\n公開|可|_可_\n秘密|否|_要_", "区分|甲\n公開|可\n秘密|否")
    ]


def test_new_table_is_underlined_as_a_whole() -> None:
    old = regulation(*one("甲を行う。"))
    new = regulation(*one("甲を行う。", table(("名称", "用途"), ("甲ツール", "要約"))))
    assert rows(tabled(old, new))[3:] == [("_名称_|_用途_\n_甲ツール_|_要約_", "（新設）")]
    assert rows(tabled(new, old))[3:] == [("（削る）", "_名称_|_用途_\n_甲ツール_|_要約_")]


def test_unchanged_columns_of_a_wide_table_are_left_out() -> None:
    def tools(users: str) -> Table:
        return table(
            ("名称", "提供者", "用途", "利用者", "契約", "承認"),
            ("甲ツール", "甲社", "要約", users, "法人", "要"),
        )

    old, new = (regulation(*one("次の表による。", tools(users))) for users in ("職員", "課長"))
    assert rows(tabled(old, new))[3:] == [
        (
            "名称|（略）|利用者|（略）\n甲ツール|（略）|_課長_|（略）",
            "名称|（略）|利用者|（略）\n甲ツール|（略）|_職員_|（略）",
        )
    ]


def test_unchanged_table_is_left_out_by_its_caption() -> None:
    same = table(("名称", "用途"), ("甲ツール", "要約"), caption="対象ツール")
    old, new = (
        regulation(*one("甲を行う。", same, f"{who}が行う。")) for who in ("総務課", "文書課")
    )
    assert rows(tabled(old, new))[2:] == [
        ("第１条 （略）", "第１条 （略）"),
        ("対象ツール　（略）", "対象ツール　（略）"),
        ("２ _文書課_が行う。", "２ _総務課_が行う。"),
    ]


# Commentary, reasons, presets


def noted(text: str, rule: str = "守ります。") -> Section:
    note = Note("commentary", (Paragraph((Text("背景の説明です。"),)), Paragraph((Text(text),))))
    return part(clause("a/a", 1, "目的", rule, note))


def test_commentary_is_shown_only_when_asked_for() -> None:
    old, new = guideline(noted("総務課が答えます。")), guideline(noted("文書課が答えます。"))
    assert tabled(old, new).entries == ()
    assert rows(tabled(old, new, with_commentary=True)) == [
        ("1 総則", "1 総則"),
        ("(1) 目的", "(1) 目的"),
        ("（略）", "（略）"),
        ("〔解説〕", "〔解説〕"),
        ("（略）", "（略）"),
        ("_文書課_が答えます。", "_総務課_が答えます。"),
    ]


def test_reasons_make_a_third_column() -> None:
    old, new = regulation(*one("総務課が行う。")), regulation(*one("文書課が行う。"))
    shown = tabled(old, new, "company", {"a/a": "課の名称を改めたため"})
    assert shown.headings == ("改定後", "改定前", "改定理由")
    assert [entry.reason for entry in shown.entries] == ["", "課の名称を改めたため"]
    assert tabled(old, new, "company").headings == ("改定後", "改定前")


def test_reason_keeps_a_renumbered_article_apart() -> None:
    old, new = inserted()
    shown = tabled(regulation(*old), regulation(*new), reasons={"x/b": "繰り下げるため"})
    assert [entry.reason for entry in shown.entries] == ["", "", "繰り下げるため", ""]


@pytest.mark.parametrize(
    ("preset", "headings", "added", "removed", "legend"),
    [
        ("national", ("改正案", "現行"), "（新設）", "（削る）", "（下線の部分は改正部分）"),
        ("bill", ("改正案", "現行"), "", "", "（下線の部分は改正部分）"),
        ("municipal", ("改正後", "改正前"), "（新設）", "（削る）", "（下線の部分は改正部分）"),
        ("company", ("改定後", "改定前"), "（新設）", "（削除）", "（下線の部分は改定部分）"),
    ],
)
def test_presets(
    preset: PresetName, headings: tuple[str, str], added: str, removed: str, legend: str
) -> None:
    before, after = inserted()
    old, new = regulation(*before), regulation(*after)
    shown = tabled(old, new, preset)
    assert (shown.headings, shown.legend) == (headings, legend)
    assert rows(shown)[1][1] == added
    assert rows(tabled(new, old, preset))[1][0] == removed


def test_every_preset_is_named() -> None:
    assert set(PRESETS) == {"national", "bill", "municipal", "company"}


# Real documents


def version(path: Path, template: str) -> Version:
    result = generate(path, template=template, day=date(2026, 12, 1))
    return Version(path.name, result.document, resolution=result.resolution)


def of_city(tmp_path: Path, template: str, *edits: tuple[str, str]) -> ComparisonTable:
    """The table of the example of a city with some of its answers changed."""
    source = ROOT / "examples" / "city" / "profile.yaml"
    text = source.read_text(encoding="utf-8")
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    changed = tmp_path / "profile.yaml"
    changed.write_text(text, encoding="utf-8")
    comparison = compare(version(source, template), version(changed, template))
    return comparison_table(comparison, "municipal")


def test_answer_that_adds_an_article_shifts_the_numbers(tmp_path: Path) -> None:
    found = rows(of_city(tmp_path, "regulation", ("agents: prohibited", "agents: approval")))
    (added,) = [new for new, old in found if old == "（新設）" and new.startswith("_（")]
    assert added.startswith("_（AIエージェントの監視と停止）_\n_第４４条_ ")
    assert ("_第４５条_ （略）", "_第４４条_ （略）") in found
    # An article that only mentions one with another number.
    assert (
        "４ 業務の委託先の扱いは、_第４９条_による。",
        "４ 業務の委託先の扱いは、_第４８条_による。",
    ) in found


@pytest.mark.parametrize("template", ["guideline", "regulation"])
def test_name_of_a_section_is_underlined_wherever_it_stands(tmp_path: Path, template: str) -> None:
    shown = of_city(tmp_path, template, ("デジタル推進課", "デジタル戦略課"))
    runs = [
        (is_new, run)
        for entry in shown.entries
        for row in entry.rows
        for is_new, side in ((True, row.new), (False, row.old))
        for block in side
        for runs in (
            (block.runs,) if isinstance(block, Passage) else [c for r in block.rows for c in r]
        )
        for run in runs
    ]
    assert {(is_new, run.text) for is_new, run in runs if run.is_changed} == {
        (True, "デジタル戦略課"),
        (False, "デジタル推進課"),
    }
    assert not any(
        "戦略課" in run.text or "推進課" in run.text for _, run in runs if not run.is_changed
    )


def test_tool_table_shows_the_changed_cell(tmp_path: Path) -> None:
    edit = ("    highest_class: m2\n", "    highest_class: m1\n")
    shown = of_city(tmp_path, "regulation", edit)
    tables = [
        (new, old)
        for entry in shown.entries
        for row in entry.rows
        for new, old in zip(row.new, row.old, strict=False)
        if isinstance(new, InnerTable) and isinstance(old, InnerTable)
    ]
    (shown_table,) = [new for new, _ in tables if "情報区分" in new.header[0][0].text]
    assert [[run.text for cell in row for run in cell] for row in shown_table.rows] == [
        ["（略）", "（略）", "（略）"],
        ["自治体機密性2", "○ 可", "× 不可"],
        ["（略）", "（略）", "（略）"],
    ]


def test_reading_both_sides_gives_the_same_as_reading_them_swapped() -> None:
    before, after = inserted()
    old, new = regulation(*before), regulation(*after)
    there, back = tabled(old, new), tabled(new, old)
    marks = str.maketrans({"設": "X", "新": "X", "削": "X", "る": "X"})
    swapped = [(b.translate(marks), a.translate(marks)) for a, b in rows(back)]
    shown = [(a.translate(marks), b.translate(marks)) for a, b in rows(there)]
    assert [row for row in shown if "X" not in row[1]] == [
        row for row in swapped if "X" not in row[1]
    ]


def test_layout_of_the_new_document_is_kept() -> None:
    old, new = regulation(*one("総務課が行う。")), regulation(*one("文書課が行う。"))
    new = replace(new, layout=replace(new.layout, design="mincho"))
    assert tabled(old, new).layout.design == "mincho"


# 附則


def ending(day: str, *more: str) -> Document:
    """A regulation with its day of effect in the title block and in its 附則."""
    row = ((Text("施行日"),), (Text(day),))
    lines = (f"この規程は、{day}から施行する。", *more)
    blocks = tuple(Paragraph((Text(line),)) for line in lines)
    end = Section("supplementary", "附　則", "", blocks)
    head = ((Text("項目"),), (Text("内容"),))
    return regulation(*one("甲は、記録する。"), end, details=Table(head, (row,)))


def test_the_day_of_effect_alone_is_no_amendment_of_the_supplementary_provisions() -> None:
    assert rows(tabled(ending("令和８年４月１日"), ending("令和９年４月１日"))) == []


def test_amended_supplementary_provisions_are_shown() -> None:
    old, new = ending("令和８年４月１日"), ending("令和９年４月１日", "別に定める。")
    told = rows(tabled(old, new))
    assert ("附　則", "附　則") in told
    assert ("_別に定める。_", "（新設）") in told


def test_the_day_of_effect_of_a_guideline_is_shown() -> None:
    old, new = (
        replace(ending(day), numbering="jdla") for day in ("令和８年４月１日", "令和９年４月１日")
    )
    assert any("令和９年４月１日" in cell for row in rows(tabled(old, new)) for cell in row)
