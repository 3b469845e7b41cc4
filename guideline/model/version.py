"""One side of a comparison: a document, with what is known of where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from guideline.document import Document
from guideline.errors import Place
from guideline.model.coverage import FrameworkCoverage
from guideline.model.resolution import Resolution

Identity = Literal["ids", "guessed", "none"]
"""How the clauses of a version are known: by their ids; some by the likeness of their texts to what
the file's manifest tells; or not at all, in a file that this program did not write."""


@dataclass(frozen=True)
class Version:
    """One of the two documents that are compared."""

    name: str
    """What the caller called it, such as a path."""
    document: Document
    identity: Identity = "ids"
    guessed: tuple[str, ...] = ()
    """Ids of the clauses that were found by likeness, in the order of the document."""
    lost: tuple[str, ...] = ()
    """Ids of the clauses that the manifest names and the text does not hold any more."""
    resolution: Resolution | None = None
    """Why each clause is in, for a version that was made from a profile just now."""
    frameworks: tuple[FrameworkCoverage, ...] | None = None
    """What it does about every requirement, for a version that was made from a profile just now; a
    built file does not tell what applies to its organization."""
    word_style: tuple[str, Place] | None = None
    """The organization's own Word file that the profile names, and where it does; None for a built
    file, and for a profile in a revision, beside which no file stands."""
