"""The report of an upgrade as files: for people to read and file, and as JSON."""

from __future__ import annotations

import json

from guideline import seal
from guideline.output import WRITERS, IsUntouched
from guideline.upgrade_json import as_dict
from guideline.upgrade_report import report_document
from guideline.upgrade_words import Report

FORMATS: dict[str, IsUntouched] = {
    **{suffix: WRITERS[suffix].is_untouched for suffix in (".docx", ".md", ".html")},
    ".json": seal.is_untouched,
}
"""The suffixes that a report can have, each with what tells an untouched file."""


def written(report: Report, suffix: str) -> bytes:
    """The content of a file with this suffix."""
    if suffix == ".json":
        whole = {"digest": seal.SEAL, **as_dict(report)}
        return seal.sealed(json.dumps(whole, ensure_ascii=False, indent=2) + "\n").encode()
    return WRITERS[suffix].write(report_document(report))
