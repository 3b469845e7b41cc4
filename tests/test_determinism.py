"""The same inputs give the same bytes, wherever and under whatever settings they are built."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.helpers import EXAMPLES, run

OUTPUTS = ("guideline.docx", "guideline.md", "guideline.html", "guideline.json")
SETTINGS: tuple[Mapping[str, str], ...] = (
    {"TZ": "Asia/Tokyo", "PYTHONHASHSEED": "1", "LANG": "ja_JP.UTF-8", "LC_ALL": "ja_JP.UTF-8"},
    {"TZ": "America/Los_Angeles", "PYTHONHASHSEED": "4711", "LANG": "C", "LC_ALL": "C"},
    {"TZ": "UTC", "PYTHONHASHSEED": "0", "PYTHONUTF8": "0", "PYTHONOPTIMIZE": "2"},
)


def built(profile: Path, folder: Path, settings: Mapping[str, str]) -> dict[str, bytes]:
    """What a build of a copy of the profile writes into the folder."""
    folder.mkdir()
    shutil.copy(profile, folder / "profile.yaml")
    outputs = [word for name in OUTPUTS for word in ("-o", name)]
    done = run("build", "profile.yaml", *outputs, cwd=folder, environment=settings)
    assert done.returncode == 0, done.stderr
    return {name: (folder / name).read_bytes() for name in OUTPUTS}


@pytest.mark.parametrize("profile", EXAMPLES, ids=lambda p: p.parent.name)
def test_outputs_are_the_same_everywhere(profile: Path, tmp_path: Path) -> None:
    folders = ("a", "another folder", "別の フォルダー")
    first, *others = (
        built(profile, tmp_path / folder, settings)
        for folder, settings in zip(folders, SETTINGS, strict=True)
    )
    for other in others:
        for name in OUTPUTS:
            assert other[name] == first[name], name


def test_building_again_over_the_outputs_changes_nothing(tmp_path: Path) -> None:
    first = built(EXAMPLES[0], tmp_path / "a", {})
    again = run("build", "profile.yaml", "-o", OUTPUTS[0], cwd=tmp_path / "a")
    assert again.returncode == 0
    assert (tmp_path / "a" / OUTPUTS[0]).read_bytes() == first[OUTPUTS[0]]


def test_comments_and_order_of_the_profile_do_not_matter(tmp_path: Path) -> None:
    one = tmp_path / "one.yaml"
    one.write_text(
        "organization:\n  name: 青波市\n  kind: municipality\nchoices: {agents: approval}\n",
        encoding="utf-8",
    )
    other = tmp_path / "other.yaml"
    other.write_text(
        "# 注釈\nchoices:\n  agents: approval\n\n"
        "organization: {kind: municipality, name: 青波市}\n",
        encoding="utf-8",
    )
    assert built(one, tmp_path / "a", {}) == built(other, tmp_path / "b", {})
