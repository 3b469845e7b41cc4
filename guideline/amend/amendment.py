"""The 改め文 that makes one document in articles of another, proved before it is given out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from guideline.amend.articles import article_operations, changed_words, table_operations
from guideline.amend.law import UnreadableError
from guideline.amend.lines import (
    article_lines,
    chapter_lines,
    flat_article,
    flat_schedule,
    schedule_lines,
)
from guideline.amend.moves import Step, alike, in_order, steps
from guideline.amend.provisions import (
    Article,
    Chapter,
    Digits,
    Grid,
    Provisions,
    Schedule,
    detail_of,
    in_digits,
    provisions_of,
)
from guideline.amend.quotes import Edit
from guideline.amend.reading import amended
from guideline.amend.sentences import (
    Add,
    Move,
    Operation,
    Remove,
    Rename,
    Rewrite,
    Target,
    Words,
    sentences_of,
)
from guideline.amend.text import Amendment, Block, Frame, Sentence
from guideline.amend.throughout import (
    FEWEST_ARTICLES,
    is_reference,
    main_provisions_with,
    throughout,
)
from guideline.document import EFFECTIVE, Document
from guideline.errors import CallError, ContentError, Place, Problem
from guideline.names import names_of


def amendment(
    old: Document,
    new: Document,
    frame: Frame | None = None,
    called: tuple[str, str] = ("", ""),
) -> Amendment:
    """The sentences that make the new document of the old one.

    Args:
        frame: what stands around the sentences; as the two documents say when None.
        called: what the caller calls the two documents, for messages; by their titles when empty.

    Raises:
        CallError: one of the documents has no articles, or their digits differ.
        ContentError: no sentences were found that can be proved.
    """
    if old.layout.digits != new.layout.digits:
        raise CallError([_other_digits(called[1] or new.title)])
    before, after = provisions_of(old, called[0]), provisions_of(new, called[1])
    with names_of(old, new):
        return amendment_of(before, after, frame or frame_between(old, new))


def amendment_of(old: Provisions, new: Provisions, frame: Frame) -> Amendment:
    """The same for provisions."""
    throughout_ = _main_words(old, new)
    for words in (throughout_, ()) if throughout_ else ((),):
        sentences = _proved(old, new, words)
        if sentences is not None:
            left_out = _left_out(old, new, frame.effective)
            return Amendment(frame, sentences, left_out, _is_wide(old, new))
    raise ContentError([_unproved(new)])


def _is_wide(old: Provisions, new: Provisions) -> bool:
    """Whether fewer than half of the articles are known on both sides."""
    return 2 * len(_article_pairs(old, new)) < max(len(old.articles), len(new.articles))


def _main_words(old: Provisions, new: Provisions) -> tuple[Edit, ...]:
    """The words that are replaced in all of the 本則, and in many of its articles."""
    before, after = ([flat_article(a) for a in side.articles] for side in (old, new))
    pairs = [(flat_article(a), flat_article(b)) for a, b in _article_pairs(old, new)]
    return tuple(
        edit
        for edit in throughout(pairs, before, after)
        if not is_reference(edit.quoted)
        and sum(edit.quoted in text for text in before) >= FEWEST_ARTICLES
    )


def _proved(
    old: Provisions, new: Provisions, words: tuple[Edit, ...]
) -> tuple[Sentence, ...] | None:
    """Sentences that lead from the old to the new; None where none were found.

    Args:
        words: what is replaced in all of the 本則 before anything else.
    """
    rewritten: frozenset[str] = frozenset()
    # Each round writes more articles anew: the one at fault, then all that change.
    for _ in range(len(old.articles) + 2):
        sentences = _Draft(old, new, rewritten, words).sentences()
        fault = _fault(old, new, sentences)
        if fault is None:
            return tuple(sentences)
        more = fault & {article.number for article in old.articles} or _changed(old, new)
        if more <= rewritten:
            break
        rewritten |= more
    return None


def frame_between(old: Document, new: Document) -> Frame:
    """The frame of the amendment of the old document by the new one.

    The new document's day of effect is that of the amendment, where it is another one than the old
    document's: a day that stayed is the one on which the old document itself took effect.
    """
    day = new.detail(EFFECTIVE)
    is_known = day != old.detail(EFFECTIVE) and "【" not in day
    number = old.detail("文書番号")
    return frame_of(old, number="" if "【" in number else number, effective=day if is_known else "")


def frame_of(document: Document, *, number: str = "", effective: str = "") -> Frame:
    """The frame of an amendment, as the document speaks of itself."""
    known = _KIND.search(document.title)
    said = [re.search("この(規程|要綱|規則|訓令|要領|細則)", _text(document))]
    kind = known[1] if known else next((found[1] for found in said if found), "規程")
    return Frame(document.title, kind, number, effective)


_KIND = re.compile("(規程|要綱|規則|訓令|要領|細則)$")


def _text(document: Document) -> str:
    articles = provisions_of(document).articles
    return "".join(p.text for article in articles[:1] for p in article.paragraphs)


def _left_out(old: Provisions, new: Provisions, effective: str) -> tuple[str, ...]:
    """What differs and is not amended. The day of effect is told by the amendment's own 附則."""
    before, after = dict(old.outside), dict(new.outside)
    days = before.get(detail_of(EFFECTIVE))
    if effective and days and days[0]:
        before = {
            name: tuple(line.replace(days[0], effective) for line in lines)
            for name, lines in before.items()
        }
    names = [*before, *(name for name in after if name not in before)]
    return tuple(name for name in names if before.get(name) != after.get(name))


def _fault(old: Provisions, new: Provisions, sentences: list[Sentence]) -> frozenset[str] | None:
    """The old numbers of the articles that come out wrong; None when all is proved."""
    try:
        found = amended(old, sentences)
    except UnreadableError as error:
        return frozenset({error.article})
    if found == new:
        return None
    known = {article.number for article in found.articles} & {a.number for a in new.articles}
    got = {article.number: article for article in found.articles}
    wanted = {article.number: article for article in new.articles}
    numbers = {a.number: b.number for a, b in _article_pairs(old, new)}
    wrong = {number for number in known if got[number] != wanted[number]}
    return frozenset(before for before, after in numbers.items() if after in wrong)


def _changed(old: Provisions, new: Provisions) -> frozenset[str]:
    articles = frozenset(a.number for a, b in _article_pairs(old, new) if a != b)
    return articles | {schedule.number for schedule in old.schedules}


def _other_digits(called: str) -> Problem:
    return Problem(
        "other-digits",
        "二つの文書で、番号の数字の幅（全角・半角）が違います。全ての番号が変わることになります。",
        Place(called),
        "数字の幅をそろえて書き出してから、比べてください。",
    )


def _unproved(new: Provisions) -> Problem:
    return Problem(
        "amendment-unproved",
        "改正文を当てはめた結果が、新しい文書と一致しません。誤った改正文は書き出しません。",
        Place(new.title),
        "新旧対照表（--as table）を使うか、全部を改正する形（新しい文書の全文）にしてください。",
    )


def _article_pairs(old: Provisions, new: Provisions) -> list[tuple[Article, Article]]:
    """Old and new articles of the same clause, else of the same slot."""
    by_id = _pairs_by(old.articles, new.articles, lambda article: article.id)
    used = {one.number for one, _ in by_id}, {other.number for _, other in by_id}
    before = tuple(article for article in old.articles if article.number not in used[0])
    after = tuple(article for article in new.articles if article.number not in used[1])
    return by_id + _pairs_by(before, after, lambda article: article.slot)


def _pairs_by(
    old: tuple[Article, ...], new: tuple[Article, ...], key: Callable[[Article], str]
) -> list[tuple[Article, Article]]:
    free = {key(article): article for article in reversed(new) if key(article)}
    return [(article, free.pop(key(article))) for article in old if key(article) in free]


class _Draft:
    """Operations from front to back; provisions that get higher numbers from back to front."""

    def __init__(
        self,
        old: Provisions,
        new: Provisions,
        rewritten: frozenset[str],
        words: tuple[Edit, ...],
    ) -> None:
        self.words = words
        self.old = main_provisions_with(old, words)
        """As it stands once the words have been replaced in all of the 本則."""
        self.new, self.rewritten = new, rewritten
        self.digits: Digits = new.digits
        self.old_articles, self.new_articles = self.old.articles, new.articles
        self.now = [article.number for article in self.old_articles]
        """The number that each old article has by now."""

    def sentences(self) -> list[Sentence]:
        return sentences_of(list(self._operations()), self.digits)

    def _operations(self) -> Iterator[Operation]:
        if self.old.title != self.new.title:
            yield Rewrite(Target("題名"), (self.new.title,))
        if self.words:
            yield Words(Target("本則"), self.words)
        self._pair_chapters()
        pairs = self._pair_articles()
        old_numbers = [a.number for a in self.old_articles]
        new_numbers = [a.number for a in self.new_articles]
        kept = {j: i for i, j in pairs}
        renamed = [pair for pair in self.chapters if self._is_renamed(pair)]
        waiting: list[Step] = []
        for step in steps(old_numbers, new_numbers, pairs, self._are_of_one_chapter):
            if waiting and not self._goes_on(waiting[-1], step):
                yield from self._added(waiting, kept)
                waiting = []
            if step.kind in ("edit", "rewrite"):
                while renamed and renamed[0][0] <= self._old_chapter(step.old):
                    yield self._new_title(renamed.pop(0))
            if step.kind == "add":
                waiting.append(step)
            else:
                yield from self._step(step)
        yield from self._added(waiting, kept)
        yield from map(self._new_title, renamed)
        yield from self._chapter_operations()
        yield from _schedule_operations(self.old, self.new, self.rewritten)

    def _pair_chapters(self) -> None:
        ids = {chapter.id: at for at, chapter in enumerate(self.new.chapters) if chapter.id}
        known = [(i, ids[c.id]) for i, c in enumerate(self.old.chapters) if c.id in ids]
        self.chapters = in_order(known)

    def _pair_articles(self) -> list[tuple[int, int]]:
        at_old = {a.number: i for i, a in enumerate(self.old_articles)}
        at_new = {b.number: j for j, b in enumerate(self.new_articles)}
        pairs = []
        for one, other in _article_pairs(self.old, self.new):
            i, j = at_old[one.number], at_new[other.number]
            if self._are_of_one_chapter(i, j):
                pairs.append((i, j))
        self.rewrites = set()
        kept = []
        for i, j in in_order(pairs):
            one, other = self.old_articles[i], self.new_articles[j]
            if one.number in self.rewritten or article_operations(one, other, self.digits) is None:
                # What is written anew keeps its number; with another one it goes and comes.
                if one.number == other.number:
                    self.rewrites.add(i)
                    kept.append((i, j))
            else:
                kept.append((i, j))
        return kept

    def _old_chapter(self, article: int) -> int:
        return _chapter_of(self.old.chapters, article)

    def _new_chapter(self, article: int) -> int:
        return _chapter_of(self.new.chapters, article)

    def _is_renamed(self, pair: tuple[int, int]) -> bool:
        return self.old.chapters[pair[0]].title != self.new.chapters[pair[1]].title

    def _new_title(self, pair: tuple[int, int]) -> Operation:
        one, other = self.old.chapters[pair[0]], self.new.chapters[pair[1]]
        return Rename(Target(one.number, part="の章名"), other.title)

    def _goes_on(self, one: Step, other: Step) -> bool:
        """Whether two added articles come at once: one chapter, one after the other."""
        return (
            other.kind == "add"
            and other.new == one.new + 1
            and self._new_chapter(one.new) == self._new_chapter(other.new)
        )

    def _step(self, step: Step) -> Iterator[Operation]:
        if step.kind == "remove":
            yield from self._removed(step.old)
            return
        one, other = self.old_articles[step.old], self.new_articles[step.new]
        target = Target(one.number)
        if step.kind == "move":
            self.now[step.old] = other.number
            yield Move(target, Target(other.number))
        elif step.kind == "rewrite" or step.old in self.rewrites:
            yield Rewrite(target, article_lines(other))
        else:
            yield from article_operations(one, other, self.digits) or []

    def _are_of_one_chapter(self, old: int, new: int) -> bool:
        return (self._old_chapter(old), self._new_chapter(new)) in self.chapters

    def _removed(self, article: int) -> Iterator[Operation]:
        """The article's removal; a chapter that goes is removed as one, with its first article."""
        at = self._old_chapter(article)
        if any(i == at for i, _ in self.chapters):
            yield Remove(Target(self.old_articles[article].number))
        elif article == 0 or self._old_chapter(article - 1) != at:
            yield Remove(Target(self.old.chapters[at].number))

    def _added(self, added: list[Step], kept: dict[int, int]) -> Iterator[Operation]:
        if not added or not any(j == self._new_chapter(added[0].new) for _, j in self.chapters):
            return
        first, last = added[0].new, added[-1].new
        lines: Block = ()
        for step in added:
            lines += article_lines(self.new_articles[step.new])
        what = f"次の{in_digits(len(added), self.digits)}条を"
        chapter = self._new_chapter(first)
        if first and self._new_chapter(first - 1) == chapter:
            yield Add(Target(self.new_articles[first - 1].number), "の次に", what, lines)
        elif last + 1 in kept and self._new_chapter(last + 1) == chapter:
            yield Add(Target(self.now[kept[last + 1]]), "の前に", what, lines)
        else:
            (old,) = (self.old.chapters[i].number for i, j in self.chapters if j == chapter)
            yield Add(Target(old), "に", what, lines)

    def _chapter_operations(self) -> Iterator[Operation]:
        before = [c.number for c in self.old.chapters]
        numbers = [c.number for c in self.new.chapters]
        for step in steps(before, numbers, self.chapters):
            if step.kind == "move":
                yield Move(Target(before[step.old]), Target(numbers[step.new]))
            elif step.kind == "remove" and not self.old.chapters[step.old].articles:
                yield Remove(Target(before[step.old]))
            elif step.kind in ("add", "rewrite"):
                chapter = self.new.chapters[step.new]
                place = (
                    (Target(numbers[step.new - 1]), "の次に")
                    if step.new
                    else (Target(numbers[1] if len(numbers) > 1 else "題名"), "の前に")
                )
                what = f"次の{in_digits(1, self.digits)}章を"
                yield Add(*place, what, chapter_lines(chapter))


def _chapter_of(chapters: tuple[Chapter, ...], article: int) -> int:
    for at, chapter in enumerate(chapters):
        if article < len(chapter.articles):
            return at
        article -= len(chapter.articles)
    raise IndexError(article)


def _schedule_operations(
    old_law: Provisions, new_law: Provisions, rewritten: frozenset[str]
) -> Iterator[Operation]:
    old, new = old_law.schedules, new_law.schedules
    pairs = in_order(_schedule_pairs(old, new))
    before, after = [s.number for s in old], [s.number for s in new]
    for step in steps(before, after, pairs):
        match step.kind:
            case "edit":
                is_rewritten = before[step.old] in rewritten
                yield from _one_schedule(old[step.old], new[step.new], is_rewritten=is_rewritten)
            case "rewrite":
                yield Rewrite(Target(before[step.old]), schedule_lines(new[step.new]))
            case "remove":
                yield Remove(Target(before[step.old]))
            case "move":
                yield Move(Target(before[step.old]), Target(after[step.new]))
            case "add":
                what = f"次の{in_digits(1, new_law.digits)}表を"
                place = after[step.new - 1] if step.new else "附則"
                yield Add(Target(place), "の次に", what, schedule_lines(new[step.new]))


def _schedule_pairs(old: tuple[Schedule, ...], new: tuple[Schedule, ...]) -> list[tuple[int, int]]:
    ids = {s.id: j for j, s in enumerate(new) if s.id}
    if any(s.id in ids for s in old):
        return [(i, ids[s.id]) for i, s in enumerate(old) if s.id in ids]
    return alike([flat_schedule(s) for s in old], [flat_schedule(s) for s in new], 0.3)


def _one_schedule(old: Schedule, new: Schedule, *, is_rewritten: bool) -> Iterator[Operation]:
    target = Target(old.number)
    if (old.relation, old.content) == (new.relation, new.content):
        return
    pairs = list(zip(old.content, new.content, strict=False))
    found: list[Operation] = []
    is_alike = (
        not is_rewritten
        and len(old.content) == len(new.content)
        and bool(old.relation) == bool(new.relation)
    )
    if is_alike and old.relation != new.relation:
        beside = flat_schedule(old).replace(old.relation, "", 1)
        changed = changed_words(target, old.relation, new.relation, (beside,))
        is_alike = changed is not None
        found += changed or []
    for one, other in pairs:
        if one == other:
            continue
        changed = None
        if isinstance(one, Grid) and isinstance(other, Grid) and len(pairs) == 1:
            changed = table_operations(target, one, other, (old.relation, new.relation))
        is_alike = is_alike and changed is not None
        found += changed or []
    if is_alike:
        yield from found
    else:
        yield Rewrite(target, schedule_lines(replace(new, number=old.number)))
