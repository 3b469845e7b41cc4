"""The two sides of a comparison, from whatever the caller names."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePath
from typing import TypeVar

from guideline.bundled import bundled
from guideline.document import Note, walk_sections
from guideline.errors import CallError, ContentError, GuidelineError, Place, Problem
from guideline.model.clause import Framework, Library
from guideline.model.profile import Commentary
from guideline.model.version import Version
from guideline.profile import ProfileFile, profile_of
from guideline.readers.from_git import Revision, read_revision, revision_in
from guideline.readers.from_json import read_json
from guideline.resolve import resolve
from guideline.source import MAX_BYTES, parse_yaml, read_bytes, text_of
from guideline.template import load_template, template_names

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
    sides = _each([lambda: _opened(old), lambda: _opened(new)])
    if not any(isinstance(side, _Answers) for side in sides):
        return _pair([side for side in sides if isinstance(side, Version)])
    shipped = bundled("clauses")
    libraries = _libraries(old_library or shipped, library or shipped)
    before, after = (
        _Maker(
            *clauses,
            template or _template_of(sides),
            day,
            commentary or _commentary_of(sides),
        )
        for clauses in libraries
    )
    return _pair(_each([lambda: before.version(sides[0]), lambda: after.version(sides[1])]))


def _libraries(old: Path, new: Path) -> list[_Loaded]:
    """The libraries of both sides; one that serves both is read once."""
    if old == new:
        return [_loaded(new)] * 2
    return _each([lambda: _loaded(old), lambda: _loaded(new)])


def _loaded(folder: Path) -> _Loaded:
    # Only here, because two built files need no library, and what reads one takes long to load.
    from guideline.library import load_frameworks, load_library

    return load_library(folder), load_frameworks(folder)


@dataclass(frozen=True)
class _Answers:
    """A side that is a profile, not yet a document."""

    name: str
    file: ProfileFile


_Side = _Answers | Version
_Loaded = tuple[Library, tuple[Framework, ...]]
_T = TypeVar("_T")


def _pair(versions: Sequence[Version]) -> tuple[Version, Version]:
    old, new = versions
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


def _opened(named: str) -> _Side:
    """The side, read: a profile's answers, or the document in a built file."""
    revision = revision_in(named)
    suffix = PurePath(revision.path if revision else named).suffix.lower()
    match suffix:
        case ".yaml" | ".yml":
            # A Word style or other files that the profile names change no sentence, and stay shut.
            text = text_of(_data(named, revision, MAX_BYTES), named)
            return _Answers(named, profile_of(parse_yaml(text, named)))
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
        try:
            version = read_word(path)
        except GuidelineError as error:
            raise type(error)(_of_revision(p, path, named) for p in error.problems) from None
        return replace(version, name=named)


def _of_revision(problem: Problem, path: Path, named: str) -> Problem:
    """The problem, told of the revision instead of the file that stands for it."""
    return replace(
        problem,
        place=replace(problem.place, file=problem.place.file.replace(str(path), named)),
        message=problem.message.replace(str(path), named),
        remedy=problem.remedy.replace(str(path), named),
    )


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

    library: Library
    frameworks: tuple[Framework, ...]
    template: str
    day: date | None
    commentary: Commentary | None

    def version(self, side: _Side) -> Version:
        """The side as a document."""
        if isinstance(side, Version):
            return side
        from guideline.compose import compose
        from guideline.requirements import frameworks_met

        resolution = resolve(self.library, side.file)
        document = compose(resolution, load_template(self.template), self.day, self.commentary)
        met = frameworks_met(resolution, side.file, self.frameworks)
        return Version(
            side.name,
            document,
            resolution=resolution,
            frameworks=met,
            word_style=_word_style(side),
        )


def _word_style(side: _Answers) -> tuple[str, Place] | None:
    name = side.file.profile.document.word_style
    if name is None or revision_in(side.name):
        return None
    return name, side.file.located.value_place(("document", "word_style"))


def _template_of(sides: Sequence[_Side]) -> str:
    """The template that a built side names, else the usual one."""
    for side in sides:
        if isinstance(side, Version) and (name := side.document.manifest.template):
            if name not in template_names():
                raise _unknown_template(side.name, name)
            return name
    return "guideline"


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
    return new.file.profile.document.commentary if isinstance(new, _Answers) else None


def _shows_commentary(version: Version) -> bool:
    return any(
        isinstance(block, Note) and block.kind != "sources"
        for section in walk_sections(version.document.sections)
        for block in section.blocks
    )
