"""Rules in です・ます become the same rules in である."""

from __future__ import annotations

import re

import pytest

from guideline import register
from guideline.branches import branches_of
from guideline.bundled import bundled
from guideline.document import (
    Blank,
    Block,
    BulletList,
    Link,
    Note,
    NumberedList,
    Paragraph,
    Reference,
    Strong,
    Table,
    Text,
    lines_of,
)
from guideline.library import load_library
from guideline.model.clause import Clause
from guideline.register import RegisterError, plain_register, skeleton
from tests.helpers import paragraph


def converted(text: str) -> str:
    """The text of a paragraph in である."""
    return lines_of(plain_register((paragraph(text),)))[0]


REQUESTS = {
    "窓口に相談してください。": "窓口に相談しなければならない。",
    "必ず有効にしてください。": "必ず有効にしなければならない。",
    "学習に使わせない設定にしてください。": "学習に使わせない設定にしなければならない。",
    "改めてログアウトしてください。": "改めてログアウトしなければならない。",
    "情報を少なくしてください。": "情報を少なくしなければならない。",
    "案を再提出してください。": "案を再提出しなければならない。",
    "元の資料を示してください。": "元の資料を示さなければならない。",
    "自分の言葉で書き直してください。": "自分の言葉で書き直さなければならない。",
    "年に一度は見直してください。": "年に一度は見直さなければならない。",
    "適宜見直してください。": "適宜見直さなければならない。",
    "保存場所に移してください。": "保存場所に移さなければならない。",
    "原因を解消してください。": "原因を解消しなければならない。",
    "期限を延ばしてください。": "期限を延ばさなければならない。",
    "承認を受けてから使ってください。": "承認を受けてから使わなければならない。",
    "次の順に行ってください。": "次の順に行わなければならない。",
    "条件に従ってください。": "条件に従わなければならない。",
    "次の規程も守ってください。": "次の規程も守らなければならない。",
    "必要な部分に限ってください。": "必要な部分に限らなければならない。",
    "手続をとってください。": "手続をとらなければならない。",
    "責任を持ってください。": "責任を持たなければならない。",
    "結果が届くまで待ってください。": "結果が届くまで待たなければならない。",
    "取り扱ってください。": "取り扱わなければならない。",
    "受け取ってください。": "受け取らなければならない。",
    "本ルールを読んでください。": "本ルールを読まなければならない。",
    "発行を申し込んでください。": "発行を申し込まなければならない。",
    "ツールを選んでください。": "ツールを選ばなければならない。",
    "不要な情報を除いてください。": "不要な情報を除かなければならない。",
    "対応を急いでください。": "対応を急がなければならない。",
    "別のものを用いてください。": "別のものを用いなければならない。",
    "その場にいてください。": "その場にいなければならない。",
    "印を付けておいてください。": "印を付けておかなければならない。",
    "元の情報を確かめてください。": "元の情報を確かめなければならない。",
    "出席者の同意を得てください。": "出席者の同意を得なければならない。",
    "一度は試みてください。": "一度は試みなければならない。",
    "端末を借りてください。": "端末を借りなければならない。",
    "資料を持ってきてください。": "資料を持ってこなければならない。",
    "次の用途に限って使わせてください。": "次の用途に限って使わせなければならない。",
    "早く気付くよう努めてください。": "早く気付くよう努めるものとする。",
}
PROHIBITIONS = {
    "業務に使わないでください。": "業務に使ってはならない。",
    "入力しないでください。": "入力してはならない。",
    "約束したりしないでください。": "約束したりしてはならない。",
    "設定を変えないでください。": "設定を変えてはならない。",
    "記録を消さないでください。": "記録を消してはならない。",
    "答弁として用いないでください。": "答弁として用いてはならない。",
    "生成AIに決めさせないでください。": "生成AIに決めさせてはならない。",
    "外部に送らないでください。": "外部に送ってはならない。",
    "返事を待たないでください。": "返事を待ってはならない。",
    "記事を読み込まないでください。": "記事を読み込んではならない。",
    "相手を選ばないでください。": "相手を選んではならない。",
    "何も書かないでください。": "何も書いてはならない。",
    "会場に行かないでください。": "会場に行ってはならない。",
    "他のシステムにつながないでください。": "他のシステムにつないではならない。",
    "画面を見ないでください。": "画面を見てはならない。",
    "持ってこないでください。": "持ってきてはならない。",
}
STATEMENTS = {
    "責任者を置きます。": "責任者を置く。",
    "活用を進めます。": "活用を進める。",
    "直ちに報告します。": "直ちに報告する。",
    "記録を消します。": "記録を消す。",
    "モデルを動かします。": "モデルを動かす。",
    "案を採用したものとみなします。": "案を採用したものとみなす。",
    "判断は職員が行います。": "判断は職員が行う。",
    "使い方を禁じています。": "使い方を禁じている。",
    "補助する職員がいます。": "補助する職員がいる。",
    "条件に適合する文を用います。": "条件に適合する文を用いる。",
    "入力できます。": "入力できる。",
    "使うことができます。": "使うことができる。",
    "生成AIを使えます。": "生成AIを使える。",
    "学習に使われ得ます。": "学習に使われ得る。",
    "普段の手続で足ります。": "普段の手続で足りる。",
    "公文書に当たります。": "公文書に当たる。",
    "必要があります。": "必要がある。",
    "条件が付いてきます。": "条件が付いてくる。",
    "検討が進んできます。": "検討が進んでくる。",
    "研修で学べます。": "研修で学べる。",
    "使うことを推奨します。": "使うことを推奨する。",
    "推敲などをいいます。": "推敲などをいう。",
    "例外は認めません。": "例外は認めない。",
    "記録は残りません。": "記録は残らない。",
    "目的では閲覧しません。": "目的では閲覧しない。",
    "端末を問いません。": "端末を問わない。",
    "管理者には見られません。": "管理者には見られない。",
    "記録がありません。": "記録がない。",
    "差し支えありません。": "差し支えない。",
    "確かめなければなりません。": "確かめなければならない。",
    "構成を基に定めました。": "構成を基に定めた。",
    "窓口に送りました。": "窓口に送った。",
    "会議を行いました。": "会議を行った。",
    "会場に行きました。": "会場に行った。",
    "素案を読みました。": "素案を読んだ。",
    "記録がありませんでした。": "記録がなかった。",
    "必ず守る事項です。": "必ず守る事項である。",
    "止める仕組みがないためです。": "止める仕組みがないためである。",
    "早めの報告が望ましいです。": "早めの報告が望ましい。",
    "扱いは同じ扱いです。": "扱いは同じ扱いである。",
    "初めての試みでした。": "初めての試みであった。",
}
WITHIN_SENTENCES = {
    "適用しませんが、業務として扱います。": "適用しないが、業務として扱う。",
    "例外ではありませんので、申請してください。": "例外ではないので、申請しなければならない。",
    "便利ですが、誤りがあります。": "便利であるが、誤りがある。",
    "組織（以下「当社」といいます。）の業務": "組織（以下「当社」という。）の業務",
    "職員（嘱託を含みます）": "職員（嘱託を含む）",
    "報告します（国の指針による。）。": "報告する（国の指針による。）。",
    "入力しないこと、次の表によります": "入力しないこと、次の表による",
    "「〜してください」「〜しないでください」": "「〜しなければならない」「〜してはならない」",
    "「〜します」「〜必要があります」": "「〜する」「〜必要がある」",
    "「〜よう努めてください」「〜を推奨します」": "「〜よう努めるものとする」「〜を推奨する」",
    "「〜できます」「使えます」「差し支えありません」": "「〜できる」「使える」「差し支えない」",
}


@pytest.mark.parametrize(
    ("polite", "plain"),
    (REQUESTS | PROHIBITIONS | STATEMENTS | WITHIN_SENTENCES).items(),
)
def test_ending_is_converted(polite: str, plain: str) -> None:
    assert converted(polite) == plain


@pytest.mark.parametrize(
    "text",
    [
        "実在の人になりすました文章",
        "人をだます文章",
        "本人になりすます。",
        "社員を励ます。",
        "会議の場ですぐに決め、電話でした質問は除く。",
        "いますぐ止める。",
        "重要性は、ますます高まる。",
        "次の表による。使ってはならない。",
        "基本ソフトを最新の状態に保つ",
    ],
)
def test_plain_text_stays(text: str) -> None:
    assert converted(text) == text


def test_quoted_sentence_stays_as_somebody_is_to_write_it() -> None:
    quoted = "「この画像は、「生成」の印のとおり、生成AIで作成しました。」"
    assert converted(f"{quoted}のように書いてください。") == (
        f"{quoted}のように書かなければならない。"
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("書式をカムってください。", "書式をカムってください"),
        ("接続を断ってください。", "接続を断ってください"),
        ("窓口に行ってください。", "窓口に行ってください"),
        ("案を適宜出してください。", "案を適宜出してください"),
        ("誤りをなくしてください。", "誤りをなくしてください"),
        ("入力はお控えください。", "入力はお控えください"),
        ("連絡して下さい。", "連絡して下さい"),
        ("確認していただきます。記録しております。", "記録しております"),
        ("説明いたします。", "説明いたします"),
        ("説明致します。", "説明致します"),
        ("窓口がございます。", "窓口がございます"),
        ("階段を降ります。", "階段を降ります"),
        ("確かめましょう。", "確かめましょう"),
        ("使いましたら知らせる。", "使いましたら"),
        ("使えますか。", "使えますか"),
        ("便利でしょう。", "便利でしょう"),
        ("室内はきれいです。", "室内はきれいです"),
    ],
)
def test_ending_without_rule_is_told(text: str, told: str) -> None:
    with pytest.raises(RegisterError) as caught:
        converted(text)
    assert caught.value.endings == (told,)


def test_all_endings_without_rule_are_told_at_once_and_once() -> None:
    item = paragraph("接続を断ってください。使えますか。使えますか。")
    with pytest.raises(RegisterError) as caught:
        plain_register((BulletList(((item,),)), paragraph("便利でしょう。")))
    endings = ["使えますか", "便利でしょう", "接続を断ってください"]
    assert sorted(caught.value.endings) == sorted(endings)


def test_ending_after_a_reference_or_a_blank_is_converted() -> None:
    run = (Text("手続は、"), Reference("approval/application"), Text("によります。"))
    blank = (Text("責任者は"), Blank("責任者", "roles.chief"), Text("です。"))
    assert plain_register((Paragraph(run), Paragraph(blank))) == (
        Paragraph((*run[:2], Text("による。"))),
        Paragraph((*blank[:2], Text("である。"))),
    )


def test_emphasis_keeps_its_place() -> None:
    run = (Strong("入力しないでください"), Text("。表は"), Link("守ってください", "https://a.jp/"))
    assert plain_register((Paragraph(run),)) == (
        Paragraph((Strong("入力してはならない"), *run[1:])),
    )


def test_verb_split_by_emphasis_is_told() -> None:
    with pytest.raises(RegisterError):
        plain_register((Paragraph((Strong("入力し"), Text("ます。"))),))


def test_lists_tables_and_nested_lists_are_converted_and_notes_are_not() -> None:
    def written(ending: str, plain: str) -> tuple[Block, ...]:
        inner = BulletList(((paragraph(f"入力し{plain}"),),))
        table = Table(
            ((Text(f"語尾は次のとおり{ending}"),),),
            (((Text(f"必ず守る事項{ending}。"),),),),
            f"表題{ending}",
        )
        note = Note("commentary", (paragraph("解説は、そのままです。"),))
        numbered = NumberedList(((paragraph(f"入力し{plain}"), inner),))
        return numbered, table, note

    assert plain_register(written("です", "ないでください")) == written("である", "てはならない")


def test_skeleton_shows_what_a_conversion_may_not_change() -> None:
    run = (Text("生成AI（2種）は、"), Reference("tools/allowed"), Text("の表を守ってください。"))
    assert skeleton((Paragraph(run),)) == ["生成AI（2種）、[[tools/allowed]]表守。"]


CLAUSES = load_library(bundled("clauses")).clauses
_POLITE = re.compile(
    "ください|下さい|(?:ます|ません|です|ました|でした)(?:が|ので|から)?(?:[。、）」]|$)"
)


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda clause: clause.id)
def test_clause_says_the_same_in_both_registers(clause: Clause) -> None:
    for blocks in branches_of(clause):
        rule = tuple(block for block in blocks if not isinstance(block, Note))
        plain = plain_register(rule)
        assert skeleton(plain) == skeleton(rule)
        assert plain_register(plain) == plain
        left = [re.sub("「[^」]*。」", "", line) for line in lines_of(plain)]
        assert not [line for line in left if _POLITE.search(line)]


@pytest.mark.parametrize(
    ("table", "kana"),
    [
        (register.VERBS_IN_TTE, "うつるく"),
        (register.VERBS_IN_NDE, "むぶぬ"),
        (register.VERBS_IN_SU, "す"),
    ],
)
def test_tables_of_verbs_tell_verbs_apart(table: str, kana: str) -> None:
    verbs = table.split()
    assert {verb[-1] for verb in verbs} <= set(kana)
    stems = [verb[:-1] for verb in verbs]
    assert sorted(set(stems)) == sorted(stems)
