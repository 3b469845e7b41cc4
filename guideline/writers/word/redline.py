"""Owns a body with tracked changes: two bodies become one that holds both."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise, takewhile
from typing import Literal, NamedTuple, TypeVar

from guideline.alignment import align
from guideline.writers.word.tracked import Tracker, Way

_BLOCK = re.compile(
    r"<w:tbl>.*?</w:tbl>(?:<w:p><w:pPr><w:pStyle w:val=\"TableText\"/>(?:(?!</w:p>).)*</w:p>)?"
    r"|<w:p>.*?</w:p>",
    re.DOTALL,
)
"""A paragraph or a table; the gap under a table belongs to it."""
_PARAGRAPH = re.compile(
    r"<w:p>(?:<w:pPr>(?P<properties>.*?)</w:pPr>)?(?P<runs>.*)</w:p>", re.DOTALL
)
_TABLE = re.compile(
    r"(?P<head><w:tbl><w:tblPr>(?P<properties>.*?)</w:tblPr>"
    r"<w:tblGrid>(?P<grid>.*?)</w:tblGrid>)(?P<rows>.*)</w:tbl>",
    re.DOTALL,
)
_COLUMN = re.compile(r'<w:gridCol w:w="(\d+)"/>')
_ROW = re.compile(
    r"<w:tr>(?:<w:trPr>(?P<properties>.*?)</w:trPr>)?(?P<cells>.*?)</w:tr>", re.DOTALL
)
_CELL = re.compile(r"<w:tc>(?P<properties><w:tcPr>.*?</w:tcPr>)(?P<inner>.*?)</w:tc>", re.DOTALL)
_WIDTH = re.compile(r'(?<=<w:tcW w:w=")\d+(?=")')
_SPAN = re.compile(r'<w:gridSpan w:val="(\d+)"/>')
_HEADING = re.compile(r'<w:p><w:pPr><w:pStyle w:val="Heading[12]"/>')
_SHOWN = re.compile(r"<w:t [^>]*>(.*?)</w:t>|(?<=>) (REF \S+)", re.DOTALL)
_STYLE = re.compile(r'<w:pStyle w:val="[^"]*"/>')
_SECTION = re.compile(r"<w:sectPr\b.*?</w:sectPr>", re.DOTALL)
_END_OF_PROPERTIES = re.compile("</w:pPr>(?!</w:pPrChange>)")
_RUNS = re.compile(r"(?<=</w:pPr>).*(?=</w:p>)", re.DOTALL)
_NUMBERED = re.compile(
    r'<w:p><w:pPr>(?:(?!</w:pPr>).)*?<w:numId w:val="(?!0")'
    r'|<w:p><w:pPr><w:pStyle w:val="Heading[12]"/>(?!<w:numPr>)'
)
_FOLLOWS = re.compile("<w:(?:keepNext|pageBreakBefore)/>")
"""What a paragraph has because of what stands around it."""
# A pattern that begins with plain characters is found many times as fast as one that looks back.
_COUNTED = re.compile(r'<w:(?:bookmarkStart|bookmarkEnd|footnoteReference) w:id="\d+"')
"""What tells nothing about a paragraph: it changes with whatever comes before."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A group of each side that are versions of one another, or one that a side alone has."""

    old: str | None
    new: str | None
    comment: str = ""
    """What a comment at the heading tells."""


def groups_of(body: str) -> list[str]:
    """The body's groups: what stands before the first heading, then one for each section."""
    starts = [0, *(found.start() for found in _HEADING.finditer(body)), len(body)]
    return [body[start:end] for start, end in pairwise(starts)]


class OwnLists(NamedTuple):
    """The lists with numbers of their own, which each side counts by itself."""

    first: int
    """The w:num of the first one."""
    free: int
    """The first w:num that the new side does not use."""


@dataclass(frozen=True, slots=True)
class _Step:
    """What stands at one place: blocks of both sides, or of one side only."""

    old: str | None
    new: str | None
    comment: str = ""
    end: Way | None = None
    """That the end of the last paragraph comes or goes, though the paragraph stays."""
    is_last: bool = False
    """Whether it is of both sides only because the end of its last paragraph stays."""
    is_same: bool = False
    """Whether both sides say the same, in lists that may have other names."""
    way: Way | None = None
    """What becomes of its text where only its end stays."""

    @property
    def is_paired(self) -> bool:
        """Whether both sides have it."""
        return self.old is not None and self.new is not None


class Redline:
    """Merges groups; knows which list of the old side is which of the new one."""

    def __init__(
        self, tracker: Tracker, pairs: Sequence[Pair], lists: OwnLists, first_comment: int
    ) -> None:
        """Aligns the blocks of each pair.

        Args:
            first_comment: the number of the first comment.
        """
        self._tracker = tracker
        self._lists, self._first_comment = lists, first_comment
        below = "|".join(map(str, range(lists.first)))
        self._list = re.compile(rf'<w:numId w:val="(?!(?:{below})")(\d+)"/>')
        self._steps = [step for pair in pairs for step in self._aligned(pair)]
        self._became = self._lists_that_stay()
        self.added_lists: dict[str, str] = {}
        """The w:num in this body of each list that only the old side has, by its w:num there."""
        self.comments: list[str] = []
        """Their texts, in the order of their numbers."""

    def body(self) -> str:
        """The paragraphs and tables of both sides in one order."""
        return "".join([self._commented(step) for step in _closed(self._steps)])

    def inner(self, old: str, new: str) -> str:
        """The paragraphs of something small, such as a footnote or a cell, on both sides."""
        return "".join([self._step(step) for step in _closed(_steps_of(old, new))])

    def whole(self, way: Way, inner: str) -> str:
        """Paragraphs that come or go with what holds them, so that their ends need no record."""
        return _BLOCK.sub(lambda found: self._paragraph(found[0], way, ends=False), inner)

    # Which blocks belong together, and which lists

    def _aligned(self, pair: Pair) -> list[_Step]:
        if pair.old is not None and pair.new is not None and self._is_same(pair.old, pair.new):
            return [_Step(pair.old, pair.new, pair.comment, is_same=True)]
        steps = _steps_of(pair.old or "", pair.new or "")
        return [replace(steps[0], comment=pair.comment), *steps[1:]] if steps else []

    def _is_same(self, old: str, new: str) -> bool:
        return old == new or self._list.sub("", _masked(old)) == self._list.sub("", _masked(new))

    def _lists_that_stay(self) -> Mapping[str, str]:
        """For each list of the old side the one of the new side that it became."""
        votes: Counter[tuple[str, str]] = Counter()
        for step in self._steps:
            if step.old is not None and step.new is not None:
                before, after = (self._list.findall(side) for side in (step.old, step.new))
                votes.update(zip(before, after, strict=False))
        became: dict[str, str] = {}
        taken: set[str] = set()
        for (old, new), _ in votes.most_common():
            # Two lists that became one would go on counting, once the changes are rejected.
            if old not in became and new not in taken:
                became[old] = new
                taken.add(new)
        return became

    def _renumbered(self, old: str) -> str:
        """The old side with its lists as they are called here."""
        return self._list.sub(lambda found: f'<w:numId w:val="{self._list_here(found[1])}"/>', old)

    def _list_here(self, old: str) -> str:
        if old in self._became:
            return self._became[old]
        free = str(self._lists.free + len(self.added_lists))
        return self.added_lists.setdefault(old, free)

    # Steps

    def _commented(self, step: _Step) -> str:
        written = self._step(step)
        if not step.comment or not written:
            return written
        number = self._first_comment + len(self.comments)
        self.comments.append(step.comment)
        mark = (
            '<w:r><w:rPr><w:rStyle w:val="CommentReference"/></w:rPr>'
            f'<w:commentReference w:id="{number}"/></w:r>'
        )
        way: Way | None = step.way
        if not step.is_paired:
            way = "ins" if step.old is None else "del"
        if way:
            mark = self._tracker.around(way, mark)
        properties = _END_OF_PROPERTIES.search(written)
        assert properties
        start, end = properties.end(), written.index("</w:p>")
        return (
            f'{written[:start]}<w:commentRangeStart w:id="{number}"/>{written[start:end]}'
            f'<w:commentRangeEnd w:id="{number}"/>{mark}{written[end:]}'
        )

    def _step(self, step: _Step) -> str:
        if step.is_same and not step.end and self._has_same_lists(step):
            self._tracker.kept(step.old or "", step.new or "")
            return step.new or ""
        old = self._renumbered(step.old) if step.old is not None else None
        if old is not None and step.new is not None and step.is_last:
            return self._last(old, step.new, step.end)
        if old is None or step.new is None:
            block = step.new if old is None else old
            return self._whole(block or "", "ins" if old is None else "del")
        if _masked(old) == _masked(step.new):
            self._tracker.kept(old, step.new)
            return self._with_end(step.new, step.end) if step.end else step.new
        before, after = _BLOCK.findall(old), _BLOCK.findall(step.new)
        return "".join(
            self._changed(a, b, step.end if number == len(after) else None)
            for number, (a, b) in enumerate(zip(before, after, strict=True), 1)
        )

    def _has_same_lists(self, step: _Step) -> bool:
        before, after = (self._list.findall(side or "") for side in (step.old, step.new))
        return [self._list_here(number) for number in before] == after

    def _with_end(self, blocks: str, way: Way) -> str:
        *before, last = _BLOCK.findall(blocks)
        table, paragraph = _parted(last)
        found = _properties(paragraph)
        end = f"<w:pPr>{_joined(found.properties, end=self._tracker.tag(way))}</w:pPr>"
        return f"{''.join(before)}{table}<w:p>{end}{found.runs}</w:p>"

    # Whole blocks

    def _whole(self, block: str, way: Way) -> str:
        table, paragraph = _parted(block)
        written = self._whole_table(table, way) if table else ""
        return written + (self._paragraph(paragraph, way) if paragraph else "")

    def _whole_table(self, table: str, way: Way) -> str:
        found = _table(table)
        return f"{found['head']}{self._rows(found, way)}</w:tbl>"

    def _rows(self, table: re.Match[str], way: Way) -> str:
        return "".join([self._whole_row(row, way) for row in _ROW.finditer(table["rows"])])

    def _paragraph(self, block: str, way: Way, *, ends: bool = True) -> str:
        """A paragraph as inserted or deleted, its end included unless it goes with its holder."""
        found = _properties(block)
        if found.section and way == "del":
            # Pages are turned as the new side has them.
            found = found._replace(section="")
        # A section of the document ends here, whatever becomes of the text.
        end = self._tracker.tag(way) if ends and not found.section else ""
        properties = _joined(found.properties, end, found.section)
        return f"<w:p><w:pPr>{properties}</w:pPr>{self._tracker.whole(way, found.runs)}</w:p>"

    # Blocks on both sides

    def _changed(self, old: str, new: str, end: Way | None = None) -> str:
        """A block of both sides; a table of both has as many columns on each."""
        (ours, gap), (theirs, paragraph) = _parted(old), _parted(new)
        if ours and theirs:
            table = self._table(_table(ours), _table(theirs))
            return table + (self._changed_paragraph(gap, paragraph, end) if paragraph else "")
        return self._changed_paragraph(old, new, end)

    def _changed_paragraph(self, old: str, new: str, end: Way | None) -> str:
        if not end and _masked(old) == _masked(new):
            self._tracker.kept(old, new)
            return new
        was, now = _properties(old), _properties(new)
        mark = self._tracker.tag(end) if end else ""
        properties = self._with_former(now, was, mark)
        runs = self._tracker.merged(was.runs, now.runs)
        if not end:
            self._tracker.end_of_paragraph()
        return f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"

    def _with_former(self, now: _Properties, was: _Properties, end: str = "") -> str:
        """The properties, with what they were before where that is something else."""
        properties = _joined(now.properties, end, now.section)
        if _FOLLOWS.sub("", was.properties) == _FOLLOWS.sub("", now.properties):
            return properties
        former = f"<w:pPr>{was.properties}</w:pPr>"
        return properties + self._tracker.around("pPrChange", former)

    def _last(self, old: str, new: str, end: Way | None) -> str:
        """What each side ends with, nothing of which both have but that there is an end."""
        (ours, gap), (theirs, paragraph) = _parted(old), _parted(new)
        written = self._whole_table(ours, "del") if ours else ""
        if ours and theirs:
            # Tables that touch would be one: this gap goes, whether they accept or reject.
            marks = self._tracker.tag("ins") + self._tracker.tag("del")
            written += f"<w:p><w:pPr>{_joined(_properties(gap).properties, marks)}</w:pPr></w:p>"
        written += self._whole_table(theirs, "ins") if theirs else ""
        was, now = _properties(gap), _properties(paragraph)
        runs = self._tracker.whole("del", was.runs) + self._tracker.whole("ins", now.runs)
        properties = self._with_former(now, was, self._tracker.tag(end) if end else "")
        return f"{written}<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"

    def _table(self, old: re.Match[str], new: re.Match[str]) -> str:
        before, after = (list(_ROW.finditer(table["rows"])) for table in (old, new))
        starts = list(accumulate(map(int, _COLUMN.findall(new["grid"])), initial=0))
        rows = "".join(
            self._row(ours, theirs, starts)
            for ours, theirs in _steps(before, after, _row_key, _are_rows_alike)
        )
        head = new["head"]
        if old["properties"] != new["properties"]:
            # Such as what the table is about, for those who do not see it.
            former = self._tracker.around("tblPrChange", f"<w:tblPr>{old['properties']}</w:tblPr>")
            head = head.replace("</w:tblPr>", f"{former}</w:tblPr>", 1)
        return f"{head}{rows}</w:tbl>"

    def _row(
        self, old: re.Match[str] | None, new: re.Match[str] | None, starts: Sequence[int]
    ) -> str:
        if old and new:
            pairs = zip(_CELL.finditer(old["cells"]), _CELL.finditer(new["cells"]), strict=True)
            cells = "".join([self._cell(a, b) for a, b in pairs])
            return f"<w:tr><w:trPr>{new['properties'] or ''}</w:trPr>{cells}</w:tr>"
        if new:
            return self._whole_row(new, "ins")
        assert old
        return _fitted(self._whole_row(old, "del"), starts)

    def _whole_row(self, row: re.Match[str], way: Way) -> str:
        cells = "".join(
            f"<w:tc>{cell['properties']}{self.whole(way, cell['inner'])}</w:tc>"
            for cell in _CELL.finditer(row["cells"])
        )
        properties = f"{row['properties'] or ''}{self._tracker.tag(way)}"
        return f"<w:tr><w:trPr>{properties}</w:trPr>{cells}</w:tr>"

    def _cell(self, old: re.Match[str], new: re.Match[str]) -> str:
        is_same = _masked(old["inner"]) == _masked(new["inner"])
        inner = new["inner"] if is_same else self.inner(old["inner"], new["inner"])
        return f"<w:tc>{new['properties']}{inner}</w:tc>"


# How blocks are made up


class _Properties(NamedTuple):
    """A paragraph taken apart."""

    properties: str
    section: str
    """The section of the document that ends with it."""
    runs: str


def _properties(paragraph: str) -> _Properties:
    found = _PARAGRAPH.fullmatch(paragraph)
    assert found, paragraph
    properties = found["properties"] or ""
    section = _SECTION.search(properties)
    return _Properties(_SECTION.sub("", properties), section[0] if section else "", found["runs"])


def _joined(properties: str, end: str, section: str = "") -> str:
    """Paragraph properties in the order of the schema, with what becomes of the paragraph's end."""
    return f"{properties}<w:rPr>{end}</w:rPr>{section}" if end else properties + section


def _parted(block: str) -> tuple[str, str]:
    """The table, if it is one, and the paragraph: the gap under a table."""
    if not block.startswith("<w:tbl>"):
        return "", block
    end = block.rindex("</w:tbl>") + len("</w:tbl>")
    return block[:end], block[end:]


def _table(table: str) -> re.Match[str]:
    found = _TABLE.fullmatch(table)
    assert found
    return found


def _fitted(row: str, starts: Sequence[int]) -> str:
    """A row with cells as wide as the columns that it is now in."""
    at = 0

    def fitted(cell: re.Match[str]) -> str:
        nonlocal at
        span = _SPAN.search(cell["properties"])
        start, at = at, at + (int(span[1]) if span else 1)
        return _WIDTH.sub(str(starts[at] - starts[start]), cell[0], count=1)

    return _CELL.sub(fitted, row)


def _masked(xml: str) -> str:
    return _COUNTED.sub("", xml)


# What belongs together


def _steps_of(old: str, new: str) -> list[_Step]:
    """The blocks of both sides in one order; headings belong together, whatever they say."""
    ours = [block for block in _BLOCK.findall(old) if not _only_ends_section(block)]
    theirs = _BLOCK.findall(new)
    heading = []
    if ours and theirs and _HEADING.match(ours[0]) and _HEADING.match(theirs[0]):
        heading = [_Step(ours.pop(0), theirs.pop(0))]
    if ours and theirs and _begins_clause(ours[0]) and _begins_clause(theirs[0]):
        # An article begins under its caption: references lead to where it begins on both sides.
        heading.append(_Step(ours.pop(0), theirs.pop(0)))
    if len(ours) == len(theirs) == 1 and _are_blocks_alike(ours[0], theirs[0]):
        return [*heading, _Step(ours[0], theirs[0])]
    aligned = _steps(ours, theirs, _block_key, _are_blocks_alike)
    return heading + [_Step(before, after) for before, after in aligned]


def _begins_clause(block: str) -> bool:
    return '<w:bookmarkStart w:id="' in block and ' w:name="_c_' in block


def _only_ends_section(block: str) -> bool:
    return "<w:sectPr" in block and not _SHOWN.search(block)


def _closed(steps: Sequence[_Step]) -> list[_Step]:
    """The steps, so that no end is recorded that cannot come or go.

    That is the end of the container's last paragraph. The ends before a table can, but LibreOffice
    7.4 leaves an empty paragraph there, as the first one of them was, which might take a number.
    """
    found: list[_Step] = []
    for at, step in enumerate(steps):
        found.append(step)
        is_last = at + 1 == len(steps)
        if not step.is_paired and (is_last or _would_leave_number(found, steps[at + 1])):
            found = _ended(found, at_table=not is_last)
    return found


def _would_leave_number(steps: Sequence[_Step], following: _Step) -> bool:
    """Whether what comes or goes at the end of the steps has a number, and a table behind it."""
    if not (following.new or following.old or "").startswith("<w:tbl>"):
        return False
    is_old = steps[-1].old is not None
    run = takewhile(lambda s: not s.is_paired and (s.old is not None) == is_old, reversed(steps))
    return any(_NUMBERED.match(step.old or step.new or "") for step in run)


def _ended(steps: Sequence[_Step], *, at_table: bool) -> list[_Step]:
    """The steps with the change at the end of the paragraph before the last ones.

    So it is when somebody writes on from the end of a text, or deletes up to an end.
    """
    stays = max((at for at, step in enumerate(steps) if step.is_paired), default=-1)
    tail = list(steps[stays + 1 :])
    if at_table and any((step.old or step.new or "").startswith("<w:tbl>") for step in tail):
        return list(steps)
    gone = [at for at, step in enumerate(tail) if step.old]
    come = [at for at, step in enumerate(tail) if step.new]
    if gone and come:
        last = replace(tail[come[-1]], old=tail[gone[-1]].old, is_last=True)
        others = [step for at, step in enumerate(tail) if at not in (gone[-1], come[-1])]
        return [*steps[: stays + 1], *others, last]
    if stays < 0:
        return list(steps)
    return [*steps[:stays], *_taking_over(steps[stays], tail, "del" if gone else "ins")]


def _taking_over(stays: _Step, tail: Sequence[_Step], way: Way) -> Iterator[_Step]:
    """What comes or goes behind a block of both sides: its last paragraph has that one's end."""
    yield replace(stays, end=way)
    yield from tail[:-1]
    before, after = (_parted(_BLOCK.findall(side or "")[-1])[1] for side in (stays.old, stays.new))
    ours, theirs = (_RUNS.sub("", paragraph) for paragraph in (before, after))
    if way == "ins":
        yield replace(tail[-1], old=ours, is_last=True, way=way)
    else:
        yield replace(tail[-1], new=theirs, is_last=True, way=way)


T = TypeVar("T")


def _steps(
    old: Sequence[T],
    new: Sequence[T],
    key: Callable[[T], str],
    are_alike: Callable[[T, T], bool],
) -> list[tuple[T | None, T | None]]:
    """Both sides in one order that keeps the order of each; what goes stands before what comes."""
    kept = []
    for match in align([key(one) for one in old], [key(one) for one in new]):
        if match.kind in _STAY and are_alike(old[match.old[0]], new[match.new[0]]):
            # Of a text that was split or merged, the first part is taken for the rest of it.
            kept.append((match.old[0], match.new[0]))
    steps: list[tuple[T | None, T | None]] = []
    at_old = at_new = 0
    for i, j in [*sorted(kept), (len(old), len(new))]:
        if i < at_old or j < at_new:
            continue
        steps += [(one, None) for one in old[at_old:i]]
        steps += [(None, one) for one in new[at_new:j]]
        if i < len(old):
            steps.append((old[i], new[j]))
        at_old, at_new = i + 1, j + 1
    return steps


_STAY: tuple[Literal["same", "changed", "split", "merged"], ...]
_STAY = ("same", "changed", "split", "merged")


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
    ours, theirs = (_SPAN.sub("", _WIDTH.sub("", row["cells"])) for row in (old, new))
    return ours.count("<w:tc>") == theirs.count("<w:tc>")


def _shown(xml: str) -> str:
    """The text that a reader sees; a reference counts as what it leads to."""
    return "".join(text or reference for text, reference in _SHOWN.findall(xml))
