"""Tokens are renewed in time, go to the organisation only, and neither they nor a secret are ever shown."""

import datetime
import json
import logging

import pytest
from crm import SECRET, Crm
from organisation import Organisation

from rapport.connectors.base import ConnectorError
from rapport.connectors.dataverse import auth, client
from rapport.connectors.dataverse.auth import Tokens, trust
from rapport.source_settings import DataverseSource

URL = "https://contoso.crm4.dynamics.com"
MICROSOFT = {"url": URL, "tenant_id": "9b1e5b5e-0000-4000-8000-000000000001", "client_id": "app"}


class Microsoft:
    """Stands in for the network below MSAL: discovery documents and tokens."""

    def __init__(self, answer=None):
        self.answer = answer or {"access_token": "from-microsoft", "expires_in": 3600, "token_type": "Bearer"}
        self.forms = []

    def install(self, monkeypatch):
        import requests

        def request(session, method, url, data=None, **options):
            response = requests.Response()
            response.status_code = 200
            base = url.partition("/v2.0/")[0]
            document = {"token_endpoint": f"{base}/oauth2/v2.0/token", "authorization_endpoint": f"{base}/a",
                        "issuer": base, "metadata": []}
            if method == "POST":
                self.forms.append(data)
                document = self.answer
            response._content = json.dumps(document).encode()
            return response

        monkeypatch.setattr(requests.Session, "request", request)
        return self


def test_a_token_is_renewed_before_it_ends(crm, desk, monkeypatch):
    clock = [0.0]
    monkeypatch.setattr(auth.time, "monotonic", lambda: clock[0])
    tokens = Tokens(desk.settings.dataverse)
    first = tokens.current()
    clock[0] = 3200
    assert tokens.current() == first
    clock[0] = 3400  # it would live for another 200 s
    assert tokens.current() != first


def test_a_token_that_the_server_refuses_is_renewed_once(crm, desk):
    crm.faults.append(lambda server, request, path: len(server.asked) in (30, 60) and server.tokens.clear())
    desk.extract()
    assert desk.differences() == []


def test_a_server_that_refuses_new_tokens_too_is_told_apart_from_a_wrong_secret(crm, desk):
    crm.faults.append(lambda server, request, path: server.refuse(request, 401, "no"))
    with pytest.raises(ConnectorError, match=r"Dataverse refused a new token \(401\). Check that the application user"):
        desk.extract()


def test_no_error_and_no_log_line_holds_the_secret_or_a_token(crm, desk, caplog):
    caplog.set_level(logging.DEBUG)
    desk.use(client_secret="s3cret-of-mine")
    with pytest.raises(ConnectorError) as wrong:
        desk.extract()
    desk.use(client_secret=SECRET)
    crm.faults.append(lambda server, request, path: "/emails?" in path and server.refuse(request, 403, "no"))
    with pytest.raises(ConnectorError) as refused:
        desk.extract()
    shown = "\n".join([repr(wrong.value), repr(refused.value), caplog.text, repr(desk.settings), *desk.lines])
    assert refused.value.__cause__ is None
    for secret in ("s3cret-of-mine", SECRET, *crm.tokens):
        assert secret not in shown


def test_microsofts_log_in_is_asked_with_the_secret_for_the_organisations_scope(monkeypatch):
    microsoft = Microsoft().install(monkeypatch)
    tokens = Tokens(DataverseSource(**MICROSOFT, client_secret="mine"))
    assert tokens.current() == tokens.current() == "from-microsoft"
    (form,) = microsoft.forms
    assert (form["client_secret"], form["scope"]) == ("mine", f"{URL}/.default")
    microsoft.answer = {**microsoft.answer, "access_token": "another"}
    assert tokens.current(refused="from-microsoft") == "another"


@pytest.mark.parametrize("kind", ["pem", "pfx"])
def test_a_certificate_signs_the_log_in_whatever_its_format(monkeypatch, tmp_path, kind):
    path = tmp_path / f"app.{kind}"
    path.write_bytes(certificate(kind))
    password = "of-the-key" if kind == "pfx" else None
    microsoft = Microsoft().install(monkeypatch)
    source = DataverseSource(**MICROSOFT, certificate_path=path, certificate_password=password)
    assert Tokens(source).current() == "from-microsoft"
    (form,) = microsoft.forms
    assert form["client_assertion"].count(b"." if isinstance(form["client_assertion"], bytes) else ".") == 2


def test_a_refusal_of_microsoft_is_told_without_the_secret(monkeypatch):
    refusal = {"error": "invalid_client", "error_description": "AADSTS7000215: mine-not-yours is wrong"}
    Microsoft(refusal).install(monkeypatch)
    with pytest.raises(ConnectorError, match=r"invalid_client AADSTS7000215: \*\*\* is wrong"):
        Tokens(DataverseSource(**MICROSOFT, client_secret="mine-not-yours")).current()


@pytest.mark.parametrize("content", [None, b"no certificate"])
def test_a_certificate_or_bundle_that_cannot_be_read_is_named(tmp_path, content):
    path = tmp_path / "certificate"
    if content:
        path.write_bytes(content)
    with pytest.raises(ConnectorError, match="RAPPORT_DATAVERSE__CA_BUNDLE"):
        trust(DataverseSource(ca_bundle=path))
    if content is None:
        with pytest.raises(ConnectorError, match="RAPPORT_DATAVERSE__CERTIFICATE_PATH"):
            auth._credential(DataverseSource(**MICROSOFT, certificate_path=path))


def test_a_redirect_is_not_followed(crm, desk):
    with Crm(Organisation(emails=1)).running() as other:
        crm.faults.append(lambda server, request, path: server.send(request, {}, 302, headers={"Location": other.url}))
        with pytest.raises(ConnectorError, match=r"sends .* to another address. Check RAPPORT_DATAVERSE__URL"):
            desk.extract()
        assert other.asked == []


def test_cookies_are_not_kept_because_they_bind_to_one_server(crm, desk):
    seen = []
    crm.headers = {"Set-Cookie": "ARRAffinity=1; path=/"}
    crm.faults.append(lambda server, request, path: seen.append(request.headers.get("cookie")))
    asker = client.Client(desk.settings.dataverse)
    for _ in range(2):
        asker.get(asker.link("organizations?$select=name"), "organizations")
    assert seen == [None, None]


def certificate(kind):
    """A key and a certificate of our own, as PEM or PFX."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import pkcs12

    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "rapport")])
    day = datetime.datetime(2026, 1, 1)
    made = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
            .serial_number(7).not_valid_before(day).not_valid_after(day.replace(year=2036)).sign(key, hashes.SHA256()))
    if kind == "pfx":
        return pkcs12.serialize_key_and_certificates(b"app", key, made, None,
                                                     serialization.BestAvailableEncryption(b"of-the-key"))
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                             serialization.NoEncryption()) + made.public_bytes(serialization.Encoding.PEM)
