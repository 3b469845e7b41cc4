"""The summary of a comparison for an approval circular: what changes and why, on one page."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from guideline.comparison_words import (
    answer_told,
    directions_told,
    edition_of,
    effective_of,
    effects_of,
    highlights_of,
    label_of,
    level_told,
    number_or_title,
    place_of,
    requirement_told,
    roles_told,
    unknown_applicability,
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
    lines_of,
)
from guideline.meaning import WEIGHTS, Meaning, Meanings
from guideline.model.change import ASPECTS, Change, LineChange

_USUAL_LINES = 17
"""Of what stands below the table: the table gets fewer where there are more."""
_WIDTH = 42
"""About so many characters stand on a line below the table."""


@dataclass(frozen=True)
class _Most:
    """How much of everything is told."""

    lines: int
    """Of the table: more would not fit the page; what is left is named below it."""
    names: int
    words: int
    requirements: int


_ONE_PAGE = _Most(lines=22, names=10, words=4, requirements=2)
_ALL = _Most(*[sys.maxsize] * 4)
_WIDTHS = (13, 11, 27, 7)
_WIDTHS_WITH_REASONS = (10, 6, 16, 7, 11)
"""About so many characters stand on a line of each column."""
_MOST_EXCERPTS = 2
_MOST_ANSWERS = 2


def circular(meanings: Meanings, reasons: Mapping[str, str]) -> Document:
    """The summary as a document of its own, on a compact page.

    Args:
        reasons: why a clause is changed, by its id.
    """
    comparison = meanings.comparison
    old, new = comparison.old, comparison.new
    rows = [("改正後", edition_of(new)), ("改正前", edition_of(old))]
    if edition_of(old) == edition_of(new):
        rows = [("文書", edition_of(new))]
    rows.append(effective_of(new))
    details = Table((_text("項目"), _text("内容")), tuple((_text(a), _text(b)) for a, b in rows))
    return Document(
        title=f"{new.document.title}の改正の概要",
        organization=new.document.organization,
        numbering="jdla",
        details=details,
        sections=sections_of(meanings, reasons),
        manifest=new.document.manifest,
        page="compact",
        layout=new.document.layout,
    )


def sections_of(
    meanings: Meanings, reasons: Mapping[str, str], *, is_whole: bool = False
) -> tuple[Section, ...]:
    """What changes, and whom it concerns, as much as fits one page.

    Args:
        is_whole: whether nothing is left out, however many pages it takes.
    """
    most = _ALL if is_whole else _ONE_PAGE
    others, effects = tuple(_others(meanings, most)), tuple(_effects(meanings, most))
    below = sum(-(-len(line) // _WIDTH) for line in lines_of((*others, *effects)))
    room = most.lines - max(0, below - _USUAL_LINES)
    sections = [
        Section("main", "主な変更", "", tuple(_main(meanings, reasons, room, most))),
        Section("other", "その他の変更", "", others),
        Section("effect", "影響", "", effects),
    ]
    return tuple(section for section in sections if section.blocks)


def _text(text: str) -> Inlines:
    return (Text(text),)


def _importance(pair: tuple[Change, Meaning]) -> int:
    """What allows more or less comes first, then negations, roles and numbers, then whole clauses,
    then other rules."""
    change, meaning = pair
    if not change.is_clause:
        # The first page says again what the clauses say.
        return 4
    if meaning.level or set(meaning.directions) - {"unknown"}:
        return 0
    if meaning.points and not change.aspects & _WHOLE:
        return 1
    return 2 if change.aspects & _WHOLE else 3


def _main(
    meanings: Meanings, reasons: Mapping[str, str], room: int, most: _Most
) -> Iterator[Block]:
    pairs = [pair for pair in meanings.pairs() if pair[1].weight == "rule"]
    # What somebody gave a reason for is not left out.
    pairs.sort(key=lambda pair: (not _reason(pair[0], reasons), _importance(pair)))
    if not pairs:
        yield Paragraph(_text("規定の内容に変更はありません。"))
        return
    widths = _WIDTHS_WITH_REASONS if reasons else _WIDTHS
    header = ("条項", "変更", "内容", "厳しさ", "理由")[: len(widths)]
    known = [(word.old, word.new) for word in meanings.substitutions]
    rows = [_row(*pair, reasons, known)[: len(widths)] for pair in pairs]
    rows = _that_fit(rows, widths, room)
    yield Table(tuple(map(_text, header)), tuple(tuple(map(_text, row)) for row in rows))
    left = [number_or_title(change) for change, _ in pairs[len(rows) :]]
    if left:
        yield Paragraph(_text(f"ほかに規定を変える条項：{_listed(left, most.names)}"))


def _that_fit(rows: Sequence[list[str]], widths: Sequence[int], room: int) -> list[list[str]]:
    """The first rows, at least one, that fill no more lines than there is room for."""
    found: list[list[str]] = []
    filled = 0
    for row in rows:
        filled += max(-(-len(text) // width) for text, width in zip(row, widths, strict=True))
        if found and filled > room:
            break
        found.append(row)
    return found


def _reason(change: Change, reasons: Mapping[str, str]) -> str:
    return reasons.get(change.id) or (reasons.get(change.old.id, "") if change.old else "")


def _row(
    change: Change,
    meaning: Meaning,
    reasons: Mapping[str, str],
    known: Sequence[tuple[str, str]],
) -> list[str]:
    strictness = "、".join(filter(None, (level_told(meaning), directions_told(meaning))))
    is_whole = bool(change.aspects & _WHOLE)
    label = ASPECTS[change.kind] if is_whole and change.kind != "unchanged" else label_of(change)
    return [
        place_of(change),
        label,
        _content(change, meaning, known),
        strictness,
        _reason(change, reasons),
    ]


_WHOLE = frozenset(("added", "removed", "variant"))
"""Aspects beside which no other one tells anything."""


def _content(change: Change, meaning: Meaning, known: Sequence[tuple[str, str]]) -> str:
    answers = list(map(answer_told, change.answers[:_MOST_ANSWERS]))
    if change.aspects & _WHOLE:
        return "、".join(answers) or _first_sentence(change)
    return "、".join([*answers, *highlights_of(change, meaning, _MOST_EXCERPTS, known)])


def _first_sentence(change: Change) -> str:
    """What a whole clause says, in its first sentence."""
    for item in change.rule:
        if isinstance(item, LineChange):
            lines = item.new if change.new else item.old
            if lines:
                return lines[0].text.split("。")[0] + "。"
    return ""


_OTHERS = [weight for weight in WEIGHTS if weight not in ("rule", "none")]


def _others(meanings: Meanings, most: _Most) -> Iterator[Block]:
    lines = [
        f"語の置換え：「{word.old}」を「{word.new}」に（{word.count}か所）"
        for word in meanings.substitutions[: most.words]
    ]
    if len(meanings.substitutions) > most.words:
        lines.append(f"語の置換え：ほか{len(meanings.substitutions) - most.words}語")
    for weight in _OTHERS:
        names = [number_or_title(c) for c, meaning in meanings.pairs() if meaning.weight == weight]
        if names:
            lines.append(f"{WEIGHTS[weight]}：{_listed(names, most.names)}")
    if lines:
        yield BulletList(tuple((Paragraph(_text(line)),) for line in lines))


def _listed(names: Sequence[str], most: int) -> str:
    more = f" ほか{len(names) - most}件" if len(names) > most else ""
    return "、".join(names[:most]) + more


def _effects(meanings: Meanings, most: _Most) -> Iterator[Block]:
    affected = _affected(meanings)
    lines = []
    if affected is None:
        lines.append("関係する役割・部署：不明")
    elif affected:
        lines.append(f"関係する役割・部署：{_listed(roles_told(affected, meanings), most.names)}")
    if meanings.requirements is None:
        lines.append("要件の増減：不明")
    for label, found in effects_of(meanings.requirements or ()):
        told = list(map(requirement_told, found[: most.requirements]))
        more = len(found) - len(told)
        lines.append(f"{label}：{'、'.join(told)}{f' ほか{more}件' if more else ''}")
    lines += filter(None, [unknown_applicability(meanings, "改正前", "改正後")])
    if lines:
        yield BulletList(tuple((Paragraph(_text(line)),) for line in lines))


def _affected(meanings: Meanings) -> tuple[str, ...] | None:
    """Everybody whom a changed rule names; None where that is not known."""
    found: dict[str, None] = {}
    for _, meaning in meanings.pairs():
        if meaning.weight != "rule":
            continue
        if meaning.affected is None:
            return None
        found |= dict.fromkeys(meaning.affected)
    return tuple(found)
