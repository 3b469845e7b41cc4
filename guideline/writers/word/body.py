"""Owns document.xml: the title, the sections, and the blocks in them."""

from __future__ import annotations

from itertools import zip_longest
from typing import NamedTuple, assert_never

from guideline.document import (
    Block,
    BulletList,
    Document,
    Entry,
    Inlines,
    Note,
    NumberedList,
    Paragraph,
    Reference,
    Relation,
    Section,
    Strong,
    Table,
    Text,
    is_form,
    relation_of,
    walk_sections,
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
    OwnList,
    first_own_list,
    item_room,
)
from guideline.writers.word.page import Style, later
from guideline.writers.word.tables import Shapes, details_xml, table_xml, without_last_gap
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
from guideline.writers.word.turned import Turned, in_page_sections, on_turned_pages
from guideline.writers.word.voices import NOTES, OUTLINE, RULE, Voice, leads_to

_NO_INDENT = '<w:ind w:left="0" w:firstLine="0"/>'
_TIGHT = 'w:before="80" w:after="30"'
"""Around the headings of a compact page, in twips."""
_SMALL = '<w:rPr><w:sz w:val="22"/><w:szCs w:val="22"/></w:rPr>'
"""11 points: a heading of a compact page takes one line of its grid, not two."""

_LARGE = '<w:sz w:val="28"/><w:szCs w:val="28"/></w:rPr>'
"""14 points: the title of a form, where the properties of its runs end."""
_CENTRED = '<w:jc w:val="center"/>'
_NOT_STRETCHED = '<w:jc w:val="left"/>'


def _of_text(style: str, content: str, properties: str = "") -> str:
    """A paragraph; where a mail address ends a line early, its words are not drawn apart."""
    return paragraph(style, content, properties + (_NOT_STRETCHED if "@" in content else ""))


def _has_box(item: tuple[Block, ...]) -> bool:
    """Whether a list item begins with a box to tick."""
    match item[0]:
        case Paragraph((Entry("check"), *_)):
            return True
        case _:
            return False


def _is_label(inlines: Inlines) -> bool:
    """Whether a paragraph is emphasized as a whole, and so stands above something."""
    return bool(inlines) and all(isinstance(inline, Strong) for inline in inlines)


class _Mark(NamedTuple):
    """What stands before a list item: its paragraph style, its w:num and the level there."""

    style: str
    num: int
    level: int
    text_at: int
    """Where the item's text begins, in twips from the margin."""


class _Place(NamedTuple):
    """Where a block stands, which decides how it is styled and numbered."""

    voice: Voice
    article: Section | None = None
    """The article that it belongs to."""
    begins_article: bool = False
    """Whether the next paragraph carries the article's number."""
    is_in_outline: bool = False
    """Whether the next numbered list takes its numbers from its clause."""

    def after(self, block: Block) -> _Place:
        """The place of what follows the block."""
        match block:
            case Paragraph():
                return self._replace(begins_article=False)
            case NumberedList():
                return self._replace(is_in_outline=False)
            case _:
                return self


class Body:
    """Writes document.xml, and collects what stands beside it: links, lists, comments, notes."""

    def __init__(
        self,
        document: Document,
        style: Style,
        shapes: Shapes,
        turned: Turned,
        measures: Measures | None = None,
    ) -> None:
        self.document = document
        self.style = style
        self.text_width = style.page.text_width
        self.shapes = shapes
        self.turned = turned
        self.form_fields = FormFields(document.layout)
        self.text = InlineWriter(targets_of(document), self.form_fields, measures)
        self.articles = {
            section.full_number: section.id
            for section in walk_sections(document.sections)
            if section.origin
        }
        """The id of each clause by its number, to which the title of a 別表 leads."""
        self.comments = Comments(document)
        self.footnotes = Footnotes()
        self.own_lists: list[OwnList] = []
        self.bookmarks = 0

    def xml(self, contents: str, start: str = PAGE_BREAK) -> str:
        """document.xml, with the list of contents before the first part.

        Args:
            start: how the part behind the list begins.
        """
        written = [self._title_block()]
        first = first_part(self.document) if contents else None
        for section in self.document.sections:
            if section is first:
                written.append(contents)
            begins = start if section is first else PAGE_BREAK if is_form(section) else ""
            written.append(self._section(section, 0, begins))
        page = self.style.page.section
        content = without_last_gap("".join(written))
        body = in_page_sections(content, page, later(page), self.style.turned.section)
        return (
            f'{XML}<w:document xmlns:w="{W}" xmlns:r="{R}"{self.form_fields.namespaces}>'
            f"<w:body>{body}</w:body></w:document>"
        )

    def _title_block(self) -> str:
        posts = self.document.layout.approval_box
        box = approval_box_xml(posts, self.text_width) if posts else ""
        title = box + paragraph("Title", run(self.document.title))
        name = self.text.xml(self.document.organization)
        organization = paragraph("Subtitle", name, self._line_of(name, "Subtitle"))
        fill = DESIGNS[self.document.layout.design].header_fill
        rows = ""
        if self.document.details.rows:
            rows = details_xml(self.document.details, self.text, self.text_width, fill)
        return title + organization + rows + self.form_fields.how_to_fill_in

    def _section(self, section: Section, depth: int, start: str = "") -> str:
        """The section with those below it; `start` says whether it begins a page."""
        is_clause = bool(section.number) and depth == 1
        is_article = is_clause and self.document.numbering == "articles"
        article = section if is_article else None
        place = _Place(RULE, article, is_article, is_clause and not is_article)
        under = self.comments.taken(self.footnotes.taken(section.blocks))
        if is_form(section) and isinstance(under[0], Paragraph):
            blocks = self._form_title(under[0]) + self._blocks(under[1:], place)
        elif article and under and not isinstance(under[0], Paragraph):
            # Nothing else would carry the article's number, to which references lead.
            number = self._bookmarked(bookmark_of(article), "")
            blocks = paragraph("Article", number, KEEP_WITH_NEXT + numbered(ARTICLES))
            blocks += self._blocks(under, place._replace(begins_article=False))
        else:
            blocks = self._blocks(under, place)
        # After its blocks: what found no paragraph to stand at stands at the heading.
        heading = self._on_its_pages(section, self._heading(section, depth, start, article))
        inner = "".join([self._section(s, depth + 1) for s in section.sections])
        return heading + blocks + inner

    def _heading(self, section: Section, depth: int, start: str, article: Section | None) -> str:
        style = "Heading1" if depth == 0 else "Heading2"
        if article:
            # The caption stands above the article, whose number begins its first paragraph.
            caption = self._title(run(f"（{section.title}）"))
            return paragraph(style, caption, unnumbered(210))
        if not section.number:
            relation = relation_of(section)
            if relation:
                title = self._title(self._related(section, relation))
            else:
                title = self._bookmarked_title(section, section.title)
            if self.document.page == "compact":
                small = title.replace("<w:r>", f"<w:r>{_SMALL}")
                return paragraph(style, small, f"{numbered(0)}{self._tight()}{_NO_INDENT}")
            return paragraph(style, title, f"{start}{numbered(0)}{_NO_INDENT}")
        if depth <= 1:
            # The style brings the number: pandoc takes a heading that names its list for an item.
            return paragraph(style, self._bookmarked_title(section, section.title), start)
        # The outline has two levels of headings; a deeper number is typed.
        title = f"{section.number}　{section.title}"
        return paragraph(style, self._bookmarked_title(section, title), unnumbered(0))

    def _tight(self) -> str:
        """The room of a heading on a compact page, and its line, which is one of the grid's."""
        pitch = self.style.line_pitch
        if not pitch:
            return f"<w:spacing {_TIGHT}/>"
        exactly = f'w:line="{pitch}" w:lineRule="exact"'
        return f'<w:snapToGrid w:val="0"/><w:spacing {_TIGHT} {exactly}/>'

    def _bookmarked_title(self, section: Section, title: str) -> str:
        """The heading's text in the bookmark of its section."""
        return self._title(self._bookmarked(bookmark_of(section), run(title)))

    def _related(self, section: Section, relation: Relation) -> str:
        """「別表第１（第７条関係）」: texts refer to the label, and it refers to the article."""
        label = self._bookmarked(bookmark_of(section), run(relation.label))
        article = Reference(self.articles.get(relation.article, ""), relation.article)
        return label + self.text.xml((Text("（"), article, Text("関係）")))

    def _title(self, content: str) -> str:
        return self.comments.on(content) + self.footnotes.marks()

    def _bookmarked(self, name: str, content: str) -> str:
        number, self.bookmarks = self.bookmarks, self.bookmarks + 1
        return (
            f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{content}'
            f'<w:bookmarkEnd w:id="{number}"/>'
        )

    def _blocks(self, blocks: tuple[Block, ...], place: _Place) -> str:
        written = []
        for block, after in zip_longest(blocks, blocks[1:]):
            if block:
                written.append(self._on_its_pages(block, self._block(block, place, after)))
                place = place.after(block)
        return "".join(written)

    def _on_its_pages(self, what: Section | Block, xml: str) -> str:
        return on_turned_pages(xml) if what in self.turned else xml

    def _block(self, block: Block, place: _Place, after: Block | None = None) -> str:
        voice = place.voice
        match block:
            case Paragraph(inlines):
                leads = leads_to(after, voice) or _is_label(inlines)
                keep = KEEP_WITH_NEXT if leads else ""
                if place.article:
                    return self._article_paragraph(block, place.article, place, keep)
                if voice is RULE and block.number:
                    return self._supplement_paragraph(block, keep)
                content = self._runs(inlines, voice, voice.text)
                return _of_text(voice.text, content, keep + self._line_of(content, voice.text))
            case BulletList():
                return self._bullets(block, place, 0)
            case NumberedList():
                return self._numbered_list(block, place)
            case Table():
                indent = 0 if voice is RULE else voice.indent
                page = self.style.turned if block in self.turned else self.style.page
                shape = self.shapes.of(block, page.text_width - indent)
                return table_xml(block, self.text, shape, indent)
            case Note(kind, inner):
                note = NOTES[kind]
                label = paragraph(note.label_style, run(note.label))
                return label + self._blocks(inner, _Place(note))
            case _:
                assert_never(block)

    def _form_title(self, title: Paragraph) -> str:
        content = self.text.xml(title.inlines, "BodyText").replace("</w:rPr>", _LARGE)
        return paragraph("BodyText", content, f"{KEEP_WITH_NEXT}{_TIGHT}{_NO_INDENT}{_CENTRED}")

    def _runs(self, inlines: Inlines, voice: Voice, style: str) -> str:
        """A paragraph's runs; the first paragraph of a rule leads to its footnotes."""
        return self.text.xml(inlines, style) + (self.footnotes.marks() if voice is RULE else "")

    def _article_paragraph(
        self, block: Paragraph, article: Section, place: _Place, keep: str
    ) -> str:
        """A 項; the first one of an article begins with the article's number."""
        content, level = self.text.xml(block.inlines, "Article"), 1
        if place.begins_article:
            # A reference shows the number of the paragraph that its bookmark stands in.
            content, level = self._bookmarked(bookmark_of(article), content), 0
        content = self.comments.on(content) + self.footnotes.marks()
        return _of_text("Article", content, keep + numbered(ARTICLES, level))

    def _supplement_paragraph(self, block: Paragraph, keep: str) -> str:
        """A numbered provision of a 附則."""
        content = self.text.xml(block.inlines, "Article")
        return paragraph("Article", content, keep + numbered(SUPPLEMENT))

    def _bullets(self, bullets: BulletList, place: _Place, level: int) -> str:
        voice = place.voice
        left = voice.indent + (level + 1) * BULLET_ROOM
        mark = _Mark(voice.bullets[level], voice.bullet_num, level, left)
        if level == 0 and all(map(_has_box, bullets.items)):
            num = self._own_list(OwnList(voice.indent, has_boxes=True))
            mark = _Mark(voice.bullets[0], num, 0, left)
        return "".join([self._item(item, place, mark) for item in bullets.items])

    def _own_list(self, own: OwnList) -> int:
        """The w:num of one more list that is not part of the outline."""
        self.own_lists.append(own)
        return first_own_list(self.document.numbering) + len(self.own_lists) - 1

    def _numbered_list(self, numbered_list: NumberedList, place: _Place) -> str:
        voice = place.voice
        left = voice.indent + item_room(self.document.numbering)
        if place.is_in_outline:
            mark = _Mark(voice.number, OUTLINE, 2, left)
        else:
            # Its own list: under an unnumbered heading the outline would go on counting.
            mark = _Mark(voice.number, self._own_list(OwnList(voice.indent)), 0, left)
        return "".join([self._item(item, place, mark) for item in numbered_list.items])

    def _line_of(self, content: str, style: str) -> str:
        """Keeps each line of a compact page on one line of its grid: a font that stands in for a
        missing one is often too high for that, and the form would take a second page."""
        pitch = self.style.line_pitch
        # A reading above the text needs its room.
        is_high = "<w:ruby>" in content or self._is_high(style)
        if self.document.page != "compact" or not pitch or is_high:
            return ""
        return f'<w:snapToGrid w:val="0"/><w:spacing w:line="{pitch}" w:lineRule="exact"/>'

    def _is_high(self, style: str) -> bool:
        """Whether the text of a house style would touch the line above it."""
        return self.text.measures[style].em * 1.15 > self.style.line_pitch

    def _item(self, item: tuple[Block, ...], place: _Place, mark: _Mark) -> str:
        """A list item: its first paragraph carries the mark, what follows stands under its text."""
        voice = place.voice
        # Its number would stand in two lists, or a second time before the article.
        below = place._replace(begins_article=False, is_in_outline=False)
        written = []
        for position, block in enumerate(item):
            match block:
                case Paragraph(inlines) if position == 0:
                    content = self._runs(inlines, voice, mark.style)
                    properties = numbered(mark.num, mark.level)
                    properties += self._line_of(content, mark.style)
                    written.append(_of_text(mark.style, content, properties))
                case Paragraph(inlines):
                    indent = unnumbered(mark.text_at)
                    style = voice.bullets[1]
                    written.append(_of_text(style, self.text.xml(inlines, style), indent))
                case BulletList(items) if place.article:
                    inner = _Mark(voice.number, mark.num, 1, mark.text_at)
                    written += [self._item(one, below, inner) for one in items]
                case BulletList():
                    written.append(self._bullets(block, below, 1))
                case _:
                    written.append(self._block(block, below))
        return "".join(written)
