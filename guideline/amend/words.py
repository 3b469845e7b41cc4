"""Which words of a text another text has in their place: whole words, never parts of them."""

from __future__ import annotations

import difflib
import re
from typing import NamedTuple


class Span(NamedTuple):
    """A stretch of the old text and the stretch of the new text that stands in its place."""

    start: int
    end: int
    new_start: int
    new_end: int


_PARTICLES = (
    "における|において|については|について|によって|により|による|に関する|に対する|に限り|に限る|にかかわらず|"
    "としては|として|とともに|には|では|とは|への|での|との|からの|までの|は|が|を|に|へ|と|も|の|で|や"
)
_WORDS = (
    "しなければならない|してはならない|することができる|するものとする|よう努めるものとする|なければならない|"
    "てはならない|することが|こととし|とする|される|された|されて|させる|できる|できない|している|して|した|"
    "する|しない|ある|ない|いう|よる|とき|こと|もの|ため|ところ|とおり|おそれ|ほか|など|から|まで|より|のみ|"
    "だけ|ただし|また|なお|かつ|この|その|これ|それ|どの|いずれ"
)
_UNITS = (
    "日間|日以内|日|週間|か月間|か月|月|年間|年度|年|時間|時|分|秒|人|名|件|回|円|万円|字|文字|つ|か所|箇所|枚|部|"
    "区分|段階|歳|％|%|点|以上|以下"
)
_TOKEN = re.compile(
    rf"""
    【[^】]*】
    |第[0-9０-９]+(?:条(?:の[0-9０-９]+)*|項|号|章|節|表)
    |[0-9０-９]+(?:[,，.．][0-9０-９]+)*(?:{_UNITS})?
    |[A-Za-zＡ-Ｚａ-ｚ][A-Za-zＡ-Ｚａ-ｚ0-9０-９@._+/-]*
    |[ァ-ヶー・]*[ァ-ヶー]
    |及び|並びに|又は|若しくは|特に|常に|既に|直ちに|速やかに|更に|主に|最も|必ず|全て|例えば
    |(?:(?!及び|並びに|又は|若しくは)[一-龠々〆〇])+(?:(?!{_PARTICLES}|{_WORDS})[ぁ-ん]+?(?={_PARTICLES}|{_WORDS}|[^ぁ-ん]|$)|が[らりるれろっ]+)?
    |{_WORDS}
    |{_PARTICLES}
    |[ぁ-ん]+?(?={_PARTICLES}|{_WORDS}|[^ぁ-ん]|$)
    |\s+
    |.
    """,
    re.VERBOSE,
)


def words(text: str) -> list[str]:
    """The text cut between words; joined, they give the text again."""
    return _TOKEN.findall(text)


CONJUNCTIONS = ("及び", "並びに", "又は", "若しくは", "、")


def changed_spans(old_text: str, new_text: str) -> list[Span]:
    """What differs, in the order of the text; a lone kana between two changes belongs to them."""
    old, new = words(old_text), words(new_text)
    at, new_at = _starts(old), _starts(new)
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    spans: list[Span] = []
    for tag, i, i_end, j, j_end in matcher.get_opcodes():
        if tag == "equal":
            continue
        span = Span(at[i], at[i_end], new_at[j], new_at[j_end])
        if spans and _are_one(spans[-1], span, old_text[spans[-1].end : span.start]):
            span = Span(spans[-1].start, span.end, spans[-1].new_start, span.new_end)
            spans.pop()
        spans.append(span)
    return [_slid(span, old, at, new, new_at) for span in spans]


def _slid(span: Span, old: list[str], at: list[int], new: list[str], new_at: list[int]) -> Span:
    """A pure insertion or deletion, moved along equal words to where a phrase ends."""
    if span.start != span.end and span.new_start != span.new_end:
        return span
    is_insertion = span.start == span.end
    tokens, starts = (new, new_at) if is_insertion else (old, at)
    first, last = (
        (starts.index(span.new_start), starts.index(span.new_end))
        if is_insertion
        else (starts.index(span.start), starts.index(span.end))
    )
    best, shift = _ending(tokens, first, last), 0
    for step in (-1, 1):
        offset = 0
        while _can_slide(tokens, first + offset, last + offset, step):
            offset += step
            found = _ending(tokens, first + offset, last + offset)
            if found > best:
                best, shift = found, offset
    moved = starts[first + shift] - starts[first]
    return Span(*(position + moved for position in span))


def _can_slide(tokens: list[str], first: int, last: int, step: int) -> bool:
    if step < 0:
        return first > 0 and tokens[first - 1] == tokens[last - 1]
    return last < len(tokens) and tokens[first] == tokens[last]


def _ending(tokens: list[str], first: int, last: int) -> int:
    """How well a phrase of these words stands by itself."""
    before = tokens[first - 1] if first else "。"
    is_paired = "".join(t for t in tokens[first:last] if t in "「」（）") in _PAIRS
    is_sentence = tokens[last - 1] == "。" and before == "。"
    return 4 * is_paired + 2 * is_sentence + (tokens[last - 1] == "、")


_PAIRS = ("", "「」", "（）", "「」「」", "（「」）")


def _are_one(one: Span, other: Span, between: str) -> bool:
    """Two replacements with one kana between them; a list that gets another last member."""
    if re.fullmatch("[ぁ-ん]", between):
        return all(s.start < s.end and s.new_start < s.new_end for s in (one, other))
    is_added = other.start == other.end
    return is_added and one.end - one.start <= 4 and len(words(between)) == 1


def borders(text: str) -> list[int]:
    """Where the text may be cut: the starts of its words, and its end."""
    return _starts(words(text))


def _starts(tokens: list[str]) -> list[int]:
    found = [0]
    for token in tokens:
        found.append(found[-1] + len(token))
    return found
