"""The command that tells people of notices: each notice at most once, each person in few mails.

What came in together is told together: one mail for each recipient. Who got a mail minutes ago waits for the next one,
which then has all that happened meanwhile.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from kleark.mail.mail_text import compose
from kleark.mail.ports import ClaimResult
from kleark.mail.recipients import recipients

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from kleark.mail.mail_text import MailSettings
    from kleark.mail.ports import Mailer, NoticeDirectory, NoticeFacts, NoticeMarks
    from kleark.mail.recipients import Recipient
    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.notices import Notice


@dataclass(frozen=True, slots=True)
class MailServices:
    """What telling works with. ``now``: the clock."""

    facts: NoticeFacts
    directory: NoticeDirectory
    marks: NoticeMarks
    mailer: Mailer
    settings: MailSettings
    now: Callable[[], datetime]


@dataclass(slots=True)
class Delivery:
    """What became of some notices.

    Attributes:
        mails: How many were sent.
        outdated: Ids of notices that are no longer true, and were told to nobody.
        again: Ids of notices that must come again: somebody has not been told, or is being told by another.
        waiting: Ids of those in ``again`` whose recipient got a mail only minutes ago.
        faults: What failed.
    """

    mails: int = 0
    outdated: set[str] = field(default_factory=set)
    again: set[str] = field(default_factory=set)
    waiting: set[str] = field(default_factory=set)
    faults: list[Exception] = field(default_factory=list)


def deliver(notices: Iterable[Notice], services: MailServices) -> Delivery:
    """Tell all whom the notices concern. May be called again at any time with the same ones.

    A failure concerns the notices that it kept from somebody: these come again, the others are told.
    """
    delivery = Delivery()
    by_municipality: defaultdict[MunicipalityCode, dict[str, Notice]] = defaultdict(dict)
    for notice in notices:
        by_municipality[notice.municipality][notice.notice_id] = notice
    for code, of_municipality in by_municipality.items():
        try:
            by_recipient = _addressed(code, of_municipality.values(), services, delivery)
        except Exception as fault:  # noqa: BLE001 (told to the caller; the other municipalities come next)
            delivery.again |= of_municipality.keys()
            delivery.faults.append(fault)
            continue
        for recipient, of_recipient in by_recipient.items():
            try:
                _tell(recipient, of_recipient, services, delivery)
            except Exception as fault:  # noqa: BLE001 (told to the caller; the other recipients come next)
                delivery.again |= {notice.notice_id for notice in of_recipient}
                delivery.faults.append(fault)
    return delivery


class NoticeOutcome(StrEnum):
    """What became of one notice."""

    DONE = "done"
    """Everybody has been told whom it concerns; that may be nobody."""
    OUTDATED = "outdated"
    """It is no longer true."""
    WAITING = "waiting"
    """It comes again: somebody got a mail only minutes ago."""
    AGAIN = "again"
    """It comes again: somebody has not been told, or is being told by another."""


def outcome_of(notice_id: str, delivery: Delivery) -> NoticeOutcome:
    """What became of one of the notices that were delivered."""
    if notice_id in delivery.waiting:
        return NoticeOutcome.WAITING
    if notice_id in delivery.again:
        return NoticeOutcome.AGAIN
    return NoticeOutcome.OUTDATED if notice_id in delivery.outdated else NoticeOutcome.DONE


def _addressed(
    code: MunicipalityCode, notices: Iterable[Notice], services: MailServices, delivery: Delivery
) -> Mapping[Recipient, Sequence[Notice]]:
    """The notices of one municipality by who is to be told."""
    colleagues = services.directory.everyone(code, services.now())
    own = services.directory.notice_address(code)
    by_recipient: defaultdict[Recipient, list[Notice]] = defaultdict(list)
    for notice in notices:
        if (involved := services.facts.involved(notice)) is None:
            delivery.outdated.add(notice.notice_id)
            continue
        for recipient in recipients(notice, involved, colleagues, own.address if own else None):
            by_recipient[recipient].append(notice)
    return by_recipient


def _tell(
    recipient: Recipient, notices: Sequence[Notice], services: MailServices, delivery: Delivery
) -> None:
    """Send one mail with what the recipient has not been told.

        claim ──▶ mail ──▶ confirm          delivered twice at once: the second one's claim is refused
        claim ──▶ mail ──▶ ✗                the claim runs out, and the same mail is sent again
        claim ──▶ ✗                         the claim runs out, and the mail is sent

    A mail and a table share no transaction. Who dies in between has either told and not recorded it, or recorded it and
    not told: this way round somebody reads the same twice, on a rare day; the other way round an approver would never
    hear that they are waited for.
    """
    claims = {
        notice.notice_id: services.marks.claim(notice, recipient.mark, services.now()) for notice in notices
    }
    delivery.again |= {one for one, claim in claims.items() if claim is ClaimResult.BUSY}
    claimed = [notice for notice in notices if claims[notice.notice_id] is ClaimResult.CLAIMED]
    if not claimed:
        return
    if not services.marks.take_turn(recipient.mark, services.now()):
        late = {notice.notice_id for notice in claimed}
        delivery.again |= late
        delivery.waiting |= late
        return
    services.mailer.send(recipient.address, compose(claimed, recipient, services.settings))
    delivery.mails += 1
    for notice in claimed:
        services.marks.confirm(notice, recipient.mark, services.now())
