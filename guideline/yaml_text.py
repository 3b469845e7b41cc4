"""Plain values become YAML that people read and compare: one order, long texts as blocks."""

from __future__ import annotations

from typing import Any

import yaml

_WIDE = 10_000
"""Wider than any line, so that no text is folded: a change then is one line of a comparison."""


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines as blocks, and lists below their keys indented."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def yaml_text(data: Any) -> str:
    """The values as YAML, mappings in their own order.

    `source.parse_yaml` reads every scalar back as the text that was given, and None as None.
    """
    return yaml.dump(
        data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_WIDE, indent=2
    )


def yaml_scalar(value: str | list[str]) -> str:
    """A text or a list of texts as the value of a key on one line."""
    text = yaml.dump(
        value, Dumper=yaml.SafeDumper, allow_unicode=True, default_flow_style=True, width=_WIDE
    )
    return text.removesuffix("\n").removesuffix("\n...")
