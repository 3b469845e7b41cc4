"""Owns the inlines of the tree: text, blanks, links and references, as runs and fields."""

from __future__ import annotations

from typing import assert_never

from guideline.document import Blank, Entry, Inline, Inlines, Link, Reference, Ruby, Strong, Text
from guideline.writers.word.fields import Targets, reference
from guideline.writers.word.form_fields import FormFields
from guideline.writers.word.measures import Measures
from guideline.writers.word.text import escape, plain_runs, run


class InlineWriter:
    """Writes inlines, and remembers the addresses they link to."""

    def __init__(
        self, targets: Targets, form_fields: FormFields, measures: Measures | None = None
    ) -> None:
        self.targets = targets
        self.form_fields = form_fields
        self.measures = measures or Measures()
        """The size of the characters of each paragraph style."""
        self.links: dict[str, str] = {}
        """Relationship id by web address."""

    def xml(self, inlines: Inlines, style: str = "Normal") -> str:
        """The runs and hyperlinks of one paragraph in this style."""
        return "".join([self._inline(inline, style) for inline in inlines])

    def _inline(self, inline: Inline, style: str) -> str:
        match inline:
            case Text(text):
                return plain_runs(text)
            case Strong(text):
                return run(text, "Strong")
            case Ruby(text, reading):
                return _ruby(text, reading, self.measures[style].em // 10)
            case Blank(label):
                return run(f"【{label}】", "PlaceholderField")
            case Link(text, url):
                link = self.links.setdefault(url, f"link{len(self.links) + 1}")
                shown = run(text, "Hyperlink")
                return f'<w:hyperlink r:id="{link}" w:history="1">{shown}</w:hyperlink>'
            case Reference(clause, text):
                pieces = self.targets.get(clause)
                return reference(pieces) if pieces else run(text)
            case Entry():
                return self.form_fields.xml(inline)
            case _:
                assert_never(inline)


def _ruby(text: str, reading: str, size: int) -> str:
    """Characters of `size`, in half-points, with a reading half as large above them."""
    small = size // 2
    # The reading begins right above the kanji, so that a line of the page's grid holds both.
    raised = size - 3
    properties = (
        f'<w:rubyAlign w:val="distributeSpace"/><w:hps w:val="{small}"/>'
        f'<w:hpsRaise w:val="{raised}"/><w:hpsBaseText w:val="{size}"/><w:lid w:val="ja-JP"/>'
    )
    mark = f'<w:rPr><w:sz w:val="{small}"/></w:rPr><w:t>{escape(reading)}</w:t>'
    return (
        f"<w:r><w:ruby><w:rubyPr>{properties}</w:rubyPr><w:rt><w:r>{mark}</w:r></w:rt>"
        f"<w:rubyBase>{run(text)}</w:rubyBase></w:ruby></w:r>"
    )
