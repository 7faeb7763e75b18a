"""The CRM as of an instant: everything that exists then, before noise and linking (section 0 of the definitions)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from .records import (
    LONG_AGO,
    Activity,
    Deal,
    Ref,
    activities_as_of,
    counting_version,
    deals_as_of,
    versions_by_id,
)

__all__ = ["Activity", "Deal", "Ref", "World", "world_as_of"]


def people_table(rows: list[dict], column: str, as_of: datetime) -> dict[str, dict]:
    """Users, accounts, contacts, leads as they are, less those created later."""
    existing = [row for row in rows if (row.get("created_at") or LONG_AGO) <= as_of]
    return {key: counting_version(versions, as_of)[0] for key, versions in versions_by_id(existing, column).items()}


@dataclass
class World:
    """Everything that exists as of, before noise and linking."""

    as_of: datetime
    users: dict[str, dict]
    accounts: dict[str, dict]
    contacts: dict[str, dict]
    leads: dict[str, dict]
    deals: dict[str, Deal]
    connections: list[dict]
    parties: dict[str, list[dict]]
    activities: dict[str, Activity]
    rates: list[dict]

    def lead_close(self, lead_id: str) -> datetime | None:
        """None while the lead is open as of; as_of when it was closed without an instant."""
        row = self.leads[lead_id]
        closed = row.get("closed_at")
        if row.get("status") not in ("qualified", "disqualified") or (closed and closed > self.as_of):
            return None
        return closed or self.as_of

    def base_amount(self, value: float | None, currency: str | None, day: date, base: str) -> float | None:
        """An amount in base currency at the newest rate on or before the day; None when only later rates exist."""
        rates = [rate for rate in self.rates if rate["currency"] == currency]
        if value is None or currency is None or currency == base or not rates:
            return value
        known = [(rate["rate_date"], rate["rate_to_base"]) for rate in rates if rate["rate_date"] <= day]
        return value * max(known)[1] if known else None


def world_as_of(tables: dict[str, list[dict]], as_of: datetime) -> World:
    """The tables of :mod:`folder` as of an instant (naive UTC)."""
    accounts = people_table(tables["accounts"], "account_id", as_of)
    contacts = people_table(tables["contacts"], "contact_id", as_of)
    leads = people_table(tables["leads"], "lead_id", as_of)
    deals = deals_as_of(tables["opportunities"], tables["opportunity_history"], as_of)
    by_type = {"account": accounts, "contact": contacts, "lead": leads, "opportunity": deals}
    records = {(kind, key) for kind, found in by_type.items() for key in found}
    return World(
        as_of=as_of,
        users=people_table(tables["users"], "user_id", as_of),
        accounts=accounts,
        contacts=contacts,
        leads=leads,
        deals=deals,
        connections=tables["connections"],
        parties=versions_by_id(tables["activity_parties"], "activity_id"),
        activities=activities_as_of(tables["activities"], records, as_of),
        rates=tables["currency_rates"],
    )
