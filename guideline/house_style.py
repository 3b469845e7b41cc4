"""Reads the organization's own Word file for its look: styles, page, header and footer.

Its text is not taken. A file that could do more than look is refused: macros, embedded objects,
links to outside, fields that fetch something.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from guideline.errors import Place, told_by_system
from guideline.word_package import (
    Package,
    Purpose,
    R,
    Relation,
    W,
    canonical,
    has_field,
    has_macros,
    has_objects,
    instructions,
    leads_outside,
    open_package,
    read_bytes,
    refused,
)

_SUFFIXES = (".docx", ".dotx")
_MACRO_SUFFIXES = (".docm", ".dotm")
_AS_STYLE = Purpose(
    make_smaller="本文や大きな画像を除いたひな型を指定してください。",
    without_objects="オブジェクトを消して保存し直してください。様式に本文は要りません。",
    drops_template=True,
)


@dataclass(frozen=True)
class HouseStyle:
    """What an organization's own Word file looks like."""

    file: str
    parts: Mapping[str, bytes]
    """By the names that our Word files give them; word/document.xml holds the page alone."""


def load_house_style(name: str, place: Place) -> HouseStyle:
    """The look of the Word file.

    Args:
        name: its path, from the folder of the profile.
        place: where the profile names it.

    Raises:
        ContentError: the file cannot be read, or is refused.
    """
    if name.startswith(("//", "\\\\")) or "://" in name:
        message = f"「{name}」は、ほかのコンピューターにあるファイルです。"
        remedy = "プロファイルと同じフォルダーに写し、そのファイル名を書いてください。"
        raise refused(place, "word-elsewhere", message, remedy)
    path = Path(place.file).parent / name
    _check_suffix(path, place)
    return read_house_style(_bytes_of(path, place), str(path))


def _check_suffix(path: Path, place: Place) -> None:
    suffix = path.suffix.lower()
    if suffix in _MACRO_SUFFIXES:
        raise has_macros(place)
    if suffix not in _SUFFIXES:
        message = f"様式に使えるのは .docx と .dotx です（「{path.name}」）。"
        remedy = "Word で開き、種類を「Word 文書 (*.docx)」として保存してください。"
        raise refused(place, "word-not-word", message, remedy)


def _bytes_of(path: Path, place: Place) -> bytes:
    try:
        return read_bytes(path, place, _AS_STYLE)
    except (OSError, ValueError) as error:  # ValueError: a null character in the name
        message = f"様式のファイル「{path}」を読めません（{told_by_system(error)}）。"
        remedy = "document.word_style には、プロファイルのあるフォルダーから見た場所を書きます。"
        raise refused(place, "word-missing", message, remedy) from None


def read_house_style(data: bytes, file: str) -> HouseStyle:
    """The look of the Word file in `data`.

    Raises:
        ContentError: it is refused.
    """
    return HouseStyle(file, _Taking(open_package(data, Place(file), _AS_STYLE)).parts())


class _Taking:
    """The running state of taking the look out of one file: the pictures met so far."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.pictures: dict[str, str] = {}
        """Our name of each picture, by its name there."""
        self.shapes = 0

    def parts(self) -> dict[str, bytes]:
        """Every part that is taken, by our names."""
        package = self.package
        document = package.xml(package.document)
        related = {relation.id: relation for relation in package.relations(package.document)}
        parts = dict(self._shared(related))
        references: list[etree._Element] = []
        for reference, kind, number in _references(document):
            relation = related.get(reference.get(_r("id"), ""))
            taken = self._edge(relation, f"word/{kind}{number}.xml") if relation else {}
            parts |= taken
            if taken:
                reference.set(_r("id"), f"{kind}{number}")
                references.append(reference)
        parts |= {ours: package.read(theirs) for theirs, ours in self.pictures.items()}
        page = _page(document, references)
        if _text_width(page) < _NARROWEST:
            message = "ページの余白の間が狭すぎて、表を置けません。"
            remedy = "本文の幅が90 mm 以上になるように、用紙と余白を直してください。"
            raise package.refused("word-page", message, remedy)
        root = etree.Element(_w("document"), nsmap={"w": W, "r": R})
        etree.SubElement(root, _w("body")).append(page)
        parts["word/document.xml"] = canonical(root)
        return parts

    def _shared(self, related: Mapping[str, Relation]) -> Iterator[tuple[str, bytes]]:
        """The parts that a Word file has at most once."""
        for relation in related.values():
            if relation.kind in _SHARED and not relation.is_external:
                root = self.package.xml(relation.target)
                if relation.kind == "theme":
                    _drop_pictures(root)
                for charset in root.iter(_w("charset")):
                    # LibreOffice writes names here that Word does not know.
                    charset.attrib.pop(_w("characterSet"), "")
                yield _SHARED[relation.kind], canonical(root)

    def _edge(self, relation: Relation, name: str) -> dict[str, bytes]:
        """A header or footer with its relations; nothing when it shows nothing."""
        root = self.package.xml(relation.target)
        if not _shows_something(root):
            return {}
        _refuse_active(root, self.package)
        _clean(root)
        for shape in root.iter(f"{{{_DRAWING}}}docPr"):
            self.shapes += 1
            shape.set("id", str(self.shapes))
        listed = "".join(self._mention(each) for each in self.package.relations(relation.target))
        parts = {name: canonical(root)}
        if listed:
            folder, file = posixpath.split(name)
            xml = f'{_XML}<Relationships xmlns="{_RELATIONSHIPS}">{listed}</Relationships>'
            parts[f"{folder}/_rels/{file}.rels"] = xml.encode()
        return parts

    def _mention(self, relation: Relation) -> str:
        """One relation of a header or footer: a picture or a link."""
        target, mode = relation.target, ""
        if relation.kind == "hyperlink" and relation.is_external:
            if not target.lower().startswith(("http://", "https://", "mailto:")):
                raise leads_outside(self.package, target)
            mode = ' TargetMode="External"'
        elif relation.kind == "image":
            target = f"/{self._picture(target)}"
        else:
            raise self.package.refused(
                "word-part",
                f"ヘッダー又はフッターの部品「{relation.kind}」は、引き継げません。",
                "図形を画像にするなどして、保存し直してください。",
            )
        values = {"Id": relation.id, "Type": f"{R}/{relation.kind}", "Target": target}
        written = "".join(f' {name}="{_escaped(value)}"' for name, value in values.items())
        return f"<Relationship{written}{mode}/>"

    def _picture(self, name: str) -> str:
        suffix = posixpath.splitext(name)[1].lower()
        if suffix not in PICTURES:
            raise self.package.refused(
                "word-part",
                f"ヘッダー又はフッターの画像の形式「{suffix or 'なし'}」は、引き継げません。",
                f"使える形式の画像に替えてください：{'、'.join(PICTURES)}",
            )
        self.package.read(name)
        count = len(self.pictures) + 1
        return self.pictures.setdefault(name, f"word/media/image{count}{suffix}")


PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf", ".svg")
_SHARED = {
    "styles": "word/styles.xml",
    "settings": "word/settings.xml",
    "fontTable": "word/fontTable.xml",
    "theme": "word/theme/theme1.xml",
}
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_DRAWN = "http://schemas.openxmlformats.org/drawingml/2006/main"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def _w(name: str) -> str:
    return f"{{{W}}}{name}"


def _r(name: str) -> str:
    return f"{{{R}}}{name}"


def _escaped(text: str) -> str:
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;")


# The page.

_NUMBERS = {"default": 1, "first": 2, "even": 3}


def _references(document: etree._Element) -> Iterator[tuple[etree._Element, str, int]]:
    """The headers and footers of the last section; it takes over those that it does not name."""
    found: dict[tuple[str, int], etree._Element] = {}
    for section in _sections(document):
        for kind in ("header", "footer"):
            for reference in section.iterfind(_w(f"{kind}Reference")):
                number = _NUMBERS.get(reference.get(_w("type"), "default"), 1)
                found[kind, number] = reference
    for (kind, number), reference in sorted(found.items()):
        yield reference, kind, number


_OF_THE_PAGE = ("pgSz", "pgMar", "pgBorders", "pgNumType", "titlePg", "docGrid")
_USUAL = {
    "pgSz": {"w": 11906, "h": 16838},
    "pgMar": {
        "top": 1417,
        "right": 1417,
        "bottom": 1417,
        "left": 1417,
        "header": 680,
        "footer": 680,
        "gutter": 0,
    },
}
"""A4 with margins of 25 mm, in twips, where the file does not say."""


_NARROWEST = 5100
"""In twips: 90 mm."""


def _sections(document: etree._Element) -> list[etree._Element]:
    """The properties of the sections, without what they were before a tracked change."""
    changed = _w("sectPrChange")
    found = document.iter(_w("sectPr"))
    return [s for s in found if not any(True for _ in s.iterancestors(changed))]


def _page(document: etree._Element, references: list[etree._Element]) -> etree._Element:
    """The last section's page alone. Columns are left out: our tables are wide."""
    sections = _sections(document)
    page = etree.Element(_w("sectPr"), nsmap={"w": W, "r": R})
    for name in _OF_THE_PAGE:
        element = sections[-1].find(_w(name)) if sections else None
        if element is None and name in _USUAL:
            element = etree.Element(_w(name))
        if element is None:
            continue
        for key, usual in _USUAL.get(name, {}).items():
            element.set(_w(key), _whole(element.get(_w(key)), usual))
        for border in element:
            # Pictures as borders stay behind.
            for picture in [each for each in border.attrib if etree.QName(each).namespace == R]:
                del border.attrib[picture]
        page.append(element)
    for place, reference in enumerate(references):
        page.insert(place, reference)
    return page


def _text_width(page: etree._Element) -> int:
    size, margins = page.find(_w("pgSz")), page.find(_w("pgMar"))
    assert size is not None
    assert margins is not None
    taken = (int(margins.get(_w(side), "0")) for side in ("left", "right", "gutter"))
    return int(size.get(_w("w"), "0")) - sum(taken)


def _whole(value: str | None, usual: int) -> str:
    """A measure in whole twips."""
    try:
        return str(round(float(value or usual)))
    except (ValueError, OverflowError):
        return str(usual)


# Headers and footers.

_FIELDS = {
    *("PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "IF", "=", "SYMBOL", "SEQ", "STYLEREF"),
    *("TITLE", "SUBJECT", "AUTHOR", "COMMENTS", "KEYWORDS", "DOCPROPERTY", "FILENAME", "FILESIZE"),
    *("DATE", "TIME", "CREATEDATE", "SAVEDATE", "PRINTDATE", "EDITTIME", "LASTSAVEDBY", "REVNUM"),
    *("NUMWORDS", "NUMCHARS", "TEMPLATE", "USERNAME", "USERINITIALS", "USERADDRESS", "HYPERLINK"),
}
"""The fields that show what the document knows about itself. Others may fetch or start something:
DDE, INCLUDETEXT, INCLUDEPICTURE, LINK, DATABASE."""
_OBJECTS = {"object", "control", "altChunk", "subDoc", "movie", "OLEObject", "contentPart"}


def _shows_something(root: etree._Element) -> bool:
    shown = {_w(name) for name in ("drawing", "pict", "object", "fldSimple", "instrText", "tbl")}
    return any(
        element.tag in shown or (element.tag == _w("t") and (element.text or "").strip())
        for element in root.iter(etree.Element)
    )


def _refuse_active(root: etree._Element, package: Package) -> None:
    for element in root.iter(etree.Element):
        if etree.QName(element).localname in _OBJECTS:
            raise has_objects(package, _AS_STYLE)
        for attribute, value in element.attrib.items():
            # The old drawing language names files and addresses in attributes.
            if etree.QName(attribute).localname in ("src", "href", "althref") and value:
                raise leads_outside(package, str(value))
    for instruction in instructions(root):
        word = re.match(r"\s*(=|[A-Za-z]+)", instruction)
        name = word[1].upper() if word else instruction.strip()[:20]
        if name not in _FIELDS:
            raise has_field(package, name)


_LEFT_OUT = tuple(
    _w(name)
    for name in (
        *("bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd"),
        *("commentReference", "footnoteReference", "endnoteReference", "permStart", "permEnd"),
        *("proofErr", "lastRenderedPageBreak", "numPr", "ffData"),
    )
)
"""They name what stays behind in the file, or mean nothing here."""
_PARAGRAPH_IDS = re.compile(r"\{[^}]*/word/20\d\d/wordml\}(?:paraId|textId)$")


def _clean(root: etree._Element) -> None:
    for element in list(root.iter(_LEFT_OUT)):
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
    for element in root.iter(etree.Element):
        for name in map(str, element.attrib.keys()):
            local = etree.QName(name).localname
            is_dirty = local == "dirty" or (element.tag == _w("hyperlink") and local == "anchor")
            if is_dirty or local.startswith("rsid") or _PARAGRAPH_IDS.match(name):
                del element.attrib[name]


def _drop_pictures(theme: etree._Element) -> None:
    """A background picture of the theme is no part of a text's look."""
    for picture in list(theme.iter(f"{{{_DRAWN}}}blipFill")):
        parent = picture.getparent()
        if parent is not None:
            parent.replace(picture, etree.Element(f"{{{_DRAWN}}}noFill"))
