"""How the operations of layers are told beside a comparison: values, templates, what is unseen."""

from __future__ import annotations

from collections.abc import Iterator

from guideline.comparison_words import value_told
from guideline.deviations import unseen
from guideline.document import BulletList, Paragraph, Section, Text, mention_of
from guideline.model.change import Change, Comparison
from guideline.model.clause import Act
from guideline.model.layer import ON_VALUES, VERBS
from guideline.provenance import by_whom

_GROUPS = (
    ("values", "層が定めた値"),
    ("templates", "層が改めた文書の型"),
    ("clauses", "この文書の違いに現れない層の定め"),
)


def groups_of(comparison: Comparison) -> Iterator[tuple[str, str, list[str]]]:
    """What no change of a clause shows: id and heading of each group, and its lines."""
    found: dict[str, list[str]] = {}
    for act in unseen(comparison):
        found.setdefault(_group(act), []).append(act_told(act))
    for id_, heading in _GROUPS:
        if id_ in found:
            yield id_, heading, found[id_]


def _group(act: Act) -> str:
    if act.verb in ON_VALUES:
        return "values"
    return "templates" if act.verb == "template" else "clauses"


def act_told(act: Act) -> str:
    """What the layer says, who decided it, and why: `保存する年数：3（青波市、…）。理由：…`."""
    told = f"{_what(act)}　{by_whom(act)}"
    return f"{told}。理由：{act.reason}" if act.reason else told


def _what(act: Act) -> str:
    if act.verb in ON_VALUES:
        kind = "" if act.verb == "set" else "（プロファイルに定めがないときの値）"
        return f"{value_told(act.target, act.value)}{kind}"
    if act.verb == "template":
        return f"文書の型 {act.target}{f' の区画 {act.block}' if act.block else ''}"
    return f"{act.target}（{VERBS[act.verb]}）"


def sections_of(comparison: Comparison) -> tuple[Section, ...]:
    """The groups as sections of a document."""
    return tuple(_section(*group) for group in groups_of(comparison))


def reason_section(comparison: Comparison) -> tuple[Section, ...]:
    """The reasons of all clauses as a section of a document; nothing where there are none."""
    lines = [f"{_place(change)}：{change.reason}" for change in comparison.changes if change.reason]
    return (_section("reasons", "改正理由", lines),) if lines else ()


def _place(change: Change) -> str:
    title = f"（{change.section.title}）" if change.section.full_number else ""
    return f"{'' if change.new else '旧'}{mention_of(change.section)}{title}"


def _section(id_: str, heading: str, lines: list[str]) -> Section:
    items = tuple((Paragraph((Text(line),)),) for line in lines)
    return Section(f"layer-{id_}", heading, "", (BulletList(items),))
