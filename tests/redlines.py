"""Pairs of versions, their files with tracked changes, and the proof of these."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from guideline.bundled import bundled
from guideline.compare import compare
from guideline.compose import compose
from guideline.document import Document
from guideline.library import load_library
from guideline.model.clause import Library
from guideline.model.profile import Profile
from guideline.model.validation import validate
from guideline.model.version import Version
from guideline.profile import ProfileFile, load_profile
from guideline.resolve import resolve
from guideline.source import parse_yaml
from guideline.template import load_template
from guideline.writers.to_docx import to_docx
from guideline.writers.to_redline import to_redline
from tests.helpers import ROOT
from tests.settled import reading, shown, without_bookmarks
from tests.word_files import STYLE


@dataclass(frozen=True)
class Files:
    """Two versions as Word files, laid out as the one with tracked changes is."""

    old: bytes
    new: bytes
    tracked: bytes


def files(old: Document, new: Document, style: bytes = STYLE) -> Files:
    before, after = plain(old), plain(new)
    comparison = compare(Version("old", before), Version("new", after))
    tracked = to_redline(comparison, style, "情報政策課", "2027-04-01")
    return Files(to_docx(before, style), to_docx(after, style), tracked)


def plain(document: Document) -> Document:
    """As tracked changes show it: commentary under the rules, no list of contents, no controls."""
    layout = replace(document.layout, commentary="boxed", has_contents=False, form_fields="plain")
    return replace(document, layout=layout)


def prove(files: Files) -> None:
    """Accepting gives the new version to the last mark, rejecting the old one as readers see it."""
    accepted = without_bookmarks(
        reading(files.tracked, "accepted"), former_bookmarks(files.tracked)
    )
    assert accepted == reading(files.new)
    assert shown(reading(files.tracked, "rejected")) == shown(reading(files.old))


Answers = dict[str, Any]


@cache
def _library() -> Library:
    return load_library(bundled("clauses"))


def answers_of(example: str) -> Answers:
    """The answers of a shipped example, to be changed."""
    profile = load_profile(ROOT / "examples" / example / "profile.yaml").profile
    return profile.model_dump(mode="json", by_alias=True)


def composed(answers: Answers, form: str = "guideline") -> Document:
    """The document that the answers make, whether or not they agree with one another."""
    profile, faults = validate(Profile, answers)
    assert profile is not None, faults
    resolution = resolve(_library(), ProfileFile(profile, parse_yaml("{}", "profile.yaml")))
    return compose(resolution, load_template(form), None)


def former_bookmarks(data: bytes) -> set[str]:
    """Those of clauses that others took the place of: second ones, for references to lead to."""
    with ZipFile(BytesIO(data)) as package:
        manifest = package.read("customXml/item1.xml").decode()
    former, now = (
        set(re.findall(f'<{name} [^>]* anchor="(\\w+)"', manifest)) for name in ("former", "clause")
    )
    return former - now


def blocks_of(data: bytes) -> list[bytes]:
    """The blocks of the body as they are written."""
    with ZipFile(BytesIO(data)) as package:
        xml = package.read("word/document.xml")
    return re.findall(rb"<w:tbl>.*?</w:tbl>|<w:p>.*?</w:p>", xml, re.DOTALL)
