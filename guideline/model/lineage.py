"""What became of clauses from version to version of the library: renamed, split, merged."""

from __future__ import annotations

from pydantic import Field

from guideline.model.clause import ClauseId
from guideline.model.fields import Model, Word


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


class Step(Model):
    """What one version changed."""

    version: Word = Field(title="版")
    renamed: tuple[Renamed, ...] = Field((), title="識別子を改めた条項")
    split: tuple[Split, ...] = Field((), title="分けた条項")
    merged: tuple[Merged, ...] = Field((), title="まとめた条項")

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
        for step in self.versions:
            if order(old) < order(step.version) <= order(new):
                ids = tuple(dict.fromkeys(heir for one in ids for heir in step.heirs(one)))
        return ids


def order(version: str) -> tuple[tuple[int, str], ...]:
    """A key that sorts versions: 0.9.0 before 0.10.0."""
    parts = version.replace("-", ".").split(".")
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in parts)
