"""`guideline upgrade` as people run it: exit codes, what is printed, what is written."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from guideline.schema import schema_of
from tests.helpers import run
from tests.upgrades import NEVER, answer, city, files_below, newer


def upgrade(folder: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return run("upgrade", "profile.yaml", *arguments, cwd=folder)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A city beside the library `new`, which asks for one decision."""
    newer(tmp_path / "new")
    return city(tmp_path / "city").parent


TO = ("--to", "../new")


def test_from_the_question_to_the_end_and_back(folder: Path) -> None:
    before = files_below(folder)
    asked = upgrade(folder, *TO)
    assert (asked.returncode, asked.stderr) == (1, "")
    assert "決めること：1件" in asked.stdout
    assert "decisions.yaml に、決めることを1件書き足しました" in asked.stdout
    answer(folder / "profile.yaml", "ours")
    done = upgrade(folder, *TO, "-o", "report.md")
    assert (done.returncode, done.stderr) == (0, "")
    assert "書き換えました：layer/layer.yaml" in done.stdout.replace("\\", "/")
    assert "層を新しい版に合わせました" in (folder / "report.md").read_text(encoding="utf-8")
    again = upgrade(folder, *TO)
    assert again.returncode == 0
    assert "書き換えるものはありません" in again.stdout
    back = upgrade(folder, "--undo")
    assert back.returncode == 0
    assert "元に戻しました" in back.stdout
    after = files_below(folder)
    assert {name: after[name] for name in before} == before
    assert upgrade(folder, "--undo").returncode == 2


def test_dry_run_writes_reports_only(folder: Path) -> None:
    before = files_below(folder)
    result = upgrade(folder, *TO, "--dry-run", "-o", "r.docx", "-o", "r.md", "-o", "r.html")
    assert result.returncode == 1
    assert "決めること：1件" in result.stdout
    after = files_below(folder)
    assert set(after) - set(before) == {"r.docx", "r.md", "r.html"}
    assert {name: after[name] for name in before} == before


def test_dry_run_is_fine_when_nothing_is_open(folder: Path) -> None:
    upgrade(folder, *TO)
    answer(folder / "profile.yaml", "ours")
    before = files_below(folder)
    result = upgrade(folder, *TO, "--dry-run")
    assert result.returncode == 0
    assert files_below(folder) == before


def test_json_on_the_terminal_and_in_a_file_are_the_same(folder: Path) -> None:
    result = upgrade(folder, *TO, "--dry-run", "--json", "-o", "r.json")
    assert result.returncode == 1
    shown = json.loads(result.stdout)
    jsonschema.Draft202012Validator(schema_of("upgrade")).validate(shown)
    assert shown["state"] == "undecided"
    assert [q["target"] for q in shown["questions"]] == [NEVER]
    kept = json.loads((folder / "r.json").read_text(encoding="utf-8"))
    assert kept.pop("digest")
    assert kept == shown


def test_a_wrong_answer_is_told_with_its_place_and_nothing_is_written(folder: Path) -> None:
    upgrade(folder, *TO)
    answer(folder / "profile.yaml", "yes")
    before = files_below(folder)
    result = upgrade(folder, *TO, "-o", "r.md")
    assert result.returncode == 1
    line = (folder / "decisions.yaml").read_text(encoding="utf-8").split("answer: yes")[0]
    assert f"decisions.yaml:{line.count(chr(10)) + 1}:13:" in result.stderr
    assert "使える値：ours" in result.stderr
    assert files_below(folder) == before


def test_a_report_that_somebody_edited_is_not_overwritten(folder: Path) -> None:
    upgrade(folder, *TO, "--dry-run", "-o", "r.md")
    (folder / "r.md").write_text("私の覚え書き", encoding="utf-8")
    result = upgrade(folder, *TO, "-o", "r.md")
    assert result.returncode == 2
    assert not (folder / "decisions.yaml").exists()
    assert (folder / "r.md").read_text(encoding="utf-8") == "私の覚え書き"
    assert upgrade(folder, *TO, "-o", "r.md", "--force").returncode == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("--undo", "--dry-run"),
        ("--undo", "--to", "0.1.0"),
        ("--undo", "-o", "r.md"),
        ("--undo", "--json"),
        ("--undo", "--date", "2026-12-01"),
        ("--force",),
        ("-o", "r.pdf"),
        ("--to", "9.9.9"),
    ],
)
def test_what_would_have_no_effect_is_refused(arguments: tuple[str, ...], folder: Path) -> None:
    before = files_below(folder)
    result = upgrade(folder, *arguments)
    assert result.returncode == 2
    assert ("options-apart" in result.stdout) if "--json" in arguments else "→" in result.stderr
    assert files_below(folder) == before


def test_a_profile_without_layers_is_told_what_to_do(folder: Path) -> None:
    path = folder / "profile.yaml"
    path.write_text(path.read_text(encoding="utf-8").split("\nlayers:")[0], encoding="utf-8")
    result = upgrade(folder)
    assert result.returncode == 2
    assert "guideline customize" in result.stderr


def test_a_pipe_in_the_encoding_of_a_japanese_windows(folder: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "guideline", "upgrade", "profile.yaml", *TO, "--dry-run"],
        check=False,
        capture_output=True,
        cwd=folder,
        env={**os.environ, "PYTHONIOENCODING": "cp932", "PYTHONUTF8": "0"},
        stdin=subprocess.DEVNULL,
    )
    assert (result.returncode, result.stderr) == (1, b"")
    text = result.stdout.decode("cp932")
    assert "［残さず］" in text
    assert "?" not in text
    assert "\x1b" not in text
