"""The wheel: it ships the library, and works where nothing else is installed."""

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT],
        check=True,
        capture_output=True,
    )
    (built,) = folder.glob("*.whl")
    return built


def test_wheel_ships_every_file_of_the_content_folders(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        shipped = {
            name.removeprefix("guideline/_bundled/")
            for name in archive.namelist()
            if name.startswith("guideline/_bundled/")
        }
    tracked = {
        path.relative_to(ROOT).as_posix()
        for folder in ("clauses", "templates", "examples")
        for path in (ROOT / folder).rglob("*")
        if path.is_file()
    }
    assert shipped == tracked


def test_installed_wheel_builds_an_example(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "venv", with_pip=True)
    bin_folder = tmp_path / "venv" / ("Scripts" if sys.platform == "win32" else "bin")
    subprocess.run(
        [bin_folder / "python", "-m", "pip", "install", "--quiet", wheel],
        check=True,
        capture_output=True,
        cwd=tmp_path,
    )
    profile = ROOT / "examples" / "company" / "profile.yaml"
    made = subprocess.run(
        [bin_folder / "guideline", "build", profile, "-o", "a.docx", "-o", "a.md", "-o", "a.json"],
        check=False,
        capture_output=True,
        cwd=tmp_path,
    )
    assert made.returncode == 0, made.stderr.decode("utf-8", "replace")
    expected = profile.parent / "expected" / "guideline.md"
    assert (tmp_path / "a.md").read_bytes() == expected.read_bytes()
    earlier = subprocess.run(
        [bin_folder / "guideline", "build", profile, "--library", "0.1.0", "-o", "earlier.md"],
        check=False,
        capture_output=True,
        cwd=tmp_path,
    )
    assert earlier.returncode == 0, earlier.stderr.decode("utf-8", "replace")
    assert "0.1.0" in (tmp_path / "earlier.md").read_text("utf-8")
    assert zipfile.is_zipfile(tmp_path / "a.docx")
