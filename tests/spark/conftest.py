"""A Spark cluster of this machine for the tests: a master, two workers and the Thrift server, on ports of their own."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from rapport.settings import PROJECT_ROOT
from tests.warehouse.building import COMMAND, environment

_PORTS = ("THRIFT", "CONNECT", "MASTER")


@dataclass(frozen=True)
class Cluster:
    """A home whose Spark runs, and the settings with which to speak to it."""

    home: Path
    settings: dict[str, str]

    def run(self, *command: str, check: bool = True, **more: str) -> subprocess.CompletedProcess[str]:
        """A command of rapport in this home."""
        done = subprocess.run(
            [*COMMAND, *command, "--home", str(self.home)], cwd=self.home, env=environment(**self.settings, **more),
            text=True, capture_output=True,
        )  # fmt: skip
        assert not check or done.returncode == 0, f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
        return done

    @property
    def thrift_port(self) -> int:
        return int(self.settings["RAPPORT_SPARK__THRIFT_PORT"])


@pytest.fixture(scope="session")
def spark_python() -> Path:
    """Python of the Spark environment, made when it is missing; needs Java."""
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java 17: apt-get install openjdk-17-jre-headless")
    installer = PROJECT_ROOT / "requirements" / "install.py"
    python = getattr(sys, "_base_executable", sys.executable)  # it has pip, which the installer asks for the index
    done = subprocess.run([python, installer, ".venv-spark"], text=True, capture_output=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return PROJECT_ROOT / ".venv-spark" / "bin" / "python"


@pytest.fixture(scope="session")
def cluster(spark_python, tmp_path_factory) -> Iterator[Cluster]:
    """A running cluster in a home that is otherwise empty."""
    home = tmp_path_factory.mktemp("spark")
    settings = {f"RAPPORT_SPARK__{name}_PORT": str(port) for name, port in zip(_PORTS, free_ports(3), strict=True)}
    settings["RAPPORT_SPARK__PARTITIONS"] = "2"
    # The second compiler of the JVM pays off in long runs only, as do threads that collect garbage.
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JAVA_TOOL_OPTIONS",
                     "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=256m -XX:+UseSerialGC")  # fmt: skip
        running = Cluster(home, settings)
        try:
            running.run("spark", "up")
            yield running
        finally:
            running.run("spark", "down", check=False)


def free_ports(count: int) -> list[int]:
    """Ports that nothing listens on, all different."""
    probes = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports
