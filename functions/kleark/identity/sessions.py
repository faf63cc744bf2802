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

if TYPE_CHECKING:
    from kleark.identity.person import Person

COOKIE = "__Host-kleark"
SIGNING_IN_COOKIE = "__Host-kleark-log-ind"

LONGEST = timedelta(hours=9)
"""A working day."""
IDLE = timedelta(hours=1)
TOUCHED_EVERY = timedelta(minutes=5)
"""How often it is recorded, at most, that a session is in use."""
SIGNING_IN = timedelta(minutes=15)

_SALT = 32


@dataclass(frozen=True, slots=True)
class Session:
    """``token``: what the browser holds. ``began``, ``seen``: when it was made, and last recorded to be in use."""

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
        """The token that a form of this session must carry. It cannot be made without the session's own token.

        A new one at each call: a constant value on compressed pages that repeat the request could be guessed from their
        lengths, piece by piece (BREACH).
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

    def renew(self, now: datetime) -> Session | None:
        """The session with ``seen`` moved to ``now``, to be stored; None where that was done a moment ago."""
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
        """Whether the provider's answer may still come."""
        return now < self.began + SIGNING_IN


class Sessions(Protocol):
    """Where sessions are stored."""

    def start(self, session: Session) -> None: ...

    def find(self, token: str) -> Session | None: ...

    def touch(self, session: Session) -> None: ...

    def end(self, token: str) -> None: ...

    def begin_signing_in(self, signing_in: SigningIn) -> None: ...

    def take_signing_in(self, token: str) -> SigningIn | None:
        """The sign-in, once: a second call returns None."""


def new_token() -> str:
    """256 random bits."""
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """The hash under which a token is stored."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
