"""The allowed Markdown becomes blocks of the document tree; anything else is refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin

from guideline.document import (
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
    plain_text,
)

CONTAINERS = ("commentary", "example", "details", "clause")


class MarkupError(Exception):
    """Markdown outside the dialect. `snippet` is the text it was found at."""

    def __init__(self, message: str, snippet: str, line: int) -> None:
        super().__init__(message)
        self.message = message
        self.snippet = snippet
        self.line = line
        """The line within the text, from 1."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A part's heading in a document template: `# title {: #id}` or `{: #id .unnumbered}`."""

    id: str
    title: Inlines
    is_numbered: bool


@dataclass(frozen=True, slots=True)
class ClausePlace:
    """Where a document template wants a clause."""

    clause: str


@dataclass(frozen=True, slots=True)
class Details:
    """The title block of a document template."""

    table: Table


OutlineItem = Heading | ClausePlace | Details | Block

_REFUSED = {
    "heading_open": "見出し「#」は使えません。",
    "blockquote_open": "引用「>」は使えません。",
    "fence": "コードの囲み「```」は使えません。",
    "code_block": "行頭の空白4個（コード）は使えません。",
    "code_inline": "コード「`」は使えません。",
    "hr": "区切り線は使えません。",
    "html_block": "HTML は使えません。",
    "html_inline": "HTML は使えません。",
    "image": "画像は使えません。",
    "em_open": "「*」1個の強調は使えません（** で囲んでください）。",
    "hardbreak": "行末の空白や「\\」による改行は使えません。",
}

_UNFINISHED = {
    "**": "強調の「**」が閉じていません。「**」の内側に空白や記号を置かないでください。",
    "[[": "参照は「[[部/条項]]」の形で、半角の英小文字で書いてください。",
    ":::": "「:::」の後には commentary か example を書き、終わりに「:::」の行を置いてください。",
}
"""Marks that the parser leaves as text when what should belong to them is wrong."""

_SPECIAL = re.compile(r"[\n\\`*_\[\]<!【]")
_REFERENCE = re.compile(r"\[\[([a-z][a-z0-9./-]*)\]\]")
_BLANK = re.compile("【([^】\ue000]{1,60})(?:\ue000([^\ue001]*)\ue001)?】")
_NOT_BLANK = re.compile(r"解説|[(（]例[)）]")
_HEADING = re.compile(r"^(?P<title>.*?)\s*\{: #(?P<id>[a-z][a-z0-9-]*)(?P<plain> \.unnumbered)?\}$")


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    # html stays on so that it is recognized, and then refused, instead of shown as text
    parser = MarkdownIt("commonmark", {"html": True}).enable("table")
    # without text_join, escaped characters stay apart from those that mean something
    parser.disable(["reference", "entity", "text_join"])
    for name in CONTAINERS:
        container_plugin(parser, name)
    parser.inline.ruler.at("text", _text_rule)
    parser.inline.ruler.before("link", "clause_reference", _reference_rule)
    parser.inline.ruler.before("link", "blank", _blank_rule)
    return parser


def _text_rule(state: StateInline, silent: bool) -> bool:
    """Plain characters. The parser's own rule would run over 【."""
    found = _SPECIAL.search(state.src, state.pos, state.posMax)
    end = found.start() if found else state.posMax
    if end == state.pos:
        return False
    if not silent:
        state.pending += state.src[state.pos : end]
    state.pos = end
    return True


def _reference_rule(state: StateInline, silent: bool) -> bool:
    found = _REFERENCE.match(state.src, state.pos)
    if not found:
        return False
    if not silent:
        state.push("clause_reference", "", 0).content = found[1]
    state.pos = found.end()
    return True


def _blank_rule(state: StateInline, silent: bool) -> bool:
    found = _BLANK.match(state.src, state.pos)
    if not found or _NOT_BLANK.match(found[1]):
        return False
    if not silent:
        token = state.push("blank", "", 0)
        token.content, token.info = found[1], found[2] or ""
    state.pos = found.end()
    return True


@lru_cache(maxsize=8192)
def parse_clause(text: str) -> tuple[Block, ...]:
    """A clause's text as blocks: the rule, then its notes. Equal texts are parsed once.

    Raises:
        MarkupError: the text leaves the dialect.
    """
    tokens = _parser().parse(text)
    blocks = _Reader(tokens, frozenset({"commentary", "example"})).blocks(None)
    lists = [token for token in tokens if token.type == "ordered_list_open"]
    if len(lists) > 1:
        raise MarkupError(
            "番号付きのリストは一つの条項に一つまでです。条項を分けてください。",
            "",
            _line(lists[1]),
        )
    return tuple(blocks)


def parse_outline(text: str) -> list[OutlineItem]:
    """A rendered document template: headings, places for clauses, and blocks of its own.

    Raises:
        MarkupError: the text leaves the dialect.
    """
    return _OutlineReader(_parser().parse(text), frozenset(CONTAINERS)).items()


class _Reader:
    """Walks the flat list of tokens."""

    def __init__(self, tokens: Sequence[Token], containers: frozenset[str]) -> None:
        self._tokens = tokens
        self._containers = containers
        self._at = 0

    def blocks(self, end: str | None) -> list[Block]:
        """The blocks up to the token `end`, which is consumed."""
        found: list[Block] = []
        while self._at < len(self._tokens):
            token = self._next()
            if token.type == end:
                return found
            found.append(self._block(token))
        return found

    def _next(self) -> Token:
        token = self._tokens[self._at]
        self._at += 1
        return token

    def _block(self, token: Token) -> Block:
        readers: dict[str, Callable[[], Block]] = {
            "paragraph_open": self._paragraph,
            "bullet_list_open": lambda: BulletList(self._items("bullet_list_close")),
            "ordered_list_open": lambda: NumberedList(self._items("ordered_list_close")),
            "table_open": self._table,
        }
        if token.type in readers:
            return readers[token.type]()
        if token.type.startswith("container_"):
            return self._note(token)
        raise _refusal(token)

    def _note(self, token: Token) -> Note:
        name = token.type.removeprefix("container_").removesuffix("_open")
        if name not in self._containers or name not in ("commentary", "example"):
            raise MarkupError(f"「::: {name}」はここでは使えません。", f"::: {name}", _line(token))
        kind: NoteKind = "commentary" if name == "commentary" else "example"
        blocks = self.blocks(f"container_{name}_close")
        if any(isinstance(b, NumberedList | Note) for b in blocks):
            raise MarkupError(
                "解説と例の中では、番号付きのリストや「:::」は使えません。", "", _line(token)
            )
        return Note(kind, tuple(blocks))

    def _paragraph(self) -> Paragraph:
        inline = self._next()
        self._next()
        return Paragraph(_inlines(inline))

    def _items(self, end: str) -> tuple[tuple[Block, ...], ...]:
        items = []
        while (token := self._next()).type != end:
            assert token.type == "list_item_open"
            item = tuple(self.blocks("list_item_close"))
            if not _is_list_item(item):
                raise MarkupError(
                    "リストの項目には、一つの段落と、その下の「- 」のリストだけを書いてください。",
                    "",
                    _line(token),
                )
            items.append(item)
        return tuple(items)

    def _table(self) -> Table:
        rows: list[tuple[Inlines, ...]] = []
        cells: list[Inlines] = []
        while (token := self._next()).type != "table_close":
            if token.type == "tr_open":
                cells = []
            elif token.type == "inline":
                cells.append(_inlines(token))
            elif token.type == "tr_close":
                rows.append(tuple(cells))
        return Table(rows[0], tuple(rows[1:]))


def _is_list_item(blocks: tuple[Block, ...]) -> bool:
    if not blocks or not isinstance(blocks[0], Paragraph):
        return False
    return all(isinstance(b, BulletList) for b in blocks[1:])


class _OutlineReader(_Reader):
    def items(self) -> list[OutlineItem]:
        found: list[OutlineItem] = []
        while self._at < len(self._tokens):
            token = self._next()
            if token.type == "heading_open":
                found.append(self._heading(token))
            elif token.type == "container_clause_open":
                found.append(self._clause_place(token))
            elif token.type == "container_details_open":
                found.append(self._details(token))
            else:
                found.append(self._block(token))
        return found

    def _heading(self, token: Token) -> Heading:
        inline = self._next()
        self._next()
        found = _HEADING.match(inline.content)
        if token.tag != "h1" or not found:
            raise MarkupError(
                "見出しは「# 題名 {: #識別子}」または「# 題名 {: #識別子 .unnumbered}」の形で"
                "書いてください。",
                inline.content,
                _line(token),
            )
        (title,) = _parser().parseInline(found["title"])
        return Heading(found["id"], _inlines(title), found["plain"] is None)

    def _clause_place(self, token: Token) -> ClausePlace:
        if self.blocks("container_clause_close"):
            raise MarkupError(
                "「::: clause」の中には何も書けません。次の行に「:::」を置いてください。",
                "",
                _line(token),
            )
        return ClausePlace(token.info.split()[-1])

    def _details(self, token: Token) -> Details:
        match self.blocks("container_details_close"):
            case [Table() as table]:
                return Details(table)
            case _:
                raise MarkupError(
                    "「::: details」の中には表を一つだけ書いてください。",
                    "::: details",
                    _line(token),
                )


def _inlines(token: Token) -> Inlines:
    children = token.children or []
    found: list[Inline] = []
    at = 0
    while at < len(children):
        child = children[at]
        if child.type in ("strong_open", "link_open"):
            end = next(
                n
                for n in range(at, len(children))
                if children[n].type == child.type.replace("open", "close")
            )
            found += _span(child, children[at + 1 : end], token)
            at = end
        else:
            found.append(_inline(child, children, at, token))
        at += 1
    return _joined(found)


def _inline(child: Token, children: Sequence[Token], at: int, parent: Token) -> Inline:
    match child.type:
        case "text":
            for mark, message in _UNFINISHED.items():
                if mark in child.content:
                    raise MarkupError(message, child.content, _line(parent))
            return Text(child.content)
        case "text_special":
            return Text(child.content)
        case "softbreak":
            return Text(_break_between(children, at))
        case "clause_reference":
            return Reference(child.content)
        case "blank":
            return Blank(child.content, child.info)
        case _:
            raise _refusal(child, parent)


def _span(opening: Token, inner: Sequence[Token], parent: Token) -> list[Inline]:
    """Emphasized or linked text. Blanks and references inside stand by themselves."""
    children = [_inline(child, inner, at, parent) for at, child in enumerate(inner)]
    if opening.type == "strong_open":
        return [Strong(i.text) if isinstance(i, Text) else i for i in _joined(children)]
    url = str(opening.attrGet("href") or "")
    if not url.startswith(("https://", "http://")):
        raise MarkupError("リンク先は https:// で始めてください。", url, _line(parent))
    return [Link(plain_text(_joined(children)), url)]


def _break_between(children: Sequence[Token], at: int) -> str:
    """A line end inside a paragraph: a blank between Latin words, nothing in Japanese."""
    before = children[at - 1].content[-1:] if at else ""
    after = children[at + 1].content[:1] if at + 1 < len(children) else ""
    return " " if before.isascii() and after.isascii() else ""


def _joined(inlines: list[Inline]) -> Inlines:
    """Neighbouring texts as one."""
    found: list[Inline] = []
    for inline in inlines:
        if isinstance(inline, Text) and found and isinstance(found[-1], Text):
            found[-1] = Text(found[-1].text + inline.text)
        elif not (isinstance(inline, Text) and not inline.text):
            found.append(inline)
    return tuple(found)


def _refusal(token: Token, parent: Token | None = None) -> MarkupError:
    message = _REFUSED.get(token.type, f"使えない書き方です（{token.type}）。")
    return MarkupError(message, token.content, _line(parent or token))


def _line(token: Token) -> int:
    return token.map[0] + 1 if token.map else 1
