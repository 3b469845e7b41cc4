"""The lock file of a layer: read, and written so that equal contents are equal bytes."""

from __future__ import annotations

from typing import Any

from guideline.errors import ContentError, Place, Problem
from guideline.layers.clause_text import digest
from guideline.model.clause import Library
from guideline.model.layer import Declined, Lock, Witness
from guideline.source import Located
from guideline.yaml_text import yaml_text

NAME = "guideline.lock"
FORMAT = "1"
_HEAD = """\
# この層が何に対して書かれたかの記録です。guideline が書き換えます。手で直さないでください。
# 新しい版に合わせるときに、ここにある元の文と比べます。層のフォルダーと一緒に保管してください。
"""


def library_hash(library: Library) -> str:
    """SHA-256 of the texts of all clauses and of the order of the parts."""
    parts = [f"{part.id} {' '.join(part.clauses)}" for part in library.manifest.parts]
    texts = [f"{clause.id} {digest(clause.text)}" for clause in library.clauses]
    return digest("\n".join([*parts, *texts]))


def lock_text(lock: Lock) -> str:
    """The lock as the text of its file."""
    data: dict[str, Any] = {
        "lock": FORMAT,
        "library": {"name": lock.library, "version": lock.version, "hash": lock.hash},
    }
    if lock.below:
        data["below"] = list(lock.below)
    data["bases"] = [_base(key, lock.bases[key]) for key in sorted(lock.bases)]
    if lock.values:
        data["values"] = {name: lock.values[name] for name in sorted(lock.values)}
    if lock.declined:
        data["declined"] = [_declined(each) for each in lock.declined]
    return _HEAD + yaml_text(data)


def _base(key: str, witness: Witness) -> dict[str, str]:
    after = {"after": witness.after} if witness.after else {}
    return {"operation": key, "hash": digest(witness.text), **after, "text": witness.text}


def _declined(declined: Declined) -> dict[str, str]:
    said = {"reason": declined.reason, "date": declined.date}
    return {
        "layer": declined.layer,
        "target": declined.target,
        "field": declined.field,
        **{key: word for key, word in said.items() if word},
        "text": declined.text,
    }


def read_lock(located: Located) -> Lock:
    """The lock in a file that was read.

    Raises:
        ContentError: it is not one, or a text in it was edited.
    """
    try:
        return _lock(located)
    except (KeyError, TypeError, AttributeError):
        raise ContentError([_broken(located.value_place(()))]) from None


def _lock(located: Located) -> Lock:
    data = located.data
    if data["lock"] != FORMAT:
        message = f"この guideline では読めない形式（{data['lock']}）です。"
        remedy = "guideline を新しい版にしてください。"
        place = located.value_place(("lock",))
        raise ContentError([Problem("lock-format", message, place, remedy)])
    bases = {}
    for at, base in enumerate(data["bases"] or ()):
        text = base["text"] or ""
        if digest(text) != base["hash"]:
            raise ContentError([_edited(located.value_place(("bases", at, "text")))])
        bases[base["operation"]] = Witness(text, base.get("after") or "")
    name, version, hash_ = (data["library"][key] for key in ("name", "version", "hash"))
    if not all(isinstance(each, str) for each in (name, version, hash_)):
        raise TypeError
    return Lock(
        library=name,
        version=version,
        hash=hash_,
        below=tuple(data.get("below") or ()),
        bases=bases,
        values={name: value or "" for name, value in (data.get("values") or {}).items()},
        declined=tuple(
            Declined(
                each["layer"],
                each["target"],
                each["field"],
                each["text"] or "",
                each.get("reason") or "",
                each.get("date") or "",
            )
            for each in data.get("declined") or ()
        ),
    )


_REMEDY = "控えのファイルに戻してください。なければ消して、guideline upgrade で作り直してください。"


def _broken(place: Place) -> Problem:
    return Problem("lock-broken", "記録のファイルの形が崩れています。", place, _REMEDY)


def _edited(place: Place) -> Problem:
    message = "記録された元の文が書き換えられています。"
    return Problem("lock-edited", message, place, _REMEDY)
