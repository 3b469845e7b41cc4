"""Whatever two answers meet, a document comes out, and its sentences agree with its tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

import pytest

from guideline.bundled import bundled
from guideline.compose import compose
from guideline.consistency import contradictions
from guideline.document import (
    Block,
    BulletList,
    Document,
    Note,
    NumberedList,
    Section,
    Table,
    is_form,
    lines_of,
    plain_text,
    walk_sections,
)
from guideline.errors import ContentError, Problem
from guideline.library import load_library
from guideline.model.clause import Library
from guideline.model.profile import LEVELS, Profile
from guideline.model.resolution import Resolution
from guideline.resolve import resolve
from guideline.template import load_template
from guideline.words import CELL_LABELS
from tests.pairwise import (
    CHOICES,
    FACTORS,
    KINDS,
    Row,
    covering_rows,
    pairs_of,
    profile_of,
)

TEMPLATES = ("guideline", "regulation")
by_kind = pytest.mark.parametrize("kind", KINDS)


@dataclass(frozen=True)
class Made:
    """What became of one row."""

    row: Row
    resolution: Resolution
    documents: dict[str, Document]

    @property
    def profile(self) -> Profile:
        return self.resolution.profile

    @property
    def chosen(self) -> set[str]:
        return {clause.id for clause in self.resolution.chosen}

    def told(self) -> str:
        """The row as a failure shows it: what is not the first answer."""
        return "、".join(f"{k}={v}" for k, v in self.row.items() if v != FACTORS[k][0])


@lru_cache(maxsize=1)
def library() -> Library:
    return load_library(bundled("clauses"))


@lru_cache(maxsize=1)
def rows() -> list[Row]:
    return covering_rows(FACTORS)


@lru_cache(maxsize=len(KINDS))
def made(kind: str) -> tuple[list[Made], list[Problem]]:
    """Everything that the rows make for organizations of a kind, and what was refused."""
    templates = [load_template(name) for name in TEMPLATES]
    found: list[Made] = []
    problems: list[Problem] = []
    for row in rows():
        resolution = resolve(library(), profile_of(kind, row))
        documents = {}
        for template in templates:
            try:
                documents[template.name] = compose(resolution, template, None)
            except ContentError as error:
                problems += error.problems
        found.append(Made(row, resolution, documents))
    return found, problems


def sections(document: Document) -> list[Section]:
    return list(walk_sections(document.sections))


def section(document: Document, id_: str) -> Section:
    return next(s for s in sections(document) if s.id == id_)


def rule_of(section: Section) -> str:
    """The text of a section without its notes."""
    return "\n".join(lines_of(tuple(b for b in section.blocks if not isinstance(b, Note))))


def tables_of(blocks: tuple[Block, ...]) -> Iterator[Table]:
    for block in blocks:
        match block:
            case Table():
                yield block
            case Note(_, inner):
                yield from tables_of(inner)
            case BulletList(items) | NumberedList(items):
                for item in items:
                    yield from tables_of(item)
            case _:
                pass


def cells_of(table: Table) -> dict[str, tuple[str, ...]]:
    """The cells of each row by the row's name; turned round where tools stand in the rows."""
    lines = [tuple(map(plain_text, line)) for line in (table.header, *table.rows)]
    if lines[0][0] == "ツール":
        lines = list(zip(*lines, strict=True))
    return {line[0]: line[1:] for line in lines[1:]}


def class_table(document: Document, id_: str) -> dict[str, tuple[str, ...]]:
    """The class × tool table of a section, without what only the first page adds."""
    # The articles of a regulation send their tables to appendices.
    appended = f"appendix1-{id_.replace('/', '-')}"
    places = [s for s in sections(document) if s.id in (id_, appended)]
    cells = cells_of(next(table for place in places for table in tables_of(place.blocks)))
    return {k: v for k, v in cells.items() if k not in ("利用できる人", "利用前の承認")}


# The rows


def test_every_pair_of_choices_stands_in_a_profile() -> None:
    wanted = {
        ((one, a), (other, b))
        for one, other in combinations(CHOICES, 2)
        for a in CHOICES[one]
        for b in CHOICES[other]
    }
    for kind in KINDS:
        found = set()
        for item in made(kind)[0]:
            choices = item.profile.choices.model_dump()
            found |= set(combinations(choices.items(), 2))
        assert wanted <= found


def test_every_pair_of_answers_stands_in_a_row_and_rows_are_few() -> None:
    found = {pair for row in rows() for pair in pairs_of(row)}
    wanted = sum(len(FACTORS[one]) * len(FACTORS[other]) for one, other in combinations(FACTORS, 2))
    assert len(found) == wanted
    assert len(rows()) <= 40


def test_rows_reach_every_clause() -> None:
    chosen = {id_ for kind in KINDS for item in made(kind)[0] for id_ in item.chosen}
    assert {clause.id for clause in library().clauses} - chosen == set()


@by_kind
def test_no_row_contradicts_itself(kind: str) -> None:
    """Rows are built to fit, so that none has to be left out."""
    for item in made(kind)[0]:
        assert contradictions(item.profile) == [], item.told()


@by_kind
def test_every_row_becomes_a_guideline_and_a_regulation(kind: str) -> None:
    items, problems = made(kind)
    assert {str(problem) for problem in problems} == set()
    assert all(set(item.documents) == set(TEMPLATES) for item in items)


# The pages

SCRAPS = re.compile(r"。。|、。|。、|None|\{\{|\}\}|\{%|%\}|\[\[|\]\]|[\ue000-\uf8ff]")


@by_kind
def test_no_page_shows_scraps_of_its_making(kind: str) -> None:
    for item in made(kind)[0]:
        for document in item.documents.values():
            for part in sections(document):
                lines = lines_of(part.blocks)
                scraps = [line for line in lines if SCRAPS.search(line)]
                assert scraps == [], (part.id, item.told())
                # A form has places to fill in.
                said = is_form(part) or all(line.strip() for line in lines)
                assert said, (part.id, item.told())


@by_kind
def test_no_table_is_empty(kind: str) -> None:
    for item in made(kind)[0]:
        for document in item.documents.values():
            for part in sections(document):
                for table in tables_of(part.blocks):
                    assert table.rows, (part.id, item.told())
                    cells = [cell for line in (table.header, *table.rows) for cell in line]
                    said = is_form(part) or all(plain_text(cell).strip() for cell in cells)
                    assert said, (part.id, item.told())


# Sentences against tables


@by_kind
def test_first_page_shows_the_table_of_the_clause(kind: str) -> None:
    for item in made(kind)[0]:
        for document in item.documents.values():
            table = class_table(document, "input/by-class")
            if document.manifest.template == "guideline":
                assert class_table(document, "summary") == table, item.told()
            assert table == class_table(item.documents["guideline"], "input/by-class")


@by_kind
def test_table_shows_what_was_computed(kind: str) -> None:
    for item in made(kind)[0]:
        table = class_table(item.documents["guideline"], "input/by-class")
        for row in item.resolution.facts.matrix:
            if row.cells:
                labels = tuple(CELL_LABELS.get(cell, "【可否】") for cell in row.cells)
                assert table[row.name] == labels, item.told()
        assert set(table["マイナンバー"]) == {"× 不可"}


@by_kind
def test_every_mark_in_the_table_is_explained_beside_it(kind: str) -> None:
    for item in made(kind)[0]:
        for document in item.documents.values():
            rule = rule_of(section(document, "input/by-class"))
            cells = {c for row in class_table(document, "input/by-class").values() for c in row}
            for label in cells - {"【可否】"}:
                assert f"「{label}」" in rule, (label, item.told())


PERSONAL = {
    "prohibited": "個人情報は入力しません",
    "conditional": "個人情報は、表で認めたツールに、条件を満たすときだけ入力できます",
    "allowed": "個人情報は、表で認めたツールに、業務に必要な範囲で入力できます",
}


@by_kind
def test_sentences_on_personal_data_say_what_the_table_says(kind: str) -> None:
    for item in made(kind)[0]:
        document = item.documents["guideline"]
        marks = set(class_table(document, "input/by-class")["個人情報"])
        widest = (
            "allowed"
            if "○ 可" in marks
            else "conditional"
            if "△ 条件付き" in marks
            else "prohibited"
        )
        first_page = rule_of(section(document, "summary"))
        said = [word for word, text in PERSONAL.items() if text in first_page]
        assert said == [widest], item.told()
        variants = [id_ for id_ in item.chosen if id_.startswith("input/personal-data.")]
        assert variants == [f"input/personal-data.{widest}"], item.told()


@by_kind
def test_clause_on_secrets_says_what_the_table_says(kind: str) -> None:
    for item in made(kind)[0]:
        table = class_table(item.documents["guideline"], "input/by-class")
        secret = {c.name for c in item.profile.classes if LEVELS.index(c.level) >= 3}
        marks = {mark for name in secret for mark in table[name]} - {"【可否】"}
        if not marks:
            continue
        widest = "allowed" if "○ 可" in marks else "conditional" if "△ 要承認" in marks else None
        variants = [id_ for id_ in item.chosen if id_.startswith("input/own-confidential.")]
        assert variants == [f"input/own-confidential.{widest or 'prohibited'}"], item.told()


@by_kind
def test_tool_used_under_terms_only_gets_what_is_public(kind: str) -> None:
    for item in made(kind)[0]:
        if not item.profile.classes:
            continue
        table = class_table(item.documents["guideline"], "input/by-class")
        above = [c.name for c in item.profile.classes if c.level != "public"]
        for index, tool in enumerate(item.profile.tools):
            if tool.contract == "terms":
                assert item.row["consumer_services"] == "public_only"
                assert {table[name][index] for name in above} == {"× 不可"}, item.told()


# Sentences against what the tools keep

PROMISES = re.compile("(?:入出力|会話|指示文|入力の内容)[^。]*(?:閲覧(?!の制限)|見る|点検)")
AS_FAR_AS_THE_TOOL_LETS = "ツールの機能で"


def promises_in(document: Document) -> Iterator[tuple[str, str]]:
    """Sentences of rules by which somebody looks at what was typed and answered."""
    for part in sections(document):
        for sentence in re.split("[。\n]", rule_of(part)):
            if PROMISES.search(sentence) and AS_FAR_AS_THE_TOOL_LETS not in sentence:
                yield part.id, sentence


@by_kind
def test_no_rule_promises_a_look_at_contents_that_no_tool_keeps(kind: str) -> None:
    for item in made(kind)[0]:
        keeps = any(tool.log == "content" for tool in item.profile.tools)
        for document in item.documents.values():
            found = list(promises_in(document))
            assert ("accounts/log.content" in item.chosen) == keeps
            assert bool(found) <= keeps, (found, item.told())


def test_look_at_contents_is_recognized_where_tools_keep_them() -> None:
    promising = [
        item for kind in KINDS for item in made(kind)[0] if "accounts/log.content" in item.chosen
    ]
    assert promising
    for item in promising:
        found = {id_ for id_, _ in promises_in(item.documents["guideline"])}
        assert "accounts/log.content" in found, item.told()


# The law that binds

ARTICLES = {"public": {"appi 69", "appi 71"}, "private": {"appi 27", "appi 28"}}
OF_LEAKS = {"public": "appi 68", "private": "appi 26"}


@by_kind
def test_each_sector_is_told_its_articles_and_not_those_of_the_other(kind: str) -> None:
    for item in made(kind)[0]:
        law = item.row["law"]
        other = "private" if law == "public" else "public"
        cited = {source for clause in item.resolution.chosen for source in clause.front.sources}
        facts = item.resolution.facts.values
        # A simple guideline that keeps all personal data out needs no grounds for letting it in.
        lets_in = facts["choices.extent"] == "full" or facts["facts.personal_data"] != "prohibited"
        assert OF_LEAKS[law] in cited, item.told()
        assert not lets_in or cited >= ARTICLES[law], item.told()
        assert not cited & (ARTICLES[other] | {OF_LEAKS[other]}), item.told()


# Schools


def test_school_that_guides_pupils_says_which_tools_at_what_age_and_with_what_consent() -> None:
    guided = [item for item in made("school_board")[0] if item.row["pupils"] == "guided"]
    with_tools = [item for item in guided if any(t.learners == "yes" for t in item.profile.tools)]
    assert with_tools
    for item in guided:
        assert "learning/age-and-consent" in item.chosen
    for item in with_tools:
        table = next(
            tables_of(section(item.documents["guideline"], "learning/learner-tools").blocks)
        )
        lines = [tuple(map(plain_text, line)) for line in table.rows]
        is_known = item.row["answers"] == "given"
        expected = ("13歳以上", "必要") if is_known else ("【対象年齢】", "【保護者の同意】")
        assert [line[2:4] for line in lines] == [expected]
