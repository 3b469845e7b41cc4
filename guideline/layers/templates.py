"""Document templates with what layers change in them: whole templates, and blocks of one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from guideline.errors import ContentError, Place, Problem, suggestion
from guideline.layers.load import TEMPLATES
from guideline.model.layer import Layer, Operation
from guideline.model.template import Template
from guideline.source import read_text
from guideline.template import BLOCK, load_template, template_names, template_of
from guideline.templating import TextError, compile_text

_MARK = re.compile(r"\{%-?\s*(end)?block\b")


def layered_template(name: str, layers: Sequence[Layer]) -> Template:
    """The document template with this name, as the layers want it.

    Raises:
        CallError: there is none.
        ContentError: a layer changes a block that the template does not have, or two layers change
            the same one and nobody says who wins.
    """
    found = next((layer for layer in reversed(layers) if name in layer.templates), None)
    if found is None:
        file = load_template(name).file
        text = read_text(Path(file))
    else:
        text, file = found.templates[name], _file(found, name)
    changing = _Changing(name, text, [Place(file, at + 1) for at in range(text.count("\n") + 1)])
    for layer in layers:
        for operation, place in zip(layer.manifest.operations, layer.places, strict=True):
            if operation.verb == "template" and operation.target == name and operation.block:
                changing.change(operation, layer, place)
    if changing.problems:
        raise ContentError(changing.problems)
    return template_of(
        changing.text,
        file,
        tuple(changing.lines) if changing.changed_by else (),
        lambda form: layered_template(form, layers),
    )


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
    return next((b["text"] for b in BLOCK.finditer(text) if b["name"] == block), None)


@dataclass
class _Changing:
    """A template while layers change its blocks."""

    name: str
    text: str
    lines: list[Place]
    """Where each line of the text was written."""
    changed_by: dict[str, str] = field(default_factory=dict)
    """The layer that each changed block is of."""
    problems: list[Problem] = field(default_factory=list)

    def change(self, operation: Operation, layer: Layer, place: Place) -> None:
        """Puts the block of an operation in, or tells why that cannot be."""
        block = operation.block or ""
        called = f"{self.name}.{block}"
        said = layer.templates.get(called)
        if said is None:
            message = f"区画「{block}」のファイルがありません（{_file(layer, called)}）。"
            remedy = "ファイルを作ってください。"
            self.problems.append(Problem("layer-file-missing", message, place, remedy))
            return
        found = self._fault(operation, place) or _fault_of_text(said, _file(layer, called))
        if found:
            self.problems.append(found)
            return
        self._put(operation, said, _file(layer, called))
        self.changed_by[block] = layer.name

    def _fault(self, operation: Operation, place: Place) -> Problem | None:
        """What is wrong with where the block is to stand."""
        block = operation.block or ""
        known = [found["name"] for found in BLOCK.finditer(self.text)]
        anchor = operation.after or operation.before
        wanted = anchor or block
        before = self.changed_by.get(block)
        if wanted not in known:
            message = f"文書の型「{self.name}」に、区画「{wanted}」はありません。"
            remedy = suggestion(wanted, known) or f"区画：{'、'.join(known) or 'なし'}"
            return Problem("layer-unknown-block", message, place, remedy)
        if anchor and block in known:
            message = f"区画「{block}」は既にあります。"
            remedy = "差し替えるなら、after と before を消してください。"
            return Problem("layer-id-taken", message, place, remedy)
        if before and operation.over != before:
            message = f"区画「{block}」を、層「{before}」も改めています。"
            remedy = f"この層を優先するなら、操作に「over: {before}」を書き足してください。"
            return Problem("layers-conflict", message, place, remedy)
        return None

    def _put(self, operation: Operation, said: str, file: str) -> None:
        wanted = operation.after or operation.before or operation.block
        found = next(b for b in BLOCK.finditer(self.text) if b["name"] == wanted)
        start, end = found.span()
        first, last = (self.text.count("\n", 0, at) for at in (start, end))
        own = said.strip("\n")
        skipped = len(said) - len(said.lstrip("\n"))
        new = f"{{% block {operation.block} %}}\n{own}\n{{% endblock %}}"
        written = [Place(file, skipped + n + 1) for n in range(own.count("\n") + 1)]
        at, there = self.lines[first], self.lines[last]
        if operation.after:
            new = f"{found[0]}\n\n{new}"
            lines = [*self.lines[first : last + 1], there, there, *written, there]
        elif operation.before:
            new = f"{new}\n\n{found[0]}"
            lines = [at, *written, at, at, *self.lines[first : last + 1]]
        else:
            lines = [at, *written, there]
        self.text = self.text[:start] + new + self.text[end:]
        self.lines[first : last + 1] = lines


def _fault_of_text(said: str, file: str) -> Problem | None:
    """What is wrong with the text of a block, so that it would spoil the rest of the template."""
    mark = _MARK.search(said)
    if mark:
        message = "区画の中に、区画は置けません。"
        remedy = "{% block %} と {% endblock %} を消してください。区画の印は、元の型にあります。"
        place = Place(file, said.count("\n", 0, mark.start()) + 1)
        return Problem("layer-block-nested", message, place, remedy)
    try:
        compile_text(said)
    except TextError as fault:
        return Problem(fault.code, fault.message, Place(file, fault.line), fault.remedy)
    return None


def _file(layer: Layer, name: str) -> str:
    return str(Path(layer.folder) / TEMPLATES / f"{name}.md.j2")
