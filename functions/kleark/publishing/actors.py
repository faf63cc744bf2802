"""Who did something, as the log names them: a person who signed in, an operator by ARN, or the system.

Of a person who signs in, ``oidc:<subject>:<name>``, only the subject counts: the name can change.
Neither holds a colon.
"""

from __future__ import annotations

_SIGNED_IN = "oidc:"


def signed_in_actor(subject: str, name: str) -> str:
    """A person who has signed in, as the log names them. ``name``: for people to read."""
    return f"{_SIGNED_IN}{subject}:{name}"


def subject_of(actor: str) -> str | None:
    """What the identity provider knows somebody by who signed in; None of others."""
    if not actor.startswith(_SIGNED_IN):
        return None
    return actor.removeprefix(_SIGNED_IN).partition(":")[0] or None


def without_name(actor: str) -> str:
    """What stays of an actor, whatever the person is called."""
    return actor.rpartition(":")[0] if actor.startswith(_SIGNED_IN) else actor


def same_person(one: str, other: str) -> bool:
    """Whether two actors are one person.

    Operators have one name each. Whether one of them also signs in on the page cannot be known.
    """
    return without_name(one) == without_name(other)
