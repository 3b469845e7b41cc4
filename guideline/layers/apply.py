"""Layers are applied to a library, lowest first: nothing is chosen in silence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from guideline.clause_file import ClauseReader
from guideline.errors import ContentError, Place, Problem, suggestion
from guideline.layers.clause_text import LABELS, FieldMerge, merge_texts
from guideline.layers.state import Spot, State, Where, state_of
from guideline.model.clause import Act, Clause, Library, Removal, Stage
from guideline.model.layer import ON_CLAUSES, Layer, Operation
from guideline.templating import TextError, compile_text

_UPGRADE = "「guideline upgrade プロファイル」で、層を今の条項ライブラリに合わせてください。"


def apply_layers(library: Library, layers: Sequence[Layer]) -> Library:
    """The library with the operations of all layers on clauses carried out.

    Raises:
        ContentError: every operation that cannot be carried out without choosing something.
    """
    if not layers:
        return library
    problems = [*_faults_of_order(layers), *faults_of_library(library, layers)]
    state = state_of(library)
    for at, layer in enumerate(layers):
        applying = _Applying(state, layer, [below.name for below in layers[:at]], problems)
        applying.all()
    if problems:
        raise ContentError(problems)
    return replace(state.finished(), acts=acts_of(layers))


def acts_of(layers: Sequence[Layer]) -> tuple[Act, ...]:
    """What all layers do, as readers are told of it."""
    return tuple(
        Act(
            layer.name,
            operation.verb,
            operation.target,
            place,
            owner=layer.owner_of(operation),
            reason=operation.reason or "",
            date=operation.date.isoformat() if operation.date else "",
            block=operation.block or "",
            value=operation.value,
            value_at=layer.place("operations", at, "value")
            if operation.value is not None
            else None,
        )
        for layer in layers
        for at, (operation, place) in enumerate(
            zip(layer.manifest.operations, layer.places, strict=True)
        )
    )


def faults_of_library(library: Library, layers: Sequence[Layer]) -> list[Problem]:
    """Each layer was written against a library of this name."""
    return [
        Problem(
            "layer-other-library",
            f"層「{layer.name}」は、別の条項ライブラリ「{_library_of(layer)}」の層です"
            f"（今のライブラリ：「{library.manifest.name}」）。",
            layer.place("base", "library"),
            f"base.library を「{library.manifest.name}」に直すか、"
            "--library で条項ライブラリのフォルダーを指定してください。",
        )
        for layer in layers
        if _library_of(layer) != library.manifest.name
    ]


def _library_of(layer: Layer) -> str:
    return layer.lock.library if layer.lock else layer.manifest.base.library


def carried_out(state: State, layer: Layer, below: Sequence[str], problems: list[Problem]) -> None:
    """The operations of one layer on clauses, on top of what is there."""
    _Applying(state, layer, below, problems).all()


def _faults_of_order(layers: Sequence[Layer]) -> list[Problem]:
    """Each layer has a name of its own, and stands above those that it says it stands above."""
    problems = []
    names = [layer.name for layer in layers]
    for at, layer in enumerate(layers):
        if layer.name in names[:at]:
            message = f"「{layer.name}」という名前の層が二つあります。"
            place = layer.place("name")
            problems.append(
                Problem("layer-name-twice", message, place, "一方の名前を改めてください。")
            )
        problems += [
            Problem(
                "layer-order",
                f"層「{layer.name}」より下に、層「{name}」がありません。",
                layer.place("above", number),
                suggestion(name, names[:at])
                + "プロファイルの layers に、下の層から順に書いてください。",
            )
            for number, name in enumerate(layer.manifest.above)
            if name not in names[:at]
        ]
        problems += [
            Problem(
                "layer-over-unknown",
                f"層「{layer.name}」：「over」の層「{operation.over}」は、この層の下にありません。",
                layer.place("operations", number, "over"),
                suggestion(operation.over, names[:at])
                + f"下の層：{'、'.join(names[:at]) or 'なし（over の行を消してください）'}",
            )
            for number, operation in enumerate(layer.manifest.operations)
            if operation.over and operation.over not in names[:at]
        ]
    return problems


@dataclass
class _Applying:
    """One layer, being applied."""

    state: State
    layer: Layer
    below: Sequence[str]
    problems: list[Problem]

    def all(self) -> None:
        self.state.layers.append(self.layer.name)
        for operation, place in zip(self.layer.manifest.operations, self.layer.places, strict=True):
            if operation.verb in ON_CLAUSES:
                self._one(operation, place)

    def _one(self, operation: Operation, place: Place) -> None:
        match operation.verb:
            case "add":
                self._add(operation, place)
            case "amend" | "replace":
                self._change(operation, place)
            case "remove":
                self._remove(operation, place)
            case _:
                self._move(operation, place)

    def _problem(self, code: str, message: str, place: Place, remedy: str) -> None:
        self.problems.append(Problem(code, f"層「{self.layer.name}」：{message}", place, remedy))

    # What each verb does

    def _add(self, operation: Operation, place: Place) -> None:
        clause = self.layer.clauses[operation.target]
        if clause.id in self.state.clauses or (
            clause.front.slot is None and self.state.part_of(clause.id)
        ):
            message = f"「{clause.id}」は既にあります。"
            remedy = (
                "改めるなら add を amend（一部を改める）か replace（差し替える）にしてください。"
            )
            self._problem("layer-id-taken", message, place, remedy)
            return
        if clause.part not in self.state.parts:
            message = f"「{clause.part}」という部はありません。"
            remedy = (
                suggestion(clause.part, self.state.parts)
                or f"使える部：{'、'.join(self.state.parts)}"
            )
            self._problem("layer-unknown-part", message, place, remedy)
            return
        is_new_slot = self.state.part_of(clause.slot) is None
        if is_new_slot and not self._placed(operation, clause.slot, clause.part, place):
            return
        self.state.put(clause, self.layer.name)

    def _placed(self, operation: Operation, slot: str, part: str, place: Place) -> bool:
        """Puts a slot where the operation says, or tells why that cannot be."""
        where, anchor = place_of(operation)
        if where == "at_end_of":
            there = anchor if anchor in self.state.parts else None
        else:
            anchor = self.state.slot_of(anchor)
            there = self.state.part_of(anchor)
        if there is None:
            self._missing(anchor, place)
            return False
        if there != part:
            message = f"「{slot}」を部「{there}」に置くことはできません。"
            remedy = f"部「{part}」の条項の隣か、その終わりに置いてください。"
            self._problem("clause-in-other-part", message, place, remedy)
            return False
        if self.state.rests_on(anchor, slot):
            message = f"「{slot}」を、自分又は自分に続く「{anchor}」の隣に置くことはできません。"
            remedy = "別の条項の隣を指定してください。"
            self._problem("layer-operation-form", message, place, remedy)
            return False
        self.state.place(slot, Spot(where, anchor, self.layer.name))
        return True

    def _change(self, operation: Operation, place: Place) -> None:
        found = self.state.clauses.get(operation.target)
        if found is None:
            self._missing(operation.target, place)
            return
        ours = self.layer.clauses[operation.target]
        witness = self._witness(operation, place)
        if witness is None:
            return
        if witness == found.text:
            self.state.put(ours, self.layer.name)
            return
        since = self._layers_since(operation.target, witness)
        if since is None:
            self._base_changed(operation, place)
            return
        if operation.verb == "amend":
            self._merge(operation, witness, ours, since, place)
        elif self._wins(operation, since):
            self.state.put(ours, self.layer.name)
        else:
            self._conflict(operation, since, [], place)

    def _merge(
        self,
        operation: Operation,
        witness: str,
        ours: Clause,
        since: Sequence[str],
        place: Place,
    ) -> None:
        merged = merge_texts(witness, ours.text, self.state.clauses[ours.id].text)
        against = self._against(operation, witness, ours) if merged.asked else []
        clause = sound(merged.text({}), ours.file, ours.id)
        if not self._wins(operation, against):
            self._conflict(operation, against, merged.asked, place)
        elif clause is not None:
            self.state.put(clause, self.layer.name)
        elif self._wins(operation, since):
            self.state.put(ours, self.layer.name)
        else:
            self._conflict(operation, since, [], place)

    def _against(self, operation: Operation, witness: str, ours: Clause) -> list[str]:
        """The layers that say something else than the operation, lowest first."""
        found, before, mine = [], witness, ours.text
        for stage in self._since(operation.target, witness):
            merged = merge_texts(before, mine, stage.clause.text)
            if merged.asked:
                found.append(stage.layer)
            before, mine = stage.clause.text, merged.text({})
        return found

    def _since(self, id_: str, witness: str) -> Sequence[Stage]:
        """What layers made of the clause after it had this text."""
        stages = self.state.stages[id_]
        at = max((n for n, s in enumerate(stages) if s.clause.text == witness), default=-1)
        return stages[at + 1 :] if at >= 0 else ()

    def _wins(self, operation: Operation, against: Sequence[str]) -> bool:
        """Whether the operation says that it holds against all of these layers.

        Who wins over a layer wins over those below it.
        """
        if not against:
            return True
        over = operation.over
        return over in self.below and self.below.index(over or "") >= max(
            self.below.index(name) for name in against
        )

    def _remove(self, operation: Operation, place: Place) -> None:
        found = self.state.named(operation.target)
        if not found:
            self._missing(operation.target, place)
            return
        if not operation.reason and any(clause.front.level == "must" for clause in found):
            message = f"必ず守る条項「{operation.target}」を、理由を書かずに削っています。"
            remedy = "「reason: 理由」を書き足してください。"
            self._problem("layer-removal-without-reason", message, place, remedy)
        witness = self._witness(operation, place)
        text = self.state.text_of(operation.target)
        if witness is None:
            return
        if witness != text:
            since = self._layers_since(operation.target, witness)
            if since is None:
                self._base_changed(operation, place)
                return
            if not self._wins(operation, since):
                self._conflict(operation, since, [], place)
                return
        for clause in found:
            self.state.drop(clause, Removal(self.layer.name, place))

    def _move(self, operation: Operation, place: Place) -> None:
        slot = self.state.slot_of(operation.target)
        part = self.state.part_of(slot)
        if part is None:
            self._missing(operation.target, place)
            return
        before = self.state.placed.get(slot)
        where, anchor = place_of(operation)
        if before and before.layer not in (self.layer.name, operation.over):
            wanted = Spot(where, self.state.slot_of(anchor), before.layer)
            if before != wanted:
                self._conflict(operation, [before.layer], [], place)
                return
        self._placed(operation, slot, part, place)

    # What an operation was written against

    def _witness(self, operation: Operation, place: Place) -> str | None:
        """The text below when the operation was written, or None with a problem told."""
        lock, base = self.layer.lock, self.layer.manifest.base
        if lock and operation.key in lock.bases:
            return lock.bases[operation.key].text
        if base.version == self.state.library.manifest.version:
            return self.state.text_above(operation.target, self.layer.manifest.above)
        message = f"「{operation.key}」が、どの文に対して書かれたか分かりません。"
        self._problem("layer-base-unknown", message, place, _UPGRADE)
        return None

    def _layers_since(self, target: str, witness: str) -> list[str] | None:
        """The layers that changed the text since; None when it is not a text that was below."""
        for count in range(len(self.below), -1, -1):
            if self.state.text_above(target, self.below[:count]) == witness:
                stages = (self.state.stages[clause.id] for clause in self.state.named(target))
                later = {stage.layer for each in stages for stage in each}
                return [name for name in self.below[count:] if name in later]
        return None

    # What cannot be carried out

    def _missing(self, target: str, place: Place) -> None:
        by = self.state.removed.get(target)
        if by is not None:
            message = f"「{target}」は、下の層「{by.layer}」が削っています。"
            remedy = "この操作を消すか、下の層と相談してください。"
            self._problem("layer-target-removed", message, place, remedy)
            return
        variants = [clause.id for clause in self.state.named(target)]
        if variants:
            message = f"「{target}」は枠です。改めるのは、その異形です。"
            remedy = f"異形のどれかを書いてください：{'、'.join(variants)}"
            self._problem("layer-target-is-slot", message, place, remedy)
            return
        added = {o.target for o in self.layer.manifest.operations if o.verb == "add"}
        if target in added:
            message = f"「{target}」は、この層が後で加えています。"
            remedy = "加える操作を、この操作より前に書いてください。"
            self._problem("layer-operation-order", message, place, remedy)
            return
        known = {*self.state.clauses, *(s for slots in self.state.parts.values() for s in slots)}
        message = f"「{target}」という条項はありません。"
        remedy = suggestion(target, sorted(known)) or (
            "識別子は「guideline clauses list」で確かめられます。"
            "条項ライブラリの新しい版にある条項なら、"
            "「guideline upgrade プロファイル」を実行してください。"
        )
        self._problem("layer-target-missing", message, place, remedy)

    def _base_changed(self, operation: Operation, place: Place) -> None:
        message = f"「{operation.target}」の元の文が、この操作を書いた後に変わっています。"
        self._problem("layer-base-changed", message, place, _UPGRADE)

    def _conflict(
        self, operation: Operation, since: Sequence[str], asked: Sequence[FieldMerge], place: Place
    ) -> None:
        names = list(dict.fromkeys(since))
        what = "、".join(dict.fromkeys(LABELS.get(field.field, field.field) for field in asked))
        of_what = f"の{what}" if what else ""
        message = f"「{operation.target}」{of_what}を、層「{'」「'.join(names)}」も改めています。"
        remedy = f"この層を優先するなら、操作に「over: {names[-1]}」を書き足してください。"
        self._problem("layers-conflict", message, place, remedy)


def place_of(operation: Operation) -> tuple[Where, str]:
    """Where an operation puts its clause."""
    if operation.after:
        return "after", operation.after
    if operation.before:
        return "before", operation.before
    return "at_end_of", operation.at_end_of or operation.target.split("/")[0]


def sound(text: str, file: str, id_: str) -> Clause | None:
    """A merged text as a clause, or None when it does not hold together any more."""
    found: list[Problem] = []
    clause = ClauseReader(found).of_text(text, file, id_)
    if clause is None or found:
        return None
    return clause if is_whole(clause.body) else None


def is_whole(text: str) -> bool:
    """Whether every `{% if %}` and every `:::` in the text has its end."""
    try:
        compile_text(text)
    except TextError:
        return False
    is_open = False
    for line in text.split("\n"):
        fence = _FENCE.match(line)
        if fence and bool(fence["opens"]) == is_open:
            return False
        is_open = is_open != bool(fence)
    return not is_open


_FENCE = re.compile(r" {0,3}:::+\s*(?P<opens>\w?)")
