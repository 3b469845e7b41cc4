"""Every example in every form, as others' programs see it: two validators, and LibreOffice.

openxml-audit is a port of the validation of Microsoft's Open XML SDK; ooxml-integrity looks for
what one part names and another lacks. Both are pinned: a new version may find what this one does
not.
"""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from collections.abc import Mapping
from pathlib import Path

import ooxml_integrity
import pytest
from openxml_audit import FileFormat, OpenXmlValidator

from tests.all_forms import all_forms, write_all_forms
from tests.pages import pages_of, require, to_pdf

pytestmark = pytest.mark.slow

ACCEPTED_OF_AUDIT: Mapping[str, str] = {
    "Numbering definition '0' referenced but not found": (
        "0 takes a paragraph out of the list of its style (ISO/IEC 29500-1, 17.9.18)"
    ),
    "A required relationship type 'http://schemas.openxmlformats.org/officeDocument/2006/"
    "relationships/theme' is missing.": (
        "a theme may be left out (ISO/IEC 29500-1, 11.3.1), and the SDK does not ask for it; "
        "every style names its fonts and colours itself"
    ),
}
"""What openxml-audit finds and is not wrong, each with the reason."""


def audited(files: list[Path]) -> dict[str, str]:
    """What openxml-audit finds, with a file that has it."""
    validator = OpenXmlValidator(file_format=FileFormat.MICROSOFT_365, max_errors=0)
    return {
        error.description: file.name for file in files for error in validator.validate(file).errors
    }


def integrity(files: list[Path]) -> list[str]:
    """What ooxml-integrity finds, down to remarks."""
    return [f"{file.name}: {found}" for file in files for found in ooxml_integrity.check(str(file))]


def exchanged(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """The Word file with something else in a part."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as package, zipfile.ZipFile(result, "w") as other:
        for name in package.namelist():
            content = package.read(name)
            assert name != part or old in content
            other.writestr(name, content.replace(old, new, 1) if name == part else content)
    return result.getvalue()


def test_audit_finds_only_what_is_accepted(tmp_path: Path) -> None:
    found = audited(write_all_forms(tmp_path))
    assert {text: file for text, file in found.items() if text not in ACCEPTED_OF_AUDIT} == {}
    assert found.keys() == ACCEPTED_OF_AUDIT.keys(), "take out what is no longer found"


def test_integrity_finds_nothing(tmp_path: Path) -> None:
    assert integrity(write_all_forms(tmp_path)) == []


def test_validators_find_faults(tmp_path: Path) -> None:
    """Otherwise their silence would say nothing."""
    file, good = tmp_path / "broken.docx", next(iter(all_forms().values()))
    order = (b'<w:pStyle w:val="Title"/>', b'<w:jc w:val="left"/><w:pStyle w:val="Title"/>')
    file.write_bytes(exchanged(good, "word/document.xml", *order))
    assert audited([file]).keys() - ACCEPTED_OF_AUDIT.keys()
    comment = (b"</w:body>", b'<w:p><w:r><w:commentReference w:id="99"/></w:r></w:p></w:body>')
    file.write_bytes(exchanged(good, "word/document.xml", *comment))
    assert integrity([file])


def test_libreoffice_makes_pages_of_every_form(tmp_path: Path) -> None:
    files = write_all_forms(tmp_path)
    for file, pdf in zip(files, to_pdf(files, tmp_path), strict=True):
        assert pages_of(pdf) > 0
        shown = subprocess.run(
            [require("pdftotext"), str(pdf), "-"], capture_output=True, text=True, check=True
        ).stdout
        # The first text in the body: the title, or the names in a box above it.
        first = re.findall("<w:t [^>]*>([^<]+)<", of_part(file.read_bytes()))[0]
        assert squeezed(first) in squeezed(shown), file.name
        assert len(squeezed(shown)) > 200, file.name


def of_part(data: bytes, name: str = "word/document.xml") -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read(name).decode()


def squeezed(text: str) -> str:
    """Without blanks, which pdftotext puts between Japanese and Latin letters."""
    return re.sub(r"\s", "", text)
