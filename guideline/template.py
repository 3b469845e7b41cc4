"""A file becomes a document template."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path, PurePath

from guideline.bundled import bundled
from guideline.errors import CallError, ContentError, Place, Problem, suggestion
from guideline.model.template import Template, TemplateSettings
from guideline.model.validation import validate
from guideline.source import front_matter_of, problem_at, read_text


def load_template(name: str) -> Template:
    """The shipped document template with this name, or the one in this file.

    Raises:
        CallError: there is none.
        ContentError: every fault in its front matter.
    """
    path = _path(name)
    return template_of(read_text(path), str(path))


BLOCK = re.compile(
    r"(?P<open>\{% block (?P<name>[a-z][a-z0-9-]*) %\})(?P<text>.*?)(?P<close>\{% endblock %\})",
    re.DOTALL,
)
"""A stretch that layers can replace, or put another one beside."""


def template_of(
    text: str,
    file: str,
    lines: tuple[Place, ...] = (),
    load: Callable[[str], Template] = load_template,
) -> Template:
    """The document template in the text of a file that was read already.

    Args:
        lines: where each line of the text was written, when not in the file.
        load: gives the templates of its forms.
    """
    called = PurePath(file).name.removesuffix(".md.j2")
    is_shipped = Path(file).parent == bundled("templates")
    text = _marks_hidden(text)
    if text.split("\n", 1)[0].rstrip() != "---":
        return Template(called, file, text, is_shipped=is_shipped, lines=lines)
    found = front_matter_of(text, file)
    settings, faults = validate(TemplateSettings, found.front.data)
    if settings is None:
        raise ContentError([problem_at(found.front, fault) for fault in faults])
    forms = tuple(_load_form(form, Path(file), load) for form in settings.forms)
    return Template(called, file, found.body, settings, found.body_line, forms, is_shipped, lines)


def _marks_hidden(text: str) -> str:
    """Blocks matter to layers only; their marks become comments, so that lines stay in place."""
    return BLOCK.sub(lambda b: f"{{# {b['name']} #}}{b['text']}{{# /{b['name']} #}}", text)


def _load_form(name: str, owner: Path, load: Callable[[str], Template]) -> Template:
    """A form that belongs to another document: a shipped one, or a file beside its template."""
    form = load(str(owner.parent / name) if _is_file(name) else name)
    settings = form.settings
    if not (form.is_form and settings.asked_by and settings.asks):
        message = f"「{form.name}」は、様式にできません。"
        remedy = "型の初めに leaves_out: all、asked_by 及び asks を書いてください。"
        raise ContentError([Problem("not-a-form", message, Place(form.file, 1), remedy)])
    return form


def template_names() -> list[str]:
    """The names of the shipped document templates."""
    return sorted(p.name.removesuffix(".md.j2") for p in bundled("templates").glob("*.md.j2"))


def block_names(name: str) -> list[str]:
    """The blocks of a shipped template, in order."""
    return [found["name"] for found in BLOCK.finditer(read_text(_path(name)))]


def _is_file(name: str) -> bool:
    return name.endswith(".j2") or "/" in name or "\\" in name


def _path(name: str) -> Path:
    if _is_file(name):
        return Path(name)
    if name in template_names():
        return bundled("templates") / f"{name}.md.j2"
    hint = suggestion(name, template_names())
    remedy = (
        f"{hint}使える型：{'、'.join(template_names())}。"
        "自作の型は、.md.j2 で終わるファイルの場所を指定してください。"
    )
    message = f"文書の型「{name}」はありません。"
    raise CallError([Problem("unknown-template", message, Place(name), remedy)])
