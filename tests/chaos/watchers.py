"""Readers of a run: some ask the portal's API itself, some by the client, all the while."""

from __future__ import annotations

import hashlib
import json
import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kleark.client import Client
from kleark.publishing.ids import municipality_code
from tests.chaos.history import Read
from tests.support.watching import configuration

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Sequence

    from infra.local.stack import LocalStack


@dataclass
class Watcher:
    """One reader. ``reads``: all that it was answered."""

    name: str
    stack: LocalStack
    codes: Sequence[str]
    seed: int
    clock: Callable[[], float]
    pause: float
    reads: list[Read] = field(default_factory=list)

    def ask_the_api(self, stop: threading.Event) -> None:
        """Ask for whole configurations, with the tag of the last answer half the time."""
        chance = random.Random(f"{self.name} {self.seed}")
        tags: dict[str, str] = {}
        while not stop.wait(self.pause * chance.random()):
            code = chance.choice(self.codes)
            headers = {"If_None_Match": tags[code]} if code in tags and chance.random() < 0.5 else {}
            begun = self.clock()
            try:
                answer = configuration(self.stack, municipality_code(code), **headers)
            except OSError:
                self.reads.append(Read(self.name, code, begun, self.clock(), 0))
                continue
            if answer.status == 200:
                tags[code] = answer.headers["ETag"]
                self.reads.append(served(self.name, code, begun, self.clock(), answer.body))
            else:
                self.reads.append(Read(self.name, code, begun, self.clock(), answer.status))

    def ask_by_client(self, stop: threading.Event) -> None:
        """Ask as a portal does, by the client, which keeps what it was told."""
        chance = random.Random(f"{self.name} {self.seed}")
        with Client(self.stack.portal_url) as client:
            while not stop.wait(self.pause * chance.random()):
                code = chance.choice(self.codes)
                begun = self.clock()
                try:
                    known = client.configuration(code).value
                except Exception:  # noqa: BLE001 (whatever it raises is no answer)
                    self.reads.append(Read(self.name, code, begun, self.clock(), 0))
                    continue
                marks = tuple(sorted({row.contact_department for row in known.rows}))
                self.reads.append(
                    Read(
                        self.name,
                        code,
                        begun,
                        self.clock(),
                        200 if known.revision else 404,
                        known.revision,
                        marks,
                        len(known.rows),
                        said=known.digest,
                        fresh=False,
                    )
                )


def served(reader: str, code: str, begun: float, ended: float, body: bytes) -> Read:
    """The rows are taken as they stand in the body, since the digest is of exactly those bytes."""
    data = json.loads(body)
    rows = body[body.index(b'"rows":') + len(b'"rows":') : -1]
    marks = tuple(sorted({row["contactDepartment"] for row in data["rows"]}))
    if data["municipalityCode"] != code:
        marks = (*marks, f"answered for {data['municipalityCode']}")
    return Read(
        reader,
        code,
        begun,
        ended,
        200,
        data["revision"],
        marks,
        len(data["rows"]),
        hashlib.sha256(rows).hexdigest(),
        data["digest"],
    )
