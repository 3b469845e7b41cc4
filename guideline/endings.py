"""How strongly a sentence binds, read off its ending."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Force = Literal[
    "obligation", "prohibition", "recommendation", "discouragement", "permission", "exemption"
]

FORCES: Mapping[Force, str] = {
    "obligation": "義務",
    "prohibition": "禁止",
    "recommendation": "推奨",
    "discouragement": "自粛",
    "permission": "許可",
    "exemption": "免除",
}
"""What readers call them."""

_STRENGTH: Mapping[Force, int] = {
    "obligation": 2,
    "recommendation": 1,
    "permission": 0,
    "exemption": 0,
    "discouragement": -1,
    "prohibition": -2,
}
"""How strongly it binds: to do it above 0, not to do it below 0; 0 leaves the choice."""

_ENDINGS: tuple[tuple[Force, str], ...] = (
    (
        "exemption",
        r"なくて(?:も)?(?:よい|良い|いい|かまわない|かまいません|構わない|差し支えない"
        r"|差し支えありません)(?:です)?",
    ),
    ("exemption", r"ないで差し支え(?:ない|ありません)|ないことが(?:できる|できます)"),
    ("exemption", r"(?:必要|義務)(?:は|が)(?:ない|ありません)|を要(?:しない|しません)"),
    ("exemption", r"不要(?:である|です|とする|とします)|を免除(?:する|します)"),
    (
        "permission",
        r"差し支え(?:ない|ありません)|妨げ(?:ない|ません|るものではない|るものではありません)",
    ),
    (
        "permission",
        r"[てで]も?(?:よい|良い|いい|かまわない|かまいません|構わない|構いません)(?:です)?",
    ),
    ("permission", r"(?:ことが)?でき(?:る|ます)|(?<=使)え(?:る|ます)|可(?:能)?と(?:する|します)"),
    (
        "discouragement",
        r"ないように?努め(?:る|ます|なければならない|なければなりません|てください)",
    ),
    ("discouragement", r"望ましくない(?:です)?|望ましくありません|推奨(?:しない|しません)"),
    ("discouragement", r"(?:を|は)(?:控え|避け)(?:る|ます|てください)"),
    (
        "recommendation",
        r"(?:するように?|ように?|に)?"
        r"努め(?:る|ます|なければならない|なければなりません|てください)",
    ),
    ("recommendation", r"(?:ことが)?望ましい(?:です)?|(?:ことを|を)?推奨(?:する|します)"),
    (
        "prohibition",
        r"[てで]は(?:ならない|なりません|いけない|いけません)|ないで(?:ください)?",
    ),
    (
        "prohibition",
        r"(?:を|は)?禁止(?:する|します|とする|とします)|(?:を|は)?禁(?:じる|じます|ずる)",
    ),
    (
        "prohibition",
        r"(?:ことが|ことは)?でき(?:ない|ません)|(?:を|は)認め(?:ない|ません)"
        r"|(?<=使)え(?:ない|ません)",
    ),
    (
        "obligation",
        r"(?:なければ|なくては)(?:ならない|なりません|いけない|いけません)|ねばならない",
    ),
    ("obligation", r"(?:する)?(?:必要|義務)が(?:ある|あります)|を要(?:する|します)"),
    ("obligation", r"[てで]ください"),
    ("prohibition", r"し(?:ない|ません)"),
)
"""The first that a sentence ends in holds. Negations of other verbs than する are left out, because
most of them tell a state (含まない, 変わらない)."""

_PATTERNS = tuple((force, re.compile(rf"(?:{ending})$")) for force, ending in _ENDINGS)
_SHELL = re.compile(r"(?:ものとする|ものとします|こととする|こととします|こと)$")
"""What a rule may end in besides: it leaves a force as it is, and makes a verb an obligation."""
_VERB = re.compile(r"[うくぐすつぬぶむる]$")
_CLOSING = re.compile(r"(?:（[^（）]*）|[。」』\s])+$")
_WORDS = re.compile(r"[一-龠々ァ-ヺーA-Za-zＡ-Ｚａ-ｚ0-9０-９]+")


@dataclass(frozen=True, slots=True)
class Ending:
    """The end of a sentence that tells how strongly it binds."""

    force: Force
    text: str
    """With the verb it belongs to: `確認しなければならない`."""
    act: str
    """What it is about: the last word before it that is not in hiragana."""
    rest: str
    """The sentence before that word's inflection, with the word."""


def ending_of(sentence: str) -> Ending | None:
    """The ending of a sentence; None where it tells nothing that is known."""
    text = _CLOSING.sub("", sentence)
    shell = _SHELL.search(text)
    inner = text[: shell.start()] if shell else text
    for force, pattern in _PATTERNS:
        found = pattern.search(inner)
        if found:
            return _ending(force, text, inner[: found.start()])
    if not shell:
        return None
    if inner.endswith("ない"):
        return _ending("prohibition", text, inner.removesuffix("ない"))
    return _ending("obligation", text, inner) if _VERB.search(inner) else None


def _ending(force: Force, text: str, stem: str) -> Ending | None:
    words = list(_WORDS.finditer(stem))
    if not words:
        return None
    act = words[-1]
    return Ending(force, text[act.start() :], act.group(), stem[: act.end()])


def is_stricter(old: Force, new: Force) -> bool | None:
    """Whether the same act is bound more strongly; None where the forces have no order, as what
    has to be done and what must not be."""
    before, after = _STRENGTH[old], _STRENGTH[new]
    if before * after < 0 or abs(before) == abs(after):
        return None
    return abs(after) > abs(before)


_NEGATION = re.compile(r"ない|なく|なかっ|ません|ずに|ず、|ざる|除[きくい]|以外|不可|非公開|無断")
_NO_NEGATION = re.compile(
    r"な(?:ければ|くては)(?:ならない|なりません|いけない|いけません)|ねばならない"
    r"|差し支え(?:ない|ありません)|やむを得ない|少な[いく]|かもしれ(?:ない|ません)"
)
"""Words that deny nothing, although they look so."""


def negations_in(text: str) -> list[str]:
    """The words of the text that turn what it says into the opposite, or take something out."""
    return _NEGATION.findall(_NO_NEGATION.sub("", text))
