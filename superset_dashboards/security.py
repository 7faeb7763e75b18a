"""Who may see what: roles, log-ins and row-level security, set whole each time so that nothing is half a rule.

Row-level security fails closed: the rule is of Superset's kind "base", which holds for everybody except the roles it
names. A role added tomorrow sees nothing until it is named here or its people stand in ``reports.rpt_access``.
"""

from pathlib import Path

from first_boot import passwords
from superset import db, security_manager
from superset.connectors.sqla.models import RowLevelSecurityFilter, SqlaTable
from superset.utils.core import RowLevelSecurityFilterType

# Rapport's role -> Superset's built-in roles whose permissions come with it
BUILT_IN = {"seller": ["Gamma"], "manager": ["Gamma"], "analyst": ["Alpha", "sql_lab"], "admin": ["Admin"]}
SEE_EVERYTHING = ["Admin", "analyst", "admin"]
RULE = "Rapport: own records"
CLAUSE = (
    "record_key in (select a.record_key from reports.rpt_access as a"
    " where a.username = lower('{{ (current_user_email() or '') | replace(\"'\", \"''\") }}'))"
)


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


def sync_row_security(datasets: list[SqlaTable]) -> int:
    """One rule over every dataset with a record key; sellers and managers may open those datasets and no others.

    Returns the number of datasets under the rule.
    """
    with_key = [table for table in datasets if any(column.column_name == "record_key" for column in table.columns)]
    rule = db.session.query(RowLevelSecurityFilter).filter_by(name=RULE).one_or_none() or RowLevelSecurityFilter()
    rule.name, rule.clause, rule.group_key = RULE, CLAUSE, None
    rule.filter_type = RowLevelSecurityFilterType.BASE
    rule.description = "People see the records that reports.rpt_access lists for their e-mail address."
    rule.roles = [security_manager.find_role(name) for name in SEE_EVERYTHING]
    rule.tables = with_key
    db.session.add(rule)
    for name in ("seller", "manager"):
        role = security_manager.find_role(name)
        role.permissions = [
            security_manager.add_permission_view_menu("datasource_access", table.perm) for table in with_key
        ]
    db.session.commit()
    return len(with_key)
