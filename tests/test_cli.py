"""The command line: what each command prints, the exit codes, and no traceback ever."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from guideline import __version__
from guideline.cli import main
from guideline.library import load_library
from tests.helpers import EXAMPLES, ROOT, TEMPLATE, clause, run, write_library

HEAVY = ("pydantic", "lxml", "docx", "jinja2", "markdown_it")
NOTES = "\n\n::: commentary\n解説。\n:::\n\n::: example\n- 良い例：甲。\n- 悪い例：乙。\n:::\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A profile, a library of its own and a template, as three files side by side."""
    clauses = {
        "a/one": clause(
            "{{ organization.short_name }}は守ってください。" + NOTES, sources="[act 1]"
        ),
        "a/two.strict": clause(
            "入力しないでください。" + NOTES, when='choices.agents == "prohibited"'
        ),
        "a/two.loose": clause(
            "承認を受けてください。" + NOTES,
            when='choices.agents == "approval"',
            provisional="試行中のため",
        ),
    }
    law = "- {id: act, title: 法, kind: law, status: current, checked_on: 2029-11-01}"
    write_library(tmp_path / "clauses", clauses, laws=law)
    (tmp_path / "small.md.j2").write_text(TEMPLATE, encoding="utf-8")
    (tmp_path / "profile.yaml").write_text(
        'organization: {name: 青波市}\ndocument: {version: "1.0"}\n', encoding="utf-8"
    )
    return tmp_path


@pytest.fixture
def call(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """The command line in this process, in the folder: exit code, output, errors."""

    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.chdir(folder)
        monkeypatch.setattr(sys, "argv", ["guideline", *arguments])
        code = 0
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
        out, err = capsys.readouterr()
        return code, out, err

    return call


OWN = ("--library", "clauses", "--template", "small.md.j2")
BUILD = ("build", "profile.yaml", *OWN)
OPEN = "organization: {kind: municipality}\n"


def names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir() if p.name.startswith("out"))


# build


def test_build_writes_every_output_and_says_so(folder: Path, call: Any) -> None:
    code, out, err = call(*BUILD, "-o", "out.md", "-o", "out.json", "-o", "out.docx")
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        *("書き出しました：out.md", "書き出しました：out.json", "書き出しました：out.docx")
    ]
    assert names(folder) == ["out.docx", "out.json", "out.md"]
    assert "当社は守ってください。" in (folder / "out.md").read_text(encoding="utf-8")


def test_build_takes_the_date_and_leaves_the_commentary_out(folder: Path, call: Any) -> None:
    call(*BUILD, "-o", "out.json", "--date", "2026-04-01", "--no-commentary")
    whole = json.loads((folder / "out.json").read_bytes())
    assert whole["manifest"]["date"] == "2026-04-01"
    assert [c["commentary"] for c in whole["clauses"]] == ["", ""]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ((), "承認（しょうにん）と承認を"),
        (("--ruby", "all"), "承認（しょうにん）と承認（しょうにん）を"),
        (("--ruby", "none"), "承認と承認を"),
    ],
)
def test_build_shows_readings_as_the_call_or_the_profile_says(
    options: tuple[str, ...], expected: str, folder: Path, call: Any
) -> None:
    (folder / "profile.yaml").write_text("document: {ruby: first}\n", encoding="utf-8")
    library = write_library(folder / "read", {"a/one": "承認と承認を受けてください。"})
    (library / "readings.yaml").write_text("承認: しょうにん\n", encoding="utf-8")
    assert call(*BUILD, "-o", "out.md", "--library", "read", *options)[0] == 0
    assert expected in (folder / "out.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("options", "has_controls"),
    [((), True), (("--form-fields", "controls"), True), (("--form-fields", "plain"), False)],
)
def test_build_fills_forms_in_as_the_call_or_the_profile_says(
    options: tuple[str, ...], has_controls: bool, folder: Path, call: Any
) -> None:
    (folder / "profile.yaml").write_text("document: {form_fields: controls}\n", encoding="utf-8")
    form = "---\nleaves_out: all\n---\n# 部 {: #a .unnumbered}\n\n申請日：[日付]\n"
    (folder / "form.md.j2").write_text(form, encoding="utf-8")
    call(*BUILD, "-o", "out.docx", "-o", "out.md", "--template", "form.md.j2", *options)
    with ZipFile(folder / "out.docx") as package:
        assert (b"<w:sdt>" in package.read("word/document.xml")) is has_controls
    assert "申請日：　　年　　月　　日" in (folder / "out.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("options", "has_notes", "has_comments"),
    [
        ((), True, True),
        (("--commentary", "comments"), True, True),
        (("--commentary", "boxed"), True, False),
        (("--commentary", "none"), False, False),
        (("--no-commentary",), False, False),
    ],
)
def test_build_shows_the_commentary_as_the_call_or_the_profile_says(
    options: tuple[str, ...], has_notes: bool, has_comments: bool, folder: Path, call: Any
) -> None:
    (folder / "profile.yaml").write_text("document: {commentary: comments}\n", encoding="utf-8")
    noted = "本文。\n\n::: commentary\n理由。\n:::\n"
    write_library(folder / "noted", {"a/one": noted})
    outputs = ("-o", "out.md", "-o", "out.docx")
    assert call(*BUILD, *outputs, "--library", "noted", *options)[0] == 0
    assert ("理由。" in (folder / "out.md").read_text(encoding="utf-8")) is has_notes
    with ZipFile(folder / "out.docx") as package:
        assert ("word/comments.xml" in package.namelist()) is has_comments
        assert ("理由。".encode() in package.read("word/document.xml")) is (
            has_notes and not has_comments
        )


def test_build_lists_blanks_but_writes(folder: Path, call: Any) -> None:
    (folder / "profile.yaml").write_text(OPEN, encoding="utf-8")
    code, _, err = call(*BUILD, "-o", "out.md")
    assert code == 0
    assert err.splitlines() == [
        "未決定事項が2件あります：",
        "  【組織名】 organization.name（profile.yaml:1:15）",
        "  【版】 document.version（profile.yaml に書き足す）",
    ]
    assert names(folder) == ["out.md"]


def test_final_refuses_while_a_blank_is_left(folder: Path, call: Any) -> None:
    (folder / "profile.yaml").write_text(OPEN, encoding="utf-8")
    code, out, err = call(*BUILD, "-o", "out.md", "-o", "out.docx", "--final")
    assert (code, out) == (1, "")
    assert "未決定事項が残っている" in err
    assert "【組織名】" in err
    assert names(folder) == []


def test_final_refuses_a_blank_that_a_clause_has_of_itself(folder: Path, call: Any) -> None:
    path = folder / "clauses" / "a" / "one.md"
    path.write_text(
        path.read_text(encoding="utf-8").replace("守って", "【規程名】を守って"), encoding="utf-8"
    )
    code, _, err = call(*BUILD, "-o", "out.md", "--final")
    assert code == 1
    assert "  【規程名】 a/one" in err


def test_final_writes_when_nothing_is_open(folder: Path, call: Any) -> None:
    assert call(*BUILD, "-o", "out.md", "--final")[0] == 0
    assert names(folder) == ["out.md"]


def test_edited_output_is_kept_without_force(folder: Path, call: Any) -> None:
    call(*BUILD, "-o", "out.md", "-o", "out.json")
    edited = (folder / "out.md").read_text(encoding="utf-8") + "追記\n"
    (folder / "out.md").write_text(edited, encoding="utf-8")
    before = (folder / "out.json").read_bytes()
    (folder / "profile.yaml").write_text("organization: {name: 緑市}\n", encoding="utf-8")
    code, out, err = call(*BUILD, "-o", "out.md", "-o", "out.json")
    assert (code, out) == (2, "")
    assert "out.md: 手で編集された" in err
    assert "out.json" not in err
    assert "--force" in err
    assert (folder / "out.md").read_text(encoding="utf-8") == edited
    assert (folder / "out.json").read_bytes() == before
    assert call(*BUILD, "-o", "out.md", "-o", "out.json", "--force")[0] == 0
    assert "緑市" in (folder / "out.md").read_text(encoding="utf-8")


def test_untouched_output_is_replaced(folder: Path, call: Any) -> None:
    outputs = ("-o", "out.md", "-o", "out.json", "-o", "out.docx")
    call(*BUILD, *outputs)
    (folder / "profile.yaml").write_text("organization: {name: 緑市}\n", encoding="utf-8")
    assert call(*BUILD, *outputs)[0] == 0
    assert "緑市" in (folder / "out.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("n\n", 2), ("\n", 2)])
def test_at_a_terminal_the_reader_is_asked(
    answer: str, code: int, folder: Path, call: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "out.md").write_text("手で書いた文書\n", encoding="utf-8")
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _: answer.strip())
    assert call(*BUILD, "-o", "out.md")[0] == code
    kept = (folder / "out.md").read_text(encoding="utf-8") == "手で書いた文書\n"
    assert kept is (code == 2)


def test_outputs_are_refused_before_the_profile_is_read(call: Any) -> None:
    code, _, err = call("build", "none.yaml", "-o", "out.xyz")
    assert code == 2
    assert "unknown-suffix" in err
    assert "none.yaml" not in err


def test_problems_of_the_content_are_counted(folder: Path, call: Any) -> None:
    (folder / "profile.yaml").write_text("organisation: {}\nrols: {}\n", encoding="utf-8")
    code, out, err = call(*BUILD, "-o", "out.md")
    assert (code, out) == (1, "")
    assert "profile.yaml:1:1: " in err
    assert "もしかして「organization」ですか。" in err
    assert "profile.yaml:2:1: " in err
    assert "2件の問題があります。" in err
    assert names(folder) == []


# check


def test_check_tells_what_is_open(folder: Path, call: Any) -> None:
    (folder / "profile.yaml").write_text(OPEN, encoding="utf-8")
    code, out, err = call("check", "profile.yaml", *OWN, "--date", "2030-01-01")
    assert (code, err) == (0, "")
    assert "誤りはありません。" in out
    assert "未決定事項：2件\n  【組織名】 organization.name（profile.yaml:1:15）" in out
    assert "  choices.agents: prohibited（AIエージェント・外部連携：不可）" in out
    assert "見直しの要るもの：2件\n  clauses/a/one.md:" in out


def test_check_as_json(folder: Path, call: Any) -> None:
    (folder / "profile.yaml").write_text(OPEN, encoding="utf-8")
    code, out, err = call("check", "profile.yaml", *OWN, "--date", "2030-01-01", "--json")
    assert (code, err) == (0, "")
    told = json.loads(out)
    assert list(told) == ["problems", "open_decisions", "defaults", "notices"]
    assert told["problems"] == []
    assert told["open_decisions"][0] == {
        "label": "組織名",
        "path": "organization.name",
        "file": "profile.yaml",
        "line": 1,
        "clauses": [],
    }
    assert {
        "path": "choices.agents",
        "title": "AIエージェント・外部連携",
        "value": "prohibited",
        "label": "不可",
    } in told["defaults"]
    assert {n["file"] for n in told["notices"]} == {
        "clauses/a/one.md",
        "clauses/a/two.strict.md",
    }


def test_check_as_json_tells_problems_with_their_place(folder: Path, call: Any) -> None:
    (folder / "profile.yaml").write_text("document:\n  titel: 甲\n", encoding="utf-8")
    code, out, err = call("check", "profile.yaml", *OWN, "--json")
    assert (code, err) == (1, "")
    (problem,) = json.loads(out)["problems"]
    assert (problem["code"], problem["file"]) == ("unknown-key", "profile.yaml")
    assert (problem["line"], problem["column"], problem["path"]) == (2, 3, "document.titel")
    assert "「title」" in problem["remedy"]


def test_check_as_json_of_a_missing_file_is_a_wrong_call(call: Any) -> None:
    code, out, _ = call("check", "none.yaml", "--json")
    assert code == 2
    assert json.loads(out)["problems"][0]["code"] == "file-missing"


@pytest.mark.parametrize(
    "arguments",
    [
        ("explain", "none.yaml"),
        ("clauses", "list", "--library", "none"),
        ("clauses", "show", "a/none"),
        ("clauses", "check", "none"),
    ],
)
def test_problems_are_json_wherever_json_is_asked(arguments: tuple[str, ...], call: Any) -> None:
    code, out, err = call(*arguments, "--json")
    assert (code, err) == (2, "")
    assert json.loads(out)["problems"][0]["code"]


def test_check_of_a_faulty_profile_prints_to_the_error_stream(folder: Path, call: Any) -> None:
    (folder / "profile.yaml").write_text("document: {titel: 甲}\n", encoding="utf-8")
    code, out, err = call("check", "profile.yaml")
    assert (code, out) == (1, "")
    assert "unknown-key" in err


# explain


def test_explain_lists_every_clause(call: Any) -> None:
    code, out, err = call("explain", "profile.yaml", "--library", "clauses")
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "○ a/one  どの組織にも入る条項です",
        "－ a/two.loose  choices.agents が prohibited だから",
        "○ a/two.strict  choices.agents が prohibited だから",
        "",
        "入る条項 2件、入らない条項 1件",
    ]


def test_explain_describes_the_variants_of_a_slot(call: Any) -> None:
    code, out, _ = call("explain", "profile.yaml", "a/two", "--library", "clauses")
    assert code == 0
    first, second = out.split("\n\n")
    assert first.startswith("a/two.loose（題名）は入りません。")
    assert "    choices.agents を approval にする" in first
    assert second.startswith("a/two.strict（題名）は入ります。")


def test_explain_as_json(call: Any) -> None:
    code, out, _ = call("explain", "profile.yaml", "a/two.strict", "--library", "clauses", "--json")
    assert code == 0
    (decision,) = json.loads(out)
    assert (decision["id"], decision["chosen"]) == ("a/two.strict", True)


def test_explain_of_an_unknown_clause_is_a_wrong_call(call: Any) -> None:
    code, out, err = call("explain", "profile.yaml", "a/tow", "--library", "clauses")
    assert (code, out) == (2, "")
    assert "もしかして「a/two」ですか。" in err


# clauses


def test_clauses_are_listed_by_part(call: Any) -> None:
    code, out, _ = call("clauses", "list", "--library", "clauses")
    assert code == 0
    assert out.splitlines() == [
        "",
        "部a",
        "  a/one  題名（必ず守る）",
        "  a/two.loose  題名（必ず守る）",
        "  a/two.strict  題名（必ず守る）",
        "",
        "3件（試験の条項集 1）",
    ]


def test_earlier_version_of_the_library_is_named_by_its_number(call: Any) -> None:
    code, out, _ = call("clauses", "list", "--library", "0.1.0")
    assert code == 0
    assert out.endswith("85件（生成AI利用ガイドライン 標準条項集 0.1.0）\n")
    newest = load_library(ROOT / "clauses").manifest.version
    assert call("clauses", "list", "--library", newest) == call("clauses", "list")


def test_folder_named_like_a_version_is_the_folder(folder: Path, call: Any) -> None:
    write_library(folder / "0.1.0", {"a/own": "読んでください。"})
    _, out, _ = call("clauses", "list", "--library", "0.1.0")
    assert "a/own" in out


def test_version_that_is_not_shipped_is_told_with_those_that_are(call: Any) -> None:
    code, out, err = call("clauses", "list", "--library", "0.0.9")
    assert (code, out) == (2, "")
    assert "「0.0.9」は同梱されていません" in err
    assert "0.2.0、0.1.0" in err
    assert "Traceback" not in err


def test_clauses_are_listed_as_json(call: Any) -> None:
    told = json.loads(call("clauses", "list", "--library", "clauses", "--json")[1])
    assert [c["id"] for c in told] == ["a/one", "a/two.loose", "a/two.strict"]
    assert told[0]["sources"] == ["act 1"]
    assert told[0]["reviewed"] == "2026-11-01"


def test_clause_is_shown_with_its_text(call: Any) -> None:
    code, out, _ = call("clauses", "show", "a/one", "--library", "clauses")
    assert code == 0
    assert "id: a/one\n" in out
    assert "sources: act 1\n" in out
    assert "{{ organization.short_name }}は守ってください。" in out
    assert "requires" not in out


def test_clause_is_shown_as_provisional_when_it_is(call: Any) -> None:
    assert "provisional: 試行中のため\n" in call("clauses", "show", "a/two.loose", *OWN[:2])[1]
    assert "provisional" not in call("clauses", "show", "a/two.strict", *OWN[:2])[1]


def test_clause_is_shown_as_json(call: Any) -> None:
    told = json.loads(call("clauses", "show", "a/two", "--library", "clauses", "--json")[1])
    assert [c["id"] for c in told] == ["a/two.loose", "a/two.strict"]
    assert told[0]["body"].startswith("承認を受けてください。")


def test_sound_library_passes(call: Any) -> None:
    assert call("clauses", "check", "clauses") == (0, "3件の条項に誤りはありません。\n", "")
    code, out, _ = call("clauses", "check", "clauses", "--json")
    assert (code, json.loads(out)) == (0, {"problems": []})


def test_faulty_library_does_not_pass(folder: Path, call: Any) -> None:
    path = folder / "clauses" / "a" / "one.md"
    path.write_text(path.read_text(encoding="utf-8").replace("act 1", "atc 1"), encoding="utf-8")
    code, out, err = call("clauses", "check", "clauses")
    assert (code, out) == (1, "")
    assert "unknown-source" in err
    code, out, err = call("clauses", "check", "clauses", "--json")
    assert (code, err) == (1, "")
    assert [p["code"] for p in json.loads(out)["problems"]] == ["unknown-source"]


def test_library_that_does_not_load_does_not_pass(folder: Path, call: Any) -> None:
    (folder / "clauses" / "a" / "one.md").write_text("本文。\n", encoding="utf-8")
    assert call("clauses", "check", "clauses")[0] == 1
    code, out, _ = call("clauses", "check", "clauses", "--json")
    assert code == 1
    assert json.loads(out)["problems"][0]["code"] == "front-matter-missing"


def test_shipped_library_is_checked_unasked(call: Any) -> None:
    assert call("clauses", "check")[0] == 0
    assert call("clauses", "list")[0] == 0


# schema


@pytest.mark.parametrize(
    "name", ["profile", "clause", "text", "layer", "lineage", "output", "coverage"]
)
def test_schema_is_printed(name: str, call: Any) -> None:
    code, out, err = call("schema", name)
    assert (code, err) == (0, "")
    assert json.loads(out)["$schema"].startswith("https://json-schema.org/")


# Every way to end

CALLS: dict[str, tuple[int, list[str]]] = {
    "version": (0, ["--version"]),
    "help": (0, ["--help"]),
    "build": (0, [*BUILD, "-o", "out.md"]),
    "check": (0, ["check", "profile.yaml", *OWN]),
    "explain": (0, ["explain", "profile.yaml", "--library", "clauses"]),
    "coverage": (0, ["coverage", "profile.yaml", "--library", "clauses"]),
    "clauses": (0, ["clauses", "check", "clauses"]),
    "faulty profile": (1, ["build", "faulty.yaml", "-o", "out.md"]),
    "not YAML": (1, ["check", "broken.yaml"]),
    "not UTF-8": (1, ["check", "cp932.yaml"]),
    "blank left": (1, ["build", "open.yaml", *OWN, "-o", "out.md", "--final"]),
    "faulty library": (1, ["clauses", "check", "faulty"]),
    "nothing": (2, []),
    "no such command": (2, ["bild"]),
    "no such option": (2, ["build", "profile.yaml", "--out", "x"]),
    "missing file": (2, ["check", "none.yaml"]),
    "folder for a file": (2, ["check", "clauses"]),
    "missing library": (2, [*BUILD, "-o", "out.md", "--library", "none"]),
    "file for a library": (2, [*BUILD, "-o", "out.md", "--library", "profile.yaml"]),
    "version for a library": (0, ["clauses", "list", "--library", "0.1.0"]),
    "missing version": (2, [*BUILD, "-o", "out.md", "--library", "0.0.9"]),
    "missing template": (2, [*BUILD, "-o", "out.md", "--template", "./none.j2"]),
    "unknown template": (2, [*BUILD, "-o", "out.md", "--template", "none"]),
    "unknown suffix": (2, [*BUILD, "-o", "out.pdf"]),
    "missing output folder": (2, [*BUILD, "-o", "none/out.md"]),
    "name too long": (2, [*BUILD, "-o", "x" * 300 + ".md"]),
    "unknown clause": (2, ["explain", "profile.yaml", "none", "--library", "clauses"]),
    "unknown framework": (2, ["coverage", "profile.yaml", "--framework", "none", *OWN[:2]]),
    "not a date": (2, [*BUILD, "-o", "out.md", "--date", "soon"]),
    "links in a circle": (2, ["check", "circle.yaml"]),
    "input name too long": (2, ["check", "x" * 300 + ".yaml"]),
    "compared name too long": (2, ["diff", "x" * 300, "x" * 300]),
    "folder compared": (2, ["diff", "clauses", "profile.yaml"]),
    "empty Markdown": (2, ["diff", "empty.md", "profile.yaml"]),
    "empty JSON": (2, ["diff", "empty.json", "profile.yaml"]),
    "broken JSON": (2, ["diff", "broken.json", "profile.yaml"]),
    "empty Word file": (2, ["diff", "empty.docx", "profile.yaml"]),
    "Word file that is none": (1, ["check", "--accessibility", "profile.yaml"]),
    "folder for a Word file": (2, ["check", "--accessibility", "clauses"]),
    "unknown choice": (2, ["diff", "profile.yaml", "profile.yaml", "--only", "foo"]),
    "option without effect": (2, ["diff", "profile.yaml", "profile.yaml", "--author", "x"]),
    "force without output": (2, ["coverage", "profile.yaml", "--force"]),
    "date of a Word file": (
        2,
        ["check", "x.docx", "--accessibility", "--date", "2026-04-01"],
    ),
    "YAML as nobody writes it": (1, ["check", "strange.yaml"]),
}


@pytest.fixture
def faulty(folder: Path) -> Path:
    """The folder with everything in it that the calls above need."""
    (folder / "faulty.yaml").write_text("organisation: {}\n", encoding="utf-8")
    (folder / "broken.yaml").write_text("a: [1\nb: 2\n", encoding="utf-8")
    (folder / "cp932.yaml").write_bytes("organization: {name: 青波市}\n".encode("cp932"))
    (folder / "open.yaml").write_text(OPEN, encoding="utf-8")
    (folder / "strange.yaml").write_text("a: !<\n", encoding="utf-8")
    (folder / "broken.json").write_text("{", encoding="utf-8")
    for suffix in ("md", "json", "docx"):
        (folder / f"empty.{suffix}").write_bytes(b"")
    if os.name != "nt":
        (folder / "circle.yaml").symlink_to("circle.yaml")
    write_library(folder / "faulty", {"a/one": "# 見出し"})
    return folder


@pytest.mark.parametrize(("code", "arguments"), CALLS.values(), ids=CALLS)
def test_exit_code_and_a_message_on_the_error_stream(
    code: int, arguments: list[str], faulty: Path, call: Any
) -> None:
    ended, _, err = call(*arguments)
    assert ended == code
    # Without a command the help is shown, which is no error message.
    assert bool(err) == (code != 0 and bool(arguments))
    if code:
        assert names(faulty) == []
    quoted = re.sub("「[^」]*」", "", err)
    assert not re.search("[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}", quoted), "English"


@pytest.mark.skipif(os.name == "nt", reason="there a closed pipe is another error")
@pytest.mark.parametrize("name", ["template", "--help"])
def test_reader_that_has_enough_hears_no_complaint(name: str, folder: Path) -> None:
    command = [sys.executable, "-m", "guideline", "schema", name]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() != 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["diff", "a.md", "b.md"],
        ["diff", "a.md", "b.md", "--stat"],
        ["check", "odd.yaml", "--library", "clauses"],
        ["explain", "odd.yaml", "--library", "clauses"],
        ["coverage", "odd.yaml", "--library", "clauses"],
        ["clauses", "list", "--library", "clauses"],
        ["clauses", "show", "a/one", "--library", "clauses"],
        ["check", "none😀.yaml"],
    ],
    ids=lambda words: " ".join(words[:2]),
)
def test_console_that_lacks_characters_gets_others(arguments: list[str], folder: Path) -> None:
    odd = "café 😀 \U00020b9f"  # none of them is in cp932
    (folder / "odd.yaml").write_text(f"organization: {{name: {odd}}}\n", encoding="utf-8")
    for name, word in (("a", "甲"), ("b", "乙")):
        (folder / f"{name}.md").write_text(f"# {odd}\n\n{word}{odd}\n", encoding="utf-8")
    path = folder / "clauses" / "a" / "one.md"
    text = path.read_text(encoding="utf-8").replace("題名", odd).replace("理由", odd)
    path.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "guideline", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONIOENCODING": "cp932", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
    )
    told = (done.stdout + done.stderr).decode("cp932")  # and nothing else is in it
    assert "Traceback" not in told
    assert done.returncode in (0, 1, 2)
    assert told


@pytest.mark.parametrize("name", ["build", "faulty profile", "no such option", "missing file"])
def test_exit_code_of_the_process_and_no_traceback(name: str, faulty: Path) -> None:
    code, arguments = CALLS[name]
    done = run(*arguments, cwd=faulty)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert bool(done.stderr) == (code != 0)


def test_version_is_told_without_loading_what_it_does_not_need(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from guideline.__main__ import main\n"
        "sys.argv = ['guideline', *sys.argv[1:]]\n"
        "try:\n    main()\n"
        "finally:\n"
        f"    print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)\n"
    )
    for arguments in (["--version"], ["--help"], ["build", "--help"]):
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments],
            capture_output=True,
            encoding="utf-8",
            check=True,
            cwd=tmp_path,
        )
        assert done.stderr == "[]\n", arguments
        if arguments == ["--version"]:
            assert done.stdout == f"guideline {__version__}\n"


def test_output_may_be_cut_short_by_a_pager(folder: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "guideline", "schema", "profile"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        errors = process.stderr.read()
    assert b"Traceback" not in errors


# A Japanese Windows console


def test_console_in_cp932_shows_japanese(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "guideline", "explain", "profile.yaml", "--library", "clauses"],
        capture_output=True,
        check=True,
        cwd=folder,
        env={**os.environ, "PYTHONIOENCODING": "cp932"},
    )
    assert "○ a/one  どの組織にも入る条項です" in done.stdout.decode("cp932")


def test_character_that_cp932_lacks_does_not_end_the_program(folder: Path) -> None:
    (folder / "profile.yaml").write_text("organization: {nämé🙂: x}\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "guideline", "check", "profile.yaml"],
        capture_output=True,
        check=False,
        cwd=folder,
        env={**os.environ, "PYTHONIOENCODING": "cp932"},
    )
    assert done.returncode == 1
    assert "「n?m??」というキーはありません。" in done.stderr.decode("cp932")


def test_files_are_utf8_whatever_the_console_speaks(tmp_path: Path) -> None:
    done = run(
        *("build", EXAMPLES[0], "-o", "out.md", "-o", "out.json"),
        cwd=tmp_path,
        environment={"PYTHONIOENCODING": "cp932", "PYTHONUTF8": "0", "LC_ALL": "C"},
    )
    assert done.returncode == 0
    assert "生成AI" in (tmp_path / "out.md").read_text(encoding="utf-8")
    assert "生成AI" in (tmp_path / "out.json").read_text(encoding="utf-8")


JSON_CALLS = {
    "schema": ("schema", "text"),
    "list": ("clauses", "list", "--library", "clauses", "--json"),
    "problems": ("check", "none.yaml", "--json"),
}


@pytest.mark.parametrize("arguments", JSON_CALLS.values(), ids=JSON_CALLS)
def test_json_is_utf8_whatever_the_console_speaks(arguments: tuple[str, ...], folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "guideline", *arguments],
        capture_output=True,
        check=False,
        cwd=folder,
        env={**os.environ, "PYTHONIOENCODING": "cp932"},
    )
    text = done.stdout.decode("utf-8")
    assert json.loads(text)
    assert not text.isascii()


@pytest.mark.parametrize(
    ("text", "day", "is_told"),
    [
        (OPEN, (), True),
        (OPEN, ("--date", "2026-11-21"), False),
        ("document: {enacted: 2026-11-21}\n", (), False),
        ("document: {effective: 2026-11-21}\n", (), False),
    ],
)
def test_check_says_when_there_is_no_day_to_look_from(
    text: str, day: tuple[str, ...], is_told: bool, folder: Path, call: Any
) -> None:
    (folder / "profile.yaml").write_text(text, encoding="utf-8")
    code, out, _ = call("check", "profile.yaml", *OWN, *day)
    assert code == 0
    assert ("日付がないため" in out) is is_told


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_links_in_a_circle_are_told_without_a_traceback(folder: Path, call: Any) -> None:
    (folder / "out.md").symlink_to(folder / "out.md")
    (folder / "circle.yaml").symlink_to(folder / "circle.yaml")
    code, _, err = call(*BUILD, "-o", "out.md")
    assert (code, "out.md: 書き込めません" in err) == (2, True)
    code, _, err = call("check", "circle.yaml")
    assert (code, "file-unreadable" in err) == (2, True)


def test_word_file_as_profile_is_a_wrong_call(folder: Path, call: Any) -> None:
    call(*BUILD, "-o", "out.docx")
    code, out, err = call("check", "out.docx")
    assert (code, out) == (2, "")
    assert "out.docx: 文字のファイルではありません" in err
    assert "not-a-text" in err
