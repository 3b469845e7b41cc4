"""The Word file with tracked changes: both versions are in it, and nothing else is marked."""

from __future__ import annotations

import copy
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from guideline.compare import compare
from guideline.document import (
    Block,
    Document,
    Link,
    Name,
    Note,
    NumberedList,
    Reference,
    Section,
    Strong,
    walk_sections,
)
from guideline.errors import ContentError
from guideline.model.version import Version
from guideline.template import template_names
from guideline.writers.to_redline import to_redline
from tests.helpers import EXAMPLES
from tests.house_files import FOLDER
from tests.pages import require
from tests.redlines import Answers, Files, answers_of, blocks_of, composed, files, plain, prove
from tests.settled import has_changes, reading
from tests.test_word_validators import ACCEPTED_OF_AUDIT, audited
from tests.word_files import (
    STYLE,
    clause,
    document,
    items,
    names,
    paragraph,
    part,
    table,
    text_of,
    w,
    with_blocks,
)


def two(*clauses: Section) -> Document:
    return document(Section("part", "部", "1", (), clauses))


def tracked(old: Block, new: Block) -> Files:
    return files(with_blocks(old), with_blocks(new))


def changes(data: bytes, name: str = "word/document.xml") -> list[tuple[str, str]]:
    """What runs are inserted and deleted, in order."""
    found = []
    for element in part(data, name).iter(w("ins"), w("del")):
        text = "".join(t.text or "" for t in element.iter(w("t"), w("delText")))
        if text:
            found.append(("+" if element.tag == w("ins") else "-", text))
    return found


# One change at a time


def test_only_the_words_that_differ_are_marked() -> None:
    old = paragraph("事故の日から30日以内に報告する。")
    new = paragraph("事故の日から14日以内に報告する。")
    marked = tracked(old, new)
    prove(marked)
    assert changes(marked.tracked) == [("-", "30日"), ("+", "14日")]


def test_name_of_either_document_is_marked_whole() -> None:
    old = two(clause("a/b", "(1)", paragraph("Copilot Chatを使う。")))
    new = two(clause("a/b", "(1)", paragraph("Copilotを使う。")))
    marked = files(replace(old, names=(Name("tools/chat", "Copilot Chat"),)), new)
    prove(marked)
    assert changes(marked.tracked) == [("-", "Copilot Chat"), ("+", "Copilot")]


def test_blocks_without_change_are_those_of_the_new_version() -> None:
    old = two(clause("a/b", "(1)", paragraph("甲。")), clause("a/c", "(2)", paragraph("乙。")))
    new = two(
        clause("a/n", "(1)", paragraph("新しい。")),
        clause("a/b", "(2)", paragraph("甲。")),
        clause("a/c", "(3)", paragraph("乙とする。")),
    )
    marked = files(old, new)
    prove(marked)
    before, after = blocks_of(marked.new), blocks_of(marked.tracked)
    # Of the new version: the clause that is new, two paragraphs, and the one that was reworded.
    assert len([block for block in before if block not in after]) == 3


def test_renamed_heading_stays_one_heading() -> None:
    old = two(clause("a/b", "(1)", paragraph("甲。"), title="利用の手続"))
    new = two(clause("a/b", "(1)", paragraph("甲。"), title="禁止"))
    marked = files(old, new)
    prove(marked)
    assert len(blocks_of(marked.tracked)) == len(blocks_of(marked.new))


def test_emphasis_that_came_is_a_change_of_format() -> None:
    marked = tracked(paragraph("甲乙丙。"), paragraph("甲", Strong("乙"), "丙。"))
    prove(marked)
    assert changes(marked.tracked) == []
    assert len(list(part(marked.tracked).iter(w("rPrChange")))) == 1


def test_link_to_another_address_is_deleted_and_inserted() -> None:
    old = paragraph("甲", Link("手引", "https://example.com/old"))
    new = paragraph("甲", Link("手引", "https://example.com/new"))
    marked = tracked(old, new)
    prove(marked)
    assert changes(marked.tracked) == [("-", "手引"), ("+", "手引")]


def test_reference_with_another_number_comes_back_as_a_field() -> None:
    refers = paragraph("甲は、", Reference("a/b", "1(1)"), "による。")
    old = two(clause("a/b", "(1)", paragraph("乙。")), clause("a/c", "(2)", refers))
    later = paragraph("甲は、", Reference("a/b", "1(2)"), "による。")
    new = two(
        clause("a/n", "(1)", paragraph("新しい。")),
        clause("a/b", "(2)", paragraph("乙。")),
        clause("a/c", "(3)", later),
    )
    old, new = _with_full_numbers(old), _with_full_numbers(new)
    marked = files(old, new)
    prove(marked)
    assert ("-", "1(1)") in changes(marked.tracked)
    assert ("+", "1(2)") in changes(marked.tracked)
    assert "REF" in "".join(e.text or "" for e in part(marked.tracked).iter(w("delInstrText")))


def _with_full_numbers(document: Document) -> Document:
    (whole,) = document.sections
    clauses = tuple(replace(c, full_number=f"1{c.number}") for c in whole.sections)
    return replace(document, sections=(replace(whole, sections=clauses, full_number="1"),))


def test_footnotes_of_both_versions_are_there() -> None:
    def grounds(text: str) -> Note:
        return Note("sources", (paragraph(text),))

    old = two(
        clause("a/b", "(1)", paragraph("甲。"), grounds("例法第１条")),
        clause("a/c", "(2)", paragraph("乙。"), grounds("例法第２条")),
    )
    new = two(
        clause("a/n", "(1)", paragraph("新しい。"), grounds("例法第９条")),
        clause("a/c", "(2)", paragraph("乙。"), grounds("例法第３条")),
    )
    marked = files(old, new)
    prove(marked)
    notes = changes(marked.tracked, "word/footnotes.xml")
    assert ("-", "第２条") in notes
    assert ("+", "第３条") in notes
    prove(files(new, with_blocks(paragraph("甲。"))))


def test_list_that_only_the_old_version_has_counts_by_itself() -> None:
    note = Note(
        "commentary", (paragraph("甲。"), NumberedList(items("子", "丑")), paragraph("乙。"))
    )
    two_lists = Note("commentary", (*note.blocks, NumberedList(items("寅", "卯"))))
    prove(
        files(with_blocks(paragraph("定め。"), two_lists), with_blocks(paragraph("定め。"), note))
    )
    prove(
        files(with_blocks(paragraph("定め。"), note), with_blocks(paragraph("定め。"), two_lists))
    )


def test_two_lists_that_became_one_come_back_as_two() -> None:
    parted = (NumberedList(items("子", "丑")), paragraph("次のとおり。"))
    old = Note("commentary", (*parted, NumberedList(items("寅を守る", "卯を守る", "辰を守る"))))
    joined = NumberedList(items("子", "丑", "寅を守る", "卯を守る", "辰を守る"))
    new = Note("commentary", (joined, paragraph("次のとおり。")))
    prove(files(with_blocks(paragraph("定め。"), old), with_blocks(paragraph("定め。"), new)))


def test_footnote_at_a_reworded_paragraph_stays() -> None:
    note = Note("sources", (paragraph("例法第１条"),))
    marked = files(
        with_blocks(paragraph("30日以内に報告する。"), note),
        with_blocks(paragraph("14日以内に報告する。"), note),
    )
    prove(marked)
    assert changes(marked.tracked, "word/footnotes.xml") == []


@pytest.mark.parametrize("turned", [False, True])
def test_document_that_ends_elsewhere(*, turned: bool) -> None:
    """The end of the last paragraph can neither come nor go."""
    short = with_blocks(paragraph("甲。"))
    for rest in ([paragraph("乙。")], [table(("列",), ("値",))], [NumberedList(items("子", "丑"))]):
        longer = with_blocks(paragraph("甲。"), *rest)
        prove(files(longer, short) if turned else files(short, longer))
    prove(
        files(with_blocks(table(("列",), ("値",))), with_blocks(table(("一", "二"), ("子", "丑"))))
    )


def test_moved_clause_has_comments_at_both_places() -> None:
    clauses = [
        clause(f"a/{n}", f"({n})", paragraph(f"定め{n}。"), title=f"題{n}") for n in range(4)
    ]
    old = _with_full_numbers(two(*clauses))
    new = _with_full_numbers(two(clauses[3], *clauses[:3]))
    marked = files(old, new)
    prove(marked)
    comments = [text_of(c) for c in part(marked.tracked, "word/comments.xml")]
    assert comments == ["旧1(3)から移動しました。", "1(3)へ移動しました。"]


def test_moved_part_tells_of_its_clauses() -> None:
    inner = [clause(f"{p}/{n}", "(1)", paragraph(f"定め{p}{n}。")) for p in "ab" for n in (1, 2, 3)]
    first = Section("a", "甲の部", "1", (), tuple(inner[:3]), full_number="1")
    second = Section("b", "乙の部", "2", (), tuple(inner[3:]), full_number="2")
    turned = (replace(second, number="1", full_number="1"), replace(first, full_number="2"))
    marked = files(document(first, second), document(*turned))
    prove(marked)
    assert len(list(part(marked.tracked, "word/comments.xml"))) == 2


def test_other_numbering_is_refused() -> None:
    old, new = with_blocks(paragraph("甲。")), document(numbering="notice")
    with pytest.raises(ContentError) as caught:
        files(old, new)
    assert [problem.code for problem in caught.value.problems] == ["other-numbering"]


def test_same_versions_give_the_same_file_without_changes() -> None:
    version = with_blocks(paragraph("甲。"), table(("列",), ("値",)))
    comparison = compare(Version("a", version), Version("b", version))
    first = to_redline(comparison, STYLE, "課", "2027-04-01")
    assert first == to_redline(comparison, STYLE, "課", "2027-04-01")
    assert not has_changes(first)
    assert "word/comments.xml" not in names(first)
    assert reading(first) == reading(files(version, version).new)


# The shipped examples

Edit = Callable[[Answers], None]


def _choice(name: str, strict: str, permissive: str) -> Edit:
    def edit(answers: Answers) -> None:
        choices = answers["choices"]
        choices[name] = permissive if choices[name] == strict else strict

    return edit


def _more(kind: str) -> Edit:
    def edit(answers: Answers) -> None:
        if answers[kind]:
            new = {**copy.deepcopy(answers[kind][0]), "id": "another", "name": "別のもの"}
            answers[kind] = [new, *answers[kind]]

    return edit


def _fewer(kind: str) -> Edit:
    def edit(answers: Answers) -> None:
        answers |= {kind: answers[kind][1:], "rules": []}

    return edit


def _detail(**given: object) -> Edit:
    return lambda answers: answers["document"].update(given)


def _footnotes(answers: Answers) -> None:
    _detail(sources="footnotes")(answers)
    _choice("exceptions", "none", "approval")(answers)


EDITS: dict[str, Edit] = {
    "agents": _choice("agents", "prohibited", "approval"),
    "exceptions": _choice("exceptions", "none", "approval"),
    "extent": _choice("extent", "full", "simple"),
    "tool-added": _more("tools"),
    "tool-removed": _fewer("tools"),
    "class-added": _more("classes"),
    "class-removed": _fewer("classes"),
    "footnotes": _footnotes,
    "table-of-sources": _detail(sources="table"),
    "comments": _detail(commentary="comments"),
    "no-commentary": _detail(commentary="none"),
    "details": _detail(version="9.0", owner=None, approver="取締役会の議を経て定める者"),
    "approval-box": _detail(approval_box=["課長", "部長"]),
}
NAMES = [path.parent.name for path in EXAMPLES]


def edited(example: str, edit: Edit, form: str = "guideline") -> tuple[Document, Document]:
    answers = answers_of(example)
    others = copy.deepcopy(answers)
    edit(others)
    return composed(answers, form), composed(others, form)


@pytest.mark.parametrize("name", EDITS)
def test_company_with_another_answer(name: str) -> None:
    prove(files(*edited("company", EDITS[name])))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "example"), [(name, NAMES[n % len(NAMES)]) for n, name in enumerate(EDITS)]
)
def test_every_example_with_another_answer(name: str, example: str) -> None:
    # Each answer in one example: all in all would take longer than everything else together.
    for form in ("guideline", "regulation"):
        old, new = edited(example, EDITS[name], form)
        prove(files(old, new))
        prove(files(new, old))


@pytest.mark.slow
@pytest.mark.parametrize("example", NAMES)
def test_every_form_of_every_example(example: str) -> None:
    for form in template_names():
        if form not in ("guideline", "regulation"):
            prove(files(*edited(example, EDITS["tool-added"], form)))
        assert not has_changes(files(*edited(example, lambda _: None, form)).tracked)


@pytest.mark.parametrize("design", ["mincho", "plain"])
def test_other_style_documents(design: str) -> None:
    style = (FOLDER / f"{design}.docx").read_bytes()
    old, new = edited("town", EDITS["agents"])
    prove(files(old, new, style))


# Other programs


@pytest.mark.slow
def test_audit_finds_only_what_is_accepted(tmp_path: Path) -> None:
    paths = []
    for name in ("agents", "extent", "tool-added", "footnotes"):
        for form in ("guideline", "regulation"):
            paths.append(tmp_path / f"{name}-{form}.docx")
            paths[-1].write_bytes(files(*edited("city", EDITS[name], form)).tracked)
    assert audited(paths).keys() <= ACCEPTED_OF_AUDIT.keys()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["agents", "exceptions", "details"])
def test_pandoc_reads_both_versions(name: str, tmp_path: Path) -> None:
    marked = files(*edited("company", EDITS[name]))
    for way, version in (("accept", marked.new), ("reject", marked.old)):
        assert _words(marked.tracked, tmp_path, way) == _words(version, tmp_path, way)


def _words(data: bytes, folder: Path, way: str) -> list[str]:
    """The text without marks of lists and lines of tables.

    pandoc leaves an empty item where an item was deleted, and an empty table, with what it says of
    itself, where all rows were.
    """
    path = folder / "read.docx"
    path.write_bytes(data)
    command = [require("pandoc"), f"--track-changes={way}", "-t", "plain", "--wrap=none"]
    text = subprocess.run([*command, str(path)], capture_output=True, check=True).stdout.decode()
    lines = [" ".join(line.split()).lstrip("0123456789().- ") for line in text.splitlines()]
    return [line for line in lines if line and not line.startswith((": ", "（列："))]


def _with_tools(count: int) -> Edit:
    def edit(answers: Answers) -> None:
        tools = [{**answers["tools"][0], "id": f"t{n}", "name": f"道具{n}"} for n in range(count)]
        answers |= {"tools": tools, "rules": []}

    return edit


def _in_turn(*edits: Edit) -> Edit:
    def edit(answers: Answers) -> None:
        for each in edits:
            each(answers)

    return edit


SHAPES: dict[str, tuple[str, Edit, Edit]] = {
    "ruby": ("guideline", _detail(ruby="all"), EDITS["agents"]),
    "ruby in articles": ("regulation", _detail(ruby="first"), EDITS["exceptions"]),
    "pages on their side": ("guideline", _with_tools(12), _with_tools(11)),
    "別表 on their side": ("regulation", _with_tools(12), EDITS["exceptions"]),
    "pages turned": ("guideline", lambda _: None, _with_tools(12)),
    "pages turned back": ("guideline", _with_tools(12), _with_tools(3)),
    "form": ("application", _detail(form_fields="controls"), EDITS["tool-added"]),
}


@pytest.mark.slow
@pytest.mark.parametrize("shape", SHAPES)
def test_pandoc_reads_both_versions_of_every_shape(shape: str, tmp_path: Path) -> None:
    form, before, change = SHAPES[shape]
    old = answers_of("school" if "ruby" in shape else "company")
    before(old)
    new = copy.deepcopy(old)
    change(new)
    marked = files(composed(old, form), composed(new, form))
    for way, version in (("accept", marked.new), ("reject", marked.old)):
        assert _words(marked.tracked, tmp_path, way) == _words(version, tmp_path, way)


def test_places_to_fill_in_are_as_on_paper() -> None:
    """In a content control no change can be tracked."""
    answers = answers_of("company")
    others = copy.deepcopy(answers)
    _detail(form_fields="controls")(others)
    old, new = composed(answers, "application"), composed(others, "application")
    marked = files(old, new)
    assert not has_changes(marked.tracked)
    comparison = compare(Version("old", old), Version("new", new))
    controls = part(to_redline(comparison, STYLE, "課", "")).iter(w("sdt"))
    assert list(controls) == []


def test_layout_of_both_versions_is_the_same() -> None:
    """What the files are proved against."""
    old, new = edited("company", EDITS["comments"])
    assert plain(old).layout == plain(new).layout
    assert sum(1 for _ in walk_sections(old.sections)) == sum(
        1 for _ in walk_sections(new.sections)
    )
