"""A sentence in English and Portuguese at once, so that what a model says of itself is the same in both languages."""

from __future__ import annotations

from typing import NamedTuple

_SEPARATORS = str.maketrans(",.", ".,")


class _InPortuguese:
    """A number that is written with the separators of Portuguese."""

    def __init__(self, number: float) -> None:
        self.number = number

    def __format__(self, spec: str) -> str:
        return format(self.number, spec).translate(_SEPARATORS)


class Said(NamedTuple):
    """The two texts; in braces the facts that ``filled`` puts in."""

    en: str
    pt: str

    def filled(self, **facts: object) -> Said:
        """Each text with the facts: texts as they are, numbers as its language writes them, ``Said`` in its language.

        Raises
        ------
        KeyError
            When a fact is missing.
        """
        english = {name: fact.en if isinstance(fact, Said) else fact for name, fact in facts.items()}
        portuguese = {name: _portuguese(fact) for name, fact in facts.items()}
        return Said(self.en.format(**english), self.pt.format(**portuguese))

    def then(self, more: Said) -> Said:
        """The two, one after the other."""
        return Said(self.en + more.en, self.pt + more.pt)


def joined(parts: list[Said], between: str = "\n") -> Said:
    """All parts as one."""
    return Said(between.join(each.en for each in parts), between.join(each.pt for each in parts))


def _portuguese(fact: object) -> object:
    if isinstance(fact, Said):
        return fact.pt
    return _InPortuguese(fact) if isinstance(fact, int | float) else fact
