"""Random libraries, layers on them and new versions, made of sentences that can be told apart.

Every sentence, title and source carries a mark of its own (`甲12`), which an edit replaces. So a
test can follow what became of each without asking the code that it tests.
"""

from __future__ import annotations

import copy
import itertools
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from guideline.model.clause import Library
from guideline.model.layer import Layer
from guideline.model.lineage import Lineage
from tests.layers_in_memory import clause_file, layer, layer_text, library

WORDS = [
    "利用者",
    "所属長",
    "情報課",
    "台帳",
    "申請",
    "承認",
    "記録",
    "個人情報",
    "契約",
    "文書",
    "画像",
    "翻訳",
    "要約",
    "検索",
    "会議",
    "議会",
    "住民",
    "窓口",
    "研修",
    "監査",
    "点検",
    "報告",
    "期限",
    "例外",
    "責任者",
    "委託先",
    "端末",
    "認証",
    "通信",
    "保存",
    "削除",
    "公開",
    "著作物",
    "商標",
    "権利",
    "判断",
    "確認",
    "比較",
    "修正",
    "添付",
    "入力",
    "出力",
    "説明",
    "同意",
    "通知",
    "掲示",
    "回答",
    "質問",
    "予算",
    "調達",
    "試行",
    "評価",
]
EDITS = [
    "word",
    "word",
    "sentence",
    "cut",
    "paragraph",
    "drop",
    "move",
    "title",
    "source",
    "unsource",
    "level",
    "note",
]
MARK = re.compile(r"[甲乙丙]\d+")


def marks(text: str) -> set[str]:
    return set(MARK.findall(text))


@dataclass
class Draft:
    """A clause before it is a text."""

    id: str
    title: str
    level: str
    sources: list[str]
    paragraphs: list[list[str]]
    note: list[str]

    def text(self) -> str:
        body = "\n\n".join("".join(paragraph) for paragraph in self.paragraphs)
        note = f"\n\n::: commentary\n{''.join(self.note)}\n:::" if self.note else ""
        sources = {"sources": f"[{', '.join(self.sources)}]"} if self.sources else {}
        return clause_file(
            self.id, f"{body}{note}\n", title=self.title, level=self.level, **sources
        )


@dataclass
class World:
    """A library, and everything that happens to it, from one source of chance."""

    random: random.Random
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    moved: set[str] = field(default_factory=set)
    """Clauses that a layer has moved or added: another move would be a conflict."""

    def sentence(self) -> str:
        words = self.random.sample(WORDS, self.random.randrange(3, 7))
        return f"{'の'.join(words)}は甲{next(self.numbers)}とします。"

    def reworded(self, sentence: str) -> str:
        """Alike, or not at all."""
        if self.random.random() < 0.3:
            return self.sentence()
        text = MARK.sub(f"甲{next(self.numbers)}", sentence)
        old, new = self.random.choice(WORDS), self.random.choice(WORDS)
        return text.replace(old, new)

    def paragraph(self) -> list[str]:
        return [self.sentence() for _ in range(self.random.randrange(1, 4))]

    def draft(self, id_: str) -> Draft:
        return Draft(
            id_,
            f"題名乙{next(self.numbers)}",
            self.random.choice(["must", "should", "may"]),
            [f"丙{next(self.numbers)}" for _ in range(self.random.randrange(3))],
            [self.paragraph() for _ in range(self.random.randrange(1, 4))],
            self.paragraph() if self.random.random() < 0.5 else [],
        )

    def edited(self, draft: Draft) -> Draft:
        draft = copy.deepcopy(draft)
        for _ in range(self.random.randrange(1, 4)):
            self._edit(draft)
        return draft

    def _edit(self, draft: Draft) -> None:  # noqa: C901 (one case a kind)
        where = self.random.choice(draft.paragraphs)
        at = self.random.randrange(len(where))
        place = self.random.randrange(len(draft.paragraphs) + 1)
        match self.random.choice(EDITS):
            case "word":
                where[at] = self.reworded(where[at])
            case "sentence":
                where.insert(at, self.sentence())
            case "cut" if len(where) > 1:
                del where[at]
            case "paragraph":
                draft.paragraphs.insert(place, self.paragraph())
            case "drop" if len(draft.paragraphs) > 1:
                draft.paragraphs.remove(where)
            case "move" if len(draft.paragraphs) > 1:
                draft.paragraphs.remove(where)
                draft.paragraphs.insert(min(place, len(draft.paragraphs)), where)
            case "title":
                draft.title = f"題名乙{next(self.numbers)}"
            case "source":
                draft.sources.append(f"丙{next(self.numbers)}")
            case "unsource" if draft.sources:
                draft.sources.pop(self.random.randrange(len(draft.sources)))
            case "level":
                draft.level = self.random.choice(["must", "should", "may"])
            case "note":
                draft.note = self.paragraph() if not draft.note else [self.reworded(draft.note[0])]


Parts = dict[str, list[str]]


@dataclass
class Shelf:
    """A version of a library, as drafts."""

    drafts: dict[str, Draft]
    parts: Parts

    def texts(self) -> dict[str, str]:
        return {id_: draft.text() for id_, draft in self.drafts.items()}

    def library(self, version: str) -> Library:
        return library(self.texts(), version, parts=self.parts)

    def drop(self, id_: str) -> None:
        del self.drafts[id_]
        self.parts[id_.split("/")[0]].remove(id_)

    def marks(self) -> set[str]:
        return set().union(*(marks(text) for text in self.texts().values()))


def first_shelf(world: World, clauses: int) -> Shelf:
    ids = [f"{'ab'[n % 2]}/c{n}" for n in range(clauses)]
    parts: Parts = {"a": [], "b": []}
    for id_ in ids:
        parts[id_[0]].append(id_)
    return Shelf({id_: world.draft(id_) for id_ in ids}, parts)


def newer(world: World, old: Shelf) -> tuple[Shelf, Lineage]:
    """The next version of a library."""
    new = copy.deepcopy(old)
    told: dict[str, list[dict[str, object]]] = {"renamed": [], "split": [], "merged": []}
    for id_ in list(old.drafts):
        match world.random.choice(["none"] * 4 + ["edit"] * 5 + ["drop", "rename", "split"]):
            case "edit":
                new.drafts[id_] = world.edited(new.drafts[id_])
            case "drop" if len(new.parts[id_[0]]) > 1:
                new.drop(id_)
            case "rename":
                _renamed(world, new, id_, told)
            case "split" if len(new.drafts[id_].paragraphs) > 1:
                _split(world, new, id_, told)
    _merged(world, new, told)
    if world.random.random() < 0.5:
        id_ = f"a/n{next(world.numbers)}"
        new.drafts[id_] = world.draft(id_)
        new.parts["a"].insert(world.random.randrange(len(new.parts["a"]) + 1), id_)
    if world.random.random() < 0.3:
        world.random.shuffle(new.parts["b"])
    return new, Lineage.model_validate({"versions": [{"version": "2", **told}]})


def _renamed(world: World, new: Shelf, id_: str, told: dict[str, list[dict[str, object]]]) -> None:
    part = world.random.choice(["a", "b"]) if len(new.parts[id_[0]]) > 1 else id_[0]
    to = f"{part}/r{next(world.numbers)}"
    new.drafts[to] = new.drafts[id_]
    new.drop(id_)
    new.drafts[to].id = to
    new.parts[part].insert(world.random.randrange(len(new.parts[part]) + 1), to)
    told["renamed"].append({"from": id_, "to": to})


def _split(world: World, new: Shelf, id_: str, told: dict[str, list[dict[str, object]]]) -> None:
    whole, part = new.drafts[id_], id_[0]
    at = new.parts[part].index(id_)
    keeps_id = world.random.random() < 0.5
    first = id_ if keeps_id else f"{part}/s{next(world.numbers)}"
    second = f"{part}/s{next(world.numbers)}"
    new.drop(id_)
    new.drafts[first] = Draft(
        first, whole.title, whole.level, whole.sources, whole.paragraphs[:1], whole.note
    )
    new.drafts[second] = world.draft(second)
    new.drafts[second].paragraphs = whole.paragraphs[1:]
    new.parts[part][at:at] = [first, second]
    told["split"].append({"from": id_, "to": [first, second]})


def _merged(world: World, new: Shelf, told: dict[str, list[dict[str, object]]]) -> None:
    fit = [id_ for id_ in new.parts["b"] if "/c" in id_]
    split = {str(each["from"]) for each in told["split"]}
    fit = [id_ for id_ in fit if id_ not in split]
    if len(fit) < 2 or world.random.random() < 0.5:
        return
    one, other = world.random.sample(fit, 2)
    to = one if world.random.random() < 0.5 else f"b/m{next(world.numbers)}"
    first, second = new.drafts[one], new.drafts[other]
    at = new.parts["b"].index(one)
    new.parts["b"][at] = to
    new.drop(other)
    del new.drafts[one]
    new.drafts[to] = Draft(
        to,
        first.title,
        first.level,
        [*first.sources, *second.sources],
        [*first.paragraphs, *second.paragraphs],
        [*first.note, *second.note],
    )
    told["merged"].append({"from": [one, other], "to": to})


def layer_on(
    world: World, shelf: Shelf, name: str, below: list[str], count: int
) -> tuple[Shelf, str, Layer]:
    """A layer that was written on top of a shelf, and the shelf as it is with the layer."""
    after = copy.deepcopy(shelf)
    operations, clauses = [], {}
    targets = world.random.sample(list(shelf.drafts), min(count, len(shelf.drafts)))
    for id_ in targets:
        match world.random.choice(["amend"] * 5 + ["replace", "remove", "add", "add", "move"]):
            case "amend":
                after.drafts[id_] = world.edited(after.drafts[id_])
                clauses[id_] = after.drafts[id_].text()
                operations.append(f"  - amend: {id_}\n    reason: 見直し {id_}")
            case "replace":
                after.drafts[id_] = world.draft(id_)
                clauses[id_] = after.drafts[id_].text()
                operations.append(f"  - replace: {id_}")
            case "remove" if len(after.parts[id_[0]]) > 1:
                after.drop(id_)
                operations.append(f"  # 要らない\n  - remove: {id_}\n    reason: 使わない")
            case "add":
                new = f"{id_[0]}/{name}-{next(world.numbers)}"
                world.moved.add(new)
                after.drafts[new] = world.draft(new)
                after.parts[id_[0]].append(new)
                clauses[new] = after.drafts[new].text()
                spot = world.random.choice([f"after: {id_}", f"before: {id_}", "at_end_of: "])
                spot += id_[0] if spot.endswith(": ") else ""
                # What stands next to a clause has to come before its removal.
                operations.insert(0, f"  - add: {new}\n    {spot}")
            case "move" if id_ not in world.moved:
                world.moved.add(id_)
                operations.append(f"  - {{move: {id_}, at_end_of: {id_[0]}}}")
    text = layer_text(name, "\n".join(operations) + "\n", above=below)
    return after, text, layer(text, clauses)
