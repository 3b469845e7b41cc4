"""Rules written in です・ます become the same rules in である, as 規程, 訓令 and 要綱 are written.

The last verb of a sentence is read off its polite form and written in its plain form. What a form
leaves open (the verb of 「使って」 may end in う, つ or る) is looked up in the tables below; what
is not found there is told, never guessed. Only hiragana changes; see `skeleton`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import assert_never

from guideline.document import (
    Block,
    BulletList,
    Inlines,
    Note,
    NumberedList,
    Paragraph,
    Reference,
    Strong,
    Table,
    Text,
    plain_text,
    walk_inlines,
)

# A verb in these three tables also stands for longer verbs that end in it (取る for 受け取る).
# Add a verb here, in its dictionary form, when a fault names an ending of it.

VERBS_IN_TTE = """
使う 行う 従う 扱う 払う 負う 追う 問う 言う 思う 願う 伺う 失う 補う 担う 買う 習う 倣う 向かう
味わう 合う 会う 沿う 添う 疑う 養う 償う 競う 争う 整う 誘う 救う 覆う 計らう 伴う 奪う 狙う
もらう しまう という をいう ならう つかう あつかう したがう ちがう うかがう うたがう ねがう
ためらう そろう ふるまう はらう おこなう 持つ 待つ 保つ 立つ 打つ 勝つ 育つ 経つ 絶つ もつ
たもつ 守る 限る 取る 採る 撮る 執る 作る 造る 送る 贈る 切る 知る 図る 測る 計る 諮る 語る 残る
触る 移る 写る 渡る 至る 当たる 関わる 係る 変わる 替わる 代わる 加わる 終わる 始まる 止まる
改まる 決まる 集まる 留まる 困る 戻る 回る 上がる 下がる 広がる 入る 帰る 要る 減る 配る 割る
振る 売る 張る 貼る 掘る 謝る 誤る 断わる 預かる 助かる 分かる 見つかる 乗る 載る 握る 縛る 絞る
頼る 遡る 被る 黙る 座る 走る 滑る 賜る 承る 遮る 偏る とる なる よる つくる おくる まもる
わかる かかる とどまる つながる あたる おわる さかのぼる はかる ていく でいく へ行く
おもう
"""
"""Verbs with って. Those that are written like another verb stay out (断って, 通って)."""

VERBS_IN_NDE = """
読む 進む 含む 踏む 済む 休む 頼む 望む 臨む 込む 組む 包む 積む 盗む 挟む 慎む 励む 営む 拒む
挑む 刻む 歩む 富む 生む 悩む 囲む 編む 飲む 住む 澄む 親しむ 楽しむ のぞむ つつしむ ふむ 選ぶ
学ぶ 呼ぶ 並ぶ 運ぶ 結ぶ 及ぶ 飛ぶ 遊ぶ 喜ぶ 尊ぶ 浮かぶ えらぶ まなぶ むすぶ 死ぬ
"""
"""Verbs with んで."""

VERBS_IN_SU = """
示す 直す 消す 移す 渡す 出す 返す 外す 残す 話す 記す 試す 写す 映す 指す 差す 刺す 押す 貸す
足す 離す 放す 戻す 回す 隠す 崩す 壊す 通す 許す 流す 促す 催す 施す 探す 捜す 治す 正す 質す
増す 倒す 逃す 下す 表す 現す 著す 犯す 侵す 冒す 乱す 汚す 潰す 託す 付す 課す 属す 適す 解す
略す 訳す 見直す 見通す 見渡す 見出す 見逃す 目指す 取消す 差戻す 引渡す 言渡す 申渡す 差出す
持出す 呼出す 取出す 引出す 書直す 落とす 起こす 過ごす 及ぼす 滅ぼす 尽くす みなす さがす
ためす はずす うつす なおす もどす おとす かくす つくす くずす つぶす ゆるす しるす めざす
のこす まわす とおす かえす わたす ずらす しめす けす
"""
"""Verbs with し, which could as well be a noun with する."""

NOUNS_LIKE_SU = """
提示 表示 指示 明示 開示 掲示 展示 告示 例示 図示 訂正 修正 改正 是正 補正 校正 解消 抹消 提出
検出 抽出 算出 支出 流出 輸出 選出 露出 搬出 創出 譲渡 流通 疎通 複写 転写 明記 表記 付記 追記
列記 併記 登記 転記 注記 対話 通話 開放 解放 翻訳 通訳 省略 理解 分解 委託 受託 添付 送付 交付
給付 納付 貼付 所属 帰属 公表 発表 代表 実現 表現 再現 分離 撤回 破壊 開催 主催 実施 補足 除外
"""
"""Nouns with する that end like a verb above. They tell 再提出して from 適宜出して."""

_KANJI = "[一-鿿々]"

_ICHIDAN = re.compile(
    "(?:でき|出来|起き|生き|飽き|尽き|過ぎ|すぎ|落ち|満ち|朽ち|浴び|帯び|延び|伸び|滅び|詫び"
    "|借り|足り|懲り|試み|顧み|省み|鑑み|染み|用い|もちい|率い|報い|強い|悔い|老い|[てで][みい]"
    f"|(?:{_KANJI}|[ァ-ヶー」）])[がはもに]い|[見出得経寝似着煮来診観])$"
)
"""一段 verbs whose stem looks like that of another class: those in い-row, and those of one kanji.
The class is closed, Japanese makes no new ones; hence every other い-row stem is 五段."""

_SURU = re.compile(
    f"(?:{_KANJI}{{2}}(?<!致)|[ァ-ヶーA-Za-z0-9Ａ-Ｚａ-ｚ０-９〜～）]|[をにとはもいきみしり]|など"
    f"|(?<!な)く|少なく|[そこど]う|(?<!{_KANJI})[化要反達有関対発接決資徴服復面期帰供介])$"
)
"""What stands before する: a noun, a particle or an adverb. Verbs in す are looked for first."""

_CAUSING = re.compile(f"{_KANJI}[かがたならばまやわ]$")
"""What stands before す in 動かす, 満たす, 減らす, 増やす, 延ばす, 交わす."""

_U_STEM = re.compile(f"(?:{_KANJI}|[かたなまらわば])い$")
"""A stem in い that is no 一段 verb and not that of ございます or くださいます."""

_TWO_VERBS = ("降り", "下り", "ており", "でおり")
"""Stems of two verbs (降る, 降りる), or of a tone that a rule does not take (しております)."""

_PERHAPS_GOES = re.compile("(?<![順前か的切ち分重実別とう])に行って$")
"""「窓口に行って」 is of 行く, 「次の順に行って」 of 行う."""

_NOT_POLITE = re.compile("[かがさただなはばまもらやわうくすつぬぶむる済冷覚励悩澄]$")
"""What stands before ます in だます, なりすます, 励ます, which are plain verbs."""

_ADJECTIVE = re.compile(
    "(?:[しなた]|やす|にく|よ|[多高低早速遅近遠長短強弱良悪深浅広狭重軽厚薄新古若安])い$|かった$"
)
_NOUN_IN_I = re.compile("(?:[違扱使願狙払問疑]|くら|ぐら)い$")

_E_ROW = tuple("えけげせぜてでねへべめれ")
_I_ROW = tuple("いきぎしじちにびみり")


@dataclass(frozen=True)
class _Row:
    """How a verb changes: the kana before ない and before ます, and its て and た."""

    a: str
    i: str
    te: str
    ta: str


_GODAN = {
    "う": _Row("わ", "い", "って", "った"),
    "く": _Row("か", "き", "いて", "いた"),
    "ぐ": _Row("が", "ぎ", "いで", "いだ"),
    "す": _Row("さ", "し", "して", "した"),
    "つ": _Row("た", "ち", "って", "った"),
    "ぬ": _Row("な", "に", "んで", "んだ"),
    "ぶ": _Row("ば", "び", "んで", "んだ"),
    "む": _Row("ま", "み", "んで", "んだ"),
    "る": _Row("ら", "り", "って", "った"),
}
_OTHERS = {
    "する": _Row("し", "し", "して", "した"),
    "くる": _Row("こ", "き", "きて", "きた"),
    "一段": _Row("", "", "て", "た"),
}
_GO = _Row("か", "き", "って", "った")
_GO_BASE = re.compile("(?:行|[てで]い)$")


@dataclass(frozen=True)
class _Verb:
    """The text up to the kana that changes, and the kind of change."""

    base: str
    kind: str

    @property
    def plain(self) -> str:
        return self.base + ("る" if self.kind == "一段" else self.kind)

    @property
    def negative(self) -> str:
        """What stands before ない; of ある it leaves nothing."""
        if self.kind == "る" and self.base.endswith("あ"):
            return self.base[:-1]
        return self.base + self._row.a

    @property
    def te(self) -> str:
        return self.base + self._row.te

    @property
    def past(self) -> str:
        return self.base + self._row.ta

    @property
    def _row(self) -> _Row:
        if self.kind == "く" and _GO_BASE.search(self.base):
            return _GO
        return _GODAN.get(self.kind) or _OTHERS[self.kind]


class RegisterError(Exception):
    """Sentence endings for which there is no rule, as they stand in the text."""

    def __init__(self, endings: tuple[str, ...]) -> None:
        super().__init__("、".join(endings))
        self.endings = endings


class _UnknownEndingError(Exception):
    """There is no rule for the ending."""


def plain_register(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks in である; notes, and sentences quoted as 「…。」, stay as they are.

    Raises:
        RegisterError: every ending that cannot be converted, at once.
    """
    unknown: list[str] = []
    converted = _blocks(blocks, unknown)
    if unknown:
        raise RegisterError(tuple(dict.fromkeys(unknown)))
    return converted


def skeleton(blocks: tuple[Block, ...]) -> list[str]:
    """Each run of text without its hiragana: what both registers of a rule have in common."""
    return [
        "".join(
            f"[[{inline.clause}]]"
            if isinstance(inline, Reference)
            else re.sub("[ぁ-ゖ]", "", plain_text((inline,)))
            for inline in run
        )
        for run in walk_inlines(blocks)
    ]


def _blocks(blocks: tuple[Block, ...], unknown: list[str]) -> tuple[Block, ...]:
    return tuple(_block(block, unknown) for block in blocks)


def _block(block: Block, unknown: list[str]) -> Block:
    match block:
        case Paragraph(inlines):
            return replace(block, inlines=_run(inlines, unknown))
        case BulletList(items) | NumberedList(items):
            return replace(block, items=tuple(_blocks(item, unknown) for item in items))
        case Table(header, rows, caption):
            return replace(
                block,
                header=tuple(_run(cell, unknown) for cell in header),
                rows=tuple(tuple(_run(cell, unknown) for cell in row) for row in rows),
                caption=_text(caption, unknown),
            )
        case Note():
            return block
        case _:
            assert_never(block)


# Between two inlines, so that a run is read as one text and taken apart again.
_SEAM = "\x1f"


def _run(inlines: Inlines, unknown: list[str]) -> Inlines:
    whole = _SEAM.join(i.text if isinstance(i, Text | Strong) else "" for i in inlines)
    texts = _text(whole, unknown).split(_SEAM) if inlines else []
    return tuple(
        replace(inline, text=text) if isinstance(inline, Text | Strong) else inline
        for inline, text in zip(inlines, texts, strict=True)
    )


_QUOTED_SENTENCE = re.compile("(「(?:[^「」]|「[^「」]*」)*。」)")
"""Words that somebody is to write or say; their register is not that of the rule."""


def _text(text: str, unknown: list[str]) -> str:
    pieces = _QUOTED_SENTENCE.split(text)
    return "".join(
        piece if index % 2 else _converted(piece, unknown) for index, piece in enumerate(pieces)
    )


_ENDING = re.compile(
    "ないでください|[てで]ください|くださ|下さ|ませんでした|ません|ました|まして|ましょう|ます"
    "|でしょう|でした|です"
)
_LAST = re.compile(rf"(?:が|ので|から|し|と)?{_SEAM}*(?:$|[^\w{_SEAM}])")
"""What follows the last verb of a sentence or of a part of it."""
_PLAIN_WORD = re.compile(r"です[ぐべるでばらみこま]|でした[一-鿿ァ-ヶこもと]|ますぐ|ますます")
"""「その場ですぐ」「電話でした質問」「いますぐ」 only look like endings."""


def _converted(text: str, unknown: list[str]) -> str:
    # From the end, because an ending changes the characters before it.
    for ending in reversed(list(_ENDING.finditer(text))):
        left, right = text[: ending.start()], text[ending.end() :]
        if _is_polite(left, ending[0], right):
            try:
                text = _plain(left, ending[0], right) + right
            except _UnknownEndingError:
                unknown.append(_told(left, ending[0], right))
    return text


def _is_polite(left: str, ending: str, right: str) -> bool:
    """Whether it is an ending at all, and not part of a plain word."""
    if not _LAST.match(right) and _PLAIN_WORD.match(ending + right):
        return False
    has_verb = re.search(rf"[\w{_SEAM}]$", left) and not _NOT_POLITE.search(left)
    return bool(has_verb) or not ending.startswith("ま")


def _plain(left: str, ending: str, right: str) -> str:
    """What stands for the text up to the end of the ending."""
    if ending not in _RULES or not _LAST.match(right):
        raise _UnknownEndingError
    return _RULES[ending](left)


def _told(left: str, ending: str, right: str) -> str:
    """The ending with the word before it and what is attached to it."""
    before = re.search(r"[^\W_]{0,8}$", left)
    after = re.match(r"[ぁ-ゖ]{0,4}", right)
    return (before[0] if before else "") + ending + (after[0] if after else "")


def _request(left: str, te: str) -> str:
    if left.endswith("努め"):
        return left + "るものとする"
    return _verb_before_te(left + te).negative + "なければならない"


def _present(left: str) -> str:
    return left if _ADJECTIVE.search(left) else _noun(left) + "である"


def _noun(left: str) -> str:
    if left.endswith("い") and not _NOUN_IN_I.search(left):
        raise _UnknownEndingError
    return left


_RULES: dict[str, Callable[[str], str]] = {
    "ないでください": lambda left: _verb_before_nai(left).te + "はならない",
    "てください": lambda left: _request(left, "て"),
    "でください": lambda left: _request(left, "で"),
    "ます": lambda left: _verb_before_masu(left).plain,
    "ません": lambda left: _verb_before_masu(left).negative + "ない",
    "ました": lambda left: _verb_before_masu(left).past,
    "ませんでした": lambda left: _verb_before_masu(left).negative + "なかった",
    "です": _present,
    "でした": lambda left: _noun(left) + "であった",
}


def _verb_before_nai(left: str) -> _Verb:
    for kind, row in _GODAN.items():
        if left.endswith(row.a):
            return _Verb(left[:-1], kind)
    if left.endswith("こ"):
        return _Verb(left[:-1], "くる")
    # for their て, する and 一段 verbs need not be told apart: しない, して
    if left.endswith(_I_ROW + _E_ROW) or _ICHIDAN.search(left):
        return _Verb(left, "一段")
    raise _UnknownEndingError


def _verb_before_masu(left: str) -> _Verb:
    if left.endswith("し"):
        return _verb_before_shi(left[:-1])
    if left.endswith(("てき", "んでき")):
        return _Verb(left[:-1], "くる")
    if left.endswith((*_E_ROW, "じ")) or _ICHIDAN.search(left):
        return _Verb(left, "一段")
    if left.endswith("い"):
        return _Verb(left[:-1], "う") if _U_STEM.search(left) else _listed(left, _I_FORMS)
    for kind, row in _GODAN.items():
        if left.endswith(row.i) and not left.endswith(_TWO_VERBS):
            return _Verb(left[:-1], kind)
    raise _UnknownEndingError


def _verb_before_te(left: str) -> _Verb:
    stem = left[:-1]
    if left.endswith("して"):
        return _verb_before_shi(stem[:-1])
    if left.endswith(("って", "んで")) and not _PERHAPS_GOES.search(left):
        return _listed(left, _TE_FORMS)
    if left.endswith(("てきて", "んできて")):
        return _Verb(stem[:-1], "くる")
    if left.endswith("いで"):
        return _Verb(stem[:-1], "ぐ")
    if left.endswith("いて") and not _ICHIDAN.search(stem):
        return _Verb(stem[:-1], "く")
    if left.endswith("て") and (stem.endswith(_I_ROW + _E_ROW) or _ICHIDAN.search(stem)):
        return _Verb(stem, "一段")
    raise _UnknownEndingError


def _verb_before_shi(base: str) -> _Verb:
    """The verb whose stem is the base with し: one in す, or a noun with する."""
    if word := _NOUN_OF_KANJI.search(base):
        if word["before"] and word["noun"] not in _NOUNS:
            raise _UnknownEndingError
        return _Verb(base, "する")
    listed = _longest(base + "し", _SHI_FORMS)
    if listed or _CAUSING.search(base):
        return listed or _Verb(base, "す")
    if _SURU.search(base):
        return _Verb(base, "する")
    raise _UnknownEndingError


def _forms(verbs: str, form: Callable[[_Verb], str]) -> dict[str, _Verb]:
    return {form(verb): verb for verb in (_Verb(v[:-1], v[-1]) for v in verbs.split())}


_TE_FORMS = _forms(VERBS_IN_TTE + VERBS_IN_NDE, lambda verb: verb.te)
_SHI_FORMS = _forms(VERBS_IN_SU, lambda verb: verb.base + "し")
_I_FORMS = _forms(VERBS_IN_TTE, lambda verb: verb.base + "い")
_NOUNS = frozenset(NOUNS_LIKE_SU.split())
_SU_BASES = [verb.base for verb in _SHI_FORMS.values() if re.fullmatch(f"{_KANJI}+", verb.base)]
_NOUN_OF_KANJI = re.compile(
    f"(?P<before>{_KANJI}?)(?P<noun>{_KANJI}[{''.join(b for b in _SU_BASES if len(b) == 1)}])$"
    + "".join(f"(?<!{base})" for base in _SU_BASES if len(base) > 1)
)
"""Two kanji of which the second is a verb in す by itself: 解消する, and not 解消す."""


def _listed(left: str, forms: dict[str, _Verb]) -> _Verb:
    verb = _longest(left, forms)
    if verb is None:
        raise _UnknownEndingError
    return verb


def _longest(left: str, forms: dict[str, _Verb]) -> _Verb | None:
    """The verb whose form the text ends in; the longest form wins."""
    form = max((form for form in forms if left.endswith(form)), key=len, default="")
    verb = forms.get(form)
    return verb and _Verb(left.removesuffix(form) + verb.base, verb.kind)
