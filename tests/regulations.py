"""Small documents in articles, written as text: what tests of amendments compare."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from guideline.document import (
    Block,
    BulletList,
    Document,
    Layout,
    Manifest,
    NumberedList,
    Paragraph,
    Section,
    Table,
    Text,
)
from guideline.number import numbered
from tests.helpers import paragraph

_MANIFEST = Manifest("guideline", "試験の条項集", "1", "", "regulation", "2026-12-01")


@dataclass
class _Open:
    """A section that is being read."""

    id: str
    title: str
    blocks: list[Block] = field(default_factory=list)
    articles: list[_Open] = field(default_factory=list)

    def closed(self) -> Section:
        inner = tuple(article.closed() for article in self.articles)
        return Section(self.id, self.title, "", tuple(self.blocks), inner)


def regulation(
    text: str, *, title: str = "生成AI利用規程", digits: Literal["full", "half"] = "full"
) -> Document:
    """A document in articles.

    Lines: `# id 章名`, `## id 見出し`, `- 号`, `  - 号の細分`, `| 表 | の行 |` (the first row is
    the header), `附則` and `別表第１（第２条関係）`; every other line is a 項.
    """
    parts: list[tuple[_Open, bool]] = []
    here = _Open("", "")
    for line in filter(None, (raw.rstrip() for raw in text.strip().split("\n"))):
        if line.startswith("# "):
            here = _opened(line[2:])
            parts.append((here, True))
        elif line.startswith("## "):
            here = _opened(line[3:])
            parts[-1][0].articles.append(here)
        elif line.startswith(("附則", "別表")):
            here = _Open(f"end-{line[:4]}", line)
            parts.append((here, False))
        else:
            _add(here.blocks, line)
    sections = numbered(
        [(part.closed(), is_numbered) for part, is_numbered in parts], "articles", digits
    )
    return Document(
        title,
        (Text("青波市"),),
        "articles",
        Table((), ()),
        sections,
        _MANIFEST,
        layout=Layout(digits=digits),
    )


def _opened(line: str) -> _Open:
    id_, _, title = line.partition(" ")
    return _Open(id_, title)


def _add(blocks: list[Block], line: str) -> None:
    last = blocks[-1] if blocks else None
    if line.startswith("  - "):
        assert isinstance(last, NumberedList)
        *items, (first, *rest) = last.items
        below = rest[0].items if rest and isinstance(rest[0], BulletList) else ()
        inner = BulletList((*below, (paragraph(line[4:]),)))
        blocks[-1] = NumberedList((*items, (first, inner)))
    elif line.startswith("- "):
        item = (paragraph(line[2:]),)
        if isinstance(last, NumberedList):
            blocks[-1] = NumberedList((*last.items, item))
        else:
            blocks.append(NumberedList((item,)))
    elif line.startswith("|"):
        cells = tuple((Text(cell.strip()),) for cell in line.strip("|").split("|"))
        if isinstance(last, Table):
            blocks[-1] = replace(last, rows=(*last.rows, cells))
        else:
            blocks.append(Table(cells, ()))
    else:
        blocks.append(Paragraph((Text(line),)))
