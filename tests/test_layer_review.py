"""What a check tells about layers, and what a build records in the own one."""

from __future__ import annotations

from pathlib import Path

from guideline.generate import Result, generate
from guideline.layer_review import layers_of, notices_of_layers, unexplained
from guideline.layers.lock import read_lock
from guideline.source import read_yaml
from guideline.upgrading import prepare, recorded, write
from tests.helpers import TEMPLATE, run
from tests.helpers import write as write_text
from tests.layered import head, layer_yaml, set_up, text_of

FULL = "    reason: x\n    owner: 総務課\n    date: 2026-04-01\n"
SHIPPED = "生成AI利用ガイドライン 標準条項集"


def made(profile: Path) -> Result:
    template = write_text(profile.parent / "small.md.j2", TEMPLATE)
    return generate(profile, library=profile.parent / "library", template=str(template))


def messages(profile: Path) -> list[str]:
    return [notice.message for notice in notices_of_layers(made(profile))]


def on_shipped(root: Path, operations: str, version: str = "0.2.0", more: str = "") -> Path:
    """A profile with a layer on the shipped library."""
    said = f"name: 市\nowner: 総務課\nbase: {{library: {SHIPPED}, version: '{version}'}}\n"
    write_text(root / "layer" / "layer.yaml", f"{said}operations:\n{operations}")
    return write_text(root / "profile.yaml", f"layers: [layer]\n{more}")


REMOVAL = "  - remove: input/articles\n    reason: 別の規程で定める\n    date: 2026-04-01\n"


def test_layers_are_told_lowest_first_with_what_they_stand_on(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "ken/layer.yaml": head("県", "owner: 県デジタル課\n"),
        "layer/layer.yaml": layer_yaml(f"  - remove: b/three\n{FULL}", "市"),
    }
    found = layers_of(made(set_up(tmp_path, files, "layers: [ken, layer]\n")))
    assert [(i.name, i.owner, i.version, i.operations) for i in found] == [
        ("県", "県デジタル課", "1", 0),
        ("市", "", "1", 1),
    ]


def test_operation_without_reason_owner_and_date_is_open(tmp_path: Path) -> None:
    operations = f"  - amend: a/one\n  - remove: b/three\n{FULL}"
    files: dict[str, str | bytes] = {
        "layer/layer.yaml": layer_yaml(operations),
        "layer/clauses/a/one.md": text_of("a/one", "一を守ってください。"),
    }
    profile = set_up(tmp_path, files)
    told = [m for m in messages(profile) if m.startswith("操作")]
    assert told == [
        "操作「amend a/one」に、理由（reason）と担当（owner）と日付（date）がありません。"
    ]
    (notice,) = unexplained(made(profile))
    assert (Path(notice.place.file).name, notice.place.line) == ("layer.yaml", 6)


def test_reasons_of_a_layer_of_others_do_not_hold_up_the_final_text(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "ken/layer.yaml": layer_yaml("  - amend: a/one\n", "県"),
        "ken/clauses/a/one.md": text_of("a/one", "一を守ってください。"),
    }
    set_up(tmp_path, files)
    city = write_text(tmp_path / "city" / "profile.yaml", "layers: [../ken]\n")
    template = write_text(tmp_path / "small.md.j2", TEMPLATE)
    result = generate(city, library=tmp_path / "library", template=str(template))
    assert unexplained(result) == []
    assert any("amend a/one" in notice.message for notice in notices_of_layers(result))


def test_missing_record_is_told_with_the_command_that_makes_it(tmp_path: Path) -> None:
    profile = on_shipped(tmp_path, REMOVAL)
    (notice,) = notices_of_layers(generate(profile))
    assert f"guideline upgrade {profile} --to 0.2.0" in notice.message
    write(prepare(profile, "0.2.0"))
    assert notices_of_layers(generate(profile)) == []


def test_record_of_another_layer_is_told(tmp_path: Path) -> None:
    profile = on_shipped(tmp_path, REMOVAL)
    write(prepare(profile, "0.2.0"))
    path = tmp_path / "layer" / "guideline.lock"
    text = path.read_text(encoding="utf-8").replace("remove input/articles", "remove input/files")
    path.write_text(text, encoding="utf-8")
    missing, others = [notice.message for notice in notices_of_layers(generate(profile))]
    assert "「remove input/articles」の元の文が、記録" in missing
    assert "この層にない操作があります：remove input/files" in others


def test_library_that_changed_under_its_version_is_told(tmp_path: Path) -> None:
    profile = on_shipped(tmp_path, REMOVAL)
    write(prepare(profile, "0.2.0"))
    path = tmp_path / "layer" / "guideline.lock"
    digest = read_lock(read_yaml(path)).hash
    path.write_text(path.read_text(encoding="utf-8").replace(digest, "0" * 64), encoding="utf-8")
    (notice,) = notices_of_layers(generate(profile))
    assert "0.2.0 の文が、層「市」の記録と違います" in notice.message


def test_newer_library_is_told_with_the_command_that_takes_it(tmp_path: Path) -> None:
    profile = on_shipped(tmp_path, " []\n", "0.1.0")
    (notice,) = notices_of_layers(generate(profile))
    assert "0.1.0 の上にあります。最新は 0.2.0" in notice.message
    assert notice.message.endswith(f"guideline upgrade {profile}")


def test_clause_of_a_layer_passes_the_gate_of_the_library(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "layer/layer.yaml": layer_yaml(f"  - add: a/new\n    after: a/one\n{FULL}"),
        "layer/clauses/a/new.md": text_of("a/new", conflicts="[a/nowhere]"),
    }
    told = messages(set_up(tmp_path, files))
    assert any("「a/nowhere」はありません" in message for message in told)


# What a build records


def test_build_records_the_choices_once(tmp_path: Path) -> None:
    profile = on_shipped(tmp_path, REMOVAL)
    write(prepare(profile, "0.2.0"))
    lock = tmp_path / "layer" / "guideline.lock"
    first = lock.read_bytes()
    assert recorded(profile, generate(profile)) == []
    on_shipped(tmp_path, REMOVAL, more="choices: {agents: approval}\n")
    assert run("build", profile, "-o", tmp_path / "out.md", cwd=tmp_path).returncode == 0
    changed = lock.read_bytes()
    assert changed == first.replace(b"choices.agents: prohibited", b"choices.agents: approval")
    assert changed != first


def test_build_that_fails_records_nothing(tmp_path: Path) -> None:
    profile = on_shipped(tmp_path, REMOVAL)
    write(prepare(profile, "0.2.0"))
    lock = tmp_path / "layer" / "guideline.lock"
    before = lock.read_bytes()
    on_shipped(tmp_path, REMOVAL, more="choices: {agents: approval}\n")
    assert run("build", profile, "--final", "-o", "out.md", cwd=tmp_path).returncode == 1
    assert run("build", profile, "-o", "none/out.md", cwd=tmp_path).returncode == 2
    assert lock.read_bytes() == before


def test_final_text_waits_for_the_reason_of_a_change(tmp_path: Path) -> None:
    example = Path(__file__).parent.parent / "examples" / "city" / "profile.yaml"
    profile = on_shipped(tmp_path, REMOVAL.replace("    reason: 別の規程で定める\n", ""))
    profile.write_text(example.read_text(encoding="utf-8") + "layers: [layer]\n", encoding="utf-8")
    removal = run("build", profile, "--final", "-o", "out.md", cwd=tmp_path)
    assert removal.returncode == 1
    layer = tmp_path / "layer" / "layer.yaml"
    assert not (tmp_path / "out.md").exists()
    layer.write_text(
        layer.read_text(encoding="utf-8") + "    reason: 別の規程で定める\n", encoding="utf-8"
    )
    assert run("build", profile, "--final", "-o", "out.md", cwd=tmp_path).returncode == 0
    assert (tmp_path / "out.md").exists()


def test_check_tells_layers_to_programs_too(tmp_path: Path) -> None:
    profile = on_shipped(tmp_path, REMOVAL)
    told = run("check", profile, "--json", cwd=tmp_path).stdout
    assert '"library_version": "0.2.0"' in told
    assert '"layer_notices"' in told
