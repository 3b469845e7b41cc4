"""A text of the library, filled in and parsed; what is wrong with it is told with file and line."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from guideline.document import Block
from guideline.errors import ContentError, Place, Problem
from guideline.markup import MarkupError, parse_clause
from guideline.model.clause import Clause
from guideline.model.template import Template
from guideline.templating import CompiledText, TextError, compile_text
from guideline.vocabulary import check_names, clause_names
from guideline.words import Words

T = TypeVar("T")


def clause_blocks(clause: Clause, spoken: Words) -> tuple[Block, ...]:
    """The clause's text, filled in and parsed.

    Raises:
        ContentError: the text names what the profile does not have, or leaves the dialect.
    """
    return text_of(clause).parsed(spoken, clause_names(), parse_clause)


def text_of(clause: Clause) -> LibraryText:
    """The body of a clause file."""
    return LibraryText(clause.body, clause.file, clause.body_line)


def text_of_template(template: Template) -> LibraryText:
    """The body of a template file."""
    return LibraryText(template.text, template.file, template.first_line, template.lines)


@dataclass(frozen=True)
class LibraryText:
    """A text of the library with its place, so that faults in it can be told."""

    text: str
    file: str
    first_line: int
    lines: tuple[Place, ...] = ()
    """Where each line of the file was written, when it was put together from several."""

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
        return self._place(found + 1)

    def _told(self, fault: TextError) -> Problem:
        line = self.text.split("\n")[fault.line - 1]
        column = line.find(fault.snippet) + 1 if fault.snippet else 0
        place = self._place(fault.line, column)
        return Problem(fault.code, fault.message, place, fault.remedy)

    def _place(self, line: int, column: int = 0) -> Place:
        number = self.first_line + line - 1
        found = self.lines[number - 1] if self.lines else Place(self.file, number)
        return replace(found, column=column)

    def problem(self, code: str, message: str, line: int, remedy: str) -> ContentError:
        return ContentError([self._problem(code, message, line, remedy)])

    def _problem(self, code: str, message: str, line: int, remedy: str) -> Problem:
        return Problem(code, message, self._place(line), remedy)


def _faulty_line(fault: MarkupError, rendered: str) -> str:
    """The line of the faulty block that has the fault."""
    lines = rendered.split("\n")[fault.line - 1 :]
    snippet = fault.snippet.strip().split("\n")[0]
    return next((line for line in lines if snippet in line), lines[0])
