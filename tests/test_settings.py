"""A misspelt or impossible setting is named before anything runs, and no secret is ever shown."""

from pathlib import Path

import pytest

from rapport import settings as settings_module
from rapport.settings import SettingsError, load


@pytest.fixture(autouse=True)
def _an_environment_of_its_own(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    for name in settings_module.known_names():
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("text", "names"), [("demo,files", ["demo", "files"]), ('["files"]', ["files"]), (" demo , demo ", ["demo"])]
)
def test_sources_are_names_between_commas_or_json(monkeypatch, text, names):
    monkeypatch.setenv("RAPPORT_SOURCES", text)
    assert load().sources == names


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("RAPPORT_SOURCES", "", "RAPPORT_SOURCES: '' is no list of sources"),
        ("RAPPORT_SOURCES", "[demo", "RAPPORT_SOURCES: write names between commas"),
        ("RAPPORT_REPORTING_TIME_ZONE", "Lisbon", "RAPPORT_REPORTING_TIME_ZONE: 'Lisbon' is no IANA time zone"),
        ("RAPPORT_BASE_CURRENCY", "euro", "RAPPORT_BASE_CURRENCY: 'euro' is no currency code"),
        ("RAPPORT_MEMORY_LIMIT", "lots", "RAPPORT_MEMORY_LIMIT: 'lots' is no amount of memory"),
        ("RAPPORT_CRM_URL", "https://crm/{id}", r"RAPPORT_CRM_URL: write an http\(s\) address"),
        ("RAPPORT_DEMO__DEALS", "few", "RAPPORT_DEMO__DEALS: .* integer"),
        ("RAPPORT_KEEP_BUILDS", "0", "RAPPORT_KEEP_BUILDS: .* greater than or equal to 1"),
        ("RAPPORT_LIFETIME_YEARS_BEFORE", "0", "RAPPORT_LIFETIME_YEARS_BEFORE: .* greater than or equal to 1"),
        ("RAPPORT_FILES", "here", "cannot be read"),
        ("RAPPORT_LANGUAGE", "pt", "RAPPORT_LANGUAGE: .*'pt_BR'"),
        ("RAPPORT_SORCES", "demo", "Unknown setting RAPPORT_SORCES. Did you mean RAPPORT_SOURCES?"),
        ("RAPPORT_FILES__PAHT", "x", "Did you mean RAPPORT_FILES__PATH?"),
        ("RAPPORT_DATAVERSE__URL", "http://crm.example.com", "RAPPORT_DATAVERSE__URL: write an address that begins"),
        ("RAPPORT_DATAVERSE__URL", "https://me:secret@crm.example.com", "holds no password"),
        ("RAPPORT_DATAVERSE__COLUMNS", "new_segment", "RAPPORT_DATAVERSE__COLUMNS: 'new_segment' is no column"),
        ("RAPPORT_DATAVERSE__PAGE_SIZE", "9000", "RAPPORT_DATAVERSE__PAGE_SIZE: .* less than or equal to 5000"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_in_one_line(monkeypatch, name, value, message):
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=message) as refused:
        load()
    assert "\n" not in str(refused.value)


def test_a_misspelt_name_in_the_env_file_is_an_error_and_foreign_names_are_not():
    Path(".env").write_text("POSTGRES_PASSWORD=x\nRAPPORT_HOEM=y\n")
    with pytest.raises(SettingsError, match=r"RAPPORT_HOEM\. Did you mean RAPPORT_HOME"):
        load()


def test_an_option_wins_over_the_environment_and_that_over_the_env_file(monkeypatch):
    Path(".env").write_text("RAPPORT_THREADS=3\nRAPPORT_LANGUAGE=pt_BR\nRAPPORT_BASE_CURRENCY=BRL\n")
    monkeypatch.setenv("RAPPORT_LANGUAGE", "en")
    monkeypatch.setenv("RAPPORT_THREADS", "4")
    settings = load(threads=5)
    assert (settings.threads, settings.language, settings.base_currency) == (5, "en", "BRL")


def test_an_option_for_the_files_keeps_the_mapping_of_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("RAPPORT_FILES__MAPPING", "mapping.yml")
    files = load(files={"path": tmp_path}).files
    assert (files.path, files.mapping) == (tmp_path, Path("mapping.yml"))


def test_the_home_is_absolute(tmp_path):
    assert load(home="var").home == tmp_path / "var"


def test_a_password_is_never_shown(monkeypatch):
    monkeypatch.setenv("RAPPORT_LOGINS__ADMIN_PASSWORD", "hunter2")
    settings = load()
    assert "hunter2" not in f"{settings!r} {settings}"
    assert settings.logins.admin_password.get_secret_value() == "hunter2"


def test_the_dataverse_source_takes_columns_by_table_and_an_address_without_its_end(monkeypatch):
    monkeypatch.setenv("RAPPORT_DATAVERSE__URL", "https://contoso.crm4.dynamics.com/")
    monkeypatch.setenv("RAPPORT_DATAVERSE__COLUMNS", "opportunities.new_a, accounts.new_b,opportunities.new_c")
    monkeypatch.setenv("RAPPORT_DATAVERSE__CLIENT_SECRET", "hunter2")
    dataverse = load().dataverse
    assert dataverse.url == "https://contoso.crm4.dynamics.com"
    assert dataverse.custom_columns == {"opportunities": ["new_a", "new_c"], "accounts": ["new_b"]}
    assert "hunter2" not in repr(dataverse)
