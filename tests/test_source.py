"""Reading YAML and front matter: what stays as written, where it stood, what is refused."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from guideline.errors import CallError, ContentError, Place, Problem
from guideline.source import (
    MAX_BYTES,
    MAX_DEPTH,
    MAX_NODES,
    Path_,
    format_path,
    parse_yaml,
    read_front_matter,
    read_text,
    read_yaml,
)
from tests.helpers import problems_of, told, write


def refused(written: str) -> list[Problem]:
    return problems_of(ContentError, lambda: parse_yaml(written, "a.yaml"))


def refused_file(path: Path) -> Problem:
    [problem] = problems_of(ContentError, lambda: read_yaml(path))
    return problem


# Values


@pytest.mark.parametrize(
    "word",
    ["no", "yes", "on", "12:30", "010", "1.10", "1e3", "0x1F", "2026-04-01", "true", "1_000", "<<"],
)
def test_words_stay_what_was_written(word: str) -> None:
    assert parse_yaml(f"a: {word}\n", "a.yaml").data == {"a": word}


@pytest.mark.parametrize("empty", ["", "~", "null", "Null", "NULL", "# note"])
def test_empty_value_is_none(empty: str) -> None:
    assert parse_yaml(f"a: {empty}\n", "a.yaml").data == {"a": None}


@pytest.mark.parametrize("quoted", ['""', "''"])
def test_quoted_empty_value_is_an_empty_text(quoted: str) -> None:
    assert parse_yaml(f"a: {quoted}", "a.yaml").data == {"a": ""}


def test_quoted_null_is_a_word() -> None:
    assert parse_yaml("a: 'null'\nb: \"~\"", "a.yaml").data == {"a": "null", "b": "~"}


def test_keys_stay_what_was_written() -> None:
    assert parse_yaml("no: a\n010: b\n12: c", "a.yaml").data == {"no": "a", "010": "b", "12": "c"}


def test_lists_and_mappings_may_nest() -> None:
    written = "a:\n  - b: 1\n    c: [x, {d: y}]\n"
    assert parse_yaml(written, "a.yaml").data == {"a": [{"b": "1", "c": ["x", {"d": "y"}]}]}


@pytest.mark.parametrize("written", ["", "\n", "# 注記だけ\n", "---\n"])
def test_empty_file_is_none(written: str) -> None:
    assert parse_yaml(written, "a.yaml").data is None


# Places


PLACED = """\
organization:
  name: 架空
tools:
  - id: a
    content_types: [text, code]
"""


@pytest.mark.parametrize(
    ("path", "key", "value"),
    [
        ((), (1, 1), (1, 1)),
        (("organization",), (1, 1), (2, 3)),
        (("organization", "name"), (2, 3), (2, 9)),
        (("tools", 0), (4, 5), (4, 5)),
        (("tools", 0, "id"), (4, 5), (4, 9)),
        (("tools", 0, "content_types", 1), (5, 27), (5, 27)),
        (("tools", 0, "name"), (4, 5), (4, 5)),
        (("tools", 7, "name", 3), (4, 3), (4, 3)),
        (("roles", "chief"), (1, 1), (1, 1)),
    ],
)
def test_places_are_remembered(path: Path_, key: tuple[int, int], value: tuple[int, int]) -> None:
    located = parse_yaml(PLACED, "a.yaml")
    assert located.key_place(path) == Place("a.yaml", *key)
    assert located.value_place(path) == Place("a.yaml", *value)


def test_places_in_an_empty_file_are_its_beginning() -> None:
    assert parse_yaml("", "a.yaml").value_place(("a",)) == Place("a.yaml", 1, 1)


def test_columns_count_japanese_characters_once() -> None:
    located = parse_yaml("名前: {種別: 市}\n", "a.yaml")
    assert located.value_place(("名前", "種別")) == Place("a.yaml", 1, 10)


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        (("tools", 2, "name"), "tools[2].name"),
        ((0, "id"), "[0].id"),
        (("a", 0, 1), "a[0][1]"),
        ((), ""),
    ],
)
def test_path_reads_like_code(path: Path_, shown: str) -> None:
    assert format_path(path) == shown


# Files


def test_missing_file_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "profile.yaml"
    [problem] = problems_of(CallError, lambda: read_yaml(path))
    assert (problem.code, problem.place) == ("file-missing", Place(str(path)))
    assert problem.remedy


def test_folder_instead_of_file_is_reported_with_the_file_to_name(tmp_path: Path) -> None:
    [problem] = problems_of(CallError, lambda: read_yaml(tmp_path))
    assert problem.code == "is-a-folder"
    assert str(tmp_path / "profile.yaml") in problem.remedy


def test_file_used_as_a_folder_is_reported(tmp_path: Path) -> None:
    path = write(tmp_path / "profile.yaml", "a: b")
    [problem] = problems_of(CallError, lambda: read_yaml(path / "x"))
    assert problem.code in {"file-unreadable", "file-missing"}  # Windows says it is missing


def test_name_too_long_for_a_file_is_reported(tmp_path: Path) -> None:
    [problem] = problems_of(CallError, lambda: read_yaml(tmp_path / ("x" * 300)))
    assert problem.code in {"file-unreadable", "file-missing"}


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may read everything"
)
def test_file_without_permission_is_reported(tmp_path: Path) -> None:
    path = write(tmp_path / "profile.yaml", "a: b")
    path.chmod(0)
    [problem] = problems_of(CallError, lambda: read_yaml(path))
    assert problem.code == "file-unreadable"


def test_file_of_the_largest_size_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"a: b\n".ljust(MAX_BYTES, b"\n"))
    assert read_yaml(path).data == {"a": "b"}


def test_larger_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"a: b\n".ljust(MAX_BYTES + 1, b"\n"))
    [problem] = problems_of(CallError, lambda: read_yaml(path))
    assert problem.code == "file-too-large"
    assert "1,000,000" in problem.message


# Encodings


def test_byte_order_mark_and_windows_line_ends_make_no_difference(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + "名前: 市\r\n種別: x\r\n".encode())
    located = read_yaml(path)
    assert located.data == {"名前": "市", "種別": "x"}
    assert located.key_place(("名前",)) == Place(str(path), 1, 1)
    assert located.key_place(("種別",)) == Place(str(path), 2, 1)


def test_byte_order_mark_before_front_matter_makes_no_difference(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"\xef\xbb\xbf---\r\nid: a\r\n---\r\nb")
    assert read_front_matter(path).front.data == {"id": "a"}


def test_old_macintosh_line_ends_are_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"a\rb\r\nc\n")
    assert read_text(path) == "a\nb\nc\n"


def test_cp932_file_is_recognized_with_the_first_foreign_character(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes("a: b\nname: 架空市\n".encode("cp932"))
    problem = refused_file(path)
    assert told([problem]) == [("not-utf8", 2, 7)]
    assert "CP932" in problem.message
    assert "UTF-8" in problem.remedy


def test_file_cut_inside_a_character_is_reported_by_characters_not_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes("名前: 市".encode() + b"\xff\n")
    problem = refused_file(path)
    assert told([problem]) == [("not-utf8", 1, 6)]
    assert "CP932" not in problem.message


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf16_file_is_recognized(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes("name: 架空市\n".encode(encoding))
    problem = refused_file(path)
    assert told([problem]) == [("not-utf8", 1, 1)]
    assert "UTF-16" in problem.message
    assert "UTF-8" in problem.remedy


@pytest.mark.parametrize(
    "character",
    list("\x07\x1b\x9f\u202a\u202e\u2066\u2069\ue000\uffff"),
)
def test_control_character_is_reported_where_it_stands(tmp_path: Path, character: str) -> None:
    problem = refused_file(write(tmp_path / "a.yaml", f"a: b\nname: 市{character}x\n"))
    assert told([problem]) == [("control-character", 2, 8)]
    assert f"U+{ord(character):04X}" in problem.message


@pytest.mark.parametrize("escaped", [r"\0", r"\e", r"\x7f", r"\u202E", r"\u2067", r"\uE000"])
def test_control_character_written_as_an_escape_is_refused(escaped: str) -> None:
    [problem] = refused(f'a: b\nname: "x{escaped}"\n')
    assert told([problem]) == [("control-character", 2, 7)]
    assert problem.path == "name"


def test_control_character_in_a_key_is_refused() -> None:
    assert told(refused('"a\\e[2J": b\n')) == [("control-character", 1, 1)]


def test_tab_inside_a_line_and_rare_kanji_are_fine(tmp_path: Path) -> None:
    path = write(tmp_path / "a.yaml", "name: 𠮷\t髙\n")
    assert read_yaml(path).data == {"name": "𠮷\t髙"}


# Syntax


def test_character_that_yaml_cannot_read_is_reported() -> None:
    [problem] = problems_of(ContentError, lambda: parse_yaml("a: \x07", "a.yaml"))
    assert problem.code == "yaml-syntax"


# Refused parts of YAML


def test_billion_laughs_is_refused_at_once() -> None:
    lines = ["a0: &a0 [lol]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    problems = refused("\n".join(lines))
    assert {p.code for p in problems} == {"alias"}
    assert [p.place.line for p in problems] == list(range(1, 11))


@pytest.mark.parametrize("written", ["a: &x [*x]", "a: &x b\nc: *x", "a: &x {b: c}\nd: {<<: *x}"])
def test_alias_is_refused_where_its_anchor_stands(written: str) -> None:
    problems = refused(written)
    assert told(problems) == [("alias", 1, 4)]
    assert problems[0].path == "a"


def test_value_that_begins_like_an_anchor_is_not_lost() -> None:
    assert told(refused("name: &Co\n")) == [("alias", 1, 7)]


def test_tag_on_an_aliased_value_is_refused() -> None:
    assert {p.code for p in refused("a: !x &y b\nc: *y")} == {"tag", "alias"}


@pytest.mark.parametrize(
    "value",
    [
        "!!python/object/apply:os.system [echo]",
        "!!str 1",
        "!local x",
        "! x",
        "!!map {b: c}",
        "!!seq [b]",
    ],
)
def test_tag_is_refused(value: str) -> None:
    problems = refused(f"a: {value}\n")
    assert told(problems) == [("tag", 1, 4)]
    assert problems[0].path == "a"


def test_tag_in_a_list_is_refused() -> None:
    [problem] = refused("a:\n  - b\n  - !x c\n")
    assert told([problem]) == [("tag", 3, 5)]
    assert problem.path == "a[1]"


def test_exclamation_mark_in_a_text_is_fine() -> None:
    written = "a: 注意!\nb: '!x'\nc: AT&T\nd: '&x'\n"
    assert parse_yaml(written, "a.yaml").data == {"a": "注意!", "b": "!x", "c": "AT&T", "d": "&x"}


def test_every_duplicate_key_is_reported() -> None:
    problems = refused("a: 1\nb:\n  c: 1\n  c: 2\na: 3\n")
    assert told(problems) == [("duplicate-key", 4, 3), ("duplicate-key", 5, 1)]
    assert [p.path for p in problems] == ["b.c", "a"]
    assert "「c」" in problems[0].message


def test_same_key_in_two_items_is_no_duplicate() -> None:
    assert parse_yaml("- a: 1\n- a: 1\n", "a.yaml").data == [{"a": "1"}, {"a": "1"}]


@pytest.mark.parametrize("key", ["[a]", "{a: b}"])
def test_key_must_be_a_word(key: str) -> None:
    assert told(refused(f"? {key}\n: b\n")) == [("key-not-text", 1, 3)]


def test_nesting_to_the_limit_is_read() -> None:
    nested = parse_yaml("[" * MAX_DEPTH + "]" * MAX_DEPTH, "a.yaml").data
    for _ in range(MAX_DEPTH - 1):
        [nested] = nested
    assert nested == []


def test_deeper_nesting_is_refused_where_it_passes_the_limit() -> None:
    problems = refused("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1))
    assert told(problems) == [("too-large", 1, MAX_DEPTH + 1)]
    assert problems[0].remedy


def test_siblings_do_not_count_as_nesting() -> None:
    assert parse_yaml("- [a]\n" * (MAX_DEPTH * 2), "a.yaml").data == [["a"]] * (MAX_DEPTH * 2)


@pytest.mark.slow
@pytest.mark.parametrize("opening", ["[", "- ", "? "])
def test_nesting_without_end_does_not_take_the_program_down(tmp_path: Path, opening: str) -> None:
    # In a process of its own: the YAML parser in C once overran its stack.
    path = tmp_path / "a.yaml"
    path.write_text(opening * 400_000, encoding="ascii")
    code = (
        "import sys; from pathlib import Path; from guideline.source import read_yaml\n"
        "from guideline.errors import ContentError\n"
        "try: read_yaml(Path(sys.argv[1]))\n"
        "except ContentError as error: sys.exit(error.problems[0].code)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, timeout=60
    )
    assert (ran.returncode, ran.stderr.strip()) == (1, "too-large")


def test_too_many_items_are_refused_once() -> None:
    problems = problems_of(ContentError, lambda: parse_yaml("- a\n" * (MAX_NODES + 9), "a.yaml"))
    assert told(problems) == [("too-large", MAX_NODES, 3)]


def test_several_refusals_are_told_at_once() -> None:
    problems = refused('a: !x 1\nb: &y 2\na: 3\nc: "\\0"\n')
    assert [p.code for p in problems] == ["tag", "alias", "duplicate-key", "control-character"]


# Front matter


def test_front_matter_and_body_keep_their_lines(tmp_path: Path) -> None:
    path = write(tmp_path / "a.md", "---\nid: a\ntitle: 題\n---\n\n本文\n")
    file = read_front_matter(path)
    assert file.front.data == {"id": "a", "title": "題"}
    assert file.front.value_place(("title",)) == Place(str(path), 3, 8)
    assert (file.body, file.body_line) == ("\n本文\n", 5)


def test_line_of_dashes_in_the_body_belongs_to_the_body(tmp_path: Path) -> None:
    file = read_front_matter(write(tmp_path / "a.md", "---\nid: a\n---\n一\n---\n二\n"))
    assert file.body == "一\n---\n二\n"


def test_blanks_after_the_dashes_do_not_matter(tmp_path: Path) -> None:
    file = read_front_matter(write(tmp_path / "a.md", "--- \nid: a\n---  \n本文"))
    assert (file.front.data, file.body) == ({"id": "a"}, "本文")


def test_empty_front_matter_has_no_data(tmp_path: Path) -> None:
    assert read_front_matter(write(tmp_path / "a.md", "---\n---\n本文")).front.data is None


@pytest.mark.parametrize("written", ["", "本文\n", "---\nid: a\n本文\n", "\n---\nid: a\n---\n"])
def test_missing_front_matter_is_reported(tmp_path: Path, written: str) -> None:
    path = tmp_path / "a.md"
    path.write_text(written, encoding="utf-8")
    [problem] = problems_of(ContentError, lambda: read_front_matter(path))
    assert told([problem]) == [("front-matter-missing", 1, 1)]
    assert "---" in problem.remedy


def test_syntax_error_in_front_matter_has_the_line_of_the_file(tmp_path: Path) -> None:
    path = write(tmp_path / "a.md", "---\nid: a\ntitle: @b\n---\n本文\n")
    problems = problems_of(ContentError, lambda: read_front_matter(path))
    assert told(problems) == [("yaml-syntax", 3, 8)]


@pytest.mark.parametrize("character", ["\u200e", "\u200f", "\u202f", "\u2070"])
def test_neighbours_of_the_refused_characters_are_fine(tmp_path: Path, character: str) -> None:
    path = write(tmp_path / "a.yaml", f"name: 市{character}x\n")
    assert read_yaml(path).data == {"name": f"市{character}x"}


# What is no text


@pytest.mark.parametrize("name", ["profile.yaml", "guideline.docx"])
def test_word_file_is_told_as_no_text(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("word/document.xml", "<w/>")
    [problem] = problems_of(CallError, lambda: read_yaml(path))
    assert (problem.code, problem.place) == ("not-a-text", Place(str(path)))
    assert "Word" in problem.message
    assert ".yaml" in problem.remedy


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no named pipes")
def test_pipe_is_refused_instead_of_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "profile.yaml"
    os.mkfifo(path)
    [problem] = problems_of(CallError, lambda: read_yaml(path))
    assert (problem.code, problem.place) == ("not-a-file", Place(str(path)))


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_links_in_a_circle_are_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "profile.yaml"
    path.symlink_to(path)
    [problem] = problems_of(CallError, lambda: read_yaml(path))
    assert problem.code == "file-unreadable"


@pytest.mark.parametrize("head", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
def test_office_file_is_told_apart_from_a_wrong_encoding(head: bytes, tmp_path: Path) -> None:
    path = tmp_path / "profile.docx"
    path.write_bytes(head + b"\x00" * 40)
    (problem,) = problems_of(CallError, lambda: read_text(path))
    assert problem.code == "not-a-text"
