"""JSON Schemas for editors and programs: what people write, names in texts, JSON output."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from typing import Any, get_args, get_type_hints

from guideline import comparison_json, coverage, upgrade_json
from guideline.document import LayerChange, Manifest
from guideline.endings import FORCES
from guideline.meaning import WEIGHTS
from guideline.model.change import ASPECTS, FormatChange, Kind, Match, Span
from guideline.model.clause import Act, FrontMatter
from guideline.model.coverage import LABELS
from guideline.model.fields import Model
from guideline.model.layer import MAY_HAVE, PLACES, VERBS, LayerManifest, Verb
from guideline.model.lineage import Lineage
from guideline.model.profile import Profile
from guideline.model.template import TemplateSettings
from guideline.model.upgrade import CHOICES, OUTCOMES, WHY
from guideline.model.version import Identity
from guideline.points import DIRECTIONS, POINTS
from guideline.standings import Standing
from guideline.template import block_names, template_names
from guideline.upgrade_words import STATES
from guideline.vocabulary import clause_names
from guideline.writers.to_json import SCHEMA_VERSION

_DRAFT = "https://json-schema.org/draft/2020-12/schema"


def schema_of(name: str) -> dict[str, Any]:
    """The schema of this name, such as `profile` or `diff`, as plain values."""
    return {"$schema": _DRAFT, **_SCHEMAS[name]()}


def _of_model(model: type[Model]) -> dict[str, Any]:
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


def _layer() -> dict[str, Any]:
    """That of `layer.yaml`, in which each operation has one verb, and what this verb asks for."""
    schema = _of_model(LayerManifest)
    schema["title"] = "層（layer.yaml）"
    operation = schema["$defs"]["Operation"]
    operation["title"] = "操作"
    operation["description"] = "次の動詞を一つだけ書く：" + "、".join(
        f"{verb}（{label}）" for verb, label in VERBS.items()
    )
    operation["oneOf"] = [_operation(verb) for verb in VERBS]
    schema["$defs"]["Base"]["title"] = "もとにした条項ライブラリ"
    return schema


def _operation(verb: Verb) -> dict[str, Any]:
    """An operation with this verb: without the other ones, and without what belongs to them."""
    allowed = MAY_HAVE.get(verb, ())
    kept = {*allowed, verb}
    others = [name for name in (*VERBS, *PLACES, "block", "value") if name not in kept]
    schema: dict[str, Any] = {
        "title": VERBS[verb],
        "required": [verb],
        "properties": {verb: _GIVEN, **_left_out(others)},
    }
    places = [name for name in PLACES if name in allowed]
    placed = [
        {
            "required": [place],
            "properties": {place: _GIVEN, **_left_out(p for p in places if p != place)},
        }
        for place in places
    ]
    unplaced = {"properties": _left_out(places)}
    match verb:
        case "move":
            schema["oneOf"] = placed
        case "add":
            # A variant stands where its slot does, and may say where all the same.
            variant = {"properties": {"add": {"pattern": r"\."}, **unplaced["properties"]}}
            schema["oneOf"] = [*placed, variant]
        case "template":
            schema["oneOf"] = [*placed, unplaced]
        case "set" | "default":
            schema["required"].append("value")
            schema["properties"]["value"] = _GIVEN
    return schema


_GIVEN: dict[str, Any] = {"not": {"type": "null"}}
"""Written, and not left empty."""


def _left_out(names: Iterable[str]) -> dict[str, Any]:
    """Keys that are not written, or left empty."""
    return {name: {"type": "null"} for name in names}


def _lineage() -> dict[str, Any]:
    """That of `lineage.yaml`, which is the list itself."""
    schema = _of_model(Lineage)
    versions = schema.pop("properties")["versions"]
    return {
        "title": "条項の来歴（lineage.yaml）",
        "$defs": schema["$defs"],
        "type": ["array", "null"],
        "items": versions["items"],
    }


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
            "status": {"enum": list(LABELS)},
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
            "summary": _object(dict.fromkeys(LABELS, count)),
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
    moved = {"type": "boolean", "description": "条項の中で場所だけが変わった文"}
    span = {"kind": span_kinds, "old": text, "new": text, "is_moved": moved}
    spans = {"type": "array", "items": _object(span)}
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
        "points": {"type": "array", "description": "先に確かめたい点", "items": _point()},
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
        "knows_applicability": {
            "type": "boolean",
            "description": "どの要件が組織に適用されるかが、プロファイルから分かる",
        },
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
        "renamed": {"type": "array", "items": _object({"old": text, "new": text})},
        "requirements": {
            "type": ["array", "null"],
            "description": "扱いの変わる要件。不明なら null",
            "items": _requirement(),
        },
        "changes": {
            "type": "array",
            "description": "違いのある条項。新版の順",
            "items": _object(change, {"reason": {**text, "description": "層が書いた理由"}}),
        },
    }
    more = {"deviations": _deviations()}
    return {"title": "guideline diff の JSON 出力", **_sealed(whole, more)}


def _point() -> dict[str, Any]:
    text, force = {"type": "string"}, {"enum": list(FORCES)}
    return _object(
        {
            "kind": {"enum": list(POINTS)},
            "old": {**text, "description": "旧版の語。ない側は空"},
            "new": text,
            "forces": {
                "type": ["array", "null"],
                "description": "文末の表す拘束の強さ。新旧の順",
                "items": force,
                "minItems": 2,
                "maxItems": 2,
            },
            "direction": {"enum": list(DIRECTIONS)},
            "place": {**text, "description": "表の行と列。本文なら空"},
        }
    )


def _requirement() -> dict[str, Any]:
    text = {"type": "string"}
    statuses, others = (get_args(each) for each in get_args(Standing))
    standing = {
        "enum": [*statuses, *others],
        "description": "unlisted は枠組みにない、unknown はプロファイルがなく不明",
    }
    return _object(
        {
            **dict.fromkeys(("id", "text", "framework"), text),
            "old": standing,
            "new": standing,
            "reason": {**text, "description": "除外又は対象外の理由"},
            "answers": {"type": "array", "items": _object({"name": text, "value": text})},
        }
    )


def _upgrade() -> dict[str, Any]:
    text, count = {"type": "string"}, {"type": "integer", "minimum": 0}
    outcome = {"enum": list(OUTCOMES)}
    choices = {"enum": list(CHOICES)}
    operation = {
        **dict.fromkeys(("operation", "target", "note", "reason", "owner", "date"), text),
        "outcome": outcome,
        "fields": {"type": "array", "items": text},
    }
    layer = {
        "name": text,
        "owner": text,
        "operations": {"type": "array", "items": _object(operation)},
        "files": {
            "type": "array",
            "description": "書き換わるファイル。層のフォルダーからの場所",
            "items": _object({"path": text, "is_removed": {"type": "boolean"}}),
        },
    }
    sides = dict.fromkeys(("base", "ours", "new"), text)
    question = {
        **dict.fromkeys(("id", "layer", "target", "title", "field"), text),
        **sides,
        "why": {"enum": list(WHY)},
        "choices": {"type": "array", "items": choices},
        "parts": {
            "type": "array",
            "description": "三つの文の、対応する行又は項目",
            "items": _object({"label": text, **sides}),
        },
    }
    answered = {**question, "answer": choices, "text": text, "reason": text, "date": text}
    declined = dict.fromkeys(("layer", "target", "field", "text", "reason", "date"), text)
    comparison = _diff()
    whole: dict[str, Any] = {
        "schema_version": {"const": upgrade_json.SCHEMA_VERSION},
        "profile": text,
        "state": {"enum": list(STATES)},
        "old_version": text,
        "new_version": text,
        "counts": _object(dict.fromkeys(OUTCOMES, count)),
        "layers": {"type": "array", "items": _object(layer)},
        "untouched": {
            "type": "object",
            "description": "層が扱わない条項がどうなるか。条項の識別子ごと",
            "additionalProperties": {"enum": ["unchanged", "taken"]},
        },
        "questions": {"type": "array", "items": _object(question)},
        "answered": {"type": "array", "items": _object(answered)},
        "declined": {"type": "array", "items": _object(declined)},
        "new_defaults": {
            "type": "array",
            "items": _object(dict.fromkeys(("name", "old", "new"), text)),
        },
        "comparison": {
            "anyOf": [comparison, {"type": "null"}],
            "description": "guideline diff と同じ形。更新前のガイドラインを作れなければ null",
        },
    }
    return {"title": "guideline upgrade の JSON 出力", **_sealed(whole)}


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


def _template() -> dict[str, Any]:
    """The front matter of a template, and the blocks that layers can change."""
    blocks = {name: block_names(name) for name in template_names()}
    told = (
        "型の本文の区画。{% block 名前 %} と {% endblock %} の間をいう。"
        "層の「template: 型」「block: 名前」で差し替え、after 又は before を付けて隣に加える。"
        "文面は、層の templates/型.名前.md.j2 に書く"
    )
    return {**_of_model(TemplateSettings), "blocks": {"description": told, **blocks}}


_SCHEMAS: Mapping[str, Callable[[], dict[str, Any]]] = {
    "profile": lambda: _of_model(Profile),
    "clause": lambda: _of_model(FrontMatter),
    "template": _template,
    "layer": _layer,
    "lineage": _lineage,
    "output": _output,
    "text": _texts,
    "coverage": _coverage,
    "diff": _diff,
    "upgrade": _upgrade,
}
