"""One organization after the other in one process, as a federation or a vendor would do it."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from pathlib import Path

from guideline.bundled import bundled
from guideline.compose import compose
from guideline.document import Document
from guideline.library import load_library
from guideline.output import WRITERS
from guideline.profile import load_profile
from guideline.resolve import resolve
from guideline.template import load_template


class Batch:
    """Library, template and profile loaded once."""

    def __init__(self, profile: Path) -> None:
        self._file = load_profile(profile)
        self._library = load_library(bundled("clauses"))
        self._template = load_template("guideline")
        self._number = count(1)

    def compose(self) -> Document:
        """The document of the next organization, which differs from the last in its name."""
        profile = self._file.profile
        name = f"見本組織第{next(self._number)}号"
        organization = profile.organization.model_copy(update={"name": name})
        named = replace(
            self._file, profile=profile.model_copy(update={"organization": organization})
        )
        return compose(resolve(self._library, named), self._template, None)

    @staticmethod
    def write(document: Document) -> bytes:
        """The document as a Word file."""
        return WRITERS[".docx"].write(document)
