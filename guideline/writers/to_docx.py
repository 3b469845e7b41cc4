"""Writes the document tree as a Word file."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from functools import lru_cache
from io import BytesIO
from typing import Literal, NamedTuple, assert_never
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from guideline.document import (
    Blank,
    Block,
    BulletList,
    Document,
    Inlines,
    Link,
    Manifest,
    Note,
    NumberedList,
    Paragraph,
    Reference,
    Section,
    Strong,
    Table,
    Text,
    plain_text,
    walk_sections,
)

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MANIFEST = "urn:guideline:manifest:1"

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_OFFICE = "application/vnd.openxmlformats-officedocument."
_PACKAGE = "application/vnd.openxmlformats-package."
_RELATED = f"{R}/"


class _Part(NamedTuple):
    """One file of the package: what it holds, and how the file that mentions it calls it."""

    name: str
    content_type: str
    relation: str
    source: str = "word/document.xml"
    """The part that mentions it; empty for the package itself."""


_STYLE_PARTS = (
    _Part("word/styles.xml", _MAIN + "styles+xml", _RELATED + "styles"),
    _Part("word/settings.xml", _MAIN + "settings+xml", _RELATED + "settings"),
    _Part("word/fontTable.xml", _MAIN + "fontTable+xml", _RELATED + "fontTable"),
    _Part("word/theme/theme1.xml", _OFFICE + "theme+xml", _RELATED + "theme"),
)
"""Taken over from the style document, where it has them."""

_WRITTEN_PARTS = (
    _Part("word/document.xml", _MAIN + "document.main+xml", _RELATED + "officeDocument", ""),
    _Part("word/numbering.xml", _MAIN + "numbering+xml", _RELATED + "numbering"),
    _Part("word/footer1.xml", _MAIN + "footer+xml", _RELATED + "footer"),
    _Part("customXml/item1.xml", "application/xml", _RELATED + "customXml"),
    _Part(
        "customXml/itemProps1.xml",
        _OFFICE + "customXmlProperties+xml",
        _RELATED + "customXmlProps",
        "customXml/item1.xml",
    ),
    _Part(
        "docProps/core.xml",
        _PACKAGE + "core-properties+xml",
        "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties",
        "",
    ),
    _Part(
        "docProps/app.xml",
        _OFFICE + "extended-properties+xml",
        _RELATED + "extended-properties",
        "",
    ),
    _Part(
        "docProps/custom.xml", _OFFICE + "custom-properties+xml", _RELATED + "custom-properties", ""
    ),
)

_FOOTER_ID = "footer"


class _Voice(NamedTuple):
    """Who speaks: the rule, its commentary or its examples, each in its own styles."""

    text: str
    bullets: tuple[str, str]
    """The paragraph styles of its bullets, outer and inner."""
    number: str
    bullet_num: int
    """The w:num of its bullets."""
    indent: int
    """Where its lists begin, in twips from the margin."""
    label: str = ""
    label_style: str = ""


OUTLINE, RULE_BULLETS, NOTE_BULLETS = 1, 2, 3
"""The w:num of the lists that every guideline has."""
NOTE_INDENT = 420
"""Where the text of a note begins, in twips from the margin."""
_RULE = _Voice("BodyText", ("ListBullet", "ListBullet2"), "ListNumber", RULE_BULLETS, 210)
_NOTES = {
    "commentary": _Voice(
        "Commentary",
        ("CommentaryList", "CommentaryList2"),
        "CommentaryList",
        NOTE_BULLETS,
        NOTE_INDENT,
        "解説",
        "CommentaryLabel",
    ),
    "example": _Voice(
        "Example",
        ("ExampleList", "ExampleList2"),
        "ExampleList",
        NOTE_BULLETS,
        NOTE_INDENT,
        "例",
        "ExampleLabel",
    ),
}
BULLET_ROOM = 320
"""From a bullet to its text, in twips."""


class _Mark(NamedTuple):
    """What stands before a list item: its paragraph style, its w:num and the level there."""

    style: str
    num: int
    level: int
    text_at: int
    """Where the item's text begins, in twips from the margin."""


_CELL_PADDING = 200
"""Left and right together, in twips, as the table style has them."""
_MANY_COLUMNS = 7


def to_docx(document: Document, style_document: bytes) -> bytes:
    """The guideline as a Word file; the same tree and style document give the same bytes."""
    style = _read_style(style_document)
    body = _Body(document, style.text_width)
    document_xml = body.xml(style.page).encode()
    return pack(
        {
            **style.parts,
            "word/document.xml": document_xml,
            "word/numbering.xml": numbering_xml(document.numbering, body.own_lists).encode(),
            "word/footer1.xml": _footer_xml(document, style.text_width).encode(),
            "customXml/item1.xml": _manifest_xml(document, document_xml).encode(),
            "customXml/itemProps1.xml": _ITEM_PROPERTIES.encode(),
            "docProps/core.xml": _core_xml(document).encode(),
            "docProps/app.xml": _APPLICATION.encode(),
            "docProps/custom.xml": _custom_xml(document.manifest).encode(),
            **_package_parts([*style.parts], body.links),
        }
    )


def is_untouched(data: bytes) -> bool:
    """Whether `data` is a Word file as we wrote it, with no edit to its text since."""
    try:
        with ZipFile(BytesIO(data)) as package:
            entries = package.infolist()
            # We store and sort. Anything else was written by another program, and a stored entry
            # cannot grow: no more is read than the caller already holds.
            names = [entry.filename for entry in entries]
            if names != sorted(set(names)) or not all(map(_is_stored, entries)):
                return False
            manifest = package.read("customXml/item1.xml")
            digest = hashlib.sha256(package.read("word/document.xml")).hexdigest()
    except (BadZipFile, KeyError, EOFError, OSError, RuntimeError, ValueError):
        return False
    # A pattern instead of a parser: the file may come from a stranger.
    found = _DIGEST.match(manifest)
    return found is not None and found[1].decode() == digest


_DIGEST = re.compile(
    re.escape(f'{_XML}<manifest xmlns="{MANIFEST}"').encode() + rb'[^>]* digest="([0-9a-f]{64})"'
)


def _is_stored(entry: ZipInfo) -> bool:
    return entry.compress_type == ZIP_STORED and entry.file_size == entry.compress_size


def pack(parts: dict[str, bytes]) -> bytes:
    """The zip archive of the parts, the same bytes on every machine."""
    # Stored, not compressed: builds of zlib differ in what they write. Word compresses on saving.
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_STORED) as package:
        for name in sorted(parts):
            entry = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system = 0  # otherwise the operating system's
            package.writestr(entry, parts[name])
    return buffer.getvalue()


class _Style(NamedTuple):
    """What a style document gives to every guideline."""

    parts: dict[str, bytes]
    page: str
    """The children of its section properties that describe the page."""
    text_width: int


# These name other files of the style document, which a guideline does not have.
_DANGLING = re.compile(
    rb"<w:attachedTemplate\b[^>]*/>|<w:embed(?:Regular|Bold|Italic|BoldItalic)\b[^>]*/>"
    rb"|<w:(footnotePr|endnotePr)\b.*?</w:\1>",
    re.DOTALL,
)


@lru_cache(maxsize=4)
def _read_style(style_document: bytes) -> _Style:
    with ZipFile(BytesIO(style_document)) as package:
        names = set(package.namelist())
        parts = {
            part.name: _DANGLING.sub(b"", package.read(part.name))
            for part in _STYLE_PARTS
            if part.name in names
        }
        body = package.read("word/document.xml").decode()
    section = body[body.rindex("<w:sectPr") :]
    page = re.findall(r"<w:(?:pgSz|pgMar|cols|docGrid)\b[^>]*/>", section)
    twips = {key: int(value) for key, value in re.findall(r'w:(\w+)="(\d+)"', "".join(page))}
    return _Style(parts, "".join(page), twips["w"] - twips["left"] - twips["right"])


_NOT_PLAIN = re.compile('[&<>"\x00-\x1f\ud800-\udfff\ufffe\uffff]')
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def _escape(text: str) -> str:
    """`text` for XML 1.0, as content or in double quotes; characters it cannot hold are dropped."""
    if _NOT_PLAIN.search(text) is None:
        return text
    text = _NOT_XML.sub("", text)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;")


def _run(text: str, style: str = "") -> str:
    properties = f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' if style else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{_escape(text)}</w:t></w:r>'


def _paragraph(style: str, content: str, properties: str = "") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{content}</w:p>'


def _numbered(num: int, level: int) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>'


def _unnumbered(left: int) -> str:
    """Takes away the number that the paragraph's style would give, together with its indent."""
    return f'{_numbered(0, 0)}<w:ind w:left="{left}" w:firstLine="0"/>'


# Word joins two tables that touch, and wants a paragraph between a table and the end.
_AFTER_TABLE = _paragraph(
    "TableText", "", '<w:spacing w:before="0" w:after="0" w:line="120" w:lineRule="exact"/>'
)


class _Body:
    """The running state of one document.xml: the bookmarks, links and lists met so far."""

    def __init__(self, document: Document, text_width: int) -> None:
        self.document = document
        self.text_width = text_width
        self.links: dict[str, str] = {}
        """Relationship id by web address."""
        self.own_lists: list[int] = []
        """Where the number stands, in twips, for each list that is not part of the outline."""
        self.anchors = _anchors(document)
        self.bookmarks = 0
        self.has_outline_list = False
        """Whether a numbered list met now would take its numbers from its clause."""

    def xml(self, page: str) -> str:
        """document.xml, with the page described by `page`."""
        title = self._title_block()
        sections = "".join(self._section(section, 0) for section in self.document.sections)
        footer = f'<w:footerReference w:type="default" r:id="{_FOOTER_ID}"/>'
        return (
            f'{_XML}<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{title}{sections}'
            f"<w:sectPr>{footer}{page}</w:sectPr></w:body></w:document>"
        )

    def _title_block(self) -> str:
        title = _paragraph("Title", _run(self.document.title))
        organization = _paragraph("Subtitle", self._inlines(self.document.organization))
        if not self.document.details.rows:
            return title + organization
        return title + organization + self._details(self.document.details) + _AFTER_TABLE

    def _details(self, details: Table) -> str:
        """The label-value pairs, two to a line where both are short."""
        em = _TEXT.em
        longest = max(_ems(plain_text(row[0])) for row in details.rows)
        label = int(em * min(longest + 0.5, 9)) + _CELL_PADDING
        value = self.text_width // 2 - label
        lines = _pair_up(details.rows, (value - _CELL_PADDING) / em)
        columns = (label, value, label, self.text_width - 2 * label - value)
        if all(len(line) == 1 for line in lines):
            columns = (label, self.text_width - label, 0, 0)
        rows = [self._details_row(line, columns) for line in lines]
        grid = [width for width in columns if width]
        return _table_xml(grid, rows, 0, '<w:tblLook w:val="0000"/>')

    def _details_row(
        self, line: Sequence[tuple[Inlines, ...]], columns: tuple[int, int, int, int]
    ) -> str:
        cells = []
        for column, (label, value) in enumerate(line):
            is_alone = len(line) == 1 and columns[2] > 0
            width = sum(columns[1:]) if is_alone else columns[2 * column + 1]
            span = '<w:gridSpan w:val="3"/>' if is_alone else ""
            cells.append(
                _cell(
                    columns[2 * column],
                    _paragraph("DetailsLabel", self._inlines(label)),
                    '<w:shd w:val="clear" w:color="auto" w:fill="E8EDF3"/>',
                )
            )
            cells.append(_cell(width, _paragraph("DetailsText", self._inlines(value)), span))
        return _row(cells)

    def _section(self, section: Section, depth: int) -> str:
        self.has_outline_list = bool(section.number) and depth == 1
        heading = self._heading(section, depth)
        blocks = self._blocks(section.blocks, _RULE)
        return heading + blocks + "".join(self._section(s, depth + 1) for s in section.sections)

    def _heading(self, section: Section, depth: int) -> str:
        style = "Heading1" if depth == 0 else "Heading2"
        if not section.number:
            return _paragraph(style, self._title(section, section.title), _unnumbered(0))
        if depth <= 1:
            # The style brings the number: pandoc takes a heading that names its list for an item.
            return _paragraph(style, self._title(section, section.title))
        # The outline has two levels of headings; a deeper number is typed.
        title = f"{section.number}　{section.title}"
        return _paragraph(style, self._title(section, title), _unnumbered(0))

    def _title(self, section: Section, title: str) -> str:
        if section.origin is None:
            return _run(title)
        number, self.bookmarks = self.bookmarks, self.bookmarks + 1
        name = _escape(section.origin.anchor)
        return (
            f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{_run(title)}'
            f'<w:bookmarkEnd w:id="{number}"/>'
        )

    def _blocks(self, blocks: Iterable[Block], voice: _Voice) -> str:
        return "".join([self._block(block, voice) for block in blocks])

    def _block(self, block: Block, voice: _Voice) -> str:
        match block:
            case Paragraph(inlines):
                return _paragraph(voice.text, self._inlines(inlines))
            case BulletList():
                return self._bullets(block, voice, 0)
            case NumberedList():
                return self._numbered_list(block, voice)
            case Table():
                return self._table(block, voice)
            case Note(kind, inner):
                note = _NOTES[kind]
                return _paragraph(note.label_style, _run(note.label)) + self._blocks(inner, note)
            case _:
                assert_never(block)

    def _bullets(self, bullets: BulletList, voice: _Voice, level: int) -> str:
        left = voice.indent + (level + 1) * BULLET_ROOM
        mark = _Mark(voice.bullets[level], voice.bullet_num, level, left)
        return "".join([self._item(item, voice, mark) for item in bullets.items])

    def _numbered_list(self, numbered: NumberedList, voice: _Voice) -> str:
        left = voice.indent + _OUTLINES[self.document.numbering].item.room
        if voice is _RULE and self.has_outline_list:
            self.has_outline_list = False
            mark = _Mark(voice.number, OUTLINE, 2, left)
        else:
            # Its own list: under an unnumbered heading the outline would go on counting.
            self.own_lists.append(voice.indent)
            mark = _Mark(voice.number, NOTE_BULLETS + len(self.own_lists), 0, left)
        return "".join([self._item(item, voice, mark) for item in numbered.items])

    def _item(self, item: tuple[Block, ...], voice: _Voice, mark: _Mark) -> str:
        """A list item: its first paragraph carries the mark, what follows stands under its text."""
        written = []
        for position, block in enumerate(item):
            match block:
                case Paragraph(inlines) if position == 0:
                    number = _numbered(mark.num, mark.level)
                    written.append(_paragraph(mark.style, self._inlines(inlines), number))
                case Paragraph(inlines):
                    indent = _unnumbered(mark.text_at)
                    written.append(_paragraph(voice.bullets[1], self._inlines(inlines), indent))
                case BulletList():
                    written.append(self._bullets(block, voice, 1))
                case _:
                    written.append(self._block(block, voice))
        return "".join(written)

    def _table(self, table: Table, voice: _Voice) -> str:
        size = _TEXT if len(table.header) < _MANY_COLUMNS else _SMALL_TEXT
        indent = 0 if voice is _RULE else voice.indent
        widths = _column_widths(table, self.text_width - indent, size.em)
        rows = [_row(self._cells(table.header, widths, size.header), "<w:tblHeader/>")]
        rows += [_row(self._cells(row, widths, size.text)) for row in table.rows]
        caption, description = _escape(table.caption), "、".join(map(plain_text, table.header))
        look = '<w:tblLook w:val="0020" w:firstRow="1"/>'
        if not table.caption:
            return _table_xml(widths, rows, indent, look) + _AFTER_TABLE
        look += (
            f'<w:tblCaption w:val="{caption}"/>'
            f'<w:tblDescription w:val="（列：{_escape(description)}）"/>'
        )
        above = _paragraph("Caption", _run(table.caption), f'<w:ind w:left="{indent}"/>')
        return above + _table_xml(widths, rows, indent, look) + _AFTER_TABLE

    def _cells(self, cells: Sequence[Inlines], widths: Sequence[int], style: str) -> list[str]:
        return [
            _cell(width, _paragraph(style, self._inlines(cell)))
            for cell, width in zip(cells, widths, strict=True)
        ]

    def _inlines(self, inlines: Inlines) -> str:
        return "".join([self._inline(inline) for inline in inlines])

    def _inline(self, inline: Text | Strong | Link | Reference | Blank) -> str:
        match inline:
            case Text(text):
                return _run(text)
            case Strong(text):
                return _run(text, "Strong")
            case Blank(label):
                return _run(f"【{label}】", "PlaceholderField")
            case Link(text, url):
                link = self.links.setdefault(url, f"link{len(self.links) + 1}")
                run = _run(text, "Hyperlink")
                return f'<w:hyperlink r:id="{link}" w:history="1">{run}</w:hyperlink>'
            case Reference(clause, text):
                anchor = self.anchors.get(clause)
                if anchor is None:
                    return _run(text)
                return f'<w:hyperlink w:anchor="{anchor}" w:history="1">{_run(text)}</w:hyperlink>'
            case _:
                assert_never(inline)


def _anchors(document: Document) -> dict[str, str]:
    """The bookmark of each clause; texts name a clause by its own id or by its slot's."""
    anchors: dict[str, str] = {}
    for section in walk_sections(document.sections):
        if section.origin:
            anchor = _escape(section.origin.anchor)
            anchors[section.origin.clause] = anchors[section.origin.slot] = anchor
    return anchors


class _Size(NamedTuple):
    """The styles of a table's text and the width of one full-width character in them, in twips."""

    text: str
    header: str
    em: int


_TEXT = _Size("TableText", "TableHeader", 190)
_SMALL_TEXT = _Size("TableTextSmall", "TableHeaderSmall", 160)


def _table_xml(widths: Sequence[int], rows: Sequence[str], indent: int, look: str) -> str:
    grid = "".join([f'<w:gridCol w:w="{width}"/>' for width in widths])
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="GuidelineTable"/>'
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblInd w:w="{indent}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/>{look}</w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _row(cells: Sequence[str], properties: str = "") -> str:
    return f"<w:tr><w:trPr><w:cantSplit/>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def _cell(width: int, content: str, properties: str = "") -> str:
    size = f'<w:tcW w:w="{width}" w:type="dxa"/>'
    return f"<w:tc><w:tcPr>{size}{properties}</w:tcPr>{content}</w:tc>"


def _pair_up(
    rows: Iterable[tuple[Inlines, ...]], room: float
) -> list[tuple[tuple[Inlines, ...], ...]]:
    """Lines of one or two rows, in order; a row whose value needs more than `room` stands alone."""
    lines: list[tuple[tuple[Inlines, ...], ...]] = []
    is_open = False
    for row in rows:
        is_short = _ems(plain_text(row[1])) <= room
        if is_open and is_short:
            lines[-1] = (*lines[-1], row)
            is_open = False
        else:
            lines.append((row,))
            is_open = is_short
    return lines


def _ems(text: str) -> float:
    """How wide `text` is, in full-width characters: ASCII counts half."""
    return len(text) - len(text.encode("ascii", "ignore")) / 2


_LATIN_WORD = re.compile("[!-~]+")
_SHORT = 6.0
"""In full-width characters: a header or cell such as 「△ 条件付き」 stays on one line."""
_LONGEST_WORD = 18.0
"""In full-width characters: longer Latin words, such as addresses, may be broken in a cell."""


def _column_widths(table: Table, total: int, em: int) -> list[int]:
    """Widths that add up to `total`, in twips, with which the rows take the fewest lines."""
    columns = [
        [plain_text(cell) for cell in column]
        for column in zip(table.header, *table.rows, strict=True)
    ]
    for lines in range(1, 30):
        widths = [_width(column, lines) * em + _CELL_PADDING for column in columns]
        if sum(widths) <= total:
            break
    scale = total / sum(widths)
    whole = [int(width * scale) for width in widths]
    whole[-1] += total - sum(whole)
    return whole


def _width(column: Sequence[str], lines: int) -> float:
    """What a column needs, in full-width characters, if no cell may take more than `lines`."""
    header, *cells = map(_ems, column)
    longest = max([header / min(lines, 2), *(cell / lines for cell in cells)])
    short = max([header if header <= _SHORT else 0.0, *(min(cell, _SHORT) for cell in cells)])
    # Proportional Latin letters are somewhat wider than half of a Japanese one.
    words = [len(word) * 0.6 for text in column for word in _LATIN_WORD.findall(text)]
    word = min(max(words, default=0.0), _LONGEST_WORD)
    # Half a character more: a line that may not begin with 「。」 ends early.
    return max(longest, short, word) + 0.5


class _Number(NamedTuple):
    """How one level is numbered: Word's format, the text around it, the room it takes in twips."""

    format: str
    text: str
    room: int


class _Outline(NamedTuple):
    """The numbers of parts, of clauses, and of the items in a clause."""

    part: _Number
    clause: _Number
    item: _Number
    """Its text has `%` for the number, which Word wants with the level's place."""


_OUTLINES = {
    "jdla": _Outline(
        _Number("decimal", "%1", 560),
        _Number("decimal", "(%2)", 560),
        _Number("decimalEnclosedCircle", "%", 420),
    ),
    "notice": _Outline(
        _Number("decimalFullWidth", "第%1", 840),
        _Number("decimalFullWidth", "%2", 560),
        _Number("decimal", "(%)", 525),
    ),
}


def numbering_xml(numbering: Literal["jdla", "notice"], own_lists: Sequence[int] = ()) -> str:
    """numbering.xml: the outline, the bullets of rules and of notes, then each of `own_lists`."""
    outline = _OUTLINES[numbering]
    headings = _level(0, outline.part, 0, "Heading1") + _level(1, outline.clause, 0, "Heading2")
    lists = [
        headings + _items(2, outline.item, _RULE.indent, _RULE.number),
        _bullets(_RULE.indent, _RULE.bullets),
        _bullets(NOTE_INDENT),
        *(_items(0, outline.item, left) for left in own_lists),
    ]
    # Each list has its own definition: two on one may go on counting in Word.
    definitions = [
        f'<w:abstractNum w:abstractNumId="{i}"><w:nsid w:val="{0x47000000 + i:08X}"/>'
        f'<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
        for i, levels in enumerate(lists)
    ]
    numbers = [
        f'<w:num w:numId="{i + 1}"><w:abstractNumId w:val="{i}"/></w:num>'
        for i in range(len(lists))
    ]
    return f'{_XML}<w:numbering xmlns:w="{W}">{"".join(definitions + numbers)}</w:numbering>'


def _bullets(left: int, styles: tuple[str, str] = ("", "")) -> str:
    outer, inner = _Number("bullet", "・", BULLET_ROOM), _Number("bullet", "－", BULLET_ROOM)
    return _level(0, outer, left, styles[0]) + _level(1, inner, left + BULLET_ROOM, styles[1])


def _items(level: int, item: _Number, left: int, style: str = "") -> str:
    text = item.text.replace("%", f"%{level + 1}")
    return _level(level, _Number(item.format, text, item.room), left, style)


def _level(level: int, number: _Number, left: int, style: str = "") -> str:
    """One level: the number at `left`, the text `room` further on."""
    link = f'<w:pStyle w:val="{style}"/>' if style else ""
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{number.format}"/>{link}'
        f'<w:suff w:val="tab"/><w:lvlText w:val="{number.text}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{left + number.room}" w:hanging="{number.room}"/></w:pPr></w:lvl>'
    )


def _footer_xml(document: Document, text_width: int) -> str:
    name = f"{document.title}　{plain_text(document.organization)}"
    tab = f'<w:tabs><w:tab w:val="right" w:pos="{text_width}"/></w:tabs>'
    pages = f"{_field('PAGE')}{_run(' / ')}{_field('NUMPAGES')}"
    line = _paragraph("Footer", f"{_run(name)}<w:r><w:tab/></w:r>{pages}", tab)
    return f'{_XML}<w:ftr xmlns:w="{W}">{line}</w:ftr>'


def _field(instruction: str) -> str:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    code = f'<w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'
    return mark("begin") + code + mark("separate") + _run("1") + mark("end")


def _manifest_xml(document: Document, document_xml: bytes) -> str:
    manifest = document.manifest
    attributes = "".join(
        f' {field.name}="{_escape(getattr(manifest, field.name))}"' for field in fields(manifest)
    )
    clauses = "".join(
        f'<clause id="{_escape(o.clause)}" anchor="{_escape(o.anchor)}" hash="{_escape(o.hash)}"/>'
        for o in (section.origin for section in walk_sections(document.sections))
        if o is not None
    )
    digest = hashlib.sha256(document_xml).hexdigest()
    return f'{_XML}<manifest xmlns="{MANIFEST}"{attributes} digest="{digest}">{clauses}</manifest>'


_ITEM_PROPERTIES = (
    f'{_XML}<ds:datastoreItem ds:itemID="{{6B0C2C1E-5D0B-4E2A-9C64-7A3B6F5D1E01}}" '
    'xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml">'
    f'<ds:schemaRefs><ds:schemaRef ds:uri="{MANIFEST}"/></ds:schemaRefs></ds:datastoreItem>'
)
_APPLICATION = (
    f'{_XML}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    'extended-properties"><Application>guideline</Application></Properties>'
)


def _core_xml(document: Document) -> str:
    day = _escape(document.manifest.date)
    dates = "".join(
        f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{day}T00:00:00Z</dcterms:{name}>'
        for name in ("created", "modified")
        if day
    )
    return (
        f'{_XML}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/'
        'metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{_escape(document.title)}</dc:title>"
        f"<dc:creator>{_escape(plain_text(document.organization))}</dc:creator>"
        f"<dc:language>ja-JP</dc:language>{dates}</cp:coreProperties>"
    )


def _custom_xml(manifest: Manifest) -> str:
    named = {
        "ライブラリ": manifest.library,
        "ライブラリの版": manifest.library_version,
        "プロファイルのハッシュ": manifest.profile_hash,
        "生成日": manifest.date,
        "生成ツール": manifest.generator,
        "文書の型": manifest.template,
    }
    properties = "".join(
        '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" '
        f'pid="{pid}" name="{name}"><vt:lpwstr>{_escape(value)}</vt:lpwstr></property>'
        for pid, (name, value) in enumerate(
            ((name, value) for name, value in named.items() if value), start=2
        )
    )
    return f'{_XML}<Properties xmlns="{_CUSTOM}" xmlns:vt="{_VARIANT}">{properties}</Properties>'


_CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_VARIANT = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"


def _package_parts(style_parts: Sequence[str], links: Mapping[str, str]) -> dict[str, bytes]:
    """The list of content types, and who mentions whom."""
    parts = [part for part in _STYLE_PARTS if part.name in style_parts] + [*_WRITTEN_PARTS]
    types = "".join(
        f'<Override PartName="/{part.name}" ContentType="{part.content_type}"/>' for part in parts
    )
    content = (
        f'{_XML}<Types xmlns="{_CONTENT_TYPES}"><Default Extension="rels" '
        f'ContentType="{_PACKAGE}relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{types}</Types>'
    )
    mentioned: dict[str, list[_Part]] = {}
    for part in parts:
        mentioned.setdefault(part.source, []).append(part)
    return {
        "[Content_Types].xml": content.encode(),
        "_rels/.rels": _relationships(mentioned[""]),
        "word/_rels/document.xml.rels": _relationships(mentioned["word/document.xml"], links),
        "customXml/_rels/item1.xml.rels": _relationships(mentioned["customXml/item1.xml"]),
    }


_CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"


# Word calls a file damaged when an address has one of these.
_NOT_IN_ADDRESS = re.compile(r'[\s<>"{}|\\^`]')


def _relationships(parts: Iterable[_Part], links: Mapping[str, str] | None = None) -> bytes:
    items = [
        f'<Relationship Id="{_relation_id(part)}" Type="{part.relation}" Target="/{part.name}"/>'
        for part in parts
    ]
    for url, link in (links or {}).items():
        address = _NOT_IN_ADDRESS.sub(lambda found: f"%{ord(found[0]):02X}", url)
        items.append(
            f'<Relationship Id="{link}" Type="{_RELATED}hyperlink" '
            f'Target="{_escape(address)}" TargetMode="External"/>'
        )
    return (
        f'{_XML}<Relationships xmlns="{_RELATIONSHIPS}">{"".join(items)}</Relationships>'.encode()
    )


def _relation_id(part: _Part) -> str:
    return part.relation.rsplit("/", 1)[-1]
