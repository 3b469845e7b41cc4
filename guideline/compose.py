"""A resolution becomes a document: texts rendered, put in order, numbered, cross-referenced."""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from guideline import __version__
from guideline.document import (
    Block,
    BulletList,
    Document,
    Inline,
    Inlines,
    Manifest,
    Note,
    NumberedList,
    Origin,
    Paragraph,
    Reference,
    Section,
    Table,
    Text,
    plain_text,
    walk_sections,
)
from guideline.errors import ContentError, Place, Problem, suggestion
from guideline.markup import (
    ClausePlace,
    Details,
    Heading,
    MarkupError,
    OutlineItem,
    parse_clause,
    parse_outline,
)
from guideline.model.clause import Clause, Law
from guideline.resolve import Resolution
from guideline.templating import CompiledText, TextError, compile_text
from guideline.vocabulary import check_names, clause_names, document_names
from guideline.words import Words, spoken_date, words

T = TypeVar("T")


@dataclass(frozen=True)
class Template:
    """A document template: which parts and clauses stand where."""

    name: str
    file: str
    text: str


def compose(
    resolution: Resolution, template: Template, day: date | None, has_commentary: bool = True
) -> Document:
    """The document that the resolution and the template make.

    Args:
        day: the date of the document; the profile's date of enactment when None.
        has_commentary: whether commentary and examples stand under the rules.

    Raises:
        ContentError: every problem found in the texts, at once.
    """
    spoken = words(resolution.profile, resolution.facts)
    bodies = _bodies(resolution, spoken)
    outline = _outline(resolution, template, spoken)
    parts = _Assembly(resolution, template, bodies, has_commentary).parts(outline)
    numbering = resolution.profile.document.numbering
    numbered = _numbered(parts, numbering)
    sections = _referring(numbered, resolution, template, numbering)
    return Document(
        title=resolution.profile.document.title,
        organization=_inlines(spoken["organization"]["name"]),
        numbering=numbering,
        details=next(item.table for item in outline if isinstance(item, Details)),
        sections=sections,
        manifest=_manifest(resolution, template, day),
    )


def _manifest(resolution: Resolution, template: Template, day: date | None) -> Manifest:
    dated = day or resolution.profile.document.enacted or resolution.profile.document.effective
    return Manifest(
        generator=f"guideline {__version__}",
        library=resolution.library.manifest.name,
        library_version=resolution.library.manifest.version,
        profile_hash=resolution.profile_hash,
        template=template.name,
        date=dated.isoformat() if dated else "",
    )


def _inlines(text: str) -> Inlines:
    """A single value as it would stand in a paragraph."""
    block = parse_clause(compile_text("{{ value }}").render({"value": text}))[0]
    return block.inlines if isinstance(block, Paragraph) else ()


def _bodies(resolution: Resolution, spoken: Words) -> dict[str, tuple[Block, ...]]:
    """The blocks of each chosen clause."""
    bodies: dict[str, tuple[Block, ...]] = {}
    problems: list[Problem] = []
    for clause in resolution.chosen:
        try:
            bodies[clause.id] = clause_blocks(clause, spoken)
        except ContentError as error:
            problems += error.problems
    if problems:
        raise ContentError(problems)
    return bodies


def clause_blocks(clause: Clause, spoken: Words) -> tuple[Block, ...]:
    """The clause's text, filled in and parsed.

    Raises:
        ContentError: the text names what the profile does not have, or leaves the dialect.
    """
    text = _Text(clause.body, clause.file, clause.body_line)
    return text.parsed(spoken, clause_names(), parse_clause)


def _outline(resolution: Resolution, template: Template, spoken: Words) -> list[OutlineItem]:
    text = _Text(template.text, template.file, 1)
    parts = [
        {
            "id": part.id,
            "title": part.title,
            "clauses": [{"id": c.id} for c in resolution.chosen if c.part == part.id],
        }
        for part in resolution.library.manifest.parts
    ]
    items = text.parsed({**spoken, "parts": parts}, document_names(), parse_outline)
    if sum(isinstance(item, Details) for item in items) != 1:
        raise text.problem("no-details", "「::: details」の表題欄が一つ必要です。", 1, "")
    return items


@dataclass(frozen=True)
class _Text:
    """A text of the library with its place, so that faults in it can be told."""

    text: str
    file: str
    first_line: int

    def parsed(self, spoken: Words, known: frozenset[str], parse: Callable[[str], T]) -> T:
        compiled = self._compiled(known)
        try:
            rendered = compiled.render(spoken)
        except TextError as fault:
            raise ContentError([self._told(fault)]) from None
        try:
            return parse(rendered)
        except MarkupError as fault:
            line, found = self._line_like(_faulty_line(fault, rendered))
            remedy = f"該当箇所：{found.strip()[:60]}"
            raise self.problem("markup", fault.message, line, remedy) from None

    def _compiled(self, known: frozenset[str]) -> CompiledText:
        try:
            compiled = compile_text(self.text)
        except TextError as fault:
            raise ContentError([self._told(fault)]) from None
        faults = list(check_names(compiled, known))
        if faults:
            raise ContentError(self._told(fault) for fault in faults)
        return compiled

    def _line_like(self, rendered: str) -> tuple[int, str]:
        """The number and text of the source line that is most like a rendered one."""
        lines = self.text.split("\n")
        (closest,) = difflib.get_close_matches(rendered, lines, n=1, cutoff=0)
        return lines.index(closest) + 1, closest

    def place_of(self, snippet: str) -> Place:
        """Where the snippet stands for the first time, otherwise where the text begins."""
        lines = self.text.split("\n")
        found = next((n for n, line in enumerate(lines) if snippet in line), 0)
        return Place(self.file, self.first_line + found)

    def _told(self, fault: TextError) -> Problem:
        line = self.text.split("\n")[fault.line - 1]
        column = line.find(fault.snippet) + 1 if fault.snippet else 0
        place = Place(self.file, self.first_line + fault.line - 1, column)
        return Problem(fault.code, fault.message, place, fault.remedy)

    def problem(self, code: str, message: str, line: int, remedy: str) -> ContentError:
        return ContentError([self._problem(code, message, line, remedy)])

    def _problem(self, code: str, message: str, line: int, remedy: str) -> Problem:
        return Problem(code, message, Place(self.file, self.first_line + line - 1), remedy)


def _faulty_line(fault: MarkupError, rendered: str) -> str:
    """The line of the faulty block that has the fault."""
    lines = rendered.split("\n")[fault.line - 1 :]
    snippet = fault.snippet.strip().split("\n")[0]
    return next((line for line in lines if snippet in line), lines[0])


class _Assembly:
    """Puts the parsed clauses into the outline's parts."""

    def __init__(
        self,
        resolution: Resolution,
        template: Template,
        bodies: Mapping[str, tuple[Block, ...]],
        has_commentary: bool,
    ) -> None:
        self._resolution = resolution
        self._template = template
        self._bodies = bodies
        self._has_commentary = has_commentary
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
        notes = _with_sources(notes, self._cited(clause))
        origin = Origin(
            clause=clause.id,
            slot=clause.slot,
            level=clause.front.level,
            satisfies=clause.front.satisfies,
            sources=clause.front.sources,
            anchor=anchor_of(clause.id),
            hash=_hash(clause.front.title, rule),
        )
        return Section(clause.id, clause.front.title, "", rule + notes, (), origin)

    def _cited(self, clause: Clause) -> str:
        laws = self._resolution.library.laws
        is_public = self._resolution.facts.values["organization.public_body"] == "yes"
        sector = "public" if is_public else "private"
        sources = [
            source
            for source in clause.front.sources
            if (law := laws.get(source.split(" ")[0])) is None or law.sector in (None, sector)
        ]
        return citations(sources, laws)

    def _refuse_leftovers(self) -> None:
        left = [c for c in self._resolution.chosen if c.id not in self._placed]
        if left:
            raise self._problem(
                "clause-left-out",
                f"選ばれた条項が置かれていません：{'、'.join(c.id for c in left)}",
                "「::: clause 識別子」を書き足してください。",
            )

    def _problem(self, code: str, message: str, remedy: str = "") -> ContentError:
        return ContentError([Problem(code, message, Place(self._template.file), remedy)])


def anchor_of(clause_id: str) -> str:
    """The hidden Word bookmark of a clause: `_c_` and 16 hexadecimal digits."""
    return "_c_" + hashlib.sha256(clause_id.encode()).hexdigest()[:16]


def _hash(title: str, rule: tuple[Block, ...]) -> str:
    text = "\n".join([title, *_canonical(rule)])
    return hashlib.sha256(text.encode()).hexdigest()


def _canonical(blocks: tuple[Block, ...]) -> Iterator[str]:
    """The blocks' text with references as ids, so that renumbering changes no hash."""
    for block in blocks:
        match block:
            case Paragraph(inlines):
                yield _canonical_line(inlines)
            case BulletList(items) | NumberedList(items):
                for item in items:
                    yield from _canonical(item)
            case Table(header, rows):
                for row in (header, *rows):
                    yield "\t".join(_canonical_line(cell) for cell in row)
            case Note(_, inner):
                yield from _canonical(inner)


def _canonical_line(inlines: Inlines) -> str:
    return "".join(
        f"[[{i.clause}]]" if isinstance(i, Reference) else plain_text((i,)) for i in inlines
    )


def _with_sources(notes: tuple[Note, ...], cited: str) -> tuple[Note, ...]:
    """The notes, the commentary ending with a line that names the clause's sources."""
    if not cited:
        return notes
    line = Paragraph((Text(f"根拠・参考：{cited}"),))
    return tuple(
        replace(n, blocks=(*n.blocks, line)) if n.kind == "commentary" else n for n in notes
    )


def citations(sources: Sequence[str], laws: Mapping[str, Law]) -> str:
    """`appi 27`, `appi 28` as 「個人情報保護法第27条、第28条」; a law is named once in a row."""
    cited: list[str] = []
    before = ""
    for source in sources:
        law_id, _, article = source.partition(" ")
        law = laws.get(law_id)
        if law is None:
            cited.append(source)
        elif law_id == before:
            cited.append(_article(law, article))
        else:
            cited.append(_name(law) + _article(law, article))
        before = law_id
    return "、".join(cited)


def _name(law: Law) -> str:
    if law.kind == "law":
        return law.short or law.title
    name = law.short or f"{law.publisher}「{law.title}」"
    return f"{name}（{_edition(law.version)}）" if law.version else name


def _edition(version: str) -> str:
    """A document's version; where that is its date, the date in Japanese."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", version):
        return spoken_date(date.fromisoformat(version), "western")
    return f"第{version}版"


def _article(law: Law, article: str) -> str:
    """`27` as 第27条, `30-4` as 第30条の4; anything else, such as 附則, as it is written."""
    if law.kind != "law" or not article[:1].isdigit():
        return article
    main, _, branch = article.partition("-")
    return f"第{main}条" + (f"の{branch}" if branch else "")


_NUMBERS: Mapping[str, tuple[Callable[[int], str], Callable[[int], str]]] = {
    "jdla": (str, lambda n: f"({n})"),
    "notice": (lambda n: f"第{_full_width(n)}", lambda n: _full_width(n)),
}
"""For each numbering: the number of a part, and of a clause in it."""


def _full_width(number: int) -> str:
    return str(number).translate({ord("0") + d: ord("０") + d for d in range(10)})


def _numbered(parts: list[tuple[Section, bool]], numbering: str) -> tuple[Section, ...]:
    of_part, of_clause = _NUMBERS[numbering]
    sections = []
    count = 0
    for part, is_numbered in parts:
        if not is_numbered:
            sections.append(part)
            continue
        count += 1
        clauses = tuple(
            replace(clause, number=of_clause(n)) for n, clause in enumerate(part.sections, 1)
        )
        sections.append(replace(part, number=of_part(count), sections=clauses))
    return tuple(sections)


def _referring(
    sections: tuple[Section, ...], resolution: Resolution, template: Template, numbering: str
) -> tuple[Section, ...]:
    """The sections with every reference showing the number of its target."""
    targets = _targets(sections, numbering)
    missing: list[Problem] = []
    texts = {c.id: _Text(c.body, c.file, c.body_line) for c in resolution.chosen}

    def resolved(inline: Inline, section: str) -> Inline:
        if not isinstance(inline, Reference):
            return inline
        if inline.clause in targets:
            return Reference(*targets[inline.clause])
        text = texts.get(section, _Text(template.text, template.file, 1))
        place = text.place_of(f"[[{inline.clause}]]")
        missing.append(_dangling(inline.clause, place, resolution))
        return inline

    def with_numbers(section: Section) -> Section:
        def each(inlines: Inlines) -> Inlines:
            return tuple(resolved(inline, section.id) for inline in inlines)

        return replace(
            section,
            blocks=_mapped(section.blocks, each),
            sections=tuple(with_numbers(s) for s in section.sections),
        )

    done = tuple(with_numbers(section) for section in sections)
    if missing:
        raise ContentError(missing)
    return done


def _targets(sections: tuple[Section, ...], numbering: str) -> dict[str, tuple[str, str]]:
    """For each clause and slot id: the clause's id and the number to show for it."""
    joint = "の" if numbering == "notice" else ""
    targets = {}
    for part in sections:
        for section in walk_sections(part.sections):
            if section.origin:
                number = f"{part.number}{joint}{section.number}" if part.number else ""
                shown = (section.id, number or f"「{section.title}」")
                targets[section.id] = targets[section.origin.slot] = shown
    return targets


def _dangling(target: str, place: Place, resolution: Resolution) -> Problem:
    known = {d.clause.id for d in resolution.decisions} | {
        d.clause.slot for d in resolution.decisions
    }
    if target in known:
        return Problem(
            "reference-left-out",
            f"参照先の「{target}」は、このプロファイルでは選ばれません。",
            place,
            "requires に加えるか、参照を {% if %} で囲んでください。",
        )
    hint = suggestion(target, known)
    return Problem("unknown-reference", f"参照先の「{target}」がありません。", place, hint)


def _mapped(blocks: tuple[Block, ...], each: Callable[[Inlines], Inlines]) -> tuple[Block, ...]:
    """The blocks with every run of text replaced."""
    return tuple(_mapped_block(block, each) for block in blocks)


def _mapped_block(block: Block, each: Callable[[Inlines], Inlines]) -> Block:
    match block:
        case Paragraph(inlines):
            return Paragraph(each(inlines))
        case BulletList(items):
            return BulletList(tuple(_mapped(item, each) for item in items))
        case NumberedList(items):
            return NumberedList(tuple(_mapped(item, each) for item in items))
        case Table(header, rows, caption):
            return Table(
                tuple(map(each, header)),
                tuple(tuple(map(each, row)) for row in rows),
                caption,
            )
        case Note(kind, inner):
            return Note(kind, _mapped(inner, each))
