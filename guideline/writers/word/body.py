"""Owns document.xml: the title, the sections, and the blocks in them."""

from __future__ import annotations

from itertools import zip_longest
from typing import NamedTuple, assert_never

from guideline.document import (
    Block,
    BulletList,
    Document,
    Inlines,
    Note,
    NumberedList,
    Paragraph,
    Section,
    Table,
)
from guideline.writers.word.approval_box import approval_box_xml
from guideline.writers.word.comments import Comments
from guideline.writers.word.contents import first_part
from guideline.writers.word.designs import DESIGNS
from guideline.writers.word.fields import bookmark_of, targets_of
from guideline.writers.word.footnotes import Footnotes
from guideline.writers.word.form_fields import FormFields
from guideline.writers.word.inlines import InlineWriter
from guideline.writers.word.measures import Measures
from guideline.writers.word.numbering import (
    ARTICLES,
    BULLET_ROOM,
    SUPPLEMENT,
    first_own_list,
    item_room,
)
from guideline.writers.word.tables import Shapes, details_xml, table_xml
from guideline.writers.word.text import (
    KEEP_WITH_NEXT,
    PAGE_BREAK,
    XML,
    R,
    W,
    numbered,
    paragraph,
    run,
    unnumbered,
)
from guideline.writers.word.voices import NOTES, OUTLINE, RULE, Voice, leads_to

_NO_INDENT = '<w:ind w:left="0" w:firstLine="0"/>'
_TIGHT = '<w:spacing w:before="80" w:after="30"/>'
"""Around the headings of a compact page, in twips."""
_SMALL = '<w:rPr><w:sz w:val="22"/><w:szCs w:val="22"/></w:rPr>'
"""11 points: a heading of a compact page takes one line of its grid, not two."""


class _Mark(NamedTuple):
    """What stands before a list item: its paragraph style, its w:num and the level there."""

    style: str
    num: int
    level: int
    text_at: int
    """Where the item's text begins, in twips from the margin."""


class Body:
    """The running state of one document.xml: the bookmarks, links and lists met so far."""

    def __init__(
        self, document: Document, text_width: int, measures: Measures | None = None
    ) -> None:
        self.document = document
        self.text_width = text_width
        self.shapes = Shapes(is_compact=document.page == "compact")
        self.contents = ""
        """The list of contents, which has a page of its own before the first part."""
        self.first_part = first_part(document)
        self.form_fields = FormFields(document.layout)
        self.text = InlineWriter(targets_of(document), self.form_fields, measures)
        self.comments = Comments(document)
        self.footnotes = Footnotes()
        self.own_lists: list[int] = []
        """Where the number stands, in twips, for each list that is not part of the outline."""
        self.bookmarks = 0
        self.has_outline_list = False
        """Whether a numbered list met now would take its numbers from its clause."""
        self.article: Section | None = None
        """The article that what is met now belongs to."""
        self.begins_article = False
        """Whether the next paragraph carries the article's number."""

    def xml(self, section_properties: str) -> str:
        """document.xml, on the page that the section properties describe."""
        title = self._title_block()
        sections = "".join(self._section(section, 0) for section in self.document.sections)
        return (
            f'{XML}<w:document xmlns:w="{W}" xmlns:r="{R}"{self.form_fields.namespaces}>'
            f"<w:body>{title}{sections}{section_properties}</w:body></w:document>"
        )

    def _title_block(self) -> str:
        posts = self.document.layout.approval_box
        box = approval_box_xml(posts, self.text_width) if posts else ""
        title = box + paragraph("Title", run(self.document.title))
        organization = paragraph("Subtitle", self.text.xml(self.document.organization))
        fill = DESIGNS[self.document.layout.design].header_fill
        rows = ""
        if self.document.details.rows:
            rows = details_xml(self.document.details, self.text, self.text_width, fill)
        return title + organization + rows + self.form_fields.how_to_fill_in

    def _section(self, section: Section, depth: int) -> str:
        is_article = self.document.numbering == "articles" and section.number and depth == 1
        self.article = section if is_article else None
        self.begins_article = bool(is_article)
        self.has_outline_list = bool(section.number) and depth == 1
        under = self.comments.taken(self.footnotes.taken(section.blocks))
        blocks = self._blocks(under, RULE)
        # After its blocks: what found no paragraph to stand at stands at the heading.
        heading = self._heading(section, depth)
        before = self.contents if self._follows_contents(section) else ""
        inner = "".join(self._section(s, depth + 1) for s in section.sections)
        return before + heading + blocks + inner

    def _heading(self, section: Section, depth: int) -> str:
        style = "Heading1" if depth == 0 else "Heading2"
        start = PAGE_BREAK if self._follows_contents(section) else ""
        if not section.number:
            title = self._title(section, section.title)
            if self.document.page == "compact":
                small = title.replace("<w:r>", f"<w:r>{_SMALL}")
                return paragraph(style, small, f"{numbered(0)}{_TIGHT}{_NO_INDENT}")
            return paragraph(style, title, f"{start}{numbered(0)}{_NO_INDENT}")
        if self.article:
            # The caption stands above the article, whose number begins its first paragraph.
            caption = self._title(section, f"（{section.title}）")
            return paragraph(style, caption, unnumbered(210))
        if depth <= 1:
            # The style brings the number: pandoc takes a heading that names its list for an item.
            return paragraph(style, self._title(section, section.title), start)
        # The outline has two levels of headings; a deeper number is typed.
        title = f"{section.number}　{section.title}"
        return paragraph(style, self._title(section, title), unnumbered(0))

    def _follows_contents(self, section: Section) -> bool:
        return bool(self.contents) and section is self.first_part

    def _title(self, section: Section, title: str) -> str:
        """The heading's text in the bookmark of its section."""
        content = run(title)
        if bookmark_of(section) and not self.article:
            content = self._bookmarked(bookmark_of(section), content)
        return self.comments.on(content) + self.footnotes.marks()

    def _bookmarked(self, name: str, content: str) -> str:
        number, self.bookmarks = self.bookmarks, self.bookmarks + 1
        return (
            f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{content}'
            f'<w:bookmarkEnd w:id="{number}"/>'
        )

    def _blocks(self, blocks: tuple[Block, ...], voice: Voice) -> str:
        followers = zip_longest(blocks, blocks[1:])
        return "".join([self._block(block, voice, after) for block, after in followers if block])

    def _block(self, block: Block, voice: Voice, after: Block | None = None) -> str:
        match block:
            case Paragraph(inlines):
                keep = KEEP_WITH_NEXT if leads_to(after, voice) else ""
                if voice is RULE and (self.article or block.number):
                    return self._article_paragraph(block, keep)
                return paragraph(voice.text, self._runs(inlines, voice, voice.text), keep)
            case BulletList():
                return self._bullets(block, voice, 0)
            case NumberedList():
                return self._numbered_list(block, voice)
            case Table():
                indent = 0 if voice is RULE else voice.indent
                shape = self.shapes.of(block, self.text_width - indent)
                return table_xml(block, self.text, shape, indent)
            case Note(kind, inner):
                note = NOTES[kind]
                return paragraph(note.label_style, run(note.label)) + self._blocks(inner, note)
            case _:
                assert_never(block)

    def _runs(self, inlines: Inlines, voice: Voice, style: str) -> str:
        """A paragraph's runs; the first paragraph of a rule leads to its footnotes."""
        return self.text.xml(inlines, style) + (self.footnotes.marks() if voice is RULE else "")

    def _article_paragraph(self, block: Paragraph, keep: str) -> str:
        """A 項; the first one of an article begins with the article's number."""
        if not self.article:
            number = numbered(SUPPLEMENT)
            return paragraph("Article", self.text.xml(block.inlines, "Article"), keep + number)
        content, level = self.text.xml(block.inlines, "Article"), 1
        if self.begins_article and self.article:
            # A reference shows the number of the paragraph that its bookmark stands in.
            content, level = self._bookmarked(bookmark_of(self.article), content), 0
        self.begins_article = False
        content = self.comments.on(content) + self.footnotes.marks()
        return paragraph("Article", content, keep + numbered(ARTICLES, level))

    def _bullets(self, bullets: BulletList, voice: Voice, level: int) -> str:
        left = voice.indent + (level + 1) * BULLET_ROOM
        mark = _Mark(voice.bullets[level], voice.bullet_num, level, left)
        return "".join([self._item(item, voice, mark) for item in bullets.items])

    def _numbered_list(self, numbered_list: NumberedList, voice: Voice) -> str:
        left = voice.indent + item_room(self.document.numbering)
        if voice is RULE and self.has_outline_list and not self.article:
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
                    written.append(
                        paragraph(mark.style, self._runs(inlines, voice, mark.style), number)
                    )
                case Paragraph(inlines):
                    indent = unnumbered(mark.text_at)
                    written.append(
                        paragraph(
                            voice.bullets[1], self.text.xml(inlines, voice.bullets[1]), indent
                        )
                    )
                case BulletList(items) if self.article and voice is RULE:
                    below = _Mark(voice.number, mark.num, 1, mark.text_at)
                    written += [self._item(inner, voice, below) for inner in items]
                case BulletList():
                    written.append(self._bullets(block, voice, 1))
                case _:
                    written.append(self._block(block, voice))
        return "".join(written)
