"""A comparison as JSON for programs; `guideline schema diff` describes it."""

from __future__ import annotations

import dataclasses
from typing import Any

from guideline.document import Section, manifest_values
from guideline.meaning import Meaning, Meanings
from guideline.model.change import Change, Item, LineChange, RowChange, Spans
from guideline.model.clause import Act
from guideline.model.version import Version
from guideline.points import Point
from guideline.standings import RequirementChange

SCHEMA_VERSION = 1


def as_dict(meanings: Meanings) -> dict[str, Any]:
    """Every change with what it means, in the order of the new version; what is the same is left
    out."""
    comparison = meanings.comparison
    return {
        "schema_version": SCHEMA_VERSION,
        "old": _version(comparison.old),
        "new": _version(comparison.new),
        "is_equal": not comparison.differences,
        "substitutions": [dataclasses.asdict(word) for word in meanings.substitutions],
        "renamed": [{"old": old, "new": new} for old, new in meanings.roles.renamed.items()],
        "requirements": None
        if meanings.requirements is None
        else [_requirement(requirement) for requirement in meanings.requirements],
        "changes": [
            _change(change, meaning) for change, meaning in meanings.pairs() if change.aspects
        ],
        **({"deviations": [_act(act) for act in comparison.acts]} if comparison.acts else {}),
    }


def _act(act: Act) -> dict[str, Any]:
    told = dataclasses.asdict(act)
    del told["value_at"]
    return {**told, "place": str(act.place)}


def _version(version: Version) -> dict[str, Any]:
    return {
        "name": version.name,
        "title": version.document.title,
        "identity": version.identity,
        "guessed": list(version.guessed),
        "lost": list(version.lost),
        "knows_applicability": version.frameworks is not None,
        "manifest": manifest_values(version.document.manifest),
    }


def _requirement(requirement: RequirementChange) -> dict[str, Any]:
    answers = [{"name": a.name, "value": a.value} for a in requirement.answers]
    return {**dataclasses.asdict(requirement), "answers": answers}


def _point(point: Point) -> dict[str, Any]:
    return {**dataclasses.asdict(point), "forces": list(point.forces) if point.forces else None}


def _change(change: Change, meaning: Meaning) -> dict[str, Any]:
    return {
        "id": change.id,
        "kind": change.kind,
        "aspects": sorted(change.aspects),
        "match": change.match,
        "part": change.part,
        "old": _side(change.old),
        "new": _side(change.new),
        "meaning": {
            "weight": meaning.weight,
            "directions": list(meaning.directions),
            "level": list(meaning.level) if meaning.level else None,
            "gained": list(meaning.gained),
            "lost": list(meaning.lost),
            "points": [_point(point) for point in meaning.points],
            "is_uniform": meaning.is_uniform,
            "affected": None if meaning.affected is None else list(meaning.affected),
        },
        "answers": [dataclasses.asdict(answer) for answer in change.answers],
        "sources": {"removed": list(change.sources[0]), "added": list(change.sources[1])},
        "title": _spans(change.title),
        "formats": [dataclasses.asdict(each) for item in change.items() for each in item.formats],
        "rule": [_item(item) for item in change.rule if item.kind != "same"],
        "notes": [_item(item) for item in change.notes if item.kind != "same"],
        **({"reason": change.reason} if change.reason else {}),
    }


def _side(section: Section | None) -> dict[str, str] | None:
    if section is None:
        return None
    return {"id": section.id, "number": section.full_number, "title": section.title}


def _item(item: Item) -> dict[str, Any]:
    if isinstance(item, LineChange):
        return {
            "type": "line",
            "kind": item.kind,
            "old": [dataclasses.asdict(line) for line in item.old],
            "new": [dataclasses.asdict(line) for line in item.new],
            "spans": _spans(item.spans),
        }
    return {
        "type": "table",
        "kind": item.kind,
        "note": item.note,
        "caption": _spans(item.caption),
        "columns": list(item.columns),
        "header": _row(item.header),
        "rows": [_row(row) for row in item.rows],
    }


def _row(row: RowChange) -> dict[str, Any]:
    return {"kind": row.kind, "cells": [_spans(cell.spans) for cell in row.cells]}


def _spans(spans: Spans) -> list[dict[str, Any]]:
    return [dataclasses.asdict(span) for span in spans]
