"""Every shipped example in every document form, some with readings or controls, as Word files."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from guideline.compose import compose
from guideline.entries import has_entries
from guideline.generate import resolve_profile
from guideline.output import WRITERS
from guideline.template import load_template, template_names
from tests.helpers import EXAMPLES


@lru_cache(maxsize=1)
def all_forms() -> dict[str, bytes]:
    """The Word files by name, such as `city-regulation`."""
    files = {}
    for profile in EXAMPLES:
        resolution, _ = resolve_profile(profile, None)
        for form in template_names():
            document = compose(resolution, load_template(form), None)
            files[f"{profile.parent.name}-{form}"] = WRITERS[".docx"].write(document)
        if profile.parent.name == "school":
            for form in ("guideline", "consent"):
                document = compose(resolution, load_template(form), None, ruby="all")
                files[f"school-{form}-ruby"] = WRITERS[".docx"].write(document)
            if has_entries(document.sections):
                controls = compose(resolution, load_template(form), None, form_fields="controls")
                files[f"{profile.parent.name}-{form}-controls"] = WRITERS[".docx"].write(controls)
    return files


def write_all_forms(folder: Path) -> list[Path]:
    """The Word files in a folder."""
    paths = []
    for name, data in all_forms().items():
        paths.append(folder / f"{name}.docx")
        paths[-1].write_bytes(data)
    return paths
