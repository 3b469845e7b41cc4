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

from guideline.errors import ContentError, Place
from guideline.word_package import (
    MAX_BYTES,
    Package,
    R,
    Relation,
    W,
    canonical,
    open_package,
    refused,
)

_SUFFIXES = (".docx", ".dotx")
_MACRO_SUFFIXES = (".docm", ".dotm")


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
        raise _has_macros(place)
    if suffix not in _SUFFIXES:
        message = f"様式に使えるのは .docx と .dotx です（「{path.name}」）。"
        remedy = "Word で開き、種類を「Word 文書 (*.docx)」として保存してください。"
        raise refused(place, "word-not-word", message, remedy)


def _bytes_of(path: Path, place: Place) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            message = f"様式のファイル「{path}」が大きすぎます。"
            remedy = "本文や大きな画像を除いたひな型を指定してください。"
            raise refused(place, "word-too-large", message, remedy)
        return path.read_bytes()
    except (OSError, ValueError) as error:  # ValueError: a null character in the name
        message = f"様式のファイル「{path}」を読めません（{getattr(error, 'strerror', error)}）。"
        remedy = "document.word_style には、プロファイルのあるフォルダーから見た場所を書きます。"
        raise refused(place, "word-missing", message, remedy) from None


def read_house_style(data: bytes, file: str) -> HouseStyle:
    """The look of the Word file in `data`.

    Raises:
        ContentError: it is refused.
    """
    package = open_package(data, Place(file))
    _refuse_what_acts(package)
    return HouseStyle(file, _Taking(package).parts())


# What is refused in the whole file.

_MACROS = {"vbaProject", "wordVbaData", "attachedToolbars"}
_EMBEDDED = {
    "oleObject",
    "package",
    "control",
    "activeXControlBinary",
    "aFChunk",
    "subDocument",
    "frame",
}
_MAY_LEAD_OUTSIDE = {"hyperlink", "attachedTemplate"}
"""A link is followed by its reader alone; the template is left out."""


def _refuse_what_acts(package: Package) -> None:
    names = [name.lower() for name in sorted(package.names)]
    relations = package.all_relations()
    kinds = {relation.kind for relation in relations}
    if _MACROS & kinds or any(name.endswith(("vbaproject.bin", "vbadata.xml")) for name in names):
        raise _has_macros(package.place)
    if b"macroEnabled" in package.read("[Content_Types].xml"):
        raise _has_macros(package.place)
    if _EMBEDDED & kinds or any(re.search("/(embeddings|activex)/", name) for name in names):
        raise _has_objects(package)
    for relation in relations:
        if relation.is_external and relation.kind not in _MAY_LEAD_OUTSIDE:
            raise _leads_outside(package, relation.target)


def _has_macros(place: Place) -> ContentError:
    message = "マクロを含む Word ファイルは、様式に使えません。"
    remedy = "Word で開き、マクロのない「Word 文書 (*.docx)」として保存してください。"
    return refused(place, "word-macros", message, remedy)


def _has_objects(package: Package) -> ContentError:
    return package.refused(
        "word-embedded",
        "埋め込みのオブジェクト（表計算、グラフなど）を含むファイルは、様式に使えません。",
        "オブジェクトを消して保存し直してください。様式に本文は要りません。",
    )


def _leads_outside(package: Package, target: str) -> ContentError:
    return package.refused(
        "word-external",
        f"ファイルの外にあるもの（{target[:100]}）を読み込むため、様式に使えません。",
        "リンクを解除するか、画像をファイルの中に埋め込んで保存し直してください。",
    )


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
        main = next((r for r in package.relations() if r.kind == "officeDocument"), None)
        document = package.xml(main.target) if main else None
        if main is None or document is None or document.tag != _w("document"):
            message = "Word の文書ではありません（Strict Open XML も使えません）。"
            remedy = "Word で開き、種類を「Word 文書 (*.docx)」として保存し直してください。"
            raise package.refused("word-not-word", message, remedy)
        related = {relation.id: relation for relation in package.relations(main.target)}
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
                raise _leads_outside(self.package, target)
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
            raise _has_objects(package)
        for attribute, value in element.attrib.items():
            # The old drawing language names files and addresses in attributes.
            if etree.QName(attribute).localname in ("src", "href", "althref") and value:
                raise _leads_outside(package, str(value))
    for instruction in _instructions(root):
        word = re.match(r"\s*(=|[A-Za-z]+)", instruction)
        name = word[1].upper() if word else instruction.strip()[:20]
        if name not in _FIELDS:
            raise package.refused(
                "word-field",
                f"ヘッダー又はフッターのフィールド「{name}」は、使えません。",
                "フィールドを文字に変えるか（Ctrl+Shift+F9）、消して保存し直してください。",
            )


_CODES = (_w("instrText"), _w("delInstrText"))


def _instructions(root: etree._Element) -> Iterator[str]:
    """What each field is told to do, put together from its runs."""
    open_fields: list[list[str]] = []
    for element in root.iter(_w("fldSimple"), _w("fldChar"), *_CODES):
        if element.tag == _w("fldSimple"):
            yield element.get(_w("instr"), "")
        elif element.tag in _CODES:
            if not open_fields:
                yield element.text or ""
            else:
                open_fields[-1].append(element.text or "")
        elif element.get(_w("fldCharType")) == "begin":
            open_fields.append([])
        elif element.get(_w("fldCharType")) == "end" and open_fields:
            yield "".join(open_fields.pop())
    yield from ("".join(texts) for texts in open_fields)


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
