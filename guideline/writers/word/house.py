"""Owns the style document of an organization's own: its styles under our ids, the rest from us.

Word finds a built-in style by its name, whatever its id: Japanese Word calls Heading 1 `1` and
Title `a3`. Ids are never shown, so that they can be ours, while names and looks stay theirs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from guideline.writers.word.designs import DESIGNS, Design, DesignName, fitted
from guideline.writers.word.element_order import place_of
from guideline.writers.word.page import read_style
from guideline.writers.word.parts import pack
from guideline.writers.word.styles import Style, styles_of
from guideline.writers.word.text import XML, W, numbered


@dataclass(frozen=True, slots=True)
class FoundStyle:
    """A style that the organization's file has."""

    style: str
    """As we call it."""
    name: str
    """As the file calls it."""

    @property
    def label(self) -> str:
        """As Japanese Word shows a style of this kind."""
        return _LOCAL_NAMES.get(self.style, (self.style,))[0]


@dataclass(frozen=True, slots=True)
class House:
    """A style document made from an organization's own file, and how it was made."""

    style_document: bytes
    found: tuple[FoundStyle, ...]
    supplied: tuple[str, ...]
    """The names of the styles that are ours, because the file has none like them."""
    header: bool
    footer: bool
    """Whether these are the file's."""

    def as_dict(self) -> dict[str, Any]:
        """How it was made as plain values, for JSON."""
        return {
            "found": [{"style": each.style, "name": each.name} for each in self.found],
            "supplied": list(self.supplied),
            "header": self.header,
            "footer": self.footer,
        }


def furnished(theirs: Mapping[str, bytes], ours: bytes, design: DesignName) -> House:
    """The style document that the parts of an organization's file make together with ours.

    Args:
        theirs: the parts, by the names that our Word files give them.
        ours: the shipped style document of the design.
        design: the look of what their file lacks, in their fonts and the size of their text.
    """
    styles = _parsed(theirs.get("word/styles.xml", _NO_STYLES))
    look = fitted(DESIGNS[design], _text_size(styles))
    wanted = styles_of(look)
    matched = _matched(styles, wanted)
    found = tuple(
        FoundStyle(style.name, _name_of(matched[style.id]))
        for style in wanted
        if style.id in matched
    )
    new_ids = _new_ids(styles, matched, wanted)
    supplied = [style for style in wanted if style.id not in matched]
    _make_ours(styles, matched, wanted, new_ids)
    _supply(styles, supplied, look)
    parts = {name: xml for name, xml in theirs.items() if name not in _REWRITTEN}
    parts["word/styles.xml"] = _written(styles)
    parts["word/settings.xml"] = _settings(theirs, ours, look, parts)
    known = {str(style.get(_w("styleId"))) for style in styles.iter(_w("style"))}
    for name in [name for name in parts if _EDGE.fullmatch(name)]:
        edge = _parsed(parts[name])
        _rename(edge, new_ids, known)
        _sort_properties(edge)
        parts[name] = _written(edge)
    return House(
        pack(parts),
        found,
        tuple(style.name for style in supplied),
        header="word/header1.xml" in parts,
        footer="word/footer1.xml" in parts,
    )


_REWRITTEN = {"word/styles.xml", "word/settings.xml"}
_EDGE = re.compile(r"word/(?:header|footer)\d\.xml")
_NO_STYLES = f'{XML}<w:styles xmlns:w="{W}"/>'.encode()


def _w(name: str) -> str:
    return f"{{{W}}}{name}"


def _parsed(xml: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(xml, parser)


def _written(root: etree._Element) -> bytes:
    return (XML + etree.tostring(root, encoding="unicode")).encode()


# Which of their styles is which of ours.

_LOCAL_NAMES: Mapping[str, tuple[str, ...]] = {
    "Normal": ("標準",),
    "Title": ("表題", "標題", "タイトル"),
    "Subtitle": ("副題", "サブタイトル"),
    "heading 1": ("見出し 1",),
    "heading 2": ("見出し 2",),
    "Body Text": ("本文",),
    "List Bullet": ("箇条書き",),
    "List Bullet 2": ("箇条書き 2",),
    "List Number": ("段落番号",),
    "caption": ("図表番号",),
    "header": ("ヘッダー",),
    "footer": ("フッター",),
    "annotation text": ("コメント文字列",),
    "annotation reference": ("コメント参照",),
    "footnote text": ("脚注文字列",),
    "footnote reference": ("脚注参照",),
    "TOC Heading": ("目次の見出し",),
    "toc 1": ("目次 1",),
    "toc 2": ("目次 2",),
    "Strong": ("強調太字",),
    "Placeholder Text": ("プレースホルダー テキスト",),
    "Hyperlink": ("ハイパーリンク",),
    "Guideline Table": ("表 (格子)", "Table Grid"),
}
"""What else a style of ours may be called. Word itself always writes the English names."""


def _matched(styles: etree._Element, wanted: Iterable[Style]) -> dict[str, etree._Element]:
    """Their style for each id of ours, by name, otherwise by id; each style once."""
    by_name: dict[tuple[str, str], etree._Element] = {}
    by_id: dict[tuple[str, str], etree._Element] = {}
    for each in styles.iterfind(_w("style")):
        kind = each.get(_w("type"), "paragraph")
        by_name.setdefault((kind, _folded(_name_of(each))), each)
        by_id.setdefault((kind, each.get(_w("styleId"), "")), each)
        if kind == "paragraph" and _is_on(each.get(_w("default"))):
            by_name[kind, "normal"] = each
    matched: dict[str, etree._Element] = {}
    taken: set[etree._Element] = set()
    for ours in wanted:
        names = (ours.name, *_LOCAL_NAMES.get(ours.name, ()))
        candidates = [by_name.get((ours.kind, _folded(name))) for name in names]
        candidates.append(by_id.get((ours.kind, ours.id)))
        style = next((s for s in candidates if s is not None and s not in taken), None)
        if style is not None:
            matched[ours.id] = style
            taken.add(style)
    return matched


def _folded(name: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", name)).casefold()


def _name_of(style: etree._Element) -> str:
    name = style.find(_w("name"))
    return "" if name is None else name.get(_w("val"), "")


def _is_on(value: str | None) -> bool:
    return value in ("1", "true", "on")


def _new_ids(
    styles: etree._Element, matched: Mapping[str, etree._Element], wanted: Iterable[Style]
) -> dict[str, str]:
    """Our id for each style that is one of ours, and a free one for what had an id of ours."""
    ours = {style.id for style in wanted}
    new = {style.get(_w("styleId"), ""): id_ for id_, style in matched.items()}
    taken = {style.get(_w("styleId"), "") for style in styles.iterfind(_w("style"))} | ours
    for style in styles.iterfind(_w("style")):
        id_ = style.get(_w("styleId"), "")
        if id_ in ours and id_ not in new:
            free = next(f"{id_}{n}" for n in range(1, len(taken) + 2) if f"{id_}{n}" not in taken)
            new[id_] = free
            taken.add(free)
    return new


# Their styles, made ours.


def _make_ours(
    styles: etree._Element,
    matched: Mapping[str, etree._Element],
    wanted: Sequence[Style],
    new_ids: Mapping[str, str],
) -> None:
    """Gives their styles our ids, our numbers in place of theirs, and our language."""
    for left in list(styles.iter(*map(_w, ("numPr", "pPrChange", "rPrChange", "rsid")))):
        parent = left.getparent()
        if parent is not None:
            parent.remove(left)
    for ours in wanted:
        if ours.id in matched:
            _number_like(matched[ours.id], ours)
    _unnumber_what_is_based_on(styles, matched, wanted)
    if "GuidelineTable" in matched:
        _widen_rows(matched["GuidelineTable"])
    first = list(styles.iterfind(_w("style")))
    for style in first:
        id_ = style.get(_w("styleId"), "")
        style.set(_w("styleId"), new_ids.get(id_, id_))
    known = {style.get(_w("styleId"), "") for style in first} | {style.id for style in wanted}
    _rename(styles, new_ids, known)
    for language in styles.iterfind(f"{_w('docDefaults')}//{_w('lang')}"):
        # Numbers of a clause that begins with Latin letters would be narrow.
        language.set(_w("val"), "ja-JP")
        language.set(_w("eastAsia"), "ja-JP")
    _round_measures(styles)
    _sort_properties(styles)


_MEASURED = tuple(map(_w, ("spacing", "ind", "sz", "szCs", "top", "bottom", "left", "right")))


def _round_measures(styles: etree._Element) -> None:
    """Measures in whole numbers: some programs write others, which Word rounds too."""
    for element in styles.iter(*_MEASURED):
        for name, value in element.attrib.items():
            if re.fullmatch(r"-?\d+\.\d+", str(value)):
                element.set(name, str(round(float(value))))


_NUMBER_AND_LEVEL = re.compile(r"<w:numPr>.*?</w:numPr>|<w:outlineLvl [^>]*/>")


def _number_like(style: etree._Element, ours: Style) -> None:
    """Gives the style the number of ours, and the place in the outline that it lacks."""
    found = _NUMBER_AND_LEVEL.findall(ours.paragraph)
    if found:
        _add(style, "pPr", "".join(found))


def _unnumber_what_is_based_on(
    styles: etree._Element, matched: Mapping[str, etree._Element], wanted: Iterable[Style]
) -> None:
    """Takes our number from styles that would inherit it, such as the heading of the contents."""
    numbering = [s.id for s in wanted if s.id in matched and "<w:numPr>" in s.paragraph]
    ids = {matched[id_].get(_w("styleId")) for id_ in numbering}
    for style in styles.iterfind(_w("style")):
        base = style.find(_w("basedOn"))
        if base is not None and base.get(_w("val")) in ids and style.get(_w("styleId")) not in ids:
            _add(style, "pPr", f'{numbered(0)}<w:outlineLvl w:val="{_BODY_LEVEL}"/>')


_BODY_LEVEL = 9
"""The place in the outline of what is no heading."""


def _widen_rows(style: etree._Element) -> None:
    """Gives tables the room around their text that Word's own style for a grid lacks."""
    for margins in style.findall(f"{_w('tblPr')}/{_w('tblCellMar')}"):
        top, parent = margins.find(_w("top")), margins.getparent()
        if parent is not None and (top is None or top.get(_w("w")) == "0"):
            parent.remove(margins)
    _add(
        style,
        "tblPr",
        '<w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="100" w:type="dxa"/>'
        '<w:bottom w:w="60" w:type="dxa"/><w:right w:w="100" w:type="dxa"/></w:tblCellMar>',
    )


def _add(style: etree._Element, name: str, content: str) -> None:
    """Adds to the properties what they do not have."""
    properties = style.find(_w(name))
    if properties is None:
        properties = etree.Element(_w(name))
        after = _AFTER[_AFTER.index(properties.tag) + 1 :]
        place = next((n for n, each in enumerate(style) if each.tag in after), len(style))
        style.insert(place, properties)
    for element in _parsed(f'<w:{name} xmlns:w="{W}">{content}</w:{name}>'.encode()):
        if properties.find(element.tag) is None:
            properties.append(element)


_AFTER = [_w(name) for name in ("pPr", "rPr", "tblPr", "trPr", "tcPr", "tblStylePr")]
"""What a style holds, in the order of the schema."""
_MENTIONS = tuple(map(_w, ("basedOn", "next", "link", "pStyle", "rStyle", "tblStyle")))


def _rename(root: etree._Element, new_ids: Mapping[str, str], known: set[str]) -> None:
    """Lets what mentions a style mention its new id; a style that is not there, not at all."""
    for element in list(root.iter(*_MENTIONS)):
        old = element.get(_w("val"), "")
        new = new_ids.get(old, old)
        element.set(_w("val"), new)
        parent = element.getparent()
        if new not in known and parent is not None:
            parent.remove(element)


_PROPERTIES = ("pPr", "rPr", "tblPr", "trPr", "tcPr")


def _sort_properties(root: etree._Element) -> None:
    """Puts properties into the order of the schema: not every program keeps it, Word wants it."""
    for name in _PROPERTIES:
        for properties in root.iter(_w(name)):
            _sort(properties, f"w:{name}")


def _sort(element: etree._Element, name: str) -> None:
    """Sorts the children; leaves out those that have no place in it, or stand there twice."""
    places: dict[str, tuple[int, etree._Element]] = {}
    others: list[etree._Element] = []
    for child in list(element):
        element.remove(child)
        qualified = etree.QName(child)
        if qualified.namespace != W:
            others.append(child)
            continue
        place = place_of(name, f"w:{qualified.localname}")
        if place is not None:
            places.setdefault(str(child.tag), (place, child))
    ordered = sorted(places.values(), key=lambda pair: pair[0])
    element.extend([child for _, child in ordered] + others)


# What they lack.

_DEFAULT_HALF_POINTS = "20"
"""What Word takes where a file does not say."""


def _text_size(styles: etree._Element) -> float:
    """The size of their text in points."""
    normal = next(
        (
            style
            for style in styles.iterfind(_w("style"))
            if _is_on(style.get(_w("default"))) and style.get(_w("type")) == "paragraph"
        ),
        None,
    )
    holders = [styles.find(f"{_w('docDefaults')}/{_w('rPrDefault')}"), normal]
    size = _DEFAULT_HALF_POINTS
    for holder in holders:
        given = None if holder is None else holder.find(f"{_w('rPr')}/{_w('sz')}")
        size = size if given is None else given.get(_w("val"), size)
    return int(size) / 2 if size.isdecimal() else int(_DEFAULT_HALF_POINTS) / 2


def _supply(styles: etree._Element, supplied: Iterable[Style], look: Design) -> None:
    """Adds our styles; where theirs of another kind has the name, under another name."""
    taken = {_folded(_name_of(style)) for style in styles.iterfind(_w("style"))}
    for style in supplied:
        (added,) = _parsed(f'<w:styles xmlns:w="{W}">{style.xml(look)}</w:styles>'.encode())
        name = added.find(_w("name"))
        if _folded(style.name) in taken and name is not None:
            name.set(_w("val"), f"{style.name} (guideline)")
            added.set(_w("customStyle"), "1")
        styles.append(added)


# Settings.

_TAKEN_SETTINGS = {
    *("mirrorMargins", "bordersDoNotSurroundHeader", "bordersDoNotSurroundFooter", "gutterAtTop"),
    *("evenAndOddHeaders", "noPunctuationKerning", "characterSpacingControl"),
    *("strictFirstAndLastChars", "noLineBreaksAfter", "noLineBreaksBefore", "compat"),
    *("themeFontLang", "clrSchemeMapping", "decimalSymbol", "listSeparator"),
}
"""What concerns the look. Left out: protection, tracking, mail merge, the attached template."""


def _settings(
    theirs: Mapping[str, bytes], ours: bytes, look: Design, parts: Mapping[str, bytes]
) -> bytes:
    """Their settings that concern the look; ours for the rest."""
    settings = _parsed(read_style(ours).parts["word/settings.xml"])
    has_even = any(re.fullmatch(r"word/(header|footer)3\.xml", name) for name in parts)
    for setting in _parsed(theirs.get("word/settings.xml", _NO_SETTINGS)):
        name = etree.QName(setting).localname
        if name not in _TAKEN_SETTINGS or (name == "evenAndOddHeaders" and not has_even):
            continue
        for replaced in settings.findall(setting.tag):
            settings.remove(replaced)
        settings.append(setting)
    for tab in settings.iterfind(_w("defaultTabStop")):
        # One character: so far from its number begins the text of an article.
        tab.set(_w("val"), str(round(look.size * 20)))
    for language in settings.iterfind(_w("themeFontLang")):
        language.set(_w("eastAsia"), "ja-JP")
    _sort(settings, "w:settings")
    return _written(settings)


_NO_SETTINGS = f'{XML}<w:settings xmlns:w="{W}"/>'.encode()
