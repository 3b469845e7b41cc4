"""The profile: what one organization says about itself."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from guideline.document import Digits, Numbering
from guideline.model.fields import (
    Date,
    Id,
    Line,
    Model,
    Word,
    blank,
    counted,
    labelled,
    optional,
)
from guideline.model.reading import Reading

Kind = Literal["company", "municipality", "school_board", "university", "hospital", "other"]
Sector = Literal["private", "public"]
Permission = Literal["prohibited", "conditional", "allowed"]
ClassLevel = Literal["public", "internal", "restricted", "confidential", "secret"]
ContentType = Literal[
    "text", "search", "rag", "image", "audio", "video", "code", "transcription", "agent"
]
Activity = Literal[
    "client_work",
    "ai_service",
    "advertising",
    "licensed_profession",
    "listed",
    "finance",
    "export_control",
    "eu",
]

CONTENT_TYPES = {
    "text": "文章",
    "search": "検索",
    "rag": "組織の文書の参照",
    "image": "画像",
    "audio": "音声",
    "video": "動画",
    "code": "プログラム",
    "transcription": "文字起こし",
    "agent": "自律的な操作",
}

ACTIVITIES = {
    "client_work": "顧客から受託する業務",
    "ai_service": "生成AIを組み込んだ製品・サービスの提供",
    "advertising": "広告・販売促進",
    "licensed_profession": "資格者が行う業務（弁護士、税理士、建築士など）",
    "listed": "上場会社",
    "finance": "金融業",
    "export_control": "輸出管理の対象となる技術の取扱い",
    "eu": "EU域内の拠点・職員・顧客",
}
"""What an organization does that brings further rules with it."""

LEVELS: tuple[ClassLevel, ...] = ("public", "internal", "restricted", "confidential", "secret")
"""The canonical order of information classes, lowest first."""

CONFIDENTIAL: ClassLevel = "confidential"
"""From this level on, `choices.confidential_data` decides."""

PERMISSIONS = {"prohibited": "不可", "conditional": "条件付きで可", "allowed": "可"}

PUBLIC_KINDS: tuple[Kind, ...] = ("municipality", "school_board")
"""Kinds that are public bodies, also for the privacy act, when the profile does not say."""


class Unit(Model):
    """A section of the organization that members can turn to."""

    id: Id = Field(title="部署の識別子")
    name: Word = Field(title="部署名")
    contact: Line | None = blank("連絡先", "内線番号、メールアドレスなど")


class Contacts(Model):
    """Which unit answers which question. Each value is the id of a unit."""

    general: Word | None = blank("相談窓口", "使い方・判断に迷ったときの窓口")
    tools: Word | None = blank("ツール担当", "新しいツールの相談・申請の窓口")
    personal_data: Word | None = blank("個人情報担当", "個人情報の取扱いの窓口")
    legal: Word | None = blank("法務担当", "著作権・契約・秘密保持の窓口")
    incident: Word | None = blank("事故の報告先", "誤入力・漏えい・権利侵害のおそれを報告する先")


class Organization(Model):
    """Who the guideline is for."""

    name: Word | None = blank("組織名")
    short_name: Word | None = optional(
        "略称", "文中の呼び方。省略時は種別から「当社」「本市」などとする"
    )
    kind: Kind = labelled(
        "組織の種別",
        {
            "company": "企業",
            "municipality": "市区町村・都道府県",
            "school_board": "教育委員会・学校",
            "university": "大学・高専",
            "hospital": "病院・医療法人",
            "other": "その他の団体",
        },
        "company",
    )
    law: Sector | None = labelled(
        "適用される個人情報保護法の規律",
        {"private": "民間部門", "public": "公的部門"},
        None,
        "省略時は、市区町村・教育委員会は public、ほかは private とみなす",
    )
    public_body: Literal["yes", "no"] | None = labelled(
        "公文書・公務員の規律",
        {"yes": "受ける", "no": "受けない"},
        None,
        "公文書の管理や公務員の服務の規律を受ける団体か。省略時は、市区町村・教育委員会は yes、"
        "ほかは no とみなす。公立病院や国立大学は、law が private でも yes になり得る",
    )
    activities: tuple[Activity, ...] = Field(
        (),
        title="業務の内容",
        description="当てはまるものを並べると、その業務に応じた条項が加わる",
        json_schema_extra={"labels": dict(ACTIVITIES)},
    )
    members: Word | None = optional("構成員の呼び方", "省略時は「役職員」または「職員」とする")
    size: int | None = optional("構成員の人数", "文書にはまだ現れない", ge=1)
    units: tuple[Unit, ...] = Field((), title="部署", max_length=100)
    contacts: Contacts = Field(Contacts(), title="窓口")


class Roles(Model):
    """The posts that carry responsibility. Each value is the name of a post."""

    chief: Word | None = blank("統括責任者", "生成AIの利用全体に責任を負う役職（CAIOなど）")
    security: Word | None = blank("情報セキュリティの責任者")
    manager: Word = Field("所属長", title="部署の長の呼び方")


class Revision(Model):
    """One line of the revision history."""

    version: Word = Field(title="版")
    date: Date = Field(title="日付")
    summary: Line = Field(title="改定の内容")


Commentary = Literal["boxed", "comments", "none"]
RubyMode = Literal["none", "first", "all"]
FormFields = Literal["plain", "controls"]


class DocumentDetails(Model):
    """What the title block and the last part say about the document itself."""

    title: Word = Field("生成AI利用ガイドライン", title="文書名")
    kind: Literal["guideline", "rules", "regulation", "directive", "outline"] = labelled(
        "文書の種類",
        {
            "guideline": "ガイドライン",
            "rules": "利用ルール",
            "regulation": "規程",
            "directive": "訓令",
            "outline": "要綱",
        },
        "guideline",
        "本文での呼び方が決まる（本ガイドライン、この規程など）",
    )
    number: Word | None = optional("文書番号")
    version: Word | None = blank("版")
    enacted: Date | None = blank("制定日")
    effective: Date | None = blank("施行日")
    approver: Word | None = blank("承認者")
    owner: Word | None = blank("主管部署", "部署の識別子")
    next_review: Date | None = blank("次回見直し日")
    record_years: int | None = counted("申請・承認の記録の保存年数", "年", "保存なし")
    numbering: Numbering = labelled(
        "番号の付け方",
        {
            "jdla": "1 ／ (1) ／ ①",
            "notice": "第１ ／ １ ／ (1)",
            "articles": "第１章 ／ 第１条 ／ ２ ／ (1)",
        },
        "jdla",
    )
    digits: Digits | None = labelled(
        "番号の数字",
        {"full": "全角", "half": "半角"},
        None,
        "省略時は、jdla は半角、ほかは全角とする",
    )
    era: Literal["western", "japanese"] = labelled(
        "年の表し方", {"western": "西暦", "japanese": "和暦"}, "western"
    )
    commentary: Commentary = labelled(
        "解説と例",
        {
            "boxed": "本文の下に囲んで付ける",
            "comments": "Word のコメントとして付ける",
            "none": "付けない",
        },
        "boxed",
    )
    sources: Literal["commentary", "footnotes", "table"] = labelled(
        "根拠の示し方",
        {"commentary": "解説の終わり", "footnotes": "脚注", "table": "末尾の一覧表"},
        "commentary",
    )
    ruby: RubyMode = labelled(
        "難しい言葉の読み",
        {
            "none": "付けない",
            "first": "条項ごとに、初めて出るときに付ける",
            "all": "出るたびに付ける",
        },
        "none",
        "本文、解説及び例の漢字に、ふりがなを付ける。見出し、表及び根拠には付けない",
    )
    readings: tuple[Reading, ...] = Field(
        (),
        title="自組織の言葉の読み",
        description="部署名など。条項ライブラリの読みより優先する",
        max_length=300,
    )
    contents: Literal["yes", "no"] = labelled("目次", {"yes": "付ける", "no": "付けない"}, "yes")
    form_fields: FormFields = labelled(
        "様式の記入欄",
        {"plain": "紙と同じ空欄と□", "controls": "Word の入力欄（コンテンツ コントロール）"},
        "plain",
        "申請書、審査票などの様式だけに効く。controls は Word で記入する人に配るときに選ぶ。"
        "LibreOffice などで保存すると入力欄の名前が失われるので、ほかのソフトを使う人には "
        "plain を配る",
    )
    approval_box: tuple[Word, ...] = Field(
        (), title="決裁欄", description="印又は署名の欄を作る役職を、左から順に", max_length=8
    )
    word_design: Literal["gothic", "mincho", "plain"] = labelled(
        "Word の体裁",
        {
            "gothic": "ユニバーサルデザインのゴシック体",
            "mincho": "明朝体（公用文）",
            "plain": "飾りのない体裁",
        },
        "gothic",
    )
    word_style: Word | None = optional(
        "Word の様式",
        "書式、余白、ヘッダーなどを使う自組織の .docx 又は .dotx。このファイルから見た場所で書く",
    )
    related_rules: tuple[Word, ...] = Field((), title="関係する規程", max_length=30)
    history: tuple[Revision, ...] = Field((), title="改定履歴", max_length=100)


class Tool(Model):
    """A generative AI service that members may use, with what decides how."""

    id: Id = Field(title="ツールの識別子")
    name: Word | None = blank("ツール名")
    vendor: Word | None = blank("提供者")
    use: Line | None = blank("主な用途")
    users: Word = Field("全員", title="利用できる人")
    plan: Word | None = blank("契約プラン")
    contract: Literal["terms", "business", "negotiated", "own"] | None = labelled(
        "契約の形",
        {
            "terms": "約款",
            "business": "法人向け標準契約",
            "negotiated": "個別契約",
            "own": "自組織の環境",
        },
        description="terms は、約款に同意するだけで使える個人・無料プランを含む",
        is_blank=True,
    )
    account: Literal["issued", "personal"] = labelled(
        "使うアカウント", {"issued": "組織が発行", "personal": "個人のもの"}, "issued"
    )
    training_use: Literal["none", "opt_out", "used"] | None = labelled(
        "入力の学習利用",
        {"none": "なし", "opt_out": "設定により停止", "used": "あり"},
        is_blank=True,
    )
    retention_days: int | None = counted("提供者側の保存期間", "日", "保存なし")
    region: Word | None = blank("データの保存国")
    content_types: tuple[ContentType, ...] = Field(
        ("text",), title="扱う内容", json_schema_extra={"labels": dict(CONTENT_TYPES)}
    )
    commercial_use: Literal["prohibited", "conditional", "allowed"] | None = labelled(
        "生成物の商用利用", PERMISSIONS, is_blank=True
    )
    log: Literal["none", "usage", "content"] | None = labelled(
        "管理者が見られる記録",
        {"none": "なし", "usage": "利用量・日時", "content": "入出力の内容まで"},
        is_blank=True,
    )
    approval: Literal["none", "manager", "owner"] = labelled(
        "利用前の承認",
        {"none": "不要", "manager": "部署の長", "owner": "主管部署"},
        "none",
    )
    highest_class: Word | None = blank("入力できる最も高い情報区分", "情報区分の識別子")
    personal_data: Permission | None = labelled(
        "個人情報の入力",
        PERMISSIONS,
        None,
        "省略時は choices.personal_data に従う。文字起こしをするツールは conditional とみなす",
    )
    learners: Literal["no", "yes"] = labelled(
        "学習者の利用", {"no": "教職員だけ", "yes": "児童生徒・学生も利用"}, "no"
    )
    age_limit: int | None = counted("対象年齢", "歳以上", "制限なし", "利用規約の定め")
    guardian_consent: Literal["not_needed", "needed"] | None = labelled(
        "保護者の同意", {"not_needed": "不要", "needed": "必要"}, is_blank=True
    )
    network: Word | None = optional("利用できるネットワーク")
    conditions: Line | None = optional("利用の条件")
    terms_url: Word | None = optional("利用規約のURL")
    terms_checked_on: Date | None = optional("利用規約を確認した日")


class InformationClass(Model):
    """One of the organization's own information classes."""

    id: Id = Field(title="情報区分の識別子")
    name: Word = Field(title="情報区分の名前")
    level: ClassLevel = labelled(
        "共通の順序での位置",
        {
            "public": "公開",
            "internal": "内部",
            "restricted": "限定",
            "confidential": "秘",
            "secret": "極秘",
        },
        ...,  # type: ignore[arg-type]
        "confidential 以上の区分は、choices.confidential_data と秘密の情報の条項の対象になる",
    )
    examples: Line | None = blank("例")


class Exemption(Model):
    """An entry of `rules`: an exception to the class × tool table, never above the tool's limit."""

    tool: Word = Field(title="ツールの識別子")
    information_class: Word = Field(alias="class", title="情報区分の識別子")
    input: Literal["prohibited", "approval", "allowed"] = labelled(
        "入力",
        {"prohibited": "不可", "approval": "要承認", "allowed": "可"},
        ...,  # type: ignore[arg-type]
    )


class ProhibitedUse(Model):
    """A use that the organization forbids, with what to do instead."""

    use: Line = Field(title="禁止する用途")
    reason: Line | None = optional("理由")
    instead: Line | None = optional("代わりの方法")


class Review(Model):
    """Who checks an output before it is used for a purpose."""

    use: Line = Field(title="用途")
    reviewer: Word | None = blank("確認者")
    checks: Line | None = blank("確認する事項")


class Approval(Model):
    """Who approves what, and how to ask."""

    subject: Line = Field(title="承認を要する事項")
    approver: Word | None = blank("承認者")
    how: Line | None = blank("申請の方法")


class Meeting(Model):
    """A kind of meeting: whether it may be recorded, and how long what comes of it is kept."""

    kind: Line = Field(title="会議の種類")
    recording: Literal["prohibited", "consent", "notice"] = labelled(
        "録音・文字起こし",
        {"prohibited": "不可", "consent": "全員の同意を得て可", "notice": "告げた上で可"},
        ...,  # type: ignore[arg-type]
    )
    sharing: Line | None = blank("共有の範囲")
    audio_days: int | None = counted("録音の保存期間", "日", "残さない")
    transcript_days: int | None = counted("文字起こしの保存期間", "日", "残さない")
    minutes: Line | None = blank("議事録の保存", "例：文書管理規程による（5年）")


class Excluded(Model):
    """A provider, tool or country whose tools the organization has decided not to use."""

    name: Word = Field(title="提供者・ツール・国の名前")
    reason: Line = Field(title="使わない理由")


class Choices(Model):
    """The decisions in which organizations differ. Values run from strict to permissive."""

    extent: Literal["full", "simple"] = labelled(
        "文書の構成",
        {"full": "標準", "simple": "簡易"},
        "full",
        "simple は小さな組織のための短い構成で、欠かせない条項だけを置く",
    )
    input_test: Literal["published", "disclosable", "designated", "class"] = labelled(
        "入力できる情報の基準",
        {
            "published": "公表済み又は公表を前提とする情報に限る",
            "disclosable": "情報公開条例の非開示情報を含まないものに限る",
            "designated": "指定したツールに限り非公開の情報も可",
            "class": "情報区分の表による",
        },
        "class",
    )
    consumer_services: Literal["prohibited", "public_only"] = labelled(
        "約款に同意するだけで使えるツール",
        {"prohibited": "不可", "public_only": "公開情報に限り可"},
        "public_only",
    )

    personal_data: Permission = labelled(
        "個人情報の入力", PERMISSIONS, "prohibited", "ツールに指定がないときの扱い"
    )
    confidential_data: Permission = labelled(
        "秘密の情報の入力",
        PERMISSIONS,
        "prohibited",
        "level が confidential 以上の区分の扱い。conditional は承認を条件とする",
    )
    nda_data: Literal["prohibited", "conditional"] = labelled(
        "秘密保持義務を負う情報の入力",
        {"prohibited": "不可", "conditional": "相手方の同意などを条件に可"},
        "prohibited",
    )
    disclosure: Literal["always", "external", "case_by_case"] = labelled(
        "生成AIを使ったことの明示",
        {
            "always": "内外を問わず明示",
            "external": "外部に出すものは明示",
            "case_by_case": "必要な場合に明示",
        },
        "external",
    )
    private_accounts: Literal["prohibited", "approval"] = labelled(
        "個人アカウントの業務利用", {"prohibited": "不可", "approval": "承認により可"}, "prohibited"
    )
    private_devices: Literal["prohibited", "approval"] = labelled(
        "私用端末での利用", {"prohibited": "不可", "approval": "承認により可"}, "prohibited"
    )
    image_generation: Literal["prohibited", "internal", "approval"] | None = labelled(
        "画像・音声・動画の生成",
        {
            "prohibited": "不可",
            "internal": "内部利用に限り可",
            "approval": "外部公開は承認により可",
        },
        None,
        "省略時は、画像・音声・動画を扱うツールがあれば approval、なければ prohibited とみなす",
    )
    agents: Literal["prohibited", "approval"] | None = labelled(
        "AIエージェント・外部連携",
        {"prohibited": "不可", "approval": "承認により可"},
        None,
        "省略時は、agent を扱うツールがあれば approval、なければ prohibited とみなす",
    )
    people_decisions: Literal["prohibited", "assist"] = labelled(
        "採用・人事評価など人の評価への利用",
        {"prohibited": "不可", "assist": "補助に限り可"},
        "prohibited",
    )
    council_answers: Literal["prohibited", "draft", "allowed"] = labelled(
        "議会答弁への利用",
        {"prohibited": "不可", "draft": "素案に限り可", "allowed": "可"},
        "draft",
    )
    citizen_services: Literal["prohibited", "approval"] = labelled(
        "住民が直接使うサービスへの利用",
        {"prohibited": "不可", "approval": "承認により可"},
        "prohibited",
    )
    pupils: Literal["prohibited", "guided"] = labelled(
        "児童生徒の利用",
        {"prohibited": "当面は利用させない", "guided": "指導の下で利用"},
        "prohibited",
    )
    coursework: Literal["when_permitted", "unless_forbidden"] = labelled(
        "授業の課題での学生の利用",
        {
            "when_permitted": "科目の担当教員が認めた場合に可",
            "unless_forbidden": "科目の担当教員が禁じない限り可",
        },
        "when_permitted",
    )
    client_work: Literal["consent", "contract"] = labelled(
        "受託業務での利用",
        {"consent": "顧客の承諾により可", "contract": "契約が禁じていなければ可"},
        "consent",
    )
    contractors: Literal["prohibited", "consent", "terms"] = labelled(
        "業務委託先の生成AIの利用",
        {
            "prohibited": "不可",
            "consent": "事前の承諾により可",
            "terms": "契約に定める条件の下で可",
        },
        "consent",
    )
    publication: Literal["none", "publish"] = labelled(
        "生成AIの利用方針の公表", {"none": "公表しない", "publish": "公表する"}, "none"
    )
    training: Literal["before_use", "recommended"] = labelled(
        "研修の受講", {"before_use": "利用開始の条件", "recommended": "受講を推奨"}, "before_use"
    )
    exceptions: Literal["none", "approval"] = labelled(
        "例外の扱い", {"none": "認めない", "approval": "承認により認める"}, "approval"
    )
    sanctions: Literal["guidance", "work_rules"] = labelled(
        "違反への対応",
        {"guidance": "指導・利用停止", "work_rules": "就業規則等に基づく措置を含む"},
        "guidance",
    )


class Profile(Model):
    """Everything one organization says about itself. Every value may be left out."""

    layers: tuple[Line, ...] = Field(
        (),
        title="層",
        description="条項ライブラリに重ねる層のフォルダー。下の層から順に、"
        "このファイルから見た場所で書く",
        max_length=10,
    )
    organization: Organization = Field(Organization(), title="組織")
    roles: Roles = Field(Roles(), title="役職")
    document: DocumentDetails = Field(DocumentDetails(), title="文書")
    classes: tuple[InformationClass, ...] = Field(
        (), title="情報区分", max_length=10, json_schema_extra={"blank": True}
    )
    tools: tuple[Tool, ...] = Field(
        (), title="対象ツール", max_length=60, json_schema_extra={"blank": True}
    )
    rules: tuple[Exemption, ...] = Field((), title="情報区分とツールの組合せの例外", max_length=300)
    choices: Choices = Field(Choices(), title="方針の選択")
    prohibited_uses: tuple[ProhibitedUse, ...] = Field((), title="独自の禁止用途", max_length=60)
    reviews: tuple[Review, ...] = Field(
        (), title="生成物の確認者", max_length=60, json_schema_extra={"blank": True}
    )
    approvals: tuple[Approval, ...] = Field(
        (), title="承認を要する事項", max_length=60, json_schema_extra={"blank": True}
    )
    meetings: tuple[Meeting, ...] = Field(
        (), title="会議の録音と保存", max_length=30, json_schema_extra={"blank": True}
    )
    recommended_uses: tuple[Line, ...] = Field((), title="勧める使い方", max_length=30)
    excluded: tuple[Excluded, ...] = Field((), title="使わないこととした提供者など", max_length=60)
