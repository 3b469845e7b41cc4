"""Reads a Word file that somebody has edited: its parts, once it does nothing by itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from lxml import etree

from guideline.errors import CallError, Place, Problem
from guideline.word_package import MAX_BYTES, Package, open_package

_SAVE_AGAIN = "Word で開いて中身を確かめ、.docx として保存し直してください。"


@dataclass(frozen=True)
class WordFile:
    """The parts of a Word file as XML, each parsed when it is asked for."""

    package: Package

    @property
    def names(self) -> list[str]:
        """The names of its parts."""
        return sorted(self.package.names)

    def part(self, name: str) -> etree._Element | None:
        """The root of a part; nothing when the file has no such part.

        Raises:
            ContentError: the part is no XML, or has a document type.
        """
        return self.package.xml(name) if name in self.package.names else None


def open_word_file(path: Path) -> WordFile:
    """The Word file, once it is known to be of ordinary size and to do nothing by itself.

    Raises:
        CallError: there is no such file, or it cannot be read.
        ContentError: it is not a Word file, or not one that may be opened.
    """
    package = open_package(_bytes_of(path), Place(str(path)))
    if "word/document.xml" not in package.names:
        _refuse(package, "word-not-word", "Word の文書ではありません：本文がありません。")
    _refuse_active(package)
    return WordFile(package)


def _bytes_of(path: Path) -> bytes:
    place, remedy = Place(str(path)), "場所と名前を確かめてください。"
    try:
        if not path.exists():
            raise CallError([Problem("file-missing", "ファイルが見つかりません。", place, remedy)])
        if not path.is_file():
            message = "ふつうのファイルではありません。"
            raise CallError([Problem("not-a-file", message, place, remedy)])
        if path.stat().st_size > MAX_BYTES:
            message = f"ファイルが大きすぎます（{MAX_BYTES >> 20} MiB まで）。"
            raise CallError([Problem("file-too-large", message, place, remedy)])
        return path.read_bytes()
    except OSError as error:
        message = f"ファイルを読めません（{error.strerror or error}）。"
        remedy = "読み取りの権限があるか、ほかのソフトで開いていないか確かめてください。"
        raise CallError([Problem("file-unreadable", message, place, remedy)]) from None


_FETCHING_FIELD = re.compile(
    rb"<w:(?:instrText\b[^>]*>|fldSimple\b[^>]*w:instr=[\"'])\s*(?:DDE|DDEAUTO|INCLUDE\w*)\b", re.I
)


def _refuse_active(package: Package) -> None:
    """Refuses what runs, or fetches, when Word opens the file."""
    for name in sorted(package.names):
        low = name.lower()
        if low.endswith("vbaproject.bin") or "/activex/" in low:
            _refuse(package, "word-macros", "マクロを含むファイルは扱いません。")
        if "/embeddings/" in low:
            _refuse(package, "word-embedded", "埋め込みのオブジェクトを含むファイルは扱いません。")
        if low.endswith(".xml") and _FETCHING_FIELD.search(package.read(name)):
            message = "外部を読み込むフィールド（DDE、INCLUDE）を含むファイルは扱いません。"
            _refuse(package, "word-field", message)
    for relation in package.all_relations():
        if relation.is_external and relation.kind != "hyperlink":
            message = f"ファイルの外にあるもの（{relation.target[:100]}）を読み込むファイルです。"
            _refuse(package, "word-external", message)


def _refuse(package: Package, code: str, message: str) -> NoReturn:
    raise package.refused(code, message, _SAVE_AGAIN)
