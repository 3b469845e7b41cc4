"""What became of clauses from version to version of the library, and which versions are kept."""

from __future__ import annotations

from pydantic import Field

from guideline.model.clause import ClauseId
from guideline.model.fields import Line, Model, Word


class Renamed(Model):
    """A clause under another id."""

    from_: ClauseId = Field(alias="from", title="前の識別子")
    to: ClauseId = Field(title="新しい識別子")


class Split(Model):
    """A clause that became several."""

    from_: ClauseId = Field(alias="from", title="前の識別子")
    to: tuple[ClauseId, ...] = Field(title="分かれた条項", min_length=2)


class Merged(Model):
    """Clauses that became one."""

    from_: tuple[ClauseId, ...] = Field(alias="from", title="まとめた条項", min_length=2)
    to: ClauseId = Field(title="まとめた先")


class Removed(Model):
    """A clause that has no successor."""

    clause: ClauseId = Field(title="削った条項")
    reason: Line = Field(title="削った理由")


class MovedText(Model):
    """A part of a clause that stands elsewhere now; the clause itself stays."""

    from_: ClauseId = Field(alias="from", title="元の条項")
    to: tuple[ClauseId, ...] = Field(title="移した先", min_length=1)
    what: Line = Field(title="移した定め")


class Step(Model):
    """What one version changed."""

    version: Word = Field(title="版")
    renamed: tuple[Renamed, ...] = Field((), title="識別子を改めた条項")
    split: tuple[Split, ...] = Field((), title="分けた条項")
    merged: tuple[Merged, ...] = Field((), title="まとめた条項")
    removed: tuple[Removed, ...] = Field((), title="削った条項")
    moved_text: tuple[MovedText, ...] = Field(
        (), title="定めの一部を移した条項", description="元の条項が残るとき"
    )

    def heirs(self, id_: str) -> tuple[str, ...]:
        """What became of a clause in this version: itself, where nothing is said."""
        for renamed in self.renamed:
            if renamed.from_ == id_:
                return (renamed.to,)
        for split in self.split:
            if split.from_ == id_:
                return split.to
        for merged in self.merged:
            if id_ in merged.from_:
                return (merged.to,)
        return (id_,)


class Lineage(Model):
    """`lineage.yaml`: every version that renamed, split or merged clauses, oldest first."""

    versions: tuple[Step, ...] = ()

    @property
    def ids(self) -> frozenset[str]:
        """The ids that clauses and slots had before they were renamed or merged."""
        ids = {each.from_ for step in self.versions for each in step.renamed}
        ids |= {id_ for step in self.versions for each in step.merged for id_ in each.from_}
        return frozenset(ids | {id_.split(".")[0] for id_ in ids})

    def heirs(self, id_: str, old: str, new: str) -> tuple[str, ...]:
        """What became of a clause between two versions."""
        ids: tuple[str, ...] = (id_,)
        for step in self._between(old, new):
            ids = tuple(dict.fromkeys(heir for one in ids for heir in step.heirs(one)))
        return ids

    def why_removed(self, id_: str, old: str, new: str) -> str:
        """The reason why the clause has no successor; empty where none is said."""
        found = (each for step in self._between(old, new) for each in step.removed)
        return next((each.reason for each in found if each.clause == id_), "")

    def moved_text(self, id_: str, old: str, new: str) -> tuple[MovedText, ...]:
        """The parts of the clause that stand elsewhere now."""
        found = (each for step in self._between(old, new) for each in step.moved_text)
        return tuple(each for each in found if each.from_ == id_)

    def _between(self, old: str, new: str) -> list[Step]:
        return [s for s in self.versions if order(old) < order(s.version) <= order(new)]


class Release(Model):
    """A version that was released; its texts are kept and never change again."""

    version: Word
    digest: Word
    """SHA-256 of all its files."""


class Releases(Model):
    """`releases.yaml`: every version whose texts are kept, oldest first."""

    releases: tuple[Release, ...] = ()


def order(version: str) -> tuple[tuple[int, str], ...]:
    """A key that sorts versions: 0.9.0 before 0.10.0."""
    parts = version.replace("-", ".").split(".")
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in parts)
