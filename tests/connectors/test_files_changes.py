"""Reading a folder again appends what changed, nothing else; the lake then says what the folder says."""

from folders import SMALL

from rapport.stores import lake

USERS = "user_id,full_name\n"


def test_a_folder_that_did_not_change_is_not_loaded_again(folder):
    first = folder.extract()
    loads = folder.loads()
    again = folder.extract()
    assert first.changed
    assert not again.changed
    assert again.lines()[0] == "files: nothing new since the last load"
    assert folder.loads() == loads


def test_only_rows_that_are_new_or_different_are_appended(folder):
    folder.write("users.csv", USERS + "u1,Ann\nu2,Bob\nu3,Cy\n")
    folder.extract()
    folder.write("users.csv", USERS + "u1,Ann\nu2,Robert\nu3,Cy\nu4,Di\n")
    report = folder.extract()
    assert (report.tables["users"].loaded, report.tables["users"].deleted) == (2, 0)
    assert report.tables["activities"].loaded == 0
    assert [row["full_name"] for row in folder.now("users")] == ["Ann", "Robert", "Cy", "Di"]


def test_a_key_that_vanished_is_deleted_and_may_come_back(folder):
    folder.write("users.csv", USERS + "u1,Ann\nu2,Bob\n")
    folder.extract()
    folder.write("users.csv", USERS + "u1,Ann\n")
    assert folder.extract().tables["users"].deleted == 1
    assert [row["user_id"] for row in folder.now("users")] == ["u1"]
    tombstone = [row for row in folder.raw("users") if row["_deleted"]]
    assert [(row["user_id"], row["full_name"]) for row in tombstone] == [("u2", None)]
    folder.write("users.csv", USERS + "u1,Ann\nu2,Bob\n")
    assert folder.extract().tables["users"].loaded == 1
    assert [row["user_id"] for row in folder.now("users")] == ["u1", "u2"]


def test_a_party_is_its_whole_row(folder):
    folder.extract()
    folder.write("activity_parties.csv", SMALL["activity_parties.csv"].replace("cy@customer", "di@customer"))
    report = folder.extract().tables["activity_parties"]
    assert (report.loaded, report.deleted) == (2, 2)
    people = {row["address"] for row in folder.now("activity_parties")}
    assert people == {None, "di@customer.example"}


def test_a_value_that_changes_back_is_appended_again(folder):
    for name in ("Ann", "Anna", "Ann"):
        folder.write("users.csv", USERS + f"u1,{name}\n")
        assert folder.extract().tables["users"].loaded == 1
    assert [row["full_name"] for row in folder.now("users")] == ["Ann"]


def test_every_version_of_a_row_is_kept(folder):
    header = "opportunity_id,name,owner_id,status,created_at,modified_at\n"
    old, new = "o1,Deal,u1,open,2026-01-05,2026-02-01\n", "o1,Deal,u1,won,2026-01-05,2026-03-01\n"
    folder.write("opportunities.csv", header + old + new)
    assert folder.extract().tables["opportunities"].loaded == 2
    folder.write("opportunities.csv", header + old + new + new.replace("03-01", "04-01"))
    assert folder.extract().tables["opportunities"].loaded == 1
    assert [row["status"] for row in folder.now("opportunities")] == ["open", "won", "won"]


def test_of_two_rows_of_one_version_the_one_that_remains_counts(folder):
    folder.write("users.csv", USERS + "u1,Ann\nu1,Zoe\n")
    folder.extract()
    folder.write("users.csv", USERS + "u1,Ann\n")
    assert folder.extract().tables["users"].loaded == 1
    assert [row["full_name"] for row in folder.now("users")] == ["Ann"]


def test_an_optional_file_that_vanished_deletes_its_rows(folder):
    folder.write("accounts.csv", "account_id,name\nacc1,One\n")
    folder.extract()
    (folder.path / "accounts.csv").unlink()
    assert folder.extract().tables["accounts"].deleted == 1
    assert folder.now("accounts") == []


def test_a_file_that_shrinks_by_more_than_half_is_loaded_with_a_loud_warning(folder):
    rows = [f"u{number},User\n" for number in range(40)]
    folder.write("users.csv", USERS + "".join(rows))
    folder.extract()
    folder.write("users.csv", USERS + "".join(rows[:19]))
    report = folder.extract()
    assert report.warnings[0].startswith("WARNING shrunk: users.csv has 19 usable rows, the last load had 40.")
    assert len(folder.now("users")) == 19


def test_the_order_of_rows_and_columns_does_not_matter(folder):
    folder.write("users.csv", "user_id,full_name\nu1,Ann\nu2,Bob\n")
    folder.extract()
    folder.write("users.csv", "full_name,user_id\nBob,u2\nAnn,u1\n")
    report = folder.extract()
    assert (report.tables["users"].loaded, report.tables["users"].deleted) == (0, 0)


def test_a_row_that_turns_bad_no_longer_counts(folder):
    folder.extract()
    folder.write("opportunities.csv", SMALL["opportunities.csv"].replace("open", "frozen"))
    report = folder.extract().tables["opportunities"]
    assert (report.deleted, report.quarantined) == (1, {"unknown_value: status": 1})


def test_a_new_column_rewrites_only_the_rows_that_have_a_value_in_it(folder):
    folder.write("users.csv", USERS + "u1,Ann\nu2,Bob\n")
    folder.extract()
    folder.write("users.csv", "user_id,full_name,floor\nu1,Ann,3\nu2,Bob,\n")
    assert folder.extract().tables["users"].loaded == 1
    assert [row["floor"] for row in folder.now("users")] == ["3", None]


def test_the_state_remembers_rows_and_declared_deal_features(folder):
    folder.map("deal_features: {seats: number}\n")
    folder.write("opportunities.csv", "opportunity_id,name,owner_id,status,created_at,seats\n"
                                      "o1,Deal,u1,open,2026-01-05,25\n")
    report = folder.extract()
    assert folder.now("opportunities", "seats") == [{"seats": 25.0}]
    assert not report.warnings
    state = lake.read_state(folder.settings, "files")
    assert state["deal_features"] == {"seats": "number"}
    assert state["rows"]["activities"] == 2
