"""What changes in one article, as operations that sentences can say."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import groupby

from guideline.amend.lines import (
    flat_article,
    flat_item,
    flat_paragraph,
    flat_row,
    flat_table,
    item_lines,
    paragraph_lines,
)
from guideline.amend.moves import Step, alike, in_order, steps
from guideline.amend.provisions import (
    Article,
    Digits,
    Grid,
    Item,
    Paragraph,
    in_digits,
    ordinal,
)
from guideline.amend.quotes import MOST_EDITS, Edit, edits, is_balanced, occurrences
from guideline.amend.sentences import (
    Add,
    Move,
    Operation,
    Remove,
    Rename,
    Rewrite,
    Shift,
    Target,
    Words,
    unit_of,
)
from guideline.amend.text import Block
from guideline.amend.throughout import Pair, article_with, grid_with, replaced, throughout

LEAST_LIKENESS = 0.4
"""Below it, two texts are not versions of each other: one goes, the other comes."""


def article_operations(old: Article, new: Article, digits: Digits) -> list[Operation] | None:
    """What changes in an article that keeps its identity; None if it is better written anew."""
    if old == replace(new, number=old.number):
        return []
    found = _caption_operations(old, new)
    body = _alike_throughout(old, new, digits)
    if body is None:
        body = _paragraph_operations(Target(old.number), old.paragraphs, new.paragraphs, digits)
    return None if found is None or body is None else found + body


def _alike_throughout(old: Article, new: Article, digits: Digits) -> list[Operation] | None:
    """Words that change alike in all of the article, its places named together; then the rest.

    None where nothing does, or where one of these places changes in another way as well: then what
    happens in each place is said at once.
    """
    texts = [flat_article(old)], [flat_article(new)]
    edits = throughout(list(zip(*texts, strict=True)), *texts)
    words: list[Operation] = []
    for places, group in groupby(edits, lambda edit: _places(old, edit.quoted, digits)):
        words.append(Words(places[0], tuple(group), places[1:]))
    if not words:
        return None
    between = article_with(old, edits)
    rest = _paragraph_operations(Target(old.number), between.paragraphs, new.paragraphs, digits)
    named = [place for o in words if isinstance(o, Words) for place in o.targets]
    if rest is None or any(_meets(operation, place) for operation in rest for place in named):
        return None
    if all(isinstance(operation, Words) for operation in rest):
        return sorted([*words, *rest], key=_place_in_article)
    return words + rest


def _meets(operation: Operation, place: Target) -> bool:
    """Whether the operation changes, beyond its number, what stands in the place."""
    if isinstance(operation, Move | Shift | Add):
        return False
    one, other = sorted((operation.target, place), key=lambda target: len(target.items))
    if one.paragraph != other.paragraph or (one.part.endswith("以外の部分") and other.items):
        return False
    return other.items[: len(one.items)] == one.items


def _place_in_article(operation: Operation) -> tuple[tuple[int, ...], ...]:
    assert not isinstance(operation, Shift)
    target = operation.target
    return (ordinal(target.paragraph), *map(ordinal, target.items))


def _places(article: Article, quoted: str, digits: Digits) -> tuple[Target, ...]:
    """The smallest provisions of the article that hold all places of the words."""
    found: list[Target] = []
    for at, paragraph in enumerate(article.paragraphs):
        target = Target(article.number)
        if len(article.paragraphs) > 1:
            target = Target(article.number, f"第{in_digits(at + 1, digits)}項")
        is_below = [quoted in flat_item(item) for item in paragraph.items]
        is_in_table = any(quoted in flat_table(table) for table in paragraph.tables)
        if quoted in paragraph.text:
            is_beside = not any(is_below) and not is_in_table
            found.append(replace(target, part=_beside(paragraph)) if is_beside else target)
        elif is_in_table:
            found.append(target if any(is_below) else replace(target, is_table=True))
        else:
            items = zip(paragraph.items, is_below, strict=True)
            for item in (item for item, holds in items if holds):
                found += _item_places(_item_target(target, item.number, digits), item, quoted)
    return tuple(found)


def _item_places(target: Target, item: Item, quoted: str) -> list[Target]:
    below = [inner for inner in item.items if quoted in flat_item(inner)]
    if quoted in item.text:
        return [target if below else replace(target, part=_beside_below(item))]
    return [
        place
        for inner in below
        for place in _item_places(
            Target(target.base, target.paragraph, (*target.items, inner.number)), inner, quoted
        )
    ]


def _caption_operations(old: Article, new: Article) -> list[Operation] | None:
    if old.caption == new.caption:
        return []
    if not old.caption or not new.caption:
        return None
    target = Target(old.number, part="の見出し")
    changed = edits(old.caption, new.caption)
    if changed and len(changed) == 1 and len(changed[0].quoted) <= len(old.caption) / 2:
        return [Words(target, tuple(changed))]
    return [Rename(target, f"（{new.caption}）")]


@dataclass(frozen=True)
class _Series:
    """The 項 of an article or the 号 of a 項, old and new."""

    holder: Target
    old: tuple[tuple[str, Target], ...]
    """The number of each, and how a sentence names it."""
    new: tuple[tuple[Target, Block], ...]
    """How a sentence will name each, and how it stands on the page."""
    operations: Callable[[int, int], list[Operation] | None]
    """What makes the new one of an old one; None if it is better written anew."""
    digits: Digits

    def all_operations(self, pairs: list[tuple[int, int]]) -> list[Operation] | None:
        """What makes the new series of the old; None if nothing of it stays."""
        kept = [pair for pair in pairs if self.operations(*pair) is not None]
        if not kept:
            return None
        found: list[Operation] = []
        waiting: list[int] = []
        numbers = [number for number, _ in self.old]
        for step in steps(numbers, [target.label for target, _ in self.new], kept):
            if waiting and (step.kind != "add" or step.new != waiting[-1] + 1):
                found.append(self._added(waiting))
                waiting = []
            if step.kind == "add":
                waiting.append(step.new)
            else:
                found += self._step(step)
        return [*found, self._added(waiting)] if waiting else found

    def _step(self, step: Step) -> list[Operation]:
        target = self.old[step.old][1]
        if step.kind == "edit":
            return self.operations(step.old, step.new) or []
        if step.kind == "rewrite":
            return [Rewrite(target, self.new[step.new][1])]
        if step.kind == "remove":
            return [Remove(target)]
        return [Move(target, self.new[step.new][0])]

    def _added(self, added: list[int]) -> Operation:
        block = tuple(line for j in added for line in self.new[j][1])
        first = self.new[added[0]][0]
        unit = unit_of(first)
        what = f"次の{in_digits(len(added), self.digits)}{unit}を" if unit else "次のように"
        if added[0] == 0:
            return Add(self.holder, f"に{first.label}として", what, block)
        if added[-1] == len(self.new) - 1 and added[0] >= len(self.old):
            return Add(self.holder, "に", what, block)
        return Add(self.new[added[0] - 1][0], "の次に", what, block)


def _paragraph_operations(
    target: Target, old: tuple[Paragraph, ...], new: tuple[Paragraph, ...], digits: Digits
) -> list[Operation] | None:
    def name(at: int) -> Target:
        return Target(target.base, f"第{in_digits(at + 1, digits)}項")

    def place(at: int) -> Target:
        return name(at) if len(old) > 1 else target

    series = _Series(
        target,
        tuple((name(at).label, place(at)) for at in range(len(old))),
        tuple((name(at), paragraph_lines(paragraph)) for at, paragraph in enumerate(new)),
        lambda at, to: _one_paragraph(place(at), old[at], new[to], digits),
        digits,
    )
    texts = [flat_paragraph(p) for p in old], [flat_paragraph(p) for p in new]
    return series.all_operations(alike(*texts, LEAST_LIKENESS))


def _one_paragraph(
    target: Target, old: Paragraph, new: Paragraph, digits: Digits
) -> list[Operation] | None:
    """What changes in a 項; None if it is better written anew."""
    if (old.text, old.parts) == (new.text, new.parts):
        return []
    text = _text_operations(target, old, new)
    tables = _tables_operations(target, old, new)
    items = _items_operations(target, old.items, new.items, digits)
    if tables is None or items is None:
        return None
    if text is None:
        if not (old.parts and new.parts):
            return None
        text = [Rewrite(replace(target, part=_beside(old)), (new.text,))]
    return text + tables + items


def _beside(paragraph: Paragraph) -> str:
    """How the text of a 項 is told from what stands under it."""
    if paragraph.items and paragraph.tables:
        return "の表及び各号列記以外の部分"
    if paragraph.items:
        return "各号列記以外の部分"
    return "の表以外の部分" if paragraph.tables else ""


def _text_operations(target: Target, old: Paragraph, new: Paragraph) -> list[Operation] | None:
    if old.text == new.text:
        return []
    before, after = _Sentences.of(old.text), _Sentences.of(new.text)
    whole = replace(target, part=_beside(old))
    if not before.proviso and not after.proviso:
        return _plain_operations(target, whole, old.text, new.text)
    if before.proviso and after.proviso and not before.rest and not after.rest:
        return _with_proviso(target, whole, before, after)
    if before.proviso and not before.rest and not after.proviso:
        changed = changed_words(_main_target(target, whole), before.main, after.main)
        removed = Remove(replace(target, part="ただし書"))
        return None if changed is None else [*changed, removed]
    if after.proviso and not after.rest and not before.proviso:
        changed = changed_words(whole, before.main, after.main)
        added = Add(target, "に", "次のただし書を", (after.proviso,))
        return None if changed is None else [*changed, added]
    return changed_words(whole, old.text, new.text)


@dataclass(frozen=True)
class _Sentences:
    """A text as 本文 and ただし書."""

    main: str
    proviso: str
    rest: str

    @property
    def whole(self) -> str:
        return self.main + self.proviso + self.rest

    @staticmethod
    def of(text: str) -> _Sentences:
        found = sentences_in(text)
        at = next((n for n, s in enumerate(found) if n and s.startswith("ただし、")), len(found))
        rest = "".join(found[at + 1 :])
        return _Sentences("".join(found[:at]), "".join(found[at : at + 1]), rest)


def sentences_in(text: str) -> list[str]:
    """The sentences of a text; a 。 in brackets ends none."""
    found, depth, start = [], 0, 0
    for at, character in enumerate(text):
        depth += (character in "（「") - (character in "）」")
        if character == "。" and depth == 0:
            found.append(text[start : at + 1])
            start = at + 1
    return [*found, text[start:]] if start < len(text) else found


def _main_target(target: Target, whole: Target) -> Target:
    return whole if whole.part else replace(target, part="本文")


def _with_proviso(
    target: Target, whole: Target, before: _Sentences, after: _Sentences
) -> list[Operation] | None:
    part = replace(target, part="ただし書")
    if before.main != after.main and before.proviso != after.proviso:
        common = _common_edits(before.whole, after.whole, ())
        if common:
            return [Words(whole, tuple(common))]
    # 各号列記以外の部分 holds the ただし書 too, in which the quotation may not occur either.
    beside = (before.proviso,) if whole.part else ()
    main = changed_words(_main_target(target, whole), before.main, after.main, beside)
    if main is None:
        return None
    proviso = changed_words(part, before.proviso, after.proviso)
    if proviso is None:
        proviso = [Rewrite(part, (after.proviso,))]
    return main + proviso


def _plain_operations(target: Target, whole: Target, old: str, new: str) -> list[Operation] | None:
    """A text without ただし書: 前段 and 後段 where there are two sentences."""
    before, after = sentences_in(old), sentences_in(new)
    if whole.part:
        return changed_words(whole, old, new)
    first, second = replace(target, part="前段"), replace(target, part="後段")
    if len(before) == len(after) == 2:
        if all(map(str.__ne__, before, after)) and (common := _common_edits(old, new, ())):
            return [Words(target, tuple(common))]
        one, other = (
            changed_words(first, before[0], after[0]),
            changed_words(second, before[1], after[1]),
        )
        if one is not None and other is None:
            return [*one, Rewrite(second, (after[1],))]
        return None if one is None or other is None else one + other
    if len(before) == 1 and len(after) == 2 and _likeness(before[0], after[0]) > 0.6:
        changed = changed_words(target, before[0], after[0])
        added = Add(target, "に", "後段として次のように", (after[1],))
        return None if changed is None else [*changed, added]
    if len(before) == 2 and len(after) == 1 and _likeness(before[0], after[0]) > 0.6:
        changed = changed_words(first, before[0], after[0])
        return None if changed is None else [*changed, Remove(second)]
    return changed_words(whole, old, new)


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def changed_words(
    target: Target, old: str, new: str, elsewhere: tuple[str, ...] = ()
) -> list[Operation] | None:
    """The words of a text that change; None if it is better written anew.

    Args:
        elsewhere: further text of what is named.
    """
    found = _common_edits(old, new, elsewhere) or edits(old, new, elsewhere)
    if found is None:
        return None
    return [Words(target, tuple(found))] if found else []


def _common_edits(old: str, new: str, elsewhere: tuple[str, ...]) -> list[Edit] | None:
    """What changes alike throughout the text, then the rest; None where nothing does."""
    common = throughout([(old, new)], (old, *elsewhere), (new, *elsewhere))
    rest = edits(replaced(old, common), new, elsewhere) if common else None
    if rest is None:
        return None
    # What is quoted has to stand in the text from the beginning, at no other place.
    is_known = all(sum(occurrences(t, e.quoted) for t in (old, *elsewhere)) == 1 for e in rest)
    return [*common, *rest] if is_known else None


def _items_operations(
    target: Target, old: tuple[Item, ...], new: tuple[Item, ...], digits: Digits
) -> list[Operation] | None:
    """What changes in the 号 of a 項 or in the ア of a 号; None if all is better written anew."""
    if old == new:
        return []
    if not old or not new:
        if target.items:
            return None
        lines: Block = tuple(line for item in new for line in item_lines(item))
        come, go = Add(target, "に", "次の各号を", lines), Remove(replace(target, part="各号"))
        return [come if new else go]

    def place(item: Item) -> Target:
        return _item_target(target, item.number, digits)

    series = _Series(
        target,
        tuple((place(item).label, place(item)) for item in old),
        tuple((place(item), item_lines(item)) for item in new),
        lambda at, to: _one_item(place(old[at]), old[at], new[to], digits),
        digits,
    )
    texts = [flat_item(item) for item in old], [flat_item(item) for item in new]
    return series.all_operations(alike(*texts, LEAST_LIKENESS))


def _item_target(parent: Target, number: str, digits: Digits) -> Target:
    figures = re.fullmatch(r"\(([0-9]+)\)", number)
    label = f"第{in_digits(int(figures[1]), digits)}号" if figures else number
    return Target(parent.base, parent.paragraph, (*parent.items, label))


def _one_item(target: Target, old: Item, new: Item, digits: Digits) -> list[Operation] | None:
    below = _items_operations(target, old.items, new.items, digits)
    text = changed_words(replace(target, part=_beside_below(old)), old.text, new.text)
    return None if text is None or below is None else text + below


def _beside_below(item: Item) -> str:
    """How the text of a 号 is told from the ア under it."""
    labels = [below.number for below in item.items]
    if len(labels) < 3:
        return "及び".join(labels) + "以外の部分" if labels else ""
    return f"{labels[0]}から{labels[-1]}まで以外の部分"


def _tables_operations(target: Target, old: Paragraph, new: Paragraph) -> list[Operation] | None:
    before, after = old.tables, new.tables
    if before == after:
        return []
    if not before and len(after) == 1:
        return [Add(target, "に", "次の表を", after)]
    if len(before) == 1 and not after:
        return [Remove(replace(target, is_table=True))]
    if len(before) != 1 or len(after) != 1:
        return None
    table = replace(target, is_table=True)
    return table_operations(table, before[0], after[0]) or [Rewrite(table, after)]


def table_operations(
    table: Target, old: Grid, new: Grid, beside: Pair = ("", "")
) -> list[Operation] | None:
    """What changes in the rows of a table; None if the table is better written anew.

    Args:
        beside: further text, old and new, of what is named.
    """
    texts = (flat_table(old), beside[0]), (flat_table(new), beside[1])
    common = throughout([(texts[0][0], texts[1][0])], *texts)
    rows = (old.header, *old.rows)
    # What stands in one row only is named by that row.
    common = tuple(e for e in common if sum(e.quoted in flat_row(row) for row in rows) > 1)
    if common:
        rest = _rows_operations(table, grid_with(old, common), new)
        if rest is not None:
            return [Words(table, common), *rest]
    return _rows_operations(table, old, new)


def _rows_operations(table: Target, old: Grid, new: Grid) -> list[Operation] | None:
    if old == new:
        return []
    names = [row[0] for row in old.rows]
    has_names = all(map(_is_row_name, names)) and len(set(names)) == len(names)
    if old.header != new.header or old.caption != new.caption or not has_names or not new.rows:
        return _cells_operations(table, old, new)
    kept = _kept_rows(old, new)
    if not kept:
        return None
    found: list[Operation] = []
    for i, row in enumerate(old.rows):
        place = replace(table, row=row[0])
        if i not in kept:
            found.append(Remove(place))
            continue
        changed: Sequence[Operation] | None = _row_operations(place, row, new.rows[kept[i]])
        if changed is None:
            changed = [Rewrite(place, (Grid((), (new.rows[kept[i]],), columns=new.header),))]
        found += changed
    return found + _added_rows(table, new, set(kept.values()))


def _kept_rows(old: Grid, new: Grid) -> dict[int, int]:
    """Which old row is which new one: of the same name, else of similar text."""
    pairs = alike([flat_row(r) for r in old.rows], [flat_row(r) for r in new.rows], 0.5)
    by_name = [
        (i, j) for i, a in enumerate(old.rows) for j, b in enumerate(new.rows) if a[0] == b[0]
    ]
    known = {i for i, _ in by_name}, {j for _, j in by_name}
    others = [(i, j) for i, j in pairs if i not in known[0] and j not in known[1]]
    return dict(in_order(by_name + others))


def _added_rows(table: Target, new: Grid, kept: set[int]) -> list[Operation]:
    found: list[Operation] = []
    run: list[int] = []
    for j in range(len(new.rows) + 1):
        if j < len(new.rows) and j not in kept:
            run.append(j)
            continue
        if run:
            block = (Grid((), tuple(new.rows[n] for n in run), columns=new.header),)
            at, place = (run[0] - 1, "の次に") if run[0] else (j, "の前に")
            found.append(Add(replace(table, row=new.rows[at][0]), place, "次のように", block))
        run = []
    return found


def _is_row_name(name: str) -> bool:
    """Whether a sentence can quote it."""
    return bool(name) and is_balanced(name)


def _row_operations(
    place: Target, old: tuple[str, ...], new: tuple[str, ...]
) -> Sequence[Words] | None:
    cells = list(zip(old, new, strict=True))
    common = throughout(cells, old, new)
    if common:
        rest = _cell_by_cell(place, tuple(replaced(cell, common) for cell in old), new)
        if rest is not None:
            return [Words(place, (*common, *(e for words in rest for e in words.edits)))]
    return _cell_by_cell(place, old, new)


def _cell_by_cell(place: Target, old: tuple[str, ...], new: tuple[str, ...]) -> list[Words] | None:
    found: list[Words] = []
    for at, (before, after) in enumerate(zip(old, new, strict=True)):
        # The row's text changes from left to right.
        beside = (*new[:at], *old[at + 1 :], *old[:at])
        changed = edits(before, after, beside)
        if changed is None:
            return None
        found += [Words(place, tuple(changed))] if changed else []
    merged = tuple(edit for words in found for edit in words.edits)
    return [Words(place, merged)] if merged else []


def _cells_operations(table: Target, old: Grid, new: Grid) -> list[Operation] | None:
    """Words of a table whose rows have no names of their own, or of its header."""
    shapes = (
        (len(old.header), len(old.rows), old.caption),
        (
            len(new.header),
            len(new.rows),
            new.caption,
        ),
    )
    if shapes[0] != shapes[1]:
        return None
    before = [cell for row in (old.header, *old.rows) for cell in row]
    after = [cell for row in (new.header, *new.rows) for cell in row]
    found = _row_operations(table, tuple(before), tuple(after))
    is_short = bool(found) and sum(len(words.edits) for words in found or ()) <= MOST_EDITS
    return [*found] if found and is_short else None
