"""An invented organisation: the rows of its tables, a version per change, and what was deleted when."""

import random
import threading
import uuid

from rapport.connectors.dataverse.tables import ACTIVITIES, TABLES

LOOKUP = "@Microsoft.Dynamics.CRM.lookuplogicalname"
EDM = {"VARCHAR": "Edm.String", "BIGINT": "Edm.Int64", "DOUBLE": "Edm.Decimal", "BOOLEAN": "Edm.Boolean",
       "TIMESTAMP": "Edm.DateTimeOffset", "DATE": "Edm.Date"}
SIZES = {"accounts": 30, "contacts": 60, "leads": 25, "opportunities": 40, "emails": 230, "appointments": 45,
         "phonecalls": 40, "tasks": 30, "connections": 30, "systemusers": 8, "organizations": 1,
         "transactioncurrencies": 3}
UNTRACKED = {"activityparties", "connections", "processstages", "usersettingscollection", "timezonedefinitions",
             "organizations"}


class Organisation:
    """Rows by table and key, as they go over the wire.

    Attributes
    ----------
    version : int
        Counts every change; a row's is its ``versionnumber``.
    """

    def __init__(self, seed=1, expires_days=30, **sizes):
        self.random = random.Random(seed)
        self.version, self.lock = 100, threading.RLock()
        self.rows = {name: {} for name in TABLES}
        self.gone = {name: {} for name in TABLES}  # key -> version of its end
        self.untracked = set(UNTRACKED)
        self.extra = {}  # table -> column -> Edm type
        for name, count in {**SIZES, **sizes}.items():
            for _ in range(count):
                self.add(name)
        for row in self.rows["organizations"].values():
            row["expirechangetrackingindays"] = expires_days

    def add(self, name, /, **values):
        """One more row with random values, with its parties if it is an activity; its key."""
        with self.lock:
            table = TABLES[name]
            key = table.key[0]
            row = {column: self._value(column, kind) for column, kind in table.columns.items()
                   if not column.endswith("_value_type")}
            row |= {column: self._value(column, kind) for column, kind in self.extra.get(name, {}).items()}
            for lookup in table.lookups:
                row[f"{lookup}{LOOKUP}"] = self.random.choice(["systemuser", "contact", "account"])
            row[key] = self.guid()
            self._stamp(row, created=True)
            row |= values
            self.rows[name][row[key]] = row
            self.gone[name].pop(row[key], None)
            if name in ACTIVITIES:
                self._invite(row[key])
            return row[key]

    def change(self, name, key, /, **values):
        """Give a row new values and, if it is an activity, other parties."""
        with self.lock:
            self.rows[name][key] |= values
            self._stamp(self.rows[name][key])
            if name in ACTIVITIES:
                self._dismiss(key)
                self._invite(key)

    def delete(self, name, key):
        """End a row."""
        with self.lock:
            del self.rows[name][key]
            self.version += 1
            self.gone[name][key] = self.version
            if name in ACTIVITIES:
                self._dismiss(key)

    def some(self, name, count):
        """Keys of some rows."""
        return self.random.sample(sorted(self.rows[name]), count)

    def guid(self):
        """A random id."""
        return str(uuid.UUID(int=self.random.getrandbits(128), version=4))

    def clock(self):
        """The instant of the last change; one second passes per change."""
        days, seconds = divmod(self.version, 86_400)
        return f"2026-10-{1 + days:02}T{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}Z"

    def _stamp(self, row, created=False):
        self.version += 1
        row["versionnumber"], row["modifiedon"] = self.version, self.clock()
        if created:
            row["createdon"] = row["modifiedon"]

    def _invite(self, activity):
        for _ in range(self.random.randint(1, 3)):
            self.add("activityparties", _activityid_value=activity,
                     participationtypemask=self.random.randint(1, 4))

    def _dismiss(self, activity):
        parties = self.rows["activityparties"]
        for key in [key for key, row in parties.items() if row["_activityid_value"] == activity]:
            del parties[key]

    def _value(self, column, kind):
        choose = self.random
        if choose.random() < 0.15:
            return None
        if column.endswith("id_value") or column.endswith("id"):
            return self.guid()
        return {
            "VARCHAR": lambda: choose.choice(["Contoso", "Zoë", 'a "quoted" text', "línea\nnova", "<b>&amp;</b>", ""]),
            "BIGINT": lambda: choose.randint(0, 5), "BOOLEAN": lambda: choose.random() < 0.5,
            "DOUBLE": lambda: choose.choice([10, 99.5, 1e6, 0.0001]),
            "DATE": lambda: f"2026-11-{choose.randint(1, 30):02}",
            "TIMESTAMP": lambda: f"2026-09-{choose.randint(1, 30):02}T10:00:00Z",
        }[kind]()  # fmt: skip
