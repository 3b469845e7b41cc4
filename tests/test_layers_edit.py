"""A layer.yaml written by hand keeps its comments, order and layout when one thing changes."""

from __future__ import annotations

import pytest

from guideline.layers.edit import with_base_version, with_operation, with_operations
from guideline.source import parse_yaml

HAND = """\
# 町の層
name: 町
base: {library: 標準, version: '1'}  # 前の版

operations:
    # 答弁のため
    - amend: a/x   # 議会
      reason: "答弁に \\"下書き\\" として使う"

    -   remove: a/y
        reason: >-
          町では
          使わない
    - {move: a/z, after: 'a/x', reason: 並び}
    -
      add: a/new
      after:
        a/x
# 終わり
"""


def said(text: str) -> list[dict[str, object]]:
    return list(parse_yaml(text, "layer.yaml").data["operations"])


def change(at: int, **changes: str | None) -> str:
    before = said(HAND)[at]
    after = {k: v for k, v in {**before, **changes}.items() if v is not None}
    text = with_operations(HAND, {at: (before, after)})
    assert said(text) == [*said(HAND)[:at], after, *said(HAND)[at + 1 :]]
    return text


def lines_changed(text: str) -> tuple[list[str], list[str]]:
    old, new = HAND.split("\n"), text.split("\n")
    return [line for line in old if line not in new], [line for line in new if line not in old]


def test_a_target_changes_and_its_comment_stays() -> None:
    assert lines_changed(change(0, amend="a/renamed")) == (
        ["    - amend: a/x   # 議会"],
        ["    - amend: a/renamed   # 議会"],
    )


def test_a_value_with_escaped_quotes_is_replaced_as_a_whole() -> None:
    text = change(0, reason="別の理由")
    assert lines_changed(text)[1] == ["      reason: 別の理由"]


def test_a_folded_value_is_replaced_and_taken_out() -> None:
    assert lines_changed(change(1, reason="短い"))[1] == ["        reason: 短い"]
    assert lines_changed(change(1, reason=None))[1] == []


def test_a_key_is_added_at_the_end_of_its_operation() -> None:
    assert lines_changed(change(1, over="県"))[1] == ["        over: 県"]


def test_an_operation_in_braces_stays_in_braces() -> None:
    text = change(2, over="県, 北", after="a/y")
    assert "    - {move: a/z, after: a/y, reason: 並び, over: '県, 北'}\n" in text
    assert "    - {move: a/z, after: 'a/x'}\n" in change(2, reason=None)
    assert "    - {move: a/z, reason: 並び}\n" in change(2, after=None)


def test_a_dash_on_a_line_of_its_own_and_a_value_below_its_key() -> None:
    assert "    -\n      add: a/new\n      after: a/y\n" in change(3, after="a/y")
    assert "    -\n      add: a/new\n# 終わり" in change(3, after=None)
    gone = with_operations(HAND, {3: (said(HAND)[3], None)})
    assert gone.endswith("reason: 並び}\n# 終わり\n")


def test_another_verb_stands_where_the_old_one_stood() -> None:
    before = said(HAND)[0]
    after = {"replace": "a/x", "reason": before["reason"]}
    text = with_operations(HAND, {0: (before, after)})
    assert "    - replace: a/x   # 議会\n" in text


def test_several_changes_at_once() -> None:
    old = said(HAND)
    changes = {0: (old[0], None), 2: (old[2], {**old[2], "after": "a/q"})}
    text = with_operations(HAND, changes, [{"amend": "b/x", "reason": "分かれた"}])
    assert said(text) == [old[1], changes[2][1], old[3], {"amend": "b/x", "reason": "分かれた"}]
    assert "# 町の層" in text
    assert "# 終わり" in text


def test_the_last_operation_goes_and_comes() -> None:
    text = "name: 町\noperations:  # 操作\n  # まだ一つ\n  - remove: a/x\n"
    empty = with_operations(text, {0: ({"remove": "a/x"}, None)})
    assert parse_yaml(empty, "").data["operations"] == []
    assert "# 操作" in empty
    assert said(with_operation(empty, {"remove": "a/y"})) == [{"remove": "a/y"}]


@pytest.mark.parametrize(
    "text",
    [
        "name: 町\n",
        "name: 町",
        "name: 町\noperations:\n",
        "name: 町\noperations: []\n",
        "name: 町\noperations: [{remove: a/x}]\n",
        "operations: [{remove: a/x}, {remove: a/z}]\nname: 町\n",
        "operations:\n- remove: a/x\n\n\n# 注\nname: 町\n",
    ],
)
def test_an_operation_is_added_to_a_list_in_any_layout(text: str) -> None:
    before = parse_yaml(text, "").data.get("operations") or []
    added = {"amend": "a/y", "reason": "【仮】: #1"}
    after = parse_yaml(with_operation(text, added), "").data
    assert after == {"name": "町", "operations": [*before, added]}


def test_the_version_changes_inside_braces_and_its_comment_stays() -> None:
    text = with_base_version(HAND, "0.2.0")
    assert 'base: {library: 標準, version: "0.2.0"}  # 前の版\n' in text
