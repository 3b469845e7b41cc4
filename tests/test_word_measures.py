"""Measures: what styles say about the room of a paragraph, and how many lines a text fills."""

from __future__ import annotations

import pytest

from guideline.writers.word.measures import Measure, lines, read_measures, width
from guideline.writers.word.page import read_style
from tests.word_files import STYLE

DEFAULTS = '<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="21"/></w:rPr></w:rPrDefault>'


def measured(*styles: str, pitch: int = 368) -> dict[str, Measure]:
    xml = f"<w:styles>{DEFAULTS}</w:docDefaults>{''.join(styles)}</w:styles>"
    return read_measures(xml.encode(), pitch)


def style(id_: str, paragraph: str = "", run: str = "", base: str = "") -> str:
    based = f'<w:basedOn w:val="{base}"/>' if base else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{id_}"><w:name w:val="{id_}"/>{based}'
        f"<w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )


def test_shipped_styles_have_their_measures() -> None:
    page = read_style(STYLE)
    measures = read_measures(page.parts["word/styles.xml"], page.line_pitch)
    assert page.page.text_height == 16838 - 2 * 1417
    body, note = measures["BodyText"], measures["Commentary"]
    # A character of 10.5 points on the grid of 38 lines, and one of 9.5 points off it.
    assert (body.em, body.line, body.left, body.first) == (210, page.line_pitch, 210, 210)
    assert (note.em, note.line) == (190, 290)
    assert measures["Heading1"].keeps
    assert not measures["BodyText"].keeps


def test_style_inherits_what_it_does_not_say() -> None:
    own = '<w:spacing w:before="40" w:after="20"/><w:ind w:left="210"/>'
    found = measured(
        style("Base", own, '<w:sz w:val="24"/>'),
        style("Child", '<w:spacing w:after="60"/>', base="Base"),
    )
    child = found["Child"]
    assert (child.em, child.before, child.after, child.left) == (240, 40, 60, 210)


def test_line_on_the_grid_takes_whole_steps_of_it() -> None:
    found = measured(style("A", run='<w:sz w:val="36"/>'), style("B", run='<w:sz w:val="38"/>'))
    assert (found["A"].line, found["B"].line) == (368, 736)
    assert measured(style("A", run='<w:sz w:val="36"/>'), pitch=0)["A"].line == 360


@pytest.mark.parametrize(
    ("spacing", "line"),
    [
        ('w:line="290" w:lineRule="atLeast"', 290),
        ('w:line="100" w:lineRule="atLeast"', 210),
        ('w:line="120" w:lineRule="exact"', 120),
        ('w:line="360" w:lineRule="auto"', 315),
    ],
)
def test_line_off_the_grid_is_as_high_as_its_rule_says(spacing: str, line: int) -> None:
    found = measured(style("A", f'<w:snapToGrid w:val="0"/><w:spacing {spacing}/>'))
    assert found["A"].line == line


def test_property_that_is_switched_off_is_off() -> None:
    on, off = "<w:keepNext/><w:contextualSpacing/>", '<w:keepNext w:val="0"/>'
    found = measured(style("A", on), style("B", off, base="A"))
    assert (found["A"].keeps, found["B"].keeps) == (True, False)
    assert found["B"].is_contextual


def test_style_that_is_not_there_has_the_measure_of_the_default() -> None:
    assert measured(style("Normal", run='<w:sz w:val="24"/>'))["Missing"].em == 240
    assert measured()["Missing"].em == 210


def test_bases_in_a_circle_come_to_an_end() -> None:
    assert measured(style("A", base="B"), style("B", base="A"))["A"].em == 210


def test_latin_kana_and_punctuation_are_narrower_than_kanji() -> None:
    kanji, katakana, marks, latin = map(width, ("漢字漢字", "カタカナ", "、。「」", "word"))
    assert 3.9 <= kanji <= 4
    assert latin < 3.2
    assert marks < katakana < kanji


def test_font_decides_whether_kana_are_narrower() -> None:
    fonts = ("BIZ UDPゴシック", "ＭＳ 明朝", "ＭＳ Ｐ明朝", "游明朝", "Meiryo UI")
    found = [
        measured(style("A", run=f'<w:rFonts w:eastAsia="{font}"/>'))["A"].is_proportional
        for font in fonts
    ]
    assert found == [True, False, True, False, True]
    assert width("カタカナ、", False) == 5
    assert width("word", False) < 3


def test_text_fills_lines() -> None:
    assert [lines("漢" * count, 40) for count in (0, 1, 40, 42, 78, 83, 120)] == [
        *(1, 1, 1, 2, 2, 3, 3)
    ]
    assert lines("漢" * 39, 40, first=3) == 2
    assert lines("word " * 10, 40) == 1, "fifty letters, as wide as thirty characters"


def test_narrow_room_is_not_endless() -> None:
    assert lines("漢字", 0.5) == 3
