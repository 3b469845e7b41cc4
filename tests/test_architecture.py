"""The picture of the package: imports go down its layers, sideways along an arrow, never up."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "guideline"

# Top to bottom. A module may import the modules of the layers below it.
LAYERS: dict[str, set[str]] = {
    "edge": {"__main__", "call", "cli", "cli_diff", "cli_layers", "ineffective", "usage"},
    "report": {
        "accessibility",
        "branches",
        "circular",
        "clause_names",
        "comparison_files",
        "comparison_passages",
        "comparison_presets",
        "comparison_table",
        "reasons",
        "seal",
        "citations",
        "comparison_json",
        "comparison_text",
        "comparison_words",
        "coverage",
        "coverage_files",
        "coverage_text",
        "deviation_words",
        "explain",
        "layer_review",
        "pending",
        "releases",
        "schema",
        "soundness",
        "upgrade_files",
        "upgrade_json",
        "upgrade_report",
        "upgrade_text",
        "upgrade_words",
    },
    "line": {
        "customizing",
        "deviations",
        "generate",
        "output",
        "profile_at",
        "upgrading",
        "versions",
    },
    "readers": {
        "readers.from_git",
        "readers.from_json",
        "readers.from_markdown",
        "readers.from_word",
        "readers.loose_markup",
        "readers.mentions",
    },
    "comparison": {
        "compare",
        "flatten",
        "formats",
        "matching",
        "meaning",
        "moved",
        "points",
        "standings",
        "substance",
        "table_matching",
    },
    "write": {
        "writers.to_docx",
        "writers.to_html",
        "writers.to_json",
        "writers.to_markdown",
        "writers.table_to_docx",
        "writers.table_to_html",
        "writers.table_to_markdown",
        "writers.to_redline",
        "writers.word.style_document",
    },
    "part": {
        "writers.word.body",
        "writers.word.gate",
        "writers.word.house",
        "writers.word.manifest",
        "writers.word.numbering",
        "writers.word.page",
        "writers.word.pagination",
        "writers.word.properties",
        "writers.word.redline",
        "writers.word.styles",
        "writers.word.two_columns",
    },
    "word": {
        "writers.word.approval_box",
        "writers.word.element_order",
        "writers.word.comments",
        "writers.word.contents",
        "writers.word.designs",
        "writers.word.fields",
        "writers.word.footnotes",
        "writers.word.form_fields",
        "writers.word.inlines",
        "writers.word.measures",
        "writers.word.parts",
        "writers.word.tables",
        "writers.word.text",
        "writers.word.tracked",
        "writers.word.turned",
        "writers.word.voices",
    },
    "found": {
        "readers.word.blocks",
        "readers.word.counting",
        "readers.word.foreign",
        "readers.word.notes",
        "readers.word.ours",
        "readers.word.tree",
    },
    "flow": {
        "readers.word.flow",
        "readers.word.recognition",
        "readers.word.manifest",
        "readers.word.parts",
        "readers.word.styles",
        "readers.word.text",
    },
    "compose": {
        "appendix",
        "forms",
        "lone_items",
        "assemble",
        "cite",
        "compose",
        "entries",
        "grounds",
        "markup",
        "number",
        "outline",
        "provenance",
        "references",
        "register",
        "render",
        "ruby",
        "undecided",
        "vocabulary",
        "words",
    },
    "amend": {
        "amend.amendment",
        "amend.articles",
        "amend.to_document",
        "amend.law",
        "amend.lines",
        "amend.moves",
        "amend.new_lines",
        "amend.quotes",
        "amend.reading",
        "amend.sentences",
        "amend.text",
        "amend.throughout",
        "amend.words",
        "amend.provisions",
    },
    "decide": {"requirements", "resolve"},
    "layers": {
        "layers.apply",
        "layers.backup",
        "layers.case",
        "layers.decisions",
        "layers.edit",
        "layers.load",
        "layers.lock",
        "layers.plan",
        "layers.rebase",
        "layers.rebase_clauses",
        "layers.rebase_places",
        "layers.rebase_values",
        "layers.stack",
        "layers.state",
        "layers.templates",
        "layers.values",
    },
    "load": {"clause_file", "library", "profile", "consistency", "template"},
    "meaning": {"facts", "condition"},
    "fields": {"layers.clause_text", "layers.divide", "layers.merge", "layers.side_by_side"},
    "read": {
        "filling",
        "house_style",
        "mistakes",
        "source",
        "templating",
        "word_package",
        "yaml_edit",
        "yaml_text",
    },
    "texts": {
        "alignment",
        "endings",
        "function_words",
        "kept",
        "likeness",
        "marking",
        "names",
        "segments",
        "subsequence",
    },
    "model": {
        "document",
        "model.change",
        "model.clause",
        "model.comparison_table",
        "model.condition",
        "model.coverage",
        "model.facts",
        "model.fields",
        "model.layer",
        "model.lineage",
        "model.profile",
        "model.reading",
        "model.resolution",
        "model.template",
        "model.upgrade",
        "model.validation",
        "model.version",
    },
    "base": {"bundled", "columns", "errors"},
}

# Imports inside a layer.
ARROWS: set[tuple[str, str]] = {
    ("__main__", "cli"),
    ("cli", "usage"),
    ("circular", "comparison_words"),
    ("comparison_files", "circular"),
    ("comparison_files", "comparison_presets"),
    ("comparison_files", "comparison_table"),
    ("comparison_files", "comparison_json"),
    ("comparison_files", "seal"),
    ("coverage_files", "seal"),
    ("cli", "call"),
    ("cli", "cli_diff"),
    ("cli_diff", "call"),
    ("cli_diff", "ineffective"),
    ("cli_diff", "usage"),
    ("cli", "ineffective"),
    ("clause_names", "comparison_words"),
    ("comparison_text", "comparison_words"),
    ("compare", "flatten"),
    ("compare", "formats"),
    ("compare", "matching"),
    ("formats", "flatten"),
    ("compare", "table_matching"),
    ("table_matching", "flatten"),
    ("meaning", "points"),
    ("meaning", "standings"),
    ("meaning", "substance"),
    ("points", "compare"),
    ("points", "substance"),
    ("compare", "moved"),
    ("model.change", "document"),
    ("model.change", "model.clause"),
    ("model.change", "model.version"),
    ("writers.to_redline", "writers.to_docx"),
    ("writers.word.tracked", "writers.word.fields"),
    ("writers.word.tracked", "writers.word.text"),
    ("coverage_files", "coverage"),
    ("coverage_text", "coverage"),
    ("schema", "comparison_json"),
    ("schema", "coverage"),
    ("schema", "upgrade_json"),
    ("schema", "upgrade_words"),
    ("upgrade_words", "comparison_words"),
    ("upgrade_files", "seal"),
    ("upgrade_files", "upgrade_json"),
    ("upgrade_files", "upgrade_report"),
    ("upgrade_files", "upgrade_words"),
    ("upgrade_json", "comparison_json"),
    ("upgrade_json", "upgrade_words"),
    ("upgrade_report", "circular"),
    ("upgrade_report", "comparison_words"),
    ("upgrade_report", "upgrade_words"),
    ("upgrade_text", "comparison_text"),
    ("upgrade_text", "comparison_words"),
    ("upgrade_text", "upgrade_words"),
    ("layers.side_by_side", "layers.clause_text"),
    ("citations", "branches"),
    ("soundness", "branches"),
    ("soundness", "citations"),
    ("soundness", "coverage"),
    ("soundness", "releases"),
    ("readers.from_markdown", "readers.loose_markup"),
    ("readers.from_markdown", "readers.mentions"),
    ("writers.word.body", "writers.word.numbering"),
    ("writers.word.body", "writers.word.page"),
    ("writers.word.styles", "writers.word.numbering"),
    ("comparison_table", "comparison_passages"),
    ("comparison_table", "comparison_presets"),
    ("writers.table_to_html", "writers.to_html"),
    ("writers.table_to_markdown", "writers.to_markdown"),
    ("writers.word.house", "writers.word.page"),
    ("writers.word.house", "writers.word.styles"),
    ("writers.word.contents", "writers.word.fields"),
    ("writers.word.contents", "writers.word.text"),
    ("writers.word.pagination", "writers.word.numbering"),
    ("writers.word.pagination", "writers.word.page"),
    ("writers.word.parts", "writers.word.text"),
    ("writers.word.tables", "writers.word.text"),
    ("writers.word.approval_box", "writers.word.text"),
    ("writers.word.tables", "writers.word.inlines"),
    ("writers.word.tables", "writers.word.measures"),
    ("writers.word.turned", "writers.word.tables"),
    ("writers.word.inlines", "writers.word.fields"),
    ("writers.word.inlines", "writers.word.measures"),
    ("writers.word.inlines", "writers.word.form_fields"),
    ("writers.word.form_fields", "writers.word.text"),
    ("writers.word.inlines", "writers.word.text"),
    ("writers.word.comments", "writers.word.text"),
    ("writers.word.fields", "writers.word.text"),
    ("writers.word.footnotes", "writers.word.text"),
    ("appendix", "number"),
    ("compose", "appendix"),
    ("compose", "forms"),
    ("compose", "lone_items"),
    ("compose", "register"),
    ("forms", "number"),
    ("forms", "outline"),
    ("readers.word.foreign", "readers.word.blocks"),
    ("readers.word.foreign", "readers.word.counting"),
    ("readers.word.foreign", "readers.word.notes"),
    ("readers.word.foreign", "readers.word.tree"),
    ("readers.word.tree", "readers.word.blocks"),
    ("readers.word.tree", "readers.word.notes"),
    ("readers.word.tree", "readers.word.ours"),
    ("readers.word.flow", "readers.word.parts"),
    ("readers.word.flow", "readers.word.styles"),
    ("readers.word.flow", "readers.word.text"),
    ("readers.word.manifest", "readers.word.parts"),
    ("readers.word.styles", "readers.word.parts"),
    ("readers.word.text", "readers.word.parts"),
    ("readers.word.text", "readers.word.styles"),
    ("compose", "assemble"),
    ("compose", "entries"),
    ("compose", "grounds"),
    ("compose", "markup"),
    ("compose", "number"),
    ("compose", "outline"),
    ("compose", "provenance"),
    ("provenance", "render"),
    ("provenance", "words"),
    ("compose", "references"),
    ("compose", "render"),
    ("compose", "ruby"),
    ("compose", "undecided"),
    ("compose", "vocabulary"),
    ("compose", "words"),
    ("assemble", "grounds"),
    ("assemble", "outline"),
    ("assemble", "register"),
    ("cite", "words"),
    ("grounds", "cite"),
    ("references", "render"),
    ("outline", "markup"),
    ("render", "markup"),
    ("render", "vocabulary"),
    ("render", "words"),
    ("kept", "alignment"),
    ("kept", "segments"),
    ("kept", "subsequence"),
    ("marking", "function_words"),
    ("marking", "segments"),
    ("segments", "function_words"),
    ("segments", "names"),
    ("marking", "kept"),
    ("alignment", "likeness"),
    ("alignment", "subsequence"),
    ("amend.amendment", "amend.articles"),
    ("amend.amendment", "amend.law"),
    ("amend.amendment", "amend.lines"),
    ("amend.amendment", "amend.moves"),
    ("amend.amendment", "amend.reading"),
    ("amend.amendment", "amend.sentences"),
    ("amend.amendment", "amend.text"),
    ("amend.amendment", "amend.provisions"),
    ("amend.amendment", "amend.quotes"),
    ("amend.amendment", "amend.throughout"),
    ("amend.articles", "amend.lines"),
    ("amend.articles", "amend.moves"),
    ("amend.articles", "amend.quotes"),
    ("amend.articles", "amend.sentences"),
    ("amend.articles", "amend.text"),
    ("amend.articles", "amend.throughout"),
    ("amend.articles", "amend.provisions"),
    ("amend.to_document", "amend.text"),
    ("amend.to_document", "amend.provisions"),
    ("amend.law", "amend.provisions"),
    ("amend.lines", "amend.text"),
    ("amend.lines", "amend.provisions"),
    ("amend.moves", "amend.provisions"),
    ("amend.new_lines", "amend.law"),
    ("amend.new_lines", "amend.text"),
    ("amend.new_lines", "amend.provisions"),
    ("amend.quotes", "amend.words"),
    ("amend.reading", "amend.law"),
    ("amend.reading", "amend.new_lines"),
    ("amend.reading", "amend.text"),
    ("amend.reading", "amend.provisions"),
    ("amend.sentences", "amend.quotes"),
    ("amend.sentences", "amend.text"),
    ("amend.sentences", "amend.provisions"),
    ("amend.text", "amend.provisions"),
    ("amend.throughout", "amend.provisions"),
    ("amend.throughout", "amend.quotes"),
    ("amend.throughout", "amend.words"),
    ("source", "mistakes"),
    ("templating", "filling"),
    ("house_style", "word_package"),
    ("vocabulary", "words"),
    ("profile", "consistency"),
    ("library", "clause_file"),
    ("layer_review", "pending"),
    ("layer_review", "soundness"),
    ("layers.apply", "layers.state"),
    ("cli", "cli_layers"),
    ("cli_layers", "call"),
    ("cli_layers", "ineffective"),
    ("cli_layers", "usage"),
    ("customizing", "generate"),
    ("versions", "generate"),
    ("versions", "profile_at"),
    ("deviations", "generate"),
    ("deviations", "profile_at"),
    ("deviation_words", "comparison_words"),
    ("comparison_files", "deviation_words"),
    ("customizing", "output"),
    ("upgrading", "generate"),
    ("upgrading", "output"),
    ("layers.plan", "layers.stack"),
    ("layers.plan", "layers.apply"),
    ("layers.plan", "layers.edit"),
    ("layers.plan", "layers.lock"),
    ("layers.plan", "layers.rebase"),
    ("layers.plan", "layers.state"),
    ("layers.plan", "layers.case"),
    ("layers.rebase", "layers.case"),
    ("layers.rebase", "layers.rebase_clauses"),
    ("layers.rebase", "layers.rebase_places"),
    ("layers.rebase", "layers.rebase_values"),
    ("layers.case", "layers.state"),
    ("layers.rebase_clauses", "layers.apply"),
    ("layers.rebase_clauses", "layers.case"),
    ("layers.rebase_clauses", "layers.rebase_places"),
    ("layers.rebase_places", "layers.apply"),
    ("layers.rebase_places", "layers.case"),
    ("layers.rebase_values", "layers.apply"),
    ("layers.rebase_values", "layers.case"),
    ("layers.divide", "layers.clause_text"),
    ("layers.divide", "layers.merge"),
    ("yaml_edit", "source"),
    ("yaml_edit", "yaml_text"),
    ("model.lineage", "model.clause"),
    ("model.lineage", "model.fields"),
    ("model.upgrade", "model.clause"),
    ("model.upgrade", "model.fields"),
    ("model.upgrade", "model.layer"),
    ("layers.load", "layers.lock"),
    ("layers.stack", "layers.load"),
    ("layers.templates", "layers.load"),
    ("layers.clause_text", "layers.merge"),
    ("model.layer", "model.clause"),
    ("model.layer", "model.fields"),
    ("requirements", "resolve"),
    ("model.coverage", "model.clause"),
    ("model.coverage", "model.resolution"),
    ("model.clause", "model.condition"),
    ("model.clause", "model.fields"),
    ("model.profile", "document"),
    ("model.profile", "model.fields"),
    ("model.profile", "model.reading"),
    ("model.reading", "model.fields"),
    ("model.template", "document"),
    ("model.template", "model.fields"),
    ("model.comparison_table", "document"),
    ("model.version", "document"),
    ("model.version", "model.coverage"),
    ("model.version", "model.resolution"),
    ("model.facts", "model.condition"),
    ("model.resolution", "model.clause"),
    ("model.resolution", "model.facts"),
    ("model.resolution", "model.profile"),
    ("bundled", "errors"),
}

# Writers see the tree, not the clauses. Only the Word writer has modules of its own below it.
SEEN_BY_WRITERS = {"document", "errors", "model.comparison_table"}
WORD = "writers.word."
WRITERS_OF_CHANGES = {"writers.to_redline", "writers.word.redline", "writers.word.tracked"}
SEEN_BY_WRITERS_OF_CHANGES = {
    "alignment",
    "marking",
    "model.change",
    "names",
    "segments",
    "writers.to_docx",
}

# Each outside library has one home.
HOMES: dict[str, set[str]] = {
    "budoux": {"segments"},
    "yaml": {"mistakes", "source", "yaml_edit", "yaml_text"},
    "pydantic": {
        "model.clause",
        "model.fields",
        "model.layer",
        "model.lineage",
        "model.profile",
        "model.reading",
        "model.template",
        "model.upgrade",
        "model.validation",
    },
    "pydantic_core": {"model.fields", "model.reading", "model.validation"},
    "jinja2": {"filling", "templating"},
    "markdown_it": {"markup", "outline", "readers.loose_markup"},
    "mdit_py_plugins": {"markup"},
    "docx": {"writers.word.style_document"},
    "lxml": {
        "accessibility",
        "house_style",
        "readers.word.flow",
        "readers.word.manifest",
        "readers.word.parts",
        "readers.word.styles",
        "readers.word.text",
        "word_package",
        "writers.word.house",
        "writers.word.style_document",
    },
    "click": {"call", "cli", "cli_diff", "cli_layers", "usage"},
}

# Between reading and writing nothing asks the clock, the environment or the disk. The library's
# loader walks its folder; everything else there gets values and gives values.
PURE_LAYERS = (
    "amend",
    "comparison",
    "texts",
    "compose",
    "decide",
    "layers",
    "load",
    "fields",
    "meaning",
    "model",
)
READS_FOLDERS = {
    "clause_file",
    "layers.load",
    "layers.stack",
    "layers.templates",
    "library",
    "profile",
    "template",
}
IMPURE_IMPORTS = {"os", "pathlib", "random", "socket", "subprocess", "sys", "tempfile", "time"}


def modules() -> dict[str, Path]:
    """Every module with code, by its dotted name within the package."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.name != "__init__.py" and "_bundled" not in path.parts:
            name = ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
            found[name] = path
    return found


def imports_of(path: Path) -> set[str]:
    """Full names of everything the module imports, also inside functions."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def package_imports(path: Path) -> set[str]:
    """Names, within the package, of the package's modules that the module imports."""
    inside = {name.removeprefix("guideline.") for name in imports_of(path)}
    return inside & set(modules())


def layer_of(module: str) -> int:
    return next(n for n, names in enumerate(LAYERS.values()) if module in names)


def test_every_module_has_its_place_in_the_picture() -> None:
    assert set().union(*LAYERS.values()) == set(modules())


@pytest.mark.parametrize("module", sorted(modules()))
def test_imports_go_down_or_along_an_arrow(module: str) -> None:
    for other in package_imports(modules()[module]):
        goes_down = layer_of(other) > layer_of(module)
        assert goes_down or (module, other) in ARROWS, f"{module} must not import {other}"


def test_every_arrow_is_used() -> None:
    used = {(m, o) for m, path in modules().items() for o in package_imports(path)}
    assert used >= ARROWS


@pytest.mark.parametrize("module", sorted(m for m in modules() if m.startswith("writers.")))
def test_writers_see_the_tree_and_nothing_else(module: str) -> None:
    seen = package_imports(modules()[module]) - SEEN_BY_WRITERS
    if module.endswith(("to_docx", "to_redline")) or module.startswith(WORD):
        seen = {name for name in seen if not name.startswith(WORD)}
    if module in WRITERS_OF_CHANGES:
        seen -= SEEN_BY_WRITERS_OF_CHANGES
    # A table of changes is put into the page that a guideline is put into.
    seen -= {other for one, other in ARROWS if one == module}
    assert seen == set()


def test_amendments_are_proved_by_a_reader_that_shares_no_code_with_their_author() -> None:
    reader = {"amend.reading", "amend.law", "amend.new_lines"}
    seen = set().union(*(package_imports(modules()[module]) for module in reader))
    assert seen - reader == {"amend.text", "amend.provisions"}


@pytest.mark.parametrize("module", sorted(modules()))
def test_each_outside_library_has_one_home(module: str) -> None:
    for name in imports_of(modules()[module]):
        library = name.split(".")[0]
        assert module in HOMES.get(library, {module}), f"{library} is at home elsewhere"


@pytest.mark.parametrize(
    "module", sorted(set().union(*(LAYERS[layer] for layer in PURE_LAYERS)) - READS_FOLDERS)
)
def test_the_middle_is_pure(module: str) -> None:
    assert not imports_of(modules()[module]) & IMPURE_IMPORTS


def test_the_documented_picture_is_the_same() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    (picture,) = re.findall(r"```picture\n(.*?)```", text, re.DOTALL)
    drawn: dict[str, set[str]] = {}
    for line in picture.splitlines():
        layer, _, rest = line.partition(" ")
        drawn[layer] = set(re.findall(r"[a-z_.]+", rest.replace("->", " ")))
    assert drawn == LAYERS
    arrows = {
        (one, other)
        for line in picture.splitlines()
        for one, others in re.findall(r"([a-z_.]+) -> ((?:[a-z_.]+(?:, )?)+)", line)
        for other in others.split(", ")
    }
    assert arrows == ARROWS


def test_every_module_is_explained() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    explained = set(re.findall(r"^\| `([a-z_.]+)` \|", text, re.MULTILINE))
    assert explained == set(modules())
