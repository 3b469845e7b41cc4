"""The commands `guideline customize` and `guideline upgrade`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from guideline import usage
from guideline.call import (
    CALL,
    CONTENT,
    FINE,
    Day,
    day_option,
    file_argument,
    given_options,
    json_option,
    library_option,
    may_overwrite,
    print_json,
    refuse,
    reported,
)
from guideline.ineffective import of_upgrade

if TYPE_CHECKING:
    from guideline.customizing import Verb, Where
    from guideline.generate import Stack
    from guideline.model.clause import Level
    from guideline.upgrade_words import Report, State
    from guideline.upgrading import Upgrade


@click.command(cls=usage.Command)
@file_argument("PROFILE")
@click.argument("CLAUSE")
@click.option("--replace", is_flag=True, help="一部を改めるのではなく、条項を丸ごと差し替える")
@click.option("--remove", is_flag=True, help="条項を削る（必ず守る条項には --reason が要る）")
@click.option("--after", metavar="ID", help="この条項の次に加える、又は移す")
@click.option("--before", metavar="ID", help="この条項の前に加える、又は移す")
@click.option("--at-end-of", metavar="PART", help="この部の終わりに加える、又は移す")
@click.option("--title", metavar="TEXT", help="見出し")
@click.option("--level", type=click.Choice(["must", "should", "may"]), help="義務の強さ")
@click.option("--when", metavar="CONDITION", help="加える条項の条件（枠に異形を加えるには要る）")
@click.option("--reason", metavar="TEXT", help="改める理由")
@click.option("--owner", metavar="NAME", help="担当（省略時は層の担当）")
@click.option("--over", metavar="LAYER", help="同じ所を改める下の層より優先する")
@click.option("--date", "day", type=Day(), help="定めた日（省略時は今日）")
@library_option
@reported
def customize(
    profile: Path,
    clause: str,
    replace: bool,
    remove: bool,
    after: str | None,
    before: str | None,
    at_end_of: str | None,
    title: str | None,
    level: Level | None,
    when: str | None,
    reason: str | None,
    owner: str | None,
    over: str | None,
    day: date | None,
    library: Path | None,
) -> int:
    """条項を組織の層に取り出し、編集できるようにします。

    層がなければ、プロファイルの隣に作ります。CLAUSE には、条項の識別子、見出し又は番号を
    指定します。新しい条項を加えるときは、新しい識別子と、--after などで置く場所を指定します。
    """
    from guideline.customizing import Wanted
    from guideline.customizing import customize as put
    from guideline.generate import open_profile

    places: Sequence[tuple[Where, str | None]]
    places = [("after", after), ("before", before), ("at_end_of", at_end_of)]
    given = [(where, anchor) for where, anchor in places if anchor]
    where, anchor = given[0] if given else ("after", "")
    if len(given) > 1 or sum((replace, remove, bool(given))) > 1:
        raise click.UsageError(
            "--replace、--remove、--after、--before、--at-end-of は、一つだけ指定してください。"
        )
    stack = open_profile(profile, library)
    verb, target = _meant(
        stack, profile, clause, library, replace=replace, remove=remove, is_placed=bool(given)
    )
    _refuse_ineffective(verb, target, title=title, level=level, over=over, when=when)
    wanted = Wanted(
        verb=verb,
        target=target,
        place=(where, _anchor(stack, profile, anchor, library)) if given else None,
        title=title,
        level=level,
        reason=reason,
        owner=owner,
        day=day or date.today(),  # noqa: DTZ011 - the day at the desk of whoever writes it
        over=over,
        when=when,
    )
    done = put(profile, stack, library, wanted)
    from guideline.model.layer import VERBS

    click.echo(f"{VERBS[verb]}：{_named(stack, target)}")
    for path in done.files:
        click.echo(f"書き出しました：{path}")
    if done.to_edit:
        click.echo(f"\n次に、{done.to_edit} を編集してください。")
    if reason is None:
        click.echo(f"理由は、{done.layer / 'layer.yaml'} の操作に「reason: 理由」と書けます。")
    return FINE


def _refuse_ineffective(verb: Verb, target: str, **given: str | None) -> None:
    """Options that would change nothing are refused, not ignored."""
    texts = ("amend", "replace", "add")
    effects = {
        "title": texts,
        "level": texts,
        "when": ("add",),
        "over": (*texts[:2], "remove", "move"),
    }
    idle = [name for name, verbs in effects.items() if given[name] and verb not in verbs]
    if idle:
        from guideline.model.layer import VERBS

        named = "、".join(f"--{name}" for name in idle)
        raise click.UsageError(
            f"{named} は、「{target}」に対するこの操作（{VERBS[verb]}）では効きません。"
        )


def _anchor(stack: Stack, profile: Path, name: str, library: Path | None) -> str:
    """The id of a clause, slot or part that stands beside the place, however it is called."""
    from guideline.explain import clauses_named, id_of, is_number
    from guideline.generate import generate

    parts = {part.title: part.id for part in stack.library.manifest.parts}
    if "/" in name or name in parts.values():
        return name
    if name in parts:
        return parts[name]
    if is_number(name):
        name = id_of(name, generate(profile, library=library).document)
    return clauses_named(name, stack.library)[0].slot


def _named(stack: Stack, target: str) -> str:
    titles = (c.front.title for c in stack.library.clauses if target in (c.id, c.slot))
    title = next(titles, "")
    return f"「{title}」（{target}）" if title else target


def _meant(
    stack: Stack,
    profile: Path,
    name: str,
    library: Path | None,
    *,
    replace: bool,
    remove: bool,
    is_placed: bool,
) -> tuple[Verb, str]:
    """What is to be done, and with which clause."""
    from guideline.customizing import is_new, one_slot
    from guideline.explain import clauses_named, id_of, is_number
    from guideline.generate import generate
    from guideline.resolve import resolve

    said = name
    if is_number(name):
        name = id_of(name, generate(profile, library=library).document)
    if is_new(name, stack.library, is_placed=is_placed, is_other=remove or replace):
        return "add", name
    found = one_slot(name, clauses_named(name, stack.library))
    slot = found[0].slot
    if remove:
        # Who names it by its number or heading means the rule, whatever variant says it now.
        return "remove", said if said == found[0].id else slot
    if is_placed:
        return "move", slot
    if len(found) > 1:
        found = [c for c in resolve(stack.library, stack.file).chosen if c in found] or found
    return ("replace" if replace else "amend"), found[0].id


@click.command(cls=usage.Command)
@file_argument("PROFILE")
@click.option(
    "--to",
    metavar="FOLDER|VERSION",
    help="合わせる先：条項ライブラリのフォルダー、又は同梱の版（省略時は最新の版）",
)
@click.option("--dry-run", is_flag=True, help="層も decisions.yaml も書き換えずに、結果だけを示す")
@click.option("--undo", is_flag=True, help="直前の更新の前に戻す")
@click.option(
    "--force",
    is_flag=True,
    help="手で編集された出力先も上書きする。--undo では、更新の後の編集が失われても戻す",
)
@day_option
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="報告の出力先。形式は拡張子（.docx .md .html .json）で決まる。繰り返し指定できる",
)
@json_option
@reported
def upgrade(
    profile: Path,
    to: str | None,
    dry_run: bool,
    undo: bool,
    force: bool,
    day: date | None,
    outputs: tuple[Path, ...],
    as_json: bool,
) -> int:
    """層を、条項ライブラリの新しい版に合わせます。

    自動で決められないことは decisions.yaml に書き出します。答えを書いて、もう一度実行すると、
    層が書き換わります。決めることが残っている間は、層は書き換わりません。

    終了コードは、合わせられれば（--dry-run では、合わせられる状態なら）0、決めることが
    残っていれば 1、実行できなければ 2 です。
    """
    refuse(of_upgrade(given_options()))
    if undo:
        return _undo(profile, may_lose=force)
    from guideline.output import check_outputs
    from guideline.upgrade_files import FORMATS
    from guideline.upgrading import prepare

    edited = check_outputs(outputs, may_overwrite=force, formats=FORMATS)
    if edited and not may_overwrite(edited):
        return CALL
    report = _report(prepare(profile, to, day), is_dry=dry_run)
    done = _carry_out(report, outputs, is_dry=dry_run)
    if as_json:
        from guideline.upgrade_json import as_dict

        print_json(as_dict(report))
    else:
        _show(report)
    for line in ([f"書き出しました：{path}" for path in outputs], done):
        for text in line:
            click.echo(text, err=as_json)
    return CONTENT if report.state == "undecided" else FINE


def _undo(profile: Path, *, may_lose: bool) -> int:
    from guideline.upgrading import undo

    for path in undo(profile, may_overwrite=may_lose):
        click.echo(f"元に戻しました：{path}")
    return FINE


def _report(upgrade: Upgrade, *, is_dry: bool) -> Report:
    from guideline.compare import compare
    from guideline.meaning import meanings_of
    from guideline.upgrade_words import Report

    state: State
    if upgrade.plan.questions:
        state = "undecided"
    elif upgrade.changes_nothing:
        state = "nothing"
    else:
        state = "ready" if is_dry else "written"
    meanings = meanings_of(compare(upgrade.old, upgrade.new)) if upgrade.old else None
    return Report(upgrade, state, meanings)


def _carry_out(report: Report, outputs: Sequence[Path], *, is_dry: bool) -> list[str]:
    """Writes what is to be written, the reports in the same step; tells what comes next."""
    from guideline.output import write_files
    from guideline.upgrade_files import written
    from guideline.upgrading import write, write_questions

    reports = [(path, written(report, path.suffix.lower())) for path in outputs]
    upgrade = report.upgrade
    path = upgrade.profile.parent / "decisions.yaml"
    if is_dry:
        write_files(reports)
        return ["--dry-run のため、層も decisions.yaml も書き換えていません。"]
    if report.state == "undecided":
        fresh = write_questions(upgrade, reports)
        added = f"{path} に、決めることを{fresh}件書き足しました。"
        return [
            added if fresh else f"決めることは、{path} にあります。",
            "answer に答えを書いて保存し、もう一度実行してください。層は書き換えていません。",
        ]
    files = write(upgrade, reports)
    if not files:
        return ["層は既にこの版に合っています。書き換えるものはありません。"]
    return [
        *(f"書き換えました：{file}" for file in files),
        f"元に戻すには：guideline upgrade {upgrade.profile} --undo",
    ]


def _show(report: Report) -> None:
    from guideline.upgrade_text import told

    click.echo(told(report, _painted if sys.stdout.isatty() else _plain))
    click.echo("")
    if report.state == "nothing":
        return
    for id_, place in report.upgrade.not_asked:
        click.echo(f"{place}: 「{id_}」は、この更新では尋ねていません（前の更新の答えなど）。")


def _painted(text: str, _: object) -> str:
    return click.style(text, bold=True)


def _plain(text: str, _: object) -> str:
    return text
