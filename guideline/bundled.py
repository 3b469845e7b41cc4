"""Finds the clauses, templates and examples that are shipped with the package."""

from __future__ import annotations

from pathlib import Path

from guideline.errors import CallError, Place, Problem


def bundled(name: str) -> Path:
    """The shipped folder `name`: inside an installed package, else at the top of the checkout."""
    package = Path(__file__).resolve().parent
    candidates = (package / "_bundled" / name, package.parent / name)
    for candidate in candidates:
        if candidate.is_dir():
            return candidate
    looked = "、".join(str(c) for c in candidates)
    raise CallError(
        [
            Problem(
                "bundled-missing",
                f"同梱のフォルダー「{name}」が見つかりません。探した場所：{looked}",
                Place(str(package)),
                "パッケージを入れ直してください。",
            )
        ]
    )
