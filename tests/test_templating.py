"""The allowed part of Jinja, the escaping of values, and conditions as data."""

from __future__ import annotations

import string

import pytest

from guideline.document import Paragraph, plain_text
from guideline.markup import parse_clause
from guideline.model.condition import (
    All,
    Any,
    Choice,
    Comparison,
    Constant,
    Expression,
    Name,
    Not,
)
from guideline.templating import MAX_DEPTH, TextError, compile_text, escape, parse_condition


def rendered(text: str, **values: object) -> str:
    return compile_text(text).render(values)


def refused(text: str) -> TextError:
    with pytest.raises(TextError) as caught:
        compile_text(text)
    return caught.value


def shown(value: str) -> str:
    """What a reader of the document sees of a profile's value."""
    [block] = parse_clause(rendered("前{{ value }}後\n", value=value))
    assert isinstance(block, Paragraph)
    return plain_text(block.inlines)


# What texts may say


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("{{ a }}と{{ b.c }}", "Aと C"),
        ("{% if a == 'A' %}一{% else %}二{% endif %}", "一"),
        ("{% if a != 'A' %}一{% elif a == 'A' %}二{% endif %}", "二"),
        ("{% if 'x' in b.list and not a == 'B' %}一{% endif %}", "一"),
        ("{% if 'x' not in b.list or a in ('A', 'B') %}一{% endif %}", "一"),
        ("{% if a in ['B'] %}一{% endif %}", ""),
        ("{% for x in b.list %}({{ x }}){% endfor %}", "(x)(y)"),
        ("{% for x in b.list %}{% for y in b.list %}{{ y }}{% endfor %}{% endfor %}", "xyxy"),
        ("{{ b.list | join('、') }}", "x、y"),
        ("{% raw %}{{ a }}{% endraw %}", "{{ a }}"),
        ("一{# 注記 #}二", "一二"),
        ("一\n\n二\n", "一\n\n二\n"),
    ],
)
def test_allowed_text_is_rendered(text: str, result: str) -> None:
    assert rendered(text, a="A", b={"c": " C", "list": ["x", "y"]}) == result


def test_lines_with_only_a_statement_leave_no_line() -> None:
    assert rendered("一\n  {% if a %}\n二\n  {% endif %}\n三\n", a="x") == "一\n二\n三\n"


@pytest.mark.parametrize(
    "text",
    [
        "{{ f() }}",
        "{{ a.upper() }}",
        "{{ range(9) }}",
        "{{ cycler('a') }}",
        "{{ lipsum() }}",
        "{{ a + b }}",
        "{{ a - b }}",
        "{{ 'x' * 999999999 }}",
        "{{ a / b }}",
        "{{ a // b }}",
        "{{ a % b }}",
        "{{ a ** b }}",
        "{{ -a }}",
        "{{ +a }}",
        "{{ a ~ b }}",
        "{{ a[0] }}",
        "{{ a['b'] }}",
        "{{ a[b] }}",
        "{{ a[1:2] }}",
        "{{ a.0 }}",
        "{{ {'a': 1} }}",
        "{{ a if b else c }}",
        "{{ a is defined }}",
        "{{ a is none }}",
        "{{ a | upper }}",
        "{{ a | safe }}",
        "{{ a | attr('b') }}",
        "{{ a | map('upper') }}",
        "{{ a | join(attribute='b') }}",
        "{{ a < b }}",
        "{% if a >= b %}x{% endif %}",
        "{{ a == b > c }}",
        "{% filter join %}x{% endfilter %}",
        "{% macro m() %}x{% endmacro %}",
        "{% call m() %}x{% endcall %}",
        "{% set a = 'b' %}",
        "{% set a %}b{% endset %}",
        "{% include 'x' %}",
        "{% import 'x' as y %}",
        "{% from 'x' import y %}",
        "{% extends 'x' %}",
        "{% block b %}x{% endblock %}",
        "{% with a = 'b' %}x{% endwith %}",
        "{% autoescape false %}x{% endautoescape %}",
        "{% for a, b in c %}x{% endfor %}",
        "{% for a in ['b'] %}x{% endfor %}",
        "{% for a in b | join %}x{% endfor %}",
        "{% for a in b if a %}x{% endfor %}",
        "{% for a in b %}x{% else %}y{% endfor %}",
        "{% for a in b recursive %}x{% endfor %}",
        "{{ 'b'.upper }}",
        "{{ (a, b).c }}",
        "{% for a in b %}{{ a() }}{% endfor %}",
        "{% if a %}{% elif f() %}{% endif %}",
    ],
)
def test_everything_else_of_jinja_is_refused(text: str) -> None:
    fault = refused(f"一\n二 {text}\n")
    assert (fault.code, fault.line) == ("template-not-allowed", 2)


@pytest.mark.parametrize(
    "text",
    ["{{ a", "{% if a %}", "{% endif %}", "{% do a %}", "{% trans %}", "{{ }}", "{{ a b }}"],
)
def test_broken_text_is_refused_with_its_line(text: str) -> None:
    fault = refused(f"一\n{text}")
    assert (fault.code, fault.line) == ("template-syntax", 2)
    assert fault.remedy


def test_third_level_of_loops_is_refused() -> None:
    text = (
        "{% for a in x %}\n{% for b in y %}\n{% for c in z %}\n"
        "{{ c }}{% endfor %}{% endfor %}{% endfor %}"
    )
    fault = refused(text)
    assert (fault.code, fault.line) == ("template-not-allowed", 3)
    assert "2重" in fault.message


@pytest.mark.parametrize(
    "text",
    [
        "{{ " + "(" * 20_000,
        "{{ " + "not " * 5_000 + "a }}",
        "{{ a" + ".b" * 5_000 + " }}",
        "{{ a" + " and a" * 5_000 + " }}",
        "{% if a %}" * 150 + "{% endif %}" * 150,
        "{% if a %}" * 5_000 + "{% endif %}" * 5_000,
    ],
)
def test_nesting_without_end_is_refused(text: str) -> None:
    assert refused(text).code == "template-too-deep"


def test_nesting_below_the_limit_is_rendered() -> None:
    depth = MAX_DEPTH - 3
    assert rendered("{% if a %}" * depth + "一" + "{% endif %}" * depth, a="x") == "一"


# Names


def test_names_are_told_in_reading_order_with_their_lines() -> None:
    text = "{{ a.b }}\n{% if c == 'x' %}\n{{ d }}{% endif %}\n{{ a.b | join(e) }}"
    uses = compile_text(text).uses
    assert [(use.path, use.line) for use in uses] == [
        ("a.b", 1),
        ("c", 2),
        ("d", 3),
        ("a.b", 4),
        ("e", 4),
    ]


def test_names_of_loop_variables_are_resolved() -> None:
    inner = "{% for k in t.kinds %}{{ k }}{{ t.id }}{% endfor %}"
    text = "{% for t in tools %}{{ t.name }}" + inner + "{% endfor %}{{ t }}"
    assert [use.path for use in compile_text(text).uses] == [
        "tools[]",
        "tools[].name",
        "tools[].kinds[]",
        "tools[].kinds[]",
        "tools[].id",
        "t",
    ]


def test_inner_loop_variable_hides_the_outer_one() -> None:
    text = "{% for x in a %}{% for x in x.b %}{{ x.c }}{% endfor %}{{ x.d }}{% endfor %}"
    assert [use.path for use in compile_text(text).uses] == ["a[]", "a[].b[]", "a[].b[].c", "a[].d"]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("{{ a }}", {}),
        ("{{ a.b }}", {"a": {}}),
        ("{% if a == 'x' %}{% endif %}", {}),
        ("{% for x in a %}{% endfor %}", {"a": None}),
        ("{% if 'x' in a %}{% endif %}", {"a": None}),
        ("{{ a | join }}", {"a": None}),
        ("{{ a.__class__ }}", {"a": {}}),
        ("{{ a.__class__.__mro__ }}", {"a": "x"}),
    ],
)
def test_value_that_is_not_there_is_an_error(text: str, values: dict[str, object]) -> None:
    with pytest.raises(TextError) as caught:
        compile_text(text).render(values)
    assert caught.value.code == "template"


# Escaping


@pytest.mark.parametrize("character", string.punctuation)
def test_every_mark_of_a_value_is_shown_as_it_is(character: str) -> None:
    for value in (character, character * 3, f"{character}甲{character}", f"甲 {character} 乙"):
        assert escape(value) == value.replace(character, "\\" + character)
        assert shown(value) == f"前{value}後"


@pytest.mark.parametrize(
    "value",
    [
        "**強調**",
        "[名前](https://example.com)",
        "<script>alert(1)</script>",
        "&lt;",
        "![図](a.png)",
        "[[input/a]]",
        "`code`",
        "a | b",
        "\\",
        "{{ x }}{% if %}",
        "~~甲~~",
        "https://example.com/?a=b&c=d",
        "<ai@example.com>",
        "甲{: #id}",
    ],
)
def test_markdown_in_a_value_is_shown_as_it_is(value: str) -> None:
    assert shown(value) == f"前{value}後"


@pytest.mark.parametrize(
    "value",
    ["# 甲", "- 甲", "+ 甲", "* 甲", "1. 甲", "1) 甲", "> 甲", "---", "===", "```", "~~~", "::: x"],
)
def test_value_at_the_beginning_of_a_line_stays_a_paragraph(value: str) -> None:
    [block] = parse_clause(rendered("{{ value }}\n", value=value))
    assert isinstance(block, Paragraph)
    assert plain_text(block.inlines) == value


@pytest.mark.parametrize("end", ["\n", "\n\n", " \n ", "\r", "\r\n", "\x85", "\u2028", "\u2029"])
def test_line_end_in_a_value_becomes_a_blank(end: str) -> None:
    assert escape(f"甲{end}乙") == "甲 乙"


@pytest.mark.parametrize("value", ["legal", "input/personal-data", "image-tool", "a.b", "a1"])
def test_ids_stay_as_they_are(value: str) -> None:
    assert escape(value) == value


@pytest.mark.parametrize(
    ("value", "escaped"),
    [
        ("-a", "\\-a"),
        ("A-b", "A\\-b"),
        ("a_b", "a\\_b"),
        ("甲-乙", "甲\\-乙"),
        ("1.2", "1\\.2"),
        ("/a", "\\/a"),
        ("a-b\n", "a\\-b "),
    ],
)
def test_what_is_no_id_is_escaped(value: str, escaped: str) -> None:
    assert escape(value) == escaped


def test_constant_and_joined_list_are_escaped() -> None:
    assert rendered("{{ '**x**' }}") == "\\*\\*x\\*\\*"
    assert rendered("{{ a | join('*') }}", a=["[甲]", "乙"]) == "\\[甲\\]\\*乙"


def test_path_hidden_in_a_blank_is_not_escaped() -> None:
    blank = "【連絡先\ue000units[0].contact\ue001】"
    assert escape(f"*{blank}、{blank}*") == f"\\*{blank}、{blank}\\*"


def test_rendered_value_is_never_a_template_again() -> None:
    assert rendered("{{ a }}", a="{{ b }}", b="秘密") == "\\{\\{ b \\}\\}"


# Conditions

AGENTS = Name("choices.agents")


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ('choices.agents == "approval"', Comparison(AGENTS, "==", Constant("approval"))),
        ("choices.agents != 'approval'", Comparison(AGENTS, "!=", Constant("approval"))),
        ('"approval" in choices.agents', Comparison(Constant("approval"), "in", AGENTS)),
        ('choices.agents in ("a", "b")', Comparison(AGENTS, "in", Choice(("a", "b")))),
        ('choices.agents not in ["a"]', Comparison(AGENTS, "not in", Choice(("a",)))),
        ("choices.agents", AGENTS),
        ("x and y", All((Name("x"), Name("y")))),
        ("x or y and not z", Any((Name("x"), All((Name("y"), Not(Name("z"))))))),
        ("(x or y) and z", All((Any((Name("x"), Name("y"))), Name("z")))),
        ("x == 12", Comparison(Name("x"), "==", Constant("12"))),
        ('x\n== "a"', Comparison(Name("x"), "==", Constant("a"))),
    ],
)
def test_condition_is_read(text: str, expression: Expression) -> None:
    assert parse_condition(text) == expression


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        'x = "a"',
        'x == "a" && y',
        "x ＝ 'a'",
        "x == 「a」",
        'x == "a',
        'x < "a"',
        'x == "a" == "b"',
        'x in (y, "a")',
        "x | join",
        "f(x)",
        "x + y",
        "x[0]",
        "x is defined",
        "x if y",
        'x }}{{ "y"',
        "x }} y",
        "x }}{% if y %}{{ z }}{% endif %}{{ w",
        'x == "a" }}{# ',
        "(" * 20_000,
    ],
)
def test_anything_but_one_plain_expression_is_refused(text: str) -> None:
    with pytest.raises(TextError) as caught:
        parse_condition(text)
    assert caught.value.message
    assert caught.value.line == 1
    assert caught.value.remedy


@pytest.mark.parametrize(
    "text",
    [
        "{% if yes %}前{% endif %}\n後",
        "前{% if yes %}{% endif %}\n後",
        "前{# 注 #}\n後",
    ],
)
def test_tag_at_the_end_of_a_line_of_text_keeps_the_line_end(text: str) -> None:
    assert rendered(text, yes="1") == "前\n後"


def test_line_of_several_tags_leaves_no_line() -> None:
    assert rendered("前\n{% if a %}{% endif %}{# 注 #}\n後", a="1") == "前\n後"


def test_paragraph_that_ends_in_a_condition_stays_apart_from_the_next() -> None:
    text = rendered("一{% if a %}二{% endif %}\n\n三", a="1")
    assert [plain_text(b.inlines) for b in parse_clause(text) if isinstance(b, Paragraph)] == [
        "一二",
        "三",
    ]


def test_lines_are_counted_as_the_author_wrote_them() -> None:
    uses = compile_text("{% if a %}x{% endif %}\n{{ b }}").uses
    assert [(use.path, use.line) for use in uses] == [("a", 1), ("b", 2)]


def test_value_that_is_left_out_is_refused_with_the_way_to_ask() -> None:
    with pytest.raises(TextError) as caught:
        compile_text("{{ number }}").render({"number": None})
    assert caught.value.code == "value-left-out"
    assert "{% if" in caught.value.remedy
