"""The resolution: for each clause of the library, whether it is in and what decided it."""

from __future__ import annotations

from dataclasses import dataclass

from guideline.model.clause import Clause, Library
from guideline.model.facts import Facts
from guideline.model.profile import Profile


@dataclass(frozen=True, slots=True)
class Answer:
    """A value that a condition asked for."""

    name: str
    """As conditions write it, such as `choices.agents`."""
    value: str
    """One word, or several joined by `、` for a set."""
    given_at: tuple[str, ...]
    """Where the profile answers, as `file:line:column path`; empty when a default applies."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """One other answer that would turn the decision round."""

    name: str
    value: str
    """The word to answer; for a set, the word to add, or with a leading `-` to take away."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One clause, in or out, and why."""

    clause: Clause
    is_chosen: bool
    conditions: tuple[str, ...]
    """The texts of the conditions, the slot's first; empty when the clause always applies."""
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Resolution:
    """A decision for every clause of the library, with what they rest on."""

    library: Library
    profile: Profile
    profile_hash: str
    facts: Facts
    decisions: tuple[Decision, ...]

    @property
    def chosen(self) -> tuple[Clause, ...]:
        """The clauses that are in, in the library's order."""
        return tuple(d.clause for d in self.decisions if d.is_chosen)
