"""The library's contents: clauses, parts, slots, frameworks and the laws that clauses cite."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from guideline.errors import Place
from guideline.model.condition import Expression
from guideline.model.fields import Date, Line, Model, Word

ClauseId = Annotated[
    str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*/[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)?$")
]
"""`part/name`, or `part/name.variant` for a variant of the slot `part/name`."""

Level = Literal["must", "should", "may"]


class FrontMatter(Model):
    """What stands at the head of a clause file."""

    id: ClauseId = Field(title="条項の識別子", description="ファイル名から .md を除いたもの")
    slot: ClauseId | None = Field(None, title="枠", description="異形の場合に、属する枠の識別子")
    title: Word = Field(title="見出し")
    level: Level = Field(
        title="義務の強さ",
        json_schema_extra={"labels": {"must": "必ず守る", "should": "努める", "may": "できる"}},
    )
    when: Line | None = Field(None, title="条件", description="省略時は常に選ばれる")
    requires: tuple[ClauseId, ...] = Field((), title="併せて必要な条項")
    conflicts: tuple[ClauseId, ...] = Field((), title="併せて置けない条項")
    satisfies: tuple[Word, ...] = Field((), title="満たす要件")
    no_requirements: Line | None = Field(None, title="満たす要件がない理由")
    sources: tuple[Word, ...] = Field((), title="根拠", description="「法令や文書の識別子 条」")
    no_sources: Line | None = Field(None, title="根拠がない理由")
    provisional: Line | None = Field(
        None, title="暫定の理由", description="技術や指針が定まらない間の定めであるとき"
    )
    reviewed: Date = Field(title="内容を確認した日")
    since: Word = Field(title="加わった版")


@dataclass(frozen=True)
class Clause:
    """One rule with a stable id, or one variant of a slot."""

    front: FrontMatter
    condition: Expression | None
    body: str
    """Markdown with Jinja: the rule, and its commentary and examples in `:::` blocks."""
    file: str
    body_line: int
    places: dict[str, Place]
    """Where each key of the front matter was written."""
    text: str = ""
    """The whole file."""

    @property
    def id(self) -> str:
        return self.front.id

    @property
    def slot(self) -> str:
        """The slot of a variant; for any other clause, its own id."""
        return self.front.slot or self.front.id

    @property
    def part(self) -> str:
        return self.front.id.split("/")[0]

    def place(self, key: str) -> Place:
        """Where a key of the front matter stands, or the head of the file."""
        return self.places.get(key, Place(self.file, 1, 1))


@dataclass(frozen=True)
class Stage:
    """What a clause was after a layer had changed it, or in the library."""

    layer: str
    """The name of the layer; empty for the library."""
    clause: Clause


@dataclass(frozen=True)
class Act:
    """An operation of a layer, as far as readers are told of it."""

    layer: str
    verb: Literal["add", "amend", "replace", "remove", "move", "set", "default", "template"]
    target: str
    """The id of a clause or slot, the path of a value, or the name of a template."""
    place: Place
    owner: str = ""
    reason: str = ""
    date: str = ""
    """As YYYY-MM-DD."""
    block: str = ""
    """Of a template."""
    value: Any = None
    value_at: Place | None = None
    """Where the value was written."""


@dataclass(frozen=True)
class Removal:
    """That a layer took a clause out, and where it says so."""

    layer: str
    place: Place


class Part(Model):
    """A chapter of the guideline. Clauses stand in the order given here."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]
    title: Word
    clauses: tuple[ClauseId, ...]
    """Ids of clauses and slots."""


class SlotScope(Model):
    """A condition for a whole slot: outside it, none of the slot's variants applies."""

    slot: ClauseId
    when: Line


class SlotOrder(Model):
    """How strict the variants of a slot are, by the names behind the dot of their ids."""

    slot: ClauseId
    strictest_first: tuple[Word, ...]

    @property
    def clauses(self) -> tuple[str, ...]:
        """The ids of the variants."""
        return tuple(f"{self.slot}.{variant}" for variant in self.strictest_first)


class LibraryManifest(Model):
    """`library.yaml`: what the library is called and how its parts are ordered."""

    name: Word
    version: Word
    parts: tuple[Part, ...]
    slots: tuple[SlotScope, ...] = ()
    orders: tuple[SlotOrder, ...] = ()
    """Of slots whose variants allow more or less than each other."""
    products: tuple[Word, ...] = ()
    """Names of products and providers, which no rule may name."""


Status = Literal["current", "superseded", "future", "foreign"]
Authority = Literal["law", "guidance", "industry", "practice", "future_law", "foreign_law"]


class Requirement(Model):
    """One thing a guideline may have to say, with the id its framework gives it."""

    id: Word
    text: Line
    topics: tuple[Word, ...] = ()
    evidence: Literal["text", "report", "unconfirmed"]
    authority: Authority | None = None
    status: Status | None = None
    document: Line | None = None
    version: Word | None = None
    published: Date | None = None
    url: Line | None = None
    laws: tuple[Word, ...] = ()
    """Laws it rests on, written as in a clause's `sources`."""
    sector: Literal["private", "public"] | None = None
    superseded_by: Word | None = None
    applies: Line | None = None
    """The condition under which it concerns an organization; with none, it concerns every one."""
    left_out: Line | None = None
    """Why no guideline of a using organization says it, in the words readers see."""


class Framework(Model):
    """A published list of requirements."""

    id: Word
    name: Word
    publisher: Word
    version: Word | None = None
    published: Date | None = None
    status: Status
    authority: Authority
    url: Line | None = None
    checked_on: Date
    applies: Line | None = None
    """The condition under which it concerns an organization; with none, it concerns every one."""
    requirements: tuple[Requirement, ...]


class Law(Model):
    """A law or a document that clauses cite."""

    id: Word
    title: Line
    short: Word | None = None
    number: Word | None = None
    kind: Literal["law", "guideline", "notice", "report"]
    publisher: Word | None = None
    version: Word | None = None
    superseded_versions: tuple[Word, ...] = ()
    """Earlier versions, which no text may name any more."""
    published: Date | None = None
    status: Status
    in_force: Date | None = None
    sector: Literal["private", "public"] | None = None
    """The sector it is written for: only public bodies, or only others, see it named."""
    sector_articles: dict[Literal["private", "public"], Word] | None = None
    """The articles that bind each sector, as `16-59`."""
    url: Line | None = None
    checked_on: Date


class Laws(Model):
    """`laws.yaml`."""

    laws: tuple[Law, ...]


@dataclass(frozen=True)
class Library:
    """A versioned folder of clauses with everything they refer to."""

    folder: str
    manifest: LibraryManifest
    clauses: tuple[Clause, ...]
    """In the order of the parts."""
    scopes: dict[str, Expression]
    """The condition of each slot that has one."""
    laws: dict[str, Law]
    layers: tuple[str, ...] = ()
    """The names of the layers that were applied, lowest first."""
    stages: Mapping[str, tuple[Stage, ...]] = field(default_factory=dict)
    """What each clause was before and after each layer that changed it; empty without layers. Those
    that a layer took out are told, too."""
    removed: Mapping[str, Removal] = field(default_factory=dict)
    """Clauses and slots that a layer took out."""
    acts: tuple[Act, ...] = ()
    """What the layers do, lowest layer first, in the order in which they say it."""

    @property
    def gone(self) -> tuple[tuple[Clause, Removal], ...]:
        """The clauses that layers took out, as they were last."""
        kept = {clause.id for clause in self.clauses}
        return tuple(
            (stages[-1].clause, self.removed[id_])
            for id_, stages in self.stages.items()
            if id_ in self.removed and id_ not in kept
        )

    def variants_in_order(self, slot: str) -> tuple[str, ...]:
        """The ids of the slot's variants, the strictest first; empty where they have no order."""
        return next((o.clauses for o in self.manifest.orders if o.slot == slot), ())
