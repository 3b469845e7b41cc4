"""Customizing a clause: what is written, what stays byte by byte, and what is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from guideline.customizing import Wanted, complete_lock, customize, one_slot, with_layer
from guideline.errors import CallError
from guideline.generate import open_profile
from guideline.layers.lock import read_lock
from guideline.library import load_library
from guideline.resolve import resolve
from guideline.source import parse_yaml, read_yaml
from tests.helpers import problems_of
from tests.layered import head, layer_yaml, opened, set_up, text_of

PROFILE = "# 市\norganization: {name: 青波市}  # 名前\n"
DAY = date(2026, 4, 1)


def done(profile: Path, verb: Any, target: str, **more: Any) -> Path:
    """The layer after the operation."""
    wanted = Wanted(verb, target, day=DAY, **more)
    return customize(profile, opened(profile), profile.parent / "library", wanted).layer


def refused(profile: Path, verb: Any, target: str, **more: Any) -> str:
    before = {p: p.read_bytes() for p in profile.parent.rglob("*") if p.is_file()}
    (problem,) = problems_of(CallError, lambda: done(profile, verb, target, **more))
    after = {p: p.read_bytes() for p in profile.parent.rglob("*") if p.is_file()}
    assert before == after
    assert problem.remedy
    return problem.code


# What is written


def test_first_customizing_makes_a_layer_and_names_it_at_the_end_of_the_profile(
    tmp_path: Path,
) -> None:
    profile = set_up(tmp_path, {}, PROFILE)
    layer = done(profile, "amend", "a/one", reason="県に合わせる")
    assert layer == tmp_path / "layer"
    assert profile.read_text(encoding="utf-8") == (
        f"{PROFILE}\n# 条項ライブラリに重ねる層。下の層から順に書く。\nlayers:\n  - layer\n"
    )
    assert (
        (layer / "layer.yaml")
        .read_text(encoding="utf-8")
        .endswith("operations:\n  - amend: a/one\n    reason: 県に合わせる\n    date: 2026-04-01\n")
    )
    library = tmp_path / "library" / "a" / "one.md"
    assert (layer / "clauses" / "a" / "one.md").read_bytes() == library.read_bytes()


def test_own_layer_goes_on_top_of_that_of_the_prefecture(tmp_path: Path) -> None:
    set_up(tmp_path, {"ken/layer.yaml": head("県")})
    city = tmp_path / "city" / "profile.yaml"
    city.parent.mkdir()
    city.write_text("layers:\n  - ../ken  # 県\nclasses: []\n", encoding="utf-8")
    library = tmp_path / "library"
    wanted = Wanted("amend", "a/one", day=DAY)
    layer = customize(city, open_profile(city, library), library, wanted).layer
    assert layer == tmp_path / "city" / "layer"
    assert "above:\n  - 県\n" in (layer / "layer.yaml").read_text(encoding="utf-8")
    assert read_lock(read_yaml(layer / "guideline.lock")).below == ("県",)
    assert city.read_text(encoding="utf-8") == (
        "layers:\n  - ../ken  # 県\n  - layer\nclasses: []\n"
    )
    assert not (tmp_path / "ken" / "guideline.lock").exists()


def test_folder_of_that_name_that_is_no_layer_is_left_alone(tmp_path: Path) -> None:
    profile = set_up(tmp_path, {"layer/memo.txt": "x"}, PROFILE)
    assert done(profile, "amend", "a/one") == tmp_path / "layer-2"


def test_comments_order_and_line_ends_of_a_handwritten_layer_stay(tmp_path: Path) -> None:
    said = (
        "\ufeff# 手で書いた層\r\nbase: {library: 試験の条項集, version: '1'}\r\nname: 市\r\n\r\n"
        "operations:  # 操作\r\n  # 一つ目\r\n  - remove: b/three   # 三\r\n    reason: x\r\n"
    )
    profile = set_up(tmp_path, {"layer/layer.yaml": said})
    layer = done(profile, "amend", "a/one")
    assert (layer / "layer.yaml").read_bytes().decode() == (
        f"{said}\r\n  - amend: a/one\r\n    date: 2026-04-01\r\n"
    )


def test_lock_gets_what_handwritten_operations_stand_on_too(tmp_path: Path) -> None:
    removal = layer_yaml("  - remove: b/three\n    reason: x\n")
    profile = set_up(tmp_path, {"layer/layer.yaml": removal})
    lock = read_lock(read_yaml(done(profile, "amend", "a/one") / "guideline.lock"))
    texts = {name: (tmp_path / "library" / f"{name}.md") for name in ("a/one", "b/three")}
    assert {key: witness.text for key, witness in lock.bases.items()} == {
        "amend a/one": texts["a/one"].read_text(encoding="utf-8"),
        "remove b/three": texts["b/three"].read_text(encoding="utf-8"),
    }


def test_lock_loses_what_the_layer_does_no_more(tmp_path: Path) -> None:
    profile = set_up(tmp_path, {}, PROFILE)
    layer = done(profile, "amend", "a/one")
    done(profile, "move", "b/three", place=("at_end_of", "b"))
    path = layer / "layer.yaml"
    text = path.read_text(encoding="utf-8")
    kept = text.replace("  - move: b/three\n    at_end_of: b\n    date: 2026-04-01\n", "")
    path.write_text(kept, encoding="utf-8")
    (own,) = opened(profile).layers
    lock = complete_lock(own, load_library(tmp_path / "library"), ())
    assert list(lock.bases) == ["amend a/one"]


def test_same_calls_make_the_same_bytes(tmp_path: Path) -> None:
    made = []
    for name in ("one", "two"):
        profile = set_up(tmp_path / name, {}, PROFILE)
        done(profile, "amend", "a/one")
        layer = done(profile, "remove", "b/three", reason="x")
        made.append({p.name: p.read_bytes() for p in sorted(layer.rglob("*")) if p.is_file()})
    assert made[0] == made[1]


def test_title_and_level_are_in_the_file_and_the_rest_stays(tmp_path: Path) -> None:
    profile = set_up(tmp_path, {}, PROFILE)
    layer = done(profile, "amend", "a/two", title="二: 改", level="should")
    text = (layer / "clauses" / "a" / "two.md").read_text(encoding="utf-8")
    old = (tmp_path / "library" / "a" / "two.md").read_text(encoding="utf-8")
    assert text == old.replace("title: 題名", "title: '二: 改'").replace(
        "level: must", "level: should"
    )


def test_new_clause_can_stand_beside_one_of_the_own_layer(tmp_path: Path) -> None:
    profile = set_up(tmp_path, {}, PROFILE)
    done(profile, "add", "a/new", place=("after", "a/one"))
    done(profile, "add", "a/newer", place=("before", "a/new"))
    order = next(p.clauses for p in opened(profile).library.manifest.parts if p.id == "a")
    assert order == ("a/one", "a/newer", "a/new", "a/two", "a/pick")


def test_variant_gets_its_slot_and_its_condition(tmp_path: Path) -> None:
    narrowed = text_of("a/pick.strict", when='choices.agents == "prohibited"').replace(
        'when: choices.agents == "prohibited"',
        "when: choices.agents == \"prohibited\" and organization.kind == 'company'",
    )
    files: dict[str, str | bytes] = {
        "layer/layer.yaml": layer_yaml("  - amend: a/pick.strict\n"),
        "layer/clauses/a/pick.strict.md": narrowed,
    }
    city = "organization: {name: 青波市, kind: municipality}\nlayers: [layer]\n"
    profile = set_up(tmp_path, files, city)
    when = 'choices.agents == "prohibited" and organization.kind != "company"'
    done(profile, "add", "a/pick.city", when=when)
    stack = opened(profile)
    assert "a/pick.city" in {c.id for c in resolve(stack.library, stack.file).chosen}


# What is refused, with nothing written


@pytest.mark.parametrize(
    ("verb", "target", "more", "code"),
    [
        ("amend", "a/nothing", {}, "unknown-clause"),
        ("remove", "b/three", {}, "layer-removal-without-reason"),
        ("remove", "a/one", {"reason": "x"}, "layer-removes-required"),
        ("remove", "a/pick.strict", {"reason": "x"}, "slot-not-single"),
        ("add", "a/one", {"place": ("after", "a/two")}, "layer-id-taken"),
        ("add", "a/new", {"place": ("after", "b/three")}, "clause-in-other-part"),
        ("add", "a/new", {"place": ("after", "a/nowhere")}, "clause-in-other-part"),
        ("add", "A/観光", {"place": ("after", "a/one")}, "bad-id"),
        ("add", "a/pick.city", {}, "variant-without-condition"),
        (
            "add",
            "a/pick.city",
            {"when": 'choices.agents == "prohibited"'},
            "slot-not-single",
        ),
        ("add", "a/pick.city", {"when": "choices.agents ="}, "bad-condition"),
        ("amend", "a/one", {"over": "国"}, "layer-over-unknown"),
        ("amend", "a/one", {"reason": "一行\n二行"}, "line-end"),
        ("move", "a/one", {"place": ("after", "a/one")}, "layer-operation-form"),
    ],
)
def test_what_would_not_hold_is_refused_and_nothing_is_written(
    verb: str, target: str, more: dict[str, Any], code: str, tmp_path: Path
) -> None:
    assert refused(set_up(tmp_path, {}, PROFILE), verb, target, **more) == code


def test_clause_is_customized_once(tmp_path: Path) -> None:
    profile = set_up(tmp_path, {}, PROFILE)
    done(profile, "amend", "a/one")
    assert refused(profile, "amend", "a/one", title="新しい題") == "already-customized"
    assert refused(profile, "remove", "a/one", reason="x") == "already-customized"


def test_clause_of_the_own_layer_is_not_moved_but_edited(tmp_path: Path) -> None:
    profile = set_up(tmp_path, {}, PROFILE)
    done(profile, "add", "a/new", place=("after", "a/one"))
    assert refused(profile, "move", "a/new", place=("after", "a/two")) == "already-customized"


def test_operations_in_brackets_are_not_torn_apart(tmp_path: Path) -> None:
    said = head() + "operations: [{remove: b/three, reason: x}]\n"
    profile = set_up(tmp_path, {"layer/layer.yaml": said})
    done(profile, "amend", "a/one")
    text = (tmp_path / "layer" / "layer.yaml").read_text(encoding="utf-8")
    assert "operations:\n  - {remove: b/three, reason: x}\n\n  - amend: a/one\n" in text


def test_layer_in_braces_is_not_torn_apart(tmp_path: Path) -> None:
    said = "{name: 青波市, base: {library: 試験の条項集, version: '1'}, operations: []}\n"
    profile = set_up(tmp_path, {"layer/layer.yaml": said})
    assert refused(profile, "amend", "a/one") == "layer-not-extensible"
    assert (tmp_path / "layer" / "layer.yaml").read_text(encoding="utf-8") == said


def test_title_of_two_clauses_is_ambiguous(tmp_path: Path) -> None:
    library = opened(set_up(tmp_path, {}, PROFILE)).library
    (problem,) = problems_of(CallError, lambda: one_slot("題名", library.clauses))
    assert problem.code == "ambiguous-clause"


# The profile's list of layers


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a: 1", "a: 1\n\n# 条項ライブラリに重ねる層。下の層から順に書く。\nlayers:\n  - x\n"),
        ("layers: []  # 無し\nb: 2\n", "layers: # 無し\n  - x\nb: 2\n"),
        ("layers: [../ken]  # 県\n", "layers: [../ken, x]  # 県\n"),
        ("layers: ['a]b', \"c,d\"]\n", "layers: ['a]b', \"c,d\", x]\n"),
        ("layers: [\n  ../ken\n]\n", "layers: [\n  ../ken, x\n]\n"),
        ("layers:\n- ../ken # 県\n\n# 後\nb: 2\n", "layers:\n- ../ken # 県\n- x\n\n# 後\nb: 2\n"),
    ],
)
def test_layer_is_put_on_top_and_everything_around_it_stays(before: str, after: str) -> None:
    located = parse_yaml(before, "profile.yaml")
    assert with_layer(before, located, "x") == after
