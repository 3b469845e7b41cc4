"""The command `guideline diff`."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from guideline import usage
from guideline.call import (
    CALL,
    CONTENT,
    FINE,
    LibraryFolder,
    day_option,
    given_options,
    json_option,
    library_option,
    may_overwrite,
    print_json,
    refuse,
    reported,
)

if TYPE_CHECKING:
    from guideline.comparison_files import Form
    from guideline.comparison_presets import PresetName
    from guideline.comparison_text import Kind
    from guideline.meaning import Meanings, Only
    from guideline.model.change import Comparison
    from guideline.model.profile import Commentary

_COLOURS: Mapping[str, dict[str, Any]] = {
    "deleted": {"fg": "red", "strikethrough": True},
    "inserted": {"fg": "green", "underline": True},
    "heading": {"bold": True},
}


@click.command(cls=usage.Command)
@click.argument("OLD")
@click.argument("NEW", required=False)
@click.option(
    "--against",
    metavar="LAYER",
    help="NEW の代わりに、OLD のプロファイルの層を調べる。library：条項ライブラリとの違い、"
    "層の名前：その層までとの違い",
)
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="出力先。形式は拡張子で決まる。繰り返し指定できる",
)
@click.option(
    "--as",
    "form",
    type=click.Choice(["summary", "table", "redline", "amendment"]),
    default="summary",
    help="ファイルの体裁。summary：起案用の概要（既定）、table：新旧対照表、"
    "redline：変更履歴付きの Word、amendment：改め文。"
    "拡張子が .json のときは、体裁によらず全ての違い",
)
@click.option(
    "--preset",
    type=click.Choice(["national", "bill", "municipal", "company"]),
    help="新旧対照表の様式：国の案、自治体の議案、自治体の要綱・規程、会社の規程。"
    "省略時は、新しいプロファイルの組織の種別による（プロファイルでなければ municipal）",
)
@click.option("--with-commentary", is_flag=True, help="新旧対照表に解説と例の違いも載せる")
@click.option("--stat", is_flag=True, help="条項ごとに、変更の種類と、増減し移動した字数だけを示す")
@click.option("--name-only", is_flag=True, help="条項ごとに、変更の種類と識別子だけを示す")
@click.option(
    "--only",
    type=click.Choice(["text", "commentary", "tables"]),
    help="本文、解説、表のどれかの違いだけを示す",
)
@click.option(
    "--clause",
    "clauses",
    multiple=True,
    metavar="CLAUSE",
    help="この条項だけを示す。番号（第８条、5(4) など。NEW での番号）、見出し、識別子の"
    "どれかで指定する。繰り返し指定できる",
)
@click.option("--reason", "reasons", multiple=True, metavar="CLAUSE=TEXT", help="改正の理由")
@click.option(
    "--reasons",
    "reasons_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="改正の理由を「条項の識別子: 理由」の形で書いた YAML",
)
@click.option("--author", metavar="NAME", help="変更履歴の作成者（省略時は新版の主管部署）")
@click.option("--template", metavar="NAME", help="プロファイルから作る文書の型")
@click.option(
    "--commentary",
    type=click.Choice(["boxed", "comments", "none"]),
    help="プロファイルから作る文書の解説と例",
)
@day_option
@library_option
@click.option(
    "--old-library",
    type=LibraryFolder(),
    metavar="LIBRARY",
    help="OLD を作る条項ライブラリのフォルダー、又は同梱の版（--library は NEW だけに使う）",
)
@json_option
@click.option("--force", is_flag=True, help="手で編集されたファイルも上書きする")
@reported
def diff(
    old: str,
    new: str | None,
    against: str | None,
    outputs: tuple[Path, ...],
    form: Form,
    preset: PresetName | None,
    with_commentary: bool,
    stat: bool,
    name_only: bool,
    only: Only | None,
    clauses: tuple[str, ...],
    reasons: tuple[str, ...],
    reasons_file: Path | None,
    author: str | None,
    template: str | None,
    commentary: Commentary | None,
    day: date | None,
    library: Path | None,
    old_library: Path | None,
    as_json: bool,
    force: bool,
) -> int:
    """二つの版を、条項ごとに比べます。

    OLD と NEW には、プロファイル、guideline build の .docx（Word で編集した後でもよい）、
    .md、.json、又は「HEAD~1:profile.yaml」のような Git の版を指定します。

    「guideline diff PROFILE --against library」は、プロファイルの層が条項ライブラリの何を、
    なぜ改めたかを、同じ体裁で全て示します。

    終了コードは、違いがなければ 0、あれば 1、比べられなければ 2 です。
    """
    from guideline.clause_names import changes_named
    from guideline.comparison_json import as_dict
    from guideline.errors import CallError, GuidelineError
    from guideline.ineffective import DiffCall, ineffective_options
    from guideline.meaning import meanings_of, selected
    from guideline.reasons import clause_ids, load_reasons

    _require(new or against)
    refuse(ineffective_options(DiffCall(old, new or "", given_options(), form, outputs, against)))
    if outputs and not _may_write(outputs, form, force=force):
        return CALL
    if form == "amendment":
        template = template or "regulation"
    try:
        made = {"library": library, "template": template, "day": day, "commentary": commentary}
        comparison = _compared(old, new, against, old_library, made)
        told = load_reasons(reasons_file, reasons, clause_ids(comparison))
        comparison, told = _reasoned(comparison, told)
        meanings = meanings_of(comparison)
        dated = day.isoformat() if day else comparison.new.document.manifest.date
        if outputs:
            asked = {
                "form": form,
                "reasons": told,
                "author": author or "",
                "day": dated,
                "preset": preset,
                "with_commentary": with_commentary,
            }
            _write(meanings, outputs, asked, as_json=as_json)
        asked_for = changes_named(clauses, comparison) if clauses else None
        shown = selected(meanings, asked_for, only)
    except GuidelineError as error:
        # An exit code of 1 says that there are differences.
        raise CallError(error.problems) from None
    if as_json:
        print_json(as_dict(shown))
    elif form == "amendment":
        _show_amendment(comparison, is_written=bool(outputs))
    elif not outputs:
        _show(shown, only, stat=stat, name_only=name_only)
    return CONTENT if shown.comparison.differences else FINE


def _require(new: str | None) -> None:
    """Ends the call as where any argument is missing."""
    if new is None:
        params = click.get_current_context().command.params
        raise click.MissingParameter(param=next(p for p in params if p.name == "new"))


def _compared(
    old: str, new: str | None, against: str | None, old_library: Path | None, made: dict[str, Any]
) -> Comparison:
    if against is not None:
        from guideline.deviations import deviations

        return deviations(old, against, **made)
    from guideline.compare import compare
    from guideline.versions import load_versions

    return compare(*load_versions(old, new or "", old_library=old_library, **made))


def _reasoned(comparison: Comparison, given: dict[str, str]) -> tuple[Comparison, dict[str, str]]:
    """The reasons of the layers, too; what is given in the call overrules them."""
    if not comparison.acts:
        return comparison, given
    from guideline.deviations import with_reasons

    comparison = with_reasons(comparison, given)
    return comparison, {c.id: c.reason for c in comparison.changes if c.reason}


def _may_write(outputs: tuple[Path, ...], form: Form, *, force: bool) -> bool:
    # Only here, because the writers take longer to load than a comparison takes.
    from guideline.comparison_files import formats_of
    from guideline.output import check_outputs

    edited = check_outputs(outputs, may_overwrite=force, formats=formats_of(form))
    return not edited or may_overwrite(edited)


def _write(
    meanings: Meanings, outputs: tuple[Path, ...], asked: Mapping[str, Any], *, as_json: bool
) -> None:
    """Writes every file, or none."""
    from guideline.comparison_files import Request, written
    from guideline.output import write_files

    request = Request(**asked)
    write_files([(path, written(meanings, request, path.suffix.lower())) for path in outputs])
    for path in outputs:
        click.echo(f"書き出しました：{path}", err=as_json)


def _show(meanings: Meanings, only: Only | None, *, stat: bool, name_only: bool) -> None:
    from guideline.comparison_text import names, statistics, told

    if name_only:
        lines = names(meanings.comparison)
    elif stat:
        lines = statistics(meanings)
    else:
        paint = _painted if sys.stdout.isatty() else _plain
        lines = told(meanings, paint, only, _beside(meanings))
    if lines:
        click.echo(lines)


def _beside(meanings: Meanings) -> list[tuple[str, list[str]]]:
    if not meanings.comparison.acts:
        return []
    from guideline.deviation_words import groups_of

    return [(heading, lines) for _, heading, lines in groups_of(meanings.comparison)]


def _show_amendment(comparison: Comparison, *, is_written: bool) -> None:
    from guideline.comparison_files import amendment_between

    amendment = amendment_between(comparison)
    if not amendment.sentences:
        click.echo("改める規定はありません。", err=is_written)
    elif not is_written:
        click.echo("\n".join(amendment.whole_lines))
    for note in amendment.notes if amendment.sentences else amendment.left_out_told:
        click.echo(note, err=True)


def _painted(text: str, kind: Kind) -> str:
    return click.style(text, **_COLOURS[kind])


def _plain(text: str, _: Kind) -> str:
    return text
