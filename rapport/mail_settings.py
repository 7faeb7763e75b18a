"""Settings of the mails that Superset sends: the server that takes them, who gets what, and when."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import BaseModel, Field, SecretStr, field_validator

_CRON = re.compile(r"[\d*/,\-]+( [\d*/,\-]+){4}", re.ASCII)


class Mail(BaseModel):
    """Nothing is sent, and no worker runs, while ``smtp_host`` is empty."""

    smtp_host: str = Field(default="", description="Server that takes the mails; empty: none are sent")
    smtp_port: int = Field(default=587, ge=1, le=65535)
    smtp_security: Literal["starttls", "ssl", "none"] = Field(default="starttls", description="none: no encryption")
    smtp_user: str = ""
    smtp_password: SecretStr | None = None
    sender: str = Field(default="rapport@localhost", description="Address in the line From")
    link: str = Field(default="", description="Address of Superset as readers open it; default: host and port here")
    digest_to: str = Field(default="manager", description="Log-ins that get the weekly digest, between commas")
    digest_at: str = Field(default="0 7 * * 1", description="When, as cron in the reporting time zone: Monday at 7:00")
    risks_to: str = Field(default="manager", description="Log-ins that get the weekly risks, between commas")
    risks_at: str = Field(default="15 7 * * 1", description="When, as cron in the reporting time zone: Monday at 7:15")
    alert_to: str = Field(default="manager", description="Log-ins that are told of changes of health, between commas")
    alert_at: str = Field(default="30 7 * * *", description="When, as cron in the reporting time zone: daily at 7:30")

    @field_validator("digest_at", "risks_at", "alert_at")
    @classmethod
    def _time_is_cron(cls, value: str) -> str:
        if not _CRON.fullmatch(value.strip()):
            raise ValueError(f"{value!r} is no time; write minute hour day month weekday, such as 0 7 * * 1")
        return value.strip()

    @field_validator("link")
    @classmethod
    def _link_is_an_address(cls, value: str) -> str:
        if value and not value.startswith(("https://", "http://")):
            raise ValueError("write an address that begins with https:// or http://")
        return value.rstrip("/")

    @property
    def is_on(self) -> bool:
        """Whether mails are sent."""
        return bool(self.smtp_host)

    def recipients(self, kind: str) -> list[str]:
        """Log-ins that get the mails of a kind, ``digest``, ``risks`` or ``alert``."""
        return list(filter(None, (name.strip() for name in getattr(self, f"{kind}_to").split(","))))
