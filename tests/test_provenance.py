"""Whose text each paragraph of a clause is, in the tree and in every format."""

from __future__ import annotations

import html
import io
import json
import re
import zipfile
from pathlib import Path

import pytest

from guideline.document import (
    Document,
    LayerChange,
    NumberedList,
    Paragraph,
    Section,
    plain_text,
    walk_sections,
)
from guideline.generate import generate
from guideline.output import WRITERS
from guideline.provenance import origin_lines, texts_of
from guideline.readers.from_json import read_json
from guideline.readers.from_markdown import read_markdown
from guideline.readers.from_word import read_word
from guideline.versions import load_versions
from tests.helpers import section_of
from tests.two_layers import layered


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return layered(tmp_path)


def document_of(profile: Path, *, origins: bool = False) -> Document:
    folder = profile.parent.parent
    template = str(folder / "small.md.j2")
    return generate(
        profile, library=folder / "library", template=template, origins=origins
    ).document


def test_each_paragraph_belongs_to_the_lowest_one_that_says_it(profile: Path) -> None:
    section = section_of(document_of(profile), "a/one")
    texts = {layer: texts_of(layer, section.blocks) for layer in ("", "北海県", "青波市")}
    assert texts == {
        "": ["一つ目の文です。", "項目の一", "一つ目の解説です。"],
        "北海県": ["県の文です。"],
        "青波市": ["市の項目"],
    }


def test_changes_tell_what_differs_from_below_with_reasons(profile: Path) -> None:
    section = section_of(document_of(profile), "a/one")
    assert section.origin
    assert section.origin.changes == (
        LayerChange("北海県", "amend", ("title", "rule"), "県庁", "県の考え", "2026-04-01"),
        LayerChange("青波市", "amend", ("rule",), "市役所", "市の考え", "2026-10-01"),
    )


def test_clause_as_in_the_library_has_no_changes(profile: Path) -> None:
    document = document_of(profile, origins=True)
    section = section_of(document, "a/same")
    assert section.origin
    assert section.origin.changes == ()
    assert origin_lines(section) == []
    assert len(section.blocks) == 1


def test_added_and_moved_clauses_are_told(profile: Path) -> None:
    document = document_of(profile)
    assert origin_lines(section_of(document, "a/own")) == [
        "青波市（広報課）が加えた条項。理由：市の事業"
    ]
    assert origin_lines(section_of(document, "a/last")) == [
        "青波市（市役所）が移した。理由：初めに読む",
        "文は条項ライブラリのまま",
    ]


ONE = [
    "北海県（県庁、2026-04-01）が一部を改めた：見出し、本文「県の文です。」。理由：県の考え",
    "青波市（市役所、2026-10-01）が一部を改めた：本文「市の項目」。理由：市の考え",
    "ほかは条項ライブラリの文のまま",
]


@pytest.mark.parametrize("suffix", sorted(WRITERS))
def test_every_format_tells_the_same_origins(suffix: str, profile: Path) -> None:
    data = WRITERS[suffix].write(document_of(profile, origins=True))
    if suffix == ".docx":
        # Beside the clause, not under the rule.
        assert "由来" not in part(data, "word/document.xml")
        text = part(data, "word/comments.xml")
    else:
        text = html.unescape(data.decode())
    assert [text.count(line) for line in ONE] == [1, 1, 1]


def part(data: bytes, name: str) -> str:
    return zipfile.ZipFile(io.BytesIO(data)).read(name).decode()


def test_nothing_is_shown_unless_asked_for(profile: Path) -> None:
    document = document_of(profile)
    assert "由来" not in WRITERS[".md"].write(document).decode()
    assert "由来" not in WRITERS[".html"].write(document).decode()
    assert (
        "word/comments.xml"
        not in zipfile.ZipFile(io.BytesIO(WRITERS[".docx"].write(document))).namelist()
    )


def test_json_tells_whose_each_text_is_without_being_asked(profile: Path) -> None:
    whole = json.loads(WRITERS[".json"].write(document_of(profile)))
    changes = {c["id"]: [x["layer"] for x in c.get("changes", [])] for c in whole["clauses"]}
    assert changes == {
        "a/last": ["青波市"],
        "a/one": ["北海県", "青波市"],
        "a/own": ["青波市"],
        "a/same": [],
    }
    text = json.dumps(whole["document"], ensure_ascii=False)
    assert text.count('"layer": "北海県"') == 2  # the paragraph, and the change of the clause


def test_origins_survive_the_way_into_articles(profile: Path) -> None:
    folder = profile.parent.parent
    template = str(folder / "articles.md.j2")
    document = generate(profile, library=folder / "library", template=template).document
    section = section_of(document, "a/one")
    assert texts_of("北海県", section.blocks) == ["県の文である。"]
    (listed,) = [block for block in section.blocks if isinstance(block, NumberedList)]
    (item,) = listed.items[1]
    assert isinstance(item, Paragraph)
    assert (plain_text(item.inlines), item.layer) == ("市の項目", "青波市")


def test_layers_are_in_every_manifest_and_read_back(profile: Path, tmp_path: Path) -> None:
    document = document_of(profile)
    assert document.manifest.layers == ("北海県", "青波市")
    data = {suffix: writer.write(document) for suffix, writer in WRITERS.items()}
    (tmp_path / "g.docx").write_bytes(data[".docx"])
    for version in (
        read_json(data[".json"].decode(), "g.json"),
        read_markdown(data[".md"].decode(), "g.md"),
        read_word(tmp_path / "g.docx"),
    ):
        assert version.document.manifest == document.manifest
    assert '<meta name="guideline:layers" content="北海県、青波市">' in data[".html"].decode()
    assert re.search(
        'name="層"><vt:lpwstr>北海県、青波市<', part(data[".docx"], "docProps/custom.xml")
    )


def test_origins_are_no_difference_between_two_versions(profile: Path, tmp_path: Path) -> None:
    from guideline.compare import compare

    for suffix in (".json", ".md", ".docx"):
        path = tmp_path / f"shown{suffix}"
        path.write_bytes(WRITERS[suffix].write(document_of(profile, origins=True)))
        given = {"library": tmp_path / "library", "template": str(tmp_path / "small.md.j2")}
        versions = load_versions(str(path), str(profile), **given)  # type: ignore[arg-type]
        assert compare(*versions).differences == (), suffix


def test_hash_does_not_depend_on_who_says_it(profile: Path) -> None:
    sections = [walk_sections(document_of(profile, origins=o).sections) for o in (False, True)]
    hashes = [
        [s.origin.hash for s in found if isinstance(s, Section) and s.origin] for found in sections
    ]
    assert hashes[0] == hashes[1]
