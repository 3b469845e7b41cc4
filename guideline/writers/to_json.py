"""A document as JSON for programs: the manifest, a flat list of clauses, and the full tree."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from typing import Any

from guideline.document import (
    OF_LAYERS,
    Document,
    Note,
    Section,
    lines_of,
    manifest_values,
    walk_sections,
)

SCHEMA_VERSION = 1


def to_json(document: Document) -> str:
    """The document as JSON with a line end; `guideline schema output` describes it."""
    content = {
        "clauses": [clause for part in document.sections for clause in _clauses(part)],
        "document": _tree(document),
    }
    manifest = manifest_values(document.manifest)
    whole = {"schema_version": SCHEMA_VERSION, "manifest": manifest, **content}
    manifest["digest"] = _digest(whole)
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def is_untouched(data: bytes) -> bool:
    """Whether a JSON file was written by `to_json` and not edited since."""
    try:
        whole = json.loads(data)
        digest = whole["manifest"].pop("digest")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False
    return bool(digest == _digest(whole))


def _digest(whole: dict[str, Any]) -> str:
    """SHA-256 of everything but the digest itself."""
    text = json.dumps(whole, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _clauses(part: Section) -> list[dict[str, Any]]:
    return [_clause(section, part) for section in walk_sections(part.sections) if section.origin]


def _clause(section: Section, part: Section) -> dict[str, Any]:
    assert section.origin
    rule = tuple(b for b in section.blocks if not isinstance(b, Note))
    # What stands in notes of another kind is in `sources` and `changes`.
    kinds = ("commentary", "example")
    notes = tuple(b for b in section.blocks if isinstance(b, Note) and b.kind in kinds)
    changes = [dataclasses.asdict(change) for change in section.origin.changes]
    return {
        "id": section.origin.clause,
        "slot": section.origin.slot,
        "part": part.id,
        "number": section.full_number,
        "title": section.title,
        "level": section.origin.level,
        "text": "\n".join(lines_of(rule)),
        "commentary": "\n".join(lines_of(notes)),
        "satisfies": list(section.origin.satisfies),
        "sources": list(section.origin.sources),
        "hash": section.origin.hash,
        "provisional": section.origin.provisional,
        **({"changes": changes} if changes else {}),
    }


def _tree(value: Any) -> Any:
    """Dataclasses as objects with a `type`; the manifest stands at the top already."""
    if dataclasses.is_dataclass(value):
        fields = {
            f.name: _tree(getattr(value, f.name))
            for f in dataclasses.fields(value)
            if f.name != "manifest" and (f.name not in OF_LAYERS or getattr(value, f.name))
        }
        return {"type": type(value).__name__, **fields}
    if isinstance(value, tuple):
        return [_tree(item) for item in value]
    return value
