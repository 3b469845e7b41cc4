"""Word files that people have edited by hand: what they changed is told, and who is who stays."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from guideline.document import (
    Blank,
    Document,
    Link,
    Note,
    Paragraph,
    Reference,
    Section,
    Strong,
    Table,
    Text,
    plain_text,
)
from guideline.number import numbered
from guideline.writers.to_docx import to_docx
from tests.word_files import NS, STYLE, clause, document, paragraph, table, w
from tests.word_reading import edited, having, line, outlined, read_bytes, xml

LONG = (
    "利用者は、入力した情報と得られた生成物の記録を、定められた期間にわたり保存しなければならない。"
)
OTHER = "管理者は、対象ツールの一覧を年に一度見直し、変更があったときは速やかに利用者に知らせる。"


def tree(numbering: str = "jdla") -> Document:
    by_class = table(("区分", "可否"), ("甲", "可"))
    clauses = (
        clause("a/one", "", paragraph("一つ目の定め。"), title="目的"),
        clause("a/two", "", paragraph(LONG), Note("commentary", (paragraph("注"),)), title="記録"),
        clause("a/three", "", paragraph(OTHER), by_class, title="見直し"),
        clause("a/four", "", paragraph("記録は", Reference("a/two"), "による。"), title="終わり"),
    )
    parts = [(Section("part-a", "総則", "", (), clauses), True)]
    sections = numbered(parts, numbering, "half")  # type: ignore[arg-type]
    return replace(document(*sections), numbering=numbering)  # type: ignore[arg-type]


OURS = to_docx(tree(), STYLE)
ARTICLES = to_docx(tree("articles"), STYLE)
IDS = ["part-a", "a/one", "a/two", "a/three", "a/four"]


def body(root: etree._Element) -> etree._Element:
    found = root.find(w("body"))
    assert found is not None
    return found


def ids(found: Document) -> list[str]:
    return [id_ for id_, *_ in outlined(found)]


def paragraphs_of(root: etree._Element, first: str, last: str) -> list[etree._Element]:
    """The children of the body from one paragraph to another, both with."""
    children = list(body(root))
    return children[children.index(having(root, first)) : children.index(having(root, last)) + 1]


def gone(elements: list[etree._Element]) -> None:
    for element in elements:
        parent = element.getparent()
        assert parent is not None
        parent.remove(element)


def test_article_that_an_annex_belongs_to_keeps_its_digits(tmp_path: Path) -> None:
    """LibreOffice counts that reference again, in half-width digits."""
    annex = Section("annex", "別表第１（第２条関係）", "", (paragraph("甲"),))
    whole = tree("articles")
    sections = numbered([(section, True) for section in whole.sections], "articles", "full")
    layout = replace(whole.layout, digits="full")
    ours = replace(whole, sections=(*sections, annex), layout=layout)

    def counted_again(root: etree._Element) -> None:
        for text in having(root, annex.title).iter(w("t")):
            text.text = (text.text or "").replace("２", "2")

    found = read_bytes(edited(to_docx(ours, STYLE), counted_again), tmp_path).document
    assert found.sections[-1].title == annex.title


def test_text_typed_beside_the_bookmark_belongs_to_the_title(tmp_path: Path) -> None:
    def change(root: etree._Element) -> None:
        heading = having(root, "記録")
        heading.insert(1, xml("<w:r><w:t>利用の</w:t></w:r>")[0])
        heading.extend(xml("<w:r><w:t>の保存</w:t></w:r>"))

    read = read_bytes(edited(OURS, change), tmp_path)
    assert ids(read.document) == IDS
    assert outlined(read.document)[2][2] == "利用の記録の保存"
    assert (read.identity, read.lost) == ("ids", ())


def test_split_runs_are_one_text(tmp_path: Path) -> None:
    def change(root: etree._Element) -> None:
        found = having(root, "一つ目の定め。")
        gone(found.findall(w("r")))
        found.extend(
            xml(
                "<w:r><w:t>一つ</w:t></w:r><w:proofErr w:type='spellStart'/>"
                "<w:smartTag w:element='x'><w:r><w:rPr><w:lang w:val='en-US'/></w:rPr>"
                "<w:t>目の</w:t></w:r></w:smartTag><w:r><w:t/></w:r><w:r><w:t>定め。</w:t></w:r>"
            )
        )

    read = read_bytes(edited(OURS, change), tmp_path).document
    assert read.sections[0].sections[0].blocks == (paragraph("一つ目の定め。"),)


def test_paragraph_in_the_middle_belongs_to_the_clause(tmp_path: Path) -> None:
    def change(root: etree._Element) -> None:
        having(root, LONG).addnext(line("足した文。", "Normal"))

    read = read_bytes(edited(OURS, change), tmp_path).document
    assert ids(read) == IDS
    assert outlined(read)[2][3] == [LONG, "足した文。", "注"]
    assert isinstance(read.sections[0].sections[1].blocks[2], Note)


def test_deleted_clause_is_lost_and_the_next_ones_are_counted_again(tmp_path: Path) -> None:
    def change(root: etree._Element) -> None:
        gone(paragraphs_of(root, "目的", "一つ目の定め。"))

    read = read_bytes(edited(OURS, change), tmp_path)
    assert read.lost == ("a/one",)
    assert [(i, n) for i, n, *_ in outlined(read.document)] == [
        ("part-a", "1"),
        ("a/two", "(1)"),
        ("a/three", "(2)"),
        ("a/four", "(3)"),
    ]
    (rule,) = read.document.sections[0].sections[2].blocks
    assert rule == Paragraph((Text("記録は"), Reference("a/two", "1(1)"), Text("による。")))


def test_copied_clause_keeps_the_bookmark_where_it_fits_better(tmp_path: Path) -> None:
    def change(root: etree._Element) -> None:
        one = paragraphs_of(root, "記録", "注")
        for copied in map(deepcopy, one):
            having(root, "目的").addprevious(copied)
        first = having(root, LONG)
        gone(first.findall(w("r")))
        first.extend(xml("<w:r><w:t>全く別のことを定める。</w:t></w:r>"))

    read = read_bytes(edited(OURS, change), tmp_path)
    assert ids(read.document) == ["part-a", "added-1", "a/one", "a/two", "a/three", "a/four"]
    assert outlined(read.document)[3][3] == [LONG, "注"]
    assert read.lost == ()


def test_bookmark_between_two_paragraphs_belongs_to_the_next(tmp_path: Path) -> None:
    def change(root: etree._Element) -> None:
        heading = having(root, "記録")
        for start in heading.findall(w("bookmarkStart")):
            heading.addprevious(start)

    read = read_bytes(edited(OURS, change), tmp_path)
    assert ids(read.document) == IDS
    assert read.guessed == ()


def test_bookmark_that_begins_on_an_empty_line_reaches_to_its_text(tmp_path: Path) -> None:
    def change(root: etree._Element) -> None:
        heading = having(root, "記録")
        empty = line("", "Heading2")
        empty.extend(heading.findall(w("bookmarkStart")))
        heading.addprevious(empty)

    read = read_bytes(edited(OURS, change), tmp_path)
    assert ids(read.document) == IDS
    assert read.guessed == ()


def test_bookmark_left_on_an_empty_line_is_no_clause(tmp_path: Path) -> None:
    def change(root: etree._Element) -> None:
        gone(having(root, "記録").findall(w("r")))
        gone([having(root, LONG)])

    read = read_bytes(edited(OURS, change), tmp_path)
    assert ids(read.document) == ["part-a", "a/one", "a/three", "a/four"]
    assert read.lost == ("a/two",)


def test_of_two_bookmarks_in_one_paragraph_the_better_match_counts(tmp_path: Path) -> None:
    def change(root: etree._Element) -> None:
        left = having(root, "記録").findall(w("bookmarkStart"))
        left += having(root, "記録").findall(w("bookmarkEnd"))
        deleted = paragraphs_of(root, "記録", "注")
        for place, each in enumerate(left):
            having(root, "見直し").insert(1 + place, each)
        gone(deleted)

    read = read_bytes(edited(OURS, change), tmp_path)
    assert ids(read.document) == ["part-a", "a/one", "a/three", "a/four"]
    assert read.lost == ("a/two",)


def test_moved_clause_stands_where_it_was_moved_to(tmp_path: Path) -> None:
    def change(root: etree._Element) -> None:
        for moved in paragraphs_of(root, "記録", "注"):
            having(root, "目的").addprevious(moved)

    read = read_bytes(edited(OURS, change), tmp_path).document
    assert ids(read) == ["part-a", "a/two", "a/one", "a/three", "a/four"]
    assert [s.number for s in read.sections[0].sections] == ["(1)", "(2)", "(3)", "(4)"]


def test_new_heading_is_a_section_without_origin(tmp_path: Path) -> None:
    def change(root: etree._Element) -> None:
        having(root, "記録").addprevious(line("新しい定め", "Heading2"))
        having(root, "記録").addprevious(line("その文。"))

    read = read_bytes(edited(OURS, change), tmp_path)
    added = read.document.sections[0].sections[1]
    assert (added.id, added.title, added.number, added.origin) == (
        "added-1",
        "新しい定め",
        "(2)",
        None,
    )
    assert added.blocks == (paragraph("その文。"),)
    assert read.lost == ()


def test_heading_in_another_style_is_known_by_its_bookmark(tmp_path: Path) -> None:
    def change(root: etree._Element) -> None:
        for style in root.iter(w("pStyle")):
            if style.get(w("val"), "").startswith("Heading"):
                style.set(w("val"), "Normal")

    read = read_bytes(edited(OURS, change), tmp_path)
    assert ids(read.document) == IDS
    # Without the style Word shows no number.
    assert {n for _, n, *_ in outlined(read.document)} == {""}


def without_bookmarks(root: etree._Element) -> None:
    for name in ("bookmarkStart", "bookmarkEnd"):
        gone(list(root.iter(w(name))))


@pytest.mark.parametrize("data", [OURS, ARTICLES])
def test_clauses_without_bookmarks_are_found_by_likeness(data: bytes, tmp_path: Path) -> None:
    def change(root: etree._Element) -> None:
        without_bookmarks(root)
        text = next(t for t in having(root, LONG).iter(w("t")))
        text.text = LONG.replace("定められた期間にわたり", "１年間")

    read = read_bytes(edited(data, change), tmp_path)
    assert ids(read.document) == IDS
    assert (read.identity, read.guessed, read.lost) == ("guessed", tuple(IDS[1:]), ())


def test_clause_without_bookmark_is_found_under_another_title(tmp_path: Path) -> None:
    def change(root: etree._Element) -> None:
        without_bookmarks(root)
        for text in having(root, "記録").iter(w("t")):
            text.text = "控え"

    read = read_bytes(edited(OURS, change), tmp_path)
    assert ids(read.document) == IDS
    assert read.document.sections[0].sections[1].title == "控え"


def test_clause_without_bookmark_that_says_something_else_is_lost(tmp_path: Path) -> None:
    def change(root: etree._Element) -> None:
        without_bookmarks(root)
        for text in having(root, LONG).iter(w("t")):
            text.text = "全く別のことを、別の言葉で、別の人について定める。"

    read = read_bytes(edited(OURS, change), tmp_path)
    assert ids(read.document) == ["part-a", "a/one", "added-1", "a/three", "a/four"]
    assert read.lost == ("a/two",)


def test_clause_without_bookmark_and_style_is_found_by_its_title(tmp_path: Path) -> None:
    def change(root: etree._Element) -> None:
        heading = having(root, "記録")
        heading.addprevious(line("記録", "Normal"))
        gone([heading])

    read = read_bytes(edited(OURS, change), tmp_path)
    assert ids(read.document) == IDS
    assert read.guessed == ("a/two",)
    assert outlined(read.document)[2][1] == ""


def test_heading_without_its_number_is_not_counted(tmp_path: Path) -> None:
    def change(root: etree._Element) -> None:
        (properties,) = having(root, "記録").findall(w("pPr"))
        properties.extend(xml('<w:numPr><w:numId w:val="0"/></w:numPr>'))

    read = read_bytes(edited(OURS, change), tmp_path).document
    assert [n for _, n, *_ in outlined(read)] == ["1", "(1)", "", "(2)", "(3)"]


TRACKED = (
    "<w:r><w:t>記録は、</w:t></w:r>"
    '<w:del w:id="90" w:author="甲"><w:r><w:delText>毎月</w:delText></w:r></w:del>'
    '<w:ins w:id="91" w:author="甲"><w:r><w:t>毎週</w:t></w:r></w:ins>'
    '<w:moveFrom w:id="92" w:author="甲"><w:r><w:t>必ず</w:t></w:r></w:moveFrom>'
    "<w:r><w:t>残す</w:t></w:r>"
    '<w:moveTo w:id="93" w:author="甲"><w:r><w:t>ものとする</w:t></w:r></w:moveTo>'
)


@pytest.mark.parametrize(
    ("choice", "text"),
    [("final", "記録は、毎週残すものとする"), ("original", "記録は、毎月必ず残す")],
)
def test_tracked_changes_have_two_texts(choice: str, text: str, tmp_path: Path) -> None:
    def change(root: etree._Element) -> None:
        found = having(root, LONG)
        gone(found.findall(w("r")))
        found.extend(xml(TRACKED))

    read = read_bytes(edited(OURS, change), tmp_path, choice).document  # type: ignore[arg-type]
    assert outlined(read)[2][3] == [text, "注"]


def track_out(elements: list[etree._Element]) -> None:
    """Marks whole paragraphs as deleted, as Word does."""
    for element in elements:
        for run in element.findall(w("r")):
            for text in run.iter(w("t")):
                text.tag = w("delText")
            (wrapper,) = xml('<w:del w:id="90" w:author="甲"/>')
            run.addprevious(wrapper)
            wrapper.append(run)
        properties = element.find(w("pPr"))
        assert properties is not None
        properties.extend(xml('<w:rPr><w:del w:id="91" w:author="甲"/></w:rPr>'))


def test_clause_whose_deletion_is_tracked_is_in_the_original_alone(tmp_path: Path) -> None:
    data = edited(OURS, lambda root: track_out(paragraphs_of(root, "記録", "注")))
    final, original = read_bytes(data, tmp_path), read_bytes(data, tmp_path, "original")
    assert ids(final.document) == ["part-a", "a/one", "a/three", "a/four"]
    assert final.lost == ("a/two",)
    assert outlined(original.document) == outlined(read_bytes(OURS, tmp_path).document)


def test_inserted_paragraph_end_joins_in_the_original(tmp_path: Path) -> None:
    def change(root: etree._Element) -> None:
        second = line("後半。")
        first = line("前半、")
        (properties,) = first.findall(w("pPr"))
        properties.extend(xml('<w:rPr><w:ins w:id="91" w:author="甲"/></w:rPr>'))
        having(root, "一つ目の定め。").addnext(first)
        first.addnext(second)

    data = edited(OURS, change)
    assert outlined(read_bytes(data, tmp_path).document)[1][3][1:] == ["前半、", "後半。"]
    original = read_bytes(data, tmp_path, "original").document
    assert outlined(original)[1][3][1:] == ["前半、後半。"]


def test_row_whose_deletion_is_tracked_is_in_the_original_alone(tmp_path: Path) -> None:
    def change(root: etree._Element) -> None:
        row = [*root.iter(w("tr"))][-1]
        (properties,) = row.findall(w("trPr"))
        properties.extend(xml('<w:del w:id="91" w:author="甲"/>'))

    data = edited(OURS, change)
    for choice, rows in (("final", 0), ("original", 1)):
        read = read_bytes(data, tmp_path, choice).document  # type: ignore[arg-type]
        (found,) = [b for b in read.sections[0].sections[2].blocks if isinstance(b, Table)]
        assert len(found.rows) == rows


def replaced(content: str) -> bytes:
    """The file with other runs in its first rule."""

    def change(root: etree._Element) -> None:
        found = having(root, "一つ目の定め。")
        gone(found.findall(w("r")))
        found.extend(xml(content))

    return edited(OURS, change)


@pytest.mark.parametrize(
    ("content", "inlines"),
    [
        (
            "<w:sdt><w:sdtContent><w:r><w:t>中</w:t></w:r></w:sdtContent></w:sdt>",
            (Text("中"),),
        ),
        (
            "<w:r><w:t>見</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>隠</w:t></w:r>",
            (Text("見"),),
        ),
        (
            "<w:r><w:ruby><w:rt><w:r><w:t>ろうえい</w:t></w:r></w:rt><w:rubyBase><w:r>"
            "<w:t>漏えい</w:t></w:r></w:rubyBase></w:ruby></w:r>",
            (Text("漏えい"),),
        ),
        (
            '<w:fldSimple w:instr=" REF _c_none \\h "><w:r><w:t>前</w:t></w:r></w:fldSimple>',
            (Text("前"),),
        ),
        (
            "<w:r><w:t>甲</w:t></w:r><w:r><w:fldChar w:fldCharType='begin'/></w:r>"
            "<w:r><w:instrText> PAGE </w:instrText></w:r>"
            "<w:r><w:fldChar w:fldCharType='end'/></w:r><w:r><w:t>乙</w:t></w:r>",
            (Text("甲乙"),),
        ),
        (
            "<w:r><w:t>甲</w:t></w:r><w:r><w:fldChar w:fldCharType='begin'/></w:r>"
            "<w:r><w:instrText> DATE </w:instrText></w:r><w:r><w:t>乙</w:t></w:r>",
            (Text("甲"),),
        ),
        (
            "<w:r><w:rPr><w:b/></w:rPr><w:t>強</w:t></w:r>"
            "<w:r><w:rPr><w:b w:val='0'/></w:rPr><w:t>弱</w:t></w:r>",
            (Strong("強"), Text("弱")),
        ),
        ("<w:r><w:t>宛先は【部署】</w:t></w:r>", (Text("宛先は"), Blank("部署"))),
        (
            "<w:r><w:t>宛先は【部</w:t></w:r><w:r><w:t>署】</w:t></w:r>",
            (Text("宛先は"), Blank("部署")),
        ),
        (
            "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText> HYPERLINK "
            '"https://example.com/" </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/>'
            "</w:r><w:r><w:t>先</w:t></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r>",
            (Link("先", "https://example.com/"),),
        ),
    ],
    ids=[
        *("control", "hidden", "ruby", "reference-to-nothing", "no-result", "no-end", "bold"),
        *("blank", "split-blank", "link"),
    ],
)
def test_what_word_puts_into_a_paragraph_is_read_as_its_text(
    content: str, inlines: object, tmp_path: Path
) -> None:
    read = read_bytes(replaced(content), tmp_path).document
    assert ids(read) == IDS
    assert read.sections[0].sections[0].blocks == (Paragraph(inlines),)  # type: ignore[arg-type]


def test_text_before_the_first_heading_is_a_section_of_its_own(tmp_path: Path) -> None:
    read = read_bytes(
        edited(OURS, lambda root: having(root, "総則").addprevious(line("前置き。"))), tmp_path
    ).document
    assert (read.sections[0].id, read.sections[0].blocks) == ("front", (paragraph("前置き。"),))


def test_footnote_of_another_is_said_beside_the_rule(tmp_path: Path) -> None:
    source = Note("sources", (paragraph("例法第１条"),))
    written = tree()
    part = written.sections[0]
    one = replace(part.sections[0], blocks=(*part.sections[0].blocks, source))
    whole = replace(written, sections=(replace(part, sections=(one, *part.sections[1:])),))

    def change(root: etree._Element) -> None:
        for text in root.iter(w("t")):
            text.text = (text.text or "").replace("根拠・参考：", "")

    data = edited(to_docx(whole, STYLE), change, "word/footnotes.xml")
    notes = read_bytes(data, tmp_path).document.sections[0].sections[0].blocks[1:]
    assert notes == (Note("commentary", (paragraph("例法第１条"),)),)


def test_new_article_is_counted_where_word_counts_it(tmp_path: Path) -> None:
    def change(root: etree._Element) -> None:
        first = having(root, "一つ目の定め。")
        added = deepcopy(first)
        for name in ("bookmarkStart", "bookmarkEnd"):
            gone(added.findall(w(name)))
        for text in added.iter(w("t")):
            text.text = "新しい条。"
        first.addnext(added)

    read = read_bytes(edited(ARTICLES, change), tmp_path).document
    assert [(i, n, t) for i, n, t, _ in outlined(read)] == [
        ("part-a", "第1章", "総則"),
        ("a/one", "第1条", "目的"),
        ("added-1", "第2条", ""),
        ("a/two", "第3条", "記録"),
        ("a/three", "第4条", "見直し"),
        ("a/four", "第5条", "終わり"),
    ]


def test_article_keeps_its_caption_whatever_its_style(tmp_path: Path) -> None:
    def change(root: etree._Element) -> None:
        for style in root.iterfind(".//w:pStyle[@w:val='Heading2']", NS):
            style.set(w("val"), "BodyText")

    read = read_bytes(edited(ARTICLES, change), tmp_path).document
    assert [t for _, _, t, _ in outlined(read)] == ["総則", "目的", "記録", "見直し", "終わり"]
    assert ids(read) == IDS


def test_cell_of_two_paragraphs_is_one_text(tmp_path: Path) -> None:
    def change(root: etree._Element) -> None:
        cell = [*root.iter(w("tc"))][-1]
        cell.append(line("二段目", "TableText"))

    read = read_bytes(edited(OURS, change), tmp_path).document
    (found,) = [b for b in read.sections[0].sections[2].blocks if isinstance(b, Table)]
    assert [plain_text(cell) for cell in found.rows[0]] == ["甲", "可\n二段目"]


def test_row_in_a_content_control_is_a_row(tmp_path: Path) -> None:
    def change(root: etree._Element) -> None:
        *_, last = root.iter(w("tr"))
        (control,) = xml("<w:sdt><w:sdtContent/></w:sdt>")
        last.addprevious(control)
        control[0].append(last)

    read = read_bytes(edited(OURS, change), tmp_path).document
    (found,) = [b for b in read.sections[0].sections[2].blocks if isinstance(b, Table)]
    assert [plain_text(cell) for cell in found.rows[0]] == ["甲", "可"]


def test_cells_put_together_leave_as_many_in_each_row(tmp_path: Path) -> None:
    def change(root: etree._Element) -> None:
        *_, last = root.iter(w("tr"))
        first, second = last.findall(w("tc"))
        (properties,) = first.findall(w("tcPr"))
        properties.extend(xml('<w:gridSpan w:val="2"/>'))
        last.remove(second)

    read = read_bytes(edited(OURS, change), tmp_path).document
    (found,) = [b for b in read.sections[0].sections[2].blocks if isinstance(b, Table)]
    assert found.rows == (((Text("甲"),), ()),)


def test_copied_article_keeps_the_bookmark_where_it_fits_better(tmp_path: Path) -> None:
    def change(root: etree._Element) -> None:
        first = having(root, "一つ目の定め。")
        copied = deepcopy(first)
        for text in copied.iter(w("t")):
            text.text = "全く別のことを定める条。"
        first.addnext(copied)

    read = read_bytes(edited(ARTICLES, change), tmp_path)
    assert ids(read.document) == ["part-a", "a/one", "added-1", "a/two", "a/three", "a/four"]
    assert read.lost == ()
