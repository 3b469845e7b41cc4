"""A document as one HTML page that needs nothing else, on the screen as on paper."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterator, Sequence
from typing import assert_never
from urllib.parse import quote

from guideline.document import (
    BLANK_IN_TEXT,
    NOTE_LABELS,
    Blank,
    Block,
    BulletList,
    Document,
    Entry,
    Inline,
    Inlines,
    Link,
    Manifest,
    Note,
    NumberedList,
    Paragraph,
    Reference,
    Ruby,
    Section,
    Strong,
    Table,
    Text,
    manifest_values,
    plain_text,
    relation_of,
    walk_sections,
)

_NOT_HTML = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_DIGEST = re.compile(r'^<meta name="guideline:digest" content="([0-9a-f]{64})">\n', re.MULTILINE)

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""Nothing is loaded and nothing runs, whatever a text of the page may hold."""


def to_html(document: Document, style: str) -> str:
    """The document as a page that carries `style`, a style sheet, in itself."""
    title = f"{document.title}｜{plain_text(document.organization)}"
    body = "\n".join(_Body(document).lines())
    return page(title, style, f"{document.numbering} {document.page}", body, document.manifest)


def page(title: str, style: str, css: str, body: str, manifest: Manifest) -> str:
    """A whole page that carries its digest; `css` is the class of its body."""
    head = (
        '<!DOCTYPE html>\n<html lang="ja">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n' + _manifest(manifest)
    )
    tail = (
        f"<title>{escaped(title)}</title>\n<style>\n{style}</style>\n</head>\n"
        f'<body class="{css}">\n{body}\n</body>\n</html>\n'
    )
    return f"{head}{_meta('digest', _digest(head + tail))}{tail}"


def is_untouched(data: bytes) -> bool:
    """Whether a page was written by `to_html` and not edited since."""
    text = data.decode("utf-8", "replace").replace("\r\n", "\n")
    found = _DIGEST.search(text)
    return found is not None and found[1] == _digest(text[: found.start()] + text[found.end() :])


def _digest(text: str) -> str:
    """SHA-256 of everything but the line of the digest."""
    return hashlib.sha256(text.encode()).hexdigest()


def _manifest(manifest: Manifest) -> str:
    values = manifest_values(manifest)
    told = {k: "、".join(v) if isinstance(v, list) else v for k, v in values.items()}
    return "".join(_meta(name, value) for name, value in told.items())


def _meta(name: str, value: str) -> str:
    return f'<meta name="guideline:{name}" content="{escaped(value)}">\n'


def escaped(text: str) -> str:
    """`text` as content or in double quotes; characters that HTML cannot hold are dropped."""
    return html.escape(_NOT_HTML.sub("", text))


class _Body:
    """What stands in the body of one page."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.targets: dict[str, str] = {}
        """The id on the page of each clause; texts name a clause by its own id or its slot's."""
        for section in walk_sections(document.sections):
            if section.origin:
                self.targets[section.origin.clause] = section.id
                self.targets[section.origin.slot] = section.id
            elif relation_of(section):
                self.targets[section.id] = section.id

    def lines(self) -> Iterator[str]:
        document = self.document
        yield from ("<header>", f"<h1>{_with_blanks(document.title)}</h1>")
        yield f'<p class="organization">{self._inlines(document.organization)}</p>'
        if document.details.header:
            yield from self._table(document.details, "details")
        yield "</header>"
        if document.page != "compact" and document.sections:  # a form is seen at a glance
            yield from self._contents()
        yield "<main>"
        for section in document.sections:
            yield from self._section(section, 0)
        yield "</main>"

    def _contents(self) -> Iterator[str]:
        yield '<nav aria-label="目次">\n<details>\n<summary>目次</summary>'
        yield from _contents(self.document.sections)
        yield "</details>\n</nav>"

    def _section(self, section: Section, depth: int) -> Iterator[str]:
        yield f'<section id="{escaped(section.id)}"{self._properties(section, depth)}>'
        if section.origin and section.origin.slot != section.id:
            yield f'<span id="{escaped(section.origin.slot)}"></span>'
        level = min(depth + 2, 6)
        yield f"<h{level}>{_with_blanks(_numbered_title(section))}</h{level}>"
        yield from self._blocks(section.blocks)
        for inner in section.sections:
            yield from self._section(inner, depth + 1)
        yield "</section>"

    def _properties(self, section: Section, depth: int) -> str:
        kind = "part" if depth == 0 else "clause"
        if self.document.numbering == "articles" and section.number and depth == 1:
            kind += " article"
        properties = f' class="{kind}"'
        if origin := section.origin:
            for name, value in (
                ("clause", origin.clause),
                ("level", origin.level),
                ("hash", origin.hash),
            ):
                properties += f' data-{name}="{escaped(value)}"'
        return properties

    def _blocks(self, blocks: Sequence[Block]) -> Iterator[str]:
        for block in blocks:
            match block:
                case Paragraph(inlines, number):
                    mark = f'<span class="number">{escaped(number)}　</span>' if number else ""
                    yield f"<p>{mark}{self._inlines(inlines)}</p>"
                case BulletList(items):
                    yield from self._list("ul", items)
                case NumberedList(items):
                    yield from self._list("ol", items)
                case Table():
                    yield from self._table(block)
                case Note(kind, inner):
                    # Who says what is asked for to be seen at once.
                    is_open = " open" if kind == "origin" else ""
                    yield f'<details class="note {kind}"{is_open}>'
                    yield f"<summary>{NOTE_LABELS[kind]}</summary>"
                    yield from self._blocks(inner)
                    yield "</details>"
                case _:
                    assert_never(block)

    def _list(self, tag: str, items: Sequence[tuple[Block, ...]]) -> Iterator[str]:
        yield f"<{tag}>"
        for first, *rest in items:
            assert isinstance(first, Paragraph)
            inner = "".join(f"\n{line}" for line in self._blocks(rest))
            has_box = isinstance(next(iter(first.inlines), None), Entry)
            css = _class("box" if has_box else "")
            yield f"<li{css}>{self._inlines(first.inlines)}{inner}</li>"
        yield f"</{tag}>"

    def _table(self, table: Table, css: str = "") -> Iterator[str]:
        kind = " ".join(filter(None, (css, _shape(table))))
        yield f'<div class="table">\n<table class="{kind}">'
        if table.caption:
            yield f"<caption>{_with_blanks(table.caption)}</caption>"
        yield f"<thead><tr>{''.join(self._heads(table))}</tr></thead>\n<tbody>"
        for row in table.rows:
            is_open = any(not plain_text(cell) for cell in row)
            yield f"<tr{_class('open' if is_open else '')}>{''.join(self._cells(row))}</tr>"
        yield "</tbody>\n</table>\n</div>"

    def _heads(self, table: Table) -> Iterator[str]:
        for cell, is_open in zip(table.header, _columns_to_fill_in(table), strict=True):
            css = _class(_width(cell), "open" if is_open else "")
            yield f'<th scope="col"{css}>{self._inlines(cell)}</th>'

    def _cells(self, row: Sequence[Inlines]) -> Iterator[str]:
        for column, cell in enumerate(row):
            # The first cell names its row, unless it is to be filled in.
            names_row = column == 0 and len(row) > 1 and plain_text(cell)
            if names_row:
                width = _class(_width(cell, _SHORT_NAME))
                yield f'<th scope="row"{width}>{self._inlines(cell)}</th>'
            else:
                yield f"<td{_class(_width(cell))}>{self._inlines(cell)}</td>"

    def _inlines(self, inlines: Inlines) -> str:
        return "".join(map(self._inline, inlines))

    def _inline(self, inline: Inline) -> str:
        match inline:
            case Text(text) | Entry(_, text):
                return _with_blanks(text)
            case Strong(text):
                return f"<strong>{_with_blanks(text)}</strong>"
            case Link(text, url):
                return f'<a href="{escaped(_address(url))}">{escaped(text)}</a>'
            case Reference(clause, text):
                target = self.targets.get(clause)
                return escaped(text) if target is None else _link_to(target, text)
            case Ruby(text, reading):
                mark = f"<rp>（</rp><rt>{escaped(reading)}</rt><rp>）</rp>"
                return f"<ruby>{escaped(text)}{mark}</ruby>"
            case Blank():
                return _blank(plain_text((inline,)))
            case _:
                assert_never(inline)


def _contents(sections: Sequence[Section]) -> Iterator[str]:
    """A list of links to the sections; nothing where there are none."""
    if not sections:
        return
    yield "<ol>"
    for section in sections:
        inner = "".join(f"\n{line}" for line in _contents(section.sections))
        yield f"<li>{_link_to(section.id, _numbered_title(section))}{inner}</li>"
    yield "</ol>"


def _numbered_title(section: Section) -> str:
    if section.number.endswith("条"):
        return f"{section.number}（{section.title}）"
    return f"{section.number} {section.title}" if section.number else section.title


def _link_to(target: str, text: str) -> str:
    return f'<a href="#{quote(target)}">{escaped(text)}</a>'


def _address(url: str) -> str:
    """A link's address; a blank in it would not be valid."""
    return url.replace(" ", "%20")


def _with_blanks(text: str) -> str:
    """Plain characters, in which a blank is what a reader takes for one."""
    written, end = "", 0
    for found in BLANK_IN_TEXT.finditer(text):
        written += escaped(text[end : found.start()]) + _blank(found[0])
        end = found.end()
    return written + escaped(text[end:])


def _blank(shown: str) -> str:
    return f'<mark class="blank">{escaped(shown)}</mark>'


def _class(*names: str) -> str:
    shown = " ".join(filter(None, names))
    return f' class="{shown}"' if shown else ""


_SHORT, _SHORT_NAME = 6.0, 8.0
"""In full-width characters: a cell (「△ 条件付き」) or a row's name that stays on one line."""
_WIDE, _MANY = 4, 7
"""Tables of so many columns scroll on a phone, and have small letters on paper."""


def _width(cell: Inlines, most: float = _SHORT) -> str:
    text = plain_text(cell)
    ems = len(text) - len(text.encode("ascii", "ignore")) / 2
    return "short" if 0 < ems <= most else ""


def _shape(table: Table) -> str:
    columns = len(table.header)
    if columns >= _MANY:
        return "wide many"
    return "wide" if columns >= _WIDE else "narrow"


def _columns_to_fill_in(table: Table) -> list[bool]:
    """For each column, whether at least half of it is left empty."""
    columns = zip(*table.rows, strict=True) if table.rows else ((),) * len(table.header)
    return [
        bool(cells) and 2 * sum(not plain_text(cell) for cell in cells) >= len(cells)
        for cells in columns
    ]
