"""The straight line through all of it: load, put the layers on, resolve, compose."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from guideline.bundled import bundled
from guideline.compose import compose
from guideline.document import Document
from guideline.errors import ContentError, GuidelineError, Place
from guideline.layers.apply import apply_layers
from guideline.layers.stack import library_folder, load_layers, place_of_version, version_of
from guideline.layers.templates import layered_template
from guideline.layers.values import with_values
from guideline.library import load_library, load_readings
from guideline.model.clause import Library
from guideline.model.layer import Layer
from guideline.model.profile import Commentary, FormFields, RubyMode
from guideline.model.resolution import Resolution
from guideline.profile import ProfileFile, profile_of
from guideline.provenance import with_origins
from guideline.resolve import resolve
from guideline.source import Located, read_yaml

if TYPE_CHECKING:
    from guideline.writers.word.designs import DesignName
    from guideline.writers.word.house import House


@dataclass(frozen=True)
class Result:
    """A document with everything it was made from."""

    file: ProfileFile
    resolution: Resolution
    document: Document
    house: House | None = None
    """The organization's own Word style, where the profile names one."""
    layers: tuple[Layer, ...] = ()
    """The layers on the library, lowest first."""

    @property
    def style_document(self) -> bytes | None:
        """The look of Word files, where it is not that of the design."""
        return self.house.style_document if self.house else None


def generate(
    profile: Path,
    *,
    library: Path | None = None,
    template: str = "guideline",
    day: date | None = None,
    commentary: Commentary | None = None,
    ruby: RubyMode | None = None,
    form_fields: FormFields | None = None,
    origins: bool = False,
) -> Result:
    """The guideline of the organization that the profile describes.

    Args:
        library: a folder of clauses; the shipped one when None.
        template: the name of a shipped document template, or the path of one.
        day: the date of the document; the profile's when None.
        commentary: how commentary and examples are shown; as the profile says when None.
        ruby: which difficult words show their reading; as the profile says when None.
        form_fields: what a form is filled in with; as the profile says when None.
        origins: whether each clause that layers changed says whose its texts are.

    Raises:
        GuidelineError: every problem that was found, at once.
    """
    stack = open_profile(profile, library)
    file = stack.file
    resolution = resolve(stack.library, file)
    shows = ruby or file.profile.document.ruby
    readings = load_readings(Path(resolution.library.folder)) if shows != "none" else ()
    document = compose(
        resolution,
        layered_template(template, stack.layers),
        day,
        commentary=commentary,
        ruby=shows,
        readings=readings,
        form_fields=form_fields,
    )
    if origins:
        document = with_origins(document)
    return Result(file, resolution, document, _house(file, document), stack.layers)


def _house(file: ProfileFile, document: Document) -> House | None:
    name = file.profile.document.word_style
    if name is None:
        return None
    place = file.located.value_place(("document", "word_style"))
    return house_named(name, place, document.layout.design)


def house_named(name: str, place: Place, design: DesignName) -> House:
    """The organization's own Word style, with what the design supplies.

    Args:
        name: the path of the Word file, from the folder of the profile.
        place: where the profile names it.

    Raises:
        ContentError: the file cannot be read, or is refused.
    """
    # Only here, because reading XML takes its time to load.
    from guideline.house_style import load_house_style
    from guideline.writers.word.house import furnished

    ours = bundled("templates") / "word" / f"{design}.docx"
    return furnished(load_house_style(name, place).parts, ours.read_bytes(), design)


def resolve_profile(profile: Path, library: Path | None) -> tuple[Resolution, ProfileFile]:
    """Which clauses of the library apply to the profile, and why."""
    stack = open_profile(profile, library)
    return resolve(stack.library, stack.file), stack.file


@dataclass(frozen=True)
class Stack:
    """A profile, its layers, and the library with the layers applied."""

    file: ProfileFile
    layers: tuple[Layer, ...]
    library: Library


def open_profile(profile: Path, library: Path | None = None) -> Stack:
    """What the profile names, read.

    Args:
        library: a folder of clauses; when None, the shipped version that the layers stand on.

    Raises:
        GuidelineError: every problem that was found, at once.
    """
    return stacked(read_yaml(profile), library)


def stacked(
    located: Located,
    library: Path | None = None,
    load: Callable[[Path], Library] = load_library,
) -> Stack:
    """The same for a profile whose YAML was read already.

    Args:
        load: reads a library, where a caller keeps those that it has read.
    """
    layers = load_layers(located)
    errors: list[GuidelineError] = []
    file = _tried(lambda: profile_of(with_values(located, layers)), errors)
    layered = _tried(lambda: _layered(layers, library, load), errors)
    if file is None or layered is None:
        raise _all_of(errors)
    return Stack(file, layers, layered)


def _layered(
    layers: Sequence[Layer], library: Path | None, load: Callable[[Path], Library]
) -> Library:
    folder = library or library_folder(version_of(layers), place_of_version(layers))
    return apply_layers(load(folder), layers)


T = TypeVar("T")


def _tried(step: Callable[[], T], errors: list[GuidelineError]) -> T | None:
    try:
        return step()
    except GuidelineError as error:
        errors.append(error)
        return None


def _all_of(errors: Sequence[GuidelineError]) -> GuidelineError:
    """What is wrong with what was read; a library that is not there only when nothing else is."""
    if all(isinstance(error, ContentError) for error in errors):
        return ContentError(problem for error in errors for problem in error.problems)
    return errors[0]
