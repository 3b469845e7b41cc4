"""The plan of an upgrade: every layer carried to another version, lowest first; nothing written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from guideline.clause_file import ClauseReader
from guideline.errors import ContentError, Place, Problem
from guideline.layers import edit
from guideline.layers.apply import carried_out
from guideline.layers.case import Carried, Ground
from guideline.layers.lock import NAME as LOCK
from guideline.layers.lock import library_hash, lock_text
from guideline.layers.rebase import carried
from guideline.layers.stack import version_below
from guideline.layers.state import State, state_of
from guideline.model.clause import Clause, Library
from guideline.model.layer import ON_VALUES, Layer, LayerManifest, Lock
from guideline.model.lineage import Lineage
from guideline.model.upgrade import Answer, LayerPlan, Outcome, Plan, Question, Touched
from guideline.model.validation import validate
from guideline.source import parse_yaml


def plan_upgrade(
    layers: Sequence[Layer],
    texts: Sequence[str],
    old: Mapping[str, Library],
    new: Library,
    lineage: Lineage,
    answers: Mapping[str, Answer],
    template: Callable[[str, str], str | None],
) -> Plan:
    """What carrying the layers from the old version of the library to the new one comes to.

    Args:
        layers: lowest first, at least one.
        texts: the text of each layer's layer.yaml.
        old: the versions that the layers stand on, as far as they are at hand.
        answers: by the id of the question.
        template: the text of a block of a document template, or of all of it.

    Raises:
        ContentError: a layer that was sound before cannot be carried out afterwards.
    """
    old_version = version_below(layers[-1])
    planning = _Planning(
        {version: state_of(library) for version, library in old.items()},
        state_of(new),
        lineage,
        answers,
        template,
    )
    for layer, text in zip(layers, texts, strict=True):
        planning.carry(layer, text)
    if planning.problems:
        raise ContentError(planning.problems)
    touched = {target for each in planning.touched for target in (each.target, _target(each))}
    return Plan(
        old_version=old_version,
        new_version=new.manifest.version,
        library=planning.new.finished(),
        layers=tuple(planning.layers),
        touched=tuple(planning.touched),
        untouched=_untouched(old.get(old_version), new, lineage, old_version, touched),
        questions=tuple({question.id: question for question in planning.questions}.values()),
        answered=tuple(planning.answered),
    )


def _target(touched: Touched) -> str:
    return touched.operation.split(" ", 1)[1]


def _untouched(
    old: Library | None,
    new: Library,
    lineage: Lineage,
    old_version: str,
    touched: set[str],
) -> dict[str, Outcome]:
    """What becomes of each clause that no layer names."""
    before = {clause.id: clause for clause in old.clauses} if old else {}
    after = {clause.id: clause for clause in new.clauses}
    found: dict[str, Outcome] = {}
    for clause in (*after.values(), *before.values()):
        if {clause.id, clause.slot} & touched:
            continue
        heirs = lineage.heirs(clause.id, old_version, new.manifest.version)
        if clause.id not in after and set(heirs) <= set(after):
            continue  # told as the clause that it became
        now, then = after.get(clause.id), before.get(clause.id)
        is_same = now is not None and then is not None and now.text == then.text
        found[clause.id] = "unchanged" if is_same else "taken"
    return found


@dataclass
class _Planning:
    """Both versions while the layers are carried over, one after the other."""

    old: Mapping[str, State]
    """By version; each with the layers that stand on it."""
    new: State
    lineage: Lineage
    answers: Mapping[str, Answer]
    template: Callable[[str, str], str | None]
    problems: list[Problem] = field(default_factory=list)
    layers: list[LayerPlan] = field(default_factory=list)
    touched: list[Touched] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    answered: list[tuple[Question, Answer]] = field(default_factory=list)
    values: dict[str, tuple[str, Any]] = field(default_factory=dict)

    def carry(self, layer: Layer, text: str) -> None:
        old = self.old.get(version_below(layer))
        ground = Ground(
            old,
            self.new,
            version_below(layer),
            self.new.library.manifest.version,
            self.lineage,
            self.answers,
            dict(self.values),
            self.template,
        )
        results: list[Carried] = []
        for each in layer.manifest.operations:
            results.append(carried(layer, each, ground, results))
        for operation, result in zip(layer.manifest.operations, results, strict=True):
            self.touched += result.touched(layer.name, operation.key)
            self.questions += result.questions
            self.answered += result.answered
        after = self._after(layer, text, results)
        below = list(self.new.layers)
        if old:
            carried_out(old, layer, list(old.layers), [])
        carried_out(self.new, after, below, self.problems)
        for operation in after.manifest.operations:
            if operation.verb in ON_VALUES:
                self.values[operation.target] = (layer.name, operation.value)

    def _after(self, layer: Layer, text: str, results: Sequence[Carried]) -> Layer:
        """The layer as it will be; what becomes of its files is kept in the plan."""
        changed = _edited(layer, text, results, self.new.library.manifest.version)
        clauses, templates = _files(layer, results)
        manifest = _manifest(changed, layer.file)
        located = parse_yaml(changed, layer.file)
        places = tuple(
            located.value_place(("operations", at)) for at in range(len(manifest.operations))
        )
        after = replace(
            layer,
            manifest=manifest,
            clauses=_read(clauses, layer, self.problems),
            templates=templates,
            lock=self._lock(layer, manifest, results),
            places=places,
            marks=located.places(),
        )
        self.layers.append(LayerPlan(layer, after, _changes(layer, after, text, changed)))
        return after

    def _lock(self, layer: Layer, manifest: LayerManifest, results: Sequence[Carried]) -> Lock:
        library = self.new.library
        kept = [result.witness for result in results if result.operation is not None]
        kept += [witness for result in results for _, witness in result.added]
        bases = {
            operation.key: witness
            for operation, witness in zip(manifest.operations, kept, strict=True)
            if witness is not None
        }
        declined = {(d.target, d.field): d for d in layer.lock.declined} if layer.lock else {}
        declined |= {(d.target, d.field): d for result in results for d in result.declined}
        targets = {operation.target for operation in manifest.operations}
        return Lock(
            library=library.manifest.name,
            version=library.manifest.version,
            hash=library_hash(library),
            below=tuple(self.new.layers),
            bases=bases,
            values=layer.lock.values if layer.lock else {},
            declined=tuple(d for d in declined.values() if d.target.split("#")[0] in targets),
        )


def _changes(before: Layer, after: Layer, text: str, changed: str) -> dict[str, str | None]:
    """The files of the layer that differ, by their path in its folder."""
    old, new = _all_files(before, text), _all_files(after, changed)
    return {name: new.get(name) for name in sorted({*old, *new}) if old.get(name) != new.get(name)}


def _all_files(layer: Layer, text: str) -> dict[str, str]:
    found = {"layer.yaml": text}
    found |= {f"clauses/{id_}.md": clause.text for id_, clause in layer.clauses.items()}
    found |= {f"templates/{name}.md.j2": said for name, said in layer.templates.items()}
    return found | ({LOCK: lock_text(layer.lock)} if layer.lock else {})


def _edited(layer: Layer, text: str, results: Sequence[Carried], version: str) -> str:
    """The text of layer.yaml with what changes in its operations; the rest stays as it is."""
    changes: dict[int, tuple[dict[str, Any], dict[str, Any] | None]] = {}
    for at, (operation, result) in enumerate(zip(layer.manifest.operations, results, strict=True)):
        before = operation.model_dump(mode="json", by_alias=True, exclude_none=True)
        if result.operation != before:
            changes[at] = (before, result.operation)
    added = [said for result in results for said, _ in result.added]
    text = edit.with_operations(text, changes, added)
    if layer.manifest.base.version != version:
        text = edit.with_base_version(text, version)
    return text


def _files(layer: Layer, results: Sequence[Carried]) -> tuple[dict[str, str], dict[str, str]]:
    """The texts of the layer's clauses and templates afterwards."""
    clauses = {id_: clause.text for id_, clause in layer.clauses.items()}
    templates = dict(layer.templates)
    for result in results:
        for changes, texts in ((result.clauses, clauses), (result.templates, templates)):
            for name, text in changes.items():
                if text is None:
                    texts.pop(name, None)
                else:
                    texts[name] = text
    return clauses, templates


def _manifest(text: str, file: str) -> LayerManifest:
    manifest, faults = validate(LayerManifest, parse_yaml(text, file).data)
    if manifest is None:
        told = (Problem(f.code, f.message, Place(file), f.remedy) for f in faults)
        raise ContentError(told)
    return manifest


def _read(texts: Mapping[str, str], layer: Layer, problems: list[Problem]) -> dict[str, Clause]:
    reader = ClauseReader(problems)
    found = {}
    for id_, text in texts.items():
        file = (
            layer.clauses[id_].file if id_ in layer.clauses else f"{layer.folder}/clauses/{id_}.md"
        )
        clause = reader.of_text(text, file, id_)
        if clause:
            found[id_] = clause
    return found
