"""Is a clause library sound: every problem in its clauses, slots, references and sources."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from guideline import condition
from guideline.document import Block, Note, Reference, lines_of, walk_inlines
from guideline.errors import ContentError, Problem, suggestion
from guideline.facts import domain, settle
from guideline.model.clause import Clause, Framework, Library
from guideline.model.condition import Constant, Expression
from guideline.model.profile import Profile
from guideline.render import clause_blocks
from guideline.resolve import full_condition
from guideline.words import words

_VERBS: Mapping[str, str] = {
    "must": r"ください|ます。|ます（|なければなりません|必要があります",
    "should": r"努め|推奨|望ましい",
    "may": r"できます|使えます|差し支えありません|かまいません",
}
"""What a rule of each level has to say somewhere, so that its strength can be read off."""

_ALWAYS: Expression = Constant("always")


def check_library(library: Library, frameworks: Sequence[Framework]) -> list[Problem]:
    """Every problem in the library, in the order of its clauses."""
    known = {r.id for f in frameworks for r in f.requirements}
    ids = {c.id for c in library.clauses} | {c.slot for c in library.clauses}
    spoken = _spoken()
    problems: list[Problem] = []
    for clause in library.clauses:
        check = _ClauseCheck(clause, library, known, ids)
        problems += check.front_matter()
        problems += check.text(spoken)
        problems += check.condition()
    return problems + list(_slots(library))


def _spoken() -> dict[str, object]:
    """The words of a profile that answers nothing: every text has to stand that as well."""
    profile = Profile()
    return words(profile, settle(profile))


@dataclass(frozen=True)
class _ClauseCheck:
    clause: Clause
    library: Library
    requirements: set[str]
    ids: set[str]

    def front_matter(self) -> Iterator[Problem]:
        front = self.clause.front
        yield from self._known("satisfies", front.satisfies, self.requirements, "要件")
        yield from self._known("requires", front.requires, self.ids, "条項")
        yield from self._known("conflicts", front.conflicts, self.ids, "条項")
        yield from self._sources()
        if not front.sources and not front.no_sources:
            yield self._problem("no-sources", "根拠（sources）がありません。", "sources")
        if not front.satisfies and not front.no_requirements:
            yield self._problem("no-requirements", "要件（satisfies）がありません。", "satisfies")

    def _known(
        self, key: str, given: Sequence[str], known: set[str], noun: str
    ) -> Iterator[Problem]:
        for name in given:
            if name not in known:
                message = f"{noun}「{name}」はありません。"
                yield self._problem(f"unknown-{key}", message, key, suggestion(name, known))

    def _sources(self) -> Iterator[Problem]:
        for source in self.clause.front.sources:
            law = self.library.laws.get(source.split(" ")[0])
            if law is None:
                hint = suggestion(source.split(" ")[0], self.library.laws)
                message = f"根拠「{source}」は laws.yaml にありません。"
                yield self._problem("unknown-source", message, "sources", hint)
            elif law.status != "current":
                yield self._problem(
                    "source-not-current",
                    f"根拠「{law.title}」は現行ではありません（{law.status}）。",
                    "sources",
                    "現行の法令・文書に改めるか、解説の中で将来の予定として説明してください。",
                )

    def text(self, spoken: dict[str, object]) -> Iterator[Problem]:
        try:
            blocks = clause_blocks(self.clause, spoken)
        except ContentError as error:
            yield from error.problems
            return
        yield from self._notes(blocks)
        yield from self._references(blocks)
        rule = "\n".join(lines_of(tuple(b for b in blocks if not isinstance(b, Note))))
        if not re.search(_VERBS[self.clause.front.level], rule):
            yield self._problem(
                "verb-and-level-differ",
                f"本文の文末が、義務の強さ「{self.clause.front.level}」に合いません。",
                "level",
                "must は「〜してください」、should は「〜よう努めてください」、"
                "may は「〜できます」のように書いてください。",
            )

    def _notes(self, blocks: tuple[Block, ...]) -> Iterator[Problem]:
        notes = {b.kind: "\n".join(lines_of((b,))) for b in blocks if isinstance(b, Note)}
        if "commentary" not in notes:
            yield self._problem("no-commentary", "解説（::: commentary）がありません。", "id")
        example = notes.get("example", "")
        if not ("良い例" in example and "悪い例" in example):
            yield self._problem(
                "no-example", "例（::: example）に、良い例と悪い例の両方を書いてください。", "id"
            )

    def _references(self, blocks: tuple[Block, ...]) -> Iterator[Problem]:
        for run in walk_inlines(blocks):
            for inline in run:
                if isinstance(inline, Reference) and inline.clause not in self.ids:
                    yield self._problem(
                        "unknown-reference",
                        f"参照先の「{inline.clause}」がありません。",
                        "id",
                        suggestion(inline.clause, self.ids),
                    )

    def condition(self) -> Iterator[Problem]:
        expression = full_condition(self.clause, self.library)
        if expression is None:
            return
        results = [
            condition.holds(expression, values)
            for values in condition.all_values([expression], domain())
        ]
        if not any(results):
            yield self._problem("never-chosen", "どの答えでも選ばれることがありません。", "when")
        elif all(results):
            yield self._problem(
                "always-chosen", "どの答えでも選ばれます。条件（when）は要りません。", "when"
            )

    def _problem(self, code: str, message: str, key: str, remedy: str = "") -> Problem:
        return Problem(code, f"{self.clause.id}：{message}", self.clause.place(key), remedy)


def _slots(library: Library) -> Iterator[Problem]:
    """For each slot, over all answers its conditions tell apart, exactly one variant applies."""
    slots: dict[str, list[Clause]] = {}
    for clause in library.clauses:
        if clause.front.slot:
            slots.setdefault(clause.front.slot, []).append(clause)
    for slot, variants in slots.items():
        scope = library.scopes.get(slot)
        conditions = [variant.condition or _ALWAYS for variant in variants]
        for values in condition.all_values([*conditions, scope or _ALWAYS], domain()):
            if scope and not condition.holds(scope, values):
                continue
            chosen = [
                v.id
                for v, c in zip(variants, conditions, strict=True)
                if condition.holds(c, values)
            ]
            if len(chosen) != 1:
                yield _slot_problem(slot, variants[0], values, chosen)


def _slot_problem(
    slot: str, first: Clause, values: Mapping[str, condition.Value], chosen: list[str]
) -> Problem:
    answers = "、".join(f"{name}＝{value}" for name, value in values.items())
    found = "、".join(chosen) if chosen else "なし"
    return Problem(
        "slot-not-single",
        f"枠「{slot}」で、{answers}のとき選ばれる異形が一つではありません（{found}）。",
        first.place("when"),
        "どの答えに対してもちょうど一つが選ばれるよう、条件（when）を直してください。",
    )
