"""The report of an upgrade as a document: what became of the layers, and what is to be decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from guideline.circular import sections_of
from guideline.comparison_words import answer_told
from guideline.document import (
    Block,
    BulletList,
    Document,
    Inlines,
    Paragraph,
    Section,
    Strong,
    Table,
    Text,
)
from guideline.layers.clause_text import LABELS
from guideline.layers.decisions import NAME as DECISIONS
from guideline.layers.side_by_side import SIDES, Part, Side, SideBySide, side_by_side
from guideline.model.change import AnswerChange
from guideline.model.upgrade import OUTCOMES, WHY, LayerPlan, Question
from guideline.upgrade_words import (
    STATES,
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


def report_document(report: Report) -> Document:
    """The report in the look of the new guideline."""
    new = report.upgrade.new.document
    sections = (
        ("summary", "結果", _summary(report), ()),
        ("questions", "決めること", _lead(report), _questions(report)),
        ("answers", "決めたこと", _answers(report), ()),
        ("declined", "前に見送り、今も見送っている変更", _declined(report), ()),
        ("layers", "層の定めがどうなるか", (), _layers(report)),
        ("defaults", "既定値が変わり、方針の変わる選択", _defaults(report), ()),
        ("changes", "ガイドラインの変わる所", _changes(report), _change_sections(report)),
    )
    made = [(id_, title, tuple(blocks), tuple(inner)) for id_, title, blocks, inner in sections]
    kept = [each for each in made if each[2] or each[3]]
    return replace(
        new,
        title="条項ライブラリの新しい版に合わせる報告",
        numbering="jdla",
        details=_details(report),
        sections=tuple(
            Section(id_, title, str(at), blocks, inner, full_number=str(at))
            for at, (id_, title, blocks, inner) in enumerate(kept, 1)
        ),
        manifest=replace(new.manifest, template="upgrade"),
        # The footer shows neither edition nor day: they are those of the guideline.
        layout=replace(new.layout, has_contents=False, version="", dated=""),
    )


def _text(text: str) -> Inlines:
    return (Text(text),) if text else ()


def _line(text: str) -> Paragraph:
    return Paragraph(_text(text))


def _points(lines: Sequence[str]) -> BulletList:
    return BulletList(tuple((_line(line),) for line in lines))


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    return Table(tuple(map(_text, header)), tuple(tuple(map(_text, row)) for row in rows))


def _details(report: Report) -> Table:
    plan = report.upgrade.plan
    new = report.upgrade.new.document
    rows = [
        ("対象", new.title),
        ("条項ライブラリ", f"{new.manifest.library}　{plan.old_version} → {plan.new_version}"),
        ("層（下から順に）", "、".join(_layer_told(layer) for layer in plan.layers)),
        ("状態", STATES[report.state]),
    ]
    return _table(("項目", "内容"), rows)


def _layer_told(layer: LayerPlan) -> str:
    owner = layer.after.manifest.owner
    return f"{layer.after.name}（{owner}）" if owner else layer.after.name


def _summary(report: Report) -> Iterator[Block]:
    plan = report.upgrade.plan
    rows = [(label, f"{plan.count(outcome)}件") for outcome, label in OUTCOMES.items()]
    yield _table(("条項、値及び文書の型の区画", "件数"), rows)
    if plan.questions:
        yield _line(
            f"自動では決められないことが、{len(plan.questions)}件あります。"
            "それまでは、層の文のままにした場合を示します。"
        )
    if plan.answered:
        yield _line(f"これまでに決めたことは、{len(plan.answered)}件です。")


# What is to be decided


def _lead(report: Report) -> Iterator[Block]:
    questions = report.upgrade.plan.questions
    if not questions:
        return
    yield _line(
        f"答えは、プロファイルの隣の {DECISIONS} に書きます。同じ番号（q-…）の所の answer に言葉を"
        "一つ書いて保存し、もう一度「guideline upgrade」を実行してください。"
    )
    yield _line(
        "［　］で囲んだ太字は、元の文から変わった所です。元の文では、層か新しい版が改めた所です。"
        "元の文がないときは、層の文と新しい版の文の違いです。"
    )
    texts = "".join(q.base + q.ours + q.new for q in questions)
    if "{%" in texts or "{{" in texts:
        yield _line("{{ … }} はプロファイルの値が入る所、{% … %} は値によって出る文の区切りです。")
    if "[[" in texts:
        yield _line("[[ … ]] は、その条項の番号が入る所です。")


def _questions(report: Report) -> Iterator[Section]:
    for at, question in enumerate(report.upgrade.plan.questions, 1):
        blocks = tuple(_question(question))
        yield Section(question.id, question_told(question), f"({at})", blocks)


def _question(question: Question) -> Iterator[Block]:
    yield _line(f"層「{question.layer}」　番号 {question.id}")
    yield _line(WHY[question.why])
    yield from _sides(side_by_side(question))
    yield _line("答え：")
    yield BulletList(
        tuple(
            (Paragraph((Strong(word), Text(f"　{question.choice_told(word)}"))),)
            for word in question.choices
        )
    )


def _sides(found: SideBySide) -> Iterator[Block]:
    """Fields in one table, and one for each kind of text, so that long ones break between pages."""
    names = [SIDES[side] for side in found.sides]
    fields = [part for part in found.parts if found.is_labelled and part.label not in _TEXTS]
    texts = [part for part in found.parts if part not in fields]
    if fields:
        rows = [(_text(part.label), *_cells(part, found.sides)) for part in fields]
        yield Table(tuple(map(_text, ("項目", *names))), tuple(rows))
    for label, parts in groupby(texts, key=lambda part: part.label):
        caption = label if found.is_labelled else ""
        cells = tuple(_cells(part, found.sides) for part in parts)
        yield Table(tuple(map(_text, names)), cells, caption)
    if found.left_out:
        yield _line(f"ほかの{found.left_out}行は、新しい版で変わっていないため、省きました。")


_TEXTS = [LABELS[region] for region in ("rule", "commentary", "example")]


def _cells(part: Part, sides: Sequence[Side]) -> tuple[Inlines, ...]:
    told = stretches_of(part)
    return tuple(_marked(told.get(side, ())) for side in sides)


def _marked(stretches: Sequence[Stretch]) -> Inlines:
    """The text with what differs in bold between brackets: bold alone is hard to see on paper."""
    if not stretches:
        return _text("（なし）")
    found: list[Text | Strong] = []
    for stretch in stretches:
        if stretch.differs:
            found += [Text("［"), Strong(stretch.text), Text("］")]
        else:
            found.append(Text(stretch.text))
    return tuple(found)


# What was decided


def _answers(report: Report) -> Iterator[Block]:
    answered = report.upgrade.plan.answered
    if not answered:
        return
    rows = []
    for question, answer in answered:
        assert answer.answer
        own = f"：{(answer.text or '').strip()}" if answer.answer == "own" else ""
        day = answer.date.isoformat() if answer.date else ""
        told = question.choice_told(answer.answer) + own.replace("\n", " ")
        rows.append((question_told(question), question.layer, told, answer.reason or "", day))
    yield _table(("決めたこと", "層", "答え", "理由", "日"), rows)


def _declined(report: Report) -> Iterator[Block]:
    found = still_declined(report.upgrade)
    if not found:
        return
    rows = [
        (
            thing_told(title_of(each.target, report.upgrade), each.target),
            LABELS.get(each.field, each.field),
            each.layer,
            each.reason,
            each.date,
        )
        for each in found
    ]
    yield _line("新しい版で再び変わるまでは、尋ねません。")
    yield _table(("条項", "項目", "層", "理由", "日"), rows)


# Layers


def _layers(report: Report) -> Iterator[Section]:
    for at, layer in enumerate(report.upgrade.plan.layers, 1):
        title = _layer_told(layer)
        yield Section(f"layer-{at}", title, f"({at})", tuple(_layer(layer, report)))


def _layer(layer: LayerPlan, report: Report) -> Iterator[Block]:
    upgrade = report.upgrade
    if not layer.files:
        yield _line("この層は、そのまま使います。")
    if warning := warning_of(layer, upgrade):
        yield _line(warning)
    rows = []
    for touched in touched_by(layer, upgrade):
        operation = operation_of(touched, layer.before)
        told = outcome_told(touched, upgrade.plan.questions)
        reason = operation.reason or ""
        if operation.owner:
            reason += f"（{operation.owner}）"
        rows.append(
            (
                thing_told(title_of(touched.target, upgrade), touched.target),
                operation_told(operation),
                f"{told}。{touched.note}" if touched.note else told,
                reason,
            )
        )
    if rows:
        yield _table(("条項又は値", "層がしていること", "結果", "層の理由"), rows)
    if layer.files:
        is_done = report.state == "written"
        yield _line("書き換えたファイル：" if is_done else "書き換えるファイル：")
        yield _points([f"{name}{'' if text else '（消す）'}" for name, text in layer.files.items()])


# The guideline


def _defaults(report: Report) -> Iterator[Block]:
    defaults = report.upgrade.new_defaults
    if not defaults:
        return
    yield _line("プロファイルに答えがないため、新しい版の既定値になるものです。")
    yield _points([answer_told(AnswerChange(d.name, d.old, d.new)) for d in defaults])


def _changes(report: Report) -> Iterator[Block]:
    if report.meanings is None:
        yield _line("更新前のガイドラインを作れないため、比べていません。")
        return
    count = len(report.meanings.comparison.differences)
    yield _line(f"違いのある条項：{count}件" if count else "ガイドラインの文に違いはありません。")


def _change_sections(report: Report) -> Iterator[Section]:
    if report.meanings is None or not report.meanings.comparison.differences:
        return
    found = sections_of(report.meanings, {}, is_whole=True)
    for at, section in enumerate(found, 1):
        yield replace(section, number=f"({at})")
