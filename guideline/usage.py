"""Says in Japanese what click says in English: the headings of the help, and errors in a call."""

from __future__ import annotations

import re

import click

from guideline.errors import suggestion

_HEADINGS = {
    "Usage: ": "使い方: ",
    "\nOptions:\n": "\nオプション:\n",
    "\nCommands:\n": "\nコマンド:\n",
    "Show this message and exit.": "この説明を表示する",
}


class _Japanese:
    """Help with Japanese headings."""

    def get_help(self, ctx: click.Context) -> str:
        text: str = super().get_help(ctx)  # type: ignore[misc]
        for english, japanese in _HEADINGS.items():
            text = text.replace(english, japanese)
        return text


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
        case click.MissingParameter(param=click.Option(opts=names)):
            return f"{'／'.join(names)} が必要です。"
        case click.MissingParameter(param=click.Argument(human_readable_name=name)):
            return f"{name} が必要です。"
        case click.BadParameter(param=click.Parameter(type=click.Choice(choices=choices))):
            return f"使えない値です。使える値：{'、'.join(choices)}"
        case click.BadParameter():
            return error.message
        case _:
            return _translated(error)


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
