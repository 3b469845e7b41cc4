"""What is open before a guideline goes out: blanks, defaults taken, sources to look at again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from guideline.condition import holds, names
from guideline.document import Document, blanks_in
from guideline.errors import Place
from guideline.facts import DERIVED_FROM, public_body_of, settled_choices
from guideline.generate import Result
from guideline.model.clause import Clause, Law
from guideline.model.profile import Choices, DocumentDetails, InformationClass
from guideline.model.validation import labels_of

LOOK_AGAIN_AFTER = timedelta(days=365)
"""Terms of service and sources older than this are worth another look."""


@dataclass(frozen=True, slots=True)
class OpenDecision:
    """A blank in the document."""

    label: str
    path: str
    """Where the profile would give the value; empty when a clause's text has the blank."""
    of: str
    """Whose value it is, such as the name of a tool; empty when the label says enough."""
    place: Place
    used_in: tuple[str, ...]
    """Ids of the sections that show the blank."""

    def __str__(self) -> str:
        """One line that says what is open and where to answer it."""
        at_head = (self.place.line, self.place.column) == (1, 1)
        place = f"{self.place.file} に書き足す" if at_head else str(self.place)
        where = f"{self.path}（{place}）" if self.path else "、".join(self.used_in)
        return f"【{self.label}】{f' {self.of}' if self.of else ''} {where}"


@dataclass(frozen=True, slots=True)
class DefaultTaken:
    """A choice that the profile leaves to its documented default."""

    path: str
    title: str
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to look at again."""

    message: str
    place: Place


def open_decisions(result: Result) -> list[OpenDecision]:
    """The document's blanks, each answer once, in reading order."""
    used: dict[tuple[str, str], list[str]] = {}
    for blank, section in blanks_in(result.document):
        # A list that is missing shows many blanks, but it is one decision.
        is_list = blank.path in _LISTS
        label = "" if is_list else blank.label
        used.setdefault((blank.path, label), []).append(section)
    return [
        OpenDecision(
            label or _LISTS[path],
            path,
            _owner_of(path, result),
            _place(path, result),
            tuple(dict.fromkeys(s for s in sections if s)),
        )
        for (path, label), sections in used.items()
    ]


_LISTS = {
    "tools": "対象ツール",
    "classes": "情報区分",
    "reviews": "生成物の確認者",
    "approvals": "承認を要する事項",
    "meetings": "会議の録音と保存",
}


def _owner_of(path: str, result: Result) -> str:
    """The name of the item of a list that lacks a value, such as the tool of `tools[2].plan`."""
    value: Any = result.file.located.data
    for step in _steps(path)[:-1]:
        is_item = isinstance(value, list) and isinstance(step, int)
        value = value[step] if is_item else value.get(step) if isinstance(value, dict) else None
    if "[" not in path or not isinstance(value, dict):
        return ""
    return f"「{next((value[key] for key in _NAMING if value.get(key)), '')}」"


_NAMING = ("name", "use", "subject", "kind", "id")
"""What an item of a list is called by, whatever the list."""


def _place(path: str, result: Result) -> Place:
    return result.file.located.value_place(tuple(_steps(path)))


def _steps(path: str) -> list[str | int]:
    steps: list[str | int] = []
    for piece in path.split(".") if path else []:
        name, _, index = piece.partition("[")
        steps.append(name)
        if index:
            steps.append(int(index.rstrip("]")))
    return steps


def class_order(result: Result) -> list[str]:
    """The information classes from low to high, each with its place in the common order."""
    levels = labels_of(InformationClass.model_fields["level"])
    classes = {c.id: c for c in result.file.profile.classes}
    rows = [row for row in result.resolution.facts.matrix if row.kind == "class"]
    return [
        f"{row.name}（{classes[row.id].level}：{levels[classes[row.id].level]}）" for row in rows
    ]


def defaults_taken(result: Result) -> list[DefaultTaken]:
    """Every choice the profile leaves open that decides about a clause, with the value it has."""
    asked = _names_asked(result)
    taken = []
    for name, value in settled_choices(result.file.profile).items():
        path = f"choices.{name}"
        if path in asked and result.file.given_at(("choices", name)) is None:
            info = Choices.model_fields[name]
            taken.append(DefaultTaken(path, info.title or name, value, labels_of(info)[value]))
    return taken


def _names_asked(result: Result) -> set[str]:
    """What the conditions ask that concern the organization, with the answers behind each."""
    library, values = result.resolution.library, result.resolution.facts.values
    asked: set[str] = set()
    for clause in library.clauses:
        scope = library.scopes.get(clause.slot)
        if clause.condition and (scope is None or holds(scope, values)):
            for name in names(clause.condition):
                asked |= {name, *DERIVED_FROM.get(name, ())}
    return asked


def notices(result: Result, day: date | None) -> list[Notice]:
    """Terms, clauses and laws to look at again; what depends on the day only when there is one."""
    found = [*_title(result), *_lowered_limits(result), *_choices(result), *_laws(result)]
    if day is None:
        return found
    late = (_terms, _review_day, _old_clauses, _old_laws)
    return [notice for look in late for notice in look(result, day)] + found


def day_of(document: Document, given: date | None) -> date | None:
    """The day to look from: the one given, otherwise the document's date."""
    if given:
        return given
    return date.fromisoformat(document.manifest.date) if document.manifest.date else None


_CALLED = re.compile("ガイドライン|ルール|指針|手引")


def _title(result: Result) -> Iterator[Notice]:
    """A title that calls the document something else than its kind does."""
    details = result.file.profile.document
    called = _CALLED.search(details.title)
    if called and details.kind in ("regulation", "directive", "outline"):
        kind = labels_of(DocumentDetails.model_fields["kind"])[details.kind]
        yield Notice(
            f"文書の種類（document.kind）は「{kind}」ですが、文書名は「{details.title}」です。"
            f"「…{kind}」などの文書名を document.title に書いてください。",
            result.file.located.value_place(("document", "title")),
        )


def _terms(result: Result, day: date) -> Iterator[Notice]:
    for index, tool in enumerate(result.file.profile.tools):
        checked = tool.terms_checked_on
        if checked and day - checked > LOOK_AGAIN_AFTER:
            path = ("tools", index, "terms_checked_on")
            yield Notice(
                f"ツール「{tool.name or tool.id}」の利用規約"
                f"{_address(tool.terms_url)}を最後に確認したのは"
                f"{checked.isoformat()}です。変更がないか確認してください。",
                result.file.located.value_place(path),
            )


def _address(url: str | None) -> str:
    return f"（{url}）" if url else ""


def _review_day(result: Result, day: date) -> Iterator[Notice]:
    due = result.file.profile.document.next_review
    if due and day > due:
        yield Notice(
            f"次回見直し日（{due.isoformat()}）を過ぎています。",
            result.file.located.value_place(("document", "next_review")),
        )


def _old_clauses(result: Result, day: date) -> Iterator[Notice]:
    for clause in result.resolution.chosen:
        if day - clause.front.reviewed > LOOK_AGAIN_AFTER:
            yield Notice(
                f"条項「{clause.id}」の内容を最後に確認したのは"
                f"{clause.front.reviewed.isoformat()}です。法令の改正がないか確認してください。",
                clause.place("reviewed"),
            )


def _lowered_limits(result: Result) -> Iterator[Notice]:
    """Tools whose highest class the choices or the tool's training take back."""
    profile = result.file.profile
    rows = {row.id: row for row in result.resolution.facts.matrix if row.kind == "class"}
    ruled = {(rule.tool, rule.information_class) for rule in profile.rules}
    for index, tool in enumerate(profile.tools):
        limit = tool.highest_class
        is_lowered = limit in rows and rows[limit].cells[index] == "prohibited"
        if limit and is_lowered and (tool.id, limit) not in ruled:
            why = (
                "入力が学習に利用される"
                if tool.training_use == "used"
                else f"choices.confidential_data が {profile.choices.confidential_data} である"
            )
            yield Notice(
                f"ツール「{tool.name or tool.id}」の highest_class は「{limit}」ですが、"
                f"{why}ため、表では不可になります。",
                result.file.located.value_place(("tools", index, "highest_class")),
            )


_WORK_RULES = re.compile("就業|服務|懲戒")


def _choices(result: Result) -> Iterator[Notice]:
    """Choices that rest on something the profile does not name."""
    profile = result.file.profile
    organization, choices = profile.organization, profile.choices
    rules = profile.document.related_rules
    tools = profile.tools
    has_rules = any(_WORK_RULES.search(rule) for rule in rules)
    rests_on = (
        (
            choices.sanctions == "work_rules" and not has_rules,
            ("document", "related_rules"),
            "choices.sanctions が work_rules ですが、document.related_rules に就業規則、"
            "服務や懲戒の規程がありません。違反への措置の根拠となる規程を加えてください。",
        ),
        (
            organization.kind == "school_board"
            and choices.pupils == "guided"
            and not any(tool.learners == "yes" for tool in tools),
            ("choices", "pupils"),
            'choices.pupils が guided ですが、児童生徒が使うツール（learners: "yes"）が'
            "ありません。文書では「まだ定めていません」となります。",
        ),
        (
            choices.input_test == "disclosable" and public_body_of(organization) == "no",
            ("choices", "input_test"),
            "choices.input_test が disclosable ですが、情報公開の定めが及ぶ団体ではありません。"
            "文書では「開示の求めがあっても外部に開示しない情報」を基準とします。",
        ),
    )
    for is_so, path, message in rests_on:
        if is_so:
            yield Notice(message, result.file.located.value_place(path))


def _laws(result: Result) -> Iterator[Notice]:
    for clause, law in _cited(result):
        if law.status != "current":
            yield Notice(
                f"条項「{clause.id}」の根拠「{law.title}」は現行ではありません。",
                clause.place("sources"),
            )


def _old_laws(result: Result, day: date) -> Iterator[Notice]:
    """Laws and documents nobody has compared with their source for long, each once."""
    first = {law.id: (clause, law) for clause, law in reversed(list(_cited(result)))}
    for clause, law in reversed(first.values()):
        if day - law.checked_on > LOOK_AGAIN_AFTER:
            yield Notice(
                f"「{law.title}」が現行かどうかを最後に確認したのは"
                f"{law.checked_on.isoformat()}です。改正や改訂がないか確認してください。",
                clause.place("sources"),
            )


def _cited(result: Result) -> Iterator[tuple[Clause, Law]]:
    """Each chosen clause with each law or document it rests on, in reading order."""
    laws = result.resolution.library.laws
    for clause in result.resolution.chosen:
        for source in clause.front.sources:
            law = laws.get(source.split(" ")[0])
            if law:
                yield clause, law


def as_dict(
    decisions: list[OpenDecision], defaults: list[DefaultTaken], notices: list[Notice]
) -> dict[str, Any]:
    """What is open as plain values, for JSON."""
    return {
        "open_decisions": [
            {
                "label": d.label,
                "path": d.path,
                "file": d.place.file,
                "line": d.place.line,
                "clauses": list(d.used_in),
            }
            for d in decisions
        ],
        "defaults": [asdict(d) for d in defaults],
        "notices": [
            {"message": n.message, "file": n.place.file, "line": n.place.line} for n in notices
        ],
    }
