"""A Word file read back is the tree that was written, as far as Word can hold it."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from functools import lru_cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from guideline.bundled import bundled
from guideline.compose import compose
from guideline.document import (
    Blank,
    BulletList,
    Document,
    Layout,
    Note,
    NumberedList,
    Paragraph,
    Reference,
    Section,
    Table,
    Text,
    walk_sections,
    with_inlines,
)
from guideline.generate import resolve_profile
from guideline.model.resolution import Resolution
from guideline.number import numbered
from guideline.output import WRITERS
from guideline.template import load_template
from guideline.writers.to_docx import to_docx
from tests.all_forms import all_documents, all_forms
from tests.helpers import EXAMPLES, ROOT
from tests.house_files import furnish, house
from tests.pages import to_docx_again
from tests.test_word_manifest import repacked
from tests.word_files import STYLE, clause, document, items, paragraph, rich_document, table
from tests.word_reading import as_word_holds, edited, read_bytes

EXAMPLE_NAMES = [profile.parent.name for profile in EXAMPLES]


@pytest.mark.parametrize("example", EXAMPLE_NAMES)
def test_every_form_of_every_example_comes_back(example: str, tmp_path: Path) -> None:
    documents = {n: d for n, d in all_documents().items() if n.startswith(f"{example}-")}
    assert len(documents) > 5
    for name, written in documents.items():
        version = read_bytes(all_forms()[name], tmp_path)
        assert version.document == as_word_holds(written), name
        assert (version.identity, version.guessed, version.lost) == ("ids", (), ())


@lru_cache(maxsize=2)
def resolution_of(example: str) -> Resolution:
    return resolve_profile(ROOT / "examples" / example / "profile.yaml", None)[0]


def composed(example: str, form: str = "guideline", **settings: Any) -> Document:
    """An example with other settings of its document."""
    resolution = resolution_of(example)
    details = resolution.profile.document.model_copy(update=settings)
    profile = resolution.profile.model_copy(update={"document": details})
    return compose(replace(resolution, profile=profile), load_template(form), None)


NUMBERINGS, COMMENTARIES = ("jdla", "notice", "articles"), ("boxed", "comments", "none")
SOURCES = ("commentary", "footnotes", "table")


@pytest.mark.parametrize(
    ("numbering", "commentary", "sources"),
    [
        # Every pair of settings once.
        (numbering, commentary, SOURCES[(n + c) % 3])
        for (n, numbering), (c, commentary) in product(
            enumerate(NUMBERINGS), enumerate(COMMENTARIES)
        )
    ],
)
def test_every_way_to_show_a_guideline_comes_back(
    numbering: str, commentary: str, sources: str, tmp_path: Path
) -> None:
    posts = ("課長", "部長")
    written = composed(
        "company",
        numbering=numbering,
        commentary=commentary,
        sources=sources,
        approval_box=posts,
        digits="full",
    )
    assert any(isinstance(b, Note) for s in walk_sections(written.sections) for b in s.blocks) == (
        commentary != "none" or sources == "footnotes"
    )
    read = read_bytes(WRITERS[".docx"].write(written), tmp_path).document
    assert read == as_word_holds(written)
    assert read.layout.approval_box == posts


def test_file_in_the_organizations_own_style_comes_back(tmp_path: Path) -> None:
    written = composed("company")
    data = to_docx(written, furnish(house()).style_document)
    assert read_bytes(data, tmp_path).document == as_word_holds(written)


def small(numbering: str = "jdla") -> Document:
    """References, blanks, all kinds of lists and notes, counted as the composer counts."""
    first = clause(
        "a/one",
        "",
        paragraph("「", Reference("a/two"), "」と", Reference("p/three"), "の", Blank("長", "x.y")),
        BulletList(
            (
                (paragraph("外"), BulletList(items("内一", "内二")), paragraph("外の続き")),
                *items("次"),
            )
        ),
        paragraph("同じ", Blank("長", "x.z")),
        Note("commentary", (paragraph("注"), NumberedList(items("い", "ろ")), table(("列",)))),
        title="題名",
    )
    second = clause(
        "a/two", "", paragraph("次の順に"), NumberedList(items("手順", "結果")), title="二つ目"
    )
    third = clause("p/three", "", paragraph("本文"), title="前書き")
    parts = [
        (Section("preface", "はじめに", "", (paragraph("前文"),), (third,)), False),
        (Section("part-a", "部", "", (), (first, second)), True),
    ]
    sections = numbered(parts, numbering, "half")  # type: ignore[arg-type]
    shown = {s.id: s.full_number or f"「{s.title}」" for s in walk_sections(sections)}
    tree = replace(document(*sections), numbering=numbering)  # type: ignore[arg-type]
    return _referring(tree, shown)


def _referring(tree: Document, shown: dict[str, str]) -> Document:
    def each(inlines: Any) -> Any:
        return tuple(
            Reference(i.clause, shown[i.clause]) if isinstance(i, Reference) else i for i in inlines
        )

    def section(old: Section) -> Section:
        blocks = tuple(with_inlines(block, each) for block in old.blocks)
        return replace(old, blocks=blocks, sections=tuple(map(section, old.sections)))

    return replace(tree, sections=tuple(map(section, tree.sections)))


@pytest.mark.parametrize("numbering", NUMBERINGS)
def test_references_blanks_and_lists_come_back(numbering: str, tmp_path: Path) -> None:
    written = small(numbering)
    read = read_bytes(to_docx(written, STYLE), tmp_path).document
    assert read == as_word_holds(written)
    (rule, *_) = read.sections[1].sections[0].blocks
    assert isinstance(rule, Paragraph)
    shown = {"jdla": "1(2)", "notice": "第1の2", "articles": "第2条"}[numbering]
    assert rule.inlines == (
        Text("「"),
        Reference("a/two", shown),
        Text("」と"),
        Reference("p/three", "「前書き」"),
        Text("の"),
        Blank("長", "x.y"),
    )


def test_every_kind_of_block_comes_back(tmp_path: Path) -> None:
    written = rich_document()
    counted = numbered([(part, bool(part.number)) for part in written.sections], "jdla", "half")
    written = replace(written, sections=counted)
    assert read_bytes(to_docx(written, STYLE), tmp_path).document == as_word_holds(written)


def test_clauses_of_articles_come_back_with_their_paragraphs(tmp_path: Path) -> None:
    one = clause("a/one", "", paragraph("一項"), BulletList(items("号")), paragraph("二項"))
    rest = Section("rest", "附　則", "", (paragraph("施行する。"), paragraph("経過措置。")))
    parts = [(Section("a", "総則", "", (), (one,)), True), (rest, False)]
    tree = replace(document(*numbered(parts, "articles", "full")), numbering="articles")
    written = replace(tree, layout=Layout(digits="full"))
    read = read_bytes(to_docx(written, STYLE), tmp_path).document
    assert read == as_word_holds(written)
    assert [b.number for b in read.sections[1].blocks if isinstance(b, Paragraph)] == ["１", "２"]
    numbers = [b.number for b in read.sections[0].sections[0].blocks if isinstance(b, Paragraph)]
    assert numbers == ["", "２"]


def test_title_block_comes_back_when_there_is_none(tmp_path: Path) -> None:
    written = replace(document(), details=Table((), ()), organization=())
    assert read_bytes(to_docx(written, STYLE), tmp_path).document == written


def test_file_of_an_older_version_is_known_by_its_bookmarks(tmp_path: Path) -> None:
    written = small("notice")

    def older(manifest: Any) -> None:
        for name in ("numbering", "page", "digits", "commentary", "contents", "design"):
            del manifest.attrib[name]
        for child in list(manifest):
            if child.tag.endswith("}clause"):
                for name in ("slot", "level", "title", "text"):
                    child.attrib.pop(name, None)
            else:
                manifest.remove(child)

    data = edited(to_docx(written, STYLE), older, "customXml/item1.xml")
    version = read_bytes(data, tmp_path)
    assert version.identity == "ids"
    assert version.document.numbering == "notice"
    read = [*walk_sections(version.document.sections)]
    before = [*walk_sections(as_word_holds(written).sections)]
    assert [(s.id, s.title, s.full_number) for s in read] == [
        (s.id, s.title, s.full_number) for s in before
    ]
    origins = [s.origin for s in read if s.origin]
    assert [(o.level, o.slot, o.sources) for o in origins] == [("", "", ())] * 3
    assert [o.hash for o in origins] == [s.origin.hash for s in before if s.origin]


def test_compressed_file_reads_the_same(tmp_path: Path) -> None:
    data = to_docx(small(), STYLE)
    again = repacked(data, {}, zipfile.ZIP_DEFLATED)
    assert read_bytes(again, tmp_path).document == read_bytes(data, tmp_path).document


@pytest.mark.slow
@pytest.mark.parametrize(
    ("example", "settings"),
    [
        ("city", {"numbering": "notice", "commentary": "boxed", "sources": "footnotes"}),
        ("company", {"numbering": "articles", "commentary": "comments", "sources": "table"}),
        ("small-company", {"numbering": "jdla", "commentary": "boxed"}),
    ],
)
def test_file_saved_by_libreoffice_comes_back(
    example: str, settings: dict[str, Any], tmp_path: Path
) -> None:
    written = composed(example, **settings)
    (tmp_path / "ours.docx").write_bytes(WRITERS[".docx"].write(written))
    saved = to_docx_again(tmp_path / "ours.docx", tmp_path / "saved")
    version = read_bytes(saved.read_bytes(), tmp_path)
    assert version.document == as_word_holds(written)
    assert (version.identity, version.lost) == ("ids", ())


def test_shipped_designs_have_the_styles_that_are_read() -> None:
    for design in ("gothic", "mincho", "plain"):
        style = (bundled("templates") / "word" / f"{design}.docx").read_bytes()
        for kind in ("CommentaryLabel", "ExampleList2", "DetailsLabel", "Article", "ListBullet2"):
            assert f'w:styleId="{kind}"'.encode() in _styles(style)


def _styles(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read("word/styles.xml")
