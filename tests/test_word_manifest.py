"""The manifest: it agrees with the tree, and tells an edited file from an untouched one."""

from __future__ import annotations

import io
import random
import zipfile
from dataclasses import fields

import docx
import pytest

from guideline.document import MANIFEST_NAMESPACE, walk_sections
from guideline.writers.to_docx import to_docx
from guideline.writers.word.manifest import is_untouched
from tests.word_files import NS, STYLE, document, part, rich_document, style_of, w


def test_bookmarks_and_manifest_agree_with_the_tree() -> None:
    tree = rich_document()
    data = to_docx(tree, STYLE)
    origins = [s.origin for s in walk_sections(tree.sections) if s.origin]
    every = [*part(data).iter(w("bookmarkStart"))]
    ids = [s.get(w("id")) for s in every]
    assert ids == [e.get(w("id")) for e in part(data).iter(w("bookmarkEnd"))]
    assert len({*ids}) == len(ids)
    starts = [s for s in every if str(s.get(w("name"))).startswith("_c_")]
    assert [s.get(w("name")) for s in starts] == [o.anchor for o in origins]
    headings = [s.getparent() for s in starts]
    assert [style_of(h) for h in headings if h is not None] == ["Heading2"] * len(origins)

    manifest = part(data, "customXml/item1.xml")
    assert manifest.tag == f"{{{MANIFEST_NAMESPACE}}}manifest"
    for field in fields(tree.manifest):
        if field.name == "layers":  # elements of their own
            assert [e.get("name") for e in manifest.iterfind("m:layer", NS)] == []
            continue
        assert manifest.get(field.name) == getattr(tree.manifest, field.name)
    assert [
        (c.get("id"), c.get("anchor"), c.get("hash")) for c in manifest.iterfind("m:clause", NS)
    ] == [(o.clause, o.anchor, o.hash) for o in origins]


def repacked(data: bytes, changes: dict[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", method) as new:
        for name in old.namelist():
            new.writestr(name, changes.get(name, old.read(name)))
    return buffer.getvalue()


def test_file_as_written_is_untouched() -> None:
    data = to_docx(rich_document(), STYLE)
    assert is_untouched(data)
    assert is_untouched(repacked(data, {}))


def test_one_changed_character_is_noticed() -> None:
    data = to_docx(rich_document(), STYLE)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        body = package.read("word/document.xml")
    changed = body.replace("なぜか".encode(), "なぜだ".encode())
    assert changed != body
    assert not is_untouched(repacked(data, {"word/document.xml": changed}))


def test_file_saved_by_another_program_is_not_untouched() -> None:
    word = docx.Document(io.BytesIO(to_docx(rich_document(), STYLE)))
    buffer = io.BytesIO()
    word.save(buffer)
    assert not is_untouched(buffer.getvalue())


def forged(manifest: bytes, body: bytes = b"x", method: int = zipfile.ZIP_STORED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as package:
        package.writestr("customXml/item1.xml", manifest)
        package.writestr("word/document.xml", body)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK",
        b"not a zip",
        STYLE,
        forged(b""),
        forged(b'<manifest xmlns="urn:guideline:manifest:1"' * 200_000),
        forged(b"<!DOCTYPE x>" + b'<manifest xmlns="urn:guideline:manifest:1" digest="00"/>'),
    ],
    ids=["empty", "start", "text", "style document", "no manifest", "repeated", "doctype"],
)
def test_foreign_bytes_are_not_untouched(data: bytes) -> None:
    assert not is_untouched(data)


def test_compressed_file_is_not_read_at_all() -> None:
    data = to_docx(rich_document(), STYLE)
    assert not is_untouched(repacked(data, {}, zipfile.ZIP_DEFLATED))
    bomb = repacked(data, {"word/document.xml": b"0" * 5_000_000}, zipfile.ZIP_DEFLATED)
    assert len(bomb) < 100_000
    assert not is_untouched(bomb)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_second_part_of_the_same_name_is_noticed() -> None:
    data = to_docx(rich_document(), STYLE)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = [(name, package.read(name)) for name in package.namelist()]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, content in parts:
            if name == "word/document.xml":
                package.writestr(name, b"another text")
            package.writestr(name, content)
    assert not is_untouched(buffer.getvalue())


def test_damaged_file_never_raises() -> None:
    data = to_docx(document(), STYLE)
    chance = random.Random(1)  # noqa: S311 - the same damage in every run
    for _ in range(400):
        damaged = bytearray(data)
        # The directory at the end is what a zip reader trusts.
        for _ in range(chance.randint(1, 6)):
            at = chance.choice((chance.randrange(len(data)), len(data) - chance.randint(1, 1500)))
            damaged[at] = chance.randrange(256)
        is_untouched(bytes(damaged[: chance.choice((len(data), chance.randrange(len(data))))]))
