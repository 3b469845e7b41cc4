"""Provisions as they stand on the page, line by line, and as one text to compare."""

from __future__ import annotations

from guideline.amend.provisions import Article, Chapter, Grid, Item, Paragraph, Schedule
from guideline.amend.text import Block


def flat_schedule(schedule: Schedule) -> str:
    cells = [c if isinstance(c, str) else flat_table(c) for c in schedule.content]
    return "\n".join([schedule.relation, *cells])


def flat_table(table: Grid) -> str:
    return "\n".join(map(flat_row, (table.header, *table.rows)))


def flat_row(row: tuple[str, ...]) -> str:
    return "\t".join(row)


def flat_item(item: Item) -> str:
    return "\n".join((item.text, *map(flat_item, item.items)))


def flat_paragraph(paragraph: Paragraph) -> str:
    parts = [flat_item(p) if isinstance(p, Item) else flat_table(p) for p in paragraph.parts]
    return "\n".join([paragraph.text, *parts])


def flat_article(article: Article) -> str:
    return "\n".join(map(flat_paragraph, article.paragraphs))


def article_lines(article: Article) -> Block:
    """The article as it stands on the page, its caption above it."""
    caption: Block = (f"（{article.caption}）",) if article.caption else ()
    first, *rest = article.paragraphs or (Paragraph("", ""),)
    lines = (*caption, f"{article.number}\u3000{first.text}", *_part_lines(first))
    for paragraph in rest:
        lines += paragraph_lines(paragraph)
    return lines


def paragraph_lines(paragraph: Paragraph) -> Block:
    mark = f"{paragraph.number}　" if paragraph.number else ""
    return (mark + paragraph.text, *_part_lines(paragraph))


def _part_lines(paragraph: Paragraph) -> Block:
    lines: Block = ()
    for part in paragraph.parts:
        lines += item_lines(part) if isinstance(part, Item) else (part,)
    return lines


def item_lines(item: Item) -> Block:
    below: Block = tuple(line for inner in item.items for line in item_lines(inner))
    return (f"{item.number}　{item.text}", *below)


def chapter_lines(chapter: Chapter) -> Block:
    lines: Block = (f"{chapter.number}　{chapter.title}",)
    for article in chapter.articles:
        lines += article_lines(article)
    return lines


def schedule_lines(schedule: Schedule) -> Block:
    return (schedule.number + schedule.relation, *schedule.content)
