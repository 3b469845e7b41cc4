"""Files out of Git revisions: what is taken for one, what is read, and what is told when not."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from guideline.errors import CallError
from guideline.readers.from_git import read_revision, revision_in
from tests.helpers import require_program, write

LIMIT = 1_000


def git(folder: Path, *arguments: str) -> None:
    settings = ["-c", "user.name=x", "-c", "user.email=x@example.jp", "-c", "commit.gpgsign=false"]
    subprocess.run(
        [require_program("git"), *settings, *arguments], cwd=folder, check=True, capture_output=True
    )


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two commits of `規程/a b.md`; the first one is tagged."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    folder = tmp_path / "repository"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    write(folder / "規程" / "a b.md", "一\r\n")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "一")
    git(folder, "tag", "-a", "v1.0", "-m", "v1.0")
    write(folder / "規程" / "a b.md", "二\n")
    git(folder, "commit", "-q", "-a", "-m", "二")
    monkeypatch.chdir(folder)
    return folder


def read(named: str) -> str:
    revision = revision_in(named)
    assert revision, named
    return read_revision(revision, LIMIT).decode()


def refusal(named: str) -> tuple[str, str]:
    """Code and remedy of the problem with which the revision is refused."""
    with pytest.raises(CallError) as caught:
        read(named)
    (problem,) = caught.value.problems
    assert problem.place.file == named
    assert problem.message
    return problem.code, problem.remedy


@pytest.mark.parametrize(
    "named",
    [
        "profile.yaml",
        "folder/profile.yaml",
        r"C:\x.yaml",
        "C:/x.yaml",
        "c:x.yaml",
        ":x.yaml",
        "HEAD:",
        "",
        "a\0b",
        "x" * 5000,
    ],
)
def test_what_is_no_revision(named: str) -> None:
    assert revision_in(named) is None


@pytest.mark.parametrize(
    ("named", "revision", "path"),
    [
        ("HEAD~1:profile.yaml", "HEAD~1", "profile.yaml"),
        ("v1.0:a/b.md", "v1.0", "a/b.md"),
        ("main@{2026-04-01 10:00}:x.md", "main@{2026-04-01 10:00}", "x.md"),
        ("HEAD:a:b.md", "HEAD", "a:b.md"),
    ],
)
def test_revision_and_path(named: str, revision: str, path: str) -> None:
    found = revision_in(named)
    assert found
    assert (found.revision, found.path, found.named) == (revision, path, named)


@pytest.mark.skipif(os.name == "nt", reason="a name cannot hold a colon there")
def test_existing_file_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "HEAD:x.md", "文")
    assert revision_in("HEAD:x.md") is None


@pytest.mark.parametrize(
    ("named", "text"),
    [
        ("HEAD:規程/a b.md", "二\n"),
        ("HEAD~1:規程/a b.md", "一\r\n"),
        ("v1.0:規程/a b.md", "一\r\n"),
        ("main~1:./規程/a b.md", "一\r\n"),
    ],
)
def test_file_is_read_as_it_was(named: str, text: str, repository: Path) -> None:
    assert read(named) == text


def test_paths_are_those_of_the_top_unless_they_begin_with_a_dot(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository / "規程")
    assert read("HEAD:規程/a b.md") == "二\n"
    assert read("HEAD:./a b.md") == "二\n"
    assert read("HEAD:../規程/a b.md") == "二\n"
    assert refusal("HEAD:a b.md")[0] == "not-in-revision"


@pytest.mark.parametrize(
    "named", ["none:x.md", "--help:x.md", "-c:x.md", "HEAD~9:x.md", "HEAD^{tree}:規程/a b.md"]
)
def test_unknown_revision_is_told(named: str, repository: Path) -> None:
    code, remedy = refusal(named)
    assert code == "unknown-revision"
    assert "git log" in remedy


@pytest.mark.parametrize(
    "named", ["HEAD:none.md", "HEAD:規程", "HEAD:*", "HEAD:規程/*", "HEAD:../x.md", "HEAD:--help"]
)
def test_missing_file_is_told(named: str, repository: Path) -> None:
    code, remedy = refusal(named)
    assert code == "not-in-revision"
    assert "./" in remedy


def test_link_is_not_followed(repository: Path) -> None:
    (repository / "link.md").symlink_to("規程/a b.md")
    git(repository, "add", ".")
    git(repository, "commit", "-q", "-m", "三")
    assert refusal("HEAD:link.md")[0] == "not-in-revision"


def test_large_file_and_one_kept_elsewhere_are_refused(repository: Path) -> None:
    write(repository / "large.md", "x" * (LIMIT + 1))
    write(repository / "kept.docx", "version https://git-lfs.github.com/spec/v1\noid sha256:0\n")
    git(repository, "add", ".")
    git(repository, "commit", "-q", "-m", "三")
    assert refusal("HEAD:large.md")[0] == "file-too-large"
    assert refusal("HEAD:kept.docx")[0] == "git-lfs"


def test_folder_outside_a_repository_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    require_program("git")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert refusal("HEAD:x.md")[0] == "not-a-repository"


def test_machine_without_git_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    code, remedy = refusal("HEAD:x.md")
    assert code == "git-missing"
    assert "Git を入れる" in remedy


@pytest.mark.skipif(os.name == "nt", reason="a script is not started as a program there")
def test_git_lying_in_the_current_folder_is_not_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = write(tmp_path / "git", "#!/bin/sh\ntouch started\n")
    program.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert refusal("HEAD:x.md")[0] == "git-missing"
    assert not (tmp_path / "started").exists()


@pytest.mark.skipif(os.name == "nt", reason="a script is not started as a program there")
def test_settings_of_the_repository_start_nothing(repository: Path) -> None:
    program = write(repository / "spy.sh", "#!/bin/sh\ntouch started\n")
    program.chmod(0o755)
    for name in ("core.fsmonitor", "core.pager", "core.editor", "diff.external", "alias.ls-tree"):
        git(repository, "config", name, f"!{program}" if "alias" in name else str(program))
    assert read("HEAD:規程/a b.md") == "二\n"
    assert not (repository / "started").exists()


@pytest.mark.parametrize("named", ["HEAD:x\0y.md", "a\0b:x.md"])
def test_name_that_no_program_takes_is_told(named: str, repository: Path) -> None:
    assert refusal(named)[0] == "git-failed"
