"""People who ask for charts at once, each on a connection of their own, with time to think in between."""

from __future__ import annotations

import http.client
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Person:
    """Somebody logged in, and what they ask for (JSON bodies)."""

    url: str
    authorization: str
    requests: list[bytes]


@dataclass(frozen=True)
class Answer:
    """How long one request took, and whether it was answered."""

    seconds: float
    fine: bool


def ask(
    people: list[Person], crowd: int, seconds: float, beside: Callable[[], None] | None = None, seed: int = 1
) -> list[Answer]:
    """Let ``crowd`` sessions ask for so many seconds; ``people`` are taken in turn. ``beside`` runs meanwhile."""
    answers: list[Answer] = []
    until = time.monotonic() + seconds
    sessions = [
        threading.Thread(
            target=_session, args=(people[number % len(people)], until, random.Random(seed + number), answers)
        )
        for number in range(crowd)
    ]
    for session in sessions:
        session.start()
    if beside:
        beside()
    for session in sessions:
        session.join()
    return answers


def _session(person: Person, until: float, dice: random.Random, answers: list[Answer]) -> None:
    place = urlsplit(person.url)
    connection = http.client.HTTPConnection(place.hostname, place.port, timeout=60)
    headers = {"Authorization": person.authorization, "Content-Type": "application/json", "Connection": "keep-alive"}
    time.sleep(dice.random())
    while time.monotonic() < until:
        started = time.monotonic()
        try:
            connection.request("POST", "/api/v1/chart/data", dice.choice(person.requests), headers)
            answer = connection.getresponse()
            fine = b'"status":"success"' in answer.read().replace(b'": "', b'":"') and answer.status == 200
        except (OSError, http.client.HTTPException):
            fine = False
            connection.close()
        answers.append(Answer(time.monotonic() - started, fine))
        time.sleep(dice.random())
    connection.close()
