"""A rendered document template becomes headings, places for clauses, and blocks of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass

from markdown_it.token import Token

from guideline.document import Block, Entry, Inlines, Reference, Table, Text, walk_inlines
from guideline.markup import (
    CONTAINER_CLOSE,
    CONTAINERS,
    MarkupError,
    TokenReader,
    container_of,
    inlines_of,
    line_of,
    parser,
    tokens_of,
)


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

_HEADING = re.compile(r"^(?P<title>.*?)\s*\{: #(?P<id>[a-z][a-z0-9-]*)(?P<plain> \.unnumbered)?\}$")


def parse_outline(text: str, *, is_form: bool = False) -> list[OutlineItem]:
    """A rendered document template: headings, places for clauses, and blocks of its own.

    Args:
        is_form: whether it may have places to fill in.

    Raises:
        MarkupError: the text leaves the dialect.
    """
    tokens = tokens_of(text, is_form=is_form)
    return _OutlineReader(tokens, text.split("\n"), frozenset(CONTAINERS)).items()


class _OutlineReader(TokenReader):
    def items(self) -> list[OutlineItem]:
        found: list[OutlineItem] = []
        while self._at < len(self._tokens):
            token = self._next()
            if token.type == "heading_open":
                found.append(self._heading(token))
            elif container_of(token) == "clause":
                found.append(self._clause_place(token))
            elif container_of(token) == "details":
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
                line_of(token),
            )
        (title,) = parser().parseInline(found["title"])
        inlines = inlines_of(title)
        if not all(isinstance(inline, Text) for inline in inlines):
            raise MarkupError(
                "見出しには文字だけを書いてください。", inline.content, line_of(token)
            )
        return Heading(found["id"], inlines, found["plain"] is None)

    def _clause_place(self, token: Token) -> ClausePlace:
        if self.blocks(CONTAINER_CLOSE):
            raise MarkupError(
                "「::: clause」の中には何も書けません。次の行に「:::」を置いてください。",
                "",
                line_of(token),
            )
        return ClausePlace(token.info.split()[-1])

    def _details(self, token: Token) -> Details:
        match self.blocks(CONTAINER_CLOSE):
            case [Table() as table] if not _has_reference_or_entry(table):
                return Details(table)
            case _:
                raise MarkupError(
                    "「::: details」の中には、参照も記入欄も含まない表を一つだけ書いてください。",
                    "::: details",
                    line_of(token),
                )


def _has_reference_or_entry(table: Table) -> bool:
    inlines = (inline for run in walk_inlines((table,)) for inline in run)
    return any(isinstance(inline, Reference | Entry) for inline in inlines)
