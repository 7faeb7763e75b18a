"""The slow tables of the demo: users, accounts, contacts, leads and currency rates, as Arrow and SQL."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from rapport.connectors.demo import words
from rapport.connectors.demo.background import Leads
from rapport.connectors.demo.clock import DAY, by_day
from rapport.connectors.demo.people import Cast

USERS = """
select user_id(n) as user_id, full_name, email, title, user_id(manager) as manager_id, team, true as is_active,
    time_zone, false as opted_out, 0 as _at from data"""
ACCOUNTS = """
select account_id(n) as account_id, name, industry, country, employees, annual_revenue, ownership,
    contact_id(primary_contact) as primary_contact_id, account_id(parent) as parent_account_id,
    user_id(owner) as owner_id, true as is_active, instant(_at) as created_at, _at from data"""
CONTACTS = """
select contact_id(n) as contact_id, full_name, email, other_emails, job_title, role, account_id(account) as account_id,
    user_id(owner) as owner_id, _changed > {until} as is_active, opted_out, instant(_at) as created_at, _at, _changed
from data"""
LEADS = """
select lead_id(n) as lead_id, name, email, company, job_title, estimated_value, currency, user_id(owner) as owner_id,
    case when _changed > {until} then 'open' when qualified then 'qualified' else 'disqualified' end as status,
    instant(_at) as created_at, case when _changed <= {until} then instant(_changed) end as closed_at, _at, _changed
from data"""
RATES = "select currency, day_of(day) as rate_date, rate as rate_to_base, day * 86400 as _at from data"


def users(cast: Cast) -> pa.Table:
    """Sellers, managers, the director, the analyst and the administrator."""
    teams = [words.TEAMS[team] for team in cast.user_team]
    return pa.table({
        "n": np.arange(len(cast.user_name)), "full_name": cast.user_name, "email": cast.user_email,
        "title": cast.user_title, "manager": cast.manager, "team": [team[0] for team in teams],
        "time_zone": [team[1] for team in teams],
    })


def accounts(cast: Cast, random: np.random.Generator) -> pa.Table:
    """Customers, with industry and size."""
    count = len(cast.account_name)
    industries = list(words.INDUSTRIES)
    revenue = np.round(cast.account_employees * np.exp(random.normal(11.6, 0.5, count)), -4)
    return pa.table({
        "n": np.arange(count), "name": cast.account_name, "industry": [industries[i] for i in cast.account_industry],
        "country": cast.account_country, "employees": cast.account_employees, "annual_revenue": revenue,
        "ownership": [("Private", "Public", "Subsidiary")[i] for i in random.choice(3, count, p=[0.7, 0.18, 0.12])],
        "primary_contact": cast.first_contact, "parent": cast.account_parent, "owner": cast.account_owner,
        "_at": cast.account_created,
    })


def contacts(cast: Cast, random: np.random.Generator) -> pa.Table:
    """People at the customers; job titles in Portuguese or English, some with a second address."""
    count = len(cast.contact_name)
    account = cast.contact_account
    portuguese = cast.account_team[account] <= 1
    titles = [words.TITLES[t][2 if pt else 1] for t, pt in zip(cast.contact_title, portuguese, strict=True)]
    second = random.random(count) < 0.05
    other = [email.replace("@", "@mail.") if more else None
             for email, more in zip(cast.contact_email, second, strict=True)]
    role = [("Decision Maker", "Influencer", "Employee", None)[i] for i in random.choice(4, count,
                                                                                       p=[0.1, 0.15, 0.35, 0.4])]
    created = by_day(cast.account_created[account] + random.integers(0, 400 * DAY, count))
    return pa.table({
        "n": np.arange(count), "full_name": cast.contact_name, "email": cast.contact_email,
        "other_emails": pa.array(other, pa.string()), "job_title": titles, "role": pa.array(role, pa.string()),
        "account": account, "owner": cast.account_owner[account], "opted_out": cast.contact_opted_out,
        "_at": created, "_changed": cast.contact_left,
    })


def leads(made: Leads, cast: Cast) -> pa.Table:
    """People who are no customers yet."""
    portuguese = cast.user_team[made.owner] <= 1
    return pa.table({
        "n": np.arange(len(made.name)), "name": made.name, "email": made.email, "company": made.company,
        "job_title": [words.TITLES[t][2 if pt else 1] for t, pt in zip(made.title, portuguese, strict=True)],
        "estimated_value": made.value, "currency": [words.TEAMS[t][4] for t in cast.user_team[made.owner]],
        "owner": made.owner, "qualified": made.qualified, "_at": made.created, "_changed": made.closed,
    })


def rates(anchor: int, base: str) -> pa.Table:
    """Monthly rates of every currency into the base; they depend on the date only."""
    today = anchor // DAY
    first = np.datetime64(int(today) - 1200, "D").astype("datetime64[M]")
    months = first + np.arange(46)
    days = months.astype("datetime64[D]").astype(np.int64)
    number = months.astype(np.int64)
    table = {"currency": [], "day": [], "rate": []}
    per_euro = {}
    for place, (currency, level) in enumerate(words.PER_EURO.items()):
        swing = 0.0 if currency == "EUR" else 0.05
        per_euro[currency] = level * (1 + swing * np.sin(number / (5 + place) + place))
    for currency, values in per_euro.items():
        table["currency"] += [currency] * len(days)
        table["day"] += days.tolist()
        table["rate"] += np.round(per_euro.get(base, per_euro["EUR"]) / values, 6).tolist()
    return pa.table(table)

