"""Numbers of parts and clauses, and references that show them."""

from __future__ import annotations

from pathlib import Path

import pytest

from guideline.document import (
    BulletList,
    Note,
    NumberedList,
    Paragraph,
    Reference,
    Table,
    Text,
    lines_of,
    walk_sections,
)
from guideline.errors import ContentError
from tests.helpers import (
    DETAILS,
    TEMPLATE,
    clause,
    composed,
    line_of,
    section_of,
    the_problem,
    write_library,
)

OPTIONAL = 'choices.agents == "approval"'


def test_clauses_stand_in_their_parts_with_numbers(tmp_path: Path) -> None:
    document = composed(
        write_library(tmp_path, {"b/one": "一。", "b/two": "二。", "a/one": "三。"})
    )
    assert [(s.id, s.number, s.full_number) for s in walk_sections(document.sections)] == [
        ("b", "1", "1"),
        ("b/one", "(1)", "1(1)"),
        ("b/two", "(2)", "1(2)"),
        ("a", "2", "2"),
        ("a/one", "(1)", "2(1)"),
    ]
    assert lines_of(section_of(document, "b/two").blocks) == ["二。"]


def test_notice_numbering_is_full_width(tmp_path: Path) -> None:
    clauses = {f"{part}/one": "文。" for part in "abcdefghij"} | {"j/two": "[[j/two]]を見る。"}
    document = composed(write_library(tmp_path, clauses), "document: {numbering: notice}")
    assert section_of(document, "j").number == "第１０"
    assert section_of(document, "j/two").number == "２"
    assert [section_of(document, id_).full_number for id_ in ("j", "j/two")] == [
        *("第１０", "第１０の２")
    ]
    assert lines_of(section_of(document, "j/two").blocks) == ["第１０の２を見る。"]


def test_unnumbered_part_has_no_numbers_and_is_not_counted(tmp_path: Path) -> None:
    template = DETAILS + (
        "# 概要 {: #summary .unnumbered}\n\n[[a/one]]と[[b/one]]です。\n\n::: clause a/one\n:::\n\n"
        "# 部 {: #b}\n\n::: clause b/one\n:::\n"
    )
    folder = write_library(tmp_path, {"a/one": clause("一。", title="はじめに"), "b/one": "二。"})
    document = composed(folder, template=template)
    assert [(s.id, s.number, s.full_number) for s in walk_sections(document.sections)] == [
        ("summary", "", ""),
        ("a/one", "", ""),
        ("b", "1", "1"),
        ("b/one", "(1)", "1(1)"),
    ]
    assert lines_of(section_of(document, "summary").blocks) == ["「はじめに」と1(1)です。"]


def test_part_without_clauses_is_dropped_and_the_rest_renumbered(tmp_path: Path) -> None:
    folder = write_library(
        tmp_path,
        {
            "a/one": clause("一。", when=OPTIONAL),
            "b/one": "二。[[b/two]]を見る。",
            "b/two": "三。",
        },
    )
    with_part = composed(folder, "choices: {agents: approval}")
    without = composed(folder)
    assert [s.id for s in without.sections] == ["b"]
    assert lines_of(section_of(with_part, "b/one").blocks) == ["二。2(2)を見る。"]
    assert lines_of(section_of(without, "b/one").blocks) == ["二。1(2)を見る。"]


def test_reference_to_a_slot_leads_to_the_chosen_variant(tmp_path: Path) -> None:
    folder = write_library(
        tmp_path,
        {
            "a/one": "[[a/two]]を見る。",
            "a/two.strict": clause("不可。", when='choices.agents == "prohibited"'),
            "a/two.loose": clause("可。", when=OPTIONAL),
        },
    )
    (block,) = section_of(composed(folder), "a/one").blocks
    assert block == Paragraph((Reference("a/two.strict", "1(2)"), Text("を見る。")))


def test_references_are_resolved_in_lists_tables_and_notes(tmp_path: Path) -> None:
    body = (
        "- [[a/two]]\n\n1. [[a/two]]\n\n| 列 |\n|---|\n| [[a/two]] |\n\n"
        "::: commentary\n[[a/two]]\n:::\n"
    )
    document = composed(write_library(tmp_path, {"a/one": body, "a/two": "二。"}))
    bullets, numbers, table, note = section_of(document, "a/one").blocks
    run = (Reference("a/two", "1(2)"),)
    assert bullets == BulletList(((Paragraph(run),),))
    assert numbers == NumberedList(((Paragraph(run),),))
    assert table == Table(((Text("列"),),), ((run,),))
    assert note == Note("commentary", (Paragraph(run),))


def test_reference_to_nothing_is_reported_with_place_and_suggestion(tmp_path: Path) -> None:
    folder = write_library(
        tmp_path, {"a/one": "はじめ。\n\n[[a/tow]]を見る。", "a/two": "[[a/two]]と[[x/y]]。"}
    )
    with pytest.raises(ContentError) as caught:
        composed(folder)
    first, second = caught.value.problems
    assert (first.code, second.code) == ("unknown-reference", "unknown-reference")
    assert str(first.place) == f"{tmp_path / 'a/one.md'}:{line_of(tmp_path / 'a/one.md', 'a/tow')}"
    assert "「a/two」" in first.remedy
    assert second.remedy == ""
    assert second.place.line == line_of(tmp_path / "a/two.md", "[[x/y]]")


def test_reference_to_a_clause_left_out_is_reported(tmp_path: Path) -> None:
    folder = write_library(
        tmp_path, {"a/one": "一。\n\n[[a/two]]を見る。", "a/two": clause("二。", when=OPTIONAL)}
    )
    with pytest.raises(ContentError) as caught:
        composed(folder)
    problem = the_problem(caught)
    assert problem.code == "reference-left-out"
    assert problem.place.line == line_of(tmp_path / "a/one.md", "[[a/two]]")
    assert composed(folder, "choices: {agents: approval}")


def test_reference_of_the_template_to_nothing_is_reported_at_the_template(tmp_path: Path) -> None:
    template = TEMPLATE + "\n# 後 {: #after}\n\n[[a/none]]です。\n"
    with pytest.raises(ContentError) as caught:
        composed(write_library(tmp_path, {"a/one": "一。"}), template=template)
    line = template.split("\n").index("[[a/none]]です。") + 1
    assert str(the_problem(caught).place) == f"small.md.j2:{line}"


def test_articles_run_on_and_their_paragraphs_and_lists_are_numbered(tmp_path: Path) -> None:
    folder = write_library(
        tmp_path,
        {"a/one": "一。\n\n二。\n\n- 甲\n- 乙\n\n三。", "b/one": "四。[[a/one]]による。"},
    )
    document = composed(folder, numbering="articles")
    sections = {s.id: s for s in walk_sections(document.sections)}
    assert [(s.number, s.full_number) for s in sections.values()] == [
        ("第１章", "第１章"),
        ("第１条", "第１条"),
        ("第２章", "第２章"),
        ("第２条", "第２条"),
    ]
    first, second, items, third = sections["a/one"].blocks
    assert [b.number for b in (first, second, third) if isinstance(b, Paragraph)] == [
        "",
        "２",
        "３",
    ]
    assert isinstance(items, NumberedList)
    assert lines_of(sections["b/one"].blocks) == ["四。第１条による。"]


def test_form_without_clauses_mentions_them_by_title(tmp_path: Path) -> None:
    folder = write_library(tmp_path, {"a/one": clause("一。", title="入力")})
    form = "# 題 {: #a .unnumbered}\n\n[[a/one]]による。\n"
    document = composed(folder, template=form, leaves_out="all")
    assert lines_of(document.sections[0].blocks) == ["「入力」による。"]
