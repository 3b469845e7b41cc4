"""Owns the package: which parts a Word file has, who mentions whom, and the archive around them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import NamedTuple
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from guideline.writers.word.text import XML, R, escape

_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_OFFICE = "application/vnd.openxmlformats-officedocument."
_PACKAGE = "application/vnd.openxmlformats-package."
_RELATED = f"{R}/"
_CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"


class _Part(NamedTuple):
    """One file of the package: what it holds, and how the file that mentions it calls it."""

    name: str
    content_type: str
    relation: str
    source: str = "word/document.xml"
    """The part that mentions it; empty for the package itself."""
    id: str = ""
    """Of its relationship, where that is not called like the relation."""


FOOTER_ID, TURNED_FOOTER_ID = "footer", "footer4"
"""The relationship ids of our footers, upright and in landscape."""

STYLE_PARTS = (
    _Part("word/styles.xml", _MAIN + "styles+xml", _RELATED + "styles"),
    _Part("word/settings.xml", _MAIN + "settings+xml", _RELATED + "settings"),
    _Part("word/fontTable.xml", _MAIN + "fontTable+xml", _RELATED + "fontTable"),
    _Part("word/theme/theme1.xml", _OFFICE + "theme+xml", _RELATED + "theme"),
    *(
        _Part(
            f"word/{kind}{number}.xml",
            f"{_MAIN}{kind}+xml",
            f"{_RELATED}{kind}",
            id=f"{kind}{number}",
        )
        for kind, numbers in (("header", (1, 2, 3)), ("footer", (2, 3)))
        for number in numbers
    ),
)
"""Taken over from the style document, where it has them."""

_BESIDE_PARTS = (
    _Part("word/comments.xml", _MAIN + "comments+xml", _RELATED + "comments"),
    _Part("word/footnotes.xml", _MAIN + "footnotes+xml", _RELATED + "footnotes"),
    _Part("word/footer4.xml", _MAIN + "footer+xml", _RELATED + "footer", id=TURNED_FOOTER_ID),
)
"""Written where the guideline has any."""

_WRITTEN_PARTS = (
    _Part("word/document.xml", _MAIN + "document.main+xml", _RELATED + "officeDocument", ""),
    _Part("word/numbering.xml", _MAIN + "numbering+xml", _RELATED + "numbering"),
    _Part("word/footer1.xml", _MAIN + "footer+xml", _RELATED + "footer"),
    _Part("customXml/item1.xml", "application/xml", _RELATED + "customXml"),
    _Part(
        "customXml/itemProps1.xml",
        _OFFICE + "customXmlProperties+xml",
        _RELATED + "customXmlProps",
        "customXml/item1.xml",
    ),
    _Part(
        "docProps/core.xml",
        _PACKAGE + "core-properties+xml",
        f"{_RELATIONSHIPS}/metadata/core-properties",
        "",
    ),
    _Part(
        "docProps/app.xml",
        _OFFICE + "extended-properties+xml",
        _RELATED + "extended-properties",
        "",
    ),
    _Part(
        "docProps/custom.xml", _OFFICE + "custom-properties+xml", _RELATED + "custom-properties", ""
    ),
)


def package_parts(some_parts: Iterable[str], links: Mapping[str, str]) -> dict[str, bytes]:
    """The list of content types, and who mentions whom.

    Args:
        some_parts: the names of those that not every Word file has.
        links: relationship id by web address.
    """
    taken = set(some_parts)
    optional = (*STYLE_PARTS, *_BESIDE_PARTS)
    parts = [part for part in optional if part.name in taken] + [*_WRITTEN_PARTS]
    mentioned: dict[str, list[_Part]] = {}
    for part in parts:
        mentioned.setdefault(part.source, []).append(part)
    return {
        "[Content_Types].xml": _content_types(parts, taken),
        "_rels/.rels": _relationships(mentioned[""]),
        "word/_rels/document.xml.rels": _relationships(mentioned["word/document.xml"], links),
        "customXml/_rels/item1.xml.rels": _relationships(mentioned["customXml/item1.xml"]),
    }


_PICTURES = {"jpg": "jpeg", "tif": "tiff", "emf": "x-emf", "wmf": "x-wmf", "svg": "svg+xml"}
"""What comes after `image/` for these endings; for others the ending itself."""


def _content_types(parts: Sequence[_Part], names: Iterable[str]) -> bytes:
    typed = [(part.name, part.content_type) for part in parts]
    for name in sorted(names):
        if name.startswith("word/media/"):
            ending = name.rsplit(".", 1)[-1]
            typed.append((name, f"image/{_PICTURES.get(ending, ending)}"))
    types = "".join(
        f'<Override PartName="/{name}" ContentType="{type_}"/>' for name, type_ in typed
    )
    return (
        f'{XML}<Types xmlns="{_CONTENT_TYPES}"><Default Extension="rels" '
        f'ContentType="{_PACKAGE}relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{types}</Types>'
    ).encode()


# Word calls a file damaged when an address has one of these.
_NOT_IN_ADDRESS = re.compile(r'[\s<>"{}|\\^`]')


def _relationships(parts: Iterable[_Part], links: Mapping[str, str] | None = None) -> bytes:
    items = [
        f'<Relationship Id="{_relation_id(part)}" Type="{part.relation}" Target="/{part.name}"/>'
        for part in parts
    ]
    for url, link in (links or {}).items():
        address = _NOT_IN_ADDRESS.sub(lambda found: f"%{ord(found[0]):02X}", url)
        items.append(
            f'<Relationship Id="{link}" Type="{_RELATED}hyperlink" '
            f'Target="{escape(address)}" TargetMode="External"/>'
        )
    return f'{XML}<Relationships xmlns="{_RELATIONSHIPS}">{"".join(items)}</Relationships>'.encode()


def _relation_id(part: _Part) -> str:
    return part.id or part.relation.rsplit("/", 1)[-1]


def pack(parts: Mapping[str, bytes]) -> bytes:
    """The zip archive of the parts, the same bytes on every machine."""
    # Stored, not compressed: builds of zlib differ in what they write. Word compresses on saving.
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_STORED) as package:
        for name in sorted(parts):
            entry = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system = 0  # otherwise the operating system's
            package.writestr(entry, parts[name])
    return buffer.getvalue()


def with_part(parts: Mapping[str, bytes], name: str, content: bytes) -> dict[str, bytes]:
    """The parts with comments.xml or footnotes.xml, and what the package says about it."""
    if name in parts:
        return {**parts, name: content}
    part = next(part for part in _BESIDE_PARTS if part.name == name)
    types, relations = "[Content_Types].xml", "word/_rels/document.xml.rels"
    typed = f'<Override PartName="/{part.name}" ContentType="{part.content_type}"/></Types>'
    related = (
        f'<Relationship Id="{_relation_id(part)}" Type="{part.relation}" '
        f'Target="/{part.name}"/></Relationships>'
    )
    return {
        **parts,
        name: content,
        types: parts[types].replace(b"</Types>", typed.encode()),
        relations: parts[relations].replace(b"</Relationships>", related.encode()),
    }


_LINK = re.compile(rb'<Relationship Id="(link\d+)" [^>]*Target="([^"]*)" TargetMode="External"/>')


def with_links_of(
    other: Mapping[str, bytes], ours: Mapping[str, bytes]
) -> tuple[dict[str, bytes], dict[str, str]]:
    """Our parts with the links of another file, and the relationship here of each one there."""
    name = "word/_rels/document.xml.rels"
    there = {found[1]: found for found in _LINK.finditer(other[name])}
    here = {found[2]: found[1] for found in _LINK.finditer(ours[name])}
    added, became = b"", {}
    for id_, found in there.items():
        if found[2] not in here:
            here[found[2]] = b"link%d" % (len(here) + 1)
            added += found[0].replace(b'"%b"' % id_, b'"%b"' % here[found[2]], 1)
        became[id_.decode()] = here[found[2]].decode()
    relations = ours[name].replace(b"</Relationships>", added + b"</Relationships>")
    return {**ours, name: relations}, became
