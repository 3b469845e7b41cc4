"""Owns the properties that file managers and Word's own dialog show."""

from __future__ import annotations

from guideline.document import Document, Manifest, plain_text
from guideline.writers.word.text import XML, escape

APPLICATION = (
    f'{XML}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    'extended-properties"><Application>guideline</Application></Properties>'
)
"""app.xml."""

_CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_VARIANT = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"


def core_xml(document: Document) -> str:
    """core.xml: title, organization, language, and the date when the document has one."""
    day = escape(document.manifest.date)
    dates = "".join(
        f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{day}T00:00:00Z</dcterms:{name}>'
        for name in ("created", "modified")
        if day
    )
    return (
        f'{XML}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/'
        'metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(document.title)}</dc:title>"
        f"<dc:creator>{escape(plain_text(document.organization))}</dc:creator>"
        f"<dc:language>ja-JP</dc:language>{dates}</cp:coreProperties>"
    )


def custom_xml(manifest: Manifest) -> str:
    """custom.xml: the manifest under Japanese names, without what is empty."""
    named = {
        "ライブラリ": manifest.library,
        "ライブラリの版": manifest.library_version,
        "層": "、".join(manifest.layers),
        "プロファイルのハッシュ": manifest.profile_hash,
        "生成日": manifest.date,
        "生成ツール": manifest.generator,
        "文書の型": manifest.template,
    }
    properties = "".join(
        '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" '
        f'pid="{pid}" name="{name}"><vt:lpwstr>{escape(value)}</vt:lpwstr></property>'
        for pid, (name, value) in enumerate(
            ((name, value) for name, value in named.items() if value), start=2
        )
    )
    return f'{XML}<Properties xmlns="{_CUSTOM}" xmlns:vt="{_VARIANT}">{properties}</Properties>'
