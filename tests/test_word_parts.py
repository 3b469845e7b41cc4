"""The package: complete, and the same bytes on every machine."""

from __future__ import annotations

import io
import zipfile

from guideline.writers.to_docx import to_docx
from tests.word_files import STYLE, names, part, rich_document


def test_every_part_has_a_content_type_and_every_relation_a_part() -> None:
    data = to_docx(rich_document(), STYLE)
    typed = {
        str(o.get("PartName"))[1:] for o in part(data, "[Content_Types].xml") if o.get("PartName")
    }
    relations = [n for n in names(data) if n.endswith(".rels")]
    assert typed == {*names(data)} - {*relations, "[Content_Types].xml"}
    targets = {
        str(r.get("Target"))[1:]
        for n in relations
        for r in part(data, n)
        if not r.get("TargetMode")
    }
    assert targets == typed


def test_archive_depends_on_no_clock_machine_or_compressor() -> None:
    data = to_docx(rich_document(), STYLE)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        entries = package.infolist()
    assert [e.filename for e in entries] == sorted(e.filename for e in entries)
    assert {e.date_time for e in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert {e.compress_type for e in entries} == {zipfile.ZIP_STORED}
    assert {e.create_system for e in entries} == {0}
