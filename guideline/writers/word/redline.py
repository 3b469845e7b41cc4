"""Owns a body with tracked changes: two bodies become one that holds both."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import TypeVar

from guideline.alignment import align
from guideline.writers.word.tracked import Tracker

_SECTION_END = r"<w:p><w:pPr><w:sectPr\b.*?</w:sectPr></w:pPr></w:p>"
_BLOCK = re.compile(
    rf"{_SECTION_END}|<w:tbl>.*?</w:tbl>(?:<w:p><w:pPr><w:pStyle w:val=\"TableText\"/>"
    r"(?:(?!</w:p>).)*</w:p>)?|<w:p>.*?</w:p>",
    re.DOTALL,
)
"""A paragraph or a table; the gap under a table belongs to it."""
_PARAGRAPH = re.compile(
    r"<w:p>(?:<w:pPr>(?P<properties>.*?)</w:pPr>)?(?P<runs>.*)</w:p>", re.DOTALL
)
_TABLE = re.compile(r"(?P<head><w:tbl>.*?</w:tblGrid>)(?P<rows>.*)</w:tbl>(?P<gap>.*)", re.DOTALL)
_ROW = re.compile(
    r"<w:tr>(?:<w:trPr>(?P<properties>.*?)</w:trPr>)?(?P<cells>.*?)</w:tr>", re.DOTALL
)
_CELL = re.compile(r"<w:tc>(?P<properties><w:tcPr>.*?</w:tcPr>)(?P<inner>.*?)</w:tc>", re.DOTALL)
_HEADING = re.compile(r'<w:p><w:pPr><w:pStyle w:val="Heading[12]"/>')
_SHOWN = re.compile(r"<w:t [^>]*>(.*?)</w:t>|(?<=>) (REF \S+)", re.DOTALL)
_STYLE = re.compile(r'<w:pStyle w:val="[^"]*"/>')
_NUMBER = re.compile(r"<w:numPr>.*?</w:numPr>", re.DOTALL)
_LIST = re.compile(r'(?<=<w:numId w:val=")\d+(?="/>)')
_COUNTED = re.compile(r'(?<=<w:bookmark)(Start|End) w:id="\d+"')


@dataclass(frozen=True, slots=True)
class Group:
    """A heading with the blocks under it, up to the next heading; the first one has no heading."""

    blocks: tuple[str, ...]


def groups_of(body: str) -> tuple[Group, ...]:
    """The body's groups: what stands before the first heading, then one for each section."""
    groups: list[list[str]] = [[]]
    for found in _BLOCK.finditer(body):
        if _HEADING.match(found[0]):
            groups.append([])
        groups[-1].append(found[0])
    return tuple(Group(tuple(blocks)) for blocks in groups)


@dataclass(frozen=True, slots=True)
class Pair:
    """A group of each side that are versions of one another, or one that a side alone has."""

    old: Group | None
    new: Group | None
    comment: str = ""
    """What a comment at the heading tells."""


class Redline:
    """Merges groups; knows which list of the old side is which of the new one."""

    def __init__(self, tracker: Tracker, pairs: Sequence[Pair], lists: tuple[int, int]) -> None:
        """Aligns the blocks of each pair.

        Args:
            lists: the first w:num of a list with numbers of its own, and the first one that the
                new side does not use.
        """
        self._tracker = tracker
        self._pairs = [(pair, _aligned(pair)) for pair in pairs]
        self._first_own, self._free = lists
        self._lists = _lists(self._pairs)
        self.added_lists: dict[str, str] = {}
        """The w:num in this body of each list that only the old side has, by its w:num there."""
        self.comments: list[str] = []
        """Their texts; the number of each is its place."""

    def body(self) -> str:
        """The paragraphs and tables of both sides in one order."""
        return "".join([self._group(pair, steps) for pair, steps in self._pairs])

    def _group(self, pair: Pair, steps: Sequence[_Step]) -> str:
        written = [self._step(step) for step in steps]
        if pair.comment and written:
            written[0] = self._commented(written[0], pair.comment)
        return "".join(written)

    def _commented(self, heading: str, text: str) -> str:
        number = len(self.comments)
        self.comments.append(text)
        start, end = heading.index("</w:pPr>") + len("</w:pPr>"), heading.rindex("</w:p>")
        reference = (
            f'<w:commentRangeEnd w:id="{number}"/><w:r><w:rPr><w:rStyle '
            f'w:val="CommentReference"/></w:rPr><w:commentReference w:id="{number}"/></w:r>'
        )
        return (
            f'{heading[:start]}<w:commentRangeStart w:id="{number}"/>'
            f"{heading[start:end]}{reference}{heading[end:]}"
        )

    def _step(self, step: _Step) -> str:
        old, new = step
        if old is not None:
            old = _LIST.sub(lambda found: self._list(found[0]), old)
        if new is None:
            return self._removed(old or "")
        if old is None:
            return self._added(new)
        return new if _same(old, new) else self._changed(old, new)

    def _list(self, old: str) -> str:
        if int(old) < self._first_own:
            return old
        if old in self._lists:
            return self._lists[old]
        if old not in self.added_lists:
            self.added_lists[old] = str(self._free + len(self.added_lists))
        return self.added_lists[old]

    # Whole blocks

    def _removed(self, block: str) -> str:
        if "<w:sectPr" in block:
            # Pages are turned as the new side has them.
            return ""
        table = _TABLE.fullmatch(block)
        if table:
            rows = "".join(self._row(row, None) for row in _ROW.finditer(table["rows"]))
            return f"{table['head']}{rows}</w:tbl>{self._paragraph(table['gap'], 'del')}"
        return self._paragraph(block, "del")

    def _added(self, block: str) -> str:
        if "<w:sectPr" in block:
            return block
        table = _TABLE.fullmatch(block)
        if table:
            rows = "".join(self._row(None, row) for row in _ROW.finditer(table["rows"]))
            return f"{table['head']}{rows}</w:tbl>{self._paragraph(table['gap'], 'ins')}"
        return self._paragraph(block, "ins")

    def _paragraph(self, block: str, change: str) -> str:
        """A paragraph, its end included, as inserted or deleted."""
        found = _PARAGRAPH.fullmatch(block)
        if not found:
            return ""
        runs = found["runs"]
        content = self._tracker.inserted(runs) if change == "ins" else self._tracker.deleted(runs)
        end = f"<w:rPr>{self._tracker.tag(change)}</w:rPr>"
        return f"<w:p><w:pPr>{found['properties'] or ''}{end}</w:pPr>{content}</w:p>"

    # Blocks on both sides

    def _changed(self, old: str, new: str) -> str:
        before, after = _TABLE.fullmatch(old), _TABLE.fullmatch(new)
        if before and after:
            return self._table(before, after)
        ours, theirs = _PARAGRAPH.fullmatch(old), _PARAGRAPH.fullmatch(new)
        assert ours is not None
        assert theirs is not None
        was = ours["properties"] or ""
        properties = theirs["properties"] or ""
        if _identity(was) != _identity(properties):
            opening = self._tracker.tag("pPrChange").removesuffix("/>")
            properties += f"{opening}><w:pPr>{was}</w:pPr></w:pPrChange>"
        content = self._tracker.merged(ours["runs"], theirs["runs"])
        return f"<w:p><w:pPr>{properties}</w:pPr>{content}</w:p>"

    def _table(self, old: re.Match[str], new: re.Match[str]) -> str:
        before, after = (list(_ROW.finditer(table["rows"])) for table in (old, new))
        rows = "".join(
            self._row(ours, theirs)
            for ours, theirs in _steps(before, after, _row_key, _are_rows_alike)
        )
        return f"{new['head']}{rows}</w:tbl>{new['gap']}"

    def _row(self, old: re.Match[str] | None, new: re.Match[str] | None) -> str:
        row = new or old
        assert row
        if old and new:
            cells = "".join(
                self._cell(a, b)
                for a, b in zip(
                    _CELL.finditer(old["cells"]), _CELL.finditer(new["cells"]), strict=True
                )
            )
            return f"<w:tr><w:trPr>{new['properties'] or ''}</w:trPr>{cells}</w:tr>"
        change = "ins" if new else "del"
        cells = "".join(self._whole_cell(cell, change) for cell in _CELL.finditer(row["cells"]))
        properties = f"{row['properties'] or ''}{self._tracker.tag(change)}"
        return f"<w:tr><w:trPr>{properties}</w:trPr>{cells}</w:tr>"

    def _cell(self, old: re.Match[str], new: re.Match[str]) -> str:
        before, after = (_BLOCK.findall(cell["inner"]) for cell in (old, new))
        inner = "".join(
            self._changed(a, b) if a and b and not _same(a, b) else b or self._removed(a)
            for a, b in zip_longest(before, after)
        )
        return f"<w:tc>{new['properties']}{inner}</w:tc>"

    def _whole_cell(self, cell: re.Match[str], change: str) -> str:
        """A cell of a row that comes or goes; the ends of its paragraphs go with the row."""
        inner = cell["inner"]
        for block in _BLOCK.findall(inner):
            found = _PARAGRAPH.fullmatch(block)
            assert found
            track = self._tracker.inserted if change == "ins" else self._tracker.deleted
            properties = f"<w:pPr>{found['properties'] or ''}</w:pPr>"
            inner = inner.replace(block, f"<w:p>{properties}{track(found['runs'])}</w:p>", 1)
        return f"<w:tc>{cell['properties']}{inner}</w:tc>"


_Step = tuple[str | None, str | None]


def _aligned(pair: Pair) -> list[_Step]:
    """The blocks of both sides in one order, those that belong together as one step."""
    old = pair.old.blocks if pair.old else ()
    new = pair.new.blocks if pair.new else ()
    return _steps(old, new, _block_key, _are_blocks_alike)


T = TypeVar("T")


def _steps(
    old: Sequence[T],
    new: Sequence[T],
    key: Callable[[T], str],
    are_alike: Callable[[T, T], bool],
) -> list[tuple[T | None, T | None]]:
    """Both sides in one order that keeps the order of each; what goes stands before what comes."""
    kept = []
    matches = align([key(one) for one in old], [key(one) for one in new])
    for match in matches:
        if match.kind in ("same", "changed", "split", "merged"):
            # Of a text that was split or merged, the first part is taken for the rest of it.
            i, j = match.old[0], match.new[0]
            if are_alike(old[i], new[j]):
                kept.append((i, j))
    steps: list[tuple[T | None, T | None]] = []
    at_old = at_new = 0
    for i, j in [*sorted(kept), (len(old), len(new))]:
        steps += [(one, None) for one in old[at_old:i]]
        steps += [(None, one) for one in new[at_new:j]]
        if i < len(old):
            steps.append((old[i], new[j]))
        at_old, at_new = i + 1, j + 1
    return steps


def _block_key(block: str) -> str:
    """What a block is found again by: the text of a paragraph, the first cell of a table."""
    if block.startswith("<w:tbl>"):
        first = _CELL.search(block)
        return f"table\0{_shown(first['inner'] if first else '')}"
    style = _STYLE.search(block)
    return f"{style[0] if style else ''}\0{_shown(block)}"


def _row_key(row: re.Match[str]) -> str:
    first = _CELL.search(row["cells"])
    return _shown(first["inner"]) if first else ""


def _are_blocks_alike(old: str, new: str) -> bool:
    """A table is changed cell by cell only where both sides have as many columns."""
    if old.startswith("<w:tbl>") != new.startswith("<w:tbl>"):
        return False
    return old.count("<w:gridCol ") == new.count("<w:gridCol ")


def _are_rows_alike(old: re.Match[str], new: re.Match[str]) -> bool:
    return len(_CELL.findall(old["cells"])) == len(_CELL.findall(new["cells"]))


def _shown(xml: str) -> str:
    """The text that a reader sees; a reference counts as what it leads to."""
    return "".join(text or reference for text, reference in _SHOWN.findall(xml))


def _same(old: str, new: str) -> bool:
    """Whether two blocks are the same but for the numbers of bookmarks."""
    return _COUNTED.sub("", old) == _COUNTED.sub("", new)


def _identity(properties: str) -> tuple[str, ...]:
    """What makes a paragraph what it is, for a reader: its style and its number."""
    return tuple(
        found[0] for found in (_STYLE.search(properties), _NUMBER.search(properties)) if found
    )


def _lists(pairs: Sequence[tuple[Pair, Sequence[_Step]]]) -> Mapping[str, str]:
    """For each list of the old side the one of the new side that it became."""
    became: dict[str, str] = {}
    for _, steps in pairs:
        for old, new in steps:
            if old is None or new is None:
                continue
            before, after = _LIST.search(old), _LIST.search(new)
            if before and after:
                became.setdefault(before[0], after[0])
    return became
