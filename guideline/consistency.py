"""What the parts of a profile say about each other: ids leading nowhere, contradicting rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from guideline.errors import suggestion
from guideline.facts import personal_data_of
from guideline.model.profile import CONFIDENTIAL, LEVELS, Profile, Rule, Tool
from guideline.model.validation import Fault

Steps = tuple[str | int, ...]


def contradictions(profile: Profile) -> list[Fault]:
    """Every contradiction in the profile, in its order."""
    checks = (_doubled_ids, _unknown_ids, _rules, _tools, _dates)
    return [fault for check in checks for fault in check(profile)]


def _doubled_ids(profile: Profile) -> Iterator[Fault]:
    lists: tuple[tuple[Steps, list[str]], ...] = (
        (("organization", "units"), [u.id for u in profile.organization.units]),
        (("classes",), [c.id for c in profile.classes]),
        (("tools",), [t.id for t in profile.tools]),
    )
    for path, ids in lists:
        for index, given in enumerate(ids):
            if given in ids[:index]:
                yield Fault(
                    (*path, index, "id"),
                    "duplicate-id",
                    f"識別子「{given}」が二度使われています。",
                    "どちらかに別の識別子を付けてください。",
                )


def _unknown_ids(profile: Profile) -> Iterator[Fault]:
    units = [u.id for u in profile.organization.units]
    for name, unit in profile.organization.contacts.model_dump().items():
        yield from _unknown(unit, units, ("organization", "contacts", name), "部署", "units")
    yield from _unknown(profile.document.owner, units, ("document", "owner"), "部署", "units")
    classes = [c.id for c in profile.classes]
    for index, tool in enumerate(profile.tools):
        path = ("tools", index, "highest_class")
        yield from _unknown(tool.highest_class, classes, path, "情報区分", "classes")


def _unknown(
    given: str | None, known: list[str], path: Steps, noun: str, where: str
) -> Iterator[Fault]:
    if given is not None and given not in known:
        hint = suggestion(given, known)
        listed = f"{where} にある識別子：{'、'.join(known) or 'なし'}"
        yield Fault(path, "unknown-id", f"「{given}」という{noun}はありません。", f"{hint}{listed}")


def _rules(profile: Profile) -> Iterator[Fault]:
    tools = {t.id: t for t in profile.tools}
    classes = [c.id for c in profile.classes]
    seen: set[tuple[str, str]] = set()
    for index, rule in enumerate(profile.rules):
        path: Steps = ("rules", index)
        yield from _unknown(rule.tool, list(tools), (*path, "tool"), "ツール", "tools")
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


def _rule_above_limit(profile: Profile, rule: Rule, tool: Tool, path: Steps) -> Iterator[Fault]:
    ranks = {c.id: LEVELS.index(c.level) for c in profile.classes}
    limit = tool.highest_class
    if rule.input == "prohibited" or limit not in ranks:
        return
    if ranks[rule.information_class] > ranks[limit]:
        yield Fault(
            (*path, "input"),
            "class-above-limit",
            f"ツール「{tool.name or tool.id}」に入力できる最も高い情報区分は「{limit}」です。"
            f"それより高い「{rule.information_class}」の入力は認められません。",
            f"この規則を消すか、ツールの highest_class を「{rule.information_class}」に"
            "上げてよいか検討してください。",
        )
    levels = {c.id: c.level for c in profile.classes}
    if LEVELS.index(levels[rule.information_class]) < LEVELS.index(CONFIDENTIAL):
        return
    if profile.choices.confidential_data == "prohibited":
        yield Fault(
            (*path, "input"),
            "class-above-limit",
            "choices.confidential_data が prohibited なので、"
            f"「{rule.information_class}」の入力は認められません。",
            "この規則を消すか、choices.confidential_data を conditional にしてください。",
        )
    if profile.choices.confidential_data == "conditional" and rule.input == "allowed":
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
        if tool.account == "personal" and profile.choices.private_accounts == "prohibited":
            yield Fault(
                (*path, "account"),
                "private-account",
                "choices.private_accounts が prohibited なのに、個人アカウントのツールがあります。",
                "account を issued にするか、choices.private_accounts を approval にしてください。",
            )
        if tool.personal_data == "prohibited" and "transcription" in tool.content_types:
            yield Fault(
                (*path, "personal_data"),
                "transcription-of-nobody",
                "文字起こしをするツールには、発言者の声や氏名（個人情報）が必ず入力されます。",
                "personal_data を conditional にするか、"
                "content_types から transcription を外してください。",
            )
        if tool.training_use == "used" and tool.account == "personal":
            yield Fault(
                (*path, "account"),
                "private-account-trained-on",
                "個人アカウントのツールで、入力が学習に利用されます。",
                "学習に利用されない設定にして training_use を opt_out にするか、"
                "組織のアカウントに変えてください。",
            )
        permission = personal_data_of(tool, profile)
        if tool.training_use == "used" and permission != "prohibited":
            yield Fault(
                (*path, "training_use"),
                "personal-data-trained-on",
                "入力が学習に利用されるツールに、個人情報の入力を認めています。",
                "このツールに「personal_data: prohibited」と書くか、"
                "学習に利用されない契約・設定に変えてください。",
            )


def _dates(profile: Profile) -> Iterator[Fault]:
    document = profile.document
    pairs: Iterable[tuple[str, str, str]] = (
        ("enacted", "effective", "施行日が制定日より前です。"),
        ("effective", "next_review", "次回見直し日が施行日より前です。"),
    )
    for first, second, message in pairs:
        one, other = getattr(document, first), getattr(document, second)
        if one and other and other < one:
            yield Fault(
                ("document", second), "dates-out-of-order", message, "日付を確かめてください。"
            )
