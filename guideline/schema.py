"""JSON Schemas for editors and programs: profile, front matter, names in texts, JSON output."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any, get_args, get_type_hints

from guideline import comparison_json, coverage
from guideline.document import LayerChange, Manifest
from guideline.meaning import DIRECTIONS, WEIGHTS
from guideline.model.change import ASPECTS, FormatChange, Kind, Match, Span
from guideline.model.clause import Act, FrontMatter
from guideline.model.profile import Profile
from guideline.model.template import TemplateSettings
from guideline.model.version import Identity
from guideline.vocabulary import clause_names
from guideline.writers.to_json import SCHEMA_VERSION

_DRAFT = "https://json-schema.org/draft/2020-12/schema"


def schema_of(name: str) -> dict[str, Any]:
    """The schema of this name, such as `profile` or `diff`, as plain values."""
    return {"$schema": _DRAFT, **_SCHEMAS[name]()}


def _of_model(model: type[Profile | FrontMatter | TemplateSettings]) -> dict[str, Any]:
    schema: dict[str, Any] = _with_descriptions(model.model_json_schema(by_alias=True))
    return schema


def _with_descriptions(schema: Any) -> Any:
    """The schema with what our fields say beyond their type as a description editors show."""
    if isinstance(schema, list):
        return [_with_descriptions(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {
        key: _with_descriptions(value)
        for key, value in schema.items()
        if key not in ("blank", "labels", "unit", "zero") or not _is_field(schema)
    }
    if _is_field(schema):
        told = [schema.get("description", ""), _labels(schema), _blank(schema)]
        description = " ".join(text for text in told if text)
        if description:
            kept["description"] = description
    return kept


def _is_field(schema: dict[str, Any]) -> bool:
    return "title" in schema and isinstance(schema["title"], str)


def _labels(schema: dict[str, Any]) -> str:
    labels = schema.get("labels", {})
    listed = "、".join(f"{value}（{label}）" for value, label in labels.items())
    return f"値：{listed}。" if listed else ""


def _blank(schema: dict[str, Any]) -> str:
    return (
        f"省略すると【{schema['title']}】となり、未決定事項になる。" if schema.get("blank") else ""
    )


def _output() -> dict[str, Any]:
    text = {"type": "string"}
    texts = {"type": "array", "items": text}
    manifest = ("generator", "library", "library_version", "profile_hash", "template", "date")
    clause = ("id", "slot", "part", "number", "title", "level", "text", "commentary", "hash")
    return {
        "title": "guideline build の .json 出力",
        "type": "object",
        "required": ["schema_version", "manifest", "clauses", "document"],
        "properties": {
            "schema_version": {"const": SCHEMA_VERSION},
            "manifest": _object(dict.fromkeys((*manifest, "digest"), text), {"layers": _LAYERS}),
            "clauses": {
                "type": "array",
                "description": "文書の順",
                "items": _object(
                    {
                        **dict.fromkeys(clause, text),
                        "level": {"enum": ["must", "should", "may"]},
                        "satisfies": texts,
                        "sources": texts,
                        "provisional": {**text, "description": "暫定の定めである理由。なければ空"},
                    },
                    {"changes": _layer_changes()},
                ),
            },
            "document": {
                "type": "object",
                "description": "文書の木。各要素は type に種類の名前を持つ",
                "required": ["type", "title", "organization", "details", "sections"],
            },
        },
    }


def _coverage() -> dict[str, Any]:
    text, count = {"type": "string"}, {"type": "integer", "minimum": 0}
    texts = {"type": "array", "items": text}
    maybe = {"type": ["string", "null"]}
    answer = _object({"name": text, "value": text, "given_at": texts})
    requirement = _object(
        {
            "id": text,
            "text": text,
            "evidence": {"enum": ["text", "report", "unconfirmed"]},
            "status": {"enum": list(coverage.LABELS)},
            "clauses": {**texts, "description": "満たす条項、又は選ばれれば満たす条項。文書の順"},
            "reason": text,
            "conditions": {**texts, "description": "決め手になった条件"},
            "answers": {"type": "array", "items": answer},
        }
    )
    framework = _object(
        {
            **dict.fromkeys(("id", "name", "publisher"), text),
            **dict.fromkeys(("version", "published", "url"), maybe),
            "summary": _object(dict.fromkeys(coverage.LABELS, count)),
            "requirements": {"type": "array", "items": requirement},
        }
    )
    profile: dict[str, Any] = {
        "profile": text,
        "profile_hash": text,
        "frameworks": {"type": "array", "items": framework},
    }
    head: dict[str, Any] = {
        "schema_version": {"const": coverage.SCHEMA_VERSION},
        "library": text,
        "library_version": text,
    }
    several = {"profiles": {"type": "array", "minItems": 2, "items": _object(profile)}}
    return {
        "title": "guideline coverage の JSON 出力",
        "description": "プロファイルが一つならそのまま、二つ以上なら profiles に並ぶ",
        "oneOf": [_sealed({**head, **profile}), _sealed({**head, **several})],
    }


def _diff() -> dict[str, Any]:
    text, texts = {"type": "string"}, {"type": "array", "items": {"type": "string"}}
    maybe_texts = {"type": ["array", "null"], "items": text}
    kind = {"enum": list(get_args(Kind))}
    span_kinds = {"enum": list(get_args(get_type_hints(Span)["kind"]))}
    spans = {"type": "array", "items": _object({"kind": span_kinds, "old": text, "new": text})}
    count = {"type": "integer", "minimum": 0}
    lines = {
        "type": "array",
        "items": _object({"text": text, "mark": text, "depth": count, "note": text}),
    }
    line = {"type": {"const": "line"}, "kind": kind, "old": lines, "new": lines, "spans": spans}
    row = _object({"kind": kind, "cells": {"type": "array", "items": spans}})
    table = {
        "type": {"const": "table"},
        "kind": kind,
        "note": {**text, "description": "表のある囲みの名前。本文の表なら空"},
        "caption": spans,
        "columns": {"type": "array", "items": kind},
        "header": row,
        "rows": {"type": "array", "items": row},
    }
    items = {"type": "array", "items": {"oneOf": [_object(line), _object(table)]}}
    side = {"anyOf": [_object(dict.fromkeys(("id", "number", "title"), text)), {"type": "null"}]}
    level = {"enum": ["must", "should", "may"]}
    meaning = {
        "weight": {"enum": list(WEIGHTS)},
        "directions": {"type": "array", "items": {"enum": list(DIRECTIONS)}},
        "level": {"type": ["array", "null"], "items": level, "minItems": 2, "maxItems": 2},
        "gained": texts,
        "lost": texts,
        "is_uniform": {"type": "boolean", "description": "全体で置き換えた語のほかに違いがない"},
        "affected": {**maybe_texts, "description": "変わる行が名指す役割と部署。不明なら null"},
    }
    whats = get_args(get_type_hints(FormatChange)["what"])
    format_change = {"what": {"enum": list(whats)}, "old": text, "new": text, "text": text}
    change = {
        "id": {**text, "description": "条項又は部の識別子。表題欄は空"},
        "kind": {"enum": [*ASPECTS, "unchanged"]},
        "aspects": {"type": "array", "items": {"enum": list(ASPECTS)}},
        "match": {"enum": [*get_args(Match), None], "description": "新旧をどう対応させたか"},
        "part": text,
        "old": side,
        "new": side,
        "meaning": _object(meaning),
        "answers": {
            "type": "array",
            "items": _object({"name": text, "old": text, "new": text}),
        },
        "sources": _object({"removed": texts, "added": texts}),
        "title": spans,
        "formats": {
            "type": "array",
            "description": "一覧の種類と段、リンク先の違い",
            "items": _object(format_change),
        },
        "rule": items,
        "notes": items,
    }
    version = {
        "name": text,
        "title": text,
        "identity": {"enum": list(get_args(Identity))},
        "guessed": texts,
        "lost": texts,
        "manifest": _object(
            {field.name: text for field in fields(Manifest) if field.name != "layers"},
            {"layers": _LAYERS},
        ),
    }
    word = _object({"old": text, "new": text, "count": count})
    whole: dict[str, Any] = {
        "schema_version": {"const": comparison_json.SCHEMA_VERSION},
        "old": _object(version),
        "new": _object(version),
        "is_equal": {"type": "boolean"},
        "substitutions": {"type": "array", "items": word},
        "gained": {**maybe_texts, "description": "新しく満たす要件。不明なら null"},
        "lost": {**maybe_texts, "description": "満たさなくなる要件。不明なら null"},
        "changes": {
            "type": "array",
            "description": "違いのある条項。新版の順",
            "items": _object(change, {"reason": {**text, "description": "層が書いた理由"}}),
        },
    }
    more = {"deviations": _deviations()}
    return {"title": "guideline diff の JSON 出力", **_sealed(whole, more)}


_LAYERS = {
    "type": "array",
    "description": "条項ライブラリに重ねた層の名前。下の層から順",
    "items": {"type": "string"},
}


def _layer_changes() -> dict[str, Any]:
    text = {"type": "string"}
    names = ("layer", "owner", "reason", "date")
    verb = {"enum": list(get_args(get_type_hints(LayerChange)["verb"]))}
    change = {
        **dict.fromkeys(names, text),
        "verb": verb,
        "fields": {"type": "array", "items": text},
    }
    return {
        "type": "array",
        "description": "層が条項にしたこと。下の層から順。層が改めていない条項にはない",
        "items": _object(change),
    }


def _deviations() -> dict[str, Any]:
    text = {"type": "string"}
    names = ("layer", "target", "place", "owner", "reason", "date", "block")
    verb = {"enum": list(get_args(get_type_hints(Act)["verb"]))}
    return {
        "type": "array",
        "description": "--against のとき、間の層の全ての操作",
        "items": _object({**dict.fromkeys(names, text), "verb": verb, "value": {}}),
    }


def _sealed(
    properties: dict[str, Any], optional: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """An object that carries a digest of itself when it is a file."""
    whole = _object(properties, optional)
    return {**whole, "properties": {"digest": {"type": "string"}, **whole["properties"]}}


def _object(
    properties: dict[str, Any], optional: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {**properties, **(optional or {})},
        "required": list(properties),
        "additionalProperties": False,
    }


def _texts() -> dict[str, Any]:
    """The names that clause texts and document templates may use."""
    return {
        "title": "条項の文面で使える名前",
        "description": "[] はリストの各項目。for で取り出して使う",
        "enum": sorted(clause_names()),
    }


_SCHEMAS: Mapping[str, Callable[[], dict[str, Any]]] = {
    "profile": lambda: _of_model(Profile),
    "clause": lambda: _of_model(FrontMatter),
    "template": lambda: _of_model(TemplateSettings),
    "output": _output,
    "text": _texts,
    "coverage": _coverage,
    "diff": _diff,
}
