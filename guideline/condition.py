"""Does a condition hold for given values, what decided it, and what would change it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from math import prod
from typing import assert_never

from guideline.model.condition import (
    All,
    Any,
    Choice,
    Comparison,
    Constant,
    Domain,
    Expression,
    Name,
    Not,
    Value,
)


def holds(expression: Expression, values: Mapping[str, Value]) -> bool:
    """Whether the condition is true for the values."""
    match expression:
        case All(parts):
            return all(holds(part, values) for part in parts)
        case Any(parts):
            return any(holds(part, values) for part in parts)
        case Not(part):
            return not holds(part, values)
        case Comparison(left, operator, right):
            one, other = _value(left, values), _value(right, values)
            match operator:
                case "==":
                    return one == other
                case "!=":
                    return one != other
                case "in":
                    return one in other
                case "not in":
                    return one not in other
                case _:
                    assert_never(operator)
        case Name() | Constant() | Choice():
            return bool(_value(expression, values))
        case _:
            assert_never(expression)


def _value(expression: Expression, values: Mapping[str, Value]) -> Value:
    match expression:
        case Name(path):
            return values[path]
        case Constant(value):
            return value
        case Choice(options):
            return options
        case _:
            return ""


def comparisons(expression: Expression) -> Iterator[Comparison]:
    """Every comparison in the condition, in reading order."""
    match expression:
        case All(parts) | Any(parts):
            for part in parts:
                yield from comparisons(part)
        case Not(part):
            yield from comparisons(part)
        case Comparison():
            yield expression
        case _:
            pass


def names(expression: Expression) -> list[str]:
    """The names the condition depends on, in reading order, each once."""
    return list(dict.fromkeys(_names(expression)))


def _names(expression: Expression) -> Iterator[str]:
    match expression:
        case Name(path):
            yield path
        case All(parts) | Any(parts):
            for part in parts:
                yield from _names(part)
        case Not(part):
            yield from _names(part)
        case Comparison(left, _, right):
            yield from _names(left)
            yield from _names(right)
        case _:
            pass


def constants_for(expression: Expression) -> Iterator[tuple[str, str]]:
    """Every (name, word) that the condition compares."""
    for comparison in comparisons(expression):
        for one, other in (
            (comparison.left, comparison.right),
            (comparison.right, comparison.left),
        ):
            if isinstance(one, Name):
                match other:
                    case Constant(value):
                        yield one.path, value
                    case Choice(options):
                        yield from ((one.path, option) for option in options)
                    case _:
                        pass


def misused_names(expression: Expression, domain: Domain) -> Iterator[str]:
    """Names that stand alone, and names of sets that are compared as if they were one word."""
    match expression:
        case All(parts) | Any(parts):
            for part in parts:
                yield from misused_names(part, domain)
        case Not(part):
            yield from misused_names(part, domain)
        case Name(path):
            yield path
        case Comparison(left, operator, right):
            asks_for_member = operator in ("in", "not in")
            for side, may_be_set in ((left, False), (right, asks_for_member)):
                if isinstance(side, Name) and is_set(side.path, domain) and not may_be_set:
                    yield side.path
        case _:
            pass


def is_set(name: str, domain: Domain) -> bool:
    """Whether the name stands for a set of words."""
    return f"{name}[]" in domain


def all_values(expressions: list[Expression], domain: Domain) -> Iterator[dict[str, Value]]:
    """Every combination of values that the conditions can tell apart.

    For a set only the words that a condition asks for matter, each in or out.
    """
    wanted = list(dict.fromkeys(n for e in expressions for n in names(e)))
    for chosen in product(*(_options(name, expressions, domain) for name in wanted)):
        yield dict(zip(wanted, chosen, strict=True))


def count_values(expressions: list[Expression], domain: Domain) -> int:
    """How many combinations `all_values` has."""
    wanted = dict.fromkeys(n for e in expressions for n in names(e))
    return prod(
        2 ** len(_asked(name, expressions)) if is_set(name, domain) else len(domain[name])
        for name in wanted
    )


def _asked(name: str, expressions: list[Expression]) -> list[str]:
    return sorted({w for e in expressions for n, w in constants_for(e) if n == name})


def _options(name: str, expressions: list[Expression], domain: Domain) -> list[Value]:
    if not is_set(name, domain):
        return list(domain[name])
    asked = _asked(name, expressions)
    return [
        tuple(word for word, keep in zip(asked, bits, strict=True) if keep)
        for bits in product((False, True), repeat=len(asked))
    ]


def changes(
    expression: Expression, values: Mapping[str, Value], domain: Domain
) -> list[tuple[str, str]]:
    """Which single answer would turn the result round: (name, word) pairs.

    For a set, the word is the one to add, or with a leading `-` the one to take away.
    """
    now = holds(expression, values)
    found = []
    for name in names(expression):
        for word, changed in _alternatives(name, expression, values, domain):
            if holds(expression, {**values, name: changed}) != now:
                found.append((name, word))
    return found


def _alternatives(
    name: str, expression: Expression, values: Mapping[str, Value], domain: Domain
) -> Iterator[tuple[str, Value]]:
    current = values[name]
    if isinstance(current, tuple):
        for asked in dict.fromkeys(w for n, w in constants_for(expression) if n == name):
            if asked in current:
                yield f"-{asked}", tuple(w for w in current if w != asked)
            else:
                yield asked, (*current, asked)
    else:
        yield from ((word, word) for word in domain[name] if word != current)
