"""Reads YAML and front matter into plain values that remember where each one was written.

Scalars stay what the author wrote: every one is a string, and only an empty value, `~` or `null`
is None. So `no`, `12:30` and `010` keep their meaning, and the models decide on types.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from guideline.errors import CallError, ContentError, Place, Problem, told_by_system
from guideline.mistakes import place_of, slips, syntax_problem, unreadable_yaml
from guideline.model.validation import Fault

Path_ = tuple[str | int, ...]
"""A position in YAML data: `("tools", 2, "name")`."""

MAX_BYTES = 1_000_000
MAX_NODES = 50_000
MAX_DEPTH = 20

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULLS = {"", "~", "null", "Null", "NULL"}
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"
    "\u202a-\u202e\u2066-\u2069"  # they make text read in another order than it is written
    "\ue000-\uf8ff\ufffe\uffff]"
)


@dataclass(frozen=True)
class Located:
    """Plain data with the place of every key and value."""

    file: str
    text: str
    data: Any
    keys: dict[Path_, tuple[int, int]] = field(default_factory=dict)
    values: dict[Path_, tuple[int, int]] = field(default_factory=dict)
    elsewhere: Mapping[Path_, Place] = field(default_factory=dict)
    """Values, with all that is in them, that another file gave."""

    def key_place(self, path: Path_) -> Place:
        """Where the key was written; failing that, its value or the nearest thing around it."""
        if path in self.keys:
            return Place(self.file, *self.keys[path])
        return self.value_place(path)

    def value_place(self, path: Path_) -> Place:
        """Where the value was written; for a value that is missing, the nearest thing around it."""
        while path and path not in self.values:
            if path in self.elsewhere:
                return self.elsewhere[path]
            path = path[:-1]
        return Place(self.file, *self.values.get(path, (1, 1)))

    def places(self) -> dict[Path_, Place]:
        """Where every value was written."""
        return {path: Place(self.file, *at) for path, at in self.values.items()}

    def gives(self, path: Path_) -> bool:
        """Whether the value was written, here or elsewhere."""
        starts = (path[:length] for length in range(len(path), 0, -1))
        return path in self.values or any(start in self.elsewhere for start in starts)


@dataclass(frozen=True)
class MarkdownFile:
    """A Markdown file with front matter."""

    front: Located
    body: str
    body_line: int
    """The line on which the body begins."""
    text: str
    """The whole file."""


def format_path(path: Path_) -> str:
    """`("tools", 2, "name")` as `tools[2].name`."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def read_yaml(path: Path) -> Located:
    """The YAML file as plain data.

    Raises:
        CallError: the file cannot be read.
        ContentError: it is not UTF-8, not YAML, or uses aliases, tags or a key twice.
    """
    return parse_yaml(read_text(path), str(path))


def read_front_matter(path: Path) -> MarkdownFile:
    """A file that begins with YAML between two lines of `---`, followed by Markdown."""
    return front_matter_of(read_text(path), str(path))


def front_matter_of(text: str, file: str) -> MarkdownFile:
    """The same for the text of a file that was read already."""
    lines = text.split("\n")
    end = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), 0)
    if lines[0].rstrip() != "---" or not end:
        raise ContentError(
            [
                Problem(
                    "front-matter-missing",
                    "ファイルの先頭に「---」で囲んだ見出し情報がありません。",
                    Place(file, 1, 1),
                    "1行目に「---」、続けて見出し情報（id、title など）、"
                    "その後にもう一度「---」を書いてください。",
                )
            ]
        )
    # An empty first line keeps the line numbers of the file.
    front = parse_yaml("\n" + "\n".join(lines[1:end]) + "\n", file)
    return MarkdownFile(front, "\n".join(lines[end + 1 :]), end + 2, text)


def problem_at(located: Located, fault: Fault) -> Problem:
    """A fault in the data of a file, told with its place there."""
    place = located.key_place if fault.code == "unknown-key" else located.value_place
    path = format_path(fault.path)
    return Problem(fault.code, fault.message, place(fault.path), fault.remedy, path)


def problems_at(located: Located, faults: Sequence[Fault]) -> list[Problem]:
    """Faults with their places; slips of the keyboard instead of what follows from them."""
    typed = slips(located.text, located.file)
    lines = {problem.place.line for problem in typed}
    told = [problem_at(located, fault) for fault in faults]
    return typed + [problem for problem in told if problem.place.line not in lines]


def read_text(path: Path) -> str:
    """The file's text with `\\n` line ends and without a byte order mark."""
    return text_of(read_bytes(path), str(path))


def text_of(data: bytes, file: str) -> str:
    """The same for the bytes of a file that were read already.

    Raises:
        ContentError: they are not UTF-8, or hold characters that no text needs.
    """
    _refuse_archive(data, file)
    _refuse_utf16(data, file)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ContentError([_not_utf8(data, error.start, file)]) from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    found = FORBIDDEN.search(text)
    if found:
        place = _place_at(text, found.start(), file)
        raise ContentError([control_character(found.group(), place)])
    return text


def control_character(character: str, place: Place, path: Path_ = ()) -> Problem:
    return Problem(
        "control-character",
        f"使えない文字（U+{ord(character):04X}）があります。",
        place,
        "制御文字や外字を取り除いてください。",
        format_path(path),
    )


def read_bytes(path: Path, limit: int = MAX_BYTES) -> bytes:
    """What is in the file.

    Raises:
        CallError: there is none, it is larger than the limit, or it cannot be read.
    """

    def refuse(code: str, message: str, remedy: str) -> CallError:
        return CallError([Problem(code, message, Place(str(path)), remedy)])

    try:
        if path.is_dir():
            raise refuse(
                "is-a-folder",
                "ファイルではなくフォルダーです。",
                f"フォルダーの中のファイルを指定してください。例：{path / 'profile.yaml'}",
            )
        if path.exists() and not path.is_file():
            raise refuse(
                "not-a-file",
                "ふつうのファイルではありません。",
                "プロファイルなどのファイルを指定してください。",
            )
        if path.stat().st_size > limit:
            raise refuse(
                "file-too-large",
                f"ファイルが大きすぎます（上限 {limit:,} バイト）。",
                "別のファイルを指定していないか確かめてください。",
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise refuse(
            "file-missing",
            "ファイルが見つかりません。",
            "場所と名前を確かめてください。",
        ) from None
    except OSError as error:
        raise refuse(
            "file-unreadable",
            f"ファイルを読めません（{told_by_system(error)}）。",
            "読み取りの権限があるか、ほかのソフトで開いていないか確かめてください。",
        ) from None


def _refuse_archive(data: bytes, file: str) -> None:
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise CallError(
            [
                Problem(
                    "not-a-text",
                    "文字のファイルではありません（Word や Excel のファイルのようです）。",
                    Place(file),
                    "プロファイル（.yaml）などの、文字だけのファイルを指定してください。",
                )
            ]
        )


def _refuse_utf16(data: bytes, file: str) -> None:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in data[:200]:
        raise ContentError(
            [
                Problem(
                    "not-utf8",
                    "文字コードが UTF-8 ではありません（UTF-16 のようです）。",
                    Place(file, 1, 1),
                    "メモ帳で開き、「名前を付けて保存」で文字コードに「UTF-8」を選んで"
                    "保存し直してください。",
                )
            ]
        )


def _not_utf8(data: bytes, start: int, file: str) -> Problem:
    before = data[:start]
    line = before.count(b"\n") + 1
    column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
    try:
        data.decode("cp932")
        guess = "（Shift_JIS／CP932 のようです）"
    except UnicodeDecodeError:
        guess = ""
    return Problem(
        "not-utf8",
        f"文字コードが UTF-8 ではありません{guess}。",
        Place(file, line, column),
        "メモ帳で開き、「名前を付けて保存」で文字コードに「UTF-8」を選んで保存し直してください。",
    )


def _place_at(text: str, offset: int, file: str) -> Place:
    line = text.count("\n", 0, offset) + 1
    return Place(file, line, offset - text.rfind("\n", 0, offset))


def parse_yaml(text: str, file: str) -> Located:
    """YAML text as plain data; see `read_yaml`."""
    try:
        _refuse_depth(text, file)
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        raise ContentError(slips(text, file) or [syntax_problem(error, file)]) from None
    except yaml.YAMLError:
        raise ContentError([unreadable_yaml(Place(file, 1, 1))]) from None
    reader = _NodeReader(text, file)
    if node is not None:
        reader.located.values[()] = reader.mark(node)
    data = reader.read(node, ()) if node is not None else None
    if reader.problems:
        raise ContentError(reader.problems)
    return Located(file, text, data, reader.located.keys, reader.located.values)


def _refuse_depth(text: str, file: str) -> None:
    """Refuses deep nesting before composing: libyaml composes by recursion, without a limit."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise ContentError([_too_large(place_of(event.start_mark, file))])


def _too_large(place: Place) -> Problem:
    return Problem(
        "too-large",
        "項目が多すぎるか、入れ子が深すぎます。",
        place,
        "別のファイルを指定していないか、字下げが増え続けていないか確かめてください。",
    )


class _NodeReader:
    """Turns composed nodes into plain values, collecting places and problems."""

    def __init__(self, text: str, file: str) -> None:
        self.located = Located(file, text, None)
        self.problems: list[Problem] = []
        self._seen: set[int] = set()

    def mark(self, node: yaml.Node) -> tuple[int, int]:
        return (node.start_mark.line + 1, node.start_mark.column + 1)

    def read(self, node: yaml.Node, path: Path_) -> Any:
        if not self._is_sound(node, path):
            return None
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self._item(child, (*path, n)) for n, child in enumerate(node.value)]
        if (
            not getattr(node, "style", None) and node.value in _NULLS
        ):  # plain style: None, with libyaml ""
            return None
        return node.value if self._is_printable(node, path) else None

    def _item(self, node: yaml.Node, path: Path_) -> Any:
        self.located.values[path] = self.mark(node)
        return self.read(node, path)

    def _mapping(self, node: yaml.MappingNode, path: Path_) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self._report("key-not-text", "キーは文字で書いてください。", "", key_node, path)
                continue
            key = key_node.value
            if not self._is_printable(key_node, path):
                continue
            if key in data:
                self._report(
                    "duplicate-key",
                    f"キー「{key}」が二度書かれています。",
                    "一つにまとめるか、どちらかを消してください。",
                    key_node,
                    (*path, key),
                )
                continue
            self.located.keys[(*path, key)] = self.mark(key_node)
            data[key] = self._item(value_node, (*path, key))
        return data

    def _is_sound(self, node: yaml.Node, path: Path_) -> bool:
        opening = self._opening(node)
        is_second_visit = id(node) in self._seen
        self._seen.add(id(node))
        if is_second_visit and opening == "&":
            return False  # reported on the first visit
        if is_second_visit or opening == "&":
            self._report(
                "alias",
                "YAML の別名（&名前 と *名前）は使えません。",
                "同じ内容をもう一度書いてください。",
                node,
                path,
            )
            return False
        if len(self._seen) > MAX_NODES:
            if not any(p.code == "too-large" for p in self.problems):
                self.problems.append(_too_large(Place(self.located.file, *self.mark(node))))
            return False
        if opening == "!":
            self._report(
                "tag", "YAML のタグ（!名前）は使えません。", "タグを消してください。", node, path
            )
            return False
        return True

    def _opening(self, node: yaml.Node) -> str:
        at = node.start_mark.index
        return self.located.text[at : at + 1]

    def _is_printable(self, node: yaml.Node, path: Path_) -> bool:
        """Whether the text is free of the characters that `"\\0"` and the like can write."""
        found = FORBIDDEN.search(node.value)
        if found:
            place = Place(self.located.file, *self.mark(node))
            self.problems.append(control_character(found.group(), place, path))
        return not found

    def _report(self, code: str, message: str, remedy: str, node: yaml.Node, path: Path_) -> None:
        place = Place(self.located.file, *self.mark(node))
        self.problems.append(Problem(code, message, place, remedy, format_path(path)))
