"""Clauses in the parts of a template: origin, hash, notes, and places that fit no clause."""

from __future__ import annotations

from pathlib import Path

import pytest

from guideline.assemble import anchor_of
from guideline.document import Document, lines_of
from guideline.errors import ContentError
from tests.helpers import (
    DETAILS,
    clause,
    composed,
    section_of,
    the_problem,
    write_library,
)

OPTIONAL = 'choices.agents == "approval"'
LAWS = """\
- {id: act, title: 例の法律, short: 例法, kind: law}
- {id: city-guide, title: 公の手引, short: 公手引, kind: guideline, version: "1", sector: public}
- {id: firm-guide, title: 民の手引, short: 民手引, kind: guideline, version: "2", sector: private}
""".replace("}", ", status: current, checked_on: 2026-11-01}")
NOTED = "本文。\n\n::: commentary\n解説。\n:::\n\n::: example\n例。\n:::\n"


def hash_of(document: Document, id_: str) -> str:
    origin = section_of(document, id_).origin
    assert origin
    return origin.hash


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


def test_renumbering_changes_no_hash(tmp_path: Path) -> None:
    folder = write_library(
        tmp_path,
        {
            "a/one": clause("一。", when=OPTIONAL),
            "b/one": "二。[[b/two]]を見る。\n\n| 列 |\n|---|\n| [[b/two]] |\n\n- [[b/two]]\n",
            "b/two": "三。",
        },
    )
    after_a_part, first = composed(folder, "choices: {agents: approval}"), composed(folder)
    assert section_of(after_a_part, "b/one").blocks != section_of(first, "b/one").blocks
    assert hash_of(after_a_part, "b/one") == hash_of(first, "b/one")


RULE = "本文。\n\n- 一\n\n[例](https://example.jp/a)\n\n::: commentary\n解説。\n:::\n"


@pytest.mark.parametrize(
    ("changed", "is_same"),
    [
        (clause(RULE.replace("解説。", "別の解説。")), True),
        (clause(RULE, reviewed="2026-11-20", satisfies="[R-1]", since='"0.2.0"'), True),
        (clause(RULE.replace("本文。", "本文です。")), False),
        (clause(RULE.replace("- 一", "- 一\n- 二")), False),
        (clause(RULE.replace("- 一", "1. 一")), False),
        (clause(RULE.replace("- 一", "一")), False),
        (clause(RULE.replace("example.jp/a", "example.jp/b")), False),
        (clause(RULE, title="別の題名"), False),
        (clause(RULE, level="should"), False),
    ],
    ids=[
        *("commentary", "what it rests on", "rule", "item", "numbers for bullets"),
        *("paragraph for an item", "link address", "title", "level"),
    ],
)
def test_hash_is_of_the_rule_its_title_and_its_level(
    changed: str, is_same: bool, tmp_path: Path
) -> None:
    old, new = (
        hash_of(composed(write_library(tmp_path / name, {"a/one": text})), "a/one")
        for name, text in (("old", clause(RULE)), ("new", changed))
    )
    assert (old == new) is is_same


def test_hash_changes_with_the_target_of_a_reference(tmp_path: Path) -> None:
    hashes = set()
    for target in ("a/two", "a/three"):
        clauses = {"a/one": f"[[{target}]]を見る。", "a/two": "二。", "a/three": "三。"}
        hashes.add(hash_of(composed(write_library(tmp_path, clauses)), "a/one"))
    assert len(hashes) == 2


@pytest.mark.parametrize(
    ("organization", "cited"),
    [
        ("{kind: municipality}", "例法第1条、公手引（第1版）2"),
        ("{kind: company}", "例法第1条、民手引（第2版）3"),
        ("{kind: hospital, public_body: 'yes'}", "例法第1条、公手引（第1版）2"),
        ("{kind: municipality, public_body: 'no'}", "例法第1条、民手引（第2版）3"),
        ("{kind: company, law: public}", "例法第1条、民手引（第2版）3"),
    ],
)
def test_document_for_the_other_sector_is_not_named(
    organization: str, cited: str, tmp_path: Path
) -> None:
    noted = clause(NOTED, sources="[act 1, city-guide 2, firm-guide 3]")
    folder = write_library(tmp_path, {"a/one": noted}, laws=LAWS)
    document = composed(folder, f"organization: {organization}")
    _, commentary, example = section_of(document, "a/one").blocks
    assert lines_of((commentary,)) == ["解説。", f"根拠・参考：{cited}"]
    assert lines_of((example,)) == ["例。"]


@pytest.mark.parametrize(
    ("kind", "source"), [("municipality", "firm-guide"), ("company", "city-guide")]
)
def test_commentary_names_no_source_when_all_are_for_the_other_sector(
    kind: str, source: str, tmp_path: Path
) -> None:
    folder = write_library(tmp_path, {"a/one": clause(NOTED, sources=f"[{source}]")}, laws=LAWS)
    document = composed(folder, f"organization: {{kind: {kind}}}")
    _, commentary, _ = section_of(document, "a/one").blocks
    assert lines_of((commentary,)) == ["解説。"]


def test_commentary_ends_with_why_a_clause_is_provisional(tmp_path: Path) -> None:
    settled = clause(NOTED, sources="[act 1]")
    provisional = clause(NOTED, sources="[act 1]", provisional="技術が変わりつつあるため")
    folder = write_library(tmp_path, {"a/one": settled, "a/two": provisional}, laws=LAWS)
    document = composed(folder)
    lines = ["解説。", "根拠・参考：例法第1条"]
    _, commentary, _ = section_of(document, "a/one").blocks
    assert lines_of((commentary,)) == lines
    _, commentary, example = section_of(document, "a/two").blocks
    assert lines_of((commentary,)) == [*lines, "暫定の定め：技術が変わりつつあるため"]
    assert lines_of((example,)) == ["例。"]


def test_provisional_clause_keeps_its_reason_and_hash_without_commentary(tmp_path: Path) -> None:
    first = write_library(tmp_path / "1", {"a/one": clause(NOTED)})
    then = write_library(tmp_path / "2", {"a/one": clause(NOTED, provisional="試行中のため")})
    section = section_of(composed(then, commentary_as="none"), "a/one")
    assert lines_of(section.blocks) == ["本文。"]
    assert section.origin
    assert section.origin.provisional == "試行中のため"
    assert section.origin.hash == hash_of(composed(first), "a/one")


def test_commentary_and_examples_can_be_left_out(tmp_path: Path) -> None:
    folder = write_library(tmp_path, {"a/one": clause(NOTED, sources="[act]")}, laws=LAWS)
    with_notes, without = composed(folder), composed(folder, commentary_as="none")
    assert lines_of(section_of(without, "a/one").blocks) == ["本文。"]
    origins = [section_of(d, "a/one").origin for d in (with_notes, without)]
    assert origins[0] == origins[1]


def test_notes_follow_the_rule_wherever_they_are_written(tmp_path: Path) -> None:
    body = "::: commentary\n解説。\n:::\n\n本文。\n"
    document = composed(write_library(tmp_path, {"a/one": body}))
    assert lines_of(section_of(document, "a/one").blocks) == ["本文。", "解説。"]


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


def test_rule_is_told_in_the_register_of_the_template(tmp_path: Path) -> None:
    text = "確かめてください。\n\n::: commentary\n理由です。\n:::\n"
    folder = write_library(tmp_path, {"a/one": text})
    polite, plain = composed(folder), composed(folder, register="plain")
    assert lines_of(section_of(plain, "a/one").blocks) == ["確かめなければならない。", "理由です。"]
    assert hash_of(plain, "a/one") == hash_of(polite, "a/one")


def test_sentence_without_a_plain_form_is_told(tmp_path: Path) -> None:
    folder = write_library(tmp_path, {"a/one": "断ってください。"})
    composed(folder)
    with pytest.raises(ContentError) as caught:
        composed(folder, register="plain")
    problem = the_problem(caught)
    assert problem.code == "no-plain-form"
    assert "断って" in problem.message
    assert problem.place.file.endswith("one.md")


def test_commentary_stays_away_where_the_template_has_none(tmp_path: Path) -> None:
    folder = write_library(tmp_path, {"a/one": NOTED})
    assert lines_of(section_of(composed(folder, commentary=False), "a/one").blocks) == ["本文。"]


def test_clauses_may_be_left_out_by_name_or_all(tmp_path: Path) -> None:
    folder = write_library(tmp_path, {"a/one": "一。", "a/two": "二。"})
    only_one = f"{DETAILS}\n# 題 {{: #a}}\n\n::: clause a/one\n:::\n"
    with pytest.raises(ContentError) as caught:
        composed(folder, template=only_one)
    assert the_problem(caught).code == "clause-left-out"
    for left_out in (["a/two"], "all"):
        document = composed(folder, template=only_one, leaves_out=left_out)
        assert [s.id for s in section_of(document, "a").sections] == ["a/one"]


def test_unknown_clause_left_out_is_told(tmp_path: Path) -> None:
    folder = write_library(tmp_path, {"a/one": "一。"})
    with pytest.raises(ContentError) as caught:
        composed(folder, leaves_out=["a/on"])
    problem = the_problem(caught)
    assert problem.code == "unknown-clause"
    assert "a/one" in problem.remedy
