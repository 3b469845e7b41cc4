"""What is open: blanks as decisions, defaults that were taken, things to look at again."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from guideline.generate import Result, generate
from guideline.pending import class_order, day_of, defaults_taken, notices, open_decisions
from tests.helpers import EXAMPLES, TEMPLATE, clause, write_library

FULL = "document: {version: '1'}\n"


def result_of(
    folder: Path,
    clauses: dict[str, str],
    text: str,
    *,
    laws: str = "[]",
    slots: dict[str, str] | None = None,
) -> Result:
    write_library(folder / "clauses", clauses, laws=laws, slots=slots)
    (folder / "profile.yaml").write_text(text, encoding="utf-8")
    (folder / "small.md.j2").write_text(TEMPLATE, encoding="utf-8")
    return generate(
        folder / "profile.yaml",
        library=folder / "clauses",
        template=str(folder / "small.md.j2"),
    )


# Open decisions


def test_each_missing_answer_is_one_decision_with_its_place(tmp_path: Path) -> None:
    clauses = {
        "a/one": "{{ organization.name }}の{{ organization.name }}。",
        "a/two": "{{ organization.name }}と{{ roles.chief }}。",
    }
    text = "document: {version: '1'}\norganization:\n  kind: company\n"
    name, chief = open_decisions(result_of(tmp_path, clauses, text))
    assert (name.label, name.path) == ("組織名", "organization.name")
    assert name.used_in == ("a/one", "a/two")
    assert str(name.place) == f"{tmp_path / 'profile.yaml'}:3:3"
    assert (chief.label, chief.used_in) == ("統括責任者", ("a/two",))


def test_blank_of_the_title_block_is_used_in_no_clause(tmp_path: Path) -> None:
    organization, version = open_decisions(result_of(tmp_path, {"a/one": "一。"}, "{}"))
    assert (organization.label, organization.used_in) == ("組織名", ())
    assert (version.label, version.used_in) == ("版", ())


def test_blank_of_a_tool_points_to_that_tool(tmp_path: Path) -> None:
    text = (
        "organization: {name: 甲}\ndocument: {version: '1'}\n"
        "tools:\n  - {id: one, vendor: 乙社}\n  - id: two\n    name: 丙\n"
    )
    body = "{% for tool in tools %}\n- {{ tool.vendor }}\n{% endfor %}\n"
    (decision,) = open_decisions(result_of(tmp_path, {"a/one": body}, text))
    assert decision.path == "tools[1].vendor"
    assert decision.place.line == 5


@pytest.mark.parametrize(
    ("name", "field", "label"),
    [
        ("tools", "vendor", "対象ツール"),
        ("classes", "examples", "情報区分"),
        ("reviews", "reviewer", "生成物の確認者"),
        ("approvals", "how", "承認を要する事項"),
    ],
)
def test_missing_list_is_one_decision(name: str, field: str, label: str, tmp_path: Path) -> None:
    text = "organization: {name: 甲}\ndocument: {version: '1'}\n"
    body = f"{{% for x in {name} %}}\n- {{{{ x.{field} }}}}\n{{% endfor %}}\n"
    decisions = open_decisions(result_of(tmp_path, {"a/one": body, "a/two": body}, text))
    assert [(d.label, d.path, d.used_in) for d in decisions] == [(label, name, ("a/one", "a/two"))]


def test_blank_that_a_text_has_of_itself_is_open_too(tmp_path: Path) -> None:
    text = "organization: {name: 甲}\n" + FULL
    clauses = {"a/one": "【未定】と【(例)甲】と【解説】。", "a/two": "【別】と【未定】。"}
    decisions = open_decisions(result_of(tmp_path, clauses, text))
    assert [(d.label, d.path, d.used_in) for d in decisions] == [
        ("未定", "", ("a/one", "a/two")),
        ("別", "", ("a/two",)),
    ]


def test_blank_written_into_an_answer_stays_open(tmp_path: Path) -> None:
    text = "organization: {name: 【要確認】市}\n" + FULL
    decisions = open_decisions(result_of(tmp_path, {"a/one": "一。"}, text))
    assert [d.label for d in decisions] == ["要確認"]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.parent.name)
def test_examples_answer_everything(path: Path) -> None:
    assert open_decisions(generate(path)) == []


# Defaults

ASKING = {
    "a/one": clause("一。", when='choices.agents == "approval"'),
    "a/two": clause("二。", when='choices.disclosure == "always"'),
    "a/three.x": clause("三。", when='choices.council_answers == "allowed"'),
    "a/three.y": clause("四。", when='choices.council_answers != "allowed"'),
    "a/four": clause("五。", when='facts.personal_data == "allowed"'),
    "a/five": clause("六。", when='choices.image_generation == "approval"'),
}


def defaults(folder: Path, text: str) -> dict[str, str]:
    slots = {"a/three": 'organization.kind == "municipality"'}
    return {d.path: d.value for d in defaults_taken(result_of(folder, ASKING, text, slots=slots))}


def test_choice_that_decides_and_is_not_made_is_told_with_its_default(tmp_path: Path) -> None:
    assert defaults(tmp_path, "choices: {agents: prohibited}\n") == {
        "choices.personal_data": "prohibited",
        "choices.disclosure": "external",
        "choices.image_generation": "prohibited",
    }


def test_choice_that_only_concerns_others_is_not_told(tmp_path: Path) -> None:
    assert "choices.council_answers" not in defaults(tmp_path, "{}")
    text = "organization: {kind: municipality}"
    assert defaults(tmp_path, text)["choices.council_answers"] == "draft"


def test_default_that_follows_from_the_tools_is_told_as_it_applies(tmp_path: Path) -> None:
    text = "tools: [{id: one, content_types: [image]}]\n"
    assert defaults(tmp_path, text)["choices.image_generation"] == "approval"


def test_default_is_told_with_its_title_and_label(tmp_path: Path) -> None:
    clauses = {"a/one": clause("一。", when='choices.disclosure == "always"')}
    (default,) = defaults_taken(result_of(tmp_path, clauses, "{}"))
    assert default.title == "生成AIを使ったことの明示"
    assert default.label == "外部に出すものは明示"


# Notices

DAY = date(2027, 11, 2)
LAWS = """\
- {id: act, title: 現行法, kind: law, status: current, checked_on: 2027-11-01}
- {id: old, title: 旧法, kind: law, status: superseded, checked_on: 2027-11-01}
"""


def test_terms_and_review_day_and_clauses_to_look_at_again(tmp_path: Path) -> None:
    clauses = {
        "a/old": clause("一。", reviewed="2026-11-01"),
        "a/new": clause("二。", reviewed="2026-11-02"),
        "a/law": clause("三。", reviewed="2027-01-01", sources="[act 1, old 2, none]"),
        "a/out": clause("四。", when='choices.agents == "approval"', reviewed="2020-01-01"),
    }
    text = (
        "tools:\n"
        "  - {id: one, name: 甲, terms_checked_on: 2026-11-01}\n"
        "  - {id: two, terms_checked_on: 2026-11-02}\n"
        "  - {id: three}\n"
        "  - {id: four, terms_checked_on: 2026-01-01}\n"
        "document: {next_review: 2027-11-01}\n"
    )
    found = notices(result_of(tmp_path, clauses, text, laws=LAWS), DAY)
    assert [(Path(n.place.file).name, n.place.line) for n in found[:3]] == [
        *(("profile.yaml", 2), ("profile.yaml", 5), ("profile.yaml", 6))
    ]
    told = [n.message for n in found]
    assert "「甲」" in told[0]
    assert "2026-11-01" in told[0]
    assert "「four」" in told[1]
    assert "2027-11-01" in told[2]
    assert "「a/old」" in told[3]
    assert "「a/law」" in told[4]
    assert "「旧法」" in told[4]
    assert len(told) == 5
    line = Path(found[3].place.file).read_text(encoding="utf-8").split("\n")
    assert line[found[3].place.line - 1].startswith("reviewed:")


def test_review_day_itself_is_not_late(tmp_path: Path) -> None:
    result = result_of(tmp_path, {"a/one": "一。"}, "document: {next_review: 2026-11-20}")
    assert notices(result, date(2026, 11, 20)) == []
    assert len(notices(result, date(2026, 11, 21))) == 1


def test_without_a_day_nothing_is_late_but_laws_are_told(tmp_path: Path) -> None:
    clauses = {
        "a/one": clause("一。", reviewed="2000-01-01"),
        "a/law": clause("二。", reviewed="2000-01-01", sources="[old 2]"),
    }
    text = "document: {next_review: 2000-01-01}\ntools: [{id: one, terms_checked_on: 2000-01-01}]\n"
    (notice,) = notices(result_of(tmp_path, clauses, text, laws=LAWS), None)
    assert "「旧法」は現行ではありません" in notice.message
    assert Path(notice.place.file).name == "law.md"


def test_notice_about_terms_tells_their_address(tmp_path: Path) -> None:
    url = "https://example.jp/terms"
    text = (
        "tools:\n"
        f"  - {{id: one, terms_checked_on: 2020-01-01, terms_url: '{url}'}}\n"
        "  - {id: two, terms_checked_on: 2020-01-01}\n"
    )
    clauses = {"a/one": clause("一。", reviewed="2027-11-01")}
    with_address, without = notices(result_of(tmp_path, clauses, text), DAY)
    assert f"「one」の利用規約（{url}）を" in with_address.message
    assert "「two」の利用規約を" in without.message


@pytest.mark.parametrize(
    ("text", "given", "expected"),
    [
        ("document: {enacted: 2026-04-01}", date(2027, 1, 1), date(2027, 1, 1)),
        ("document: {enacted: 2026-04-01}", None, date(2026, 4, 1)),
        ("{}", None, None),
    ],
)
def test_day_is_the_one_given_or_that_of_the_document(
    text: str, given: date | None, expected: date | None, tmp_path: Path
) -> None:
    assert day_of(result_of(tmp_path, {"a/one": "一。"}, text).document, given) == expected


# The class order, and limits that are taken back

ONE = {"a/one": "文。"}
CLASSES = """
classes:
  - {id: hi, name: 秘, level: confidential}
  - {id: lo, name: 公開, level: public}
"""


def test_classes_are_told_from_low_to_high_with_their_place(tmp_path: Path) -> None:
    result = result_of(tmp_path, ONE, CLASSES)
    assert class_order(result) == ["公開（public：公開）", "秘（confidential：秘）"]


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ("", "choices.confidential_data が prohibited"),
        ("choices: {confidential_data: allowed}\n", "学習に利用される"),
    ],
)
def test_limit_that_the_table_takes_back_is_told(answers: str, reason: str, tmp_path: Path) -> None:
    use = "used" if answers else "none"
    tools = f"tools:\n  - {{id: a, name: 甲, highest_class: hi, training_use: {use}}}\n"
    (notice,) = notices(result_of(tmp_path, ONE, CLASSES + answers + tools), None)
    assert "「甲」" in notice.message
    assert reason in notice.message
    assert notice.place.line == len((CLASSES + answers).split("\n")) + 1


@pytest.mark.parametrize(
    "answers",
    [
        "choices: {confidential_data: conditional}\ntools:\n  - {id: a, highest_class: hi}\n",
        "tools:\n  - {id: a, highest_class: lo}\n",
        "rules:\n  - {tool: a, class: hi, input: prohibited}\n"
        "tools:\n  - {id: a, highest_class: hi}\n",
    ],
)
def test_limit_that_holds_or_is_ruled_out_on_purpose_is_not_told(
    answers: str, tmp_path: Path
) -> None:
    assert notices(result_of(tmp_path, ONE, CLASSES + answers), None) == []


# Laws and documents whose state nobody has looked at for long


def test_law_is_told_once_when_nobody_has_checked_it_for_a_year(tmp_path: Path) -> None:
    law = "{{id: {0}, title: {0}法, kind: law, status: current, checked_on: {1}}}"
    laws = f"- {law.format('old', '2026-01-01')}\n- {law.format('new', '2026-12-31')}\n"
    clauses = {
        "a/one": clause("一。", reviewed="2027-01-01", sources="[new 1, old 1, old 2]"),
        "a/two": clause("二。", reviewed="2027-01-01", sources="[old 3]"),
    }
    result = result_of(tmp_path, clauses, "{}", laws=laws)
    (notice,) = notices(result, date(2027, 1, 2))
    assert "「old法」" in notice.message
    assert Path(notice.place.file).name == "one.md"
    assert notices(result, date(2027, 1, 1)) == []


# Choices that rest on something the profile does not name


@pytest.mark.parametrize(
    ("answers", "word"),
    [
        ("choices: {sanctions: work_rules}\n", "就業規則"),
        (
            "choices: {sanctions: work_rules}\ndocument: {related_rules: [文書管理規程]}\n",
            "就業規則",
        ),
        ("organization: {kind: school_board}\nchoices: {pupils: guided}\n", "児童生徒が使うツール"),
        ("choices: {input_test: disclosable}\n", "情報公開"),
    ],
)
def test_choice_without_what_it_rests_on_is_told(answers: str, word: str, tmp_path: Path) -> None:
    (notice,) = notices(result_of(tmp_path, ONE, answers), None)
    assert word in notice.message
    assert Path(notice.place.file).name == "profile.yaml"


@pytest.mark.parametrize(
    "answers",
    [
        "choices: {sanctions: work_rules}\ndocument: {related_rules: [A社就業規則]}\n",
        "choices: {sanctions: work_rules}\ndocument: {related_rules: [職員の服務の規程]}\n",
        "choices: {sanctions: work_rules}\ndocument: {related_rules: [懲戒の手続の条例]}\n",
        "choices: {sanctions: guidance}\n",
        "organization: {kind: school_board}\nchoices: {pupils: guided}\n"
        "tools: [{id: a, learners: 'yes'}]\n",
        "organization: {kind: company}\nchoices: {pupils: guided}\n",
        "organization: {kind: municipality}\nchoices: {input_test: disclosable}\n",
        "organization: {kind: hospital, public_body: 'yes'}\nchoices: {input_test: disclosable}\n",
    ],
)
def test_choice_with_what_it_rests_on_is_not_told(answers: str, tmp_path: Path) -> None:
    assert notices(result_of(tmp_path, ONE, answers), None) == []


TITLED = "document: {{kind: {}, title: {}}}\n"


@pytest.mark.parametrize(
    ("kind", "title", "word"),
    [
        ("regulation", "生成AI利用ガイドライン", "「…規程」"),
        ("outline", "南町生成AI利用ルール", "「…要綱」"),
    ],
)
def test_title_that_calls_a_regulation_something_else_is_told(
    kind: str, title: str, word: str, tmp_path: Path
) -> None:
    (notice,) = notices(result_of(tmp_path, ONE, TITLED.format(kind, title)), None)
    assert word in notice.message
    assert notice.place.line


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        ("regulation", "生成AI利用規程"),
        ("guideline", "生成AI利用ガイドライン"),
        ("rules", "生成AI利用ルール"),
    ],
)
def test_title_that_fits_its_kind_is_not_told(kind: str, title: str, tmp_path: Path) -> None:
    assert notices(result_of(tmp_path, ONE, TITLED.format(kind, title)), None) == []


# What has to be settled before a guideline goes out

SETTLED_LAST = {
    "effective": "document.effective",
    "approver": "document.approver",
    "next_review": "document.next_review",
    **{
        f"contact for {name}": f"organization.contacts.{name}"
        for name in ("general", "tools", "personal_data", "legal", "incident")
    },
}


@pytest.mark.parametrize("extent", ["full", "simple"])
@pytest.mark.parametrize("path", SETTLED_LAST.values(), ids=SETTLED_LAST)
def test_answer_that_a_guideline_needs_is_open_while_it_is_missing(
    path: str, extent: str, tmp_path: Path
) -> None:
    profile = tmp_path / "profile.yaml"
    profile.write_text(f"choices: {{extent: {extent}}}\n", encoding="utf-8")
    assert path in {decision.path for decision in open_decisions(generate(profile))}


def test_age_and_consent_are_open_for_a_tool_that_pupils_use(tmp_path: Path) -> None:
    profile = tmp_path / "profile.yaml"
    text = (
        "organization: {kind: school_board}\nchoices: {pupils: guided}\n"
        "tools: [{id: a, name: 甲, learners: 'yes'}, {id: b, name: 乙}]\n"
    )
    profile.write_text(text, encoding="utf-8")
    open_paths = {decision.path for decision in open_decisions(generate(profile))}
    assert {"tools[0].age_limit", "tools[0].guardian_consent"} <= open_paths
    assert not {"tools[1].age_limit", "tools[1].guardian_consent"} & open_paths


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        ("approvals:\n  - subject: 公開\n", "「公開」"),
        ("reviews:\n  - use: 見積書\n", "「見積書」"),
        ("tools:\n  - id: chat\n    name: チャット\n", "「チャット」"),
    ],
)
def test_open_decision_says_whose_value_is_missing(tmp_path: Path, text: str, owner: str) -> None:
    file = tmp_path / "profile.yaml"
    file.write_text(text, encoding="utf-8")
    assert owner in {d.of for d in open_decisions(generate(file))}
