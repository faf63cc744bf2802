"""Who reads and uploads while a stack is updated, and what none of them may ever see.

AWS goes on answering while it updates a stack. The engine does not: it stands still for seconds, and takes functions
away under a request. So an answer may be *missing*, which is all that the API promises nobody: a portal's client has
its own deadline and tells what it knows. It is excused only where the engine itself gave no answer to a plain question
at that time (`Pulse`), or says that it took the function away. An answer that is torn, mixed or older than one before
is never excused, nor is one that the client does not give.
"""

from __future__ import annotations

import hashlib
import http.client
import itertools
import json
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError

from kleark.client.client import Client
from tests.support.engine_sheets import ROWS
from tests.support.watching import configuration, eventually, table

if TYPE_CHECKING:
    from collections.abc import Callable

    from infra.local.stack import LocalStack
    from kleark.publishing.ids import MunicipalityCode
    from tests.support.page_session import PageSession

BUSY = ('"code": "busy"', "Der er travlt lige nu")
"""The API's and the page's own answer where the table did not answer in time: to ask again."""
KILLED = "Worker process died"
"""The engine took a function's process away under a request, as it updated its code. AWS lets it answer."""
STILL = 1.0
"""Seconds. Half of what a function that answers a portal waits for its table."""
AT_LEAST = 2
"""So often each reader and the uploader had an answer."""
EVERY = 5.0
"""Seconds from one upload to the next."""
PATIENCE = 600
"""Seconds, for a loaded machine."""


class MissingError(Exception):
    """No answer, which is excused where the engine stood still."""


@dataclass
class Pulse:
    """Asks the engine's table the plainest question, beside everything else, and notes when that took long."""

    stack: LocalStack
    still: list[tuple[float, float]] = field(default_factory=list)
    _began: float = field(default_factory=time.monotonic)
    _over: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        threading.Thread(target=self._beat, daemon=True).start()

    def stop(self) -> None:
        self._over.set()

    def stood_still(self, since: float, until: float) -> bool:
        """Whether it did, at any time between the two on the monotonic clock."""
        waits = (*self.still, (self._began, time.monotonic()))
        return any(ended - began >= STILL and began < until and ended > since for began, ended in waits)

    def _beat(self) -> None:
        while not self._over.wait(0.1):
            self._began = time.monotonic()
            try:
                self.stack.dynamodb.describe_table(TableName=self.stack.table_name)
            except BotoCoreError:
                self.still.append((self._began, max(time.monotonic(), self._began + STILL)))
            else:
                if (ended := time.monotonic()) - self._began >= STILL:
                    self.still.append((self._began, ended))
            self._began = time.monotonic()


@dataclass
class Load:
    """Threads that ask and upload until they are stopped. ``wrong``: what none of them may ever see.

    ``counts``: the turns that were answered, by who asked. ``missing``: those that were not, and are excused.
    """

    stack: LocalStack
    session: PageSession
    everybody: tuple[MunicipalityCode, ...]
    upload: Callable[[int], object] | None
    wrong: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    missing: Counter[str] = field(default_factory=Counter)
    _over: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)
    _newest: dict[str, int] = field(default_factory=dict)
    _digests: dict[tuple[str, int], str] = field(default_factory=dict)
    _told: dict[str, int] = field(default_factory=dict)
    _portal: Client = field(init=False)
    _pulse: Pulse = field(init=False)

    @property
    def acts(self) -> dict[str, Callable[[int], None]]:
        acts: dict[str, Callable[[int], None]] = {
            "conditional": self._read_conditionally,
            "client": self._read_by_client,
            "page": self._look_at_page,
        }
        return acts | ({"uploads": self._upload} if self.upload else {})

    def start(self) -> None:
        """Begin, once a portal's client knows everybody, by its usual deadline."""
        self._portal = Client(self.stack.portal_url, refresh_every=None)
        eventually(lambda: self._portal.warm(self.everybody).ready, "the client knows all", within=PATIENCE)
        self._pulse = Pulse(self.stack)
        self._pulse.start()
        for name, act in self.acts.items():
            thread = threading.Thread(target=self._go_on, args=(name, act), daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(PATIENCE)
            assert not thread.is_alive()
        self._pulse.stop()
        self._portal.close()

    def answered_again(self) -> None:
        """Wait until everybody has had an answer more, and the client knows what is live."""
        before = Counter(self.counts)
        for name in self.acts:
            eventually(
                lambda name=name: self.counts[name] >= before[name] + AT_LEAST,  # type: ignore[misc]
                f"{name} is answered again",
                within=PATIENCE,
            )
        for code in self.everybody:
            live = table(self.stack).live(code, consistent=True).revision
            eventually(
                lambda code=code, live=live: self._told.get(code, 0) >= live,  # type: ignore[misc]
                f"the client is told revision {live} of {code}",
                within=PATIENCE,
            )

    def answered_more_than(self, name: str, before: int) -> bool:
        return self.counts[name] > before

    def _go_on(self, name: str, act: Callable[[int], None]) -> None:
        for turn in itertools.count():
            if self._over.is_set():
                return
            since = time.monotonic()
            try:
                act(turn)
            except (MissingError, OSError, http.client.HTTPException, BotoCoreError) as error:
                if self._pulse.stood_still(since, time.monotonic()):
                    self.missing[name] += 1
                else:
                    self._note(f"{name} had no answer, and the engine was well: {error!r}")
            except Exception as error:  # noqa: BLE001 (whatever it is, a reader saw it)
                self._note(f"{name}: {error!r}")
            else:
                self.counts[name] += 1

    def _note(self, what: str) -> None:
        self.wrong.append(f"{datetime.now(UTC):%H:%M:%S} {what}")

    def _persistently(self, ask: Callable[[], tuple[int, str]]) -> tuple[int, str]:
        """Ask once more where the engine took the function away. Raises MissingError."""
        for again in (False, True):
            status, text = ask()
            if status == 502 and KILLED in text:
                self.missing["killed"] += 1
                if not again:
                    continue
            if status == 503 and any(one in text for one in BUSY):
                raise MissingError(f"{status} busy")
            return status, text
        raise AssertionError("the second answer is returned")

    def _read_conditionally(self, turn: int) -> None:
        code = self.everybody[turn % len(self.everybody)]
        tag = self._read(code, "")
        self._read(code, tag)
        time.sleep(0.1)

    def _read(self, code: MunicipalityCode, tag: str) -> str:
        headers: dict[str, str] = {}

        def ask() -> tuple[int, str]:
            answer = configuration(self.stack, code, **({"If_None_Match": tag} if tag else {}))
            headers.update(answer.headers)
            return answer.status, answer.body.decode()

        status, text = self._persistently(ask)
        if not (tag and status == 304):
            self.judge(code, status, text)
        return headers.get("ETag", "")

    def judge(self, code: str, status: int, text: str) -> None:
        """One whole revision, never an older one than somebody has seen, and always the same."""
        if status != 200:
            self._note(f"{code} was answered {status}: {text[:300]!r}")
            return
        data = json.loads(text)
        rows = text[text.index('"rows":') + len('"rows":') : -1]
        revision, digest = data["revision"], hashlib.sha256(rows.encode()).hexdigest()
        if digest != data["digest"] or len(data["rows"]) != ROWS:
            self._note(f"{code} was answered a torn revision {revision}")
        if len({row["contactPhone"] for row in data["rows"]}) != 1:
            self._note(f"{code} was answered a mixture as revision {revision}")
        if self._digests.setdefault((code, revision), digest) != digest:
            self._note(f"{code}'s revision {revision} is no longer what it was")
        if revision < self._newest.get(code, 0):
            self._note(f"{code} went back from {self._newest[code]} to {revision}")
        self._newest[code] = max(revision, self._newest.get(code, 0))

    def _read_by_client(self, turn: int) -> None:
        """It tells what it knows while the API says nothing, so none of its answers may be missing."""
        self._portal.refresh()
        for code in self.everybody:
            told = self._portal.configuration(code).value
            if told.revision < self._told.get(code, 1) or len(told.rows) != ROWS:
                self._note(f"the client was told revision {told.revision} of {code}")
            digest = str(told.digest)
            if self._digests.setdefault((code, told.revision), digest) != digest:
                self._note(f"the client was told another revision {told.revision} of {code}")
            self._told[code] = told.revision
        time.sleep(0.2)

    def _look_at_page(self, turn: int) -> None:
        path = ("/", "/ark", "/historik")[turn % 3]
        status, text = self._persistently(lambda: self.session.get(path))
        if status != 200:
            self._note(f"the page answered {status} to {path}: {text[:300]}")
        time.sleep(0.3)

    def _upload(self, turn: int) -> None:
        assert self.upload
        self.upload(turn)
        self._over.wait(EVERY)
