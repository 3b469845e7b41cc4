"""The released versions of a library: frozen for good, and every clause of them accounted for."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from guideline.errors import CallError, Problem
from guideline.library import load_library, load_lineage, load_releases
from guideline.model.lineage import Lineage
from guideline.releases import check_releases, digest_of, freeze
from tests.helpers import ROOT, write_library


def write(folder: Path, version: str, *ids: str) -> Path:
    """A library of this version with these clauses, variants of `s/…` slots among them."""
    for path in folder.glob("*/*.md") if folder.is_dir() else ():
        path.unlink()
    write_library(folder, {id_: f"「{id_}」の文を読んでください。\n" for id_ in ids})
    manifest = folder / "library.yaml"
    text = re.sub(r"(?m)^version: .*$", f'version: "{version}"', manifest.read_text("utf-8"))
    manifest.write_text(text, "utf-8")
    return folder


def next_version(folder: Path, *ids: str, lineage: str = "") -> Path:
    """Version 2.0.0 of the library in a folder, whose 1.0.0 is frozen."""
    freeze(folder)
    write(folder, "2.0.0", *ids)
    if lineage:
        (folder / "lineage.yaml").write_text(f'- version: "2.0.0"\n{lineage}', "utf-8")
    return folder


def problems(folder: Path) -> list[Problem]:
    return check_releases(load_library(folder))


def codes(folder: Path) -> list[str]:
    return [problem.code for problem in problems(folder)]


def test_shipped_library_knows_its_versions() -> None:
    folder = ROOT / "clauses"
    assert check_releases(load_library(folder)) == []
    assert load_releases(folder)[0].version == "0.1.0"


def test_shipped_lineage_tells_where_the_rule_about_contractors_went() -> None:
    """In 0.1.0 the clause on whom the guideline binds ended with what contracts have to say."""
    (moved,) = load_lineage(ROOT / "clauses").moved_text("purpose/scope", "0.1.0", "0.2.0")
    assert moved.to == ("roles/contractors",)
    folder = ROOT / "clauses"
    old = (folder / "releases/0.1.0/purpose/scope.md").read_text("utf-8")
    assert "協議して同意を得ることを、契約に定めます" in old
    assert "契約に定めます" in (folder / "roles/contractors.consent.md").read_text("utf-8")


def test_library_without_history_is_sound(tmp_path: Path) -> None:
    assert codes(write(tmp_path, "1.0.0", "a/x")) == []


# Freezing


def test_frozen_version_has_every_file_but_earlier_versions(tmp_path: Path) -> None:
    folder = write(tmp_path, "1.0.0", "a/x")
    (folder / ".hidden").write_text("", "utf-8")
    kept = freeze(folder)
    assert kept == folder / "releases" / "1.0.0"
    assert digest_of(kept) == digest_of(folder)
    assert codes(folder) == []
    next_one = write(folder, "2.0.0", "a/x")
    kept = freeze(next_one)
    assert not (kept / "releases").exists()
    assert not (kept / "releases.yaml").exists()
    assert not (kept / ".hidden").exists()
    assert [release.version for release in load_releases(folder)] == ["1.0.0", "2.0.0"]
    assert codes(folder) == []


@pytest.mark.parametrize("version", ["1.0.0", "0.9.0"])
def test_version_that_is_not_newer_cannot_be_frozen(tmp_path: Path, version: str) -> None:
    folder = write(tmp_path, "1.0.0", "a/x")
    freeze(folder)
    before = digest_of(folder / "releases/1.0.0")
    write(folder, version, "a/x", "a/y")
    with pytest.raises(CallError) as caught:
        freeze(folder)
    assert caught.value.problems[0].code == "release-exists"
    assert digest_of(folder / "releases/1.0.0") == before


def test_ten_comes_after_nine(tmp_path: Path) -> None:
    freeze(write(tmp_path, "0.9.0", "a/x"))
    freeze(write(tmp_path, "0.10.0", "a/x"))
    assert codes(tmp_path) == []


def test_maintainers_freeze_from_the_command_line(tmp_path: Path) -> None:
    folder = write(tmp_path, "1.0.0", "a/x")
    call = [sys.executable, "-m", "guideline.releases", str(folder)]
    done = subprocess.run(call, capture_output=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert (folder / "releases/1.0.0/a/x.md").is_file()
    again = subprocess.run(call, capture_output=True, check=False, cwd=ROOT)
    assert again.returncode == 1
    assert b"release-exists" in again.stderr


def test_line_ends_are_no_change(tmp_path: Path) -> None:
    folder = write(tmp_path, "1.0.0", "a/x")
    path = freeze(folder) / "a/x.md"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert codes(folder) == []


# What is wrong with a history


def edit_history(folder: Path) -> None:
    path = folder / "releases/1.0.0/a/x.md"
    path.write_text(path.read_text("utf-8").replace("読ん", "書い"), "utf-8")


def add_to_history(folder: Path) -> None:
    (folder / "releases/1.0.0/readings.yaml").write_text("", "utf-8")


def remove_history(folder: Path) -> None:
    (folder / "releases/1.0.0/library.yaml").unlink()


def break_history(folder: Path) -> None:
    (folder / "releases/1.0.0/a/x.md").write_text("no front matter", "utf-8")


def mislabel_history(folder: Path) -> None:
    path = folder / "releases/1.0.0/library.yaml"
    path.write_text(path.read_text("utf-8").replace("1.0.0", "1.0.1"), "utf-8")


def invent_history(folder: Path) -> None:
    (folder / "releases/0.5.0").mkdir()


def turn_history(folder: Path) -> None:
    freeze(folder)
    path = folder / "releases.yaml"
    first, second = re.findall(r"- version.*\n.*\n", path.read_text("utf-8"))
    path.write_text(second + first, "utf-8")


def go_back(folder: Path) -> None:
    write(folder, "0.9.0", "a/x")


def change_without_a_new_version(folder: Path) -> None:
    freeze(folder)
    write(folder, "2.0.0", "a/x", "a/y")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (edit_history, ["release-changed"]),
        (add_to_history, ["release-changed"]),
        (remove_history, ["library-missing"]),
        (break_history, ["front-matter-missing"]),
        (mislabel_history, ["release-changed", "release-version"]),
        (invent_history, ["release-undeclared"]),
        (turn_history, ["release-order"]),
        (go_back, ["release-newer"]),
        (change_without_a_new_version, ["version-not-raised"]),
    ],
)
def test_history_that_is_not_as_it_was_is_told(
    tmp_path: Path, change: Callable[[Path], None], expected: list[str]
) -> None:
    folder = next_version(write(tmp_path, "1.0.0", "a/x"), "a/x")
    assert codes(folder) == []
    change(folder)
    assert codes(folder) == expected


def test_changed_release_names_the_files(tmp_path: Path) -> None:
    folder = write(tmp_path, "1.0.0", "a/x")
    freeze(folder)
    path = folder / "a/x.md"
    path.write_text(path.read_text("utf-8").replace("読ん", "書い"), "utf-8")
    (problem,) = problems(folder)
    assert problem.code == "version-not-raised"
    assert "a/x.md" in problem.message
    assert "library.yaml" not in problem.message
    assert problem.place.file == str(folder / "library.yaml")


# What became of clauses

RENAMED = "  renamed:\n    - {from: a/x, to: a/z}\n"
SPLIT = "  split:\n    - {from: a/x, to: [a/p, a/q]}\n"
MERGED = "  merged:\n    - {from: [a/x, a/y], to: a/z}\n"
REMOVED = "  removed:\n    - {clause: a/x, reason: 要らなくなった}\n"
MOVED = "  moved_text:\n    - {from: a/x, to: [a/z], what: 例外}\n"


@pytest.mark.parametrize(
    ("lineage", "after"),
    [
        (RENAMED, ["a/z", "a/y"]),
        (SPLIT, ["a/p", "a/q", "a/y"]),
        (MERGED, ["a/z"]),
        (MERGED.replace("a/z", "a/y"), ["a/y"]),
        (REMOVED, ["a/y"]),
        (MOVED, ["a/x", "a/y", "a/z"]),
        (MOVED.replace("a/z", "a/s"), ["a/x", "a/y", "a/s.one", "a/s.two"]),
    ],
)
def test_lineage_that_is_true_is_accepted(tmp_path: Path, lineage: str, after: list[str]) -> None:
    folder = write(tmp_path, "1.0.0", "a/x", "a/y")
    assert codes(next_version(folder, *after, lineage=lineage)) == []


@pytest.mark.parametrize(
    ("lineage", "after", "expected"),
    [
        ("", ["a/y"], ["lineage-missing"]),
        ("", [], ["lineage-missing", "lineage-missing"]),
        (RENAMED, ["a/y"], ["lineage-unknown"]),
        (RENAMED, ["a/x", "a/y", "a/z"], ["lineage-not-gone"]),
        (RENAMED.replace("a/x", "a/w"), ["a/x", "a/y", "a/z"], ["lineage-unknown"]),
        (RENAMED.replace("a/z", "a/y"), ["a/y"], ["lineage-not-new"]),
        (SPLIT, ["a/p", "a/y"], ["lineage-unknown"]),
        (SPLIT, ["a/x", "a/p", "a/q", "a/y"], ["lineage-not-gone"]),
        (MERGED, ["a/z", "a/y"], ["lineage-not-gone"]),
        (REMOVED, ["a/x", "a/y"], ["lineage-not-gone"]),
        (REMOVED + RENAMED, ["a/y", "a/z"], ["lineage-twice"]),
        (MOVED, ["a/x", "a/y"], ["lineage-unknown"]),
        (MOVED + REMOVED, ["a/y", "a/z"], ["lineage-gone"]),
        (MOVED.replace("a/x", "a/w"), ["a/x", "a/y", "a/z"], ["lineage-unknown"]),
    ],
)
def test_lineage_that_is_not_true_is_told(
    tmp_path: Path, lineage: str, after: list[str], expected: list[str]
) -> None:
    folder = write(tmp_path, "1.0.0", "a/x", "a/y")
    if not after:  # a library has at least one clause
        after = ["a/o"]
    assert codes(next_version(folder, *after, lineage=lineage)) == expected


def test_gone_clause_is_told_with_the_likely_new_id(tmp_path: Path) -> None:
    folder = write(tmp_path, "1.0.0", "a/personal-data")
    (problem,) = problems(next_version(folder, "a/personal-information", "a/other"))
    assert problem.code == "lineage-missing"
    assert "a/personal-information" in problem.remedy
    assert problem.place.file == str(folder / "lineage.yaml")


def test_fault_is_told_with_its_line(tmp_path: Path) -> None:
    folder = write(tmp_path, "1.0.0", "a/x", "a/y")
    lineage = "  merged:\n    - from: [a/x, a/w]\n      to: a/z\n"
    (problem,) = problems(next_version(folder, "a/y", "a/z", lineage=lineage))
    assert (problem.code, problem.place.line) == ("lineage-unknown", 3)


def test_slot_is_named_by_its_variants(tmp_path: Path) -> None:
    folder = write(tmp_path, "1.0.0", "a/s.one", "a/s.two")
    lineage = "  renamed:\n    - {from: a/s, to: a/plain}\n"
    found = problems(next_version(folder, "a/plain", lineage=lineage))
    assert [problem.code for problem in found] == ["lineage-unknown"] + ["lineage-missing"] * 2
    assert "異形ごと" in found[0].remedy


def test_slot_that_becomes_a_plain_clause_is_merged(tmp_path: Path) -> None:
    folder = write(tmp_path, "1.0.0", "a/s.one", "a/s.two")
    lineage = "  merged:\n    - {from: [a/s.one, a/s.two], to: a/s}\n"
    assert codes(next_version(folder, "a/s", lineage=lineage)) == []


def test_each_step_is_proved_against_the_version_before_it(tmp_path: Path) -> None:
    """What a version in the middle did is proved against that version, not against the newest."""
    folder = next_version(write(tmp_path, "1.0.0", "a/x", "a/y"), "a/y", "a/z", lineage=RENAMED)
    freeze(folder)
    write(folder, "3.0.0", "a/y", "a/last")
    path = folder / "lineage.yaml"
    step = '- version: "3.0.0"\n  renamed:\n    - {from: a/z, to: a/last}\n'
    path.write_text(path.read_text("utf-8") + step, "utf-8")
    assert codes(folder) == []
    assert load_lineage(folder).heirs("a/x", "1.0.0", "3.0.0") == ("a/last",)
    path.write_text(step, "utf-8")
    assert codes(folder) == ["lineage-missing"]


@pytest.mark.parametrize(
    ("versions", "expected"),
    [
        (["1.0.0", "2.0.0"], ["lineage-version"]),  # nothing is known from before the first one
        (["2.0.0", "3.0.0"], ["lineage-version"]),
        (["2.0.0", "2.0.0"], ["lineage-order"]),
    ],
)
def test_steps_are_versions_in_their_order(
    tmp_path: Path, versions: list[str], expected: list[str]
) -> None:
    folder = next_version(write(tmp_path, "1.0.0", "a/x"), "a/x")
    text = "".join(f'- version: "{version}"\n' for version in versions)
    (folder / "lineage.yaml").write_text(text, "utf-8")
    assert codes(folder) == expected


@pytest.mark.parametrize("name", ["lineage.yaml", "releases.yaml"])
def test_broken_list_is_told(tmp_path: Path, name: str) -> None:
    folder = write(tmp_path, "1.0.0", "a/x")
    (folder / name).write_text("- wrong: 1\n", "utf-8")
    found = problems(folder)
    assert found
    assert {Path(problem.place.file).name for problem in found} == {name}


def test_empty_lists_say_nothing(tmp_path: Path) -> None:
    folder = write(tmp_path, "1.0.0", "a/x")
    for name in ("lineage.yaml", "releases.yaml"):
        (folder / name).write_text("# まだない\n", "utf-8")
    assert codes(folder) == []
    assert load_lineage(folder) == Lineage()
