"""Access tokens by client credentials: from Microsoft's log-in through MSAL, or straight from ``token_url``.

A token is renewed before it ends, and at once when the server refuses it. No message and no log line holds a secret or
a token: errors repeat only the code and the words of the log-in, with the secret struck out.
"""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable

import httpx

from rapport.connectors.base import ConnectorError
from rapport.source_settings import DataverseSource

_SPARE_SECONDS = 300
_CHECK = "Check RAPPORT_DATAVERSE__TENANT_ID, __CLIENT_ID and the secret or certificate, then run `rapport doctor`."


class Tokens:
    """Hands out tokens that still live for some minutes; safe to share between threads."""

    def __init__(self, source: DataverseSource):
        self._source = source
        self._lock = threading.Lock()
        self._token, self._ends = "", 0.0
        self._ask: Callable[[], dict] | None = None

    def current(self, refused: str = "") -> str:
        """A token; never the one that the server has just ``refused``.

        Raises
        ------
        ConnectorError
            When the log-in gives none.
        """
        with self._lock:
            if not self._token or self._token == refused or time.monotonic() > self._ends:
                try:
                    self._ask = self._ask or _way(self._source)
                    answer = self._ask()
                except (httpx.HTTPError, OSError) as error:
                    raise ConnectorError(f"The log-in cannot be reached ({type(error).__name__}). Check the network, "
                                         "RAPPORT_DATAVERSE__AUTHORITY and __CA_BUNDLE, then try again.") from None
                except ValueError as error:  # an authority or a key that cannot be
                    answer = {"error": str(error)}
                self._token = self._checked(answer)
                lives = float(answer.get("expires_in") or 3600)
                self._ends = time.monotonic() + max(lives - _SPARE_SECONDS, lives / 2)
            return self._token

    def _checked(self, answer: dict) -> str:
        token = answer.get("access_token")
        if isinstance(token, str) and token:
            return token
        why = " ".join(str(answer.get(name, "")) for name in ("error", "error_description")).strip() or "no token"
        for secret in (self._source.client_secret, self._source.certificate_password):
            if secret and secret.get_secret_value():
                why = why.replace(secret.get_secret_value(), "***")
        raise ConnectorError(f"The log-in refused: {' '.join(why.split())[:300].rstrip('.')}. {_CHECK}")


def trust(source: DataverseSource) -> ssl.SSLContext | bool:
    """What httpx takes as ``verify``: the certificates of ``ca_bundle``, or the machine's own."""
    if source.ca_bundle is None:
        return True
    try:
        return ssl.create_default_context(cafile=str(source.ca_bundle))
    except (OSError, ssl.SSLError):
        raise ConnectorError(f"{source.ca_bundle} holds no certificates that can be read. Check "
                             "RAPPORT_DATAVERSE__CA_BUNDLE.") from None


def _way(source: DataverseSource) -> Callable[[], dict]:
    return _by_url(source) if source.token_url else _by_msal(source)


def _by_url(source: DataverseSource) -> Callable[[], dict]:
    form = {"grant_type": "client_credentials", "client_id": source.client_id, "scope": f"{source.url}/.default",
            "client_secret": source.client_secret.get_secret_value() if source.client_secret else ""}

    def ask() -> dict:
        with httpx.Client(verify=trust(source), timeout=60) as client:
            response = client.post(source.token_url, data=form)
        try:
            answer = response.json()
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            return {"error": f"status {response.status_code}, and the answer is no JSON object"}
        return answer

    return ask


def _by_msal(source: DataverseSource) -> Callable[[], dict]:
    import msal

    authority = f"{source.authority}/{source.tenant_id}"
    verify = str(source.ca_bundle) if source.ca_bundle else True

    def ask() -> dict:
        app = msal.ConfidentialClientApplication(  # a new one, because its cache would repeat a refused token
            source.client_id, client_credential=_credential(source), authority=authority, verify=verify, timeout=60,
            instance_discovery=None if "microsoftonline." in source.authority else False)
        return app.acquire_token_for_client(scopes=[f"{source.url}/.default"])

    return ask


def _credential(source: DataverseSource) -> str | dict:
    if source.client_secret:
        return source.client_secret.get_secret_value()
    path = source.certificate_path
    password = source.certificate_password.get_secret_value() if source.certificate_password else None
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ConnectorError(f"The certificate {path} cannot be read ({error.strerror}). Check "
                             "RAPPORT_DATAVERSE__CERTIFICATE_PATH.") from None
    if b"-----BEGIN" not in content:
        return {"private_key_pfx_path": str(path), "passphrase": password}
    text = content.decode("utf-8", errors="replace")
    return {"private_key": text, "public_certificate": text, "passphrase": password}
