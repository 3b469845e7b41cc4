"""The kinds of field: what they take, and what they declare to readers."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from pydantic import ValidationError

from guideline.model.fields import Date, Id, Line, Model, Word, blank, counted, labelled, optional
from guideline.model.validation import extra_of, labels_of, validate

SHADES = {"dark": "暗い", "light": "明るい"}


class Sample(Model):
    id: Id = "a"
    word: Word = "語"
    line: Line = "文"
    day: Date | None = None
    owner: str | None = blank("担当", "担当する部署", max_length=3)
    note: str | None = optional("備考", max_length=3)
    shade: str | None = labelled("色合い", SHADES, "dark", "色の濃さ")
    missing_shade: str | None = labelled("別の色合い", SHADES, is_blank=True)
    days: int | None = counted("日数", "日", "なし", "保存する日数")


def sample(**values: object) -> Sample:
    return Sample.model_validate(values)


def code_of(**values: object) -> str:
    value, faults = validate(Sample, values)
    assert value is None
    [fault] = faults
    return fault.code


def test_value_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        sample().word = "別"  # type: ignore[misc]


def test_unknown_key_is_refused() -> None:
    assert code_of(colour="red") == "unknown-key"


@pytest.mark.parametrize("space", [" ", "\u3000", "\n", "\t"])
def test_blanks_around_a_text_are_dropped(space: str) -> None:
    assert sample(word=f"{space}語 句{space}").word == "語 句"


@pytest.mark.parametrize("text", ["", " ", "\u3000"])
def test_empty_text_is_refused(text: str) -> None:
    assert code_of(word=text) == code_of(line=text) == "empty-text"


@pytest.mark.parametrize(("field", "longest"), [("word", 120), ("line", 500)])
def test_texts_have_a_longest_length(field: str, longest: int) -> None:
    assert sample(**{field: "あ" * longest})
    assert code_of(**{field: "あ" * (longest + 1)}) == "too-long"


@pytest.mark.parametrize("given", ["a", "image-tool", "a1_b", "a" * 40])
def test_id_is_taken(given: str) -> None:
    assert sample(id=given).id == given


@pytest.mark.parametrize("given", ["A", "1a", "-a", "_a", "a b", "a.b", "道具", "ａ", "a" * 41, ""])
def test_what_is_no_id_is_refused(given: str) -> None:
    assert code_of(id=given) == "bad-id"


@pytest.mark.parametrize(
    ("given", "day"),
    [
        ("2026-04-01", date(2026, 4, 1)),
        (" 2024-02-29 ", date(2024, 2, 29)),
        (date(2026, 4, 1), date(2026, 4, 1)),
        (None, None),
    ],
)
def test_date_is_taken(given: object, day: date | None) -> None:
    assert sample(day=given).day == day


@pytest.mark.parametrize(
    "given",
    [
        "2026-02-29",
        "2026-13-01",
        "2026-00-01",
        "0000-01-01",
        "2026-4-1",
        "2026/04/01",
        "20260401",
        "26-04-01",
        "２０２６-０４-０１",
        "令和8年4月1日",
        "2026-04-01T00:00",
        "未定",
        "",
        20260401,
        ["2026-04-01"],
    ],
)
def test_what_is_no_date_is_refused(given: object) -> None:
    assert code_of(day=given) == "not-a-date"


def test_time_of_day_is_no_date() -> None:
    with pytest.raises(ValidationError):
        sample(day=datetime(2026, 4, 1, 12, 30))  # noqa: DTZ001 - a zone makes no difference


def test_blank_field_may_be_left_out_and_says_that_it_is_open() -> None:
    info = Sample.model_fields["owner"]
    assert sample().owner is None
    assert (info.title, info.description, extra_of(info)) == (
        "担当",
        "担当する部署",
        {"blank": True},
    )


def test_optional_field_may_be_left_out_without_being_open() -> None:
    info = Sample.model_fields["note"]
    assert sample().note is None
    assert (info.title, info.description, extra_of(info)) == ("備考", None, {})


def test_limits_of_blank_and_optional_fields_hold() -> None:
    assert code_of(owner="四文字だ") == code_of(note="四文字だ") == "too-long"


def test_labelled_field_carries_its_labels_and_default() -> None:
    info = Sample.model_fields["shade"]
    assert sample().shade == "dark"
    assert labels_of(info) == SHADES
    assert extra_of(info) == {"labels": SHADES}
    assert info.description == "色の濃さ"


def test_labelled_field_may_be_a_blank() -> None:
    assert sample().missing_shade is None
    assert extra_of(Sample.model_fields["missing_shade"]) == {"labels": SHADES, "blank": True}


def test_counted_field_carries_its_unit_and_refuses_negative_numbers() -> None:
    assert sample().days is None
    assert sample(days="0").days == 0
    assert sample(days="010").days == 10
    assert code_of(days="-1") == "out-of-range"
    extra = extra_of(Sample.model_fields["days"])
    assert extra == {"blank": True, "unit": "日", "zero": "なし"}


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\x85", "\u2028", "\u2029"])
def test_line_end_inside_a_text_is_refused(end: str) -> None:
    text = f"上{end}下"
    assert code_of(word=text) == code_of(line=text) == "line-end"
    assert sample(word=f"{end}語{end}").word == "語"
