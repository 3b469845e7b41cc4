"""An upgrade of layers: nothing is written before all is decided, and all of it can be undone."""

from __future__ import annotations

from pathlib import Path

import pytest

from guideline.errors import CallError, ContentError
from guideline.source import read_yaml
from guideline.upgrading import prepare, undo, write, write_questions
from tests.helpers import problems_of
from tests.upgrades import (
    NEVER,
    NEW,
    OURS,
    answer,
    city,
    files_below,
    newer,
)

LATER = "該当する部分をもれなく取り除けば、"


def upgraded(profile: Path, to: Path, *answers: str) -> None:
    """Carries the layers over, with these answers to what is asked."""
    write_questions(prepare(profile, str(to)))
    answer(profile, *answers)
    write(prepare(profile, str(to)))


def text_of(profile: Path) -> str:
    return (profile.parent / "layer" / "clauses" / f"{NEVER}.md").read_text(encoding="utf-8")


def test_nothing_is_written_while_something_is_open(tmp_path: Path) -> None:
    profile = city(tmp_path / "city")
    before = files_below(tmp_path / "city")
    upgrade = prepare(profile, str(newer(tmp_path / "new")))
    assert [q.target for q in upgrade.plan.questions] == [NEVER]
    assert [p.code for p in problems_of(ContentError, lambda: write(upgrade))] == ["undecided"]
    assert files_below(tmp_path / "city") == before
    assert write_questions(upgrade) == 1
    after = files_below(tmp_path / "city")
    assert after.pop("decisions.yaml")
    assert after == before


def test_asking_again_adds_nothing(tmp_path: Path) -> None:
    profile = city(tmp_path / "city")
    to = str(newer(tmp_path / "new"))
    write_questions(prepare(profile, to))
    before = files_below(tmp_path / "city")
    assert write_questions(prepare(profile, to)) == 0
    assert files_below(tmp_path / "city") == before


@pytest.mark.parametrize(
    ("given", "there", "gone"),
    [
        ("ours", [OURS], [NEW]),
        ("both", [OURS, NEW], []),
        ("own\n    text: 取り除いてください。", ["取り除いてください。"], [OURS, NEW]),
    ],
)
def test_the_answer_stands_in_the_layer(
    given: str, there: list[str], gone: list[str], tmp_path: Path
) -> None:
    profile = city(tmp_path / "city")
    write_questions(prepare(profile, str(newer(tmp_path / "new"))))
    path = profile.parent / "decisions.yaml"
    text = path.read_text(encoding="utf-8")
    if given.startswith("own"):
        text = text.replace("    text:\n", "")
    path.write_text(text, encoding="utf-8")
    answer(profile, given)
    write(prepare(profile, str(tmp_path / "new")))
    assert all(words in text_of(profile) for words in there)
    assert not any(words in text_of(profile) for words in gone)


def test_taking_the_new_text_makes_the_operation_superfluous(tmp_path: Path) -> None:
    profile = city(tmp_path / "city")
    upgraded(profile, newer(tmp_path / "new"), "new")
    assert not (profile.parent / "layer" / "clauses" / f"{NEVER}.md").exists()
    manifest = (profile.parent / "layer" / "layer.yaml").read_text(encoding="utf-8")
    assert "amend" not in manifest
    assert manifest.startswith("# 市の層\n")


def test_an_operation_that_is_given_up_counts_as_taken(tmp_path: Path) -> None:
    clause = "training/own-skills"
    profile = city(tmp_path / "city", operations=f"  - remove: {clause}\n")
    changes = {f"{clause}.md": ("先に自分の考えを", "先に自分の案を")}
    to = newer(tmp_path / "new", changes)
    write_questions(prepare(profile, str(to)))
    answer(profile, "new")
    plan = prepare(profile, str(to)).plan
    assert [t.outcome for t in plan.touched if t.target == clause] == ["taken"]


def test_same_answers_give_the_same_bytes(tmp_path: Path) -> None:
    to = newer(tmp_path / "new")
    for name in ("one", "other"):
        upgraded(city(tmp_path / name), to, "both")
    one, other = files_below(tmp_path / "one"), files_below(tmp_path / "other")
    assert one == other
    assert "layer/guideline.lock" in one


def test_undo_restores_every_byte_and_the_same_answers_hold_again(tmp_path: Path) -> None:
    profile = city(tmp_path / "city")
    manifest = profile.parent / "layer" / "layer.yaml"
    # As Windows editors write it.
    text = manifest.read_text(encoding="utf-8")
    manifest.write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))
    before = files_below(tmp_path / "city" / "layer")
    to = newer(tmp_path / "new")
    upgraded(profile, to, "ours")
    after = files_below(tmp_path / "city" / "layer")
    assert after != before
    assert after["layer.yaml"].startswith(b"\xef\xbb\xbf# ")
    assert b"\n" not in after["layer.yaml"].replace(b"\r\n", b"")
    undo(profile)
    assert files_below(tmp_path / "city" / "layer") == before
    write(prepare(profile, str(to)))
    assert files_below(tmp_path / "city" / "layer") == after
    undo(profile)
    assert [p.code for p in problems_of(CallError, lambda: undo(profile))] == ["nothing-to-undo"]


def test_undo_asks_before_it_loses_edits(tmp_path: Path) -> None:
    profile = city(tmp_path / "city")
    before = (profile.parent / "layer" / "layer.yaml").read_text(encoding="utf-8")
    upgraded(profile, newer(tmp_path / "new"), "ours")
    path = profile.parent / "layer" / "layer.yaml"
    assert path.read_text(encoding="utf-8") != before
    path.write_text("直した", encoding="utf-8")
    assert [p.code for p in problems_of(CallError, lambda: undo(profile))] == ["undo-edited"]
    assert path.read_text(encoding="utf-8") == "直した"
    undo(profile, may_overwrite=True)
    assert path.read_text(encoding="utf-8") == before


def test_upgrade_to_the_same_version_changes_nothing(tmp_path: Path) -> None:
    profile = city(tmp_path / "city")
    to = newer(tmp_path / "new")
    upgraded(profile, to, "ours")
    before = files_below(tmp_path / "city")
    again = prepare(profile, str(to))
    assert again.changes_nothing
    assert write(again) == []
    assert files_below(tmp_path / "city") == before


def test_what_was_declined_is_asked_again_only_when_it_changes_again(tmp_path: Path) -> None:
    profile = city(tmp_path / "city")
    upgraded(profile, newer(tmp_path / "new"), "ours")
    same = {f"{NEVER}.md": ("該当する部分を完全に取り除けば、", NEW)}
    third = newer(tmp_path / "third", same, "0.1.2")
    assert prepare(profile, str(third)).plan.questions == ()
    again = {f"{NEVER}.md": ("該当する部分を完全に取り除けば、", LATER)}
    fourth = newer(tmp_path / "fourth", again, "0.1.3")
    assert [q.new for q in prepare(profile, str(fourth)).plan.questions if LATER in q.new]


def test_a_layer_that_came_with_the_new_version_is_left_alone(tmp_path: Path) -> None:
    to = newer(tmp_path / "new")
    below = city(tmp_path / "prefecture", name="shared")
    upgraded(below, to, "ours")
    shared = tmp_path / "prefecture" / "shared"
    manifest = (shared / "layer.yaml").read_text(encoding="utf-8")
    (shared / "layer.yaml").write_text(manifest.replace("name: 市", "name: 県"), encoding="utf-8")
    profile = city(tmp_path / "city")
    other = "tools/training-data"
    layer = tmp_path / "city" / "layer"
    (layer / "clauses" / f"{NEVER}.md").unlink()
    text = (layer / "layer.yaml").read_text(encoding="utf-8")
    (layer / "layer.yaml").write_text(
        text.replace(f"amend: {NEVER}", f"remove: {other}"), encoding="utf-8"
    )
    named = profile.read_text(encoding="utf-8").replace(
        "  - layer\n", "  - ../prefecture/shared\n  - layer\n"
    )
    profile.write_text(named, encoding="utf-8")
    before = files_below(shared)
    upgrade = prepare(profile, str(to))
    assert [bool(each.files) for each in upgrade.plan.layers] == [False, True]
    write(upgrade)
    assert files_below(shared) == before


def test_reports_and_layers_are_written_together_or_not_at_all(tmp_path: Path) -> None:
    profile = city(tmp_path / "city")
    to = newer(tmp_path / "new")
    write_questions(prepare(profile, str(to)))
    answer(profile, "ours")
    before = files_below(tmp_path / "city")
    report = (tmp_path / "missing" / "report.md", b"")
    problems_of(CallError, lambda: write(prepare(profile, str(to)), [report]))
    assert files_below(tmp_path / "city") == before


def test_a_default_that_is_another_one_now_is_told(tmp_path: Path) -> None:
    profile = city(tmp_path / "city")
    to = newer(tmp_path / "new")
    upgraded(profile, to, "ours")
    path = profile.parent / "layer" / "guideline.lock"
    given = read_yaml(profile)
    values: dict[str, str] = read_yaml(path).data["values"]
    name = next(n for n in values if not given.gives(tuple(n.split("."))))
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(f"{name}: {values[name]}", f"{name}: other"), encoding="utf-8")
    (found,) = prepare(profile, str(to)).new_defaults
    assert (found.name, found.old, found.new) == (name, "other", values[name])


def test_answers_of_earlier_upgrades_are_told_apart(tmp_path: Path) -> None:
    profile = city(tmp_path / "city")
    to = newer(tmp_path / "new")
    write_questions(prepare(profile, str(to)))
    path = profile.parent / "decisions.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + "\n  - question: q-before\n    answer: ours\n", encoding="utf-8")
    (found,) = prepare(profile, str(to)).not_asked
    assert found[0] == "q-before"
    assert found[1].line == text.count("\n") + 2


def test_a_target_that_is_not_there_is_told(tmp_path: Path) -> None:
    profile = city(tmp_path / "city")
    (problem,) = problems_of(CallError, lambda: prepare(profile, "0.2"))
    assert problem.code == "library-version-missing"
    assert "0.1.0" in problem.remedy


def test_a_layer_of_another_library_is_not_carried_over(tmp_path: Path) -> None:
    profile = city(tmp_path / "city")
    layer = profile.parent / "layer" / "layer.yaml"
    text = layer.read_text(encoding="utf-8").replace("標準条項集", "別の条項集")
    layer.write_text(text, encoding="utf-8")
    (problem,) = problems_of(ContentError, lambda: prepare(profile))
    assert problem.code == "layer-other-library"
    assert (problem.place.file, problem.place.line) == (str(layer), 4)


def test_a_layer_without_lines_for_operations_is_told_so(tmp_path: Path) -> None:
    profile = city(tmp_path / "city")
    layer = profile.parent / "layer" / "layer.yaml"
    base = '{library: 生成AI利用ガイドライン 標準条項集, version: "0.1.0"}'
    operation = f"{{amend: {NEVER}, reason: 確認のため}}"
    text = f"{{name: 市, base: {base}, operations: [{operation}]}}\n"
    layer.write_text(text, encoding="utf-8")
    (problem,) = problems_of(ContentError, lambda: prepare(profile))
    assert problem.code == "layer-not-extensible"
    assert layer.read_text(encoding="utf-8") == text
