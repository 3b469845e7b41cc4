"""Owns the box in which those who decide put their seals: 決裁欄."""

from __future__ import annotations

from collections.abc import Sequence

from guideline.writers.word.text import paragraph, run

SEAL = 1100
"""The side of the field for a seal, in twips: a seal of 18 mm with room around it."""

_CENTRE = '<w:jc w:val="center"/>'


def approval_box_xml(posts: Sequence[str], text_width: int) -> str:
    """A table at the right margin: the posts from left to right, and a field under each."""
    width = min(SEAL, text_width // len(posts))
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for _ in posts)
    names = "".join(_cell(width, run(post)) for post in posts)
    fields = "".join(_cell(width, "") for _ in posts)
    return (
        '<w:tbl><w:tblPr><w:tblStyle w:val="GuidelineTable"/>'
        f'<w:tblW w:w="{width * len(posts)}" w:type="dxa"/><w:jc w:val="right"/>'
        '<w:tblLayout w:type="fixed"/><w:tblLook w:val="0020" w:firstRow="1"/>'
        '<w:tblCaption w:val="決裁欄"/>'
        '<w:tblDescription w:val="役職ごとの印又は署名の欄"/></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>"
        f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{names}</w:tr>"
        f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{SEAL}" w:hRule="exact"/></w:trPr>'
        f"{fields}</w:tr></w:tbl>" + paragraph("TableText", "")
        # Word wants a paragraph between a table and the title.
    )


def _cell(width: int, content: str) -> str:
    size = f'<w:tcW w:w="{width}" w:type="dxa"/>'
    return f"<w:tc><w:tcPr>{size}</w:tcPr>{paragraph('TableText', content, _CENTRE)}</w:tc>"
