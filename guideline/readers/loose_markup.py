"""Any Markdown as headings, comments and blocks of the tree; nothing in it is refused."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from guideline.document import (
    NOTE_LABELS,
    Blank,
    Block,
    BulletList,
    Inline,
    Inlines,
    Link,
    Note,
    NoteKind,
    NumberedList,
    Paragraph,
    Reference,
    Strong,
    Table,
    Text,
    joined,
    lines_of,
    plain_text,
)
from guideline.markup import break_between, loose_parser


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading with its level, from 1."""

    level: int
    title: str


@dataclass(frozen=True, slots=True)
class Comment:
    """What stands between `<!--` and `-->`."""

    text: str


Item = Heading | Comment | Block

_TAG = re.compile(r"<[^>]*>")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_NOTE_KINDS: dict[str, NoteKind] = {label: kind for kind, label in NOTE_LABELS.items()}


def items_of(text: str) -> list[Item]:
    """The headings, comments and blocks of a Markdown text, in order."""
    return _Reader(loose_parser().parse(text)).items()


class _Reader:
    """Walks the flat list of tokens."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._at = 0

    def items(self) -> list[Item]:
        found: list[Item] = []
        while self._at < len(self._tokens):
            token = self._next()
            if token.type == "heading_open":
                title = plain_text(self._text())
                found.append(Heading(int(token.tag.removeprefix("h")), title))
            elif token.type == "html_block":
                found += _comments(token.content)
                found += _shown(token.content)
            else:
                found += self._block(token)
        return found

    def _next(self) -> Token:
        token = self._tokens[self._at]
        self._at += 1
        return token

    def _text(self) -> Inlines:
        """The text of a paragraph or heading, which is closed after it."""
        inlines = _inlines_of(self._next())
        self._next()
        return inlines

    def _block(self, token: Token) -> list[Block]:
        match token.type:
            case "paragraph_open" | "heading_open":  # a heading in a list or a quotation
                return [Paragraph(self._text())]
            case "bullet_list_open":
                items = self._list_items("bullet_list_close")
                return [BulletList(items)] if items else []
            case "ordered_list_open":
                items = self._list_items("ordered_list_close")
                return [NumberedList(items)] if items else []
            case "table_open":
                return [self._table()]
            case "blockquote_open":
                return _with_notes(self._blocks("blockquote_close"))
            case "fence" | "code_block":
                lines = token.content.split("\n")
                return [Paragraph((Text(line),)) for line in lines if line.strip()]
            case "html_block":
                return _shown(token.content)
            case _:
                return []

    def _blocks(self, end: str) -> list[Block]:
        found: list[Block] = []
        while (token := self._next()).type != end:
            found += self._block(token)
        return found

    def _list_items(self, end: str) -> tuple[tuple[Block, ...], ...]:
        """The items that say something, each beginning with a paragraph."""
        items: list[tuple[Block, ...]] = []
        while self._next().type != end:
            item = self._blocks("list_item_close")
            if any(lines_of(tuple(item))):
                begins_well = isinstance(item[0], Paragraph)
                items.append(tuple(item if begins_well else [Paragraph(()), *item]))
        return tuple(items)

    def _table(self) -> Table:
        rows: list[tuple[Inlines, ...]] = []
        cells: list[Inlines] = []
        while (token := self._next()).type != "table_close":
            if token.type == "tr_open":
                cells = []
            elif token.type == "inline":
                cells.append(_inlines_of(token))
            elif token.type == "tr_close":
                rows.append(tuple(cells))
        return Table(rows[0], tuple(rows[1:]))


def _comments(html: str) -> list[Comment]:
    # By pieces: a pattern would look for the end of each of thousands of open comments anew.
    pieces = (piece.partition("<!--") for piece in html.split("-->")[:-1])
    return [Comment(inner.strip()) for _, mark, inner in pieces if mark]


def _shown(html: str) -> list[Block]:
    """The text in a block of HTML."""
    text = _TAG.sub("", "".join(piece.partition("<!--")[0] for piece in html.split("-->")))
    return [Paragraph((Text(line.strip()),)) for line in text.split("\n") if line.strip()]


def _with_notes(blocks: list[Block]) -> list[Block]:
    """The blocks of a quotation: notes where a label stands, as they are where none does."""
    found: list[Block] = []
    for block in blocks:
        kind, rest = _labelled(block)
        if kind:
            found.append(Note(kind, rest))
        elif found and isinstance(found[-1], Note):
            found[-1] = Note(found[-1].kind, (*found[-1].blocks, block))
        else:
            found.append(block)
    return found


def _labelled(block: Block) -> tuple[NoteKind | None, tuple[Block, ...]]:
    """The kind of note that begins here, and the text that an editor joined to its label."""
    match block:
        case Paragraph((Strong(label), *rest)) if label in _NOTE_KINDS:
            return _NOTE_KINDS[label], (Paragraph(tuple(rest)),) if rest else ()
        case _:
            return None, ()


def _inlines_of(token: Token) -> Inlines:
    children = token.children or []
    # What is open: the address of a link, or nothing, with what was found in it so far.
    opened: list[tuple[str, list[Inline]]] = [("", [])]
    for at, child in enumerate(children):
        if child.type in ("strong_open", "link_open"):
            opened.append((str(child.attrGet("href") or ""), []))
        elif child.type in ("strong_close", "link_close"):
            url, inner = opened.pop()
            opened[-1][1].extend(_span(child.type == "strong_close", url, inner))
        else:
            opened[-1][1].extend(_inline(child, children, at))
    ((_, found),) = opened
    return joined(found)


def _span(is_strong: bool, url: str, inner: list[Inline]) -> list[Inline]:
    """Emphasized or linked text; without its mark where more than text stands in it."""
    text = plain_text(tuple(inner))
    if not text or any(isinstance(i, Blank | Reference) for i in inner):
        return inner
    return [Strong(text) if is_strong else Link(text, url)]


def _inline(child: Token, children: Sequence[Token], at: int) -> list[Inline]:
    match child.type:
        case "text" | "code_inline" | "image":
            return [Text(child.content)]
        case "softbreak" | "hardbreak":
            return [Text(break_between(children, at))]
        case "clause_reference":
            return [Reference(child.content, f"[[{child.content}]]")]
        case "blank":
            return [Blank(_ESCAPE.sub(r"\1", child.content.replace("\n", "")))]
        case _:  # tags, and the marks of other emphasis
            return []
