"""Values of layers in the profile: who wins, and wrong ones told in the layer that gives them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.layered import faults, layer_yaml, opened, places, set_up

CITY = "layers: [ken, city]\n"


def stack_of(root: Path, city: str, ken: str = "", profile: str = CITY) -> Path:
    """A profile on the layers of a prefecture and a city, each with these operations."""
    files: dict[str, str | bytes] = {
        "ken/layer.yaml": layer_yaml(ken or " []\n", "県"),
        "city/layer.yaml": layer_yaml(city or " []\n", "市"),
    }
    return set_up(root, files, profile)


def choices(profile: Path) -> Any:
    return opened(profile).file.profile.choices


def value(verb: str, target: str, said: str, more: str = "") -> str:
    return f"  - {verb}: {target}\n    value: {said}\n{more}"


# What holds


def test_default_gives_way_to_the_profile_and_set_value_fills_it(tmp_path: Path) -> None:
    city = value("default", "choices.agents", "approval") + value(
        "set", "choices.personal_data", "allowed"
    )
    profile = stack_of(tmp_path, city, profile=f"{CITY}choices: {{agents: prohibited}}\n")
    found = choices(profile)
    assert (found.agents, found.personal_data) == ("prohibited", "allowed")


def test_set_value_that_the_profile_repeats_is_fine(tmp_path: Path) -> None:
    city = value("set", "choices.agents", "approval")
    profile = stack_of(tmp_path, city, profile=f"{CITY}choices: {{agents: approval}}\n")
    assert choices(profile).agents == "approval"


def test_value_knows_the_line_of_the_layer_that_gave_it(tmp_path: Path) -> None:
    profile = stack_of(tmp_path, value("set", "choices.agents", "approval"))
    place = opened(profile).file.given_at(("choices", "agents"))
    assert place is not None
    assert (Path(place.file).parent.name, place.line) == ("city", 7)


def test_higher_layer_wins_where_it_says_so(tmp_path: Path) -> None:
    profile = stack_of(
        tmp_path,
        value("set", "choices.agents", "approval", "    over: 県\n"),
        value("set", "choices.agents", "prohibited"),
    )
    assert choices(profile).agents == "approval"


def test_default_of_a_city_does_not_free_what_its_prefecture_fixed(tmp_path: Path) -> None:
    profile = stack_of(
        tmp_path,
        value("default", "choices.agents", "prohibited"),
        value("set", "choices.agents", "prohibited"),
        f"{CITY}choices: {{agents: approval}}\n",
    )
    (problem,) = faults(profile)
    assert problem.code == "layer-value-fixed"
    assert "層「県」が「prohibited」と" in problem.message
    assert "プロファイルでは「approval」" in problem.message


def test_part_of_a_tool_that_a_city_changes_leaves_the_rest_of_it(tmp_path: Path) -> None:
    ken = "  - default: tools[chat]\n    value:\n      name: 県チャット\n      users: 県の職員\n"
    profile = stack_of(
        tmp_path, value("set", "tools[chat].users", "市の職員", "    over: 県\n"), ken
    )
    (tool,) = opened(profile).file.profile.tools
    assert (tool.id, tool.name, tool.users) == ("chat", "県チャット", "市の職員")


def test_tool_of_a_layer_stands_behind_those_of_the_profile(tmp_path: Path) -> None:
    city = "  - default: tools[chat]\n    value: {name: 市のチャット}\n"
    profile = stack_of(tmp_path, city, profile=f"{CITY}tools: [{{id: own, name: 自前}}]\n")
    assert [tool.id for tool in opened(profile).file.profile.tools] == ["own", "chat"]


def test_layers_that_agree_need_no_winner(tmp_path: Path) -> None:
    same = value("set", "choices.agents", "approval")
    assert choices(stack_of(tmp_path, same, same)).agents == "approval"


# What is told

TOOL = "  - default: tools[chat]\n    value:\n      name: 県チャット\n      approval: maybe\n"
FAULTS = {
    "unknown section": (value("set", "choice.agents", "x"), ("layer-value-unknown", 6, 10)),
    "unknown choice": (value("set", "choices.agentz", "x"), ("layer-value-unknown", 6, 10)),
    "list without an item": (value("set", "tools.users", "x"), ("layer-value-unknown", 6, 10)),
    "item of what is no list": (
        value("set", "choices[agents]", "approval"),
        ("layer-value-unknown", 6, 10),
    ),
    "inside a single value": (
        value("set", "organization.name.kana", "x"),
        ("layer-value-unknown", 6, 10),
    ),
    "the layers themselves": (value("set", "layers", "[x]"), ("layer-value-unknown", 6, 10)),
    "unknown word": (value("set", "choices.agents", "maybe"), ("unknown-value", 7, 12)),
    "list instead of a word": (value("set", "choices.agents", "[a]"), ("unknown-value", 7, 12)),
    "word instead of a list": (value("default", "classes", "三区分"), ("wrong-type", 7, 12)),
    "word instead of a tool": (value("default", "tools[chat]", "x"), ("wrong-type", 7, 12)),
    "unknown word in a tool": (TOOL, ("unknown-value", 9, 17)),
    "unknown key in a tool": (
        TOOL.replace("approval: maybe", "riyou: x"),
        ("unknown-key", 9, 14),
    ),
    "tool with another id": (
        TOOL.replace("approval: maybe", "id: other"),
        ("layer-value-other-id", 9, 11),
    ),
    "tool that is not there": (
        value("set", "tools[chat].users", "x"),
        ("layer-value-no-item", 6, 10),
    ),
    "fixed and default at once": (
        value("set", "choices.agents", "approval") + value("default", "choices.agents", "approval"),
        ("layer-operation-twice", 8, 14),
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_wrong_value_is_told_in_the_layer_and_not_in_the_profile(name: str, tmp_path: Path) -> None:
    city, (code, line, column) = FAULTS[name]
    profile = stack_of(tmp_path, city, profile=f"organization: {{name: 青波市}}\n{CITY}")
    assert places(profile) == [(code, "city/layer.yaml", line, column)]
    assert all(problem.remedy for problem in faults(profile))


def test_wrong_value_is_told_also_where_the_profile_has_its_own(tmp_path: Path) -> None:
    city = value("default", "choices.agents", "maybe")
    profile = stack_of(tmp_path, city, profile=f"{CITY}choices: {{agents: approval}}\n")
    assert places(profile) == [("unknown-value", "city/layer.yaml", 7, 12)]


def test_two_layers_that_differ_need_a_winner(tmp_path: Path) -> None:
    profile = stack_of(
        tmp_path,
        value("default", "choices.agents", "approval"),
        value("default", "choices.agents", "prohibited"),
    )
    (problem,) = faults(profile)
    assert problem.code == "layers-conflict"
    assert "「over: 県」" in problem.remedy


def test_misspelt_value_path_gets_the_whole_path_as_a_suggestion(tmp_path: Path) -> None:
    (problem,) = faults(stack_of(tmp_path, value("set", "choice.agents", "x")))
    assert "もしかして「choices.agents」" in problem.remedy
