"""Is a clause library sound: every problem in its clauses, slots, references and sources."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from guideline import citations, condition
from guideline.branches import branches_of
from guideline.citations import SECTORS, Sector
from guideline.coverage import coverage_of, missing_in, resolve_all
from guideline.document import Block, Note, Reference, lines_of, walk_inlines
from guideline.errors import ContentError, Place, Problem, suggestion
from guideline.facts import domain
from guideline.library import load_readings, preset_files, reading_places, requirement_places
from guideline.model.clause import Clause, Framework, Library, Requirement
from guideline.model.condition import Comparison, Constant, Expression, Name, Value
from guideline.releases import check_releases
from guideline.resolve import full_condition
from guideline.ruby import Lexicon
from guideline.templating import TextError

_VERBS: Mapping[str, str] = {
    "must": r"ください|(?<!でき|使え)ます。|(?<!でき|使え)ます（|なければなりません|必要があります",
    "should": r"努め|推奨|望ましい",
    "may": r"できます|使えます|差し支えありません|かまいません",
}
"""What a rule of each level has to say somewhere, so that its strength can be read off."""

MAX_COMBINATIONS = 100_000

_ALWAYS: Expression = Constant("always")
_DEALS_WITH_EU: Expression = Comparison(Constant("eu"), "in", Name("organization.activities"))


def check_library(library: Library, frameworks: Sequence[Framework]) -> list[Problem]:
    """Every problem in the library: of its clauses in their order, slots, presets, versions."""
    known = {r.id: r for f in frameworks for r in f.requirements}
    ids = {c.id for c in library.clauses} | {c.slot for c in library.clauses}
    names = citations.Names(library)
    problems: list[Problem] = []
    for clause in library.clauses:
        check = _ClauseCheck(clause, library, known, ids, names)
        problems += check.front_matter()
        problems += check.text()
        problems += check.when()
        problems += check.companions()
    return [
        *problems,
        *_slots(library),
        *_presets(library, frameworks),
        *_old_penalties(library, frameworks),
        *_unused_readings(library),
        *check_releases(library),
    ]


def check_clauses(
    clauses: Sequence[Clause], library: Library, frameworks: Sequence[Framework]
) -> list[Problem]:
    """Problems in the heads and texts of these clauses alone."""
    known = {r.id: r for f in frameworks for r in f.requirements}
    ids = {c.id for c in library.clauses} | {c.slot for c in library.clauses}
    names = citations.Names(library)
    checks = [_ClauseCheck(clause, library, known, ids, names) for clause in clauses]
    return [problem for each in checks for problem in (*each.front_matter(), *each.text())]


@dataclass(frozen=True)
class _ClauseCheck:
    clause: Clause
    library: Library
    requirements: Mapping[str, Requirement]
    ids: set[str]
    names: citations.Names

    def front_matter(self) -> Iterator[Problem]:
        front = self.clause.front
        yield from self._known("satisfies", front.satisfies, self.requirements, "要件")
        yield from self._left_out()
        yield from self._known("requires", front.requires, self.ids, "条項")
        yield from self._known("conflicts", front.conflicts, self.ids, "条項")
        yield from self._sources()
        yield from citations.problems_in_sources(self.clause, self.library, self._sectors)
        if not front.sources and not front.no_sources:
            yield self._problem("no-sources", "根拠（sources）がありません。", "sources")
        if not front.satisfies and not front.no_requirements:
            yield self._problem("no-requirements", "要件（satisfies）がありません。", "satisfies")

    def _known(
        self, key: str, given: Sequence[str], known: Collection[str], noun: str
    ) -> Iterator[Problem]:
        for name in given:
            if name not in known:
                message = f"{noun}「{name}」はありません。"
                yield self._problem(f"unknown-{key}", message, key, suggestion(name, known))

    def _left_out(self) -> Iterator[Problem]:
        for name in self.clause.front.satisfies:
            if name in self.requirements and self.requirements[name].left_out:
                yield self._problem(
                    "satisfies-left-out",
                    f"要件「{name}」は、ガイドラインに書かないものとされています。",
                    "satisfies",
                    "satisfies から外すか、枠組みの left_out を取り除いてください。",
                )

    def _sources(self) -> Iterator[Problem]:
        for source in self.clause.front.sources:
            law = self.library.laws.get(source.split(" ")[0])
            if law is None:
                hint = suggestion(source.split(" ")[0], self.library.laws)
                message = f"根拠「{source}」は laws.yaml にありません。"
                yield self._problem("unknown-source", message, "sources", hint)
            elif law.status == "foreign":
                if not self._implies(_DEALS_WITH_EU):
                    yield self._problem(
                        "foreign-source",
                        f"根拠「{law.title}」は外国の法令です。",
                        "sources",
                        "その法令が及ぶ組織だけに示すよう、条件（when）に "
                        '"eu" in organization.activities を加えてください。',
                    )
            elif law.status != "current":
                yield self._problem(
                    "source-not-current",
                    f"根拠「{law.title}」は現行ではありません（{law.status}）。",
                    "sources",
                    "現行の法令・文書に改めるか、解説の中で将来の予定として説明してください。",
                )

    @cached_property
    def _sectors(self) -> list[Sector]:
        """The sectors whose organizations can get the clause."""
        law = Name("organization.law")
        return [s for s in SECTORS if not self._implies(Comparison(law, "!=", Constant(s)))]

    def text(self) -> Iterator[Problem]:
        try:
            branches = branches_of(self.clause)
            # reads the text once more, for each sector, and may meet faults that are new
            cited = citations.problems_in_text(self.clause, self.names, self._sectors, branches)
        except TextError as error:
            place = Place(self.clause.file, self.clause.body_line + error.line - 1)
            yield Problem(error.code, error.message, place, error.remedy)
            return
        except ContentError as error:
            yield from error.problems
            return
        yield from self._notes(branches[0])
        yield from self._references(branches)
        yield from cited
        rule = "\n".join(lines_of(tuple(b for b in branches[0] if not isinstance(b, Note))))
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

    def _references(self, branches: list[tuple[Block, ...]]) -> Iterator[Problem]:
        named = [set(_references(blocks)) for blocks in branches]
        for target in sorted(set().union(*named) - self.ids):
            message = f"参照先の「{target}」がありません。"
            yield self._problem("unknown-reference", message, "id", suggestion(target, self.ids))
        always = set.intersection(*named) & self.ids
        for target in sorted(always - set(self.clause.front.requires)):
            if not self._comes_with(target):
                yield self._problem(
                    "reference-left-out",
                    f"参照先の「{target}」が選ばれないことがあります。",
                    "id",
                    "参照を {% if %} で囲むか、この条項の条件（when）を狭めてください。",
                )

    def companions(self) -> Iterator[Problem]:
        """Clauses that this one needs and may lack, or excludes and may meet."""
        for target in self.clause.front.requires:
            if target in self.ids and not self._comes_with(target):
                yield self._problem(
                    "requires-unmet",
                    f"必要な「{target}」が選ばれないことがあります。",
                    "requires",
                    "どちらかの条件（when）を直してください。",
                )
        for target in self.clause.front.conflicts:
            if target in self.ids and self._can_meet(target):
                yield self._problem(
                    "conflict",
                    f"併せて置けない「{target}」が、同時に選ばれることがあります。",
                    "conflicts",
                    "どちらかの条件（when）を直してください。",
                )

    def _comes_with(self, target: str) -> bool:
        """Whether the target is chosen whenever this clause is."""
        return self._implies(self._condition_of(target))

    def _implies(self, other: Expression) -> bool:
        """Whether the other condition holds whenever this clause is chosen."""
        own = full_condition(self.clause, self.library) or _ALWAYS
        return _is_too_wide([own, other]) or all(
            condition.holds(other, values)
            for values in condition.all_values([own, other], domain())
            if condition.holds(own, values)
        )

    def _can_meet(self, target: str) -> bool:
        own = full_condition(self.clause, self.library) or _ALWAYS
        other = self._condition_of(target)
        return not _is_too_wide([own, other]) and any(
            condition.holds(own, values) and condition.holds(other, values)
            for values in condition.all_values([own, other], domain())
        )

    def _condition_of(self, target: str) -> Expression:
        """When the clause applies; for a slot, when one of its variants does."""
        found = next((c for c in self.library.clauses if c.id == target), None)
        if found is None:
            return self.library.scopes.get(target, _ALWAYS)
        return full_condition(found, self.library) or _ALWAYS

    def when(self) -> Iterator[Problem]:
        expression = full_condition(self.clause, self.library)
        if expression is None:
            return
        if _is_too_wide([expression]):
            yield self._problem("condition-too-wide", "条件が使う名前が多すぎます。", "when")
            return
        values = partial(condition.all_values, [expression], domain())
        if not any(condition.holds(expression, v) for v in values()):
            yield self._problem("never-chosen", "どの答えでも選ばれることがありません。", "when")
        elif all(condition.holds(expression, v) for v in values()):
            yield self._problem(
                "always-chosen", "どの答えでも選ばれます。条件（when）は要りません。", "when"
            )

    def _problem(self, code: str, message: str, key: str, remedy: str = "") -> Problem:
        return Problem(code, f"{self.clause.id}：{message}", self.clause.place(key), remedy)


def _references(blocks: tuple[Block, ...]) -> Iterator[str]:
    for run in walk_inlines(blocks):
        yield from (inline.clause for inline in run if isinstance(inline, Reference))


def _slots(library: Library) -> Iterator[Problem]:
    """For each slot, over all answers its conditions tell apart, exactly one variant applies."""
    slots: dict[str, list[Clause]] = {}
    for clause in library.clauses:
        if clause.front.slot:
            slots.setdefault(clause.front.slot, []).append(clause)
    for slot, variants in slots.items():
        scope = library.scopes.get(slot)
        conditions = [variant.condition or _ALWAYS for variant in variants]
        if _is_too_wide([*conditions, scope or _ALWAYS]):
            yield Problem(
                "condition-too-wide",
                f"枠「{slot}」の条件が使う名前が多すぎます。",
                variants[0].place("when"),
                "枠を分けてください。",
            )
            continue
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
                break


def _presets(library: Library, frameworks: Sequence[Framework]) -> Iterator[Problem]:
    """For each preset, every requirement that concerns it is met or left out for a reason."""
    folder = Path(library.folder)
    files = preset_files(folder)
    if not files:
        return
    try:
        resolved = resolve_all(library, files)
    except ContentError as error:
        yield from error.problems
        return
    missing = list(missing_in(coverage_of(resolved, library, frameworks)))
    places = requirement_places(folder) if missing else {}
    for requirement, presets in missing:
        yield Problem(
            "requirement-missing",
            f"プリセット {'、'.join(presets)} で、要件「{requirement.id}」を満たす条項が"
            f"ありません：{requirement.text}",
            places[requirement.id],
            "満たす条項の satisfies に加えるか、条項を書くか、関わらない組織を applies で、"
            "書かない理由を left_out で示してください。",
        )


def _old_penalties(library: Library, frameworks: Sequence[Framework]) -> Iterator[Problem]:
    found = list(citations.problems_in_frameworks(frameworks))
    places = requirement_places(Path(library.folder)) if found else {}
    for requirement, word in found:
        yield Problem(
            "old-penalty",
            f"要件「{requirement}」：「{word}」は、2025年6月1日に拘禁刑に改められました。",
            places[requirement],
            "「拘禁刑」と書いてください。",
        )


def _unused_readings(library: Library) -> Iterator[Problem]:
    """Readings of words that no clause has in a place where they would be set."""
    readings = load_readings(Path(library.folder))
    lexicon = Lexicon(readings)
    used = {
        part
        for clause in library.clauses
        for word in lexicon.words_in(clause.body)
        for part in word.parts
    }
    unused = [reading.word for reading in readings if reading.word not in used]
    places = reading_places(Path(library.folder)) if unused else {}
    for word in unused:
        yield Problem(
            "reading-unused",
            f"「{word}」は、どの条項にもないか、いつもほかの言葉の一部です。",
            places[word],
            "行を消すか、条項にある形に改めてください。",
        )


def _is_too_wide(expressions: list[Expression]) -> bool:
    """Whether there are more combinations of answers than anyone can look through."""
    return condition.count_values(expressions, domain()) > MAX_COMBINATIONS


def _slot_problem(
    slot: str, first: Clause, values: Mapping[str, Value], chosen: list[str]
) -> Problem:
    answers = "、".join(f"{name}＝{value}" for name, value in values.items())
    found = "、".join(chosen) if chosen else "なし"
    return Problem(
        "slot-not-single",
        f"枠「{slot}」で、{answers}のとき選ばれる異形が一つではありません（{found}）。",
        first.place("when"),
        "どの答えに対してもちょうど一つが選ばれるよう、条件（when）を直してください。",
    )
