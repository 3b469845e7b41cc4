"""A text that carries a digest of itself."""

from __future__ import annotations

import pytest

from guideline.seal import SEAL, is_untouched, sealed


def test_sealed_text_is_untouched() -> None:
    assert is_untouched(sealed(f'{{"digest": "{SEAL}", "甲": "sha256:でない"}}').encode())


@pytest.mark.parametrize(
    "edit",
    [
        lambda text: text.replace("甲", "乙"),
        lambda text: text + " ",
        lambda text: text.replace("sha256:", "sha256:0", 1),
        lambda text: "手で書いた文",
    ],
)
def test_edited_text_is_not(edit: object) -> None:
    text = edit(sealed(f'{{"digest": "{SEAL}", "甲": 1}}'))  # type: ignore[operator]
    assert not is_untouched(text.encode())


def test_bytes_that_are_no_text_are_not() -> None:
    assert not is_untouched(b"PK\xff\xfe")
