"""What the parts of a profile say about each other: ids leading nowhere, contradicting rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from guideline.errors import suggestion
from guideline.facts import personal_data_of
from guideline.model.profile import CONFIDENTIAL, LEVELS, Exemption, Profile, Tool
from guideline.model.validation import Fault

Steps = tuple[str | int, ...]


def contradictions(profile: Profile) -> list[Fault]:
    """Every contradiction in the profile, in its order."""
    checks = (_doubled_ids, _unknown_ids, _rules, _tools, _dates)
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
    levels = {c.id: LEVELS.index(c.level) for c in profile.classes}
    level, limit = levels[rule.information_class], tool.highest_class
    if limit in levels and level > levels[limit]:
        yield Fault(
            (*path, "input"),
            "class-above-limit",
            f"ツール「{tool.name or tool.id}」に入力できる最も高い情報区分は「{limit}」です。"
            f"それより高い「{rule.information_class}」の入力は認められません。",
            f"この規則を消すか、ツールの highest_class を「{rule.information_class}」に"
            "上げてよいか検討してください。",
        )
    elif level >= LEVELS.index(CONFIDENTIAL):
        yield from _confidential_rule(profile, rule, tool, path)


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


def _private_account(tool: Tool, profile: Profile, path: Steps) -> Iterator[Fault]:
    """What a contract of a member, not of the organization, cannot carry."""
    if profile.choices.private_accounts == "prohibited":
        yield Fault(
            (*path, "account"),
            "private-account",
            "choices.private_accounts が prohibited なのに、個人アカウントのツールがあります。",
            "account を issued にするか、choices.private_accounts を approval にしてください。",
        )
    levels = {c.id: c.level for c in profile.classes}
    too_high = tool.highest_class and levels.get(tool.highest_class, "public") != "public"
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
