"""Which folders a profile may name as layers, and which version of the library they stand on."""

from __future__ import annotations

from pathlib import Path

import pytest

from guideline.errors import CallError, ContentError, Place
from guideline.generate import open_profile
from guideline.layers.stack import layer_folder, library_folder, own_layer, shipped_versions
from guideline.resolve import resolve
from tests.helpers import problems_of, the_problem, write
from tests.layered import faults, head, layer_yaml, opened, places, set_up, text_of

AT = Place("profile.yaml", 2, 5)


@pytest.mark.parametrize(
    "name",
    [
        "//server/share/layer",
        "\\\\server\\share\\layer",
        "https://example.jp/layer",
        "file:///c:/layer",
        "/etc",
        "~/layer",
        "C:\\layers\\ken",
        "C:layers",
        "..\\ken",
    ],
)
def test_folder_that_is_not_near_the_profile_is_refused_by_its_name(name: str) -> None:
    with pytest.raises(ContentError) as caught:
        layer_folder(name, Path("there/is/no/such/folder"), AT)
    problem = the_problem(caught)
    assert (problem.code, problem.place) == ("layer-path", AT)
    assert problem.remedy


def test_folder_beside_that_of_the_profile_is_a_layer(tmp_path: Path) -> None:
    write(tmp_path / "県 の層" / "layer.yaml", head())
    (tmp_path / "city").mkdir()
    assert layer_folder("../県 の層", tmp_path / "city", AT) == tmp_path / "city" / "../県 の層"


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("laier", "もしかして「layer」"),
        ("empty", "guideline customize"),
        ("renamed", "「layer.yml」の名前を layer.yaml に"),
        ("layer/layer.yaml", "layer.yaml のあるフォルダー"),
        ("a" * 5000, "フォルダーの場所を書いて"),
    ],
)
def test_folder_without_a_layer_is_told_with_what_was_meant(
    name: str, word: str, tmp_path: Path
) -> None:
    write(tmp_path / "layer" / "layer.yaml", head())
    write(tmp_path / "renamed" / "layer.yml", head())
    (tmp_path / "empty").mkdir()
    with pytest.raises(ContentError) as caught:
        layer_folder(name, tmp_path, AT)
    problem = the_problem(caught)
    assert (problem.code, problem.place) == ("layer-missing", AT)
    assert word in problem.remedy


def test_one_folder_named_twice_is_one_fault(tmp_path: Path) -> None:
    profile = set_up(tmp_path, {"layer/layer.yaml": head()}, "layers:\n  - layer\n  - ./layer\n")
    assert places(profile) == [("layer-twice", "profile.yaml", 3, 5)]


def test_faults_of_several_layers_and_of_the_profile_are_told_at_once(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "a/layer.yaml": layer_yaml("  - remove: a/none\n    reason: x\n", "県"),
        "b/layer.yaml": layer_yaml("  - remove: b/none\n    reason: x\n", "市"),
    }
    profile = set_up(tmp_path, files, "organisation: {}\nlayers: [a, b]\n")
    assert places(profile) == [
        ("layer-target-missing", "a/layer.yaml", 6, 5),
        ("layer-target-missing", "b/layer.yaml", 6, 5),
        ("unknown-key", "profile.yaml", 1, 1),
    ]


# Stacks that do not hold together: the layers "県" in a/ and "市" in b/, and the one problem.
STACKS = {
    "layers in the wrong order": (
        {"a/layer.yaml": head("県", "above: [市]\n"), "b/layer.yaml": head("市")},
        ("layer-order", "a/layer.yaml", 5, 9),
    ),
    "two layers with one name": (
        {"a/layer.yaml": head("市"), "b/layer.yaml": head("市")},
        ("layer-name-twice", "b/layer.yaml", 1, 7),
    ),
    "different versions below": (
        {"a/layer.yaml": head("県"), "b/layer.yaml": head("市").replace("'1'", "'2'")},
        None,  # only without --library, see below
    ),
    "another library": (
        {"a/layer.yaml": head("県"), "b/layer.yaml": head("市").replace("試験の", "よその")},
        ("layer-other-library", "b/layer.yaml", 3, 12),
    ),
    "over a layer that is not below": (
        {
            "a/layer.yaml": head("県"),
            "b/layer.yaml": layer_yaml("  - remove: b/three\n    reason: x\n    over: 国\n", "市"),
        },
        ("layer-over-unknown", "b/layer.yaml", 8, 11),
    ),
    "two layers on one title": (
        {
            "a/layer.yaml": layer_yaml("  - amend: a/one\n", "県"),
            "a/clauses/a/one.md": text_of("a/one", "一を守ってください。", title="県の題"),
            "b/layer.yaml": layer_yaml("  - amend: a/one\n", "市"),
            "b/clauses/a/one.md": text_of("a/one", "一を守ってください。", title="市の題"),
        },
        ("layers-conflict", "b/layer.yaml", 6, 5),
    ),
    "clause of a part that is not there": (
        {
            "a/layer.yaml": head("県"),
            "b/layer.yaml": layer_yaml("  - add: z/new\n    at_end_of: z\n", "市"),
            "b/clauses/z/new.md": text_of("z/new"),
        },
        ("layer-unknown-part", "b/layer.yaml", 6, 5),
    ),
    "clause beside one of another part": (
        {
            "a/layer.yaml": head("県"),
            "b/layer.yaml": layer_yaml("  - add: a/new\n    after: b/three\n", "市"),
            "b/clauses/a/new.md": text_of("a/new"),
        },
        ("clause-in-other-part", "b/layer.yaml", 6, 5),
    ),
    "clause beside one that comes later": (
        {
            "a/layer.yaml": head("県"),
            "b/layer.yaml": layer_yaml(
                "  - add: a/new\n    after: a/late\n  - add: a/late\n    after: a/one\n", "市"
            ),
            "b/clauses/a/new.md": text_of("a/new"),
            "b/clauses/a/late.md": text_of("a/late"),
        },
        ("layer-operation-order", "b/layer.yaml", 6, 5),
    ),
    "new clause under an id that is taken": (
        {
            "a/layer.yaml": head("県"),
            "b/layer.yaml": layer_yaml("  - add: a/one\n    at_end_of: a\n", "市"),
            "b/clauses/a/one.md": text_of("a/one"),
        },
        ("layer-id-taken", "b/layer.yaml", 6, 5),
    ),
    "slot instead of a variant": (
        {
            "a/layer.yaml": head("県"),
            "b/layer.yaml": layer_yaml("  - amend: a/pick\n", "市"),
            "b/clauses/a/pick.md": text_of("a/pick"),
        },
        ("layer-target-is-slot", "b/layer.yaml", 6, 5),
    ),
    "duty removed without a reason": (
        {"a/layer.yaml": head("県"), "b/layer.yaml": layer_yaml("  - remove: b/three\n", "市")},
        ("layer-removal-without-reason", "b/layer.yaml", 6, 5),
    ),
    "clause that the layer below removed": (
        {
            "a/layer.yaml": layer_yaml("  - remove: b/three\n    reason: x\n", "県"),
            "b/layer.yaml": layer_yaml("  - amend: b/three\n", "市"),
            "b/clauses/b/three.md": text_of("b/three"),
        },
        ("layer-target-removed", "b/layer.yaml", 6, 5),
    ),
}


@pytest.mark.parametrize("name", [name for name, (_, told) in STACKS.items() if told])
def test_stack_that_does_not_hold_together_is_told(name: str, tmp_path: Path) -> None:
    files, expected = STACKS[name]
    profile = set_up(tmp_path, dict(files), "layers: [a, b]\n")
    assert places(profile) == [expected]
    assert all(problem.remedy for problem in faults(profile))


def test_layers_on_different_versions_have_no_library(tmp_path: Path) -> None:
    files, _ = STACKS["different versions below"]
    profile = set_up(tmp_path, dict(files), "layers: [a, b]\n")
    (problem,) = problems_of(ContentError, lambda: open_profile(profile))
    assert (problem.code, problem.place.line) == ("layer-versions-differ", 4)


@pytest.mark.parametrize("version", ["9.9.9", "0.2", "../releases/0.1.0", "", "."])
def test_version_names_no_folder_but_those_shipped(version: str) -> None:
    (problem,) = problems_of(CallError, lambda: library_folder(version, AT))
    assert (problem.code, problem.place) == ("library-version-missing", AT)


def test_released_version_is_found() -> None:
    for version in shipped_versions():
        assert (library_folder(version) / "library.yaml").is_file()


def test_own_layer_is_the_highest_inside_the_folder_of_the_profile(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "ken/layer.yaml": head("県"),
        "city/low/layer.yaml": head("下"),
        "city/top/layer.yaml": head("上"),
    }
    set_up(tmp_path, files)
    profile = write(tmp_path / "city" / "profile.yaml", "layers: [low, top, ../ken]\n")
    layers = open_profile(profile, tmp_path / "library").layers
    own = own_layer(profile, layers)
    assert own is not None
    assert own.name == "上"
    assert own_layer(profile, [layers[-1]]) is None


def test_variant_that_a_layer_doubles_is_told_in_the_layer(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "layer/layer.yaml": layer_yaml("  - add: a/pick.city\n"),
        "layer/clauses/a/pick.city.md": text_of("a/pick.city"),
    }
    stack = opened(set_up(tmp_path, files))
    (problem,) = problems_of(ContentError, lambda: resolve(stack.library, stack.file))
    assert problem.code == "slot-not-single"
    assert Path(problem.place.file).name == "pick.city.md"


def test_slot_that_a_layer_empties_is_told_at_the_operation(tmp_path: Path) -> None:
    removal = "  - remove: a/pick.strict\n    reason: x\n"
    stack = opened(set_up(tmp_path, {"layer/layer.yaml": layer_yaml(removal)}))
    (problem,) = problems_of(ContentError, lambda: resolve(stack.library, stack.file))
    assert (problem.code, problem.place.line) == ("slot-not-single", 6)
    assert problem.place.file.endswith("layer.yaml")
