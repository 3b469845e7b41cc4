"""Owns places to fill in: as on paper, or as content controls that Word fills in.

The controls are neither locked nor is the document protected: an office that adapts a form by hand
could not delete a row otherwise, and protection would take comments and spelling from those who
fill it in.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping

from guideline.document import Entry, EntryKind, Layout
from guideline.writers.word.text import escape, paragraph, run

_W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"

# One line, so that a form that fills its page still does.
_HOW_TO = (
    "灰色の文字や□をクリックして記入し、Word で名前を付けて保存してください"
    "（ほかのソフトは避けてください）。"
)

BOX = "<w14:checkbox>"
"""What a paragraph with a box to tick holds."""
_EMPTY, _EMPTY_FONT = "2610", "MS Gothic"
# MS Gothic, which Word takes for boxes of its own and which keeps lines low, may lack this mark.
_TICKED, _TICKED_FONT = "2611", "Segoe UI Symbol"

_DATE_FORMATS = {"western": ("yyyy年M月d日", "gregorian"), "japanese": ("ggge年M月d日", "japan")}

_LONGEST_NAME = 64
"""In characters: what Word takes as a control's title."""


class FormFields:
    """Writes the places to fill in of one document, in the order in which they stand."""

    def __init__(self, layout: Layout) -> None:
        self._has_controls = layout.form_fields == "controls"
        self._date_format = _DATE_FORMATS[layout.era]
        self._met = Counter[str]()
        self._ids = set[int]()

    @property
    def namespaces(self) -> str:
        """What the document declares for the controls, as attributes."""
        if not self._has_controls:
            return ""
        return f' xmlns:mc="{_MC}" xmlns:w14="{_W14}" mc:Ignorable="w14"'

    @property
    def how_to_fill_in(self) -> str:
        """A paragraph for those who fill in the controls; empty when there are none."""
        if not self._has_controls:
            return ""
        return paragraph("TableTextCompact", run(_HOW_TO))

    def xml(self, entry: Entry) -> str:
        """The place as a run, or as a control around one."""
        if not self._has_controls:
            return run(entry.text) if entry.text else ""
        kinds: Mapping[EntryKind, Callable[[Entry], str]] = {
            "text": self._text,
            "date": self._date,
            "check": self._check,
            "choice": self._choice,
        }
        return kinds[entry.kind](entry)

    def _text(self, entry: Entry) -> str:
        # A control for formatted text, which names no kind: LibreOffice 7.4 saves the text of one
        # for plain text (w:text) four times over.
        return self._prompting(entry, "クリックして入力", "")

    def _date(self, entry: Entry) -> str:
        form, calendar = self._date_format
        kind = (
            f'<w:date><w:dateFormat w:val="{form}"/><w:lid w:val="ja-JP"/>'
            f'<w:storeMappedDataAs w:val="dateTime"/><w:calendar w:val="{calendar}"/></w:date>'
        )
        return self._prompting(entry, "日付を選択", kind)

    def _choice(self, entry: Entry) -> str:
        # The prompt names the choices, so that a printed form still shows them.
        items = "".join(
            f'<w:listItem w:displayText="{escape(choice)}" w:value="{escape(choice)}"/>'
            for choice in entry.choices
        )
        prompt = f"選択：{'／'.join(entry.choices)}"
        return self._prompting(entry, prompt, f"<w:dropDownList>{items}</w:dropDownList>")

    def _check(self, entry: Entry) -> str:
        kinds = ("ascii", "hAnsi", "eastAsia", "cs")
        fonts = " ".join(f'w:{kind}="{_EMPTY_FONT}"' for kind in kinds)
        look = f"<w:rPr><w:rFonts {fonts}/></w:rPr>"
        kind = (
            f'{BOX}<w14:checked w14:val="0"/>'
            f'<w14:checkedState w14:val="{_TICKED}" w14:font="{_TICKED_FONT}"/>'
            f'<w14:uncheckedState w14:val="{_EMPTY}" w14:font="{_EMPTY_FONT}"/></w14:checkbox>'
        )
        box = f"<w:r>{look}<w:t>{chr(int(_EMPTY, 16))}</w:t></w:r>"
        return _control(look + self._names(entry) + kind, box)

    def _prompting(self, entry: Entry, prompt: str, kind: str) -> str:
        properties = f"{self._names(entry)}<w:showingPlcHdr/>{kind}"
        return _control(properties, run(prompt, "PlaceholderText"))

    def _names(self, entry: Entry) -> str:
        """The control's title, tag and number; they stay the same when others come or go."""
        self._met[entry.label] += 1
        key = f"{entry.label}#{self._met[entry.label]}"
        digest = hashlib.sha256(key.encode()).hexdigest()
        number = int(digest[:7], 16)
        while number in self._ids:
            number += 1
        self._ids.add(number)
        return (
            f'<w:alias w:val="{escape(_shortened(entry.label))}"/>'
            f'<w:tag w:val="entry-{digest[:16]}"/><w:id w:val="{number}"/>'
        )


def _control(properties: str, content: str) -> str:
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def _shortened(label: str) -> str:
    return label if len(label) <= _LONGEST_NAME else f"{label[: _LONGEST_NAME - 1]}…"
