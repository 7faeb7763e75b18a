"""Technical settings of each source, of the Spark target, and the log-ins of the demo. Secrets are ``SecretStr``: no
message shows them."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, SecretStr, field_validator

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class FilesSource(BaseModel):
    """Where the ``files`` source reads (CSV or Parquet) and the mapping that renames foreign columns."""

    path: Path | None = None
    mapping: Path | None = None


class DemoSource(BaseModel):
    """Size and seed of the generated demo CRM."""

    deals: int = Field(default=600, ge=20)
    seed: int = 20261101


class DataverseSource(BaseModel):
    """Which Dataverse organisation is read, how Rapport logs in, and how hard it may ask."""

    url: str = Field(default="", description="The organisation, e.g. https://contoso.crm4.dynamics.com")
    tenant_id: str = Field(default="", description="Directory (tenant) id of the app registration")
    client_id: str = Field(default="", description="Application (client) id of the app registration")
    client_secret: SecretStr | None = Field(default=None, description="Its secret, or else a certificate")
    certificate_path: Path | None = Field(default=None, description="PEM with key and certificate, or PFX")
    certificate_password: SecretStr | None = None
    token_url: str = Field(default="", description="Asked for the token directly, instead of Microsoft's log-in")
    authority: str = Field(default="https://login.microsoftonline.com", description="Log-in of a national cloud")
    ca_bundle: Path | None = Field(default=None, description="Certificates to trust beside no others")
    columns: str = Field(default="", description="Further columns: opportunities.new_segment,accounts.new_tier")
    page_size: int = Field(default=5000, ge=1, le=5000, description="Rows per page; Dataverse allows 5000")
    parallel: int = Field(default=4, ge=1, le=52, description="Tables read at once, if the server allows as many")
    refresh_hours: float = Field(default=24, gt=0, description="Hours between two extracts, as scheduled")
    sweep_hours: float = Field(default=24, ge=0, description="Hours between two searches for deletes, untracked tables")
    accept_shrink: bool = Field(default=False, description="Go on when most rows of a table are gone")

    @field_validator("url", "token_url", "authority")
    @classmethod
    def _address_is_safe(cls, value: str) -> str:
        value = value.strip().rstrip("/")
        parts = urlsplit(value)
        if value and not (parts.hostname and not parts.username and (
                parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK))):
            raise ValueError("write an address that begins with https:// and holds no password")
        return value

    @field_validator("columns")
    @classmethod
    def _columns_are_names(cls, value: str) -> str:
        for item in filter(None, (part.strip() for part in value.split(","))):
            if not re.fullmatch(r"[a-z_][a-z0-9_]*\.[a-z_][a-z0-9_]*", item):
                raise ValueError(f"{item!r} is no column; write table.column between commas, by logical name, such as "
                                 "opportunities.new_segment")
        return value

    @property
    def custom_columns(self) -> dict[str, list[str]]:
        """Table to the further columns that are wanted of it."""
        found: dict[str, list[str]] = {}
        for item in filter(None, (part.strip() for part in self.columns.split(","))):
            table, _, column = item.partition(".")
            found.setdefault(table, []).append(column)
        return found


class SparkTarget(BaseModel):
    """Where Spark answers, and the cluster that ``rapport spark up`` starts on this machine."""

    host: str = Field(default="127.0.0.1", description="Where the Thrift server answers")
    thrift_port: int = Field(default=10000, ge=1, le=65535, description="Its port: dbt and Superset speak to it")
    connect_port: int = Field(default=15002, ge=1, le=65535, description="Port of Spark Connect, in the same process")
    master_port: int = Field(default=7077, ge=1, le=65535)
    workers: int = Field(default=2, ge=1, le=64, description="Workers that `rapport spark up` starts")
    worker_cores: int = Field(default=1, ge=1)
    worker_memory: str = Field(default="2g", description="Memory of each worker's executor")
    driver_memory: str = Field(default="1g", description="Memory of the driver, which is the Thrift server")
    partitions: int = Field(default=4, ge=1, description="Partitions of a shuffle: two to four per core")
    threads: int = Field(default=4, ge=1, description="Models that dbt builds at the same time")
    options: dict[str, str] = Field(default={}, description="Further options of the server, as JSON: {name: value}")
    python: Path = Field(default=Path(".venv-spark/bin/python"), description="Python of the environment with dbt-spark")

    @field_validator("worker_memory", "driver_memory")
    @classmethod
    def _memory_is_sparks(cls, value: str) -> str:
        if not re.fullmatch(r"\d+[mg]", value):
            raise ValueError(f"{value!r} is no amount of memory for Spark; use one such as 2g")
        return value


class Logins(BaseModel):
    """Passwords of the demo log-ins; random ones are generated and printed when none are set."""

    admin_password: SecretStr | None = None
    manager_password: SecretStr | None = None
    seller_password: SecretStr | None = None
    analyst_password: SecretStr | None = None
