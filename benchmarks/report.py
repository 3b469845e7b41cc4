"""The table of ratios: which figure is set against which, and how a line looks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from statistics import median
from typing import NamedTuple

from fresh import MANY, Figures

PASS, BUILD, PANDOC = "python -c pass", "build", "pandoc"
E, STORED = "e", "e, stored"


class Row(NamedTuple):
    """One line of the table: a figure over another."""

    label: str
    figure: str
    base: str


TABLE: Mapping[str, Sequence[Row]] = {
    "Start-up, whole process": (
        Row("guideline --version", "version", PASS),
        Row("guideline --help", "help", PASS),
    ),
    "The company example, whole process": (
        Row("guideline build .docx .md", BUILD, PASS),
        Row("guideline build .docx .md", BUILD, PANDOC),
        Row("pandoc .md to .docx", PANDOC, PASS),
    ),
    "One .docx of it, in process": (
        Row("compose + write, first", "first", E),
        Row("compose + write, all texts new", "new", E),
        Row("compose + write, other name", "named", E),
        Row("write alone", "write", E),
        Row("write alone", "write", STORED),
        Row("write with list of contents", "contents", "write"),
        Row("its page numbers alone", "pages", "write"),
        Row("e without compression", STORED, E),
        Row("docxtpl, loop over blocks", "docxtpl", E),
        Row("python-docx, add_paragraph ...", "python-docx", E),
    ),
    "Two versions, three clauses changed": (
        Row("compare, in process", "compare", E),
        Row("compare + tracked changes", "redline", E),
        Row("guideline diff, two .docx", "diff", PASS),
    ),
    "The clause library, first time": (
        Row("load_library", "load", PASS),
        Row("check_library", "check", PASS),
        Row("load + check", "load + check", PASS),
        Row("clauses check, whole process", "clauses check", PASS),
    ),
}


def table(samples: Mapping[str, Sequence[float]]) -> Iterator[str]:
    """The lines of the table; a row whose peer is missing is left out."""
    yield f"{'':<32}{'median':>12}{'ratio':>7} to {'':<14}{'range':>11}"
    for title, rows in TABLE.items():
        yield f"\n{title}"
        for row in rows:
            if row.figure in samples and row.base in samples:
                yield _line(row, samples[row.figure], samples[row.base])


def _line(row: Row, figure: Sequence[float], base: Sequence[float]) -> str:
    ratios = [one / other for one, other in zip(figure, base, strict=True)]
    shown = f"{median(figure) * 1000:,.1f} ms"
    spread = f"{_short(min(ratios))}-{_short(max(ratios))}"
    return _columns(row.label, shown, median(ratios), row.base, spread)


def _columns(label: str, shown: str, ratio: float, base: str, spread: str = "") -> str:
    return f"  {label:<30}{shown:>12}{_short(ratio):>7} x {base:<15}{spread:>11}".rstrip()


def _short(ratio: float) -> str:
    return f"{ratio:.1f}" if ratio < 100 else f"{ratio:.0f}"


def many_lines(figures: Figures, seconds_of_e: float) -> Iterator[str]:
    """The lines of the batch."""
    yield f"\n{MANY:,} organizations, one process (measured once)"
    seconds = figures["many"]
    yield _columns("compose + write", f"{seconds:,.1f} s", seconds / MANY / seconds_of_e, "e, each")
    if figures["peak"]:
        peak, before = figures["peak"], figures["before"]
        yield _columns("memory at the peak", f"{peak:,.0f} MiB", peak / before, "bare Python")
    else:
        yield "memory: not known on this system, skipped"
