"""Document templates with what layers change in them: whole templates, and blocks of one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from guideline.errors import ContentError, Place, Problem, suggestion
from guideline.layers.load import TEMPLATES
from guideline.model.layer import Layer, Operation
from guideline.model.template import Template
from guideline.source import read_text
from guideline.template import load_template, template_names, template_of

_BLOCK = re.compile(
    r"(?P<open>\{% block (?P<name>[a-z][a-z0-9-]*) %\})(?P<text>.*?)(?P<close>\{% endblock %\})",
    re.DOTALL,
)


def layered_template(name: str, layers: Sequence[Layer]) -> Template:
    """The document template with this name, as the layers want it.

    Raises:
        CallError: there is none.
        ContentError: a layer changes a block that the template does not have, or two layers change
            the same one and nobody says who wins.
    """
    found = next((layer for layer in reversed(layers) if name in layer.templates), None)
    if found is None:
        base = load_template(name)
        text = read_text(Path(base.file))
        file = base.file
    else:
        text, file = found.templates[name], _file(found, name)
    changed = _with_blocks(text, name, layers)
    return template_of(_marks_hidden(changed), file)


def template_text(name: str, layers: Sequence[Layer]) -> str:
    """The text of a template before any block is changed; empty when there is none."""
    found = next(
        (layer.templates[name] for layer in reversed(layers) if name in layer.templates), None
    )
    if found is None and name in template_names():
        return read_text(Path(load_template(name).file))
    return found or ""


def block_text(text: str, block: str) -> str | None:
    """What stands in a block of a template; None where it has no such block."""
    return next((b["text"] for b in _BLOCK.finditer(text) if b["name"] == block), None)


def _with_blocks(text: str, name: str, layers: Sequence[Layer]) -> str:
    problems: list[Problem] = []
    changed_by: dict[str, str] = {}
    for layer in layers:
        for operation, place in zip(layer.manifest.operations, layer.places, strict=True):
            if operation.verb != "template" or operation.target != name or not operation.block:
                continue
            text = _with_block(text, operation, layer, place, changed_by, problems)
    if problems:
        raise ContentError(problems)
    return text


def _with_block(
    text: str,
    operation: Operation,
    layer: Layer,
    place: Place,
    changed_by: dict[str, str],
    problems: list[Problem],
) -> str:
    block = operation.block or ""
    known = [found["name"] for found in _BLOCK.finditer(text)]
    anchor = operation.after or operation.before
    wanted = anchor or block
    said = layer.templates.get(f"{operation.target}.{block}")
    before = changed_by.get(block)
    if said is None:
        path = _file(layer, f"{operation.target}.{block}")
        message = f"区画「{block}」のファイルがありません（{path}）。"
        problems.append(Problem("layer-file-missing", message, place, "ファイルを作ってください。"))
    elif wanted not in known:
        message = f"文書の型「{operation.target}」に、区画「{wanted}」はありません。"
        remedy = suggestion(wanted, known) or f"区画：{'、'.join(known) or 'なし'}"
        problems.append(Problem("layer-unknown-block", message, place, remedy))
    elif anchor and block in known:
        message = f"区画「{block}」は既にあります。"
        remedy = "差し替えるなら、after と before を消してください。"
        problems.append(Problem("layer-id-taken", message, place, remedy))
    elif before and operation.over != before:
        message = f"区画「{block}」を、層「{before}」も改めています。"
        remedy = f"この層を優先するなら、操作に「over: {before}」を書き足してください。"
        problems.append(Problem("layers-conflict", message, place, remedy))
    else:
        changed_by[block] = layer.name
        return _replaced(text, operation, wanted, said)
    return text


def _replaced(text: str, operation: Operation, wanted: str, said: str) -> str:
    def change(found: re.Match[str]) -> str:
        if found["name"] != wanted:
            return found[0]
        new = f"{{% block {operation.block} %}}\n{said.strip(chr(10))}\n{{% endblock %}}"
        if operation.after:
            return f"{found[0]}\n\n{new}"
        return f"{new}\n\n{found[0]}" if operation.before else new

    return _BLOCK.sub(change, text)


def _marks_hidden(text: str) -> str:
    """Blocks mean nothing any more; their marks become comments, so that lines stay in place."""
    return _BLOCK.sub(lambda b: f"{{# {b['name']} #}}{b['text']}{{# /{b['name']} #}}", text)


def _file(layer: Layer, name: str) -> str:
    return str(Path(layer.folder) / TEMPLATES / f"{name}.md.j2")
