"""A layer: what an organization changes in the library below it, operation by operation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from guideline.errors import Place
from guideline.model.clause import Clause, ClauseId
from guideline.model.fields import Date, Line, Model, Word

Verb = Literal["add", "amend", "replace", "remove", "move", "set", "default", "template"]
VERBS: Mapping[Verb, str] = {
    "add": "条項を加える",
    "amend": "条項の一部を改める",
    "replace": "条項を差し替える",
    "remove": "条項を削る",
    "move": "条項を移す",
    "set": "値を定める",
    "default": "既定値を定める",
    "template": "文書の型を改める",
}
"""What readers call each operation, the word as layer.yaml writes it."""

WITH_FILE: tuple[Verb, ...] = ("add", "amend", "replace")
"""Operations whose text stands in a clause file of the layer."""
PLACES = ("after", "before", "at_end_of")
MAY_HAVE: Mapping[Verb, tuple[str, ...]] = {
    "add": PLACES,
    "move": PLACES,
    "set": ("value",),
    "default": ("value",),
    "template": ("block", "after", "before"),
}
"""What an operation may say besides why, who and when."""
ON_CLAUSES: tuple[Verb, ...] = ("add", "amend", "replace", "remove", "move")
ON_VALUES: tuple[Verb, ...] = ("set", "default")

PartId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]
TemplateName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]
Anchor = Annotated[
    str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*(/[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)?)?$")
]
"""The id of a clause or slot, or the name of a block of a template."""
ValuePath = Annotated[
    str,
    StringConstraints(
        pattern=r"^[a-z_]+(\[[a-z][a-z0-9_-]*\])?(\.[a-z_]+(\[[a-z][a-z0-9_-]*\])?)*$"
    ),
]
"""`choices.agents`, `classes`, or `tools[chat]` for the item of a list with this id."""


class Operation(Model):
    """One change of a layer. Exactly one of the keys of `VERBS` says what it does to what."""

    add: ClauseId | None = Field(None, title="加える条項")
    amend: ClauseId | None = Field(None, title="一部を改める条項")
    replace: ClauseId | None = Field(None, title="差し替える条項")
    remove: ClauseId | None = Field(None, title="削る条項又は枠")
    move: ClauseId | None = Field(None, title="移す条項又は枠")
    set_: ValuePath | None = Field(None, alias="set", title="定める値")
    default: ValuePath | None = Field(None, title="既定値を定める値")
    template: TemplateName | None = Field(None, title="改める文書の型")

    after: Anchor | None = Field(None, title="この条項、枠又は区画の次に置く")
    before: Anchor | None = Field(None, title="この条項、枠又は区画の前に置く")
    at_end_of: PartId | None = Field(None, title="この部の終わりに置く")
    block: PartId | None = Field(None, title="文書の型の区画")
    value: Any = Field(None, title="値")

    reason: Line | None = Field(None, title="理由")
    owner: Word | None = Field(None, title="担当", description="省略時は層の owner")
    date: Date | None = Field(None, title="定めた日")
    over: Word | None = Field(
        None,
        title="優先する相手",
        description="同じ所を改める下の層の名前。この層の定めを優先するときに書く",
    )

    @property
    def named(self) -> tuple[tuple[Verb, str], ...]:
        """Every verb that is given, with its target; a sound operation has one."""
        given = {
            "add": self.add,
            "amend": self.amend,
            "replace": self.replace,
            "remove": self.remove,
            "move": self.move,
            "set": self.set_,
            "default": self.default,
            "template": self.template,
        }
        return tuple((verb, given[verb]) for verb in VERBS if given[verb] is not None)  # type: ignore[misc]

    @property
    def verb(self) -> Verb:
        return self.named[0][0]

    @property
    def target(self) -> str:
        """The id of a clause, the path of a value, or the name of a template."""
        return self.named[0][1]

    @property
    def key(self) -> str:
        """What the lock file calls it: `amend input/never`, `template guideline#summary`."""
        block = f"#{self.block}" if self.block else ""
        return f"{self.verb} {self.target}{block}"


class Base(Model):
    """The version of the library that a layer was written against."""

    library: Word = Field(title="条項ライブラリの名前")
    version: Word = Field(title="条項ライブラリの版")


class LayerManifest(Model):
    """`layer.yaml`."""

    name: Word = Field(title="層の名前")
    owner: Word | None = Field(None, title="担当", description="層を管理する部署")
    base: Base = Field(title="もとにした条項ライブラリ")
    above: tuple[Word, ...] = Field(
        (), title="下の層", description="この層が上に載る層の名前。下から順に書く"
    )
    operations: tuple[Operation, ...] = Field((), title="操作", max_length=1000)


@dataclass(frozen=True)
class Witness:
    """What an operation was written against."""

    text: str
    """The whole clause file, the value as YAML, or the template block; empty for nothing."""
    after: str = ""
    """For an operation that places: the clause or slot that stood before the place then."""


@dataclass(frozen=True)
class Declined:
    """A change of the library that the organization did not take."""

    layer: str
    target: str
    field: str
    text: str
    """What the new version says."""
    reason: str = ""
    date: str = ""


@dataclass(frozen=True)
class Lock:
    """`guideline.lock`: what a layer was written against, and what was decided about it."""

    library: str
    version: str
    hash: str
    """SHA-256 of the library's texts."""
    below: tuple[str, ...] = ()
    """The names of the layers below, lowest first."""
    bases: Mapping[str, Witness] = field(default_factory=dict)
    """By the key of the operation."""
    values: Mapping[str, str] = field(default_factory=dict)
    """The settled choices of the last build, by name."""
    declined: tuple[Declined, ...] = ()


@dataclass(frozen=True)
class Layer:
    """A layer, read."""

    folder: str
    file: str
    """Its layer.yaml."""
    manifest: LayerManifest
    clauses: Mapping[str, Clause]
    """The clause files of the layer, by id."""
    templates: Mapping[str, str]
    """The files of its templates folder, by name without `.md.j2`."""
    lock: Lock | None
    places: tuple[Place, ...]
    """Where each operation was written."""
    marks: Mapping[tuple[str | int, ...], Place] = field(default_factory=dict)
    """Where each value of its layer.yaml was written, by its path there."""

    def place(self, *path: str | int) -> Place:
        """Where this value was written; for one that is missing, the nearest thing around it."""
        while path and path not in self.marks:
            path = path[:-1]
        return self.marks.get(path, Place(self.file))

    @property
    def name(self) -> str:
        return self.manifest.name

    def owner_of(self, operation: Operation) -> str:
        return operation.owner or self.manifest.owner or ""
