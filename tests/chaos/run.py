"""One run: the stack with bad weather, everybody at work on it at once, and afterwards what was seen."""

from __future__ import annotations

import hashlib
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from infra.local.event_listener import listener
from infra.local.stack import client, local_stack
from kleark.publishing.ids import municipality_code
from kleark.publishing.log import to_json
from kleark.publishing.model import UploadStatus
from kleark.publishing.object_keys import report_prefix
from kleark.registers.municipalities import municipalities
from tests.chaos import victims
from tests.chaos.courier import Courier
from tests.chaos.faulty_network import FaultyNetwork
from tests.chaos.history import Announced, History, Live, Record, Sent
from tests.chaos.officials import Operator, Sender
from tests.chaos.spent import Cpu
from tests.chaos.standing_check import StandingCheck
from tests.chaos.watchers import Watcher
from tests.chaos.weather import Climate, Weather
from tests.support.watching import kept, table, waiting

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable

    from infra.local.stack import LocalStack
    from kleark.publishing.model import LogEntry

IN_FUNCTIONS = Path(__file__).parent / "in_functions"
FUNCTIONS = ("validate", "publish", "announce", "sweep", "erase", "portal-api", "notify", "watch-live")
QUEUES = ("UploadsQueueUrl", "PublishQueueUrl")
DEAD = (
    "UploadsDeadLetterQueueUrl",
    "PublishDeadLetterQueueUrl",
    "ErasureDeadLetterQueueUrl",
    "AnnounceDeadLetterQueueUrl",
    "SchedulesDeadLetterQueueUrl",
    "NoticesDeadLetterQueueUrl",
)
READ_BY_FUNCTIONS = (*QUEUES, "ErasureQueueUrl", "NoticesQueueUrl")

ON_THEIR_WAY = frozenset({UploadStatus.RECEIVED, UploadStatus.QUEUED, UploadStatus.SCHEDULED})


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run is. ``spread``: seconds between two sheets of a municipality, at most. ``within``: seconds, in all.

    ``readers``, ``pause``: how many, and seconds between two questions of each, at most.
    ``judged_every``: seconds between two runs of the standing check, at most; two go on at once.
    ``comes_again``: seconds after which a message comes again whose reader died; in the template they are six times a
    function's longest life. ``schedules``: whether commands schedule, which takes minutes.
    ``mutant``: the safeguard that is taken out, as named in ``in_functions/sitecustomize.py``.
    """

    seed: int = 14
    municipalities: int = 98
    versions: int = 4
    spread: float = 4.0
    readers: int = 3
    pause: float = 0.6
    commands_every: float = 1.5
    judged_every: float = 10.0
    kills_every: float = 12.0
    within: float = 1200.0
    comes_again: int = 75
    schedules: bool = True
    climate: Climate = Climate()  # noqa: RUF009 (frozen)
    mutant: str = ""

    @property
    def codes(self) -> tuple[str, ...]:
        """Whose turn it is: spread over the whole list."""
        every = municipalities()
        step = len(every) / self.municipalities
        return tuple(every[int(at * step)].code for at in range(self.municipalities))


@dataclass
class Outcome:
    """What a run saw. ``settled``: seconds until nothing was on its way any more; None where that did not come."""

    plan: Plan
    history: History
    network: FaultyNetwork
    cpu: Cpu
    carried: Counter[str]
    began: float
    settled: float | None = None
    log: str = ""


@dataclass
class _Threads:
    """Those who work until they are told to stop. ``failed``: what they failed of, which is a fault of the run's."""

    stop: threading.Event = field(default_factory=threading.Event)
    running: list[threading.Thread] = field(default_factory=list)
    failed: list[BaseException] = field(default_factory=list)

    def start(self, work: Callable[[threading.Event], None]) -> None:
        def watched() -> None:
            try:
                work(self.stop)
            except BaseException as error:  # noqa: BLE001 (raised again by the run)
                self.failed.append(error)

        thread = threading.Thread(target=watched, daemon=True)
        thread.start()
        self.running.append(thread)

    def end(self) -> None:
        """Raises what one of them failed of."""
        self.stop.set()
        for thread in self.running:
            thread.join(120)
        if self.failed:
            raise self.failed[0]


def run(plan: Plan, folder: Path, tell: Callable[[str], None] = lambda _: None) -> Outcome:
    """Run it. ``folder``: for the engine's log and for commands."""
    with local_stack(folder, port=None) as stack:
        network = FaultyNetwork(stack.endpoint, Weather(plan.seed, plan.climate))
        with network.running():
            _expose(stack, network, plan)
            return _Run(plan, stack, network, folder, tell).whole()


@dataclass
class _Run:
    plan: Plan
    stack: LocalStack
    network: FaultyNetwork
    folder: Path
    tell: Callable[[str], None]
    sent: list[Sent] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)

    def clock(self) -> float:
        return time.monotonic() - self.began

    def whole(self) -> Outcome:
        plan, cpu = self.plan, Cpu()
        operator = Operator(
            self.stack,
            self.network.endpoint,
            self.folder,
            plan.seed,
            plan.codes,
            self.clock,
            pause=plan.commands_every,
            schedules=plan.schedules,
        )
        watchers = [
            Watcher(f"reader {number}", self.stack, plan.codes, plan.seed, self.clock, plan.pause)
            for number in range(plan.readers)
        ]
        by_client = Watcher("client", self.stack, plan.codes, plan.seed, self.clock, plan.pause)
        courier = Courier(
            self.stack.sqs,
            self.stack.outputs["UploadsQueueUrl"],
            self.stack.outputs["PublishQueueUrl"],
            plan.seed,
            self.sent,
            self._is_ordered,
        )
        check = StandingCheck(self.stack, plan.seed, plan.codes, plan.judged_every)
        meanwhile, always = _Threads(), _Threads()
        for work in (cpu.watch, by_client.ask_by_client, *(one.ask_the_api for one in watchers)):
            always.start(work)
        for work in (
            operator.work,
            courier.work,
            self._kill,
            # Two at once: of one municipality, one of them comes too late, and puts its judgement aside.
            partial(check.work, "one"),
            partial(check.work, "other"),
        ):
            meanwhile.start(work)
        self._send()
        self.tell(f"{len(self.sent)} sheets sent after {self.clock():.0f} s")
        self._wait(lambda: not self._unsettled(), plan.within * 0.75)
        meanwhile.end()
        self.network.calm = True
        self.tell(f"calm after {self.clock():.0f} s; {sum(self.network.killed.values())} killed")
        settled = self._wait(self._is_quiet, plan.within)
        always.end()
        cpu.look()
        missing = {"validate", "publish", "announce", "portal-api", "watch-live"} - {
            one.who for one in self.network.calls
        }
        if missing:
            raise RuntimeError(f"these functions met no weather: {sorted(missing)}")
        history = self._with_calm_rounds(self._history(operator, [by_client, *watchers]), check)
        return Outcome(plan, history, self.network, cpu, courier.done, self.began, settled, self.stack.log)

    def _send(self) -> None:
        of = {one.code: one for one in municipalities()}
        sender = Sender(
            self.stack, self.plan.seed, self.plan.versions, self.plan.spread, self.clock, self.sent
        )
        with ThreadPoolExecutor(min(98, len(self.plan.codes))) as pool:
            list(pool.map(sender.send_all, [of[code] for code in self.plan.codes]))

    def _kill(self, stop: threading.Event) -> None:
        """End a function's process now and then, wherever it is in its work."""
        chance = random.Random(f"killer {self.plan.seed}")
        while not stop.wait(self.plan.kills_every * 2 * chance.random()):
            if functions := victims.at_work(self.network.port):
                one = chance.choice(functions)
                victims.end(one)
                self.network.killed[one.name] += 1

    def _is_ordered(self, sent: Sent) -> bool:
        record = table(self.stack).upload(municipality_code(sent.code), sent.upload_id)
        return record is not None and record.status is not UploadStatus.RECEIVED

    def _unsettled(self) -> list[str]:
        of = table(self.stack)
        found: list[str] = []
        for code in self.plan.codes:
            records = {one.upload_id: one for one in of.uploads(municipality_code(code))}
            found += [
                one.upload_id
                for one in self.sent
                if one.code == code
                and (one.upload_id not in records or records[one.upload_id].status in ON_THEIR_WAY)
            ]
        return found

    def _is_quiet(self) -> bool:
        return not any(waiting(self.stack, name) for name in QUEUES) and not self._unsettled()

    def _wait(self, done: Callable[[], bool], until: float) -> float | None:
        while self.clock() < until:
            if done():
                return self.clock()
            time.sleep(2)
        return None

    def _with_calm_rounds(self, history: History, check: StandingCheck) -> History:
        """Judge all twice, and see what that found, and whether anything else is as it was."""
        weather, calm, judged = tuple(check.rounds), [], []
        for _ in range(2):
            calm.append(check.judge_all())
            judged.append({code: check.state(code) for code in self.plan.codes})
        now = {code: self._live(code) for code in self.plan.codes}
        return replace(
            history,
            rounds=weather,
            calm=tuple(calm),
            judged=tuple(judged),
            live_before=history.live,
            live=now,
        )

    def _live(self, code: str) -> Live:
        now = table(self.stack).live(municipality_code(code), consistent=True)
        content = now.content
        return Live(
            now.revision,
            content.upload_id if content else None,
            content.digest if content else None,
            now.frozen,
            now.log_head,
        )

    def _history(self, operator: Operator, watchers: list[Watcher]) -> History:
        of = table(self.stack)
        logs, live, records = {}, {}, []
        for code in map(municipality_code, self.plan.codes):
            logs[str(code)] = tuple(_exported(str(code), entry) for entry in of.log(code))
            live[str(code)] = self._live(code)
            for one in of.uploads(code):
                files = kept(self.stack, report_prefix(one.upload_id, code))
                records.append(
                    Record(one.upload_id, one.status.value, one.revision, "report.json" in files, len(files))
                )
        return History(
            tuple(self.sent),
            tuple(records),
            logs,
            live,
            tuple(read for one in watchers for read in one.reads),
            tuple(operator.commands),
            self._announced(logs),
            {name: waiting(self.stack, name) for name in QUEUES},
            {name: waiting(self.stack, name) for name in DEAD},
        )

    def _announced(self, logs: dict[str, tuple[dict[str, object], ...]]) -> tuple[Announced, ...]:
        """Waits a while for the last: announcing is asynchronous."""
        events = listener(self.stack)
        expected = sum(1 for log in logs.values() for entry in log if not entry["step"])
        deadline = time.monotonic() + 60
        while True:
            heard = {
                Announced(one["municipalityCode"], one["revision"], one["logHash"])
                for one in (event["detail"] for event in events.listen())
            }
            if len(heard) >= expected or time.monotonic() > deadline:
                return tuple(heard)
            time.sleep(1)


def access_key(function: str, role: str) -> str:
    """What the engine gives a function to sign with (``ministack.core.lambda_runtime.execution_credentials``)."""
    digest = hashlib.sha256(f"{function}:{role}".encode()).hexdigest()
    return f"ASIA{digest[:16].upper()}"


def _exported(code: str, entry: LogEntry) -> dict[str, object]:
    return dict(to_json(municipality_code(code), entry))


def _expose(stack: LocalStack, network: FaultyNetwork, plan: Plan) -> None:
    """Put the functions behind the bad network, and messages of dead readers back sooner."""
    functions = client("lambda", stack.endpoint)
    for name in FUNCTIONS:
        function = f"kleark-{name}"
        known = functions.get_function_configuration(FunctionName=function)
        added = {
            "AWS_ENDPOINT_URL": network.endpoint,
            "PYTHONPATH": str(IN_FUNCTIONS),
            "KLEARK_CHAOS_SEED": str(plan.seed),
            "KLEARK_CHAOS_MUTANT": plan.mutant,
        }
        functions.update_function_configuration(
            FunctionName=function, Environment={"Variables": known["Environment"]["Variables"] | added}
        )
        called = [known["FunctionArn"]]
        # What is called is the version that an alias names.
        for alias in functions.list_aliases(FunctionName=function)["Aliases"]:
            made = functions.publish_version(FunctionName=function)
            functions.update_alias(FunctionName=function, Name=alias["Name"], FunctionVersion=made["Version"])
            called += [made["FunctionArn"], alias["AliasArn"]]
        for arn in called:
            network.names[access_key(arn, known["Role"])] = name
    for name in READ_BY_FUNCTIONS:
        stack.sqs.set_queue_attributes(
            QueueUrl=stack.outputs[name], Attributes={"VisibilityTimeout": str(plan.comes_again)}
        )
