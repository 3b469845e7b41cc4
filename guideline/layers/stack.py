"""The layers that a profile names, and the version of the library that they stand on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from guideline.bundled import bundled
from guideline.errors import CallError, ContentError, GuidelineError, Place, Problem
from guideline.layers.load import load_layer
from guideline.library import RELEASES, load_releases
from guideline.model.layer import Layer
from guideline.model.lineage import order
from guideline.source import Located, read_yaml


def load_layers(profile: Located) -> tuple[Layer, ...]:
    """The layers that the profile names, lowest first.

    Raises:
        CallError, ContentError: every problem of their files, at once.
    """
    data = profile.data if isinstance(profile.data, dict) else {}
    named = data.get("layers")
    names = named if isinstance(named, list) else []
    found: list[Layer] = []
    problems: list[Problem] = []
    for at, name in enumerate(names):
        if not isinstance(name, str):
            continue  # the profile's model tells
        try:
            found.append(load_layer(_folder(name, profile, profile.value_place(("layers", at)))))
        except GuidelineError as error:
            problems += error.problems
    if problems:
        raise ContentError(problems)
    return tuple(found)


def _folder(name: str, profile: Located, place: Place) -> Path:
    folder = Path(profile.file).parent / name
    if not folder.is_dir():
        message = f"層のフォルダー「{name}」がありません。"
        remedy = "プロファイルから見たフォルダーの場所を書いてください。"
        raise ContentError([Problem("layer-missing", message, place, remedy)])
    return folder


def version_of(layers: Sequence[Layer]) -> str | None:
    """The version of the library that the layers were written against.

    Raises:
        ContentError: they were written against different ones.
    """
    versions = {layer.name: version_below(layer) for layer in layers}
    if len(set(versions.values())) > 1:
        told = "、".join(f"「{name}」は {version}" for name, version in versions.items())
        message = f"層のもとにした条項ライブラリの版が異なります（{told}）。"
        remedy = "「guideline upgrade プロファイル」で、そろえてください。"
        place = Place(layers[-1].file)
        raise ContentError([Problem("layer-versions-differ", message, place, remedy)])
    return next(iter(versions.values()), None)


def version_below(layer: Layer) -> str:
    """The version of the library that one layer stands on."""
    return layer.lock.version if layer.lock else layer.manifest.base.version


def library_folder(version: str | None) -> Path:
    """The folder of a version of the shipped library; the newest when None.

    Raises:
        CallError: that version is not shipped.
    """
    shipped = bundled("clauses")
    if version is None or version == version_in(shipped):
        return shipped
    found = shipped / RELEASES / version
    if found.is_dir():
        return found
    known = "、".join(shipped_versions())
    message = f"条項ライブラリの版 {version} は同梱されていません。"
    remedy = f"--library で条項ライブラリのフォルダーを指定してください。同梱の版：{known}"
    raise CallError([Problem("library-version-missing", message, Place(str(shipped)), remedy)])


def shipped_versions() -> list[str]:
    """The versions of the library that are shipped, the newest first."""
    folder = bundled("clauses")
    kept = {release.version for release in load_releases(folder)}
    return sorted(kept | {version_in(folder)}, key=order, reverse=True)


def version_in(folder: Path) -> str:
    """The version that the library in a folder says it has."""
    data = read_yaml(folder / "library.yaml").data
    return str(data.get("version", "")) if isinstance(data, dict) else ""
