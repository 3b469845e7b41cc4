"""A profile in a file, or in a Git revision with the layers that it names there."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from guideline.errors import GuidelineError, Problem
from guideline.readers.from_git import export_revision, read_revision, revision_in
from guideline.source import MAX_BYTES, Located, parse_yaml, read_yaml, text_of


@dataclass(frozen=True)
class ProfileAt:
    """A profile whose YAML was read."""

    named: str
    """What the caller called it."""
    located: Located
    written: Mapping[str, str] = field(default_factory=dict)
    """Folders in which files of a revision lie for now, with what they stand for."""

    @contextmanager
    def telling(self) -> Iterator[None]:
        """Problems inside are told of the revision."""
        with telling(self.written):
            yield


@contextmanager
def telling(written: Mapping[str, str]) -> Iterator[None]:
    """Problems inside are told with other names of files."""
    try:
        yield
    except GuidelineError as error:
        raise type(error)(_told(problem, written) for problem in error.problems) from None


def _told(problem: Problem, written: Mapping[str, str]) -> Problem:
    for path, named in written.items():
        problem = replace(
            problem,
            place=replace(problem.place, file=problem.place.file.replace(path, named)),
            message=problem.message.replace(path, named),
            remedy=problem.remedy.replace(path, named),
        )
    return problem


def profile_at(named: str, kept: ExitStack) -> ProfileAt:
    """The profile with this name: a path, or `REVISION:PATH`.

    Args:
        kept: holds the files of a revision as long as they are needed.

    Raises:
        GuidelineError: the file, or a layer of a revision, cannot be read.
    """
    revision = revision_in(named)
    if revision is None:
        return ProfileAt(named, read_yaml(Path(named)))
    located = parse_yaml(text_of(read_revision(revision, MAX_BYTES), named), named)
    layers = located.data.get("layers") if isinstance(located.data, dict) else None
    folders = [name for name in layers if isinstance(name, str)] if isinstance(layers, list) else []
    if not folders:
        return ProfileAt(named, located)
    top = Path(kept.enter_context(tempfile.TemporaryDirectory()))
    path = export_revision(revision, folders, top)
    written = {str(path): named, f"{top}{os.sep}": f"{revision.revision}:"}
    with telling(written):
        return ProfileAt(named, read_yaml(path), written)
