"""The allowed Markdown becomes blocks of the document tree; anything else is refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import islice

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin

from guideline.document import (
    Blank,
    Block,
    BulletList,
    Entry,
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
    plain_text,
)

CONTAINERS = ("commentary", "example", "details", "clause")
_CONTAINER = "any"
CONTAINER_CLOSE = f"container_{_CONTAINER}_close"


class MarkupError(Exception):
    """Markdown outside the dialect. `snippet` is the text it was found at."""

    def __init__(self, message: str, snippet: str, line: int) -> None:
        super().__init__(message)
        self.message = message
        self.snippet = snippet
        self.line = line
        """The line within the text, from 1."""


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
    "entry_elsewhere": (
        "記入欄は、申請書などの様式（leaves_out: all の文書の型）の本文だけで使えます。"
    ),
    "entry_unknown": (
        "記入欄は [記入]、[日付]、[選択：甲／乙] 又は「□ 」と書いてください"
        "（文中の [記入　　　] は、空白の分だけ空けます）。"
    ),
}

_UNFINISHED = {
    "**": "強調の「**」が閉じていません。「**」の内側に空白や記号を置かないでください。",
    "[[": "参照は「[[部/条項]]」の形で、半角の英小文字で書いてください。",
    "](": "リンクは「[文字](https://…)」の形で書いてください。リンクの中に参照は書けません。",
    ":::": "「:::」の後には commentary か example を書き、終わりに「:::」の行を置いてください。",
}
"""Marks that the parser leaves as text when what should belong to them is wrong."""

_SPECIAL = re.compile(r"[\n\\`*_\[\]<!&【□［]")
_REFERENCE = re.compile(r"\[\[([a-z][a-z0-9./-]*)\]\]")
_BLANK = re.compile("【([^】\ue000]{1,60})(?:\ue000([^\ue001]*)\ue001)?】")
_NOT_BLANK = re.compile(r"解説|[(（]例[)）]")
_ENTRY = re.compile(
    r"[\[［](?:記入(?P<room>　*)|(?P<date>日付)"
    r"|選択[：:](?P<choices>(?:\\.|[^\\\[\]［］\n])+))[\]］]"
)
_BRACKETS = re.compile(r"\[(?!\[)(?:\\.|[^\\\[\]\n])*\](?!\()")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_ROOM = "　" * 10
"""Where a text is written into a sentence and the template does not say how wide."""
_DATE = "　　年　　月　　日"


@lru_cache(maxsize=1)
def parser() -> MarkdownIt:
    # html stays on so that it is recognized, and then refused, instead of shown as text
    parser = MarkdownIt("commonmark", {"html": True}).enable("table")
    # without text_join, escaped characters stay apart from those that mean something
    parser.disable(["reference", "entity", "text_join"])
    # One rule for all names: at every line the parser asks each rule whether it begins here.
    container_plugin(parser, _CONTAINER, validate=_is_container)
    parser.inline.ruler.before("link", "entry", _entry_rule)
    return _with_our_marks(parser)


@lru_cache(maxsize=1)
def loose_parser() -> MarkdownIt:
    """A parser of any Markdown, which takes what readers take for a blank as one, too."""
    return _with_our_marks(MarkdownIt("commonmark", {"html": True}).enable("table"))


def _with_our_marks(parser: MarkdownIt) -> MarkdownIt:
    """The parser with references and blanks."""
    parser.inline.ruler.at("text", _text_rule)
    parser.inline.ruler.before("link", "clause_reference", _reference_rule)
    parser.inline.ruler.before("link", "blank", _blank_rule)
    return parser


def _is_container(information: str, _: str) -> bool:
    return information.strip().split(" ", 1)[0] in CONTAINERS


def container_of(token: Token) -> str | None:
    """The name of the container that the token opens, if it opens one."""
    return token.info.split()[0] if token.type == f"container_{_CONTAINER}_open" else None


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


def _entry_rule(state: StateInline, silent: bool) -> bool:
    """A place to fill in. In a form, other brackets are taken for one that is written wrongly."""
    is_form = bool(state.env.get("is_form"))
    # A sentence may speak of 「□に印を付け」; a box to tick stands before a blank.
    if is_form and state.src.startswith(("□ ", "□　"), state.pos):
        kind, found, end = "entry", None, state.pos + 1
    else:
        found = _ENTRY.match(state.src, state.pos)
        kind = "entry" if is_form else "entry_elsewhere"
        if not found and is_form:
            found, kind = _BRACKETS.match(state.src, state.pos), "entry_unknown"
        if not found:
            return False
        end = found.end()
    entry = _entry(found) if kind == "entry" else None
    if entry and entry.kind == "choice" and len(set(entry.choices)) < max(2, len(entry.choices)):
        kind = "entry_unknown"
    if not silent:
        token = state.push(kind, "", 0)
        token.content = state.src[state.pos : end]
        token.meta = {"entry": entry}
    state.pos = end
    return True


def _entry(found: re.Match[str] | None) -> Entry:
    if found is None:
        return Entry("check", "□")
    if found["choices"]:
        text = _ESCAPED.sub(r"\1", _BLANK.sub(r"【\1】", found["choices"]))
        choices = tuple(choice.strip() for choice in text.split("／") if choice.strip())
        return Entry("choice", "　".join(f"□ {choice}" for choice in choices), choices=choices)
    return Entry("date", _DATE) if found["date"] else Entry("text", found["room"] or _ROOM)


@lru_cache(maxsize=8192)
def parse_clause(text: str) -> tuple[Block, ...]:
    """A clause's text as blocks: the rule, then its notes. Equal texts are parsed once.

    Raises:
        MarkupError: the text leaves the dialect.
    """
    tokens = tokens_of(text)
    reader = TokenReader(tokens, text.split("\n"), frozenset({"commentary", "example"}))
    blocks = reader.blocks(None)
    lists = [token for token in tokens if token.type == "ordered_list_open"]
    if len(lists) > 1:
        raise MarkupError(
            "番号付きのリストは一つの条項に一つまでです。条項を分けてください。",
            "",
            line_of(lists[1]),
        )
    return tuple(blocks)


def tokens_of(text: str, *, is_form: bool = False) -> list[Token]:
    """The parser's tokens. It closes a forgotten container at the end, and a rule would be lost.

    Args:
        is_form: whether the text may have places to fill in.
    """
    opened: list[int] = []
    for number, line in enumerate(text.split("\n"), 1):
        if re.match(r" {0,3}:::\s*\w", line):
            opened.append(number)
        elif re.match(r" {0,3}:::+\s*$", line) and opened:
            opened.pop()
    if opened:
        raise MarkupError(
            "「:::」の囲みが閉じていません。終わりに「:::」の行を置いてください。",
            ":::",
            opened[-1],
        )
    return parser().parse(text, {"is_form": is_form})


class TokenReader:
    """Walks the flat list of tokens."""

    def __init__(
        self, tokens: Sequence[Token], lines: Sequence[str], containers: frozenset[str]
    ) -> None:
        self._tokens = tokens
        self._lines = lines
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
        if token.attrGet("start") is not None:
            raise MarkupError("番号付きのリストは「1. 」から始めてください。", "", line_of(token))
        if token.type in readers:
            return readers[token.type]()
        name = container_of(token)
        if name is not None:
            return self._note(token, name)
        raise _refusal(token)

    def _note(self, token: Token, name: str) -> Note:
        if name not in self._containers or name not in ("commentary", "example"):
            raise MarkupError(
                f"「::: {name}」はここでは使えません。", f"::: {name}", line_of(token)
            )
        kind: NoteKind = "commentary" if name == "commentary" else "example"
        blocks = self.blocks(CONTAINER_CLOSE)
        if any(isinstance(b, NumberedList | Note) for b in blocks):
            raise MarkupError(
                "解説と例の中では、番号付きのリストや「:::」は使えません。", "", line_of(token)
            )
        return Note(kind, tuple(blocks))

    def _paragraph(self) -> Paragraph:
        inline = self._next()
        self._next()
        return Paragraph(inlines_of(inline))

    def _items(self, end: str) -> tuple[tuple[Block, ...], ...]:
        items = []
        while (token := self._next()).type != end:
            assert token.type == "list_item_open"
            item = tuple(self.blocks("list_item_close"))
            if not _is_list_item(item):
                raise MarkupError(
                    "リストの項目には、一つの段落と、その下の「- 」のリストだけを書いてください。",
                    "",
                    line_of(token),
                )
            items.append(item)
        return tuple(items)

    def _table(self) -> Table:
        rows: list[tuple[Inlines, ...]] = []
        cells: list[Inlines] = []
        while (token := self._next()).type != "table_close":
            if token.type == "tr_open":
                self._check_width(token, len(rows[0]) if rows else 0)
                cells = []
            elif token.type == "inline":
                cells.append(_in_cell(inlines_of(token)))
            elif token.type == "tr_close":
                rows.append(tuple(cells))
        return Table(rows[0], tuple(rows[1:]))

    def _check_width(self, row: Token, width: int) -> None:
        """Refuses a row with too many or too few cells; the parser would drop or add some."""
        written = self._lines[line_of(row) - 1]
        if width and _cells_in(written) != width:
            raise MarkupError(
                f"表のこの行のセルは{width}個でなければなりません。", written.strip(), line_of(row)
            )


def _in_cell(inlines: Inlines) -> Inlines:
    """A cell that is to be filled in as a whole is empty on paper."""
    match inlines:
        case (Entry("text" | "date") as entry,):
            return (replace(entry, text=""),)
        case _:
            return inlines


def _cells_in(line: str) -> int:
    """How many cells a table row is written with."""
    inner = line.strip().removeprefix("|")
    return len(_CELL_BORDER.findall(inner)) + (not _ENDS_IN_BORDER.search(inner))


_CELL_BORDER = re.compile(r"(?<!\\)(?:\\\\)*\|")
_ENDS_IN_BORDER = re.compile(r"(?<!\\)(?:\\\\)*\|$")


def _is_list_item(blocks: tuple[Block, ...]) -> bool:
    if not blocks or not isinstance(blocks[0], Paragraph):
        return False
    return all(isinstance(b, BulletList) for b in blocks[1:])


def inlines_of(token: Token) -> Inlines:
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
    return joined(found)


def _inline(child: Token, children: Sequence[Token], at: int, parent: Token) -> Inline:
    match child.type:
        case "text":
            for mark, message in _UNFINISHED.items():
                if mark in child.content:
                    raise MarkupError(message, child.content, line_of(parent))
            return Text(child.content)
        case "text_special":
            return Text(child.content)
        case "softbreak":
            return Text(break_between(children, at))
        case "clause_reference":
            return Reference(child.content)
        case "blank":
            return Blank(child.content, child.info)
        case "entry":
            entry: Entry = child.meta["entry"]
            return entry
        case _:
            raise _refusal(child, parent)


def _span(opening: Token, inner: Sequence[Token], parent: Token) -> list[Inline]:
    """Emphasized or linked text.

    A blank is marked by itself, so that emphasis around one is left out: Markdown cannot show
    emphasis that ends and begins again inside a word.
    """
    children = joined([_inline(child, inner, at, parent) for at, child in enumerate(inner)])
    if any(isinstance(child, Reference) for child in children):
        raise MarkupError("強調とリンクの中に参照は書けません。", parent.content, line_of(parent))
    is_text = all(isinstance(child, Text) for child in children)
    if opening.type == "strong_open":
        return [Strong(plain_text(children))] if is_text else list(children)
    url = str(opening.attrGet("href") or "")
    if not url.startswith(("https://", "http://")):
        raise MarkupError("リンク先は https:// で始めてください。", url, line_of(parent))
    return [Link(plain_text(children), url)] if is_text else list(children)


def break_between(children: Sequence[Token], at: int) -> str:
    """A line end inside a paragraph: a blank between Latin words, nothing in Japanese."""
    before = next((c.content[-1] for c in _backwards(children, at) if c.content), "")
    after = next((c.content[0] for c in islice(children, at + 1, None) if c.content), "")
    return " " if before.isascii() and after.isascii() else ""


def _backwards(children: Sequence[Token], at: int) -> Iterator[Token]:
    for index in range(at - 1, -1, -1):
        yield children[index]


def _refusal(token: Token, parent: Token | None = None) -> MarkupError:
    message = _REFUSED.get(token.type, f"使えない書き方です（{token.type}）。")
    return MarkupError(message, token.content, line_of(parent or token))


def line_of(token: Token) -> int:
    return token.map[0] + 1 if token.map else 1
