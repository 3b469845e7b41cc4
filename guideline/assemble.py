"""Puts parsed clauses into the parts of a document template, each with its origin."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import assert_never

from guideline.document import (
    Block,
    BulletList,
    Inline,
    Inlines,
    LayerChange,
    Link,
    Note,
    NumberedList,
    Origin,
    Paragraph,
    Reference,
    Section,
    Table,
    Text,
    plain_text,
)
from guideline.errors import ContentError, Place, Problem, suggestion
from guideline.grounds import LABEL, ground_notes, grounds
from guideline.model.clause import Clause
from guideline.model.resolution import Resolution
from guideline.model.template import Template
from guideline.outline import ClausePlace, Details, Heading, OutlineItem


class Assembly:
    """Puts the parsed clauses into the outline's parts."""

    def __init__(
        self,
        resolution: Resolution,
        template: Template,
        bodies: Mapping[str, tuple[Block, ...]],
        changes: Mapping[str, tuple[LayerChange, ...]],
        has_commentary: bool,
    ) -> None:
        self._resolution = resolution
        self._template = template
        self._bodies = bodies
        self._changes = changes
        self._has_commentary = has_commentary
        self._sources = resolution.profile.document.sources
        self._is_plain = template.settings.register_ == "plain"
        self._clauses = {c.id: c for c in resolution.chosen}
        self._clauses |= {c.slot: c for c in resolution.chosen}
        self._placed: set[str] = set()

    def parts(self, outline: list[OutlineItem]) -> list[tuple[Section, bool]]:
        """Each part with whether it carries a number."""
        parts: list[tuple[Section, bool]] = []
        for item in outline:
            match item:
                case Details():
                    continue
                case Heading(part, title, is_numbered):
                    parts.append((Section(part, plain_text(title), ""), is_numbered))
                case _ if not parts:
                    raise self._problem(
                        "before-first-heading", "最初の見出しより前に文は置けません。"
                    )
                case ClausePlace(clause):
                    section, is_numbered = parts[-1]
                    added = self._section(clause)
                    grown = replace(section, sections=(*section.sections, added))
                    parts[-1] = (grown, is_numbered)
                case _:
                    section, is_numbered = parts[-1]
                    parts[-1] = (replace(section, blocks=(*section.blocks, item)), is_numbered)
        self._refuse_leftovers()
        return [part for part in parts if part[0].blocks or part[0].sections]

    def _section(self, name: str) -> Section:
        clause = self._clauses.get(name)
        if clause is None or clause.id in self._placed:
            why = "二度置かれています" if clause else "選ばれた条項の中にありません"
            raise self._problem(
                "clause-place", f"「::: clause {name}」が{why}。", suggestion(name, self._clauses)
            )
        self._placed.add(clause.id)
        blocks = self._bodies[clause.id]
        rule = tuple(b for b in blocks if not isinstance(b, Note))
        notes = tuple(b for b in blocks if isinstance(b, Note)) if self._has_commentary else ()
        cited = grounds(clause, self._resolution)
        notes = _with_closing_lines(notes, self._closing_lines(clause, cited))
        if self._sources == "footnotes":
            notes += ground_notes(cited)
        origin = Origin(
            clause=clause.id,
            slot=clause.slot,
            level=clause.front.level,
            satisfies=clause.front.satisfies,
            sources=clause.front.sources,
            anchor=anchor_of(clause.id),
            hash=_hash(clause, rule),
            variants=self._resolution.library.variants_in_order(clause.slot),
            provisional=clause.front.provisional or "",
            changes=self._changes.get(clause.id, ()),
        )
        spoken = self._in_register(clause, rule)
        return Section(clause.id, clause.front.title, "", spoken + notes, (), origin)

    def _in_register(self, clause: Clause, rule: tuple[Block, ...]) -> tuple[Block, ...]:
        """The rule as the template wants it told: です・ます as written, or である."""
        if not self._is_plain:
            return rule
        # Only here, because its patterns take their time to make.
        from guideline.register import RegisterError, plain_register

        try:
            return plain_register(rule)
        except RegisterError as error:
            raise ContentError([register_problem(clause, error.endings)]) from None

    def _closing_lines(self, clause: Clause, cited: str) -> list[str]:
        """What a commentary ends with: the clause's sources, and why it is provisional."""
        named = (
            (LABEL, cited if self._sources == "commentary" else ""),
            ("暫定の定め", clause.front.provisional),
        )
        return [f"{name}：{text}" for name, text in named if text]

    def _refuse_leftovers(self) -> None:
        left_out = self._template.settings.leaves_out
        if left_out != "all":
            self._refuse_unknown(left_out)
        left = [
            c
            for c in self._resolution.chosen
            if c.id not in self._placed and left_out != "all" and not {c.id, c.slot} & set(left_out)
        ]
        if left:
            raise self._problem(
                "clause-left-out",
                f"選ばれた条項が置かれていません：{'、'.join(c.id for c in left)}",
                "「::: clause 識別子」を書き足してください。",
            )

    def _refuse_unknown(self, left_out: tuple[str, ...]) -> None:
        clauses = [d.clause for d in self._resolution.decisions]
        known = {c.id for c in clauses} | {c.slot for c in clauses}
        for name in left_out:
            if name not in known:
                message = f"leaves_out の「{name}」という条項はありません。"
                raise self._problem("unknown-clause", message, suggestion(name, known))

    def _problem(self, code: str, message: str, remedy: str = "") -> ContentError:
        return ContentError([Problem(code, message, Place(self._template.file), remedy)])


def register_problem(clause: Clause, unknown: Iterable[str]) -> Problem:
    """Sentence endings of a clause that have no known である form."""
    endings = "、".join(f"「{ending}」" for ending in unknown)
    return Problem(
        "no-plain-form",
        f"{clause.id}：{endings}を「である」の文体に直せません。",
        Place(clause.file, clause.body_line),
        "「〜してください」「〜します」「〜です」などで終わる文に言い換えてください。",
    )


def anchor_of(clause_id: str) -> str:
    """The hidden Word bookmark of a clause: `_c_` and 16 hexadecimal digits."""
    return "_c_" + hashlib.sha256(clause_id.encode()).hexdigest()[:16]


def _hash(clause: Clause, rule: tuple[Block, ...]) -> str:
    text = "\n".join([clause.front.title, clause.front.level, *_canonical(rule)])
    return hashlib.sha256(text.encode()).hexdigest()


def _canonical(blocks: tuple[Block, ...]) -> Iterator[str]:
    """The blocks' meaning line by line: marks of lists, addresses of links, references as ids."""
    for block in blocks:
        match block:
            case Paragraph(inlines):
                yield _canonical_line(inlines)
            case BulletList(items) | NumberedList(items):
                mark = "-" if isinstance(block, BulletList) else "1."
                for item in items:
                    yield from (f"{mark} {line}" for line in _canonical(item))
            case Table(header, rows):
                for row in (header, *rows):
                    yield "\t".join(_canonical_line(cell) for cell in row)
            case Note(_, inner):
                yield from _canonical(inner)
            case _:
                assert_never(block)


def _canonical_line(inlines: Inlines) -> str:
    return "".join(_canonical_inline(inline) for inline in inlines)


def _canonical_inline(inline: Inline) -> str:
    match inline:
        case Reference(clause):
            return f"[[{clause}]]"
        case Link(text, url):
            return f"[{text}]({url})"
        case _:
            return plain_text((inline,))


def _with_closing_lines(notes: tuple[Note, ...], lines: list[str]) -> tuple[Note, ...]:
    """The notes, the commentary ending with a paragraph for each line."""
    closing = tuple(Paragraph((Text(line),)) for line in lines)
    return tuple(
        replace(n, blocks=(*n.blocks, *closing)) if n.kind == "commentary" else n for n in notes
    )
