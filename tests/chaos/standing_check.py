"""The standing check of a run: what is live is judged all the while, by two at once, and twice more in calm."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from infra.local.stack import client
from kleark.adapters import clock
from kleark.adapters.dynamodb.finding_table import FindingTable
from kleark.publishing.ids import municipality_code
from kleark.publishing.model import stamp
from tests.chaos.history import Found, Judged, Round
from tests.support.watching import table

if TYPE_CHECKING:
    import threading
    from collections.abc import Sequence

    from infra.local.stack import LocalStack

FUNCTION = "kleark-watch-live"
ALL_AT_ONCE = 0.3
"""The share of rounds that judge every municipality; the others judge one."""
WRONG_CLOCK = timedelta(seconds=10)
"""No function's clock is as wrong as that (``in_functions/sitecustomize.py``)."""


@dataclass
class StandingCheck:
    """Asks for judgements. ``rounds``: what came of those in which every municipality was to be judged."""

    stack: LocalStack
    seed: int
    codes: Sequence[str]
    pause: float
    rounds: list[Round] = field(default_factory=list)

    def work(self, name: str, stop: threading.Event) -> None:
        """Until told to stop."""
        chance = random.Random(f"standing check {name} {self.seed}")
        while not stop.wait(self.pause * chance.random()):
            if chance.random() < ALL_AT_ONCE:
                self.judge_all()
            else:
                self._invoke({"municipality": chance.choice(self.codes)})

    def judge_all(self) -> Round:
        """Have every municipality judged, and see of whom that is true."""
        of = table(self.stack)
        live = [code for code in self.codes if of.live(municipality_code(code), consistent=True).revision]
        begun = stamp(clock.now() - WRONG_CLOCK)
        failed = self._invoke({"anew": True})
        left = tuple(code for code in live if self.state(code).judged_at < begun)
        self.rounds.append(done := Round(failed, left))
        return done

    def state(self, code: str) -> Judged:
        """What is kept of a municipality."""
        state, _ = FindingTable(self.stack.dynamodb, self.stack.table_name).state(municipality_code(code))
        return Judged(
            state.judged_at,
            tuple(
                Found(one.finding_id, one.rule, one.rows, one.column, one.found, one.first_seen)
                for one in state.open_findings
            ),
        )

    def _invoke(self, event: dict[str, Any]) -> int | None:
        """How many municipalities a run says it could not judge; None where it broke off."""
        functions = client("lambda", self.stack.endpoint)
        try:
            answer = functions.invoke(FunctionName=FUNCTION, Payload=json.dumps(event).encode())
            said = json.loads(answer["Payload"].read())
        except (BotoCoreError, ClientError, ValueError):
            return None
        return failures_in(said) if isinstance(said, dict) else None


def failures_in(said: dict[str, Any]) -> int | None:
    """How many failed, by what a run returned or raised; None where it was neither."""
    if "judged" in said:
        return int(said["failed"]) + int(said["unreached"])
    count = str(said.get("errorMessage", "")).removesuffix(" failed")
    return int(count) if said.get("errorType") == "IncompleteWatchError" and count.isdecimal() else None
