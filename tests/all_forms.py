"""Every shipped example in every document form, as trees and as Word files."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from guideline.compose import compose
from guideline.document import Document
from guideline.entries import has_entries
from guideline.generate import resolve_profile
from guideline.output import WRITERS
from guideline.template import load_template, template_names
from tests.helpers import EXAMPLES

NAMES = [f"{profile.parent.name}-{form}" for profile in EXAMPLES for form in template_names()]


@lru_cache(maxsize=1)
def all_documents() -> dict[str, Document]:
    """The documents by name, such as `city-regulation`."""
    documents = {}
    for profile in EXAMPLES:
        resolution, _ = resolve_profile(profile, None)
        for form in template_names():
            name = f"{profile.parent.name}-{form}"
            documents[name] = compose(resolution, load_template(form), None)
    return documents


@lru_cache(maxsize=1)
def all_forms() -> dict[str, bytes]:
    """The Word files by the same names; besides, the school's with readings, and with controls."""
    files = {name: WRITERS[".docx"].write(document) for name, document in all_documents().items()}
    for profile in EXAMPLES:
        resolution, _ = resolve_profile(profile, None)
        for form in template_names():
            name, template = f"{profile.parent.name}-{form}", load_template(form)
            if has_entries(all_documents()[name].sections):
                controls = compose(resolution, template, None, form_fields="controls")
                files[f"{name}-controls"] = WRITERS[".docx"].write(controls)
            if name in ("school-guideline", "school-consent"):
                read = compose(resolution, template, None, ruby="all")
                files[f"{name}-ruby"] = WRITERS[".docx"].write(read)
    return files


def write_all_forms(folder: Path) -> list[Path]:
    """The Word files in a folder."""
    paths = []
    for name, data in all_forms().items():
        paths.append(folder / f"{name}.docx")
        paths[-1].write_bytes(data)
    return paths
