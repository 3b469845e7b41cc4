"""Problems and the exceptions that carry them: what is wrong, where, and what to do about it."""

from __future__ import annotations

import difflib
import errno
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A position in a file. Lines and columns count from 1; 0 means unknown."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        known = [str(n) for n in (self.line, self.column) if n]
        return ":".join([self.file, *known])


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, told so that the reader can mend it."""

    code: str
    """A stable word for programs, such as `unknown-key`."""
    message: str
    place: Place
    remedy: str = ""
    path: str = ""
    """The place in the YAML, such as `tools[2].name`."""

    def __str__(self) -> str:
        where = f"{self.place}: {self.message} [{self.code}]"
        return f"{where}\n  → {self.remedy}" if self.remedy else where

    def as_dict(self) -> dict[str, str | int]:
        """The problem as plain values, for JSON."""
        return {
            "code": self.code,
            "file": self.place.file,
            "line": self.place.line,
            "column": self.place.column,
            "path": self.path,
            "message": self.message,
            "remedy": self.remedy,
        }


class GuidelineError(Exception):
    """One or more problems that stop the work."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=_reading_order))
        super().__init__("\n".join(map(str, self.problems)))


class ContentError(GuidelineError):
    """What a file says is wrong."""


class CallError(GuidelineError):
    """The call cannot be carried out: a file is missing, a folder cannot be written."""


def _reading_order(problem: Problem) -> tuple[str, int, int]:
    return (problem.place.file, problem.place.line, problem.place.column)


def suggestion(word: str, known: Iterable[str]) -> str:
    """「もしかして…」 when one of the known words is close to `word`, otherwise nothing."""
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"もしかして「{close[0]}」ですか。" if close else ""


_SYSTEM: Mapping[int, str] = {
    errno.EACCES: "権限がないか、ほかのソフトで開いています",
    errno.EPERM: "権限がありません",
    errno.ENOENT: "その場所がありません",
    errno.ENOTDIR: "場所の途中がフォルダーではありません",
    errno.EISDIR: "フォルダーです",
    errno.ENAMETOOLONG: "名前が長すぎます",
    errno.ELOOP: "リンクが輪になっています",
    errno.ENOSPC: "空き容量がありません",
    errno.EROFS: "書き込めない場所です",
    errno.EBUSY: "ほかのソフトで使われています",
    errno.EIO: "装置から読み書きできません",
    errno.EMFILE: "開いているファイルが多すぎます",
    errno.EINVAL: "名前に使えない文字があります",
}


def told_by_system(error: Exception) -> str:
    """What the operating system says about a file, in Japanese whatever its own language is."""
    if not isinstance(error, OSError):  # a null character in a name, links in a circle
        return "使えない名前です"
    return _SYSTEM.get(error.errno or 0, f"エラー番号 {error.errno or '不明'}")
