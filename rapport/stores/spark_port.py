"""Whether Spark's Thrift server can be spoken to; who builds on Spark asks before it begins."""

from __future__ import annotations

import socket

from rapport.settings import Settings

_SECONDS = 5


class SparkError(RuntimeError):
    """Spark does not answer, or a port it needs is taken; the message names the address."""

    is_expected = True

    def __init__(self, message: str, next_step: str = "Run `rapport spark up`, then the same again."):
        super().__init__(message)
        self.next_step = next_step


def answers(settings: Settings, port: int | None = None) -> bool:
    """Whether something listens where the Thrift server should, or at another port of its machine."""
    try:
        with socket.create_connection((settings.spark.host, port or settings.spark.thrift_port), timeout=_SECONDS):
            return True
    except OSError:
        return False


def require(settings: Settings) -> None:
    """Raise a SparkError unless the Thrift server answers."""
    if not answers(settings):
        where = f"{settings.spark.host}:{settings.spark.thrift_port}"
        raise SparkError(f"Spark's Thrift server does not answer at {where}.")


def require_connect(settings: Settings) -> None:
    """Raise a SparkError unless Spark Connect answers; its client would try for minutes."""
    if not answers(settings, settings.spark.connect_port):
        raise SparkError(
            f"Spark Connect does not answer at {settings.spark.host}:{settings.spark.connect_port}.",
            "Start the Thrift server with --conf spark.plugins=org.apache.spark.sql.connect.SparkConnectPlugin "
            "(`rapport spark up` does), or set RAPPORT_SPARK__CONNECT_PORT.",
        )


def require_free(port: int, name: str) -> None:
    """Raise a SparkError when something else listens on a port of this machine that ``name`` is to have."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise SparkError(
                f"{name} cannot listen on 127.0.0.1:{port}: {error.strerror}.",
                f"Stop what uses port {port}, or choose others: the settings RAPPORT_SPARK__..._PORT.",
            ) from None
