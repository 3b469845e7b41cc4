"""How much two texts have in common, without comparing them character by character."""

from __future__ import annotations

_LONG = 400


def likeness(old: str, new: str) -> float:
    """From 0 to 1, how much two texts have in common: 1 only for equal texts."""
    return likeness_of(Shape(old), Shape(new))


class Shape:
    """A text with the sets of its short stretches, made when they are first asked for."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._stretches: dict[int, frozenset[str]] = {}

    def stretches(self, size: int) -> frozenset[str]:
        if size not in self._stretches:
            text = self.text
            starts = range(max(bool(text), len(text) - size + 1))
            self._stretches[size] = frozenset(text[at : at + size] for at in starts)
        return self._stretches[size]


def likeness_of(old: Shape, new: Shape, least: float = 0.0) -> float:
    """The likeness, or 0 as soon as it cannot reach the least asked for."""
    if old.text == new.text:
        return 1.0
    shorter, longer = sorted((len(old.text), len(new.text)))
    bound = 2 * shorter / (shorter + longer)
    if bound < least or not shorter:
        return 0.0
    # Long texts of one field share most pairs of characters, whatever they say.
    size = 2 if shorter < _LONG else 4
    ours, theirs = old.stretches(size), new.stretches(size)
    if 2 * min(len(ours), len(theirs)) < least * (len(ours) + len(theirs)):
        return 0.0
    common = 2 * len(ours & theirs) / (len(ours) + len(theirs))
    return min(common, bound, 0.999)
