"""What an answer of the server means: use it, ask again later, or give up, and in which words.

Decided by status and message, never by the code alone, because the same trouble comes under several codes.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from rapport.connectors.base import ConnectorError

_THROTTLED = ("80072322", "80072321", "80072326")  # too many requests, too much time, too many at once
_EXPIRED = ("version stamp", "perform a full sync", "full sync", "deltatoken", "delta token", "delta link")
_TRANSIENT = (408, 425, 429, 500, 502, 503, 504)


class Busy(Exception):
    """Nothing to use came back, but asking again may help; ``wait`` is what the server asked for, in seconds."""

    def __init__(self, why: str, wait: float | None = None):
        super().__init__(why)
        self.wait = wait


class Rejected(ConnectorError):
    """The server will not answer this question, however often it is asked.

    Attributes
    ----------
    status : int
    is_expired : bool
        Whether a delta link ended, by age or otherwise.
    is_forbidden : bool
        Whether a privilege is missing.
    """

    def __init__(self, status: int, message: str, asked: str):
        self.status = status
        words = message.lower()
        self.is_expired = status == 410 or any(sign in words for sign in _EXPIRED)
        self.is_forbidden = status == 403 or "privilege" in words
        what = f"Dataverse answered {status} to {asked}: {message.rstrip('.')}."
        if self.is_forbidden:
            what += " Give the security role of the application user organisation-level read on this table."
        super().__init__(what)


class Unauthorized(Exception):
    """The token was refused."""


def usable(response: httpx.Response, asked: str) -> dict:
    """The JSON object of a good answer; an empty answer is an empty object.

    Parameters
    ----------
    response : httpx.Response
    asked : str
        Table or path, for messages.

    Raises
    ------
    Busy, Rejected, Unauthorized
    """
    if response.status_code == 204 or (response.status_code == 200 and not response.content.strip()):
        return {}
    if response.status_code == 200:
        return object_of(response.content)
    if response.status_code == 401:
        raise Unauthorized
    if response.is_redirect:
        raise ConnectorError(f"Dataverse sends {asked} to another address. Check RAPPORT_DATAVERSE__URL: it is the "
                             "address of the organisation, such as https://contoso.crm4.dynamics.com.")
    code, message = _error(response)
    words = f"{code} {message}".lower()
    throttled = any(sign in words for sign in _THROTTLED)
    if throttled or (response.status_code in _TRANSIENT and not any(sign in words for sign in _EXPIRED)):
        raise Busy(f"status {response.status_code}: {message}", retry_after(response))
    raise Rejected(response.status_code, message, asked)


def rows_of(answer: dict) -> list:
    """The rows of an answer.

    Raises
    ------
    Busy
        When there is no list of them.
    """
    rows = answer.get("value")
    if not isinstance(rows, list):
        raise Busy("JSON without a list of rows")
    return rows


def retry_after(response: httpx.Response) -> float | None:
    """Seconds that the server asks to wait, given as such or as a date; None when it does not say."""
    text = response.headers.get("retry-after", "").strip()
    if text.replace(".", "", 1).isdigit():
        return float(text)
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (at - datetime.now(UTC)).total_seconds()) if at.tzinfo else None


def server_time(response: httpx.Response) -> datetime | None:
    """The server's clock by the Date header, in UTC without zone."""
    try:
        at = parsedate_to_datetime(response.headers.get("date", ""))
    except ValueError:
        return None
    return at.astimezone(UTC).replace(tzinfo=None)


def object_of(content: bytes) -> dict:
    """The JSON object in a body.

    Raises
    ------
    Busy
        When there is none.
    """
    try:
        answer = json.loads(content)
    except ValueError:
        if content.lstrip()[:1] == b"<":
            raise Busy("a page of HTML instead of data; a proxy or a log-in page stands between") from None
        raise Busy("JSON that ends or breaks in the middle") from None
    if not isinstance(answer, dict):
        raise Busy(f"JSON that is no object but {type(answer).__name__}")
    if "error" in answer and "value" not in answer:
        raise Busy(f"an error in place of data: {str(answer['error'])[:200]}")
    return answer


def _error(response: httpx.Response) -> tuple[str, str]:
    try:
        error = json.loads(response.content)["error"]
        code, message = str(error.get("code", "")), str(error.get("message", ""))
    except (ValueError, KeyError, TypeError, AttributeError):
        code, message = "", ""
    return code, " ".join(message.split())[:300] or response.reason_phrase or "no reason given"
