"""Words that change alike wherever they stand: quoted once, for every place that has them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from guideline.amend.provisions import Article, Grid, Item, Paragraph, Provisions
from guideline.amend.quotes import Edit, is_balanced, occurrences
from guideline.amend.words import changed_spans

FEWEST_ARTICLES = 4
"""Words that change in as many articles, and stay in none, are named once for the whole 本則."""

Pair = tuple[str, str]
_Key = Callable[[Edit], int]


def throughout(pairs: Sequence[Pair], old: Sequence[str], new: Sequence[str]) -> tuple[Edit, ...]:
    """What every occurrence of some words undergoes, twice or more: replaced or removed alike.

    In the order of the text.

    Args:
        pairs: texts that are versions of each other.
        old: all old texts of what will be named, in which the words are replaced.
        new: all its new texts, in which the old words may stand no more.
    """
    counts = _replacements(pairs)
    found: list[Pair] = []
    for (words, others), _ in counts.most_common():
        if (
            counts[words, others] > 1
            and [one for one, _ in counts].count(words) == 1
            and _is_sayable(words, others)
            and not any(words in _without(text, others) for text in new)
            and all(_stays(words, others, pair) for pair in pairs)
            and not any(_meet(pair, (words, others)) for pair in found)
        ):
            found.append((words, others))
    edits = (Edit("replace" if others else "delete", words, others) for words, others in found)
    return tuple(sorted(edits, key=_first_place(old)))


def is_reference(words: str) -> bool:
    """Whether the words name a provision, as the number of that provision itself does."""
    return bool(_REFERENCE.search(words))


_REFERENCE = re.compile("第[0-9０-９]+[章条項号]|別表")


def replaced(text: str, edits: Sequence[Edit]) -> str:
    """The text with the words replaced at every place."""
    for edit in edits:
        text = text.replace(edit.quoted, edit.new)
    return text


def _replacements(pairs: Sequence[Pair]) -> Counter[Pair]:
    return Counter(
        (one[span.start : span.end], other[span.new_start : span.new_end])
        for one, other in pairs
        if one != other
        for span in changed_spans(one, other)
    )


def _is_sayable(words: str, others: str) -> bool:
    is_word = len(words) > 1 and _WORD.search(words) and not _MARKS.search(words + others)
    return bool(is_word and is_balanced(words) and is_balanced(others))


def _without(text: str, words: str) -> str:
    return text.replace(words, "\n") if words else text


_WORD = re.compile("[一-鿿々ァ-ヶーA-Za-zＡ-Ｚａ-ｚ]")
_MARKS = re.compile("[。、\n\t]")


def _stays(words: str, others: str, pair: Pair) -> bool:
    """Whether what replaces the words is not changed or removed again."""
    old, new = pair
    if not others or words not in old:
        return True
    return occurrences(new, others) >= occurrences(old.replace(words, others), others)


def _meet(one: Pair, other: Pair) -> bool:
    """Whether one replacement would change the words of the other."""
    return any(a[0] in b[0] or a[0] in b[1] for a, b in ((one, other), (other, one)))


def _first_place(texts: Sequence[str]) -> _Key:
    whole = "\n".join(texts)
    return lambda edit: whole.index(edit.quoted)


# The same in provisions.


def article_with(article: Article, edits: Sequence[Edit]) -> Article:
    """The article with the words replaced in its 項; its caption is named by itself."""
    paragraphs = tuple(_paragraph_with(paragraph, edits) for paragraph in article.paragraphs)
    return replace(article, paragraphs=paragraphs)


def _paragraph_with(paragraph: Paragraph, edits: Sequence[Edit]) -> Paragraph:
    parts = tuple(
        _item_with(part, edits) if isinstance(part, Item) else grid_with(part, edits)
        for part in paragraph.parts
    )
    return replace(paragraph, text=replaced(paragraph.text, edits), parts=parts)


def _item_with(item: Item, edits: Sequence[Edit]) -> Item:
    items = tuple(_item_with(below, edits) for below in item.items)
    return replace(item, text=replaced(item.text, edits), items=items)


def grid_with(grid: Grid, edits: Sequence[Edit]) -> Grid:
    """The table with the words replaced in its cells."""
    header, *rows = (
        tuple(replaced(cell, edits) for cell in row) for row in (grid.header, *grid.rows)
    )
    return replace(grid, header=header, rows=tuple(rows))


def main_provisions_with(provisions: Provisions, edits: Sequence[Edit]) -> Provisions:
    """The provisions with the words replaced in the 本則, which is its articles."""
    chapters = tuple(
        replace(chapter, articles=tuple(article_with(a, edits) for a in chapter.articles))
        for chapter in provisions.chapters
    )
    return replace(provisions, chapters=chapters)
