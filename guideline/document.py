"""The document tree: what every writer reads, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal, NamedTuple, assert_never

BLANK_IN_TEXT = re.compile(r"【(?!解説|[(（]例[)）])([^】]{1,60})】")
"""What a reader takes for a blank: 【…】, except the marks 【解説】 and 【(例)…】."""

OPEN_DECISIONS = "open-decisions"
"""The id of the list at the front of a draft, which repeats what its clauses leave open."""


@dataclass(frozen=True, slots=True)
class Text:
    """Plain characters."""

    text: str


@dataclass(frozen=True, slots=True)
class Strong:
    """Emphasized characters."""

    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """A web address with the characters that stand for it."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A mention of another clause; `text` is the number it has in this document."""

    clause: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Blank:
    """A value that nobody has given yet. Readers see 【label】."""

    label: str
    path: str = ""
    """Where the profile would give it, such as `tools[0].name`; empty for a text's own blank."""


@dataclass(frozen=True, slots=True)
class Ruby:
    """Characters with their reading above them."""

    text: str
    reading: str
    """In hiragana. What counts and compares the characters of a text leaves it out."""


EntryKind = Literal["text", "date", "check", "choice"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A place in a form that its reader fills in."""

    kind: EntryKind
    text: str = ""
    """What stands there on paper: `□`, room to write, or nothing in a cell of its own."""
    label: str = ""
    """What is asked for, told from where it stands, such as `個人情報：項目`."""
    choices: tuple[str, ...] = ()
    """What a choice is made from; one excludes the others."""


Inline = Text | Strong | Link | Reference | Blank | Ruby | Entry
Inlines = tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    inlines: Inlines
    number: str = ""
    """The number of a 項 in an article, such as `２`; empty for any other paragraph."""
    layer: str = field(default="", compare=False)
    """The layer whose text it is; empty for the library's. Who says it makes it no other text."""


@dataclass(frozen=True, slots=True)
class BulletList:
    items: tuple[tuple[Block, ...], ...]
    """Each item starts with a paragraph; further bullet lists may follow in it."""


@dataclass(frozen=True, slots=True)
class NumberedList:
    """Numbered items. A clause has at most one, so that its numbers are unambiguous."""

    items: tuple[tuple[Block, ...], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A header row and body rows, all of the same number of cells."""

    header: tuple[Inlines, ...]
    rows: tuple[tuple[Inlines, ...], ...]
    caption: str = ""
    layer: str = field(default="", compare=False)
    """The layer that made it what it is; empty for the library."""


NoteKind = Literal["commentary", "example", "sources", "origin"]

NOTE_LABELS: Mapping[NoteKind, str] = {
    "commentary": "解説",
    "example": "例",
    "sources": "根拠・参考",
    "origin": "由来",
}
"""What stands above a note."""


@dataclass(frozen=True, slots=True)
class Note:
    """Text beside the rule: its commentary, examples of it, what it rests on, or whose it is."""

    kind: NoteKind
    blocks: tuple[Block, ...]


Block = Paragraph | BulletList | NumberedList | Table | Note

Level = Literal["must", "should", "may"]


@dataclass(frozen=True, slots=True)
class LayerChange:
    """What a layer does to a clause of what stands below it, and why."""

    layer: str
    verb: Literal["add", "amend", "replace", "move"]
    fields: tuple[str, ...]
    """Which parts of the clause it says otherwise, such as `title` or `rule`."""
    owner: str = ""
    reason: str = ""
    date: str = ""
    """As YYYY-MM-DD."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a section's text comes from: the clause and what it rests on."""

    clause: str
    slot: str
    level: Level | Literal[""]
    """Empty where a file that was read back does not tell; then nothing but clause, anchor and
    hash is known."""
    satisfies: tuple[str, ...]
    sources: tuple[str, ...]
    anchor: str
    """Name of the hidden Word bookmark: letters, digits and `_`, at most 40 characters."""
    hash: str
    """SHA-256 of title, level and rule. References stand in it as ids, so that renumbering changes
    no hash; notes do not count."""
    provisional: str = ""
    """Why the clause holds only for the time being; empty for a settled one."""
    variants: tuple[str, ...] = ()
    """The ids of the slot's variants, the strictest first; empty where they have no such order."""
    changes: tuple[LayerChange, ...] = ()
    """What layers did to the clause, the lowest first; empty for a clause as the library has it."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands under it: a part of the guideline, or one clause."""

    id: str
    title: str
    number: str
    """The number a reader sees, such as `5` or `(4)`; empty when the section has none."""
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()
    origin: Origin | None = None
    full_number: str = ""
    """The number as other texts mention it, such as `5(4)`."""


class Relation(NamedTuple):
    """What the title of a 別表 or a 様式 says: 「別表第１（第７条関係）」."""

    label: str
    """How other texts call it, such as `別表第１` or `様式第２号`."""
    article: str
    """The number of the article that it belongs to."""


_RELATION = re.compile(r"((?:別表|様式)(?:第[0-9０-９]+号?)?)（([^（）]+)関係）")


def relation_of(section: Section) -> Relation | None:
    """The label of a 別表 or a 様式 and the article it belongs to; None for any other section.

    A title is plain text in every format, and this one is made from ids (`appendix`, `forms`).
    """
    found = None if section.number else _RELATION.fullmatch(section.title)
    return Relation(found[1], found[2]) if found else None


def is_form(section: Section) -> bool:
    """Whether the section is a 様式, which has pages of its own."""
    relation = relation_of(section)
    return relation is not None and relation.label.startswith("様式")


def mention_of(section: Section) -> str:
    """How another text mentions the section: by its number, its label, or its title in quotes."""
    if section.full_number:
        return section.full_number
    relation = relation_of(section)
    return relation.label if relation else f"「{section.title}」"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the document was made from."""

    generator: str
    library: str
    library_version: str
    profile_hash: str
    template: str
    date: str
    """The day the guideline is dated, as YYYY-MM-DD; empty when nobody gave one."""
    layers: tuple[str, ...] = ()
    """The names of the layers on top of the library, lowest first."""


OF_LAYERS = frozenset({"layer", "layers", "changes"})
"""Fields of the tree and the manifest that a file without layers does not mention."""


def manifest_values(manifest: Manifest) -> dict[str, Any]:
    """What a manifest says, by name; without layers nothing is said of them."""
    values = {each.name: getattr(manifest, each.name) for each in fields(manifest)}
    layers = {"layers": list(manifest.layers)} if manifest.layers else {}
    return {name: value for name, value in values.items() if name not in OF_LAYERS} | layers


NO_MANIFEST = Manifest("", "", "", "", "", "")
"""Of a file that does not say what it was made from."""

MANIFEST_NAMESPACE = "urn:guideline:manifest:1"
"""The XML namespace of the manifest in a Word file; another number is another way to write it."""


Numbering = Literal["jdla", "notice", "articles"]
"""How parts and clauses are numbered: 1 and (1), 第１ and １, or 第１章 and 第１条."""
Digits = Literal["full", "half"]


@dataclass(frozen=True, slots=True)
class Layout:
    """How the document looks where a format can show it."""

    digits: Digits = "half"
    """The digits of numbers."""
    commentary: Literal["boxed", "comments"] = "boxed"
    """Under the rule, or beside it as comments of a Word file."""
    has_contents: bool = False
    """Whether a list of contents stands before the first part."""
    approval_box: tuple[str, ...] = ()
    """The posts that sign, from left to right."""
    design: Literal["gothic", "mincho", "plain"] = "gothic"
    version: str = ""
    """The version that the footer shows, such as `1.0`."""
    dated: str = ""
    """The day that the footer shows, as the document writes days."""
    owner: str = ""
    """The section that the document belongs to: the author of comments."""
    form_fields: Literal["plain", "controls"] = "plain"
    """Places to fill in: as on paper, or as content controls of a Word file."""
    era: Literal["western", "japanese"] = "western"
    """The years of a date that is chosen in such a control."""

    def is_beside(self, block: Block) -> bool:
        """Whether a Word file shows the block as a footnote or a comment, not under the rule."""
        if not isinstance(block, Note):
            return False
        return self.commentary == "comments" or block.kind in ("sources", "origin")


@dataclass(frozen=True, slots=True)
class Name:
    """What readers call something that the profile knows by an id."""

    id: str
    """With its kind, such as `tools/chat`; stays the same when the name changes."""
    name: str


@dataclass(frozen=True, slots=True)
class Document:
    """A whole guideline."""

    title: str
    organization: Inlines
    numbering: Numbering
    details: Table
    """The title block: a label and a value in each row."""
    sections: tuple[Section, ...]
    manifest: Manifest
    page: Literal["normal", "compact"] = "normal"
    """Compact pages have narrow margins, for forms and for the summary on one page."""
    layout: Layout = Layout()
    actors: tuple[str, ...] = ()
    """The roles and sections that the document gives tasks to, by the names readers know."""
    names: tuple[Name, ...] = ()
    """What its tables have rows and columns about: information classes, tools, sections."""

    def detail(self, label: str) -> str:
        """What the title block says under the label; empty when it says nothing."""
        rows = (tuple(map(plain_text, row)) for row in self.details.rows)
        return next((row[1] for row in rows if row[:1] == (label,) and len(row) > 1), "")


EFFECTIVE = "施行日"
"""The line of the title block that tells the day of effect."""


def plain_text(inlines: Inlines) -> str:
    """The characters a reader sees."""
    return "".join([f"【{i.label}】" if isinstance(i, Blank) else i.text for i in inlines])


def lines_of(blocks: tuple[Block, ...]) -> list[str]:
    """The blocks as plain lines; the cells of a table row are separated by tabs."""
    lines: list[str] = []
    for block in blocks:
        match block:
            case Paragraph(inlines):
                lines.append(plain_text(inlines))
            case BulletList(items) | NumberedList(items):
                lines += [line for item in items for line in lines_of(item)]
            case Table(header, rows):
                lines += ["\t".join(map(plain_text, row)) for row in (header, *rows)]
            case Note(_, inner):
                lines += lines_of(inner)
            case _:
                assert_never(block)
    return lines


def walk_sections(sections: tuple[Section, ...]) -> Iterator[Section]:
    """Every section, in reading order."""
    for section in sections:
        yield section
        yield from walk_sections(section.sections)


def without_notes(document: Document, kind: NoteKind) -> Document:
    """The document without the notes of a kind."""

    def plain(section: Section) -> Section:
        kept = tuple(b for b in section.blocks if not (isinstance(b, Note) and b.kind == kind))
        return replace(section, blocks=kept, sections=tuple(map(plain, section.sections)))

    return replace(document, sections=tuple(map(plain, document.sections)))


def walk_inlines(blocks: tuple[Block, ...]) -> Iterator[Inlines]:
    """Every run of text in the blocks, in reading order."""
    for block in blocks:
        match block:
            case Paragraph(inlines):
                yield inlines
            case BulletList(items) | NumberedList(items):
                for item in items:
                    yield from walk_inlines(item)
            case Table(header, rows):
                yield from header
                for row in rows:
                    yield from row
            case Note(_, inner):
                yield from walk_inlines(inner)
            case _:
                assert_never(block)


def with_inlines(block: Block, each: Callable[[Inlines], Inlines]) -> Block:
    """The block with every run of text replaced, in reading order."""
    match block:
        case Paragraph(inlines):
            return replace(block, inlines=each(inlines))
        case BulletList(items):
            return BulletList(_items_with_inlines(items, each))
        case NumberedList(items):
            return NumberedList(_items_with_inlines(items, each))
        case Table(header, rows):
            return replace(
                block,
                header=tuple(map(each, header)),
                rows=tuple(tuple(map(each, row)) for row in rows),
            )
        case Note(kind, inner):
            return Note(kind, tuple(with_inlines(one, each) for one in inner))
        case _:
            assert_never(block)


def _items_with_inlines(
    items: tuple[tuple[Block, ...], ...], each: Callable[[Inlines], Inlines]
) -> tuple[tuple[Block, ...], ...]:
    return tuple(tuple(with_inlines(block, each) for block in item) for item in items)


def joined(inlines: Sequence[Inline]) -> Inlines:
    """Neighbouring texts as one."""
    found: list[Inline] = []
    for inline in inlines:
        if isinstance(inline, Text) and found and isinstance(found[-1], Text):
            found[-1] = Text(found[-1].text + inline.text)
        elif not (isinstance(inline, Text) and not inline.text):
            found.append(inline)
    return tuple(found)


def blanks_in(document: Document) -> list[tuple[Blank, str]]:
    """Every blank with the id of its section (empty for the title block), in reading order."""
    head = (Paragraph((Text(document.title), *document.organization)), document.details)
    found = [(blank, "") for blank in _blanks(head)]
    for section in walk_sections(document.sections):
        title = Paragraph((Text(section.title),))
        found += [(blank, section.id) for blank in _blanks((title, *section.blocks))]
    return found


def _blanks(blocks: tuple[Block, ...]) -> Iterator[Blank]:
    for inlines in walk_inlines(blocks):
        for inline in inlines:
            if isinstance(inline, Blank):
                yield inline
            else:
                # Titles are plain text, in which a blank is what a reader takes for one.
                yield from (Blank(found[1]) for found in BLANK_IN_TEXT.finditer(inline.text))
