"""Accessibility of Word files: every example in every form passes, and each fault is seen."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from guideline.accessibility import check_accessibility, contrast, has_passed
from guideline.document import Blank, Section
from guideline.writers.to_docx import to_docx
from tests.all_forms import write_all_forms
from tests.helpers import run
from tests.word_files import STYLE, clause, document, paragraph, table

DOCUMENT, STYLES = "word/document.xml", "word/styles.xml"
RULES = [
    "title",
    "language",
    "heading-levels",
    "empty-headings",
    "table-headers",
    "table-descriptions",
    "images",
    "contrast",
    "colour-alone",
]


@pytest.fixture
def good() -> bytes:
    """Headings of two levels, tables with and without a header row, and a blank."""
    blocks = (paragraph("文。承認者は", Blank("承認者"), "。"), table(("甲", "乙"), ("一", "二")))
    section = clause("a/b", "(1)", *blocks)
    return to_docx(document(Section("a", "部", "1", (), (section,))), STYLE)


def write_changed(data: bytes, path: Path, *changes: tuple[str, str, str]) -> Path:
    """The Word file with something else in its parts."""
    with zipfile.ZipFile(io.BytesIO(data)) as package, zipfile.ZipFile(path, "w") as changed:
        for name in package.namelist():
            text = package.read(name).decode()
            for part, old, new in changes:
                if part == name:
                    assert old in text, old
                    text = text.replace(old, new)
            changed.writestr(name, text)
    return path


def results(path: Path) -> Mapping[str, str]:
    return {outcome.code: outcome.result for outcome in check_accessibility(path)}


def broken(path: Path) -> list[str]:
    return [code for code, result in results(path).items() if result == "fail"]


def run_xml(text: str, properties: str) -> str:
    return f"<w:p><w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r></w:p>"


def picture(attributes: str) -> str:
    space = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
    docpr = f'<wp:docPr xmlns:wp="{space}" id="1" name="図1" {attributes}/>'
    return f"<w:p><w:r><w:drawing>{docpr}</w:drawing></w:r></w:p>"


END = "<w:sectPr>"
HEADING = '<w:p><w:pPr><w:pStyle w:val="Heading{}"/></w:pPr><w:r><w:t>{}</w:t></w:r></w:p>'

# For each fault: the rule it breaks, and what is exchanged for what.
FAULTS = {
    "no-title": ("title", "docProps/core.xml", "<dc:title>生成AI利用ガイドライン<", "<dc:title> <"),
    "english": ("language", STYLES, 'w:eastAsia="ja-JP"', 'w:eastAsia="en-US"'),
    "english-run": ("language", DOCUMENT, END, run_xml("a", '<w:lang w:eastAsia="zh-CN"/>') + END),
    "no-first-level": ("heading-levels", DOCUMENT, 'w:val="Heading1"', 'w:val="Heading2"'),
    "gap": (
        "heading-levels",
        DOCUMENT,
        '<w:pStyle w:val="Heading2"/>',
        '<w:pStyle w:val="Heading2"/><w:outlineLvl w:val="2"/>',
    ),
    "empty-heading": ("empty-headings", DOCUMENT, END, HEADING.format(1, " ") + END),
    "no-header-row": ("table-headers", DOCUMENT, "<w:tblHeader/>", ""),
    "header-switched-off": (
        "table-headers",
        DOCUMENT,
        "<w:tblHeader/>",
        '<w:tblHeader w:val="0"/>',
    ),
    "no-description": ("table-descriptions", DOCUMENT, "<w:tblDescription", "<w:nix"),
    "no-alternative": ("images", DOCUMENT, END, picture("") + END),
    "blank-alternative": ("images", DOCUMENT, END, picture('descr=" "') + END),
    "pale-run": ("contrast", DOCUMENT, END, run_xml("薄い", '<w:color w:val="AAAAAA"/>') + END),
    "pale-style": ("contrast", STYLES, 'w:val="1F3A5F"/><w:sz', 'w:val="99AABB"/><w:sz'),
    "dark-ground": (
        "contrast",
        DOCUMENT,
        END,
        run_xml("【暗い】", '<w:color w:val="000000"/><w:shd w:val="clear" w:fill="333333"/>')
        + END,
    ),
    "marker": (
        "contrast",
        DOCUMENT,
        END,
        run_xml("【赤】", '<w:color w:val="FF0000"/><w:highlight w:val="yellow"/>') + END,
    ),
    "colour-alone": ("colour-alone", DOCUMENT, "【承認者】", "承認者"),
    "marker-alone": (
        "colour-alone",
        DOCUMENT,
        END,
        run_xml("黄色", '<w:highlight w:val="yellow"/>') + END,
    ),
}


def test_sound_file_passes_every_rule(good: bytes, tmp_path: Path) -> None:
    found = results(write_changed(good, tmp_path / "good.docx"))
    assert list(found) == RULES
    assert found == dict.fromkeys(RULES, "pass") | {"images": "none"}


@pytest.mark.parametrize("name", FAULTS)
def test_fault_breaks_its_rule_only(good: bytes, name: str, tmp_path: Path) -> None:
    rule, *change = FAULTS[name]
    part, old, new = change
    assert broken(write_changed(good, tmp_path / "bad.docx", (part, old, new))) == [rule]


SOUND = {
    "described-picture": picture('descr="流れ図"'),
    "text-in-any-colour": run_xml(
        "自動", '<w:color w:val="auto"/><w:shd w:fill="000000"/>'
    ).replace("自動", "【自動】"),
    "white-on-dark": run_xml("【白】", '<w:color w:val="FFFFFF"/><w:shd w:fill="1F3A5F"/>'),
    "going-back-a-level": HEADING.format(1, "次の部"),
    "blank-in-two-runs": run_xml("【", '<w:highlight w:val="yellow"/>').removesuffix("</w:p>")
    + run_xml("名前】", '<w:highlight w:val="yellow"/>').removeprefix("<w:p>"),
}


@pytest.mark.parametrize("name", SOUND)
def test_what_is_no_fault_passes(good: bytes, name: str, tmp_path: Path) -> None:
    file = write_changed(good, tmp_path / "good.docx", (DOCUMENT, END, SOUND[name] + END))
    assert broken(file) == []


def test_table_of_labels_needs_no_header_row(good: bytes, tmp_path: Path) -> None:
    """The title block has none: its first column says what each row is."""
    text = zipfile.ZipFile(io.BytesIO(good)).read(DOCUMENT).decode()
    assert text.count("<w:tbl>") == 2
    assert text.count("<w:tblHeader/>") == 1
    assert broken(write_changed(good, tmp_path / "good.docx")) == []


def test_contrast_is_as_wcag_defines_it() -> None:
    assert contrast("000000", "FFFFFF") == pytest.approx(21)
    assert contrast("FFFFFF", "FFFFFF") == 1
    # The two greys around the limit on white, as the literature has them.
    assert contrast("767676", "FFFFFF") >= 4.5 > contrast("777777", "FFFFFF")


def test_style_based_on_itself_does_not_hang(good: bytes, tmp_path: Path) -> None:
    change = (STYLES, '<w:basedOn w:val="Normal"/>', '<w:basedOn w:val="BodyText"/>')
    check_accessibility(write_changed(good, tmp_path / "loop.docx", change))


def test_file_without_styles_can_be_checked(good: bytes, tmp_path: Path) -> None:
    file = tmp_path / "bare.docx"
    with zipfile.ZipFile(io.BytesIO(good)) as whole, zipfile.ZipFile(file, "w") as package:
        for name in ("[Content_Types].xml", "_rels/.rels", DOCUMENT):
            package.writestr(name, whole.read(name))
    assert {"title", "language"} <= set(broken(file))


@pytest.mark.slow
def test_every_example_in_every_form_passes(tmp_path: Path) -> None:
    faults = {
        file.stem: [outcome for outcome in check_accessibility(file) if outcome.faults]
        for file in write_all_forms(tmp_path)
    }
    assert {name: found for name, found in faults.items() if found} == {}


def test_command_reports_rule_by_rule(good: bytes, tmp_path: Path) -> None:
    file = write_changed(good, tmp_path / "good.docx")
    done = run("check", "--accessibility", file, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "9項目のうち不適合 0件" in done.stdout
    assert "適合　　  文書の題名が設定されている" in done.stdout


def test_command_fails_when_a_rule_is_broken(good: bytes, tmp_path: Path) -> None:
    file = write_changed(good, tmp_path / "bad.docx", (DOCUMENT, "<w:tblHeader/>", ""))
    done = run("check", "--accessibility", file, cwd=tmp_path)
    assert done.returncode == 1
    assert "見出し行がページごとに繰り返されません" in done.stdout


def test_command_answers_in_json(good: bytes, tmp_path: Path) -> None:
    file = write_changed(good, tmp_path / "bad.docx", (DOCUMENT, "<w:tblHeader/>", ""))
    done = run("check", "--accessibility", file, "--json", cwd=tmp_path)
    told = json.loads(done.stdout)
    assert done.returncode == 1
    assert told["passed"] is False
    assert [r["code"] for r in told["rules"]] == RULES
    assert [r["code"] for r in told["rules"] if r["result"] == "fail"] == ["table-headers"]
    assert not has_passed(check_accessibility(file))


def test_command_refuses_what_is_no_word_file(tmp_path: Path) -> None:
    (tmp_path / "profile.yaml").write_text("organization: {}\n", encoding="utf-8")
    done = run("check", "--accessibility", "profile.yaml", cwd=tmp_path)
    assert done.returncode == 1
    assert "[word-not-word]" in done.stderr
    assert run("check", "--accessibility", "missing.docx", cwd=tmp_path).returncode == 2
