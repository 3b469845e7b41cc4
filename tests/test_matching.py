"""Which sections of two documents belong together, surest first, and which have moved."""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter

from guideline.document import OPEN_DECISIONS, Document, Section
from guideline.matching import paired
from tests.two_documents import part
from tests.word_files import clause, document, paragraph

LONG = "利用者は、生成された文章の内容が正しいことを、信頼できる資料により確認する。"
OTHER = "課長は、毎年度、利用の状況をまとめて情報システム課に報告しなければならない。"


def found(old: Document, new: Document) -> list[tuple[str, str, str]]:
    """Old id, new id and how they were found, without the title block."""
    return [
        (
            pair.old.section.id if pair.old else "",
            pair.new.section.id if pair.new else "",
            pair.match or "",
        )
        for pair in paired(old, new)[1:]
    ]


def stranger(id_: str, title: str, *texts: str) -> Section:
    return Section(id_, title, "", tuple(map(paragraph, texts)))


def test_ids_go_before_everything_else() -> None:
    old = document(
        part("p", clause("p/a", "", paragraph(LONG)), clause("p/b", "", paragraph(OTHER)))
    )
    new = document(
        part("p", clause("p/a", "", paragraph(OTHER)), clause("p/b", "", paragraph(LONG)))
    )
    assert found(old, new) == [("p", "p", "id"), ("p/a", "p/a", "id"), ("p/b", "p/b", "id")]


def test_variants_of_a_slot_belong_together() -> None:
    old = document(part("p", clause("p/a.strict", "", paragraph(LONG))))
    new = document(part("p", clause("p/a.loose", "", paragraph(OTHER))))
    assert found(old, new)[1] == ("p/a.strict", "p/a.loose", "slot")


def test_heading_is_enough_for_a_file_without_ids() -> None:
    old = document(stranger("section-1", "出力の 確認", OTHER))
    new = document(part("p", clause("p/a", "", paragraph(LONG), title="出力の確認")))
    assert ("section-1", "p/a", "heading") in found(old, new)


def test_heading_is_not_enough_for_two_ids_whose_texts_differ() -> None:
    old = document(part("p", clause("p/a", "", paragraph(OTHER))))
    new = document(part("p", clause("p/b", "", paragraph(LONG))))
    assert found(old, new) == [("p", "p", "id"), ("p/a", "", ""), ("", "p/b", "")]


def test_likeness_finds_what_has_neither_id_nor_heading() -> None:
    old = document(part("p", clause("p/a", "", paragraph(LONG), title="確認")))
    new = document(part("p", clause("p/b", "", paragraph(LONG + "記録する。"), title="検証")))
    assert found(old, new)[1] == ("p/a", "p/b", "likeness")


def test_names_by_position_say_nothing() -> None:
    old = document(stranger("section-1", "確認", LONG), stranger("section-2", "報告", OTHER))
    new = document(stranger("section-1", "報告", OTHER), stranger("section-2", "確認", LONG))
    assert [pair[:2] for pair in found(old, new)] == [
        ("section-2", "section-1"),
        ("section-1", "section-2"),
    ]


def test_parts_without_text_are_not_alike() -> None:
    old = document(part("p", clause("p/a", "", paragraph(LONG), title="確認"), title="入力"))
    new = document(part("q", clause("q/b", "", paragraph(OTHER), title="報告"), title="出力"))
    assert all(not before or not after for before, after, _ in found(old, new))


def test_part_with_another_name_is_found_by_what_it_holds() -> None:
    inner = [clause(f"p/{x}", "", paragraph(x), title=x) for x in "abc"]
    old = document(part("p", *inner, title="入力"))
    new = document(part("q", *inner, title="情報の取扱い"))
    pairs = paired(old, new)
    assert found(old, new)[0] == ("p", "q", "likeness")
    assert not any(pair.is_moved for pair in pairs)


def test_only_what_left_its_order_has_moved() -> None:
    a, b, c = (clause(f"p/{x}", "", paragraph(x)) for x in "abc")
    pairs = paired(document(part("p", a, b, c)), document(part("p", c, a, b)))
    assert [p.new.section.id for p in pairs if p.new and p.is_moved] == ["p/c"]


def test_what_went_to_another_part_makes_nothing_else_look_moved() -> None:
    a, b, c = (clause(f"p/{x}", "", paragraph(x), title=x) for x in "abc")
    old = document(part("p", a, b), part("q", c))
    pairs = paired(old, document(part("p", a), part("q", b, c)))
    assert [p.new.section.id for p in pairs if p.new and p.is_moved] == ["p/b"]


def test_open_decisions_of_a_draft_are_left_out() -> None:
    draft = document(Section(OPEN_DECISIONS, "未決定事項", "", (paragraph(LONG),)))
    assert found(draft, document()) == []


def test_hundreds_of_clauses_without_ids_are_paired_in_seconds() -> None:
    def made(mark: str, first: int) -> Document:
        count = range(300)
        return document(
            *(
                stranger(
                    f"section-{n}",
                    f"{mark}{n}",
                    *(
                        f"{n}の{k}番目の規則は、{(n * 7919 + k * 104729) % 99991}件を扱う。"
                        for k in range(first, 40)
                    ),
                )
                for n in count
            )
        )

    start = perf_counter()
    pairs = paired(made("旧", 0), made("新", 1))
    assert perf_counter() - start < 20
    assert sum(pair.match == "likeness" for pair in pairs) == 300
    assert all(p.old and p.new and p.old.section.id == p.new.section.id for p in pairs[1:])


def test_section_that_gained_clauses_keeps_its_id() -> None:
    old = document(Section("p", "部", "1", (paragraph(LONG),)))
    new = document(
        replace(part("p", clause("p/a", "", paragraph(OTHER))), blocks=(paragraph(LONG),))
    )
    assert found(old, new)[0] == ("p", "p", "id")
