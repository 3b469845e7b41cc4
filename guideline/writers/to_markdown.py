"""A document as Markdown, with the manifest as front matter and clause ids as comments."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from typing import assert_never

from guideline.document import (
    NOTE_LABELS,
    Blank,
    Block,
    BulletList,
    Document,
    Entry,
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
)

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~$^]|&(?=#?\w+;))")
_AT_START = re.compile(r"^\s*(?=[#+-]|\(\d+\))|^\s*\d+(?=[.)](?:\s|$))")
_AT_END = re.compile(r"(?<=\s)(?=#+$)")
_DIGEST = re.compile(r"^  digest: ([0-9a-f]{64})\n", re.MULTILINE)


def to_markdown(document: Document) -> str:
    """The document in the Markdown that CommonMark with tables understands."""
    organization = _at_line_start(_inlines(document.organization))
    lines = [_heading(1, document.title), "", organization, ""]
    if document.details.rows:
        lines += _table(document.details)
    for section in document.sections:
        lines += _section(section, 2)
    body = "\n".join(lines).rstrip("\n") + "\n"
    return with_front_matter(document.manifest, body)


def is_untouched(data: bytes) -> bool:
    """Whether a Markdown file was written by `to_markdown` and not edited since."""
    text = data.decode("utf-8", "replace").replace("\r\n", "\n")
    found = _DIGEST.search(text)
    return found is not None and found[1] == _digest(text[: found.start()] + text[found.end() :])


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def with_front_matter(manifest: Manifest, body: str) -> str:
    """The whole file. Its digest covers everything but the line of the digest."""
    values = manifest_values(manifest)
    lines = [f"  {key}: {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()]
    head = "\n".join(["---", "guideline:", *lines, ""])
    tail = "---\n\n" + body
    return f"{head}  digest: {_digest(head + tail)}\n{tail}"


def _section(section: Section, level: int) -> Iterator[str]:
    yield ""
    yield _mark(section)
    yield _heading(level, _numbered_title(section))
    yield ""
    yield from _blocks(section.blocks)
    for inner in section.sections:
        yield from _section(inner, level + 1)


def _mark(section: Section) -> str:
    """What tells a program which section it is, whatever becomes of its number and title."""
    if section.origin:
        return f"<!-- clause: {section.origin.clause} {section.origin.hash} -->"
    return f"<!-- part: {section.id} -->"


def _numbered_title(section: Section) -> str:
    if section.number.endswith("条"):
        return f"{section.number}（{section.title}）"
    return f"{section.number} {section.title}" if section.number else section.title


def _heading(level: int, title: str) -> str:
    # Marks at the end would be taken for the heading's own closing marks.
    return f"{'#' * level} " + _AT_END.sub(r"\\", escaped(title))


def _blocks(blocks: tuple[Block, ...]) -> Iterator[str]:
    """Lines of the blocks, an empty line after each block."""
    for block in blocks:
        match block:
            case Paragraph(inlines, number):
                mark = f"{number}　" if number else ""
                yield _at_line_start(mark + _inlines(inlines))
            case BulletList(items):
                yield from _list(items, ["- "] * len(items))
            case NumberedList(items):
                yield from _list(items, [f"{n}. " for n in range(1, len(items) + 1)])
            case Table():
                yield from _table(block)
            case Note():
                yield from _note(block)
            case _:
                assert_never(block)
        yield ""


def _list(items: tuple[tuple[Block, ...], ...], marks: list[str]) -> Iterator[str]:
    for mark, item in zip(marks, items, strict=True):
        first, *rest = [line for line in _blocks(item) if line]
        yield mark + first
        yield from (" " * len(mark) + line for line in rest)


def _note(note: Note) -> Iterator[str]:
    yield f"> **{NOTE_LABELS[note.kind]}**"
    yield ">"
    lines = list(_blocks(note.blocks))
    yield from (f"> {line}".rstrip() for line in lines[:-1])


def _table(table: Table) -> Iterator[str]:
    if table.caption:
        yield from (escaped(table.caption), "")
    yield _row(table.header)
    yield "|" + " --- |" * len(table.header)
    for row in table.rows:
        yield _row(row)


def _row(cells: tuple[Inlines, ...]) -> str:
    return "| " + " | ".join(_inlines(cell) for cell in cells) + " |"


def _inlines(inlines: Inlines) -> str:
    text = ""
    for inline in inlines:
        match inline:
            case Text(content) | Reference(_, content) | Entry(_, content):
                text += escaped(content)
            case Strong(content):
                text += f"**{escaped(content)}**"
            case Link(content, url):
                text += f"[{escaped(content)}]({_address(url)})"
            case Ruby(content, reading):
                text += escaped(f"{content}（{reading}）")
            case Blank():
                text += escaped(plain_text((inline,)))
            case _:
                assert_never(inline)
    return text


def _address(url: str) -> str:
    """A link's address; brackets and blanks in it would end it, and entities be read as such."""
    url = url.replace("(", "%28").replace(")", "%29").replace(" ", "%20").replace("|", "%7C")
    return re.sub(r"&(?=#?\w+;)", "&amp;", url)


def escaped(text: str) -> str:
    """`text` without anything that Markdown would take for a mark."""
    return _SPECIAL.sub(r"\\\1", text)


def _at_line_start(line: str) -> str:
    """A paragraph that would otherwise begin like a list or a heading."""
    return _AT_START.sub(lambda found: found[0] + "\\", line)
