"""Measures guideline beside its peers in one run, and prints ratios."""

from __future__ import annotations

import argparse
import gc
import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from zipfile import ZIP_STORED

import peers
from batch import Batch
from blocks import content_of, finished_blocks
from changes import Pair
from contents import page_numbers, with_contents, without_contents
from fresh import MANY, Figures
from plain import plain_python
from report import BUILD, PANDOC, PASS, STORED, E, many_lines, table

from guideline.markup import parse_clause

ROOT = Path(__file__).resolve().parent.parent
PROFILE = Path("examples", "company", "profile.yaml")
ROUNDS = 7

Case = Callable[[], Figures]
"""Does one thing once and says how many seconds it took, or its parts."""


class Bench:
    """Everything that is measured, prepared once."""

    def __init__(self, folder: Path) -> None:
        self.skipped: list[str] = []
        self.guideline = _console_script()
        self._folder = folder
        # Bytecode goes to the temporary folder: a checkout where none may be written
        # would otherwise be compiled at every start, which no installed package is.
        self._environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(folder / "bytecode")}
        self._environment.pop("PYTHONDONTWRITEBYTECODE", None)
        self._batch = Batch(ROOT / PROFILE)
        self.document = without_contents(self._batch.compose())
        self.blocks = finished_blocks(self.document)

    def cases(self) -> list[Case]:
        """All cases, in the order of a round."""
        return [*self._processes(), *self._in_process(), self._first, self._loading]

    def _processes(self) -> Iterator[Case]:
        markdown, word = self._folder / "X.md", self._folder / "X.docx"
        build = [*self.guideline, "build", str(PROFILE), "-o", str(word), "-o", str(markdown)]
        yield partial(self._started, PASS, [sys.executable, "-c", "pass"])
        yield partial(self._started, "version", [*self.guideline, "--version"])
        yield partial(self._started, "help", [*self.guideline, "--help"])
        yield partial(self._started, BUILD, build, (word, markdown))
        pandoc = shutil.which("pandoc")
        if pandoc:
            output = self._folder / "Y.docx"
            command = [pandoc, str(markdown), "-o", str(output)]
            yield partial(self._started, PANDOC, command, (output,))
        else:
            self.skipped.append("pandoc: not installed, skipped (https://pandoc.org)")
        yield partial(self._started, "diff", [*self.guideline, "diff", str(word), str(word)])
        yield partial(self._started, "clauses check", [*self.guideline, "clauses", "check"])

    def _started(self, name: str, command: Sequence[str], outputs: Sequence[Path] = ()) -> Figures:
        for output in outputs:
            output.unlink(missing_ok=True)
        start = perf_counter()
        subprocess.run(
            command,
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env=self._environment,
        )
        return {name: perf_counter() - start}

    def _in_process(self) -> Iterator[Case]:
        for name, write in self._writers().items():
            yield partial(_timed, name, write)
        yield partial(_timed, "contents", self._write_with_contents)
        yield partial(_timed, "pages", page_numbers(self.document))
        yield partial(_timed, "named", self._compose_and_write)
        pair = Pair(self.document)
        yield partial(_timed, "compare", pair.compare)
        yield partial(_timed, "redline", pair.redline)
        yield self._all_texts_new

    def _writers(self) -> dict[str, Callable[[], bytes]]:
        """Ways to write the same text; each is read back once, to be sure of it."""
        writers: dict[str, Callable[[], bytes]] = {
            E: partial(plain_python, self.blocks),
            STORED: partial(plain_python, self.blocks, ZIP_STORED),
            "write": partial(self._batch.write, self.document),
            "python-docx": partial(peers.docx_api, self.blocks),
        }
        if peers.HAS_DOCXTPL:
            template = peers.loop_template()
            writers["docxtpl"] = partial(peers.docxtpl_loop, self.blocks, template)
        else:
            remedy = "pip install '.[benchmark]'"
            self.skipped.append(f"docxtpl: not installed, skipped ({remedy})")
        contents = {name: content_of(write()) for name, write in writers.items()}
        for one, other in pairwise(contents):
            if contents[one] != contents[other]:
                raise SystemExit(f"benchmark: {one} and {other} do not write the same text")
        return writers

    def _write_with_contents(self) -> bytes:
        return self._batch.write(with_contents(self.document))

    def _compose_and_write(self) -> bytes:
        return self._batch.write(self._batch.compose())

    def _all_texts_new(self) -> Figures:
        parse_clause.cache_clear()
        return _timed("new", self._compose_and_write)

    def _first(self) -> Figures:
        return self._fresh("first", str(ROOT / PROFILE))

    def _loading(self) -> Figures:
        figures = self._fresh("loading")
        return {**figures, "load + check": figures["load"] + figures["check"]}

    def many(self) -> Figures:
        """The figures of a batch of many organizations."""
        return self._fresh("many", str(ROOT / PROFILE))

    def _fresh(self, *task: str) -> Figures:
        command = [sys.executable, str(Path(__file__).with_name("fresh.py")), *task]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=self._environment)
        figures: Figures = json.loads(done.stdout)
        return figures


def _console_script() -> list[str]:
    found = shutil.which("guideline", path=str(Path(sys.executable).parent))
    return [found] if found else [sys.executable, "-m", "guideline"]


def _timed(name: str, call: Callable[[], object]) -> Figures:
    gc.collect()  # what the case before left behind is not this one's cost
    start = perf_counter()
    call()
    return {name: perf_counter() - start}


def measure(cases: Sequence[Case], rounds: int) -> dict[str, list[float]]:
    """The figures of each round; in a round every case runs once, so that all share the noise."""
    for case in cases:
        case()
    samples: dict[str, list[float]] = {}
    for _ in range(rounds):
        for case in cases:
            for name, seconds in case().items():
                samples.setdefault(name, []).append(seconds)
    return samples


def heading(bench: Bench, rounds: int) -> Iterator[str]:
    """What was measured, and with what."""
    paragraphs = content_of(Batch.write(bench.document)).paragraphs
    yield (
        f"{platform.python_implementation()} {platform.python_version()}, "
        f"python-docx {version('python-docx')}"
        + (f", docxtpl {version('docxtpl')}" if peers.HAS_DOCXTPL else "")
        + _pandoc_version()
    )
    if len(bench.guideline) == 1:
        yield "Started with the console script beside the interpreter."
    else:
        yield "Started as python -m guideline: no console script beside the interpreter."
    yield (
        f"Company example: {len(paragraphs):,} paragraphs with those of the tables, "
        f"{sum(map(len, paragraphs)):,} characters."
    )
    yield f"Every case once in each of {rounds} round{'s' * (rounds > 1)}; medians of all rounds.\n"


def _pandoc_version() -> str:
    pandoc = shutil.which("pandoc")
    if not pandoc:
        return ""
    done = subprocess.run([pandoc, "--version"], check=True, capture_output=True, text=True)
    return f", {done.stdout.splitlines()[0]}"


def main() -> None:
    """Measures, and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a single round")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"default: {ROUNDS}")
    parser.add_argument("--many", action="store_true", help=f"also {MANY:,} organizations")
    options = parser.parse_args()
    rounds = 1 if options.quick else max(1, options.rounds)
    with TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        try:
            samples = measure(bench.cases(), rounds)
        except subprocess.CalledProcessError as error:
            raise SystemExit(f"benchmark: run this by hand to see why it fails: {error}") from None
        print("\n".join([*heading(bench, rounds), *table(samples)]))
        if options.many:
            print("\n".join(many_lines(bench.many(), median(samples[E]))))
        else:
            bench.skipped.append(f"{MANY:,} organizations: skipped (add --many, about a minute)")
        if bench.skipped:
            print("\n" + "\n".join(bench.skipped))


if __name__ == "__main__":
    main()
