"""Comments: the notes of a clause beside its heading, as Word, pandoc and LibreOffice see them."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from guideline.document import (
    Blank,
    Block,
    BulletList,
    Document,
    Layout,
    Link,
    Note,
    NumberedList,
    Paragraph,
    Reference,
    Section,
    Strong,
    Text,
)
from guideline.writers.to_docx import to_docx
from tests.pages import require, to_docx_again
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
    rich_document,
    style_of,
    table,
    text_of,
    w,
    with_blocks,
)

COMMENTARY = Note("commentary", (paragraph("理由。"),))
EXAMPLE = Note("example", (BulletList(items("良い例", "悪い例")),))
SOURCES = Note("sources", (paragraph("例法第1条"),))


def commented(tree: Document, owner: str = "", date: str = "2026-11-21") -> bytes:
    layout = Layout(commentary="comments", owner=owner)
    return to_docx(replace(tree, layout=layout, manifest=replace(tree.manifest, date=date)), STYLE)


def comments(data: bytes) -> list[etree._Element]:
    return list(part(data, "word/comments.xml").iter(w("comment")))


def lines(comment: etree._Element) -> list[str]:
    return [text_of(p) for p in comment.iter(w("p"))]


def noted(*blocks: Block) -> list[str]:
    """The lines of the one comment that a note of these blocks becomes."""
    (comment,) = comments(commented(with_blocks(paragraph("本文"), Note("commentary", blocks))))
    return lines(comment)


def anchors(data: bytes) -> dict[str, str]:
    """For each comment's id, the text from its start to its end."""
    found: dict[str, str] = {}
    is_open: set[str] = set()
    for element in part(data).iter():
        id_ = str(element.get(w("id")))
        if element.tag == w("commentRangeStart"):
            is_open.add(id_)
            found[id_] = ""
        elif element.tag == w("commentRangeEnd"):
            is_open.remove(id_)
        elif element.tag == w("t"):
            for open_id in is_open:
                found[open_id] += element.text or ""
    return found


def test_each_note_becomes_a_comment_on_the_heading() -> None:
    data = commented(with_blocks(paragraph("本文"), COMMENTARY, EXAMPLE))
    assert [lines(c) for c in comments(data)] == [
        ["解説", "理由。"],
        ["例", "・良い例", "・悪い例"],
    ]
    assert list(anchors(data).values()) == ["条項", "条項"]
    body = part(data)
    assert [text_of(p) for p in body.iter(w("p")) if text_of(p)][-2:] == ["条項", "本文"]
    references = [str(r.get(w("id"))) for r in body.iter(w("commentReference"))]
    assert references == list(anchors(data)) == [str(c.get(w("id"))) for c in comments(data)]


def test_boxed_notes_are_no_comments() -> None:
    data = to_docx(with_blocks(paragraph("本文"), COMMENTARY), STYLE)
    assert "word/comments.xml" not in names(data)
    assert part(data).find(".//w:commentReference", NS) is None


def test_document_without_notes_has_no_comments() -> None:
    assert "word/comments.xml" not in names(commented(with_blocks(paragraph("本文"))))


@pytest.mark.parametrize(
    ("owner", "author", "initials"),
    [("情報政策課", "情報政策課", "情"), ("", "事務局", "事"), ("A&B <課>", "A&B <課>", "A")],
)
def test_comment_is_by_the_section_that_owns_the_document(
    owner: str, author: str, initials: str
) -> None:
    (comment,) = comments(commented(with_blocks(COMMENTARY), owner))
    assert comment.get(w("author")) == author
    assert comment.get(w("initials")) == initials


@pytest.mark.parametrize(("date", "expected"), [("2026-04-01", "2026-04-01T00:00:00Z"), ("", None)])
def test_comment_has_the_date_of_the_document(date: str, expected: str | None) -> None:
    (comment,) = comments(commented(with_blocks(COMMENTARY), date=date))
    assert comment.get(w("date")) == expected


def test_what_a_comment_cannot_hold_is_written_as_text() -> None:
    inner = (paragraph("外"), BulletList(items("内")), paragraph("後"))
    assert noted(
        Paragraph((Text("見る："), Reference("a/b", "2(1)"), Strong("強"), Blank("空欄"))),
        paragraph(Link("手引", "https://example.jp/a"), Link("https://b.jp", "https://b.jp")),
        BulletList((inner,)),
        NumberedList(items("手順", "次")),
        table(("列一", "列二"), ("あ", "い")),
    ) == [
        "解説",
        "見る：2(1)強【空欄】",
        "手引（https://example.jp/a）https://b.jp",
        *("・外", "　・内", "　後"),
        *("(1)手順", "(2)次"),
        *("列一／列二", "あ／い"),
    ]


def test_comment_has_the_styles_that_word_gives_it() -> None:
    (comment,) = comments(commented(with_blocks(COMMENTARY)))
    paragraphs = list(comment.iter(w("p")))
    assert {style_of(p) for p in paragraphs} == {"CommentText"}
    first = find(paragraphs[0], "w:r")
    assert find(first, "w:rPr/w:rStyle").get(w("val")) == "CommentReference"
    assert first.find("w:annotationRef", NS) is not None


def article(*blocks: Block) -> Document:
    section = clause("a/one", "第１条", *blocks, title="目的")
    part_ = Section("a", "総則", "第１章", (), (section,))
    return replace(document(part_), numbering="articles")


def test_comment_on_an_article_is_on_its_first_paragraph() -> None:
    second = Paragraph((Text("二項。"),), "２")
    data = commented(article(paragraph("一項。"), second, COMMENTARY, EXAMPLE))
    assert list(anchors(data).values()) == ["一項。", "一項。"]


def test_comment_on_an_article_without_paragraphs_is_on_its_caption() -> None:
    assert list(anchors(commented(article(table(("列",), ("値",)), COMMENTARY))).values()) == [
        "（目的）"
    ]


def test_comment_and_footnote_never_have_the_same_number() -> None:
    """LibreOffice 7.4 would lose the footnote's text."""
    clauses = [
        clause(f"p/c{n}", f"({n})", paragraph("本文"), COMMENTARY, EXAMPLE, SOURCES)
        for n in range(1, 5)
    ]
    data = commented(document(Section("p", "部", "1", (), tuple(clauses))))
    footnotes = {str(f.get(w("id"))) for f in part(data, "word/footnotes.xml")}
    assert len(footnotes) == 2 + 4
    assert len(anchors(data)) == 8
    assert not footnotes & set(anchors(data))


def test_same_tree_gives_the_same_bytes() -> None:
    assert commented(rich_document()) == commented(rich_document())


def pandoc_comments(path: Path) -> list[tuple[str, str, str]]:
    """Author, date and text of each comment that pandoc sees."""
    done = subprocess.run(
        [require("pandoc"), "--from=docx", "--to=json", "--track-changes=all", str(path)],
        capture_output=True,
        check=True,
    )
    found: list[tuple[str, str, str]] = []

    def collect(node: Any) -> None:
        if isinstance(node, list):
            for inner in node:
                collect(inner)
        elif isinstance(node, dict):
            if node.get("t") == "Span" and "comment-start" in node["c"][0][1]:
                values = dict(node["c"][0][2])
                found.append((values["author"], values["date"], plain(node["c"][1])))
            collect(node.get("c"))

    collect(json.loads(done.stdout)["blocks"])
    return found


def plain(inlines: list[Any]) -> str:
    """The characters; pandoc puts a ¶ between the paragraphs of a comment."""
    text = ""
    for inline in inlines:
        match inline["t"]:
            case "Str":
                text += inline["c"]
            case "Strong":
                text += plain(inline["c"])
            case kind:
                assert kind in ("Space", "SoftBreak", "LineBreak"), kind
    return text


@pytest.mark.slow
def test_pandoc_reads_the_comments(tmp_path: Path) -> None:
    path = tmp_path / "guideline.docx"
    path.write_bytes(commented(with_blocks(paragraph("本文"), COMMENTARY, EXAMPLE), "総務課"))
    day = "2026-11-21T00:00:00Z"
    assert pandoc_comments(path) == [
        ("総務課", day, "解説¶理由。"),
        ("総務課", day, "例¶・良い例¶・悪い例"),
    ]


@pytest.mark.slow
@pytest.mark.parametrize("is_article", [False, True])
def test_libreoffice_keeps_comments_and_footnotes(is_article: bool, tmp_path: Path) -> None:
    blocks = (paragraph("本文"), COMMENTARY, EXAMPLE, SOURCES)
    tree = article(*blocks) if is_article else with_blocks(*blocks)
    path = tmp_path / "guideline.docx"
    path.write_bytes(commented(tree, "総務課"))
    saved = to_docx_again(path, tmp_path / "saved").read_bytes()
    assert [lines(c) for c in comments(saved)] == [
        ["解説", "理由。"],
        ["例", "・良い例", "・悪い例"],
    ]
    assert {c.get(w("author")) for c in comments(saved)} == {"総務課"}
    assert set(anchors(saved).values()) == {"本文" if is_article else "条項"}
    footnotes = [text_of(f).strip() for f in part(saved, "word/footnotes.xml")]
    assert footnotes == ["", "", "根拠・参考：例法第1条"]
