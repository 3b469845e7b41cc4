"""What a layer changed in a clause goes to the clauses that it became."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from guideline.alignment import align
from guideline.layers.clause_text import ClauseText, even
from guideline.layers.merge import paragraphs

_NEVER_ASKED = ("id", "slot", "reviewed", "since")


def divided(
    base: ClauseText, ours: ClauseText, heirs: Mapping[str, ClauseText]
) -> dict[str, tuple[str, str]] | None:
    """Of each heir in which the layer changes something, the bodies of base and ours that are its.

    None where a changed paragraph is found in none or in several of them, or where the layer
    changed more than paragraphs: then somebody has to say what belongs where.
    """
    keys = {*base.keys, *ours.keys} - {*_NEVER_ASKED}
    if any(base.value(key) != ours.value(key) for key in keys):
        return None
    old, mine = paragraphs(even(base.body)), paragraphs(even(ours.body))
    homes = _homes(old, heirs)
    stems = _stems(old, mine)
    if stems is None or not _is_clear(old, mine, stems, homes):
        return None
    places = list(_places(mine, stems, homes))
    if None in places:
        return None
    shares = {
        id_: (
            "".join(text for text, home in zip(old, homes, strict=True) if id_ in home),
            "".join(text for text, home in zip(mine, places, strict=True) if id_ in (home or ())),
        )
        for id_ in heirs
    }
    return {id_: share for id_, share in shares.items() if share[0] != share[1]}


def with_body(clause: ClauseText, body: str) -> str:
    """The text of a clause file with another body."""
    return clause.text.removesuffix(clause.body) + body


def _homes(old: Sequence[str], heirs: Mapping[str, ClauseText]) -> list[set[str]]:
    """In which heirs each paragraph is found: as it was, or else in other words."""
    same: list[set[str]] = [set() for _ in old]
    like: list[set[str]] = [set() for _ in old]
    for id_, heir in heirs.items():
        now = paragraphs(even(heir.body))
        for match in align(old, now):
            if len(match.old) == len(match.new) == 1:
                found = same if old[match.old[0]] == now[match.new[0]] else like
                found[match.old[0]].add(id_)
    return [exact or other for exact, other in zip(same, like, strict=True)]


def _stems(old: Sequence[str], mine: Sequence[str]) -> dict[int, int] | None:
    """From which paragraph each of ours stems; None where ours split or joined some."""
    stems = {}
    for match in align(old, mine):
        if match.kind in ("split", "merged"):
            return None
        if match.old and match.new:
            stems[match.new[0]] = match.old[0]
    return stems


def _is_clear(
    old: Sequence[str], mine: Sequence[str], stems: Mapping[int, int], homes: Sequence[set[str]]
) -> bool:
    """Whether each paragraph that ours changed or took out is found in exactly one heir."""
    same = {i for j, i in stems.items() if old[i] == mine[j]}
    return all(len(home) == 1 for i, home in enumerate(homes) if i not in same)


def _places(
    mine: Sequence[str], stems: Mapping[int, int], homes: Sequence[set[str]]
) -> Iterator[set[str] | None]:
    """Where each of our paragraphs goes; one that we added goes where both its neighbours go."""
    for j in range(len(mine)):
        if j in stems:
            yield homes[stems[j]]
            continue
        behind = next((homes[stems[n]] for n in range(j, -1, -1) if n in stems), None)
        ahead = next((homes[stems[n]] for n in range(j, len(mine)) if n in stems), None)
        found = behind if ahead is None else ahead if behind is None else behind & ahead
        yield found if found and len(found) == 1 else None
