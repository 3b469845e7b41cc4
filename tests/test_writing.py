"""The Japanese of the generated guidelines: textlint finds nothing to correct in any example."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from guideline.document import NOTE_LABELS, Document, plain_text
from guideline.generate import generate
from guideline.writers.to_markdown import to_markdown
from tests.helpers import EXAMPLES, ROOT, require_program, write

TEXTLINT = ROOT / "node_modules" / "textlint" / "bin" / "textlint.js"
CONFIG = ROOT / ".textlintrc.yml"
SPELLING = ROOT / "tests" / "writing" / "prh.yml"
EXCUSES_FILE = ROOT / "tests" / "writing" / "exceptions.yml"
_CLAUSE = re.compile(r"<!-- clause: (\S+) \w+ -->")
_QUOTE = re.compile(r"^> ?")
_PARTS = re.compile(r"^## ")
_LABELS = {f"**{label}**" for label in NOTE_LABELS.values()}
_SOURCES = "根拠・参考："


@dataclass(frozen=True)
class Finding:
    """What textlint says about one place of one text."""

    file: str
    line: int
    column: int
    rule: str
    message: str
    text: str
    """The whole line."""
    clause: str
    """The clause that the line belongs to, or empty."""

    def __str__(self) -> str:
        where = f"{self.file}:{self.line} {self.clause or '(document template or profile)'}"
        # sentence-length counts columns from the start of the file.
        start = max(0, self.column - 21) if self.column <= len(self.text) else 0
        excerpt = self.text[start : start + 51]
        return f"{where}\n  {self.rule}: {self.message}\n  …{excerpt}…"


@dataclass(frozen=True)
class Excuse:
    """Where a rule is wrong about official Japanese."""

    rule: str
    text: str
    reason: str

    def covers(self, finding: Finding) -> bool:
        spans = (found.span() for found in re.finditer(self.text, finding.text))
        return finding.rule == self.rule and any(
            start < finding.column <= end for start, end in spans
        )


def prose(document: Document) -> str:
    """The document's Markdown, line by line, without what is no sentence of ours.

    The rules skip quotations, where Markdown has commentary and examples, so their marks go. The
    name of the organization, the labels of notes and the lists of sources are no sentences.
    """
    markdown = to_markdown(document)
    left_out = {plain_text(document.organization), *_LABELS}
    lines = (_QUOTE.sub("", line) for line in markdown.split("\n"))
    return "\n".join(
        "" if line in left_out or line.startswith(_SOURCES) else line for line in lines
    )


def clauses_of_lines(text: str) -> list[str]:
    """For each line the id of the clause it stands in, or an empty text."""
    found, clause = [], ""
    for line in text.split("\n"):
        if comment := _CLAUSE.fullmatch(line):
            clause = comment[1]
        elif _PARTS.match(line):
            clause = ""
        found.append(clause)
    return found


def without_repeats(texts: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The texts with each block kept only where it first stands, on its line.

    Examples share most of their blocks, and the rules take a hundredth of a second for each.
    """
    seen: set[str] = set()
    for name, text in texts.items():
        blocks = text.split("\n\n")
        kept = [re.sub("[^\n]", "", b) if b in seen and len(b) > 1 else b for b in blocks]
        seen.update(blocks)
        yield name, "\n\n".join(kept)


def lint(folder: Path, texts: dict[str, str]) -> list[Finding]:
    """What textlint finds in the texts, in one process: reading its dictionaries takes long."""
    for name, text in without_repeats(texts):
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    excuses = load_excuses()
    return [
        finding
        for path, messages in textlint(CONFIG, [folder / f"{name}.md" for name in texts])
        for finding in findings(texts, path.stem, messages)
        if not any(excuse.covers(finding) for excuse in excuses)
    ]


def textlint(config: Path, files: list[Path]) -> Iterator[tuple[Path, list[Any]]]:
    """Each file with textlint's messages."""
    program, script = require_program("node"), require_textlint()
    done = subprocess.run(
        [program, script, "--config", config, "--format", "json", *files],
        capture_output=True,
        check=False,
        cwd=ROOT,
        encoding="utf-8",
    )
    assert done.stdout.startswith("["), done.stderr
    for result in json.loads(done.stdout):
        yield Path(result["filePath"]), result["messages"]


def load_excuses() -> list[Excuse]:
    return [Excuse(**entry) for entry in yaml.safe_load(EXCUSES_FILE.read_text("utf-8"))]


def findings(texts: dict[str, str], name: str, messages: list[Any]) -> Iterator[Finding]:
    lines, clauses = texts[name].split("\n"), clauses_of_lines(texts[name])
    for message in messages:
        line, column = message["line"], message["column"]
        said = message["message"].split("\n")[0]
        text, clause = lines[line - 1], clauses[line - 1]
        yield Finding(name, line, column, message["ruleId"], said, text, clause)


def require_textlint() -> Path:
    """Where textlint is; without it the test is skipped, but on CI it fails."""
    if not TEXTLINT.is_file():
        message = "textlint is not installed: npm ci --ignore-scripts"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return TEXTLINT


@pytest.mark.slow
def test_textlint_finds_nothing_in_the_examples(tmp_path: Path) -> None:
    layered = sorted((ROOT / "examples" / "prefecture-city").glob("[!b]*/profile.yaml"))
    texts = {
        "-".join(path.parent.relative_to(ROOT / "examples").parts): prose(generate(path).document)
        for path in (*EXAMPLES, *layered)
    }
    found = lint(tmp_path, texts)
    assert not found, f"{len(found)} findings\n" + "\n".join(map(str, found))


@pytest.mark.slow
def test_every_clause_is_spelled_as_official_japanese_is(tmp_path: Path) -> None:
    """Sources too, since no example chooses every variant; only spelling bears their marks."""
    config = write(tmp_path / "spelling.yml", f"rules: {{prh: {{rulePaths: [{SPELLING}]}}}}")
    # Releases stay as they were written, whatever words are chosen later.
    clauses = [p for p in (ROOT / "clauses").rglob("*.md") if "releases" not in p.parts]
    sources = sorted([*clauses, *(ROOT / "templates").glob("*.j2")])
    found = [
        f"{path.relative_to(ROOT)}:{message['line']}:{message['column']} {message['message']}"
        for path, messages in textlint(config, sources)
        for message in messages
    ]
    assert not found, f"{len(found)} findings\n" + "\n".join(found)


@pytest.mark.slow
def test_faults_are_found_with_their_clause(tmp_path: Path) -> None:
    lines = [
        "## 1 部",
        "<!-- clause: part/mixed 00 -->",
        "本人に知らせることは義務である。文書は保存します。",
        "<!-- clause: part/spelling 00 -->",
        "氏名および住所の取り扱いを、3ヶ月以内に見直して下さい。",
        "<!-- clause: part/long 00 -->",
        "生成物を" + "外部の相手に見せる前の段階で上司に見せて確かめてから" * 4 + "使います。",
        "## 2 部",
        "弱い言い方かもしれません。",
    ]
    found = lint(tmp_path, {"faulty": "\n\n".join(lines)})
    preset = "ja-technical-writing"
    assert {
        ("part/mixed", f"{preset}/no-mix-dearu-desumasu"),
        ("part/spelling", "prh"),
        ("part/long", f"{preset}/sentence-length"),
        ("", f"{preset}/ja-no-weak-phrase"),
    } <= {(finding.clause, finding.rule) for finding in found}
    said = [finding.message for finding in found if finding.rule == "prh"]
    assert said == [
        "および => 及び",
        "取り扱い => 取扱い",
        "3ヶ月 => 3か月",
        "下さい => ください",
    ]


@pytest.mark.slow
def test_an_exception_covers_its_rule_and_its_words_only(tmp_path: Path) -> None:
    quoted = "- 良い例：「AIが作りました」と書いておく。"
    outside = "- 良い例：AIが作ったことを書いておきます。"
    found = lint(tmp_path, {"quoted": quoted, "outside": outside})
    assert [(f.file, f.rule) for f in found] == [
        ("outside", "ja-technical-writing/no-mix-dearu-desumasu")
    ]


def test_a_repeated_block_is_linted_once_and_lines_stay() -> None:
    kept = dict(without_repeats({"a": "一\n二\n\n三", "b": "四\n\n一\n二\n\n五"}))
    assert kept == {"a": "一\n二\n\n三", "b": "四\n\n\n\n\n五"}


def test_prose_keeps_lines_and_drops_marks_of_notes_and_what_is_no_sentence() -> None:
    document = generate(EXAMPLES[0]).document
    markdown, text = to_markdown(document).split("\n"), prose(document).split("\n")
    assert len(text) == len(markdown)
    assert not [line for line in text if line.startswith(("> ", _SOURCES)) or line in _LABELS]
    dropped = {old for old, new in zip(markdown, text, strict=True) if old and not new}
    assert plain_text(document.organization) in dropped
    assert all(
        line in {"> **解説**", "> **例**", ">", plain_text(document.organization)}
        or line.startswith(f"> {_SOURCES}")
        for line in dropped
    )


def test_lock_file_names_versions_and_no_host() -> None:
    lock = (ROOT / "package-lock.json").read_text("utf-8")
    assert "://" not in lock
