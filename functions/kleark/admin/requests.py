"""Who asks whom for the approval of a sheet, as the front page tells it: what is asked of this person first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kleark.identity.person import Role
from kleark.publishing.actors import same_person
from kleark.publishing.four_eyes import four_eyes_refusal
from kleark.publishing.messages import actor_name
from kleark.publishing.upload_state import StateKind
from kleark.redaction.invisible import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kleark.admin.upload_lists import UploadLine
    from kleark.identity.person import Person
    from kleark.publishing.messages import KnownAs
    from kleark.publishing.model import Live

MOST_OWN = 5


@dataclass(frozen=True, slots=True)
class RequestLine:
    """One request.

    Attributes:
        line: The sheet, and what has become of it.
        by: Who asks.
        of: Who is asked; empty for any approver.
        at: When.
        note: What was said with it, or with the answer that sent the sheet back; empty where nothing was.
        to_you: Whether it is this person who is asked by name.
    """

    line: UploadLine
    by: str
    of: str
    at: str
    note: str
    to_you: bool


@dataclass(frozen=True, slots=True)
class Requests:
    """Each newest first, but what is asked of this person by name before what is asked of any approver.

    Attributes:
        for_you: What this person is asked to approve, and may.
        for_others: What else waits for an approver.
        own: What this person has asked for, whatever has become of it; the newest.
    """

    for_you: Sequence[RequestLine] = ()
    for_others: Sequence[RequestLine] = ()
    own: Sequence[RequestLine] = ()


def sort_requests(lines: Sequence[UploadLine], person: Person, live: Live, known_as: KnownAs) -> Requests:
    """The requests among a municipality's uploads.

    Args:
        lines: The uploads, with their states.
        person: Who looks.
        live: The reading that the states follow from.
        known_as: The names of people.
    """
    asked = [one for one in lines if one.upload.asked_at is not None]
    newest_first = sorted(asked, key=lambda one: one.upload.asked_at or "", reverse=True)
    every = [_request_line(one, person, known_as) for one in newest_first]
    own = [one for one in every if same_person(one.line.upload.asked_by or "", person.actor)]
    waiting = [one for one in every if one.line.state.kind is StateKind.AWAITING_APPROVAL and one not in own]
    for_you = [one for one in waiting if _is_for(one, person, live)]
    return Requests(
        for_you=sorted(for_you, key=lambda one: not one.to_you),
        for_others=[one for one in waiting if one not in for_you],
        own=own[:MOST_OWN],
    )


def _is_for(request: RequestLine, person: Person, live: Live) -> bool:
    if not person.may(Role.APPROVER) or four_eyes_refusal(request.line.upload, live, person.actor):
        return False
    return request.to_you or not request.of


def _request_line(line: UploadLine, person: Person, known_as: KnownAs) -> RequestLine:
    upload = line.upload
    return RequestLine(
        line=line,
        by=actor_name(upload.asked_by or "", "da", known_as),
        of=actor_name(upload.asked_of, "da", known_as) if upload.asked_of else "",
        at=upload.asked_at or "",
        note=visible(line.state.note or ""),
        to_you=upload.asked_of is not None and same_person(upload.asked_of, person.actor),
    )
