"""The usual page, straight from bytes to typed columns: one pass, no object per value.

Anything unusual (a value of another type, a broken body, a row without its key) gives None, and the page is gone
through row by row instead, with the same result for the usual rows.
"""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.json as pj

CONTEXT, REASON, ID, REMOVED = "@odata.context", "reason", "id", "@removed"
_LINKS = ("@odata.nextLink", "@odata.deltaLink")
_SIGNS = ((CONTEXT, pa.string()), (REASON, pa.string()), (ID, pa.string()),
          (REMOVED, pa.struct([(REASON, pa.string())])))
_WIRE = {pa.date32(): pa.string()}
_SLACK = 1 << 16
_NO_TEXT = pa.scalar("")  # a plain text would make Arrow load pandas, which takes longer than many pages


class QuickReader:
    """Reads pages of one table.

    Parameters
    ----------
    fields : mapping
        Column to its name on the wire, in the order of the table.
    types : mapping
        Column to its Arrow type.
    key : tuple of str
        Columns that every row must have.
    """

    def __init__(self, fields: Mapping[str, str], types: Mapping[str, pa.DataType], key: tuple[str, ...]):
        self.fields, self.types, self.key = dict(fields), types, key
        wire = [(field, _WIRE.get(types[name], types[name])) for name, field in self.fields.items()]
        rows = pa.list_(pa.struct([*wire, *_SIGNS]))
        schema = pa.schema([("value", rows), *((link, pa.string()) for link in _LINKS)])
        self._options = pj.ParseOptions(explicit_schema=schema, unexpected_field_behavior="ignore")

    def read(self, content: bytes) -> tuple[pa.Table, list[str], str | None, str | None] | None:
        """Rows, ids of tombstones, next link and delta link; None when the page is not the usual one."""
        try:
            if not content.isascii():
                content.decode()
            document = pj.read_json(
                pa.BufferReader(content), parse_options=self._options,
                read_options=pj.ReadOptions(use_threads=False, block_size=len(content) + _SLACK))
            return self._page(document)
        except (pa.ArrowException, UnicodeError):
            return None

    def _page(self, document: pa.Table) -> tuple[pa.Table, list[str], str | None, str | None] | None:
        if document.num_rows != 1 or document["value"].null_count:
            return None
        rows = document["value"].chunk(0).flatten()
        if rows.null_count:
            return None
        gone = None
        if rows.field(REASON).null_count < len(rows) or rows.field(REMOVED).null_count < len(rows):
            gone = pc.or_(pc.is_valid(rows.field(REMOVED)), pc.and_(
                pc.is_valid(rows.field(REASON)),
                pc.fill_null(pc.match_substring(rows.field(CONTEXT), "$deletedEntity"), False)))
        deleted = rows.filter(gone).field(ID) if gone is not None else pa.nulls(0, pa.string())
        rows = rows.filter(pc.invert(gone)) if gone is not None else rows
        if deleted.null_count:
            return None
        arrays = {name: rows.field(field).cast(self.types[name]) for name, field in self.fields.items()}
        for name in self.key:
            is_text = pa.types.is_string(arrays[name].type)
            if arrays[name].null_count or (is_text and pc.any(pc.equal(arrays[name], _NO_TEXT)).as_py()):
                return None
        links = [document[link][0].as_py() for link in _LINKS]
        return pa.table(arrays), deleted.to_pylist(), *links
