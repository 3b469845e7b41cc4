"""An upgrade as JSON for programs; `guideline schema upgrade` describes it."""

from __future__ import annotations

import dataclasses
from typing import Any

from guideline import comparison_json
from guideline.layers.side_by_side import side_by_side
from guideline.model.upgrade import OUTCOMES, LayerPlan, Question, Touched
from guideline.upgrade_words import Report, operation_of, still_declined, touched_by

SCHEMA_VERSION = 1


def as_dict(report: Report) -> dict[str, Any]:
    """What becomes of every layer and clause, what is asked and answered, and what changes."""
    upgrade = report.upgrade
    plan = upgrade.plan
    return {
        "schema_version": SCHEMA_VERSION,
        "profile": upgrade.profile.as_posix(),
        "state": report.state,
        "old_version": plan.old_version,
        "new_version": plan.new_version,
        "counts": {outcome: plan.count(outcome) for outcome in OUTCOMES},
        "layers": [_layer(layer, report) for layer in plan.layers],
        "untouched": dict(plan.untouched),
        "questions": [_question(question) for question in plan.questions],
        "answered": [
            {
                **_question(question),
                "answer": answer.answer,
                "text": answer.text or "",
                "reason": answer.reason or "",
                "date": answer.date.isoformat() if answer.date else "",
            }
            for question, answer in plan.answered
        ],
        "declined": [dataclasses.asdict(each) for each in still_declined(upgrade)],
        "new_defaults": [dataclasses.asdict(each) for each in upgrade.new_defaults],
        "comparison": comparison_json.as_dict(report.meanings) if report.meanings else None,
    }


def _layer(layer: LayerPlan, report: Report) -> dict[str, Any]:
    return {
        "name": layer.after.name,
        "owner": layer.after.manifest.owner or "",
        "operations": [
            {
                "operation": touched.operation,
                "target": touched.target,
                "outcome": touched.outcome,
                "fields": list(touched.fields),
                "note": touched.note,
                **_given(touched, layer),
            }
            for touched in touched_by(layer, report.upgrade)
        ],
        "files": [{"path": name, "is_removed": text is None} for name, text in layer.files.items()],
    }


def _given(touched: Touched, layer: LayerPlan) -> dict[str, str]:
    operation = operation_of(touched, layer.before)
    return {
        "reason": operation.reason or "",
        "owner": layer.before.owner_of(operation),
        "date": operation.date.isoformat() if operation.date else "",
    }


def _question(question: Question) -> dict[str, Any]:
    found = side_by_side(question)
    return {
        **dataclasses.asdict(question),
        "choices": list(question.choices),
        "parts": [
            {"label": part.label, "base": part.base, "ours": part.ours, "new": part.new}
            for part in found.parts
        ],
    }
