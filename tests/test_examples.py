"""The shipped examples: each guideline is as it was last reviewed, complete and sound."""

import json
import re
from pathlib import Path

import pytest

from guideline.bundled import bundled
from guideline.compare import compare
from guideline.comparison_files import Form, Request, written
from guideline.comparison_presets import PresetName
from guideline.comparison_text import told
from guideline.document import walk_sections
from guideline.generate import Result, generate
from guideline.library import load_frameworks
from guideline.meaning import Meanings, meanings_of
from guideline.pending import open_decisions
from guideline.reasons import clause_ids, load_reasons
from guideline.versions import load_versions
from guideline.writers.to_json import to_json
from guideline.writers.to_markdown import to_markdown

ROOT = Path(__file__).parent.parent
EXAMPLES = sorted(
    path.parent.relative_to(ROOT / "examples").as_posix()
    for where in ("*/profile.yaml", "prefecture-city/[!b]*/profile.yaml")
    for path in (ROOT / "examples").glob(where)
)
JDLA = [
    *("JDLA-0", "JDLA-1", "JDLA-2", "JDLA-3", "JDLA-4"),
    *("JDLA-5-1", "JDLA-5-1-a", "JDLA-5-2", "JDLA-5-3", "JDLA-5-4", "JDLA-5-4-a"),
    *("JDLA-5-5", "JDLA-5-6"),
    *("JDLA-6-1", "JDLA-6-2", "JDLA-6-3", "JDLA-6-4", "JDLA-6-5"),
]


@pytest.fixture(params=EXAMPLES)
def example(request: pytest.FixtureRequest) -> tuple[str, Result]:
    return request.param, generate(ROOT / "examples" / request.param / "profile.yaml")


@pytest.mark.parametrize(("suffix", "write"), [("md", to_markdown), ("json", to_json)])
def test_guideline_is_as_reviewed(  # type: ignore[no-untyped-def]
    example: tuple[str, Result], suffix: str, write, renews_expected: bool
) -> None:
    name, result = example
    expected = ROOT / "examples" / name / "expected" / f"guideline.{suffix}"
    made = write(result.document)
    if renews_expected:
        expected.parent.mkdir(exist_ok=True)
        expected.write_text(made, encoding="utf-8", newline="\n")
    assert made == expected.read_text(encoding="utf-8"), "read the difference, then renew"


# The next version of an example, against the one that is in force

REVISED: dict[str, tuple[str, PresetName, tuple[Form, ...]]] = {
    "company": ("guideline", "company", ("summary", "table")),
    "city": ("regulation", "municipal", ("summary", "table", "amendment")),
}
"""The document template, the convention of the 新旧対照表, and what is written, by example."""


def revision_of(name: str) -> Meanings:
    sides = (f"examples/{name}/profile.yaml", f"examples/{name}/changes/profile.yaml")
    return meanings_of(compare(*load_versions(*sides, template=REVISED[name][0])))


@pytest.mark.parametrize("name", REVISED)
def test_comparison_is_as_reviewed(
    name: str,
    renews_expected: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(ROOT)
    meanings = revision_of(name)
    folder = Path("examples", name, "changes")
    reasons = load_reasons(folder / "reasons.yaml", (), clause_ids(meanings.comparison))
    _, preset, forms = REVISED[name]
    made = {"terminal.txt": told(meanings, lambda text, _: text) + "\n"}
    for form in forms:
        request = Request(form, reasons, preset=preset)
        made[f"{form}.md"] = written(meanings, request, ".md").decode()
    if renews_expected:
        (folder / "expected").mkdir(exist_ok=True)
        for file, text in made.items():
            (folder / "expected" / file).write_text(text, encoding="utf-8", newline="\n")
    for file, text in made.items():
        expected = (folder / "expected" / file).read_text(encoding="utf-8")
        assert text == expected, "read the difference, then renew"


@pytest.mark.parametrize("name", REVISED)
def test_next_version_leaves_nothing_open(name: str) -> None:
    assert open_decisions(generate(ROOT / "examples" / name / "changes" / "profile.yaml")) == []


def test_example_leaves_nothing_open(example: tuple[str, Result]) -> None:
    assert open_decisions(example[1]) == []


def test_every_jdla_requirement_is_met(example: tuple[str, Result]) -> None:
    met = {r for clause in example[1].resolution.chosen for r in clause.front.satisfies}
    assert set(JDLA) <= met


def test_the_catalogue_has_exactly_these_jdla_requirements() -> None:
    frameworks = {f.id: f for f in load_frameworks(bundled("clauses"))}
    assert [r.id for r in frameworks["jdla"].requirements] == JDLA


def test_parts_stand_in_the_jdla_order(example: tuple[str, Result]) -> None:
    numbered = [part.id for part in example[1].document.sections if part.number]
    jdla_order = ["purpose", "tools", "prohibited", "structure", "input", "output"]
    assert numbered[: len(jdla_order)] == jdla_order


def test_each_sector_sees_its_own_articles_only() -> None:
    """Articles 17-40 of the privacy act bind private bodies, 61-71 public ones."""
    private, public = (
        re.compile(r"個人情報保護法第(2[0-9]|1[7-9])条"),
        re.compile(r"個人情報保護法第(6[0-9]|7[01])条"),
    )
    company = to_markdown(generate(ROOT / "examples/company/profile.yaml").document)
    city = to_markdown(generate(ROOT / "examples/city/profile.yaml").document)
    assert private.search(company)
    assert public.search(city)
    assert not public.search(company)
    assert not private.search(city)


def test_city_may_draft_council_answers_but_not_leave_them_to_the_tool() -> None:
    document = generate(ROOT / "examples/city/profile.yaml").document
    ids = {section.id for section in walk_sections(document.sections)}
    assert "prohibited/council-answers.draft" in ids


def test_examples_are_told_as_fictional() -> None:
    for name in EXAMPLES:
        for path in (ROOT / "examples" / name).rglob("profile.yaml"):
            assert "架空" in path.read_text(encoding="utf-8").split("\n")[0]


def text_of(cell: list[dict[str, str]]) -> str:
    return "".join(inline["text"] for inline in cell)


def test_first_page_shows_the_same_table_as_the_rule(example: tuple[str, Result]) -> None:
    whole = json.loads(to_json(example[1].document))
    parts = {part["id"]: part for part in whole["document"]["sections"]}
    tables = {
        name: next(b for b in section["blocks"] if b["type"] == "Table")
        for name, section in (
            ("first page", parts["summary"]),
            ("rule", parts["input"]["sections"][0]),
        )
    }
    first_page, rule = tables["first page"], tables["rule"]
    assert first_page["header"] == rule["header"]
    users, approval, *rows = first_page["rows"]
    assert rows == rule["rows"]
    tools = example[1].file.profile.tools
    assert [text_of(cell) for cell in users] == ["利用できる人", *(tool.users for tool in tools)]
    assert text_of(approval[0]) == "利用前の承認"
    needs_none = [text_of(cell) == "不要" for cell in approval[1:]]
    assert needs_none == [tool.approval == "none" for tool in tools]


def test_first_page_of_many_tools_has_a_line_for_each(tmp_path: Path) -> None:
    path = tmp_path / "profile.yaml"
    tools = "".join(f"  - {{id: t{n}, name: 道具{n}}}\n" for n in range(7))
    path.write_text(f"tools:\n{tools}", encoding="utf-8")
    whole = json.loads(to_json(generate(path).document))
    summary = next(s for s in whole["document"]["sections"] if s["id"] == "summary")
    table = next(block for block in summary["blocks"] if block["type"] == "Table")
    assert text_of(table["header"][0]) == "ツール"
    assert [text_of(row[0]) for row in table["rows"]] == [f"道具{n}" for n in range(7)]
    # Who may use them has no row there, so the text says where it stands.
    texts = [
        "".join(inline.get("text", "") for inline in block["inlines"])
        for block in summary["blocks"]
        if "inlines" in block
    ]
    assert any("利用できる人と利用前の承認" in text for text in texts)
