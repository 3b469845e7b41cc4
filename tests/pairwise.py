"""Rows in which every two answers meet, and the profiles that such rows stand for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import combinations
from typing import Any

from guideline.model.profile import ACTIVITIES, Choices, Organization
from guideline.model.validation import labels_of
from guideline.profile import ProfileFile
from tests.helpers import profile

Row = dict[str, str]
Pair = tuple[tuple[str, str], tuple[str, str]]

KINDS = tuple(labels_of(Organization.model_fields["kind"]))
CHOICES = {name: tuple(labels_of(info)) for name, info in Choices.model_fields.items()}
FACTORS: Mapping[str, tuple[str, ...]] = {
    **CHOICES,
    "law": ("private", "public"),
    "public_body": ("yes", "no"),
    **{f"activity {name}": ("out", "in") for name in ACTIVITIES},
    "tools": ("all", "chat", "none"),
    "log": ("unknown", "none", "usage", "content", "mixed"),
    "answers": ("given", "missing"),
}
"""What rows differ in: every choice, the law, the activities, the tools, how much is answered."""


def covering_rows(factors: Mapping[str, tuple[str, ...]]) -> list[Row]:
    """Rows in which each two values of two factors meet; the same rows each time.

    Each row begins with a pair that is still missing and takes, factor by factor, the value that
    brings most missing pairs with it.
    """
    missing = {
        ((one, a), (other, b)): None
        for one, other in combinations(factors, 2)
        for a in factors[one]
        for b in factors[other]
    }
    rows = []
    while missing:
        row = dict(next(iter(missing)))
        for name in factors:
            if name not in row:
                row[name] = max(factors[name], key=lambda v: _new(row, name, v, factors, missing))
        row = {name: row[name] for name in factors}
        for pair in pairs_of(row):
            missing.pop(pair, None)
        rows.append(row)
    return rows


def pairs_of(row: Row) -> list[Pair]:
    """Each two values of the row, in the order of its factors."""
    return list(combinations(row.items(), 2))


def _new(
    row: Row,
    name: str,
    value: str,
    factors: Mapping[str, tuple[str, ...]],
    missing: Mapping[Pair, None],
) -> int:
    order = list(factors)
    place = order.index(name)
    mine = (name, value)
    return sum(
        ((other, mine) if order.index(other[0]) < place else (mine, other)) in missing
        for other in row.items()
    )


def profile_of(kind: str, row: Row) -> ProfileFile:
    """A profile with the answers of the row, all of which fit each other."""
    answers: dict[str, Any] = {
        "organization": {
            "kind": kind,
            "law": row["law"],
            "public_body": row["public_body"],
            "activities": [name for name in ACTIVITIES if row[f"activity {name}"] == "in"],
        },
        "tools": _tools(kind, row),
        "choices": {name: row[name] for name in CHOICES},
    }
    if row["answers"] == "given":
        answers["organization"] |= _ORGANIZATION
        answers |= _REST
    return profile(json.dumps(answers, ensure_ascii=False))


def _tools(kind: str, row: Row) -> list[dict[str, Any]]:
    """The tools of the row, without what its choices forbid."""
    named = {"none": [], "chat": _TOOLS[:1], "all": _TOOLS}[row["tools"]]
    tools = [dict(tool) for tool in named if not _is_forbidden(tool, row)]
    for index, tool in enumerate(tools):
        log = row["log"] if row["log"] != "mixed" else ("content", "usage", "none")[index % 3]
        if log != "unknown":
            tool["log"] = log
        if tool.get("contract") == "terms" and row["consumer_services"] == "prohibited":
            tool["contract"] = "business"
        if kind == "school_board" and row["pupils"] == "prohibited":
            tool.pop("learners", None)
        if row["answers"] == "missing":
            tool.pop("highest_class", None)
        elif row["input_test"] == "published" and tool["highest_class"] != "pub":
            tool["highest_class"] = "int"
        if row["answers"] == "given":
            tool |= {key: value for key, value in _TOOL.items() if key not in tool}
    return tools


def _is_forbidden(tool: Mapping[str, Any], row: Row) -> bool:
    kinds = tool["content_types"]
    return (
        ("agent" in kinds and row["agents"] == "prohibited")
        or ("image" in kinds and row["image_generation"] == "prohibited")
        or (tool.get("account") == "personal" and row["private_accounts"] == "prohibited")
    )


_TOOL = {
    "vendor": "例社",
    "use": "試験",
    "plan": "標準",
    "contract": "business",
    "training_use": "none",
    "retention_days": 30,
    "region": "日本",
    "commercial_use": "allowed",
    "age_limit": 13,
    "guardian_consent": "needed",
    "network": "内部系",
}
_TOOLS: list[dict[str, Any]] = [
    {"id": "chat", "name": "対話", "content_types": ["text", "search"], "highest_class": "sec"},
    {
        "id": "documents",
        "name": "文書検索",
        "content_types": ["text", "rag"],
        "contract": "negotiated",
        "highest_class": "conf",
        "personal_data": "conditional",
    },
    {
        "id": "pictures",
        "name": "作画",
        "content_types": ["image", "video"],
        "contract": "terms",
        "training_use": "opt_out",
        "highest_class": "pub",
        "personal_data": "prohibited",
        "approval": "manager",
        "conditions": "試験の条件",
    },
    {
        "id": "minutes",
        "name": "議事録",
        "content_types": ["transcription", "audio", "text"],
        "highest_class": "res",
    },
    {"id": "code", "name": "符号", "content_types": ["code"], "highest_class": "int"},
    {
        "id": "agent",
        "name": "代行",
        "content_types": ["agent", "text"],
        "highest_class": "int",
        "approval": "owner",
    },
    {
        "id": "own",
        "name": "自前",
        "content_types": ["text"],
        "contract": "own",
        "highest_class": "sec",
    },
    {
        "id": "learners",
        "name": "学び",
        "content_types": ["text"],
        "learners": "yes",
        "highest_class": "pub",
        "personal_data": "prohibited",
    },
    {
        "id": "trained",
        "name": "公開調査",
        "content_types": ["search"],
        "training_use": "used",
        "highest_class": "pub",
        "personal_data": "prohibited",
    },
    {
        "id": "private",
        "name": "私用",
        "content_types": ["text"],
        "account": "personal",
        "highest_class": "pub",
        "personal_data": "prohibited",
        "approval": "manager",
    },
]
_ORGANIZATION = {
    "name": "例",
    "units": [
        {"id": "it", "name": "情報課", "contact": "内線1"},
        {"id": "law", "name": "法務課", "contact": "内線2"},
    ],
    "contacts": {
        "general": "it",
        "tools": "it",
        "personal_data": "law",
        "legal": "law",
        "incident": "it",
    },
}
_REST: dict[str, Any] = {
    "roles": {"chief": "統括者", "security": "情報部長"},
    "document": {
        "number": "第1号",
        "version": "1.0",
        "enacted": "2026-12-01",
        "effective": "2027-01-01",
        "approver": "会議",
        "owner": "it",
        "next_review": "2027-12-01",
        "record_years": 5,
        "related_rules": ["就業規則"],
        "history": [{"version": "1.0", "date": "2026-12-01", "summary": "制定"}],
    },
    "classes": [
        {"id": "pub", "name": "公開", "level": "public", "examples": "広報"},
        {"id": "int", "name": "内部", "level": "internal", "examples": "通知"},
        {"id": "res", "name": "限定", "level": "restricted", "examples": "名簿の様式"},
        {"id": "conf", "name": "秘", "level": "confidential", "examples": "計画"},
        {"id": "sec", "name": "極秘", "level": "secret", "examples": "鍵"},
    ],
    "prohibited_uses": [{"use": "合否の判断", "reason": "誤りのため", "instead": "人が行う"}],
    "reviews": [{"use": "文書", "reviewer": "課長", "checks": "数字"}],
    "approvals": [{"subject": "例外", "approver": "課長", "how": "書面"}],
    "meetings": [
        {
            "kind": "会議",
            "recording": "notice",
            "sharing": "出席者",
            "audio_days": 7,
            "transcript_days": 7,
            "minutes": "5年",
        }
    ],
    "recommended_uses": ["要約"],
    "excluded": [{"name": "別の社", "reason": "国外に置くため"}],
}
