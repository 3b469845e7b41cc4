"""Source ids as lawyers write them: `appi 27` becomes 「個人情報保護法第27条」."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from guideline.model.clause import Law
from guideline.words import spoken_date


def citations(sources: Sequence[str], laws: Mapping[str, Law]) -> str:
    """`appi 27`, `appi 28` as 「個人情報保護法第27条、第28条」; a law is named once in a row."""
    cited: list[str] = []
    before = ""
    for source in sources:
        law_id, _, article = source.partition(" ")
        law = laws.get(law_id)
        if law is None:
            cited.append(source)
        elif law_id == before:
            cited.append(_article(law, article))
        else:
            cited.append(_name(law) + _article(law, article))
        before = law_id
    return "、".join(cited)


def _name(law: Law) -> str:
    if law.kind == "law":
        return law.short or law.title
    name = law.short or f"{law.publisher}「{law.title}」"
    return f"{name}（{_edition(law.version)}）" if law.version else name


def _edition(version: str) -> str:
    """A document's version; where that is its date, the date in Japanese."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", version):
        return spoken_date(date.fromisoformat(version), "western")
    return f"第{version}版"


def _article(law: Law, article: str) -> str:
    """`27` as 第27条, `30-4` as 第30条の4; anything else, such as 附則, as it is written."""
    if law.kind != "law" or not article[:1].isdigit():
        return article
    main, _, branch = article.partition("-")
    return f"第{main}条" + (f"の{branch}" if branch else "")
