"""Two long documents, and how many characters were really deleted, inserted and moved."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from guideline.document import Document, Section
from tests.word_files import clause, document, paragraph

_WHO = (
    "職員",
    "所属長",
    "情報政策課長",
    "利用者",
    "委託先",
    "総括責任者",
    "研修の担当者",
    "監査人",
)
_WHEN = ("利用の前に", "毎年度", "事故を知った日から", "契約に当たり", "公表の前に", "会議の後に")
_WHAT = ("生成物", "入力した情報", "対象ツール", "利用の記録", "指示文", "申請の内容", "契約の条件")
_HOW = ("一覧", "正確さ", "出典", "保存の期間", "偏り", "利用の目的", "権利の状況", "設定")
_DOES = (
    "確認しなければならない",
    "記録するものとする",
    "所属長に報告してください",
    "公表することができる",
    "定期に見直すものとする",
    "第三者に提供してはならない",
)
_REPLACED = (
    ("確認", "点検"),
    ("記録", "登録"),
    ("報告", "届出"),
    ("公表", "掲載"),
    ("毎年度", "四半期ごとに"),
    ("総括責任者", "最高責任者"),
    ("出典", "典拠となる資料"),
    ("正確さ", "真偽"),
)
_SHARE = 0.6
"""Of the clauses that are edited."""


@dataclass
class Pair:
    """Both documents, with the edits that lead from one to the other counted as they are made."""

    old: Document
    new: Document
    deleted: int = 0
    inserted: int = 0
    moved: int = 0
    texts: list[tuple[str, str]] = field(default_factory=list)
    """The text of each clause on both sides."""


def synthetic_pair(clauses: int = 40, seed: int = 1) -> Pair:
    """The same pair each time."""
    chance = random.Random(seed)  # noqa: S311 - texts, no secrets
    pair = Pair(document(), document())
    said: set[str] = set()
    before, after = [], []
    for number in range(clauses):
        old = [_sentence(chance, said) for _ in range(chance.randint(4, 7))]
        new = _edited(pair, chance, said, old) if chance.random() < _SHARE else old
        before.append(_clause(number, old))
        after.append(_clause(number, new))
        pair.texts.append(("".join(old), "".join(new)))
    pair.old = document(Section("p", "部", "1", (), tuple(before)))
    pair.new = document(Section("p", "部", "1", (), tuple(after)))
    return pair


def _sentence(chance: random.Random, said: set[str]) -> str:
    """A sentence that was not said before."""
    while True:
        who, when, what = (chance.choice(some) for some in (_WHO, _WHEN, _WHAT))
        one, other = chance.sample(_HOW, 2)
        does = chance.choice(_DOES)
        said_now = f"{who}は、{when}{what}の{one}及び{other}を{does}。"
        if said_now not in said:
            said.add(said_now)
            return said_now


def _edited(pair: Pair, chance: random.Random, said: set[str], old: list[str]) -> list[str]:
    """The sentences after up to three edits, none of which touches what another one did."""
    new, moved = list(old), ""
    for edit in chance.sample(("delete", "insert", "move", "replace", "replace"), 3):
        untouched = [at for at, sentence in enumerate(new) if sentence in old and sentence != moved]
        match edit:
            case "delete":
                pair.deleted += len(new.pop(chance.choice(untouched)))
            case "insert":
                come = _sentence(chance, said)
                new.insert(chance.randint(0, len(new)), come)
                pair.inserted += len(come)
            case "move" if new[0] in old and len(new) > 2:
                # Over all others: of two neighbours that change places, either has moved.
                moved = new.pop(0)
                new.append(moved)
                pair.moved += len(moved)
            case "replace":
                at = chance.choice(untouched)
                found = [words for words in _REPLACED if new[at].count(words[0]) == 1]
                for word, other in found[:1]:
                    new[at] = new[at].replace(word, other)
                    pair.deleted += len(word)
                    pair.inserted += len(other)
    return new


def _clause(number: int, sentences: list[str]) -> Section:
    return clause(f"p/{number}", f"({number + 1})", paragraph("".join(sentences)))
