"""Names in texts are known before any profile reaches them."""

from __future__ import annotations

import pytest

from guideline.facts import settle
from guideline.model.profile import Profile
from guideline.profile import load_profile
from guideline.templating import compile_text
from guideline.vocabulary import check_names, clause_names, document_names
from guideline.words import words
from tests.helpers import EXAMPLES


def paths(value: object, path: str = "") -> set[str]:
    found = {path} if path else set()
    if isinstance(value, dict):
        for key, inner in value.items():
            found |= paths(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        for inner in value:
            found |= {f"{path}[]"} | paths(inner, f"{path}[]")
    return found


def test_every_name_of_a_filled_profile_and_of_an_empty_one_is_known() -> None:
    profiles = [Profile(), *(load_profile(path).profile for path in EXAMPLES)]
    for each in profiles:
        assert paths(words(each, settle(each))) <= clause_names()


@pytest.mark.parametrize(
    "name",
    [
        "organization.name",
        "tools[].name",
        "tools[].allowed_classes[]",
        "units[].contact",
        "document.history[].summary",
        "document.related_rules[]",
        "prohibited_uses[].instead",
        "choices.agents_label",
        "matrix.rows[].cells[].label",
        "contacts.incident.contact",
    ],
)
def test_names_that_clauses_use_are_known(name: str) -> None:
    assert name in clause_names()


def test_only_document_templates_know_the_parts_and_clauses() -> None:
    assert document_names() - clause_names() == {
        *("clauses", "clauses[]"),
        *("parts", "parts[]", "parts[].id", "parts[].title"),
        *("parts[].clauses", "parts[].clauses[]", "parts[].clauses[].id"),
    }


def test_known_names_are_no_fault() -> None:
    text = "{% for tool in tools %}{{ tool.name }}{% endfor %}{{ organization.name }}"
    assert list(check_names(compile_text(text), clause_names())) == []


def test_each_unknown_name_is_a_fault_with_line_and_suggestion() -> None:
    text = "一\n{{ organization.nama }}\n{% for tool in tools %}\n{{ tool.vender }}\n{% endfor %}"
    first, second = check_names(compile_text(text), clause_names())
    assert (first.code, first.line) == ("unknown-name", 2)
    assert "「organization.nama」" in first.message
    assert "「organization.name」" in first.remedy
    assert (second.line, "「tool.vender」" in second.message) == (4, True)
    assert "「tool.vendor」" in second.remedy


def test_name_like_no_other_leads_to_the_schema() -> None:
    (fault,) = check_names(compile_text("{{ xyzzy }}"), clause_names())
    assert "guideline schema text" in fault.remedy


def test_name_in_a_branch_that_no_profile_takes_is_found() -> None:
    text = '{% if choices.agents == "nothing" %}{{ organisation.name }}{% endif %}'
    assert [f.line for f in check_names(compile_text(text), clause_names())] == [1]
