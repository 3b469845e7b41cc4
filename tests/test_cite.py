"""Source ids as lawyers write them, with the editions of documents."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from guideline.cite import citations
from guideline.model.clause import Law


def law(id_: str, **values: Any) -> Law:
    known = {"status": "current", "checked_on": date(2026, 11, 1), "kind": "law"}
    return Law.model_validate({"id": id_, "title": id_, **known, **values})


LAWS = {
    each.id: each
    for each in (
        law("act", title="例の法律", short="例法"),
        law("long-act", title="略称のない法律"),
        law("guide", title="手引", kind="guideline", publisher="例庁", version="1.2"),
        law("dated", title="通知", short="例通知", kind="notice", version="2024-03-15"),
        law("plain", title="報告", kind="report", publisher="例会"),
    )
}


@pytest.mark.parametrize(
    ("sources", "cited"),
    [
        ("", ""),
        ("act", "例法"),
        ("act 27", "例法第27条"),
        ("act 30-4", "例法第30条の4"),
        ("act 附則", "例法附則"),
        ("act 27, act 28", "例法第27条、第28条"),
        ("act 27, long-act 1, act 28", "例法第27条、略称のない法律第1条、例法第28条"),
        ("guide", "例庁「手引」（第1.2版）"),
        ("guide 別添5", "例庁「手引」（第1.2版）別添5"),
        ("guide 3", "例庁「手引」（第1.2版）3"),
        ("dated 2", "例通知（2024年3月15日）2"),
        ("plain", "例会「報告」"),
        ("nowhere 3, nowhere 4", "nowhere 3、nowhere 4"),
        ("act 1, nowhere, act 2", "例法第1条、nowhere、例法第2条"),
    ],
)
def test_sources_are_cited_by_their_short_names_and_articles(sources: str, cited: str) -> None:
    assert citations(sources.split(", ") if sources else [], LAWS) == cited
