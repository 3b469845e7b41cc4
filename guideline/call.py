"""What all commands share: options, exit codes, and how problems and results are printed."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from guideline.errors import CallError, GuidelineError, Problem

FINE, CONTENT, CALL = 0, 1, 2
"""Exit codes: fine; the content has problems, or there are differences; the call failed."""


def reported(command: Callable[..., int | None]) -> Callable[..., None]:
    """Runs a command, prints its problems, and exits with its code."""

    @wraps(command)
    def run(*args: Any, **options: Any) -> None:
        try:
            code = command(*args, **options) or FINE
        except GuidelineError as error:
            print_problems(error, as_json=bool(options.get("as_json")))
            code = CALL if isinstance(error, CallError) else CONTENT
        sys.exit(code)

    return run


def print_problems(error: GuidelineError, *, as_json: bool) -> None:
    if as_json:
        print_json({"problems": [problem.as_dict() for problem in error.problems]})
        return
    for problem in error.problems:
        click.echo(str(problem), err=True)
    if len(error.problems) > 1:
        click.echo(f"\n{len(error.problems)}件の問題があります。", err=True)


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Day(click.ParamType[date]):
    """A day, written YYYY-MM-DD."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: Any, ctx: Any) -> date:
        """The day, in the one form that profiles take as well."""
        if isinstance(value, date):
            return value
        try:
            if not _DAY.fullmatch(value):
                raise ValueError
            return date.fromisoformat(value)
        except ValueError:
            return self.fail(f"「{value}」は日付ではありません。例：2026-04-01", param, ctx)


_Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def file_argument(name: str) -> _Decorator:
    return click.argument(name, type=click.Path(path_type=Path))


_VERSION = re.compile(r"[0-9]+(\.[0-9]+)+")


class LibraryFolder(click.ParamType[Path]):
    """The folder of a library, or a version that is shipped."""

    name = "LIBRARY"

    def convert(self, value: Any, param: Any, ctx: Any) -> Path:
        """The folder; whether there is a library in it is told by what loads it."""
        if isinstance(value, Path) or not _VERSION.fullmatch(value) or Path(value).exists():
            return Path(value)
        from guideline.layers.stack import library_folder, shipped_versions

        known = shipped_versions()
        if value in known:
            return library_folder(value)
        return self.fail(
            f"条項ライブラリの版「{value}」は同梱されていません。同梱の版：{'、'.join(known)}",
            param,
            ctx,
        )


library_option: _Decorator = click.option(
    "--library",
    type=LibraryFolder(),
    metavar="LIBRARY",
    help="条項ライブラリのフォルダー、又は同梱の版（例：0.1.0）（省略時は同梱の最新のもの、"
    "層があれば層がもとにした版）",
)
template_option: _Decorator = click.option(
    "--template",
    default="guideline",
    metavar="NAME",
    help="文書の型：guideline（既定）、regulation、one-page など、またはファイル",
)
day_option: _Decorator = click.option(
    "--date", "day", type=Day(), help="文書の日付（省略時は制定日）"
)
json_option: _Decorator = click.option("--json", "as_json", is_flag=True, help="JSON で出力する")


def refuse(problems: list[Problem]) -> None:
    """Ends the call where something is wrong with it."""
    if problems:
        raise CallError(problems)


def given_options() -> frozenset[str]:
    """The options that stand in the call, by their long names."""
    context = click.get_current_context()
    return frozenset(
        param.opts[-1]
        for param in context.command.params
        if isinstance(param, click.Option)
        and context.get_parameter_source(param.name or "") == ParameterSource.COMMANDLINE
    )


def may_overwrite(edited: list[Path]) -> bool:
    for path in edited:
        click.echo(f"{path}: 手で編集されたか、guideline が作ったものではありません。", err=True)
    if sys.stdin.isatty() and click.confirm("上書きしますか", default=False, err=True):
        return True
    click.echo("  → 別の出力先を指定するか、--force を付けてください。", err=True)
    return False


def print_json(value: Any) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=2) + "\n"
    if sys.stdout.isatty():
        click.echo(text, nl=False)
    else:
        # JSON is UTF-8 by definition, whatever the console speaks.
        sys.stdout.buffer.write(text.encode())
        sys.stdout.buffer.flush()  # what goes wrong is told here and not when the process ends
