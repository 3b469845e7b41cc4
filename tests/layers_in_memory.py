"""Libraries and layers written in a test, without files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from guideline.clause_file import ClauseReader
from guideline.errors import Problem
from guideline.layers.apply import apply_layers
from guideline.layers.lock import read_lock
from guideline.layers.plan import plan_upgrade
from guideline.model.clause import Clause, Library, LibraryManifest
from guideline.model.layer import Layer, LayerManifest
from guideline.model.lineage import Lineage
from guideline.model.upgrade import Answer, Plan
from guideline.model.validation import validate
from guideline.source import parse_yaml

NAME = "試験の条項集"


def clause_file(id_: str, body: str, **front: str) -> str:
    """The text of a clause file; `front` adds to its front matter or replaces it."""
    slot = {"slot": id_.split(".")[0]} if "." in id_ else {}
    keys = {
        "id": id_,
        **slot,
        "title": "題名",
        "level": "should",
        "reviewed": "2026-11-01",
        "since": '"1"',
        **front,
    }
    lines = [f"{key}: {value}" for key, value in keys.items() if value]
    return "\n".join(["---", *lines, "---", body])


def clauses_of(texts: Mapping[str, str], folder: str) -> dict[str, Clause]:
    problems: list[Problem] = []
    reader = ClauseReader(problems)
    found = {id_: reader.of_text(text, f"{folder}/{id_}.md", id_) for id_, text in texts.items()}
    assert not problems, problems
    return {id_: clause for id_, clause in found.items() if clause}


def library(
    texts: Mapping[str, str],
    version: str = "1",
    *,
    parts: Mapping[str, Sequence[str]] | None = None,
) -> Library:
    """A library of clause texts by id; in the order given, unless `parts` says another."""
    clauses = clauses_of(texts, "library")
    slots: dict[str, list[str]] = {}
    for clause in clauses.values():
        listed = slots.setdefault(clause.part, [])
        listed += [] if clause.slot in listed else [clause.slot]
    wanted = {part: list(listed) for part, listed in (parts or slots).items()}
    manifest, faults = validate(
        LibraryManifest,
        {
            "name": NAME,
            "version": version,
            "parts": [{"id": p, "title": f"部{p}", "clauses": s} for p, s in wanted.items()],
        },
    )
    assert manifest, faults
    ordered = tuple(
        c for listed in wanted.values() for s in listed for c in clauses.values() if c.slot == s
    )
    return Library("library", manifest, ordered, {}, {})


def layer_text(name: str, operations: str, *, version: str = "1", above: Sequence[str] = ()) -> str:
    """A layer.yaml with these operations, as YAML without indentation."""
    head = f'name: {name}\nbase: {{library: {NAME}, version: "{version}"}}\n'
    head += f"above: [{', '.join(above)}]\n" if above else ""
    return f"{head}operations:\n{operations}" if operations.strip() else f"{head}operations: []\n"


def layer(
    text: str,
    clauses: Mapping[str, str] | None = None,
    *,
    lock: str | None = None,
    templates: Mapping[str, str] | None = None,
) -> Layer:
    """A layer of the text of its layer.yaml and of its other files."""
    located = parse_yaml(text, "layer.yaml")
    manifest, faults = validate(LayerManifest, located.data)
    assert manifest, faults
    return Layer(
        folder=manifest.name,
        file="layer.yaml",
        manifest=manifest,
        clauses=clauses_of(clauses or {}, manifest.name),
        templates=dict(templates or {}),
        lock=read_lock(parse_yaml(lock, "guideline.lock")) if lock else None,
        places=tuple(
            located.value_place(("operations", at)) for at in range(len(manifest.operations))
        ),
    )


def texts_of(found: Library) -> dict[str, str]:
    return {clause.id: clause.text for clause in found.clauses}


def order_of(found: Library) -> list[str]:
    return [slot for part in found.manifest.parts for slot in part.clauses]


def applied(below: Library, *layers: Layer) -> Library:
    return apply_layers(below, layers)


def upgraded(
    layers: Sequence[tuple[str, Layer]],
    old: Library | None,
    new: Library,
    *,
    lineage: Lineage | None = None,
    answers: Mapping[str, Answer] | None = None,
) -> Plan:
    """The plan of an upgrade of layers, each with the text of its layer.yaml."""
    return plan_upgrade(
        [each for _, each in layers],
        [text for text, _ in layers],
        {old.manifest.version: old} if old else {},
        new,
        lineage or Lineage(),
        answers or {},
        lambda _name, _block: None,
    )


def carried_on(plan: Plan, texts: Sequence[str]) -> list[tuple[str, Layer]]:
    """The layers as they are after an upgrade, each with the text of its layer.yaml."""
    return [
        (each.files.get("layer.yaml") or text, each.after)
        for each, text in zip(plan.layers, texts, strict=True)
    ]
