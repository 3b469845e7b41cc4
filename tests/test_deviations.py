"""What the layers of a profile deviate from, why, and profiles with layers in other commands."""

from __future__ import annotations

import io
import json
import subprocess
import zipfile
from pathlib import Path

import jsonschema
import pytest

from guideline.comparison_files import Form, Request, written
from guideline.comparison_json import as_dict
from guideline.comparison_text import told
from guideline.coverage import coverage_of, resolve_all
from guideline.deviation_words import groups_of
from guideline.deviations import deviations
from guideline.document import walk_sections
from guideline.errors import CallError
from guideline.explain import as_dict as decision_dict
from guideline.explain import (
    decisions_for,
    describe,
    describe_removal,
    removals_named,
    summarize_removal,
)
from guideline.generate import generate, resolve_profile
from guideline.library import load_library
from guideline.meaning import meanings_of
from guideline.model.change import Comparison
from guideline.model.clause import Framework, Requirement
from guideline.output import WRITERS
from guideline.schema import schema_of
from guideline.versions import load_versions
from tests.helpers import require_program, run, the_problem, write
from tests.two_layers import layered


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return layered(tmp_path)


def found(profile: Path, against: str = "library") -> Comparison:
    folder = profile.parent.parent
    template = str(folder / "small.md.j2")
    return deviations(str(profile), against, library=folder / "library", template=template)


REASONS = {
    "a/last": "青波市：初めに読む",
    "a/one": "北海県：県の考え／青波市：市の考え",
    "a/own": "青波市：市の事業",
    "a/two": "北海県：県が別に定める",
}


def test_every_deviation_from_the_library_has_its_reason(profile: Path) -> None:
    comparison = found(profile)
    assert {c.id: c.reason for c in comparison.differences if c.reason} == REASONS
    kinds = {change.id: change.kind for change in comparison.differences}
    assert kinds["a/own"] == "added"
    assert kinds["a/two"] == "removed"
    assert kinds["a/last"] == "moved"
    assert "a/same" not in {c.id for c in comparison.differences if c.aspects != {"renumbered"}}


def test_sides_are_the_library_and_the_highest_layer(profile: Path) -> None:
    comparison = found(profile)
    assert (comparison.old.name, comparison.new.name) == ("条項ライブラリ 1", "青波市")
    above = found(profile, "北海県")
    assert above.old.name == "北海県（条項ライブラリ 1）"
    assert above.old.document.manifest.layers == ("北海県",)


def test_against_a_layer_tells_only_what_stands_above_it(profile: Path) -> None:
    comparison = found(profile, "北海県")
    assert {c.id: c.reason for c in comparison.differences if c.reason} == {
        "a/last": "初めに読む",
        "a/one": "市の考え",
        "a/own": "市の事業",
    }
    assert list(groups_of(comparison)) == []


def test_values_that_hold_are_told_and_those_that_gave_way_are_not(profile: Path) -> None:
    assert list(groups_of(found(profile))) == [
        (
            "values",
            "層が定めた値",
            [
                "申請・承認の記録の保存年数：3（プロファイルに定めがないときの値）"
                "　北海県（県庁）。理由：県にそろえる"
            ],
        )
    ]


def test_both_sides_have_the_values_of_the_layers(profile: Path) -> None:
    old, new = found(profile).old, found(profile).new
    assert old.resolution
    assert new.resolution
    assert old.resolution.profile == new.resolution.profile
    assert old.resolution.profile.document.record_years == 3


def test_what_the_document_does_not_show_is_told_too(profile: Path) -> None:
    layer = profile.parent / "layer" / "layer.yaml"
    text = layer.read_text(encoding="utf-8") + "  - template: consent\n    reason: 市の様式\n"
    write(layer, text)
    write(layer.parent / "templates" / "consent.md.j2", "x")
    (_, heading, lines), _ = list(groups_of(found(profile)))[::-1]
    assert heading == "層が改めた文書の型"
    assert lines == ["文書の型 consent　青波市（市役所）。理由：市の様式"]


@pytest.mark.parametrize(
    ("form", "suffix"),
    [
        ("summary", ".md"),
        ("summary", ".html"),
        ("summary", ".docx"),
        ("table", ".md"),
        ("table", ".html"),
        ("table", ".docx"),
        ("redline", ".docx"),
        ("summary", ".json"),
    ],
)
def test_every_form_tells_every_reason_and_value(form: Form, suffix: str, profile: Path) -> None:
    comparison = found(profile)
    reasons = {c.id: c.reason for c in comparison.changes if c.reason}
    data = written(meanings_of(comparison), Request(form, reasons, day="2026-10-01"), suffix)
    text = texts_of(data) if suffix == ".docx" else data.decode()
    wanted = ["県の考え", "市の考え", "市の事業", "県が別に定める", "県にそろえる"]
    # A move changes no rule: the summary has it among the others, without room for reasons.
    wanted += ["初めに読む"] if form != "summary" or suffix == ".json" else []
    assert [reason for reason in wanted if reason not in text] == []
    if form != "redline":
        assert "条項ライブラリ 1" in text


def texts_of(data: bytes) -> str:
    package = zipfile.ZipFile(io.BytesIO(data))
    names = ("word/document.xml", "word/comments.xml")
    return "".join(package.read(n).decode() for n in names if n in package.namelist())


def test_amendment_ends_with_the_reasons(profile: Path) -> None:
    folder = profile.parent.parent
    comparison = deviations(
        str(profile),
        "library",
        library=folder / "library",
        template=str(folder / "articles.md.j2"),
    )
    text = written(meanings_of(comparison), Request("amendment"), ".md").decode()
    assert "## 改正理由\n\n- 第１条（題名）：青波市：初めに読む\n" in text
    assert "- 旧第２条（題名）：北海県：県が別に定める\n" in text
    assert "## 層が定めた値\n" in text


def test_terminal_tells_reasons_at_the_clauses_and_values_below(profile: Path) -> None:
    comparison = found(profile)
    beside = [(heading, lines) for _, heading, lines in groups_of(comparison)]
    lines = told(meanings_of(comparison), lambda text, _: text, None, beside).split("\n")
    at = next(n for n, line in enumerate(lines) if line.endswith("a/own"))
    assert lines[at + 1] == "  理由：青波市：市の事業"
    assert lines[-2] == "■ 層が定めた値"
    assert lines[-1].startswith("  申請・承認の記録の保存年数：3")


def test_json_keeps_to_the_schema(profile: Path) -> None:
    whole = as_dict(meanings_of(found(profile)))
    jsonschema.validate(whole, schema_of("diff"))
    assert [(d["layer"], d["verb"], d["target"]) for d in whole["deviations"]] == [
        ("北海県", "amend", "a/one"),
        ("北海県", "remove", "a/two"),
        ("北海県", "default", "document.record_years"),
        ("青波市", "amend", "a/one"),
        ("青波市", "add", "a/own"),
        ("青波市", "move", "a/last"),
    ]
    assert whole["new"]["manifest"]["layers"] == ["北海県", "青波市"]


@pytest.mark.parametrize("against", ["青波市", "北海", "条項"])
def test_other_name_is_refused_with_those_there_are(against: str, profile: Path) -> None:
    with pytest.raises(CallError) as caught:
        found(profile, against)
    problem = the_problem(caught)
    assert problem.code == "unknown-layer"
    assert "library、北海県" in problem.remedy


def test_profile_without_layers_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "profile.yaml", "organization: {}\n")
    with pytest.raises(CallError) as caught:
        deviations(str(path), "library")
    assert the_problem(caught).code == "no-layers"


def call(profile: Path, *options: str) -> tuple[int, str, str]:
    folder = profile.parent.parent
    given = ("--library", "library", "--template", "small.md.j2")
    done = run("diff", "city/profile.yaml", *options, *given, cwd=folder)
    return done.returncode, done.stdout, done.stderr


def test_command_tells_deviations_and_takes_other_reasons(profile: Path) -> None:
    code, out, _ = call(profile, "--against", "library")
    assert code == 1
    assert "理由：青波市：市の事業" in out
    _, out, _ = call(profile, "--against", "library", "--reason", "a/own=ほかの理由", "--json")
    reasons = {c["id"]: c.get("reason") for c in json.loads(out)["changes"]}
    assert reasons["a/own"] == "ほかの理由"
    assert reasons["a/two"] == REASONS["a/two"]


def test_command_wants_one_other_side(profile: Path) -> None:
    code, _, error = call(profile)
    assert (code, error.split("\n")[0]) == (2, "guideline: NEW が必要です。")
    code, _, error = call(profile, "city/profile.yaml", "--against", "library")
    assert (code, "[options-apart]" in error) == (2, True)
    code, _, error = call(profile, "--against", "library", "--old-library", "library")
    assert (code, "[no-effect]" in error) == (2, True)


# Other commands


def test_explain_tells_each_layer_with_its_place(profile: Path) -> None:
    resolution, _ = resolve_profile(profile, profile.parent.parent / "library")
    (decision,) = decisions_for(resolution, "a/one")
    pref = profile.parent / ".." / "pref" / "layer.yaml"
    assert describe(decision, resolution).split("\n")[-5:] == [
        "  由来：条項ライブラリ（試験の条項集 1）と層",
        "    北海県（県庁、2026-04-01）が一部を改めた：見出し、本文「県の文です。」。"
        "理由：県の考え",
        f"      {pref}:5:5",
        "    青波市（市役所、2026-10-01）が一部を改めた：本文「市の項目」。理由：市の考え",
        f"      {profile.parent / 'layer' / 'layer.yaml'}:6:5",
    ]
    told = decision_dict(decision, resolution)["origin"]
    assert [(each["layer"], each["texts"]) for each in told] == [
        ("北海県", ["県の文です。"]),
        ("青波市", ["市の項目"]),
    ]


def test_explain_tells_clauses_that_layers_took_out(profile: Path) -> None:
    resolution, _ = resolve_profile(profile, profile.parent.parent / "library")
    library = resolution.library
    assert decisions_for(resolution, "a/two") == []
    (removal,) = removals_named("a/two", library)
    assert summarize_removal(*removal, library) == (
        "× a/two  北海県（県庁）が削った条項。理由：県が別に定める"
    )
    lines = describe_removal(*removal, library).split("\n")
    assert lines[1] == "  理由：県が別に定める"
    assert lines[2].endswith("layer.yaml:8:5")
    with pytest.raises(CallError):
        decisions_for(resolution, "a/twoo")


def test_clause_as_in_the_library_is_said_to_be_so(profile: Path) -> None:
    resolution, _ = resolve_profile(profile, profile.parent.parent / "library")
    (decision,) = decisions_for(resolution, "a/same")
    last = describe(decision, resolution).split("\n")[-1]
    assert last == "  由来：条項ライブラリ（試験の条項集 1）のまま"


def test_coverage_stands_on_the_layers(profile: Path) -> None:
    folder = profile.parent.parent / "library"
    two = folder / "a" / "two.md"
    text = two.read_text(encoding="utf-8")
    write(two, text.replace("no_requirements: 試験のため", "satisfies: [R-1]"))
    library = load_library(folder)
    framework = Framework.model_validate(
        {
            "id": "f",
            "name": "枠組み",
            "publisher": "誰か",
            "status": "current",
            "authority": "guidance",
            "checked_on": "2026-11-01",
            "requirements": [{"id": "R-1", "text": "要件", "evidence": "text"}],
        }
    )
    assert isinstance(framework.requirements[0], Requirement)
    named = resolve_all(library, [profile], folder)
    (row,) = coverage_of(named, library, [framework]).rows()
    assert row[0].status == "missing"
    assert row[0].reason == "満たす条項を層が削っています：a/two（層「北海県」）"


def ids(comparison_side: object) -> list[str]:
    document = comparison_side.document  # type: ignore[attr-defined]
    return [s.id for s in walk_sections(document.sections) if s.origin]


def test_revision_brings_the_layers_it_had(profile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(profile, "init", "-q", ".")
    git(profile, "add", ".")
    git(profile, "commit", "-q", "-m", "one")
    layer = profile.parent / "layer"
    text = (layer / "layer.yaml").read_text(encoding="utf-8")
    write(layer / "layer.yaml", text.split("  - add:")[0])
    (layer / "clauses" / "a" / "own.md").unlink()
    monkeypatch.chdir(profile.parent.parent)
    old, new = load_versions(
        "HEAD:city/profile.yaml",
        "city/profile.yaml",
        library=Path("library"),
        old_library=Path("library"),
        template="small.md.j2",
    )
    assert ids(old) == ["a/last", "a/one", "a/own", "a/same"]
    assert ids(new) == ["a/one", "a/same", "a/last"]
    monkeypatch.chdir(profile.parent)
    old, _ = load_versions(
        "HEAD:./profile.yaml",
        "profile.yaml",
        library=Path("../library"),
        old_library=Path("../library"),
        template="../small.md.j2",
    )
    assert "a/own" in ids(old)


def test_file_built_with_a_template_of_a_layer_is_compared_with_its_profile(
    profile: Path, tmp_path: Path
) -> None:
    small = (tmp_path / "small.md.j2").read_text(encoding="utf-8")
    write(profile.parent / "layer" / "templates" / "ours.md.j2", small)
    layer = profile.parent / "layer" / "layer.yaml"
    write(layer, f"{layer.read_text(encoding='utf-8').rstrip()}\n  - template: ours\n")
    built = tmp_path / "g.json"
    library = tmp_path / "library"
    document = generate(profile, library=library, template="ours").document
    built.write_bytes(WRITERS[".json"].write(document))
    old, new = load_versions(str(built), str(profile), library=library)
    assert new.document == old.document


def test_faults_in_a_layer_of_a_revision_are_told_of_it(
    profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    layer = profile.parent / "layer" / "layer.yaml"
    text = layer.read_text(encoding="utf-8")
    write(layer, text.replace("after: a/one", "after: a/onee"))
    git(profile, "init", "-q", ".")
    git(profile, "add", ".")
    git(profile, "commit", "-q", "-m", "one")
    write(layer, text)
    done = run(
        *("diff", "HEAD:city/profile.yaml", "city/profile.yaml", "--library", "library"),
        *("--old-library", "library", "--template", "small.md.j2"),
        cwd=profile.parent.parent,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("HEAD:city/layer/layer.yaml:9:5: ")


def test_layer_outside_the_repository_is_refused(profile: Path) -> None:
    city = profile.parent
    require_program("git")
    run_git(city, "init", "-q", ".")
    run_git(city, "add", ".")
    run_git(city, "commit", "-q", "-m", "one")
    done = run("diff", "HEAD:profile.yaml", "profile.yaml", cwd=city)
    assert done.returncode == 2
    assert "[layer-outside-revision]" in done.stderr


def git(profile: Path, *arguments: str) -> None:
    run_git(profile.parent.parent, *arguments)


def run_git(folder: Path, *arguments: str) -> None:
    program = require_program("git")
    who = ("-c", "user.name=a", "-c", "user.email=a@example.jp", "-c", "core.autocrlf=false")
    subprocess.run([program, *who, *arguments], cwd=folder, check=True, capture_output=True)
