"""Bad rows are put aside with a reason a newcomer understands; the good ones go on. Unusable folders are refused."""

import pytest

from rapport.connectors.base import ConnectorError

ACTIVITY = "activity_id,activity_type,status,sent_at,started_at,ended_at,opens,is_followed\n"


BAD = [
    (",email,completed,2026-01-06,,,,", "missing: activity_id"),
    ("x,email,completed,32/13/2001,,,,", "bad_instant: sent_at='32/13/2001'"),
    ("x,email,completed,2026-02-30,,,,", "bad_instant: sent_at='2026-02-30'"),
    ("x,email,completed,2026-01-06 25:00,,,,", "bad_instant: sent_at='2026-01-06 25:00'"),
    ("x,telegram,completed,2026-01-06,,,,", "unknown_value: activity_type='telegram'"),
    ("x,email,done,2026-01-06,,,,", "unknown_value: status='done'"),
    ("x,email,completed,2026-01-06,,,many,", "bad_number: opens='many'"),
    ("x,email,completed,2026-01-06,,,1.5,", "bad_number: opens='1.5'"),
    ("x,email,completed,2026-01-06,,,,perhaps", "bad_boolean: is_followed='perhaps'"),
    ("x,email,completed,,2026-01-06,,,", "no_instant: sent_at of a completed email"),
    ("x,meeting,completed,2026-01-06,,,,", "no_instant: started_at of a completed meeting"),
    ("x,call,completed,,,2026-01-06,,", "no_instant: started_at of a completed call"),
    ("x,task,completed,,2026-01-06,,,", "no_instant: ended_at of a completed task"),
    ("x,other,completed,2026-01-06,,,,", "no_instant: ended_at or started_at of a completed other"),
    ("x,email,done,never,,,,", "unknown_value: status='done'; bad_instant: sent_at='never'"),
    ("x,email,completed,2026-01-06", "broken_row: expected Number of Columns: 8 Found: 4"),
    ("x,email,completed,2026-01-06,,,,,more", "broken_row: expected Number of Columns: 8 Found: 9"),
    ('x,"email"s,completed,2026-01-06,,,,', "broken_row: a quote is not closed, or text follows it"),
    ('x,"email,completed,2026-01-06,,,,', "broken_row: a quote is not closed"),
    (b"x,email,completed,2026-01-06,,\xff,,", "broken_row: not valid UTF-8"),
]
"""Rows and why they cannot be used."""


def test_every_bad_row_is_put_aside_with_its_reason_and_the_good_ones_go_on(folder):
    good = "g{0},email,completed,2026-01-06,,,3,yes\n"
    rows = [(row if isinstance(row, bytes) else row.encode()) + b"\n" + good.format(number).encode()
            for number, (row, _) in enumerate(BAD)]
    folder.write("activities.csv", ACTIVITY.encode() + b"".join(rows))
    report = folder.extract()
    assert folder.reasons("activities") == sorted(reason for _, reason in BAD)
    assert len(folder.now("activities")) == report.tables["activities"].loaded == len(BAD)
    assert report.tables["activities"].bad == len(BAD)
    assert any("1 quarantined (missing: activity_id)" in line for line in report.lines())


@pytest.mark.parametrize(("row", "reason"), [case for case in BAD if case[1].startswith("broken_row")])
def test_one_broken_row_costs_no_other_row(folder, row, reason):
    good = b"g%d,email,completed,2026-01-06,,,3,yes\n"
    row = row if isinstance(row, bytes) else row.encode()
    folder.write("activities.csv", ACTIVITY.encode() + good % 1 + row + b"\n" + good % 2)
    folder.extract()
    assert [found["activity_id"] for found in folder.now("activities")] == ["g1", "g2"]
    assert folder.reasons("activities") == [reason]


def test_quarantine_keeps_the_row_as_it_stood_in_the_file(folder):
    folder.write("activities.csv", ACTIVITY + "a1,email, Completed ,32/13/2001,,,,\n")
    folder.extract()
    (row,) = folder.quarantine("activities")
    assert (row["activity_id"], row["status"], row["sent_at"]) == ("a1", "Completed", "32/13/2001")
    assert row["_loaded_at"] is not None


def test_a_broken_row_keeps_its_line_and_text(folder):
    folder.write("users.csv", "user_id,full_name,email\nu1,Ann,ann@own.example\nu2,Bob\n")
    folder.extract()
    (row,) = folder.quarantine("users")
    assert (row["_line"], row["_text"]) == (3, "u2,Bob")


def test_a_quote_that_is_never_closed_swallows_no_good_row(folder):
    rows = [f"u{number},User {number},u{number}@own.example" for number in range(2000)]
    rows[700] = 'u700,"User 700,u700@own.example'
    rows[900] = 'u900,"User ""900"", the last",u900@own.example'
    folder.write("users.csv", "user_id,full_name,email\n" + "\n".join(rows) + "\n")
    report = folder.extract()
    assert report.tables["users"].loaded == 1999
    assert folder.quarantine("users")[0]["_text"] == rows[700]
    assert {"full_name": 'User "900", the last'} in folder.now("users", "full_name")


def test_message_bodies_are_never_read_not_even_from_a_broken_row(folder):
    folder.write("activities.csv", "activity_id,activity_type,status,sent_at,Body,description\n"
                                   "a1,email,completed,2026-01-06,my secret,my secret\n"
                                   "a2,email,completed,2026-01-06,my secret\n"
                                   "a3,email,completed,never,my secret,my secret\n")
    report = folder.extract()
    assert "secret" not in str(folder.raw("activities")) + str(folder.quarantine("activities"))
    assert len(folder.quarantine("activities")) == 2
    assert "not_read: activities.csv: Body, description (message bodies are never read)." in report.warnings


@pytest.mark.parametrize("table", ["users", "opportunities", "activities", "activity_parties"])
def test_a_folder_without_a_required_file_is_refused_before_anything_is_written(folder, table):
    (folder.path / f"{table}.csv").unlink()
    with pytest.raises(ConnectorError, match=rf"has no {table}\.csv or {table}\.parquet .*Export {table} into"):
        folder.extract()
    assert not folder.settings.home.exists()


def test_a_missing_required_column_is_named_with_the_columns_there_are(folder):
    folder.write("opportunities.csv", "opportunity_id,title,owner_id,status,created_at\n")
    with pytest.raises(ConnectorError, match=r"opportunities\.csv lacks the required column name \(it has: .*title"):
        folder.extract()
    assert not folder.settings.home.exists()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("opportunities.parquet", b"PAR1", r"holds both opportunities\.csv and opportunities\.parquet"),
        ("accounts.parquet", b"no parquet", r"accounts\.parquet cannot be read as Parquet"),
        ("accounts.csv", b"account_id,name,NAME\n", r"accounts\.csv has the column 'name' twice"),
        ("accounts.csv", "account_id,name\n".encode("utf-16"), r"accounts\.csv is UTF-16"),
        ("accounts.csv", b"", r"accounts\.csv lacks the required columns account_id, name"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(folder, name, content, message):
    folder.write(name, content)
    with pytest.raises(ConnectorError, match=message):
        folder.extract()
    assert not folder.settings.home.exists()


def test_no_folder_is_an_error_that_says_what_to_set(folder):
    folder.settings.files.path = folder.path / "nowhere"
    with pytest.raises(ConnectorError, match=r"nowhere does not exist\. Check --path or RAPPORT_FILES__PATH"):
        folder.extract()
    folder.settings.files.path = None
    with pytest.raises(ConnectorError, match=r"Give --path DIR or set RAPPORT_FILES__PATH"):
        folder.extract()


def test_required_files_with_nothing_but_a_header_are_empty_tables(folder):
    for path in folder.path.iterdir():
        path.write_text(path.read_text().splitlines()[0] + "\n")
    report = folder.extract()
    assert not report.warnings
    assert sum(table.loaded for table in report.tables.values()) == 0
    assert folder.now("activities") == []


def test_rows_with_an_unknown_owner_or_person_stay_and_are_reported_once_per_file(folder):
    rows = "".join(f"o{n},Deal {n},gone{n % 5},open,2026-01-05,acc9\n" for n in range(10))
    folder.write("opportunities.csv", "opportunity_id,name,owner_id,status,created_at,account_id\n" + rows)
    folder.write("activity_parties.csv", "activity_id,role,party_type,party_id\na1,from,user,u1\na7,to,contact,c1\n")
    report = folder.extract()
    assert len(folder.now("opportunities")) == 10
    assert len(folder.now("activity_parties")) == 2
    unknown = "opportunities.csv: 10 rows with owner_id not in users.csv ('gone0', 'gone1', 'gone2', ...)"
    assert any(line.startswith(f"unknown_owner: {unknown}") for line in report.warnings)
    for what in ("unknown_account: opportunities.csv", "unknown_activity: activity_parties.csv",
                 "unknown_contact: activity_parties.csv"):
        assert sum(line.startswith(what) for line in report.warnings) == 1


def test_unknown_columns_are_kept_as_text_and_mentioned_once(folder):
    folder.write("users.csv", "user_id,full_name,Shoe Size,load\nu1,Ann,007,x\nu2,Bob,,y\n")
    report = folder.extract()
    assert [row["Shoe Size"] for row in folder.now("users")] == ["007", None]
    assert [row["load_"] for row in folder.now("users")] == ["x", "y"]
    (warning,) = [line for line in report.warnings if line.startswith("unknown_column")]
    assert "users.csv: Shoe Size, load_ (kept as text, not used)" in warning
