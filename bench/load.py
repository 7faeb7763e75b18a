"""People who ask for charts at once, each on a connection of their own, with time to think in between."""

from __future__ import annotations

import http.client
import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
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
    """Let ``crowd`` sessions ask for so many seconds, or until ``beside`` is done; ``people`` are taken in turn."""
    answers: list[Answer] = []
    ended = threading.Event()
    sessions = [
        threading.Thread(
            target=_session, args=(people[number % len(people)], ended, random.Random(seed + number), answers)
        )
        for number in range(crowd)
    ]
    for session in sessions:
        session.start()
    try:
        if beside:
            beside()
        else:
            time.sleep(seconds)
    finally:
        ended.set()
    for session in sessions:
        session.join()
    return answers


def look_once(people: list[Person], at_once: int = 4) -> list[Answer]:
    """Everybody asks for each of their charts once, a few people at a time, without pause: nothing is cached yet."""
    answers: list[Answer] = []

    def first_look(person: Person) -> None:
        line = _Line(person)
        answers.extend(line.ask(body) for body in person.requests)
        line.connection.close()

    with ThreadPoolExecutor(at_once) as pool:
        list(pool.map(first_look, people))
    return answers


def _session(person: Person, ended: threading.Event, dice: random.Random, answers: list[Answer]) -> None:
    line = _Line(person)
    time.sleep(dice.random())
    while not ended.is_set():
        answers.append(line.ask(dice.choice(person.requests)))
        time.sleep(dice.random())
    line.connection.close()


class _Line:
    """A person's connection, which is kept."""

    def __init__(self, person: Person):
        place = urlsplit(person.url)
        self.connection = http.client.HTTPConnection(place.hostname, place.port, timeout=60)
        self.headers = {"Authorization": person.authorization, "Content-Type": "application/json"}

    def ask(self, body: bytes) -> Answer:
        """Ask for a chart and read the answer whole."""
        started = time.monotonic()
        try:
            self.connection.request("POST", "/api/v1/chart/data", body, self.headers)
            answer = self.connection.getresponse()
            fine = b'"status":"success"' in answer.read().replace(b'": "', b'":"') and answer.status == 200
        except (OSError, http.client.HTTPException):
            fine = False
            self.connection.close()
        return Answer(time.monotonic() - started, fine)
