"""A CRM that answers as Dataverse does: odatapy behind the proxy, on a loopback port, in a thread of this process."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterable, Mapping
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import httpx
from odatapy.server import OData
from odatapy.server.adapters import ODataWSGIApp
from odatapy.server.inmemory import InMemoryDataStore, InMemoryProcessor

from tests.dataverse_crm.proxy import API, TOKEN, TOKEN_PATH, Proxy
from tests.dataverse_crm.schema import SERVED, Provider, entity, wire

TRACKED = frozenset({"systemusers", "transactioncurrencies", "accounts", "contacts", "leads", "opportunities", "emails",
                     "appointments", "recurringappointmentmasters", "phonecalls", "connections",
                     "opportunitysalesprocesses"})
"""Tables that track changes; the others are read by modifiedon, or whole."""


class _Server(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *words: object) -> None:
        """Nothing."""


class CrmServer:
    """Serves rows by entity set; use as a context manager. Changes go through HTTP, so that they are tracked.

    Parameters
    ----------
    rows : mapping of str to iterable of dict
        Entity set to rows, companions of lookups (``_x_value_type``) included; ``stringmaps`` become metadata.
    """

    def __init__(self, rows: Mapping[str, Iterable[dict]], tracked: frozenset[str] = TRACKED):
        odata = OData.new_instance()
        handler = odata.create_handler(odata.create_service_metadata(Provider()))
        store = InMemoryDataStore()
        for name, table in SERVED.items():
            store.set_entities(name, [entity(table, row) for row in rows.get(name, ())])
        handler.register(InMemoryProcessor(store))
        self.proxy = Proxy(ODataWSGIApp(handler, mount_path=API), set(tracked), list(rows.get("stringmaps", ())))
        self._server = _Server(("127.0.0.1", 0), _Quiet)
        self._server.set_app(self.proxy)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> CrmServer:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self._client = httpx.Client(base_url=self.url + API, headers={"Authorization": f"Bearer {TOKEN}"}, timeout=60)
        return self

    def __exit__(self, *exception: object) -> None:
        self._client.close()
        self._server.shutdown()
        self._server.server_close()

    def settings(self, **more: str) -> dict[str, str]:
        """The environment by which the connector reads this server."""
        return {"RAPPORT_DATAVERSE__URL": self.url, "RAPPORT_DATAVERSE__TOKEN_URL": self.url + TOKEN_PATH,
                "RAPPORT_DATAVERSE__TENANT_ID": "tenant", "RAPPORT_DATAVERSE__CLIENT_ID": "client",
                "RAPPORT_DATAVERSE__CLIENT_SECRET": "secret", **more}

    def create(self, name: str, row: dict) -> None:
        """POST a row."""
        _checked(self._client.post(f"/{name}", json=wire(SERVED[name], row)))

    def change(self, name: str, key: str, values: dict) -> None:
        """PATCH some columns of a row."""
        _checked(self._client.patch(f"/{name}({key})", json=wire(SERVED[name], values)))

    def delete(self, name: str, key: str) -> None:
        """DELETE a row."""
        _checked(self._client.delete(f"/{name}({key})"))


def _checked(response: httpx.Response) -> None:
    assert response.is_success, f"{response.request.method} {response.request.url}: {response.text[:500]}"
