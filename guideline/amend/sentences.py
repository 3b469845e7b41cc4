"""Sentences of a 改め文: what each says of which provision, joined by the grammar of drafting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import assert_never

from guideline.amend.provisions import Digits, in_digits, ordinal
from guideline.amend.quotes import Edit
from guideline.amend.text import Block, Sentence

FEWEST_SHIFTED = 4
"""As many provisions in a row are moved as one: 「１条ずつ繰り下げる」."""

_FINAL = {
    "改め": "改める",
    "加え": "加える",
    "削り": "削る",
    "とし": "とする",
    "繰り下げ": "繰り下げる",
    "繰り上げ": "繰り上げる",
}


@dataclass(frozen=True, slots=True)
class Target:
    """A provision, or a part of one, by its numbers."""

    base: str
    """題名, a 章, a 条 or a 別表."""
    paragraph: str = ""
    """Such as `第２項`; empty where the article has only one."""
    items: tuple[str, ...] = ()
    """Such as `第１号`, `ア`."""
    part: str = ""
    """Such as `ただし書` or `の見出し`."""
    is_table: bool = False
    row: str = ""
    """The first cell of a row."""

    @property
    def parent(self) -> Target:
        """What the provision is one of a series in."""
        if self.items:
            return Target(self.base, self.paragraph, self.items[:-1])
        return Target(self.base) if self.paragraph else Target("")

    @property
    def label(self) -> str:
        """The last of its numbers."""
        return self.items[-1] if self.items else self.paragraph or self.base

    def labelled(self, label: str) -> Target:
        """The provision of the same series with this number."""
        if self.items:
            return Target(self.base, self.paragraph, (*self.items[:-1], label))
        return Target(self.base, label) if self.paragraph else Target(label)


@dataclass(frozen=True, slots=True)
class Words:
    """Words that change: 「Ａ」を「Ｂ」に改める."""

    target: Target
    edits: tuple[Edit, ...]
    others: tuple[Target, ...] = ()
    """Further provisions of the same 条 in which the words change alike."""

    @property
    def targets(self) -> tuple[Target, ...]:
        """All provisions in which the words change."""
        return (self.target, *self.others)


@dataclass(frozen=True, slots=True)
class Rename:
    """A caption or a title of a chapter that changes as a whole."""

    target: Target
    text: str


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A provision in the place of another: 次のように改める."""

    target: Target
    block: Block


@dataclass(frozen=True, slots=True)
class Remove:
    """A provision that goes."""

    target: Target


@dataclass(frozen=True, slots=True)
class Move:
    """A provision that gets another number."""

    target: Target
    to: Target


@dataclass(frozen=True, slots=True)
class Shift:
    """Four and more provisions that get other numbers by as many each."""

    first: Target
    last: Target
    by: int


@dataclass(frozen=True, slots=True)
class Add:
    """Provisions that come: after, before or in the target."""

    target: Target
    place: str
    """`の次に`, `の前に`, `に` or `に第１項として`."""
    what: str
    """Such as `次の１条を` or `次のように`."""
    block: Block


Operation = Words | Rename | Rewrite | Remove | Move | Shift | Add


def sentences_of(operations: list[Operation], digits: Digits) -> list[Sentence]:
    """The operations in words; new provisions end a sentence."""
    scribe = _Scribe(digits)
    for sentence in _divided(list(_shifted(operations))):
        scribe.write(sentence)
    return scribe.sentences


def _shifted(operations: list[Operation]) -> Iterator[Operation]:
    """Long runs of moves as one; the first of a run is named by itself."""
    run: list[Move] = []
    before: Operation | None = None
    for operation in operations:
        # What has just been amended is moved by itself, in the same sentence.
        is_bare = isinstance(operation, Move) and not _is_about(before, operation.target)
        before = operation
        if run and not (is_bare and _goes_on(run[-1], operation)):
            yield from _one_run(run)
            run = []
        if is_bare and isinstance(operation, Move):
            run.append(operation)
        else:
            yield operation
    yield from _one_run(run)


def _is_about(operation: Operation | None, target: Target) -> bool:
    """Whether the operation is about the provision or what is in it."""
    if operation is None or isinstance(operation, Shift | Move | Remove):
        return False
    inner = operation.target
    if inner.base != target.base or target.paragraph not in ("", inner.paragraph):
        return False
    return inner.items[: len(target.items)] == target.items


def _one_run(run: list[Move]) -> Iterator[Operation]:
    if len(run) < FEWEST_SHIFTED or not unit_of(run[0].target):
        yield from run
        return
    yield run[0]
    low, high = sorted((run[1].target, run[-1].target), key=lambda t: ordinal(t.label))
    yield Shift(low, high, _distance(run[0]))


def _is_plain(move: Move) -> bool:
    return len(ordinal(move.target.label)) == len(ordinal(move.to.label)) == 1


def _distance(move: Move) -> int:
    return ordinal(move.to.label)[0] - ordinal(move.target.label)[0]


def _goes_on(one: Move, other: Operation) -> bool:
    if (
        not isinstance(other, Move)
        or not (_is_plain(one) and _is_plain(other))
        or one.target.parent != other.target.parent
    ):
        return False
    step = ordinal(other.target.label)[0] - ordinal(one.target.label)[0]
    distance = _distance(one)
    return distance == _distance(other) and step == (-1 if distance > 0 else 1)


def _divided(operations: list[Operation]) -> Iterator[list[Operation]]:
    """One sentence for each article whose wording changes; bare moves share one."""
    sentence: list[Operation] = []
    for operation in operations:
        if sentence and not _joins(sentence, operation):
            yield sentence
            sentence = []
        sentence.append(operation)
        if isinstance(operation, Rewrite | Add):
            yield sentence
            sentence = []
    if sentence:
        yield sentence


def _joins(sentence: list[Operation], operation: Operation) -> bool:
    last = sentence[-1]
    about = {_base(last), last.to.base if isinstance(last, Move) else _base(last)}
    if _base(operation) in about:
        return True
    is_bare = all(_is_of_series(o) for o in (*sentence, operation))
    return is_bare and _kind(_base(operation)) == _kind(_base(last))


def _is_of_series(operation: Operation) -> bool:
    """Whether the operation is about where whole articles stand, not about what is in one."""
    match operation:
        case Remove(target) | Move(target) | Shift(target):
            return not target.paragraph and not target.items and not target.part
        case Add(target, place):
            return not target.paragraph and not target.items and place != "に"
        case _:
            return False


def _base(operation: Operation) -> str:
    match operation:
        case Shift(first):
            return first.base
        case (
            Words(target)
            | Rename(target)
            | Rewrite(target)
            | Remove(target)
            | Move(target)
            | Add(target)
        ):
            return target.base
        case _:
            assert_never(operation)


def _kind(base: str) -> str:
    return next((kind for kind in ("条", "章", "別表") if kind in base), base)


class _Scribe:
    def __init__(self, digits: Digits) -> None:
        self.digits = digits
        self.sentences: list[Sentence] = []
        self.last: Target | None = None
        self.within: Target | None = None
        """What 「第３条中」 at the head of the sentence says of all that follows."""

    def write(self, operations: list[Operation]) -> None:
        self.last = None
        self.within = _common(operations)
        head = f"{self._name(self.within)}中" if self.within else ""
        clauses = [
            clause for operation in _removals(operations) for clause in self._said(operation)
        ]
        *before, (phrase, verb) = clauses
        text = "、".join([*("".join(clause) for clause in before), phrase + _FINAL[verb]])
        last = operations[-1]
        block = last.block if isinstance(last, Rewrite | Add) else ()
        self.sentences.append(Sentence(f"{head}{text}。", block))

    def _said(self, operation: Operation | list[Remove]) -> Iterator[tuple[str, str]]:
        """Phrases with their verbs, the verb in the form that goes on."""
        match operation:
            case list():
                yield self._all_removed(operation), "削り"
            case Words(target, edits, others):
                yield from self._quotations(target, others, edits)
            case Rename(target, text):
                yield f"{self._name(target)}を「{text}」に", "改め"
            case Rewrite(target):
                yield f"{self._name_within(target)}を次のように", "改め"
            case Remove(target):
                yield f"{self._name_within(target)}を", "削り"
            case Move(target, to):
                yield f"{self._name(target)}を{self._name(to)}", "とし"
            case Shift(first, last, by):
                yield self._shift(first, last, by), "繰り下げ" if by > 0 else "繰り上げ"
            case Add(target, place, what):
                yield f"{self._name_within(target)}{place}{what}", "加え"
            case _:
                assert_never(operation)

    def _quotations(
        self, target: Target, others: tuple[Target, ...], edits: tuple[Edit, ...]
    ) -> Iterator[tuple[str, str]]:
        head = f"{self._names(target, others)}中"
        for kind, group in groupby(edits, key=lambda edit: edit.kind):
            quoted = list(group)
            match kind:
                case "replace":
                    said = "、".join(f"「{e.quoted}」を「{e.new}」に" for e in quoted)
                    yield head + said, "改め"
                case "insert":
                    said = "、".join(f"「{e.quoted}」の下に「{e.new}」を" for e in quoted)
                    yield head + said, "加え"
                case "delete":
                    yield head + _listed([f"「{e.quoted}」" for e in quoted]) + "を", "削り"
            head = ""

    def _names(self, first: Target, others: tuple[Target, ...]) -> str:
        """Provisions of one 条: 「第１項及び第３項」, 「第１項から第３項までの規定」."""
        name = self._name(first)
        if not others:
            return name
        self.last = others[-1]
        every = (first, *others)
        if len(every) > 2 and all(_follows(*pair) for pair in pairwise(every)):
            return f"{name}から{others[-1].label}までの規定"
        tails = [_tail_of(one, other) for one, other in pairwise(every)]
        return _listed([name, *tails])

    def _all_removed(self, removals: list[Remove]) -> str:
        first, last = removals[0].target, removals[-1].target
        if first.row:
            name = self._name_within(first)
            return _listed([name, *(_row_name(one.target) for one in removals[1:])]) + "を"
        if len(removals) == 2:
            return f"{self._name(first)}及び{self._tail(last)}を"
        return f"{self._name(first)}から{self._tail(last)}までを"

    def _shift(self, first: Target, last: Target, by: int) -> str:
        each = f"{in_digits(abs(by), self.digits)}{unit_of(first)}ずつ"
        return f"{self._name(first)}から{self._tail(last)}までを{each}"

    def _tail(self, target: Target) -> str:
        """The last of several, after which 「同条」 is what all of them are in."""
        self.last = target.parent if target.parent.base else None
        return target.label

    def _name_within(self, target: Target) -> str:
        """The provision, of which no words are quoted: a row is one that stands in its table."""
        name = self._name(target)
        row = _row_name(target)
        return f"{name.removesuffix(row)}中{row}" if target.row else name

    def _name(self, target: Target) -> str:
        """The provision, by 同条 and the like where it was named just before."""
        name = self._provision(target)
        row = _row_name(target) if target.row else ""
        is_table = target.is_table or target.base.startswith("別表")
        if is_table and self.last and _same_table(self.last, target):
            name, row = "同表", row
        elif target.is_table:
            name += "の表"
        self.last = target
        return name + row + target.part

    def _provision(self, target: Target) -> str:
        last, within = self.last, self.within
        items = "".join(target.items)
        if within and last and last == target and len(target.items) < 2:
            return "同" + unit_of(target)
        if within and within != target:
            tail = target.paragraph if not within.paragraph else ""
            return tail + "".join(target.items[len(within.items) :])
        if not last or last.base != target.base:
            return target.base + target.paragraph + items
        if last.paragraph != target.paragraph:
            return "同" + _unit(target.base) + target.paragraph + items
        if target.items and last.items[:1] == target.items[:1]:
            return "同号" + "".join(target.items[1:])
        same = "同項" if target.paragraph else "同" + _unit(target.base)
        return same + items


def _removals(operations: list[Operation]) -> Iterator[Operation | list[Remove]]:
    """The operations, with removals of neighbours as one."""
    run: list[Remove] = []
    for operation in operations:
        if isinstance(operation, Remove) and _is_of_list(operation):
            if run and not _go_together(run[-1].target, operation.target):
                yield run if len(run) > 1 else run[0]
                run = []
            run.append(operation)
            continue
        if run:
            yield run if len(run) > 1 else run[0]
            run = []
        yield operation
    if run:
        yield run if len(run) > 1 else run[0]


def _is_of_list(removal: Remove) -> bool:
    """Whether it can be named together with its neighbours."""
    target = removal.target
    return bool(target.row) or not (target.part or target.is_table)


def _row_name(target: Target) -> str:
    return f"「{target.row}」の項"


def _tail_of(one: Target, other: Target) -> str:
    """How a provision is named after another one of the same 条."""
    table = "の表" if other.is_table else ""
    if one.paragraph != other.paragraph or not one.items:
        return other.paragraph + "".join(other.items) + table + other.part
    same = 1 if len(other.items) > 1 and one.items[0] == other.items[0] else 0
    return "".join(other.items[same:]) + table + other.part


def _go_together(one: Target, other: Target) -> bool:
    if one.row or other.row:
        return bool(one.row and other.row) and _same_table(one, other)
    return _follows(one, other)


def _follows(one: Target, other: Target) -> bool:
    if one.part or other.part or one.is_table or other.is_table or one == other:
        return False
    if one.parent != other.parent or _kind(one.base) != _kind(other.base):
        return False
    before, after = ordinal(one.label), ordinal(other.label)
    return len(before) == len(after) == 1 and after[0] == before[0] + 1


def _common(operations: list[Operation]) -> Target | None:
    """The provision whose 項 or 号 are all that the sentence removes, moves and adds."""
    if not any(isinstance(o, Move) for o in operations):
        return None
    parents = set()
    for operation in operations:
        match operation:
            case Move(target) | Remove(target) | Shift(target):
                parents.add(target.parent if target.label != target.base else Target(""))
            case Add(target, "の次に" | "の前に"):
                parents.add(target.parent)
            case Add(target, _):
                parents.add(target)
            case _:
                return None
    parent = parents.pop()
    is_plain = all(not _part(o) for o in operations)
    return parent if not parents and parent.base and is_plain and len(operations) > 1 else None


def _part(operation: Operation) -> str:
    return "" if isinstance(operation, Shift) else operation.target.part


def _same_table(one: Target, other: Target) -> bool:
    where = (one.base, one.paragraph, one.items, one.is_table)
    return where == (other.base, other.paragraph, other.items, other.is_table)


def _unit(base: str) -> str:
    return next(unit for unit in ("条", "章", "表", "名") if unit in base)


def unit_of(target: Target) -> str:
    """What the provision is counted in: 章, 条, 項, 号."""
    if target.items:
        return "号" if len(target.items) == 1 else ""
    return "項" if target.paragraph else _unit(target.base)


def _listed(names: list[str]) -> str:
    *before, last = names
    return "、".join(before) + "及び" + last if before else last
