"""Every business knob at the default that the definitions give; the two word lists come from the project's seeds."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

SEEDS = Path(__file__).resolve().parents[2] / "dbt_project" / "seeds"

ANSWER_WITHIN = timedelta(days=14)
SUBJECT_WITHIN = timedelta(days=30)
DEAL_BEFORE = timedelta(days=7)
DEAL_AFTER = timedelta(days=14)
BULK_PEOPLE = 50
LONGEST_MINUTES = 480.0
WRITE_MINUTES = 5.0
READ_MINUTES = 2.5

ASSISTANT = ("assistant", "assistente", "secretary", "secretaria", "secretária")


def seed(name: str) -> list[dict[str, str]]:
    """Rows of one seed; none where the seed does not exist."""
    path = SEEDS / f"{name}.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _free_mail() -> frozenset[str]:
    listed = {row["domain"].strip().lower() for row in seed("free_mail_domains")}
    return frozenset(listed or {"gmail.com", "outlook.com", "hotmail.com", "yahoo.com"})


def _titles() -> tuple[tuple[str, int], ...]:
    listed = tuple((row["pattern"].strip().lower(), int(row["level"])) for row in seed("seniority_titles"))
    return listed or (("manager", 1), ("director", 2), ("ceo", 3))


@dataclass(frozen=True)
class Knobs:
    """Settings of one recomputation.

    Parameters
    ----------
    expected_level : mapping or None
        m of each opportunity by id; None is the setting ``fixed``.
    own_domains : frozenset or None
        Domains of our own people; None takes those of the users' addresses less the free-mail domains.
    lead_needs_owner : bool
        The other reading of the lead's row of *contacts of interest*: its owner must be on the activity too.
    """

    reporting_time_zone: str = "UTC"
    base_currency: str = "EUR"
    opportunity_attribution: str = "smart"
    expected_level: Mapping[str, float] | None = None
    own_domains: frozenset[str] | None = None
    free_mail: frozenset[str] = field(default_factory=_free_mail)
    titles: tuple[tuple[str, int], ...] = field(default_factory=_titles)
    lead_needs_owner: bool = False
    accounts_count_opportunities: bool = True
    accounts_count_child_accounts: bool = False

    def seniority(self, *texts: str | None) -> int:
        """0 unknown, 1 manager, 2 director, 3 C-level: the highest over the title and the role of one person.

        Of a text the longest pattern counts (a vice president is no president).
        """
        return max((self._level(text.lower()) for text in texts if text), default=0)

    def _level(self, text: str) -> int:
        if any(word in text for word in ASSISTANT):
            return 0
        words = f"  {re.sub(r'[^a-zà-ÿ0-9]+', ' ', text)} "
        return max((len(pattern), level) for pattern, level in (("", 0), *self.titles) if f" {pattern} " in words)[1]
