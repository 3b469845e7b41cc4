"""The two sides of a comparison, from whatever the caller names."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, TypeVar

from guideline.document import Note, walk_sections, without_notes
from guideline.errors import CallError, ContentError, GuidelineError, Place, Problem
from guideline.model.clause import Framework, Library
from guideline.model.profile import Commentary
from guideline.model.version import Version
from guideline.profile_at import ProfileAt, profile_at, telling
from guideline.readers.from_git import Revision, read_revision, revision_in
from guideline.readers.from_json import read_json
from guideline.resolve import resolve
from guideline.source import read_bytes, text_of
from guideline.template import template_names

if TYPE_CHECKING:
    from guideline.generate import Stack

MAX_BUILT_BYTES = 10_000_000
"""Of a built file: the JSON of a long guideline has about a million."""


def load_versions(
    old: str,
    new: str,
    *,
    library: Path | None = None,
    old_library: Path | None = None,
    template: str | None = None,
    day: date | None = None,
    commentary: Commentary | None = None,
) -> tuple[Version, Version]:
    """Both sides; what is made here is made like the other side, so that only real changes show.

    Args:
        old: a profile or a built file, or one of them in a revision, as `HEAD~1:profile.yaml`.
        new: the same.
        library: a folder of clauses for a new side that is a profile; the shipped one when None.
        old_library: the same for the old side.
        template: the document template for profiles; that of a built side when None.
        day: the date of what is made from profiles; the profile's when None.
        commentary: how commentary is shown; as in a built side or the new profile when None.

    Raises:
        GuidelineError: every problem of both sides, at once.
    """
    with ExitStack() as kept:
        opening = _Opening(kept)
        sides = _each([lambda: opening.side(old, old_library), lambda: opening.side(new, library)])
        if not any(isinstance(side, _Answers) for side in sides):
            return _pair([side for side in sides if isinstance(side, Version)])
        maker = _Maker(template or _template_of(sides), day, commentary or _commentary_of(sides))
        return _pair(_each([lambda: maker.version(sides[0]), lambda: maker.version(sides[1])]))


@dataclass(frozen=True)
class _Answers:
    """A side that is a profile, not yet a document."""

    at: ProfileAt
    stack: Stack


_Side = _Answers | Version
_Loaded = tuple[Library, tuple[Framework, ...]]
_T = TypeVar("_T")


def _pair(versions: Sequence[Version]) -> tuple[Version, Version]:
    old, new = (replace(v, document=without_notes(v.document, "origin")) for v in versions)
    return old, new


def _each(calls: Sequence[Callable[[], _T]]) -> list[_T]:
    """What the calls give; when some fail, the problems of all."""
    found: list[_T] = []
    errors: list[GuidelineError] = []
    for call in calls:
        try:
            found.append(call())
        except GuidelineError as error:
            errors.append(error)
    if errors:
        is_call = any(isinstance(error, CallError) for error in errors)
        # The same file on both sides has the same problems.
        problems = dict.fromkeys(problem for error in errors for problem in error.problems)
        raise CallError(problems) if is_call else ContentError(problems)
    return found


# Opening


class _Opening:
    """Reads the sides; a library that serves both is read once."""

    def __init__(self, kept: ExitStack) -> None:
        self._kept = kept
        self._libraries: dict[Path, Library] = {}

    def side(self, named: str, library: Path | None) -> _Side:
        """The side, read: a profile's answers, or the document in a built file."""
        revision = revision_in(named)
        suffix = PurePath(revision.path if revision else named).suffix.lower()
        if suffix not in (".yaml", ".yml"):
            return _built(named, revision, suffix)
        # Only here: two built files need no library, and what reads one takes long to load.
        from guideline.generate import stacked

        # A Word style or other files that the profile names change no sentence, and stay shut.
        at = profile_at(named, self._kept)
        with at.telling():
            return _Answers(at, stacked(at.located, library, self._loaded))

    def _loaded(self, folder: Path) -> Library:
        from guideline.library import load_library

        if folder not in self._libraries:
            self._libraries[folder] = load_library(folder)
        return self._libraries[folder]


def _built(named: str, revision: Revision | None, suffix: str) -> Version:
    match suffix:
        case ".json":
            return read_json(_text_built(named, revision), named)
        case ".md":
            from guideline.readers.from_markdown import read_markdown

            return read_markdown(_text_built(named, revision), named)
        case ".docx":
            return _word(named, revision)
        case _ if revision is None and Path(named).is_dir():
            raise _refused("is-a-folder", "ファイルではなくフォルダーです。", named, _USABLE)
        case _:
            raise _unreadable(named, suffix)


def _data(named: str, revision: Revision | None, limit: int) -> bytes:
    return read_revision(revision, limit) if revision else read_bytes(Path(named), limit)


def _text_built(named: str, revision: Revision | None) -> str:
    """The text of a built file. An empty one is a mistake; an empty profile has all defaults."""
    text = text_of(_data(named, revision, MAX_BUILT_BYTES), named)
    if not text.strip():
        raise _refused("empty-file", "ファイルが空です。", named, _USABLE)
    return text


def _word(named: str, revision: Revision | None) -> Version:
    # Only here, because reading XML takes its time to load.
    from guideline.readers.from_word import read_word

    if revision is None:
        return read_word(Path(named))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "revision.docx"
        path.write_bytes(read_revision(revision, MAX_BUILT_BYTES))
        with telling({str(path): named}):
            version = read_word(path)
        return replace(version, name=named)


_USABLE = "プロファイル（.yaml）か、guideline build の .docx、.md、.json を指定してください。"


def _unreadable(named: str, suffix: str) -> CallError:
    remedy = f"HTML からは読み戻せません。{_USABLE}" if suffix in (".html", ".htm") else _USABLE
    message = f"拡張子「{suffix or 'なし'}」のファイルは比べられません。"
    return _refused("unknown-suffix", message, named, remedy)


def _refused(code: str, message: str, named: str, remedy: str) -> CallError:
    return CallError([Problem(code, message, Place(named), remedy)])


# Making


@dataclass(frozen=True)
class _Maker:
    """Makes documents of profiles, all alike."""

    template: str
    day: date | None
    commentary: Commentary | None

    def version(self, side: _Side) -> Version:
        """The side as a document."""
        if isinstance(side, Version):
            return side
        from guideline.compose import compose
        from guideline.layers.templates import layered_template
        from guideline.library import load_frameworks
        from guideline.requirements import frameworks_met

        with side.at.telling():
            resolution = resolve(side.stack.library, side.stack.file)
            template = layered_template(self.template, side.stack.layers)
            document = compose(resolution, template, self.day, self.commentary)
            frameworks = load_frameworks(Path(side.stack.library.folder))
            met = frameworks_met(resolution, side.stack.file, frameworks)
        return Version(
            side.at.named,
            document,
            resolution=resolution,
            frameworks=met,
            word_style=_word_style(side),
        )


def _word_style(side: _Answers) -> tuple[str, Place] | None:
    name = side.stack.file.profile.document.word_style
    if name is None or revision_in(side.at.named):
        return None
    return name, side.stack.file.located.value_place(("document", "word_style"))


def _template_of(sides: Sequence[_Side]) -> str:
    """The template that a built side names, else the usual one."""
    for side in sides:
        if isinstance(side, Version) and (name := side.document.manifest.template):
            if name not in (*template_names(), *_own_templates(sides)):
                raise _unknown_template(side.name, name)
            return name
    return "guideline"


def _own_templates(sides: Sequence[_Side]) -> Iterator[str]:
    """Those that layers bring."""
    for side in sides:
        if isinstance(side, _Answers):
            yield from (name for layer in side.stack.layers for name in layer.templates)


def _unknown_template(named: str, template: str) -> CallError:
    message = f"このファイルは、同梱されていない文書の型「{template}」で作られています。"
    remedy = "--template にその型のファイルを指定してください。"
    return CallError([Problem("unknown-template", message, Place(named), remedy)])


def _commentary_of(sides: Sequence[_Side]) -> Commentary | None:
    """Whether commentary is shown: as in a built side, else as the new profile says."""
    for side in sides:
        if isinstance(side, Version) and side.identity != "none":
            return "boxed" if _shows_commentary(side) else "none"
    new = sides[-1]
    return new.stack.file.profile.document.commentary if isinstance(new, _Answers) else None


def _shows_commentary(version: Version) -> bool:
    return any(
        isinstance(block, Note) and block.kind in ("commentary", "example")
        for section in walk_sections(version.document.sections)
        for block in section.blocks
    )
