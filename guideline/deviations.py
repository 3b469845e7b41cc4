"""What layers make of the library for one profile: both versions, and why each clause differs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from pathlib import Path

from guideline.compare import compare
from guideline.compose import compose
from guideline.errors import CallError, Place, Problem, suggestion
from guideline.generate import stacked
from guideline.layers.apply import apply_layers
from guideline.layers.templates import layered_template
from guideline.library import load_library
from guideline.model.change import Change, Comparison
from guideline.model.clause import Act, Library
from guideline.model.layer import ON_CLAUSES, ON_VALUES, Layer
from guideline.model.profile import Commentary
from guideline.model.version import Version
from guideline.profile import ProfileFile
from guideline.profile_at import profile_at
from guideline.resolve import resolve

LIBRARY = "library"


def deviations(
    named: str,
    against: str,
    *,
    library: Path | None = None,
    template: str | None = None,
    day: date | None = None,
    commentary: Commentary | None = None,
) -> Comparison:
    """What the layers of a profile change in the library, or in the layers up to one of them.

    Both sides have the same values: those that layers give are told in `Comparison.acts`.

    Args:
        named: the profile.
        against: `library`, or the name of a layer.

    Raises:
        GuidelineError: every problem of the profile and its layers, or no such layer.
    """
    with ExitStack() as kept:
        at = profile_at(named, kept)
        with at.telling():
            read: dict[Path, Library] = {}
            stack = stacked(at.located, library, _keeping(read))
            (raw,) = read.values()
            below = _below(stack.layers, against, named)
            shown = commentary or stack.file.profile.document.commentary
            old, new = (
                _version(name, applied, layers, stack.file, template or "guideline", day, shown)
                for name, applied, layers in (
                    (_label(raw, below), apply_layers(raw, below), below),
                    (stack.layers[-1].name, stack.library, stack.layers),
                )
            )
    acts = tuple(_above(stack.library.acts, below, stack.file))
    comparison = replace(compare(old, new), acts=acts)
    return with_reasons(comparison, reasons_of(comparison))


def _keeping(read: dict[Path, Library]) -> Callable[[Path], Library]:
    def load(folder: Path) -> Library:
        read[folder] = load_library(folder)
        return read[folder]

    return load


def _below(layers: tuple[Layer, ...], against: str, named: str) -> tuple[Layer, ...]:
    names = [layer.name for layer in layers]
    if not names:
        message = "このプロファイルは、層を重ねていません。"
        remedy = "層は「guideline customize」で作れます。"
        raise CallError([Problem("no-layers", message, Place(named), remedy)])
    if against == LIBRARY:
        return ()
    if against not in names[:-1]:
        is_top = against == names[-1]
        message = (
            f"「{against}」は一番上の層です。" if is_top else f"「{against}」という層はありません。"
        )
        known = [LIBRARY, *names[:-1]]
        remedy = f"{suggestion(against, known)}使えるもの：{'、'.join(known)}"
        raise CallError([Problem("unknown-layer", message, Place("--against"), remedy)])
    return layers[: names.index(against) + 1]


def _label(library: Library, below: Sequence[Layer]) -> str:
    name = f"条項ライブラリ {library.manifest.version}"
    return f"{below[-1].name}（{name}）" if below else name


def _version(
    name: str,
    library: Library,
    layers: Sequence[Layer],
    file: ProfileFile,
    template: str,
    day: date | None,
    commentary: Commentary,
) -> Version:
    resolution = resolve(library, file)
    document = compose(resolution, layered_template(template, layers), day, commentary)
    return Version(name, document, resolution=resolution)


def _above(acts: Sequence[Act], below: Sequence[Layer], file: ProfileFile) -> Iterator[Act]:
    """What the layers above do; values only where they hold for this profile."""
    names = {layer.name for layer in below}
    given = set(file.located.elsewhere.values())
    for act in acts:
        if act.layer not in names and (act.verb not in ON_VALUES or act.value_at in given):
            yield act


def reasons_of(comparison: Comparison) -> dict[str, str]:
    """Why clauses deviate, by the id of their change, in the words of the layers."""
    found = {}
    is_one = len({act.layer for act in comparison.acts}) < 2
    for change in comparison.differences:
        acts = [act for act in acts_on(change, comparison.acts) if act.reason]
        told = [act.reason if is_one else f"{act.layer}：{act.reason}" for act in acts]
        if told:
            found[change.id] = "／".join(dict.fromkeys(told))
    return found


def acts_on(change: Change, acts: Sequence[Act]) -> list[Act]:
    """The operations on the clause of a change, or on its slot."""
    origins = [side.origin for side in (change.old, change.new) if side and side.origin]
    ids = {id_ for origin in origins for id_ in (origin.clause, origin.slot)}
    return [act for act in acts if act.verb in ON_CLAUSES and act.target in ids]


def unseen(comparison: Comparison) -> tuple[Act, ...]:
    """The operations that no change of a clause shows: values, templates, clauses that are out."""
    seen = [act for change in comparison.differences for act in acts_on(change, comparison.acts)]
    return tuple(act for act in comparison.acts if act not in seen)


def with_reasons(comparison: Comparison, reasons: Mapping[str, str]) -> Comparison:
    """The comparison with a reason at each clause that has one here."""

    def reasoned(change: Change) -> Change:
        ids = [change.id, *([change.old.id] if change.old else [])]
        given = next((reasons[id_] for id_ in ids if id_ in reasons), "")
        return replace(change, reason=given) if given else change

    return replace(comparison, changes=tuple(map(reasoned, comparison.changes)))
