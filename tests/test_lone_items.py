"""A list of one item in an article is told as a sentence."""

from __future__ import annotations

import pytest

from guideline.document import Block, BulletList, NumberedList, Paragraph, Text
from guideline.lone_items import with_sentences
from tests.word_files import clause, paragraph


def items(*texts: str) -> BulletList:
    return BulletList(tuple((paragraph(text),) for text in texts))


def told(*blocks: Block) -> tuple[Block, ...]:
    return with_sentences(clause("a/b", "第１条", *blocks)).blocks


@pytest.mark.parametrize(
    ("item", "sentence"),
    [
        ("甲を使うネットワーク：接続系", "甲を使うネットワークは、接続系とする。"),
        ("甲の設定を変えない", "甲の設定を変えない。"),
        ("甲の設定を変えない。", "甲の設定を変えない。"),
        ("条件：会議に限る。面接に使わない", "条件：会議に限る。面接に使わない。"),
        ("時刻：9：00", "時刻：9：00。"),
    ],
)
def test_lone_item_becomes_a_sentence(item: str, sentence: str) -> None:
    rule = paragraph("道具を使う。")
    assert told(rule, items(item)) == (rule, Paragraph((Text(sentence),)))


def test_numbered_item_and_one_that_begins_an_article_become_sentences_too() -> None:
    assert told(NumberedList(((paragraph("甲"),),))) == (paragraph("甲。"),)


@pytest.mark.parametrize(
    "blocks",
    [
        (paragraph("次の窓口が受ける。"), items("総務課")),
        (paragraph("道具を使う。"), items("甲", "乙")),
        (paragraph("道具を使う。"), BulletList(((paragraph("甲"), items("乙")),))),
    ],
)
def test_list_that_is_announced_or_has_more_stays(blocks: tuple[Block, ...]) -> None:
    assert told(*blocks) == blocks
