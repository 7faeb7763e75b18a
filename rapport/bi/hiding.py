"""A row that people may see and that names another record, which they may not: its columns are emptied for them.

Row-level security decides about the row by its ``record_key``. Where columns tell of a second record, the data set's
file says so: ``hides: {of: similar_record_key, columns: {similar_name: {en: A won deal, ...}, similar_url: null}}``.
Such a data set is a query, so that no chart, export or expression of one's own reaches the columns behind it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rapport.bi.assets import Asset
from rapport.bi.manifest import Table

# The same people as in row-level security (security.py); closed.py keeps their answers apart in the cache.
_MAY_SEE = (
    "{{{{ sees_everything() }}}} or {of} in (select a.record_key from reports.rpt_access as a"
    " where a.username in ({{{{ own_usernames() }}}}))"
)


def query(data: dict[str, Any], table: Table) -> str | None:
    """The query of a data set that hides columns, in one language; None for one that is its table.

    Parameters
    ----------
    data : dict
        The data set's file, its texts in one language. The value of a hidden column is what stands in its place.
    """
    if "hides" not in data:
        return None
    hidden = data["hides"]["columns"]
    columns = [
        f"case when may_see then {name}{_instead(hidden[name])} end as {name}" if name in hidden else name
        for name in table.columns
    ]
    may_see = _MAY_SEE.format(of=data["hides"]["of"])
    return (
        f"select {', '.join(columns)}\n"
        f"from (select *, {may_see} as may_see from {data['schema']}.{data['table_name']}) as everything"
    )


def _instead(text: str | None) -> str:
    return " else '" + text.replace("'", "''") + "'" if text else ""


def findings(dataset: Asset, table: Table) -> Iterator[str]:
    """Every column that the data set would hide and its table lacks, as one line of text each."""
    hides = dataset.data.get("hides", {})
    for name in [*hides.get("columns", {}), *([hides["of"]] if hides else [])]:
        if name not in table.columns:
            yield f"{dataset.place}.yaml: hides {name!r}, but {dataset.name} has no such column"
