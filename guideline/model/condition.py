"""Conditions as data: a small expression tree over the names of the profile."""

from __future__ import annotations

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
