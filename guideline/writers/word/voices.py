"""Owns who speaks in a guideline: the rule, its commentary or its examples, each in its styles."""

from __future__ import annotations

from typing import NamedTuple

from guideline.document import NOTE_LABELS, Block, BulletList, NumberedList, Paragraph, Table

OUTLINE, RULE_BULLETS, NOTE_BULLETS = 1, 2, 3
"""The w:num of the lists that every guideline has."""
NOTE_INDENT = 420
"""Where the text of a note begins, in twips from the margin."""


class Voice(NamedTuple):
    """The paragraph styles of one who speaks."""

    text: str
    bullets: tuple[str, str]
    """The paragraph styles of its bullets, outer and inner."""
    number: str
    bullet_num: int
    """The w:num of its bullets."""
    indent: int
    """Where its lists begin, in twips from the margin."""
    label: str = ""
    label_style: str = ""


RULE = Voice("BodyText", ("ListBullet", "ListBullet2"), "ListNumber", RULE_BULLETS, 210)
NOTES = {
    "commentary": Voice(
        "Commentary",
        ("CommentaryList", "CommentaryList2"),
        "CommentaryList",
        NOTE_BULLETS,
        NOTE_INDENT,
        NOTE_LABELS["commentary"],
        "CommentaryLabel",
    ),
    "example": Voice(
        "Example",
        ("ExampleList", "ExampleList2"),
        "ExampleList",
        NOTE_BULLETS,
        NOTE_INDENT,
        NOTE_LABELS["example"],
        "ExampleLabel",
    ),
}


def leads_to(after: Block | None, voice: Voice) -> bool:
    """Whether a paragraph stays on one page with what follows: a table, a list, a note's end."""
    if isinstance(after, Paragraph):
        return voice is not RULE
    return isinstance(after, Table | BulletList | NumberedList)
