"""Those who use the system in a run: municipalities that send sheets, and an operator at the command line."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sysconfig
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from infra.local.stack import client
from infra.local.upload import send
from kleark.publishing.ids import municipality_code
from kleark.publishing.model import UploadStatus
from kleark.publishing.object_keys import CHECK_ONLY_FOLDER
from tests.chaos.country_sheets import drafts
from tests.chaos.history import Command, Kind, Sent
from tests.engines.test_rights import as_operator
from tests.support.watching import table

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Sequence

    from infra.local.stack import LocalStack
    from kleark.publishing.model import Live, Upload
    from kleark.registers.municipalities import Municipality

KLEARK = Path(sysconfig.get_path("scripts")) / "kleark"
ARN = "arn:aws:sts::000000000000:assumed-role/operator/"
COMMAND_WITHIN = 90.0
ANSWERED = ("--answer-all", "det er meningen", "--confirm-findings")

WAITING = frozenset(
    {
        UploadStatus.AWAITING_CONFIRMATION,
        UploadStatus.AWAITING_ANSWERS,
        UploadStatus.FROZEN,
        UploadStatus.CHECKED,
        UploadStatus.SUPERSEDED,
    }
)


@dataclass
class Sender:
    """Sends the municipalities' sheets, each municipality's in their order, all municipalities at once."""

    stack: LocalStack
    seed: int
    versions: int
    spread: float
    """Seconds between two sheets of a municipality, at most."""
    clock: Callable[[], float]
    sent: list[Sent]

    def send_all(self, owner: Municipality) -> None:
        """Send a municipality's sheets."""
        chance = random.Random(f"sender {self.seed} {owner.code}")
        for number, draft in enumerate(drafts(owner, self.versions, self.seed), start=1):
            time.sleep(self.spread * chance.random())
            folder = f"{CHECK_ONLY_FOLDER}/" if draft.kind is Kind.CHECK_ONLY else ""
            stored = send(self.stack, f"{owner.code}/{folder}{draft.name}", draft.data)
            self.sent.append(
                Sent(owner.code, number, stored.upload_id, draft.kind, draft.mark, draft.rows, self.clock())
            )
            if draft.kind is Kind.WITHDRAWN:
                self.stack.s3.delete_object(
                    Bucket=self.stack.uploads_bucket, Key=stored.key, VersionId=stored.version_id
                )


@dataclass
class Operator:
    """Gives commands, one after the other, to municipalities drawn at random, by what is live and waits there.

    Each command has a session of its own, so that the log tells which it was.
    """

    stack: LocalStack
    endpoint: str
    folder: Path
    seed: int
    codes: Sequence[str]
    clock: Callable[[], float]
    commands: list[Command] = field(default_factory=list)
    pause: float = 1.0
    schedules: bool = True

    def work(self, stop: threading.Event) -> None:
        """Until told to stop."""
        as_operator(self.stack)
        chance = random.Random(f"operator {self.seed}")
        while not stop.wait(self.pause * chance.random()):
            code = chance.choice(self.codes)
            if words := self._next(code, chance):
                self.run(code, words)

    def _next(self, code: str, chance: random.Random) -> tuple[str, ...]:
        of = table(self.stack)
        live = of.live(municipality_code(code), consistent=True)
        uploads = of.uploads(municipality_code(code))
        if live.frozen and chance.random() < 0.8:
            return ("unfreeze", code, "--note", "fejlen er fundet", "--yes")
        words = next_command(code, live, uploads, chance)
        return () if words[0] == "schedule" and not self.schedules else words

    def run(self, code: str, words: tuple[str, ...]) -> Command:
        """Run a command as an operator types it, with the rights of the stack's operators and no others."""
        name = f"command-{len(self.commands):04d}"
        sts = client("sts", self.stack.endpoint)
        granted = sts.assume_role(RoleArn="arn:aws:iam::000000000000:role/operator", RoleSessionName=name)
        access = granted["Credentials"]
        begun = self.clock()
        try:
            left = subprocess.run(
                [str(KLEARK), *words, "--output-format", "json"],
                cwd=self.folder,
                env={
                    "PATH": os.environ["PATH"],
                    "HOME": str(self.folder),
                    "AWS_ENDPOINT_URL": self.endpoint,
                    "AWS_ACCESS_KEY_ID": access["AccessKeyId"],
                    "AWS_SECRET_ACCESS_KEY": access["SecretAccessKey"],
                    "AWS_SESSION_TOKEN": access["SessionToken"],
                    "AWS_DEFAULT_REGION": "eu-north-1",
                    "KLEARK_STACK": "kleark",
                },
                capture_output=True,
                text=True,
                check=False,
                timeout=COMMAND_WITHIN,
                stdin=subprocess.DEVNULL,
            )
            status, said = left.returncode, left.stdout
        except subprocess.TimeoutExpired:
            status, said = -9, ""
        command = Command(code, words, ARN + name, begun, self.clock(), status, _revision_in(said))
        self.commands.append(command)
        return command


def next_command(code: str, live: Live, uploads: Sequence[Upload], chance: random.Random) -> tuple[str, ...]:
    """What somebody might do now; nothing, where nothing is there to do it with."""
    waiting = [one for one in uploads if one.status in WAITING]
    gone_by = [
        one
        for one in uploads
        if one.status in {UploadStatus.SUPERSEDED, UploadStatus.PUBLISHED, UploadStatus.REJECTED}
        and one.upload_id != (live.content.upload_id if live.content else None)
    ]
    choices: list[tuple[tuple[str, ...], int]] = [
        (("freeze", code, "--note", "noget ser forkert ud", "--yes"), int(not live.frozen)),
        (("wait-for-answers", code, chance.choice(["on", "off"]), "--note", "prøve", "--yes"), 1),
        (("limit", code, "20", "--note", "prøve", "--yes"), 1),
    ]
    if live.revision > 1:
        to = str(chance.randint(max(1, live.revision - 4), live.revision - 1))
        back = ("revert", code, "--to", to, "--confirm-removals", "--note", "forkert", "--yes")
        choices += [(back, 6), (("unpublish", code, "--note", "prøve", "--yes"), 1)]
    if waiting:
        which = chance.choice(waiting).upload_id
        at = (datetime.now(UTC) + timedelta(seconds=70)).replace(second=0, microsecond=0)
        when = (at + timedelta(minutes=1)).isoformat(timespec="minutes")
        confirmed = ("--confirm-removals", *ANSWERED, "--note", "aftalt", "--yes")
        choices += [
            (("publish", code, which, *confirmed), 4),
            (("schedule", code, which, "--at", when, *confirmed), 2),
            (("cancel", code, "--yes"), 1),
        ]
    if gone_by:
        deletion = ("delete", code, chance.choice(gone_by).upload_id, "--note", "må ikke gemmes", "--yes")
        choices.append((deletion, 2))
    return chance.choices([words for words, _ in choices], [weight for _, weight in choices])[0]


def _revision_in(said: str) -> int | None:
    try:
        entry = json.loads(said)
    except ValueError:
        return None
    made = isinstance(entry, dict) and entry.get("action") in {"publish", "revert", "unpublish"}
    return int(entry["revision"]) if made else None
