"""What texts can name: answers as words, labels beside fixed values, blanks where nothing is."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from guideline.facts import settle
from guideline.words import blank_text, spoken_date, words
from tests.helpers import profile


def spoken(text: str = "") -> dict[str, Any]:
    value = profile(text).profile
    return words(value, settle(value))


@pytest.mark.parametrize(
    ("day", "era", "expected"),
    [
        (date(2026, 4, 1), "western", "2026年4月1日"),
        (date(2026, 12, 15), "japanese", "令和8年12月15日"),
        (date(2019, 5, 1), "japanese", "令和元年5月1日"),
        (date(2019, 12, 31), "japanese", "令和元年12月31日"),
        (date(2020, 1, 1), "japanese", "令和2年1月1日"),
        (date(2019, 4, 30), "japanese", "2019年4月30日"),
    ],
)
def test_dates_are_told_as_japanese_documents_do(day: date, era: str, expected: str) -> None:
    assert spoken_date(day, era) == expected


def test_era_of_the_document_holds_for_every_date() -> None:
    text = (
        "document:\n  era: japanese\n  enacted: 2026-04-01\n"
        '  history:\n    - {version: "1", date: 2026-04-01, summary: 制定}\n'
    )
    document = spoken(text)["document"]
    assert document["enacted"] == "令和8年4月1日"
    assert document["history"][0]["date"] == "令和8年4月1日"


def test_missing_answer_is_a_blank_that_knows_its_path() -> None:
    given = spoken("tools:\n  - id: one\n")
    assert given["organization"]["name"] == blank_text("組織名", "organization.name")
    assert given["tools"][0]["vendor"] == blank_text("提供者", "tools[0].vendor")
    assert given["tools"][0]["log_label"] == blank_text("管理者が見られる記録", "tools[0].log")
    assert given["document"]["owner"] == blank_text("主管部署", "document.owner")


def test_optional_answer_that_is_missing_is_nothing() -> None:
    given = spoken("tools:\n  - id: one\n")
    assert given["document"]["number"] is None
    assert given["tools"][0]["network"] is None


def test_fixed_values_have_a_label_beside_them() -> None:
    given = spoken(
        "tools:\n  - id: one\n    training_use: opt_out\n    content_types: [text, code]\n"
    )
    assert given["choices"]["personal_data"] == "prohibited"
    assert given["choices"]["personal_data_label"] == "不可"
    tool = given["tools"][0]
    assert (tool["training_use"], tool["training_use_label"]) == ("opt_out", "設定により停止")
    assert tool["content_types"] == ["text", "code"]
    assert tool["content_types_label"] == "文章、プログラム"


def test_choice_that_follows_from_the_tools_is_settled() -> None:
    given = spoken("tools:\n  - id: one\n    content_types: [agent]\n")
    assert given["choices"]["agents"] == "approval"
    assert given["choices"]["agents_label"] == "承認により可"


@pytest.mark.parametrize(("days", "expected"), [("0", "保存なし"), ("30", "30日")])
def test_counted_days_are_told_with_their_unit(days: str, expected: str) -> None:
    assert (
        spoken(f"tools: [{{id: one, retention_days: {days}}}]")["tools"][0]["retention_days_label"]
        == expected
    )


@pytest.mark.parametrize(
    ("organization", "short", "members"),
    [
        ("{kind: company, name: 株式会社甲}", "当社", "役職員"),
        ("{kind: municipality, name: 青波市}", "本市", "職員"),
        ("{kind: municipality, name: 緑県}", "本県", "職員"),
        ("{kind: municipality, name: 白村}", "本村", "職員"),
        ("{kind: municipality}", "本市", "職員"),
        ("{kind: municipality, name: 広域連合}", "本市", "職員"),
        ("{kind: university}", "本学", "教職員"),
        ("{kind: school_board}", "本教育委員会", "教職員"),
        ("{kind: hospital}", "当院", "職員"),
        ("{kind: other}", "当団体", "職員"),
        ("{kind: company, short_name: 甲社, members: 社員}", "甲社", "社員"),
    ],
)
def test_organization_and_its_people_have_a_name(
    organization: str, short: str, members: str
) -> None:
    given = spoken(f"organization: {organization}")["organization"]
    assert (given["short_name"], given["members"]) == (short, members)


UNITS = (
    "organization:\n  units:\n    - {id: it, name: 情報課, contact: 内線1}\n"
    "    - {id: law, name: 法務課}\n  contacts: {general: it, legal: law}\n"
    "document: {owner: law}\n"
)


def test_contact_is_the_unit_with_its_contact() -> None:
    contacts = spoken(UNITS)["contacts"]
    assert contacts["general"] == {"name": "情報課", "contact": "内線1"}
    assert contacts["legal"] == {
        "name": "法務課",
        "contact": blank_text("連絡先", "organization.units[1].contact"),
    }
    assert contacts["incident"] == {
        "name": blank_text("事故の報告先", "organization.contacts.incident"),
        "contact": blank_text("事故の報告先の連絡先", "organization.contacts.incident"),
    }


def test_units_and_owner_are_named() -> None:
    given = spoken(UNITS)
    assert [unit["name"] for unit in given["units"]] == ["情報課", "法務課"]
    assert given["document"]["owner"] == "法務課"
    assert "units" not in given["organization"]


TABLE = """\
classes:
  - {id: high, name: 秘, level: confidential, examples: 名簿}
  - {id: low, name: 公開, level: public}
tools:
  - {id: one, name: 甲, highest_class: high, personal_data: conditional}
  - {id: two, name: 乙}
rules:
  - {tool: one, class: low, input: approval}
choices: {confidential_data: conditional}
"""


def test_table_has_a_row_per_class_and_a_cell_per_tool() -> None:
    matrix = spoken(TABLE)["matrix"]
    assert matrix["tools"] == ["甲", "乙"]
    unknown = blank_text("可否", "tools[1].highest_class")
    shown = {row["name"]: [cell["label"] for cell in row["cells"]] for row in matrix["rows"]}
    assert shown == {
        "公開": ["△ 要承認", unknown],
        "秘": ["△ 要承認", unknown],
        "個人情報": ["△ 条件付き", "× 不可"],
        "認証情報": ["× 不可", "× 不可"],
        "マイナンバー": ["× 不可", "× 不可"],
    }
    assert [row["kind"] for row in matrix["rows"]] == [
        *("class", "class", "personal_data", "never", "never")
    ]


def test_row_tells_examples_or_asks_for_them() -> None:
    rows = {row["name"]: row["examples"] for row in spoken(TABLE)["matrix"]["rows"]}
    assert rows["秘"] == "名簿"
    assert rows["公開"] == blank_text("例", "classes[1].examples")
    assert rows["個人情報"] == ""


def test_tool_names_the_classes_it_may_take() -> None:
    one, two = spoken(TABLE.replace("confidential_data: conditional", ""))["tools"]
    assert (one["allowed_classes"], one["approval_classes"]) == ([], ["公開"])
    assert one["highest_class_label"] == "秘"
    assert two["highest_class_label"] == blank_text(
        "入力できる最も高い情報区分", "tools[1].highest_class"
    )
    assert (one["personal_data_label"], two["personal_data_label"]) == ("条件付きで可", "不可")


@pytest.mark.parametrize(
    ("approval", "expected"), [("none", "不要"), ("manager", "課長"), ("owner", "情報課")]
)
def test_approval_before_use_names_who_approves(approval: str, expected: str) -> None:
    text = (
        "organization: {units: [{id: it, name: 情報課}]}\ndocument: {owner: it}\n"
        f"roles: {{manager: 課長}}\ntools: [{{id: one, approval: {approval}}}]\n"
    )
    assert spoken(text)["tools"][0]["approval_label"] == expected


def test_profile_without_tools_and_classes_still_has_a_table_of_blanks() -> None:
    given = spoken()
    rows = given["matrix"]["rows"]
    assert rows[0]["name"] == blank_text("情報区分", "classes")
    assert rows[0]["cells"] == [{"value": "unknown", "label": blank_text("可否", "classes")}]
    personal = next(row for row in rows if row["kind"] == "personal_data")
    assert [c["label"] for c in personal["cells"]] == ["× 不可"]
    never = [row for row in rows if row["kind"] == "never"]
    assert all([c["label"] for c in row["cells"]] == ["× 不可"] for row in never)
    assert given["tools"][0]["name"] == blank_text("ツール名", "tools")
    assert given["tools"][0]["retention_days_label"] == blank_text("提供者側の保存期間", "tools")
    assert given["reviews"][0]["reviewer"] == blank_text("確認者", "reviews")


def test_classes_without_a_tool_wait_for_one() -> None:
    rows = spoken("classes: [{id: low, name: 公開, level: public}]")["matrix"]["rows"]
    assert rows[0]["cells"] == [{"value": "unknown", "label": blank_text("可否", "tools")}]


def test_confidential_classes_are_quoted_or_asked_for() -> None:
    assert spoken(TABLE)["confidential_classes"] == ["「秘」"]
    low = spoken("classes: [{id: low, name: 公開, level: public}]")
    assert low["confidential_classes"] == ["秘密として管理する情報"]
    assert spoken()["confidential_classes"] == [blank_text("秘密に当たる情報区分", "classes")]


def test_facts_are_plain_words_and_lists() -> None:
    facts = spoken("tools: [{id: one, content_types: [text, image], log: usage}]")["facts"]
    assert facts["content_types"] == ["text", "image"]
    assert facts["log"] == "usage"
    assert spoken("organization: {kind: municipality}")["organization"]["law"] == "public"


# The shape of the table


def tools(count: int) -> str:
    listed = "".join(f"  - {{id: t{n}, name: 道具{n}, highest_class: low}}\n" for n in range(count))
    return (
        "classes:\n  - {id: low, name: 公開, level: public}\n"
        "  - {id: high, name: 内部, level: internal}\ntools:\n" + listed
    )


@pytest.mark.parametrize("count", [1, 6])
def test_table_of_few_tools_has_a_column_for_each(count: int) -> None:
    matrix = spoken(tools(count))["matrix"]
    assert (matrix["is_by_tool"], matrix["corner"]) == (False, "情報区分")
    assert matrix["header"] == [f"道具{n}" for n in range(count)]
    assert [line["name"] for line in matrix["lines"]] == [
        *("公開", "内部", "個人情報", "認証情報", "マイナンバー")
    ]
    assert [[cell["value"] for cell in line["cells"]] for line in matrix["lines"]] == [
        ["allowed"] * count,
        *[["prohibited"] * count] * 4,
    ]


def test_table_of_many_tools_has_a_line_for_each() -> None:
    matrix = spoken(tools(7).replace("{id: t6, name: 道具6, highest_class: low}", LAST))["matrix"]
    assert (matrix["is_by_tool"], matrix["corner"]) == (True, "ツール")
    assert matrix["header"] == ["公開", "内部", "個人情報", "認証情報", "マイナンバー"]
    assert [line["name"] for line in matrix["lines"]] == [f"道具{n}" for n in range(7)]
    cells = [[cell["value"] for cell in line["cells"]] for line in matrix["lines"]]
    assert cells[0] == ["allowed", *["prohibited"] * 4]
    assert cells[6] == ["allowed", "allowed", "conditional", "prohibited", "prohibited"]


LAST = "{id: t6, name: 道具6, highest_class: high, personal_data: conditional}"


NO_CLASSES = "tools: [" + ", ".join(f"{{id: t{n}}}" for n in range(7)) + "]"


@pytest.mark.parametrize("text", ["", tools(1), tools(6), tools(7), NO_CLASSES])
def test_every_line_of_the_table_is_as_wide_as_its_header(text: str) -> None:
    matrix = spoken(text)["matrix"]
    assert {len(line["cells"]) for line in matrix["lines"]} == {len(matrix["header"])}


def test_row_of_personal_data_is_known_without_tools() -> None:
    rows = spoken("choices: {personal_data: conditional}")["matrix"]["rows"]
    personal = next(row for row in rows if row["kind"] == "personal_data")
    assert personal["cells"] == [{"value": "conditional", "label": "△ 条件付き"}]


@pytest.mark.parametrize(
    ("kind", "this"),
    [
        ("guideline", "本ガイドライン"),
        ("rules", "本ルール"),
        ("regulation", "この規程"),
        ("directive", "この訓令"),
        ("outline", "この要綱"),
    ],
)
def test_document_speaks_of_itself_by_its_kind(kind: str, this: str) -> None:
    assert spoken(f"document:\n  kind: {kind}\n")["document"]["this"] == this
