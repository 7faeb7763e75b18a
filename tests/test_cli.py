"""The command line as a newcomer meets it: exit codes, one clear message, no traceback, no secret."""

import os
import re
import signal
import subprocess
import sys

import example_builds
import pytest
from example_builds import serve

from rapport.settings import PROJECT_ROOT, known_names


@pytest.fixture
def rapport(tmp_path):
    """Run a command with the home below ``tmp_path``, from a folder of its own, with a clean environment."""
    clean = {name: value for name, value in os.environ.items() if name not in known_names()}

    def run(*arguments, **environment):
        return subprocess.run(
            [sys.executable, "-m", "rapport.cli", *map(str, arguments)], cwd=tmp_path, text=True, capture_output=True,
            env={**clean, "PYTHONPATH": str(PROJECT_ROOT), "RAPPORT_HOME": str(tmp_path / "home"), **environment},
        )  # fmt: skip

    return run


@pytest.mark.parametrize(
    ("arguments", "environment", "message"),
    [
        (["frobnicate"], {}, "No such command 'frobnicate'"),
        (["backup"], {}, "Missing argument 'FOLDER'"),
        (["build", "--stage", "marts"], {}, "Unknown stage 'marts'. The stages are features, health, reports"),
        (["refresh", "--as-of", "soon"], {}, "--as-of 'soon' is no instant. Write a date (2026-11-01)"),
        (["extract", "--source", "hubspod"], {}, "Unknown source 'hubspod'. Known sources: dataverse, demo, files"),
        (["extract", "--source", "demo", "--full"], {}, "The source demo is read as a whole. Leave out --full"),
        (["refresh", "--source", "files"], {}, "give --path DIR or set RAPPORT_FILES__PATH"),
        (["doctor", "--source", "files", "--path", "nowhere"], {}, "--path nowhere does not exist"),
        (["refresh", "--path", "."], {}, "--path belongs to the source files: add --source files"),
        (["refresh", "--source", "files", "--path", ".", "--mapping", "no.yml"], {}, "--mapping no.yml does not exist"),
        (["refresh"], {"RAPPORT_BASE_CURENCY": "EUR"}, "RAPPORT_BASE_CURENCY. Did you mean RAPPORT_BASE_CURRENCY?"),
        (["answers"], {"RAPPORT_LANGUAGE": "fr"}, "RAPPORT_LANGUAGE: "),
    ],
)
def test_wrong_usage_or_settings_exit_2_with_one_sentence(rapport, arguments, environment, message):
    result = rapport(*arguments, **environment)
    assert result.returncode == 2
    assert message in result.stderr
    assert "Traceback" not in result.stderr
    assert not result.stdout


@pytest.mark.parametrize(
    ("arguments", "message", "next_step"),
    [
        (["publish"], "Step publish failed: No build is under way.", "rapport build --stage features"),
        (["rollback"], "Step rollback failed: There is no earlier build", "RAPPORT_KEEP_BUILDS"),
        (["rollback", "--model", "similar_deals"], "Step rollback similar_deals failed: There is no earlier version",
         "rapport train"),
        (["answers"], "Step answers failed: There is no warehouse", "Run `rapport refresh`"),
        (["build", "--stage", "health"], "Step build health failed: No build is under way.", "--stage features"),
        (["backup", "archives"], "Step backup failed: Nothing is served yet", "rapport doctor"),
    ],
)
def test_a_failed_step_exits_1_with_its_name_and_the_next_step(rapport, arguments, message, next_step):
    result = rapport(*arguments)
    assert result.returncode == 1
    lines = result.stderr.splitlines()
    assert lines[0].startswith(message)
    assert lines[1].startswith("Next: ")
    assert next_step in lines[1]
    assert len(lines) == 2


def test_an_unforeseen_error_leaves_its_traceback_in_a_log_and_not_on_the_screen(rapport, tmp_path):
    settings = example_builds.home(tmp_path)
    serve(settings, 1)
    (settings.serving / "current" / "build.json").write_text("{")
    result = rapport("rollback")
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    log = next(settings.logs.glob("rapport-error-*.log"))
    assert str(log) in result.stderr
    assert "JSONDecodeError" in log.read_text()


def test_publish_rollback_and_answers_work_and_exit_0(rapport, tmp_path):
    settings = example_builds.home(tmp_path)
    serve(settings, 1)
    example_builds.ready(settings, 2)
    assert rapport("publish").returncode == 0
    assert example_builds.versions(settings) == {2}
    rolled_back = rapport("rollback")
    assert (rolled_back.returncode, rolled_back.stderr) == (0, "")
    assert example_builds.versions(settings) == {1}
    assert rapport("answers").stdout.startswith("1. Do we have a good relationship")


def test_common_options_may_stand_before_the_command_and_those_after_it_win(rapport, tmp_path):
    serve(example_builds.home(tmp_path / "other"), 1)
    there = tmp_path / "other" / "home"
    assert rapport("--home", there, "answers").returncode == 0
    assert rapport("--home", tmp_path, "answers", "--home", there).returncode == 0
    assert rapport("--home", there, "answers", "--home", tmp_path).returncode == 1


def test_doctor_shows_the_state_and_no_secret_and_writes_nothing(rapport, tmp_path):
    result = rapport("doctor", RAPPORT_LOGINS__ADMIN_PASSWORD="hunter2")
    assert result.returncode == 0, result.stderr
    for words in ("duckdb 1.5.5", "home ", "GB of disk are free", "source demo:", "nothing is served yet"):
        assert words in result.stdout
    assert "hunter2" not in result.stdout
    assert not (tmp_path / "home").exists()


def test_doctor_finds_a_folder_without_opportunities_before_anything_is_loaded(rapport, tmp_path):
    (tmp_path / "exports").mkdir()
    for table, header in {"users": "user_id", "activities": "activity_id", "activity_parties": "activity_id"}.items():
        (tmp_path / "exports" / f"{table}.csv").write_text(f"{header}\n")
    result = rapport("doctor", "--source", "files", "--path", "exports")
    assert result.returncode == 1
    assert "opportunities" in result.stderr
    assert "Next: " in result.stderr


def test_help_is_quick_because_nothing_heavy_is_imported():
    code = (
        "import sys, rapport.cli\n"
        "heavy = {'duckdb', 'pandas', 'sklearn', 'dbt', 'airflow', 'numpy'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    process = example_builds.python(code)
    _, complaints = process.communicate()
    assert process.returncode == 0, complaints


@pytest.mark.parametrize("home", ["file", "file/below"])
def test_a_home_that_cannot_be_written_is_named_at_once(rapport, tmp_path, home):
    (tmp_path / "file").write_text("")
    result = rapport("refresh", "--home", tmp_path / home)
    assert result.returncode == 2
    assert f"The home {tmp_path / home} cannot be written" in result.stderr


def test_an_interrupted_refresh_says_so_without_a_traceback(tmp_path):
    code = (
        "import signal, sys; from rapport.cli import main; sys.argv[1:] = ['refresh', '--home', sys.argv[1]]\n"
        # A shell that runs the tests in the background has its children ignore the signal.
        "signal.signal(signal.SIGINT, signal.default_int_handler); main()"
    )
    process = example_builds.python(code, tmp_path / "home")
    assert re.match(r"\[1/\d+\] extract demo", process.stdout.readline())
    process.send_signal(signal.SIGINT)
    _, complaints = process.communicate()
    assert process.returncode not in (0, 2)
    assert "Traceback" not in complaints


def test_the_size_of_the_demo_is_an_option(rapport):
    done = rapport("extract", "--source", "demo", "--deals", "20", "--as-of", "2026-11-01")
    assert done.returncode == 0, done.stderr
    assert "20 of 20 deals" in done.stdout
    refused = rapport("extract", "--source", "demo", "--deals", "2")
    assert refused.returncode == 2
    assert "--deals" in refused.stderr
