"""The straight line through all of it: load, resolve, compose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from guideline.bundled import bundled
from guideline.compose import compose
from guideline.document import Document
from guideline.library import load_library
from guideline.model.resolution import Resolution
from guideline.profile import ProfileFile, load_profile
from guideline.resolve import resolve
from guideline.template import load_template


@dataclass(frozen=True)
class Result:
    """A document with everything it was made from."""

    file: ProfileFile
    resolution: Resolution
    document: Document


def generate(
    profile: Path,
    *,
    library: Path | None = None,
    template: str = "guideline",
    day: date | None = None,
    has_commentary: bool = True,
) -> Result:
    """The guideline of the organization that the profile describes.

    Args:
        library: a folder of clauses; the shipped one when None.
        template: the name of a shipped document template, or the path of one.
        day: the date of the document; the profile's when None.

    Raises:
        GuidelineError: every problem that was found, at once.
    """
    resolution, file = resolve_profile(profile, library)
    document = compose(resolution, load_template(template), day, has_commentary)
    return Result(file, resolution, document)


def resolve_profile(profile: Path, library: Path | None) -> tuple[Resolution, ProfileFile]:
    """Which clauses of the library apply to the profile, and why."""
    file = load_profile(profile)
    loaded = load_library(library or bundled("clauses"))
    return resolve(loaded, file), file
