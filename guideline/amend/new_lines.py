"""The new provisions under an amending sentence, read line by line."""

from __future__ import annotations

import re

from guideline.amend.law import (
    ARTICLE,
    CHAPTER,
    FIGURES,
    KANA,
    SCHEDULE,
    LiveArticle,
    LiveChapter,
    LiveItem,
    LiveParagraph,
    LiveSchedule,
    LiveTable,
    UnreadableError,
    live_table,
)
from guideline.amend.provisions import Grid
from guideline.amend.text import Block


class NewLines:
    """The new provisions under a sentence, read line by line."""

    def __init__(self, block: Block) -> None:
        self.block = block
        self.at = 0

    def end(self) -> None:
        if self.at != len(self.block):
            raise UnreadableError(f"新しい規定の{self.at + 1}行目が読めません。")

    def _next(self) -> str | Grid | None:
        return self.block[self.at] if self.at < len(self.block) else None

    def _marked(self, mark: str) -> str | None:
        """The text of the next line, if it begins with the mark."""
        line = self._next()
        found = re.match(f"(?:{mark})　", line) if isinstance(line, str) else None
        if not found or not isinstance(line, str):
            return None
        self.at += 1
        return line[found.end() :]

    def line(self) -> str:
        line = self._next()
        if not isinstance(line, str):
            raise UnreadableError("新しい規定の文がありません。")
        self.at += 1
        return line

    def table(self) -> LiveTable:
        grid = self._next()
        if not isinstance(grid, Grid) or not grid.header:
            raise UnreadableError("新しい表がありません。")
        self.at += 1
        return live_table(grid)

    def rows(self, count: int) -> list[list[str]]:
        grid = self._next()
        if not isinstance(grid, Grid) or grid.header or (count and len(grid.rows) != count):
            raise UnreadableError("新しい表の項がありません。")
        self.at += 1
        return [list(row) for row in grid.rows]

    def chapter(self) -> LiveChapter:
        heading = re.fullmatch(f"({CHAPTER})　(.*)", self.line())
        if not heading:
            raise UnreadableError("新しい章の章名がありません。")
        chapter = LiveChapter(heading[1], heading[2], [])
        while self.at < len(self.block):
            if re.match(f"{CHAPTER}　", str(self._next())):
                break
            chapter.articles.append(self.article())
        return chapter

    def article(self) -> LiveArticle:
        line = self.line()
        caption = ""
        if re.fullmatch("（.*）", line):
            caption, line = line[1:-1], self.line()
        found = re.match(f"({ARTICLE})　", line)
        if not found:
            raise UnreadableError("新しい条の番号がありません。")
        first = LiveParagraph("", line[found.end() :], self._parts())
        paragraphs = [first]
        while self._is_at_paragraph(len(paragraphs) + 1):
            paragraphs.append(self.paragraph(None))
        return LiveArticle(found[1], caption, paragraphs)

    def _is_at_paragraph(self, number: int) -> bool:
        line = self._next()
        found = re.match(f"({FIGURES})　", line) if isinstance(line, str) else None
        return bool(found) and int(found[1]) == number if found else False

    def paragraph(self, number: str | None) -> LiveParagraph:
        """The next 項, of this number; of the one that it shows when None."""
        line = self.line()
        if number != "":
            found = re.match(f"({FIGURES})　", line)
            if not found or number not in (None, found[1]):
                raise UnreadableError("新しい項の番号が違います。")
            number, line = found[1], line[found.end() :]
        return LiveParagraph(number, line, self._parts())

    def _parts(self) -> list[LiveItem | LiveTable]:
        found: list[LiveItem | LiveTable] = []
        while True:
            count = sum(isinstance(part, LiveItem) for part in found) + 1
            line = self._next()
            if isinstance(line, Grid):
                found.append(self.table())
            elif isinstance(line, str) and line.startswith(f"({count})　"):
                found.append(self.item(f"({count})"))
            else:
                return found

    def items(self) -> list[LiveItem]:
        found = []
        while (mark := re.match(r"\([0-9]+\)(?=　)", str(self._next()))) is not None:
            found.append(self.item(mark[0]))
        return found

    def item(self, number: str) -> LiveItem:
        text = self._marked(re.escape(number))
        if text is None:
            raise UnreadableError("新しい号の番号が違います。")
        depth = 1 if number.startswith("(") else 2
        # Deeper than （ア） nothing stands.
        below = [] if number.startswith("（") else self.kana_items(depth, from_first=True)
        return LiveItem(number, text, below)

    def kana_items(self, depth: int, *, from_first: bool = False) -> list[LiveItem]:
        found: list[LiveItem] = []
        pattern = f"[{KANA}](?=　)" if depth == 1 else f"（[{KANA}]）(?=　)"
        while (mark := re.match(pattern, str(self._next()))) is not None:
            expected = KANA[len(found)]
            if from_first and mark[0].strip("（）") != expected:
                break
            found.append(self.item(mark[0]))
        return found

    def schedule(self) -> LiveSchedule:
        heading = re.fullmatch(f"({SCHEDULE})(（.*）)?", self.line())
        if not heading:
            raise UnreadableError("新しい別表の番号がありません。")
        content: list[str | LiveTable] = []
        while (part := self._next()) is not None:
            if isinstance(part, str) and re.match(f"{SCHEDULE}(?:（|$)", part):
                break
            content.append(live_table(part) if isinstance(part, Grid) else part)
            self.at += 1
        return LiveSchedule(heading[1], heading[2] or "", content)
