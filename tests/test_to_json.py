"""The JSON for programs: a manifest, the clauses in order, the whole tree; edits are noticed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from guideline.document import walk_sections
from guideline.writers.to_json import is_untouched, to_json
from tests.helpers import clause, composed, write_library

BODY = """\
規則は**重要**で、[[b/two]]による。

- 一
  - 二

| 列 | 値 |
|---|---|
| 三 | {{ organization.name }} |

::: commentary
解説。
:::

::: example
[例](https://example.jp)
:::
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    front = {"level": "may", "satisfies": "[R-1, R-2]", "sources": "[act 1]"}
    front["provisional"] = "指針がまだないため"
    return write_library(tmp_path, {"a/one.x": clause(BODY, **front), "b/two": "二。"})


def written(folder: Path, text: str = "") -> dict[str, Any]:
    whole: dict[str, Any] = json.loads(to_json(composed(folder, text)))
    return whole


def test_clause_is_told_with_everything_it_rests_on(folder: Path) -> None:
    first, second = written(folder)["clauses"]
    origin = next(s for s in walk_sections(composed(folder).sections) if s.id == "a/one.x").origin
    assert origin
    assert first == {
        "id": "a/one.x",
        "slot": "a/one",
        "part": "a",
        "number": "1(1)",
        "title": "題名",
        "level": "may",
        "text": "規則は重要で、2(1)による。\n一\n二\n列\t値\n三\t【組織名】",
        "commentary": "解説。\n根拠・参考：act 1\n暫定の定め：指針がまだないため\n例",
        "satisfies": ["R-1", "R-2"],
        "sources": ["act 1"],
        "hash": origin.hash,
        "provisional": "指針がまだないため",
    }
    assert second["id"] == "b/two"
    assert second["provisional"] == ""
    assert second["commentary"] == ""


def test_sources_in_footnotes_are_not_commentary(folder: Path) -> None:
    first, _ = written(folder, "document: {sources: footnotes}")["clauses"]
    assert first["commentary"] == "解説。\n暫定の定め：指針がまだないため\n例"
    assert first["sources"] == ["act 1"]


def test_numbers_are_those_of_references(folder: Path) -> None:
    clauses = written(folder, "document: {numbering: notice}")["clauses"]
    assert [c["number"] for c in clauses] == ["第１の１", "第２の１"]
    assert "第２の１による" in clauses[0]["text"]


def test_clause_of_an_unnumbered_part_has_no_number(tmp_path: Path) -> None:
    template = (
        "::: details\n| 項目 | 内容 |\n|---|---|\n:::\n\n"
        "# 概要 {: #a .unnumbered}\n\n::: clause a/one\n:::\n"
    )
    folder = write_library(tmp_path, {"a/one": "一。"})
    (only,) = json.loads(to_json(composed(folder, template=template)))["clauses"]
    assert only["number"] == ""


def test_tree_names_the_type_of_everything(folder: Path) -> None:
    tree = written(folder)["document"]
    assert tree["type"] == "Document"
    assert "manifest" not in tree
    assert tree["organization"] == [
        {"type": "Blank", "label": "組織名", "path": "organization.name"}
    ]
    (part, _) = tree["sections"]
    (section,) = part["sections"]
    assert [block["type"] for block in section["blocks"]] == [
        *("Paragraph", "BulletList", "Table", "Note", "Note")
    ]
    assert section["blocks"][0]["inlines"] == [
        {"type": "Text", "text": "規則は"},
        {"type": "Strong", "text": "重要"},
        {"type": "Text", "text": "で、"},
        {"type": "Reference", "clause": "b/two", "text": "2(1)"},
        {"type": "Text", "text": "による。"},
    ]
    assert section["origin"]["anchor"].startswith("_c_")
    assert section["blocks"][4]["blocks"][0]["inlines"] == [
        {"type": "Link", "text": "例", "url": "https://example.jp"}
    ]


def test_manifest_and_schema_version_stand_at_the_top(folder: Path) -> None:
    whole = written(folder, "document: {enacted: 2026-04-01}")
    assert list(whole) == ["schema_version", "manifest", "clauses", "document"]
    assert whole["schema_version"] == 1
    assert whole["manifest"]["library"] == "試験の条項集"
    assert whole["manifest"]["date"] == "2026-04-01"


def test_text_is_readable_japanese_with_a_line_end(folder: Path) -> None:
    text = to_json(composed(folder))
    assert "規則は" in text
    assert text.endswith("}\n")


# Edits


def test_output_is_untouched_however_it_is_laid_out(folder: Path) -> None:
    text = to_json(composed(folder))
    assert is_untouched(text.encode())
    assert is_untouched(json.dumps(json.loads(text)).encode())


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"3",
        b"{}",
        b'{"manifest": "x"}',
        b'{"manifest": {"digest": "x"}}',
        b'{"manifest": {"digest": "x"}, "clauses": [], "document": {}}',
        "題".encode("cp932"),
        b"[" * 100_000,
    ],
)
def test_other_files_are_not_untouched(data: bytes) -> None:
    assert not is_untouched(data)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("規則は", "定めは"),
        ('"level": "may"', '"level": "must"'),
        ('"template": "', '"template": "x'),
    ],
)
def test_edited_output_is_not_untouched(old: str, new: str, folder: Path) -> None:
    text = to_json(composed(folder))
    assert not is_untouched(text.replace(old, new, 1).encode())
