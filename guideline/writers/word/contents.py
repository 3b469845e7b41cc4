"""Owns the list of contents: a field that Word can bring up to date, filled in already."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from guideline.document import Document, Section, walk_sections
from guideline.writers.word.fields import beginning, bookmark_of, field, mark
from guideline.writers.word.text import PAGE_BREAK, paragraph, run

TITLE = "目次"
TITLE_STYLE = "TOCHeading"
ENTRY_STYLES = ("TOC1", "TOC2")
"""The styles of the entries for parts and for clauses."""

_NUMBER_ROOM = {"jdla": (400, 500), "notice": (800, 400), "articles": (1000, 0)}
"""From the beginning of a part's or a clause's entry to its title, in twips; more where a number
needs it."""
_CHARACTERS = (200, 190)
"""How wide a full-width character of either entry is, in twips."""
_GAP = 0.5
"""At least so many characters stand between a number and its title."""
ABOVE = 240
"""Between the title block and a list below it, in twips."""
INDENT = 200
"""How far the entries for clauses are indented, in twips."""


class Entry(NamedTuple):
    """One line of the list: a heading of the document."""

    level: int
    """0 for a part, 1 for a clause."""
    number: str
    """The number that Word gives the heading; empty when it gives none."""
    title: str
    bookmark: str

    @property
    def style(self) -> str:
        """The style of its paragraph."""
        return ENTRY_STYLES[self.level]


def entries_of(document: Document) -> tuple[Entry, ...]:
    """What the list names, in order; nothing when the document has no list.

    The caption above an article carries no number, so that only its chapter is listed.
    """
    if not document.layout.has_contents or document.page == "compact":
        return ()
    if first_part(document) is None:
        return ()
    is_deep = document.numbering != "articles"
    return tuple(_entries(document.sections, 0, is_deep=is_deep))


def _entries(sections: Sequence[Section], depth: int, *, is_deep: bool) -> Iterator[Entry]:
    for section in sections:
        number, title = section.number, section.title
        if number and depth > 1:
            # The outline has two levels; a deeper number is typed into the heading.
            number, title = "", f"{number}　{title}"
        yield Entry(min(depth, 1), number, title, bookmark_of(section))
        if is_deep:
            yield from _entries(section.sections, depth + 1, is_deep=is_deep)


def first_part(document: Document) -> Section | None:
    """The first section that holds clauses: the list stands before it."""
    return next((s for s in document.sections if any(i.origin for i in walk_sections((s,)))), None)


def contents_xml(
    document: Document,
    entries: Sequence[Entry],
    pages: Mapping[str, int],
    text_width: int,
    *,
    is_apart: bool = True,
    tight: Mapping[str, int] | None = None,
) -> str:
    """The list; empty without entries.

    Args:
        pages: the page that each bookmark stands on.
        is_apart: whether it begins a page, instead of standing below the title block.
        tight: the height of the lines of each entry style, where it is not the style's own.
    """
    if not entries:
        return ""
    levels = "1-1" if document.numbering == "articles" else "1-2"
    lines = [_line(entry, pages[entry.bookmark]) for entry in entries]
    # One field holds all of the entries.
    lines[0] = beginning(f'TOC \\o "{levels}" \\h \\z') + lines[0]
    lines[-1] += mark("end")
    start = PAGE_BREAK if is_apart else f'<w:spacing w:before="{ABOVE}"/>'
    rooms = [
        max([room, *(_needed(entry) for entry in entries if entry.level == level)])
        for level, room in enumerate(_NUMBER_ROOM[document.numbering])
    ]
    return paragraph(TITLE_STYLE, run(TITLE), start) + "".join(
        [
            paragraph(
                entry.style,
                line,
                _tabs(entry, rooms[entry.level], text_width) + _height(entry, tight or {}),
            )
            for entry, line in zip(entries, lines, strict=True)
        ]
    )


def _needed(entry: Entry) -> int:
    """The room for the entry's number: beyond its stop, the tab would go on to that of the page."""
    wide = len(entry.number) - len(entry.number.encode("ascii", "ignore")) / 2
    return int((wide + _GAP) * _CHARACTERS[entry.level])


_TAB = "<w:r><w:tab/></w:r>"


def _line(entry: Entry, page: int) -> str:
    number = run(entry.number) + _TAB if entry.number else ""
    shown = field(f"PAGEREF {entry.bookmark} \\h", run(str(page)))
    return (
        f'<w:hyperlink w:anchor="{entry.bookmark}" w:history="1">'
        f"{number}{run(entry.title)}{_TAB}{shown}</w:hyperlink>"
    )


def _height(entry: Entry, tight: Mapping[str, int]) -> str:
    line = tight.get(entry.style)
    return f'<w:spacing w:line="{line}" w:lineRule="exact"/>' if line else ""


def _tabs(entry: Entry, room: int, text_width: int) -> str:
    """Where the title begins and the page ends: a title without a number needs no first stop."""
    title = f'<w:tab w:val="left" w:pos="{entry.level * INDENT + room}"/>' if entry.number else ""
    page = f'<w:tab w:val="right" w:leader="dot" w:pos="{text_width}"/>'
    return f"<w:tabs>{title}{page}</w:tabs>"
