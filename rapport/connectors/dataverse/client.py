"""Asks the Dataverse Web API, patiently and within its limits.

A busy server is asked again after the pause it wants, and the pause holds for all threads, because limits count per
user. A token goes to the organisation's own origin only. Links of the server are sent as they came, byte for byte.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TypeVar
from urllib.parse import urljoin, urlsplit

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception_type

from rapport.connectors.base import ConnectorError, Progress
from rapport.connectors.dataverse.answers import Busy, Unauthorized, server_time, usable
from rapport.connectors.dataverse.auth import Tokens, trust
from rapport.source_settings import DataverseSource

API = "/api/data/v9.2/"
ATTEMPTS = 8
THROTTLED_ATTEMPTS = 40  # each after the pause that the server wanted
FIRST_PAUSE_SECONDS = 1.0  # doubles with every attempt
LONGEST_PAUSE_SECONDS = 60.0
LONGEST_WISH_SECONDS = 1800.0  # of a Retry-After; a longer one ends the extract, and the next run goes on

T = TypeVar("T")


class Client:
    """One organisation. Safe to share between threads; close it, or use it as a context manager.

    Attributes
    ----------
    degree_of_parallelism : int or None
        How many requests at once the server recommends (``x-ms-dop-hint``).
    server_time : datetime or None
        Clock of the server at the last answer, UTC without zone.
    requests : int
        Requests sent so far.
    """

    def __init__(self, source: DataverseSource, progress: Progress = lambda line: None):
        self.base = source.url + API
        self.degree_of_parallelism: int | None = None
        self.server_time: datetime | None = None
        self.requests = 0
        self._tokens = Tokens(source)
        self._progress = progress
        self._quiet_until, self._lock = 0.0, threading.Lock()
        cookies = CookieJar(DefaultCookiePolicy(allowed_domains=[]))  # an affinity cookie would bind us to one server
        self._http = httpx.Client(verify=trust(source), cookies=cookies, timeout=httpx.Timeout(300, connect=30))

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *exception: object) -> None:
        self._http.close()

    def link(self, link: str, seen_at: str | None = None) -> str:
        """An absolute address from a path below the API, or from a link found in the answer of ``seen_at``.

        Raises
        ------
        ConnectorError
            When it leads to another origin.
        """
        address = urljoin(seen_at or self.base, link)
        if _origin(address) != _origin(self.base):
            raise ConnectorError(f"The server names a next page at another origin ({urlsplit(address).hostname}); "
                                 "it was not asked, and no token was sent there. Check RAPPORT_DATAVERSE__URL and "
                                 "what stands between Rapport and Dataverse.")
        return address

    def get(self, address: str, asked: str, prefer: str = "", parse: Callable[[dict], T] = dict,
            raw: bool = False, accept: str = "application/json") -> T:
        """What ``parse`` makes of the JSON object at an address (of the body, if ``raw`` and there is one).

        Parameters
        ----------
        address : str
            As ``link`` returns it.
        asked : str
            What is asked for, in messages: a table or a path.
        prefer : str
            Value of the header Prefer.
        parse : callable
            May raise ``Busy`` for an answer that is broken, so that it is asked for again.

        Raises
        ------
        ConnectorError
            When the server cannot be reached, is busy for too long or refuses (``Rejected``).
        """
        address = self.link(address)
        refused = ""
        try:
            for attempt in Retrying(retry=retry_if_exception_type(Busy), stop=_enough, wait=self._pause,
                                    sleep=lambda seconds: None, reraise=True):
                with attempt:
                    token = self._tokens.current(refused)
                    response = self._send(address, prefer, token, accept)
                    if response.status_code == 401 and not refused:
                        refused = token
                        response = self._send(address, prefer, self._tokens.current(refused), accept)
                    return parse(response.content if raw and response.status_code == 200 and response.content.strip()
                                 else usable(response, asked))
        except Unauthorized:
            raise ConnectorError("Dataverse refused a new token (401). Check that the application user exists in the "
                                 f"organisation {urlsplit(self.base).hostname} and is enabled.") from None
        except Busy as busy:
            raise ConnectorError(f"Dataverse gave no usable answer to {asked} in {_limit(busy)} attempts; the last one "
                                 f"was {busy}. Try again later; if it stays so, check RAPPORT_DATAVERSE__URL, and the "
                                 "proxy in between.") from None
        raise AssertionError("unreachable")

    def _send(self, address: str, prefer: str, token: str, accept: str) -> httpx.Response:
        self._wait()
        parts = urlsplit(address)
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path
        request = self._http.build_request("GET", address, headers={
            "Authorization": f"Bearer {token}", "Accept": accept,
            "OData-MaxVersion": "4.0", "OData-Version": "4.0", "If-None-Match": "null",
            **({"Prefer": prefer} if prefer else {})})
        if request.url.raw_path != target.encode():
            request.extensions["target"] = target.encode()
        try:
            self.requests += 1
            response = self._http.send(request)
        except httpx.TransportError as error:
            raise Busy(f"a broken connection ({type(error).__name__})") from None
        except httpx.DecodingError:
            raise Busy("a body that cannot be unpacked") from None
        self.server_time = server_time(response) or self.server_time
        if (hint := response.headers.get("x-ms-dop-hint", "")).isdigit():
            self.degree_of_parallelism = int(hint)
        return response

    def _pause(self, state: RetryCallState) -> float:
        """Hold every thread as long as the server wishes; without a wish only this one, twice as long each time."""
        busy = state.outcome.exception()
        if busy.wait is None:
            time.sleep(min(FIRST_PAUSE_SECONDS * 2 ** (state.attempt_number - 1), LONGEST_PAUSE_SECONDS))
            return 0
        if busy.wait > LONGEST_WISH_SECONDS:
            raise ConnectorError(f"Dataverse asks for a pause of {busy.wait / 60:.0f} minutes ({busy}). Run the "
                                 "extract again after that; it goes on where it was.")
        self._progress(f"dataverse: the server asks for a pause of {busy.wait:.0f} s ({busy})")
        with self._lock:
            self._quiet_until = max(self._quiet_until, time.monotonic() + busy.wait)
        return 0

    def _wait(self) -> None:
        while (left := self._quiet_until - time.monotonic()) > 0:
            time.sleep(left)


def _enough(state: RetryCallState) -> bool:
    return state.attempt_number >= _limit(state.outcome.exception())


def _limit(busy: Busy) -> int:
    return ATTEMPTS if busy.wait is None else THROTTLED_ATTEMPTS


def _origin(address: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(address)
    return parts.scheme, parts.hostname, parts.port or {"https": 443, "http": 80}.get(parts.scheme)
