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


def settled_by_office(paths: Iterable[Path], command: str, folder: Path) -> list[Path]:
    """The Word files saved again by LibreOffice, once it has carried out the command on each.

    Args:
        command: what its menu calls AcceptAllTrackedChanges or RejectAllTrackedChanges.
        folder: may be missing.
    """
    office = require("soffice")
    user = folder / "office"
    start = [office, f"-env:UserInstallation={user.as_uri()}", "--headless"]
    options = {"check": True, "capture_output": True, "timeout": 300}
    if not user.exists():
        # Its first start would write its own empty module over ours.
        subprocess.run([*start, "--terminate_after_init"], **options)  # type: ignore[call-overload]
    module = user / "user" / "basic" / "Standard" / "Module1.xba"
    module.write_text(_SETTLE, encoding="utf-8")
    files = [(path, folder / f"{path.stem}-{command}.docx") for path in paths]
    calls = [
        f"macro:///Standard.Module1.Settle({command},{path.as_uri()},{saved.as_uri()})"
        for path, saved in files
    ]
    subprocess.run([*start, *calls], **options)  # type: ignore[call-overload]
    return [saved for _, saved in files]


_SETTLE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1"
  script:language="StarBasic">
Sub Settle(command, source, target)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  Dim word(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden"
  hidden(0).Value = True
  word(0).Name = "FilterName"
  word(0).Value = "MS Word 2007 XML"
  document = StarDesktop.loadComponentFromURL(source, "_blank", 0, hidden())
  dispatcher = createUnoService("com.sun.star.frame.DispatchHelper")
  frame = document.CurrentController.Frame
  dispatcher.executeDispatch(frame, ".uno:" &amp; command, "", 0, Array())
  document.storeToURL(target, word())
  document.close(True)
End Sub
</script:module>
"""


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
