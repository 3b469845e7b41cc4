"""A built guideline that somebody edited in Word: exactly what they did is told, nothing else."""

from __future__ import annotations

import io
from collections.abc import Callable
from copy import deepcopy
from functools import cache
from pathlib import Path

import docx
import pytest
from docx.document import Document as WordDocument
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph
from lxml import etree

from guideline.compare import compare
from guideline.model.change import Change, LineChange, TableChange
from guideline.model.version import Version
from guideline.output import WRITERS
from guideline.readers.from_json import read_json
from tests.two_documents import marked_in, sides_of
from tests.word_files import w
from tests.word_reading import read_bytes

_BUILT = Path(__file__).parent.parent / "examples/company/expected/guideline.json"
_SENTENCE = "生成AIは、文書の下書き、要約、翻訳、調べものなどにかかる時間を減らし"


@cache
def built() -> Version:
    return read_json(_BUILT.read_text("utf-8"), "guideline.json")


@cache
def word_file() -> bytes:
    return WRITERS[".docx"].write(built().document)


def told(folder: Path, edit: Callable[[WordDocument], object]) -> dict[str, Change]:
    """The changes by id, without those that only count on."""
    word = docx.Document(io.BytesIO(word_file()))
    edit(word)
    saved = io.BytesIO()
    word.save(saved)
    comparison = compare(built(), read_bytes(saved.getvalue(), folder))
    return {c.id: c for c in comparison.differences if c.aspects != {"renumbered"}}


def aspects(found: dict[str, Change]) -> dict[str, set[str]]:
    return {id_: {str(a) for a in c.aspects} - {"renumbered"} for id_, c in found.items()}


def beginning(word: WordDocument, text: str) -> WordParagraph:
    return next(p for p in word.paragraphs if str(p.text).startswith(text))


def clause_of(word: WordDocument, title: str) -> list[etree._Element]:
    """The paragraphs of a clause, from its heading on."""
    found: list[etree._Element] = [beginning(word, title)._p]
    while (after := found[-1].getnext()) is not None:
        style = after.find(".//{*}pStyle")
        if style is not None and style.get(w("val"), "").startswith("Heading"):
            break
        found.append(after)
    return found


def without(elements: list[etree._Element]) -> None:
    for element in elements:
        parent = element.getparent()
        assert parent is not None
        parent.remove(element)


def table_with(word: WordDocument, text: str, at: int = 0) -> WordTable:
    return [t for t in word.tables if t.cell(0, 0).text == text][at]


def lines(change: Change) -> list[tuple[str, str]]:
    """The changed lines of the rule by their new text."""
    return [
        (item.kind, "".join(sides_of(item.spans)))
        for item in change.rule
        if isinstance(item, LineChange) and item.kind != "same"
    ]


def changed_table(change: Change) -> TableChange:
    (found,) = [i for i in change.rule if isinstance(i, TableChange) and i.kind != "same"]
    return found


def test_saved_without_an_edit_nothing_is_told(tmp_path: Path) -> None:
    assert told(tmp_path, lambda word: None) == {}


def test_word_in_a_sentence(tmp_path: Path) -> None:
    def edit(word: WordDocument) -> None:
        run = next(r for r in beginning(word, _SENTENCE).runs if "翻訳" in r.text)
        run.text = run.text.replace("翻訳", "校正")

    found = told(tmp_path, edit)
    assert aspects(found) == {"purpose/purpose": {"rule"}}
    assert [
        m
        for i in found["purpose/purpose"].rule
        if isinstance(i, LineChange)
        for m in marked_in(i.spans)
    ] == [
        ("deleted", "翻訳"),
        ("inserted", "校正"),
    ]


def test_paragraph_in_the_middle_of_a_clause(tmp_path: Path) -> None:
    def edit(word: WordDocument) -> None:
        beginning(word, _SENTENCE).insert_paragraph_before("迷うときは、総務課に尋ねます。")

    found = told(tmp_path, edit)
    assert aspects(found) == {"purpose/purpose": {"rule"}}
    assert lines(found["purpose/purpose"]) == [("added", "迷うときは、総務課に尋ねます。")]


def test_clause_that_is_gone_with_its_heading(tmp_path: Path) -> None:
    def edit(word: WordDocument) -> None:
        without(clause_of(word, "活用の方針"))

    assert aspects(told(tmp_path, edit)) == {"purpose/stance": {"removed"}}


def test_new_clause_between_two(tmp_path: Path) -> None:
    def edit(word: WordDocument) -> None:
        after = beginning(word, "活用の方針")
        after.insert_paragraph_before("職場での相談", style=after.style)
        after.insert_paragraph_before("月に一度、使い方を話し合います。", style="Body Text")

    found = told(tmp_path, edit)
    assert aspects(found) == {"added-1": {"added"}}
    added = found["added-1"].new
    assert added
    assert (added.title, added.number) == ("職場での相談", "(2)")


def test_copy_of_a_clause_is_an_addition_wherever_it_stands(tmp_path: Path) -> None:
    for target in ("目的", "勧める使い方"):

        def edit(word: WordDocument, target: str = target) -> None:
            place = beginning(word, target)._p
            for p in clause_of(word, "活用の方針"):
                place.addprevious(deepcopy(p))

        found = told(tmp_path, edit)
        assert aspects(found) == {"added-1": {"added"}}


def test_copy_that_was_rewritten_before_its_original_is_the_addition(tmp_path: Path) -> None:
    def edit(word: WordDocument) -> None:
        place = beginning(word, "目的")._p
        for p in clause_of(word, "活用の方針")[:2]:
            place.addprevious(deepcopy(p))
        copied = next(p for p in word.paragraphs if p._p is place.getprevious())
        for run in copied.runs:
            run.text = ""
        copied.runs[0].text = "毎月、使った件数を数えて経営会議に知らせます。"

    found = told(tmp_path, edit)
    assert aspects(found) == {"added-1": {"added"}}
    assert lines(found["added-1"]) == [("added", "毎月、使った件数を数えて経営会議に知らせます。")]


def test_bookmark_that_went_with_the_copied_heading_belongs_to_the_old_text(tmp_path: Path) -> None:
    """As Word does where the original is cut out and put back beside its copy."""

    def edit(word: WordDocument) -> None:
        original = beginning(word, "活用の方針")._p
        heading = deepcopy(original)
        without([m for m in original if m.tag in (w("bookmarkStart"), w("bookmarkEnd"))])
        place = beginning(word, "目的")
        place._p.addprevious(heading)
        place.insert_paragraph_before(
            "毎月、使った件数を数えて経営会議に知らせます。", style="Body Text"
        )

    found = told(tmp_path, edit)
    assert aspects(found) == {"added-1": {"added"}}
    assert lines(found["added-1"]) == [("added", "毎月、使った件数を数えて経営会議に知らせます。")]


def test_cell_of_a_table(tmp_path: Path) -> None:
    def edit(word: WordDocument) -> None:
        cell = table_with(word, "情報区分").cell(5, 1)
        cell.paragraphs[0].runs[0].text = "× 不可"
        for run in cell.paragraphs[0].runs[1:]:
            run.text = ""

    found = told(tmp_path, edit)
    assert aspects(found) == {"summary": {"rule"}}
    table = changed_table(found["summary"])
    assert [row.kind for row in table.rows].count("same") == len(table.rows) - 1
    (row,) = [row for row in table.rows if row.kind != "same"]
    assert row.kind == "changed"
    assert [sides_of(cell.spans) for cell in row.cells if not cell.is_same] == [
        ("△ 要承認", "× 不可")
    ]


def test_new_row_of_a_table(tmp_path: Path) -> None:
    def edit(word: WordDocument) -> None:
        table = table_with(word, "情報区分")
        copied = deepcopy(table.rows[3]._tr)
        table.rows[3]._tr.addnext(copied)
        for cell, text in zip(table.rows[4].cells, ("部外秘", "○", "○", "○", "×"), strict=True):
            cell.paragraphs[0].runs[0].text = text
            for run in cell.paragraphs[0].runs[1:]:
                run.text = ""

    found = told(tmp_path, edit)
    assert aspects(found) == {"summary": {"rule"}}
    table = changed_table(found["summary"])
    (row,) = [row for row in table.rows if row.kind != "same"]
    assert row.kind == "added"
    assert [sides_of(cell.spans)[1] for cell in row.cells] == ["部外秘", "○", "○", "○", "×"]


def test_item_that_goes_deeper_in_its_list(tmp_path: Path) -> None:
    def edit(word: WordDocument) -> None:
        (level,) = beginning(word, "海外拠点や取引先とのメールの翻訳")._p.iter(w("ilvl"))
        level.set(w("val"), "1")

    found = told(tmp_path, edit)
    assert aspects(found) == {"purpose/recommended": {"format"}}
    (told_,) = [each for item in found["purpose/recommended"].rule for each in item.formats]
    assert (told_.what, told_.old, told_.new) == ("depth", "1", "2")


def test_all_of_it_at_once(tmp_path: Path) -> None:
    def edit(word: WordDocument) -> None:
        without(clause_of(word, "活用の方針"))
        beginning(word, _SENTENCE).insert_paragraph_before("迷うときは、総務課に尋ねます。")
        after = beginning(word, "勧める使い方")
        after.insert_paragraph_before("職場での相談", style=after.style)
        after.insert_paragraph_before("月に一度、使い方を話し合います。", style="Body Text")
        table_with(word, "情報区分").cell(5, 1).paragraphs[0].runs[0].text = "× 不可"

    assert aspects(told(tmp_path, edit)) == {
        "summary": {"rule"},
        "purpose/purpose": {"rule"},
        "purpose/stance": {"removed"},
        "added-1": {"added"},
    }


def strangers_file(*articles: tuple[str, str]) -> bytes:
    """A regulation that somebody typed, with captions above the articles or without."""
    word = docx.Document()
    for text in ("生成AI利用規程", "第１章　総則"):
        word.add_paragraph(text)
    for number, (caption, who) in enumerate(articles, 1):
        if caption:
            word.add_paragraph(f"（{caption}）")
        rule = "は、毎年度、利用の状況をまとめ、情報システム課に報告しなければならない。"
        word.add_paragraph(f"第{number}条　{who}{rule}")
    saved = io.BytesIO()
    word.save(saved)
    return saved.getvalue()


@pytest.mark.parametrize("captions", [("課の報告", "部の報告", "監査"), ("", "", "")])
def test_swapped_articles_of_a_stranger_are_no_rewritten_ones(
    captions: tuple[str, str, str], tmp_path: Path
) -> None:
    first, second, third = zip(captions, ("課長", "部長", "監査役"), strict=True)
    old = read_bytes(strangers_file(first, second, third), tmp_path)
    new = read_bytes(strangers_file(second, first, third), tmp_path)
    found = [
        (change.old and change.old.number, change.new and change.new.number, set(change.aspects))
        for change in compare(old, new).differences
    ]
    assert found == [
        ("第2条", "第1条", {"moved", "renumbered"}),
        ("第1条", "第2条", {"renumbered"}),
    ]
