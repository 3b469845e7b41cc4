"""A comparison as lines for the terminal: a summary, then every change."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Literal

from guideline.columns import COLUMNS, width_of
from guideline.comparison_words import (
    answer_told,
    answered_at,
    directions_told,
    edition_of,
    effects_of,
    formats_told,
    label_of,
    level_told,
    number_or_title,
    place_of,
    point_told,
    requirement_told,
    roles_told,
    unknown_applicability,
)
from guideline.meaning import WEIGHTS, Meaning, Meanings, Only
from guideline.model.change import (
    ASPECTS,
    Change,
    Comparison,
    Item,
    LineChange,
    RowChange,
    Spans,
    TableChange,
    is_replaced,
    texts_of,
)
from guideline.model.version import Version
from guideline.points import DIRECTIONS, POINTS

Kind = Literal["deleted", "inserted", "heading"]
Paint = Callable[[str, Kind], str]
"""Colours a stretch of text for the terminal; gives it back as it is where there is no colour."""

_CONTEXT = 24
"""So many characters of unchanged text are shown beside a change."""

_ROWS = 18
"""The summary fills so many where it names requirements: the legend fits on the screen below it."""

_MOST_SUBSTITUTIONS = 4
"""So many replaced words are named in the summary, which is to fit on one screen."""


def told(
    meanings: Meanings,
    paint: Paint,
    only: Only | None = None,
    beside: Iterable[tuple[str, Sequence[str]]] = (),
) -> str:
    """The summary and every change, with the changed words between marks.

    Args:
        only: what the changes were selected by: nothing else is told of a clause.
        beside: headings and lines of what no change tells.
    """
    blocks = []
    for change, meaning in meanings.pairs():
        lines = list(_change(change, meaning, meanings, paint, only))
        if lines:
            blocks.append("\n".join(lines))
    if only is None:
        blocks += _together(meanings)
        blocks += ["\n  ".join([paint(f"■ {head}", "heading"), *lines]) for head, lines in beside]
    legend = "\n".join(_legend("\n".join(blocks), paint))
    return "\n\n".join([summary(meanings), *filter(None, [legend]), *blocks])


def _together(meanings: Meanings) -> Iterator[str]:
    """What many clauses have in common, told once."""
    uniform = [number_or_title(c) for c, meaning in meanings.pairs() if meaning.is_uniform]
    if uniform:
        yield f"語の置換えだけの条項：{'、'.join(uniform)}"
    renumbered = _renumbered(meanings.comparison)
    if renumbered:
        yield f"番号だけの変更：{'、'.join(renumbered)}"


def summary(meanings: Meanings) -> str:
    """What changed, counted: one screen."""
    comparison = meanings.comparison
    sides = (("旧", comparison.old), ("新", comparison.new))
    lines = [*(f"{side}：{v.name}  {edition_of(v)}" for side, v in sides)]
    lines += [*_notes_on(comparison.old, "旧"), *_notes_on(comparison.new, "新")]
    count = len(comparison.differences)
    if not count:
        known = _requirements(meanings, _ROWS) if meanings.requirements else ()
        return "\n".join([*lines, "", "違いはありません。", *known])
    lines += ["", f"違いのある条項：{count}件（全{len(comparison.changes)}件）"]
    kinds = Counter(change.kind for change in comparison.differences)
    weights = Counter(meaning.weight for _, meaning in meanings.pairs())
    del weights["none"]
    directions = Counter(d for _, meaning in meanings.pairs() for d in meaning.directions)
    points = Counter(point.kind for _, meaning in meanings.pairs() for point in meaning.points)
    lines += [
        _counted("種別", [(ASPECTS[kind], kinds[kind]) for kind in ASPECTS]),
        _counted("重さ", [(WEIGHTS[weight], weights[weight]) for weight in WEIGHTS]),
        _counted("向き", [(DIRECTIONS[d], directions[d]) for d in DIRECTIONS]),
        _counted("要点", [(POINTS[kind], points[kind]) for kind in POINTS]),
    ]
    for word in meanings.substitutions[:_MOST_SUBSTITUTIONS]:
        lines.append(f"  語の置換え：「{word.old}」→「{word.new}」（{word.count}か所）")
    more = len(meanings.substitutions) - _MOST_SUBSTITUTIONS
    if more > 0:
        lines.append(f"  語の置換え：ほか{more}組（--json に全て）")
    lines += _requirements(meanings, _ROWS - sum(map(_rows, lines)))
    return "\n".join(lines)


def statistics(meanings: Meanings) -> str:
    """A line for each change: what it is called, and how many characters went, came and moved."""
    rows = [
        (place_of(change), f"{label_of(change)}  -{gone} +{come}" + f" ⇔{moved}" * bool(moved))
        for change in meanings.comparison.differences
        for gone, come, moved in [characters(change)]
    ]
    return "\n".join(f"{place}  {rest}" for place, rest in rows)


def names(comparison: Comparison) -> str:
    """A line for each change: what it is called by its heaviest aspect, and its id."""
    return "\n".join(f"{_heaviest(c)}\t{c.id or '-'}" for c in comparison.differences)


def _heaviest(change: Change) -> str:
    return next(ASPECTS[aspect] for aspect in ASPECTS if aspect in change.aspects)


def _notes_on(version: Version, side: str) -> Iterator[str]:
    """How the clauses of a file were recognized, where it is not by their ids."""
    if version.identity == "none":
        yield f"  {side}：条項の目印がないため、見出しと文の似かたで対応させました（推定）。"
    if version.guessed:
        label = f"  {side}：目印が失われ、文の似かたで見分けた条項："
        yield _few(label, version.guessed)
    if version.lost:
        yield _few(f"  {side}：文書から消えている条項：", version.lost)


def _counted(label: str, counts: Sequence[tuple[str, int]]) -> str:
    shown = "、".join(f"{name} {count}" for name, count in counts if count)
    return f"  {label}：{shown or 'なし'}"


def _requirements(meanings: Meanings, room: int) -> Iterator[str]:
    """How many requirements become what, and as many of each as fit; each clause tells its own."""
    if meanings.requirements is None:
        yield "  要件の増減：不明（要件の情報を持たないファイルです）"
        return
    effects = list(effects_of(meanings.requirements))
    unknown = unknown_applicability(meanings, "旧", "新")
    room -= len(effects) + bool(unknown)
    for left, (label, found) in zip(range(len(effects), 0, -1), effects, strict=True):
        if any(requirement.text for requirement in found):
            told = _fitting([f"    {requirement_told(r)}" for r in found], room // left)
            yield f"  {label}：{len(found)}件"
        else:
            told = []
            yield _few(f"  {label}：{len(found)}件（", [r.id for r in found]) + "）"
        yield from told
        room -= sum(map(_rows, told))
    if unknown:
        yield f"  {unknown}"


def _fitting(lines: Sequence[str], room: int) -> list[str]:
    """The first lines that fit, and how many more there are; none where not even one fits."""
    for count in range(len(lines), 0, -1):
        more = len(lines) - count
        told = [*lines[:count], *([f"    ほか{more}件"] if more else [])]
        if sum(map(_rows, told)) <= room:
            return told
    return []


def _rows(line: str) -> int:
    """Lines of the terminal that a line fills."""
    return max(-(-width_of(line) // COLUMNS), 1)


def _few(label: str, words: Sequence[str]) -> str:
    """The words after the label, as many as fit into two lines of a terminal."""
    room = 2 * COLUMNS - width_of("、ほか000件")
    text = label + words[0]
    for count, word in enumerate(words[1:], 1):
        if width_of(f"{text}、{word}") > room:
            return f"{text}、ほか{len(words) - count}件"
        text += f"、{word}"
    return text


def characters(change: Change) -> tuple[int, int, int]:
    """How many characters are deleted, inserted and moved within the clause."""
    gone = come = moved = 0
    for spans in (change.title, *(spans for item in change.items() for spans in texts_of(item))):
        for span in spans:
            if span.is_moved:
                moved += len(span.old)
            elif span.kind == "deleted":
                gone += len(span.old)
            elif span.kind == "inserted":
                come += len(span.new)
    for item in change.items():
        if isinstance(item, LineChange) and item.kind == "moved":
            moved += sum(len(span.old) for span in item.spans if span.kind == "same")
    return gone, come, moved


def _renumbered(comparison: Comparison) -> list[str]:
    """The clauses of which only the numbers are others; three and more in a row as a range."""
    runs: list[list[tuple[str, str]]] = [[]]
    for change in comparison.changes:
        if change.old and change.new and change.aspects == {"renumbered"}:
            if change.old.full_number != change.new.full_number:
                runs[-1].append((change.old.full_number, change.new.full_number))
        elif change.is_clause:
            runs.append([])
    return [told for run in runs for part in _even(run) for told in _range(part)]


def _even(run: list[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    """The run, divided where the numbers of one side or the other do not follow each other."""
    part: list[tuple[str, str]] = []
    for pair in run:
        if part and not all(map(_is_next, part[-1], pair)):
            yield part
            part = []
        part.append(pair)
    if part:
        yield part


def _is_next(one: str, other: str) -> bool:
    before, after = (_LAST_FIGURES.search(number) for number in (one, other))
    if not before or not after:
        return False
    is_alike = (one[: before.start()], before[2]) == (other[: after.start()], after[2])
    return is_alike and int(after[1]) == int(before[1]) + 1


_LAST_FIGURES = re.compile(r"(\d+)(\D*)$")


def _range(part: list[tuple[str, str]]) -> list[str]:
    if len(part) < 3:
        return [f"{old}→{new}" for old, new in part]
    return ["→".join(f"{first}～{last}" for first, last in zip(part[0], part[-1], strict=True))]


# A change


def _change(
    change: Change, meaning: Meaning, meanings: Meanings, paint: Paint, only: Only | None
) -> Iterator[str]:
    if meaning.weight in ("none", "numbering") or (meaning.is_uniform and only is None):
        return
    items = [item for item in change.items() if item.kind != "same"]
    yield (
        paint(f"■ {place_of(change)}［{label_of(change)}］", "heading") + f"  {change.id}".rstrip()
    )
    if only is None:
        yield from (f"  {line}" for line in _about(change, meaning, meanings))
        if any(span.kind != "same" for span in change.title) and change.old and change.new:
            yield f"  見出し：{_marked(change.title, paint)}"
        yield from (f"  {line}" for line in formats_told(change))
    note = ""
    for item in items:
        if item.note != note:
            note = item.note
            yield f"  〈{note}〉"
        yield from (f"  {line}" for line in _item(item, paint))


def _about(change: Change, meaning: Meaning, meanings: Meanings) -> Iterator[str]:
    if change.old and change.new and change.old.full_number != change.new.full_number:
        yield f"番号：{change.old.full_number or 'なし'} → {change.new.full_number or 'なし'}"
    if change.match in ("heading", "likeness"):
        how = "見出し" if change.match == "heading" else "文の似かた"
        yield f"対応：{how}による推定"
    if change.reason:
        yield f"理由：{change.reason}"
    if meaning.directions:
        yield f"向き：{directions_told(meaning)}"
    if meaning.level:
        yield f"義務の強さ：{level_told(meaning)}"
    for point in meaning.points:
        yield f"{POINTS[point.kind]}：{point_told(point)}"
    for answer in change.answers:
        yield f"答え：{answer_told(answer)}（{answered_at(answer)}）"
    gone, come = change.sources
    if gone or come:
        yield "根拠：" + "、".join([*(f"－{s}" for s in gone), *(f"＋{s}" for s in come)])
    yield from _effects(meaning, meanings)


def _effects(meaning: Meaning, meanings: Meanings) -> Iterator[str]:
    own = {*meaning.gained, *meaning.lost}
    for label, found in effects_of([r for r in meanings.requirements or () if r.id in own]):
        yield from (f"{label}：{requirement_told(requirement)}" for requirement in found)
    if meaning.affected is None and meaning.weight == "rule":
        yield "関係する役割：不明（役割の情報を持たないファイルです）"
    if meaning.affected:
        yield f"関係する役割：{'、'.join(roles_told(meaning.affected, meanings))}"


_SIGNS = {
    "added": "＋",
    "removed": "－",
    "changed": "～",
    "moved": "⇔",
    "split": "～",
    "merged": "～",
    "same": "　",
}


def _legend(text: str, paint: Paint) -> Iterator[str]:
    """What the marks in the text mean, only those that stand there, each as it looks there."""
    old, new = paint("旧", "deleted"), paint("新", "inserted")
    marks = (
        ("［[^］\n]*→", f"［{old}→{new}］改めた語"),
        ("｛－", f"｛－{old}－｝削った語"),
        ("｛＋", f"｛＋{new}＋｝加えた語"),
        ("(?m)^ +～ ", "～ 変わった行"),
        ("(?m)^ +＋ ", f"＋ {paint('加えた行', 'inserted')}"),
        ("(?m)^ +－ ", f"－ {paint('削った行', 'deleted')}"),
        ("(?m)^ +⇔ ", "⇔ 移した行"),
        ("…", "… 変わらない文の省略"),
        ("¶", "¶ 改行"),
    )
    found = [meaning for pattern, meaning in marks if re.search(pattern, text)]
    if found:
        yield from _in_rows("印：", found)


_COLOUR = re.compile("\x1b\\[[0-9;]*m")


def _in_rows(label: str, words: Sequence[str]) -> Iterator[str]:
    """The words after the label, as many in a line as fit; colours take no room."""
    line, width = label, width_of(label)
    for word in words:
        room = width_of(_COLOUR.sub("", word)) + 2
        if width + room > COLUMNS:
            yield line.rstrip()
            line, width = " " * width_of(label), width_of(label)
        line, width = f"{line}{word}  ", width + room
    yield line.rstrip()


def _item(item: Item, paint: Paint) -> Iterator[str]:
    sign = _SIGNS[item.kind]
    if isinstance(item, LineChange):
        lines = item.new or item.old
        mark = lines[0].mark
        yield f"{sign} {mark}{'　' if mark else ''}{_whole(item.kind, item.spans, paint)}"
        return
    yield f"{sign} 表{_about_columns(item)}"
    for row in item.all_rows():
        if row.kind != "same" or item.kind in ("added", "removed"):
            yield f"    {_SIGNS[row.kind]} {_row(row, paint)}"


def _about_columns(table: TableChange) -> str:
    added, removed = table.columns.count("added"), table.columns.count("removed")
    told = [f"列の追加{added}" if added else "", f"列の削除{removed}" if removed else ""]
    return "（" + "、".join(filter(None, told)) + "）" if added or removed else ""


def _row(row: RowChange, paint: Paint) -> str:
    return " | ".join(_whole(row.kind, cell.spans, paint) for cell in row.cells)


def _whole(kind: str, spans: Spans, paint: Paint) -> str:
    """Marked words; what is new or gone as a whole needs no marks of its own."""
    if kind == "added":
        return paint("".join(span.new for span in spans), "inserted")
    if kind == "removed":
        return paint("".join(span.old for span in spans), "deleted")
    return _marked(spans, paint)


def _marked(spans: Spans, paint: Paint) -> str:
    """The text with ［old→new］, ｛－old－｝ and ｛＋new＋｝ where it differs."""
    text = ""
    at = 0
    while at < len(spans):
        span = spans[at]
        after = spans[at + 1] if at + 1 < len(spans) else None
        if after and is_replaced(span, after):
            text += f"［{paint(span.old, 'deleted')}→{paint(after.new, 'inserted')}］"
            at += 1
        elif span.is_moved:
            went, came = paint(span.old, "deleted"), paint(span.new, "inserted")
            text += f"｛移動元：{went}｝" if span.old else f"｛移動先：{came}｝"
        elif span.kind == "deleted":
            text += f"｛－{paint(span.old, 'deleted')}－｝"
        elif span.kind == "inserted":
            text += f"｛＋{paint(span.new, 'inserted')}＋｝"
        elif span.kind == "renumbered":
            text += span.new
        else:
            text += _shortened(span.new, is_first=at == 0, is_last=after is None)
        at += 1
    return text.replace("\n", "¶")


def _shortened(text: str, *, is_first: bool, is_last: bool) -> str:
    """Unchanged text with its middle left out, or the end that no change stands at."""
    if is_first and is_last:
        return text
    if is_first:
        return text if len(text) <= 2 * _CONTEXT else "…" + text[-_CONTEXT:]
    if is_last:
        return text if len(text) <= 2 * _CONTEXT else text[:_CONTEXT] + "…"
    return text if len(text) <= 3 * _CONTEXT else f"{text[:_CONTEXT]}…{text[-_CONTEXT:]}"
