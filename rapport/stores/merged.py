"""What a merged load says of itself: the loads it was made of, which go, and which of their part files it holds."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

from rapport.stores.states import sync

NOTE = "_replaces.json"
"""Beside the part file of a merged load; readers take ``*.parquet`` only."""


def part_state(part: Path) -> str:
    """Size and time of change of a part file: none is ever written twice under one state."""
    state = part.stat()
    return f"{state.st_size} {state.st_mtime_ns}"


def finish(folder: Path) -> None:
    """Remove loads of a table that a merged one has taken the place of; nothing to do, as a rule."""
    for note in folder.glob(f"load=*/{NOTE}"):
        for name in json.loads(note.read_text(encoding="utf-8"))["loads"]:
            if (folder / name).is_dir():
                shutil.rmtree(folder / name)
                sync(folder)


def with_merged(known: Mapping[str, str], raw: Path, sources: list[str]) -> dict[str, str]:
    """Part files that were known, with merged ones in the place of those they were made of.

    A merged file of which any part was not known, or was another then, is not: its rows count as new.
    """
    found = dict(known)
    for source in sources:
        for note in sorted((raw / source).glob(f"*/load=*/{NOTE}")):
            told = json.loads(note.read_text(encoding="utf-8"))
            if all(found.get(path) == state for path, state in told["replaces"].items()):
                for path in told["replaces"]:
                    del found[path]
                place = note.parent.relative_to(raw)
                found |= {str(place / name): state for name, state in told["parts"].items()}
    return found
