"""`decisions.yaml`: what is asked, in a form for people, and what they answered."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from guideline.columns import wrapped
from guideline.errors import ContentError, Place, Problem
from guideline.layers.clause_text import LABELS
from guideline.layers.side_by_side import SIDES, side_by_side
from guideline.model.upgrade import CHOICES, WHY, Answer, Question
from guideline.model.validation import validate
from guideline.source import Located, format_path, problem_at
from guideline.yaml_text import yaml_scalar

NAME = "decisions.yaml"
_KEY = "decisions"
_MOST_PARTS = 6
"""So many lines of each text are shown in the file; longer ones stand in the report."""
_RULE = "  # " + "-" * 70
_HEAD = """\
# 新しい版に合わせるために、決めることです。
#
# 1. それぞれの answer: の後に、次の言葉のどれかを書きます（使える言葉は所によって違います）。
{choices}
#    own のときは、text: の後に文を書きます。reason と date には、決めた理由と日を書けます。
# 2. 保存して、もう一度「guideline upgrade プロファイル」を実行します。
#    全てに答えると、層が書き換わります。途中まででも、保存してかまいません。
# 3. 同じ答えからは、いつも同じ結果になります。決めた記録として、残しておいてください。
#
# 文を並べて読むには：guideline upgrade プロファイル --dry-run -o report.docx
decisions:
"""


def read_answers(located: Located) -> dict[str, Answer]:
    """The answers in a file that was read, by the id of the question; open ones are left out.

    Raises:
        ContentError: every problem found in the file, at once.
    """
    problems: list[Problem] = list(_shape(located))
    found: dict[str, Answer] = {}
    for at, entry in enumerate(_entries(located)):
        answer, faults = validate(Answer, entry)
        for fault in faults:
            inside = type(fault)((_KEY, at, *fault.path), fault.code, fault.message, fault.remedy)
            problems.append(problem_at(located, inside))
        if answer is None or answer.answer is None:
            continue
        problems += _incomplete(located, at, answer)
        if answer.question in found and found[answer.question] != answer:
            message = f"「{answer.question}」に二つの答えがあります。"
            remedy = "一方を消してください。"
            problems.append(_problem(located, at, "question", "answered-twice", message, remedy))
        found[answer.question] = answer
    if problems:
        raise ContentError(problems)
    return found


def _entries(located: Located) -> list[object]:
    data = located.data if isinstance(located.data, dict) else {}
    entries = data.get(_KEY)
    return entries if isinstance(entries, list) else []


def _shape(located: Located) -> Iterator[Problem]:
    """What is wrong with the file as a whole: it is to hold one list."""
    data = located.data
    remedy = f"「{_KEY}:」の下に、「- question: …」の並びを書いてください。"
    if data is not None and not isinstance(data, dict):
        yield Problem("wrong-type", f"「{_KEY}:」がありません。", located.value_place(()), remedy)
        return
    for key, value in (data or {}).items():
        if key != _KEY:
            message = f"「{key}」というキーはありません。"
            yield Problem("unknown-key", message, located.key_place((key,)), remedy, str(key))
        elif value is not None and not isinstance(value, list):
            message = f"「{_KEY}」の下が、並びになっていません。"
            yield Problem("wrong-type", message, located.value_place((key,)), remedy, key)


def _incomplete(located: Located, at: int, answer: Answer) -> Iterator[Problem]:
    has_text = bool((answer.text or "").strip())
    if answer.answer == "own" and not has_text:
        message = f"「{answer.question}」の答えは own ですが、文（text）がありません。"
        remedy = "text に文を書くか、ほかの答えを選んでください。"
        yield _problem(located, at, "answer", "answer-without-text", message, remedy)
    if answer.answer != "own" and has_text:
        message = f"「{answer.question}」の答えは {answer.answer} なので、text の文は使われません。"
        remedy = "自分の文にするときは answer を own に、しないときは text を空にしてください。"
        yield _problem(located, at, "text", "text-without-own", message, remedy)


def _problem(located: Located, at: int, key: str, code: str, message: str, remedy: str) -> Problem:
    path = (_KEY, at, key)
    return Problem(code, message, located.value_place(path), remedy, format_path(path))


def check_choices(located: Located, questions: Sequence[Question]) -> None:
    """Refuses answers that their question does not offer.

    Args:
        questions: those that are still open.

    Raises:
        ContentError: every such answer.
    """
    asked_for = {question.id: question for question in questions}
    problems = []
    for at, entry in enumerate(_entries(located)):
        given = entry if isinstance(entry, dict) else {}
        question = asked_for.get(str(given.get("question")))
        if question and given.get("answer"):
            message = f"「{given['answer']}」は、この問いでは選べません。"
            told = "、".join(f"{word}（{question.choice_told(word)}）" for word in question.choices)
            remedy = f"次のどれかを書いてください：{told}"
            problems.append(_problem(located, at, "answer", "answer-not-offered", message, remedy))
    if problems:
        raise ContentError(problems)


def not_asked(located: Located, questions: Sequence[Question]) -> list[tuple[str, Place]]:
    """The ids of entries that none of the questions has, with their places."""
    known = {question.id for question in questions}
    return [
        (str(entry["question"]), located.value_place((_KEY, at, "question")))
        for at, entry in enumerate(_entries(located))
        if isinstance(entry, dict) and entry.get("question") not in known
    ]


def asked(located: Located) -> set[str]:
    """The ids of all questions that stand in the file, answered or not."""
    return {
        str(e["question"]) for e in _entries(located) if isinstance(e, dict) and "question" in e
    }


# Writing


_EMPTY = re.compile(rf"^{_KEY}:[ \t]*(\[\s*\]|~|null)?[ \t]*(?=#|$)", re.MULTILINE)


def with_questions(located: Located, questions: Sequence[Question]) -> str:
    """The file with these questions at its end; what stands there already stays.

    Args:
        located: the file as it is; one with no text where there is none.
    """
    if not located.text.strip():
        choices = "\n".join(f"#      {word}：{label}" for word, label in CHOICES.items())
        head = _HEAD.format(choices=choices)
    elif _entries(located):
        head = located.text
    elif (_KEY,) in located.keys:
        head = _EMPTY.sub(f"{_KEY}: ", located.text, count=1)
    else:
        head = f"{located.text.rstrip()}\n\n{_KEY}:"
    margin = " " * _indent(located)
    lines = [head.rstrip("\n ")]
    for question in questions:
        lines += ["", *(f"{margin}{line[2:]}" for line in _entry(question))]
    return "\n".join(lines) + "\n"


def _indent(located: Located) -> int:
    """How far the entries are indented: where the first `-` stands."""
    place = located.values.get((_KEY, 0))
    if place is None:
        return 2
    return max(located.text.split("\n")[place[0] - 1].find("-"), 0)


def _entry(question: Question) -> Iterator[str]:
    label = "全体" if question.field == "clause" else LABELS.get(question.field, question.field)
    title = f"「{question.title}」（{question.target}）" if question.title else question.target
    yield _RULE
    yield from _comment(f"{title}の{label}　― 層「{question.layer}」")
    yield from _comment(WHY[question.why])
    yield from _told(question)
    yield from _comment("answer に書ける言葉：")
    for word in question.choices:
        yield from _comment(f"{word}（{question.choice_told(word)}）", "  ")
    for name in ("question", "layer", "target", "field"):
        value = getattr(question, "id" if name == "question" else name)
        yield f"  {'- ' if name == 'question' else '  '}{name}: {yaml_scalar(value)}"
    yield "    answer:"
    if "own" in question.choices:
        yield "    text:"
    yield "    reason:"
    yield "    date:"


def _comment(text: str, first: str = "", indent: int = 4) -> Iterator[str]:
    return (f"  # {line}".rstrip() for line in wrapped(text, first, indent, columns=74))


def _told(question: Question) -> Iterator[str]:
    found = side_by_side(question)
    for side in found.sides:
        texts = [(part.label, getattr(part, side)) for part in found.parts]
        said = [
            f"〈{label}〉{text}" if found.is_labelled else text for label, text in texts if text
        ]
        if len(said) > _MOST_PARTS:
            said = [f"{len(said)}行あります。報告（report.docx）で読んでください。"]
        yield from _comment(f"{SIDES[side]}：{said[0] if said else '（なし）'}", "  ")
        for text in said[1:]:
            yield from _comment(text, " " * 4, 6)
