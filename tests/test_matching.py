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


NEAR = "部長は、毎年度、利用の状況をまとめて情報システム課に報告しなければならない。"
"""All but one character of OTHER."""


def moved(old: Document, new: Document) -> list[str]:
    return [pair.new.section.id for pair in paired(old, new) if pair.new and pair.is_moved]


def test_swapped_articles_of_strangers_are_found_by_heading_though_their_texts_are_alike() -> None:
    old = document(stranger("section-1", "課長", OTHER), stranger("section-2", "部長", NEAR))
    new = document(stranger("section-1", "部長", NEAR), stranger("section-2", "課長", OTHER))
    assert found(old, new) == [
        ("section-2", "section-1", "heading"),
        ("section-1", "section-2", "heading"),
    ]
    assert moved(old, new) == ["section-1"]


def test_swapped_articles_without_headings_are_found_by_their_texts() -> None:
    old = document(stranger("section-1", "", OTHER), stranger("section-2", "", NEAR))
    new = document(stranger("section-1", "", NEAR), stranger("section-2", "", OTHER))
    assert [pair[:2] for pair in found(old, new)] == [
        ("section-2", "section-1"),
        ("section-1", "section-2"),
    ]


def test_one_heading_under_two_parts_is_found_below_each_of_them() -> None:
    def strangers(*parts: tuple[str, str]) -> Document:
        return document(
            *(
                replace(
                    stranger(f"section-{n}", title),
                    sections=(stranger(f"section-{n}-1", "目的", text),),
                )
                for n, (title, text) in enumerate(parts, 1)
            )
        )

    old = strangers(("入力", "入力の目的。"), ("出力", "これは別の話。"))
    new = strangers(("出力", LONG), ("入力", OTHER))
    assert ("section-1-1", "section-2-1", "heading") in found(old, new)
    assert ("section-2-1", "section-1-1", "heading") in found(old, new)


def test_of_one_heading_twice_the_like_text_under_it_goes_before_a_liker_one_elsewhere() -> None:
    rewritten = OTHER.replace("毎年度", "四半期ごとに").replace("情報システム課", "総務課")
    old = document(stranger("section-1", "報告", OTHER), stranger("section-2", "報告", LONG))
    new = document(
        stranger("section-1", "通知", NEAR),
        stranger("section-2", "報告", rewritten),
        stranger("section-3", "報告", LONG),
    )
    assert found(old, new) == [
        ("", "section-1", ""),
        ("section-1", "section-2", "likeness"),
        ("section-2", "section-3", "likeness"),
    ]


def test_section_that_somebody_added_to_each_side_is_not_known_by_the_count_of_it() -> None:
    old = document(stranger("added-1", "確認", LONG))
    new = document(stranger("added-1", "報告", OTHER))
    assert found(old, new) == [("added-1", "", ""), ("", "added-1", "")]


def test_copy_that_took_the_id_along_gives_it_back_to_the_text_it_was_copied_from() -> None:
    old = document(part("p", clause("p/a", "", paragraph(OTHER))))
    new = document(
        part(
            "p",
            clause(
                "p/a", "", paragraph("課長は、毎月、事故の状況を市長に報告する。"), title="事故"
            ),
            stranger("section-1-2", "条項", OTHER),
        )
    )
    assert found(old, new)[1:] == [("", "p/a", ""), ("p/a", "section-1-2", "id")]


def test_rewritten_clause_keeps_its_id_beside_one_that_is_only_somewhat_like_the_old_text() -> None:
    old = document(part("p", clause("p/a", "", paragraph(OTHER))))
    new = document(
        part(
            "p",
            clause("p/a", "", paragraph(LONG)),
            stranger("section-1-2", "追加", OTHER.replace("毎年度、利用の状況", "毎月、事故の数")),
        )
    )
    assert found(old, new)[1] == ("p/a", "p/a", "id")


def filled_part(name: str, count: int) -> Section:
    texts = (f"{name}の第{n}の定めは、{LONG}" for n in range(count))
    clauses = (clause(f"{name}/{n}", "", paragraph(text)) for n, text in enumerate(texts))
    return part(name, *clauses, title=name)


def test_part_in_another_place_is_one_move_and_the_smaller_of_two_has_moved() -> None:
    large, small = filled_part("large", 20), filled_part("small", 3)
    old, new = document(small, large), document(large, small)
    assert moved(old, new) == ["small"]
    elsewhere = [p.new.section.id for p in paired(old, new) if p.new and p.is_elsewhere]
    assert elsewhere == ["small", "small/0", "small/1", "small/2"]


def test_clause_that_moves_within_a_part_that_moves_is_told_beside_it() -> None:
    large, small = filled_part("large", 20), filled_part("small", 3)
    first, *others = small.sections
    turned = replace(small, sections=(*others, first))
    assert moved(document(small, large), document(large, turned)) == ["small", "small/0"]


def test_clauses_that_get_a_part_above_them_have_not_moved() -> None:
    clauses = filled_part("p", 3).sections
    assert moved(document(*clauses), document(part("p", *clauses))) == []
