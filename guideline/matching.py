"""Which sections of two documents belong together, and which of them have moved."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from guideline.alignment import LIKE, alike
from guideline.document import OPEN_DECISIONS, Document, Note, Paragraph, Section, Text, lines_of
from guideline.likeness import Shape, likeness_of
from guideline.model.change import Match

TITLE_BLOCK = "表題欄"
_BY_POSITION = re.compile(r"section(-\d+)+|head|front")
"""What readers call a section that has no id: says nothing about the other side."""


@dataclass(frozen=True)
class Place:
    """A section with the part it stands in."""

    section: Section
    part: Section | None

    @property
    def slot(self) -> str:
        """The slot of a clause; where a file does not tell, it is the id up to the dot."""
        origin = self.section.origin
        return (origin.slot or origin.clause.split(".")[0]) if origin else ""

    @property
    def id(self) -> str:
        """The id, where the document tells one."""
        id_ = self.section.id
        return "" if not self.section.origin and _BY_POSITION.fullmatch(id_) else id_

    @property
    def heading(self) -> str:
        """The title without blanks."""
        return "".join(self.section.title.split())

    @property
    def text(self) -> str:
        """The rule."""
        rule = tuple(b for b in self.section.blocks if not isinstance(b, Note))
        return "\n".join(lines_of(rule))


def places_of(document: Document) -> list[Place]:
    """The title block, then every part and clause in reading order.

    The list of open decisions at the front of a draft is left out: it repeats what the clauses say.
    """
    lines = (Paragraph((Text(document.title),)), Paragraph(document.organization))
    blocks = (*lines, document.details) if document.details.rows else lines
    return [Place(Section("", TITLE_BLOCK, "", blocks), None), *_below(document.sections, None)]


def _below(sections: Iterable[Section], part: Section | None) -> Iterator[Place]:
    for section in sections:
        if section.id != OPEN_DECISIONS:
            yield Place(section, part)
            yield from _below(section.sections, part or section)


@dataclass(frozen=True)
class Pair:
    """A place of each side, or of one side only."""

    old: Place | None
    new: Place | None
    match: Match | None = None
    is_moved: bool = False


def paired(old: Document, new: Document) -> tuple[Pair, ...]:
    """The places of both documents, in the order of the new one.

    What only the old one has stands after what it followed there.
    """
    before, after = places_of(old), places_of(new)
    found = _Matcher(before, after).found
    moved = _moved(before, after, found)
    pairs = [
        Pair(before[found[at][0]], place, found[at][1], at in moved)
        if at in found
        else Pair(None, place)
        for at, place in enumerate(after)
    ]
    return tuple(_with_removed(before, pairs))


_Found = dict[int, tuple[int, Match]]
"""By position on the new side: the position on the old side, and how it was found."""


class _Matcher:
    """Finds what belongs together, the surest first."""

    def __init__(self, before: Sequence[Place], after: Sequence[Place]) -> None:
        self._before, self._after = before, after
        self._shapes = [[Shape(place.text) for place in side] for side in (before, after)]
        # Each document begins with its title block.
        self.found: _Found = {0: (0, "id")}
        self._by_name("id", lambda place: place.id)
        self._by_name("slot", lambda place: place.slot)
        self._by_name("heading", lambda place: place.heading)
        self._by_likeness()
        self._by_what_they_hold()

    def _left(self) -> tuple[list[int], list[int]]:
        """What has no counterpart yet, by position, on the old and on the new side."""
        taken = {at for at, _ in self.found.values()}
        left_old = [at for at in range(len(self._before)) if at not in taken]
        return left_old, [at for at in range(len(self._after)) if at not in self.found]

    def _by_name(self, match: Match, name: Callable[[Place], str]) -> None:
        """Pairs what has a name that nothing else on its side has."""
        left_old, left_new = self._left()
        old = _unique({at: name(self._before[at]) for at in left_old})
        for called, at in _unique({at: name(self._after[at]) for at in left_new}).items():
            if called in old and self._may_be_one(match, old[called], at):
                self.found[at] = (old[called], match)

    def _may_be_one(self, match: Match, old: int, new: int) -> bool:
        """What holds clauses is no clause; two with ids of their own need more than a heading."""
        before, after = self._before[old], self._after[new]
        if match != "id" and bool(before.section.sections) != bool(after.section.sections):
            return False
        if match == "heading" and before.section.origin and after.section.origin:
            return likeness_of(self._shapes[0][old], self._shapes[1][new], LIKE) >= LIKE
        return True

    def _by_likeness(self) -> None:
        """Pairs what says much the same, parts by what they say themselves."""
        before, after = self._shapes
        left_old, left_new = (
            [at for at in left if side[at].text]
            for left, side in zip(self._left(), (before, after), strict=True)
        )
        found = [
            (score, old, new)
            for old, new, score in alike(before, after, left_old, left_new)
            if self._may_be_one("likeness", old, new)
        ]
        taken: set[int] = set()
        for _, old, new in sorted(found, key=lambda each: (-each[0], each[2], each[1])):
            if old not in taken and new not in self.found:
                taken.add(old)
                self.found[new] = (old, "likeness")

    def _by_what_they_hold(self) -> None:
        """Pairs parts that hold most of the same clauses, under whatever title."""
        held: Counter[tuple[int, int]] = Counter()
        part_of = [_positions_of_parts(side) for side in (self._before, self._after)]
        for new, (old, _) in self.found.items():
            if old in part_of[0] and new in part_of[1]:
                held[part_of[0][old], part_of[1][new]] += 1
        size_old, size_new = (Counter(parts.values()) for parts in part_of)
        left_old, left_new = map(set, self._left())
        for (old, new), count in held.items():
            is_most = 2 * count > max(size_old[old], size_new[new])
            if old in left_old and new in left_new and is_most:
                self.found[new] = (old, "likeness")


def _positions_of_parts(side: Sequence[Place]) -> dict[int, int]:
    """For the position of each clause, that of its part."""
    at_of = {id(place.section): at for at, place in enumerate(side)}
    return {at: at_of[id(place.part)] for at, place in enumerate(side) if place.part}


def _unique(names: Mapping[int, str]) -> dict[str, int]:
    """The position of each name that stands there once."""
    count = Counter(names.values())
    return {name: at for at, name in names.items() if name and count[name] == 1}


def _moved(before: Sequence[Place], after: Sequence[Place], found: _Found) -> set[int]:
    """The new positions of what does not stand in the old order, or stands in another part."""
    parts = {id(after[new].section): before[old].section for new, (old, _) in found.items()}
    elsewhere = {
        new
        for new, (old, _) in found.items()
        if (part := after[new].part) and parts.get(id(part)) is not before[old].part
    }
    # What went to another part must not make others look moved.
    order = [(new, old) for new, (old, _) in sorted(found.items()) if new not in elsewhere]
    stays = {order[at][0] for at in _longest_rising([old for _, old in order])}
    return found.keys() - stays


def _longest_rising(values: Sequence[int]) -> list[int]:
    """The positions of a longest rising subsequence."""
    tails: list[int] = []
    before: list[int] = []
    for at, value in enumerate(values):
        place = bisect_left(tails, value, key=lambda position: values[position])
        before.append(tails[place - 1] if place else -1)
        tails[place : place + 1] = [at]
    kept = []
    at = tails[-1] if tails else -1
    while at >= 0:
        kept.append(at)
        at = before[at]
    return kept[::-1]


def _with_removed(before: Sequence[Place], pairs: Sequence[Pair]) -> Iterator[Pair]:
    """The pairs, with what only the old side has after what it followed there."""
    at_of = {id(place): at for at, place in enumerate(before)}
    kept = {at_of[id(pair.old)] for pair in pairs if pair.old}
    settled = {at_of[id(pair.old)] for pair in pairs if pair.old and not pair.is_moved}
    followers: dict[int, list[Place]] = {}
    anchor = -1
    for at, place in enumerate(before):
        if at in settled:
            anchor = at
        elif at not in kept:
            followers.setdefault(anchor, []).append(place)
    yield from (Pair(place, None) for place in followers.get(-1, ()))
    for pair in pairs:
        yield pair
        if pair.old and not pair.is_moved:
            after = followers.get(at_of[id(pair.old)], ())
            yield from (Pair(place, None) for place in after)
