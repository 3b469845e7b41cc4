"""How a change is told, the same in the terminal, in tables and in summaries."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from itertools import zip_longest
from typing import Any

from guideline.document import mention_of
from guideline.meaning import DIRECTIONS, Meaning
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
from guideline.model.profile import CONTENT_TYPES, Profile
from guideline.model.validation import field_at, labels_of
from guideline.model.version import Version


def place_of(change: Change) -> str:
    """The number and the title of the clause: `5(7) 個人情報`."""
    section = change.section
    return f"{section.full_number} {section.title}".strip()


def number_or_title(change: Change) -> str:
    """The number or label, or the title in quotation marks where there is none."""
    return mention_of(change.section)


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


def answer_told(answer: AnswerChange) -> str:
    """The answer's title, and its values as readers see them."""
    title, labels = _title_and_labels(answer.name)
    old, new = (
        "、".join(labels.get(word, word) for word in value.split("、")) or "なし"
        for value in (answer.old, answer.new)
    )
    return f"{title}：{old} → {new}"


def _title_and_labels(name: str) -> tuple[str, Mapping[str, str]]:
    if name in _FACTS:
        return _FACTS[name]
    info = field_at(Profile, tuple(name.split(".")))
    return (info.title if info and info.title else name), labels_of(info)


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


def excerpts_of(change: Change, most: int, known: Collection[tuple[str, str]] = ()) -> list[str]:
    """The first changed words of the rule, at most so many: `「Ａ」を「Ｂ」に`, or for a cell
    `個人情報・会議録ナビ：○ 可 → × 不可`; the last one tells how many more there are.

    Args:
        known: replacements that are told elsewhere.
    """
    usual = {_replaced(old, new) for old, new in known}
    found: list[str] = []
    for item in change.rule:
        found += map(_format, item.formats)
        if item.kind != "same":
            told = _excerpts(item.spans) if isinstance(item, LineChange) else _cells(item)
            found += (text for text in told if text not in found and text not in usual)
    more = len(found) - most
    return [*found[:most], *([f"ほか{more}か所"] if more > 0 else [])]


def _cells(table: TableChange) -> Iterator[str]:
    heads = [_side(cell.spans, is_new=True) for cell in table.header.cells]
    for row in table.rows:
        name = _short(_side(row.cells[0].spans, is_new=row.kind != "removed"))
        if row.kind in ("added", "removed"):
            yield f"「{name}」の行を{'加える' if row.kind == 'added' else '削る'}"
            continue
        for head, cell in zip(heads, row.cells, strict=True):
            if not cell.is_same:
                old, new = (_short(_side(cell.spans, is_new=new)) for new in (False, True))
                if cell is row.cells[0]:
                    yield _replaced(old, new)
                    continue
                place = f"{name}・{_short(head)}" if head else name
                yield f"{place}：{old or 'なし'} → {new or 'なし'}"


def _side(spans: Spans, *, is_new: bool) -> str:
    return "".join(span.new if is_new else span.old for span in spans)


_LONGEST = 30


def _excerpts(spans: Spans) -> Iterator[str]:
    before = None
    for span, after in zip_longest(spans, spans[1:]):
        if span.kind == "deleted" and after and after.kind == "inserted":
            yield _replaced(span.old, after.new)
        elif span.kind == "deleted":
            yield f"「{_short(span.old)}」を削る"
        elif span.kind == "inserted" and not (before and before.kind == "deleted"):
            yield f"「{_short(span.new)}」を加える"
        before = span


def _replaced(old: str, new: str) -> str:
    return f"「{_short(old)}」を「{_short(new)}」に"


def _short(text: str) -> str:
    text = text.replace("\n", "")
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
