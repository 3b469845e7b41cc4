"""Owns the gate: no Word file goes out in which one part names what another does not have.

The patterns know the XML as this package writes it: prefixes `w:` and `r:`, double quotes, no space
between tags, and `<` and `>` around tags only. Between two texts stands a segment of tags, and most
segments stand in a file many times: each is read once, which makes the gate several times as fast
as a parser.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple
from xml.parsers import expat

from guideline.errors import CallError, Place, Problem
from guideline.writers.word.element_order import misplaced


class _Fault(NamedTuple):
    """What is wrong with one part."""

    part: str
    message: str


_REMEDY = (
    "プロファイルや条項ではなく、guideline の誤りです。ファイルは書き出していません。"
    "この表示を添えて開発者に知らせてください。"
)


def check_parts(parts: Mapping[str, bytes]) -> None:
    """Lets a sound file pass.

    Raises:
        CallError: Word would call the file damaged; a fault of this program, not of its user.
    """
    faults = [*_package_faults(parts), *_text_faults(parts)]
    if faults:
        raise CallError(
            Problem(
                "word-gate",
                f"Word ファイルの組み立てに誤りがあります：{message}",
                Place(part),
                _REMEDY,
            )
            for part, message in faults
        )


# The package: parts, content types, relationships.

_TYPES = "[Content_Types].xml"
_ATTRIBUTE = re.compile(rb'([\w:]+)="([^"]*)"')
_RELATIONSHIP = re.compile(rb"<Relationship ([^>]*)>")
_TYPE = re.compile(rb"<(Override|Default) ([^>]*)>")


class _Relationship(NamedTuple):
    id: str
    target: str
    """The part, or empty for what lies outside of the file."""


def _attributes(tag: bytes) -> dict[str, str]:
    return {name.decode(): value.decode() for name, value in _ATTRIBUTE.findall(tag)}


def _package_faults(parts: Mapping[str, bytes]) -> Iterator[_Fault]:
    yield from _type_faults(parts)
    reached = {_TYPES}
    for name, xml in parts.items():
        if name.endswith(".rels"):
            source, related = _relationships(name, xml)
            reached |= {name, *(relationship.target for relationship in related)}
            if source and source not in parts:
                yield _Fault(name, f"部品「{source}」がありません。")
            yield from _doubled(name, "関係", (each.id for each in related))
            for each in related:
                if each.target and each.target not in parts:
                    yield _Fault(
                        name, f"関係「{each.id}」の先の部品「{each.target}」がありません。"
                    )
    for name in sorted(parts.keys() - reached):
        yield _Fault(name, "この部品を指す関係がありません。")


def _relationships(name: str, xml: bytes) -> tuple[str, list[_Relationship]]:
    """The part that a file of relationships speaks for, and the relationships."""
    folder, file = posixpath.split(name)
    base = posixpath.dirname(folder)
    source = posixpath.join(base, file.removesuffix(".rels"))
    found = []
    for tag in _RELATIONSHIP.findall(xml):
        given = _attributes(tag)
        target = ""
        if given.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", base, given["Target"])).lstrip("/")
        found.append(_Relationship(given["Id"], target))
    return source, found


def _unrelated(name: str, used: Iterable[str], parts: Mapping[str, bytes]) -> Iterator[_Fault]:
    folder, file = posixpath.split(name)
    relations = f"{folder}/_rels/{file}.rels"
    _, related = _relationships(relations, parts.get(relations, b""))
    for id_ in sorted(set(used) - {each.id for each in related}):
        yield _Fault(name, f"関係「{id_}」がありません。")


def _type_faults(parts: Mapping[str, bytes]) -> Iterator[_Fault]:
    named, endings = [], []
    for kind, tag in _TYPE.findall(parts[_TYPES]):
        given = _attributes(tag)
        if kind == b"Override":
            named.append(given["PartName"].lstrip("/"))
        elif given["ContentType"] != "application/xml":  # which says nothing about a part
            endings.append(f".{given['Extension']}")
    yield from _doubled(_TYPES, "部品", named)
    for name in sorted(set(named) - set(parts)):
        yield _Fault(_TYPES, f"部品「{name}」がありません。")
    for name in sorted(set(parts) - set(named) - {_TYPES}):
        if not name.endswith(tuple(endings)):
            yield _Fault(name, "この部品の種類（content type）が宣言されていません。")


# The text: styles, numbers, bookmarks, notes, and the order of elements.

_DOCUMENT, _STYLES, _NUMBERING = "word/document.xml", "word/styles.xml", "word/numbering.xml"
_SETTINGS = "word/settings.xml"

_NAMED = re.compile(
    rb"<w:((?:p|r|tbl)Style|basedOn|next|link|numId|bookmarkStart|bookmarkEnd|hyperlink"
    rb"|comment|commentRangeStart|commentRangeEnd|commentReference"
    rb"|footnote|footnoteReference|endnote|endnoteReference|id|tag) ([^>]*)>"
)
_MARKED = re.compile(rb' (r:(?:id|embed|link|pict)|w14:paraId)="([^"]*)"|<(wp:docPr) id="([^"]*)"')
_FIELD = re.compile(rb"<w:instrText[^>]*>\s*(?:REF|PAGEREF|NOTEREF)\s+([^\s<]+)")
_BOOKMARK = re.compile(r"[^\W\d]\w{0,39}")
_USES_STYLE = ("pStyle", "rStyle", "tblStyle", "basedOn", "next", "link")


class _Text(NamedTuple):
    """What the parts with text have and name: for each kind of tag its part and attributes."""

    tags: dict[str, list[tuple[str, Mapping[str, str]]]]

    def values(self, kind: str, attribute: str) -> list[tuple[str, str]]:
        """Part and value of an attribute, wherever a tag of this kind has it."""
        found = self.tags.get(kind, ())
        return [(part, given[attribute]) for part, given in found if attribute in given]


def _text_faults(parts: Mapping[str, bytes]) -> Iterator[_Fault]:
    text = _Text({})
    for name, xml in parts.items():
        if name.endswith((".xml", ".rels")):
            yield from _read(name, xml, text)
    yield from _style_faults(text, parts.get(_STYLES, b""))
    yield from _number_faults(text, parts.get(_NUMBERING, b""))
    yield from _bookmark_faults(text, parts)
    yield from _note_faults(text)
    for name in parts:
        used = [id_ for part, id_ in text.values("r", "id") if part == name]
        yield from _unrelated(name, used, parts)
    # Elements of these names are the properties of content controls.
    for kind, label in (("id", "入力欄の番号"), ("tag", "入力欄のタグ")):
        controls = (id_ for _, id_ in text.values(kind, "w:val"))
        yield from _doubled(_DOCUMENT, label, controls)
    for kind in ("w14:paraId", "wp:docPr"):
        yield from _doubled(_DOCUMENT, kind, (id_ for _, id_ in text.values(kind, "id")))


_BETWEEN_TAGS = re.compile(rb">[^<>]+<")


def _read(name: str, xml: bytes, text: _Text) -> Iterator[_Fault]:
    """Adds to `text` what the part has; what is wrong with its tags."""
    open_tags = Counter[str]()
    if _BARE.search(xml):
        yield _Fault(name, "XML として読めません：& がそのまま書かれています。")
    for segment, times in Counter(_BETWEEN_TAGS.split(xml.strip()[1:-1])).items():
        read = _segment(segment)
        if read.is_broken:
            yield _Fault(name, f"XML として読めません：<{segment[:80].decode(errors='replace')}>")
        for kind, given in read.tags:
            text.tags.setdefault(kind, []).extend([(name, given)] * times)
        for tag, surplus in read.surplus:
            open_tags[tag] += surplus * times
        for parent, child in read.misplaced:
            yield _Fault(name, f"{parent} の中の {child} の位置が誤っています。")
    for tag, surplus in open_tags.items():
        if surplus:
            yield _Fault(name, f"XML の要素 {tag} の始まりと終わりの数が合いません。")


class _Segment(NamedTuple):
    """Tags that stand together, without text between them."""

    tags: tuple[tuple[str, Mapping[str, str]], ...]
    surplus: tuple[tuple[str, int], ...]
    """How many elements begin here and do not end here; fewer than none when they end only."""
    misplaced: tuple[tuple[str, str], ...]
    """Parent and child wherever a child stands where it may not."""
    is_broken: bool = False


_TAG = re.compile(rb"<(/?)([\w:]+)[^<>]*?(/?)>")
_DECLARATION = re.compile(rb"<\?xml [^>]*\?>")
_BARE = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#\w+);)")


@lru_cache(maxsize=4096)
def _segment(inner: bytes) -> _Segment:
    """The segment, whose first and last character are left out."""
    segment = _DECLARATION.sub(b"", b"<" + inner + b">")
    if _TAG.sub(b"", segment).strip():
        return _Segment((), (), (), is_broken=True)
    tags = [(kind.decode(), _attributes(tag)) for kind, tag in _NAMED.findall(segment)]
    for name, value, picture, id_ in _MARKED.findall(segment):
        kind = (picture or name).decode()
        tags.append(
            (kind.split(":")[0] if kind[:2] == "r:" else kind, {"id": (value or id_).decode()})
        )
    surplus = Counter[str]()
    for (closes, name, is_empty), times in Counter(_TAG.findall(segment)).items():
        if not is_empty:
            surplus[name.decode()] += -times if closes else times
    left = tuple((name, times) for name, times in surplus.items() if times)
    return _Segment(tuple(tags), left, tuple(_misplaced(segment)))


def _style_faults(text: _Text, styles: bytes) -> Iterator[_Fault]:
    defined = [
        value.decode() for value in re.findall(rb'<w:style\b[^>]*? w:styleId="([^"]*)"', styles)
    ]
    yield from _doubled(_STYLES, "スタイル", defined)
    named = {pair for kind in _USES_STYLE for pair in text.values(kind, "w:val")}
    for part, style in sorted(named):
        if style not in defined:
            yield _Fault(part, f"スタイル「{style}」がありません。")


def _number_faults(text: _Text, numbering: bytes) -> Iterator[_Fault]:
    definitions = _values(rb'<w:abstractNum\b[^>]*? w:abstractNumId="([^"]*)"', numbering)
    numbers = _values(rb'<w:num\b[^>]*? w:numId="([^"]*)"', numbering)
    yield from _doubled(_NUMBERING, "番号の定義", definitions)
    yield from _doubled(_NUMBERING, "番号", numbers)
    yield from _doubled(_NUMBERING, "nsid", _values(rb'<w:nsid w:val="([^"]*)"', numbering))
    if b"<w:num " in numbering and numbering.rfind(b"<w:abstractNum ") > numbering.find(b"<w:num "):
        yield _Fault(_NUMBERING, "番号の定義（abstractNum）が番号（num）の後にあります。")
    for used in _values(rb'<w:abstractNumId w:val="([^"]*)"', numbering):
        if used not in definitions:
            yield _Fault(_NUMBERING, f"番号の定義「{used}」がありません。")
    for part, number in sorted(set(text.values("numId", "w:val"))):
        if number != "0" and number not in numbers:
            yield _Fault(part, f"番号「{number}」がありません。")


def _bookmark_faults(text: _Text, parts: Mapping[str, bytes]) -> Iterator[_Fault]:
    starts, ends = text.values("bookmarkStart", "w:id"), text.values("bookmarkEnd", "w:id")
    names = text.values("bookmarkStart", "w:name")
    yield from _doubled(_DOCUMENT, "しおりの番号", (id_ for _, id_ in starts))
    yield from _doubled(_DOCUMENT, "しおり", (name for _, name in names))
    for part, id_ in sorted(set(starts) ^ set(ends)):
        yield _Fault(part, f"しおりの番号「{id_}」に始まりか終わりがありません。")
    for part, name in names:
        if not _BOOKMARK.fullmatch(name):
            yield _Fault(part, f"しおり「{name}」は名前にできません（英字か _ で始まる40字以内）。")
    known = {name for _, name in names}
    named = set(text.values("hyperlink", "w:anchor"))
    named |= {(part, name.decode()) for part, xml in parts.items() for name in _FIELD.findall(xml)}
    for part, name in sorted(named):
        if name not in known:
            yield _Fault(part, f"しおり「{name}」がありません。")


def _note_faults(text: _Text) -> Iterator[_Fault]:
    for kind, label in (("comment", "コメント"), ("footnote", "脚注"), ("endnote", "文末脚注")):
        # In the settings, too, stand the separators: there they are mentions.
        items = [(part, given) for part, given in text.tags.get(kind, ()) if part != _SETTINGS]
        defined = [given["w:id"] for _, given in items]
        yield from _doubled(f"word/{kind}s.xml", label, defined)
        references = text.values(f"{kind}Reference", "w:id")
        mentioned = set(references) | set(text.values(f"{kind}RangeStart", "w:id"))
        mentioned |= {pair for pair in text.values(kind, "w:id") if pair[0] == _SETTINGS}
        for part, id_ in sorted(mentioned):
            if id_ not in defined:
                yield _Fault(part, f"{label}「{id_}」がありません。")
        shown = {id_ for _, id_ in references}
        for part, given in items:
            if "w:type" not in given and given["w:id"] not in shown:
                yield _Fault(part, f"{label}「{given['w:id']}」がどこからも参照されていません。")
    starts, ends = (set(text.values(f"commentRange{end}", "w:id")) for end in ("Start", "End"))
    for part, id_ in sorted(starts ^ ends):
        yield _Fault(part, f"コメント「{id_}」の範囲に始まりか終わりがありません。")


_PROPERTIES = re.compile(
    rb"<w:(pPr|rPr|rubyPr|tblPr|tcPr|trPr|sectPr|sdtPr)(?: [^>/]*)?>.*?</w:\1>", re.DOTALL
)
_CHANGE = re.compile(rb"<w:(\w+PrChange)\b.*?</w:\1>", re.DOTALL)


def _misplaced(segment: bytes) -> Iterator[tuple[str, str]]:
    if segment.lstrip().startswith(b"<w:settings"):
        yield from _misplaced_in(segment)
        return
    if b"PrChange" in segment:
        # What a property was before is a set of properties in a set of properties.
        segment = _CHANGE.sub(rb"<w:\1/>", segment)
    for fragment in sorted({found[0] for found in _PROPERTIES.finditer(segment)}):
        yield from _misplaced_in(fragment)


@lru_cache(maxsize=4096)
def _misplaced_in(fragment: bytes) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    families: list[list[str]] = [[""]]

    def start(name: str, _: Any) -> None:
        families[-1].append(name)
        families.append([name])

    def end(_: str) -> None:
        parent, *children = families.pop()
        child = misplaced(parent, children)
        if child:
            found.append((parent, child))

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    try:
        parser.Parse(fragment, True)
    except expat.ExpatError:
        return (("XML", fragment[:40].decode(errors="replace")),)
    return tuple(found)


def _values(pattern: bytes, xml: bytes) -> list[str]:
    return [value.decode() for value in re.findall(pattern, xml)]


def _doubled(part: str, what: str, names: Iterable[str]) -> Iterator[_Fault]:
    for name, times in Counter(names).items():
        if times > 1:
            yield _Fault(part, f"{what}「{name}」が{times}回あります。")
