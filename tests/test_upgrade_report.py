"""The report of an upgrade: every question in every form, and each difference marked."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import jsonschema
import pytest

from guideline.columns import width_of
from guideline.compare import compare
from guideline.document import Strong, Table, lines_of, plain_text, walk_sections
from guideline.layers.side_by_side import Part
from guideline.meaning import meanings_of
from guideline.model.upgrade import OUTCOMES
from guideline.schema import schema_of
from guideline.upgrade_files import FORMATS, written
from guideline.upgrade_json import as_dict
from guideline.upgrade_report import report_document
from guideline.upgrade_text import told
from guideline.upgrade_words import Report, State, stretches_of
from guideline.upgrading import prepare, write, write_questions
from tests.upgrades import NEVER, answer, city, newer


def report_on(profile: Path, to: Path, state: State) -> Report:
    upgrade = prepare(profile, str(to))
    assert upgrade.old
    return Report(upgrade, state, meanings_of(compare(upgrade.old, upgrade.new)))


@cache
def reports() -> dict[str, Report]:
    """The same upgrade: asked, answered, and looked at again afterwards."""
    with TemporaryDirectory() as folder:
        operations = (
            "  - remove: training/own-skills\n    reason: 別に定めるため\n    owner: 人事課\n"
        )
        profile = city(Path(folder) / "city", operations=operations)
        to = newer(Path(folder) / "new")
        found = {"asked": report_on(profile, to, "undecided")}
        write_questions(found["asked"].upgrade)
        answer(profile, "ours")
        path = profile.parent / "decisions.yaml"
        text = path.read_text(encoding="utf-8").replace("reason:\n", "reason: 課の運用のため\n")
        path.write_text(text.replace("date:\n", "date: 2026-12-01\n"), encoding="utf-8")
        found["answered"] = report_on(profile, to, "written")
        write(found["answered"].upgrade)
        found["after"] = report_on(profile, to, "nothing")
        return found


def text_of(report: Report) -> str:
    return told(report, lambda text, _: text)


def marks(part: Part, side: str) -> list[str]:
    (found,) = [stretches for name, stretches in stretches_of(part).items() if name == side]
    assert "".join(each.text for each in found) == getattr(part, side)
    return [each.text for each in found if each.differs]


# Marks


def test_each_side_is_marked_where_it_differs_from_the_base() -> None:
    part = Part("本文", "課長が確認する。", "部長が確認する。", "課長が承認する。")
    assert marks(part, "ours") == ["部長"]
    assert marks(part, "new") == ["承認"]
    assert marks(part, "base") == ["課長", "確認"]


def test_what_a_side_took_out_is_marked_in_the_base() -> None:
    part = Part("本文", "毎年、課長が確認する。", "課長が確認する。", "毎年、課長が確認する。")
    assert marks(part, "base") == ["毎年、"]
    assert marks(part, "ours") == marks(part, "new") == []


def test_without_a_base_both_sides_are_marked() -> None:
    part = Part("本文", "", "部長が確認する。", "課長が確認する。")
    assert (marks(part, "ours"), marks(part, "new")) == (["部長"], ["課長"])


def test_what_is_no_prose_differs_as_a_whole() -> None:
    part = Part("並び", "「p/b」の次", "「p/c」の次", "「p/b」の次", is_prose=False)
    assert marks(part, "ours") == ["「p/c」の次"]
    assert marks(part, "new") == []


def test_a_side_alone_has_no_marks() -> None:
    assert marks(Part("本文", "", "部長が確認する。", ""), "ours") == []
    assert marks(Part("本文", "", "", "課長が確認する。"), "new") == []


# The document


def test_the_question_shows_three_texts_with_the_difference_in_bold_brackets() -> None:
    (asked,) = reports()["asked"].upgrade.plan.questions
    document = report_document(reports()["asked"])
    (section,) = [s for s in walk_sections(document.sections) if s.id == asked.id]
    (table,) = [block for block in section.blocks if isinstance(block, Table)]
    assert [plain_text(cell) for cell in table.header] == ["元の文", "層の文", "新しい版の文"]
    (row,) = table.rows
    assert [each.text for each in row[1] if isinstance(each, Strong)] == [
        "除き、課長の確認を受ければ"
    ]
    assert "［残さず］" in plain_text(row[2])
    text = "\n".join(lines_of(section.blocks))
    assert "番号 " + asked.id in text
    assert [word for word in ("ours", "new", "both", "own") if word in text] == list(asked.choices)


def test_sections_without_content_are_left_out() -> None:
    def titles(name: str) -> list[str]:
        return [s.id for s in report_document(reports()[name]).sections]

    assert titles("asked") == ["summary", "questions", "layers", "changes"]
    assert titles("answered") == ["summary", "answers", "layers", "changes"]
    assert titles("after") == ["summary", "declined", "layers", "changes"]


def test_every_operation_has_its_outcome_and_reason() -> None:
    document = report_document(reports()["asked"])
    (layers,) = [s for s in document.sections if s.id == "layers"]
    assert layers.sections[0].title == "市（総務課）"
    (table,) = [b for b in layers.sections[0].blocks if isinstance(b, Table)]
    rows = [[plain_text(cell) for cell in row] for row in table.rows]
    assert [(row[1], row[2], row[3]) for row in rows] == [
        ("条項の一部を改める", "決めることがある（本文）", "確認のため"),
        ("条項を削る", "層の定めのまま", "別に定めるため（人事課）"),
    ]
    assert rows[1][0].startswith("「自分の力を保つ使い方」")


def test_counts_cover_every_clause() -> None:
    plan = reports()["asked"].upgrade.plan
    assert sum(map(plan.count, OUTCOMES)) == len(plan.untouched) + 2
    assert plan.count("asked") == 1


def test_answers_and_what_was_declined_are_told_with_reason_and_day() -> None:
    for name in ("answered", "after"):
        text = text_of(reports()[name])
        assert "課の運用のため" in text
        assert "2026-12-01" in text
    assert "前に見送り" in text_of(reports()["after"])
    assert "前に見送り" not in text_of(reports()["answered"])


@pytest.mark.parametrize("name", ["asked", "answered", "after"])
def test_all_forms_say_the_same(name: str) -> None:
    report = reports()[name]
    (text, page) = (written(report, suffix).decode() for suffix in (".md", ".html"))
    for section in report_document(report).sections:
        assert section.title in text
        assert section.title in page
    for question in report.upgrade.plan.questions:
        for whole in (text, page, text_of(report)):
            assert question.id in whole
    for suffix, is_untouched in FORMATS.items():
        data = written(report, suffix)
        assert data == written(report, suffix)
        assert is_untouched(data)


@pytest.mark.parametrize("name", ["asked", "answered", "after"])
def test_lines_fit_on_a_terminal(name: str) -> None:
    assert max(map(width_of, text_of(reports()[name]).split("\n"))) <= 80


def test_json_keeps_to_its_schema() -> None:
    validator = jsonschema.Draft202012Validator(schema_of("upgrade"))
    for report in reports().values():
        validator.validate(as_dict(report))
    found = as_dict(reports()["asked"])
    assert [q["target"] for q in found["questions"]] == [NEVER]
    assert found["questions"][0]["parts"][0]["label"] == "本文"
    assert as_dict(reports()["answered"])["answered"][0]["reason"] == "課の運用のため"


def test_a_guideline_that_cannot_be_made_any_more_is_not_compared() -> None:
    report = reports()["asked"]
    alone = Report(report.upgrade, "undecided", None)
    assert "更新前のガイドラインを作れない" in written(alone, ".md").decode()
    assert as_dict(alone)["comparison"] is None
    assert text_of(alone)
