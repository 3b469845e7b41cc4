"""The READMEs say what is true: their commands exist and their steps run."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
READMES = ("README.md", "README.ja.md")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "guideline", *arguments],
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=cwd,
    )


def code_blocks(name: str) -> list[str]:
    return re.findall(r"```(?:sh|powershell)\n(.*?)```", read(name), re.DOTALL)


def test_both_readmes_show_the_same_commands() -> None:
    assert [b.strip() for b in code_blocks("README.md")] == [
        re.sub(r"^ +", "", b, flags=re.MULTILINE).strip() for b in code_blocks("README.ja.md")
    ]


def test_both_readmes_have_the_same_sections() -> None:
    counts = [len(re.findall(r"^## ", read(name), re.MULTILINE)) for name in READMES]
    assert counts[0] == counts[1]


@pytest.mark.parametrize("name", READMES)
def test_every_command_is_in_the_table_and_exists(name: str, tmp_path: Path) -> None:
    help_text = run("--help", cwd=tmp_path).stdout
    listed = set(re.findall(r"^  (\w+) ", help_text.split("コマンド:")[1], re.MULTILINE))
    in_table = set(re.findall(r"^\| `guideline (\w+)", read(name), re.MULTILINE))
    assert in_table == listed


@pytest.mark.parametrize("name", READMES)
def test_every_option_that_is_told_exists(name: str, tmp_path: Path) -> None:
    helps = "".join(
        run(*command.split(), "--help", cwd=tmp_path).stdout
        for command in (
            "build",
            "check",
            "coverage",
            "customize",
            "diff",
            "explain",
            "clauses list",
            "upgrade",
        )
    )
    for option in set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", read(name))):
        assert option in helps, option


def test_the_steps_for_an_own_guideline_run(tmp_path: Path) -> None:
    shutil.copy(ROOT / "examples" / "company" / "profile.yaml", tmp_path)
    steps = re.findall(r"^ +guideline (.+)$", read("README.md"), re.MULTILINE)
    assert [step.split()[0] for step in steps] == ["check", "build"]
    for step in steps:
        result = run(*step.split(), cwd=tmp_path)
        assert result.returncode == 0, result.stderr
    assert (tmp_path / "guideline.docx").is_file()


def test_the_steps_from_the_own_layer_to_the_next_version_run(tmp_path: Path) -> None:
    release = ROOT / "clauses" / "releases" / "0.1.0"
    shutil.copy(ROOT / "examples" / "city" / "profile.yaml", tmp_path)
    section = read("README.md").split("## Make it yours")[1].split("\n## ")[0]
    steps = [shlex.split(step) for step in re.findall(r"^guideline (.+)$", section, re.MULTILINE)]
    assert [step[0] for step in steps] == [*["customize"] * 3, "build", *["upgrade"] * 3]
    # The layer is written while the version before is the newest one.
    for step in steps[:3]:
        result = run(*step, "--library", str(release), cwd=tmp_path)
        assert result.returncode == 0, result.stderr
    clause = tmp_path / "layer" / "clauses" / "input" / "never.md"
    text = clause.read_text(encoding="utf-8")
    clause.write_text(text.replace("完全に取り除けば", "自分で取り除けば"), encoding="utf-8")
    before = clause.read_bytes()
    codes = []
    for step in (*steps[3:6], steps[5], steps[6]):
        decisions = tmp_path / "decisions.yaml"
        if decisions.exists():
            said = decisions.read_text(encoding="utf-8")
            decisions.write_text(said.replace("answer:\n", "answer: ours\n"), encoding="utf-8")
        codes.append(run(*step, cwd=tmp_path).returncode)
    assert codes == [0, 1, 1, 0, 0]
    assert (tmp_path / "report.docx").is_file()
    assert clause.read_bytes() == before


def test_linked_files_exist() -> None:
    for name in READMES:
        for target in re.findall(r"\]\(([^)#:]+)\)", read(name)):
            assert (ROOT / target).exists(), target


def test_ci_calls_the_test_command_of_the_readme() -> None:
    command = next(b for b in code_blocks("README.md") if "pytest" in b).strip()
    script = read(".ci/run").replace("install -q ", "install ")
    assert command in script
