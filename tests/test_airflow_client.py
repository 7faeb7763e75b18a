"""A run is triggered once, also when Airflow's answer is lost on its way."""

import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from rapport import settings as settings_module
from rapport.stack import airflow_server
from rapport.stack.airflow_client import Client
from rapport.stack.daemons import StackError


class ForgetfulAirflow(BaseHTTPRequestHandler):
    """Takes a run, and breaks off before it has said so, or says that its database is in trouble."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/auth/token":
            return self._say(201, {"access_token": "t"})
        runs = self.server.runs
        runs.append(body["dag_run_id"])
        if len(runs) == 1 and self.server.is_forgetful:
            self.close_connection = True
            return self.connection.shutdown(socket.SHUT_RDWR)
        if len(runs) <= self.server.refusals:
            return self._say(500, {"detail": {"reason": "Database error"}})
        return self._say(409 if body["dag_run_id"] in runs[:-1] else 200, {"dag_run_id": body["dag_run_id"]})

    def _say(self, status: int, body: dict) -> None:
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *said: object) -> None:
        """Not into the output of the tests."""


@pytest.fixture
def airflow():
    with ThreadingHTTPServer(("127.0.0.1", 0), ForgetfulAirflow) as server:
        server.runs, server.is_forgetful, server.refusals = [], False, 0
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def client(airflow, tmp_path):
    settings = settings_module.load(home=tmp_path, airflow_port=airflow.server_address[1])
    airflow_server.write_passwords(settings)
    return Client(settings)


def test_a_run_whose_answer_is_lost_is_asked_for_again_under_the_same_id(airflow, client):
    airflow.is_forgetful = True
    run_id = client.trigger("extract_demo")
    assert airflow.runs == [run_id, run_id]


def test_a_run_is_asked_for_again_when_the_database_was_locked(airflow, client):
    """The server may have taken it all the same, so under the same id."""
    airflow.refusals = 1
    run_id = client.trigger("extract_demo")
    assert airflow.runs == [run_id, run_id]


def test_a_server_that_goes_on_failing_is_told_of(airflow, client):
    airflow.refusals = 9
    with pytest.raises(StackError, match=r"refused POST /api/v2/dags/extract_demo/dagRuns \(500\).*Database error"):
        client.trigger("extract_demo")
    assert len(airflow.runs) == 3
