"""Owns document.xml: the title, the sections, and the blocks in them."""

from __future__ import annotations

from itertools import zip_longest
from typing import NamedTuple, assert_never

from guideline.document import (
    Block,
    BulletList,
    Document,
    Note,
    NumberedList,
    Paragraph,
    Section,
    Table,
    walk_sections,
)
from guideline.writers.word.numbering import ARTICLES, BULLET_ROOM, first_own_list, item_room
from guideline.writers.word.tables import details_xml, table_xml
from guideline.writers.word.text import (
    KEEP_WITH_NEXT,
    XML,
    InlineWriter,
    R,
    W,
    escape,
    numbered,
    paragraph,
    run,
    unnumbered,
)
from guideline.writers.word.voices import NOTES, OUTLINE, RULE, Voice

_NO_INDENT = '<w:ind w:left="0" w:firstLine="0"/>'
_TIGHT = '<w:spacing w:before="120" w:after="50"/>'
"""Around the headings of a compact page, in twips."""


class _Mark(NamedTuple):
    """What stands before a list item: its paragraph style, its w:num and the level there."""

    style: str
    num: int
    level: int
    text_at: int
    """Where the item's text begins, in twips from the margin."""


class Body:
    """The running state of one document.xml: the bookmarks, links and lists met so far."""

    def __init__(self, document: Document, text_width: int) -> None:
        self.document = document
        self.text_width = text_width
        self.text = InlineWriter(_anchors(document))
        self.own_lists: list[int] = []
        """Where the number stands, in twips, for each list that is not part of the outline."""
        self.bookmarks = 0
        self.has_outline_list = False
        """Whether a numbered list met now would take its numbers from its clause."""
        self.is_article = False
        """Whether what is met now belongs to an article."""
        self.begins_article = False
        """Whether the next paragraph carries the article's number."""

    def xml(self, section_properties: str) -> str:
        """document.xml, on the page that the section properties describe."""
        title = self._title_block()
        sections = "".join(self._section(section, 0) for section in self.document.sections)
        return (
            f'{XML}<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{title}{sections}'
            f"{section_properties}</w:body></w:document>"
        )

    def _title_block(self) -> str:
        title = paragraph("Title", run(self.document.title))
        organization = paragraph("Subtitle", self.text.xml(self.document.organization))
        if not self.document.details.rows:
            return title + organization
        return title + organization + details_xml(self.document.details, self.text, self.text_width)

    def _section(self, section: Section, depth: int) -> str:
        self.is_article = (
            self.document.numbering == "articles" and bool(section.number) and depth == 1
        )
        self.begins_article = self.is_article
        self.has_outline_list = bool(section.number) and depth == 1
        heading = self._heading(section, depth)
        blocks = self._blocks(section.blocks, RULE)
        return heading + blocks + "".join(self._section(s, depth + 1) for s in section.sections)

    def _heading(self, section: Section, depth: int) -> str:
        style = "Heading1" if depth == 0 else "Heading2"
        if not section.number:
            tight = _TIGHT if self.document.page == "compact" else ""
            properties = f"{numbered(0)}{tight}" + _NO_INDENT
            return paragraph(style, self._title(section, section.title), properties)
        if self.is_article:
            # The caption stands above the article, whose number begins its first paragraph.
            caption = self._title(section, f"（{section.title}）")
            return paragraph(style, caption, unnumbered(210))
        if depth <= 1:
            # The style brings the number: pandoc takes a heading that names its list for an item.
            return paragraph(style, self._title(section, section.title))
        # The outline has two levels of headings; a deeper number is typed.
        title = f"{section.number}　{section.title}"
        return paragraph(style, self._title(section, title), unnumbered(0))

    def _title(self, section: Section, title: str) -> str:
        if section.origin is None:
            return run(title)
        number, self.bookmarks = self.bookmarks, self.bookmarks + 1
        name = escape(section.origin.anchor)
        return (
            f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{run(title)}'
            f'<w:bookmarkEnd w:id="{number}"/>'
        )

    def _blocks(self, blocks: tuple[Block, ...], voice: Voice) -> str:
        followers = zip_longest(blocks, blocks[1:])
        return "".join([self._block(block, voice, after) for block, after in followers if block])

    def _block(self, block: Block, voice: Voice, after: Block | None = None) -> str:
        match block:
            case Paragraph(inlines):
                keep = KEEP_WITH_NEXT if _leads_to(after, voice) else ""
                if self.is_article and voice is RULE:
                    return self._article_paragraph(block, keep)
                return paragraph(voice.text, self.text.xml(inlines), keep)
            case BulletList():
                return self._bullets(block, voice, 0)
            case NumberedList():
                return self._numbered_list(block, voice)
            case Table():
                indent = 0 if voice is RULE else voice.indent
                is_compact = self.document.page == "compact"
                width = self.text_width - indent
                return table_xml(block, self.text, width, indent, is_compact=is_compact)
            case Note(kind, inner):
                note = NOTES[kind]
                return paragraph(note.label_style, run(note.label)) + self._blocks(inner, note)
            case _:
                assert_never(block)

    def _article_paragraph(self, block: Paragraph, keep: str) -> str:
        """A 項; the first one begins with the number of its article."""
        level = 0 if self.begins_article else 1
        self.begins_article = False
        return paragraph("Article", self.text.xml(block.inlines), keep + numbered(ARTICLES, level))

    def _bullets(self, bullets: BulletList, voice: Voice, level: int) -> str:
        left = voice.indent + (level + 1) * BULLET_ROOM
        mark = _Mark(voice.bullets[level], voice.bullet_num, level, left)
        return "".join([self._item(item, voice, mark) for item in bullets.items])

    def _numbered_list(self, numbered_list: NumberedList, voice: Voice) -> str:
        left = voice.indent + item_room(self.document.numbering)
        if voice is RULE and self.is_article:
            mark = _Mark(voice.number, ARTICLES, 2, left)
        elif voice is RULE and self.has_outline_list:
            self.has_outline_list = False
            mark = _Mark(voice.number, OUTLINE, 2, left)
        else:
            # Its own list: under an unnumbered heading the outline would go on counting.
            self.own_lists.append(voice.indent)
            num = first_own_list(self.document.numbering) + len(self.own_lists) - 1
            mark = _Mark(voice.number, num, 0, left)
        return "".join([self._item(item, voice, mark) for item in numbered_list.items])

    def _item(self, item: tuple[Block, ...], voice: Voice, mark: _Mark) -> str:
        """A list item: its first paragraph carries the mark, what follows stands under its text."""
        written = []
        for position, block in enumerate(item):
            match block:
                case Paragraph(inlines) if position == 0:
                    number = numbered(mark.num, mark.level)
                    written.append(paragraph(mark.style, self.text.xml(inlines), number))
                case Paragraph(inlines):
                    indent = unnumbered(mark.text_at)
                    written.append(paragraph(voice.bullets[1], self.text.xml(inlines), indent))
                case BulletList(items) if self.is_article and voice is RULE:
                    below = _Mark(voice.number, ARTICLES, 3, mark.text_at)
                    written += [self._item(inner, voice, below) for inner in items]
                case BulletList():
                    written.append(self._bullets(block, voice, 1))
                case _:
                    written.append(self._block(block, voice))
        return "".join(written)


def _leads_to(after: Block | None, voice: Voice) -> bool:
    """Whether a paragraph stays on one page with what follows: a table, a list, a note's end."""
    if isinstance(after, Paragraph):
        return voice is not RULE
    return isinstance(after, Table | BulletList | NumberedList)


def _anchors(document: Document) -> dict[str, str]:
    """The bookmark of each clause; texts name a clause by its own id or by its slot's."""
    anchors: dict[str, str] = {}
    for section in walk_sections(document.sections):
        if section.origin:
            anchor = escape(section.origin.anchor)
            anchors[section.origin.clause] = anchors[section.origin.slot] = anchor
    return anchors
