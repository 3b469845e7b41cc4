"""What an upgrade changed is restored byte by byte, and nothing else is ever touched."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guideline.errors import CallError, ContentError
from guideline.layers.backup import NAME, Backup, backup_of, packed, unpacked
from guideline.model.lineage import Lineage
from guideline.model.upgrade import Plan
from guideline.upgrading import Upgrade, undo, write
from tests.helpers import the_problem
from tests.layers_in_memory import clause_file, layer, layer_text, library, upgraded


def archive(files: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return data.getvalue()


@given(st.dictionaries(st.from_regex(r"[a-z]{1,8}/[a-z]{1,8}", fullmatch=True), st.binary()))
@settings(derandomize=True, deadline=None, max_examples=50)
def test_what_is_packed_is_unpacked(before: dict[str, bytes]) -> None:
    kept = backup_of(before, dict.fromkeys(before))
    assert unpacked(packed(kept), NAME) == kept
    assert packed(kept) == packed(Backup(dict(reversed(before.items())), kept.after))


LISTED = json.dumps([{"path": "a", "was": True, "after": None}]).encode()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04 broken",
        archive({"before/a": b"x"}),
        archive({"files.json": b"not json", "before/a": b"x"}),
        archive({"files.json": LISTED}),
        archive({"files.json": b"3"}),
        archive({"files.json": LISTED, "before/a": b"\0" * 30_000_000}),
    ],
    ids=["empty", "no zip", "no list", "no json", "no file", "no entries", "too large"],
)
def test_what_is_no_backup_is_refused(data: bytes) -> None:
    with pytest.raises(ContentError) as caught:
        unpacked(data, NAME)
    assert the_problem(caught).code == "undo-broken"


def town(folder: Path, ends: str, mark: bytes) -> tuple[Path, Plan]:
    """A profile with a layer on disk, and a plan that renames, changes and takes out clauses."""
    old = {i: clause_file(i, f"{i}の文です。\n") for i in ("a/x", "a/y", "a/z")}
    said = "# 町\n  - amend: a/x\n  - {remove: a/z, reason: 不要}\n"
    text = layer_text("町", said)
    mine = old["a/x"].replace("文です", "町の文です")
    written = {"layer.yaml": text, "clauses/a/x.md": mine}
    for name, content in written.items():
        path = folder / "layer" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(mark + content.replace("\n", ends).encode())
    profile = folder / "profile.yaml"
    profile.write_text("layers: [layer]\n", encoding="utf-8")
    made = replace(layer(text, {"a/x": mine}), folder=str(folder / "layer"))
    new = library({"b/k": clause_file("b/k", old["a/x"].split("---\n")[2]), "a/y": old["a/y"]}, "2")
    lineage = {"versions": [{"version": "2", "renamed": [{"from": "a/x", "to": "b/k"}]}]}
    plan = upgraded([(text, made)], library(old), new, lineage=Lineage.model_validate(lineage))
    assert not plan.questions
    return profile, plan


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_undo_restores_every_byte(tmp_path: Path, ends: str, mark: bytes) -> None:
    profile, plan = town(tmp_path, ends, mark)
    before = contents(tmp_path)
    write(Upgrade(profile, plan, None, None))  # type: ignore[arg-type]
    after = contents(tmp_path)
    assert "layer/clauses/b/k.md" in after
    assert "layer/clauses/a/x.md" not in after
    assert after["layer/layer.yaml"].startswith(mark)
    assert after["layer/layer.yaml"].count(b"\r\n") == (
        after["layer/layer.yaml"].count(b"\n") if ends == "\r\n" else 0
    )
    undo(profile)
    assert contents(tmp_path) == before


def test_undo_refuses_what_was_edited_since(tmp_path: Path) -> None:
    profile, plan = town(tmp_path, "\n", b"")
    write(Upgrade(profile, plan, None, None))  # type: ignore[arg-type]
    edited = tmp_path / "layer" / "clauses" / "b" / "k.md"
    edited.write_text(edited.read_text(encoding="utf-8") + "加筆\n", encoding="utf-8")
    now = contents(tmp_path)
    with pytest.raises(CallError) as caught:
        undo(profile)
    assert the_problem(caught).code == "undo-edited"
    assert contents(tmp_path) == now


@pytest.mark.parametrize("path", ["../outside.txt", "profile.yaml", "layer/../../x", "/etc/passwd"])
def test_undo_never_touches_what_is_outside_the_layers(tmp_path: Path, path: str) -> None:
    profile, _ = town(tmp_path, "\n", b"")
    listed = json.dumps([{"path": path, "was": True, "after": None}]).encode()
    data = archive({"files.json": listed, f"before/{path}": b"x"})
    (tmp_path / NAME).write_bytes(data)
    before = contents(tmp_path)
    with pytest.raises(CallError) as caught:
        undo(profile, may_overwrite=True)
    assert the_problem(caught).code == "undo-outside"
    assert contents(tmp_path) == before
