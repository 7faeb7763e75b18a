"""A run is triggered once, also when Airflow's answer is lost on its way."""

import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from rapport import settings as settings_module
from rapport.stack import airflow_server
from rapport.stack.airflow_client import Client


class ForgetfulAirflow(BaseHTTPRequestHandler):
    """Takes a run, and breaks off before it has said so."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/auth/token":
            return self._say(201, {"access_token": "t"})
        runs = self.server.runs
        runs.append(body["dag_run_id"])
        if len(runs) == 1:
            self.close_connection = True
            return self.connection.shutdown(socket.SHUT_RDWR)
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
        server.runs = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def test_a_run_whose_answer_is_lost_is_asked_for_again_under_the_same_id(airflow, tmp_path):
    settings = settings_module.load(home=tmp_path, airflow_port=airflow.server_address[1])
    airflow_server.write_passwords(settings)
    run_id = Client(settings).trigger("extract_demo")
    assert airflow.runs == [run_id, run_id]
