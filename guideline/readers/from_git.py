"""A file as it was in a revision of a Git repository: `HEAD~1:profile.yaml`."""

from __future__ import annotations

import os
import posixpath
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from guideline.errors import CallError, Place, Problem, told_by_system
from guideline.source import MAX_BYTES

_SECONDS = 60
_TEXTS = (".yaml", ".md", ".md.j2", ".lock")
"""What a layer is read from; its Word styles change no sentence."""
_MOST_FILES, _MOST_BYTES = 1000, 10_000_000

# A colon may stand in braces, as in HEAD@{2026-04-01 10:00}. One letter is a drive of Windows.
_NAMED = re.compile(r"(?P<revision>(?:[^:{}]|\{[^{}]*\}){2,}):(?P<path>.+)", re.DOTALL)

_FILE = re.compile(r"100[0-7]{3} blob (?P<id>[0-9a-f]{40,64}) +(?P<size>\d+)\t")


@dataclass(frozen=True)
class Revision:
    """A file in a revision, as the caller named it."""

    revision: str
    path: str
    named: str


def revision_in(named: str) -> Revision | None:
    """What the name says, if it is no existing file but of the form REVISION:PATH."""
    found = _NAMED.fullmatch(named)
    if not found or _exists(named):
        return None
    path = found["path"].replace("\\", "/") if os.sep == "\\" else found["path"]
    return Revision(found["revision"], path, named)


def _exists(named: str) -> bool:
    try:
        return Path(named).exists()
    except (OSError, ValueError):  # a name that is too long, or that no file can have
        return False


def read_revision(wanted: Revision, limit: int) -> bytes:
    """What is in the file, of at most `limit` bytes.

    Raises:
        CallError: Git, the repository, the revision or the file is missing.
    """
    git = _Git(_program(wanted), wanted)
    return git.file(_commit(git, wanted), limit)


def export_revision(wanted: Revision, folders: Sequence[str], to: Path) -> Path:
    """Writes the file, and the text files in folders that it names, as they were in the revision.

    Args:
        folders: as seen from the folder of the file.
        to: an empty folder. What is written there lies as in the repository.

    Returns:
        Where the file is.

    Raises:
        CallError: Git, the repository, the revision or the file is missing; a folder is not in the
            repository, or holds what cannot be taken out.
    """
    git = _Git(_program(wanted), wanted)
    commit = _commit(git, wanted)
    path = git.from_top(wanted.path)
    files = {path: git.file(commit, MAX_BYTES)}
    for folder in folders:
        files |= git.folder(commit, posixpath.join(posixpath.dirname(path), folder), folder)
    for name, data in files.items():
        target = to / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return to / path


def _commit(git: _Git, wanted: Revision) -> str:
    git.ask(
        "rev-parse",
        "--git-dir",
        code="not-a-repository",
        message="今いるフォルダーは、Git の管理下にありません。",
        remedy="リポジトリのフォルダーの中で実行してください。",
    )
    if wanted.revision.startswith("-"):
        message = "版の名前を「-」で始めることはできません。"
        raise git.refused("unknown-revision", message, "git log や git tag で確かめてください。")
    return (
        git.ask(
            *("rev-parse", "--verify", "--quiet", "--end-of-options"),
            f"{wanted.revision}^{{commit}}",
            code="unknown-revision",
            message=f"Git に「{wanted.revision}」という版はありません。",
            remedy="git log や git tag で確かめてください。"
            "履歴の一部だけを取得したときは、git fetch --unshallow で残りを取得してください。",
        )
        .decode()
        .strip()
    )


class _Git:
    """Asks Git about one file, without running hooks, pagers or programs from its settings."""

    def __init__(self, program: str, wanted: Revision) -> None:
        self._program = program
        self._wanted = wanted

    def ask(self, *arguments: str, code: str, message: str, remedy: str) -> bytes:
        """What Git answers.

        Raises:
            CallError: it fails, told with this code, message and remedy.
        """
        options = ("--no-pager", "--literal-pathspecs", "--no-replace-objects")
        try:
            done = subprocess.run(
                [self._program, *options, "-c", "core.fsmonitor=false", *arguments],
                check=False,
                capture_output=True,
                stdin=subprocess.DEVNULL,
                timeout=_SECONDS,
                env={**os.environ, **_SETTINGS},
            )
        except subprocess.TimeoutExpired:
            told = f"Git が{_SECONDS}秒たっても終わりません。"
            raise self.refused("git-failed", told, "git を単独で試してください。") from None
        except (OSError, ValueError) as error:  # ValueError: a null character in the name
            told = f"Git を実行できません（{told_by_system(error)}）。"
            raise self.refused("git-failed", told, "git を単独で試してください。") from None
        if done.returncode == 0:
            return done.stdout
        if b"dubious ownership" in done.stderr:
            code, message = "git-ownership", "リポジトリの持ち主が、今の利用者と違います。"
            remedy = (
                "git config --global --add safe.directory で、信頼するフォルダーに加えてください。"
            )
        raise self.refused(code, message, remedy)

    def file(self, commit: str, limit: int) -> bytes:
        """The file in this commit."""
        path = self._wanted.path
        remedy = (
            "リポジトリの最上位のフォルダーから見た場所を指定してください。"
            "今いるフォルダーから見た場所は「./」で始めます。"
        )
        missing = f"「{self._wanted.revision}」に「{path}」というファイルはありません。"
        # Only paths that begin with ./ or ../ are seen from here, as everywhere in Git.
        here = () if path.startswith(("./", "../")) else ("--full-tree",)
        listed = self.ask(
            *("ls-tree", "-z", "--long", *here, commit, "--", path),
            code="not-in-revision",
            message=missing,
            remedy=remedy,
        ).decode("utf-8", "replace")
        found = _FILE.match(listed)
        if not found or listed.count("\0") != 1:
            raise self.refused("not-in-revision", missing, remedy)
        if int(found["size"]) > limit:
            message = f"ファイルが大きすぎます（上限 {limit:,} バイト）。"
            raise self.refused("file-too-large", message, "別のファイルを指定してください。")
        return self._blob(found["id"])

    def from_top(self, path: str) -> str:
        """The path as seen from the top of the repository."""
        if not path.startswith(("./", "../")):
            return path
        here = self.ask(
            *("rev-parse", "--show-prefix"),
            code="not-a-repository",
            message="今いるフォルダーは、Git の管理下にありません。",
            remedy="リポジトリのフォルダーの中で実行してください。",
        ).decode("utf-8", "replace")
        return posixpath.normpath(posixpath.join(here.strip(), path))

    def folder(self, commit: str, path: str, named: str) -> dict[str, bytes]:
        """The text files in a folder of this commit, by their paths; none where it is not there."""
        path = posixpath.normpath(path)
        if path.startswith("..") or posixpath.isabs(path):
            message = f"層のフォルダー「{named}」は、このリポジトリの外にあるため、取り出せません。"
            remedy = "その版のプロファイルと層をフォルダーに取り出して、指定してください。"
            raise self.refused("layer-outside-revision", message, remedy)
        listed = self.ask(
            *("ls-tree", "-r", "-z", "--long", "--full-tree", commit, "--", f"{path}/"),
            code="git-failed",
            message="Git からフォルダーの一覧を取り出せません。",
            remedy="git fsck でリポジトリを確かめてください。",
        ).decode("utf-8", "replace")
        entries = [line.partition("\t") for line in listed.split("\0") if line]
        texts = [(head, name) for head, _, name in entries if name.endswith(_TEXTS)]
        found = [(_FILE.match(f"{head}\t"), name) for head, name in texts]
        size = sum(int(entry["size"]) for entry, _ in found if entry)
        if len(found) > _MOST_FILES or size > _MOST_BYTES:
            message = f"層のフォルダー「{named}」が大きすぎます。"
            raise self.refused("file-too-large", message, "別のファイルを指定してください。")
        if not all(entry for entry, _ in found):
            message = f"層のフォルダー「{named}」に、ふつうのファイルでないものがあります。"
            remedy = "その版のプロファイルと層をフォルダーに取り出して、指定してください。"
            raise self.refused("not-in-revision", message, remedy)
        return {name: self._blob(entry["id"]) for entry, name in found if entry}

    def _blob(self, id_: str) -> bytes:
        data = self.ask(
            *("cat-file", "blob", id_),
            code="git-failed",
            message="Git からファイルの中身を取り出せません。",
            remedy="git fsck でリポジトリを確かめてください。"
            "中身を後から取得する設定のときは、git checkout などで取得してください。",
        )
        if data.startswith(b"version https://git-lfs.github.com/"):
            message = "Git LFS が管理するファイルで、中身はリポジトリの外にあります。"
            raise self.refused("git-lfs", message, "その版を取り出したファイルを指定してください。")
        return data

    def refused(self, code: str, message: str, remedy: str) -> CallError:
        """The problem of this file, to be raised."""
        return CallError([Problem(code, message, Place(self._wanted.named), remedy)])


_SETTINGS = {
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    # A partial clone would fetch what is missing over the network.
    "GIT_NO_LAZY_FETCH": "1",
    "LC_ALL": "C",
}


def _program(wanted: Revision) -> str:
    """Where Git is. Windows looks into the current folder first, where anybody may have put one."""
    found = shutil.which("git")
    if found is None or Path(found).resolve().parent == Path.cwd().resolve():
        message = "Git がないため、過去の版を取り出せません。"
        remedy = "Git を入れるか、その版のファイルを取り出して指定してください。"
        raise CallError([Problem("git-missing", message, Place(wanted.named), remedy)])
    return found
