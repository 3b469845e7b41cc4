"""Makes a sentence of a list of one item in an article: what stands alone is no 号.

「甲を使う端末：庁内のもの」 becomes 「甲を使う端末は、庁内のものとする。」
A list that a sentence announces (次の…) stays one, however short it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from guideline.document import (
    Block,
    BulletList,
    Inlines,
    NumberedList,
    Paragraph,
    Section,
    Text,
    joined,
    plain_text,
)


def with_sentences(section: Section) -> Section:
    """The section with the lone items of its clauses as sentences."""
    return replace(
        section,
        blocks=tuple(_told(section.blocks)) if section.origin else section.blocks,
        sections=tuple(map(with_sentences, section.sections)),
    )


def _told(blocks: tuple[Block, ...]) -> Iterator[Block]:
    for before, block in pairwise((None, *blocks)):
        lone = _lone(block) if block else None
        if lone and not (isinstance(before, Paragraph) and "次の" in plain_text(before.inlines)):
            yield replace(lone, inlines=_sentence(lone.inlines))
        elif block:
            yield block


def _lone(block: Block) -> Paragraph | None:
    """The only paragraph of a list."""
    match block:
        case BulletList(((Paragraph() as only,),)) | NumberedList(((Paragraph() as only,),)):
            return only
        case _:
            return None


def _sentence(inlines: Inlines) -> Inlines:
    """What leads to a value with 「：」 becomes the subject; anything else is ended."""
    text = plain_text(inlines)
    if text.endswith("。"):
        return inlines
    at = next((n for n, i in enumerate(inlines) if isinstance(i, Text) and "：" in i.text), None)
    if at is None or text.count("：") > 1 or "。" in text:
        return joined([*inlines, Text("。")])
    subject = Text(plain_text((inlines[at],)).replace("：", "は、"))
    return joined([*inlines[:at], subject, *inlines[at + 1 :], Text("とする。")])
