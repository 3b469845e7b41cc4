"""A coverage as lines for a terminal of 80 columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from guideline.columns import COLUMNS, width_of, wrapped
from guideline.coverage import (
    Coverage,
    edition,
    is_unconfirmed,
    missing_in,
    rows_of,
)
from guideline.model.clause import Framework, Requirement
from guideline.model.coverage import LABELS, Finding, FrameworkCoverage

_LONGEST_NAME = 24


def told(coverage: Coverage, *, is_full: bool) -> str:
    """The counts, then what is missing or excluded; with `is_full`, every requirement instead."""
    lines = _one(coverage, is_full) if len(coverage.profiles) == 1 else _many(coverage, is_full)
    return "\n".join(lines)


def _one(coverage: Coverage, is_full: bool) -> Iterator[str]:
    (profile,) = coverage.profiles
    yield from _counts(profile.frameworks)
    if is_full:
        for each in profile.frameworks:
            yield from ("", *wrapped(_name(each.framework), "", 2))
            for finding in each.findings:
                yield from _requirement(finding, f"{LABELS[finding.status]}  ")
        return
    for status, title in (("missing", "未対応の要件"), ("excluded", "条件により除外した要件")):
        found = [f for each in profile.frameworks for f in each.findings if f.status == status]
        yield from ("", f"{title}：{len(found)}件")
        for finding in found:
            yield from _requirement(finding, "")


def _counts(frameworks: Sequence[FrameworkCoverage]) -> Iterator[str]:
    heads = _under_labels(LABELS.values())
    yield f"{heads}  枠組み"
    for each in frameworks:
        numbers = _under_labels(each.counts.values())
        yield from wrapped(_name(each.framework), f"{numbers}  ", width_of(heads) + 2)
    total = (sum(each.counts[status] for each in frameworks) for status in LABELS)
    yield f"{_under_labels(total)}  合計"


def _under_labels(cells: Iterable[object]) -> str:
    """A cell for each status, as wide as its label."""
    pairs = zip(cells, LABELS.values(), strict=True)
    return "".join(_right(str(cell), width_of(label) + 2) for cell, label in pairs)


def _name(framework: Framework) -> str:
    return f"{framework.id}：{framework.name} {edition(framework)}".rstrip()


def _requirement(finding: Finding, mark: str) -> Iterator[str]:
    yield from _headed(finding.requirement, f"  {mark}")
    if finding.status == "covered":
        yield from wrapped("、".join(finding.clauses), "    条項：", 6)
    elif finding.status != "missing":
        yield from wrapped(finding.reason, "    理由：", 6)


def _headed(requirement: Requirement, first: str) -> Iterator[str]:
    return wrapped(f"{_id(requirement)} {requirement.text}", first, 4)


def _id(requirement: Requirement) -> str:
    return f"{requirement.id}（未確認）" if is_unconfirmed(requirement) else requirement.id


def _many(coverage: Coverage, is_full: bool) -> Iterator[str]:
    names = [_shortened(profile.name) for profile in coverage.profiles]
    yield f"各欄は、{'／'.join(LABELS.values())}の件数です。"
    yield from _table(names, [(f[0].framework.id, _slashed(f)) for f in coverage.frameworks()])
    if is_full:
        for framework in coverage.frameworks():
            yield from ("", *wrapped(_name(framework[0].framework), "", 2))
            rows = [
                (_id(row[0].requirement), [LABELS[finding.status] for finding in row])
                for row in rows_of(framework)
            ]
            yield from _table(names, rows)
    missing = list(missing_in(coverage))
    yield from ("", f"未対応の要件：{len(missing)}件")
    for requirement, names_lacking in missing:
        yield from _headed(requirement, "  ")
        yield from wrapped("、".join(names_lacking), "    未対応：", 6)


def _slashed(framework: Sequence[FrameworkCoverage]) -> list[str]:
    return ["/".join(map(str, each.counts.values())) for each in framework]


def _table(names: Sequence[str], rows: Sequence[tuple[str, list[str]]]) -> Iterator[str]:
    """The table, its columns beside each other as far as they fit, the others below."""
    first = max((width_of(head) for head, _ in rows), default=0) + 2
    cells = list(names) + [cell for _, row in rows for cell in row]
    width = max(map(width_of, cells)) + 2
    at_once = max((COLUMNS - first) // width, 1)
    for start in range(0, len(names), at_once):
        columns = slice(start, start + at_once)
        yield ""
        yield _line("", names[columns], first, width)
        yield from (_line(head, row[columns], first, width) for head, row in rows)


def _line(head: str, cells: Iterable[str], first: int, width: int) -> str:
    return head + " " * (first - width_of(head)) + "".join(_right(c, width) for c in cells)


def _right(text: str, width: int) -> str:
    return " " * (width - width_of(text)) + text


def _shortened(name: str) -> str:
    """The end of a long name, which for a path says more than its beginning."""
    if width_of(name) <= _LONGEST_NAME:
        return name
    while width_of(name) > _LONGEST_NAME - 2:
        name = name[1:]
    return f"…{name}"
