"""Reads `tests/marking/*.txt`: pairs of texts, with the marking that a reviewer would draw."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from guideline.marking import Piece, marked
from guideline.names import whole
from guideline.segments import tokens

FOLDER = Path(__file__).parent / "marking"
NAMES, OLD, NEW, DRAWN = "名：", "旧：", "新：", "印："


@dataclass(frozen=True)
class Case:
    """Two texts and the marking, 印: ｛＋inserted＋｝, ｛－deleted－｝, ［old→new］."""

    place: str
    old: str
    new: str
    drawn: str
    names: tuple[str, ...] = ()
    """What the two documents call somebody or something by; 名： in front of the texts."""

    def marked(self) -> str:
        """The marking that is made of the two texts."""
        with whole(self.names):
            return drawn(marked(tokens(self.old), tokens(self.new)))


def cases() -> list[Case]:
    """The pairs of every file, each with the file and line where it begins."""
    return [case for path in sorted(FOLDER.glob("*.txt")) for case in _cases_of(path)]


def _cases_of(path: Path) -> list[Case]:
    lines = path.read_text(encoding="utf-8").splitlines()
    found = []
    for number, line in enumerate(lines):
        if line.startswith(OLD):
            old, new, drawn = lines[number : number + 3]
            assert new.startswith(NEW), f"{path.name}:{number + 2}"
            assert drawn.startswith(DRAWN), f"{path.name}:{number + 3}"
            texts = old.removeprefix(OLD), new.removeprefix(NEW), drawn.removeprefix(DRAWN)
            above = lines[number - 1] if number else ""
            named = above.removeprefix(NAMES).split("｜") if above.startswith(NAMES) else ()
            found.append(Case(f"{path.stem}:{number + 1}", *texts, tuple(named)))
    return found


def drawn(pieces: tuple[Piece, ...]) -> str:
    """The marking as the files write it."""
    out: list[str] = []
    deleted = ""
    for piece in (*pieces, None):
        if piece and piece.kind == "inserted":
            new = "".join(token.text for token in piece.new)
            out.append(f"［{deleted}→{new}］" if deleted else f"｛＋{new}＋｝")
            deleted = ""
            continue
        if deleted:
            out.append(f"｛－{deleted}－｝")
        deleted = ""
        if piece and piece.kind == "deleted":
            deleted = "".join(token.text for token in piece.old)
        elif piece:
            out.append("".join(token.text for token in piece.new))
    return "".join(out)
