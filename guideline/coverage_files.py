"""A coverage as files: a page for readers, a table for spreadsheets, JSON for programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape

from guideline.coverage import (
    Coverage,
    as_dict,
    edition,
    is_unconfirmed,
    rows_of,
)
from guideline.model.clause import Framework
from guideline.model.coverage import LABELS, Finding, FrameworkCoverage
from guideline.seal import SEAL, is_untouched, sealed

__all__ = ["FORMATS", "is_untouched", "to_csv", "to_html", "to_json"]


def to_json(coverage: Coverage) -> str:
    """The coverage as JSON with a line end."""
    whole = {"digest": SEAL, **as_dict(coverage)}
    return sealed(json.dumps(whole, ensure_ascii=False, indent=2) + "\n")


_FORMULA = tuple("=+-@\t\r＝＋－＠")
"""What a spreadsheet takes for the beginning of a formula."""

_EVIDENCE = {"text": "本文", "report": "解説・報道", "unconfirmed": "未確認"}


def to_csv(coverage: Coverage) -> str:
    """A row for each requirement, with the columns status and reason for each profile."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    made = f"作成：{_library(coverage)} {SEAL}"
    is_alone = len(coverage.profiles) == 1
    heads = [
        head if is_alone else f"{profile.name}：{head}"
        for profile in coverage.profiles
        for head in ("状態", "条項", "理由")
    ]
    table = [["枠組み", "版", "公表日", "要件", "要旨", "確認の別", *heads, made]]
    for framework in coverage.frameworks():
        table += [[*_row(framework[0].framework, row), ""] for row in rows_of(framework)]
    writer.writerows([_harmless(cell) for cell in row] for row in table)
    return sealed("\ufeff" + buffer.getvalue())


def _row(framework: Framework, row: Sequence[Finding]) -> Iterator[str]:
    requirement = row[0].requirement
    yield from (framework.name, framework.version or "", _day(framework))
    yield from (requirement.id, requirement.text, _EVIDENCE[requirement.evidence])
    for finding in row:
        yield from (LABELS[finding.status], "、".join(finding.clauses), finding.reason)


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _day(framework: Framework) -> str:
    return framework.published.isoformat() if framework.published else ""


def _library(coverage: Coverage) -> str:
    return f"{coverage.library.name} {coverage.library.version}"


_STYLE = """\
body { font-family: "BIZ UDPGothic", "Yu Gothic", "Hiragino Sans", "Noto Sans JP", sans-serif;
  color: #1a1a1a; background: #fff; line-height: 1.6; margin: 2rem auto; padding: 0 1rem;
  max-width: 80rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin-top: 2.5rem; break-after: avoid; }
table { border-collapse: collapse; width: 100%; font-size: .85rem; }
th, td { border: 1px solid #8c8c8c; padding: .3rem .5rem; text-align: left;
  vertical-align: top; overflow-wrap: anywhere; }
thead th { background: #f0f0f0; } tr { break-inside: avoid; }
tbody th { font-weight: normal; } .text { width: 40%; }
table.matrix { table-layout: fixed; } .matrix th:first-child { width: 8.5em; }
.matrix th:nth-child(2) { width: 30%; }
.matrix.summary th:first-child { width: 25%; } .matrix.summary th:nth-child(2) { width: auto; }
dt { float: left; clear: left; width: 6em; font-weight: bold; } dd { margin-left: 6em; }
td.number { text-align: right; white-space: nowrap; padding: .3rem .15rem; }
th.id, td.status { white-space: nowrap; }
small { display: block; color: #4d4d4d; }
.missing { background: #fde3e1; font-weight: bold; } .excluded { background: #fdf3d6; }
.not_applicable { color: #4d4d4d; }
@page { size: A4 landscape; margin: 12mm; }
@media print { body { margin: 0; max-width: none; font-size: 9pt; } thead {
  display: table-header-group; } td, th { print-color-adjust: exact; } }
"""


def to_html(coverage: Coverage) -> str:
    """One page that needs nothing else, on the screen as on paper."""
    names = "、".join(profile.name for profile in coverage.profiles)
    title = escape(f"枠組みへの対応状況：{names}")
    body = "\n".join(_body(coverage))
    return sealed(
        f'<!DOCTYPE html>\n<html lang="ja">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="digest" content="{SEAL}">\n'
        f"<title>{title}</title>\n<style>\n{_STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n"
        f"<p>{escape(_library(coverage))}</p>\n{body}\n</body>\n</html>\n"
    )


_MEANINGS = """\
<dl>
<dt>対応</dt><dd>ガイドラインに入る条項が要件を満たしています。</dd>
<dt>除外</dt><dd>要件を満たす条項はありますが、組織の答えによりガイドラインに入りません。</dd>
<dt>対象外</dt><dd>この組織に関わらない要件か、利用する組織のガイドラインに書かない要件です。</dd>
<dt>未対応</dt><dd>要件を満たす条項がありません。</dd>
<dt>（未確認）</dt><dd>要件の原文を、まだ誰も確かめていません。</dd>
</dl>"""


_OF_MATRIX = (
    f"<p>枠組みごとの欄は、{'／'.join(LABELS.values())}の件数です。要件ごとの欄に指を重ねると、"
    "条項又は理由が出ます。全てを一覧するには、.csv に書き出してください。</p>"
)


def _body(coverage: Coverage) -> Iterator[str]:
    is_alone = len(coverage.profiles) == 1
    names = [profile.name for profile in coverage.profiles]
    yield _MEANINGS if is_alone else f"{_MEANINGS}\n{_OF_MATRIX}"
    yield from _summary(coverage, names, is_alone)
    for framework in coverage.frameworks():
        yield f"<h2>{escape(_heading(framework[0].framework))}</h2>"
        yield f"<p>{escape(_publisher(framework[0].framework))}</p>"
        heads = ["要件", "要旨", *(["状態", "条項・理由"] if is_alone else names)]
        rows = (_cells(row) for row in rows_of(framework))
        yield from _table("" if is_alone else "matrix", heads, rows)


def _heading(framework: Framework) -> str:
    return f"{framework.name} {edition(framework)}".strip()


def _publisher(framework: Framework) -> str:
    return f"{framework.publisher} {framework.url or ''}".strip()


def _summary(coverage: Coverage, names: Sequence[str], is_alone: bool) -> Iterator[str]:
    rows = (
        _head_cell(_heading(framework[0].framework)) + _numbers(framework, is_alone)
        for framework in coverage.frameworks()
    )
    heads = ["枠組み", *(LABELS.values() if is_alone else names)]
    yield from _table("summary" if is_alone else "summary matrix", heads, rows)


def _numbers(framework: Sequence[FrameworkCoverage], is_alone: bool) -> str:
    counts = [list(map(str, each.counts.values())) for each in framework]
    shown = counts[0] if is_alone else ["/".join(numbers) for numbers in counts]
    return "".join(f'<td class="number">{text}</td>' for text in shown)


def _head_cell(text: str, css: str = "") -> str:
    return f'<th scope="row"{css}>{escape(text)}</th>'


def _cells(row: Sequence[Finding]) -> str:
    requirement = row[0].requirement
    mark = "（未確認）" if is_unconfirmed(requirement) else ""
    head = _head_cell(f"{requirement.id}{mark}", ' class="id"')
    text = f'<td class="text">{escape(requirement.text)}</td>'
    if len(row) > 1:
        return head + text + "".join(map(_matrix_cell, row))
    (finding,) = row
    label = f'<td class="status {finding.status}">{LABELS[finding.status]}</td>'
    clauses = "、".join(finding.clauses) if finding.status == "covered" else ""
    detail = f"{escape(finding.reason)}<small>{escape(clauses)}</small>"
    return f"{head}{text}{label}<td>{detail}</td>"


def _matrix_cell(finding: Finding) -> str:
    told = "、".join(finding.clauses) if finding.status == "covered" else finding.reason
    return f'<td class="{finding.status}" title="{escape(told)}">{LABELS[finding.status]}</td>'


def _table(css: str, heads: Sequence[str], rows: Iterator[str]) -> Iterator[str]:
    cells = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    yield f'<table class="{css}">\n<thead><tr>{cells}</tr></thead>\n<tbody>'
    yield from (f"<tr>{row}</tr>" for row in rows)
    yield "</tbody>\n</table>"


FORMATS: Mapping[str, Callable[[Coverage], str]] = {
    ".html": to_html,
    ".csv": to_csv,
    ".json": to_json,
}
"""What writes each suffix."""
