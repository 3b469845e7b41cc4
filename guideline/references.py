"""Shows the numbers of clauses where other texts refer to them."""

from __future__ import annotations

from dataclasses import replace

from guideline.document import (
    Block,
    Inline,
    Inlines,
    Reference,
    Section,
    mention_of,
    relation_of,
    walk_inlines,
    walk_sections,
    with_inlines,
)
from guideline.errors import ContentError, Place, Problem, suggestion
from guideline.model.resolution import Resolution
from guideline.model.template import Template
from guideline.render import text_of, text_of_template


def referring(
    sections: tuple[Section, ...], resolution: Resolution, template: Template
) -> tuple[Section, ...]:
    """The sections with every reference showing the number of its target."""
    targets = _targets(sections)
    if template.is_form:
        targets = _titles(resolution) | targets
    missing: list[Problem] = []
    texts = {c.id: text_of(c) for c in resolution.chosen}

    def resolved(inline: Inline, section: str) -> Inline:
        if not isinstance(inline, Reference):
            return inline
        if inline.clause in targets:
            return Reference(*targets[inline.clause])
        text = texts.get(section, text_of_template(template))
        place = text.place_of(f"[[{inline.clause}]]")
        missing.append(_dangling(inline.clause, place, section, resolution))
        return inline

    def with_numbers(section: Section) -> Section:
        def each(inlines: Inlines) -> Inlines:
            return tuple(resolved(inline, section.id) for inline in inlines)

        return replace(
            section,
            blocks=tuple(
                with_inlines(block, each) if _refers(block) else block for block in section.blocks
            ),
            sections=tuple(with_numbers(s) for s in section.sections),
        )

    done = tuple(with_numbers(section) for section in sections)
    if missing:
        raise ContentError(missing)
    return done


def _targets(sections: tuple[Section, ...]) -> dict[str, tuple[str, str]]:
    """For each clause, slot, 別表 and 様式: the id of the section and what to show for it."""
    targets = {}
    for section in walk_sections(sections):
        if section.origin:
            shown = (section.id, mention_of(section))
            targets[section.id] = targets[section.origin.slot] = shown
        elif relation_of(section):
            targets[section.id] = (section.id, mention_of(section))
    return targets


def _titles(resolution: Resolution) -> dict[str, tuple[str, str]]:
    """For a form, which holds no clauses itself: each clause of the guideline by its title."""
    titles = {}
    for clause in resolution.chosen:
        titles[clause.id] = titles[clause.slot] = (clause.id, f"「{clause.front.title}」")
    return titles


def _dangling(target: str, place: Place, section: str, resolution: Resolution) -> Problem:
    known = {d.clause.id for d in resolution.decisions} | {
        d.clause.slot for d in resolution.decisions
    }
    if target in known:
        return Problem(
            "reference-left-out",
            f"参照先の「{target}」は、このプロファイルでは選ばれません。",
            place,
            "requires に加えるか、参照を {% if %} で囲んでください。",
        )
    removal = resolution.library.removed.get(target)
    if removal:
        titles = {clause.id: clause.front.title for clause in resolution.chosen}
        by = f"条項「{titles[section]}」（{section}）" if section in titles else str(place)
        mend = f"「guideline customize プロファイル {section}」で参照を直すか、"
        return Problem(
            "layer-removes-referenced",
            f"層「{removal.layer}」：「{target}」を削っていますが、{by}が参照しています。",
            removal.place,
            f"{mend if section in titles else ''}削るのをやめてください（操作を消します）。",
        )
    hint = suggestion(target, known)
    return Problem("unknown-reference", f"参照先の「{target}」がありません。", place, hint)


def _refers(block: Block) -> bool:
    return any(isinstance(i, Reference) for inlines in walk_inlines((block,)) for i in inlines)
