"""Nobody sees a row that no rule gives them: what Superset adds to a query, and for whom.

Superset's own rule is the opposite: a data set without row-level security shows all its rows to whoever may open it. So
a data set made by hand after the last `rapport bi import`, opened to a role by hand, would show everything. Here it
shows nothing to anybody but analysts and admins, until a rule is attached to it.
"""

import os
from collections import namedtuple
from pathlib import Path

import pseudonyms
from flask import g
from superset.security import SupersetSecurityManager

SEE_EVERYTHING = ("Admin", "analyst", "admin")
_Rule = namedtuple("_Rule", "id group_key clause")
CLOSED = _Rule(0, None, "1 = 0")
_KEY = Path(os.environ.get("RAPPORT_HOME", "var")).expanduser().resolve() / "state" / "mask_people.key"


class ClosedByDefault(SupersetSecurityManager):
    """Superset's security, but without a rule there are no rows."""

    def get_rls_filters(self, table: object) -> list:
        """The rules of the person logged in for ``table``; a rule without rows where there is none."""
        found = super().get_rls_filters(table)
        user = getattr(g, "user", None)
        if found or user is None or {role.name for role in self.get_user_roles(user)} & set(SEE_EVERYTHING):
            return found
        return [CLOSED]

    def is_item_public(self, permission_name: str, view_name: str) -> bool:
        """Nothing is open to people without a log-in, whatever the role "Public" says, and it need not be asked."""
        return False

    def can_access_schema(self, datasource: object) -> bool:
        """Ask for the data set itself first: Superset asks for it last, after six questions to its own store."""
        perm = getattr(datasource, "perm", None)
        return bool(perm and self.can_access("datasource_access", perm)) or super().can_access_schema(datasource)

    def get_rls_cache_key(self, datasource: object) -> list[str]:
        """What keeps the answers of different people apart in the cache: the person, beside the rules.

        Superset would find out who asks by making the whole query again for each cached answer: half of its cost.
        """
        return [_who(), *super().get_rls_cache_key(datasource)]


def _who() -> str:
    """The person whose rows an answer holds; all who see everything are given the same answers."""
    user = getattr(g, "user", None)
    return "everybody's" if sees_everything() == "true" else f"own rows of {getattr(user, 'email', None) or user!r}"


def sees_everything() -> str:
    """``true`` or ``false`` as SQL: whether the person logged in may see every record."""
    from superset import security_manager

    user = getattr(g, "user", None)
    roles = {role.name for role in security_manager.get_user_roles(user)} if user else set()
    return "true" if roles & set(SEE_EVERYTHING) else "false"


def own_usernames() -> str:
    """The names that ``reports.rpt_access`` may know the person logged in by, as SQL texts between commas.

    It takes no argument, so that nobody can ask for the pseudonym of somebody else.
    """
    return pseudonyms.usernames(getattr(getattr(g, "user", None), "email", None) or "", _KEY)
