"""The same finished blocks written with other people's libraries."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import docx
from blocks import STYLES, Block, Paragraph

try:
    import docxtpl
except ImportError:
    docxtpl = None

HAS_DOCXTPL = docxtpl is not None


def docx_api(blocks: Sequence[Block]) -> bytes:
    """The blocks with what python-docx's own pages teach."""
    document = docx.Document()
    for block in blocks:
        if isinstance(block, Paragraph):
            document.add_paragraph(block.text, style=block.style)
            continue
        table = document.add_table(len(block.rows), len(block.rows[0]))
        for i, row in enumerate(block.rows):
            cells = table.rows[i].cells
            for j, text in enumerate(row):
                cells[j].text = text
    return _saved(document)


def loop_template() -> bytes:
    """A docxtpl template that goes through the blocks and picks the style of each."""
    document = docx.Document()
    document.add_paragraph("{%p for block in blocks %}")
    document.add_paragraph("{%p if block.rows %}")
    table = document.add_table(3, 3)
    table.cell(0, 0).text = "{%tr for row in block.rows %}"
    table.cell(1, 0).text = "{%tc for cell in row %}"
    table.cell(1, 1).text = "{{ cell }}"
    table.cell(1, 2).text = "{%tc endfor %}"
    table.cell(2, 0).text = "{%tr endfor %}"
    for style in STYLES:
        document.add_paragraph(f"{{%p elif block.style == '{style}' %}}")
        document.add_paragraph("{{ block.text }}", style=style)
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p endfor %}")
    return _saved(document)


def docxtpl_loop(blocks: Sequence[Block], template: bytes) -> bytes:
    """The blocks through docxtpl, which opens its template anew for each file."""
    assert docxtpl is not None
    document = docxtpl.DocxTemplate(BytesIO(template))
    document.render({"blocks": blocks}, autoescape=True)
    return _saved(document)


def _saved(document: Any) -> bytes:
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()
