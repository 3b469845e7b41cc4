"""A layer written by someone who made mistakes: each is told where it is, with what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.layered import faults, head, layer_yaml, opened, places, set_up, text_of

Y = "layer/layer.yaml"


def one(operations: str, **more: str) -> dict[str, str | bytes]:
    return {Y: layer_yaml(operations, **more)}


def with_file(operations: str, id_: str, **front: str) -> dict[str, str | bytes]:
    return {**one(operations), f"layer/clauses/{id_}.md": text_of(id_, **front)}


LOCK = "lock: '1'\nlibrary: {name: 試験の条項集, version: '1', hash: x}\nbases: []\n"

# What is wrong -> files, and code, file, line and column of the one problem.
FAULTS: dict[str, tuple[dict[str, str | bytes], tuple[str, str, int, int]]] = {
    "indent of the second key": (
        one("  - remove: a/one\n   reason: x\n"),
        ("yaml-syntax", Y, 7, 4),
    ),
    "full-width colon behind a verb": (one("  - remove：a/one\n"), ("full-width-colon", Y, 6, 11)),
    "full-width colon behind a name": (
        {Y: head().replace("name: ", "name：")},
        ("full-width-colon", Y, 1, 5),
    ),
    "full-width space as indent": (one("　- remove: b/three\n"), ("full-width-space", Y, 6, 1)),
    "tab as indent": (one("\t- remove: b/three\n"), ("tab-indent", Y, 6, 1)),
    "verb in Japanese": (one("  - 削除: b/three\n"), ("unknown-key", Y, 6, 5)),
    "another English verb": (one("  - delete: b/three\n"), ("unknown-key", Y, 6, 5)),
    "key in Japanese": (
        one("  - remove: b/three\n    理由: x\n"),
        ("unknown-key", Y, 7, 5),
    ),
    "no verb at all": (one("  - reason: x\n"), ("layer-operation-form", Y, 6, 5)),
    "two verbs": (
        one("  - set: choices.agents\n    default: choices.agents\n    value: x\n"),
        ("layer-operation-form", Y, 6, 5),
    ),
    "operation as a sentence": (one("  - remove b/three\n"), ("wrong-type", Y, 6, 5)),
    "operations in one word": (
        {Y: head() + "operations: remove\n"},
        ("wrong-type", Y, 5, 13),
    ),
    "value left out": (one("  - set: choices.agents\n"), ("layer-operation-form", Y, 6, 10)),
    "value for a removal": (
        one("  - remove: b/three\n    value: x\n"),
        ("layer-operation-form", Y, 7, 5),
    ),
    "no place for a new clause": (
        with_file("  - add: a/new\n", "a/new"),
        ("layer-operation-form", Y, 6, 10),
    ),
    "two places for a new clause": (
        with_file("  - add: a/new\n    after: a/one\n    before: a/two\n", "a/new"),
        ("layer-operation-form", Y, 6, 10),
    ),
    "place beside itself": (
        with_file("  - add: a/new\n    after: a/new\n", "a/new"),
        ("layer-operation-form", Y, 6, 10),
    ),
    "same operation twice": (
        one("  - remove: b/three\n    reason: x\n  - remove: b/three\n    reason: y\n"),
        ("layer-operation-twice", Y, 8, 13),
    ),
    "Japanese date": (
        one("  - remove: b/three\n    date: 令和8年4月1日\n"),
        ("not-a-date", Y, 7, 11),
    ),
    "title instead of an id": (one("  - remove: 三の条項\n"), ("bad-id", Y, 6, 13)),
    "id with a backslash": (one("  - remove: b\\three\n"), ("bad-id", Y, 6, 13)),
    "number instead of an id in a list": (
        one("  - set: tools[0].users\n    value: x\n"),
        ("bad-id", Y, 6, 10),
    ),
    "list without an id": (
        one("  - set: tools[].users\n    value: x\n"),
        ("bad-id", Y, 6, 10),
    ),
    "clause as the end of a part": (
        with_file("  - add: a/new\n    at_end_of: a/one\n", "a/new"),
        ("bad-id", Y, 7, 16),
    ),
    "operation without its file": (one("  - amend: a/one\n"), ("layer-file-missing", Y, 6, 12)),
    "file beside the folder for clauses": (
        {**one("  - amend: a/one\n"), "layer/a/one.md": text_of("a/one")},
        ("layer-file-missing", Y, 6, 12),
    ),
    "file without an operation": (
        {**one("  - remove: b/three\n    reason: x\n"), "layer/clauses/a/one.md": text_of("a/one")},
        ("layer-file-unused", "layer/clauses/a/one.md", 1, 1),
    ),
    "file outside the folder of its part": (
        {**one("  - amend: a/one\n"), "layer/clauses/one.md": text_of("a/one")},
        ("layer-file-misplaced", "layer/clauses/one.md", 0, 0),
    ),
    "file in a folder too deep": (
        {**one("  - amend: a/one\n"), "layer/clauses/a/old/one.md": text_of("a/one")},
        ("layer-file-misplaced", "layer/clauses/a/old/one.md", 0, 0),
    ),
    "id that differs from the file": (
        {**one("  - amend: a/one\n"), "layer/clauses/a/one.md": text_of("a/two")},
        ("id-and-file-differ", "layer/clauses/a/one.md", 2, 5),
    ),
    "unknown word in a clause": (
        with_file("  - amend: a/one\n", "a/one", level="mast"),
        ("unknown-value", "layer/clauses/a/one.md", 4, 8),
    ),
    "condition that names nothing": (
        with_file("  - amend: a/one\n", "a/one", when='choices.agentz == "prohibited"'),
        ("unknown-condition", "layer/clauses/a/one.md", 9, 7),
    ),
    "template without its file": (
        one("  - template: guideline\n    block: summary\n"),
        ("layer-file-missing", Y, 6, 15),
    ),
    "whole template without its file": (
        one("  - template: guideline\n"),
        ("layer-file-missing", Y, 6, 15),
    ),
    "template without an operation": (
        {**one("  - remove: b/three\n    reason: x\n"), "layer/templates/guideline.md.j2": "x\n"},
        ("layer-file-unused", "layer/templates/guideline.md.j2", 1, 1),
    ),
    "block of a template that nobody has": (
        {
            **one("  - template: guidelin\n    block: summary\n"),
            "layer/templates/guidelin.summary.md.j2": "x\n",
        },
        ("layer-unknown-template", Y, 6, 15),
    ),
    "layer.yaml in Shift_JIS": (
        {Y: head().encode("cp932")},
        ("not-utf8", Y, 1, 7),
    ),
    "layer.yaml in UTF-16": ({Y: head().encode("utf-16")}, ("not-utf8", Y, 1, 1)),
    "clause in Shift_JIS": (
        {**one("  - amend: a/one\n"), "layer/clauses/a/one.md": text_of("a/one").encode("cp932")},
        ("not-utf8", "layer/clauses/a/one.md", 3, 8),
    ),
    "huge layer.yaml": ({Y: head() + "#" * 1_000_001}, ("file-too-large", Y, 0, 0)),
    "no name": ({Y: head().split("\n", 1)[1]}, ("missing-key", Y, 1, 1)),
    "base as one word": ({Y: "name: x\nbase: '1'\n"}, ("wrong-type", Y, 2, 7)),
    "alias": ({Y: head() + "operations: &all []\n"}, ("alias", Y, 5, 13)),
    "lock that was edited": (
        {
            **one("  - remove: b/three\n    reason: x\n"),
            "layer/guideline.lock": LOCK.replace(
                "[]", "\n  - {operation: remove b/three, hash: x, text: y}"
            ),
        },
        ("lock-edited", "layer/guideline.lock", 4, 48),
    ),
    "lock that is empty": (
        {Y: head(), "layer/guideline.lock": ""},
        ("lock-broken", "layer/guideline.lock", 1, 1),
    ),
    "lock with a list as version": (
        {Y: head(), "layer/guideline.lock": LOCK.replace("'1', hash", "[1], hash")},
        ("lock-broken", "layer/guideline.lock", 1, 1),
    ),
    "lock of a newer program": (
        {Y: head(), "layer/guideline.lock": LOCK.replace("lock: '1'", "lock: '2'")},
        ("lock-format", "layer/guideline.lock", 1, 7),
    ),
    "lock of another version": (
        {Y: head(), "layer/guideline.lock": LOCK.replace("'1', hash", "'2', hash")},
        ("lock-other-version", Y, 4, 12),
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_fault_is_told_once_where_it_stands(name: str, tmp_path: Path) -> None:
    files, expected = FAULTS[name]
    profile = set_up(tmp_path, files)
    assert places(profile) == [expected]


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_has_a_remedy(name: str, tmp_path: Path) -> None:
    (problem,) = faults(set_up(tmp_path, FAULTS[name][0]))
    assert problem.remedy


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("verb in Japanese", "「remove」"),
        ("another English verb", "「remove」"),
        ("key in Japanese", "「reason」"),
        ("id with a backslash", "「b/three」ですか"),
        ("number instead of an id in a list", "tools[chat].users"),
        ("file outside the folder of its part", "clauses/a/one.md」に移して"),
        ("file beside the folder for clauses", "a/one.md」を、このフォルダーに移して"),
        ("block of a template that nobody has", "もしかして「guideline」"),
        ("lock of another version", "「2」に戻して"),
    ],
)
def test_remedy_names_what_was_meant(name: str, word: str, tmp_path: Path) -> None:
    (problem,) = faults(set_up(tmp_path, FAULTS[name][0]))
    assert word in problem.remedy.replace("\\", "/")


def test_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        Y: layer_yaml("  - 削除: a/one\n  - amend: a/two\n    date: R8\n"),
        "layer/clauses/a/two.md": text_of("a/two", level="x"),
        "layer/clauses/a/two.docx": b"PK\x03\x04",
        "layer/guideline.lock": "",
        "layer/templates/guideline.md.j2": "表".encode("cp932"),
    }
    assert [code for code, *_ in places(set_up(tmp_path, files))] == [
        "layer-file-unread",
        "unknown-value",
        "lock-broken",
        "unknown-key",
        "not-a-date",
        "not-utf8",
    ]


@pytest.mark.parametrize("name", ["one.md.txt", "one.TXT", "one.markdown"])
def test_file_with_another_ending_is_told_instead_of_not_being_read(
    name: str, tmp_path: Path
) -> None:
    files = {**with_file("  - amend: a/one\n", "a/one"), f"layer/clauses/a/{name}": "x"}
    (problem,) = faults(set_up(tmp_path, files))
    assert problem.code == "layer-file-unread"
    assert "「one.md」" in problem.remedy


@pytest.mark.parametrize("name", [".DS_Store", "Thumbs.db", "~$one.md", "README.md", "読み方.md~"])
def test_what_programs_leave_behind_is_not_a_clause(name: str, tmp_path: Path) -> None:
    files = {**with_file("  - amend: a/one\n", "a/one"), f"layer/clauses/a/{name}": "x"}
    expected = [] if name != "読み方.md~" else ["layer-file-unread"]
    assert [code for code, *_ in places(set_up(tmp_path, files))] == expected


def test_windows_line_ends_and_byte_order_mark_are_read(tmp_path: Path) -> None:
    said = "\ufeff" + layer_yaml("  - amend: a/one\n").replace("\n", "\r\n")
    text = "\ufeff" + text_of("a/one", "窓の行末です。").replace("\n", "\r\n")
    files: dict[str, str | bytes] = {Y: said, "layer/clauses/a/one.md": text}
    stack = opened(set_up(tmp_path, files))
    assert "窓の行末です。" in next(c.body for c in stack.library.clauses if c.id == "a/one")


def test_layer_without_operations_yet_changes_nothing(tmp_path: Path) -> None:
    stack = opened(set_up(tmp_path, {Y: head() + "above:\noperations:\n"}))
    assert next(c.id for c in stack.library.clauses) == "a/one"
    assert stack.layers[0].manifest.operations == ()
