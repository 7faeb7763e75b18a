"""The world's arrays as Arrow tables, and the SQL that gives them the shape of the raw contract.

Every table carries ``_at`` (seconds; when the row came into being in the CRM), where a row changes without a version
``_changed``, and where rows are deleted ``_gone``. An extract takes what lies between two watermarks.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from rapport.connectors.demo import batch as b
from rapport.connectors.demo import words
from rapport.connectors.demo.batch import Batch
from rapport.connectors.demo.clock import DAY, NEVER
from rapport.connectors.demo.deals import Deals
from rapport.connectors.demo.people import Cast
from rapport.connectors.demo.versions import Versions

_KINDS = {"user": "USR", "contact": "CON", "lead": "LEA", "account": "ACC", "opportunity": "OPP", "activity": "ACT"}
_TOPICS = (
    (*words.EMAIL_TOPICS, *words.NURTURE_TOPICS, *words.INTERNAL_TOPICS, *words.CARE_TOPICS),
    (*words.MEETING_TOPICS, *words.INTERNAL_TOPICS, *words.CARE_MEETINGS), words.CALL_TOPICS,
    (*words.TASK_TOPICS, *words.CARE_TASKS), words.OTHER_TOPICS,
)


def macros(generation: int) -> str:
    """SQL macros for ids, instants and words; ids of a later generation of the world differ from those before."""
    tag = "" if generation == 1 else f"{generation}-"
    ids = "".join(
        f"create or replace macro {kind}_id(n) as case when n >= 0 then "
        f"'{short}-{'' if kind == 'user' else tag}' || format('{{:05d}}', n + 1) end;"
        for kind, short in _KINDS.items()
    )
    return ids + f"""
        create or replace macro instant(s) as case when s < {NEVER} then make_timestamp(s * 1000000) end;
        create or replace macro flag(n) as case when n >= 0 then n = 1 end;
        create or replace macro amount(n) as case when n >= 0 then n end;
        create or replace macro day_of(n) as case when n >= 0 then date '1970-01-01' + n::integer end;
        create or replace macro word(words, n) as case when n >= 0 then words[n::integer + 1] end;"""


def _sql(words_: tuple[str, ...] | list[str]) -> str:
    return "[" + ", ".join("'" + word.replace("'", "''") + "'" for word in words_) + "]"


ACTIVITIES = f"""
select activity_id(id) as activity_id, word(['email', 'meeting', 'call', 'task', 'other'], kind) as activity_type,
    word(['outgoing', 'incoming'], direction) as direction,
    word(['', 'Re: ', 'Automatic reply: '], answers)
        || word(case kind {' '.join(f'when {i} then {_sql(topics)}' for i, topics in enumerate(_TOPICS))} end, topic)
        || coalesce(' - ' || deal_name, '') as subject,
    word(['open', 'scheduled', 'completed', 'cancelled'], status) as status,
    instant(started) as started_at, instant(ended) as ended_at, instant(due) as due_at, instant(sent) as sent_at,
    case when not isnan(minutes) then minutes end as duration_minutes,
    word(['account', 'contact', 'lead', 'opportunity'], regarding) as regarding_type,
    case regarding when 0 then account_id(regarding_number) when 1 then contact_id(regarding_number)
        when 2 then lead_id(regarding_number) when 3 then opportunity_id(regarding_number) end as regarding_id,
    case when conversation >= 0 then 'CV-{{tag}}' || conversation end as conversation_id,
    case when reply_to >= 0 then '<{{tag}}' || reply_to || '@mail.example>' end as in_reply_to,
    case when message >= 0 then '<{{tag}}' || message || '@mail.example>' end as message_id,
    flag(followed) as is_followed, amount(opens) as opens, amount(clicks) as link_clicks,
    amount(views) as attachment_views, flag(auto) as is_auto_reply, flag(connected) as is_connected,
    coalesce(flag(master), false) as is_recurring_master, user_id(owner) as owner_id,
    instant(created) as created_at, instant(modified) as modified_at, _at, _gone
from data"""
PARTIES = """
select activity_id(id) as activity_id,
    word(['from', 'to', 'cc', 'bcc', 'organizer', 'required', 'optional'], role) as role,
    case when known then word(['user', 'contact', 'lead', 'account'], kind) end as party_type,
    case when not known then null when kind = 0 then user_id(number) when kind = 1 then contact_id(number)
        else lead_id(number) end as party_id,
    address, _at, _gone
from data"""
OPPORTUNITIES = f"""
select opportunity_id(deal) as opportunity_id, name, account_id(account) as account_id, contact_id(contact)
    as contact_id, user_id(owner::bigint) as owner_id, word({_sql(('qualify', 'develop', 'propose', 'close'))}, stage)
    as stage, word(['open', 'won', 'lost'], status) as status, value as estimated_value,
    case when status = 1 then actual end as actual_value, currency, day_of(close_day) as estimated_close_date,
    case when status > 0 then instant(_at) end as actual_close_at,
    case status when 1 then 100e0 when 2 then 0e0 else [10e0, 30e0, 55e0, 80e0][stage::integer + 1] end
        as close_probability,
    instant(created) as created_at, instant(_at) as modified_at,
    word({_sql(words.LEAD_SOURCES)}, source) as lead_source, word({_sql(tuple(words.PRODUCTS))}, family)
        as product_family, word({_sql(words.TIMEFRAMES)}, timeframe) as purchase_timeframe,
    word({_sql(words.NEEDS)}, need) as need, word({_sql(words.BUDGETS)}, budget) as budget_status,
    word({_sql(words.RATINGS)}, rating) as rating, _at
from data"""


def _written(column: str) -> str:
    return (
        f"case field when 0 then word(['qualify', 'develop', 'propose', 'close'], {column}stage) "
        f"when 1 then printf('%.2f', {column}value) when 2 then day_of({column}close_day)::varchar "
        f"when 3 then user_id({column}owner::bigint) else word(['open', 'won', 'lost'], {column}status) end"
    )


HISTORY = f"""
select opportunity_id(deal) as opportunity_id, instant(_at) as changed_at,
    word(['stage', 'estimated_value', 'estimated_close_date', 'owner_id', 'status'], field) as field,
    {_written('before_')} as old_value, {_written('')} as new_value, _at
from data where field >= 0"""


def activity_tables(batch: Batch, deals: Deals | None, first_deal: int, addresses: Addresses,
                    gone_of) -> tuple[pa.Table, pa.Table]:
    """Activities and parties of a batch; ``gone_of`` says when each activity is deleted again."""
    acts, parties = batch.acts(), batch.parties()
    ids, start = np.unique(acts["id"], return_index=True)
    created = acts["created"][start]
    gone = gone_of(ids, created)
    place = np.searchsorted(ids, acts["id"])
    name = pa.nulls(len(acts["id"]), pa.string())
    if deals is not None:
        name = _coded(acts["subject_of"] - first_deal, deals.name, acts["subject_of"] >= 0)
    activities = pa.table({**{k: pa.array(v) for k, v in acts.items()}, "deal_name": name,
                           "_at": pa.array(acts["modified"]), "_gone": pa.array(gone[place])})
    place = np.searchsorted(ids, parties["id"])
    kind, number = parties["kind"], parties["number"]
    anonymous = (kind == b.CONTACT) & ((parties["id"] * 7 + number) % 13 == 0) & (parties["role"] <= b.CC)
    people = pa.table({
        "id": parties["id"], "role": parties["role"], "kind": kind, "number": number,
        "known": (kind <= b.LEAD) & ~anonymous, "address": addresses.of(kind, number),
        "_at": created[place], "_gone": gone[place],
    })
    return activities, people


def deal_tables(deals: Deals, versions: Versions, cast: Cast, random: np.random.Generator) -> tuple[pa.Table, ...]:
    """Opportunity versions (with their changes) and connections."""
    i = versions.deal
    currency = np.array([team[4] for team in words.TEAMS], dtype=object)[cast.account_team[deals.account]]
    actual = np.round(deals.value * np.exp(random.normal(-0.05, 0.12, len(deals))), -1)
    first = cast.first_contact[deals.account]
    contact = first + deals.shift % cast.contacts[deals.account]
    columns = {
        "deal": deals.number[i], "name": _coded(i, deals.name), "account": deals.account[i], "contact": contact[i],
        "currency": pa.array(currency[i]), "actual": actual[i], "created": deals.created[i], "field": versions.field,
        "_at": versions.at, **versions.state, **{f"before_{k}": np.nan_to_num(v, nan=-1.0) for k, v in
                                                versions.before.items()},
        **{name: getattr(deals, name)[i] for name in ("source", "family", "timeframe", "need", "budget", "rating")},
    }
    place = np.repeat(np.arange(len(deals)), deals.people - 1)
    nth = np.arange(len(place)) - np.repeat(np.cumsum(deals.people - 1) - (deals.people - 1), deals.people - 1) + 1
    other = first[place] + (deals.shift[place] + nth) % cast.contacts[deals.account[place]]
    helped = np.flatnonzero(random.random(len(deals)) < 0.3)
    roles = ["decision_maker", "influencer", "champion", "stakeholder", "sales_team"]
    role = np.concatenate([random.integers(0, 4, len(place)), np.full(len(helped), 4)])
    at = np.concatenate([deals.created[place] + random.integers(0, 20 * DAY, len(place)), deals.created[helped]])
    connections = pa.table({
        "deal": deals.number[np.concatenate([place, helped])], "is_user": role == 4, "role": _coded(role, roles),
        "party": np.concatenate([other, cast.manager[deals.owner[helped]]]), "_at": at,
    })
    return pa.table({name: column if isinstance(column, pa.Array) else pa.array(column)
                     for name, column in columns.items()}), connections


CONNECTIONS = """
select distinct 'opportunity' as record_type, opportunity_id(deal) as record_id,
    case when is_user then 'user' else 'contact' end as party_type,
    case when is_user then user_id(party) else contact_id(party) end as party_id, role, _at
from data"""


class Addresses:
    """E-mail addresses by kind and number of a person; strangers share an address of their account's domain."""

    def __init__(self, cast: Cast, lead_emails: list[str]):
        strangers = [f"office@{domain}" for domain in cast.account_domain]
        groups = {b.USER: cast.user_email, b.CONTACT: cast.contact_email, b.LEAD: lead_emails, b.ACCOUNT: [],
                  b.STRANGER: strangers}
        self._first = np.cumsum([0] + [len(groups[kind]) for kind in sorted(groups)])[:-1]
        self._all = pa.array([address for kind in sorted(groups) for address in groups[kind]])

    def of(self, kind: np.ndarray, number: np.ndarray) -> pa.DictionaryArray:
        """The address of each person."""
        return pa.DictionaryArray.from_arrays(pa.array((self._first[kind] + number).astype(np.int32)), self._all)


def _coded(codes: np.ndarray, values: list[str], valid: np.ndarray | None = None) -> pa.DictionaryArray:
    mask = None if valid is None else ~valid
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32), mask=mask), pa.array(values))
