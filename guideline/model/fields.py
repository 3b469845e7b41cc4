"""The building blocks of every validated value: the frozen base class and the kinds of field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)
from pydantic_core import PydanticCustomError


class Model(BaseModel):
    """A frozen value that refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


def blank(title: str, description: str = "", **limits: Any) -> Any:
    """A field that may be left out: texts then show 【title】, and it is an open decision."""
    return Field(
        default=None,
        title=title,
        description=description or None,
        json_schema_extra={"blank": True},
        **limits,
    )


def optional(title: str, description: str = "", **limits: Any) -> Any:
    """A field that may be left out and is then simply not mentioned."""
    return Field(default=None, title=title, description=description or None, **limits)


def labelled(
    title: str,
    labels: Mapping[str, str],
    default: str | None = None,
    description: str = "",
    *,
    is_blank: bool = False,
) -> Any:
    """A field that takes one of the values in `labels`; readers of the guideline see the label."""
    extra: dict[str, Any] = {"labels": dict(labels)}
    if is_blank:
        extra["blank"] = True
    return Field(
        default=default,
        title=title,
        description=description or None,
        json_schema_extra=extra,
    )


def counted(title: str, unit: str, zero: str, description: str = "") -> Any:
    """A whole number of `unit`; zero reads as `zero`. Left out, it is a blank."""
    return Field(
        default=None,
        ge=0,
        title=title,
        description=description or None,
        json_schema_extra={"blank": True, "unit": unit, "zero": zero},
    )


def _iso_date(value: object) -> object:
    if isinstance(value, date):
        return value
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value.strip()):
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            pass
    raise PydanticCustomError("not_a_date", "not a date")


Date = Annotated[date, BeforeValidator(_iso_date)]
"""A calendar day, written YYYY-MM-DD."""

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
"""A short name that other parts of the profile refer to: `legal`, `image-tool`."""


def _one_line(value: str) -> str:
    if re.search("[\n\r\x85\u2028\u2029]", value):
        raise PydanticCustomError("line_end", "line end")
    return value


Line = Annotated[str, StringConstraints(min_length=1, max_length=500), AfterValidator(_one_line)]
"""One line of text that a reader sees."""

Word = Annotated[str, StringConstraints(min_length=1, max_length=120), AfterValidator(_one_line)]
"""A name or a short phrase."""
