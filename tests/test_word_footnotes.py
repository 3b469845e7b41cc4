"""Footnotes: what a clause rests on, at the foot of the page of its first paragraph."""

from __future__ import annotations

import io
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from guideline.document import (
    Block,
    BulletList,
    Document,
    Note,
    NumberedList,
    Paragraph,
    Section,
    Text,
)
from guideline.writers.to_docx import to_docx
from tests.pages import require, to_pdf
from tests.word_files import (
    NS,
    STYLE,
    clause,
    document,
    find,
    items,
    names,
    paragraph,
    part,
    style_of,
    table,
    text_of,
    w,
    with_blocks,
)

COMMENTARY = Note("commentary", (paragraph("理由。"),))


def sources(text: str = "例法第1条") -> Note:
    return Note("sources", (paragraph(text),))


def marked(data: bytes) -> list[str]:
    """The text of each paragraph that ends with a footnote's mark."""
    found = []
    for element in part(data).iter(w("p")):
        runs = element.findall("w:r", NS)
        if element.find(".//w:footnoteReference", NS) is not None:
            assert runs[-1].find("w:footnoteReference", NS) is not None, "not at the end"
            assert find(runs[-1], "w:rPr/w:rStyle").get(w("val")) == "FootnoteReference"
            found.append(text_of(element))
    return found


def footnotes(data: bytes) -> list[etree._Element]:
    return list(part(data, "word/footnotes.xml"))


def test_footnote_stands_at_the_end_of_the_first_paragraph() -> None:
    blocks = (paragraph("一文。"), paragraph("二文。"), COMMENTARY, sources("例法第1条"))
    data = to_docx(with_blocks(*blocks), STYLE)
    assert marked(data) == ["一文。"]
    assert [text_of(f) for f in footnotes(data)] == ["", "", " 根拠・参考：例法第1条"]
    assert [text_of(p) for p in part(data).iter(w("p")) if text_of(p)][-3:] == [
        *("二文。", "解説", "理由。")
    ]


@pytest.mark.parametrize(
    ("blocks", "place"),
    [
        ((BulletList(items("箇条", "次")), paragraph("後")), "箇条"),
        ((NumberedList(items("手順", "次")),), "手順"),
        ((table(("列",), ("値",)), paragraph("表の後")), "表の後"),
        ((table(("列",), ("値",)), COMMENTARY), "条項"),
        ((), "条項"),
    ],
    ids=["bullets", "numbers", "table first", "table alone", "nothing"],
)
def test_footnote_finds_a_place_in_every_clause(blocks: tuple[Block, ...], place: str) -> None:
    assert marked(to_docx(with_blocks(*blocks, sources()), STYLE)) == [place]


def test_footnote_of_an_article_stands_at_its_first_paragraph() -> None:
    blocks = (paragraph("一項。"), Paragraph((Text("二項。"),), "２"), sources())
    section = clause("a/one", "第１条", *blocks, title="目的")
    tree = document(Section("a", "総則", "第１章", (), (section,)))
    assert marked(to_docx(replace(tree, numbering="articles"), STYLE)) == ["一項。"]


def three_clauses() -> Document:
    texts = {"はじめ。": (sources("甲"),), "なか。": (), "おわり。": (sources("乙"),)}
    clauses = [
        clause(f"p/c{n}", f"({n})", paragraph(text), *notes)
        for n, (text, notes) in enumerate(texts.items(), 1)
    ]
    return document(Section("p", "部", "1", (), tuple(clauses)))


def test_footnotes_are_numbered_after_the_two_separators() -> None:
    data = to_docx(three_clauses(), STYLE)
    assert [(f.get(w("id")), f.get(w("type")), text_of(f)) for f in footnotes(data)] == [
        ("-1", "separator", ""),
        ("0", "continuationSeparator", ""),
        ("1", None, " 根拠・参考：甲"),
        ("2", None, " 根拠・参考：乙"),
    ]
    references = part(data).iter(w("footnoteReference"))
    assert [r.get(w("id")) for r in references] == ["1", "2"]
    assert marked(data) == ["はじめ。", "おわり。"]


def test_footnote_begins_with_its_mark_in_the_styles_of_word() -> None:
    footnote = footnotes(to_docx(three_clauses(), STYLE))[2]
    (line,) = footnote.iter(w("p"))
    assert style_of(line) == "FootnoteText"
    first = find(line, "w:r")
    assert first.find("w:footnoteRef", NS) is not None
    assert find(first, "w:rPr/w:rStyle").get(w("val")) == "FootnoteReference"


def test_settings_name_the_separators_in_their_place() -> None:
    settings = part(to_docx(three_clauses(), STYLE), "word/settings.xml")
    order = [etree.QName(child).localname for child in settings]
    assert order[order.index("footnotePr") + 1] == "compat"
    listed = settings.findall("w:footnotePr/w:footnote", NS)
    assert [f.get(w("id")) for f in listed] == ["-1", "0"]


def test_settings_of_another_style_document_keep_their_order() -> None:
    for kept, after in (("<w:rsids/>", "rsids"), ("<w:themeFontLang/>", "themeFontLang"), ("", "")):
        inner = f'<w:zoom/><w:defaultTabStop w:val="210"/>{kept}'
        xml = f'<w:settings xmlns:w="{NS["w"]}">{inner}</w:settings>'
        settings = part(to_docx(three_clauses(), with_settings(xml)), "word/settings.xml")
        order = [etree.QName(child).localname for child in settings]
        assert order == ["zoom", "defaultTabStop", "footnotePr", *filter(None, [after])]


def with_settings(xml: str) -> bytes:
    """The style document with other settings."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(STYLE)) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            new.writestr(name, xml if name == "word/settings.xml" else old.read(name))
    return changed.getvalue()


def test_document_without_sources_has_no_footnotes() -> None:
    data = to_docx(with_blocks(paragraph("本文"), COMMENTARY), STYLE)
    assert "word/footnotes.xml" not in names(data)
    assert part(data, "word/settings.xml").find("w:footnotePr", NS) is None


@pytest.mark.slow
def test_pandoc_reads_the_footnotes(tmp_path: Path) -> None:
    path = tmp_path / "guideline.docx"
    path.write_bytes(to_docx(three_clauses(), STYLE))
    done = subprocess.run(
        [require("pandoc"), "--from=docx", "--to=markdown", "--wrap=none", str(path)],
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    lines = done.stdout.splitlines()
    assert [line for line in lines if "[^" in line] == [
        *("はじめ。[^1]", "おわり。[^2]"),
        *("[^1]: 根拠・参考：甲", "[^2]: 根拠・参考：乙"),
    ]


@pytest.mark.slow
def test_libreoffice_draws_the_footnotes(tmp_path: Path) -> None:
    path = tmp_path / "guideline.docx"
    path.write_bytes(to_docx(three_clauses(), STYLE))
    (pdf,) = to_pdf([path], tmp_path)
    shown = subprocess.run(
        [require("pdftotext"), "-layout", str(pdf), "-"],
        capture_output=True,
        check=True,
        encoding="utf-8",
    ).stdout
    assert "根拠・参考：甲" in shown
    assert "根拠・参考：乙" in shown
    assert shown.index("おわり。") < shown.index("根拠・参考：甲")
