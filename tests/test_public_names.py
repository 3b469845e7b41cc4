"""What other programs may rely on: the names that the README lists."""

import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def readme(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["README.md", "README.ja.md"])
def test_every_name_that_is_promised_is_there(name: str) -> None:
    promised = re.findall(r"`guideline\.([a-z_]+)\.([A-Za-z_]+)`", readme(name))
    assert len(promised) >= 8
    for module, attribute in promised:
        assert hasattr(import_module(f"guideline.{module}"), attribute), attribute


def test_program_in_the_readme_runs(tmp_path: Path) -> None:
    (program,) = re.findall(r"```python\n(.*?)```", readme("README.md"), re.DOTALL)
    profile = ROOT / "examples" / "city" / "profile.yaml"
    program = program.replace("profile.yaml", profile.as_posix())
    subprocess.run([sys.executable, "-c", program], check=True, cwd=tmp_path)
    assert (tmp_path / "guideline.docx").is_file()


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = "import sys, guideline; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT
    ).stdout.split()
    assert not {"pydantic", "jinja2", "markdown_it", "yaml", "docx", "click"} & set(loaded)
