"""Mails for real: Redis, a Celery worker and its clock, Chromium for the picture, and a server that takes the mails."""

import email
import shutil
import socket
import sqlite3
import time
from contextlib import closing
from email.policy import default as modern

import pytest
from aiosmtpd.controller import Controller

from rapport.connectors.demo.people import DEMO_LOGINS
from rapport.mail_settings import Mail
from rapport.stack import daemons, dashboards, mail_workers

SECONDS = 420
EVERY_MINUTE, LEAP_DAYS = "* * * * *", "0 0 29 2 *"
PNG = b"\x89PNG\r\n\x1a\n"


class Sink:
    """Keeps what arrives: envelope recipients and message."""

    def __init__(self):
        self.mails: list[tuple[list[str], email.message.EmailMessage]] = []

    async def handle_DATA(self, _server, _session, envelope):
        self.mails.append((envelope.rcpt_tos, email.message_from_bytes(envelope.content, policy=modern)))
        return "250 taken"

    def subjects(self) -> set[tuple[str, str]]:
        return {(to, str(mail["Subject"])) for recipients, mail in self.mails for to in recipients}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def schedules(settings, sql: str) -> list[tuple]:
    with closing(sqlite3.connect(settings.home / "superset" / "superset.db")) as store:
        return store.execute(sql).fetchall()


@pytest.fixture(scope="module")
def sending(installation):
    """The installation with mails on: two get the digest every minute, seller and analyst the alert on leap days."""
    if not all(map(shutil.which, ("redis-server", "chromedriver"))):
        pytest.skip("no Redis or no Chromium here: install the packages redis-server, chromium and chromium-driver")
    sink = Sink()
    controller = Controller(sink, hostname="127.0.0.1", port=free_port())
    controller.start()
    mail = Mail(
        smtp_host="127.0.0.1", smtp_port=controller.port, smtp_security="none", sender="rapport@example.com",
        link="https://rapport.example.com", digest_to="manager,seller", digest_at=EVERY_MINUTE,
        risks_to="seller", risks_at=LEAP_DAYS, alert_to="seller,analyst", alert_at=LEAP_DAYS,
    )  # fmt: skip
    settings = installation.settings.model_copy(update={"mail": mail})
    dashboards.deploy(settings, lambda line: None)
    started = mail_workers.start(settings, lambda line: None)
    yield settings, sink
    daemons.stop(started)
    controller.stop()
    assert installation.deploy()[-1].startswith("superset [7/7]"), "what is switched off is removed"
    assert schedules(settings, "select name from report_schedule") == []


@pytest.mark.slow
@pytest.mark.timeout(SECONDS + 300)
def test_each_recipient_gets_their_own_picture_and_nobody_elses(sending):
    settings, sink = sending
    wanted = {(DEMO_LOGINS[name].lower(), "Rapport: your pipeline this week") for name in ("manager", "seller")}
    until = time.monotonic() + SECONDS
    while not wanted <= sink.subjects():
        assert time.monotonic() < until, f"{sink.subjects()}\n{mail_workers.daemons(settings)[1].tail(40)}"
        time.sleep(1)
    pictures = {}
    for recipients, mail in sink.mails:
        assert len(recipients) == 1
        if (recipients[0], str(mail["Subject"])) not in wanted:
            continue  # on a busy machine a page may take too long; Superset says so to its owner and draws it again
        [picture] = [part.get_content() for part in mail.walk() if part.get_content_type() == "image/png"]
        assert picture.startswith(PNG)
        assert int.from_bytes(picture[16:20], "big") >= 1200, "as wide as a screen"
        assert len(picture) > 30_000, "a page with charts, not an empty one"
        pictures[recipients[0]] = picture
        body = mail.get_body(("html",)).get_content()
        assert "https://rapport.example.com/" in body
        assert "127.0.0.1" not in body
    assert pictures[DEMO_LOGINS["manager"].lower()] != pictures[DEMO_LOGINS["seller"].lower()]


def test_a_schedule_belongs_to_its_one_recipient(sending):
    """Superset draws as the owner (ALERT_REPORTS_EXECUTORS), so what is drawn is what that person may see."""
    settings, _ = sending
    found = schedules(settings, """
        select s.name, u.username, json_extract(r.recipient_config_json, '$.target') = u.email
        from report_schedule as s
        join report_schedule_user as o on o.report_schedule_id = s.id
        join ab_user as u on u.id = o.user_id
        join report_recipient as r on r.report_schedule_id = s.id
        order by s.name
    """)  # fmt: skip
    assert found == [
        ("Health alert (analyst)", "analyst", 1), ("Health alert (seller)", "seller", 1),
        ("Weekly digest (manager)", "manager", 1), ("Weekly digest (seller)", "seller", 1),
        ("Weekly risks (seller)", "seller", 1),
    ]  # fmt: skip


def test_an_alert_counts_only_what_its_recipient_may_see(sending, installation):
    settings, _ = sending
    asked = dict(schedules(settings, "select name, sql from report_schedule where type = 'Alert'"))
    where = "is_new and record_type in ('opportunity', 'account')"
    all_of_them = installation.served(f"select count(*) from reports.rpt_health_alerts where {where}")
    own = installation.served(f"""
        select count(*) from reports.rpt_health_alerts as alerts
        join reports.rpt_access as access on alerts.record_key = access.record_key
        where {where} and access.username = '{DEMO_LOGINS["seller"].lower()}'
    """)  # fmt: skip
    assert installation.served(asked["Health alert (analyst)"]) == all_of_them
    assert installation.served(asked["Health alert (seller)"]) == own
    assert "rpt_access" in asked["Health alert (seller)"]


def test_setting_up_again_changes_no_id_and_no_schedule_and_says_so_in_seven_steps(sending, installation):
    settings, _ = sending
    admin, said = installation.login("admin"), []

    def ids():
        return {kind: {item["id"] for item in admin.all(kind)} for kind in ("dashboard", "chart", "dataset")}

    before = ids(), schedules(settings, "select id, name from report_schedule order by id")
    dashboards.deploy(settings, said.append)
    assert [line.split("]")[0] for line in said] == [f"superset [{n}/7" for n in range(1, 8)]
    assert (ids(), schedules(settings, "select id, name from report_schedule order by id")) == before
