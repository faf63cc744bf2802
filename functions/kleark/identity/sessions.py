"""Sessions: how long they last, and what a browser holds of one.

A browser holds 32 random bytes. What they stand for is kept in a table, under their hash, so that a session ends when
it is told to, and whoever reads the table can take over none.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from kleark.identity.person import Person

COOKIE = "__Host-kleark"
SIGNING_IN_COOKIE = "__Host-kleark-log-ind"

LONGEST = timedelta(hours=9)
"""A working day."""
IDLE = timedelta(hours=1)
TOUCHED_EVERY = timedelta(minutes=5)
"""So often at most is it written down that a session is in use."""
SIGNING_IN = timedelta(minutes=15)

_SALT = 32


@dataclass(frozen=True, slots=True)
class Session:
    """``token``: what the browser holds. ``began``, ``seen``: when it was made, and last written down to be in use."""

    token: str
    person: Person
    began: datetime
    seen: datetime

    @property
    def ends(self) -> datetime:
        """When it ends if it is not used any more."""
        return min(self.began + LONGEST, self.seen + IDLE)

    @property
    def csrf(self) -> str:
        """What a form of this session must carry. Nobody who does not know the token can make it.

        Another at each call: a value that stays the same on compressed pages that repeat what was asked for could be
        guessed from their lengths, piece by piece (BREACH).
        """
        salt = secrets.token_hex(16)
        return salt + self._signed(salt)

    def is_own_form(self, csrf: str) -> bool:
        """Whether a form with this token was made by this session."""
        salt, signature = csrf[:_SALT], csrf[_SALT:]
        return hmac.compare_digest(signature.encode(), self._signed(salt).encode())

    def _signed(self, salt: str) -> str:
        return hmac.new(self.token.encode(), f"csrf:{salt}".encode(), hashlib.sha256).hexdigest()

    def alive(self, now: datetime) -> bool:
        """Whether it still holds."""
        return now < self.ends

    def used(self, now: datetime) -> Session | None:
        """The session as it shall be written down since it is used; None where that was done a moment ago."""
        return replace(self, seen=now) if now - self.seen >= TOUCHED_EVERY else None


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
        """Whether its answer may still come."""
        return now < self.began + SIGNING_IN


class Sessions(Protocol):
    """Where sessions are kept."""

    def start(self, session: Session) -> None: ...

    def find(self, token: str) -> Session | None: ...

    def touch(self, session: Session) -> None: ...

    def end(self, token: str) -> None: ...

    def begin_signing_in(self, signing_in: SigningIn) -> None: ...

    def take_signing_in(self, token: str) -> SigningIn | None:
        """The sign-in, once: whoever asks again gets None."""


def new_token() -> str:
    """256 random bits."""
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """What a token is kept under."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
