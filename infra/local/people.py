"""The users of the local stack: one in each role from two municipalities, and a second approver."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

PASSWORD = "Kleark-paa-egen-maskine-1"  # noqa: S105 (of a pool that ends with the engine, on the loopback address)
"""The password of every user."""


@dataclass(frozen=True, slots=True)
class LocalPerson:
    """A user, who signs in with the e-mail address and `PASSWORD`. ``role``: as in the claim ``custom:role``."""

    email: str
    name: str
    code: str
    role: str


PEOPLE = (
    LocalPerson("laeser@odense.example", "Lærke Læser", "0461", "reader"),
    LocalPerson("redaktoer@odense.example", "Rasmus Redaktør", "0461", "editor"),
    LocalPerson("godkender@odense.example", "Gudrun Godkender", "0461", "approver"),
    LocalPerson("godkender2@odense.example", "Gorm Godkender", "0461", "approver"),
    LocalPerson("laeser@aarhus.example", "Lone Læser", "0751", "reader"),
    LocalPerson("redaktoer@aarhus.example", "Rikke Redaktør", "0751", "editor"),
    LocalPerson("godkender@aarhus.example", "Gitte Godkender", "0751", "approver"),
)


def enrol(cognito: Any, user_pool: str) -> None:
    """Create `PEOPLE` as users of a pool, as an administrator does. ``cognito``: a client of cognito-idp."""
    for person in PEOPLE:
        attributes = {
            "email": person.email,
            "email_verified": "true",
            "name": person.name,
            "custom:municipality": person.code,
            "custom:role": person.role,
        }
        cognito.admin_create_user(
            UserPoolId=user_pool,
            Username=person.email,
            UserAttributes=[{"Name": name, "Value": value} for name, value in attributes.items()],
            MessageAction="SUPPRESS",
        )
        cognito.admin_set_user_password(
            UserPoolId=user_pool, Username=person.email, Password=PASSWORD, Permanent=True
        )
