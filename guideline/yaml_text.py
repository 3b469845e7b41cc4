"""Plain values become YAML that people read and compare: one order, long texts as blocks."""

from __future__ import annotations

from typing import Any

import yaml

_WIDE = 10_000
"""Wider than any line, so that no text is folded: a change then is one line of a comparison."""


_NULL = "tag:yaml.org,2002:null"
_RESOLVERS = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag == _NULL]
    for first, resolvers in yaml.SafeDumper.yaml_implicit_resolvers.items()
}
"""What has to be quoted: `source` reads every scalar as text, and only an empty one as None."""


class _OneLine(yaml.SafeDumper):
    """Quotes what would be read as something else."""

    yaml_implicit_resolvers = _RESOLVERS


class _Dumper(_OneLine):
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
        value, Dumper=_OneLine, allow_unicode=True, default_flow_style=True, width=_WIDE
    )
    return text.removesuffix("\n").removesuffix("\n...")
