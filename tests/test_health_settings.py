"""A file of health settings is used whole or not at all; every mistake is told with its row and column."""

import os
import subprocess
import sys

import pytest

from rapport import health_settings
from rapport.health_settings import SEED
from rapport.settings import PROJECT_ROOT, SettingsError, known_names

HEADER, *DEFAULTS = SEED.read_text().splitlines()
ROW = DEFAULTS[1].replace("opportunity,*,*,7", "opportunity,Retail,propose,3")


@pytest.fixture
def proposal(tmp_path):
    """Write lines to a file and return its path."""

    def write(*lines):
        path = tmp_path / "proposal.csv"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return write


def with_cells(**cells):
    """A row for retail in stage propose with other cells."""
    row = dict(zip(HEADER.split(","), ROW.split(","), strict=True)) | cells
    return ",".join(row.values())


def test_the_settings_of_the_project_can_be_used():
    assert [row["record_type"] for row in health_settings.read(SEED)] == ["account", "opportunity", "contact", "lead"]


def test_columns_may_stand_in_any_order_behind_a_byte_order_mark(proposal):
    backwards = [",".join(reversed(line.split(","))) for line in [HEADER, *DEFAULTS, ROW]]
    backwards[0] = "\ufeff" + backwards[0]
    read = health_settings.read(proposal(*backwards))
    assert read[-1] == health_settings.read(proposal(HEADER, *DEFAULTS, ROW))[-1]
    assert read[-1]["interval_days"] == 3.0
    assert health_settings.scope(read[-1]) == "opportunity, Retail, propose"


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"record_type": "deal"}, "row 6, record_type: 'deal' is none of account, contact, lead, opportunity"),
        ({"segment": ""}, "row 6, segment: '' is empty or has blanks around it; write * for all"),
        ({"stage": " propose"}, "row 6, stage: ' propose' is empty or has blanks around it"),
        ({"interval_days": "weekly"}, "row 6, interval_days: 'weekly' is no number"),
        ({"interval_days": "nan"}, "row 6, interval_days: 'nan' is no number"),
        ({"interval_days": ""}, "row 6, interval_days: '' is no number"),
        ({"interval_days": "0"}, "row 6, interval_days: 0 is not between 1 and 180 days"),
        ({"interval_days": "0.9"}, "row 6, interval_days: 0.9 is not between 1 and 180 days"),
        ({"weight_call": "2"}, "row 6, weight_call: 2 is neither 0 (ignored) nor between 3 and 9"),
        ({"weight_task": "10"}, "row 6, weight_task: 10 is neither 0"),
        ({"older_than_two_years": "2"}, "row 6, older_than_two_years: 2 is neither 1 (shown) nor 0 (not)"),
        ({"older_than_two_years": ""}, "row 6, older_than_two_years: '' is no number"),
        ({"points_volume": "16"}, "row 6, points_*: they sum to 101, not to 100"),
        ({"points_volume": "-5", "points_customer": "45"}, "row 6, points_volume: -5 is not between 0 and 100"),
        ({"points_volume": "14.95", "points_customer": "25.05"}, "14.95 is not between 0 and 100 with at most one"),
        ({"good_from": "40", "fair_from": "60"}, "row 6, good_from, fair_from: 40 and 60 are out of order"),
        ({"good_from": "101"}, "row 6, good_from, fair_from: 101 and 40 are out of order"),
        ({"stage": "propose,3"}, "row 6: 22 cells under 21 columns"),
    ],
)
def test_a_row_that_cannot_be_used_is_named_with_its_column(proposal, cells, message):
    with pytest.raises(SettingsError) as wrong:
        health_settings.read(proposal(HEADER, *DEFAULTS, with_cells(**cells)))
    assert message in str(wrong.value)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([HEADER.replace("weight_email", "weight_emial"), *DEFAULTS], "'weight_emial'; did you mean weight_email"),
        ([HEADER.replace(",weight_email", ""), *DEFAULTS], "row 1: no column weight_email"),
        ([HEADER.replace("weight_email", "weight_call"), *DEFAULTS], "row 1: column weight_call twice"),
        ([HEADER.replace(",", ";"), *DEFAULTS], "row 1: no column record_type"),
        ([HEADER, *DEFAULTS[1:]], r"no row account, \*, \*: the default for every account"),
        ([HEADER, *DEFAULTS, ROW, ROW], "row 7, .*: opportunity, Retail, propose stands in row 6 too"),
        ([HEADER, *DEFAULTS, ""], "row 6: 0 cells under 21 columns"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_says_why(proposal, lines, message):
    with pytest.raises(SettingsError, match=message):
        health_settings.read(proposal(*lines))


def test_every_mistake_is_told_at_once_and_many_are_counted(proposal):
    rows = [with_cells(weight_call="1", stage=f"s{number}") for number in range(15)]
    with pytest.raises(SettingsError) as wrong:
        health_settings.read(proposal(HEADER, *DEFAULTS, *rows))
    lines = str(wrong.value).splitlines()
    assert [int(line.split()[1].strip(",")) for line in lines[1:11]] == list(range(6, 16))
    assert lines[11].strip() == "and 5 more"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["preview"], "Missing option '--settings'"),
        (["preview", "--settings", "nowhere.csv"], "The health settings nowhere.csv cannot be read: No such file"),
        (["preview", "--settings", SEED, "--record-type", "deal"], "Unknown record type 'deal'. The record types are"),
        (["preview", "--settings", SEED, "--limit", "-1"], "--limit"),
        (["preview", "--settings", SEED, "--out", "nowhere/all.csv"], "--out nowhere/all.csv cannot be written"),
        (["preview", "--settings", SEED, "--out", SEED], "cannot be written. Name a new file"),
    ],
)
def test_wrong_usage_exits_2_before_anything_is_computed(tmp_path, arguments, message):
    result = run(tmp_path, *arguments)
    assert (result.returncode, result.stdout) == (2, "")
    assert message in result.stderr
    assert not (tmp_path / "home").exists()


def test_without_a_served_warehouse_the_next_step_is_a_refresh(tmp_path):
    result = run(tmp_path, "preview", "--settings", SEED)
    first, following = result.stderr.splitlines()
    assert result.returncode == 1
    assert first.startswith("Step health preview failed: There is no warehouse at")
    assert "rapport refresh" in following


def run(folder, *arguments):
    clean = {name: value for name, value in os.environ.items() if name not in known_names()}
    return subprocess.run(
        [sys.executable, "-m", "rapport.cli", "health", *map(str, arguments)], cwd=folder, text=True,
        capture_output=True, env={**clean, "PYTHONPATH": str(PROJECT_ROOT), "RAPPORT_HOME": str(folder / "home")},
    )  # fmt: skip
