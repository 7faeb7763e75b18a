"""Activities of the demo as arrays: a ``Batch`` grows row by block and ends as two tables of numbers.

A row of ``acts`` is one version of one activity; a row of ``parties`` one person on one activity. Numbers stand for
users, contacts, deals and so on; ``rows`` turns them into the raw contract.
"""

from __future__ import annotations

import numpy as np

from rapport.connectors.demo.clock import NEVER

EMAIL, MEETING, CALL, TASK, OTHER = range(5)
OPEN, SCHEDULED, COMPLETED, CANCELLED = range(4)
OUT, IN = 0, 1
FROM, TO, CC, BCC, ORGANIZER, REQUIRED, OPTIONAL = range(7)
USER, CONTACT, LEAD, ACCOUNT, STRANGER = range(5)
NOBODY = -1
TO_ACCOUNT, TO_CONTACT, TO_LEAD, TO_DEAL = range(4)

ACT_DEFAULTS = {
    "kind": EMAIL, "direction": NOBODY, "status": COMPLETED, "topic": 0, "subject_of": NOBODY, "answers": 0,
    "started": NEVER, "ended": NEVER, "due": NEVER, "sent": NEVER, "minutes": np.nan, "regarding": NOBODY,
    "regarding_number": NOBODY, "conversation": NOBODY, "reply_to": NOBODY, "message": NOBODY, "followed": NOBODY,
    "opens": NOBODY, "clicks": NOBODY, "views": NOBODY, "auto": NOBODY, "connected": NOBODY, "master": NOBODY,
    "owner": NOBODY, "created": NEVER, "modified": NEVER,
}


class Batch:
    """Activities and parties collected block by block; ids count up from ``first``."""

    def __init__(self, first: int):
        self.next_id = first
        self._acts: list[dict[str, np.ndarray]] = []
        self._parties: list[tuple[np.ndarray, ...]] = []

    def new_ids(self, count: int) -> np.ndarray:
        """The next ``count`` activity ids."""
        ids = np.arange(self.next_id, self.next_id + count)
        self.next_id += count
        return ids

    def add(self, ids: np.ndarray, **columns: np.ndarray | int) -> None:
        """One version for each id; ``created`` and ``modified`` are needed, the rest has defaults."""
        block = {"id": ids}
        for name, default in ACT_DEFAULTS.items():
            value = columns.get(name, default)
            block[name] = np.broadcast_to(np.asarray(value), len(ids))
        self._acts.append(block)

    def party(self, ids: np.ndarray, role: np.ndarray | int, kind: np.ndarray | int, number: np.ndarray) -> None:
        """One person on each activity; numbers below 0 are left out."""
        keep = number >= 0
        self._parties.append((
            ids[keep], np.broadcast_to(role, len(ids))[keep], np.broadcast_to(kind, len(ids))[keep], number[keep]))

    def acts(self) -> dict[str, np.ndarray]:
        """All versions, sorted by id and instant."""
        merged = {name: np.concatenate([block[name] for block in self._acts]) for name in ("id", *ACT_DEFAULTS)}
        order = np.lexsort((merged["modified"], merged["id"]))
        return {name: values[order] for name, values in merged.items()}

    def parties(self) -> dict[str, np.ndarray]:
        """All parties without repetition, sorted by activity."""
        activity, role, kind, number = (np.concatenate(parts) for parts in zip(*self._parties, strict=True))
        packed = np.unique((activity << 30) | (role << 27) | (kind << 24) | number)
        return {"id": packed >> 30, "role": (packed >> 27) & 7, "kind": (packed >> 24) & 7, "number": packed & 0xFFFFFF}
