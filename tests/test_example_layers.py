"""The example of a prefecture and a city: layers, and an upgrade that is carried out again here.

`before` stands on version 0.1.0 of the library. With the answers that the city gave, the upgrade
makes exactly the layers of `prefecture` and `city`. Profiles are not compared: people edit them.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from guideline.document import Document, walk_sections
from guideline.generate import Result, generate
from guideline.layers import backup
from guideline.layers.decisions import NAME as DECISIONS
from guideline.layers.load import load_layer
from guideline.layers.lock import NAME as LOCK
from guideline.upgrading import Upgrade, prepare, undo, write, write_questions
from guideline.writers.to_markdown import to_markdown
from tests.helpers import run

EXAMPLE = Path(__file__).parent.parent / "examples" / "prefecture-city"
BODIES = ("prefecture", "city")
ASKED = [("凪原県", "incidents/report"), ("灯浦市", "output/disclosure.external")]


def files(folder: Path) -> dict[str, bytes]:
    """Every file of both layers, by its path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for body in BODIES
        for path in sorted((folder / body / "layer").rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def before(tmp_path: Path) -> Path:
    """A copy of both, as they stood on 0.1.0."""
    folder = tmp_path / "copy"
    shutil.copytree(EXAMPLE / "before", folder)
    return folder


def answered(folder: Path) -> Upgrade:
    """The upgrade with the answers of the example."""
    shutil.copy(EXAMPLE / "city" / DECISIONS, folder / "city" / DECISIONS)
    return prepare(folder / "city" / "profile.yaml")


def test_lock_files_hold_what_the_layers_were_written_against(
    before: Path, renews_expected: bool
) -> None:
    """Without them, an upgrade to the version that the layers name makes them again."""
    for body in BODIES:
        folder = before / body
        (folder / "layer" / LOCK).unlink()
        write(prepare(folder / "profile.yaml", to="0.1.0"))
        (folder / backup.NAME).unlink()
        if renews_expected:
            shutil.copy(folder / "layer" / LOCK, EXAMPLE / "before" / body / "layer" / LOCK)
    assert files(before) == files(EXAMPLE / "before")


def test_upgrade_asks_one_question_about_each_layer(before: Path) -> None:
    plan = prepare(before / "city" / "profile.yaml").plan
    assert (plan.old_version, plan.new_version) == ("0.1.0", "0.2.0")
    assert [(question.layer, question.target) for question in plan.questions] == ASKED
    assert {question.why for question in plan.questions} == {"both-changed"}


def test_questions_are_written_as_the_city_found_them(before: Path) -> None:
    """The file of the example is the written one with its answers filled in."""
    write_questions(prepare(before / "city" / "profile.yaml"))
    asked = (before / "city" / DECISIONS).read_text(encoding="utf-8").split("\n")
    given = (EXAMPLE / "city" / DECISIONS).read_text(encoding="utf-8").split("\n")
    for line, found in zip(asked, given, strict=True):
        key = line.split(":")[0].strip()
        if key in ("answer", "text", "reason", "date"):
            assert found.startswith(line.split(":")[0])
        else:
            assert found == line


def test_every_answer_has_a_reason_and_a_date(before: Path) -> None:
    given = answered(before).plan.answered
    assert [answer.answer for _, answer in given] == ["own", "ours"]
    assert all(answer.reason and answer.date for _, answer in given)


def test_upgrade_makes_the_layers_as_reviewed(before: Path, renews_expected: bool) -> None:
    write(answered(before))
    made = files(before)
    if renews_expected:
        for body in BODIES:
            shutil.rmtree(EXAMPLE / body / "layer")
        for name, data in made.items():
            path = EXAMPLE / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    assert made == files(EXAMPLE), "read the difference, then renew"


def test_upgrade_again_changes_nothing(before: Path) -> None:
    write(answered(before))
    again = prepare(before / "city" / "profile.yaml")
    assert again.plan.questions == ()
    assert again.changes_nothing


def test_upgrade_can_be_taken_back(before: Path) -> None:
    was = files(before)
    write(answered(before))
    assert files(before) != was
    undo(before / "city" / "profile.yaml")
    assert files(before) == was
    assert not (before / "city" / backup.NAME).exists()


def test_prefecture_can_go_first_and_hand_its_layer_on(before: Path) -> None:
    """The same answer serves the prefecture, and the city is not asked about it again."""
    shutil.copy(EXAMPLE / "city" / DECISIONS, before / "prefecture" / DECISIONS)
    write(prepare(before / "prefecture" / "profile.yaml"))
    plan = prepare(before / "city" / "profile.yaml").plan
    assert [(question.layer, question.target) for question in plan.questions] == ASKED[1:]
    write(answered(before))
    made = files(before)
    texts = [name for name in made if not name.endswith("guideline.lock")]
    reviewed = files(EXAMPLE)
    assert {name: made[name] for name in texts} == {name: reviewed[name] for name in texts}


def test_every_operation_tells_its_reason_owner_and_date() -> None:
    for body in BODIES:
        layer = load_layer(EXAMPLE / body / "layer")
        for operation in layer.manifest.operations:
            assert operation.reason, operation.key
            assert operation.owner, operation.key
            assert operation.date, operation.key


# What the layers do


@pytest.fixture(scope="module")
def city() -> Result:
    return generate(EXAMPLE / "city" / "profile.yaml")


@pytest.fixture(scope="module")
def prefecture() -> Result:
    return generate(EXAMPLE / "prefecture" / "profile.yaml")


def clauses(document: Document) -> set[str]:
    return {section.id for section in walk_sections(document.sections)}


def test_before_stands_on_the_earlier_library() -> None:
    for body in BODIES:
        document = generate(EXAMPLE / "before" / body / "profile.yaml").document
        assert document.manifest.library_version == "0.1.0"


def test_city_has_what_it_decided_and_the_prefecture_what_it_did(
    city: Result, prefecture: Result
) -> None:
    ours, below = clauses(city.document), clauses(prefecture.document)
    assert {"prohibited/council-answers.draft", "output/media.prohibited"} <= ours
    assert {"prohibited/council-answers.prohibited", "output/media.approval"} <= below
    assert {"input/three-checks", "output/tourism-pr"} <= ours - below
    assert "tools/joint-procurement" in ours & below


def test_city_removed_the_joint_course_and_nothing_refers_to_it(
    city: Result, prefecture: Result
) -> None:
    assert "training/joint-course" in clauses(prefecture.document) - clauses(city.document)
    assert "共同講座" in to_markdown(prefecture.document)
    assert "共同講座" not in to_markdown(city.document)


def test_both_share_roles_classes_and_the_jointly_procured_tool(
    city: Result, prefecture: Result
) -> None:
    one, other = city.file.profile, prefecture.file.profile
    assert one.classes == other.classes
    assert one.roles.manager == other.roles.manager == "所属長"
    shared = [tool for tool in one.tools if tool in other.tools]
    assert [tool.name for tool in shared] == ["なぎはらアシスト"]
    assert one.roles.chief == "副市長（CAIO）"  # the layer's own word gives way to the profile's


def test_first_page_of_the_city_tells_its_own_test_and_speaks_to_citizens(
    city: Result, prefecture: Result
) -> None:
    first_page = to_markdown(city.document).split("<!-- part: preface -->")[0]
    assert "**三つの確認**をし、全てに当てはまるときに限り入力できます" in first_page
    assert "**5　市民の方へ**" in first_page
    assert "市民の方へ" not in to_markdown(prefecture.document)


def test_city_has_a_word_style_of_its_own(city: Result, prefecture: Result) -> None:
    assert city.style_document
    assert prefecture.style_document is None


@pytest.mark.parametrize("state", ["asked", "decided"])
def test_report_of_the_upgrade_is_as_reviewed(
    state: str, before: Path, renews_expected: bool
) -> None:
    """Before anything is answered, and with the answers of the example."""
    folder = before / "city"
    if state == "decided":
        shutil.copy(EXAMPLE / "city" / DECISIONS, folder / DECISIONS)
    result = run("upgrade", "profile.yaml", "--dry-run", "-o", "report.md", cwd=folder)
    assert result.returncode == (1 if state == "asked" else 0), result.stderr
    found = (folder / "report.md").read_text(encoding="utf-8")
    expected = EXAMPLE / "expected" / f"upgrade-{state}.md"
    if renews_expected:
        expected.parent.mkdir(exist_ok=True)
        expected.write_text(found, encoding="utf-8")
    assert found == expected.read_text(encoding="utf-8"), "read the difference, then renew"
