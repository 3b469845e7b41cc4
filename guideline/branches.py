"""A clause's text with every answer that it asks for, one at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from guideline.document import Block
from guideline.facts import domain
from guideline.model.clause import Clause
from guideline.model.profile import Profile
from guideline.model.validation import field_at, labels_of
from guideline.render import clause_blocks
from guideline.templating import compile_text
from guideline.vocabulary import sample_words


def branches_of(
    clause: Clause, settled: Mapping[str, str] | None = None
) -> list[tuple[Block, ...]]:
    """The text for nobody and for somebody, then with each other answer it compares; each once.

    Args:
        settled: answers, by path, that hold in every branch.

    Raises:
        TextError: the text cannot be read as a template.
        ContentError: the text is wrong with one of the answers.
    """
    fixed = settled or {}
    asked = dict.fromkeys(
        (path, word)
        for path, compared in compile_text(clause.body).branches
        if path not in fixed
        for word in (compared, *_words_of(path))
    )
    found = []
    for spoken in sample_words():
        for path, word in fixed.items():
            spoken = _answered(spoken, path.split("."), word)
        found.append(clause_blocks(clause, spoken))
        for path, word in asked:
            found.append(clause_blocks(clause, _answered(spoken, path.split("."), word)))
    return list(dict.fromkeys(found))


def _words_of(path: str) -> Iterable[str]:
    """The words a name can take, so that also what follows `else` is looked at."""
    steps = tuple(step.removesuffix("[]") for step in path.split("."))
    return domain().get(path) or labels_of(field_at(Profile, steps))


def _answered(value: Any, path: list[str], word: str) -> Any:
    """The words with another answer at the path; `tools[]` stands for every item."""
    if not path:
        return [word] if isinstance(value, list) else word
    step, *rest = path
    name = step.removesuffix("[]")
    if not isinstance(value, dict) or name not in value:
        return value
    inner = value[name]
    if step.endswith("[]") and isinstance(inner, list):
        return {**value, name: [_answered(item, rest, word) for item in inner]}
    return {**value, name: _answered(inner, rest, word)}
