"""To whom a notice goes: exactly those whom it concerns, in the municipality that it is about.

Never to who did it, who knows; never to who has turned it off. Where nobody whom it concerns can be reached, it goes to
the municipality's own address, and where that is missing, to the approvers: that nobody is told is worse than that
somebody is told who need not be.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kleark.identity.person import Role
from kleark.publishing.actors import same_person, subject_of
from kleark.publishing.notice_kinds import NoticeCause

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kleark.identity.colleagues import Colleague
    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.notices import Involved, Notice

_OWN_ADDRESS = "own"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who gets a notice. ``subject``: the colleague's; None for the municipality's own address."""

    municipality: MunicipalityCode
    address: str
    subject: str | None = None

    @property
    def mark(self) -> str:
        """What tells recipients apart, and stays when an address changes."""
        return f"{self.municipality}|{_OWN_ADDRESS if self.subject is None else f'person|{self.subject}'}"


def recipients(
    notice: Notice, involved: Involved, colleagues: Iterable[Colleague], own_address: str | None
) -> tuple[Recipient, ...]:
    """Who is to be told.

    Args:
        notice: What happened.
        involved: Who had to do with it.
        colleagues: The municipality's directory. Those of another municipality are left out.
        own_address: The municipality's own address for notices.
    """
    here = [one for one in colleagues if one.municipality == notice.municipality]
    role, persons = _concerned(notice.cause, involved, here)
    if role is None and persons and all(_is_doer(person, involved) for person in persons):
        return ()
    subjects = {subject for person in persons if (subject := subject_of(person))}
    concerned = [one for one in here if one.subject in subjects or (role and one.role.includes(role))]
    reachable = _others(concerned, involved)
    if not reachable and own_address:
        return (Recipient(notice.municipality, own_address),)
    reachable = reachable or _others((one for one in here if one.role.includes(Role.APPROVER)), involved)
    wanted = (one for one in reachable if one.wants(notice.cause.kind))
    return tuple(_one_per_address(wanted))


def _concerned(
    cause: NoticeCause, involved: Involved, here: Iterable[Colleague]
) -> tuple[Role | None, list[str]]:
    """The least role of those whom it concerns, if it concerns everybody with one, and single persons."""
    if cause is NoticeCause.APPROVAL_ASKED and (asked := _approver(involved.asked, here)):
        return None, [asked.actor]
    role, names = _CONCERNED[cause]
    persons = [person for name in names if (person := getattr(involved, name)) is not None]
    return role, persons


def _approver(actor: str | None, here: Iterable[Colleague]) -> Colleague | None:
    """The approver whom an actor is, if they can be written to; else anybody who may approve is asked."""
    subject = subject_of(actor or "")
    found = (
        one for one in here if one.subject == subject and one.role.includes(Role.APPROVER) and one.address
    )
    return next(found, None) if subject else None


_CONCERNED: Mapping[NoticeCause, tuple[Role | None, Sequence[str]]] = {
    NoticeCause.APPROVAL_ASKED: (Role.APPROVER, ()),
    NoticeCause.SENT_BACK: (None, ("asker",)),
    NoticeCause.DISCARDED: (None, ("uploader", "asker")),
    NoticeCause.PUBLISHED: (None, ("uploader", "asker")),
    NoticeCause.SCHEDULE_FIRED: (None, ("uploader", "asker", "planner")),
    NoticeCause.REVERTED: (Role.APPROVER, ()),
    NoticeCause.UNPUBLISHED: (Role.APPROVER, ()),
    NoticeCause.SHEET_REJECTED: (None, ("uploader",)),
    NoticeCause.CONFIRMATION_AWAITED: (Role.APPROVER, ()),
    NoticeCause.ANSWERS_AWAITED: (Role.APPROVER, ()),
    NoticeCause.LOCKED_OUT: (None, ("uploader",)),
    NoticeCause.SCHEDULE_REFUSED: (Role.APPROVER, ("uploader", "asker", "planner")),
    NoticeCause.FROZEN: (Role.EDITOR, ()),
    NoticeCause.UNFROZEN: (Role.EDITOR, ()),
    NoticeCause.SHEET_DELETED: (Role.APPROVER, ("uploader", "asker")),
    NoticeCause.WATCH_FOUND: (Role.EDITOR, ()),
}
"""Fields of `Involved`, beside the role."""


def _others(colleagues: Iterable[Colleague], involved: Involved) -> list[Colleague]:
    """Those who can be written to, without who did it."""
    return [one for one in colleagues if one.address and not _is_doer(one.actor, involved)]


def _is_doer(actor: str, involved: Involved) -> bool:
    return involved.doer is not None and same_person(actor, involved.doer)


def _one_per_address(colleagues: Iterable[Colleague]) -> Iterator[Recipient]:
    """Two who share a mailbox get one mail."""
    seen = set[str]()
    for one in colleagues:
        assert one.address is not None
        if (mailbox := one.address.casefold()) not in seen:
            seen.add(mailbox)
            yield Recipient(one.municipality, one.address, one.subject)
