"""What only a fresh process can tell: first times, and peak memory. `run.py` starts it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from time import perf_counter

Figures = Mapping[str, float]

MANY = 1788
"""The 47 prefectures and 1,741 municipalities of Japan, special wards included."""


def loading() -> Figures:
    """Seconds to load the shipped clause library, and to check it, each for the first time."""
    from guideline.bundled import bundled
    from guideline.library import load_frameworks, load_library
    from guideline.soundness import check_library

    folder = bundled("clauses")
    start = perf_counter()
    library = load_library(folder)
    loaded = perf_counter()
    check_library(library, load_frameworks(folder))
    return {"load": loaded - start, "check": perf_counter() - loaded}


def first(profile: str) -> Figures:
    """Seconds to compose and write the first Word file, once library and profile are there."""
    from batch import Batch

    batch = Batch(Path(profile))
    start = perf_counter()
    batch.write(batch.compose())
    return {"first": perf_counter() - start}


def many(profile: str) -> Figures:
    """Seconds for the Word files of many organizations, with the memory at the peak in MiB."""
    before = _peak_memory()
    from batch import Batch

    batch = Batch(Path(profile))
    start = perf_counter()
    for _ in range(MANY):
        batch.write(batch.compose())
    return {"many": perf_counter() - start, "before": before, "peak": _peak_memory()}


def _peak_memory() -> float:
    """In MiB; 0 where the system has no such file."""
    # Not getrusage: on Linux it counts what the parent held before it started us.
    status = Path("/proc/self/status")
    if not status.is_file():
        return 0.0
    line = next(line for line in status.read_text().split("\n") if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


_TASKS: Mapping[str, Callable[..., Figures]] = {"loading": loading, "first": first, "many": many}


if __name__ == "__main__":
    task, *arguments = sys.argv[1:]
    print(json.dumps(_TASKS[task](*arguments)))
