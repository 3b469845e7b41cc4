"""Readings stand on difficult words of the text, and change nothing else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from guideline.bundled import bundled
from guideline.compose import compose
from guideline.document import (
    Blank,
    Block,
    BulletList,
    Document,
    Inline,
    Inlines,
    Note,
    Paragraph,
    Reference,
    Ruby,
    Section,
    Strong,
    Table,
    Text,
    blanks_in,
    lines_of,
    plain_text,
    walk_inlines,
    walk_sections,
)
from guideline.generate import resolve_profile
from guideline.library import load_readings
from guideline.model.profile import RubyMode
from guideline.model.reading import Reading
from guideline.model.resolution import Resolution
from guideline.ruby import with_readings
from guideline.template import load_template
from tests.helpers import ROOT, composed, write, write_library
from tests.test_word_pagination import estimated
from tests.word_files import STYLE

WORDS = {
    "秘密": "ひみつ",
    "承認": "しょうにん",
    "申請": "しんせい",
    "個人": "こじん",
    "個人情報": "こじんじょうほう",
}


def readings(words: dict[str, str]) -> list[Reading]:
    return [Reading(word=word, reading=reading) for word, reading in words.items()]


def marked(inlines: Inlines) -> str:
    """The text with each reading in square brackets after what it stands on."""
    return "".join(
        f"{plain_text((i,))}[{i.reading}]" if isinstance(i, Ruby) else plain_text((i,))
        for i in inlines
    )


def read(*inlines: str | Inline, words: dict[str, str] = WORDS) -> str:
    """A paragraph of these inlines with every reading."""
    given = tuple(Text(i) if isinstance(i, str) else i for i in inlines)
    section = Section("a", "題", "1", (Paragraph(given),))
    (block,) = with_readings((section,), readings(words), "all")[0].blocks
    assert isinstance(block, Paragraph)
    assert plain_text(block.inlines) == plain_text(given)
    return marked(block.inlines)


# Which characters


@pytest.mark.parametrize(
    ("word", "reading", "text", "expected"),
    [
        (
            "遡る",
            "さかのぼる",
            "遡って、遡り、遡る。",
            "遡[さかのぼ]って、遡[さかのぼ]り、遡[さかのぼ]る。",
        ),
        ("認める", "みとめる", "認めた、認めます", "認[みと]めた、認[みと]めます"),
        ("著しい", "いちじるしい", "著しく多い", "著[いちじる]しく多い"),
        ("取り扱う", "とりあつかう", "取り扱わない", "取[と]り扱[あつか]わない"),
        ("取扱い", "とりあつかい", "その取扱いは", "その取扱[とりあつか]いは"),
        ("漏えい", "ろうえい", "漏えいした", "漏[ろう]えいした"),
    ],
)
def test_okurigana_has_no_reading(word: str, reading: str, text: str, expected: str) -> None:
    assert read(text, words={word: reading}) == expected


def test_verb_is_not_found_in_another_verb() -> None:
    assert read("認識して、遡及する", words={"認める": "みとめる", "遡る": "さかのぼる"}) == (
        "認識して、遡及する"
    )


def test_longest_word_is_read() -> None:
    assert read("個人情報と個人") == "個人情報[こじんじょうほう]と個人[こじん]"


def test_word_inside_of_a_word_without_a_reading_is_not_read() -> None:
    assert read("秘密鍵、大秘密、秘密を") == "秘密鍵、大秘密、秘密[ひみつ]を"


def test_compound_of_known_words_is_read() -> None:
    assert read("承認申請を") == "承認[しょうにん]申請[しんせい]を"


def test_a_shorter_word_is_tried_when_the_rest_cannot_be_read() -> None:
    words = {"同意": "どうい", "意匠": "いしょう", "同〜": "どう"}
    assert read("同意匠", words=words) == "同意匠[どういしょう]"


def test_word_is_read_together_with_what_stands_before_and_after_it() -> None:
    words = {**WORDS, "〜者": "しゃ", "非〜": "ひ", "〜済み": "ずみ"}
    assert read("非承認者と承認済みの者", words=words) == (
        "非承認者[ひしょうにんしゃ]と承認済[しょうにんず]みの者"
    )


def test_single_kanji_is_read_only_where_it_stands_alone() -> None:
    assert read("その旨と趣旨と旨趣", words={"旨": "むね", "趣": "おもむき"}) == (
        "その旨[むね]と趣旨と旨趣"
    )


def test_conjunction_parts_what_it_joins() -> None:
    words = {**WORDS, "及び": "および", "若しくは": "もしくは"}
    assert read("秘密及び装置若しくは秘密", words=words) == (
        "秘密[ひみつ]及[およ]び装置若[も]しくは秘密[ひみつ]"
    )


def test_word_that_ends_in_kana_does_not_hinder_the_next() -> None:
    words = {"取扱い": "とりあつかい", "規程": "きてい"}
    assert read("取扱い規程", words=words) == "取扱[とりあつか]い規程[きてい]"


def test_word_across_inlines_is_not_read() -> None:
    assert read("個人", Strong("情報"), "は秘密") == "個人情報は秘密[ひみつ]"
    assert read(Strong("秘密"), "と", Reference("a/b", "第秘密")) == "秘密と第秘密"


def test_blank_stays_whole() -> None:
    assert read("【秘密の名】と秘密、", Blank("承認者")) == "【秘密の名】と秘密[ひみつ]、【承認者】"


def test_later_reading_of_a_word_holds() -> None:
    ours, own = readings({"私語": "しご"}), readings({"私語": "ささめごと"})
    section = Section("a", "題", "", (Paragraph((Text("私語"),)),))
    (read_section,) = with_readings((section,), [*ours, *own], "all")
    assert read_section.blocks == (Paragraph((Ruby("私語", "ささめごと"),)),)


# Where


def line(text: str) -> Paragraph:
    return Paragraph((Text(text),))


def texts(blocks: tuple[Block, ...]) -> list[str]:
    return [marked(inlines) for inlines in walk_inlines(blocks)]


SOME = (
    line("秘密の一"),
    BulletList(((line("秘密の二"), BulletList(((line("秘密の三"),),))),)),
    Table(((Text("秘密の列"),),), (((Text("秘密の欄"),),),), "秘密の表"),
    Note("commentary", (line("秘密の四"), line("根拠・参考：秘密法"))),
    Note("example", (line("秘密の五"),)),
    Note("sources", (line("秘密の法"),)),
)


def test_rules_commentary_and_examples_are_read_but_not_tables_and_sources() -> None:
    section = Section("a", "秘密", "1", SOME, (Section("b", "秘密", "1", (line("秘密"),)),))
    (result,) = with_readings((section,), readings(WORDS), "all")
    assert texts(result.blocks) == [
        "秘密[ひみつ]の一",
        "秘密[ひみつ]の二",
        "秘密[ひみつ]の三",
        "秘密の列",
        "秘密の欄",
        "秘密[ひみつ]の四",
        "根拠・参考：秘密法",
        "秘密[ひみつ]の五",
        "秘密の法",
    ]
    assert texts(result.sections[0].blocks) == ["秘密[ひみつ]"]
    assert (result.title, result.sections[0].title) == ("秘密", "秘密")


def test_first_is_the_first_of_each_section() -> None:
    words = {**WORDS, "遡る": "さかのぼる"}
    blocks = (line("秘密と秘密、遡って"), Note("commentary", (line("秘密、遡り、承認"),)))
    sections = (Section("a", "題", "1", blocks), Section("b", "題", "2", blocks))
    for section in with_readings(sections, readings(words), "first"):
        assert texts(section.blocks) == [
            "秘密[ひみつ]と秘密、遡[さかのぼ]って",
            "秘密、遡り、承認[しょうにん]",
        ]


# What stays


@pytest.fixture(scope="module")
def city() -> Resolution:
    resolution, _ = resolve_profile(ROOT / "examples/city/profile.yaml", None)
    details = resolution.profile.document.model_copy(update={"approver": None})
    profile = resolution.profile.model_copy(update={"document": details})
    return replace(resolution, profile=profile)


def made(resolution: Resolution, template: str, ruby: RubyMode) -> Document:
    readings = load_readings(bundled("clauses"))
    return compose(resolution, load_template(template), None, ruby=ruby, readings=readings)


def count(document: Document) -> int:
    sections = walk_sections(document.sections)
    runs = (run for section in sections for run in walk_inlines(section.blocks))
    return sum(isinstance(inline, Ruby) for run in runs for inline in run)


@pytest.mark.parametrize("template", ["guideline", "regulation"])
def test_hashes_numbers_text_and_open_decisions_are_those_without_readings(
    city: Resolution, template: str
) -> None:
    plain, read_ = made(city, template, "none"), made(city, template, "all")
    assert count(plain) == 0
    assert count(read_) > 1000
    for one, other in zip(
        walk_sections(plain.sections), walk_sections(read_.sections), strict=True
    ):
        assert replace(one, blocks=(), sections=()) == replace(other, blocks=(), sections=())
        assert lines_of(one.blocks) == lines_of(other.blocks)
    assert plain.sections[0].id == "open-decisions"
    assert plain.sections[0] == read_.sections[0]
    assert blanks_in(plain) == blanks_in(read_) != []


def test_references_of_a_text_with_readings_are_the_same(city: Resolution) -> None:
    def references(document: Document) -> list[Inline]:
        runs = (r for s in walk_sections(document.sections) for r in walk_inlines(s.blocks))
        return [inline for run in runs for inline in run if isinstance(inline, Reference)]

    plain = references(made(city, "guideline", "none"))
    assert plain == references(made(city, "guideline", "all")) != []


def test_estimated_pages_are_the_same(city: Resolution) -> None:
    plain, read_ = made(city, "guideline", "none"), made(city, "guideline", "first")
    assert estimated(plain, STYLE) == estimated(read_, STYLE)


def test_fewer_words_are_read_once_than_always(city: Resolution) -> None:
    first, every = (count(made(city, "guideline", mode)) for mode in ("first", "all"))
    assert 0 < first < every


def test_one_page_has_no_readings(city: Resolution) -> None:
    assert count(made(city, "one-page", "all")) == 0


# Options


def test_profile_asks_for_readings_and_adds_its_own(tmp_path: Path) -> None:
    write_library(tmp_path, {"a/b": "秘密を総務課に知らせてください。"})
    write(tmp_path / "readings.yaml", "秘密: ひみつ\n")
    own = "readings: [{word: 総務課, reading: そうむか}, {word: 秘密, reading: ないしょ}]"
    for asked, expected in (
        ("none", "秘密を総務課に知らせてください。"),
        ("all", "秘密[ないしょ]を総務課[そうむか]に知らせてください。"),
    ):
        document = composed(tmp_path, f"document: {{ruby: {asked}, {own}}}")
        (clause,) = document.sections[0].sections
        assert texts(clause.blocks) == [expected]


# The shipped readings


def test_shipped_readings_are_many() -> None:
    assert len(load_readings(bundled("clauses"))) > 500


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("情報漏えい", "情報[じょうほう]漏[ろう]えい"),
        ("生成物及び要約", "生成物[せいせいぶつ]及[およ]び要約[ようやく]"),
        ("施行日前に遡って", "施行日前[しこうびまえ]に遡[さかのぼ]って"),
        ("匿名加工情報の取扱い", "匿名加工情報[とくめいかこうじょうほう]の取扱[とりあつか]い"),
        ("稟議と決裁", "稟議[りんぎ]と決裁[けっさい]"),
        ("庁内の依頼", "庁内[ちょうない]の依頼[いらい]"),
        ("一人で行って、今日の市場を", "一人で行って、今日の市場を"),
    ],
)
def test_shipped_readings_are_right(text: str, expected: str) -> None:
    words = {r.word: r.reading for r in load_readings(bundled("clauses"))}
    assert read(text, words=words) == expected
