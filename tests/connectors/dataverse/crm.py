"""A Dataverse Web API of our own on 127.0.0.1, as documented, that can be told to fail in every way it fails."""

import json
import re
import threading
from contextlib import contextmanager
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, quote, unquote, urlsplit

from organisation import EDM, LOOKUP

from rapport.connectors.dataverse.tables import ACTIVITIES, TABLES

API = "/api/data/v9.2/"
SECRET = "the-secret-of-the-application"


class Crm:
    """The server over an ``Organisation``.

    Attributes
    ----------
    faults : list of callable
        Each takes (request, path with query) and may return a way to answer instead; True when it has answered.
    asked : list of str
        Every path with query, decoded.
    served : dict
        Rows served per table.
    tokens : set of str
        Tokens that are good.
    """

    def __init__(self, organisation):
        self.organisation = organisation
        self.faults, self.asked, self.served, self.tokens = [], [], {}, set()
        self.absolute_links, self.tombstones_are_urls, self.token_lives = True, False, 3600
        self.oldest_token = 0  # delta links of earlier versions have expired
        self.behaviours, self.labels = {}, {}
        self.headers = {"x-ms-dop-hint": "3"}
        crm = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def log_message(self, *arguments):
                pass

            def do_POST(self):
                crm.log_in(self)

            def do_GET(self):
                crm.answer(self)

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}"

    @contextmanager
    def running(self):
        """Serve as long as the context lasts."""
        threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield self
        finally:
            self.http.shutdown()
            self.http.server_close()

    def log_in(self, request):
        form = parse_qs(request.rfile.read(int(request.headers["content-length"])).decode())
        if form.get("client_secret") != [SECRET]:
            return self.send(request, {"error": "invalid_client", "error_description":
                                       f"AADSTS7000215: the secret {form.get('client_secret')} is wrong"}, 401)
        token = f"token-{len(self.tokens)}-{id(request)}"
        self.tokens.add(token)
        return self.send(request, {"access_token": token, "expires_in": self.token_lives})

    def answer(self, request):
        self.asked.append(unquote(request.path))
        for fault in list(self.faults):
            if fault(self, request, unquote(request.path)):
                return None
        if request.headers.get("authorization", "").removeprefix("Bearer ") not in self.tokens:
            return self.refuse(request, 401, "the token is no good")
        with self.organisation.lock:
            return self.route(request)

    def route(self, request):
        parts = urlsplit(request.path)
        path, query = unquote(parts.path).removeprefix(API), parse_qs(parts.query)
        if path == "$metadata":
            return self.send(request, self.metadata().encode(), kind="application/xml")
        if path.startswith("EntityDefinitions"):
            return self.send(request, {"value": self.definitions(path)})
        if path in TABLES and path != "stringmaps":
            return self.rows(request, path, query)
        return self.refuse(request, 404, f"Resource not found for the segment '{path}'.")

    def rows(self, request, name, query):
        prefer = request.headers.get("prefer", "")
        track = "track-changes" in prefer and name not in self.organisation.untracked
        if "track-changes" in prefer and {"$filter", "$orderby"} & set(query):
            return self.refuse(request, 400, "The query parameter isn't supported when Change Tracking is enabled.")
        size = int(re.search(r"maxpagesize=(\d+)", prefer).group(1)) if "maxpagesize" in prefer else 5000
        key, table = TABLES[name].key[0], self.organisation.rows[name]
        since = int(query.get("$deltatoken", ["0"])[0].partition("!")[0])
        if since and since < self.oldest_token:
            return self.refuse(request, 400, "Version stamp associated with the client has expired. "
                                             "Please perform a full sync.")
        token = query.get("$token", [f"{self.organisation.version}"])[0]
        found = [row for row in table.values() if row.get("versionnumber", 0) > since and self.fits(row, query)]
        order = (lambda row: (row["modifiedon"], row[key])) if "$orderby" in query else (lambda row: row[key])
        found.sort(key=order)
        if after := query.get("$skiptoken"):
            found = [row for row in found if json.dumps(order(row)) > after[0]]
        page = [self.cut(row, query) for row in found[:size]]
        body = {"@odata.context": f"{self.url}{API}$metadata#{name}"}
        rest = {**{k: v[0] for k, v in query.items()}, "$token": token}
        if len(found) > size:
            body["@odata.nextLink"] = self.link(name, {**rest, "$skiptoken": json.dumps(order(found[size - 1]))})
        else:
            if since:
                page += [self.tombstone(name, one) for one, at in self.organisation.gone[name].items() if at > since]
            if track or since:
                kept = {"$select": rest["$select"], "$deltatoken": f"{token}!{quote('<cookie pagenumber=1>')}"}
                body["@odata.deltaLink"] = self.link(name, kept)
        if since and not page and not query.get("$skiptoken"):
            return self.send(request, {})
        self.served[name] = self.served.get(name, 0) + len(page)
        body["value"] = page
        return self.send(request, body)

    def fits(self, row, query):
        where = query.get("$filter", [""])[0]
        if since := re.fullmatch(r"modifiedon ge (\S+)", where):
            return row["modifiedon"] >= since.group(1)
        return not where or any(row[column] == value for column, value in re.findall(r"(\S+) eq (\S+)", where))

    def cut(self, row, query):
        wanted = set(query["$select"][0].split(","))
        return {"@odata.etag": f'W/"{row.get("versionnumber")}"',
                **{column: value for column, value in row.items() if column.removesuffix(LOOKUP) in wanted}}

    def tombstone(self, name, key):
        told = f"{self.url}{API}{name}({key})" if self.tombstones_are_urls else key
        return {"@odata.context": f"{self.url}{API}$metadata#{name}/$deletedEntity", "id": told, "reason": "deleted"}

    def link(self, name, query):
        text = "&".join(f"{column}={quote(value, safe='')}" for column, value in query.items())
        return f"{self.url}{API}{name}?{text}" if self.absolute_links else f"{name}?{text}"

    def definitions(self, path):
        if found := re.match(r"EntityDefinitions\(LogicalName='(\w+)'\)/Attributes/Microsoft.Dynamics.CRM.(\w+)", path):
            logical, kind = found.groups()
            if kind == "DateTimeAttributeMetadata":
                return [{"LogicalName": column, "DateTimeBehavior": {"Value": behaviour}}
                        for column, behaviour in self.behaviours.get(logical, {}).items()]
            return self.labels.get(logical, []) if kind == "PicklistAttributeMetadata" else []
        return [{"LogicalName": table.logical, "EntitySetName": name,
                 "ChangeTrackingEnabled": name not in self.organisation.untracked}
                for name, table in TABLES.items() if table.kind != "labels"]

    def metadata(self):
        base = set.intersection(*(set(TABLES[name].columns) for name in ACTIVITIES))
        lines = [_entity("activitypointer", {column: EDM[TABLES["tasks"].columns[column]] for column in base})]
        for name, table in TABLES.items():
            inherits = name in ACTIVITIES
            own = [column for column in table.asked if not (inherits and column in base)]
            columns = {column: EDM[table.columns[column]] for column in own}
            columns |= {column: EDM[kind] for column, kind in self.organisation.extra.get(name, {}).items()}
            columns |= dict.fromkeys(self.behaviours.get(table.logical, {}), "Edm.DateTimeOffset")
            lines.append(_entity(table.logical, columns, ' BaseType="mscrm.activitypointer"' if inherits else ""))
        return ('<?xml version="1.0"?><edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">'
                '<edmx:DataServices><Schema Namespace="Microsoft.Dynamics.CRM" Alias="mscrm" '
                f'xmlns="http://docs.oasis-open.org/odata/ns/edm">{"".join(lines)}</Schema></edmx:DataServices></edmx:Edmx>')

    def refuse(self, request, status, message, code="0x80040203", **headers):
        return self.send(request, {"error": {"code": code, "message": message}}, status, headers=headers)

    def send(self, request, body, status=200, kind="application/json; odata.metadata=minimal", headers=None, cut=0):
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        request.send_response_only(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(content)), "Date": formatdate(usegmt=True),
                            **self.headers, **(headers or {})}.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(content[: len(content) - cut])
        if cut:
            request.close_connection = True
        return True


def _entity(name, columns, base=""):
    properties = "".join(f'<Property Name="{column}" Type="{kind}"/>' for column, kind in columns.items())
    return f'<EntityType Name="{name}"{base}>{properties}</EntityType>'
