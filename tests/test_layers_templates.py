"""Layers change blocks of document templates, and faults are told where they were written."""

from __future__ import annotations

from pathlib import Path

import pytest

from guideline.document import Document
from guideline.errors import GuidelineError, Problem
from guideline.generate import generate
from guideline.layers.load import load_layer
from guideline.layers.templates import block_text, layered_template, template_text
from guideline.template import block_names, load_template, template_names
from guideline.writers.to_markdown import to_markdown

BASE = "base: {library: 生成AI利用ガイドライン 標準条項集, version: 0.2.0}\n"
CITIZENS = """\
# 市民の方へ {: #citizens .unnumbered}

問合せは、{{ contacts.general.name }}まで。
"""


def put(folder: Path, operations: str, name: str = "市", **texts: str) -> Path:
    """A layer with these operations, and texts of blocks by name: `citizens` is of `guideline`."""
    (folder / "templates").mkdir(parents=True)
    said = f"name: {name}\n{BASE}operations:\n{operations}"
    (folder / "layer.yaml").write_text(said, encoding="utf-8")
    for block, text in texts.items():
        called = f"guideline.{block.replace('_', '-')}.md.j2"
        (folder / "templates" / called).write_text(text, encoding="utf-8")
    return folder


def profile(folder: Path, *layers: str) -> Path:
    names = "".join(f"  - {name}\n" for name in layers)
    path = folder / "profile.yaml"
    path.write_text(
        f"organization: {{name: 架空市, kind: municipality}}\nlayers:\n{names}", encoding="utf-8"
    )
    return path


def made(folder: Path, template: str = "guideline") -> Document:
    names = sorted(path.parent.name for path in folder.glob("*/layer.yaml"))
    return generate(profile(folder, *names), template=template).document


def faults(folder: Path) -> list[Problem]:
    with pytest.raises(GuidelineError) as caught:
        made(folder)
    return list(caught.value.problems)


ADDS = "  - {template: guideline, block: citizens, after: summary-contacts}\n"


def test_marks_of_blocks_leave_nothing_in_a_document() -> None:
    for name in template_names():
        assert "{% block" not in load_template(name).text
        assert "endblock" not in load_template(name).text


def test_marks_are_hidden_without_moving_a_line() -> None:
    for name in template_names():
        raw, hidden = template_text(name, ()), load_template(name)
        lines = raw.split("\n")[hidden.first_line - 1 :]
        assert len(hidden.text.split("\n")) == len(lines)


def test_every_shipped_template_has_blocks_with_names_of_their_own() -> None:
    for name in template_names():
        names = block_names(name)
        assert names
        assert len(names) == len(set(names))
        assert all(block_text(template_text(name, ()), block) for block in names)


def test_block_is_put_behind_another(tmp_path: Path) -> None:
    put(tmp_path / "a", ADDS, citizens=CITIZENS)
    ids = [section.id for section in made(tmp_path).sections]
    assert ids[1:4] == ["summary", "citizens", "preface"]


def test_block_is_put_before_another(tmp_path: Path) -> None:
    adds = "  - {template: guideline, block: citizens, before: parts}\n"
    put(tmp_path / "a", adds, citizens=CITIZENS)
    ids = [section.id for section in made(tmp_path).sections]
    assert ids[1:4] == ["summary", "citizens", "preface"]


def test_block_is_replaced_and_the_others_stay(tmp_path: Path) -> None:
    replaces = "  - {template: guideline, block: summary-output}\n"
    put(tmp_path / "a", replaces, summary_output="**3　生成物を使う前に**：係長に見せます。\n")
    text = to_markdown(made(tmp_path))
    assert "係長に見せます。" in text
    assert "内容の正しさと他人の権利を自分で確かめ、定められた確認者の確認を受けます" not in text
    assert "**2　入力する前に**" in text
    assert "**4　困ったとき**" in text


def test_empty_block_takes_its_place_out(tmp_path: Path) -> None:
    put(tmp_path / "a", "  - {template: guideline, block: summary-output}\n", summary_output="")
    text = to_markdown(made(tmp_path))
    assert "**3　生成物を使う前に**" not in text
    assert "**4　困ったとき**" in text


def test_upper_layer_puts_a_block_behind_that_of_a_lower_one(tmp_path: Path) -> None:
    put(tmp_path / "a", ADDS, name="県", citizens=CITIZENS)
    adds = "  - {template: guideline, block: press, after: citizens}\n"
    put(tmp_path / "b", adds, press="# 報道の方へ {: #press .unnumbered}\n\n広報課まで。\n")
    ids = [section.id for section in made(tmp_path).sections]
    assert ids[1:4] == ["summary", "citizens", "press"]


def test_layers_change_the_forms_behind_a_regulation_too(tmp_path: Path) -> None:
    folder = put(tmp_path / "a", "  - {template: application, block: applicant}\n")
    text = "# 申請する課 {: #applicant .unnumbered}\n\n| 課 |\n|---|\n| [記入] |\n"
    (folder / "templates" / "application.applicant.md.j2").write_text(text, encoding="utf-8")
    whole = to_markdown(made(tmp_path, "regulation"))
    form = whole[whole.index("# 様式第２号") :].split("# 様式第３号")[0]
    assert "申請する課" in form
    assert "申請する人" not in form


# Faults


def test_two_layers_on_one_block_ask_who_wins(tmp_path: Path) -> None:
    replaces = "  - {template: guideline, block: summary-output}\n"
    put(tmp_path / "a", replaces, name="県", summary_output="県の文。\n")
    put(tmp_path / "b", replaces, summary_output="市の文。\n")
    (problem,) = faults(tmp_path)
    assert (problem.code, problem.place.line) == ("layers-conflict", 4)
    assert "over: 県" in problem.remedy


def test_layer_that_is_said_to_win_has_its_block(tmp_path: Path) -> None:
    replaces = "  - {template: guideline, block: summary-output}\n"
    put(tmp_path / "a", replaces, name="県", summary_output="県の文。\n")
    over = "  - {template: guideline, block: summary-output, over: 県}\n"
    put(tmp_path / "b", over, summary_output="市の文。\n")
    text = to_markdown(made(tmp_path))
    assert "市の文。" in text
    assert "県の文。" not in text


def test_unknown_block_is_told_with_a_likely_one(tmp_path: Path) -> None:
    put(tmp_path / "a", "  - {template: guideline, block: sumary-output}\n", sumary_output="文。\n")
    (problem,) = faults(tmp_path)
    assert problem.code == "layer-unknown-block"
    assert "summary-output" in problem.remedy


def test_missing_file_of_a_block_is_told(tmp_path: Path) -> None:
    put(tmp_path / "a", ADDS)
    (problem,) = faults(tmp_path)
    assert problem.code == "layer-file-missing"
    assert "guideline.citizens.md.j2" in problem.message


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("\n\n一行。\n\n{{ contacts.nobody.name }}まで。\n", "unknown-name", 5),
        ("一行。\n\n{% if document.number %}\n終わらない。\n", "template-syntax", 4),
        ("一行。\n\n{{ organization.name | upper }}\n", "template-not-allowed", 3),
        ("一行。\n\n{% block inner %}\n文。\n{% endblock %}\n", "layer-block-nested", 3),
        ("一行。\n\n[[output/reviev]]による。\n", "unknown-reference", 3),
        ("一行。\n\n<b>強調</b>する。\n", "markup", 3),
    ],
)
def test_fault_in_a_block_is_told_with_its_own_file_and_line(
    tmp_path: Path, text: str, code: str, line: int
) -> None:
    replaces = "  - {template: guideline, block: summary-output}\n"
    folder = put(tmp_path / "a", replaces, summary_output=text)
    (problem,) = faults(tmp_path)
    file = folder / "templates" / "guideline.summary-output.md.j2"
    assert (Path(problem.place.file), problem.code) == (file, code)
    assert problem.place.line == line


def test_fault_behind_a_block_is_told_where_the_template_has_it(tmp_path: Path) -> None:
    """A block that is longer than the old one must not shift the lines behind it."""
    operations = "  - {template: own}\n  - {template: own, block: one}\n"
    folder = put(tmp_path / "a", operations)
    own = "::: details\n:::\n{% block one %}\n一。\n{% endblock %}\n\n{{ contacts.nobody }}\n"
    (folder / "templates" / "own.md.j2").write_text(own, encoding="utf-8")
    (folder / "templates" / "own.one.md.j2").write_text("一。\n\n二。\n\n三。\n", encoding="utf-8")
    template = layered_template("own", [load_layer(folder)])
    lines = template.text.split("\n")
    at = next(n for n, line in enumerate(lines) if "nobody" in line)
    place = template.lines[at]
    assert Path(place.file) == folder / "templates" / "own.md.j2"
    assert place.line == 7
    block = template.lines[next(n for n, line in enumerate(lines) if line == "三。")]
    assert Path(block.file) == folder / "templates" / "own.one.md.j2"
    assert block.line == 5
