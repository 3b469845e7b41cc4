"""What a profile means: settled choices, facts of the tools, and the class × tool table."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest

from guideline.facts import (
    DERIVED_FROM,
    NEVER_ALLOWED,
    domain,
    law_of,
    personal_data_of,
    settle,
    settled_choices,
)
from guideline.model.facts import Row
from guideline.model.fields import Model
from guideline.model.profile import (
    LEVELS,
    Choices,
    Exemption,
    InformationClass,
    Organization,
    Profile,
    Tool,
)
from guideline.model.validation import field_at, labels_of
from tests.helpers import profile

CLASSES = """
classes:
  - {id: sec, name: 極秘, level: secret}
  - {id: pub, name: 公開, level: public, examples: 広報紙}
  - {id: conf, name: 秘, level: confidential}
  - {id: int, name: 内部, level: internal}
"""


def values(text: str) -> dict[str, str | tuple[str, ...]]:
    return settle(profile(text).profile).values


def matrix(text: str) -> tuple[Row, ...]:
    return settle(profile(text).profile).matrix


def cells(text: str) -> dict[str, tuple[str, ...]]:
    """The cells of each row by its id."""
    return {row.id: row.cells for row in matrix(text)}


# Law and choices


@pytest.mark.parametrize(
    ("kind", "law"),
    [
        ("company", "private"),
        ("municipality", "public"),
        ("school_board", "public"),
        ("university", "private"),
        ("hospital", "private"),
        ("other", "private"),
    ],
)
def test_law_follows_from_the_kind(kind: str, law: str) -> None:
    assert law_of(Organization.model_validate({"kind": kind})) == law


def test_law_that_the_profile_gives_decides() -> None:
    assert values("organization: {kind: hospital, law: public}")["organization.law"] == "public"
    assert values("organization: {kind: municipality, law: private}")["organization.law"] == (
        "private"
    )


@pytest.mark.parametrize(
    ("organization", "is_public"),
    [
        ("{kind: company}", "no"),
        ("{kind: municipality}", "yes"),
        ("{kind: school_board, law: private}", "yes"),
        ("{kind: hospital, law: public}", "no"),
        ("{kind: hospital, public_body: 'yes'}", "yes"),
        ("{kind: municipality, public_body: no}", "no"),
    ],
)
def test_public_body_follows_from_the_kind_unless_the_profile_says(
    organization: str, is_public: str
) -> None:
    assert values(f"organization: {organization}")["organization.public_body"] == is_public


@pytest.mark.parametrize(
    ("types", "images", "agents"),
    [
        ("text, search, code, transcription", "prohibited", "prohibited"),
        ("image", "approval", "prohibited"),
        ("audio", "approval", "prohibited"),
        ("audio, transcription", "prohibited", "prohibited"),
        ("video, transcription", "approval", "prohibited"),
        ("video", "approval", "prohibited"),
        ("agent", "prohibited", "approval"),
    ],
)
def test_two_choices_follow_from_what_the_tools_can_do(
    types: str, images: str, agents: str
) -> None:
    settled = values(f"tools: [{{id: a}}, {{id: b, content_types: [{types}]}}]")
    assert settled["choices.image_generation"] == images
    assert settled["choices.agents"] == agents


def test_choice_that_the_profile_gives_decides() -> None:
    text = (
        "tools: [{id: a, content_types: [image, agent]}]\n"
        "choices: {image_generation: internal, agents: prohibited}\n"
    )
    assert values(text)["choices.image_generation"] == "internal"
    assert values(text)["choices.agents"] == "prohibited"


def test_every_choice_is_settled() -> None:
    assert all(settled_choices(Profile()).values())


# Facts of the tools


def test_content_types_stand_in_their_fixed_order_each_once() -> None:
    text = "tools: [{id: a, content_types: [code, text]}, {id: b, content_types: [image, text]}]"
    assert values(text)["facts.content_types"] == ("text", "image", "code")


@pytest.mark.parametrize(
    ("choice", "tool", "permission"),
    [
        ("prohibited", "{id: a}", "prohibited"),
        ("allowed", "{id: a}", "allowed"),
        ("allowed", "{id: a, personal_data: prohibited}", "prohibited"),
        ("prohibited", "{id: a, personal_data: allowed}", "allowed"),
        ("prohibited", "{id: a, content_types: [transcription]}", "conditional"),
        ("conditional", "{id: a, content_types: [transcription]}", "conditional"),
        ("allowed", "{id: a, content_types: [transcription]}", "allowed"),
    ],
)
def test_personal_data_of_a_tool(choice: str, tool: str, permission: str) -> None:
    given = profile(f"tools: [{tool}]\nchoices: {{personal_data: {choice}}}").profile
    assert personal_data_of(given.tools[0], given) == permission


@pytest.mark.parametrize(
    ("tools", "widest"),
    [
        ("", "conditional"),
        ("{id: a, personal_data: prohibited}", "prohibited"),
        ("{id: a, personal_data: prohibited}, {id: b}", "conditional"),
        ("{id: a, personal_data: allowed}, {id: b, personal_data: prohibited}", "allowed"),
    ],
)
def test_personal_data_is_what_the_widest_tool_allows(tools: str, widest: str) -> None:
    text = f"tools: [{tools}]\nchoices: {{personal_data: conditional}}"
    assert values(text)["facts.personal_data"] == widest


@pytest.mark.parametrize(
    ("tools", "log"),
    [
        ("", "unknown"),
        ("{id: a}", "unknown"),
        ("{id: a, log: none}, {id: b}", "none"),
        ("{id: a, log: none}, {id: b, log: usage}", "usage"),
        ("{id: a, log: content}, {id: b, log: content}, {id: c}", "content"),
        ("{id: a, log: content}, {id: b, log: usage}", "mixed"),
        ("{id: a, log: none}, {id: b, log: content}", "mixed"),
    ],
)
def test_log_is_what_the_tools_keep(tools: str, log: str) -> None:
    assert values(f"tools: [{tools}]")["facts.log"] == log


@pytest.mark.parametrize(
    ("tools", "use"),
    [
        ("", "none"),
        ("{id: a}, {id: b, training_use: opt_out}", "none"),
        ("{id: a, training_use: used}, {id: b, training_use: none}", "some"),
    ],
)
def test_training_use_is_some_when_any_tool_learns(tools: str, use: str) -> None:
    assert values(f"tools: [{tools}]")["facts.training_use"] == use


# The table


def test_rows_run_from_low_to_high_and_end_with_what_is_never_allowed() -> None:
    rows = matrix(CLASSES)
    assert [(row.id, row.kind) for row in rows] == [
        ("pub", "class"),
        ("int", "class"),
        ("conf", "class"),
        ("sec", "class"),
        ("personal_data", "personal_data"),
        *[(name, "never") for name, _ in NEVER_ALLOWED],
    ]
    assert (rows[0].name, rows[0].examples, rows[1].examples) == ("公開", "広報紙", "")


def test_classes_of_one_level_keep_their_order() -> None:
    text = "classes: [{id: b, name: b, level: public}, {id: a, name: a, level: public}]"
    assert [row.id for row in matrix(text)][:2] == ["b", "a"]


def test_without_tools_rows_have_no_cells() -> None:
    assert {row.cells for row in matrix(CLASSES)} == {()}


def test_classes_up_to_the_highest_of_each_tool_are_allowed() -> None:
    found = cells(CLASSES + "tools: [{id: a, highest_class: int}, {id: b, highest_class: pub}]")
    assert found["pub"] == ("allowed", "allowed")
    assert found["int"] == ("allowed", "prohibited")
    assert found["conf"] == found["sec"] == ("prohibited", "prohibited")


@pytest.mark.parametrize(
    ("stance", "cell"),
    [("prohibited", "prohibited"), ("conditional", "approval"), ("allowed", "allowed")],
)
def test_choice_about_confidential_data_decides_from_its_level_on(stance: str, cell: str) -> None:
    text = CLASSES + f"choices: {{confidential_data: {stance}}}\n"
    found = cells(text + "tools: [{id: a, highest_class: sec}]")
    assert (found["pub"], found["int"]) == (("allowed",), ("allowed",))
    assert (found["conf"], found["sec"]) == ((cell,), (cell,))


def test_choice_about_confidential_data_does_not_raise_the_highest_class() -> None:
    text = CLASSES + "choices: {confidential_data: allowed}\n"
    found = cells(text + "tools: [{id: a, highest_class: conf}]")
    assert (found["conf"], found["sec"]) == (("allowed",), ("prohibited",))


@pytest.mark.parametrize(
    ("use", "cell"), [("used", "prohibited"), ("opt_out", "allowed"), ("none", "allowed")]
)
def test_tool_that_learns_takes_nothing_confidential(use: str, cell: str) -> None:
    found = cells(
        CLASSES
        + "choices: {confidential_data: allowed}\n"
        + f"tools: [{{id: a, highest_class: sec, training_use: {use}}}]"
    )
    assert found["int"] == ("allowed",)
    assert found["conf"] == found["sec"] == (cell,)


def test_unknown_highest_class_leaves_open_what_nothing_else_decides() -> None:
    found = cells(
        CLASSES
        + "choices: {confidential_data: allowed}\n"
        + "tools: [{id: a}, {id: b, highest_class: pub}]\n"
        + "rules: [{tool: a, class: int, input: prohibited}]"
    )
    assert found["pub"] == ("unknown", "allowed")
    assert found["int"] == ("prohibited", "prohibited")
    assert found["sec"] == ("unknown", "prohibited")


def test_choice_decides_also_where_the_highest_class_is_unknown() -> None:
    found = cells(CLASSES + "tools: [{id: a}]")
    assert found["int"] == ("unknown",)
    assert found["conf"] == found["sec"] == ("prohibited",)


def test_unknown_highest_class_leaves_personal_data_and_never_rows_known() -> None:
    found = cells(CLASSES + "tools: [{id: a, personal_data: conditional}]")
    assert found["personal_data"] == ("conditional",)
    assert found["マイナンバー"] == ("prohibited",)


@pytest.mark.parametrize("rule", ["prohibited", "approval", "allowed"])
def test_rule_decides_for_its_class_and_tool_alone(rule: str) -> None:
    found = cells(
        CLASSES
        + "tools: [{id: a, highest_class: int}, {id: b, highest_class: int}]\n"
        + f"rules: [{{tool: a, class: int, input: {rule}}}]"
    )
    assert found["int"] == (rule, "allowed")
    assert found["pub"] == ("allowed", "allowed")


@pytest.mark.parametrize(
    ("stance", "rule", "cell"),
    [
        ("conditional", "allowed", "approval"),
        ("conditional", "approval", "approval"),
        ("conditional", "prohibited", "prohibited"),
        ("allowed", "approval", "approval"),
        ("allowed", "allowed", "allowed"),
        ("prohibited", "allowed", "prohibited"),
    ],
)
def test_rule_never_widens_the_choice_about_confidential_data(
    stance: str, rule: str, cell: str
) -> None:
    found = cells(
        CLASSES
        + f"choices: {{confidential_data: {stance}}}\n"
        + "tools: [{id: a, highest_class: conf}]\n"
        + f"rules: [{{tool: a, class: conf, input: {rule}}}]"
    )
    assert found["conf"] == (cell,)


def test_rule_never_reaches_above_the_highest_class() -> None:
    found = cells(
        CLASSES
        + "tools: [{id: a, highest_class: pub}]\nrules: [{tool: a, class: int, input: allowed}]"
    )
    assert found["int"] == ("prohibited",)


def test_nothing_a_profile_says_allows_what_is_never_allowed() -> None:
    rows = matrix(
        CLASSES
        + "choices: {confidential_data: allowed, personal_data: allowed, nda_data: conditional}\n"
        + "tools: [{id: a, highest_class: sec, personal_data: allowed}, {id: b}]"
    )
    never = [row for row in rows if row.kind == "never"]
    assert [(row.name, row.examples) for row in never] == list(NEVER_ALLOWED)
    assert {row.cells for row in never} == {("prohibited", "prohibited")}


def test_personal_data_has_a_cell_for_each_tool() -> None:
    found = cells("tools: [{id: a, personal_data: allowed}, {id: b}]")
    assert found["personal_data"] == ("allowed", "prohibited")


# What the table says in one word


@pytest.mark.parametrize(
    ("stance", "tools", "word"),
    [
        ("conditional", "", "conditional"),
        ("allowed", "{id: a}", "allowed"),
        ("conditional", "{id: a, highest_class: pub}", "prohibited"),
        ("conditional", "{id: a, highest_class: conf}, {id: b}", "conditional"),
        ("allowed", "{id: a, highest_class: pub}, {id: b, highest_class: sec}", "allowed"),
        ("prohibited", "{id: a, highest_class: sec}", "prohibited"),
    ],
)
def test_confidential_data_is_what_the_table_allows_at_most(
    stance: str, tools: str, word: str
) -> None:
    text = CLASSES + f"choices: {{confidential_data: {stance}}}\ntools: [{tools}]"
    assert values(text)["facts.confidential_data"] == word


def test_without_confidential_classes_the_choice_itself_counts() -> None:
    text = (
        "classes: [{id: pub, name: 公開, level: public}]\ntools: [{id: a, highest_class: pub}]\n"
        "choices: {confidential_data: conditional}"
    )
    assert values(text)["facts.confidential_data"] == "conditional"


def test_class_named_like_the_row_of_personal_data_is_not_mistaken_for_it() -> None:
    text = (
        "classes: [{id: personal_data, name: 個人情報, level: confidential}]\n"
        "tools: [{id: a, highest_class: personal_data, personal_data: allowed}]"
    )
    assert values(text)["facts.confidential_data"] == "prohibited"


# The domain


def test_every_value_of_a_settled_profile_lies_in_the_domain() -> None:
    known = domain()
    texts = [
        "",
        "organization: {kind: municipality}",
        CLASSES + "tools: [{id: a, highest_class: sec, training_use: used, log: content}]",
        "tools: [{id: a, content_types: [image, agent, transcription], personal_data: allowed}]",
    ]
    for text in texts:
        settled = values(text)
        assert {name.removesuffix("[]") for name in known} == settled.keys()
        for name, value in settled.items():
            if isinstance(value, tuple):
                assert set(value) <= set(known[f"{name}[]"])
            else:
                assert value in known[name]


def test_derived_names_and_their_answers_exist() -> None:
    known = {name.removesuffix("[]") for name in domain()}
    assert DERIVED_FROM.keys() <= known
    assert {name for name in known if name.startswith("facts.")} <= DERIVED_FROM.keys()
    for answers in DERIVED_FROM.values():
        for answer in answers:
            steps = tuple(step.removesuffix("[]") for step in answer.split("."))
            assert field_at(Profile, steps) is not None, answer


def test_same_profile_has_the_same_facts() -> None:
    text = CLASSES + "tools: [{id: a, highest_class: sec, content_types: [video, image]}]"
    assert settle(profile(text).profile) == settle(profile(text).profile)


@pytest.mark.parametrize("level", LEVELS)
def test_tool_takes_a_class_of_its_own_level(level: str) -> None:
    found = cells(
        f"classes: [{{id: x, name: x, level: {level}}}]\ntools: [{{id: a, highest_class: x}}]\n"
        "choices: {confidential_data: allowed}"
    )
    assert found["x"] == ("allowed",)


# What each name rests on

BASES: dict[str, dict[str, Any]] = {
    "nothing": {},
    "no tools": {"classes": [{"id": "high", "name": "秘", "level": "confidential"}]},
    "one tool": {
        "classes": [
            {"id": "low", "name": "公開", "level": "public"},
            {"id": "high", "name": "秘", "level": "confidential"},
        ],
        "tools": [{"id": "a", "highest_class": "high"}],
    },
    "two tools": {
        "classes": [
            {"id": "low", "name": "公開", "level": "public"},
            {"id": "high", "name": "秘", "level": "confidential"},
        ],
        "tools": [
            {"id": "a", "highest_class": "high", "content_types": ["transcription"]},
            {"id": "b", "highest_class": "low", "log": "usage", "training_use": "opt_out"},
        ],
        "rules": [{"tool": "a", "class": "high", "input": "approval"}],
        "choices": {"confidential_data": "allowed", "personal_data": "conditional"},
    },
}


def other_answers(base: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The profile with one answer changed at a time, each with the name of that answer."""
    for owner, model in (("organization", Organization), ("choices", Choices)):
        for field, info in model.model_fields.items():
            for word in labels_of(info):
                answer = [word] if field == "activities" else word
                given = {**base.get(owner, {}), field: answer}
                yield f"{owner}.{field}", {**base, owner: given}
    for owner, item in (("classes", InformationClass), ("tools", Tool), ("rules", Exemption)):
        for index, field, word in product(
            range(len(base.get(owner, []))), item.model_fields, words_of(item, base)
        ):
            info = item.model_fields[field]
            if word in labels_of(info) or (field == "highest_class" and word in ("low", "high")):
                items = [dict(each) for each in base[owner]]
                items[index][field] = [word] if field == "content_types" else word
                yield "rules" if owner == "rules" else f"{owner}[].{field}", {**base, owner: items}
    if "rules" in base:
        yield "rules", {**base, "rules": []}
    yield "recommended_uses", {**base, "recommended_uses": ["use"]}
    yield "excluded", {**base, "excluded": [{"name": "name", "reason": "reason"}]}


def words_of(item: type[Model], base: dict[str, Any]) -> list[str]:
    labels = [word for info in item.model_fields.values() for word in labels_of(info)]
    return list(dict.fromkeys([*labels, *(c["id"] for c in base.get("classes", []))]))


def seen_changes() -> set[tuple[str, str]]:
    """Each computed name with an answer whose change alone changed it."""
    found = set()
    for base in BASES.values():
        before = settle(Profile.model_validate(base)).values
        for answer, changed in other_answers(base):
            after = settle(Profile.model_validate(changed)).values
            found |= {(name, answer) for name in after if after[name] != before[name]}
    return found


def test_every_change_of_a_name_is_explained_by_what_it_is_derived_from() -> None:
    unexplained = {
        (name, answer)
        for name, answer in seen_changes()
        if answer not in DERIVED_FROM.get(name, (name,))
    }
    assert unexplained == set()


def test_every_answer_that_a_name_is_derived_from_can_change_it() -> None:
    told = {
        (name.removesuffix("[]"), answer)
        for name in domain()
        for answer in DERIVED_FROM.get(name.removesuffix("[]"), (name.removesuffix("[]"),))
    }
    assert told - seen_changes() == set()
