"""Contradictions between the parts of a profile."""

from __future__ import annotations

from pathlib import Path

import pytest

from guideline.consistency import contradictions
from guideline.model.profile import Profile
from guideline.model.validation import Fault
from tests.helpers import EXAMPLES, profile

CLASSES = """
classes:
  - {id: pub, name: 公開, level: public}
  - {id: int, name: 内部, level: internal}
  - {id: conf, name: 秘, level: confidential}
"""


def faults(text: str) -> list[Fault]:
    return contradictions(profile(text).profile)


def places(text: str) -> list[tuple[tuple[str | int, ...], str]]:
    return [(fault.path, fault.code) for fault in faults(text)]


def test_empty_profile_contradicts_nothing() -> None:
    assert contradictions(Profile()) == []


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_examples_contradict_nothing(path: Path) -> None:
    assert faults(path.read_text(encoding="utf-8")) == []


# Ids


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("tools: [{id: a}, {id: b}, {id: a}]", ("tools", 2, "id")),
        (
            "classes: [{id: a, name: x, level: public}, {id: a, name: y, level: secret}]",
            ("classes", 1, "id"),
        ),
        (
            "organization: {units: [{id: a, name: x}, {id: a, name: y}]}",
            ("organization", "units", 1, "id"),
        ),
    ],
)
def test_id_used_twice_is_reported_at_the_second(text: str, path: tuple[str | int, ...]) -> None:
    [fault] = faults(text)
    assert (fault.path, fault.code) == (path, "duplicate-id")
    assert "「a」" in fault.message
    assert fault.remedy


def test_one_id_may_name_a_tool_a_class_and_a_unit() -> None:
    text = (
        "organization: {units: [{id: a, name: x}]}\ntools: [{id: a}]\n"
        "classes: [{id: a, name: x, level: public}]\n"
    )
    assert faults(text) == []


@pytest.mark.parametrize("contact", ["general", "tools", "personal_data", "legal", "incident"])
def test_unknown_unit_of_a_contact_is_reported(contact: str) -> None:
    text = (
        f"organization:\n  units: [{{id: legal, name: 法務課}}]\n  contacts: {{{contact}: leagl}}\n"
    )
    [fault] = faults(text)
    assert (fault.path, fault.code) == (("organization", "contacts", contact), "unknown-id")
    assert fault.message == "識別子が「leagl」の部署はありません。"
    assert fault.remedy == "もしかして「legal」ですか。organization.units にある識別子：legal"


def test_unknown_owner_is_reported() -> None:
    [fault] = faults("document: {owner: dx}")
    assert (fault.path, fault.code) == (("document", "owner"), "unknown-id")
    assert fault.remedy == "organization.units にある識別子：なし"


def test_known_units_are_fine() -> None:
    text = (
        "organization: {units: [{id: dx, name: x}], contacts: {general: dx, incident: dx}}\n"
        "document: {owner: dx}\n"
    )
    assert faults(text) == []


def test_unknown_highest_class_is_reported() -> None:
    [fault] = faults(CLASSES + "tools: [{id: a}, {id: b, highest_class: cnof}]")
    assert (fault.path, fault.code) == (("tools", 1, "highest_class"), "unknown-id")
    assert fault.remedy == "もしかして「conf」ですか。classes にある識別子：pub、int、conf"


# Rules


def test_unknown_tool_and_class_of_a_rule_are_reported() -> None:
    text = CLASSES + "tools: [{id: chat}]\nrules: [{tool: chta, class: itn, input: allowed}]"
    assert [(f.path, f.code, f.message) for f in faults(text)] == [
        (("rules", 0, "tool"), "unknown-id", "識別子が「chta」のツールはありません。"),
        (("rules", 0, "class"), "unknown-id", "識別子が「itn」の情報区分はありません。"),
    ]
    assert "もしかして「chat」ですか。" in faults(text)[0].remedy
    assert "もしかして「int」ですか。" in faults(text)[1].remedy


def test_two_rules_for_one_pair_are_reported() -> None:
    text = CLASSES + (
        "tools: [{id: a, highest_class: int}, {id: b, highest_class: int}]\n"
        "rules:\n"
        "  - {tool: a, class: pub, input: allowed}\n"
        "  - {tool: a, class: int, input: allowed}\n"
        "  - {tool: b, class: pub, input: allowed}\n"
        "  - {tool: a, class: pub, input: prohibited}\n"
    )
    assert places(text) == [(("rules", 3), "duplicate-rule")]


@pytest.mark.parametrize("given", ["allowed", "approval"])
def test_tool_allowed_for_a_class_above_its_highest_is_reported(given: str) -> None:
    text = CLASSES + (
        "tools: [{id: a, name: 対話AI, highest_class: pub}]\n"
        f"rules: [{{tool: a, class: int, input: {given}}}]\n"
    )
    [fault] = faults(text)
    assert (fault.path, fault.code) == (("rules", 0, "input"), "class-above-limit")
    assert all(word in fault.message for word in ("「対話AI」", "「pub」", "「int」"))
    assert "highest_class" in fault.remedy


def test_tool_without_name_is_called_by_its_id() -> None:
    text = CLASSES + (
        "tools: [{id: chat, highest_class: pub}]\nrules: [{tool: chat, class: int, input: allowed}]"
    )
    assert "「chat」" in faults(text)[0].message


@pytest.mark.parametrize(
    ("tool", "rule"),
    [
        ("{id: a, highest_class: pub}", "{tool: a, class: int, input: prohibited}"),
        ("{id: a, highest_class: int}", "{tool: a, class: int, input: allowed}"),
        ("{id: a, highest_class: int}", "{tool: a, class: pub, input: approval}"),
        ("{id: a, highest_class: conf}", "{tool: a, class: conf, input: prohibited}"),
        ("{id: a}", "{tool: a, class: int, input: allowed}"),
    ],
)
def test_rule_within_the_limits_is_fine(tool: str, rule: str) -> None:
    assert faults(CLASSES + f"tools: [{tool}]\nrules: [{rule}]") == []


@pytest.mark.parametrize(
    ("stance", "codes"),
    [("prohibited", ["class-above-limit"]), ("conditional", []), ("allowed", [])],
)
def test_rule_against_the_choice_about_confidential_data_is_reported(
    stance: str, codes: list[str]
) -> None:
    text = CLASSES + (
        f"choices: {{confidential_data: {stance}}}\n"
        "tools: [{id: a, highest_class: conf}]\nrules: [{tool: a, class: conf, input: approval}]"
    )
    found = faults(text)
    assert [f.code for f in found] == codes
    assert all("choices.confidential_data" in f.message for f in found)


# Tools


@pytest.mark.parametrize(
    ("account", "stance", "codes"),
    [
        ("personal", "prohibited", ["private-account"]),
        ("personal", "approval", []),
        ("issued", "prohibited", []),
    ],
)
def test_personal_account_against_the_choice_is_reported(
    account: str, stance: str, codes: list[str]
) -> None:
    text = (
        f"choices: {{private_accounts: {stance}}}\n"
        f"tools: [{{id: a, account: {account}, approval: manager}}]"
    )
    assert places(text) == [(("tools", 0, "account"), code) for code in codes]


def test_rule_that_lets_confidential_data_into_a_learning_tool_is_reported() -> None:
    text = CLASSES + (
        "choices: {confidential_data: conditional}\n"
        "tools: [{id: a, highest_class: conf, training_use: used}]\n"
        "rules: [{tool: a, class: conf, input: approval}, {tool: a, class: int, input: allowed}]"
    )
    [fault] = faults(text)
    assert (fault.path, fault.code) == (("rules", 0, "input"), "class-above-limit")
    assert "学習" in fault.message


LIMITS = {
    "within the limits": ("", "", []),
    "public class": ("highest_class: pub", "", []),
    "class above public": ("highest_class: int", "", ["highest_class"]),
    "personal data": ("personal_data: conditional", "", ["personal_data"]),
    "personal data by choice": ("", "personal_data: allowed", ["personal_data"]),
    "no personal data against the choice": (
        *("personal_data: prohibited", "personal_data: allowed", []),
    ),
    "learns": ("training_use: used", "", ["training_use"]),
    "does not learn": ("training_use: opt_out", "", []),
    "no approval": ("approval: none", "", ["approval"]),
    "approval of the owner": ("approval: owner", "", []),
    "everything": (
        "highest_class: conf, personal_data: allowed, approval: none",
        "",
        ["highest_class", "personal_data", "approval"],
    ),
}


@pytest.mark.parametrize(("tool", "choice", "keys"), LIMITS.values(), ids=LIMITS)
def test_personal_account_cannot_carry_what_the_organization_answers_for(
    tool: str, choice: str, keys: list[str]
) -> None:
    choices = ", ".join(text for text in ("private_accounts: approval", choice) if text)
    approval = "" if "approval" in tool else "approval: manager"
    attributes = ", ".join(text for text in ("id: a", approval, tool) if text)
    rest = f"choices: {{{choices}}}\ntools: [{{{attributes}, account: "
    assert places(f"{CLASSES}{rest}personal}}]") == [
        (("tools", 0, key), "private-account-limit") for key in keys
    ]
    assert places(f"{CLASSES}{rest}issued}}]") == []


@pytest.mark.parametrize(
    ("permission", "types", "codes"),
    [
        ("prohibited", "transcription", ["transcription-of-nobody"]),
        ("prohibited", "text", []),
        ("conditional", "transcription", []),
    ],
)
def test_transcription_without_personal_data_is_reported(
    permission: str, types: str, codes: list[str]
) -> None:
    text = f"tools: [{{id: a, personal_data: {permission}, content_types: [{types}]}}]"
    assert places(text) == [(("tools", 0, "personal_data"), code) for code in codes]


TRAINED_ON = (("tools", 0, "training_use"), "personal-data-trained-on")


@pytest.mark.parametrize(
    ("tool", "found"),
    [
        ("training_use: used, personal_data: conditional", [TRAINED_ON]),
        ("training_use: used, personal_data: allowed", [TRAINED_ON]),
        ("training_use: used, content_types: [transcription]", [TRAINED_ON]),
        ("training_use: used, personal_data: prohibited", []),
        ("training_use: used", []),
        ("training_use: opt_out, personal_data: allowed", []),
        ("personal_data: allowed", []),
    ],
)
def test_personal_data_in_a_tool_that_learns_is_reported(
    tool: str, found: list[tuple[tuple[str | int, ...], str]]
) -> None:
    assert places(f"tools: [{{id: a, {tool}}}]") == found


def test_choice_that_lets_personal_data_into_a_learning_tool_is_reported() -> None:
    text = "choices: {personal_data: allowed}\ntools: [{id: a, training_use: used}]"
    assert places(text) == [TRAINED_ON]


# Dates


@pytest.mark.parametrize(
    ("dates", "keys"),
    [
        ("enacted: 2026-04-02, effective: 2026-04-01", ["effective"]),
        ("effective: 2026-04-02, next_review: 2026-04-01", ["next_review"]),
        ("enacted: 2026-04-01, effective: 2026-04-01, next_review: 2026-04-01", []),
        ("enacted: 2026-04-02", []),
        ("enacted: 2026-04-02, next_review: 2026-04-01", ["next_review"]),
        ("enacted: 2026-04-01, next_review: 2026-04-01", []),
        (
            "enacted: 2026-04-03, effective: 2026-04-02, next_review: 2026-04-01",
            ["effective", "next_review", "next_review"],
        ),
    ],
)
def test_dates_out_of_order_are_reported(dates: str, keys: list[str]) -> None:
    assert places(f"document: {{{dates}}}") == [
        (("document", key), "dates-out-of-order") for key in keys
    ]


def test_every_contradiction_is_reported_at_once() -> None:
    text = (
        "document: {owner: dx, enacted: 2026-04-02, effective: 2026-04-01}\n"
        "tools: [{id: a, account: personal}, {id: a, highest_class: x}]\n"
        "rules: [{tool: b, class: x, input: allowed}]\n"
    )
    assert {code for _, code in places(text)} == {
        "duplicate-id",
        "unknown-id",
        "private-account",
        "private-account-limit",
        "dates-out-of-order",
    }
    assert len(places(text)) == 8
    assert all(fault.message and fault.remedy for fault in faults(text))


def test_rule_looser_than_the_choice_is_reported() -> None:
    text = (
        CLASSES
        + "choices: {confidential_data: conditional}\n"
        + "tools: [{id: a, highest_class: conf}]\n"
        + "rules: [{tool: a, class: conf, input: allowed}]"
    )
    assert places(text) == [(("rules", 0, "input"), "rule-looser-than-choice")]


@pytest.mark.parametrize("value", ["approval", "prohibited"])
def test_rule_as_strict_as_the_choice_is_fine(value: str) -> None:
    text = (
        CLASSES
        + "choices: {confidential_data: conditional}\n"
        + "tools: [{id: a, highest_class: conf}]\n"
        + f"rules: [{{tool: a, class: conf, input: {value}}}]"
    )
    assert places(text) == []


# Names


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (
            "tools: [{id: a, name: 甲}, {id: b}, {id: c}, {id: d, name: 甲}]",
            ("tools", 3, "name"),
        ),
        (
            "classes: [{id: a, name: 甲, level: public}, {id: b, name: 甲, level: secret}]",
            ("classes", 1, "name"),
        ),
        (
            "organization: {units: [{id: a, name: 甲}, {id: b, name: 甲}]}",
            ("organization", "units", 1, "name"),
        ),
    ],
)
def test_name_used_twice_is_reported_at_the_second(text: str, path: tuple[str | int, ...]) -> None:
    [fault] = faults(text)
    assert (fault.path, fault.code) == (path, "duplicate-name")
    assert "「甲」" in fault.message
    assert fault.remedy


def test_one_name_may_stand_for_a_tool_a_class_and_a_unit() -> None:
    text = (
        "organization: {units: [{id: a, name: 甲}]}\ntools: [{id: a, name: 甲}]\n"
        "classes: [{id: a, name: 甲, level: public}]\n"
    )
    assert faults(text) == []


NAMED = CLASSES + (
    "organization:\n  units: [{id: law, name: 法務課}, {id: it, name: 情報課}]\n"
    "  contacts: {general: %s}\n"
    "document: {owner: %s}\ntools: [{id: chat, name: 対話AI, highest_class: %s}]\n"
    "rules: [{tool: %s, class: %s, input: prohibited}]\n"
)


def test_id_is_told_where_a_name_was_written() -> None:
    text = NAMED % ("情報課", "法務課", "秘", "対話AI", "公開")
    assert [(f.path, f.remedy) for f in faults(text)] == [
        (
            ("organization", "contacts", "general"),
            "識別子は「it」です。organization.units にある識別子：law、it",
        ),
        (
            ("document", "owner"),
            "識別子は「law」です。organization.units にある識別子：law、it",
        ),
        (
            ("tools", 0, "highest_class"),
            "識別子は「conf」です。classes にある識別子：pub、int、conf",
        ),
        (("rules", 0, "tool"), "識別子は「chat」です。tools にある識別子：chat"),
        (
            ("rules", 0, "class"),
            "識別子は「pub」です。classes にある識別子：pub、int、conf",
        ),
    ]
    assert {f.code for f in faults(text)} == {"unknown-id"}
    assert faults(NAMED % ("it", "law", "conf", "chat", "pub")) == []


# Tools against the choices


@pytest.mark.parametrize(
    ("types", "choices", "choice"),
    [
        ("agent", "agents: prohibited", "agents"),
        ("text, agent", "agents: prohibited", "agents"),
        ("agent", "agents: approval", ""),
        ("agent", "", ""),
        ("text", "agents: prohibited", ""),
        ("image", "image_generation: prohibited", "image_generation"),
        ("audio, video", "image_generation: prohibited", "image_generation"),
        ("image", "image_generation: internal", ""),
        ("image, text", "image_generation: prohibited", ""),
        ("audio, transcription", "image_generation: prohibited", ""),
        ("text", "image_generation: prohibited", ""),
        ("", "image_generation: prohibited", ""),
    ],
)
def test_tool_that_can_do_nothing_but_what_is_forbidden_is_reported(
    types: str, choices: str, choice: str
) -> None:
    text = f"choices: {{{choices}}}\ntools: [{{id: a}}, {{id: b, content_types: [{types}]}}]"
    found = faults(text)
    assert [(f.path, f.code) for f in found] == (
        [(("tools", 1, "content_types"), "forbidden-tool")] if choice else []
    )
    assert all(f"choices.{choice}" in f.message + f.remedy for f in found)


def test_rule_against_the_choice_is_reported_also_without_a_highest_class() -> None:
    text = CLASSES + "tools: [{id: a}]\nrules: [{tool: a, class: conf, input: allowed}]"
    [fault] = faults(text)
    assert (fault.path, fault.code) == (("rules", 0, "input"), "class-above-limit")
    assert "choices.confidential_data" in fault.message


# What the choices say about terms of service, about what may go in, and about pupils

TERMS = (("tools", 0, "contract"), "forbidden-tool")
ABOVE = (("tools", 0, "highest_class"), "class-above-choice")


@pytest.mark.parametrize(
    ("stance", "tool", "found"),
    [
        ("prohibited", "contract: terms", [TERMS]),
        ("prohibited", "contract: terms, highest_class: int", [TERMS]),
        ("prohibited", "contract: business", []),
        ("prohibited", "", []),
        ("public_only", "contract: terms, highest_class: int", [ABOVE]),
        ("public_only", "contract: terms, highest_class: pub", []),
        ("public_only", "contract: terms", []),
        ("public_only", "contract: negotiated, highest_class: int", []),
    ],
)
def test_tool_under_terms_is_held_against_the_choice(
    stance: str, tool: str, found: list[tuple[tuple[str | int, ...], str]]
) -> None:
    attributes = ", ".join(text for text in ("id: a", tool) if text)
    text = f"{CLASSES}choices: {{consumer_services: {stance}}}\ntools: [{{{attributes}}}]"
    assert places(text) == found


@pytest.mark.parametrize(
    ("test", "limit", "found"),
    [
        ("published", "conf", [ABOVE]),
        ("published", "int", []),
        ("published", "pub", []),
        ("disclosable", "conf", []),
        ("designated", "conf", []),
        ("class", "conf", []),
    ],
)
def test_limit_above_what_may_be_published_is_reported(
    test: str, limit: str, found: list[tuple[tuple[str | int, ...], str]]
) -> None:
    text = f"{CLASSES}choices: {{input_test: {test}}}\ntools: [{{id: a, highest_class: {limit}}}]"
    assert places(text) == found


@pytest.mark.parametrize(
    ("kind", "stance", "learners", "codes"),
    [
        ("school_board", "prohibited", "yes", ["forbidden-tool"]),
        ("school_board", "guided", "yes", []),
        ("school_board", "prohibited", "no", []),
        ("university", "prohibited", "yes", []),
    ],
)
def test_tool_for_pupils_who_may_use_none_is_reported(
    kind: str, stance: str, learners: str, codes: list[str]
) -> None:
    text = (
        f"organization: {{kind: {kind}}}\nchoices: {{pupils: {stance}}}\n"
        f"tools: [{{id: a, learners: '{learners}'}}]"
    )
    assert places(text) == [(("tools", 0, "learners"), code) for code in codes]


@pytest.mark.parametrize(("use", "codes"), [("used", ["learners-trained-on"]), ("opt_out", [])])
def test_tool_that_learns_from_pupils_is_reported(use: str, codes: list[str]) -> None:
    text = (
        "organization: {kind: school_board}\nchoices: {pupils: guided}\n"
        f"tools: [{{id: a, learners: 'yes', training_use: {use}}}]"
    )
    assert places(text) == [(("tools", 0, "training_use"), code) for code in codes]


# Meetings, activities, and what the organization does not use


@pytest.mark.parametrize(
    ("meeting", "keys"),
    [
        ("recording: prohibited, audio_days: 7", ["audio_days"]),
        ("recording: prohibited, transcript_days: 7", ["transcript_days"]),
        ("recording: prohibited, audio_days: 0, transcript_days: 0", []),
        ("recording: prohibited", []),
        ("recording: consent, audio_days: 7, transcript_days: 7", []),
    ],
)
def test_recording_kept_of_a_meeting_that_is_not_recorded_is_reported(
    meeting: str, keys: list[str]
) -> None:
    assert places(f"meetings: [{{kind: 会議, {meeting}}}]") == [
        (("meetings", 0, key), "kept-but-not-recorded") for key in keys
    ]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("organization: {activities: [eu, listed, eu]}", ("organization", "activities", 2)),
        (
            "meetings: [{kind: 会議, recording: notice}, {kind: 会議, recording: consent}]",
            ("meetings", 1, "kind"),
        ),
        (
            "excluded: [{name: 甲社, reason: x}, {name: 甲社, reason: y}]",
            ("excluded", 1, "name"),
        ),
        (
            "document: {readings: [{word: 甲課, reading: こうか}, {word: 甲課, reading: か}]}",
            ("document", "readings", 1, "word"),
        ),
    ],
)
def test_answer_given_twice_is_reported_at_the_second(
    text: str, path: tuple[str | int, ...]
) -> None:
    assert places(text) == [(path, "given-twice")]


@pytest.mark.parametrize(
    ("tool", "keys"),
    [
        ("name: 甲社", ["name"]),
        ("vendor: 甲社", ["vendor"]),
        ("name: ＡＩ　ｃｈａｔ", ["name"]),
        ("name: 甲社チャット, vendor: 乙社", []),
        ("users: 甲社", []),
    ],
)
def test_tool_that_is_excluded_too_is_reported(tool: str, keys: list[str]) -> None:
    text = (
        "excluded: [{name: 甲社, reason: x}, {name: AI Chat, reason: x}]\n"
        f"tools: [{{id: a, {tool}}}]"
    )
    assert places(text) == [(("tools", 0, key), "excluded-tool") for key in keys]
