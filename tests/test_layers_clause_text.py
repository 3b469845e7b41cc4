"""Clause files are merged field by field, and what somebody wrote by hand stays."""

from __future__ import annotations

import pytest

from guideline.layers.clause_text import merge_texts, with_key
from tests.layers_in_memory import clause_file

BODY = "利用者は、記録します。\n\n::: commentary\n後で確かめるためです。\n:::\n"
BASE = clause_file("a/x", BODY, sources="[s1, s2]", when='choices.agents == "approval"')


def changed(**keys: str) -> str:
    body = keys.pop("body", BODY)
    front = {"sources": "[s1, s2]", "when": 'choices.agents == "approval"', **keys}
    return clause_file("a/x", body, **front)


def asked(base: str, ours: str, new: str) -> list[str]:
    return [field.field for field in merge_texts(base, ours, new).asked]


@pytest.mark.parametrize(
    ("field", "mine", "theirs"),
    [
        ("title", "町の題名", "新しい題名"),
        ("level", "must", "may"),
        ("when", 'choices.agents == "yes"', 'choices.agents == "no"'),
        ("no_sources", "町の理由", "新しい理由"),
    ],
)
def test_a_key_is_taken_kept_or_asked(field: str, mine: str, theirs: str) -> None:
    ours, new = changed(**{field: mine}), changed(**{field: theirs})
    assert merge_texts(BASE, BASE, new).text({}) == new
    assert merge_texts(BASE, ours, BASE).text({}) == ours
    assert merge_texts(BASE, ours, ours).text({}) == ours
    assert asked(BASE, ours, new) == [field]


def test_a_condition_taken_out_by_one_side_is_out() -> None:
    new = changed(when="")
    assert "when:" not in merge_texts(BASE, changed(title="町の題名"), new).text({})


def test_both_sides_add_and_remove_sources() -> None:
    found = merge_texts(BASE, changed(sources="[s1, s2, ours]"), changed(sources="[s2, new]"))
    assert not found.asked
    assert "sources: [s2, ours, new]\n" in found.text({})


def test_the_later_day_of_review_stands() -> None:
    ours, new = changed(reviewed="2026-12-01"), changed(reviewed="2027-01-10")
    assert not asked(BASE, ours, new)
    assert "reviewed: 2027-01-10\n" in merge_texts(BASE, ours, new).text({})


def test_rule_and_commentary_are_told_apart() -> None:
    ours = changed(body=BODY.replace("確かめる", "点検する"))
    new = changed(body=BODY.replace("確かめる", "検査する"))
    assert asked(BASE, ours, new) == ["commentary"]
    ours, new = (changed(body=BODY.replace("記録", word)) for word in ("保存", "報告"))
    assert asked(BASE, ours, new) == ["rule"]


def test_an_answer_stands_where_it_was_asked() -> None:
    merged = merge_texts(BASE, changed(title="町の題名"), changed(title="新しい題名"))
    at = [field.passage.outcome for field in merged.fields].index("asked")
    assert "title: 二つを合わせた題名\n" in merged.text({at: "二つを合わせた題名"})


def test_a_paragraph_added_at_the_end_never_runs_into_one_before() -> None:
    one, two, three = "一つ目の定めを置きます。", "二つ目は別の話です。", "三つ目を加えます。"
    base = clause_file("a/x", f"{one}\n\n{two}\n")
    ours = clause_file("a/x", f"{one}\n\n{two}\n\n{three}\n")
    new = clause_file("a/x", f"{one}\n")
    assert asked(base, ours, new) == ["rule"]
    assert merge_texts(base, ours, new).text({}) == ours


def test_empty_lines_at_the_end_are_no_change() -> None:
    new = changed(body=BODY.replace("記録", "報告") + "\n")
    assert merge_texts(BASE, BASE, new).text({}) == new


def test_comments_and_layout_of_our_front_matter_stay() -> None:
    ours = BASE.replace("level: should", "level: should  # 町の方針").replace(
        "sources: [s1, s2]", "# 町で確かめた\nsources:\n  - s1  # 要綱\n  - s2"
    )
    new = changed(level="must", sources="[s1, s3]")
    text = merge_texts(BASE, ours, new).text({})
    assert "level: must  # 町の方針\n" in text
    assert "# 町で確かめた\nsources:\n  - s1  # 要綱\n  - s3\n" in text


def test_a_key_is_set_replaced_and_taken_out_in_front_matter_of_any_layout() -> None:
    front = "id: a/x\ntitle: >-\n  長い\n  題名\nlevel: must\n"
    assert with_key(front, "title", "題名") == "id: a/x\ntitle: 題名\nlevel: must\n"
    assert with_key(front, "title", "") == "id: a/x\nlevel: must\n"
    assert with_key(front, "since", "1") == front + "since: 1\n"
    assert with_key("{id: a/x, level: may}", "level", "must") == "{id: a/x, level: must}"
