"""Finds clauses again by the likeness of their texts, where a bookmark is gone or doubled."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from difflib import SequenceMatcher

LIKE = 0.8
"""From this likeness on, a text is taken for the clause."""
_BLANKS = re.compile(r"\s+")
_COMPARED = 240
"""Characters: a title and the beginning of a rule, as long as the manifest keeps it."""


def folded(text: str) -> str:
    """A text as it is compared: composed characters, no blanks."""
    return _BLANKS.sub("", unicodedata.normalize("NFC", text))[:_COMPARED]


def likeness_to_beginning(one: str, other: str) -> float:
    """How alike two folded texts are as far as both go, 1 for equal ones.

    `guideline.likeness` weighs whole texts; here one side is the beginning that a manifest keeps.
    """
    if not one or not other:
        return 0.0
    # The manifest keeps the beginning, the text may have its commentary after it.
    one, other = one[: len(other) + _ROOM], other[: len(one) + _ROOM]
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() < LIKE or matcher.quick_ratio() < LIKE:
        return 0.0
    return matcher.ratio()


_ROOM = 20
_MOST_PAIRS = 40_000
"""So many comparisons take about a second; 200 lost clauses are more than any guideline has."""


def matched(missing: Mapping[str, str], texts: Mapping[int, str]) -> dict[int, str]:
    """For each place the missing one whose text is most like its own, if any is like it.

    Args:
        missing: texts by name, each under its title.
        texts: texts by place, each under its title.
    """
    wanted = {name: folded(text) for name, text in missing.items() if text}
    there = {place: folded(text) for place, text in texts.items() if text}
    found: dict[int, str] = {}
    # Most have kept their titles, and to compare all with all takes long.
    titles = {_title(missing[name]): name for name in wanted}
    for place, text in there.items():
        name = titles.get(_title(texts[place]))
        if name is not None and likeness_to_beginning(wanted[name], text) >= LIKE:
            found[place] = name
            del titles[_title(texts[place])]
    taken = set(found.values())
    left = [(name, text) for name, text in wanted.items() if name not in taken]
    open_ = [(place, text) for place, text in there.items() if place not in found]
    if len(left) * len(open_) > _MOST_PAIRS:
        return found
    scores = sorted(
        (-score, place, name)
        for name, text in left
        for place, other in open_
        if (score := likeness_to_beginning(text, other)) >= LIKE
    )
    for _, place, name in scores:
        if place not in found and name not in taken:
            found[place] = name
            taken.add(name)
    return found


def _title(text: str) -> str:
    return folded(text.split("\n", 1)[0])
