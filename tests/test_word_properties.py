"""Properties: what file managers and Word show about a guideline."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime

import docx
from lxml import etree

from guideline.writers.to_docx import to_docx
from tests.word_files import HASH, STYLE, document, part


def test_core_properties() -> None:
    properties = docx.Document(io.BytesIO(to_docx(document(), STYLE))).core_properties
    assert properties.title == "生成AI利用ガイドライン"
    assert properties.author == "株式会社架空製作所"
    assert properties.language == "ja-JP"
    assert properties.created == properties.modified == datetime(2026, 11, 21, tzinfo=UTC)


def test_document_without_a_date_claims_none() -> None:
    tree = document()
    tree = replace(tree, manifest=replace(tree.manifest, date=""))
    data = to_docx(tree, STYLE)
    named = {etree.QName(e).localname for e in part(data, "docProps/core.xml")}
    assert named == {"title", "creator", "language"}
    assert "生成日" not in custom_properties(data)


def custom_properties(data: bytes) -> dict[str | None, str]:
    return {p.get("name"): str(p[0].text) for p in part(data, "docProps/custom.xml")}


def test_properties_for_people() -> None:
    assert custom_properties(to_docx(document(), STYLE)) == {
        "ライブラリ": "standard",
        "ライブラリの版": "0.1.0",
        "プロファイルのハッシュ": HASH,
        "生成日": "2026-11-21",
        "生成ツール": "guideline 0.1.0",
        "文書の型": "guideline",
    }
