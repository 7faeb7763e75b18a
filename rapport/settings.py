"""Every technical knob in one place.

Order of precedence: command-line option, environment (``RAPPORT_...``), ``.env``, the default here. Business knobs
(weights, cadence, bands, stage map, time constants) are seeds of the dbt project, not settings.
"""

from __future__ import annotations

import difflib
import json
import os
import re
import string
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dotenv import dotenv_values
from pydantic import BaseModel, Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from pydantic_settings import SettingsError as UnreadableValue

from rapport.mail_settings import Mail
from rapport.source_settings import DataverseSource, DemoSource, FilesSource, Logins, SparkTarget

PREFIX = "RAPPORT_"
PROJECT_ROOT = Path(__file__).resolve().parent.parent


class SettingsError(ValueError):
    """A setting is unknown or has a value that cannot be used; the message names it and the next step."""


class Settings(BaseSettings):
    """Where data lives, which sources fill it and how it is shown."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", env_nested_delimiter="__", extra="ignore", validate_default=True
    )

    home: Path = Field(default=Path("var"), description="Folder below which everything a run writes lies")
    sources: Annotated[list[str], NoDecode] = Field(default=["demo"], description="Names between commas, or JSON")
    files: FilesSource = FilesSource()
    demo: DemoSource = DemoSource()
    dataverse: DataverseSource = DataverseSource()
    engine: Literal["duckdb", "spark"] = Field(default="duckdb", description="What builds the warehouse")
    incremental: bool = Field(default=False, description="Keep what no change touched, instead of building everything")
    spark: SparkTarget = SparkTarget()
    logins: Logins = Logins()
    mail: Mail = Mail()
    reporting_time_zone: str = Field(default="UTC", description="Time zone whose days are the days of the reports")
    lifetime_years_before: int = Field(default=1, ge=1, le=50, description="Years back to the 1 January KPIs begin at")
    learning_months: int = Field(default=24, ge=6, le=120, description="Months back that models of winning learn from")
    base_currency: str = Field(default="EUR", description="Currency of every amount in the reports")
    language: Literal["en", "pt_BR"] = Field(default="en", description="Language of titles and labels")
    expected_level: Literal["fixed", "similar_won"] = Field(default="similar_won", description="Level m of health")
    crm_url: str = Field(default="", description="Link into the CRM, with {record_type} and {record_id}")
    mask_people: bool = Field(default=False, description="Pseudonymise people in every report")
    host: str = Field(default="127.0.0.1", description="Address the servers bind to")
    superset_port: int = Field(default=8088, ge=1, le=65535)
    warm_people: int = Field(default=10, ge=0, description="For how many people a publish computes answers ahead")
    airflow_port: int = Field(default=8080, ge=1, le=65535)
    keep_builds: int = Field(default=3, ge=1, description="Builds kept for instant rollback")
    keep_deleted_days: int = Field(default=90, ge=0, description="Days the lake keeps what was deleted; 0: for ever")
    wait_seconds: float = Field(default=0, ge=0, description="Seconds a step waits while another process writes")
    threads: int = Field(default=2, ge=1, description="Threads of DuckDB")
    memory_limit: str = Field(default="4GB", description="Memory limit of DuckDB while building")
    rows_per_part: int = Field(default=2_000_000, ge=100, description="Activities that one query at most works on")

    @field_validator("sources", mode="before")
    @classmethod
    def _sources_are_names(cls, value: object) -> list[str]:
        if isinstance(value, str):
            try:
                value = json.loads(value) if value.lstrip().startswith("[") else value.split(",")
            except json.JSONDecodeError as error:
                raise ValueError("write names between commas, such as demo,files") from error
        names = list(dict.fromkeys(str(name).strip() for name in value))
        if not names or not all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in names):
            raise ValueError(
                f"{','.join(names)!r} is no list of sources; write names between commas, such as demo,files"
            )
        return names

    @field_validator("base_currency")
    @classmethod
    def _currency_is_a_code(cls, value: str) -> str:
        if not re.fullmatch(r"[A-Z]{3}", value):
            raise ValueError(f"{value!r} is no currency code; use three capital letters such as EUR")
        return value

    @field_validator("memory_limit")
    @classmethod
    def _memory_has_a_unit(cls, value: str) -> str:
        if not re.fullmatch(r"\d+(\.\d+)? ?[KMGT]i?B", value):
            raise ValueError(f"{value!r} is no amount of memory; use one such as 4GB")
        return value

    @field_validator("crm_url")
    @classmethod
    def _crm_url_is_a_template(cls, value: str) -> str:
        try:
            fields = {name for _, name, _, _ in string.Formatter().parse(value) if name is not None}
        except ValueError:
            fields = {"{"}
        if value and (fields - {"record_type", "record_id"} or not value.startswith(("https://", "http://"))):
            raise ValueError("write an http(s) address that contains at most {record_type} and {record_id}")
        return value

    @field_validator("reporting_time_zone")
    @classmethod
    def _time_zone_exists(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, IsADirectoryError) as error:
            raise ValueError(f"{value!r} is no IANA time zone; use one such as Europe/Lisbon") from error
        return value

    @property
    def raw(self) -> Path:
        """The Parquet lake."""
        return self.home / "raw"

    @property
    def quarantine(self) -> Path:
        """Rows that could not be typed, each with its reason."""
        return self.home / "quarantine"

    @property
    def state(self) -> Path:
        """Watermarks and locks."""
        return self.home / "state"

    @property
    def serving(self) -> Path:
        """Versioned builds and the symlink ``current``."""
        return self.home / "serving"

    @property
    def logs(self) -> Path:
        """What dbt and failed commands wrote."""
        return self.home / "logs"

    @property
    def served_warehouse(self) -> Path:
        """The file that Superset and other readers open, read-only."""
        return self.serving / "current" / "rapport.duckdb"


def known_names(model: type[BaseModel] = Settings, prefix: str = PREFIX) -> set[str]:
    """All environment names that mean something, e.g. ``RAPPORT_FILES__PATH``."""
    names = set()
    for name, field in model.model_fields.items():
        names.add(f"{prefix}{name.upper()}")
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            names |= known_names(field.annotation, f"{prefix}{name.upper()}__")
    return names


def load(**options: object) -> Settings:
    """Read settings; options that are not None win.

    Raises
    ------
    SettingsError
        When a ``RAPPORT_`` name is unknown (environment or ``.env``) or a value cannot be used.
    """
    known = known_names()
    given = {name.upper() for name in [*os.environ, *dotenv_values(".env")] if name.upper().startswith(PREFIX)}
    for name in sorted(given - known):
        near = difflib.get_close_matches(name, known, n=1)
        hint = f" Did you mean {near[0]}?" if near else " See rapport/settings.py for the names."
        raise SettingsError(f"Unknown setting {name}.{hint}")
    try:
        settings = Settings(**{key: value for key, value in options.items() if value is not None})
    except UnreadableValue as error:
        raise SettingsError(f"A {PREFIX} value cannot be read: {error}. Write it as JSON.") from None
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + "__".join(part.upper() for part in first["loc"] if isinstance(part, str))
        raise SettingsError(f"{name}: {first['msg'].removeprefix('Value error, ')}") from None
    settings.home = settings.home.expanduser().resolve()
    return settings
