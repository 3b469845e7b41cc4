"""Owns the manifest: what a Word file was made from, and by it whether somebody edited the file."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from io import BytesIO
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from guideline.document import (
    MANIFEST_NAMESPACE,
    Document,
    Note,
    Origin,
    Section,
    blanks_in,
    lines_of,
    plain_text,
    walk_sections,
)
from guideline.writers.word.text import XML, escape

Formers = Mapping[str, Section | None]
"""What the old version has where a clause stands, by the clause's bookmark; None for nothing."""


def manifest_xml(document: Document, document_xml: bytes, formers: Formers | None = None) -> str:
    """The manifest: the digest of document.xml, and what a reader cannot see on the pages.

    Args:
        formers: of a file with tracked changes, which is the old version once they are rejected.
    """
    manifest, layout = document.manifest, document.layout
    named = {
        field.name: getattr(manifest, field.name)
        for field in fields(manifest)
        if field.name != "layers"
    }
    named |= {
        "numbering": document.numbering,
        "page": document.page,
        "digits": layout.digits,
        "commentary": layout.commentary,
        "contents": "yes" if layout.has_contents else "no",
        "design": layout.design,
        "version": layout.version,
        "dated": layout.dated,
        "owner": layout.owner,
        "digest": hashlib.sha256(document_xml).hexdigest(),
    }
    content = "".join(_content(document, formers or {}))
    return f'{XML}<manifest xmlns="{MANIFEST_NAMESPACE}"{_attributes(named)}>{content}</manifest>'


def _content(document: Document, formers: Formers) -> Iterator[str]:
    for layer in document.manifest.layers:
        yield _element("layer", {"name": layer})
    for label in document.details.header:
        yield _element("column", {"name": plain_text(label)})
    for name in document.actors:
        yield _element("actor", {"name": name})
    for known in document.names:
        yield _element("name", {"id": known.id, "name": known.name})
    for section in walk_sections(document.sections):
        if section.origin:
            anchor = section.origin.anchor
            former = formers.get(anchor)
            is_added = anchor in formers and former is None
            yield _clause("clause", section, section.origin, former, is_added=is_added)
        else:
            yield _element("part", {"id": section.id, "title": section.title})
    for blank, section_id in blanks_in(document):
        if blank.path:
            named = {"section": section_id, "label": blank.label, "path": blank.path}
            yield _element("blank", named)


_BEGINNING = 200
"""So many characters of a rule are enough to find its clause when the bookmark is gone."""


def _clause(
    name: str,
    section: Section,
    origin: Origin,
    former: Section | None = None,
    *,
    is_added: bool = False,
) -> str:
    rule = tuple(block for block in section.blocks if not isinstance(block, Note))
    named = {
        "id": origin.clause,
        "anchor": origin.anchor,
        "hash": origin.hash,
        "slot": origin.slot,
        "level": origin.level,
        "provisional": origin.provisional,
        "title": section.title,
        "text": " ".join(lines_of(rule))[:_BEGINNING],
        "added": "yes" if is_added else "",
    }
    inner = "".join(_element("satisfies", {"requirement": each}) for each in origin.satisfies)
    inner += "".join(_element("source", {"name": each}) for each in origin.sources)
    inner += "".join(_element("variant", {"clause": each}) for each in origin.variants)
    if former and former.origin:
        inner += _clause("former", former, former.origin)
    return _element(name, named, inner)


def _element(name: str, attributes: Mapping[str, str], inner: str = "") -> str:
    """An element with the attributes that say something."""
    written = _attributes({key: value for key, value in attributes.items() if value})
    return f"<{name}{written}" + (f">{inner}</{name}>" if inner else "/>")


def _attributes(named: Mapping[str, str]) -> str:
    return "".join([f' {name}="{escape(value)}"' for name, value in named.items()])


ITEM_PROPERTIES = (
    f'{XML}<ds:datastoreItem ds:itemID="{{6B0C2C1E-5D0B-4E2A-9C64-7A3B6F5D1E01}}" '
    'xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml">'
    f'<ds:schemaRefs><ds:schemaRef ds:uri="{MANIFEST_NAMESPACE}"/></ds:schemaRefs>'
    "</ds:datastoreItem>"
)
"""What Word wants beside a custom XML part."""

_DIGEST = re.compile(
    re.escape(f'{XML}<manifest xmlns="{MANIFEST_NAMESPACE}"').encode()
    + rb'[^>]* digest="([0-9a-f]{64})"'
)


def is_untouched(data: bytes) -> bool:
    """Whether `data` is a Word file as we wrote it, with no edit to its text since."""
    try:
        with ZipFile(BytesIO(data)) as package:
            entries = package.infolist()
            # We store and sort. Anything else was written by another program, and a stored entry
            # cannot grow: no more is read than the caller already holds.
            names = [entry.filename for entry in entries]
            if names != sorted(set(names)) or not all(map(_is_stored, entries)):
                return False
            manifest = package.read("customXml/item1.xml")
            digest = hashlib.sha256(package.read("word/document.xml")).hexdigest()
    except (BadZipFile, KeyError, EOFError, OSError, RuntimeError, ValueError):
        return False
    # A pattern instead of a parser: the file may come from a stranger.
    found = _DIGEST.match(manifest)
    return found is not None and found[1].decode() == digest


def _is_stored(entry: ZipInfo) -> bool:
    return entry.compress_type == ZIP_STORED and entry.file_size == entry.compress_size
