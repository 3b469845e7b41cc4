"""Tracked changes accepted or rejected, by rule or by LibreOffice: both versions come back."""

from __future__ import annotations

import shutil
import subprocess
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest

from guideline.bundled import bundled
from guideline.compare import compare
from guideline.document import Document, NumberedList, Section
from guideline.model.version import Version
from guideline.readers.from_word import read_word
from guideline.versions import load_versions
from tests.helpers import ROOT
from tests.pages import require, settled_by_office
from tests.redlines import Files, files, prove
from tests.settled import settled
from tests.test_to_redline import EDITS, NAMES, edited
from tests.word_files import (
    clause,
    document,
    items,
    paragraph,
    part,
    style_of,
    table,
    text_of,
    w,
    with_blocks,
)


def differences(one: Version, other: Version) -> list[tuple[str, list[str]]]:
    """What differs, whichever side is called the old one."""
    there, back = compare(one, other), compare(other, one)
    return [(change.id, sorted(change.aspects)) for c in (there, back) for change in c.differences]


def read(data: bytes, folder: Path, name: str) -> Version:
    path = folder / f"{name}.docx"
    path.write_bytes(data)
    return read_word(path)


def assert_both_come_back(marked: Files, folder: Path) -> None:
    for accepted, version in ((True, marked.new), (False, marked.old)):
        found = read(settled(marked.tracked, accepted=accepted), folder, "settled")
        assert differences(found, read(version, folder, "version")) == []
        assert found.lost == ()


# What our reader takes the clauses for


@pytest.mark.parametrize("form", ["guideline", "regulation"])
@pytest.mark.parametrize("name", ["agents", "exceptions", "extent"])
def test_reader_finds_the_clause_that_stands_there(name: str, form: str, tmp_path: Path) -> None:
    """Another variant of a clause has taken the place of one, whose id is another."""
    assert_both_come_back(files(*edited("small-company", EDITS[name], form)), tmp_path)


def with_sources(*sources: str) -> Document:
    first = clause("a/b", "(1)", paragraph("甲を守る。"), title="甲")
    second = clause("a/c", "(2)", paragraph("乙を守る。" if sources else "丙を守る。"), title="乙")
    assert first.origin
    first = replace(first, origin=replace(first.origin, sources=sources))
    return document(Section("part", "部", "1", (), (first, second)))


def test_reader_takes_what_only_sources_differ_in_as_it_takes_the_others(tmp_path: Path) -> None:
    """No page shows which of two versions with one text it is."""
    assert_both_come_back(files(with_sources(), with_sources("law-1")), tmp_path)


@pytest.mark.slow
def test_reader_finds_the_clause_of_either_library(tmp_path: Path) -> None:
    library = tmp_path / "clauses"
    shutil.copytree(bundled("clauses"), library)
    changed = library / "output" / "accuracy.md"
    text = changed.read_text(encoding="utf-8")
    assert "level: must\n" in text
    changed.write_text(text.replace("level: must\n", "level: should\n"), encoding="utf-8")
    reworded = next(p for p in sorted(library.glob("review/*.md")) if "見直します" in _text(p))
    reworded.write_text(_text(reworded).replace("見直します", "点検します"), encoding="utf-8")
    profile = str(ROOT / "examples" / "town" / "profile.yaml")
    old, new = load_versions(profile, profile, library=library)
    assert_both_come_back(files(old.document, new.document), tmp_path)


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def test_references_lead_to_the_clause_that_stood_there() -> None:
    """The clause has two bookmarks: that of the variant that it was is left for references."""
    marked = files(*edited("city", EDITS["agents"]))
    rejected = part(settled(marked.tracked, accepted=False))
    names = {str(e.get(w("name"))) for e in rejected.iter(w("bookmarkStart"))}
    codes = [e.text or "" for e in rejected.iter(w("instrText"))]
    targets = {code.split()[1] for code in codes if code.split()[:1] == ["REF"]}
    assert targets <= names
    old = part(marked.old)
    assert len(codes) == len(list(old.iter(w("instrText"))))


def test_article_begins_where_its_references_lead_to() -> None:
    """Though the first 項 went and the second one took its place."""
    marked = files(*edited("studio", EDITS["extent"], "regulation"))
    for accepted in (True, False):
        body = part(settled(marked.tracked, accepted=accepted))
        for start in body.iter(w("bookmarkStart")):
            if str(start.get(w("name"))).startswith("_c_"):
                block = start.getparent()
                assert block is not None
                level = block.find("/".join(map(w, ("pPr", "numPr", "ilvl"))))
                assert level is not None
                assert level.get(w("val")) == "0"


# LibreOffice

CASES = [
    (example, edit, "guideline" if at % 2 else "regulation")
    for at, (example, edit) in enumerate(
        zip(
            NAMES,
            (
                *("agents", "exceptions", "footnotes", "extent"),
                *("extent", "tool-added", "class-removed", "tool-removed"),
            ),
            strict=True,
        )
    )
]


@pytest.mark.slow
@pytest.mark.parametrize(("example", "edit", "form"), [*CASES, ("city", "agents", "guideline")])
def test_libreoffice_accepts_to_the_new_version_and_rejects_to_the_old_one(
    example: str, edit: str, form: str, tmp_path: Path
) -> None:
    marked = files(*edited(example, EDITS[edit], form))
    paths = {}
    for name, data in (("old", marked.old), ("new", marked.new), ("tracked", marked.tracked)):
        paths[name] = tmp_path / f"{name}.docx"
        paths[name].write_bytes(data)
    for command, version in (
        ("AcceptAllTrackedChanges", "new"),
        ("RejectAllTrackedChanges", "old"),
    ):
        # The version itself goes the same way, so that nothing but what was tracked can differ.
        found, same = settled_by_office(
            [paths["tracked"], paths[version]], command, tmp_path / "saved"
        )
        assert differences(read_word(found), read_word(paths[version])) == []
        assert words(found) == words(same)


def words(path: Path) -> list[str]:
    """The words that pandoc finds, line by line, without what LibreOffice 7.4 is known to do.

    It leaves an empty paragraph where one came or went before a table, for it cannot join them; a
    joiner without width in an empty cell of a row that was tracked; and it counts some references
    again in half-width digits. What number a list shows is for our reader to see: to pandoc it
    depends on which list of the same look an item is in.
    """
    command = [require("pandoc"), "-t", "plain", "--wrap=none", str(path)]
    text = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    plain = unicodedata.normalize("NFKC", text).replace("\u200d", "")
    lines = (" ".join(line.split()).lstrip("0123456789().- ") for line in plain.splitlines())
    return [line for line in lines if line]


@pytest.mark.slow
@pytest.mark.parametrize("command", ["AcceptAllTrackedChanges", "RejectAllTrackedChanges"])
def test_empty_paragraph_that_libreoffice_leaves_has_no_number(
    command: str, tmp_path: Path
) -> None:
    """It is the first one of all that came or went before a table, such as the item of a list."""
    short = with_blocks(paragraph("甲。"), paragraph("終わり。"))
    more = (NumberedList(items("子", "丑")), paragraph("次の表による。"), table(("列",), ("値",)))
    longer = with_blocks(paragraph("甲。"), *more, paragraph("終わり。"))
    pair = (short, longer) if command.startswith("Reject") else (longer, short)
    marked = files(*pair)
    prove(marked)
    path = tmp_path / "tracked.docx"
    path.write_bytes(marked.tracked)
    (found,) = settled_by_office([path], command, tmp_path / "saved")
    blocks = list(part(found.read_bytes()).iter(w("p")))
    empty = [style_of(p) for p in blocks if not text_of(p)]
    assert [style for style in empty if style.startswith(("List", "Article"))] == []
