"""Owns the designs of a Word file: fonts, sizes, colours and lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

DesignName = Literal["gothic", "mincho", "plain"]


@dataclass(frozen=True, slots=True)
class Font:
    """A font of Windows, with what Word needs to choose another where it is missing."""

    name: str
    substitutes: tuple[str, ...]
    """The same font under another name first, then free ones like it."""
    family: Literal["roman", "swiss", "modern"]
    pitch: Literal["fixed", "variable"]
    panose: str
    coverage: str
    """Which characters it has, as the font itself states it: the attributes of w:sig."""


_UD = (
    'w:usb0="E00002F7" w:usb1="2AC7EDF8" w:usb2="00000012" w:usb3="00000000" '
    'w:csb0="20020009" w:csb1="00000000"'
)
_MS = (
    'w:usb0="E00002FF" w:usb1="6AC7FDFB" w:usb2="08000012" w:usb3="00000000" '
    'w:csb0="0002009F" w:csb1="00000000"'
)

# Designed to be easy to read; on every Windows since 10 (1809), and free for everybody else.
_UD_GOTHIC = Font(
    "BIZ UDPゴシック", ("BIZ UDPGothic",), "swiss", "variable", "020B0400000000000000", _UD
)
_MS_MINCHO = Font(
    "ＭＳ 明朝",
    ("MS Mincho", "BIZ UD明朝", "IPAmj明朝", "Noto Serif CJK JP"),
    "roman",
    "fixed",
    "02020609040205080304",
    _MS,
)
_MS_GOTHIC = Font(
    "ＭＳ ゴシック",
    ("MS Gothic", "BIZ UDゴシック", "IPAゴシック", "Noto Sans CJK JP"),
    "modern",
    "fixed",
    "020B0609070205080204",
    _MS,
)


@dataclass(frozen=True, slots=True)
class NoteLook:
    """How a note stands out from the rule."""

    bar: tuple[str, int, str] | None = None
    """The line beside it: its kind, its thickness in eighths of a point, and its colour."""
    fill: str = ""
    label_color: str = ""


@dataclass(frozen=True, slots=True)
class Design:
    """A look. An empty colour is the text's own, or none."""

    text: Font | None
    """None leaves the fonts to the style document."""
    headings: Font | None
    title_size: float
    part_size: float
    clause_size: float
    commentary: NoteLook
    example: NoteLook
    size: float = 10.5
    """Of the text, in points."""
    are_headings_bold: bool = True
    heading_color: str = ""
    edge_color: str = ""
    """Of the line under the heading of a part."""
    link_color: str = ""
    table_lines: str = "000000"
    header_fill: str = ""
    """Behind the header of a table, and behind the labels of the title block."""

    @property
    def fonts(self) -> tuple[Font, ...]:
        """Each font of the design once, that of the text first."""
        return tuple(dict.fromkeys(font for font in (self.text, self.headings) if font))


DESIGNS: Mapping[DesignName, Design] = {
    "gothic": Design(
        text=_UD_GOTHIC,
        headings=_UD_GOTHIC,
        title_size=18,
        part_size=14,
        clause_size=11,
        commentary=NoteLook(("single", 24, "44688C"), "F1F4F8", "2F4F6F"),
        example=NoteLook(("double", 6, "7A5C00"), "", "6B5000"),
        heading_color="1F3A5F",
        edge_color="1F3A5F",
        link_color="0B4F8A",
        table_lines="7F8A99",
        header_fill="E8EDF3",
    ),
    # As official documents look: black, headings told apart by their font alone.
    "mincho": Design(
        text=_MS_MINCHO,
        headings=_MS_GOTHIC,
        title_size=16,
        part_size=12,
        clause_size=10.5,
        commentary=NoteLook(("single", 4, "000000")),
        example=NoteLook(("dotted", 8, "000000")),
        are_headings_bold=False,
    ),
    # Nothing to take away before the text goes into a document of one's own.
    "plain": Design(
        text=_UD_GOTHIC,
        headings=_UD_GOTHIC,
        title_size=16,
        part_size=12,
        clause_size=10.5,
        commentary=NoteLook(),
        example=NoteLook(),
    ),
}


def fitted(design: Design, size: float) -> Design:
    """The design for a style document with fonts of its own, whose text has this size."""
    more = size - design.size
    return replace(
        design,
        text=None,
        headings=None,
        # Without a font of their own nothing else would tell labels and headers apart.
        are_headings_bold=True,
        size=size,
        title_size=design.title_size + more,
        part_size=design.part_size + more,
        clause_size=design.clause_size + more,
    )
