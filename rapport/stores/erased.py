"""Who was erased, as keyed hashes only: `rapport erase` writes the list, every load and every rewriting obeys it.

``<home>/state/erased.json`` (mode 0600) names nobody. It holds a secret of the installation and, per person, hashes of
their records, addresses, names and of the texts that named them, so that they are known again when a source brings them
once more. What stands in their place is made of the same hashes: equal texts stay equal, so threads and counts hold.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import unicodedata
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field

from rapport.settings import Settings
from rapport.stores.states import sync

MARK = "erased-"
"""What stands for an erased record, address or text begins with it; SQL counts such a record as opted out."""
UNTYPED = frozenset({"dataverse"})
"""Sources whose ids are unique over all tables, so that a column need not say whose ids it holds."""
_WORDS = re.compile(r"[^\W_]+")
_ADDRESSES = re.compile(r"[^\s<>()\[\],;:\"'|]+@[^\s<>()\[\],;:\"'|]+")
_REPLIES = re.compile(r"^((?:re|res|fw|fwd|enc|aw|wg|automatic reply) ?: ?)+", re.IGNORECASE)


@dataclass
class Person:
    """One erased person.

    Parameters
    ----------
    run_id : str
        When, in the form of the ids of loads.
    address : str
        What stands for every address of the person, so that it still leads to their records; of our own people with
        the domain, which is ours.
    records : dict
        Hash to what stands for the record's id.
    addresses : list of str
        Hashes.
    names : dict
        Hash of words that follow one another to how many they are.
    texts : list of str
        Hashes of whole texts that name the person in a way that only they tell.
    words : list of list of str
        Hashes of the words of each name, to judge vocabularies by; dropped when the person is gone from the home.
    is_gone : bool
        Whether nothing below the home names the person any more.
    """

    run_id: str
    address: str
    records: dict[str, str] = field(default_factory=dict)
    addresses: list[str] = field(default_factory=list)
    names: dict[str, int] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    words: list[list[str]] = field(default_factory=list)
    is_gone: bool = False


class Erased:
    """Everybody who was erased from one installation; false when nobody was.

    Parameters
    ----------
    secret : str
        Hexadecimal.
    people : list of Person
    """

    def __init__(self, secret: str, people: list[Person]):
        self.secret, self.people = secret, people
        self._key = bytes.fromhex(secret)
        self._records = {key: (place, one.address) for one in people for key, place in one.records.items()}
        self._addresses = {key: one.address for one in people for key in one.addresses}
        self._names = {key for one in people for key in one.names}
        self._sizes = sorted({size for one in people for size in one.names.values()})
        self._texts = {key for one in people for key in one.texts}

    def __bool__(self) -> bool:
        return bool(self.people)

    @property
    def under_way(self) -> list[Person]:
        """Those whom something below the home may still name."""
        return [person for person in self.people if not person.is_gone]

    def hash(self, kind: str, *parts: str) -> str:
        """32 hexadecimal digits that only this installation gives to a value."""
        text = "\x1f".join((kind, *parts)).encode("utf-8", "surrogatepass")
        return hashlib.blake2b(text, key=self._key, digest_size=16).hexdigest()

    def record_hash(self, source: str, kind: str, record_id: str) -> str:
        """Hash of a record's id; upper and lower case are one in sources with unique ids."""
        return self.hash("record", source, *(("", record_id.lower()) if source in UNTYPED else (kind, record_id)))

    def record(self, source: str, kind: str, record_id: str) -> tuple[str, str] | None:
        """What stands for the id and for the addresses of an erased record; None of any other."""
        return self._records.get(self.record_hash(source, kind, record_id))

    def address(self, text: str) -> str | None:
        """What stands for an erased address; None of any other."""
        return self._addresses.get(self.hash("address", text.strip().lower()))

    def names(self, text: str) -> bool:
        """Whether a text holds a name or an address of an erased person, or is one of the texts that named one."""
        if self._texts and self.hash("text", normal(text)) in self._texts:
            return True
        if "@" in text and any(self.hash("address", one) in self._addresses for one in addresses_in(text)):
            return True
        if not self._sizes:
            return False
        words = words_in(text)
        return any(
            self.hash("name", *run) in self._names
            for size in self._sizes for run in zip(*(words[first:] for first in range(size)), strict=False)
            if all(map(str.isalpha, run))
        )  # fmt: skip

    def text(self, text: str) -> str:
        """The text, or what stands in its place: marks of answers and forwards stay, equal texts stay equal."""
        if text.startswith(MARK) or not self.names(text):
            return text
        marks = _REPLIES.match(text)
        return f"{marks[0] if marks else ''}{MARK}{self.hash('text', normal(text))[:12]}"


def read(settings: Settings) -> Erased:
    """The list of an installation; a new secret when nobody was erased yet."""
    path = settings.state / "erased.json"
    if not path.is_file():
        return Erased(secrets.token_hex(32), [])
    content = json.loads(path.read_text(encoding="utf-8"))
    return Erased(content["secret"], [Person(**person) for person in content["people"]])


def write(settings: Settings, erased: Erased) -> None:
    """Replace the list, atomically; only its owner may read it."""
    path = settings.state / "erased.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.new")
    content = {"secret": erased.secret, "people": [asdict(person) for person in erased.people]}
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(content, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    os.replace(aside, path)
    sync(path.parent)


def normal(text: str) -> str:
    """A text without its case, its blanks and the marks of answers and forwards."""
    return _REPLIES.sub("", " ".join(text.lower().split())).strip()


def words_in(text: str) -> list[str]:
    """The words of a text, without case and accents."""
    if not text.isascii():
        text = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return _WORDS.findall(text.casefold())


def addresses_in(text: str) -> Iterable[str]:
    """Whatever in a text may be an address: mail programs put letters and digits before it."""
    for found in _ADDRESSES.findall(text.lower()):
        found = found.strip(".")
        yield found
        local = found.index("@")
        yield from (found[place + 1 :] for place in range(local) if not found[place].isalnum())
