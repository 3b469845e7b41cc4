"""Tracked changes accepted or rejected, and what a Word file says then.

Written from the rules of WordprocessingML (ISO/IEC 29500-1, 17.13.5 and 17.9), and by purpose
without anything of the writer: what it gets wrong must not be got wrong here as well.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Set
from dataclasses import dataclass, field, replace
from typing import Literal

from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NS = {"w": W}
Element = etree._Element


def w(name: str) -> str:
    return f"{{{W}}}{name}"


def has_changes(data: bytes) -> bool:
    """Whether anything in the text or in the footnotes is recorded as a change."""
    names = {w(name) for name in ("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel")}
    return any(
        element.tag in names or str(element.tag).endswith("PrChange")
        for xml in _opened(data, "document", "footnotes").values()
        for element in xml.iter(etree.Element)
    )


# Accepting and rejecting


def settled(data: bytes, *, accepted: bool) -> bytes:
    """The file once all its changes are accepted or rejected."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            xml = old.read(name)
            if name in ("word/document.xml", "word/footnotes.xml"):
                root = etree.fromstring(xml)
                settle(root, accepted=accepted)
                _drop_empty_bookmarks(root)
                xml = etree.tostring(root)
            new.writestr(name, xml)
    return buffer.getvalue()


def _drop_empty_bookmarks(root: Element) -> None:
    """A bookmark goes with the text that it was around."""
    for start in list(root.iter(w("bookmarkStart"))):
        around = []
        for sibling in start.itersiblings():
            around.append(sibling)
            if sibling.tag == w("bookmarkEnd") and sibling.get(w("id")) == start.get(w("id")):
                break
        if not _shows(around):
            _parent(start).remove(start)
            _parent(around[-1]).remove(around[-1])


def settle(root: Element, *, accepted: bool) -> None:
    """Every recorded change taken over or taken back, in place."""
    kept, dropped = ("ins", "del") if accepted else ("del", "ins")
    _settle_rows(root, kept, dropped)
    _settle_properties(root, accepted=accepted)
    _settle_runs(root, kept, dropped)
    _settle_paragraphs(root, kept, dropped)


def _settle_rows(root: Element, kept: str, dropped: str) -> None:
    for row in list(root.iter(w("tr"))):
        if row.find(f"w:trPr/w:{dropped}", NS) is not None:
            _parent(row).remove(row)
        for mark in row.findall(f"w:trPr/w:{kept}", NS):
            _parent(mark).remove(mark)
    for table in list(root.iter(w("tbl"))):
        if table.find("w:tr", NS) is None:
            _parent(table).remove(table)


def _settle_properties(root: Element, *, accepted: bool) -> None:
    for name in ("pPr", "rPr", "tblPr"):
        for change in list(root.iter(w(f"{name}Change"))):
            now = _parent(change)
            now.remove(change)
            if not accepted:
                # The mark at the end of a paragraph and its section are no part of what changed.
                stay = (w("rPr"), w("sectPr"), w("ins"), w("del"))
                for child in [child for child in now if child.tag not in stay]:
                    now.remove(child)
                before = change.find(w(name))
                now[:0] = [] if before is None else list(before)


def _settle_runs(root: Element, kept: str, dropped: str) -> None:
    in_properties = {w("rPr"), w("trPr")}
    for change in list(root.iter(w(dropped))):
        if _parent(change).tag not in in_properties:
            _parent(change).remove(change)
    for change in list(root.iter(w(kept))):
        parent = _parent(change)
        if parent.tag not in in_properties:
            at = parent.index(change)
            parent[at : at + 1] = list(change)
    for old, new in (("delText", "t"), ("delInstrText", "instrText")):
        for element in root.iter(w(old)):
            assert kept == "del", "deleted text outside of a deletion"
            element.tag = w(new)


def _settle_paragraphs(root: Element, kept: str, dropped: str) -> None:
    """A paragraph whose end goes becomes one with the next one, whose properties stay."""
    for paragraph in list(root.iter(w("p"))):
        mark = paragraph.find(f"w:pPr/w:rPr/w:{dropped}", NS)
        for end in paragraph.findall(f"w:pPr/w:rPr/w:{kept}", NS):
            _parent(end).remove(end)
        if mark is None:
            continue
        _parent(mark).remove(mark)
        content = [child for child in paragraph if child.tag != w("pPr")]
        following = paragraph.getnext()
        if following is not None and following.tag == w("p"):
            at = 1 if following.find(w("pPr")) is not None else 0
            following[at:at] = content
            _parent(paragraph).remove(paragraph)
        elif following is not None and following.tag == w("tbl") and not _shows(content):
            # Word lets an empty paragraph before a table go, one with text it keeps.
            _parent(paragraph).remove(paragraph)


def _shows(content: list[Element]) -> bool:
    return any(
        next(child.iter(w("t"), w("footnoteReference")), None) is not None for child in content
    )


def _parent(element: Element) -> Element:
    parent = element.getparent()
    assert parent is not None
    return parent


# Reading


@dataclass(frozen=True)
class Said:
    """A paragraph as a reader sees it."""

    number: str
    """What the list puts in front of it, counted from numbering.xml."""
    text: str
    """With character styles, addresses and footnotes where they stand."""
    style: str
    properties: str = ""
    """All but the list, which is known by its number."""
    identities: tuple[str, ...] = ()
    """Bookmarks, and what fields are made from."""


@dataclass(frozen=True)
class Rows:
    """A table as a reader sees it: its cells in rows, with how many columns each one spans."""

    rows: tuple[tuple[tuple[str, tuple[Said, ...]], ...], ...]
    properties: str = ""


Reading = tuple[Said | Rows, ...]


def reading(data: bytes, changes: Literal["accepted", "rejected", "none"] = "none") -> Reading:
    """What the file says once its changes are accepted or rejected."""
    opened = _opened(data, "document", "footnotes", "numbering", "styles")
    if changes == "none":
        assert not has_changes(data)
    else:
        for name in ("document", "footnotes"):
            if name in opened:
                settle(opened[name], accepted=changes == "accepted")
    body = opened["document"].find(w("body"))
    assert body is not None
    return tuple(_Reader(opened, _links(data)).blocks(body))


def shown(said: Reading) -> Reading:
    """What is seen on the pages and does not follow from what stands around a paragraph."""
    return tuple(_shown(block) for block in said)


def without_bookmarks(said: Reading, names: Set[str]) -> Reading:
    """The same without these bookmarks."""
    return tuple(
        replace(block, identities=tuple(i for i in block.identities if i not in names))
        if isinstance(block, Said)
        else block
        for block in said
    )


def _shown(block: Said | Rows) -> Said | Rows:
    if isinstance(block, Said):
        return replace(block, properties=_visible(block.properties), identities=())
    return Rows(
        tuple(
            tuple((span, tuple(_said(_shown(p)) for p in cell)) for span, cell in row)
            for row in block.rows
        ),
        block.properties,
    )


def _visible(properties: str) -> str:
    kept = [line for line in properties.split("\n") if "keepNext" not in line]
    return "\n".join(line for line in kept if "pageBreakBefore" not in line)


def _said(block: Said | Rows) -> Said:
    assert isinstance(block, Said)
    return block


def _opened(data: bytes, *names: str) -> dict[str, Element]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        there = set(package.namelist())
        return {
            name: etree.fromstring(package.read(f"word/{name}.xml"))
            for name in names
            if f"word/{name}.xml" in there
        }


def _links(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        root = etree.fromstring(package.read("word/_rels/document.xml.rels"))
    return {str(each.get("Id")): str(each.get("Target")) for each in root}


@dataclass
class _Level:
    format: str
    text: str
    start: int
    style: str


@dataclass
class _Lists:
    """Counts list items as 17.9 of the standard tells."""

    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    """By abstractNum."""
    abstract: dict[str, str] = field(default_factory=dict)
    """The abstractNum of each w:num."""
    counts: dict[str, dict[int, int]] = field(default_factory=dict)

    @staticmethod
    def of(numbering: Element) -> _Lists:
        lists = _Lists()
        for definition in numbering.findall(w("abstractNum")):
            levels = {}
            for level in definition.findall(w("lvl")):
                levels[int(str(level.get(w("ilvl"))))] = _Level(
                    _val(level, "numFmt"),
                    _val(level, "lvlText"),
                    int(_val(level, "start") or 1),
                    _val(level, "pStyle"),
                )
            lists.levels[str(definition.get(w("abstractNumId")))] = levels
        for number in numbering.findall(w("num")):
            assert number.find(w("lvlOverride")) is None
            lists.abstract[str(number.get(w("numId")))] = _val(number, "abstractNumId")
        return lists

    def level_of_style(self, num: str, style: str) -> int:
        levels = self.levels[self.abstract[num]]
        return next((at for at, level in levels.items() if level.style == style), 0)

    def next(self, num: str, at: int) -> str:
        """The number of the next item; lists of one definition count on together."""
        definition = self.abstract[num]
        levels, counts = self.levels[definition], self.counts.setdefault(definition, {})
        counts[at] = counts[at] + 1 if at in counts else levels[at].start
        for above in range(at):
            counts.setdefault(above, levels[above].start)
        for below in [level for level in counts if level > at]:
            del counts[below]
        text = levels[at].text
        for level, count in counts.items():
            if f"%{level + 1}" in text:
                text = text.replace(f"%{level + 1}", _written(count, levels[level].format))
        return text


def _written(count: int, format_: str) -> str:
    if format_ == "decimal":
        return str(count)
    if format_ == "decimalFullWidth":
        return str(count).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    if format_ == "decimalEnclosedCircle":
        return chr(0x2460 + count - 1) if count <= 20 else str(count)
    if format_ == "aiueoFullWidth":
        rows = (
            "アイウエオカキクケコサシスセソタチツテト",
            "ナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン",
        )
        return "".join(rows)[(count - 1) % 46]
    raise AssertionError(format_)


def _val(parent: Element, path: str) -> str:
    found = parent.find("/".join(f"w:{name}" for name in path.split("/")), NS)
    return "" if found is None else str(found.get(w("val"), ""))


class _Reader:
    def __init__(self, opened: dict[str, Element], links: dict[str, str]) -> None:
        self._lists = _Lists.of(opened["numbering"])
        self._links = links
        self._styles = {str(s.get(w("styleId"))): s for s in opened["styles"].findall(w("style"))}
        self._notes = {
            str(note.get(w("id"))): note for note in opened.get("footnotes", etree.Element("none"))
        }

    def blocks(self, container: Element) -> Iterator[Said | Rows]:
        for child in container:
            if child.tag == w("p"):
                yield self._paragraph(child)
            elif child.tag == w("tbl"):
                yield self._table(child)
            elif child.tag == w("sdt"):
                content = child.find(w("sdtContent"))
                assert content is not None
                yield from self.blocks(content)

    def _table(self, table: Element) -> Rows:
        return Rows(
            tuple(
                tuple(
                    (
                        _val(cell, "tcPr/gridSpan") or "1",
                        tuple(_said(block) for block in self.blocks(cell)),
                    )
                    for cell in row.findall(w("tc"))
                )
                for row in table.findall(w("tr"))
            ),
            "".join(map(_plain_xml, table.findall(w("tblPr")))),
        )

    def _paragraph(self, paragraph: Element) -> Said:
        style = _val(paragraph, "pPr/pStyle")
        return Said(
            self._number(paragraph, style),
            self._text(paragraph),
            style,
            _properties(paragraph),
            tuple(_identities(paragraph)),
        )

    def _number(self, paragraph: Element, style: str) -> str:
        num = _val(paragraph, "pPr/numPr/numId") or self._num_of_style(style)
        if num in ("", "0"):
            return ""
        level = _val(paragraph, "pPr/numPr/ilvl")
        return self._lists.next(
            num, int(level) if level else self._lists.level_of_style(num, style)
        )

    def _num_of_style(self, style: str) -> str:
        while style in self._styles:
            num = _val(self._styles[style], "pPr/numPr/numId")
            if num:
                return num
            style = _val(self._styles[style], "basedOn")
        return ""

    def _text(self, paragraph: Element) -> str:
        """The text in its character styles; of a field the result."""
        pieces: list[tuple[str, str]] = []
        in_code = 0
        for run in paragraph.iter(w("r")):
            mark = run.find(w("fldChar"))
            if mark is not None:
                kind = mark.get(w("fldCharType"))
                in_code += {"begin": 1, "separate": -1, "end": 0}[str(kind)]
            if in_code:
                continue
            properties = run.find(w("rPr"))
            look = "" if properties is None else "".join(map(_plain_xml, properties))
            link = _parent(run)
            if link.tag == w("hyperlink"):
                look += f"→{self._links[str(link.get(f'{{{R}}}id'))]}"
            for child in run:
                if child.tag == w("t"):
                    pieces.append((look, child.text or ""))
                elif child.tag == w("footnoteReference"):
                    pieces.append((look, f"[^{self._note(str(child.get(w('id'))))}]"))
                else:
                    known = ("rPr", "fldChar", "instrText", "commentReference")
                    assert child.tag in map(w, known), child.tag
        text, last = "", ""
        for look, piece in pieces:
            if piece:
                text += (f"‹{look}›" if look != last else "") + piece
                last = look
        return text

    def _note(self, number: str) -> str:
        lines = []
        for paragraph in self._notes[number].findall(w("p")):
            runs = [t.text or "" for t in paragraph.iter(w("t"))]
            lines.append("".join(runs))
        return "／".join(lines)


def _properties(paragraph: Element) -> str:
    properties = paragraph.find(w("pPr"))
    if properties is None:
        return ""
    kept = [p for p in properties if p.tag not in (w("pStyle"), w("numPr"), w("rPr"), w("sectPr"))]
    level = _val(paragraph, "pPr/numPr/ilvl")
    return "\n".join([f"level {level}", *map(_plain_xml, kept)])


def _plain_xml(element: Element) -> str:
    inner = "".join(map(_plain_xml, element))
    given = " ".join(f"{etree.QName(k).localname}={element.get(k)}" for k in sorted(element.keys()))
    return f"<{etree.QName(element).localname} {given}>{inner}"


def _identities(paragraph: Element) -> Iterator[str]:
    for element in paragraph.iter(w("bookmarkStart"), w("instrText")):
        yield str(element.get(w("name")) or (element.text or "").strip())
