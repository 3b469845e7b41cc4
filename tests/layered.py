"""What the tests of layers share: a tiny library, a profile and layers written in the test."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from guideline.errors import GuidelineError, Problem
from guideline.generate import Stack, open_profile
from tests.helpers import clause, write, write_library

HEAD = "name: {name}\nbase:\n  library: 試験の条項集\n  version: '1'\n"
"""The first four lines of a layer.yaml; operations begin in line 6."""

CLAUSES = {
    "a/one": "一を守ってください。",
    "a/two": clause("二を守ってください。", requires="[a/one]"),
    "a/pick.strict": clause("厳しくしてください。", when='choices.agents == "prohibited"'),
    "a/pick.free": clause("自由に使えます。", when='choices.agents == "approval"', level="may"),
    "b/three": "三を守ってください。[[a/one]]",
}


def head(name: str = "青波市", more: str = "") -> str:
    """The beginning of a layer.yaml."""
    return HEAD.format(name=name) + more


def layer_yaml(operations: str, name: str = "青波市", more: str = "") -> str:
    """A layer.yaml whose operations are these lines."""
    return f"{head(name, more)}operations:\n{operations}"


def text_of(id_: str, body: str = "新しい文にしてください。", **front: str) -> str:
    """A clause file of a layer."""
    slot = f"slot: {id_.split('.')[0]}\n" if "." in id_ else ""
    return f"---\nid: {id_}\n{slot}" + clause(body, **front).removeprefix("---\n") + "\n"


def set_up(
    root: Path, files: Mapping[str, str | bytes], profile: str = "layers: [layer]\n"
) -> Path:
    """A library, a profile and the files of layers in a folder; the profile's path."""
    write_library(root / "library", CLAUSES)
    for name, said in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(said if isinstance(said, bytes) else said.encode())
    return write(root / "profile.yaml", profile)


def opened(profile: Path) -> Stack:
    """The profile with its layers on the tiny library."""
    return open_profile(profile, profile.parent / "library")


def faults(profile: Path) -> list[Problem]:
    """The problems with which the profile is refused; none when it is not."""
    try:
        opened(profile)
    except GuidelineError as error:
        return list(error.problems)
    return []


def places(profile: Path) -> list[tuple[str, str, int, int]]:
    """Code, file from the profile's folder, line and column of each problem."""
    root = profile.parent
    return [
        (p.code, _relative(p.place.file, root), p.place.line, p.place.column)
        for p in faults(profile)
    ]


def _relative(file: str, root: Path) -> str:
    path = Path(file)
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else file
