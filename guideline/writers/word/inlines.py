"""Owns the inlines of the tree: text, blanks, links and references, as runs and fields."""

from __future__ import annotations

from typing import assert_never

from guideline.document import Blank, Inline, Inlines, Link, Reference, Strong, Text
from guideline.writers.word.fields import Targets, reference
from guideline.writers.word.text import run


class InlineWriter:
    """Writes inlines, and remembers the addresses they link to."""

    def __init__(self, targets: Targets) -> None:
        self.targets = targets
        self.links: dict[str, str] = {}
        """Relationship id by web address."""

    def xml(self, inlines: Inlines) -> str:
        """The runs and hyperlinks of one paragraph."""
        return "".join([self._inline(inline) for inline in inlines])

    def _inline(self, inline: Inline) -> str:
        match inline:
            case Text(text):
                return run(text)
            case Strong(text):
                return run(text, "Strong")
            case Blank(label):
                return run(f"【{label}】", "PlaceholderField")
            case Link(text, url):
                link = self.links.setdefault(url, f"link{len(self.links) + 1}")
                shown = run(text, "Hyperlink")
                return f'<w:hyperlink r:id="{link}" w:history="1">{shown}</w:hyperlink>'
            case Reference(clause, text):
                pieces = self.targets.get(clause)
                return reference(pieces) if pieces else run(text)
            case _:
                assert_never(inline)
