"""Sets up the schedules of the mails, one per mail and recipient, and removes those that are no longer wanted.

A schedule belongs to its recipient alone. Superset draws pictures and runs conditions as the owner, and the condition
carries the rule of row-level security written out for that person: Superset applies rules to data sets, not to the free
SQL of a condition.
"""

import json

from security import CLAUSE, SEE_EVERYTHING
from superset import db, security_manager
from superset.jinja_context import get_template_processor
from superset.models.core import Database
from superset.models.dashboard import Dashboard
from superset.reports.models import ReportRecipients, ReportSchedule
from superset.utils.core import override_user

OURS = "rapport"


def sync_mails(wanted: list[dict]) -> int:
    """Make, change and remove schedules until they are as ``mail.json`` says; returns how many there are."""
    kept = set()
    for item in wanted:
        owner = security_manager.find_user(item["login"])
        if owner is None:
            raise RuntimeError(f"there is no log-in {item['login']} to send {item['name']} to: see RAPPORT_MAIL__*_TO")
        if owner.email.endswith(".invalid"):
            raise RuntimeError(f"the log-in {item['login']} has no e-mail address to send {item['name']} to")
        kept.add(_sync(item, owner).id)
    for schedule in db.session.query(ReportSchedule).all():
        if schedule.id not in kept and (schedule.extra or {}).get(OURS):
            db.session.delete(schedule)
    db.session.commit()
    return len(kept)


def _sync(item: dict, owner: object) -> ReportSchedule:
    name, kind = f"{item['name']} ({item['login']})", "Alert" if item["when"] else "Report"
    place = {OURS: f"{item['place']}:{item['login']}"}
    found = [s for s in db.session.query(ReportSchedule).all() if (s.extra or {}).get(OURS) == place[OURS]]
    schedule = found[0] if found else ReportSchedule()
    schedule.type, schedule.name, schedule.description = kind, name, item["text"]
    schedule.extra_json = json.dumps(place)
    schedule.email_subject = item["subject"]
    schedule.crontab, schedule.timezone, schedule.active = item["crontab"], item["time_zone"], True
    schedule.owners = [owner]
    schedule.dashboard = db.session.query(Dashboard).filter_by(uuid=item["dashboard"]).one()
    schedule.report_format, schedule.creation_method = "PNG", "alerts_reports"
    schedule.force_screenshot, schedule.working_timeout, schedule.grace_period = False, 600, 3600
    schedule.custom_width, schedule.log_retention = 1280, 90
    if item["when"]:
        schedule.database = db.session.query(Database).filter_by(database_name="Rapport").one()
        schedule.sql = _condition(item["when"], owner, schedule.database)
        schedule.validator_type = "operator"
        schedule.validator_config_json = json.dumps({"op": ">", "threshold": 0})
    address = json.dumps({"target": owner.email})
    if [recipient.recipient_config_json for recipient in schedule.recipients] != [address]:
        schedule.recipients = [ReportRecipients(type="Email", recipient_config_json=address)]
    db.session.add(schedule)
    db.session.flush()
    return schedule


def _condition(when: dict, owner: object, database: Database) -> str:
    """How many rows there are to tell of, among those that the owner may see."""
    sql = f"select count(*) from reports.{when['dataset']} where ({when['where']})"
    if {role.name for role in owner.roles} & set(SEE_EVERYTHING):
        return sql
    with override_user(owner):
        return f"{sql} and {get_template_processor(database).process_template(CLAUSE)}"
