"""A text carries a digest of itself, by which an untouched file is told from an edited one."""

from __future__ import annotations

import hashlib
import re

SEAL = "sha256:"
"""Stands in a text where its digest is to stand."""
_SEALED = re.compile(f"{SEAL}([0-9a-f]{{64}})")


def sealed(text: str) -> str:
    """The text with a digest of itself at the first place that it keeps for it."""
    digest = hashlib.sha256(text.encode("utf-8", errors="replace")).hexdigest()
    return text.replace(SEAL, f"{SEAL}{digest}", 1)


def is_untouched(data: bytes) -> bool:
    """Whether a file was sealed and not edited since."""
    text = data.decode("utf-8", errors="replace")
    found = _SEALED.search(text)
    return bool(found and sealed(text.replace(found[0], SEAL, 1)) == text)
