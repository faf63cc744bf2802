"""The next edition of the KLE register on this machine: made of Kleark's own facts in KL's form, sent in, followed.

No byte of KL's file is in it: numbers, titles and dates are those of the register that comes with Kleark, and what is
new in it is invented. So whoever has shown it goes back (`gone_back`), and nothing that is not so stays.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import replace
from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from infra.local.upload import NothingHappenedError
from kleark.adapters import clock
from kleark.adapters.dynamodb.edition_table import EditionTable
from kleark.adapters.dynamodb.published_table import PublishedTable
from kleark.editions.activation import carry_out, plan_edition, plan_revert
from kleark.editions.model import ID_LENGTH
from kleark.editions.receive import EditionServices
from kleark.registers.kle_register import embedded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from infra.local.stack import LocalStack
    from kleark.editions.activation import EditionPlan
    from kleark.editions.model import EditionRecord, RegisterEntry
    from kleark.registers.kle_register import KleRegister, Topic

ACTOR = "make run"


def next_edition(of: KleRegister, number: str) -> bytes:
    """KL's file of three months later, in which a number is announced to retire, and nothing else is other."""
    day = of.edition + timedelta(days=92)
    topics = [one for one in of.topics.values() if one.retired_on is None]
    shown = {one.kle_number: one for one in topics}
    shown[number] = replace(shown[number], title=f"{shown[number].title} [udgår {day.year + 1}]")
    main_groups = groupby(
        sorted(shown.values(), key=lambda one: one.kle_number), lambda one: one.kle_number[:2]
    )
    body = "".join(_main_group(main_group, found, of) for main_group, found in main_groups)
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<KLE-Emneplan>\n<UdgivelsesDato>{day}</UdgivelsesDato>\n'
    return f"{head}{body}</KLE-Emneplan>\n".encode()


def _main_group(number: str, topics: Iterable[Topic], of: KleRegister) -> str:
    groups = groupby(topics, lambda one: one.kle_number[:5])
    inner = "".join(_group(group, found, of) for group, found in groups)
    return f"<Hovedgruppe>{_named('Hovedgruppe', number, of)}{inner}</Hovedgruppe>\n"


def _group(number: str, topics: Iterable[Topic], of: KleRegister) -> str:
    return f"<Gruppe>{_named('Gruppe', number, of)}\n{''.join(map(_topic, topics))}</Gruppe>\n"


def _named(level: str, number: str, of: KleRegister) -> str:
    title = escape(of.groups.get(number, ""))
    return f"<{level}Nr>{number}</{level}Nr><{level}Titel>{title}</{level}Titel>"


def _topic(topic: Topic) -> str:
    created = f"<OprettetDato>{topic.since}</OprettetDato>" if topic.since else ""
    return (
        f"<Emne><EmneNr>{topic.kle_number}</EmneNr><EmneTitel>{escape(topic.title)}</EmneTitel>"
        f"<EmneAdministrativInfo>{created}</EmneAdministrativInfo>"
        f"{f'<UUID>{escape(topic.uuid)}</UUID>' if topic.uuid else ''}</Emne>\n"
    )


def received(stack: LocalStack, data: bytes, within: float = 60.0) -> EditionRecord:
    """Drop the file into the register bucket, and wait for what the register function records of it.

    Raises NothingHappenedError.
    """
    key = f"KLE-Emneplan-{embedded().edition.year}.xml"
    stack.s3.put_object(Bucket=stack.outputs["RegisterBucketName"], Key=key, Body=data)
    table, identity = _services(stack).table, hashlib.sha256(data).hexdigest()[:ID_LENGTH]
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if (record := table.record(identity)) is not None:
            return record
        time.sleep(0.2)
    raise NothingHappenedError(
        f"The edition was not judged within {within:.0f} s. The engine's log: {stack.log}"
    )


def planned(stack: LocalStack, record: EditionRecord) -> EditionPlan:
    """What activating it would change, as `kleark register plan` shows it."""
    return plan_edition(record, _services(stack))


def activated(stack: LocalStack, plan: EditionPlan) -> RegisterEntry:
    """Let it be active, as `kleark register activate` does."""
    return carry_out(plan, ACTOR, "for at vise, hvordan det gøres", _services(stack))


def gone_back(stack: LocalStack) -> RegisterEntry:
    """Go back to what was active before, as `kleark register revert` does."""
    services = _services(stack)
    return carry_out(plan_revert(None, services), ACTOR, "udgaven var opdigtet", services)


def _services(stack: LocalStack) -> EditionServices:
    client, name = stack.dynamodb, stack.table_name
    return EditionServices(EditionTable(client, name), PublishedTable(client, name), clock.now)
