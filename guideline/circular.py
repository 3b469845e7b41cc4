"""The summary of a comparison for an approval circular: what changes and why, on one page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from guideline.comparison_words import (
    answer_told,
    directions_told,
    edition_of,
    excerpts_of,
    label_of,
    level_told,
    number_or_title,
    place_of,
)
from guideline.document import (
    Block,
    BulletList,
    Document,
    Inlines,
    Paragraph,
    Section,
    Table,
    Text,
)
from guideline.meaning import WEIGHTS, Meaning, Meanings, Weight
from guideline.model.change import Change, LineChange

_MOST_ROWS = 14
"""More would not fit the page; what is left is named below the table."""
_MOST_EXCERPTS = 2
_MOST_NAMES = 12


def circular(meanings: Meanings, reasons: Mapping[str, str]) -> Document:
    """The summary as a document of its own, on a compact page.

    Args:
        reasons: why a clause is changed, by its id.
    """
    comparison = meanings.comparison
    old, new = comparison.old, comparison.new
    rows = (("改正する文書", edition_of(new)), ("改正前", edition_of(old)))
    details = Table((_text("項目"), _text("内容")), tuple((_text(a), _text(b)) for a, b in rows))
    sections = [
        Section("main", "主な変更", "", tuple(_main(meanings, reasons))),
        Section("other", "その他の変更", "", tuple(_others(meanings))),
        Section("effect", "影響", "", tuple(_effects(meanings))),
    ]
    return Document(
        title=f"{new.document.title}の改正の概要",
        organization=new.document.organization,
        numbering="jdla",
        details=details,
        sections=tuple(section for section in sections if section.blocks),
        manifest=new.document.manifest,
        page="compact",
        layout=new.document.layout,
    )


def _text(text: str) -> Inlines:
    return (Text(text),)


def _importance(pair: tuple[Change, Meaning]) -> int:
    """What allows more or less comes first, then whole clauses, then other rules."""
    change, meaning = pair
    if not change.is_clause:
        # The first page says again what the clauses say.
        return 3
    if meaning.level or set(meaning.directions) - {"unknown"}:
        return 0
    return 1 if change.aspects & {"added", "removed", "variant"} else 2


def _main(meanings: Meanings, reasons: Mapping[str, str]) -> Iterator[Block]:
    pairs = [pair for pair in meanings.pairs() if pair[1].weight == "rule"]
    pairs.sort(key=_importance)
    if not pairs:
        yield Paragraph(_text("規定の内容に変更はありません。"))
        return
    header = ["条項", "変更", "内容", "厳しさ", *(["理由"] if reasons else [])]
    rows = [_row(*pair, reasons) for pair in pairs[:_MOST_ROWS]]
    yield Table(
        tuple(map(_text, header)), tuple(tuple(map(_text, row[: len(header)])) for row in rows)
    )
    left = [number_or_title(change) for change, _ in pairs[_MOST_ROWS:]]
    if left:
        yield Paragraph(_text(f"ほかに規定を変える条項：{_listed(left)}"))


def _row(change: Change, meaning: Meaning, reasons: Mapping[str, str]) -> list[str]:
    strictness = level_told(meaning) or directions_told(meaning)
    reason = reasons.get(change.id) or (reasons.get(change.old.id, "") if change.old else "")
    return [place_of(change), label_of(change), _content(change), strictness, reason]


def _content(change: Change) -> str:
    if change.answers:
        return "、".join(map(answer_told, change.answers))
    if change.aspects & {"added", "removed", "variant"}:
        return _first_sentence(change)
    return "、".join(excerpts_of(change, _MOST_EXCERPTS))


def _first_sentence(change: Change) -> str:
    """What a whole clause says, in its first sentence."""
    for item in change.rule:
        if isinstance(item, LineChange):
            lines = item.new if change.new else item.old
            if lines:
                return lines[0].text.split("。")[0] + "。"
    return ""


_OTHERS: Sequence[Weight] = ("substitution", "editorial", "commentary", "sources", "numbering")


def _others(meanings: Meanings) -> Iterator[Block]:
    lines = [
        f"語の置換え：「{word.old}」を「{word.new}」に（{word.count}か所）"
        for word in meanings.substitutions
    ]
    for weight in _OTHERS:
        names = [number_or_title(c) for c, meaning in meanings.pairs() if meaning.weight == weight]
        if names:
            lines.append(f"{WEIGHTS[weight]}：{_listed(names)}")
    if lines:
        yield BulletList(tuple((Paragraph(_text(line)),) for line in lines))


def _listed(names: Sequence[str]) -> str:
    more = f" ほか{len(names) - _MOST_NAMES}件" if len(names) > _MOST_NAMES else ""
    return "、".join(names[:_MOST_NAMES]) + more


def _effects(meanings: Meanings) -> Iterator[Block]:
    affected: dict[str, None] = {}
    for _, meaning in meanings.pairs():
        if meaning.weight == "rule":
            affected |= dict.fromkeys(meaning.affected or ())
    told = (
        ("関係する役割・部署", tuple(affected)),
        ("新しく満たす要件", meanings.gained or ()),
        ("満たさなくなる要件", meanings.lost or ()),
    )
    lines = [f"{label}：{_listed(names)}" for label, names in told if names]
    if lines:
        yield BulletList(tuple((Paragraph(_text(line)),) for line in lines))
