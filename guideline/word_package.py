"""Opens a Word file from a stranger: its parts and relations, once it does nothing by itself."""

from __future__ import annotations

import posixpath
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from lxml import etree

from guideline.errors import CallError, ContentError, Place, Problem, told_by_system

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PREFIXES = {W: "w", R: "r"}

MAX_ENTRIES = 2_000
MAX_BYTES = 80 * 2**20
MAX_PART_BYTES = 40 * 2**20
MAX_RATIO = 200
_SMALL = 2**20
"""A part up to this size may be packed as tightly as it likes."""

_SAVE_AGAIN = "Word で開き、種類を「Word 文書 (*.docx)」として保存し直してください。"
_HEADER = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OLE_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True)
class Purpose:
    """What a Word file is opened for: the remedies that fit, and what does no harm then."""

    make_smaller: str
    """What to do about a file that is too large."""
    without_objects: str
    """What to do about embedded objects."""
    drops_template: bool
    """Whether a template attached to the file is left out."""


class Relation(NamedTuple):
    """What a part says about another one."""

    id: str
    kind: str
    """The last word of its type, such as `image`."""
    target: str
    """The name of a part, or an address when it lies outside of the file."""
    is_external: bool


@dataclass(frozen=True)
class Package:
    """A Word file of ordinary size that does nothing by itself."""

    archive: ZipFile
    place: Place
    names: frozenset[str]

    @property
    def document(self) -> str:
        """The name of the part that holds the text."""
        main = (
            r.target for r in self.relations() if r.kind == "officeDocument" and not r.is_external
        )
        return next(main, "")

    def part(self, name: str) -> etree._Element | None:
        """The root of a part; nothing when the file has no such part."""
        return self.xml(name) if name in self.names else None

    def read(self, name: str) -> bytes:
        """The bytes of a part."""
        if name not in self.names:
            raise self.refused("word-damaged", f"部品「{name}」がありません。", _SAVE_AGAIN)
        try:
            return self.archive.read(name)
        except (BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError):
            raise self.refused(
                "word-damaged", f"部品「{name}」を取り出せません。", _SAVE_AGAIN
            ) from None

    def xml(self, name: str) -> etree._Element:
        """The root of a part, without comments and blanks between elements."""
        data = self.read(name)
        # Looked for before the parser meets it, and again by the parser for other encodings.
        if b"<!DOCTYPE" in data:
            raise self._is_damaged(name)
        try:
            root = etree.fromstring(data, _parser())
        except (etree.XMLSyntaxError, ValueError):
            raise self._is_damaged(name) from None
        if root.getroottree().docinfo.internalDTD is not None or not _has_usual_prefixes(root):
            raise self._is_damaged(name)
        return root

    def relations(self, name: str = "") -> list[Relation]:
        """What the part mentions; what the package itself does, without a name."""
        folder, file = posixpath.split(name)
        listed = posixpath.join(folder, "_rels", f"{file}.rels")
        if listed not in self.names:
            return []
        return [_relation(each, folder) for each in self.xml(listed) if each.get("Id")]

    def all_relations(self) -> list[Relation]:
        """What any part mentions."""
        found: list[Relation] = []
        for name in sorted(self.names):
            if name.endswith(".rels"):
                folder = posixpath.dirname(posixpath.dirname(name))
                found += [_relation(each, folder) for each in self.xml(name) if each.get("Id")]
        return found

    def refused(self, code: str, message: str, remedy: str) -> ContentError:
        """The reason not to use this file."""
        return refused(self.place, code, message, remedy)

    def _is_damaged(self, name: str) -> ContentError:
        return self.refused("word-damaged", f"部品「{name}」を読み取れません。", _SAVE_AGAIN)


def refused(place: Place, code: str, message: str, remedy: str) -> ContentError:
    """The reason not to use a Word file."""
    return ContentError([Problem(code, message, place, remedy)])


def open_word_file(path: Path, purpose: Purpose) -> Package:
    """The Word file that a call names.

    Raises:
        CallError: there is no such file, or it cannot be read.
        ContentError: it is not a Word file, or not one that may be opened.
    """
    place, remedy = Place(str(path)), "場所と名前を確かめてください。"
    try:
        if not path.exists():
            raise CallError([Problem("file-missing", "ファイルが見つかりません。", place, remedy)])
        if path.is_dir():
            message = "ファイルではなくフォルダーです。"
            remedy = "フォルダーの中の Word ファイル（.docx）を指定してください。"
            raise CallError([Problem("is-a-folder", message, place, remedy)])
        if not path.is_file():
            message = "ふつうのファイルではありません。"
            raise CallError([Problem("not-a-file", message, place, remedy)])
        data = read_bytes(path, place, purpose)
    except OSError as error:
        message = f"ファイルを読めません（{told_by_system(error)}）。"
        remedy = "読み取りの権限があるか、ほかのソフトで開いていないか確かめてください。"
        raise CallError([Problem("file-unreadable", message, place, remedy)]) from None
    return open_package(data, place, purpose)


def read_bytes(path: Path, place: Place, purpose: Purpose) -> bytes:
    """The bytes of a Word file that is not too large to look at.

    Raises:
        OSError: it cannot be read.
        ContentError: it is too large.
    """
    if path.stat().st_size > MAX_BYTES:
        raise _too_large(place, purpose)
    return path.read_bytes()


def open_package(data: bytes, place: Place, purpose: Purpose) -> Package:
    """The Word file in `data`.

    Raises:
        ContentError: it is none, or not one that may be opened.
    """
    archive = _archive(data, place)
    entries = archive.infolist()
    _check_sizes(entries, place, purpose)
    _check_names(entries, place)
    package = Package(archive, place, frozenset(entry.filename for entry in entries))
    root = package.xml(package.document) if package.document else None
    if root is None or root.tag != f"{{{W}}}document":
        message = "Word の文書ではありません（Strict Open XML も使えません）。"
        raise package.refused("word-not-word", message, _SAVE_AGAIN)
    _refuse_what_acts(package, purpose)
    return package


def _archive(data: bytes, place: Place) -> ZipFile:
    if data.startswith(_OLE_FILE):
        message = "パスワードで保護されているか、古い形式（.doc）のファイルです。"
        raise refused(place, "word-not-word", message, f"保護を外すか、{_SAVE_AGAIN}")
    try:
        return ZipFile(BytesIO(data))
    except (BadZipFile, EOFError, OSError, RuntimeError, ValueError):
        message = "Word のファイルではないか、壊れています。"
        raise refused(place, "word-not-word", message, _SAVE_AGAIN) from None


def _check_sizes(entries: list[ZipInfo], place: Place, purpose: Purpose) -> None:
    is_too_large = (
        len(entries) > MAX_ENTRIES
        or sum(entry.file_size for entry in entries) > MAX_BYTES
        or any(_is_too_large(entry) for entry in entries)
    )
    if is_too_large:
        raise _too_large(place, purpose)


def _too_large(place: Place, purpose: Purpose) -> ContentError:
    message = (
        "ファイルが大きすぎるか、極端に圧縮されています"
        f"（部品は{MAX_ENTRIES}個、展開して{MAX_BYTES // 2**20} MiB まで）。"
    )
    return refused(place, "word-too-large", message, purpose.make_smaller)


def _is_too_large(entry: ZipInfo) -> bool:
    if entry.file_size > MAX_PART_BYTES:
        return True
    return entry.file_size > max(_SMALL, MAX_RATIO * entry.compress_size)


def _check_names(entries: list[ZipInfo], place: Place) -> None:
    names = [entry.filename for entry in entries]
    is_sound = (
        # Word takes names that differ in case only for the same one.
        len({name.lower() for name in names}) == len(names)
        and not any(map(_is_unsafe, names))
        and all(entry.compress_type in (ZIP_STORED, ZIP_DEFLATED) for entry in entries)
        and not any(entry.flag_bits & 1 for entry in entries)  # encrypted
    )
    if not is_sound:
        raise refused(
            place,
            "word-damaged",
            "ファイルの中の部品の名前か、圧縮の方法に誤りがあります。",
            _SAVE_AGAIN,
        )


def _is_unsafe(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/")


# What acts when Word opens the file.

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
_FETCHING = re.compile(r"\s*(?:DDE|DDEAUTO|INCLUDE\w*|IMPORT|LINK|DATABASE)\b", re.IGNORECASE)


def _refuse_what_acts(package: Package, purpose: Purpose) -> None:
    names = [name.lower() for name in sorted(package.names)]
    relations = package.all_relations()
    kinds = {relation.kind for relation in relations}
    if (
        _MACROS & kinds
        or any(name.endswith(("vbaproject.bin", "vbadata.xml")) for name in names)
        or b"macroEnabled" in package.read("[Content_Types].xml")
    ):
        raise has_macros(package.place)
    if _EMBEDDED & kinds or any(re.search("/(embeddings|activex)/", name) for name in names):
        raise has_objects(package, purpose)
    # A link is followed by its reader alone.
    harmless = {"hyperlink", "attachedTemplate"} if purpose.drops_template else {"hyperlink"}
    for relation in relations:
        if relation.is_external and relation.kind not in harmless:
            raise leads_outside(package, relation.target)
    for name in sorted(package.names):
        if name.lower().endswith(".xml"):
            for instruction in instructions(package.xml(name)):
                if _FETCHING.match(instruction):
                    raise has_field(package, instruction.split()[0].upper())


def has_macros(place: Place) -> ContentError:
    """The refusal of macros."""
    message = "マクロを含む Word ファイルは、使えません。"
    remedy = "Word で開き、マクロのない「Word 文書 (*.docx)」として保存してください。"
    return refused(place, "word-macros", message, remedy)


def has_objects(package: Package, purpose: Purpose) -> ContentError:
    """The refusal of embedded objects."""
    message = "埋め込みのオブジェクト（表計算、グラフなど）を含むファイルは、使えません。"
    return package.refused("word-embedded", message, purpose.without_objects)


def leads_outside(package: Package, target: str) -> ContentError:
    """The refusal of what Word would fetch from elsewhere."""
    return package.refused(
        "word-external",
        f"ファイルの外にあるもの（{target[:100]}）を読み込むため、使えません。",
        "リンクを解除するか、画像をファイルの中に埋め込んで保存し直してください。",
    )


def has_field(package: Package, name: str) -> ContentError:
    """The refusal of a field that may fetch or start something."""
    return package.refused(
        "word-field",
        f"フィールド「{name}」を含むファイルは、使えません。",
        "フィールドを文字に変えるか（Ctrl+Shift+F9）、消して保存し直してください。",
    )


_SIMPLE, _EDGE = f"{{{W}}}fldSimple", f"{{{W}}}fldChar"
_CODES = (f"{{{W}}}instrText", f"{{{W}}}delInstrText")


def instructions(root: etree._Element) -> Iterator[str]:
    """What each field is told to do, put together from its runs."""
    open_fields: list[list[str]] = []
    for element in root.iter(_SIMPLE, _EDGE, *_CODES):
        if element.tag == _SIMPLE:
            yield element.get(f"{{{W}}}instr", "")
        elif element.tag in _CODES:
            if not open_fields:
                yield element.text or ""
            else:
                open_fields[-1].append(element.text or "")
        elif element.get(f"{{{W}}}fldCharType") == "begin":
            open_fields.append([])
        elif element.get(f"{{{W}}}fldCharType") == "end" and open_fields:
            yield "".join(open_fields.pop())
    yield from ("".join(texts) for texts in open_fields)


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_blank_text=True,
        remove_comments=True,
        remove_pis=True,
    )


def _has_usual_prefixes(root: etree._Element) -> bool:
    """Whether Word's namespaces have the prefixes that every program gives them."""
    known: dict[frozenset[tuple[str | None, str]], bool] = {}
    for element in root.iter(etree.Element):
        bound = frozenset(element.nsmap.items())
        if bound not in known:
            known[bound] = all(_PREFIXES.get(uri, prefix) == prefix for prefix, uri in bound)
        if not known[bound]:
            return False
    return True


def _relation(element: etree._Element, folder: str) -> Relation:
    target, kind = element.get("Target", ""), element.get("Type", "").rsplit("/", 1)[-1]
    is_external = element.get("TargetMode") == "External"
    if not is_external:
        path = posixpath.normpath(posixpath.join("/", folder, unquote(target)))
        target = path.lstrip("/")
    return Relation(element.get("Id", ""), kind, target, is_external)


def canonical(root: etree._Element) -> bytes:
    """A part as text: prefixes as they were, double quotes, nothing between the elements."""
    return _HEADER + etree.tostring(root, encoding="unicode").encode()
