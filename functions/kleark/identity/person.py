"""Who is signed in, for which municipality, and what the person may do there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from kleark.publishing.actors import signed_in_actor
from kleark.publishing.ids import UnknownMunicipalityError, municipality_code
from kleark.registers.municipalities import municipality

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kleark.publishing.ids import MunicipalityCode
    from kleark.registers.municipalities import Municipality

MUNICIPALITY_CLAIM = "custom:municipality"
ROLE_CLAIM = "custom:role"

_NOT_IN_A_NAME = re.compile(r"[^\w.@+ -]")
_SUBJECT = re.compile(r"[0-9A-Za-z._~-]{1,128}")
LONGEST_NAME = 100


class Role(StrEnum):
    """Each role may do all that those before it may."""

    READER = "reader"
    """Sees everything of the municipality, and changes nothing."""
    EDITOR = "editor"
    """Uploads sheets to be checked."""
    APPROVER = "approver"
    """Decides what citizens see."""

    def includes(self, other: Role) -> bool:
        """Whether this role may do what ``other`` may."""
        order = list(Role)
        return order.index(self) >= order.index(other)

    @property
    def da(self) -> str:
        """The role's name, as in "Du er redaktør"."""
        return {"reader": "læser", "editor": "redaktør", "approver": "godkender"}[self.value]


class UnfitClaimsError(Exception):
    """The identity provider's claims do not say who it is, for which municipality, and with which role.

    ``claim``: the one that is missing or wrong. Never its value.
    """

    def __init__(self, claim: str) -> None:
        super().__init__(claim)
        self.claim = claim


@dataclass(frozen=True, slots=True)
class Person:
    """``actor``: as the log names the person, ``oidc:<subject>:<name>``; ``name``: as colleagues know them."""

    actor: str
    name: str
    code: MunicipalityCode
    role: Role

    @property
    def municipality(self) -> Municipality:
        """The one municipality that the person acts for."""
        known = municipality(self.code)
        assert known is not None
        return known

    def may(self, role: Role) -> bool:
        """Whether the person may do what ``role`` may."""
        return self.role.includes(role)


def person_of(claims: Mapping[str, Any]) -> Person:
    """The person whom verified claims of an ID token are about. Raises UnfitClaimsError.

    The subject never changes and is never given to another; the name beside it is only for people to read.
    """
    subject = _text(claims, "sub")
    if not _SUBJECT.fullmatch(subject):
        raise UnfitClaimsError("sub")
    try:
        code = municipality_code(_text(claims, MUNICIPALITY_CLAIM))
    except UnknownMunicipalityError as error:
        raise UnfitClaimsError(MUNICIPALITY_CLAIM) from error
    try:
        role = Role(_text(claims, ROLE_CLAIM))
    except ValueError as error:
        raise UnfitClaimsError(ROLE_CLAIM) from error
    known_as = _readable(claims.get("email")) or _readable(claims.get("cognito:username")) or subject
    return Person(signed_in_actor(subject, known_as), _readable(claims.get("name")) or known_as, code, role)


def _text(claims: Mapping[str, Any], name: str) -> str:
    value = claims.get(name)
    if not isinstance(value, str):
        raise UnfitClaimsError(name)
    return value


def _readable(value: Any) -> str:
    """A name without what could be taken for something else where it is shown or split."""
    return _NOT_IN_A_NAME.sub("", value).strip()[:LONGEST_NAME] if isinstance(value, str) else ""
