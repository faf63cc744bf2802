"""Sessions: how long they last, and what a browser holds of one.

A browser holds 32 random bytes. What they stand for is stored in a table, under their hash, so that the server can end
a session, and nobody who reads the table can take one over.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from kleark.publishing.actors import without_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kleark.identity.person import Person

COOKIE = "__Host-kleark"
SIGNING_IN_COOKIE = "__Host-kleark-log-ind"

LONGEST = timedelta(hours=9)
"""A working day; it ends then, unless the person asks for more."""
LONGEST_EXTENDED = timedelta(hours=21)
"""However often somebody asks for more. WCAG 2.2.1 lets a limit of more than 20 hours stand."""
IDLE = timedelta(hours=1)
TOUCHED_EVERY = timedelta(minutes=5)
"""How often it is recorded, at most, that a session is in use."""
SIGNING_IN = timedelta(minutes=15)

DRAFT_COOKIE = "__Host-kleark-kladde"
DRAFT = timedelta(hours=1)
"""How long what was typed waits for a new sign-in."""
MOST_DRAFT_BYTES = 64 * 1024

_SALT = 32
_SIGNATURE = 64
CSRF_LENGTH = _SALT + 2 * _SIGNATURE
"""Salt, signature and mark: see `Session.csrf`."""


@dataclass(frozen=True, slots=True)
class Session:
    """One sign-in.

    Attributes:
        token: What the browser holds.
        person: Who signed in.
        began: When.
        seen: When it was last recorded to be in use.
        until: The latest that it may last, where the person asked for more than `LONGEST`.
    """

    token: str
    person: Person
    began: datetime
    seen: datetime
    until: datetime | None = None

    @property
    def latest(self) -> datetime:
        """When it ends however much it is used."""
        return self.until or self.began + LONGEST

    @property
    def ends(self) -> datetime:
        """When it ends if it is not used any more."""
        return min(self.latest, self.seen + IDLE)

    @property
    def csrf(self) -> str:
        """The token that a form of this session must carry. It cannot be made without the session's own token.

        A new one at each call: a constant value on compressed pages that repeat the request could be guessed from their
        lengths, piece by piece (BREACH). At its end is a mark of the person, by which a form can be given back to the
        one who filled it in when the session is long gone; see `is_form_of`.
        """
        salt = secrets.token_hex(_SALT // 2)
        return salt + self.signature(f"csrf:{salt}") + _mark_of(self.person, salt)

    def is_own_form(self, csrf: str) -> bool:
        """Whether a form with this token was made by this session."""
        salt, signature = csrf[:_SALT], csrf[_SALT : _SALT + _SIGNATURE]
        signed = hmac.compare_digest(signature.encode(), self.signature(f"csrf:{salt}").encode())
        # A form that was made before forms had a mark has none.
        return signed and (len(csrf) == _SALT + _SIGNATURE or is_form_of(self.person, csrf))

    def signature(self, text: str) -> str:
        """What only this session can make of ``text``, in hex."""
        return hmac.new(self.token.encode(), text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()

    def alive(self, now: datetime) -> bool:
        """Whether it still holds."""
        return now < self.ends

    def renew(self, now: datetime) -> Session | None:
        """The session with ``seen`` moved to ``now``, to be stored; None where that was done a moment ago."""
        return replace(self, seen=now) if now - self.seen >= TOUCHED_EVERY else None

    def stay(self, now: datetime) -> Session:
        """The session of somebody who wants to stay: in use now, and not over for another `IDLE` if that may be."""
        latest = min(self.began + LONGEST_EXTENDED, max(self.latest, now + IDLE))
        return replace(self, seen=now, until=None if latest == self.began + LONGEST else latest)


@dataclass(frozen=True, slots=True)
class SigningIn:
    """A sign-in under way. ``token``: what the browser holds; ``state``, ``nonce``, ``verifier``: of the OIDC request.

    ``then``: the path to go to afterwards.
    """

    token: str
    state: str
    nonce: str
    verifier: str
    then: str
    began: datetime

    def alive(self, now: datetime) -> bool:
        """Whether the provider's answer may still come."""
        return now < self.began + SIGNING_IN


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody sent when their session was over already: it waits for them to sign in again.

    Attributes:
        token: What the browser holds.
        action: The path that the form was sent to.
        fields: What was filled in.
        csrf: The token that the form carried; see `is_form_of`.
        began: When it was sent.
    """

    token: str
    action: str
    fields: Mapping[str, str]
    csrf: str
    began: datetime

    def is_for(self, person: Person, now: datetime) -> bool:
        """Whether ``person`` filled it in, for the same municipality, and not too long ago."""
        return now < self.began + DRAFT and is_form_of(person, self.csrf)


class Sessions(Protocol):
    """Where sessions are stored, and drafts of forms."""

    def start(self, session: Session) -> None: ...

    def find(self, token: str) -> Session | None: ...

    def touch(self, session: Session) -> None: ...

    def end(self, token: str) -> None: ...

    def begin_signing_in(self, signing_in: SigningIn) -> None: ...

    def take_signing_in(self, token: str) -> SigningIn | None:
        """The sign-in, once: a second call returns None."""
        ...

    def save_draft(self, draft: Draft) -> None: ...

    def find_draft(self, token: str) -> Draft | None: ...

    def end_draft(self, token: str) -> None: ...


def seconds_left(session: Session, now: datetime) -> int:
    """How long a session lasts if it is not used any more."""
    return max(0, int((session.ends - now).total_seconds()))


def is_form_of(person: Person, csrf: str) -> bool:
    """Whether a form was made for ``person``, in whichever session. It does not say that they sent it."""
    salt, mark = csrf[:_SALT], csrf[_SALT + _SIGNATURE :]
    return hmac.compare_digest(mark.encode(), _mark_of(person, salt).encode())


def _mark_of(person: Person, salt: str) -> str:
    """It differs from form to form, and is no secret: it keeps one person's words from the next at the same browser."""
    # The name may be another at the next sign-in.
    who = f"form:{person.code}:{without_name(person.actor)}"
    return hmac.new(salt.encode(), who.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def new_token() -> str:
    """256 random bits."""
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """The hash under which a token is stored."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
