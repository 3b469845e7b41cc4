"""Fills in a text by following Jinja's syntax tree, which spares compiling Python for each text.

It knows the part of Jinja that `templating` allows, and sees plain values alone: an attribute is
the key of a mapping, never something that Python gives an object.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from jinja2 import StrictUndefined, nodes

Scope = Mapping[str, Any]
_Value = Callable[[Scope], Any]
_Piece = Callable[[Scope], str]
_Escape = Callable[[object], str]


def filling(body: Sequence[nodes.Node], escape: _Escape) -> _Piece:
    """What fills in a text; it says what Jinja would say, and raises what Jinja would raise.

    Args:
        escape: makes text of each value.
    """
    parts = [_piece(node, escape) for node in body]
    return lambda scope: "".join([part(scope) for part in parts])


def _piece(node: nodes.Node, escape: _Escape) -> _Piece:
    match node:
        case nodes.Output():
            return _output(node, escape)
        case nodes.If():
            return _if(node, escape)
        case nodes.For(target=nodes.Name(name=name)):
            return _for(node, name, escape)
        case _:
            raise AssertionError(f"{type(node).__name__} is not allowed")


def _output(node: nodes.Output, escape: _Escape) -> _Piece:
    parts = [
        child.data if isinstance(child, nodes.TemplateData) else _value(child)
        for child in node.nodes
    ]
    return lambda scope: "".join(
        [part if isinstance(part, str) else escape(part(scope)) for part in parts]
    )


def _if(node: nodes.If, escape: _Escape) -> _Piece:
    cases = [(_value(case.test), filling(case.body, escape)) for case in (node, *node.elif_)]
    otherwise = filling(node.else_, escape)

    def said(scope: Scope) -> str:
        for test, body in cases:
            if test(scope):
                return body(scope)
        return otherwise(scope)

    return said


def _for(node: nodes.For, name: str, escape: _Escape) -> _Piece:
    items, body = _value(node.iter), filling(node.body, escape)
    return lambda scope: "".join([body({**scope, name: item}) for item in items(scope)])


def _value(node: nodes.Node) -> _Value:
    return _VALUES[type(node)](node)


def _name(node: nodes.Name) -> _Value:
    name = node.name
    return lambda scope: scope[name] if name in scope else StrictUndefined(name=name)


def _attribute(node: nodes.Getattr) -> _Value:
    owner, name = _value(node.node), node.attr

    def found(scope: Scope) -> Any:
        value = owner(scope)
        if isinstance(value, Mapping) and name in value:
            return value[name]
        if isinstance(value, StrictUndefined):
            str(value)  # raises: the owner is missing itself
        return StrictUndefined(obj=value, name=name)

    return found


def _constant(node: nodes.Const) -> _Value:
    value = node.value
    return lambda scope: value


def _list(node: nodes.List | nodes.Tuple) -> _Value:
    items = [_value(item) for item in node.items]
    return lambda scope: [item(scope) for item in items]


def _tuple(node: nodes.Tuple) -> _Value:
    items = _list(node)
    return lambda scope: tuple(items(scope))


def _and(node: nodes.And) -> _Value:
    left, right = _value(node.left), _value(node.right)
    return lambda scope: left(scope) and right(scope)


def _or(node: nodes.Or) -> _Value:
    left, right = _value(node.left), _value(node.right)
    return lambda scope: left(scope) or right(scope)


def _not(node: nodes.Not) -> _Value:
    value = _value(node.node)
    return lambda scope: not value(scope)


_COMPARED: Mapping[str, Callable[[Any, Any], bool]] = {
    "eq": lambda left, right: left == right,
    "ne": lambda left, right: left != right,
    "in": lambda left, right: left in right,
    "notin": lambda left, right: left not in right,
}
OPERATORS = frozenset(_COMPARED)


def _comparison(node: nodes.Compare) -> _Value:
    first = _value(node.expr)
    rest = [(_COMPARED[operand.op], _value(operand.expr)) for operand in node.ops]

    def holds(scope: Scope) -> bool:
        left = first(scope)
        for compared, other in rest:
            right = other(scope)
            if not compared(left, right):
                return False
            left = right
        return True

    return holds


def _join(node: nodes.Filter) -> _Value:
    assert node.node is not None
    value, between = _value(node.node), [_value(argument) for argument in node.args]

    def joined(scope: Scope) -> str:
        items = value(scope)
        separator = between[0](scope) if between else ""
        return str(separator).join(map(str, items))

    return joined


_VALUES: Mapping[type[nodes.Node], Callable[[Any], _Value]] = {
    nodes.Name: _name,
    nodes.Getattr: _attribute,
    nodes.Const: _constant,
    nodes.List: _list,
    nodes.Tuple: _tuple,
    nodes.And: _and,
    nodes.Or: _or,
    nodes.Not: _not,
    nodes.Compare: _comparison,
    nodes.Filter: _join,
}
