"""Whether two texts say the same in other marks, in another spelling or in another order."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise

from guideline.model.change import Item, LineChange, Span, Spans, TableChange, is_replaced


def is_same_in_substance(item: Item) -> bool:
    if isinstance(item, LineChange):
        return bool(item.old) and bool(item.new) and says_the_same(item.spans)
    return item.kind in ("same", "moved", "changed") and _has_other_order_only(item)


def _has_other_order_only(table: TableChange) -> bool:
    """Whether the same rows stand in the table; one that moved is removed and added."""
    if not says_the_same(table.caption) or table.header.kind != "same":
        return False
    sides = {
        kind: Counter(
            tuple(substance_of("".join(sides_of(cell.spans)[is_new])) for cell in row.cells)
            for row in table.rows
            if row.kind == kind
        )
        for is_new, kind in enumerate(("removed", "added"))
    }
    return sides["removed"] == sides["added"] and all(
        says_the_same(cell.spans)
        for row in table.rows
        if row.kind == "changed"
        for cell in row.cells
    )


def says_the_same(spans: Spans) -> bool:
    """Whether both sides differ in marks and spelling at most."""
    if any(before.old == after.new for before, after in replaced_in(spans)):
        # The same number, and another clause that it leads to.
        return False
    old, new = ("".join(side) for side in sides_of(spans))
    return substance_of(old) == substance_of(new)


def sides_of(spans: Spans) -> tuple[list[str], list[str]]:
    """The old and the new text; a reference counts as what it leads to."""
    same = [span.new if span.kind == "renumbered" else span.old for span in spans]
    return same, [span.new for span in spans]


_IN_NUMBERS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_MARK = r"[、。・「」『』()\[\],.―〜~:;/]"
_MARKS = re.compile(rf"\s|(?<!\d){_MARK}|{_MARK}(?!\d)|-(?!\d)")
"""After NFKC. Between digits they say how much: 1.5, 9:30, 3〜5."""
_LONG_VOWEL = re.compile(r"(?<=[ァ-ヺー]{2})ー(?![ァ-ヺー])")
"""サーバー and サーバ."""
_SPELLINGS: Mapping[str, str] = {
    "または": "又は",
    "および": "及び",
    "ならびに": "並びに",
    "もしくは": "若しくは",
    "下さい": "ください",
    "出来": "でき",
    "致し": "いたし",
    "頂": "いただ",
    "全て": "すべて",
    "様々": "さまざま",
    "等": "など",
    "従って": "したがって",
    "但し": "ただし",
    "更に": "さらに",
    "或いは": "あるいは",
    "取り扱い": "取扱い",
    "申し込み": "申込み",
    "問い合わせ": "問合せ",
    "打ち合わせ": "打合せ",
    "手続き": "手続",
}


def substance_of(text: str) -> str:
    """The text without what only looks different: width, marks, usual spellings."""
    text = _IN_NUMBERS.sub("", unicodedata.normalize("NFKC", text))
    text = _LONG_VOWEL.sub("", _MARKS.sub("", text))
    for spelling, usual in _SPELLINGS.items():
        text = text.replace(spelling, usual)
    return text


def replaced_in(spans: Spans) -> Iterator[tuple[Span, Span]]:
    """What is deleted with what stands in its place."""
    for before, after in pairwise(spans):
        if is_replaced(before, after):
            yield before, after
