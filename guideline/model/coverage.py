"""What one profile's guideline does about the requirements of each framework."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from guideline.model.clause import Framework, Requirement
from guideline.model.resolution import Answer

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
