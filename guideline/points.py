"""What somebody who approves a change looks at first: how it binds, negations, numbers, roles."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from guideline.compare import spans_of
from guideline.document import Text
from guideline.endings import Ending, Force, ending_of, is_stricter, negations_in
from guideline.model.change import CellChange, Item, Line, LineChange, Span, Spans, TableChange
from guideline.substance import replaced_in, says_the_same, sides_of, substance_of

Direction = Literal["tightened", "relaxed", "unknown"]
"""Whether less or more is allowed afterwards; `unknown` where the rule changed and nothing in it
has an order."""

DIRECTIONS: Mapping[Direction, str] = {
    "tightened": "厳しくなる",
    "relaxed": "緩くなる",
    "unknown": "厳しさは要確認",
}
"""What readers call them."""

PointKind = Literal["ending", "negation", "role", "number"]

POINTS: Mapping[PointKind, str] = {
    "ending": "文末",
    "negation": "打消し",
    "role": "承認者・役割",
    "number": "数・期間",
}
"""What readers call them, the weightiest first."""


@dataclass(frozen=True, slots=True)
class Point:
    """One thing in a changed sentence or cell that deserves a look."""

    kind: PointKind
    old: str
    """As it stands there; empty where the side has nothing of the kind."""
    new: str
    forces: tuple[Force, Force] | None = None
    """Of an ending: how strongly the sentence binds."""
    direction: Direction = "unknown"
    place: str = ""
    """The row and the column of a cell."""


@dataclass(frozen=True)
class Roles:
    """Who has tasks on either side."""

    old: tuple[str, ...]
    new: tuple[str, ...]
    renamed: Mapping[str, str]
    """Sections that are the same under another name."""

    def now(self, name: str) -> str:
        """The name that the section has in the new document."""
        return self.renamed.get(name, name)

    def says_the_same(self, spans: Spans) -> bool:
        """Whether nothing differs but the names of sections that were renamed."""
        old, new = ("".join(side) for side in sides_of(spans))
        return old != new and self.renewed(old) == new

    def renewed(self, text: str) -> str:
        """The text with the new names of sections."""
        return _pattern(tuple(self.renamed)).sub(lambda found: self.renamed[found[0]], text)

    def renamed_in(self, text: str) -> list[tuple[str, str]]:
        """The old and the new name of each section in the text that was renamed."""
        return [(name, self.renamed[name]) for name in _pattern(tuple(self.renamed)).findall(text)]

    def named_in(self, text: str) -> list[str]:
        """Everybody whom the text names, by today's names and in its order, each once."""
        found = _pattern((*self.old, *self.new)).findall(text)
        return list(dict.fromkeys(map(self.now, found)))


@lru_cache(maxsize=16)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the names, the longest first: 副市長 is not 市長."""
    listed = "|".join(map(re.escape, sorted(set(names), key=lambda n: (-len(n), n))))
    return re.compile(listed or r"(?!)")


def points_of(rule: Sequence[Item], roles: Roles) -> tuple[Point, ...]:
    """The points of a rule, each once, the weightiest first."""
    found = dict.fromkeys(
        point
        for item, is_listed in with_leads(rule)
        for point in _points(item, roles, is_listed=is_listed)
    )
    order = list(POINTS)
    return tuple(sorted(found, key=lambda point: order.index(point.kind)))


def direction_in(spans: Spans, roles: Roles, *, is_listed: bool = False) -> Iterator[Direction]:
    """The directions of one sentence; none where it says the same."""
    if says_the_same(spans) or roles.says_the_same(spans):
        return
    endings = None if is_listed else _endings(spans)
    point = endings and _ending_point(*endings)
    if not endings or not point or point.direction == "unknown":
        yield "unknown"
        return
    yield point.direction
    rests = [substance_of(ending.rest) for ending in endings]
    if roles.renewed(rests[0]) != rests[1]:
        yield "unknown"


# Sentences


def with_leads(rule: Sequence[Item]) -> Iterator[tuple[Item, bool]]:
    """Each item with whether it is listed under a sentence that forbids or allows what is listed:
    「入力すること」 under 「次のことをしてはならない」 is no obligation."""
    lead: tuple[Line, ...] = ()
    for item in rule:
        lines = (*item.old, *item.new) if isinstance(item, LineChange) else ()
        is_listed = any(line.depth for line in lines) or not lines
        if not is_listed:
            lead = lines
        yield item, is_listed and item.kind != "same" and any(map(_gives_no_duty, lead))


def _gives_no_duty(line: Line) -> bool:
    ending = ending_of(line.text)
    return ending is not None and ending.force != "obligation"


def passages(spans: Spans) -> list[Spans]:
    """The sentences of both sides in pairs, as far as they can be told apart.

    Where the same words stand in several sentences, the marks may run across their ends; then the
    sentences are paired one by one, if there are as many.
    """
    found = list(_between_shared_ends(spans))
    if all(map(_is_pair, found)) or any(a.old == b.new for a, b in replaced_in(spans)):
        return found
    old, new = (_SENTENCE.findall("".join(side)) for side in sides_of(spans))
    if len(old) != len(new):
        return found
    return [spans_of((Text(a),), (Text(b),)) for a, b in zip(old, new, strict=True)]


_SENTENCE = re.compile(r"[^。\n]+[。\n]*")


def _is_pair(spans: Spans) -> bool:
    return all(len(_SENTENCE.findall("".join(side))) == 1 for side in sides_of(spans))


def _between_shared_ends(spans: Spans) -> Iterator[Spans]:
    passage: list[Span] = []
    for span in spans:
        if span.kind != "same":
            passage.append(span)
            continue
        for text in re.split(r"(?<=[。\n])", span.new):
            if text:
                passage.append(Span("same", text, text))
            if text.endswith(("。", "\n")):
                yield tuple(passage)
                passage = []
    if passage:
        yield tuple(passage)


def _endings(spans: Spans) -> tuple[Ending, Ending] | None:
    """The endings of a single sentence on both sides."""
    if not _is_pair(spans):
        return None
    old, new = (ending_of("".join(side)) for side in sides_of(spans))
    return (old, new) if old and new else None


def _ending_point(old: Ending, new: Ending) -> Point | None:
    if old.force == new.force:
        return None
    is_comparable = old.act == new.act and negations_in(old.rest) == negations_in(new.rest)
    is_tightened = is_stricter(old.force, new.force) if is_comparable else None
    direction: Direction = (
        "unknown" if is_tightened is None else "tightened" if is_tightened else "relaxed"
    )
    return Point("ending", old.text, new.text, (old.force, new.force), direction)


# Points


def _points(item: Item, roles: Roles, *, is_listed: bool) -> Iterator[Point]:
    if isinstance(item, TableChange):
        yield from _in_table(item, roles)
        return
    for spans in passages(item.spans):
        old, new = ("".join(side) for side in sides_of(spans))
        if old and new and not says_the_same(spans) and not roles.says_the_same(spans):
            yield from _in_passage(spans, roles, is_listed=is_listed)


def _in_passage(spans: Spans, roles: Roles, *, is_listed: bool) -> Iterator[Point]:
    endings = None if is_listed else _endings(spans)
    if endings and (point := _ending_point(*endings)):
        yield point
    elif len(negations_in(_side(spans, 0))) != len(negations_in(_side(spans, 1))):
        yield from _negations(spans)
    old, new = (roles.named_in(_side(spans, side)) for side in (0, 1))
    if set(old) != set(new):
        yield Point(
            "role",
            "、".join(name for name in old if name not in new),
            "、".join(name for name in new if name not in old),
        )
    yield from _numbers(spans)


def _side(spans: Spans, side: int) -> str:
    return "".join(sides_of(spans)[side])


def _negations(spans: Spans) -> Iterator[Point]:
    """What stands for what, where only one of both denies something."""
    for old, new in differences_in(spans):
        if len(negations_in(old)) != len(negations_in(new)):
            yield Point("negation", old.strip(), new.strip())


def differences_in(spans: Spans) -> Iterator[tuple[str, str]]:
    """What stands for what; one side is empty where something came or went, and not only moved."""
    before = ""
    for span in (*spans, Span("same", "", "")):
        if span.kind == "inserted" and not span.is_moved:
            yield before, span.new
            before = ""
            continue
        if before:
            yield before, ""
        before = span.old if span.kind == "deleted" and not span.is_moved else ""


_UNIT = (
    r"(?:年度?|[かヶケ箇]月|月|週間|日|時間|時|分|秒|営業日|開庁日|人|名|回|件|円|万円|億円|歳|字|頁|"
    r"ページ|部|点|割|％|%|パーセント|倍|度|番|MB|GB|KB)"
)
_LIMIT = r"(?:以内|以上|以下|未満|間|前|後)"
_NUMBER = re.compile(
    r"(?:\w\w)?\d*元?年?\d+月\d+日"
    rf"|\d[\d,.]*(?:[〜～~-]\d[\d,.]*)?(?:{_UNIT}+{_LIMIT}?|{_LIMIT})"
    rf"|[一二三四五六七八九十百千]+(?:年度?|[かヶケ箇]月|週間|日|時間|人|回|件|歳){_LIMIT}?"
)
_PROVISION = re.compile(r"第[\d一二三四五六七八九十百]+[^\d\s、。]?(?:の\d+|\d+)*|\d+\(\d+\)")
"""The number of an article or a clause says how much of nothing."""


def _numbers(spans: Spans) -> Iterator[Point]:
    """Numbers that stand for others, in their order; those that came or went, one by one."""
    old, new = (
        _NUMBER.findall(_PROVISION.sub("", unicodedata.normalize("NFKC", _side(spans, side))))
        for side in (0, 1)
    )
    if len(old) == len(new):
        yield from (Point("number", a, b) for a, b in zip(old, new, strict=True) if a != b)
        return
    yield from (Point("number", text, "") for text in old if text not in new)
    yield from (Point("number", "", text) for text in new if text not in old)


_ROLES = ("承認者", "決裁者", "確認者", "責任者", "担当", "所管", "窓口", "報告先", "提出先")
"""Parts of the headings of columns that name people or sections."""


def _in_table(table: TableChange, roles: Roles) -> Iterator[Point]:
    heads = ["".join(sides_of(cell.spans)[1]) for cell in table.header.cells]
    for row in table.rows:
        if row.kind != "changed":
            continue
        name = _side(row.cells[0].spans, 1)
        for head, kind, cell in zip(heads, table.columns, row.cells, strict=True):
            if kind not in ("added", "removed") and not cell.is_same:
                place = f"{name}・{head}" if head not in ("", heads[0]) else name
                yield from (replace(p, place=place) for p in _in_cell(cell, head, roles))


def _in_cell(cell: CellChange, head: str, roles: Roles) -> Iterator[Point]:
    if says_the_same(cell.spans) or roles.says_the_same(cell.spans):
        return
    if any(name in head for name in _ROLES):
        yield Point("role", _side(cell.spans, 0), _side(cell.spans, 1))
        return
    for spans in passages(cell.spans):
        if all("".join(side) for side in sides_of(spans)):
            yield from _in_passage(spans, roles, is_listed=False)
