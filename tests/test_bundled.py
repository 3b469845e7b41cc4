"""Shipped folders: found in the package first, then in the checkout."""

from __future__ import annotations

from pathlib import Path

import pytest

from guideline import bundled as module
from guideline.bundled import bundled
from guideline.errors import CallError
from tests.helpers import problems_of


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package in a folder of its own, as if it had been installed there."""
    folder = tmp_path.resolve() / "site" / "guideline"
    folder.mkdir(parents=True)
    monkeypatch.setattr(module, "__file__", str(folder / "bundled.py"))
    return folder


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("clauses", "library.yaml"),
        ("templates", "guideline.md.j2"),
        ("examples", "company/profile.yaml"),
    ],
)
def test_shipped_folders_are_found(name: str, content: str) -> None:
    assert (bundled(name) / content).is_file()


def test_folder_in_the_package_comes_first(package: Path) -> None:
    inside = package / "_bundled" / "clauses"
    inside.mkdir(parents=True)
    (package.parent / "clauses").mkdir()
    assert bundled("clauses") == inside


def test_folder_of_the_checkout_is_found(package: Path) -> None:
    beside = package.parent / "clauses"
    beside.mkdir()
    assert bundled("clauses") == beside


def test_file_of_that_name_is_no_folder(package: Path) -> None:
    (package.parent / "clauses").write_text("", encoding="utf-8")
    [problem] = problems_of(CallError, lambda: bundled("clauses"))
    assert problem.code == "bundled-missing"


def test_missing_folder_is_reported_with_every_place_searched(package: Path) -> None:
    [problem] = problems_of(CallError, lambda: bundled("clauses"))
    assert "「clauses」" in problem.message
    assert str(package / "_bundled" / "clauses") in problem.message
    assert str(package.parent / "clauses") in problem.message
    assert problem.remedy
