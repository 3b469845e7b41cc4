"""The limit for plain Python, `e`: finished blocks become a Word file by joining strings."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from blocks import STYLES, Block, Paragraph


def plain_python(blocks: Sequence[Block], compression: int = ZIP_DEFLATED) -> bytes:
    """The limit, `e`: document.xml by joining strings, seven parts, one zip archive."""
    body = "".join([_xml(block) for block in blocks])
    parts = {**_PARTS, "word/document.xml": f"{_XML}<w:document {_W}><w:body>{body}{_END}"}
    buffer = BytesIO()
    with ZipFile(buffer, "w", compression, compresslevel=6) as package:
        for name, text in parts.items():
            package.writestr(name, text)
    return buffer.getvalue()


def _xml(block: Block) -> str:
    if isinstance(block, Paragraph):
        return _paragraph(block.style, block.text)
    rows = [
        "<w:tr>"
        + "".join([f"<w:tc>{_CELL}{_paragraph('Normal', text)}</w:tc>" for text in row])
        + "</w:tr>"
        for row in block.rows
    ]
    grid = "<w:gridCol/>" * len(block.rows[0])
    return f"<w:tbl>{_TABLE}<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def _paragraph(style: str, text: str) -> str:
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{_IDS[style]}"/></w:pPr><w:r>'
        f'<w:t xml:space="preserve">{escape(text, quote=False)}</w:t></w:r></w:p>'
    )


_IDS = {name: name.replace(" ", "") for name in ("Normal", *STYLES)}

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_END = "<w:sectPr/></w:body></w:document>"
_TABLE = '<w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr>'
_CELL = '<w:tcPr><w:tcW w:w="0" w:type="auto"/></w:tcPr>'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/"
_TYPES = "application/vnd.openxmlformats-officedocument."


def _relation(number: int, kind: str, target: str) -> str:
    return f'<Relationship Id="r{number}" Type="{kind}" Target="{target}"/>'


def _relations(*relations: str) -> str:
    inner = "".join(relations)
    return f'{_XML}<Relationships xmlns="{_PACKAGE}relationships">{inner}</Relationships>'


_PARTS = {
    "[Content_Types].xml": (
        f'{_XML}<Types xmlns="{_PACKAGE}content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/>'
        + "".join(
            f'<Override PartName="/{part}" ContentType="{content}"/>'
            for part, content in (
                ("word/document.xml", f"{_TYPES}wordprocessingml.document.main+xml"),
                ("word/styles.xml", f"{_TYPES}wordprocessingml.styles+xml"),
                ("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
                ("docProps/app.xml", f"{_TYPES}extended-properties+xml"),
            )
        )
        + "</Types>"
    ),
    "_rels/.rels": _relations(
        _relation(1, f"{_OFFICE}relationships/officeDocument", "word/document.xml"),
        _relation(2, f"{_PACKAGE}relationships/metadata/core-properties", "docProps/core.xml"),
        _relation(3, f"{_OFFICE}relationships/extended-properties", "docProps/app.xml"),
    ),
    "word/_rels/document.xml.rels": _relations(
        _relation(1, f"{_OFFICE}relationships/styles", "styles.xml")
    ),
    "word/styles.xml": f"{_XML}<w:styles {_W}>"
    + "".join(
        f'<w:style w:type="paragraph" w:styleId="{id_}"><w:name w:val="{name}"/></w:style>'
        for name, id_ in _IDS.items()
    )
    + "</w:styles>",
    "docProps/core.xml": (
        f'{_XML}<cp:coreProperties xmlns:cp="{_PACKAGE}metadata/core-properties"/>'
    ),
    "docProps/app.xml": f'{_XML}<Properties xmlns="{_OFFICE}extended-properties"/>',
}
