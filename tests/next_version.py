"""The library as it is, a next version of it, and a layer between: built from a list of edits.

`tests/library_versions/edits.yaml` holds the list: real clauses of the library 0.2.0, each with
what the next version changes, what a layer changes, and what an upgrade has to come to.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from guideline.layers.stack import library_folder
from guideline.releases import freeze
from tests.helpers import ROOT

BASE, NEXT = "0.2.0", "0.3.0"
EDITS = Path(__file__).parent / "library_versions" / "edits.yaml"
PROFILE = ROOT / "examples" / "city" / "profile.yaml"


@dataclass(frozen=True)
class Case:
    """One change of the library, and what it means for what a layer changed there."""

    kind: str
    library: Mapping[str, Any]
    layer: tuple[Mapping[str, Any], ...] = ()

    @property
    def operations(self) -> Iterator[Mapping[str, Any]]:
        """Each with its outcome beside it."""
        yield from self.layer


def cases() -> list[Case]:
    """The list, read."""
    found = yaml.safe_load(EDITS.read_text("utf-8"))
    return [
        Case(each["kind"], each.get("library", {}), tuple(each.get("layer", ()))) for each in found
    ]


def base_folder() -> Path:
    """The library 0.2.0: as it is being written, or as it was released."""
    return library_folder(BASE)


def build_next(folder: Path) -> Path:
    """The next version in a folder, with the base version frozen in its history."""
    shutil.copytree(base_folder(), folder, ignore=shutil.ignore_patterns("releases*"))
    _rewrite(folder / "lineage.yaml", lambda _: "")
    freeze(folder)
    step: dict[str, Any] = {"version": NEXT}
    for case in cases():
        _change(folder, case.library)
        for key, entries in case.library.get("lineage", {}).items():
            step.setdefault(key, []).extend(entries)
    _edit(folder / "library.yaml", [[f'version: "{BASE}"', f'version: "{NEXT}"']])
    text = yaml.safe_dump([step], allow_unicode=True, sort_keys=False)
    (folder / "lineage.yaml").write_text(text, "utf-8")
    return folder


def build_layer(folder: Path, base: Path | None = None, version: str = BASE) -> Path:
    """A profile that stands on a layer with every operation of the list."""
    entries = [entry for case in cases() for entry in case.layer]
    return write_layer(folder, entries, base or base_folder(), version)


def write_layer(folder: Path, entries: list[Mapping[str, Any]], base: Path, version: str) -> Path:
    """A profile in `folder` with one layer of these operations, each with its file."""
    layer = folder / "layer"
    operations = []
    for entry in entries:
        operations.append({**entry["operation"], "reason": "試験のため"})
        for verb in ("add", "amend", "replace"):
            if id_ := entry["operation"].get(verb):
                path = layer / "clauses" / f"{id_}.md"
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(
                    entry.get("text") or (base / f"{id_}.md").read_text("utf-8"), "utf-8"
                )
                _edit(path, entry.get("edit", ()))
        if name := entry["operation"].get("template"):
            path = layer / "templates" / f"{name}.md.j2"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(entry["text"], "utf-8")
    name = yaml.safe_load((base / "library.yaml").read_text("utf-8"))["name"]
    manifest = {
        "name": "市の層",
        "base": {"library": name, "version": version},
        "operations": operations,
    }
    layer.mkdir(parents=True, exist_ok=True)
    text = yaml.safe_dump(manifest, allow_unicode=True, sort_keys=False)
    (layer / "layer.yaml").write_text(text, "utf-8")
    profile = folder / "profile.yaml"
    said = re.sub(r"(?m)^  word_style:.*\n", "", PROFILE.read_text("utf-8"))
    profile.write_text(f"layers: [layer]\n{said}", "utf-8")
    return profile


def _change(folder: Path, said: Mapping[str, Any]) -> None:
    for id_, edits in said.get("edit", {}).items():
        _edit(folder / f"{id_}.md", edits)
    for id_, source in said.get("copy", {}).items():
        text = (folder / f"{source}.md").read_text("utf-8")
        slot = f"slot: {id_.split('.')[0]}\n" if "." in id_ else ""
        text = re.sub(r"^---\nid: .*\n(slot: .*\n)?", f"---\nid: {id_}\n{slot}", text)
        (folder / f"{id_}.md").write_text(text, "utf-8")
    for id_, text in said.get("create", {}).items():
        (folder / f"{id_}.md").write_text(text, "utf-8")
    for id_, edits in said.get("then", {}).items():
        _edit(folder / f"{id_}.md", edits)
    for id_ in said.get("delete", ()):
        (folder / f"{id_}.md").unlink()
    _edit(folder / "library.yaml", said.get("manifest", ()))


def _edit(path: Path, edits: Any) -> None:
    text = path.read_text("utf-8")
    for old, new in edits:
        assert text.count(old) == 1, (
            f"{path.name}: 「{old}」 stands there {text.count(old)} times. "
            f"The library has changed: bring {EDITS.name} in step with it."
        )
        text = text.replace(old, new)
    path.write_text(text, "utf-8")


def _rewrite(path: Path, change: Any) -> None:
    path.write_text(change(path.read_text("utf-8")) if path.is_file() else "", "utf-8")
