"""The benchmark: runs with and without its peers, and every line of its table is a ratio."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

RUN = Path(__file__).parent.parent / "benchmarks" / "run.py"
ROW = re.compile(r"  \S.*? +[\d,.]+ ms +\d+(\.\d)? x \S.* \d+(\.\d)?-\d+(\.\d)?")

pytestmark = pytest.mark.slow


def output_of(*options: str, environment: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, str(RUN), *options],
        check=True,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, **environment},
    )
    return done.stdout


def rows_of(output: str) -> list[str]:
    return [line for line in output.split("\n") if line.startswith("  ") and "median" not in line]


def test_every_line_has_a_ratio_even_without_peers(tmp_path: Path) -> None:
    (tmp_path / "docxtpl.py").write_text("raise ImportError\n", encoding="utf-8")
    output = output_of("--quick", environment={"PYTHONPATH": str(tmp_path), "PATH": str(tmp_path)})
    rows = rows_of(output)
    assert len(rows) == 19
    assert [row for row in rows if not ROW.fullmatch(row)] == []
    assert max(map(len, output.split("\n"))) <= 80
    assert "docxtpl: not installed, skipped (pip install '.[benchmark]')" in output
    assert "pandoc: not installed, skipped" in output
    assert "1,788 organizations: skipped" in output
