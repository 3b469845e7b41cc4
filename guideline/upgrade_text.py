"""An upgrade as lines for the terminal: what becomes of the layers, then what is asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from guideline.columns import wrapped
from guideline.comparison_text import Paint, summary
from guideline.comparison_words import answer_told
from guideline.layers.side_by_side import SIDES, side_by_side
from guideline.model.change import AnswerChange
from guideline.model.upgrade import OUTCOMES, WHY, LayerPlan, Question
from guideline.upgrade_words import (
    Report,
    Stretch,
    operation_of,
    operation_told,
    outcome_told,
    question_told,
    still_declined,
    stretches_of,
    thing_told,
    title_of,
    touched_by,
    warning_of,
)

_MOST_ROWS = 8
"""So many lines of a question are shown; a clause of many pages is for the report."""

_MOST_KEPT = 5
"""Of a layer's operations; beyond that, those that nothing happens to are only counted."""


def told(report: Report, paint: Paint) -> str:
    """Everything but the changes clause by clause, which are only counted."""
    blocks: list[Iterable[str]] = [
        _head(report),
        *(_layer(layer, report, paint) for layer in report.upgrade.plan.layers),
        _answers(report),
        _declined(report),
        _defaults(report),
    ]
    if report.meanings:
        blocks.append(["ガイドラインの変わる所", *_indented(summary(report.meanings))])
    blocks += _questions(report, paint)
    return "\n\n".join("\n".join(block) for block in map(tuple, blocks) if block)


def _indented(text: str) -> Iterator[str]:
    # The first lines name two files: here both sides are the same profile.
    for line in text.split("\n")[2:]:
        if line.strip():
            yield from wrapped(line.strip(), "  ", 4)


def _head(report: Report) -> Iterator[str]:
    plan = report.upgrade.plan
    yield f"条項ライブラリ {plan.old_version} → {plan.new_version}"
    for outcome, label in OUTCOMES.items():
        yield f"  {label}：{plan.count(outcome)}件"


def _layer(layer: LayerPlan, report: Report, paint: Paint) -> Iterator[str]:
    upgrade = report.upgrade
    owner = layer.after.manifest.owner
    yield paint(f"層「{layer.after.name}」" + (f"（{owner}）" if owner else ""), "heading")
    if not layer.files:
        yield "  この層は、そのまま使います。"
    if warning := warning_of(layer, upgrade):
        yield from wrapped(warning, "  ", 2)
    every = touched_by(layer, upgrade)
    # What stays as it is needs nobody's eyes; the report has it all.
    quiet = [t for t in every if t.outcome == "kept" and not t.note and len(every) > _MOST_KEPT]
    for touched in every:
        if touched in quiet:
            continue
        operation = operation_of(touched, layer.before)
        thing = thing_told(title_of(touched.target, upgrade), touched.target)
        yield from wrapped(f"{thing}　{operation_told(operation)}", "  ", 4)
        result = f"{outcome_told(touched, upgrade.plan.questions)}。{touched.note}"
        yield from wrapped(result, "    → ", 7)
        if operation.reason:
            yield from wrapped(operation.reason, "    層の理由：", 6)
    if quiet:
        yield f"  ほか{len(quiet)}件は、層の定めのまま（全ては -o report.docx で）。"


def _answers(report: Report) -> Iterator[str]:
    for at, (question, answer) in enumerate(report.upgrade.plan.answered):
        if not at:
            yield "決めたこと"
        assert answer.answer
        day = f"（{answer.date.isoformat()}）" if answer.date else ""
        reason = f"　理由：{answer.reason}" if answer.reason else ""
        text = f"{question_told(question)}：{question.choice_told(answer.answer)}{day}{reason}"
        yield from wrapped(text, "  ", 4)


def _declined(report: Report) -> Iterator[str]:
    for at, each in enumerate(still_declined(report.upgrade)):
        if not at:
            yield "前に見送り、今も見送っている変更"
        day = f"（{each.date}）" if each.date else ""
        reason = f"　理由：{each.reason}" if each.reason else ""
        thing = thing_told(title_of(each.target, report.upgrade), each.target)
        yield from wrapped(f"{thing}{day}{reason}", "  ", 4)


def _defaults(report: Report) -> Iterator[str]:
    for at, default in enumerate(report.upgrade.new_defaults):
        if not at:
            yield "既定値が変わり、方針の変わる選択"
        change = AnswerChange(default.name, default.old, default.new)
        yield from wrapped(answer_told(change), "  ", 4)


def _questions(report: Report, paint: Paint) -> Iterator[Iterator[str]]:
    questions = report.upgrade.plan.questions
    if questions:
        yield iter((f"決めること：{len(questions)}件（［ ］は、元の文から変わった所）",))
    for at, question in enumerate(questions, 1):
        yield _question(at, question, paint)


def _question(at: int, question: Question, paint: Paint) -> Iterator[str]:
    head = list(wrapped(question_told(question), f"[{at}] ", 4))
    yield from (paint(line, "heading") for line in head)
    yield f"  層「{question.layer}」　番号 {question.id}"
    yield from wrapped(WHY[question.why], "  ", 2)
    found = side_by_side(question)
    for part in found.parts[:_MOST_ROWS]:
        marked = stretches_of(part)
        if found.is_labelled:
            yield f"  〈{part.label}〉"
        for side in found.sides:
            yield from wrapped(_bracketed(marked.get(side, ())), f"    {SIDES[side]}：", 6)
    left = len(found.parts) - _MOST_ROWS
    if found.left_out:
        yield f"  ほかの{found.left_out}行は、新しい版で変わっていません。"
    if left > 0:
        yield f"  ほかに{left}行あります（-o report.docx で全てを示します）。"
    yield from (
        line
        for n, choice in enumerate(question.choices)
        for line in wrapped(
            f"{choice}（{question.choice_told(choice)}）", "  答え：" if not n else " " * 8, 8
        )
    )


def _bracketed(stretches: Sequence[Stretch]) -> str:
    if not stretches:
        return "（なし）"
    return "".join(f"［{each.text}］" if each.differs else each.text for each in stretches)
