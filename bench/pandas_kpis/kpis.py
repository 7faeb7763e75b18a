"""The KPI catalogue of every record in all windows; last and next activity without a window."""

from __future__ import annotations

import pandas as pd

from bench.pandas_kpis.crm import Crm
from bench.pandas_kpis.intervals import how_many
from bench.pandas_kpis.turns import WITHIN

SERIES = {
    ("email", True): "emails_sent", ("email", False): "emails_received",
    ("meeting", True): "meetings_sent", ("meeting", False): "meetings_received",
    ("call", True): "calls_made", ("call", False): "calls_received",
    ("task", True): "tasks_completed", ("other", True): "other_activities", ("other", False): "other_activities",
}  # fmt: skip
MINUTES = ["team_minutes", "customer_minutes", "facetime_minutes"]
ENGAGEMENT = {"opens": "email_open_rate", "link_clicks": "link_click_rate", "attachment_views": "attachment_view_rate"}


def windows(crm: Crm) -> dict[str, pd.Timestamp]:
    """First instant of each window; the last 30 days end with the day of as_of."""
    days = {f"last_{days}_days": crm.as_of.normalize() - pd.Timedelta(days=days - 1) for days in (30, 60, 90)}
    return {**days, "lifetime": crm.lifetime_start, "all_history": pd.Timestamp.min}


def catalogue(
    links: pd.DataFrame, activities: pd.DataFrame, turns: pd.DataFrame, crm: Crm
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """One row per account, contact, lead and deal, indexed by its number; and one per record and window."""
    records = crm.entities.index[crm.entities["kind"] != "user"]
    columns = ["activity_type", "is_outgoing", "at", "opens_conversation", "is_followed", *MINUTES, *ENGAGEMENT]
    done = links.merge(activities.loc[activities["is_completed"], columns], left_on="activity", right_index=True)
    asked = _asked(links, turns, crm)
    since = {name: _since(done, asked, start, records) for name, start in windows(crm).items()}
    parts = [since["lifetime"], _outside_cycles(done[done["at"] >= crm.lifetime_start], crm),
             _last_and_next(links, activities, crm), _open_deals(crm)]  # fmt: skip
    found = pd.concat([part.reindex(records) for part in parts], axis=1)
    found["team_hours"], found["customer_hours"] = found["team_minutes"] / 60, found["customer_minutes"] / 60
    is_counted = crm.entities["kind"].isin(["account", "contact"]).reindex(records)
    found["open_opportunities"] = found["open_opportunities"].fillna(0).where(is_counted)
    by_window = pd.concat(since, names=["kpi_window", "record"]).reset_index()
    return found, by_window


def _since(done: pd.DataFrame, asked: pd.DataFrame, start: pd.Timestamp, records: pd.Index) -> pd.DataFrame:
    """The KPIs of a window that begins at an instant; a turn counts by its first e-mail."""
    done, asked = done[done["at"] >= start], asked[asked["at"] >= start]
    parts = [
        _counts(done).reindex(records, fill_value=0),
        done.groupby("record")[MINUTES].sum().reindex(records, fill_value=0.0),
        _engagement(done).reindex(records),
        _responses(asked).reindex(records),
    ]
    found = pd.concat(parts, axis=1)
    waiting = ["team_turns_waiting", "customer_turns_waiting"]
    found[waiting] = found[waiting].fillna(0)
    sent, received = found["emails_sent"], found["emails_received"]
    found["team_email_ratio"] = (sent / received).where(received > 0)
    found["customer_email_ratio"] = (received / sent).where(sent > 0)
    return found


def _counts(done: pd.DataFrame) -> pd.DataFrame:
    """The series, and what each side started."""
    kinds = pd.DataFrame(SERIES.keys(), columns=["activity_type", "is_outgoing"]).assign(series=SERIES.values())
    number = done.groupby(["record", "activity_type", "is_outgoing"], observed=True).size().reset_index(name="number")
    number["activity_type"] = number["activity_type"].astype(str)
    number = number.merge(kinds, on=["activity_type", "is_outgoing"])
    found = number.pivot_table(index="record", columns="series", values="number", aggfunc="sum", fill_value=0)
    found = found.reindex(columns=list(dict.fromkeys(SERIES.values())), fill_value=0)
    opened = done[done["opens_conversation"]].groupby(["record", "is_outgoing"]).size().unstack(fill_value=0)
    opened = opened.reindex(index=found.index, columns=[True, False], fill_value=0)
    found["team_initiated_activities"] = opened[True] + found["meetings_sent"] + found["calls_made"]
    found["customer_initiated_activities"] = opened[False] + found["meetings_received"] + found["calls_received"]
    return found


def _engagement(done: pd.DataFrame) -> pd.DataFrame:
    """Shares of the followed e-mails that the team sent."""
    followed = done[done["is_followed"] & (done["activity_type"] == "email") & done["is_outgoing"]]
    return (followed[list(ENGAGEMENT)] > 0).groupby(followed["record"]).mean().rename(columns=ENGAGEMENT)


def _asked(links: pd.DataFrame, turns: pd.DataFrame, crm: Crm) -> pd.DataFrame:
    """The turns of every record, answered, ignored or waiting."""
    turns = turns.assign(answered=turns["answer"].notna())
    turns["ignored"] = ~turns["answered"] & (crm.as_of - turns["at"] >= WITHIN)
    turns["waiting"] = ~turns["answered"] & ~turns["ignored"]
    columns = ["activity", "at", "is_team", "answered", "ignored", "waiting", "hours", "business_hours"]
    return links.merge(turns[columns], on="activity")


def _responses(asked: pd.DataFrame) -> pd.DataFrame:
    """Response rates, first response times and turns waiting; how the team answers the customer, and the reverse."""
    parts = []
    for side, is_team in (("team", False), ("customer", True)):
        groups = asked[asked["is_team"] == is_team].groupby("record")
        sums = groups[["answered", "ignored", "waiting"]].sum()
        hours = f"{side}_first_response_hours"
        counted = sums["answered"] + sums["ignored"]
        parts += [
            (sums["answered"] / counted).where(counted > 0).rename(f"{side}_response_rate"),
            sums["waiting"].rename(f"{side}_turns_waiting"),
            groups["hours"].mean().rename(hours),
            groups["hours"].quantile(0.5).rename(f"{hours}_median"),
            groups["hours"].quantile(0.9).rename(f"{hours}_p90"),
            groups["business_hours"].mean().rename(f"{hours}_business"),
        ]
    return pd.concat(parts, axis=1)


def _deals_of(crm: Crm) -> pd.DataFrame:
    """Pairs of an account or contact and its deals (a contact's: those with it on their customer side)."""
    people = crm.customers[crm.customers["record"].isin(crm.deals.index)]
    accounts = pd.DataFrame({"record": crm.deals.index, "person": crm.deals["account"].to_numpy()})
    pairs = pd.concat([people, accounts[accounts["person"] >= 0]]).set_axis(["deal", "record"], axis=1)
    return pairs.merge(crm.deals[["created_at", "close"]], left_on="deal", right_index=True)


def _outside_cycles(done: pd.DataFrame, crm: Crm) -> pd.DataFrame:
    """Share of what the team started while no deal of the account or contact was open, and days since the last."""
    is_started = done["activity_type"].isin(["meeting", "call", "task"]) | done["opens_conversation"]
    is_asked = done["record"].isin(crm.accounts.index) | done["record"].isin(crm.contacts.index)
    ours = done.loc[is_started & done["is_outgoing"] & is_asked, ["record", "at"]]
    deals = _deals_of(crm)
    ours["outside"] = how_many(ours["record"], ours["at"], deals["record"], deals["created_at"], deals["close"]) <= 0
    last = ours[ours["outside"]].groupby("record")["at"].max()
    return pd.DataFrame({
        "outside_cycle_share": ours.groupby("record")["outside"].mean(),
        "days_since_outside_cycle": (crm.as_of - last) // pd.Timedelta(days=1),
    })  # fmt: skip


def _last_and_next(links: pd.DataFrame, activities: pd.DataFrame, crm: Crm) -> pd.DataFrame:
    """The latest completed activity that each side started, and the earliest planned one."""
    way = activities["is_outgoing"].map({True: "outgoing", False: "incoming"})
    shown = pd.DataFrame({"at": activities["at"], "type": activities["activity_type"].astype(str), "direction": way,
                          "id": activities["activity_id"]}).set_index(activities["order"])  # fmt: skip
    coming = ~activities["is_completed"] & ~activities["is_cancelled"] & (activities["at"] > crm.as_of)
    coming &= activities["activity_type"].isin(["meeting", "call", "task"])
    completed, outgoing = activities["is_completed"], activities["is_outgoing"]
    wanted = {"last_team": (completed & outgoing, "max"), "last_customer": (completed & ~outgoing, "max"),
              "next": (coming, "min")}  # fmt: skip
    parts = []
    for name, (which, edge) in wanted.items():
        rows = links.merge(activities.loc[which, ["order"]], left_on="activity", right_index=True)
        place = rows.groupby("record")["order"].agg(edge)
        columns = ["at", "type", "direction"] + (["id"] if name == "next" else [])
        part = shown.loc[place, columns].set_axis(place.index)
        parts.append(part.rename(columns=lambda column, name=name: f"{name}_activity_{column}"))
    found = pd.concat(parts, axis=1)
    found["last_activity_at"] = found[["last_team_activity_at", "last_customer_activity_at"]].max(axis=1)
    return found


def _open_deals(crm: Crm) -> pd.DataFrame:
    """Open deals of accounts and contacts; none of a contact who opted out."""
    deals = _deals_of(crm)
    deals = deals[deals["close"].isna() & ~deals["record"].map(crm.entities["opted_out"])]
    return deals.groupby("record").size().rename("open_opportunities").to_frame()
