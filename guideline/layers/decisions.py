"""`decisions.yaml`: what is asked, in a form for people, and what they answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from guideline.errors import ContentError, Problem
from guideline.layers.clause_text import LABELS
from guideline.model.upgrade import CHOICES, WHY, Answer, Question
from guideline.model.validation import validate
from guideline.source import Located, problem_at
from guideline.yaml_text import yaml_scalar

NAME = "decisions.yaml"
_KEY = "decisions"
_MOST_LINES = 6
"""Of a text that is shown in the file; longer ones stand in the report."""
_HEAD = """\
# 「guideline upgrade」が尋ねている事項です。それぞれの answer に答えを書いて保存し、
# もう一度「guideline upgrade」を実行してください。答えは、次の言葉から選びます。
{choices}
# own のときは text に文を書いてください。reason と date には、決めた理由と日を書けます。
decisions:
"""


def read_answers(located: Located) -> dict[str, Answer]:
    """The answers in a file that was read, by the id of the question; open ones are left out.

    Raises:
        ContentError: every problem found in the file, at once.
    """
    data = located.data if isinstance(located.data, dict) else {}
    entries = data.get(_KEY) or []
    problems: list[Problem] = []
    found: dict[str, Answer] = {}
    for at, entry in enumerate(entries if isinstance(entries, list) else []):
        answer, faults = validate(Answer, entry)
        for fault in faults:
            inside = type(fault)((_KEY, at, *fault.path), fault.code, fault.message, fault.remedy)
            problems.append(problem_at(located, inside))
        if answer is None or answer.answer is None:
            continue
        place = located.value_place((_KEY, at))
        if answer.answer == "own" and not (answer.text or "").strip():
            message = f"「{answer.question}」の答えは own ですが、文（text）がありません。"
            problems.append(
                Problem("answer-without-text", message, place, "text に文を書いてください。")
            )
        if answer.question in found and found[answer.question] != answer:
            message = f"「{answer.question}」に二つの答えがあります。"
            problems.append(Problem("answered-twice", message, place, "一方を消してください。"))
        found[answer.question] = answer
    if problems:
        raise ContentError(problems)
    return found


def asked(located: Located) -> set[str]:
    """The ids of all questions that stand in the file, answered or not."""
    data = located.data if isinstance(located.data, dict) else {}
    entries = data.get(_KEY)
    return {e["question"] for e in entries or () if isinstance(e, dict) and "question" in e}


def with_questions(text: str, questions: Sequence[Question]) -> str:
    """The file with these questions at its end; what stands there already stays."""
    head = text
    if not text.strip():
        choices = "\n".join(f"#   {word}：{label}" for word, label in CHOICES.items())
        head = _HEAD.format(choices=choices)
    lines = [head.rstrip("\n"), *(line for q in questions for line in ("", *_entry(q)))]
    return "\n".join(lines) + "\n"


def _entry(question: Question) -> Iterator[str]:
    label = LABELS.get(question.field, question.field)
    title = f"「{question.title}」" if question.title else ""
    yield f"  # 層「{question.layer}」　{title}{question.target}　{label}"
    yield f"  # {WHY[question.why]}"
    for name, text in _sides(question).items():
        for line in _told(name, text):
            yield f"  #   {line}".rstrip()
    for name in ("question", "layer", "target", "field"):
        value = getattr(question, "id" if name == "question" else name)
        yield f"  {'- ' if name == 'question' else '  '}{name}: {yaml_scalar(value)}"
    yield f"    answer:      # {'、'.join(question.choices)}"
    if "own" in question.choices:
        yield "    text:"
    yield "    reason:"
    yield "    date:"


def _sides(question: Question) -> Mapping[str, str]:
    return {"元の文": question.base, "層の文": question.ours, "新しい版の文": question.new}


def _told(name: str, text: str) -> Iterator[str]:
    lines = text.strip("\n").split("\n") if text.strip() else ["（なし）"]
    if len(lines) > _MOST_LINES:
        yield f"{name}：（{len(lines)}行あります。報告で確かめてください）"
        return
    yield f"{name}：{lines[0]}"
    yield from (f"　　{line}".rstrip() for line in lines[1:])
