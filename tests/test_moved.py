"""A sentence that only changed its place within a clause is told as moved, not as gone and new."""

from __future__ import annotations

import pytest

from guideline.comparison_json import as_dict
from guideline.comparison_text import characters, statistics
from guideline.comparison_words import highlights_of
from guideline.document import Block, BulletList
from guideline.meaning import meanings_of
from guideline.model.change import Change, texts_of
from tests.test_comparison_text import shown
from tests.two_documents import compared, marks, one, only_change
from tests.word_files import items, paragraph

CHECK = "生成物の確認は、人が行う。"
LIST = "対象ツールの一覧は、情報政策課が毎年度作成し、公表する。"
SHORT, TOPIC = "別に定める。", "生成物の確認の方法は、"
RECORD = "利用の記録は、３年間保存する。"


def moved(change: Change) -> list[tuple[str, str]]:
    """What each side has of the moved text."""
    spans = (span for item in change.items() for spans in texts_of(item) for span in spans)
    return [(span.old, span.new) for span in spans if span.is_moved]


def change_of(old: tuple[str, ...], new: tuple[str, ...]) -> Change:
    return only_change(one(*map(paragraph, old)), one(*map(paragraph, new)))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param((CHECK + LIST,), (LIST + CHECK,), id="within a paragraph"),
        pytest.param((CHECK + LIST, RECORD), (LIST, RECORD + CHECK), id="to another paragraph"),
        pytest.param((LIST + CHECK, RECORD), (LIST, RECORD, CHECK), id="to one of its own"),
        pytest.param((CHECK + LIST,), (LIST + RECORD + CHECK,), id="beside a sentence that is new"),
        pytest.param((CHECK + RECORD + LIST,), (LIST + CHECK,), id="beside one that is gone"),
    ],
)
def test_sentence_in_another_place_has_moved(old: tuple[str, ...], new: tuple[str, ...]) -> None:
    assert sorted(moved(change_of(old, new))) == [("", CHECK), (CHECK, "")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param((CHECK + LIST,), (LIST + CHECK.replace("人", "職員"),), id="reworded"),
        pytest.param((SHORT + LIST,), (LIST + SHORT,), id="short, and alike by chance"),
        pytest.param((TOPIC + LIST,), (LIST + TOPIC,), id="no sentence"),
    ],
)
def test_anything_else_has_not_moved(old: tuple[str, ...], new: tuple[str, ...]) -> None:
    assert moved(change_of(old, new)) == []


def test_two_equal_sentences_have_moved_from_two_places_only() -> None:
    change = change_of((CHECK + LIST + RECORD,), (LIST + CHECK + RECORD + CHECK,))
    assert sorted(moved(change)) == [("", CHECK), (CHECK, "")]
    assert ("inserted", CHECK) in marks(change)


def test_text_of_both_sides_is_in_full() -> None:
    old, new = CHECK + RECORD + LIST, LIST + "施行の日は、別に定める。" + CHECK
    (line,) = change_of((old,), (new,)).rule
    (spans,) = texts_of(line)
    assert ("".join(s.old for s in spans), "".join(s.new for s in spans)) == (old, new)


def test_item_that_became_a_sentence_has_moved() -> None:
    before: tuple[Block, ...] = (paragraph(LIST), BulletList(items(RECORD, CHECK)))
    after: tuple[Block, ...] = (paragraph(LIST + CHECK), BulletList(items(RECORD)))
    assert sorted(moved(only_change(one(*before), one(*after)))) == [("", CHECK), (CHECK, "")]


def test_terminal_shows_both_places() -> None:
    text = shown(one(paragraph(CHECK + LIST)), one(paragraph(LIST + CHECK)))
    assert f"｛移動元：{CHECK}｝{LIST}｛移動先：{CHECK}｝" in text


def test_moved_characters_are_counted_apart() -> None:
    change = change_of((CHECK + LIST,), (LIST + RECORD + CHECK,))
    assert characters(change) == (0, len(RECORD), len(CHECK))


def test_moved_line_is_counted_as_moved() -> None:
    change = change_of((CHECK, LIST, RECORD), (LIST, RECORD, CHECK))
    assert characters(change) == (0, 0, len(CHECK))


def test_statistics_tell_what_moved() -> None:
    old, new = one(paragraph(CHECK + LIST)), one(paragraph(LIST + CHECK))
    assert statistics(meanings_of(compared(old, new))).endswith(f"-0 +0 ⇔{len(CHECK)}")


def test_circular_tells_it_once() -> None:
    old, new = one(paragraph(CHECK + LIST)), one(paragraph(LIST + CHECK))
    ((change, meaning),) = [p for p in meanings_of(compared(old, new)).pairs() if p[0].aspects]
    assert highlights_of(change, meaning, 5, [("甲", "乙")]) == [f"「{CHECK}」を移す"]


def test_json_tells_it() -> None:
    old, new = one(paragraph(CHECK + LIST)), one(paragraph(LIST + CHECK))
    (line,) = as_dict(meanings_of(compared(old, new)))["changes"][0]["rule"]
    assert [span["is_moved"] for span in line["spans"]] == [True, False, True]
