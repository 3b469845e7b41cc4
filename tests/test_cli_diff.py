"""`guideline diff` as users run it: exit codes, what is printed, what is written."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import jsonschema
import pytest

from guideline.compare import compare
from guideline.output import WRITERS
from guideline.schema import schema_of
from guideline.versions import load_versions
from tests.all_forms import all_documents
from tests.helpers import EXAMPLES, ROOT, run
from tests.pages import to_docx_again

TOWN = ROOT / "examples" / "town" / "profile.yaml"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The guidelines of all examples as Word, Markdown and JSON."""
    folder = tmp_path_factory.mktemp("built")
    for profile in EXAMPLES:
        name = profile.parent.name
        for suffix in (".docx", ".md", ".json"):
            data = WRITERS[suffix].write(all_documents()[f"{name}-guideline"])
            (folder / f"{name}{suffix}").write_bytes(data)
    return folder


def diff(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return run("diff", *arguments, cwd=ROOT)


def differences(old: object, new: object) -> list[str]:
    return [c.id for c in compare(*load_versions(str(old), str(new))).differences]


@pytest.mark.parametrize("suffix", [".docx", ".md", ".json"])
@pytest.mark.parametrize("profile", EXAMPLES, ids=lambda path: path.parent.name)
def test_profile_and_what_was_built_from_it_are_equal(
    profile: Path, suffix: str, built: Path
) -> None:
    path = built / f"{profile.parent.name}{suffix}"
    assert differences(profile, path) == differences(path, profile) == []


def test_exit_codes(built: Path, tmp_path: Path) -> None:
    same = diff(TOWN, built / "town.md")
    assert (same.returncode, same.stderr) == (0, "")
    assert "違いはありません。" in same.stdout
    other = diff(TOWN, built / "studio.md")
    assert (other.returncode, other.stderr) == (1, "")
    missing = diff(TOWN, tmp_path / "none.md")
    assert (missing.returncode, missing.stdout) == (2, "")
    (tmp_path / "bad.yaml").write_text("organisation: {}\n", encoding="utf-8")
    assert diff(TOWN, tmp_path / "bad.yaml").returncode == 2


def test_json_keeps_to_the_schema_and_is_narrowed(built: Path) -> None:
    validator = jsonschema.Draft202012Validator(schema_of("diff"))
    whole = json.loads(diff(TOWN, built / "studio.json", "--json").stdout)
    validator.validate(whole)
    id_ = next(c["id"] for c in whole["changes"] if c["kind"] == "rule" and c["part"])
    cut = diff(TOWN, built / "studio.json", "--json", "--clause", id_, "--only", "text")
    narrowed = json.loads(cut.stdout)
    validator.validate(narrowed)
    assert [change["id"] for change in narrowed["changes"]] == [id_]
    assert narrowed["changes"][0]["notes"] == []
    assert diff(TOWN, TOWN, "--only", "tables").returncode == 0


def test_unknown_clause_is_a_wrong_call() -> None:
    result = diff(TOWN, TOWN, "--clause", "no/such")
    assert result.returncode == 2
    assert "unknown-clause" in result.stderr


def test_names_and_statistics_are_a_line_each(built: Path) -> None:
    count = len(differences(TOWN, built / "studio.md"))
    for option in ("--name-only", "--stat"):
        lines = diff(TOWN, built / "studio.md", option).stdout.splitlines()
        assert len(lines) == count
        assert all(re.match("[^a-z]", line) for line in lines)  # kinds are told in Japanese


def test_clause_is_found_by_its_number_and_its_title(built: Path) -> None:
    whole = diff(TOWN, built / "studio.md", "--stat").stdout.splitlines()
    line = next(line for line in whole if re.match(r"\d+\(\d+\) ", line))
    number, title = line.split("  ")[0].split(" ", 1)
    for name in (number, title):
        found = diff(TOWN, built / "studio.md", "--stat", "--clause", name)
        assert (found.returncode, found.stdout) == (1, f"{line}\n")


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (("--reason", "a=b"), "--reason:"),
        (("--stat", "--name-only"), "--stat: --name-only"),
        (("--template", "regulation"), "--template:"),
        (("--as", "redline"), "--as:"),
    ],
)
def test_option_that_would_be_ignored_is_a_wrong_call(
    options: tuple[str, ...], named: str, built: Path
) -> None:
    result = diff(built / "town.md", built / "studio.md", *options)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith(named)
    assert "  → " in result.stderr


def test_nothing_is_coloured_in_a_pipe(built: Path) -> None:
    assert "\x1b" not in diff(TOWN, built / "studio.md").stdout


def test_files_are_written_and_edited_ones_kept(built: Path, tmp_path: Path) -> None:
    path = tmp_path / "概要.md"
    call = (TOWN, built / "studio.md", "-o", path)
    assert diff(*call).returncode == 1
    assert diff(*call).returncode == 1
    path.write_text(path.read_text(encoding="utf-8") + "手書き\n", encoding="utf-8")
    assert diff(*call).returncode == 2
    assert "手書き" in path.read_text(encoding="utf-8")
    assert diff(*call, "--force").returncode == 1
    assert "手書き" not in path.read_text(encoding="utf-8")


# Another library


def file_with(library: Path, text: str) -> Path:
    return next(p for p in sorted(library.rglob("*.md")) if text in p.read_text(encoding="utf-8"))


def edit_of(library: Path, id_: str, old: str, new: str) -> None:
    path = file_with(library, f"id: {id_}\n")
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture(scope="module")
def one_clause() -> str:
    """A clause of the town whose title is nowhere else."""
    sections = all_documents()["town-guideline"].sections
    found = [c for s in sections for c in s.sections if c.origin and c.origin.level == "must"]
    return found[5].id


@pytest.mark.parametrize(
    ("key", "aspect"), [("level: must", "level"), ("title: ", "title")], ids=["level", "title"]
)
def test_library_upgrade_shows_the_clause_that_changed(
    key: str, aspect: str, one_clause: str, tmp_path: Path
) -> None:
    library = tmp_path / "library"
    shutil.copytree(ROOT / "clauses", library)
    edit_of(library, one_clause, key, "level: should" if aspect == "level" else "title: 新")
    versions = load_versions(str(TOWN), str(TOWN), library=library)
    found = {c.id: c.aspects for c in compare(*versions).differences}
    assert aspect in found[one_clause]
    assert all(its & {"rule", "title", "level", "renumbered"} for its in found.values())


# Files that somebody edited


def edited_word(source: Path, target: Path, old: str, new: str) -> Path:
    with zipfile.ZipFile(source) as package, zipfile.ZipFile(target, "w") as copy:
        for info in package.infolist():
            data = package.read(info)
            if info.filename == "word/document.xml":
                assert old.encode() in data
                data = data.replace(old.encode(), new.encode())
            copy.writestr(info, data)
    return target


def test_word_file_edited_by_hand_shows_the_edit(built: Path, tmp_path: Path) -> None:
    path = edited_word(built / "town.docx", tmp_path / "e.docx", "記録", "控え")
    text = (built / "town.md").read_text(encoding="utf-8").replace("記録", "控え")
    (tmp_path / "e.md").write_text(text, encoding="utf-8")
    found = differences(TOWN, path)
    assert found
    assert found == differences(TOWN, tmp_path / "e.md")


def test_stranger_is_aligned_by_headings_and_says_so(built: Path, tmp_path: Path) -> None:
    lines = (built / "town.md").read_text(encoding="utf-8").split("---\n", 2)[2].split("\n")
    plain = "\n".join(line for line in lines if not line.startswith("<!--"))
    (tmp_path / "x.md").write_text(plain, encoding="utf-8")
    result = diff(tmp_path / "x.md", TOWN)
    assert result.returncode in (0, 1)
    assert "推定" in result.stdout
    kinds = [
        line.split("\t")[0]
        for line in diff(tmp_path / "x.md", TOWN, "--name-only").stdout.splitlines()
    ]
    assert kinds.count("新設") + kinds.count("削除") < 6


@pytest.mark.slow
@pytest.mark.parametrize("name", ["town", "company", "school"])
def test_file_saved_by_libreoffice_shows_no_change(name: str, built: Path, tmp_path: Path) -> None:
    saved = to_docx_again(built / f"{name}.docx", tmp_path / "saved")
    assert differences(built / f"{name}.docx", saved) == []


def test_comparison_of_built_files_loads_no_templates(built: Path) -> None:
    code = (
        "import sys; from guideline.versions import load_versions; "
        "from guideline.compare import compare; "
        f"compare(*load_versions({str(built / 'town.docx')!r}, {str(built / 'city.docx')!r})); "
        "print({'jinja2', 'markdown_it'} & set(sys.modules))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert result.stdout == "set()\n"


def test_amendment_on_the_terminal_is_whole_and_tells_what_it_leaves_out(tmp_path: Path) -> None:
    changed = tmp_path / "profile.yaml"
    text = TOWN.read_text(encoding="utf-8").replace("総務課", "企画課")
    changed.write_text(text.replace("2027-01-12", "2027-04-01"), encoding="utf-8")
    found = diff(TOWN, changed, "--as", "amendment")
    lines = found.stdout.splitlines()
    assert lines[0] == "南浜町生成AI利用ルールの一部を改正する規程"
    assert lines[2] == "南浜町生成AI利用ルールの一部を次のように改正する。"
    assert "本則中「総務課」を「企画課」に改める。" in lines
    assert lines[-2:] == ["附　則", "この規程は、令和9年4月1日から施行する。"]
    left_out = [
        "文書の表題部の「主管」",
        "様式第１号（第４条関係）",
        "様式第２号（第２３条関係）",
        "様式第３号（第２４条関係）",
    ]
    told = [f"改め文に表していない違い：{name}" for name in left_out]
    assert found.stderr.splitlines() == told


def test_table_follows_the_kind_of_organization_unless_told_otherwise(tmp_path: Path) -> None:
    changed = tmp_path / "profile.yaml"
    company = ROOT / "examples" / "company" / "profile.yaml"
    text = company.read_text(encoding="utf-8").replace("総務課", "企画課")
    changed.write_text(text, encoding="utf-8")
    ours, told = tmp_path / "ours.md", tmp_path / "told.md"
    diff(company, changed, "--as", "table", "-o", ours)
    diff(company, changed, "--as", "table", "--preset", "bill", "-o", told)
    assert "| 改定後 | 改定前 |" in ours.read_text(encoding="utf-8")
    assert "| 改正案 | 現行 |" in told.read_text(encoding="utf-8")
