"""Opens a Word file for reading back: its parts as XML, once it is known to be safe."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from lxml import etree

from guideline.document import MANIFEST_NAMESPACE
from guideline.errors import ContentError, Place, Problem
from guideline.word_package import Package, Purpose, W, open_word_file

TextChoice = Literal["final", "original"]
"""Which text of a file with tracked changes: with all of them accepted, or with all rejected."""

_MAIN = "word/document.xml"
_CUSTOM = re.compile(r"customXml/item\d+\.xml")
PART = "_p_"
"""How the hidden bookmarks of parts begin."""


def part_bookmark(id_: str) -> str:
    """The bookmark of a part: it has room for 36 letters, digits and `_` of its id."""
    return PART + re.sub("[^a-z0-9]", "_", id_)[:36]


def w(name: str) -> str:
    """The name of an element or attribute of Word's."""
    return f"{{{W}}}{name}"


VAL = w("val")


@dataclass(frozen=True, slots=True)
class Parts:
    """What is read of a Word file; nothing stands for a part that the file does not have."""

    body: etree._Element
    styles: etree._Element | None
    numbering: etree._Element | None
    comments: etree._Element | None
    footnotes: etree._Element | None
    endnotes: etree._Element | None
    manifest: etree._Element | None
    """What our files say about themselves."""
    links: Mapping[str, str]
    """Web addresses by relationship id."""


_TO_COMPARE = Purpose(
    make_smaller="大きな画像を縮めるか除いて、保存し直してください。",
    without_objects="オブジェクトを画像や表に置き換えて、保存し直してください。",
    drops_template=True,
)


def open_parts(path: Path) -> Parts:
    """The parts of a Word file.

    Raises:
        CallError: there is no such file, or it cannot be read.
        ContentError: it is not a Word file, or not one that may be opened.
    """
    file = open_word_file(path, _TO_COMPARE)
    document = file.part(_MAIN)
    body = None if document is None else document.find(w("body"))
    if body is None:
        message = "Word の本文を読み取れません（Strict Open XML の文書も読めません）。"
        remedy = "Word で開き、種類を「Word 文書 (*.docx)」として保存し直してください。"
        raise ContentError([Problem("word-not-word", message, Place(str(path)), remedy)])
    relations = file.relations(_MAIN)
    named = {relation.kind: relation.target for relation in relations if not relation.is_external}
    links = {relation.id: relation.target for relation in relations if relation.is_external}

    def part(kind: str) -> etree._Element | None:
        return file.part(named[kind]) if kind in named else None

    return Parts(
        body,
        part("styles"),
        part("numbering"),
        part("comments"),
        part("footnotes"),
        part("endnotes"),
        _manifest(file),
        links,
    )


def _manifest(file: Package) -> etree._Element | None:
    """Ours among the custom parts; one that cannot be read belongs to somebody else."""
    for name in file.names:
        if _CUSTOM.fullmatch(name) and MANIFEST_NAMESPACE.encode() in file.read(name):
            root = file.part(name)
            if root is not None and root.tag == f"{{{MANIFEST_NAMESPACE}}}manifest":
                return root
    return None


def value_of(parent: etree._Element | None, name: str) -> str | None:
    """The value of a property; nothing where it is not given."""
    child = None if parent is None else parent.find(w(name))
    return None if child is None else child.get(VAL, "")


def is_on(parent: etree._Element | None, name: str) -> bool:
    """Whether a property that is on or off is on."""
    value = value_of(parent, name)
    return value is not None and value not in ("0", "false", "off", "none")


def whole(text: str | None, otherwise: int = 0) -> int:
    """A number as files write it, or the other one where they do not."""
    try:
        return int(float(text or ""))
    except (ValueError, OverflowError):
        return otherwise
