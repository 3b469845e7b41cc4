"""The conventions of 新旧対照表: how the columns are called, and what stands in an empty place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from guideline.facts import public_body_of
from guideline.model.profile import Organization

PresetName = Literal["national", "bill", "municipal", "company"]


@dataclass(frozen=True, slots=True)
class Preset:
    """A convention. All have the new text on the left, which is usual in horizontal writing."""

    label: str
    """Whose convention it is."""
    new: str
    old: str
    """The headings of the columns."""
    added: str
    """What stands opposite a new provision; empty for an empty cell."""
    removed: str
    """What stands opposite a provision that is gone."""
    legend: str = "（下線の部分は改正部分）"
    reason: str = "改正理由"
    """The heading of the column of reasons."""


PRESETS: Mapping[PresetName, Preset] = {
    # 新旧対照条文 beside the bills of ministries, and drafts for public comment: what is not in
    # force yet is 改正案, what is in force 現行; ministries name an empty place.
    "national": Preset("国の案", "改正案", "現行", "（新設）", "（削る）"),
    # Annexes to the bills of cities: 改正案 and 現行 until the assembly has voted, then 改正後 and
    # 改正前. Cities differ about empty places; many leave the cell empty, as do the tables by which
    # prefectures amend (新旧対照表方式).
    "bill": Preset("自治体の議案", "改正案", "現行", "", ""),
    # 要綱 and 規程, which need no vote: the table shows what has been decided, and names empty
    # places as the ministries do, because it is published without any other explanation.
    "municipal": Preset("自治体の要綱・規程", "改正後", "改正前", "（新設）", "（削る）"),
    # Rules of companies are 改定, and 削除 where the administration says 削る, as in the tables
    # beside amended 定款 and 就業規則; why they are changed stands beside them.
    "company": Preset(
        "会社の規程",
        "改定後",
        "改定前",
        "（新設）",
        "（削除）",
        "（下線の部分は改定部分）",
        "改定理由",
    ),
}
"""By the name that the command line knows."""


def preset_for(organization: Organization) -> PresetName:
    """The convention that an organization of this kind follows.

    Public hospitals are run by cities and prefectures; other public bodies, such as national
    universities and 独立行政法人, draft as the ministries do.
    """
    if public_body_of(organization) == "no":
        return "company"
    local = ("municipality", "school_board", "hospital")
    return "municipal" if organization.kind in local else "national"
