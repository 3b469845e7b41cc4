"""The commands `guideline customize` and `guideline upgrade`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from guideline import usage
from guideline.call import FINE, Day, file_argument, library_option, reported

if TYPE_CHECKING:
    from guideline.customizing import Verb
    from guideline.generate import Stack
    from guideline.model.clause import Level


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

    places = [("after", after), ("before", before), ("at_end_of", at_end_of)]
    given = [(where, anchor) for where, anchor in places if anchor]
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
        place=given[0] if given else None,  # type: ignore[arg-type]
        title=title,
        level=level,
        reason=reason,
        owner=owner,
        day=day or date.today(),  # noqa: DTZ011 - the day at the desk of whoever writes it
        over=over,
        when=when,
    )
    done = put(profile, stack, library, wanted)
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

    if is_number(name):
        name = id_of(name, generate(profile, library=library).document)
    if is_new(name, stack.library, is_placed=is_placed, is_other=remove or replace):
        return "add", name
    found = one_slot(name, clauses_named(name, stack.library))
    slot = found[0].slot
    if remove:
        is_id = name in (slot, found[0].id)
        return "remove", name if is_id else found[0].id if len(found) == 1 else slot
    if is_placed:
        return "move", slot
    if len(found) > 1:
        found = [c for c in resolve(stack.library, stack.file).chosen if c in found] or found
    return ("replace" if replace else "amend"), found[0].id
