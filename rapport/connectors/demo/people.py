"""The demo's cast: our own users in a tree of managers, and the accounts and contacts they sell to.

Everything is an array over users, accounts or contacts; a number is a position in those arrays. The same seed gives
the same cast. ``DEMO_LOGINS`` names the users whose e-mail the Superset log-ins carry.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import numpy as np

from rapport.connectors.demo import words
from rapport.connectors.demo.clock import DAY, HISTORY_DAYS, NEVER, by_day

OWN_DOMAIN = "lumentra.example"
DEMO_LOGINS = {
    "admin": f"renata.queiroz@{OWN_DOMAIN}",
    "manager": f"helena.duarte@{OWN_DOMAIN}",
    "seller": f"diogo.sampaio@{OWN_DOMAIN}",
    "analyst": f"nora.keller@{OWN_DOMAIN}",
}
ADMIN, ANALYST, DIRECTOR, FIRST_MANAGER = 0, 1, 2, 3
_FIXED = {ADMIN: "Renata Queiroz", ANALYST: "Nora Keller", DIRECTOR: "Marcelo Tavares", FIRST_MANAGER: "Helena Duarte"}
_SELLER = "Diogo Sampaio"


@dataclass
class Cast:
    """Users, accounts and contacts; see the module."""

    user_name: list[str]
    user_email: list[str]
    user_title: list[str]
    manager: np.ndarray  # -1 for nobody
    user_team: np.ndarray  # position in words.TEAMS
    is_seller: np.ndarray
    user_active: np.ndarray
    account_name: list[str]
    account_domain: list[str]
    account_industry: np.ndarray
    account_team: np.ndarray
    account_country: list[str]
    account_employees: np.ndarray
    account_parent: np.ndarray
    account_owner: np.ndarray
    account_created: np.ndarray
    first_contact: np.ndarray  # per account
    contacts: np.ndarray  # number per account
    contact_account: np.ndarray
    contact_name: list[str]
    contact_email: list[str]
    contact_title: np.ndarray  # position in words.TITLES
    contact_opted_out: np.ndarray
    contact_left: np.ndarray  # seconds; NEVER unless the person left

    @property
    def seller(self) -> int:
        """The user behind the log-in ``seller``."""
        return self.user_email.index(DEMO_LOGINS["seller"])


def make_cast(deals: int, anchor: int, random: np.random.Generator) -> Cast:
    """A cast large enough for a number of deals, living around the anchor (seconds)."""
    users = _users(max(6, round(deals / 31)), random)
    count = max(12, round(deals * 0.6))
    industry = random.choice(len(words.INDUSTRIES), count, p=random.dirichlet(np.full(len(words.INDUSTRIES), 8.0)))
    suffixes = list(words.INDUSTRIES.values())
    names = _company_names(count, [suffixes[i] for i in industry], random)
    sellers = np.flatnonzero(users["is_seller"])
    weight = np.ones(len(sellers))
    weight[0] = 1.5  # the log-in's own page should not look empty
    owner = sellers[random.choice(len(sellers), count, p=weight / weight.sum())]
    team = users["user_team"][owner]
    country = [words.TEAMS[t][3][i % len(words.TEAMS[t][3])] for t, i in zip(team, random.integers(0, 6, count),
                                                                             strict=True)]
    employees = (np.exp(random.normal(5.4, 1.2, count)) + 8).astype(np.int64)
    parent = np.where(random.random(count) < 0.07, random.integers(0, max(1, count // 4), count), -1)
    parent[: count // 4] = -1
    domains = [f"{plain(name).replace(' ', '-')}.example" for name in names]
    per = np.clip(2 + random.poisson(0.6 + 0.25 * np.log(employees / 50).clip(0), count), 2, 7)
    contacts = _contacts(per, team, domains, random)
    created = by_day(anchor - ((HISTORY_DAYS + random.uniform(30, 900, count)) * DAY).astype(np.int64))
    gone = anchor - (random.uniform(5, 200, per.sum()) * DAY).astype(np.int64)
    left = np.where(random.random(per.sum()) < 0.02, gone, NEVER)
    return Cast(
        **users, account_name=names, account_domain=domains, account_industry=industry, account_team=team,
        account_country=country, account_employees=employees, account_parent=parent, account_owner=owner,
        account_created=created, first_contact=np.cumsum(per) - per, contacts=per,
        contact_account=np.repeat(np.arange(count), per), contact_left=left, **contacts,
    )


def _users(sellers: int, random: np.random.Generator) -> dict:
    managers = max(min(4, sellers // 2), round(sellers / 4.5))
    count = FIRST_MANAGER + managers + sellers
    first_seller = FIRST_MANAGER + managers
    manager = np.full(count, -1)
    manager[[ADMIN, ANALYST]] = DIRECTOR
    manager[FIRST_MANAGER:first_seller] = DIRECTOR
    manager[first_seller:] = FIRST_MANAGER + np.arange(sellers) % managers
    team = np.zeros(count, dtype=np.int64)
    team[FIRST_MANAGER:first_seller] = np.arange(managers) % len(words.TEAMS)
    team[first_seller:] = team[manager[first_seller:]]
    taken, names = {*_FIXED.values(), _SELLER}, []
    for number in range(count):
        name = _SELLER if number == first_seller else _FIXED.get(number)
        while name is None:
            candidate = invent_person(team[number] <= 1, random)
            if candidate not in taken:
                name = candidate
            elif len(taken) > 1500:
                name = f"{candidate} {number}"
        taken.add(name)
        names.append(name)
    titles = ["CRM Administrator", "Sales Analyst", "Sales Director"]
    titles += ["Sales Manager"] * managers + ["Account Executive"] * sellers
    return {
        "user_name": names, "user_email": [f"{plain(name).replace(' ', '.')}@{OWN_DOMAIN}" for name in names],
        "user_title": titles, "manager": manager, "user_team": team,
        "is_seller": np.arange(count) >= first_seller, "user_active": np.ones(count, dtype=bool),
    }


def _contacts(per: np.ndarray, team: np.ndarray, domains: list[str], random: np.random.Generator) -> dict:
    account = np.repeat(np.arange(len(per)), per)
    names, emails, taken = [], [], set()
    for number in account:
        name = invent_person(team[number] <= 1, random)
        email = f"{plain(name).replace(' ', '.')}@{domains[number]}"
        while email in taken:
            name = invent_person(team[number] <= 1, random)
            email = f"{plain(name).replace(' ', '.')}@{domains[number]}"
        taken.add(email)
        names.append(name)
        emails.append(email)
    level = np.array([title[0] for title in words.TITLES])
    share = np.array([0.42, 0.33, 0.17, 0.08])[level] / np.bincount(level)[level]
    opted_out = random.random(len(account)) < 0.003
    opted_out[len(account) // 3] = True
    return {"contact_name": names, "contact_email": emails, "contact_opted_out": opted_out,
            "contact_title": random.choice(len(level), len(account), p=share / share.sum())}


def invent_person(portuguese: bool, random: np.random.Generator) -> str:
    first, last = (words.FIRST_PT, words.LAST_PT) if portuguese else (words.FIRST_EN, words.LAST_EN)
    return f"{first[random.integers(len(first))]} {last[random.integers(len(last))]}"


def _company_names(count: int, suffixes: list[tuple[str, ...]], random: np.random.Generator) -> list[str]:
    taken, names = set(), []
    heads = words.COMPANY_HEADS
    for number in range(count):
        tries = 0
        while True:
            tries += 1
            # Names of one word run out, in a large CRM those of two.
            words_wanted = 1 if tries <= 4 else 2 if tries <= 12 else 3
            head = " ".join(heads[random.integers(len(heads))] for _ in range(words_wanted))
            name = f"{head} {suffixes[number][random.integers(len(suffixes[number]))]}"
            if name not in taken:
                break
        taken.add(name)
        names.append(name)
    return names


def plain(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower().replace("'", "")
