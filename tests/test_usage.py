"""What click says in English is said in Japanese: help headings and errors in a call."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import click
import pytest

from guideline.cli import group, main
from guideline.columns import width_of


def call(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str
) -> tuple[int, str, str]:
    monkeypatch.setattr(sys, "argv", ["guideline", *arguments])
    code = 0
    try:
        main()
    except SystemExit as end:
        code = int(end.code or 0)
    out, err = capsys.readouterr()
    return code, out, err


# A call, what is said about it, and the command whose help is named.
WRONG = {
    "no such command": (
        ["bild"],
        "「bild」というコマンドはありません。もしかして「build」ですか。",
    ),
    "no such command near": (["xyzzy"], "「xyzzy」というコマンドはありません。\n"),
    "no such inner command": (
        ["clauses", "lst"],
        "「lst」というコマンドはありません。もしかして「list」ですか。",
    ),
    "missing argument": (["build"], "PROFILE が必要です。"),
    "missing option": (["build", "p.yaml"], "-o／--output が必要です。"),
    "option without value": (["build", "p.yaml", "-o"], "-o に値が必要です。"),
    "value without option": (["check", "p.yaml", "--json=1"], "--json に値は付けられません。"),
    "no such option": (
        ["check", "p.yaml", "--jsn"],
        "「--jsn」というオプションはありません。もしかして「--json」ですか。",
    ),
    "no such option near": (["check", "p.yaml", "-x"], "「-x」というオプションはありません。\n"),
    "argument too many": (["check", "a.yaml", "b.yaml"], "余分な引数があります：b.yaml"),
    "arguments too many": (["check", "a", "b", "c"], "余分な引数があります：b c"),
    "not a date": (
        ["check", "p.yaml", "--date", "2026-W01-1"],
        "--date：「2026-W01-1」は日付ではありません。例：2026-04-01",
    ),
    "no such day": (
        ["check", "p.yaml", "--date", "2026-13-01"],
        "--date：「2026-13-01」は日付ではありません。例：2026-04-01",
    ),
    "not a choice": (
        ["schema", "clauses"],
        "NAME に「clauses」は使えません。使える値：profile、clause、text、template、layer、"
        "lineage、output、coverage、diff、upgrade。もしかして「clause」ですか。",
    ),
    "not a choice of an option": (
        ["diff", "a.md", "b.md", "--only", "foo"],
        "--only に「foo」は使えません。使える値：text、commentary、tables。\n",
    ),
}


@pytest.mark.parametrize(("arguments", "said"), WRONG.values(), ids=WRONG)
def test_wrong_call_is_told_in_japanese(
    arguments: list[str],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, out, err = call(monkeypatch, capsys, *arguments)
    assert (code, out) == (2, "")
    assert err.startswith(f"guideline: {said}")
    assert "--help」で確かめられます。" in err
    for english in ("Error", "Usage", "No such", "Missing", "Got", "requires", "Did you mean"):
        assert english not in err


def test_help_of_the_command_in_question_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told = call(monkeypatch, capsys, "check", "p.yaml", "--date")[2]
    assert "guideline check --help」" in told
    assert "guideline clauses --help」" in call(monkeypatch, capsys, "clauses", "lst")[2]
    assert "guideline build --help」" in call(monkeypatch, capsys, "build")[2]


@pytest.mark.parametrize(
    "arguments",
    [[], ["build"], ["check"], ["explain"], ["clauses"], ["clauses", "show"], ["schema"]],
    ids=lambda words: " ".join(words) or "guideline",
)
@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help_is_japanese(
    arguments: list[str],
    option: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, out, err = call(monkeypatch, capsys, *arguments, option)
    assert (code, err) == (0, "")
    assert out.startswith("使い方: ")
    assert " ".join(["guideline", *arguments]) in out.split("\n")[0]
    assert "\nオプション:\n" in out
    assert "この説明を表示する" in out
    for english in ("Usage:", "Options:", "Commands:", "Show this message"):
        assert english not in out


def _commands(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield path
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from _commands(inner, (*path, name))


@pytest.mark.parametrize(
    "path", [*_commands(group)], ids=lambda path: " ".join(path) or "guideline"
)
def test_help_fits_a_terminal_of_80_columns(
    path: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    lines = call(monkeypatch, capsys, *path, "--help")[1].splitlines()
    assert [line for line in lines if width_of(line) > 80] == []
    assert not [line for line in lines if line.strip()[:1] in set("、。，）」")]
    for english in ("[OPTIONS]", "COMMAND", "[ARGS]"):
        assert english not in lines[0]


def test_help_keeps_words_and_paragraphs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = call(monkeypatch, capsys, "coverage", "--help")[1]
    assert "又は未" in whole.replace("\n  ", "")  # a line end in Japanese is no blank
    assert "\n\n  要件ごとに" in whole
    first = call(monkeypatch, capsys, "--help")[1]
    assert "\n    guideline check examples/company/profile.yaml\n" in first


@pytest.mark.parametrize("arguments", [[], ["clauses"]], ids=["guideline", "clauses"])
def test_group_without_a_command_shows_its_help(
    arguments: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, out, err = call(monkeypatch, capsys, *arguments)
    assert (code, err) == (2, "")
    assert out.startswith("使い方: ")
    assert "\nコマンド:\n" in out


def test_error_that_has_no_translation_is_still_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise click.UsageError("something new in click")

    monkeypatch.setattr("guideline.cli.group", refuse)
    code, _, err = call(monkeypatch, capsys)
    assert code == 2
    assert err.startswith("guideline: 呼び出し方に誤りがあります（something new in click）。")
    assert "「guideline --help」" in err


def test_interruption_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise click.Abort

    monkeypatch.setattr("guideline.cli.group", interrupt)
    code, _, err = call(monkeypatch, capsys)
    assert code == 2
    assert "中止しました。" in err
