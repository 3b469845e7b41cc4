"""The text of a clause file, field by field: what is merged, compared and told apart."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from guideline.layers.merge import Passage, merge
from guideline.source import Located, front_matter_of
from guideline.yaml_edit import with_value, without_key

Value = str | tuple[str, ...] | None
"""Of a key of the front matter; None where it does not stand there."""

SETS = ("requires", "conflicts", "satisfies", "sources")
"""Keys whose values are lists in which only membership counts."""

BODY = ("rule", "commentary", "example")
"""Fields that are passages of the body."""

LABELS: Mapping[str, str] = {
    "id": "識別子",
    "slot": "枠",
    "title": "見出し",
    "level": "義務の強さ",
    "when": "条件",
    "requires": "併せて必要な条項",
    "conflicts": "併せて置けない条項",
    "satisfies": "満たす要件",
    "no_requirements": "満たす要件がない理由",
    "sources": "根拠",
    "no_sources": "根拠がない理由",
    "provisional": "暫定の理由",
    "reviewed": "内容を確認した日",
    "since": "加わった版",
    "rule": "本文",
    "commentary": "解説",
    "example": "例",
    "order": "並び",
    "clause": "条項",
    "value": "値",
}
"""What readers call each field."""


def digest(text: str) -> str:
    """SHA-256 of a text, by which the lock file knows it."""
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class ClauseText:
    """The text of a clause file, cut into front matter and body."""

    text: str
    front: Located
    body: str

    def value(self, key: str) -> Value:
        """What the front matter says for the key."""
        return _plain((self.front.data or {}).get(key))

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(self.front.data or {})


def clause_text(text: str, file: str = "") -> ClauseText:
    """The text of a clause file.

    Raises:
        ContentError: it has no front matter, or one that is not YAML.
    """
    found = front_matter_of(text, file)
    return ClauseText(text, found.front, found.body)


def _plain(value: Any) -> Value:
    if value is None or isinstance(value, str):
        return value
    return tuple(str(item) for item in value)


@dataclass(frozen=True, slots=True)
class FieldMerge:
    """One field in its three versions: a key of the front matter, or a passage of the body."""

    field: str
    """A key of `LABELS`."""
    passage: Passage
    """The values; a list has one item a line."""
    at: int = 0
    """For the body: which passage it is, counted from 0."""


@dataclass(frozen=True)
class ClauseMerge:
    """Three versions of a clause, field by field, those of the front matter first."""

    base: ClauseText
    ours: ClauseText
    new: ClauseText
    fields: tuple[FieldMerge, ...]

    @property
    def asked(self) -> tuple[FieldMerge, ...]:
        """The fields that somebody has to decide about."""
        return tuple(field for field in self.fields if field.passage.outcome == "asked")

    def text(self, answers: Mapping[int, str]) -> str:
        """Our text with what the new version changed in it; comments and order of ours stay.

        Args:
            answers: for fields that are asked, by their position in `fields`, what stands there;
                ours where it is missing.
        """
        front = self.ours.front.text
        body = ""
        for at, field in enumerate(self.fields):
            settled = answers.get(at, field.passage.settled)
            if field.field in BODY:
                body += settled
            elif settled != field.passage.ours:
                value = settled.split("\n") if field.field in SETS and settled else settled
                front = with_key(front, field.field, value)
        return f"---\n{front.strip(chr(10))}\n---\n{self._within_edges(body)}"

    def _within_edges(self, body: str) -> str:
        """The body with the empty lines around it that one of the versions has."""
        edges = (_edges(side.body) for side in (self.base, self.ours, self.new))
        top, end = (n if o == b else o for b, o, n in zip(*edges, strict=True))
        return f"{top}{body.strip(chr(10))}{end}"


def merge_texts(base: str, ours: str, new: str) -> ClauseMerge:
    """Every field of three versions of a clause file.

    Raises:
        ContentError: one of them is not the text of a clause file.
    """
    return merge_clauses(clause_text(base), clause_text(ours), clause_text(new))


def merge_clauses(base: ClauseText, ours: ClauseText, new: ClauseText) -> ClauseMerge:
    """Every field of three versions of a clause."""
    keys = dict.fromkeys((*ours.keys, *new.keys, *base.keys))
    front = (FieldMerge(key, _of_key(key, base, ours, new)) for key in keys)
    body = merge(even(base.body), even(ours.body), even(new.body))
    named = zip(_regions(body), body, strict=True)
    told = (FieldMerge(name, passage, at) for at, (name, passage) in enumerate(named))
    return ClauseMerge(base, ours, new, (*front, *told))


def even(body: str) -> str:
    """The body with an empty line behind each paragraph, the last one too.

    So a paragraph is the same wherever it stands, and what follows it can never run into it.
    """
    core = body.strip("\n")
    return f"{core}\n\n" if core else ""


def _edges(body: str) -> tuple[str, str]:
    """The empty lines before and behind the text."""
    core = body.strip("\n")
    start = body.index(core) if core else 0
    return body[:start], body[start + len(core) :]


def _of_key(key: str, base: ClauseText, ours: ClauseText, new: ClauseText) -> Passage:
    b, o, n = (_lines(side.value(key)) for side in (base, ours, new))
    if key in SETS:
        return _settled(b, o, _merged_set(b, o, n))
    if key == "reviewed":  # the later day says when somebody last looked at the text
        return _settled(b, o, max(o, n))
    if key == "since":
        return _settled(b, o, n or o)
    return Passage(b, o, n)


def _settled(base: str, ours: str, merged: str) -> Passage:
    """A passage that nobody has to decide about."""
    return Passage(ours, ours, merged) if merged != ours else Passage(base, ours, base)


def _merged_set(base: str, ours: str, new: str) -> str:
    """What either side added is in, what either side took out is not."""
    b, o, n = (text.split("\n") if text else [] for text in (base, ours, new))
    kept = [item for item in o if item in n or item not in b]
    return "\n".join(kept + [item for item in n if item not in o and item not in b])


def _lines(value: Value) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else "\n".join(value)


_OPENING = re.compile(r"::: ?(commentary|example)\b")
_TAGS = re.compile(r"(\s*\{%.*?%\})+\s*")
"""A line that says nothing itself, and may stand right before a note."""


def _regions(passages: tuple[Passage, ...]) -> Iterator[str]:
    """For each passage of a body, whether it is the rule or a note."""
    inside = ""
    for passage in passages:
        region = ""
        for line in (passage.settled or passage.base or passage.new).split("\n"):
            opening = _OPENING.match(line)
            inside = opening[1] if opening else inside
            if line.strip() and not region and not _TAGS.fullmatch(line):
                region = inside or "rule"
            if line.rstrip() == ":::":
                inside = ""
        yield region or inside or "rule"


def with_key(front: str, key: str, value: str | list[str]) -> str:
    """Front matter with this value for the key, in its place or at the end; empty takes it out."""
    return with_value(front, (), key, value) if value else without_key(front, (), key)
