"""What a change means: every weight and direction, requirements, who is affected."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from guideline.compare import compare
from guideline.document import Block, Document, Note, Paragraph, Reference, Text
from guideline.meaning import Meanings, Only, Weight, meanings_of, selected
from guideline.model.change import AnswerChange
from guideline.model.version import Version
from guideline.points import Direction
from tests.helpers import clause as clause_file
from tests.helpers import composed, resolved, write_library
from tests.two_documents import compared, meaning, one, part
from tests.word_files import clause, document, paragraph, table

RULE = "利用者は、出力を確認してから使わなければならない。"


def between(old: str, new: str) -> tuple[Weight, tuple[Direction, ...]]:
    found = meaning(one(paragraph(old)), one(paragraph(new)))
    return found.weight, found.directions


# Weight


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("職員は，確認する。", "職員は、確認する。"),
        ("課長または係長が確認する。", "課長又は係長が確認する。"),
        ("サーバーに記録する。", "サーバに記録する。"),
        ("件数は１，０００件までとする。", "件数は1000件までとする。"),
        ("「出力」を確認する。", "出力を確認する。"),
        ("ＡＩを使う。", "AIを使う。"),
    ],
)
def test_same_words_in_another_spelling_are_editorial(old: str, new: str) -> None:
    assert between(old, new) == between(new, old) == ("editorial", ())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("第1.5版を使う。", "第15版を使う。"),
        ("9:30までに報告する。", "930までに報告する。"),
        ("３～５人で確認する。", "35人で確認する。"),
        ("10/20の割合とする。", "1020の割合とする。"),
        ("気温が-5度のとき。", "気温が5度のとき。"),
        ("キーボードを使う。", "キボドを使う。"),
        ("確認する。", "確認しない。"),
    ],
)
def test_other_numbers_and_words_are_rules(old: str, new: str) -> None:
    assert between(old, new) == between(new, old) == ("rule", ("unknown",))


def test_reference_to_another_clause_under_the_same_number_is_no_spelling() -> None:
    def refers(target: str) -> Document:
        line = Paragraph((Text("確認は、"), Reference(target, "1(2)"), Text("による。")))
        others = (clause(f"p/{x}", "", paragraph(x), title=x) for x in "bc")
        return document(part("p", clause("p/a", "", line), *others))

    found = [m for c, m in meanings_of(compared(refers("p/b"), refers("p/c"))).pairs() if c.aspects]
    assert [m.weight for m in found] == ["rule"]


def test_lighter_weights() -> None:
    def noted(kind: Any, text: str) -> Document:
        return one(paragraph(RULE), Note(kind, (paragraph(text),)))

    assert meaning(noted("commentary", "甲"), noted("commentary", "乙")).weight == "commentary"
    assert meaning(one(sources=("A",)), one(sources=("B",))).weight == "sources"
    moved = document(part("p", *(clause(f"p/{x}", "", paragraph(x), title=x) for x in "abc")))
    order = moved.sections[0].sections
    turned = document(part("p", order[1], order[2], order[0]))
    assert meaning(moved, turned).weight == "editorial"
    numbered = one(paragraph(RULE))
    section = replace(numbered.sections[0].sections[0], full_number="1(2)")
    renumbered = document(part("p", section))
    assert meaning(numbered, renumbered).weight == "numbering"


def test_new_title_obliges_nobody() -> None:
    document = one(paragraph(RULE))
    found = meaning(document, replace(document, title="別の名前の文書"))
    assert (found.weight, found.directions) == ("details", ())


def test_what_is_the_same_has_no_weight_and_no_direction() -> None:
    found = meanings_of(compared(one(paragraph(RULE)), one(paragraph(RULE)))).each
    assert {(m.weight, m.directions) for m in found} == {("none", ())}


# Words that are replaced everywhere


def renamed(name: str, *, actors: tuple[str, ...] = (), more: str = "") -> Document:
    texts = ("{}は、記録する。", "利用者は、{}に報告する。", "承認は、{}が行う。" + more)
    clauses = (
        clause(f"p/{n}", "", paragraph(text.format(name)), title=str(n))
        for n, text in enumerate(texts)
    )
    return replace(document(part("p", *clauses)), actors=actors)


def test_new_name_of_a_section_is_told_once_and_changes_no_strictness() -> None:
    old = renamed("総務課", actors=("総務課",))
    found = meanings_of(compared(old, renamed("法務課", actors=("法務課",))))
    assert [(s.old, s.new, s.count) for s in found.substitutions] == [("総務課", "法務課", 3)]
    changed = [m for c, m in found.pairs() if c.aspects]
    assert [(m.weight, m.directions, m.is_uniform) for m in changed] == [
        ("substitution", (), True)
    ] * 3


def test_word_that_is_no_name_leaves_strictness_open() -> None:
    found = meanings_of(compared(renamed("毎月"), renamed("毎年")))
    changed = [m for c, m in found.pairs() if c.aspects]
    assert [(m.weight, m.directions) for m in changed] == [("substitution", ("unknown",))] * 3


@pytest.mark.parametrize(
    ("old", "new", "direction"),
    [
        ("残さなければならない", "残すよう努めなければならない", "relaxed"),
        ("30日ごとに残す", "60日ごとに残す", "unknown"),
        ("必ず残す", "必ず残さない", "unknown"),
    ],
)
def test_word_that_binds_is_a_rule_however_often_it_is_replaced(
    old: str, new: str, direction: Direction
) -> None:
    def sides(ending: str) -> Document:
        texts = ("総務課は、記録を", "利用者は、写しを", "所属長は、承認を")
        clauses = (
            clause(f"p/{n}", "", paragraph(f"{text}{ending}。"), title=str(n))
            for n, text in enumerate(texts)
        )
        return document(part("p", *clauses))

    found = meanings_of(compared(sides(old), sides(new)))
    changed = [m for c, m in found.pairs() if c.aspects]
    assert [(m.weight, m.directions, m.is_uniform) for m in changed] == [
        ("rule", (direction,), False)
    ] * 3


def test_clause_that_says_more_besides_is_a_rule() -> None:
    found = meanings_of(compared(renamed("総務課"), renamed("法務課", more="記録は一年残す。")))
    changed = [m for c, m in found.pairs() if c.aspects]
    assert [(m.weight, m.is_uniform) for m in changed] == [
        ("substitution", True),
        ("substitution", True),
        ("rule", False),
    ]


# Directions


@pytest.mark.parametrize(
    ("old", "new", "direction"),
    [
        ("may", "should", "tightened"),
        ("should", "must", "tightened"),
        ("must", "may", "relaxed"),
    ],
)
def test_level(old: Any, new: Any, direction: Direction) -> None:
    found = meaning(one(level=old), one(level=new))
    assert (found.weight, found.directions, found.level) == ("rule", (direction,), (old, new))


def variant(name: str, *, order: tuple[str, ...] = ()) -> Document:
    ids = tuple(f"p/agents.{each}" for each in order)
    return one(paragraph(f"{name}の文。"), id_=f"p/agents.{name}", variants=ids)


@pytest.mark.parametrize(
    ("old", "new", "direction"),
    [("strict", "loose", "relaxed"), ("loose", "strict", "tightened")],
)
def test_order_of_variants(old: str, new: str, direction: Direction) -> None:
    order = ("strict", "middle", "loose")
    assert meaning(variant(old, order=order), variant(new, order=order)).directions == (direction,)
    assert meaning(variant(old, order=order), variant(new)).directions == (direction,)


def test_variants_without_an_order_leave_it_open() -> None:
    assert meaning(variant("a"), variant("b")).directions == ("unknown",)
    assert meaning(variant("a", order=("a",)), variant("b")).directions == ("unknown",)


def rows(*cells: str) -> Document:
    return one(table(("区分", "甲"), *((f"区分{n}", cell) for n, cell in enumerate(cells))))


@pytest.mark.parametrize(
    ("old", "new", "directions"),
    [
        (("○ 可",), ("× 不可",), ("tightened",)),
        (("× 不可",), ("△ 要承認",), ("relaxed",)),
        (("○ 可", "×"), ("△", "△"), ("tightened", "relaxed")),
        (("△ 課長",), ("△ 部長",), ("unknown",)),
        (("可",), ("不可",), ("unknown",)),
        (("○",), ("○", "×"), ("unknown",)),
    ],
)
def test_cells_of_the_class_and_tool_table(
    old: tuple[str, ...], new: tuple[str, ...], directions: tuple[Direction, ...]
) -> None:
    assert meaning(rows(*old), rows(*new)).directions == directions


def test_rows_in_another_order_are_editorial() -> None:
    first = one(table(("区分", "甲"), ("公開", "○"), ("秘密", "×")))
    second = one(table(("区分", "甲"), ("秘密", "×"), ("公開", "○")))
    assert meaning(first, second).weight == "editorial"
    other = one(table(("区分", "甲"), ("秘密", "○"), ("公開", "○")))
    assert meaning(first, other).weight == "rule"


def test_new_column_is_open() -> None:
    wider = one(table(("区分", "甲", "乙"), ("区分0", "○", "×")))
    assert meaning(rows("○"), wider).directions == ("unknown",)


@pytest.mark.parametrize("is_new", [True, False])
def test_whole_clause_is_open(is_new: bool) -> None:
    sides = [document(part("p")), one(paragraph(RULE))]
    found = meaning(*(sides if is_new else sides[::-1]))
    assert (found.weight, found.directions) == ("rule", ("unknown",))


# Requirements


def meets(*ids: str, level: Any = "must") -> Document:
    return one(paragraph(RULE), satisfies=ids, level=level)


def standings(found: Meanings) -> dict[str, tuple[str, str]]:
    assert found.requirements is not None
    return {r.id: (r.old, r.new) for r in found.requirements}


def test_requirements_gained_and_lost() -> None:
    new = one(paragraph(RULE + "記録する。"), satisfies=("B", "C"))
    found = meanings_of(compared(meets("A", "B"), new))
    assert standings(found) == {"C": ("unknown", "covered"), "A": ("covered", "unknown")}
    changed = meaning(meets("A", "B"), new)
    assert (changed.gained, changed.lost) == (("C",), ("A",))


def test_requirement_that_another_clause_takes_over_is_not_lost() -> None:
    a, b = (meets("A").sections[0].sections[0], one(id_="p/b").sections[0].sections[0])
    assert a.origin
    assert b.origin
    taken = replace(b, origin=replace(b.origin, satisfies=("A",)))
    given = replace(a, origin=replace(a.origin, satisfies=()))
    old, new = document(part("p", a, b)), document(part("p", given, taken))
    assert standings(meanings_of(compared(old, new))) == {}


@pytest.mark.parametrize("other", [meets(level=""), document()])
def test_requirements_are_unknown_where_a_side_does_not_tell(other: Document) -> None:
    for sides in ((meets("A"), other), (other, meets("A"))):
        assert meanings_of(compared(*sides)).requirements is None


def test_library_without_requirements_is_known_to_meet_none() -> None:
    found = meanings_of(compared(meets(), meets("A")))
    assert standings(found) == {"A": ("unknown", "covered")}


# Who is affected


def test_roles_in_changed_lines_are_affected() -> None:
    def told(text: str) -> Document:
        lines = (paragraph("市長は、定める。"), paragraph(text))
        return replace(one(*lines), actors=("市長", "副市長", "総務課"))

    found = meaning(told("副市長は、承認する。"), told("副市長は、総務課の意見を聴いて承認する。"))
    assert found.affected == ("副市長", "総務課")


def test_who_is_affected_is_unknown_without_roles() -> None:
    assert meaning(one(paragraph("甲")), one(paragraph("乙"))).affected is None


def test_renamed_section_is_affected_by_its_new_name_only() -> None:
    old, new = renamed("総務課", actors=("総務課",)), renamed("法務課", actors=("法務課",))
    found = meanings_of(compared(old, new))
    assert found.roles.renamed == {"総務課": "法務課"}
    assert {m.affected for c, m in found.pairs() if c.aspects} == {("法務課",)}


def test_section_is_renamed_where_only_a_part_of_its_name_is_marked() -> None:
    names = "デジタル推進課", "デジタル戦略課"
    old, new = (renamed(name, actors=(name,)) for name in names)
    found = meanings_of(compared(old, new))
    assert [(s.old, s.new) for s in found.substitutions] == [names]
    changed = [m for c, m in found.pairs() if c.aspects]
    assert [(m.directions, m.points) for m in changed] == [((), ())] * 3


def test_post_that_stands_for_another_is_somebody_else() -> None:
    old, new = renamed("副市長", actors=("副市長",)), renamed("市長", actors=("市長",))
    found = meanings_of(compared(old, new))
    assert found.roles.renamed == {}
    assert {m.directions for c, m in found.pairs() if c.aspects} == {("unknown",)}


@pytest.mark.parametrize("count", [1, 3])
def test_section_of_the_same_id_is_renamed_however_often_it_is_named(
    count: int, tmp_path: Path
) -> None:
    body = "{{ contacts.general.name }}に相談してください。"
    write_library(tmp_path, {f"a/c{n}": body for n in range(count)})
    profile = "organization: {{contacts: {{general: x}}, units: [{{id: x, name: {}}}]}}"
    sides = [of_profile(tmp_path, profile.format(name)) for name in ("広報広聴課", "広報戦略課")]
    found = meanings_of(compare(*sides))
    assert found.roles.renamed == {"広報広聴課": "広報戦略課"}
    assert [(s.old, s.new, s.count) for s in found.substitutions] == [
        ("広報広聴課", "広報戦略課", count)
    ]
    changed = [m for c, m in found.pairs() if c.aspects and c.is_clause]
    assert [(m.weight, m.directions) for m in changed] == [("substitution", ())] * count


# What is shown


def mixed() -> Meanings:
    def told(word: str) -> tuple[Block, ...]:
        note = Note("commentary", (paragraph(f"解説は{word}である。"),))
        return paragraph(f"規則は{word}である。"), table(("区分",), (word,)), note

    return meanings_of(compared(one(*told("甲")), one(*told("乙"))))


@pytest.mark.parametrize(
    ("only", "count"),
    [("text", (1, 0)), ("commentary", (0, 1)), ("tables", (1, 0)), (None, (2, 1))],
)
def test_only_some_items(only: Only | None, count: tuple[int, int]) -> None:
    meanings = mixed()
    asked = [change for change in meanings.comparison.changes if change.id == "p/a"]
    (change,) = selected(meanings, asked, only).comparison.changes
    assert (len(change.rule), len(change.notes)) == count


def test_clause_without_such_a_difference_is_left_out() -> None:
    found = meanings_of(compared(one(paragraph("甲")), one(paragraph("乙"))))
    assert selected(found, only="tables").comparison.changes == ()
    assert selected(found, only="tables").each == ()


def test_replaced_words_are_counted_where_they_are_shown() -> None:
    found = meanings_of(compared(renamed("毎月"), renamed("毎年")))
    assert [s.count for s in found.substitutions] == [3]
    asked = [change for change in found.comparison.changes if change.id == "p/1"]
    assert [s.count for s in selected(found, asked).substitutions] == [1]
    assert selected(found, only="tables").substitutions == ()


# Answers and conditions


def of_profile(folder: Path, profile: str) -> Version:
    return Version(profile, composed(folder, profile), resolution=resolved(folder, profile))


def test_answer_that_chose_another_variant_is_told(tmp_path: Path) -> None:
    strict = clause_file("使ってはならない。", when="\"choices.agents == 'prohibited'\"")
    loose = clause_file("使うことができる。", when="\"choices.agents != 'prohibited'\"")
    write_library(tmp_path, {"a/agents.strict": strict, "a/agents.loose": loose})
    sides = [
        of_profile(tmp_path, f"choices: {{agents: {answer}}}")
        for answer in ("prohibited", "approval")
    ]
    (change,) = compare(*sides).differences
    assert change.kind == "variant"
    assert change.answers == (AnswerChange("choices.agents", "prohibited", "approval"),)


def test_condition_that_changed_in_the_library(tmp_path: Path) -> None:
    sides = []
    for n, kind in enumerate(("company", "university")):
        when = f"\"organization.kind == '{kind}' or organization.kind == 'hospital'\""
        folder = write_library(tmp_path / str(n), {"a/one": clause_file("文。", when=when)})
        sides.append(of_profile(folder, "organization: {kind: hospital}"))
    (change,) = compare(*sides).differences
    assert change.aspects == {"condition"}
    (found,) = [m for c, m in meanings_of(compare(*sides)).pairs() if c.aspects]
    assert (found.weight, found.directions) == ("condition", ())
