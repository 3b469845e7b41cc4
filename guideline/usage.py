"""Says in Japanese what click says in English: help that fits a terminal, and errors in a call."""

from __future__ import annotations

import re
from collections.abc import Iterable

import click

from guideline.columns import width_of, wrapped
from guideline.errors import suggestion

_HEADINGS = {
    "\nOptions:\n": "\nオプション:\n",
    "\nCommands:\n": "\nコマンド:\n",
    "Show this message and exit.": "この説明を表示する",
}
_USAGE = "使い方: "
_PIECES = {"[OPTIONS]": "[オプション]", "COMMAND [ARGS]...": "コマンド [引数]..."}


class _Formatter(click.HelpFormatter):
    """Breaks lines where the terminal ends; click takes a Japanese character for one column."""

    def write_usage(self, prog: str, args: str = "", _: str | None = None) -> None:
        self._write_lines(wrapped(args, f"{_USAGE}{prog} ", width_of(_USAGE), self.width))

    def write_text(self, text: str) -> None:
        indent = " " * self.current_indent
        paragraphs = []
        for paragraph in text.split("\n\n"):
            lines = paragraph.strip("\n").split("\n")
            if lines[0].strip() == "\b":  # lines that stand as they are
                paragraphs.append([indent + line for line in lines[1:]])
            else:
                paragraphs.append([*wrapped(_joined(lines), indent, len(indent), self.width)])
        self._write_lines("\n\n".join("\n".join(lines) for lines in paragraphs).split("\n"))

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 20, col_spacing: int = 2
    ) -> None:
        rows = list(rows)
        longest = max((width_of(name) for name, _ in rows if width_of(name) <= col_max), default=0)
        indent = self.current_indent + longest + col_spacing
        for name, text in rows:
            first = " " * self.current_indent + name
            if width_of(name) > longest:
                self._write_lines([first])
                first = ""
            first += " " * (indent - width_of(first))
            self._write_lines(wrapped(_joined(text.split("\n")), first, indent, self.width))

    def _write_lines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.write(f"{line}\n")


def _joined(lines: Iterable[str]) -> str:
    """The lines as one; only between two Latin words does a line end stand for a blank."""
    text = ""
    for line in map(str.strip, lines):
        is_latin = text[-1:].isascii() and line[:1].isascii()
        text += f" {line}" if text and is_latin else line
    return text


class _Japanese:
    """Help in Japanese."""

    def get_help(self, ctx: click.Context) -> str:
        # Where the formatter comes from differs between the versions of click.
        ctx.formatter_class = _Formatter
        text: str = super().get_help(ctx)  # type: ignore[misc]
        for english, japanese in _HEADINGS.items():
            text = text.replace(english, japanese)
        return text

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        pieces: list[str] = super().collect_usage_pieces(ctx)  # type: ignore[misc]
        return [_PIECES.get(piece, piece) for piece in pieces]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Tells errors of its own command, where click names none."""
        try:
            rest: list[str] = super().parse_args(ctx, args)  # type: ignore[misc]
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise
        return rest


class Command(_Japanese, click.Command):
    pass


class Group(_Japanese, click.Group):
    command_class = Command
    group_class = type


def report(error: click.UsageError) -> None:
    """Prints what is wrong with a call and where help is to be found."""
    if type(error).__name__ == "NoArgsIsHelpError" and error.ctx:
        click.echo(error.ctx.get_help())
        return
    click.echo(f"guideline: {_message(error)}", err=True)
    command = error.ctx.command_path if error.ctx else "guideline"
    click.echo(f"  → 使い方は「{command} --help」で確かめられます。", err=True)


def _message(error: click.UsageError) -> str:
    match error:
        case click.NoSuchOption(option_name=name, possibilities=near):
            return f"「{name}」というオプションはありません。{_hint(near)}"
        case click.MissingParameter(param=click.Parameter() as param):
            return f"{_name(param)} が必要です。"
        case click.BadParameter(param=click.Parameter(type=click.Choice(choices=known)) as param):
            return f"{_name(param)} に{_given(error.message)}は使えません。{_known(error, known)}"
        case click.BadParameter(param=click.Parameter() as param):
            return f"{_name(param)}：{error.message}"
        case _:
            return _translated(error)


def _name(param: click.Parameter) -> str:
    if isinstance(param, click.Option):
        return "／".join(param.opts)
    return param.human_readable_name


_NOT_A_CHOICE = re.compile(r"'(.*)' is not one of ", re.DOTALL)


def _given(message: str) -> str:
    found = _NOT_A_CHOICE.match(message)
    return f"「{found[1]}」" if found else "その値"


def _known(error: click.UsageError, known: Iterable[str]) -> str:
    words = list(known)
    found = _NOT_A_CHOICE.match(error.message)
    return f"使える値：{'、'.join(words)}。{suggestion(found[1], words) if found else ''}"


def _hint(near: object) -> str:
    found = list(near) if isinstance(near, list | tuple) else []
    return f"もしかして「{found[0]}」ですか。" if found else ""


_PATTERNS = (
    (r"Got unexpected extra arguments? \((.+)\)", "余分な引数があります：{}"),
    (r"Option '(.+)' requires an argument", "{} に値が必要です。"),
    (r"Option '(.+)' does not take a value", "{} に値は付けられません。"),
)


def _translated(error: click.UsageError) -> str:
    unknown = re.search(r"No such command '(.+)'", error.message)
    if unknown:
        known = (
            error.ctx.command.commands if error.ctx and isinstance(error.ctx.command, Group) else ()
        )
        return f"「{unknown[1]}」というコマンドはありません。{suggestion(unknown[1], known)}"
    for pattern, message in _PATTERNS:
        found = re.search(pattern, error.message)
        if found:
            return message.format(found[1])
    return f"呼び出し方に誤りがあります（{error.message}）。"
