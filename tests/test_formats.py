"""Every format says the same as the tree, block by block, each read back by others' code.

A document is read as a list of entries in reading order. What one format lost or has too much is
told entry by entry. Emphasis is part of the text, marked by ⟪⟫; so is the address of a link, by ‹›,
and the reading of a word, by （）.
"""

from __future__ import annotations

import difflib
import io
import json
import re
import subprocess
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote
from xml.etree.ElementTree import Element

import docx
import pytest
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from lxml import etree
from markdown_it import MarkdownIt
from markdown_it.token import Token

from guideline.document import (
    Blank,
    Block,
    BulletList,
    Document,
    Inline,
    Inlines,
    Link,
    Manifest,
    Note,
    NumberedList,
    Origin,
    Paragraph,
    Reference,
    Ruby,
    Section,
    Strong,
    Table,
    Text,
    plain_text,
)
from guideline.generate import generate
from guideline.output import WRITERS
from tests.helpers import EXAMPLES, require_program
from tests.html_pages import has_class, parsed, the


class Entry(NamedTuple):
    """One thing a reader sees: a heading, a paragraph, a list item or a table cell."""

    kind: str
    text: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.text!r}"


NOTE_LABELS = {"commentary": "解説", "example": "例", "sources": "根拠・参考"}


def differences(expected: Sequence[Entry], found: Sequence[Entry]) -> list[str]:
    """A message for each entry that was lost and for each that nobody asked for."""
    matcher = difflib.SequenceMatcher(None, expected, found, autojunk=False)
    messages = []
    for _, start, end, found_start, found_end in matcher.get_opcodes():
        if expected[start:end] != found[found_start:found_end]:
            messages += [f"lost {entry}" for entry in expected[start:end]]
            messages += [f"extra {entry}" for entry in found[found_start:found_end]]
    return messages


# The tree


def of_tree(document: Document, *, is_word: bool) -> Iterator[Entry]:
    """Word numbers headings by itself and has no header in the title block."""
    yield Entry("title", document.title)
    yield Entry("paragraph", marked(document.organization))
    if not is_word:
        yield from (Entry("header", marked(cell)) for cell in document.details.header)
    yield from (Entry("cell", marked(cell)) for row in document.details.rows for cell in row)
    for section in document.sections:
        yield from of_section(section, 1, is_word)


def of_section(section: Section, level: int, is_word: bool) -> Iterator[Entry]:
    number = "" if is_word or not section.number else f"{section.number} "
    yield Entry(f"heading {level}", number + section.title)
    yield from of_blocks(section.blocks)
    for inner in section.sections:
        yield from of_section(inner, level + 1, is_word)


def of_blocks(blocks: Iterable[Block], depth: int = 0) -> Iterator[Entry]:
    for block in blocks:
        match block:
            case Paragraph(inlines):
                yield Entry("paragraph", marked(inlines))
            case BulletList(items):
                yield from of_items("bullet", items, depth)
            case NumberedList(items):
                yield from of_items("number", items, depth)
            case Table(header, rows, caption):
                yield from ([Entry("paragraph", caption)] if caption else [])
                yield from (Entry("header", marked(cell)) for cell in header)
                yield from (Entry("cell", marked(cell)) for row in rows for cell in row)
            case Note(kind, inner):
                yield Entry("paragraph", NOTE_LABELS[kind])
                yield from of_blocks(inner)


def of_items(mark: str, items: tuple[tuple[Block, ...], ...], depth: int) -> Iterator[Entry]:
    for first, *rest in items:
        assert isinstance(first, Paragraph)
        yield Entry(f"{mark} {depth}", marked(first.inlines))
        yield from of_blocks(rest, depth + 1)


def marked(inlines: Inlines) -> str:
    return "".join(map(marked_inline, inlines))


def marked_inline(inline: Inline) -> str:
    match inline:
        case Strong(text):
            return f"⟪{text}⟫"
        case Link(text, url):
            return f"{text}‹{url}›"
        case Ruby(text, reading):
            return f"{text}（{reading}）"
        case _:
            return plain_text((inline,))


# Word


def of_docx(data: bytes) -> Iterator[Entry]:
    opened = docx.Document(io.BytesIO(data))
    links = {id_: link.target_ref for id_, link in opened.part.rels.items() if link.is_external}
    formats = number_formats(opened.part.numbering_part.element)
    footnotes = footnotes_of(opened)
    below: list[Entry] = []
    tables = 0
    for child in opened.element.body:
        style = value(child, "w:pPr/w:pStyle")
        if style.startswith("TOC"):
            continue  # the list of contents repeats headings
        if style.startswith("Heading"):
            yield from below  # what a clause rests on is told at its end, as elsewhere
            below = []
        for mark in child.iter(qn("w:footnoteReference")):
            below += footnotes[str(mark.get(qn("w:id")))]
        if child.tag == qn("w:p"):
            yield from of_docx_paragraph(child, formats, links)
        elif child.tag == qn("w:tbl"):
            tables += 1
            for row in child.iter(qn("w:tr")):
                is_header = row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
                for cell in row.iter(qn("w:tc")):
                    text = "".join(docx_text(p, links) for p in cell.iter(qn("w:p")))
                    yield Entry("header" if is_header else "cell", text)
    yield from below
    assert tables > 0


def footnotes_of(opened: WordDocument) -> dict[str, list[Entry]]:
    """The label and the text of each footnote, by its number."""
    parts = [r.target_part for r in opened.part.rels.values() if r.reltype.endswith("/footnotes")]
    found = {}
    for footnote in (child for part in parts for child in etree.fromstring(part.blob)):
        label, _, text = docx_text(footnote, {}).strip().partition("：")
        found[str(footnote.get(qn("w:id")))] = [Entry("paragraph", label), Entry("paragraph", text)]
    return found


def number_formats(numbering: etree._Element) -> dict[tuple[str, str], str]:
    """How each level of each list is numbered: `bullet` or something else."""
    levels = {
        (abstract.get(qn("w:abstractNumId")), level.get(qn("w:ilvl"))): value(level, "w:numFmt")
        for abstract in numbering.iter(qn("w:abstractNum"))
        for level in abstract.iter(qn("w:lvl"))
    }
    return {
        (str(num.get(qn("w:numId"))), str(level)): number
        for num in numbering.iter(qn("w:num"))
        for (abstract, level), number in levels.items()
        if abstract == value(num, "w:abstractNumId")
    }


def value(parent: etree._Element, path: str) -> str:
    found = parent.find("/".join(qn(step) for step in path.split("/")))
    return "" if found is None else str(found.get(qn("w:val")))


def of_docx_paragraph(
    paragraph: etree._Element, formats: dict[tuple[str, str], str], links: dict[str, str]
) -> Iterator[Entry]:
    text = docx_text(paragraph, links)
    style = value(paragraph, "w:pPr/w:pStyle")
    number = value(paragraph, "w:pPr/w:numPr/w:numId")
    level = value(paragraph, "w:pPr/w:numPr/w:ilvl")
    if style.startswith("TOC"):
        return  # the list of contents says nothing of its own: test_word_contents reads it
    if style == "Title":
        yield Entry("title", text)
    elif style.startswith("Heading"):
        yield Entry(f"heading {style.removeprefix('Heading')}", text)
    elif number not in ("", "0"):
        is_bullet = formats[number, level] == "bullet"
        yield Entry(f"bullet {level}" if is_bullet else "number 0", text)
    elif text:  # an empty paragraph keeps a table apart from the next
        yield Entry("paragraph", text)


def run_text(ruby: etree._Element, part: str) -> str:
    (found,) = ruby.findall(qn(part))
    return "".join(str(t.text or "") for t in found.iter(qn("w:t")))


def docx_text(paragraph: etree._Element, links: dict[str, str]) -> str:
    text = ""
    for run in paragraph.iter(qn("w:r")):
        if any(True for _ in run.iterancestors(qn("w:ruby"))):
            continue  # told with the run that holds both
        ruby = run.find(qn("w:ruby"))
        if ruby is not None:
            base, mark = (run_text(ruby, f"w:{part}") for part in ("rubyBase", "rt"))
            text += f"{base}（{mark}）"
            continue
        inner = "".join(str(t.text or "") for t in run.iter(qn("w:t")))
        is_strong = value(run, "w:rPr/w:rStyle") == "Strong"
        text += f"⟪{inner}⟫" if is_strong else inner
        parent = run.getparent()
        if parent is not None and parent.get(qn("r:id")) and run is parent[-1]:
            text += f"‹{unquote(links[str(parent.get(qn('r:id')))])}›"
    return text


# Markdown


def of_markdown(data: bytes) -> Iterator[Entry]:
    _, _, body = data.decode("utf-8").partition("\n---\n\n")
    tokens = MarkdownIt("commonmark").enable("table").parse(body)
    return _MarkdownReader().entries(tokens)


class _MarkdownReader:
    """Walks the tokens, knowing which lists and cells it is in."""

    def __init__(self) -> None:
        self.lists: list[str] = []
        self.is_item_open = False
        self.kind = ""

    def entries(self, tokens: Sequence[Token]) -> Iterator[Entry]:
        for token in tokens:
            match token.type:
                case "bullet_list_open" | "ordered_list_open":
                    self.lists.append("bullet" if token.type.startswith("bullet") else "number")
                case "bullet_list_close" | "ordered_list_close":
                    self.lists.pop()
                case "list_item_open":
                    self.is_item_open = True
                case "heading_open":
                    self.kind = "title" if token.tag == "h1" else f"heading {int(token.tag[1]) - 1}"
                case "th_open" | "td_open":
                    self.kind = "header" if token.type == "th_open" else "cell"
                case "paragraph_open":
                    self.kind = self.paragraph_kind()
                case "inline":
                    yield Entry(self.kind, markdown_text(token))
                case "html_block":
                    assert token.content.startswith(("<!-- clause: ", "<!-- part: ")), token.content
                case _:
                    assert token.type.endswith("_close") or token.type in STRUCTURE, token.type

    def paragraph_kind(self) -> str:
        if not self.is_item_open:
            return "paragraph"
        self.is_item_open = False
        return f"{self.lists[-1]} {len(self.lists) - 1}"


STRUCTURE = ("table_open", "thead_open", "tbody_open", "tr_open", "blockquote_open")


def markdown_text(token: Token) -> str:
    text = ""
    addresses: list[str] = []
    is_label = False
    for child in token.children or []:
        match child.type:
            case "strong_open":
                text += "⟪"
            case "strong_close":
                text += "⟫"
            case "text":
                text += child.content
            case "link_open":
                addresses.append(unquote(str(child.attrGet("href"))))
            case "link_close":
                text += f"‹{addresses.pop()}›"
            case _:
                pytest.fail(f"{child.type} in {token.content!r}")
        is_label = token.level == 2 and text in [f"⟪{label}⟫" for label in NOTE_LABELS.values()]
    # The label of a note is emphasized here, and a style of its own in Word.
    return text[1:-1] if is_label else text


# HTML


def of_html(data: bytes) -> Iterator[Entry]:
    header, *contents, main = the(parsed(data), "body")
    assert [part.tag for part in (header, *contents, main)] == ["header", "nav", "main"]
    yield from of_html_blocks(header)
    yield from of_html_blocks(main)


def of_html_blocks(parent: Element, depth: int = 0) -> Iterator[Entry]:
    assert parent.tag == "li" or not loose_text(parent), f"text loose in <{parent.tag}>"
    for block in parent:
        match block.tag:
            case "section" | "details" | "div":
                yield from of_html_blocks(block, depth)
            case "h1":
                yield Entry("title", html_text(block))
            case "h2" | "h3":
                yield Entry(f"heading {int(block.tag[1]) - 1}", html_text(block))
            case "p" | "summary":
                yield Entry("paragraph", html_text(block))
            case "ul" | "ol":
                yield from of_html_list(block, depth)
            case "table":
                yield from of_html_table(block)
            case "span":  # where a clause is reached by its slot's id
                assert not html_text(block)
            case _ if block.tag not in HTML_INLINES:
                pytest.fail(f"<{block.tag}> in <{parent.tag}>")


def loose_text(parent: Element) -> str:
    """The characters between the blocks."""
    return "".join([parent.text or "", *(block.tail or "" for block in parent)]).strip()


def of_html_list(block: Element, depth: int) -> Iterator[Entry]:
    mark = "bullet" if block.tag == "ul" else "number"
    for item in block:
        assert item.tag == "li"
        yield Entry(f"{mark} {depth}", html_text(item).rstrip("\n"))
        yield from of_html_blocks(item, depth + 1)


def of_html_table(table: Element) -> Iterator[Entry]:
    yield from (Entry("paragraph", html_text(caption)) for caption in table.findall("caption"))
    yield from (Entry("header", html_text(cell)) for cell in table.findall("thead/tr/*"))
    yield from (Entry("cell", html_text(cell)) for cell in table.findall("tbody/tr/*"))


HTML_INLINES = ("strong", "a", "mark", "ruby")


def html_text(element: Element) -> str:
    """What stands in the element itself; the blocks in a list item are told by themselves."""
    text = element.text or ""
    for child in element:
        if child.tag in HTML_INLINES:
            text += html_marked(child)
        text += child.tail or ""
    return text


def html_marked(element: Element) -> str:
    inner = html_text(element)
    match element.tag:
        case "strong":
            return f"⟪{inner}⟫"
        case "a" if not element.get("href", "").startswith("#"):
            return f"{inner}‹{unquote(element.get('href', ''))}›"
        case "ruby":
            # Where rubies are not drawn, the brackets are.
            assert [part.tag for part in element] == ["rp", "rt", "rp"]
            return "".join(element.itertext())
        case _:
            assert element.tag == "a" or has_class(element, "blank")
            return inner


# JSON


def of_json(data: bytes) -> Iterator[Entry]:
    tree = json.loads(data)["document"]
    yield Entry("title", tree["title"])
    yield Entry("paragraph", json_text(tree["organization"]))
    yield from of_json_blocks([tree["details"]])
    for section in tree["sections"]:
        yield from of_json_section(section, 1)


def of_json_section(section: dict[str, Any], level: int) -> Iterator[Entry]:
    yield Entry(f"heading {level}", f"{section['number']} {section['title']}".lstrip(" "))
    yield from of_json_blocks(section["blocks"])
    for inner in section["sections"]:
        yield from of_json_section(inner, level + 1)


def of_json_blocks(blocks: list[dict[str, Any]], depth: int = 0) -> Iterator[Entry]:
    for block in blocks:
        match block:
            case {"type": "Paragraph", "inlines": inlines}:
                yield Entry("paragraph", json_text(inlines))
            case {"type": "BulletList" | "NumberedList" as kind, "items": items}:
                mark = "bullet" if kind == "BulletList" else "number"
                for first, *rest in items:
                    yield Entry(f"{mark} {depth}", json_text(first["inlines"]))
                    yield from of_json_blocks(rest, depth + 1)
            case {"type": "Table", "header": header, "rows": rows, "caption": caption}:
                yield from ([Entry("paragraph", caption)] if caption else [])
                yield from (Entry("header", json_text(cell)) for cell in header)
                yield from (Entry("cell", json_text(cell)) for row in rows for cell in row)
            case {"type": "Note", "kind": kind, "blocks": inner}:
                yield Entry("paragraph", NOTE_LABELS[kind])
                yield from of_json_blocks(inner)
            case _:
                pytest.fail(f"unknown block {block}")


def json_text(inlines: list[dict[str, Any]]) -> str:
    text = ""
    for inline in inlines:
        match inline:
            case {"type": "Strong", "text": content}:
                text += f"⟪{content}⟫"
            case {"type": "Link", "text": content, "url": url}:
                text += f"{content}‹{url}›"
            case {"type": "Blank", "label": label}:
                text += f"【{label}】"
            case {"type": "Ruby", "text": content, "reading": reading}:
                text += f"{content}（{reading}）"
            case {"text": content}:
                text += content
    return text


READERS = {".docx": of_docx, ".md": of_markdown, ".html": of_html, ".json": of_json}


# The documents


def everything() -> Document:
    """Every kind of block and of text, where blocks may stand, with characters that mean much."""
    special = "# 1. a*b*_c_|`d`<e>&amp;\\ [x](y) ~ $z$"
    run: Inlines = (
        Text("見る："),
        Strong("強調"),
        Link("例", "https://example.jp/a?b=1&c=2"),
        Link("括弧", "https://example.jp/a_(b)|c"),
        Reference("b/two", "2(1)"),
        Blank("空欄", "tools[0].name"),
        Text(special),
    )
    bullets = BulletList(
        (
            (Paragraph(run), BulletList(((Paragraph((Text("二"),)),), (Paragraph(run),)))),
            (Paragraph((Text(special),)),),
        )
    )
    numbers = NumberedList(((Paragraph(run), bullets_of("三", "四")), (Paragraph((Text("五"),)),)))
    table = Table((run, (Text("列"),)), (((Text(special),), run), ((Text("六"),), ())), "表題 *1*")
    blocks: tuple[Block, ...] = (
        Paragraph((Text(special),)),
        Paragraph(run),
        numbers,
        bullets,
        table,
        Note("commentary", (Paragraph(run), bullets, table)),
        Note("example", (bullets, Paragraph((Text("終わり"),)))),
        Note("sources", (Paragraph((Text(special),)),)),
    )
    sources: tuple[Block, ...] = (Note("sources", (Paragraph((Text("例法"),)),)),)
    sections = (
        Section("summary", "概要 *1*", "", (Paragraph(run), table)),
        Section(
            "a", "部", "1", (), (clause("a/one", "(1)", blocks), clause("a/two", "(2)", sources))
        ),
        Section("b", special, "2", (), (clause("b/two", "(1)", (numbers,)),)),
    )
    details = Table(((Text("項目"),), (Text("内容"),)), (((Text("版"),), run),))
    manifest = Manifest("guideline 0.1.0", "集", "1", "ab" * 32, "guideline", "2026-11-21")
    return Document("題 *1*", run, "jdla", details, sections, manifest)


def bullets_of(*texts: str) -> BulletList:
    return BulletList(tuple((Paragraph((Text(text),)),) for text in texts))


def clause(id_: str, number: str, blocks: tuple[Block, ...]) -> Section:
    origin = Origin(id_, id_, "must", (), (), "_c_" + id_.replace("/", "_"), "ab" * 32)
    return Section(id_, f"条 {id_}", number, blocks, (), origin)


@pytest.fixture(
    scope="module",
    params=[*(path.parent.name for path in EXAMPLES), "nothing answered", "everything"],
)
def document(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Document:
    if request.param == "everything":
        return everything()
    path = next((p for p in EXAMPLES if p.parent.name == request.param), None)
    if path is None:
        path = tmp_path_factory.mktemp("profile") / "profile.yaml"
        path.write_text("organization: {}\n", encoding="utf-8")
    return generate(path).document


@pytest.mark.parametrize("suffix", sorted(READERS))
def test_format_shows_readings(suffix: str) -> None:
    # A document of its own: pandoc 2 loses characters with a reading.
    run: Inlines = (Text("前"), Ruby("<読>*", "&よみ_"), Text("後"))
    blocks = (Paragraph(run), BulletList(((Paragraph(run),),)), Note("example", (Paragraph(run),)))
    whole = replace(everything(), sections=(Section("a", "部", "", blocks),))
    expected = list(of_tree(whole, is_word=suffix == ".docx"))
    assert [entry.text for entry in expected].count("前<読>*（&よみ_）後") == 3
    found = list(READERS[suffix](WRITERS[suffix].write(whole)))
    assert not differences(expected, found)


@pytest.mark.parametrize("suffix", sorted(READERS))
def test_format_says_what_the_tree_says(suffix: str, document: Document) -> None:
    expected = list(of_tree(document, is_word=suffix == ".docx"))
    found = list(READERS[suffix](WRITERS[suffix].write(document)))
    messages = differences(expected, found)
    assert not messages, "\n".join([f"{len(messages)} differences", *messages])


def test_every_format_that_can_be_written_is_read_back() -> None:
    assert set(READERS) == set(WRITERS)


# The comparison itself


def test_each_entry_that_is_lost_or_extra_is_told_by_itself() -> None:
    whole = list(of_tree(everything(), is_word=False))
    for index, entry in enumerate(whole):
        less = [*whole[:index], *whole[index + 1 :]]
        assert differences(whole, less) == [f"lost {entry}"]
        assert differences(less, whole) == [f"extra {entry}"]
        changed = [*whole[:index], Entry("other", "text"), *whole[index + 1 :]]
        assert differences(whole, changed) == [f"lost {entry}", "extra other: 'text'"]


@pytest.mark.parametrize("suffix", sorted(READERS))
def test_a_block_lost_by_a_writer_is_noticed(suffix: str) -> None:
    """The tree has one block more than the document that was written."""
    whole = everything()
    part = whole.sections[1]
    clause_section = part.sections[0]
    for index in range(len(clause_section.blocks)):
        blocks = (*clause_section.blocks[:index], *clause_section.blocks[index + 1 :])
        less = with_blocks(whole, blocks)
        expected = list(of_tree(whole, is_word=suffix == ".docx"))
        found = list(READERS[suffix](WRITERS[suffix].write(less)))
        assert differences(expected, found)


def with_blocks(document: Document, blocks: tuple[Block, ...]) -> Document:
    summary, part, last = document.sections
    first, second = part.sections
    changed = replace(part, sections=(replace(first, blocks=blocks), second))
    return replace(document, sections=(summary, changed, last))


def test_missing_program_skips_here_and_fails_on_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="nothing-like-it is not installed"):
        require_program("nothing-like-it")
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="nothing-like-it is not installed"):
        require_program("nothing-like-it")


# Pandoc, which shares no code with us or with the readers above


class Seen(NamedTuple):
    """What pandoc made of a file, by kind, in order."""

    headings: list[str]
    paragraphs: list[str]
    cells: list[str]


def expected_of_pandoc(document: Document, *, is_word: bool) -> Seen:
    kinds = {"header": 2, "cell": 2, "title": 0}
    seen = Seen([], [], [])
    # A footnote stands within a paragraph for pandoc: test_word_footnotes reads these.
    shown = without_sources(document) if is_word else document
    for entry in of_tree(shown, is_word=is_word):
        kind = 0 if entry.kind.startswith("heading") else kinds.get(entry.kind, 1)
        seen[kind].append(squeezed(re.sub("[⟪⟫]", "", entry.text)))
    if is_word:  # pandoc takes the title and the subtitle for metadata
        seen.headings.pop(0)
        seen.paragraphs.pop(0)
    return seen


def without_sources(document: Document) -> Document:
    def less(section: Section) -> Section:
        blocks = [b for b in section.blocks if not isinstance(b, Note) or b.kind != "sources"]
        inner = tuple(map(less, section.sections))
        return replace(section, blocks=tuple(blocks), sections=inner)

    return replace(document, sections=tuple(map(less, document.sections)))


def without_contents(document: Document) -> Document:
    return replace(document, layout=replace(document.layout, has_contents=False))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def seen_by_pandoc(path: Path, reader: str) -> Seen:
    done = subprocess.run(
        [require_program("pandoc"), "--from", reader, "--to", "json", str(path)],
        capture_output=True,
        check=True,
    )
    seen = Seen([], [], [])
    collect(json.loads(done.stdout)["blocks"], seen)
    return seen


def collect(blocks: list[Any], seen: Seen) -> None:
    for block in blocks:
        content = block.get("c")
        match block["t"]:
            case "Header":
                seen.headings.append(pandoc_text(content[2]))
            case "Para" | "Plain":
                seen.paragraphs.append(pandoc_text(content))
            case "Table":  # its caption in Word is for screen readers, and stands above as well
                seen.cells.extend(pandoc_cells(content))
            case "RawBlock":
                assert content[1].startswith(("<!-- clause: ", "<!-- part: ")), content
            case kind:
                for inner in INNER_BLOCKS[kind](content):
                    collect(inner, seen)


INNER_BLOCKS: dict[str, Callable[[Any], list[list[Any]]]] = {
    "BulletList": lambda items: items,
    "OrderedList": lambda content: content[1],
    "BlockQuote": lambda blocks: [blocks],
    "Div": lambda content: [content[1]],
}
"""Where pandoc keeps the blocks in a block; any other kind does not belong into a guideline."""


def pandoc_cells(table: list[Any]) -> Iterator[str]:
    head, bodies = table[3], table[4]
    for row in [*head[1], *(row for body in bodies for row in (*body[2], *body[3]))]:
        for cell in row[1]:
            inner = Seen([], [], [])
            collect(cell[4], inner)
            yield " ".join(inner.paragraphs)


def pandoc_text(inlines: list[Any]) -> str:
    text = ""
    for inline in inlines:
        content = inline.get("c")
        match inline["t"]:
            case "Str":
                text += content
            case "Space" | "SoftBreak":
                text += " "
            case "Strong" | "Emph" | "Underline":
                text += pandoc_text(content)
            case "Link":
                shown, address = pandoc_text(content[1]), unquote(content[2][0])
                # A reference to another clause, or an e-mail address that gfm links by itself.
                is_plain = address.startswith("#") or address == f"mailto:{shown}"
                text += shown if is_plain else f"{shown}‹{address}›"
            case "Span":
                text += pandoc_text(content[1])
            case "Note":
                pass
            case "Quoted":
                pytest.fail(f"pandoc sees a quotation: {content}")
            case other:
                pytest.fail(f"pandoc sees {other}: {content}")
    return squeezed(text) if text.strip() else ""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("suffix", "reader"),
    [(".docx", "docx"), (".md", "gfm+yaml_metadata_block"), (".md", "markdown-smart")],
)
def test_pandoc_sees_the_same_headings_paragraphs_and_cells(
    suffix: str, reader: str, document: Document, tmp_path: Path
) -> None:
    path = tmp_path / f"guideline{suffix}"
    path.write_bytes(WRITERS[suffix].write(without_contents(document)))
    expected = expected_of_pandoc(document, is_word=suffix == ".docx")
    seen = seen_by_pandoc(path, reader)
    messages = [
        message
        for kind, wanted, found in zip(Seen._fields, expected, seen, strict=True)
        for message in differences(
            [Entry(kind, text) for text in wanted], [Entry(kind, text) for text in found]
        )
    ]
    assert not messages, "\n".join([f"{len(messages)} differences", *messages])


@pytest.mark.parametrize("suffix", sorted(READERS))
def test_an_address_changed_by_a_writer_is_noticed(suffix: str) -> None:
    def linking(url: str) -> Document:
        return with_blocks(everything(), (Paragraph((Link("例", url),)),))

    expected = list(of_tree(linking("https://example.jp/a"), is_word=suffix == ".docx"))
    found = list(READERS[suffix](WRITERS[suffix].write(linking("https://example.jp/b"))))
    assert differences(expected, found) == [
        "lost paragraph: '例‹https://example.jp/a›'",
        "extra paragraph: '例‹https://example.jp/b›'",
    ]
