"""Places to fill in: as on paper, or as content controls that Word knows."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Literal

import pytest
from lxml import etree

from guideline.accessibility import contrast
from guideline.document import BulletList, Document, Entry, Layout, Paragraph, Ruby, Table, Text
from guideline.writers.to_docx import to_docx
from tests.pages import to_docx_again
from tests.word_files import (
    NS,
    STYLE,
    find,
    paragraph,
    paragraphs,
    part,
    text_of,
    val,
    w,
    with_blocks,
)

W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"

NAME = Entry("text", "", "氏名")
REASON = Entry("text", "　　　　", "項目")
DAY = Entry("date", "　　年　　月　　日", "申請日")
BOX = Entry("check", "□", "ツール：甲 & 乙")
RESULT = Entry("choice", "□ 可　□ 否", "結論", ("可", "否"))
PLACES = (NAME, REASON, DAY, BOX, RESULT)


def form(*places: Entry, **layout: str) -> Document:
    blocks = tuple(paragraph(place) for place in places)
    return replace(with_blocks(*blocks), layout=Layout(**layout))  # type: ignore[arg-type]


@lru_cache(maxsize=8)
def body(*places: Entry, **layout: str) -> etree._Element:
    return part(to_docx(form(*places, **layout), STYLE))


def control(place: Entry, **layout: str) -> etree._Element:
    (found,) = body(place, form_fields="controls", **layout).iter(w("sdt"))
    return found


def test_plain_form_shows_what_stands_on_paper() -> None:
    shown = body(*PLACES)
    assert list(shown.iter(w("sdt"))) == []
    lines = [text_of(p) for p in shown.iter(w("p"))]
    assert lines[-4:] == [place.text for place in PLACES[1:]]
    assert "w14" not in shown.nsmap


def test_plain_place_is_written_like_text() -> None:
    place = with_blocks(Paragraph((Text("日："), Entry("date", "　年", "日"))))
    text = with_blocks(Paragraph((Text("日："), Text("　年"))))
    assert part_of(place) == part_of(text)


def part_of(document: Document) -> bytes:
    return etree.tostring(part(to_docx(document, STYLE)))


def test_every_control_has_a_title_a_tag_and_a_number_of_its_own() -> None:
    twice = body(*PLACES, *PLACES, form_fields="controls")
    properties = list(twice.iter(w("sdtPr")))
    assert [val(p, "w:alias") for p in properties] == [place.label for place in PLACES * 2]
    assert len({val(p, "w:tag") for p in properties}) == 10
    numbers = [int(val(p, "w:id")) for p in properties]
    assert len(set(numbers)) == 10
    assert all(0 <= number < 2**31 for number in numbers)


def test_tag_of_a_place_stays_when_others_come() -> None:
    before = val(control(DAY), "w:sdtPr/w:tag")
    *_, last = body(NAME, BOX, DAY, form_fields="controls").iter(w("sdtPr"))
    assert val(last, "w:tag") == before


def test_long_title_is_cut_to_what_word_takes() -> None:
    shown = val(control(replace(NAME, label="長" * 70)), "w:sdtPr/w:alias")
    assert shown == "長" * 63 + "…"


@pytest.mark.parametrize(
    ("place", "prompt"),
    [
        (NAME, "クリックして入力"),
        (REASON, "クリックして入力"),
        (DAY, "日付を選択"),
        (RESULT, "選択：可／否"),
    ],
)
def test_prompt_stands_in_what_is_not_filled_in(place: Entry, prompt: str) -> None:
    found = control(place)
    assert text_of(found) == prompt
    assert find(found, "w:sdtPr/w:showingPlcHdr") is not None
    assert val(found, "w:sdtContent/w:r/w:rPr/w:rStyle") == "PlaceholderText"


def test_prompt_can_be_read() -> None:
    styles = part(to_docx(form(NAME), STYLE), "word/styles.xml")
    style = find(styles, "w:style[@w:styleId='PlaceholderText']")
    assert contrast(val(style, "w:rPr/w:color"), "FFFFFF") >= 7


@pytest.mark.slow
def test_answers_stand_once_in_what_libreoffice_saves(tmp_path: Path) -> None:
    file = tmp_path / "form.docx"
    file.write_bytes(to_docx(form(NAME, REASON, DAY, BOX, form_fields="controls"), STYLE))
    saved = text_of(part(to_docx_again(file, tmp_path / "saved").read_bytes()))
    assert saved.count("クリックして入力") == 2
    assert saved.count("日付を選択") == 1
    assert saved.count("☐") == 1


@pytest.mark.parametrize(
    ("era", "form_of_date", "calendar"),
    [("western", "yyyy年M月d日", "gregorian"), ("japanese", "ggge年M月d日", "japan")],
)
def test_date_is_written_as_the_document_writes_days(
    era: str, form_of_date: str, calendar: str
) -> None:
    date = find(control(DAY, era=era), "w:sdtPr/w:date")
    assert val(date, "w:dateFormat") == form_of_date
    assert val(date, "w:lid") == "ja-JP"
    assert val(date, "w:calendar") == calendar


def test_box_is_empty_until_it_is_ticked() -> None:
    found = control(BOX)
    assert text_of(found) == "☐"
    box = found.find(f"w:sdtPr/{W14}checkbox", NS)
    assert box is not None
    marks = {child.tag.removeprefix(W14): child.get(f"{W14}val") for child in box}
    assert marks == {"checked": "0", "checkedState": "2611", "uncheckedState": "2610"}
    assert chr(int("2611", 16)) == "☑"
    fonts = find(found, "w:sdtContent/w:r/w:rPr/w:rFonts")
    assert fonts.get(w("eastAsia")) == box[-1].get(f"{W14}font")


def test_line_of_a_form_is_as_high_as_the_grid_whatever_font_draws_it() -> None:
    def line(page: Literal["normal", "compact"]) -> list[str]:
        tree = replace(form(form_fields="controls"), page=page)
        (first, *_) = tree.sections
        blocks = (BulletList(((paragraph(BOX),), (paragraph("文"),))),)
        tree = replace(tree, sections=(replace(first, blocks=blocks, sections=()),))
        found = paragraphs(to_docx(tree, STYLE), "ListBullet")
        return [str(p.xpath("string(w:pPr/w:spacing/@w:line)", namespaces=NS)) for p in found]

    assert line("compact") == ["290", "290"]
    assert line("normal") == ["", ""]


def test_line_of_a_form_with_a_reading_above_it_has_its_room() -> None:
    read = (Ruby("規程", "きてい"),)
    cells = Table(((Text("項目"),),), ((read,), ((Text("文"),),)))
    tree = replace(with_blocks(Paragraph(read), cells), page="compact")
    data = to_docx(tree, STYLE)
    (line,) = paragraphs(data, "BodyText")
    assert line.find("w:pPr/w:spacing", NS) is None
    high, usual = (p.find("w:pPr/w:spacing", NS) for p in paragraphs(data, "TableTextCompact"))
    assert high is not None
    assert high.get(w("lineRule")) == "atLeast"
    assert usual is None


def test_word_before_2010_may_pass_over_what_it_does_not_know() -> None:
    root = body(BOX, form_fields="controls")
    ignorable = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Ignorable"
    assert root.get(ignorable) == "w14"
    assert root.nsmap["w14"] == W14[1:-1]


def test_choice_lists_what_can_be_chosen() -> None:
    items = find(control(RESULT), "w:sdtPr/w:dropDownList")
    assert [item.get(w("displayText")) for item in items] == ["可", "否"]
    assert [item.get(w("value")) for item in items] == ["可", "否"]


def test_form_with_controls_says_how_to_fill_it_in_and_save_it() -> None:
    told = "Word で名前を付けて保存してください"
    assert told in text_of(body(NAME, form_fields="controls"))
    assert told not in text_of(body(NAME))


def test_same_form_gives_the_same_bytes() -> None:
    whole = form(*PLACES, form_fields="controls")
    assert to_docx(whole, STYLE) == to_docx(whole, STYLE)
