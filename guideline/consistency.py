"""What the parts of a profile say about each other: ids leading nowhere, contradicting rules."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from guideline.errors import suggestion
from guideline.facts import personal_data_of
from guideline.model.profile import (
    CONFIDENTIAL,
    LEVELS,
    ClassLevel,
    Exemption,
    Profile,
    Tool,
)
from guideline.model.validation import Fault

Steps = tuple[str | int, ...]


def contradictions(profile: Profile) -> list[Fault]:
    """Every contradiction in the profile, in its order."""
    checks = (_doubled_ids, _doubled, _unknown_ids, _rules, _tools, _dates, _meetings, _excluded)
    return [fault for check in checks for fault in check(profile)]


def _doubled_ids(profile: Profile) -> Iterator[Fault]:
    lists: tuple[tuple[Steps, list[tuple[str, str | None]]], ...] = (
        (("organization", "units"), [(u.id, u.name) for u in profile.organization.units]),
        (("classes",), [(c.id, c.name) for c in profile.classes]),
        (("tools",), [(t.id, t.name) for t in profile.tools]),
    )
    for path, pairs in lists:
        for index, (given, name) in enumerate(pairs):
            before = pairs[:index]
            if given in [other for other, _ in before]:
                yield Fault(
                    (*path, index, "id"),
                    "duplicate-id",
                    f"識別子「{given}」が二度使われています。",
                    "どちらかに別の識別子を付けてください。",
                )
            if name and name in [other for _, other in before]:
                yield Fault(
                    (*path, index, "name"),
                    "duplicate-name",
                    f"「{name}」という名前が二度使われています。",
                    "文書で見分けられるよう、どちらかの名前を変えてください。",
                )


def _doubled(profile: Profile) -> Iterator[Fault]:
    """Answers given twice in lists whose items have no id."""
    lists: tuple[tuple[Steps, Steps, list[str]], ...] = (
        (("organization", "activities"), (), list(profile.organization.activities)),
        (("meetings",), ("kind",), [meeting.kind for meeting in profile.meetings]),
        (("excluded",), ("name",), [excluded.name for excluded in profile.excluded]),
        (("document", "readings"), ("word",), [r.word for r in profile.document.readings]),
    )
    for path, key, given in lists:
        for index, value in enumerate(given):
            if value in given[:index]:
                yield Fault(
                    (*path, index, *key),
                    "given-twice",
                    f"「{value}」が二度書かれています。",
                    "一つにまとめてください。",
                )


def _unknown_ids(profile: Profile) -> Iterator[Fault]:
    units = {u.id: u.name for u in profile.organization.units}
    for name, unit in profile.organization.contacts.model_dump().items():
        yield from _unknown(unit, units, ("organization", "contacts", name), "部署", _UNITS)
    yield from _unknown(profile.document.owner, units, ("document", "owner"), "部署", _UNITS)
    classes = {c.id: c.name for c in profile.classes}
    for index, tool in enumerate(profile.tools):
        path = ("tools", index, "highest_class")
        yield from _unknown(tool.highest_class, classes, path, "情報区分", "classes")


_UNITS = "organization.units"


def _unknown(
    given: str | None, known: Mapping[str, str | None], path: Steps, noun: str, where: str
) -> Iterator[Fault]:
    if given is None or given in known:
        return
    by_name = {name: id_ for id_, name in known.items() if name}
    hint = f"識別子は「{by_name[given]}」です。" if given in by_name else suggestion(given, known)
    listed = f"{where} にある識別子：{'、'.join(known) or 'なし'}"
    message = f"識別子が「{given}」の{noun}はありません。"
    yield Fault(path, "unknown-id", message, f"{hint}{listed}")


def _rules(profile: Profile) -> Iterator[Fault]:
    tools = {t.id: t for t in profile.tools}
    names = {t.id: t.name for t in profile.tools}
    classes = {c.id: c.name for c in profile.classes}
    seen: set[tuple[str, str]] = set()
    for index, rule in enumerate(profile.rules):
        path: Steps = ("rules", index)
        yield from _unknown(rule.tool, names, (*path, "tool"), "ツール", "tools")
        yield from _unknown(
            rule.information_class, classes, (*path, "class"), "情報区分", "classes"
        )
        pair = (rule.tool, rule.information_class)
        if pair in seen:
            yield Fault(
                path,
                "duplicate-rule",
                "同じツールと情報区分の組に、規則が二つあります。",
                "一つにまとめてください。",
            )
        seen.add(pair)
        if rule.tool in tools and rule.information_class in classes:
            yield from _rule_above_limit(profile, rule, tools[rule.tool], path)


def _rule_above_limit(
    profile: Profile, rule: Exemption, tool: Tool, path: Steps
) -> Iterator[Fault]:
    if rule.input == "prohibited":
        return
    ranks = _ranks(profile)
    rank, limit = ranks[rule.information_class], tool.highest_class
    if limit in ranks and rank > ranks[limit]:
        yield Fault(
            (*path, "input"),
            "class-above-limit",
            f"ツール「{tool.name or tool.id}」に入力できる最も高い情報区分は「{limit}」です。"
            f"それより高い「{rule.information_class}」の入力は認められません。",
            f"この規則を消すか、ツールの highest_class を「{rule.information_class}」に"
            "上げてよいか検討してください。",
        )
    elif rank >= LEVELS.index(CONFIDENTIAL):
        yield from _confidential_rule(profile, rule, tool, path)


def _ranks(profile: Profile) -> dict[str, int]:
    """How high each information class stands."""
    return {c.id: LEVELS.index(c.level) for c in profile.classes}


def _confidential_rule(
    profile: Profile, rule: Exemption, tool: Tool, path: Steps
) -> Iterator[Fault]:
    """A rule for a confidential class against the choices or against the tool's training."""
    stance = profile.choices.confidential_data
    if stance == "prohibited":
        yield Fault(
            (*path, "input"),
            "class-above-limit",
            "choices.confidential_data が prohibited なので、"
            f"「{rule.information_class}」の入力は認められません。",
            "この規則を消すか、choices.confidential_data を conditional にしてください。",
        )
    if stance == "conditional" and rule.input == "allowed":
        yield Fault(
            (*path, "input"),
            "rule-looser-than-choice",
            "choices.confidential_data が conditional なので、"
            f"「{rule.information_class}」の入力には承認が要ります。",
            "approval と書くか、choices.confidential_data を allowed にしてください。",
        )
    if tool.training_use == "used":
        yield Fault(
            (*path, "input"),
            "class-above-limit",
            f"ツール「{tool.name or tool.id}」は入力が学習に利用されるので、"
            f"「{rule.information_class}」の入力は認められません。",
            "この規則を消すか、学習に利用されない契約・設定に変えてください。",
        )


def _tools(profile: Profile) -> Iterator[Fault]:
    for index, tool in enumerate(profile.tools):
        path: Steps = ("tools", index)
        yield from _forbidden_kind(tool, profile, path)
        yield from _personal_data(tool, profile, path)
        yield from _terms(tool, profile, path)
        yield from _published_only(tool, profile, path)
        yield from _learners(tool, profile, path)
        if tool.account == "personal":
            yield from _private_account(tool, profile, path)


def _forbidden_kind(tool: Tool, profile: Profile, path: Steps) -> Iterator[Fault]:
    """A tool that can do nothing but what the choices forbid."""
    kinds = set(tool.content_types)
    forbidden = (
        ("agents", "agent" in kinds, "AIエージェント"),
        ("image_generation", bool(kinds) and kinds <= {"image", "video", "audio"}, "画像など"),
    )
    for choice, concerns, noun in forbidden:
        if concerns and getattr(profile.choices, choice) == "prohibited":
            yield Fault(
                (*path, "content_types"),
                "forbidden-tool",
                f"choices.{choice} が prohibited なのに、{noun}のツールがあります。",
                f"ツールを外すか、choices.{choice} を approval にしてください。",
            )


def _personal_data(tool: Tool, profile: Profile, path: Steps) -> Iterator[Fault]:
    if tool.personal_data == "prohibited" and "transcription" in tool.content_types:
        yield Fault(
            (*path, "personal_data"),
            "transcription-of-nobody",
            "文字起こしをするツールには、発言者の声や氏名（個人情報）が必ず入力されます。",
            "personal_data を conditional にするか、"
            "content_types から transcription を外してください。",
        )
    if tool.training_use == "used" and personal_data_of(tool, profile) != "prohibited":
        yield Fault(
            (*path, "training_use"),
            "personal-data-trained-on",
            "入力が学習に利用されるツールに、個人情報の入力を認めています。",
            "このツールに「personal_data: prohibited」と書くか、"
            "学習に利用されない契約・設定に変えてください。",
        )


def _terms(tool: Tool, profile: Profile, path: Steps) -> Iterator[Fault]:
    """A tool whose terms nobody negotiated, against what the choices allow for such tools."""
    if tool.contract != "terms":
        return
    if profile.choices.consumer_services == "prohibited":
        yield Fault(
            (*path, "contract"),
            "forbidden-tool",
            "choices.consumer_services が prohibited なのに、約款に同意するだけで使えるツールが"
            "あります。",
            "契約を結んで contract を改めるか、ツールを外すか、choices.consumer_services を "
            "public_only にしてください。",
        )
    elif _limit_is_above("public", tool, profile):
        yield Fault(
            (*path, "highest_class"),
            "class-above-choice",
            "choices.consumer_services が public_only なので、約款に同意するだけで使えるツールに"
            f"「{tool.highest_class}」の情報の入力は認められません。",
            "highest_class を level が public の区分にするか、契約を結んで contract を"
            "改めてください。",
        )


def _published_only(tool: Tool, profile: Profile, path: Steps) -> Iterator[Fault]:
    """A limit above what may become public; what is to be published may still be internal."""
    if profile.choices.input_test == "published" and _limit_is_above("internal", tool, profile):
        yield Fault(
            (*path, "highest_class"),
            "class-above-choice",
            "choices.input_test が published なので、"
            f"「{tool.highest_class}」の情報の入力は認められません。",
            "highest_class を level が public か internal の区分にするか、"
            "choices.input_test を改めてください。",
        )


def _limit_is_above(level: ClassLevel, tool: Tool, profile: Profile) -> bool:
    return _ranks(profile).get(tool.highest_class or "", 0) > LEVELS.index(level)


def _learners(tool: Tool, profile: Profile, path: Steps) -> Iterator[Fault]:
    """A tool that pupils use, against what a school has decided about pupils."""
    if profile.organization.kind != "school_board" or tool.learners != "yes":
        return
    if profile.choices.pupils == "prohibited":
        yield Fault(
            (*path, "learners"),
            "forbidden-tool",
            "choices.pupils が prohibited なのに、児童生徒が使うツールがあります。",
            'learners を "no" にするか、choices.pupils を guided にしてください。',
        )
    if tool.training_use == "used":
        yield Fault(
            (*path, "training_use"),
            "learners-trained-on",
            "児童生徒が使うツールで、入力が学習に利用されます。",
            '学習に利用されない契約・設定に変えるか、learners を "no" にしてください。',
        )


def _private_account(tool: Tool, profile: Profile, path: Steps) -> Iterator[Fault]:
    """What a contract of a member, not of the organization, cannot carry."""
    if profile.choices.private_accounts == "prohibited":
        yield Fault(
            (*path, "account"),
            "private-account",
            "choices.private_accounts が prohibited なのに、個人アカウントのツールがあります。",
            "account を issued にするか、choices.private_accounts を approval にしてください。",
        )
    too_high = _limit_is_above("public", tool, profile)
    checks = (
        (too_high, "highest_class", "公開の区分より高い情報", " level が public の区分"),
        (
            personal_data_of(tool, profile) != "prohibited",
            "personal_data",
            "個人情報",
            " prohibited ",
        ),
        (tool.training_use == "used", "training_use", "学習に利用される入力", " opt_out か none "),
    )
    for is_wrong, key, noun, value in checks:
        if is_wrong:
            yield Fault(
                (*path, key),
                "private-account-limit",
                f"個人アカウントのツールに、{noun}は認められません。",
                f"{key} を{value}にするか、組織のアカウントに変えてください。",
            )
    if tool.approval == "none":
        yield Fault(
            (*path, "approval"),
            "private-account-limit",
            "個人アカウントのツールには、利用前の承認が要ります。",
            "approval を manager か owner にしてください。",
        )


def _dates(profile: Profile) -> Iterator[Fault]:
    document = profile.document
    pairs: Iterable[tuple[str, str, str]] = (
        ("enacted", "effective", "施行日が制定日より前です。"),
        ("enacted", "next_review", "次回見直し日が制定日より前です。"),
        ("effective", "next_review", "次回見直し日が施行日より前です。"),
    )
    for first, second, message in pairs:
        one, other = getattr(document, first), getattr(document, second)
        if one and other and other < one:
            yield Fault(
                ("document", second), "dates-out-of-order", message, "日付を確かめてください。"
            )


def _meetings(profile: Profile) -> Iterator[Fault]:
    """A meeting that nobody may record, of which a recording is kept all the same."""
    for index, meeting in enumerate(profile.meetings):
        for key in ("audio_days", "transcript_days"):
            if meeting.recording == "prohibited" and getattr(meeting, key):
                yield Fault(
                    ("meetings", index, key),
                    "kept-but-not-recorded",
                    f"「{meeting.kind}」は録音・文字起こしが不可なのに、保存期間があります。",
                    f"{key} を消すか、recording を consent か notice にしてください。",
                )


def _excluded(profile: Profile) -> Iterator[Fault]:
    """A tool that the organization uses and has decided not to use."""
    names = {_folded(excluded.name): excluded.name for excluded in profile.excluded}
    for index, tool in enumerate(profile.tools):
        for key in ("name", "vendor"):
            given = _folded(getattr(tool, key) or "")
            if given in names:
                yield Fault(
                    ("tools", index, key),
                    "excluded-tool",
                    f"使わないこととした「{names[given]}」のツールが、対象ツールにあります。",
                    "ツールを外すか、excluded から除いてください。",
                )


def _folded(name: str) -> str:
    """The name without what only typing makes different: width, case, blanks."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())
