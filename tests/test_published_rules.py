"""A city's published rules as a layer: what they say is in the document (see published_rules/)."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from guideline.document import walk_sections
from guideline.generate import Result, generate
from guideline.layer_review import layers_of, notices_of_layers, unexplained
from guideline.pending import open_decisions
from guideline.writers.to_markdown import to_markdown

FOLDER = Path(__file__).parent / "published_rules"


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    folder = tmp_path_factory.mktemp("city") / "rules"
    shutil.copytree(FOLDER, folder)
    return generate(folder / "profile.yaml", template="regulation")


def test_layer_is_complete(result: Result) -> None:
    assert [layer.name for layer in layers_of(result)] == ["ひなた市"]
    assert open_decisions(result) == []
    assert unexplained(result) == []
    assert notices_of_layers(result) == []


def test_rules_of_the_city_stand_beside_those_of_the_library(result: Result) -> None:
    ids = [section.id for section in walk_sections(result.document.sections)]
    assert ids.index("approval/per-task") == ids.index("approval/application") + 1
    assert ids.index("incidents/unexpected") == ids.index("incidents/report") + 1


def test_nothing_above_the_lowest_class_may_be_entered(result: Result) -> None:
    rows = {row.id: row.cells for row in result.resolution.facts.matrix if row.kind == "class"}
    assert rows["c1"] != ("prohibited",)
    assert rows["c2"] == rows["c3"] == ("prohibited",)


def test_text_says_what_was_published(result: Result) -> None:
    text = to_markdown(result.document)
    for said in ("業務ごとに", "利用管理者", "予測しない事態", "ひなた市情報セキュリティポリシー"):
        assert said in text


def test_permission_names_the_article_that_the_section_heads_rest_on(result: Result) -> None:
    found = {s.id: s.full_number for s in walk_sections(result.document.sections)}
    assert f"{found['approval/per-task']}の許可を受けた業務の利用管理者" in to_markdown(
        result.document
    )
