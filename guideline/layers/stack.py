"""The layers that a profile names, and the version of the library that they stand on."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path, PureWindowsPath

from guideline.bundled import bundled
from guideline.errors import (
    CallError,
    ContentError,
    GuidelineError,
    Place,
    Problem,
    suggestion,
    told_by_system,
)
from guideline.layers.load import NAME as LAYER
from guideline.layers.load import load_layer
from guideline.library import RELEASES, load_releases
from guideline.model.layer import Layer
from guideline.model.lineage import order
from guideline.source import Located, read_yaml
from guideline.template import template_names


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
    seen: set[str] = set()
    for at, name in enumerate(names):
        if not isinstance(name, str):
            continue  # the profile's model tells
        place = profile.value_place(("layers", at))
        try:
            folder = layer_folder(name, Path(profile.file).parent, place)
            if os.path.realpath(folder) in seen:
                raise ContentError([_named_twice(name, place)])
            seen.add(os.path.realpath(folder))
            found.append(load_layer(folder))
        except GuidelineError as error:
            problems += error.problems
    problems += _unknown_templates(found)
    if problems:
        raise ContentError(problems)
    return tuple(found)


def layer_folder(name: str, root: Path, place: Place) -> Path:
    """The folder that a profile in `root` names as a layer: beside it, above it or below it.

    Raises:
        ContentError: it is not there; or it would be looked for elsewhere than near the profile,
            on a network or in the same place of every machine.
    """
    fault = _fault_of_name(name)
    if fault:
        message, remedy = fault
        raise ContentError([Problem("layer-path", message, place, remedy)])
    folder = root / name
    try:
        if (folder / LAYER).is_file():
            return folder
        message, remedy = _not_a_layer(name, folder)
    except OSError as error:
        message = f"層のフォルダー「{name[:80]}」を読めません（{told_by_system(error)}）。"
        remedy = "プロファイルから見たフォルダーの場所を書いてください。"
    raise ContentError([Problem("layer-missing", message, place, remedy)])


_RELATIVE = "プロファイルから見た場所を「/」で区切って書いてください。例：../prefecture"


def _fault_of_name(name: str) -> tuple[str, str] | None:
    """What is wrong with the name alone: a share is not even looked for, that would tell it who."""
    if "://" in name or name.startswith(("//", "\\\\")):
        message = f"層のフォルダー「{name[:80]}」はネットワーク上にあります。"
        return message, "手元に写したフォルダーを、プロファイルから見た場所で書いてください。"
    if name.startswith(("/", "\\", "~")) or PureWindowsPath(name).drive:
        return f"層のフォルダー「{name[:80]}」は、この機械だけの場所です。", _RELATIVE
    if "\\" in name:
        plain = name.replace("\\", "/")
        return (
            f"層のフォルダー「{name[:80]}」の区切りが「\\」です。",
            f"「{plain}」と書いてください。",
        )
    return None


def _not_a_layer(name: str, folder: Path) -> tuple[str, str]:
    if folder.is_dir():
        others = [other for other in ("layer.yml", f"{LAYER}.txt") if (folder / other).is_file()]
        remedy = f"「{others[0]}」の名前を {LAYER} に変えてください。" if others else _CREATE
        return f"層のフォルダー「{name}」に {LAYER} がありません。", remedy
    if folder.exists():
        message = f"「{name}」はフォルダーではありません。"
        return message, f"{LAYER} のあるフォルダーを書いてください。"
    names = [path.parent.name for path in folder.parent.glob(f"*/{LAYER}")]
    hint = suggestion(folder.name, names)
    return f"層のフォルダー「{name}」がありません。", f"{hint}{_RELATIVE}"


_CREATE = "場所を確かめるか、この行を消して「guideline customize」で層を作ってください。"


def _named_twice(name: str, place: Place) -> Problem:
    message = f"層のフォルダー「{name}」が二度書かれています。"
    return Problem("layer-twice", message, place, "一方を消してください。")


def _unknown_templates(layers: Sequence[Layer]) -> Iterator[Problem]:
    """Blocks of document templates that neither we nor a layer have."""
    known = {*template_names(), *(n for layer in layers for n in layer.templates if "." not in n)}
    for layer in layers:
        for at, operation in enumerate(layer.manifest.operations):
            if operation.block and operation.target not in known:
                message = f"層「{layer.name}」：文書の型「{operation.target}」はありません。"
                hint = suggestion(operation.target, known)
                place = layer.place("operations", at, "template")
                remedy = f"{hint}使える型：{'、'.join(sorted(known))}"
                yield Problem("layer-unknown-template", message, place, remedy)


def own_layer(profile: Path, layers: Sequence[Layer]) -> Layer | None:
    """The highest layer inside the folder of the profile: those elsewhere belong to others."""
    root = profile.parent.resolve()
    inside = (layer for layer in layers if Path(layer.folder).resolve().is_relative_to(root))
    return next(reversed(list(inside)), None)


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
        place = layers[-1].place("base", "version")
        raise ContentError([Problem("layer-versions-differ", message, place, remedy)])
    return next(iter(versions.values()), None)


def version_below(layer: Layer) -> str:
    """The version of the library that one layer stands on."""
    return layer.lock.version if layer.lock else layer.manifest.base.version


def library_folder(version: str | None, place: Place | None = None) -> Path:
    """The folder of a version of the shipped library; the newest when None.

    Args:
        place: where the version was written.

    Raises:
        CallError: that version is not shipped.
    """
    shipped = bundled("clauses")
    if version is None or version == version_in(shipped):
        return shipped
    known = shipped_versions()
    if version in known:
        return shipped / RELEASES / version
    message = f"条項ライブラリの版 {version} は同梱されていません。"
    remedy = (
        f"{suggestion(version, known)}同梱の版：{'、'.join(known)}。"
        "別のライブラリは --library でフォルダーを指定してください。"
    )
    where = place or Place(str(shipped))
    raise CallError([Problem("library-version-missing", message, where, remedy)])


def place_of_version(layers: Sequence[Layer]) -> Place | None:
    """Where the version of the library is written that the layers stand on."""
    return layers[-1].place("base", "version") if layers else None


def shipped_versions() -> list[str]:
    """The versions of the library that are shipped, the newest first."""
    folder = bundled("clauses")
    kept = {release.version for release in load_releases(folder)}
    return sorted(kept | {version_in(folder)}, key=order, reverse=True)


def version_in(folder: Path) -> str:
    """The version that the library in a folder says it has."""
    data = read_yaml(folder / "library.yaml").data
    return str(data.get("version", "")) if isinstance(data, dict) else ""
