"""Reads a 改め文 by its grammar and applies it; refuses what could be read in two ways."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, NoReturn, TypeVar

from guideline.amend.law import (
    ARTICLE,
    CHAPTER,
    FIGURES,
    KANA,
    NUMBERED,
    PARAGRAPH,
    SCHEDULE,
    LiveArticle,
    LiveChapter,
    LiveItem,
    LiveLaw,
    LiveParagraph,
    LiveSchedule,
    LiveTable,
    Node,
    TextPlace,
    UnreadableError,
    cell_of,
    figures_of,
    paragraph_number,
    text_of,
)
from guideline.amend.new_lines import NewLines
from guideline.amend.provisions import Provisions
from guideline.amend.text import Sentence


def amended(old: Provisions, sentences: Iterable[Sentence]) -> Provisions:
    """The provisions after the sentences have been carried out, one after the other.

    Raises:
        UnreadableError: words that occur twice or not at all, unknown targets, numbers given twice.
    """
    law = LiveLaw.of(old)
    for sentence in sentences:
        _Reading(law, sentence).carry_out()
    return law.provisions()


_N = TypeVar("_N", LiveChapter, LiveArticle, LiveSchedule, LiveItem)
_OTHER_PARTS = re.compile(
    f"の表及び各号列記以外の部分|各号列記以外の部分|の表以外の部分|[{KANA}]から[{KANA}]まで以外の部分"
    f"|[{KANA}]及び[{KANA}]以外の部分|[{KANA}]以外の部分|本文|ただし書|前段|後段|の見出し|の章名|各号"
)
_FURTHER = re.compile(
    f"から(?:{PARAGRAPH}|{NUMBERED}|[{KANA}])までの規定中「|(?:(?:、|及び)(?=[第{KANA}])"
    f"(?:{PARAGRAPH})?(?:{NUMBERED})?[{KANA}]?(?:（[{KANA}]）)?(?:の表)?(?:{_OTHER_PARTS.pattern})?)+中「"
)


# What a sentence names.


@dataclass(eq=False)
class _Target:
    """What was named: the innermost of these that is known, or a part of it."""

    chapter: LiveChapter | None = None
    article: LiveArticle | None = None
    paragraph: LiveParagraph | None = None
    items: tuple[LiveItem, ...] = ()
    schedule: LiveSchedule | None = None
    table: LiveTable | None = None
    row: list[str] | None = None
    part: str = ""
    others: tuple[_Target, ...] = ()
    """Further provisions in which the same words change."""
    is_title: bool = False
    is_main: bool = False
    """Whether it is the 本則: all articles without their captions."""
    is_supplement: bool = False

    @property
    def node(self) -> Node | None:
        """The numbered provision."""
        inner = self.items[-1] if self.items else self.paragraph or self.article
        return inner or self.chapter or self.schedule


class _Reading:
    """One sentence, read from left to right and carried out at once."""

    def __init__(self, law: LiveLaw, sentence: Sentence) -> None:
        self.law = law
        self.text, self.block = sentence.text, sentence.block
        self.at = 0
        self.last: _Target | None = None
        self.within: _Target | None = None
        self.quoting: _Target | None = None
        self.before: list[str] = []
        self.has_used_block = False

    def carry_out(self) -> None:
        """Does what the sentence says."""
        try:
            self._carry_out()
        except UnreadableError as error:
            article = self.last.article if self.last else None
            raise UnreadableError(
                str(error), error.article or (article.was if article else "")
            ) from error

    def _carry_out(self) -> None:
        self._read_head()
        while True:
            self._clause()
            if self._takes("。") and self.at == len(self.text):
                break
            if not self._takes("、"):
                self._refuse("読めません")
        if self.block and not self.has_used_block:
            self._refuse("新しい規定の行き先がありません")

    # Characters.

    def _rest(self) -> str:
        return self.text[self.at :]

    def _takes(self, literal: str) -> bool:
        if self._rest().startswith(literal):
            self.at += len(literal)
            return True
        return False

    def _match(self, pattern: str | re.Pattern[str]) -> str | None:
        found = re.compile(pattern).match(self.text, self.at)
        if found is None:
            return None
        self.at = found.end()
        return found[0]

    def _needs(self, *literals: str) -> str:
        for literal in literals:
            if self._takes(literal):
                return literal
        self._refuse(f"「{literals[0]}」がありません")
        return None

    def _refuse(self, reason: str) -> NoReturn:
        target = self.last
        was = target.article.was if target and target.article else ""
        raise UnreadableError(f"「{self.text[:40]}」の{self.at + 1}文字目：{reason}。", was)

    def _verb(self, verb: str) -> None:
        """The verb, in the form that goes on or in the one that ends the sentence."""
        final = _FINALS[verb]
        if self._rest().startswith(final + "。"):
            self.at += len(final)
        elif self._rest().startswith(verb + "、"):
            self.at += len(verb)
        else:
            self._refuse(f"動詞「{verb}」がありません")

    def _quotation(self) -> str:
        self._needs("「")
        depth, start = 1, self.at
        while depth and self.at < len(self.text):
            depth += {"「": 1, "」": -1}.get(self.text[self.at], 0)
            self.at += 1
        if depth:
            self._refuse("かぎ括弧が閉じていません")
        return self.text[start : self.at - 1]

    # Clauses.

    def _read_head(self) -> None:
        """「第３条中」 before everything else, if what follows is no quotation."""
        start = self.at
        if self._rest().startswith("題名"):
            return
        target = self._target()
        if self._takes("中") and not self._rest().startswith("「"):
            self.within = target
            return
        self.at, self.last = start, None

    def _clause(self) -> None:
        if self._rest().startswith("「"):
            if self.quoting is None:
                self._refuse("どの規定の字句か分かりません")
            self._words(self.quoting)
            return
        target = self._target()
        if self._is_at_further():
            target.others = tuple(self._further(target))
            self.last = target.others[-1]
        if self._takes("中"):
            self.quoting = target
            self.before = [place.get() for place in self._places(target)]
            self._words(target)
            return
        self.quoting = None
        if not (target.row is not None and self._rows_removed(target)):
            self._whole(target)

    def _whole(self, target: _Target) -> None:
        """What happens to the target as a whole."""
        if self._takes("を次のように"):
            self._verb("改め")
            self._rewrite(target)
        elif self._takes("を「"):
            self.at -= 1
            text = self._quotation()
            self._needs("に")
            self._verb("改め")
            self._rename(target, text)
        elif re.match("を削[りる]", self._rest()):
            self.at += 1
            self._removal([target])
        elif self._takes("及び"):
            others = [target, self._sibling(target)]
            self._needs("を")
            self._removal(others)
        elif self._takes("から"):
            self._range(target)
        elif self._takes("を"):
            self._move(target)
        else:
            self._add(target)

    def _rows_removed(self, target: _Target) -> bool:
        """Whether several rows go at once."""
        rows = list(self._rows_after(target))
        if rows:
            self._needs("を")
            self._removal([target, *rows])
        return bool(rows)

    def _is_at_further(self) -> bool:
        """Whether words of several provisions change, and the first of them has been named."""
        return bool(_FURTHER.match(self.text, self.at))

    def _further(self, target: _Target) -> Iterator[_Target]:
        if self._takes("から"):
            last = self._sibling(target)
            self._needs("までの規定")
            for node in self._between(target, last)[1:]:
                one = _Target(article=target.article, paragraph=target.paragraph)
                if isinstance(node, LiveParagraph):
                    one.paragraph = node
                elif isinstance(node, LiveItem):
                    one.items = (*target.items[:-1], node)
                else:
                    self._refuse("項でも号でもありません")
                yield one
            return
        while self._takes("、") or self._takes("及び"):
            target = self._next_named(target)
            yield target

    def _next_named(self, before: _Target) -> _Target:
        """A provision of the article that the one before it is in."""
        found = _Target(article=before.article, paragraph=before.paragraph)
        if not before.article:
            self._refuse("どの条か分かりません")
        label = self._match(PARAGRAPH)
        if label:
            found.paragraph = self._paragraph(before.article, label)
        elif re.match(f"[{KANA}]", self._rest()):
            found.items = before.items[:1]
        self._inside(found)
        if found.node is before.node and found.part == before.part:
            self._refuse("同じ規定を二度挙げています")
        return found

    def _removal(self, targets: list[_Target]) -> None:
        self._verb("削り")
        self._remove(targets)

    def _words(self, target: _Target) -> None:
        """Quotations that share one verb."""
        first = self._quotation()
        if self._takes("を「"):
            self.at -= 1
            self._replace_all(target, first, self._quotation())
            self._needs("に")
            while self._takes("、「"):
                self.at -= 1
                quoted = self._quotation()
                self._needs("を")
                self._replace_all(target, quoted, self._quotation())
                self._needs("に")
            self._verb("改め")
        elif self._takes("の下に"):
            self._add_words(target, first, self._quotation())
            self._needs("を")
            while self._takes("、「"):
                self.at -= 1
                quoted = self._quotation()
                self._needs("の下に")
                self._add_words(target, quoted, self._quotation())
                self._needs("を")
            self._verb("加え")
        else:
            quoted_all = [first]
            while self._takes("、「") or self._takes("及び「"):
                self.at -= 1
                quoted_all.append(self._quotation())
            self._needs("を")
            self._verb("削り")
            for quoted in quoted_all:
                self._replace_all(target, quoted, "")

    def _replace_all(self, target: _Target, quoted: str, new: str) -> None:
        """Words stand for every place of what is named that had them before the sentence."""
        places = self._places(target)
        self._check_count(places, quoted, is_once=False)
        for place in places:
            place.set(place.get().replace(quoted, new))

    def _add_words(self, target: _Target, quoted: str, new: str) -> None:
        """Words to which others are added have one place."""
        places = self._places(target)
        self._check_count(places, quoted, is_once=True)
        (here,) = (place for place in places if quoted in place.get())
        here.set(here.get().replace(quoted, quoted + new))

    def _check_count(self, places: list[TextPlace], quoted: str, *, is_once: bool) -> None:
        count = sum(_count(place.get(), quoted) for place in places) if quoted else 0
        earlier = sum(_count(text, quoted) for text in self.before)
        if not count or count != earlier or (is_once and count > 1):
            self._refuse(f"「{quoted}」が、改める前に{earlier}か所、今は{count}か所にあります")

    def _rename(self, target: _Target, text: str) -> None:
        if target.part == "の見出し" and target.article and re.fullmatch("（.+）", text):
            target.article.caption = text[1:-1]
        elif target.part == "の章名" and target.chapter and text:
            target.chapter.title = text
        else:
            self._refuse("見出しでも章名でもありません")

    # Names.

    def _target(self) -> _Target:
        target = self._base()
        if target.article and not target.paragraph:
            label = self._match(PARAGRAPH)
            if label:
                target.paragraph = self._paragraph(target.article, label)
        self._inside(target)
        self.last = target
        return target

    def _inside(self, target: _Target) -> None:
        """The 号, table or part of a provision that is named next."""
        if target.article and not target.items:
            label = self._match(NUMBERED)
            if label:
                target.items = (self._numbered(target, label),)
        while target.items and not self._is_at_other_part():
            kana = self._match(f"[{KANA}]" if len(target.items) == 1 else f"（[{KANA}]）")
            if not kana:
                break
            target.items += (self._one(target.items[-1].items, kana),)
        if target.article and not self._is_at_other_part() and self._takes("の表"):
            tables = self._only_paragraph(target).tables
            if len(tables) != 1:
                self._refuse("表が一つに定まりません")
            target.table = tables[0]
        self._row(target)
        if not target.table:
            target.part = self._match(_OTHER_PARTS) or ""

    def _is_at_other_part(self) -> bool:
        return bool(_OTHER_PARTS.match(self.text, self.at))

    def _base(self) -> _Target:
        for same, keeps in _SAME.items():
            if self._takes(same):
                return self._same(same, keeps)
        if self._takes("題名"):
            return _Target(is_title=True)
        if self._takes("附則"):
            return _Target(is_supplement=True)
        if self._takes("本則"):
            return _Target(is_main=True)
        label = self._match(CHAPTER)
        if label:
            return _Target(chapter=self._one(self.law.chapters, label))
        label = self._match(ARTICLE)
        if label:
            return _Target(article=self._one(self.law.articles, label))
        label = self._match(SCHEDULE)
        if label:
            return _Target(schedule=self._one(self.law.schedules, label))
        if self.within:
            w = self.within
            return _Target(article=w.article, paragraph=w.paragraph, items=w.items)
        self._refuse("どの規定か分かりません")
        return None

    def _same(self, same: str, keeps: str) -> _Target:
        last = self.last or self.within
        if last is None or not _names(last, keeps):
            self._refuse(f"「{same}」が何を指すか分かりません")
        match keeps:
            case "chapter":
                return _Target(chapter=last.chapter)
            case "article":
                return _Target(article=last.article)
            case "paragraph":
                return _Target(article=last.article, paragraph=last.paragraph)
            case "items":
                return _Target(article=last.article, paragraph=last.paragraph, items=last.items[:1])
        found = _Target(article=last.article, paragraph=last.paragraph, items=last.items)
        found.schedule, found.table = last.schedule, None if last.schedule else last.table
        return found

    def _one(self, series: Sequence[_N], label: str) -> _N:
        found = [node for node in series if node.number == label]
        if len(found) != 1:
            self._refuse(f"「{label}」が一つに定まりません")
        return found[0]

    def _paragraph(self, article: LiveArticle, label: str) -> LiveParagraph:
        number = figures_of(label)[0]
        found = [p for p in article.paragraphs if paragraph_number(p) == number]
        if len(found) != 1:
            self._refuse(f"「{label}」が一つに定まりません")
        return found[0]

    def _numbered(self, target: _Target, label: str) -> LiveItem:
        return self._one(self._only_paragraph(target).items, f"({figures_of(label)[0]})")

    def _only_paragraph(self, target: _Target) -> LiveParagraph:
        """The 項 that is named, or the only one of the article that is named."""
        if target.paragraph:
            return target.paragraph
        assert target.article
        if len(target.article.paragraphs) != 1:
            self.last = target
            self._refuse("どの項か分かりません")
        return target.article.paragraphs[0]

    def _row(self, target: _Target) -> None:
        table = target.table
        if target.schedule and any(isinstance(p, LiveTable) for p in target.schedule.content):
            table = target.schedule.table()
        if table is None:
            return
        start = self.at
        self._takes("中")
        name = self._row_name(table)
        if name is None:
            self.at = start
            return
        target.table, target.row = table, table.row(name)

    def _row_name(self, table: LiveTable) -> str | None:
        """「甲」の項, by the first cell of the row."""
        for row in sorted(table.rows, key=lambda row: -len(row[0])):
            if self._takes(f"「{row[0]}」の項"):
                return row[0]
        return None

    def _rows_after(self, target: _Target) -> Iterator[_Target]:
        """Further rows of the table in which one has been named."""
        table = target.table
        while table and re.match("(?:、|及び)「", self._rest()):
            self._needs("、", "及び")
            name = self._row_name(table)
            if name is None:
                self._refuse("どの項か分かりません")
            yield replace(target, row=table.row(name))

    def _places(self, target: _Target) -> list[TextPlace]:
        """The texts in which words are looked for."""
        if target.others:
            first = replace(target, others=())
            return [place for one in (first, *target.others) for place in self._places(one)]
        if target.is_main:
            return [place for article in self.law.articles for place in article.places()]
        if target.row is not None and target.table:
            row = target.row
            return [cell_of(row, at) for at in range(len(row))]
        if target.table:
            return target.table.cells()
        if target.part:
            return [self._part(target)]
        if target.is_title:
            return [TextPlace(lambda: self.law.title, lambda t: setattr(self.law, "title", t))]
        node = target.node
        if node is None or isinstance(node, LiveChapter):
            self._refuse("字句を改める規定ではありません")
        return node.places()

    def _part(self, target: _Target) -> TextPlace:
        part = target.part
        if part == "の見出し" and target.article and not target.paragraph:
            article = target.article
            return TextPlace(lambda: article.caption, lambda t: setattr(article, "caption", t))
        if part.endswith("以外の部分"):
            return self._text_beside(target)
        if part in ("本文", "ただし書", "前段", "後段"):
            holder = target.items[-1] if target.items else self._only_paragraph(target)
            return self._sentence_place(text_of(holder), part)
        self._refuse(f"「{part}」の字句は改められません")
        return None

    def _text_beside(self, target: _Target) -> TextPlace:
        if target.items:
            marks = [item.number for item in target.items[-1].items]
            named = [m for m in target.part.removesuffix("以外の部分") if m in KANA]
            if not marks or named not in ([marks[0], marks[-1]], marks[:1]):
                self._refuse("号の細分と合いません")
            if len(named) == 1 and len(marks) > 1:
                self._refuse("号の細分と合いません")
            return text_of(target.items[-1])
        paragraph = self._only_paragraph(target)
        has = (bool(paragraph.tables), bool(paragraph.items))
        says = ("表" in target.part, "各号" in target.part)
        if has != says:
            self._refuse("表又は号と合いません")
        return text_of(paragraph)

    def _sentence_place(self, whole: TextPlace, part: str) -> TextPlace:
        before, own, after = self._cut(whole.get(), part)

        def get() -> str:
            text = whole.get()
            return text[len(before) : len(text) - len(after)]

        assert before + own + after == whole.get()
        return TextPlace(get, lambda text: whole.set(before + text + after))

    def _cut(self, text: str, part: str) -> tuple[str, str, str]:
        found = list(_sentences(text))
        if part in ("前段", "後段"):
            if len(found) != 2 or found[1].startswith("ただし、"):
                self._refuse("前段と後段に分かれません")
            return ("", found[0], found[1]) if part == "前段" else (found[0], found[1], "")
        if len(found) < 2 or not found[-1].startswith("ただし、"):
            self._refuse("ただし書がありません")
        main = "".join(found[:-1])
        return ("", main, found[-1]) if part == "本文" else (main, found[-1], "")

    # Removing, moving, adding, rewriting.

    def _sibling(self, target: _Target) -> _Target:
        """The last of a list, which is named by its own number alone."""
        found = _Target(chapter=None, article=None)
        node = target.node
        if target.items:
            label = self._match(f"{NUMBERED}|[{KANA}]|（[{KANA}]）") or ""
            number = f"({figures_of(label)[0]})" if label.startswith("第") else label
            return _Target(
                article=target.article,
                paragraph=target.paragraph,
                items=(*target.items[:-1], self._one(self._series(target), number)),
            )
        if isinstance(node, LiveParagraph) and target.article:
            label = self._match(PARAGRAPH) or ""
            found.article = target.article
            found.paragraph = self._paragraph(target.article, label or "第0項")
        elif isinstance(node, LiveArticle):
            found.article = self._one(self.law.articles, self._match(ARTICLE) or "")
        elif isinstance(node, LiveChapter):
            found.chapter = self._one(self.law.chapters, self._match(CHAPTER) or "")
        elif isinstance(node, LiveSchedule):
            found.schedule = self._one(self.law.schedules, self._match(SCHEDULE) or "")
        else:
            self._refuse("番号のある規定ではありません")
        return found

    def _series(self, target: _Target) -> list[LiveItem]:
        if len(target.items) > 1:
            return target.items[-2].items
        return self._only_paragraph(target).items

    def _siblings(self, target: _Target) -> Sequence[Node]:
        node = target.node
        if isinstance(node, LiveItem):
            return self._series(target)
        if isinstance(node, LiveParagraph) and target.article:
            return target.article.paragraphs
        if isinstance(node, LiveArticle):
            return self.law.articles
        return self.law.chapters if isinstance(node, LiveChapter) else self.law.schedules

    def _between(self, first: _Target, last: _Target) -> list[Node]:
        series = list(self._siblings(first))
        places = [at for at, n in enumerate(series) if n is first.node or n is last.node]
        if len(places) != 2 or series[places[0]] is not first.node:
            self._refuse("範囲が定まりません")
        return series[places[0] : places[1] + 1]

    def _range(self, first: _Target) -> None:
        last = self._sibling(first)
        self._needs("までを")
        nodes = self._between(first, last)
        if self._rest().startswith("削"):
            self._verb("削り")
            for node in nodes:
                self._take_out(first, node)
            return
        by = int(self._match(FIGURES) or "0")
        self._needs("条ずつ", "項ずつ", "号ずつ", "章ずつ")
        verb = "繰り下げ" if self._rest().startswith("繰り下げ") else "繰り上げ"
        self._verb(verb)
        step = by if verb == "繰り下げ" else -by
        numbers = [_shifted(node, step) for node in nodes]
        others = [n for n in self._siblings(first) if not any(n is node for node in nodes)]
        if not by or {_own_number(n) for n in others} & set(numbers):
            self._refuse("同じ番号が二つになります")
        for node, number in zip(nodes, numbers, strict=True):
            node.number = number

    def _move(self, target: _Target) -> None:
        """「第４条を第５条とし」."""
        node = target.node
        if isinstance(node, LiveArticle) and not self._rest().startswith("第"):
            # 「同条を同条第２項とし」: the only 項 of an article.
            self._needs("同条")
            target = _Target(article=node, paragraph=self._only_paragraph(target))
            node = target.paragraph
        elif self._rest().startswith("同"):
            self._parent_again(target)
        number = self._new_number(node)
        self._verb("とし")
        if any(_own_number(n) == number for n in self._siblings(target) if n is not node):
            self._refuse(f"「{number}」が二つになります")
        assert node
        node.number = number
        self.last = target

    def _parent_again(self, target: _Target) -> None:
        same = self._needs("同条", "同項", "同号")
        if same == "同条" and target.article and target.paragraph and target.items:
            label = self._match(PARAGRAPH)
            if label and self._paragraph(target.article, label) is not target.paragraph:
                self._refuse("別の項へは移せません")
        known = {"同条": target.article, "同項": target.paragraph, "同号": target.items}
        if not known[same]:
            self._refuse(f"「{same}」が何を指すか分かりません")

    def _new_number(self, node: Node | None) -> str:
        if isinstance(node, LiveParagraph):
            label = self._match(PARAGRAPH)
            if label:
                return "" if figures_of(label) == (1,) else label[1:-1]
        elif isinstance(node, LiveItem):
            label = self._match(NUMBERED)
            if label:
                return f"({figures_of(label)[0]})"
            label = self._match(f"[{KANA}]|（[{KANA}]）")
        elif isinstance(node, LiveArticle):
            label = self._match(ARTICLE)
        else:
            label = self._match(CHAPTER if isinstance(node, LiveChapter) else SCHEDULE)
        if not label:
            self._refuse("新しい番号がありません")
        return label

    def _remove(self, targets: list[_Target]) -> None:
        for target in targets:
            if target.part == "各号":
                paragraph = self._only_paragraph(target)
                paragraph.parts = [p for p in paragraph.parts if not isinstance(p, LiveItem)]
            elif target.part in ("ただし書", "後段"):
                self._part(target).set("")
            elif target.row is not None and target.table:
                target.table.rows = [r for r in target.table.rows if r is not target.row]
            elif target.table:
                parts = self._only_paragraph(target).parts
                parts[:] = [part for part in parts if part is not target.table]
            elif target.part or target.node is None:
                self._refuse("削る規定がありません")
            else:
                self._take_out(target, target.node)

    def _take_out(self, target: _Target, node: Node) -> None:
        if isinstance(node, LiveItem):
            if len(target.items) > 1:
                holder: list[LiveItem] = target.items[-2].items
                holder[:] = [n for n in holder if n is not node]
            else:
                parts = self._only_paragraph(target).parts
                parts[:] = [n for n in parts if n is not node]
        elif isinstance(node, LiveParagraph) and target.article:
            target.article.paragraphs = [p for p in target.article.paragraphs if p is not node]
        elif isinstance(node, LiveArticle):
            chapter = self.law.chapter_of(node)
            chapter.articles = [a for a in chapter.articles if a is not node]
        elif isinstance(node, LiveChapter):
            self.law.chapters = [c for c in self.law.chapters if c is not node]
        else:
            self.law.schedules = [s for s in self.law.schedules if s is not node]

    def _rewrite(self, target: _Target) -> None:
        self.has_used_block = True
        lines = NewLines(self.block)
        if target.is_title:
            self.law.title = lines.line()
        elif target.row is not None and target.table:
            at = _index(target.table.rows, target.row)
            target.table.rows[at : at + 1] = lines.rows(1)
        elif target.table:
            new, old = lines.table(), target.table
            old.header, old.rows, old.caption = new.header, new.rows, new.caption
        elif target.part:
            self._part(target).set(lines.line())
        else:
            self._rewrite_node(target.node, lines)
        lines.end()

    def _rewrite_node(self, node: Node | None, lines: NewLines) -> None:
        if isinstance(node, LiveItem):
            item = lines.item(node.number)
            node.text, node.items = item.text, item.items
        elif isinstance(node, LiveParagraph):
            paragraph = lines.paragraph(node.number)
            node.text, node.parts = paragraph.text, paragraph.parts
        elif isinstance(node, LiveArticle):
            article = lines.article()
            if article.number != node.number:
                self._refuse("番号が違います")
            node.caption, node.paragraphs = article.caption, article.paragraphs
        elif isinstance(node, LiveSchedule):
            schedule = lines.schedule()
            if schedule.number != node.number:
                self._refuse("番号が違います")
            node.relation, node.content = schedule.relation, schedule.content
        else:
            self._refuse("改める規定がありません")

    def _add(self, target: _Target) -> None:
        place = self._needs("の次に", "の前に", "に")
        number = None
        if place == "に":
            number = self._match(f"(?:{PARAGRAPH}|{NUMBERED}|[{KANA}]|（[{KANA}]）)(?=として)")
            if number:
                self._needs("として")
        what = self._what()
        self._verb("加え")
        self.has_used_block = True
        lines = NewLines(self.block)
        if place == "に" and not number:
            self._add_into(target, what, lines)
        elif number:
            self._add_first(target, what, number, lines)
        else:
            self._add_beside(target, what, place == "の次に", lines)
        lines.end()

    def _what(self) -> _What:
        found = re.compile(
            f"(後段として次のように)|次の(?:({FIGURES})([条項号章表])|(各号|表|ただし書))を|(次のように)"
        ).match(self.text, self.at)
        if not found:
            self._refuse("何を加えるか分かりません")
        self.at = found.end()
        second, count, unit, single, _ = found.groups()
        kind = "後段" if second else f"次の{unit}" if unit else single or "次のように"
        return _What(kind, int(count or 0))

    def _add_into(self, target: _Target, what: _What, lines: NewLines) -> None:
        match what.kind:
            case "次の項" if target.article and not target.paragraph:
                series = target.article.paragraphs
                for _ in range(what.number):
                    series.append(lines.paragraph(None))
            case "次の号" if target.article:
                self._append_items(target, lines, what.number)
            case "各号" if target.article and not self._only_paragraph(target).items:
                self._append_items(target, lines, 0)
            case "表" if target.article and not self._only_paragraph(target).tables:
                self._only_paragraph(target).parts.insert(0, lines.table())
            case "ただし書" if target.article:
                self._append_sentence(target, lines.line(), is_proviso=True)
            case "後段" if target.article:
                self._append_sentence(target, lines.line(), is_proviso=False)
            case "次の条" if target.chapter:
                target.chapter.articles += self._new_articles(lines, what.number)
            case "次のように" if target.items:
                target.items[-1].items += lines.kana_items(len(target.items))
            case _:
                self._refuse("加える所が分かりません")

    def _append_items(self, target: _Target, lines: NewLines, count: int) -> None:
        parts = self._only_paragraph(target).parts
        if (
            parts
            and isinstance(parts[-1], LiveTable)
            and any(isinstance(p, LiveItem) for p in parts)
        ):
            self._refuse("号の終わりが定まりません")
        added = lines.items()
        if count and len(added) != count:
            self._refuse("数が合いません")
        parts += added

    def _append_sentence(self, target: _Target, text: str, *, is_proviso: bool) -> None:
        holder = target.items[-1] if target.items else self._only_paragraph(target)
        found = list(_sentences(holder.text))
        if text.startswith("ただし、") != is_proviso or len(list(_sentences(text))) != 1:
            self._refuse("加える文の形が違います")
        if found[-1].startswith("ただし、") or (not is_proviso and len(found) != 1):
            self._refuse("文を加える所が定まりません")
        holder.text += text

    def _add_first(self, target: _Target, what: _What, number: str, lines: NewLines) -> None:
        if not target.article or figures_of(number) not in ((1,), ()):
            self._refuse("初めの番号ではありません")
        if number.endswith("項") and not target.paragraph:
            added = [lines.paragraph("" if n == 0 else None) for n in range(what.number)]
            target.article.paragraphs[:0] = added
            return
        if target.items:
            target.items[-1].items[:0] = lines.kana_items(len(target.items))
            return
        items = lines.items()
        parts = self._only_paragraph(target).parts
        firsts = [at for at, part in enumerate(parts) if isinstance(part, LiveItem)]
        at = firsts[0] if firsts else len(parts)
        if len(items) != what.number:
            self._refuse("数が合いません")
        parts[at:at] = items

    def _add_beside(self, target: _Target, what: _What, is_after: bool, lines: NewLines) -> None:
        node = target.node
        if target.row is not None and target.table and what.kind == "次のように":
            rows = target.table.rows
            at = _index(rows, target.row) + is_after
            rows[at:at] = lines.rows(0)
        elif target.is_supplement and is_after and what.kind == "次の表":
            self.law.schedules[:0] = [lines.schedule() for _ in range(what.number)]
        elif isinstance(node, LiveItem):
            self._add_items_beside(target, node, what, is_after, lines)
        elif isinstance(node, LiveParagraph) and target.article and what.kind == "次の項":
            series = target.article.paragraphs
            at = _index(series, node) + is_after
            series[at:at] = [lines.paragraph(None) for _ in range(what.number)]
        elif isinstance(node, LiveArticle) and what.kind == "次の条":
            articles = self.law.chapter_of(node).articles
            at = _index(articles, node) + is_after
            articles[at:at] = self._new_articles(lines, what.number)
        elif isinstance(node, LiveChapter) and what.kind == "次の章":
            at = _index(self.law.chapters, node) + is_after
            self.law.chapters[at:at] = [lines.chapter() for _ in range(what.number)]
        elif isinstance(node, LiveSchedule) and what.kind == "次の表":
            at = _index(self.law.schedules, node) + is_after
            self.law.schedules[at:at] = [lines.schedule() for _ in range(what.number)]
        else:
            self._refuse("加える所が分かりません")

    def _add_items_beside(
        self, target: _Target, node: LiveItem, what: _What, is_after: bool, lines: NewLines
    ) -> None:
        if len(target.items) > 1:
            series = target.items[-2].items
            at = _index(series, node) + is_after
            series[at:at] = lines.kana_items(len(target.items) - 1)
            return
        parts = self._only_paragraph(target).parts
        items = lines.items()
        if what.kind != "次の号" or len(items) != what.number:
            self._refuse("数が合いません")
        at = _index(parts, node) + is_after
        parts[at:at] = items

    def _new_articles(self, lines: NewLines, count: int) -> list[LiveArticle]:
        added = [lines.article() for _ in range(count)]
        taken = {article.number for article in self.law.articles}
        if taken & {article.number for article in added}:
            self._refuse("同じ番号が二つになります")
        return added


class _What(NamedTuple):
    kind: str
    number: int


_SAME = {
    "同章": "chapter",
    "同条": "article",
    "同項": "paragraph",
    "同号": "items",
    "同表": "table",
}
_FINALS = {
    "改め": "改める",
    "加え": "加える",
    "削り": "削る",
    "とし": "とする",
    "繰り下げ": "繰り下げる",
    "繰り上げ": "繰り上げる",
}
"""Each verb as it goes on, and as it ends a sentence."""


def _names(target: _Target, keeps: str) -> bool:
    if keeps == "table":
        return bool(target.table or target.schedule)
    return bool(getattr(target, keeps))


def _index(series: Sequence[object], node: object) -> int:
    return next(at for at, one in enumerate(series) if one is node)


def _own_number(node: Node) -> str:
    return node.number


def _shifted(node: Node, by: int) -> str:
    """The number of the provision, higher or lower by some."""
    label = node.number
    if not label:
        return _in_style("２", by + 1, "２") if by > 0 else "0"
    (number,) = figures_of(label)
    if isinstance(node, LiveParagraph) and number + by == 1:
        return ""
    return _in_style(label, number + by, re.findall(FIGURES, label)[0])


def _in_style(label: str, number: int, figures: str) -> str:
    new = str(number)
    if "０" <= figures[0] <= "９":
        new = "".join(chr(ord(c) - ord("0") + ord("０")) for c in new)
    return label.replace(figures, new)


def _count(text: str, words: str) -> int:
    return len(re.findall(f"(?={re.escape(words)})", text))


def _sentences(text: str) -> Iterator[str]:
    """Sentences, each with its 。; one in brackets belongs to the sentence around them."""
    rest = text
    while rest:
        end = re.match(
            r"(?:[^。（「]|（(?:[^（）]|（[^（）]*）)*）|「(?:[^「」]|「[^「」]*」)*」)*。?", rest
        )
        length = end.end() if end and end.end() else len(rest)
        yield rest[:length]
        rest = rest[length:]
