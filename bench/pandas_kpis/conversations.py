"""Which e-mails are one conversation: by its id, by the message answered, else by subject and two people."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

WITHIN = pd.Timedelta(days=30)
_PREFIXES = r"^((re|res|fw|fwd|enc|aw|wg)\s*:\s*)+"


def conversations(activities: pd.DataFrame, parties: pd.DataFrame) -> pd.Series:
    """A number of the conversation for every completed e-mail, noise included, by activity."""
    emails = activities[(activities["activity_type"] == "email") & activities["is_completed"]]
    own, _ = pd.factorize(emails["conversation_id"])
    parents = _answered(emails)
    loose = emails.index[(own < 0) & parents.isna().to_numpy() & ~emails["is_noise"].to_numpy()]
    parents = parents.fillna(_by_subject(emails[~emails["is_noise"]], loose, parties))
    # Each e-mail points to its conversation (a node of its own) or to the e-mail before it: what hangs together is one.
    places = pd.Series(np.arange(len(emails)), index=emails.index)
    points_to = np.where(own >= 0, len(emails) + own, parents.map(places).fillna(places).to_numpy()).astype("int64")
    size = len(emails) + own.max(initial=-1) + 1
    edges = coo_matrix((np.ones(len(emails), "int8"), (places.to_numpy(), points_to)), shape=(size, size))
    _, labels = connected_components(edges, directed=False)
    return pd.Series(labels[: len(emails)], index=emails.index)


def _answered(emails: pd.DataFrame) -> pd.Series:
    """The e-mail that ``in_reply_to`` names: of copies the one that is kept, never itself."""
    named = emails.loc[emails["message_id"].notna(), ["message_id", "is_noise"]].reset_index(names="parent")
    named = named.sort_values("is_noise", kind="stable").drop_duplicates("message_id")
    asked = emails.loc[emails["in_reply_to"].notna(), "in_reply_to"].rename("message_id").rename_axis("child")
    found = asked.reset_index().merge(named, on="message_id")
    found = found[found["child"] != found["parent"]]
    return found.set_index("child")["parent"].reindex(emails.index)


def _by_subject(emails: pd.DataFrame, loose: pd.Index, parties: pd.DataFrame) -> pd.Series:
    """For each loose e-mail the latest one of the last 30 days with its subject that passed between the same two."""
    codes, texts = pd.factorize(emails["subject"])
    texts = pd.Series(texts, dtype="str").str.lower().str.replace(r"\s+", " ", regex=True).str.strip()
    texts, _ = pd.factorize(texts.str.replace(_PREFIXES, "", regex=True).str.strip().replace("", None))
    subject = pd.Series(np.append(texts, -1)[codes], index=emails.index)
    subject = subject[(subject >= 0) & subject.isin(subject.loc[loose])]
    people = parties[parties["activity"].isin(subject.index)]
    senders = people.loc[people["role"] == "from", ["activity", "person"]]
    others = people.loc[people["role"].isin(["to", "cc"]), ["activity", "person"]].drop_duplicates()
    pairs = senders.merge(others, on="activity", suffixes=("", "_other"))
    pairs = pairs[pairs["person"] != pairs["person_other"]]
    pairs["one"] = pairs[["person", "person_other"]].min(axis=1)
    pairs["other"] = pairs[["person", "person_other"]].max(axis=1)
    pairs["subject"] = subject.loc[pairs["activity"]].to_numpy()
    pairs = pairs[["activity", "subject", "one", "other"]].drop_duplicates()
    pairs["at"] = emails["at"].loc[pairs["activity"]].to_numpy()
    pairs["order"] = emails["order"].loc[pairs["activity"]].to_numpy()
    pairs = pairs.sort_values("order")
    before = pairs.groupby(["subject", "one", "other"])[["activity", "at", "order"]].shift()
    pairs["parent"], pairs["place"] = before["activity"], before["order"]
    pairs = pairs[(pairs["at"] - before["at"] <= WITHIN) & pairs["activity"].isin(loose)]
    return pairs.sort_values("place").drop_duplicates("activity", keep="last").set_index("activity")["parent"]
