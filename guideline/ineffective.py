"""Options that would have no effect in a call: refused, not ignored."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from guideline.errors import Place, Problem

if TYPE_CHECKING:
    from guideline.comparison_files import Form


@dataclass(frozen=True)
class DiffCall:
    """What a call of `guideline diff` asks for."""

    old: str
    new: str
    given: frozenset[str]
    """The options that stand in the call, such as `--stat`."""
    form: Form
    outputs: tuple[Path, ...]
    against: str | None = None
    """What the layers of the one profile are held against."""

    def has_file(self, *forms: Form) -> bool:
        """Whether a file in one of the forms is written; JSON has every difference in any form."""
        return self.form in forms and any(o.suffix.lower() != ".json" for o in self.outputs)


def ineffective_options(call: DiffCall) -> list[Problem]:
    """A problem for each option of `guideline diff` that would change nothing."""
    return [*_against(call), *_without_effect(call), *_together(call)]


def _against(call: DiffCall) -> Iterator[Problem]:
    if call.against is None:
        return
    if call.new:
        yield _apart("NEW", "--against", "比べる相手は --against で決まります。")
    if not _is_profile(call.old):
        message = "--against は、プロファイル（.yaml）の層を調べるものです。"
        remedy = "層を重ねたプロファイルを指定してください。"
        yield Problem("against-needs-profile", message, Place(call.old), remedy)


def _is_profile(named: str) -> bool:
    return PurePath(named).suffix.lower() in (".yaml", ".yml")


_FILES = "ファイルへの書き出し"
_GIVE_OUTPUT = "-o で出力先を指定してください。"
_EFFECTS: Sequence[tuple[tuple[str, ...], Callable[[DiffCall], bool], str, str]] = (
    (
        ("--reason", "--reasons"),
        lambda call: call.against is not None or call.has_file("summary", "table"),
        "ファイルに書き出す概要か新旧対照表",
        "-o で .docx、.md、.html のファイルを指定してください。",
    ),
    (
        ("--author",),
        lambda call: call.has_file("redline"),
        "変更履歴付きの Word ファイル",
        "--as redline と -o FILE.docx を加えてください。",
    ),
    (
        ("--preset", "--with-commentary"),
        lambda call: call.has_file("table"),
        "新旧対照表",
        "--as table と -o FILE.docx を加えてください。",
    ),
    (
        ("--force",),
        lambda call: bool(call.outputs),
        _FILES,
        _GIVE_OUTPUT,
    ),
    (
        ("--template", "--commentary"),
        lambda call: _is_profile(call.old) or _is_profile(call.new),
        "版をプロファイル（.yaml）から作るとき",
        "OLD か NEW にプロファイルを指定するか、このオプションを外してください。",
    ),
    (
        ("--date",),
        lambda call: _is_profile(call.old) or _is_profile(call.new) or call.has_file("redline"),
        "版をプロファイル（.yaml）から作るときと、変更履歴付きの Word ファイル",
        "OLD か NEW にプロファイルを指定するか、このオプションを外してください。",
    ),
    (
        ("--library",),
        lambda call: call.against is not None or _is_profile(call.new),
        "NEW をプロファイル（.yaml）から作るとき",
        "外してください。OLD を作る条項ライブラリは --old-library で指定します。",
    ),
    (
        ("--old-library",),
        lambda call: call.against is None and _is_profile(call.old),
        "OLD をプロファイル（.yaml）から作るとき",
        "外してください。NEW を作る条項ライブラリは --library で指定します。",
    ),
)
"""Options, when they have an effect, on what, and what to do."""


def _without_effect(call: DiffCall) -> Iterator[Problem]:
    for options, has_effect, what, remedy in _EFFECTS:
        for option in options:
            if option in call.given and not has_effect(call):
                message = f"{what}にだけ効くオプションです。"
                yield Problem("no-effect", message, Place(option), remedy)
    if call.form in ("table", "redline") and not call.outputs:
        yield Problem(
            "output-missing",
            f"--as {call.form} は、画面には出せません。",
            Place("--as"),
            "-o で出力先のファイルを指定してください。",
        )


_APART: Sequence[tuple[str, str, str]] = (
    ("--stat", "--name-only", ""),
    ("--stat", "--json", "JSON には全ての違いが入ります。"),
    ("--name-only", "--json", "JSON には全ての違いが入ります。"),
    ("--stat", "--output", "ファイルに書き出すときは、画面に一覧を出しません。"),
    ("--name-only", "--output", "ファイルに書き出すときは、画面に一覧を出しません。"),
    ("--only", "--output", "ファイルには全ての違いを書き出します。"),
    ("--clause", "--output", "ファイルには全ての違いを書き出します。"),
)
"""Pairs of which one would be ignored, and why."""

_OF_LISTS = ("--stat", "--name-only", "--only", "--clause", "--json")
"""What chooses among the changes of clauses; an amendment is one text."""


def _together(call: DiffCall) -> Iterator[Problem]:
    for one, other, reason in _APART:
        if {one, other} <= call.given:
            yield _apart(one, "-o" if other == "--output" else other, reason)
    if call.form == "amendment" and not call.outputs:
        for option in _OF_LISTS:
            if option in call.given:
                yield _apart(option, "--as amendment", "改め文は全体を一つの文書として出します。")


def _apart(option: str, other: str, reason: str) -> Problem:
    message = f"{other} と一緒には使えません。{reason}"
    remedy = f"{option} か {other} のどちらかを外してください。"
    return Problem("options-apart", message, Place(option), remedy)


def beside_accessibility(given: frozenset[str]) -> list[Problem]:
    """Options of `guideline check` about making a guideline, where a Word file is looked at."""
    reason = "アクセシビリティは、でき上がった Word ファイルで確かめます。"
    options = ("--template", "--date", "--library")
    return [_apart(o, "--accessibility", reason) for o in options if o in given]


def without_output(given: frozenset[str]) -> list[Problem]:
    """`--force` where no file is written."""
    if "--force" not in given or "--output" in given:
        return []
    message = f"{_FILES}にだけ効くオプションです。"
    return [Problem("no-effect", message, Place("--force"), _GIVE_OUTPUT)]


def of_upgrade(given: frozenset[str]) -> list[Problem]:
    """Options of `guideline upgrade` that would change nothing."""
    reason = "--undo は、直前の更新で書き換えた層を元に戻すだけです。"
    others = ("--to", "--dry-run", "--date", "--output", "--json")
    if "--undo" in given:
        return [_apart(o, "--undo", reason) for o in others if o in given]
    return without_output(given)
