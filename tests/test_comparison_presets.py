"""Which convention a 新旧対照表 follows when nobody says."""

from __future__ import annotations

from typing import Literal

import pytest

from guideline.comparison_presets import PresetName, preset_for
from guideline.model.profile import Kind, Organization


@pytest.mark.parametrize(
    ("kind", "public_body", "preset"),
    [
        ("company", None, "company"),
        ("municipality", None, "municipal"),
        ("school_board", None, "municipal"),
        ("university", None, "company"),
        ("university", "yes", "national"),
        ("hospital", None, "company"),
        ("hospital", "yes", "municipal"),
        ("other", None, "company"),
        ("other", "yes", "national"),
    ],
)
def test_the_convention_is_that_of_the_kind_of_organization(
    kind: Kind, public_body: Literal["yes", "no"] | None, preset: PresetName
) -> None:
    assert preset_for(Organization(kind=kind, public_body=public_body)) == preset
