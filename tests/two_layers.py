"""A tiny library with the layers of a prefecture and a city on it, for tests of what layers do."""

from __future__ import annotations

from pathlib import Path

from tests.helpers import TEMPLATE, clause, write, write_library

PROFILE = """\
organization:
  name: 青波市
  kind: municipality
layers: [../pref, layer]
"""

PREF = """\
name: 北海県
owner: 県庁
base: {library: 試験の条項集, version: "1"}
operations:
  - amend: a/one
    reason: 県の考え
    date: 2026-04-01
  - remove: a/two
    reason: 県が別に定める
  - default: document.record_years
    value: 3
    reason: 県にそろえる
  - default: document.version
    value: "9.9"
"""

CITY = """\
name: 青波市
owner: 市役所
base: {library: 試験の条項集, version: "1"}
above: [北海県]
operations:
  - amend: a/one
    reason: 市の考え
    date: 2026-10-01
  - add: a/own
    after: a/one
    reason: 市の事業
    owner: 広報課
  - move: a/last
    before: a/one
    reason: 初めに読む
"""

ONE = "一つ目の文です。\n\n{}\n\n- 項目の一\n- {}\n\n::: commentary\n一つ目の解説です。\n:::\n"


def layered(folder: Path) -> Path:
    """The profile of the city. Beside its folder lie `library`, `pref` and `small.md.j2`."""
    write_library(
        folder / "library",
        {
            "a/one": ONE.format("二つ目の文です。", "項目の二"),
            "a/two": "外される文です。",
            "a/same": "そのままの文です。",
            "a/last": "終わりの文です。",
        },
    )
    write(folder / "small.md.j2", TEMPLATE)
    write(folder / "articles.md.j2", f"---\nnumbering: articles\nregister: plain\n---\n{TEMPLATE}")
    pref, city = folder / "pref", folder / "city" / "layer"
    write(pref / "layer.yaml", PREF)
    one = "---\nid: a/one\n"
    changed = clause(ONE.format("県の文です。", "項目の二"), title="県の題名")
    write(pref / "clauses" / "a" / "one.md", one + changed.removeprefix("---\n"))
    write(city / "layer.yaml", CITY)
    changed = clause(ONE.format("県の文です。", "市の項目"), title="県の題名")
    write(city / "clauses" / "a" / "one.md", one + changed.removeprefix("---\n"))
    own = clause("観光の写真を使うときは、承諾を得てください。", title="観光の写真").removeprefix(
        "---\n"
    )
    write(city / "clauses" / "a" / "own.md", f"---\nid: a/own\n{own}")
    return write(folder / "city" / "profile.yaml", PROFILE + 'document: {version: "1.0"}\n')
