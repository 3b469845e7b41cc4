"""The one Jinja environment: an allow-list of the language, and plain values.

Jinja parses; its syntax tree is checked against the list: text, names, constants, `if`, `for` over
a list of the profile, comparisons, `and`/`or`/`not` and the filter `join`. `filling` follows the
tree. No Python is made of a text, and nothing can be called or computed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from jinja2 import Environment, TemplateError, TemplateSyntaxError, nodes

from guideline.filling import OPERATORS, Scope, filling
from guideline.model import condition as c

MAX_LOOP_DEPTH = 2
MAX_DEPTH = 40
"""Of the syntax tree, which is followed by recursion."""

_ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Const,
    nodes.Getattr,
    nodes.If,
    nodes.For,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Filter,
    nodes.Tuple,
    nodes.List,
)
_FILTERS = {"join"}
_WRITTEN = {"eq": "==", "ne": "!=", "in": "in", "notin": "not in"}


class TextError(Exception):
    """A text that the allow-list or the profile's names do not cover.

    `line` counts from 1 within the text.
    """

    def __init__(
        self, code: str, message: str, line: int, remedy: str = "", snippet: str = ""
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.line = line
        self.remedy = remedy
        self.snippet = snippet
        """What stands at the fault, to find its column; empty when unknown."""


@dataclass(frozen=True, slots=True)
class Use:
    """A name in a text. A loop variable is resolved: `tool.name` is `tools[].name`."""

    path: str
    line: int
    written: str
    """As the author wrote it."""


@dataclass(frozen=True, slots=True)
class CompiledText:
    """A checked template."""

    uses: tuple[Use, ...]
    branches: tuple[tuple[str, str], ...]
    """Each (path, word) that the text compares: with that answer it may take another branch."""
    fill: Callable[[Scope], str]

    def render(self, values: Mapping[str, object]) -> str:
        """The text with its values filled in, each escaped for Markdown.

        Raises:
            TextError: a value that the text needs is not there.
        """
        try:
            return self.fill(values)
        except (TemplateError, TypeError) as error:  # TypeError: a loop over a value left out
            raise TextError("template", f"文面を作れません（{error}）。", 1) from None


_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_ID = re.compile(r"[a-z][a-z0-9./-]*")
_LINE_END = re.compile("\\s*[\n\r\x85\u2028\u2029]\\s*")
_MARKED_BLANK = re.compile("(【[^】\ue000]*\ue000[^\ue001]*\ue001】)")


def escape(value: object) -> str:
    """A value as Markdown text that shows exactly its characters; line ends become blanks.

    Ids mean nothing in Markdown and stay as they are, so that templates can write `{: #id}`.

    Raises:
        TextError: the profile leaves the value out, and the text does not ask first.
    """
    if value is None:
        raise TextError(
            "value-left-out",
            "プロファイルで省略された値を、文面に埋め込もうとしています。",
            1,
            "省略できる値は {% if 名前 %} で囲んでください。",
        )
    if _ID.fullmatch(str(value)):
        return str(value)
    pieces = _MARKED_BLANK.split(_LINE_END.sub(" ", str(value)))
    return "".join(
        piece if index % 2 else _PUNCTUATION.sub(r"\\\1", piece)
        for index, piece in enumerate(pieces)
    )


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        autoescape=False,  # noqa: S701 - Jinja only parses here; `escape` is for Markdown
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


@lru_cache(maxsize=4096)
def compile_text(text: str) -> CompiledText:
    """The text as a template, each compiled once per process.

    Raises:
        TextError: the text is not valid, or uses more than the allowed part of Jinja.
    """
    tree = _parse(text)
    uses = tuple(_uses(tree, {}, 0))
    branches = tuple(dict.fromkeys(_branches(tree, {})))
    return CompiledText(uses, branches, filling(tree.body, escape))


_ENDS_IN_TAG = re.compile(r"^(?!\s*(?:\{%[^%]*%\}|\{#[^#]*#\})+\s*$)(.*[%#]\})$", re.MULTILINE)


def _keep_line_ends(text: str) -> str:
    """The text with an empty value after each tag that ends a line of other text.

    `trim_blocks` takes the line end after every tag. That is right for a line of tags only; after
    text it would join the next line, and so the next paragraph.
    """
    return _ENDS_IN_TAG.sub(r"\1{{ '' }}", text)


def _parse(text: str) -> nodes.Template:
    try:
        tree = _environment().parse(_keep_line_ends(text))
    except TemplateSyntaxError as error:
        raise TextError(
            "template-syntax",
            f"文面の {{{{ }}}} または {{% %}} の書き方に誤りがあります（{error.message}）。",
            error.lineno,
            "開きと閉じの組、if と endif、for と endfor がそろっているか確かめてください。",
        ) from None
    except RecursionError:
        raise _too_deep(1) from None
    for node in _all_nodes(tree, 0):
        if not isinstance(node, _ALLOWED) or _is_foreign(node):
            raise TextError(
                "template-not-allowed",
                f"文面では使えない書き方です（{type(node).__name__}）。",
                _line(node),
                "使えるのは、値の埋込み、if、for、比較（==、!=、in）、and・or・not、"
                "join だけです。",
            )
    return tree


def _all_nodes(node: nodes.Node, depth: int) -> Iterator[nodes.Node]:
    if depth > MAX_DEPTH:
        raise _too_deep(_line(node))
    yield node
    for child in node.iter_child_nodes():
        yield from _all_nodes(child, depth + 1)


def _line(node: nodes.Node) -> int:
    """The line of the node or of the first thing in it; Jinja leaves some nodes without one."""
    inner = (_line(child) for child in node.iter_child_nodes())
    return node.lineno or next(inner, 1)


def _too_deep(line: int) -> TextError:
    return TextError(
        "template-too-deep",
        "文面の入れ子が深すぎます。",
        line,
        "if の入れ子や and・or の数を減らすか、条項を分けてください。",
    )


def _is_foreign(node: nodes.Node) -> bool:
    match node:
        case nodes.Filter():
            # A second argument of `join` names an attribute.
            has_more = len(node.args) > 1 or node.dyn_args or node.dyn_kwargs
            return node.name not in _FILTERS or bool(has_more)
        case nodes.Operand(op=operator):
            return operator not in OPERATORS
        case _:
            return False


def _uses(node: nodes.Node, scope: Mapping[str, str], depth: int) -> Iterator[Use]:
    """Every name a template reads, in reading order, with loop variables resolved."""
    if isinstance(node, nodes.For):
        yield from _uses_of_loop(node, scope, depth)
    elif isinstance(node, nodes.Getattr | nodes.Name):
        yield Use(_path(node, scope), node.lineno, _path(node, {}))
    else:
        for child in node.iter_child_nodes():
            yield from _uses(child, scope, depth)


def _branches(node: nodes.Node, scope: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Every comparison of a name with words, with loop variables resolved."""
    if isinstance(node, nodes.For) and isinstance(node.target, nodes.Name):
        scope = {**scope, node.target.name: f"{_path(node.iter, scope)}[]"}
    if isinstance(node, nodes.Compare):
        for side in (node.expr, *(operand.expr for operand in node.ops)):
            if isinstance(side, nodes.Name | nodes.Getattr):
                path = _path(side, scope)
                yield from ((path, str(word.value)) for word in node.find_all(nodes.Const))
    for child in node.iter_child_nodes():
        yield from _branches(child, scope)


def _uses_of_loop(node: nodes.For, scope: Mapping[str, str], depth: int) -> Iterator[Use]:
    source, target = node.iter, node.target
    is_plain = isinstance(source, nodes.Name | nodes.Getattr) and isinstance(target, nodes.Name)
    if not is_plain or node.test or node.else_ or node.recursive or depth >= MAX_LOOP_DEPTH:
        raise TextError(
            "template-not-allowed",
            "for は「{% for 名前 in リスト %}」の形で、2重までです。",
            node.lineno,
            "繰返しを減らすか、条項を分けてください。",
        )
    path = _path(source, scope)
    yield Use(f"{path}[]", node.lineno, _path(source, {}))
    assert isinstance(target, nodes.Name)
    inner = {**scope, target.name: f"{path}[]"}
    for child in node.body:
        yield from _uses(child, inner, depth + 1)


def _path(node: nodes.Node, scope: Mapping[str, str]) -> str:
    if isinstance(node, nodes.Name):
        return scope.get(node.name, node.name)
    if isinstance(node, nodes.Getattr):
        return f"{_path(node.node, scope)}.{node.attr}"
    raise TextError(
        "template-not-allowed",
        "値は「organization.name」のように、点でつないだ名前で書いてください。",
        node.lineno,
    )


@lru_cache(maxsize=4096)
def parse_condition(text: str) -> c.Expression:
    """A condition such as `choices.agents == "approval" and "code" in facts.content_types`.

    Raises:
        TextError: it is not one expression of the allowed kind.
    """
    tree = _parse("{{ " + text + " }}")
    match tree.body:
        case [nodes.Output(nodes=[expression])]:
            return _expression(expression)
        case _:
            raise _not_a_condition(text)


def _not_a_condition(text: str) -> TextError:
    return TextError(
        "bad-condition",
        f"条件として読めません：{text}",
        1,
        '「choices.agents == "approval"」の形で書いてください。'
        "使えるのは ==、!=、in、not in、and、or、not です。",
    )


def _expression(node: nodes.Node) -> c.Expression:
    build: Callable[[Any], c.Expression] | None = _BUILDERS.get(type(node))
    if build is None:
        raise _not_a_condition(type(node).__name__)
    return build(node)


def _comparison(node: nodes.Compare) -> c.Expression:
    if len(node.ops) != 1 or node.ops[0].op not in OPERATORS:
        raise _not_a_condition(", ".join(op.op for op in node.ops))
    (operand,) = node.ops
    operator: Any = _WRITTEN[operand.op]
    return c.Comparison(_expression(node.expr), operator, _expression(operand.expr))


def _choice(node: nodes.Tuple | nodes.List) -> c.Expression:
    items = [_expression(item) for item in node.items]
    if not all(isinstance(item, c.Constant) for item in items):
        raise _not_a_condition("(...)")
    return c.Choice(tuple(item.value for item in items if isinstance(item, c.Constant)))


_BUILDERS: Mapping[type[nodes.Node], Callable[[Any], c.Expression]] = {
    nodes.Name: lambda node: c.Name(node.name),
    nodes.Getattr: lambda node: c.Name(_path(node, {})),
    nodes.Const: lambda node: c.Constant(str(node.value)),
    nodes.Compare: _comparison,
    nodes.And: lambda node: c.All((_expression(node.left), _expression(node.right))),
    nodes.Or: lambda node: c.Any((_expression(node.left), _expression(node.right))),
    nodes.Not: lambda node: c.Not(_expression(node.node)),
    nodes.Tuple: _choice,
    nodes.List: _choice,
}
