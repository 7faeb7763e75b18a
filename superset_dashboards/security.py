"""Who may see what: roles, log-ins and row-level security, set whole each time so that nothing is half a rule.

Row-level security fails closed: the rules are of Superset's kind "base", which holds for everybody except the roles
they name, and a data set under no rule shows no row (`closed`). A role added tomorrow sees nothing until it is named
there or its people stand in ``reports.rpt_access``.
"""

from pathlib import Path

from closed import SEE_EVERYTHING
from first_boot import passwords
from superset import db, security_manager
from superset.connectors.sqla.models import RowLevelSecurityFilter, SqlaTable
from superset.utils.core import RowLevelSecurityFilterType

# Rapport's role -> Superset's built-in roles whose permissions come with it
BUILT_IN = {"seller": ["Gamma"], "manager": ["Gamma"], "analyst": ["Alpha", "sql_lab"], "admin": ["Admin"]}
# Beyond Superset's Gamma, sellers and managers see the rows behind a number and the values of a filter, as ruled.
MAY = [("can_samples", "Datasource"), ("can_get_column_values", "Datasource"), ("can_drill", "Dashboard")]
# Whose answers are whose in the cache: `closed`.
CLAUSE = "record_key in (select a.record_key from reports.rpt_access as a where a.username in ({{ own_usernames() }}))"
# Who may see a data set (as in the bundle's access.json) -> name, clause and description of the rule
RULES = {
    "own_records": (
        "Rapport: own records", CLAUSE, "People see the records that reports.rpt_access lists for their e-mail address."
    ),
    "everybody": ("Rapport: everybody", "1 = 1", "Rows that belong to no record, open to everybody who logs in."),
}  # fmt: skip


def sync_roles() -> None:
    """Rapport's roles exist; what they may open is granted by `sync_row_security`."""
    for name in BUILT_IN:
        security_manager.find_role(name) or security_manager.add_role(name)


def sync_logins(people: list[dict], store: Path) -> None:
    """Every person of the bundle has a log-in, in exactly the roles of their kind."""
    chosen, due = passwords(store, [person["username"] for person in people])
    for person in people:
        roles = [security_manager.find_role(name) for name in [person["role"], *BUILT_IN[person["role"]]]]
        user = security_manager.find_user(person["username"])
        if user is None:
            user = security_manager.add_user(
                person["username"], person["first_name"], person["last_name"], person["email"], roles
            )
            due.add(person["username"])
            if not user:
                raise RuntimeError(f"log-in {person['username']} was refused; is {person['email']} taken?")
        user.first_name, user.last_name = person["first_name"], person["last_name"]
        user.email, user.roles, user.active = person["email"], roles, True
        if person["username"] in due:
            security_manager.reset_password(user.id, chosen[person["username"]])
    db.session.commit()


def sync_row_security(datasets: list[SqlaTable], access: dict[str, list[str]]) -> int:
    """A rule for every data set that sellers and managers may open, and those data sets opened to them, no others.

    ``access`` has the ids of the data sets by who may see them. Returns the number of data sets under a rule.
    """
    opened = []
    for kind, (name, clause, description) in RULES.items():
        rule = db.session.query(RowLevelSecurityFilter).filter_by(name=name).one_or_none() or RowLevelSecurityFilter()
        rule.name, rule.clause, rule.group_key, rule.description = name, clause, None, description
        rule.filter_type = RowLevelSecurityFilterType.BASE
        rule.roles = [security_manager.find_role(role) for role in SEE_EVERYTHING]
        rule.tables = [table for table in datasets if str(table.uuid) in access[kind]]
        db.session.add(rule)
        opened += rule.tables
    for name in ("seller", "manager"):
        role = security_manager.find_role(name)
        role.permissions = [
            security_manager.add_permission_view_menu(*permission)
            for permission in [*MAY, *(("datasource_access", table.perm) for table in opened)]
        ]
    db.session.commit()
    return len(opened)
