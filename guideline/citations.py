"""Do clauses name only what is in force, for those it binds, and no product."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from guideline.branches import branches_of
from guideline.document import Block, Note, lines_of
from guideline.errors import Place, Problem
from guideline.model.clause import Clause, Framework, Law, Library
from guideline.render import text_of
from guideline.words import spoken_date

Sector = Literal["private", "public"]
SECTORS: Mapping[Sector, str] = {"private": "民間部門", "public": "公的部門"}

OLD_PENALTIES = re.compile("懲役|禁錮|禁固")
"""The penalties that 拘禁刑 replaced on 2025-06-01."""

_NOT_IN_FORCE = re.compile("施行前|未施行|まだ施行|施行されて(?:いな|いませ|おら)")
"""What a note that names a law to come has to say somewhere."""
_ON_ITS_WAY = re.compile(f"成立|公布|予定|{_NOT_IN_FORCE.pattern}")
"""What every sentence that names it has to say."""
_REASONS = ("no_sources", "no_requirements", "provisional")
_DEFINES = re.compile("」?とは、|以下「|をいいます|をいう")


def problems_in_sources(
    clause: Clause, library: Library, sectors: Collection[Sector]
) -> Iterator[Problem]:
    """Sources that bind the other sector than some of those who get the clause.

    Args:
        sectors: those whose organizations can get the clause.
    """
    for source in clause.front.sources:
        law_id, _, article = source.partition(" ")
        law = library.laws.get(law_id)
        number = re.match(r"\d+", article)
        for sector in sectors if law and number else ():
            assert law
            assert number
            if _binds_others(law, int(number[0]), sector):
                yield Problem(
                    "other-sector-source",
                    f"{clause.id}：根拠「{source}」は{SECTORS[sector]}に及ばない条ですが、"
                    "その部門の組織でもこの条項が選ばれることがあります。",
                    clause.place("sources"),
                    "条件（when）に organization.law を加えるか、部門ごとの異形に分けてください。",
                )


def problems_in_text(
    clause: Clause,
    names: Names,
    sectors: Collection[Sector],
    branches: Sequence[tuple[Block, ...]],
) -> list[Problem]:
    """What the clause's text, title and reasons name that they should not, each once.

    Args:
        names: those of the clause's library.
        sectors: those whose organizations can get the clause.
        branches: the text with every answer it asks for.
    """
    check = _TextCheck(clause, names)
    passages = dict.fromkeys([*check.of_front_matter(), *_passages(branches)])
    found = list(check.old_penalties())
    for passage in passages:
        found += check.old_editions(passage)
        found += check.future_laws(passage)
        found += check.products(passage)
    for sector in sectors if check.may_name_articles() else ():
        found += check.other_sectors_articles(sector)
    return list(dict.fromkeys(found))


def problems_in_frameworks(frameworks: Sequence[Framework]) -> Iterator[tuple[str, str]]:
    """Each requirement that names a penalty of the past: its id and the word."""
    for framework in frameworks:
        for requirement in framework.requirements:
            old = OLD_PENALTIES.search(requirement.text + (requirement.left_out or ""))
            if old:
                yield requirement.id, old[0]


@dataclass(frozen=True)
class _Passage:
    """A rule, or one note of it."""

    is_rule: bool
    text: str

    @cached_property
    def sentences(self) -> list[str]:
        return [s for s in re.split("[。\n]", self.text) if s]


def _passages(branches: Sequence[tuple[Block, ...]]) -> list[_Passage]:
    """The rules and notes of all branches; what branches share, once."""
    rules = (tuple(b for b in blocks if not isinstance(b, Note)) for blocks in branches)
    notes = ((b,) for blocks in branches for b in blocks if isinstance(b, Note))
    return [
        *(_Passage(True, _text(rule)) for rule in dict.fromkeys(rules)),
        *(_Passage(False, _text(note)) for note in dict.fromkeys(notes)),
    ]


def _text(blocks: tuple[Block, ...]) -> str:
    return _folded("\n".join(lines_of(blocks)))


def _folded(text: str) -> str:
    """Full-width digits and letters as half-width ones, so that both are found."""
    return unicodedata.normalize("NFKC", text)


class Names:
    """What the laws, documents and products of a library are called, as patterns made once."""

    def __init__(self, library: Library) -> None:
        laws = library.laws.values()
        self.laws = library.laws
        self.documents: dict[str, list[Law]] = {}
        """The laws and documents with each name; several may share one."""
        for law in laws:
            for name in _names_of(law):
                self.documents.setdefault(name, []).append(law)
        self.document = _any_of(self.documents)
        self.future = [(law, _any_of(_names_of(law))) for law in laws if law.status == "future"]
        """Each law to come, with the pattern of its names."""
        self.divided = _any_of(
            [name for law in laws if law.sector_articles for name in (*_names_of(law), law.id)]
        )
        """The laws of which some articles bind one sector only."""
        versions = sorted({version for law in laws for version in law.superseded_versions})
        self.editions = {version: re.compile(_edition(version)) for version in versions}
        """The pattern of each superseded version."""
        self.any_edition = re.compile("|".join(map(_edition, versions)) or _NOTHING)
        self.law_of = {n: found[0] for n, found in self.documents.items() if found[0].kind == "law"}
        self.law_or_article = re.compile(
            rf"(?P<law>{_alternatives(self.law_of)})(?!人)|(?P<article>第(?P<number>\d+)条)"
            r"|(?!同法)(?P<other>[一-鿿ァ-ヶー]+(?:法|法律|規則|附則|規程|条例|令))(?=第\d)"
        )
        product = f"(?<![A-Za-z])(?:{_alternatives(library.manifest.products)})(?![A-Za-z])"
        self.product = re.compile(product)
        self.products_as_examples = re.compile(
            f"{product}(?:[」』]?(?:[、,・や]|及び|又は)[「『]?{product})*[」』]?(?:など|等)"
        )


def _names_of(law: Law) -> list[str]:
    """The names by which texts mention it; of a title with （…） also the two halves."""
    title = _folded(law.title)
    halves = re.fullmatch(r"([^()]+)\((.+)\)", title)
    names = [title, _folded(law.short or ""), _folded(law.number or "")]
    return list(dict.fromkeys(n for n in (*names, *(halves.groups() if halves else ())) if n))


_NOTHING = "(?!)"
"""A pattern that is found nowhere."""


def _any_of(names: Collection[str]) -> re.Pattern[str]:
    """A pattern that finds each of the names; with none of them, nothing."""
    return re.compile(_alternatives(names))


def _alternatives(names: Collection[str]) -> str:
    """The names as a pattern that prefers a longer name to one it begins with."""
    return "|".join(map(re.escape, sorted(names, key=len, reverse=True))) or _NOTHING


def _edition(version: str) -> str:
    """How a text names the version: `1.1` bare or as 第1.1版, `3` only as 第3版, or a date."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", version):
        day = date.fromisoformat(version)
        return f"{version}|{spoken_date(day, 'western')}|{spoken_date(day, 'japanese')}"
    written = re.escape(version)
    return rf"(?<!\d)(?<!\d\.){written}(?!\d|\.\d)" if "." in version else f"第{written}版"


def _is_within(number: int, ranges: str) -> bool:
    for piece in ranges.split(","):
        first, _, last = piece.strip().partition("-")
        if int(first) <= number <= int(last or first):
            return True
    return False


def _binds_others(law: Law, article: int, sector: Sector) -> bool:
    """Whether the article binds only the sector that is not this one."""
    ranges = law.sector_articles or {}
    return any(
        other != sector and _is_within(article, span) and not _is_within(article, own)
        for own in [ranges.get(sector, "0")]
        for other, span in ranges.items()
    )


@dataclass(frozen=True)
class _TextCheck:
    clause: Clause
    names: Names

    def of_front_matter(self) -> Iterator[_Passage]:
        front = self.clause.front
        yield _Passage(True, _folded(front.title))
        for key in _REASONS:
            if reason := getattr(front, key):
                yield _Passage(False, _folded(reason))

    def old_penalties(self) -> Iterator[Problem]:
        front = [passage.text for passage in self.of_front_matter()]
        for text in (*front, self.clause.body):
            old = OLD_PENALTIES.search(text)
            if old:
                yield self._problem(
                    "old-penalty",
                    f"「{old[0]}」は、2025年6月1日に拘禁刑に改められました。",
                    old[0],
                    "「拘禁刑」と書いてください。",
                )

    def old_editions(self, passage: _Passage) -> Iterator[Problem]:
        for sentence in filter(self.names.any_edition.search, passage.sentences):
            mentions = list(self.names.document.finditer(sentence))
            for mention in mentions:
                laws = self.names.documents[mention[0]]
                for version in (v for law in laws for v in law.superseded_versions):
                    for found in self.names.editions[version].finditer(sentence):
                        if _owner(found, mentions) is mention:
                            yield self._old_edition(mention[0], version, laws)

    def _old_edition(self, name: str, version: str, laws: list[Law]) -> Problem:
        current = "、".join(law.version or law.title for law in laws)
        return self._problem(
            "superseded-edition",
            f"「{name}」の旧い版（{version}）が書かれています。",
            version if "." in version else name,
            f"現行の版（{current}）に改め、内容が変わっていないか確かめてください。",
        )

    def future_laws(self, passage: _Passage) -> Iterator[Problem]:
        for law, name in self.names.future:
            found = name.search(passage.text)
            if found and (passage.is_rule or not _says_it_is_to_come(passage, name)):
                where = "本文に" if passage.is_rule else "現行のように"
                yield self._problem(
                    "future-law",
                    f"施行されていない「{law.title}」が、{where}書かれています。",
                    found[0],
                    "本文は現行の法令により、将来の法令は解説の中で、公布・成立などの経過と、"
                    "まだ施行されていないことを併せて書いてください。",
                )

    def products(self, passage: _Passage) -> Iterator[Problem]:
        for sentence in filter(self.names.product.search, passage.sentences):
            is_strict = passage.is_rule or _DEFINES.search(sentence)
            rest = sentence if is_strict else self.names.products_as_examples.sub("", sentence)
            found = self.names.product.search(rest)
            if found:
                yield self._problem(
                    "product-named",
                    f"製品又は提供者の名前「{found[0]}」が書かれています。",
                    found[0],
                    "本文と言葉の意味には製品名を書かず、機能で書いてください。"
                    "解説と例では、「など」を付けて例として挙げることができます。",
                )

    def may_name_articles(self) -> bool:
        """Whether it can name an article at all of a law that tells sectors apart."""
        if "条" not in self.clause.body:
            return False
        everything = _folded(self.clause.body) + " ".join(self.clause.front.sources)
        return bool(self.names.divided.search(everything))

    def other_sectors_articles(self, sector: Sector) -> Iterator[Problem]:
        for passage in _passages(branches_of(self.clause, {"organization.law": sector})):
            for law, article, written in self._articles(passage.text):
                if _binds_others(law, article, sector):
                    yield self._problem(
                        "other-sector-article",
                        f"{SECTORS[sector]}に及ばない「{law.short or law.title}」の{written}が、"
                        f"{SECTORS[sector]}の組織にも示されます。",
                        written,
                        f'「{{% if organization.law == "{_other(sector)}" %}}」で囲むか、'
                        "条件（when）を狭めてください。",
                    )

    def _articles(self, text: str) -> Iterator[tuple[Law, int, str]]:
        """Each article that the text mentions, with its law: the one named last before it."""
        current = self._only_law()
        for found in self.names.law_or_article.finditer(text):
            if found["law"]:
                current = self.names.law_of[found["law"]]
            elif found["other"]:
                current = None
            elif current:
                yield current, int(found["number"]), found["article"]

    def _only_law(self) -> Law | None:
        """The law of the sources if there is one only; its articles may stand without a name."""
        ids = dict.fromkeys(source.split(" ")[0] for source in self.clause.front.sources)
        cited = [self.names.laws[id_] for id_ in ids if id_ in self.names.laws]
        laws = [law for law in cited if law.kind == "law"]
        return laws[0] if len(laws) == 1 else None

    def _problem(self, code: str, message: str, snippet: str, remedy: str) -> Problem:
        return Problem(code, f"{self.clause.id}：{message}", self._place(snippet), remedy)

    def _place(self, snippet: str) -> Place:
        """Where the snippet stands: in the text, else in the front matter."""
        if snippet in self.clause.body:
            return text_of(self.clause).place_of(snippet)
        keys = ("title", *_REASONS)
        found = (key for key in keys if snippet in (getattr(self.clause.front, key) or ""))
        return self.clause.place(next(found, "id"))


def _says_it_is_to_come(note: _Passage, name: re.Pattern[str]) -> bool:
    """Whether every sentence of the note that names the law, and the note itself, say so."""
    naming = filter(name.search, note.sentences)
    return bool(_NOT_IN_FORCE.search(note.text)) and all(map(_ON_ITS_WAY.search, naming))


def _owner(version: re.Match[str], mentions: list[re.Match[str]]) -> re.Match[str]:
    """The document a version belongs to: the one named last before it, or else the first after."""
    before = [m for m in mentions if m.end() <= version.start()]
    return before[-1] if before else mentions[0]


def _other(sector: Sector) -> Sector:
    return "public" if sector == "private" else "private"
