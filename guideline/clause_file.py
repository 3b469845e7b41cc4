"""A clause file becomes a Clause, its condition checked against the profile's schema."""

from __future__ import annotations

from pathlib import Path

from guideline import condition
from guideline.errors import GuidelineError, Place, Problem, suggestion
from guideline.facts import domain
from guideline.model.clause import Clause, FrontMatter
from guideline.model.condition import Domain, Expression
from guideline.model.validation import validate
from guideline.source import MarkdownFile, front_matter_of, problem_at, read_front_matter
from guideline.templating import TextError, parse_condition

_CONDITION_FORM = (
    '「choices.agents == "approval"」の形で書いてください。'
    "使えるのは ==、!=、in、not in、and、or、not です。"
)


class ClauseReader:
    """Reads clause files and collects every problem."""

    def __init__(self, problems: list[Problem]) -> None:
        self._problems = problems
        self._domain = domain()

    def read(self, path: Path, folder: Path) -> Clause | None:
        """The clause in a file below the folder, or None when something is wrong with it."""
        id_ = path.relative_to(folder).with_suffix("").as_posix()
        try:
            return self._clause(read_front_matter(path), id_)
        except GuidelineError as error:
            self._problems += error.problems
            return None

    def of_text(self, text: str, file: str, id_: str) -> Clause | None:
        """The same for the text of a file that was read already."""
        try:
            return self._clause(front_matter_of(text, file), id_)
        except GuidelineError as error:
            self._problems += error.problems
            return None

    def _clause(self, file: MarkdownFile, id_: str) -> Clause | None:
        front, faults = validate(FrontMatter, file.front.data)
        self._problems += [problem_at(file.front, fault) for fault in faults]
        if front is None:
            return None
        path = file.front.file
        places = {str(key): file.front.value_place((str(key),)) for key in file.front.data}
        places.setdefault("id", Place(path, 1, 1))
        self._check_id(front, id_, places["id"])
        parsed = self.condition(front.when, places["when"]) if front.when else None
        return Clause(front, parsed, file.body, path, file.body_line, places, file.text)

    def _check_id(self, front: FrontMatter, expected: str, place: Place) -> None:
        if front.id != expected:
            self._problem(
                "id-and-file-differ",
                f"識別子「{front.id}」がファイル名と違います。",
                place,
                f"「id: {expected}」とするか、ファイルを「{front.id}.md」に移してください。",
            )
        slot, dot, _ = front.id.partition(".")
        if front.slot != (slot if dot else None):
            self._problem(
                "slot-and-id-differ",
                "slot と id が合いません。",
                place,
                "異形の id は「枠の識別子.異形の名前」とし、slot にその枠を書いてください。",
            )

    def condition(self, text: str, place: Place) -> Expression | None:
        """A condition as data; None when it cannot be read."""
        try:
            parsed = parse_condition(text)
        except TextError as fault:
            remedy = fault.remedy if fault.code == "bad-condition" else _CONDITION_FORM
            self._problem("bad-condition", f"条件を読めません：{text}", place, remedy)
            return None
        for message, remedy in condition_faults(parsed, self._domain):
            self._problem("unknown-condition", message, place, remedy)
        return parsed

    def _problem(self, code: str, message: str, place: Place, remedy: str = "") -> None:
        self._problems.append(Problem(code, message, place, remedy))


def condition_faults(expression: Expression, known: Domain) -> list[tuple[str, str]]:
    """What a condition says that the profile's schema does not have: (message, remedy) pairs."""
    plain = [name.removesuffix("[]") for name in known]
    faults = [
        (f"条件の「{name}」という名前はありません。", suggestion(name, plain))
        for name in condition.names(expression)
        if name not in plain
    ]
    for name, word in condition.constants_for(expression):
        allowed = known.get(name) or known.get(f"{name}[]")
        if allowed and word not in allowed:
            hint = suggestion(word, allowed)
            faults.append(
                (
                    f"条件の「{name}」に「{word}」という値はありません。",
                    f"{hint}使える値：{'、'.join(allowed)}",
                )
            )
    faults += [
        (
            f"条件の「{name}」は、この形では比べられません。",
            f'「"値" in {name}」の形で書いてください。'
            if condition.is_set(name, known)
            else f'「{name} == "値"」の形で書いてください。',
        )
        for name in condition.misused_names(expression, known)
    ]
    return faults
