"""Names that texts call somebody or something by, each one word however it is written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from guideline.document import Document, plain_text

_LEAST = 2
"""Characters of a name; one alone is found in too many words."""

_OFFICES = (
    "課|室|部|係|局|班|本部|支部|部会|委員会|審議会|協議会|研究会|センター|チーム|グループ"
    "|責任者|管理者|担当者|監督者|補佐官|推進員"
)
_OFFICE = re.compile(
    rf"(?<!^[全一内外細上下関結当日])(?:{_OFFICES})(?:長|次長|長補佐|員)?$"
    r"|^社$|(?<=.)(?:課|室|局|センター|委員会)[内外側宛]$"
)
"""The end of what an office or a post is called, but not 全部, 関係 or 結局."""
_POSTS = frozenset(("長", "次長", "副長", "長補佐", "員"))
"""What follows an office and makes it a post."""
_PART = re.compile(
    "[一-鿿㐀-䶿々〆ヶ]+|[ァ-ヺｦ-ｯｱ-ﾝ][ァ-ヺーｦ-ﾟ・]*"
    "|[A-Za-zＡ-Ｚａ-ｚ][A-Za-zＡ-Ｚａ-ｚ0-9０-９&＆.-]*|生成(?:AI|ＡＩ)"
)
"""A piece in one script that an office may be named with."""
_MAY_BE_NAMED = re.compile(
    rf"[ァ-ヺｦ-ﾟA-Za-zＡ-Ｚａ-ｚー][一-鿿々〆ヶァ-ヺーｦ-ﾟ・A-Za-zＡ-Ｚａ-ｚ0-9０-９&＆.-]{{0,40}}?(?:{_OFFICES}|社)"
    "|[一-鿿](?:センター|チーム|グループ)"
)
"""What is quickly found in a text that names such an office, and in few others."""
_ALONE = """
当該 各 本 同 他 全 両 前 現 旧 新 元 毎年 毎年度 毎月 毎週 毎日 今後 以後 以内 以上 以下 以外
以前 以降 等 原則 別途 随時 適宜 一切 当分 再度 直接
"""
_NO_PART = frozenset(_ALONE.split())
"""What stands before a name and is no part of it."""
_ONE_SCRIPT = re.compile("[一-鿿㐀-䶿々〆ヶ]+")

_known: ContextVar[re.Pattern[str] | None] = ContextVar("known", default=None)


def names_in(document: Document) -> tuple[str, ...]:
    """Everybody and everything that the document calls by a name of its own."""
    tools = (known.name for known in document.names if known.id.startswith(_TOOLS))
    return (*document.actors, *tools, plain_text(document.organization))


_TOOLS = "tools/"
"""Names of information classes, such as 公開, are words that stand in many others."""


@contextmanager
def names_of(*documents: Document) -> Iterator[None]:
    """Within it, texts are cut so that a name of one of the documents is one word.

    Every text of a comparison is cut by the same names, on three ways to it that have nothing else
    in common. Handed through each of them, they would be an argument of sixty functions.
    """
    with whole(name for document in documents for name in names_in(document)):
        yield


@contextmanager
def whole(names: Iterable[str]) -> Iterator[None]:
    """Within it, texts are cut so that each of the names is one word."""
    # Of two names that begin alike, the longer one is what the text says.
    ordered = sorted({name for name in names if len(name) >= _LEAST}, key=lambda n: (-len(n), n))
    token = _known.set(re.compile("|".join(map(re.escape, ordered))) if ordered else None)
    try:
        yield
    finally:
        _known.reset(token)


def with_whole_names(text: str, pieces: list[str]) -> list[str]:
    """The pieces of the text, those that are parts of one name joined."""
    joined: list[str] = []
    end = 0
    for first, last in sorted([*_known_names(text, pieces), *_offices(text, pieces)]):
        if first < end:
            joined[-1] += "".join(pieces[end : last + 1])
        else:
            joined += [*pieces[end:first], "".join(pieces[first : last + 1])]
        end = max(end, last + 1)
    return joined + pieces[end:]


def _known_names(text: str, pieces: Sequence[str]) -> Iterator[tuple[int, int]]:
    """For each name of the documents, the first and the last piece that it touches."""
    known = _known.get()
    if not known:
        return
    at, start = 0, 0
    for name in known.finditer(text):
        while start + len(pieces[at]) <= name.start():
            start += len(pieces[at])
            at += 1
        first = at
        while start + len(pieces[at]) < name.end():
            start += len(pieces[at])
            at += 1
        if first < at:
            yield first, at


def _offices(text: str, pieces: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The first and the last piece of each office that is written in several scripts.

    No text has to tell its offices: デジタル推進課 is one by its last character.
    """
    if not _MAY_BE_NAMED.search(text):
        return
    first, is_closed = -1, False
    for at, piece in enumerate(pieces):
        if is_closed:
            if piece in _POSTS:
                yield first, at
            first, is_closed = -1, False
        if piece in _NO_PART or piece in _POSTS or not _PART.fullmatch(piece):
            first = -1
            continue
        first = at if first < 0 else first
        if _OFFICE.search(piece):
            if not _ONE_SCRIPT.fullmatch("".join(pieces[first : at + 1])):
                yield first, at
            is_closed = True
