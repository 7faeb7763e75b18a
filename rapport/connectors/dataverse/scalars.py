"""Arrow scalars straight from bytes: ``pa.scalar`` loads pandas, which takes longer than reading many pages."""

from __future__ import annotations

from datetime import datetime, timedelta

import pyarrow as pa

_EPOCH = datetime(1970, 1, 1)


def text(value: str) -> pa.Scalar:
    """A text."""
    content = value.encode()
    ends = bytes(4) + len(content).to_bytes(4, "little")
    return pa.Array.from_buffers(pa.string(), 1, [None, pa.py_buffer(ends), pa.py_buffer(content)])[0]


def flag(value: bool) -> pa.Scalar:
    """True or false."""
    return pa.Array.from_buffers(pa.bool_(), 1, [None, pa.py_buffer(bytes([value]))])[0]


def instant(value: datetime) -> pa.Scalar:
    """An instant without zone, in microseconds."""
    ticks = (value - _EPOCH) // timedelta(microseconds=1)
    content = pa.py_buffer(ticks.to_bytes(8, "little", signed=True))
    return pa.Array.from_buffers(pa.timestamp("us"), 1, [None, content])[0]
