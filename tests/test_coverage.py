"""A guideline against frameworks: each status and its reason, and the forms it is told in."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from guideline.bundled import bundled
from guideline.cli import main
from guideline.columns import COLUMNS
from guideline.coverage import (
    Coverage,
    as_dict,
    coverage_of,
    frameworks_named,
    missing_in,
    resolve_all,
)
from guideline.coverage_files import FORMATS, is_untouched, to_csv, to_html, to_json
from guideline.coverage_text import told
from guideline.errors import CallError, ContentError
from guideline.library import load_frameworks, load_library, preset_files
from guideline.model.coverage import LABELS, Finding
from guideline.schema import schema_of
from tests.helpers import clause, problems_of, the_problem, write, write_library

RULES = """\
id: rules
name: 試験の枠組み
publisher: 例会
version: "1.2"
published: 2026-03-31
status: current
authority: guidance
checked_on: 2026-11-01
requirements:
  - {id: R-ALWAYS, text: 常に定める。, evidence: text}
  - {id: R-AGENTS, text: エージェントを定める。, evidence: report}
  - {id: R-SCOPED, text: 二つの条件で定める。, evidence: report}
  - {id: R-NOBODY, text: 誰も定めない。, evidence: unconfirmed}
  - {id: R-PUBLIC, text: 公的部門が定める。, evidence: text, sector: public}
  - id: R-SCHOOL
    text: 学校が定める。
    evidence: text
    applies: organization.kind == "school_board"
  - {id: R-STATE, text: 国が行う。, evidence: text, left_out: 国に向けた項目であるため}
  - {id: R-OLD, text: 以前の要件。, evidence: text, superseded_by: R-ALWAYS}
  - {id: R-LATER, text: 後の要件。, evidence: text, status: future}
"""
CITY = """\
id: city
name: =市の枠組み<b>
publisher: 例会
version: "2026-03-31"
published: 2026-03-31
status: current
authority: guidance
checked_on: 2026-11-01
applies: organization.kind == "municipality"
requirements:
  - {id: C-1, text: 市が<i>定める</i>。, evidence: text}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A library with frameworks and presets, and profiles beside it."""
    clauses = {
        "a/second": clause("一。", title="二番目", satisfies="[R-ALWAYS]"),
        "a/first": clause("二。", title="一番目", satisfies="[R-ALWAYS, C-1, R-LATER]"),
        "a/agents.strict": clause("三。", when='choices.agents == "prohibited"'),
        "a/agents.loose": clause(
            "四。", when='choices.agents == "approval"', satisfies="[R-AGENTS]"
        ),
        "a/scoped": clause(
            "五。", when='choices.agents == "approval"', satisfies="[R-SCOPED, R-PUBLIC]"
        ),
    }
    library = write_library(
        tmp_path / "library", clauses, slots={"a/scoped": 'organization.kind != "hospital"'}
    )
    write(library / "frameworks" / "a.yaml", RULES)
    write(library / "frameworks" / "b.yaml", CITY)
    write(library / "presets" / "company.yaml", "organization: {kind: company}\n")
    write(library / "presets" / "city.yaml", "organization: {kind: municipality}\n")
    write(tmp_path / "one" / "profile.yaml", "choices:\n  agents: prohibited\n")
    write(tmp_path / "two" / "profile.yaml", "choices: {agents: approval}\n")
    return tmp_path


def coverage_for(folder: Path, *paths: str) -> Coverage:
    library = load_library(folder / "library")
    named = resolve_all(library, [folder / path for path in paths])
    return coverage_of(named, library, load_frameworks(folder / "library"))


def findings(coverage: Coverage) -> dict[str, Finding]:
    (profile,) = coverage.profiles
    return {f.requirement.id: f for each in profile.frameworks for f in each.findings}


@pytest.fixture
def one(folder: Path) -> Coverage:
    return coverage_for(folder, "one/profile.yaml")


@pytest.fixture
def several(folder: Path) -> Coverage:
    return coverage_for(folder, "one/profile.yaml", "library/presets/city.yaml")


# Statuses


def test_covered_by_chosen_clauses_in_the_order_of_the_document(one: Coverage) -> None:
    finding = findings(one)["R-ALWAYS"]
    assert (finding.status, finding.clauses) == ("covered", ("a/second", "a/first"))
    assert finding.reason == "「二番目」「一番目」で定めています"


def test_excluded_with_the_condition_and_the_answer_that_decided(one: Coverage) -> None:
    finding = findings(one)["R-AGENTS"]
    assert (finding.status, finding.clauses) == ("excluded", ("a/agents.loose",))
    assert finding.reason == (
        'a/agents.loose：choices.agents が prohibited だから（条件：choices.agents == "approval"）'
    )
    (answer,) = finding.answers
    assert (answer.name, answer.value) == ("choices.agents", "prohibited")
    assert [place.endswith("profile.yaml:2:11 choices.agents") for place in answer.given_at] == [
        True
    ]


def test_excluded_by_several_conditions_names_each(one: Coverage) -> None:
    finding = findings(one)["R-SCOPED"]
    assert finding.reason.endswith(
        '（条件：「organization.kind != "hospital"」かつ「choices.agents == "approval"」）'
    )
    assert len(finding.conditions) == 2


def test_covered_once_the_answer_changes(folder: Path) -> None:
    found = findings(coverage_for(folder, "two/profile.yaml"))
    assert (found["R-AGENTS"].status, found["R-AGENTS"].clauses) == ("covered", ("a/agents.loose",))


def test_missing_when_no_clause_has_it(one: Coverage) -> None:
    finding = findings(one)["R-NOBODY"]
    assert (finding.status, finding.clauses) == ("missing", ())


def test_requirement_of_the_other_sector_does_not_apply(folder: Path) -> None:
    finding = findings(coverage_for(folder, "two/profile.yaml"))["R-PUBLIC"]
    assert (finding.status, finding.clauses) == ("not_applicable", ())
    assert finding.reason == (
        "この要件の対象ではありません。organization.law が private だから"
        '（条件：organization.law == "public"）'
    )


def test_requirement_for_others_does_not_apply_though_nobody_answers_it(one: Coverage) -> None:
    finding = findings(one)["R-SCHOOL"]
    assert finding.status == "not_applicable"
    assert "organization.kind が company だから" in finding.reason


def test_requirement_that_concerns_the_organization_is_missing(folder: Path) -> None:
    write(folder / "school.yaml", "organization: {kind: school_board}\n")
    assert findings(coverage_for(folder, "school.yaml"))["R-SCHOOL"].status == "missing"


def test_framework_for_others_does_not_apply_though_a_clause_answers_it(one: Coverage) -> None:
    finding = findings(one)["C-1"]
    assert (finding.status, finding.clauses) == ("not_applicable", ())
    assert finding.reason.startswith("この枠組みの対象ではありません。")


def test_framework_concerns_the_organization_it_is_for(folder: Path) -> None:
    found = findings(coverage_for(folder, "library/presets/city.yaml"))
    assert (found["C-1"].status, found["C-1"].clauses) == ("covered", ("a/first",))


def test_left_out_by_decision_gives_the_reason(one: Coverage) -> None:
    finding = findings(one)["R-STATE"]
    assert (finding.status, finding.reason) == ("not_applicable", "国に向けた項目であるため")


def test_superseded_requirement_names_its_successor(one: Coverage) -> None:
    finding = findings(one)["R-OLD"]
    assert (finding.status, finding.reason) == (
        "not_applicable",
        "要件 R-ALWAYS に改められたため",
    )


def test_future_requirement_is_asked_of_nobody_but_may_be_met(folder: Path) -> None:
    path = folder / "library" / "a" / "first.md"
    assert findings(coverage_for(folder, "one/profile.yaml"))["R-LATER"].status == "covered"
    write(path, path.read_text(encoding="utf-8").replace(", R-LATER", ""))
    finding = findings(coverage_for(folder, "one/profile.yaml"))["R-LATER"]
    assert finding.status == "not_applicable"
    assert "施行" in finding.reason


def test_counts_add_up(one: Coverage) -> None:
    (profile,) = one.profiles
    assert profile.frameworks[0].counts == {
        "covered": 2,
        "excluded": 2,
        "not_applicable": 4,
        "missing": 1,
    }


# Several profiles


def test_profiles_are_named_by_file_or_by_the_folder_of_a_profile(several: Coverage) -> None:
    assert [profile.name for profile in several.profiles] == ["one", "city"]


def test_profiles_of_one_name_are_told_apart_by_their_path(folder: Path) -> None:
    write(folder / "x" / "one" / "profile.yaml", "")
    names = [
        p.name for p in coverage_for(folder, "one/profile.yaml", "x/one/profile.yaml").profiles
    ]
    assert names == [str(folder / "one/profile.yaml"), str(folder / "x/one/profile.yaml")]


def test_missing_requirements_name_the_profiles_that_miss_them(several: Coverage) -> None:
    assert [(r.id, names) for r, names in missing_in(several)] == [("R-NOBODY", ["one", "city"])]


def test_problems_of_all_profiles_are_told_at_once(folder: Path) -> None:
    for name in ("bad", "worse"):
        write(folder / f"{name}.yaml", "organisation: {}\n")
    library = load_library(folder / "library")
    paths = [folder / "bad.yaml", folder / "one" / "profile.yaml", folder / "worse.yaml"]
    problems = problems_of(ContentError, lambda: resolve_all(library, paths))
    assert [Path(p.place.file).stem for p in problems] == ["bad", "worse"]


def test_nothing_to_compare_is_a_wrong_call(folder: Path) -> None:
    with pytest.raises(CallError) as caught:
        resolve_all(load_library(folder / "library"), [])
    assert the_problem(caught).code == "no-profiles"


def test_frameworks_are_chosen_by_id(folder: Path) -> None:
    frameworks = load_frameworks(folder / "library")
    assert frameworks_named([], frameworks) == list(frameworks)
    assert [f.id for f in frameworks_named(["city"], frameworks)] == ["city"]


def test_unknown_framework_is_told_with_what_was_meant(folder: Path) -> None:
    with pytest.raises(CallError) as caught:
        frameworks_named(["ruels"], load_frameworks(folder / "library"))
    problem = the_problem(caught)
    assert problem.code == "unknown-framework"
    assert "もしかして「rules」ですか。" in problem.remedy


# Conditions in frameworks


@pytest.mark.parametrize(
    ("old", "new", "message", "line"),
    [
        ('organization.kind == "municipality"', "organization.kin", "という名前はありません", 9),
        ('"municipality"', '"city"', "に「city」という値はありません", 9),
        ('kind == "municipality"', "kind ==", "条件を読めません", 9),
    ],
)
def test_framework_with_a_wrong_condition_does_not_load(
    folder: Path, old: str, new: str, message: str, line: int
) -> None:
    write(folder / "library" / "frameworks" / "b.yaml", CITY.replace(old, new))
    problem, *_ = problems_of(ContentError, lambda: load_frameworks(folder / "library"))
    assert message in problem.message
    assert (Path(problem.place.file).name, problem.place.line) == ("b.yaml", line)


def test_requirement_with_a_wrong_condition_does_not_load(folder: Path) -> None:
    wrong = RULES.replace('"school_board"', '"school"')
    write(folder / "library" / "frameworks" / "a.yaml", wrong)
    (problem,) = problems_of(ContentError, lambda: load_frameworks(folder / "library"))
    assert (problem.code, problem.place.line) == ("unknown-condition", 18)
    assert "もしかして「school_board」ですか。" in problem.remedy


# The terminal


def width(line: str) -> int:
    """Columns where every character outside ASCII takes two."""
    return sum(1 if character.isascii() else 2 for character in line)


def test_one_profile_shows_counts_then_what_is_open(one: Coverage) -> None:
    lines = told(one, is_full=False).split("\n")
    assert lines[0].split() == ["対応", "除外", "対象外", "未対応", "枠組み"]
    assert lines[1].split() == ["2", "2", "4", "1", "rules：試験の枠組み", "1.2（2026-03-31）"]
    assert lines[2].split() == ["0", "0", "1", "0", "city：=市の枠組み<b>", "2026-03-31"]
    assert lines[3].split() == ["2", "2", "5", "1", "合計"]
    assert lines[5:7] == ["未対応の要件：1件", "  R-NOBODY（未確認） 誰も定めない。"]
    assert "条件により除外した要件：2件" in lines
    assert not [line for line in lines if "R-ALWAYS" in line]


def test_chosen_framework_shows_every_requirement(one: Coverage) -> None:
    text = told(one, is_full=True)
    assert "  対応  R-ALWAYS 常に定める。\n    条項：a/second、a/first\n" in text
    assert "  対象外  R-STATE 国が行う。\n    理由：国に向けた項目であるため\n" in text
    assert "  未対応  R-NOBODY（未確認） 誰も定めない。\n" in text


def test_several_profiles_stand_side_by_side(several: Coverage) -> None:
    lines = told(several, is_full=False).split("\n")
    assert lines[2].split() == ["one", "city"]
    # R-PUBLIC concerns the city, whose answer leaves its clause out.
    assert lines[3].split() == ["rules", "2/2/4/1", "2/3/3/1"]
    assert lines[4].split() == ["city", "0/0/1/0", "1/0/0/0"]
    assert lines[-1] == "    未対応：one、city"


def test_several_profiles_can_show_every_requirement(several: Coverage) -> None:
    rows = [line.split() for line in told(several, is_full=True).split("\n")]
    assert ["R-PUBLIC", "対象外", "除外"] in rows
    assert ["R-NOBODY（未確認）", "未対応", "未対応"] in rows


@pytest.mark.parametrize("is_full", [False, True])
@pytest.mark.parametrize("columns", [1, 9])  # nine are more than stand beside each other
def test_shipped_library_fits_a_terminal(columns: int, is_full: bool) -> None:
    library = load_library(bundled("clauses"))
    (city,) = resolve_all(library, [bundled("examples") / "city" / "profile.yaml"]).values()
    named = {f"架空の市{number}" * 9: city for number in range(columns)}
    coverage = coverage_of(named, library, load_frameworks(bundled("clauses")))
    lines = told(coverage, is_full=is_full).split("\n")
    assert [line for line in lines if width(line) > COLUMNS] == []
    assert [line for line in lines if line != line.rstrip()] == []


def test_framework_without_version_or_date_is_named_alone(folder: Path) -> None:
    bare = CITY.replace('version: "2026-03-31"\npublished: 2026-03-31\n', "")
    write(folder / "library" / "frameworks" / "b.yaml", bare)
    coverage = coverage_for(folder, "one/profile.yaml")
    assert "city：=市の枠組み<b>\n" in told(coverage, is_full=False)
    assert csv_rows(coverage)[-1][1:3] == ["", ""]


# Files


def test_json_is_what_its_schema_says(one: Coverage, several: Coverage) -> None:
    for coverage in (one, several):
        jsonschema.validate(as_dict(coverage), schema_of("coverage"))
        jsonschema.validate(json.loads(to_json(coverage)), schema_of("coverage"))


def test_json_of_one_profile_has_its_frameworks_at_the_top(one: Coverage) -> None:
    whole = json.loads(to_json(one))
    rules, city = whole["frameworks"]
    assert (rules["id"], rules["version"], rules["published"]) == ("rules", "1.2", "2026-03-31")
    assert rules["summary"] == {"covered": 2, "excluded": 2, "not_applicable": 4, "missing": 1}
    assert {
        key: rules["requirements"][0][key] for key in ("id", "evidence", "status", "clauses")
    } == {
        "id": "R-ALWAYS",
        "evidence": "text",
        "status": "covered",
        "clauses": ["a/second", "a/first"],
    }
    assert city["requirements"][0]["conditions"] == ['organization.kind == "municipality"']


def test_json_of_several_profiles_lists_them(several: Coverage) -> None:
    profiles = json.loads(to_json(several))["profiles"]
    assert [(p["profile"], len(p["frameworks"])) for p in profiles] == [("one", 2), ("city", 2)]


def test_schema_refuses_an_unknown_status(one: Coverage) -> None:
    whole = as_dict(one)
    whole["frameworks"][0]["requirements"][0]["status"] = "perhaps"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(whole, schema_of("coverage"))


def csv_rows(coverage: Coverage) -> list[list[str]]:
    text = to_csv(coverage)
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_csv_has_a_row_for_each_requirement(one: Coverage) -> None:
    head, *rows = csv_rows(one)
    assert head[:9] == [
        *("枠組み", "版", "公表日", "要件", "要旨", "確認の別"),
        *("状態", "条項", "理由"),
    ]
    assert len(rows) == 10
    assert rows[0][:8] == [
        *("試験の枠組み", "1.2", "2026-03-31", "R-ALWAYS", "常に定める。", "本文"),
        *("対応", "a/second、a/first"),
    ]
    assert [row[5] for row in rows if row[3] == "R-NOBODY"] == ["未確認"]


def test_csv_quotes_everything_and_begins_no_formula(one: Coverage) -> None:
    lines = to_csv(one).removeprefix("\ufeff").split("\r\n")
    assert all(line.startswith('"') and line.endswith('"') for line in lines if line)
    assert csv_rows(one)[-1][0] == "'=市の枠組み<b>"


@pytest.mark.parametrize("name", ["=1", "+1", "-1", "@x", "＝1", "＋1", "－1", "＠x"])
def test_csv_takes_no_name_for_a_formula(folder: Path, name: str) -> None:
    renamed = CITY.replace("=市の枠組み<b>", f'"{name}"')
    write(folder / "library" / "frameworks" / "b.yaml", renamed)
    assert csv_rows(coverage_for(folder, "one/profile.yaml"))[-1][0] == f"'{name}"


def test_csv_of_several_profiles_has_columns_for_each(several: Coverage) -> None:
    head, *rows = csv_rows(several)
    assert head[6:12] == [
        *("one：状態", "one：条項", "one：理由"),
        *("city：状態", "city：条項", "city：理由"),
    ]
    assert (rows[-1][6], rows[-1][9], rows[-1][10]) == ("対象外", "対応", "a/first")


class Page(HTMLParser):
    """The cells of a page, and the tags that are open."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.rows: list[list[str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag != "meta":
            self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if {"td", "th"} & set(self.open):
            self.rows[-1][-1] += data


def test_page_says_the_same_as_the_values(one: Coverage) -> None:
    page = Page(to_html(one))
    assert page.open == []
    assert [
        "R-ALWAYS",
        "常に定める。",
        "対応",
        "「二番目」「一番目」で定めていますa/second、a/first",
    ] in page.rows
    assert ["R-STATE", "国が行う。", "対象外", "国に向けた項目であるため"] in page.rows
    assert ["R-NOBODY（未確認）", "誰も定めない。"] in [row[:2] for row in page.rows]
    assert ["試験の枠組み 1.2（2026-03-31）", "2", "2", "4", "1"] in page.rows


def test_page_needs_nothing_else_and_takes_no_markup_from_data(one: Coverage) -> None:
    page = Page(to_html(one))
    assert not page.tags & {"b", "i", "script", "link", "img"}
    assert "url(" not in to_html(one)
    assert any(row[:2] == ["C-1", "市が<i>定める</i>。"] for row in page.rows)


def test_page_of_several_profiles_is_a_matrix(several: Coverage) -> None:
    page = Page(to_html(several))
    assert ["要件", "要旨", "one", "city"] in page.rows
    cells = next(row for row in page.rows if row[0] == "C-1")
    assert cells[2:] == ["対象外", "対応"]
    assert 'title="a/first">対応' in to_html(several)


@pytest.mark.parametrize("suffix", list(FORMATS))
def test_edit_of_a_file_is_seen(several: Coverage, suffix: str) -> None:
    text = FORMATS[suffix](several)
    assert is_untouched(text.encode())
    assert not is_untouched(text.replace("未対応", "対応", 1).replace("missing", "x").encode())
    assert not is_untouched(b"")


# The command


@pytest.fixture
def call(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.chdir(folder)
        monkeypatch.setattr(sys, "argv", ["guideline", "coverage", *arguments])
        with pytest.raises(SystemExit) as end:
            main()
        out, err = capsys.readouterr()
        return int(end.value.code or 0), out, err

    return call


Call = Callable[..., tuple[int, str, str]]
OWN = ("--library", "library")


def test_command_prints_a_summary(call: Call) -> None:
    code, out, err = call("one/profile.yaml", *OWN)
    assert (code, err) == (0, "")
    assert "未対応の要件：1件" in out


def test_command_shows_only_the_framework_that_is_asked_for(call: Call) -> None:
    _, out, _ = call("one/profile.yaml", *OWN, "--framework", "city")
    assert "C-1" in out
    assert "R-ALWAYS" not in out


def test_command_without_profiles_compares_the_presets(call: Call) -> None:
    code, out, _ = call(*OWN, "--json")
    assert code == 0
    assert [p["profile"] for p in json.loads(out)["profiles"]] == ["city", "company"]


def test_command_writes_files_and_keeps_edits(folder: Path, call: Call) -> None:
    outputs = ("-o", "x.html", "-o", "x.csv", "-o", "x.json")
    code, out, _ = call("one/profile.yaml", *OWN, *outputs)
    assert (code, out.count("書き出しました：")) == (0, 3)
    assert (folder / "x.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert call("two/profile.yaml", *OWN, *outputs)[0] == 0
    edited = write(folder / "x.html", "<p>手で書いた</p>")
    code, _, err = call("one/profile.yaml", *OWN, *outputs)
    assert code == 2
    assert "x.html" in err
    assert edited.read_text(encoding="utf-8") == "<p>手で書いた</p>"
    assert call("one/profile.yaml", *OWN, *outputs, "--force")[0] == 0


@pytest.mark.parametrize(
    ("code", "arguments", "told_code"),
    [
        (2, ["one/profile.yaml", "--framework", "none"], "unknown-framework"),
        (2, ["one/profile.yaml", "-o", "x.docx"], "unknown-suffix"),
        (2, ["none.yaml"], "file-missing"),
        (1, ["bad.yaml"], "unknown-key"),
    ],
)
def test_command_that_fails_says_why(
    folder: Path, call: Call, code: int, arguments: list[str], told_code: str
) -> None:
    write(folder / "bad.yaml", "organisation: {}\n")
    assert call(*arguments, *OWN)[0] == code
    told_json = json.loads(call(*arguments, *OWN, "--json")[1])
    assert told_json["problems"][0]["code"] == told_code


def test_json_goes_to_the_output_alone_beside_a_file(call: Call) -> None:
    _, out, err = call("one/profile.yaml", *OWN, "-o", "x.csv", "--json")
    assert json.loads(out)["profile"] == "one"
    assert "書き出しました：x.csv" in err


# The shipped library


def test_every_requirement_of_the_shipped_frameworks_gets_a_status() -> None:
    library = load_library(bundled("clauses"))
    frameworks = load_frameworks(bundled("clauses"))
    named = resolve_all(library, sorted(bundled("examples").glob("*/profile.yaml")))
    coverage = coverage_of(named, library, frameworks)
    assert sum(1 for _ in coverage.rows()) == sum(len(f.requirements) for f in frameworks)
    assert all(f.status in LABELS and f.reason for row in coverage.rows() for f in row)


def test_presets_are_the_files_of_their_folder(folder: Path) -> None:
    assert [p.stem for p in preset_files(folder / "library")] == ["city", "company"]
