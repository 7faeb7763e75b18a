"""SQL that only DuckDB reads stands in the bridge and nowhere else; what runs on both is built by test_same_reports."""

from __future__ import annotations

import re

from rapport.settings import PROJECT_ROOT

BRIDGES = ("bridge.sql", "spark.sql")

ONLY_DUCKDB = {
    r"\bvarchar\b": "string",
    r"\*\s+exclude\b": "all_but",
    r"\*\s+replace\b": "with_changes",
    r"\bepoch(_us|_ms)?\s*\(": "microseconds_of, seconds_between",
    r"\bisodow\b": "weekday_of",
    r"\bunnest\s*\(": "each_whole_number, split_rows",
    r"\b(string_agg|list_\w+|array_to_string)\s*\(": "joined_text, joined_by_rank",
    r"\bquantile_cont\s*\(": "percentiles",
    r"\bdate_diff\s*\(": "dates_between, whole_days_between",
    r"\b(arg_max|arg_min)\s*\(": "max_by, min_by",
    r"\b(strftime|generate_series|regexp_replace|url_encode|timezone|concat)\s*\(": "a macro of bridge.sql",
    r"\bunion\s+by\s+name\b": "union all",
}
"""What Spark does not read, or reads otherwise, and what to write instead."""


def test_models_and_macros_use_no_sql_that_only_duckdb_reads():
    found = []
    for path in sorted((PROJECT_ROOT / "dbt_project").glob("m*/**/*.sql")):
        if path.name in BRIDGES:
            continue
        sql = re.sub(r"--[^\n]*|\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        for pattern, instead in ONLY_DUCKDB.items():
            if hit := re.search(pattern, sql, re.IGNORECASE):
                found.append(f"{path.relative_to(PROJECT_ROOT)}: {hit.group(0)!r}; write {instead}")
    assert not found, "\n".join(found)
