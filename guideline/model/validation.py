"""Turns plain data into a model value, or into faults that a person can act on."""

from __future__ import annotations

import re
import types
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from guideline.errors import suggestion

M = TypeVar("M", bound=BaseModel)

Declaration = FieldInfo
"""How a field of a model is declared: its type, title and labels."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one value."""

    path: tuple[str | int, ...]
    code: str
    message: str
    remedy: str = ""


def validate(model: type[M], data: object) -> tuple[M | None, list[Fault]]:
    """The data as a value of `model`, or None with every fault found."""
    try:
        return model.model_validate({} if data is None else data), []
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=True)
        return None, [_fault(model, detail) for detail in details]


def _fault(model: type[BaseModel], detail: ErrorDetails) -> Fault:
    path = tuple(detail["loc"])
    if detail["type"] == "extra_forbidden":
        return _unknown_key(model, path)
    if detail["type"] == "literal_error":
        expected = re.findall(r"'([^']*)'", detail.get("ctx", {}).get("expected", ""))
        return _unknown_value(model, path, detail["input"], expected)
    if detail["type"] == "missing":
        return _missing_key(model, path)
    code, message, remedy = _EXPLAINED.get(detail["type"], _UNEXPLAINED)
    context = {"input": _shown(detail["input"]), "msg": detail["msg"], **detail.get("ctx", {})}
    return Fault(path, code, message.format_map(context), remedy.format_map(context))


def _unknown_key(model: type[BaseModel], path: tuple[str | int, ...]) -> Fault:
    key = str(path[-1])
    owner = model_at(model, path[:-1])
    known = [info.alias or name for name, info in owner.model_fields.items()] if owner else []
    remedy = suggestion(key, known) or f"使えるキー：{'、'.join(known)}"
    return Fault(path, "unknown-key", f"「{key}」というキーはありません。", remedy)


def _missing_key(model: type[BaseModel], path: tuple[str | int, ...]) -> Fault:
    info = field_at(model, path)
    title = f"（{info.title}）" if info and info.title else ""
    message = f"必要なキー「{path[-1]}」{title}がありません。"
    return Fault(path, "missing-key", message, f"「{path[-1]}: 値」を書き足してください。")


def _unknown_value(
    model: type[BaseModel], path: tuple[str | int, ...], given: object, expected: list[str]
) -> Fault:
    labels = labels_of(field_at(model, path)) or dict.fromkeys(expected, "")
    by_label = {label: value for value, label in labels.items() if label}
    shown = "、".join(f"{value}（{label}）" if label else value for value, label in labels.items())
    word = str(given)
    hint = by_label.get(word)
    first = f"「{hint}」と書いてください。" if hint else suggestion(word, labels)
    message = f"{_shown(given)}は使えない値です。"
    return Fault(path, "unknown-value", message, f"{first}使える値：{shown}")


_EXPLAINED: Mapping[str, tuple[str, str, str]] = {
    "string_type": (
        "wrong-type",
        "文字を書く場所に、{input}があります。",
        "「キー: 値」の形で、値を1行で書いてください。",
    ),
    "tuple_type": (
        "wrong-type",
        "リストを書く場所に、{input}があります。",
        "次の行から、各項目を「- 」で始めて書いてください。",
    ),
    "model_type": (
        "wrong-type",
        "「キー: 値」の組を書く場所に、{input}があります。",
        "次の行から字下げして「キー: 値」を書いてください。",
    ),
    "model_attributes_type": (
        "wrong-type",
        "「キー: 値」の組を書く場所に、{input}があります。",
        "次の行から字下げして「キー: 値」を書いてください。",
    ),
    "int_parsing": (
        "wrong-type",
        "整数を書く場所に、{input}があります。",
        "単位や桁区切りを付けず、半角の数字で書いてください。例：30",
    ),
    "int_type": (
        "wrong-type",
        "整数を書く場所に、{input}があります。",
        "半角の数字で書いてください。例：30",
    ),
    "int_parsing_size": (
        "out-of-range",
        "{input}は大きすぎます。",
        "桁数を確かめてください。",
    ),
    "dict_type": (
        "wrong-type",
        "「キー: 値」の組を書く場所に、{input}があります。",
        "次の行から字下げして「キー: 値」を書いてください。",
    ),
    "greater_than_equal": (
        "out-of-range",
        "{input}は小さすぎます。",
        "{ge}以上の数を書いてください。",
    ),
    "not_a_date": (
        "not-a-date",
        "{input}は日付ではありません。",
        "「2026-04-01」のように、年4桁-月2桁-日2桁で、実在する日を書いてください。",
    ),
    "not_a_word": (
        "not-a-word",
        "{input}は、読みを付ける言葉にできません。",
        "漢字を含む言葉を、漢字とかなだけで書いてください。",
    ),
    "not_hiragana": (
        "not-hiragana",
        "{input}は、ひらがなの読みではありません。",
        "読みをひらがなだけで書いてください。",
    ),
    "reading_does_not_fit": (
        "reading-does-not-fit",
        "「{word}」と読み「{reading}」は、かなの所が合いません。",
        "送り仮名も読みに書いてください。例：「取り扱う」の読みは「とりあつかう」",
    ),
    "string_pattern_mismatch": (
        "bad-id",
        "{input}は識別子に使えません。",
        "半角の英小文字で始め、英小文字・数字・「-」「_」だけで40字以内にしてください。",
    ),
    "line_end": (
        "line-end",
        "値の途中で行が変わっています。",
        "1行で書いてください。",
    ),
    "string_too_short": (
        "empty-text",
        "値が空です。",
        "値を書くか、未定ならキーごと消してください（文書では【…】になります）。",
    ),
    "string_too_long": (
        "too-long",
        "文字数が多すぎます（上限 {max_length} 字）。",
        "短く書き直してください。",
    ),
    "too_long": (
        "too-many",
        "項目が多すぎます（上限 {max_length} 件）。",
        "項目を減らしてください。",
    ),
}
_UNEXPLAINED = ("bad-value", "値を読み取れません（{msg}）。", "")


def _shown(value: object) -> str:
    if value is None:
        return "空の値"
    if isinstance(value, Mapping):
        return "「キー: 値」の組"
    if isinstance(value, list | tuple):
        return "リスト"
    text = str(value)
    return f"「{text if len(text) <= 40 else text[:40] + '…'}」"


def field_at(model: type[BaseModel], path: tuple[str | int, ...]) -> FieldInfo | None:
    """The declaration of the field at a path such as `("tools", 0, "log")`."""
    names = [step for step in path if isinstance(step, str)]
    if not names:
        return None
    owner = model_at(model, tuple(names[:-1]))
    return _field(owner, names[-1]) if owner else None


def model_at(model: type[BaseModel], path: tuple[str | int, ...]) -> type[BaseModel] | None:
    """The model of the mapping at a path such as `("tools", 0)`."""
    for step in path:
        if isinstance(step, int):
            continue
        info = _field(model, step)
        inner = model_in(info.annotation) if info else None
        if inner is None:
            return None
        model = inner
    return model


def _field(model: type[BaseModel], key: str) -> FieldInfo | None:
    by_alias = {info.alias: info for info in model.model_fields.values() if info.alias}
    return model.model_fields.get(key) or by_alias.get(key)


def model_in(annotation: Any) -> type[BaseModel] | None:
    """The model inside `Model`, `Model | None` or `tuple[Model, ...]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in (Union, types.UnionType, tuple):
        found = (model_in(arg) for arg in get_args(annotation))
        return next((m for m in found if m), None)
    return None


def is_list(info: FieldInfo) -> bool:
    """Whether the field takes a list, also where it may be left out."""
    kinds = (info.annotation, *get_args(info.annotation))
    return any(get_origin(kind) is tuple for kind in kinds)


def paths_in(model: type[BaseModel]) -> list[str]:
    """Every value of a model and of the mappings in it, as `choices.agents`; lists as a whole."""
    found = []
    for name, info in model.model_fields.items():
        key = info.alias or name
        inner = None if is_list(info) else model_in(info.annotation)
        found += [key, *(f"{key}.{path}" for path in (paths_in(inner) if inner else ()))]
    return found


def extra_of(info: FieldInfo | None) -> dict[str, Any]:
    """What the declaration says beyond its type: `blank`, `labels`, `unit`, `zero`."""
    extra = info.json_schema_extra if info else None
    return extra if isinstance(extra, dict) else {}


def labels_of(info: FieldInfo | None) -> dict[str, str]:
    """The allowed values of a field, each with what a reader sees; from strict to permissive."""
    return dict(extra_of(info).get("labels", {}))
