"""The released versions of a library: freezes the current one, proves that all are as declared."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

from guideline.errors import CallError, GuidelineError, Place, Problem, suggestion
from guideline.library import (
    LINEAGE,
    RELEASED,
    RELEASES,
    load_library,
    load_lineage,
    load_releases,
)
from guideline.model.clause import Library
from guideline.model.lineage import Lineage, Release, Step, order
from guideline.output import write_files
from guideline.source import Path_, read_yaml
from guideline.yaml_text import yaml_text

_HEAD = """\
# 公開した版と、そのファイル全体の SHA-256。各版は releases/<版>/ にあり、書き換えない。
# 「python -m guideline.releases clauses」が書く。手で直さない。
"""
_FREEZE = "「python -m guideline.releases フォルダー」で加えてください。"


# Freezing


def freeze(folder: Path) -> Path:
    """Keeps the texts of the library in a folder as a released version, which never changes again.

    Raises:
        CallError: its version was released before, or is older than a released one.
        ContentError: the library is not sound enough to be loaded.
    """
    version = load_library(folder).manifest.version
    load_lineage(folder)
    known = load_releases(folder)
    problem = _not_freezable(version, known, folder)
    if problem:
        raise CallError([problem])
    kept = folder / RELEASES / version
    contents = {kept / name: (folder / name).read_bytes() for name in _names(folder)}
    for path in contents:
        path.parent.mkdir(parents=True, exist_ok=True)
    releases = [*known, Release(version=version, digest=digest_of(folder))]
    listed = yaml_text([release.model_dump() for release in releases])
    write_files([*contents.items(), (folder / RELEASED, (_HEAD + listed).encode())])
    return kept


def _not_freezable(version: str, known: Sequence[Release], folder: Path) -> Problem | None:
    newest = known[-1].version if known else ""
    if not known or order(newest) < order(version):
        return None
    return Problem(
        "release-exists",
        f"版 {version} は、公開した版 {newest} より新しくありません。",
        Place(str(folder / "library.yaml")),
        "library.yaml の version を上げてください。公開した版は書き換えられません。",
    )


def digest_of(folder: Path) -> str:
    """SHA-256 of the names and contents of a library's files, the same on every machine."""
    found = sha256()
    for name in _names(folder):
        # Git may have written other line ends.
        data = (folder / name).read_bytes().replace(b"\r\n", b"\n")
        found.update(f"{name}\0{sha256(data).hexdigest()}\n".encode())
    return found.hexdigest()


def _names(folder: Path) -> list[str]:
    """The files that belong to one version, by their paths from its folder."""
    paths = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return sorted(
        path.as_posix()
        for path in paths
        if path.parts[0] not in (RELEASES, RELEASED)
        and not any(part.startswith(".") for part in path.parts)
    )


# Checking


def check_releases(library: Library) -> list[Problem]:
    """Every problem of the versions that the library keeps, and of what it says became of them."""
    folder = Path(library.folder)
    try:
        known, lineage = load_releases(folder), load_lineage(folder)
    except GuidelineError as error:
        return list(error.problems)
    check = _Check(library, folder, known, lineage)
    check.run()
    return check.problems


@dataclass
class _Check:
    library: Library
    folder: Path
    known: Sequence[Release]
    lineage: Lineage
    problems: list[Problem] = field(default_factory=list)

    def run(self) -> None:
        self._folders()
        self._in_order()
        versions: dict[str, Library] = {}
        for at, release in enumerate(self.known):
            found = self._release(release, (at, "version"))
            if found:
                versions[release.version] = found
        versions[self.library.manifest.version] = self.library
        self._steps(versions)

    def _folders(self) -> None:
        """No version is kept that nobody declared."""
        kept = self.folder / RELEASES
        named = {release.version for release in self.known}
        for path in sorted(kept.iterdir()) if kept.is_dir() else ():
            if path.is_dir() and path.name not in named and not path.name.startswith("."):
                message = f"版 {path.name} が {RELEASED} にありません。"
                remedy = f"フォルダーを取り除いてください。公開する版は、{_FREEZE}"
                self._problem("release-undeclared", message, Place(str(path)), remedy)

    def _in_order(self) -> None:
        for at, (before, after) in enumerate(pairwise(self.known), start=1):
            if order(before.version) >= order(after.version):
                message = f"版 {after.version} が、版 {before.version} の後にあります。"
                remedy = "古い版から順に、一度ずつ書いてください。"
                self._problem("release-order", message, self._released((at, "version")), remedy)

    def _release(self, release: Release, path: Path_) -> Library | None:
        folder = self.folder / RELEASES / release.version
        try:
            found = load_library(folder)
            load_lineage(folder)
        except GuidelineError as error:
            self.problems += error.problems
            return None
        if digest_of(folder) != release.digest:
            message = f"公開した版 {release.version} のファイルが、公開したときと違います。"
            remedy = "元に戻してください。改めるときは、新しい版にします。"
            self._problem("release-changed", message, Place(str(folder)), remedy)
        if found.manifest.version != release.version:
            message = f"version が {found.manifest.version} です。"
            remedy = f"フォルダーの名前のとおり {release.version} のはずです。元に戻してください。"
            self._problem("release-version", message, Place(str(folder / "library.yaml")), remedy)
            return None
        self._not_newer(release, path)
        return found

    def _not_newer(self, release: Release, path: Path_) -> None:
        now = self.library.manifest.version
        manifest = Place(str(self.folder / "library.yaml"))
        if order(release.version) > order(now):
            message = f"公開した版 {release.version} が、この版 {now} より新しくなっています。"
            remedy = "library.yaml の version を上げてください。"
            self._problem("release-newer", message, self._released(path), remedy)
        elif release.version == now and digest_of(self.folder) != release.digest:
            names = "、".join(self._differing(release.version)[:5])
            message = f"公開した版 {now} と、内容が違います（{names}）。"
            remedy = "library.yaml の version を上げるか、元に戻してください。"
            self._problem("version-not-raised", message, manifest, remedy)

    def _differing(self, version: str) -> list[str]:
        kept = self.folder / RELEASES / version
        names = dict.fromkeys((*_names(self.folder), *_names(kept)))
        return [n for n in names if _lines(self.folder / n) != _lines(kept / n)]

    # What became of the clauses

    def _steps(self, versions: Mapping[str, Library]) -> None:
        order_of = sorted(versions, key=order)
        said = {step.version: at for at, step in enumerate(self.lineage.versions)}
        for at, step in enumerate(self.lineage.versions):
            if step.version not in order_of[1:]:
                message = f"版 {step.version} の前の版がないか、この版がありません。"
                remedy = f"ライブラリにある版：{'、'.join(order_of)}"
                self._problem("lineage-version", message, self._told((at, "version")), remedy)
        for at, (last, step) in enumerate(pairwise(self.lineage.versions), start=1):
            if order(last.version) >= order(step.version):
                remedy = "古い版から順に、一度ずつ書いてください。"
                message = f"版 {step.version} が、版 {last.version} の後にあります。"
                self._problem("lineage-order", message, self._told((at, "version")), remedy)
        for before, after in pairwise(order_of):
            at = said.get(after, -1)
            step = self.lineage.versions[at] if at >= 0 else Step(version=after)
            check = _StepCheck(step, versions[before], versions[after])
            for code, message, path, remedy in check.faults():
                place = self._told((at, *path)) if at >= 0 else self._told(())
                self._problem(code, message, place, remedy)

    def _told(self, path: Path_) -> Place:
        """A place in `lineage.yaml`, which is read once more only when there is a problem."""
        file = self.folder / LINEAGE
        return read_yaml(file).value_place(path) if file.is_file() else Place(str(file))

    def _released(self, path: Path_) -> Place:
        return read_yaml(self.folder / RELEASED).value_place(path)

    def _problem(self, code: str, message: str, place: Place, remedy: str) -> None:
        self.problems.append(Problem(code, message, place, remedy))


def _lines(path: Path) -> bytes | None:
    return path.read_bytes().replace(b"\r\n", b"\n") if path.is_file() else None


_Fault = tuple[str, str, Path_, str]
"""Code, message, path in the step, remedy."""


class _StepCheck:
    """One step of the lineage against the version before it and the version it made."""

    def __init__(self, step: Step, before: Library, after: Library) -> None:
        self._step = step
        self._versions = (before.manifest.version, after.manifest.version)
        self._was = {clause.id for clause in before.clauses}
        self._is = {clause.id for clause in after.clauses}
        self._slots = {c.slot for c in (*before.clauses, *after.clauses)}
        self._was_named = self._was | {clause.slot for clause in before.clauses}
        self._is_named = self._is | {clause.slot for clause in after.clauses}

    def faults(self) -> Iterator[_Fault]:
        gone = list(self._gone_ones())
        seen: set[str] = set()
        for id_, path, stays in gone:
            yield from self._gone(id_, path, stays=stays)
            if id_ in seen:
                remedy = "どれか一つだけに書いてください。"
                yield "lineage-twice", f"「{id_}」が二度書かれています。", path, remedy
            seen.add(id_)
        for id_, path in self._heirs():
            yield from self._new(id_, path)
        yield from self._renamed_to_known()
        yield from self._moved_text()
        for id_ in sorted(self._was - self._is - seen):
            before, after = self._versions
            message = f"版 {before} の「{id_}」が版 {after} になく、その後の記載もありません。"
            remedy = (
                f"{suggestion(id_, self._is - self._was)}{LINEAGE} の版 {after} に、renamed、"
                "split、merged 又は removed として書いてください。"
            )
            yield "lineage-missing", message, (), remedy

    def _gone_ones(self) -> Iterator[tuple[str, Path_, bool]]:
        """The clauses that the step says are gone, each with whether it may be there yet."""
        step = self._step
        for at, renamed in enumerate(step.renamed):
            yield renamed.from_, ("renamed", at, "from"), False
        for at, split in enumerate(step.split):
            yield split.from_, ("split", at, "from"), False
        for at, merged in enumerate(step.merged):
            for n, id_ in enumerate(merged.from_):
                yield id_, ("merged", at, "from", n), id_ == merged.to
        for at, removed in enumerate(step.removed):
            yield removed.clause, ("removed", at, "clause"), False

    def _heirs(self) -> Iterator[tuple[str, Path_]]:
        step = self._step
        for at, renamed in enumerate(step.renamed):
            yield renamed.to, ("renamed", at, "to")
        for at, split in enumerate(step.split):
            for n, id_ in enumerate(split.to):
                yield id_, ("split", at, "to", n)
        for at, merged in enumerate(step.merged):
            yield merged.to, ("merged", at, "to")

    def _gone(self, id_: str, path: Path_, *, stays: bool) -> Iterator[_Fault]:
        before, after = self._versions
        if id_ not in self._was:
            message = f"「{id_}」という条項は、版 {before} にありません。"
            is_slot = id_ in self._slots
            remedy = "枠は、異形ごとに書いてください。" if is_slot else suggestion(id_, self._was)
            yield "lineage-unknown", message, path, remedy
        elif id_ in self._is and not stays:
            message = f"「{id_}」は、版 {after} にも残っています。"
            remedy = "この項目を消すか、定めの一部だけを移したのなら moved_text に書いてください。"
            yield "lineage-not-gone", message, path, remedy

    def _new(self, id_: str, path: Path_) -> Iterator[_Fault]:
        if id_ not in self._is:
            message = f"「{id_}」という条項は、版 {self._versions[1]} にありません。"
            yield "lineage-unknown", message, path, suggestion(id_, self._is)

    def _renamed_to_known(self) -> Iterator[_Fault]:
        for at, renamed in enumerate(self._step.renamed):
            if renamed.to in self._was:
                message = f"「{renamed.to}」は、版 {self._versions[0]} にもあります。"
                remedy = "二つの条項を一つにしたのなら、merged に書いてください。"
                yield "lineage-not-new", message, ("renamed", at, "to"), remedy

    def _moved_text(self) -> Iterator[_Fault]:
        before, after = self._versions
        for at, moved in enumerate(self._step.moved_text):
            path: Path_ = ("moved_text", at, "from")
            if moved.from_ not in self._was_named:
                message = f"「{moved.from_}」という条項は、版 {before} にありません。"
                hint = suggestion(moved.from_, self._was_named)
                yield "lineage-unknown", message, path, hint
            elif moved.from_ not in self._is_named:
                message = f"「{moved.from_}」は、版 {after} に残っていません。"
                remedy = "renamed、split 又は merged に書いてください。"
                yield "lineage-gone", message, path, remedy
            for n, id_ in enumerate(moved.to):
                if id_ not in self._is_named:
                    message = f"「{id_}」という条項は、版 {after} にありません。"
                    hint = suggestion(id_, self._is_named)
                    yield "lineage-unknown", message, ("moved_text", at, "to", n), hint


def main() -> int:
    """`python -m guideline.releases FOLDER` freezes the library in the folder."""
    try:
        print(freeze(Path(sys.argv[1])))  # noqa: T201 - a tool of the maintainers
    except GuidelineError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
