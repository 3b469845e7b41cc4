"""An amendment as data: the sentences of a 改め文 with the new provisions that they bring."""

from __future__ import annotations

from dataclasses import dataclass

from guideline.amend.provisions import Grid

Block = tuple[str | Grid, ...]
"""New provisions as they stand on the page: lines, and tables."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the sentences."""

    title: str
    """The title of what is amended."""
    kind: str
    """規程, 要綱, 規則 or 訓令."""
    number: str = ""
    """Such as `令和８年訓令第３号`; empty when nobody gave one."""
    effective: str = ""
    """The day, such as `令和９年４月１日`; empty when nobody gave one."""

    @property
    def amending_title(self) -> str:
        """The title of the amendment."""
        return f"{self.title}の一部を改正する{self.kind}"

    @property
    def opening(self) -> str:
        """The sentence before all others."""
        number = f"（{self.number}）" if self.number else ""
        return f"{self.title}{number}の一部を次のように改正する。"

    @property
    def supplement(self) -> str:
        """The provision of the amendment's own 附則."""
        return f"この{self.kind}は、{self.effective or '【施行日】'}から施行する。"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One amending sentence."""

    text: str
    block: Block = ()
    """The new provisions that it brings."""


@dataclass(frozen=True, slots=True)
class Amendment:
    """A 改め文. It is proved: read back and applied to the old text, it gave the new text."""

    frame: Frame
    sentences: tuple[Sentence, ...]
    left_out: tuple[str, ...] = ()
    """What differs between the two and is not amended: 附則, which each amendment has of its own,
    and whatever no sentence can name."""
    is_wide: bool = False
    """Whether so few articles stay that drafting would rather amend the whole (全部改正)."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What whoever signs has to know: what is left out, and what is still blank."""
        blank = "改正附則の施行日は、新しい文書の施行日が元のままなので、空欄にしました。"
        wide = (
            "残る条が半分に満たないので、全部を改正する形（新しい文書の全文）も検討してください。"
        )
        return (
            *self.left_out_told,
            *(() if self.frame.effective else (blank,)),
            *((wide,) if self.is_wide else ()),
        )

    @property
    def left_out_told(self) -> tuple[str, ...]:
        """What is left out, each in a line."""
        return tuple(f"改め文に表していない違い：{name}" for name in self.left_out)

    @property
    def whole_lines(self) -> list[str]:
        """The title, the sentences and the amendment's own 附則 as plain lines."""
        frame = self.frame
        supplement = ["", "附　則", frame.supplement]
        return [frame.amending_title, "", frame.opening, *self.lines, *supplement]

    @property
    def lines(self) -> list[str]:
        """The sentences and new provisions as plain lines; cells are separated by tabs."""
        found: list[str] = []
        for sentence in self.sentences:
            found.append(sentence.text)
            for part in sentence.block:
                if isinstance(part, str):
                    found.append(part)
                else:
                    rows = (part.header, *part.rows) if part.header else part.rows
                    found += ["\t".join(row) for row in rows]
        return found
