"""Facts: what conditions can ask about a profile, and the class × tool table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from guideline.model.condition import Value

CellValue = Literal["prohibited", "approval", "conditional", "allowed", "unknown"]


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of information with what may be done with it in each tool."""

    id: str
    name: str
    cells: tuple[CellValue, ...]
    kind: Literal["class", "personal_data", "never"]
    examples: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that conditions can ask, and the class × tool table."""

    values: dict[str, Value]
    matrix: tuple[Row, ...]
    """Classes from low to high, then personal data, then what is never allowed. A cell per tool."""
