"""What carrying layers to another version of the library comes to: outcomes, questions, answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from guideline.model.clause import Library
from guideline.model.fields import Date, Line, Model, Word
from guideline.model.layer import Layer

Outcome = Literal["unchanged", "taken", "kept", "merged", "asked", "orphaned"]
OUTCOMES: Mapping[Outcome, str] = {
    "unchanged": "変わらない",
    "taken": "新しい版のとおりになる",
    "kept": "層の定めのまま",
    "merged": "両方の変更を合わせる",
    "asked": "決めることがある",
    "orphaned": "もとの条項がなくなった",
}
"""What becomes of a clause, a value or a block. Of what layers touch, nothing is `unchanged`, and
only what somebody decided to give up is `taken`."""

Why = Literal[
    "both-changed",
    "no-base",
    "gone",
    "changed-after-removal",
    "id-taken",
    "divided",
    "moved",
    "value-below",
    "met",
]
WHY: Mapping[Why, str] = {
    "both-changed": "層と新しい版が、同じ所を違うように改めています。",
    "no-base": "何に対して書かれたかの記録がないため、自動では合わせられません。",
    "gone": "層が改めた条項が、新しい版にありません。",
    "changed-after-removal": "層が削った条項を、新しい版が改めています。",
    "id-taken": "層が加えた条項と同じ識別子の条項が、新しい版にあります。",
    "divided": "層が改めた条項が、新しい版では二つ以上に分かれています。",
    "moved": "層と新しい版が、同じ条項を別の場所に移しています。",
    "value-below": "下の層が、同じ値を定めました。",
    "met": "この層のほかの操作又は新しい版の部の分け方と両立しないため、この操作は取りやめます。",
}

Choice = Literal["ours", "new", "both", "own"]
CHOICES: Mapping[Choice, str] = {
    "ours": "層の定めのままにする",
    "new": "新しい版のとおりにする",
    "both": "両方を続けて置く",
    "own": "別の文を自分で書く",
}


@dataclass(frozen=True)
class Question:
    """Something that only a person can decide."""

    id: str
    """Made from what is asked: the same question has the same id, a changed one another."""
    layer: str
    target: str
    """The id of the clause in the new version, the path of a value, or `template#block`."""
    title: str
    """The heading of the clause."""
    field: str
    """A key of `clause_text.LABELS`."""
    why: Why
    base: str
    ours: str
    new: str
    choices: tuple[Choice, ...]

    def choice_told(self, choice: Choice) -> str:
        """What an answer comes to here."""
        return _HERE.get((self.why, choice), CHOICES[choice])


_HERE: Mapping[tuple[Why, Choice], str] = {
    ("gone", "ours"): "層の条項として残す",
    ("gone", "new"): "新しい版のとおり、なくす",
    ("changed-after-removal", "ours"): "削ったままにする",
    ("changed-after-removal", "new"): "削るのをやめ、新しい版の条項を置く",
    ("id-taken", "ours"): "新しい版の条項を、層の条項に差し替える",
    ("id-taken", "new"): "層の条項をやめ、新しい版の条項にする",
    ("divided", "both"): "分かれた条項のほかに、層の条項を残す",
    ("divided", "new"): "分かれた条項だけにする",
    ("met", "new"): "この操作を取りやめる",
    ("moved", "ours"): "層が定めた場所に置く",
    ("moved", "new"): "新しい版の場所に置く",
    ("value-below", "ours"): "この層の値にする",
    ("value-below", "new"): "下の層の値にする",
}
"""What is meant where the general words would not tell."""


class Answer(Model):
    """What somebody decided about a question: an entry of `decisions.yaml`."""

    question: Word = Field(title="決めることの番号")
    layer: Word | None = None
    target: Word | None = None
    field: Word | None = None
    answer: Choice | None = Field(
        None,
        title="答え",
        json_schema_extra={"labels": {str(word): CHOICES[word] for word in CHOICES}},
    )
    text: str | None = None
    """The own text, for `own`."""
    reason: Line | None = None
    date: Date | None = None


@dataclass(frozen=True)
class Touched:
    """What becomes of one thing that a layer touches."""

    layer: str
    operation: str
    """Its key: `amend input/never`."""
    target: str
    outcome: Outcome
    fields: tuple[str, ...] = ()
    """The fields that were merged or are asked, as keys of `clause_text.LABELS`."""
    note: str = ""
    """What else is to be told, such as a new place or a new id."""


@dataclass(frozen=True)
class LayerPlan:
    """A layer before and after, and the files that make the difference."""

    before: Layer
    after: Layer
    files: Mapping[str, str | None]
    """By path from the layer's folder: the new text, or None for a file that goes."""


@dataclass(frozen=True)
class Plan:
    """What an upgrade does, and what it asks."""

    old_version: str
    new_version: str
    library: Library
    """The new version with the layers as they will be; open questions stand as ours."""
    layers: tuple[LayerPlan, ...]
    touched: tuple[Touched, ...]
    untouched: Mapping[str, Outcome]
    """Of every other clause: unchanged or taken."""
    questions: tuple[Question, ...]
    """Those without an answer."""
    answered: tuple[tuple[Question, Answer], ...]

    def count(self, outcome: Outcome) -> int:
        """How many clauses, values and blocks come to this."""
        return sum(t.outcome == outcome for t in self.touched) + sum(
            o == outcome for o in self.untouched.values()
        )
