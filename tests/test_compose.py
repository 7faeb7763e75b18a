"""The team stack holds together: valid, nothing it names is missing, and the same pins as a checkout.

No container engine is needed. ``tests/compose-spec.json`` is the published schema of the Compose Specification
(Apache-2.0), with the later top-level key ``name`` added.
"""

import json
import re
import shlex
import subprocess
from pathlib import Path

import jsonschema
import pytest
import yaml

from rapport.bi import server
from rapport.settings import PROJECT_ROOT, Settings, known_names

COMPOSE = yaml.safe_load((PROJECT_ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
DOCKERFILE = (PROJECT_ROOT / "docker" / "Dockerfile").read_text().replace("\\\n", " ")
EXAMPLE = (PROJECT_ROOT / ".env.example").read_text()
OURS = {name: service for name, service in SERVICES.items() if "build" in service}


def pins(name: str) -> dict[str, str]:
    text = (PROJECT_ROOT / "requirements" / f"{name}.txt").read_text()
    return {f"{package}{marker}": version for package, version, marker in re.findall(
        r"^([a-z0-9._-]+)(?:\[[^]]*\])?==([^ \\]+)( ;[^\\]*)?", text, re.MULTILINE
    )}  # fmt: skip


def stages() -> dict[str, list[str]]:
    """Instructions of each stage of the Dockerfile."""
    found: dict[str, list[str]] = {}
    for line in DOCKERFILE.splitlines():
        if line.startswith("FROM "):
            current = found.setdefault(line.split(" AS ")[1], [line])
        elif line and not line.startswith("#"):
            current.append(line)
    return found


def test_the_file_fits_the_compose_specification():
    schema = json.loads((Path(__file__).parent / "compose-spec.json").read_text())
    jsonschema.Draft7Validator(schema).validate(COMPOSE)


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_builds_on_what_exists(name):
    service = SERVICES[name]
    for other, condition in service.get("depends_on", {}).items():
        wanted = condition["condition"]
        assert wanted != "service_healthy" or "healthcheck" in SERVICES[other]
        assert wanted != "service_completed_successfully" or SERVICES[other]["restart"] == "no"
    for volume in service.get("volumes", []):
        source = volume.split(":")[0]
        assert source in COMPOSE["volumes"] or (PROJECT_ROOT / source).is_file(), volume
    if build := service.get("build"):
        assert (PROJECT_ROOT / build["dockerfile"]).is_file()
        assert build["target"] in stages()
    assert "restart" in service


def test_ports_are_open_to_this_machine_only():
    published = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert len(published) == 2
    assert all(port.startswith("${BIND_ADDRESS:-127.0.0.1}:") for port in published)


def test_every_variable_is_explained_and_no_secret_has_a_default():
    used = set(re.findall(r"(?<!\$)\$\{(\w+)", (PROJECT_ROOT / "docker-compose.yml").read_text()))
    explained = set(re.findall(r"^#?(\w+)=", EXAMPLE, re.MULTILINE))
    assert used <= explained
    assert {name for name in explained if name.startswith("RAPPORT_")} <= known_names()
    for name in used:
        if name.endswith(("PASSWORD", "KEY", "SECRET")):
            assert not re.search(rf"\$\{{{name}(:-|\}})", (PROJECT_ROOT / "docker-compose.yml").read_text()), name


def test_the_services_agree_on_where_things_are():
    airflow, superset = SERVICES["airflow-worker"]["environment"], SERVICES["superset"]["environment"]
    for name in superset:
        assert airflow[name] == superset[name], name
    hosts = set(re.findall(r"(?:@|redis://|http://)([a-z-]+)[:/]", " ".join(airflow.values()))) - {"localhost"}
    assert hosts <= set(SERVICES)
    for service in OURS.values():
        assert f"home:{service['environment']['RAPPORT_HOME']}" in service["volumes"]


def test_images_copy_only_what_exists_and_is_let_through():
    let_through = {line[1:] for line in (PROJECT_ROOT / ".dockerignore").read_text().splitlines() if line[:1] == "!"}
    for lines in stages().values():
        for line in lines:
            if line.startswith("COPY ") and "--from=" not in line:
                for source in line.split()[1:-1]:
                    assert (PROJECT_ROOT / source).exists(), source
                    assert source.split("/")[0] in let_through, source
            elif match := re.match(r"COPY --from=(\S+)", line):
                assert match[1] in stages()


@pytest.mark.parametrize(("image", "environments"), [("airflow", [".venv", ".venv-superset"]),
                                                     ("superset", [".venv-superset"])])  # fmt: skip
def test_images_get_their_packages_from_the_hashed_files(image, environments):
    assert "superset.txt" in DOCKERFILE
    assert "team.txt" in DOCKERFILE
    for line in re.findall(r"(?:pip install|pip sync)[^&]*", DOCKERFILE):
        assert "--require-hashes" in line or "--offline --no-deps" in line, line
    copied = " ".join(stages()["runtime"] + stages()[image])
    assert all(f"/opt/rapport/{name} {name}" in copied for name in environments)


def test_the_team_runs_the_same_versions_as_a_checkout():
    own, team, superset = pins("rapport"), pins("team"), pins("superset")
    assert {name: team.get(name) for name in own} == own
    assert {"apache-airflow-providers-celery", "psycopg2-binary"} <= set(team)
    assert own["duckdb"] == superset["duckdb"]
    assert re.findall(r"FROM (python:\S+)", DOCKERFILE) == ["python:3.11-slim"] * 2


def test_superset_is_served_as_on_one_machine():
    def options(words):
        words = [part for word in words for part in word.split("=", 1)]
        given = dict(zip(words[2::2], words[3::2], strict=True))
        given.pop("--bind")
        return given

    command = SERVICES["superset"]["command"]
    assert options(command) == options([command[0], *server.command(Settings())[1:]])


@pytest.mark.parametrize("name", OURS)
def test_every_command_is_known_to_the_program_it_calls(name):
    command = SERVICES[name]["command"]
    if command[0] == "sh":
        script = PROJECT_ROOT / command[1]
        subprocess.run(["sh", "-n", script], check=True)
        assert "set -eu" in script.read_text()
        return
    if command[0] == "airflow":
        from_providers = {"celery"}
        parts = [word for word in command[1:] if not word.startswith("-")]
        assert parts[0] in from_providers or _airflow_knows(command[1:])
        return
    assert server.program(command[0]).exists()
    check = SERVICES[name].get("healthcheck", {}).get("test", ["CMD", "python"])
    assert server.program(shlex.split(check[1])[0]).exists()


def _airflow_knows(arguments: list[str]) -> bool:
    from airflow.cli.cli_parser import get_parser  # noqa: TID251

    return bool(get_parser().parse_args(arguments))


def test_the_redis_client_of_supersets_workers_fits_their_queue():
    opened = "import kombu; kombu.Connection('redis://127.0.0.1:9/0').channel()"
    done = subprocess.run([server.program("python"), "-c", opened], capture_output=True, text=True)
    assert "VersionMismatch" not in done.stderr
