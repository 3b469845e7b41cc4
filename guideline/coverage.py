"""Holds a guideline against each framework: what it covers, what it leaves out, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from guideline.errors import CallError, ContentError, Place, Problem, suggestion
from guideline.generate import stacked
from guideline.library import load_library
from guideline.model.clause import Framework, Library, LibraryManifest, Requirement
from guideline.model.coverage import Finding, FrameworkCoverage
from guideline.model.resolution import Resolution
from guideline.profile import ProfileFile
from guideline.requirements import frameworks_met
from guideline.resolve import resolve
from guideline.source import read_yaml

SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True)
class ProfileCoverage:
    """What one profile's guideline does about every framework."""

    name: str
    profile_hash: str
    frameworks: tuple[FrameworkCoverage, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """One or several profiles against the same frameworks of one library."""

    library: LibraryManifest
    profiles: tuple[ProfileCoverage, ...]

    def frameworks(self) -> Iterator[tuple[FrameworkCoverage, ...]]:
        """Each framework, as every profile meets it."""
        return zip(*(profile.frameworks for profile in self.profiles), strict=True)

    def rows(self) -> Iterator[tuple[Finding, ...]]:
        """Each requirement of all frameworks, as every profile meets it."""
        for framework in self.frameworks():
            yield from rows_of(framework)


def rows_of(framework: Sequence[FrameworkCoverage]) -> Iterator[tuple[Finding, ...]]:
    """Each requirement of one framework, as every profile meets it."""
    return zip(*(each.findings for each in framework), strict=True)


def coverage_of(
    named: Mapping[str, tuple[Resolution, ProfileFile]],
    library: Library,
    frameworks: Sequence[Framework],
) -> Coverage:
    """What the guideline of each named profile does about the frameworks."""
    profiles = tuple(
        ProfileCoverage(name, file.hash, frameworks_met(resolution, file, frameworks))
        for name, (resolution, file) in named.items()
    )
    manifests = [resolution.library.manifest for resolution, _ in named.values()]
    return Coverage(manifests[0] if manifests else library.manifest, profiles)


def missing_in(coverage: Coverage) -> Iterator[tuple[Requirement, list[str]]]:
    """Each requirement that some profile's guideline misses, with the names of the profiles."""
    for row in coverage.rows():
        profiles = zip(coverage.profiles, row, strict=True)
        lacking = [profile.name for profile, f in profiles if f.status == "missing"]
        if lacking:
            yield row[0].requirement, lacking


def edition(framework: Framework) -> str:
    """The version with its date; the date alone where it is the version."""
    day = framework.published.isoformat() if framework.published else ""
    version = framework.version or ""
    return f"{version}（{day}）" if version and day and version != day else version or day


def is_unconfirmed(requirement: Requirement) -> bool:
    """Whether nobody has read the requirement at its source yet."""
    return requirement.evidence == "unconfirmed"


def frameworks_named(ids: Sequence[str], frameworks: Sequence[Framework]) -> list[Framework]:
    """The frameworks with these ids, in the library's order; all of them without ids.

    Raises:
        CallError: the library has no framework with one of the ids.
    """
    known = [framework.id for framework in frameworks]
    unknown = [id_ for id_ in ids if id_ not in known]
    if unknown:
        raise CallError(
            Problem(
                "unknown-framework",
                f"枠組み「{id_}」はありません。",
                Place(id_),
                f"{suggestion(id_, known)}使える枠組み：{'、'.join(known)}",
            )
            for id_ in unknown
        )
    return [framework for framework in frameworks if not ids or framework.id in ids]


def resolve_all(
    library: Library, paths: Sequence[Path], folder: Path | None = None
) -> dict[str, tuple[Resolution, ProfileFile]]:
    """Each profile resolved against the library, by the name that tables show.

    Args:
        library: for profiles without layers. What layers were written for may be an older version.
        folder: the library for every profile, where the caller has named one.

    Raises:
        CallError: there is no profile, one cannot be read, or they stand on different versions.
        ContentError: the problems of all profiles, at once.
    """
    if not paths:
        raise CallError(
            [
                Problem(
                    "no-profiles",
                    "比べるプロファイルがなく、ライブラリにプリセットもありません。",
                    Place(library.folder),
                    "プロファイルのファイルを指定してください。",
                )
            ]
        )
    found: dict[str, tuple[Resolution, ProfileFile]] = {}
    problems: list[Problem] = []
    for name, path in _named(paths).items():
        try:
            located = read_yaml(path)
            has_layers = isinstance(located.data, dict) and located.data.get("layers")
            given = folder if has_layers else Path(library.folder)
            stack = stacked(located, given, lambda at: _loaded(at, library))
            found[name] = (resolve(stack.library, stack.file), stack.file)
        except ContentError as error:
            problems += error.problems
    if problems:
        raise ContentError(dict.fromkeys(problems))
    _refuse_versions({name: each.library.manifest.version for name, (each, _) in found.items()})
    return found


def _loaded(folder: Path, library: Library) -> Library:
    return library if folder == Path(library.folder) else load_library(folder)


def _refuse_versions(versions: Mapping[str, str]) -> None:
    if len(set(versions.values())) < 2:
        return
    told = "、".join(f"「{name}」は {version}" for name, version in versions.items())
    message = f"条項ライブラリの版が異なるプロファイルは、並べられません（{told}）。"
    remedy = "一つずつ指定するか、--library で同じ条項ライブラリを指定してください。"
    place = Place(next(iter(versions)))
    raise CallError([Problem("library-versions-differ", message, place, remedy)])


def _named(paths: Sequence[Path]) -> dict[str, Path]:
    """Each path by its name: the file's, or its folder's for `profile.yaml`; else the path."""
    short = [path.parent.name if path.stem == "profile" else path.stem for path in paths]
    return {
        name if name and short.count(name) == 1 else str(path): path
        for name, path in zip(short, paths, strict=True)
    }


def as_dict(coverage: Coverage) -> dict[str, Any]:
    """The coverage as plain values, for JSON; `guideline schema coverage` describes it."""
    head = {
        "schema_version": SCHEMA_VERSION,
        "library": coverage.library.name,
        "library_version": coverage.library.version,
    }
    profiles = [_profile_dict(profile) for profile in coverage.profiles]
    return {**head, **profiles[0]} if len(profiles) == 1 else {**head, "profiles": profiles}


def _profile_dict(profile: ProfileCoverage) -> dict[str, Any]:
    return {
        "profile": profile.name,
        "profile_hash": profile.profile_hash,
        "frameworks": [
            {
                **each.framework.model_dump(
                    mode="json",
                    include={"id", "name", "publisher", "version", "published", "url"},
                ),
                "summary": each.counts,
                "requirements": [_finding_dict(finding) for finding in each.findings],
            }
            for each in profile.frameworks
        ],
    }


def _finding_dict(finding: Finding) -> dict[str, Any]:
    return {
        "id": finding.requirement.id,
        "text": finding.requirement.text,
        "evidence": finding.requirement.evidence,
        "status": finding.status,
        "clauses": list(finding.clauses),
        "reason": finding.reason,
        "conditions": list(finding.conditions),
        "answers": [{**asdict(a), "given_at": list(a.given_at)} for a in finding.answers],
    }
