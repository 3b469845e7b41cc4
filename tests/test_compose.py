"""Composing: clauses in their parts, numbers, references by number, hashes, and what goes wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from guideline import __version__
from guideline.assemble import anchor_of
from guideline.document import (
    Blank,
    BulletList,
    Note,
    NumberedList,
    Paragraph,
    Reference,
    Table,
    Text,
    lines_of,
    plain_text,
    walk_sections,
)
from guideline.errors import ContentError
from tests.helpers import (
    TEMPLATE,
    clause,
    composed,
    profile,
    section_of,
    the_problem,
    write_library,
)

OPTIONAL = 'choices.agents == "approval"'
DETAILS = "::: details\n| 項目 | 内容 |\n|---|---|\n:::\n\n"


def line_of(path: Path, snippet: str) -> int:
    lines = path.read_text(encoding="utf-8").split("\n")
    return next(n for n, line in enumerate(lines, 1) if snippet in line)


# Order and numbers


def test_clauses_stand_in_their_parts_with_numbers(tmp_path: Path) -> None:
    document = composed(
        write_library(tmp_path, {"b/one": "一。", "b/two": "二。", "a/one": "三。"})
    )
    assert [(s.id, s.number) for s in walk_sections(document.sections)] == [
        ("b", "1"),
        ("b/one", "(1)"),
        ("b/two", "(2)"),
        ("a", "2"),
        ("a/one", "(1)"),
    ]
    assert lines_of(section_of(document, "b/two").blocks) == ["二。"]


def test_notice_numbering_is_full_width(tmp_path: Path) -> None:
    clauses = {f"{part}/one": "文。" for part in "abcdefghij"} | {"j/two": "[[j/two]]を見る。"}
    document = composed(write_library(tmp_path, clauses), "document: {numbering: notice}")
    assert section_of(document, "j").number == "第１０"
    assert section_of(document, "j/two").number == "２"
    assert lines_of(section_of(document, "j/two").blocks) == ["第１０の２を見る。"]


def test_unnumbered_part_has_no_numbers_and_is_not_counted(tmp_path: Path) -> None:
    template = DETAILS + (
        "# 概要 {: #summary .unnumbered}\n\n[[a/one]]と[[b/one]]です。\n\n::: clause a/one\n:::\n\n"
        "# 部 {: #b}\n\n::: clause b/one\n:::\n"
    )
    folder = write_library(tmp_path, {"a/one": clause("一。", title="はじめに"), "b/one": "二。"})
    document = composed(folder, template=template)
    assert [(s.id, s.number) for s in walk_sections(document.sections)] == [
        ("summary", ""),
        ("a/one", ""),
        ("b", "1"),
        ("b/one", "(1)"),
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


def test_renumbering_changes_no_hash(tmp_path: Path) -> None:
    folder = write_library(
        tmp_path,
        {
            "a/one": clause("一。", when=OPTIONAL),
            "b/one": "二。[[b/two]]を見る。\n\n| 列 |\n|---|\n| [[b/two]] |\n\n- [[b/two]]\n",
            "b/two": "三。",
        },
    )
    documents = composed(folder, "choices: {agents: approval}"), composed(folder)
    hashes = []
    for document in documents:
        origin = section_of(document, "b/one").origin
        assert origin
        hashes.append(origin.hash)
    assert hashes[0] == hashes[1]


@pytest.mark.parametrize(
    ("changed", "is_same"),
    [
        (clause("本文。\n\n::: commentary\n別の解説。\n:::"), True),
        (clause("本文です。\n\n::: commentary\n解説。\n:::"), False),
        (clause("本文。\n\n- 追加\n\n::: commentary\n解説。\n:::"), False),
        (clause("本文。\n\n::: commentary\n解説。\n:::", title="別の題名"), False),
        (clause("本文。\n\n::: commentary\n解説。\n:::", reviewed="2026-11-20"), True),
    ],
    ids=["commentary", "rule", "item", "title", "review date"],
)
def test_hash_is_of_the_rule_and_its_title(changed: str, is_same: bool, tmp_path: Path) -> None:
    hashes = []
    for name, text in (
        ("old", clause("本文。\n\n::: commentary\n解説。\n:::")),
        ("new", changed),
    ):
        document = composed(write_library(tmp_path / name, {"a/one": text}))
        origin = section_of(document, "a/one").origin
        assert origin
        hashes.append(origin.hash)
    assert (hashes[0] == hashes[1]) is is_same


def test_hash_changes_with_the_target_of_a_reference(tmp_path: Path) -> None:
    hashes = set()
    for target in ("a/two", "a/three"):
        clauses = {"a/one": f"[[{target}]]を見る。", "a/two": "二。", "a/three": "三。"}
        origin = section_of(composed(write_library(tmp_path, clauses)), "a/one").origin
        assert origin
        hashes.add(origin.hash)
    assert len(hashes) == 2


# References


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


# Values and blanks


def test_values_stand_in_the_text_as_they_are(tmp_path: Path) -> None:
    name = "**A|B** & [[a/one]] <b> # 1. ::: 甲"
    folder = write_library(
        tmp_path,
        {"a/one": "{{ organization.name }}\n\n| 列 |\n|---|\n| {{ organization.name }} |\n"},
    )
    document = composed(folder, f"organization: {{name: '{name}'}}")
    assert lines_of(section_of(document, "a/one").blocks) == [name, "列", name]
    assert plain_text(document.organization) == name


def test_missing_answers_become_blanks_with_their_path(tmp_path: Path) -> None:
    document = composed(
        write_library(tmp_path, {"a/one": "{{ organization.name }}と【独自の空欄】。"})
    )
    (block,) = section_of(document, "a/one").blocks
    assert block == Paragraph(
        (Blank("組織名", "organization.name"), Text("と"), Blank("独自の空欄"), Text("。"))
    )
    assert document.organization == (Blank("組織名", "organization.name"),)
    assert document.details.rows == (((Text("版"),), (Blank("版", "document.version"),)),)


# What the document says about itself


def test_document_knows_what_it_was_made_from(tmp_path: Path) -> None:
    text = "document: {title: 題, enacted: 2026-04-01, effective: 2026-05-01}"
    document = composed(write_library(tmp_path, {"a/one": "一。"}), text)
    manifest = document.manifest
    assert document.title == "題"
    assert manifest.generator == f"guideline {__version__}"
    assert (manifest.library, manifest.library_version) == ("試験の条項集", "1")
    assert manifest.profile_hash == profile(text).hash
    assert manifest.template == "small"


@pytest.mark.parametrize(
    ("text", "day", "expected"),
    [
        ("{enacted: 2026-04-01, effective: 2026-05-01}", date(2026, 3, 1), "2026-03-01"),
        ("{enacted: 2026-04-01, effective: 2026-05-01}", None, "2026-04-01"),
        ("{effective: 2026-05-01}", None, "2026-05-01"),
        ("{}", None, ""),
    ],
)
def test_document_is_dated_by_the_call_or_the_profile(
    text: str, day: date | None, expected: str, tmp_path: Path
) -> None:
    folder = write_library(tmp_path, {"a/one": "一。"})
    assert composed(folder, f"document: {text}", day=day).manifest.date == expected


def test_section_carries_what_the_clause_rests_on(tmp_path: Path) -> None:
    folder = write_library(
        tmp_path, {"a/one.x": clause("一。", level="may", satisfies="[R-1]", sources="[act 1]")}
    )
    origin = section_of(composed(folder), "a/one.x").origin
    assert origin
    assert (origin.clause, origin.slot, origin.level) == ("a/one.x", "a/one", "may")
    assert (origin.satisfies, origin.sources) == (("R-1",), ("act 1",))
    assert origin.anchor == anchor_of("a/one.x")


def test_anchor_is_a_word_bookmark_of_its_own() -> None:
    anchors = {anchor_of(f"part-with-a-long-name/clause-{n}.variant") for n in range(500)}
    assert len(anchors) == 500
    assert all(len(a) <= 40 and a.isidentifier() and a.startswith("_") for a in anchors)


# Commentary and sources

LAWS = """\
- {id: act, title: 例の法律, short: 例法, kind: law}
- {id: long-act, title: 略称のない法律, kind: law}
- {id: guide, title: 手引, kind: guideline, publisher: 例庁, version: "1.2"}
- {id: dated, title: 通知, short: 例通知, kind: notice, version: "2024-03-15"}
- {id: plain, title: 報告, kind: report, publisher: 例会}
- {id: city-guide, title: 公の手引, short: 公手引, kind: guideline, version: "1", sector: public}
""".replace("}", ", status: current, checked_on: 2026-11-01}")
NOTED = "本文。\n\n::: commentary\n解説。\n:::\n\n::: example\n例。\n:::\n"


@pytest.mark.parametrize(
    ("sources", "cited"),
    [
        ("[act]", "例法"),
        ("[act 27]", "例法第27条"),
        ("[act 30-4]", "例法第30条の4"),
        ("[act 附則]", "例法附則"),
        ("[act 27, act 28]", "例法第27条、第28条"),
        ("[act 27, long-act 1, act 28]", "例法第27条、略称のない法律第1条、例法第28条"),
        ("[guide]", "例庁「手引」（第1.2版）"),
        ("[guide 別添5]", "例庁「手引」（第1.2版）別添5"),
        ("[dated 2]", "例通知（2024年3月15日）2"),
        ("[plain]", "例会「報告」"),
        ("[nowhere 3, nowhere 4]", "nowhere 3、nowhere 4"),
        ("[act 1, city-guide 2]", "例法第1条"),
    ],
)
def test_commentary_ends_with_the_sources(sources: str, cited: str, tmp_path: Path) -> None:
    folder = write_library(tmp_path, {"a/one": clause(NOTED, sources=sources)}, laws=LAWS)
    _, commentary, example = section_of(composed(folder), "a/one").blocks
    assert lines_of((commentary,)) == ["解説。", f"根拠・参考：{cited}"]
    assert lines_of((example,)) == ["例。"]


def test_source_for_the_public_sector_is_cited_there(tmp_path: Path) -> None:
    folder = write_library(tmp_path, {"a/one": clause(NOTED, sources="[city-guide]")}, laws=LAWS)
    for kind, cited in (("municipality", ["根拠・参考：公手引（第1版）"]), ("company", [])):
        document = composed(folder, f"organization: {{kind: {kind}}}")
        _, commentary, _ = section_of(document, "a/one").blocks
        assert lines_of((commentary,)) == ["解説。", *cited]


def test_commentary_and_examples_can_be_left_out(tmp_path: Path) -> None:
    folder = write_library(tmp_path, {"a/one": clause(NOTED, sources="[act]")}, laws=LAWS)
    with_notes, without = composed(folder), composed(folder, has_commentary=False)
    assert lines_of(section_of(without, "a/one").blocks) == ["本文。"]
    origins = [section_of(d, "a/one").origin for d in (with_notes, without)]
    assert origins[0] == origins[1]


def test_notes_follow_the_rule_wherever_they_are_written(tmp_path: Path) -> None:
    body = "::: commentary\n解説。\n:::\n\n本文。\n"
    document = composed(write_library(tmp_path, {"a/one": body}))
    assert lines_of(section_of(document, "a/one").blocks) == ["本文。", "解説。"]


# What is refused


@pytest.mark.parametrize("where", ["clause", "template"])
def test_unknown_name_is_reported_with_place_and_suggestion(where: str, tmp_path: Path) -> None:
    body = "はじめ。\n\n{{ organization.nama }}です。\n"
    folder = write_library(tmp_path, {"a/one": body if where == "clause" else "一。"})
    template = TEMPLATE + ("\n# 後 {: #z}\n\n" + body if where == "template" else "")
    with pytest.raises(ContentError) as caught:
        composed(folder, template=template)
    problem = the_problem(caught)
    assert problem.code == "unknown-name"
    assert "「organization.nama」" in problem.message
    assert "「organization.name」" in problem.remedy
    if where == "clause":
        line = line_of(tmp_path / "a/one.md", "organization.nama")
        assert str(problem.place) == f"{tmp_path / 'a/one.md'}:{line}:4"
    else:
        line = template.split("\n").index("{{ organization.nama }}です。") + 1
        assert str(problem.place) == f"small.md.j2:{line}:4"


def test_problems_of_all_clauses_are_reported_at_once(tmp_path: Path) -> None:
    folder = write_library(
        tmp_path,
        {"a/one": "{{ nothing }}と{{ nowhere }}", "a/two": "# 見出し", "a/three": "{{ 1 + 1 }}"},
    )
    with pytest.raises(ContentError) as caught:
        composed(folder)
    assert [(Path(p.place.file).name, p.code) for p in caught.value.problems] == [
        ("one.md", "unknown-name"),
        ("one.md", "unknown-name"),
        ("three.md", "template-not-allowed"),
        ("two.md", "markup"),
    ]


def test_clause_that_the_template_leaves_out_is_reported(tmp_path: Path) -> None:
    folder = write_library(tmp_path, {"a/one": "一。", "a/two": "二。", "a/three": "三。"})
    template = DETAILS + "# 部 {: #a}\n\n::: clause a/two\n:::\n"
    with pytest.raises(ContentError) as caught:
        composed(folder, template=template)
    problem = the_problem(caught)
    assert problem.code == "clause-left-out"
    assert "a/one、a/three" in problem.message
    assert problem.place.file == "small.md.j2"


@pytest.mark.parametrize(
    ("places", "word", "remedy"),
    [
        ("::: clause a/one\n:::\n\n::: clause a/one\n:::\n", "二度", ""),
        ("::: clause a/on\n:::\n", "選ばれた条項の中にありません", "「a/one」"),
    ],
)
def test_clause_place_that_fits_no_clause_is_reported(
    places: str, word: str, remedy: str, tmp_path: Path
) -> None:
    folder = write_library(tmp_path, {"a/one": "一。"})
    with pytest.raises(ContentError) as caught:
        composed(folder, template=f"{DETAILS}# 部 {{: #a}}\n\n{places}")
    problem = the_problem(caught)
    assert problem.code == "clause-place"
    assert word in problem.message
    assert remedy in problem.remedy


def test_template_may_place_a_clause_by_its_slot(tmp_path: Path) -> None:
    folder = write_library(tmp_path, {"a/one.only": "一。"})
    document = composed(folder, template=f"{DETAILS}# 部 {{: #a}}\n\n::: clause a/one\n:::\n")
    assert section_of(document, "a/one.only").number == "(1)"


@pytest.mark.parametrize(
    ("template", "code"),
    [
        (TEMPLATE.split(":::\n", 1)[1], "no-details"),
        (DETAILS + TEMPLATE, "no-details"),
        (DETAILS + "早すぎる文。\n\n# 部 {: #a}\n", "before-first-heading"),
        (DETAILS + "::: clause a/one\n:::\n\n# 部 {: #a}\n", "before-first-heading"),
        (DETAILS + "{% for x in parts %}\n", "template-syntax"),
    ],
)
def test_template_without_its_frame_is_refused(template: str, code: str, tmp_path: Path) -> None:
    folder = write_library(tmp_path, {"a/one": "一。"})
    with pytest.raises(ContentError) as caught:
        composed(folder, template=template)
    assert the_problem(caught).code == code
    assert the_problem(caught).place.file == "small.md.j2"
