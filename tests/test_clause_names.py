"""Clauses named by id, number or title."""

from __future__ import annotations

from dataclasses import replace

import pytest

from guideline.clause_names import changes_named
from guideline.document import Section
from guideline.errors import CallError, Problem
from guideline.model.change import Comparison
from tests.two_documents import compared, part
from tests.word_files import clause, document, paragraph


def numbered(id_: str, number: str, title: str) -> Section:
    section = clause(id_, "", paragraph(f"{title}を定める。"), title=title)
    return replace(section, number=number, full_number=number)


def articles(*clauses: Section) -> Comparison:
    chapter = replace(part("p", *clauses), number="第８章", full_number="第８章")
    return compared(document(chapter), document(chapter))


ARTICLES = articles(
    numbered("p/a", "第８条", "個人情報"),
    numbered("p/b", "第８条の２", "記録"),
    numbered("p/c", "第１８条", "記録"),
    numbered("p/d", "第１９条", "個人情報の確認"),
)


def ids(*names: str, among: Comparison = ARTICLES) -> list[str]:
    return [change.id for change in changes_named(names, among)]


def refusal(name: str, among: Comparison = ARTICLES) -> Problem:
    with pytest.raises(CallError) as caught:
        changes_named([name], among)
    (problem,) = caught.value.problems
    assert problem.place.file == "--clause"
    return problem


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("p/a", "p/a"),
        ("第８条", "p/a"),
        ("第8条", "p/a"),
        ("8条", "p/a"),
        ("８", "p/a"),
        ("8-2", "p/b"),
        ("第８条の２", "p/b"),
        ("8の2", "p/b"),
        ("第８章", "p"),
        ("個人情報", "p/a"),
        ("第８条 個人情報", "p/a"),
        (" 個人情報の確認 ", "p/d"),
    ],
)
def test_clause_by_what_people_call_it(name: str, id_: str) -> None:
    assert ids(name) == [id_]


@pytest.mark.parametrize(("number", "name"), [("5(4)", "５（４）"), ("第５の４", "5.4")])
def test_numbers_of_other_documents(number: str, name: str) -> None:
    found = articles(numbered("p/a", number, "甲"), numbered("p/b", "5(14)", "乙"))
    assert ids(name, among=found) == ["p/a"]


def test_several_clauses_are_found_in_the_order_of_the_call() -> None:
    assert ids("18", "p/a") == ["p/c", "p/a"]


def test_number_is_that_of_the_new_version_if_it_has_it() -> None:
    old = document(part("p", numbered("p/a", "1(1)", "甲"), numbered("p/b", "1(2)", "乙")))
    new = document(part("p", numbered("p/b", "1(1)", "乙")))
    found = compared(old, new)
    assert ids("1(1)", among=found) == ["p/b"]
    assert ids("1(2)", among=found) == ["p/b"]
    gone = compared(old, document(part("p", numbered("p/a", "1(1)", "甲"))))
    assert ids("1(2)", among=gone) == ["p/b"]


def test_title_of_two_clauses_is_refused_with_both() -> None:
    problem = refusal("記録")
    assert problem.code == "ambiguous-clause"
    assert "第８条の２ 記録（p/b）、第１８条 記録（p/c）" in problem.remedy


def test_number_of_a_part_is_refused_with_its_clauses() -> None:
    chapter = replace(
        part("p", numbered("p/a", "5(1)", "甲"), numbered("p/b", "5(2)", "乙")),
        number="5",
        full_number="5",
    )
    problem = refusal("5", compared(document(chapter), document(chapter)))
    assert problem.code == "ambiguous-clause"
    assert "5(1) 甲（p/a）、5(2) 乙（p/b）" in problem.remedy


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("p/aa", "もしかして「p/a」ですか。"),
        ("確認", "見出しの近い条項：第１９条 個人情報の確認（p/d）"),
        ("99", "--stat"),
        ("第1条", "--stat"),
        ("", "--stat"),
    ],
)
def test_unknown_clause_is_told_with_what_may_be_meant(name: str, hint: str) -> None:
    problem = refusal(name)
    assert problem.code == "unknown-clause"
    assert hint in problem.remedy


def test_every_wrong_name_is_told_at_once() -> None:
    with pytest.raises(CallError) as caught:
        changes_named(["zzz", "p/a", "記録"], ARTICLES)
    assert [p.code for p in caught.value.problems] == ["unknown-clause", "ambiguous-clause"]
