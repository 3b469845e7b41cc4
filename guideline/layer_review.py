"""What is open about the layers of a guideline: reasons, records, versions, their clauses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from guideline.bundled import bundled
from guideline.generate import Result
from guideline.layers.lock import NAME as LOCK
from guideline.layers.lock import library_hash
from guideline.layers.stack import shipped_versions, version_below, version_in
from guideline.library import load_frameworks, load_library
from guideline.model.layer import ON_CLAUSES, Layer
from guideline.pending import Notice
from guideline.soundness import check_clauses

_TO_BE_EXPLAINED = ("amend", "replace", "remove")
"""What an approver wants a reason for: the library said otherwise."""


_OF_OURS = ("no-commentary", "no-example")
"""What our own clauses always have, and an organization may leave out."""


@dataclass(frozen=True, slots=True)
class LayerInfo:
    """A layer as it stands in the stack."""

    name: str
    folder: str
    owner: str
    version: str
    """The version of the library it stands on."""
    operations: int

    def __str__(self) -> str:
        owner = f"、担当：{self.owner}" if self.owner else ""
        stands_on = f"条項ライブラリ {self.version}、操作 {self.operations}件"
        return f"{self.name}（{self.folder}{owner}）{stands_on}"


def layers_of(result: Result) -> list[LayerInfo]:
    """The layers, lowest first."""
    return [
        LayerInfo(
            layer.name,
            layer.folder,
            layer.manifest.owner or "",
            version_below(layer),
            len(layer.manifest.operations),
        )
        for layer in result.layers
    ]


def unexplained(result: Result) -> list[Notice]:
    """Changes and removals of the organization's own layers for which nobody gave a reason."""
    root = Path(result.file.located.file).parent.resolve()
    own = [layer for layer in result.layers if Path(layer.folder).resolve().is_relative_to(root)]
    return [
        Notice(f"「{operation.key}」に理由（reason）がありません。", place)
        for layer in own
        for operation, place in zip(layer.manifest.operations, layer.places, strict=True)
        if operation.verb in _TO_BE_EXPLAINED and not operation.reason
    ]


def notices_of_layers(result: Result) -> list[Notice]:
    """What to see to in the layers, layer by layer."""
    found = [
        notice
        for layer in result.layers
        for notice in (*_incomplete(layer), *_records(layer, result), *_newer(layer, result))
    ]
    return [*found, *_clauses(result)]


def _incomplete(layer: Layer) -> Iterator[Notice]:
    for operation, place in zip(layer.manifest.operations, layer.places, strict=True):
        wanted = (
            ("理由（reason）", operation.reason),
            ("担当（owner）", layer.owner_of(operation)),
            ("日付（date）", operation.date),
        )
        missing = [word for word, given in wanted if not given]
        if missing:
            named = "と".join(missing)
            yield Notice(f"操作「{operation.key}」に、{named}がありません。", place)


def _records(layer: Layer, result: Result) -> Iterator[Notice]:
    version = version_below(layer)
    how = f"「guideline upgrade {result.file.located.file} --to {version}」で作れます。"
    place = layer.place("base", "version")
    if layer.lock is None:
        if layer.manifest.operations:
            message = f"層「{layer.name}」に、元の文の記録（{LOCK}）がありません。"
            yield Notice(f"{message}{how}", place)
        return
    recorded = set(layer.lock.bases)
    for operation, where in zip(layer.manifest.operations, layer.places, strict=True):
        if operation.verb in ON_CLAUSES and operation.key not in recorded:
            message = f"操作「{operation.key}」の元の文が、記録（{LOCK}）にありません。"
            yield Notice(f"{message}{how}", where)
    others = sorted(recorded - {operation.key for operation in layer.manifest.operations})
    if others:
        yield Notice(
            f"記録（{LOCK}）に、この層にない操作があります：{'、'.join(others)}。"
            f"別の層の記録ではないか確かめてください。{how}",
            place,
        )
    yield from _other_text(layer)


def _other_text(layer: Layer) -> Iterator[Notice]:
    """A shipped library that says it is the recorded version, with other texts."""
    shipped = bundled("clauses")
    if layer.lock and layer.lock.version == version_in(shipped):
        library = load_library(shipped)
        if library.manifest.name == layer.lock.library and library_hash(library) != layer.lock.hash:
            yield Notice(
                f"条項ライブラリ {layer.lock.version} の文が、層「{layer.name}」の記録と違います。"
                "改めた条項のほかは、今の文を使います。",
                layer.place("base", "version"),
            )


def _newer(layer: Layer, result: Result) -> Iterator[Notice]:
    newest = version_in(bundled("clauses"))
    version = version_below(layer)
    if version != newest and version in shipped_versions():
        yield Notice(
            f"層「{layer.name}」は条項ライブラリ {version} の上にあります。最新は {newest} です："
            f"guideline upgrade {result.file.located.file}",
            layer.place("base", "version"),
        )


def _clauses(result: Result) -> Iterator[Notice]:
    """What the quality gate of a library would say about the clauses of the layers."""
    library = result.resolution.library
    own = [c for c in library.clauses if c.id in library.stages and library.stages[c.id][-1].layer]
    if own:
        frameworks = load_frameworks(Path(library.folder))
        found = check_clauses(own, library, frameworks)
        for problem in (problem for problem in found if problem.code not in _OF_OURS):
            yield Notice(f"{problem.message}{problem.remedy}", problem.place)


def as_dict(layers: Sequence[LayerInfo], notices: Sequence[Notice]) -> dict[str, Any]:
    """Layers and what is open about them as plain values, for JSON."""
    return {
        "layers": [
            {
                "name": layer.name,
                "folder": layer.folder,
                "owner": layer.owner,
                "library_version": layer.version,
                "operations": layer.operations,
            }
            for layer in layers
        ],
        "layer_notices": [
            {"message": n.message, "file": n.place.file, "line": n.place.line} for n in notices
        ],
    }
