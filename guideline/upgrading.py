"""Carries a profile's layers to another version of the library: prepared, written, taken back."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path, PurePosixPath

from guideline.bundled import bundled
from guideline.errors import CallError, ContentError, GuidelineError, Place, Problem, suggestion
from guideline.generate import Result, Stack, made_version, stacked
from guideline.layers import backup, edit
from guideline.layers.apply import faults_of_library
from guideline.layers.decisions import NAME as DECISIONS
from guideline.layers.decisions import (
    asked,
    check_choices,
    not_asked,
    read_answers,
    with_questions,
)
from guideline.layers.lock import NAME as LOCK
from guideline.layers.lock import library_hash, lock_text
from guideline.layers.plan import plan_upgrade
from guideline.layers.stack import (
    library_folder,
    load_layers,
    own_layer,
    shipped_versions,
    version_below,
    version_of,
)
from guideline.layers.templates import block_text, template_text
from guideline.layers.values import with_values
from guideline.library import load_library, load_lineage
from guideline.model.clause import Library
from guideline.model.layer import Layer
from guideline.model.upgrade import Plan
from guideline.model.version import Version
from guideline.output import like, made_folders, write_files
from guideline.profile import profile_of
from guideline.source import Located, parse_yaml, read_bytes, read_text, read_yaml


@dataclass(frozen=True)
class NewDefault:
    """A choice that the profile leaves open, settled otherwise than at the last build."""

    name: str
    old: str
    new: str


@dataclass(frozen=True)
class Upgrade:
    """An upgrade that is worked out and not written yet."""

    profile: Path
    plan: Plan
    old: Version | None
    """The guideline as it was; None where it cannot be made any more."""
    new: Version
    """The guideline as it will be; what is still to be decided stands as the layers say it."""
    new_defaults: tuple[NewDefault, ...] = ()
    not_asked: tuple[tuple[str, Place], ...] = ()
    """Entries of `decisions.yaml` that answer nothing here: those of earlier upgrades."""

    @property
    def changes_nothing(self) -> bool:
        """Whether every file of every layer stays as it is."""
        return not any(layer.files for layer in self.plan.layers)


def prepare(profile: Path, to: str | None = None, day: date | None = None) -> Upgrade:
    """What carrying the layers to another version comes to, with the answers given so far.

    Args:
        to: a folder of clauses, or a version that is shipped; the newest one when None.
        day: the date of both guidelines; the profile's when None.

    Raises:
        GuidelineError: every problem that was found, at once.
    """
    located = read_yaml(profile)
    layers = load_layers(located)
    if not layers:
        raise CallError([_without_layers(profile)])
    folder = _target(to)
    new = load_library(folder)
    texts = [read_text(Path(layer.file)) for layer in layers]
    faults = faults_of_library(new, layers)
    for layer, text in zip(layers, texts, strict=True):
        faults += edit.faults_of_form(text, layer.file)
    if faults:
        raise ContentError(faults)
    decisions = _decisions(profile)
    plan = plan_upgrade(
        layers,
        texts,
        _old_libraries(layers, new),
        new,
        load_lineage(folder),
        read_answers(decisions),
        lambda name, block: _template_now(name, block),
    )
    check_choices(decisions, plan.questions)
    after = _made(located, [layer.after for layer in plan.layers], plan.library, day, str(profile))
    plan, defaults = _with_values(plan, layers[-1], located, after)
    questions = [*plan.questions, *(question for question, _ in plan.answered)]
    return Upgrade(
        profile,
        plan,
        _before(located, layers, new, day),
        after,
        defaults,
        tuple(not_asked(decisions, questions)),
    )


def _without_layers(profile: Path) -> Problem:
    return Problem(
        "no-layers",
        "このプロファイルには層がありません。新しい版に合わせるものはありません。",
        Place(str(profile)),
        "条項を改めるには「guideline customize」で層を作ってください。"
        "版の違いは「guideline diff」で比べられます。",
    )


def _target(to: str | None) -> Path:
    if to is None:
        return bundled("clauses")
    if Path(to).is_dir():
        return Path(to)
    known = shipped_versions()
    if to in known:
        return library_folder(to)
    message = f"「{to}」という版も、フォルダーもありません。"
    remedy = f"{suggestion(to, known)}同梱の版：{'、'.join(known)}"
    raise CallError([Problem("library-version-missing", message, Place("--to"), remedy)])


def _old_libraries(layers: Sequence[Layer], new: Library) -> dict[str, Library]:
    """The versions that the layers stand on, where they are at hand and still the same."""
    found = {}
    for layer in layers:
        version = version_below(layer)
        if version in found:
            continue
        try:
            library = load_library(_folder_of(version, new))
        except GuidelineError:
            continue  # what the lock files do not tell will be asked
        if layer.lock is None or layer.lock.hash == library_hash(library):
            found[version] = library
    return found


def _folder_of(version: str, new: Library) -> Path:
    """Where a version is found: what is carried over already stands on the new one."""
    return Path(new.folder) if version == new.manifest.version else library_folder(version)


def _decisions(profile: Path) -> Located:
    path = profile.parent / DECISIONS
    return read_yaml(path) if path.is_file() else parse_yaml("", str(path))


def _template_now(name: str, block: str) -> str | None:
    text = template_text(name, ())
    return (block_text(text, block) if block else text) or None


def _made(
    located: Located, layers: Sequence[Layer], library: Library, day: date | None, name: str
) -> Version:
    file = profile_of(with_values(located, layers))
    return made_version(name, file, library, layers, day=day)


def _before(
    located: Located, layers: Sequence[Layer], new: Library, day: date | None
) -> Version | None:
    try:
        version = version_of(layers)
        stack: Stack = stacked(located, _folder_of(version, new) if version else None)
        return made_version(located.file, stack.file, stack.library, stack.layers, day=day)
    except GuidelineError:
        return None


def _with_values(
    plan: Plan, before: Layer, located: Located, after: Version
) -> tuple[Plan, tuple[NewDefault, ...]]:
    """The plan with the choices of the new guideline in the lock file of the highest layer."""
    assert after.resolution
    values = settled(after.resolution.facts.values)
    then = before.lock.values if before.lock else {}
    found = tuple(
        NewDefault(name, then[name], value)
        for name, value in values.items()
        if name in then and then[name] != value and not located.gives(tuple(name.split(".")))
    )
    *lower, top = plan.layers
    assert top.after.lock
    lock = replace(top.after.lock, values=values)
    files = {**top.files, LOCK: lock_text(lock)}
    if before.lock and lock_text(before.lock) == files[LOCK]:
        del files[LOCK]
    changed = replace(top, after=replace(top.after, lock=lock), files=files)
    return replace(plan, layers=(*lower, changed)), found


def settled(values: Mapping[str, str | frozenset[str] | tuple[str, ...]]) -> dict[str, str]:
    """The choices among the facts, as the lock file keeps them."""
    return {
        name: value if isinstance(value, str) else "、".join(value)
        for name, value in values.items()
        if name.startswith("choices.")
    }


def recorded(profile: Path, result: Result) -> list[tuple[Path, bytes]]:
    """The lock file of the own layer with the choices of this guideline, where they differ.

    An upgrade tells from them which defaults of the library have changed since.
    """
    own = own_layer(profile, result.layers)
    if own is None or own is not result.layers[-1] or own.lock is None:
        return []
    values = settled(result.resolution.facts.values)
    if values == own.lock.values:
        return []
    path = Path(own.folder) / LOCK
    return [(path, like(read_bytes(path), lock_text(replace(own.lock, values=values))))]


# Writing


Outputs = Sequence[tuple[Path, bytes]]
"""Reports, written in the same step as everything else."""


def write_questions(upgrade: Upgrade, reports: Outputs = ()) -> int:
    """Puts open questions into `decisions.yaml`, behind what stands there: how many are new."""
    path = upgrade.profile.parent / DECISIONS
    located = _decisions(upgrade.profile)
    known = asked(located)
    fresh = [question for question in upgrade.plan.questions if question.id not in known]
    files = list(reports)
    if fresh:
        before = read_bytes(path) if path.is_file() else None
        files.append((path, like(before, with_questions(located, fresh))))
    write_files(files)
    return len(fresh)


def write(upgrade: Upgrade, reports: Outputs = ()) -> list[Path]:
    """Writes the files of all layers and what takes the upgrade back; nothing or everything.

    Raises:
        ContentError: something is still to be decided.
        CallError: a file cannot be written.
    """
    if upgrade.plan.questions:
        count = len(upgrade.plan.questions)
        place = Place(str(upgrade.profile.parent / DECISIONS))
        message = f"決めていないことが{count}件あるため、書き換えませんでした。"
        raise ContentError(
            [Problem("undecided", message, place, "answer に答えを書いてください。")]
        )
    if upgrade.changes_nothing:
        write_files(reports)
        return []
    root = upgrade.profile.parent
    changes = {
        Path(layer.before.folder) / PurePosixPath(name): text
        for layer in upgrade.plan.layers
        for name, text in layer.files.items()
    }
    before = {path: read_bytes(path) if path.is_file() else None for path in changes}
    after = {
        path: None if text is None else like(before[path], text) for path, text in changes.items()
    }
    kept = backup.backup_of(
        {_name(path, root): data for path, data in before.items()},
        {_name(path, root): data for path, data in after.items()},
    )
    written = [(path, data) for path, data in after.items() if data is not None]
    gone = [path for path, data in after.items() if data is None]
    with made_folders(path for path, _ in written):
        write_files([*written, (root / backup.NAME, backup.packed(kept)), *reports], gone)
    return sorted(changes)


def _name(path: Path, root: Path) -> str:
    return PurePosixPath(*Path(os.path.relpath(path, root)).parts).as_posix()


def undo(profile: Path, *, may_overwrite: bool = False) -> list[Path]:
    """Restores every file as it was before the last upgrade, byte by byte.

    Args:
        may_overwrite: also what was edited since.

    Raises:
        CallError: there is nothing to take back, or a file was edited since.
    """
    root = profile.parent
    path = root / backup.NAME
    if not path.is_file():
        message = "元に戻せる更新がありません。"
        remedy = "直前の「guideline upgrade」だけを、一度元に戻せます。"
        raise CallError([Problem("nothing-to-undo", message, Place(str(path)), remedy)])
    kept = backup.unpacked(read_bytes(path, limit=20_000_000), str(path))
    folders = layer_folders(read_yaml(profile))
    problems = [
        problem
        for name in kept.before
        for problem in _not_restorable(root / name, kept.after[name], folders, may_overwrite)
    ]
    if problems:
        raise CallError(problems)
    written = [(root / name, data) for name, data in kept.before.items() if data is not None]
    created = [root / name for name, data in kept.before.items() if data is None]
    with made_folders(target for target, _ in written):
        write_files(written, [p for p in (*created, path) if p.is_file()])
    return sorted(root / name for name in kept.before)


def layer_folders(profile: Located) -> list[Path]:
    """The folders of the layers that the profile names, whatever state they are in."""
    named = profile.data.get("layers") if isinstance(profile.data, dict) else None
    names = [name for name in named or () if isinstance(name, str)]
    return [(Path(profile.file).parent / name).resolve() for name in names]


def _not_restorable(
    path: Path, digest: str | None, folders: Sequence[Path], may_overwrite: bool
) -> list[Problem]:
    if not any(path.resolve().is_relative_to(folder) for folder in folders):
        message = "控えが、層のフォルダーの外のファイルを指しています。"
        remedy = "控えのファイルを作り直した人に確かめてください。"
        return [Problem("undo-outside", message, Place(str(path)), remedy)]
    now = sha256(path.read_bytes()).hexdigest() if path.is_file() else None
    if now == digest or may_overwrite:
        return []
    message = "更新の後に編集されています。元に戻すと、その編集が失われます。"
    remedy = "失われてよければ --force を付けて実行してください。"
    return [Problem("undo-edited", message, Place(str(path)), remedy)]
