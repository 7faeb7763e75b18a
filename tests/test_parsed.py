"""What dbt parsed serves every build after it, of any home; what a build has of its own is not in it."""

import json
import marshal
import os
import pickle
import shutil
from datetime import datetime
from pathlib import Path

import duckdb
import example_builds
import pytest

from rapport import parsed, transform

SOURCE = """
sources:
  - name: raw
    config: {meta: {external_location: "read_csv('{{ var('raw_root') }}/{name}.csv')"}}
    tables: [{name: letters}]
"""


@pytest.fixture
def project(tmp_path):
    """A project whose one model reads one file of the lake, with its own folder of parsed projects."""
    folder = example_builds.dbt_project(tmp_path, "features")
    (folder / "models" / "sources.yml").write_text(SOURCE)
    (folder / "models" / "letters.sql").write_text(
        "select letter, '{{ var(\"as_of\") }}' as as_of from {{ source('raw', 'letters') }}"
    )
    return folder


def build(home: Path, project: Path, letter: str, day: int) -> tuple[list[tuple], int]:
    """Rows of the model built in a home whose lake holds one letter; how many files dbt parsed for it."""
    settings = example_builds.home(home)
    settings.raw.mkdir(parents=True, exist_ok=True)
    (settings.raw / "letters.csv").write_text(f"letter\n{letter}\n")
    warehouse = settings.home / f"build-{day}" / "rapport.duckdb"
    warehouse.parent.mkdir()
    told = settings.home / "dbt" / "target" / "perf_info.json"
    told.unlink(missing_ok=True)
    transform.build(settings, "features", datetime(2026, 11, day), warehouse, lambda line: None, project)
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows = connection.execute("select letter, as_of from letters").fetchall()
    return rows, json.loads(told.read_text())["parsed_path_count"] if told.is_file() else 0


@pytest.mark.parametrize("is_shared", [True, False])
def test_a_project_is_parsed_once_for_all_builds(tmp_path, project, monkeypatch, is_shared):
    place = tmp_path / "libraries"
    place.mkdir(mode=0o700 if is_shared else 0o500)
    monkeypatch.setattr(parsed.sys, "prefix", str(place))
    monkeypatch.setattr(parsed.os, "access", lambda path, mode: is_shared or not Path(path).is_relative_to(place))
    rows, files = build(tmp_path / "one", project, "a", 1)
    assert rows == [("a", "2026-11-01 00:00:00.000000")]
    assert files > 0
    assert build(tmp_path / "one", project, "b", 2) == ([("b", "2026-11-02 00:00:00.000000")], 0)
    rows, again = build(tmp_path / "other", project, "c", 3)
    assert rows == [("c", "2026-11-03 00:00:00.000000")]
    assert (again == 0) == is_shared, "a home that shares nothing parses for itself"


def test_what_changes_in_the_project_is_parsed_anew(tmp_path, project, monkeypatch):
    monkeypatch.setattr(parsed.sys, "prefix", str(tmp_path / "libraries"))
    build(tmp_path / "one", project, "a", 1)
    (project / "models" / "letters.sql").write_text("select upper(letter) as letter, 'x' as as_of "
                                                    "from {{ source('raw', 'letters') }}")  # fmt: skip
    rows, files = build(tmp_path / "two", project, "a", 2)
    assert rows == [("A", "x")]
    assert files == 1


def test_templates_are_compiled_once_and_anew_when_what_is_kept_of_them_is_broken(tmp_path, project, monkeypatch):
    monkeypatch.setattr(parsed.sys, "prefix", str(tmp_path / "libraries"))
    kept = tmp_path / "libraries" / "share" / "rapport" / "parsed" / "templates"
    build(tmp_path / "one", project, "a", 1)
    compiled = kept.read_bytes()
    os.utime(kept, ns=(0, 0))
    assert build(tmp_path / "two", project, "b", 2)[0] == [("b", "2026-11-02 00:00:00.000000")]
    assert kept.stat().st_mtime_ns == 0, "a build without a new template writes none"
    of_another_jinja = marshal.dumps((b"another", {b"x": b"y"}))
    for broken in (b"", b"no templates", compiled[: len(compiled) // 2], of_another_jinja):
        kept.write_bytes(broken)
        shutil.rmtree(tmp_path / "two")
        assert build(tmp_path / "two", project, "c", 3)[0] == [("c", "2026-11-03 00:00:00.000000")]
        anew = marshal.loads(kept.read_bytes())[1].keys()
        # Fewer: what was parsed before is not looked at again.
        assert anew
        assert anew <= marshal.loads(compiled)[1].keys()


def test_what_is_kept_of_a_project_serves_no_other_and_where_it_is_broken_dbt_parses(tmp_path, project, monkeypatch):
    monkeypatch.setattr(parsed.sys, "prefix", str(tmp_path / "libraries"))
    build(tmp_path / "one", project, "a", 1)
    (kept,) = (tmp_path / "libraries" / "share" / "rapport" / "parsed").glob("*.manifest")
    of, manifest = pickle.loads(kept.read_bytes())
    for broken in (b"", b"no manifest", kept.read_bytes()[:-9], pickle.dumps(("another", None))):
        kept.write_bytes(broken)
        shutil.rmtree(tmp_path / "two", ignore_errors=True)
        assert build(tmp_path / "two", project, "b", 2)[0] == [("b", "2026-11-02 00:00:00.000000")]
        again = pickle.loads(kept.read_bytes())
        assert again[0] == of
        assert again[1]["nodes"].keys() == manifest["nodes"].keys()


def test_a_home_has_the_manifest_of_the_project_it_was_built_with(tmp_path, project, monkeypatch):
    monkeypatch.setattr(parsed.sys, "prefix", str(tmp_path / "libraries"))
    written = tmp_path / "one" / "home" / "dbt" / "target" / "manifest.json"
    build(tmp_path / "one", project, "a", 1)
    first = json.loads(written.read_text())["nodes"].keys()
    (project / "models" / "more.sql").write_text("select 1 as one")
    build(tmp_path / "two", project, "a", 2)  # this one parses, the next finds what it kept
    assert build(tmp_path / "one", project, "a", 3)[1] == 0
    assert json.loads(written.read_text())["nodes"].keys() - first == {"model.rapport.more"}
