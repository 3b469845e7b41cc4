"""Opens a Word file from a stranger: its parts and relations, within limits, nothing executed."""

from __future__ import annotations

import posixpath
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import NamedTuple
from urllib.parse import unquote
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from lxml import etree

from guideline.errors import ContentError, Place, Problem

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
    """A Word file whose names and sizes are known to be sound."""

    archive: ZipFile
    place: Place
    names: frozenset[str]

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


def open_package(data: bytes, place: Place) -> Package:
    """The Word file in `data`.

    Raises:
        ContentError: it is none, or not a safe one.
    """
    if data.startswith(_OLE_FILE):
        message = "パスワードで保護されているか、古い形式（.doc）のファイルです。"
        raise refused(place, "word-not-word", message, f"保護を外すか、{_SAVE_AGAIN}")
    try:
        archive = ZipFile(BytesIO(data))
    except (BadZipFile, EOFError, OSError, RuntimeError, ValueError):
        raise refused(
            place, "word-not-word", "Word のファイルではないか、壊れています。", _SAVE_AGAIN
        ) from None
    entries = archive.infolist()
    _check_sizes(entries, place)
    _check_names(entries, place)
    return Package(archive, place, frozenset(entry.filename for entry in entries))


def _check_sizes(entries: list[ZipInfo], place: Place) -> None:
    is_too_large = (
        len(entries) > MAX_ENTRIES
        or sum(entry.file_size for entry in entries) > MAX_BYTES
        or any(_is_too_large(entry) for entry in entries)
    )
    if is_too_large:
        raise refused(
            place,
            "word-too-large",
            "ファイルが大きすぎるか、極端に圧縮されています"
            f"（部品は{MAX_ENTRIES}個、展開して{MAX_BYTES // 2**20} MiB まで）。",
            "本文や大きな画像を除いたひな型を指定してください。",
        )


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
