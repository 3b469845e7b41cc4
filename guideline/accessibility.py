"""Tells whether a Word file can be read by everybody (`guideline check --accessibility`).

What a reader needs who hears the text, who magnifies it, or who does not see colours. The rules
follow JIS X 8341-3 (WCAG 2) where a machine can decide them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from lxml import etree

from guideline.word_package import Package, Purpose, open_word_file

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_DECORATIVE = "{http://schemas.microsoft.com/office/drawing/2017/decorative}decorative"
_VML = "{urn:schemas-microsoft-com:vml}"


_AS_TEXT = Purpose(
    make_smaller="大きな画像を縮めるか除いて、保存し直してください。",
    without_objects="オブジェクトを画像や表に置き換えて、保存し直してください。",
    drops_template=False,
)


@dataclass(frozen=True)
class Outcome:
    """One rule with what breaks it."""

    code: str
    """A stable word for programs, such as `heading-levels`."""
    title: str
    faults: tuple[str, ...]
    concerns: bool = True
    """Whether the file has anything that the rule is about."""

    @property
    def result(self) -> Literal["pass", "fail", "none"]:
        """Whether the file keeps the rule; `none` when it is not about this file."""
        if self.faults:
            return "fail"
        return "pass" if self.concerns else "none"


def check_accessibility(path: Path) -> list[Outcome]:
    """Every rule, with what breaks it, in the order of the report.

    Raises:
        GuidelineError: the file cannot be opened, or not safely.
    """
    text = _Text(open_word_file(path, _AS_TEXT))
    return [rule(text) for rule in _RULES]


def has_passed(outcomes: list[Outcome]) -> bool:
    """Whether no rule is broken."""
    return not any(outcome.faults for outcome in outcomes)


_RESULTS = {"pass": "適合　　", "fail": "不適合　", "none": "該当なし"}


def told(outcomes: list[Outcome]) -> str:
    """The rules as lines for the terminal, each with what breaks it below."""
    lines = []
    for outcome in outcomes:
        lines.append(f"{_RESULTS[outcome.result]}  {outcome.title}")
        lines += [f"    {fault}" for fault in outcome.faults]
    broken = sum(bool(outcome.faults) for outcome in outcomes)
    lines += ["", f"{len(outcomes)}項目のうち不適合 {broken}件"]
    return "\n".join(lines)


def as_dict(path: Path, outcomes: list[Outcome]) -> dict[str, Any]:
    """The rules as plain values, for JSON."""
    return {
        "problems": [],
        "file": str(path),
        "passed": has_passed(outcomes),
        "rules": [
            {"code": o.code, "title": o.title, "result": o.result, "faults": list(o.faults)}
            for o in outcomes
        ],
    }


class _Text:
    """The parts of the file that readers see, and how styles fill in what a text does not say."""

    def __init__(self, file: Package) -> None:
        self.file = file
        self.body = file.xml(file.document)
        self.styles = file.part("word/styles.xml")

    @cached_property
    def stories(self) -> list[etree._Element]:
        """The text, the footers and headers, and the notes."""
        kinds = ("word/footer", "word/header", "word/footnotes", "word/endnotes", "word/comments")
        names = [n for n in sorted(self.file.names) if n.startswith(kinds) and n.endswith(".xml")]
        return [self.body, *map(self.file.xml, names)]

    @cached_property
    def by_id(self) -> dict[str, etree._Element]:
        found = self.styles.iter(_W + "style") if self.styles is not None else ()
        return {style.get(_W + "styleId", ""): style for style in found}

    @cached_property
    def default_style(self) -> str:
        for id_, style in self.by_id.items():
            if style.get(_W + "type") == "paragraph" and style.get(_W + "default") in ("1", "true"):
                return id_
        return ""

    def chain(self, style: str) -> Iterator[etree._Element]:
        """The style and those it is based on."""
        seen = set[str]()
        while style in self.by_id and style not in seen:
            seen.add(style)
            yield self.by_id[style]
            style = _value(self.by_id[style], "basedOn")

    def paragraph_styles(self, paragraph: etree._Element) -> Iterator[etree._Element]:
        return self.chain(_value(paragraph, "pPr/pStyle") or self.default_style)

    @cached_property
    def headings(self) -> list[tuple[int, etree._Element]]:
        """Each heading with its level, from 1."""
        levels = ((self._level(p), p) for p in self.body.iter(_W + "p"))
        return [(level, p) for level, p in levels if level]

    def _level(self, paragraph: etree._Element) -> int:
        for each in (paragraph, *self.paragraph_styles(paragraph)):
            level = _value(each, "pPr/outlineLvl")
            if level:
                return int(level) + 1 if level.isdecimal() and int(level) < 9 else 0
        return 0

    @cached_property
    def tables(self) -> list[etree._Element]:
        return list(self.body.iter(_W + "tbl"))


def _find(parent: etree._Element, path: str) -> etree._Element | None:
    return parent.find("/".join(_W + step for step in path.split("/")))


def _value(parent: etree._Element, path: str, attribute: str = "val") -> str:
    found = _find(parent, path)
    return "" if found is None else found.get(_W + attribute, "")


def _shown(element: etree._Element) -> str:
    return "".join(t.text or "" for t in element.iter(_W + "t"))


def _quoted(element: etree._Element) -> str:
    text = _shown(element).strip()
    return f"「{text[:30]}{'…' if len(text) > 30 else ''}」"


def _is_on(parent: etree._Element, path: str) -> bool:
    found = _find(parent, path)
    return found is not None and found.get(_W + "val", "1") not in ("0", "false", "off")


# The rules, in the order of the report.


def _title(text: _Text) -> Outcome:
    core = text.file.part("docProps/core.xml")
    title = "" if core is None else (core.findtext(_DC + "title") or "").strip()
    faults = () if title else ("文書の題名がプロパティにありません。",)
    return Outcome("title", "文書の題名が設定されている", faults)


def _language(text: _Text) -> Outcome:
    faults = []
    default = "" if text.styles is None else _value(text.styles, _DEFAULT_LANGUAGE, "eastAsia")
    if not _is_japanese(default):
        faults.append(f"既定の言語が日本語（ja-JP）ではありません（{default or '指定なし'}）。")
    for root in text.stories:
        for language in root.iter(_W + "lang"):
            other = language.get(_W + "eastAsia", "ja-JP")
            if not _is_japanese(other):
                faults.append(f"本文の一部の言語が日本語ではありません（{other}）。")
    return Outcome("language", "言語が日本語（ja-JP）である", tuple(dict.fromkeys(faults)))


_DEFAULT_LANGUAGE = "docDefaults/rPrDefault/rPr/lang"


def _is_japanese(language: str) -> bool:
    return language.lower() in ("ja", "ja-jp")


def _heading_levels(text: _Text) -> Outcome:
    faults, before = [], 0
    for level, heading in text.headings:
        if level > before + 1:
            faults.append(f"見出し{level}の前に見出し{before + 1}がありません：{_quoted(heading)}")
        before = level
    title = "見出しの段階が飛んでいない"
    return Outcome("heading-levels", title, tuple(faults), bool(text.headings))


def _empty_headings(text: _Text) -> Outcome:
    faults = [
        f"見出し{level}に文字がありません（{number}番目の見出し）。"
        for number, (level, heading) in enumerate(text.headings, 1)
        if not _shown(heading).strip()
    ]
    return Outcome("empty-headings", "空の見出しがない", tuple(faults), bool(text.headings))


def _table_headers(text: _Text) -> Outcome:
    """A table whose look has no first row says what its rows are in the first column."""
    tables = [table for table in text.tables if _has_first_row(table) and len(_rows(table)) > 1]
    faults = [
        f"見出し行がページごとに繰り返されません：{_quoted(_rows(table)[0])}で始まる表"
        for table in tables
        if not _is_on(_rows(table)[0], "trPr/tblHeader")
    ]
    return Outcome("table-headers", "表の見出し行が繰り返される", tuple(faults), bool(tables))


def _rows(table: etree._Element) -> list[etree._Element]:
    return table.findall(_W + "tr")


def _has_first_row(table: etree._Element) -> bool:
    look = _find(table, "tblPr/tblLook")
    if look is None:
        return True
    named = look.get(_W + "firstRow")
    if named is not None:
        return named in ("1", "true", "on")
    try:
        return bool(int(look.get(_W + "val", "0020"), 16) & 0x0020)
    except ValueError:
        return True


def _table_descriptions(text: _Text) -> Outcome:
    faults = [
        f"表に題も説明もありません：{_quoted(table)}で始まる表"
        for table in text.tables
        if not (_value(table, "tblPr/tblCaption") or _value(table, "tblPr/tblDescription")).strip()
    ]
    title = "表に題又は説明（代替テキスト）がある"
    return Outcome("table-descriptions", title, tuple(faults), bool(text.tables))


def _images(text: _Text) -> Outcome:
    pictures = [p for root in text.stories for name in _PICTURES for p in root.iter(name)]
    faults = [
        f"画像に代替テキストがありません：{picture.get('name') or picture.get('id') or '名前なし'}"
        for picture in pictures
        if not _is_described(picture)
    ]
    return Outcome("images", "画像に代替テキストがある", tuple(faults), bool(pictures))


_PICTURES = (_WP + "docPr", _VML + "shape")


def _is_described(picture: etree._Element) -> bool:
    told = picture.get("descr") or picture.get("title") or picture.get("alt") or ""
    is_decorative = any(mark.get("val") in ("1", "true") for mark in picture.iter(_DECORATIVE))
    return bool(told.strip()) or is_decorative


_LEAST_CONTRAST = 4.5
"""Of text to its ground: WCAG 2, success criterion 1.4.3."""
_WHITE = "FFFFFF"


def _contrasts(text: _Text) -> Outcome:
    faults: dict[tuple[str, str], str] = {}
    for root in text.stories:
        for run in root.iter(_W + "r"):
            if not _shown(run).strip():
                continue
            looks = list(_looks_of(run, text))
            color = _nearest(looks, _color_of)
            ground = _nearest(looks, _ground_of) or _WHITE
            # Without a colour, Word takes black or white, whichever can be read.
            if color and (color, ground) not in faults:
                ratio = contrast(color, ground)
                if ratio < _LEAST_CONTRAST:
                    faults[color, ground] = (
                        f"文字の色 #{color} と地の色 #{ground} の差が小さすぎます"
                        f"（{ratio:.1f}:1、{_LEAST_CONTRAST}:1 以上が必要）：{_quoted(run)}"
                    )
    return Outcome("contrast", "文字と地の明るさの差が十分である", tuple(faults.values()))


def _looks_of(run: etree._Element, text: _Text) -> Iterator[etree._Element]:
    """What may give a run its colours, the strongest first."""
    yield from run.iterfind(_W + "rPr")
    for style in text.chain(_value(run, "rPr/rStyle")):
        yield from style.iterfind(_W + "rPr")
    for paragraph in run.iterancestors(_W + "p"):
        yield from paragraph.iterfind(_W + "pPr")
        for style in text.paragraph_styles(paragraph):
            yield from style.iterfind(_W + "rPr")
            yield from style.iterfind(_W + "pPr")
    for cell in run.iterancestors(_W + "tc"):
        yield from cell.iterfind(_W + "tcPr")
        yield from _table_looks(cell, text)
    if text.styles is not None:
        yield from text.styles.iterfind(f"{_W}docDefaults/{_W}rPrDefault/{_W}rPr")


def _table_looks(cell: etree._Element, text: _Text) -> Iterator[etree._Element]:
    row = next(cell.iterancestors(_W + "tr"), None)
    table = next(cell.iterancestors(_W + "tbl"), None)
    if row is None or table is None:
        return
    is_first = _has_first_row(table) and _rows(table)[:1] == [row]
    for style in text.chain(_value(table, "tblPr/tblStyle")):
        for special in style.iterfind(_W + "tblStylePr") if is_first else ():
            if special.get(_W + "type") == "firstRow":
                yield from special.iterfind(_W + "rPr")
                yield from special.iterfind(_W + "tcPr")
        yield from style.iterfind(_W + "rPr")
        yield from style.iterfind(_W + "tcPr")


def _nearest(looks: list[etree._Element], found_in: Callable[[etree._Element], str | None]) -> str:
    """The first that says anything; empty when it says that Word may choose, or none says it."""
    return next((found for found in map(found_in, looks) if found is not None), "")


def _color_of(look: etree._Element) -> str | None:
    # A paragraph's own properties colour its mark only.
    color = _find(look, "color") if look.tag == _W + "rPr" else None
    return None if color is None else _hex(color.get(_W + "val", ""))


def _ground_of(look: etree._Element) -> str | None:
    highlight = _value(look, "highlight")
    if highlight in _HIGHLIGHTS:
        return _HIGHLIGHTS[highlight]
    shading = _find(look, "shd")
    if shading is None:
        return None
    if shading.get(_W + "val") == "solid":
        return _hex(shading.get(_W + "color", "")) or None
    # No fill lets through what lies below.
    return _hex(shading.get(_W + "fill", "")) or None


def _hex(value: str) -> str:
    is_color = len(value) == 6 and all(c in "0123456789ABCDEFabcdef" for c in value)
    return value.upper() if is_color else ""


_HIGHLIGHTS = {
    "yellow": "FFFF00",
    "green": "00FF00",
    "cyan": "00FFFF",
    "magenta": "FF00FF",
    "blue": "0000FF",
    "red": "FF0000",
    "darkBlue": "000080",
    "darkCyan": "008080",
    "darkGreen": "008000",
    "darkMagenta": "800080",
    "darkRed": "800000",
    "darkYellow": "808000",
    "darkGray": "808080",
    "lightGray": "C0C0C0",
    "black": "000000",
    "white": "FFFFFF",
}


def contrast(one: str, other: str) -> float:
    """How much brighter one colour is than the other: from 1, the same, to 21, black on white."""
    darker, brighter = sorted(map(_luminance, (one, other)))
    return (brighter + 0.05) / (darker + 0.05)


def _luminance(color: str) -> float:
    """As WCAG 2 defines it."""
    parts = [int(color[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _colour_alone(text: _Text) -> Outcome:
    """Words on a ground of their own are a blank, and have to be one without the colour, too."""
    marked = [
        words for root in text.stories for p in root.iter(_W + "p") for words in _marked(p, text)
    ]
    faults = [
        f"色だけで示した箇所があります（【 】で囲んでください）：「{words[:30]}」"
        for words in dict.fromkeys(marked)
        if not (words.startswith("【") and words.endswith("】"))
    ]
    return Outcome("colour-alone", "記入箇所を色だけで示していない", tuple(faults), bool(marked))


def _marked(paragraph: etree._Element, text: _Text) -> Iterator[str]:
    """The words on a ground of their own; runs that follow each other are one."""
    words = ""
    for run in paragraph.iter(_W + "r"):
        shown = _shown(run)
        if not shown:
            continue
        own = [*run.iterfind(_W + "rPr")]
        for style in text.chain(_value(run, "rPr/rStyle")):
            own += style.iterfind(_W + "rPr")
        if _nearest(own, _ground_of) not in ("", _WHITE):
            words += shown
        elif words:
            yield words.strip()
            words = ""
    if words.strip():
        yield words.strip()


_RULES: tuple[Callable[[_Text], Outcome], ...] = (
    _title,
    _language,
    _heading_levels,
    _empty_headings,
    _table_headers,
    _table_descriptions,
    _images,
    _contrasts,
    _colour_alone,
)
