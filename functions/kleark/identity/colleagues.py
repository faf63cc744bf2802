"""The directory of colleagues: who of a municipality has signed in, as what, and what they want to be told.

History keeps the actor as the log has it; the name is looked up here. Nobody loses or gains a right by standing here:
that is the identity provider's to say, at each sign-in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from kleark.identity.person import Role
from kleark.publishing.actors import subject_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from kleark.identity.person import Person
    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.notice_kinds import NoticeKind

FORGOTTEN_AFTER = timedelta(days=365)
"""Without a sign-in. Then the record is deleted, and until it is, it is not read."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who has signed in for a municipality.

    Attributes:
        municipality: The one that they acted for when they last signed in here.
        actor: As the log names them, ``oidc:<subject>:<name>``.
        name: As colleagues know them.
        role: The one that they had at their last sign-in.
        address: Where notices go; None where the identity provider sent none that can be written to.
        first_seen: Their first sign-in, as far as it is remembered.
        last_seen: Their last sign-in.
        muted: What they do not want to be told.
    """

    municipality: MunicipalityCode
    actor: str
    name: str
    role: Role
    address: str | None
    first_seen: datetime
    last_seen: datetime
    muted: frozenset[NoticeKind] = frozenset()

    @property
    def subject(self) -> str:
        """What the identity provider knows them by; it never changes."""
        subject = subject_of(self.actor)
        assert subject is not None
        return subject

    @property
    def forgotten_at(self) -> datetime:
        """When the record is deleted, unless they sign in before."""
        return self.last_seen + FORGOTTEN_AFTER

    def is_remembered(self, now: datetime) -> bool:
        """Whether the record may still be read: the table deletes what has expired some days late."""
        return now < self.forgotten_at

    def wants(self, kind: NoticeKind) -> bool:
        """Whether a notice of this kind is sent to them."""
        return self.address is not None and kind not in self.muted


@dataclass(frozen=True, slots=True)
class NoticeAddress:
    """The municipality's own address for notices. ``address``: None where an approver has taken it off again."""

    address: str | None
    changed_at: datetime
    changed_by: str


class Colleagues(Protocol):
    """Where the directory is stored. Every read is consistent. A failure of the service is raised."""

    def record(self, person: Person, address: str | None, now: datetime) -> None:
        """Write who has signed in, with what the identity provider says now. What they have muted stays so."""

    def find(self, code: MunicipalityCode, subject: str, now: datetime) -> Colleague | None: ...

    def everyone(self, code: MunicipalityCode, now: datetime) -> list[Colleague]:
        """All who are remembered, by their names."""

    def mute(self, code: MunicipalityCode, subject: str, muted: frozenset[NoticeKind]) -> bool:
        """Store what the colleague does not want to be told; False where they are not in the directory."""

    def remove(self, code: MunicipalityCode, subject: str) -> bool:
        """Delete a colleague's record; False where there was none."""

    def notice_address(self, code: MunicipalityCode) -> NoticeAddress | None:
        """The municipality's own address for notices; None where nobody has ever set one."""

    def set_notice_address(self, code: MunicipalityCode, setting: NoticeAddress) -> None: ...


Directory = dict[str, Colleague]
"""Colleagues of one municipality by their subjects, as `directory_of` gives them."""


def directory_of(colleagues: Iterable[Colleague]) -> Directory:
    """The colleagues, to look names up in."""
    return {one.subject: one for one in colleagues}


def name_in(directory: Mapping[str, Colleague], actor: str) -> str | None:
    """The name that an actor of the log or of an upload is known by; None where the directory does not know them."""
    colleague = directory.get(subject_of(actor) or "")
    return colleague.name if colleague else None


def approvers(colleagues: Iterable[Colleague]) -> list[Colleague]:
    """Those who may decide what citizens see."""
    return [one for one in colleagues if one.role.includes(Role.APPROVER)]
