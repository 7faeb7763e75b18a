"""What an extract leaves in the lake is what the server holds: at first, after changes, after deletes."""


def test_a_first_load_holds_every_row_of_every_table(desk):
    report = desk.extract()
    assert desk.differences() == []
    assert report.changed
    assert report.tables["emails"].loaded == 230
