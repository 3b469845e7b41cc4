"""The names that texts may use, so that a misspelt one is found before any profile reaches it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from guideline.errors import suggestion
from guideline.facts import settle
from guideline.model.profile import Profile
from guideline.templating import CompiledText, TextError, Use
from guideline.words import Words, words

# One item in every list, so that the names of its items can be read off; and every answer that
# texts ask for with `if`, so that what follows is looked at.
_EXEMPLAR = {
    "organization": {
        "units": [{"id": "unit", "name": "unit"}],
        "activities": ["client_work"],
    },
    "document": {
        "number": "number",
        "related_rules": ["rule"],
        "history": [{"version": "1", "date": "2026-04-01", "summary": "text"}],
        "readings": [{"word": "言葉", "reading": "ことば"}],
    },
    "classes": [{"id": "class", "name": "class", "level": "internal"}],
    "tools": [
        {
            "id": "tool",
            "highest_class": "class",
            "network": "network",
            "conditions": "text",
            "terms_url": "url",
            "terms_checked_on": "2026-04-01",
        }
    ],
    "rules": [{"tool": "tool", "class": "class", "input": "allowed"}],
    "prohibited_uses": [{"use": "use", "reason": "text", "instead": "text"}],
    "reviews": [{"use": "use"}],
    "approvals": [{"subject": "subject"}],
    "meetings": [{"kind": "kind", "recording": "consent"}],
    "recommended_uses": ["use"],
    "excluded": [{"name": "name", "reason": "text"}],
}
_OF_DOCUMENTS = frozenset(
    {"clauses", "clauses[]"}
    | {"parts", "parts[]", "parts[].id", "parts[].title", "parts[].clauses"}
    | {"parts[].clauses[]", "parts[].clauses[].id"}
)


@lru_cache(maxsize=1)
def sample_words() -> tuple[Words, ...]:
    """The words of two profiles: one that answers nothing, one with an item in every list."""
    profiles = (Profile(), Profile.model_validate(_EXEMPLAR))
    return tuple(words(profile, settle(profile)) for profile in profiles)


@lru_cache(maxsize=1)
def clause_names() -> frozenset[str]:
    """Every name a clause may use, such as `organization.name` and `tools[].name`."""
    return frozenset(_paths(sample_words()[-1], ""))


def document_names() -> frozenset[str]:
    """Every name a document template may use: those of clauses, `parts` and
    `clauses`, the ids and slots of the clauses that apply."""
    return clause_names() | _OF_DOCUMENTS


def check_names(text: CompiledText, known: frozenset[str]) -> Iterator[TextError]:
    """A fault for each name in the text that is not known."""
    for use in text.uses:
        if use.path not in known:
            remedy = "使える名前は「guideline schema text」で確かめてください。"
            yield TextError(
                "unknown-name",
                f"文面の「{use.written}」という名前はありません。",
                use.line,
                suggestion(use.written, _as_written(use, known)) or remedy,
                use.written,
            )


def _as_written(use: Use, known: frozenset[str]) -> list[str]:
    """The known names as the author of the use would write them, loop variables included."""
    owner, written_owner = use.path.rpartition(".")[0], use.written.rpartition(".")[0]
    return [
        f"{written_owner}.{name.rpartition('.')[2]}"
        if owner and name.rpartition(".")[0] == owner
        else name
        for name in sorted(known)
        if "[]" not in name or name.rpartition(".")[0] == owner
    ]


def _paths(value: object, path: str) -> Iterator[str]:
    if path:
        yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _paths(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        yield f"{path}[]"
        for inner in value:
            yield from _paths(inner, f"{path}[]")
