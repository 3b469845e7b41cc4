"""A city whose layer stands on the first released library, and a newer library made for a test."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from guideline.model.upgrade import Choice, Question, Why
from tests.helpers import ROOT, write

RELEASE = ROOT / "clauses" / "releases" / "0.1.0"
NEVER = "input/never"
"""The clause that the layer of the city amends, in a sentence that tests change in the library."""
OLD = "該当する部分を完全に取り除けば、"
OURS = "該当する部分を完全に取り除き、課長の確認を受ければ、"
NEW = "該当する部分を残さず取り除けば、"


def city(folder: Path, *, operations: str = "", name: str = "layer") -> Path:
    """The profile of a city with one layer, without a lock file."""
    profile = folder / "profile.yaml"
    text = (ROOT / "examples" / "city" / "profile.yaml").read_text(encoding="utf-8")
    write(profile, f"{text}\nlayers:\n  - {name}\n")
    manifest = (
        "# 市の層\nname: 市\nowner: 総務課\n"
        'base: {library: 生成AI利用ガイドライン 標準条項集, version: "0.1.0"}\n'
        f"operations:\n  - amend: {NEVER}  # 大事\n    reason: 確認のため\n{operations}"
    )
    write(folder / name / "layer.yaml", manifest)
    write(folder / name / "clauses" / f"{NEVER}.md", amended(OURS))
    return profile


def amended(sentence: str) -> str:
    """The clause of the release with another sentence."""
    return (RELEASE / f"{NEVER}.md").read_text(encoding="utf-8").replace(OLD, sentence)


def newer(
    folder: Path, changes: Mapping[str, tuple[str, str]] | None = None, version: str = "0.1.1"
) -> Path:
    """A newer library: the release, with these words replaced in files.

    Without `changes`, the sentence that the city amended is another one.
    """
    shutil.copytree(RELEASE, folder)
    wanted = {f"{NEVER}.md": (OLD, NEW)} if changes is None else changes
    for name, (old, new) in {**wanted, "library.yaml": ("0.1.0", version)}.items():
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text, name
        write(folder / name, text.replace(old, new))
    return folder


def answer(profile: Path, *answers: str) -> None:
    """Writes the answers into the open places of decisions.yaml, in their order."""
    path = profile.parent / "decisions.yaml"
    text = path.read_bytes().decode()
    for each in answers:
        assert "answer:\n" in text
        text = text.replace("answer:\n", f"answer: {each}\n", 1)
    path.write_bytes(text.encode())


def files_below(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its path."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def question(
    base: str,
    ours: str,
    new: str,
    *,
    field: str = "rule",
    why: Why = "both-changed",
    choices: tuple[Choice, ...] = ("ours", "new", "both", "own"),
    id_: str = "q-1",
) -> Question:
    """A question of a layer called 市 about the clause p/a."""
    return Question(id_, "市", "p/a", "題名", field, why, base, ours, new, choices)
