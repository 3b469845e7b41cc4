"""Conditions as data: a small expression tree over the names of the profile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Name:
    """A value of the profile, such as `choices.agents`."""

    path: str


@dataclass(frozen=True, slots=True)
class Constant:
    value: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """`left == right`, `left != right`, `left in right`, `left not in right`."""

    left: Expression
    operator: Literal["==", "!=", "in", "not in"]
    right: Expression


@dataclass(frozen=True, slots=True)
class All:
    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Any:
    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: Expression


@dataclass(frozen=True, slots=True)
class Choice:
    """A list of constants: `("prohibited", "draft")`."""

    values: tuple[str, ...]


Expression = Name | Constant | Comparison | All | Any | Not | Choice

Value = str | tuple[str, ...]
"""A value a condition can name: one word, or a set of words such as `facts.content_types`."""

Domain = Mapping[str, tuple[str, ...]]
"""For each name a condition may use, the words it can take. Names of sets end in `[]`."""
