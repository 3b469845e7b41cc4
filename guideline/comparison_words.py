"""How a change is told, the same in the terminal, in tables and in summaries."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from guideline.document import mention_of, plain_text
from guideline.endings import FORCES
from guideline.facts import DERIVED_FROM
from guideline.meaning import Meaning, Meanings
from guideline.model.change import (
    ASPECTS,
    AnswerChange,
    Change,
    FormatChange,
    LineChange,
    Spans,
    TableChange,
)
from guideline.model.clause import FrontMatter
from guideline.model.coverage import LABELS
from guideline.model.profile import CONTENT_TYPES, Profile
from guideline.model.validation import field_at, labels_of
from guideline.model.version import Version
from guideline.points import DIRECTIONS, Point, differences_in
from guideline.standings import RequirementChange, Standing
from guideline.words import spoken_date


def place_of(change: Change) -> str:
    """The number and the title of the clause: `5(7) 個人情報`, and `旧5(7)` where it is gone."""
    return f"{_number(change)} {change.section.title}".strip()


def number_or_title(change: Change) -> str:
    """The number or label, or the title in quotation marks where there is none."""
    return _number(change) or mention_of(change.section)


def _number(change: Change) -> str:
    number = change.section.full_number
    return f"旧{number}" if number and change.new is None else number


def label_of(change: Change) -> str:
    """What the change is called: every aspect, but numbers only where nothing else differs."""
    named = [ASPECTS[a] for a in ASPECTS if a in change.aspects and a != "renumbered"]
    return "・".join(named) or ASPECTS["renumbered"]


def edition_of(version: Version) -> str:
    """The title with its edition and day: `生成AI利用ガイドライン 第1.0版（2026年12月1日）`."""
    document = version.document
    edition = f" 第{document.layout.version}版" if document.layout.version else ""
    dated = f"（{document.layout.dated}）" if document.layout.dated else ""
    return f"{document.title}{edition}{dated}"


_EFFECTIVE = ("施行日", "適用日", "適用開始日", "実施日")


def effective_of(version: Version) -> tuple[str, str]:
    """What the day is called from which the version holds, and the day."""
    for label, value in (map(plain_text, row[:2]) for row in version.document.details.rows):
        if label in _EFFECTIVE:
            return label, value
    if version.resolution is None:
        return _EFFECTIVE[0], "不明"
    details = version.resolution.profile.document
    day = spoken_date(details.effective, details.era) if details.effective else "未定"
    return _EFFECTIVE[0], day


def answer_told(answer: AnswerChange) -> str:
    """The answer's title, and its values as readers see them."""
    title, labels = _title_and_labels(answer.name)
    old, new = (_value(value, labels) for value in (answer.old, answer.new))
    return f"{title}：{old} → {new}"


def answered_at(answer: AnswerChange) -> str:
    """The keys of the profile that the answer is written under, or computed from."""
    return "、".join(DERIVED_FROM.get(answer.name, (answer.name,)))


def _value(value: str, labels: Mapping[str, str]) -> str:
    return "、".join(labels.get(word, word) for word in value.split("、")) or "なし"


def _title_and_labels(name: str) -> tuple[str, Mapping[str, str]]:
    if name in _FACTS:
        return _FACTS[name]
    info = field_at(Profile, tuple(name.split(".")))
    return (info.title if info and info.title else name), labels_of(info)


def value_title(path: str) -> str:
    """What readers call a value of the profile: `記録を残す年数`."""
    return _title_and_labels(re.sub(r"\[[^]]*\]", "", path))[0]


def value_told(path: str, value: Any) -> str:
    """A value that a layer gives, as readers see it: `記録を残す年数：3`."""
    title, labels = _title_and_labels(re.sub(r"\[[^]]*\]", "", path))
    name = f"{title}（{path}）" if "[" in path else title
    return f"{name}：{_plain(value, labels)}"


def _plain(value: Any, labels: Mapping[str, str]) -> str:
    if isinstance(value, dict):
        return "、".join(f"{key} {_plain(inner, {})}" for key, inner in value.items())
    if isinstance(value, list):
        return "／".join(_plain(inner, labels) for inner in value)
    return labels.get(str(value), str(value))


_PERMISSIONS = {"prohibited": "不可", "conditional": "条件付きで可", "allowed": "可"}
_LOGS = {
    "unknown": "未定",
    "none": "なし",
    "usage": "利用の事実",
    "mixed": "ツールにより異なる",
    "content": "内容まで",
}
_SOME = {"none": "なし", "some": "あり"}
_FACTS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "facts.content_types": ("ツールが扱う内容", CONTENT_TYPES),
    "facts.personal_data": ("個人情報の入力", _PERMISSIONS),
    "facts.confidential_data": ("秘密の情報の入力", _PERMISSIONS),
    "facts.log": ("ツールの記録", _LOGS),
    "facts.training_use": ("ツールでの学習への利用", _SOME),
    "facts.local_models": ("自組織で動かすモデル", _SOME),
    "facts.learner_tools": ("学習者が使うツール", _SOME),
    "facts.recommended_uses": ("勧める使い方", _SOME),
    "facts.excluded": ("適用しない範囲", _SOME),
}
"""What is computed from several answers has no title of its own in the profile."""


def level_told(meaning: Meaning) -> str:
    """The level before and after; empty where it is the same or not known."""
    if not meaning.level:
        return ""
    levels = labels_of(FrontMatter.model_fields["level"])
    return " → ".join(levels[level] for level in meaning.level)


def point_told(point: Point) -> str:
    """What stands for what, with the forces of an ending: `「Ａ」を「Ｂ」に（義務→推奨）`."""
    told = _told_at(point.place, point.old, point.new)
    if point.forces is None:
        return told
    old, new = (FORCES[force] for force in point.forces)
    return f"{told}（{old}→{new}）"


def directions_told(meaning: Meaning) -> str:
    """Every direction; empty where the rule did not change."""
    return "、".join(DIRECTIONS[direction] for direction in meaning.directions)


def formats_told(change: Change) -> list[str]:
    """What differs in lists and links: `リンク先：「申請書」 a → b`."""
    return [_format(each) for item in change.items() for each in item.formats]


def _format(change: FormatChange) -> str:
    label, names = _FORMATS[change.what]
    old, new = (
        names.get(value) or (f"{value}段目" if change.what == "depth" else value)
        for value in (change.old, change.new)
    )
    return f"{label}：「{_short(change.text)}」 {old} → {new}"


_FORMATS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "list": ("一覧の種類", {"bullet": "箇条書き", "number": "番号付き", "none": "段落"}),
    "depth": ("一覧の段", {"0": "本文"}),
    "link": ("リンク先", {"": "なし"}),
}


# Requirements

_STANDINGS: Mapping[Standing, str] = {
    "covered": LABELS["covered"],
    "missing": LABELS["missing"],
    "excluded": LABELS["excluded"],
    "not_applicable": LABELS["not_applicable"],
    "unlisted": "要件なし",
    "unknown": "不明",
}
_EFFECTS: Mapping[Standing, str] = {
    "covered": "新しく満たす要件",
    "missing": "未対応となる要件",
    "excluded": "除外となる要件",
    "not_applicable": "対象外となる要件",
    "unlisted": "枠組みからなくなる要件",
    "unknown": "満たさなくなる要件（除外・未対応・対象外の別は不明）",
}


def effects_of(
    requirements: Sequence[RequirementChange],
) -> Iterator[tuple[str, list[RequirementChange]]]:
    """The requirements by what becomes of them, with what readers call that."""
    for standing, label in _EFFECTS.items():
        found = [r for r in requirements if r.new == standing]
        if found:
            yield label, found


def requirement_told(requirement: RequirementChange) -> str:
    """The framework, the id and the text, with the standings before and after and the reason."""
    name = f"{requirement.framework} {requirement.id}".strip()
    text = f"「{_short(requirement.text)}」" if requirement.text else ""
    standings = "→".join(_STANDINGS[each] for each in (requirement.old, requirement.new))
    return f"{name}{text}（{standings}{_why(requirement)}）"


def _why(requirement: RequirementChange) -> str:
    if requirement.answers:
        return "：" + "、".join(
            f"{title}が「{_value(answer.value, labels)}」"
            for answer in requirement.answers
            for title, labels in [_title_and_labels(answer.name)]
        )
    return f"：{requirement.reason}" if requirement.reason else ""


def unknown_applicability(meanings: Meanings, old: str, new: str) -> str:
    """Which side does not tell what applies to its organization; empty where both do.

    Args:
        old: what to call the old side.
        new: what to call the new side.
    """
    comparison = meanings.comparison
    sides = ((old, comparison.old), (new, comparison.new))
    unknown = [side for side, version in sides if version.frameworks is None]
    if not unknown or not meanings.requirements:
        return ""
    return f"{'と'.join(unknown)}は、プロファイルがないため、どの要件が適用されるかは不明です。"


# Roles


def roles_told(names: Sequence[str], meanings: Meanings) -> list[str]:
    """The names as of the new version: `総務課→法務課` for a section that was renamed, and
    `総務課（改正前）` for one that is only in the old version."""
    roles = meanings.roles
    before = {new: old for old, new in roles.renamed.items()}
    return [
        f"{before[name]}→{name}"
        if name in before
        else name
        if name in roles.new
        else f"{name}（改正前）"
        for name in names
    ]


# Excerpts


@dataclass(frozen=True, slots=True)
class _Excerpt:
    old: str
    new: str
    text: str
    place: str = ""
    """The row and the column of a cell."""

    @property
    def is_short(self) -> bool:
        """Whether all of it is told."""
        return max(len(self.old), len(self.new)) <= _LONGEST


def highlights_of(
    change: Change, meaning: Meaning, most: int, known: Collection[tuple[str, str]] = ()
) -> list[str]:
    """What deserves a look first, then other changed words of the rule, at most so many.

    They read `「Ａ」を「Ｂ」に`, or for a cell `個人情報・会議録ナビ：○ 可 → × 不可`; the last one
    tells how many more there are.

    Args:
        known: replacements that are told elsewhere.
    """
    excerpts = list(_excerpts_of(change))
    # A short cell is told whole; it says what the points in it say.
    cells = {each.place: each.text for each in excerpts if each.place and each.is_short}
    points = (cells.get(point.place) or point_told(point) for point in meaning.points)
    found = list(dict.fromkeys(points))
    for excerpt in excerpts:
        if not _is_told(excerpt, meaning, known) and excerpt.text not in found:
            found.append(excerpt.text)
    more = len(found) - most
    return [*found[:most], *([f"ほか{more}か所"] if more > 0 else [])]


def _is_told(excerpt: _Excerpt, meaning: Meaning, known: Collection[tuple[str, str]]) -> bool:
    """Whether a point tells it, or nothing differs but one of the words: all of it, or a part."""
    if not excerpt.old and not excerpt.new:
        # A row, a list or a move, whose text says it all.
        return False
    if any(
        excerpt.place == point.place
        if excerpt.place
        else excerpt.old in point.old and excerpt.new in point.new
        for point in meaning.points
    ):
        return True
    return any(
        excerpt.old.replace(old, new) == excerpt.new
        or (excerpt.old and excerpt.new and old.replace(excerpt.old, excerpt.new) == new)
        for old, new in known
    )


def _excerpts_of(change: Change) -> Iterator[_Excerpt]:
    for item in change.rule:
        yield from (_Excerpt("", "", _format(each)) for each in item.formats)
        if item.kind == "same":
            continue
        if isinstance(item, LineChange):
            for old, new in differences_in(item.spans):
                yield _Excerpt(old, new, _told(old, new))
            moved = [span.old for span in item.spans if span.is_moved and span.old]
            yield from (_Excerpt("", "", f"「{_short(text)}」を移す") for text in moved)
        else:
            yield from _in_table(item)


def _in_table(table: TableChange) -> Iterator[_Excerpt]:
    if table.kind in ("added", "removed"):
        caption = _short(_side(table.caption, is_new=table.kind == "added"))
        name = f"表「{caption}」" if caption else "表"
        yield _Excerpt("", "", f"{name}を{'加える' if table.kind == 'added' else '削る'}")
        return
    heads = [
        (_side(c.spans, is_new=False), _side(c.spans, is_new=True)) for c in table.header.cells
    ]
    columns = list(zip(heads, table.columns, strict=True))
    gone = [old for (old, _), kind in columns if kind == "removed"]
    come = [new for (_, new), kind in columns if kind == "added"]
    yield from _exchanged(gone, come, "列")
    for (old, new), kind in columns:
        if kind not in ("added", "removed") and old != new:
            yield _Excerpt(old, new, _told(old, new))
    rows = [(row.kind, row.cells[0].spans) for row in table.rows]
    gone = [_side(spans, is_new=False) for kind, spans in rows if kind == "removed"]
    come = [_side(spans, is_new=True) for kind, spans in rows if kind == "added"]
    yield from _exchanged(gone, come, "行")
    for row in table.rows:
        if row.kind not in ("added", "removed"):
            name = _side(row.cells[0].spans, is_new=True)
            for (_, head), kind, cell in zip(heads, table.columns, row.cells, strict=True):
                if kind not in ("added", "removed") and not cell.is_same:
                    old, new = (_side(cell.spans, is_new=is_new) for is_new in (False, True))
                    place = "" if cell is row.cells[0] else f"{name}・{head}" if head else name
                    yield _Excerpt(old, new, _told_at(place, old, new), place)


def _exchanged(gone: Sequence[str], come: Sequence[str], noun: str) -> Iterator[_Excerpt]:
    """`「Ａ」の列を削り、「Ｂ」の列を加える`."""
    old, new = ("".join(f"「{_short(name)}」" for name in names) for names in (gone, come))
    removed = f"{old}の{noun}を{'削り' if come else '削る'}" if gone else ""
    added = f"{new}の{noun}を加える" if come else ""
    if removed or added:
        yield _Excerpt("", "", "、".join(filter(None, (removed, added))))


def _side(spans: Spans, *, is_new: bool) -> str:
    return "".join(span.new if is_new else span.old for span in spans)


_LONGEST = 30


def _told_at(place: str, old: str, new: str) -> str:
    """What stands for what in a cell, or in a sentence where there is no place."""
    if not place:
        return _told(old, new)
    shown = f"{_short(old)} → {_short(new)}" if old and new else _told(old, new)
    return f"{_short(place)}：{shown}"


def _told(old: str, new: str) -> str:
    if not old or not new:
        return f"「{_short(old or new)}」を{'加える' if new else '削る'}"
    return f"「{_short(old)}」を「{_short(new)}」に"


def _short(text: str) -> str:
    text = text.replace("\n", "")
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
