"""What comes back when somebody saves our Word file with LibreOffice: who is who, and the notes."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from guideline.document import (
    MANIFEST_NAMESPACE,
    Document,
    Layout,
    Note,
    Origin,
    Ruby,
    Section,
    walk_sections,
)
from guideline.writers.to_docx import is_untouched, to_docx
from guideline.writers.word.text import W
from tests.pages import to_docx_again
from tests.word_files import NS, STYLE, clause, document, paragraph, table

pytestmark = pytest.mark.slow


def noted() -> Document:
    """Clauses with text, a table, a commentary and a source each, which Word shows beside them."""
    blocks = (
        paragraph("定めの文。", Ruby("承認", "しょうにん"), "を要する。"),
        table(("区分", "可否"), ("公開", "可")),
        Note("commentary", (paragraph("解説の文。"), paragraph("二つ目の文。"))),
        Note("sources", (paragraph("例法第１条"),)),
    )
    clauses = tuple(clause(f"a/b{n}", f"({n})", *blocks, title=f"見出し{n}") for n in (1, 2, 3))
    whole = document(Section("a", "部", "1", (), clauses))
    return replace(whole, layout=Layout(commentary="comments", owner="情報政策課"))


class Saved:
    """A Word file, part by part."""

    def __init__(self, path: Path) -> None:
        with zipfile.ZipFile(path) as package:
            self.parts = {name: package.read(name) for name in package.namelist()}

    def bookmarks(self) -> dict[str, str]:
        """Each bookmark with the text of the paragraph in which it begins."""
        return {
            str(start.get(f"{{{W}}}name")): text_of(p)
            for p in etree.fromstring(self.parts["word/document.xml"]).iter(f"{{{W}}}p")
            for start in p.iter(f"{{{W}}}bookmarkStart")
        }

    def manifests(self) -> Iterator[etree._Element]:
        for name, data in self.parts.items():
            if re.fullmatch(r"customXml/item\d+\.xml", name):
                root = etree.fromstring(data)
                if root.tag == f"{{{MANIFEST_NAMESPACE}}}manifest":
                    yield root

    def properties(self) -> dict[str, str]:
        """The custom properties that file managers show."""
        root = etree.fromstring(self.parts["docProps/custom.xml"])
        return {str(p.get("name")): "".join(map(str, p.itertext())) for p in root}

    def notes(self, kind: str) -> list[str]:
        """The comments or footnotes that the text refers to, in its order."""
        name = f"word/{kind}s.xml"
        if name not in self.parts:
            return []
        found = {
            str(note.get(f"{{{W}}}id")): text_of(note)
            for note in etree.fromstring(self.parts[name]).iter(f"{{{W}}}{kind}")
        }
        body = etree.fromstring(self.parts["word/document.xml"])
        ids = [str(r.get(f"{{{W}}}id")) for r in body.iter(f"{{{W}}}{kind}Reference")]
        return [found[id_].strip() for id_ in ids]


def text_of(element: etree._Element) -> str:
    return "".join(t.text or "" for t in element.iter(f"{{{W}}}t"))


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Saved, Saved]:
    """The file as we write it, and as LibreOffice saves it."""
    folder = tmp_path_factory.mktemp("ours")
    path = folder / "ours.docx"
    path.write_bytes(to_docx(noted(), STYLE))
    again = to_docx_again(path, tmp_path_factory.mktemp("saved"))
    assert not is_untouched(again.read_bytes())
    return Saved(path), Saved(again)


def origins() -> list[Origin]:
    return [s.origin for s in walk_sections(noted().sections) if s.origin]


def test_every_clause_keeps_its_bookmark_in_its_paragraph(files: tuple[Saved, Saved]) -> None:
    ours, saved = files
    assert len(origins()) == 3
    for origin in origins():
        assert saved.bookmarks()[origin.anchor] == ours.bookmarks()[origin.anchor] != ""


def test_manifest_stays(files: tuple[Saved, Saved]) -> None:
    (before,), (after,) = (list(file.manifests()) for file in files)
    assert etree.tostring(after, method="c14n") == etree.tostring(before, method="c14n")
    assert [each.get("anchor") for each in after.iterfind("m:clause", NS)] == [
        origin.anchor for origin in origins()
    ]


def test_properties_stay(files: tuple[Saved, Saved]) -> None:
    ours, saved = files
    assert ours.properties()["ライブラリ"] == "standard"
    assert ours.properties().items() <= saved.properties().items()


def test_comments_stay_where_they_were(files: tuple[Saved, Saved]) -> None:
    ours, saved = files
    assert len(ours.notes("comment")) == 3
    assert saved.notes("comment") == ours.notes("comment")
    assert all("解説の文。" in comment for comment in ours.notes("comment"))


def test_footnotes_stay_where_they_were(files: tuple[Saved, Saved]) -> None:
    ours, saved = files
    assert len(ours.notes("footnote")) == 3
    assert saved.notes("footnote") == ours.notes("footnote")
    assert all("例法第１条" in footnote for footnote in ours.notes("footnote"))


def rubies(file: Saved) -> list[tuple[str, str, bool]]:
    """What is read, how, and whether the reading is known to be Japanese."""
    body = etree.fromstring(file.parts["word/document.xml"])
    return [
        (
            text_of(next(ruby.iter(f"{{{W}}}rubyBase"))),
            text_of(next(ruby.iter(f"{{{W}}}rt"))),
            next(ruby.iter(f"{{{W}}}lid")).get(f"{{{W}}}val") == "ja-JP",
        )
        for ruby in body.iter(f"{{{W}}}ruby")
    ]


def test_readings_stay(files: tuple[Saved, Saved]) -> None:
    ours, saved = files
    assert rubies(ours) == [("承認", "しょうにん", True)] * 3
    assert rubies(saved) == rubies(ours)
