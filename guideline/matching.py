"""Which sections of two documents belong together, and which of them have moved."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from guideline.alignment import LIKE, SURELY_LIKE, alike
from guideline.document import (
    OPEN_DECISIONS,
    Document,
    Note,
    Paragraph,
    Section,
    Text,
    lines_of,
    walk_sections,
)
from guideline.likeness import Shape, likeness_of
from guideline.model.change import Match
from guideline.subsequence import heaviest_chain

TITLE_BLOCK = "表題欄"
_BY_POSITION = re.compile(r"section(-\d+)+|added-\d+|head|front")
"""What readers call a section that has no id: says nothing about the other side."""


@dataclass(frozen=True)
class Place:
    """A section with the part it stands in."""

    section: Section
    part: Section | None
    above: Section | None = None
    """What it stands right below: its part, or a section of that."""

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
    return [Place(Section("", TITLE_BLOCK, "", blocks), None), *_below(document.sections)]


def _below(
    sections: Iterable[Section], part: Section | None = None, above: Section | None = None
) -> Iterator[Place]:
    for section in sections:
        if section.id != OPEN_DECISIONS:
            yield Place(section, part, above)
            yield from _below(section.sections, part or section, section)


@dataclass(frozen=True)
class Pair:
    """A place of each side, or of one side only."""

    old: Place | None
    new: Place | None
    match: Match | None = None
    is_moved: bool = False
    """Whether it left its place among its neighbours, or what it stood below."""
    is_elsewhere: bool = False
    """Whether it stands in another place of the text: it has moved, or what it stands below has."""


def paired(old: Document, new: Document) -> tuple[Pair, ...]:
    """The places of both documents, in the order of the new one.

    What only the old one has stands after what it followed there.
    """
    before, after = places_of(old), places_of(new)
    found = _Matcher(before, after).found
    moved = _moved(before, after, found)
    elsewhere = _with_what_they_hold(after, moved)
    pairs = [
        Pair(before[found[at][0]], place, found[at][1], at in moved, at in elsewhere)
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
        self._by_better_text()
        self._by_name("heading", lambda place: place.heading)
        self._by_heading_below()
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

    def _by_better_text(self) -> None:
        """Gives what was copied along with its id back to the text that it was copied from.

        A copy that somebody went on writing has the id of its original, which has none then.
        """
        before, after = self._shapes
        named = {old: (new, match) for new, (old, match) in self.found.items() if new}
        nameless = [at for at in self._left()[1] if not self._after[at].id and after[at].text]
        for old, new, score in alike(before, after, list(named), nameless):
            copy, match = named[old]
            is_better = score >= SURELY_LIKE and score > likeness_of(before[old], after[copy])
            if is_better and copy in self.found and new not in self.found:
                del self.found[copy]
                self.found[new] = (old, match)

    def _by_heading_below(self) -> None:
        """Pairs what has a heading that nothing else below the same part has."""
        at_old, at_new = map(_positions_above, (self._before, self._after))
        there = {new: old for new, (old, _) in self.found.items()}
        left_old, left_new = self._left()
        old = _unique(
            {at: (at_old[at], self._before[at].heading) for at in left_old if at in at_old}
        )
        new = _unique(
            {
                at: (there[at_new[at]], self._after[at].heading)
                for at in left_new
                if at_new.get(at) in there
            }
        )
        for called, at in new.items():
            is_named = bool(called[1])
            if is_named and called in old and self._may_be_one("heading", old[called], at):
                self.found[at] = (old[called], "heading")

    def _by_likeness(self) -> None:
        """Pairs what says much the same, under the same heading first."""
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
        for _, old, new in sorted(found, key=self._by_heading_and_score):
            if old not in taken and new not in self.found:
                taken.add(old)
                self.found[new] = (old, "likeness")

    def _by_heading_and_score(self, found: tuple[float, int, int]) -> tuple[bool, float, int, int]:
        score, old, new = found
        heading = self._before[old].heading
        has_other_heading = not heading or heading != self._after[new].heading
        return has_other_heading, -score, new, old

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


def _positions_above(side: Sequence[Place]) -> dict[int, int]:
    """For the position of each section, that of what it stands right below."""
    at_of = {id(place.section): at for at, place in enumerate(side)}
    return {at: at_of[id(place.above)] for at, place in enumerate(side) if place.above}


_Name = TypeVar("_Name", bound=Hashable)


def _unique(names: Mapping[int, _Name]) -> dict[_Name, int]:
    """The position of each name that stands there once."""
    count = Counter(names.values())
    return {name: at for at, name in names.items() if name and count[name] == 1}


def _moved(before: Sequence[Place], after: Sequence[Place], found: _Found) -> set[int]:
    """The new positions of what left its place among its neighbours, or what it stood below.

    What moved along with its part keeps its place in it, so that a part in another place is told
    once.
    """
    old_above = _known_above(before, {old for old, _ in found.values()})
    new_above = _known_above(after, set(found))
    moved: set[int] = set()
    neighbours: dict[int, list[tuple[int, int, int]]] = {}
    for new, (old, _) in sorted(found.items()):
        above = new_above[new]
        if (found[above][0] if above >= 0 else above) == old_above[old]:
            weight = sum(1 for _ in walk_sections((after[new].section,)))
            neighbours.setdefault(above, []).append((old, new, weight))
        else:
            moved.add(new)
    for group in neighbours.values():
        # What went elsewhere must not make others look moved; what holds least has moved.
        stays = {new for _, new in heaviest_chain(group, len(after))}
        moved |= {new for _, new, _ in group} - stays
    return moved


def _known_above(side: Sequence[Place], known: Collection[int]) -> dict[int, int]:
    """For each position, that of the nearest section above which the other side has; else -1."""
    above = _positions_above(side)
    nearest: dict[int, int] = {}
    for at in range(len(side)):
        over = above.get(at, -1)
        nearest[at] = over if over < 0 or over in known else nearest[over]
    return nearest


def _with_what_they_hold(side: Sequence[Place], moved: Collection[int]) -> set[int]:
    """What has moved, and everything that stands below it."""
    above = _positions_above(side)
    found: set[int] = set()
    for at in range(len(side)):
        if at in moved or above.get(at) in found:
            found.add(at)
    return found


def _with_removed(before: Sequence[Place], pairs: Sequence[Pair]) -> Iterator[Pair]:
    """The pairs, with what only the old side has after what it followed there."""
    at_of = {id(place): at for at, place in enumerate(before)}
    kept = {at_of[id(pair.old)] for pair in pairs if pair.old}
    settled = {at_of[id(pair.old)] for pair in pairs if pair.old and not pair.is_elsewhere}
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
        if pair.old and not pair.is_elsewhere:
            after = followers.get(at_of[id(pair.old)], ())
            yield from (Pair(place, None) for place in after)
