"""Reads tables of one source's raw lake: rows that deletes left over, and of each key the version that counts."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds

_PARTITIONS = ds.partitioning(pa.schema([("load", pa.string())]), flavor="hive")


def read(raw: Path, table: str, key: list[str], columns: list[str], categories: tuple[str, ...] = ()) -> pd.DataFrame:
    """Rows of all loads without those that a later delete, or one of the same load, took away.

    ``categories`` are columns of few different texts. The column ``load`` stays, for ties between versions.
    """
    files = sorted((raw / table).glob("load=*/*.parquet"))
    schema = ds.dataset(files[-1]).schema
    wanted = list(dict.fromkeys([*key, *columns]))
    known = pa.schema([schema.field(name) for name in [*wanted, "_deleted"]] + [pa.field("load", pa.string())])
    data = ds.dataset([str(file) for file in files], schema=known, partitioning=_PARTITIONS).to_table()
    for name in (*categories, "load"):
        place = data.column_names.index(name)
        data = data.set_column(place, name, data.column(name).dictionary_encode())
    frame = data.to_pandas(types_mapper={pa.bool_(): pd.BooleanDtype()}.get, split_blocks=True, self_destruct=True)
    frame["load"] = frame["load"].cat.reorder_categories(sorted(frame["load"].cat.categories), ordered=True)
    is_deleted = frame.pop("_deleted").fillna(False).astype(bool)
    if not is_deleted.any():
        return frame
    ended = frame.loc[is_deleted, key].assign(ended=frame.loc[is_deleted, "load"].cat.codes)
    ended = ended.groupby(key, dropna=False, observed=True, as_index=False)["ended"].max()
    frame = frame[~is_deleted]
    touched = frame.loc[frame[key[0]].isin(ended[key[0]]), [*key, "load"]].reset_index(names="row")
    touched = touched.merge(ended, on=key)
    return frame.drop(index=touched.loc[touched["load"].cat.codes <= touched["ended"], "row"])


def counting(frame: pd.DataFrame, key: str | list[str], as_of: pd.Timestamp | None = None) -> pd.DataFrame:
    """Of each key the newest version modified by ``as_of``, else the oldest; without versions the newest load."""
    if as_of is None:
        return frame.sort_values("load").drop_duplicates(key, keep="last").drop(columns="load")
    order = ["modified_at", "load"]
    ranked = frame[[key, *order]]
    later = ranked["modified_at"] > as_of
    newest = ranked[~later].sort_values(order, na_position="first").drop_duplicates(key, keep="last")
    oldest = ranked[later].sort_values(order, ascending=[True, False]).drop_duplicates(key)
    counting_rows = pd.concat([newest, oldest]).drop_duplicates(key).sort_values(key).index
    return frame.drop(columns="load").loc[counting_rows].reset_index(drop=True)
