"""Owns the manifest: what a Word file was made from, and by it whether somebody edited the file."""

from __future__ import annotations

import hashlib
import re
from dataclasses import fields
from io import BytesIO
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from guideline.document import Document, walk_sections
from guideline.writers.word.text import XML, escape

MANIFEST = "urn:guideline:manifest:1"


def manifest_xml(document: Document, document_xml: bytes) -> str:
    """The manifest with the digest of document.xml, and the clauses with their bookmarks."""
    manifest = document.manifest
    attributes = "".join(
        f' {field.name}="{escape(getattr(manifest, field.name))}"' for field in fields(manifest)
    )
    clauses = "".join(
        f'<clause id="{escape(o.clause)}" anchor="{escape(o.anchor)}" hash="{escape(o.hash)}"/>'
        for o in (section.origin for section in walk_sections(document.sections))
        if o is not None
    )
    digest = hashlib.sha256(document_xml).hexdigest()
    return f'{XML}<manifest xmlns="{MANIFEST}"{attributes} digest="{digest}">{clauses}</manifest>'


ITEM_PROPERTIES = (
    f'{XML}<ds:datastoreItem ds:itemID="{{6B0C2C1E-5D0B-4E2A-9C64-7A3B6F5D1E01}}" '
    'xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml">'
    f'<ds:schemaRefs><ds:schemaRef ds:uri="{MANIFEST}"/></ds:schemaRefs></ds:datastoreItem>'
)
"""What Word wants beside a custom XML part."""

_DIGEST = re.compile(
    re.escape(f'{XML}<manifest xmlns="{MANIFEST}"').encode() + rb'[^>]* digest="([0-9a-f]{64})"'
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
