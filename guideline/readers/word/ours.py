"""Finds the parts and clauses in a file that this program wrote, whoever edited it since."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from guideline.readers.word.flow import Grid, Item, Line
from guideline.readers.word.manifest import Known
from guideline.readers.word.parts import PART
from guideline.readers.word.recognition import LIKE, folded, likeness_to_beginning, matched

_CAPTION = re.compile(r"[（(](.{1,80})[）)]")


@dataclass
class Heading:
    """Where a part or a clause begins, and what stands under it."""

    level: int
    title: str
    is_numbered: bool
    anchor: str = ""
    """The bookmark of a clause or a part; empty when it is known by none."""
    beside: tuple[str, ...] = ()
    items: list[Item] = field(default_factory=list)
    inner: list[Heading] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Found:
    """The sections of a file."""

    front: list[Item]
    """What stands before the first of them."""
    headings: list[Heading]
    guessed: tuple[str, ...]
    """The bookmarks of the clauses that were found by likeness."""
    rejected: frozenset[str] = frozenset()
    """The bookmarks at which the former clause stands, as its changes were rejected."""


def headings_of(items: Sequence[Item], known: Known, *, has_articles: bool) -> Found:
    """The parts and clauses in the flow of the text."""
    finder = _Finder(items, known, has_articles)
    return finder.found()


class _Finder:
    def __init__(self, items: Sequence[Item], known: Known, has_articles: bool) -> None:
        self.items = items
        self.known = known
        self.has_articles = has_articles
        self.anchors: dict[int, str] = {}
        """The bookmark of the clause at each place that has one."""
        self.anchors = self._anchored()
        self.starts: dict[int, Heading] = {}

    def found(self) -> Found:
        self._find_starts()
        guessed = self._guess()
        places = sorted(self.starts)
        front = list(self.items[: places[0] if places else len(self.items)])
        for place, end in pairwise([*places, len(self.items)]):
            start = self.starts[place]
            first = self._body_of(place)
            start.items = list(self.items[first:end])
        return Found(front, self._nested(places), guessed, self._rejected(places))

    # Bookmarks.

    def _anchored(self) -> dict[int, str]:
        """Each clause at one place, each place with one clause: the better match has it."""
        pairs = [
            (place, name)
            for place, item in enumerate(self.items)
            if isinstance(item, Line)
            for name in item.bookmarks
            if name in self.known.clauses
        ]
        places = [place for place, _ in pairs]
        names = [name for _, name in pairs]
        if len(set(places)) == len(places) and len(set(names)) == len(names):
            return dict(pairs)
        scored = sorted(
            (-self._score(name, place), not self._follows(order, pairs), order, place, name)
            for order, (place, name) in enumerate(pairs)
        )
        found: dict[int, str] = {}
        taken: set[str] = set()
        for *_, place, name in scored:
            if place not in found and name not in taken:
                found[place] = name
                taken.add(name)
        return found

    def _follows(self, order: int, pairs: Sequence[tuple[int, str]]) -> bool:
        """Whether a bookmark still comes after what it came after: of two equal texts, the copy
        does not."""
        name = pairs[order][1]
        known = list(self.known.clauses)
        above = next((each for _, each in reversed(pairs[:order]) if each != name), None)
        at = known.index(name)
        return above == (known[at - 1] if at else None)

    def _score(self, name: str, place: int) -> float:
        first = place - 1 if self._caption_at(place - 1) else place
        text = folded(self._rule_text(first, place + _NEAR))
        return likeness_to_beginning(folded(self.known.clauses[name].text), text)

    # Where sections begin.

    def _find_starts(self) -> None:
        for place, item in enumerate(self.items):
            if isinstance(item, Line):
                if self._begins_article(place, item):
                    self._add_article(place, item)
                elif place in self.anchors:
                    self._add(place, item, 1)
                elif any(name.startswith(PART) for name in item.bookmarks):
                    self._add(place, item, 0)
                elif item.look.heading is not None and item.style not in ("title", "caption"):
                    self._add(place, item, item.look.heading)

    def _begins_article(self, place: int, line: Line) -> bool:
        """Whether the line is the first 項 of an article, which carries its number."""
        if not self.has_articles or line.look.heading is not None:
            return False
        if line.mark and "条" in line.mark.level.text:
            return True
        anchor = self.anchors.get(place)
        return anchor is not None and folded(line.text) != folded(self._title(anchor))

    def _title(self, anchor: str) -> str:
        return self.known.clauses[anchor].text.split("\n", 1)[0]

    def _add_article(self, place: int, line: Line) -> None:
        above = place - 1
        caption = self._caption_at(above)
        if caption:
            self.starts.pop(above, None)
        first = above if caption else place
        heading = Heading(1, caption, line.mark is not None, self.anchors.get(place, ""))
        self.starts[first] = heading

    def _caption_at(self, place: int) -> str:
        """The caption of an article; empty where none stands."""
        item = self.items[place] if 0 <= place < len(self.items) else None
        if not self.has_articles or not isinstance(item, Line):
            return ""
        if place in self.anchors or item.look.heading == 0:
            return ""
        found = _CAPTION.fullmatch(item.text.strip())
        if found:
            return found[1]
        return item.text.strip() if item.look.heading == 1 else ""

    def _add(self, place: int, line: Line, level: int) -> None:
        part = next((name for name in line.bookmarks if name.startswith(PART)), "")
        anchor = self.anchors.get(place, part if level == 0 else "")
        is_numbered = line.mark is not None and bool(line.mark.level.text)
        title = line.text.strip()
        self.starts[place] = Heading(level, title, is_numbered, anchor, line.beside)

    def _body_of(self, place: int) -> int:
        """Where the text under a heading begins: an article's number stands before its text."""
        item = self.items[place]
        assert isinstance(item, Line)
        if place in self.anchors and self._begins_article(place, item):
            return place
        if self.has_articles and self._begins_article(place, item):
            return place
        return place + 1

    # Without a bookmark.

    def _guess(self) -> tuple[str, ...]:
        """Gives clauses without a bookmark their places by the likeness of their texts."""
        there = set(self.anchors.values())
        missing = {
            name: clause.text
            for name, clause in self.known.clauses.items()
            if clause.text and name not in there
        }
        if missing:
            self._find_plain_titles(missing)
        places = [*sorted(self.starts), len(self.items)]
        texts = {
            place: self._text_under(place, end)
            for place, end in pairwise(places)
            if self.starts[place].level > 0
        }
        nameless = {place: t for place, t in texts.items() if not self.starts[place].anchor}
        if not nameless:
            return ()
        doubtful = self._doubtful(texts)
        found = matched(
            missing | {name: self.known.clauses[name].text for name in doubtful}, nameless
        )
        for place, name in found.items():
            if name in doubtful:
                self.starts[doubtful[name]].anchor = ""
            self.starts[place].anchor = name
        return tuple(found[place] for place in sorted(found))

    def _doubtful(self, texts: Mapping[int, str]) -> dict[str, int]:
        """The bookmarks above another text, by their places.

        A bookmark that is cut out with its heading goes to where the heading is put back first,
        which may be a copy to write on.
        """
        found: dict[str, int] = {}
        for place, text in texts.items():
            name = self.starts[place].anchor
            clause, here = self.known.clauses.get(name), folded(text)
            # Once tracked changes are rejected, the former clause stands there.
            versions = filter(None, (clause, clause.former if clause else None))
            texts_of_it = [folded(each.text) for each in versions]
            if not any(
                here.startswith(known) or likeness_to_beginning(known, here) >= LIKE
                for known in texts_of_it or [""]
            ):
                found[name] = place
        return found

    def _find_plain_titles(self, missing: dict[str, str]) -> None:
        """Headings that have lost their style too: a line that is the title of a missing clause."""
        titles = {folded(text.split("\n", 1)[0]): name for name, text in missing.items()}
        for place, item in enumerate(self.items):
            if not isinstance(item, Line) or place in self.starts:
                continue
            caption = _CAPTION.fullmatch(item.text.strip()) if self.has_articles else None
            title = caption[1] if caption else item.text.strip()
            name = titles.get(folded(title))
            if name is None:
                continue
            text = folded(f"{title}\n{self._rule_text(place + 1, self._next_start(place))}")
            if likeness_to_beginning(folded(missing[name]), text) >= LIKE:
                is_numbered = item.mark is not None
                self.starts[place] = Heading(1, title, is_numbered, "", item.beside)

    def _next_start(self, place: int) -> int:
        return min((s for s in self.starts if s > place), default=len(self.items))

    def _text_under(self, place: int, end: int) -> str:
        start = self.starts[place]
        return f"{start.title}\n{self._rule_text(self._body_of(place), end)}"

    def _rule_text(self, first: int, end: int) -> str:
        texts = (item.text for item in self.items[first:end] if not _is_beside(item))
        return "\n".join(texts)

    # Rejected changes.

    def _rejected(self, places: Sequence[int]) -> frozenset[str]:
        """Where the text is that of the former clause.

        Where both clauses have the same text, changes were rejected if all others were.
        """
        found: dict[str, float] = {}
        for place, end in pairwise([*places, len(self.items)]):
            clause = self.known.clauses.get(self.starts[place].anchor)
            if clause and clause.former:
                text = folded(self._text_under(place, end))
                ours, former = (
                    likeness_to_beginning(folded(each.text), text)
                    for each in (clause, clause.former)
                )
                found[clause.origin.anchor] = former - ours
        decided = [lead > 0 for lead in found.values() if lead]
        are_all = bool(decided) and all(decided)
        return frozenset(a for a, lead in found.items() if lead > 0 or (are_all and not lead))

    # The tree.

    def _nested(self, places: Sequence[int]) -> list[Heading]:
        top: list[Heading] = []
        open_: list[Heading] = []
        for place in places:
            heading = self.starts[place]
            while open_ and open_[-1].level >= heading.level:
                open_.pop()
            (open_[-1].inner if open_ else top).append(heading)
            open_.append(heading)
        return top


_NEAR = 12
"""So many lines after a heading are looked at to tell which of two clauses it is."""


def _is_beside(item: Item) -> bool:
    """Whether the item belongs to a note, as far as it tells by itself."""
    if isinstance(item, Grid):
        return False
    return item.style.startswith(("commentary", "example"))


def walk(headings: Sequence[Heading]) -> Iterator[Heading]:
    """Every heading, in reading order."""
    for heading in headings:
        yield heading
        yield from walk(heading.inner)
