"""Pages look as they were last reviewed: small pictures of them, compared with room for fonts.

The trees are written here and stay the same, so that a picture changes only when the writer or its
styles do: the examples change with every sentence of the library. Two machines draw the same page
somewhat differently (another LibreOffice, another font release), so what is compared is how much
ink stands in each block of the page. `--renew-expected` draws the references anew.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageFilter

from guideline.document import (
    Blank,
    Block,
    BulletList,
    Document,
    Layout,
    Link,
    Note,
    NumberedList,
    Section,
    Strong,
)
from guideline.writers.to_docx import to_docx
from tests.pages import require, to_pdf
from tests.word_files import STYLE, clause, document, items, paragraph, table

pytestmark = pytest.mark.slow

REFERENCES = Path(__file__).parent / "page_images"
DPI, PAGES = 40, 3
GREYS = 16
"""Shades in a reference: enough for blocks of ink, and half the bytes."""
BLOCK = 8
"""The side of a block in pixels: 5 mm."""
MOST_ELSEWHERE = 0.08
"""Of the ink of a page, how much may stand in other blocks."""
MOST_DRIFT = 0.03
"""Going down the page, by what share of its ink one page may run ahead of the other."""


# The trees


LONG = (
    "利用者は、生成AIの出力を業務に用いるときは、内容の正確さ、権利の侵害の有無及び表現の適切さを"
    "自ら確かめ、必要な修正を加えた上で、自らの責任において用いる。"
)


def rules(number: int) -> tuple[Block, ...]:
    """What stands under most clauses: text, a list of each kind, a table, notes."""
    return (
        paragraph(LONG, Strong("必ず確かめる。"), "詳しくは", Link("手引", "https://example.jp/")),
        BulletList(((paragraph("外側の項目"), BulletList(items("内側の項目", "もう一つ"))),)),
        NumberedList(
            items("入力する情報の区分を確かめる。", "承認の要否を確かめる。", "記録を残す。")
        ),
        table(
            ("情報区分", "社内専用", "一般公開"),
            ("公開情報", "○ 可", "○ 可"),
            ("社外秘", "△ 条件付き", "× 不可"),
            caption=f"表{number} 区分とツール",
        ),
        paragraph("承認者は", Blank("承認者"), "とする。"),
        Note("commentary", (paragraph(LONG), BulletList(items("理由の一つ目", "理由の二つ目")))),
        Note("example", (BulletList(items("良い例：議事録の要約", "悪い例：顧客名簿の入力")),)),
    )


def guideline() -> Document:
    clauses = [clause(f"a/b{n}", f"({n})", *rules(n), title=f"定めの見出し{n}") for n in (1, 2, 3)]
    preface = Section("preface", "はじめに", "", (paragraph(LONG),))
    return document(preface, Section("a", "利用の原則", "1", (), tuple(clauses)))


def notice() -> Document:
    return replace(guideline(), numbering="notice")


def regulation() -> Document:
    articles = [
        replace(
            clause(
                f"a/b{n}",
                f"第{'１２３４５６'[n - 1]}条",
                paragraph(LONG),
                paragraph(LONG),
                NumberedList(((paragraph("号の文"), BulletList(items("細目", "細目の二"))),)),
                title=f"見出し{n}",
            )
        )
        for n in range(1, 7)
    ]
    chapters = (
        Section("a", "総則", "第１章", (), tuple(articles[:2])),
        Section("b", "利用", "第２章", (), tuple(articles[2:])),
    )
    return replace(document(*chapters), numbering="articles")


def form() -> Document:
    fields = (("申請日", ""), ("所属", ""), ("氏名", ""), ("用途と利用する情報", ""))
    check = (("確認する事項", "結果"), ("学習に使われないか", ""), ("保存されないか", ""))
    blocks = (paragraph(LONG), table(("項目", "記入欄"), *fields), table(*check))
    whole = document(Section("a", "申請の内容", "", blocks), Section("b", "判断", "", blocks))
    return replace(whole, page="compact")


def official() -> Document:
    """With what an organization may ask for around and beside the text."""
    layout = Layout(
        digits="full",
        commentary="comments",
        has_contents=True,
        approval_box=("市長", "副市長", "部長", "課長"),
        version="1.0",
    )
    return replace(regulation(), layout=layout)


TREES: Mapping[str, Callable[[], Document]] = {
    "guideline": guideline,
    "notice": notice,
    "regulation": regulation,
    "form": form,
    "official": official,
}


# Accidents: what has to be seen


def with_wide_margin(data: bytes) -> bytes:
    return exchanged(data, "word/document.xml", 'w:left="1417"', 'w:left="1700"')


def with_low_text(data: bytes) -> bytes:
    return exchanged(data, "word/document.xml", 'w:top="1417"', 'w:top="1700"')


def with_large_letters(data: bytes) -> bytes:
    return exchanged(data, "word/styles.xml", '<w:sz w:val="21"/>', '<w:sz w:val="24"/>')


def without_a_table(data: bytes) -> bytes:
    return exchanged(
        data, "word/document.xml", "(?<=表1 区分とツール</w:t></w:r></w:p>)<w:tbl>.*?</w:tbl>", ""
    )


def exchanged(data: bytes, part: str, pattern: str, other: str) -> bytes:
    """The Word file with something else wherever the pattern is found in a part."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as package, zipfile.ZipFile(result, "w") as changed:
        for name in package.namelist():
            text = package.read(name).decode()
            new = re.sub(pattern, other, text, flags=re.DOTALL) if name == part else text
            assert name != part or new != text
            changed.writestr(name, new)
    return result.getvalue()


ACCIDENTS: Mapping[str, Callable[[bytes], bytes]] = {
    accident.__name__: accident
    for accident in (
        with_wide_margin,
        with_low_text,
        with_large_letters,
        without_a_table,
    )
}


# Drawing and comparing


def drawn(files: Mapping[str, bytes], folder: Path) -> dict[str, list[Image.Image]]:
    """The first pages of each Word file, in greys; all in one run of LibreOffice."""
    folder.mkdir(exist_ok=True)
    paths = [folder / f"{name}.docx" for name in files]
    for path, data in zip(paths, files.values(), strict=True):
        path.write_bytes(data)
    return {pdf.stem: pages(pdf, folder) for pdf in to_pdf(paths, folder)}


def pages(pdf: Path, folder: Path) -> list[Image.Image]:
    stem = folder / f"page-{pdf.stem}"
    command = [require("pdftoppm"), "-gray", "-png", "-r", str(DPI), "-l", str(PAGES)]
    subprocess.run([*command, str(pdf), str(stem)], check=True)
    return [Image.open(file).convert("L") for file in sorted(folder.glob(f"page-{pdf.stem}-*.png"))]


def ink(page: Image.Image) -> list[list[float]]:
    """What share of the page's ink stands in each block, row by row."""
    # A blur lets letters that stand a pixel further on reach into the same blocks.
    soft = ImageChops.invert(page.convert("L")).filter(ImageFilter.GaussianBlur(BLOCK / 2))
    small = soft.resize((page.width // BLOCK, page.height // BLOCK), Image.Resampling.BOX)
    dark = small.tobytes()
    total = sum(dark) or 1
    shares = [value / total for value in dark]
    return [shares[start : start + small.width] for start in range(0, len(shares), small.width)]


def difference(one: Image.Image, other: Image.Image) -> tuple[float, float]:
    """How much ink stands elsewhere, and how far one page runs ahead of the other."""
    elsewhere = ahead = drift = 0.0
    for row, row_of_other in zip(ink(one), ink(other.resize(one.size)), strict=True):
        elsewhere += sum(abs(a - b) for a, b in zip(row, row_of_other, strict=True)) / 2
        ahead += sum(row) - sum(row_of_other)
        drift = max(drift, abs(ahead))
    return elsewhere, drift


def is_alike(one: list[Image.Image], other: list[Image.Image]) -> bool:
    found = [difference(a, b) for a, b in zip(one, other, strict=False)]
    return len(one) == len(other) and all(
        elsewhere <= MOST_ELSEWHERE and drift <= MOST_DRIFT for elsewhere, drift in found
    )


def reference(name: str) -> list[Image.Image]:
    return [Image.open(path) for path in sorted(REFERENCES.glob(f"{name}-*.png"))]


def renew(name: str, found: list[Image.Image]) -> None:
    REFERENCES.mkdir(exist_ok=True)
    for path in REFERENCES.glob(f"{name}-*.png"):
        path.unlink()
    for number, page in enumerate(found, 1):
        page.quantize(GREYS).save(REFERENCES / f"{name}-{number}.png", optimize=True)


# The tests


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Image.Image]]:
    """Every tree, and the guideline after each accident, as pages."""
    require_font()
    files = {name: to_docx(tree(), STYLE) for name, tree in TREES.items()}
    whole = files["guideline"]
    files |= {name: accident(whole) for name, accident in ACCIDENTS.items()}
    return drawn(files, tmp_path_factory.mktemp("pages"))


def require_font() -> None:
    """Other letters break lines elsewhere."""
    family = "BIZ UDPGothic"
    found = subprocess.run(
        [require("fc-match"), "-f", "%{family}", family], capture_output=True, text=True, check=True
    ).stdout
    if family not in found and "BIZ UDPゴシック" not in found:
        reason = f"{family} is not installed (see apt-packages.txt)"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)


@pytest.mark.parametrize("name", TREES)
def test_pages_look_as_reviewed(
    name: str, shown: dict[str, list[Image.Image]], renews_expected: bool
) -> None:
    if renews_expected:
        renew(name, shown[name])
    expected = reference(name)
    assert len(shown[name]) == len(expected), "pages"
    found = [difference(a, b) for a, b in zip(expected, shown[name], strict=True)]
    assert is_alike(expected, shown[name]), f"(elsewhere, drift) of each page: {found}"


@pytest.mark.parametrize("name", ACCIDENTS)
def test_accident_is_seen(name: str, shown: dict[str, list[Image.Image]]) -> None:
    assert not is_alike(reference("guideline"), shown[name])


@pytest.mark.parametrize("name", TREES)
def test_other_machines_pages_are_alike(name: str) -> None:
    """A pixel to the side, somewhat darker letters: fonts and renderers differ by that much."""
    pages = reference(name)
    assert is_alike(pages, [ImageChops.offset(page.convert("L"), 1, 0) for page in pages])
    assert is_alike(pages, [ImageChops.offset(page.convert("L"), 0, 1) for page in pages])
    darker = [
        Image.eval(page.convert("L"), lambda v: max(0, 255 - (255 - v) * 5 // 4)) for page in pages
    ]
    assert is_alike(pages, darker)


def test_references_are_small() -> None:
    assert sum(path.stat().st_size for path in REFERENCES.glob("*.png")) < 400_000
