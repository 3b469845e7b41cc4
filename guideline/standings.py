"""Which requirements are met before and after, from what is known of both sides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from guideline.document import Document, walk_sections
from guideline.model.coverage import Finding, Status
from guideline.model.resolution import Answer
from guideline.model.version import Version

Standing = Status | Literal["unlisted", "unknown"]
"""`unlisted`: no framework of the side's library has it. `unknown`: no clause of a file meets it,
and no profile tells whether it has to."""

_NO_CONCERN: tuple[Standing, ...] = ("not_applicable", "unlisted")


@dataclass(frozen=True, slots=True)
class RequirementChange:
    """A requirement about which the two guidelines do not do the same."""

    id: str
    text: str
    """What it asks for; empty where no side has a library that tells."""
    framework: str
    """The framework's name; empty likewise."""
    old: Standing
    new: Standing
    reason: str = ""
    """Why the new guideline leaves it out; empty where it covers or misses it."""
    answers: tuple[Answer, ...] = ()
    """The answers of the profile behind that reason: those that are new, where there are any."""


def requirement_changes(old: Version, new: Version) -> tuple[RequirementChange, ...] | None:
    """Every requirement whose standing is another one, in the order of the frameworks; None where a
    side does not tell.

    Nothing is said of what concerns the organization on neither side.
    """
    before, after = _Side(old), _Side(new)
    if not before.is_known or not after.is_known:
        return None
    ids = dict.fromkeys((*after.ids(), *before.ids()))
    return tuple(_changes(ids, before, after))


def _changes(ids: Iterable[str], before: _Side, after: _Side) -> Iterator[RequirementChange]:
    are_profiles = before.is_profile and after.is_profile
    for id_ in ids:
        old, new = before.standing(id_), after.standing(id_)
        if are_profiles:
            differs = old != new and not (old in _NO_CONCERN and new in _NO_CONCERN)
        else:
            # Only what the clauses say can be compared.
            differs = before.says(id_) != after.says(id_) and "covered" in (old, new)
        if differs:
            yield _change(id_, old, new, before, after)


def _change(
    id_: str, old: Standing, new: Standing, before: _Side, after: _Side
) -> RequirementChange:
    found = after.finding(id_)
    known = found or before.finding(id_)
    why = found if found and new in ("excluded", "not_applicable") else None
    answers = why.answers if why else ()
    return RequirementChange(
        id_,
        known.requirement.text if known else "",
        after.frameworks.get(id_) or before.frameworks.get(id_, ""),
        old,
        new,
        why.reason if why else "",
        tuple(a for a in answers if before.answers.get(a.name, a.value) != a.value) or answers,
    )


class _Side:
    """What one version tells about requirements."""

    def __init__(self, version: Version) -> None:
        self._said = _said(version.document)
        self.is_profile = version.frameworks is not None
        found = version.frameworks or ()
        self._findings: Mapping[str, Finding] = {
            finding.requirement.id: finding for each in found for finding in each.findings
        }
        self.frameworks: Mapping[str, str] = {
            f.requirement.id: each.framework.name for each in found for f in each.findings
        }

        self.answers = {
            answer.name: answer.value
            for decision in (version.resolution.decisions if version.resolution else ())
            for answer in decision.answers
        }

    @property
    def is_known(self) -> bool:
        return self.is_profile or self._said is not None

    def ids(self) -> Iterator[str]:
        yield from self._findings
        yield from self._said or ()

    def finding(self, id_: str) -> Finding | None:
        return self._findings.get(id_)

    def says(self, id_: str) -> bool:
        return id_ in (self._said or ())

    def standing(self, id_: str) -> Standing:
        finding = self._findings.get(id_)
        if finding:
            return finding.status
        if self.says(id_):
            return "covered"
        return "unlisted" if self.is_profile else "unknown"


def _said(document: Document) -> dict[str, None] | None:
    """Every requirement that a clause meets, in reading order; None where one does not tell."""
    origins = [s.origin for s in walk_sections(document.sections) if s.origin]
    if not origins or not all(origin.level for origin in origins):
        return None
    return dict.fromkeys(id_ for origin in origins for id_ in origin.satisfies)
