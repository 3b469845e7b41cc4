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
from guideline.writers.word.numbering import BULLET_ROOM, item_room
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
from guideline.writers.word.voices import NOTE_BULLETS, NOTES, OUTLINE, RULE, Voice


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
        self.has_outline_list = bool(section.number) and depth == 1
        heading = self._heading(section, depth)
        blocks = self._blocks(section.blocks, RULE)
        return heading + blocks + "".join(self._section(s, depth + 1) for s in section.sections)

    def _heading(self, section: Section, depth: int) -> str:
        style = "Heading1" if depth == 0 else "Heading2"
        if not section.number:
            return paragraph(style, self._title(section, section.title), unnumbered(0))
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
                return paragraph(voice.text, self.text.xml(inlines), keep)
            case BulletList():
                return self._bullets(block, voice, 0)
            case NumberedList():
                return self._numbered_list(block, voice)
            case Table():
                indent = 0 if voice is RULE else voice.indent
                return table_xml(block, self.text, self.text_width - indent, indent)
            case Note(kind, inner):
                note = NOTES[kind]
                return paragraph(note.label_style, run(note.label)) + self._blocks(inner, note)
            case _:
                assert_never(block)

    def _bullets(self, bullets: BulletList, voice: Voice, level: int) -> str:
        left = voice.indent + (level + 1) * BULLET_ROOM
        mark = _Mark(voice.bullets[level], voice.bullet_num, level, left)
        return "".join([self._item(item, voice, mark) for item in bullets.items])

    def _numbered_list(self, numbered_list: NumberedList, voice: Voice) -> str:
        left = voice.indent + item_room(self.document.numbering)
        if voice is RULE and self.has_outline_list:
            self.has_outline_list = False
            mark = _Mark(voice.number, OUTLINE, 2, left)
        else:
            # Its own list: under an unnumbered heading the outline would go on counting.
            self.own_lists.append(voice.indent)
            mark = _Mark(voice.number, NOTE_BULLETS + len(self.own_lists), 0, left)
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
