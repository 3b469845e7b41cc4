"""What clauses name: editions and laws in force, articles of the right sector, no product."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from guideline.bundled import bundled
from guideline.citations import OLD_PENALTIES
from guideline.errors import Problem
from guideline.library import load_frameworks, load_library
from guideline.soundness import check_library
from tests.helpers import clause, line_of, write_library

LAWS = """\
- id: doc
  title: 利用の手引き（DS-1）
  publisher: 例省
  version: "1.2"
  superseded_versions: ["1.0", "1.1", "2025-05-27"]
  kind: guideline
  status: current
  checked_on: 2026-11-01
- id: manual
  title: 管理基準
  version: "14"
  superseded_versions: ["13"]
  kind: guideline
  status: current
  checked_on: 2026-11-01
- id: other
  title: 別の手引き
  version: "1.1"
  kind: guideline
  status: current
  checked_on: 2026-11-01
- id: privacy
  title: 情報の保護に関する法律
  short: 情報保護法
  kind: law
  status: current
  sector_articles: {private: "16-59", public: "60-129"}
  checked_on: 2026-11-01
- {id: medical, title: 医療法, kind: law, status: current, checked_on: 2026-11-01}
- id: bill
  title: 情報の保護に関する法律を改正する法律
  short: 改正情報保護法
  number: 令和8年法律第56号
  kind: law
  status: future
  checked_on: 2026-11-01
"""
PRODUCTS = "products: [ChatGPT, Gemini, Stable Diffusion]\n"


def written(rule: str = "", note: str = "解説。", **front: str) -> str:
    """A sound clause with this rule and this commentary."""
    body = (
        f"{rule}確かめてください。\n\n::: commentary\n{note}\n:::\n\n"
        "::: example\n- 良い例：確かめる。\n- 悪い例：確かめない。\n:::\n"
    )
    return clause(body, **front)


def problems(folder: Path, text: str) -> list[Problem]:
    write_library(folder, {"a/one": text}, laws=LAWS)
    with (folder / "library.yaml").open("a", encoding="utf-8") as file:
        file.write(PRODUCTS)
    return check_library(load_library(folder), ())


def codes(folder: Path, text: str) -> list[str]:
    return [problem.code for problem in problems(folder, text)]


# Editions


@pytest.mark.parametrize(
    "rule",
    [
        "例省「利用の手引き」（第1.1版）を",
        "利用の手引き Ver.1.0を",
        "DS-1 1.0を",
        "利用の手引き（第１．１版）を",
        "第1.1版の利用の手引きを",
        "利用の手引き（2025年5月27日）を",
        "利用の手引き（令和7年5月27日）を",
        "管理基準（第13版）を",
        "別の手引き（第1.1版）と利用の手引き（第1.1版）を",
        '{% if choices.agents == "approval" %}利用の手引き第1.0版を{% endif %}',
    ],
)
def test_superseded_edition_is_refused(rule: str, tmp_path: Path) -> None:
    assert codes(tmp_path, written(rule)) == ["superseded-edition"]


@pytest.mark.parametrize(
    "rule",
    [
        "利用の手引き（第1.2版）を",
        "利用の手引き第1.1.5版を",
        "利用の手引き（第11.1版）を",
        "別の手引き（第1.1版）を",
        "利用の手引き（第1.2版）と別の手引き（第1.1版）を",
        "利用の手引きを読みます。第1.1版の申請書も",
        "管理基準（第14版）の13の項目を",
    ],
)
def test_edition_in_force_and_other_numbers_are_fine(rule: str, tmp_path: Path) -> None:
    assert codes(tmp_path, written(rule)) == []


def test_superseded_edition_is_told_with_its_line_and_the_current_one(tmp_path: Path) -> None:
    [problem] = problems(tmp_path, written(note="利用の手引き第1.0版による。"))
    assert problem.place.line == line_of(tmp_path / "a/one.md", "第1.0版")
    assert "1.2" in problem.remedy


def test_superseded_edition_in_a_reason_is_refused(tmp_path: Path) -> None:
    text = written(no_sources="利用の手引き第1.0版によるため")
    [problem] = problems(tmp_path, text)
    assert problem.code == "superseded-edition"
    assert problem.place.line == line_of(tmp_path / "a/one.md", "no_sources")


# Law that is not in force yet

SAYS_SO = "情報保護法は、2026年7月に公布された法律（令和8年法律第56号）により改正されます。"


def test_future_law_in_a_rule_is_refused(tmp_path: Path) -> None:
    rule = SAYS_SO + "まだ施行されていません。"
    assert codes(tmp_path, written(rule)) == ["future-law"]


def test_commentary_may_say_what_is_to_come(tmp_path: Path) -> None:
    note = SAYS_SO + "2026年11月の時点では施行されていません。"
    assert codes(tmp_path, written(note=note)) == []


@pytest.mark.parametrize(
    "note",
    [
        "改正情報保護法により届け出ます。",
        "令和8年法律第56号により届け出ます。まだ施行されていません。",
        SAYS_SO,
        SAYS_SO + "既に施行されています。",
        "改正情報保護法が施行されています。前の法律は、まだ施行されていません。",
        SAYS_SO + "改正情報保護法により届け出ます。まだ施行されていません。",
    ],
)
def test_commentary_that_takes_future_law_for_present_is_refused(note: str, tmp_path: Path) -> None:
    assert codes(tmp_path, written(note=note)) == ["future-law"]


# Articles of the other sector

PRIVATE = 'organization.law == "private"'
PUBLIC = 'organization.law == "public"'


@pytest.mark.parametrize("source", ["privacy 27", "privacy 69", "privacy 27-2"])
def test_source_that_binds_one_sector_needs_a_condition(source: str, tmp_path: Path) -> None:
    assert codes(tmp_path, written(sources=f"[{source}]")) == ["other-sector-source"]


@pytest.mark.parametrize(
    ("source", "when", "expected"),
    [
        ("privacy 27", PRIVATE, []),
        ("privacy 69", PUBLIC, []),
        ("privacy 27", PUBLIC, ["other-sector-source"]),
        ("privacy 69", PRIVATE, ["other-sector-source"]),
        ("privacy 69", f'{PUBLIC} or choices.agents == "approval"', ["other-sector-source"]),
        ("privacy 69", 'organization.kind == "municipality"', ["other-sector-source"]),
    ],
)
def test_source_is_held_against_the_condition(
    source: str, when: str, expected: list[str], tmp_path: Path
) -> None:
    assert codes(tmp_path, written(sources=f"[{source}]", when=when)) == expected


@pytest.mark.parametrize("source", ["privacy 2", "privacy", "medical 27"])
def test_source_that_binds_both_sectors_is_fine(source: str, tmp_path: Path) -> None:
    assert codes(tmp_path, written(sources=f"[{source}]")) == []


BRANCHED = (
    '{% if organization.law == "private" %}情報保護法第25条{% else %}情報保護法第66条{% endif %}'
)


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("情報保護法第27条によります。", ["other-sector-article"]),
        ("情報保護法による。詳しくは、同法第69条による。", ["other-sector-article"]),
        ("情報保護法第2条及び第27条による。", ["other-sector-article"]),
        ("情報の保護に関する法律第２７条の２による。", ["other-sector-article"]),
        (BRANCHED + "による。", []),
        (
            f'{{% if choices.agents == "approval" %}}{BRANCHED}{{% endif %}}による。',
            [],
        ),
        (
            BRANCHED.replace("25", "70") + "による。",
            ["other-sector-article"],
        ),
        (
            '{% if choices.agents == "approval" %}情報保護法第27条{% endif %}による。',
            ["other-sector-article"],
        ),
        ("情報保護法第2条による。", []),
        ("情報保護法のほか、医療法第27条による。", []),
        ("情報保護法のほか、就業規則第27条による。", []),
        ("医療法人の情報保護法第27条による。", ["other-sector-article"]),
        ("第27条による。", []),
    ],
)
def test_article_in_a_text_is_shown_to_its_sector_only(
    note: str, expected: list[str], tmp_path: Path
) -> None:
    assert codes(tmp_path, written(note=note)) == expected


def test_article_in_a_text_is_held_against_the_condition(tmp_path: Path) -> None:
    assert codes(tmp_path, written(note="情報保護法第27条による。", when=PRIVATE)) == []


def test_article_without_a_name_belongs_to_the_only_law_of_the_sources(tmp_path: Path) -> None:
    rule = "| 事項 | 情報保護法 |\n|---|---|\n| 目的 | 第69条 |\n\n"
    assert codes(tmp_path, written(rule, sources="[privacy]")) == ["other-sector-article"]
    shutil.rmtree(tmp_path / "a")
    text = written("第69条により", sources="[privacy 61, doc]", when=PRIVATE)
    assert codes(tmp_path, text) == ["other-sector-source", "other-sector-article"]


# Penalties


@pytest.mark.parametrize("word", ["懲役", "禁錮"])
def test_penalty_of_the_past_is_refused_wherever_it_stands(word: str, tmp_path: Path) -> None:
    hidden = f'{{% if choices.agents == "approval" %}}1年以下の{word}{{% endif %}}'
    assert codes(tmp_path / "text", written(note=f"{hidden}となる。")) == ["old-penalty"]
    assert codes(tmp_path / "title", written(title=f"{word}について")) == ["old-penalty"]
    assert codes(tmp_path / "new", written(note="1年以下の拘禁刑となる。")) == []


def test_penalty_of_the_past_in_a_framework_is_refused(tmp_path: Path) -> None:
    write_library(tmp_path, {"a/one": written()})
    framework = (
        "id: fw\nname: 枠組み\npublisher: 例会\nstatus: current\nauthority: guidance\n"
        "checked_on: 2026-11-01\nrequirements:\n"
        "  - {id: R-1, text: 定める, evidence: text}\n"
        "  - {id: R-2, text: 懲役の定めを示す, evidence: text}\n"
    )
    (tmp_path / "frameworks").mkdir()
    (tmp_path / "frameworks/fw.yaml").write_text(framework, encoding="utf-8")
    [problem] = check_library(load_library(tmp_path), load_frameworks(tmp_path))
    assert (problem.code, problem.place.line) == ("old-penalty", 9)


def test_document_templates_name_no_penalty_of_the_past() -> None:
    texts = [path.read_text(encoding="utf-8") for path in bundled("templates").glob("*.j2")]
    assert texts
    assert not any(OLD_PENALTIES.search(text) for text in texts)


# Products


@pytest.mark.parametrize(
    ("rule", "note", "is_refused"),
    [
        ("ChatGPTを", "解説。", True),
        ("ChatGPTなどの生成AIを", "解説。", True),
        ("stable diffusionを", "解説。", False),
        ("", "Stable Diffusionで描く。", True),
        ("", "ChatGPTなどの生成AIで試す。", False),
        ("", "ChatGPT、Geminiなどの生成AIで試す。", False),
        ("", "「ChatGPT」や「Gemini」などの生成AIで試す。", False),
        ("", "ChatGPTで試す。翻訳などもできる。", True),
        ("", "ChatGPTなどの生成AIのうち、Geminiで試す。", True),
        ("", "生成AIとは、ChatGPTなどをいう。", True),
        ("", "ChatGPT等（以下「生成AI」といいます。）を使う。", True),
    ],
)
def test_product_is_named_only_as_one_example_of_several(
    rule: str, note: str, is_refused: bool, tmp_path: Path
) -> None:
    assert codes(tmp_path, written(rule, note)) == (["product-named"] if is_refused else [])


# The shipped library: a fault put into it is found

FAULTS = [
    (
        "business/finance.md",
        "「AIディスカッションペーパー」（第1.1版）",
        "「AIディスカッションペーパー」（第1.0版）",
        "superseded-edition",
    ),
    ("review/review.md", "施行されていないため", "従うこととなるため", "future-law"),
    (
        "roles/contractors.consent.md",
        "個人情報保護法第66条第2項",
        "個人情報保護法第25条",
        "other-sector-article",
    ),
    ("input/personal-data-law.public.md", "appi 69", "appi 27", "other-sector-source"),
    ("medical/patient-information.md", "拘禁刑", "懲役", "old-penalty"),
    ("structure/words.md", "文章、画像、音声", "ChatGPT、画像、音声", "product-named"),
]


def test_faults_put_into_the_shipped_library_are_found(tmp_path: Path) -> None:
    folder = tmp_path / "clauses"
    shutil.copytree(bundled("clauses"), folder)
    shutil.rmtree(folder / "presets")
    for file, old, new, _ in FAULTS:
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new), encoding="utf-8")
    found = {(p.code, p.place.file) for p in check_library(load_library(folder), ())}
    assert {(code, str(folder / file)) for file, _, _, code in FAULTS} <= found
