"""Document templates: shipped ones by name, own ones by file, and what stands at their head."""

from __future__ import annotations

from pathlib import Path

import pytest

from guideline.errors import CallError, ContentError
from guideline.template import load_template


def written(folder: Path, text: str) -> str:
    file = folder / "own.md.j2"
    file.write_text(text, encoding="utf-8")
    return str(file)


def test_template_without_front_matter_takes_the_usual_settings(tmp_path: Path) -> None:
    template = load_template(written(tmp_path, "# 題 {: #a}\n"))
    assert (template.name, template.text, template.first_line) == ("own", "# 題 {: #a}\n", 1)
    settings = template.settings
    assert (settings.register_, settings.numbering, settings.page) == ("polite", None, "normal")
    assert settings.commentary
    assert settings.leaves_out == ()


def test_front_matter_sets_the_form_and_keeps_the_lines_of_the_file(tmp_path: Path) -> None:
    text = "---\nregister: plain\nleaves_out: [a/one]\n---\n# 題 {: #a}\n"
    template = load_template(written(tmp_path, text))
    assert (template.settings.register_, template.settings.leaves_out) == ("plain", ("a/one",))
    assert (template.text, template.first_line) == ("# 題 {: #a}\n", 5)


def test_everything_may_be_left_out(tmp_path: Path) -> None:
    template = load_template(written(tmp_path, "---\nleaves_out: all\n---\n"))
    assert template.settings.leaves_out == "all"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("register: polit", "unknown-value"),
        ("registre: plain", "unknown-key"),
        ("leaves_out: some", "wrong-type"),
    ],
)
def test_fault_in_the_front_matter_is_told_with_its_line(
    tmp_path: Path, line: str, code: str
) -> None:
    with pytest.raises(ContentError) as caught:
        load_template(written(tmp_path, f"---\ntitle: 題\n{line}\n---\n"))
    assert (caught.value.problems[0].code, caught.value.problems[0].place.line) == (code, 3)


def test_unknown_name_is_told_with_the_known_ones() -> None:
    with pytest.raises(CallError) as caught:
        load_template("regulaton")
    (problem,) = caught.value.problems
    assert problem.code == "unknown-template"
    assert "regulation" in problem.remedy
