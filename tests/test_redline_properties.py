"""Whatever is edited: accepted it is the new version, rejected the old one."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guideline.document import (
    Blank,
    Block,
    BulletList,
    Document,
    Inline,
    Inlines,
    Layout,
    Link,
    Manifest,
    Note,
    NoteKind,
    NumberedList,
    Numbering,
    Origin,
    Paragraph,
    Reference,
    Section,
    Strong,
    Table,
    Text,
    walk_sections,
)
from guideline.number import numbered, usual_digits
from tests.redlines import blocks_of, files, prove
from tests.settled import has_changes

# Drafts: what is edited, before it is numbered


@dataclass(frozen=True)
class DraftClause:
    id: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class DraftPart:
    id: str
    title: str
    blocks: tuple[Block, ...]
    clauses: tuple[DraftClause, ...]
    is_numbered: bool = True


@dataclass(frozen=True)
class Draft:
    title: str
    numbering: Numbering
    details: tuple[tuple[str, str], ...]
    parts: tuple[DraftPart, ...]
    posts: tuple[str, ...] = ()


def built(draft: Draft) -> Document:
    parts = [
        (
            Section(
                part.id,
                part.title,
                "",
                part.blocks,
                tuple(
                    Section(c.id, c.title, "", c.blocks, (), _origin(c.id)) for c in part.clauses
                ),
            ),
            part.is_numbered,
        )
        for part in draft.parts
    ]
    digits = usual_digits(draft.numbering)
    sections = numbered(parts, draft.numbering, digits)
    numbers = {s.id: s.full_number or f"「{s.title}」" for s in walk_sections(sections)}
    return Document(
        draft.title,
        (Text("架空市"),),
        draft.numbering,
        Table(
            ((Text("項目"),), (Text("内容"),)),
            tuple(((Text(a),), (Text(b),)) for a, b in draft.details),
        ),
        tuple(_referring(section, numbers) for section in sections),
        Manifest("guideline", "standard", "1", "00", "guideline", "2027-04-01"),
        layout=Layout(digits=digits, approval_box=draft.posts),
    )


def _origin(id_: str) -> Origin:
    digest = hashlib.sha256(id_.encode()).hexdigest()
    return Origin(id_, id_, "must", (), (), f"_c_{digest[:12]}", digest)


def _referring(value: Any, numbers: dict[str, str]) -> Any:
    """The tree with the numbers that clauses have in it."""
    if isinstance(value, Reference):
        return replace(value, text=numbers.get(value.clause, "削除された条項"))
    if isinstance(value, tuple):
        return tuple(_referring(item, numbers) for item in value)
    if isinstance(value, Section | Paragraph | BulletList | NumberedList | Table | Note):
        names = value.__dataclass_fields__
        return replace(value, **{n: _referring(getattr(value, n), numbers) for n in names})
    return value


# What drafts are made of

SENTENCES = (
    "生成AIに個人情報を入力してはならない。",
    "職員は、生成物を利用する前に内容を確認しなければならない。",
    "情報政策課長の承認を受けたときは、この限りでない。",
    "事故が起きたときは、直ちに情報政策課へ報告する。",
    "対象ツールは、次の表に掲げるものとする。",
    "利用の記録は、５年間保存するものとする。",
    'A<B & "C"',
    "ただし、",
    "",
)
CLAUSES = tuple(f"part/clause-{n}" for n in range(8))

texts = st.sampled_from(SENTENCES)
inline_items: st.SearchStrategy[Inline] = st.one_of(
    texts.map(Text),
    texts.map(Text),
    st.sampled_from(("強調", "必ず")).map(Strong),
    st.builds(
        Link,
        st.sampled_from(("手引", "https://example.com/a")),
        st.sampled_from(("https://example.com/a", "https://example.com/b?x=1&y=2")),
    ),
    st.sampled_from(("承認者", "日付")).map(Blank),
    st.sampled_from(CLAUSES).map(Reference),
)
inlines: st.SearchStrategy[Inlines] = st.lists(inline_items, min_size=1, max_size=4).map(tuple)
paragraphs = inlines.map(Paragraph)
cells = st.one_of(texts.map(lambda text: (Text(text),)), inlines)


def _items(inner: st.SearchStrategy[Block]) -> st.SearchStrategy[tuple[tuple[Block, ...], ...]]:
    item = st.builds(lambda first, rest: (first, *rest), paragraphs, st.lists(inner, max_size=1))
    return st.lists(item, min_size=1, max_size=3).map(tuple)


flat_bullets = st.builds(BulletList, _items(paragraphs))


@st.composite
def tables(draw: st.DrawFn) -> Table:
    columns = draw(st.integers(1, 3))
    row = st.tuples(*[cells] * columns)
    rows = draw(st.lists(row, min_size=1, max_size=3))
    header = tuple((Text(f"列{n}"),) for n in range(columns))
    return Table(header, tuple(rows), draw(st.sampled_from(("", "表１　区分"))))


bullets = st.builds(BulletList, _items(st.one_of(paragraphs, flat_bullets)))
numbered_lists = st.builds(NumberedList, _items(st.one_of(paragraphs, flat_bullets)))


@st.composite
def notes(draw: st.DrawFn) -> Note:
    kind: NoteKind = draw(st.sampled_from(("commentary", "example", "sources")))
    if kind == "sources":
        return Note(kind, tuple(draw(st.lists(paragraphs, min_size=1, max_size=2))))
    blocks = st.one_of(paragraphs, bullets, numbered_lists, tables())
    return Note(kind, tuple(draw(st.lists(blocks, min_size=1, max_size=2))))


blocks_of_rule = st.one_of(paragraphs, paragraphs, bullets, numbered_lists, tables(), notes())


@st.composite
def clause_blocks(draw: st.DrawFn) -> tuple[Block, ...]:
    return _sound(draw(st.lists(blocks_of_rule, max_size=4)))


def _sound(blocks: list[Block]) -> tuple[Block, ...]:
    """A clause begins with a paragraph and has at most one numbered list."""
    found: list[Block] = []
    for block in blocks:
        if isinstance(block, NumberedList) and any(isinstance(b, NumberedList) for b in found):
            continue
        found.append(block)
    if not found or not isinstance(found[0], Paragraph):
        found.insert(0, Paragraph((Text("職員は、この条に従う。"),)))
    return tuple(found)


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    ids = draw(st.permutations(CLAUSES))[: draw(st.integers(1, 6))]
    clauses = [DraftClause(id_, f"題名{id_[-1]}", draw(clause_blocks())) for id_ in ids]
    cut = draw(st.integers(0, len(clauses)))
    supplement = DraftPart(
        "supplement", "附則", tuple(draw(st.lists(paragraphs, max_size=3))), (), is_numbered=False
    )
    parts = [
        DraftPart("part-a", "総則", (), tuple(clauses[:cut])),
        DraftPart("part-b", "利用", (), tuple(clauses[cut:])),
    ]
    numbering: Numbering = draw(st.sampled_from(("jdla", "notice", "articles")))
    return Draft(
        "生成AI利用ガイドライン",
        numbering,
        (("版", "1.0"), ("制定日", "令和９年４月１日")),
        (*parts, *([supplement] if draw(st.booleans()) else [])),
    )


# Edits

Edit = Callable[[Draft, st.DrawFn], Draft]


def _with_clauses(draft: Draft, at: int, clauses: tuple[DraftClause, ...]) -> Draft:
    parts = list(draft.parts)
    parts[at] = replace(parts[at], clauses=clauses)
    return replace(draft, parts=tuple(parts))


def _one(draw: st.DrawFn, values: Any) -> int:
    return draw(st.integers(0, len(values) - 1))


def add_clause(draft: Draft, draw: st.DrawFn) -> Draft:
    taken = {clause.id for part in draft.parts for clause in part.clauses}
    free = [id_ for id_ in CLAUSES if id_ not in taken]
    at = draw(st.integers(0, min(1, len(draft.parts) - 1)))
    if not free or not draft.parts[at].is_numbered:
        return draft
    clauses = list(draft.parts[at].clauses)
    new = DraftClause(draw(st.sampled_from(free)), "新しい条項", draw(clause_blocks()))
    clauses.insert(draw(st.integers(0, len(clauses))), new)
    return _with_clauses(draft, at, tuple(clauses))


def _places(draft: Draft) -> list[tuple[int, int]]:
    return [(p, c) for p, part in enumerate(draft.parts) for c in range(len(part.clauses))]


def remove_clause(draft: Draft, draw: st.DrawFn) -> Draft:
    places = _places(draft)
    if not places:
        return draft
    p, c = draw(st.sampled_from(places))
    clauses = draft.parts[p].clauses
    return _with_clauses(draft, p, clauses[:c] + clauses[c + 1 :])


def move_clause(draft: Draft, draw: st.DrawFn) -> Draft:
    places = _places(draft)
    if not places:
        return draft
    p, c = draw(st.sampled_from(places))
    clause = draft.parts[p].clauses[c]
    without = _with_clauses(draft, p, tuple(x for x in draft.parts[p].clauses if x is not clause))
    to = draw(st.sampled_from([n for n, part in enumerate(draft.parts) if part.is_numbered]))
    clauses = list(without.parts[to].clauses)
    clauses.insert(draw(st.integers(0, len(clauses))), clause)
    return _with_clauses(without, to, tuple(clauses))


def change_clause(draft: Draft, draw: st.DrawFn) -> Draft:
    places = _places(draft)
    if not places:
        return draft
    p, c = draw(st.sampled_from(places))
    clauses = list(draft.parts[p].clauses)
    clause = clauses[c]
    if draw(st.integers(0, 5)) == 0:
        clauses[c] = replace(clause, title=draw(st.sampled_from(("改めた題名", "題名"))))
    else:
        clauses[c] = replace(clause, blocks=_sound(edited(list(clause.blocks), draw)))
    return _with_clauses(draft, p, tuple(clauses))


def move_part(draft: Draft, draw: st.DrawFn) -> Draft:
    return replace(draft, parts=tuple(draw(st.permutations(draft.parts))))


def change_part(draft: Draft, draw: st.DrawFn) -> Draft:
    at = _one(draw, draft.parts)
    parts = list(draft.parts)
    if draw(st.booleans()) and len(parts) > 1:
        del parts[at]
    elif parts[at].is_numbered:
        parts[at] = replace(parts[at], title=draw(st.sampled_from(("通則", "雑則"))))
    else:
        parts[at] = replace(parts[at], blocks=tuple(edited(list(parts[at].blocks), draw)))
    return replace(draft, parts=tuple(parts))


def change_head(draft: Draft, draw: st.DrawFn) -> Draft:
    details = draw(
        st.lists(
            st.tuples(st.sampled_from(("版", "制定日", "所管")), st.sampled_from(SENTENCES[:4])),
            max_size=3,
            unique_by=lambda pair: pair[0],
        )
    )
    posts = draw(st.sampled_from(((), ("課長",), ("課長", "部長"))))
    return replace(draft, details=tuple(details), title=draw(texts) or "題名", posts=posts)


EDITS: tuple[Edit, ...] = (
    add_clause,
    remove_clause,
    move_clause,
    change_clause,
    change_clause,
    change_clause,
    move_part,
    change_part,
    change_head,
)


def edited(blocks: list[Block], draw: st.DrawFn) -> list[Block]:
    """The blocks with one of them inserted, removed, moved or changed."""
    how = draw(st.sampled_from(("insert", "remove", "swap", "change", "change", "split", "merge")))
    at = _one(draw, blocks) if blocks else 0
    here = blocks[at] if blocks else None
    if how == "insert" or not blocks:
        blocks.insert(at, draw(blocks_of_rule))
    elif how == "remove":
        del blocks[at]
    elif how == "swap":
        blocks.append(blocks.pop(at))
    elif how == "split" and isinstance(here, Paragraph):
        whole = here.inlines
        cut = draw(st.integers(0, len(whole)))
        halves = (whole[:cut], whole[cut:])
        blocks[at : at + 1] = [Paragraph(half) for half in halves if half]
    elif how == "merge" and isinstance(here, Paragraph) and at + 1 < len(blocks):
        after = blocks[at + 1]
        if isinstance(after, Paragraph):
            blocks[at : at + 2] = [Paragraph(here.inlines + after.inlines)]
    else:
        blocks[at] = changed(blocks[at], draw)
    return blocks


def changed(block: Block, draw: st.DrawFn) -> Block:
    if isinstance(block, Paragraph):
        return Paragraph(reworded(block.inlines, draw))
    if isinstance(block, BulletList | NumberedList):
        items = list(block.items)
        at = _one(draw, items)
        how = draw(st.sampled_from(("insert", "remove", "change")))
        if how == "insert":
            items.insert(at, (draw(paragraphs),))
        elif how == "remove" and len(items) > 1:
            del items[at]
        else:
            items[at] = (changed(items[at][0], draw), *items[at][1:])
        return replace(block, items=tuple(items))
    if isinstance(block, Table):
        return _changed_table(block, draw)
    if block.kind == "sources":
        return replace(block, blocks=tuple(draw(st.lists(paragraphs, min_size=1, max_size=2))))
    inner = edited(list(block.blocks), draw)
    inner = [b for b in inner if not isinstance(b, Note)] or [draw(paragraphs)]
    return replace(block, blocks=tuple(inner))


def _changed_table(table: Table, draw: st.DrawFn) -> Table:
    rows = list(table.rows)
    at = _one(draw, rows)
    how = draw(st.sampled_from(("row", "no row", "column", "no column", "cell", "caption")))
    if how == "row":
        rows.insert(at, tuple(draw(cells) for _ in table.header))
    elif how == "no row" and len(rows) > 1:
        del rows[at]
    elif how == "column":
        return replace(
            table,
            header=(*table.header, (Text("新しい列"),)),
            rows=tuple((*row, draw(cells)) for row in rows),
        )
    elif how == "no column" and len(table.header) > 1:
        return replace(table, header=table.header[1:], rows=tuple(row[1:] for row in rows))
    elif how == "caption":
        return replace(table, caption=draw(st.sampled_from(("", "表２　改めた区分"))))
    else:
        row = list(rows[at])
        row[_one(draw, row)] = draw(cells)
        rows[at] = tuple(row)
    return replace(table, rows=tuple(rows))


def reworded(inlines: Inlines, draw: st.DrawFn) -> Inlines:
    found = list(inlines)
    at = _one(draw, found)
    how = draw(st.sampled_from(("insert", "remove", "replace", "strong", "words", "words")))
    text = getattr(found[at], "text", "")
    if how == "insert":
        found.insert(at, draw(inline_items))
    elif how == "remove" and len(found) > 1:
        del found[at]
    elif how == "strong" and text:
        found[at] = Strong(text)
    elif how == "words" and len(text) > 3:
        cut = draw(st.integers(0, len(text) - 2))
        found[at] = Text(
            text[:cut] + draw(st.sampled_from(("", "毎年度", "は、"))) + text[cut + 2 :]
        )
    else:
        found[at] = draw(inline_items)
    return tuple(found)


@st.composite
def versions(draw: st.DrawFn) -> tuple[Document, Document]:
    old = new = draw(drafts())
    for edit in draw(st.lists(st.sampled_from(EDITS), max_size=5)):
        new = edit(new, draw)
    return built(old), built(new)


thorough = settings(
    max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)


@thorough
@given(versions())
def test_accepting_gives_the_new_version_and_rejecting_the_old_one(
    pair: tuple[Document, Document],
) -> None:
    prove(files(*pair))


@thorough
@given(drafts())
def test_version_has_no_changes_against_itself(draft: Draft) -> None:
    same = files(built(draft), built(draft))
    assert not has_changes(same.tracked)
    assert blocks_of(same.tracked) == blocks_of(same.new)
