"""The summary for an approval circular: by importance, on one page, and honest about gaps."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from guideline.circular import circular
from guideline.comparison_words import answer_told
from guideline.document import BulletList, Document, Layout, Name, Table, lines_of, plain_text
from guideline.facts import domain
from guideline.meaning import meanings_of
from guideline.model.change import AnswerChange
from guideline.output import WRITERS
from tests.all_forms import all_documents
from tests.pages import pages_of, to_pdf
from tests.two_documents import compared, one, part
from tests.word_files import clause, document, paragraph, table

RULE = "利用者は、出力を確認してから使わなければならない。"


def summary(old: Document, new: Document, **reasons: str) -> Document:
    return circular(meanings_of(compared(old, new)), {f"p/{k}": v for k, v in reasons.items()})


def rows(found: Document) -> list[list[str]]:
    (table,) = [b for b in found.sections[0].blocks if isinstance(b, Table)]
    return [[plain_text(cell) for cell in row] for row in (table.header, *table.rows)]


def points(found: Document, section: str) -> list[str]:
    (there,) = [s for s in found.sections if s.id == section]
    return lines_of(tuple(b for b in there.blocks if isinstance(b, BulletList)))


def many(count: int, word: str) -> Document:
    clauses = (
        clause(
            f"p/c{n}",
            f"({n})",
            paragraph(f"第{n}の記録は、{word * 3}一年間保存する。"),
            title=f"{n}番",
        )
        for n in range(count)
    )
    return document(part("p", *clauses))


def test_equal_documents_change_no_rule() -> None:
    found = summary(one(paragraph(RULE)), one(paragraph(RULE)))
    assert lines_of(found.sections[0].blocks) == ["規定の内容に変更はありません。"]


def test_what_allows_more_comes_before_what_is_open() -> None:
    def sides(first: str, level: str) -> Document:
        a = one(paragraph(first), id_="p/a", title="甲").sections[0].sections[0]
        b = one(paragraph(RULE), id_="p/b", title="乙", level=level).sections[0].sections[0]
        return document(part("p", a, b))

    found = rows(
        summary(sides("記録する。", "must"), sides("報告する。", "should"), b="負担を減らすため")
    )
    assert found[0] == ["条項", "変更", "内容", "厳しさ", "理由"]
    assert [(row[0], row[4]) for row in found[1:]] == [
        ("1(1) 乙", "負担を減らすため"),
        ("1(1) 甲", ""),
    ]
    assert "→" in found[1][3]
    assert found[2][3] == "厳しさは要確認"


def test_no_column_for_reasons_where_there_are_none() -> None:
    assert rows(summary(one(level="must"), one(level="may")))[0] == [
        "条項",
        "変更",
        "内容",
        "厳しさ",
    ]


def test_what_does_not_fit_is_named_below() -> None:
    found = summary(many(60, "紙で"), document(part("p")))
    shown = len(rows(found)) - 1
    assert 5 < shown < 30
    (left,) = [t for t in lines_of(found.sections[0].blocks) if t.startswith("ほかに")]
    assert f"ほか{60 - shown - 10}件" in left


def test_same_edition_is_told_once() -> None:
    old = replace(one(level="must"), layout=Layout(version="1.0"))
    details = summary(old, replace(one(level="may"), layout=Layout(version="1.0"))).details
    assert [plain_text(row[0]) for row in details.rows] == ["文書", "施行日"]
    details = summary(old, replace(one(level="may"), layout=Layout(version="1.1"))).details
    assert [plain_text(row[0]) for row in details.rows] == ["改正後", "改正前", "施行日"]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (("施行日", "令和９年４月１日"), ("施行日", "令和９年４月１日")),
        (("適用日", "2027年4月1日"), ("適用日", "2027年4月1日")),
        (("版", "1.0"), ("施行日", "不明")),
    ],
)
def test_day_from_which_it_holds_stands_in_the_head(
    row: tuple[str, str], told: tuple[str, str]
) -> None:
    new = replace(one(level="may"), details=table(("項目", "内容"), row))
    last = summary(one(level="must"), new).details.rows[-1]
    assert tuple(map(plain_text, last)) == told


def test_replaced_tool_is_a_column_that_goes_and_one_that_comes() -> None:
    def rule(tool: str) -> Document:
        cells = ("区分", "共通", tool), ("公開", "○ 可", "○ 可"), ("秘密", "×", "×")
        return replace(one(table(*cells)), names=(Name(f"tools/{tool}", tool),))

    (_, row) = rows(summary(rule("甲"), rule("乙")))
    assert row[2] == "「甲」の列を削り、「乙」の列を加える"


def test_cell_is_told_once_and_whole_where_it_is_short() -> None:
    def rule(users: str, more: str = "") -> Document:
        cells = ("ツール", "担当"), ("会議録", f"{users}の職員{more}")
        return replace(one(table(*cells)), actors=("総務課", "法務課"))

    (_, row) = rows(summary(rule("総務課"), rule("総務課及び法務課")))
    assert row[2] == "会議録・担当：総務課の職員 → 総務課及び法務課の職員"
    more = "のうち研修を終えた人" * 4
    (_, row) = rows(summary(rule("14日の間", more), rule("7日の間", more)))
    assert row[2].count("会議録・担当：") == 1


def test_renamed_tool_is_another_name_in_the_header() -> None:
    def rule(tool: str) -> Document:
        cells = ("区分", "共通", tool), ("公開", "○ 可", "○ 可"), ("秘密", "×", "×")
        return replace(one(table(*cells)), names=(Name("tools/minutes", tool),))

    (_, row) = rows(summary(rule("甲"), rule("乙")))
    assert row[2] == "「甲」を「乙」に"


def test_rows_that_go_and_come_are_told_together() -> None:
    def rule(tool: str) -> Document:
        cells = ("ツール", "保存"), ("共通", "なし"), (tool, "14日の後に消去")
        return replace(one(table(*cells)), names=(Name(f"tools/{tool}", tool),))

    (_, row) = rows(summary(rule("甲のツール"), rule("別の提供者の乙")))
    assert row[2] == "「甲のツール」の行を削り、「別の提供者の乙」の行を加える"


def test_number_of_a_clause_that_is_gone_is_the_old_one() -> None:
    found = rows(summary(one(paragraph(RULE)), document(part("p"))))
    assert [row[0] for row in found[1:]] == ["旧1(1) 条項"]


def test_role_changes_and_numbers_come_before_other_rules() -> None:
    def sides(first: str, second: str) -> Document:
        texts = (f"記録を{first}に残しておくものとする。", f"記録は、{second}の間、保存する。")
        clauses = (
            one(paragraph(text), id_=f"p/{name}", title=name).sections[0].sections[0]
            for name, text in zip("ab", texts, strict=True)
        )
        return document(part("p", *clauses))

    found = rows(summary(sides("台帳", "30日"), sides("画面", "60日")))
    assert [row[0] for row in found[1:]] == ["1(1) b", "1(1) a"]
    assert found[1][2] == "「30日」を「60日」に"


def test_ending_is_quoted_with_its_forces() -> None:
    found = rows(
        summary(
            one(paragraph(RULE)), one(paragraph("利用者は、出力を確認してから使うことができる。"))
        )
    )
    assert found[1][2:] == [
        "「使わなければならない」を「使うことができる」に（義務→許可）",
        "緩くなる",
    ]


def test_renamed_section_is_one_and_not_two() -> None:
    def sides(name: str, extra: str) -> Document:
        clauses = (
            clause(f"p/{n}", "", paragraph(f"{name}は、記録を{n}に残す。{extra}"), title=str(n))
            for n in range(3)
        )
        return replace(document(part("p", *clauses)), actors=(name, "所属長"))

    found = summary(sides("総務課", ""), sides("法務課", "写しを作る。"))
    assert points(found, "effect")[0] == "関係する役割・部署：総務課→法務課"


def test_section_that_is_gone_is_told_as_of_before() -> None:
    old = replace(one(paragraph("記録は、広報課が残す。")), actors=("広報課",))
    new = replace(one(paragraph("記録は、各自が残す。")), actors=("総務課",))
    assert points(summary(old, new), "effect")[0] == "関係する役割・部署：広報課（改正前）"


def test_no_internal_name_of_an_answer_is_shown() -> None:
    for name, values in domain().items():
        for value in values:
            told = answer_told(AnswerChange(name.removesuffix("[]"), "", value))
            title, _, after = told.partition("：なし → ")
            assert title, name
            assert not re.search("[a-z_.]{3}", told), (name, after)


def test_what_is_unknown_is_said_to_be() -> None:
    found = summary(document(), one(paragraph(RULE)))
    assert points(found, "effect") == [
        "関係する役割・部署：不明",
        "要件の増減：不明",
    ]


def test_lighter_changes_are_listed_by_kind() -> None:
    found = summary(one(sources=("A",), satisfies=("R",)), one(sources=("B",), satisfies=("R",)))
    assert points(found, "other") == ["根拠のみ：1(1)"]


@pytest.mark.slow
@pytest.mark.parametrize("has_reasons", [False, True])
def test_long_circulars_fit_one_page(has_reasons: bool, tmp_path: Path) -> None:
    documents = all_documents()
    pairs = {
        "organizations": (documents["city-guideline"], documents["company-guideline"]),
        "large": (many(60, "紙で"), document(part("p"))),
        "rewritten": (many(60, "紙で"), many(60, "電子で別に")),
    }
    files = []
    for name, (old, new) in pairs.items():
        found = meanings_of(compared(old, new))
        why = dict.fromkeys(
            (c.id for c in found.comparison.changes), "法改正に合わせて明確にするため"
        )
        path = tmp_path / f"{name}.docx"
        path.write_bytes(WRITERS[".docx"].write(circular(found, why if has_reasons else {})))
        files.append(path)
    assert {pdf.stem: pages_of(pdf) for pdf in to_pdf(files, tmp_path)} == dict.fromkeys(pairs, 1)
