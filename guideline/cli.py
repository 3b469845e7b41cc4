"""The command line: parses, calls, prints, and chooses the exit code."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from guideline import __version__, usage
from guideline.call import (
    CALL,
    CONTENT,
    FINE,
    day_option,
    file_argument,
    given_options,
    json_option,
    library_option,
    may_overwrite,
    print_json,
    refuse,
    reported,
    template_option,
)
from guideline.cli_diff import diff
from guideline.cli_layers import customize, upgrade
from guideline.errors import told_by_system
from guideline.ineffective import beside_accessibility, without_output

if TYPE_CHECKING:
    from guideline.model.clause import Clause, Library
    from guideline.model.profile import Commentary, FormFields, RubyMode
    from guideline.model.resolution import Decision
    from guideline.pending import DefaultTaken, Notice, OpenDecision
    from guideline.writers.word.house import House

# Commands import what they need when they run: `--version` and `--help` stay quick.


def main() -> None:
    """The `guideline` command."""
    for stream in (sys.stdout, sys.stderr):
        # A Japanese Windows console is cp932: a character it lacks must not end the program.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        group(windows_expand_args=False, standalone_mode=False)
    except click.UsageError as error:
        usage.report(error)
        sys.exit(CALL)
    except OSError as error:  # what the modules did not expect
        place = f"{error.filename}: " if error.filename else ""
        said = told_by_system(error)
        click.echo(f"guideline: {place}実行できませんでした（{said}）。", err=True)
        sys.exit(CALL)
    except click.Abort:
        click.echo("\n中止しました。", err=True)
        sys.exit(CALL)


@click.group(
    name="guideline",
    cls=usage.Group,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
)
@click.version_option(
    __version__, prog_name="guideline", message="%(prog)s %(version)s", help="版を表示する"
)
def group() -> None:
    """生成AIの利用ガイドラインを、組織のプロファイルから作ります。

    \b
    はじめに:
      guideline build examples/company/profile.yaml -o guideline.docx
      guideline check examples/company/profile.yaml
    """


@group.command()
@file_argument("PROFILE")
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    required=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="出力先。形式は拡張子（.docx .md .html .json）で決まる。繰り返し指定できる",
)
@template_option
@day_option
@library_option
@click.option(
    "--commentary",
    type=click.Choice(["boxed", "comments", "none"]),
    help="解説と例：囲みにする、Word のコメントにする、付けない（省略時はプロファイルのとおり）",
)
@click.option("--no-commentary", "commentary", flag_value="none", help="--commentary none と同じ")
@click.option(
    "--ruby",
    type=click.Choice(["none", "first", "all"]),
    help="難しい言葉の読み：付けない、条項ごとに初めの一つ、全て（省略時はプロファイルのとおり）",
)
@click.option(
    "--form-fields",
    type=click.Choice(["plain", "controls"]),
    help="様式の記入欄：紙と同じ空欄にする、Word の入力欄にする（省略時はプロファイルのとおり）。"
    "申請書などの様式の Word ファイルだけに効く",
)
@click.option(
    "--show-origin",
    is_flag=True,
    help="層が加え、改めた条項に、どの文が誰の定めかと理由を付ける（Word ではコメント）",
)
@click.option(
    "--final",
    is_flag=True,
    help="未決定事項【…】か、理由のない改正や削除が層に残っていれば書き出さない",
)
@click.option("--force", is_flag=True, help="手で編集されたファイルも上書きする")
@reported
def build(
    profile: Path,
    outputs: tuple[Path, ...],
    template: str,
    day: date | None,
    library: Path | None,
    commentary: Commentary | None,
    ruby: RubyMode | None,
    form_fields: FormFields | None,
    show_origin: bool,
    final: bool,
    force: bool,
) -> int:
    """ガイドラインを書き出します。

    手で編集された出力先は、確認なしには上書きしません。
    """
    from guideline.generate import generate
    from guideline.layer_review import unexplained
    from guideline.output import check_outputs, write_document
    from guideline.pending import open_decisions
    from guideline.upgrading import recorded

    edited = check_outputs(outputs, may_overwrite=force)
    if edited and not may_overwrite(edited):
        return CALL
    result = generate(
        profile,
        library=library,
        template=template,
        day=day,
        commentary=commentary,
        ruby=ruby,
        form_fields=form_fields,
        origins=show_origin,
    )
    decisions = open_decisions(result)
    if final and decisions:
        click.echo("未決定事項が残っているため、書き出しませんでした。", err=True)
        _print_decisions(decisions, err=True)
        return CONTENT
    without_reason = unexplained(result) if final else []
    if without_reason:
        click.echo("理由のない改正や削除が層にあるため、書き出しませんでした。", err=True)
        _print_notices(without_reason, err=True)
        return CONTENT
    records = recorded(profile, result) if library is None else []
    write_document(result.document, outputs, result.style_document, records)
    for output in outputs:
        click.echo(f"書き出しました：{output}")
    if decisions:
        click.echo(f"未決定事項が{len(decisions)}件あります：", err=True)
        _print_decisions(decisions, err=True)
    return FINE


@group.command()
@file_argument("PROFILE")
@template_option
@day_option
@library_option
@click.option(
    "--accessibility",
    is_flag=True,
    help="PROFILE の代わりに Word ファイルを指定し、アクセシビリティを確かめる",
)
@json_option
@reported
def check(
    profile: Path,
    template: str,
    day: date | None,
    library: Path | None,
    accessibility: bool,
    as_json: bool,
) -> int:
    """書き出さずに確かめます：誤り、未決定事項、既定値、見直しの要る根拠。"""
    if accessibility:
        refuse(beside_accessibility(given_options()))
        return _check_accessibility(profile, as_json=as_json)
    from guideline import layer_review, pending
    from guideline.generate import generate

    result = generate(profile, library=library, template=template, day=day)
    decisions = pending.open_decisions(result)
    defaults = pending.defaults_taken(result)
    seen_from = pending.day_of(result.document, day)
    notices = pending.notices(result, seen_from)
    layers = layer_review.layers_of(result)
    about_layers = layer_review.notices_of_layers(result)
    if as_json:
        house = {"word_style": result.house.as_dict()} if result.house else {}
        layered = layer_review.as_dict(layers, about_layers) if layers else {}
        told = pending.as_dict(decisions, defaults, notices)
        print_json({"problems": [], **told, **layered, **house})
        return FINE
    click.echo("誤りはありません。")
    if result.file.profile.classes:
        click.echo(f"情報区分（低い順）：{'、'.join(pending.class_order(result))}")
    click.echo(f"\n未決定事項：{len(decisions)}件")
    _print_decisions(decisions)
    click.echo(f"\n既定値による方針：{len(defaults)}件")
    _print_defaults(defaults)
    click.echo(f"\n見直しの要るもの：{len(notices)}件")
    _print_notices(notices)
    if seen_from is None:
        click.echo("  日付がないため、古くなった規約や条項は確かめていません（--date で指定）。")
    if layers:
        click.echo("\n層（下から順に）：")
        for layer in layers:
            click.echo(f"  {layer}")
        click.echo(f"\n層について確かめること：{len(about_layers)}件")
        _print_notices(about_layers)
    if result.house:
        _print_house(result.house, result.file.profile.document.word_style or "")
    return FINE


def _check_accessibility(path: Path, *, as_json: bool) -> int:
    from guideline.accessibility import as_dict, check_accessibility, has_passed, told

    outcomes = check_accessibility(path)
    if as_json:
        print_json(as_dict(path, outcomes))
    else:
        click.echo(told(outcomes))
    return FINE if has_passed(outcomes) else CONTENT


def _print_decisions(decisions: list[OpenDecision], err: bool = False) -> None:
    for decision in decisions:
        click.echo(f"  {decision}", err=err)


def _print_notices(notices: Sequence[Notice], err: bool = False) -> None:
    for notice in notices:
        click.echo(f"  {notice.place}: {notice.message}", err=err)


def _print_house(house: House, name: str) -> None:
    click.echo(f"\nWord の様式：{name}")
    click.echo(f"  使うスタイル：{len(house.found)}件")
    for found in house.found:
        click.echo(f"    {found.label}（ファイルでの名前：{found.name}）")
    click.echo(f"  補うスタイル：{len(house.supplied)}件")
    for style in house.supplied:
        click.echo(f"    {style}")
    header = "様式のもの" if house.header else "なし"
    footer = "様式のもの" if house.footer else "guideline のもの"
    click.echo(f"  ヘッダー：{header}\n  フッター：{footer}")


def _print_defaults(defaults: list[DefaultTaken]) -> None:
    for default in defaults:
        click.echo(f"  {default.path}: {default.value}（{default.title}：{default.label}）")


@group.command()
@file_argument("PROFILE")
@click.argument("CLAUSE", required=False)
@library_option
@json_option
@reported
def explain(profile: Path, clause: str | None, library: Path | None, as_json: bool) -> int:
    """条項が入る理由、入らない理由と、何を変えれば変わるかを示します。

    プロファイルが層を重ねていれば、どの層が、どの文を、なぜ定めたかも示します。
    CLAUSE には、条項または枠の識別子、見出し、文書に出ている番号（例：'5(6)'）の
    どれかを指定します。省略すると全条項を一覧します。
    """
    from guideline.explain import (
        as_dict,
        decisions_for,
        describe,
        describe_removal,
        id_of,
        is_number,
        removal_dict,
        removals_named,
        summarize,
        summarize_removal,
        unconfirmed,
    )
    from guideline.generate import generate, resolve_profile
    from guideline.library import load_frameworks

    resolution, _ = resolve_profile(profile, library)
    if clause and is_number(clause):
        clause = id_of(clause, generate(profile, library=library).document)
    applied = resolution.library
    decisions = decisions_for(resolution, clause)
    gone = removals_named(clause, applied)
    if as_json:
        told = [as_dict(d, resolution) for d in decisions]
        print_json(told + [removal_dict(*each, applied) for each in gone])
    elif clause:
        unread = unconfirmed(load_frameworks(Path(applied.folder)))
        paragraphs = [describe(d, resolution, unread) for d in decisions]
        paragraphs += [describe_removal(*each, applied) for each in gone]
        click.echo("\n\n".join(paragraphs))
    else:
        lines = [summarize(d) for d in decisions]
        click.echo("\n".join(lines + [summarize_removal(*each, applied) for each in gone]))
        _print_count(decisions, len(gone))
    return FINE


def _print_count(decisions: list[Decision], gone: int) -> None:
    chosen = sum(d.is_chosen for d in decisions)
    removed = f"、層が削った条項 {gone}件" if gone else ""
    click.echo(f"\n入る条項 {chosen}件、入らない条項 {len(decisions) - chosen}件{removed}")


@group.command()
@click.argument("PROFILES", nargs=-1, type=click.Path(path_type=Path), metavar="[PROFILE]...")
@click.option(
    "--framework",
    "ids",
    multiple=True,
    metavar="ID",
    help="この枠組みだけを、全ての要件について示す",
)
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="出力先。形式は拡張子（.html .csv .json）で決まる。繰り返し指定できる",
)
@library_option
@json_option
@click.option("--force", is_flag=True, help="手で編集されたファイルも上書きする")
@reported
def coverage(
    profiles: tuple[Path, ...],
    ids: tuple[str, ...],
    outputs: tuple[Path, ...],
    library: Path | None,
    as_json: bool,
    force: bool,
) -> int:
    """ガイドラインが各枠組みの要件にどう対応しているかを示します。

    要件ごとに、対応する条項、条件により除外した理由、対象外である理由、又は
    未対応であることが分かります。PROFILE を二つ以上指定すると並べて比べ、
    省略するとライブラリの全てのプリセットを比べます。
    """
    from guideline.coverage import as_dict, coverage_of, frameworks_named, resolve_all
    from guideline.coverage_files import FORMATS, is_untouched
    from guideline.coverage_text import told
    from guideline.library import load_frameworks, preset_files
    from guideline.output import check_outputs, write_files

    refuse(without_output(given_options()))
    formats = dict.fromkeys(FORMATS, is_untouched)
    edited = check_outputs(outputs, may_overwrite=force, formats=formats)
    if edited and not may_overwrite(edited):
        return CALL
    loaded = _load(library)
    folder = Path(loaded.folder)
    frameworks = frameworks_named(ids, load_frameworks(folder))
    named = resolve_all(loaded, profiles or preset_files(folder), library)
    found = coverage_of(named, loaded, frameworks)
    write_files([(path, FORMATS[path.suffix.lower()](found).encode()) for path in outputs])
    for output in outputs:
        click.echo(f"書き出しました：{output}", err=as_json)
    if as_json:
        print_json(as_dict(found))
    elif not outputs:
        click.echo(told(found, is_full=bool(ids)))
    return FINE


@group.group()
def clauses() -> None:
    """条項ライブラリを見る、確かめる。"""


@clauses.command(name="list")
@library_option
@json_option
@reported
def list_clauses(library: Path | None, as_json: bool) -> int:
    """すべての条項を一覧します。"""
    from guideline.model.clause import FrontMatter
    from guideline.model.validation import labels_of

    loaded = _load(library)
    if as_json:
        print_json([_clause_dict(c) for c in loaded.clauses])
        return FINE
    levels = labels_of(FrontMatter.model_fields["level"])
    for part in loaded.manifest.parts:
        click.echo(f"\n{part.title}")
        for clause in loaded.clauses:
            if clause.part == part.id:
                level = levels[clause.front.level]
                click.echo(f"  {clause.id}  {clause.front.title}（{level}）")
    click.echo(f"\n{len(loaded.clauses)}件（{loaded.manifest.name} {loaded.manifest.version}）")
    return FINE


@clauses.command()
@click.argument("CLAUSE")
@library_option
@json_option
@reported
def show(clause: str, library: Path | None, as_json: bool) -> int:
    """条項の中身を示します。"""
    from guideline.explain import clauses_named

    loaded = _load(library)
    found = clauses_named(clause, loaded)
    if as_json:
        print_json([{**_clause_dict(c), "body": c.body} for c in found])
        return FINE
    for each in found:
        for key, value in _clause_dict(each).items():
            shown = "、".join(value) if isinstance(value, list) else value
            if shown:
                click.echo(f"{key}: {shown}")
        click.echo(f"\n{each.body.strip()}\n")
    return FINE


@clauses.command(name="check")
@click.argument("FOLDER", required=False, type=click.Path(path_type=Path))
@json_option
@reported
def check_clauses(folder: Path | None, as_json: bool) -> int:
    """条項ライブラリに誤りがないか確かめます。"""
    from guideline.bundled import bundled
    from guideline.errors import ContentError
    from guideline.library import load_frameworks
    from guideline.soundness import check_library

    place = folder or bundled("clauses")
    library = _load(place)
    problems = check_library(library, load_frameworks(place))
    if problems:
        raise ContentError(problems)
    if as_json:
        print_json({"problems": []})
    else:
        click.echo(f"{len(library.clauses)}件の条項に誤りはありません。")
    return FINE


group.add_command(diff)
group.add_command(customize)
group.add_command(upgrade)


@group.command()
@click.argument(
    "NAME",
    type=click.Choice(
        [
            "profile",
            "clause",
            "text",
            "template",
            "layer",
            "lineage",
            "output",
            "coverage",
            "diff",
            "upgrade",
        ]
    ),
)
@reported
def schema(name: str) -> int:
    """エディターで使う JSON Schema を出力します。

    profile はプロファイル、clause は条項の見出し情報、text は条項の文面で使える名前、
    template は文書の型の見出し情報、layer は組織の層の layer.yaml、
    lineage は条項ライブラリの lineage.yaml、output は build の .json 出力、
    coverage、diff と upgrade は、それぞれの JSON 出力です。
    """
    from guideline.schema import schema_of

    print_json(schema_of(name))
    return FINE


def _load(library: Path | None) -> Library:
    from guideline.bundled import bundled
    from guideline.library import load_library

    return load_library(library or bundled("clauses"))


def _clause_dict(clause: Clause) -> dict[str, Any]:
    return clause.front.model_dump(mode="json", exclude_none=True)
