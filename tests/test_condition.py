"""Conditions: whether they hold, what they depend on, and what would turn them round."""

from __future__ import annotations

import pytest

from guideline.condition import (
    all_values,
    changes,
    comparisons,
    constants_for,
    holds,
    is_set,
    names,
)
from guideline.model.condition import Domain, Value
from guideline.templating import parse_condition

DOMAIN: Domain = {
    "kind": ("company", "city", "school"),
    "agents": ("prohibited", "approval"),
    "types[]": ("text", "code", "image"),
}
VALUES: dict[str, Value] = {"kind": "city", "agents": "approval", "types": ("text", "code")}


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ('kind == "city"', True),
        ('kind == "company"', False),
        ('kind != "city"', False),
        ('kind != "company"', True),
        ('"code" in types', True),
        ('"image" in types', False),
        ('"code" not in types', False),
        ('"image" not in types', True),
        ('kind in ("city", "school")', True),
        ('kind in ["company"]', False),
        ('kind not in ("city", "school")', False),
        ('kind == "city" and agents == "approval"', True),
        ('kind == "city" and agents == "prohibited"', False),
        ('kind == "company" or agents == "approval"', True),
        ('kind == "company" or agents == "prohibited"', False),
        ('not kind == "city"', False),
        ('not (kind == "company" or "image" in types)', True),
        ("kind == agents", False),
        ("types", True),
        ('""', False),
        ('"always"', True),
        ('("a",)', True),
    ],
)
def test_condition_holds(text: str, result: bool) -> None:
    assert holds(parse_condition(text), VALUES) is result


def test_empty_set_is_false() -> None:
    assert not holds(parse_condition("types"), {"types": ()})


def test_comparison_inside_a_comparison_is_an_empty_word() -> None:
    # It can be written, but says nothing.
    assert not holds(parse_condition('(kind == "city") == "city"'), VALUES)


def test_names_are_told_once_in_reading_order() -> None:
    text = 'agents == "approval" and not ("code" in types or kind == agents) and kind and "x"'
    assert names(parse_condition(text)) == ["agents", "types", "kind"]


def test_comparisons_are_told_in_reading_order() -> None:
    text = 'kind == "a" and (not "b" in types or agents != "c") and kind'
    found = comparisons(parse_condition(text))
    assert [c.operator for c in found] == ["==", "in", "!="]


def test_words_compared_with_a_name_are_told_from_either_side() -> None:
    text = (
        'kind == "city" or "code" in types or kind in ("a", "b") or "x" == agents or kind == agents'
    )
    assert list(constants_for(parse_condition(text))) == [
        ("kind", "city"),
        ("types", "code"),
        ("kind", "a"),
        ("kind", "b"),
        ("agents", "x"),
    ]


def test_sets_are_told_from_words() -> None:
    assert is_set("types", DOMAIN)
    assert not is_set("kind", DOMAIN)
    assert not is_set("types[]", DOMAIN)


# All values


def test_all_values_of_a_word_are_those_it_can_take() -> None:
    found = list(all_values([parse_condition('kind == "city"')], DOMAIN))
    assert found == [{"kind": "company"}, {"kind": "city"}, {"kind": "school"}]


def test_all_values_of_a_set_are_the_asked_words_in_or_out() -> None:
    expression = parse_condition('"code" in types and not "image" in types')
    found = [set(v["types"]) for v in all_values([expression], DOMAIN)]
    assert len(found) == 4
    assert all(one in found for one in (set(), {"code"}, {"image"}, {"code", "image"}))


def test_all_values_combine_the_names_of_all_conditions() -> None:
    expressions = [
        parse_condition(text) for text in ('kind == "city"', '"code" in types', 'kind == "x"')
    ]
    found = list(all_values([*expressions, parse_condition("agents")], DOMAIN))
    assert len(found) == 3 * 2 * 2
    assert len({(v["kind"], v["types"], v["agents"]) for v in found}) == 12


def test_condition_without_names_has_one_case() -> None:
    assert list(all_values([parse_condition('"always"')], DOMAIN)) == [{}]


# Changes


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('kind == "city"', [("kind", "company"), ("kind", "school")]),
        ('kind == "company"', [("kind", "company")]),
        ('kind != "school"', [("kind", "school")]),
        ('"code" in types', [("types", "-code")]),
        ('"image" in types', [("types", "image")]),
        ('"image" not in types', [("types", "image")]),
        ('kind == "city" and "image" in types', [("types", "image")]),
        ('kind == "company" and "image" in types', []),
        ('kind == "company" or "image" in types', [("kind", "company"), ("types", "image")]),
        ('"text" in types or "code" in types', []),
        ('"always"', []),
        ('agents == "approval" and agents != "x"', [("agents", "prohibited")]),
    ],
)
def test_changes_are_the_single_answers_that_turn_the_result_round(
    text: str, found: list[tuple[str, str]]
) -> None:
    assert changes(parse_condition(text), VALUES, DOMAIN) == found


@pytest.mark.parametrize(
    "text",
    [
        'kind == "city" and agents == "approval"',
        '"code" in types or kind in ("company", "school")',
        'not ("image" in types and agents != "approval")',
    ],
)
def test_each_change_turns_the_result_round_whatever_the_values(text: str) -> None:
    expression = parse_condition(text)
    for values in all_values([expression], DOMAIN):
        now = holds(expression, values)
        for name, word in changes(expression, values, DOMAIN):
            before = values[name]
            after: Value = word
            if isinstance(before, tuple):
                gone = word.removeprefix("-")
                after = tuple(w for w in before if w != gone) if gone != word else (*before, word)
            assert holds(expression, {**values, name: after}) is not now


def test_changes_leave_the_given_values_alone() -> None:
    values = dict(VALUES)
    changes(parse_condition('kind == "city" and "code" in types'), values, DOMAIN)
    assert values == VALUES
