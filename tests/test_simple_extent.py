"""The simple extent: short, and still saying what no guideline can leave out."""

from itertools import product
from pathlib import Path

import pytest
import yaml

from guideline.document import Note, Section, lines_of, walk_sections
from guideline.generate import Result, generate
from guideline.model.profile import Choices
from guideline.model.validation import labels_of

EXAMPLES = Path(__file__).parent.parent / "examples"
NEEDED = {
    *("input/by-class", "input/never", "input/copyright", "input/personal-data", "input/nda"),
    *("input/own-confidential", "output/accuracy", "output/rights"),
    *("incidents/report", "incidents/first-steps", "incidents/leak-law"),
}


def profile_of(name: str) -> dict:  # type: ignore[type-arg]
    text = (EXAMPLES / name / "profile.yaml").read_text(encoding="utf-8")
    loaded: dict = yaml.safe_load(text)  # type: ignore[type-arg]
    return loaded


def generated(profile: dict, folder: Path) -> Result:  # type: ignore[type-arg]
    path = folder / "profile.yaml"
    path.write_text(yaml.safe_dump(profile, allow_unicode=True), encoding="utf-8")
    return generate(path)


def rule_length(sections: tuple[Section, ...]) -> int:
    """The characters of all rules, without commentary, examples and headings."""
    blocks = [b for s in walk_sections(sections) for b in s.blocks if not isinstance(b, Note)]
    return sum(len(line) for line in lines_of(tuple(blocks)))


@pytest.mark.parametrize("name", ["town", "small-company"])
def test_simple_guideline_is_less_than_half_as_long(name: str, tmp_path: Path) -> None:
    profile = profile_of(name)
    simple = rule_length(generated(profile, tmp_path).document.sections)
    profile["choices"]["extent"] = "full"
    full = rule_length(generated(profile, tmp_path).document.sections)
    assert simple < full / 2


@pytest.mark.parametrize("name", ["town", "small-company"])
def test_simple_guideline_keeps_what_protects_people(name: str) -> None:
    chosen = generate(EXAMPLES / name / "profile.yaml").resolution.chosen
    assert {clause.slot for clause in chosen} >= NEEDED


def test_prohibitions_whose_clause_is_left_out_stand_in_the_list_of_uses() -> None:
    result = generate(EXAMPLES / "town" / "profile.yaml")
    sections = {s.id: s for s in walk_sections(result.document.sections)}
    uses = "\n".join(lines_of(sections["prohibited/uses"].blocks))
    for words in ("画像、音声及び動画", "自律的に行わせる", "住民の問合せ", "人事評価"):
        assert words in uses
    assert not {"output/media", "output/agents", "output/citizen-services"} & {
        clause.slot for clause in result.resolution.chosen
    }


@pytest.mark.parametrize("kind", ["company", "municipality", "school_board", "hospital"])
def test_no_answer_leaves_a_reference_of_the_simple_extent_without_its_target(
    kind: str, tmp_path: Path
) -> None:
    """A clause naming another that is left out cannot be composed."""
    profile = profile_of("town")
    profile["organization"]["kind"] = kind
    for name in ("personal_data", "confidential_data", "nda_data", "input_test", "exceptions"):
        for value in labels_of(Choices.model_fields[name]):
            profile["choices"] = {"extent": "simple", name: value}
            generated(profile, tmp_path)
    images = labels_of(Choices.model_fields["image_generation"])
    agents = labels_of(Choices.model_fields["agents"])
    for image, agent in product(images, agents):
        profile["choices"] = {"extent": "simple", "image_generation": image, "agents": agent}
        generated(profile, tmp_path)
