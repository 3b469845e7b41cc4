"""The Markdown that `to_markdown` wrote becomes a tree again, also after somebody edited it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Literal

from guideline.assemble import anchor_of
from guideline.document import (
    NO_MANIFEST,
    OPEN_DECISIONS,
    Block,
    Document,
    Inlines,
    Layout,
    Manifest,
    Numbering,
    Origin,
    Paragraph,
    Section,
    Table,
    Text,
    walk_sections,
)
from guideline.model.version import Version
from guideline.number import full_number
from guideline.readers.loose_markup import Comment, Heading, Item, items_of
from guideline.readers.mentions import with_mentions
from guideline.source import parse_yaml

_MARK = re.compile(r"(?P<kind>clause|part):\s+(?P<id>\S+)(?:\s+(?P<hash>[0-9a-f]{64}))?")
_FRONT = re.compile(r"---[ \t]*\n(.*?\n)---[ \t]*\n", re.DOTALL)
_IS_YAML = re.compile(r"(?:(?:[ \t].*|#.*|-.*|[\w-]+:.*)?\n)*")

_NUMBERED: dict[Numbering, re.Pattern[str]] = {
    "articles": re.compile(r"(第\d+(?:[章節款]|条(?:の\d+)*))[ 　]*(.*)"),
    "notice": re.compile(r"(第\d+|\d+)[.．]?[ 　]+(.+)"),
    "jdla": re.compile(r"([(（]\d+[)）](?=.)|\d+(?:[.．]\d+)*(?=[.．]?[ 　]))[.．]?[ 　]*(.+)"),
}
"""A heading as each numbering writes it: its number, and the title after it."""

_SIGN: dict[Numbering, re.Pattern[str]] = {
    "articles": re.compile(r"第\d+[章条]"),
    "notice": re.compile(r"第\d+[.．]?[ 　]"),
    "jdla": re.compile(r"[(（]\d+[)）]"),
}
"""What only the headings of this numbering begin with."""

_IN_BRACKETS = re.compile(r"（(.*)）")
_PARAGRAPH_NUMBER = re.compile(r"(\d+)　")


def read_markdown(text: str, name: str) -> Version:
    """The guideline in a .md output, or any Markdown by its headings.

    Raises:
        ContentError: the front matter is ours and cannot be read.
    """
    manifest, body = _without_front_matter(text, name)
    title, head, nodes = _tree(items_of(body))
    has_ids = any(node.id for node in _all(nodes))
    numbering = _numbering(nodes)
    sections = _Sections(numbering).made(nodes)
    is_ours = has_ids or manifest != NO_MANIFEST
    organization, details, rest = _head(head) if is_ours else ((), Table((), ()), tuple(head))
    if rest:
        sections = (Section("head", "", "", rest), *sections)
    document = Document(
        title=title,
        organization=organization,
        numbering=numbering,
        details=details,
        sections=with_mentions(sections, except_in=OPEN_DECISIONS),
        manifest=manifest,
        layout=Layout(digits=_digits(sections)),
    )
    return Version(name, document, "ids" if has_ids else "none")


def _without_front_matter(text: str, name: str) -> tuple[Manifest, str]:
    """The manifest and what stands below it. The front matter of other programs is left out."""
    found = _FRONT.match(text)
    if not found or not _IS_YAML.fullmatch(found[1]):
        return NO_MANIFEST, text
    body = text[found.end() :]
    if not re.search(r"^guideline:", found[1], re.MULTILINE):
        return NO_MANIFEST, body
    # An empty first line keeps the line numbers of the file.
    data = parse_yaml("\n" + found[1], name).data
    told = data["guideline"] if isinstance(data["guideline"], dict) else {}
    values = {f.name: told.get(f.name) for f in fields(Manifest) if f.name != "layers"}
    layers = told.get("layers")
    return Manifest(
        **{key: v if isinstance(v, str) else "" for key, v in values.items()},
        layers=tuple(map(str, layers)) if isinstance(layers, list) else (),
    ), body


@dataclass
class _Node:
    """A heading with what stands under it, before numbers are split off."""

    level: int
    heading: str
    kind: str = ""
    id: str = ""
    """Empty where no comment tells it."""
    hash: str = ""
    blocks: list[Block] = field(default_factory=list)
    inner: list[_Node] = field(default_factory=list)


def _tree(items: list[Item]) -> tuple[str, list[Block], list[_Node]]:
    """The title, the blocks before the first section, and the sections."""
    headings = [item for item in items if isinstance(item, Heading)]
    has_title = [h.level for h in headings].count(1) == 1 and headings[0].level == 1
    root = _Node(1 if has_title else 0, headings[0].title if has_title else "")
    if has_title:
        items = [item for item in items if item is not headings[0]]
    opened = [root]
    mark: re.Match[str] | None = None
    for item in items:
        if isinstance(item, Comment):
            mark = _MARK.fullmatch(item.text) or mark
            continue
        if isinstance(item, Heading):
            _open(opened, item.level, item.title, mark)
        elif mark and mark["kind"] == "clause":
            # Somebody took the heading out; what follows is the clause's all the same.
            _open(opened, _clause_level(opened), "", mark)
        if not isinstance(item, Heading):
            opened[-1].blocks.append(item)
        mark = None
    return root.heading, root.blocks, root.inner


def _open(opened: list[_Node], level: int, heading: str, mark: re.Match[str] | None) -> None:
    """Begins a section, ending those that it does not stand in."""
    while len(opened) > 1 and opened[-1].level >= level:
        opened.pop()
    node = _Node(level, heading)
    if mark:
        node.kind, node.id, node.hash = mark["kind"], mark["id"], mark["hash"] or ""
    opened[-1].inner.append(node)
    opened.append(node)


def _clause_level(opened: list[_Node]) -> int:
    """The level of a clause here: below a part, beside another clause."""
    last = opened[-1]
    return last.level if last.kind == "clause" else last.level + 1


def _all(nodes: list[_Node]) -> Iterator[_Node]:
    for node in nodes:
        yield node
        yield from _all(node.inner)


def _numbering(nodes: list[_Node]) -> Numbering:
    """The numbering that most headings show; one that was written by hand changes nothing."""
    counted = {
        numbering: sum(bool(sign.match(node.heading)) for node in _all(nodes))
        for numbering, sign in _SIGN.items()
    }
    # Only its parts show that a text is numbered like a notice; those below have bare numbers.
    found = max(counted, key=lambda numbering: counted[numbering])
    return found if counted[found] else "jdla"


class _Sections:
    """Makes sections of the headings: numbers as they are written, ids as the comments tell."""

    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering
        self._seen: set[str] = set()

    def made(
        self, nodes: list[_Node], place: str = "section", above: str = ""
    ) -> tuple[Section, ...]:
        """The sections; one without a comment is called by its position."""
        return tuple(self._section(node, f"{place}-{n}", above) for n, node in enumerate(nodes, 1))

    def _section(self, node: _Node, place: str, above: str) -> Section:
        number, title = self._split(node.heading)
        full = self._full(above, number)
        # Somebody who copies a clause copies its comment; the first one keeps the id.
        is_known = bool(node.id) and node.id not in self._seen
        id_ = node.id if is_known else place
        self._seen.add(id_)
        blocks = tuple(node.blocks)
        return Section(
            id=id_,
            title=title,
            number=number,
            blocks=_with_numbers(blocks) if self._numbering == "articles" else blocks,
            sections=self.made(node.inner, place, full),
            origin=_origin(node) if is_known and node.kind == "clause" else None,
            full_number=full,
        )

    def _full(self, above: str, number: str) -> str:
        # Bare numbers below a part are of another's making, such as 2.1, and say all themselves.
        is_bare = self._numbering == "jdla" and not number.startswith(("(", "（"))
        if not above or not number or is_bare:
            return number
        return full_number(self._numbering, above, number)

    def _split(self, heading: str) -> tuple[str, str]:
        found = _NUMBERED[self._numbering].fullmatch(heading)
        if not found:
            return "", heading
        bracketed = _IN_BRACKETS.fullmatch(found[2]) if "条" in found[1] else None
        return found[1], bracketed[1] if bracketed else found[2]


def _origin(node: _Node) -> Origin:
    slot = node.id.partition(".")[0]
    return Origin(node.id, slot, "", (), (), anchor_of(node.id), node.hash)


def _with_numbers(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks of an article, the numbers of its 項 split off."""
    return tuple(_numbered(b) if isinstance(b, Paragraph) else b for b in blocks)


def _numbered(paragraph: Paragraph) -> Paragraph:
    match paragraph.inlines:
        case (Text(text), *rest) if found := _PARAGRAPH_NUMBER.match(text):
            left = text[found.end() :]
            return Paragraph(((Text(left),) if left else ()) + tuple(rest), found[1])
        case _:
            return paragraph


def _head(blocks: list[Block]) -> tuple[Inlines, Table, tuple[Block, ...]]:
    """The organization, the title block, and what somebody wrote below them."""
    match blocks:
        case [Paragraph(inlines), Table() as details, *rest]:
            return inlines, details, tuple(rest)
        case [Table() as details, *rest]:
            return (), details, tuple(rest)
        case [Paragraph(inlines), *rest]:
            return inlines, Table((), ()), tuple(rest)
        case _:
            return (), Table((), ()), tuple(blocks)


def _digits(sections: tuple[Section, ...]) -> Literal["full", "half"]:
    numbers = "".join(section.full_number for section in walk_sections(sections))
    return "full" if any(sign.isdecimal() and not sign.isascii() for sign in numbers) else "half"
