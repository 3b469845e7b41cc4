"""Two documents become changes: every aspect, lines, tables, and nothing lost on either side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guideline.document import (
    Block,
    BulletList,
    Document,
    Inlines,
    Link,
    Name,
    Note,
    NumberedList,
    Origin,
    Paragraph,
    Reference,
    Ruby,
    Section,
    Strong,
    Table,
    Text,
    plain_text,
)
from guideline.flatten import LineUnit, units_of
from guideline.model.change import LineChange, TableChange
from guideline.output import WRITERS
from guideline.readers.from_json import read_json
from guideline.readers.from_markdown import read_markdown
from tests.all_forms import NAMES, all_documents
from tests.two_documents import (
    aspects,
    changes,
    compared,
    marked_in,
    marks,
    one,
    only_change,
    part,
    sides_of,
)
from tests.word_files import clause, document, items, paragraph, table

RULE = "利用者は、出力を確認してから使わなければならない。"


def numbered(id_: str, number: str, *blocks: Block, title: str = "条項") -> Section:
    return replace(clause(id_, f"({number})", *blocks, title=title), full_number=f"1({number})")


def both(*texts: str) -> Document:
    """A part with a clause for each text, counted in order; a text names its clause first."""
    pairs = [text.split(" ", 1) for text in texts]
    return document(
        part(
            "p",
            *(
                numbered(f"p/{name}", str(at), paragraph(text), title=f"見出し{name}")
                for at, (name, text) in enumerate(pairs, 1)
            ),
        )
    )


# Clauses


def test_document_is_equal_to_itself() -> None:
    assert compared(one(paragraph(RULE)), one(paragraph(RULE))).differences == ()


def test_changed_words_are_marked_in_the_rule() -> None:
    new = one(paragraph(RULE.replace("出力", "生成物")))
    change = only_change(one(paragraph(RULE)), new)
    assert change.kind == "rule"
    assert change.aspects == {"rule"}
    assert marks(change) == [("deleted", "出力"), ("inserted", "生成物")]


def test_name_of_either_document_is_marked_whole() -> None:
    told = "{}により、{}に申し込む。"
    old = one(paragraph(told.format("Copilot Chat", "総務部長（CIO）")))
    new = one(paragraph(told.format("Copilot", "副市長（CIO）")))
    marked = [
        marks(only_change(replace(old, names=names), replace(new, actors=actors)))
        for names, actors in (
            ((), ()),
            ((Name("tools/chat", "Copilot Chat"),), ("総務部長（CIO）", "副市長（CIO）")),
        )
    ]
    assert marked == [
        [("deleted", " Chat"), ("deleted", "総務部長"), ("inserted", "副市長")],
        [
            ("deleted", "Copilot Chat"),
            ("inserted", "Copilot"),
            ("deleted", "総務部長（CIO）"),
            ("inserted", "副市長（CIO）"),
        ],
    ]


def test_names_of_one_comparison_say_nothing_in_the_next() -> None:
    old, new = one(paragraph("Copilot Chatを使う。")), one(paragraph("Copilotを使う。"))
    whole = compared(replace(old, names=(Name("tools/chat", "Copilot Chat"),)), new)
    assert marks(whole.differences[0]) != marks(only_change(old, new))


def test_added_clause_renumbers_what_follows() -> None:
    old, new = (
        both("a 一つ目の文。", "b 二つ目。"),
        both("a 一つ目の文。", "x 別の。", "b 二つ目。"),
    )
    assert aspects(old, new) == {"p/x": {"added"}, "p/b": {"renumbered"}}
    assert aspects(new, old) == {"p/x": {"removed"}, "p/b": {"renumbered"}}


def test_removed_clause_stands_where_it_stood() -> None:
    old, new = both("a 一。", "b 二。", "c 三。"), both("a 一。", "c 三。")
    found = [change.id for change in compared(old, new).changes]
    assert found == ["", "p", "p/a", "p/b", "p/c"]


def test_one_clause_in_another_place_has_moved_and_the_others_have_not() -> None:
    old = both("a 一。", "b 二。", "c 三。", "d 四。")
    found = aspects(old, both("b 二。", "c 三。", "d 四。", "a 一。"))
    assert [id_ for id_, its in found.items() if "moved" in its] == ["p/a"]


def test_clause_in_another_part_has_moved() -> None:
    a, b, c = (numbered(f"p/{x}", "1", paragraph(f"{x}の規則。"), title=x) for x in "abc")
    old = document(part("p", a, b), part("q", c, number="2"))
    new = document(part("p", a), part("q", b, c, number="2"))
    assert aspects(old, new) == {"p/b": {"moved"}}


def test_title_of_a_clause() -> None:
    change = only_change(
        one(paragraph(RULE), title="出力の確認"), one(paragraph(RULE), title="出力の検証")
    )
    assert change.aspects == {"title"}
    assert marked_in(change.title) == [("deleted", "確認"), ("inserted", "検証")]


def test_title_of_a_part() -> None:
    section = numbered("p/a", "1", paragraph(RULE))
    old, new = (
        document(part("p", section, title="情報")),
        document(part("p", section, title="データ")),
    )
    assert aspects(old, new) == {"p": {"title"}}


def test_level() -> None:
    assert aspects(one(level="must"), one(level="should")) == {"p/a": {"level"}}


def test_side_that_does_not_tell_levels_or_sources_changes_neither() -> None:
    known, unknown = one(level="must", sources=("X-1",)), one(level="", sources=())
    assert aspects(known, unknown) == aspects(unknown, known) == {}


def test_sources() -> None:
    change = only_change(one(sources=("A", "B")), one(sources=("B", "C")))
    assert change.aspects == {"sources"}
    assert change.sources == (("A",), ("C",))


def test_commentary_and_sources_are_told_from_the_rule() -> None:
    def noted(commentary: str, source: str) -> Document:
        return one(
            paragraph(RULE),
            Note("commentary", (paragraph(commentary),)),
            Note("sources", (paragraph(source),)),
        )

    old = noted("理由である。", "個人情報保護法")
    assert aspects(old, noted("背景である。", "個人情報保護法")) == {"p/a": {"commentary"}}
    assert aspects(old, noted("理由である。", "著作権法")) == {"p/a": {"sources"}}


def test_example_that_becomes_commentary_is_a_change() -> None:
    text = paragraph("会議の記録を要約する場合がこれに当たる。")
    old, new = one(Note("example", (text,))), one(Note("commentary", (text,)))
    assert aspects(old, new) == {"p/a": {"commentary"}}


def test_another_variant_of_a_slot() -> None:
    old = one(paragraph("使ってはならない。"), id_="p/agents.forbidden")
    new = one(paragraph("承認を得て使うことができる。"), id_="p/agents.approval")
    change = only_change(old, new)
    assert change.match == "slot"
    assert change.kind == "variant"


def test_renamed_id_with_the_same_text_is_no_difference() -> None:
    assert aspects(one(paragraph(RULE), id_="p/a"), one(paragraph(RULE), id_="p/b")) == {}


def test_title_block_is_compared() -> None:
    old = document(details=table(("項目", "内容"), ("版", "1.0")))
    new = document(details=table(("項目", "内容"), ("版", "1.1")))
    change = only_change(old, new)
    assert (change.id, change.is_clause) == ("", False)
    assert marks(change) == [("deleted", "1.0"), ("inserted", "1.1")]


# References


def refers(number: str, target: str = "p/b", text: str = "{}による。") -> Document:
    before, after = text.split("{}")
    line = Paragraph((Text(before), Reference(target, number), Text(after)))
    others = (numbered(f"p/{x}", "9", paragraph(f"{x}の文。"), title=x) for x in "bc")
    return document(part("p", numbered("p/a", "1", line), *others))


def test_reference_with_another_number_is_renumbered_and_not_marked() -> None:
    change = only_change(refers("1(2)"), refers("1(3)"))
    assert change.aspects == {"renumbered"}
    (line,) = change.rule
    assert line.kind == "same"
    assert marks(change) == [("renumbered", "1(3)")]


def test_reference_to_another_clause_under_the_same_number_is_a_change() -> None:
    change = only_change(refers("1(2)", "p/b"), refers("1(2)", "p/c"))
    assert change.aspects == {"rule"}
    assert marks(change)[0][0] == "deleted"


def test_reference_typed_by_hand_says_the_same() -> None:
    known, typed = refers("1(2)"), refers("1(2)")
    section = numbered("p/a", "1", paragraph("1(2)による。"))
    typed = document(part("p", section, *typed.sections[0].sections[1:]))
    assert aspects(known, typed) == aspects(typed, known) == {}


def test_reference_out_of_the_document_is_text() -> None:
    old = one(Paragraph((Reference("other/clause", "「申請」"), Text("による。"))))
    assert aspects(old, one(paragraph("「申請」による。"))) == {}


# What no reader sees


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (paragraph("ガイド"), paragraph("カ\u3099イド")),
        (paragraph("\u3000年から"), paragraph("年から ")),
        (paragraph("必ず", Strong("確認"), "する"), paragraph("必ず確認する")),
    ],
)
def test_what_files_cannot_tell_is_no_difference(old: Block, new: Block) -> None:
    assert aspects(one(old), one(new)) == {}


# Lines


def kinds(*sides: tuple[Block, ...]) -> list[str]:
    old, new = sides
    return [item.kind for item in only_change(one(*old), one(*new)).rule]


LONG = "承認を受けた者は、利用の記録を作成し、所属の長に報告しなければならない。"


def test_added_removed_and_moved_lines() -> None:
    first, second, third = paragraph(RULE), paragraph(LONG), paragraph("例外は別に定める。")
    assert kinds((first,), (first, second)) == ["same", "added"]
    assert kinds((first, second), (second,)) == ["removed", "same"]
    assert sorted(kinds((first, second, third), (second, third, first))) == [
        "moved",
        "same",
        "same",
    ]


def test_split_and_merged_lines() -> None:
    whole = paragraph(RULE + LONG)
    parts = (paragraph(RULE), paragraph(LONG))
    assert kinds((whole,), parts) == ["split"]
    assert kinds(parts, (whole,)) == ["merged"]


def test_items_of_lists_are_lines_with_their_marks() -> None:
    old = NumberedList(items("氏名", "住所"))
    new = NumberedList(items("氏名", "生年月日", "住所"))
    rule = only_change(one(old), one(new)).rule
    told = [(i.kind, i.new[0].mark, i.new[0].text) for i in rule if isinstance(i, LineChange)]
    assert told == [("same", "①", "氏名"), ("added", "②", "生年月日"), ("same", "③", "住所")]


# Lists and links


def formats(old: Block, new: Block, **options: Any) -> list[tuple[str, str, str, str]]:
    """What differs in the one change there is, and in nothing else of it."""
    (change,) = compared(one(old), one(new), **options).differences
    assert change.aspects == {"format"}
    assert all(item.kind == "same" for item in change.rule)
    return [(f.what, f.old, f.new, f.text) for item in change.items() for f in item.formats]


def nested(inner: type[BulletList | NumberedList]) -> BulletList:
    return BulletList(((paragraph("外"), inner(items("内"))),))


def test_bullets_that_get_numbers_are_told_item_by_item() -> None:
    assert formats(BulletList(items("一つ", "二つ")), NumberedList(items("一つ", "二つ"))) == [
        ("list", "bullet", "number", "一つ"),
        ("list", "bullet", "number", "二つ"),
    ]


def test_item_that_goes_deeper_is_told() -> None:
    assert formats(BulletList(items("外", "内")), nested(BulletList)) == [("depth", "1", "2", "内")]


def test_paragraph_that_becomes_an_item_is_told() -> None:
    assert formats(paragraph("一つ"), BulletList(items("一つ"))) == [
        ("list", "none", "bullet", "一つ")
    ]


def test_item_that_counts_on_is_no_difference_of_its_own() -> None:
    old, new = NumberedList(items("二つ")), NumberedList(items("初めの項", "二つ"))
    assert not only_change(one(old), one(new)).aspects & {"format"}


@pytest.mark.parametrize(
    ("old", "new"), [("https://a.example", "https://b.example"), ("https://a.example", "")]
)
def test_address_of_a_link_is_told(old: str, new: str) -> None:
    def linked(url: str) -> Paragraph:
        return paragraph("様式は", Link("窓口", url) if url else "窓口", "にある。")

    assert formats(linked(old), linked(new)) == [("link", old, new, "窓口")]


def test_address_in_a_cell_is_told() -> None:
    old, new = (
        replace(TOOLS, rows=((TOOLS.rows[0][0], (Link("○ 可", url),)), TOOLS.rows[1]))
        for url in ("https://a.example", "https://b.example")
    )
    assert formats(old, new) == [("link", "https://a.example", "https://b.example", "○ 可")]


def test_lists_of_a_stranger_are_not_held_against_ours() -> None:
    old, new = one(BulletList(items("一つ"))), one(NumberedList(items("一つ")))
    assert compared(old, new, new_identity="none").differences == ()
    assert compared(old, new, old_identity="none", new_identity="none").differences != ()


def test_list_in_the_commentary_is_a_change_of_the_commentary() -> None:
    old, new = (
        one(paragraph("本文"), Note("commentary", (kind(items("一つ")),)))
        for kind in (BulletList, NumberedList)
    )
    assert only_change(old, new).aspects == {"commentary"}


def test_readings_above_words_are_no_difference() -> None:
    plain, read, other = (
        one(paragraph("個人", word))
        for word in ("情報", Ruby("情報", "じょうほう"), Ruby("情報", "インフォ"))
    )
    assert aspects(plain, read) == aspects(read, other) == {}


def test_paragraph_that_becomes_a_table_is_removed_and_added() -> None:
    found = only_change(one(paragraph("区分")), one(table(("区分", "可否"), ("公開", "○")))).rule
    assert sorted((item.kind, isinstance(item, TableChange)) for item in found) == [
        ("added", True),
        ("removed", False),
    ]


# Tables


TOOLS = table(("区分", "甲"), ("公開", "○ 可"), ("秘密", "× 不可"))


def changed_table(new: Table) -> TableChange:
    (item,) = only_change(one(TOOLS), one(new)).rule
    assert isinstance(item, TableChange)
    return item


def test_new_column_leaves_the_others_as_they_are() -> None:
    wider = table(("区分", "乙", "甲"), ("公開", "△", "○ 可"), ("秘密", "×", "× 不可"))
    found = changed_table(wider)
    assert found.columns == ("same", "added", "same")
    assert [marked_in(cell.spans) for cell in found.rows[0].cells] == [[], [("inserted", "△")], []]


def test_new_row_and_changed_cell() -> None:
    found = changed_table(
        table(("区分", "甲"), ("公開", "○ 可"), ("内部", "△"), ("秘密", "△ 要承認"))
    )
    assert [row.kind for row in found.rows] == ["same", "added", "changed"]
    assert sides_of(found.rows[2].cells[1].spans) == ("× 不可", "△ 要承認")


def test_rows_in_another_order_are_removed_and_added() -> None:
    found = changed_table(table(("区分", "甲"), ("秘密", "× 不可"), ("公開", "○ 可")))
    assert sorted(row.kind for row in found.rows) == ["added", "removed", "same"]


BY_TOOL = table(
    ("区分", "チャット", "画像", "議事録"),
    ("公開", "○", "○", "○"),
    ("社内", "○", "×", "△ 要承認"),
    ("秘密", "×", "×", "×"),
    ("個人", "×", "×", "×"),
)


def renamed(old: Table, **names: str) -> Table:
    """The table with other names in its header and its first column."""

    def each(cell: Inlines) -> Inlines:
        text = plain_text(cell)
        return (Text(names.get(text, text)),)

    header = tuple(map(each, old.header))
    return replace(old, header=header, rows=tuple((each(r[0]), *r[1:]) for r in old.rows))


def between(old: Table, new: Table, *names: tuple[Name, ...]) -> TableChange:
    """What is different between the tables, in documents that know these names."""
    sides = [one(old), one(new)]
    if names:
        sides = [replace(side, names=known) for side, known in zip(sides, names, strict=True)]
    (item,) = only_change(*sides).rule
    assert isinstance(item, TableChange)
    return item


def names_of(**ids: str) -> tuple[Name, ...]:
    return tuple(Name(id_, name) for name, id_ in ids.items())


def test_row_and_column_with_other_names_are_known_by_what_else_stands_in_them() -> None:
    found = between(BY_TOOL, renamed(BY_TOOL, 社内="部外秘", 議事録="会議メモ"))
    assert found.columns == ("same",) * 4
    assert [row.kind for row in found.all_rows()] == ["changed", "same", "changed", "same", "same"]
    assert sides_of(found.header.cells[3].spans) == ("議事録", "会議メモ")
    assert [sides_of(c.spans) for c in found.rows[1].cells if not c.is_same] == [("社内", "部外秘")]


def test_row_that_shares_its_marks_is_known_where_as_many_are_missing() -> None:
    found = between(BY_TOOL, renamed(BY_TOOL, 秘密="極秘文書"))
    assert [row.kind for row in found.rows] == ["same", "same", "changed", "same"]


def test_row_in_place_of_two_that_say_the_same_marks_is_none_of_them() -> None:
    new = renamed(replace(BY_TOOL, rows=BY_TOOL.rows[:3]), 秘密="極秘文書")
    assert [row.kind for row in between(BY_TOOL, new).rows] == [
        *("same", "same", "removed", "removed", "added")
    ]


def test_rows_that_changed_places_are_not_one_another_though_their_marks_are_equal() -> None:
    first, *middle, last = BY_TOOL.rows
    alike = replace(BY_TOOL, rows=((first[0], *last[1:]), *middle, last))
    turned = replace(BY_TOOL, rows=(last, *middle, (first[0], *last[1:])))
    assert [row.kind for row in between(alike, turned).rows] == [
        *("removed", "added", "same", "same", "removed", "added")
    ]


def test_id_tells_a_renamed_row_from_another_one() -> None:
    new = renamed(BY_TOOL, 社内="部外秘")
    before = names_of(社内="classes/internal", 秘密="classes/secret")
    renamed_class = names_of(部外秘="classes/internal", 秘密="classes/secret")
    other_class = names_of(部外秘="classes/limited", 秘密="classes/secret")
    assert [row.kind for row in between(BY_TOOL, new, before, renamed_class).rows] == [
        *("same", "changed", "same", "same")
    ]
    assert [row.kind for row in between(BY_TOOL, new, before, other_class).rows] == [
        *("same", "removed", "added", "same", "same")
    ]
    # Where one side tells no ids, the other's say nothing.
    assert [row.kind for row in between(BY_TOOL, new, before, ()).rows][1] == "changed"


def test_renamed_row_with_other_marks_is_known_by_its_id() -> None:
    new = renamed(BY_TOOL, 社内="部外秘")
    strict = (new.rows[1][0], *((Text("×"),),) * 3)
    known = names_of(社内="classes/internal"), names_of(部外秘="classes/internal")
    found = between(BY_TOOL, replace(new, rows=(new.rows[0], strict, *new.rows[2:])), *known)
    assert [row.kind for row in found.rows] == ["same", "changed", "same", "same"]
    assert [sides_of(c.spans) for c in found.rows[1].cells] == [
        *(("社内", "部外秘"), ("○", "×"), ("×", "×"), ("△ 要承認", "×"))
    ]


def test_names_that_two_things_share_tell_no_ids() -> None:
    twice = (Name("tools/a", "チャット"), Name("tools/b", "チャット"))
    found = between(BY_TOOL, renamed(BY_TOOL, チャット="対話"), twice, twice)
    assert found.columns == ("same",) * 4


def test_caption_is_compared() -> None:
    found = changed_table(replace(TOOLS, caption="別表"))
    assert marked_in(found.caption) == [("inserted", "別表")]
    assert all(row.kind == "same" for row in found.all_rows())


# Real documents


@pytest.mark.parametrize("name", NAMES)
def test_example_read_back_shows_no_change(name: str) -> None:
    made = all_documents()[name]
    for suffix, read in ((".json", read_json), (".md", read_markdown)):
        built = read(WRITERS[suffix].write(made).decode(), name).document
        for old, new in ((made, built), (built, made), (built, built)):
            assert aspects(old, new) == {}


@pytest.mark.parametrize("form", ["guideline", "regulation", "one-page"])
def test_swapped_sides_swap_what_was_added_and_removed(form: str) -> None:
    old, new = (all_documents()[f"{name}-{form}"] for name in ("town", "studio"))
    there, back = changes(old, new), changes(new, old)
    swapped = {"added": "removed", "removed": "added"}
    for id_, change in there.items():
        mirror = back.get(id_) or back[change.old.id if change.old else ""]
        kinds = {swapped.get(aspect, aspect) for aspect in change.aspects - {"moved"}}
        assert kinds == mirror.aspects - {"moved"}
        mine = sorted((s.kind, s.old, s.new) for s in change.title)
        turn = {"deleted": "inserted", "inserted": "deleted"}
        assert mine == sorted((turn.get(s.kind, s.kind), s.new, s.old) for s in mirror.title)


# Random edits

_WORDS = [
    "利用者は、",
    "課長は、",
    "出力を",
    "記録を",
    "確認する。",
    "報告する。",
    "３日以内に",
    "甲",
    "ただし、",
]
texts = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=8).map("".join)
paragraphs = texts.map(paragraph)
lists = st.lists(texts, min_size=1, max_size=4).map(lambda t: BulletList(items(*t)))
tables = st.tuples(st.integers(1, 3), st.integers(0, 3)).flatmap(
    lambda size: st.lists(
        st.lists(texts, min_size=size[0], max_size=size[0]).map(tuple),
        min_size=size[1] + 1,
        max_size=size[1] + 1,
    ).map(lambda rows: table(*rows))
)
blocks_of_a_clause = st.lists(st.one_of(paragraphs, lists, tables), max_size=4).map(tuple)
clauses = st.dictionaries(
    st.sampled_from("abcdef"), st.tuples(texts, blocks_of_a_clause), max_size=5
)


@st.composite
def pairs_of_documents(draw: st.DrawFn) -> tuple[Document, Document]:
    """A document, and what random insertions, deletions, moves and new texts made of it."""
    old = draw(clauses)
    new = {}
    for name in draw(st.permutations(sorted(old))):
        edit = draw(st.sampled_from(["keep", "keep", "drop", "title", "blocks", "order"]))
        title, blocks = old[name]
        if edit == "drop":
            continue
        if edit == "title":
            title = draw(texts)
        if edit == "blocks":
            blocks = (*blocks[1:], *draw(blocks_of_a_clause))
        if edit == "order":
            blocks = tuple(draw(st.permutations(blocks)))
        new[name] = (title, blocks)
    new |= draw(clauses)
    return _tree(old), _tree(new)


def _tree(clauses: Mapping[str, tuple[str, tuple[Block, ...]]]) -> Document:
    made = (
        numbered(f"p/{name}", str(at), *blocks, title=title)
        for at, (name, (title, blocks)) in enumerate(clauses.items(), 1)
    )
    return document(part("p", *made))


@settings(deadline=None, max_examples=150)
@given(pairs_of_documents())
def test_both_texts_can_be_rebuilt_and_no_difference_is_missed(
    pair: tuple[Document, Document],
) -> None:
    old, new = pair
    found = compared(old, new)
    for side, tree in ((0, old), (1, new)):
        told = []
        for change in found.changes:
            section = (change.old, change.new)[side]
            if section and section.origin:
                told.append(section)
                assert sides_of(change.title)[side] == section.title
                assert _told(change.items(), side) == _texts(section)
        assert sorted(s.id for s in told) == sorted(s.id for s in tree.sections[0].sections)
    # Clauses that only have other ids say the same.
    said = [[(s.title, s.full_number, s.blocks) for s in _clauses(tree)] for tree in pair]
    if said[0] != said[1]:
        assert found.differences
    if old.sections == new.sections:
        assert not found.differences


def _clauses(document: Document) -> tuple[Section, ...]:
    return document.sections[0].sections


def _texts(section: Section) -> list[str]:
    """The lines and cells in sorted order, as what moved stands in another place."""
    texts = []
    for unit in units_of(section.blocks, "jdla"):
        if isinstance(unit, LineUnit):
            texts.append(unit.line.text)
        else:
            rows = (unit.table.header, *unit.table.rows)
            texts += ["|".join(map(plain_text, row)) for row in rows]
    return sorted(texts)


def _told(found: object, side: int) -> list[str]:
    """The same, put together from the spans of one side."""
    texts = []
    gone = ("added", "removed")[side]
    for item in found:  # type: ignore[attr-defined]
        if isinstance(item, LineChange):
            if item.kind != gone:
                texts += sides_of(item.spans)[side].split("\n")
        elif item.kind != gone:
            here = [
                at for at, kind in enumerate(item.columns) if kind != ("added", "removed")[side]
            ]
            for row in item.all_rows():
                if row.kind != gone:
                    texts.append("|".join(sides_of(row.cells[at].spans)[side] for at in here))
    return sorted(texts)


def test_origin_is_what_makes_a_clause() -> None:
    (change,) = [c for c in compared(one(), one()).changes if c.id == "p/a"]
    assert change.is_clause
    assert isinstance(change.section.origin, Origin)
