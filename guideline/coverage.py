"""Holds a guideline against each framework: what it covers, what it leaves out, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from guideline import condition
from guideline.errors import CallError, ContentError, Place, Problem, suggestion
from guideline.explain import because, removals_named
from guideline.generate import stacked
from guideline.library import load_library
from guideline.model.clause import Clause, Framework, Library, LibraryManifest, Removal, Requirement
from guideline.model.resolution import Answer, Decision, Resolution
from guideline.profile import ProfileFile
from guideline.resolve import answers_to, resolve
from guideline.source import read_yaml
from guideline.templating import parse_condition

SCHEMA_VERSION = 1

Status = Literal["covered", "excluded", "not_applicable", "missing"]

LABELS: Mapping[Status, str] = {
    "covered": "対応",
    "excluded": "除外",
    "not_applicable": "対象外",
    "missing": "未対応",
}
"""What readers see: a chosen clause has it; only clauses that are not chosen have it; it does not
concern the organization or belongs in no guideline; nothing has it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one profile's guideline does about one requirement."""

    requirement: Requirement
    status: Status
    reason: str
    clauses: tuple[str, ...] = ()
    """Ids in document order: the clauses that cover it, or that would if they were chosen."""
    conditions: tuple[str, ...] = ()
    """The conditions that decided, as they are written."""
    answers: tuple[Answer, ...] = ()
    """The answers behind the conditions."""


@dataclass(frozen=True, slots=True)
class FrameworkCoverage:
    """What one profile's guideline does about one framework."""

    framework: Framework
    findings: tuple[Finding, ...]

    @property
    def counts(self) -> dict[Status, int]:
        """How many requirements have each status."""
        found = [finding.status for finding in self.findings]
        return {status: found.count(status) for status in LABELS}


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
        ProfileCoverage(name, file.hash, _of_profile(resolution, file, frameworks))
        for name, (resolution, file) in named.items()
    )
    manifests = [resolution.library.manifest for resolution, _ in named.values()]
    return Coverage(manifests[0] if manifests else library.manifest, profiles)


def _of_profile(
    resolution: Resolution, file: ProfileFile, frameworks: Sequence[Framework]
) -> tuple[FrameworkCoverage, ...]:
    answering: dict[str, list[Decision]] = {}
    for decision in resolution.decisions:
        for id_ in decision.clause.front.satisfies:
            answering.setdefault(id_, []).append(decision)
    gone = removals_named(None, resolution.library)
    return tuple(
        FrameworkCoverage(
            framework,
            tuple(
                _outside(framework, requirement, resolution, file)
                or _finding(framework, requirement, answering.get(requirement.id, []), gone)
                for requirement in framework.requirements
            ),
        )
        for framework in frameworks
    )


def _outside(
    framework: Framework, requirement: Requirement, resolution: Resolution, file: ProfileFile
) -> Finding | None:
    """That the requirement does not concern the organization; None when it does."""
    sector = f'organization.law == "{requirement.sector}"' if requirement.sector else None
    scopes = (
        ("枠組み", framework.applies),
        ("要件", requirement.applies),
        ("要件", sector),
    )
    facts = resolution.facts
    for noun, text in scopes:
        if text and not condition.holds(parse_condition(text), facts.values):
            answers = answers_to(parse_condition(text), facts, file)
            reason = f"この{noun}の対象ではありません。{because(answers)}（条件：{text}）"
            return Finding(requirement, "not_applicable", reason, (), (text,), answers)
    return None


def _finding(
    framework: Framework,
    requirement: Requirement,
    decisions: Sequence[Decision],
    gone: Sequence[tuple[Clause, Removal]],
) -> Finding:
    chosen = [d for d in decisions if d.is_chosen]
    if chosen:
        titles = "".join(f"「{d.clause.front.title}」" for d in chosen)
        return Finding(requirement, "covered", f"{titles}で定めています", _ids(chosen))
    left_out = _left_out(framework, requirement)
    if left_out:
        return Finding(requirement, "not_applicable", left_out)
    if decisions:
        return Finding(
            requirement,
            "excluded",
            "／".join(map(_why_excluded, decisions)),
            _ids(decisions),
            tuple(dict.fromkeys(text for d in decisions for text in d.conditions)),
            tuple(dict.fromkeys(answer for d in decisions for answer in d.answers)),
        )
    removed = [each for each in gone if requirement.id in each[0].front.satisfies]
    if removed:
        told = "、".join(f"{clause.id}（層「{by.layer}」）" for clause, by in removed)
        return Finding(requirement, "missing", f"満たす条項を層が削っています：{told}")
    return Finding(requirement, "missing", "満たす条項がライブラリにありません")


def _ids(decisions: Sequence[Decision]) -> tuple[str, ...]:
    return tuple(decision.clause.id for decision in decisions)


def _why_excluded(decision: Decision) -> str:
    texts = decision.conditions
    shown = "かつ".join(f"「{text}」" for text in texts) if len(texts) > 1 else texts[0]
    return f"{decision.clause.id}：{because(decision.answers)}（条件：{shown}）"


def _left_out(framework: Framework, requirement: Requirement) -> str | None:
    """Why no guideline says it, whoever the organization is."""
    if requirement.left_out:
        return requirement.left_out
    if requirement.superseded_by:
        return f"要件 {requirement.superseded_by} に改められたため"
    return _LEFT_OUT_BY_STATUS.get(requirement.status or framework.status)


_LEFT_OUT_BY_STATUS = {
    "future": "まだ施行又は適用されておらず、現行の要件として扱わないため",
    "superseded": "後の版に改められたため",
}


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
