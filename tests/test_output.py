"""Files that appear whole or not at all, and edits that are not lost unasked."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from guideline.document import Document, Manifest, Paragraph, Section, Table, Text
from guideline.errors import CallError
from guideline.output import WRITERS, check_outputs, write_document
from tests.helpers import the_problem

DOCUMENT = Document(
    "題",
    (Text("青波市"),),
    "jdla",
    Table(((Text("項目"),), (Text("内容"),)), (((Text("版"),), (Text("1"),)),)),
    (Section("a", "部", "1", (Paragraph((Text("本文。"),)),)),),
    Manifest("guideline", "集", "1", "ab" * 32, "small", ""),
)
FORMATS = sorted(WRITERS)

needs_modes = pytest.mark.skipif(os.name == "nt", reason="Windows has no file modes")


def codes(caught: pytest.ExceptionInfo[CallError]) -> list[str]:
    return [p.code for p in caught.value.problems]


def names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


# Before any work


def test_every_fault_of_the_outputs_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "folder.md").mkdir()
    outputs = [
        tmp_path / "a.xyz",
        tmp_path / "plain",
        tmp_path / "folder.md",
        tmp_path / "none" / "a.md",
        tmp_path / "b.json",
        tmp_path / "b.json",
    ]
    with pytest.raises(CallError) as caught:
        check_outputs(outputs, may_overwrite=True)
    assert sorted(codes(caught)) == [
        *("folder-missing", "is-a-folder", "same-output", "unknown-suffix", "unknown-suffix")
    ]
    for problem in caught.value.problems:
        assert problem.remedy


def test_one_file_told_in_two_ways_is_the_same_output(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    with pytest.raises(CallError) as caught:
        check_outputs([tmp_path / "a.md", tmp_path / "x" / ".." / "a.md"], may_overwrite=True)
    assert the_problem(caught).code == "same-output"


def test_suffix_in_capitals_is_known(tmp_path: Path) -> None:
    assert check_outputs([tmp_path / "A.MD"], may_overwrite=False) == []
    write_document(DOCUMENT, [tmp_path / "A.MD"])
    assert (tmp_path / "A.MD").read_text(encoding="utf-8").startswith("---\n")


@pytest.mark.parametrize("suffix", FORMATS)
def test_own_output_may_be_replaced_and_an_edited_one_may_not(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"a{suffix}"
    assert check_outputs([path], may_overwrite=False) == []
    write_document(DOCUMENT, [path])
    assert check_outputs([path], may_overwrite=False) == []
    path.write_bytes(b"edited")
    assert check_outputs([path], may_overwrite=False) == [path]
    assert check_outputs([path], may_overwrite=True) == []


def test_empty_file_is_not_ours(tmp_path: Path) -> None:
    (tmp_path / "a.md").touch()
    assert check_outputs([tmp_path / "a.md"], may_overwrite=False) == [tmp_path / "a.md"]


def test_file_that_cannot_be_read_counts_as_edited(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.md"
    write_document(DOCUMENT, [path])

    def refuse(_: Path) -> bytes:
        raise PermissionError

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert check_outputs([path], may_overwrite=False) == [path]


# Writing


def test_each_format_is_written_by_its_suffix(tmp_path: Path) -> None:
    outputs = [tmp_path / f"a{suffix}" for suffix in FORMATS]
    write_document(DOCUMENT, outputs)
    assert names(tmp_path) == ["a.docx", "a.html", "a.json", "a.md"]
    assert (tmp_path / "a.docx").read_bytes().startswith(b"PK")
    assert json.loads((tmp_path / "a.json").read_bytes())["document"]["title"] == "題"
    assert "# 題" in (tmp_path / "a.md").read_text(encoding="utf-8")
    assert "<h1>題</h1>" in (tmp_path / "a.html").read_text(encoding="utf-8")


def test_second_output_not_writable_leaves_neither(tmp_path: Path) -> None:
    outputs = [tmp_path / "a.md", tmp_path / "gone" / "b.json"]
    with pytest.raises(CallError) as caught:
        write_document(DOCUMENT, outputs)
    problem = the_problem(caught)
    assert problem.code == "not-writable"
    assert problem.place.file == str(outputs[1])
    assert names(tmp_path) == []


@pytest.mark.skipif(sys.platform == "win32", reason="no limit on file sizes")
def test_disk_full_at_the_second_output_leaves_neither(tmp_path: Path) -> None:
    """A limit on file sizes stands for the full disk: Markdown still fits, the larger JSON not."""
    small, large = (len(WRITERS[suffix].write(DOCUMENT)) for suffix in (".md", ".json"))
    assert small < large
    (tmp_path / "b.json").write_bytes(b"old")
    code = (
        "import resource\n"
        "from pathlib import Path\n"
        "from guideline.errors import CallError\n"
        "from guideline.output import write_document\n"
        "from tests.test_output import DOCUMENT\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({small}, {small}))\n"
        "try:\n"
        f"    write_document(DOCUMENT, [Path({str(tmp_path)!r}) / n for n in ('a.md', 'b.json')])\n"
        "except CallError as error:\n"
        "    print(error.problems[0].code, Path(error.problems[0].place.file).name)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parent.parent,
    )
    assert done.stdout == "not-writable b.json\n"
    assert names(tmp_path) == ["b.json"]
    assert (tmp_path / "b.json").read_bytes() == b"old"


@needs_modes
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write anywhere")
def test_write_protected_second_output_leaves_the_first_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"old")
    (tmp_path / "b.json").write_bytes(b"old")
    (tmp_path / "b.json").chmod(0o444)
    with pytest.raises(CallError):
        write_document(DOCUMENT, [tmp_path / "a.md", tmp_path / "b.json"])
    assert names(tmp_path) == ["a.md", "b.json"]
    assert (tmp_path / "a.md").read_bytes() == b"old"


def test_output_that_became_a_folder_leaves_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "b.json").mkdir()
    with pytest.raises(CallError) as caught:
        write_document(DOCUMENT, [tmp_path / "a.md", tmp_path / "b.json"])
    assert the_problem(caught).code == "not-writable"
    assert names(tmp_path) == ["b.json"]


@needs_modes
def test_new_file_has_the_usual_mode_and_an_old_one_keeps_its_own(tmp_path: Path) -> None:
    (tmp_path / "old.md").touch(mode=0o600)
    (tmp_path / "plain").touch()
    write_document(DOCUMENT, [tmp_path / "new.md", tmp_path / "old.md"])
    modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in tmp_path.iterdir()}
    assert modes["new.md"] == modes["plain"]
    assert modes["old.md"] == 0o600


@pytest.mark.skipif(sys.platform == "win32", reason="names are counted in other units")
def test_long_japanese_name_is_written(tmp_path: Path) -> None:
    path = tmp_path / ("あ" * 83 + ".docx")
    write_document(DOCUMENT, [path])
    assert names(tmp_path) == [path.name]


def test_name_that_is_too_long_is_told(tmp_path: Path) -> None:
    path = tmp_path / ("a" * 300 + ".md")
    assert check_outputs([path], may_overwrite=False) == []
    with pytest.raises(CallError) as caught:
        write_document(DOCUMENT, [path])
    assert the_problem(caught).code == "not-writable"
    assert names(tmp_path) == []


def test_failure_at_the_second_name_gives_the_first_its_contents_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new, broken = tmp_path / "old.md", tmp_path / "new.md", tmp_path / "broken.md"
    old.write_text("前の文", encoding="utf-8")
    real = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if Path(target) == broken:
            raise PermissionError(13, "in use")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(CallError) as caught:
        write_document(DOCUMENT, [old, new, broken])
    problem = the_problem(caught)
    assert (problem.code, problem.place.file) == ("not-writable", str(broken))
    assert "権限がないか、ほかのソフトで開いています" in problem.message
    assert names(tmp_path) == ["old.md"]
    assert old.read_text(encoding="utf-8") == "前の文"


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_link_as_output_stays_a_link(tmp_path: Path) -> None:
    target, link = tmp_path / "target.md", tmp_path / "link.md"
    target.write_text("", encoding="utf-8")
    link.symlink_to(target)
    write_document(DOCUMENT, [link])
    assert link.is_symlink()
    assert "# 題" in target.read_text(encoding="utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_links_in_a_circle_are_told_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "a.md").symlink_to(tmp_path / "b.md")
    (tmp_path / "b.md").symlink_to(tmp_path / "a.md")
    outputs = [tmp_path / "c.json", tmp_path / "a.md"]
    assert check_outputs(outputs, may_overwrite=False) == []
    with pytest.raises(CallError) as caught:
        write_document(DOCUMENT, outputs)
    problem = the_problem(caught)
    assert (problem.code, problem.place.file) == ("not-writable", str(outputs[1]))
    assert names(tmp_path) == ["a.md", "b.md"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no named pipes")
def test_pipe_as_output_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.md")
    with pytest.raises(CallError) as caught:
        check_outputs([tmp_path / "a.md"], may_overwrite=True)
    assert the_problem(caught).code == "not-a-file"
