"""The pseudonym under which a warehouse that masks people knows an address: the macro `masked_address`, in Python."""

import hashlib
from pathlib import Path


def usernames(address: str, key: Path) -> str:
    """SQL texts between commas: the address in small letters and, where people were ever masked, its pseudonym."""
    names = [address.strip().lower()] if address.strip() else []
    if names and key.is_file():
        names.append(pseudonym(key.read_text(encoding="ascii"), names[0]))
    return ", ".join("'" + name.replace("'", "''") + "'" for name in names) or "null"


def pseudonym(secret: str, address: str) -> str:
    """What the warehouse makes of an address in small letters."""
    digest = hashlib.sha256((secret + address).encode()).hexdigest()[:12]
    return f"p-{digest}@{address.split('@')[1]}" if "@" in address else f"p-{digest}"
