"""Word files drawn or saved by LibreOffice, which has to be there in CI and nowhere else."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest


def require(program: str) -> str:
    """The program's place; without it the test fails in CI and is skipped elsewhere."""
    found = shutil.which(program)
    if found:
        return found
    reason = f"{program} is not installed (see apt-packages.txt)"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def to_pdf(files: Iterable[Path], folder: Path) -> list[Path]:
    """The files as PDF, made in one run with a user profile of its own."""
    return _converted(files, folder, "pdf")


def to_docx_again(path: Path, folder: Path) -> Path:
    """The Word file as LibreOffice saves it, in a folder that may be missing."""
    (saved,) = _converted([path], folder, "docx")
    return saved


def _converted(files: Iterable[Path], folder: Path, suffix: str) -> list[Path]:
    office = require("soffice")
    paths = list(files)
    user = f"-env:UserInstallation={(folder / 'office').as_uri()}"
    subprocess.run(
        [office, user, "--headless", "--convert-to", suffix, "--outdir", str(folder)]
        + [str(path) for path in paths],
        check=True,
        capture_output=True,
        timeout=300,
    )
    return [folder / f"{path.stem}.{suffix}" for path in paths]


def pages_of(pdf: Path) -> int:
    """How many pages the PDF has."""
    shown = subprocess.run(
        [require("pdfinfo"), str(pdf)], capture_output=True, text=True, check=True
    ).stdout
    found = re.search(r"^Pages:\s+(\d+)$", shown, re.MULTILINE)
    assert found
    return int(found[1])
