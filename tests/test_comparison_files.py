"""A comparison as files: each form and suffix, untouched or edited, the same bytes each time."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import get_args

import pytest

from guideline.comparison_files import Form, Request, amendment_between, formats_of, written
from guideline.document import Name
from guideline.errors import CallError
from guideline.meaning import Meanings, meanings_of
from guideline.seal import is_untouched
from tests.all_forms import all_documents
from tests.helpers import problems_of
from tests.regulations import regulation
from tests.two_documents import compared, one
from tests.word_files import paragraph


def meanings() -> Meanings:
    return meanings_of(compared(one(paragraph("甲を記録する。")), one(paragraph("乙を記録する。"))))


def test_every_form_has_json_besides_its_own_formats() -> None:
    assert {form: sorted(formats_of(form)) for form in get_args(Form)} == {
        "summary": [".docx", ".html", ".json", ".md"],
        "table": [".docx", ".html", ".json", ".md"],
        "redline": [".docx", ".json"],
        "amendment": [".docx", ".html", ".json", ".md"],
    }


@pytest.mark.parametrize("suffix", [".docx", ".html", ".json", ".md"])
def test_file_is_the_same_each_time_and_known_as_untouched(suffix: str) -> None:
    data = written(meanings(), Request(reasons={"p/a": "明確にするため"}), suffix)
    assert data == written(meanings(), Request(reasons={"p/a": "明確にするため"}), suffix)
    assert formats_of("summary")[suffix](data)


def test_json_carries_a_digest_and_all_differences() -> None:
    data = written(meanings(), Request(), ".json")
    whole = json.loads(data)
    assert next(iter(whole)) == "digest"
    assert [change["id"] for change in whole["changes"]] == ["p/a"]
    assert is_untouched(data)
    assert not is_untouched(data.replace("乙".encode(), "丙".encode()))


def test_amendment_quotes_a_name_of_either_version_whole() -> None:
    text = "# one 総則\n## duty 責務\n{}を使う。"
    old, new = (regulation(text.format(tool)) for tool in ("Copilot Chat", "Copilot"))
    named = replace(old, names=(Name("tools/chat", "Copilot Chat"),))
    found = amendment_between(compared(named, new))
    assert "第１条中「Copilot Chat」を「Copilot」に改める。" in found.lines


def test_amendment_of_versions_with_other_digits_is_refused() -> None:
    old = regulation("# one 総則\n## duty 責務\n甲を使う。")
    half = replace(old, layout=replace(old.layout, digits="half"))
    (problem,) = problems_of(CallError, lambda: amendment_between(compared(old, half)))
    assert (problem.code, problem.place.file) == ("other-digits", "新")


def test_amendment_of_an_example_is_written() -> None:
    documents = all_documents()
    same = meanings_of(compared(documents["town-regulation"], documents["town-regulation"]))
    assert written(same, Request("amendment"), ".md").decode().count("改める") == 0
