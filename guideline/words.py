"""The profile as texts read it: plain strings and lists, with blanks where an answer is missing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from guideline.facts import is_confidential, personal_data_of, settled_choices
from guideline.model.facts import CellValue, Facts, Row
from guideline.model.fields import Model
from guideline.model.profile import PERMISSIONS, Choices, Organization, Profile, Tool
from guideline.model.template import Register
from guideline.model.validation import Declaration, extra_of, labels_of, model_in

Words = dict[str, Any]

CELL_LABELS: Mapping[CellValue, str] = {
    "allowed": "○ 可",
    "approval": "△ 要承認",
    "conditional": "△ 条件付き",
    "prohibited": "× 不可",
}

THIS = {
    "guideline": "本ガイドライン",
    "rules": "本ルール",
    "regulation": "この規程",
    "directive": "この訓令",
    "outline": "この要綱",
}
"""How a document of each kind speaks of itself."""

_SHORT_NAMES = {
    "company": "当社",
    "municipality": "本市",
    "school_board": "本教育委員会",
    "university": "本学",
    "hospital": "当院",
    "other": "当団体",
}
_AREAS = {"都": "本都", "道": "本道", "府": "本府", "県": "本県", "市": "本市", "区": "本区"}
_AREAS |= {"町": "本町", "村": "本村"}
_MEMBERS = {"company": "役職員", "university": "教職員", "school_board": "教職員"}


def words(profile: Profile, facts: Facts, register: Register = "polite") -> Words:
    """Everything a text may name, as plain values.

    A field with fixed values has beside it `<field>_label`, what a reader sees.
    A missing answer is 【title】 with the profile's path hidden in it; see `blank_text`.
    """
    era = profile.document.era
    spoken = _Speaker(era).model(profile, "")
    spoken["organization"] |= _names(profile.organization)
    for name in ("law", "public_body"):
        spoken["organization"][name] = facts.values[f"organization.{name}"]
    spoken["contacts"] = _contacts(profile)
    spoken["units"] = spoken["organization"].pop("units")
    spoken["organization"].pop("contacts")
    spoken["document"]["owner"] = _owner(profile)
    spoken["document"]["this"] = _this(profile, register)
    spoken["choices"] = _choices(profile)
    spoken["facts"] = {
        name.removeprefix("facts."): list(value) if isinstance(value, tuple) else value
        for name, value in facts.values.items()
        if name.startswith("facts.")
    }
    spoken["confidential_classes"] = _confidential_classes(profile)
    spoken["matrix"] = _matrix(profile, facts, spoken["tools"])
    for index, tool in enumerate(profile.tools):
        spoken["tools"][index] |= _tool(tool, profile, facts, index)
    if not profile.tools:
        spoken["tools"][0] |= {"allowed_classes": [], "approval_classes": []}
    return spoken


def _this(profile: Profile, register: Register) -> str:
    """How the document speaks of itself; articles in である are a 規程 unless told otherwise."""
    kind = profile.document.kind
    if register == "plain" and kind in ("guideline", "rules"):
        return THIS["regulation"]
    return THIS[kind]


def blank_text(title: str, path: str) -> str:
    """【title】 with the path of the missing answer between two private-use characters."""
    return f"【{title}\ue000{path}\ue001】"


def spoken_date(day: date, era: str) -> str:
    """A day as Japanese documents write it; 和暦 from 令和元年 (2019-05-01) on."""
    if era == "japanese" and day >= date(2019, 5, 1):
        year = day.year - 2018
        return f"令和{'元' if year == 1 else year}年{day.month}月{day.day}日"
    return f"{day.year}年{day.month}月{day.day}日"


class _Speaker:
    """Turns model values into words, field by field, as the declarations say."""

    def __init__(self, era: str) -> None:
        self._era = era

    def model(self, value: Model, path: str) -> Words:
        spoken: Words = {}
        for name, info in type(value).model_fields.items():
            key = info.alias or name
            inner = f"{path}.{key}" if path else key
            spoken |= self._field(key, info, getattr(value, name), inner)
        return spoken

    def blank_row(self, model: type[Model], path: str) -> Words:
        """One row in which every answer is missing; all of it points to the missing list."""
        row: Words = {}
        for name, info in model.model_fields.items():
            key = info.alias or name
            text = blank_text(info.title or name, path)
            row[key] = text
            if labels_of(info) or "unit" in extra_of(info):
                row[f"{key}_label"] = text
        return row

    def _field(self, key: str, info: Declaration, value: Any, path: str) -> Words:
        extra = extra_of(info)
        if isinstance(value, Model):
            return {key: self.model(value, path)}
        if isinstance(value, tuple) and not extra.get("labels"):
            return {key: self._list(info, value, path)}
        if value is None and extra.get("blank"):
            text = blank_text(info.title or key, path)
            return {key: text, f"{key}_label": text}
        if isinstance(value, date):
            return {key: spoken_date(value, self._era)}
        return {key: self._plain(value), **self._label(key, extra, value)}

    def _list(self, info: Declaration, value: tuple[Any, ...], path: str) -> list[Any]:
        inner = model_in(info.annotation)
        if not value and extra_of(info).get("blank") and inner and issubclass(inner, Model):
            return [self.blank_row(inner, path)]
        return [
            self.model(item, f"{path}[{n}]") if isinstance(item, Model) else str(item)
            for n, item in enumerate(value)
        ]

    def _plain(self, value: Any) -> Any:
        if value is None or isinstance(value, str):
            return value
        return [str(v) for v in value] if isinstance(value, tuple) else str(value)

    def _label(self, key: str, extra: Mapping[str, Any], value: Any) -> Words:
        labels = extra.get("labels")
        if isinstance(value, tuple) and labels:
            return {f"{key}_label": "、".join(labels[v] for v in value)}
        if labels:
            return {f"{key}_label": labels.get(value, "")}
        if "unit" in extra:
            return {f"{key}_label": extra["zero"] if value == 0 else f"{value}{extra['unit']}"}
        return {}


def _names(organization: Organization) -> Words:
    """How the organization and its people are called where the profile does not say."""
    name = organization.name or ""
    short = _SHORT_NAMES[organization.kind]
    if organization.kind == "municipality":
        short = _AREAS.get(name[-1:], short)
    return {
        "short_name": organization.short_name or short,
        "members": organization.members or _MEMBERS.get(organization.kind, "職員"),
    }


def _contacts(profile: Profile) -> Words:
    contacts = profile.organization.contacts
    return {
        name: _contact(profile, getattr(contacts, name), info.title or name, name)
        for name, info in type(contacts).model_fields.items()
    }


def _contact(profile: Profile, unit_id: str | None, title: str, name: str) -> Words:
    path = f"organization.contacts.{name}"
    for index, unit in enumerate(profile.organization.units):
        if unit.id == unit_id:
            missing = blank_text("連絡先", f"organization.units[{index}].contact")
            return {"name": unit.name, "contact": unit.contact or missing}
    return {"name": blank_text(title, path), "contact": blank_text(f"{title}の連絡先", path)}


def _owner(profile: Profile) -> str:
    units = {unit.id: unit.name for unit in profile.organization.units}
    return units.get(profile.document.owner or "") or blank_text("主管部署", "document.owner")


def _confidential_classes(profile: Profile) -> list[str]:
    """Names of the classes about which `choices.confidential_data` decides."""
    if not profile.classes:
        return [blank_text("秘密に当たる情報区分", "classes")]
    names = [f"「{c.name}」" for c in profile.classes if is_confidential(c)]
    return names or ["秘密として管理する情報"]


def _choices(profile: Profile) -> Words:
    spoken: Words = {}
    for name, value in settled_choices(profile).items():
        spoken[name] = value
        spoken[f"{name}_label"] = labels_of(Choices.model_fields[name])[value]
    return spoken


def _tool(tool: Tool, profile: Profile, facts: Facts, index: int) -> Words:
    classes = {c.id: c.name for c in profile.classes}
    permission = personal_data_of(tool, profile)
    rows = [row for row in facts.matrix if row.kind == "class"]
    missing = blank_text("入力できる最も高い情報区分", f"tools[{index}].highest_class")
    approvers = {"manager": profile.roles.manager, "owner": _owner(profile)}
    return {
        "approval_label": approvers.get(tool.approval, "不要"),
        "highest_class_label": classes.get(tool.highest_class or "", missing),
        "personal_data": permission,
        "personal_data_label": PERMISSIONS[permission],
        "allowed_classes": [r.name for r in rows if r.cells[index] == "allowed"],
        "approval_classes": [r.name for r in rows if r.cells[index] == "approval"],
    }


MOST_COLUMNS = 6
"""With more tools than this, the class × tool table has a row for each tool instead."""


def _matrix(profile: Profile, facts: Facts, tools: list[Words]) -> Words:
    """The class × tool table: `corner`, `header` and `lines` as a page can hold them."""
    rows = [_row(row, profile) for row in facts.matrix]
    if not profile.classes:
        rows.insert(0, _unknown_row(profile))
    names = [tool["name"] for tool in tools]
    if len(tools) <= MOST_COLUMNS:
        lines = [{"name": row["name"], "cells": row["cells"]} for row in rows]
        shape = {"corner": "情報区分", "header": names, "lines": lines}
    else:
        by_tool = [
            {"name": name, "cells": [row["cells"][index] for row in rows]}
            for index, name in enumerate(names)
        ]
        shape = {"corner": "ツール", "header": [row["name"] for row in rows], "lines": by_tool}
    return {"tools": names, "rows": rows, "is_by_tool": len(tools) > MOST_COLUMNS, **shape}


def _row(row: Row, profile: Profile) -> Words:
    cells = [_cell(value, index) for index, value in enumerate(row.cells)]
    if not profile.tools:
        cells = [_cell(_without_tools(row, profile), None)]
    return {
        "name": row.name,
        "examples": row.examples or _examples_blank(row, profile),
        "kind": row.kind,
        "cells": cells,
    }


def _without_tools(row: Row, profile: Profile) -> CellValue:
    """The cell of the one blank tool: known where no tool can make a difference."""
    match row.kind:
        case "never":
            return "prohibited"
        case "personal_data":
            return profile.choices.personal_data
        case "class":
            return "unknown"


def _examples_blank(row: Row, profile: Profile) -> str:
    if row.kind != "class":
        return ""
    index = [c.id for c in profile.classes].index(row.id)
    return blank_text("例", f"classes[{index}].examples")


def _unknown_row(profile: Profile) -> Words:
    cell = {"value": "unknown", "label": blank_text("可否", "classes")}
    return {
        "name": blank_text("情報区分", "classes"),
        "examples": blank_text("例", "classes"),
        "kind": "class",
        "cells": [cell] * max(1, len(profile.tools)),
    }


def _cell(value: CellValue, index: int | None) -> Words:
    path = "tools" if index is None else f"tools[{index}].highest_class"
    return {"value": value, "label": CELL_LABELS.get(value) or blank_text("可否", path)}
