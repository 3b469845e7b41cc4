"""A folder of clauses and laws becomes a Library, checked against the profile's schema."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from guideline.clause_file import ClauseReader
from guideline.errors import CallError, ContentError, Place, Problem, suggestion
from guideline.model.clause import (
    Clause,
    Framework,
    Law,
    Laws,
    Library,
    LibraryManifest,
)
from guideline.model.condition import Expression
from guideline.model.fields import Model
from guideline.model.lineage import Lineage, Release, Releases
from guideline.model.reading import Reading
from guideline.model.validation import validate
from guideline.source import Located, Path_, problem_at, read_yaml

M = TypeVar("M", bound=Model)


def load_library(folder: Path) -> Library:
    """The library in a folder: `library.yaml`, clause files and `laws.yaml`.

    Raises:
        CallError: the folder is not there.
        ContentError: every problem found in its files, at once.
    """
    if not (folder / "library.yaml").exists():
        is_there = folder.is_dir()
        raise CallError(
            [
                Problem(
                    "library-missing",
                    "条項ライブラリのフォルダーではありません（library.yaml がありません）。"
                    if is_there
                    else "条項ライブラリのフォルダーがありません。",
                    Place(str(folder)),
                    "library.yaml のあるフォルダーか、--library では同梱の版を指定してください。",
                )
            ]
        )
    return _Loader(folder).load()


def load_frameworks(folder: Path) -> tuple[Framework, ...]:
    """The frameworks of the library in a folder; only checks need them, so they load apart."""
    return _Loader(folder).frameworks()


def load_readings(folder: Path) -> tuple[Reading, ...]:
    """The readings of difficult words of the library in a folder; it need not have any.

    They load apart, because few documents show them.

    Raises:
        ContentError: every problem found in `readings.yaml`, at once.
    """
    return _Loader(folder).readings()


def load_lineage(folder: Path) -> Lineage:
    """What became of the clauses of earlier versions; a library need not say anything.

    Raises:
        ContentError: every problem found in `lineage.yaml`, at once.
    """
    return _Loader(folder).lineage()


def load_releases(folder: Path) -> tuple[Release, ...]:
    """The released versions that the library keeps, with their digests; it need not have any.

    Raises:
        ContentError: every problem found in `releases.yaml`, at once.
    """
    return _Loader(folder).releases()


def requirement_places(folder: Path) -> dict[str, Place]:
    """Where each requirement of the frameworks in a sound library stands."""
    places = {}
    for path in sorted((folder / "frameworks").glob("*.yaml")):
        located = read_yaml(path)
        for index, requirement in enumerate(located.data["requirements"]):
            places[requirement["id"]] = located.value_place(("requirements", index, "id"))
    return places


def reading_places(folder: Path) -> dict[str, Place]:
    """Where each word stands in the readings of a sound library."""
    path = folder / _READINGS
    located = read_yaml(path) if path.is_file() else None
    if located is None or located.data is None:
        return {}
    return {word: located.key_place((word,)) for word in located.data}


def preset_files(folder: Path) -> list[Path]:
    """The presets of the library in a folder: starting profiles per kind of organization."""
    return sorted((folder / "presets").glob("*.yaml"))


RELEASES = "releases"
"""The folder with earlier versions of the library, each as it was."""
RELEASED = "releases.yaml"
"""What is known about these versions."""
LINEAGE = "lineage.yaml"
_READINGS = "readings.yaml"


def _files_below(folder: Path) -> Iterator[Path]:
    """Every file of the library, without those of earlier versions, of which there may be many."""
    for path in folder.iterdir():
        if not path.is_dir():
            yield path
        elif path.name != RELEASES:
            yield from path.rglob("*")


class _Loader:
    """Reads one folder and collects every problem."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._problems: list[Problem] = []
        self._clause_reader = ClauseReader(self._problems)

    def load(self) -> Library:
        manifest_file = read_yaml(self._folder / "library.yaml")
        manifest = self._model(LibraryManifest, manifest_file)
        if manifest is None:
            raise ContentError(self._problems)
        parts = [part.id for part in manifest.parts]
        self._refuse_twice(parts, manifest_file, ("parts",))
        clauses = self._clauses(manifest, manifest_file)
        scopes = self._scopes(manifest, manifest_file, {clause.slot for clause in clauses})
        self._check_orders(manifest, manifest_file, clauses)
        laws = self._laws()
        if self._problems:
            raise ContentError(self._problems)
        return Library(str(self._folder), manifest, clauses, scopes, laws)

    def frameworks(self) -> tuple[Framework, ...]:
        found = []
        for path in sorted((self._folder / "frameworks").glob("*.yaml")):
            located = self._yaml(path)
            framework = self._model(Framework, located) if located else None
            if located and framework:
                self._check_applies(framework, located)
                found.append(framework)
        if self._problems:
            raise ContentError(self._problems)
        return tuple(found)

    def lineage(self) -> Lineage:
        return self._optional(Lineage, LINEAGE, under="versions")

    def releases(self) -> tuple[Release, ...]:
        return self._optional(Releases, RELEASED, under="releases").releases

    def _optional(self, model: type[M], name: str, under: str) -> M:
        """A file that a library need not have, and that may be empty."""
        path = self._folder / name
        located = self._yaml(path) if path.is_file() else None
        is_empty = located is None or located.data is None
        found = model() if is_empty else self._model(model, located, under)  # type: ignore[arg-type]
        if self._problems or found is None:
            raise ContentError(self._problems)
        return found

    def readings(self) -> tuple[Reading, ...]:
        found = self._readings()
        if self._problems:
            raise ContentError(self._problems)
        return found

    def _check_applies(self, framework: Framework, located: Located) -> None:
        """Conditions are read again where they are asked; here they only have to be right."""
        conditions: list[tuple[str | None, Path_]] = [(framework.applies, ("applies",))]
        for index, requirement in enumerate(framework.requirements):
            conditions.append((requirement.applies, ("requirements", index, "applies")))
        for text, path in conditions:
            if text:
                self._clause_reader.condition(text, located.value_place(path))

    def _model(self, model: type[M], located: Located, under: str = "") -> M | None:
        """The file's data as a model, or as the value of its key `under`."""
        value, faults = validate(model, {under: located.data} if under else located.data)
        for fault in faults:
            inside = replace(fault, path=fault.path[1:]) if under else fault
            self._problems.append(problem_at(located, inside))
        return value

    def _yaml(self, path: Path) -> Located | None:
        try:
            return read_yaml(path)
        except ContentError as error:
            self._problems += error.problems
            return None

    def _clauses(self, manifest: LibraryManifest, located: Located) -> tuple[Clause, ...]:
        by_slot: dict[str, list[Clause]] = {}
        for path in self._clause_files(manifest):
            clause = self._clause_reader.read(path, self._folder)
            if clause:
                by_slot.setdefault(clause.slot, []).append(clause)
        ordered: list[Clause] = []
        has_lost_files = bool(self._problems)
        for number, part in enumerate(manifest.parts):
            for index, slot in enumerate(part.clauses):
                place = located.value_place(("parts", number, "clauses", index))
                found = by_slot.pop(slot, [])
                if not found and not has_lost_files:
                    self._missing(slot, ordered, by_slot, place)
                self._check_part(found, part.id, place)
                ordered += found
        for slot, clauses in by_slot.items():
            self._problem(
                "clause-not-placed",
                f"「{slot}」が library.yaml のどの部にもありません。",
                clauses[0].place("id"),
                "library.yaml の parts に加えるか、ファイルを取り除いてください。",
            )
        return tuple(ordered)

    def _clause_files(self, manifest: LibraryManifest) -> list[Path]:
        """Every Markdown file below the folder, those of the parts first."""
        parts = [part.id for part in manifest.parts]
        found = [path for path in _files_below(self._folder) if self._is_clause_file(path)]
        of_parts: list[Path] = []
        for path in found:
            if path.parent.parent == self._folder and path.parent.name in parts:
                of_parts.append(path)
            else:
                self._problem(
                    "clause-not-placed",
                    "library.yaml のどの部にも属さないファイルです。",
                    Place(str(path)),
                    f"部のフォルダー（{'、'.join(parts)}）に置くか、部を加えるか、取り除いてください。",
                )
        return sorted(of_parts, key=lambda path: (parts.index(path.parent.name), path.name))

    def _is_clause_file(self, path: Path) -> bool:
        folders = path.relative_to(self._folder).parts
        is_hidden = any(name.startswith(".") for name in folders)
        is_readme = path.name.lower().startswith("readme")
        return path.suffix.lower() == ".md" and not is_hidden and not is_readme

    def _missing(
        self, slot: str, placed: list[Clause], rest: dict[str, list[Clause]], place: Place
    ) -> None:
        if slot in {clause.slot for clause in placed}:
            message = f"「{slot}」が二度書かれています。"
            self._problem("clause-placed-twice", message, place, "一方を消してください。")
            return
        self._problem(
            "clause-missing",
            f"「{slot}」のファイルがありません。",
            place,
            suggestion(slot, rest) or f"{slot}.md を作るか、この行を消してください。",
        )

    def _check_part(self, clauses: list[Clause], part: str, place: Place) -> None:
        for clause in clauses:
            if clause.part != part:
                self._problem(
                    "clause-in-other-part",
                    f"「{clause.id}」を部「{part}」に置くことはできません。",
                    place,
                    f"部「{clause.part}」に置いてください。",
                )

    def _scopes(
        self, manifest: LibraryManifest, located: Located, slots: set[str]
    ) -> dict[str, Expression]:
        has_lost_files = bool(self._problems)
        scopes = {}
        for index, scope in enumerate(manifest.slots):
            if scope.slot not in slots and not has_lost_files:
                self._problem(
                    "unknown-slot",
                    f"「{scope.slot}」という枠はありません。",
                    located.value_place(("slots", index, "slot")),
                    suggestion(scope.slot, slots),
                )
            place = located.value_place(("slots", index, "when"))
            parsed = self._clause_reader.condition(scope.when, place)
            if parsed:
                scopes[scope.slot] = parsed
        return scopes

    def _check_orders(
        self, manifest: LibraryManifest, located: Located, clauses: Sequence[Clause]
    ) -> None:
        """An order names every variant of its slot once: one that is missing could not be told."""
        if self._problems:
            return
        for index, order in enumerate(manifest.orders):
            variants = {clause.id for clause in clauses if clause.front.slot == order.slot}
            if sorted(order.clauses) != sorted(variants):
                names = "、".join(sorted(id_.removeprefix(f"{order.slot}.") for id_ in variants))
                self._problem(
                    "order-of-variants",
                    f"枠「{order.slot}」の異形の順に、過不足があります。",
                    located.value_place(("orders", index)),
                    f"厳しい方から一度ずつ書いてください。異形：{names or 'なし'}",
                )

    def _laws(self) -> dict[str, Law]:
        located = self._yaml(self._folder / "laws.yaml")
        value = self._model(Laws, located, under="laws") if located else None
        if located is None or value is None:
            return {}
        self._refuse_twice([law.id for law in value.laws], located, ())
        return {law.id: law for law in value.laws}

    def _readings(self) -> tuple[Reading, ...]:
        path = self._folder / _READINGS
        located = self._yaml(path) if path.is_file() else None
        if located is None or located.data is None:
            return ()
        if not isinstance(located.data, dict):
            message = "言葉とその読みがありません。"
            place = located.value_place(())
            self._problem("wrong-type", message, place, "「言葉: 読み」を1行に一つ書いてください。")
            return ()
        read = (self._reading(located, word) for word in located.data)
        return tuple(reading for reading in read if reading is not None)

    def _reading(self, located: Located, word: str) -> Reading | None:
        reading, faults = validate(Reading, {"word": word, "reading": located.data[word]})
        for fault in faults:
            is_about_word = fault.path == ("word",)
            place = located.key_place((word,)) if is_about_word else located.value_place((word,))
            self._problem(fault.code, fault.message, place, fault.remedy)
        return reading

    def _refuse_twice(self, ids: list[str], located: Located, path: Path_) -> None:
        for index, given in enumerate(ids):
            if given in ids[:index]:
                message = f"識別子「{given}」が二度使われています。"
                place = located.value_place((*path, index, "id"))
                self._problem("duplicate-id", message, place, "一方を消すか、改めてください。")

    def _problem(self, code: str, message: str, place: Place, remedy: str = "") -> None:
        self._problems.append(Problem(code, message, place, remedy))
