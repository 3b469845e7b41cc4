"""What a profile means: choices settled by documented defaults, and what follows from the tools.

The class × tool table is computed here once. Tables, sentences and the first page all read this
value, so they cannot contradict each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Literal

from guideline.model.condition import Value
from guideline.model.facts import CellValue, Facts, Row
from guideline.model.profile import (
    ACTIVITIES,
    CONFIDENTIAL,
    CONTENT_TYPES,
    LEVELS,
    PUBLIC_KINDS,
    Choices,
    Exemption,
    InformationClass,
    Organization,
    Permission,
    Profile,
    Tool,
)
from guideline.model.validation import labels_of

NEVER_ALLOWED = (
    ("認証情報", "パスワード、暗証番号、APIキー、秘密鍵など"),
    ("マイナンバー", "個人番号をその内容に含む特定個人情報"),
)
"""Always at the top of the table, forbidden for every tool; no profile can switch them on."""


def settle(profile: Profile) -> Facts:
    """The facts of a profile. Depends on nothing else."""
    matrix = _matrix(profile)
    values: dict[str, Value] = {
        "organization.kind": profile.organization.kind,
        "organization.law": law_of(profile.organization),
        "organization.public_body": public_body_of(profile.organization),
        "organization.activities": profile.organization.activities,
        **{f"choices.{name}": value for name, value in settled_choices(profile).items()},
        "facts.content_types": _content_types(profile),
        "facts.personal_data": _widest_personal_data(profile),
        "facts.confidential_data": _widest_confidential(profile, matrix),
        "facts.log": _log(profile),
        "facts.training_use": _training_use(profile),
        "facts.local_models": _some(tool.contract == "own" for tool in profile.tools),
        "facts.learner_tools": _some(tool.learners == "yes" for tool in profile.tools),
        "facts.recommended_uses": _some(profile.recommended_uses),
        "facts.excluded": _some(profile.excluded),
    }
    return Facts(values, matrix)


@lru_cache(maxsize=1)
def domain() -> Mapping[str, tuple[str, ...]]:
    """Every name that a condition may use, with the words it can take. Sets end in `[]`."""
    permissions = ("prohibited", "conditional", "allowed")
    choices = {
        f"choices.{name}": tuple(labels_of(info)) for name, info in Choices.model_fields.items()
    }
    return {
        "organization.kind": tuple(labels_of(Organization.model_fields["kind"])),
        "organization.law": tuple(labels_of(Organization.model_fields["law"])),
        "organization.public_body": ("yes", "no"),
        "organization.activities[]": tuple(ACTIVITIES),
        **choices,
        "facts.content_types[]": tuple(CONTENT_TYPES),
        "facts.personal_data": permissions,
        "facts.confidential_data": permissions,
        "facts.log": ("unknown", "none", "usage", "mixed", "content"),
        **dict.fromkeys(_NONE_OR_SOME, ("none", "some")),
    }


_NONE_OR_SOME = (
    "facts.training_use",
    "facts.local_models",
    "facts.learner_tools",
    "facts.recommended_uses",
    "facts.excluded",
)

DERIVED_FROM = {
    "organization.law": ("organization.law", "organization.kind"),
    "organization.public_body": ("organization.public_body", "organization.kind"),
    "choices.image_generation": ("choices.image_generation", "tools[].content_types"),
    "choices.agents": ("choices.agents", "tools[].content_types"),
    "facts.content_types": ("tools[].content_types",),
    "facts.personal_data": (
        "tools[].personal_data",
        "tools[].content_types",
        "choices.personal_data",
    ),
    "facts.confidential_data": (
        "choices.confidential_data",
        "classes[].level",
        "tools[].highest_class",
        "tools[].training_use",
        "rules",
    ),
    "facts.log": ("tools[].log",),
    "facts.training_use": ("tools[].training_use",),
    "facts.local_models": ("tools[].contract",),
    "facts.learner_tools": ("tools[].learners",),
    "facts.recommended_uses": ("recommended_uses",),
    "facts.excluded": ("excluded",),
}
"""The answers of the profile that each computed name rests on."""


def law_of(organization: Organization) -> Literal["private", "public"]:
    """Which part of the Act on the Protection of Personal Information applies."""
    if organization.law:
        return organization.law
    return "public" if organization.kind in PUBLIC_KINDS else "private"


def public_body_of(organization: Organization) -> Literal["yes", "no"]:
    """Whether the rules on official documents and public servants apply."""
    if organization.public_body:
        return organization.public_body
    return "yes" if organization.kind in PUBLIC_KINDS else "no"


def settled_choices(profile: Profile) -> dict[str, str]:
    """The choices with their defaults; two of them depend on what the tools can do."""
    given = profile.choices.model_dump()
    types = set(_content_types(profile))
    if given["image_generation"] is None:
        makes_media = any(_makes_media(tool) for tool in profile.tools)
        given["image_generation"] = "approval" if makes_media else "prohibited"
    if given["agents"] is None:
        given["agents"] = "approval" if "agent" in types else "prohibited"
    return given


def _makes_media(tool: Tool) -> bool:
    """Whether the tool makes pictures or sound; one that writes down speech only listens."""
    types = set(tool.content_types)
    listens_only = "transcription" in types
    return bool(types & {"image", "video"}) or ("audio" in types and not listens_only)


def personal_data_of(tool: Tool, profile: Profile) -> Permission:
    """What the tool allows for personal data; the organization's choice where it says nothing.

    A transcription takes in voices and names of those who speak, so it is at least conditional.
    """
    if tool.personal_data:
        return tool.personal_data
    choice = profile.choices.personal_data
    if choice == "prohibited" and "transcription" in tool.content_types:
        return "conditional"
    return choice


def is_confidential(information_class: InformationClass) -> bool:
    """Whether `choices.confidential_data` decides about the class."""
    return LEVELS.index(information_class.level) >= LEVELS.index(CONFIDENTIAL)


def _content_types(profile: Profile) -> tuple[str, ...]:
    present = {kind for tool in profile.tools for kind in tool.content_types}
    return tuple(kind for kind in CONTENT_TYPES if kind in present)


def _matrix(profile: Profile) -> tuple[Row, ...]:
    ordered = sorted(profile.classes, key=lambda c: LEVELS.index(c.level))
    ranks = {c.id: LEVELS.index(c.level) for c in profile.classes}
    rules = {(r.tool, r.information_class): r for r in profile.rules}
    rows = [
        Row(
            c.id,
            c.name,
            tuple(_cell(c, tool, profile, ranks, rules) for tool in profile.tools),
            "class",
            c.examples or "",
        )
        for c in ordered
    ]
    personal: tuple[CellValue, ...] = tuple(
        personal_data_of(tool, profile) for tool in profile.tools
    )
    rows.append(Row("personal_data", "個人情報", personal, "personal_data"))
    never: list[CellValue] = ["prohibited"] * len(profile.tools)
    rows += [Row(name, name, tuple(never), "never", text) for name, text in NEVER_ALLOWED]
    return tuple(rows)


def _cell(
    information_class: InformationClass,
    tool: Tool,
    profile: Profile,
    ranks: dict[str, int],
    rules: dict[tuple[str, str], Exemption],
) -> CellValue:
    limit = ranks.get(tool.highest_class or "")
    if limit is not None and ranks[information_class.id] > limit:
        return "prohibited"
    rule = rules.get((tool.id, information_class.id))
    ceiling = _ceiling(information_class, tool, profile)
    cell = _stricter(ceiling, rule.input) if rule else ceiling
    return cell if limit is not None or cell == "prohibited" else "unknown"


def _ceiling(information_class: InformationClass, tool: Tool, profile: Profile) -> CellValue:
    """The most that the choices allow, whatever the tool's limit."""
    if not is_confidential(information_class):
        return "allowed"
    if tool.training_use == "used":
        return "prohibited"
    stance = profile.choices.confidential_data
    return "approval" if stance == "conditional" else stance


_STRICTNESS: tuple[CellValue, ...] = ("prohibited", "approval", "conditional", "allowed")


def _stricter(one: CellValue, other: CellValue) -> CellValue:
    return min(one, other, key=_STRICTNESS.index)


def _widest_personal_data(profile: Profile) -> str:
    if not profile.tools:
        return profile.choices.personal_data
    order = ("prohibited", "conditional", "allowed")
    return max((personal_data_of(t, profile) for t in profile.tools), key=order.index)


def _widest_confidential(profile: Profile, matrix: tuple[Row, ...]) -> str:
    confidential = {c.id for c in profile.classes if is_confidential(c)}
    rows = [row for row in matrix if row.kind == "class" and row.id in confidential]
    cells = {cell for row in rows for cell in row.cells}
    if not cells - {"unknown"}:
        return profile.choices.confidential_data
    if "allowed" in cells:
        return "allowed"
    return "conditional" if "approval" in cells else "prohibited"


def _log(profile: Profile) -> str:
    """What the tools keep: `mixed` where only some keep the content, `unknown` without answers."""
    kept = {tool.log for tool in profile.tools} - {None}
    if "content" in kept:
        return "mixed" if len(kept) > 1 else "content"
    return "usage" if "usage" in kept else "none" if kept else "unknown"


def _training_use(profile: Profile) -> str:
    return _some(tool.training_use == "used" for tool in profile.tools)


def _some(items: Iterable[object]) -> str:
    return "some" if any(items) else "none"
